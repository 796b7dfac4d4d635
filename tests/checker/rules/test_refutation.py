"""Refutation by proof: the conclusion fails wherever a lemma holds, and an instance meets the lemma."""

from __future__ import annotations

from typing import Any

import pytest

from verify import checker

from .build import FALSE, TRUE, T, apply, assume, by, claim, combined, each, given, several, sx, w

Body = dict[str, Any]
Refutation = tuple[Any, Body]
SMALL = claim("x: real", "(le 0 x)", "(le x 1)")
NEGATIVE = assume(combined(w("s"), w("lemma1")))
ALL_ZERO = claim("x: real", "(forall ((t scalar real)) (eq (* t x) 0))")
RISES = "(forall ((k integer any)) (implies (le 0 k) (le (item s k) (item s (+ k 1)))))"
CONSTANT = "(forall ((k integer any)) (implies (le 0 k) (eq (item s k) (item s 0))))"
SEQUENCE = claim("c: positive, s: sequence-scalar nonzero", CONSTANT, RISES)
AT_ONE = assume(apply("s", {"k": "1"}, "T", combined(w(), by("g"))))


def body(instance: Any, proof: Any, *lemma: str, **rest: Any) -> Body:
    """A refutation."""
    return {"instance": {"d": 1, **instance}, "lemma": [sx(f) for f in lemma], "proof": proof, **rest}


def form(term: str, *proofs: Any) -> Body:
    """The sequence s as a term in k, with proofs of what is supposed of it."""
    return {"sequences": {"s": ["lambda", "k", sx(term)]}, "hypotheses": list(proofs)}


def refute(data: Any, found: Any) -> checker.Accepted:
    """Hand the checker a refutation."""
    return checker.establish(data, "refutation", found, {})


LINEAR = form("(+ c k)", each(T), each(T))
HONEST: dict[str, Refutation] = {
    "a number below zero": (SMALL, body({"x": "-1"}, NEGATIVE, "(lt x 0)")),
    "not for all": (ALL_ZERO, body({"x": "1"}, assume(apply("s", {"t": "1"}, "", combined(w("lemma1"), by("g")))), "(lt 0 x)")),
    "for no vector": (claim("c: real", "(almost-all ((v vector any)) (le (dot v v) c))"),
                      body({"c": "-1"}, {"by": "nowhere", "then": combined(w("lemma1"), w("(dot v v)"))}, "(lt c 0)")),
    "no limit": (claim("", "(tends k 1 0)"), body({}, assume({
        "by": "theorem", "name": "limit_constant", "args": several("(lambda k 1)"), "premises": [], "as": "t",
        "then": {
            "by": "theorem", "name": "limit_order", "args": several("(lambda k 1) 1 (lambda k 1) 0 0"), "premises": [given("t"), given("q"), T, each(T)],
            "as": "o", "then": combined(w("o"), w())}}, "q"))),
    "a sequence by a formula": (SEQUENCE, body({"c": "2"}, AT_ONE, **LINEAR)),
    "a conclusion without a value": (claim("x: real", "(and (implies (eq 0 0) (eq (/ 1 x) 1)) (lt 0 0))"), body({"x": "0"}, assume(given("s.2")), "(eq x 0)")),
}  # fmt: skip

WRONG: dict[str, Refutation] = {
    "an instance that does not meet the lemma": (SMALL, body({"x": "1"}, NEGATIVE, "(lt x 0)")),
    "an instance that does not meet a hypothesis": (claim("x: real", "(le 0 x)", "(le 0 (+ 1 x))"), body({"x": "-2"}, NEGATIVE, "(lt x 0)")),
    "an instance out of its domain": (claim("x: nonnegative", "(le 0 x)"), body({"x": "-1"}, NEGATIVE, "(lt x 0)")),
    "an instance without a value": (SMALL, body({}, NEGATIVE, "(lt x 0)")),
    "a lemma that is too weak": (SMALL, body({"x": "-1"}, NEGATIVE, "(le x 0)")),
    "a lemma that is false": (SMALL, body({"x": "-1"}, assume(given("lemma1")), FALSE)),
    "a lemma without a value": (SMALL, body({"x": "0"}, NEGATIVE, "(lt (/ 1 x) 0)")),
    "a lemma of a symbol that is not declared": (SMALL, body({"x": "-1"}, NEGATIVE, "(lt y 0)")),
    "no lemma": (SMALL, body({"x": "-1"}, NEGATIVE)),
    "a conclusion that is true": (claim("x: real", "(le x 0)"), body({"x": "-1"}, NEGATIVE, "(lt x 0)")),
    "a proof of the conclusion": (claim("x: real", TRUE), body({"x": "-1"}, T, "(lt x 0)")),
    "for almost all, and not for some": (claim("c: real", "(almost-all ((v vector any)) (ne v 0v))"),
                                        body({"c": "1"}, {"by": "nowhere", "then": T}, "(lt 0 c)")),
    "a sequence that falls": (SEQUENCE, body({"c": "2"}, AT_ONE, **form("(+ c (- k))", each(T), each(T)))),
    "a sequence that is constant": (SEQUENCE, body({"c": "2"}, AT_ONE, **form("c", each(T), each(T)))),
    "a sequence with a zero": (SEQUENCE, body({"c": "2"}, AT_ONE, **form("k", each(T), each(T)))),
    "a sequence without a value at 0": (SEQUENCE, body({"c": "2"}, AT_ONE, **form("(+ c k (* 0 (/ 1 k)))", each(T), each(T)))),
    "a sequence in the instance, too": (SEQUENCE, body({"c": "2", "s": ["1", "2"]}, AT_ONE, **LINEAR)),
    "what is supposed of a sequence, from itself": (SEQUENCE, body({"c": "2"}, AT_ONE, **form("(+ c k)", each(T), given("h1")))),
    "a proof of the hypotheses left out": (SEQUENCE, body({"c": "2"}, AT_ONE, **form("(+ c k)", each(T)))),
    "more than a refutation has": (SMALL, body({"x": "-1"}, NEGATIVE, "(lt x 0)", more=[])),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_accepted(name: str) -> None:
    found = refute(*HONEST[name])
    assert (found.verdict, found.evidence) == ("fails", "counterexample")


@pytest.mark.parametrize("name", WRONG)
def test_refused(name: str) -> None:
    data, found = WRONG[name]
    checker.load(data)
    with pytest.raises(checker.CheckError):
        refute(data, found)
