"""Relations that normal forms show, and exact combinations of facts: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import FALSE, Case, T, Table, accept, by, claim, combined, given, listed, no, proofs, refuse, w

AB, X = "a b: real", "x: real"


def both(short: object) -> object:
    """Two inequalities."""
    return {"by": "antisymmetry", "parts": proofs(short)}  # type: ignore[arg-type]


ACCEPTED: Table = {
    "antisymmetry": [
        Case(claim(AB, "(eq a b)", "(le a b)", "(le b a)"), both("h1 h2")),
        Case(claim(AB, "(eq (+ a b) (+ b a))"), both("T T")),
        Case(claim(AB, "(eq a 0)", "(le a 0)", "(le 0 a)"), both("h1 h2")),
        Case(claim(AB, "(eq a b)", "(lt a b)", "(le b a)"), both([combined(w("h1")), given("h2")])),
    ],
    "trivial": [
        Case(claim("a: positive, b: nonnegative", "(lt 0 (+ a b))"), T),
        Case(claim("A: invertible, x: vector nonzero", "(ne (@ A x) 0v)"), T),
        Case(claim("H: spd, x: vector nonzero", "(and (lt 0 (dot x (@ H x))) (lt 0 (eig H 1)) (le 1 d))"), T),
        Case(claim("Q: orthogonal, x y: vector", "(eq (dot (@ Q x) (@ Q y)) (dot x y))"), T),
        Case(claim("a: nonzero", "(eq (* (sign a) (sign a)) 1)"), T),
        Case(claim("x: random-vector, m v: vector", "(eq (E (dot x v)) (dot m v))", moments=[("x", "m")]), T),
        Case(claim("x: vector", "(eq (D (dot x x) x x) (* 2 (dot x x)))"), T),
        Case(claim("i: 1..d, A: symmetric", "(eq (eig A i) (eig A i))"), T),
        Case(claim("a: real, b: nonnegative", "(le a (+ 1 b))", "(le a 1)"), T),
    ],
    "combine": [
        Case(claim(AB, "(lt 0 (* a b))", "(lt 0 a)", "(lt 0 b)"), combined(w("h1", "h2"))),
        Case(claim(AB, "(le (* 2 a b) (+ (* a a) (* b b)))"), combined(w(square="(+ a (- b))"))),
        Case(claim("a: real, b: positive", "(lt (/ a b) 1)", "(lt a b)"), combined(w("h1", ("b", -1)))),
        Case(claim("u v: vector, A: symmetric", "(eq (@ A u) (* 3 (@ A v)))", "(eq u (* 3 v))"), combined(by("h1", "A"))),
        Case(claim("A: symmetric, u v: vector", "(eq (dot v (@ A u)) (dot v u))", "(eq (@ A u) u)"), combined(by("h1", "v"))),
        Case(claim(AB, "(ne a b)", "(lt a b)"), combined(w("h1"))),
        Case(claim(AB, "(ne (* a b) 0)", "(ne a 0)", "(ne 0 b)"), combined({"c": "1", "factors": [["h1", 1], ["h2", 1]], "square": None})),
        Case(claim("A S: symmetric", "(eq (@ S A) (* 0 I))", "(eq A (* 0 I))"), combined(by("h1", "S"))),
        Case(claim("u: vector, c: real", "(eq (* c c) c)", "(eq (* c u) u)", "(eq (dot u u) 1)"),
             combined(by("h2", "(+ (- (* c c)) c)"), {"eq": "h1", "times": ["*", "c", "u"]})),
    ],
}  # fmt: skip

REFUSED: Table = {
    "antisymmetry": [
        no("one way only", claim(AB, "(eq a b)", "(le a b)"), both("h1 h1")),
        no("vectors", claim("x y: vector", "(eq x y)", "(le (dot x x) (dot y y))", "(le (dot y y) (dot x x))"), both("h1 h2")),
        no("a proof too few", claim(AB, "(eq a b)", "(le a b)", "(le b a)"), both("h1")),
        no("an inequality", claim(AB, "(le a b)", "(le a b)", "(le b a)"), both("h1 h2")),
        no("the two exchanged", claim(AB, "(eq a b)", "(le a b)", "(le b a)"), both("h2 h1")),
        no("another number", claim(AB, "(eq a (+ b 1))", "(le a b)", "(le b a)"), both("h1 h2")),
    ],
    "trivial": [
        no("both may be zero", claim("a b: nonnegative", "(lt 0 (+ a b))"), T),
        no("the square of a singular operator", claim("A: symmetric, x: vector nonzero", "(ne (@ A x) 0v)"), T),
        no("the form of an operator that is not definite", claim("A: symmetric, x: vector", "(le 0 (dot x (@ A x)))"), T),
        no("operators that do not commute", claim("H A: spd", "(eq (@ H A) (@ A H))"), T),
        no("a form turned round", claim("A: invertible, x y: vector", "(eq (dot x (@ A y)) (dot y (@ A x)))"), T),
        no("a quotient that may have no value", claim(X, "(eq (/ x x) 1)"), T),
        no("a root that may have no value", claim(X, "(eq (^ (sqrt x) 2) x)"), T),
        no("the sign of zero", claim(X, "(eq (* (sign x) (sign x)) 1)"), T),
        no("the root of a square", claim(X, "(eq (sqrt (^ x 2)) x)"), T),
        no("an eigenvalue beyond the last", claim("A: symmetric", "(eq (eig A 2) (eig A 2))"), T),
        no("an eigenvalue of an operator that is not symmetric", claim("A: invertible", "(eq (eig A 1) (eig A 1))"), T),
        no("the first eigenvalue of a symmetric operator", claim("A: symmetric", "(lt 0 (eig A 1))"), T),
        no("independence that nobody states", claim("y z: random-scalar, m: real", "(eq (E (* y z)) (* m m))", moments=[("y", "m"), ("z", "m")]), T),
        no("the sign of a random number", claim("y: random-scalar", "(eq (E (sign y)) (E (sign y)))"), T),
        no("a disjunction", claim(AB, "(or (eq a a) (eq a b))"), T),
        no("a conjunction with a false part", claim("a: positive", "(and (lt 0 a) (lt 1 a))"), T),
        no("two vectors that are not zero", claim("x y: vector nonzero", "(ne x y)"), T),
        no("a strict fact one too large", claim(AB, "(lt a (+ b -1))", "(lt a b)"), T),
        no("a negative power of zero", claim("", "(eq (^ 0 -1) (^ 0 -1))"), T),
    ],
    "combine": [
        no("a factor that may be zero", claim(AB, "(lt 0 (* a b))", "(lt 0 a)", "(le 0 b)"), combined(w("h1", "h2"))),
        no("another square", claim(AB, "(le (* 2 a b) (+ (* a a) (* b b)))"), combined(w(square="(+ a b)"))),
        no("a denominator of unknown sign", claim("a: real, b: nonzero", "(lt (/ a b) 1)", "(lt a b)"), combined(w("h1", ("b", -1)))),
        no("a negative weight", claim(AB, "(le a b)", "(le b a)"), combined(w("h1", c="-1"))),
        no("a weight of zero", claim(AB, "(lt a a)", "(lt a b)"), combined(w("h1", c="0"))),
        no("an equation as an inequality", claim(AB, "(lt a b)", "(eq a b)"), combined(by("h1"))),
        no("an inequality as an equation", claim(AB, "(eq a b)", "(le a b)"), combined(by("h1"))),
        no("an inequality for an equation", claim(AB, "(eq a b)", "(le a b)"), combined(w("h1"))),
        no("multiplied from the other side", claim("A S: symmetric", "(eq (@ S A) (* 0 I))", "(eq (@ A S) (* 0 I))"), combined(by("h1", "I"))),
        no("a vector for a number", claim("u v: vector", "(eq (dot u u) (dot v v))", "(eq u v)"), combined(by("h1"))),
        no("a multiplier without a value", claim(AB, "(eq 0 0)", "(eq a b)"), combined(by("h1", "(* 0 (/ 1 a))"))),
        no("a factor that may be undefined", claim(AB, "(le 0 1)"), combined(w(c="1"), w("(sqrt a)", c="1"))),
        no("a product that may vanish", claim(AB, "(ne (* a b) 0)", "(ne a 0)"),
           combined({"c": "1", "factors": [["h1", 1], ["b", 1]], "square": None})),
        no("two products, of which the sum may vanish", claim(AB, "(ne (+ a b) 0)", "(ne a 0)", "(ne b 0)"),
           combined({"c": "-1", "factors": [["h1", 1]], "square": None}, {"c": "-1", "factors": [["h2", 1]], "square": None})),
        no("an even power of nothing", claim(AB, "(lt 0 (* a a))"), combined(w(square="a"))),
        no("a fact that is no relation", claim(AB, "(le a b)", "(and (le a b) (le a b))"), combined(w("h1"))),
        no("an exponent that is a truth value", claim(AB, "(le a b)", "(le a b)"), combined(w(("h1", True)))),
        no("a summand of something else", claim(AB, "(le a b)", "(le a b)"), combined({**w("h1"), "more": "1"})),
        no("a weight that is code", claim(AB, "(le a b)", "(le a b)"), combined(w("h1", c="0x1"))),
        no("no summand at all", claim(AB, FALSE), combined()),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)
