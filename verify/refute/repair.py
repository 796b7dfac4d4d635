"""Changing an instance so that it meets the hypotheses: solving equations, moving past inequalities."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from math import isqrt
from random import Random

from verify.checker.evaluate import flat
from verify.refute.exact import Term, Value, Values, belongs, evaluated, truth
from verify.refute.palette import drawn, scaled, some_vector
from verify.refute.plan import Plan, conjuncts, free_symbols

F = Fraction
ROUNDS = 6
CANDIDATES = 14
FACTORS = tuple(F(x) for x in "-1 1/2 2 1/10 10 1/100 100 -1/2 -2 1/1000".split())
Move = tuple[str, Value]


def settled(plan: Plan, values: Values, rng: Random, locked: Collection[str] = ()) -> Values | None:
    """The values changed until every premise holds, or None.  Locked symbols are left alone."""
    wanted = (*plan.moments, *plan.premises)
    open_slots = {name: (kind, domain) for name, kind, domain in plan.slots if name not in locked}
    for _ in range(ROUNDS):
        broken = [p for p in wanted if truth(p, values) is not True]
        if not broken:
            return values
        best: tuple[int, Values] | None = None
        for count, (name, value) in enumerate(moves(broken[0], values, rng, open_slots)):
            if count >= CANDIDATES:
                break
            changed = {**values, name: value}
            if belongs(value, *open_slots[name], changed) and truth(broken[0], changed) is True:
                left = sum(truth(p, changed) is not True for p in wanted)
                if best is None or left < best[0]:
                    best = left, changed
                if left < len(broken):
                    break
        if best is None:
            return None
        values = best[1]
    return values if all(truth(p, values) is True for p in wanted) else None


def moves(f: Term, values: Values, rng: Random, slots: dict[str, tuple[str, Term]]) -> Iterator[Move]:
    """New values of single symbols that may make the formula f true."""
    names = sorted(free_symbols(f) & set(slots))
    rng.shuffle(names)
    if f[0] == "eq":
        for name in names:
            yield from ((name, value) for value in solutions(f, name, slots[name][0], values, rng))
    elif f[0] == "parallel":
        for name, other in ((f[1], f[2]), (f[2], f[1])):
            target = evaluated(other, values)
            if name in slots and target is not None:
                yield from ((name, scaled(c, target)) for c in (F(rng.choice((1, 2, 3, -2))), F(-1)))
    elif f[0] in ("le", "lt"):
        yield from past(f, values, rng, names, slots)
    elif f[0] == "or":
        for part in rng.sample(f[1:], len(f) - 1):
            inner = next(conjuncts(part, True), None)
            if inner is not None:
                yield from moves(inner, values, rng, slots)
    for name in names:
        kind, domain = slots[name]
        if not kind.startswith("random"):
            yield name, drawn(kind, domain, int(values["d"]), rng)


def past(f: Term, values: Values, rng: Random, names: list[str], slots: dict[str, tuple[str, Term]]) -> Iterator[Move]:
    """Values that may cross over into an inequality: on the boundary, just inside, scaled or reversed."""
    boundary = ("eq", f[1], f[2])
    for name in names:
        if slots[name][0] == "scalar":
            for x in solutions(boundary, name, "scalar", values, rng):
                nearby = [x, x * F(9, 10), x * F(11, 10), x + 1, x - 1, x / 2, x * 2]
                yield from ((name, y) for y in rng.sample(nearby, 3))
    for name in names:
        kind, here = slots[name][0], values.get(name)
        if here is None:
            continue
        for c in rng.sample(FACTORS, 4):
            if kind == "scalar":
                yield name, c * here
            elif kind == "vector":
                yield name, scaled(c, here)
            elif kind == "operator" and c > 0:
                yield name, [scaled(c, row) for row in here]


def residual(f: Term, values: Values) -> list[Fraction] | None:
    """The entries of left side minus right side."""
    left, right = evaluated(f[1], values), evaluated(f[2], values)
    if left is None or right is None:
        return None
    x, y = flat(left), flat(right)
    return [p - q for p, q in zip(x, y)] if len(x) == len(y) else None


def solutions(f: Term, name: str, kind: str, values: Values, rng: Random) -> Iterator[Value]:
    """Values of one symbol that solve an equation, as far as it is affine or a quadratic in a factor."""
    for side, other in ((f[1], f[2]), (f[2], f[1])):
        if side == name and name not in free_symbols(other):
            value = evaluated(other, values)
            if value is not None:
                yield value
            return
    here = values.get(name)
    if here is None or kind not in ("scalar", "vector", "operator"):
        return
    if kind != "operator":
        yield from affine(f, name, here, values, rng)
    yield from rescaled(f, name, here, values)
    if kind == "vector" and len(here) > 1:
        for _ in range(3):
            point = rational_length(rng, len(here))
            yield from rescaled(f, name, point, {**values, name: point})


def affine(f: Term, name: str, here: Value, values: Values, rng: Random) -> Iterator[Value]:
    """Solve for a scalar or vector in which the residual is affine, keeping what need not change."""
    point: list[Fraction] = flat(here)
    n = len(point)

    def at(x: list[Fraction]) -> list[Fraction] | None:
        return residual(f, {**values, name: x if isinstance(here, list) else x[0]})

    start = at(point)
    columns = [at([x + (i == j) for j, x in enumerate(point)]) for i in range(n)]
    check = [F(rng.randint(2, 5)) for _ in range(n)]
    probe = at([x + c for x, c in zip(point, check)])
    if start is None or probe is None or any(col is None for col in columns):
        return
    slopes = [[y - y0 for y, y0 in zip(col or [], start)] for col in columns]
    if any(y != y0 + sum(c * s[k] for c, s in zip(check, slopes)) for k, (y, y0) in enumerate(zip(probe, start))):
        return
    for order in {tuple(range(n)), tuple(reversed(range(n)))}:
        step = solve([[slopes[j][k] for j in order] for k in range(len(start))], [-y for y in start])
        if step is not None:
            moved = list(point)
            for j, x in zip(order, step):
                moved[j] += x
            yield moved if isinstance(here, list) else moved[0]


def solve(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """One solution of a linear system, free unknowns being zero; None where there is none."""
    table = [[*row, b] for row, b in zip(rows, right)]
    n = len(rows[0]) if rows else 0
    pivots: list[int] = []
    for j in range(n):
        k = len(pivots)
        lead = next((i for i in range(k, len(table)) if table[i][j]), None)
        if lead is None:
            continue
        table[k], table[lead] = table[lead], table[k]
        table[k] = [x / table[k][j] for x in table[k]]
        for i in range(len(table)):
            if i != k and table[i][j]:
                table[i] = [x - table[i][j] * y for x, y in zip(table[i], table[k])]
        pivots.append(j)
    if any(row[-1] for row in table[len(pivots) :]):
        return None
    solution = [F(0)] * n
    for k, j in enumerate(pivots):
        solution[j] = table[k][-1]
    return solution


def rescaled(f: Term, name: str, here: Value, values: Values) -> Iterator[Value]:
    """Multiples of the present value that solve a scalar equation, at most quadratic in the factor."""

    def times(t: Fraction) -> Value:
        return t * here if isinstance(here, Fraction) else [scaled(t, x) if isinstance(x, list) else t * x for x in here]

    found = [residual(f, {**values, name: times(F(t))}) for t in (1, -1, 2, 3)]
    if any(r is None or len(r) != 1 for r in found):
        return
    y1, y_1, y2, y3 = (r[0] for r in found if r)
    # the quadratic c + b t + a t^2 through three of the points
    b = (y1 - y_1) / 2
    a = (y2 - y1 - b) / 3
    c = y1 - a - b
    if y3 != c + 3 * b + 9 * a:
        return
    for t in roots(a, b, c):
        if t:
            yield times(t)


def roots(a: Fraction, b: Fraction, c: Fraction) -> list[Fraction]:
    """The rational solutions of a t^2 + b t + c = 0, where not everything is one."""
    if a == 0:
        return [-c / b] if b else []
    square = rational_root(b * b - 4 * a * c)
    return [] if square is None else [(-b + square) / (2 * a), (-b - square) / (2 * a)]


def rational_root(x: Fraction) -> Fraction | None:
    """The square root, where it is rational."""
    if x < 0:
        return None
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    return F(top, bottom) if top * top == x.numerator and bottom * bottom == x.denominator else None




def rational_length(rng: Random, d: int) -> list[Fraction]:
    """A unit vector with rational entries, by stereographic projection."""
    m = some_vector(rng, d - 1)
    square = sum((x * x for x in m), F(0))
    entries = [*(2 * x / (square + 1) for x in m), (square - 1) / (square + 1)]
    rng.shuffle(entries)
    return entries
