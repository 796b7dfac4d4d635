"""Changing an instance so that it meets the hypotheses: solving equations, moving past inequalities."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from random import Random

from flint import fmpq

from verify.refute.arithmetic import belongs, flat, matrix, rational_root, rows_of
from verify.refute.compute import evaluated, truth
from verify.refute.named import Term
from verify.refute.palette import diagonal, drawn, product, scaled, some_vector, transposed
from verify.refute.plan import Plan
from verify.refute.program import Node, Point, Value

F = fmpq
ROUNDS = 6
PATIENCE = 2  # rounds without fewer broken formulas
CANDIDATES = 14
FEW = 8  # the same for wishes
FACTORS = (F(-1), F(1, 2), F(2), F(1, 10), F(10), F(1, 100), F(100), F(-1, 2), F(-2), F(1, 1000))
MISSING: Value = object()
Move = tuple[str, Value]
Slots = dict[str, tuple[str, Term]]


def settled(plan: Plan, point: Point, rng: Random, locked: Collection[str] = (), wishing: bool = False) -> Point | None:
    """The point moved until every premise holds (and every wish), or None.  Locked symbols are left alone."""
    wanted = (*(m.equation for m in plan.moments), *plan.premises, *(plan.wishes if wishing else ()))
    slots: Slots = {name: (kind, domain) for name, kind, domain in plan.slots if name not in locked}
    fewest, stuck = len(wanted) + 1, 0
    for _ in range(ROUNDS):
        broken = [p for p in wanted if truth(p, point) is not True]
        if not broken:
            return point
        stuck, fewest = (0, len(broken)) if len(broken) < fewest else (stuck + 1, fewest)
        moved = stepped(broken, wanted, point, rng, slots, FEW if wishing else CANDIDATES) if stuck <= PATIENCE else None
        if moved is None:
            return None
        point = moved
    return point if all(truth(p, point) is True for p in wanted) else None


def stepped(broken: list[Node], wanted: tuple[Node, ...], point: Point, rng: Random, slots: Slots, limit: int) -> Point | None:
    """The point with one symbol changed so that the first broken formula holds, and as many others as possible."""
    best: tuple[int, Point] | None = None
    for name, value in itertools.islice(moves(broken[0], point, rng, slots), limit):
        changed = point.where({name: value})
        if belongs(value, *slots[name]) and truth(broken[0], changed) is True:
            left = failing(wanted, changed, best[0] if best else len(wanted) + 1)
            if best is None or left < best[0]:
                best = left, changed
            if left < len(broken):
                break
    return best[1] if best else None


def failing(wanted: tuple[Node, ...], point: Point, limit: int) -> int:
    """How many formulas are not true at a point; no more than limit are counted."""
    return sum(1 for _ in itertools.islice((p for p in wanted if truth(p, point) is not True), limit))


def moves(f: Node, point: Point, rng: Random, slots: Slots) -> Iterator[Move]:
    """New values of single symbols that may make the formula f true."""
    names = sorted(f.free & set(slots))
    rng.shuffle(names)
    if f.op == "eq":
        for name in names:
            yield from ((name, value) for value in solutions(f.kids[0], f.kids[1], name, slots[name][0], point, rng))
        yield from ((name, a) for name in names if slots[name][1] == "spd" for a in adapted(f, point, rng, slots))
    elif f.op == "parallel":
        for x, y in (f.kids, f.kids[::-1]):
            target = evaluated(y, point)
            if x.op == "symbol" and x.data in slots and target is not None:
                yield from ((x.data, scaled(c, target)) for c in (F(rng.choice((1, 2, 3, -2))), F(-1)))
    elif f.op in ("le", "lt"):
        yield from past(f, point, rng, names, slots)
    elif f.op in ("or", "and"):
        parts = rng.sample(f.kids, len(f.kids)) if f.op == "or" else [kid for kid in f.kids if truth(kid, point) is not True]
        for part in parts[:2]:
            yield from moves(part, point, rng, slots)
    for name in names:
        kind, domain = slots[name]
        if not kind.startswith("random"):
            yield name, drawn(kind, domain, int(point.values["d"].p), rng)


def past(f: Node, point: Point, rng: Random, names: list[str], slots: Slots) -> Iterator[Move]:
    """Values that may cross over into an inequality: on the boundary, just inside, scaled or reversed."""
    for name in names:
        if slots[name][0] == "scalar":
            for x in solutions(f.kids[0], f.kids[1], name, "scalar", point, rng):
                nearby = [x, x * F(9, 10), x * F(11, 10), x + 1, x - 1, x / 2, x * 2]
                yield from ((name, y) for y in rng.sample(nearby, 3))
    for name in names:
        kind, here = slots[name][0], point.values.get(name, MISSING)
        for c in rng.sample(FACTORS, 4) if here is not MISSING else ():
            if kind == "scalar":
                yield name, c * here
            elif kind == "vector":
                yield name, scaled(c, here)
            elif kind == "operator" and c > 0:
                yield name, [scaled(c, row) for row in here]


def adapted(f: Node, point: Point, rng: Random, slots: Slots) -> Iterator[Value]:
    """Positive definite operators in which vectors of the formula are orthogonal, with rational lengths."""
    d = int(point.values["d"].p)
    basis = [point.values[name] for name in sorted(f.free) if slots.get(name, ("",))[0] == "vector" and name in point.values][:d]
    for _ in range(2):
        rows = [*basis, *(some_vector(rng, d) for _ in range(d - len(basis)))]
        m = matrix(rows)
        if m.det() != 0:
            dual = transposed(rows_of(m.inv()))
            squares = diagonal([F(rng.choice((1, 1, 4, 9))) for _ in range(d)])
            yield product(product(transposed(dual), squares), dual)


def residual(left: Node, right: Node, point: Point) -> list[fmpq] | None:
    """The entries of left side minus right side."""
    x, y = evaluated(left, point), evaluated(right, point)
    if x is None or y is None:
        return None
    p, q = flat(x), flat(y)
    return [a - b for a, b in zip(p, q)] if len(p) == len(q) else None


def solutions(left: Node, right: Node, name: str, kind: str, point: Point, rng: Random) -> Iterator[Value]:
    """Values of one symbol that solve an equation, as far as it is affine or a quadratic in a factor."""
    for side, other in ((left, right), (right, left)):
        if side.op == "symbol" and side.data == name and name not in other.free:
            value = evaluated(other, point)
            if value is not None:
                yield value
            return
    here = point.values.get(name)
    if here is None or residual(left, right, point) is None or kind not in ("scalar", "vector", "operator"):
        return
    yield from affine(left, right, name, point, rng)
    yield from rescaled(left, right, name, point)
    if kind == "vector" and len(here) > 1:
        for _ in range(3):
            yield from rescaled(left, right, name, point.where({name: rational_length(rng, len(here))}))


def affine(left: Node, right: Node, name: str, point: Point, rng: Random) -> Iterator[Value]:
    """Solve for a symbol in which the residual is affine, keeping what need not change.

    For an operator only where the equation is between vectors or operators.
    """
    here = point.values[name]
    entries: list[fmpq] = flat(here)
    n = len(entries)

    def shaped(x: list[fmpq]) -> Value:
        if not isinstance(here, list):
            return x[0]
        return [x[i : i + len(here)] for i in range(0, n, len(here))] if isinstance(here[0], list) else x

    def at(x: list[fmpq]) -> list[fmpq] | None:
        return residual(left, right, point.where({name: shaped(x)}))

    start = residual(left, right, point)
    if start is None or (len(start) == 1 and isinstance(here, list) and isinstance(here[0], list)):
        return
    shift = [rng.randint(2, 5) for _ in range(n)]
    probe = at([x + c for x, c in zip(entries, shift)])
    if probe is None:
        return
    slopes = []
    for i in range(n):
        column = at([x + 1 if i == j else x for j, x in enumerate(entries)])
        if column is None:
            return
        slopes.append([y - y0 for y, y0 in zip(column, start)])
    if any(y != y0 + sum((c * s[k] for c, s in zip(shift, slopes)), F(0)) for k, (y, y0) in enumerate(zip(probe, start))):
        return
    for order in {tuple(range(n)), tuple(reversed(range(n)))}:
        step = solve([[slopes[j][k] for j in order] for k in range(len(start))], [-y for y in start])
        if step is not None:
            moved = list(entries)
            for j, x in zip(order, step):
                moved[j] += x
            yield shaped(moved)


def solve(rows: list[list[fmpq]], right: list[fmpq]) -> list[fmpq] | None:
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


def rescaled(left: Node, right: Node, name: str, point: Point) -> Iterator[Value]:
    """Multiples of the present value that solve a scalar equation, at most quadratic in the factor."""
    here = point.values[name]

    def times(t: fmpq, x: Value = here) -> Value:
        return [times(t, part) for part in x] if isinstance(x, list) else t * x

    values: list[fmpq] = []
    for t in (1, -1, 2, 3):
        found = residual(left, right, point.where({name: times(F(t))}))
        if found is None or len(found) != 1:
            return
        values += found
    y1, y_1, y2, y3 = values
    b = (y1 - y_1) / 2  # the quadratic c + b t + a t^2 through three of the points
    a = (y2 - y1 - b) / 3
    c = y1 - a - b
    if y3 == c + 3 * b + 9 * a:
        yield from (times(t) for t in roots(a, b, c) if t)


def roots(a: fmpq, b: fmpq, c: fmpq) -> list[fmpq]:
    """The rational solutions of a t^2 + b t + c = 0, where not everything is one."""
    if a == 0:
        return [-c / b] if b else []
    square = rational_root(b * b - 4 * a * c)
    return [] if square is None else [(-b + square) / (2 * a), (-b - square) / (2 * a)]


def rational_length(rng: Random, d: int) -> list[fmpq]:
    """A unit vector with rational entries, by stereographic projection."""
    m = some_vector(rng, d - 1)
    square = sum((x * x for x in m), F(0))
    entries = [*(2 * x / (square + 1) for x in m), (square - 1) / (square + 1)]
    rng.shuffle(entries)
    return entries
