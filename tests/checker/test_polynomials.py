"""Laurent polynomials in atoms: a ring, with one form for each element."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

from verify.checker.polynomials import (
    LONG,
    Atom,
    Poly,
    constant,
    expand,
    frozen,
    made_atom,
    minus,
    names_in,
    of_atom,
    plus,
    poly_text,
    power,
    scale,
    settled,
    times,
    word_times,
)  # fmt: skip
from verify.checker.work import CheckError, SpentError, budget

SEED = 20260302
A, B, C = (made_atom(("s", name), name, (name,)) for name in "abc")
P, Q = plus(of_atom(A), constant(1)), plus(of_atom(A), constant(-1))


def root(p: Poly) -> Atom:
    """The atom of a square root."""
    key = frozen(p)
    return made_atom(("sqrt", key), f"sqrt({poly_text(key)})", names_in(key))


def den(p: Poly) -> Atom:
    """The atom of a denominator."""
    key = frozen(p)
    return made_atom(("den", key), f"den({poly_text(key)})", names_in(key))


def some(chance: random.Random, lowest: int = -2) -> Poly:
    """A random Laurent polynomial in a, b, c."""
    p: Poly = {}
    for _ in range(chance.randint(0, 4)):
        term = constant(Fraction(chance.randint(-4, 4), chance.randint(1, 3)))
        for atom in (A, B, C):
            if e := chance.randint(lowest, 2):
                term = times(term, of_atom(atom, e))
        p = plus(p, term)
    return p


def value(p: Poly, at: dict[str, Fraction]) -> Fraction:
    """The value, atoms being powers of numbers."""
    total = Fraction(0)
    for m, c in p.items():
        for a, e in m:
            c *= at[a] ** e
        total += c
    return total


@pytest.mark.parametrize("number", range(100))
def test_a_commutative_ring(number: int) -> None:
    """Seed 20260302."""
    chance = random.Random(SEED + number)
    p, q, r = some(chance), some(chance), some(chance)
    at = {name: Fraction(chance.choice([-3, -1, 1, 2, 5]), chance.choice([1, 2, 7])) for name in "abc"}
    assert plus(p, q) == plus(q, p) and times(p, q) == times(q, p)
    assert plus(plus(p, q), r) == plus(p, plus(q, r)) and times(times(p, q), r) == times(p, times(q, r))
    assert times(p, plus(q, r)) == plus(times(p, q), times(p, r))
    assert minus(p, q) == plus(p, times(constant(-1), q)) and minus(p, p) == {}
    assert times(p, constant(1)) == p and times(p, {}) == {} and plus(p, {}) == p
    assert value(plus(p, q), at) == value(p, at) + value(q, at) and value(times(p, q), at) == value(p, at) * value(q, at)
    assert power(p, 3) == times(p, times(p, p)) and power(p, 0) == constant(1)
    assert frozen(p) == frozen(plus(q, minus(p, q))) and dict(frozen(p)) == p
    assert all(c and all(e for _, e in m) and list(m) == sorted(m) for m, c in times(p, q).items())


def test_powers() -> None:
    assert power(of_atom(A, 2), -3) == of_atom(A, -6) and power(of_atom(A), 0) == constant(1)
    assert power(times(constant(2), of_atom(A)), -1) == times(constant(Fraction(1, 2)), of_atom(A, -1))
    with pytest.raises(CheckError, match="negative power"):
        power(P, -1)


def test_arguments_are_left_as_they_are() -> None:
    p, q = dict(P), dict(Q)
    for made in (plus(p, q), minus(p, q), times(p, q), power(p, 2)):
        made.clear()
    expand(p), settled(p), scale(constant(2), {"x": p})
    assert (p, q) == (P, Q) and constant(1) == {(): 1}


def test_roots_settle() -> None:
    """A root of a monomial has the exponent 0 or 1 in a canonical form."""
    r = root(of_atom(A))
    for e in range(-4, 5):
        drawn = power(of_atom(A), e // 2)
        assert frozen(power(of_atom(r), e)) == frozen(times(drawn, of_atom(r)) if e % 2 else drawn)
    s = root(P)
    assert frozen(of_atom(s, 2)) != frozen(P)  # a root of a sum stays, and is expanded where it counts
    assert expand(minus(of_atom(s, 2), P)) == {} and expand(minus(of_atom(s, 4), times(P, P))) == {}
    assert expand(minus(of_atom(s, 3), times(P, of_atom(s)))) == {} and expand(minus(of_atom(s, 3), P)) != {}


def test_denominators_expand() -> None:
    over = of_atom(den(P), -1)
    assert expand(minus(times(P, over), constant(1))) == {}
    assert expand(minus(over, of_atom(den(Q), -1))) != {}
    twice = plus(over, of_atom(den(Q), -1))
    assert expand(minus(twice, times(times(constant(2), of_atom(A)), times(over, of_atom(den(Q), -1))))) == {}
    within = den(plus(constant(1), times(of_atom(B), over)))
    p = times(of_atom(within, -1), plus(constant(1), times(of_atom(B), over)))
    assert expand(minus(p, constant(1))) == {}


def test_expanding_keeps_the_sign() -> None:
    """1/(a + 1) has the sign of a + 1 where that is not known to be positive, and becomes 1 where it is."""
    over = of_atom(den(P), -1)
    assert expand(over, lambda p: False) == P and expand(over, lambda p: True) == constant(1)
    assert expand(times(over, over), lambda p: False) == constant(1)


def test_atoms_are_equal_where_their_texts_are() -> None:
    assert made_atom(("s", "a"), "a", ("a",)) == A and hash(made_atom(("s", "a"), "a", ())) == hash(A)
    long, other = (made_atom(("s", "a"), "a" * LONG + end, ()) for end in ("x", "y"))
    assert long != other and len(long) < LONG and long == made_atom(("s", "a"), "a" * LONG + "x", ())
    assert names_in(times(of_atom(A), of_atom(B))) == {"a", "b"}


@pytest.mark.parametrize("number", range(100))
def test_words_are_a_group_of_letters(number: int) -> None:
    """Seed 20260302: products are associative, and no two neighbours are powers of one letter."""
    chance = random.Random(SEED + number)

    def word() -> tuple[tuple[str, bool, int], ...]:
        found: tuple[tuple[str, bool, int], ...] = ()
        for _ in range(chance.randint(0, 4)):
            found = word_times(found, ((chance.choice("HK"), chance.random() < 0.5, chance.choice([-2, -1, 1, 2])),))
        return found

    u, v, w = word(), word(), word()
    assert word_times(word_times(u, v), w) == word_times(u, word_times(v, w))
    assert word_times(u, tuple((s, f, -e) for s, f, e in reversed(u))) == ()
    for x in (u, word_times(u, v)):
        assert all(e for _, _, e in x) and all(a[:2] != b[:2] for a, b in itertools.pairwise(x))


def test_growth_is_bounded() -> None:
    wide: Poly = {}
    for i in range(60):
        wide = plus(wide, of_atom(made_atom(("s", f"x{i}"), f"x{i}", ())))
    with pytest.raises(CheckError, match="more than"):
        times(times(wide, wide), wide)
    with pytest.raises(SpentError), budget(10_000):
        power(P, 10**9)
    with pytest.raises(SpentError), budget(10_000):
        p = constant(3)
        for _ in range(60):
            p = times(p, p)
