"""Are the cells of Figure 1 that are not flagged right?  Random ones, recomputed at high precision and compared.

Of every panel group (one condition number, the four initial values of a) a number of cells is drawn, half of them among those with
an effective step within a factor 2 of the optimal one; cells that are not flagged are settled as if they were.  One line a group:
cells drawn, flagged, with the wrong class though not flagged, the largest error of the log-loss and of the effective step (against
the optimal one) among those not flagged, and how many could not be settled.

Run: python tests/bench/truth.py [CELLS] [WORKERS]     (600 and 1 unless told)
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np

from verify.sweep import lanes, truth
from verify.sweep.precise import Cell, Final
from verify.sweep.starts import error_form

SEED = 20260801
KAPPAS, A0S, STEPS, D = (2.0, 80.0, 320.0, 1280.0, 1e4), (0.01, 0.1, 1.0, 10.0), 2000, 100


def drawn(kappa: float, a0: float, seed: int, count: int, steps: int = STEPS, d: int = D) -> dict[str, Any]:
    """Random cells of one panel: the outputs of doubles with their flags, and the cells."""
    generator = np.random.default_rng([SEED, seed])
    h, u = np.logspace(0, np.log10(kappa), d), generator.standard_normal(d)
    u /= np.linalg.norm(u)
    eps_a, eps = (x.ravel() for x in np.meshgrid(1.99 * np.logspace(-10, 0, 41), np.logspace(-5, 16, 43), indexing="ij"))
    start = error_form(h, u)
    against = truth.reference(h, start, steps)
    count_all = len(eps)
    found = lanes.run("bngd", h, [start], np.zeros(count_all, dtype=int), np.full(count_all, a0), eps_a, eps, [steps], twins=True)
    out = {name: values[:, 0] for name, values in found.items()}
    flagged = truth.flags(out, against)
    with np.errstate(all="ignore"):
        close = np.abs(np.log(out["effective_step"] / against.step)) < np.log(2)
    inside = generator.permutation(np.flatnonzero(close))[: count // 2]
    rest = generator.permutation(np.setdiff1d(np.arange(count_all), inside))[: count - len(inside)]
    chosen = np.concatenate([inside, rest])
    cells = [(Cell("bngd", h, u, None, a0, float(eps_a[i]), float(eps[i]), steps), against) for i in chosen]
    doubles = [Final(float(out["log_loss"][i]), float(out["effective_step"][i])) for i in chosen]
    return {"flagged": flagged[chosen], "doubles": doubles, "cells": cells, "close": len(inside)}


def settle(task: tuple[Cell, truth.Reference]) -> truth.Settled:
    """One cell."""
    return truth.settle(*task)


def compared(samples: Sequence[dict[str, Any]], settled: Sequence[truth.Settled]) -> dict[str, Any]:
    """The counts of a group."""
    flagged = np.concatenate([sample["flagged"] for sample in samples])
    doubles = [x for sample in samples for x in sample["doubles"]]
    cells = [x for sample in samples for x in sample["cells"]]
    wrong = wrong_flagged = still_open = 0
    loss_error = step_error = 0.0
    for is_flagged, final, (_, against), found in zip(flagged, doubles, cells, settled):
        if found.class_ is None:
            still_open += 1
            continue
        differs = found.class_ != against.class_of(final)
        if is_flagged:
            wrong_flagged += differs
            continue
        wrong += differs
        loss_error = max(loss_error, abs(found.final.log_loss - final.log_loss))
        step_error = max(step_error, abs(found.final.effective_step - final.effective_step) / against.step)
    return {"cells": len(cells), "close": sum(sample["close"] for sample in samples), "flagged": int(flagged.sum()),
            "wrong, flagged": int(wrong_flagged), "wrong, not flagged": int(wrong), "log-loss": loss_error, "step": step_error,
            "open": still_open}  # fmt: skip


def main(count: int, workers: int) -> None:
    """One line a group."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for kappa in KAPPAS:
            samples = [drawn(kappa, a0, number, -(-count // len(A0S))) for number, a0 in enumerate(A0S)]
            tasks = [cell for sample in samples for cell in sample["cells"]]
            found = compared(samples, list(pool.map(settle, tasks, chunksize=4)))
            print(f"kappa = {kappa:g}: " + ", ".join(f"{name} {value:.3g}" for name, value in found.items()), flush=True)


if __name__ == "__main__":
    main(*[int(x) for x in sys.argv[1:3]] if len(sys.argv) > 2 else [int((sys.argv + ["600"])[1]), 1])
