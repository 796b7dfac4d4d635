"""What a row of the ledger shows: made from a claim and its certificates, when it is decided and again when it is rechecked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from verify import notation
from verify.claims import Claim, Erratum, Paper, Part
from verify.prove.narrate import narrate, narrate_refutation
from verify.statements import Verdict, canonical

Json = Any
SCHEMA = 2  # of ledger.json
PARTS = ("printed", "corrected")
ENTRY = ("printed", "corrected", "uses", "witness", "hypotheses", "mutants", "near", "key", "digest")
FOUND = ("witness", "hypotheses", "mutants", "near", "key")  # what searches found, and what for
FOLDER, NEAR = "certificates", "near"


def plain(data: Json) -> Json:
    """Data as they are read from a file: lists for tuples, the keys of objects in order."""
    return json.loads(canonical(data))


def file_of(claim_id: str, part: str = "") -> str:
    """The name of the file of the certificate of a part; without a part, of what was proved beside the statement of a claim."""
    return f"{claim_id.replace('/', '--')}{'.' if part else ''}{part}.json"


def head(paper: Paper, claim_id: str) -> Json:
    """What the inventory and the claim say of a row."""
    row, claim = paper.row(claim_id), paper.claims.get(claim_id)
    return {"id": row.id, "kind": row.kind, "where": row.where, "title": row.title, "section": row.where.split()[0].rstrip(","),
            "parent": claim.parent if claim else None, "doc": claim.doc if claim else ""}  # fmt: skip


def fault(paper: Paper, claim_id: str, printed: Json) -> Json:
    """What a referee says of the printed statement with that verdict."""
    found: Erratum | None = paper.errata.get(claim_id)
    erratum = found if found and found.concerns(Verdict(printed["verdict"])) else None
    return {"severity": str(erratum.severity) if erratum else None, "consequences": list(erratum.consequences) if erratum else [],
            "remark": erratum.remark if erratum else ""}  # fmt: skip


def unexamined(note: str) -> Json:
    """The entry of a statement that was not examined."""
    return {"verdict": "undecided", "evidence": None, "cites": [], "paper_latex": "", "latex": "", "unicode": "", "hash": None, "statement": None,
            "certificate": None, "counterexample": None, "sequences": {}, "sides": [], "note": note, "searched": "", "proof": []}  # fmt: skip


def blank() -> Json:
    """What there is beside the statements of a row before any of it is found."""
    mutants = {"tried": 0, "rejected": 0, "survivors": [], "relaxed": [], "undecidable": [], "justified": [], "list": []}
    return {"uses": [], "corrected": None, "witness": None, "hypotheses": [], "mutants": mutants, "near": None}


def absent() -> Json:
    """The entry of a row for which no claim is written."""
    return {**blank(), "printed": unexamined("not examined yet")}


def transcribed(claim: Claim) -> Json:
    """The entry of a draft: what is claimed, and no verdict."""
    return {**blank(), "printed": unexamined("transcribed; not examined yet") | stated(claim, "printed", claim.build().printed)}


def stated(claim: Claim, which: str, part: Part) -> Json:
    """The statement itself, as data and as it is read."""
    data = plain(part.statement.to_json())
    return {"paper_latex": claim.paper if which == "printed" else "", "latex": notation.statement_latex(data), "unicode": notation.statement_unicode(data),
            "hash": part.statement.hash, "statement": data}  # fmt: skip


def decided(claim: Claim, which: str, part: Part, certificate: Json) -> Json:
    """The entry of a statement with a certificate, which the checker accepted."""
    body, kind = plain(certificate["body"]), certificate["kind"]
    proof = narrate(part.statement, body) if kind == "proof" else narrate_refutation(part.statement, body) if kind == "refutation" else []
    return unexamined(part.note) | stated(claim, which, part) | {
        "verdict": certificate["verdict"], "evidence": certificate["evidence"], "cites": list(certificate["cites"]),
        "certificate": f"{FOLDER}/{file_of(claim.id, which)}", "counterexample": body.get("instance"), "sequences": body.get("sequences", {}),
        "sides": body.get("sides", []), "proof": proof,
    }  # fmt: skip


def undecided(claim: Claim, which: str, part: Part, evidence: str | None, searched: str) -> Json:
    """The entry of a statement that is undecided; searched: what was tried."""
    return unexamined(part.note) | stated(claim, which, part) | {"evidence": evidence, "searched": searched}


def sealed(entry: Json, key: str) -> Json:
    """An entry with what it was made from, and a digest of what searches found: damage is noticed where any other finding would do as well."""
    keyed = {**entry, "key": key}
    found = [*(keyed[name] for name in FOUND), *(keyed[part]["searched"] for part in PARTS if keyed[part])]
    return {**keyed, "digest": hashlib.sha256(canonical(found).encode()).hexdigest()}


def named(entry: Mapping[str, Json]) -> list[str]:
    """The file names of the certificates of a row."""
    return [entry[part]["certificate"].removeprefix(f"{FOLDER}/") for part in PARTS if entry[part] and entry[part]["certificate"]]


def assembled(toolkit: str, package: str, title: str, environment: Json, rows: list[Json], figures: list[Json], confirmations: list[Json]) -> Json:
    """The ledger: the rows, with what they were made with and the sampled evidence that is shown beside them."""
    data = {"schema": SCHEMA, "toolkit": toolkit, "paper": {"package": package, "title": title}, "environment": environment, "claims": rows}
    return data | ({"figures": figures} if figures else {}) | ({"confirmations": confirmations} if confirmations else {})


def linked(rows: Iterable[Json], certificates: Mapping[str, Json]) -> dict[str, list[str]]:
    """By id, the rows whose statements the proofs of a row use; in the order of their ids.

    Where several rows have one statement, it is the one that is accepted first, the rows being read again and again in their order.
    """
    waiting = [(row["id"], certificates[part["certificate"].removeprefix(f"{FOLDER}/")]) for row in rows for part in (row[w] for w in PARTS)
               if part and part["certificate"]]  # fmt: skip
    carriers: dict[str, str] = {}
    uses: dict[str, set[str]] = {row["id"]: set() for row in rows}
    while waiting:
        later = []
        for claim_id, certificate in waiting:
            if all(used in carriers for used in certificate["uses"]):
                uses[claim_id] |= {carriers[used] for used in certificate["uses"]} - {claim_id}
                carriers.setdefault(certificate["hash"], claim_id)
            else:
                later.append((claim_id, certificate))
        if len(later) == len(waiting):
            break
        waiting = later
    return {claim_id: sorted(found) for claim_id, found in uses.items()}
