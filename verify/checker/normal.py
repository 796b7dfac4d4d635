"""Dimension-free normal forms: Laurent polynomials in inner products, free of any choice of d.

A vector is a finite combination of words in operators applied to named vectors, an operator one of words and of outer
products; inner products <x, word y> are commuting atoms, symmetric in x and y.  Everything is exact.  What a step assumes (a
divisor differs from 0, a radicand is not negative) is appended to `needs` and must be shown by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import isqrt
from typing import Any

from verify.checker.polynomials import (
    ONE,
    Atom,
    Combination,
    Monomial,
    Poly,
    Word,
    base_names,
    combination_names,
    combination_text,
    constant,
    frozen,
    frozen_combination,
    made_atom,
    minus,
    names_in,
    of_atom,
    plus,
    poly_text,
    power,
    scale,
    times,
    word_names,
    word_text,
    word_times,
)  # fmt: skip
from verify.checker.reading import Env
from verify.checker.terms import (
    Abs,
    Add,
    Apply,
    Call,
    Dimension,
    Div,
    Dot,
    Eig,
    Expect,
    Identity,
    Item,
    Literal,
    Max,
    Mul,
    Neg,
    Outer,
    Power,
    PowerOf,
    Ranged,
    Sign,
    Sqrt,
    Sum,
    Symbol,
    Term,
    Transpose,
    Zero,
    instantiate,
    outline,
    substitute,
)  # fmt: skip
from verify.checker.work import CheckError, spend

Moments = Sequence[tuple[tuple[Term, ...], Term]]  # products of random symbols, with their expectations
MINUS = constant(-1)
SPECTRAL = "spectral theorem for symmetric matrices"
DIMENSION = "d"


class Normaliser:
    """Normal forms of terms over an environment; see the module's text.  `cites` collects the theorems that they rest on.

    The index of a sum is written #0, #1, ... by its depth, the value of a random symbol x@0, x@1, ... by the number of
    expectations around: no name of the language looks like these.
    """

    def __init__(self, env: Env, moments: Moments, known: Mapping[Atom, str], cites: set[str], level: int = 0, depth: int = 0) -> None:
        self.env, self.moments, self.known, self.cites, self.level, self.depth = env, moments, known, cites, level, depth
        self.lowest: dict[str, Fraction] = {}  # the lower ends, where they are numbers, of the indices in scope
        self.needs: list[tuple[str, Poly]] = []
        self.done: dict[tuple[Term, int], Any] = {}

    # -- atoms

    def symbol(self, name: str) -> Poly:
        """A scalar symbol."""
        return of_atom(made_atom(("s", name), name, (name,)))

    def functional(self, kind: str, *parts: Poly) -> Atom:
        """The atom of a function of scalars."""
        keys = tuple(frozen(p) for p in parts)
        return made_atom((kind, *keys), f"{kind}({','.join(map(poly_text, keys))})", frozenset().union(*map(names_in, keys)))

    # -- words

    def domain(self, name: str) -> Any:
        """The domain of a symbol."""
        return self.env[name][1] if name in self.env else "any"

    def transpose_word(self, w: Word) -> Word:
        """The transpose of a word."""
        spend(len(w) / 16)
        out = []
        for name, flag, e in reversed(w):
            domain = self.domain(name)
            if domain == "orthogonal":
                out.append((name, flag, -e))
            else:
                out.append((name, flag ^ (domain == "invertible"), e))
        return tuple(out)

    def transpose(self, a: Combination) -> Combination:
        """The transpose of an operator."""
        t = self.transpose_word
        return {("w", t(k[1])) if k[0] == "w" else ("o", *k[3:], *k[1:3]): c for k, c in a.items()}

    def pair(self, w: Word, x: str, v: Word, y: str) -> Poly:
        """The atom <w x, v y>, in the one of its two readings that sorts first."""
        word = word_times(self.transpose_word(w), v)
        readings = (x, word, y), (y, self.transpose_word(word), x)
        left, between, right = min(readings, key=lambda reading: (reading[0], word_text(reading[1]), reading[2]))
        names = base_names(left) | base_names(right) | word_names(between)
        return of_atom(made_atom(("dot", left, between, right), f"<{left}|{word_text(between)}|{right}>", names))

    def injective(self, base: str) -> bool:
        """Whether a vector symbol, or a sequence with this member, is declared not to be zero."""
        name = base.key[1] if isinstance(base, Atom) and base.key[0] == "item" else base
        return name in self.env and self.env[name][1] == "nonzero"

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
                c, vector = times(p, q), key[0] not in ("w", "o")
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
        kind, key = a.key[0], a.key
        if kind == "s":
            name = key[1]
            if name == DIMENSION:
                return "positive"
            if name in self.lowest:
                return "positive" if self.lowest[name] > 0 else "real"
            sort, domain = self.env.get(name, ("", "real"))
            if sort == "integer" and isinstance(domain, tuple) and isinstance(domain[0], Literal):
                return "positive" if domain[0].value > 0 else "real"
            return str(domain) if sort == "scalar" else "real"
        if kind == "dot" and key[1] == key[3]:
            word, injective = key[2], self.injective(key[1])
            while len(word) > 1 and word[:1] == self.transpose_word(word[-1:]):
                word, injective = word[1:-1], injective and self.domain(word[0][0]) != "symmetric"
            if not word or (len(word) == 1 and self.domain(word[0][0]) == "spd"):
                return "positive" if injective else "nonnegative"
        if kind == "sqrt":
            return "positive" if self.sign(dict(key[1])) in ("positive", "nonzero") else "nonnegative"
        if kind == "item":
            return str(self.env[key[1]][1]) if key[1] in self.env else "real"
        if kind == "pow":
            return self.sign(dict(key[1]))
        if kind == "eig" and len(key[1]) == 1:
            ((operator, c),) = key[1]
            letter = operator[0] == "w" and len(operator[1]) == 1 and self.domain(operator[1][0][0]) == "spd"
            return "positive" if letter and c == frozen(constant(1)) else "real"
        return "nonzero" if kind == "den" else "real"

    def sign(self, p: Poly) -> str:
        """positive, nonnegative, nonzero or real, as far as the domains show it."""
        spend(len(p) / 4)
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
        return power(p, -1) if len(p) == 1 else of_atom(self.functional("den", p), -1)

    def root(self, p: Poly) -> Poly:
        """The square root of p, which needs p >= 0."""
        self.needs.append(("le", p))
        return self.drawn(p)

    def rooted(self, p: Poly) -> Poly:
        """The atom of a square root."""
        return of_atom(self.functional("sqrt", p))

    def drawn(self, p: Poly) -> Poly:
        """The square root of p >= 0; known factors are drawn out of a monomial."""
        if len(p) != 1:
            return self.rooted(p) if p else {}
        ((m, c),) = p.items()
        result, c_root = constant(1), Fraction(isqrt(c.numerator), isqrt(c.denominator) or 1) if c > 0 else Fraction(0)
        if any(e % 2 and self.atom_sign(a) not in ("positive", "nonnegative") for a, e in m) or c <= 0:
            return self.rooted(p)
        result = constant(c_root) if c_root**2 == c else self.rooted(constant(c))
        for a, e in m:
            if e % 2:
                result = times(result, power(self.rooted(of_atom(a)), e))
            elif self.atom_sign(a) in ("positive", "nonnegative") or e % 4 == 0:
                result = times(result, of_atom(a, e // 2))
            else:
                result = times(result, power(self.rooted(of_atom(a, 2)), e // 2))
        return result

    def magnitude(self, p: Poly) -> Poly:
        """|p|."""
        return p if self.sign(p) in ("positive", "nonnegative") else self.drawn(times(p, p))

    def remembered(self, t: Term, form: Callable[[Term], Any]) -> Any:
        """The normal form of a node, found once."""
        key = t, self.level
        if key not in self.done:
            spend(1)
            self.done[key] = form(t)
        return self.done[key]

    def scalar(self, t: Term) -> Poly:
        """The normal form of a scalar term."""
        found: Poly = self.remembered(t, self.scalar_form)
        return found

    def scalar_form(self, t: Term) -> Poly:
        """`scalar`, former by former."""
        match t:
            case Literal(value):
                return constant(value)
            case Symbol(name) if t.sort == "scalar":
                return self.symbol(name)
            case Dimension():
                return self.symbol(DIMENSION)
            case Add(parts):
                total: Poly = {}
                for part in parts:
                    total = plus(total, self.scalar(part)) if total else self.scalar(part)
                return total
            case Neg(body):
                return times(MINUS, self.scalar(body))
            case Mul(parts):
                product = constant(1)
                for part in parts:
                    product = times(product, self.scalar(part))
                return product
            case Div(top, bottom):
                return times(self.scalar(top), self.inverse(self.scalar(bottom)))
            case Power(base, n):
                p = self.scalar(base)
                return power(p if n >= 0 else self.inverse(p), abs(n))
            case Sqrt(body):
                p = self.scalar(body)
                return self.drawn(p) if self.is_square(body) else self.root(p)
            case Abs(body):
                return self.magnitude(self.scalar(body))
            case Sign(body):
                p = self.scalar(body)
                if any("@" in name for name in names_in(p)):
                    raise CheckError("the sign of a random quantity, which is not continuous, has no place under an expectation")
                return times(p, self.inverse(self.magnitude(p)))
            case Dot(left, right):
                return self.dot(self.vector(left), self.vector(right))
            case Eig(a, place):
                operator, index = self.operator(a), self.scalar(place)
                if operator != self.transpose(operator):
                    raise CheckError("eigenvalues are taken of symmetric operators only")
                self.whole(index)
                self.needs += [("le", minus(index, constant(1))), ("le", minus(self.symbol(DIMENSION), index))]
                self.cites.add(SPECTRAL)
                letters, number = frozen_combination(operator), frozen(index)
                names = combination_names(operator) | names_in(index)
                return of_atom(made_atom(("eig", letters, number), f"eig({combination_text(letters)},{poly_text(number)})", names))
            case Ranged(low, high, body):
                return self.ranged(t, low, high, body)
            case Item(sequence, place):
                return of_atom(self.member(sequence, place))
            case PowerOf(base, exponent):
                p, index = self.scalar(base), self.scalar(exponent)
                self.whole(index)
                self.needs.append(("le", index))
                if not index or list(index) == [ONE]:
                    n = int(index.get(ONE, Fraction(0)))
                    return power(p, n) if n > 0 else constant(1)
                return of_atom(self.functional("pow", p, index))
            case Call(Symbol(name), (i, j), first, second):
                keys = frozen(self.scalar(first)), frozen(self.scalar(second))
                names = names_in(keys[0]) | names_in(keys[1]) | {name}
                return of_atom(made_atom(("fn", name, (i, j), *keys), f"fn({name};{i};{j};{','.join(map(poly_text, keys))})", names))
            case Expect(body):
                drawn = self.draw(t)
                p = self.inside(lambda: self.scalar(instantiate(body, drawn)))
                return self.expectation(p, [symbol.name for symbol in drawn])
        raise CheckError(f"no scalar normal form for {outline(t)}")

    def is_square(self, t: Term) -> bool:
        """Whether t is written as x'x or x'Hx with H positive definite."""
        match t:
            case Dot(left, right) if left == right:
                return True
            case Dot(left, Apply(Symbol(name), right)) if left == right:
                return bool(self.domain(name) == "spd")
        return False

    def whole(self, p: Poly) -> None:
        """CheckError unless p is a polynomial in integer symbols with integer coefficients."""
        for m, c in p.items():
            if c.denominator != 1 or not all(a.key[0] == "s" and e > 0 and self.is_integer(a.key[1]) for a, e in m):
                raise CheckError("an index, a bound of an index or a multiplicity is not shown to be an integer")

    def is_integer(self, name: str) -> bool:
        """Whether a symbol is an integer: d, an index in scope, or declared so."""
        return name == DIMENSION or name in self.lowest or name.startswith("#") or self.env.get(name, ("",))[0] == "integer"

    def member(self, sequence: Term, index: Term) -> Atom:
        """A member of a sequence, whose index must be an integer >= 0."""
        if not isinstance(sequence, Symbol):
            raise CheckError("a member of a sequence that has no name")
        place, name = self.scalar(index), sequence.name
        self.whole(place)
        self.needs.append(("le", place))
        key = frozen(place)
        return made_atom(("item", name, key), f"{name}[{poly_text(key)}]", {name} | names_in(key))

    def ranged(self, t: Ranged, low: Term, high: Term, body: Term) -> Poly:
        """The atom of a max (needs low <= high) or sum, independent of the name of its index."""
        bound = f"#{self.depth}"
        inner = Normaliser(self.env, self.moments, self.known, self.cites, self.level, self.depth + 1)
        lo, hi = self.scalar(low), self.scalar(high)
        ends = [lo.get(ONE, Fraction(0))] if set(lo) <= {ONE} else []
        inner.lowest = {**self.lowest, bound: ends[0] if ends else Fraction(-1)}
        p = inner.scalar(instantiate(body, (Symbol(bound, "integer"),)))
        for relation, q in inner.needs:
            if bound not in names_in(q):
                self.needs.append((relation, q))
            elif not inner.index_need(relation, q, bound, lo, hi):
                raise CheckError(f"{t.head} over {t.names[0] if t.names else bound}: the body is not shown to be defined")
        self.whole(lo)
        self.whole(hi)
        self.needs += [("le", minus(hi, lo))] if isinstance(t, Max) else []
        keys = frozen(lo), frozen(hi), frozen(p)
        names = frozenset().union(*map(names_in, keys)) - {bound}
        return of_atom(made_atom((t.head, bound, *keys), f"{t.head}({bound},{','.join(map(poly_text, keys))})", names))

    def index_need(self, rel: str, p: Poly, bound: str, low: Poly, high: Poly) -> bool:
        """Whether a need of the body of a max or sum follows from signs or from the range of its index."""
        if self.sign(p) in (("positive", "nonnegative") if rel == "le" else ("positive", "nonzero")):
            return True
        index = self.symbol(bound)
        gaps = [minus(p, minus(index, low)), minus(p, minus(high, index))]
        return rel == "le" and any(not g or self.sign(g) in ("positive", "nonnegative") for g in gaps)

    # -- expectations

    def draw(self, t: Expect) -> list[Symbol]:
        """Symbols for the values of the random symbols in this expectation, apart from those of the expectations around it."""
        return [Symbol(f"{name}@{self.level}", kind) for name, kind in t.random]

    def inside(self, form: Callable[[], Any]) -> Any:
        """A normal form inside of one more expectation."""
        self.level += 1
        try:
            return form()
        finally:
            self.level -= 1

    def expectation(self, p: Poly, random: Sequence[str]) -> Poly:
        """E of a polynomial in the values of random symbols, by the declared moments."""
        drawn = frozenset(random)
        total: Poly = {}
        for m, c in p.items():
            slots: list[tuple[str, tuple[Word, str]]] = []  # the random vectors, each with what it is multiplied by
            scalars: list[tuple[Atom, int]] = []
            plain: list[tuple[Atom, int]] = []
            for a, e in m:
                if not drawn & a.names:
                    plain.append((a, e))
                elif a.key[0] == "dot" and e > 0 and self.separates(a, drawn):
                    _, left, word, right = a.key
                    slots += [(left, (word, right)) if left in drawn else (right, (self.transpose_word(word), left))] * e
                else:
                    scalars.append((a, e))
            order, value = self.moment(sorted(name for name, _ in slots), tuple(scalars))
            ends = [{end: constant(1)} for _, end in sorted(slots, key=lambda s: (order.index(s[0]), s[1][1], word_text(s[1][0])))]
            if len(ends) == 0:
                part = constant(1) if value is None else self.scalar(value)
            elif value is None:
                raise CheckError("a moment of vectors without a value")
            elif len(ends) == 1:
                part = self.dot(self.vector(value), ends[0])
            else:
                part = self.dot(ends[0], self.apply(self.operator(value), ends[1]))
            total = plus(total, times({tuple(plain): c}, part))
        return total

    def separates(self, a: Atom, drawn: frozenset[str]) -> bool:
        """Whether one end of an inner product is a random vector, and nothing else in it is random."""
        _, left, _, right = a.key
        return bool((left in drawn) != (right in drawn) and not drawn & (base_names(right) if left in drawn else base_names(left)))

    def moment(self, names: list[str], scalars: Monomial) -> tuple[list[str], Term | None]:
        """The declared expectation of a product with its vectors in order, None for the empty one."""
        if not names and not scalars:
            return [], None
        for factors, value in self.moments:
            here = [substitute(f, {s: Symbol(f"{s.name}@{self.level}", s.kind) for s in self.random_in(f)}) for f in factors]
            vectors = [f.name for f in here if isinstance(f, Symbol) and f.kind == "random-vector"]
            rest = constant(1)
            for f in here:
                if f.sort == "scalar":  # as under the expectation: one in it draws values of its own
                    rest = times(rest, self.inside(partial(self.scalar, f)))
            if len(vectors) <= 2 and sorted(vectors) == names and rest == {scalars: Fraction(1)}:
                return vectors, value
        raise CheckError(f"the moment of {names} and {sorted(map(str, scalars))} is not declared")

    def random_in(self, t: Term) -> list[Symbol]:
        """The random symbols of a term."""
        return [symbol for symbol in t.free if symbol.kind.startswith("random")]

    # -- vectors and operators

    def combination(self, t: Term, leaf: Callable[[Term], Combination]) -> Combination:
        """Sums, multiples and quotients of vectors or operators."""
        match t:
            case Add(parts):
                total: Combination = {}
                for part in parts:
                    total = plus(total, leaf(part), plus)
                return total
            case Neg(body):
                return scale(MINUS, leaf(body))
            case Mul(parts):
                factor = constant(1)
                for part in parts[:-1]:
                    factor = times(factor, self.scalar(part))
                return scale(factor, leaf(parts[-1]))
            case Div(top, bottom):
                return scale(self.inverse(self.scalar(bottom)), leaf(top))
        raise CheckError(f"no normal form for {outline(t)}")

    def vector(self, t: Term) -> Combination:
        """The normal form of a vector term."""
        found: Combination = self.remembered(t, self.vector_form)
        return found

    def vector_form(self, t: Term) -> Combination:
        """`vector`, former by former."""
        match t:
            case Zero():
                return {}
            case Symbol(name):
                return {((), name): constant(1)}
            case Apply(a, x):
                return self.apply(self.operator(a), self.vector(x))
            case Item(sequence, index):
                return {((), self.member(sequence, index)): constant(1)}
            case Expect(body):
                drawn = self.draw(t)
                x = self.inside(lambda: self.vector(instantiate(body, drawn)))
                key = frozen_combination(x)
                base = made_atom(("E", key), f"E({combination_text(key)})", combination_names(x) - {symbol.name for symbol in drawn})
                return {((), base): constant(1)}
        return self.combination(t, self.vector)

    def operator(self, t: Term) -> Combination:
        """The normal form of an operator term."""
        found: Combination = self.remembered(t, self.operator_form)
        return found

    def operator_form(self, t: Term) -> Combination:
        """`operator`, former by former."""
        match t:
            case Identity():
                return {("w", ()): constant(1)}
            case Symbol(name):
                return {("w", ((name, False, 1),)): constant(1)}
            case Apply(a, b):
                return self.apply(self.operator(a), self.operator(b))
            case Transpose(body):
                return self.transpose(self.operator(body))
            case Outer(left, right):
                x, y = self.vector(left), self.vector(right)
                return {("o", *k, *m): times(p, q) for k, p in x.items() for m, q in y.items()}
            case Power(body, n):
                base = self.operator(body)
                if n < 0:
                    ((key, c),) = base.items() if len(base) == 1 else ((("o",), {}),)
                    if key[0] != "w" or any(self.domain(name) == "symmetric" for name, _, _ in key[1]):
                        raise CheckError("only a product of invertible operators has a negative power")
                    base, n = {("w", tuple((s, f, -e) for s, f, e in reversed(key[1]))): self.inverse(c)}, -n
                result: Combination = {("w", ()): constant(1)}
                for _ in range(n):
                    result = self.apply(result, base)
                return result
        return self.combination(t, self.operator)

    def normal(self, t: Term) -> Any:
        """The normal form of a term of any sort."""
        return {"scalar": self.scalar, "vector": self.vector, "operator": self.operator}[t.sort](t)


def vanishes(x: Any, expanded: Callable[[Poly], Poly]) -> bool:
    """Whether a polynomial or combination is zero, once freed of denominators."""
    combined = any(isinstance(p, dict) for p in x.values())
    return not any(expanded(p) for p in (x.values() if combined else [x] if x else []))


__all__ = ["MINUS", "SPECTRAL", "Moments", "Normaliser", "Sum", "vanishes"]
