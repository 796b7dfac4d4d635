"""Second moments of regression data in one pass: H = E[xx'], g = E[xy], c = E[y^2].

Batches are centred before they are multiplied, and merged by the update of Chan, Golub and LeVeque
("Updating formulae and a pairwise algorithm for computing sample variances", 1979), so that columns
far from zero lose no accuracy.  The doubles that come out are then the problem: from here on they are
taken as exact rationals, and u is the exact solution of Hu = g.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat

from verify.auditing.reading import Array, GarbledError, Table, listed
from verify.certify.rational import InputError, shown

COLLINEAR = 2.0**-45  # times d: below it an eigenvalue of the correlations is rounding
TELLING = 0.02  # entries of a null vector below this share of the largest are not named


@dataclass(frozen=True)
class Moments:
    """H, g and c of n rows, as doubles, for the named features.

    center: the means were subtracted.  scales: by what each feature was divided, all ones unless standardised.
    dropped: rows left out because a value was missing.
    """

    features: tuple[str, ...]
    target: str
    rows: int
    dropped: int
    center: bool
    standardize: bool
    means: Array
    scales: Array
    H: Array
    g: Array
    c: float

    def exact(self) -> tuple[list[list[Fraction]], list[Fraction], Fraction]:
        """H, the exact solution u of Hu = g, and c, with every double taken as the rational that it is.

        Raises InputError where H is singular or not positive definite as it stands.
        """
        H = [[Fraction(float(x)) for x in row] for row in self.H]
        A = fmpq_mat([[fmpq(*x.as_integer_ratio()) for x in row] for row in H])
        g = fmpq_mat(len(H), 1, [fmpq(*float(x).as_integer_ratio()) for x in self.g])
        from verify.certify.inertia import exact_inertia

        if exact_inertia(A).positive < len(H):
            raise InputError(f"H is not positive definite: {near_null(self.H, self.features)}")
        u = [Fraction(int(x.p), int(x.q)) for x in A.solve(g).entries()]
        return H, u, Fraction(self.c)


class Accumulator:
    """The count, the means and the centred products of the rows seen so far.

    Everything is taken relative to the mean of the first batch, so that columns far from zero lose nothing.
    """

    def __init__(self, width: int) -> None:
        self.count = 0
        self.origin, self.offset = np.zeros(width), np.zeros(width)
        self.products = np.zeros((width, width))
        self.low, self.high = np.full(width, np.inf), np.full(width, -np.inf)

    def add(self, batch: Array) -> None:
        """Take up the rows of a batch, without missing values."""
        batch, n = np.ascontiguousarray(batch), len(batch)
        if not n:
            return
        if not self.count:
            self.origin = batch.mean(axis=0)
        moved = batch - self.origin
        offset = moved.mean(axis=0)
        centred = moved - offset
        gap, total = offset - self.offset, self.count + n
        self.products += centred.T @ centred
        if self.count:
            self.products += np.outer(gap, gap) * (self.count / total * n)
        self.offset += gap * (n / total)
        self.count = total
        self.low, self.high = np.minimum(self.low, batch.min(axis=0)), np.maximum(self.high, batch.max(axis=0))

    @property
    def mean(self) -> Array:
        """The means."""
        return self.origin + self.offset


def moments(table: Table, *, center: bool = True, standardize: bool = False, drop_missing: bool = False,
            seen: Callable[[int], None] = lambda rows: None) -> Moments:  # fmt: skip
    """The moments of a table, read once.

    center: subtract the means of the features and of the target.  standardize: divide each feature by
    the root of its second moment (its standard deviation, if centred).  drop_missing: leave out rows with
    a missing value.  seen is told how many rows were read so far.  Raises InputError for missing values
    that are not to be dropped, infinities, too few rows, constant or collinear features, a constant target.
    """
    columns, d = table.columns, len(table.features)
    try:
        sums, gone = summed(table, False, drop_missing, seen)
    except GarbledError:
        sums, gone = summed(table, True, drop_missing, seen)
    enough(table, sums.count, gone, d, center)
    products = sums.products / sums.count
    if not center:
        products = products + np.outer(sums.mean, sums.mean)
    in_range(products, sums, columns, table.name)
    if center:
        not_constant(sums, table)
    products = (products + products.T) / 2
    scales = np.sqrt(np.diag(products)[:d]) if standardize else np.ones(d)
    if not (np.diag(products) > 0).all():
        zero = columns[int(np.argmin(np.diag(products)))]
        raise InputError(f"{table.name}: every value of {shown(zero)} is zero" + ("" if zero != table.target else ": nothing to explain"))
    H, g = products[:d, :d] / np.outer(scales, scales), products[:d, d] / scales
    not_collinear(H, table)
    if not g.any():
        raise InputError(f"{table.name}: the target {shown(table.target)} is uncorrelated with every feature, so u = 0: nothing to learn")
    return Moments(table.features, table.target, sums.count, gone, center, standardize, sums.mean, scales, H, g, float(products[d, d]))


def summed(table: Table, careful: bool, drop_missing: bool, seen: Callable[[int], None]) -> tuple[Accumulator, int]:
    """The sums over a table, and how many rows were left out."""
    sums, read, gone = Accumulator(len(table.columns)), 0, 0
    with np.errstate(over="ignore", invalid="ignore"):
        for batch in table.batches(careful):
            kept = usable(batch, table.columns, table.name, read, drop_missing)
            read, gone = read + len(batch), gone + len(batch) - len(kept)
            sums.add(kept)
            seen(read)
    return sums, gone


# ------------------------------------------------------------------------------------------------
# What is refused


def usable(batch: Array, columns: Sequence[str], name: str, before: int, drop: bool) -> Array:
    """The rows of a batch without missing values."""
    wrong = np.isinf(batch)
    if wrong.any():
        row, column = (int(i) for i in np.argwhere(wrong)[0])
        raise InputError(f"{name}: {shown(columns[column])} is {batch[row, column]} in row {before + row + 1}: expected finite numbers")
    missing = np.isnan(batch)
    if missing.any() and not drop:
        row, column = (int(i) for i in np.argwhere(missing)[0])
        raise InputError(f"{name}: {shown(columns[column])} is missing in row {before + row + 1}; "
                         "leave rows with missing values out with --drop-missing, or the column with --ignore")  # fmt: skip
    return batch[~missing.any(axis=1)] if missing.any() else batch


def enough(table: Table, rows: int, gone: int, d: int, center: bool) -> None:
    """More rows than features."""
    least = d + 1 if center else max(d, 2)
    if rows < least:
        without = f" without missing values ({gone} dropped)" if gone else ""
        raise InputError(f"{table.name} has {rows} row{'s' * (rows != 1)}{without} for {d} feature{'s' * (d != 1)}: H is singular; "
                         f"expected at least {least} rows")  # fmt: skip


def in_range(products: Array, sums: Accumulator, columns: Sequence[str], name: str) -> None:
    """The moments are finite doubles, and none of a column that varies is zero or subnormal."""
    size = np.maximum(abs(sums.low), abs(sums.high))
    if not np.isfinite(products).all():
        column = columns[int(np.argmax(size))]
        raise InputError(f"{name}: squares of {shown(column)}, of size up to {size.max():.3g}, overflow double precision: scale the column")
    small = (np.diag(products) < 1e-290) & (sums.low < sums.high)
    if small.any():
        column = columns[int(np.argmax(small))]
        raise InputError(f"{name}: squares of {shown(column)}, of size at most {size[small][0]:.3g}, underflow double precision: scale the column")


def not_constant(sums: Accumulator, table: Table) -> None:
    """No column has one value only."""
    same = [name for name, low, high in zip(table.columns, sums.low, sums.high) if low == high]
    if table.target in same:
        raise InputError(f"{table.name}: the target {shown(table.target)} is constant: nothing to explain")
    if same:
        plural = len(same) > 1
        raise InputError(f"{table.name}: the column{'s' * plural} {listed(same)} {'are' if plural else 'is'} constant, so the centred H is "
                         "singular; leave out with --ignore, or use --no-center")  # fmt: skip


def not_collinear(H: Array, table: Table) -> None:
    """The correlations of the features are regular beyond rounding."""
    scales = np.sqrt(np.diag(H))
    if np.linalg.eigvalsh(H / np.outer(scales, scales))[0] < COLLINEAR * len(H):
        raise InputError(f"{table.name}: H is singular: {near_null(H, table.features)}; leave one of them out with --ignore")


def near_null(H: Array, features: Sequence[str]) -> str:
    """Which columns have a combination that nearly vanishes."""
    scales = np.sqrt(np.abs(np.diag(H))) + (np.diag(H) == 0)
    values, vectors = np.linalg.eigh(H / np.outer(scales, scales))
    null = vectors[:, 0]
    part = [name for name, x in zip(features, null) if abs(x) > TELLING * abs(null).max()]
    return f"the columns {listed(part)} are collinear (a combination of them has the relative second moment {max(values[0], 0):.1e})"
