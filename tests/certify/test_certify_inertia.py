"""Exact inertia against Descartes' rule of signs, known spectra, congruence and NumPy."""

from __future__ import annotations

import itertools
import random
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from certify_cases import Problem, Rows, descartes, identity, known, many, matrix, numbers, seeded, symmetric
from flint import arb, fmpq, fmpq_mat, fmpz, fmpz_mat
from hypothesis import given
from hypothesis import strategies as st

from verify.certify import InputError, count_at, count_below, inertia
from verify.certify.rational import fractions


@many(300)
@given(symmetric())
def test_inertia_by_descartes(A: Rows) -> None:
    assert inertia(A) == descartes(A)


@many(100)
@given(symmetric(4), st.builds(Fraction, st.integers(-4, 4), st.integers(1, 3)))
def test_counts_by_descartes(A: Rows, t: Fraction) -> None:
    assert (count_below(A, t), count_at(A, t)) == descartes(A, t)[:2]


@many(100)
@given(known(), st.sampled_from(["1", "2", "1/3", "1e6", "1e-6", "0", "1.5", "2e-6"]))
def test_counts_of_a_known_spectrum(p: Problem, t: str) -> None:
    assert count_below(p.H, t) == sum(x < Fraction(t) for x in p.spectrum)
    assert count_at(p.H, t) == p.spectrum.count(Fraction(t))


@many(100)
@given(symmetric(5), st.data())
def test_congruence_changes_nothing(A: Rows, data: st.DataObject) -> None:
    d = len(A)
    S = matrix([data.draw(numbers(d)) for _ in range(d)])
    if S.det() != 0:
        assert inertia(fractions(S.transpose() * matrix(A) * S)) == inertia(A)


@pytest.mark.parametrize("A, expected", [
    ([[0]], (0, 1, 0)), ([[-3]], (1, 0, 0)), ([[0, 0], [0, 0]], (0, 2, 0)), ([[0, 5], [5, 0]], (1, 0, 1)),
    ([[0, 1, 0], [1, 0, 0], [0, 0, 0]], (1, 1, 1)), ([[0, 1, 1], [1, 0, 1], [1, 1, 0]], (2, 0, 1)),
    ([[0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]], (2, 0, 2)), ([[1, 1], [1, 1]], (0, 1, 1)),
    ([[1, 2], [2, 4]], (0, 1, 1)), ([[0, 1], [1, -2]], (1, 0, 1)),
])  # fmt: skip
def test_zero_pivots(A: Any, expected: tuple[int, int, int]) -> None:
    assert inertia(A) == expected


@pytest.mark.parametrize("seed", range(20))
def test_numpy_agrees(seed: int) -> None:
    H, _ = seeded(seed, 3 + seed % 6)
    A = [[x - 20 * (i == j) + (i * j) % 3 for j, x in enumerate(row)] for i, row in enumerate(H)]
    values = np.linalg.eigvalsh(np.array(A, dtype=float))
    assert min(abs(values)) > 1e-9
    assert inertia(A) == (sum(values < 0), 0, sum(values > 0))


def test_every_small_hollow_matrix() -> None:
    """All 4 by 4 matrices with zero diagonal and entries -1, 0, 1: every elimination starts without a pivot."""
    for a, b, c, d, e, f in itertools.product([-1, 0, 1], repeat=6):
        A = [[0, a, b, c], [a, 0, d, e], [b, d, 0, f], [c, e, f, 0]]
        assert inertia(A) == descartes(A), A


@pytest.mark.parametrize("seed", range(40))
def test_large_hollow_matrices(seed: int) -> None:
    r = random.Random(seed)
    d = 3 + seed % 7
    below = [[r.choice([-5, -1, 0, 1, 2, 3]) for _ in range(i)] for i in range(d)]
    A = [[0 if i == j else below[max(i, j)][min(i, j)] for j in range(d)] for i in range(d)]
    assert inertia(A) == descartes(A)


def test_large_matrices_are_quick_enough_to_use() -> None:
    H, _ = seeded(1, 60)
    assert inertia(H) == (0, 0, 60)
    assert inertia([[-x for x in row] for row in H]) == (60, 0, 0)


@pytest.mark.parametrize("one", [1, "1", "1.0", " 1 ", "10e-1", "2/2", Fraction(1), fmpz(1), fmpq(1), np.int64(1)])
def test_every_exact_type(one: Any) -> None:
    assert inertia([[one, 0], [0, -3]]) == (1, 0, 1)
    assert count_at([[1, 0], [0, -3]], one) == 1


def test_flint_matrices_and_arrays() -> None:
    rows = [[1, 2], [2, 1]]
    assert inertia(fmpz_mat(rows)) == inertia(fmpq_mat(rows)) == inertia(np.array(rows)) == inertia(rows) == (1, 0, 1)
    assert inertia(identity(4)) == (0, 0, 4)


@pytest.mark.parametrize("A, message", [
    ([], "matrix is empty"), ([[]], "not a square matrix"), ([[1, 2]], "not a square matrix"), ([[1], [2]], "not a square"),
    ([[1, 2], [2]], "not a square matrix"), (fmpq_mat(0, 0), "matrix is empty"), (fmpq_mat(1, 2), "not a square matrix"),
    ([[1, 2], [3, 1]], "not symmetric: matrix[1][0] = 3 but matrix[0][1] = 2"), ([["\u0661"]], "is not a number"),
    ([[0.5]], "matrix[0][0] = 0.5 is a float: write '0.5'"), ([[np.float64(0.5)]], "= 0.5 is a float"),
    ([[np.float32(0.5)]], "not an exact number"), ([[float("nan")]], "= nan is not a finite number"),
    ([[float("inf")]], "= inf is not a finite number"), ([["nan"]], "'nan' is not a number"), ([["inf"]], "is not a number"),
    ([["1/0"]], "divides by zero"), ([["__import__('os')"]], "is not a number"), ([["1e999999"]], "is not a number"),
    ([["1e99999"]], "exponent beyond"), ([[True]], "not an exact number"), ([[1j]], "not an exact number"),
    ([[None]], "not an exact number"), ([[Decimal("0.1")]], "not an exact number"), ([[arb(1)]], "not an exact number"),
    (5, "not a matrix"), ("12", "not a square matrix"), (None, "not a matrix"), ([1, 2], "not a matrix"),
])  # fmt: skip
def test_bad_input_is_named_in_one_line(A: Any, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        inertia(A)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("t", [0.5, "x", None, float("nan"), [1]])
def test_bad_shifts(t: Any) -> None:
    with pytest.raises(InputError, match=r"^t = "):
        count_below([[1]], t)
