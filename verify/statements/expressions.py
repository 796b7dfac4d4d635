"""Expressions: the usual signs, building terms.

The classes `Scalar`, `Vector` and `Operator` only build data, so that a formula in Python reads like the
formula in the paper; they compute nothing, and convert nothing that is not exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, NoReturn, Union, overload

from verify.statements.errors import SortError, StatementError, shown
from verify.statements.terms import RATIONAL, Term, integral, literal, measured, outline, thaw, valid_name

ScalarLike = Union["Scalar", int, Fraction]
HALF = Fraction(1, 2)
MOST_EXPONENT = 999


@dataclass(frozen=True, repr=False, eq=False)
class Written:
    """Anything that is written down as one term; it has no truth value, and is equal to what is written down alike."""

    term: Term
    __array_ufunc__: ClassVar[None] = None  # NumPy's numbers leave the operations to the classes here

    def __post_init__(self) -> None:
        if not isinstance(self.term, (str, tuple)):
            raise SortError(f"a term is a string or a tuple, got {shown(self.term)}")

    def __bool__(self) -> bool:
        raise TypeError(f"a {type(self).__name__} is data and has no truth value; give it to a Statement")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Written) or type(self) is not type(other):
            return NotImplemented
        return self.term is other.term or (measured(self.term) == measured(other.term) and self.term == other.term)

    def __hash__(self) -> int:
        measured(self.term)
        return hash((type(self).__name__, self.term))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({outline(self.term)})"

    def _repr_latex_(self) -> str:
        from verify import notation  # rendering is loaded only when something is shown

        return f"$\\displaystyle {notation.latex(thaw(self.term))}$"


@dataclass(frozen=True, repr=False, eq=False)
class Scalar(Written):
    """A real-valued term."""

    def __add__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(self.term, scalar_term(other)))

    def __radd__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(scalar_term(other), self.term))

    def __sub__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(self.term, ("-", scalar_term(other))))

    def __rsub__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(scalar_term(other), ("-", self.term)))

    def __neg__(self) -> Scalar:
        return Scalar(("-", self.term))

    @overload
    def __mul__(self, other: ScalarLike) -> Scalar: ...
    @overload
    def __mul__(self, other: Vector) -> Vector: ...
    @overload
    def __mul__(self, other: Operator) -> Operator: ...
    def __mul__(self, other: ScalarLike | Vector | Operator) -> Scalar | Vector | Operator:
        if isinstance(other, Vector):
            return Vector(_times(self.term, other.term))
        if isinstance(other, Operator):
            return Operator(_times(self.term, other.term))
        return Scalar(_times(self.term, scalar_term(other)))

    def __rmul__(self, other: ScalarLike) -> Scalar:
        return Scalar(_times(scalar_term(other), self.term))

    def __truediv__(self, other: ScalarLike) -> Scalar:
        return Scalar(("/", self.term, scalar_term(other)))

    def __rtruediv__(self, other: ScalarLike) -> Scalar:
        return Scalar(("/", scalar_term(other), self.term))

    def __pow__(self, exponent: int | Fraction) -> Scalar:
        """An integer power, or with Fraction(1, 2) the square root.  Raises StatementError for any other exponent."""
        if isinstance(exponent, Fraction) and exponent == HALF:
            return self.sqrt()
        return Scalar(("^", self.term, _exponent(self, exponent, "an integer, or Fraction(1, 2) for the square root")))

    def __rpow__(self, base: object) -> NoReturn:
        raise StatementError(f"no power of {shown(base)} with the exponent {shown(self)}; power(base, exponent) is one, of an integer exponent >= 0")

    def __matmul__(self, other: object) -> NoReturn:
        raise SortError(f"@ stands between vectors and operators: expected one on its left, got {shown(self)}")

    def __abs__(self) -> Scalar:
        return Scalar(("abs", self.term))

    def sqrt(self) -> Scalar:
        """The non-negative square root."""
        return Scalar(("sqrt", self.term))


@dataclass(frozen=True, repr=False, eq=False)
class Vector(Written):
    """A term with values in R^d.  `x @ y` is the inner product."""

    def __add__(self, other: Vector) -> Vector:
        return Vector(_plus(self.term, typed(other, Vector)))

    def __sub__(self, other: Vector) -> Vector:
        return Vector(_plus(self.term, ("-", typed(other, Vector))))

    def __neg__(self) -> Vector:
        return Vector(("-", self.term))

    def __mul__(self, other: object) -> NoReturn:
        raise SortError(f"* has a scalar on its left, and a product of vectors or operators is written @: got {shown(self)} * {shown(other)}")

    def __rmul__(self, other: ScalarLike) -> Vector:
        return Vector(_times(scalar_term(other), self.term))

    def __truediv__(self, other: ScalarLike) -> Vector:
        return Vector(("/", self.term, scalar_term(other)))

    def __matmul__(self, other: Vector) -> Scalar:
        return Scalar(("dot", self.term, typed(other, Vector)))

    def __pow__(self, exponent: object) -> NoReturn:
        raise StatementError(f"no power of {shown(self)} with the exponent {shown(exponent)}: a vector has none; |x|^2 is x @ x")


@dataclass(frozen=True, repr=False, eq=False)
class Operator(Written):
    """A term with values in the linear maps of R^d.  `A @ x` applies, `A @ B` composes."""

    def __add__(self, other: Operator) -> Operator:
        return Operator(_plus(self.term, typed(other, Operator)))

    def __sub__(self, other: Operator) -> Operator:
        return Operator(_plus(self.term, ("-", typed(other, Operator))))

    def __neg__(self) -> Operator:
        return Operator(("-", self.term))

    def __mul__(self, other: object) -> NoReturn:
        raise SortError(f"* has a scalar on its left, and a product of vectors or operators is written @: got {shown(self)} * {shown(other)}")

    def __rmul__(self, other: ScalarLike) -> Operator:
        return Operator(_times(scalar_term(other), self.term))

    def __truediv__(self, other: ScalarLike) -> Operator:
        return Operator(("/", self.term, scalar_term(other)))

    @overload
    def __matmul__(self, other: Vector) -> Vector: ...
    @overload
    def __matmul__(self, other: Operator) -> Operator: ...
    def __matmul__(self, other: Vector | Operator) -> Vector | Operator:
        kind = Vector if isinstance(other, Vector) else Operator
        return kind(("@", self.term, typed(other, kind)))

    def __pow__(self, exponent: int) -> Operator:
        """An integer power.  Raises StatementError for any other exponent."""
        return Operator(("^", self.term, _exponent(self, exponent, "an integer")))

    @property
    def T(self) -> Operator:
        """The transpose."""
        return Operator(("T", self.term))


@dataclass(frozen=True)
class ScalarSequence:
    """A sequence of reals a_0, a_1, ...; `a[k]` is a member, for an integer k >= 0."""

    name: str
    __iter__: ClassVar[None] = None  # it has no end

    def __post_init__(self) -> None:
        valid_name(self.name)

    def __getitem__(self, index: ScalarLike) -> Scalar:
        return Scalar(("item", self.name, integer_term(index, "an index", 0)))


@dataclass(frozen=True)
class VectorSequence:
    """A sequence of vectors w_0, w_1, ...; `w[k]` is a member, for an integer k >= 0."""

    name: str
    __iter__: ClassVar[None] = None  # it has no end

    def __post_init__(self) -> None:
        valid_name(self.name)

    def __getitem__(self, index: ScalarLike) -> Vector:
        return Vector(("item", self.name, integer_term(index, "an index", 0)))


Expression = Scalar | Vector | Operator
AnySequence = ScalarSequence | VectorSequence
IDENTITY = Operator("I")
ZERO = Vector("0v")
DIMENSION = Scalar("d")


# ------------------------------------------------------------------------------------------------
# Reading what the user gives


def scalar_term(value: object) -> Term:
    """The term of a scalar, an int or a Fraction.  Raises SortError for anything else: no number is rounded."""
    text = literal(value)
    if text is not None:
        return text
    if isinstance(value, Scalar):
        return value.term
    raise SortError(f"expected a scalar term, an int or a Fraction, got {shown(value)}")


def integer_term(value: object, what: str, least: int | None = None) -> Term:
    """The term of something that counts: a scalar, or an integer, which may be no less than `least`.

    Raises SortError for anything else, and StatementError for an integer below and for a fraction.
    """
    term = scalar_term(value)
    if isinstance(term, str) and RATIONAL.match(term):
        number = Fraction(term)
        if number.denominator != 1 or (least is not None and number < least):
            raise StatementError(f"expected an integer{'' if least is None else f' >= {least}'} as {what}, got {shown(value)}")
    return term


def typed(value: object, kind: type[Any]) -> Term:
    """The term of a value of this class.  Raises SortError for any other value."""
    if not isinstance(value, kind):
        raise SortError(f"expected a {kind.__name__}, got {shown(value)}")
    term: Term = value.term
    return term


def any_term(value: object) -> Term:
    """The term of an expression of any sort, an int or a Fraction.  Raises SortError for anything else."""
    return value.term if isinstance(value, (Vector, Operator)) else scalar_term(value)


def sort_of(value: object) -> type[Any]:
    """Scalar, Vector or Operator.  Raises SortError for a value that is no expression and no number."""
    any_term(value)
    return type(value) if isinstance(value, (Vector, Operator)) else Scalar


def expression(value: object) -> Expression:
    """The value, which must be a Scalar, a Vector or an Operator.  Raises SortError otherwise."""
    if not isinstance(value, (Scalar, Vector, Operator)):
        raise SortError(f"expected a Scalar, a Vector or an Operator, got {shown(value)}")
    return value


def name_of(value: object, what: str) -> str:
    """The name of a symbol that is an expression.  Raises SortError for any other value, a number or a compound term among them."""
    term = value.term if isinstance(value, (Scalar, Vector, Operator)) else None
    if not isinstance(term, str) or RATIONAL.match(term):
        raise SortError(f"expected a symbol as {what}, got {shown(value)}")
    return valid_name(term)


def listed(values: object, what: str) -> list[Any]:
    """The members of a list or tuple.  Raises SortError for anything else."""
    if not isinstance(values, (list, tuple)):
        raise SortError(f"expected a list of {what}, got {shown(values)}")
    return list(values)


def pairs(values: object, what: str) -> list[tuple[Any, Any]]:
    """The pairs of a list.  Raises SortError for anything else."""
    found = [tuple(listed(pair, what)) for pair in listed(values, what)]
    if any(len(pair) != 2 for pair in found):
        raise SortError(f"expected a list of {what}, got {shown(values)}")
    return found


def _exponent(base: Written, exponent: object, expected: str) -> str:
    if not integral(exponent) or abs(int(exponent)) > MOST_EXPONENT:  # type: ignore[call-overload]
        raise StatementError(f"no power of {shown(base)} with the exponent {shown(exponent)}: expected {expected}, of at most 3 digits")
    return str(int(exponent))  # type: ignore[call-overload]


def _plus(left: Term, right: Term) -> Term:
    head = left[1:] if isinstance(left, tuple) and left[:1] == ("+",) else (left,)
    return ("+", *head, right)


def _times(left: Term, right: Term) -> Term:
    head = left[1:] if isinstance(left, tuple) and left[:1] == ("*",) else (left,)
    return ("*", *head, right)


# ------------------------------------------------------------------------------------------------
# Functions


def dot(x: Vector, y: Vector) -> Scalar:
    """The Euclidean inner product x^T y."""
    return Scalar(("dot", typed(x, Vector), typed(y, Vector)))


def outer(x: Vector, y: Vector) -> Operator:
    """The operator x y^T."""
    return Operator(("outer", typed(x, Vector), typed(y, Vector)))


def sqrt(value: ScalarLike) -> Scalar:
    """The non-negative square root."""
    return Scalar(("sqrt", scalar_term(value)))


def sign(value: ScalarLike) -> Scalar:
    """-1, 0 or 1."""
    return Scalar(("sign", scalar_term(value)))


def eig(operator: Operator, index: ScalarLike) -> Scalar:
    """The index-th smallest eigenvalue (1-based) of a symmetric operator."""
    return Scalar(("eig", typed(operator, Operator), integer_term(index, "the number of an eigenvalue", 1)))


def maximum(index: Scalar, low: ScalarLike, high: ScalarLike, body: ScalarLike) -> Scalar:
    """max of body over the integers low <= index <= high; undefined over an empty range."""
    return Scalar(("max", *_over(index, low, high), scalar_term(body)))


def summation(index: Scalar, low: ScalarLike, high: ScalarLike, body: ScalarLike) -> Scalar:
    """The sum of body over the integers low <= index <= high; zero over an empty range."""
    return Scalar(("sum", *_over(index, low, high), scalar_term(body)))


def _over(index: Scalar, low: ScalarLike, high: ScalarLike) -> tuple[Term, Term, Term]:
    typed(index, Scalar)
    return name_of(index, "an index"), integer_term(low, "the end of a range"), integer_term(high, "the end of a range")


def power(base: ScalarLike, exponent: ScalarLike) -> Scalar:
    """base^exponent for an integer exponent >= 0 that is a term; 0^0 = 1."""
    return Scalar(("pow", scalar_term(base), integer_term(exponent, "an exponent", 0)))


def derivative(expression: Scalar, variable: Scalar | Vector, direction: ScalarLike | Vector) -> Scalar:
    """The derivative at t = 0 of the expression with variable replaced by variable + t direction."""
    name = name_of(variable, "the variable of a derivative")
    return Scalar(("D", typed(expression, Scalar), name, _alike(variable, direction, "the direction of a derivative")))


def _alike(symbol: object, value: object, what: str) -> Term:
    """The term of a value of the sort of a symbol."""
    if sort_of(value) is not sort_of(symbol):
        raise SortError(f"{what} is a {sort_of(symbol).__name__}, as {shown(symbol)} is; got {shown(value)}")
    return any_term(value)


@overload
def at(expression: Scalar, values: Sequence[tuple[Expression, Expression | ScalarLike]]) -> Scalar: ...
@overload
def at(expression: Vector, values: Sequence[tuple[Expression, Expression | ScalarLike]]) -> Vector: ...
@overload
def at(expression: Operator, values: Sequence[tuple[Expression, Expression | ScalarLike]]) -> Operator: ...
def at(expression: Any, values: Sequence[tuple[Expression, Expression | ScalarLike]]) -> Any:
    """The expression with symbols replaced simultaneously by other expressions."""
    changes = [
        (name_of(symbol, "what is replaced"), _alike(symbol, value, "what replaces a symbol"))
        for symbol, value in pairs(values, "pairs (symbol, expression)")
    ]
    return _same(expression, "at", tuple(changes))


@overload
def expectation(expression: Scalar) -> Scalar: ...
@overload
def expectation(expression: Vector) -> Vector: ...
@overload
def expectation(expression: Operator) -> Operator: ...
def expectation(expression: Any) -> Any:
    """The expectation over the random symbols of the setting."""
    return _same(expression, "E")


def _same(value: object, head: str, *more: Term) -> Expression:
    """An operation on an expression whose result is of the same sort."""
    found = expression(value)
    return type(found)((head, found.term, *more))


def function(name: str, first: ScalarLike, second: ScalarLike, orders: tuple[int, int] = (0, 0)) -> Scalar:
    """A function symbol of two real variables, or its partial derivative of the given orders, each at most 9."""
    counts = tuple(listed(orders, "two orders of derivation"))
    if len(counts) != 2 or not all(integral(count) and 0 <= count <= 9 for count in counts):
        raise StatementError(f"the orders of a derivative are two integers from 0 to 9, got {shown(orders)}")
    return Scalar(("fn", valid_name(name), tuple(str(int(count)) for count in counts), scalar_term(first), scalar_term(second)))


def block(corner: ScalarLike, row: Vector, column: Vector, body: Operator) -> Term:
    """The operator on R x R^d with rows (corner, row^T) and (column, body)."""
    return ("block", scalar_term(corner), typed(row, Vector), typed(column, Vector), typed(body, Operator))
