"""Every rule and every theorem of the checker has three uses that are accepted and five near ones that are refused, each with its reason."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.checker import rules
from verify.checker.facts import RULES
from verify.checker.rules.citing import THEOREMS

from .build import Table

ACCEPTED, REFUSED = 3, 5
NO_CASES = {"__init__", "common"}  # of these files no rule comes


def families() -> list[str]:
    """The files of rules."""
    assert rules.__file__
    return sorted(path.stem for path in Path(rules.__file__).parent.glob("*.py") if path.stem not in NO_CASES)


def tables() -> list[tuple[str, Table, Table]]:
    """Family, accepted and refused uses, of the files that have such tables."""
    found = []
    for family in families():
        module = importlib.import_module(f".test_{family}", __package__)
        if hasattr(module, "ACCEPTED"):
            found.append((family, module.ACCEPTED, module.REFUSED))
    return found


def used(proof: Any) -> Iterator[str]:
    """The rules and theorems that a proof names."""
    if isinstance(proof, dict):
        yield from (str(proof[key]) for key in ("by", "name") if key in proof)
        for part in proof.values():
            yield from used(part)
    elif isinstance(proof, list):
        for part in proof:
            yield from used(part)


def home(name: str) -> str:
    """The file of a rule or theorem."""
    function = RULES[name][0] if name in RULES else THEOREMS[name].instance
    return function.__module__.rpartition(".")[2]


def test_every_family_has_its_file() -> None:
    assert not set(RULES) & set(THEOREMS)
    here = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert here - {"every_rule"} == set(families())


@pytest.mark.parametrize("name", [*RULES, *THEOREMS])
def test_enough_uses(name: str) -> None:
    accepted, refused = ({family: table[name] for family, *both in tables() if name in (table := both[i])} for i in (0, 1))
    assert set(accepted) == set(refused) == {home(name)}
    (yes,), (no,) = accepted.values(), refused.values()
    assert len(yes) >= ACCEPTED and len(no) >= REFUSED
    assert all(name in used(case.proof) for case in yes)
    reasons = [case.why for case in no]
    assert all(reasons) and len(set(reasons)) == len(reasons)


def test_no_other_uses() -> None:
    for _, accepted, refused in tables():
        assert set(accepted) == set(refused) <= set(RULES) | set(THEOREMS)


def test_no_two_uses_are_the_same() -> None:
    for _, *both in tables():
        for table in both:
            cases = [repr(case[:2]) for found in table.values() for case in found]
            assert len(set(cases)) == len(cases)
