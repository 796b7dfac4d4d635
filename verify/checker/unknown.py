"""Rational functions of unknown positive numbers: what is shown of them is so whatever the numbers are.

They stand for the starts on a set of positive measure: what is false for all of them is not true for almost all starts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx
from flint.utils.flint_exceptions import DomainError

from verify.checker.work import spend

MOST = 6  # how many unknown numbers there are
LONGEST = 40  # how many monomials a polynomial may have
HIGHEST = 60  # their degree
Polynomial = Any
RING = fmpq_mpoly_ctx.get([f"t{i}" for i in range(MOST)], "lex")


class UnseenError(ArithmeticError):
    """A function that is too long, that may be undefined, or that is to be combined with a number that is only enclosed."""


class Unknown:
    """top / bottom, in lowest terms; bottom, with leading coefficient 1, is nowhere zero where all unknowns are positive."""

    __slots__ = ("bottom", "top")

    def __init__(self, top: Polynomial, bottom: Polynomial) -> None:
        spend(len(top) * len(bottom) / 20)
        common = top.gcd(bottom)
        top, bottom = top // common, bottom // common
        if max(len(top), len(bottom)) > LONGEST or top.total_degree() + bottom.total_degree() > HIGHEST:
            raise UnseenError("a rational function that is too long")
        lead = bottom.leading_coefficient()
        self.top, self.bottom = top * (1 / lead), bottom * (1 / lead)

    def __add__(self, other: Any) -> Unknown:
        y = lifted(other)
        return Unknown(self.top * y.bottom + y.top * self.bottom, self.bottom * y.bottom)

    __radd__ = __add__

    def __neg__(self) -> Unknown:
        return Unknown(-self.top, self.bottom)

    def __sub__(self, other: Any) -> Unknown:
        return self + (-lifted(other))

    def __rsub__(self, other: Any) -> Unknown:
        return lifted(other) - self

    def __mul__(self, other: Any) -> Unknown:
        y = lifted(other)
        return Unknown(self.top * y.top, self.bottom * y.bottom)

    __rmul__ = __mul__

    def __pow__(self, n: int) -> Unknown:
        """The power, for n < 0 of what is nowhere zero."""
        if n < 0 and not self.sign():
            raise UnseenError("a power of what may be zero")
        if abs(n) * (self.top.total_degree() + self.bottom.total_degree()) > HIGHEST:
            raise UnseenError("a rational function that is too long")
        return Unknown(self.top**n, self.bottom**n) if n >= 0 else Unknown(self.bottom**-n, self.top**-n)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and bool(self.top == other.top) and bool(self.bottom == other.bottom)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        return f"({self.top})/({self.bottom})"

    __repr__ = __str__

    def constant(self) -> bool:
        """Whether it is the same number for all unknowns."""
        return bool(self.top.is_constant() and self.bottom.is_constant())

    def sign(self) -> int | None:
        """The sign that it has for all positive unknowns; None where that is not seen."""
        top, bottom = sign_of(self.top), sign_of(self.bottom)
        return None if top is None or bottom is None else top * bottom

    def __abs__(self) -> Unknown:
        sign = self.sign()
        if sign is None:
            raise UnseenError("the absolute value of what may have either sign")
        return -self if sign < 0 else self

    def root(self) -> Unknown:
        """The square root that is not negative, of what is not negative, where both parts are squares of what has one sign."""
        parts = []
        for p in (self.top, self.bottom):
            try:
                root = p.sqrt()
            except DomainError as error:
                raise UnseenError(str(error)) from error
            sign = sign_of(root)
            if sign is None:
                raise UnseenError("a root that may have either sign")
            parts.append(-root if sign < 0 else root)
        return Unknown(*parts)


def sign_of(p: Polynomial) -> int | None:
    """The sign of a polynomial of positive numbers of which all coefficients have one sign; otherwise None."""
    coefficients = p.coeffs()
    if all(c > 0 for c in coefficients):
        return 1 if coefficients else 0
    return -1 if all(c < 0 for c in coefficients) else None


def lifted(x: Any) -> Unknown:
    """A rational number as a constant function."""
    if isinstance(x, Unknown):
        return x
    if not isinstance(x, (int, Fraction, fmpq)):
        raise UnseenError("a number that is only enclosed")
    value = fmpq(x.numerator, x.denominator) if isinstance(x, Fraction) else fmpq(x)
    return Unknown(RING.constant(value), RING.constant(fmpq(1)))


def unknown(i: int, sign: int = 1) -> Unknown:
    """The i-th unknown positive number, or its negative."""
    return Unknown(RING.gens()[i] * sign, RING.constant(fmpq(1)))
