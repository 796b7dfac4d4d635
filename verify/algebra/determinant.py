"""Characteristic polynomials and spectra of c I + finite rank, for every dimension at once.

Weinstein and Aronszajn: for vectors x_i, y_i, i <= n,
det(s I - sum x_i y_i^T) = s^(d - n) det(s I_n - [<y_i, x_j>]), so a determinant of size d becomes one
of the size n of the rank (Horn and Johnson, Matrix Analysis, section 1.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sympy

from verify.algebra.explicit import instantiate
from verify.algebra.hypotheses import Algebra, Context
from verify.algebra.normal import term_of
from verify.algebra.roots import factors, resolved, square_root
from verify.algebra.tower import AlgebraError, Element, Poly
from verify.algebra.words import Arrow, Dyad, Op, Vec, columns, faddeev, plus
from verify.algebra.writing import Expressions, Writer
from verify.statements import Operator, Scalar, Setting, Term, Vector

EXTRA = Arrow((), "#0")  # the first coordinate of R x R^d
T = sympy.Symbol("t")


class CharacteristicPolynomial(NamedTuple):
    """det(t I - M) = (t - shift)^power * polynomial(t); `power` is linear in the dimension d."""

    power: sympy.Expr
    polynomial: sympy.Poly
    shift: sympy.Expr


@dataclass(frozen=True)
class _Determinant:
    """det((s + shift) I - M) = s^(d + offset) * (leading s^n + ...)."""

    shift: Element
    offset: int
    coefficients: list[Element]
    symmetric: bool


def _determinant(matrix: Term, algebra: Algebra) -> _Determinant:
    linear, one, size = algebra.linear, algebra.tower.constant(1), 0
    extra, body = Op(), matrix
    if isinstance(matrix, tuple) and matrix[0] == "block" and len(matrix) == 5:
        _, corner, row, column, body = matrix
        size = 1
        for part in (
            Op({Dyad(EXTRA, EXTRA): s} if (s := algebra.scalar(corner)) else {}),
            Op({Dyad(EXTRA, arrow): c for arrow, c in algebra.vector(row).items()}),
            Op({Dyad(arrow, EXTRA): c for arrow, c in algebra.vector(column).items()}),
        ):
            extra = plus(extra, part)
    operator = algebra.operator(body)
    words = [key for key in operator if not isinstance(key, Dyad) and key]
    if words:
        raise AlgebraError(f"expected a multiple of I plus finite rank, found {Writer(algebra).key(words[0])}")
    shift = operator.pop((), algebra.tower.constant(0))
    total = plus(operator, extra)
    if size and shift:
        total = plus(total, Op({Dyad(EXTRA, EXTRA): -shift}))
    left, right = columns(total)

    def inner(x: Vec, y: Arrow) -> Element:
        value = x.get(EXTRA, algebra.tower.constant(0))
        if y == EXTRA:
            return value
        return linear.dot(Vec({arrow: c for arrow, c in x.items() if arrow != EXTRA}), Vec({y: one}))

    grams = [[inner(row, x) for x in left] for row in right]
    coefficients, offset = faddeev(grams, algebra.tower)[0], size - len(left)
    while len(coefficients) > 1 and not coefficients[-1]:
        coefficients, offset = coefficients[:-1], offset + 1
    transpose = Op({Dyad(k.right, k.left): c for k, c in total.items()})
    return _Determinant(shift, offset, coefficients, not plus(total, Op({k: -c for k, c in transpose.items()})))


def characteristic_polynomial(matrix: Operator | Term, setting: Context) -> CharacteristicPolynomial:
    """det(t I - M) of M = c I + finite rank, or of a block operator on R x R^d of that kind.

    Returns (power, polynomial, shift): det(t I - M) = (t - shift)^power polynomial(t), where power is
    linear in the dimension d, shift = c, and the monic polynomial in t does not vanish at c (as a
    rational function of the symbols).  For c = 0 this is a power of t times a polynomial in t.

    Raises AlgebraError where M has another operator than I in it.
    """
    algebra = Algebra.of(setting)
    found, shown = _determinant(term_of(matrix), algebra), Expressions(algebra)
    moved: list[Element] = []  # coefficients in t, leading last
    for c in found.coefficients:
        raised = [algebra.tower.constant(0), *moved]
        moved = [x - found.shift * y for x, y in zip(raised, [*moved, algebra.tower.constant(0)])]
        moved[0] = moved[0] + c
    polynomial = sympy.Poly([shown.scalar(c) for c in reversed(moved)], T)
    return CharacteristicPolynomial(sympy.Symbol("d") + found.offset, polynomial, shown.scalar(found.shift))


def eigenvalues(matrix: Operator | Term, setting: Context) -> list[tuple[Scalar, Scalar]]:
    """The eigenvalues of a symmetric M = c I + finite rank (or such a block), with multiplicities.

    Pairs (eigenvalue, multiplicity) of expressions; a quadratic factor gives its larger root first, and
    the eigenvalue c, whose multiplicity is linear in d, comes last.  Where d is smaller than the rank the
    multiplicity of c may be negative: the product over all pairs is the characteristic polynomial still.

    Raises AlgebraError where M is not symmetric, or has a factor of degree three or more.
    """
    algebra = Algebra.of(setting)
    tower, writer, found = algebra.tower, Writer(algebra), _determinant(term_of(matrix), algebra)
    if not found.symmetric:
        raise AlgebraError("eigenvalues are taken of symmetric operators only")
    s = tower.generator(("symbol", "#s"))
    total = tower.constant(0)
    for c in found.coefficients:
        total = total * s + c
    (i,) = s.symbols()
    result: list[tuple[Scalar, Scalar]] = []
    for factor, count in factors(tower, total.unfolded()[0], plain=True)[1]:
        for root in _roots(_in_powers(tower.lift(factor), i), writer):
            result.append((Scalar(writer.scalar(root + found.shift)), Scalar(str(count))))
    offset: Term = "d"
    if found.offset:
        offset = ("+", "d", str(found.offset)) if found.offset > 0 else ("+", "d", ("-", str(-found.offset)))
    return [*result, (Scalar(writer.scalar(found.shift)), Scalar(offset))]


def _in_powers(p: Poly, i: int) -> list[Poly]:
    """The coefficients of p in the i-th symbol, leading first."""
    degree = max(m[i] for m in p)
    terms: list[dict[tuple[int, ...], object]] = [{} for _ in range(degree + 1)]
    for m, c in p.items():
        terms[degree - m[i]][(*m[:i], 0, *m[i + 1 :])] = c
    return [p.ring.from_dict(part) for part in terms]


def _roots(coefficients: list[Poly], writer: Writer) -> list[Element]:
    tower = writer.tower
    leading, *rest = [tower.element(c) for c in coefficients]
    if len(rest) > 2:
        raise AlgebraError(f"a factor of degree {len(rest)} of the characteristic polynomial has no formula here")
    scaled = [(c / leading).canonical() for c in rest]
    if len(scaled) < 2:
        return [-c for c in scaled]
    p, q = scaled
    root = square_root(p * p - q.times(4), nonnegative=True)
    half = tower.constant(2).inverse()
    return [(root - p) * half, (-root - p) * half]


def has_spectrum(matrix: Term, listed: Sequence[tuple[Term, Term]], setting: Context) -> bool | None:
    """Whether these are the eigenvalues of M, each with its multiplicity (a constant, or d plus one).

    Compares characteristic polynomials: True, False, or None, in the sense of `is_identity`.
    Raises AlgebraError where M is not of the kind `characteristic_polynomial` takes.
    """
    algebra = Algebra.of(setting)
    tower, found = algebra.tower, _determinant(matrix, algebra)
    d, s = tower.generator(("symbol", "d")), tower.generator(("symbol", "#s"))
    left, right, power = tower.constant(0), tower.constant(1), d + tower.constant(found.offset)
    for c in found.coefficients:
        left = left * s + c
    before = len(algebra.assumed)
    for value, multiplicity in listed:
        e, count = algebra.scalar(value) - found.shift, algebra.scalar(multiplicity)
        if not e:
            power = power - count
        elif (n := _whole(count)) is not None and n >= 0:
            right = right * (s - e) ** n
        else:
            return False if algebra.absorbed and resolved(tower, e.symbols()) else None
    k = _whole(power)
    if k is None:
        return False if algebra.absorbed else None
    gap = left * s**k - right if k >= 0 else left - right * s**-k
    if not gap:
        return None if algebra.assumed[before:] else True
    return False if algebra.absorbed and resolved(tower, gap.symbols()) else None


def _whole(x: Element) -> int | None:
    """A constant element as an integer, None where it is none."""
    num, den = x.fraction()
    c = num.LC if num else sympy.QQ(0)
    return int(sympy.QQ.numer(c)) if num.is_ground and den.is_ground and sympy.QQ.denom(c) == 1 else None


@dataclass(frozen=True)
class SecularFunction:
    """det(t I - H + rho z z^T) = det(t I - H) (1 + rho z^T (t I - H)^-1 z), as data.

    For a diagonal H = diag(h_1, ..., h_d) the second factor is 1 + rho sum z_i^2 / (t - h_i): between
    two neighbouring poles it is monotone, which is what makes spectra interlace.
    """

    operator: Operator
    vector: Vector
    weight: Scalar

    @property
    def perturbed(self) -> Operator:
        """The operator H - rho z z^T, whose spectrum it describes."""
        return Operator(("+", self.operator.term, ("-", ("*", self.weight.term, ("outer", self.vector.term, self.vector.term)))))

    def terms(self, setting: Setting, values: dict[str, object]) -> tuple[list[tuple[sympy.Expr, sympy.Expr]], sympy.Expr]:
        """At explicit values with H diagonal: the pairs (h_i, z_i^2) and rho.

        Raises AlgebraError where H is not diagonal there.
        """
        h = instantiate(self.operator, setting, values)
        if not h.is_diagonal():
            raise AlgebraError("the secular function is written out for a diagonal operator")
        z = instantiate(self.vector, setting, values)
        return [(h[i, i], z[i] ** 2) for i in range(h.rows)], instantiate(self.weight, setting, values)

    def function(self, setting: Setting, values: dict[str, object]) -> sympy.Expr:
        """1 + rho sum z_i^2 / (t - h_i) at explicit values with H diagonal, in the symbol t."""
        pairs, rho = self.terms(setting, values)
        return 1 + rho * sympy.Add(*(square / (T - h) for h, square in pairs))

    def polynomial(self, setting: Setting, values: dict[str, object]) -> sympy.Poly:
        """det(t I - H + rho z z^T) at explicit values with H diagonal, by the formula, in t."""
        pairs, rho = self.terms(setting, values)
        total = sympy.Mul(*(T - h for h, _ in pairs))
        for i, (_, square) in enumerate(pairs):
            total += rho * square * sympy.Mul(*(T - h for j, (h, _) in enumerate(pairs) if j != i))
        return sympy.Poly(sympy.expand(total), T)


def secular_function(operator: Operator, vector: Vector, weight: Scalar, setting: Context) -> SecularFunction:
    """The secular function of the rank-one perturbation H - rho z z^T (Golub, 1973; see SecularFunction).

    With z = H u and rho = 1/(u^T H u) the perturbed operator is H* of equation (14).
    Raises AlgebraError where H is not symmetric.
    """
    algebra = Algebra.of(setting)
    value = algebra.operator(operator.term)
    if plus(value, Op({k: -c for k, c in algebra.linear.transpose(value).items()})):
        raise AlgebraError("a secular function is that of a symmetric operator")
    algebra.vector(vector.term), algebra.scalar(weight.term)
    return SecularFunction(operator, vector, weight)
