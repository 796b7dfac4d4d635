"""The certificates of a report, each accepted or not by the checker, those that others use before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from verify.checker import Accepted, CheckError, accept, load
from verify.checker.statement import sha256
from verify.recheck.files import read_json, within

Json = Any
PARTS = ("printed", "corrected")
DECIDED = ("holds", "fails")
Claim = tuple[str, str, tuple[str, ...]]  # what is said of a statement: verdict, evidence, cited theorems
Task = tuple[Path, Json, str, dict[str, tuple[Path, Json]]]  # a certificate, its ledger entry and name, and the same of what it uses
Spread = Callable[[Callable[[Task], "dict[str, Claim] | None"], list[Task]], "list[dict[str, Claim] | None]"]
UNREADABLE = (CheckError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError, OSError)


def recheck(folder: Path, spread: Spread | None = None) -> Iterator[tuple[str, str]]:
    """Recheck every verdict of folder/ledger.json from its certificate: yields (row part, problem or "").

    With `spread`, which maps a function over a list by several processes, most certificates are read ahead
    of those that they use, on the word of the ledger: what is used must still be accepted before.
    Raises CheckError where the ledger itself cannot be read.
    """
    yield from accepted(folder, read_json(folder / "ledger.json"), {}, spread)


def accepted(folder: Path, ledger: Json, library: dict[str, Accepted], spread: Spread | None = None) -> Iterator[tuple[str, str]]:
    """The same for a ledger that was read; what is accepted is put into the library."""
    try:
        parts = [(f"{row['id']} {which}", row[which]) for row in ledger["claims"] for which in PARTS if row[which]]
        waiting = [(name, part) for name, part in parts if part["verdict"] in DECIDED]
        undecided = [(name, part) for name, part in parts if part["verdict"] not in DECIDED]
        doubtful = [name for name, part in undecided if part["verdict"] != "undecided" or part.get("certificate")]
    except (LookupError, TypeError, AttributeError) as error:
        raise CheckError(f"{folder / 'ledger.json'}: not a ledger ({error!r:.200})") from error
    for name in sorted(name for name, count in Counter(name for name, _ in parts).items() if count > 1):
        yield name, "two rows have this name"
    for name in doubtful:
        yield name, "neither holds nor fails, nor undecided without a certificate"
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
            except UNREADABLE as error:
                problem = str(error) or type(error).__name__
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
    found: list[tuple[int, Path, Json, str, list[str]]] = []
    for name, part in parts:
        with suppress(*UNREADABLE):
            path = within(folder, str(part["certificate"]))
            uses = [h for h in read_json(path)["uses"] if isinstance(h, str)]
            found.append((path.stat().st_size, path, part, name, uses))
    said = {part["hash"]: (path, part) for _, path, part, _, _ in found if isinstance(part.get("hash"), str)}
    found.sort(key=lambda task: (-task[0], task[3]))
    tasks: list[Task] = [(path, part, name, {h: said[h] for h in uses if h in said}) for _, path, part, name, uses in found]
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
