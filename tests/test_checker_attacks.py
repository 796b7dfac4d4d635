"""Certificates that argue for something false, or refute something true: the checker must refuse every one.

Each case is a statement whose truth is plain, with the argument that a careless rule would let through.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

import pytest

from verify import checker

Json = Any
TRIVIAL: Json = {"by": "trivial"}
FALSE = ["lt", "0", "0"]


def statement(symbols: list[Json], conclusion: Json, *hypotheses: Json, definitions: Json = (), moments: Json = ()) -> Json:
    """A statement; a symbol is written "name sort domain" or as (name, sort, domain)."""
    found = [(*symbol.split(), "any")[:3] if isinstance(symbol, str) else symbol for symbol in symbols]
    return {
        "symbols": [{"name": n, "sort": s, "domain": d} for n, s, d in found],
        "definitions": list(definitions),
        "moments": list(moments),
        "hypotheses": [{"text": "", "formula": h} for h in hypotheses],
        "conclusion": conclusion,
    }


def prove(data: Json, proof: Json) -> None:
    """Hand the checker a proof."""
    checker.establish(data, "proof", proof, {})


def refute(data: Json, instance: Json) -> None:
    """Hand the checker an instance as a counterexample."""
    try:
        found, trail = checker.evaluate(checker.load(data), instance)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, LookupError) as error:
        raise checker.CheckError(str(error)) from error
    checker.establish(data, "counterexample", {"instance": instance, "found": found, "sides": checker.sides(trail)}, {})


def theorem(name: str, args: list[Json], premises: int, then: Json) -> Json:
    """A theorem with premises shown by their normal forms, as the fact t."""
    return {"by": "theorem", "name": name, "args": args, "premises": [TRIVIAL] * premises, "as": "t", "then": then}


def summand(fact: str | None, weight: str = "1") -> Json:
    """A non-negative summand: a fact, or the number itself."""
    return {"c": weight, "factors": [[fact, 1]] if fact else [], "square": None}


def combined(*items: Json) -> Json:
    """The difference of the two sides as a sum."""
    return {"by": "combine", "sum": list(items)}


def derivative(conclusion: Json, symbols: list[Json], **rest: Json) -> tuple[Json, Json]:
    """A statement about a derivative or substitution, with the proof by normal form."""
    return statement(symbols, conclusion, **rest), TRIVIAL


X, MAXIMUM = "x scalar real", ["max", "i", "1", "2", ["*", "i", ["+", "3", ["-", "i"]]]]
LIE, BOUND_LIE = ["+", "-100", "1", "2", "5"], ["+", "j", "1", "2", "5"]
UNSIGNED = ["/", "x", ["+", "y", ["-", "z"]]]
NESTED = ["+", "1", ["/", "y", ["+", "y", "z"]]]
ROOT = ["sqrt", ["*", ["dot", "x", "x"], ["dot", "y", "y"]]]
ORTHOGONAL = ["forall", [["w", "vector", "any"]], ["eq", ["E", ["dot", "x", "w"]], "0"]]
CROSS = ["eq", ["E", ["*", ["dot", "p", "x"], ["dot", "q", "z"]]], ["dot", "p", ["@", "M", "q"]]]

FALSE_PROOFS: dict[str, tuple[Json, Json]] = {
    "a denominator of unknown sign": (
        statement(["x scalar positive", "y scalar real", "z scalar real"], ["lt", "0", UNSIGNED], ["ne", "y", "z"]),
        TRIVIAL,
    ),
    "a fact with a denominator of unknown sign": (
        statement([X, "y scalar real", "z scalar real"], ["le", "0", "x"], ["ne", "y", "z"], ["le", "0", UNSIGNED]),
        TRIVIAL,
    ),
    "a denominator within a denominator": (
        statement(
            ["x scalar positive", "y scalar nonzero", "z scalar nonzero"],
            ["lt", "0", ["/", "x", NESTED]],
            ["ne", ["+", "y", "z"], "0"],
            ["ne", NESTED, "0"],
        ),
        TRIVIAL,
    ),
    "a definite form between singular operators": (
        statement(
            ["A operator symmetric", "H operator spd", "x vector nonzero"],
            ["lt", "0", ["dot", "x", ["@", "A", ["@", "H", ["@", "A", "x"]]]]],
        ),
        TRIVIAL,
    ),
    "the bound of a maximum that is none": (
        statement([], FALSE),
        theorem("max_bound", [LIE, "1"], 2, combined(summand("t"), summand(None, "97"))),
    ),
    "the value of a maximum that is none": (
        statement([], FALSE),
        theorem(
            "max_attained", [LIE, "k"], 1, {"by": "open", "fact": "t", "as": "o", "then": combined({"eq": "o", "times": "1"})}
        ),
    ),
    "a maximum of integers at a fraction": (
        statement([], ["le", "9/4", MAXIMUM]),
        theorem("max_bound", [MAXIMUM, "3/2"], 2, combined(summand("t"))),
    ),
    "an eigenvalue with a fractional number": (
        statement(["A operator symmetric"], ["eq", ["eig", "A", "3/2"], ["eig", "A", "3/2"]], ["le", "2", "d"]),
        TRIVIAL,
    ),
    "a symbol named like the variable of the characteristic polynomial": (
        statement(
            ["#t scalar real", "x vector", "y vector"],
            [
                "spectrum",
                ["*", ["/", "#t", ["dot", "x", "y"]], ["outer", "x", "y"]],
                [["#t", "1"], ["5", "1"], ["0", ["+", "d", "-2"]]],
            ],
            ["ne", ["dot", "x", "y"], "0"],
        ),
        {"by": "finite rank"},
    ),
    "a negative multiplicity in one dimension": (
        statement(
            ["x vector nonzero", "y vector nonzero"],
            [
                "spectrum",
                ["+", ["outer", "x", "y"], ["outer", "y", "x"]],
                [[["+", ["dot", "x", "y"], ROOT], "1"], [["+", ["dot", "x", "y"], ["-", ROOT]], "1"], ["0", ["+", "d", "-2"]]],
            ],
        ),
        {"by": "finite rank"},
    ),
    "a cross moment the wrong way round": (
        statement(
            ["x random-vector", "z random-vector", "M operator invertible", "p vector", "q vector"],
            CROSS,
            moments=[[["z", "x"], "M"]],
        ),
        TRIVIAL,
    ),
    "a random vector put under its own expectation": (
        statement(["x random-vector", "t scalar real"], ["eq", "t", "0"], moments=[[["x"], "0v"], [[["dot", "x", "x"]], "t"]]),
        {
            "by": "have",
            "formula": ORTHOGONAL,
            "proof": {"by": "fix", "then": TRIVIAL},
            "as": "f",
            "then": {
                "by": "apply",
                "fact": "f",
                "terms": {"w": "x"},
                "premises": [],
                "as": "g",
                "then": combined({"eq": "g", "times": "1"}),
            },
        },
    ),
    "a moment that ties the state": (
        statement(
            ["y random-scalar", "a scalar real", "b scalar real"],
            ["equivalent", ["a"], [["E", "y"]], ["b"], ["a"], ["b"]],
            moments=[[["y"], "a"]],
        ),
        {"by": "conjugacy", "maps": {"a": "1"}, "premises": []},
    ),
    "an undefined side of a disjunction": (
        statement([X], ["or", ["eq", ["/", "1", "x"], "1"], ["eq", "1", "1"]]),
        {"by": "choose", "side": 1, "then": TRIVIAL},
    ),
    "an undefined premise": (
        statement([X], ["implies", ["or", ["eq", ["/", "1", "x"], "1"], ["eq", ["/", "1", "x"], "2"]], ["eq", "1", "1"]]),
        {"by": "assume", "as": "a", "then": TRIVIAL},
    ),
    "a derivative by an abbreviation": derivative(
        ["eq", ["D", ["dot", "g", "w"], "g", "v"], "0"],
        ["H operator spd", "u vector", "w vector", "v vector"],
        definitions=[[{"name": "g"}, ["@", "H", "u"]]],
    ),
    "a derivative by an undeclared symbol": derivative(["eq", ["D", ["*", "x", "x"], "y", "1"], "0"], [X]),
    "a derivative of a scalar along a vector": derivative(["eq", ["D", "x", "x", "v"], "v"], [X, "v vector"]),
    "a derivative by a random vector": derivative(
        ["eq", ["D", ["E", ["dot", "x", "w"]], "x", "v"], ["dot", "v", "w"]],
        ["x random-vector", "w vector", "v vector"],
        moments=[[["x"], "w"]],
    ),
    "a substitution for an undeclared symbol": derivative(["eq", ["at", ["*", "x", "x"], [["y", "1"]]], ["*", "x", "x"]], [X]),
    "a substitution for an abbreviation": derivative(
        ["eq", ["at", "q", [["q", "1"]]], "x"], [X], definitions=[[{"name": "q"}, ["*", "1", "x"]]]
    ),
    "a domain renamed by an abbreviation": (
        statement(
            ["real scalar real"],
            ["not", ["forall", [["y", "scalar", "positive"]], ["le", "0", "y"]]],
            definitions=[[{"name": "positive"}, "real"]],
        ),
        {
            "by": "assume",
            "as": "a",
            "then": {
                "by": "apply",
                "fact": "a",
                "terms": {"y": "-1"},
                "premises": [],
                "as": "b",
                "then": combined(summand("b"), summand(None)),
            },
        },
    ),
    "a witness where the body has no value elsewhere": (
        statement([], ["exists", [["t", "scalar", "real"]], ["eq", ["/", "1", "t"], "1"]]),
        {"by": "witness", "terms": {"t": "1"}, "parts": [TRIVIAL]},
    ),
    "an undefined conjunct": (
        statement([X], ["not", ["and", ["eq", ["/", "1", "x"], "1"], ["lt", "1", "0"]]]),
        {"by": "assume", "as": "a", "then": combined(summand("a.2"), summand(None))},
    ),
    "the order of reciprocals": (
        statement([X, "y scalar nonzero"], ["le", ["/", "1", "y"], ["/", "1", "x"]], ["le", "x", "y"], ["ne", "x", "0"]),
        combined({"c": "1", "factors": [["h1", 1], ["x", -1], ["y", -1]], "square": None}),
    ),
    "a maximum up to a real number": (
        statement([X], ["le", "x", ["max", "i", "1", "x", "i"]], ["le", "1", "x"]),
        theorem("max_bound", [["max", "i", "1", "x", "i"], "x"], 2, combined(summand("t"))),
    ),
    "a negative multiplicity that another makes up for": (
        statement(
            ["x vector any"],
            ["spectrum", ["outer", "x", "x"], [[["dot", "x", "x"], "2"], [["dot", "x", "x"], "-1"], ["0", ["+", "d", "-1"]]]],
        ),
        {"by": "finite rank"},
    ),
    "the root of a square without its sign": (statement([X], ["eq", ["sqrt", ["^", "x", "2"]], "x"]), TRIVIAL),
    "a quotient of a number by itself": (statement([X], ["eq", ["/", "x", "x"], "1"]), TRIVIAL),
    "a square of a symmetric operator": (
        statement(["A operator symmetric", "x vector nonzero"], ["lt", "0", ["dot", "x", ["@", ["^", "A", "2"], "x"]]]),
        TRIVIAL,
    ),
}

FALSE_REFUTATIONS: dict[str, tuple[Json, Json]] = {
    "another identity": (statement(["x vector"], ["eq", ["@", "I", "x"], "x"]), {"d": 1, "x": ["1"], "I": [["5"]]}),
    "another zero": (statement(["x vector"], ["eq", ["+", "x", "0v"], "x"]), {"d": 1, "x": ["1"], "0v": ["1"]}),
    "a sample of a constant": (
        statement(["c scalar real"], ["eq", ["E", "c"], "c"]),
        {"d": 1, "c": "1", "samples": [{"p": "1", "c": "5"}]},
    ),
    "a symbol named like the probability": (
        statement(["p scalar real"], ["eq", ["E", "p"], "p"]),
        {"d": 1, "p": "7", "samples": [{"p": "1/2"}, {"p": "1/2"}]},
    ),
    "a function that is not smooth": (
        statement(["f function", "s scalar real"], ["eq", ["fn", "f", ["0", "0"], "s", "s"], ["fn", "f", ["0", "0"], "s", "s"]]),
        {"d": 1, "s": "0", "f": [["1", -1, 0]]},
    ),
    "a fraction as an integer": (statement(["k integer any"], ["ne", ["*", "2", "k"], "1"]), {"d": 1, "k": "1/2"}),
    "no value where none is possible": (statement([("k", "integer", {"lo": "2", "hi": "1"})], FALSE), {"d": 1}),
    "a matrix that is not positive definite": (
        statement(["H operator spd", "x vector"], ["le", "0", ["dot", "x", ["@", "H", "x"]]]),
        {"d": 1, "H": [["-1"]], "x": ["1"]},
    ),
    "a matrix that is not symmetric": (
        statement(["H operator spd"], ["eq", "H", ["T", "H"]]),
        {"d": 2, "H": [["2", "1"], ["0", "2"]]},
    ),
    "a zero start": (statement(["w vector nonzero"], ["lt", "0", ["dot", "w", "w"]]), {"d": 1, "w": ["0"]}),
    "a vector of the wrong length": (statement(["w vector nonzero"], ["lt", "0", ["dot", "w", "w"]]), {"d": 2, "w": ["0"]}),
    "not a number": (statement(["a scalar real"], ["eq", "a", "a"]), {"d": 1, "a": "nan"}),
    "not a number, as JSON": (statement(["a scalar real"], ["eq", "a", "a"]), {"d": 1, "a": float("nan")}),
    "code": (statement(["a scalar real"], ["eq", "a", "a"]), {"d": 1, "a": "__import__('os').getpid()"}),
    "a dimension of zero": (statement([], ["le", "1", "d"]), {"d": 0}),
    "a dimension that is a truth value": (statement([], ["le", "2", "d"]), {"d": True}),
}

POWER = ["^", ["+", *(f"x{i}" for i in range(9))], "40"]
WIDE = [f"x{i} scalar real" for i in range(9)]
ENDLESS: dict[str, Callable[[], None]] = {
    "a high power of a long sum": lambda: prove(statement(WIDE, ["eq", POWER, POWER]), TRIVIAL),
    "a huge exponent of a factor": lambda: prove(
        statement([], ["le", "0", "1"]), combined({"c": "1", "factors": [["2", 10**10]], "square": None})
    ),
    "a large Gram determinant": lambda: prove(
        statement(["H operator spd", *(f"x{i} vector" for i in range(12))], ["le", "0", "1"]),
        theorem("gram", ["H", "1", *(f"x{i}" for i in range(12))], 1, TRIVIAL),
    ),
    "a maximum over a long range": lambda: refute(statement([], ["le", ["max", "i", "1", "9" * 12, "i"], "0"]), {"d": 1}),
    "a quantifier over a long range": lambda: refute(
        statement([], ["forall", [["i", "integer", ["range", "1", "9" * 12]]], ["le", "1", "i"]]), {"d": 1}
    ),
    "a monomial of huge degree": lambda: refute(
        statement(["f function"], ["eq", ["fn", "f", ["0", "0"], "2", "2"], "0"]), {"d": 1, "f": [["1", 10**10, 0]]}
    ),
}


@pytest.mark.parametrize("name", FALSE_PROOFS)
def test_no_proof_of_something_false_or_meaningless(name: str) -> None:
    with pytest.raises(checker.CheckError):
        prove(*FALSE_PROOFS[name])


@pytest.mark.parametrize("name", FALSE_REFUTATIONS)
def test_no_refutation_of_something_true(name: str) -> None:
    with pytest.raises(checker.CheckError):
        refute(*FALSE_REFUTATIONS[name])


def rejected(name: str) -> None:
    """Exit 0 only if the checker rejects the case."""
    try:
        ENDLESS[name]()
    except checker.CheckError:
        return
    raise SystemExit(1)


@pytest.mark.parametrize("name", ENDLESS)
def test_work_beyond_reason_is_refused_at_once(name: str) -> None:
    process = multiprocessing.get_context("fork").Process(target=rejected, args=(name,))
    process.start()
    process.join(5)
    running = process.is_alive()
    if running:
        process.kill()
        process.join()
    assert not running, "the checker did not come back"
    assert process.exitcode == 0


def test_the_honest_versions_are_accepted() -> None:
    """The rules attacked above still do their work."""
    prove(
        statement(["x scalar positive", "y scalar real", "z scalar real"], ["lt", "0", UNSIGNED], ["lt", "z", "y"]),
        combined({"c": "1", "factors": [["x", 1], [["+", "y", ["-", "z"]], -1]], "square": None}),
    )
    prove(
        statement(["A operator invertible", "x vector nonzero"], ["lt", "0", ["dot", "x", ["@", ["T", "A"], ["@", "A", "x"]]]]),
        TRIVIAL,
    )
    prove(statement([], ["le", "2", MAXIMUM]), theorem("max_bound", [MAXIMUM, "2"], 2, combined(summand("t"))))
    prove(
        statement(
            ["x random-vector", "z random-vector", "M operator invertible", "p vector", "q vector"],
            CROSS,
            moments=[[["x", "z"], "M"]],
        ),
        TRIVIAL,
    )
    prove(statement([X, "v scalar real"], ["eq", ["D", ["*", "x", "x"], "x", "v"], ["*", "2", "x", "v"]]), TRIVIAL)
    refute(statement(["k integer any"], ["ne", ["*", "2", "k"], "2"]), {"d": 1, "k": "1"})
