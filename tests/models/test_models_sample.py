"""BNGD for a general loss on a finite sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from verify import Problem, SampleProblem, arithmetic, record
from verify.certify.rational import InputError
from verify.dynamics import sqrt

X = [[1, 0], [1, 2], [0, 1], ["1/2", -1]]
Y = [1, 2, 3, "-1/3"]
FLOAT_X = np.array([[1, 0], [1, 2], [0, 1], [0.5, -1]])
FLOAT_Y = np.array([1, 2, 3, -1 / 3])


def squares() -> dict[str, Any]:
    return {"derivative": lambda y, z: z - y, "loss": lambda y, z: (z - y) ** 2 / 2}


def least_squares() -> Problem:
    rows = fmpq_mat([[fmpq(1), fmpq(0)], [fmpq(1), fmpq(2)], [fmpq(0), fmpq(1)], [fmpq(1, 2), fmpq(-1)]])
    y = fmpq_mat(4, 1, [fmpq(1), fmpq(2), fmpq(3), fmpq(-1, 3)])
    H, g = rows.transpose() * rows / 4, rows.transpose() * y / 4
    return Problem.of(H=H, u=H.solve(g), w0=[1, -2], a0="1/2", eps="2/3", eps_a="3/4", c=(y.transpose() * y)[0, 0] / 4)


@pytest.mark.parametrize("name", ["float", "mpmath", "gmpy2", "flint"])
def test_with_the_squared_loss_it_is_bngd(name: str) -> None:
    sample = SampleProblem.of(X=X, y=Y, w0=[1, -2], a0="1/2", eps="2/3", eps_a="3/4", **squares())
    problem = least_squares()
    assert sample.H == problem.H
    data, reference = record(sample, steps=12, arithmetic=name), record(problem, steps=12, arithmetic=name)
    assert data.attrs["method"] == "general" and data.attrs["stopped"] == ""
    for variable in ("a", "w_norm", "sigma", "loss"):
        np.testing.assert_allclose(data[variable], reference[variable], rtol=1e-11)
    np.testing.assert_allclose(data.wh, reference.a * reference.sigma - reference.wg, rtol=1e-9, atol=1e-11)  # h = a/sigma Hw - g


def test_the_gradient_norm_is_that_of_the_loss() -> None:
    sample = SampleProblem.of(X=X, y=Y, w0=[1, -2], a0="1/2", eps="1/10", eps_a="1/10",
                              derivative=lambda y, z: (z - y) / sqrt(1 + (z - y) ** 2), loss=lambda y, z: sqrt(1 + (z - y) ** 2))  # fmt: skip
    data = record(sample, steps=0)

    def J(state: np.ndarray) -> float:
        a, w = state[0], state[1:]
        z = a * FLOAT_X @ w / np.sqrt(w @ (FLOAT_X.T @ FLOAT_X / 4) @ w)
        return float(np.sqrt(1 + (z - FLOAT_Y) ** 2).mean())

    at, t = np.array([0.5, 1, -2]), 1e-6
    slopes = [(J(at + t * np.eye(3)[i]) - J(at - t * np.eye(3)[i])) / (2 * t) for i in range(3)]
    assert float(data.loss[0]) == pytest.approx(J(at), rel=1e-14)
    assert float(data.gradient_norm[0]) == pytest.approx(np.linalg.norm(slopes), rel=1e-8)


def test_the_loss_falls_and_digits_are_counted() -> None:
    sample = SampleProblem.of(X=X, y=Y, derivative=lambda y, z: (z - y) ** 3, loss=lambda y, z: (z - y) ** 4 / 4, w0=[1, -2], eps="1/20", eps_a="1/20")
    data = record(sample, steps=200, arithmetic=arithmetic("gmpy2", digits=40))
    assert (np.diff(data.loss) <= 0).all() and float(data.gradient_norm[-1]) < float(data.gradient_norm[0]) / 10
    assert float(data.relative_error[-1]) < 1e-30
    assert "loss" not in record(SampleProblem.of(X=X, y=Y, derivative=lambda y, z: z - y, w0=[1, 1], eps=1), steps=2)


def test_a_loss_of_one_class_in_doubles_says_when_it_overflows() -> None:
    sample = SampleProblem.of(X=X, y=Y, derivative=lambda y, z: (z - y) ** 3, w0=[1, -2], a0=10**6, eps=1000, eps_a=1)
    data = record(sample, steps=100)
    assert "'gmpy2' or 'mpmath'" in data.attrs["stopped"]
    assert all(np.isfinite(data[name]).all() for name in data.data_vars)


@pytest.mark.parametrize(("change", "message"), [
    ({"X": []}, "X is empty"),
    ({"X": [[1, 2], [1]]}, r"X\[1\] has 1 entries: expected 2"),
    ({"X": [[1, 2], [2, 4]], "y": [1, 2]}, "X has collinear columns"),
    ({"y": [1]}, "y has 1 entries: expected 4"),
    ({"w0": [0, 0]}, "w0 is zero"),
    ({"eps": 0}, "eps = 0 is not positive"),
    ({"X": [[0.5, 1]], "y": [1]}, r"X\[0\]\[0\] = 0.5 is a float"),
])  # fmt: skip
def test_bad_samples_are_refused_in_one_line(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SampleProblem.of(**{"X": X, "y": Y, "w0": [1, 1], "eps": 1, **squares(), **change})


def test_methods_of_least_squares_are_refused() -> None:
    sample = SampleProblem.of(X=X, y=Y, w0=[1, 1], eps=1, **squares())
    with pytest.raises(InputError, match="method = 'gd' is unknown: expected one of general, bngd"):
        record(sample, "gd", steps=3)
