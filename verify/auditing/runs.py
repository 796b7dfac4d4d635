"""Runs of GD and BNGD in an audit: what theory predicts of them, what is observed, and the curves of the plots."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from flint import fmpq

from verify.auditing import rates
from verify.auditing.context import Context
from verify.auditing.reading import Array
from verify.auditing.spectrum import Spectra
from verify.auditing.store import Json

FINE = 4  # step sizes a decade in the curve of rates
Seen = Callable[[str, int, int], None]


def of_rates(context: Context, seen: Seen) -> Json:
    """Predicted and observed contraction of GD with its optimal step and of BNGD, and the curves of the plots."""
    s, problem = context.spectra, context.problem
    values = np.array([float(x.mid()) for x in s.H])
    vectors = rates.eigenvectors(context.H)
    u, w = vectors.T @ context.u, vectors.T @ np.array([float(x) for x in problem.w0])
    kappa = s.found.kappa if s.found.kappa_star is None else s.found.kappa_star
    steps = context.options.steps or rates.steps_for(float(kappa.mid()))
    best = float(s.found.optimal_step.mid())
    gd = rates.run_gd(values, u, w, best, steps)
    fine = fine_eps(context)
    grid = np.array([*(float(x) for x in context.eps), *fine])
    out = rates.run_bngd(values, u, float(problem.a0), w, float(problem.eps_a), grid, steps,
                         lambda k: seen("steps of BNGD", k, steps))  # fmt: skip
    runs = [of_run(grid[j], {name: x[:, j] for name, x in out.items()}, s) for j in range(len(grid))]
    count = len(context.eps)
    if context.options.digits:
        runs[:count] = [precise(context, eps, min(steps, 2000), seen) for eps in context.eps]
    return {
        "steps": steps, "gd": {"eps": best, "predicted": float(s.found.optimal_rate.mid()), **read_off(gd), "curve": curve(gd)},
        "bngd": [{**run, "eps": str(eps)} for run, eps in zip(runs[:count], context.eps)],
        "fine": [{name: run[name] for name in ("eps", "rate", "settled", "effective")} for run in runs[count:]],
    }  # fmt: skip


def fine_eps(context: Context) -> list[float]:
    """Step sizes for the curve of rates, evenly on a logarithmic scale over the range of the audit and a decade beyond."""
    low, high = (np.log10(float(x)) for x in (context.eps[0], context.eps[-1]))
    return [float(x) for x in 10.0 ** np.arange(low - 0.5, high + 0.5 + 1e-9, 1 / FINE)]


def read_off(residual: Array) -> Json:
    """The observed contraction of a run."""
    rate, window, settled = rates.observed(residual)
    return {"rate": rate, "window": list(window), "settled": settled}


def of_run(eps: float, out: dict[str, Array], s: Spectra) -> Json:
    """One run of BNGD.

    predicted: the contraction that Proposition 3.4 gives for the effective steps of the window, the largest
    geometric mean of |1 - eps_hat_k lambda_i(H*)| over i >= 2.
    """
    residual = out["residual"]
    good = np.flatnonzero(np.isfinite(residual))
    last = int(good[-1]) if len(good) else -1
    found = {"eps": float(eps), **read_off(residual), "effective": None, "predicted": None, "residual": None, "excess_loss": None}
    first, last_seen = found["window"]
    if last >= 0:
        window = out["effective"][first : last_seen + 1]
        star = np.array([float(x.mid()) for x in s.found.star])
        with np.errstate(divide="ignore"):
            logs = np.log(np.abs(1 - np.outer(window, star))).mean(axis=0) if len(star) else np.array([-np.inf])
        found |= {"effective": float(np.median(window)), "effective_range": [float(window.min()), float(window.max())],
                  "predicted": float(np.exp(logs.max())), "residual": float(residual[last] - residual[0]), "excess_loss": float(out["loss"][last])}  # fmt: skip
    ended = ""
    if last + 1 < len(residual):
        small = last >= 0 and residual[last] < -100
        ended = (f"after {last} steps the residual is below 1e-145, where doubles run out" if small else
                 f"double precision overflows at step {last + 1}: nothing is said of what follows; ask for more with --digits 50")  # fmt: skip
    return {**found, "last": last, "ended": ended, "arithmetic": "double precision", "curve": curve(residual)}


def precise(context: Context, eps: fmpq, steps: int, seen: Seen) -> Json:
    """One run of BNGD with as many digits as asked for."""
    from verify.dynamics.numbers import arithmetic
    from verify.models.recording import record

    seen("steps with more digits", 0, steps)
    numbers = arithmetic("gmpy2", digits=context.options.digits)
    data = record(context.at(eps), "bngd", steps=steps, arithmetic=numbers, shadow=False)
    ten = np.log(10)
    out = {"residual": np.full(steps + 1, np.nan), "effective": np.full(steps + 1, np.nan), "loss": np.full(steps + 1, np.nan)}
    n = data.sizes["step"]
    for name, variable in (("residual", "log_e_norm_H"), ("loss", "log_excess_loss")):
        out[name][:n] = data[variable].values / ten
    out["effective"][:n] = data["effective_step"].values
    found = of_run(float(eps), out, context.spectra)
    return {**found, "ended": data.attrs["stopped"], "arithmetic": f"{context.options.digits} digits"}


def curve(values: Array) -> Json:
    """Some points of a curve for a plot: steps and values."""
    at = rates.thinned(len(values))
    kept = [int(k) for k in at if np.isfinite(values[k])]
    return {"step": kept, "log10": [round(float(values[k]), 4) for k in kept]}
