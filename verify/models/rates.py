"""Observed linear rates of a recorded trajectory, beside the predicted ones.

>>> from verify.models.problem import Problem
>>> from verify.models.recording import record
>>> problem = Problem.of(H=[[1, 0], [0, 3]], u=[1, 1], w0=[1, 0], eps="1/2")
>>> found = observed_rate(record(problem, "gd", steps=100))
>>> round(found.rate, 12), found.first, found.last, found.settled  # rho(I - H/2) = 1/2
(0.5, 50, 100, True)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from verify.certify.rational import InputError, shown

if TYPE_CHECKING:
    import xarray

LEAST_POINTS = 8
SETTLED = 0.02
USABLE = 0.01
RULE = (
    f"the last half of the recorded steps with relative error below {USABLE:g} and a residual that is not 0; halved again, "
    f"as long as {2 * LEAST_POINTS} points remain, while the slopes of its own halves differ by more than {SETTLED:.0%}"
)


class Spectrum(Protocol):
    """What a prediction needs: verify.models.spectra.spectrum(problem) is one."""

    @property
    def kappa(self) -> float: ...
    @property
    def kappa_star(self) -> float | None: ...
    def rho(self, eps: Any) -> float: ...
    def rho_star(self, eps: Any) -> float | None: ...


@dataclass(frozen=True)
class ObservedRate:
    """The least-squares line through the logarithm of a residual over a window of steps.

    rate: exp(slope), the factor a step; standard_error: of the rate, under the usual assumption of independent errors,
    which a deterministic sequence does not meet (it measures how straight the line is); first and last: the window;
    points: how many recorded steps lie in it; settled: whether the slopes of its halves agree to 2 %, so that the
    window can be called asymptotic; rule: how the window is chosen.
    """

    rate: float
    standard_error: float
    first: int
    last: int
    points: int
    settled: bool
    rule: str = RULE


@dataclass(frozen=True)
class ComparedRate:
    """An observed rate beside the predictions at the last effective step eps_hat of its window.

    rho = max |1 - eps_hat lambda_i(H)| bounds each factor of |e|_H (equation (13)); rho_star, over the non-zero
    eigenvalues of H*, is the rate near a minimiser of BNGD (Proposition 3.4); None for d = 1.
    """

    observed: ObservedRate
    effective_step: float
    rho: float
    rho_star: float | None
    kappa: float
    kappa_star: float | None


def line(steps: Any, logs: Any) -> tuple[float, float]:
    """The slope of the least-squares line and its standard error."""
    x, y = steps - steps.mean(), logs - logs.mean()
    sxx = float(x @ x)
    slope = float(x @ y) / sxx
    rest = y - slope * x
    return slope, math.sqrt(float(rest @ rest) / (len(x) - 2) / sxx)


def observed_rate(data: xarray.Dataset, name: str = "e_norm_H") -> ObservedRate:
    """The rate of |e|_H (or of another variable with a log_ companion) in a recorded trajectory, over the window of RULE.

    Raises InputError where the data have no such variable, or fewer than 16 usable steps.
    """
    import numpy as np

    key = f"log_{name}"
    if key not in data:
        raise InputError(f"the data have no variable {shown(key)}: expected a trajectory of verify.models.recording")
    steps, logs = np.asarray(data["step"], dtype=np.float64), np.asarray(data[key])
    usable = np.isfinite(logs) & ~(np.asarray(data["relative_error"]) >= USABLE)  # an unknown error (NaN) is let pass
    steps, logs = steps[usable], logs[usable]
    if len(steps) < 2 * LEAST_POINTS:
        raise InputError(f"{len(steps)} recorded steps have a usable residual: expected at least {2 * LEAST_POINTS}")
    while True:
        middle = len(steps) // 2
        steps, logs = steps[middle:], logs[middle:]
        middle = len(steps) // 2
        first, second = (line(steps[part], logs[part])[0] for part in (slice(None, middle), slice(middle, None)))
        settled = abs(first - second) <= SETTLED * max(abs(first), abs(second))
        if settled or len(steps) < 2 * LEAST_POINTS:
            break
    slope, error = line(steps, logs)
    rate = math.exp(slope)
    return ObservedRate(rate, rate * error, int(steps[0]), int(steps[-1]), len(steps), settled)


def compare_rates(data: xarray.Dataset, spectrum: Spectrum, name: str = "e_norm_H") -> ComparedRate:
    """The observed rate, and what the spectra of H and H* predict at the effective step reached; errors as for observed_rate."""
    observed = observed_rate(data, name)
    step = float(data["effective_step"].sel(step=observed.last))
    return ComparedRate(observed, step, spectrum.rho(step), spectrum.rho_star(step), spectrum.kappa, spectrum.kappa_star)
