"""Means of numbers given by logarithms, their intervals, and how fast they settle.  Seed 11."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, spearmanr

from verify.sweep import means

SEED = 11


@pytest.fixture
def log_x() -> np.ndarray:
    return np.random.default_rng(SEED).normal(size=(60, 3)) * [0.1, 1, 4]


def test_the_arithmetic_mean_at_any_size(log_x: np.ndarray) -> None:
    direct = np.log(np.exp(log_x).mean(axis=0))
    for shift in (0, 5000, -5000):
        assert np.allclose(means.log_arithmetic(log_x + shift), direct + shift)
    assert means.log_arithmetic(np.array([-np.inf, 0.0])) == pytest.approx(np.log(0.5))
    assert means.log_arithmetic(np.array([-np.inf, -np.inf])) == -np.inf
    assert means.log_arithmetic(np.array([np.inf, 0.0])) == np.inf


def test_the_arithmetic_mean_is_at_least_the_geometric(log_x: np.ndarray) -> None:
    assert np.all(means.log_arithmetic(log_x) >= means.student(log_x).value)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Normal logarithms: the median is 1 and the mean exp(s^2/2)."""
    generator, s, held = np.random.default_rng(SEED), 0.5, np.zeros(2)
    for _ in range(300):
        x = generator.normal(scale=s, size=(80, 1))
        for i, (interval, truth) in enumerate(((means.student(x), 0), (means.bootstrap_arithmetic(x, SEED, 300), s**2 / 2))):
            held[i] += interval.low[0] <= truth <= interval.high[0]
    assert np.all(np.abs(held / 300 - 0.95) < 0.05)


def test_spread_of_the_geometric_mean_falls_as_the_root(log_x: np.ndarray) -> None:
    counts = [5, 20, 80]
    geometric, arithmetic = means.spreads(log_x, counts, SEED, groups=4000)
    expected = log_x.std(axis=0) / np.log(10) / np.sqrt(counts)[:, None]
    assert np.allclose(geometric, expected, rtol=0.06)
    assert np.all(arithmetic > 0)


def test_slope_and_rank_correlation() -> None:
    generator = np.random.default_rng(SEED)
    x = generator.normal(size=200)
    y = 3 * x + generator.normal(size=200)
    found = means.slope(x, y)
    assert found.low < 3 < found.high and found.high - found.low == pytest.approx(2 * norm.ppf(0.975) / np.sqrt(200), rel=0.25)
    assert means.rank_correlation(np.column_stack([x, y])) == pytest.approx(spearmanr(x, y)[0])
    assert np.isnan(means.rank_correlation(np.column_stack([x, 0 * x])))


def test_bootstrap_of_a_statistic() -> None:
    values = np.random.default_rng(SEED).normal(size=400)
    found = means.bootstrap(values, np.mean, SEED)
    assert found.low < 0 < found.high and found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * norm.ppf(0.975) / 20, rel=0.2)
