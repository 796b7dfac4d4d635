"""Laurent polynomials over the rationals in atoms: the arithmetic of normal forms.

An atom is its canonical text, with its structure attached; a monomial is a sorted tuple of atoms with exponents.  So what is
equal is the same, and nothing depends on the order in which a set or a table is walked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from verify.checker.work import CheckError, spend

LONG = 400  # characters of a text that is replaced by its digest
LARGE = 512  # bits of a number with which reckoning costs more than its share
TERMS = 2000  # a product has at most so many


class Atom(str):
    """A commuting symbol.  key: its kind and parts; names: the symbols that occur in it."""

    __slots__ = ("key", "names")
    key: tuple[Any, ...]
    names: frozenset[str]


Monomial = tuple[tuple[Atom, int], ...]
Poly = dict[Monomial, Fraction]
Frozen = tuple[tuple[Monomial, Fraction], ...]
Word = tuple[tuple[str, bool, int], ...]
Combination = dict[Any, Poly]  # vectors: (word, base); operators: ("w", word), ("o", word, base, word, base)
ONE: Monomial = ()
UNIT: Poly = {ONE: Fraction(1)}  # its coefficient is that of every unit and symbol made below: such are compared at once


def made_atom(key: tuple[Any, ...], text: str, names: Iterable[str]) -> Atom:
    """The atom with a key; equal texts are equal keys."""
    spend(1 + len(text) / 64)
    if len(text) > LONG:
        text = f"{key[0]}~{hashlib.blake2b(text.encode(), digest_size=20).hexdigest()}"
    found = Atom(text)
    found.key, found.names = key, frozenset(names)
    spend(len(found.names) / 32)
    return found


def constant(c: Fraction | int) -> Poly:
    """The constant polynomial."""
    return dict(UNIT) if c == 1 else {ONE: Fraction(c)} if c else {}


def of_atom(a: Atom, exponent: int = 1) -> Poly:
    """A power of one atom."""
    return {((a, exponent),): UNIT[ONE]}


def weighed(c: Fraction) -> Fraction:
    """A number that was found by reckoning, which costs more for one that is long: of the square of its length."""
    length = c.numerator.bit_length() + c.denominator.bit_length()
    if length > LARGE:
        spend(length / LARGE + (length / 4096) ** 2)
    return c


def added(x: Fraction, y: Fraction) -> Fraction:
    """x + y."""
    return weighed(x + y)


def plus(p: Mapping[Any, Any], q: Mapping[Any, Any], add: Callable[[Any, Any], Any] = added) -> Any:
    """p + q for polynomials, or with add=plus for combinations."""
    spend((len(p) + len(q)) / 32)
    total = dict(p)
    for key, c in q.items():
        total[key] = add(total[key], c) if key in total else c
        if not total[key]:
            del total[key]
    return total


def minus(p: Poly, q: Poly) -> Poly:
    """p - q."""
    spend((len(p) + len(q)) / 32)
    total = dict(p)
    for m, c in q.items():
        total[m] = added(total[m], -c) if m in total else -c
        if not total[m]:
            del total[m]
    return total


def monomial_times(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials."""
    if not m or not n:
        return m or n
    powers = dict(m)
    for a, e in n:
        powers[a] = powers.get(a, 0) + e
    return tuple(sorted([(a, e) for a, e in powers.items() if e]))


def bits(p: Poly) -> int:
    """The size of the largest coefficient."""
    return max([c.numerator.bit_length() + c.denominator.bit_length() for c in p.values()], default=0)


def times(p: Poly, q: Poly) -> Poly:
    """The product of two polynomials."""
    if p == UNIT or q == UNIT:
        spend(len(p) * len(q))
        return dict(q if p == UNIT else p)
    length = bits(p) + bits(q)
    spend(len(p) * len(q) * (1 + length / LARGE + (length / 4096) ** 2))
    total: Poly = {}
    if len(p) > 1 and len(q) > 1:
        for m, c in p.items():
            for n, e in q.items():
                key = monomial_times(m, n)
                total[key] = added(total[key], c * e) if key in total else c * e
    else:  # a monomial times distinct monomials: the products are distinct, too
        total = {monomial_times(m, n): c * e for m, c in p.items() for n, e in q.items()}
    if len(total) > TERMS:
        raise CheckError(f"a polynomial of more than {TERMS} terms")
    return {m: c for m, c in total.items() if c}


def power(p: Poly, n: int) -> Poly:
    """p^n for n >= 0, and for any n where p is a single monomial."""
    spend(abs(n) * (1 + bits(p)))
    if len(p) == 1:
        (m, c), = p.items()
        return {tuple((a, e * n) for a, e in m if n): c**n}
    if n < 0:
        raise CheckError("a negative power of a sum")
    result = constant(1)
    for _ in range(n):
        result = times(result, p)
    return result


def scale(c: Poly, x: Combination) -> Combination:
    """c x for a combination x."""
    return {key: q for key, p in x.items() if (q := times(c, p))}


def root_base(a: Atom) -> Poly | None:
    """The radicand of a root of a single monomial."""
    return dict(a.key[1]) if a.key[0] == "sqrt" and len(a.key[1]) == 1 else None


def settled(p: Poly) -> Poly:
    """p with every power of a root of a single monomial reduced to exponent 0 or 1: a canonical form."""
    if not any(a.key[0] == "sqrt" and not 0 <= e <= 1 for m in p for a, e in m):
        return p
    total: Poly = {}
    for m, c in p.items():
        part = constant(c)
        for a, e in m:
            base = None if 0 <= e <= 1 else root_base(a)
            if base is None:
                part = times(part, of_atom(a, e))
            else:
                part = times(times(part, of_atom(a) if e % 2 else constant(1)), power(base, e // 2))
        total = plus(total, part)
    return total if total == p else settled(total)


def frozen(p: Poly) -> Frozen:
    """A polynomial as a sorted tuple, roots settled: equal for what is equal so."""
    spend(len(p) / 4)
    return tuple(sorted(settled(p).items()))


def frozen_combination(x: Combination) -> tuple[tuple[Any, Frozen], ...]:
    """A combination as a sorted tuple."""
    return tuple(sorted(((key, frozen(p)) for key, p in x.items()), key=lambda entry: key_text(entry[0])))


def poly_text(p: Frozen) -> str:
    """The canonical text of a polynomial."""
    return "{" + "|".join(f"{c}:" + ".".join(f"{a}^{e}" for a, e in m) for m, c in p) + "}"


def word_text(w: Word) -> str:
    """The canonical text of a word."""
    return "".join(f"{name},{int(flag)},{e};" for name, flag, e in w)


def key_text(key: Any) -> str:
    """The canonical text of a key of a combination."""
    return "/".join(part if isinstance(part, str) else word_text(part) for part in key)


def combination_text(x: tuple[tuple[Any, Frozen], ...]) -> str:
    """The canonical text of a combination."""
    return "[" + "|".join(f"{key_text(key)}:{poly_text(p)}" for key, p in x) + "]"


def names_in(p: Poly | Frozen) -> frozenset[str]:
    """The symbols that occur in a polynomial."""
    return frozenset().union(*[a.names for m in (p if isinstance(p, dict) else dict(p)) for a, _ in m])


def base_names(base: str) -> frozenset[str]:
    """The symbols in the base of a word."""
    return base.names if isinstance(base, Atom) else frozenset((base,))


def word_names(w: Word) -> frozenset[str]:
    """The symbols in a word."""
    return frozenset(name for name, _, _ in w)


def combination_names(x: Combination) -> frozenset[str]:
    """The symbols that occur in a combination."""
    found: set[str] = set()
    for key, p in x.items():
        found |= names_in(p)
        for part in key if len(key) == 2 and key[0] != "w" else key[1:]:
            found |= base_names(part) if isinstance(part, str) else word_names(part)
    return frozenset(found)


def expand(p: Poly, is_positive: Callable[[Poly], bool] = lambda p: True) -> Poly:
    """p times a product of nonzero radicals and denominators, freed of them: p = 0 iff this is 0.

    The sign is that of p where is_positive tells which denominators are positive: others come squared.
    """
    for _ in range(12):
        special = sorted({a for m in p for a, e in m if a.key[0] == "den" or (a.key[0] == "sqrt" and not 0 <= e <= 1)})
        if not special:
            return p
        for a in special:
            spend(len(p) / 8)
            den = a.key[0] == "den"
            lowest = min((dict(m).get(a, 0) for m in p), default=0)
            shift = -lowest if den and is_positive(dict(a.key[1])) else 2 * ((1 - lowest) // 2)
            parts: dict[int, Poly] = {}  # by the exponent of a
            for m, c in p.items() if lowest >= 0 else times(p, of_atom(a, shift)).items():
                e = dict(m).get(a, 0)
                parts.setdefault(e, {})[tuple((b, k) for b, k in m if b != a) if e else m] = c
            total: Poly = {}
            for e, rest in parts.items():
                if den:
                    total = plus(total, times(rest, power(dict(a.key[1]), e)))
                else:
                    total = plus(total, times(times(rest, of_atom(a) if e % 2 else constant(1)), power(dict(a.key[1]), e // 2)))
            p = total
    raise CheckError("denominators nested too deeply")


def word_times(v: Word, w: Word) -> Word:
    """The product of two words: neighbouring powers of one letter merge."""
    spend((len(v) + len(w)) / 8)
    out = list(v)
    for name, flag, e in w:
        if out and out[-1][:2] == (name, flag):
            e += out.pop()[2]
        if e:
            out.append((name, flag, e))
    return tuple(out)
