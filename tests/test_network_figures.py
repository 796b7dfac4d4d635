"""Figures 2 and 3: what is measured of a curve of losses, and what the figures compute.  Seeds: those of the figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from proofs_checks.experiments import figure_2, figure_3, networks
from proofs_checks.experiments.curves import Curve
from verify.certify.rational import InputError
from verify.deep.plan import Run
from verify.figures import Place

RATES = 10.0 ** np.arange(-2, 4)
FULL, QUICK = Place(Path("stores"), False), Place(Path("stores"), True)


def curve(*losses: float, start: float = 2.0) -> Curve:
    return Curve(RATES, np.array(losses)[:, None], np.array([start]))


def test_the_largest_stable_rate_is_the_last_before_the_first_run_above_the_start() -> None:
    assert curve(2.1, 1.5, 0.5, 1.9, np.inf, 1.0).largest_stable == [1]
    assert curve(2.1, 1.5, 0.5, 1.9, 1.9, 2.0).largest_stable == [3]
    assert np.isnan(curve(2.1, 2.2, 2.3, 2.4, 2.5, np.inf).largest_stable[0])
    assert curve(2.1, 1.5, 0.5, 1.9, 1.9, 2.0).stable_to_the_end[0] and not curve(2.1, 1.5, 0.5, 1.9, np.inf, 1.0).stable_to_the_end[0]


def test_the_near_optimal_interval_is_that_of_the_broken_line() -> None:
    """From 2 at the start to 0 at best: near-optimal is at most 0.2, a tenth of the way up from the best rate on either side."""
    assert np.allclose(curve(2, 1, 0, 1, 2, 2).ends(np.array([0.5])), [[-0.5, 0.5]])
    assert np.isclose(curve(2, 1, 0, 1, 2, 2).near_optimal()[0], 0.4)
    assert np.isclose(curve(0.1, 0.1, 0.0, 0.1, 0.1, 0.1).near_optimal()[0], 5), "the whole grid"
    assert curve(2, 1, 0, np.inf, np.inf, np.inf).near_optimal()[0] < 0.4
    assert curve(2, 1, 0.5, 1, 2, 2).below(np.array([0.4]))[0] == 0, "nowhere"


def test_each_seed_has_its_own_measures() -> None:
    both = Curve(RATES, np.array([[2, 1, 0, 1, np.inf, 2], [2, 2, 1, 0, 1, np.inf]]).T, np.array([2.0, 2.0]))
    assert both.largest_stable.tolist() == [1, 2] and both.best_rate.tolist() == [0, 1] and both.best.tolist() == [0, 0]
    assert np.isclose(both.near_optimal()[1], 0.4)


def test_the_runs_of_the_scaling_figure_are_those_of_the_law() -> None:
    """{eta w0, eta^2 lr, lr_a} for eta over at least six decades, each with the same lr/eta^2."""
    runs = figure_2.runs(FULL)
    separate = [run for run in runs if run.rate_a == figure_2.RATE_A]
    etas = sorted({run.eta for run in separate})
    assert etas[0] <= 1e-3 and etas[-1] >= 1e3 and len(etas) >= 7
    for eta in etas:
        scaled = sorted({round(4 * np.log10(run.rate / eta**2)) for run in separate if run.eta == eta and run.seed == 0})
        assert scaled == [round(4 * np.log10(value)) for value in figure_2.scaled_rates(FULL)]
    assert {run.eta for run in runs if run.rate_a is None} == set(figure_2.SHARED_ETAS)


def test_the_runs_of_figure_3() -> None:
    """At least 15 rates over 1e-4 to 1e4, three methods, several lr_a, five seeds; the printed networks."""
    grid = figure_3.rates(FULL)
    assert len(grid) >= 15 and np.isclose(grid[0], 1e-4) and np.isclose(grid[-1], 1e4)
    runs = figure_3.runs(grid, figure_3.SEEDS, figure_3.RATES_A)
    assert len(runs) == len(set(runs)) == len(grid) * 5 * (2 + len(figure_3.RATES_A)) and len(figure_3.RATES_A) >= 3
    assert Run("gd", 1.0) in runs and Run("bngd", 1.0) in runs and Run("bngd", 1.0, 0.01, seed=4) in runs
    assert [case.architecture for case in figure_3.CASES] == ["1fc", "2cnn+2fc", "2cnn+3fc"]


def test_data_sets_are_read_where_a_folder_is_given(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the embedded digits come with scikit-learn")
    images = networks.loaded("mnist", QUICK)
    assert images.name == "digits" and networks.planned("1fc", images, QUICK).images == networks.QUICK_IMAGES
    assert networks.planned("1fc", images, FULL).images == len(images.labels) == 1797
    with pytest.raises(InputError, match="expected train-images-idx3-ubyte"):
        networks.loaded("mnist", replace(QUICK, datasets=tmp_path))
