"""Runs in 60 digits, and whether they tend to where the theorems say.

Each measure recomputes what its statement says from the iteration itself; nothing is shared with the statements or their proofs.
Everything heavy is imported where it is used, as this module is read with the claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from verify.confirm import ContradictionError, Measured

if TYPE_CHECKING:
    from verify.models.problem import Problem

DIGITS = 60
ROUNDING = 1e-30  # differences below this, relatively, are rounding
SETTLED = 1e-20
SMALL = 1e-20  # below this share of u'Hu, q has lost too many digits for relative statements


class Run:
    """A problem in 60 digits, with its eigenvalues (from enclosures of more than 60 digits)."""

    def __init__(self, problem: Problem) -> None:
        from verify.dynamics.numbers import arithmetic
        from verify.models.problem import dot
        from verify.models.spectra import certified_spectrum

        self.problem, self.numbers = problem, arithmetic("gmpy2", digits=DIGITS)
        number = self.numbers.number
        found = certified_spectrum(problem, 256)
        self.values, self.star = ([number(x.mid().fmpq()) for x in part] for part in (found.values, found.star))
        self.low, self.high = self.values[0], self.values[-1]
        self.H, self.g, self.u = self.numbers.matrix(problem.H), self.numbers.vector(problem.g), self.numbers.vector(problem.u)
        self.eps_a, self.eps, self.uHu = number(problem.eps_a), number(problem.eps), number(problem.uHu)
        self.a0, self.w0 = number(problem.a0), self.numbers.vector(problem.w0)
        self.size0 = number(dot(problem.w0, problem.w0))

    def states(self, steps: int) -> Iterator[State]:
        """The states of BNGD from the start on, steps + 1 of them."""
        from verify.models import bngd

        state = bngd.State(self.a0, self.w0)
        for _ in range(steps):
            yield State(self, state.a, state.w)
            state = bngd.step(self.H, self.g, state, self.eps_a, self.eps)
        yield State(self, state.a, state.w)

    def modified(self, steps: int) -> Iterator[State]:
        """The same of MBNGD, a at its optimum."""
        from verify.models import mbngd

        w = self.w0
        for _ in range(steps + 1):
            yield State(self, None, w)
            w = mbngd.step(self.H, self.g, w, self.eps)


class State:
    """One state, and what the statements speak of."""

    def __init__(self, run: Run, a: Any, w: Any) -> None:
        from verify.dynamics.arithmetic import sqrt
        from verify.models import bngd

        self.run, self.w = run, w
        self.wg, self.sigma = w @ run.g, bngd.sigma(run.H, w)
        self.alpha = self.wg / self.sigma
        self.a = self.alpha if a is None else a
        self.e = bngd.residual(run.H, run.u, w)
        self.q = self.e @ (run.H @ self.e)
        self.size, self.norm = w @ w, sqrt(self.q)

    @property
    def step(self) -> Any:
        """The effective step."""
        from verify.models import bngd

        return bngd.effective_step(self.run.H, self.run.g, bngd.State(self.a, self.w), self.run.eps)

    @property
    def delta(self) -> Any:
        """a - w'g/sigma."""
        return self.a - self.alpha


def demand(least: Any, what: str) -> float:
    """The margin; ContradictionError where it is negative by more than rounding."""
    if least < -ROUNDING:
        raise ContradictionError(f"{what}: by {float(-least):.3g}")
    return max(float(least), 0.0)


def digits(x: Any) -> float:
    """-log10 of x, at most 60."""
    return float(DIGITS) if x <= 10.0**-DIGITS else -float(log10(x))


def log10(x: Any) -> Any:
    import gmpy2

    return gmpy2.log10(x)


def in_precision(measure: Callable[[Run], Measured | None], problem: Problem) -> Measured | None:
    """The measure, run in 60 digits."""
    run = Run(problem)
    with run.numbers.precision():
        return measure(run)


# ------------------------------------------------------------------------------------------------
# Limits


def stationary(run: Run, minimiser: bool = False) -> Measured:
    """|w_k| does not fall, and (a - alpha)^2 + a^2 q/u'Hu tends to 0, which vanishes at stationary points only (with q for a^2 q/u'Hu: at minimisers)."""
    scale, size, gap = run.uHu + run.a0 * run.a0, run.size0, run.uHu
    for state in run.states(3000):
        demand(state.size / size - 1, "|w_k| falls")
        size = state.size
        gap = (state.delta**2 + state.q * (1 if minimiser else state.a**2 / run.uHu)) / scale
        if gap < SETTLED:
            break
    return Measured(digits(gap), bool(gap < SETTLED))


def descends(run: Run, states: Iterator[State], keeps_sign: bool) -> Measured | None:
    """q_k does not rise, and tends to 0; a_k w_k'g > 0 for k >= 1."""
    q = None
    for k, state in enumerate(states):
        if q is not None:
            demand((q - state.q) / run.uHu, "q_k rises")
        if keeps_sign and k and not state.a * state.wg > 0:
            raise ContradictionError(f"a_k w_k'g is not positive at k = {k}")
        q = state.q
        if q < SETTLED * run.uHu:
            break
    return Measured(digits(q / run.uHu), bool(q < SETTLED * run.uHu))


def small_step(run: Run) -> Measured | None:
    """Theorem 3.3 (1), corrected."""
    p = run.problem
    agrees = p.a0 * p.wg0 > 0 or (p.a0 == 0 and p.wg0 != 0)
    return descends(run, run.states(3000), True) if agrees and p.eps_a <= 1 else None


def reaches_minimiser(run: Run) -> Measured | None:
    """Almost every start leads to a minimiser: |w_k| does not fall, and q_k tends to 0; starts with w_0'g = 0 are left out."""
    return stationary(run, minimiser=True) if run.problem.wg0 != 0 and run.problem.eps_a < 2 else None


def modified_small_step(run: Run) -> Measured | None:
    """The step bound of Theorem B.1."""
    return descends(run, run.modified(3000), False) if run.problem.wg0 != 0 else None


def modified_any_step(run: Run) -> Measured | None:
    """Theorem B.4: |w_k| does not fall, and q_k tends to 0; starts with w_0'g = 0, where nothing moves, are left out."""
    if run.problem.wg0 == 0:
        return None
    size, gap = run.size0, run.uHu
    for state in run.modified(3000):
        demand(state.size / size - 1, "|w_k| falls")
        size, gap = state.size, state.q / run.uHu
        if gap < SETTLED:
            break
    return Measured(digits(gap), bool(gap < SETTLED))


def basin(run: Run) -> Measured | None:
    """new-basin and new-projected-basin: q_k does not rise, a_k w_k'g > 0, w_k'g w_0'g > 0."""
    p = run.problem
    if not (p.a0 * p.wg0 > 0 and p.eps_a <= 1):
        return None
    first = next(run.states(0))
    found = descends(run, run.states(3000), True)
    last = list(run.states(50))[-1]
    if not last.wg * first.wg > 0:
        raise ContradictionError("w_k'g changes its sign")
    return found


def gradient_descent(run: Run, steps: int = 3000) -> Measured:
    """|u - w_k| falls by the factor rho at least, and tends to 0."""
    from verify.dynamics.arithmetic import sqrt
    from verify.models import gd

    rho = max(abs(1 - run.eps * x) for x in run.values)
    w, least = run.w0, None
    first = sqrt((run.u - w) @ (run.u - w))
    if first == 0:
        return Measured(float(DIGITS))
    error = first
    for _ in range(steps):
        w = gd.step(run.H, run.g, w, run.eps)
        after = sqrt((run.u - w) @ (run.u - w))
        margin = (rho * error - after) / first
        least = margin if least is None else min(least, margin)
        error = after
        if error <= SETTLED * first:
            break
    demand(least or 0, "|u - w_k| falls by less than rho")
    return Measured(digits(error / first), bool(error <= SETTLED * first))
