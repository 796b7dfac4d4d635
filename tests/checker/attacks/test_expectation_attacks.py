"""Expectations, derivatives through them and moments: what neither the proof rules nor the evaluator may take."""

from __future__ import annotations

import pytest
from refuting import TRIVIAL, Json, found, proves, statement

X = ["x random-vector", "w vector any", "z vector any", "v vector any", "u vector any", "m vector any", "q scalar real", "A operator invertible"]
XY = ["x random-vector", "y random-vector", "a vector any", "b vector any", "A operator invertible"]
SCALARS = ["s random-scalar", "y random-scalar", "q scalar real", "r scalar real", "w scalar real"]
RISK = ["E", ["dot", "x", "w"]]
FIRST, SECOND = [["x"], "m"], [["x", "x"], "A"]
CENTRED = [[["x"], "0v"], [[["dot", "x", "x"]], "q"]]
SAMPLES = {"d": 1, "w": ["3"], "z": ["0"], "v": ["1"], "u": ["1"], "m": ["0"], "q": "1", "A": [["1"]],
           "samples": [{"p": "1/2", "x": ["1"]}, {"p": "1/2", "x": ["-1"]}]}  # fmt: skip
CONSTANT = ["dot", ["E", ["*", ["dot", "x", "w"], "v"]], "u"]  # E of it is itself
DRAWN = ["dot", ["at", ["E", ["*", ["dot", "z", "w"], "v"]], [["z", "x"]]], "u"]  # random: the sample is that of the E around it


def forms(left: Json, right: Json) -> Json:
    """E (x.a)(y.b) = left . A right."""
    return ["eq", ["E", ["*", ["dot", "x", "a"], ["dot", "y", "b"]]], ["dot", left, ["@", "A", right]]]


FALSE: dict[str, Json] = {
    "the sample of the inner expectation is another one: D": statement(X, ["eq", ["E", ["D", RISK, "w", "x"]], "q"], moments=CENTRED),
    "the sample of the inner expectation is another one: at": statement(X, ["eq", ["E", ["at", RISK, [["w", "x"]]]], "q"], moments=CENTRED),
    "the sample of the inner expectation is another one: a product": statement(X, ["eq", ["E", ["dot", ["E", "x"], "x"]], "q"], moments=CENTRED),
    "a declared moment of a constant is none of a random quantity": statement(
        X, ["eq", ["E", ["*", DRAWN, DRAWN]], "q"], moments=[[[CONSTANT, CONSTANT], "q"]]),
    "nor the other way round": statement(X, ["eq", ["E", ["*", CONSTANT, CONSTANT]], "q"], moments=[[[DRAWN, DRAWN], "q"]]),
    "the same with an abbreviation": statement(
        X, ["eq", ["E", ["*", DRAWN, DRAWN]], "q"], moments=[[["c", "c"], "q"]], definitions=[("c", CONSTANT)]),
    "an expectation is not multiplicative": statement(SCALARS, ["eq", ["E", ["*", "s", "s"]], ["*", "q", "q"]], moments=[[["s"], "q"]]),
    "independence is not supposed": statement(
        SCALARS, ["eq", ["E", ["*", "s", "y"]], ["*", "q", "r"]], moments=[[["s"], "q"], [["y"], "r"]]),
    "nor of a vector and a number": statement(
        [*X, "s random-scalar"], ["eq", ["E", ["*", "s", ["dot", "x", "v"]]], ["*", "q", ["dot", "m", "v"]]], moments=[FIRST, [["s"], "q"]]),
    "the magnitude of a mean": statement(SCALARS, ["eq", ["E", ["abs", "s"]], ["abs", "q"]], moments=[[["s"], "q"]]),
    "the root of a mean": statement(SCALARS, ["eq", ["E", ["sqrt", ["*", "s", "s"]]], ["sqrt", "q"]], moments=[[["s", "s"], "q"]]),
    "the inverse of a mean": statement(SCALARS, ["eq", ["E", ["/", "1", "s"]], ["/", "1", "q"]], moments=[[["s"], "q"]]),
    "what is not defined for all samples": statement(SCALARS, ["eq", ["E", ["*", "s", ["/", "1", "s"]]], "1"], moments=[[["s"], "q"]]),
    "a moment that may have no value": statement(SCALARS, ["eq", ["E", ["/", "1", "s"]], "q"], moments=[[[["/", "1", "s"]], "q"]]),
    "a root that may have no value": statement(SCALARS, ["eq", ["E", ["^", ["sqrt", "s"], "2"]], "q"], moments=[[["s"], "q"]]),
    "the sign of a sample": statement(SCALARS, ["eq", ["E", ["*", ["sign", "s"], ["sign", "s"]]], "1"], moments=[[["s"], "q"]]),
    "a second moment transposed": statement(XY, forms("b", "a"), moments=[[["x", "y"], "A"]]),
    "a second moment of the other order": statement(XY, forms("a", "b"), moments=[[["y", "x"], "A"]]),
    "the derivative at the mean": statement(
        SCALARS, ["eq", ["D", ["E", ["^", ["+", "w", "s"], "3"]], "w", "1"], ["*", "3", ["^", ["+", "w", "q"], "2"]]], moments=[[["s"], "q"]]),
    "a constant under two expectations is no moment": statement(SCALARS, ["eq", ["E", ["E", "s"]], ["*", "2", "q"]], moments=[[["s"], "q"]]),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_it_has_no_proof_by_normal_forms(name: str) -> None:
    assert not proves(FALSE[name])


TRUE: dict[str, Json] = {
    "a second moment": statement(XY, forms("a", "b"), moments=[[["x", "y"], "A"]]),
    "of the other order": statement(XY, forms("b", "a"), moments=[[["y", "x"], "A"]]),
    "a mean": statement(X, ["eq", ["E", ["dot", "x", "v"]], ["dot", "m", "v"]], moments=[FIRST]),
    "a random quantity": statement(X, ["eq", ["E", ["*", DRAWN, DRAWN]], "q"], moments=[[[DRAWN, DRAWN], "q"]]),
    "a derivative": statement(
        SCALARS, ["eq", ["D", ["E", ["^", ["+", "w", "s"], "2"]], "w", "1"], ["*", "2", ["+", "w", "q"]]], moments=[[["s"], "q"], [["s", "s"], "r"]]),
    "a mean under two expectations": statement(SCALARS, ["eq", ["E", ["E", "s"]], "q"], moments=[[["s"], "q"]]),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_has_one(name: str) -> None:
    assert proves(TRUE[name], TRIVIAL)


VALUES: list[tuple[str, Json, str]] = [
    ("the derivative of a constant, along a sample", ["eq", ["E", ["D", RISK, "w", "x"]], "0"], "holds"),
    ("its square", ["eq", ["E", ["^", ["D", ["E", ["^", ["dot", "x", "w"], "2"]], "w", "x"], "2"]], "36"], "holds"),
    ("a substitution of a sample", ["eq", ["E", ["at", RISK, [["w", "x"]]]], "0"], "holds"),
    ("a product of two samples", ["eq", ["E", ["dot", ["E", "x"], "x"]], "0"], "holds"),
    ("a sample with itself", ["eq", ["E", ["dot", "x", "x"]], "1"], "holds"),
    ("a random quantity", ["eq", ["E", ["*", DRAWN, DRAWN]], "9"], "holds"),
    ("a constant", ["eq", ["E", ["*", CONSTANT, CONSTANT]], "0"], "holds"),
    ("what has no value at one sample", ["eq", ["E", ["/", "1", ["+", ["dot", "x", "v"], "1"]]], "0"], "undefined"),
    ("0 times it", ["eq", ["*", "0", ["E", ["/", "1", ["+", ["dot", "x", "v"], "1"]]]], "0"], "undefined"),
    ("a constant without a value under it", ["eq", ["E", ["/", "1", ["dot", "z", "z"]]], "0"], "undefined"),
]


@pytest.mark.parametrize(("conclusion", "expected"), [entry[1:] for entry in VALUES], ids=[entry[0] for entry in VALUES])
def test_values_at_samples(conclusion: Json, expected: str) -> None:
    assert found(statement(X, conclusion), SAMPLES) == expected


UNREADABLE: dict[str, Json] = {
    "a random symbol outside of an expectation": statement(X, ["eq", "x", "0v"]),
    "an abbreviation that speaks of one, outside": statement(X, ["eq", "c", "0"], definitions=[("c", ["dot", "x", "w"])]),
    "through another abbreviation": statement(X, ["eq", "e", "0"], definitions=[("c", ["dot", "x", "w"]), ("e", ["+", "c", "1"])]),
    "the value of a moment that is random": statement(X, ["eq", "q", "0"], moments=[[["x"], "x"]]),
    "the derivative in a random symbol": statement(X, ["eq", ["E", ["D", ["dot", "x", "x"], "x", "w"]], "0"]),
    "a random symbol replaced": statement(X, ["eq", ["E", ["at", ["dot", "x", "w"], [["x", "w"]]]], "0"]),
    "a random symbol bound again": statement(X, ["forall", [["x", "vector", "any"]], ["eq", "x", "x"]]),
    "an abbreviation replaced": statement(X, ["eq", ["at", "c", [["c", "1"]]], "0"], definitions=[("c", ["dot", "w", "w"])]),
    "a moment of three vectors": statement(X, ["eq", "q", "0"], moments=[[["x", "x", "x"], "w"]]),
    "a moment of a vector that is not drawn": statement(X, ["eq", "q", "0"], moments=[[["w"], "w"]]),
    "a scalar for the moment of a vector": statement(X, ["eq", "q", "0"], moments=[[["x"], "q"]]),
    "a vector for a second moment": statement(X, ["eq", "q", "0"], moments=[[["x", "x"], "w"]]),
    "no factor": statement(X, ["eq", "q", "0"], moments=[[[], "q"]]),
    "a random state": statement(X, ["limit", ["x"], ["x"], ["0v"], ["0v"]]),
    "a random sequence in closed form": statement(X, ["let", [["c", "vector", "k", "x"]], ["eq", ["item", "c", "0"], "0v"]]),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_it_is_no_statement(name: str) -> None:
    assert found(UNREADABLE[name], SAMPLES) == "refused"
