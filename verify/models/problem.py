"""A least-squares problem with a start and step sizes: what every iteration here is run on, in exact numbers.

>>> from verify.models.problem import Problem
>>> problem = Problem.of(H=[[1, 0], [0, "1/3"]], u=[3, 4], eps="1e-2")
>>> [str(x) for x in problem.g], str(problem.uHu)
(['3', '4/3'], '43/3')
>>> problem.replace(eps=5).eps
5
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

from flint import fmpq, fmpq_mat

from verify.certify.inertia import Inertia, exact_inertia
from verify.certify.rational import InputError, read_rational, read_symmetric, read_vector, shown

Row = tuple[fmpq, ...]


@lru_cache(maxsize=64)
def is_positive_definite(rows: tuple[Row, ...]) -> bool:
    """Whether the symmetric matrix with these rows is positive definite, by exact inertia."""
    if not all(x == 0 for i, row in enumerate(rows) for x in row[:i]):
        return exact_inertia(fmpq_mat([list(row) for row in rows])) == Inertia(0, 0, len(rows))
    return all(row[i] > 0 for i, row in enumerate(rows))


def column(xs: Row) -> fmpq_mat:
    """The column with these entries."""
    return fmpq_mat(len(xs), 1, list(xs))


def dot(x: Row, y: Row) -> fmpq:
    """x'y."""
    return sum((p * q for p, q in zip(x, y)), fmpq(0))


def exact_doubles(value: Any, name: str, dimensions: int) -> Any:
    """The array of that many dimensions as nested lists of fmpq (one fmpq for 0); InputError unless its entries are finite doubles."""
    import numpy as np

    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiuO":
            raise TypeError
        doubles = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{name} = {shown(value)} is not an array of real numbers") from None
    if array.ndim != dimensions:
        raise InputError(f"{name} has {array.ndim} dimensions: expected {dimensions}")
    for index in np.argwhere(~np.isfinite(doubles) | (doubles.astype(object) != array.astype(object))):
        place = "".join(f"[{i}]" for i in index)
        reason = "a finite number" if not np.isfinite(doubles[tuple(index)]) else "a double"
        raise InputError(f"{name}{place} = {array[tuple(index)]} is not {reason}")

    def convert(x: Any) -> Any:
        return [convert(y) for y in x] if isinstance(x, list) else fmpq(*x.as_integer_ratio())

    return convert(doubles.tolist())


@dataclass(frozen=True)
class Problem:
    """The configuration {H, u, a0, w0, eps_a, eps} of Section 3.1, and c of equation (1).

    H is d by d, symmetric and positive definite; u and w0 have length d and are not zero; eps_a and eps are
    positive; c is at least u'Hu, the least it can be, as c - u'Hu is the mean square of the noise (None stands
    for u'Hu).  Entries may be given as for verify.certify.rational (ints, Fractions, strings such as '1/3' and
    '1e-3'); they are kept as flint's fmpq, in tuples, so that problems can be compared, hashed and pickled.

    Raises InputError, a ValueError, with one line that names what is wrong.
    """

    H: tuple[Row, ...]
    u: Row
    a0: fmpq
    w0: Row
    eps_a: fmpq
    eps: fmpq
    c: fmpq | None = None

    def __post_init__(self) -> None:
        matrix = read_symmetric(self.H, "H")
        d = matrix.nrows()
        rows = tuple(tuple(row) for row in matrix.table())
        if not is_positive_definite(rows):
            raise InputError(f"H is not positive definite: its inertia is {exact_inertia(matrix)}")
        exact: dict[str, Any] = {"H": rows}
        for name in ("u", "w0"):
            exact[name] = tuple(read_vector(getattr(self, name), d, name).entries())
            if not any(exact[name]):
                raise InputError(f"{name} is zero: expected a vector with a non-zero entry")
        for name in ("a0", "eps_a", "eps"):
            exact[name] = read_rational(getattr(self, name), name)
            if name != "a0" and not exact[name] > 0:
                raise InputError(f"{name} = {shown(exact[name])} is not positive")
        exact["c"] = None if self.c is None else read_rational(self.c, "c")
        for name, value in exact.items():
            object.__setattr__(self, name, value)
        if self.c is not None and self.c < self.uHu:
            raise InputError(f"c = {shown(self.c)} is less than u'Hu = {shown(self.uHu)}: c - u'Hu is a mean square")

    @classmethod
    def of(cls, *, H: Any, u: Any, eps: Any, a0: Any = 0, w0: Any = None, eps_a: Any = 1, c: Any = None) -> Problem:
        """The problem with the defaults a0 = 0, w0 = g = Hu (the direction of Figure 1) and eps_a = 1."""
        if w0 is None:
            matrix = read_symmetric(H, "H")
            w0 = (matrix * read_vector(u, matrix.nrows(), "u")).entries()
        return cls(H, u, a0, w0, eps_a, eps, c)

    @classmethod
    def from_floats(cls, *, H: Any, u: Any, eps: Any, a0: Any = 0.0, w0: Any = None, eps_a: Any = 1.0, c: Any = None) -> Problem:
        """The problem whose numbers are exactly the given doubles (NumPy arrays or nested lists); defaults as for `of`.

        Nothing is rounded: 0.1 is the dyadic rational 3602879701896397/36028797018963968.  NaN and infinities are refused.
        """
        exact = exact_doubles
        return cls.of(
            H=exact(H, "H", 2), u=exact(u, "u", 1), eps=exact(eps, "eps", 0), a0=exact(a0, "a0", 0),
            w0=None if w0 is None else exact(w0, "w0", 1), eps_a=exact(eps_a, "eps_a", 0),
            c=None if c is None else exact(c, "c", 0),
        )  # fmt: skip

    def replace(self, **changes: Any) -> Problem:
        """The problem with some entries changed; InputError for a name it does not have."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in changes:
            if name not in values:
                raise InputError(f"a problem has no {shown(name)}: expected one of {', '.join(values)}")
        return Problem(**{**values, **changes})

    @property
    def d(self) -> int:
        """The dimension."""
        return len(self.u)

    @cached_property
    def matrix(self) -> fmpq_mat:
        """H as a flint matrix."""
        return fmpq_mat([list(row) for row in self.H])

    @cached_property
    def g(self) -> Row:
        """g = Hu (equation (1) and below (2))."""
        return tuple((self.matrix * column(self.u)).entries())

    @cached_property
    def uHu(self) -> fmpq:
        """u'Hu, the square of alpha at every global minimiser."""
        return dot(self.u, self.g)

    @cached_property
    def wg0(self) -> fmpq:
        """w0'g."""
        return dot(self.w0, self.g)

    @cached_property
    def sigma0_squared(self) -> fmpq:
        """w0'Hw0."""
        return dot(self.w0, tuple((self.matrix * column(self.w0)).entries()))

    @cached_property
    def e0(self) -> Row:
        """The residual u - (w0'g / w0'Hw0) w0 of the start (below equation (12)), exactly."""
        z = self.wg0 / self.sigma0_squared
        return tuple(x - z * y for x, y in zip(self.u, self.w0))

    @property
    def noise(self) -> fmpq:
        """c - u'Hu, twice the loss at every global minimiser; 0 where c is not given."""
        return fmpq(0) if self.c is None else self.c - self.uHu

    def __reduce__(self) -> Any:
        return Problem, tuple(getattr(self, field.name) for field in fields(self))

    def to_json(self) -> dict[str, Any]:
        """Plain data, every number a string; Problem(**data) reads it back."""
        return {
            "H": [[str(x) for x in row] for row in self.H], "u": [str(x) for x in self.u], "a0": str(self.a0),
            "w0": [str(x) for x in self.w0], "eps_a": str(self.eps_a), "eps": str(self.eps), "c": None if self.c is None else str(self.c),
        }  # fmt: skip
