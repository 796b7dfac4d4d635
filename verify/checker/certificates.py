"""Certificates in, accept or reject out; the whole of a report's certificates rechecked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify.checker.facts import check
from verify.checker.instances import evaluate, sides
from verify.checker.rules.refutation import refutation_goals
from verify.checker.rules.statement import context_of
from verify.checker.statement import Loaded, load, reading, sha256, shallow
from verify.checker.work import CheckError

KEYS = {"format", "claim", "part", "statement", "hash", "verdict", "evidence", "cites", "uses", "kind", "body", "digest"}
Json = Any
Claim = tuple[str, str, tuple[str, ...]]  # what is said of a statement: verdict, evidence, cited theorems
Task = tuple[Path, Json, str, dict[str, tuple[Path, Json]]]  # a certificate, its ledger entry and name, and the same of what it uses
Spread = Callable[[Callable[[Task], "dict[str, Claim] | None"], list[Task]], "list[dict[str, Claim] | None]"]


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


# ------------------------------------------------------------------------------------------------
# A whole report


def read_json(path: Path) -> Json:
    """The content of a JSON file; CheckError if it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CheckError(f"{path}: not a readable JSON file ({error})") from error


def within(folder: Path, name: str) -> Path:
    """A file of the folder; CheckError where the name leads out of it."""
    path = folder / name
    if "\0" in name or not path.resolve().is_relative_to(folder.resolve()):
        raise CheckError(f"{name!r:.60} is no file in {folder}")
    return path


def recheck(folder: Path, spread: Spread | None = None) -> Iterator[tuple[str, str]]:
    """Recheck every verdict of folder/ledger.json from its certificate: yields (row part, problem or "").

    With `spread`, which maps a function over a list by several processes, most certificates are read ahead
    of those that they use, on the word of the ledger: what is used must still be accepted before.
    Raises CheckError where the ledger itself cannot be read.
    """
    ledger = read_json(folder / "ledger.json")
    try:
        parts = [(f"{row['id']} {which}", row[which]) for row in ledger["claims"] for which in ("printed", "corrected") if row[which]]
        waiting = [(name, part) for name, part in parts if part["verdict"] in ("holds", "fails")]
        undecided = [(name, part) for name, part in parts if part["verdict"] not in ("holds", "fails")]
    except (KeyError, TypeError) as error:
        raise CheckError(f"{folder / 'ledger.json'}: not a ledger ({error!r})") from error
    library: dict[str, Accepted] = {}
    for name in sorted({name for name, _ in parts if sum(name == other for other, _ in parts) > 1}):
        yield name, "two rows have this name"
    for name, part in undecided:
        if part.get("verdict") != "undecided" or part.get("certificate"):
            yield name, f"unknown verdict {part.get('verdict')!r:.40}"
    ahead = read_ahead(folder, waiting, spread) if spread else {}
    while waiting:
        later = []
        for name, part in waiting:
            problem = ""
            try:
                certificate = read_json(within(folder, str(part["certificate"])))
                if not set(certificate["uses"] if isinstance(certificate, dict) and "uses" in certificate else ()) <= set(library):
                    later.append((name, part))
                    continue
                taken = ahead.get(sha256([part, name])) if ahead else None
                sure = taken is not None and all(claim(library[h]) == said for h, said in taken.items())
                found = consistent(claimed(certificate, part), library) if sure else confirm(certificate, part, name, library)
                library[part["hash"]] = found
            except (CheckError, KeyError, TypeError) as error:
                problem = str(error)
            yield name, problem
        if len(later) == len(waiting):
            yield from ((name, "uses statements that are not accepted") for name, _ in later)
            return
        waiting = later


def claimed(certificate: Json, part: Json) -> Accepted:
    """What a ledger entry says of its certificate, taken at its word."""
    found = load(certificate["statement"])
    says = (part["hash"], part["verdict"], part["evidence"], tuple(part["cites"]), tuple(certificate["uses"]))
    if sha256(certificate["statement"]) != part["hash"]:
        raise CheckError("the certificate is not one of this statement")
    return Accepted(*says, found)


def claim(accepted: Accepted) -> Claim:
    """What is said of a statement, but for the statement itself."""
    return accepted.verdict, accepted.evidence, accepted.cites


def read_ahead(folder: Path, parts: list[tuple[str, Json]], spread: Spread) -> dict[str, dict[str, Claim]]:
    """The entries whose certificates are accepted, were the ledger right about what they use; with what was taken on its word."""
    found: list[tuple[Path, Json, str, list[str]]] = []
    for name, part in parts:
        with suppress(CheckError, LookupError, TypeError):
            path = within(folder, str(part["certificate"]))
            found.append((path, part, name, [h for h in read_json(path)["uses"] if isinstance(h, str)]))
    said = {part["hash"]: (path, part) for path, part, _, _ in found if isinstance(part.get("hash"), str)}
    tasks: list[Task] = [(path, part, name, {h: said[h] for h in uses if h in said}) for path, part, name, uses in found]
    tasks.sort(key=lambda task: -task[0].stat().st_size)
    return {sha256(task[1:3]): taken for task, taken in zip(tasks, spread(conditionally, tasks)) if taken is not None}


def conditionally(task: Task) -> dict[str, Claim] | None:
    """What a certificate takes on the word of the ledger; None where it is not accepted even so, for whatever reason."""
    path, part, name, used = task
    try:
        library = {h: claimed(read_json(where), entry) for h, (where, entry) in used.items()}
        confirm(read_json(path), part, name, library)
    except Exception:
        return None
    return {h: claim(found) for h, found in library.items()}


def confirm(certificate: Json, part: Json, name: str, library: Mapping[str, Accepted]) -> Accepted:
    """Accept the certificate of one ledger entry, which must say what the ledger says."""
    result = accept(certificate, library)
    says = (part["hash"], part["verdict"], part["evidence"], tuple(part["cites"]), f"{certificate['claim']} {certificate['part']}")
    if says != (result.hash, result.verdict, result.evidence, result.cites, name):
        raise CheckError(f"the ledger says {says[1:]}, the certificate shows {result.verdict}, {result.evidence}, {result.cites}")
    if "statement" in part and sha256(part["statement"]) != result.hash:
        raise CheckError("the statement shown in the ledger is not the one decided")
    for shown_as, key in (("counterexample", "instance"), ("sequences", "sequences"), ("sides", "sides")):
        if part.get(shown_as) and part[shown_as] != certificate["body"].get(key):
            raise CheckError(f"the {shown_as} shown in the ledger is not that of the certificate")
    if part.get("counterexample") and (part.get("sequences") or {}) != certificate["body"].get("sequences", {}):
        raise CheckError("the ledger does not show the sequences of the certificate")
    return consistent(result, library)


def consistent(result: Accepted, library: Mapping[str, Accepted]) -> Accepted:
    """What a certificate establishes, which must not contradict what was accepted before."""
    if library.get(result.hash, result).verdict != result.verdict:
        raise CheckError("another certificate shows the contrary of the same statement")
    return result


