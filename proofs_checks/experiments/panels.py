"""Measures of the panels of Figure 1: arrays over kappa, draw and a0, from a dataset of its sweeps."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from proofs_checks.experiments import baseline
from verify.sweep.grid import Sweep
from verify.sweep.truth import FACTOR

STEPS = 2000
SMALL, LARGE = 1e-6, 0.1
"""Small eps_a are at most the first, large ones from the second to 1."""
GRADIENT_DESCENT = -2 * np.log10(FACTOR)
"""The decades of eps that are within the factor of eps_opt themselves."""


def best_steps(dataset: Any) -> Any:
    """2/(kappa + 1) for each kappa."""
    return 2 / (1 + np.array([float(kappa) for kappa in dataset.spectrum.values]))


def near(dataset: Any) -> Any:
    """Where the effective step is near the optimal step of GD: (kappa, draw, a0, eps_a, eps)."""
    ratio = ordered(dataset, "effective_step") / best_steps(dataset)[:, None, None, None, None]
    return (ratio > FACTOR) & (ratio < 1 / FACTOR)


def ordered(dataset: Any, name: str) -> Any:
    """The values (kappa, draw, a0, eps_a, eps)."""
    return dataset[name].transpose("spectrum", "draw", "a0", "eps_a", "eps").values


def decades(dataset: Any, name: str) -> float:
    """The decades between neighbours on an axis."""
    values = dataset[name].values
    return float(np.log10(values[-1] / values[0]) / (len(values) - 1))


def area(dataset: Any) -> Any:
    """The area of the near-optimal region, in decades of eps_a times decades of eps: (kappa, draw, a0)."""
    return near(dataset).sum(axis=(3, 4)) * decades(dataset, "eps_a") * decades(dataset, "eps")


def losses(dataset: Any) -> tuple[Any, Any]:
    """log10 of the loss (kappa, draw, a0, eps_a, eps), infinite where it overflowed, and of optimal GD's (kappa, draw)."""
    ours = ordered(dataset, "log_loss") / np.log(10)
    return np.where(np.isnan(ours), np.inf, ours), ordered(dataset, "gd_log_loss")[:, :, 0, 0, 0] / np.log(10)


@cache
def discrepancy(definition: str) -> Any:
    """kappa/kappa* for each kappa and draw."""
    sweep = Sweep.from_json(definition)
    found = [[h[-1] / h[0] / baseline.condition_star(np.array(h), sweep.draw(i, number)[0]) for number in range(sweep.draws or 1)]
             for i, (_, h) in enumerate(sweep.spectra)]  # fmt: skip
    return np.array(found)


def promised(dataset: Any) -> Any:
    """The decades that the optimal rate of H* gains over that of H in all steps, as (15) suggests: (kappa, draw)."""
    kappa = np.array([float(value) for value in dataset.spectrum.values])[:, None]
    star = kappa / discrepancy(dataset.attrs["definition"])
    return 2 * STEPS * (np.log10((kappa - 1) / (kappa + 1)) - np.log10((star - 1) / (star + 1)))


def gain(dataset: Any) -> Any:
    """The decades by which the best cell's loss is below that of optimal GD, negative where no cell is: (kappa, draw, a0)."""
    ours, theirs = losses(dataset)
    return theirs[:, :, None] - ours.min(axis=(3, 4))


def columns(dataset: Any) -> tuple[Any, Any]:
    """The columns of eps_a that are small, and those that are large."""
    eps_a = dataset.eps_a.values
    return eps_a <= SMALL, (eps_a >= LARGE) & (eps_a <= 1)


def summary(values: Any) -> list[float]:
    """Median, least, largest and standard deviation over draws."""
    return [float(np.median(values)), float(np.min(values)), float(np.max(values)), float(np.std(values, ddof=1))]


def by_kappa(dataset: Any, values: Any) -> dict[str, list[float]]:
    """The summary of (kappa, draw) for each kappa."""
    return {f"kappa = {kappa}": summary(row) for kappa, row in zip(dataset.spectrum.values, values)}


STATISTICS = "median, least, largest, standard deviation over draws"
