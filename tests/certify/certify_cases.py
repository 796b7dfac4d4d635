"""Matrices with chosen spectra, as hypothesis strategies and from a seed; and counts by a route of their own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from verify.certify.rational import fractions

Rows = list[list[Fraction]]
CALM = {"deadline": None, "derandomize": True, "database": None, "suppress_health_check": list(HealthCheck)}
PALETTE = [Fraction(x) for x in ("1", "1", "2", "3", "1/3", "7/2", "1e6", "1e-6")]


def many(examples: int) -> Any:
    """Settings for that many examples, the same ones in every run."""
    return settings(max_examples=examples, **CALM)  # type: ignore[arg-type]


def matrix(rows: Sequence[Sequence[Any]]) -> fmpq_mat:
    """The exact matrix."""
    return fmpq_mat([[fmpq(Fraction(x).numerator, Fraction(x).denominator) for x in row] for row in rows])


def identity(d: int) -> fmpq_mat:
    """I."""
    return matrix([[int(i == j) for j in range(d)] for i in range(d)])


def diagonal(values: Sequence[Any]) -> fmpq_mat:
    """diag(values)."""
    return matrix([[x if i == j else 0 for j in range(len(values))] for i, x in enumerate(values)])


def cayley(d: int, below: Sequence[Any]) -> fmpq_mat:
    """The rational orthogonal matrix (I - S)(I + S)^-1, S antisymmetric with the given entries below its diagonal."""
    entries = iter(below)
    rows: list[list[Any]] = [[0] * d for _ in range(d)]
    for i in range(d):
        for j in range(i):
            rows[i][j] = Fraction(next(entries))
            rows[j][i] = -rows[i][j]
    S = matrix(rows)
    return (identity(d) - S) * (identity(d) + S).inv()


@dataclass
class Problem:
    """H = Q A Q' and u = Q c; A = diag(spectrum) where the spectrum is known."""

    H: Rows
    u: list[Fraction]
    spectrum: list[Fraction]
    coordinates: list[Fraction]

    @property
    def d(self) -> int:
        return len(self.u)


def problem(A: fmpq_mat, Q: fmpq_mat, c: Sequence[Any], spectrum: Sequence[Any] = ()) -> Problem:
    """The problem with these parts."""
    H, u = Q * A * Q.transpose(), Q * matrix([[x] for x in c])
    return Problem(fractions(H), [row[0] for row in fractions(u)], [Fraction(x) for x in spectrum], [Fraction(x) for x in c])


def numbers(size: int, low: int = -2, high: int = 2) -> st.SearchStrategy[list[Fraction]]:
    """Small rationals."""
    values = sorted({Fraction(p, q) for p in range(low, high + 1) for q in (1, 2, 3)}, key=lambda x: (abs(x), x.denominator, x))
    return st.lists(st.sampled_from(values), min_size=size, max_size=size)


def nonzero(size: int) -> st.SearchStrategy[list[Fraction]]:
    """Sparse and full vectors, not zero."""
    return numbers(size).map(lambda c: c if any(c) else [Fraction(1), *c[1:]])


@st.composite
def known(draw: st.DrawFn, least: int = 1, most: int = 5) -> Problem:
    """Known rational eigenvalues, often repeated, condition number up to 1e12; u often in few eigenspaces."""
    d = draw(st.integers(least, most))
    spectrum = sorted(draw(st.lists(st.sampled_from(PALETTE), min_size=d, max_size=d)))
    Q = cayley(d, draw(numbers(d * (d - 1) // 2)))
    return problem(diagonal(spectrum), Q, draw(nonzero(d)), spectrum)


@st.composite
def repeated(draw: st.DrawFn) -> Problem:
    """Irrational eigenvalues, each of them repeated r times for r = 1, 2, 3."""
    size, r = draw(st.sampled_from([(1, 2), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1), (5, 1)]))
    B = matrix([draw(numbers(size)) for _ in range(size)])
    small = fractions(B * B.transpose() + identity(size) * fmpq(1, 2))
    d = size * r
    A = matrix([[small[i // r][j // r] if i % r == j % r else 0 for j in range(d)] for i in range(d)])
    return problem(A, cayley(d, draw(numbers(d * (d - 1) // 2, -1, 1))), draw(nonzero(d)))


def problems() -> st.SearchStrategy[Problem]:
    """Both kinds."""
    return st.one_of(known(), repeated())


@st.composite
def symmetric(draw: st.DrawFn, most: int = 6, least: int = 1) -> Rows:
    """Symmetric matrices C'AC of any inertia, often with zeros on the diagonal; C may be singular."""
    d = draw(st.integers(least, most))
    hollow, congruent = draw(st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 1)]))
    entries = draw(numbers(d * d))
    A = [[entries[max(i, j) * d + min(i, j)] * (i != j or not hollow) for j in range(d)] for i in range(d)]
    if not congruent:
        return A
    entries = draw(numbers(d * d, -1, 1))
    C = matrix([entries[i * d : (i + 1) * d] for i in range(d)])
    return fractions(C.transpose() * matrix(A) * C)


def seeded(seed: int, d: int) -> tuple[list[list[int]], list[int]]:
    """A full integer SPD H and a full u, from a seed."""
    r = random.Random(seed)
    B = [[r.randint(-5, 5) for _ in range(d)] for _ in range(d)]
    H = [[sum(x * y for x, y in zip(p, q)) + (i == j) for j, q in enumerate(B)] for i, p in enumerate(B)]
    return H, [r.choice([-3, -2, -1, 1, 2, 3]) for _ in range(d)]


def descartes(A: Sequence[Sequence[Any]], t: Any = 0) -> tuple[int, int, int]:
    """Eigenvalues below, at and above t by Descartes' rule of signs, exact as all roots are real: no elimination."""
    p = (matrix(A) - identity(len(A)) * fmpq(Fraction(t).numerator, Fraction(t).denominator)).charpoly().coeffs()
    zero = next(i for i, c in enumerate(p) if c)
    signs = [c > 0 for c in p if c]
    positive = sum(a != b for a, b in pairwise(signs))
    return len(A) - zero - positive, zero, positive


def roots(A: Rows) -> list[arb]:
    """All eigenvalues, by factors of the characteristic polynomial, on balls of 700 bits."""
    with ctx.workprec(700):
        factors = matrix(A).charpoly().numer().factor()[1]
        found = [pair[0].real for q, power in factors for pair in q.complex_roots() for _ in range(power)]
        return sorted(found, key=lambda x: x.mid().fmpq())
