"""The numbers of one block of a sweep."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from verify.sweep import lanes, truth
from verify.sweep.grid import CLASSES, NUMBERS, Sweep
from verify.sweep.starts import error_form

Array: TypeAlias = Any


def compute(sweep: Sweep, block: dict[str, slice]) -> dict[str, Array]:
    """Every output on a block, each with the block's shape; what does not converge or overflows is whatever it is, NaN included."""
    spectra = range(len(sweep.spectra))[block.get("spectrum", slice(None))]
    draws = range(sweep.draws or 1)[block.get("draw", slice(None))]
    a0, eps_a, eps, steps = (sweep.values(name)[block.get(name, slice(None))] for name in ("a0", "eps_a", "eps", "steps"))
    count = [int(x) for x in steps]
    shape = [block[name].stop - block[name].start for name in sweep.dims]
    parts = [on_spectrum(sweep, number, draws, (a0, eps_a, eps), count) for number in spectra]
    found = {}
    for name in sweep.outputs:
        stacked = np.stack([part[name] for part in parts])
        found[name] = stacked.reshape(shape).astype(dtype(name))
    return found


def dtype(name: str) -> str:
    """The type of an output in the store."""
    return "float64" if name in NUMBERS else "int16" if name == "bits" else "int8"


def on_spectrum(sweep: Sweep, number: int, draws: range, grid: tuple[Array, Array, Array], steps: list[int]) -> dict[str, Array]:
    """The outputs for one spectrum: draws x a0 x eps_a x eps x steps."""
    h = np.array(sweep.spectra[number][1])
    shape = (len(draws), *(len(values) for values in grid), len(steps))
    vectors = [sweep.draw(number, draw) for draw in draws]
    starts = [error_form(h, u, w0) for u, w0 in vectors]
    found: dict[str, Array] = {}
    if set(CLASSES) & set(sweep.outputs):
        found = {name: np.empty(shape) for name in ("log_loss", "effective_step", *CLASSES)}
        for i, (u, w0) in enumerate(vectors):
            for j, a0 in enumerate(grid[0]):
                for k, until in enumerate(steps):
                    for name, values in classes(sweep.iteration, h, u, w0, float(a0), grid[1:], until).items():
                        found[name][i, j, :, :, k] = values
    elif set(sweep.outputs) != {"gd_log_loss"}:
        which, a0, eps_a, eps = (x.ravel() for x in np.meshgrid(np.arange(len(draws)), *grid, indexing="ij"))
        out = lanes.run(sweep.iteration, h, starts, which, a0, eps_a, eps, steps)
        found = {name: values.reshape(shape) for name, values in out.items()}
    if "gd_log_loss" in sweep.outputs:
        best = np.array([[truth.reference(h, start, until).log_loss for until in steps] for start in starts])
        found["gd_log_loss"] = np.broadcast_to(best[:, None, None, None, :], shape)
    return found


def classes(iteration: str, h: Array, u: Array, w0: Array | None, a0: float, grid: tuple[Array, ...], steps: int) -> dict[str, Array]:
    """Classes and settled values on eps_a x eps."""
    eps_a, eps = (x.ravel() for x in np.meshgrid(*grid, indexing="ij"))
    found = truth.panel(h, u, w0, a0, eps_a, eps, steps, iteration)
    values = {"log_loss": found.log_loss, "effective_step": found.effective_step, "class": found.classes,
              "class_in_doubles": found.in_doubles, "flagged": found.flagged, "open": found.open, "bits": found.bits}  # fmt: skip
    return {name: value.reshape(len(grid[0]), len(grid[1])) for name, value in values.items()}
