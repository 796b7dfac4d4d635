"""Whether a formula is true at concrete values of its symbols.

A formula has a truth value, or none (Undefined).  Connectives are read from left to right.  A universal formula is true where
its body is true of all values, false where it is false of some, and otherwise has no value; an existential one is true where
its body is true of some value, false where it is false of all, and otherwise has no value.

Answers are three-valued: True, False, or None where balls overlap or a symbol has no value.  What they mean depends on where
a formula stands.  Under an even number of negations True is meant, and False or Undefined say that it is not true; under an
odd number False is meant, and True or Undefined say that it is not false; on a side of an equivalence all three are meant.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import arb

from verify.checker.evaluate import Members, Values, inside, opened, term
from verify.checker.formulas import (
    RANGE,
    AlmostAll,
    And,
    Eq,
    Equivalent,
    Exists,
    Forall,
    Iff,
    Implies,
    Iterated,
    Le,
    Limit,
    Lt,
    Ne,
    Nonsingular,
    Not,
    Or,
    Orbit,
    Parallel,
    Psd,
    Quantified,
    Spectrum,
    Tends,
)  # fmt: skip
from verify.checker.formulas import opened as opened_quantifier
from verify.checker.numbers import (
    Number,
    Undefined,
    Unset,
    Value,
    add,
    ball,
    between,
    compare,
    definite,
    exact,
    flat,
    integer,
    linear,
    matrix,
    multiply,
    power,
    semidefinite,
)  # fmt: skip
from verify.checker.terms import Add, Apply, Div, Dot, Item, Literal, Mul, Neg, Symbol, Term, Zero, instantiate
from verify.checker.unknown import MOST, Unknown, unknown
from verify.checker.work import CheckError, spend

Trail = list[tuple[str, Value, Value]]
NEGATIVE: Any = ("inside a negation",)  # a key that no symbol has
BOTH = "a side of an equivalence: negated and not"  # what it has there, where one more negation changes nothing
COUNT: Any = ("unknown numbers so far",)  # a key that no symbol has
MOST_INDICES = 80  # at how many indices a formula that repeats itself is looked at
SOON = 4  # how many states of an orbit are looked at for one where it ends
MOST_STATES = 24  # how many states of an orbit are looked at for one that comes back
MOST_BITS = 4096  # the length of the numbers in these states


def negated(x: bool | None) -> bool | None:
    """Three-valued negation."""
    return None if x is None else not x


def every(parts: Iterable[bool | None], decides: bool) -> bool | None:
    """Three-valued conjunction of all values; `decides`: whether a part that is False does so after one that is None."""
    result: bool | None = True
    try:
        for part in parts:
            if part is False:
                return False if result or decides else None
            result = None if part is None else result
    except Undefined:
        if result:
            raise
    return result


def some(parts: Iterable[bool | None], decides: bool) -> bool | None:
    """Three-valued disjunction of all values; `decides`: whether a part that is True does so after one that is None."""
    return negated(every((negated(part) for part in parts), decides))


def positive(v: Values) -> bool:
    """Whether the formula stands under an even number of negations."""
    return NEGATIVE not in v


def negative(v: Values) -> bool:
    """Whether the formula stands under an odd number of negations."""
    return NEGATIVE in v and v[NEGATIVE] != BOTH


def turned(v: Values) -> dict[Any, Value]:
    """The values, for a formula under one more negation."""
    if v.get(NEGATIVE) == BOTH:
        return dict(v)
    return {k: x for k, x in v.items() if k != NEGATIVE} if NEGATIVE in v else {**v, NEGATIVE: True}


def formula(f: Term, v: Values, trail: Trail) -> bool | None:
    """Whether f is true at v; failing relations are added to the trail.

    A quantified formula is decided over integer ranges, at a value given under the name of the bound symbol, where the body
    does not depend on it, or where the body repeats itself in an index; otherwise None.  Raises Undefined.
    """
    match f:
        case And(parts):
            return every((formula(part, v, trail) for part in parts), True) if positive(v) else settled(parts, False, v, trail)
        case Or(parts):
            return some((formula(part, v, trail) for part in parts), True) if negative(v) else settled(parts, True, v, trail)
        case Not(body):
            return negated(formula(body, turned(v), []))
        case Implies(premise, conclusion):
            return formula(Or(Not(premise), conclusion), v, trail)
        case Iff(left, right):
            both = {**v, NEGATIVE: BOTH}
            one, other = formula(left, both, trail), formula(right, both, trail)
            return None if one is None or other is None else one == other
    try:
        if isinstance(f, Quantified):
            symbols, body = opened(f, f.body, [kind for kind, _ in f.kinds])
            bounds, _ = opened_quantifier(f, symbols)
            decls = list(zip(symbols, (domain for _, domain in f.kinds), bounds, f.names))
            return quantified(type(f), decls, body, v, trail)
        return RELATION[type(f)](f, v, trail)
    except Unset:
        return None


def settled(parts: Sequence[Term], by: bool, v: Values, trail: Trail) -> bool | None:
    """A conjunction (disjunction) where it is to be seen that it is False (True): one part is, and all before it are the contrary.

    That a part is not False (not True) is less than its being the contrary: it may have no value.
    """
    result: bool | None = not by
    fault: Undefined | None = None
    for i, part in enumerate(parts):
        try:
            found = formula(part, v, trail)
        except Undefined as error:
            if v.get(NEGATIVE) == BOTH and result is not None:
                raise
            fault = fault or error
            continue
        if found is by:
            return by if result is not None and (v.get(NEGATIVE) == BOTH or all_are(not by, parts[:i], v)) else None
        result = None if found is None else result
    if fault is not None and result is not None:
        raise fault
    return result


def all_are(value: bool, parts: Iterable[Term], v: Values) -> bool:
    """Whether it is seen of all parts, from left to right, that they have this truth value."""
    return all(formula(part, {**v, NEGATIVE: BOTH}, []) is value for part in parts)


# ------------------------------------------------------------------------------------------------
# Quantifiers

Bound = tuple[Symbol, str, tuple[Term, Term] | None, str]  # the symbol, its domain, its bounds, its name for people


def quantified(former: type[Term], decls: list[Bound], body: Term, v: Values, trail: Trail) -> bool | None:
    """The value of a quantified formula."""
    if not decls:
        return formula(body, v, trail)
    (symbol, domain, bounds, name), rest = decls[0], decls[1:]
    kind, existential = symbol.kind, former is Exists

    def tried(value: Value, counted: int = 0) -> bool | None:
        try:
            return quantified(former, rest, body, {**v, symbol.name: value, **({COUNT: counted} if counted else {})}, trail)
        except Undefined:
            if existential or NEGATIVE in v:
                return None
            raise

    def over(values: Iterable[int]) -> bool | None:
        parts = map(tried, map(Fraction, values))
        return some(parts, negative(v)) if existential else every(parts, positive(v))

    if bounds is not None:
        return over(between(term(bounds[0], v), term(bounds[1], v)))
    if existential and kind == "vector" and domain == "nonzero" and not rest and linear_system(body, symbol):
        return in_kernel(body, symbol, v)
    only = candidates(symbol, decls, body, v) if existential and kind in ("scalar", "vector") else None
    if only is not None:
        try:
            in_state([(name, domain)] * len(only), only)
            if only:
                return tried(only[0])
        except Undefined:
            pass
        trail.append(("the limit, against its domain", only[0] if only else "there is none", domain))
        return False
    given, value = v.get(name), None
    if given is not None:
        if isinstance(given, Members) or not in_domain(given, kind, domain, int(v["d"])):
            return None
        if former is AlmostAll:
            count, value = v.get(COUNT, 0) + len(flat(given)), tried(boxed(given)) if kind == "vector" else None
            if value is not False and kind in ("scalar", "vector") and count <= MOST:
                value = tried(unknowns(given, v), count)
            return False if value is False else None
        value = tried(given)
        if value is existential:
            return value
    span = indices(former, decls, body, v) if kind == "integer" else None
    if span is not None:
        return over(span)
    if given is None:
        return quantified(former, rest, body, {k: x for k, x in v.items() if k != symbol.name}, trail)
    return None


def guarded(former: type[Term], symbols: Sequence[tuple[Symbol, str]], body: Term) -> tuple[Term, Term] | None:
    """low and P of "for all integers n, low <= n implies P", or of "there is an integer n with low <= n and P"."""
    if len(symbols) != 1 or symbols[0][0].kind != "integer" or symbols[0][1] == RANGE:
        return None
    n = symbols[0][0]
    match former, body:
        case (former, Implies(Le(low, index), conclusion)) if former is Forall and index is n and n not in low.free:
            return low, conclusion
        case (former, And((Le(low, index), conclusion))) if former is Exists and index is n and n not in low.free:
            return low, conclusion
    return None


def indices(former: type[Term], decls: list[Bound], body: Term, v: Values) -> range | None:
    """The integers at which "low <= n implies P(n)", or "low <= n and P(n)", is to be looked at, as P repeats itself."""
    found = guarded(former, [(symbol, domain) for symbol, domain, _, _ in decls], body)
    cycle = repeats(found[1], decls[0][0], v) if found else None
    if found is None or cycle is None:
        return None
    try:
        low = math.ceil(exact(term(found[0], v)))
    except Undefined:
        return None
    span = range(low, max(low, cycle[0]) + cycle[1])
    return span if len(span) <= MOST_INDICES else None


def repeats(t: Term, n: Symbol, v: Values) -> tuple[int, int] | None:
    """(T, p) such that t, a term or formula, is evaluated in the same way at n and n + p for every n >= T; None where not seen.

    So it is where n occurs only as the index n or n + c of sequences that repeat themselves, and as the
    bound of "for all m >= n" and "there is an m >= n" with a body that repeats itself in m and in n.
    """
    spend(1)
    if n not in t.free:
        return 0, 1
    match t:
        case Symbol():
            return None
        case Item(sequence, index):
            shift, found = shift_of(index, n), v.get(sequence.name) if isinstance(sequence, Symbol) else None
            cycle = found.repeats() if shift is not None and isinstance(found, Members) else None
            return None if cycle is None or shift is None else (max(0, cycle[0] - shift, -shift), cycle[1])
        case Iterated():
            return None
        case Forall() | Exists():
            symbols, body = opened(t, t.body, [kind for kind, _ in t.kinds])
            inner = guarded(type(t), [(s, domain) for s, (_, domain) in zip(symbols, t.kinds)], body)
            if inner is not None and inner[0] is n:
                return together([repeats(inner[1], name, v) for name in (n, symbols[0])])
    return together([repeats(part, n, v) for part in t.parts])


def together(found: list[tuple[int, int] | None]) -> tuple[int, int] | None:
    """From which index on, and with which period, all of these repeat themselves."""
    if None in found:
        return None
    return max(c[0] for c in found if c), math.lcm(*(c[1] for c in found if c))


def shift_of(t: Term, n: Symbol) -> int | None:
    """The integer c where t is n or n + c."""
    if t is n:
        return 0
    if not isinstance(t, Add) or list(t.parts).count(n) != 1:
        return None
    rest = [part for part in t.parts if part is not n]
    if not rest or not all(isinstance(part, Literal) and part.value.denominator == 1 for part in rest):
        return None
    return sum(int(part.value) for part in rest if isinstance(part, Literal))


def candidates(symbol: Symbol, decls: list[Bound], body: Term, v: Values) -> list[Value] | None:
    """The values, one or none, that a symbol can have where a part of a conjunction is that something tends to it; None where not seen.

    What repeats itself tends to its value where that stays the same, and to nothing where it does not: limits are unique.
    Under a negation the part must be the first one, so that no other value of the symbol leaves the conjunction without one.
    """
    bound = {decl[0] for decl in decls}
    for part in conjuncts(body) if positive(v) else conjuncts(body)[:1] if len(decls) == 1 else []:
        if not isinstance(part, Tends) or symbol not in part.limit.free or bound & (part.body.free | part.limit.free - {symbol}):
            continue
        (index,), values_of = opened(part, part.body, ["integer"])
        cycle = repeats(values_of, index, v)
        if cycle is None or sum(cycle) > MOST_INDICES:
            continue
        try:
            values = [definite(term(values_of, {**v, index.name: Fraction(i)})) for i in range(sum(cycle))][cycle[0] :]
            found = solved(part.limit, symbol, values[0], v)
        except (Unset, Undefined):
            continue
        signs = flat([linear(compare, x, values[0]) for x in values])
        if found is not None and (any(signs) or None not in signs):
            return [] if any(signs) else [found]
    return None


def conjuncts(f: Term) -> list[Term]:
    """The parts of a conjunction of conjunctions."""
    return [x for part in f.parts for x in conjuncts(part)] if isinstance(f, And) else [f]


def solved(t: Term, symbol: Symbol, value: Value, v: Values) -> Value | None:
    """The one value of a symbol, if any, with which t, the symbol or a multiple of it, can be equal to an exact value; None where not seen."""
    if t is symbol:
        return value
    if isinstance(t, Neg):
        return solved(t.body, symbol, linear(lambda x: -x, value), v)
    if not isinstance(t, Mul) or [symbol in part.free for part in t.parts].count(True) != 1:
        return None
    rest = [part for part in t.parts if symbol not in part.free]
    inner_term = next(part for part in t.parts if symbol in part.free)
    factor = exact(term(Mul(*rest), v)) if rest else Fraction(1)
    if isinstance(factor, list):  # a multiple of a vector: an entry that is not zero tells which
        pairs = [(x, y) for x, y in zip(flat(factor), flat(value), strict=True) if x]
        return solved(inner_term, symbol, pairs[0][1] / pairs[0][0], v) if pairs else None
    return solved(inner_term, symbol, linear(lambda x: x / factor, value), v) if factor else None


def boxed(x: list[Fraction]) -> list[arb]:
    """A box around a point: what is false on all of it is false on a set of positive measure."""
    return [ball(entry) + arb(0, 1e-9) for entry in x]


def unknowns(x: Value, v: Values) -> Value:
    """Unknown numbers with the signs of the entries: what is false for all of them is false on a set of positive measure."""
    found = [unknown(v.get(COUNT, 0) + i, -1 if entry < 0 else 1) for i, entry in enumerate(flat(x))]
    return found if isinstance(x, list) else found[0]


def degree_in(t: Term, symbol: Symbol, done: dict[Term, int | None]) -> int | None:
    """0 where t is free of a vector symbol, 1 where it is linear and homogeneous in it, else None; each node is looked at once."""
    if symbol not in t.free:
        return 0
    if t is symbol:
        return 1
    if t not in done:
        spend(1)
        done[t] = degree_of(t, [degree_in(part, symbol, done) for part in t.parts])
    return done[t]


def degree_of(t: Term, degrees: list[int | None]) -> int | None:
    """The degree of a node, from those of its parts, which are not all 0."""
    if isinstance(t, (Add, Neg)):
        return 1 if set(degrees) == {1} else None
    if None in degrees or sum(d or 0 for d in degrees) != 1:
        return None
    if isinstance(t, (Mul, Dot)):
        return 1
    return 1 if (isinstance(t, Apply) and degrees[1] == 1) or (isinstance(t, Div) and degrees[0] == 1) else None


def linear_system(body: Term, symbol: Symbol) -> bool:
    """Whether a formula is a conjunction of linear homogeneous equations in a vector symbol."""
    done: dict[Term, int | None] = {}

    def fits(side: Term) -> bool:
        return isinstance(side, Zero) or (isinstance(side, Literal) and not side.value) or degree_in(side, symbol, done) == 1

    parts = body.parts if isinstance(body, And) else (body,)
    return all(isinstance(part, Eq) and fits(part.left) and fits(part.right) for part in parts)


def in_kernel(body: Term, symbol: Symbol, v: Values) -> bool | None:
    """Whether a linear homogeneous system has a nonzero solution: its rank on the unit vectors is below d."""
    n = int(v["d"])
    columns = []
    for j in range(n):
        here = {**v, symbol.name: [Fraction(i == j) for i in range(n)]}
        parts = body.parts if isinstance(body, And) else (body,)
        try:
            sides = [(flat(exact(term(part.parts[0], here))), flat(exact(term(part.parts[1], here)))) for part in parts]
        except Unset:
            return None
        except Undefined:
            if NEGATIVE in v:
                return None
            raise
        columns.append([x - y for left, right in sides for x, y in zip(left, right, strict=True)])
    return bool(matrix(columns).rank() < n)


# ------------------------------------------------------------------------------------------------
# Relations


def relation(f: Term, v: Values, trail: Trail) -> bool | None:
    """eq, ne, le, lt on numbers, vectors and operators."""
    x, y = (term(part, v) for part in f.parts)
    signs = flat(linear(compare, x, y))
    equal = None if None in signs and not any(signs) else not any(signs)
    result = {"eq": equal, "ne": negated(equal)}.get(f.head)
    if isinstance(f, (Le, Lt)) and signs[0] is not None:
        result = signs[0] < 0 or (isinstance(f, Le) and signs[0] == 0)
    if result is False:
        trail.append((f.head, x, y))
    return result


def is_parallel(f: Term, v: Values, trail: Trail) -> bool | None:
    """x = c y for some real c."""
    x, y = (exact(term(part, v)) for part in f.parts)
    minors = [x[i] * y[j] - x[j] * y[i] for i in range(len(x)) for j in range(i)]
    return not any(minors) and (any(y) or not any(x))


def is_psd(f: Psd, v: Values, trail: Trail) -> bool | None:
    """The matrix of scalars, which must be symmetric, is positive semi-definite."""
    rows: list[list[Value]] = []
    for row in f.rows:
        rows.append([])
        for entry in row:
            try:
                rows[-1].append(term(entry, v))
            except Unset:
                rows[-1].append(None)
    result = semidefinite(rows)
    if NEGATIVE in v and not seen_symmetric(f, rows):
        return None  # it may have no value
    if result is False:
        known_diagonal = [rows[i][i] for i in range(len(rows)) if isinstance(rows[i][i], Fraction)]
        trail.append(("psd: least diagonal entry known, against", min(known_diagonal), Fraction(0)))
    return result


def seen_symmetric(f: Psd, rows: list[list[Value]]) -> bool:
    """Whether every entry has a value, and each is the same term as its mirror image, or both are exact and equal."""
    pairs = [(i, j) for i in range(len(rows)) for j in range(i)]
    exact_pairs = [isinstance(rows[i][j], Fraction) and isinstance(rows[j][i], Fraction) and rows[i][j] == rows[j][i] for i, j in pairs]
    same = all(equal or f.rows[i][j] == f.rows[j][i] for equal, (i, j) in zip(exact_pairs, pairs))
    return same and all(entry is not None for row in rows for entry in row)


def has_spectrum(f: Spectrum, v: Values, trail: Trail) -> bool | None:
    """The characteristic polynomial is the product over the listed eigenvalues."""
    parts = [exact(term(part, v)) for part in f.matrix]
    if len(parts) > 1:
        s, x, y, a = parts
        rows = [[s, *x], *([y[i], *a[i]] for i in range(len(a)))]
        if rows != [list(col) for col in zip(*rows)]:
            raise Undefined("the block operator is not symmetric")
    else:
        (rows,) = parts
    n, listed = len(rows), [(term(e, v), integer(term(m, v))) for e, m in f.listed]
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


# ------------------------------------------------------------------------------------------------
# Iterations and limits


def step_of(f: Iterated, group: int = 0) -> tuple[list[str], list[Term]]:
    """The names that the state has while a step is evaluated, and the step."""
    symbols = [Symbol(inside(f, i), kind) for i, (kind, _) in enumerate(f.kinds)]
    return [s.name for s in symbols], [instantiate(part, symbols) for part in f.group(group)]


def orbit(names: Sequence[str], step: Sequence[Term], start: list[Value], v: Values, count: int) -> list[list[Value]]:
    """The first states of an iteration, the start included."""
    states = [start]
    for _ in range(count):
        here = {**v, **dict(zip(names, states[-1]))}
        states.append([term(part, here) for part in step])
    return states


def unsure(f: Iterated, v: Values) -> bool:
    """Whether a formula on orbits stands under a negation, where these may come to an end: then it may have no value."""
    return NEGATIVE in v and not (f.total and all(domain in ("real", "any") for _, domain in f.kinds))


def is_equivalent(f: Equivalent, v: Values, trail: Trail) -> bool | None:
    """False where no t (scalars) or no T (vectors) carries the first states across; never True."""
    if unsure(f, v):
        return None
    one = orbit(*step_of(f, 0), [term(x, v) for x in f.group(1)], v, 2)
    two = orbit(*step_of(f, 2), [term(x, v) for x in f.group(3)], v, 2)
    for i, first in enumerate(one[0]):
        name = f.names[i]
        if isinstance(first, list):
            rows = [[*s[i], *t[i]] for s, t in zip(one, two)]
            ranks = [matrix([row[k] for row in rows]).rank() for k in (slice(None), slice(len(first)), slice(len(first), None))]
            if len(set(ranks)) > 1:
                trail.append((f"ranks of {name}_k and {name}'_k together and alone", ranks[0], ranks[1:]))
                return False
            continue
        for p, q in itertools.combinations(range(len(one)), 2):
            cross = multiply(one[p][i], two[q][i]), multiply(one[q][i], two[p][i])
            if compare(*cross):
                trail.append((f"{name}_{p} {name}'_{q} = {name}_{q} {name}'_{p}", *cross))
                return False
    return None


def has_limit(f: Limit, v: Values, trail: Trail) -> bool | None:
    """False where the orbit returns to a state other than the target; never True."""
    if unsure(f, v):
        return None
    states = orbit(*step_of(f), [term(x, v) for x in f.group(1)], v, 4)
    target = [term(x, v) for x in f.group(2)]
    for i, j in itertools.combinations(range(len(states)), 2):
        same = [compare(x, y) for x, y in zip(flat(states[i]), flat(states[j]))]
        off = [compare(x, y) for x, y in zip(flat(states[i]), flat(target))]
        if all(s == 0 for s in same) and any(off):
            trail.append(("limit", flat(states[i]), flat(target)))
            return False
    return None


def tends(f: Tends, v: Values, trail: Trail) -> bool | None:
    """Whether a term that repeats itself is at the limit from some index on; undecided for other terms."""
    (index,), body = opened(f, f.body, ["integer"])
    cycle = repeats(body, index, v)
    if cycle is None or sum(cycle) > MOST_INDICES:
        return None
    try:
        limit = term(f.limit, v)
        values = [term(body, {**v, index.name: Fraction(i)}) for i in range(sum(cycle))]
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


def has_orbit(f: Orbit, v: Values, trail: Trail) -> bool | None:
    """The body, for the orbit of the step from the start, whose members are computed as they are needed.

    True only where the orbit is seen to go on for ever, False where it ends.
    """
    names, step = step_of(f)
    states = [[term(x, v) for x in f.group(1)]]
    domains = [(name, domain) for name, (_, domain) in zip(f.names, f.kinds)]
    found: list[tuple[int, int] | None] = []

    def state(i: int) -> list[Value]:
        try:
            in_state(domains, states[0])
            while len(states) <= i:
                spend(10 * len(names))
                following = orbit(names, step, states[-1], v, 1)[1]
                in_state(domains, following)
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

    tracks = [Symbol(inside(f, j), f"sequence-{kind}") for j, (kind, _) in enumerate(f.kinds)]
    try:
        state(0)
        result = formula(instantiate(f.parts[-1], tracks), {**v, **{s.name: track(j) for j, s in enumerate(tracks)}}, trail)
        if result is None:
            ends(state)
    except Ended as error:
        if error.args[0] is not states:
            raise
        if NEGATIVE in v:
            return None
        trail.append(("the orbit ends", str(error.args[1]), ""))
        return False
    endless = all(x.total for x in step) and all(domain in ("real", "any") for _, domain in f.kinds)
    return None if (result or NEGATIVE in v) and not endless and cycle() is None else result


class Ended(Undefined):
    """An orbit comes to a state where its step, or the domain of its state, ends."""


def long(x: Value) -> bool:
    """Whether a number is longer than what is followed."""
    return isinstance(x, Fraction) and x.numerator.bit_length() + x.denominator.bit_length() > MOST_BITS


def ends(state: Callable[[int], list[Value]]) -> None:
    """Raises Ended where one of the first states is the last."""
    try:
        for i in range(SOON):
            if any(long(x) for x in flat(state(i))):
                return
    except Unset:
        return


def is_nonsingular(f: Nonsingular, v: Values, trail: Trail) -> bool | None:
    """False where a coordinate of the map is the same number at all points with positive coordinates; never True.

    The points that the map sends to that hyperplane, a null set, are then no null set.  A map that may have no value
    somewhere is no reason for the contrary.
    """
    sizes = [int(v["d"]) if kind == "vector" else 1 for kind, _ in f.kinds]
    here, count = dict(v), v.get(COUNT, 0)  # other unknown numbers than those of the starts
    names, step = step_of(f)
    if count + sum(sizes) > MOST or (NEGATIVE in v and not all(x.total for x in step)):
        return None
    for name, (kind, _), size in zip(names, f.kinds, sizes):
        entries: list[Value] = [unknown(count + i) for i in range(size)]
        here[name], count = entries if kind == "vector" else entries[0], count + size
    try:
        images = [(name, x) for name, moved in zip(f.names, step) for x in flat(term(moved, here))]
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
        if any(long(x) for x in flat(here)):
            return None
        if repr(here) in seen:
            return seen[repr(here)], i - seen[repr(here)]
        seen[repr(here)] = i
    return None


def in_state(domains: Sequence[tuple[str, str]], values: list[Value]) -> None:
    """Undefined where a state leaves the domain of the step, Unset where that is not seen."""
    for (name, domain), x in zip(domains, values):
        signs = [compare(entry, Fraction(0)) for entry in flat(x)]
        good = {"nonzero": any(signs), "positive": signs == [1], "nonnegative": signs in ([0], [1])}.get(domain, True)
        if not good and None in signs:
            raise Unset(name)
        if not good:
            raise Undefined(f"{name} is not {domain}")


RELATION: dict[type[Term], Callable[[Any, Values, Trail], bool | None]] = {
    **dict.fromkeys((Eq, Ne, Le, Lt), relation),
    Parallel: is_parallel, Psd: is_psd, Spectrum: has_spectrum, Equivalent: is_equivalent, Limit: has_limit, Tends: tends,
    Orbit: has_orbit, Nonsingular: is_nonsingular,
}  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Domains


SHAPES: Mapping[str, int] = {"vector": 1, "random-vector": 1, "operator": 2}


def shaped(x: Value, shape: list[int]) -> bool:
    """Whether a value has these lengths, every row of it: no list for a scalar."""
    if not shape:
        return not isinstance(x, list)
    return isinstance(x, list) and len(x) == shape[0] and all(shaped(part, shape[1:]) for part in x)


def in_domain(x: Value, kind: str, domain: Any, d: int) -> bool:
    """Whether a value has the sort, the shape and the domain declared."""
    if kind.startswith("sequence-"):
        if not isinstance(x, list) or not x:
            raise CheckError("the value of a sequence is a list of its first members, the last of which is repeated for ever")
        return all(in_domain(entry, kind.removeprefix("sequence-"), domain, d) for entry in x)
    shape = [d] * SHAPES.get(kind, 0)
    if not shaped(x, shape):
        sizes = [len(part) for part in (x, *x) if isinstance(part, list)] if isinstance(x, list) else []
        raise CheckError(f"expected a {kind} of shape {shape}, got lists of lengths {sizes}")
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

