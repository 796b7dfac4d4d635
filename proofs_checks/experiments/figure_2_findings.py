"""What Section 4.2 reads off Figure 2, as statements that the runs can contradict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from proofs_checks.experiments import figure_2_law
from proofs_checks.experiments.figure_2 import RATE_A, Array, surface
from proofs_checks.experiments.networks import SHARED
from verify.figures import Finding, Table
from verify.sweep import means

CLOSE = 0.05
"""The same loss: within so many decades."""
BROKEN = 0.1
"""The curve of an eta is off that of large eta where the root mean square of their distance is so many decades."""
WITHIN = 0.5
"""A prediction of the eta at which it comes off: within so many decades."""


def findings(found: Mapping[str, Any]) -> Sequence[Finding]:
    """The law exactly, the collapse, where it breaks, and which configurations a shared rate is equivalent to."""
    return [*figure_2_law.findings(found), collapse(found["runs"]), breaks(found), shared(found["runs"])]


def logs(dataset: Any, rate_a: float | str = RATE_A) -> tuple[Array, Array, Array]:
    """etas, lr/eta^2, and log10 of the losses (etas, rates, seeds); a run that overflowed counts as one at the largest loss that did not."""
    etas, scaled, losses = surface(dataset, rate_a)
    highest = float(np.max(losses[np.isfinite(losses)]))
    return etas, scaled, np.log10(np.minimum(losses, highest))


def spread(values: Array) -> Array:
    """Largest minus least over the first axis."""
    return values.max(axis=0) - values.min(axis=0)


def at_equal_rates(etas: Array, scaled: Array, values: Array) -> Array:
    """The spread over eta at each lr that at least two of them have: (rates, seeds)."""
    keys = np.round(4 * (np.log10(scaled)[None, :] + 2 * np.log10(etas)[:, None]))
    groups = [values[keys == key] for key in np.unique(keys)]
    return np.array([spread(group) for group in groups if len(group) > 1])


def collapse(dataset: Any) -> Finding:
    """Large eta: one curve over lr/eta^2."""
    etas, scaled, values = logs(dataset)
    large = etas >= 1
    apart = np.abs(values[large][1:] - values[large][0])
    one, other = spread(values[large]), at_equal_rates(etas[large], scaled, values[large])
    numbers = {
        "spread over eta >= 1 at equal lr/eta^2, in decades: median, largest": [float(np.median(one)), float(one.max())],
        "spread over eta >= 1 at equal lr, in decades: median, largest": [float(np.median(other)), float(other.max())],
        "the first spread over the second, means over rates, mean over seeds [95 %]": means.student(one.mean(axis=0) / other.mean(axis=0)).rounded(),
        "spread over all eta at equal lr/eta^2, in decades: median, largest": [float(np.median(spread(values))), float(spread(values).max())],
        "deviation over seeds at one rate, in decades: median": float(np.median(values[large].std(axis=2, ddof=1))),
        "largest distance from eta = 1, by eta": {f"{eta:g}": float(part.max()) for eta, part in zip(etas[large][1:], apart)},
    }  # fmt: skip
    return Finding(f"scaling: for eta > 1 the loss at lr/eta^2 is that for eta = 1, within {CLOSE} decades", "one eta, rate and seed", apart.size,
                   int(np.count_nonzero(~(apart <= CLOSE))), numbers, about="lemma-A.9")  # fmt: skip


def distances(dataset: Any) -> tuple[Array, Array]:
    """etas, and the root mean square over lr/eta^2 of the distance from the curve of the largest eta, in decades: (etas, seeds)."""
    etas, _, values = logs(dataset)
    return etas, np.sqrt(np.mean((values - values[-1]) ** 2, axis=1))


def broken(dataset: Any) -> Array:
    """log10 of the eta below which the curve is off by BROKEN, between two eta by the logarithms of the distances: (seeds,); NaN where none is."""
    etas, found = distances(dataset)
    at, result = np.log10(etas), np.full(found.shape[1], np.nan)
    for seed, column in enumerate(np.log10(np.maximum(found, 1e-12)).T):
        off = np.flatnonzero(column > np.log10(BROKEN))
        if len(off):
            low = off[-1]
            share = (column[low] - np.log10(BROKEN)) / (column[low] - column[low + 1])
            result[seed] = at[low] + share * (at[low + 1] - at[low])
    return result


def predicted(found: Mapping[str, Any]) -> Array:
    """log10 of the eta at which the regularisation equals the variance before BN at the start, for each seed and layer: (seeds, layers)."""
    start = found["start"]
    return 0.5 * np.log10(start.attrs["regularisation"] / start["variance"].transpose("seed", "layer").values)


def breaks(found: Mapping[str, Any]) -> Finding:
    """Small eta: off the curve where the regularisation outweighs a layer's variance."""
    measured, expected = broken(found["runs"]), predicted(found)
    apart = measured - expected.max(axis=1)
    etas, away = distances(found["runs"])
    numbers = {
        f"log10 of the eta below which the curve is off by {BROKEN} decades (root mean square), mean over seeds [95 %]": means.student(measured).rounded(),
        "predicted: log10 of the eta at which the regularisation is the variance before BN at the start, by layer, mean over seeds [95 %]": {
            str(layer): means.student(column).rounded() for layer, column in zip(found["start"].layer.values, expected.T)},
        "measured minus predicted (the first layer that it happens in), mean over seeds [95 %]": means.student(apart).rounded(),
        "distance from the curve of the largest eta, in decades, by eta": {f"{eta:g}": float(row.mean()) for eta, row in zip(etas, away)},
    }  # fmt: skip
    return Finding(f"the curves come off the common one below the eta at which the regularisation equals the variance before BN in some layer, within {WITHIN} "
                   "decades", "one seed", len(measured), int(np.count_nonzero(~(np.abs(apart) <= WITHIN))), numbers)  # fmt: skip


def shared(dataset: Any) -> Finding:
    """A shared rate is rescaled for the BN parameters, too: no collapse is claimed, and none is there."""
    etas, _, values = logs(dataset, SHARED)
    own, _, separate = logs(dataset)
    unit = list(etas).index(1.0)
    others = [at for at in range(len(etas)) if at != unit]
    apart = np.sqrt(np.mean((values[others] - values[unit]) ** 2, axis=(1, 2)))
    rows = [list(own).index(eta) for eta in etas]
    alike = np.sqrt(np.mean((separate[rows][others] - separate[rows][unit]) ** 2, axis=(1, 2)))
    numbers = {"distance from eta = 1 at equal lr/eta^2, root mean square in decades: shared, separate":
               {f"eta = {etas[at]:g}": [float(a), float(b)] for at, a, b in zip(others, apart, alike)}}  # fmt: skip
    return Finding("a rate that is shared with the BN parameters is no configuration of the law: at equal lr/eta^2 its curves are farther apart than those of "
                   "a separate rate", "one eta", len(others), int(np.count_nonzero(apart <= alike)), numbers)  # fmt: skip


def tables(found: Mapping[str, Any]) -> Sequence[Table]:
    """The best rate and loss for each eta."""
    etas, scaled, losses = surface(found["runs"])
    rows = []
    for eta, part in zip(etas, losses):
        at = np.log10(scaled)[part.argmin(axis=0)]
        best, place = ("{:.3g} [{:.3g}, {:.3g}]".format(*means.student(values).rounded()) for values in (part.min(axis=0), at))
        rows.append([f"{eta:.3g}", place, best])
    return [Table("Means over seeds and 95 % confidence intervals", ("eta", "log10 of the best lr/eta^2", "least loss"), rows),
            figure_2_law.table(found["networks"])]  # fmt: skip
