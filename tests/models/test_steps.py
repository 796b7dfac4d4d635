"""One definition of each iteration, on every number type."""

from __future__ import annotations

from fractions import Fraction

import flint
import gmpy2
import mpmath
import numpy as np
import pytest
import sympy

from verify.dynamics import sqrt, trajectory
from verify.models import bngd, gd, mbngd

H = [[4, 0], [0, 9]]
U, W = [1, 1], [3, 4]  # w'Hw = 36 + 144 = 180 is no square; see RATIONAL for one that is
RATIONAL = ([[1, 0], [0, 1]], [2, 1], [3, 4])  # w'Hw = 25


def problem(number, data=(H, U, W)):  # type: ignore[no-untyped-def]
    """H, g = Hu and w as object arrays of a number type."""
    h, u, w = (np.array([[number(x) for x in row] if isinstance(row, list) else number(row) for row in part], dtype=object) for part in data)
    return h, h @ u, w


TYPES = {
    "mpmath": mpmath.mpf, "gmpy2": gmpy2.mpfr, "flint": flint.arb, "sympy": sympy.Integer, "float": float,
}  # fmt: skip


def as_float(x: object) -> float:
    return float(x.mid()) if isinstance(x, flint.arb) else float(x)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TYPES)
def test_bngd_step_agrees_on_every_number_type(name: str) -> None:
    number = TYPES[name]
    h, g, w = problem(number)
    after = bngd.step(h, g, bngd.State(number(2), w), number(1) / number(2), number(3))
    reference = np.array(H, dtype=float)
    sigma = np.sqrt(180.0)
    wg = 12 + 36
    expected_a = 2 + 0.5 * (wg / sigma - 2)
    expected_w = np.array(W) + 3 * 2 / sigma * (reference @ np.array(U) - wg / 180 * reference @ np.array(W))
    assert as_float(after.a) == pytest.approx(expected_a, rel=1e-14)
    assert [as_float(x) for x in after.w] == pytest.approx(list(expected_w), rel=1e-14)


def test_bngd_is_exact_on_fractions_where_the_root_is_rational() -> None:
    h, g, w = problem(Fraction, RATIONAL)
    after = bngd.step(h, g, bngd.State(Fraction(1), w), Fraction(1, 2), Fraction(1))
    assert after.a == Fraction(3, 2)  # w'g/sigma = 10/5 = 2
    assert list(after.w) == [3 + Fraction(1, 5) * (2 - Fraction(10, 25) * 3), 4 + Fraction(1, 5) * (1 - Fraction(10, 25) * 4)]


def test_flint_balls_enclose_the_exact_step() -> None:
    h, g, w = problem(flint.arb, RATIONAL)
    after = bngd.step(h, g, bngd.State(flint.arb(1), w), flint.arb("0.5"), flint.arb(1))
    assert after.a.contains(flint.fmpq(3, 2))


def test_an_irrational_root_of_a_fraction_is_refused() -> None:
    with pytest.raises(ValueError, match="180 is not the square of a rational"):
        sqrt(Fraction(180))


def test_mbngd_is_the_w_step_with_a_at_its_optimum() -> None:
    h, g, w = problem(Fraction, RATIONAL)
    best = bngd.State((w @ g) / bngd.sigma(h, w), w)
    assert list(mbngd.step(h, g, w, Fraction(1, 3))) == list(bngd.step(h, g, best, Fraction(1), Fraction(1, 3)).w)


def test_gradient_descent_reaches_u_in_one_step_for_the_identity() -> None:
    h, g, w = problem(Fraction, RATIONAL)
    states = trajectory(lambda x: gd.step(h, g, x, Fraction(1)), w, 3)
    assert len(states) == 4 and list(states[1]) == [2, 1] == list(states[3])


def test_a_negative_number_of_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="-1, expected 0 or more"):
        trajectory(lambda x: x, 0, -1)
