"""Many runs side by side that differ in the step size eps only, in double precision, and one run at a time in more digits.

Runs are in terms of errors (verify.models.errors), so that the loss above its minimum, J - min J = (q + delta^2)/2 with
q = |e|_H^2, keeps its relative accuracy.  What is found is observed in finitely many steps and proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from verify.certify.rational import InputError, shown
from verify.dynamics.numbers import Arithmetic, arithmetic
from verify.models.errors import ErrorState, System, descent_step, dot, excess, modified_step, start_of, step, system_of
from verify.models.problem import Problem

METHODS = ("gd", "bngd", "mbngd")
LOOK = 16  # steps between two looks at which runs are over
SMALL = 1e-24  # a run is over where q and delta^2 are this small against u'Hu
SLACK = 1e-9  # a rise of the loss by less than this, relatively, is rounding
DIGITS = 60


@dataclass(frozen=True)
class Fates:
    """What became of the runs, one entry for each step size (NumPy arrays).

    rose: the loss rose in some step; shrank: it fell in the last of them (or reached the least loss); settled: q and delta^2 fell below
    1e-24 u'Hu, or rather |u - w|_H^2 for gradient descent; side: the sign of w'g at the end, for the start's sign +1; size: w'w at
    the end; steps: how many steps were run; finite: nothing overflowed.
    """

    rose: Any
    shrank: Any
    settled: Any
    side: Any
    size: Any
    steps: Any
    finite: Any


def fates(problem: Problem, method: str, eps: Sequence[float], steps: int) -> Fates:
    """Run the problem with each of these step sizes in its place, for at most so many steps, in double precision.

    Raises InputError for an unknown method, a step size that is not a positive finite number, and a problem beyond the range
    of double precision.
    """
    import numpy as np

    if method not in METHODS:
        raise InputError(f"the method {shown(method)} is unknown: expected one of {', '.join(METHODS)}")
    sizes = np.asarray(eps, dtype=np.float64)
    if sizes.ndim != 1 or not (np.isfinite(sizes) & (sizes > 0)).all():
        raise InputError(f"eps = {shown(list(np.ravel(sizes)))}: expected positive finite numbers")
    numbers, count = arithmetic("float"), len(sizes)
    with numbers.precision():
        system, state, sign = batch(problem, numbers, method, count)
        eps_a = float(numbers.number(problem.eps_a))
        no, zero = np.zeros(count, bool), np.zeros(count)
        found = Fates(no.copy(), no.copy(), no.copy(), zero.copy(), zero.copy(), np.zeros(count, int), ~no)
        alive, loss = np.arange(count), excess(dot(state.e, state.He), state.delta)
        for k in range(1, steps + 1):
            state = advance(system, state, method, eps_a, sizes[alive])
            q = dot(state.e, state.He)
            after = excess(q, state.delta)
            found.rose[alive] |= after > loss * (1 + SLACK)
            found.shrank[alive] = (after < loss) | (after == 0)
            loss = after
            if k % LOOK and k < steps:
                continue
            found.finite[alive] = np.isfinite(after)
            found.settled[alive] = after <= SMALL * float(system.uHu)
            found.side[alive] = np.sign(dot(state.w, system.g)) * sign
            found.size[alive] = dot(state.w, state.w)
            found.steps[alive] = k
            going = found.finite[alive] & ~found.settled[alive]
            if not going.any():
                break
            alive, loss = alive[going], loss[going]
            state = ErrorState(*(x[..., going] for x in state))
    return found


def batch(problem: Problem, numbers: Arithmetic, method: str, count: int) -> tuple[System, ErrorState, float]:
    """The system and so many copies of the start as columns, and the sign of w0'g."""
    import numpy as np

    one = system_of(problem, numbers)
    system = one._replace(u=one.u[:, None], g=one.g[:, None])
    state = start_of(problem, numbers, method)
    columns = [np.repeat(np.asarray(x, dtype=np.float64)[..., None], count, axis=-1) for x in state]
    return system, ErrorState(*columns), -1.0 if problem.wg0 < 0 else 1.0


def advance(system: System, state: ErrorState, method: str, eps_a: Any, eps: Any) -> ErrorState:
    """The next state."""
    if method == "gd":
        return descent_step(system, state, eps)
    return step(system, state, eps_a, eps) if method == "bngd" else modified_step(system, state, eps)


@dataclass(frozen=True)
class Fate:
    """Fates of a single run; settled where q and delta^2 fell below 1e-24 u'Hu."""

    rose: bool
    shrank: bool
    settled: bool
    side: int


def fate(problem: Problem, method: str, eps: fmpq, steps: int, digits: int = DIGITS) -> Fate:
    """The same for one exact step size with numbers of so many digits."""
    numbers = arithmetic("gmpy2", digits=digits)
    with numbers.precision():
        system, state = system_of(problem, numbers), start_of(problem, numbers, method)
        eps_a, size = numbers.number(problem.eps_a), numbers.number(eps)
        slack = numbers.number(1 + fmpq(1, 10 ** (digits // 2)))
        loss, rose, shrank = excess(dot(state.e, state.He), state.delta), False, False
        for _ in range(steps):
            state = advance(system, state, method, eps_a, size)
            after = excess(dot(state.e, state.He), state.delta)
            rose, shrank, loss = rose or after > loss * slack, after < loss or after == 0, after
            if after <= SMALL * system.uHu:
                break
        wg = dot(state.w, system.g)
        side = (wg > 0) - (wg < 0)
        return Fate(bool(rose), bool(shrank), bool(loss <= SMALL * system.uHu), -side if problem.wg0 < 0 else side)
