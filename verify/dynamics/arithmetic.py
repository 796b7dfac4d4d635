"""The square root for every number type an iteration may run on."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

ROOTS: dict[type, Callable[[Any], Any]] = {}


def sqrt(x: Any) -> Any:
    """The non-negative square root of x in x's own type.

    Fractions must be squares of rationals (ValueError otherwise); terms, flint balls, decimals,
    mpmath, gmpy2, SymPy and floating-point numbers give their own kind.
    """
    kind = type(x)
    root = ROOTS.get(kind)
    if root is None:
        root = ROOTS[kind] = root_of(kind)
    return root(x)


def root_of(kind: type) -> Callable[[Any], Any]:
    """The square root of numbers of that type."""
    if kind in (Fraction, int):
        return exact_root
    if hasattr(kind, "sqrt"):
        return lambda x: x.sqrt()
    if kind.__module__ == "gmpy2":
        import gmpy2  # only where the caller already uses it, as for SymPy

        root: Callable[[Any], Any] = gmpy2.sqrt
        return root
    if kind.__module__.startswith("sympy"):
        import sympy

        return lambda x: sympy.sqrt(x)
    return lambda x: x**0.5


def exact_root(x: Fraction | int) -> Fraction:
    """The rational square root of x; ValueError where it has none."""
    x = Fraction(x)
    root = Fraction(math.isqrt(abs(x.numerator)), math.isqrt(x.denominator))
    if root**2 != x:
        digits = x.numerator.bit_length() + x.denominator.bit_length()
        shown = str(x) if digits < 200 else f"a number of {digits} bits"
        raise ValueError(f"{shown} is not the square of a rational; use another number type")
    return root
