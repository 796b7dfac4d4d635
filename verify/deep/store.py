"""Studies: many runs on one data set, computed block by block into a store that a later run can take up.

A block is a group of runs that train together: one seed, all or none with BN.  Blocks, and with them every number, depend on the
definition of the study alone, not on the number of workers, the order of blocks, or interruptions; each block runs on one thread.
The store itself is that of a sweep (`verify.sweep.store`), with dimensions block and slot; `dataset` puts the runs in their order.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from verify.certify.rational import InputError
from verify.deep.architectures import architecture, layers
from verify.deep.datasets import DataSet
from verify.deep.plan import Plan, Run
from verify.deep.training import TOGETHER, engine_for, grouped, train
from verify.processes import processors
from verify.sweep import store
from verify.sweep.progress import watched

Array: TypeAlias = Any
OUTPUTS = {
    "loss": "loss on the first evaluated images after the last step",
    "running": "mean loss before the steps of the last tenth",
    "accuracy": "part of the evaluated images that are classified correctly",
    "finite": "1 where every loss and norm was finite",
    "curve": "loss of the batch at a recorded step",
    "norms": "|w| of a layer's weights before a recorded step",
}
KINDS = {name: "int8" if name == "finite" else "float64" for name in OUTPUTS}
VERSION = 1
PROBE = (3, 9)
"""Steps of the two short trainings by which the time of a block is estimated."""


@dataclass(frozen=True)
class Study:
    """Runs of one plan on one data set.

    together: runs in a block; device and dtype as in `training.train`.
    """

    plan: Plan
    data: DataSet
    runs: tuple[Run, ...]
    together: int = TOGETHER
    device: str = "cpu"
    dtype: str = "float32"

    def __post_init__(self) -> None:
        if not self.runs:
            raise InputError("no runs: expected at least one")

    @cached_property
    def definition(self) -> str:
        """All that the numbers depend on, as canonical JSON; the data by their SHA-256."""
        content = hashlib.sha256()
        for part in (self.data.images, self.data.labels):
            content.update(np.ascontiguousarray(part).data)
        plan = asdict(self.plan) | {"architecture": asdict(architecture(self.plan.architecture))}
        parts = {"format": VERSION, "plan": plan, "data": [self.data.name, content.hexdigest()], "runs": [asdict(run) for run in self.runs],
                 "together": self.together, "device": self.device.split(":")[0], "dtype": self.dtype}  # fmt: skip
        return json.dumps(parts, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition."""
        return hashlib.sha256(self.definition.encode()).hexdigest()

    @cached_property
    def blocks(self) -> list[list[int]]:
        """The numbers of the runs in each block."""
        return [chunk for _, chunks in grouped(self.runs, self.together) for chunk in chunks]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """The dimensions of the store."""
        fitted = layers(self.plan.architecture, self.data.shape, self.data.classes)
        return {"block": len(self.blocks), "slot": self.together, "layer": len(fitted), "record": len(self.plan.recorded)}


def run(study: Study, path: str | Path | None = None, *, workers: int | None = None, progress: bool = False) -> Any:
    """Compute what is missing of a study and return all of it, an xarray.Dataset in memory (see `dataset`).

    path: the store; without one nothing is kept.  workers: blocks at a time, as many as processors unless told, one on a GPU.
    progress: how much is to do and about how long it takes, then a bar, on standard error.
    Raises InputError for a path that holds something else.
    """
    if path is None:
        with tempfile.TemporaryDirectory() as folder:
            return run(study, Path(folder) / "study", workers=workers, progress=progress)
    path = Path(path).resolve()
    finished = store.opened(path, study, make)
    missing = [number for number in range(len(study.blocks)) if number not in finished]
    if missing:
        count = workers or (processors() if study.device == "cpu" else 1)
        if progress:
            runs = sum(len(study.blocks[number]) for number in missing)
            print(f"verify: {study.data.name}, {architecture(study.plan.architecture).name}: {runs} runs in {len(missing)} blocks, "
                  f"about {estimate(study, missing, count):.0f} s", file=sys.stderr, flush=True)  # fmt: skip
        with watched(lambda: len(store.done(path)), len(study.blocks), progress):
            compute(study, path, missing, count)
    return dataset(study, path)


def compute(study: Study, path: Path, missing: Sequence[int], workers: int) -> None:
    """Fill blocks, some at a time; an interrupt stops those at work after their step."""
    stop = threading.Event()

    def fill(number: int) -> None:
        runs = study.blocks[number]
        found = train(study.plan, study.data, [study.runs[at] for at in runs], study.device, study.dtype, study.together, stop=stop.is_set)
        values = {}
        for name, kind in KINDS.items():
            values[name] = np.full((1, study.together, *found[name].shape[1:]), np.nan if kind == "float64" else 0, kind)
            values[name][0, : len(runs)] = found[name]
        store.write(path, number, {"block": slice(number, number + 1)}, values)

    with single_threads(study), ThreadPoolExecutor(workers) as pool:
        try:
            for future in [pool.submit(fill, number) for number in missing]:
                future.result()
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def single_threads(study: Study) -> Iterator[None]:
    """While it lasts PyTorch's operations on the processor, where it trains, use one thread, so that sums come in one order."""
    fitted = layers(study.plan.architecture, study.data.shape, study.data.classes)
    if study.device != "cpu" or engine_for(architecture(study.plan.architecture), fitted, study.device) == "compiled":
        yield
        return
    from verify.deep.network import single_thread

    with single_thread():
        yield


def estimate(study: Study, missing: Sequence[int] | None = None, workers: int | None = None) -> float:
    """About how many seconds the missing blocks (all, unless told) of a study take: a few steps of one block of each kind are timed."""
    chosen = range(len(study.blocks)) if missing is None else missing
    count = workers or (processors() if study.device == "cpu" else 1)
    total = 0.0
    for method in ("gd", "bngd"):
        blocks = [study.blocks[number] for number in chosen if study.runs[study.blocks[number][0]].method == method]
        if blocks:
            runs = [study.runs[number] for number in max(blocks, key=len)]
            total += probe(study, runs, min(count, len(blocks))) / len(runs) * sum(map(len, blocks)) / min(count, len(blocks))
    return total


def probe(study: Study, runs: Sequence[Run], workers: int) -> float:
    """Seconds for a block of these runs while as many blocks as there are workers run beside each other."""
    plan = study.plan

    def timed(steps: int) -> float:
        short = replace(plan, images=min(steps * plan.batch, plan.images), epochs=1, evaluated=plan.batch)
        with ThreadPoolExecutor(workers) as pool:
            begun = time.perf_counter()
            for future in [pool.submit(train, short, study.data, runs, study.device, study.dtype, study.together) for _ in range(workers)]:
                future.result()
            return time.perf_counter() - begun

    with single_threads(study):
        timed(1)
        short, long = (timed(steps) for steps in PROBE)
    fewest, most = (min(steps, plan.images // plan.batch) for steps in PROBE)
    step = max(long - short, 0.0) / max(most - fewest, 1) or long / most
    return step * (plan.steps + min(plan.evaluated, plan.images) / plan.batch / 3)


def make(path: Path, study: Study) -> None:
    """An empty store for a study."""
    import xarray as xr

    sizes, dims = study.sizes, {"norms": ("block", "slot", "layer", "record"), "curve": ("block", "slot", "record")}
    arrays = {}
    for name, kind in KINDS.items():
        own = dims.get(name, ("block", "slot"))
        shape = tuple(sizes[dim] for dim in own)
        arrays[name] = {"shape": shape, "chunks": (1, *shape[1:]), "dtype": kind, "fill_value": np.nan if kind == "float64" else 0,
                        "dimension_names": list(own), "attributes": {"long_name": OUTPUTS[name]}}  # fmt: skip
    coordinates = {"record": np.array(study.plan.recorded)}
    store.begin(path, xr.Dataset({}, coordinates, {"digest": study.digest, "definition": study.definition}), arrays)


def dataset(study: Study, path: Path) -> Any:
    """The finished store of a study as an xarray.Dataset in memory, over `run` in the order of study.runs, `layer` and `record`.

    Variables: those in OUTPUTS (`finite` as truth values) and effective_rates, rate / |w|^2.  Coordinates on `run`: method, rate, rate_a (the
    rate of BN parameters; that of the weights where it is shared), shared (whether it is), eta, seed; on `layer` what it is; on
    `record` the step.  Attributes: the digest, and the plan in words and numbers.
    """
    import xarray as xr

    kept = store.dataset(path).load()
    places = {run: (block, slot) for block, runs in enumerate(study.blocks) for slot, run in enumerate(runs)}
    block, slot = np.array([places[run] for run in range(len(study.runs))]).T
    rate = np.array([run.rate for run in study.runs])
    plan = study.plan
    found = xr.Dataset(
        {name: (("run", *kept[name].dims[2:]), kept[name].values[block, slot], {"long_name": OUTPUTS[name]}) for name in OUTPUTS},
        {
            "method": ("run", np.array([run.method for run in study.runs])), "rate": ("run", rate),
            "rate_a": ("run", np.array([run.rate if run.rate_a is None else run.rate_a for run in study.runs])),
            "shared": ("run", np.array([run.rate_a is None for run in study.runs])),
            "eta": ("run", np.array([run.eta for run in study.runs])), "seed": ("run", np.array([run.seed for run in study.runs])),
            "layer": [f"{number} {layer.kind}" for number, layer in enumerate(layers(plan.architecture, study.data.shape, study.data.classes), 1)],
            "record": np.array(plan.recorded),
        },
        {
            "digest": study.digest, "architecture": architecture(plan.architecture).name, "data": study.data.name, "source": study.data.source,
            "images": plan.images, "batch": plan.batch, "epochs": plan.epochs, "regularisation": plan.regularisation, "evaluated": plan.evaluated,
            "device": study.device, "dtype": study.dtype,
        },
    )  # fmt: skip
    found["finite"] = found["finite"].astype(bool)
    with np.errstate(all="ignore"):
        found["effective_rates"] = (("run", "layer", "record"), rate[:, None, None] / found["norms"].values ** 2, {"long_name": "rate / |w|^2"})
    return found
