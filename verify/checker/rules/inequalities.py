"""Theorems on scalars and inner products: Gram determinants, definite forms, roots, maxima, the intermediate value theorem."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from verify.checker.formulas import And, Eq, Le, Lt, Ne, Or, Psd, exists
from verify.checker.rules.citing import Instance, Premise, Spd, Whole, theorem
from verify.checker.terms import Abs, Add, Apply, Dot, Identity, Max, Mul, Neg, Power, Term, Zero, instantiate, literal
from verify.checker.work import CheckError, spend

BETWEEN = "intermediate value theorem"
ZERO = literal(0)


def quad(x: Term, a: Term, y: Term) -> Term:
    """x^T A y."""
    return Dot(x, Apply(a, y))


def determinant(rows: Sequence[Sequence[Term]]) -> Term:
    """The determinant, by the Leibniz formula."""
    n, summands = len(rows), []
    spend(n * math.factorial(min(n, 20)))
    for sigma in itertools.permutations(range(n)):
        odd = sum(sigma[i] > sigma[j] for i in range(n) for j in range(i + 1, n)) % 2
        summands.append(Mul(literal(-1 if odd else 1), *(rows[i][sigma[i]] for i in range(n))))
    return Add(*summands)


def letter_power(h: Term, n: int) -> tuple[list[Premise], Term]:
    """H^n, and what makes it positive definite: nothing for n = 0."""
    return ([], Identity()) if n == 0 else ([Spd(h)], Power(h, n))


@theorem("letter", "exponent", "vector*")
def gram(h: Term, n: int, *xs: Term) -> Instance:
    """Gram determinants in the inner product of H^n are not negative."""
    definite_power, a = letter_power(h, n)
    if not xs:
        raise CheckError("a Gram determinant of one vector or more")
    return definite_power, Le(ZERO, determinant([[quad(x, a, y) for y in xs] for x in xs])), None


@theorem("letter", "exponent", "vector")
def definite(h: Term, n: int, x: Term) -> Instance:
    """x^T H^n x > 0 for x != 0 and H positive definite."""
    definite_power, a = letter_power(h, n)
    return [*definite_power, Ne(x, Zero())], Lt(ZERO, quad(x, a, x)), None


@theorem("matrix", "scalar*")
def semidefinite_form(rows: Sequence[Sequence[Term]], *b: Term) -> Instance:
    """b^T M b >= 0 for a positive semi-definite matrix M of scalars."""
    if len(rows) != len(b):
        raise CheckError("expected one scalar for each row of the matrix")
    form = [Mul(x, y, rows[i][j]) for i, x in enumerate(b) for j, y in enumerate(b)]
    return [Psd(rows)], Le(ZERO, Add(*form)), None


@theorem("scalar")
def magnitude(t: Term) -> Instance:
    """t <= |t|, -t <= |t|, and |t| is one of t and -t."""
    size = Abs(t)
    return [], And(Le(t, size), Le(Neg(t), size), Or(Eq(size, t), Eq(size, Neg(t)))), None


@theorem("scalar", "scalar")
def root_order(x: Term, y: Term) -> Instance:
    """x^2 <= y^2 and y >= 0 give x <= y."""
    return [Le(ZERO, y), Le(Power(x, 2), Power(y, 2))], Le(x, y), None


@theorem("scalar", "scalar", "name", "scalar*")
def intermediate_value(low: Term, high: Term, t: str, *coefficients: Term) -> Instance:
    """A polynomial c_0 + c_1 t + ... with values of opposite signs at low < high has a zero between them."""
    def value(x: Term) -> Term:
        return Add(ZERO, *(Mul(c, Power(x, k)) if k else c for k, c in enumerate(coefficients)))

    found = exists([(t, "scalar", "real")], lambda x: And(Lt(low, x), Lt(x, high), Eq(value(x), ZERO)))
    return [Lt(low, high), Lt(Mul(value(low), value(high)), ZERO)], found, BETWEEN


@theorem("index", "index")
def integer_step(i: Term, j: Term) -> Instance:
    """i < j gives i + 1 <= j for integers."""
    return [Whole(i), Whole(j), Lt(i, j)], Le(Add(i, literal(1)), j), None


def of_maximum(t: Term) -> Max:
    """A maximum."""
    if not isinstance(t, Max):
        raise CheckError(f"expected a maximum, got {t!r:.60}")
    return t


@theorem("scalar", "index")
def max_bound(maximum: Term, k: Term) -> Instance:
    """Each value is at most the maximum."""
    m = of_maximum(maximum)
    return [Le(m.low, k), Le(k, m.high)], Le(instantiate(m.body, (k,)), maximum), None


@theorem("scalar", "name")
def max_attained(maximum: Term, k: str) -> Instance:
    """The maximum over a non-empty range is one of the values."""
    m = of_maximum(maximum)
    found = exists([(k, "integer", (m.low, m.high))], lambda i: Eq(instantiate(m.body, (i,)), maximum))
    return [Le(m.low, m.high)], found, None
