"""Spectra: eigenvectors, Rayleigh quotients, min-max, functions of an operator, finite rank."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify.checker.facts import Context, Proof, rule
from verify.checker.formulas import And, Eq, Implies, Le, Ne, Spectrum, exists, forall
from verify.checker.normal import MINUS, SPECTRAL
from verify.checker.polynomials import Combination, Poly, Word, constant, expand, key_text, made_atom, of_atom, plus, power, times
from verify.checker.rules.citing import Instance, Premise, theorem
from verify.checker.rules.common import need
from verify.checker.rules.inequalities import ZERO, quad
from verify.checker.terms import Add, Apply, Dimension, Dot, Eig, Mul, Neg, Power, Term, Transpose, Zero, literal
from verify.checker.work import CheckError, spend

RAYLEIGH = "Rayleigh-Ritz theorem"
MINMAX = "Courant-Fischer min-max theorem"
DETERMINANT = "Weinstein-Aronszajn determinant identity"
ONE, TWO = literal(1), literal(2)


def symmetric(a: Term) -> Term:
    """A = A^T."""
    return Eq(a, Transpose(a))


def within(i: Term, low: Term = ONE) -> list[Premise]:
    """low <= i <= d."""
    return [Le(low, i), Le(i, Dimension())]


def eigen(a: Term, x: Term, value: Term) -> Term:
    """A x = value x."""
    return Eq(Apply(a, x), Mul(value, x))


@theorem("operator", "index", "name")
def eigenvector(a: Term, i: Term, x: str) -> Instance:
    """A symmetric A has an eigenvector for its i-th eigenvalue."""
    return [symmetric(a), *within(i)], exists([(x, "vector", "nonzero")], lambda v: eigen(a, v, Eig(a, i))), SPECTRAL


@theorem("operator", "vector", "index", "name")
def eigenvector_orthogonal(a: Term, u: Term, i: Term, x: str) -> Instance:
    """If u is an eigenvector for lambda_1, there is one for lambda_i, i >= 2, orthogonal to u."""
    premises = [symmetric(a), Ne(u, Zero()), eigen(a, u, Eig(a, ONE)), *within(i, TWO)]
    return premises, exists([(x, "vector", "nonzero")], lambda v: And(eigen(a, v, Eig(a, i)), Eq(Dot(v, u), ZERO))), SPECTRAL


@theorem("operator", "vector", "scalar", "name")
def eigenvalue_index(a: Term, x: Term, value: Term, i: str) -> Instance:
    """An eigenvalue is one of lambda_1, ..., lambda_d."""
    premises = [symmetric(a), Ne(x, Zero()), eigen(a, x, value)]
    return premises, exists([(i, "integer", (ONE, Dimension()))], lambda k: Eq(value, Eig(a, k))), SPECTRAL


@theorem("operator", "vector")
def rayleigh(a: Term, x: Term) -> Instance:
    """lambda_1 |x|^2 <= x^T A x <= lambda_d |x|^2."""
    low, high = (Mul(Eig(a, k), Dot(x, x)) for k in (ONE, Dimension()))
    return [symmetric(a)], And(Le(low, quad(x, a, x)), Le(quad(x, a, x), high)), RAYLEIGH


def complement(a: Term, u: Term, x: Term, k: Term) -> list[Premise]:
    """x is orthogonal to an eigenvector u of lambda_k, in two or more dimensions."""
    return [symmetric(a), Ne(u, Zero()), eigen(a, u, Eig(a, k)), Eq(Dot(x, u), ZERO), Le(TWO, Dimension())]


@theorem("operator", "vector", "vector")
def rayleigh_complement(a: Term, u: Term, x: Term) -> Instance:
    """lambda_2 |x|^2 <= x^T A x for x orthogonal to an eigenvector u of lambda_1."""
    return complement(a, u, x, ONE), Le(Mul(Eig(a, TWO), Dot(x, x)), quad(x, a, x)), RAYLEIGH


@theorem("operator", "vector", "vector")
def rayleigh_complement_top(a: Term, u: Term, x: Term) -> Instance:
    """x^T A x <= lambda_{d-1} |x|^2 for x orthogonal to an eigenvector u of lambda_d."""
    second = Eig(a, Add(Dimension(), Neg(ONE)))
    return complement(a, u, x, Dimension()), Le(quad(x, a, x), Mul(second, Dot(x, x))), RAYLEIGH


@theorem("operator", "index", "index")
def eigenvalue_order(a: Term, i: Term, j: Term) -> Instance:
    """lambda_i <= lambda_j for i <= j, by the numbering."""
    return [symmetric(a), *within(i), *within(j), Le(i, j)], Le(Eig(a, i), Eig(a, j)), None


@theorem("operator", "operator", "index", "name")
def minmax_monotone(a: Term, b: Term, i: Term, x: str) -> Instance:
    """If x^T A x <= x^T B x for all x, then lambda_i(A) <= lambda_i(B)."""
    below = forall([(x, "vector", "any")], lambda v: Le(quad(v, a, v), quad(v, b, v)))
    return [symmetric(a), symmetric(b), *within(i), below], Le(Eig(a, i), Eig(b, i)), MINMAX


@theorem("operator", "operator", "vector", "index", "name")
def minmax_hyperplane(a: Term, b: Term, z: Term, i: Term, x: str) -> Instance:
    """If x^T A x <= x^T B x on the hyperplane orthogonal to z, then lambda_i(A) <= lambda_{i+1}(B)."""
    below = forall([(x, "vector", "any")], lambda v: Implies(Eq(Dot(v, z), ZERO), Le(quad(v, a, v), quad(v, b, v))))
    above = Add(i, ONE)
    return [symmetric(a), symmetric(b), Le(ONE, i), Le(above, Dimension()), below], Le(Eig(a, i), Eig(b, above)), MINMAX


@theorem("operator", "vector", "name", "scalar*")
def spectral_form(a: Term, x: Term, i: str, *coefficients: Term) -> Instance:
    """If p(lambda_i) >= 0 for every eigenvalue of A, then x^T p(A) x >= 0; p = c_0 + c_1 t + ..."""
    def value(k: Term) -> Term:
        return Add(ZERO, *(Mul(c, Power(Eig(a, k), n)) if n else c for n, c in enumerate(coefficients)))

    form = Add(ZERO, *(Mul(c, quad(x, Power(a, n), x)) for n, c in enumerate(coefficients)))
    on_spectrum = forall([(i, "integer", (ONE, Dimension()))], lambda k: Le(ZERO, value(k)))
    return [symmetric(a), on_spectrum], Le(ZERO, form), SPECTRAL


# ------------------------------------------------------------------------------------------------
# Finite rank


VARIABLE = of_atom(made_atom(("s", "#t"), "#t", ("#t",)))  # of a characteristic polynomial
CORNER: tuple[Word, str] = ((), "#0")  # the first coordinate of R x R^d


@rule("finite rank")
def finite_rank(goal: Term, proof: Proof, context: Context) -> None:
    """The spectrum of U C U^T: t^(n-r) det(t I - C U^T U), compared with the listed product."""
    node, n = need(goal, Spectrum), context.normaliser()
    size: Poly = n.symbol("d")
    entries: dict[tuple[Any, Any], Poly] = {}
    body: Combination = context.normal(node.matrix[-1])
    if len(node.matrix) > 1:
        size = plus(size, constant(1))
        corner, row, column = (context.normal(part) for part in node.matrix[:3])
        if row != column or body != n.transpose(body):
            raise CheckError("the block operator is not symmetric")
        entries = {(CORNER, CORNER): corner} if corner else {}
        for key, c in row.items():
            entries |= {(CORNER, key): c, (key, CORNER): c}
    for key, c in body.items():
        if key[0] != "o":
            raise CheckError("the operator is not of finite rank")
        entries[(key[1:3], key[3:])] = c
    basis = sorted({x for pair in entries for x in pair}, key=key_text)

    def gram(x: Any, y: Any) -> Poly:
        return constant(x == y) if CORNER in (x, y) else n.pair(*x, *y)

    def entry(x: Any, y: Any) -> Poly:
        total = dict(VARIABLE) if x == y else {}
        for z in basis:
            total = plus(total, times(MINUS, times(entries.get((x, z), {}), gram(z, y))))
        return total

    left, degree = leibniz([[entry(x, y) for y in basis] for x in basis]), plus(size, constant(-len(basis)))
    right = constant(1)
    for value, multiplicity in node.listed:
        e, m = context.normal(value), context.normal(multiplicity)
        n.whole(m)
        if not context.shown("le", m):
            raise CheckError(f"the multiplicity {multiplicity!r:.40} is not shown to be at least 0")
        if not e:
            degree = plus(degree, times(MINUS, m))
        else:
            right = times(right, power_of(plus(VARIABLE, times(MINUS, e)), whole(m)))
    gap = whole(degree)
    left, right = (times(left, power(VARIABLE, gap)), right) if gap >= 0 else (left, times(right, power(VARIABLE, -gap)))
    if expand(plus(left, times(MINUS, right))):
        raise CheckError("the listed eigenvalues are not those of the characteristic polynomial")
    context.cites.add(DETERMINANT)


def leibniz(rows: list[list[Poly]]) -> Poly:
    """The determinant of a small matrix of polynomials, by its first row."""
    spend(len(rows) ** 2)
    if not rows:
        return constant(1)
    total: Poly = {}
    for j, p in enumerate(rows[0]):
        if p:
            minor = leibniz([[*row[:j], *row[j + 1 :]] for row in rows[1:]])
            total = plus(total, times(times(p, constant(-1 if j % 2 else 1)), minor))
    return total


def power_of(p: Poly, n: int) -> Poly:
    """p^n for n >= 0."""
    if n < 0:
        raise CheckError("a negative multiplicity")
    return power(p, n)


def whole(p: Poly) -> int:
    """A constant polynomial as an int."""
    c = p.get((), Fraction(0))
    if p not in ({}, constant(c)) or c.denominator != 1:
        raise CheckError("multiplicities do not add up to the dimension")
    return int(c)


