"""Figure 2: the scaling law of BN in a network with the printed regularisation, and, in double precision without it, exactly.

The law holds for a separate rate of the BN parameters: {eta w0, eta^2 lr, lr_a} is equivalent to {w0, lr, lr_a}.  A shared rate is no
such configuration, as the rate of the BN parameters is multiplied by eta^2 too: {eta w0, eta^2 lr, eta^2 lr} is equivalent to
{w0, lr, eta^2 lr}.  With the regularisation, {eta w0, eta^2 lr, lr_a, reg} is equivalent to {w0, lr, lr_a, reg/eta^2}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from proofs_checks.experiments import figure_2_law, networks
from proofs_checks.experiments.networks import decades
from verify.deep.plan import Run
from verify.deep.store import Study
from verify.figures import Place

Array: TypeAlias = Any
ARCHITECTURE, DATA, RATE_A = "2cnn+2fc", "mnist", 0.1
"""The network and data as printed; the separate rate of the BN parameters, which the caption does not print."""
SEEDS, QUICK_SEEDS = range(3), range(2)
SHARED_ETAS = (0.1, 1.0, 10.0, 100.0)
"""The factors for which BNGD with a shared rate is run, too."""


def etas(place: Place) -> Array:
    """The factors of the initial weights."""
    return decades(-3, 3, 1) if place.quick else decades(-3, 3, 2)


def scaled_rates(place: Place) -> Array:
    """lr/eta^2."""
    return decades(-2, 3, 1) if place.quick else decades(-3, 4, 2)


def runs(place: Place) -> list[Run]:
    """Separate rates for every eta, and a shared rate for some."""
    found = []
    for seed in QUICK_SEEDS if place.quick else SEEDS:
        for scaled in map(float, scaled_rates(place)):
            found += [Run("bngd", scaled * float(eta) ** 2, RATE_A, float(eta), seed) for eta in etas(place)]
            if seed == 0:
                found += [Run("bngd", scaled * eta**2, None, eta, seed) for eta in SHARED_ETAS]
    return found


def data(place: Place) -> Mapping[str, Any]:
    """The runs, and the law in double precision."""
    images = networks.loaded(DATA, place)
    plan = networks.planned(ARCHITECTURE, images, place)
    found = networks.trained(place, {"runs": Study(plan, images, tuple(runs(place)))})
    seeds = QUICK_SEEDS if place.quick else SEEDS
    start = figure_2_law.start(plan, images, etas(place), seeds).assign_coords(layer=found["runs"].layer)
    exact = figure_2_law.law(ARCHITECTURE, images, place.quick).assign_coords(layer=found["runs"].layer)
    return found | {"start": place.keep("start", start), "law": place.keep("law", exact), "networks": place.keep("networks", figure_2_law.networks(images))}


def surface(dataset: Any, rate_a: float | str = RATE_A, name: str = "loss") -> tuple[Array, Array, Array]:
    """etas (n,), lr/eta^2 (m,), and the values (n, m, seeds): with the separate rate RATE_A, or SHARED."""
    chosen = networks.of(dataset, "bngd", rate_a)
    keys = np.round(4 * np.log10(dataset.rate.values / dataset.eta.values**2)) / 4
    found = np.unique(dataset.eta.values[chosen])
    parts = [networks.table(dataset, chosen & (dataset.eta.values == eta), keys, dataset[name].values) for eta in found]
    return found, 10.0 ** parts[0][0], np.array([values for _, values in parts])
