"""Problems in exact numbers: what they derive, and what they refuse."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq

from verify.certify.rational import InputError
from verify.models.problem import Problem

H = [[2, 1], [1, 3]]


def test_derived_quantities_are_exact() -> None:
    p = Problem.of(H=H, u=["1/3", 2], w0=[1, Fraction(-1, 2)], a0="1e-3", eps="1/7", eps_a="1/2", c=20)
    assert p.d == 2 and p.g == (fmpq(8, 3), fmpq(19, 3)) and p.uHu == fmpq(122, 9)
    assert p.wg0 == fmpq(-1, 2) and p.sigma0_squared == fmpq(7, 4) and p.noise == fmpq(58, 9)
    assert p.e0 == (fmpq(13, 21), fmpq(13, 7))
    assert p.w0[0] * (2 * p.e0[0] + p.e0[1]) + p.w0[1] * (p.e0[0] + 3 * p.e0[1]) == 0  # e0'H w0 = 0


def test_defaults() -> None:
    p = Problem.of(H=H, u=[1, 0], eps=1)
    assert p.w0 == p.g == (fmpq(2), fmpq(1)) and p.a0 == 0 and p.eps_a == 1 and p.noise == 0


def test_problems_are_values() -> None:
    p = Problem.of(H=H, u=["1/3", 2], eps="1/7")
    assert p.matrix.nrows() == 2  # caches do not get in the way
    for same in (pickle.loads(pickle.dumps(p)), Problem(**json.loads(json.dumps(p.to_json()))), p.replace()):
        assert same == p and hash(same) == hash(p)
    assert p.replace(eps=2, a0="1/2") == Problem.of(H=H, u=["1/3", 2], eps=2, a0="1/2", w0=p.w0)


def test_doubles_are_taken_exactly() -> None:
    p = Problem.from_floats(H=np.diag([0.1, 3]), u=np.array([1, 2]), eps=1e-300, a0=np.float64(0.5), w0=[1e300, 5e-324])
    assert p.H[0][0] == fmpq(3602879701896397, 36028797018963968) and p.w0[1] == fmpq(1, 2) ** 1074
    assert p.eps == fmpq(*(1e-300).as_integer_ratio())


@pytest.mark.parametrize(("change", "message"), [
    ({"H": [[1, 2], [2, 1]]}, r"H is not positive definite: its inertia is Inertia\(negative=1, zero=0, positive=1\)"),
    ({"H": [[1, 1], [1, 1]]}, r"H is not positive definite: its inertia is Inertia\(negative=0, zero=1, positive=1\)"),
    ({"H": [[1, 0], [0, -1]]}, "H is not positive definite"),
    ({"H": [[1, 2], [3, 9]]}, r"H is not symmetric: H\[1\]\[0\] = 3 but H\[0\]\[1\] = 2"),
    ({"H": [[1, 2]]}, "H is not a square matrix"),
    ({"H": []}, "H is empty"),
    ({"H": 3}, "H = 3 is not a matrix"),
    ({"u": [1, 2, 3]}, "u has 3 entries: expected 2"),
    ({"u": [0, 0]}, "u is zero"),
    ({"w0": [0, "0.0"]}, "w0 is zero"),
    ({"w0": [1, float("nan")]}, r"w0\[1\] = nan is not a finite number"),
    ({"eps": 0}, "eps = 0 is not positive"),
    ({"eps": "-1/2"}, "eps = -1/2 is not positive"),
    ({"eps_a": 0}, "eps_a = 0 is not positive"),
    ({"eps": 0.1}, "eps = 0.1 is a float"),
    ({"a0": "__import__('os')"}, "is not a number"),
    ({"c": 1}, "c = 1 is less than u'Hu = 2"),
])  # fmt: skip
def test_what_is_not_a_problem_is_refused_in_one_line(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        Problem.of(**{"H": H, "u": [1, 0], "eps": 1, **change})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("change", "message"), [
    ({"H": [[np.nan, 0], [0, 1]]}, r"H\[0\]\[0\] = nan is not a finite number"),
    ({"u": [1, np.inf]}, r"u\[1\] = inf is not a finite number"),
    ({"H": np.array([[1, 2], [2 + 1e-15, 9]])}, "H is not symmetric"),
    ({"H": [[1, 0]]}, "H is not a square matrix"),
    ({"H": [1, 2]}, "H has 1 dimensions: expected 2"),
    ({"H": [[1, 0], [0]]}, "is not an array of real numbers"),
    ({"u": ["1", "2"]}, "u = .* is not an array of real numbers"),
    ({"u": [1j, 2]}, "u = .* is not an array of real numbers"),
    ({"u": [2**53 + 1, 1]}, r"u\[0\] = 9007199254740993 is not a double"),
    ({"eps": [1.0]}, "eps has 1 dimensions: expected 0"),
    ({"w0": np.zeros(2)}, "w0 is zero"),
])  # fmt: skip
def test_floats_that_are_no_problem_are_refused_in_one_line(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        Problem.from_floats(**{"H": np.diag([1.0, 2.0]), "u": [1.0, 0.0], "eps": 1.0, **change})
    assert "\n" not in str(caught.value)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match="a problem has no 'epsilon': expected one of H, u, a0, w0, eps_a, eps, c"):
        Problem.of(H=H, u=[1, 0], eps=1).replace(epsilon=1)
