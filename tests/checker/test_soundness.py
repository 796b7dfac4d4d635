"""Every rule and theorem of the checker: a use that is right is accepted, the same on something false is not.

Then arguments for statements that are false, each of which a careless rule would let through.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from verify import checker
from verify.checker.facts import RULES
from verify.checker.rules.citing import THEOREMS
from verify.checker.statement import sha256

Json = Any
Case = tuple[Json, Json]  # a statement and a proof
T: Json = {"by": "trivial"}
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


def combined(*items: Json) -> Json:
    """The difference of the two sides as a sum."""
    return {"by": "combine", "sum": list(items)}


def weighed(*facts: Json, square: Json = None) -> Json:
    """A product of facts and terms of known sign, times a square."""
    return {"c": "1", "factors": [[fact, 1] for fact in facts], "square": square}


def multiple(fact: str, times: Json = "1") -> Json:
    """A multiple of an equation."""
    return {"eq": fact, "times": times}


def given(fact: str) -> Json:
    """The goal is a fact."""
    return {"by": "given", "fact": fact}


def step(by: str, then: Json, **rest: Json) -> Json:
    """A step of a proof."""
    return {"by": by, **rest, "then": then}


def have(formula: Json, proof: Json, then: Json) -> Json:
    """An intermediate statement as the fact f."""
    return {"by": "have", "formula": formula, "proof": proof, "as": "f", "then": then}


def theorem(name: str, args: list[Json], premises: list[Json], then: Json) -> Json:
    """A theorem as the fact t."""
    return {"by": "theorem", "name": name, "args": args, "premises": premises, "as": "t", "then": then}


def apply(fact: str, terms: Json, premises: list[Json], then: Json) -> Json:
    """A universal fact or an implication, as the fact g."""
    return {"by": "apply", "fact": fact, "terms": terms, "premises": premises, "as": "g", "then": then}


def prove(data: Json, proof: Json, library: dict[str, checker.Accepted] | None = None) -> checker.Accepted:
    """Hand the checker a proof."""
    return checker.establish(data, "proof", proof, library or {})


def refute(data: Json, instance: Json) -> None:
    """Hand the checker an instance as a counterexample."""
    found, trail = checker.evaluate(checker.load(data), instance)
    checker.establish(data, "counterexample", {"instance": instance, "found": found, "sides": checker.sides(trail)}, {})


# ------------------------------------------------------------------------------------------------
# Theorems: (right use, near miss)

H, A, S, X, Y, U, Z = "H operator spd", "A operator symmetric", "S operator symmetric", "x vector", "y vector", "u vector nonzero", "z vector"
NOT_SYMMETRIC = "A operator invertible"
TWO = ["le", "2", "d"]
NUMBER, J = ("i", "integer", {"lo": "1", "hi": "d"}), ("j", "integer", {"lo": "1", "hi": "d"})


def form(x: Json, a: Json, y: Json) -> Json:
    """x'Ay."""
    return ["dot", x, ["@", a, y]]


def eigen(a: Json, i: Json, x: Json) -> Json:
    """Ax = lambda_i x."""
    return ["eq", ["@", a, x], ["*", ["eig", a, i], x]]


def below(a: Json, b: Json) -> Json:
    """x'Ax <= x'Bx for all x."""
    return ["forall", [["x", "vector", "any"]], ["le", form("x", a, "x"), form("x", b, "x")]]


def on_plane(a: Json, b: Json) -> Json:
    """x'Ax <= x'Bx for all x orthogonal to z."""
    return ["forall", [["x", "vector", "any"]], ["implies", ["eq", ["dot", "x", "z"], "0"], ["le", form("x", a, "x"), form("x", b, "x")]]]


CAUCHY = ["le", ["^", form("x", "H", "y"), "2"], ["*", form("x", "H", "x"), form("y", "H", "y")]]
SOME_EIGENVECTOR, SOME_ORTHOGONAL = (
    ["exists", [["x", "vector", "nonzero"]], body] for body in (eigen("A", "1", "x"), ["eq", ["dot", "x", "y"], "0"])
)
ANOTHER = ["exists", [["x", "vector", "nonzero"]], ["and", eigen("A", "2", "x"), ["eq", ["dot", "x", "u"], "0"]]]
INDEX = ["exists", [["i", "integer", ["range", "1", "d"]]], ["eq", "c", ["eig", "A", "i"]]]
RAYLEIGH = ["le", ["*", ["eig", "A", "1"], ["dot", "x", "x"]], form("x", "A", "x")]
SECOND = ["le", ["*", ["eig", "A", "2"], ["dot", "x", "x"]], form("x", "A", "x")]
LAST = ["le", form("x", "A", "x"), ["*", ["eig", "A", ["+", "d", ["-", "1"]]], ["dot", "x", "x"]]]
ORTHOGONAL = ["eq", ["dot", "x", "u"], "0"]
PARABOLA = ["max", "i", "1", "2", ["*", "i", ["+", "3", ["-", "i"]]]]
ATTAINED = ["exists", [["k", "integer", ["range", "1", "j"]]], ["eq", "k", ["max", "n", "1", "j", "n"]]]
SQUARES = ["le", "0", ["+", ["dot", "x", "x"], form("x", ["^", "A", "2"], "x")]]
PSD = ["psd", [["a", "b"], ["b", "c"]]]
QUADRATIC = ["le", "0", ["+", "a", ["*", "2", "b"], "c"]]
COORDINATES = ["eq", "x", ["+", *(["*", ["/", ["dot", "x", b], ["dot", b, b]], b] for b in "uv")]]
ROOT_BETWEEN = ["exists", [["r", "scalar", "real"]], ["and", ["lt", "0", "r"], ["lt", "r", ["+", "1", "a"]], ["eq", ["^", "r", "2"], "a"]]]
ROOT_FOUND = theorem("intermediate_value", ["0", ["+", "1", "a"], "s", ["-", "a"], "0", "1"], [T, T], step(
    "open", {"by": "witness", "terms": {"r": "s"}, "parts": [{"by": "split", "parts": [given("o.1"), given("o.2"), combined(multiple("o.3"))]}]},
    fact="t", **{"as": "o"}))  # fmt: skip
REALS = ["a scalar real", "b scalar real", "c scalar real"]
PROVEN = combined(weighed("t"))
ON_SPECTRUM = step("fix", combined(weighed(), weighed(square=["eig", "A", "n"])))
LINEAR = step("fix", combined(weighed(["eig", "A", "n"])))

NEAR_MISSES: dict[str, tuple[Case, Case]] = {
    "gram": (
        (statement([H, X, Y], CAUCHY), theorem("gram", ["H", "1", "x", "y"], [T], PROVEN)),
        (statement(["H operator symmetric", X, Y], CAUCHY), theorem("gram", ["H", "1", "x", "y"], [T], PROVEN)),
    ),
    "definite": (
        (statement([H, "x vector nonzero"], ["lt", "0", form("x", "H", "x")]), theorem("definite", ["H", "1", "x"], [T, T], PROVEN)),
        (statement([H, X], ["lt", "0", form("x", "H", "x")]), theorem("definite", ["H", "1", "x"], [T, T], PROVEN)),
    ),
    "eigenvector": (
        (statement([A], SOME_EIGENVECTOR), theorem("eigenvector", ["A", "1", "x"], [T, T, T], given("t"))),
        (statement([NOT_SYMMETRIC], SOME_EIGENVECTOR), theorem("eigenvector", ["A", "1", "x"], [T, T, T], given("t"))),
    ),
    "eigenvector_orthogonal": (
        (statement([A, U], ANOTHER, TWO, eigen("A", "1", "u")),
         theorem("eigenvector_orthogonal", ["A", "u", "2", "x"], [T, T, given("h2"), T, T], given("t"))),
        (statement([A, U], ANOTHER, TWO, eigen("A", "2", "u")),
         theorem("eigenvector_orthogonal", ["A", "u", "2", "x"], [T, T, given("h2"), T, T], given("t"))),
    ),
    "eigenvalue_index": (
        (statement([A, U, "c scalar real"], INDEX, ["eq", ["@", "A", "u"], ["*", "c", "u"]]),
         theorem("eigenvalue_index", ["A", "u", "c", "i"], [T, T, given("h1")], given("t"))),
        (statement([A, "u vector", "c scalar real"], INDEX, ["eq", ["@", "A", "u"], ["*", "c", "u"]]),
         theorem("eigenvalue_index", ["A", "u", "c", "i"], [T, T, given("h1")], given("t"))),
    ),
    "rayleigh": (
        (statement([A, X], RAYLEIGH), theorem("rayleigh", ["A", "x"], [T], given("t.1"))),
        (statement([A, X], [RAYLEIGH[0], *RAYLEIGH[:0:-1]]), theorem("rayleigh", ["A", "x"], [T], given("t.1"))),
    ),
    "rayleigh_complement": (
        (statement([A, U, X], SECOND, eigen("A", "1", "u"), ORTHOGONAL, TWO),
         theorem("rayleigh_complement", ["A", "u", "x"], [T, T, given("h1"), given("h2"), given("h3")], given("t"))),
        (statement([A, U, X], SECOND, eigen("A", "2", "u"), ORTHOGONAL, TWO),
         theorem("rayleigh_complement", ["A", "u", "x"], [T, T, given("h1"), given("h2"), given("h3")], given("t"))),
    ),
    "rayleigh_complement_top": (
        (statement([A, U, X], LAST, eigen("A", "d", "u"), ORTHOGONAL, TWO),
         theorem("rayleigh_complement_top", ["A", "u", "x"], [T, T, given("h1"), given("h2"), given("h3")], given("t"))),
        (statement([A, U, X], LAST, eigen("A", "d", "u"), ORTHOGONAL),
         theorem("rayleigh_complement_top", ["A", "u", "x"], [T, T, given("h1"), given("h2"), T], given("t"))),
    ),
    "eigenvalue_order": (
        (statement([A, NUMBER, J], ["le", ["eig", "A", "i"], ["eig", "A", "j"]], ["le", "i", "j"]),
         theorem("eigenvalue_order", ["A", "i", "j"], [T] * 5 + [given("h1")], given("t"))),
        (statement([A, NUMBER, J], ["le", ["eig", "A", "i"], ["eig", "A", "j"]], ["le", "j", "i"]),
         theorem("eigenvalue_order", ["A", "i", "j"], [T] * 5 + [given("h1")], given("t"))),
    ),
    "minmax_monotone": (
        (statement([A, S, NUMBER], ["le", ["eig", "A", "i"], ["eig", "S", "i"]], below("A", "S")),
         theorem("minmax_monotone", ["A", "S", "i", "x"], [T, T, T, T, given("h1")], given("t"))),
        (statement([A, S, NUMBER], ["le", ["eig", "A", "i"], ["eig", "S", "i"]], below("S", "A")),
         theorem("minmax_monotone", ["A", "S", "i", "x"], [T, T, T, T, given("h1")], given("t"))),
    ),
    "minmax_hyperplane": (
        (statement([A, S, Z], ["le", ["eig", "A", "1"], ["eig", "S", "2"]], on_plane("A", "S"), TWO),
         theorem("minmax_hyperplane", ["A", "S", "z", "1", "x"], [T, T, T, T, given("h1")], PROVEN)),
        (statement([A, S, Z], ["le", ["eig", "A", "1"], ["eig", "S", "1"]], on_plane("A", "S"), TWO),
         theorem("minmax_hyperplane", ["A", "S", "z", "1", "x"], [T, T, T, T, given("h1")], PROVEN)),
    ),
    "max_bound": (
        (statement([], ["le", "2", PARABOLA]), theorem("max_bound", [PARABOLA, "2"], [T, T], PROVEN)),
        (statement([], ["le", "9/4", PARABOLA]), theorem("max_bound", [PARABOLA, "3/2"], [T, T], PROVEN)),
    ),
    "max_attained": (
        (statement([("j", "integer", {"lo": "1", "hi": "9"})], ATTAINED), theorem("max_attained", [ATTAINED[2][2], "k"], [T], given("t"))),
        (statement([("j", "integer", {"lo": "0", "hi": "9"})], ATTAINED), theorem("max_attained", [ATTAINED[2][2], "k"], [T], given("t"))),
    ),
    "spectral_form": (
        (statement([A, X], SQUARES), theorem("spectral_form", ["A", "x", "n", "1", "0", "1"], [T, ON_SPECTRUM], PROVEN)),
        (statement([A, X], ["le", "0", form("x", "A", "x")]), theorem("spectral_form", ["A", "x", "n", "0", "1"], [T, LINEAR], PROVEN)),
    ),
    "orthogonal_vector": (
        (statement([Y], SOME_ORTHOGONAL, TWO), theorem("orthogonal_vector", ["y", "x"], [given("h1"), T], given("t"))),
        (statement([Y], SOME_ORTHOGONAL), theorem("orthogonal_vector", ["y", "x"], [T, T], given("t"))),
    ),
    "plane_basis": (
        (statement([X, U, "v vector nonzero"], COORDINATES, ["eq", "d", "2"], ["eq", ["dot", "u", "v"], "0"]),
         theorem("plane_basis", ["u", "v", "x"], [given("h1"), T, T, given("h2")], given("t"))),
        (statement([X, U, "v vector nonzero"], COORDINATES, ["eq", "d", "3"], ["eq", ["dot", "u", "v"], "0"]),
         theorem("plane_basis", ["u", "v", "x"], [given("h1"), T, T, given("h2")], given("t"))),
    ),
    "semidefinite_form": (
        (statement(REALS, QUADRATIC, PSD), theorem("semidefinite_form", [PSD[1], "1", "1"], [given("h1")], PROVEN)),
        (statement(REALS, QUADRATIC, ["le", "0", "a"]), theorem("semidefinite_form", [PSD[1], "1", "1"], [given("h1")], PROVEN)),
    ),
    "magnitude": (
        (statement(REALS, ["le", "a", ["abs", "a"]]), theorem("magnitude", ["a"], [], given("t.1"))),
        (statement(REALS, ["le", ["abs", "a"], "a"]), theorem("magnitude", ["a"], [], given("t.1"))),
    ),
    "root_order": (
        (statement(REALS, ["le", "a", "b"], ["le", "0", "b"], ["le", ["^", "a", "2"], ["^", "b", "2"]]),
         theorem("root_order", ["a", "b"], [given("h1"), given("h2")], given("t"))),
        (statement(REALS, ["le", "a", "b"], ["le", "b", "0"], ["le", ["^", "a", "2"], ["^", "b", "2"]]),
         theorem("root_order", ["a", "b"], [given("h1"), given("h2")], given("t"))),
    ),
    "intermediate_value": (
        (statement(["a scalar positive"], ROOT_BETWEEN), ROOT_FOUND), (statement(["a scalar nonnegative"], ROOT_BETWEEN), ROOT_FOUND)),
    "integer_step": (
        (statement([NUMBER, J], ["le", ["+", "i", "1"], "j"], ["lt", "i", "j"]), theorem("integer_step", ["i", "j"], [T, T, given("h1")], given("t"))),
        (statement([NUMBER, "j scalar real"], ["le", ["+", "i", "1"], "j"], ["lt", "i", "j"]),
         theorem("integer_step", ["i", "j"], [T, T, given("h1")], given("t"))),
    ),
}  # fmt: skip


def sequence(k: Json, body: Json) -> Json:
    """A sequence given by a term."""
    return ["lambda", k, body]


def tends(body: Json, limit: Json, k: str = "k") -> Json:
    """The body tends to the limit."""
    return ["tends", k, body, limit]


def always(k: str, low: Json, body: Json) -> Json:
    """The body for every integer k >= low."""
    return ["forall", [[k, "integer", "any"]], ["implies", ["le", low, k], body]]


def member(name: str, index: Json) -> Json:
    """A member of a sequence."""
    return ["item", name, index]


def minus(x: Json, y: Json) -> Json:
    """x - y."""
    return ["+", x, ["-", y]]


FA, GA, WA, VA = "f sequence-scalar real", "g sequence-scalar real", "w sequence-vector", "v sequence-vector"
L, M, COUNT = "L scalar real", "M scalar real", ("n", "integer", "any")
FK, GK, WK, VK, NEXT = member("f", "k"), member("g", "k"), member("w", "k"), member("v", "k"), ["+", "k", "1"]
F_LAMBDA, G_LAMBDA, W_LAMBDA, V_LAMBDA = (sequence("k", member(name, "k")) for name in "fgwv")
TO_L, TO_M = tends(FK, "L"), tends(GK, "M")
CLOSE = ["forall", [["e", "scalar", "positive"]], ["exists", [["n", "integer", "any"]], ["and", ["le", "0", "n"], always(
    "k", "n", ["lt", ["abs", minus(FK, "L")], "e"])]]]  # fmt: skip
UNIFORMLY = ["exists", [["n", "integer", "any"]], ["forall", [["e", "scalar", "positive"]], CLOSE[2][2]]]
DEFINITION = theorem("limit_definition", [F_LAMBDA, "L", "e", "n"], [], apply("t.2", {}, [given("h1")], given("g")))
DISTANCE = tends(["dot", minus(WK, "u"), minus(WK, "u")], "0")
BY_DISTANCE = theorem("limit_vector", [W_LAMBDA, "u"], [], apply("t.2", {}, [given("h1")], given("g")))
ONE_OVER = tends(["/", "1", FK], ["/", "1", "L"])
INCREASING = always("k", "0", ["le", FK, member("f", NEXT)])
BOUNDED = always("k", "0", ["le", FK, "1"])
LIMIT_OF_F = ["exists", [["L", "scalar", "real"]], ["and", TO_L, always("k", "0", ["le", FK, "L"])]]
MONOTONE = theorem("monotone_convergence", [F_LAMBDA, "1", "0", "L"], [T, T, given("h1"), given("h2")], given("t"))
SUMMABLE = always("n", "0", ["le", ["sum", "k", "0", "n", GK], "L"])
STEPS = always("k", "0", ["and", ["le", "0", GK], ["le", ["dot", minus(member("w", NEXT), WK), minus(member("w", NEXT), WK)], ["^", GK, "2"]]])
CONVERGES = ["exists", [["u", "vector", "any"]], tends(WK, "u")]
ABSOLUTE = theorem("absolute_convergence", [W_LAMBDA, G_LAMBDA, "L", "n", "u"], [given("h1"), given("h2")], given("t"))
LAST_SUM = ["eq", ["sum", "i", "0", ["+", "n", "1"], ["^", "i", "2"]], ["+", ["sum", "i", "0", "n", ["^", "i", "2"]], ["^", ["+", "n", "1"], "2"]]]

NEAR_MISSES |= {
    "limit_definition": (
        (statement([FA, L], TO_L, CLOSE), DEFINITION),
        (statement([FA, L], TO_L, UNIFORMLY), DEFINITION),
    ),
    "limit_vector": (
        (statement([WA, "u vector"], tends(WK, "u"), DISTANCE), BY_DISTANCE),
        (statement([WA, "u vector", "v vector"], tends(WK, "v"), DISTANCE), BY_DISTANCE),
    ),
    "limit_constant": (
        (statement([L], tends("L", "L")), theorem("limit_constant", [sequence("k", "L")], [], given("t"))),
        (statement([FA], tends(FK, FK)), theorem("limit_constant", [F_LAMBDA], [], given("t"))),
    ),
    "limit_sum": (
        (statement([FA, GA, L, M], tends(["+", FK, GK], ["+", "L", "M"]), TO_L, TO_M),
         theorem("limit_sum", [F_LAMBDA, "L", G_LAMBDA, "M"], [given("h1"), given("h2")], given("t"))),
        (statement([FA, GA, L, M], tends(["+", FK, GK], ["+", "L", "M"]), TO_L, tends(["*", GK, GK], "M")),
         theorem("limit_sum", [F_LAMBDA, "L", G_LAMBDA, "M"], [given("h1"), given("h2")], given("t"))),
    ),
    "limit_product": (
        (statement([FA, WA, L, "u vector"], tends(["*", FK, WK], ["*", "L", "u"]), TO_L, tends(WK, "u")),
         theorem("limit_product", [F_LAMBDA, "L", W_LAMBDA, "u"], [given("h1"), given("h2")], given("t"))),
        (statement([FA, GA, L], tends(["*", FK, GK], "0"), tends(FK, "0")),
         theorem("limit_product", [F_LAMBDA, "0", G_LAMBDA, "L"], [given("h1"), given("h1")], given("t"))),
    ),
    "limit_dot": (
        (statement([WA, VA, "u vector", "x vector"], tends(["dot", WK, VK], ["dot", "u", "x"]), tends(WK, "u"), tends(VK, "x")),
         theorem("limit_dot", [W_LAMBDA, "u", V_LAMBDA, "x"], [given("h1"), given("h2")], given("t"))),
        (statement([WA, VA, "u vector", "x vector"], tends(["dot", WK, VK], ["dot", "u", "u"]), tends(WK, "u"), tends(VK, "x")),
         theorem("limit_dot", [W_LAMBDA, "u", V_LAMBDA, "x"], [given("h1"), given("h2")], given("t"))),
    ),
    "limit_apply": (
        (statement([A, WA, "u vector"], tends(["@", "A", WK], ["@", "A", "u"]), tends(WK, "u")),
         theorem("limit_apply", ["A", W_LAMBDA, "u"], [given("h1")], given("t"))),
        (statement([A, WA, "u vector"], tends(["@", "A", WK], "u"), tends(WK, "u")),
         theorem("limit_apply", ["A", W_LAMBDA, "u"], [given("h1")], given("t"))),
    ),
    "limit_inverse": (
        (statement(["f sequence-scalar nonzero", "L scalar nonzero"], ONE_OVER, TO_L),
         theorem("limit_inverse", [F_LAMBDA, "L"], [given("h1"), T], given("t"))),
        (statement([FA, "L scalar nonzero"], ONE_OVER, TO_L), theorem("limit_inverse", [F_LAMBDA, "L"], [given("h1"), T], given("t"))),
    ),
    "limit_root": (
        (statement(["f sequence-scalar nonnegative", "L scalar nonnegative"], tends(["sqrt", FK], ["sqrt", "L"]), TO_L),
         theorem("limit_root", [F_LAMBDA, "L"], [given("h1")], given("t"))),
        (statement([FA, "L scalar nonnegative"], tends(["sqrt", FK], ["sqrt", "L"]), TO_L),
         theorem("limit_root", [F_LAMBDA, "L"], [given("h1")], given("t"))),
    ),
    "limit_abs": (
        (statement([FA, L], tends(["abs", FK], ["abs", "L"]), TO_L), theorem("limit_abs", [F_LAMBDA, "L"], [given("h1")], given("t"))),
        (statement([FA, L], tends(["abs", FK], "L"), TO_L), theorem("limit_abs", [F_LAMBDA, "L"], [given("h1")], given("t"))),
    ),
    "limit_shift": (
        (statement([FA, L], TO_L, tends(member("f", NEXT), "L")),
         theorem("limit_shift", [F_LAMBDA, "L", "1"], [T], apply("t.2", {}, [given("h1")], given("g")))),
        (statement([FA, L], TO_L, tends(member("f", ["+", "k", "-1"]), "L")),
         theorem("limit_shift", [F_LAMBDA, "L", "-1"], [T], apply("t.2", {}, [given("h1")], given("g")))),
    ),
    "limit_equal": (
        (statement([FA, GA, L], tends(GK, "L"), TO_L, always("k", "5", ["eq", FK, GK])),
         theorem("limit_equal", [F_LAMBDA, "L", G_LAMBDA, "5"], [given("h1"), T, given("h2")], given("t"))),
        (statement([FA, L], tends(["/", FK, "k"], "L"), tends(FK, "L"), always("k", "1", ["eq", FK, ["/", FK, "k"]])),
         theorem("limit_equal", [F_LAMBDA, "L", sequence("k", ["/", FK, "k"]), "1"], [given("h1"), T, given("h2")], given("t"))),
    ),
    "limit_order": (
        (statement([FA, GA, L, M], ["le", "L", "M"], TO_L, TO_M, always("k", "5", ["lt", FK, GK])),
         theorem("limit_order", [F_LAMBDA, "L", G_LAMBDA, "M", "5"],
                 [given("h1"), given("h2"), T, step("fix", step("assume", apply("h3", {"k": "k"}, [given("s")], combined(weighed("g"))), **{"as": "s"}))],
                 given("t"))),
        (statement([FA, GA, L, M], ["lt", "L", "M"], TO_L, TO_M, always("k", "5", ["le", FK, GK])),
         theorem("limit_order", [F_LAMBDA, "L", G_LAMBDA, "M", "5"], [given("h1"), given("h2"), T, given("h3")], given("t"))),
    ),
    "limit_squeeze": (
        (statement([FA, GA], tends(FK, "0"), tends(GK, "0"), always("k", "5", ["le", ["abs", FK], GK])),
         theorem("limit_squeeze", [F_LAMBDA, G_LAMBDA, "5"], [given("h1"), T, given("h2")], given("t"))),
        (statement([FA, GA], tends(FK, "0"), tends(GK, "0"), always("k", "5", ["le", FK, GK])),
         theorem("limit_squeeze", [F_LAMBDA, G_LAMBDA, "5"], [given("h1"), T, given("h2")], given("t"))),
    ),
    "monotone_convergence": (
        (statement([FA], LIMIT_OF_F, INCREASING, BOUNDED), MONOTONE),
        (statement([FA], LIMIT_OF_F, INCREASING, always("k", "0", ["le", FK, NEXT])),
         theorem("monotone_convergence", [F_LAMBDA, NEXT, "0", "L"], [T, T, given("h1"), given("h2")], given("t"))),
    ),
    "geometric": (
        (statement([L], tends(["pow", "L", "k"], "0"), ["lt", "-1", "L"], ["lt", "L", "1"]),
         theorem("geometric", ["L", "k"], [given("h1"), given("h2")], given("t"))),
        (statement([L], tends(["pow", "L", "k"], "0"), ["le", "-1", "L"], ["lt", "L", "1"]),
         theorem("geometric", ["L", "k"], [given("h1"), given("h2")], given("t"))),
    ),
    "power_next": (
        (statement([L, ("n", "integer", {"lo": "0", "hi": "9"})], ["eq", ["pow", "L", ["+", "n", "1"]], ["*", "L", ["pow", "L", "n"]]]),
         theorem("power_next", ["L", "n"], [T], given("t.2"))),
        (statement([L], ["eq", ["pow", "L", "0"], ["*", "L", ["pow", "L", "-1"]]]), theorem("power_next", ["L", "-1"], [T], given("t.2"))),
    ),
    "sum_next": (
        (statement([COUNT], LAST_SUM, ["le", "-1", "n"]),
         theorem("sum_next", [sequence("i", ["^", "i", "2"]), "0", "n"], [combined(weighed("h1"))], given("t"))),
        (statement([COUNT], LAST_SUM, ["le", "-2", "n"]),
         theorem("sum_next", [sequence("i", ["^", "i", "2"]), "0", "n"], [combined(weighed("h1"))], given("t"))),
    ),
    "sum_empty": (
        (statement([], ["eq", ["sum", "i", "1", "0", "i"], "0"]), theorem("sum_empty", [sequence("i", "i"), "1", "0"], [T], given("t"))),
        (statement([], ["eq", ["sum", "i", "1", "1", "i"], "0"]), theorem("sum_empty", [sequence("i", "i"), "1", "1"], [T], given("t"))),
    ),
    "absolute_convergence": (
        (statement([WA, GA, L], CONVERGES, STEPS, SUMMABLE), ABSOLUTE),
        (statement([WA, GA, L], CONVERGES, STEPS, always("n", "0", ["le", ["sum", "k", "0", "n", ["^", GK, "2"]], "L"])), ABSOLUTE),
    ),
}  # fmt: skip


def test_every_theorem_is_tried() -> None:
    assert set(NEAR_MISSES) == set(THEOREMS)


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_theorem(name: str) -> None:
    right, wrong = NEAR_MISSES[name]
    prove(*right)
    with pytest.raises(checker.CheckError):
        prove(*wrong)


# ------------------------------------------------------------------------------------------------
# Rules: (right use, near miss)

NONNEGATIVE, ANY = ["le", "0", ["^", "a", "2"]], [["b", "scalar", "real"]]
SQUARE = combined(weighed(square="a"))
ROOT_EXISTS = ["exists", [["b", "scalar", "positive"]], ["eq", ["*", "b", "b"], "4"]]
HALF = [["*", "1/2", "w"]]
RANK_ONE = ["spectrum", ["outer", "x", "x"], [[["dot", "x", "x"], "1"], ["0", ["+", "d", ["-", "1"]]]]]
STATES = ["w vector", "p vector", "c scalar nonzero"]
SCALED = ["equivalent", ["w"], HALF, ["p"], HALF, [["*", "c", "p"]]]
MAPPED = {"by": "conjugacy", "maps": {"w": ["*", "c", "I"]}, "premises": []}
SIGN = ["or", ["le", "0", "a"], ["le", "a", "0"]]
BY_SIGN = {"by": "cases", "on": ["le", "0", "a"], "as": "s", "if": step("choose", given("s"), side=0),
           "else": step("choose", combined(weighed("s")), side=1)}  # fmt: skip
OFF_AXIS = ["almost-all", [["v", "vector", "any"]], ["ne", ["dot", "u", "v"], "0"]]
ALMOST = step("null set", given("n"), polynomial=["dot", "u", "v"], point={"v": "u"}, nonzero=T, **{"as": "n"})
AXIS = ["not", ["almost-all", [["v", "vector", "any"]], ["lt", ["dot", "v", "v"], "0"]]]

RULE_CASES: dict[str, tuple[Case, Case]] = {
    "split": (
        (statement(REALS, ["and", NONNEGATIVE, ["eq", "a", "a"]]), {"by": "split", "parts": [SQUARE, T]}),
        (statement(REALS, ["and", NONNEGATIVE, ["eq", "a", "b"]]), {"by": "split", "parts": [SQUARE]}),
    ),
    "assume": (
        (statement(REALS, ["implies", ["le", "a", "b"], ["le", "a", "b"]]), step("assume", given("s"), **{"as": "s"})),
        (statement(REALS, ["implies", ["le", "a", "b"], ["le", "b", "a"]]), step("assume", given("s"), **{"as": "s"})),
    ),
    "both ways": (
        (statement(REALS, ["iff", ["le", "a", "b"], ["not", ["lt", "b", "a"]]]),
         {"by": "both ways", "forward": step("assume", given("s"), **{"as": "s"}), "backward": step("assume", given("s"), **{"as": "s"})}),
        (statement(REALS, ["iff", ["le", "a", "b"], ["lt", "a", "b"]]),
         {"by": "both ways", "forward": step("assume", given("s"), **{"as": "s"}), "backward": step("assume", given("s"), **{"as": "s"})}),
    ),
    "fix": (
        (statement([], ["forall", ANY, ["le", "0", ["*", "b", "b"]]]), step("fix", combined(weighed(square="b")))),
        (statement([], ["exists", ANY, ["lt", "0", ["*", "b", "b"]]]), step("fix", combined(weighed(square="b")))),
    ),
    "witness": (
        (statement([], ROOT_EXISTS), {"by": "witness", "terms": {"b": "2"}, "parts": [T, T]}),
        (statement([], ROOT_EXISTS), {"by": "witness", "terms": {"b": "-2"}, "parts": [T, T]}),
    ),
    "choose": (
        (statement(["a scalar positive"], ["or", FALSE, ["lt", "0", "a"]]), step("choose", T, side=1)),
        (statement(["a scalar real"], ["or", FALSE, ["lt", "0", "a"]]), step("choose", T, side=2)),
    ),
    "open": (
        (statement(REALS, NONNEGATIVE, ["exists", [["r", "scalar", "real"]], ["eq", "a", "r"]]),
         step("open", SQUARE, fact="h1", **{"as": "o"})),
        (statement(REALS, ["eq", "a", "b"], ["exists", [["r", "scalar", "real"]], ["eq", "a", "r"]]),
         step("open", have(["eq", "a", "r"], given("o"), given("f")), fact="h1", **{"as": "o"})),
    ),
    "apply": (
        (statement(REALS, ["eq", "a", "7"], ["forall", [["r", "scalar", "positive"]], ["eq", "a", "r"]]), apply("h1", {"r": "7"}, [T], given("g"))),
        (statement(REALS, ["eq", "a", "-7"], ["forall", [["r", "scalar", "positive"]], ["eq", "a", "r"]]),
         apply("h1", {"r": "-7"}, [T], given("g"))),
    ),
    "have": (
        (statement(REALS, NONNEGATIVE), have(NONNEGATIVE, SQUARE, given("f"))),
        (statement(REALS, ["le", "0", "a"]), have(["le", "0", "a"], SQUARE, given("f"))),
    ),
    "cases": (
        (statement(REALS, SIGN), BY_SIGN),
        (statement(REALS, ["or", ["lt", "0", "a"], ["lt", "a", "0"]]), BY_SIGN),
    ),
    "either": (
        (statement(REALS, ["le", "1", ["^", "a", "2"]], ["or", ["eq", "a", "1"], ["eq", "a", "-1"]]),
         {"by": "either", "fact": "h1", "as": "s", "parts": [combined(multiple("s", ["+", "-1", ["-", "a"]])), combined(multiple("s", ["+", "1", ["-", "a"]]))]}),  # noqa: E501
        (statement(REALS, ["le", "1", "a"], ["or", ["eq", "a", "1"], ["eq", "a", "-1"]]),
         {"by": "either", "fact": "h1", "as": "s", "parts": [combined(multiple("s", "-1"))]}),
    ),
    "absurd": (
        (statement(REALS, ["le", "a", "1"], ["lt", "a", "1"]), step("absurd", combined(weighed("h1"), weighed("s")), **{"as": "s"})),
        (statement(REALS, ["le", "a", "1"], ["lt", "1", "a"]), step("absurd", combined(weighed("h1"), weighed("s")), **{"as": "s"})),
    ),
    "exfalso": (
        (statement(REALS, FALSE, ["lt", "a", "a"]), step("exfalso", combined(weighed("h1")))),
        (statement(REALS, FALSE, ["le", "a", "a"]), step("exfalso", combined(weighed("h1")))),
    ),
    "given": (
        (statement(REALS, ["le", "a", "b"], ["not", ["lt", "b", "a"]]), given("h1")),
        (statement(REALS, ["lt", "a", "b"], ["not", ["lt", "b", "a"]]), given("h1")),
    ),
    "antisymmetry": (
        (statement(REALS, ["eq", "a", "b"], ["le", "a", "b"], ["le", "b", "a"]), {"by": "antisymmetry", "parts": [given("h1"), given("h2")]}),
        (statement(REALS, ["eq", "a", "b"], ["le", "a", "b"]), {"by": "antisymmetry", "parts": [given("h1"), given("h1")]}),
    ),
    "theorem": NEAR_MISSES["magnitude"],
    "trivial": (
        (statement(["a scalar positive", "b scalar nonnegative"], ["lt", "0", ["+", "a", "b"]]), T),
        (statement(["a scalar nonnegative", "b scalar nonnegative"], ["lt", "0", ["+", "a", "b"]]), T),
    ),
    "combine": (
        (statement(REALS, ["lt", "0", ["*", "a", "b"]], ["lt", "0", "a"], ["lt", "0", "b"]), combined(weighed("h1", "h2"))),
        (statement(REALS, ["lt", "0", ["*", "a", "b"]], ["lt", "0", "a"], ["le", "0", "b"]), combined(weighed("h1", "h2"))),
    ),
    "finite rank": (
        (statement([X], RANK_ONE), {"by": "finite rank"}),
        (statement([X], ["spectrum", RANK_ONE[1], [*RANK_ONE[2][:1], ["0", ["+", "d", ["-", "2"]]]]]), {"by": "finite rank"}),
    ),
    "conjugacy": (
        (statement(STATES, SCALED), MAPPED),
        (statement(["w vector", "p vector", "c scalar real"], SCALED), MAPPED),
    ),
    "contraction": (
        (statement(["w vector", "p vector"], ["limit", ["w"], HALF, ["p"], ["0v"]]),
         {"by": "contraction", "rate": "1/4", "premises": [T, T, T]}),
        (statement(["w vector", "p vector"], ["limit", ["w"], ["w"], ["p"], ["0v"]]), {"by": "contraction", "rate": "1", "premises": [T, T, T]}),
    ),
    "multiple": (
        (statement([X], ["parallel", "0v", "x"]), {"by": "multiple", "factor": "0", "proof": T}),
        (statement([X], ["parallel", "x", "0v"]), {"by": "multiple", "factor": "0", "proof": T}),
    ),
    "open parallel": (
        (statement([X, Y], ["le", ["^", ["dot", "x", "y"], "2"], ["*", ["dot", "x", "x"], ["dot", "y", "y"]]], ["parallel", "x", "y"]),
         step("open parallel", combined(multiple("o", ["+", ["*", ["dot", "x", "y"], "y"], ["-", ["*", ["dot", "y", "y"], "x"]]])),
              fact="h1", name="r", **{"as": "o"})),
        (statement([X, Y, "r scalar real"], ["eq", "x", ["*", "r", "y"]], ["parallel", "x", "y"]),
         step("open parallel", given("o"), fact="h1", name="r", **{"as": "o"})),
    ),
    "nowhere": (
        (statement([], AXIS), step("nowhere", combined(weighed(["dot", "v", "v"])))),
        (statement([], ["not", ["almost-all", [["v", "vector", "any"]], ["lt", "0", ["dot", "v", "v"]]]]),
         step("nowhere", combined(weighed(["dot", "v", "v"])))),
    ),
    "null set": (
        (statement([U], OFF_AXIS), ALMOST),
        (statement(["u vector"], OFF_AXIS), ALMOST),
    ),
}  # fmt: skip


DOUBLING = ["orbit", [["a", "scalar", "nonzero"]], [["*", "2", "a"]], ["1"]]
FOLLOWED = step("follow", apply("o step", {"k": "0"}, [T], combined(multiple("g.1"), multiple("o start.1", "2"))),
                start=[T, T], step=[T, T], index="k", **{"as": "o"})  # fmt: skip
TWICE = [{"by": "split", "parts": [T]}, step("fix", step("assume", {"by": "split", "parts": [theorem("power_next", ["2", "k"], [T], given("t.2"))]},
                                                         **{"as": "s"}))]  # fmt: skip
ALONG = step("along", apply("c", {"n": "3"}, [T], given("g")), fact="h1", index="k", terms={"a": ["pow", "2", "k"]}, premises=TWICE, **{"as": "c"})
CUBE = always("n", "0", ["le", member("a", "n"), "L"])

ANY_V = [["v", "vector", "any"]]
SCALES = step("fix", step("assume", {"by": "split", "parts": [combined(multiple("s.1", "1/2"))]}, **{"as": "s"}))
UNSTABLE = {"by": "unstable", "directions": ["t"], "domain": [T], "smooth": [T], "point": {"w": "0v"}, "injective": [SCALES], "as": "f",
            "eigenvalue": "2", "eigenvector": {"t": "u"}, "unstable": [T, step("choose", T, side=0), T]}  # fmt: skip


def runaway(factor: str) -> Json:
    """The orbit of w -> factor w has no limit in R^d, for almost every start."""
    limit = ["exists", ANY_V, ["and", ["tends", "k", member("w", "k"), "v"]]]
    run = ["orbit", [["w", "vector", "any"]], [["*", factor, "w"]], ["w0"], ["not", limit]]
    return statement([U], ["almost-all", [["w0", "vector", "any"]], run])


def image(of: Json, domain: str = "any") -> Json:
    """Preimages of null sets under a map of R^d are null sets."""
    return statement([U], ["nonsingular", [["w", "vector", domain]], [of]])


NONSINGULAR = {name: UNSTABLE[name] for name in ("directions", "domain", "smooth", "point", "injective")} | {"by": "nonsingular"}


RULE_CASES |= {
    "induction": (
        (statement([], always("n", "0", ["le", "0", ["+", "n", "1"]])), {"by": "induction", "base": T, "as": "i", "step": combined(weighed("i"), weighed())}),
        (statement([], always("n", "0", ["le", "0", ["+", "n", "-1"]])), {"by": "induction", "base": T, "as": "i", "step": combined(weighed("i"), weighed())}),
    ),
    "follow": (
        (statement([], [*DOUBLING, ["eq", member("a", "1"), "2"]]), FOLLOWED),
        (statement([], ["orbit", DOUBLING[1], [["+", "a", "1"]], ["1"], ["eq", member("a", "1"), "2"]]), FOLLOWED),
    ),
    "almost": (
        (statement(["u vector"], ["almost-all", ANY_V, ["ne", "v", "0v"]], ["almost-all", [["z", "vector", "any"]], ["ne", "z", "0v"]]),
         step("almost", given("f 1"), facts=["h1"], **{"as": "f"})),
        (statement(["u vector"], ["almost-all", ANY_V, ["ne", "v", "0v"]], ["almost-all", [["z", "vector", "any"]], ["ne", "u", "0v"]]),
         step("almost", given("f 1"), facts=["h1"], **{"as": "f"})),
    ),
    "unstable": ((runaway("2"), UNSTABLE), (runaway("1"), UNSTABLE)),
    "nonsingular": ((image(["*", "2", "w"]), NONSINGULAR), (image(["*", ["dot", "u", "w"], "u"]), NONSINGULAR)),
    "along": (
        (statement([L], ["le", ["pow", "2", "3"], "L"], [*DOUBLING, CUBE]), ALONG),
        (statement([L], ["le", ["pow", "2", "3"], "L"], ["orbit", DOUBLING[1], [["*", "3", "a"]], ["1"], CUBE]), ALONG),
    ),
}  # fmt: skip


def test_every_rule_is_tried() -> None:
    assert {*RULE_CASES, "use"} == set(RULES)


@pytest.mark.parametrize("name", RULE_CASES)
def test_rule(name: str) -> None:
    right, wrong = RULE_CASES[name]
    prove(*right)
    with pytest.raises(checker.CheckError):
        prove(*wrong)


def test_rule_use() -> None:
    """A statement accepted before may be used where its hypotheses and domains are met."""
    claim = statement([H, "c scalar positive", X], ["le", "0", ["*", "c", form("x", "H", "x")]], ["le", "1", "c"])
    shown = prove(claim, combined(weighed("c", form("x", "H", "x"))))
    used = step("use", combined(weighed("g")), claim=shown.hash, terms={"H": "H", "c": "2", "x": "y"}, premises=[T, T], **{"as": "g"})
    prove(statement([H, Y], ["le", "0", ["*", "2", form("y", "H", "y")]]), used, {shown.hash: shown})
    for change in ({"terms": {"H": "A", "c": "2", "x": "y"}}, {"terms": {"H": "H", "c": "1/2", "x": "y"}}, {"terms": {"H": "H", "c": "2"}},
                   {"premises": [T]}, {"claim": "0" * 64}):  # fmt: skip
        with pytest.raises(checker.CheckError):
            prove(statement([H, A, Y], ["le", "0", form("y", "H", "y")]), used | change, {shown.hash: shown})
    with pytest.raises(checker.CheckError):
        prove(statement([A, Y], ["le", "0", form("y", "A", "y")]), used | {"terms": {"H": "A", "c": "2", "x": "y"}}, {shown.hash: shown})


# ------------------------------------------------------------------------------------------------
# What must not be accepted

RANDOM = ["y random-scalar", "m scalar real"]
CAPTURE = ["limit", ["w"], ["w"], ["w"], ["0v"]]
INNER, OUTER = ["max", "j", "-3", "1", "i"], ["max", "i", "-3", "1", "i"]
NESTED_SIGN = ["eq", ["max", "i", "-3", "1", ["abs", INNER]], ["max", "i", "-3", "1", INNER]]
POSITIVE_OUTER = theorem("max_bound", [OUTER, "1"], [T, T], have(["lt", "0", OUTER], combined(weighed("t"), weighed()), T))
STRINGS = ["spectrum", ["*", "a", ["/", ["outer", "e", "e"], ["dot", "e", "e"]]], ["a1", ["0", ["+", "d", "-1"]]]]
NONE = ["max", "i", "1/4", "1/2", "i"]
NEWTON = ["/", "w", ["dot", "w", "w"]]
POLE = ["exists", [["i", "integer", ["range", "1", "3"]]], ["eq", ["/", "1", ["+", "i", "-1"]], "1"]]
STAYS = {"by": "conjugacy", "maps": {"w": "I"}, "premises": [T, T]}
TWO_MAPS = ["equivalent", ["w", "z"], ["w", "z"], ["p", "p"], ["w", "z"], ["p", ["*", "2", "p"]]]

CAPTURED = ["exists", [["x'", "vector", "nonzero"]], eigen(["+", "A", ["outer", "x'", "x'"]], "1", "x'")]

FALSE_PROOFS: dict[str, Case] = {
    "the expectation of |y| where y itself is not negative": (
        statement(RANDOM, ["or", ["lt", "y", "0"], ["eq", ["E", ["abs", "y"]], "m"]], moments=[[["y"], "m"]]),
        {"by": "cases", "on": ["le", "0", "y"], "as": "s", "if": step("choose", T, side=1),
         "else": step("choose", given("s"), side=0)}),
    "a case on the value of a random symbol": (
        statement(RANDOM, ["eq", ["E", ["abs", "y"]], "m"], moments=[[["y"], "m"]]),
        {"by": "cases", "on": ["le", "0", "y"], "as": "s", "if": T, "else": T}),
    "a symbol named like an expectation": (
        statement([("x", "random-vector", "any"), ("E {(((), x), {({}, 1)})}", "vector", "any")],
                  ["eq", "E {(((), x), {({}, 1)})}", ["E", "x"]]), T),
    "a symbol named like a bound index": (
        statement(["#0 scalar real"], ["eq", ["max", "i", "1", "3", "#0"], "#0"]), T),
    "a symbol named like a domain": (statement(["positive scalar real"], ["forall", [["b", "scalar", "positive"]], ["lt", "0", "b"]]), step("fix", T)),
    "the sign of a maximum, used where its index is another": (statement([], NESTED_SIGN), POSITIVE_OUTER),
    "the zero vector as a state": (
        statement(["p vector nonzero"], ["equivalent", ["0v"], ["0v"], ["p"], [["*", "2", "0v"]], ["p"]]),
        {"by": "conjugacy", "maps": {"0v": "I"}, "premises": []}),
    "a start outside the domain of the state": (
        statement(["w vector nonzero"], ["equivalent", ["w"], [NEWTON], ["0v"], [NEWTON], ["0v"]]), STAYS),
    "two maps where Definition 3.1 has one": (
        statement(["w vector", "z vector", "p vector"], TWO_MAPS), {"by": "conjugacy", "maps": {"w": "I", "z": ["*", "2", "I"]}, "premises": []}),
    "a start that has no value": (
        statement(["c scalar real", "u vector", "w vector"], ["limit", ["w"], HALF, [["/", "u", "c"]], ["0v"]]),
        {"by": "contraction", "rate": "1/4", "premises": [T, T, T]}),
    "a start that is also a bound state": (
        statement([U], ["forall", [["w", "vector", "any"]], CAPTURE],
                  ["forall", [["w", "vector", "nonzero"]], ["implies", ["eq", "w", "u"], CAPTURE]]),
        step("fix", apply("h1", {"w": "u"}, [T, T], given("g")))),
    "a pair written as a text of two letters": (
        statement(["e vector nonzero"], ["forall", [["a", "scalar", "real"]], ["spectrum", ["*", "5", *STRINGS[1][2:]], STRINGS[2]]]),
        have(["forall", [["a", "scalar", "real"]], STRINGS], step("fix", {"by": "finite rank"}),
             step("fix", apply("f", {"a": "5"}, [], given("g"))))),
    "existence where some value has no meaning": (statement([], POLE), {"by": "witness", "terms": {"i": "2"}, "parts": [T, T, T]}),
    "half of the dimension as a multiplicity": (
        statement([], ["spectrum", ["*", "0", "I"], [["0", ["/", "d", "2"]], ["0", ["/", "d", "2"]]]]), {"by": "finite rank"}),
    "a maximum over no integer": (
        statement([], ["exists", [["k", "integer", ["range", "1/4", "1/2"]]], ["eq", "k", NONE]]),
        theorem("max_attained", [NONE, "k"], [T], given("t"))),
    "an eigenvector for a fractional index": (
        statement([A], ["exists", [["x", "vector", "nonzero"]], eigen("A", "3/2", "x")], TWO),
        theorem("eigenvector", ["A", "3/2", "x"], [T, T, T], given("t"))),
    "a derivative that forgets a division by zero": (
        statement(["c scalar real", "x scalar real"], ["eq", ["D", ["+", "x", ["/", "1", "c"]], "x", "1"], "1"]), T),
    "a derivative of a constant that has no value": (
        statement(["c scalar real", "x scalar real"], ["eq", ["D", ["/", "1", "c"], "x", "1"], "0"]), T),
    "a derivative by the zero vector": (statement([X], ["eq", ["D", ["dot", "x", "0v"], "0v", "x"], ["dot", "x", "x"]]), T),
    "a derivative by a compound": (
        statement([X], ["eq", ["D", ["*", "2", ["dot", "x", "x"]], ["dot", "x", "x"], "1"], "0"]), T),
    "a derivative by a random symbol under its expectation": (
        statement(["x random-vector", Y, Z], ["eq", ["E", ["D", ["E", ["dot", "x", "y"]], "x", "z"]], ["dot", "y", "z"]],
                  moments=[[["x"], "y"]]), T),
    "another dimension put in": (statement([H], ["eq", ["at", ["eig", "H", "d"], [["d", "1"]]], ["eig", "H", "1"]]), T),
    "two values for one symbol": (statement(["x scalar real"], ["eq", ["at", "x", [["x", "1"], ["x", "2"]]], "2"]), T),
    "a bound random symbol": (
        statement([], ["forall", [["y", "random-scalar", "any"]], ["eq", ["*", "0", ["E", "y"]], "0"]]), step("fix", T)),
    "almost all integers": (
        statement([], ["not", ["almost-all", [["k", "integer", "any"]], ["ne", "k", "0"]]]),
        step("nowhere", combined(weighed()))),
    "a moment of vectors the other way round": (
        statement(["x random-vector", "z random-vector", NOT_SYMMETRIC, "p vector", "q vector"],
                  ["eq", ["E", ["*", ["dot", "q", "z"], ["dot", "p", "x"]]], form("q", "A", "p")], moments=[[["x", "z"], "A"]]), T),
    "independence that nobody states": (
        statement(["y random-scalar", "z random-scalar", "m scalar real"], ["eq", ["E", ["*", "y", "z"]], ["*", "m", "m"]],
                  moments=[[["y"], "m"], [["z"], "m"]]), T),
    "an operator that commutes": (
        statement([H, S], ["eq", ["@", "H", "S"], ["@", "S", "H"]]), T),
    "an equation multiplied from the other side": (
        statement([A, S], ["eq", ["@", "S", "A"], ["*", "0", "I"]], ["eq", ["@", "A", "S"], ["*", "0", "I"]]),
        combined(multiple("h1", "I"))),
    "a rotation that is its own inverse": (statement(["Q operator orthogonal"], ["eq", ["@", "Q", "Q"], "I"]), T),
    "a form turned the wrong way": (
        statement([H, "Q operator orthogonal", "x vector nonzero"], ["lt", "0", form("x", ["@", "Q", ["@", "H", "Q"]], "x")]), T),
    "a form that is not symmetric": (statement([NOT_SYMMETRIC, "x vector nonzero"], ["lt", "0", form("x", "A", "x")]), T),
    "an inverse of a singular operator": (statement([A], ["eq", ["@", "A", ["^", "A", "-1"]], "I"]), T),
    "the image of a vector under a singular operator": (statement([A, U], ["ne", ["@", "A", "u"], "0v"]), T),
    "a root of a negative number": (statement(["x scalar real"], ["eq", ["^", ["sqrt", "x"], "2"], "x"]), T),
    "a root of a square": (statement(["x scalar real"], ["eq", ["sqrt", ["^", "x", "2"]], "x"]), T),
    "the sign of zero": (statement(["x scalar real"], ["eq", ["^", ["sign", "x"], "2"], "1"]), T),
    "division cancelled at zero": (statement(["x scalar real"], ["eq", ["/", "x", "x"], "1"]), T),
    "zero times something undefined": (statement(["x scalar real"], ["eq", ["*", "0", ["/", "1", "x"]], "0"]), T),
    "a power of a vector": (statement([X], ["eq", ["^", "x", "2"], ["^", "x", "2"]]), T),
    "an undefined premise that is given": (
        statement(["x scalar real"], ["implies", ["or", ["lt", "0", "x"], ["eq", ["/", "1", "x"], "1"]], ["le", "0", "0"]]),
        step("assume", T, **{"as": "s"})),
    "a disjunction proved by contradiction": (
        statement(["x scalar real"], ["or", ["eq", ["/", "1", "x"], "1"], ["not", ["eq", ["/", "1", "x"], "1"]]]),
        {"by": "cases", "on": ["or", ["eq", ["/", "1", "x"], "1"], ["not", ["eq", ["/", "1", "x"], "1"]]], "as": "s", "if": given("s"),
         "else": step("exfalso", T)}),
    "the vector of a theorem captured by the name that it is given": (
        statement([A, X], CAPTURED), theorem("eigenvector", [["+", "A", ["outer", "x", "x"]], "1", "x"], [T, T, T], given("t"))),
    "a coefficient that is the bound index": (
        statement([A, X], ["le", "0", "0"]), theorem("spectral_form", ["A", "x", "n", "n"], [T, T], T)),
    "a zero that is its own coefficient": (
        statement([], ["le", "0", "0"]), theorem("intermediate_value", ["-1", "1", "r", ["+", "r", "1"], "2"], [T, T], T)),
    "a bound of a zero captured by the name that it is given": (
        statement(["r scalar positive"], ["exists", [["r'", "scalar", "real"]], ["and", ["lt", ["-", "r'"], "r'"], ["lt", "r'", "r'"], ["eq", "r'", "0"]]]),
        theorem("intermediate_value", [["-", "r"], "r", "r", "0", "1"], [T, combined(weighed("r", "r"))], given("t"))),
    "a zero between numbers in the wrong order": (
        statement([], ["exists", [["r", "scalar", "real"]], ["and", ["lt", "1", "r"], ["lt", "r", "-1"]]]),
        theorem("intermediate_value", ["1", "-1", "r", "0", "1"], [T, T], T)),
    "a zero of a quotient": (
        statement([], ["le", "0", "0"]), theorem("intermediate_value", ["-1", "1", "r", "0", "1", ["/", "1", "0"]], [T, T], T)),
    "a zero of a polynomial of vectors": (
        statement([X], ["le", "0", "0"]), theorem("intermediate_value", ["-1", "1", "r", "x", "x"], [T, T], T)),
    "a zero where there is no change of sign": (
        statement([], ["le", "0", "0"]), theorem("intermediate_value", ["-1", "1", "r", "0", "0", "1"], [T, T], T)),
    "a fact that a theorem needs as a fact of its own": (
        statement(["H operator symmetric"], ["le", "0", "0"]), have(["spd", "H"], T, T)),
    "a digit of another script": (statement([], ["eq", "\u0663", "3"]), T),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_PROOFS)
def test_no_proof(name: str) -> None:
    with pytest.raises(checker.CheckError):
        prove(*FALSE_PROOFS[name])


X_REAL, IMPOSSIBLE = "x scalar real", ["exists", [["z", "scalar", "real"]], ["lt", ["^", "z", "2"], "0"]]
WHOLE = ["exists", [["k", "integer", "any"]], ["eq", ["*", "2", "k"], "1"]]
ENCLOSED = [[[["sqrt", "y"]], ["sqrt", "m"]]]

FALSE_REFUTATIONS: dict[str, Case] = {
    "a conclusion without a value where the premise is undecided": (
        statement([X_REAL], ["implies", IMPOSSIBLE, ["eq", ["/", "1", "x"], "1"]]), {"d": 1, "x": "0"}),
    "a conjunct without a value after one that is undecided": (
        statement([X_REAL], ["not", ["and", IMPOSSIBLE, ["eq", ["/", "1", "x"], "1"]]]), {"d": 1, "x": "0"}),
    "half an integer for a bound integer": (
        statement([], ["forall", [["k", "integer", "any"]], ["ne", ["*", "2", "k"], "1"]]), {"d": 1, "k": "1/2"}),
    "half an integer in a hypothesis": (statement(["c scalar real"], FALSE, WHOLE), {"d": 1, "c": "0", "k": "1/2"}),
    "the derivative of a constant power at zero": (
        statement([X_REAL], ["eq", ["D", ["^", "x", "0"], "x", "1"], "0"]), {"d": 1, "x": "0"}),
    "the derivative of a root that is smooth": (
        statement([X_REAL], ["eq", ["D", ["sqrt", ["^", "x", "4"]], "x", "1"], ["*", "2", "x"]]), {"d": 1, "x": "0"}),
    "the second derivative of a root that is smooth": (
        statement([X_REAL], ["eq", ["D", ["D", ["sqrt", ["^", "x", "4"]], "x", "1"], "x", "1"], "2"]), {"d": 1, "x": "0"}),
    "a sample that never comes": (
        statement(["y random-scalar"], ["eq", ["E", ["/", "y", "y"]], "1"]),
        {"d": 1, "samples": [{"p": "1", "y": "1"}, {"p": "0", "y": "0"}]}),
    "a sample of the wrong shape": (
        statement(["x random-vector"], ["eq", ["E", ["dot", "x", "x"]], ["E", ["dot", "x", "x"]]]),
        {"d": 2, "samples": [{"p": "1", "x": ["1"]}]}),
    "a range between fractions": (
        statement([], ["forall", [["i", "integer", ["range", "1/2", "5/2"]]], ["lt", "0", "i"]]), {"d": 1}),
    "an index that is an integer, but enclosed": (
        statement([A], ["eq", ["eig", "A", ["^", ["sqrt", "2"], "2"]], ["eig", "A", "2"]]), {"d": 2, "A": [["1", "0"], ["0", "2"]]}),
    "a moment that only nearly is what it should be": (
        statement(["y random-scalar", "m scalar positive"], ["eq", "m", ["E", "y"]], moments=ENCLOSED),
        {"d": 1, "m": f"2{'0' * 100}1/{10**101}", "samples": [{"p": "1", "y": "2"}]}),
    "a matrix that only nearly is symmetric": (
        statement([NOT_SYMMETRIC], ["eq", "A", ["T", "A"]], ["lt", "0", ["eig", ["*", ["sqrt", "2"], "A"], "1"]]),
        {"d": 2, "A": [["1", f"1/{10**100}"], ["0", "1"]]}),
    "existence at the wrong place": (
        statement([], ["exists", [["z", "scalar", "real"]], ["eq", ["/", "1", "z"], "1"]]), {"d": 1, "z": "0"}),
    "rows of different length": (statement([A], ["eq", "A", ["T", "A"]]), {"d": 2, "A": [["1", "0"], ["0"]]}),
    "an entry that is a list": (statement([X], ["eq", "x", "x"]), {"d": 2, "x": ["1", ["2"]]}),
    "a function as a value": (statement(["f function"], ["eq", "f", "f"]), {"d": 1, "f": [["1", "0", "0"]]}),
    "a power of a vector": (statement([X], ["ne", ["^", "x", "2"], ["^", "x", "2"]]), {"d": 1, "x": ["1"]}),
    "almost all integers": (statement([], ["almost-all", [["k", "integer", "any"]], ["ne", "k", "0"]]), {"d": 1, "k": "0"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_REFUTATIONS)
def test_no_refutation(name: str) -> None:
    with pytest.raises(checker.CheckError):
        refute(*FALSE_REFUTATIONS[name])


def test_a_refutation_rests_on_its_instance() -> None:
    """The conclusion fails wherever the lemma holds; the instance must meet hypotheses and lemma."""
    data = statement([X_REAL], ["le", "0", "x"], ["le", "x", "1"])
    proof = step("assume", combined(weighed("s"), weighed("lemma1")), **{"as": "s"})
    body = {"instance": {"d": 1, "x": "-1"}, "lemma": [["lt", "x", "0"]], "proof": proof}
    assert checker.establish(data, "refutation", body, {}).verdict == "fails"
    changes: list[Json] = [
        {"instance": {"d": 1, "x": "2"}}, {"instance": {"d": 1, "x": "1"}}, {"instance": {"d": 1}}, {"lemma": [["le", "x", "0"]]},
        {"lemma": [FALSE]}, {"lemma": []}, {"lemma": [["eq", ["/", "1", "x"], "1"]]},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(checker.CheckError):
            checker.establish(data, "refutation", body | change, {})


def test_names_that_are_taken_mean_what_they_meant() -> None:
    """The name that a theorem is given for what it binds may be one of its arguments: these stay what they are."""
    honest = ["exists", [["v", "vector", "nonzero"]], eigen(["+", "A", ["outer", "x", "x"]], "1", "v")]
    prove(statement([A, X], honest), theorem("eigenvector", [["+", "A", ["outer", "x", "x"]], "1", "x"], [T, T, T], given("t")))
    between = ["exists", [["v", "scalar", "real"]], ["and", ["lt", ["-", "r"], "v"], ["lt", "v", "r"], ["eq", "v", "0"]]]
    found = theorem("intermediate_value", [["-", "r"], "r", "r", "0", "1"], [T, combined(weighed("r", "r"))], given("t"))
    prove(statement(["r scalar positive"], between), found)


DOUBLED = [[{"name": f"e{i}"}, ["*", *[f"e{i - 1}" if i else "x"] * 2]] for i in range(60)]
SQUARED: Json = "x"
for _ in range(60):
    SQUARED = ["at", ["*", "z", "z"], [["z", SQUARED]]]
TOWER: Json = "2"
for _ in range(6):
    TOWER = ["^", TOWER, "999"]


@pytest.mark.parametrize("term", ["e59", SQUARED])
def test_what_is_shared_is_counted_once(term: Json) -> None:
    """x to the power 2^60: an answer comes at once, and the right one."""
    symbols = [X_REAL, "z scalar real"]
    prove(statement(symbols, ["eq", term, term], definitions=DOUBLED), T)
    with pytest.raises(checker.CheckError):
        prove(statement(symbols, ["eq", term, ["*", "x", term]], definitions=DOUBLED), T)


@pytest.mark.parametrize("conclusion", [["le", "0", TOWER], ["le", "0", "9" * 5000]])
def test_growth_is_bounded(conclusion: Json) -> None:
    with pytest.raises(checker.CheckError):
        prove(statement([], conclusion), T)
    with pytest.raises(checker.CheckError):
        refute(statement([], conclusion), {"d": 1})


# ------------------------------------------------------------------------------------------------
# A whole report


def sealed(name: str, data: Json, kind: str, body: Json) -> Json:
    """A certificate with its ledger entry."""
    shown = checker.establish(data, kind, body, {})
    said = {"verdict": shown.verdict, "evidence": shown.evidence, "cites": list(shown.cites), "hash": shown.hash, "statement": data}
    claim, part = name.split()
    certificate = checker.sealed({"format": 1, "claim": claim, "part": part, "kind": kind, "body": body, "uses": list(shown.uses), **said})
    entry = {**said, "certificate": f"{claim}.json", "counterexample": body.get("instance"), "sides": body.get("sides", [])}
    return certificate, entry


def problems(folder: Path, rows: list[Json]) -> list[str]:
    """What recheck finds wrong with a ledger, the same whether or not it reads ahead."""
    (folder / "ledger.json").write_text(json.dumps({"claims": rows}))
    found = [problem for _, problem in checker.recheck(folder) if problem]
    assert [problem for _, problem in checker.recheck(folder, one_by_one) if problem] == found
    return found


def one_by_one(read: Any, tasks: list[Any]) -> list[Any]:
    """What several processes do, in this one."""
    return [read(task) for task in tasks]


def test_a_ledger_says_what_its_certificates_show(tmp_path: Path) -> None:
    data = statement([X_REAL], ["lt", "x", "1"])
    body = {"instance": {"d": 1, "x": "1"}, "found": "fails", "sides": [["lt", "1", "1"]]}
    certificate, entry = sealed("one printed", data, "counterexample", body)
    (tmp_path / "one.json").write_text(json.dumps(certificate))
    row = {"id": "one", "printed": entry, "corrected": None}
    assert problems(tmp_path, [row]) == []
    outside = tmp_path / "inside"
    outside.mkdir()
    changes: list[Json] = [
        {"counterexample": {"d": 1, "x": "2"}}, {"sides": [["lt", "2", "1"]]}, {"verdict": "holds"}, {"evidence": "proof"},
        {"cites": ["a theorem"]}, {"hash": "0" * 64}, {"certificate": None}, {"statement": statement([X_REAL], ["lt", "x", "2"])},
    ]  # fmt: skip
    for change in changes:
        assert len(problems(tmp_path, [{**row, "printed": entry | change}])) == 1
    assert len(problems(tmp_path, [row, row])) == 1
    assert len(problems(tmp_path, [{**row, "id": "two"}])) == 1
    assert len(problems(outside, [{**row, "printed": entry | {"certificate": "../one.json"}}])) == 1
    assert len(problems(outside, [{**row, "printed": entry | {"certificate": str(tmp_path / "one.json")}}])) == 1


def test_what_is_read_ahead_rests_on_what_it_uses(tmp_path: Path) -> None:
    """The second statement is proved from the first: with a false first one, neither is accepted, in whichever order they stand."""
    first, second = statement([X_REAL], ["le", "0", ["*", "x", "x"]]), statement([X_REAL], ["le", "0", ["*", "4", "x", "x"]])
    good = {"by": "combine", "sum": [{"c": "1", "factors": [], "square": "x"}]}
    shown = checker.establish(first, "proof", good, {})
    use = {"by": "use", "claim": shown.hash, "terms": {"x": ["*", "2", "x"]}, "premises": [], "as": "u",
           "then": {"by": "combine", "sum": [{"c": "1", "factors": [["u", 1]], "square": None}]}}  # fmt: skip
    rows = []
    for name, data, body, uses in (("b", second, use, [shown.hash]), ("a", first, good, [])):
        said = {"verdict": "holds", "evidence": "proof", "cites": [], "hash": sha256(data), "statement": data}
        certificate = {"format": 1, "claim": name, "part": "printed", "kind": "proof", "body": body, "uses": uses, **said}
        (tmp_path / f"{name}.json").write_text(json.dumps(checker.sealed(certificate)))
        rows.append({"id": name, "printed": {**said, "certificate": f"{name}.json"}, "corrected": None})
    assert problems(tmp_path, rows) == problems(tmp_path, rows[::-1]) == []
    assert problems(tmp_path, rows[:1]) == ["uses statements that are not accepted"]
    for change in ({"evidence": "proof-cited"}, {"cites": ["a theorem"]}, {"verdict": "fails"}):
        assert len(problems(tmp_path, [rows[0], {**rows[1], "printed": rows[1]["printed"] | change}])) == 2
    bad = {**json.loads((tmp_path / "a.json").read_text()), "body": {"by": "given", "fact": "dimension"}}
    (tmp_path / "a.json").write_text(json.dumps(checker.sealed(bad)))
    assert len(problems(tmp_path, rows)) == 2
