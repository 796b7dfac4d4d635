"""Guaranteed and observed step sizes, and the insensitivity interval, against cases worked out by hand and runs in many digits."""

from __future__ import annotations

import functools
import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings

from verify.certify.rational import InputError
from verify.models import step_sizes
from verify.models.insensitivity import InsensitivityInterval, insensitivity_interval, is_below
from verify.models.problem import Problem, dot
from verify.models.spectra import certified_spectrum
from verify.models.step_scan import fate, fates
from verify.models.step_sizes import StepSizeBounds, guarantees, observations
from verify.strategies import problems

SETTINGS = settings(max_examples=25, derandomize=True, database=None, deadline=None)
PLAIN = Problem.of(H=[[1, 0], [0, 10]], u=[1, 1], a0=1, eps=1)
THREE = Problem.of(H=[[1, 0, 0], [0, 10, 0], [0, 0, 100]], u=[3, 2, 1], a0=1, w0=[1, -1, "1/2"], eps=1)


def bound(problem: Problem, theorem: str) -> step_sizes.Guarantee:
    """The guarantee of that theorem."""
    return next(found for found in guarantees(problem) if found.theorem == theorem)


@functools.cache
def seen(problem: Problem) -> list[step_sizes.Observation]:
    """Its observations."""
    return observations(problem, 1000)


@functools.cache
def interval() -> InsensitivityInterval:
    """That of THREE."""
    return insensitivity_interval(THREE)


def test_the_thresholds_are_those_worked_out_by_hand() -> None:
    # u'Hu = 11, w0 = g = (1, 10), w0'w0 = 101, kappa = 10, |a0| < sqrt(11); w0'g = 101 and sigma0^2 = 1001
    exact = {"gd-range": Fraction(1, 5), "thm-3.3-1": Fraction(202, 110), "thm-B.1/step-bound": Fraction(202, 200)}
    for name, value in exact.items():
        found = bound(PLAIN, name)
        assert found.bound is not None and found.at_least is not None
        assert found.bound.overlaps(arb(fmpq(value.numerator, value.denominator))) and 0 <= value - found.at_least < Fraction(1, 10**30)
    alpha = 101 / math.sqrt(1001)
    reach = (math.sqrt(2) + math.sqrt(11 - alpha**2)) ** 2
    assert float(bound(PLAIN, "new-basin").bound.mid()) == pytest.approx(2 * alpha * 101 / (math.sqrt(11) * reach * 10), rel=1e-12)


def test_the_threshold_by_h_star_is_the_one_worked_out_by_hand() -> None:
    """H* = diag(1, 10) - (1, 10)(1, 10)'/11 has the eigenvalues 0 (for u) and 20/11; g = w0, g'Hg = 1001, alpha_0^2 = 101^2/1001."""
    square = 101**2 / 1001
    q = 11 - square
    reach = (math.sqrt(2) + math.sqrt(q)) ** 2
    longest = min(2 / (20 / 11), max(1 / 10, square / math.sqrt(q * 1001)))
    assert float(bound(PLAIN, "new-projected-basin").bound.mid()) == pytest.approx(longest * 101 / reach, rel=1e-12)


def test_in_one_dimension_every_step_is_covered() -> None:
    found = bound(Problem.of(H=[[3]], u=[1], a0=1, w0=[2], eps=1), "new-projected-basin")
    assert found.applies and found.bound is None and found.covers(Fraction(10**9))


def test_a_large_a0_counts_in_the_bounds() -> None:
    far = PLAIN.replace(a0=100)
    ratio = bound(PLAIN, "thm-3.3-1").bound / bound(far, "thm-3.3-1").bound
    assert (ratio * ratio).overlaps(arb(fmpq(10000, 11)))


@pytest.mark.parametrize(
    ("changes", "theorem", "reason"),
    [
        ({"a0": -1}, "thm-3.3-1", "a0 w0'g is negative"), ({"a0": 0}, "new-basin", "not positive"),
        ({"w0": [10, -1]}, "thm-3.3-1", "saddle"), ({"w0": [10, -1]}, "thm-B.1/step-bound", "saddle"),
        ({"eps_a": "3/2"}, "thm-3.3-1", "eps_a = 3/2 is above 1"), ({"eps_a": 2}, "new-convergence", "eps_a = 2 is not below 2"),
    ],
)  # fmt: skip
def test_where_a_theorem_does_not_apply_it_says_why(changes: dict[str, object], theorem: str, reason: str) -> None:
    found = bound(PLAIN.replace(**changes), theorem)
    assert not found.applies and found.bound is None and reason in found.reason and not found.covers(Fraction(1, 10**9))


def test_a_start_with_a0_zero_is_covered_by_theorem_3_3() -> None:
    found = bound(PLAIN.replace(a0=0), "thm-3.3-1")
    assert found.applies and found.covers(Fraction(18, 10)) and not found.covers(Fraction(19, 10))


@SETTINGS
@given(problems(spectrum=("small", "repeated")))
def test_the_bounds_scale_with_the_start(problem: Problem) -> None:
    """Scaling law (2): w0 -> 3 w0 multiplies thresholds for w by 9, and leaves that of gradient descent alone."""
    scaled = problem.replace(w0=[3 * x for x in problem.w0])
    for one, other in zip(guarantees(problem), guarantees(scaled)):
        assert one.applies == other.applies and (one.bound is None) == (other.bound is None)
        if one.bound is not None and other.bound is not None:
            assert other.bound.overlaps(one.bound * (1 if one.method == "gd" else 9))


def test_runs_show_the_sharp_threshold_of_gradient_descent() -> None:
    falls, settles = seen(THREE)[:2]
    assert settles.confirmed and settles.low is not None and settles.high is not None
    assert settles.low <= 0.02 * (1 + 1e-6) and settles.high >= 0.02 * (1 - 1e-6) and settles.high / settles.low < 1 + 1e-5
    assert falls.high is not None and falls.high >= settles.low


def test_no_guarantee_exceeds_what_runs_show() -> None:
    rows = StepSizeBounds(tuple(guarantees(THREE)), tuple(seen(THREE))).to_rows()
    for method in ("bngd", "mbngd"):
        promised = [row["eps"] for row in rows if row["method"] == method and row["kind"] == "guaranteed" and row["eps"] is not None]
        stays = next(row["eps"] for row in rows if row["method"] == method and row["kind"] == "observed" and "side" in row["what"])
        assert promised and max(promised) < stays
    assert {row["source"] for row in rows} >= {"gd-range", "thm-3.3-1", "new-basin", "thm-B.1/step-bound", "new-convergence", "runs"}
    assert all(set(row) == {"method", "kind", "what", "source", "applies", "eps", "note"} for row in rows)


def test_the_side_of_the_limit_is_lost_where_a_long_step_carries_w_across() -> None:
    # near the saddle direction and with a0 w0'g < 0 the first steps push w'g through zero
    problem = Problem.of(H=[[1, 0], [0, 4]], u=[1, 1], a0=-1, w0=[4, "-4/5"], eps=1)
    found = next(x for x in seen(problem) if x.method == "bngd" and "side" in x.what)
    assert found.confirmed and found.low is not None and found.high is not None
    for eps, side in ((found.low, 1), (found.high, -1)):
        assert fate(problem, "bngd", fmpq(*eps.as_integer_ratio()), 1000).side == side


@SETTINGS
@given(problems(d=3, spectrum=("small",), starts=("general",)))
def test_many_runs_in_doubles_agree_with_single_runs_in_sixty_digits(problem: Problem) -> None:
    for method in ("gd", "bngd", "mbngd"):
        many = fates(problem, method, [0.001, 0.01], 20)
        for i, eps in enumerate((0.001, 0.01)):
            one = fate(problem, method, fmpq(*eps.as_integer_ratio()), 20)
            assert problem.wg0 == 0 or one.side == many.side[i] or abs(many.side[i]) == 0
            assert one.settled or not many.settled[i]


def test_overflow_is_seen() -> None:
    found = fates(THREE, "gd", [1e3], 1000)
    assert not found.finite[0] and not found.settled[0]


@pytest.mark.parametrize(("method", "eps"), [("adam", [1.0]), ("gd", [math.nan]), ("gd", [-1.0]), ("gd", [math.inf])])
def test_runs_refuse_what_is_no_method_or_step_size(method: str, eps: list[float]) -> None:
    with pytest.raises(InputError, match="expected"):
        fates(THREE, method, eps, 1)


# ------------------------------------------------------------------------------------------------
# The insensitivity interval


def test_where_w_never_moves_the_interval_is_known_exactly() -> None:
    # w0 = 2u, so e = 0 and |w*|^2 = 4 u'u: eps/4 must be within a fifth of 2/(lambda_2 + lambda_3) of H*
    problem = Problem.of(H=[[1, 0, 0], [0, 3, 0], [0, 0, 5]], u=[1, 0, 0], w0=[2, 0, 0], a0=1, eps=1)

    def norm(_: Problem) -> tuple[Fraction, Fraction]:
        return Fraction(4), Fraction(4)

    found = insensitivity_interval(problem, limit_norm=norm)
    ((low, high),) = found.pieces
    assert low.certified and high.certified
    assert low.low <= Fraction(4, 5) <= low.high and high.low <= Fraction(6, 5) <= high.high
    assert found.searched == (low_of(found.searched[0]), found.searched[1]) and found.best.contains(arb("0.25"))
    assert found.decades == pytest.approx(math.log10(1.5), abs=1e-6)


def low_of(x: Fraction) -> Fraction:
    """The bound, which lies just below 4/5."""
    assert 0 <= Fraction(4, 5) - x < Fraction(1, 10**30)
    return x


def effective_limit(problem: Problem, eps: float) -> float:
    """eps u'u/|w*|^2 from 60 digits and 2000 steps at most, by the definition of the step."""
    from verify.dynamics.numbers import arithmetic
    from verify.models import bngd

    numbers = arithmetic("gmpy2", digits=60)
    with numbers.precision():
        H, g, w = numbers.matrix(problem.H), numbers.vector(problem.g), numbers.vector(problem.w0)
        state, size = bngd.State(numbers.number(problem.a0), w), numbers.number(fmpq(*eps.as_integer_ratio()))
        for _ in range(2000):
            after = bngd.step(H, g, state, numbers.number(problem.eps_a), size)
            moved = abs(after.w @ after.w - state.w @ state.w)
            state = after
            if moved < 1e-45 * (state.w @ state.w) and abs(bngd.effective_step(H, g, state, size) * (state.w @ state.w) - size * 14) < 1e-20 * size:
                break
        return float(bngd.effective_step(H, g, state, size))


def test_inside_and_outside_agree_with_sixty_digits() -> None:
    found = interval()
    h = float(found.best.mid())
    assert len(found.pieces) == 2 and not found.open
    for low, high in found.pieces:
        assert low.certified and high.certified and all(end.high / end.low - 1 < 1e-4 for end in (low, high))
        for eps, inside in ((float(low.low) * 0.999, False), (float(low.high) * 1.001, True), (float(high.low) * 0.999, True),
                            (float(high.high) * 1.001, False)):  # fmt: skip
            assert (abs(effective_limit(THREE, eps) - h) <= h / 5) is inside


def test_the_set_lies_within_what_was_searched() -> None:
    found = interval()
    uu, best = dot(THREE.u, THREE.u), certified_spectrum(THREE, 256).optimal_step_star
    with ctx.workprec(256):
        least = best * fmpq(4, 5)
        for eps in (found.searched[0] * Fraction(999, 1000), found.searched[1] * Fraction(1001, 1000)):
            assert is_below(THREE.replace(eps=eps), least)
    assert uu == 14


def test_ends_without_a_certificate_are_said_to_be_so() -> None:
    found = insensitivity_interval(PLAIN, steps=1000, limit_norm=lambda problem: None)
    assert found.pieces and not any(end.certified for piece in found.pieces for end in piece)
    assert [row["certified"] for row in found.to_rows()] == [False] * len(found.pieces)


@pytest.mark.parametrize(
    ("changes", "within", "message"),
    [({}, 2, "within = 2"), ({"eps_a": "3/2"}, "1/5", "eps_a = 3/2"), ({"w0": [0, 100, "-20"]}, "1/5", "expected eps_a <= 1 and w0'g != 0")],
)
def test_the_interval_needs_a_start_off_the_saddles(changes: dict[str, object], within: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        insensitivity_interval(THREE.replace(**changes), within)


def test_one_dimension_has_no_best_effective_step() -> None:
    with pytest.raises(InputError, match="d = 1"):
        insensitivity_interval(Problem.of(H=[[2]], u=[1], eps=1))


def test_step_sizes_beyond_doubles_are_refused() -> None:
    huge = Problem.of(H=[["1e200", 0], [0, "1e200"]], u=[1, "1e-100"], w0=[1, 0], a0=1, eps=1)
    for tried in (insensitivity_interval, lambda problem: observations(problem, 10)):
        with pytest.raises(InputError, match="beyond the range of double precision"):
            tried(huge.replace(w0=["1e-100", 0]))
    assert bound(huge, "gd-range").applies


def test_arrays_of_fates_have_one_entry_for_each_step_size() -> None:
    found = fates(THREE, "mbngd", [0.1, 1.0, 10.0], 50)
    assert all(np.shape(part) == (3,) for part in vars(found).values())
