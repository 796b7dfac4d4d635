"""The networks of Section 4.2 as data, and everything that the paper leaves open, chosen here and nowhere else.

The paper says: a fully connected layer with softmax and mean-square loss ("1fc"); Conv-MaxPool-Conv-MaxPool-FC-FC with ReLU and
cross-entropy ("2cnn+2fc"); Conv-MaxPool-Conv-MaxPool-FC-FC-FC for CIFAR-10 ("2cnn+3fc"); Glorot's initialisation; BN on all layers,
starting at mean zero and unit variance; 1e-3 added to the variance.  Chosen here:

- kernels of 5 x 5 without padding, 8 and then 16 channels; pooling over 2 x 2 (a last odd row or column is left out); 64 units in each
  hidden fully connected layer.  Images of fewer than 16 pixels get kernels of 3 x 3 with padding 1, so that two layers fit;
- a layer is: linear map, BN, activation, pooling.  The output layer has BN and no activation ("BN on all layers");
- BN with the statistics of the batch, in training and in evaluation, over images and positions: y = gamma (x - mean) / sqrt(var + reg) + beta,
  var the mean of squares, gamma = 1 and beta = 0 at first, one pair a channel or unit;
- without BN a layer adds a bias.  BN takes away whatever a bias adds, exactly, and its gradient is zero: layers with BN have none;
- Glorot's uniform distribution on [-b, b], b = sqrt(6 / (fan in + fan out)), fans counted with the kernel's area; biases start at zero;
- the mean-square loss is the mean over classes of the squared distance between softmax and the indicator of the label, then over images;
- inputs standardised per channel with mean and deviation of the training set (`datasets`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt
from types import MappingProxyType
from typing import Any, Literal

from verify.certify.rational import InputError, shown

SMALL = 16


@dataclass(frozen=True)
class Convolution:
    """A convolution with square kernels, its pooling over pool x pool positions included."""

    channels: int
    kernel: int = 5
    padding: int = 0
    pool: int = 2


@dataclass(frozen=True)
class Architecture:
    """A network: convolutions, then fully connected layers of the widths in `hidden`, then one unit a class.

    activation: between layers; loss: "cross-entropy" or "mean-square", both after softmax; biases: how those of layers without BN start,
    at zero or as weights do.
    """

    name: str
    convolutions: tuple[Convolution, ...]
    hidden: tuple[int, ...]
    activation: Literal["relu", "tanh"] = "relu"
    loss: Literal["cross-entropy", "mean-square"] = "cross-entropy"
    biases: Literal["zero", "glorot"] = "zero"


@dataclass(frozen=True)
class Layer:
    """One layer fitted to its input: shapes (channels, height, width); a fully connected layer has a 1 x 1 image.

    inside: of the input; outside: of the linear map's output, before pooling; after: of what the next layer gets.
    """

    kind: Literal["convolution", "dense"]
    inside: tuple[int, int, int]
    outside: tuple[int, int, int]
    after: tuple[int, int, int]
    kernel: int
    padding: int
    pool: int

    @property
    def fan_in(self) -> int:
        """Inputs of one output."""
        return self.inside[0] * self.kernel**2 if self.kind == "convolution" else self.inside[0] * self.inside[1] * self.inside[2]

    @property
    def units(self) -> int:
        """Outputs: channels or units; the weights are a matrix units x fan_in."""
        return self.outside[0]

    @property
    def bound(self) -> float:
        """Glorot's bound for the uniform distribution of the weights."""
        return sqrt(6 / (self.fan_in + self.units * (self.kernel**2 if self.kind == "convolution" else 1)))


TWO = (Convolution(8), Convolution(16))
ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType({
    "1fc": Architecture("1fc", (), (), loss="mean-square"),
    "2cnn+2fc": Architecture("2cnn+2fc", TWO, (64,)),
    "2cnn+3fc": Architecture("2cnn+3fc", TWO, (64, 64)),
})  # fmt: skip


def architecture(chosen: str | Architecture) -> Architecture:
    """The architecture of that name; InputError for one that is not there."""
    if isinstance(chosen, Architecture):
        return chosen
    if chosen not in ARCHITECTURES:
        raise InputError(f"architecture {shown(chosen)} is not known: expected one of {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[chosen]


def varied(chosen: str | Architecture, *, channels: tuple[int, ...] | None = None, kernel: int | None = None, hidden: tuple[int, ...] | None = None,
           name: str | None = None, **changes: Any) -> Architecture:  # fmt: skip
    """The architecture with other channels, kernels (odd sizes), hidden widths, or fields of Architecture: for the sensitivity check."""
    base = architecture(chosen)
    sizes = channels or tuple(part.channels for part in base.convolutions)
    if len(sizes) != len(base.convolutions):
        raise InputError(f"channels = {sizes}: expected {len(base.convolutions)} numbers")
    parts = tuple(replace(part, channels=size, kernel=kernel or part.kernel) for part, size in zip(base.convolutions, sizes))
    return replace(base, name=name or f"{base.name} (varied)", convolutions=parts, hidden=base.hidden if hidden is None else hidden, **changes)


def layers(chosen: str | Architecture, shape: tuple[int, int, int], classes: int) -> tuple[Layer, ...]:
    """The layers for images of a shape (channels, height, width); InputError where the images are too small for the kernels."""
    found, now = [], shape
    base = architecture(chosen)
    small = min(shape[1:]) < SMALL
    for part in base.convolutions:
        kernel, padding = (3, 1) if small else (part.kernel, part.padding)
        height, width = (size + 2 * padding - kernel + 1 for size in now[1:])
        if min(height, width) < part.pool:
            raise InputError(f"images of {now[1]} x {now[2]}: expected larger ones for kernels of {kernel} x {kernel} and pooling")
        after = (part.channels, height // part.pool, width // part.pool)
        found.append(Layer("convolution", now, (part.channels, height, width), after, kernel, padding, part.pool))
        now = after
    for width in (*base.hidden, classes):
        found.append(Layer("dense", now, (width, 1, 1), (width, 1, 1), 1, 0, 1))
        now = (width, 1, 1)
    return tuple(found)
