"""Normal forms back as terms of the language, and as SymPy expressions.

Terms are written for readers: definitions of the setting reappear under their names, a fraction
stands before the inner products it multiplies, and <u, H u> appears as a square where it is one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import sympy

from verify.algebra.normal import FreeAlgebra
from verify.algebra.roots import Factors, factors
from verify.algebra.tower import AlgebraError, Atom, Element, Poly, occurring
from verify.algebra.words import Arrow, Dyad, Op, Vec, Word, joined
from verify.statements import Term


def times(parts: Iterable[Term]) -> Term:
    """The product of terms."""
    flat: list[Term] = []
    for part in parts:
        flat += part[1:] if isinstance(part, tuple) and part[0] == "*" else [part] if part != "1" else []
    return flat[0] if len(flat) == 1 else ("*", *flat) if flat else "1"


def power(term: Term, n: int) -> Term:
    """A power of a term."""
    return term if n == 1 else ("^", term, str(n))


def total(parts: list[tuple[bool, Term]], zero: Term) -> Term:
    """The sum of signed terms; True marks a negative one."""
    signed: list[Term] = [("-", term) if negative else term for negative, term in parts]
    return signed[0] if len(signed) == 1 else ("+", *signed) if signed else zero


def _in_order(p: Poly) -> list[tuple[tuple[int, ...], Any]]:
    """Terms with positive coefficients first, then by monomials."""
    return sorted(p.items(), key=lambda item: (item[1] < 0, [-e for e in item[0]]))


class Writer:
    """Writes values of one algebra as terms over the symbols and definitions of its setting."""

    def __init__(self, algebra: FreeAlgebra) -> None:
        self.algebra, self.tower = algebra, algebra.tower
        self.scalars: dict[Any, str] = {}
        self.arrows: dict[Arrow, str] = {}
        for name in algebra.definitions:
            try:
                value = algebra.value(name)
            except AlgebraError:
                continue  # a definition without a normal form abbreviates nothing
            if isinstance(value, Element) and not any(value.den) and value.num.is_generator:
                self.scalars.setdefault(next(iter(value.symbols())), name)
            if isinstance(value, Vec) and len(value) == 1:
                ((arrow, c),) = value.items()
                if c == self.tower.constant(1) and arrow.word:
                    self.arrows.setdefault(arrow, name)

    # -- scalars

    def scalar(self, x: Element) -> Term:
        """A scalar."""
        return total([self.signed(x)], "0") if x else "0"

    def signed(self, x: Element) -> tuple[bool, Term]:
        """A nonzero scalar as a sign (True for minus) and a term: factors over factors."""
        num, den = x.unfolded(self.scalars)
        number, top = self._factored(num)
        below, bottom = self._factored(den)
        number /= below
        plain = [power(self.sum(f), e) for f, e in top if not self._is_dot(f)]
        dots = [power(self.sum(f), e) for f, e in top if self._is_dot(f)]
        under = [power(self.sum(f), e) for f, e in bottom]
        if abs(number.numerator) != 1:
            plain.insert(0, str(abs(number.numerator)))
        if number.denominator != 1:
            under.insert(0, str(number.denominator))
        if not under:
            return number < 0, times([*plain, *dots])
        if not plain:
            plain, dots = dots, []
        if not dots and len(top) == 1 and len(num) > 1 and len(den) == 1 and top[0][1] == 1:
            divisor = self.tower.element(den)
            terms = [self.tower.element(num.ring.from_dict({m: c})) / divisor for m, c in _in_order(num)]
            return False, total([self.signed(term) for term in terms], "0")
        return number < 0, times([("/", times(plain), times(under)), *dots])

    def _factored(self, p: Poly) -> tuple[Fraction, Factors]:
        number, found = factors(self.tower, p, plain=True, longest=40)
        return number, sorted(found, key=lambda pair: (len(pair[0]) > 1, min(occurring(pair[0]))))

    def _is_dot(self, p: Poly) -> bool:
        return bool(p.is_generator) and self.tower.atoms[p.LM.index(1)][0] == "dot"

    def sum(self, p: Poly) -> Term:
        """A polynomial, monomial by monomial."""
        parts = []
        for m, c in _in_order(p):
            number = Fraction(int(sympy.QQ.numer(c)), int(sympy.QQ.denom(c)))
            symbols = [power(self.symbol(i), e) for i, e in enumerate(m) if e]
            parts.append((number < 0, times([*([str(abs(number))] if abs(number) != 1 else []), *symbols])))
        return total(parts, "0")

    def symbol(self, i: int) -> Term:
        """The i-th symbol of the tower."""
        return self.scalars.get(i) or self._atom(self.tower.atoms[i])

    def _atom(self, atom: Atom) -> Term:
        match atom:
            case ("symbol", name):
                return str(name)
            case ("dot", x, word, y):
                return self.dot(x, word, y)
            case ("root", inner):
                return ("sqrt", self.sum(inner.unfolded(self.scalars)[0]))
            case ("abs", inner):
                return ("abs", self.sum(inner.unfolded(self.scalars)[0]))
            case ("fn", name, (i, j), x, y):
                return ("fn", name, (str(i), str(j)), self.scalar(x), self.scalar(y))
            case ("eig", items, index):
                return ("eig", self.operator(Op(items)), self.scalar(index))
            case ("mean", scalars):
                return ("E", self.scalar(scalars))
            case ("mean", scalars, slots):
                dots = [("dot", x, self.arrow(arrow)) for x, arrow in slots]
                return ("E", times([self.scalar(scalars), *dots]))
        raise AssertionError(f"no term for {atom[0]}")

    def dot(self, x: Any, word: Word, y: Any) -> Term:
        """<x, word y>, divided between the two sides so as to be short."""
        linear, candidates = self.algebra.linear, list[Term]()
        for left, right in _divisions(word):
            a, b = self.arrow(Arrow(linear.transposed(left), x)), self.arrow(Arrow(right, y))
            candidates += [("dot", a, b), ("dot", b, a)]
        return min(candidates, key=lambda t: (_cost(t), t[1] not in self.algebra.declared))

    # -- vectors and operators

    def vector(self, x: Vec) -> Term:
        """A vector."""
        return self._combination(x, self.arrow, "0v")

    def operator(self, a: Op) -> Term:
        """An operator."""
        return self._combination(a, self.key, ("*", "0", "I"))

    def _combination(self, x: Vec | Op, write: Any, zero: Term) -> Term:
        parts = []
        for key, c in x.items():
            negative, coefficient = self.signed(c)
            parts.append((isinstance(key, Dyad), negative, times([coefficient, write(key)])))
        if isinstance(x, Op):
            parts.sort(key=lambda part: part[:2])
        return total([part[1:] for part in parts], zero)

    def key(self, key: Any) -> Term:
        """A word or a dyad."""
        if isinstance(key, Dyad):
            return ("outer", self.arrow(key.left), self.arrow(key.right))
        letters = [self.letter(*letter) for letter in key] or ["I"]
        term = letters[-1]
        for letter in reversed(letters[:-1]):
            term = ("@", letter, term)
        return term

    def letter(self, name: Any, mark: bool, e: int) -> Term:
        """A power of an operator symbol or of its transpose."""
        if isinstance(name, tuple):
            term: Term = ("E", times([self.scalar(name[1]), ("outer", name[2], name[3])]))
        else:
            term = str(name)
        if not isinstance(name, tuple) and self.algebra.domain(name) == "orthogonal" and e < 0:
            mark, e = True, -e
        return power(("T", term) if mark else term, e)

    def arrow(self, arrow: Arrow) -> Term:
        """A word applied to a vector, by the name of a definition where that is shorter."""
        name = arrow.name
        term: Term = ("E", times([self.scalar(name[1]), name[2]])) if isinstance(name, tuple) else str(name)
        candidates = [self._applied(arrow.word, term)]
        for (word, source), short in self.arrows.items():
            for left, right in _divisions(arrow.word):
                if source == name and right == word:
                    candidates.append(self._applied(left, short))
        return min(candidates, key=_cost)

    def _applied(self, word: Word, term: Term) -> Term:
        for letter in reversed(word):
            term = ("@", self.letter(*letter), term)
        return term


def _divisions(word: Word) -> Iterable[tuple[Word, Word]]:
    """All ways to write a word as left right, whole powers of a letter being divided too."""
    yield (), word
    for k, (name, mark, e) in enumerate(word):
        step = 1 if e > 0 else -1
        for part in range(step, e + step, step):
            rest: Word = ((name, mark, e - part),) if part != e else ()
            yield joined(word[:k], ((name, mark, part),)), rest + word[k + 1 :]


def _cost(term: Term) -> tuple[int, int]:
    """Leaves, then depth: what a shorter writing has less of."""
    if isinstance(term, str):
        return 1, 0
    costs = [_cost(part) for part in (term[1:2] if term[0] == "^" else term[1:])]
    return sum(c for c, _ in costs), 1 + max((depth for _, depth in costs), default=0)


# ------------------------------------------------------------------------------------------------
# SymPy


class Expressions:
    """Values as SymPy data: inner products are symbols named <x, H y>, roots are square roots."""

    def __init__(self, algebra: FreeAlgebra) -> None:
        self.algebra, self.tower = algebra, algebra.tower
        self.writer = Writer(algebra)
        self.writer.scalars, self.writer.arrows = {}, {}

    def scalar(self, x: Element) -> sympy.Expr:
        """A reduced fraction; numerator and denominator have coprime integer coefficients."""
        num, den = x.unfolded()
        names = {i: self.symbol(i) for i in occurring(num) | occurring(den)}
        order = sorted(names, key=lambda i: sympy.default_sort_key(names[i]))
        leading = max(den, key=lambda m: [m[i] for i in order])
        scale = sympy.QQ(1)
        for p in (num, den):
            for c in p.values():
                scale = scale * sympy.QQ.denom(c * scale)
        content = math.gcd(*(int(c * scale) for c in itertools.chain(num.values(), den.values())))
        scale = scale / content * (-1 if den[leading] < 0 else 1)
        top, bottom = (self._polynomial(p.mul_ground(scale), names) for p in (num, den))
        return top / bottom

    def _polynomial(self, p: Poly, names: dict[int, sympy.Expr]) -> sympy.Expr:
        return sympy.Add(*(
            sympy.Mul(int(c), *(names[i] ** e for i, e in enumerate(m) if e)) for m, c in p.items()
        ))  # fmt: skip

    def symbol(self, i: int) -> sympy.Expr:
        """The i-th symbol of the tower."""
        atom = self.tower.atoms[i]
        if atom[0] == "root":
            return sympy.sqrt(self.scalar(atom[1]))
        if atom[0] == "abs":
            return sympy.Abs(self.scalar(atom[1]))
        if atom[0] == "symbol":
            return sympy.Symbol(atom[1])
        if atom[0] == "dot":
            return sympy.Symbol(f"<{_text(self.writer.arrow(Arrow((), atom[1])))}, {_text(self.writer.arrow(Arrow(*atom[2:])))}>")
        return sympy.Symbol(_text(self.writer.symbol(i)))

    def combination(self, x: Vec | Op) -> dict[Term, sympy.Expr]:
        """Basis term -> coefficient."""
        write = self.writer.arrow if isinstance(x, Vec) else self.writer.key
        return {write(key): self.scalar(c) for key, c in x.items()}


def _text(term: Term) -> str:
    """A term in one line of plain text."""
    match term:
        case str():
            return term
        case ("dot", x, y):
            return f"<{_text(x)}, {_text(y)}>"
        case ("@", a, x):
            return f"{_text(a)} {_text(x)}"
        case ("^", a, n):
            return f"{_text(a)}^{n}"
        case ("T", a):
            return f"{_text(a)}^T"
        case (head, *parts):
            return f"{head}({', '.join(_text(part) for part in parts)})"
    return ""
