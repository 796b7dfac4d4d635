"""Terms written out in components with plain SymPy: a test of the dimension-free algebra.

Nothing here knows normal forms: vectors are column matrices, operators are square matrices, and a
derivative is `sympy.diff` component by component.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Rational

from verify.algebra.tower import AlgebraError
from verify.statements import Decl, Expression, Operator, Scalar, Setting, Statement, Term, Vector

Values = Mapping[str, Any]


def components(setting: Setting | Statement, dimension: int) -> dict[str, Any]:
    """Symbolic values for all scalars, vectors and operators of a setting in R^dimension.

    Vectors are columns of symbols w_1, w_2, ...; an operator is a matrix of symbols, symmetric where it
    is declared so; an orthogonal one is (I - S)(I + S)^-1 with a skew-symmetric S of symbols.
    """
    values: dict[str, Any] = {"d": sympy.Integer(dimension)}
    for decl in setting.symbols:
        if decl.sort in ("scalar", "integer"):
            values[decl.name] = sympy.Symbol(decl.name, **_assumptions(decl))
        elif decl.sort == "vector":
            known = _assumptions(decl) if dimension == 1 else {"real": True}
            values[decl.name] = sympy.Matrix(dimension, 1, lambda i, _: sympy.Symbol(f"{decl.name}_{i + 1}", **known))
        elif decl.sort == "operator":
            values[decl.name] = _matrix(decl, dimension, lambda i, j: sympy.Symbol(f"{decl.name}_{i + 1}{j + 1}", real=True))
    return values


def random_values(setting: Setting | Statement, dimension: int, seed: int) -> dict[str, Any]:
    """Exact rational values that meet the declared domains (but not further hypotheses)."""
    rng = random.Random(f"{dimension} {seed}")

    def number() -> Any:
        return Rational(rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]), rng.choice([1, 1, 2, 3]))

    values: dict[str, Any] = {"d": sympy.Integer(dimension)}
    for decl in setting.symbols:
        if decl.sort == "scalar":
            value = number()
            values[decl.name] = abs(value) if decl.domain in ("positive", "nonnegative") else value
        elif decl.sort == "integer":
            values[decl.name] = sympy.Integer(rng.randint(1, dimension))
        elif decl.sort == "vector":
            values[decl.name] = sympy.Matrix(dimension, 1, lambda i, j: number())
        elif decl.sort == "operator":
            values[decl.name] = _matrix(decl, dimension, lambda i, j: number())
            if decl.domain == "spd":
                factor = sympy.Matrix(dimension, dimension, lambda i, j: number() if j <= i else 0)
                values[decl.name] = factor * factor.T
            while decl.domain == "invertible" and not values[decl.name].det():
                values[decl.name] = _matrix(decl, dimension, lambda i, j: number())
    return values


def _assumptions(decl: Decl) -> dict[str, bool]:
    known = {"real": True}
    return known | {str(decl.domain): True} if decl.domain in ("positive", "nonnegative", "nonzero") else known


def _matrix(decl: Decl, n: int, entry: Any) -> Any:
    if decl.domain in ("spd", "symmetric"):
        upper = {(i, j): entry(i, j) for i in range(n) for j in range(i, n)}
        return sympy.Matrix(n, n, lambda i, j: upper[min(i, j), max(i, j)])
    if decl.domain == "orthogonal":
        skew = sympy.zeros(n, n)
        for i in range(n):
            for j in range(i):
                skew[i, j] = entry(i, j)
                skew[j, i] = -skew[i, j]
        return (sympy.eye(n) - skew) * (sympy.eye(n) + skew).inv()
    return sympy.Matrix(n, n, entry)


def instantiate(expression: Expression | Term, setting: Setting | Statement, values: Values) -> Any:
    """The value of a term at explicit values: a SymPy expression, a column or a square matrix.

    `values` gives "d" and the symbols, as `components` and `random_values` do; a function symbol is a
    `sympy.Lambda` of two variables, and "samples" a list of (probability, values of the random symbols).
    A block is the matrix of size d + 1.  Raises AlgebraError for a missing value, eig and max.
    """
    term = expression.term if isinstance(expression, (Scalar, Vector, Operator)) else expression
    return _Explicit({decl.name: t for decl, t in setting.definitions}).value(term, values)


class _Explicit:
    def __init__(self, definitions: dict[str, Term]) -> None:
        self.definitions = definitions

    def value(self, term: Term, v: Values) -> Any:
        """The value of a term."""
        if isinstance(term, str):
            return self.leaf(term, v)
        op, n = term[0], int(v["d"])
        if op == "D":
            return self.derivative(term, v)
        if op == "at":
            return self.value(term[1], {**v, **{str(pair[0]): self.value(pair[1], v) for pair in term[2]}})
        if op == "E":
            if "samples" not in v:
                raise AlgebraError("an expectation needs the value 'samples'")
            parts = [p * self.value(term[1], {**v, **sample}) for p, sample in v["samples"]]
            return sum(parts[1:], parts[0])
        if op == "fn":
            y, z = sympy.Dummy(), sympy.Dummy()
            slope = v[str(term[1])](y, z)
            for symbol, order in ((y, int(str(term[2][0]))), (z, int(str(term[2][1])))):
                slope = sympy.diff(slope, symbol, order)
            return slope.xreplace({y: self.value(term[3], v), z: self.value(term[4], v)})
        if op == "^":
            return self.value(term[1], v) ** int(str(term[2]))
        a = [self.value(part, v) for part in term[1:]]
        match op:
            case "+":
                return sum(a[1:], a[0])
            case "-":
                return -a[0]
            case "*":
                return sympy.Mul(*a[:-1]) * a[-1]
            case "/":
                return a[0] / a[1]
            case "sqrt":
                return sympy.sqrt(a[0])
            case "abs":
                return sympy.Abs(a[0])
            case "sign":
                return a[0] / sympy.Abs(a[0])
            case "dot":
                return (a[0].T * a[1])[0]
            case "outer":
                return a[0] * a[1].T
            case "@":
                return a[0] * a[1]
            case "T":
                return a[0].T
            case "block":
                rows = sympy.zeros(n + 1, n + 1)
                rows[0, 0], rows[0, 1:], rows[1:, 0], rows[1:, 1:] = a[0], a[1].T, a[2], a[3]
                return rows
        raise AlgebraError(f"no explicit value for {op!r}")

    def leaf(self, name: str, v: Values) -> Any:
        """The value of a symbol, a definition or a number."""
        if name in v:
            return v[name]
        if name in self.definitions:
            return self.value(self.definitions[name], v)
        if name in ("I", "0v"):
            return sympy.eye(int(v["d"])) if name == "I" else sympy.zeros(int(v["d"]), 1)
        try:
            return Rational(name)
        except TypeError:
            raise AlgebraError(f"no value for the symbol {name!r}") from None

    def derivative(self, term: Term, v: Values) -> Any:
        """The directional derivative, by components."""
        name, direction = str(term[2]), self.value(term[3], v)
        here = self.leaf(name, v)
        if isinstance(here, sympy.MatrixBase):
            fresh: Any = sympy.Matrix([sympy.Dummy(real=True) for _ in here])
            pairs = list(zip(fresh, direction, here))
        else:
            fresh = sympy.Dummy(real=True)
            pairs = [(fresh, direction, here)]
        moved = self.value(term[1], {**v, name: fresh})
        total = sum((sympy.diff(moved, x) * dx for x, dx, _ in pairs), 0 * moved)
        return total.subs({x: x0 for x, _, x0 in pairs}, simultaneous=True)


def vanishes(expression: Any) -> bool:
    """Whether an expression (or every entry of a matrix) is zero, exactly.

    Square roots, absolute values and signs become symbols with their defining relation, then the numerator of
    `together` is reduced as a polynomial over Q.  True is certain; False is certain where the roots are
    independent (those of integers are split into primes first).
    """
    if isinstance(expression, sympy.MatrixBase):
        return all(vanishes(entry) for entry in expression)
    roots: dict[Any, tuple[Any, Any]] = {}

    def adjoined(square: Any) -> Any:
        if square not in roots:
            roots[square] = (sympy.Dummy(), square)
        return roots[square][0]

    def walk(e: Any) -> Any:
        if isinstance(e, sympy.Abs):
            return adjoined(walk(e.args[0]) ** 2)
        if isinstance(e, sympy.sign):
            return walk(e.args[0]) / adjoined(walk(e.args[0]) ** 2)
        if isinstance(e, sympy.Pow) and e.exp.is_Rational and e.exp.q == 2:
            base = walk(e.base)
            if base.is_Integer and base > 0:
                return sympy.Mul(*(adjoined(sympy.Integer(p)) ** (k * e.exp.p) for p, k in sympy.factorint(base).items()))
            return adjoined(base) ** e.exp.p
        return e.func(*map(walk, e.args)) if e.args else e

    parts = [walk(sympy.sympify(expression, strict=True))]
    for root, square in reversed(list(roots.values())):
        split = []
        for part in parts:
            halves = [sympy.S.Zero, sympy.S.Zero]
            for (k,), c in sympy.Poly(sympy.fraction(sympy.together(part))[0], root).terms():
                halves[k % 2] += c * square ** (k // 2)
            split += halves
        parts = split
    return all(sympy.expand(sympy.fraction(sympy.together(part))[0]) == 0 for part in parts)
