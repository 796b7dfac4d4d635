"""Exact inertia of rational symmetric matrices: how many eigenvalues are negative, zero, positive.

By Sylvester's law of inertia the counts do not change under congruence, and by congruence every
symmetric matrix becomes diagonal; applied to A - tI they count the eigenvalues of A below, at and
above t.  All arithmetic is on integers: the elimination is fraction-free (Bareiss, Math. Comp. 22,
1968), so its entries are minors of the matrix and never grow beyond Hadamard's bound.

>>> inertia([[0, 1], [1, 0]])
Inertia(negative=1, zero=0, positive=1)
>>> count_below([[2, 1], [1, 2]], "3"), count_at([[2, 1], [1, 2]], "3")
(1, 1)
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flint import fmpq_mat, fmpz

from verify.certify.rational import Matrix, Rational, read_rational, read_symmetric, scaled_identity


class Inertia(NamedTuple):
    """The number of negative, zero and positive eigenvalues, with multiplicity."""

    negative: int
    zero: int
    positive: int


def inertia(A: Matrix) -> Inertia:
    """The inertia of a symmetric n by n matrix, n >= 1, of exact numbers (lists, fmpq_mat or fmpz_mat).

    Source: Sylvester's law of inertia.  Raises InputError, a ValueError, where A is empty, not square,
    not symmetric, or has an entry that is not an exact number.
    """
    return exact_inertia(read_symmetric(A))


def count_below(A: Matrix, t: Rational) -> int:
    """The number of eigenvalues of A, with multiplicity, that are less than the rational t; input and errors as for inertia."""
    return shifted_inertia(read_symmetric(A), t).negative


def count_at(A: Matrix, t: Rational) -> int:
    """The multiplicity of the rational t as an eigenvalue of A (0 where it is none); input and errors as for inertia."""
    return shifted_inertia(read_symmetric(A), t).zero


def shifted_inertia(A: fmpq_mat, t: Rational) -> Inertia:
    """The inertia of A - tI, for an A known to be symmetric."""
    return exact_inertia(A - scaled_identity(A.nrows(), read_rational(t, "t")))


def exact_inertia(A: fmpq_mat) -> Inertia:
    """The inertia of an A known to be symmetric.

    After k steps the rows are `previous` times the Schur complement that is left, where `previous` is
    the determinant of the part eliminated; the divisions are exact.  Where the whole diagonal vanishes,
    one row and column is added to another first: that makes a pivot 2 a_ij.
    """
    rows: list[list[Any]] = A.numer_denom()[0].table()
    previous, negative, positive = fmpz(1), 0, 0
    while rows:
        rest = range(len(rows))
        k = next((i for i in rest if rows[i][i]), None)
        if k is None:
            pair = next(((i, j) for i in rest for j in range(i) if rows[i][j]), None)
            if pair is None:
                break
            k, j = pair
            rows[k] = [x + y for x, y in zip(rows[k], rows[j])]
            for row in rows:
                row[k] += row[j]
        pivot, across = rows[k][k], rows[k][:k] + rows[k][k + 1 :]
        negative, positive = (negative, positive + 1) if (pivot > 0) == (previous > 0) else (negative + 1, positive)
        rows = [[(pivot * x - row[k] * y) // previous for x, y in zip(row[:k] + row[k + 1 :], across)]
                for i, row in enumerate(rows) if i != k]  # fmt: skip
        previous = pivot
    return Inertia(negative, len(rows), positive)
