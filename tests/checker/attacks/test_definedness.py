"""What has no value must be noticed: quotients, roots, eigenvalues, members, powers, maxima, facts that enter unshown."""

from __future__ import annotations

from typing import Any

import pytest
from forging import FALSE, T, accepted, apply, combined, given, have, refused, statement, theorem

Json = Any
REALS = ["t scalar real", "s scalar real", "n integer", "v vector", "A operator invertible", "S operator symmetric", "a sequence-scalar real"]


def same(term: Json) -> tuple[Json, Json]:
    """A term equals itself: false, where it has no value."""
    return statement(REALS, ["eq", term, term]), T


def nought(term: Json) -> tuple[Json, Json]:
    """0 times a scalar term is 0: false, where it has no value."""
    return statement(REALS, ["eq", ["*", "0", term], "0"]), T


def absurd(term: Json) -> tuple[Json, Json]:
    """A term without value is <= 0 or not: a disjunction that has no truth value."""
    return statement(REALS, ["or", ["le", term, "0"], ["lt", "0", term]]), {"by": "choose", "side": 1, "then": T}


UNDEFINED = {
    "quotient": ["/", "1", "t"], "quotient by zero": ["/", "1", "0"], "quotient by a difference": ["/", "1", ["+", "t", ["-", "t"]]],
    "negative power": ["^", "t", "-2"], "negative power of zero": ["^", "0", "-1"], "root": ["sqrt", "t"], "root of -1": ["sqrt", "-1"],
    "root of minus a square": ["sqrt", ["-", ["^", "t", "2"]]], "root of a product": ["sqrt", ["*", "t", "s"]],
    "inverse of a root": ["^", ["sqrt", ["^", "t", "2"]], "-1"],
    "eigenvalue 0": ["eig", "S", "0"], "eigenvalue d + 1": ["eig", "S", ["+", "d", "1"]], "eigenvalue n": ["eig", "S", "n"],
    "eigenvalue 2 for d = 1": ["eig", "S", "2"], "eigenvalue 1/2": ["eig", "S", "1/2"], "eigenvalue of an invertible operator": ["eig", "A", "1"],
    "eigenvalue of an outer product": ["eig", ["outer", "v", ["@", "S", "v"]], "1"],
    "member -1": ["item", "a", "-1"], "member n": ["item", "a", "n"], "member t": ["item", "a", "t"], "member 1/2": ["item", "a", "1/2"],
    "power n": ["pow", "t", "n"], "power -1": ["pow", "t", "-1"], "power t": ["pow", "2", "t"],
    "maximum over an empty range": ["max", "i", "1", "0", "0"], "maximum up to n": ["max", "i", "1", "n", "0"],
    "sum with a quotient": ["sum", "i", "0", "3", ["/", "1", "i"]], "sum with members below 0": ["sum", "i", ["-", "1"], "3", ["item", "a", "i"]],
    "sum up to 1/2": ["sum", "i", "0", "1/2", "0"], "sum up to t": ["sum", "i", "0", "t", "0"],
    "integer replaced by 1/2": ["at", ["pow", "2", "n"], [["n", "1/2"]]],
    "invertible replaced by 0": ["at", ["dot", "v", ["@", ["^", "A", "-1"], "v"]], [["A", ["*", "0", "I"]]]],
    "derivative of a root": ["D", ["sqrt", ["^", "t", "2"]], "t", "1"], "derivative of a quotient": ["D", ["/", "1", ["+", "1", "t"]], "t", "1"],
    "derivative that keeps a quotient": ["D", ["+", "t", ["/", "1", "s"]], "t", "1"],
    "derivative of what does not depend": ["D", ["/", "1", "s"], "t", "1"], "power 0 of a quotient": ["^", ["/", "1", "t"], "0"],
    "derivative of a power 0": ["D", ["^", ["/", "1", "t"], "0"], "t", "1"],
    "inverse of a symmetric operator": ["dot", "v", ["@", ["^", "S", "-1"], "v"]],
    "inverse of a sum": ["dot", "v", ["@", ["^", ["+", "I", "A"], "-1"], "v"]],
    "inverse of zero": ["dot", "v", ["@", ["^", ["*", "0", "I"], "-1"], "v"]],
    "inverse of an outer product": ["dot", "v", ["@", ["^", ["outer", "v", "v"], "-1"], "v"]],
    "nested": ["abs", ["sqrt", ["+", ["/", "1", "t"], "1"]]],
}  # fmt: skip


@pytest.mark.parametrize("form", [same, nought, absurd], ids=lambda form: form.__name__)
@pytest.mark.parametrize("term", UNDEFINED.values(), ids=list(UNDEFINED))
def test_a_term_without_value(term: Json, form: Any) -> None:
    refused(*form(term))


QUOTIENT = ["/", "1", "t"]
ODD = ["eq", QUOTIENT, QUOTIENT]
ATTACKS = {
    # at t = 0 the hypotheses are not met, but "for all t" has no value: nothing follows at 0
    "a universal hypothesis without value, at 0": (
        statement([], FALSE, ["forall", [["t", "scalar", "real"]], ["lt", ["*", "t", QUOTIENT], "2"]]),
        apply("h1", {"t": "0"}, [], "f", combined({"c": "1", "factors": [["f", 1]], "square": None}))),
    "a value without value": (
        statement(["s scalar real"], FALSE, ["forall", [["t", "scalar", "real"]], ["lt", "0", "1"]]), apply("h1", {"t": ["/", "1", "s"]}, [], "f", T)),
    "a witness without value": (
        statement(["s scalar real"], ["exists", [["t", "scalar", "real"]], ["eq", "t", "t"]]),
        {"by": "witness", "terms": {"t": ["/", "1", "s"]}, "parts": [T]}),
    "an existential body without value elsewhere": (
        statement([], ["exists", [["t", "scalar", "real"]], ["eq", QUOTIENT, "1"]]), {"by": "witness", "terms": {"t": "1"}, "parts": [T]}),
    "the excluded middle of what has no value": (
        statement(["t scalar real"], ["or", ODD, ["not", ODD]]), {"by": "cases", "on": ODD, "as": "c", "if": {"by": "choose", "side": 0, "then": given("c")},
                                                                  "else": {"by": "choose", "side": 1, "then": given("c")}}),
    "a premise without value": (statement(["t scalar real"], ["implies", ODD, ["eq", "0", "0"]]), {"by": "assume", "as": "p", "then": T}),
    "a negation without value": (
        statement(["t scalar real"], ["not", ["eq", QUOTIENT, "0"]]), {"by": "assume", "as": "p", "then": combined()}),
    "by contradiction": (statement(["t scalar real"], ODD), {"by": "absurd", "as": "n", "then": T}),
    "the second side before the first has a value": (statement(["t scalar real"], ["or", ODD, ["eq", "0", "0"]]), {"by": "choose", "side": 1, "then": T}),
    "an equivalence": (
        statement(["t scalar real"], ["iff", ODD, ["eq", "0", "0"]]),
        {"by": "both ways", "forward": {"by": "assume", "as": "a", "then": T}, "backward": {"by": "assume", "as": "a", "then": T}}),
    "an intermediate statement": (statement(["t scalar real"], FALSE), have(ODD, T, "f", T)),
    "a multiple of an equation": (
        statement(["t scalar real"], ["eq", "t", "t"], ["eq", "t", "0"]), combined({"eq": "h1", "times": QUOTIENT})),
    "a square in a sum": (statement(["t scalar real"], ["le", "0", "0"]), combined({"c": "1", "factors": [], "square": ["*", "0", QUOTIENT]})),
    "a factor": (statement(["t scalar real"], ["le", "0", "0"]), combined({"c": "1", "factors": [[["*", "0", QUOTIENT], 1]], "square": None})),
    "the magnitude of what has no value": (statement(["t scalar real"], ["eq", "0", "0"]), theorem("magnitude", [QUOTIENT], [], T)),
    "the limit of what has no value at 0": (
        statement([], ["eq", "0", "0"]), theorem("limit_constant", [["lambda", "k", QUOTIENT]], [], T)),
    "a limit of 1/k": (
        statement([], ["tends", "k", ["/", "k", "k"], "1"]), theorem("limit_constant", [["lambda", "k", "1"]], [], given("t"))),
    "a limit of members k - 1": (
        statement(["a sequence-scalar real"], ["tends", "k", ["*", "0", ["item", "a", ["+", "k", "-1"]]], "0"]),
        theorem("limit_constant", [["lambda", "k", "0"]], [], given("t"))),
    "parallel": (statement(["t scalar real", "v vector"], ["parallel", ["*", QUOTIENT, "v"], "v"]), {"by": "multiple", "factor": QUOTIENT, "proof": T}),
    "a hypothesis that contradicts itself without value": (statement(["t scalar real"], FALSE, ["lt", ["*", "0", QUOTIENT], "0"]), given("h1")),
    "a power 0^-1 by the power rule": (statement([], ["eq", ["*", "0", ["pow", "0", "-1"]], "0"]), theorem("power_next", ["0", "-1"], [T], T)),
    "a maximum that is attained nowhere": (
        statement([], FALSE), theorem("max_attained", [["max", "i", "1", "0", "i"], "j"], [T], T)),
    "an eigenvector for eigenvalue 2": (statement(["S operator symmetric"], FALSE), theorem("eigenvector", ["S", "2", "x"], [T, T, T], T)),
    "an eigenvector of an invertible operator": (statement(["A operator invertible"], FALSE), theorem("eigenvector", ["A", "1", "x"], [T, T, T], T)),
    "the root of a limit below 0": (
        statement(["t scalar real"], ["eq", "0", "0"]),
        theorem("limit_root", [["lambda", "k", "t"], "t"], [theorem("limit_constant", [["lambda", "k", "t"]], [], given("t"))], T)),
}  # fmt: skip


@pytest.mark.parametrize("data,proof", ATTACKS.values(), ids=list(ATTACKS))
def test_attacks_on_definedness(data: Json, proof: Json) -> None:
    refused(data, proof)


def test_what_has_a_value_by_what_is_read_before() -> None:
    accepted(statement(["t scalar real"], ["implies", ["lt", "0", "t"], ["lt", "0", QUOTIENT]]), {"by": "assume", "as": "p", "then": T})
    accepted(statement(["S operator symmetric"], ["eq", ["eig", "S", "d"], ["eig", "S", "d"]]), T)
    accepted(statement([], ["eq", ["pow", "0", "0"], "1"]), T)
    accepted(statement([], ["eq", ["sum", "i", "1", "0", "0"], ["sum", "i", "1", "0", "0"]]), T)
