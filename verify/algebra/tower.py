"""Scalars: rational functions over Q in named symbols, with square roots adjoined.

An element is `num/den` over Q[x_1, ..., x_n, r_1, ..., r_m] / (r_i^2 - P_i), where every P_i is a
polynomial in what was adjoined before it: the radicand of a square root, f^2 for an absolute value
|f|, and 0 for the infinitesimal of a derivative.  The numerator has degree at most one in every r_i.
The denominator is a monomial: to divide by a polynomial D, a symbol for D is adjoined, which only
denominators hold (in a numerator it is D again).  So an element is zero exactly when its numerator
is the zero polynomial, and sums need no greatest common divisors; `fraction` reduces to lowest
terms where that is wanted.  Polynomials are sparse SymPy polynomials; `simplify` is never called.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from sympy import QQ
from sympy.polys.rings import PolyRing

Atom = tuple[Any, ...]
Monomial = tuple[int, ...]
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
    """The symbols met so far, the relations among them, and exact arithmetic on polynomials.

    `sign_of` tells what is known of the sign of a symbol that is not itself a root.
    """

    def __init__(self, sign_of: Callable[[Atom], Sign]) -> None:
        self.sign_of = sign_of
        self.atoms: list[Atom] = []
        self.index: dict[Atom, int] = {}
        self.squares: dict[int, Poly] = {}  # roots: what the square is
        self.divisors: dict[int, Poly] = {}  # symbols that stand for a polynomial
        self.norms: set[int] = set()  # roots whose radicand is known not to be negative, by its writing
        self.ring = _ring(16)

    # -- elements

    def generator(self, atom: Atom, square: Poly = None, divisor: Poly = None) -> Element:
        """The element of a symbol, which may be a root of `square` or stand for `divisor`."""
        i = self.index.get(atom)
        if i is None:
            i = self.index[atom] = len(self.atoms)
            self.atoms.append(atom)
            if i == self.ring.ngens:
                self.ring = _ring(2 * i)
            if square is not None:
                self.squares[i] = square
            if divisor is not None:
                self.divisors[i] = divisor
        return Element(self, self.ring.gens[i], self.ring.zero_monom)

    def constant(self, value: Fraction | int) -> Element:
        """A rational number."""
        c = QQ(value) if isinstance(value, int) else QQ(value.numerator, value.denominator)
        return Element(self, self.ring.ground_new(c), self.ring.zero_monom)

    def element(self, p: Poly) -> Element:
        """The element of a polynomial."""
        return Element(self, self.reduce(p), self.ring.zero_monom)

    # -- polynomials

    def lift(self, p: Poly) -> Poly:
        """p in the present ring, which only ever gains symbols at its end."""
        if p.ring is self.ring:
            return p
        pad = (0,) * (self.ring.ngens - p.ring.ngens)
        return self.ring.from_dict({m + pad: c for m, c in p.items()})

    def reduce(self, p: Poly, free: frozenset[int] = frozenset()) -> Poly:
        """p modulo the relations: degree at most one in every root, no symbol of a divisor.

        The `free` roots, each the root of a single symbol, are symbols without a relation instead:
        the symbol under the root is written as a square.
        """
        p = self.lift(p)
        for i in sorted({**self.squares, **self.divisors}.keys() - free, reverse=True):
            period = 2 if i in self.squares else 1
            if not any(m[i] >= period for m in p):
                continue
            powers: dict[int, dict[Any, Any]] = {}
            for m, c in p.items():
                times, rest = divmod(m[i], period)
                powers.setdefault(times, {})[(*m[:i], rest, *m[i + 1 :])] = c
            value = self.lift(self.squares[i] if period == 2 else self.divisors[i])
            p = self.ring.from_dict(powers.pop(0, {}))
            for times, terms in powers.items():
                p = p + self.ring.from_dict(terms) * value**times
        for i in free:
            p = _moved(p, self.squares[i].LM.index(1), i, lambda e: 2 * e)
        return p

    def single_roots(self) -> set[int]:
        """The roots of single symbols."""
        return {i for i, p in self.squares.items() if self.atoms[i][0] == "root" and p.is_generator}

    def closure(self, symbols: Iterable[int]) -> set[int]:
        """The symbols, with all that occur inside them."""
        todo, seen = list(symbols), set[int]()
        while todo:
            i = todo.pop()
            if i not in seen:
                seen.add(i)
                for inner in elements(self.atoms[i]):
                    todo += inner.symbols()
        return seen

    def norm(self, p: Poly, free: frozenset[int] = frozenset()) -> tuple[Poly, Poly]:
        """The product q of conjugates of p, and p q, which has no roots but the free ones."""
        product, p = self.ring.one, self.reduce(p, free)
        for i in sorted(self.squares.keys() - free, reverse=True):
            with_root = self.ring.from_dict({m: c for m, c in p.items() if m[i]})
            if with_root:
                conjugate = self.ring.gens[i] if with_root == p else p - 2 * with_root
                p, product = self.reduce(p * conjugate, free), self.reduce(product * conjugate, free)
        if not p:
            raise AlgebraError("division by a divisor of zero")
        return product, p

    def by_roots(self, p: Poly, free: frozenset[int] = frozenset()) -> dict[tuple[int, ...], Poly]:
        """p as a combination of monomials in the roots: their exponents -> a root-free polynomial."""
        roots = sorted(self.squares.keys() - free)
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
        if i in self.divisors:
            return self.sign(self.lift(self.divisors[i]))
        if atom[0] == "root":
            return Sign.NONNEGATIVE | (self.sign(self.lift(self.squares[i])) & Sign.NONZERO)
        if atom[0] == "abs":
            inner: Element = atom[1]
            return Sign.NONNEGATIVE | (inner.sign & Sign.NONZERO)
        return Sign.UNKNOWN if i in self.squares else self.sign_of(atom)

    def sign(self, p: Poly) -> Sign:
        """What the signs of the symbols show of the sign of a polynomial, term by term."""
        found: list[Sign] = []
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
    """The positions of the symbols that occur in a polynomial."""
    return {i for m in p for i, e in enumerate(m) if e}


def small(p: Poly, used: list[int]) -> Poly:
    """p in a ring that has only the used symbols."""
    return _ring(len(used)).from_dict({tuple(m[i] for i in used): c for m, c in p.items()})


def _moved(p: Poly, source: int, target: int, change: Callable[[int], int]) -> Poly:
    """p with powers of one symbol turned into powers of another."""
    if not any(m[source] for m in p):
        return p
    terms = {}
    for m, c in p.items():
        exponents = list(m)
        exponents[target] += change(exponents[source])
        exponents[source] = 0
        terms[tuple(exponents)] = c
    return p.ring.from_dict(terms)


def stripped(p: Poly) -> tuple[Monomial, Poly]:
    """The exponents of the greatest monomial that divides p, and the quotient."""
    low = tuple(map(min, *p, *p))
    return low, _divided(p, low) if any(low) else p


def _divided(p: Poly, monomial: Monomial) -> Poly:
    return p.ring.from_dict({_less(m, monomial): c for m, c in p.items()})


def _less(m: Monomial, n: Monomial) -> Monomial:
    return tuple(map(int.__sub__, m, n))


class Element:
    """num/den with the usual signs, `den` being the exponents of a monomial.

    Equal elements are found equal by `==`, which reduces both to lowest terms.
    """

    __slots__ = ("_key", "den", "num", "tower")

    def __init__(self, tower: Tower, num: Poly, den: Monomial) -> None:
        self.tower, self.num, self.den = tower, num, den
        self._key: Any = None

    def parts(self) -> tuple[Poly, Monomial]:
        """Numerator and denominator in the present ring."""
        ring = self.tower.ring
        if self.num.ring is not ring:
            self.num, self.den = self.tower.lift(self.num), self.den + (0,) * (ring.ngens - len(self.den))
        return self.num, self.den

    def symbols(self) -> set[int]:
        """The positions of the symbols that occur."""
        return occurring(self.num) | {i for i, e in enumerate(self.den) if e}

    @property
    def sign(self) -> Sign:
        """What is known of the sign."""
        num, den = self.parts()
        return self.tower.sign(num.mul_monom(den))

    def _new(self, num: Poly, den: Monomial) -> Element:
        """num/den, reduced, with common monomials cancelled."""
        num, den = _cancelled(num, den)
        reduced = self.tower.reduce(num)
        if reduced is not num:
            num, den = _cancelled(reduced, den)
        return Element(self.tower, num, den)

    def __bool__(self) -> bool:
        return bool(self.num)

    def __neg__(self) -> Element:
        return Element(self.tower, -self.num, self.den)

    def __add__(self, other: Element) -> Element:
        (a, b), (c, d) = self.parts(), other.parts()
        if b == d:
            return self._new(a + c, b)
        both = tuple(map(max, b, d))
        return self._new(a.mul_monom(_less(both, b)) + c.mul_monom(_less(both, d)), both)

    def __sub__(self, other: Element) -> Element:
        return self + -other

    def __mul__(self, other: Element) -> Element:
        (a, b), (c, d) = self.parts(), other.parts()
        return self._new(a * c, tuple(map(int.__add__, b, d)))

    def times(self, value: Fraction | int) -> Element:
        """A rational multiple."""
        return self * self.tower.constant(value)

    def __pow__(self, n: int) -> Element:
        if n < 0:
            return self.inverse() ** -n
        num, den = self.parts()
        return self._new(num**n if n else self.tower.ring.one, tuple(e * n for e in den))

    def __truediv__(self, other: Element) -> Element:
        return self * other.inverse()

    def inverse(self) -> Element:
        """1/self; AlgebraError where self is zero, or zero but for an infinitesimal.

        A factor that is a known radicand becomes the square of its root.
        """
        tower, (finite, tangents) = self.tower, self.split()
        if tangents:
            ratio = -(tangents / finite)
            total = power = tower.constant(1)
            while power:
                power = power * ratio
                total = total + power
            return total / finite
        num = self.parts()[0]
        if not num:
            raise AlgebraError("division by zero")
        low, rest = stripped(num)
        c, rest = rest.LC, rest.monic()
        if not rest.is_ground:
            c, i, e = self._symbol_for(rest, c)
            low = low + (0,) * (tower.ring.ngens - len(low))  # the ring may have grown
            low = (*low[:i], low[i] + e, *low[i + 1 :])
        return self._new(tower.ring.from_dict({self.parts()[1]: 1 / c}), low)

    def _symbol_for(self, p: Poly, c: Any) -> tuple[Any, int, int]:
        """A monic polynomial times c as a number times a power of one symbol: number, symbol, exponent."""
        tower = self.tower
        for i, square in tower.squares.items():
            if tower.atoms[i][0] == "root" and tower.lift(square.monic()) == p:
                return c / square.LC, i, 2
        (i,) = tower.generator(("divisor", tower.element(p)), divisor=p).symbols()
        return c, i, 1

    def fraction(self, free: frozenset[int] = frozenset()) -> tuple[Poly, Poly]:
        """Numerator and denominator in lowest terms, the denominator monic and free of roots.

        Roots in `free` are taken as symbols, see `Tower.reduce`.
        """
        tower, (num, den) = self.tower, self.parts()
        num, below = tower.reduce(num, free), list[Poly]()
        for i, e in enumerate(den):
            if e and i in tower.squares and i not in free:
                conjugates, norm = tower.norm(tower.lift(tower.squares[i]), free)
                half = (e + 1) // 2
                num = tower.reduce(num * tower.ring.gens[i] ** (2 * half - e) * conjugates**half, free)
                below += [norm] * half
            elif e and i in tower.divisors:
                conjugates, norm = tower.norm(tower.lift(tower.divisors[i]), free)
                num = tower.reduce(num * conjugates**e, free)
                below += [norm] * e
            elif e:
                below += [tower.reduce(tower.ring.gens[i], free)] * e
        result = tower.ring.one
        for factor in below if num else ():
            g = factor
            for part in tower.by_roots(num, free).values():
                g = tower.cofactors(g, part)[0]
            result, num = result * factor.exquo(g), num.exquo(g)
        return num.quo_ground(result.LC), result.monic()

    def unfolded(self, kept: Iterable[int] = ()) -> tuple[Poly, Poly]:
        """Lowest terms with a root r of a single symbol p in place of p, as r^2, wherever r occurs.

        Such a root is a free symbol, so sqrt(p)/p is 1/r.  The `kept` roots are used throughout.
        """
        tower, singles = self.tower, self.tower.single_roots()
        kept = singles & set(kept)
        free = frozenset(kept | (singles & tower.closure(self.symbols())))
        num, den = self.fraction(free)
        for i in free - kept:
            if not any(m[i] % 2 for p in (num, den) for m in p):
                k = tower.squares[i].LM.index(1)
                num, den = (_moved(p, i, k, lambda e: e // 2) for p in (num, den))
        return num, den

    def canonical(self) -> Element:
        """The same element, brought to lowest terms."""
        num, den = self.fraction()
        return self.tower.element(num) / self.tower.element(den)

    @property
    def key(self) -> Any:
        """Hashable data, the same for equal elements of one tower."""
        if self._key is None:
            self._key = tuple(
                frozenset((tuple((i, e) for i, e in enumerate(m) if e), c) for m, c in p.items())
                for p in self.fraction()
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
        """The finite part, and the part that infinitesimals multiply."""
        tower = self.tower
        tangents = [i for i in tower.squares if tower.atoms[i][0] == "tangent"]
        num, den = self.parts()
        finite = {m: c for m, c in num.items() if not any(m[i] for i in tangents)}
        rest = {m: c for m, c in num.items() if m not in finite}
        return Element(tower, tower.ring.from_dict(finite), den), Element(tower, tower.ring.from_dict(rest), den)

    def tangent(self, i: int) -> Element:
        """The coefficient of the i-th symbol, an infinitesimal."""
        num, den = self.parts()
        terms = {(*m[:i], 0, *m[i + 1 :]): c for m, c in num.items() if m[i]}
        return self._new(self.tower.ring.from_dict(terms), den)

    def terms(self) -> Iterator[tuple[dict[int, int], Element]]:
        """The monomials of the numerator as {symbol: exponent}, each with its coefficient."""
        num, den = self.parts()
        for m, c in num.items():
            yield {i: e for i, e in enumerate(m) if e}, Element(self.tower, num.ring.ground_new(c), den)


def _cancelled(num: Poly, den: Monomial) -> tuple[Poly, Monomial]:
    """num and den without common monomials."""
    if not num or not any(den):
        return num, den if num else num.ring.zero_monom
    low = tuple(map(min, *num, den))
    return (_divided(num, low), _less(den, low)) if any(low) else (num, den)
