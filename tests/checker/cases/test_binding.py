"""A name that is bound twice: a sum within a sum over its own bound, and a certificate for 0 < 0 that once was made of it."""

from __future__ import annotations

from typing import Any

import pytest

from verify import checker
from verify.checker.statement import sha256

Json = Any
T: Json = {"by": "trivial"}
NOTHING: Json = {"symbols": [], "definitions": [], "moments": [], "hypotheses": [], "conclusion": ["lt", "0", "0"]}


def doubled(inner: str) -> Json:
    """The sum over i from 1 to 1 of the sum over j from 2 to 2 of i (1) or j (2)."""
    return ["sum", "i", "1", "1", ["sum", "j", "2", "2", inner]]


def below_one(inner: str) -> Json:
    """Every integer from 1 to the double sum is at most 1: true for i, false for j."""
    return ["forall", [["i", "integer", ["range", "1", doubled(inner)]]], ["le", "i", "1"]]


def named(name: str, args: list[Json], label: str, then: Json) -> Json:
    """A theorem with an evident premise."""
    return {"by": "theorem", "name": name, "args": args, "premises": [T], "as": label, "then": then}


def evaluated(inner: str, then: Json) -> Json:
    """The double sum by its recursion, as the facts a, b, c, d."""
    whole, within = ["lambda", "p", ["sum", "q", "2", "2", "p" if inner == "i" else "q"]], ["lambda", "q", "1" if inner == "i" else "q"]
    after = named("sum_next", [within, "2", "1"], "c", named("sum_empty", [within, "2", "1"], "d", then))
    return named("sum_next", [whole, "1", "0"], "a", named("sum_empty", [whole, "1", "0"], "b", after))


ONE: Json = {"c": "1", "factors": [], "square": None}
SUM: list[Json] = [{"eq": label, "times": "1"} for label in "abcd"]
LESS: list[Json] = [{"eq": label, "times": "-1"} for label in "abcd"]
TRUE_ONE: Json = {"by": "fix", "then": evaluated("i", {"by": "combine", "sum": [{"c": "1", "factors": [["i<=", 1]], "square": None}, *SUM]})}
AT_TWO: Json = {"by": "apply", "fact": "g", "terms": {"i": "2"}, "premises": [T, {"by": "combine", "sum": LESS}], "as": "bad",
                "then": {"by": "combine", "sum": [{"c": "1", "factors": [["bad", 1]], "square": None}, ONE]}}  # fmt: skip


def have(formula: Json, proof: Json, label: str, then: Json) -> Json:
    """An intermediate statement."""
    return {"by": "have", "formula": formula, "proof": proof, "as": label, "then": then}


FORGED = have(below_one("i"), TRUE_ONE, "f", have(below_one("j"), {"by": "given", "fact": "f"}, "g", evaluated("j", AT_TWO)))


def test_the_forgery_is_refused() -> None:
    """The range of a bound integer binds that integer's own name, and two different sums are taken for the same."""
    with pytest.raises(checker.CheckError, match="not the goal"):
        checker.establish(NOTHING, "proof", FORGED, {})


def test_its_true_part_is_accepted() -> None:
    """The same steps show what is true: the sum of i is 1, that of j is 2."""
    kept = {**NOTHING, "conclusion": ["le", "0", "0"]}
    assert checker.establish(kept, "proof", have(below_one("i"), TRUE_ONE, "f", T), {}).verdict == "holds"
    for inner, value in (("i", "1"), ("j", "2")):
        goal = {**NOTHING, "conclusion": ["eq", doubled(inner), value]}
        by_steps = {"by": "combine", "sum": SUM}
        assert checker.establish(goal, "proof", evaluated(inner, by_steps), {}).verdict == "holds"
        with pytest.raises(checker.CheckError):
            checker.establish({**goal, "conclusion": ["eq", doubled(inner), "3"]}, "proof", evaluated(inner, by_steps), {})


def test_a_sealed_certificate_of_it_is_refused() -> None:
    says = {"verdict": "holds", "evidence": "proof", "cites": [], "uses": [], "kind": "proof", "body": FORGED, "statement": NOTHING}
    certificate = checker.sealed({"format": 1, "claim": "row", "part": "printed", "hash": sha256(NOTHING), **says})
    with pytest.raises(checker.CheckError):
        checker.accept(certificate, {})


SHADOWED: list[tuple[Json, Json]] = [
    (["sum", "i", "1", "2", ["sum", "i", "1", "i", "1"]], "3"),
    (["sum", "i", "1", "2", ["sum", "i", "1", "3", "i"]], "12"),
    (["max", "i", "1", "2", ["sum", "i", "i", "3", "i"]], "6"),
]


@pytest.mark.parametrize(("term", "value"), SHADOWED)
def test_a_statement_that_binds_a_name_twice_is_not_read(term: Json, value: Json) -> None:
    with pytest.raises(checker.CheckError, match="not a fresh symbol"):
        checker.load({**NOTHING, "conclusion": ["eq", term, value]})


def test_in_a_proof_the_innermost_binder_counts() -> None:
    kept = {**NOTHING, "conclusion": ["le", "0", "0"]}
    for term, other in ((SHADOWED[0][0], ["sum", "a", "1", "2", ["sum", "b", "1", "a", "1"]]),
                        (SHADOWED[1][0], ["sum", "a", "1", "2", ["sum", "b", "1", "3", "b"]])):
        assert checker.establish(kept, "proof", have(["eq", term, other], T, "f", T), {}).verdict == "holds"
    with pytest.raises(checker.CheckError):
        checker.establish(kept, "proof", have(["eq", SHADOWED[1][0], ["sum", "a", "1", "2", ["sum", "b", "1", "3", "a"]]], T, "f", T), {})
