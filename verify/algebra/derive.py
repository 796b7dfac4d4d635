"""Derivatives by definition: replace w by w + t v, take the coefficient of t, read off what multiplies v.

All results are expressions over the symbols and definitions of the setting, in normal form, and hold
in every dimension.  Hypotheses of the setting are in force: with the hypothesis <w, g> = 0 a gradient
is the gradient at such points (the derivative itself is taken in all directions).
"""

from __future__ import annotations

from typing import TypeVar

from verify.algebra.expectation import LEFT, RIGHT
from verify.algebra.forms import written
from verify.algebra.hypotheses import Algebra, Context
from verify.algebra.normal import Frame, Value
from verify.algebra.reading import bilinear, linear_in
from verify.algebra.tower import AlgebraError, Element
from verify.algebra.words import Arrow, Vec
from verify.statements import Expression, Operator, Scalar, Vector

AnySort = TypeVar("AnySort", Scalar, Vector, Operator)


def _along(algebra: Algebra, *directions: str) -> Frame:
    one = algebra.tower.constant(1)
    return algebra.base.extended({name: Vec({Arrow((), name): one}) for name in directions})


def _derivative(algebra: Algebra, j: Scalar, steps: list[tuple[Expression, str]], frame: Frame) -> Element:
    term = j.term
    for variable, direction in steps:
        term = ("D", term, variable.term, direction)
    value: Value = algebra.value(term, frame)
    if not isinstance(value, Element):
        raise AlgebraError("expected a scalar to differentiate")
    return value


def gradient(j: Scalar, w: Vector, setting: Context) -> Vector:
    """The gradient of a scalar J in the vector w: the vector that multiplies v in the derivative.

    With sigma = sqrt(w^T H w), the gradient of c/2 - (a/sigma) w^T g + a^2/2 is
    -(a/sigma) g + (a/sigma^3) (w^T g) H w (Appendix A.1, equation (18)).

    Raises AlgebraError where w is not a declared vector or J has no normal form.
    """
    algebra = Algebra.of(setting)
    value = _derivative(algebra, j, [(w, LEFT)], _along(algebra, LEFT))
    result = written(linear_in(value, LEFT, algebra.linear), algebra)
    assert isinstance(result, Vector)
    return result


def hessian(j: Scalar, w: Vector, setting: Context) -> Operator:
    """The second derivative of a scalar J in the vector w: words in the operators plus finite rank.

    The operator A with <v, A v'> the mixed derivative of J along v and v' (equation (20) is one).
    Raises AlgebraError as `gradient` does.
    """
    algebra = Algebra.of(setting)
    value = _derivative(algebra, j, [(w, LEFT), (w, RIGHT)], _along(algebra, LEFT, RIGHT))
    result = written(bilinear(value, LEFT, RIGHT, algebra.linear), algebra)
    assert isinstance(result, Operator)
    return result


def mixed(j: Scalar, a: Scalar, w: Vector, setting: Context) -> Vector:
    """The second derivative of J in the scalar a and the vector w, a vector (equation (21) is one).

    Raises AlgebraError as `gradient` does.
    """
    algebra = Algebra.of(setting)
    value = _derivative(algebra, j, [(a, "1"), (w, LEFT)], _along(algebra, LEFT))
    result = written(linear_in(value, LEFT, algebra.linear), algebra)
    assert isinstance(result, Vector)
    return result


def partial(j: Scalar, a: Scalar, setting: Context) -> Scalar:
    """The derivative of J in the scalar a (equation (17) is one).  Raises AlgebraError as `gradient` does."""
    return directional(j, a, Scalar("1"), setting)


def directional(expression: AnySort, w: Expression, v: Expression, setting: Context) -> AnySort:
    """The derivative at t = 0 of an expression of any sort with the symbol w replaced by w + t v.

    w and v are both scalars or both vectors.  Raises AlgebraError as `gradient` does.
    """
    algebra = Algebra.of(setting)
    result = written(algebra.value(("D", expression.term, w.term, v.term)), algebra)
    assert isinstance(result, type(expression))
    return result
