"""What Figures 2 and 3 share: which data sets, how runs become stores and stores become curves, and how a caption tells of them."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from proofs_checks.experiments.curves import Curve
from verify.deep.datasets import DataSet, load
from verify.deep.plan import Plan
from verify.figures import Library, Place
from verify.processes import processors

Array: TypeAlias = Any
PYTORCH = Library("torch", "PyTorch", "deep")
IMAGES, QUICK_IMAGES, EVALUATED = 60_000, 1000, 10_000
"""Of a training set in one epoch, the whole of one that has fewer; and on how many of them the loss is taken at its end."""
RECORDS = 50
SHARED = "shared"


def loaded(name: str, place: Place) -> DataSet:
    """The data set where a folder with data sets was given, else the embedded digits."""
    folder: Path | None = place.datasets
    return load(name, folder) if folder else load("digits")


def planned(architecture: Any, data: DataSet, place: Place, images: int | None = None, **options: Any) -> Plan:
    """One epoch on so many images, in batches of 100 as printed; norms are recorded about RECORDS times."""
    count = min(QUICK_IMAGES if place.quick else images or IMAGES, len(data.labels))
    return Plan(architecture, count, evaluated=EVALUATED, every=max(1, count // Plan.batch // RECORDS), **options)


def of(dataset: Any, method: str, rate_a: float | str | None = None) -> Array:
    """Which runs have a method and rate of the BN parameters (None with gd, SHARED where it is that of the weights)."""
    shared = dataset.shared.values
    return (dataset.method.values == method) & (shared if rate_a in (None, SHARED) else ~shared & (dataset.rate_a.values == rate_a))


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


def trained(place: Place, studies: Mapping[str, Any]) -> dict[str, Any]:
    """The datasets of some studies, computed as far as they are not in their stores; what they were begun on is kept beside each store."""
    from verify.deep import store

    told = place.progress and not place.quick
    if told and len(studies) > 1:
        announce(place, studies)
    found = {}
    for name, study in studies.items():
        note = place.stores / f"{name}.json"
        if not note.exists():
            place.stores.mkdir(parents=True, exist_ok=True)
            note.write_text(json.dumps({"hardware": hardware()}) + "\n", encoding="utf-8")
        found[name] = store.run(study, place.stores / f"{name}.zarr", workers=place.workers, progress=told)
        found[name].attrs["hardware"] = str(json.loads(note.read_text(encoding="utf-8"))["hardware"])
    return found


def announce(place: Place, studies: Mapping[str, Any]) -> None:
    """About how long all stores that are not there yet take, on standard error."""
    from verify.deep import store

    missing = {name: study for name, study in studies.items() if not (place.stores / f"{name}.zarr").exists()}
    if missing:
        seconds = sum(store.estimate(study, workers=place.workers) for study in missing.values())
        print(f"verify: {', '.join(missing)}: about {seconds / 60:.1f} minutes in all", file=sys.stderr, flush=True)


def hardware() -> str:
    """The processors, as their maker calls them, and what trained on them."""
    import numba

    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return f"{processors()} cores of {' '.join(model.split())}, in single precision, by kernels compiled with Numba {numba.__version__}"


def title(printed: str, dataset: Any) -> str:
    """A case as printed, "Data, network", where its data set was read, else with the data that were."""
    name, network = printed.split(", ")
    read = str(dataset.attrs["data"])
    return printed if read.replace("-", "") == name.lower().replace("-", "") else f"{read}, {network}"


def described(found: Mapping[str, Any], names: Sequence[str]) -> str:
    """Data, images, runs and hardware of some stores."""
    parts = []
    for name in names:
        known = found[name].attrs
        parts.append(f"{known['architecture']} on {known['data']}, {known['images']} images, {found[name].sizes['run']} runs")
    machines = sorted({found[name].attrs["hardware"] for name in names})
    return f"{'; '.join(dict.fromkeys(parts))}.  Computed on {', '.join(machines)}."
