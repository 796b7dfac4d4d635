"""Vectors and operators without coordinates: combinations of operator words.

A vector is a finite combination of words in operator symbols applied to named vectors, an operator
a finite combination of words and of dyads (outer products).  The inner product of two words is one
commuting symbol, the same for both of its readings <x, W y> = <y, W^T x>.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from verify.algebra.tower import AlgebraError, Atom, Element, Tower

Name = Any  # a declared name, or the tuple of an expectation that stays unevaluated
Word = tuple[tuple[Name, bool, int], ...]  # letters with a transposition mark and an exponent


class Arrow(NamedTuple):
    """A word applied to a named vector."""

    word: Word
    name: Name


class Dyad(NamedTuple):
    """The operator left right^T."""

    left: Arrow
    right: Arrow


class Combination(dict[Any, Element]):
    """A finite combination: basis element -> nonzero coefficient."""


class Vec(Combination):
    """A vector, over arrows."""


class Op(Combination):
    """An operator, over words and dyads."""


C = TypeVar("C", bound=Combination)


def plus(x: C, y: C) -> C:
    """x + y."""
    total = type(x)(x)
    for key, c in y.items():
        c = total[key] + c if key in total else c
        if c:
            total[key] = c
        else:
            total.pop(key, None)
    return total


def scaled(c: Element, x: C) -> C:
    """c x."""
    return type(x)({key: p for key, q in x.items() if (p := c * q)})


def joined(v: Word, w: Word) -> Word:
    """The product of two words; neighbouring powers of one letter merge and may cancel."""
    while v and w and v[-1][:2] == w[0][:2]:
        name, mark, e = v[-1]
        e += w[0][2]
        if e:
            return (*v[:-1], (name, mark, e), *w[1:])
        v, w = v[:-1], w[1:]
    return v + w


class Linear:
    """Products of vectors and operators over one tower.

    `domain` gives the domain of an operator symbol: spd, symmetric, orthogonal, invertible, or
    general; `rules` gives inner products that are known.
    """

    def __init__(self, tower: Tower, domain: Callable[[Name], str]) -> None:
        self.tower, self.domain = tower, domain
        self.rules: dict[Atom, Element] = {}

    def transposed(self, w: Word) -> Word:
        """The transpose of a word: orthogonal letters are inverted, symmetric ones stay."""
        out = []
        for name, mark, e in reversed(w):
            domain = self.domain(name)
            turned = mark != (domain in ("invertible", "general"))
            out.append((name, turned, -e if domain == "orthogonal" else e))
        return tuple(out)

    def pairing(self, x: Arrow, y: Arrow) -> Element:
        """The inner product of two arrows, as one symbol."""
        word = joined(self.transposed(x.word), y.word)
        readings = (("dot", x.name, word, y.name), ("dot", y.name, self.transposed(word), x.name))
        atom = min(readings, key=repr)
        return self.rules[atom] if atom in self.rules else self.tower.generator(atom)

    def dot(self, x: Vec, y: Vec) -> Element:
        """The inner product."""
        total = self.tower.constant(0)
        for a, p in x.items():
            for b, q in y.items():
                total = total + p * q * self.pairing(a, b)
        return total

    def outer(self, x: Vec, y: Vec) -> Op:
        """The operator x y^T."""
        return Op({Dyad(a, b): p * q for a, p in x.items() for b, q in y.items()})

    def transpose(self, a: Op) -> Op:
        """The transpose."""
        return Op({Dyad(k.right, k.left) if isinstance(k, Dyad) else self.transposed(k): c for k, c in a.items()})

    def apply(self, a: Op, x: Vec) -> Vec:
        """A x."""
        total = Vec()
        for key, p in a.items():
            if isinstance(key, Dyad):
                c = p * self.dot(Vec({key.right: self.tower.constant(1)}), x)
                part = Vec({key.left: c}) if c else Vec()
            else:
                part = Vec({Arrow(joined(key, b.word), b.name): p * q for b, q in x.items()})
            total = plus(total, part)
        return total

    def compose(self, a: Op, b: Op) -> Op:
        """A B."""
        total = Op()
        for key, q in b.items():
            if isinstance(key, Dyad):
                left = self.apply(a, Vec({key.left: q}))
                part = Op({Dyad(arrow, key.right): c for arrow, c in left.items()})
            else:
                back = self.transposed(key)
                part = Op()
                for k, p in a.items():
                    if isinstance(k, Dyad):
                        new: Any = Dyad(k.left, Arrow(joined(back, k.right.word), k.right.name))
                    else:
                        new = joined(k, key)
                    part = plus(part, Op({new: p * q}))
            total = plus(total, part)
        return total

    def power(self, a: Op, n: int) -> Op:
        """A^n; negative powers as `inverse`."""
        base, result = a if n >= 0 else self.inverse(a), Op({(): self.tower.constant(1)})
        for _ in range(abs(n)):
            result = self.compose(result, base)
        return result

    def inverse(self, a: Op) -> Op:
        """The inverse of c W + finite rank (Sherman, Morrison and Woodbury), W a word.

        Raises AlgebraError unless exactly one word of invertible letters occurs.
        """
        words = [key for key in a if not isinstance(key, Dyad)]
        if len(words) != 1 or any(self.domain(name) in ("symmetric", "general") for name, _, _ in words[0]):
            raise AlgebraError("an inverse needs one product of invertible operators, plus finite rank")
        turned = tuple((name, mark, -e) for name, mark, e in reversed(words[0]))
        b = Op({turned: a[words[0]].inverse()})
        left, right = columns(a)
        moved = [self.apply(b, Vec({x: self.tower.constant(1)})) for x in left]
        grams = [[self.dot(y, x) for x in moved] for y in right]
        coefficients, adjugate = faddeev([[-entry for entry in row] for row in grams], self.tower, at_one=True)
        determinant = self.tower.constant(0)
        for c in coefficients:
            determinant = determinant + c
        result = b
        for i, x in enumerate(moved):
            for j, y in enumerate(right):
                c = -(adjugate[i][j] / determinant)
                back = self.apply(self.transpose(b), y)
                result = plus(result, scaled(c, self.outer(x, back)))
        return result


def columns(a: Op) -> tuple[list[Arrow], list[Vec]]:
    """The finite-rank part of an operator as sum of x_i y_i^T with distinct arrows x_i."""
    rows: dict[Arrow, Vec] = {}
    for key, c in a.items():
        if isinstance(key, Dyad):
            rows.setdefault(key.left, Vec())[key.right] = c
    return list(rows), list(rows.values())


def faddeev(k: list[list[Element]], tower: Tower, at_one: bool = False) -> tuple[list[Element], list[list[Element]]]:
    """The characteristic polynomial of a square matrix, and the adjugate of t - K at t = 1.

    Coefficients of det(t - K), leading first, by the Faddeev-LeVerrier recursion, which divides by
    integers only; the adjugate is left empty unless `at_one`.
    """
    n = len(k)
    coefficients = [tower.constant(1)]
    m = [[tower.constant(0)] * n for _ in range(n)]
    adjugate = [[tower.constant(0)] * n for _ in range(n)] if at_one else []
    for step in range(1, n + 1):
        m = _product(k, m, tower)
        for i in range(n):
            m[i][i] = m[i][i] + coefficients[-1]
        if at_one:
            adjugate = [[x + y for x, y in zip(*rows)] for rows in zip(adjugate, m)]
        trace = tower.constant(0)
        for i, row in enumerate(_product(k, m, tower)):
            trace = trace + row[i]
        coefficients.append((trace / tower.constant(-step)).canonical())
    return coefficients, adjugate


def _product(a: list[list[Element]], b: list[list[Element]], tower: Tower) -> list[list[Element]]:
    rows: list[list[Element]] = []
    for row in a:
        rows.append([])
        for j in range(len(b)):
            total = tower.constant(0)
            for x, line in zip(row, b):
                total = total + x * line[j]
            rows[-1].append(total)
    return rows


def frozen(a: Combination) -> tuple[Any, ...]:
    """Hashable data of a combination."""
    return tuple(sorted(a.items(), key=repr))
