"""How fast GD and BNGD go on a problem: contraction predicted and observed, in double precision, for many step sizes at once.

What is iterated is the error form of verify.models.errors, in eigenvectors of H, so that contraction is seen
far below the rounding of the weights.  These are floats: nothing here proves convergence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from verify.auditing.reading import Array
from verify.models import errors

LEAST, MOST = 5_000, 20_000  # steps
SETTLED = 0.1  # by how much 1 - rate may differ between the two halves of the window
CHUNK = 500
TINY = 1e-290  # of |e|_H^2, below which doubles run out


def steps_for(kappa_star: float) -> int:
    """Enough steps to see an asymptotic rate, where that is in reach."""
    return int(min(max(LEAST, 12 * kappa_star), MOST))


def eigenvectors(H: Array) -> Array:
    """The eigenvectors of H, in the order of its eigenvalues."""
    return np.asarray(np.linalg.eigh(H)[1])


def run_gd(values: Array, u: Array, w: Array, eps: float, steps: int) -> Array:
    """log10 of |u - w_k|_H / |u - w_0|_H for k = 0, ..., steps of gradient descent: coordinates shrink by 1 - eps lambda."""
    weights, factor = values * (u - w) ** 2, np.log(np.abs(1 - eps * values) + 1e-300)
    logs = np.log(weights + 1e-300) + 2 * np.outer(np.arange(steps + 1), factor)
    top = logs.max(axis=1)
    found = (top + np.log(np.exp(logs - top[:, None]).sum(axis=1))) / (2 * np.log(10))
    return np.asarray(found - found[0])


def run_bngd(values: Array, u: Array, a: float, w: Array, eps_a: float, eps: Array, steps: int,
             seen: Callable[[int], None] = lambda k: None) -> dict[str, Array]:  # fmt: skip
    """BNGD for several eps at once: arrays of shape (steps + 1, len(eps)) of log10 |e_k|_H, effective steps and log10 (J - J*).

    values: the eigenvalues of H; u and w: those of the problem, in eigenvectors.  A column is NaN from where its doubles fail.
    """
    n = len(eps)
    g = (values * u)[:, None]
    system = errors.System(np.diag(values), u[:, None], g, float(values @ u**2))
    found = {name: np.full((steps + 1, n), np.nan) for name in ("residual", "effective", "loss")}
    with np.errstate(all="ignore"):
        state = errors.start(system, np.full(n, a), np.repeat(w[:, None], n, axis=1))
        for k in range(steps + 1):
            q = errors.dot(state.e, state.He)
            sigma2 = errors.dot(state.w, state.Hw)
            effective = eps * (state.a / np.sqrt(sigma2)) * (errors.dot(state.w, g) / sigma2)
            alive = (q > TINY) & np.isfinite(q) & np.isfinite(effective) & np.isfinite(sigma2)
            if not alive.any():
                break
            found["residual"][k] = np.where(alive, np.log10(q) / 2, np.nan)
            found["effective"][k] = np.where(alive, effective, np.nan)
            found["loss"][k] = np.where(alive, np.log10(errors.excess(q, state.delta)), np.nan)
            state = errors.step(system, state, eps_a, eps)
            if k % CHUNK == 0:
                seen(k)
    return found


def observed(residual: Array) -> tuple[float | None, tuple[int, int], bool]:
    """The contraction a step, the window it was read off (the last half of the run), and whether both halves of that agree.

    residual: log10 |e_k|_H, NaN from where it is lost.
    """
    good = np.flatnonzero(np.isfinite(residual))
    last = int(good[-1]) if len(good) else 0
    first = last // 2
    if last - first < 8:
        return None, (first, last), False
    middle = (first + last) // 2
    slopes = [slope(residual, *ends) for ends in ((first, last), (first, middle), (middle, last))]
    rate, one, two = (float(10.0**x) for x in slopes)
    settled = abs(one - two) <= SETTLED * max(abs(1 - rate), 1e-12)
    return rate, (first, last), settled


def slope(y: Array, first: int, last: int) -> float:
    """The least-squares slope over a window."""
    k = np.arange(first, last + 1)
    return float(np.polyfit(k - k.mean(), y[first : last + 1], 1)[0])


def thinned(count: int, most: int = 400) -> Any:
    """Indices for a plot: all of the first, then spread evenly on a logarithmic scale."""
    if count <= most:
        return np.arange(count)
    return np.unique(np.concatenate([np.arange(50), np.geomspace(50, count - 1, most - 50).astype(int)]))
