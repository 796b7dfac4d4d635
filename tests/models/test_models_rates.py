"""Observed rates, their windows, and the predictions beside them."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import xarray
from models_cases import SEED

from verify import Problem, arithmetic, compare_rates, observed_rate, record
from verify.certify.rational import InputError
from verify.models.rates import RULE


@dataclasses.dataclass(frozen=True)
class Values:
    """The eigenvalues of H and the non-zero ones of H*, by NumPy."""

    values: np.ndarray
    star: np.ndarray

    @staticmethod
    def of(problem: Problem) -> Values:
        H = np.array([[float(x.p) / float(x.q) for x in row] for row in problem.H])
        u = np.array([float(x.p) / float(x.q) for x in problem.u])
        g = H @ u
        return Values(np.linalg.eigvalsh(H), np.linalg.eigvalsh(H - np.outer(g, g) / (u @ g))[1:])

    @property
    def kappa(self) -> float:
        return float(self.values[-1] / self.values[0])

    @property
    def kappa_star(self) -> float:
        return float(self.star[-1] / self.star[0])

    def rho(self, eps: float) -> float:
        return float(np.abs(1 - eps * self.values).max())

    def rho_star(self, eps: float) -> float:
        return float(np.abs(1 - eps * self.star).max())


def made(logs: np.ndarray, error: float = 0.0) -> xarray.Dataset:
    steps = np.arange(len(logs))
    return xarray.Dataset({"log_e_norm_H": ("step", logs), "relative_error": ("step", np.full(len(logs), error))}, coords={"step": steps})


def test_a_straight_line_is_read_off_exactly() -> None:
    found = observed_rate(made(np.log(0.7) * np.arange(101) + 3))
    assert found.rate == pytest.approx(0.7, rel=1e-14) and found.standard_error < 1e-14
    assert (found.first, found.last, found.points, found.settled, found.rule) == (50, 100, 51, True, RULE)


def test_the_standard_error_is_that_of_least_squares() -> None:
    draw = np.random.default_rng(SEED)
    logs = -0.1 * np.arange(200) + draw.normal(scale=0.01, size=200)
    found = observed_rate(made(logs))
    x, y = np.arange(100, 200), logs[100:]
    design = np.stack([np.ones(100), x], axis=1)
    beta, rest, *_ = np.linalg.lstsq(design, y, rcond=None)
    error = math.sqrt(rest[0] / 98 * np.linalg.inv(design.T @ design)[1, 1])
    assert found.rate == pytest.approx(math.exp(beta[1])) and found.standard_error == pytest.approx(math.exp(beta[1]) * error, rel=1e-6)


def test_the_window_moves_past_a_transient() -> None:
    k = np.arange(401)
    found = observed_rate(made(np.log(np.exp(-0.05 * k) + 1e5 * np.exp(-0.1 * k))))
    assert found.settled and found.first > 200 and found.rate == pytest.approx(math.exp(-0.05), rel=1e-3)


def test_a_curve_without_a_line_is_not_called_settled() -> None:
    found = observed_rate(made(-0.01 * np.arange(100.0) ** 2))
    assert not found.settled and found.last == 99 and found.points < 16


def test_steps_without_accuracy_or_residual_are_left_out() -> None:
    logs = np.log(0.5) * np.arange(100)
    logs[90:] = -np.inf
    assert observed_rate(made(logs)).last == 89
    with pytest.raises(InputError, match="0 recorded steps have a usable residual: expected at least 16"):
        observed_rate(made(logs, error=0.1))
    with pytest.raises(InputError, match="10 recorded steps have a usable residual"):
        observed_rate(made(logs[:10]))
    with pytest.raises(InputError, match="the data have no variable 'log_loss'"):
        observed_rate(made(logs), "loss")


@pytest.mark.parametrize("every", [1, 5])
def test_gradient_descent_has_the_rate_rho(every: int) -> None:
    problem = Problem.of(H=[[2, 1, 0], [1, 3, 1], [0, 1, 4]], u=[1, 2, -1], w0=[1, 1, 1], eps="3/10")
    found = compare_rates(record(problem, "gd", steps=600, every=every, arithmetic="gmpy2"), Values.of(problem))
    assert found.observed.settled and found.effective_step == pytest.approx(0.3)
    assert found.observed.rate == pytest.approx(found.rho, abs=3 * found.observed.standard_error + 1e-9)


@pytest.mark.parametrize("method", ["bngd", "mbngd"])
def test_bngd_has_the_rate_rho_star_below_rho(method: str) -> None:
    problem = Problem.of(H=[[1, 0, 0], [0, 3, 0], [0, 0, 20]], u=[1, 1, 1], w0=[2, 1, "1/2"], a0=1, eps="1/8")
    numbers = arithmetic("gmpy2", digits=60)
    found = compare_rates(record(problem, method, steps=400, arithmetic=numbers), Values.of(problem))
    assert found.rho_star is not None and found.kappa_star is not None
    assert found.observed.settled and found.observed.rate == pytest.approx(found.rho_star, rel=1e-5)
    assert found.rho_star < found.rho - 1e-3 and found.kappa_star < found.kappa == pytest.approx(20)
