"""A smooth step on sets x = m + A r: a middle m, a frame A and a box r of radii, moved by the mean value theorem.

F(m + A r) lies in F(m) + J A r, where J encloses the derivative of F on the set.  The next frame is the orthogonal part of J A,
so that the radii grow as fast as the orbit's own errors do, and not by the wrapping of a rotated box.
Source: Lohner's method; Nedialkov, Jackson, Corliss, Applied Mathematics and Computation 105 (1999), section 6.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import mul

from flint import arb, arb_mat, ctx

COARSE = 64  # bits for derivatives and radii
SMALLEST = 2.0**-30  # of what is left of a column of length about 1, to be a direction of its own
Point = list[arb]


class CentredSet:
    """The set m + A r: `middle` has exact balls, `frame` is exact and invertible, `radii` are balls around zero; `box` holds the set."""

    __slots__ = ("box", "frame", "middle", "radii")

    def __init__(self, middle: Point, frame: arb_mat, radii: arb_mat) -> None:
        self.middle, self.frame, self.radii = middle, frame, radii
        self.box: Point = [m + x for m, x in zip(middle, (frame * radii).entries())]

    @classmethod
    def around(cls, box: Sequence[arb]) -> CentredSet:
        """A box as such a set."""
        n = len(box)
        middle = [x.mid() for x in box]
        radii = [x - m for x, m in zip(box, middle)]
        return cls(middle, unit(n), arb_mat(n, 1, radii))


def unit(n: int) -> arb_mat:
    """The unit matrix."""
    return arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def image(x: CentredSet, step: Callable[[Point], Point], derivative: Callable[[CentredSet], arb_mat]) -> CentredSet:
    """A set that holds step(p) for every p in x; derivative(x) encloses the derivative of the step on the convex set x."""
    moved = step(x.middle)
    middle = [y.mid() for y in moved]
    n = len(middle)
    with ctx.workprec(COARSE):
        spread = derivative(x) * x.frame
        if not all(part.is_finite() for part in (*spread.entries(), *moved)):
            return CentredSet([arb(0)] * n, unit(n), arb_mat(n, 1, [arb("0 +/- inf")] * n))
        frame = orthogonal_part(spread, x.radii)
        error = arb_mat(n, 1, [y - m for y, m in zip(moved, middle)])
        radii = frame.solve(spread) * x.radii + frame.solve(error)  # raises where the frame is not invertible, which would be a fault here
        centred = arb_mat(n, 1, [arb(0, r.abs_upper()) for r in radii.entries()])
    return CentredSet(middle, frame, centred)


def orthogonal_part(spread: arb_mat, radii: arb_mat) -> arb_mat:
    """An exact matrix, nearly orthogonal, whose first columns span the longest edges of the set; the unit matrix where floats fail.

    In doubles, by operations that IEEE 754 rounds in one way only, so that every machine finds the same matrix.
    """
    columns = [[as_double(x) for x in column] for column in spread.transpose().table()]
    if not all(math.isfinite(x) for column in columns for x in column):
        return unit(spread.nrows())
    scaled = [scale(column) for column in columns]
    sizes = [exponent + exponent_of(r.abs_upper()) for (_, exponent), r in zip(scaled, radii.entries())]
    order = sorted(range(len(sizes)), key=lambda i: -sizes[i])
    basis = orthonormal([scaled[i][0] for i in order])
    return arb_mat(basis).transpose()


def scale(column: list[float]) -> tuple[list[float], float]:
    """The column times a power of 2, with a largest entry from 1/2 to 1, and about the binary logarithm of its length; zeros stay."""
    top = max(map(abs, column))
    if top == 0:
        return column, -1e9
    _, exponent = math.frexp(top)
    small = [math.ldexp(x, -exponent) for x in column]
    mantissa, more = math.frexp(math.fsum(x * x for x in small))
    return small, exponent + (more + mantissa) / 2


def orthonormal(columns: list[list[float]]) -> list[list[float]]:
    """Nearly orthonormal vectors that span the first columns, the first two, and so on; unit vectors in place of those that add nothing.

    Source: Gram-Schmidt, again for a column of which little is left; Golub and Van Loan, Matrix Computations, section 5.2.
    """
    n = len(columns)
    basis: list[list[float]] = []
    for column in [*columns, *([float(i == j) for i in range(n)] for j in range(n))]:
        if len(basis) == n:
            break
        rest, before, length = column, math.inf, length_of(column)
        while SMALLEST < length < before / 2:
            before = length
            for b in basis:
                share = math.fsum(map(mul, b, rest))
                rest = [x - share * y for x, y in zip(rest, b)]
            length = length_of(rest)
        if length > SMALLEST:
            basis.append([x / length for x in rest])
    return basis


def length_of(x: list[float]) -> float:
    """The Euclidean length."""
    return math.sqrt(math.fsum(map(mul, x, x)))


def as_double(x: arb) -> float:
    """The middle of a ball as a double, infinite beyond their range."""
    try:
        return float(x.mid())
    except OverflowError:
        return math.inf


def exponent_of(x: arb) -> float:
    """The binary logarithm of an exact ball x >= 0, rounded up, and -1e9 for 0."""
    if not x > 0:
        return -1e9
    man, exp = x.man_exp()
    return float(int(man).bit_length() + int(exp))
