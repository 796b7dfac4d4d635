"""Models in PyTorch, on the processor or a GPU, computed as one and differentiated by PyTorch: the same interface as `compiled`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import torch

from verify.deep import network
from verify.deep.architectures import Architecture, Layer

Array: TypeAlias = Any


class Models:
    """Models with a common batch; steps change their parameters in place."""

    def __init__(self, base: Architecture, layers: Sequence[Layer], starts: Sequence[list[dict[str, Array]]], normalised: bool,
                 regularisation: float, device: str, dtype: str) -> None:  # fmt: skip
        self.base, self.layers, self.regularisation = base, layers, regularisation
        self.device, self.dtype = device, getattr(torch, dtype)
        self.parameters = network.together(starts, normalised, device, self.dtype)

    def given(self, images: Array, labels: Array) -> tuple[Any, Any]:
        """A batch as tensors on the device."""
        return torch.as_tensor(images, device=self.device).to(self.dtype), torch.as_tensor(labels, device=self.device)

    def step(self, images: Array, labels: Array, rate: Array, other: Array) -> Array:
        """One step of gradient descent of every model: rates (models,) of weights and biases, and of BN's parameters; the losses before."""
        rates, others = (torch.as_tensor(values, device=self.device).to(self.dtype)[:, None] for values in (rate, other))
        loss, slopes = network.gradients(self.base, self.layers, self.parameters, *self.given(images, labels), self.regularisation)
        for part, slope in zip(self.parameters, slopes):
            for name, value in part.items():
                value.sub_((rates[..., None] if name == "w" else rates if name == "b" else others) * slope[name])
        return loss.double().cpu().numpy()

    def judged(self, images: Array, labels: Array) -> tuple[Array, Array]:
        """The loss of every model on a batch, and the part of it that it classifies correctly."""
        with torch.no_grad():
            x, y = self.given(images, labels)
            outputs = network.forward(self.base, self.layers, self.parameters, x, self.regularisation)
            loss, right = network.losses(self.base, outputs, y), (outputs.argmax(-1) == y).double().mean(1)
        return loss.double().cpu().numpy(), right.cpu().numpy()

    def lengths(self) -> Array:
        """|w| of each layer, (models, layers), float64."""
        found = torch.stack([part["w"].double().flatten(1).norm(dim=1) for part in self.parameters], -1)
        return np.asarray(found.cpu().numpy())
