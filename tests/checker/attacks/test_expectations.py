"""Expectations: samples captured, moments that match what they do not say, terms that are not continuous or have no value."""

from __future__ import annotations

from typing import Any

import pytest
from forging import FALSE, T, accepted, combined, equal, given, refused, statement

Json = Any
XY = ["x random-vector", "y random-scalar", "w vector", "t scalar real"]
OUTER = ["at", ["E", ["dot", "w", "x"]], [["w", "x"]]]  # x . E[x], of the outer x


ATTACKS = {
    # x . E[x] is 0 where E[x] = 0, so E[y x . E[x]] = 0 says nothing of E[y]; read as y E[x . x] = y it would
    "a moment whose factor holds an expectation, at a sample": (
        statement(XY, ["eq", ["E", "y"], "0"], moments=[[["x"], "0v"], [[["dot", "x", "x"]], "1"], [[OUTER, "y"], "0"]]), T),
    # the same through a definition
    "the same with an abbreviation": (
        statement(XY, ["eq", ["E", "y"], "0"], definitions=[("s", OUTER)], moments=[[["x"], "0v"], [[["dot", "x", "x"]], "1"], [["s", "y"], "0"]]), T),
    # E[E[x] . x] = |E x|^2 is no second moment
    "an expectation in an expectation": (
        statement(XY, ["eq", ["E", OUTER], "t"], moments=[[["x"], "0v"], [[["dot", "x", "x"]], "t"]]), T),
    # D carries a sample in: E[D(E[w.x], w, x)] = |E x|^2
    "a derivative along a sample": (
        statement(XY, ["eq", ["E", ["D", ["E", ["dot", "w", "x"]], "w", "x"]], "t"], moments=[[["x"], "0v"], [[["dot", "x", "x"]], "t"]]), T),
    # E[y]^2 is not E[y^2]
    "a square drawn into the expectation": (statement(XY, ["eq", ["^", ["E", "y"], "2"], "t"], moments=[[[["^", "y", "2"]], "t"]]), T),
    # the product of expectations is not that of the product
    "independence": (statement(XY, ["eq", ["E", ["*", "y", ["dot", "w", "x"]]], "0"], moments=[[["x"], "0v"], [["y"], "t"]]), T),
    # E[x x^T] = M says nothing of E[x . x] in terms of another symbol
    "a trace": (statement([*XY, "M operator symmetric"], ["eq", ["E", ["dot", "x", "x"]], "t"], moments=[[["x", "x"], "M"]]), T),
    # E[x y^T] is not symmetric
    "an asymmetric moment": (
        statement(["x random-vector", "z random-vector", "M operator invertible", "v vector", "w vector"],
                  ["eq", ["E", ["*", ["dot", "v", "x"], ["dot", "w", "z"]]], ["dot", "w", ["@", "M", "v"]]], moments=[[["x", "z"], "M"]]), T),
    # 1/y has no value for y = 0
    "a quotient by a sample": (statement(XY, ["eq", ["E", ["/", "y", "y"]], "1"]), T),
    "a quotient by a sample, cancelled by a moment": (statement(XY, ["eq", ["E", "t"], "1"], moments=[[["y", ["/", "1", "y"]], "1"]]), T),
    "a root of a sample": (statement(XY, ["le", "0", ["E", ["*", ["sqrt", "y"], "0"]]]), T),
    # the sign of y has no derivative in w, and the expectation jumps
    "a sign of a sample": (statement(XY, ["eq", ["E", ["*", ["sign", "y"], "0"]], "0"]), T),
    "a sign of a sample that is positive": (statement(XY, ["eq", ["E", ["sign", ["+", "1", ["^", "y", "2"]]]], "1"]), T),
    # random symbols have no value outside of an expectation
    "a sample outside": (statement(XY, ["eq", "y", "y"]), T),
    "a sample outside, by an abbreviation": (statement(XY, ["eq", "s", "s"], definitions=[("s", ["*", "2", "y"])]), T),
    "a derivative in a sample": (statement(XY, ["eq", ["E", ["D", ["^", "y", "2"], "y", "1"]], "0"]), T),
    "a sample replaced": (statement(XY, ["eq", ["E", ["at", "y", [["y", "0"]]]], "0"]), T),
    "a quantified sample": (statement(["t scalar real"], ["forall", [["y", "random-scalar", "any"]], ["eq", "t", "t"]]), {"by": "fix", "then": T}),
    # |E y| <= E|y|, and they differ
    "an absolute value drawn out": (statement(XY, ["eq", ["abs", ["E", "y"]], "t"], moments=[[[["abs", "y"]], "t"]]), T),
    "an expectation of a vector is zero": (statement(XY, ["eq", ["E", "x"], "0v"]), T),
    # the moments of the third order follow from none of the second
    "a third moment": (statement(XY, ["eq", ["E", ["^", ["dot", "w", "x"], "3"]], "0"], moments=[[["x"], "0v"], [["x", "x"], "I"]]), T),
    # E of a sum over samples is not the sum at the expectation
    "a sample in a sum": (
        statement(XY, ["eq", ["E", ["sum", "i", "1", "2", ["^", "y", "2"]]], ["*", "2", ["^", "t", "2"]]], moments=[[["y"], "t"]]), T),
    "a bound of a sum is a sample": (statement(XY, ["eq", ["E", ["sum", "i", "y", "2", "0"]], "0"]), T),
    "a fact of one expectation is none of another": (
        statement(XY, ["eq", ["E", ["*", "y", "y"]], "0"], ["eq", ["E", "y"], "0"], moments=[[["y"], "t"]]), combined(equal("h1", "t"))),
    "moments that contradict are those given": (statement(XY, FALSE, moments=[[["y"], "0"], [["x"], "0v"]]), T),
    "a moment of a constant": (statement(XY, FALSE, moments=[[["1"], "0"]]), T),
    "a moment of three vectors": (statement(XY, ["eq", "t", "t"], moments=[[["x", "x", "x"], "t"]]), T),
    "a moment of a vector that is not random": (statement(XY, ["eq", "t", "t"], moments=[[["w"], "0v"]]), T),
    "a hypothesis about one sample": (statement(XY, ["eq", "t", "t"], ["eq", "y", "0"]), given("h1")),
}  # fmt: skip


@pytest.mark.parametrize("data,proof", ATTACKS.values(), ids=list(ATTACKS))
def test_attacks_on_expectations(data: Json, proof: Json) -> None:
    refused(data, proof)


def test_an_outer_sample_in_an_inner_expectation_is_a_constant_there() -> None:
    """E[E[x] . x] = 0 where E[x] = 0; and a moment with such a factor is met as it stands."""
    accepted(statement(XY, ["eq", ["E", OUTER], "0"], moments=[[["x"], "0v"], [[["dot", "x", "x"]], "t"]]), T)


def test_an_interchange_is_cited_wherever_it_is_made() -> None:
    interchanged = ["D", ["E", ["^", ["*", "t", "y"], "2"]], "t", "1"]
    for data in (
        statement(XY, ["eq", interchanged, "0"], moments=[[[["^", "y", "2"]], "0"]]),
        statement(XY, ["eq", "t", "t"], ["eq", interchanged, "0"], moments=[[[["^", "y", "2"]], "0"]]),
        statement(XY, ["eq", "t", "t"], definitions=[("s", interchanged)]),
    ):
        assert any("under the expectation" in cite for cite in accepted(data, T).cites)
