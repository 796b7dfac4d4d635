"""What the checker says of a fixed set of certificates, and of each with a small change, as JSON on standard output.

Usage: python hash_seed_outcomes.py FOLDER_OF_CERTIFICATES
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

from random_language import mutated, statement
from random_proofs import CASES, proved

from verify import checker

Json = Any
EVERY = 9  # of the certificates in order of their names, and what these use


def established(data: Json, kind: str, body: Json, library: dict[str, checker.Accepted]) -> Json:
    """Verdict, evidence, citations and what was used; or the message of the refusal."""
    try:
        return said(checker.establish(data, kind, body, library))
    except checker.CheckError as error:
        return [type(error).__name__, str(error)]


def said(found: checker.Accepted) -> Json:
    """What is established."""
    return [found.verdict, found.evidence, found.cites, found.uses]


def broken(rng: Random, body: Json) -> Json:
    """A body with one string of it changed, or one part of a list left out."""
    data = json.loads(json.dumps(body))
    here = data
    while True:
        keys = sorted(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        key = rng.choice(list(keys)) if keys else None
        if key is None:
            return data
        inner = here[key]
        if isinstance(inner, (dict, list)) and inner:
            here = inner
            continue
        if isinstance(here, list) and rng.random() < 0.5:
            del here[key]
        else:
            here[key] = rng.choice(["trivial", "1", "0", "x", "h1", "zero"])
        return data


def of_certificates(folder: Path) -> dict[str, Json]:
    """The outcomes of a sample of certificates, with what they use, and of changed ones."""
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    by_hash = {certificate["hash"]: name for name, certificate in found.items()}
    wanted = list(found)[::EVERY]
    for name in wanted:
        wanted += [by_hash[h] for h in found[name]["uses"] if by_hash[h] not in wanted]
    outcomes: dict[str, Json] = {}
    library: dict[str, checker.Accepted] = {}
    rng = Random(1)

    def take(name: str) -> None:
        certificate = found[name]
        if certificate["hash"] in library:
            return
        for h in certificate["uses"]:
            take(by_hash[h])
        data, kind, body = certificate["statement"], certificate["kind"], certificate["body"]
        library[certificate["hash"]] = accepted = checker.establish(data, kind, body, library)
        outcomes[name] = said(accepted)
        outcomes[f"{name}, its body changed"] = established(data, kind, broken(rng, body), library)
        other = {**data, "conclusion": mutated(rng, data["conclusion"])}
        outcomes[f"{name}, its conclusion changed"] = established(other, kind, body, library)

    for name in wanted:
        if len(json.dumps(found[name])) < 40_000:
            take(name)
    return outcomes


def of_random_statements(count: int) -> dict[str, Json]:
    """The outcomes of random statements, with the proofs that are found."""
    rng = Random(1)
    outcomes: dict[str, Json] = {}
    for i in range(count):
        case = CASES[i % len(CASES)][0](rng)
        found = proved(case)
        data = statement(case.hypotheses, case.conclusion, case.also)
        outcomes[f"random {i}"] = [data, found and found.proof, established(data, "proof", found.proof if found else {"by": "trivial"}, {})]
        other = statement(case.hypotheses, mutated(rng, case.conclusion), case.also)
        outcomes[f"random {i}, changed"] = established(other, "proof", found.proof if found else {"by": "trivial"}, {})
    return outcomes


if __name__ == "__main__":
    print(json.dumps({**of_certificates(Path(sys.argv[1])), **of_random_statements(70)}, indent=0, sort_keys=True))
