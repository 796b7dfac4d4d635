"""Geometric and arithmetic means of positive numbers given by logarithms, their confidence intervals, and how fast they settle.

Everything is done on logarithms, so that neither a loss of 1e-900 nor one of 1e900 is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """An estimate and its confidence interval, arrays of one shape or floats."""

    value: Any
    low: Any
    high: Any

    def rounded(self) -> list[float]:
        """[value, low, high] of floats, for a record."""
        return [float(f"{x:.4g}") for x in (self.value, self.low, self.high)]


def log_arithmetic(log_x: Array, axis: int = 0) -> Array:
    """log of the mean of exp(log_x)."""
    log_x = np.asarray(log_x, dtype=float)
    top = np.max(log_x, axis=axis, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(np.mean(np.exp(log_x - top), axis=axis, keepdims=True)) + top
    return np.squeeze(np.where(np.isinf(top), top, found), axis=axis)


def student(x: Array, axis: int = 0) -> Interval:
    """The mean with Student's interval: of log x, the logarithm of the geometric mean."""
    from scipy.stats import t

    x = np.asarray(x, dtype=float)
    count = x.shape[axis]
    mean = x.mean(axis=axis)
    half = t.ppf((1 + LEVEL) / 2, count - 1) * x.std(axis=axis, ddof=1) / np.sqrt(count)
    return Interval(mean, mean - half, mean + half)


def bootstrap_arithmetic(log_x: Array, seed: int, resamples: int = 1000) -> Interval:
    """The logarithm of the arithmetic mean over the first axis of (n, m), with the percentile bootstrap's interval."""
    log_x = np.asarray(log_x, dtype=float)
    count = len(log_x)
    weights = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples) / count
    top = log_x.max(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.log(weights @ np.exp(log_x - top)) + top
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Interval(log_arithmetic(log_x), low, high)


def bootstrap(values: Array, statistic: Any, seed: int, resamples: int = 1000) -> Interval:
    """A statistic of the rows of an array, with the percentile bootstrap's interval over rows; resamples where it is NaN are left out."""
    values = np.asarray(values)
    generator = np.random.default_rng(seed)
    drawn = [statistic(values[generator.integers(0, len(values), len(values))]) for _ in range(resamples)]
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(statistic(values)), float(low), float(high))


def spreads(log_x: Array, counts: list[int], seed: int, groups: int = 400) -> tuple[Array, Array]:
    """How uncertain the two means of n tests are, for each n: the standard deviation of their logarithms (base 10).

    log_x: (tests, m).  The n tests are drawn with replacement, `groups` times, the same for both means.  Geometric and arithmetic:
    each (len(counts), m).
    """
    generator = np.random.default_rng(seed)
    found: list[list[Array]] = [[], []]
    for count in counts:
        chosen = log_x[generator.integers(0, len(log_x), (groups, count))]
        for means, kept in zip((chosen.mean(axis=1), log_arithmetic(chosen, axis=1)), found):
            kept.append(means.std(axis=0, ddof=1) / np.log(10))
    return np.array(found[0]), np.array(found[1])


def slope(x: Array, y: Array) -> Interval:
    """The slope of the least-squares line, with Student's interval."""
    from scipy.stats import linregress, t

    found: Any = linregress(x, y)
    half = t.ppf((1 + LEVEL) / 2, len(x) - 2) * found.stderr
    return Interval(float(found.slope), float(found.slope - half), float(found.slope + half))


def rank_correlation(pairs: Array) -> float:
    """Spearman's rank correlation of the two columns of (n, 2)."""
    from scipy.stats import rankdata

    ranks = np.array([rankdata(column) for column in np.asarray(pairs).T])
    if np.any(ranks.std(axis=1) == 0):
        return float("nan")
    return float(np.corrcoef(ranks)[0, 1])
