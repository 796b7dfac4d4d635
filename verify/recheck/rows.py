"""One row of a report, rebuilt from the claim, the record of verdicts and the accepted certificates, and compared with what is there.

`entry` is the one place that decides what a row is vouched for: `verify recheck` and `verify report` both ask it.  What it cannot
recompute it takes from the row itself, and that is all there is of it: `TAKEN`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from verify.checker import Accepted
from verify.claims import Claim, Decision
from verify.effort import Effort
from verify.expectations import Expected
from verify.recheck.files import visible
from verify.recheck.replay import Replay
from verify.rows import NEAR, PARTS, absent, blank, decided, file_of, plain, sealed, transcribed, undecided
from verify.statements import Verdict

Json = Any
TAKEN = {
    "key": "what a row was made from: only whether a later run takes it up depends on it",
    "*.searched": "what a search without result tried",
    "hypotheses[*].tried": "how many instances a search tried that found no use of a hypothesis",
    "mutants.relaxed": "near misses that no instance brought closer to being false",
    "mutants.survivors": "near misses of which a search found neither a counterexample nor a proof",
}
KEY = re.compile(r"[0-9a-f]{64}")
ONE_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*")
MUTANTS = {"list": ("change", "counterexample"), "justified": ("change", "why"), "undecidable": ("change", "why"), "survivors": None, "relaxed": None}
KINDS = {dict: "an object", list: "a list", str: "text", type(None): "null"}
MANY = 5  # differences of one row that are told


class ShapeError(ValueError):
    """An entry that does not have the form of one; the message says where."""


@dataclass(frozen=True)
class Files:
    """The files of a row, by name: certificates, which the checker has accepted, and proofs of weaker statements and near misses."""

    certificates: Mapping[str, Json]
    near: Mapping[str, Json]
    library: Mapping[str, Accepted]


def entry(claim: Claim | None, decision: Decision | None, shown: Json, files: Files, effort: Effort, open_: Collection[str]) -> tuple[Json, list[str]]:
    """What an entry must be, and what is wrong with what it shows.

    The key and the uses are those of the shown entry: the caller knows better.  decision: what the claim says now; open_: the parts that
    the record says are undecided, as no certificate tells.
    Raises ShapeError for what is no entry.
    """
    shaped(shown, claim is not None)
    if claim is None or decision is None:
        return {**absent(), "uses": shown["uses"]}, []
    if claim.draft:
        return sealed({**plain(transcribed(claim)), "uses": shown["uses"]}, shown["key"]), []
    problems: list[str] = []
    found: Json = {**blank(), "uses": shown["uses"]}
    for which, part in zip(PARTS, (decision.printed, decision.corrected)):
        there = shown[which]
        if part is None:
            found[which] = None
            continue
        name = file_of(claim.id, which)
        if there is not None and there["verdict"] == "undecided" and which in open_:
            found[which] = undecided(claim, which, part, "sampled", there["searched"])
        elif name in files.certificates and files.certificates[name]["hash"] == part.statement.hash and part.statement.hash in files.library:
            found[which] = decided(claim, which, part, files.certificates[name])
        else:
            problems.append(f"{which}: no accepted certificate of the statement of the claim, and not recorded as undecided")
            found[which] = there
    which = "corrected" if decision.corrected else "printed"
    if problems or found[which]["verdict"] != "holds":
        return sealed(plain(found), shown["key"]), problems
    believed = decision.corrected or decision.printed
    near, body = near_of(claim, believed.statement.hash, shown["near"], files), plain(files.certificates[file_of(claim.id, which)]["body"])
    replay = Replay(believed.statement, body, near, files.library)
    found["witness"] = replay.witness(shown["witness"], effort)
    found["hypotheses"] = replay.hypotheses(shown["hypotheses"])
    mutants = replay.mutants(shown["mutants"], claim, effort)
    found["mutants"], found["near"] = mutants.to_json(), shown["near"]
    superfluous = [*(f"hypothesis {n}" for n in near["hypotheses"] if not unneeded(shown["hypotheses"], n)),
                   *(f"near miss '{visible(n)}'" for n in near["mutants"] if n not in mutants.proofs)]  # fmt: skip
    problems += [*replay.problems, *(f"near: a proof of {name}, which does not need one" for name in superfluous)]
    if shown["near"] and not (near["hypotheses"] or near["mutants"]):
        problems.append("near: a file without any proof")
    return sealed(plain(found), shown["key"]), problems


def open_verdicts(claim_id: str, expected: Expected) -> set[str]:
    """The parts of a claim that the record says are undecided."""
    return {which for which in PARTS if expected.get((claim_id, which)) is Verdict.UNDECIDED}


def unneeded(hypotheses: list[Json], number: str) -> bool:
    """Whether an audited hypothesis, by its number from one on, is said not to be needed."""
    return number in {str(n) for n, item in enumerate(hypotheses, 1) if item["needed"] is False}


def near_of(claim: Claim, digest: str, name: str | None, files: Files) -> Json:
    """The proofs of weaker statements and near misses that a row names, or none.  Raises ShapeError."""
    if name is None:
        return {"hypotheses": {}, "mutants": {}}
    own = file_of(claim.id)
    near: Json = files.near.get(own)
    kinds = ("hypotheses", "mutants")
    good = name == f"{NEAR}/{own}" and isinstance(near, dict) and set(near) == {"format", "claim", "beside", *kinds}
    if not good or (near["format"], near["claim"], near["beside"]) != (1, claim.id, digest) or not all(isinstance(near[k], dict) for k in kinds):
        raise ShapeError(f"near: expected the proofs beside this statement in {NEAR}/{own}")
    return near


def shaped(shown: Json, claimed: bool) -> None:
    """Check the form of what is read of an entry.  Raises ShapeError."""
    expect(shown, dict, "an entry")
    for name, kind in (("uses", list), ("mutants", dict), ("hypotheses", list), ("printed", dict)):
        expect(shown.get(name), kind, name)
    for name in ("witness", "corrected"):
        expect(shown.get(name), (dict, type(None)), name)
    expect(shown.get("near"), (str, type(None)), "near")
    if claimed and not (isinstance(shown.get("key"), str) and KEY.fullmatch(shown["key"])):
        raise ShapeError("key: expected 64 hexadecimal digits")
    for name in (part for part in PARTS if shown[part] is not None):
        expect(shown[name].get("verdict"), str, f"{name}.verdict")
        expect(shown[name].get("searched"), str, f"{name}.searched")
        if not ONE_LINE.fullmatch(shown[name]["searched"]):
            raise ShapeError(f"{name}.searched: expected one line of text")
    for item in shown["hypotheses"]:
        expect(item, dict, "hypotheses")
        for key in ("needed", "counterexample", "tried", "note"):
            if key not in item:
                raise ShapeError(f"hypotheses: expected an object with {key}")
        expect(item.get("also"), list, "hypotheses.also")
        expect(item["note"], str, "hypotheses.note")
    for name, keys in MUTANTS.items():
        expect(shown["mutants"].get(name), list, f"mutants.{name}")
        for item in shown["mutants"][name]:
            expect(item, str if keys is None else dict, f"mutants.{name}")
            if keys is not None and (set(item) != set(keys) or not isinstance(item["change"], str) or not isinstance(item.get("why", ""), str)):
                raise ShapeError(f"mutants.{name}: expected objects with {' and '.join(keys)}")


def expect(value: Json, kind: type | tuple[type, ...], where: str) -> None:
    """ShapeError unless a value is of a kind."""
    if not isinstance(value, kind):
        names = " or ".join(KINDS[each] for each in (kind if isinstance(kind, tuple) else (kind,)))
        raise ShapeError(f"{where}: expected {names}, got {visible(value, 40)}")


def differences(shown: Json, expected: Json) -> list[str]:
    """Where two values of plain data differ, each in one line; the first few of them."""
    found: list[str] = []
    for number, line in enumerate(differing(shown, expected, "")):
        if number == MANY:
            return [*found, "more differs"]
        found.append(line)
    return found


def differing(shown: Json, expected: Json, at: str) -> Iterator[str]:
    """The same, without end."""
    if type(shown) is not type(expected):
        yield f"{at or 'it'}: shown as {visible(shown, 60)}, recomputed as {visible(expected, 60)}"
    elif isinstance(shown, dict):
        for key in sorted(set(shown) | set(expected), key=str):
            here = f"{at}.{visible(key, 40)}" if at else visible(key, 40)
            if key not in expected:
                yield f"{here}: not to be shown, shown as {visible(shown[key], 60)}"
            elif key not in shown:
                yield f"{here}: missing, recomputed as {visible(expected[key], 60)}"
            else:
                yield from differing(shown[key], expected[key], here)
    elif isinstance(shown, list):
        if len(shown) != len(expected):
            yield f"{at}: {len(shown)} entries shown, {len(expected)} recomputed"
        else:
            for number, (one, other) in enumerate(zip(shown, expected)):
                yield from differing(one, other, f"{at}[{number}]")
    elif shown != expected:
        yield f"{at}: shown as {visible(shown, 60)}, recomputed as {visible(expected, 60)}"
