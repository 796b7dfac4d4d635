"""The convergence theorems and step-size bounds on random instances (seed 20260101), and false versions that the same runs contradict."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofs_checks import confirmation_bounds as bounds
from proofs_checks import confirmation_runs as runs
from proofs_checks.confirmations import CONFIRMATIONS, threshold
from verify.confirm import ContradictionError, Measured, confirm
from verify.models.problem import Problem

FEW = 15
BY_ID = {each.claim: each for each in CONFIRMATIONS}
COVERED = {
    "thm-3.3", "thm-3.3-1", "prop-3.5-1", "prop-3.5-2", "lemma-A.22", "lemma-A.23", "thm-B.1/step-bound", "thm-B.4", "lemma-A.10/bound",
    "lemma-A.10/sharp", "thm-3.3-2", "thm-A.17", "new-convergence", "new-almost-every-start", "eq-13", "gd-range", "gd-rate", "new-basin",
    "new-projected-basin",
}  # fmt: skip


@pytest.mark.parametrize("claim", BY_ID)
def test_no_instance_contradicts(claim: str) -> None:
    found = confirm(BY_ID[claim], FEW)
    assert found["contradicted"] is None
    assert found["instances"] >= FEW // 5 and found["unsettled"] <= found["instances"] // 3


def test_every_convergence_theorem_and_bound_is_confirmed() -> None:
    assert set(BY_ID) >= COVERED


# False versions of the statements, on an instance each


THREE = Problem.of(H=[[1, 0, 0], [0, 10, 0], [0, 0, 100]], u=[3, 2, 1], a0=1, w0=[1, -1, "1/2"], eps="1/20")
PLAIN = Problem.of(H=[[1, 0], [0, 3]], u=[1, 1], w0=[2, "1/2"], a0=1, eps="1/2")


def test_gradient_descent_without_its_largest_eigenvalue_is_caught() -> None:
    def faster(run: runs.Run) -> Measured:
        run.values = run.values[:-1]
        return runs.gradient_descent(run, 20)

    with pytest.raises(ContradictionError, match="less than rho"):
        runs.in_precision(faster, PLAIN.replace(eps="3/5"))


def test_a_step_far_above_the_threshold_of_theorem_3_3_is_caught() -> None:
    assert threshold("thm-3.3-1", THREE) * 50 < THREE.eps
    with pytest.raises(ContradictionError, match="q_k rises"):
        runs.in_precision(runs.small_step, THREE)


def test_half_the_bound_of_lemma_a_10_is_caught() -> None:
    def half(run: runs.Run) -> Measured | None:
        run.uHu = run.uHu / 4
        return bounds.bounded(run, sharp=True)

    with pytest.raises(ContradictionError, match="exceeds"):
        runs.in_precision(half, PLAIN)


def test_lemma_a_22_without_delta_is_caught() -> None:
    def bare(run: runs.Run) -> Measured | None:
        run.high = run.high * 0
        return bounds.contraction(run)

    with pytest.raises(ContradictionError, match="62"):
        runs.in_precision(bare, THREE)


def test_constants_that_are_ten_times_too_narrow_are_caught() -> None:
    run = runs.Run(PLAIN.replace(eps="1/50"))
    with run.numbers.precision(), pytest.raises(ContradictionError, match="leaves its bounds at k = 0"):
        found = bounds.small_constants(run)
        bounds.between(run, bounds.Constants(found.eps, found.low * 10**3, found.high), -1, 0, 5)


def test_the_contraction_by_h_in_place_of_h_star_is_not_what_is_measured() -> None:
    """u along the eigenvector of the largest eigenvalue: H* has not got it, and rho* is smaller than rho."""
    run = runs.Run(Problem.of(H=[[1, 0, 0], [0, 2, 0], [0, 0, 50]], u=[0, 0, 1], w0=["1/9", "1/7", 1], a0=1, eps="1/9"))
    assert [float(x) for x in run.star] == pytest.approx([1, 2], rel=1e-15)
    assert runs.in_precision(bounds.contraction, run.problem) is not None


def test_instances_that_meet_no_hypothesis_are_not_counted() -> None:
    at_saddle = Problem.of(H=[[1, 0], [0, 1]], u=[1, 0], w0=[0, 1], a0=1, eps="1/9")
    for measure in (runs.small_step, runs.modified_small_step, runs.modified_any_step, runs.basin):
        assert runs.in_precision(measure, at_saddle) is None
    assert runs.in_precision(bounds.contraction, Problem.of(H=[[1]], u=[1], eps=1)) is None


def test_a_violation_beyond_rounding_is_a_contradiction() -> None:
    assert runs.demand(-Fraction(1, 10**50), "rounding") == 0
    with pytest.raises(ContradictionError, match=r"too far: by 0\.001"):
        runs.demand(-Fraction(1, 1000), "too far")
