"""Hypotheses on balls, centred sets and slopes: every answer and every enclosure holds for the points inside."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import gmpy2
import numpy as np
import pytest
from convergence_cases import ManyDigits
from flint import arb, arb_mat, ctx, fmpq

from verify.certify.centred import CentredSet, image, orthonormal
from verify.certify.convergence import UnboundedError, above, below, dyadic, state_at
from verify.certify.on_balls import HypothesesOnBalls
from verify.certify.slopes import coordinates
from verify.checker.terms import CheckError
from verify.models.on_balls import BngdOnBalls, Starts
from verify.models.problem import Problem
from verify.models.theorems import proved_theorems
from verify.statements import Setting, eig, le, lt, sqrt

SEED = 20260322


def statement() -> Any:
    """lambda_1 <= x'x < 4 with sqrt(x'Hx) <= t, for x != 0 and t > 0."""
    s = Setting()
    H, x, t = s.operator("H", "spd"), s.vector("x", "nonzero"), s.scalar("t", "positive")
    s.assume("not short", le(eig(H, 1), x @ x))
    s.assume("not long", lt(x @ x, 4))
    s.assume("bounded", le(sqrt(x @ (H @ x)), t))
    return s.claim(le(0, t)).to_json()


def hypotheses(rows: list[list[int]]) -> HypothesesOnBalls:
    return HypothesesOnBalls(statement(), {"d": Fraction(2), "H": [[Fraction(x) for x in row] for row in rows]})


def test_three_values() -> None:
    found = hypotheses([[1, 0], [0, 2]])
    x = [arb("1.2"), arb("0.1")]
    assert found.hold({"x": x, "t": Fraction(3)}) is True
    assert found.hold({"x": x, "t": arb("1.2 +/- 0.1")}) is None
    assert found.hold({"x": x, "t": Fraction(1)}) is False
    assert found.hold({"x": [arb(3), arb(0)], "t": Fraction(9)}) is False
    assert found.hold({"x": [arb(1), arb(0)], "t": Fraction(9)}) is None  # 1 <= 1 on balls: not decided
    assert found.hold({"x": [Fraction(1), Fraction(0)], "t": Fraction(9)}) is True


def test_domains_are_hypotheses_too() -> None:
    found = hypotheses([[1, 0], [0, 2]])
    assert dict(found.answers({"x": [arb(0, 1), arb(0, 1)], "t": Fraction(3)})) == {"domains of the constants": True, "the domain of x": None}
    assert dict(found.answers({"x": [Fraction(0), Fraction(0)], "t": Fraction(3)}))["the domain of x"] is False
    x = [arb("1.2"), arb(0)]
    assert found.hold({"x": x, "t": arb(0, 1)}) is None and found.hold({"x": x, "t": Fraction(-1)}) is False
    for bad in (arb("nan"), arb("inf"), arb("0 +/- inf")):
        assert found.hold({"x": x, "t": bad}) is None
    assert hypotheses([[1, 2], [2, 1]]).hold({"x": x, "t": Fraction(3)}) is False  # not positive definite
    with pytest.raises(CheckError, match="no value for the symbol t"):
        found.hold({"x": x})
    with pytest.raises(CheckError, match="a value for s, which is no free symbol"):
        found.hold({"x": x, "t": Fraction(1), "s": Fraction(1)})
    with pytest.raises(CheckError, match="a value for H"):
        found.hold({"x": x, "t": Fraction(1), "H": [[Fraction(1)]]})
    with pytest.raises(CheckError, match="expected a vector"):
        found.hold({"x": arb(1), "t": Fraction(1)})


def test_bounds_of_balls() -> None:
    for text in ("0.1 +/- 1e-9", "-3", "-1e-40 +/- 1e-50", "12345678901234567890123"):
        x = arb(text)
        assert above(x) >= dyadic(x.upper()) and below(x) <= dyadic(x.lower())
        assert abs(above(x) - below(x)) <= 2 * dyadic(x.rad()) + abs(above(x)) / 2**36


def test_slopes_enclose_and_are_narrower() -> None:
    """x/(x + y) and sqrt(x^2 - 2xy + 2y^2) on a box: random points inside, and a quarter of the width of ball arithmetic."""
    rng = np.random.default_rng(SEED)
    radii = [arb(0, 0.05), arb(0, 0.05)]
    middle = [arb("1.5"), arb("1.25")]
    x, y = coordinates(middle, [[arb(1), arb(0)], [arb(0), arb(1)]], radii, [m + r for m, r in zip(middle, radii)])
    functions = [
        lambda x, y: x / (x + y), lambda x, y: (x**2 - 2 * x * y + 2 * y * y).sqrt(), lambda x, y: 3 - abs(y - x) * y, lambda x, y: x - arb(1) / (2 / x) * y,
    ]  # fmt: skip
    for f in functions:
        wide, plain = f(x, y).ball, f(x.ball, y.ball)
        assert wide.rad() < plain.rad()
        for _ in range(50):
            p, q = (m + float(rng.uniform(-0.05, 0.05)) for m in middle)
            assert wide.overlaps(f(p, q)) and not f(p, q) > wide and not f(p, q) < wide


def iteration(problem: Problem, **sides: Any) -> BngdOnBalls:
    return BngdOnBalls(Starts.of(problem, **sides), proved_theorems())


PROBLEM = Problem.of(H=[[2, 1, 0], [1, 3, 1], [0, 1, 5]], u=[1, -1, 2], w0=[1, 2, "1/2"], a0="1/3", eps="1/4", eps_a="3/2")


def test_point_orbits_hold_the_exact_one() -> None:
    """After 60 steps with 128 bits the balls are narrow and hold the state of a run with 500 digits."""
    found = iteration(PROBLEM)
    with ctx.workprec(128):
        state = state_at(found, 60)
        run = ManyDigits(PROBLEM)
        run.step(60)
        exact = [run.a, *run.w]
        for ball, x in zip([state.a, *state.w.entries()], exact):
            top, bottom = (int(n) for n in gmpy2.mpq(x).as_integer_ratio())
            point = arb(fmpq(top, bottom))
            assert ball.overlaps(point) and ball.rad() < arb(2) ** -90


def test_orbits_of_boxes_hold_those_of_their_points() -> None:
    """Starts and step sizes drawn from a box of width 1e-3: all of their states after 8 steps lie in the image of the box."""
    rng = np.random.default_rng(SEED)
    def around(x: Any) -> tuple[fmpq, fmpq]:
        return fmpq(x) + fmpq(-1, 2000), fmpq(x) + fmpq(1, 2000)

    found = iteration(PROBLEM, a0=around(PROBLEM.a0), w0=[around(x) for x in PROBLEM.w0], eps=around(PROBLEM.eps))
    with ctx.workprec(128):
        state = state_at(found, 8)
        assert state.square > 0
        for _ in range(20):
            moved = [fmpq(x) + fmpq(int(rng.integers(-500, 501)), 10**6) for x in (PROBLEM.a0, *PROBLEM.w0, PROBLEM.eps)]
            point = iteration(PROBLEM.replace(a0=moved[0], w0=moved[1:4], eps=moved[4]))
            end = state_at(point, 8)
            assert all(box.contains(x) for box, x in zip([state.a, *state.w.entries()], [end.a, *end.w.entries()]))


def test_the_derivative_is_that_of_the_step() -> None:
    """Difference quotients with steps of 1e-40, at 300 bits: they differ from the derivative by less than 1e-35, in every entry."""
    found = iteration(PROBLEM)
    with ctx.workprec(300):
        start = found.start().centred
        point, step = start.middle, arb(10) ** -40
        J = found.derivative(CentredSet.around(point))
        for j in range(len(point)):
            moved = found.move([x + step if i == j else x for i, x in enumerate(point)])
            quotients = [(x - y) / step for x, y in zip(moved, found.move(point))]
            assert all(abs(q - J[i, j]) < arb(10) ** -35 for i, q in enumerate(quotients))


def test_centred_images_do_not_wrap() -> None:
    """A thousand rotations by 1 of a box of width 2^-99: its radius stays, where boxes alone would grow by (sin 1 + cos 1)^1000."""
    with ctx.workprec(128):
        c, s = arb(1).cos(), arb(1).sin()
        turn = arb_mat([[c, -s], [s, c]])
        x = CentredSet.around([arb(1, 2.0**-100), arb(0, 2.0**-100)])
        for _ in range(1000):
            x = image(x, lambda p: (turn * arb_mat(2, 1, p)).entries(), lambda _: turn)
        assert all(part.rad() < arb(2) ** -95 for part in x.box)


def test_frames_are_orthonormal() -> None:
    """Of random, repeated, nearly equal and zero columns; the first vector is along the first column."""
    rng = np.random.default_rng(SEED)
    for n in (1, 2, 5, 12):
        columns = rng.normal(size=(n, n)).tolist()
        for given in (columns, [columns[0]] * n, [[x + 1e-9 * y for x, y in zip(columns[0], c)] for c in columns], [[0.0] * n] * n, [[0.0] * n, *columns[1:]]):
            basis = np.array(orthonormal(given))
            assert basis.shape == (n, n) and abs(basis @ basis.T - np.eye(n)).max() < 1e-13
            if any(given[0]):
                assert abs(basis[0] * np.linalg.norm(given[0]) - given[0]).max() < 1e-13


def test_what_is_not_finite_is_lost() -> None:
    """A box of starts around w0 = 0, and one that a step blows up: told as lost, without an error."""
    around_zero = iteration(PROBLEM, w0=[(-1, 1)] * 3)
    wide = iteration(PROBLEM.replace(eps=10**6), w0=[("99/100", "101/100"), ("199/100", "201/100"), (0, 1)])
    with ctx.workprec(128):
        assert around_zero.lost(around_zero.start())
        state = wide.start()
        for _ in range(40):
            if wide.lost(state):
                break
            state = wide.step(state)
        assert wide.lost(state)
    with pytest.raises(UnboundedError):
        above(arb("0 +/- inf"))
