"""The value of a normal form at concrete values of its symbols, written apart from the checker's evaluator.

Numbers are Fractions as long as they are rational, then balls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import arb, fmpq, fmpq_poly

from verify.checker.polynomials import Atom, Combination, Poly

Number = Any  # Fraction | arb
Vector = list[Number]
Matrix = list[list[Number]]


class NotSeenError(Exception):
    """A sign that the balls do not tell, or a value that the instance does not give."""


class NoValueError(Exception):
    """A division by zero, the root of a negative number, an index out of range."""


def ball(x: Number) -> arb:
    """A number as a ball."""
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, (Fraction, int)) else x


def add(x: Number, y: Number) -> Number:
    """x + y."""
    return ball(x) + ball(y) if isinstance(x, arb) or isinstance(y, arb) else x + y


def mul(x: Number, y: Number) -> Number:
    """x y."""
    if isinstance(x, arb) or isinstance(y, arb):
        return Fraction(0) if (x == 0 and not isinstance(x, arb)) or (y == 0 and not isinstance(y, arb)) else ball(x) * ball(y)
    return x * y


def sign(x: Number) -> int:
    """-1, 0 or 1."""
    if isinstance(x, (Fraction, int)):
        return (x > 0) - (x < 0)
    if x > 0 or x < 0:
        return 1 if x > 0 else -1
    raise NotSeenError("a ball around zero")


def inverse(x: Number) -> Number:
    """1 / x."""
    if sign(x) == 0:
        raise NoValueError("division by zero")
    return 1 / x


def root(x: Number) -> Number:
    """The square root that is not negative."""
    if sign(x) < 0:
        raise NoValueError("a root of a negative number")
    if isinstance(x, Fraction):
        top, bottom = isqrt(x.numerator), isqrt(x.denominator)
        if top * top == x.numerator and bottom * bottom == x.denominator:
            return Fraction(top, bottom)
    return ball(x).sqrt()


def power(x: Number, n: int) -> Number:
    """x^n."""
    result: Number = Fraction(1)
    for _ in range(abs(n)):
        result = mul(result, x)
    return inverse(result) if n < 0 else result


def total(parts: Any) -> Number:
    """A sum of numbers."""
    result: Number = Fraction(0)
    for part in parts:
        result = add(result, part)
    return result


def matmul(x: Matrix, y: Matrix) -> Matrix:
    """The product of two matrices."""
    return [[total(mul(p, q) for p, q in zip(row, col)) for col in zip(*y)] for row in x]


def solved(a: Matrix) -> Matrix:
    """The inverse of a rational matrix, by Gauss and Jordan."""
    n = len(a)
    rows = [[*a[i], *(Fraction(i == j) for j in range(n))] for i in range(n)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k]), None)
        if pivot is None:
            raise NoValueError("a singular matrix")
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        rows = [row if i == k else [x - row[k] * y for x, y in zip(row, rows[k])] for i, row in enumerate(rows)]
    return [row[n:] for row in rows]


def eigenvalues(a: Matrix) -> list[Number]:
    """The eigenvalues of a symmetric rational matrix in increasing order: roots of det(t - a), by Faddeev and LeVerrier."""
    n = len(a)
    if any(not isinstance(x, Fraction) for row in a for x in row):
        raise NotSeenError("eigenvalues of a matrix of balls")
    m: Matrix = [[Fraction(0)] * n for _ in range(n)]
    coefficients = [Fraction(1)]
    for k in range(1, n + 1):
        m = matmul(a, m)
        m = [[x + (coefficients[-1] if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(m)]
        am = matmul(a, m)
        coefficients.append(-sum(am[i][i] for i in range(n)) / k)
    found: list[Number] = []
    for factor, times in fmpq_poly([fmpq(c.numerator, c.denominator) for c in reversed(coefficients)]).factor()[1]:
        if factor.degree() == 1:
            x = -factor[0] / factor[1]
            found += [Fraction(int(x.p), int(x.q))] * times
        else:
            found += [z.real for z, _ in factor.complex_roots() for _ in range(times)]
    return sorted(found, key=lambda x: float(ball(x).mid()))


class Valuation:
    """Values of polynomials, vectors and operators in normal form.

    `values` are those of the symbols by name: numbers, lists, lists of rows, functions from indices for sequences, "d", and
    "samples" with the values of the random symbols.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self.d = int(values["d"])
        self.found: dict[Atom, Number] = {}

    def named(self, name: str) -> Any:
        """The value of a symbol."""
        if name not in self.values:
            raise NotSeenError(name)
        return self.values[name]

    def within(self, more: Mapping[str, Any]) -> Valuation:
        """The valuation with more values."""
        return Valuation({**self.values, **more})

    # -- scalars

    def poly(self, p: Poly) -> Number:
        """The value of a polynomial."""
        return total(self.monomial(m, c) for m, c in p.items())

    def monomial(self, m: Any, c: Fraction) -> Number:
        """The value of a monomial with a coefficient."""
        value: Number = c
        for a, e in m:
            value = mul(value, power(self.atom(a), e))
        return value

    def whole(self, p: Any) -> int:
        """The value of a polynomial that is to be an integer."""
        value = self.poly(dict(p))
        if not isinstance(value, Fraction) or value.denominator != 1:
            raise NoValueError("an index that is no integer")
        return int(value)

    def atom(self, a: Atom) -> Number:
        """The value of an atom."""
        if a not in self.found:
            kind, *rest = a.key
            self.found[a] = getattr(self, f"of_{kind}")(a, *rest)
        return self.found[a]

    def of_s(self, a: Atom, name: str) -> Number:
        """A symbol."""
        return Fraction(self.named(name))

    def of_sqrt(self, a: Atom, p: Any) -> Number:
        """A root."""
        return root(self.poly(dict(p)))

    def of_den(self, a: Atom, p: Any) -> Number:
        """A denominator."""
        return self.poly(dict(p))

    def of_dot(self, a: Atom, x: Any, word: Any, y: Any) -> Number:
        """An inner product."""
        return total(mul(p, q) for p, q in zip(self.base(x), self.applied(word, self.base(y))))

    def of_item(self, a: Atom, name: str, index: Any) -> Any:
        """A member of a sequence."""
        n = self.whole(index)
        if n < 0:
            raise NoValueError("a negative index")
        return self.named(name)(n)

    def of_pow(self, a: Atom, base: Any, exponent: Any) -> Number:
        """A power with a symbolic exponent."""
        n = self.whole(exponent)
        if n < 0:
            raise NoValueError("a negative exponent")
        return power(self.poly(dict(base)), n)

    def of_eig(self, a: Atom, operator: Any, index: Any) -> Number:
        """An eigenvalue."""
        n = self.whole(index)
        if not 1 <= n <= self.d:
            raise NoValueError("no such eigenvalue")
        return eigenvalues(self.operator({key: dict(p) for key, p in operator}))[n - 1]

    def of_fn(self, a: Atom, name: str, orders: tuple[int, int], first: Any, second: Any) -> Number:
        """A derivative of a function: a polynomial, differentiated coefficient by coefficient."""
        rows = [(Fraction(c), int(i), int(j)) for c, i, j in self.named(name)]
        for _ in range(orders[0]):
            rows = [(c * i, i - 1, j) for c, i, j in rows if i]
        for _ in range(orders[1]):
            rows = [(c * j, i, j - 1) for c, i, j in rows if j]
        x, y = self.poly(dict(first)), self.poly(dict(second))
        return total(mul(c, mul(power(x, i), power(y, j))) for c, i, j in rows)

    def over(self, bound: str, low: Any, high: Any, body: Any) -> list[Number]:
        """The values of the body of a sum or a maximum."""
        return [self.within({bound: Fraction(i)}).poly(dict(body)) for i in range(self.whole(low), self.whole(high) + 1)]

    def of_sum(self, a: Atom, bound: str, low: Any, high: Any, body: Any) -> Number:
        """A sum."""
        return total(self.over(bound, low, high, body))

    def of_max(self, a: Atom, bound: str, low: Any, high: Any, body: Any) -> Number:
        """A maximum."""
        found = self.over(bound, low, high, body)
        if not found:
            raise NoValueError("the maximum of nothing")
        best = found[0]
        for x in found[1:]:
            try:
                best = x if sign(add(x, mul(Fraction(-1), best))) > 0 else best
            except NotSeenError:
                best = ball(x).max(ball(best))
        return best

    # -- vectors and operators

    def base(self, x: Any) -> Vector:
        """A named vector, a member of a sequence, an expectation."""
        if not isinstance(x, Atom):
            return list(self.named(x))
        if x.key[0] == "item":
            return list(self.of_item(x, *x.key[1:]))
        inner = {key: dict(p) for key, p in x.key[1]}
        return self.mean(inner, sorted(names_of(inner) - x.names))

    def mean(self, x: Combination, drawn: list[str]) -> Vector:
        """The expectation of a vector over these values of random symbols."""
        result: Vector = [Fraction(0)] * self.d
        for sample in self.named("samples"):
            here = self.within({name: sample["values"][name.split("@")[0]] for name in drawn})
            result = [add(p, mul(sample["p"], q)) for p, q in zip(result, here.vector(x))]
        return result

    def letter(self, name: str, transposed: bool, e: int) -> Matrix:
        """A power of an operator symbol or of its transpose."""
        a: Matrix = [list(row) for row in self.named(name)]
        a = [list(col) for col in zip(*a)] if transposed else a
        a = solved(a) if e < 0 else a
        result = a
        for _ in range(abs(e) - 1):
            result = matmul(result, a)
        return result

    def applied(self, word: Any, x: Vector) -> Vector:
        """A word on a vector."""
        for letter in reversed(word):
            x = [total(mul(p, q) for p, q in zip(row, x)) for row in self.letter(*letter)]
        return x

    def vector(self, x: Combination) -> Vector:
        """The value of a vector."""
        result: Vector = [Fraction(0)] * self.d
        for (word, base), p in x.items():
            c = self.poly(p)
            result = [add(y, mul(c, z)) for y, z in zip(result, self.applied(word, self.base(base)))]
        return result

    def operator(self, x: Combination) -> Matrix:
        """The value of an operator."""
        n = range(self.d)
        result: Matrix = [[Fraction(0)] * self.d for _ in n]
        for key, p in x.items():
            c = self.poly(p)
            if key[0] == "w":
                columns = [self.applied(key[1], [Fraction(i == j) for i in n]) for j in n]
                part = [list(row) for row in zip(*columns)]
            else:
                left, right = self.applied(key[1], self.base(key[2])), self.applied(key[3], self.base(key[4]))
                part = [[mul(y, z) for z in right] for y in left]
            result = [[add(y, mul(c, z)) for y, z in zip(r, s)] for r, s in zip(result, part)]
        return result

    def of(self, form: Any, sort: str) -> Any:
        """The value of a normal form."""
        reader: dict[str, Callable[[Any], Any]] = {"scalar": self.poly, "vector": self.vector, "operator": self.operator}
        return reader[sort](form)

    def holds(self, relation: str, p: Poly) -> bool:
        """Whether 0 stands in a relation to the value of a polynomial."""
        s = sign(self.poly(p))
        return {"eq": s == 0, "ne": s != 0, "le": s >= 0, "lt": s > 0}[relation]


def names_of(x: Any) -> set[str]:
    """The names of values of random symbols in a normal form that no expectation inside of it draws: found without its table."""
    if isinstance(x, Atom):
        return {name for name in x.names if "@" in name}
    if isinstance(x, str):
        return {x} if "@" in x else set()
    if isinstance(x, dict):
        return set().union(*(names_of(part) for pair in x.items() for part in pair))
    return set().union(*map(names_of, x)) if isinstance(x, tuple) else set()


def differ(x: Any, y: Any) -> bool:
    """Whether two values, numbers or nested lists of them, are seen to differ."""
    if isinstance(x, list):
        return len(x) != len(y) or any(differ(p, q) for p, q in zip(x, y))
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x != y
    return not ball(x).overlaps(ball(y))


__all__ = ["NoValueError", "NotSeenError", "Valuation", "differ", "sign"]
