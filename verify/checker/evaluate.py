"""The value of a term at concrete values of its symbols: a number, a list, or a list of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from verify.checker.numbers import (
    Number,
    Undefined,
    Unset,
    Value,
    add,
    ball,
    between,
    compare,
    eigenvalues,
    enclosed_eigenvalues,
    exact,
    falling,
    flat,
    functions,
    inner,
    integer,
    known,
    linear,
    matrix_power,
    multiply,
    power,
    root,
    sum_of,
)  # fmt: skip
from verify.checker.terms import (
    Abs,
    Add,
    Apply,
    Call,
    Dimension,
    Div,
    Dot,
    Eig,
    Expect,
    Identity,
    Item,
    Literal,
    Max,
    Mul,
    Neg,
    Outer,
    Power,
    PowerOf,
    Ranged,
    Sign,
    Sqrt,
    Sum,
    Symbol,
    Term,
    Transpose,
    Zero,
    instantiate,
    outline,
)  # fmt: skip
from verify.checker.unknown import Unknown
from verify.checker.work import CheckError, spend

Values = Mapping[Any, Value]  # by the names of symbols; "d" is the dimension, "samples" a list of values of the random symbols


@dataclass(frozen=True)
class Members:
    """A sequence: its members, and from which index on it repeats itself with which period, None where that is not seen."""

    member: Callable[[int], Value]
    repeats: Callable[[], tuple[int, int] | None]

    def __call__(self, i: int) -> Value:
        """The member with an index."""
        return self.member(i)


def listed(values: list[Value]) -> Members:
    """The sequence with these first members, the last one repeated for ever."""
    return Members(lambda i: values[min(i, len(values) - 1)], lambda: (len(values) - 1, 1))


def raise_unset(name: str) -> Any:
    """Unset."""
    raise Unset(name)


def members(t: Term, v: Values) -> Members:
    """The sequence that is the value of a symbol."""
    found = v[t.name] if isinstance(t, Symbol) and t.name in v else raise_unset(outline(t))
    return found if isinstance(found, Members) else raise_unset(outline(t))


def inside(node: Term, i: int = 0) -> str:
    """The name that the i-th symbol that a node binds has while its body is evaluated: what it contains binds others."""
    return f"%{node.height}.{i}"


def opened(node: Term, part: Term, kinds: list[str]) -> tuple[list[Symbol], Term]:
    """Symbols for what a node binds, and one of its parts with them."""
    symbols = [Symbol(inside(node, i), kind) for i, kind in enumerate(kinds)]
    return symbols, instantiate(part, symbols)


def term(t: Term, v: Values) -> Value:
    """The value of a term.  Raises Undefined where it has none, Unset where that is not seen."""
    spend(1)
    match t:
        case Literal(value):
            return value
        case Symbol(name):
            return v[name] if name in v else raise_unset(name)
        case Dimension():
            return v["d"] if "d" in v else raise_unset("d")
        case Zero() | Identity():
            each = range(int(v["d"] if "d" in v else raise_unset("d")))
            return [Fraction(0) for _ in each] if isinstance(t, Zero) else [[Fraction(i == j) for j in each] for i in each]
        case Ranged(low, high, body):
            return ranged(t, low, high, body, v)
        case Item(sequence, index):
            return members(sequence, v)(position(t, index, v))
        case PowerOf(base, exponent):
            n = position(t, exponent, v)
            return power(term(base, v), n)
        case Expect(body):
            return expectation(t, body, v)
        case Call(function, orders, first, second):
            return called(function, orders, term(first, v), term(second, v), v)
        case Add(parts):
            return linear(lambda *xs: sum_of(list(xs)), *(term(part, v) for part in parts))
        case Neg(body):
            return linear(lambda x: -x, term(body, v))
        case Mul(parts):
            *factors, value = [term(part, v) for part in parts]
            for s in reversed(factors):
                value = linear(lambda x, s=s: multiply(s, x), value)
            return value
        case Div(top, bottom):
            value, by = term(top, v), term(bottom, v)
            return linear(lambda x: multiply(x, power(by, -1)), value)
        case Power(base, n):
            value = term(base, v)
            if isinstance(base, Sqrt) and n < 0 and compare(value, Fraction(0)) == 0:
                raise Unset("the derivative of a root at zero: it may exist")
            return matrix_power(value, n) if isinstance(value, list) else power(value, n)
        case Sqrt(body):
            return root(term(body, v))
        case Abs(body):
            value = term(body, v)
            return functions(value, value, lambda p, _: abs(p)) if isinstance(value, Unknown) else abs(value)
        case Sign(body):
            return Fraction(known(compare(term(body, v), Fraction(0))))
        case Dot(left, right):
            return inner(term(left, v), term(right, v))
        case Apply(operator, operand):
            rows, value = term(operator, v), term(operand, v)
            if isinstance(value[0], list):
                return [[inner(row, list(col)) for col in zip(*value)] for row in rows]
            return [inner(row, value) for row in rows]
        case Outer(left, right):
            x, y = term(left, v), term(right, v)
            return [[multiply(p, q) for q in y] for p in x]
        case Transpose(body):
            return [list(col) for col in zip(*term(body, v))]
        case Eig(operator, index):
            return eigenvalue(operator, term(operator, v), term(index, v), v)
    raise CheckError(f"no value for {outline(t)}")


def position(t: Term, index: Term, v: Values) -> int:
    """An index or exponent, an integer >= 0."""
    found = integer(term(index, v))
    if found < 0:
        raise Undefined(f"the index {found} of {t.head} is negative")
    return found


def ranged(t: Ranged, low: Term, high: Term, body: Term, v: Values) -> Number:
    """A maximum or a sum over a range."""
    (index,), opened_body = opened(t, body, ["integer"])
    values = [term(opened_body, {**v, index.name: Fraction(i)}) for i in between(term(low, v), term(high, v))]
    if isinstance(t, Sum):
        return sum_of(values)
    assert isinstance(t, Max)
    if not values:
        raise Undefined("maximum over an empty range")
    best: Number = values[0]
    for x in values[1:]:
        order = compare(x, best)
        best = ball(x).max(ball(best)) if order is None else x if order > 0 else best
    return best


def expectation(t: Expect, body: Term, v: Values) -> Value:
    """An expectation: the mean over the samples, of values of the random symbols with their probabilities."""
    samples = v["samples"] if "samples" in v else raise_unset("samples")
    symbols, opened_body = opened(t, body, [kind for _, kind in t.random])
    parts = []
    for sample in samples:
        drawn = {s.name: sample["values"][name] for s, (name, _) in zip(symbols, t.random)}
        value = term(opened_body, {**v, **drawn})
        parts.append(linear(lambda x, p=sample["p"]: multiply(p, x), value))
    return linear(lambda *xs: sum_of(list(xs)), *parts)


def called(function: Term, orders: tuple[int, int], x: Number, y: Number, v: Values) -> Number:
    """A derivative of a function, which is a polynomial in two variables."""
    name = function.name if isinstance(function, Symbol) else outline(function)
    total: Number = Fraction(0)
    for c, i, j in v[name] if name in v else raise_unset(name):
        c = c * falling(i, orders[0]) * falling(j, orders[1])
        if c:
            total = add(total, multiply(c, multiply(power(x, i - orders[0]), power(y, j - orders[1]))))
    return total


def eigenvalue(t: Term, rows: Value, index: Number, v: Values) -> Number:
    """The eigenvalue with a number of a symmetric matrix."""
    if any(isinstance(x, Unknown) for x in flat(rows)):
        raise Unset("an eigenvalue that depends on unknown numbers")
    balls = any(isinstance(x, arb) for x in flat(rows))
    if balls and not is_symmetric(t, v):
        raise Unset("not seen to be symmetric")
    place, values = integer(index), enclosed_eigenvalues(rows) if balls else eigenvalues(exact(rows))
    if not 1 <= place <= len(values):
        raise Undefined(f"eigenvalue number {place} of {len(values)}")
    return values[place - 1]


def is_symmetric(t: Term, v: Values) -> bool:
    """Whether the form of an operator term and the exact values of its symbols show that it is symmetric."""
    spend(1)
    match t:
        case Symbol() | Identity():
            value = term(t, v)
            return bool(value == [list(col) for col in zip(*value)])
        case Add() | Neg():
            return all(is_symmetric(part, v) for part in t.parts)
        case Transpose() | Power() | Div():
            return is_symmetric(t.parts[0], v)
        case Mul(parts):
            return is_symmetric(parts[-1], v)
        case Outer(left, right):
            return left == right
    return False
