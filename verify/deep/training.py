"""Training many networks together: plain gradient descent on batches, with and without batch normalisation.

Runs with the same seed see the same images in the same order and start from the same weights (times eta), so they share each batch,
and their models are computed as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from verify.certify.rational import InputError, shown
from verify.deep import compiled, epoch
from verify.deep.architectures import Architecture, Layer, architecture, layers
from verify.deep.datasets import DataSet
from verify.deep.plan import Plan, Run

Array: TypeAlias = Any
TOGETHER = 32


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
