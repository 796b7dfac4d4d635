"""What Section 4.2 reads off Figure 3, as statements that the runs can contradict, and its numbers as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from proofs_checks.experiments import networks
from proofs_checks.experiments.curves import SHARE, Curve
from proofs_checks.experiments.figure_3 import CASES, CHOICES, ETA, ETA_RATE_A, METHODS, SEPARATE, curves, name
from verify.figures import Finding, Table
from verify.sweep import means

MUCH = 1.0
"""A much larger range of rates: by this many decades."""
CLOSE = 0.05
"""The same loss: within so many decades."""
SIMILAR = 0.1
"""A similar loss: within this share."""
TOLERANCE, ENDS = 0.1, 2.0
"""A slope of 1 or -1: within this, over so many decades at the end of the grid."""
GD, SHARED = tuple(METHODS)[:2]
ONE_LAYER, *DEEP = CASES
OPEN = "loss before the steps of the last tenth"


def findings(found: Mapping[str, Any]) -> Sequence[Finding]:
    """Scaling, stability, insensitivity; acceleration; effective rates; and what the choices change."""
    known = {case.data: curves(found[case.data]) for case in CASES}
    return [scaling(found), bounded(known), wider_range(known), finite(found), insensitive(known), accelerated(known), similar(known),
            *effective(found), robust(found)]  # fmt: skip


def interval(values: Any) -> list[float]:
    """Mean and Student's interval over seeds."""
    return means.student(values).rounded()


def each(statistic: Any, known: Mapping[str, Mapping[str, Curve]], labels: Sequence[str] = tuple(METHODS)) -> dict[str, Any]:
    """Mean and interval of a statistic of a curve, by data set and method."""
    return {case.printed: {label: interval(statistic(known[case.data][label])) for label in labels} for case in CASES}


def scaling(found: Mapping[str, Any]) -> Finding:
    """Weights and rates scaled together."""
    numbers, wrong = {}, []
    for case in CASES:
        dataset = found[case.data]
        plain, other = (networks.curve(dataset, "bngd", ETA_RATE_A, eta=eta) for eta in (1.0, ETA))
        logs = np.log10(plain.loss[:: (len(plain.rates) - 1) // (len(other.rates) - 1)])
        apart = np.abs(np.log10(other.loss) - logs)
        wrong.append(~(apart <= CLOSE))
        numbers[case.printed] = {
            "decades apart: median, largest": [float(np.median(apart)), float(np.max(apart))],
            "deviation over seeds at one rate, in decades: median over rates": float(np.median(logs.std(axis=1, ddof=1))),
        }
    every = np.concatenate([part.ravel() for part in wrong])
    return Finding(f"scaling: the run from {ETA:g} w0 with rate {ETA**2:g} lr ends with the loss of the run from w0 with rate lr, within {CLOSE} decades "
                   f"(lr_a = {ETA_RATE_A:g} for both, the regularisation on)", "one data set, rate and seed", every.size, int(every.sum()), numbers,
                   about="lemma-A.9")  # fmt: skip


def bounded(known: Mapping[str, Mapping[str, Curve]]) -> Finding:
    """GD and BNGD with a shared rate have a largest stable rate."""
    to_the_end = np.array([known[case.data][label].stable_to_the_end for case in CASES for label in (GD, SHARED)])
    numbers = {"log10 of the largest stable rate, mean [95 %]": each(lambda curve: curve.largest_stable, known),
               "seeds that are stable up to the end of the grid": {case.printed: {label: int(curve.stable_to_the_end.sum()) for label, curve in
                                                                                known[case.data].items()} for case in CASES}}  # fmt: skip
    return Finding("stability: GD and BNGD with a shared rate have a largest stable rate, beyond which the loss ends above where it started",
                   "one data set, method and seed", to_the_end.size, int(to_the_end.sum()), numbers)  # fmt: skip


def wider_range(known: Mapping[str, Mapping[str, Curve]]) -> Finding:
    """Separate rates are stable for much larger rates."""
    numbers: dict[str, Any] = {}
    gained = []
    for case in CASES:
        own = known[case.data]
        for label in SEPARATE:
            for other in (GD, SHARED):
                more = own[label].largest_stable - own[other].largest_stable
                gained.append(more)
                numbers.setdefault(f"decades more than {other}, at least (the grid ends) [95 %]", {}).setdefault(case.printed, {})[label] = interval(more)
    every = np.array(gained)
    return Finding(f"stability: the largest stable rate of BNGD with separate rates is at least {10**MUCH:g} times that of GD and that of BNGD with a "
                   "shared rate", "one data set, lr_a, seed and method compared with", every.size, int(np.count_nonzero(~(every >= MUCH - 1e-9))), numbers,
                   about="thm-3.3")  # fmt: skip


def finite(found: Mapping[str, Any]) -> Finding:
    """No overflow with separate rates."""
    numbers: dict[str, Any] = {}
    bad = total = 0
    for case in CASES:
        dataset = found[case.data]
        for label, method in METHODS.items():
            chosen = networks.of(dataset, *method)
            overflowed = int(np.count_nonzero(~dataset.finite.values[chosen]))
            numbers.setdefault("runs that overflowed", {}).setdefault(case.printed, {})[label] = overflowed
            if label in SEPARATE:
                bad, total = bad + overflowed, total + int(chosen.sum())
    return Finding("stability: no run of BNGD with separate rates overflows, at any rate of the weights", "one run", total, bad, numbers, about="thm-3.3")


def insensitive(known: Mapping[str, Mapping[str, Curve]]) -> Finding:
    """The interval of near-optimal rates is longer."""
    others = [label for label in METHODS if label != GD]
    wrong = [known[case.data][label].near_optimal() <= known[case.data][GD].near_optimal() for case in CASES for label in others]
    as_good = {case.printed: {label: interval(known[case.data][label].below(known[case.data][GD].best)) for label in others} for case in CASES}
    numbers = {"near-optimal": f"the loss falls by at least {SHARE} of what it falls by at the method's best rate",
               "decades of near-optimal rates, mean [95 %]": each(lambda curve: curve.near_optimal(), known),
               "decades of rates with a loss of at most that of GD's best rate, mean [95 %]": as_good}  # fmt: skip
    return Finding("insensitivity: the interval of near-optimal rates of BNGD, shared or separate, is longer (in decades) than that of GD",
                   "one data set, method and seed", int(np.size(wrong)), int(np.sum(wrong)), numbers)  # fmt: skip


def best(known: Mapping[str, Mapping[str, Curve]]) -> dict[str, Any]:
    """The best losses, and the rates that give them."""
    return {"least loss, mean [95 %]": each(lambda curve: curve.best, known), "log10 of its rate, mean [95 %]": each(lambda curve: curve.best_rate, known)}


def accelerated(known: Mapping[str, Mapping[str, Curve]]) -> Finding:
    """BN helps more in deep networks."""
    gains = {case.data: {label: np.log10(known[case.data][GD].best / known[case.data][label].best) for label in METHODS if label != GD} for case in CASES}
    wrong = [gains[case.data][label] <= gains[ONE_LAYER.data][label] for case in DEEP for label in METHODS if label != GD]
    numbers = {"decades of loss gained over GD, each at its best rate, mean [95 %]":
               {case.printed: {label: interval(gain) for label, gain in gains[case.data].items()} for case in CASES}} | best(known)  # fmt: skip
    return Finding("each method at its best rate, BNGD gains more (in the logarithm of the loss) over GD in the networks with convolutions than in the "
                   "one-layer network", "one network with convolutions, method and seed", int(np.size(wrong)), int(np.sum(wrong)), numbers)  # fmt: skip


def similar(known: Mapping[str, Mapping[str, Curve]]) -> Finding:
    """One layer: the best performances are similar."""
    own = known[ONE_LAYER.data]
    apart = {label: own[label].best / own[GD].best - 1 for label in METHODS if label != GD}
    wrong = [np.abs(part) > SIMILAR for part in apart.values()]
    numbers = {"least loss over that of GD, minus 1, mean [95 %]": {label: interval(part) for label, part in apart.items()}}
    return Finding(f"in the one-layer network the least losses of BNGD and GD differ by at most {SIMILAR:.0%}".replace("%", " %"), "one method and seed",
                   int(np.size(wrong)), int(np.sum(wrong)), numbers)  # fmt: skip


def effective_rates(dataset: Any) -> tuple[Any, Any]:
    """Rates (m,), and lr/|w|^2 after the epoch (m, seeds, layers) of BNGD with the separate rate ETA_RATE_A."""
    chosen = networks.of(dataset, "bngd", ETA_RATE_A) & (dataset.eta.values == 1)
    return networks.table(dataset, chosen, dataset.rate.values, dataset.effective_rates.values[..., -1])


def slopes(dataset: Any, end: int) -> Any:
    """The slopes of log(lr/|w|^2) against log lr over the last (end = 1) or first (-1) decades of the grid: (seeds, layers)."""
    rates, values = effective_rates(dataset)
    at, logs = np.log10(rates), np.log10(values)
    part = at >= at[-1] - ENDS - 1e-9 if end > 0 else at <= at[0] + ENDS + 1e-9
    x = at[part] - at[part].mean()
    return np.tensordot(x, logs[part], axes=(0, 0)) / np.sum(x**2)


def effective(found: Mapping[str, Any]) -> list[Finding]:
    """The effective rate is of order lr for small rates and 1/lr for large ones."""
    result = []
    for end, order, words, about in ((1, -1.0, "1/lr for the largest", "prop-3.5-2"), (-1, 1.0, "lr for the smallest", "prop-3.5-1")):
        numbers: dict[str, Any] = {}
        wrong = []
        for case in CASES:
            dataset = found[case.data]
            slope = slopes(dataset, end)
            wrong.append(np.abs(slope - order) > TOLERANCE)
            numbers[f"slope of log(lr/|w|^2) against log lr, {case.printed}, mean over seeds [95 %]"] = {
                str(layer): interval(column) for layer, column in zip(dataset.layer.values, slope.T)}  # fmt: skip
            rates, values = effective_rates(dataset)
            if end > 0:
                logs = np.log10(values)
                numbers[f"decades of lr/|w|^2 on the {np.log10(rates[-1] / rates[0]):g} decades of lr, {case.printed}"] = {
                    str(layer): interval(column) for layer, column in zip(dataset.layer.values, (logs.max(axis=0) - logs.min(axis=0)).T)}  # fmt: skip
        every = np.concatenate([part.ravel() for part in wrong])
        result.append(Finding(f"the effective rate lr/|w|^2 of a layer after the epoch is of order {words} {ENDS:g} decades of lr (a slope within {TOLERANCE} "
                              f"of {order:g})", "one data set, layer and seed", every.size, int(every.sum()), numbers, about=about))  # fmt: skip
    return result


def choices(found: Mapping[str, Any]) -> dict[str, dict[str, Curve]]:
    """The curves for each choice that the paper leaves open, and for another reading of the loss at the end of the epoch."""
    result = {choice: curves(found[name(choice)]) for choice in CHOICES if name(choice) in found}
    return result | {OPEN: curves(found[name("as chosen")], "running")}


def robust(found: Mapping[str, Any]) -> Finding:
    """The order of the methods does not depend on the choices."""
    numbers, wrong = {}, []
    for choice, known in choices(found).items():
        separate = next(known[label] for label in SEPARATE if label in known)
        more = separate.largest_stable - np.maximum(known[GD].largest_stable, known[SHARED].largest_stable)
        longer = separate.near_optimal() - known[GD].near_optimal()
        wrong.append(~((more >= MUCH - 1e-9) & (longer > 0)))
        numbers[choice] = {"decades more than GD and shared that are stable": more.tolist(), "decades more than GD that are near-optimal": longer.tolist()}
    return Finding("what the paper leaves open does not matter for stability and insensitivity: with each choice, separate rates are stable for rates "
                   f"{10**MUCH:g} times as large as those of GD and of a shared rate, and near-optimal on a longer interval than GD", "one choice and seed",
                   int(np.size(wrong)), int(np.sum(wrong)), numbers)  # fmt: skip


def row(curve: Curve) -> list[str]:
    """What is measured of a curve, with intervals."""
    cells = [curve.largest_stable, curve.near_optimal(), curve.best, curve.best_rate]
    shown = ["{:.3g} [{:.3g}, {:.3g}]".format(*interval(cell)) for cell in cells]
    return [("≥ " if curve.stable_to_the_end.any() else "") + shown[0], *shown[1:]]


def tables(found: Mapping[str, Any]) -> Sequence[Table]:
    """The numbers of every curve."""
    columns = ("method", "log10 of the largest stable rate", "decades of near-optimal rates", "least loss", "log10 of its rate")
    main = [[case.printed, label, *row(curve)] for case in CASES for label, curve in curves(found[case.data]).items()]
    other = [[choice, label, *row(curve)] for choice, known in choices(found).items() for label, curve in known.items()]
    attributes = found[name("as chosen")].attrs
    return [
        Table("Every curve: means over seeds and 95 % confidence intervals", ("network", *columns), main),
        Table(f"What the paper leaves open, varied on {attributes['data']} with {attributes['images']} images", ("choice", *columns), other),
    ]
