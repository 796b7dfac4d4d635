"""What the figures compare with: GD in closed form, with the step 2/(lambda_max + lambda_min) and with the best fixed step for its loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.sweep.grid import Sweep

FACTORS = np.concatenate([1 - np.geomspace(0.9, 1e-6, 400), [1.0], 1 + np.geomspace(1e-6, 0.5, 200)])
"""The steps over eps_opt among which the best is looked for: dense near 1."""


def best_step(h: Any) -> float:
    """eps_opt = 2/(lambda_max + lambda_min) of H = diag(h)."""
    return float(2 / (np.max(h) + np.min(h)))


def condition_star(h: Any, u: Any) -> float:
    """kappa* of H* = H - Huu'H/u'Hu for H = diag(h)."""
    g = h * u
    values = np.linalg.eigvalsh(np.diag(h) - np.outer(g, g) / np.sum(g * u))
    return float(values[-1] / values[1])


def log_losses(h: Any, gap: Any, eps: Any, steps: int) -> Any:
    """log(J - min J) of GD after so many steps, for each eps (m,), from w0 = u - gap."""
    with np.errstate(divide="ignore"):
        modes = np.log(h) + 2 * np.log(np.abs(gap)) + 2 * steps * np.log(np.abs(1 - np.outer(eps, h)))
    top = modes.max(axis=1, keepdims=True)
    return np.log(np.exp(modes - top).sum(axis=1)) + top[:, 0] - np.log(2)


def compared(sweep: Sweep, number: int, steps: int) -> tuple[Any, Any]:
    """Of each draw, on a spectrum: log-losses of GD with eps_opt (draws,), and with every step of FACTORS (draws, steps)."""
    h = np.array(sweep.spectra[number][1])
    found = []
    for draw in range(sweep.draws or 1):
        u, w0 = sweep.draw(number, draw)
        start = h * u / np.linalg.norm(h * u) if w0 is None else w0
        found.append(log_losses(h, u - start, FACTORS * best_step(h), steps))
    every = np.array(found)
    return every[:, FACTORS == 1][:, 0], every
