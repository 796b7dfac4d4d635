"""Numbers, vectors and operators: exact rationals, balls where a root is irrational; domains."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq, fmpq_mat

from verify.checker.unknown import Unknown, lifted
from verify.refute.program import UndefinedError, UnsetError, Value

ZERO, ONE = fmpq(0), fmpq(1)
Number = Any


def compare(x: Number, y: Number) -> int | None:
    """The sign of x - y, or None where the balls overlap."""
    if isinstance(x, fmpq) and isinstance(y, fmpq):
        return (x > y) - (x < y)
    if isinstance(x, Unknown) or isinstance(y, Unknown):
        found: int | None = (lifted(x) - y).sign()
        return found
    return 1 if x > y else -1 if x < y else None


def known(x: Number) -> int:
    """The sign of a number, or UnsetError."""
    sign = compare(x, ZERO)
    if sign is None:
        raise UnsetError
    return sign


def exact(value: Value) -> Value:
    """The value, or UnsetError where an entry is not a rational number."""
    if any(isinstance(x, (arb, Unknown)) for x in flat(value)):
        raise UnsetError
    return value


def definite(value: Value) -> Value:
    """The value, or UnsetError where an entry is only enclosed."""
    if any(isinstance(x, arb) for x in flat(value)):
        raise UnsetError
    return value


def flat(x: Value) -> list[Any]:
    """The entries of nested lists."""
    if not isinstance(x, list):
        return [x]
    if not any(isinstance(part, list) for part in x):
        return list(x)
    return [entry for part in x for entry in flat(part)]


def whole(x: Number) -> int:
    """An integer; UndefinedError where x is none."""
    if isinstance(x, Unknown):
        raise UnsetError
    if isinstance(x, arb) or x.q != 1:
        raise UndefinedError
    return int(x.p)


def power(x: Number, n: int) -> Number:
    """x^n."""
    if n < 0 and known(x) == 0:
        raise UndefinedError
    return x**n


def root(x: Number) -> Number:
    """The square root: exact for squares of rationals, else a ball."""
    if known(x) < 0:
        raise UndefinedError
    if isinstance(x, Unknown):
        return x.root()
    exact_root = rational_root(x) if isinstance(x, fmpq) else None
    return arb(x).sqrt() if exact_root is None else exact_root


def rational_root(x: fmpq) -> fmpq | None:
    """The square root, where it is rational."""
    if x < 0 or not x.p.is_square() or not x.q.is_square():
        return None
    return fmpq(x.p.isqrt(), x.q.isqrt())


def inner(x: list[Number], y: list[Number]) -> Number:
    """The Euclidean inner product."""
    if len(x) != len(y):
        raise UnsetError
    total: Number = ZERO
    for p, q in zip(x, y):
        total = total + times(p, q)
    return total


def scale(c: Number, x: Value) -> Value:
    """c x."""
    return [scale(c, part) for part in x] if isinstance(x, list) else times(c, x)


def times(x: Number, y: Number) -> Number:
    """x y; nothing times a number that is only enclosed is zero."""
    if isinstance(x, fmpq) and not x and isinstance(y, arb) and y.is_finite():
        return x
    if isinstance(y, fmpq) and not y and isinstance(x, arb) and x.is_finite():
        return y
    return x * y


def add(x: Value, y: Value) -> Value:
    """x + y."""
    if isinstance(x, list):
        if len(x) != len(y):
            raise UnsetError
        return [add(p, q) for p, q in zip(x, y)]
    return x + y


def matrix(rows: list[list[fmpq]]) -> fmpq_mat:
    """The rows as an exact matrix."""
    return fmpq_mat(len(rows), len(rows[0]) if rows else 0, [x for row in exact(rows) for x in row])


def one(n: int) -> fmpq_mat:
    """The identity matrix."""
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def rows_of(m: fmpq_mat) -> list[list[fmpq]]:
    """The rows of an exact matrix."""
    return [list(row) for row in m.table()]


def enclosed_eigenvalues(rows: list[list[Number]]) -> list[Number]:
    """Balls for the eigenvalues of a symmetric matrix of balls: those of its middle, moved by at most the Frobenius norm."""
    n = range(len(rows))
    if any(compare(rows[i][j], rows[j][i]) for i in n for j in range(i)):
        raise UnsetError
    centre = [[(middle(rows[i][j]) + middle(rows[j][i])) / 2 for j in n] for i in n]
    gaps = [abs(arb(rows[i][j]) - arb(centre[i][j])).upper() for i in n for j in n]
    error = sum((gap * gap for gap in gaps), arb(0)).sqrt().upper()
    return [arb(x) + arb(0, 1) * error for x in eigenvalues(centre)]


def middle(x: Number) -> fmpq:
    """A rational in the ball."""
    if isinstance(x, fmpq):
        return x
    mantissa, exponent = x.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def eigenvalues(rows: list[list[fmpq]]) -> list[Number]:
    """All eigenvalues of a symmetric rational matrix in increasing order, with repetitions."""
    d = range(len(rows))
    if any(rows[i][j] != rows[j][i] for i in d for j in range(i)):
        raise UndefinedError
    if not any(rows[i][j] for i in d for j in range(i)):
        return sorted(rows[i][i] for i in d)
    found: list[Number] = []
    for factor, times in matrix(rows).charpoly().numer().factor()[1]:
        if factor.degree() == 1:
            found += [fmpq(-factor[0], factor[1])] * times
        else:
            roots: Any = factor.complex_roots()
            found += [r.real for r, _ in roots] * times
    found.sort(key=lambda x: float(arb(x).mid()))
    return found


def semidefinite(rows: list[list[fmpq]], strict: bool = False) -> bool:
    """Whether a symmetric matrix is positive semi-definite (definite), by elimination."""
    a = [list(row) for row in rows]
    for k in range(len(a)):
        if a[k][k] < 0 or (a[k][k] == 0 and (strict or any(a[k][k:]))):
            return False
        for i in range(k + 1, len(a)) if a[k][k] else ():
            factor = a[i][k] / a[k][k]
            a[i] = [x - factor * y for x, y in zip(a[i], a[k])]
    return True


def belongs(x: Value, kind: str, domain: Any) -> bool:
    """Whether a value lies in the domain of a declaration; ranges of integers are not looked at."""
    if kind.startswith("sequence-"):
        return all(belongs(entry, kind.removeprefix("sequence-"), domain) for entry in x)
    if kind == "function":
        return all(i >= 0 and j >= 0 for _, i, j in x)
    if kind == "integer":
        return bool(x.q == 1)
    if kind == "operator":
        if domain == "orthogonal":
            return bool(matrix(x) * matrix(x).transpose() == one(len(x)))
        if domain == "invertible":
            return bool(matrix(x).det() != 0)
        symmetric = all(x[i][j] == x[j][i] for i in range(len(x)) for j in range(i))
        return symmetric and (domain == "symmetric" or semidefinite(x, strict=True))
    if domain == "nonzero":
        return any(flat(x))
    return bool(x > 0) if domain == "positive" else bool(x >= 0) if domain == "nonnegative" else True
