"""Figure 1: BNGD against optimal GD on the printed grid of (eps_a, eps), every cell's class settled, and again for other draws of u."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from proofs_checks.experiments.figure_1_findings import SEED, findings
from proofs_checks.experiments.panels import GRADIENT_DESCENT, STEPS, area, decades, discrepancy, gain, near, ordered
from verify.figures import Figure, Place, Table
from verify.sweep import drawing
from verify.sweep.grid import Sweep
from verify.sweep.truth import FACTOR

D, DRAWS = 100, 20
KAPPAS, A0 = (2, 80, 320, 1280, 10_000), (0.01, 0.1, 1.0, 10.0)
EPS_A, EPS = 1.99 * np.logspace(-10, 0, 41), np.logspace(-5, 16, 43)
QUICK_KAPPAS, QUICK_A0, QUICK_DRAWS, QUICK_EVERY = (2, 1280), (0.1, 10.0), 3, 5


def spectra(quick: bool) -> dict[str, list[float]]:
    """diag(logspace(0, log10 kappa, 100)) by kappa."""
    return {str(kappa): np.logspace(0, np.log10(kappa), D).tolist() for kappa in (QUICK_KAPPAS if quick else KAPPAS)}


def data(place: Place) -> Mapping[str, Any]:
    """`cells`: the settled classes for draw 0; `draws`: the same grid in doubles for draw 0 and 20 more."""
    every = QUICK_EVERY if place.quick else 1
    a0, draws = (QUICK_A0, QUICK_DRAWS) if place.quick else (A0, DRAWS)
    common: dict[str, Any] = {"a0": a0, "eps_a": EPS_A[::-every][::-1], "eps": EPS[::every], "steps": STEPS, "seed": SEED}
    outputs = ("log_loss", "effective_step", "gd_log_loss")
    draw = Sweep.of("bngd", spectra(place.quick), draws=1 + draws, outputs=outputs, **common)
    cell = Sweep.of("bngd", spectra(place.quick), draws=1, outputs=(*outputs, "class"), **common)
    return {"draws": place.sweep("draws", draw), "cells": place.sweep("cells", cell)}


def tables(found: Mapping[str, Any]) -> Sequence[Table]:
    """What was flagged, recomputed, changed and left open in each panel, and the cells of each class."""
    cells = found["cells"]
    classes, plain, flagged, still_open, bits = (ordered(cells, name) for name in ("class", "class_in_doubles", "flagged", "open", "bits"))
    rows = []
    for i, kappa in enumerate(cells.spectrum.values):
        for j, a0 in enumerate(cells.a0.values):
            at = (i, 0, j)
            changed = (classes[at] != plain[at]) & (still_open[at] == 0)
            counts = np.bincount(classes[at][still_open[at] == 0].ravel().astype(int), minlength=4)
            rows.append([str(kappa), f"{a0:g}", classes[at].size, *(int(np.count_nonzero(x)) for x in (flagged[at], flagged[at], changed, still_open[at])),
                         int(bits[at].max()), *counts.tolist()])  # fmt: skip
    names = ("kappa", "a0", "cells", "flagged", "recomputed", "changed", "open", "most bits", "far, worse", "far, better", "near, worse", "near, better")
    return [Table("Every panel: cells that rounding could decide, and the classes of all that are settled", names, rows)]


# ------------------------------------------------------------------------------------------------
# Pictures

KEY = [
    (drawing.CLASS_COLOURS[3], "near $\\varepsilon_{\\mathrm{opt}}$, loss below optimal GD"), (drawing.CLASS_COLOURS[2], "near $\\varepsilon_{\\mathrm{opt}}$, loss not below"),
    (drawing.CLASS_COLOURS[1], "not near, loss below optimal GD"), (drawing.CLASS_COLOURS[0], "not near, loss not below"),
]  # fmt: skip


def picture(found: Mapping[str, Any]) -> Any:
    """The panels."""
    cells = found["cells"]
    kappas, a0 = cells.spectrum.values, cells.a0.values
    classes, still_open = ordered(cells, "class"), ordered(cells, "open") > 0
    figure, axes = drawing.canvas(len(kappas), len(a0), (2.35 * len(a0) + 0.6, 1.95 * len(kappas) + 0.9), sharex=True, sharey=True)
    for i, kappa in enumerate(kappas):
        for j, value in enumerate(a0):
            plot = axes[i, j]
            drawing.class_map(plot, cells.eps_a.values, cells.eps.values, classes[i, 0, j], still_open[i, 0, j])
            drawing.powers_of_ten(plot.xaxis, -9, 0, 3)
            drawing.powers_of_ten(plot.yaxis, -4, 16, 4)
            plot.set_title(f"$\\kappa = {kappa}$,  $a_0 = {value:g}$")
            if i == len(kappas) - 1:
                plot.set_xlabel("$\\varepsilon_a$")
            if j == 0:
                plot.set_ylabel("$\\varepsilon$")
    entries = KEY + ([("white", "× open: no precision settled it")] if still_open.any() else [])
    drawing.key(figure, entries, loc="outside lower center", ncols=2)
    return figure


def second_picture(found: Mapping[str, Any]) -> Any:
    """The findings: area against a0, length of the range against eps_a, gain against what the rate of H* promises."""
    draws = found["draws"]
    figure, axes = drawing.canvas(1, 3, (11.5, 3.9))
    known, a0 = draws.spectrum.values, draws.a0.values
    areas, lengths = area(draws), near(draws).sum(axis=4) * decades(draws, "eps")
    best, ratio = gain(draws), discrepancy(draws.attrs["definition"])
    middle = list(a0).index(1.0) if 1.0 in a0 else 0
    for i, (kappa, colour) in enumerate(zip(known, drawing.SERIES)):
        axes[0, 0].plot(a0, areas[i].T, color=colour, alpha=0.18, linewidth=0.7)
        axes[0, 0].plot(a0, areas[i].mean(axis=0), color=colour, marker="o", markersize=3.5, label=f"$\\kappa = {kappa}$")
        low, high = np.quantile(lengths[i, :, middle], [0.05, 0.95], axis=0)
        drawing.band(axes[0, 1], draws.eps_a.values, low, high, colour, 0.18)
        axes[0, 1].plot(draws.eps_a.values, lengths[i, :, middle].mean(axis=0), color=colour)
        axes[0, 2].plot(ratio[i] - 1, best[i, :, middle], linestyle="none", marker="o", markersize=3.5, color=colour)
    axes[0, 0].set(xscale="log", xlabel="$a_0$", ylabel="decades of $\\varepsilon_a$ × decades of $\\varepsilon$", ylim=(0, None))
    axes[0, 1].axhline(GRADIENT_DESCENT, color=drawing.METHOD_COLOURS["gd"], linewidth=1, linestyle=(0, (4, 2)))
    axes[0, 1].set(xscale="log", xlabel="$\\varepsilon_a$", ylabel="decades of $\\varepsilon$", ylim=(0, None))
    axes[0, 1].annotate("GD", (draws.eps_a.values[0], GRADIENT_DESCENT), (2, 3), textcoords="offset points", fontsize=8, color=drawing.METHOD_COLOURS["gd"])
    axes[0, 2].set(xscale="log", xlabel="$\\kappa/\\kappa^* - 1$", ylabel="decades of loss gained in the best cell")
    axes[0, 2].axhline(0, color=drawing.BLACK, linewidth=0.7)
    axes[0, 2].set_yscale("symlog", linthresh=1)
    axes[0, 2].margins(y=0.15)
    axes[0, 0].legend(loc="upper right")
    titles = ("a   area of the near-optimal region", f"b   its length at each $\\varepsilon_a$, $a_0 = {a0[middle]:g}$", f"c   gain over optimal GD, $a_0 = {a0[middle]:g}$")
    for plot, text in zip(axes[0], titles):
        drawing.letter(plot, text)
        plot.grid(True)
    return figure


FIGURE_1 = Figure(
    "fig-1", "BNGD and optimal GD, H = diag(logspace(0, log10 kappa, 100))",
    f"u uniform on the unit sphere, w0 = Hu/|Hu|, {STEPS} steps of BNGD on 41 values of eps_a and 43 of eps.  near: the effective step is within a factor "
    f"{FACTOR} of eps_opt = 2/(1 + kappa).  Cells that rounding could decide are recomputed until two precisions agree.  Second picture: each thin line, "
    f"band (5 to 95 %) or point stands for the draws of u.",
    data, findings, {"": picture, "-draws": second_picture}, tables,
)  # fmt: skip
