"""The square root for every number type an iteration may run on."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any


def sqrt(x: Any) -> Any:
    """The non-negative square root of x in x's own type.

    Fractions must be squares of rationals (ValueError otherwise); terms, flint balls, decimals,
    mpmath, gmpy2, SymPy and floating-point numbers give their own kind.
    """
    root = getattr(x, "sqrt", None)
    if root is not None:
        return root()
    module = type(x).__module__
    if module == "gmpy2":
        import gmpy2  # only where the caller already uses it, as for SymPy

        return gmpy2.sqrt(x)
    if isinstance(x, (Fraction, int)):
        return exact_root(Fraction(x))
    if module.startswith("sympy"):
        import sympy

        return sympy.sqrt(x)
    return x**0.5


def exact_root(x: Fraction) -> Fraction:
    """The rational square root of x; ValueError where it has none."""
    root = Fraction(math.isqrt(abs(x.numerator)), math.isqrt(x.denominator))
    if root**2 != x:
        digits = x.numerator.bit_length() + x.denominator.bit_length()
        shown = str(x) if digits < 200 else f"a number of {digits} bits"
        raise ValueError(f"{shown} is not the square of a rational; use another number type")
    return root
