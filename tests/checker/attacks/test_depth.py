"""Certificates nested deep: one answer, whoever asks and from however deep a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from forging import T, accepted, have, refused, statement

from verify import checker

Json = Any


def tower(n: int) -> Json:
    """A proof of n intermediate statements."""
    proof = T
    for i in range(n):
        proof = have(["le", "0", "0"], T, f"l{i}", proof)
    return proof


def from_depth(depth: int, call: Callable[[], Any]) -> Any:
    """The call, made from so many calls further in."""
    return call() if depth == 0 else from_depth(depth - 1, call)


@pytest.mark.parametrize("depth", [0, 200, 400, 600])
def test_an_accepted_proof_is_accepted_from_any_depth(depth: int) -> None:
    data, proof = statement([], ["le", "0", "0"]), tower(500)
    assert from_depth(depth, lambda: checker.establish(data, "proof", proof, {})).verdict == "holds"


def test_a_deep_proof_on_deep_terms() -> None:
    term: Json = "t"
    for i in range(60):
        term = ["abs", ["+", "1", term]] if i % 2 else ["-", term]
    data = statement(["t scalar real"], ["le", ["-", ["abs", term]], "0"])
    from_depth(300, lambda: checker.establish(data, "proof", tower(400), {}))


@pytest.mark.parametrize("depth", [601, 5_000, 200_000])
def test_what_is_nested_too_deep_is_refused(depth: int) -> None:
    proof: Json = T
    for _ in range(depth):
        proof = {"by": "exfalso", "then": proof}
    with pytest.raises(checker.CheckError, match="nested deeper than 600"):
        checker.establish(statement([], ["le", "0", "0"]), "proof", proof, {})
    with pytest.raises(checker.CheckError, match="nested deeper than 600"):
        checker.accept({"body": proof}, {})


def test_a_moment_that_is_its_own_value_is_refused() -> None:
    refused(statement(["y random-scalar"], ["eq", ["E", "y"], "0"], moments=[[["y"], ["E", "y"]]]), T)
    accepted(statement(["y random-scalar"], ["eq", ["E", "y"], "0"], moments=[[["y"], "0"]]), T)
