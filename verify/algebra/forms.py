"""Normal forms for people: as SymPy expressions, and written back as expressions."""

from __future__ import annotations

from typing import Any, TypeAlias, overload

import sympy

from verify.algebra.hypotheses import Algebra, Context
from verify.algebra.normal import FreeAlgebra, Value, term_of
from verify.algebra.tower import Element
from verify.algebra.words import Vec
from verify.algebra.writing import Expressions, Writer
from verify.statements import Expression, Operator, Scalar, Term, Vector

NormalForm: TypeAlias = sympy.Expr | dict[Term, sympy.Expr]


def normal_form(expression: Expression | Term, setting: Context) -> NormalForm:
    """The normal form of a scalar, vector or operator, valid in every dimension.

    A scalar gives a SymPy expression: a reduced fraction of polynomials with integer coefficients in
    the scalars of the setting, the inner products (symbols named `<x, H y>`, the same for both
    readings), and square roots of such.  A vector gives {term: coefficient} over words applied to
    named vectors, such as ("@", "H", "w"); an operator the same over words ("I", "H", ...) and
    ("outer", x, y).  Definitions are expanded and hypotheses used where they can be.

    Raises AlgebraError for what has no normal form here (max, division by zero, unknown symbols).
    """
    algebra = Algebra.of(setting)
    value, shown = algebra.value(term_of(expression)), Expressions(algebra)
    return shown.scalar(value) if isinstance(value, Element) else shown.combination(value)


@overload
def compact(expression: Scalar, setting: Context) -> Scalar: ...
@overload
def compact(expression: Vector, setting: Context) -> Vector: ...
@overload
def compact(expression: Operator, setting: Context) -> Operator: ...
def compact(expression: Any, setting: Context) -> Any:
    """The normal form of an expression, written back as an expression of the same sort.

    Definitions of the setting reappear under their names.  Raises AlgebraError as `normal_form` does.
    """
    algebra = Algebra.of(setting)
    return written(algebra.value(term_of(expression)), algebra)


def written(value: Value, algebra: FreeAlgebra) -> Scalar | Vector | Operator:
    """A value as an expression."""
    writer = Writer(algebra)
    if isinstance(value, Element):
        return Scalar(writer.scalar(value))
    return Vector(writer.vector(value)) if isinstance(value, Vec) else Operator(writer.operator(value))
