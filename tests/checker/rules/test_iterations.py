"""Equivalent configurations, contractions, orbits: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import (
    Case,
    T,
    Table,
    accept,
    apply,
    by,
    claim,
    combined,
    each,
    given,
    listed,
    no,
    proofs,
    refuse,
    split,
    sx,
    theorem,
    w,
)

HALF = "(* 1/2 w)"
STATES = "w p: vector, c: nonzero"


def same(step_: str, start: str, other: str, other_start: str, state: str = "w") -> str:
    """One iteration is equivalent to the other."""
    return f"(equivalent ({state}) ({step_}) ({start}) ({other}) ({other_start}))"


def mapped(premises: str = "", **maps: str) -> object:
    """Maps of the states."""
    return {"by": "conjugacy", "maps": {name: sx(m) for name, m in maps.items()}, "premises": proofs(premises)}


def contraction(rate: str, premises: object = "T T T") -> object:
    """A rate of contraction."""
    return {"by": "contraction", "rate": sx(rate), "premises": proofs(premises)}  # type: ignore[arg-type]


def limit(step_: str, start: str = "p", target: str = "0v") -> str:
    """The iteration tends to a vector."""
    return f"(limit (w) ({step_}) ({start}) ({target}))"


def orbit(step_: str, start: str, body: str, domain: str = "real") -> str:
    """The orbit of one number a."""
    return f"(orbit ((a scalar {domain})) ({step_}) ({start}) {body})"


def follow(then: object, start: str = "T", moves: object = "T", index: str = "k") -> object:
    """Enter an orbit."""
    return {"by": "follow", "start": proofs(start), "step": proofs(moves), "as": "o", "index": index, "then": then}  # type: ignore[arg-type]


def along(value: str, then: object, moves: object = T, index: str = "k", start: object = T, name: str = "a") -> object:
    """A sequence that follows the orbit of h1."""
    premises = [split([start]), each(split([moves]))]
    return {"by": "along", "fact": "h1", "index": index, "terms": {name: sx(value)}, "premises": premises, "as": "c", "then": then}


NEXT = apply("o step", {"k": "0"}, "T", combined(by("g.1"), by("o start.1", "2")))
DOUBLES = orbit("(* 2 a)", "1", "(eq (item a 1) 2)")
POWERS = theorem("power_next", "2 k", "s", given("t.2"))
ALL_BELOW = "(forall ((n integer any)) (implies (le 0 n) (le (item a n) L)))"
AT_THREE = apply("c", {"n": "3"}, "T", given("g"))
CUBE = "(le (pow 2 3) L)"
PAIR = "(orbit ((a scalar real) (v vector any)) ((* 2 a) (* a v)) (1 u) (eq (item v 1) u))"

ACCEPTED: Table = {
    "conjugacy": [
        Case(claim(STATES, same(HALF, "p", HALF, "(* c p)")), mapped(w="(* c I)")),
        Case(claim("w p: vector, Q: orthogonal", same(HALF, "p", HALF, "(@ Q p)")), mapped(w="Q")),
        Case(claim("a q: real, c: nonzero", same("(* a a)", "q", "(/ (* a a) c)", "(* c q)", "a")), mapped(a="c")),
        Case(claim("w: vector nonzero, p: vector nonzero, c: nonzero", same("(* 2 w)", "p", "(* 2 w)", "(* c p)")), mapped("T T", w="(* c I)")),
    ],
    "contraction": [
        Case(claim("w p: vector", limit(HALF)), contraction("1/4")),
        Case(claim("w p u: vector", limit("(+ u (* -1/3 (+ w (- u))))", target="u")), contraction("1/9")),
        Case(claim("w p: vector, Q: orthogonal", limit("(* 1/2 (@ Q w))")), contraction("1/4")),
        Case(claim("w p: vector, c: real", limit("(* c w)"), "(lt (^ c 2) 1)"), contraction("(^ c 2)", [combined(w(square="c")), given("h1"), T])),
    ],
    "follow": [
        Case(claim("", DOUBLES), follow(NEXT)),
        Case(claim("", orbit("(* 2 a)", "1", "(eq (item a 1) 2)", "nonzero")), follow(NEXT, "T T", "T T")),
        Case(claim("r: real", orbit("(* r a)", "r", "(eq (item a 1) (^ r 2))")),
             follow(apply("o step", {"k": "0"}, "T", combined(by("g.1"), by("o start.1", "r"))))),
        Case(claim("u: vector", PAIR),
             follow(apply("o step", {"k": "0"}, "T", combined(by("g.2"), by("o start.2", "(item a 0)"), by("o start.1", "u"))), "T T", "T T")),
        Case(claim("", orbit("(/ 1 a)", "1", "(lt 0 (item a 5))", "positive")), follow(T, "T T", "T T")),
    ],
    "along": [
        Case(claim("L: real", CUBE, orbit("(* 2 a)", "1", ALL_BELOW)),
             along("(pow 2 k)", AT_THREE, POWERS, start=theorem("power_next", "2 0", "T", given("t.1")))),
        Case(claim("L: real", "(le 4 L)", orbit("(+ 1 a)", "1", ALL_BELOW)), along("(+ 1 k)", AT_THREE)),
        Case(claim("L r: real", "(le r L)", orbit("a", "r", ALL_BELOW)), along("r", AT_THREE)),
        Case(claim("s: sequence-scalar, L: real", "(le (item s 3) L)", orbit("(* 2 a)", "(item s 0)", ALL_BELOW),
                   "(forall ((k integer any)) (implies (le 0 k) (and (eq (item s (+ k 1)) (* 2 (item s k))))))"),
             {**along("(item s k)", AT_THREE), "premises": [split("T"), given("h2")]}),
    ],
}  # fmt: skip

REFUSED: Table = {
    "conjugacy": [
        no("a factor that may be zero", claim("w p: vector, c: real", same(HALF, "p", HALF, "(* c p)")), mapped(w="(* c I)")),
        no("another start", claim(STATES, same(HALF, "p", HALF, "(* 2 c p)")), mapped(w="(* c I)")),
        no("another step", claim(STATES, same(HALF, "p", "(* 1/3 w)", "(* c p)")), mapped(w="(* c I)")),
        no("a step that is not linear", claim("a q: real, c: nonzero", same("(* a a)", "q", "(* a a)", "(* c q)", "a")), mapped(a="c")),
        no("an operator that need not be invertible", claim("w p: vector, A: symmetric", same("w", "p", "w", "(@ A p)")), mapped(w="A")),
        no("an operator that does not commute with the step",
           claim("w p: vector, A: symmetric, Q: orthogonal", same("(@ A w)", "p", "(@ A w)", "(@ Q p)")), mapped(w="Q")),
        no("a map that depends on the state", claim("w p: vector nonzero", same("w", "p", "w", "(* (dot w w) p)")),
           mapped("T T", w="(* (dot w w) I)")),
        no("two maps of the vectors", claim("w z p: vector", "(equivalent (w z) (w z) (p p) (w z) (p (* 2 p)))"), mapped(w="I", z="(* 2 I)")),
        no("a map left out", claim(STATES, same(HALF, "p", HALF, "(* c p)")), mapped()),
        no("a start outside of the domain", claim("w: vector nonzero, p: vector, c: nonzero", same("(* 2 w)", "p", "(* 2 w)", "(* c p)")),
           mapped("T T", w="(* c I)")),
        no("a fact about the state", claim(STATES, same(HALF, "p", HALF, "(* c p)"), "(eq (dot w w) 1)"), mapped(w="(* c I)")),
        no("a step without a value", claim("w p: vector, c: real", same("(/ w c)", "p", "(/ w c)", "p")), mapped(w="I")),
    ],
    "contraction": [
        no("the rate one", claim("w p: vector", limit("w")), contraction("1")),
        no("a rate that is too small", claim("w p: vector", limit(HALF)), contraction("1/5")),
        no("a step that stretches", claim("w p: vector", limit("(* 2 w)")), contraction("1/4")),
        no("a negative rate", claim("w p: vector", limit(HALF)), contraction("-1/4")),
        no("another limit", claim("w p u: vector", limit(HALF, target="u")), contraction("1/4")),
        no("a start without a value", claim("w u: vector, c: real", limit(HALF, "(/ u c)")), contraction("1/4")),
        no("a rate that depends on the state", claim("w p: vector", limit("(* 1/2 w)")), contraction("(/ 1 (+ 4 (dot w w)))")),
        no("a state with a domain", claim("w: vector nonzero, p: vector", limit(HALF)), contraction("1/4")),
        no("a state that is a number", claim("a q: real", "(limit (a) ((* 1/2 a)) (q) (0))"), contraction("1/4")),
        no("a fact about the state", claim("w p: vector", limit("(* (dot w w) w)"), "(eq (dot w w) 1/2)"), contraction("1/4", [T, T, T])),
        no("a target that moves with the state", claim("w p: vector", limit(HALF, target="w")), contraction("1/4")),
    ],
    "follow": [
        no("another step", claim("", orbit("(+ a 2)", "1", "(eq (item a 1) 2)")), follow(NEXT)),
        no("another member", claim("", orbit("(* 2 a)", "1", "(eq (item a 2) 2)")), follow(NEXT)),
        no("a step that leaves the domain", claim("", orbit("(+ a -1)", "5/2", "(ne (item a 9) 0)", "nonzero")), follow(T, "T T", "T T")),
        no("a start outside of the domain", claim("", orbit("(* 2 a)", "0", "(ne (item a 9) 0)", "nonzero")), follow(T, "T T", "T T")),
        no("a step without a value", claim("", orbit("(/ 1 a)", "1", "(le 0 1)")), follow(T)),
        no("a start without a value", claim("c: real", orbit("a", "(/ 1 c)", "(le 0 1)")), follow(T)),
        no("the step of a negative number of steps", claim("", orbit("(* 2 a)", "1", "(le 0 1)")), follow(apply("o step", {"k": "-1"}, "T", T))),
        no("a step in between", claim("", orbit("(* 2 a)", "1", "(le 0 1)")), follow(apply("o step", {"k": "1/2"}, "T", T))),
        no("an index that the step has as a number", claim("r: real", orbit("(* r a)", "1", "(eq (item a 1) 0)")),
           follow(apply("o step", {"r": "0"}, "T", combined(by("g.1"))), index="r")),
        no("an index that is no name", claim("", DOUBLES), follow(NEXT, index="1")),
        no("what is said of the members of something else", claim("s: sequence-scalar", orbit("(* 2 a)", "1", "(eq (item s 1) 2)")), follow(NEXT)),
    ],
    "along": [
        no("another step", claim("L: real", CUBE, orbit("(* 3 a)", "1", ALL_BELOW)), along("(pow 2 k)", AT_THREE, POWERS)),
        no("another start", claim("L: real", "(le 5 L)", orbit("(+ 1 a)", "1", ALL_BELOW)), along("(+ 2 k)", AT_THREE)),
        no("a sequence that does not follow", claim("L: real", "(le 1 L)", orbit("(+ 1 a)", "1", ALL_BELOW)), along("(+ 1 (* k k))", AT_THREE)),
        no("no orbit", claim("L: real", CUBE, ALL_BELOW.replace("(item a n)", "n")), along("(+ 1 k)", AT_THREE)),
        no("a sequence without a value", claim("L: real", "(le 4 L)", orbit("(+ 1 a)", "1", ALL_BELOW)), along("(+ 1 k (* 0 (/ 1 k)))", AT_THREE)),
        no("an index that the step has as a number", claim("r: real", "(lt 0 0)", orbit("(* r a)", "1", "(eq (item a 1) 1)")),
           along("1", T, index="r")),
        no("another symbol", claim("L: real", "(le 4 L)", orbit("(+ 1 a)", "1", ALL_BELOW)), along("(+ 1 k)", AT_THREE, name="b")),
        no("members before the first", claim("s: sequence-scalar, L: real", "(le 4 L)", orbit("(+ 1 a)", "1", ALL_BELOW)),
           along("(+ 1 k (* 0 (item s (+ k -1))))", AT_THREE)),
        no("a vector", claim("u: vector, L: real", "(le 0 1)", orbit("a", "1", ALL_BELOW)), along("u", AT_THREE)),
        no("the orbit at a negative index", claim("L: real", "(le 0 L)", orbit("(+ 1 a)", "1", ALL_BELOW)),
           along("(+ 1 k)", apply("c", {"n": "-1"}, "T", given("g")))),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)
