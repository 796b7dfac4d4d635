"""Null sets, and the starts that lead to unstable fixed points: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import FALSE, Case, T, Table, accept, by, claim, combined, fix, given, listed, no, refuse, split, step, sx, w

U, V = "u: vector nonzero", "((v vector any))"
OFF = f"(almost-all {V} (ne (dot u v) 0))"
TO_X = "(tends k (item a k) x)"


def null(polynomial: str, then: object = None, nonzero: object = T, **point: str) -> object:
    """Where a polynomial differs from zero, as the fact n."""
    shown = given("n") if then is None else then
    values = {name: sx(value) for name, value in point.items()}
    return {"by": "null set", "polynomial": sx(polynomial), "point": values, "as": "n", "nonzero": nonzero, "then": shown}


def almost(then: object, *facts: str) -> object:
    """From facts for almost all values, f 1, f 2, ..."""
    return {"by": "almost", "facts": list(facts), "as": "f", "then": then}


def nowhere(then: object) -> object:
    """For no value."""
    return step("nowhere", then)


def escapes(moves: str, found: str = f"(and {TO_X})", domain: str = "scalar real") -> str:
    """For almost all starts the orbit has no limit x with what is found."""
    return f"(almost-all ((a0 {domain})) (orbit ((a {domain})) ({moves}) (a0) (not (exists ((x {domain})) {found}))))"


def image(moves: str, domain: str = "scalar real") -> str:
    """The map is nonsingular."""
    return f"(nonsingular ((a {domain})) ({moves}))"


HALVED = fix(step("assume", split([combined(by("s.1", "1/2"))]), "s"))
GROWS = [T, step("choose", T, side=0), T]


def regular(name: str = "nonsingular", **changes: object) -> object:
    """The derivative of a -> 2 a, or a^2, is injective at 1."""
    rest = {"directions": ["t"], "domain": [T], "smooth": [T], "point": {"a": "1"}, "injective": [HALVED]}
    return {"by": name, **rest, **changes}


def unstable(**changes: object) -> object:
    """The eigenvalue 2 at every fixed point of a -> 2 a."""
    return regular("unstable", **{"as": "f", "eigenvalue": "2", "eigenvector": {"t": "1"}, "unstable": GROWS, **changes})


IN_SPACE = {"domain": [T, T], "point": {"a": "u"}, "injective": [T, given("h1"), HALVED], "eigenvector": {"t": "u"}}
VECTORS = {"point": {"a": "0v"}, "eigenvector": {"t": "u"}}
PAIR = "((a scalar real) (b scalar real))"
BOTH = split([combined(by("s.1", "1/2")), combined(by("s.2"))])
TWO_STATES = {"directions": ["t", "r"], "domain": [T, T], "smooth": [T, T], "point": {"a": "1", "b": "0"}, "injective": [fix(step("assume", BOTH, "s"))]}

ACCEPTED: Table = {
    "null set": [
        Case(claim(U, OFF), null("(dot u v)", v="u")),
        Case(claim(U, "(almost-all ((v vector nonzero)) (ne (dot u v) 0))"), null("(dot u v)", v="u")),
        Case(claim(U, "(almost-all ((v vector any) (y vector any)) (ne (* (dot u v) (dot u y)) 0))"), null("(* (dot u v) (dot u y))", v="u", y="u")),
        Case(claim("u: vector nonzero, A: invertible", f"(almost-all {V} (ne (* 2 (dot (@ A u) (@ A v))) 0))"),
             null("(* 2 (dot (@ A u) (@ A v)))", v="u")),
    ],
    "nowhere": [
        Case(claim("", f"(not (almost-all {V} (lt (dot v v) 0)))"), nowhere(combined(w("(dot v v)")))),
        Case(claim("", f"(not (almost-all {V} (ne v v)))"), nowhere(T)),
        Case(claim("", "(not (almost-all ((v vector nonzero) (y vector any)) (eq (dot v v) 0)))"), nowhere(T)),
    ],
    "almost": [
        Case(claim("", f"(almost-all {V} (ne v 0v))", "(almost-all ((z vector any)) (ne z 0v))"), almost(given("f 1"), "h1")),
        Case(claim("a b: real", f"(almost-all {V} (le (dot v v) b))", f"(almost-all {V} (le (dot v v) a))", f"(almost-all {V} (le a b))"),
             almost(combined(w("f 1"), w("f 2")), "h1", "h2")),
        Case(claim("", "(almost-all ((c scalar real)) (le 0 (* c c)))"), almost(combined(w(square="c")))),
        Case(claim(U, f"(almost-all {V} (and (ne (dot u v) 0) (le 0 1)))", OFF), almost(split([given("f 1"), T]), "h1")),
    ],
    "nonsingular": [
        Case(claim("", image("(* 2 a)")), regular()),
        Case(claim("", image("(* a a)")), regular()),
        Case(claim(U, image("(* 2 a)", "vector any")), regular(point={"a": "0v"})),
        Case(claim(U, image("(* 2 a)", "vector nonzero"), "(le 2 d)"), regular(point={"a": "u"}, injective=[T, given("h1"), HALVED])),
        Case(claim("", f"(nonsingular {PAIR} ((* 2 a) b))"), regular(**TWO_STATES)),
    ],
    "unstable": [
        Case(claim("", escapes("(* 2 a)")), unstable()),
        Case(claim("", escapes("(* a a)", f"(and {TO_X} (eq x 1))")), unstable(unstable=[T, step("choose", T, side=0), combined(by("f.1", "2"))])),
        Case(claim(U, escapes("(* 2 a)", domain="vector any")), unstable(**VECTORS)),
        Case(claim(U, escapes("(* 2 a)", domain="vector nonzero"), "(le 2 d)"), unstable(**IN_SPACE)),
        Case(claim("c: real", escapes("(* c a)"), "(lt 1 c)"),
             unstable(injective=[fix(step("assume", split([combined(by("s.1", "(/ 1 c)"))]), "s"))], eigenvalue="c", unstable=[given("h1"), *GROWS[1:]])),
    ],
}  # fmt: skip

REFUSED: Table = {
    "null set": [
        no("a polynomial that may vanish everywhere", claim("u: vector", OFF), null("(dot u v)", v="u")),
        no("another polynomial", claim(U, OFF), null("(dot v v)", v="u")),
        no("a point where it vanishes", claim(U, OFF), null("(dot u v)", v="0v")),
        no("a quotient", claim(U, f"(almost-all {V} (ne (/ 1 (+ 1 (dot v v))) 0))"), null("(/ 1 (+ 1 (dot v v)))", v="u")),
        no("a magnitude", claim(U, f"(almost-all {V} (ne (abs (dot u v)) 0))"), null("(abs (dot u v))", v="u")),
        no("numbers", claim("", "(almost-all ((c scalar real)) (ne c 0))"), null("c", c="1")),
        no("a point too few", claim(U, "(almost-all ((v vector any) (y vector any)) (ne (dot u v) 0))"), null("(dot u v)", v="u")),
        no("for all", claim(U, f"(forall {V} (ne (dot u v) 0))"), null("(dot u v)", v="u")),
        no("a polynomial without a value", claim("u: vector nonzero, c: real", f"(almost-all {V} (le 0 1))"), null("(/ (dot u v) c)", T, v="u")),
        no("zero outside of the null set", claim(U, f"(almost-all {V} (lt 0 (dot u v)))"), null("(dot u v)", combined(w("n")), v="u")),
        no("a point that is the bound vector itself", claim("u: vector", f"(almost-all {V} (ne (dot v v) 0))"), null("(dot v v)", v="v")),
    ],
    "nowhere": [
        no("somewhere", claim("", f"(not (almost-all {V} (lt 0 (dot v v))))"), nowhere(combined(w("(dot v v)")))),
        no("on a null set", claim("", "(not (almost-all ((v vector any)) (ne v 0v)))"), nowhere(T)),
        no("integers", claim("", "(not (forall ((k integer any)) (lt (* k k) 0)))"), nowhere(combined(w(square="k")))),
        no("numbers", claim("", "(not (almost-all ((c scalar positive)) (lt c 0)))"), nowhere(T)),
        no("for almost all", claim("", f"(almost-all {V} (le 0 (dot v v)))"), nowhere(combined(w("(dot v v)")))),
        no("for all, not", claim("", f"(almost-all {V} (not (lt (dot v v) 0)))"), nowhere(combined(w("(dot v v)")))),
    ],
    "almost": [
        no("another vector", claim("u: vector", f"(almost-all {V} (ne v 0v))", "(almost-all ((z vector any)) (ne u 0v))"),
           almost(given("f 1"), "h1")),
        no("vectors that are not zero", claim("", f"(almost-all {V} {FALSE})", f"(almost-all ((v vector nonzero)) {FALSE})"),
           almost(given("f 1"), "h1")),
        no("numbers for vectors", claim("", f"(almost-all {V} {FALSE})", f"(almost-all ((c scalar real)) {FALSE})"), almost(given("f 1"), "h1")),
        no("the second of two",
           claim("", "(almost-all ((y scalar real) (z scalar real)) (le y 0))", "(almost-all ((z scalar real) (y scalar real)) (le y 0))"),
           almost(given("f 1"), "h1")),
        no("one of two", claim("", "(almost-all ((y scalar real) (z scalar real)) (le y 0))", "(almost-all ((y scalar real)) (le y 0))"),
           almost(given("f 1"), "h1")),
        no("for all", claim(U, f"(forall {V} (ne (dot u v) 0))", OFF), almost(given("f 1"), "h1")),
        no("a fact for some", claim(U, OFF, f"(exists {V} (ne (dot u v) 0))"), almost(given("f 1"), "h1")),
        no("a fact left out", claim(U, OFF, OFF), almost(given("f 1"))),
        no("a body that may have no value", claim("", "(almost-all ((c scalar real)) (eq (/ c c) 1))"), almost(T)),
    ],
    "nonsingular": [
        no("a constant", claim("", image("3")), regular()),
        no("on one line only", claim("", f"(nonsingular {PAIR} ((* 2 a) a))"), regular(**TWO_STATES)),
        no("a magnitude", claim("", image("(+ (* 2 a) (abs a))")), regular()),
        no("a root that vanishes", claim("", image("(sqrt (* a a))")), regular()),
        no("a quotient without a value", claim("", image("(/ 1 a)")), regular()),
        no("a half-line", claim("", image("(* 2 a)", "scalar positive")), regular()),
        no("a line without zero", claim(U, image("(* 2 a)", "vector nonzero")), regular(point={"a": "u"}, injective=[T, T, HALVED])),
        no("a point outside of the domain", claim(U, image("(* 2 a)", "vector nonzero"), "(le 2 d)"),
           regular(point={"a": "0v"}, injective=[T, given("h1"), HALVED])),
        no("a point where the derivative vanishes", claim("", image("(* a a)")), regular(point={"a": "0"})),
        no("a direction that is the state", claim("", image("(* 2 a)")), regular(directions=["a"])),
        no("a direction that is a symbol of the statement", claim("t: nonzero", image("(* 2 a)")), regular()),
        no("a factor that may be zero", claim("c: real", image("(* c a)")),
           regular(injective=[fix(step("assume", split([combined(by("s.1", "(/ 1 c)"))]), "s"))])),
        no("a point without a value", claim("c: real", image("(* a a)")), regular(point={"a": ["+", "1", ["*", "0", ["/", "1", "c"]]]})),
        no("an orbit", claim("", escapes("(* 2 a)")), regular()),
    ],
    "unstable": [
        no("the eigenvalue one", claim("", escapes("a")), unstable(eigenvalue="1")),
        no("a stable fixed point", claim("", escapes("(* a a)")), unstable()),
        no("a direction named like the limit", claim("", escapes("(* a a)")), unstable(directions=["x"], eigenvector={"x": "1"})),
        no("an eigenvector that may be zero, named like the limit", claim("", escapes("(* 1/2 a)")), unstable(
            directions=["x"], eigenvector={"x": ["*", "4", "x"]}, injective=[fix(step("assume", split([combined(by("s.1", "2"))]), "s"))])),
        no("the zero vector", claim(U, escapes("(* 2 a)", domain="vector any")), unstable(**{**VECTORS, "eigenvector": {"t": "0v"}})),
        no("a derivative that is injective nowhere", claim("", escapes("3", f"(and {TO_X} (lt x 0))")), unstable()),
        no("a limit that is the start", claim("", escapes("(* 2 a)", f"(and {TO_X} (eq x a0))")), unstable()),
        no("a step that depends on the start", claim("", escapes("(* 2 a0)")), unstable()),
        no("no limit, or something else", claim("", escapes("(* 2 a)", f"(or {TO_X} (eq x 5))")), unstable()),
        no("a limit with what has no value", claim("c: real", escapes("(* 2 a)", f"(and {TO_X} (eq (/ 1 c) 1))")), unstable()),
        no("a line without zero", claim(U, escapes("(* 2 a)", domain="vector nonzero")), unstable(**{**IN_SPACE, "injective": [T, T, HALVED]})),
        no("a half-line", claim("", escapes("(* 2 a)", domain="scalar positive")), unstable(domain=[T, T])),
        no("a step that leaves its domain", claim(U, escapes("(+ a (- u))", domain="vector nonzero"), "(le 2 d)"), unstable(**IN_SPACE)),
        no("for all starts", claim("", escapes("(* 2 a)").replace("almost-all", "forall")), unstable()),
        no("a magnitude", claim("", escapes("(+ (* 2 a) (abs a))")), unstable()),
        no("another start", claim("", escapes("(* 2 a)").replace("(a0) (not", "(0) (not")), unstable()),
        no("the limit of a sequence one late", claim("", escapes("(* 2 a)").replace("(item a k)", "(item a (+ k 1))")), unstable()),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)
