"""The audit: each assumption is dropped in turn, and a counterexample that violates exactly it is found where it is needed."""

from __future__ import annotations

import pytest
from refute_cases import cauchy, contraction, critical, interlacing, problem, quadratic, residual, scaling

from verify import checker
from verify.refute import HypothesisReport, audit
from verify.statements import Scalar, Setting, Statement, eq, lt, sqrt


def by_text(statement: Statement, **options: int) -> dict[str, HypothesisReport]:
    return {report.text: report for report in audit(statement, **options)}


def test_needed_assumptions_come_with_an_instance_that_violates_only_them() -> None:
    for statement in (residual(), critical(), interlacing(), contraction(), scaling("positive"), cauchy(strict=True)):
        loaded = checker.load(statement.to_json())
        for report in audit(statement):
            assert report.needed is not False
            if report.needed:
                assert report.counterexample is not None
                assert report.counterexample.found in ("fails", "undefined")
                assert checker.evaluate(loaded, report.counterexample.instance)[0] == "vacuous"
            else:
                assert report.counterexample is None
                assert report.note


@pytest.mark.parametrize(
    ("statement", "needed"),
    [
        (contraction(), {"the step size is below 2/lambda_max": True, "H is positive definite": True, "eps is positive": True}),
        (interlacing(), {"H is positive definite": True, "u is not zero": True, "i is at least 2": True, "i is at most d": True}),
        (quadratic(strict=True, start="nonzero"), {"A is positive definite": True, "x is not zero": True}),
        (residual(), {"H is positive definite": True, "u is not zero": None, "w is not zero": True}),
    ],
)
def test_what_is_needed(statement: Statement, needed: dict[str, bool | None]) -> None:
    assert {text: report.needed for text, report in by_text(statement).items()} == needed


def test_a_positive_number_may_fail_to_be_so_in_two_ways() -> None:
    report = by_text(contraction())["eps is positive"]
    assert report.note == "fails for a negative value; fails for zero"
    s = Setting()
    x = s.scalar("x", "positive", latex=r"\varepsilon_a")
    report = by_text(s.claim(eq(sqrt(x * x), x)))["epsilon_a is positive"]
    assert report.note == "fails for a negative value"


def test_an_idle_assumption_is_reported_with_the_number_tried() -> None:
    s = Setting()
    x = s.scalar("x")
    s.assume("x exceeds one", lt(1, x))
    report = by_text(s.claim(lt(0, x * x + 1)), budget=80)["x exceeds one"]
    assert report.needed is None
    assert 20 <= report.tried <= 80 + 80 // 4  # those at the bounds of the other assumptions come on top
    assert str(report.tried) in report.note


def test_an_assumption_that_follows_from_the_others_is_reported() -> None:
    report = by_text(critical())["u is not zero"]
    assert (report.needed, report.tried) == (None, 0)
    assert "no instance" in report.note


def test_hypotheses_without_text_or_with_the_same_text_stay_apart() -> None:
    s = Setting()
    x = s.scalar("x")
    s.assume("", lt(0, x))
    s.assume("bound", lt(x, 3))
    s.assume("bound", lt(x, 5))
    reports = audit(s.claim(lt(x * x, 9)))
    assert [(report.text, report.needed) for report in reports] == [("hypothesis 1", True), ("bound", True), ("bound", None)]


def test_orthogonality_and_state_variables() -> None:
    p = problem()
    Q = p.s.operator("Q", "orthogonal")
    reports = by_text(p.s.claim(eq((Q @ p.u) @ (Q @ p.u), p.u @ p.u)))
    assert reports["Q is orthogonal"].needed is True
    assert "w is not zero" not in by_text(scaling("positive"))


def test_the_audit_is_deterministic() -> None:
    assert audit(contraction(), seed=3) == audit(contraction(), seed=3)


def test_the_report_as_data() -> None:
    data = by_text(contraction())["H is positive definite"].to_json()
    assert set(data) == {"text", "needed", "counterexample", "also", "tried", "note"}
    assert data["counterexample"]["d"] >= 1


def test_random_symbols_leave_room_for_degenerate_moments() -> None:
    s = Setting()
    x, H = s.random_vector("x"), s.operator("H")
    s.moment([x, x], H)
    v = s.vector("v", "nonzero")
    assert by_text(s.claim(lt(0, v @ (H @ v))))["H is positive definite"].needed is True
    assert Scalar("1").term == "1"
