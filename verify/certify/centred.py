"""A smooth step on sets x = m + A r: a middle m, a frame A and a box r of radii, moved by the mean value theorem.

F(m + A r) lies in F(m) + J A r, where J encloses the derivative of F on the set.  The next frame is the orthogonal part of J A,
so that the radii grow as fast as the orbit's own errors do, and not by the wrapping of a rotated box.
Source: Lohner's method; Nedialkov, Jackson, Corliss, Applied Mathematics and Computation 105 (1999), section 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import arb, arb_mat, ctx

COARSE = 64  # bits for derivatives and radii
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
        radii = frame.solve(spread) * x.radii + frame.solve(error)
        centred = arb_mat(n, 1, [arb(0, r.abs_upper()) for r in radii.entries()])
    return CentredSet(middle, frame, centred)


def orthogonal_part(spread: arb_mat, radii: arb_mat) -> arb_mat:
    """An exact matrix, nearly orthogonal, whose first columns span the longest edges of the set; the unit matrix where floats fail."""
    import numpy as np

    n = spread.nrows()
    lengths: Any = [log2(r.abs_upper()) for r in radii.entries()]
    columns = np.array([[log_scaled(x) for x in row] for row in spread.table()])
    if np.isfinite(columns).all():
        sizes = np.log2(np.linalg.norm(columns, axis=0) + 1e-300) + np.array(lengths)
        order = np.argsort(-sizes, kind="stable")
        Q, _ = np.linalg.qr(columns[:, order])
        if np.isfinite(Q).all():
            return arb_mat(n, n, [arb(float(x)) for x in Q.ravel()])
    return unit(n)


def log_scaled(x: arb) -> float:
    """The middle of a ball as a double, infinite beyond their range."""
    try:
        return float(x.mid())
    except OverflowError:
        return float("inf")


def log2(x: arb) -> float:
    """The binary logarithm of an exact ball x >= 0, -1e9 for 0."""
    if not x > 0:
        return -1e9
    man, exp = x.man_exp()
    return float(int(man).bit_length() + int(exp))
