"""BNGD for a general loss on a finite sample (Section A.2): the mean of f(y_i, a x_i'w/sigma) over the rows (x_i, y_i).

>>> from verify.models.sample import SampleProblem
>>> cubic = SampleProblem.of(X=[[1, 0], [1, 2], [0, 1]], y=[1, 2, 3], derivative=lambda y, z: (z - y) ** 3,
...                          loss=lambda y, z: (z - y) ** 4 / 4, w0=[1, 1], eps="1/10")
>>> [[str(x) for x in row] for row in cubic.H]
[['2/3', '2/3'], ['2/3', '5/3']]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mat

from verify.certify.rational import InputError, read_rational, read_vector, shown
from verify.dynamics.numbers import Arithmetic
from verify.models.problem import Row, is_positive_definite

Function = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class SampleProblem:
    """Rows X (n by d), targets y, the derivative f_2'(y, z) of the loss in z, the loss f(y, z) itself (or None), and a start.

    H = X'X/n must be positive definite: no column is a combination of others.  Entries as for Problem.  The
    functions get numbers of the arithmetic in use: write them with + - * / and verify.dynamics.sqrt.
    """

    X: tuple[Row, ...]
    y: Row
    derivative: Function
    loss: Function | None
    a0: fmpq
    w0: Row
    eps_a: fmpq
    eps: fmpq

    @classmethod
    def of(
        cls, *, X: Any, y: Any, derivative: Function, w0: Any, eps: Any, loss: Function | None = None, a0: Any = 1, eps_a: Any = 1
    ) -> SampleProblem:
        """The problem in exact numbers; InputError for wrong shapes, numbers that are not exact, collinear columns, w0 = 0."""
        rows = [list(row) for row in X]
        if not rows or not rows[0]:
            raise InputError("X is empty: expected at least one row and one column")
        d = len(rows[0])
        exact = tuple(tuple(read_vector(row, d, f"X[{i}]").entries()) for i, row in enumerate(rows))
        start = tuple(read_vector(w0, d, "w0").entries())
        if not any(start):
            raise InputError("w0 is zero: expected a vector with a non-zero entry")
        steps = [read_rational(value, name) for name, value in (("eps_a", eps_a), ("eps", eps))]
        for name, value in zip(("eps_a", "eps"), steps):
            if not value > 0:
                raise InputError(f"{name} = {shown(value)} is not positive")
        targets = tuple(read_vector(y, len(rows), "y").entries())
        problem = cls(exact, targets, derivative, loss, read_rational(a0, "a0"), start, *steps)
        if not is_positive_definite(problem.H):
            raise InputError("X has collinear columns: expected X'X to be positive definite")
        return problem

    @property
    def H(self) -> tuple[Row, ...]:
        """X'X/n."""
        X = fmpq_mat([list(row) for row in self.X])
        return tuple(tuple(row) for row in (X.transpose() * X * fmpq(1, len(self.y))).table())

    def gradient(self, numbers: Arithmetic) -> Callable[[Any], Any]:
        """v -> h(v), the mean of f_2'(y_i, x_i'v) x_i, on vectors of that arithmetic."""
        pairs = [(numbers.vector(x), numbers.number(y)) for x, y in zip(self.X, self.y)]
        share = numbers.number(fmpq(1, len(pairs)))

        def h(v: Any) -> Any:
            total = None
            for x, y in pairs:
                part = self.derivative(y, x @ v) * x
                total = part if total is None else total + part
            return share * total

        return h

    def objective(self, numbers: Arithmetic) -> Callable[[Any], Any] | None:
        """v -> the mean of f(y_i, x_i'v); None where no loss is given."""
        if self.loss is None:
            return None
        loss = self.loss
        pairs = [(numbers.vector(x), numbers.number(y)) for x, y in zip(self.X, self.y)]
        return lambda v: sum(loss(y, x @ v) for x, y in pairs) / len(pairs)
