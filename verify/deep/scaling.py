"""The scaling law of batch normalisation, measured in double precision on networks of any depth (Proposition 3.2, Lemma A.9).

BN after z = w x does not change when a unit's weights w are multiplied by r > 0, as long as nothing is added to the variance.  Then

- the gradient in w is orthogonal to w, unit by unit; more exactly, with a regularisation reg added to the variance of a unit's z,

      w . dL/dw  =  gamma dL/dgamma  reg / (variance + reg),

  since L depends on w and sqrt(reg) only by their ratio (Euler's identity for functions of degree 0);
- the run from r w0 with rate r^2 lr of the weights is r times the run from w0 with rate lr, each layer with its own r; the rate of gamma
  and beta stays as it is;
- r < 0 turns the sign of the normalised z, which the sign of gamma must undo: the run from r w0, sign(r) gamma0 is (r w, sign(r) gamma);
- with reg > 0 it is the run from w0 with reg / r^2 that the run from r w0 reproduces: what breaks the law is how much reg / r^2
  differs from reg, against the variance of z, which grows with the square of |w|.

Multiplying by powers of two is exact in binary arithmetic, so for r = +-2^n the runs agree in every bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import torch

from verify.certify.rational import InputError
from verify.deep import network
from verify.deep.architectures import architecture, layers
from verify.deep.datasets import DataSet
from verify.deep.epoch import Batches, initial
from verify.deep.plan import Plan

Array: TypeAlias = Any
TINY = 1e-3
"""The regularisation at which `deviations` measures how strongly a run depends on it, as a part of the smallest one that is asked about."""


@dataclass(frozen=True)
class Start:
    """How a run begins and goes on: one number a layer each, the rate of BN's parameters apart.

    rates: of the weights; factors: of the initial weights; gammas: the initial gamma; regularisations: added to the variance.
    """

    rates: Sequence[float]
    rate_a: float
    factors: Sequence[float]
    gammas: Sequence[float]
    regularisations: Sequence[float]


@network.single_thread()
def trajectory(plan: Plan, data: DataSet, start: Start, seed: int = 0) -> list[list[dict[str, Array]]]:
    """The parameters "w" (units, fan in), "gamma" and "beta" (units,) of every layer before each step and after the last, in float64.

    The plan's own regularisation is not used.  The seed decides initial weights and batches, as in `training.train`.
    """
    return [snapshot(parameters) for parameters, _ in followed(plan, data, start, seed)]


def followed(plan: Plan, data: DataSet, start: Start, seed: int) -> Any:
    """The parameters before each step, and the batch of that step; at last the parameters at the end, and None."""
    base, fitted = architecture(plan.architecture), layers(plan.architecture, data.shape, data.classes)
    for name in ("rates", "factors", "gammas", "regularisations"):
        if len(getattr(start, name)) != len(fitted):
            raise InputError(f"{name} has {len(getattr(start, name))} numbers: expected {len(fitted)}, one a layer")
    weights = [{**part, "w": factor * part["w"]} for part, factor in zip(initial(base, fitted, seed, 1.0), start.factors)]
    parameters = network.together([weights], True, "cpu", torch.float64)
    for part, gamma in zip(parameters, start.gammas):
        part["gamma"].mul_(gamma)
    for images, labels in Batches(plan, data, seed, "float64", lambda: False):
        batch = torch.as_tensor(images), torch.as_tensor(labels)
        yield parameters, batch
        _, slopes = network.gradients(base, fitted, parameters, *batch, start.regularisations)
        for part, slope, rate in zip(parameters, slopes, start.rates):
            for name, value in part.items():
                value.sub_((rate if name == "w" else start.rate_a) * slope[name])
    yield parameters, None


def snapshot(parameters: network.Parameters) -> list[dict[str, Array]]:
    """The parameters of the one model, copied."""
    return [{name: value[0].numpy().copy() for name, value in part.items()} for part in parameters]


def alike(plan: Plan, data: DataSet, rate: float, rate_a: float | None = None, regularisation: float = 0.0) -> Start:
    """The start with the same numbers for every layer; rate_a is the rate unless given."""
    count = len(layers(plan.architecture, data.shape, data.classes))
    return Start([rate] * count, rate if rate_a is None else rate_a, [1.0] * count, [1.0] * count, [regularisation] * count)


@network.single_thread()
def orthogonality(plan: Plan, data: DataSet, rate: float, regularisation: float = 0.0, seed: int = 0) -> dict[str, Array]:
    """w . dL/dw of each unit along a run, relative to |w| |dL/dw|: arrays (steps, layers), the greatest over the layer's units.

    cosine: of the angle between weights and gradient, 0 without regularisation; error: how far the identity above is from being
    met, in the same measure.
    """
    base, fitted = architecture(plan.architecture), layers(plan.architecture, data.shape, data.classes)
    start = alike(plan, data, rate, regularisation=regularisation)
    found: dict[str, list[list[float]]] = {"cosine": [], "error": []}
    for parameters, batch in followed(plan, data, start, seed):
        if batch is None:
            break
        images, labels = batch
        _, slopes = network.gradients(base, fitted, parameters, images, labels, start.regularisations)
        spread = variances(base, fitted, parameters, images, start.regularisations)
        rows: dict[str, list[float]] = {"cosine": [], "error": []}
        for part, slope, variance in zip(parameters, slopes, spread):
            size = (part["w"].norm(dim=2) * slope["w"].norm(dim=2))[0].clamp_min(1e-300)
            inner = (part["w"] * slope["w"]).sum(2)[0]
            expected = (part["gamma"] * slope["gamma"])[0] * regularisation / (variance + regularisation)
            rows["cosine"].append(float((inner.abs() / size).max()))
            rows["error"].append(float(((inner - expected).abs() / size).max()))
        for name, values in rows.items():
            found[name].append(values)
    return {name: np.array(values) for name, values in found.items()}


def variances(base: Any, fitted: Any, parameters: network.Parameters, images: Any, regularisations: Sequence[float]) -> list[Any]:
    """The variance over the batch of what each layer's BN gets, (units,) a layer, of the first model."""
    found: list[Any] = []
    with torch.no_grad():
        network.forward(base, fitted, parameters, images, regularisations, found)
    return [variance[0] for variance in found]


@network.single_thread()
def initial_variances(plan: Plan, data: DataSet, eta: float = 1.0, seed: int = 0) -> list[Array]:
    """The variance that each layer's BN meets in the first batch, (units,) a layer, from the initial weights times eta."""
    base, fitted = architecture(plan.architecture), layers(plan.architecture, data.shape, data.classes)
    parameters = network.together([initial(base, fitted, seed, eta)], True, "cpu", torch.float64)
    images, _ = next(iter(Batches(plan, data, seed, "float64", lambda: False)))
    found = variances(base, fitted, parameters, torch.as_tensor(images), [float(plan.regularisation)] * len(fitted))
    return [variance.numpy() for variance in found]


def rescaled_run(plan: Plan, data: DataSet, factors: float | Sequence[float], rate: float, rate_a: float | None = None,
                 regularisation: float = 0.0, seed: int = 0, *, turned: bool = True, adjusted: bool = True) -> dict[str, Array]:  # fmt: skip
    """How far the run from r w0 with rates r^2 rate is from r times the run from w0 with the rate; r one factor, or one a layer.

    turned: whether the first run starts from gamma = sign(r), as the law wants it, or from 1; adjusted: whether the second run has the
    regularisation reg / r^2, as the law wants it, or reg.  Returns arrays (steps + 1, layers): w, |w' - r w| / |r w|; gamma,
    |gamma' - s gamma| and beta, |beta' - beta|, both relative to |gamma| + |beta|, s = sign(r) or 1.
    """
    plain = alike(plan, data, rate, rate_a, regularisation)
    r = np.broadcast_to(np.asarray(factors, float), len(plain.rates))
    if not (np.isfinite(r).all() and (r != 0).all()):
        raise InputError(f"factors = {factors}: expected finite numbers, none of them zero")
    signs = np.sign(r) if turned else np.ones(len(r))
    ours = replace(plain, factors=list(r), rates=list(r**2 * rate), gammas=list(signs))
    theirs = replace(plain, regularisations=list(regularisation / r**2)) if adjusted else plain
    return differences(trajectory(plan, data, ours, seed), trajectory(plan, data, theirs, seed), r, signs)


def differences(ours: Any, theirs: Any, r: Array, signs: Array) -> dict[str, Array]:
    """The deviations that `rescaled_run` returns."""
    found: dict[str, list[list[float]]] = {"w": [], "gamma": [], "beta": []}

    def norm(x: Array) -> float:
        return float(np.linalg.norm(x))

    for one, other in zip(ours, theirs):
        found["w"].append([norm(a["w"] - x * b["w"]) / norm(x * b["w"]) for a, b, x in zip(one, other, r)])
        sizes = [norm(b["gamma"]) + norm(b["beta"]) for b in other]
        found["gamma"].append([norm(a["gamma"] - s * b["gamma"]) / size for a, b, s, size in zip(one, other, signs, sizes)])
        found["beta"].append([norm(a["beta"] - b["beta"]) / size for a, b, size in zip(one, other, sizes)])
    return {name: np.array(values) for name, values in found.items()}


def deviations(plan: Plan, data: DataSet, etas: Sequence[float], rate: float, rate_a: float | None = None, seed: int = 0) -> dict[str, Array]:
    """What the plan's regularisation does to the law, for initial weights eta w0 with rate eta^2 rate: arrays (etas, layers).

    norm: |eta w0|; share: reg / (eta^2 variance), the mean over units in the first batch; measured: |w/eta - v| / |v| at the end, where v is the
    run from w0 without regularisation; predicted: the same to first order in reg / eta^2, the slope taken at a much smaller regularisation.

    The first order describes a smooth network.  With ReLU and pooling a run has kinks: once the deviation is large enough for some activation of
    some image to switch, which among a hundred thousand of them is soon, it jumps, and from there on both runs go their own ways.
    """
    plain = alike(plan, data, rate, rate_a)
    free = trajectory(plan, data, plain, seed)[-1]

    def apart(end: list[dict[str, Array]], factor: float) -> Array:
        return np.array([np.linalg.norm(a["w"] / factor - b["w"]) / np.linalg.norm(b["w"]) for a, b in zip(end, free)])

    reg = plan.regularisation
    small = TINY * reg / max(abs(eta) for eta in etas) ** 2
    slope = apart(trajectory(plan, data, replace(plain, regularisations=[small] * len(plain.rates)), seed)[-1], 1.0) / small
    spread = [float(np.mean(1 / variance)) for variance in initial_variances(plan, data, seed=seed)]
    fitted = layers(plan.architecture, data.shape, data.classes)
    sizes = np.array([np.linalg.norm(part["w"]) for part in initial(architecture(plan.architecture), fitted, seed, 1.0)])
    found: dict[str, list[Array]] = {"norm": [], "share": [], "measured": [], "predicted": []}
    for eta in etas:
        ours = replace(plain, factors=[eta] * len(plain.rates), rates=[eta**2 * rate] * len(plain.rates), regularisations=[reg] * len(plain.rates))
        found["norm"].append(abs(eta) * sizes)
        found["share"].append(reg / eta**2 * np.array(spread))
        found["measured"].append(apart(trajectory(plan, data, ours, seed)[-1], eta))
        found["predicted"].append(reg / eta**2 * slope)
    return {name: np.array(values) for name, values in found.items()}


FACTORS = (2.0**10, -(2.0**-10), 3.0, -3.0, 1e-3, 1e3)


def law(data: DataSet, networks: Sequence[str] = ("1fc", "2cnn+2fc", "2cnn+3fc"), steps: int = 5, rate: float = 0.1, seed: int = 7) -> list[dict[str, Any]]:
    """The law on some networks, for a table or a finding: one row a network and factor r, common to all layers.

    network, r; deviation: the greatest over layers and steps of what `rescaled_run` returns; unturned, for r < 0: the greatest deviation of the
    weights where gamma keeps its sign; cosine: the greatest between a unit's weights and gradient along the run from w0.
    """
    rows = []
    for name in networks:
        plan = Plan(name, 100 * steps)
        cosine = float(orthogonality(plan, data, rate, seed=seed)["cosine"].max())
        for r in FACTORS:
            found = rescaled_run(plan, data, r, rate, seed=seed)
            other = rescaled_run(plan, data, r, rate, seed=seed, turned=False)["w"].max() if r < 0 else None
            rows.append({"network": name, "r": r, "deviation": max(float(values.max()) for values in found.values()),
                         "unturned": None if other is None else float(other), "cosine": cosine})  # fmt: skip
    return rows
