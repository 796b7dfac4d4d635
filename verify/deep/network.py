"""The networks in PyTorch: many models of one architecture at once, each with its own weights, on a common batch of images.

This is the plain definition, differentiated by PyTorch; `reference` trains with it, on a GPU too, and tests hold the compiled kernels
to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
import torch
from torch.nn import functional

from verify.deep.architectures import Architecture, Layer

Array: TypeAlias = Any
Tensor: TypeAlias = Any
Parameters: TypeAlias = list[dict[str, Tensor]]
"""For each layer "w" (models, units, fan in), and either "gamma" and "beta" or "b", (models, units)."""


@contextmanager
def single_thread() -> Iterator[None]:
    """While it lasts PyTorch's operations on the processor use one thread: sums come in one order, and small ones are faster."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def together(models: Sequence[list[dict[str, Array]]], normalised: bool, device: Any, dtype: Any) -> Parameters:
    """The parameters of some models as tensors: with BN each layer's gamma = 1 and beta = 0, without it biases."""
    found: Parameters = []
    for layer in zip(*models):
        w, b = (torch.as_tensor(np.stack([part[name] for part in layer]), dtype=dtype, device=device) for name in ("w", "b"))
        found.append({"w": w, "gamma": torch.ones_like(b), "beta": torch.zeros_like(b)} if normalised else {"w": w, "b": b})
    return found


def forward(base: Architecture, layers: Sequence[Layer], parameters: Parameters, images: Tensor,
            regularisation: float | Sequence[float], variances: list[Tensor] | None = None) -> Tensor:  # fmt: skip
    """The outputs before softmax, (models, images, classes), for images (images, channels, height, width) that all models get.

    regularisation: one number, or one a layer; variances: a list that gets, for each layer with BN, the variance that it meets, (models, units).
    """
    models, batch = len(parameters[0]["w"]), len(images)
    x, last = images, len(layers) - 1
    for number, (layer, part) in enumerate(zip(layers, parameters)):
        if layer.kind == "convolution":
            weights = part["w"].reshape(models * layer.units, layer.inside[0], layer.kernel, layer.kernel)
            z = functional.conv2d(x, weights, padding=layer.padding, groups=models if number else 1)
            z = z.reshape(batch, models, layer.units, -1)
        else:
            flat = x.reshape(batch, -1, layer.fan_in) if number else x.reshape(batch, 1, layer.fan_in)
            z = torch.matmul(flat.transpose(0, 1), part["w"].transpose(1, 2)).transpose(0, 1)[..., None]
        own = regularisation if isinstance(regularisation, float) else regularisation[number]
        if variances is not None and "gamma" in part:
            variances.append(z.var(dim=(0, 3), correction=0))
        y = normalise(z, part, own) if "gamma" in part else z + part["b"][..., None]
        if number < last:
            y = functional.relu(y) if base.activation == "relu" else torch.tanh(y)
        x = y.reshape(batch, models * layer.units, *layer.outside[1:])
        if layer.pool > 1:
            x = functional.max_pool2d(x, layer.pool)
    return x.reshape(batch, models, -1).transpose(0, 1)


def normalise(z: Tensor, part: dict[str, Tensor], regularisation: float) -> Tensor:
    """BN of (images, models, units, positions) with the statistics of the batch."""
    centred = z - z.mean(dim=(0, 3), keepdim=True)
    variance = (centred * centred).mean(dim=(0, 3), keepdim=True)
    return part["gamma"][..., None] * (centred / torch.sqrt(variance + regularisation)) + part["beta"][..., None]


def losses(base: Architecture, outputs: Tensor, labels: Tensor) -> Tensor:
    """The loss of each model, (models,), the mean over the images."""
    models, batch, classes = outputs.shape
    if base.loss == "cross-entropy":
        each = functional.cross_entropy(outputs.reshape(models * batch, classes), labels.repeat(models), reduction="none")
        return each.reshape(models, batch).mean(1)
    return ((functional.softmax(outputs, -1) - functional.one_hot(labels, classes)) ** 2).mean(dim=(1, 2))


def gradients(base: Architecture, layers: Sequence[Layer], parameters: Parameters, images: Tensor, labels: Tensor,
              regularisation: float | Sequence[float]) -> tuple[Tensor, Parameters]:  # fmt: skip
    """The loss of each model on a batch, (models,), and its gradient in each parameter."""
    tracked = [{name: value.detach().requires_grad_(True) for name, value in part.items()} for part in parameters]
    loss = losses(base, forward(base, layers, tracked, images, regularisation), labels)
    leaves = [value for part in tracked for value in part.values()]
    found = iter(torch.autograd.grad(loss.sum(), leaves))
    return loss.detach(), [{name: next(found) for name in part} for part in tracked]
