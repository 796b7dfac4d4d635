"""Numbers that are off by a few units in the last place: how far two runs part tells what rounding may do."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from verify.dynamics.numbers import Arithmetic
from verify.dynamics.vectors import Vector

ULPS = 32
GRAINS = 512


@dataclass(frozen=True)
class Shaken(Arithmetic):
    """An arithmetic in which numbers are multiplied by 1 + t, t drawn from [-32, 32] 2^-bits.

    That happens to each number when it is read, and to whatever is passed to `again`.  Zeros stay, and symmetric
    matrices stay symmetric.  The draws depend on nothing but the seed.
    """

    draw: random.Random = field(default_factory=random.Random, compare=False)
    factors: list[Any] = field(default_factory=list, compare=False)

    def number(self, x: fmpq) -> Any:
        """The number, off by a little."""
        return self.again(super().number(x))

    def matrix(self, rows: Sequence[Sequence[fmpq]]) -> Any:
        """The symmetric matrix, its entries off by a little."""
        lower = [[self.off(x) for x in row[: i + 1]] for i, row in enumerate(rows)]
        size = range(len(rows))
        plain = Arithmetic(self.name, self.bits, self.context, self._number)
        return plain.matrix([[lower[max(i, j)][min(i, j)] for j in size] for i in size])

    def off(self, x: fmpq) -> fmpq:
        """x (1 + t)."""
        return x * (1 + fmpq(ULPS * self.draw.randint(-GRAINS, GRAINS), GRAINS) / fmpq(2) ** (self.bits or 0))

    def again(self, x: Any) -> Any:
        """The number or vector of this arithmetic, off by a little."""
        if isinstance(x, Vector):
            return type(x)([y * f for y, f in zip(x.entries, self.draw.choices(self.factors, k=len(x)))])
        if getattr(x, "ndim", 0):
            return x * self.draw.choices(self.factors, k=len(x))
        return x * self.draw.choice(self.factors)


def shaken(numbers: Arithmetic, seed: int) -> Shaken:
    """The same arithmetic, its numbers off by a little; to be called within numbers.precision()."""
    found = Shaken(numbers.name, numbers.bits, numbers.context, numbers._number, random.Random(seed))
    found.factors.extend(numbers.number(found.off(fmpq(1))) for _ in range(GRAINS))
    return found
