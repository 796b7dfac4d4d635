"""Stress: no statement of the paper that holds has a counterexample among many exact instances, and enough of these tell something.

VERIFY_STRESS sets how many telling instances each statement is attacked with (`verify.refute.stress`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache

import pytest

from verify import expectations
from verify.claims import Paper, load_paper
from verify.refute import find_counterexample
from verify.refute.stress import SHARE, Disagreement, Stress, stress
from verify.statements import Scalar, Setting, Statement, Verdict, all_of, canonical, eq, iff, implies, le, lt, sqrt

PAPER = "proofs_checks"
COUNT = int(os.environ.get("VERIFY_STRESS", "250"))
Name = tuple[str, str]

# Statements with fewer telling instances: the share of COUNT that is asked for, and why.
RARE: dict[Name, tuple[float, str]] = {
    ("gd-range", "printed"): (0, "convergence of an infinite iteration: no finite number of steps decides it"),
    ("lemma-A.1-proof/3-third", "corrected"): (
        0, "the hypothesis that v and u span the plane, for every y some b_1 and b_2, is shown by no instance"),
    ("lemma-A.15/separation", "printed"): (0, "delta_0, delta_1, delta_2 and the distance are bound one after the other"),
    ("gd-optimal/unique", "printed"): (0.1, "the premise singles out one step, and needs rational eigenvalues to be decided"),
    ("lemma-A.18", "corrected"): (0, "an instance decides what becomes of null sets only where a coordinate of the map does not vary"),
    ("stationary-eps", "corrected"): (0, "an instance does not name the zero of the cubic that there is"),
    ("stationary-eps/cubic", "printed"): (0, "an instance does not name the zero of the cubic that there is"),
    ("new-basin/least", "printed"): (0, "an instance does not name the number that there is"),
    ("eq-47-49/47", "printed"): (0.1, "the premise w'g < 2 delta with |u| = 1 needs w almost orthogonal to g"),
}  # fmt: skip


WHOLE = {"orbit", "tends", "sequence-scalar", "sequence-vector"}
OF_WHOLE = "a statement on a whole trajectory or sequence: what an instance tells of it depends on the orbit"


@cache
def paper() -> Paper:
    return load_paper(PAPER)


def statement(name: Name) -> Statement:
    decision = paper().claims[name[0]].build()
    part = decision.printed if name[1] == "printed" else decision.corrected
    assert part is not None
    return part.statement


def believed() -> list[Name]:
    """Every statement recorded to hold, printed or corrected."""
    return [name for name, verdict in expectations.load(PAPER, paper().ids()).items() if verdict is Verdict.HOLDS]


def on_whole(found: Statement) -> bool:
    """Whether a statement speaks of a trajectory or of sequences."""
    return any(f'"{word}"' in canonical(found.to_json()) for word in WHOLE)


def attacked(name: Name) -> Stress:
    return stress(statement(name), count=COUNT)


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> Iterator[dict[Name, Future[Stress]]]:
    """The attacks on the chosen statements, under way on all processors."""
    chosen = [item.callspec.params["name"] for item in request.session.items if hasattr(item, "callspec") and "outcomes" in item.fixturenames]
    with ProcessPoolExecutor(min(len(os.sched_getaffinity(0)), len(chosen))) as pool:
        yield {name: pool.submit(attacked, name) for name in chosen}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", believed(), ids="-".join)
def test_a_statement_that_holds_survives(name: Name, outcomes: dict[Name, Future[Stress]]) -> None:
    found = outcomes[name].result()
    assert found.counterexample is None
    share, why = RARE.get(name, (0, OF_WHOLE) if on_whole(statement(name)) else (1, "every statement that is not listed"))
    assert found.told >= share * COUNT, f"{found} tells too little: expected {share} of {COUNT}, for {why}"


def test_the_exceptions_are_statements_of_the_paper() -> None:
    assert {name for name, _ in RARE} <= set(paper().ids())
    assert all(0 <= share < 1 and why for share, why in RARE.values())


# ------------------------------------------------------------------------------------------------
# The attack can fail


def means(factor: str) -> Statement:
    """That a sum whose product is one stays above a multiple of 5 (29 * 11/3 / (7 * 13))^(1/5), its least value."""
    s = Setting()
    x, y, z, t = (s.scalar(name, "positive") for name in "xyzt")
    least = Scalar(factor) * Scalar("51581/10000")  # it is 5.15816...
    return s.claim(le(least, x / 7 + Scalar("11/3") * y + 29 * z + t / 13 + 1 / (x * y * z * t)))


def test_the_constant_of_the_example() -> None:
    assert 5**5 * 29 * 11 * 10000**5 > 51581**5 * 3 * 7 * 13
    assert 5**5 * 29 * 11 * 10000**5 < 51582**5 * 3 * 7 * 13


def test_a_tight_constant_one_percent_off_is_found_by_adversarial_attack_only() -> None:
    false = means("101/100")
    by_chance = stress(false, count=5000, attacks={})
    assert (by_chance.counterexample, by_chance.told) == (None, 5000)
    for attack in ("evolution", "aimed"):
        found = stress(false, count=4000, attacks={attack: SHARE[attack]})
        assert found.counterexample is not None, attack
        assert found.told < 1000


@pytest.mark.parametrize("attack", SHARE)
def test_each_attack_alone_finds_what_is_false_at_every_second_place(attack: str) -> None:
    s = Setting()
    x, v, w = s.scalar("x"), s.vector("v"), s.operator("H", "spd")
    false = s.claim(implies(lt(0, x), le(x * (v @ v), v @ (w @ v))))
    found = stress(false, count=20, attacks={attack: 1}).counterexample
    assert found is not None
    assert found.found == "fails"


def test_the_tight_constant_itself_survives() -> None:
    found = stress(means("1"), count=2000)
    assert found.counterexample is None
    assert found.told >= 2000
    assert set(found.by) == {"aimed", "evolution", "hypothesis", "random"}


def test_false_versions_of_claims_are_found() -> None:
    for name in ("prop-3.2-2", "eq-16", "cor-A.6", "eq-31-33"):
        assert stress(statement((name, "printed")), count=COUNT).counterexample is not None, name


def test_the_same_seed_gives_the_same_attack() -> None:
    name = ("cor-A.7", "corrected")
    assert stress(statement(name), count=60) == stress(statement(name), count=60)
    assert stress(statement(name), count=60) != stress(statement(name), count=60, seed=1)


# ------------------------------------------------------------------------------------------------
# What counts


def test_an_instance_without_content_is_not_counted() -> None:
    s = Setting()
    x, y = s.scalar("x"), s.scalar("y")
    never = stress(s.claim(implies(lt(x**2, 0), lt(y, x))), count=100)
    assert (never.counterexample, never.told) == (None, 0)
    assert never.met >= 100
    some = stress(s.claim(all_of(implies(lt(x**2, 0), lt(y, x)), iff(lt(0, x), lt(x, 2 * x)))), count=100)
    assert some.told >= 100
    s.assume("no x is like that", lt(x**2, 0))
    assert stress(s.claim(eq(x, y)), count=100) == Stress()


def test_premises_are_met_on_purpose() -> None:
    s = Setting()
    x, y = s.scalar("x"), s.scalar("y")
    true = s.claim(implies(eq(x, 3 * y + Scalar("17/31")), lt(3 * y, x)))
    found = stress(true, count=100)
    assert found.told >= 80
    assert found.by["premises"] >= 80


def test_what_cannot_be_decided_is_not_counted() -> None:
    s = Setting()
    x = s.scalar("x", "positive")
    found = stress(s.claim(eq(sqrt(x**2 + 1) ** 2, x**2 + 1)), count=100)
    assert found.counterexample is None
    assert found.met > found.told


def test_every_counterexample_is_replayed_by_the_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    s = Setting()
    x = s.scalar("x")
    monkeypatch.setattr("verify.refute.stress.replayed", lambda loaded, instance: None)
    assert stress(s.claim(lt(x, 1)), count=50).counterexample is None
    monkeypatch.setattr("verify.refute.stress.evaluated", lambda loaded, instance: ("vacuous", []))
    with pytest.raises(Disagreement, match="a hypothesis fails at"):
        stress(s.claim(lt(x, x + 1)), count=50)


def test_the_ordinary_search_agrees() -> None:
    """The search that every statement goes through also finds what chance does not."""
    assert find_counterexample(means("101/100"), budget=4000) is not None
