"""The pictures of Figure 2, and the figure itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from proofs_checks.experiments import networks
from proofs_checks.experiments.figure_2 import DATA, RATE_A, Array, data, surface
from proofs_checks.experiments.figure_2_findings import BROKEN, distances, findings, predicted, tables
from proofs_checks.experiments.networks import SHARED
from verify.figures import Figure
from verify.sweep import drawing

HIGHEST = 1.5
"""Losses beyond this multiple of the loss at the start are above the picture."""


def picture(found: Mapping[str, Any]) -> Any:
    """The loss against the rate, as printed and rescaled, one curve an eta."""
    figure, axes = drawing.canvas(1, 2, (11, 4.6), sharey=True)
    dataset = found["runs"]
    start = at_start(dataset)
    curves(axes[0, 0], surface(dataset), "lr", start)
    curves(axes[0, 1], surface(dataset), "scaled", start)
    axes[0, 0].set(xlabel="rate $lr$ of the weights", ylabel="loss after one epoch")
    axes[0, 1].set(xlabel="$lr/\\eta^2$")
    title = networks.title(f"{'MNIST' if DATA == 'mnist' else DATA}, 2CNN+2FC", dataset)
    drawing.letter(axes[0, 0], f"a   {title}: as printed")
    drawing.letter(axes[0, 1], "b   over $lr/\\eta^2$")
    axes[0, 1].legend(title="$\\eta$", loc="center left", bbox_to_anchor=(1, 0.5), title_fontsize=9)
    return figure


def shade(eta: float, etas: Array) -> Any:
    """The colour of an eta."""
    import matplotlib

    at = np.log10(etas)
    return matplotlib.colormaps["viridis"](0.95 * float((np.log10(eta) - at[0]) / (at[-1] - at[0])))


def curves(axes: Any, values: tuple[Array, Array, Array], over: str, start: float) -> None:
    """Geometric means over seeds and their range, one colour an eta, against lr or lr/eta^2."""
    etas, scaled, losses = values
    top = HIGHEST * start
    for eta, part in zip(etas, losses):
        x, seen = scaled * (eta**2 if over == "lr" else 1), np.minimum(part, 1e3 * top)
        colour = shade(eta, etas)
        drawing.band(axes, x, seen.min(axis=1), seen.max(axis=1), colour, 0.15)
        axes.plot(x, np.exp(np.log(seen).mean(axis=1)), color=colour, marker="o", markersize=2.5, linewidth=1.2, label=power(eta))
    axes.axhline(start, color=drawing.BLACK, linewidth=0.7, linestyle=":")
    axes.set(xscale="log", yscale="log", ylim=(float(losses.min()) / 1.3, top))
    drawing.decades(axes.xaxis, 2 if over == "lr" else 1)
    drawing.plain_numbers(axes.yaxis)
    axes.grid(True)


def power(eta: float) -> str:
    """eta as a power of ten."""
    return f"$10^{{{np.log10(eta):.3g}}}$"


def second_picture(found: Mapping[str, Any]) -> Any:
    """What the regularisation does to weights and to losses, with the predictions; and the curves of a shared rate."""
    figure, axes = drawing.canvas(1, 3, (13.5, 4.2))
    deviations(axes[0, 0], found["start"])
    apart(axes[0, 1], found)
    dataset = found["runs"]
    curves(axes[0, 2], surface(dataset, SHARED), "scaled", at_start(dataset))
    axes[0, 2].set(xlabel="$lr/\\eta^2$", ylabel="loss after one epoch")
    axes[0, 2].legend(title="$\\eta$", loc="lower left", title_fontsize=9)
    drawing.letter(axes[0, 0], "a   weights after a few steps")
    drawing.letter(axes[0, 1], "b   loss after one epoch")
    drawing.letter(axes[0, 2], "c   a rate shared with the BN parameters")
    return figure


def at_start(dataset: Any) -> float:
    """The loss before the first step, for eta >= 1: the median over seeds."""
    return float(np.median(dataset.curve.values[dataset.eta.values >= 1, 0]))


def deviations(axes: Any, start: Any) -> None:
    """How far the weights are from those of the law, and the first order in the regularisation."""
    for number, (layer, colour) in enumerate(zip(start.layer.values, drawing.SERIES)):
        axes.plot(start.eta.values, start.measured.values[:, number], color=colour, marker="o", markersize=3, linewidth=1, label=f"layer {layer}")
        axes.plot(start.eta.values, start.predicted.values[:, number], color=colour, linewidth=0.9, linestyle=(0, (4, 2)))
    highest = float(start.measured.values.max())
    axes.set(xscale="log", yscale="log", xlabel="$\\eta$", ylabel="$|w/\\eta - v|\\,/\\,|v|$", ylim=(float(start.predicted.values.min()) / 3, 5 * highest))
    drawing.decades(axes.xaxis)
    axes.legend(loc="upper right")
    axes.grid(True)


def apart(axes: Any, found: Mapping[str, Any]) -> None:
    """Root mean squares of the distances, each seed, and where the regularisation equals the variance of a layer."""
    etas, values = distances(found["runs"])
    axes.plot(etas[:-1], values[:-1], color=drawing.BLACK, marker="o", markersize=3, linewidth=1)
    axes.axhline(BROKEN, color=drawing.BLACK, linewidth=0.7, linestyle=":")
    for layer, at, colour in zip(found["start"].layer.values, predicted(found).mean(axis=0), drawing.SERIES):
        axes.axvline(10**at, color=colour, linewidth=1.2, linestyle=(0, (4, 2)), label=f"layer {layer}")
    axes.set(xscale="log", yscale="log", xlabel="$\\eta$", ylabel="distance of log$_{10}$ loss (decades, rms)")
    drawing.decades(axes.xaxis)
    axes.legend(title="reg = variance before BN in", loc="upper right", title_fontsize=8)
    axes.grid(True)


def caption(found: Mapping[str, Any]) -> str:
    """What is drawn, and from what."""
    dataset = found["runs"]
    seeds = len(np.unique(dataset.seed.values[~dataset.shared.values]))
    return (
        f"Loss on {min(dataset.attrs['evaluated'], dataset.attrs['images'])} training images after one epoch in batches of {dataset.attrs['batch']}, against the rate of the "
        f"weights, for initial weights multiplied by eta; lines: geometric mean over {seeds} seeds, bands: their range; dotted: the loss at the start.  BNGD: BN "
        f"on all layers, {dataset.attrs['regularisation']:g} added to the variance, rate {RATE_A:g} of gamma and beta.  Second picture: a, how far the "
        "weights after a few steps in double precision are from those of the law (v: no regularisation, eta = 1; dashed: first order in reg/eta^2; they jump where the maximum of a pooling window moves); b, how far "
        "the curves are from that of the largest eta, and the eta at which the regularisation equals the variance before BN in a layer; c, curves with a rate "
        f"that is shared with gamma and beta, of which Lemma A.9 says nothing.  {networks.described(found, ['runs'])}"
    )


FIGURE_2 = Figure(
    "fig-2", "The scaling law on a network with BN", caption, data, findings, {"": picture, "-law": second_picture}, tables,
    needs=networks.PYTORCH, datasets=True, about=("lemma-A.9",),
)  # fmt: skip
