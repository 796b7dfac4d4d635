"""Counterexamples are found, are small, are real; true statements have witnesses and no counterexample."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refute_cases import FALSE, TRUE, cauchy, contraction, interlacing, problem, quadratic, residual, saddle, scaling

from verify import checker
from verify.refute import Counterexample, Source, find_counterexample, find_witness, mutants, search
from verify.refute.plan import plan
from verify.refute.program import Point
from verify.refute.shrink import measure, shrunk
from verify.refute.values import from_json
from verify.statements import Decl, Instance, Scalar, Setting, Statement, Vector, eq, forall, le, lt, sqrt


def confirmed(statement: Statement, found: Counterexample) -> None:
    """The checker says of the instance what the counterexample says."""
    verdict, trail = checker.evaluate(checker.load(statement.to_json()), found.instance)
    assert verdict == found.found in ("fails", "undefined")
    assert [list(row) for row in found.sides] == checker.sides(trail)
    body = found.to_json()
    assert checker.establish(statement.to_json(), "counterexample", body, {}).verdict == "fails"


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_refuted(name: str) -> None:
    found = find_counterexample(FALSE[name], budget=900)
    assert found is not None
    confirmed(FALSE[name], found)


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_not(name: str) -> None:
    outcome = search(TRUE[name], budget=300)
    assert outcome.counterexample is None
    assert outcome.tried > 150


@pytest.mark.parametrize("name", TRUE)
def test_witnesses_meet_the_hypotheses(name: str) -> None:
    witness = find_witness(TRUE[name])
    assert isinstance(witness, Instance)
    expected = {"unknown"} if name in ("scaling", "descent") else {"holds"}
    assert checker.evaluate(checker.load(TRUE[name].to_json()), witness.to_json())[0] in expected


def test_contradictory_hypotheses_have_no_witness() -> None:
    s = Setting()
    x = s.vector("x", "nonzero")
    s.assume("x has length zero", eq(x @ x, 0))
    assert find_witness(s.claim(lt(1, 0))) is None
    assert find_counterexample(s.claim(lt(1, 0))) is None


def test_the_smallest_counterexamples() -> None:
    found = find_counterexample(scaling())
    assert found is not None
    assert (found.instance["d"], found.instance["r"], found.instance["H"]) == (1, "-1", [["1"]])
    found = find_counterexample(quadratic("symmetric"))
    assert found is not None
    assert found.instance == {"d": 1, "A": [["-1"]], "x": ["1"]}
    found = find_counterexample(saddle(2))
    assert found is not None
    assert found.instance == {"d": 1, "H": [["1"]], "g": ["0"], "w": ["1"]}
    found = find_counterexample(interlacing(strict=True))
    assert found is not None
    assert found.instance == {"d": 2, "H": [["1", "0"], ["0", "1"]], "u": ["1", "0"], "i": "2"}
    assert found.sides == (("lt", "1", "1"),)


def test_a_failure_only_in_the_case_of_equality_is_found() -> None:
    found = find_counterexample(cauchy(strict=True))
    assert found is not None
    confirmed(cauchy(strict=True), found)
    s = Setting()
    x, y = s.vector("x", "nonzero"), s.vector("y", "nonzero")
    triangle = s.claim(lt(sqrt((x + y) @ (x + y)), sqrt(x @ x) + sqrt(y @ y)))
    found = find_counterexample(triangle)
    assert found is not None
    confirmed(triangle, found)


def test_a_failure_in_a_small_region_is_found_by_descent() -> None:
    s = Setting()
    x, y = s.scalar("x"), s.scalar("y")
    statement = s.claim(lt(Scalar("1/1000"), (x - Scalar("37/10")) ** 2 + (y - Scalar("111/37")) ** 2))
    found = find_counterexample(statement)
    assert found is not None
    confirmed(statement, found)


def test_a_universal_conclusion_is_refuted_by_a_value() -> None:
    p = problem()
    statement = p.s.claim(forall([Decl("z", "vector", "nonzero")], lt(0, Vector("z") @ p.g)))
    found = find_counterexample(statement)
    assert found is not None
    assert "z" in found.instance
    confirmed(statement, found)


def test_an_undefined_conclusion_is_reported_as_such() -> None:
    s = Setting()
    w = s.vector("w")
    found = find_counterexample(s.claim(eq((w @ w) / (w @ w), 1)))
    assert found is not None
    assert found.found == "undefined"
    assert found.instance == {"d": 1, "w": ["0"]}


def test_hints_are_tried_first() -> None:
    s = Setting()
    x, y = s.scalar("x"), s.scalar("y")
    statement = s.claim(lt(0, (x - Scalar("123456789/1000")) ** 2 + (y - Scalar("77777/3")) ** 2))
    assert search(statement, budget=100).counterexample is None
    outcome = search(statement, budget=100, hints=[{"x": "123456789/1000", "y": "77777/3"}])
    assert outcome.tried == 1
    assert outcome.counterexample is not None


def test_nothing_depends_on_chance_beyond_the_seed() -> None:
    for statement in (residual(-1), contraction("real"), scaling("positive", 3)):
        assert find_counterexample(statement, seed=5) == find_counterexample(statement, seed=5)


def test_shrinking_keeps_the_finding_and_never_grows() -> None:
    for name, statement in FALSE.items():
        outcome = search(statement, budget=900, smallest=False)
        assert outcome.counterexample is not None, name
        p = plan(checker.load(statement.to_json()).named)
        before = outcome.counterexample.instance
        after = shrunk(p, before, outcome.counterexample.found)
        assert checker.evaluate(checker.load(statement.to_json()), after)[0] == outcome.counterexample.found
        sizes = [measure(p, Point(from_json(data, p.sorts))) for data in (before, after)]
        assert sizes[1] <= sizes[0]


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(TRUE)), st.integers(0, 40), st.integers(0, 3))
def test_whatever_is_returned_is_a_counterexample_for_the_checker(name: str, rank: int, seed: int) -> None:
    mutant = next((m for i, m in enumerate(mutants(TRUE[name], seed=seed)) if i == rank), None)
    if mutant is not None:
        found = find_counterexample(mutant.statement, budget=60, seed=seed)
        if found is not None:
            confirmed(mutant.statement, found)


def test_a_source_can_be_shared() -> None:
    source = Source(residual())
    assert search(residual(), budget=80, source=source).tried == 80
    assert len(source.kept) == 80
    assert search(residual(), budget=80, source=source).tried == 80
    assert len(source.kept) == 80


def test_a_false_bound_is_refuted_beyond_the_edge_cases() -> None:
    s = Setting()
    x, y = s.scalar("x", "positive"), s.scalar("y", "positive")
    assert find_counterexample(s.claim(le(Scalar("201/100") * x * y, x * x + y * y))) is not None
    assert find_counterexample(s.claim(le(2 * x * y, x * x + y * y))) is None
