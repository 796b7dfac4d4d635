"""What Figures 2 and 3 share: which data sets, how runs become stores and stores become curves, and how a caption tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from proofs_checks.experiments.curves import Curve
from verify.deep.datasets import DataSet, load
from verify.deep.training import Plan, Run
from verify.figures import Library, Place

Array: TypeAlias = Any
PYTORCH = Library("torch", "PyTorch", "deep")
IMAGES, QUICK_IMAGES = 10_000, 500
"""Of a training set in one epoch; the whole of one that has fewer."""
SHARED = "shared"


def loaded(name: str, place: Place) -> DataSet:
    """The data set where a folder with data sets was given, else the embedded digits."""
    folder: Path | None = place.datasets
    return load(name, folder) if folder else load("digits")


def planned(architecture: Any, data: DataSet, place: Place, images: int = IMAGES, **options: Any) -> Plan:
    """One epoch on so many images, in batches of 100 as printed."""
    return Plan(architecture, min(QUICK_IMAGES if place.quick else images, len(data.labels)), **options)


def of(dataset: Any, method: str, rate_a: float | str | None = None) -> Array:
    """Which runs have a method and rate of the BN parameters (None with gd, SHARED where it is that of the weights)."""
    own = dataset.rate_a.values
    wanted = np.isnan(own) if rate_a in (None, SHARED) else own == rate_a
    return (dataset.method.values == method) & wanted


def table(dataset: Any, chosen: Array, across: Array, values: Array) -> tuple[Array, Array]:
    """The values of the chosen runs over `across` and seed: the increasing values of `across`, and (across, seeds, ...); NaN where none is."""
    at, seeds = np.unique(across[chosen]), np.unique(dataset.seed.values[chosen])
    found = np.full((len(at), len(seeds), *values.shape[1:]), np.nan)
    found[np.searchsorted(at, across[chosen]), np.searchsorted(seeds, dataset.seed.values[chosen])] = values[chosen]
    return at, found


def curve(dataset: Any, method: str, rate_a: float | str | None = None, *, eta: float = 1.0, loss: str = "loss") -> Curve:
    """The losses of a method over the rate of the weights."""
    chosen = of(dataset, method, rate_a) & (dataset.eta.values == eta)
    rates, losses = table(dataset, chosen, dataset.rate.values, dataset[loss].values)
    start = table(dataset, chosen, dataset.rate.values, dataset.curve.values[:, 0])[1]
    return Curve(rates, losses, start[0])


def decades(lowest: float, highest: float, each: int) -> Array:
    """Powers of ten from 10^lowest to 10^highest, so many a decade."""
    return 10.0 ** (np.arange(round(lowest * each), round(highest * each) + 1) / each)


def described(found: Mapping[str, Any], names: Sequence[str]) -> str:
    """Images, steps, seeds and hardware of some stores, in one sentence each."""
    parts = []
    for name in names:
        known = found[name].attrs
        parts.append(f"{known['data']}, {known['images']} images, {found[name].sizes['run']} runs with {len(np.unique(found[name].seed))} seeds")
    machines = sorted({found[name].attrs["hardware"] for name in names})
    return f"{'; '.join(parts)}.  Computed on {', '.join(machines)}."
