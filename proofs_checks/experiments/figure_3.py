"""Figure 3: the loss after one epoch against the rate, for GD and BNGD with a shared and with separate rates, on three data sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proofs_checks.experiments import networks
from proofs_checks.experiments.curves import Curve
from proofs_checks.experiments.networks import SHARED, decades
from verify.deep.architectures import varied
from verify.deep.plan import Run
from verify.deep.store import Study
from verify.figures import Place

RATES_A = (0.01, 0.1, 1.0)
"""The separate rates of the BN parameters."""
SEEDS, QUICK_SEEDS = range(5), range(2)
ETA, ETA_RATE_A = 10.0, 0.1
"""Some runs again from weights multiplied by ETA, with the rate multiplied by its square."""
EXAMINED, EXAMINED_SEEDS = 10_000, range(3)
"""Images and seeds of the sensitivity check."""


@dataclass(frozen=True)
class Case:
    """One row of the figure."""

    data: str
    architecture: str
    printed: str


CASES = (Case("mnist", "1fc", "MNIST, 1FC"), Case("fashion-mnist", "2cnn+2fc", "Fashion-MNIST, 2CNN+2FC"), Case("cifar10", "2cnn+3fc", "CIFAR-10, 2CNN+3FC"))
METHODS: Mapping[str, tuple[str, float | str | None]] = {
    "GD": ("gd", None), "BNGD, shared rate": ("bngd", SHARED), **{f"BNGD, lr_a = {rate_a:g}": ("bngd", rate_a) for rate_a in RATES_A}
}  # fmt: skip
SEPARATE = tuple(name for name in METHODS if "lr_a" in name)
EXAMINED_CASE = CASES[1]
CHOICES: Mapping[str, Mapping[str, Any]] = {
    "as chosen": {}, "kernels of 3 x 3": {"kernel": 3}, "16 and 32 channels": {"channels": (16, 32)}, "128 hidden units": {"hidden": (128,)},
    "biases start like weights": {"biases": "glorot"},
}  # fmt: skip
"""What the paper leaves open, one choice changed at a time."""
QUICK_CHOICES = ("as chosen", "128 hidden units")


def rates(place: Place, each: int = 2) -> Any:
    """The rates of the weights."""
    return decades(-3, 4, 1) if place.quick else decades(-4, 4, each)


def runs(grid: Any, seeds: range, rates_a: Sequence[float]) -> list[Run]:
    """GD, BNGD with a shared rate and with separate rates, on all rates and seeds."""
    found = []
    for seed in seeds:
        for rate in map(float, grid):
            found += [Run("gd", rate, seed=seed), Run("bngd", rate, seed=seed), *(Run("bngd", rate, rate_a, seed=seed) for rate_a in rates_a)]
    return found


def scaled(grid: Any, seeds: range) -> list[Run]:
    """Runs from weights multiplied by ETA, with every other rate multiplied by its square."""
    return [Run("bngd", float(rate) * ETA**2, ETA_RATE_A, ETA, seed) for seed in seeds for rate in grid[::2]]


def name(choice: str) -> str:
    """The store of a choice."""
    return "choice-" + choice.replace(" ", "-")


def data(place: Place) -> Mapping[str, Any]:
    """A store for each data set, and one for each choice that the paper leaves open."""
    seeds = QUICK_SEEDS if place.quick else SEEDS
    studies, grid = {}, rates(place)
    for case in CASES:
        images = networks.loaded(case.data, place)
        plan = networks.planned(case.architecture, images, place)
        studies[case.data] = Study(plan, images, (*runs(grid, seeds, RATES_A), *scaled(grid, seeds)))
    images, coarse = networks.loaded(EXAMINED_CASE.data, place), rates(place, 1)
    for choice, changes in CHOICES.items():
        if place.quick and choice not in QUICK_CHOICES:
            continue
        chosen = varied(EXAMINED_CASE.architecture, name=choice, **changes) if changes else EXAMINED_CASE.architecture
        plan = networks.planned(chosen, images, place, EXAMINED)
        studies[name(choice)] = Study(plan, images, tuple(runs(coarse, QUICK_SEEDS if place.quick else EXAMINED_SEEDS, (ETA_RATE_A,))))
    return networks.trained(place, studies)


def curves(dataset: Any, loss: str = "loss") -> dict[str, Curve]:
    """The curve of each method that a store has."""
    return {label: networks.curve(dataset, *method, loss=loss) for label, method in METHODS.items() if networks.of(dataset, *method).any()}
