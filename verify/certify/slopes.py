"""Numbers that depend on where in a box one is: enclosed with their derivatives, so that differences of such numbers stay narrow.

A `Slope` is a function of r in a box around zero, known by its value at r = 0 and balls for its derivatives on the box; it lies in
value + derivatives r, and in what ball arithmetic gives.  It computes and compares like a ball, so the checker's evaluator runs on it.
Source: centred forms; Neumaier, Interval Methods for Systems of Equations, section 2.3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

Number = Any


class Slope:
    """A function of r in the box `radii`: its value at the middle, its enclosed derivatives, and a ball for its values."""

    __slots__ = ("ball", "derivatives", "middle", "radii")

    def __init__(self, middle: arb, derivatives: Sequence[arb], ball: arb, radii: Sequence[arb]) -> None:
        self.middle, self.derivatives, self.radii = middle, derivatives, radii
        spread = sum((x * r for x, r in zip(derivatives, radii)), middle)
        try:
            self.ball = ball.intersection(spread) if spread.is_finite() else ball
        except ValueError:  # the two only touch, as far as the radii show
            self.ball = ball

    def _lift(self, other: Number) -> Slope | None:
        if isinstance(other, Slope):
            return other
        if isinstance(other, (int, Fraction)):
            other = arb(fmpq(other.numerator, other.denominator))
        return Slope(other, [arb(0)] * len(self.radii), other, self.radii) if isinstance(other, arb) else None

    def _with(self, other: Number, op: Callable[[arb, arb], arb], left: Callable[[arb, arb], arb], right: Callable[[arb, arb], arb]) -> Any:
        y = self._lift(other)
        if y is None:
            return NotImplemented
        x_part, y_part = left(self.ball, y.ball), right(self.ball, y.ball)
        parts = [x_part * p + y_part * q for p, q in zip(self.derivatives, y.derivatives)]
        return Slope(op(self.middle, y.middle), parts, op(self.ball, y.ball), self.radii)

    def __add__(self, other: Number) -> Any:
        return self._with(other, lambda x, y: x + y, lambda x, y: arb(1), lambda x, y: arb(1))

    __radd__ = __add__

    def __sub__(self, other: Number) -> Any:
        return self._with(other, lambda x, y: x - y, lambda x, y: arb(1), lambda x, y: arb(-1))

    def __rsub__(self, other: Number) -> Any:
        return (-self) + other

    def __neg__(self) -> Slope:
        return Slope(-self.middle, [-x for x in self.derivatives], -self.ball, self.radii)

    def __mul__(self, other: Number) -> Any:
        return self._with(other, lambda x, y: x * y, lambda x, y: y, lambda x, y: x)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Any:
        return self._with(other, lambda x, y: x / y, lambda x, y: 1 / y, lambda x, y: -x / y**2)

    def __rtruediv__(self, other: Number) -> Any:
        y = self._lift(other)
        return NotImplemented if y is None else y / self

    def _map(self, value: Callable[[arb], arb], slope: Callable[[arb], arb]) -> Slope:
        factor = slope(self.ball)
        return Slope(value(self.middle), [factor * x for x in self.derivatives], value(self.ball), self.radii)

    def __pow__(self, n: int) -> Slope:
        return self._map(lambda x: x**n, lambda x: n * x ** (n - 1))

    def sqrt(self) -> Slope:
        """The non-negative square root."""
        return self._map(lambda x: x.sqrt(), lambda x: 1 / (2 * x.sqrt()))

    def __abs__(self) -> Slope:
        return self if self.ball >= 0 else -self if self.ball <= 0 else self._map(abs, lambda x: arb(0, 1))

    def __gt__(self, other: int) -> bool:
        return bool(self.ball > other)

    def __lt__(self, other: int) -> bool:
        return bool(self.ball < other)

    def is_finite(self) -> bool:
        """Whether all its values are finite."""
        return bool(self.ball.is_finite())


def coordinates(middle: Sequence[arb], frame: Sequence[Sequence[arb]], radii: Sequence[arb], box: Sequence[arb]) -> list[Slope]:
    """The coordinates of the points m + A r as functions of r; box: balls for them."""
    return [Slope(m, row, x, radii) for m, row, x in zip(middle, frame, box)]
