"""One group of runs with a common seed, from the initial weights to the end of the last epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import torch

from verify.deep import network
from verify.deep.architectures import Layer, architecture
from verify.deep.datasets import DataSet
from verify.deep.training import LAST, Plan, Run, StoppedError

Array: TypeAlias = Any
Tensor: TypeAlias = Any


class Batches:
    """The images of a seed on the device, and their batches in order."""

    def __init__(self, plan: Plan, data: DataSet, seed: int, device: str, dtype: str, stop: Callable[[], bool]) -> None:
        self.plan, self.seed, self.device, self.dtype, self.stop = plan, seed, device, getattr(torch, dtype), stop
        self.draw = np.random.default_rng([seed, 1])
        chosen = self.draw.permutation(len(data.images))[: plan.images]
        self.orders = [self.draw.permutation(plan.images) for _ in range(plan.epochs)]
        self.images = torch.as_tensor(data.standardised(chosen)).to(device, self.dtype)
        self.labels = torch.as_tensor(data.labels[chosen]).to(device)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches of all steps."""
        size = self.plan.batch
        for order in self.orders:
            for at in range(0, self.plan.images - size + 1, size):
                if self.stop():
                    raise StoppedError
                part = torch.as_tensor(order[at : at + size], device=self.device)
                yield self.images[part], self.labels[part]

    def final(self) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches on which the trained network is judged."""
        size = self.plan.batch
        for at in range(0, max(size, min(self.plan.evaluated, self.plan.images) - size + 1), size):
            yield self.images[at : at + size], self.labels[at : at + size]


def run(plan: Plan, layers: Sequence[Layer], batches: Batches, runs: Sequence[Run]) -> dict[str, Array]:
    """What `training.train` returns, for runs with one seed and either all or none with BN."""
    base, normalised = architecture(plan.architecture), runs[0].method == "bngd"
    starts = [network.initial(base, layers, batches.seed, each.eta) for each in runs]
    parameters = network.together(starts, normalised, batches.device, batches.dtype)

    def column(values: list[float]) -> Tensor:
        return torch.tensor(values, dtype=torch.float64).to(batches.device, batches.dtype)[:, None]

    rate = column([each.rate for each in runs])
    other = column([each.rate if each.rate_a is None else each.rate_a for each in runs])
    recorded = plan.recorded
    curve, norms = [], [lengths(parameters)]
    finite, tail = torch.ones(len(runs), dtype=torch.bool, device=batches.device), []
    for step, (images, labels) in enumerate(batches):
        loss, slopes = network.gradients(base, layers, parameters, images, labels, plan.regularisation)
        for part, slope in zip(parameters, slopes):
            for name, value in part.items():
                value.sub_((rate[..., None] if name == "w" else rate if name == "b" else other) * slope[name])
        finite &= torch.isfinite(loss)
        if step in recorded:
            curve.append(loss.double())
        if step + 1 in recorded:
            norms.append(lengths(parameters))
        if step >= plan.steps - max(1, plan.steps // LAST):
            tail.append(loss.double())
    final, right = [], []
    with torch.no_grad():
        for images, labels in batches.final():
            outputs = network.forward(base, layers, parameters, images, plan.regularisation)
            final.append(network.losses(base, outputs, labels).double())
            right.append((outputs.argmax(-1) == labels).double().mean(1))
    loss, running = (torch.stack(values).mean(0) for values in (final, tail))
    sizes = torch.stack(norms, -1)
    finite &= torch.isfinite(loss) & torch.isfinite(sizes).all(dim=2).all(dim=1)
    nothing = torch.full((len(runs), 1), torch.nan)
    found = {"loss": bounded(loss), "running": bounded(running), "accuracy": torch.stack(right).mean(0).cpu().numpy(),
             "finite": finite.cpu().numpy(), "norms": sizes.cpu().numpy()}  # fmt: skip
    return found | {"curve": np.concatenate([bounded(torch.stack(curve, -1)), nothing.numpy()], axis=1)}


def lengths(parameters: network.Parameters) -> Tensor:
    """|w| of each layer, (models, layers), float64."""
    return torch.stack([part["w"].double().flatten(1).norm(dim=1) for part in parameters], -1)


def bounded(values: Tensor) -> Array:
    """As float64 on the processor, infinite where not a number."""
    return torch.where(torch.isnan(values), torch.inf, values.double()).cpu().numpy()
