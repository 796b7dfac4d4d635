"""The identities of the paper: true ones are found true, near misses false, and the checker agrees."""

from __future__ import annotations

from typing import Any

import pytest
from algebra_cases import CASES, TRIVIAL, Case, rescaling

from verify import checker
from verify.algebra import is_identity
from verify.checker import CheckError
from verify.statements import Statement


def accepted(statement: Statement, proof: Any, cites: tuple[str, ...]) -> bool:
    """Whether the trusted checker accepts the proof of the statement."""
    evidence = "proof-cited" if cites else "proof"
    certificate = {
        "format": 1, "claim": "case", "part": "printed", "statement": statement.to_json(), "hash": statement.hash,
        "verdict": "holds", "evidence": evidence, "cites": list(cites), "uses": [], "kind": "proof", "body": proof,
    }  # fmt: skip
    try:
        checker.accept(checker.sealed(certificate), {})
    except CheckError:
        return False
    return True


def proof_of(case: Case, statement: Statement) -> Any:
    return case.proof or TRIVIAL


@pytest.mark.parametrize("name", CASES)
def test_true_identity_and_near_miss(name: str) -> None:
    case = CASES[name]()
    assert is_identity(case.statement()) is True
    assert is_identity(case.statement(False)) is False


@pytest.mark.parametrize("name", CASES)
def test_checker_agrees(name: str) -> None:
    case = CASES[name]()
    for true in (True, False):
        statement = case.statement(true)
        assert accepted(statement, proof_of(case, statement), case.cites) is true


def test_scaling_of_the_start_fails_for_negative_factors() -> None:
    case = rescaling("nonzero")
    assert is_identity(case.statement()) is False
    assert not accepted(case.statement(), TRIVIAL, ())
