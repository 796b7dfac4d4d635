"""Scalars: rational functions over Q in named symbols, with square roots adjoined.

An element is `num/den` in the tower Q(x_1, ..., x_n)[r_1, ..., r_m] / (r_i^2 - P_i), where every P_i
is a polynomial in what was adjoined before it: the radicand of a square root, f^2 for an absolute
value |f|, and 0 for the infinitesimal of a derivative.  The numerator has degree at most one in
every r_i and the denominator is free of them, so an element is zero exactly when its numerator is
the zero polynomial.  Polynomials are sparse SymPy polynomials over Q; `simplify` is never called.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from sympy import QQ
from sympy.polys.rings import PolyRing

Atom = tuple[Any, ...]
Poly = Any  # sympy.polys.rings.PolyElement, which carries no types


class AlgebraError(ValueError):
    """What the algebra cannot handle; one line naming the term and what was expected."""


class Sign(enum.IntFlag):
    """What is known of the sign of a quantity."""

    UNKNOWN = 0
    NONNEGATIVE = 1
    NONZERO = 2
    POSITIVE = 3


@cache
def _ring(size: int) -> Any:
    return PolyRing([f"x{i}" for i in range(size)], QQ)


class Tower:
    """The symbols met so far, the relations r^2 = P among them, and exact arithmetic on both.

    `sign_of` tells what is known of the sign of a symbol that is not itself a root.
    """

    def __init__(self, sign_of: Callable[[Atom], Sign]) -> None:
        self.sign_of = sign_of
        self.atoms: list[Atom] = []
        self.index: dict[Atom, int] = {}
        self.squares: dict[int, Poly] = {}
        self.attained: set[int] = set()  # roots whose radicand is known to take positive values
        self.ring = _ring(16)

    # -- symbols and constants

    def generator(self, atom: Atom, square: Poly = None) -> Element:
        """The element of a symbol; `square` makes it a root of that polynomial."""
        i = self.index.get(atom)
        if i is None:
            i = self.index[atom] = len(self.atoms)
            self.atoms.append(atom)
            if i == self.ring.ngens:
                self.ring = _ring(2 * i)
            if square is not None:
                self.squares[i] = square
        return Element(self, self.ring.gens[i], self.ring.one)

    def constant(self, value: Fraction | int) -> Element:
        """A rational number."""
        c = QQ(value) if isinstance(value, int) else QQ(value.numerator, value.denominator)
        return Element(self, self.ring.ground_new(c), self.ring.one)

    def element(self, p: Poly) -> Element:
        """The element of a polynomial."""
        return Element(self, self.reduce(p), self.ring.one)

    # -- polynomials

    def lift(self, p: Poly) -> Poly:
        """p in the present ring, which only ever gains symbols at its end."""
        if p.ring is self.ring:
            return p
        pad = (0,) * (self.ring.ngens - p.ring.ngens)
        return self.ring.from_dict({m + pad: c for m, c in p.items()})

    def reduce(self, p: Poly) -> Poly:
        """p modulo the relations: degree at most one in every root."""
        for i in sorted(self.squares, reverse=True):
            if not any(m[i] > 1 for m in p):
                continue
            powers: dict[int, dict[Any, Any]] = {}
            for m, c in p.items():
                half, odd = divmod(m[i], 2)
                powers.setdefault(half, {})[(*m[:i], odd, *m[i + 1 :])] = c
            square, p = self.lift(self.squares[i]), self.ring.from_dict(powers.pop(0, {}))
            for half, terms in powers.items():
                p = p + self.ring.from_dict(terms) * square**half
        return p

    def by_roots(self, p: Poly) -> dict[tuple[int, ...], Poly]:
        """p as a combination of monomials in the roots: their exponents -> a root-free polynomial."""
        roots = sorted(self.squares)
        groups: dict[tuple[int, ...], dict[Any, Any]] = {}
        for m, c in p.items():
            rest = list(m)
            for i in roots:
                rest[i] = 0
            groups.setdefault(tuple(m[i] for i in roots), {})[tuple(rest)] = c
        return {key: self.ring.from_dict(terms) for key, terms in groups.items()}

    def cofactors(self, p: Poly, q: Poly) -> tuple[Poly, Poly, Poly]:
        """The greatest common divisor g, p/g and q/g, computed in the symbols that occur."""
        if p.is_ground or q.is_ground:
            return self.ring.one, p, q
        used = sorted(occurring(p) | occurring(q))
        found = small(p, used).cofactors(small(q, used))
        return self.restored(found[0], used), self.restored(found[1], used), self.restored(found[2], used)

    def restored(self, p: Poly, used: list[int]) -> Poly:
        """The inverse of `small`."""
        terms = {}
        for m, c in p.items():
            full = [0] * self.ring.ngens
            for i, e in zip(used, m):
                full[i] = e
            terms[tuple(full)] = c
        return self.ring.from_dict(terms)

    # -- signs

    def atom_sign(self, i: int) -> Sign:
        """What is known of the sign of the i-th symbol."""
        atom = self.atoms[i]
        if atom[0] == "root":
            return Sign.NONNEGATIVE | (self.sign(self.lift(self.squares[i])) & Sign.NONZERO)
        if atom[0] == "abs":
            return Sign.NONNEGATIVE | (self.sign(self.lift(atom[1].num)) & Sign.NONZERO)
        return Sign.UNKNOWN if i in self.squares else self.sign_of(atom)

    def sign(self, p: Poly) -> Sign:
        """What the signs of the symbols show of the sign of a polynomial, term by term."""
        found = []
        for m, c in p.items():
            powers = [(self.atom_sign(i), e) for i, e in enumerate(m) if e]
            term = Sign.POSITIVE if all(s & Sign.NONZERO for s, _ in powers) else Sign.NONNEGATIVE
            if c < 0 or any(e % 2 and not s & Sign.NONNEGATIVE for s, e in powers):
                term &= Sign.NONZERO
            found.append(term)
        if len(found) == 1:
            return found[0]
        if found and all(term & Sign.NONNEGATIVE for term in found):
            return max(found)
        return Sign.UNKNOWN


def elements(atom: Any) -> Iterator[Element]:
    """The elements inside the data of a symbol."""
    if isinstance(atom, Element):
        yield atom
    elif isinstance(atom, tuple):
        for part in atom:
            yield from elements(part)


def occurring(p: Poly) -> set[int]:
    """The positions of the symbols that occur in p."""
    return {i for m in p for i, e in enumerate(m) if e}


def small(p: Poly, used: list[int]) -> Poly:
    """p in a ring that has only the used symbols."""
    return _ring(len(used)).from_dict({tuple(m[i] for i in used): c for m, c in p.items()})


class Element:
    """num/den with the usual signs; equal elements are found equal by `==`, which reduces both."""

    __slots__ = ("_key", "den", "num", "tower")

    def __init__(self, tower: Tower, num: Poly, den: Poly) -> None:
        self.tower, self.num, self.den = tower, num, den
        self._key: Any = None

    def parts(self) -> tuple[Poly, Poly]:
        """Numerator and denominator in the present ring."""
        if self.num.ring is not self.tower.ring:
            self.num, self.den = self.tower.lift(self.num), self.tower.lift(self.den)
        return self.num, self.den

    def _new(self, num: Poly, den: Poly) -> Element:
        """num/den with common monomials cancelled."""
        if not num:
            den = self.tower.ring.one
        elif not den.is_ground:
            low = tuple(map(min, *num, *den))
            if any(low):
                num, den = (
                    self.tower.ring.from_dict({tuple(map(int.__sub__, m, low)): c for m, c in p.items()})
                    for p in (num, den)
                )
        return Element(self.tower, num, den)

    def __bool__(self) -> bool:
        return bool(self.num)

    def __neg__(self) -> Element:
        return Element(self.tower, -self.num, self.den)

    def __add__(self, other: Element) -> Element:
        (a, b), (c, d) = self.parts(), other.parts()
        if b == d:
            return self._new(a + c, b)
        _, left, right = self.tower.cofactors(b, d)
        return self._new(a * right + c * left, b * right)

    def __sub__(self, other: Element) -> Element:
        return self + -other

    def __mul__(self, other: Element) -> Element:
        (a, b), (c, d) = self.parts(), other.parts()
        product = self._new(self.tower.reduce(a * c), b * d)
        return product.canonical() if len(product.den) > 1 else product

    def times(self, value: Fraction | int) -> Element:
        """A rational multiple."""
        return self * self.tower.constant(value)

    def __pow__(self, n: int) -> Element:
        if n < 0:
            return self.inverse() ** -n
        num, den = self.parts()
        return self._new(self.tower.reduce(num**n), den**n)

    def __truediv__(self, other: Element) -> Element:
        return self * other.inverse()

    def inverse(self) -> Element:
        """1/self, by conjugates; AlgebraError where the norm vanishes."""
        tower = self.tower
        norm, acc = self.parts()
        for i in sorted(tower.squares, reverse=True):
            with_root = tower.ring.from_dict({m: c for m, c in norm.items() if m[i]})
            if with_root:
                conjugate = norm - 2 * with_root
                if conjugate == -norm:
                    conjugate = tower.ring.gens[i]
                norm, acc = tower.reduce(norm * conjugate), tower.reduce(acc * conjugate)
        if not norm:
            raise AlgebraError("division by zero" if not self else "division by a divisor of zero")
        return self._new(acc, norm)

    def canonical(self) -> Element:
        """The same element in lowest terms, the denominator monic."""
        num, den = self.parts()
        if not num or den.is_ground:
            return Element(self.tower, num.quo_ground(den.LC), self.tower.ring.one)
        g = den
        for part in self.tower.by_roots(num).values():
            g = self.tower.cofactors(g, part)[0]
            if g.is_ground:
                break
        if not g.is_ground:
            num, den = num.exquo(g), den.exquo(g)
        return Element(self.tower, num.quo_ground(den.LC), den.quo_ground(den.LC))

    @property
    def key(self) -> Any:
        """Hashable data, the same for equal elements of one tower."""
        if self._key is None:
            reduced = self.canonical()
            self._key = tuple(
                frozenset((tuple((i, e) for i, e in enumerate(m) if e), c) for m, c in p.items())
                for p in (reduced.num, reduced.den)
            )
        return self._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return "/".join(repr(sorted(part, key=repr)) for part in self.key)

    # -- infinitesimals

    def split(self) -> tuple[Element, Element]:
        """The finite part, and what infinitesimals multiply."""
        tower = self.tower
        tangents = [i for i in tower.squares if tower.atoms[i][0] == "tangent"]
        num, den = self.parts()
        finite = {m: c for m, c in num.items() if not any(m[i] for i in tangents)}
        rest = {m: c for m, c in num.items() if m not in finite}
        return (Element(tower, tower.ring.from_dict(finite), den), Element(tower, tower.ring.from_dict(rest), den))

    def tangent(self, i: int) -> Element:
        """The coefficient of the i-th symbol, an infinitesimal."""
        num, den = self.parts()
        terms = {(*m[:i], 0, *m[i + 1 :]): c for m, c in num.items() if m[i]}
        return self._new(self.tower.ring.from_dict(terms), den)

    def terms(self) -> Iterator[tuple[dict[int, int], Element]]:
        """The monomials of the numerator as {symbol: exponent}, each with its coefficient."""
        num, den = self.parts()
        for m, c in num.items():
            yield {i: e for i, e in enumerate(m) if e}, Element(self.tower, self.tower.ring.ground_new(c), den)
