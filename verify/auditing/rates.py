"""How fast GD and BNGD go on a problem: contraction predicted and observed, in double precision, for many step sizes at once.

What is followed is the error, not the weights: e = u - (w'g/sigma^2) w and delta = a - w'g/sigma, in
eigenvectors of H, each with a scale of its own.  So no small number is the difference of large ones, and
contraction is seen far below the rounding of the weights.  With s = eps a/sigma and f = e - eps_hat He,
equations (10), (12) and (71) become w+ = w + s He, e+ = f - (w+'Hf / w+'Hw+) w+, and
delta+ = (1 - eps_a) delta - (alpha+ - alpha).  These are floats: nothing here proves convergence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.auditing.reading import Array

LEAST, MOST = 1_000, 20_000  # steps
SETTLED = 0.1  # by how much 1 - rate may differ between the two halves of the window
CHUNK = 500


@dataclass(frozen=True)
class Run:
    """One iteration: log10 of |e_k|_H / |e_0|_H at the recorded steps, and what was read off it.

    rate: contraction of |e|_H a step, by least squares on its logarithm over the window [first, last]; None
    where the run ended before.  settled: the two halves of the window agree within 10 % of 1 - rate.
    predicted: the contraction that theory gives, for BNGD at the last effective step.  ended: "" or how the
    doubles failed.
    """

    eps: float
    steps: Array
    residual: Array
    rate: float | None
    window: tuple[int, int]
    settled: bool
    predicted: float | None
    effective: float | None
    loss: float | None
    ended: str


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

    values: the eigenvalues of H; u and w0 in eigenvectors.  A column is NaN from where its doubles fail.
    """
    lam, n = values[:, None], len(eps)
    w = np.repeat(w[:, None], n, axis=1)
    total = float(values @ u**2)
    alpha = (lam * u[:, None] * w).sum(0) / np.sqrt((lam * w**2).sum(0))
    e = u[:, None] - alpha / np.sqrt((lam * w**2).sum(0)) * w
    delta = a - alpha
    scale = np.zeros(n)  # e stands for e * exp(scale)
    log_e, hat, log_loss = (np.full((steps + 1, n), np.nan) for _ in range(3))
    with np.errstate(all="ignore"):
        for k in range(steps + 1):
            q = (lam * e**2).sum(0)
            grown = np.sqrt(q)
            e, scale = e / np.where(grown > 0, grown, 1), scale + np.log(np.where(grown > 0, grown, 1))
            size = np.exp(scale)
            sigma = np.sqrt((lam * w**2).sum(0))
            alpha = np.sign(alpha) * np.sqrt(np.maximum(total - size**2, 0)) if k else alpha
            s = eps * (alpha + delta) / sigma
            effective = s * alpha / sigma
            alive = np.isfinite(effective) & (grown > 0) & np.isfinite(scale)
            log_e[k], hat[k] = np.where(alive, scale, np.nan), np.where(alive, effective, np.nan)
            log_loss[k] = np.where(alive, np.log((size**2 + delta**2) / 2), np.nan)
            f = e - effective * lam * e
            ahead = w + s * size * lam * e
            sigma2 = (lam * ahead**2).sum(0)
            turn = (lam * ahead * f).sum(0) / sigma2
            e = f - turn * ahead
            after = alpha / sigma + turn * size  # z of the next state
            alpha_next = after * np.sqrt(sigma2)
            q_next = (lam * e**2).sum(0) * size**2
            same = np.sign(alpha_next) == np.sign(alpha)
            change = np.where(same, (size**2 - q_next) / (alpha + alpha_next), alpha_next - alpha)
            delta = (1 - eps_a) * delta - change
            alpha, w = alpha_next, ahead
            if k % CHUNK == 0:
                seen(k)
    ten = np.log(10)
    return {"residual": log_e / ten, "effective": hat, "loss": log_loss / ten}


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
