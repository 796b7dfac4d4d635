"""Exact evaluation of a statement on a concrete instance: rationals, and certified balls for roots.

Answers are three-valued: True, False, or None where balls overlap or a symbol has no value.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from verify.checker.terms import PARTIAL, RATIONAL, RELATIONS, VALUES, CheckError, Term, spend, symbols
from verify.checker.unknown import MOST, Unknown, UnseenError, lifted, unknown

ctx.prec = 256
Number = Fraction | arb | Unknown
Value = Any


class Undefined(ArithmeticError):
    """The term has no value at the instance, such as a division by zero."""


class Unset(LookupError):
    """The term needs a symbol that has no value, or an exact value that is only enclosed."""


def ball(x: Number) -> arb:
    """x as a ball."""
    if isinstance(x, Unknown):
        raise Unset("a function of unknown numbers")
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else x


def compare(x: Number, y: Number) -> int | None:
    """The sign of x - y, or None where the balls overlap."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return (x > y) - (x < y)
    if isinstance(x, Unknown) or isinstance(y, Unknown):
        return functions(x, y, lambda p, q: (p - q).sign())  # type: ignore[no-any-return]
    difference = ball(x) - ball(y)
    return 1 if difference > 0 else -1 if difference < 0 else None


def functions(x: Number, y: Number, op: Callable[[Unknown, Unknown], Any]) -> Any:
    """op on rational functions of unknown numbers; Unset where one is only enclosed, or the result is too long."""
    if isinstance(x, arb) or isinstance(y, arb):
        raise Unset("a function of unknown numbers, and a ball")
    spend(10)
    try:
        return op(lifted(x), lifted(y))
    except UnseenError as error:
        raise Unset(str(error)) from error


def known(sign: int | None) -> int:
    """The sign, or Unset where it is undetermined."""
    if sign is None:
        raise Unset("overlapping balls")
    return sign


def exact(x: Value) -> Value:
    """The nested lists of Fractions x, or Unset where one entry is a ball."""
    if isinstance(x, list):
        return [exact(part) for part in x]
    if not isinstance(x, Fraction):
        raise Unset("only enclosed")
    return x


def definite(x: Value) -> Value:
    """The nested lists of Fractions and functions of unknown numbers x, or Unset where one entry is a ball."""
    if isinstance(x, list):
        return [definite(part) for part in x]
    return x if isinstance(x, Unknown) else exact(x)


def matrix(rows: list[list[Fraction]]) -> fmpq_mat:
    """The rows as an exact matrix."""
    entries = [fmpq(x.numerator, x.denominator) for row in exact(rows) for x in row]
    return fmpq_mat(len(rows), len(rows[0]) if rows else 0, entries)


def semidefinite(rows: list[list[Value]], strict: bool = False) -> bool | None:
    """Whether a symmetric matrix is positive semi-definite (definite), by exact elimination."""
    if any(isinstance(rows[i][i], Fraction) and rows[i][i] < 0 for i in range(len(rows))):
        return False
    if any(not isinstance(x, Fraction) for row in rows for x in row):
        return None
    if any(rows[i][j] != rows[j][i] for i in range(len(rows)) for j in range(i)):
        raise Undefined("the matrix is not symmetric")
    a = [row[:] for row in rows]
    for k in range(len(a)):
        if a[k][k] < 0 or (a[k][k] == 0 and (strict or any(a[k][j] != 0 for j in range(k, len(a))))):
            return False
        for i in range(k + 1, len(a)) if a[k][k] else ():
            a[i] = [x - a[i][k] / a[k][k] * y for x, y in zip(a[i], a[k])]
    return True


def middle(x: Fraction | arb) -> Fraction:
    """The midpoint of a ball."""
    if isinstance(x, Fraction):
        return x
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def enclosed_eigenvalues(rows: list[list[Any]]) -> list[Number]:
    """Balls for the eigenvalues of a symmetric matrix of balls: those of its middle, moved by at most the Frobenius norm (Weyl)."""
    centre = [[(middle(rows[i][j]) + middle(rows[j][i])) / 2 for j in range(len(rows))] for i in range(len(rows))]
    gaps = [abs(ball(x) - ball(centre[i][j])).upper() for i, row in enumerate(rows) for j, x in enumerate(row)]
    error = sum((gap * gap for gap in gaps), arb(0)).sqrt().upper()
    return [ball(x) + arb(0, 1) * error for x in eigenvalues(centre)]


def eigenvalues(rows: list[list[Fraction]]) -> list[Number]:
    """All eigenvalues of a symmetric rational matrix in increasing order, with repetitions."""
    if rows != [list(col) for col in zip(*rows)]:
        raise Undefined("eigenvalues of a matrix that is not symmetric")
    found: list[Number] = []
    for factor, power in matrix(rows).charpoly().numer().factor()[1]:
        if factor.degree() == 1:
            roots: list[Number] = [Fraction(-int(factor[0]), int(factor[1]))]
        else:
            pairs: Any = factor.complex_roots()
            roots = [value.real for value, _ in pairs]
        found += [root for root in roots for _ in range(power)]
    found.sort(key=lambda x: float(ball(x).mid()))
    if any(x is not y and known(compare(x, y)) > 0 for x, y in itertools.pairwise(found)):
        raise Unset("eigenvalues not separated")
    return found


def linear(op: Callable[..., Value], *parts: Value) -> Value:
    """op entry by entry on scalars or nested lists of one shape."""
    if isinstance(parts[0], list):
        return [linear(op, *row) for row in zip(*parts, strict=True)]
    return op(*parts)


def root(x: Number) -> Number:
    """The square root: exact for squares of rationals, else a ball."""
    if known(compare(x, Fraction(0))) < 0:
        raise Undefined(f"square root of {x}")
    if isinstance(x, Unknown):
        return functions(x, x, lambda p, _: p.root())  # type: ignore[no-any-return]
    if isinstance(x, Fraction):
        top, bottom = fmpq(x.numerator, x.denominator).p, fmpq(x.numerator, x.denominator).q
        if top.is_square() and bottom.is_square():
            return Fraction(int(top.isqrt()), int(bottom.isqrt()))
    return ball(x).sqrt()


def mixed(op: Callable[[Any, Any], Any]) -> Callable[[Number, Number], Number]:
    """op on rationals, on balls where one side is a ball."""

    def result(x: Number, y: Number) -> Number:
        if isinstance(x, Fraction) and isinstance(y, Fraction):
            spend(sum(n.bit_length() for n in (x.numerator, x.denominator, y.numerator, y.denominator)) / 512)
            return op(x, y)  # type: ignore[no-any-return]
        if isinstance(x, Unknown) or isinstance(y, Unknown):
            return functions(x, y, op)  # type: ignore[no-any-return]
        return op(ball(x), ball(y))  # type: ignore[no-any-return]

    return result


add, times = mixed(lambda x, y: x + y), mixed(lambda x, y: x * y)


def multiply(x: Number, y: Number) -> Number:
    """x y; nothing times a number that is only enclosed is zero."""
    for zero, other in ((x, y), (y, x)):
        if isinstance(zero, Fraction) and not zero and isinstance(other, arb) and other.is_finite():
            return zero
    return times(x, y)


def inner(x: list[Number], y: list[Number]) -> Number:
    """The Euclidean inner product."""
    return sum_of([multiply(p, q) for p, q in zip(x, y, strict=True)])


def sum_of(parts: list[Number]) -> Number:
    """The sum."""
    total: Number = Fraction(0)
    for part in parts:
        total = add(total, part)
    return total


def term(t: Term, v: Mapping[str, Value]) -> Value:
    """The value of an elaborated term: a number, a list, or a list of rows."""
    if isinstance(t, str):
        if RATIONAL.match(t):
            return Fraction(t)
        if t in v:
            return v[t]
        if t in ("I", "0v") and "d" in v:
            n = range(int(v["d"]))
            return [Fraction(0) for _ in n] if t == "0v" else [[Fraction(i == j) for j in n] for i in n]
        raise Unset(t)
    op = t[0]
    spend(len(t))
    if op == "max":
        values = [term(t[4], {**v, t[1]: Fraction(i)}) for i in between(term(t[2], v), term(t[3], v))]
        if not values:
            raise Undefined("maximum over an empty range")
        best = values[0]
        for x in values[1:]:
            order = compare(x, best)
            best = ball(x).max(ball(best)) if order is None else x if order > 0 else best
        return best
    if op == "sum":
        return sum_of([term(t[4], {**v, t[1]: Fraction(i)}) for i in between(term(t[2], v), term(t[3], v))])
    if op in ("item", "pow"):
        index = integer(term(t[2], v))
        if index < 0:
            raise Undefined(f"the index {index} of {op} is negative")
        return members(t[1], v)(index) if op == "item" else power(term(t[1], v), index)
    if op == "E":
        if "samples" not in v:
            raise Unset("samples")
        parts = [linear(lambda x, s=s: multiply(s["p"], x), term(t[1], {**v, **s["values"]})) for s in v["samples"]]
        return linear(lambda *xs: sum_of(list(xs)), *parts)
    if op == "fn":
        x, y = term(t[3], v), term(t[4], v)
        total: Number = Fraction(0)
        for c, i, j in v[t[1]] if t[1] in v else raise_unset(t[1]):
            for k, n in zip(t[2], (i, j)):
                c *= falling(n, int(k))
            if c:
                total = add(total, multiply(c, multiply(power(x, i - int(t[2][0])), power(y, j - int(t[2][1])))))
        return total
    a = [term(part, v) for part in (t[1:2] if op == "^" else t[1:])]
    if op == "+":
        return linear(lambda *xs: sum_of(list(xs)), *a)
    if op == "-":
        return linear(lambda x: -x, a[0])
    if op == "*":
        value = a[-1]
        for s in a[-2::-1]:
            value = linear(lambda x, s=s: multiply(s, x), value)
        return value
    if op == "/":
        return linear(lambda x: multiply(x, power(a[1], -1)), a[0])
    if op == "^":
        if t[1][0] == "sqrt" and int(t[2]) < 0 and compare(a[0], Fraction(0)) == 0:
            raise Unset("the derivative of a root at zero: it may exist")
        return matrix_power(a[0], int(t[2])) if isinstance(a[0], list) else power(a[0], int(t[2]))
    if op == "sqrt":
        return root(a[0])
    if op == "abs":
        return functions(a[0], a[0], lambda p, _: abs(p)) if isinstance(a[0], Unknown) else abs(a[0])
    if op == "sign":
        return Fraction(known(compare(a[0], Fraction(0))))
    if op == "dot":
        return inner(a[0], a[1])
    if op == "@":
        if isinstance(a[1][0], list):
            return [[inner(row, list(col)) for col in zip(*a[1])] for row in a[0]]
        return [inner(row, a[1]) for row in a[0]]
    if op == "outer":
        return [[multiply(x, y) for y in a[1]] for x in a[0]]
    if op == "T":
        return [list(col) for col in zip(*a[0])]
    if op == "eig":
        if any(isinstance(x, Unknown) for x in flat(a[0])):
            raise Unset("an eigenvalue that depends on unknown numbers")
        balls = any(isinstance(x, arb) for x in flat(a[0]))
        if balls and not is_symmetric(t[1], v):
            raise Unset("not seen to be symmetric")
        index, values = integer(a[1]), enclosed_eigenvalues(a[0]) if balls else eigenvalues(exact(a[0]))
        if not 1 <= index <= len(values):
            raise Undefined(f"eigenvalue number {index} of {len(values)}")
        return values[index - 1]
    raise CheckError(f"no value for {op!r}")


@dataclass(frozen=True)
class Members:
    """A sequence: its members, and from which index on it repeats itself with which period, None where that is not seen."""

    member: Callable[[int], Value]
    repeats: Callable[[], tuple[int, int] | None]

    def __call__(self, i: int) -> Value:
        """The member with an index."""
        return self.member(i)


def members(name: str, v: Mapping[str, Value]) -> Members:
    """The sequence that is the value of a symbol."""
    found = v[name] if name in v else raise_unset(name)
    return found if isinstance(found, Members) else raise_unset(name)


def listed(values: list[Value]) -> Members:
    """The sequence with these first members, the last one repeated for ever."""
    return Members(lambda i: values[min(i, len(values) - 1)], lambda: (len(values) - 1, 1))


def raise_unset(name: str) -> Any:
    """Unset."""
    raise Unset(name)


def falling(n: int, k: int) -> Fraction:
    """n (n-1) ... (n-k+1)."""
    value = Fraction(1)
    for i in range(k):
        value *= n - i
    return value


def integer(x: Number) -> int:
    """x as an int; Undefined where it is none."""
    if exact(x).denominator != 1:
        raise Undefined(f"{x} is not an integer")
    return int(exact(x))


def between(low: Number, high: Number) -> range:
    """The integers from low to high."""
    found = range(math.ceil(exact(low)), math.floor(exact(high)) + 1)
    spend(5 * max(0, found.stop - found.start))
    return found


def is_symmetric(t: Term, v: Mapping[str, Value]) -> bool:
    """Whether the form of an operator term and the exact values of its symbols show that it is symmetric."""
    if isinstance(t, str):
        value = term(t, v)
        return bool(value == [list(col) for col in zip(*value)])
    if t[0] in ("+", "-"):
        return all(is_symmetric(part, v) for part in t[1:])
    if t[0] in ("T", "^", "/", "*"):
        return is_symmetric(t[-1 if t[0] == "*" else 1], v)
    return bool(t[0] == "outer" and t[1] == t[2])


def power(x: Number, n: int) -> Number:
    """x^n."""
    if n < 0 and known(compare(x, Fraction(0))) == 0:
        raise Undefined("division by zero")
    spend(abs(n) * (x.numerator.bit_length() + x.denominator.bit_length()) / 64 if isinstance(x, Fraction) else 1)
    return functions(x, x, lambda p, _: p**n) if isinstance(x, Unknown) else x**n


def matrix_power(rows: list[list[Fraction]], n: int) -> list[list[Fraction]]:
    """The integer power of a square rational matrix."""
    base, size = matrix(rows), len(rows)
    spend(abs(n) * size**3)
    if n < 0 and base.det() == 0:
        raise Undefined("inverse of a singular matrix")
    base, result = base.inv() if n < 0 else base, matrix([[Fraction(i == j) for j in range(size)] for i in range(size)])
    for _ in range(abs(n)):
        result = result * base
    return [[Fraction(int(x.p), int(x.q)) for x in result.table()[i]] for i in range(size)]


# ------------------------------------------------------------------------------------------------
# Formulas

Trail = list[tuple[str, Value, Value]]


def negated(x: bool | None) -> bool | None:
    """Three-valued negation."""
    return None if x is None else not x


def every(parts: Any) -> bool | None:
    """Three-valued conjunction, from left to right: what follows something undecided may not matter."""
    result: bool | None = True
    try:
        for part in parts:
            if part is False:
                return False
            result = None if part is None else result
    except Undefined:
        if result:
            raise
    return result


NEGATIVE: Any = ("inside a negation",)  # a key that no symbol has
BOTH = "a side of an equivalence: negated and not"  # what it has there, where one more negation changes nothing


def turned(v: Mapping[str, Value]) -> dict[str, Value]:
    """The values, for a formula under one more negation."""
    if v.get(NEGATIVE) == BOTH:
        return dict(v)
    return {k: x for k, x in v.items() if k != NEGATIVE} if NEGATIVE in v else {**v, NEGATIVE: True}


def formula(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """Whether f is true at v; failing relations are added to the trail.

    A quantified formula is decided over integer ranges, at a value given for the bound symbol, where
    the body does not depend on it, or where the body repeats itself in an index; otherwise None.
    Raises Undefined.
    """
    op = f[0]
    if op == "and":
        return every(formula(part, v, trail) for part in f[1:])
    if op == "or":
        return negated(every(negated(formula(part, v, trail)) for part in f[1:]))
    if op == "not":
        return negated(formula(f[1], turned(v), []))
    if op == "implies":
        return formula(("or", ("not", f[1]), f[2]), v, trail)
    if op == "iff":
        inside = {**v, NEGATIVE: BOTH}
        left, right = formula(f[1], inside, trail), formula(f[2], inside, trail)
        return None if left is None or right is None else left == right
    try:
        if op in ("forall", "exists", "almost-all"):
            return quantified(op, list(f[1]), f[2], v, trail)
        return RELATION[op](f, v, trail)
    except Unset:
        return None


def quantified(op: str, decls: list[Term], body: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """The value of a quantified formula."""
    if not decls:
        return formula(body, v, trail)
    (name, kind, domain), rest = decls[0], decls[1:]

    def tried(value: Value, counted: int = 0) -> bool | None:
        try:
            return quantified(op, rest, body, {**v, name: value, **({COUNT: counted} if counted else {})}, trail)
        except Undefined:
            if op == "exists" or NEGATIVE in v:
                return None
            raise

    if kind == "integer" and domain != "any":
        parts = map(tried, map(Fraction, between(term(domain[1], v), term(domain[2], v))))
        return negated(every(negated(p) for p in parts)) if op == "exists" else every(parts)
    if op == "exists" and kind == "vector" and domain == "nonzero" and not rest and linear_system(body, name):
        return in_kernel(body, name, v)
    only = candidates(name, decls, body, v) if op == "exists" and kind in ("scalar", "vector") else None
    if only is not None:
        try:
            in_state(((name, kind, domain),) * len(only), only)
            if only:
                return tried(only[0])
        except Undefined:
            pass
        trail.append(("the limit, against its domain", only[0] if only else "there is none", domain))
        return False
    given, value = v.get(name), None
    if given is not None:
        if not in_domain(given, kind, domain, int(v["d"])):
            return None
        if op == "almost-all":
            count, value = v.get(COUNT, 0) + len(flat(given)), tried(boxed(given)) if kind == "vector" else None
            if value is not False and kind in ("scalar", "vector") and count <= MOST:
                value = tried(unknowns(given, v), count)
            return False if value is False else None
        value = tried(given)
        if value is (op == "exists"):
            return value
    span = indices(op, decls, body, v) if kind == "integer" else None
    if span is not None:
        parts = map(tried, map(Fraction, span))
        return negated(every(negated(p) for p in parts)) if op == "exists" else every(parts)
    if given is None:
        return quantified(op, rest, body, {k: x for k, x in v.items() if k != name}, trail)
    return None


MOST_INDICES = 80  # at how many indices a formula that repeats itself is looked at
SOON = 4  # how many states of an orbit are looked at for one where it ends
MOST_STATES = 24  # how many states of an orbit are looked at for one that comes back
MOST_BITS = 4096  # the length of the numbers in these states


def guarded(op: str, decls: list[Term], body: Term) -> tuple[Term, Term] | None:
    """low and P of "for all integers n, low <= n implies P", or of "there is an integer n with low <= n and P"."""
    if len(decls) != 1 or decls[0][1:] != ("integer", "any") or (op, body[0]) not in (("forall", "implies"), ("exists", "and")):
        return None
    n, first = decls[0][0], body[1]
    if first[0] != "le" or first[2] != n or n in symbols(first[1]) or len(body) != 3:
        return None
    return first[1], body[2]


def indices(op: str, decls: list[Term], body: Term, v: Mapping[str, Value]) -> range | None:
    """The integers at which "low <= n implies P(n)", or "low <= n and P(n)", is to be looked at, as P repeats itself."""
    found = guarded(op, decls, body)
    cycle = repeats(found[1], decls[0][0], v) if found else None
    if found is None or cycle is None:
        return None
    try:
        low = math.ceil(exact(term(found[0], v)))
    except Undefined:
        return None
    span = range(low, max(low, cycle[0]) + cycle[1])
    return span if len(span) <= MOST_INDICES else None


def repeats(t: Term, n: str, v: Mapping[str, Value]) -> tuple[int, int] | None:
    """(T, p) such that t, a term or formula, is evaluated in the same way at n and n + p for every n >= T; None where not seen.

    So it is where n occurs only as the index n or n + c of sequences that repeat themselves, and as the
    bound of "for all m >= n" and "there is an m >= n" with a body that repeats itself in m and in n.
    """
    if isinstance(t, str) or n not in symbols(t):
        return None if t == n else (0, 1)
    if t[0] == "item":
        shift, sequence = shift_of(t[2], n), v.get(t[1])
        cycle = sequence.repeats() if shift is not None and isinstance(sequence, Members) else None
        return None if cycle is None or shift is None else (max(0, cycle[0] - shift, -shift), cycle[1])
    if t[0] in ("orbit", "nonsingular", "equivalent", "limit"):
        return None
    if t[0] in ("forall", "exists"):
        inner = guarded(t[0], t[1], t[2])
        if inner is not None and inner[0] == n:
            return together([repeats(inner[1], name, v) for name in (n, t[1][0][0])])
    return together([repeats(part, n, v) for part in t])


def together(found: list[tuple[int, int] | None]) -> tuple[int, int] | None:
    """From which index on, and with which period, all of these repeat themselves."""
    if None in found:
        return None
    return max(c[0] for c in found if c), math.lcm(*(c[1] for c in found if c))


def shift_of(t: Term, n: str) -> int | None:
    """The integer c where t is n or n + c."""
    if t == n:
        return 0
    rest = [part for part in t[1:] if part != n] if t[0] == "+" else []
    plain = all(isinstance(part, str) and RATIONAL.match(part) and "/" not in part for part in rest)
    return sum(map(int, rest)) if plain and rest and len(rest) == len(t) - 2 else None


def candidates(name: str, decls: list[Term], body: Term, v: Mapping[str, Value]) -> list[Value] | None:
    """The values, one or none, that a symbol can have where a part of a conjunction is that something tends to it; None where not seen.

    What repeats itself tends to its value where that stays the same, and to nothing where it does not: limits are unique.
    """
    bound = {decl[0] for decl in decls}
    for part in conjuncts(body):
        if part[0] != "tends" or name not in symbols(part[3]) or bound & (symbols(part[2]) | symbols(part[3]) - {name}):
            continue
        cycle = repeats(part[2], part[1], v)
        if cycle is None or sum(cycle) > MOST_INDICES:
            continue
        try:
            values = [definite(term(part[2], {**v, part[1]: Fraction(i)})) for i in range(sum(cycle))][cycle[0] :]
            found = solved(part[3], name, values[0], v)
        except (Unset, Undefined):
            continue
        signs = flat([linear(compare, x, values[0]) for x in values])
        if found is not None and (any(signs) or None not in signs):
            return [] if any(signs) else [found]
    return None


def conjuncts(f: Term) -> list[Term]:
    """The parts of a conjunction of conjunctions."""
    return [x for part in f[1:] for x in conjuncts(part)] if f[0] == "and" else [f]


def solved(t: Term, name: str, value: Value, v: Mapping[str, Value]) -> Value | None:
    """The one value of a symbol, if any, with which t, the symbol or a multiple of it, can be equal to an exact value; None where not seen."""
    if t == name:
        return value
    if t[0] == "-":
        return solved(t[1], name, linear(lambda x: -x, value), v)
    if t[0] != "*" or [name in symbols(part) for part in t[1:]].count(True) != 1:
        return None
    rest = [part for part in t[1:] if name not in symbols(part)]
    inner_term, factor = next(part for part in t[1:] if name in symbols(part)), exact(term(("*", *rest), v))
    if isinstance(factor, list):  # a multiple of a vector: an entry that is not zero tells which
        pairs = [(x, y) for x, y in zip(flat(factor), flat(value), strict=True) if x]
        return solved(inner_term, name, pairs[0][1] / pairs[0][0], v) if pairs else None
    return solved(inner_term, name, linear(lambda x: x / factor, value), v) if factor else None


def boxed(x: list[Fraction]) -> list[arb]:
    """A box around a point: what is false on all of it is false on a set of positive measure."""
    return [ball(entry) + arb(0, 1e-9) for entry in x]


COUNT: Any = ("unknown numbers so far",)  # a key that no symbol has


def unknowns(x: Value, v: Mapping[str, Value]) -> Value:
    """Unknown numbers with the signs of the entries: what is false for all of them is false on a set of positive measure."""
    found = [unknown(v.get(COUNT, 0) + i, -1 if entry < 0 else 1) for i, entry in enumerate(flat(x))]
    return found if isinstance(x, list) else found[0]


def degree_in(t: Term, name: str) -> int | None:
    """0 where t is free of a vector symbol, 1 where it is linear and homogeneous in it, else None."""
    if isinstance(t, str) or name not in symbols(t):
        return int(t == name)
    degrees = [degree_in(part, name) for part in t[1:]]
    if t[0] in ("+", "-"):
        return 1 if set(degrees) == {1} else None
    if t[0] in ("*", "dot", "@", "/") and None not in degrees and sum(d or 0 for d in degrees) == 1:
        return 1 if t[0] == "*" or t[0] == "dot" or degrees[t[0] == "@"] == 1 else None
    return None


def linear_system(body: Term, name: str) -> bool:
    """Whether a formula is a conjunction of linear homogeneous equations in a vector symbol."""
    parts = body[1:] if body[0] == "and" else (body,)
    return all(part[0] == "eq" and all(side in ("0", "0v") or degree_in(side, name) == 1 for side in part[1:]) for part in parts)


def in_kernel(body: Term, name: str, v: Mapping[str, Value]) -> bool | None:
    """Whether a linear homogeneous system has a nonzero solution: its rank on the unit vectors is below d."""
    n = int(v["d"])
    columns = []
    for j in range(n):
        here = {**v, name: [Fraction(i == j) for i in range(n)]}
        parts = body[1:] if body[0] == "and" else (body,)
        try:
            sides = [(flat(exact(term(part[1], here))), flat(exact(term(part[2], here)))) for part in parts]
        except Unset:
            return None
        columns.append([x - y for left, right in sides for x, y in zip(left, right, strict=True)])
    return matrix(columns).rank() < n


def relation(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """eq, ne, le, lt on numbers, vectors and operators."""
    x, y = term(f[1], v), term(f[2], v)
    signs = flat(linear(compare, x, y))
    equal = None if None in signs and not any(signs) else not any(signs)
    result = {"eq": equal, "ne": negated(equal)}.get(f[0])
    if f[0] in ("le", "lt") and signs[0] is not None:
        result = signs[0] < 0 or (f[0] == "le" and signs[0] == 0)
    if result is False:
        trail.append((f[0], x, y))
    return result


def flat(x: Value) -> list[Value]:
    """The entries of nested lists."""
    return [entry for part in x for entry in flat(part)] if isinstance(x, list) else [x]


def is_parallel(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """x = c y for some real c."""
    x, y = exact(term(f[1], v)), exact(term(f[2], v))
    minors = [x[i] * y[j] - x[j] * y[i] for i in range(len(x)) for j in range(i)]
    return not any(minors) and (any(y) or not any(x))


def is_psd(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """The matrix of scalars is positive semi-definite."""
    rows: list[list[Value]] = []
    for row in f[1]:
        rows.append([])
        for entry in row:
            try:
                rows[-1].append(term(entry, v))
            except Unset:
                rows[-1].append(None)
    result = semidefinite(rows)
    if result is False:
        known_diagonal = [rows[i][i] for i in range(len(rows)) if isinstance(rows[i][i], Fraction)]
        trail.append(("psd: least diagonal entry known, against", min(known_diagonal), Fraction(0)))
    return result


def has_spectrum(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """The characteristic polynomial is the product over the listed eigenvalues."""
    if f[1][0] == "block":
        s, x, y, a = (exact(term(part, v)) for part in f[1][1:])
        rows = [[s, *x], *([y[i], *a[i]] for i in range(len(a)))]
    else:
        rows = exact(term(f[1], v))
    n, listed = len(rows), [(term(e, v), integer(term(m, v))) for e, m in f[2]]
    if any(m < 0 for _, m in listed) or sum(m for _, m in listed) != n:
        trail.append(("multiplicities", Fraction(sum(m for _, m in listed)), Fraction(n)))
        return False
    signs: list[int | None] = []
    for k in range(n + 1):
        shifted = matrix([[Fraction(k * (i == j)) - rows[i][j] for j in range(n)] for i in range(n)]).det()
        product: Number = Fraction(1)
        for e, m in listed:
            product = multiply(product, power(add(Fraction(k), -e), m))
        signs.append(compare(Fraction(int(shifted.p), int(shifted.q)), product))
    return False if any(signs) else None if None in signs else True


def orbit(step: Term, names: Term, start: list[Value], v: Mapping[str, Value], count: int) -> list[list[Value]]:
    """The first states of an iteration, the start included."""
    states = [start]
    for _ in range(count):
        here = {**v, **dict(zip(names, states[-1]))}
        states.append([term(part, here) for part in step])
    return states


def is_equivalent(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """False where no t (scalars) or no T (vectors) carries the first states across; never True."""
    names = f[1]
    one = orbit(f[2], names, [term(x, v) for x in f[3]], v, 2)
    two = orbit(f[4], names, [term(x, v) for x in f[5]], v, 2)
    for i, first in enumerate(one[0]):
        if isinstance(first, list):
            rows = [[*s[i], *t[i]] for s, t in zip(one, two)]
            ranks = [matrix([row[k] for row in rows]).rank() for k in (slice(None), slice(len(first)), slice(len(first), None))]
            if len(set(ranks)) > 1:
                trail.append((f"ranks of {names[i]}_k and {names[i]}'_k together and alone", ranks[0], ranks[1:]))
                return False
            continue
        for p, q in itertools.combinations(range(len(one)), 2):
            cross = multiply(one[p][i], two[q][i]), multiply(one[q][i], two[p][i])
            if compare(*cross):
                trail.append((f"{names[i]}_{p} {names[i]}'_{q} = {names[i]}_{q} {names[i]}'_{p}", *cross))
                return False
    return None


def has_limit(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """False where the orbit returns to a state other than the target; never True."""
    states = orbit(f[2], f[1], [term(x, v) for x in f[3]], v, 4)
    target = [term(x, v) for x in f[4]]
    for i, j in itertools.combinations(range(len(states)), 2):
        same = [compare(x, y) for x, y in zip(flat(states[i]), flat(states[j]))]
        off = [compare(x, y) for x, y in zip(flat(states[i]), flat(target))]
        if all(s == 0 for s in same) and any(off):
            trail.append(("limit", flat(states[i]), flat(target)))
            return False
    return None


def tends(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """Whether a term that repeats itself is at the limit from some index on; undecided for other terms."""
    cycle = repeats(f[2], f[1], v)
    if cycle is None or sum(cycle) > MOST_INDICES:
        return None
    try:
        limit = term(f[3], v)
        values = [term(f[2], {**v, f[1]: Fraction(i)}) for i in range(sum(cycle))]
    except Undefined:
        if NEGATIVE in v:
            return None
        raise
    result: bool | None = True
    for x in values[cycle[0] :]:
        signs = flat(linear(compare, x, limit))
        if any(signs):
            trail.append(("tends", x, limit))
            return False
        result = None if None in signs else result
    return result


def has_orbit(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """The body, for the orbit of the step from the start, whose members are computed as they are needed.

    True only where the orbit is seen to go on for ever, False where it ends.
    """
    names, states = [decl[0] for decl in f[1]], [[term(x, v) for x in f[3]]]
    found: list[tuple[int, int] | None] = []

    def state(i: int) -> list[Value]:
        try:
            in_state(f[1], states[0])
            while len(states) <= i:
                spend(10 * len(names))
                following = orbit(f[2], names, states[-1], v, 1)[1]
                in_state(f[1], following)
                states.append(following)
        except Undefined as error:
            raise Ended(states, error) from error
        return states[i]

    def cycle() -> tuple[int, int] | None:
        if not found:
            found.append(returning(state))
        return found[0]

    def track(j: int) -> Members:
        return Members(lambda i: state(i)[j], cycle)

    try:
        state(0)
        result = formula(f[4], {**v, **{name: track(j) for j, name in enumerate(names)}}, trail)
        if result is None:
            ends(state)
    except Ended as error:
        if error.args[0] is not states:
            raise
        if NEGATIVE in v:
            return None
        trail.append(("the orbit ends", str(error.args[1]), ""))
        return False
    endless = not symbols(f[2]) & PARTIAL and all(domain in ("real", "any") for _, _, domain in f[1])
    return None if result and not endless and cycle() is None else result


class Ended(Undefined):
    """An orbit comes to a state where its step, or the domain of its state, ends."""


def ends(state: Callable[[int], list[Value]]) -> None:
    """Raises Ended where one of the first states is the last."""
    try:
        for i in range(SOON):
            if any(x.numerator.bit_length() + x.denominator.bit_length() > MOST_BITS for x in flat(state(i)) if isinstance(x, Fraction)):
                return
    except Unset:
        return


def is_nonsingular(f: Term, v: Mapping[str, Value], trail: Trail) -> bool | None:
    """False where a coordinate of the map is the same number at all points with positive coordinates; never True.

    The points that the map sends to that hyperplane, a null set, are then no null set.  A map that may have no value
    somewhere is no reason for the contrary.
    """
    sizes = [int(v["d"]) if kind == "vector" else 1 for _, kind, _ in f[1]]
    here, count = dict(v), v.get(COUNT, 0)  # other unknown numbers than those of the starts
    if count + sum(sizes) > MOST or (NEGATIVE in v and symbols(f[2]) & PARTIAL):
        return None
    for (name, kind, _), size in zip(f[1], sizes):
        entries: list[Value] = [unknown(count + i) for i in range(size)]
        here[name], count = entries if kind == "vector" else entries[0], count + size
    try:
        images = [(decl[0], x) for decl, step in zip(f[1], f[2]) for x in flat(term(step, here))]
    except Undefined:
        return None
    for name, x in images:
        if not isinstance(x, Unknown) or x.constant():
            trail.append((f"a coordinate of the image of {name}, at all positive coordinates", x, "the same number"))
            return False
    return None


def returning(state: Callable[[int], list[Value]]) -> tuple[int, int] | None:
    """From which index on the states of an orbit repeat themselves with which period; None where none comes back soon."""
    seen: dict[str, int] = {}
    for i in range(MOST_STATES):
        try:
            here = definite(state(i))
        except (Unset, Undefined):
            return None
        if any(x.numerator.bit_length() + x.denominator.bit_length() > MOST_BITS for x in flat(here) if isinstance(x, Fraction)):
            return None
        if repr(here) in seen:
            return seen[repr(here)], i - seen[repr(here)]
        seen[repr(here)] = i
    return None


def in_state(decls: Term, values: list[Value]) -> None:
    """Undefined where a state leaves the domain of the step, Unset where that is not seen."""
    for (name, _, domain), x in zip(decls, values):
        signs = [compare(entry, Fraction(0)) for entry in flat(x)]
        good = {"nonzero": any(signs), "positive": signs == [1], "nonnegative": signs in ([0], [1])}.get(domain, True)
        if not good and None in signs:
            raise Unset(name)
        if not good:
            raise Undefined(f"{name} is not {domain}")


RELATION: dict[str, Callable[[Term, Mapping[str, Value], Trail], bool | None]] = {
    **dict.fromkeys(RELATIONS, relation), "parallel": is_parallel, "psd": is_psd,
    "spectrum": has_spectrum, "equivalent": is_equivalent, "limit": has_limit, "tends": tends, "orbit": has_orbit,
    "nonsingular": is_nonsingular,
}  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Instances


def in_domain(x: Value, kind: str, domain: Any, d: int) -> bool:
    """Whether a value has the sort, the shape and the domain declared."""
    if kind.startswith("sequence-"):
        if not isinstance(x, list) or not x:
            raise CheckError("the value of a sequence is a list of its first members, the last of which is repeated for ever")
        return all(in_domain(entry, kind.removeprefix("sequence-"), domain, d) for entry in x)
    shape = {"vector": [d], "operator": [d, d]}.get(VALUES.get(kind, kind), [])
    sizes = [len(x)] if isinstance(x, list) else []
    if sizes and isinstance(x[0], list):
        sizes.append(len(x[0]))
    entries = [x] if not shape else x if len(shape) == 1 else [entry for row in x for entry in row] if sizes == shape else []
    if sizes != shape or any(isinstance(entry, list) for entry in entries) or len(entries) != math.prod(shape):
        raise CheckError(f"expected a {kind} of shape {shape}, got shape {sizes}")
    if kind == "integer":
        return bool(x.denominator == 1)
    if kind == "operator":
        transpose = [list(col) for col in zip(*x)]
        one = matrix([[Fraction(i == j) for j in range(d)] for i in range(d)])
        if domain in ("symmetric", "spd"):
            return x == transpose and (domain == "symmetric" or semidefinite(x, strict=True) is True)
        return bool(matrix(transpose) * matrix(x) == one if domain == "orthogonal" else matrix(x).det() != 0)
    if domain == "nonzero":
        return any(flat(x))
    return bool({"positive": x > 0, "nonnegative": x >= 0}[domain]) if domain in ("positive", "nonnegative") else True
