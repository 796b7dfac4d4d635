"""What is trained, as data: the runs, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from verify.certify.rational import InputError, shown
from verify.deep.architectures import Architecture, architecture

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
