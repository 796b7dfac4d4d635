"""Normal forms of terms: one value for every dimension d at once.

`FreeAlgebra` reads the declarations of a setting and evaluates terms to scalars (`Element`), vectors
(`Vec`) and operators (`Op`).  Derivatives are taken by their definition: the variable w becomes
w + t v with t^2 = 0, and the coefficient of t is read off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, NoReturn

from verify.algebra.expectation import Expectation
from verify.algebra.roots import magnitude, signum, square_root
from verify.algebra.tower import AlgebraError, Atom, Element, Sign, Tower
from verify.algebra.words import Arrow, Dyad, Linear, Op, Vec, Word, frozen, plus, scaled
from verify.statements import Decl, Expression, Operator, Scalar, Setting, Statement, Term, Vector, measured

RATIONAL = re.compile(r"-?\d+(/0*[1-9]\d*)?\Z")
SIGNS = {"positive": Sign.POSITIVE, "nonnegative": Sign.NONNEGATIVE, "nonzero": Sign.NONZERO}
Value = Element | Vec | Op


@dataclass
class Frame:
    """What symbols stand for while a term is evaluated."""

    overrides: Mapping[str, Value] = field(default_factory=dict)
    cache: dict[str, Value] = field(default_factory=dict)

    def extended(self, values: Mapping[str, Value]) -> Frame:
        """The frame with further symbols replaced."""
        return Frame({**self.overrides, **values})


class FreeAlgebra:
    """The algebra of one setting or statement, before anything is supposed (see `hypotheses` for what is).

    `assumed` collects what was taken to differ from zero to give `sign` a value.
    """

    def __init__(self, setting: Setting | Statement) -> None:
        self.setting = setting
        self.declared: dict[str, Decl] = {decl.name: decl for decl in setting.symbols}
        self.definitions = {decl.name: term for decl, term in setting.definitions}
        self.signs: dict[Any, Sign] = {("symbol", "d"): Sign.POSITIVE}  # of symbols and named vectors
        self.tower = Tower(self.sign_of)
        self.linear = Linear(self.tower, self.domain)
        self.base = Frame()
        self.depth = 0
        self.assumed: list[Element] = []
        self.expectation = Expectation(self.linear, {n for n in self.declared if self.sort(n).startswith("random")})

    def expect(self, moments: Iterable[tuple[tuple[Term, ...], Term]]) -> None:
        """Take the expectations of products of random symbols to be what they are said to be."""
        for factors, term in moments:
            self.expectation.declare(*self._moment(factors), partial(self.value, term))

    # -- declarations

    def sort(self, name: str) -> str:
        """The declared sort of a symbol."""
        return self.declared[name].sort if name in self.declared else ""

    def domain(self, name: Any) -> str:
        """The domain of an operator symbol, or of an expectation of outer products."""
        if isinstance(name, tuple):
            return "symmetric" if name[2] == name[3] else "general"
        return str(self.declared[name].domain)

    def sign_of(self, atom: Atom) -> Sign:
        """What the declarations show of the sign of a symbol of the tower."""
        if atom[0] == "symbol":
            return self.symbol_sign(atom[1])
        known = self.signs.get(atom, Sign.UNKNOWN)
        if atom[0] == "dot" and atom[1] == atom[3]:
            word: Word = atom[2]
            definite = self.nonzero_vector(atom[1])
            while word:
                if len(word) == 1 and self.domain(word[0][0]) == "spd":
                    break
                name, _, e = word[0]
                regular = self.domain(name) in ("spd", "orthogonal", "invertible")
                if len(word) == 1 and e % 2 == 0 and self.domain(name) == "symmetric":
                    word = ()
                elif len(word) > 1 and self.linear.transposed(word[:1]) == word[-1:]:
                    word = word[1:-1]
                else:
                    return known
                definite = definite and regular
            return Sign.POSITIVE if definite else Sign.NONNEGATIVE | known
        if atom[0] == "eig" and len(atom[1]) == 1:
            word, c = atom[1][0]
            if len(word) == 1 and len(word[0]) == 3 and self.domain(word[0][0]) == "spd" and c == self.tower.constant(1):
                return Sign.POSITIVE
        return known

    def symbol_sign(self, name: str) -> Sign:
        """What the declaration and the hypotheses show of the sign of a scalar."""
        decl, known = self.declared.get(name), self.signs.get(("symbol", name), Sign.UNKNOWN)
        if decl is None or decl.sort not in ("scalar", "integer"):
            return known
        if isinstance(decl.domain, dict):
            low = decl.domain["lo"]
            if isinstance(low, str) and RATIONAL.match(low) and Fraction(low) >= 0:
                known |= Sign.POSITIVE if Fraction(low) > 0 else Sign.NONNEGATIVE
            return known
        return known | SIGNS.get(str(decl.domain), Sign.UNKNOWN)

    def nonzero_vector(self, name: Any) -> bool:
        """Whether a vector is declared or assumed to differ from zero."""
        declared = isinstance(name, str) and name in self.declared and self.declared[name].domain == "nonzero"
        return declared or bool(self.signs.get(name, Sign.UNKNOWN))

    def _moment(self, factors: tuple[Term, ...]) -> tuple[Element, list[str]]:
        names = [f for f in factors if isinstance(f, str) and self.sort(f) == "random-vector"]
        rest = self.tower.constant(1)
        for f in factors:
            if f not in names:
                rest = rest * self.scalar(f)
        return rest, names

    def forget(self) -> None:
        """Drop values computed so far: something was learned since."""
        self.base = Frame(self.base.overrides)

    def replace(self, name: str, value: Value) -> None:
        """Let a value stand for a symbol from now on."""
        self.base = self.base.extended({name: value})

    def names(self, value: Value) -> set[Any]:
        """The declared names that a value speaks of."""
        found: set[Any] = set()
        for c in [value] if isinstance(value, Element) else value.values():
            for i in c.symbols():
                found |= self.expectation.names(i)
        for key in () if isinstance(value, Element) else value:
            for arrow in (key if isinstance(key, Dyad) else (key,) if isinstance(key, Arrow) else (Arrow(key, "I"),)):
                found |= {arrow.name, *(name for name, _, _ in arrow.word)}
        return found

    # -- evaluation

    def scalar(self, term: Term, frame: Frame | None = None) -> Element:
        """The value of a scalar term."""
        value = self.value(term, frame)
        return value if isinstance(value, Element) else _refuse(value, "scalar", term)

    def vector(self, term: Term, frame: Frame | None = None) -> Vec:
        """The value of a vector term."""
        value = self.value(term, frame)
        return value if isinstance(value, Vec) else _refuse(value, "vector", term)

    def operator(self, term: Term, frame: Frame | None = None) -> Op:
        """The value of an operator term."""
        value = self.value(term, frame)
        return value if isinstance(value, Op) else _refuse(value, "operator", term)

    def value(self, term: Term, frame: Frame | None = None) -> Value:
        """The value of a term; AlgebraError names what cannot be handled."""
        frame = frame or self.base
        match term:
            case str():
                return self._leaf(term, frame)
            case ("+", first, *rest):
                total = self.value(first, frame)
                for part in rest:
                    total = _sum(total, self.value(part, frame), term)
                return total
            case ("-", x):
                return self._scaled(self.tower.constant(-1), self.value(x, frame))
            case ("*", *scalars, x):
                product = self.tower.constant(1)
                for part in scalars:
                    product = product * self.scalar(part, frame)
                return self._scaled(product, self.value(x, frame))
            case ("/", x, y):
                return self._scaled(self.scalar(y, frame).inverse(), self.value(x, frame))
            case ("^", x, str() as n):
                base = self.value(x, frame)
                if isinstance(base, Vec) or not re.fullmatch(r"-?\d{1,3}", n):
                    raise AlgebraError(f"no power {_shown(term)}")
                return base ** int(n) if isinstance(base, Element) else self.linear.power(base, int(n))
            case ("sqrt", x):
                return square_root(self.scalar(x, frame), self._nonnegative(x, frame))
            case ("abs", x):
                return magnitude(self.scalar(x, frame))
            case ("sign", x):
                element = self.scalar(x, frame)
                if not element:
                    return element
                if not element.sign & Sign.NONZERO:
                    self.assumed.append(element)
                return signum(element)
            case ("dot", x, y):
                return self.linear.dot(self.vector(x, frame), self.vector(y, frame))
            case ("outer", x, y):
                return self.linear.outer(self.vector(x, frame), self.vector(y, frame))
            case ("@", a, x):
                op, argument = self.operator(a, frame), self.value(x, frame)
                if isinstance(argument, Element):
                    raise AlgebraError(f"an operator acts on a vector or an operator: {_shown(term)}")
                return self.linear.apply(op, argument) if isinstance(argument, Vec) else self.linear.compose(op, argument)
            case ("T", a):
                return self.linear.transpose(self.operator(a, frame))
            case ("eig", a, i):
                op = self.operator(a, frame)
                return self.tower.generator(("eig", frozen(op), self.scalar(i, frame).canonical()))
            case ("D", expression, str() as variable, direction):
                return self.derivative(expression, variable, self.value(direction, frame), frame)
            case ("at", expression, tuple() as pairs):
                values = {self._variable(pair[0]): self.value(pair[1], frame) for pair in pairs}
                return self.value(expression, frame.extended(values))
            case ("E", x):
                return self.expectation.mean(self.value(x, frame))
            case ("fn", str() as name, (str() as i, str() as j), x, y) if self.sort(name) == "function" and (i + j).isdigit():
                return self._function(name, (int(i), int(j)), self.scalar(x, frame), self.scalar(y, frame))
            case _:
                raise AlgebraError(f"no normal form for {_shown(term)}")

    def _leaf(self, name: str, frame: Frame) -> Value:
        if RATIONAL.match(name):
            return self.tower.constant(Fraction(name))
        if name in frame.overrides:
            return frame.overrides[name]
        if name not in frame.cache:
            frame.cache[name] = self._symbol(name, frame)
        return frame.cache[name]

    def _symbol(self, name: str, frame: Frame) -> Value:
        if name in self.definitions:
            return self.value(self.definitions[name], frame)
        one, sort = self.tower.constant(1), self.sort(name)
        if name == "0v":
            return Vec()
        if name == "I":
            return Op({(): one})
        if sort in ("vector", "random-vector"):
            return Vec({Arrow((), name): one})
        if sort == "operator":
            return Op({((name, False, 1),): one})
        if name == "d" or sort in ("scalar", "integer", "random-scalar"):
            return self.tower.generator(("symbol", name))
        raise AlgebraError(f"unknown symbol {name!r}")

    def _variable(self, name: Term) -> str:
        if not isinstance(name, str) or name not in self.declared:
            raise AlgebraError(f"expected a declared symbol, not a definition or a term: {_shown(name)}")
        return name

    def _scaled(self, c: Element, x: Value) -> Value:
        return c * x if isinstance(x, Element) else scaled(c, x)

    def _nonnegative(self, term: Term, frame: Frame) -> bool:
        """Whether a scalar term is written so that it cannot be negative: norms, squares, sums of such."""
        match term:
            case str() if term in self.definitions:
                return self._nonnegative(self.definitions[term], frame)
            case ("+" | "*" | "/", *parts):
                return all(self._nonnegative(part, frame) for part in parts)
            case ("^", x, str() as n):
                return int(n) % 2 == 0 or self._nonnegative(x, frame)
            case ("sqrt" | "abs", _):
                return True
            case ("dot", x, ("@", ("^", str() as name, _), y)) | ("dot", x, ("@", str() as name, y)) if x == y:
                spd = self.sort(name) == "operator" and self.domain(name) == "spd"
                return spd and name not in frame.overrides
            case ("dot", x, y) if x == y:
                return True
        return bool(self.scalar(term, frame).sign & Sign.NONNEGATIVE)

    def derivative(self, expression: Term, variable: str, direction: Value, frame: Frame | None = None) -> Value:
        """The coefficient of t in the expression at variable + t direction, where t^2 = 0."""
        frame, name = frame or self.base, self._variable(variable)
        here = self.value(name, frame)
        if type(here) is not type(direction):
            raise AlgebraError(f"the direction of a derivative in {name} is of another sort")
        self.depth += 1
        t = self.tower.generator(("tangent", self.depth), square=self.tower.ring.zero)
        moved = _sum(here, self._scaled(t, direction), name)
        try:
            result = self.value(expression, frame.extended({name: moved}))
        finally:
            self.depth -= 1
        (i,) = t.symbols()
        if isinstance(result, Element):
            return result.tangent(i)
        return type(result)({key: p for key, c in result.items() if (p := c.tangent(i))})

    def _function(self, name: str, orders: tuple[int, int], x: Element, y: Element) -> Element:
        """A function symbol, by its Taylor series where an argument holds infinitesimals."""
        (x, dx), (y, dy) = x.split(), y.split()
        x, y, total, row, i = x.canonical(), y.canonical(), self.tower.constant(0), self.tower.constant(1), 0
        while row:
            term, j = row, 0
            while term:
                total = total + term * self.tower.generator(("fn", name, (orders[0] + i, orders[1] + j), x, y))
                j += 1
                term = term * dy.times(Fraction(1, j))
            i += 1
            row = row * dx.times(Fraction(1, i))
        return total


def _sum(x: Value, y: Value, term: Term) -> Value:
    if isinstance(x, Element) and isinstance(y, Element):
        return x + y
    if isinstance(x, Vec) and isinstance(y, Vec):
        return plus(x, y)
    if isinstance(x, Op) and isinstance(y, Op):
        return plus(x, y)
    raise AlgebraError(f"a sum of unlike sorts: {_shown(term)}")


def _refuse(value: Value, wanted: str, term: Term) -> NoReturn:
    found = {Element: "scalar", Vec: "vector", Op: "operator"}[type(value)]
    raise AlgebraError(f"expected a {wanted}, got a {found}: {_shown(term)}")


def _shown(term: Any) -> str:
    text = str(term)
    return text if len(text) < 80 else text[:77] + "..."


def term_of(expression: Expression | Term) -> Term:
    """The term of an expression.  Raises StatementError where it is too large, written out."""
    term = expression.term if isinstance(expression, (Scalar, Vector, Operator)) else expression
    measured(term)
    return term
