"""Bounds that are not sharp enough are overstepped where hypotheses are equations."""

from __future__ import annotations

from verify import checker
from verify.refute import audit, find_counterexample
from verify.refute.corners import corners
from verify.refute.instances import Source
from verify.statements import Setting, Statement, le, lt


def tight(factor: int) -> Statement:
    """x <= 7 y and y <= 11 z give x <= 77 z, and no less."""
    s = Setting()
    x, y, z = s.scalar("x", "positive"), s.scalar("y", "positive"), s.scalar("z", "positive")
    s.assume("x is bounded", le(x, 7 * y))
    s.assume("y is bounded", le(y, 11 * z))
    return s.claim(le(x, factor * z))


def test_corners_meet_the_hypotheses_and_attain_the_bound() -> None:
    source = Source(tight(77))
    assert list(source.points(20))
    found = [point.values for point in corners(source, 30, 0)]
    loaded = checker.load(tight(77).to_json())
    assert found
    for values in found:
        instance = {"d": 1, **{name: str(values[name]) for name in ("x", "y", "z")}}
        assert checker.evaluate(loaded, instance)[0] == "holds"
    assert any(values["x"] == 77 * values["z"] for values in found)


def test_a_bound_that_is_nearly_sharp_is_refuted() -> None:
    assert find_counterexample(tight(77)) is None
    assert find_counterexample(tight(76)) is not None


def test_an_assumption_that_matters_only_at_the_bounds_of_the_others_is_needed() -> None:
    reports = {report.text: report.needed for report in audit(tight(77))}
    assert reports["x is bounded"] is True
    assert reports["y is bounded"] is True


def test_values_outside_a_domain_are_tried_directly() -> None:
    s = Setting()
    H, w = s.operator("H", "spd"), s.vector("w", "nonzero")
    reports = {report.text: report for report in audit(s.claim(lt(0, w @ (H @ w))))}
    assert reports["H is positive definite"].needed is True
    assert reports["w is not zero"].needed is True
    assert reports["w is not zero"].counterexample is not None
    assert set(map(str, reports["w is not zero"].counterexample.instance["w"])) == {"0"}
