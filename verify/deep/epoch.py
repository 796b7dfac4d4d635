"""One group of runs with a common seed, from the initial weights to the end of the last epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from verify.deep import compiled
from verify.deep.architectures import Architecture, Layer, architecture
from verify.deep.datasets import DataSet
from verify.deep.plan import LAST, Plan, Run, StoppedError

Array: TypeAlias = Any


class Batches:
    """The images of a seed, standardised, and their batches in order."""

    def __init__(self, plan: Plan, data: DataSet, seed: int, dtype: str, stop: Callable[[], bool]) -> None:
        self.plan, self.seed, self.stop = plan, seed, stop
        draw = np.random.default_rng([seed, 1])
        chosen = draw.permutation(len(data.images))[: plan.images]
        self.orders = [draw.permutation(plan.images) for _ in range(plan.epochs)]
        self.images, self.labels = data.standardised(chosen).astype(dtype), data.labels[chosen]

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        """The batches of all steps."""
        size = self.plan.batch
        for order in self.orders:
            for at in range(0, self.plan.images - size + 1, size):
                if self.stop():
                    raise StoppedError
                part = order[at : at + size]
                yield self.images[part], self.labels[part]

    def final(self) -> Iterator[tuple[Array, Array]]:
        """The batches on which the trained network is judged."""
        size = self.plan.batch
        for at in range(0, max(size, min(self.plan.evaluated, self.plan.images)) - size + 1, size):
            yield self.images[at : at + size], self.labels[at : at + size]


def initial(base: Architecture, layers: Sequence[Layer], seed: int, eta: float) -> list[dict[str, Array]]:
    """Weights and biases of one model, float64: Glorot's uniform distribution times eta.  The seed and the layers decide them."""
    draw = np.random.default_rng([seed, 0])
    found = []
    for layer in layers:
        weights = draw.uniform(-layer.bound, layer.bound, (layer.units, layer.fan_in))
        bias = draw.uniform(-layer.bound, layer.bound, layer.units)
        found.append({"w": eta * weights, "b": eta * bias if base.biases == "glorot" else np.zeros(layer.units)})
    return found


def run(plan: Plan, layers: Sequence[Layer], batches: Batches, runs: Sequence[Run], device: str, dtype: str, engine: str) -> dict[str, Array]:
    """What `training.train` returns, for runs with one seed and either all or none with BN."""
    base, normalised = architecture(plan.architecture), runs[0].method == "bngd"
    starts = [initial(base, layers, batches.seed, each.eta) for each in runs]
    models: Any
    if engine == "compiled":
        models = compiled.Models(base, layers, starts, normalised, plan.regularisation, plan.batch, dtype)
    else:
        from verify.deep import reference

        models = reference.Models(base, layers, starts, normalised, plan.regularisation, device, dtype)
    rate = np.array([each.rate for each in runs], dtype)
    other = np.array([each.rate if each.rate_a is None else each.rate_a for each in runs], dtype)
    recorded = set(plan.recorded)
    curve, tail, norms, finite = [], [], [models.lengths()], np.ones(len(runs), bool)
    with np.errstate(all="ignore"):
        for step, (images, labels) in enumerate(batches):
            loss = models.step(images, labels, rate, other)
            finite &= np.isfinite(loss)
            if step in recorded:
                curve.append(loss)
            if step + 1 in recorded:
                norms.append(models.lengths())
            if step >= plan.steps - max(1, plan.steps // LAST):
                tail.append(loss)
        judged = [models.judged(images, labels) for images, labels in batches.final()]
    final, right = np.array(judged).mean(0)
    sizes = np.stack(norms, -1)
    finite &= np.isfinite(final) & np.isfinite(sizes).all(axis=(1, 2))
    return {
        "loss": bounded(final), "running": bounded(np.mean(tail, 0)), "accuracy": right, "finite": finite, "norms": sizes,
        "curve": np.concatenate([bounded(np.stack(curve, -1)), np.full((len(runs), 1), np.nan)], axis=1),
    }  # fmt: skip


def bounded(values: Array) -> Array:
    """Infinite where not a number."""
    return np.where(np.isnan(values), np.inf, values)
