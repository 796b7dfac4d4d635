"""Eigenvectors, Rayleigh quotients, min-max, finite rank: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import FALSE, Case, T, Table, accept, by, claim, combined, fix, given, listed, no, refuse, step, theorem, w

RANK = {"by": "finite rank"}
AX, AU = "A: symmetric, x: vector", "A: symmetric, u: vector nonzero, x: vector"


def eigen(i: str, x: str = "x", a: str = "A") -> str:
    """A x = lambda_i x."""
    return f"(eq (@ {a} {x}) (* (eig {a} {i}) {x}))"


def some(body: str, x: str = "x") -> str:
    """There is a vector, not zero."""
    return f"(exists (({x} vector nonzero)) {body})"


def index(low: str = "1", high: str = "d", value: str = "c") -> str:
    """A number is one of the eigenvalues."""
    return f"(exists ((i integer (range {low} {high}))) (eq {value} (eig A i)))"


def below(a: str, b: str, premise: str = "") -> str:
    """y'Ay <= y'By for all y, or for those that meet a premise."""
    body = f"(le (dot y (@ {a} y)) (dot y (@ {b} y)))"
    return f"(forall ((y vector any)) {f'(implies {premise} {body})' if premise else body})"


ANOTHER = some(f"(and {eigen('2')} (eq (dot x u) 0))")
LOW, HIGH = "(le (* (eig A 1) (dot x x)) (dot x (@ A x)))", "(le (dot x (@ A x)) (* (eig A d) (dot x x)))"
SECOND = "(le (* (eig A 2) (dot x x)) (dot x (@ A x)))"
LAST = "(le (dot x (@ A x)) (* (eig A (+ d (- 1))) (dot x x)))"
ORTHOGONAL, TWO, PLANE = "(eq (dot x u) 0)", "(le 2 d)", "(eq (dot y z) 0)"
ORDER = "(le (eig A i) (eig A j))"
SQUARES = "(le 0 (+ (dot x x) (dot x (@ (^ A 2) x))))"
SHIFTED = "(le 0 (+ (* (- (eig A 1)) (dot x x)) (dot x (@ A x))))"
ON_SQUARES = fix(combined(w(), w(square="(eig A i)")))
PLANAR = fix(step("assume", combined(by("s", "(dot x u)")), "s"))
MULTIPLE, OUTER = "(* (dot x x) I)", "(outer x x)"

ACCEPTED: Table = {
    "eigenvector": [
        Case(claim("A: symmetric", some(eigen("1"))), theorem("eigenvector", "A 1 x", "T T T")),
        Case(claim("H: spd, i: 1..d", some(eigen("i", "v", "H"), "v")), theorem("eigenvector", "H i v", "T T T")),
        Case(claim("A: symmetric", some(eigen("d"))), theorem("eigenvector", "A d x", "T T T")),
        Case(claim("u: vector", some("(eq (@ (outer u u) x) (* (eig (outer u u) 2) x))"), TWO), theorem("eigenvector", "(outer u u) 2 x", "T T h1")),
    ],
    "eigenvector_orthogonal": [
        Case(claim("A: symmetric, u: vector nonzero", ANOTHER, TWO, eigen("1", "u")), theorem("eigenvector_orthogonal", "A u 2 x", "T T h2 T h1")),
        Case(claim("A: symmetric, u: vector nonzero, j: 2..d", some(f"(and {eigen('j')} (eq (dot x u) 0))"), eigen("1", "u")),
             theorem("eigenvector_orthogonal", "A u j x", "T T h1 T T")),
        Case(claim("A: symmetric, u: vector", some(f"(and {eigen('d')} (eq (dot x u) 0))"), "(ne u 0v)", eigen("1", "u"), TWO),
             theorem("eigenvector_orthogonal", "A u d x", "T h1 h2 h3 T")),
    ],
    "eigenvalue_index": [
        Case(claim("A: symmetric, u: vector nonzero, c: real", index(), "(eq (@ A u) (* c u))"), theorem("eigenvalue_index", "A u c i", "T T h1")),
        Case(claim("A: symmetric, u: vector, c: real", index(), "(eq (@ A u) (* c u))", "(ne u 0v)"),
             theorem("eigenvalue_index", "A u c i", "T h2 h1")),
        Case(claim("A: symmetric, u: vector nonzero", index(value="0"), "(eq (@ A u) 0v)"),
             theorem("eigenvalue_index", "A u 0 i", [T, T, combined(by("h1"))])),
    ],
    "rayleigh": [
        Case(claim(AX, LOW), theorem("rayleigh", "A x", "T", given("t.1"))),
        Case(claim(AX, HIGH), theorem("rayleigh", "A x", "T", given("t.2"))),
        Case(claim("H: spd, x: vector", "(le 0 (dot x (@ H x)))"), theorem("rayleigh", "H x", "T", combined(w("t.1"), w("(eig H 1)", "(dot x x)")))),
    ],
    "rayleigh_complement": [
        Case(claim(AU, SECOND, eigen("1", "u"), ORTHOGONAL, TWO), theorem("rayleigh_complement", "A u x", "T T h1 h2 h3")),
        Case(claim("A: symmetric, u x: vector", SECOND, eigen("1", "u"), ORTHOGONAL, TWO, "(ne u 0v)"),
             theorem("rayleigh_complement", "A u x", "T h4 h1 h2 h3")),
        Case(claim("A: symmetric, u: vector nonzero", "(le (* (eig A 2) (dot 0v 0v)) (dot 0v (@ A 0v)))", eigen("1", "u"), TWO),
             theorem("rayleigh_complement", "A u 0v", "T T h1 T h2")),
    ],
    "rayleigh_complement_top": [
        Case(claim(AU, LAST, eigen("d", "u"), ORTHOGONAL, TWO), theorem("rayleigh_complement_top", "A u x", "T T h1 h2 h3")),
        Case(claim("A: symmetric, u x: vector", LAST, eigen("d", "u"), ORTHOGONAL, TWO, "(ne u 0v)"),
             theorem("rayleigh_complement_top", "A u x", "T h4 h1 h2 h3")),
        Case(claim("H: spd, u: vector nonzero, x: vector", LAST.replace("A", "H"), eigen("d", "u", "H"), "(eq (dot u x) 0)", TWO),
             theorem("rayleigh_complement_top", "H u x", "T T h1 h2 h3")),
    ],
    "eigenvalue_order": [
        Case(claim("A: symmetric, i j: 1..d", ORDER, "(le i j)"), theorem("eigenvalue_order", "A i j", "T T T T T h1")),
        Case(claim("A: symmetric, i: 1..d", "(le (eig A 1) (eig A i))"), theorem("eigenvalue_order", "A 1 i", "T T T T T T")),
        Case(claim("A: symmetric", "(le (eig A 1) (eig A 2))", TWO), theorem("eigenvalue_order", "A 1 2", "T T T T h1 T")),
    ],
    "minmax_monotone": [
        Case(claim("A S: symmetric, i: 1..d", "(le (eig A i) (eig S i))", below("A", "S")), theorem("minmax_monotone", "A S i x", "T T T T h1")),
        Case(claim("A: symmetric, u: vector", "(le (eig A 1) (eig (+ A (outer u u)) 1))"),
             theorem("minmax_monotone", "A (+ A (outer u u)) 1 x", [T, T, T, T, fix(combined(w(square="(dot u x)")))])),
        Case(claim("A: symmetric, x: vector", "(le (eig A d) (eig (+ A (outer x x)) d))"),
             theorem("minmax_monotone", "A (+ A (outer x x)) d x", [T, T, T, T, fix(combined(w(square="(dot x x')")))])),
    ],
    "minmax_hyperplane": [
        Case(claim("A S: symmetric, z: vector", "(le (eig A 1) (eig S 2))", below("A", "S", PLANE), TWO),
             theorem("minmax_hyperplane", "A S z 1 x", "T T T h2 h1", combined(w("t")))),
        Case(claim("A S: symmetric, z: vector, i: integer", "(le (eig A i) (eig S (+ i 1)))", "(le 1 i)", "(le (+ i 1) d)", below("A", "S", PLANE)),
             theorem("minmax_hyperplane", "A S z i x", "T T h1 h2 h3")),
        Case(claim("A: symmetric, u: vector", "(le (eig A 1) (eig (+ A (- (outer u u))) (+ 1 1)))", TWO),
             theorem("minmax_hyperplane", "A (+ A (- (outer u u))) u 1 x", [T, T, T, given("h1"), PLANAR])),
    ],
    "spectral_form": [
        Case(claim(AX, SQUARES), theorem("spectral_form", "A x i 1 0 1", [T, ON_SQUARES], combined(w("t")))),
        Case(claim("H: spd, x: vector", "(le 0 (dot x (@ (^ H 3) x)))"), theorem("spectral_form", "H x i 0 0 0 1", [T, fix(T)], combined(w("t")))),
        Case(claim(AX, SHIFTED),
             theorem("spectral_form", "A x i (- (eig A 1)) 1", [T, fix(theorem("eigenvalue_order", "A 1 i", "T T T T T T", combined(w("t"))))],
                                         combined(w("t")))),
    ],
    "finite rank": [
        Case(claim("x: vector", "(spectrum (outer x x) (((dot x x) 1) (0 (+ d (- 1)))))"), RANK),
        Case(claim("x: vector, c: real", "(spectrum (* c (outer x x)) (((* c (dot x x)) 1) (0 (+ d -1))))"), RANK),
        Case(claim("x: vector", "(spectrum (outer x 0v) ((0 d)))"), RANK),
        Case(claim("c: real", "(spectrum (block c 0v 0v (* 0 I)) ((c 1) (0 d)))"), RANK),
    ],
}  # fmt: skip

REFUSED: Table = {
    "eigenvector": [
        no("an operator that is not symmetric", claim("A: invertible", some(eigen("1"))), theorem("eigenvector", "A 1 x", "T T T")),
        no("number 0", claim("A: symmetric", some(eigen("0"))), theorem("eigenvector", "A 0 x", "T T T")),
        no("number d + 1", claim("A: symmetric", some(eigen("(+ d 1)"))), theorem("eigenvector", "A (+ d 1) x", "T T T")),
        no("number 2 in one dimension", claim("A: symmetric", some(eigen("2"))), theorem("eigenvector", "A 2 x", "T T T")),
        no("a number that is no integer", claim("A: symmetric, c: real", "(le 0 1)", "(le 1 c)", "(le c d)"),
           theorem("eigenvector", "A c x", "T h1 h2", T)),
        no("another eigenvalue", claim("A: symmetric", some(eigen("d"))), theorem("eigenvector", "A 1 x", "T T T")),
        no("every vector", claim("A: symmetric", f"(forall ((x vector nonzero)) {eigen('1')})"), theorem("eigenvector", "A 1 x", "T T T")),
        no("an outer product that is not symmetric", claim("u v: vector", "(le 0 1)"), theorem("eigenvector", "(outer u v) 1 x", "T T T", T)),
    ],
    "eigenvector_orthogonal": [
        no("an eigenvector for another eigenvalue", claim("A: symmetric, u: vector nonzero", ANOTHER, TWO, eigen("2", "u")),
           theorem("eigenvector_orthogonal", "A u 2 x", "T T h2 T h1")),
        no("number 1", claim("A: symmetric, u: vector nonzero", some(f"(and {eigen('1')} (eq (dot x u) 0))"), TWO, eigen("1", "u")),
           theorem("eigenvector_orthogonal", "A u 1 x", "T T h2 T T")),
        no("in one dimension", claim("A: symmetric, u: vector nonzero", ANOTHER, eigen("1", "u")),
           theorem("eigenvector_orthogonal", "A u 2 x", "T T h1 T T")),
        no("a vector that may be zero", claim("A: symmetric, u: vector", ANOTHER, TWO, eigen("1", "u")),
           theorem("eigenvector_orthogonal", "A u 2 x", "T T h2 T h1")),
        no("an operator that is not symmetric", claim("A: invertible, u: vector nonzero", "(le 0 1)", TWO, "(eq (@ A u) u)"),
           theorem("eigenvector_orthogonal", "A u 2 x", "T T h2 T h1", T)),
        no("a name that the other has", claim("A: symmetric, x: vector nonzero", some("(eq (dot v v) 0)", "v"), TWO, eigen("1", "x")),
           theorem("eigenvector_orthogonal", "A x 2 x", "T T h2 T h1")),
    ],
    "eigenvalue_index": [
        no("of a vector that may be zero", claim("A: symmetric, u: vector, c: real", index(), "(eq (@ A u) (* c u))"),
           theorem("eigenvalue_index", "A u c i", "T T h1")),
        no("of no eigenvector", claim("A: symmetric, u: vector nonzero, c: real", index(), "(eq (dot u (@ A u)) (* c (dot u u)))"),
           theorem("eigenvalue_index", "A u c i", "T T h1")),
        no("an operator that is not symmetric", claim("A: invertible, u: vector nonzero, c: real", "(le 0 1)", "(eq (@ A u) (* c u))"),
           theorem("eigenvalue_index", "A u c i", "T T h1", T)),
        no("one of those from 2 on", claim("A: symmetric, u: vector nonzero, c: real", index("2"), "(eq (@ A u) (* c u))"),
           theorem("eigenvalue_index", "A u c i", "T T h1")),
        no("one of those before the last", claim("A: symmetric, u: vector nonzero, c: real", index("1", "(+ d -1)"), "(eq (@ A u) (* c u))"),
           theorem("eigenvalue_index", "A u c i", "T T h1")),
        no("the first", claim("A: symmetric, u: vector nonzero, c: real", "(eq c (eig A 1))", "(eq (@ A u) (* c u))"),
           theorem("eigenvalue_index", "A u c i", "T T h1", step("open", given("o"), "o", fact="t"))),
        no("of the opposite number", claim("A: symmetric, u: vector nonzero, c: real", index(value="(- c)"), "(eq (@ A u) (* c u))"),
           theorem("eigenvalue_index", "A u c i", "T T h1")),
    ],
    "rayleigh": [
        no("the wrong way round", claim(AX, "(le (dot x (@ A x)) (* (eig A 1) (dot x x)))"), theorem("rayleigh", "A x", "T", given("t.1"))),
        no("strict", claim("A: symmetric, x: vector nonzero", LOW.replace("le", "lt", 1)), theorem("rayleigh", "A x", "T", given("t.1"))),
        no("the second eigenvalue", claim(AX, SECOND, TWO), theorem("rayleigh", "A x", "T", given("t.1"))),
        no("an operator that is not symmetric", claim("A: invertible, x: vector", "(le 0 1)"), theorem("rayleigh", "A x", "T", T)),
        no("not divided by the length", claim(AX, "(le (eig A 1) (dot x (@ A x)))"), theorem("rayleigh", "A x", "T", given("t.1"))),
        no("of another operator", claim("A S: symmetric, x: vector", LOW), theorem("rayleigh", "S x", "T", given("t.1"))),
    ],
    "rayleigh_complement": [
        no("to an eigenvector for the second", claim(AU, SECOND, TWO, eigen("2", "u"), ORTHOGONAL),
           theorem("rayleigh_complement", "A u x", "T T h2 h3 h1")),
        no("in one dimension", claim(AU, SECOND, eigen("1", "u"), ORTHOGONAL), theorem("rayleigh_complement", "A u x", "T T h1 h2 T")),
        no("a vector that is not orthogonal", claim(AU, SECOND, eigen("1", "u"), TWO), theorem("rayleigh_complement", "A u x", "T T h1 T h2")),
        no("to a vector that may be zero", claim("A: symmetric, u x: vector", SECOND, eigen("1", "u"), ORTHOGONAL, TWO),
           theorem("rayleigh_complement", "A u x", "T T h1 h2 h3")),
        no("strict", claim(AU, SECOND.replace("le", "lt", 1), eigen("1", "u"), ORTHOGONAL, TWO),
           theorem("rayleigh_complement", "A u x", "T T h1 h2 h3")),
        no("the third eigenvalue", claim(AU, SECOND.replace("2", "3"), eigen("1", "u"), ORTHOGONAL, "(le 3 d)"),
           theorem("rayleigh_complement", "A u x", [T, T, given("h1"), given("h2"), combined(w("h3"), w())])),
    ],
    "rayleigh_complement_top": [
        no("in one dimension", claim(AU, LAST, eigen("d", "u"), ORTHOGONAL), theorem("rayleigh_complement_top", "A u x", "T T h1 h2 T")),
        no("to an eigenvector for the first", claim(AU, LAST, eigen("1", "u"), ORTHOGONAL, TWO),
           theorem("rayleigh_complement_top", "A u x", "T T h1 h2 h3")),
        no("a vector that is not orthogonal", claim(AU, LAST, eigen("d", "u"), TWO), theorem("rayleigh_complement_top", "A u x", "T T h1 T h2")),
        no("to a vector that may be zero", claim("A: symmetric, u x: vector", LAST, eigen("d", "u"), ORTHOGONAL, TWO),
           theorem("rayleigh_complement_top", "A u x", "T T h1 h2 h3")),
        no("the last but two", claim(AU, LAST.replace("(- 1)", "(- 2)"), eigen("d", "u"), ORTHOGONAL, "(le 3 d)"),
           theorem("rayleigh_complement_top", "A u x", [T, T, given("h1"), given("h2"), combined(w("h3"), w())])),
        no("the wrong way round", claim(AU, "(le (* (eig A (+ d (- 1))) (dot x x)) (dot x (@ A x)))", eigen("d", "u"), ORTHOGONAL, TWO),
           theorem("rayleigh_complement_top", "A u x", "T T h1 h2 h3")),
    ],
    "eigenvalue_order": [
        no("the wrong order", claim("A: symmetric, i j: 1..d", ORDER, "(le j i)"), theorem("eigenvalue_order", "A i j", "T T T T T h1")),
        no("strict", claim("A: symmetric, i j: 1..d", "(lt (eig A i) (eig A j))", "(lt i j)"),
           theorem("eigenvalue_order", "A i j", [T] * 5 + [combined(w("h1"))])),
        no("number 0", claim("A: symmetric, i: 1..d", "(le 0 1)"), theorem("eigenvalue_order", "A 0 i", [T] * 6, T)),
        no("number 2 in one dimension", claim("A: symmetric", "(le (eig A 1) (eig A 2))"), theorem("eigenvalue_order", "A 1 2", [T] * 6)),
        no("of two operators", claim("A S: symmetric, i j: 1..d", "(le (eig A i) (eig S j))", "(le i j)"),
           theorem("eigenvalue_order", "A i j", "T T T T T h1")),
        no("an operator that is not symmetric", claim("A: invertible, i j: 1..d", "(le 0 1)", "(le i j)"),
           theorem("eigenvalue_order", "A i j", "T T T T T h1", T)),
        no("a number that is no integer", claim("A: symmetric, c: real", "(le 0 1)", "(le 1 c)", "(le c d)"),
           theorem("eigenvalue_order", "A 1 c", "T T T h1 h2 h1", T)),
    ],
    "minmax_monotone": [
        no("the forms the other way round", claim("A S: symmetric, i: 1..d", "(le (eig A i) (eig S i))", below("S", "A")),
           theorem("minmax_monotone", "A S i x", "T T T T h1")),
        no("for one vector only", claim("A S: symmetric, i: 1..d, y: vector", "(le (eig A i) (eig S i))", "(le (dot y (@ A y)) (dot y (@ S y)))"),
           theorem("minmax_monotone", "A S i x", "T T T T h1")),
        no("for vectors in a plane", claim("A S: symmetric, i: 1..d, z: vector", "(le (eig A i) (eig S i))", below("A", "S", PLANE)),
           theorem("minmax_monotone", "A S i x", "T T T T h1")),
        no("another number", claim("A S: symmetric", "(le (eig A 2) (eig S 1))", below("A", "S"), TWO),
           theorem("minmax_monotone", "A S 1 x", "T T T T h1")),
        no("an operator that is not symmetric", claim("A: symmetric, S: invertible", "(le 0 1)", below("A", "S")),
           theorem("minmax_monotone", "A S 1 x", "T T T T h1", T)),
        no("an operator that the name would capture", claim("x: vector nonzero", f"(le (eig {MULTIPLE} 1) (eig {OUTER} 1))", TWO),
           theorem("minmax_monotone", f"{MULTIPLE} {OUTER} 1 x", [T, T, T, T, fix(T)])),
        no("number 0", claim("A S: symmetric", "(le 0 1)", below("A", "S")), theorem("minmax_monotone", "A S 0 x", "T T T T h1", T)),
    ],
    "minmax_hyperplane": [
        no("the same number", claim("A S: symmetric, z: vector", "(le (eig A 1) (eig S 1))", below("A", "S", PLANE), TWO),
           theorem("minmax_hyperplane", "A S z 1 x", "T T T h2 h1")),
        no("in one dimension", claim("A S: symmetric, z: vector", "(le 0 1)", below("A", "S", PLANE)),
           theorem("minmax_hyperplane", "A S z 1 x", "T T T T h1", T)),
        no("another plane", claim("A S: symmetric, z u: vector", "(le (eig A 1) (eig S 2))", below("A", "S", "(eq (dot y u) 0)"), TWO),
           theorem("minmax_hyperplane", "A S z 1 x", "T T T h2 h1")),
        no("on a half-space", claim("A S: symmetric, z: vector", "(le (eig A 1) (eig S 2))", below("A", "S", "(lt (dot y z) 0)"), TWO),
           theorem("minmax_hyperplane", "A S z 1 x", "T T T h2 h1")),
        no("number 0", claim("A S: symmetric, z: vector", "(le 0 1)", below("A", "S", PLANE)),
           theorem("minmax_hyperplane", "A S z 0 x", "T T T T h1", T)),
        no("the other way round", claim("A S: symmetric, z: vector", "(le (eig S 2) (eig A 1))", below("A", "S", PLANE), TWO),
           theorem("minmax_hyperplane", "A S z 1 x", "T T T h2 h1")),
        no("a plane orthogonal to what the name would capture",
           claim("A S: symmetric, x: vector", "(le (eig A 1) (eig S 2))", below("A", "S", "(eq (dot y y) 0)"), TWO),
           theorem("minmax_hyperplane", "A S x 1 x", "T T T h2 h1")),
    ],
    "spectral_form": [
        no("a polynomial of either sign", claim(AX, "(le 0 (dot x (@ A x)))"),
           theorem("spectral_form", "A x i 0 1", [T, fix(combined(w("(eig A i)")))], combined(w("t")))),
        no("strict", claim("H: spd, x: vector", "(lt 0 (dot x (@ (^ H 3) x)))"),
           theorem("spectral_form", "H x i 0 0 0 1", [T, fix(T)], combined(w("t")))),
        no("another polynomial", claim(AX, "(le 0 (+ (dot x (@ A x)) (dot x (@ (^ A 2) x))))"),
           theorem("spectral_form", "A x i 1 0 1", [T, ON_SQUARES], combined(w("t")))),
        no("an operator that is not symmetric", claim("A: invertible, x: vector", "(le 0 1)"),
           theorem("spectral_form", "A x i 1 0 1", [T, ON_SQUARES], T)),
        no("above the first eigenvalue, for the last", claim(AX, "(le 0 (+ (* (- (eig A d)) (dot x x)) (dot x (@ A x))))"),
           theorem("spectral_form", "A x i (- (eig A d)) 1",
                   [T, fix(theorem("eigenvalue_order", "A i d", "T T T T T T", combined(w("t"))))], combined(w("t")))),
        no("a coefficient that the index would capture", claim("A: symmetric, x: vector, i: real", FALSE),
           theorem("spectral_form", "A x i (- i) 1", [T, fix(T)], combined(w("t")))),
        no("a coefficient without a value", claim("A: symmetric, x: vector, c: real", "(le 0 1)"),
           theorem("spectral_form", "A x i (* 0 (/ 1 c))", [T, fix(T)], T)),
    ],
    "finite rank": [
        no("multiplicities that do not add up", claim("x: vector", "(spectrum (outer x x) (((dot x x) 1) (0 (+ d (- 2)))))", TWO), RANK),
        no("another eigenvalue", claim("x: vector", "(spectrum (outer x x) (((* 2 (dot x x)) 1) (0 (+ d -1))))"), RANK),
        no("a multiplicity that may be negative", claim("x y: vector", "(spectrum (* 0 I) ((0 (+ d -2)) (0 2)))"), RANK),
        no("half a multiplicity", claim("", "(spectrum (* 0 I) ((0 (/ d 2)) (0 (/ d 2))))"), RANK),
        no("not of finite rank", claim("x: vector", "(spectrum I ((1 d)))"), RANK),
        no("two vectors that are not orthogonal",
           claim("x y: vector nonzero", "(spectrum (+ (outer x x) (outer y y)) (((dot x x) 1) ((dot y y) 1) (0 (+ d -2))))", TWO), RANK),
        no("a block that is not symmetric", claim("c: real, x y: vector", "(spectrum (block c x y (* 0 I)) ((c 1) (0 d)))"), RANK),
        no("a block with one dimension too few", claim("c: real", "(spectrum (block c 0v 0v (* 0 I)) ((c 1) (0 (+ d -1))))"), RANK),
        no("an eigenvalue without a value", claim("c: real", "(spectrum (* 0 I) (((* 0 (/ 1 c)) d)))"), RANK),
        no("an equation", claim("x: vector", "(eq (outer x x) (outer x x))"), RANK),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)
