"""Inequalities along runs in 60 digits: contraction, decay of the loss, bounds of a_k and of the effective step."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from proofs_checks.confirmation_runs import ROUNDING, SMALL, Run, demand, log10
from verify.confirm import ContradictionError, Measured


def gd_factor(run: Run) -> Measured:
    """(4) for each of 40 steps, whatever the step size."""
    from verify.dynamics.arithmetic import sqrt
    from verify.models import gd

    rho, w, margins = max(abs(1 - run.eps * x) for x in run.values), run.w0, []
    first = sqrt((run.u - w) @ (run.u - w))
    for _ in range(40):
        before = run.u - w
        w = gd.step(run.H, run.g, w, run.eps)
        size, after = sqrt(before @ before), sqrt((run.u - w) @ (run.u - w))
        if size > 1e-15 * first:
            margins.append((rho * size - after) / ((1 + rho) * size))
    return Measured(demand(min(margins, default=0), "(4)"))


@dataclass(frozen=True)
class Constants:
    """A, the two constants of Proposition 3.5 and the step size from which (to which) they are good."""

    eps: Any
    low: Any
    high: Any


def small_constants(run: Run) -> Constants:
    """Those of part (1)."""
    from verify.dynamics.arithmetic import sqrt

    first, height = next(run.states(0)), sqrt(run.uHu)
    most = abs(run.a0) + height
    m = run.a0 * first.alpha**2 / (run.a0 + first.alpha)
    return Constants(run.low * run.size0 / (run.high * most * height), m / (run.high * run.size0 * (1 + height / abs(first.alpha))),
                     most * height / (run.low * run.size0))  # fmt: skip


def large_constants(run: Run) -> Constants:
    """Those of part (2), corrected."""
    from verify.dynamics.arithmetic import sqrt

    first, height = next(run.states(0)), sqrt(run.uHu)
    most, He = abs(run.a0) + height, run.H @ first.e
    s, f = run.g @ He, He @ He
    c3 = (run.a0 / first.sigma) ** 2 * f
    a = first.wg**2 * s**2 / (run.size0 * s**2 + f * first.wg**2) / run.high
    a1, r = abs(run.a0 + run.eps_a * (first.alpha - run.a0)), sqrt(a)
    eps = run.high * most * height / run.low / c3
    m1 = a * a1 / (a1 + r)
    return Constants(eps, m1 / (run.high * (1 + height / r)) / (run.size0 / eps**2 + c3), most * height / run.low / c3)


def between(run: Run, found: Constants, power: int, start: int, steps: int) -> Measured:
    """C_1 <= eps_hat_k eps^power <= C_2; the margin in powers of 10."""
    least = None
    for k, state in enumerate(run.states(steps)):
        if k < start:
            continue
        scaled = state.step * run.eps**power
        if not found.low * (1 - ROUNDING) <= scaled <= found.high * (1 + ROUNDING):
            raise ContradictionError(f"the effective step leaves its bounds at k = {k}")
        margin = min(log10(scaled / found.low), log10(found.high / scaled))
        least = margin if least is None else min(least, margin)
    assert least is not None
    return Measured(max(float(least), 0.0))


def tilt(run: Run) -> Any:
    """|g|^2 - (w0'g/sigma0^2) g'Hw0, which is g'He0."""
    return run.g @ (run.H @ next(run.states(0)).e)


def step_for_small(run: Run) -> Measured | None:
    """Proposition 3.5 (1); the problem's eps is a share of eps_1."""
    if not (run.problem.a0 * run.problem.wg0 > 0 and tilt(run) >= 0 and run.problem.eps_a <= 1 and run.eps <= 1):
        return None
    found = small_constants(run)
    run.eps = run.eps * found.eps
    return between(run, found, -1, 0, 150)


def step_for_large(run: Run) -> Measured | None:
    """Proposition 3.5 (2), corrected; the problem's eps is a multiple of eps_1."""
    if not (run.problem.a0 * run.problem.wg0 > 0 and tilt(run) > 1e-30 and run.problem.eps_a <= 1 and run.eps >= 1):
        return None
    found = large_constants(run)
    run.eps = run.eps * found.eps
    return between(run, found, 1, 1, 100)


def plain_contraction(run: Run) -> Measured:
    """(13) for 40 steps: |e_(k+1)|_H <= rho(I - eps_hat_k H) |e_k|_H."""
    before, margins = None, []
    for state in run.states(40):
        if before is not None and before.q > SMALL * run.uHu:
            rho = max(abs(1 - before.step * x) for x in run.values)
            margins.append((rho * before.norm - state.norm) / ((1 + rho) * before.norm))
        before = state
    return Measured(demand(min(margins, default=0), "(13)"))


def contraction(run: Run) -> Measured | None:
    """Lemma A.22 (d >= 2) for 40 steps."""
    if not run.star:
        return None
    before, margins = None, []
    for state in run.states(40):
        if before is not None and before.q > SMALL * run.uHu:
            delta = run.high * run.eps * abs(before.a) / before.sigma**2 * before.norm
            rho = max(abs(1 - before.step * x) for x in run.star)
            right = (rho + delta) * before.norm
            margins.append((right - (1 - delta) * state.norm) / (right + abs(1 - delta) * state.norm + before.norm))
        before = state
    return Measured(demand(min(margins, default=0), "(62)"))


def loss_decay(run: Run) -> Measured | None:
    """Lemma A.23, corrected, with the least C, rho and C_0 for which its hypotheses hold along 100 steps."""
    states = list(run.states(100))
    ratios = [y.norm / x.norm for x, y in pairwise(states) if x.q > SMALL * run.uHu]
    if not ratios or not max(ratios) < 1 or run.problem.eps_a > 1:
        return None
    states = states[: len(ratios) + 1]
    rho, keep = max(ratios), 1 - run.eps_a
    C, gamma = states[0].norm, max(max(ratios), keep)
    C0 = max(max((abs(y.delta) - keep * abs(x.delta)) / x.norm for x, y in pairwise(states)), 0)
    first, margins, total = abs(states[0].delta), [], 0
    for k, state in enumerate(states[1:]):
        total = total * keep + rho**k  # the sum of keep^i rho^(k-i)
        tail = C * C0 * (k + 1) * gamma**k
        one, two = first * keep ** (k + 1) + C * C0 * total, first * keep ** (k + 1) + tail
        whole = C**2 * (rho ** (k + 1)) ** 2 + two**2
        if two > 0 and whole > 0:
            margins += [(one - abs(state.delta)) / two, (two - one) / two, (whole - state.q - state.delta**2) / whole]
    return Measured(demand(min(margins, default=0), "(72) or (73)"))


def bounded(run: Run, sharp: bool) -> Measured | None:
    """Lemma A.10: the bound of its proof, or the sharper one, for 60 steps."""
    from verify.dynamics.arithmetic import sqrt

    if run.problem.eps_a >= 2:
        return None
    height, r = sqrt(run.uHu), run.eps_a
    bound = abs(run.a0) + 2 * height / (1 - abs(1 - r))
    if sharp:
        bound = max(abs(run.a0), height if r <= 1 else height * r / (2 - r))
    return Measured(demand(min((bound - abs(state.a)) / bound for state in run.states(60)), "|a_k| exceeds its bound"))
