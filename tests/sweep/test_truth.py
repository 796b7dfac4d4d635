"""The class of a cell: known cells that doubles get wrong, and random ones that are not flagged.  Seeds stated where used."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from sweep_cases import by_definition, in_lanes

from verify.sweep import truth
from verify.sweep.precise import Cell, Final, run
from verify.sweep.starts import error_form

D, STEPS = 20, 600
EPS_A, EPS = (x.ravel() for x in np.meshgrid(1.99 * np.logspace(-6, 0, 25), np.logspace(-3, 6, 28), indexing="ij"))


def cell(kappa: float, a0: float, number: int) -> tuple[Cell, truth.Reference]:
    """A cell of a small panel; u is drawn with seed 1."""
    h, u = np.geomspace(1, kappa, D), np.random.default_rng(1).standard_normal(D)
    u /= np.linalg.norm(u)
    found = Cell("bngd", h, u, None, a0, float(EPS_A[number]), float(EPS[number]), STEPS)
    return found, truth.reference(h, error_form(h, u), STEPS)


def test_the_loss_of_optimal_gradient_descent():
    """The reference: eps_opt = 2/(lambda_1 + lambda_d), and the loss by the definition."""
    asked, against = cell(320.0, 1.0, 0)
    assert against.step == pytest.approx(2 / 321)
    expected = by_definition("gd", asked.h, asked.u, None, 0.0, 1.0, against.step, STEPS)
    assert against.log_loss == pytest.approx(expected["log_loss"], rel=1e-10)


@pytest.mark.parametrize("kappa, a0, number", [(2.0, 0.01, 213), (20.0, 0.01, 179), (320.0, 0.01, 46), (320.0, 1.0, 173)])
def test_cells_that_doubles_get_wrong(kappa, a0, number):
    """Flagged, in another class than the doubles say, and in the class that 2000 bits of the definition give."""
    asked, against = cell(kappa, a0, number)
    found = in_lanes("bngd", asked.h, asked.u, None, a0, asked.eps_a, asked.eps, STEPS, twins=True)
    assert truth.flags({name: np.array([value]) for name, value in found.items()}, against)[0]
    settled = truth.settle(asked, against)
    assert settled.class_ is not None
    assert settled.class_ != against.class_of(Final(found["log_loss"], found["effective_step"]))
    expected = by_definition("bngd", asked.h, asked.u, None, a0, asked.eps_a, asked.eps, STEPS, bits=2000)
    assert settled.class_ == against.class_of(Final(expected["log_loss"], expected["effective_step"]))
    assert settled.final.effective_step == pytest.approx(expected["effective_step"], rel=1e-6)


def test_precisions_that_agree_in_class_only_do_not_settle_it():
    """Doubles, 110 and 220 bits agree on a class of this cell, and it is wrong: the values tell, 440 and 880 bits decide."""
    asked, against = cell(320.0, 0.01, 46)
    low, middle = run(asked, 110), run(asked, 220)
    assert against.class_of(low) == against.class_of(middle) != truth.settle(asked, against).class_
    assert not truth.agree(low, middle, against)
    assert truth.settle(asked, against).bits == 880
    assert truth.settle(asked, against, ladder=(110, 220)) == truth.Settled(middle, None, 220)


def test_what_no_precision_settles_stays_open():
    """A panel with a ladder that is too short counts its open cells and keeps the last class for them."""
    asked, _ = cell(320.0, 0.01, 46)
    found = truth.panel(asked.h, asked.u, None, 0.01, np.full(3, asked.eps_a), np.array([1e-3, asked.eps, 1e6]), STEPS,
                        recompute=lambda cells: [truth.settle(*one, ladder=(110, 220)) for one in cells])  # fmt: skip
    counts = found.counts
    assert (counts.cells, counts.open, counts.most_bits) == (3, 1, 220)
    assert list(found.open) == [False, True, False]
    assert counts.flagged == counts.recomputed >= 1


def test_random_cells_that_are_not_flagged_are_right():
    """The quick version of tests/bench/truth.py: 120 cells of small panels, half with effective step near optimal; seed there."""
    path = Path(__file__).parents[1] / "bench" / "truth.py"
    specification = importlib.util.spec_from_file_location("bench_truth", path)
    bench = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(bench)
    panels = ((2.0, 0.01), (20.0, 0.1), (320.0, 0.01), (320.0, 1.0))
    samples = [bench.drawn(kappa, a0, number, 30, steps=400, d=16) for number, (kappa, a0) in enumerate(panels)]
    found = bench.compared(samples, [truth.settle(*one) for sample in samples for one in sample["cells"]])
    assert found["cells"] == 120 and found["open"] == 0
    assert found["wrong, not flagged"] == 0
    assert found["log-loss"] < 1e-6 and found["step"] < 1e-6
