"""Figure 1: BNGD against optimal GD on the printed grid of (eps_a, eps), every cell's class settled, and again for other draws of u."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from proofs_checks.experiments import baseline
from verify.figures import Figure, Finding, Place, Table
from verify.sweep import drawing, means
from verify.sweep.grid import Sweep
from verify.sweep.truth import BETTER, FACTOR, NEAR

D, STEPS, SEED, DRAWS = 100, 2000, 1, 20
KAPPAS, A0 = (2, 80, 320, 1280, 10_000), (0.01, 0.1, 1.0, 10.0)
EPS_A, EPS = 1.99 * np.logspace(-10, 0, 41), np.logspace(-5, 16, 43)
QUICK_KAPPAS, QUICK_A0, QUICK_DRAWS, QUICK_EVERY = (2, 1280), (0.1, 10.0), 3, 5
SMALL, LARGE = 1e-6, 0.1
"""Small eps_a are at most the first, large ones from the second to 1."""
GRADIENT_DESCENT = -2 * np.log10(FACTOR)
"""The decades of eps that are within the factor of eps_opt themselves."""


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


# ------------------------------------------------------------------------------------------------
# Measures of a panel: arrays over kappa, draw and a0


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


# ------------------------------------------------------------------------------------------------
# Findings


def findings(found: Mapping[str, Any]) -> Sequence[Finding]:
    """What Section 4.1 reads off the figure."""
    draws = found["draws"]
    return [beats(draws), beats_any_step(draws), follows(draws), wider(draws), shrinks(draws), inverse(draws), *weakens(draws), doubles(found)]


def panels(dataset: Any) -> str:
    """What an instance is."""
    return f"one kappa, a0 and draw of u ({dataset.sizes['draw']} draws)"


def beats(draws: Any) -> Finding:
    """BNGD beats optimal GD in some cell."""
    best, share = gain(draws), better_share(draws)
    numbers = {f"decades of loss gained in the best cell, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, best[:, :, i]) for i, a0 in enumerate(draws.a0.values)}
    numbers[f"share of cells in which BNGD is better ({STATISTICS})"] = by_kappa(draws, share.mean(axis=2))
    early = starts(draws.attrs["definition"], tuple(draws.a0.values.tolist())) < losses(draws)[1][:, :, None]
    numbers["share of panels in which BNGD's loss before the first step is below that of optimal GD after the last"] = dict(
        zip(map(str, draws.spectrum.values), early.mean(axis=(1, 2)).tolist()))  # fmt: skip
    wins = (best > 0).mean(axis=(1, 2))
    text = "; ".join(f"kappa = {kappa}: in {win:.0%} of panels" for kappa, win in zip(draws.spectrum.values, wins))
    return Finding("some cell of the panel has a smaller loss than GD with the optimal step", panels(draws), best.size,
                   int(np.count_nonzero(best <= 0)), numbers, f"A better cell exists for {text}.")  # fmt: skip


def beats_any_step(draws: Any) -> Finding:
    """BNGD against GD with the fixed step that is best for its loss after all steps."""
    extra = spare(draws.attrs["definition"])
    left = gain(draws) - extra[:, :, None]
    numbers = {f"decades that GD gains over eps_opt with the step that is best for its loss ({STATISTICS})": by_kappa(draws, extra)}
    numbers |= {f"decades that BNGD gains over that in its best cell, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, left[:, :, i])
                for i, a0 in enumerate(draws.a0.values)}  # fmt: skip
    wins = (left > 0).mean(axis=(1, 2))
    text = "; ".join(f"kappa = {kappa}: in {win:.0%} of panels" for kappa, win in zip(draws.spectrum.values, wins))
    return Finding("some cell of the panel has a smaller loss than GD with any fixed step", panels(draws), left.size,
                   int(np.count_nonzero(left <= 0)), numbers, f"A better cell exists for {text}.")  # fmt: skip


@cache
def spare(definition: str) -> Any:
    """The decades that GD gains over eps_opt with the fixed step that is best for its loss: (kappa, draw)."""
    sweep = Sweep.from_json(definition)
    found = [baseline.compared(sweep, number, STEPS) for number in range(len(sweep.spectra))]
    return np.array([(optimal - every.min(axis=1)) / np.log(10) for optimal, every in found])


@cache
def starts(definition: str, a0: tuple[float, ...]) -> Any:
    """log10 of the excess loss of BNGD before the first step, (u'Hu - s^2 + (a0 - s)^2)/2 with s = w0'g/sigma: (kappa, draw, a0)."""
    sweep = Sweep.from_json(definition)
    found = []
    for number, (_, values) in enumerate(sweep.spectra):
        h = np.array(values)
        for draw in range(sweep.draws or 1):
            u = sweep.draw(number, draw)[0]
            g = h * u
            s = g @ g / np.sqrt(g @ (h * g))
            found.append(np.log10((u @ g - s**2 + (np.array(a0) - s) ** 2) / 2))
    return np.array(found).reshape(len(sweep.spectra), -1, len(a0))


def better_share(dataset: Any) -> Any:
    """The share of cells with a loss below GD's: (kappa, draw, a0)."""
    ours, theirs = losses(dataset)
    return (ours < theirs[:, :, None, None, None]).mean(axis=(3, 4))


def follows(draws: Any) -> Finding:
    """The gain grows with kappa/kappa*."""
    best, ratio = gain(draws), discrepancy(draws.attrs["definition"])
    correlations = {
        f"kappa = {kappa}": {f"a0 = {a0:g}": means.bootstrap(np.column_stack([ratio[i], best[i, :, j]]), means.rank_correlation, SEED).rounded()
                             for j, a0 in enumerate(draws.a0.values)}
        for i, kappa in enumerate(draws.spectrum.values)
    }  # fmt: skip
    values = [value for row in correlations.values() for value in row.values()]
    pooled = np.column_stack([np.repeat(np.ravel(ratio), len(draws.a0)), np.ravel(best)])
    numbers = {
        "kappa/kappa* (" + STATISTICS + ")": by_kappa(draws, ratio),
        "decades that the rate of H* promises over that of H, by (15) (" + STATISTICS + ")": by_kappa(draws, promised(draws)),
        "rank correlation of gain and kappa/kappa* over draws [95 %]": correlations,
        "the same over all kappa, a0 and draws": means.rank_correlation(pooled),
        "correlations above 0 beyond their interval": sum(low > 0 for _, low, _ in values),
        "correlations below 0 beyond their interval": sum(high < 0 for _, _, high in values),
    }  # fmt: skip
    signs = [sum(value[0] > 0 for value in row.values()) for row in correlations.values()]
    robust = "; ".join(f"kappa = {kappa}: positive for {n} of {len(draws.a0)} a0" for kappa, n in zip(draws.spectrum.values, signs))
    return Finding("over draws of u, the gain over optimal GD grows with kappa/kappa* (a positive rank correlation)", "one kappa and a0",
                   len(values), sum(not value > 0 for value, _, _ in values), numbers, robust + ".")  # fmt: skip


def wider(draws: Any) -> Finding:
    """The range of near-optimal steps is longer than GD's."""
    length = near(draws)[:, :, :, columns(draws)[1]].sum(axis=4).mean(axis=3) * decades(draws, "eps")
    numbers = {f"decades of eps, mean over {LARGE} <= eps_a <= 1, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, length[:, :, i])
               for i, a0 in enumerate(draws.a0.values)} | {"decades of eps for GD": GRADIENT_DESCENT}  # fmt: skip
    return Finding(f"for {LARGE} <= eps_a <= 1 the effective step of BNGD is near eps_opt on more decades of eps than the step of GD is",
                   panels(draws), length.size, int(np.count_nonzero(length <= GRADIENT_DESCENT)), numbers, contradicted_by(draws, length <= GRADIENT_DESCENT))  # fmt: skip


def contradicted_by(draws: Any, wrong: Any) -> str:
    """For which kappa, and on how many draws, a statement came out the other way."""
    wrong = wrong.reshape(*wrong.shape[:2], -1).any(axis=2)
    hit = [f"kappa = {kappa}: {n} of {wrong.shape[1]} draws" for kappa, n in zip(draws.spectrum.values, wrong.sum(axis=1)) if n]
    return f"Contradicted for {'; '.join(hit)}." if hit else "The same for every draw."


def shrinks(draws: Any) -> Finding:
    """The area shrinks as a0 grows."""
    areas = area(draws)
    wrong = np.diff(areas, axis=2) >= 0
    numbers = {f"area in decades^2, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, areas[:, :, i]) for i, a0 in enumerate(draws.a0.values)}
    return Finding("a larger a0 gives a smaller area of the near-optimal region", "one kappa, draw of u and pair of neighbouring a0", wrong.size,
                   int(np.count_nonzero(wrong)), numbers, contradicted_by(draws, wrong))  # fmt: skip


def inverse(draws: Any) -> Finding:
    """The area is not inversely proportional to a0: the exponent."""
    areas, log_a0 = area(draws), np.log10(draws.a0.values)
    powers = np.array([[np.polyfit(log_a0, np.log10(np.maximum(cells, 1e-3)), 1)[0] for cells in row] for row in areas])
    linear = np.array([[np.polyfit(log_a0, cells, 1)[0] for cells in row] for row in areas])
    numbers = {
        "exponent p of area ~ a0^p, mean over draws [95 %]": {f"kappa = {k}": means.student(row).rounded() for k, row in zip(draws.spectrum.values, powers)},
        "change of the area (decades^2) per decade of a0, mean over draws [95 %]":
            {f"kappa = {k}": means.student(row).rounded() for k, row in zip(draws.spectrum.values, linear)},
    }  # fmt: skip
    wrong = np.abs(powers + 1) > 0.1
    return Finding("the area of the near-optimal region, in the plane of log eps_a and log eps, is inversely proportional to a0 (an exponent within 0.1 of -1)",
                   "one kappa and draw of u", powers.size, int(np.count_nonzero(wrong)), numbers, contradicted_by(draws, wrong[:, :, None]))  # fmt: skip


def weakens(draws: Any) -> list[Finding]:
    """Small eps_a: a shorter range of eps, and a larger least loss."""
    small, large = columns(draws)
    ours, _ = losses(draws)
    near_count = near(draws).sum(axis=4) * decades(draws, "eps")
    lengths = [near_count[..., chosen].mean(axis=3) for chosen in (small, large)]
    least = [ours.min(axis=4)[..., chosen].mean(axis=3) for chosen in (small, large)]
    result = []
    for statement, pair, wrong in (
        (f"the decades of eps with an effective step near eps_opt are fewer for eps_a <= {SMALL:g} than for {LARGE} <= eps_a <= 1", lengths, lengths[0] >= lengths[1]),
        (f"the least log10 loss over eps is larger for eps_a <= {SMALL:g} than for {LARGE} <= eps_a <= 1", least, least[0] <= least[1]),
    ):  # fmt: skip
        numbers = {f"mean over small and large eps_a, mean over draws, a0 = {a0:g}":
                   {f"kappa = {k}": [float(part[i, :, j].mean()) for part in pair] for i, k in enumerate(draws.spectrum.values)}
                   for j, a0 in enumerate(draws.a0.values)}  # fmt: skip
        result.append(Finding(statement, panels(draws), wrong.size, int(np.count_nonzero(wrong)), numbers, contradicted_by(draws, wrong)))
    return result


def in_doubles(found: Mapping[str, Any]) -> Any:
    """The classes of draw 0 in doubles, like the settled ones."""
    draws = found["draws"].isel(draw=[0])
    ours, theirs = losses(draws)
    return NEAR * near(draws) + BETTER * (ours < theirs[:, :, None, None, None])


def doubles(found: Mapping[str, Any]) -> Finding:
    """How far the draws in doubles can be trusted: on draw 0, against the settled classes."""
    settled, still_open = ordered(found["cells"], "class"), ordered(found["cells"], "open") > 0
    wrong = (in_doubles(found) != settled) & ~still_open
    numbers = {"cells open": int(np.count_nonzero(still_open)), "cells of another class in plain doubles": int(np.count_nonzero(wrong))}
    return Finding("doubles in error form give the settled class (draw 0; the other draws are in doubles only)", "one cell that is not open",
                   int(np.count_nonzero(~still_open)), int(np.count_nonzero(wrong)), numbers)  # fmt: skip


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
