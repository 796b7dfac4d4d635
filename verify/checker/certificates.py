"""Certificates in, accept or reject out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verify.checker.facts import check
from verify.checker.instances import evaluate, sides
from verify.checker.rules.refutation import refutation_goals
from verify.checker.rules.statement import context_of
from verify.checker.statement import Loaded, load, reading, sha256, shallow
from verify.checker.work import CheckError

KEYS = {"format", "claim", "part", "statement", "hash", "verdict", "evidence", "cites", "uses", "kind", "body", "digest"}
Json = Any


@dataclass(frozen=True)
class Accepted:
    """What a certificate establishes."""

    hash: str
    verdict: str
    evidence: str
    cites: tuple[str, ...]
    uses: tuple[str, ...]
    loaded: Loaded


@reading("certificate")
def accept(certificate: Json, library: Mapping[str, Accepted]) -> Accepted:
    """What the certificate establishes, given what was accepted before; CheckError if it is rejected."""
    shallow(certificate, "certificate")
    if not isinstance(certificate, Mapping) or set(certificate) != KEYS or certificate["format"] != 1:
        raise CheckError(f"a certificate of format 1 has exactly the parts {sorted(KEYS)}")
    if certificate["digest"] != sha256({k: v for k, v in certificate.items() if k != "digest"}):
        raise CheckError("the certificate was changed: its digest does not match")
    if certificate["hash"] != sha256(certificate["statement"]):
        raise CheckError("the certificate is stale: it was made for another wording of the statement")
    result = establish(certificate["statement"], certificate["kind"], certificate["body"], library)
    claimed = (certificate["verdict"], certificate["evidence"], tuple(certificate["cites"]), tuple(certificate["uses"]))
    if claimed != (result.verdict, result.evidence, result.cites, result.uses):
        raise CheckError(f"the certificate claims {claimed}, its body shows {result.verdict}, {result.evidence}, {result.cites}")
    return result


@reading("certificate")
def establish(statement: Json, kind: str, body: Json, library: Mapping[str, Accepted]) -> Accepted:
    """What the body of a certificate shows of a statement; CheckError if it shows nothing."""
    shallow(body, "certificate")
    loaded, digest = load(statement), sha256(statement)
    cites: set[str] = set()
    used: set[str] = set()
    if kind == "proof":
        verdict, context = "holds", context_of(loaded, usable(library))
        check(loaded.conclusion, body, context)
        cites, used = context.cites, context.used
    elif kind == "counterexample":
        verdict, (found, trail) = "fails", evaluate(loaded, body["instance"])
        if found not in ("fails", "undefined"):
            raise CheckError(f"the instance does not refute the statement: {found}")
        if set(body) != {"instance", "found", "sides"} or (body["found"], body["sides"]) != (found, sides(trail)):
            raise CheckError("the recorded values are not those of the instance")
    elif kind == "refutation":
        verdict, (cites, used) = "fails", refute(loaded, body, library)
    else:
        raise CheckError(f"no kind of certificate is called {kind!r:.40}")
    for h in used:
        cites |= set(library[h].cites)
    evidence = "counterexample" if verdict == "fails" else "proof-cited" if cites else "proof"
    return Accepted(digest, verdict, evidence, tuple(sorted(cites)), tuple(sorted(used)), loaded)


def usable(library: Mapping[str, Accepted]) -> dict[str, Any]:
    """The accepted statements that hold, in the form the rule `use` reads."""
    return {h: (a.loaded.decls, a.loaded.hypotheses, a.loaded.conclusion)
            for h, a in library.items() if a.verdict == "holds" and not a.loaded.moments}  # fmt: skip


def refute(loaded: Loaded, body: Json, library: Mapping[str, Accepted]) -> tuple[set[str], set[str]]:
    """A proof that the conclusion is false wherever the lemma holds, and that the instance meets the lemma.

    Sequences in closed form are no part of the instance: what the statement supposes of them is proved from the lemma, too.
    """
    keys, closed = {"instance", "lemma", "proof"}, {"sequences", "hypotheses"}
    if set(body) not in (keys, keys | closed):
        raise CheckError("a refutation has an instance, a lemma and a proof; or sequences, and proofs of the hypotheses on them, as well")
    if closed <= set(body) and not (isinstance(body["sequences"], Mapping) and body["sequences"] and isinstance(body["hypotheses"], list)):
        raise CheckError("sequences in closed form are an object by their names, and the proofs of what is supposed of them a list")
    owed = refutation_goals(loaded, body["instance"], body["lemma"], body.get("sequences", {}), usable(library))
    proofs = [*body.get("hypotheses", []), body["proof"]]
    if len(proofs) != len(owed):
        raise CheckError(f"expected {len(owed) - 1} proofs of what is supposed of the sequences, got {len(proofs) - 1}")
    for (goal, context), proof in zip(owed, proofs):
        check(goal, proof, context)
    return owed[-1][1].cites, owed[-1][1].used


def sealed(certificate: Mapping[str, Json]) -> dict[str, Json]:
    """The certificate with its digest."""
    bare = {k: v for k, v in certificate.items() if k != "digest"}
    return {**bare, "digest": sha256(bare)}
