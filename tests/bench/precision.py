"""BNGD on every number type: d = 5, 100 digits, 2000 steps, against the same step on plain mpmath numbers.

Run: python tests/bench/precision.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from operator import mul
from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from verify.dynamics.numbers import Arithmetic, arithmetic
from verify.models import bngd, errors, mbngd
from verify.models.problem import Problem

DIGITS, STEPS, REPEATS, SEED = 100, 2000, 3, 20260101
EXACT_STEPS = 5


def problem() -> Problem:
    """A dense H of condition number some hundreds, from integers (seed 20260101)."""
    draw = np.random.default_rng(SEED)
    X = draw.integers(-9, 10, size=(5, 8))
    H = (X @ X.T).tolist()
    return Problem.of(H=H, u=[1, 2, 3, 4, 5], w0=[5, -1, 2, 2, 1], a0=1, eps="1/10", eps_a="1/2")


def seconds(run: Callable[[], Any]) -> float:
    """Processor time of the fastest of a few runs."""
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times)


def plain(x: fmpq) -> Any:
    """The number as an mpf."""
    return mpmath.mpf(int(x.p)) / int(x.q)


def plain_mpmath(p: Problem) -> None:
    """Equations (9) and (10) as they stand, on lists of mpf; H w once for sigma and once more, as written."""
    mpmath.mp.prec = arithmetic("mpmath", digits=DIGITS).bits
    H, g, w = [list(map(plain, row)) for row in p.H], list(map(plain, p.g)), list(map(plain, p.w0))
    a, eps_a, eps = plain(p.a0), plain(p.eps_a), plain(p.eps)

    def dot(x: list[Any], y: list[Any]) -> Any:
        return sum(map(mul, x, y))

    for _ in range(STEPS):
        s = mpmath.sqrt(dot(w, [dot(row, w) for row in H]))
        push, z, Hw = eps * (a / s), dot(w, g) / s**2, [dot(row, w) for row in H]
        a, w = a + eps_a * (dot(w, g) / s - a), [x + push * (y - z * v) for x, y, v in zip(w, g, Hw)]


def object_arrays(p: Problem) -> None:
    """The one definition on NumPy arrays of mpf."""
    mpmath.mp.prec = arithmetic("mpmath", digits=DIGITS).bits
    H, g, w = (
        np.array(x, dtype=object) for x in ([list(map(plain, row)) for row in p.H], list(map(plain, p.g)), list(map(plain, p.w0)))
    )
    state, eps_a, eps = bngd.State(plain(p.a0), w), plain(p.eps_a), plain(p.eps)
    for _ in range(STEPS):
        state = bngd.step(H, g, state, eps_a, eps)


def definition(p: Problem, numbers: Arithmetic) -> None:
    """The one definition on the toolkit's vectors."""
    with numbers.precision():
        H, g, eps_a, eps = numbers.matrix(p.H), numbers.vector(p.g), numbers.number(p.eps_a), numbers.number(p.eps)
        state = bngd.State(numbers.number(p.a0), numbers.vector(p.w0))
        for _ in range(STEPS):
            state = bngd.step(H, g, state, eps_a, eps)


def error_form(p: Problem, numbers: Arithmetic) -> None:
    """The step in terms of the errors."""
    with numbers.precision():
        system, state = errors.system_of(p, numbers), errors.start_of(p, numbers)
        eps_a, eps = numbers.number(p.eps_a), numbers.number(p.eps)
        for _ in range(STEPS):
            state = errors.step(system, state, eps_a, eps)


def exact(p: Problem, numbers: Arithmetic) -> None:
    """A few steps of MBNGD, which needs no root; the length of Fractions grows by a factor of some seven a step."""
    with numbers.precision():
        H, g, w, eps = numbers.matrix(p.H), numbers.vector(p.g), numbers.vector(p.w0), numbers.number(p.eps)
        for _ in range(EXACT_STEPS):
            w = mbngd.step(H, g, w, eps)


if __name__ == "__main__":
    p = problem()
    base = seconds(lambda: plain_mpmath(p))
    print(f"BNGD, d = {p.d}, {DIGITS} digits, {STEPS} steps; ratio: time of plain mpmath numbers over time of this row")
    print(f"{'plain mpmath numbers in lists':44s} {base / STEPS * 1e6:8.1f} us a step   1.0")
    rows: list[tuple[str, Callable[[], None]]] = [("mpmath numbers in NumPy arrays", lambda: object_arrays(p))]
    for name in ("mpmath", "gmpy2", "flint"):
        numbers = arithmetic(name, digits=DIGITS)
        rows.append((f"{name}, the definition", lambda numbers=numbers: definition(p, numbers)))
        rows.append((f"{name}, in terms of the errors", lambda numbers=numbers: error_form(p, numbers)))
    rows.append(("float, the definition", lambda: definition(p, arithmetic("float"))))
    rows.append(("float, in terms of the errors", lambda: error_form(p, arithmetic("float"))))
    for title, run in rows:
        took = seconds(run)
        print(f"{title:44s} {took / STEPS * 1e6:8.1f} us a step {base / took:5.1f}")
    print(f"MBNGD, {EXACT_STEPS} steps")
    short = seconds(lambda: exact(p, arithmetic("mpmath", digits=DIGITS)))
    for name in ("fraction", "mpmath", "gmpy2"):
        took = seconds(lambda: exact(p, arithmetic(name) if name == "fraction" else arithmetic(name, digits=DIGITS)))
        print(f"{name:44s} {took / EXACT_STEPS * 1e6:8.1f} us a step {short / took:9.4f}")
