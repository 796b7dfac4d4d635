"""The pictures of Figure 3, and the figure itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from proofs_checks.experiments import networks
from proofs_checks.experiments.curves import SHARE, Curve
from proofs_checks.experiments.figure_3 import CASES, ETA_RATE_A, METHODS, curves, data
from proofs_checks.experiments.figure_3_findings import ENDS, effective_rates, findings, tables
from verify.figures import Figure
from verify.sweep import drawing

LOOKS = dict(zip(METHODS, ((drawing.VERMILION, "s"), (drawing.ORANGE, "D"), (drawing.SKY, "v"), (drawing.BLUE, "o"), (drawing.PURPLE, "^"))))
HIGHEST = 5
"""Losses beyond this multiple of the loss at the start are above the picture."""


def picture(found: Mapping[str, Any]) -> Any:
    """For each data set the loss against the rate, and the rates that are near-optimal and stable."""
    figure, axes = drawing.canvas(len(CASES), 2, (11, 9.2), sharex=True, gridspec_kw={"width_ratios": [1.6, 1]})
    for row, case in enumerate(CASES):
        known = curves(found[case.data])
        losses(axes[row, 0], known)
        ranges(axes[row, 1], known)
        drawing.letter(axes[row, 0], f"{'ace'[row]}   {networks.title(case.printed, found[case.data])}")
        drawing.letter(axes[row, 1], f"{'bdf'[row]}   rates: near-optimal (thick), stable (thin)")
    for plot in axes[-1]:
        plot.set_xlabel("rate $lr$ of the weights")
    handles, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(METHODS))
    return figure


def losses(axes: Any, known: Mapping[str, Curve]) -> None:
    """The geometric mean over seeds and the range of the seeds; runs that diverged are above the picture."""
    top = HIGHEST * max(float(curve.start.max()) for curve in known.values())
    for label, curve in known.items():
        colour, marker = LOOKS[label]
        seen = np.minimum(np.where(np.isfinite(curve.loss), curve.loss, np.inf), 1e3 * top)
        drawing.band(axes, curve.rates, seen.min(axis=1), seen.max(axis=1), colour, 0.2)
        axes.plot(curve.rates, np.exp(np.log(seen).mean(axis=1)), color=colour, marker=marker, markersize=3.5, label=label)
    axes.axhline(float(np.mean(next(iter(known.values())).start)), color=drawing.BLACK, linewidth=0.7, linestyle=":")
    lowest = min(float(curve.loss.min()) for curve in known.values())
    axes.set(xscale="log", yscale="log", ylim=(lowest / 1.4, top), ylabel="loss after one epoch")
    drawing.decades(axes.xaxis)
    drawing.plain_numbers(axes.yaxis)
    axes.grid(True)


def ranges(axes: Any, known: Mapping[str, Curve]) -> None:
    """For each method the near-optimal interval of the mean curve, the best rate and the largest stable rate."""
    for place, (label, curve) in enumerate(known.items()):
        colour, marker = LOOKS[label]
        stable = float(np.nanmean(curve.largest_stable)) if np.isfinite(curve.largest_stable).any() else np.nan
        centre = float(curve.best_rate.mean())
        first, last = edges(curve)
        axes.plot([10**centre, 10**stable], [place, place], color=colour, linewidth=1.2)
        axes.plot([10**first, 10**last], [place, place], color=colour, linewidth=6, alpha=0.45, solid_capstyle="butt")
        axes.plot(10**centre, place, color=colour, marker=marker, markersize=5)
        axes.plot(10**stable, place, color=colour, marker=">" if curve.stable_to_the_end.any() else "|", markersize=7, markeredgewidth=1.6)
    axes.set(xscale="log", ylim=(len(known) - 0.4, -0.6))
    drawing.decades(axes.xaxis)
    axes.set_yticks(range(len(known)), [label.replace("BNGD, ", "").replace("lr_a", "$lr_a$") for label in known])
    axes.grid(True, axis="x")


def edges(curve: Curve) -> tuple[float, float]:
    """log10 of the ends of the near-optimal interval, means over seeds."""
    ends = curve.ends(curve.start - SHARE * (curve.start - curve.best))
    return float(ends[:, 0].mean()), float(ends[:, 1].mean())


def second_picture(found: Mapping[str, Any]) -> Any:
    """Effective rates of each layer: after the epoch against the rate, and over the epoch for some rates."""
    figure, axes = drawing.canvas(len(CASES), 2, (11, 9.2))
    for row, case in enumerate(CASES):
        dataset = found[case.data]
        after(axes[row, 0], dataset)
        over(axes[row, 1], dataset)
        drawing.letter(axes[row, 0], f"{'ace'[row]}   {networks.title(case.printed, dataset)}: after the epoch")
        drawing.letter(axes[row, 1], f"{'bdf'[row]}   over the epoch, all layers")
    axes[-1, 0].set_xlabel("rate $lr$ of the weights")
    axes[-1, 1].set_xlabel("step")
    return figure


def after(axes: Any, dataset: Any) -> None:
    """lr/|w|^2 after the epoch against lr: mean and range over seeds, with the slopes of the theory."""
    rates, values = effective_rates(dataset)
    for number, (layer, colour) in enumerate(zip(dataset.layer.values, drawing.SERIES)):
        own = values[..., number]
        drawing.band(axes, rates, own.min(axis=1), own.max(axis=1), colour, 0.2)
        axes.plot(rates, np.exp(np.log(own).mean(axis=1)), color=colour, marker="o", markersize=3, label=f"layer {layer}")
    for text, end, order in (("$\\propto lr$", 0, 1), ("$\\propto 1/lr$", -1, -1)):
        ends = rates[end] * 10.0 ** (np.array([0, ENDS]) * order)
        line = 4 * values[end].max() * (ends / rates[end]) ** order
        axes.plot(ends, line, color=drawing.BLACK, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.annotate(text, (ends[1], line[1]), (0, 4), textcoords="offset points", ha="center", va="bottom", fontsize=8)
    axes.set(xscale="log", yscale="log", ylabel="$lr/|w|^2$", ylim=(values.min() / 3, values.max() * 10))
    drawing.decades(axes.xaxis)
    axes.legend(loc="lower center", fontsize=7)
    axes.grid(True)


def over(axes: Any, dataset: Any) -> None:
    """lr/|w|^2 over the steps, one colour a rate and one line a layer: geometric means over seeds."""
    import matplotlib

    chosen = networks.of(dataset, "bngd", ETA_RATE_A) & (dataset.eta.values == 1)
    rates, values = networks.table(dataset, chosen, dataset.rate.values, dataset.effective_rates.values)
    shown = [number for number, rate in enumerate(rates) if abs(np.log10(rate) / 2 - round(np.log10(rate) / 2)) < 1e-9]
    for place, number in enumerate(shown):
        colour = matplotlib.colormaps["viridis"](0.92 * (1 - place / max(1, len(shown) - 1)))
        for layer in range(values.shape[2]):
            axes.plot(dataset.record.values, np.exp(np.log(values[number, :, layer]).mean(axis=0)), color=colour, linewidth=1.1,
                      label=f"$lr = 10^{{{round(np.log10(rates[number]))}}}$" if layer == 0 else None)  # fmt: skip
    first, last = dataset.record.values[1], dataset.record.values[-1]
    axes.set_xscale("symlog", linthresh=first, linscale=0.5)
    ticks = [0, *(int(at) for at in 10.0 ** np.arange(0, 6) if first <= at <= last), int(last)]
    axes.set_xticks(ticks, [str(at) for at in ticks])
    axes.minorticks_off()
    axes.set(yscale="log", ylabel="$lr/|w|^2$", xlim=(0, 6 * last))
    axes.legend(loc="center right", fontsize=7)
    axes.grid(True)


def caption(found: Mapping[str, Any]) -> str:
    """What is drawn, and from what."""
    first = found[CASES[0].data]
    seeds = len(np.unique(first.seed.values))
    return (
        f"Loss on {min(first.attrs['evaluated'], first.attrs['images'])} training images after one epoch in batches of {first.attrs['batch']}, against the rate of the weights; "
        f"lines: geometric mean over {seeds} seeds, bands: their range; dotted: GD's loss at the start.  BNGD: BN on all layers, {first.attrs['regularisation']:g} "
        "added to the variance, the rate of gamma and beta shared with the weights or separate (lr_a).  Right: the near-optimal interval (thick) around the "
        "best rate, and the largest stable rate (an arrow where the grid ends).  Second picture: lr/|w|^2 of each layer's weights, "
        f"lr_a = {ETA_RATE_A:g}; dashed: the orders lr and 1/lr of Proposition 3.5.  {networks.described(found, [case.data for case in CASES])}"
    )


FIGURE_3 = Figure(
    "fig-3", "GD and BNGD with shared and separate rates on networks", caption, data, findings, {"": picture, "-effective": second_picture}, tables,
    needs=networks.PYTORCH, datasets=True, about=("lemma-A.9", "thm-3.3", "prop-3.5-1", "prop-3.5-2"),
)  # fmt: skip
