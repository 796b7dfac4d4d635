"""Derivatives by definition: replace w by w + t v, take the coefficient of t, read off what multiplies v.

All results are expressions over the symbols and definitions of the setting, in normal form, and hold
in every dimension, at every point of the domains where the expression is differentiable.

The hypotheses of the setting are not used: a derivative that is simplified by what is assumed at a point
is right at that point, but is not the derivative as a function, which may be evaluated elsewhere.  What is
passed as `under` is used for just that: the result is the derivative wherever these hypotheses hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from verify.algebra.expectation import LEFT, RIGHT
from verify.algebra.forms import compact, written
from verify.algebra.hypotheses import Algebra, Context
from verify.algebra.normal import Frame, FreeAlgebra, Value, term_of
from verify.algebra.reading import bilinear, linear_in
from verify.algebra.tower import AlgebraError, Element
from verify.algebra.words import Arrow, Vec
from verify.statements import Expression, Formula, Hypothesis, Operator, Scalar, Statement, Vector, eq

AnySort = TypeVar("AnySort", Scalar, Vector, Operator)
Conditions = Iterable[Formula | Hypothesis]
OPEN = {"nonnegative": "real"}  # a domain with a boundary: nothing is known of the sign near it


def _free(setting: Context, *variables: Expression) -> FreeAlgebra:
    """The algebra of the declarations alone, in which the variables range over open sets."""
    algebra = FreeAlgebra(setting.setting if isinstance(setting, Algebra) else setting)
    for variable in variables:
        decl = algebra.declared.get(str(variable.term))
        if decl is not None and decl.sort not in ("scalar", "vector"):
            raise AlgebraError(f"a derivative is in a scalar or a vector, not in the {decl.sort} {decl.name!r}")
        if decl is not None and decl.domain in OPEN:
            algebra.declared[decl.name] = replace(decl, domain=OPEN[decl.domain])
    algebra.expect(algebra.setting.moments)
    return algebra


def _simplified(result: AnySort, setting: Context, under: Conditions) -> AnySort:
    """The result, simplified by these hypotheses."""
    hypotheses = tuple(h if isinstance(h, Hypothesis) else Hypothesis("", h) for h in under)
    if not hypotheses:
        return result
    source = setting.setting if isinstance(setting, Algebra) else setting
    return compact(result, Statement(tuple(source.symbols), hypotheses, eq(0, 0), tuple(source.definitions), tuple(source.moments)))


def _along(algebra: FreeAlgebra, *directions: str) -> Frame:
    one = algebra.tower.constant(1)
    return algebra.base.extended({name: Vec({Arrow((), name): one}) for name in directions})


def _derivative(algebra: FreeAlgebra, j: Scalar, steps: list[tuple[Expression, str]], frame: Frame) -> Element:
    term = term_of(j)
    for variable, direction in steps:
        term = ("D", term, variable.term, direction)
    value: Value = algebra.value(term, frame)
    if not isinstance(value, Element):
        raise AlgebraError("expected a scalar to differentiate")
    return value


def gradient(j: Scalar, w: Vector, setting: Context, *, under: Conditions = ()) -> Vector:
    """The gradient of a scalar J in the vector w: the vector that multiplies v in the derivative.

    With sigma = sqrt(w^T H w), the gradient of c/2 - (a/sigma) w^T g + a^2/2 is
    -(a/sigma) g + (a/sigma^3) (w^T g) H w (Appendix A.1, equation (18)).  under: hypotheses by which the
    result may be simplified; it is then the gradient where they hold.

    Raises AlgebraError where w is not a declared vector or J has no normal form.
    """
    algebra = _free(setting, w)
    value = _derivative(algebra, j, [(w, LEFT)], _along(algebra, LEFT))
    result = written(linear_in(value, LEFT, algebra.linear), algebra)
    assert isinstance(result, Vector)
    return _simplified(result, setting, under)


def hessian(j: Scalar, w: Vector, setting: Context, *, under: Conditions = ()) -> Operator:
    """The second derivative of a scalar J in the vector w: words in the operators plus finite rank.

    The operator A with <v, A v'> the mixed derivative of J along v and v' (equation (20) is one).
    Raises AlgebraError as `gradient` does.
    """
    algebra = _free(setting, w)
    value = _derivative(algebra, j, [(w, LEFT), (w, RIGHT)], _along(algebra, LEFT, RIGHT))
    result = written(bilinear(value, LEFT, RIGHT, algebra.linear), algebra)
    assert isinstance(result, Operator)
    return _simplified(result, setting, under)


def mixed(j: Scalar, a: Scalar, w: Vector, setting: Context, *, under: Conditions = ()) -> Vector:
    """The second derivative of J in the scalar a and the vector w, a vector (equation (21) is one).

    Raises AlgebraError as `gradient` does.
    """
    algebra = _free(setting, a, w)
    value = _derivative(algebra, j, [(a, "1"), (w, LEFT)], _along(algebra, LEFT))
    result = written(linear_in(value, LEFT, algebra.linear), algebra)
    assert isinstance(result, Vector)
    return _simplified(result, setting, under)


def partial(j: Scalar, a: Scalar, setting: Context, *, under: Conditions = ()) -> Scalar:
    """The derivative of J in the scalar a (equation (17) is one).  Raises AlgebraError as `gradient` does."""
    return directional(j, a, Scalar("1"), setting, under=under)


def directional(expression: AnySort, w: Expression, v: Expression, setting: Context, *, under: Conditions = ()) -> AnySort:
    """The derivative at t = 0 of an expression of any sort with the symbol w replaced by w + t v.

    w and v are both scalars or both vectors.  Raises AlgebraError as `gradient` does.
    """
    algebra = _free(setting, w)
    result = written(algebra.value(("D", term_of(expression), w.term, term_of(v))), algebra)
    assert isinstance(result, type(expression))
    return _simplified(result, setting, under)
