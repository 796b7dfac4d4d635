"""The strategies draw what they say, and shrink towards small integers."""

from __future__ import annotations

import math
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from verify import strategies
from verify.certify.inertia import count_at, inertia
from verify.certify.rational import InputError
from verify.hypothesis_entry import register
from verify.models.problem import Problem, dot
from verify.strategies import orthogonal, problems, spd, spectra, starts, unit_interval

SETTINGS = settings(max_examples=60, derandomize=True, database=None, deadline=None)
LONG = settings(max_examples=300, derandomize=True, database=None, report_multiple_bugs=False)


def times(A: list[list[Fraction]], B: list[list[Fraction]]) -> list[list[Fraction]]:
    """AB."""
    return [[sum((x * y for x, y in zip(row, column)), Fraction(0)) for column in zip(*B)] for row in A]


@SETTINGS
@given(st.integers(1, 4).flatmap(orthogonal))
def test_orthogonal_matrices_are_exactly_orthogonal(Q: list[list[Fraction]]) -> None:
    assert times(Q, [list(row) for row in zip(*Q)]) == [[int(i == j) for j in range(len(Q))] for i in range(len(Q))]


@SETTINGS
@given(spd(spectrum=["1/3", 2, 2]))
def test_a_chosen_spectrum_is_the_spectrum(H: list[list[Fraction]]) -> None:
    assert count_at(H, "1/3") == 1 and count_at(H, 2) == 2


@SETTINGS
@given(spd(4, kinds=("repeated",)))
def test_repeated_spectra_have_at_most_two_values(H: list[list[Fraction]]) -> None:
    assert inertia(H).positive == 4
    values = find_two(H)
    shifted = [[[x - (t if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(H)] for t in values]
    assert not any(x for row in times(*shifted) for x in row)


def find_two(H: list[list[Fraction]]) -> tuple[Fraction, Fraction]:
    """The two eigenvalues of a matrix that has no others, from its trace and that of its square, for some multiplicities."""
    trace, squares, d = sum(H[i][i] for i in range(4)), sum(x * x for row in H for x in row), 4
    for m in range(1, d):
        # m s + (d - m) t = trace, m s^2 + (d - m) t^2 = squares: t = (trace + r)/d with r^2 = m (d squares - trace^2)/(d - m)
        root = Fraction(m * (d * squares - trace**2), d - m)
        top, bottom = math.isqrt(root.numerator), math.isqrt(root.denominator)
        if Fraction(top, bottom) ** 2 == root:
            for r in (Fraction(top, bottom), -Fraction(top, bottom)):
                t = (trace + r) / d
                s = (trace - (d - m) * t) / m
                if count_at(H, t) == d - m and count_at(H, s) in (m, d):
                    return s, t
                if count_at(H, t) == d:
                    return t, t
    raise AssertionError("more than two eigenvalues")


@SETTINGS
@given(st.sampled_from(strategies.STARTS), st.data())
def test_starts_are_where_they_say(kind: str, data: st.DataObject) -> None:
    problem = data.draw(problems(d=st.integers(2, 4), starts=(kind,), spectrum=("small",)))
    w, u, g = problem.w0, problem.u, problem.g
    assert any(w)
    if kind in ("parallel-u", "parallel-g"):
        v = u if kind == "parallel-u" else g
        assert dot(w, v) ** 2 == dot(w, w) * dot(v, v)
    elif kind == "orthogonal-g":
        assert problem.wg0 == 0
    elif kind == "near-saddle":
        assert 0 < problem.wg0**2 * 400 <= dot(g, g) ** 2
    elif kind == "near-minimiser":
        assert dot(problem.e0, problem.e0) * 20 <= dot(u, u)


@SETTINGS
@given(problems(exact=False))
def test_rounded_problems_are_exactly_doubles(problem: Problem) -> None:
    numbers = [x for row in problem.H for x in row] + [*problem.u, *problem.w0, problem.a0, problem.eps, problem.eps_a]
    assert all(Fraction(float(Fraction(int(x.p), int(x.q)))) == Fraction(int(x.p), int(x.q)) for x in numbers)


@SETTINGS
@given(spd(3, kinds=("extreme",), exact=False))
def test_rounded_matrices_are_symmetric_arrays(H: Any) -> None:
    assert H.dtype == np.float64 and H.shape == (3, 3) and (H == H.T).all()


@pytest.mark.parametrize(
    ("strategy", "condition", "smallest"),
    [
        (spectra(3), lambda x: True, [1, 1, 1]),
        (orthogonal(2), lambda x: True, [[1, 0], [0, 1]]),
        (unit_interval(), lambda x: x < 1, Fraction(1, 2)),
        (spd(2), lambda H: True, [[1, 0], [0, 1]]),
        (problems(d=1), lambda p: p.wg0 < 0, Problem.of(H=[[1]], u=[1], w0=[-1], eps=1)),
        (starts([[1, 0], [0, 2]], [1, 1]), lambda w: True, [1, 0]),
    ],
)
def test_shrinking_ends_at_small_integers(strategy: Any, condition: Any, smallest: Any) -> None:
    assert find(strategy, condition, settings=LONG) == smallest


def test_hypothesis_finds_problems_by_their_type() -> None:
    register()

    @settings(SETTINGS, max_examples=5)
    @given(...)
    def holds(problem: Problem) -> None:
        assert problem.d >= 1

    holds()


def test_the_package_names_the_hook_for_hypothesis() -> None:
    data = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, name = data["project"]["entry-points"]["hypothesis"]["verify"].partition(":")
    assert (module, name) == (register.__module__, register.__name__)


@pytest.mark.parametrize("wrong", [lambda: spectra(2, ("flat",)), lambda: orthogonal(2, ("shear",)), lambda: starts([[1]], [1], ("anywhere",)),
                                   lambda: spd(spectrum=[1, 0]), lambda: spd(3, spectrum=[1, 2])])  # fmt: skip
def test_unknown_kinds_and_impossible_spectra_are_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="expected"):
        find(wrong(), lambda x: True, settings=LONG)
