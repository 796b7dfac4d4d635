"""Dimension-free normal forms: Laurent polynomials in inner products, free of any choice of d.

A vector is a finite combination of words in operators applied to named vectors, an operator one of
words and of outer products; inner products <x, word y> are commuting symbols, symmetric in x and y.
Everything is exact.  What a step assumes (a divisor differs from 0, a radicand is not negative) is
appended to `needs` and must be shown by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from verify.checker.terms import RATIONAL, CheckError, Env, Term, spend, substitute

Atom = tuple[Any, ...]
Monomial = frozenset[tuple[Atom, int]]
Poly = dict[Monomial, Fraction]
Word = tuple[tuple[str, bool, int], ...]
Combination = dict[Any, Poly]  # vectors: (word, name); operators: ("w", word), ("o", word, x, word, y)
Moments = list[tuple[tuple[Term, ...], Term]]
ONE: Monomial = frozenset()
UNIT: Poly = {ONE: Fraction(1)}  # its coefficient is that of every unit and symbol made below: such are compared at once
TERMS = 2000  # a polynomial has at most so many


def constant(c: Fraction | int) -> Poly:
    """The constant polynomial."""
    return dict(UNIT) if c == 1 else {ONE: Fraction(c)} if c else {}


def atom(a: Atom, exponent: int = 1) -> Poly:
    """A power of one symbol."""
    return {frozenset({(a, exponent)}): UNIT[ONE]}


def plus(p: Mapping[Any, Any], q: Mapping[Any, Any], add: Callable[[Any, Any], Any] = lambda x, y: x + y) -> Any:
    """p + q for polynomials, or with add=plus for combinations."""
    total = dict(p)
    for key, c in q.items():
        total[key] = add(total[key], c) if key in total else c
        if not total[key]:
            del total[key]
    return total


def minus(p: Poly, q: Poly) -> Poly:
    """p - q."""
    total = dict(p)
    for m, c in q.items():
        total[m] = total[m] - c if m in total else -c
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
    return frozenset((a, e) for a, e in powers.items() if e)


def bits(p: Poly) -> int:
    """The size of the largest coefficient."""
    return max([c.numerator.bit_length() + c.denominator.bit_length() for c in p.values()], default=0)


def times(p: Poly, q: Poly) -> Poly:
    """The product of two polynomials."""
    if p == UNIT or q == UNIT:
        spend(len(p) * len(q))
        return dict(q if p == UNIT else p)
    spend(len(p) * len(q) * (1 + (bits(p) + bits(q)) / 512))
    total: Poly = {}
    if len(p) > 1 and len(q) > 1:
        for m, c in p.items():
            for n, e in q.items():
                key = monomial_times(m, n)
                total[key] = total[key] + c * e if key in total else c * e
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
        return {frozenset((a, e * n) for a, e in m if n): c**n}
    if n < 0:
        raise CheckError("a negative power of a sum")
    result = constant(1)
    for _ in range(n):
        result = times(result, p)
    return result


def scale(c: Poly, x: Combination) -> Combination:
    """c x for a combination x."""
    return {key: q for key, p in x.items() if (q := times(c, p))}


def frozen(p: Mapping[Any, Any]) -> Any:
    """A hashable key of a polynomial or combination."""
    if p and not any(isinstance(c, dict) for c in p.values()):
        return frozenset(settled(dict(p)).items())
    return frozenset((k, frozen(c)) for k, c in p.items())


def settled(p: Poly) -> Poly:
    """p with every power of a root of a single monomial reduced to exponent 0 or 1: a canonical key."""
    if not any(a[0] == "sqrt" and not 0 <= e <= 1 for m in p for a, e in m):
        return p
    total: Poly = {}
    for m, c in p.items():
        part = constant(c)
        for a, e in m:
            if a[0] == "sqrt" and len(a[1]) == 1 and not 0 <= e <= 1:
                part = times(times(part, atom(a) if e % 2 else constant(1)), power(thawed(a[1]), e // 2))
            else:
                part = times(part, atom(a, e))
        total = plus(total, part)
    return total if total == p else settled(total)


def thawed(key: Any) -> Poly:
    """The polynomial of a key."""
    return dict(key)


def expand(p: Poly, is_positive: Callable[[Poly], bool] = lambda p: True) -> Poly:
    """p times a product of nonzero radicals and denominators, freed of them: p = 0 iff this is 0.

    The sign is that of p where is_positive tells which denominators are positive: others come squared.
    """
    for _ in range(12):
        special = {a for m in p for a, e in m if a[0] == "den" or (a[0] == "sqrt" and not 0 <= e <= 1)}
        if not special:
            return p
        for a in special:
            lowest = min((dict(m).get(a, 0) for m in p), default=0)
            shift = -lowest if a[0] == "den" and is_positive(thawed(a[1])) else 2 * ((1 - lowest) // 2)
            parts: dict[int, Poly] = {}  # by the exponent of a
            for m, c in p.items() if lowest >= 0 else times(p, atom(a, shift)).items():
                e = dict(m).get(a, 0)
                parts.setdefault(e, {})[frozenset((b, k) for b, k in m if b != a) if e else m] = c
            total: Poly = {}
            for e, rest in parts.items():
                if a[0] == "den":
                    total = plus(total, times(rest, power(thawed(a[1]), e)))
                else:
                    total = plus(total, times(times(rest, atom(a) if e % 2 else constant(1)), power(thawed(a[1]), e // 2)))
            p = total
    raise CheckError("denominators nested too deeply")


def word_times(v: Word, w: Word) -> Word:
    """The product of two words: neighbouring powers of one letter merge."""
    out = list(v)
    for name, flag, e in w:
        if out and out[-1][:2] == (name, flag):
            e += out.pop()[2]
        if e:
            out.append((name, flag, e))
    return tuple(out)


class Normaliser:
    """Normal forms of elaborated terms over an environment; see the module's text."""

    def __init__(self, env: Env, moments: Moments, known: Mapping[Atom, str]) -> None:
        self.env, self.moments, self.known = env, moments, known
        self.needs: list[tuple[str, Poly]] = []

    # -- words

    def transpose_word(self, w: Word) -> Word:
        """The transpose of a word."""
        out = []
        for name, flag, e in reversed(w):
            domain = self.env[name][1]
            if domain == "orthogonal":
                out.append((name, flag, -e))
            else:
                out.append((name, flag ^ (domain == "invertible"), e))
        return tuple(out)

    def transpose(self, a: Combination) -> Combination:
        """The transpose of an operator."""
        t = self.transpose_word
        return {("w", t(k[1])) if k[0] == "w" else ("o", *k[3:], *k[1:3]): c for k, c in a.items()}

    def pair(self, w: Word, x: Any, v: Word, y: Any) -> Poly:
        """The symbol <w x, v y>, in the one of its two readings that sorts first."""
        word = word_times(self.transpose_word(w), v)
        readings = ("dot", x, word, y), ("dot", y, self.transpose_word(word), x)
        return atom(min(readings, key=None if isinstance(x, str) and isinstance(y, str) else text))

    def injective(self, name: Any) -> bool:
        """Whether a vector symbol, or a sequence with this member, is declared not to be zero."""
        return bool(self.env.get(name[1] if isinstance(name, tuple) else name, ("", "any"))[1] == "nonzero")

    def dot(self, x: Combination, y: Combination) -> Poly:
        """The inner product of two vectors."""
        total: Poly = {}
        for (w, a), p in x.items():
            for (v, b), q in y.items():
                total = plus(total, times(times(p, q), self.pair(w, a, v, b)))
        return total

    def apply(self, a: Combination, x: Combination) -> Combination:
        """An operator on a vector, or composed with an operator."""
        total: Combination = {}
        for k, p in a.items():
            for key, q in x.items():
                c, vector = times(p, q), len(key) == 2 and key[0] != "w"
                tail = (key[0], key[1]) if vector else (key[1], None) if key[0] == "w" else key[1:3]
                if k[0] == "o":
                    if key[0] == "w":
                        new: Any = ("o", k[1], k[2], word_times(self.transpose_word(key[1]), k[3]), k[4])
                    else:
                        c, new = times(c, self.pair(k[3], k[4], *tail)), (k[1], k[2])
                        new = new if vector else ("o", *new, *key[3:])
                else:
                    word = word_times(k[1], tail[0])
                    new = (word, tail[1]) if vector else ("w", word) if key[0] == "w" else ("o", word, tail[1], *key[3:])
                total = plus(total, {new: c} if c else {}, plus)
        return total

    # -- what is known of signs, from the domains alone

    def atom_sign(self, a: Atom) -> str:
        """positive, nonnegative, nonzero or real."""
        if a in self.known:
            return self.known[a]
        if a[0] == "s":
            kind, domain = ("integer", ("range", "1", "d")) if a[1] == "d" else self.env[a[1]]
            ranged = kind == "integer" and domain != "any" and RATIONAL.match(str(domain[1]))
            return "positive" if ranged and Fraction(domain[1]) > 0 else str(domain) if kind == "scalar" else "real"
        if a[0] == "dot" and a[1] == a[3]:
            word, injective = a[2], self.injective(a[1])
            while len(word) > 1 and word[:1] == self.transpose_word(word[-1:]):
                word, injective = word[1:-1], injective and self.env[word[0][0]][1] != "symmetric"
            if not word or (len(word) == 1 and self.env[word[0][0]][1] == "spd"):
                return "positive" if injective else "nonnegative"
        if a[0] == "sqrt":
            return "positive" if self.sign(thawed(a[1])) in ("positive", "nonzero") else "nonnegative"
        if a[0] == "item":
            return str(self.env[a[1]][1])
        if a[0] == "pow":
            return self.sign(thawed(a[1]))
        if a[0] == "eig" and len(a[1]) == 1:
            ((key, c),) = a[1]
            letter = key[0] == "w" and len(key[1]) == 1 and self.env[key[1][0][0]][1] == "spd"
            return "positive" if letter and c == frozen(constant(1)) else "real"
        return "nonzero" if a[0] == "den" else "real"

    def sign(self, p: Poly) -> str:
        """positive, nonnegative, nonzero or real, as far as the domains show it."""
        signs = set()
        for m, c in p.items():
            if len(p) > 1 and c < 0:
                return "real"
            kinds = [(self.atom_sign(a), e) for a, e in m]
            even = all(e % 2 == 0 or k in ("positive", "nonnegative") for k, e in kinds)
            safe = all(k in ("positive", "nonzero") for k, _ in kinds)
            signs.add("positive" if c > 0 and even and safe else
                      "nonnegative" if c > 0 and even else "nonzero" if safe else "real")  # fmt: skip
            if len(p) > 1 and not even:
                return "real"
        if len(p) == 1:
            return signs.pop()
        return "real" if not signs else "positive" if "positive" in signs else "nonnegative"

    # -- scalars

    def inverse(self, p: Poly) -> Poly:
        """1/p, which needs p != 0."""
        if not p:
            raise CheckError("division by zero")
        self.needs.append(("ne", p))
        return power(p, -1) if len(p) == 1 else atom(("den", frozen(p)), -1)

    def root(self, p: Poly) -> Poly:
        """The square root of p, which needs p >= 0."""
        self.needs.append(("le", p))
        return self.drawn(p)

    def drawn(self, p: Poly) -> Poly:
        """The square root of p >= 0; known factors are drawn out of a monomial."""
        if len(p) != 1:
            return atom(("sqrt", frozen(p))) if p else {}
        ((m, c),) = p.items()
        result, c_root = constant(1), Fraction(isqrt(c.numerator), isqrt(c.denominator) or 1) if c > 0 else Fraction(0)
        if any(e % 2 and self.atom_sign(a) not in ("positive", "nonnegative") for a, e in m) or c <= 0:
            return atom(("sqrt", frozen(p)))
        result = constant(c_root) if c_root**2 == c else atom(("sqrt", frozen(constant(c))))
        for a, e in m:
            if e % 2:
                result = times(result, power(atom(("sqrt", frozen(atom(a)))), e))
            elif self.atom_sign(a) in ("positive", "nonnegative") or e % 4 == 0:
                result = times(result, atom(a, e // 2))
            else:
                result = times(result, power(atom(("sqrt", frozen(atom(a, 2)))), e // 2))
        return result

    def magnitude(self, p: Poly) -> Poly:
        """|p|."""
        return p if self.sign(p) in ("positive", "nonnegative") else self.drawn(times(p, p))

    def scalar(self, t: Term) -> Poly:
        """The normal form of a scalar term."""
        if isinstance(t, str):
            if RATIONAL.match(t):
                return constant(Fraction(t))
            if self.env[t][0] not in ("scalar", "integer", "random-scalar"):
                raise CheckError(f"{t} is not a scalar")
            return atom(("s", t))
        op, a = t[0], t[1:]
        if op == "+":
            total: Poly = {}
            for part in a:
                total = plus(total, self.scalar(part)) if total else self.scalar(part)
            return total
        if op == "-":
            return times(constant(-1), self.scalar(a[0]))
        if op == "*":
            product = constant(1)
            for part in a:
                product = times(product, self.scalar(part))
            return product
        if op == "/":
            return times(self.scalar(a[0]), self.inverse(self.scalar(a[1])))
        if op == "^":
            base, n = self.scalar(a[0]), int(a[1])
            return power(base if n >= 0 else self.inverse(base), abs(n))
        if op == "sqrt":
            p = self.scalar(a[0])
            return self.drawn(p) if self.is_square(a[0]) else self.root(p)
        if op == "abs":
            return self.magnitude(self.scalar(a[0]))
        if op == "sign":
            p = self.scalar(a[0])
            return times(p, self.inverse(self.magnitude(p)))
        if op == "dot":
            return self.dot(self.vector(a[0]), self.vector(a[1]))
        if op == "eig":
            operator, index = self.operator(a[0]), self.scalar(a[1])
            if operator != self.transpose(operator):
                raise CheckError("eigenvalues are taken of symmetric operators only")
            self.whole(index)
            self.needs += [("le", plus(index, constant(-1))), ("le", plus(atom(("s", "d")), times(constant(-1), index)))]
            return atom(("eig", frozen(operator), frozen(index)))
        if op in ("max", "sum"):
            return self.ranged(op, *a)
        if op == "item":
            return atom(self.member(*a))
        if op == "pow":
            base, exponent = self.scalar(a[0]), self.scalar(a[1])
            self.whole(exponent)
            self.needs.append(("le", exponent))
            if not exponent or list(exponent) == [ONE]:
                n = int(exponent.get(ONE, Fraction(0)))
                return power(base, n) if n > 0 else constant(1)
            return atom(("pow", frozen(base), frozen(exponent)))
        if op == "fn":
            return atom(("fn", a[0], a[1], frozen(self.scalar(a[2])), frozen(self.scalar(a[3]))))
        if op == "E":
            return self.expectation(self.scalar(a[0]))
        raise CheckError(f"no scalar normal form for {op!r}")

    def is_square(self, t: Term) -> bool:
        """Whether t is written as x'x or x'Hx with H positive definite."""
        if t[0] != "dot":
            return False
        shape = t[2][1] if t[2][0] == "@" and t[2][2] == t[1] and isinstance(t[2], tuple) else ""
        return t[1] == t[2] or bool(isinstance(shape, str) and self.env.get(shape, ("", ""))[1] == "spd")

    def whole(self, p: Poly) -> None:
        """CheckError unless p is a polynomial in integer symbols with integer coefficients."""
        names = {a[1] if a[0] == "s" and e > 0 else "" for m in p for a, e in m}
        if any(c.denominator != 1 for c in p.values()) or any(self.env.get(s, ("",))[0] != "integer" for s in names):
            raise CheckError("an index, a bound of an index or a multiplicity is not shown to be an integer")

    def member(self, name: str, index: Term) -> Atom:
        """A member of a sequence, whose index must be an integer >= 0."""
        place = self.scalar(index)
        self.whole(place)
        self.needs.append(("le", place))
        return ("item", name, frozen(place))

    def ranged(self, op: str, name: str, low: Term, high: Term, body: Term) -> Poly:
        """The symbol max (needs low <= high) or sum over name of body, independent of the bound name."""
        bound = f"#{sum(s.startswith('#') for s in self.env)}"
        renamed = {**self.env, **dict.fromkeys((bound, name), ("integer", ("range", low, high)))}
        # what is within may look like something outside, where the name of its index was free: its sign is forgotten
        known = {a: sign for a, sign in self.known.items() if not any(s.startswith("#") for s in leaves(a))}
        inner = Normaliser(renamed, self.moments, known)
        key = frozen(inner.scalar(substitute(body, {name: bound})))
        for relation, p in inner.needs:
            if bound not in leaves(frozen(p)):
                self.needs.append((relation, p))
            elif not inner.index_need(relation, p, bound):
                raise CheckError(f"{op} over {name}: the body is not shown to be defined")
        lo, hi = self.scalar(low), self.scalar(high)
        self.whole(lo)
        self.whole(hi)
        self.needs += [("le", plus(hi, times(constant(-1), lo)))] if op == "max" else []
        return atom((op, frozen(lo), frozen(hi), key))

    def index_need(self, rel: str, p: Poly, bound: str) -> bool:
        """Whether a need of the body of a max follows from signs or from the range of its index."""
        if self.sign(p) in (("positive", "nonnegative") if rel == "le" else ("positive", "nonzero")):
            return True
        low, high = (self.scalar(x) for x in self.env[bound][1][1:])
        index, minus = atom(("s", bound)), constant(-1)
        gaps = [plus(p, times(minus, plus(index, times(minus, low)))), plus(p, times(minus, plus(high, times(minus, index))))]
        return rel == "le" and any(not g or self.sign(g) in ("positive", "nonnegative") for g in gaps)

    def expectation(self, p: Poly) -> Poly:
        """E of a polynomial in random symbols, by the declared moments."""
        random = {s for s, (kind, _) in self.env.items() if kind.startswith("random")}
        total: Poly = {}
        for m, c in p.items():
            slots: list[tuple[str, tuple[Word, str]]] = []  # the random vectors, each with what it is multiplied by
            scalars: list[tuple[Atom, int]] = []
            plain: list[tuple[Atom, int]] = []
            for a, e in m:
                if not random & leaves(a):
                    plain.append((a, e))
                elif a[0] == "dot" and (a[1] in random) != (a[3] in random) and e > 0:
                    slots += [(a[1], (a[2], a[3])) if a[1] in random else (a[3], (self.transpose_word(a[2]), a[1]))] * e
                else:
                    scalars.append((a, e))
            order, value = self.moment(sorted(name for name, _ in slots), frozenset(scalars))
            ends = [{slot: constant(1)} for _, slot in sorted(slots, key=lambda slot: order.index(slot[0]))]
            if len(ends) == 0:
                part = constant(1) if value is None else self.scalar(value)
            elif len(ends) == 1:
                part = self.dot(self.vector(value), ends[0])
            else:
                part = self.dot(ends[0], self.apply(self.operator(value), ends[1]))
            total = plus(total, times({frozenset(plain): c}, part))
        return total

    def moment(self, names: list[str], scalars: Monomial) -> tuple[list[str], Term]:
        """The declared expectation of a product with its vectors in order, None for the empty one."""
        if not names and not scalars:
            return [], None
        for factors, value in self.moments:
            vectors = [f for f in factors if isinstance(f, str) and self.env.get(f, ("",))[0] == "random-vector"]
            rest = constant(1)
            for f in factors:
                if f not in vectors:
                    rest = times(rest, self.scalar(f))
            if len(vectors) <= 2 and sorted(vectors) == names and rest == {scalars: Fraction(1)}:
                return vectors, value
        raise CheckError(f"the moment of {names} and {sorted(map(str, scalars))} is not declared")

    # -- vectors and operators

    def combination(self, t: Term, leaf: Callable[[Term], Combination]) -> Combination:
        """Sums, multiples and quotients of vectors or operators."""
        if isinstance(t, tuple) and t[0] == "+":
            total: Combination = {}
            for part in t[1:]:
                total = plus(total, leaf(part), plus)
            return total
        if isinstance(t, tuple) and t[0] == "-":
            return scale(constant(-1), leaf(t[1]))
        if isinstance(t, tuple) and t[0] == "*":
            return scale(self.scalar(t[:-1]) if len(t) > 2 else constant(1), leaf(t[-1]))
        if isinstance(t, tuple) and t[0] == "/":
            return scale(self.inverse(self.scalar(t[2])), leaf(t[1]))
        raise CheckError(f"no normal form for {t!r:.60}")

    def vector(self, t: Term) -> Combination:
        """The normal form of a vector term."""
        if isinstance(t, str):
            return {} if t == "0v" else {((), t): constant(1)}
        if t[0] == "@":
            return self.apply(self.operator(t[1]), self.vector(t[2]))
        if t[0] == "item":
            return {((), self.member(*t[1:])): constant(1)}
        if t[0] == "E":
            if any(name.startswith("#") for name in self.env):
                raise CheckError("no expectation inside a maximum")
            return {((), f"E {text(frozen(self.vector(t[1])))}"): constant(1)}
        return self.combination(t, self.vector)

    def operator(self, t: Term) -> Combination:
        """The normal form of an operator term."""
        if isinstance(t, str):
            return {("w", () if t == "I" else ((t, False, 1),)): constant(1)}
        if t[0] == "@":
            return self.apply(self.operator(t[1]), self.operator(t[2]))
        if t[0] == "T":
            return self.transpose(self.operator(t[1]))
        if t[0] == "outer":
            x, y = self.vector(t[1]), self.vector(t[2])
            return {("o", *k, *m): times(p, q) for k, p in x.items() for m, q in y.items()}
        if t[0] == "^":
            base, n = self.operator(t[1]), int(t[2])
            if n < 0:
                ((key, c),) = base.items() if len(base) == 1 else ((("o",), {}),)
                if key[0] != "w" or any(self.env[name][1] == "symmetric" for name, _, _ in key[1]):
                    raise CheckError("only a product of invertible operators has a negative power")
                base, n = {("w", tuple((s, f, -e) for s, f, e in reversed(key[1]))): self.inverse(c)}, -n
            result: Combination = {("w", ()): constant(1)}
            for _ in range(n):
                result = self.apply(result, base)
            return result
        return self.combination(t, self.operator)


def text(key: Any) -> str:
    """A key as text, the same for equal keys."""
    if isinstance(key, frozenset):
        return "{" + ", ".join(sorted(map(text, key))) + "}"
    return "(" + ", ".join(map(text, key)) + ")" if isinstance(key, tuple) else str(key)


def leaves(a: Any) -> set[str]:
    """Every string inside a key."""
    if isinstance(a, str):
        return {a}
    return set().union(*(leaves(x) for x in a)) if isinstance(a, (tuple, frozenset)) else set()
