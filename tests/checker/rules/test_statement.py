"""What a statement supposes: its symbols with their domains, and its hypotheses in order."""

from __future__ import annotations

import pytest

from verify import checker
from verify.checker.rules.statement import context_of

from .build import TRUE, Case, T, accept, by, claim, combined, given, no, refuse, w

SUPPOSED = [
    Case(claim("", "(le 1 d)"), given("dimension")),
    Case(claim("i: 2..d", "(le 2 i)"), given("i>=")),
    Case(claim("i: 2..d", "(le i d)"), given("i<=")),
    Case(claim("i: 1..d, j: i..d", "(le 1 j)"), combined(w("i>="), w("j>="))),
    Case(claim("a: real", "(le 3 a)", TRUE, "(le 3 a)"), given("h2")),
    Case(claim("a b: real", "(le a 0)", "(and (le a b) (le b 0))"), combined(w("h1.1"), w("h1.2"))),
    Case(claim("a: positive", "(lt 0 a)"), T),
    Case(claim("x: real", "(eq (* x (/ 1 x)) 1)", "(ne x 0)"), T),
    Case(claim("a: real", "(eq g (* 2 a))", definitions={"g": "(+ a a)"}), T),
    Case(claim("x: random-vector, m v: vector", "(eq (E (dot v x)) (dot v m))", moments=[("x", "m")]), T),
]  # fmt: skip

NOT_SUPPOSED = [
    no("two dimensions", claim("", "(le 2 d)"), given("dimension")),
    no("integers without a range", claim("i: integer", "(le 1 i)"), given("i>=")),
    no("a range from an end that moves", claim("i: integer, j: i..d", "(le 1 j)"), combined(w("j>="))),
    no("a hypothesis that is not there", claim("a: real", "(le 3 a)", "(le 3 a)"), given("h2")),
    no("a hypothesis as number 0", claim("a: real", "(le 3 a)", "(le 3 a)"), given("h0")),
    no("the conclusion", claim("a: real", "(le 3 a)"), given("conclusion")),
    no("a domain that is not declared", claim("a: nonnegative", "(lt 0 a)"), T),
    no("a symmetric operator that is definite", claim("A: symmetric, x: vector", "(le 0 (dot x (@ A x)))"), T),
    no("a hypothesis that has no value before the next one", claim("x: real", "(eq x 1)", "(eq (/ 1 x) 1)", "(ne x 0)"), combined(by("h1", "(- x)"))),
    no("a moment of another vector", claim("x y: random-vector, m v: vector", "(eq (E (dot v y)) (dot v m))", moments=[("x", "m")]), T),
    no("a second moment from the first", claim("y: random-scalar, m: real", "(eq (E (* y y)) (* m m))", moments=[("y", "m")]), T),
]


@pytest.mark.parametrize("case", SUPPOSED)
def test_what_is_supposed(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.why) for case in NOT_SUPPOSED])
def test_what_is_not_supposed(case: Case) -> None:
    refuse(case)


def test_facts_and_their_labels() -> None:
    context = context_of(checker.load(claim("i: 1..d, a: real", TRUE, "(and (le a i) (iff (le 0 a) (le 1 a)))")), {})
    assert set(context.facts) == {"dimension", "i>=", "i<=", "h1", "h1.1", "h1.2", "h1.2.1", "h1.2.2"}
    assert not context.cites and not context.used
