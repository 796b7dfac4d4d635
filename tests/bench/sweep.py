"""One panel of Figure 1 (1763 settings, 2000 steps, d = 100) on one core, against blocked NumPy, plain NumPy and a Python loop.

Every version's processor seconds are for the whole panel, the least of some runs; the baselines run a part of the panel and are scaled to it
(their cost is proportional to settings and steps).  The iteration as printed, (9) and (10), does less work than the error form, and loses
every loss below about 1e-28.  Beside them the core's peak of fused multiply-adds, measured in the same run,
and the share of it that the kernel reaches, at 15 floating-point operations for a component's step.  Then the kernel's cost for
other d and other numbers of settings, and with the twins that flag cells.

Run: OPENBLAS_NUM_THREADS=1 python tests/bench/sweep.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from verify.models import bngd
from verify.sweep import lanes
from verify.sweep.starts import error_form

Array = Any
FLOPS = 15
SETTINGS, STEPS, D = 1763, 2000, 100


@njit(fastmath={"contract"})
def chains(x: Array, factor: float, term: float, count: int) -> None:
    """Eight dependent multiply-adds on each of many numbers, many times."""
    for _ in range(count):
        for j in range(x.size):
            y = x[j]
            y = y * factor + term
            y = y * factor + term
            y = y * factor + term
            y = y * factor + term
            y = y * factor + term
            y = y * factor + term
            y = y * factor + term
            y = y * factor + term
            x[j] = y


def least(job: Callable[[], object], runs: int) -> float:
    """The least processor seconds of some runs, after one that is not counted: other processes' time does not count."""
    job()
    times = []
    for _ in range(runs):
        begun = time.thread_time()
        job()
        times.append(time.thread_time() - begun)
    return min(times)


def peak() -> float:
    """Floating-point operations a second in the best of some layouts."""
    found = []
    for size in (64, 96, 128):
        x = np.ones(size)
        found.append(16 * size * 20_000 / least(lambda: chains(x, 0.999, 1e-3, 20_000), 20))
    return max(found)


def panel(d: int = D, settings: int = SETTINGS) -> tuple[Array, Array, Array, Array]:
    """h, u and the grid of a panel, repeated or cut to a number of settings; u has seed 1."""
    h, u = np.geomspace(1, 320, d), np.random.default_rng(1).standard_normal(d)
    eps_a, eps = (x.ravel() for x in np.meshgrid(1.99 * np.logspace(-10, 0, 41), np.logspace(-5, 16, 43), indexing="ij"))
    return h, u / np.linalg.norm(u), np.resize(eps_a, settings), np.resize(eps, settings)


def kernel(d: int = D, settings: int = SETTINGS, steps: int = STEPS, twins: bool = False) -> Callable[[], object]:
    """The kernel's panel."""
    h, u, eps_a, eps = panel(d, settings)
    start = error_form(h, u)
    return lambda: lanes.run("bngd", h, [start], np.zeros(settings, dtype=int), np.ones(settings), eps_a, eps, [steps], twins)


def in_numpy(size: int, settings: int, steps: int) -> Callable[[], object]:
    """Equations (9) and (10) in NumPy, blocks of a size side by side, without temporaries that can be avoided."""
    h, u, eps_a, eps = panel(settings=settings)
    g = h * u

    def job() -> None:
        for first in range(0, settings, size):
            chosen = slice(first, first + size)
            w = np.tile(g / np.linalg.norm(g), (len(eps[chosen]), 1))
            a, Hw = np.ones(len(w)), np.empty_like(w)
            for _ in range(steps):
                np.multiply(w, h, out=Hw)
                sigma2 = np.einsum("ij,ij->i", w, Hw)
                sigma, y = np.sqrt(sigma2), w @ g
                rate = eps[chosen] * a / sigma
                a += eps_a[chosen] * (y / sigma - a)
                Hw *= (-rate * y / sigma2)[:, None]
                w += Hw
                np.multiply(rate[:, None], g, out=Hw)
                w += Hw

    return job


def in_numpy_by_error(size: int, settings: int, steps: int) -> Callable[[], object]:
    """The kernel's recursion in NumPy, blocks of a size side by side (without the scales that keep small losses)."""
    h, u, eps_a, eps = panel(settings=settings)
    start = error_form(h, u)

    def job() -> None:
        for first in range(0, settings, size):
            chosen = slice(first, first + size)
            count = len(eps[chosen])
            p, f, v = np.tile(start.e, (count, 1)), np.empty((count, len(h))), np.empty((count, len(h)))
            multiple, share, s, precision = np.ones(count), np.zeros(count), np.full(count, start.s), np.full(count, 1 / start.sigma2)
            a, keep = np.ones(count), 1 - eps_a[chosen]
            t, q_before, delta = eps[chosen] * a * s * precision, np.full(count, start.q), a - s
            for _ in range(steps):
                p *= multiple[:, None]
                np.multiply(share[:, None], u, out=v)
                p -= v
                np.multiply(p, h, out=f)
                q = np.einsum("ij,ij->i", p, f)
                f *= t[:, None]
                p -= f
                np.subtract(u, p, out=v)
                v *= h
                y, x = v @ u, np.einsum("ij,ij->i", v, p)
                n = y - x
                following = np.sign(s) * y / np.sqrt(n)
                delta = keep * delta + (q - q_before) / (s + following)
                multiple, share, precision, a = y / n, x / n, precision * s * s / n, keep * a + (1 - keep) * s
                s, q_before = following, q
                t = eps[chosen] * a * s * precision

    return job


class Diagonal:
    """H = diag(h) for the definition."""

    def __init__(self, h: Array) -> None:
        """The eigenvalues."""
        self.h = h

    def __matmul__(self, x: Array) -> Array:
        """H x."""
        return self.h * x


def by_loop(settings: int, steps: int) -> Callable[[], object]:
    """A Python loop over settings: the definition on NumPy vectors."""
    h, u, eps_a, eps = panel(settings=settings)
    H, g = Diagonal(h), h * u

    def job() -> None:
        for i in range(settings):
            state = bngd.State(1.0, g / np.linalg.norm(g))
            for _ in range(steps):
                state = bngd.step(H, g, state, eps_a[i], eps[i])

    return job


def main() -> None:
    """Print the tables."""
    top = peak()
    print(f"peak of one core: {top / 1e9:.1f} Gflop/s")
    ours = least(kernel(), 5)
    share = FLOPS * SETTINGS * STEPS * D / ours / top
    print(f"{'kernel':36}{ours:9.3f} s{1:9.1f} x{share:8.0%} of the peak")
    with np.errstate(all="ignore"):
        for name, job, part in (
            ("NumPy, blocks of 256, error form", in_numpy_by_error(256, SETTINGS, 100), 100 / STEPS),
            ("NumPy, blocks of 256, (9) and (10)", in_numpy(256, SETTINGS, 100), 100 / STEPS),
            ("NumPy, all at once, error form", in_numpy_by_error(SETTINGS, SETTINGS, 50), 50 / STEPS),
            ("NumPy, all at once, (9) and (10)", in_numpy(SETTINGS, SETTINGS, 50), 50 / STEPS),
            ("Python loop over settings", by_loop(10, 500), 500 * 10 / STEPS / SETTINGS),
        ):
            seconds = least(job, 3) / part
            print(f"{name:36}{seconds:9.3f} s{seconds / ours:9.1f} x")
    twins = least(kernel(twins=True), 3)
    print(f"{'kernel with twins':36}{twins:9.3f} s{twins / ours:9.1f} x")
    print("cost of a component's step in nanoseconds, and share of the peak:")
    for d, settings, steps in ((10, 1763, 2000), (100, 1763, 1000), (1000, 352, 500), (10000, 64, 200)):
        seconds = least(kernel(d, settings, steps), 3)
        unit = seconds / (d * settings * steps)
        print(f"  d = {d:<6} {settings} settings: {unit * 1e9:.3f} ns, {FLOPS / unit / top:.0%}")
    for settings in (1, 32, 256, 1763, 7052):
        seconds = least(kernel(D, settings, 500), 3)
        unit = seconds / (D * settings * 500)
        print(f"  d = {D}, {settings:>4} settings: {unit * 1e9:.3f} ns, {FLOPS / unit / top:.0%}")


if __name__ == "__main__":
    main()
