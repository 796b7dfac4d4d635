"""Models on the processor by the compiled kernels, on one thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from verify.deep import kernels
from verify.deep.architectures import Architecture, Layer

Array: TypeAlias = Any


def possible(base: Architecture, layers: Sequence[Layer]) -> bool:
    """Whether there are kernels for all of a network."""
    return base.activation == "relu" and all(layer.pool in (1, 2) and (layer.pool == 2) == (layer.kind == "convolution") for layer in layers)


class Work:
    """The arrays that a model needs while a batch passes through it, used by one model after another."""

    def __init__(self, layers: Sequence[Layer], images: int, dtype: Any) -> None:
        self.sizes, self.borders, self.inputs = [], [], []
        for number, layer in enumerate(layers):
            channels, height, width = layer.inside if layer.kind == "convolution" else (layer.fan_in, 1, 1)
            tall, wide = height + 2 * layer.padding, width + 2 * layer.padding
            self.sizes.append((channels, tall, wide, layer.units, *layer.outside[1:], layer.kernel, layer.pool, images))
            self.borders.append(layers[number + 1].padding if number + 1 < len(layers) else 0)
            self.inputs.append(np.zeros(channels * tall * wide * images, dtype))
        self.z = [np.empty(int(np.prod(layer.outside)) * images, dtype) for layer in layers]
        self.kept = [np.empty(int(np.prod(layer.after)) * images, dtype) for layer in layers]
        self.outputs, self.derivative = (np.empty(layers[-1].units * images, dtype) for _ in range(2))
        self.slopes = [np.empty_like(x) for x in self.inputs]
        self.own = [np.empty((4, layer.units), dtype) for layer in layers]
        self.dw = [np.empty((layer.units, layer.fan_in), dtype) for layer in layers]
        self.dunits = [np.empty((2, layer.units), dtype) for layer in layers]


class Models:
    """Models with a common batch: parameters as in `verify.deep.network.Parameters`, NumPy arrays that steps change in place.

    They pass one after another, so that their activations stay in the cache; networks of a single layer pass as one, whose units are those
    of all models.
    """

    def __init__(self, base: Architecture, layers: Sequence[Layer], starts: Sequence[list[dict[str, Array]]], normalised: bool,
                 regularisation: float, images: int, dtype: str) -> None:  # fmt: skip
        self.base, self.normalised, self.regularisation, self.count = base, normalised, regularisation, len(starts)
        self.parameters: list[dict[str, Array]] = []
        for layer in zip(*starts):
            w, b = (np.stack([part[name] for part in layer]).astype(dtype) for name in ("w", "b"))
            self.parameters.append({"w": w, "gamma": np.ones_like(b), "beta": np.zeros_like(b)} if normalised else {"w": w, "b": b})
        self.classes, self.width = layers[-1].units, self.count if len(layers) == 1 else 1
        self.layers = [replace(layer, outside=(self.width * layer.units, *layer.outside[1:]), after=(self.width * layer.units, *layer.after[1:]))
                       for layer in layers]  # fmt: skip
        self.work = Work(self.layers, images, dtype)

    def group(self, number: int) -> list[dict[str, Array]]:
        """The parameters of the models that pass together, for each layer (units, fan in) and (units,), as views."""
        at = slice(number * self.width, (number + 1) * self.width)
        return [{name: value[at].reshape(-1, *value.shape[2:]) for name, value in part.items()} for part in self.parameters]

    def given(self, images: Array) -> None:
        """Lay a batch (images, channels, height, width) out for the first layer."""
        channels, tall, wide, *_, count = self.work.sizes[0]
        if self.layers[0].kind == "dense":
            self.work.inputs[0].reshape(channels, count)[:] = images.reshape(count, channels).T
        else:
            border = self.layers[0].padding
            whole = self.work.inputs[0].reshape(channels, tall, wide, count)
            whole[:, border : tall - border, border : wide - border] = images.transpose(1, 2, 3, 0)

    def forward(self, number: int, labels: Array) -> tuple[Array, Array]:
        """The losses of a group's models on the batch, and how many images each classifies correctly."""
        work, last, count = self.work, len(self.layers) - 1, len(labels)
        for layer, part in enumerate(self.group(number)):
            z, own, sizes = work.z[layer], work.own[layer], work.sizes[layer]
            kernels.linear(work.inputs[layer], part["w"], np.zeros_like(own[0]) if self.normalised else part["b"], z, sizes)
            if self.normalised:
                kernels.statistics(z, part["gamma"], part["beta"], self.regularisation, own[0], own[1], own[2], own[3], sizes)
            else:
                own[:] = np.array([0, 1, 1, 0], own.dtype)[:, None]
            out = work.outputs if layer == last else work.inputs[layer + 1]
            kernels.activate(z, own[2], own[3], work.kept[layer], out, sizes, work.borders[layer], layer < last)
        squared, size = self.base.loss == "mean-square", self.classes * count
        found = [kernels.softmax_loss(work.outputs[at : at + size], labels, squared, work.derivative[at : at + size], self.classes, count)
                 for at in range(0, self.width * size, size)]  # fmt: skip
        return np.array([loss for loss, _ in found]), np.array([right for _, right in found])

    def backward(self, number: int) -> None:
        """The derivatives of each model's loss, after `forward` of the same group, into `work.dw` and `work.dunits`."""
        work, last, parts = self.work, len(self.layers) - 1, self.group(number)
        for layer in range(last, -1, -1):
            sizes, (centre, inverse, scale, shift) = work.sizes[layer], work.own[layer]
            dy, z, (dgamma, dbeta) = work.derivative if layer == last else work.slopes[layer + 1], work.z[layer], work.dunits[layer]
            kernels.activate_back(z, work.kept[layer], dy, centre, inverse, scale, shift, dgamma, dbeta, sizes, work.borders[layer],
                                  layer < last, self.normalised)  # fmt: skip
            kernels.linear_back(work.inputs[layer], parts[layer]["w"], z, work.dw[layer], work.slopes[layer], sizes, layer > 0)

    def step(self, images: Array, labels: Array, rate: Array, other: Array) -> Array:
        """One step of gradient descent of every model: rates (models,) of weights and biases, and of BN's parameters; the losses before."""
        self.given(images)
        found = np.empty(self.count)
        for number in range(self.count // self.width):
            at = slice(number * self.width, (number + 1) * self.width)
            found[at], _ = self.forward(number, labels)
            self.backward(number)
            for part, dw, (dgamma, dbeta) in zip(self.group(number), self.work.dw, self.work.dunits):
                units = len(dw) // self.width
                dw *= np.repeat(rate[at], units)[:, None]
                part["w"] -= dw
                for name, slope, rates in (("gamma", dgamma, other), ("beta", dbeta, other), ("b", dbeta, rate)):
                    if name in part:
                        part[name] -= np.repeat(rates[at], units) * slope
        return found

    def judged(self, images: Array, labels: Array) -> tuple[Array, Array]:
        """The loss of every model on a batch, and the part of it that it classifies correctly."""
        self.given(images)
        found = [self.forward(number, labels) for number in range(self.count // self.width)]
        return np.concatenate([loss for loss, _ in found]), np.concatenate([right for _, right in found]) / len(labels)

    def lengths(self) -> Array:
        """|w| of each layer, (models, layers), float64."""
        return np.stack([np.linalg.norm(part["w"].reshape(self.count, -1).astype(np.float64), axis=1) for part in self.parameters], -1)
