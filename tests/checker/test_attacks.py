"""Certificates that argue for something false, or refute something true: the checker must refuse every one.

Each case is a statement whose truth is plain, with the argument that a careless rule would let through.
"""

from __future__ import annotations

import multiprocessing
import resource
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


# ------------------------------------------------------------------------------------------------
# Sequences


def given(fact: str) -> Json:
    """The goal is a fact."""
    return {"by": "given", "fact": fact}


def apply(fact: str, terms: Json, premises: int, then: Json) -> Json:
    """A universal fact with premises shown by their normal forms, as the fact g."""
    return {"by": "apply", "fact": fact, "terms": terms, "premises": [TRIVIAL] * premises, "as": "g", "then": then}


def fix(then: Json) -> Json:
    """Fresh symbols."""
    return {"by": "fix", "then": then}


def assume(then: Json) -> Json:
    """The premise as the fact s."""
    return {"by": "assume", "as": "s", "then": then}


def have(formula: Json, proof: Json, then: Json) -> Json:
    """An intermediate statement as the fact f."""
    return {"by": "have", "formula": formula, "proof": proof, "as": "f", "then": then}


def orbit(step: Json, start: Json, body: Json, domain: str = "real") -> Json:
    """The orbit of one scalar a."""
    return ["orbit", [["a", "scalar", domain]], [step], [start], body]


def follow(then: Json, index: str = "k", domain: int = 1, states: int = 1) -> Json:
    """Enter an orbit whose states stay in their domain evidently."""
    evident = [TRIVIAL] * states * domain
    return {"by": "follow", "start": evident, "step": evident, "as": "o", "index": index, "then": then}


def along(index: str, value: Json, then: Json) -> Json:
    """The orbit of h1 for a sequence that evidently follows its step."""
    recursion = [TRIVIAL, fix(assume(TRIVIAL))]
    return {"by": "along", "fact": "h1", "index": index, "terms": {"a": value}, "premises": recursion, "as": "c", "then": then}


def induction(step: Json, base: Json = TRIVIAL) -> Json:
    """By induction, with the assumption i."""
    return {"by": "induction", "base": base, "as": "i", "step": step}


def always(k: str, low: Json, body: Json) -> Json:
    """The body for every integer k >= low."""
    return ["forall", [[k, "integer", "any"]], ["implies", ["le", low, k], body]]


def let(value: Json, body: Json) -> Json:
    """The body, where s_k stands for the value."""
    return ["let", [["s", "scalar", "k", value]], body]


def reflexive(t: Json) -> tuple[Json, Json]:
    """t = t, for a sequence a, a sequence b that vanishes nowhere, and any integer n: true where t is defined."""
    return statement(["a sequence-scalar real", "b sequence-scalar nonzero", "n integer", "x scalar nonzero"], ["eq", t, t]), TRIVIAL


FIRST, SECOND, S = ["item", "a", "0"], ["item", "a", "1"], ["item", "s", "0"]
SCALED, RANK_ONE = ["*", ["dot", "x", "x"], "I"], ["outer", "x", "x"]
SIZE = ["sqrt", ["dot", "u", "u"]]
HIDDEN = [["p", "scalar", "real"], ["q", "scalar", "real"]]
INVERSE = ["/", "1", "x"]
COMMUTES = ["forall", [["z", "scalar", "real"]], ["eq", ["*", "y", "z"], ["*", "z", "y"]]]
EVERY_Y = [["y", "scalar", "real"]]
CONSTANT = {"by": "theorem", "name": "limit_constant", "args": [["lambda", "k", "y"]], "premises": [], "as": "t", "then": given("t")}
R = "r scalar real"
COUNTDOWN = ["+", "a", "-1"]
BELOW = ["le", *(["dot", "y", ["@", operator, "y"]] for operator in "AB")]
SUMMED = {
    "by": "theorem",
    "name": "absolute_convergence",
    "args": [["lambda", "k", ["*", "k", "u"]], ["lambda", "k", SIZE], ["sum", "k", "0", "n", SIZE], "n", "l"],
    "premises": [fix(assume({"by": "split", "parts": [TRIVIAL, TRIVIAL]})), fix(assume(TRIVIAL))],
    "as": "t",
    "then": given("t"),
}

FALSE_PROOFS |= {
    "a derivative of an abbreviation": (statement([X], let(["*", "x", "x"], ["eq", ["D", S, "x", "1"], "0"])), TRIVIAL),
    "a substitution in an abbreviation": (
        statement([X], let(["*", "x", "x"], ["eq", ["at", S, [["x", "2"]]], ["*", "x", "x"]])),
        TRIVIAL,
    ),
    "a derivative by what an orbit starts from": (
        statement([X], orbit("a", "x", ["eq", ["D", FIRST, "x", "1"], "0"])),
        follow(TRIVIAL),
    ),
    "a substitution for what an orbit starts from": (
        statement([X], orbit("a", "x", ["eq", ["at", FIRST, [["x", "2"]]], "x"])),
        follow({"by": "combine", "sum": [{"eq": "o start.1", "times": "1"}]}),
    ),
    "an index that the step contains": (
        statement([R], orbit(["*", "r", "a"], "1", ["eq", SECOND, "0"])),
        follow(apply("o step", {"r'": "0"}, 1, combined({"eq": "g.1", "times": "1"})), index="r"),
    ),
    "an index of a follower that the step contains": (
        statement([R], FALSE, orbit(["*", "r", "a"], "1", ["eq", SECOND, "1"])),
        along("r", "1", TRIVIAL),
    ),
    "the index of an orbit's fact named like its state": (
        statement([R], ["eq", "r", "1"], orbit("a", "r", ["eq", SECOND, "1"])),
        along("a", "1", TRIVIAL),
    ),
    "a name of a theorem that its operators contain": (
        statement(["x vector nonzero"], ["le", ["eig", SCALED, "1"], ["eig", RANK_ONE, "1"]], ["le", "2", "d"]),
        {
            "by": "theorem",
            "name": "minmax_monotone",
            "args": [SCALED, RANK_ONE, "1", "x"],
            "premises": [TRIVIAL] * 4 + [fix(TRIVIAL)],
            "as": "t",
            "then": given("t"),
        },
    ),
    "a hyperplane orthogonal to a bound vector": (
        statement(
            ["A operator symmetric", "B operator symmetric", "x vector"],
            ["le", ["eig", "A", "1"], ["eig", "B", "2"]],
            ["le", "2", "d"],
            ["forall", [["y", "vector", "any"]], ["implies", ["eq", ["dot", "y", "y"], "0"], BELOW]],
        ),
        {
            "by": "theorem",
            "name": "minmax_hyperplane",
            "args": ["A", "B", "x", "1", "x"],
            "premises": [TRIVIAL] * 4 + [given("h2")],
            "as": "t",
            "then": given("t"),
        },
    ),
    "a bound of sums that grows with them": (
        statement(["u vector nonzero", "n integer"], ["exists", [["l", "vector", "any"]], ["tends", "k", ["*", "k", "u"], "l"]]),
        SUMMED,
    ),
    "a bound of sums that contains a fresh index": (
        statement(["u vector nonzero"], ["exists", [["l", "vector", "any"]], ["tends", "k", ["*", "k", "u"], "l"]]),
        SUMMED,
    ),
    "a bound that contains the index": (
        statement([], ["exists", [["l", "scalar", "real"]], ["and", ["tends", "k", "k", "l"], always("k", "0", ["le", "k", "l"])]]),
        {
            "by": "theorem",
            "name": "monotone_convergence",
            "args": [["lambda", "k", "k"], "k", "0", "l"],
            "premises": [TRIVIAL, TRIVIAL, fix(assume(TRIVIAL)), fix(assume(TRIVIAL))],
            "as": "t",
            "then": given("t"),
        },
    ),
    "a step written as a text of two letters": (
        statement(["a scalar real", "b scalar real"], ["orbit", HIDDEN, "ab", ["0", "0"], ["eq", ["item", "p", "1"], "a"]]),
        follow(apply("o step", {"k": "0"}, 1, combined({"eq": "g.1", "times": "1"})), states=2),
    ),
    "a fact about all numbers at one without a value": (
        statement([X], ["tends", "k", INVERSE, INVERSE]),
        have(["forall", EVERY_Y, ["tends", "k", "y", "y"]], fix(CONSTANT), apply("f", {"y": INVERSE}, 0, given("g"))),
    ),
    "a fact about all pairs at a number without a value": (
        statement([X], ["forall", [["z", "scalar", "real"]], ["eq", ["*", INVERSE, "z"], ["*", "z", INVERSE]]]),
        have(["forall", EVERY_Y, COMMUTES], fix(fix(TRIVIAL)), apply("f", {"y": INVERSE}, 0, given("g"))),
    ),
    "an orbit that comes to the end of its domain": (
        statement([], orbit(COUNTDOWN, "5/2", ["ne", ["item", "a", "9"], "0"], "nonzero")),
        follow(TRIVIAL, domain=2),
    ),
    "a step without a value": (statement([], orbit(["/", "1", "a"], "1", ["le", "0", "1"])), follow(TRIVIAL)),
    "a start without a value": (statement([X], orbit("a", INVERSE, ["le", "0", "1"])), follow(TRIVIAL)),
    "induction from a bound that moves": (
        statement([], always("n", ["+", "n", "-1"], ["le", "0", ["+", "n", "1"]])),
        induction(combined(summand("i"), summand(None))),
    ),
    "induction from a fraction": (statement([], always("n", "1/2", ["le", "1/2", "n"])), induction(combined(summand("i"), summand(None)))),
    "induction over the reals": (
        statement([], ["forall", [["n", "scalar", "real"]], ["implies", ["le", "0", "n"], ["le", "0", ["+", "n", "1"]]]]),
        induction(combined(summand("i"), summand(None))),
    ),
    "induction without its base": (
        statement([], always("n", "0", ["lt", "n", "0"])),
        induction(combined(summand("i")), base=combined()),
    ),
    "a member before the first": reflexive(["item", "a", "-1"]),
    "a member at any integer": reflexive(["item", "a", "n"]),
    "a member between two": reflexive(["item", "a", "1/2"]),
    "a negative power": reflexive(["pow", "x", "-1"]),
    "a power by any integer": reflexive(["pow", "x", "n"]),
    "a power by a fraction": reflexive(["pow", "x", "1/2"]),
    "a sum from before the first member": reflexive(["sum", "i", "-1", "3", ["item", "a", "i"]]),
    "a sum of inverses from zero": reflexive(["sum", "i", "0", "3", ["/", "1", "i"]]),
    "a sum to a fraction": reflexive(["sum", "i", "0", "1/2", "i"]),
    "a sum within a sum, over the other index": (
        statement(
            ["a sequence-scalar real"],
            ["eq", *(["sum", "i", "0", "1", ["sum", "j", "0", "2", ["item", "a", k]]] for k in "ij")],
        ),
        TRIVIAL,
    ),
    "a limit of inverses from zero": (
        statement([], ["implies", ["tends", "k", ["/", "1", "k"], "0"], ["le", "0", "0"]]),
        assume(TRIVIAL),
    ),
    "the zeroth power of zero": (statement([], ["eq", ["pow", "0", "0"], "0"]), TRIVIAL),
    "a form of two members the wrong way round": (
        statement(
            ["A operator invertible", "w sequence-vector"],
            ["eq", *(["dot", ["item", "w", i], ["@", "A", ["item", "w", j]]] for i, j in ("01", "10"))],
        ),
        TRIVIAL,
    ),
    "a member that may be zero": (
        statement(["w sequence-vector"], ["lt", "0", ["dot", ["item", "w", "0"], ["item", "w", "0"]]]),
        TRIVIAL,
    ),
}

TO_X: Json = ["tends", "k", ["item", "a", "k"], "x"]
DOUBLED, SQUARED = ["*", "2", "a"], ["*", "a", "a"]
NO_DIVISION = ["or", FALSE, ["lt", "0", INVERSE]]


def escapes(step: Json, found: Json, domain: str = "scalar real") -> Json:
    """For almost all starts the orbit of one state a has no limit x with what is found."""
    one = domain.split()
    run = ["orbit", [["a", *one]], [step], ["a0"], ["not", ["exists", [["x", *one]], found]]]
    return statement(["u vector nonzero"], ["almost-all", [["a0", *one]], run])


def unstable(**changes: Json) -> Json:
    """A proof that every fixed point of a -> 2 a or a -> a^2 (but 0) is unstable; the derivative is injective at 1."""
    halved = combined({"eq": "s.1", "times": "1/2"})
    injective = fix({"by": "assume", "as": "s", "then": {"by": "split", "parts": [halved]}})
    proofs = [TRIVIAL, {"by": "choose", "side": 0, "then": TRIVIAL}, TRIVIAL]
    rest = {"point": {"a": "1"}, "injective": [injective], "as": "f", "eigenvalue": "2", "eigenvector": {"t": "1"}, "unstable": proofs}
    return {"by": "unstable", "directions": ["t"], "domain": [TRIVIAL], "smooth": [TRIVIAL], **rest, **changes}


ONE_OF_TWO = unstable(domain=[TRIVIAL] * 2, smooth=[TRIVIAL] * 2, point={"a": "1", "b": "0"})
PAIR = [[name, "scalar", "real"] for name in "ab"]
BOTH = ["and", TO_X, ["tends", "k", ["item", "b", "k"], "y"]]
SLOWED = ["orbit", PAIR, [DOUBLED, DOUBLED], ["a0", "b0"], ["not", ["exists", [[n, "scalar", "real"] for n in "xy"], BOTH]]]
SHRUNK = ["orbit", PAIR, [DOUBLED, ["*", "1/2", "b"]], ["a0", "b0"], ["not", ["exists", [[n, "scalar", "real"] for n in "xy"], BOTH]]]
OF_A0: Json = combined({"eq": "s.1", "times": "1/2"}, {"eq": "o", "times": ["*", "-1/2", "t"]})
TIMES_A0 = unstable(
    injective=[fix({"by": "assume", "as": "s", "then": {"by": "split", "parts": [OF_A0]}})],
    unstable=[TRIVIAL, {"by": "choose", "side": 0, "then": TRIVIAL}, combined({"eq": "o", "times": "1"})],
)
STARTS = [["a0", "scalar", "real"], ["b0", "scalar", "real"]]

FALSE_PROOFS |= {
    "no limit, or a number that is not one": (escapes(DOUBLED, ["or", TO_X, ["eq", "x", "5"]]), unstable()),
    "no limit that is none": (escapes(DOUBLED, ["not", TO_X]), unstable()),
    "no limit if and only if something holds": (escapes(DOUBLED, ["iff", TO_X, ["eq", "x", "5"]]), unstable()),
    "no limit that implies something": (escapes(DOUBLED, ["implies", TO_X, ["eq", "x", "5"]]), unstable()),
    "a direction named like the limit": (escapes(SQUARED, ["and", TO_X]), unstable(directions=["x"], eigenvector={"x": "1"})),
    "a direction for one of two states": (statement([], ["almost-all", STARTS, SLOWED]), ONE_OF_TWO),
    "a direction for the growing one of two states": (statement([], ["almost-all", STARTS, SHRUNK]), ONE_OF_TWO),
    "a limit with what has no value": (escapes(DOUBLED, ["and", TO_X, NO_DIVISION]), unstable()),
    "a stable fixed point": (escapes(SQUARED, ["and", TO_X]), unstable()),
    "a derivative that is injective nowhere": (escapes("3", ["and", TO_X, ["lt", "x", "0"]]), unstable()),
    "a limit that is the start": (escapes(DOUBLED, ["and", TO_X, ["eq", "x", "a0"]]), unstable()),
    "a step that depends on the start": (escapes(["*", "2", "a0"], ["and", TO_X]), unstable()),
    "a start named like a number in the proof": (
        statement([], escapes(["*", "a0", "a"], ["and", TO_X])["conclusion"], ["exists", [["a0", "scalar", "real"]], ["eq", "a0", "2"]]),
        {"by": "open", "fact": "h1", "as": "o", "then": TIMES_A0},
    ),
    "a step with a magnitude": (escapes(["+", DOUBLED, ["abs", "a"]], ["and", TO_X]), unstable()),
    "a step with a root that vanishes": (escapes(["+", DOUBLED, ["sqrt", SQUARED]], ["and", TO_X]), unstable()),
    "a line without zero": (
        escapes(DOUBLED, ["and", TO_X], "vector nonzero"),
        unstable(domain=[TRIVIAL] * 2, point={"a": "u"}, injective=[TRIVIAL, TRIVIAL, unstable()["injective"][0]], eigenvector={"t": "u"}),
    ),
    "a fact for almost all vectors that are not zero": (
        statement([], ["almost-all", EVERY_Y, FALSE], ["almost-all", [["y", "scalar", "nonzero"]], FALSE]),
        {"by": "almost", "facts": ["h1"], "as": "f", "then": given("f 1")},
    ),
    "a fact for almost all values of the second of two": (
        statement(
            [], ["almost-all", [[n, "scalar", "real"] for n in "yz"], ["le", "y", "0"]], ["almost-all", [[n, "scalar", "real"] for n in "zy"], ["le", "y", "0"]]
        ),
        {"by": "almost", "facts": ["h1"], "as": "f", "then": given("f 1")},
    ),
}

def preimages(step: Json, domain: str = "scalar real") -> Json:
    """The map of one state a is nonsingular."""
    return statement(["u vector nonzero"], ["nonsingular", [["a", *domain.split()]], [step]])


def nonsingular(**changes: Json) -> Json:
    """A proof for the map a -> 2 a, at a = 1."""
    return {name: unstable()[name] for name in ("directions", "domain", "smooth", "point", "injective")} | {"by": "nonsingular", **changes}


ON_A_LINE: Json = {"point": {"a": "u"}, "injective": [TRIVIAL, TRIVIAL, nonsingular()["injective"][0]]}
CONSTANT_PAIR = statement([], ["nonsingular", PAIR, [DOUBLED, "a"]])
FALSE_PROOFS |= {
    "preimages under a constant": (preimages("3"), nonsingular()),
    "preimages under a map of one direction": (CONSTANT_PAIR, ONE_OF_TWO | {"by": "nonsingular"}),
    "preimages under a magnitude": (preimages(["+", DOUBLED, ["abs", "a"]]), nonsingular()),
    "preimages under a root that vanishes": (preimages(["+", DOUBLED, ["sqrt", SQUARED]]), nonsingular()),
    "preimages under a quotient": (preimages(["/", "1", "a"]), nonsingular()),
    "preimages on a line without zero": (preimages(DOUBLED, "vector nonzero"), nonsingular(**ON_A_LINE)),
    "preimages on a half-line": (preimages(DOUBLED, "scalar positive"), nonsingular()),
    "preimages under a map at a point of another name": (preimages(DOUBLED), nonsingular(point={"b": "1"})),
    "a direction that is the state": (preimages(DOUBLED), nonsingular(directions=["a"])),
    "two maps of one state": (statement([], ["nonsingular", [["a", "scalar", "real"]], [DOUBLED, DOUBLED]]), nonsingular()),
    "preimages for what is said of orbits": (escapes(DOUBLED, ["and", TO_X]), nonsingular()),
    "what is said of orbits for preimages": (preimages(DOUBLED), unstable()),
    "preimages under a multiple that is no multiple on a line": (preimages(["*", ["+", "d", "-1"], "a"]), nonsingular()),
    "preimages under a map at a point that changes it": (
        statement(["c scalar real"], ["nonsingular", [["a", "scalar", "real"]], [["*", "c", "a"]]]),
        nonsingular(point={"a": "1", "c": "2"}),
    ),
    "preimages under a map at a point without a value": (preimages(SQUARED), nonsingular(point={"a": ["/", "1", ["dot", "u", "0v"]]})),
    "preimages under a map written as a text of two letters": (
        statement(["a scalar real", "b scalar real"], ["nonsingular", HIDDEN, "ab"]),
        ONE_OF_TWO | {"by": "nonsingular"},
    ),
}
PLANE = [["a", "scalar", "real"], ["v", "vector", "nonzero"]]
FALSE_REFUTATIONS |= {
    "preimages under a multiple": (preimages(DOUBLED), {"d": 1, "u": ["1"]}),
    "preimages under a square": (preimages(SQUARED), {"d": 1, "u": ["1"]}),
    "preimages under a map that is not defined everywhere": (preimages(["/", "1", ["+", "a", ["-", "1"]]]), {"d": 1, "u": ["1"]}),
    "preimages under coordinates that are swapped": (statement([], ["nonsingular", PAIR, ["b", "a"]]), {"d": 1}),
    "preimages in many dimensions": (preimages(["*", "2", "a"], "vector any"), {"d": 7, "u": ["1"] * 7}),
    "preimages under a constant that is negated": (statement([], ["not", ["nonsingular", PAIR, ["a", "3"]]]), {"d": 1}),
}


def shifted(by: Json) -> Json:
    """The map b -> b - by is nonsingular."""
    return ["nonsingular", [["b", "scalar", "real"]], [["+", "b", ["-", by]]]]


SOMEWHERE_ZERO = preimages(["*", "0", ["/", "1", "a"]])["conclusion"]
FROM_A = [["a", "scalar", "real"]]
FALSE_REFUTATIONS |= {
    "preimages under a shift by almost every number": (statement([], ["almost-all", FROM_A, shifted("a")]), {"d": 1, "a": "1"}),
    "preimages under a shift by almost every vector": (
        statement([], ["almost-all", [["u", "vector", "any"]], ["nonsingular", [["v", "vector", "any"]], [["+", "v", ["-", "u"]]]]]),
        {"d": 2, "u": ["1", "2"]},
    ),
    "preimages under a shift by a member of an orbit": (
        statement([], ["almost-all", FROM_A, ["orbit", [["p", "scalar", "real"]], ["p"], ["a"], shifted(["item", "p", "2"])]]),
        {"d": 1, "a": "1"},
    ),
    "the contrary of what has no value, of preimages": (statement([], FALSE, ["not", SOMEWHERE_ZERO]), {"d": 1}),
    "what would follow from what has no value, of preimages": (statement([], FALSE, ["implies", SOMEWHERE_ZERO, FALSE]), {"d": 1}),
}


LEAVES = orbit(COUNTDOWN, "1", ["eq", SECOND, "0"], "nonzero")  # false: a_1 = 0
LATER = orbit(COUNTDOWN, "3", ["eq", FIRST, "3"], "nonzero")  # false: a_3 = 0
FALSE_REFUTATIONS |= {
    "a hypothesis on an orbit that ends later": (statement([X], ["eq", "x", "0"], LATER), {"d": 1, "x": "1"}),
    "the negation of an orbit that ends later": (statement([X], ["not", LATER]), {"d": 1, "x": "1"}),
    "the negation of an orbit that ends, in an equivalence": (
        statement([X], FALSE, ["iff", ["not", LEAVES], ["eq", "0", "0"]]),
        {"d": 1, "x": "1"},
    ),
    "the negation of an orbit that ends": (statement([X], ["not", LEAVES]), {"d": 1, "x": "1"}),
    "an orbit that ends, or something true": (statement([X], ["or", LEAVES, ["eq", "0", "0"]]), {"d": 1, "x": "1"}),
    "a limit": (statement(["a sequence-scalar real"], ["tends", "k", ["item", "a", "k"], "1"]), {"d": 1, "a": ["0", "1"]}),
    "a sequence without members": (statement(["a sequence-scalar real"], ["eq", FIRST, FIRST]), {"d": 1, "a": []}),
    "a sequence out of its domain": (statement(["a sequence-scalar nonzero"], ["ne", FIRST, "0"]), {"d": 1, "a": ["0"]}),
    "a sequence with a zero later on": (statement(["a sequence-scalar nonzero"], ["ne", SECOND, "0"]), {"d": 1, "a": ["1", "0"]}),
    "another sequence for an orbit": (statement([X], orbit("a", "1", ["eq", SECOND, "1"])), {"d": 1, "x": "0", "a": ["5"]}),
}

SQUARES = [[{"name": f"e{i}"}, ["*", *[f"e{i - 1}" if i else "x"] * 2]] for i in range(60)]


def nested_let(first: Json, levels: int = 40) -> Json:
    """s_0 = 0, where s is k times something, doubled so often."""
    body: Json = ["eq", ["item", f"s{levels - 1}", "0"], "0"]
    for i in range(levels - 1, 0, -1):
        body = ["let", [[f"s{i}", "scalar", "k", ["+", *[["item", f"s{i - 1}", "k"]] * 2]]], body]
    return ["let", [["s0", "scalar", "k", ["*", "k", first]]], body]


ENDLESS |= {
    "abbreviations that double, at an instance": lambda: refute(statement([X], nested_let("x")), {"d": 1, "x": "1"}),
    "a number of 2^60 digits": lambda: refute(statement([X], ["eq", "e59", "e59"], definitions=SQUARES), {"d": 1, "x": "2"}),
    "a member far out of an orbit": lambda: refute(statement([], orbit("a", "1", ["eq", ["item", "a", "9" * 12], "0"])), {"d": 1}),
    "a huge power": lambda: refute(statement([], ["eq", ["pow", "2", "9" * 12], "0"]), {"d": 1}),
    "a huge power, in normal form": lambda: prove(statement([], ["ne", ["pow", "2", "9" * 12], "0"]), TRIVIAL),
    "sums within sums": lambda: refute(
        statement([], ["eq", ["sum", "i", "1", "9999", ["sum", "j", "1", "9999", "1"]], "0"]), {"d": 1}
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


def test_abbreviations_that_double_are_answered_at_once() -> None:
    prove(statement([X], nested_let("x")), TRIVIAL)
    with pytest.raises(checker.CheckError):
        prove(statement([X], ["not", nested_let("x")]), TRIVIAL)
    with pytest.raises(checker.CheckError):
        prove(statement([X], nested_let(["/", "1", "x"])), TRIVIAL)


def rejected(name: str) -> None:
    """Exit 0 only if the checker rejects the case."""
    try:
        ENDLESS[name]()
    except checker.CheckError:
        return
    raise SystemExit(1)


def rejected_within(seconds: int, name: str) -> None:
    """`rejected` with so much time of a processor, however busy that is."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    rejected(name)


@pytest.mark.parametrize("name", ENDLESS)
def test_work_beyond_reason_is_refused_at_once(name: str) -> None:
    process = multiprocessing.get_context("fork").Process(target=rejected_within, args=(5, name))
    process.start()
    process.join(120)
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


def test_the_honest_versions_with_sequences_are_accepted() -> None:
    """Sequences do their work where nothing is captured, and an orbit that ends is refuted."""
    next_is_r = apply("o step", {"k": "0"}, 1, combined({"eq": "g.1", "times": "1"}, {"eq": "o start.1", "times": "r"}))
    prove(statement([R], orbit(["*", "r", "a"], "1", ["eq", SECOND, "r"])), follow(next_is_r))
    prove(statement([R], ["eq", "1", "1"], orbit("a", "1", ["eq", SECOND, "1"])), along("k", "1", given("c")))
    prove(statement([], always("n", "0", ["le", "0", ["+", "n", "1"]])), induction(combined(summand("i"), summand(None))))
    prove(
        statement([X], ["tends", "k", INVERSE, INVERSE], ["lt", "0", "x"]),
        have(["forall", EVERY_Y, ["tends", "k", "y", "y"]], fix(CONSTANT), apply("f", {"y": INVERSE}, 0, given("g"))),
    )
    prove(statement([X], let(["*", "k", "x"], ["eq", ["item", "s", "2"], ["+", "x", "x"]])), TRIVIAL)
    prove(statement([], ["eq", ["pow", "0", "0"], "1"]), TRIVIAL)
    prove(escapes(DOUBLED, ["and", TO_X]), unstable())
    at_one = [TRIVIAL, {"by": "choose", "side": 0, "then": TRIVIAL}, combined({"eq": "f.1", "times": "2"})]
    prove(escapes(SQUARED, ["and", TO_X, ["eq", "x", "1"]]), unstable(unstable=at_one))
    prove(preimages(DOUBLED), nonsingular())
    refute(statement([], ["nonsingular", PAIR, ["a", "3"]]), {"d": 1})
    refute(statement([], ["nonsingular", PLANE, [["/", ["dot", "v", "v"], ["dot", "v", "v"]], "v"]]), {"d": 2})
    refute(statement(["u vector nonzero"], ["nonsingular", PLANE, ["a", "u"]]), {"d": 2, "u": ["1", "0"]})
    refute(statement([X], LEAVES), {"d": 1, "x": "1"})
    refute(statement([X], orbit(["*", "2", "a"], "1", ["eq", ["item", "a", "3"], "9"])), {"d": 1, "x": "1"})
    refute(statement([X], ["not", orbit(["*", "2", "a"], "1", ["eq", ["item", "a", "3"], "8"])]), {"d": 1, "x": "1"})
    refute(statement(["a sequence-scalar real"], ["eq", SECOND, "1"]), {"d": 1, "a": ["1", "2"]})
