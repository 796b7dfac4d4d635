"""Condition numbers, spectral radii and best steps: doubles against certified balls, and both against what is known."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.certify.corollaries import corollary_a7, kappa_relation
from verify.certify.rational import InputError
from verify.models.problem import Problem
from verify.models.spectra import certified_spectrum, spectrum, spectrum_of_arrays
from verify.strategies import problems

SETTINGS = settings(max_examples=40, derandomize=True, database=None, deadline=None)
NAMES = ("kappa", "kappa_star", "largest_step", "largest_step_star", "optimal_step", "optimal_step_star", "optimal_rate", "optimal_rate_star")


def holds(ball: arb, x: float, slack: float) -> bool:
    """Whether the double is within the slack of the ball, relative to 1 + |x|."""
    return bool(abs(ball - arb(x)) < slack * (1 + abs(x)))


@SETTINGS
@given(problems(spectrum=("small", "repeated", "clustered")))
def test_doubles_agree_with_certified_balls(problem: Problem) -> None:
    doubles, balls = spectrum(problem), certified_spectrum(problem)
    for name in NAMES:
        one, other = getattr(doubles, name), getattr(balls, name)
        assert (one is None) == (other is None) == (problem.d == 1 and name.endswith("_star"))
        assert one is None or holds(other, one, 1e-9)
    for eps in (Fraction(1, 3), Fraction(7)):
        assert holds(balls.rho(eps), doubles.rho(eps), 1e-9)


@SETTINGS
@given(problems(d=st.integers(2, 4)), st.integers(1, 30))
def test_balls_hold_what_exact_counts_say(problem: Problem, n: int) -> None:
    found, eps = certified_spectrum(problem, 256), fmpq(n, 10)
    relation = kappa_relation(problem.matrix, list(problem.u))
    assert not (relation == "<" and found.kappa_star > found.kappa) and not (relation == "=" and not found.kappa_star.overlaps(found.kappa))
    rho = corollary_a7(problem.matrix, list(problem.u), eps).rho
    one, other = found.rho_star(eps), found.rho(eps)
    assert {"<": not one > other, "=": one.overlaps(other), ">": not one < other}[rho]
    assert not found.rho_star(eps) < found.optimal_rate_star and found.rho(found.optimal_step).overlaps(found.optimal_rate)


@SETTINGS
@given(st.data())
def test_the_spectrum_of_a_diagonal_problem_is_enclosed(data: st.DataObject) -> None:
    problem = data.draw(problems(rotations=("identity",)))
    found = certified_spectrum(problem)
    expected = sorted(problem.H[i][i] for i in range(problem.d))
    with ctx.workprec(1024):  # a coarser ball around 1/3 is not contained
        assert all(ball.contains(x) for ball, x in zip(found.values, expected))


def test_h_star_for_u_along_an_axis_loses_exactly_that_eigenvalue() -> None:
    problem = Problem.of(H=[[3, 0, 0], [0, "1e-6", 0], [0, 0, "1e6"]], u=[1, 0, 0], eps=1)
    found = certified_spectrum(problem)
    with ctx.workprec(1024):
        assert [ball.contains(x) for ball, x in zip(found.star, (fmpq(1, 10**6), fmpq(10**6)))] == [True, True]
    assert found.kappa_star.contains(fmpq(10**12)) and spectrum(problem).kappa_star == pytest.approx(1e12, rel=1e-3)


def test_one_dimension_has_no_pseudo_spectrum() -> None:
    problem = Problem.of(H=[[2]], u=[1], eps=1)
    for found in (spectrum(problem), certified_spectrum(problem)):
        assert found.star == () and found.kappa_star is None and found.rho_star(1) is None and found.optimal_rate_star is None
        assert abs(found.optimal_rate) < 1e-30 and found.kappa - 1 < 1e-30


def test_a_matrix_singular_to_double_precision_is_refused_and_certified_instead() -> None:
    problem = Problem.of(H=[[1, 0], [0, "1e-20"]], u=[1, 1], eps=1)
    with pytest.raises(InputError, match="singular to double precision"):
        spectrum(problem)
    assert certified_spectrum(problem).kappa.contains(fmpq(10**20))


@pytest.mark.parametrize(
    ("H", "u", "message"),
    [
        ([[1.0, math.nan], [0.0, 1.0]], [1.0, 1.0], r"H\[0\]\[1\] = nan is not a finite number"),
        ([[1.0, 0.0], [0.0, 1.0]], [math.inf, 1.0], r"u\[0\] = inf is not a finite number"),
        ([[1.0, 0.5], [0.0, 1.0]], [1.0, 1.0], r"not symmetric: H\[0\]\[1\] = 0.5"),
        ([[1.0, 0.0], [0.0, -1.0]], [1.0, 1.0], "not positive definite"),
        ([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0], "u is zero"),
        ([[1.0, 0.0]], [1.0, 1.0], r"shape \(1, 2\)"),
        (["one"], [1.0], "not an array of real numbers"),
    ],
)
def test_arrays_that_are_no_problem_are_refused(H: list[list[float]], u: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        spectrum_of_arrays(H, u)


def test_arrays_give_what_the_problem_gives() -> None:
    rng = np.random.default_rng(20260101)
    X = rng.normal(size=(20, 5))
    H, u = X.T @ X, rng.normal(size=5)
    found = spectrum_of_arrays(H, u)
    expected = np.linalg.eigvalsh(H - np.outer(H @ u, H @ u) / (u @ H @ u))[1:]
    assert np.allclose(found.star, expected, rtol=1e-12) and found.kappa == pytest.approx(np.linalg.cond(H), rel=1e-12)


def test_a_step_size_or_precision_that_is_none_is_refused() -> None:
    problem = Problem.of(H=[[2]], u=[1], eps=1)
    with pytest.raises(InputError, match="eps"):
        certified_spectrum(problem).rho(math.nan)
    for bits in (8, 10**6, True):
        with pytest.raises(InputError, match="bits = "):
            certified_spectrum(problem, bits)
