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
    if isinstance(x, (Fraction, int)):
        x = Fraction(x)
        root = Fraction(math.isqrt(abs(x.numerator)), math.isqrt(x.denominator))
        if root**2 != x:
            raise ValueError(f"{x} is not the square of a rational; use another number type")
        return root
    if hasattr(x, "sqrt"):
        return x.sqrt()
    if type(x).__module__.startswith("sympy"):
        import sympy  # only where the caller already uses it

        return sympy.sqrt(x)
    return x**0.5
