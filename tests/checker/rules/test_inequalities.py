"""Theorems on scalars and inner products: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import FALSE, Case, T, Table, accept, by, claim, combined, given, listed, no, refuse, split, step, theorem, w

CAUCHY = "(le (^ (dot x (@ H y)) 2) (* (dot x (@ H x)) (dot y (@ H y))))"
SHORT = "(le (^ (dot x y) 2) (* (dot x x) (dot y y)))"
USED = combined(w("t"))
PSD, FORM = "(psd ((a b) (b c)))", "(le 0 (+ (* x x a) (* 2 x y b) (* y y c)))"
PARABOLA = "(max i 1 2 (* i (+ 3 (- i))))"
UPTO = "(max i 1 n i)"
TRIPLE = """(le 0 (+ (* (dot x x) (dot y y) (dot z z)) (* 2 (dot x y) (dot y z) (dot x z)) (- (* (dot x x) (^ (dot y z) 2)))
            (- (* (dot y y) (^ (dot x z) 2))) (- (* (dot z z) (^ (dot x y) 2)))))"""
ROOT = "(exists ((r scalar real)) (and (lt 0 r) (lt r (+ 1 a)) (eq (+ (- a) (^ r 2)) 0)))"
BETWEEN = split([given("o.1"), given("o.2"), combined(by("o.3"))])
FOUND = step("open", {"by": "witness", "terms": {"r": "s"}, "parts": [BETWEEN]}, "o", fact="t")


def middle(low: str, high: str, value: str) -> str:
    """A zero of a polynomial in t."""
    return f"(exists ((t scalar real)) (and (lt {low} t) (lt t {high}) (eq {value} 0)))"


ACCEPTED: Table = {
    "gram": [
        Case(claim("H: spd, x y: vector", CAUCHY), theorem("gram", "H 1 x y", "T", USED)),
        Case(claim("x y: vector", SHORT), theorem("gram", "I 0 x y", "", USED)),
        Case(claim("x y z: vector", TRIPLE), theorem("gram", "I 0 x y z", "", USED)),
        Case(claim("H: spd, x: vector", "(le 0 (dot x (@ (^ H -1) x)))"), theorem("gram", "H -1 x", "T", USED)),
    ],
    "definite": [
        Case(claim("H: spd, x: vector nonzero", "(lt 0 (dot x (@ H x)))"), theorem("definite", "H 1 x", "T T")),
        Case(claim("H: spd, x: vector", "(lt 0 (dot x (@ (^ H -3) x)))", "(ne x 0v)"), theorem("definite", "H -3 x", "T h1")),
        Case(claim("x y: vector", "(lt 0 (dot (+ x y) (+ x y)))", "(ne (+ x y) 0v)"), theorem("definite", "I 0 (+ x y)", "h1")),
    ],
    "semidefinite_form": [
        Case(claim("a b c x y: real", FORM, PSD), theorem("semidefinite_form", "((a b) (b c)) x y", "h1", USED)),
        Case(claim("a b c: real", "(le 0 c)", PSD), theorem("semidefinite_form", "((a b) (b c)) 0 1", "h1", USED)),
        Case(claim("a x: real", "(le 0 (* x x a))", "(psd ((a)))"), theorem("semidefinite_form", "((a)) x", "h1", USED)),
    ],
    "magnitude": [
        Case(claim("a: real", "(le a (abs a))"), theorem("magnitude", "a", "", given("t.1"))),
        Case(claim("a: real", "(le (- a) (abs a))"), theorem("magnitude", "a", "", given("t.2"))),
        Case(claim("a: real, b: nonzero", "(or (eq (abs (/ a b)) (/ a b)) (eq (abs (/ a b)) (- (/ a b))))"),
             theorem("magnitude", "(/ a b)", "", given("t.3"))),
    ],
    "root_order": [
        Case(claim("a b: real", "(le a b)", "(le 0 b)", "(le (^ a 2) (^ b 2))"), theorem("root_order", "a b", "h1 h2")),
        Case(claim("a: real", "(le (+ 1 a) 3)", "(le (^ (+ 1 a) 2) 9)"), theorem("root_order", "(+ 1 a) 3", "T h1")),
        Case(claim("x: vector", "(le (sqrt (dot x x)) 2)", "(le (dot x x) 4)"), theorem("root_order", "(sqrt (dot x x)) 2", [T, combined(w("h1"))])),
    ],
    "intermediate_value": [
        Case(claim("a: positive", ROOT), theorem("intermediate_value", "0 (+ 1 a) s (- a) 0 1", "T T", FOUND)),
        Case(claim("", middle("1", "2", "(+ 0 -2 (* 0 t) (* 1 (^ t 2)))")), theorem("intermediate_value", "1 2 t -2 0 1", "T T")),
        Case(claim("b: real", middle("-1", "1", "(+ 0 (* 1 t))")), theorem("intermediate_value", "-1 1 t 0 1", "T T")),
    ],
    "integer_step": [
        Case(claim("i j: 1..d", "(le (+ i 1) j)", "(lt i j)"), theorem("integer_step", "i j", "T T h1")),
        Case(claim("i: integer", "(le 1 i)", "(lt 0 i)"), theorem("integer_step", "0 i", "T T h1", combined(w("t")))),
        Case(claim("i: integer", "(le 2 d)", "(lt 1 d)"), theorem("integer_step", "1 d", "T T h1", combined(w("t")))),
    ],
    "max_bound": [
        Case(claim("", f"(le 2 {PARABOLA})"), theorem("max_bound", f"{PARABOLA} 2", "T T", USED)),
        Case(claim("n: 1..9", f"(le n {UPTO})"), theorem("max_bound", f"{UPTO} n", "T T")),
        Case(claim("s: sequence-scalar, n: 1..9", "(le (item s 1) (max i 1 n (item s i)))"), theorem("max_bound", "(max i 1 n (item s i)) 1", "T T")),
    ],
    "max_attained": [
        Case(claim("n: 1..9", f"(exists ((k integer (range 1 n))) (eq k {UPTO}))"), theorem("max_attained", f"{UPTO} k", "T")),
        Case(claim("", "(exists ((k integer (range 0 2))) (eq (* k k) (max i 0 2 (* i i))))"), theorem("max_attained", "(max i 0 2 (* i i)) k", "T")),
        Case(claim("c: real", "(eq (max i 1 3 c) c)"),
             theorem("max_attained", "(max i 1 3 c) k", "T", step("open", combined(by("o", "-1")), "o", fact="t"))),
    ],
}  # fmt: skip

REFUSED: Table = {
    "gram": [
        no("no positive definite operator", claim("H: symmetric, x y: vector", CAUCHY), theorem("gram", "H 1 x y", "T", USED)),
        no("an odd power of an operator that is merely invertible",
           claim("H: invertible, x: vector", "(le 0 (dot x (@ H x)))"), theorem("gram", "H 1 x", "T", USED)),
        no("strict", claim("x y: vector", "(lt (^ (dot x y) 2) (* (dot x x) (dot y y)))"), theorem("gram", "I 0 x y", "", USED)),
        no("the wrong way round", claim("x y: vector", "(le (* (dot x x) (dot y y)) (^ (dot x y) 2))"), theorem("gram", "I 0 x y", "", USED)),
        no("a factor too many", claim("x y: vector", "(le (* 2 (^ (dot x y) 2)) (* (dot x x) (dot y y)))"), theorem("gram", "I 0 x y", "", USED)),
        no("no vector", claim("", "(le 0 1)"), theorem("gram", "I 0", "", USED)),
        no("a scalar for a vector", claim("a: real, x: vector", "(le 0 1)"), theorem("gram", "I 0 x a", "", T)),
        no("no letter", claim("H: spd, x: vector", "(le 0 1)"), theorem("gram", "(@ H H) 1 x", "T", T)),
        no("a fraction as the power", claim("H: spd, x: vector", "(le 0 1)"), theorem("gram", "H 1/2 x", "T", T)),
        no("a vector without a value", claim("a: real, x: vector", "(le 0 1)"), theorem("gram", "I 0 (/ x a)", "", T)),
    ],
    "definite": [
        no("the vector may be zero", claim("H: spd, x: vector", "(lt 0 (dot x (@ H x)))"), theorem("definite", "H 1 x", "T T")),
        no("no positive definite operator", claim("H: symmetric, x: vector nonzero", "(lt 0 (dot x (@ H x)))"), theorem("definite", "H 1 x", "T T")),
        no("a sum of vectors that are not zero", claim("x y: vector nonzero", "(lt 0 (dot (+ x y) (+ x y)))"),
           theorem("definite", "I 0 (+ x y)", "T")),
        no("the difference of a vector and itself", claim("x: vector nonzero", FALSE), theorem("definite", "I 0 (+ x (- x))", "T", USED)),
        no("another power", claim("H: spd, x: vector nonzero", "(lt 0 (dot x (+ (@ H x) (- x))))"), theorem("definite", "H 1 x", "T T")),
        no("a premise left out", claim("H: spd, x: vector", "(lt 0 (dot x (@ H x)))"), theorem("definite", "H 1 x", "T")),
    ],
    "semidefinite_form": [
        no("a matrix of which nothing is known", claim("a b c x y: real", FORM, "(le 0 a)"),
           theorem("semidefinite_form", "((a b) (b c)) x y", "h1", USED)),
        no("another matrix", claim("a b c x y: real", FORM, "(psd ((a b) (b a)))"), theorem("semidefinite_form", "((a b) (b c)) x y", "h1", USED)),
        no("strict", claim("a b c: real", "(lt 0 c)", PSD), theorem("semidefinite_form", "((a b) (b c)) 0 1", "h1", USED)),
        no("an entry off the diagonal", claim("a b c: real", "(le 0 b)", PSD), theorem("semidefinite_form", "((a b) (b c)) 1 1", "h1", USED)),
        no("a number too few", claim("a b c: real", "(le 0 a)", PSD), theorem("semidefinite_form", "((a b) (b c)) 1", "h1", USED)),
        no("a matrix that is not square", claim("a b c: real", "(le 0 a)", PSD), theorem("semidefinite_form", "((a b)) 1", "h1", USED)),
        no("a number without a value", claim("a b: real", "(le 0 1)", "(psd ((a)))"), theorem("semidefinite_form", "((a)) (/ 1 b)", "h1", T)),
    ],
    "magnitude": [
        no("the wrong way round", claim("a: real", "(le (abs a) a)"), theorem("magnitude", "a", "", given("t.1"))),
        no("strict", claim("a: real", "(lt a (abs a))"), theorem("magnitude", "a", "", given("t.1"))),
        no("one of two", claim("a: real", "(eq (abs a) a)"), theorem("magnitude", "a", "", given("t.3"))),
        no("of another number", claim("a b: real", "(le a (abs b))"), theorem("magnitude", "b", "", given("t.1"))),
        no("of a vector", claim("x: vector", "(le 0 1)"), theorem("magnitude", "x", "", T)),
        no("of what has no value", claim("a: real", "(le 0 1)"), theorem("magnitude", "(/ 1 a)", "", T)),
        no("of a symbol that is not declared", claim("a: real", "(le 0 1)"), theorem("magnitude", "b", "", T)),
    ],
    "root_order": [
        no("a negative bound", claim("a b: real", "(le a b)", "(le b 0)", "(le (^ a 2) (^ b 2))"), theorem("root_order", "a b", "h1 h2")),
        no("a bound of unknown sign", claim("a b: real", "(le a b)", "(le (^ a 2) (^ b 2))"), theorem("root_order", "a b", "T h1")),
        no("the sign of the other", claim("a b: real", "(le a b)", "(le 0 a)", "(le (^ a 2) (^ b 2))"), theorem("root_order", "a b", "h1 h2")),
        no("strict", claim("a b: real", "(lt a b)", "(le 0 b)", "(le (^ a 2) (^ b 2))"), theorem("root_order", "a b", "h1 h2")),
        no("cubes", claim("a b: real", "(le a b)", "(le 0 b)", "(le (^ a 3) (^ b 3))"), theorem("root_order", "a b", "h1 h2")),
        no("vectors", claim("x y: vector", "(le 0 1)", "(le (dot x x) (dot y y))"), theorem("root_order", "x y", "T h1", T)),
    ],
    "intermediate_value": [
        no("a value that may be zero at the end", claim("a: nonnegative", ROOT),
           theorem("intermediate_value", "0 (+ 1 a) s (- a) 0 1", "T T", FOUND)),
        no("no change of sign", claim("", middle("1", "2", "(+ 0 1 (* 0 t) (* 1 (^ t 2)))")), theorem("intermediate_value", "1 2 t 1 0 1", "T T")),
        no("ends in the wrong order", claim("", middle("2", "1", "(+ 0 -2 (* 0 t) (* 1 (^ t 2)))")),
           theorem("intermediate_value", "2 1 t -2 0 1", "T T")),
        no("a narrower range", claim("", middle("3/2", "2", "(+ 0 -2 (* 0 t) (* 1 (^ t 2)))")), theorem("intermediate_value", "1 2 t -2 0 1", "T T")),
        no("an integer", claim("", "(exists ((t integer any)) (and (lt 1 t) (lt t 2) (eq (+ 0 -2 (* 0 t) (* 1 (^ t 2))) 0)))"),
           theorem("intermediate_value", "1 2 t -2 0 1", "T T")),
        no("a coefficient captured by the zero",
           claim("t: positive", "(exists ((v scalar real)) (and (lt -1 v) (lt v 1) (eq (+ 0 (+ 1 (- v)) (* 1 v)) 0)))", "(lt t 2)"),
           theorem("intermediate_value", "-1 1 t (+ 1 (- t)) 1", [T, combined(w("t", "(+ 2 (- t))"))])),
        no("a coefficient without a value", claim("c: real", "(le 0 1)"), theorem("intermediate_value", "-1 1 t 0 1 (* 0 (/ 1 c))", "T T", T)),
    ],
    "integer_step": [
        no("a number that is no integer", claim("i: 1..d, j: real", "(le (+ i 1) j)", "(lt i j)"), theorem("integer_step", "i j", "T T h1")),
        no("not strict", claim("i j: 1..d", "(le (+ i 1) j)", "(le i j)"), theorem("integer_step", "i j", "T T h1")),
        no("two steps", claim("i j: 1..d", "(le (+ i 2) j)", "(lt i j)"), theorem("integer_step", "i j", "T T h1")),
        no("a fraction", claim("i: integer", "(le 3/2 i)", "(lt 1/2 i)"), theorem("integer_step", "1/2 i", "T T h1")),
        no("a product, of which it is not seen", claim("i j: integer", "(le (+ i 1) (* 1/2 j))", "(lt i (* 1/2 j))"),
           theorem("integer_step", "i (* 1/2 j)", "T T h1")),
        no("a member of a sequence", claim("s: sequence-scalar", "(le 1 (item s 0))", "(lt 0 (item s 0))"),
           theorem("integer_step", "0 (item s 0)", "T T h1", combined(w("t")))),
    ],
    "max_bound": [
        no("between two indices", claim("", f"(le 9/4 {PARABOLA})"), theorem("max_bound", f"{PARABOLA} 3/2", "T T", USED)),
        no("beyond the last index", claim("n: 1..9", f"(le (+ n 1) {UPTO})"), theorem("max_bound", f"{UPTO} (+ n 1)", "T T")),
        no("before the first index", claim("", "(le 1 (max i 1 2 (* i i (- i))))"),
           theorem("max_bound", "(max i 1 2 (* i i (- i))) -1", "T T", USED)),
        no("strict", claim("n: 1..9", f"(lt n {UPTO})"), theorem("max_bound", f"{UPTO} n", "T T")),
        no("the other way round", claim("n: 1..9", f"(le {UPTO} (+ n -1))"), theorem("max_bound", f"{UPTO} n", "T T")),
        no("no maximum", claim("", FALSE), theorem("max_bound", "(sum i 1 2 (- i)) 1", "T T", USED)),
        no("a range that may be empty", claim("n: 0..9", f"(le 1 {UPTO})"), theorem("max_bound", f"{UPTO} 1", "T T")),
        no("a value without one further in", claim("", "(le 1 (max i 1 2 (/ 1 (+ i -2))))"),
           theorem("max_bound", "(max i 1 2 (/ 1 (+ i -2))) 1", "T T")),
    ],
    "max_attained": [
        no("a range that may be empty", claim("n: 0..9", f"(exists ((k integer (range 1 n))) (eq k {UPTO}))"),
           theorem("max_attained", f"{UPTO} k", "T")),
        no("ends that are no integers", claim("", "(exists ((k integer (range 1/4 1/2))) (eq k (max i 1/4 1/2 i)))"),
           theorem("max_attained", "(max i 1/4 1/2 i) k", "T")),
        no("an index off by one", claim("n: 1..9", f"(exists ((k integer (range 2 n))) (eq k {UPTO}))"), theorem("max_attained", f"{UPTO} k", "T")),
        no("no maximum", claim("", "(exists ((k integer (range 1 2))) (eq k (sum i 1 2 i)))"), theorem("max_attained", "(sum i 1 2 i) k", "T")),
        no("at a place of one's own choice", claim("n: 1..9", f"(eq 1 {UPTO})"),
           theorem("max_attained", f"{UPTO} k", "T", step("open", combined(by("o")), "o", fact="t"))),
        no("a name that is none", claim("n: 1..9", "(le 0 1)"), theorem("max_attained", f"{UPTO} 3", "T", T)),
        no("no integer for the end", claim("a: positive", "(le 0 1)", "(le 1 a)"), theorem("max_attained", "(max i 1 a i) k", "h1", T)),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)


def test_a_large_gram_determinant_costs_too_much() -> None:
    """Twelve vectors: 12! summands."""
    names = " ".join(f"x{i}" for i in range(12))
    refuse(no("", claim(f"{names}: vector", "(le 0 1)"), theorem("gram", f"I 0 {names}", "", T)))


