"""Parallel vectors, orthogonal ones, coordinates in the plane: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import Case, T, Table, accept, by, claim, combined, given, listed, no, refuse, step, sx, theorem, w

SOME = "(exists ((x vector nonzero)) (eq (dot x y) 0))"
COORDINATES = "(eq x (+ (* (/ (dot x u) (dot u u)) u) (* (/ (dot x v) (dot v v)) v)))"
BASIS = theorem("plane_basis", "u v x", "h1 T T h2")
FLAT = "x: vector, u v: vector nonzero"
CAUCHY = "(eq (^ (dot x y) 2) (* (dot x x) (dot y y)))"


def multiple(factor: str, proof: object = T) -> object:
    """x = factor y."""
    return {"by": "multiple", "factor": sx(factor), "proof": proof}


def opened(then: object, fact: str = "h1", name: str = "r", label: str = "o") -> object:
    """The factor of a fact, by name."""
    return step("open parallel", then, label, fact=fact, name=name)


ACCEPTED: Table = {
    "multiple": [
        Case(claim("x: vector", "(parallel 0v x)"), multiple("0")),
        Case(claim("x: vector", "(parallel (* 3 x) x)"), multiple("3")),
        Case(claim("x y: vector, c: nonzero", "(parallel x y)", "(eq (* c x) y)"), multiple("(/ 1 c)", combined(by("h1", "(/ 1 c)")))),
    ],
    "open parallel": [
        Case(claim("x y: vector", CAUCHY, "(parallel x y)"), opened(combined(by("o", "(+ (* (dot x y) y) (- (* (dot y y) x)))")))),
        Case(claim("x y z: vector", "(eq (dot x z) 0)", "(parallel x y)", "(eq (dot y z) 0)"),
             opened(combined(by("o", "z"), by("h2", "r")))),
        Case(claim("x y: vector", "(parallel (* 2 x) y)", "(parallel x y)"), opened(multiple("(* 2 r)", combined(by("o", "2"))))),
    ],
    "orthogonal_vector": [
        Case(claim("y: vector", SOME, "(le 2 d)"), theorem("orthogonal_vector", "y x", "h1 T")),
        Case(claim("y: vector", SOME, "(eq d 3)"), theorem("orthogonal_vector", "y x", [combined(by("h1", "-1"), w(c="1")), T])),
        Case(claim("y z: vector", "(exists ((x vector nonzero)) (eq (dot x (+ y z)) 0))", "(le 2 d)"),
             theorem("orthogonal_vector", "(+ y z) x", "h1 T")),
    ],
    "plane_basis": [
        Case(claim(FLAT, COORDINATES, "(eq d 2)", "(eq (dot u v) 0)"), BASIS),
        Case(claim(FLAT + ", A: invertible", COORDINATES.replace("u", "(@ A u)"), "(eq d 2)", "(eq (dot (@ A u) v) 0)"),
             theorem("plane_basis", "(@ A u) v x", "h1 T T h2")),
        Case(claim("u v: vector nonzero, x: vector", "(eq x 0v)", "(eq d 2)", "(eq (dot u v) 0)", "(eq (dot x u) 0)", "(eq (dot x v) 0)"),
             theorem("plane_basis", "u v x", "h1 T T h2", combined(by("t"), by("h3", "(/ u (dot u u))"), by("h4", "(/ v (dot v v))")))),
    ],
}  # fmt: skip

REFUSED: Table = {
    "multiple": [
        no("of zero", claim("x: vector", "(parallel x 0v)"), multiple("0")),
        no("another factor", claim("x: vector", "(parallel (* 3 x) x)"), multiple("2")),
        no("no proof that it is one", claim("x y: vector", "(parallel x y)"), multiple("1")),
        no("the other of the other", claim("x y: vector", "(parallel x y)", "(eq y (* 2 x))"), multiple("2", combined(by("h1")))),
        no("a factor without a value", claim("x: vector, c: real", "(parallel 0v x)"), multiple("(* 0 (/ 1 c))")),
        no("a vector as the factor", claim("x: vector", "(parallel 0v x)"), multiple("x")),
        no("an equation", claim("x: vector", "(eq (* 3 x) x)"), multiple("3")),
        no("a factor that is not declared", claim("x: vector", "(parallel 0v x)"), multiple("r")),
    ],
    "open parallel": [
        no("a name that is taken", claim("x y: vector, r: real", "(eq x (* r y))", "(parallel x y)"), opened(given("o"))),
        no("an equation with a given factor", claim("x y: vector, c: real", "(eq x (* c y))", "(parallel x y)"), opened(given("o"))),
        no("the other way round", claim("x y: vector", "(parallel y x)", "(parallel x y)"),
           opened(multiple("(/ 1 r)", combined(by("o", "(/ 1 r)"))))),
        no("no parallel vectors", claim("x y: vector", CAUCHY, "(eq (dot x y) 1)"),
           opened(combined(by("o", "(+ (* (dot x y) y) (- (* (dot y y) x)))")))),
        no("a factor that is not zero", claim("x y: vector", "(ne x 0v)", "(parallel x y)", "(ne y 0v)"), opened(combined(w("h2")))),
        no("a name that is none", claim("x y: vector", CAUCHY, "(parallel x y)"), opened(combined(by("o", "(* r y)")), name="2")),
        no("a label that is taken", claim("x y: vector", CAUCHY, "(parallel x y)"), opened(combined(by("h1", "y")), label="h1")),
        no("the factor of something else", claim("x y z: vector", "(parallel x z)", "(parallel x y)"), opened(multiple("r", given("o")))),
    ],
    "orthogonal_vector": [
        no("in one dimension", claim("y: vector", SOME), theorem("orthogonal_vector", "y x", "T T")),
        no("one dimension too few", claim("y: vector", SOME, "(le 1 d)"), theorem("orthogonal_vector", "y x", "h1 T")),
        no("a vector without a value", claim("y: vector, c: real", "(le 0 1)", "(le 2 d)"),
           theorem("orthogonal_vector", "(* 0 (/ y c)) x", "h1 T", T)),
        no("to two vectors", claim("y z: vector", "(exists ((x vector nonzero)) (and (eq (dot x y) 0) (eq (dot x z) 0)))", "(le 2 d)"),
           theorem("orthogonal_vector", "y x", "h1 T")),
        no("the vector itself", claim("y: vector nonzero", "(eq (dot y y) 0)", "(le 2 d)"), theorem("orthogonal_vector", "y x", "h1 T")),
        no("a name that the vector has", claim("x: vector", "(exists ((z vector nonzero)) (eq (dot z z) 0))", "(le 2 d)"),
           theorem("orthogonal_vector", "x x", "h1 T")),
        no("an operator", claim("A: symmetric", "(le 0 1)", "(le 2 d)"), theorem("orthogonal_vector", "A x", "h1 T", T)),
    ],
    "plane_basis": [
        no("in three dimensions", claim(FLAT, COORDINATES, "(eq d 3)", "(eq (dot u v) 0)"), BASIS),
        no("vectors that are not orthogonal", claim(FLAT, COORDINATES, "(eq d 2)", "(eq (dot u x) 0)"), BASIS),
        no("a vector that may be zero", claim("x u: vector, v: vector nonzero", "(le 0 1)", "(eq d 2)", "(eq (dot u v) 0)"),
           theorem("plane_basis", "u v x", "h1 T T h2", T)),
        no("in at least two dimensions", claim(FLAT, COORDINATES, "(le 2 d)", "(eq (dot u v) 0)"), BASIS),
        no("coordinates exchanged",
           claim(FLAT, "(eq x (+ (* (/ (dot x v) (dot u u)) u) (* (/ (dot x u) (dot v v)) v)))", "(eq d 2)", "(eq (dot u v) 0)"), BASIS),
        no("not divided by the length", claim(FLAT, "(eq x (+ (* (dot x u) u) (* (dot x v) v)))", "(eq d 2)", "(eq (dot u v) 0)"), BASIS),
        no("a premise left out", claim(FLAT, COORDINATES, "(eq d 2)", "(eq (dot u v) 0)"), theorem("plane_basis", "u v x", "h1 T T")),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)
