"""Reading and writing exact numbers, vectors and symmetric matrices; what is not exact is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from numbers import Rational as RationalNumber
from typing import Any, TypeAlias

from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

Rational: TypeAlias = int | str | Fraction | fmpz | fmpq
Matrix: TypeAlias = Sequence[Sequence[Rational]] | fmpq_mat | fmpz_mat

LARGEST_EXPONENT = 10_000
NUMBER = re.compile(r"([+-]?)([0-9]+)(?:/([0-9]+)|(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,5}))?)")


class InputError(ValueError):
    """Input that is not what was asked for; the message is one line and names the value."""


def shown(value: object) -> str:
    """The value in at most 60 characters."""
    text = repr(value) if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"


def read_text(text: str, name: str = "number") -> fmpq:
    """The exact value of "3", "-2/7", "0.1" or "1e-12"; InputError otherwise."""
    match = NUMBER.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{name} = {shown(text)} is not a number: write it like '3', '-2/7', '0.1' or '1e-12'")
    sign, whole, below, after, exponent = match.groups()
    power = int(exponent or 0) - len(after or "")
    if below is not None and not fmpz(below):
        raise InputError(f"{name} = {shown(text)} divides by zero")
    if abs(power) > LARGEST_EXPONENT:
        raise InputError(f"{name} = {shown(text)} has an exponent beyond {LARGEST_EXPONENT}")
    value = fmpq(fmpz(whole + (after or "")), fmpz(below or 1)) * fmpq(10) ** power
    return -value if sign == "-" else value


def read_rational(x: Any, name: str = "number") -> fmpq:
    """The number exactly: from an int, Fraction, flint fmpz or fmpq, any other rational type, or a string.

    Floats are refused (0.1 is not 1/10: write '0.1'), and so are NaN, infinities, complex numbers and
    truth values, with an InputError that starts with the given name.
    """
    if isinstance(x, fmpq):
        return x
    if isinstance(x, fmpz):
        return fmpq(x)
    if isinstance(x, str):
        return read_text(x, name)
    if isinstance(x, RationalNumber) and not isinstance(x, bool):
        return fmpq(int(x.numerator), int(x.denominator))
    if isinstance(x, float):
        x = float(x)
        raise InputError(f"{name} = {x!r} is a float: write '{x!r}' for the decimal or Fraction({x!r}) for the double itself"
                         if x - x == 0 else f"{name} = {x!r} is not a finite number")  # fmt: skip
    raise InputError(f"{name} = {shown(x)} is not an exact number ({type(x).__name__}): use int, Fraction or a string")


def read_rows(A: Any, name: str) -> list[list[Any]]:
    """The rows of a square array of at least one entry; InputError naming the sizes otherwise."""
    try:
        rows = A.table() if hasattr(A, "table") else [list(row) for row in A if not isinstance(row, str)]
        size = A.nrows() if hasattr(A, "nrows") else len(A)
    except TypeError:
        raise InputError(f"{name} = {shown(A)} is not a matrix: give a list of rows") from None
    if not size:
        raise InputError(f"{name} is empty: expected at least one row")
    lengths = [len(row) for row in rows]
    if lengths != [size] * size:
        raise InputError(f"{name} is not a square matrix: {size} rows of lengths {shown(sorted(set(lengths)))}")
    return rows


def different(name: str, i: int, j: int, one: object, other: object) -> InputError:
    """The error that two entries of a matrix differ."""
    return InputError(f"{name} is not symmetric: {name}[{i}][{j}] = {shown(one)} but {name}[{j}][{i}] = {shown(other)}")


def read_symmetric(A: Any, name: str = "matrix") -> fmpq_mat:
    """The exact symmetric matrix, n by n with n >= 1, from rows of numbers or a flint matrix; InputError otherwise."""
    rows = [[read_rational(x, f"{name}[{i}][{j}]") for j, x in enumerate(row)] for i, row in enumerate(read_rows(A, name))]
    for i, row in enumerate(rows):
        for j in range(i):
            if row[j] != rows[j][i]:
                raise different(name, i, j, row[j], rows[j][i])
    return fmpq_mat(rows)


def read_vector(u: Any, size: int, name: str = "vector") -> fmpq_mat:
    """The exact column of the given size, from a list of numbers or a flint column; InputError otherwise."""
    try:
        entries = u.entries() if hasattr(u, "entries") else [] if isinstance(u, str) else list(u)
    except TypeError:
        raise InputError(f"{name} = {shown(u)} is not a vector: give a list of numbers") from None
    if len(entries) != size:
        raise InputError(f"{name} has {len(entries)} entries: expected {size}")
    return fmpq_mat(size, 1, [read_rational(x, f"{name}[{i}]") for i, x in enumerate(entries)])


def fraction(x: fmpq) -> Fraction:
    """The same number as a Fraction."""
    return Fraction(int(x.p), int(x.q))


def fractions(A: fmpq_mat) -> list[list[Fraction]]:
    """The rows as Fractions."""
    return [[fraction(x) for x in row] for row in A.table()]


def texts(xs: Iterable[fmpq | fmpz]) -> list[str]:
    """The numbers as strings, of any length."""
    return [str(x) for x in xs]


def scaled_identity(size: int, t: fmpq) -> fmpq_mat:
    """t I."""
    return fmpq_mat([[t if i == j else fmpq(0) for j in range(size)] for i in range(size)])
