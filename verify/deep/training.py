"""Training many networks together: plain gradient descent on batches, with and without batch normalisation.

Runs with the same seed see the same images in the same order and start from the same weights (times eta), so they share each batch,
and their models are computed as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal, TypeAlias

import numpy as np

from verify.certify.rational import InputError, shown
from verify.deep.architectures import Architecture, Layer, architecture, layers
from verify.deep.datasets import DataSet

Array: TypeAlias = Any
TOGETHER = 32
LAST = 10


class StoppedError(Exception):
    """A training was told to stop."""


@dataclass(frozen=True)
class Run:
    """One training.

    method: "gd" (no BN, biases) or "bngd"; rate: of the weights, and of biases and BN parameters unless rate_a is given, which is that of
    gamma and beta; eta: factor of the initial weights and biases; seed: of the initial weights, the choice of images and their order.
    """

    method: Literal["gd", "bngd"]
    rate: float
    rate_a: float | None = None
    eta: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.method not in ("gd", "bngd"):
            raise InputError(f"method = {shown(self.method)}: expected gd or bngd")
        for name, value in (("rate", self.rate), ("rate_a", self.rate_a if self.rate_a is not None else 0.0), ("eta", self.eta)):
            if not isfinite(value) or (name != "eta" and value < 0) or (name == "eta" and value == 0):
                raise InputError(f"{name} = {value}: expected a finite number{', not zero' if name == 'eta' else ' >= 0'}")
        if self.method == "gd" and self.rate_a is not None:
            raise InputError(f"rate_a = {self.rate_a} with method gd: expected none, there are no BN parameters")
        if self.seed < 0:
            raise InputError(f"seed = {self.seed}: expected a whole number >= 0")


@dataclass(frozen=True)
class Plan:
    """What all runs have in common.

    images: of the training set, drawn by a run's seed; batch: images a step (a last incomplete batch is left out); epochs: passes over
    the images, each in a new order; regularisation: added to the variance in BN; evaluated: on how many of the images the final loss is
    taken; every: norms of the weights are recorded before every so many steps, and at the end.
    """

    architecture: str | Architecture
    images: int
    batch: int = 100
    epochs: int = 1
    regularisation: float = 1e-3
    evaluated: int = 2000
    every: int = 10

    def __post_init__(self) -> None:
        architecture(self.architecture)
        for name in ("images", "batch", "epochs", "evaluated", "every"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} = {getattr(self, name)}: expected at least 1")
        if self.batch > self.images:
            raise InputError(f"batch = {self.batch} with {self.images} images: expected at most as many")
        if not (isfinite(self.regularisation) and self.regularisation >= 0):
            raise InputError(f"regularisation = {self.regularisation}: expected a finite number >= 0")

    @property
    def steps(self) -> int:
        """Steps of a run."""
        return self.epochs * (self.images // self.batch)

    @property
    def recorded(self) -> list[int]:
        """The steps before which norms are recorded; the last is after the run."""
        return [*range(0, self.steps, self.every), self.steps]


def train(plan: Plan, data: DataSet, runs: Sequence[Run], device: str = "cpu", dtype: str = "float32",
          together: int = TOGETHER, engine: str | None = None, stop: Callable[[], bool] = lambda: False) -> dict[str, Array]:  # fmt: skip
    """Train all runs and return, by name, arrays whose first dimension is the run:

    loss (runs,): after the last step, the mean over batches of the run's first `evaluated` images, BN with each batch's statistics;
        infinite where it is not a number;
    running (runs,): the mean of the loss before each of the last tenth of the steps, infinite likewise;
    accuracy (runs,): the part of these images that the network classifies correctly after the last step;
    finite (runs,): whether every loss and norm was finite; a run that diverges does not disturb the others;
    curve (runs, records): the loss of the batch at each recorded step, NaN at the end, infinite as above;
    norms (runs, layers, records): |w| of each layer's weights before each recorded step; effective_rates, likewise: rate / |w|^2;
    steps (records,): the recorded steps.

    device: "cpu" or "cuda"; dtype: "float32" or "float64"; together: how many models are computed as one; engine: "compiled" (the kernels of
    `kernels`, on one processor core) or "torch" (PyTorch), unless told the first where it can be had.  Both change rounding only.
    Raises InputError for more images than there are, and StoppedError when `stop`, asked before every step, says so.
    """
    from verify.deep import epoch

    if plan.images > len(data.images):
        raise InputError(f"images = {plan.images}: expected at most {len(data.images)}, which {data.name} has")
    if dtype not in ("float32", "float64"):
        raise InputError(f"dtype = {shown(dtype)}: expected float32 or float64")
    fitted = layers(plan.architecture, data.shape, data.classes)
    chosen = engine_for(architecture(plan.architecture), fitted, device, engine)
    steps = np.array(plan.recorded)
    found: dict[str, Array] = {name: np.full(len(runs), np.inf) for name in ("loss", "running", "accuracy")}
    found["finite"] = np.zeros(len(runs), bool)
    found["curve"] = np.full((len(runs), len(steps)), np.nan)
    found["norms"] = np.full((len(runs), len(fitted), len(steps)), np.nan)
    for seed, chunks in grouped(runs, together):
        batches = epoch.Batches(plan, data, seed, dtype, stop)
        for chunk in chunks:
            for name, values in epoch.run(plan, fitted, batches, [runs[number] for number in chunk], device, dtype, chosen).items():
                found[name][chunk] = values
    rates = np.array([run.rate for run in runs])[:, None, None]
    with np.errstate(all="ignore"):
        found["effective_rates"] = rates / found["norms"] ** 2
    return found | {"steps": steps}


def engine_for(base: Architecture, fitted: Sequence[Layer], device: str, engine: str | None = None) -> str:
    """The engine that trains a network on a device, or the one asked for; InputError where that cannot be."""
    from verify.deep import compiled

    able = device == "cpu" and compiled.possible(base, fitted)
    chosen = engine or ("compiled" if able else "torch")
    if chosen not in ("compiled", "torch") or (chosen == "compiled" and not able):
        raise InputError(f"engine = {shown(engine)}: expected torch{', or compiled' if able else ' for this network and device'}")
    if chosen == "torch":
        check_torch(device)
    return chosen


def check_torch(device: str) -> None:
    """Raise InputError where PyTorch is not installed or does not have the device."""
    try:
        import torch
    except ModuleNotFoundError:
        raise InputError("PyTorch is not installed: pip install '.[deep]'") from None
    if device != "cpu" and not (device.split(":")[0] == "cuda" and torch.cuda.is_available()):
        raise InputError(f"device = {shown(device)} is not available: expected cpu, or cuda where PyTorch has it")


def grouped(runs: Sequence[Run], together: int) -> Iterator[tuple[int, list[list[int]]]]:
    """For each seed the numbers of its runs, those with and without BN apart, at most `together` at a time."""
    if together < 1:
        raise InputError(f"together = {together}: expected at least 1")
    for seed in sorted({run.seed for run in runs}):
        chunks = []
        for method in ("bngd", "gd"):
            numbers = [number for number, run in enumerate(runs) if (run.seed, run.method) == (seed, method)]
            chunks += [numbers[at : at + together] for at in range(0, len(numbers), together)]
        yield seed, chunks
