"""The scaling law in double precision, for Figure 2: exactly without the regularisation, and how far from exactly with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from verify.deep.datasets import DataSet
from verify.deep.plan import Plan
from verify.figures import Finding, Table

Array: TypeAlias = Any
STEPS, QUICK_STEPS = 20, 3
APART_RATE, APART_STEPS = 0.1, 3
"""For the deviation with the regularisation."""
RATE, RATE_A, REGULARISATION = 1.0, 0.1, 1e-3
ROUNDING = 1e-9
"""To rounding: relative deviations of at most this, after every step."""
FIRST_ORDER, ALIKE = 1e-2, 2.0
"""Where the first order predicts at most the first, the deviation is within a factor of the second of it."""


@dataclass(frozen=True)
class Case:
    """One pair of runs: the factor r of each layer (the last repeats), whether gamma starts as sign(r), the regularisation, and the rate of the BN
    parameters."""

    text: str
    factors: tuple[float, ...]
    turned: bool = True
    regularisation: float = 0.0
    rate_a: float = RATE_A
    claimed: bool = True


CASES = (
    Case("r = 10", (10.0,)), Case("r = 1/1000", (1e-3,)), Case("r = 4, a power of two", (4.0,)), Case("r = 1/3, 100, 5, 0.01 by layer", (1 / 3, 100, 5, 0.01)),
    Case("r = -1", (-1.0,)), Case("r = -7, 0.3, 2, -20 by layer", (-7, 0.3, 2, -20)),
    Case(f"r = 10, regularisations {REGULARISATION:g} and {REGULARISATION:g}/r^2", (10.0,), regularisation=REGULARISATION),
    Case(f"r = 1/10, regularisations {REGULARISATION:g} and {REGULARISATION:g}/r^2", (0.1,), regularisation=REGULARISATION),
    Case("r = 3, lr_a = r^2 lr, so that the first run has a shared rate", (3.0,), rate_a=9 * RATE),
    Case("r = -1, gamma not turned", (-1.0,), turned=False, claimed=False),
    Case("r = -7, 0.3, 2, -20 by layer, gamma not turned", (-7, 0.3, 2, -20), turned=False, claimed=False),
)  # fmt: skip


def plan(architecture: str, quick: bool) -> Plan:
    """A few steps in batches of 100."""
    return Plan(architecture, 100 * (QUICK_STEPS if quick else STEPS), regularisation=REGULARISATION)


def law(architecture: str, data: DataSet, quick: bool) -> Any:
    """The deviation of each pair of runs, (case, step, layer), the largest of those of w, gamma and beta; and the cosines of weights and gradients."""
    import xarray as xr

    from verify.deep import scaling

    chosen = plan(architecture, quick)
    found = []
    for case in CASES:
        count = len(scaling.alike(chosen, data, RATE).rates)
        factors = [*case.factors, *(count * case.factors[-1:])][:count]
        parts = scaling.rescaled_run(chosen, data, factors, RATE, case.rate_a, case.regularisation, turned=case.turned)
        found.append(np.max([parts["w"], parts["gamma"], parts["beta"]], axis=0))
    cosines = scaling.orthogonality(chosen, data, RATE)["cosine"]
    identity = scaling.orthogonality(chosen, data, RATE, REGULARISATION)["error"]
    return xr.Dataset(
        {"deviation": (("case", "step", "layer"), np.array(found)), "cosine": (("before", "layer"), cosines), "error": (("before", "layer"), identity)},
        {"case": [case.text for case in CASES]}, {"architecture": architecture, "data": data.name, "rate": RATE, "rate_a": RATE_A},
    )  # fmt: skip


def start(chosen: Plan, data: DataSet, etas: Array, seeds: Sequence[int]) -> Any:
    """The variances before BN at the start for eta = 1 (seed, layer), and the deviation of the weights after a few steps for each eta (eta, layer)."""
    import xarray as xr

    from verify.deep import scaling

    variances = [[float(np.mean(part)) for part in scaling.initial_variances(chosen, data, seed=seed)] for seed in seeds]
    few = Plan(chosen.architecture, APART_STEPS * chosen.batch, regularisation=chosen.regularisation)
    apart = scaling.deviations(few, data, [float(eta) for eta in etas], APART_RATE, RATE_A)
    return xr.Dataset(
        {"variance": (("seed", "layer"), np.array(variances)), **{name: (("eta", "layer"), values) for name, values in apart.items()}},
        {"seed": list(seeds), "eta": etas}, {"regularisation": chosen.regularisation},
    )  # fmt: skip


def networks(data: DataSet) -> Any:
    """The law on each of the paper's networks, one factor for all layers: the largest deviations (network, r)."""
    import xarray as xr

    from verify.deep import scaling

    rows = scaling.law(data)
    names, factors = (list(dict.fromkeys(row[key] for row in rows)) for key in ("network", "r"))
    grid = [np.array([np.nan if row[key] is None else row[key] for row in rows]).reshape(len(names), -1) for key in ("deviation", "unturned", "cosine")]
    return xr.Dataset({key: (("network", "r"), values) for key, values in zip(("deviation", "unturned", "cosine"), grid)}, {"network": names, "r": factors})


def table(dataset: Any) -> Table:
    """The same as a table."""
    columns = ("network", "r", "largest deviation", "with gamma not turned", "largest |cosine| of weights and gradient")
    rows = [[str(network), f"{r:g}", *("" if np.isnan(x) else f"{x:.2g}" for x in (float(dataset[key].sel(network=network, r=r)) for key in
             ("deviation", "unturned", "cosine")))] for network in dataset.network.values for r in dataset.r.values]  # fmt: skip
    return Table("The law in double precision without regularisation, one factor r for all layers", columns, rows)


def findings(found: Mapping[str, Any]) -> list[Finding]:
    """The law step by step and layer by layer, and what the regularisation does to it."""
    return [same_run(found["law"]), printed(found["law"]), orthogonal(found["law"]), first_order(found["start"])]


def by_case(dataset: Any, claimed: bool) -> tuple[Array, dict[str, float]]:
    """The deviations after each step of the cases that the law claims, or of the others, and the largest of each."""
    chosen = [number for number, case in enumerate(CASES) if case.claimed == claimed]
    values = dataset.deviation.values[chosen, 1:]
    return values, {CASES[number].text: float(part.max()) for number, part in zip(chosen, values)}


def same_run(dataset: Any) -> Finding:
    """The run from r w0 with rate r^2 lr."""
    values, numbers = by_case(dataset, True)
    return Finding("scaling, exactly: in double precision the run from r w0 with rate r^2 lr is r times the run from w0 with rate lr, layer by layer and step by "
                   f"step, within {ROUNDING:g}: with one r a layer, for r < 0 with sign(r) gamma, and with regularisation where one run has reg and the other "
                   "reg/r^2", "one pair of runs, step and layer", values.size, int(np.count_nonzero(~(values <= ROUNDING))),
                   {"largest relative deviation of w, gamma and beta": numbers}, about="lemma-A.9")  # fmt: skip


def printed(dataset: Any) -> Finding:
    """r < 0 as printed."""
    values, numbers = by_case(dataset, False)
    return Finding(f"the same for r < 0 as printed, with gamma as it is, within {ROUNDING:g}", "one pair of runs, step and layer", values.size,
                   int(np.count_nonzero(~(values <= ROUNDING))), {"largest relative deviation of w, gamma and beta": numbers}, about="lemma-A.9")  # fmt: skip


def orthogonal(dataset: Any) -> Finding:
    """Gradients are orthogonal to weights."""
    values = dataset.cosine.values
    numbers = {"largest |cosine|": float(values.max()),
               f"with the regularisation {REGULARISATION:g}: largest error of w'dL/dw = gamma dL/dgamma reg/(variance + reg), relative to |w||dL/dw|":
               float(dataset.error.values.max())}  # fmt: skip
    return Finding(f"without regularisation the gradient in the weights of every unit is orthogonal to them, within {ROUNDING:g}", "one step and layer",
                   values.size, int(np.count_nonzero(~(values <= ROUNDING))), numbers, about="lemma-A.9")  # fmt: skip


def first_order(dataset: Any) -> Finding:
    """With the regularisation the deviation falls with the square of eta."""
    measured, expected = dataset.measured.values, dataset.predicted.values
    small = expected <= FIRST_ORDER
    ratio = measured[small] / expected[small]
    numbers = {"measured over predicted: median, least, largest": [float(x) for x in np.quantile(ratio, [0.5, 0, 1])],
               "measured, predicted by eta, largest over layers": {f"{eta:g}": [float(a), float(b)] for eta, a, b in
                                                                  zip(dataset.eta.values, measured.max(axis=1), expected.max(axis=1))}}  # fmt: skip
    return Finding(f"with the regularisation, the weights from eta w0 are away from those of the law by what the first order in reg/eta^2 predicts (within a "
                   f"factor {ALIKE:g}, where that is at most {FIRST_ORDER:g}; a pooling window whose maximum moves makes it jump)", "one eta and layer", ratio.size,
                   int(np.count_nonzero(~((ratio <= ALIKE) & (ratio >= 1 / ALIKE)))), numbers)  # fmt: skip
