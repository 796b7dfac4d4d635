"""The iterations in terms of their errors are the iterations: proved for every d, exact on Fractions, the same on batches."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from models_cases import SEED, random_problem, two_rational_steps

from verify import Setting, decide, eq, is_identity
from verify.dynamics.numbers import arithmetic
from verify.models import bngd, errors, gd, mbngd
from verify.models.problem import Problem

# ------------------------------------------------------------------------------------------------
# For every dimension


def symbols() -> Any:
    s = Setting()
    H, u, w = s.operator("H", "spd"), s.vector("u"), s.vector("w", "nonzero")
    a, eps, eps_a = s.scalar("a"), s.scalar("eps"), s.scalar("eps_a")
    state = bngd.State(a, w)
    return s, H, u, state, bngd.step(H, H @ u, state, eps_a, eps), eps_a, eps


def test_the_step_of_w_in_terms_of_the_residual_is_the_definition() -> None:
    s, H, u, state, after, _, eps = symbols()
    e = bngd.residual(H, u, state.w)
    claim = eq(state.w + eps * (state.a / bngd.sigma(H, state.w)) * (H @ e), after.w)
    assert is_identity(claim, s) is True
    assert decide(s.claim(claim)).verdict.value == "holds"


def test_the_recurrence_of_the_residual_is_the_definition() -> None:
    s, H, u, state, after, _, eps = symbols()
    e = bngd.residual(H, u, state.w)
    v = errors.contracted(e, H @ e, bngd.effective_step(H, H @ u, state, eps))
    claim = eq(errors.without_projection(u, H @ u, v, H @ v), bngd.residual(H, u, after.w))
    assert is_identity(claim, s) is True
    outcome = decide(s.claim(claim))  # not where w'g = 0: then v = u, and there is nothing to project on
    assert outcome.verdict.value == "fails" and outcome.counterexample is not None
    H0, u0, w0 = (np.array([[Fraction(y) for y in x] if isinstance(x, list) else Fraction(x) for x in outcome.counterexample[name]]) for name in "Huw")
    assert w0 @ H0 @ u0 == 0
    false = eq(errors.without_projection(u, H @ u, v, H @ v), v)
    assert is_identity(false, s) is not True


def test_alpha_delta_and_the_loss_follow_from_the_residuals() -> None:
    s, H, u, state, after, eps_a, _ = symbols()
    g = H @ u
    alpha, alpha_next = ((w @ g) / bngd.sigma(H, w) for w in (state.w, after.w))
    e, e_next = (bngd.residual(H, u, w) for w in (state.w, after.w))
    q, q_next, delta = e @ (H @ e), e_next @ (H @ e_next), state.a - alpha
    assert is_identity(eq(errors.fall(alpha, alpha_next, q, q_next), alpha - alpha_next), s) is True
    assert is_identity(eq((1 - eps_a) * delta + (alpha - alpha_next), after.a - alpha_next), s) is True
    assert is_identity(eq(state.a - eps_a * delta, after.a), s) is True
    assert is_identity(eq(errors.excess(q, delta), bngd.loss(H, g, u @ g, state)), s) is True


# ------------------------------------------------------------------------------------------------
# On Fractions, exactly


def matches(system: errors.System, state: errors.ErrorState, a: Fraction | None, w: object) -> None:
    H, u, g, _ = system
    sigma2 = w @ (H @ w)  # type: ignore[operator]
    assert list(state.w) == list(w)  # type: ignore[call-overload]
    assert list(state.e) == list(u - (w @ g) / sigma2 * w)  # type: ignore[operator]
    assert list(state.Hw) == list(H @ state.w) and list(state.He) == list(H @ state.e)
    if a is not None:
        assert state.a == a and state.delta == a - (w @ g) / errors.sqrt(sigma2)  # type: ignore[operator]


@pytest.mark.parametrize("slopes", [("1/2", "1/3"), ("-1/2", "2"), ("3", "-1/4"), ("-5/3", "-2")])
@pytest.mark.parametrize("d", [2, 3])
def test_bngd_is_exact_where_sigma_is_rational(d: int, slopes: tuple[str, str]) -> None:
    problem, numbers = two_rational_steps(d, d, slopes), arithmetic("fraction")
    system, state = errors.system_of(problem, numbers), errors.start_of(problem, numbers)
    plain = bngd.State(numbers.number(problem.a0), numbers.vector(problem.w0))
    eps_a, eps = numbers.number(problem.eps_a), numbers.number(problem.eps)
    matches(system, state, *plain)
    for _ in range(2):
        state = errors.step(system, state, eps_a, eps)
        plain = bngd.step(system.H, system.g, plain, eps_a, eps)
        matches(system, state, *plain)


@pytest.mark.parametrize("eps", ["1/1000", "1/10", "1", "100000000"])
@pytest.mark.parametrize("seed", range(4))
def test_mbngd_and_gd_are_exact(seed: int, eps: str) -> None:
    problem, numbers = random_problem(seed, 2 + seed % 2, eps), arithmetic("fraction")
    system, step = errors.system_of(problem, numbers), numbers.number(problem.eps)
    state, w = errors.start_of(problem, numbers, "mbngd"), numbers.vector(problem.w0)
    for _ in range(3):
        state, w = errors.modified_step(system, state, step), mbngd.step(system.H, system.g, w, step)
        matches(system, state, None, w)
    state, w = errors.start_of(problem, numbers, "gd"), numbers.vector(problem.w0)
    for _ in range(3):
        state, w = errors.descent_step(system, state, step), gd.step(system.H, system.g, w, step)
        assert list(state.w) == list(w) and list(state.e) == list(system.u - w)


def test_both_forms_of_the_residual_are_met() -> None:
    """Small steps take the recurrence, huge ones the definition; the exact tests above cover both."""
    numbers = arithmetic("fraction")
    taken = set()
    for eps in ("1/1000", "100000000"):
        problem = random_problem(0, 2, eps)
        system, state = errors.system_of(problem, numbers), errors.start_of(problem, numbers, "mbngd")
        z = (state.w @ system.g) / (state.w @ state.Hw)
        v = errors.contracted(state.e, state.He, numbers.number(problem.eps) * z**2)
        taken.add(4 * (v @ (system.H @ v)) < system.uHu)
    assert taken == {True, False}


def test_a_saddle_is_a_fixed_point() -> None:
    numbers = arithmetic("fraction")
    problem = Problem.of(H=[[1, 0], [0, 1]], u=[4, -3], w0=[3, 4], a0=0, eps=7)
    system, state = errors.system_of(problem, numbers), errors.start_of(problem, numbers)
    after = errors.step(system, state, Fraction(1), Fraction(7))
    assert (after.a, list(after.w), list(after.e), after.delta) == (0, [3, 4], [4, -3], 0)


def test_delta_of_a_start_near_alpha_keeps_its_digits() -> None:
    """a0 = 10^-30 above alpha_0 = 2: a0 - alpha_0 in doubles would be 0."""
    problem = Problem.of(H=[[1, 0], [0, 1]], u=[2, 1], w0=[3, 4], a0="2.000000000000000000000000000001", eps=1)
    assert errors.start_of(problem, arithmetic("float")).delta == pytest.approx(1e-30, rel=1e-15)


# ------------------------------------------------------------------------------------------------
# Batches


def test_a_batch_of_settings_runs_as_each_setting_alone() -> None:
    """To rounding, which for a difference of numbers of size one, as delta is at first, is that of one."""
    draw = np.random.default_rng(SEED)
    d, B = 4, 6
    h = np.logspace(0, 2, d)
    H, u, w0 = np.diag(h), draw.normal(size=d), draw.normal(size=d)
    a0, eps_a, eps = np.array([1, -1, 0.1, 10, 1, 0]), np.array([1, 0.5, 1.9, 1, 0.1, 1.0]), np.array([1e-2, 1, 1e-3, 1e8, 0.1, 3])
    g = H @ u
    batch = errors.System(H, u[:, None], g[:, None], np.full(B, u @ g))
    state = errors.start(batch, a0, np.repeat(w0[:, None], B, axis=1))
    for _ in range(60):
        state = errors.step(batch, state, eps_a, eps)
    for k in range(B):
        single = errors.System(H, u, g, u @ g)
        alone = errors.start(single, a0[k], w0)
        for _ in range(60):
            alone = errors.step(single, alone, eps_a[k], eps[k])
        for x, y in zip(state, alone):
            np.testing.assert_allclose(x[..., k], y, rtol=1e-9, atol=max(1e-9 * np.abs(y).max(), 1e-13))


def test_a_batch_with_different_targets() -> None:
    draw = np.random.default_rng(SEED + 1)
    d, B = 3, 5
    H, u, w0 = np.diag([1.0, 3.0, 10.0]), draw.normal(size=(d, B)), draw.normal(size=(d, B))
    g = H @ u
    system = errors.System(H, u, g, (u * g).sum(axis=0))
    state, w = errors.start(system, np.ones(B), w0), w0
    for _ in range(5):
        state = errors.modified_step(system, state, np.full(B, 0.05))
        w = np.stack([mbngd.step(H, g[:, k], w[:, k], 0.05) for k in range(B)], axis=1)
    np.testing.assert_allclose(state.w, w, rtol=1e-12)
