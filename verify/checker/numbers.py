"""Numbers of the evaluator: rationals, certified balls for roots, rational functions of unknown numbers; vectors and matrices of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from verify.checker.unknown import Unknown, UnseenError, lifted
from verify.checker.work import spend

ctx.prec = 256
Number = Fraction | arb | Unknown
Value = Any


class Undefined(ArithmeticError):
    """The term has no value at the instance, such as a division by zero."""


class Unset(LookupError):
    """The term needs a symbol that has no value, or an exact value that is only enclosed."""


def ball(x: Number) -> arb:
    """x as a ball."""
    if isinstance(x, Unknown):
        raise Unset("a function of unknown numbers")
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else x


def compare(x: Number, y: Number) -> int | None:
    """The sign of x - y, or None where the balls overlap."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return (x > y) - (x < y)
    if isinstance(x, Unknown) or isinstance(y, Unknown):
        return functions(x, y, lambda p, q: (p - q).sign())  # type: ignore[no-any-return]
    difference = ball(x) - ball(y)
    return 1 if difference > 0 else -1 if difference < 0 else None


def functions(x: Number, y: Number, op: Callable[[Unknown, Unknown], Any]) -> Any:
    """op on rational functions of unknown numbers; Unset where one is only enclosed, or the result is too long."""
    if isinstance(x, arb) or isinstance(y, arb):
        raise Unset("a function of unknown numbers, and a ball")
    spend(10)
    try:
        return op(lifted(x), lifted(y))
    except UnseenError as error:
        raise Unset(str(error)) from error


def known(sign: int | None) -> int:
    """The sign, or Unset where it is undetermined."""
    if sign is None:
        raise Unset("overlapping balls")
    return sign


def exact(x: Value) -> Value:
    """The nested lists of Fractions x, or Unset where one entry is a ball."""
    if isinstance(x, list):
        return [exact(part) for part in x]
    if not isinstance(x, Fraction):
        raise Unset("only enclosed")
    return x


def definite(x: Value) -> Value:
    """The nested lists of Fractions and functions of unknown numbers x, or Unset where one entry is a ball."""
    if isinstance(x, list):
        return [definite(part) for part in x]
    return x if isinstance(x, Unknown) else exact(x)


def bits(x: Fraction) -> int:
    """The length of a rational number."""
    return x.numerator.bit_length() + x.denominator.bit_length()


def toil(*numbers: Fraction) -> None:
    """Count a product or a sum of rational numbers: the common factors cost the square of the length."""
    length = sum(map(bits, numbers)) / 512
    spend(length + length * length / 64)


def matrix(rows: list[list[Fraction]]) -> fmpq_mat:
    """The rows as an exact matrix; counts the work of its elimination, whose minors are as long as all entries together."""
    found = exact(rows)
    height, width = len(found), len(found[0]) if found else 0
    spend(height * width * (1 + min(height, width) * (1 + sum(bits(x) for row in found for x in row) / 64) / 4000))
    return fmpq_mat(height, width, [fmpq(x.numerator, x.denominator) for row in found for x in row])


def semidefinite(rows: list[list[Value]], strict: bool = False) -> bool | None:
    """Whether a symmetric matrix is positive semi-definite (definite), by exact elimination."""
    mirrored = [(rows[i][j], rows[j][i]) for i in range(len(rows)) for j in range(i)]
    if any(isinstance(x, Fraction) and isinstance(y, Fraction) and x != y for x, y in mirrored):
        raise Undefined("the matrix is not symmetric")
    if any(isinstance(rows[i][i], Fraction) and rows[i][i] < 0 for i in range(len(rows))):
        return False
    if any(not isinstance(x, Fraction) for row in rows for x in row):
        return None
    a = [row[:] for row in rows]
    for k in range(len(a)):
        if a[k][k] < 0 or (a[k][k] == 0 and (strict or any(a[k][j] != 0 for j in range(k, len(a))))):
            return False
        for i in range(k + 1, len(a)) if a[k][k] else ():
            factor = a[i][k] / a[k][k]
            for x, y in zip(a[i], a[k]):
                toil(x, factor, y)
            a[i] = [x - factor * y for x, y in zip(a[i], a[k])]
    return True


def middle(x: Fraction | arb) -> Fraction:
    """The midpoint of a ball."""
    if isinstance(x, Fraction):
        return x
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def enclosed_eigenvalues(rows: list[list[Any]]) -> list[Number]:
    """Balls for the eigenvalues of a symmetric matrix of balls: those of its middle, moved by at most the Frobenius norm (Weyl)."""
    centre = [[(middle(rows[i][j]) + middle(rows[j][i])) / 2 for j in range(len(rows))] for i in range(len(rows))]
    gaps = [abs(ball(x) - ball(centre[i][j])).upper() for i, row in enumerate(rows) for j, x in enumerate(row)]
    error = sum((gap * gap for gap in gaps), arb(0)).sqrt().upper()
    return [ball(x) + arb(0, 1) * error for x in eigenvalues(centre)]


def eigenvalues(rows: list[list[Fraction]]) -> list[Number]:
    """All eigenvalues of a symmetric rational matrix in increasing order, with repetitions."""
    if rows != [list(col) for col in zip(*rows)]:
        raise Undefined("eigenvalues of a matrix that is not symmetric")
    found: list[Number] = []
    for factor, power in matrix(rows).charpoly().numer().factor()[1]:
        if factor.degree() == 1:
            roots: list[Number] = [Fraction(-int(factor[0]), int(factor[1]))]
        else:
            length = max(int(c).bit_length() for c in factor.coeffs())  # what it takes to separate the roots grows with its square
            spend(factor.degree() * length * length / 100)
            pairs: Any = factor.complex_roots()
            roots = [value.real for value, _ in pairs]
        found += [root for root in roots for _ in range(power)]
    found.sort(key=lambda x: float(ball(x).mid()))
    if any(x is not y and known(compare(x, y)) > 0 for x, y in itertools.pairwise(found)):
        raise Unset("eigenvalues not separated")
    return found


def linear(op: Callable[..., Value], *parts: Value) -> Value:
    """op entry by entry on scalars or nested lists of one shape."""
    if isinstance(parts[0], list):
        return [linear(op, *row) for row in zip(*parts, strict=True)]
    return op(*parts)


def root(x: Number) -> Number:
    """The square root: exact for squares of rationals, else a ball."""
    if known(compare(x, Fraction(0))) < 0:
        raise Undefined(f"square root of {x}")
    if isinstance(x, Unknown):
        return functions(x, x, lambda p, _: p.root())  # type: ignore[no-any-return]
    if isinstance(x, Fraction):
        top, bottom = fmpq(x.numerator, x.denominator).p, fmpq(x.numerator, x.denominator).q
        if top.is_square() and bottom.is_square():
            return Fraction(int(top.isqrt()), int(bottom.isqrt()))
    return ball(x).sqrt()


def mixed(op: Callable[[Any, Any], Any]) -> Callable[[Number, Number], Number]:
    """op on rationals, on balls where one side is a ball."""

    def result(x: Number, y: Number) -> Number:
        if isinstance(x, Fraction) and isinstance(y, Fraction):
            toil(x, y)
            return op(x, y)  # type: ignore[no-any-return]
        if isinstance(x, Unknown) or isinstance(y, Unknown):
            return functions(x, y, op)  # type: ignore[no-any-return]
        return op(ball(x), ball(y))  # type: ignore[no-any-return]

    return result


add, times = mixed(lambda x, y: x + y), mixed(lambda x, y: x * y)


def multiply(x: Number, y: Number) -> Number:
    """x y; nothing times a number that is only enclosed is zero."""
    for zero, other in ((x, y), (y, x)):
        if isinstance(zero, Fraction) and not zero and isinstance(other, arb) and other.is_finite():
            return zero
    return times(x, y)


def inner(x: list[Number], y: list[Number]) -> Number:
    """The Euclidean inner product."""
    return sum_of([multiply(p, q) for p, q in zip(x, y, strict=True)])


def sum_of(parts: list[Number]) -> Number:
    """The sum."""
    total: Number = Fraction(0)
    for part in parts:
        total = add(total, part)
    return total


def falling(n: int, k: int) -> Fraction:
    """n (n-1) ... (n-k+1)."""
    value = Fraction(1)
    for i in range(k):
        value *= n - i
    return value


def integer(x: Number) -> int:
    """x as an int; Undefined where it is none."""
    if exact(x).denominator != 1:
        raise Undefined(f"{x} is not an integer")
    return int(exact(x))


def between(low: Number, high: Number) -> range:
    """The integers from low to high."""
    found = range(math.ceil(exact(low)), math.floor(exact(high)) + 1)
    spend(5 * max(0, found.stop - found.start))
    return found


def power(x: Number, n: int) -> Number:
    """x^n."""
    if n < 0 and known(compare(x, Fraction(0))) == 0:
        raise Undefined("division by zero")
    spend(abs(n) * bits(x) / 64 if isinstance(x, Fraction) else 1)
    return functions(x, x, lambda p, _: p**n) if isinstance(x, Unknown) else x**n


def matrix_power(rows: list[list[Fraction]], n: int) -> list[list[Fraction]]:
    """The integer power of a square rational matrix."""
    base, size = matrix(rows), len(rows)
    spend(abs(n) * size**3 * (1 + abs(n) * max(bits(x) for row in rows for x in row) / 512))
    if n < 0 and base.det() == 0:
        raise Undefined("inverse of a singular matrix")
    base, result = base.inv() if n < 0 else base, matrix([[Fraction(i == j) for j in range(size)] for i in range(size)])
    for _ in range(abs(n)):
        result = result * base
    return [[Fraction(int(x.p), int(x.q)) for x in result.table()[i]] for i in range(size)]


def flat(x: Value) -> list[Value]:
    """The entries of nested lists."""
    return [entry for part in x for entry in flat(part)] if isinstance(x, list) else [x]
