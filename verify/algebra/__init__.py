"""Dimension-free linear algebra: identities, gradients, Hessians and spectra for every d at once.

Vectors are finite combinations of operator words applied to named vectors, inner products are
commuting symbols, square roots carry their defining relation.  Everything is exact.

>>> from verify.statements import Setting, sqrt
>>> s = Setting()
>>> H, g, w, a = s.operator("H"), s.vector("g"), s.vector("w", "nonzero"), s.scalar("a")
>>> sigma = s.define("sigma", sqrt(w @ (H @ w)))
>>> slope = gradient(a**2 / 2 - a / sigma * (w @ g), w, s)
>>> is_identity((slope @ w, 0 * a), s)
True
"""

from verify.algebra.derive import directional, gradient, hessian, mixed, partial
from verify.algebra.determinant import (
    CharacteristicPolynomial,
    SecularFunction,
    characteristic_polynomial,
    eigenvalues,
    has_spectrum,
    secular_function,
)
from verify.algebra.explicit import components, instantiate, random_values, vanishes
from verify.algebra.forms import compact, normal_form
from verify.algebra.hypotheses import Algebra
from verify.algebra.identity import is_identity
from verify.algebra.tower import AlgebraError

__all__ = [
    "Algebra",
    "AlgebraError",
    "CharacteristicPolynomial",
    "SecularFunction",
    "characteristic_polynomial",
    "compact",
    "components",
    "directional",
    "eigenvalues",
    "gradient",
    "has_spectrum",
    "hessian",
    "instantiate",
    "is_identity",
    "mixed",
    "normal_form",
    "partial",
    "random_values",
    "secular_function",
    "vanishes",
]
