"""Changing an instance so that its square roots become rational, where equality is decided exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from random import Random

from flint import fmpq

from verify.refute.arithmetic import belongs, rational_root
from verify.refute.compute import evaluated, truth
from verify.refute.palette import scaled
from verify.refute.plan import Plan
from verify.refute.program import Node, Point
from verify.refute.repair import Move, Slots
from verify.refute.values import heavy

F = fmpq
LARGEST = 10**9
VECTORS = 8
SLOPES = (F(1), F(2), F(1, 2), F(-1), F(3), F(1, 3), F(-2), F(3, 2))


def smoothed(plan: Plan, point: Point, rng: Random, locked: Collection[str] = ()) -> Point:
    """The point moved to where as many square roots are rational as could be had without breaking a premise."""
    if not plan.radicands:
        return point
    slots: Slots = {name: (kind, domain) for name, kind, domain in plan.slots if name not in locked}
    tied = [p for p in (*(m.equation for m in plan.moments), *plan.premises) if truth(p, point) is True]
    rough = [t for t in plan.radicands if not square(t, point)]
    for _ in range(len(plan.radicands)):
        if not rough:
            break
        for name, value in moves(rough[0], point, rng, slots):
            changed = point.where({name: value})
            if not belongs(value, *slots[name]) or not square(rough[0], changed):
                continue
            left = [t for t in plan.radicands if not square(t, changed)]
            if len(left) < len(rough) and all(truth(p, changed) is True for p in tied) and not heavy(changed.values):
                point, rough = changed, left
                break
        else:
            rough = rough[1:]
    return point


def square(t: Node, point: Point) -> bool:
    """Whether a term is the square of a rational, or so negative that no root is wanted."""
    x = evaluated(t, point)
    return isinstance(x, fmpq) and (x < 0 or rational_root(x) is not None)


def moves(t: Node, point: Point, rng: Random, slots: Slots) -> Iterator[Move]:
    """New values of single symbols that may make t a square."""
    x = evaluated(t, point)
    names = [name for name in slots if name in t.free and name in point.values]
    for name in names:
        if slots[name][0] == "scalar":
            yield from ((name, y) for y in on_conic(t, name, point))
    if isinstance(x, fmpq) and 0 < x.p * x.q < LARGEST:
        c = square_free(x)
        for name in reversed(names):
            kind, here = slots[name][0], point.values[name]
            if kind == "operator":
                yield name, [scaled(c, row) for row in here]
            elif kind == "scalar":
                yield name, c * here
    for name in names:
        if slots[name][0] == "vector":
            for _ in range(VECTORS):
                yield name, [F(rng.randint(-4, 4)) for _ in point.values[name]]


def square_free(x: fmpq) -> fmpq:
    """The square-free integer c for which c x is a square."""
    c = 1
    for prime, power in (x.p * x.q).factor():
        c *= int(prime) if power % 2 else 1
    return F(c)


def on_conic(t: Node, name: str, point: Point) -> Iterator[fmpq]:
    """Values of a scalar where t, a quadratic in it with one known square value, is again a square."""
    found = []
    for k in (0, 1, -1, 2):
        y = evaluated(t, point.where({name: F(k)}))
        if y is None:
            return
        found.append(y)
    y0, y1, y_1, y2 = found
    b, a = (y1 - y_1) / 2, (y1 + y_1) / 2 - y0
    s = rational_root(y0)
    if y2 != y0 + 2 * b + 4 * a or s is None or a == b == 0:
        return
    for m in SLOPES:
        if m * m != a:
            x = (b - 2 * s * m) / (m * m - a)  # (s + m x)^2 = y0 + b x + a x^2
            if x:
                yield x
