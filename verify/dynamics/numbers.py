"""The number types an iteration may run on, behind one interface.

    >>> from flint import fmpq
    >>> numbers = arithmetic("gmpy2", digits=50)
    >>> with numbers.precision():
    ...     x = numbers.vector([fmpq(1, 3), fmpq(1, 7)])
    ...     print(numbers.to_float(x @ x))
    0.13151927437641722

Exact rationals become numbers, vectors and matrices of the chosen type (NumPy arrays of doubles, light vectors of
other numbers, columns of flint balls).  All support + - * / and @, so that the steps in verify.models run on them
unchanged.  What is computed with them belongs inside `with numbers.precision():`, since gmpy2 and flint keep their
precision in a context.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import gmpy2
from flint import arb, arb_mat, fmpq
from flint import ctx as flint_context

from verify.dynamics.vectors import BallOperator, BallVector, Diagonal, GmpyVector, Operator, Vector

NAMES = ("fraction", "mpmath", "gmpy2", "flint", "float")
FLOAT_BITS = 53
DEFAULT_DIGITS = 50
LARGEST_BITS = 1 << 24


@dataclass(frozen=True)
class Arithmetic:
    """A number type and its precision in bits (None where it is exact)."""

    name: str
    bits: int | None
    context: Any
    _number: Callable[[Any, fmpq], Any]

    def number(self, x: fmpq) -> Any:
        """The number nearest to x, or a ball around it."""
        return self._number(self.context, x)

    def vector(self, xs: Sequence[fmpq]) -> Any:
        """The vector of these entries."""
        entries = [self.number(x) for x in xs]
        if self.name == "float":
            import numpy as np

            return np.array(entries, dtype=np.float64)
        if self.name == "flint":
            return BallVector(arb_mat(len(entries), 1, entries))
        return GmpyVector(entries) if self.name == "gmpy2" else Vector(entries)

    def matrix(self, rows: Sequence[Sequence[fmpq]]) -> Any:
        """The square matrix of these rows, to be multiplied with vectors; a diagonal one costs d products instead of d^2."""
        entries = [[self.number(x) for x in row] for row in rows]
        if self.name == "float":
            import numpy as np

            return np.array(entries, dtype=np.float64)
        if len(rows) > 1 and all(x == 0 for i, row in enumerate(rows) for j, x in enumerate(row) if i != j):
            return Diagonal([row[i] for i, row in enumerate(entries)])
        return BallOperator(entries) if self.name == "flint" else Operator(entries)

    @contextmanager
    def precision(self) -> Iterator[None]:
        """Within it, arithmetic is done at this precision; what was set before is restored."""
        if self.name == "gmpy2":
            with gmpy2.context(self.context):
                yield
        elif self.name == "flint":
            with flint_context.workprec(self.context):
                yield
        elif self.name == "float":
            import numpy as np

            with np.errstate(all="ignore"):  # what is not finite is looked for by the caller
                yield
        else:
            yield

    def is_finite(self, x: Any) -> bool:
        """Whether x is a finite number, or a ball of finite numbers."""
        if self.name == "fraction":
            return True
        if self.name == "flint":
            return bool(x.is_finite())
        return bool(x - x == 0)

    def to_float(self, x: Any) -> float:
        """x as a double (the middle of a ball), 0 or infinite where its exponent is out of range."""
        try:
            return float(x.mid()) if self.name == "flint" else float(x)
        except OverflowError:
            return math.inf if x > 0 else -math.inf

    def log(self, x: Any) -> float:
        """The natural logarithm of |x| as a double, however small or large x is; -inf for 0."""
        mantissa, exponent = split(self.name, x)
        return math.log(mantissa) + exponent * math.log(2) if mantissa > 0 else -math.inf


def split(name: str, x: Any) -> tuple[float, int]:
    """|x| = mantissa * 2^exponent, the mantissa a double between 1/2 and 2, or 0; x finite, the middle of a ball."""
    if name == "float":
        return math.frexp(abs(x))
    if name == "gmpy2":
        exponent, mantissa = gmpy2.frexp(abs(x))
        return float(mantissa), int(exponent)
    if name == "mpmath":
        _, man, exponent, size = x._mpf_
        shift = max(size - 64, 0)
        mantissa, shifted = math.frexp(float(int(man) >> shift))
        return mantissa, int(exponent) + shift + shifted
    if name == "flint":
        man, exponent = x.mid().man_exp()
        p, q = abs(int(man)), 1
        power = int(exponent)
    else:
        p, q, power = abs(x.numerator), x.denominator, 0
    if p == 0:
        return 0.0, 0
    shift = p.bit_length() - q.bit_length()
    ratio = Fraction(p, q << shift) if shift >= 0 else Fraction(p << -shift, q)
    return float(ratio), shift + power


def _refused(message: str) -> ValueError:
    from verify.certify.rational import InputError  # certify stands below this room: only its error is used

    return InputError(message)


def _double(_: Any, x: fmpq) -> Any:
    try:
        import numpy as np

        return np.float64(int(x.p) / int(x.q))
    except OverflowError:
        raise _refused(f"{_short(x)} is beyond the range of double precision: use the arithmetic 'gmpy2' or 'mpmath'") from None


def _mpmath(context: Any, x: fmpq) -> Any:
    from mpmath.libmp import from_rational

    return context.make_mpf(from_rational(int(x.p), int(x.q), context.prec, "n"))


def _gmpy2(context: Any, x: fmpq) -> Any:
    return gmpy2.mpfr(gmpy2.mpq(int(x.p), int(x.q)), context.precision)


def _fraction(_: Any, x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _ball(bits: int, x: fmpq) -> arb:
    with flint_context.workprec(bits):
        return arb(x)


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"


def arithmetic(name: str, *, digits: int | None = None, bits: int | None = None) -> Arithmetic:
    """The arithmetic of a name and a precision, in decimal digits or in bits (50 digits where neither is given).

    "fraction": Python's Fractions, exact; "float": double precision; "mpmath" and "gmpy2": correctly rounded numbers of
    any precision, exponents beyond 10^(10^8); "flint": balls (midpoint and radius) that enclose the exact value.

    Raises InputError for another name, for a precision that is not a positive integer, and for one given where it is fixed.
    """
    if name not in NAMES:
        raise _refused(f"the arithmetic {_short(repr(name))} is unknown: expected one of {', '.join(NAMES)}")
    for key, value in (("digits", digits), ("bits", bits)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 2 <= value <= LARGEST_BITS):
            raise _refused(f"{key} = {_short(value)} is not a precision: expected an integer from 2 to {LARGEST_BITS}")
        if value is not None and name in ("fraction", "float"):
            raise _refused(f"{key} = {value} is given, but the precision of the arithmetic {name!r} is fixed")
    if digits is not None and bits is not None:
        raise _refused(f"both digits = {digits} and bits = {bits} are given: expected one of them")
    if name == "fraction":
        return Arithmetic(name, None, None, _fraction)
    if name == "float":
        return Arithmetic(name, FLOAT_BITS, None, _double)
    if bits is None:
        bits = math.ceil(((digits or DEFAULT_DIGITS) + 1) * math.log2(10))
    if name == "flint":
        return Arithmetic(name, bits, bits, _ball)
    if name == "gmpy2":
        return Arithmetic(name, bits, gmpy2.context(precision=bits), _gmpy2)
    from mpmath import MPContext

    context = MPContext()
    context.prec = bits
    return Arithmetic(name, bits, context, _mpmath)
