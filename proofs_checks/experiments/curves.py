"""A curve of losses against the rate, with one column a seed, and what is measured of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any
SHARE = 0.9
"""Near-optimal: the loss has fallen by at least this share of what it falls by at the curve's best rate."""


@dataclass(frozen=True)
class Curve:
    """rates (m,), increasing and evenly spaced in their logarithm; loss (m, seeds), infinite where a run diverged; start (seeds,): the
    loss before the first step."""

    rates: Array
    loss: Array
    start: Array

    @property
    def best(self) -> Array:
        """The least loss of each seed."""
        return self.loss.min(axis=0)

    @property
    def best_rate(self) -> Array:
        """log10 of the rate with the least loss, for each seed."""
        return np.log10(self.rates)[self.loss.argmin(axis=0)]

    @property
    def largest_stable(self) -> Array:
        """log10 of the largest rate such that from the best rate to it no run ends above where it started, for each seed.

        NaN where the best run itself does.
        """
        stable, found = self.loss <= self.start, np.full(self.loss.shape[1], np.nan)
        for seed, first in enumerate(self.loss.argmin(axis=0)):
            unstable = np.flatnonzero(~stable[first:, seed])
            last = first + unstable[0] - 1 if len(unstable) else len(self.rates) - 1
            if last >= first:
                found[seed] = np.log10(self.rates[last])
        return found

    @property
    def stable_to_the_end(self) -> Array:
        """Whether the largest stable rate is the largest of the grid, for each seed: it may lie beyond."""
        return self.largest_stable == np.log10(self.rates[-1])

    def ends(self, level: Array) -> Array:
        """log10 of the ends of the interval of rates around the best one with a loss of at most `level` (seeds,): (seeds, 2).

        Between two rates the loss is taken as linear in log rate; both ends are the best rate where the loss there is above the level.
        """
        at = np.log10(self.rates)
        height = np.where(np.isfinite(self.loss), self.loss, 10 * np.maximum(self.start, np.abs(level)))
        return np.array([interval(at, column, int(column.argmin()), value) for column, value in zip(height.T, np.broadcast_to(level, self.start.shape))])

    def below(self, level: Array) -> Array:
        """The length of that interval in decades, for each seed."""
        found = self.ends(level)
        return found[:, 1] - found[:, 0]

    def near_optimal(self, share: float = SHARE) -> Array:
        """Decades of rates around the best one with a near-optimal loss, for each seed."""
        return self.below(self.start - share * (self.start - self.best))


def interval(at: Array, values: Array, first: int, level: float) -> tuple[float, float]:
    """The interval around at[first] on which the broken line through (at, values) is at most level."""
    ends = []
    for order in (range(first, -1, -1), range(first, len(at))):
        end = at[order[-1]] if values[first] <= level else at[first]
        for one, beyond in pairwise(order):
            if values[one] <= level < values[beyond]:
                end = at[one] + (at[beyond] - at[one]) * (level - values[one]) / (values[beyond] - values[one])
                break
        ends.append(float(end))
    return ends[0], ends[1]
