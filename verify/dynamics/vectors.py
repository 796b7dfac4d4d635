"""Vectors and matrices of numbers of any type, lighter than NumPy's arrays of objects, and their flint counterparts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import add, mul, neg, sub
from typing import Any, Self

import gmpy2
from flint import arb_mat


class Vector:
    """A vector of numbers with + - * / and the inner product @; it is never changed in place."""

    __slots__ = ("entries",)
    total = staticmethod(sum)

    def __init__(self, entries: list[Any]) -> None:
        self.entries = entries

    def __add__(self, other: Self) -> Self:
        return type(self)(list(map(add, self.entries, other.entries)))

    def __sub__(self, other: Self) -> Self:
        return type(self)(list(map(sub, self.entries, other.entries)))

    def __neg__(self) -> Self:
        return type(self)(list(map(neg, self.entries)))

    def __mul__(self, t: Any) -> Self:
        return type(self)([x * t for x in self.entries])

    __rmul__ = __mul__

    def __truediv__(self, t: Any) -> Self:
        return type(self)([x / t for x in self.entries])

    def __matmul__(self, other: Self) -> Any:
        return self.total(map(mul, self.entries, other.entries))

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, i: int) -> Any:
        return self.entries[i]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.entries)


class GmpyVector(Vector):
    """A vector of gmpy2 numbers: sums are rounded once."""

    __slots__ = ()
    total = staticmethod(gmpy2.fsum)


class BallVector:
    """A vector of flint balls, an arb_mat of one column; operations as for Vector."""

    __slots__ = ("column",)

    def __init__(self, column: arb_mat) -> None:
        self.column = column

    def __add__(self, other: BallVector) -> BallVector:
        return BallVector(self.column + other.column)

    def __sub__(self, other: BallVector) -> BallVector:
        return BallVector(self.column - other.column)

    def __neg__(self) -> BallVector:
        return BallVector(-self.column)

    def __mul__(self, t: Any) -> BallVector:
        return BallVector(self.column * t)

    __rmul__ = __mul__

    def __truediv__(self, t: Any) -> BallVector:
        return BallVector(self.column / t)

    def __matmul__(self, other: BallVector) -> Any:
        return (self.column.transpose() * other.column)[0, 0]

    def __len__(self) -> int:
        return int(self.column.nrows())

    def __getitem__(self, i: int) -> Any:
        return self.column[i, 0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.column.entries())


class Operator:
    """A matrix that acts on vectors by @; the last product is kept, as a step asks for Hw twice."""

    __slots__ = ("last", "rows")

    def __init__(self, rows: Sequence[list[Any]]) -> None:
        self.rows = rows
        self.last: tuple[Any, Any] = (None, None)

    def __matmul__(self, x: Any) -> Any:
        before, product = self.last
        if x is not before:
            product = self.product(x)
            self.last = (x, product)
        return product

    def product(self, x: Vector) -> Vector:
        """The matrix times x."""
        entries, total = x.entries, x.total
        return type(x)([total(map(mul, row, entries)) for row in self.rows])


class BallOperator(Operator):
    """A matrix of flint balls that acts on BallVectors."""

    __slots__ = ("matrix",)

    def __init__(self, rows: Sequence[list[Any]]) -> None:
        super().__init__(())
        self.matrix = arb_mat([list(row) for row in rows])

    def product(self, x: Any) -> Any:
        """The matrix times x."""
        return BallVector(self.matrix * x.column)


class Diagonal:
    """A diagonal matrix that acts on vectors by @."""

    __slots__ = ("entries",)

    def __init__(self, entries: list[Any]) -> None:
        self.entries = entries

    def __matmul__(self, x: Any) -> Any:
        if isinstance(x, BallVector):
            return BallVector(arb_mat(len(self.entries), 1, list(map(mul, self.entries, x))))
        return type(x)(list(map(mul, self.entries, x.entries)))
