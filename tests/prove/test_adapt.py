"""A finished proof shows a near miss of its statement where that is true: what no longer fits is found anew, and checked."""

from __future__ import annotations

import pytest

from verify.checker import CheckError
from verify.prove import script as by
from verify.prove.adapt import loosened
from verify.prove.complete import NotFoundError, complete
from verify.statements import Formula, Setting, Statement, all_of, any_of, le, lt


def bounded(conclusion: str) -> Statement:
    """0 <= a <= b, b <= c, and something about them."""
    s = Setting()
    a, b, c = s.scalar("a", "nonnegative"), s.scalar("b"), s.scalar("c")
    s.assume("b bounds a", le(a, b))
    s.assume("c bounds b", le(b, c))
    said: dict[str, Formula] = {
        "sum": le(a, c), "weaker": le(a, c + a), "false": le(c, a), "strict": lt(a, c),
        "case": all_of(any_of(le(a, c), le(c, a)), le(b, c)), "case dropped": all_of(le(a, c), le(b, c)),
        "wrong case": all_of(le(c, a), le(b, c)),
    }  # fmt: skip
    return s.claim(said[conclusion])


SUM = by.auto("h1", "h2", degree=1)
CASE = by.split(by.script(by.choose(0), SUM), by.given("h2"))


@pytest.mark.parametrize(("proved", "proof", "near"), [("sum", SUM, "weaker"), ("case", CASE, "case dropped"), ("sum", SUM, "sum")])
def test_a_true_near_miss_is_shown_by_the_same_steps(proved: str, proof: by.Proof, near: str) -> None:
    finished = complete(bounded(proved), proof)
    adapted = complete(bounded(near), loosened(finished))
    assert complete(bounded(near), adapted) == adapted  # it has no gaps, and the checker accepts it


def test_steps_that_fit_are_kept() -> None:
    finished = complete(bounded("case"), CASE)
    assert complete(bounded("case"), loosened(finished)) == finished


@pytest.mark.parametrize(("proved", "proof", "near"), [("sum", SUM, "false"), ("sum", SUM, "strict"), ("case", CASE, "wrong case")])
def test_a_false_near_miss_is_not_shown(proved: str, proof: by.Proof, near: str) -> None:
    with pytest.raises((NotFoundError, CheckError)):
        complete(bounded(near), loosened(complete(bounded(proved), proof)))


def test_the_same_work_is_allowed_on_every_machine() -> None:
    outcomes = set()
    for _ in range(3):
        for work in (10, 1_000, 100_000):
            try:
                complete(bounded("sum"), SUM, work=work)
                outcomes.add((work, "proved"))
            except NotFoundError:
                outcomes.add((work, "not found"))
    assert len(outcomes) == 3
    assert (10, "not found") in outcomes
    assert (100_000, "proved") in outcomes
