"""Square roots, absolute values and signs in a tower, and when its roots are independent.

A radicand is factored over Q; squares come out as absolute values, factors known to be
non-negative get a root of their own, and what is left gets one common root.  So sqrt(x y) and
sqrt(x) sqrt(y) have one normal form for positive x.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from fractions import Fraction

from sympy import QQ, factorint, primerange

from verify.algebra.tower import AlgebraError, Element, Poly, Sign, Tower, occurring, small, stripped

PRIMES = [p for p in primerange(10**6, 10**6 + 1000) if p % 4 == 3]
Factors = list[tuple[Poly, int]]


def factors(tower: Tower, p: Poly, plain: bool = False, longest: int = 10**6) -> tuple[Fraction, Factors]:
    """p as a rational number times powers of primitive polynomials with positive leading sign.

    Polynomials free of roots are factored completely; with roots, the root-free content is, unless
    `plain` has roots treated as symbols without relations.  What has more than `longest` terms stays.
    """
    if not p:
        return Fraction(0), []
    low, p = stripped(tower.lift(p))
    found: Factors = [(tower.ring.gens[i], e) for i, e in enumerate(low) if e]
    used = sorted(occurring(p))
    if not plain and any(i in tower.squares for i in used):
        content = tower.ring.zero
        for part in tower.by_roots(p).values():
            content = tower.cofactors(content, part)[0] if content else part
        outside, inside = factors(tower, content)
        found += inside
        number, pieces = QQ(outside.numerator, outside.denominator), [(p.exquo(content), 1)]
    elif len(p) > longest or any(_linear_and_primitive(p, i) for i in used):
        pieces, number = [(p, 1)], QQ(1)
    else:
        number, listed = small(p, used).factor_list() if used else (p.LC, [])
        pieces = [(tower.restored(f, used), e) for f, e in listed]
    for f, e in pieces:
        c, f = f.primitive()
        c, f = (-c, -f) if f.LC < 0 else (c, f)
        number *= c**e
        found.append((f, e))
    return Fraction(int(QQ.numer(number)), int(QQ.denom(number))), found


def _linear_and_primitive(p: Poly, i: int) -> bool:
    """p = A + c x_i with a constant c, which is irreducible."""
    return [m for m in p if m[i]] == [tuple(int(j == i) for j in range(p.ring.ngens))]


def exponents(x: Element) -> tuple[Fraction, Factors]:
    """The rational number and the factors of an element; those of the denominator count negative."""
    num, den = x.fraction()
    top, over = factors(x.tower, num)
    bottom, under = factors(x.tower, den)
    return top / bottom, [*over, *((f, -e) for f, e in under)]


def _absolute(tower: Tower, f: Poly) -> Element:
    """|f| of a primitive polynomial."""
    element = tower.element(f)
    if tower.sign(f) & Sign.NONNEGATIVE:
        return element
    if tower.sign(-f) & Sign.NONNEGATIVE:
        return -element
    return tower.generator(("abs", element), tower.reduce(f * f))


def magnitude(x: Element) -> Element:
    """|x|, differentiable where x differs from 0."""
    finite, small_part = x.split()
    if small_part:
        return signum(finite) * x
    c, parts = exponents(x)
    result = x.tower.constant(abs(c))
    for f, e in parts:
        result = result * _absolute(x.tower, f) ** e
    return result


def signum(x: Element) -> Element:
    """The sign of x, which is taken to differ from 0."""
    finite = x.split()[0]
    return finite / magnitude(finite)


def square_root(x: Element, nonnegative: bool = False) -> Element:
    """The non-negative square root of x.

    `nonnegative` says that x is known not to be negative.  Raises AlgebraError for a negative number.
    """
    tower = x.tower
    finite, small_part = x.split()
    if small_part:
        ratio, k = small_part / finite, 0
        total = power = tower.constant(1)
        while power:
            power = power * ratio.times(Fraction(1 - 2 * k, 2 * k + 2))
            total, k = total + power, k + 1
        return square_root(finite, nonnegative) * total
    if not x:
        return x
    c, parts = exponents(x)
    result, rest = tower.constant(1), tower.ring.one
    for f, e in parts:
        half, odd = divmod(e, 2)
        if half:
            result = result * _absolute(tower, f) ** half
        if odd and tower.sign(f) & Sign.NONNEGATIVE:
            result = result * _adjoined(tower, f)
        elif odd and tower.sign(-f) & Sign.NONNEGATIVE:
            result, c = result * _adjoined(tower, -f), -c
        elif odd:
            rest = tower.lift(rest) * tower.lift(f)
    if c < 0 and rest.is_ground:
        raise AlgebraError("the square root of a negative quantity")
    if not rest.is_ground:
        rest = rest if c > 0 else -rest
        root = _adjoined(tower, rest)
        if nonnegative:
            tower.norms |= root.symbols()
        result = result * root
    number = abs(c.numerator) * c.denominator
    for prime, e in factorint(number).items():
        result = result.times(prime ** (e // 2))
        if e % 2:
            result = result * _adjoined(tower, tower.ring.ground_new(QQ(prime)))
    return result.times(Fraction(1, c.denominator))


def _adjoined(tower: Tower, p: Poly) -> Element:
    """The root of a square-free polynomial, as a symbol."""
    return tower.generator(("root", tower.element(p)), p)


def _takes_both_signs(tower: Tower, p: Poly) -> bool:
    """p is a free symbol, or of odd degree in a scalar symbol of either sign."""
    used = {i for i in occurring(p) if free(tower, i)}
    odd = {i for i in used if tower.atoms[i][0] == "symbol" and max(m[i] for m in p) % 2}
    return bool(odd) or (p.is_generator and bool(used))


def free(tower: Tower, i: int) -> bool:
    """Whether the i-th symbol takes every real value of either sign (on an open set of configurations)."""
    return tower.atoms[i][0] in ("symbol", "dot", "fn") and not tower.atom_sign(i) & Sign.NONNEGATIVE


def resolved(tower: Tower, symbols: Iterable[int]) -> bool:
    """Whether no unresolved relation holds among these symbols, so that unlike normal forms differ.

    Every absolute value must be that of a free symbol, the roots must be independent, and their
    radicands non-negative; one may be of either sign, if there are no absolute values besides.
    Eigenvalues count as unresolved.
    """
    roots, absolute, restricting = [], 0, 0
    for i in sorted(tower.closure(symbols)):
        kind = tower.atoms[i][0]
        if kind == "root":
            roots.append(i)
            radicand = tower.lift(tower.squares[i])
            if i not in tower.norms and not tower.sign(radicand) & Sign.NONNEGATIVE:
                if not _takes_both_signs(tower, radicand):
                    return False
                restricting += 1
        elif kind == "abs":
            inside = occurring(tower.atoms[i][1].num)
            if len(inside) != 1 or not free(tower, *inside):
                return False
            absolute += 1
        elif kind in ("eig", "tangent"):
            return False
    return restricting + bool(restricting and absolute) <= 1 and independent(tower, roots)


def independent(tower: Tower, roots: list[int]) -> bool:
    """Whether no root lies in the field of the symbols and the roots before it; False if not shown.

    Shown by specialisation: modulo a prime, at a point where all earlier radicands are nonzero
    squares and this one is not a square.  (A square in the field would stay one: the earlier roots
    make an etale, hence integrally closed, extension of the local ring of the point.)
    """
    rng, waiting = random.Random(0), set(roots)
    inside = [i for i in sorted(tower.closure(roots)) if tower.atoms[i][0] == "abs" or i in waiting]
    trials = 64 * 2 ** min(len(roots), 6)
    for k in range(trials):
        if not waiting:
            break
        prime = PRIMES[k % len(PRIMES)]
        values = [rng.randrange(1, prime) for _ in range(tower.ring.ngens)]
        for i in inside:
            if tower.atoms[i][0] == "abs":
                values[i] = _value(tower.atoms[i][1].num, values, prime)
                continue
            radicand = _value(tower.squares[i], values, prime)
            if pow(radicand, (prime - 1) // 2, prime) != 1:
                if radicand:
                    waiting.discard(i)
                break
            values[i] = pow(radicand, (prime + 1) // 4, prime)
    return not waiting


def _value(p: Poly, values: list[int], prime: int) -> int:
    """A polynomial with integer coefficients, as radicands are, at a point modulo a prime."""
    total = 0
    for m, c in p.items():
        term = int(QQ.numer(c))
        for i, e in enumerate(m):
            if e:
                term = term * pow(values[i], e, prime) % prime
        total += term
    return total % prime
