"""Models on the processor by the compiled kernels: one after another on one thread, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Models with a common batch: parameters as in `verify.deep.network.Parameters`, NumPy arrays that steps change in place."""

    def __init__(self, base: Architecture, layers: Sequence[Layer], starts: Sequence[list[dict[str, Array]]], normalised: bool,
                 regularisation: float, images: int, dtype: str) -> None:  # fmt: skip
        self.base, self.layers, self.normalised, self.regularisation = base, layers, normalised, regularisation
        self.parameters: list[dict[str, Array]] = []
        for layer in zip(*starts):
            w, b = (np.stack([part[name] for part in layer]).astype(dtype) for name in ("w", "b"))
            self.parameters.append({"w": w, "gamma": np.ones_like(b), "beta": np.zeros_like(b)} if normalised else {"w": w, "b": b})
        self.work = Work(layers, images, dtype)
        self.count = len(starts)

    def given(self, images: Array) -> None:
        """Lay a batch (images, channels, height, width) out for the first layer."""
        channels, tall, wide, *_, count = self.work.sizes[0]
        if self.layers[0].kind == "dense":
            self.work.inputs[0].reshape(channels, count)[:] = images.reshape(count, channels).T
        else:
            border = self.layers[0].padding
            whole = self.work.inputs[0].reshape(channels, tall, wide, count)
            whole[:, border : tall - border, border : wide - border] = images.transpose(1, 2, 3, 0)

    def forward(self, model: int, labels: Array) -> tuple[float, int]:
        """The loss of a model on the batch, and how many images it classifies correctly."""
        work, last = self.work, len(self.layers) - 1
        for number, part in enumerate(self.parameters):
            z, own, sizes = work.z[number], work.own[number], work.sizes[number]
            start = np.zeros_like(own[0]) if self.normalised else part["b"][model]
            kernels.linear(work.inputs[number], part["w"][model], start, z, sizes)
            if self.normalised:
                kernels.statistics(z, part["gamma"][model], part["beta"][model], self.regularisation, own[0], own[1], own[2], own[3], sizes)
            else:
                own[:] = np.array([0, 1, 1, 0], own.dtype)[:, None]
            out = work.outputs if number == last else work.inputs[number + 1]
            kernels.activate(z, own[2], own[3], work.kept[number], out, sizes, work.borders[number], number < last)
        squared, classes = self.base.loss == "mean-square", self.layers[-1].units
        loss, right = kernels.softmax_loss(work.outputs, labels, squared, work.derivative, classes, len(labels))
        return float(loss), int(right)

    def backward(self, model: int) -> None:
        """The derivatives of the loss, after `forward` of the same model, into `work.dw` and `work.dunits`."""
        work, last = self.work, len(self.layers) - 1
        for number in range(last, -1, -1):
            sizes, (centre, inverse, scale, shift) = work.sizes[number], work.own[number]
            dy, z, (dgamma, dbeta) = work.derivative if number == last else work.slopes[number + 1], work.z[number], work.dunits[number]
            kernels.activate_back(z, work.kept[number], dy, centre, inverse, scale, shift, dgamma, dbeta, sizes, work.borders[number],
                                  number < last, self.normalised)  # fmt: skip
            kernels.linear_back(work.inputs[number], self.parameters[number]["w"][model], z, work.dw[number], work.slopes[number], sizes,
                                number > 0)  # fmt: skip

    def step(self, images: Array, labels: Array, rate: Array, other: Array) -> Array:
        """One step of gradient descent of every model: rates (models,) of weights and biases, and of BN's parameters; the losses before."""
        self.given(images)
        found = np.empty(self.count)
        for model in range(self.count):
            found[model], _ = self.forward(model, labels)
            self.backward(model)
            for part, dw, (dgamma, dbeta) in zip(self.parameters, self.work.dw, self.work.dunits):
                part["w"][model] -= rate[model] * dw
                if self.normalised:
                    part["gamma"][model] -= other[model] * dgamma
                    part["beta"][model] -= other[model] * dbeta
                else:
                    part["b"][model] -= rate[model] * dbeta
        return found

    def judged(self, images: Array, labels: Array) -> tuple[Array, Array]:
        """The loss of every model on a batch, and the part of it that it classifies correctly."""
        self.given(images)
        found = np.array([self.forward(model, labels) for model in range(self.count)])
        return found[:, 0], found[:, 1] / len(labels)

    def lengths(self) -> Array:
        """|w| of each layer, (models, layers), float64."""
        return np.stack([np.linalg.norm(part["w"].reshape(self.count, -1).astype(np.float64), axis=1) for part in self.parameters], -1)
