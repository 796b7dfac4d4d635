"""Instances at which many hypotheses are equations: where a bound that is not sharp enough is overstepped."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from flint import fmpq

from verify.refute.admission import admitted
from verify.refute.arithmetic import belongs
from verify.refute.compute import truth
from verify.refute.instances import Source
from verify.refute.palette import scaled
from verify.refute.program import Node, Point, Value
from verify.refute.repair import Slots, settled, solutions
from verify.refute.values import heavy

BASES = 40  # how many instances are moved, in turn
CONNECTIVES = ("and", "or", "implies", "not")
FAR = tuple(map(fmpq, (4, 100, 10_000))) + (fmpq(1, 4), fmpq(1, 100))  # squares: roots that were rational stay so
SMALL = (fmpq(1, 10), fmpq(-1, 10), fmpq(1, 100), fmpq(-1, 100))


def comparisons(f: Node, known: frozenset[str]) -> Iterator[Node]:
    """The comparisons in a formula that depend on known symbols alone."""
    if f.op in CONNECTIVES:
        for kid in f.kids:
            yield from comparisons(kid, known)
    elif f.op == "le" and f.free <= known:
        yield f


def corners(source: Source, budget: int, seed: int) -> Iterator[Point]:
    """Instances of a source moved so that one scalar after the other is as large, or as small, as the hypotheses allow."""
    plan, rng = source.plan, Random(f"corners {seed}")
    slots: Slots = {name: (kind, domain) for name, kind, domain in plan.slots}
    scalars = [name for name, (kind, _) in slots.items() if kind == "scalar"]
    known = frozenset(slots) | {"d"}
    formulas = dict.fromkeys(f for part in (*plan.premises, plan.conclusion) for f in comparisons(part, known))
    bounds = {name: [f for f in formulas if name in f.free] for name in scalars}
    bases = source.kept[:BASES]
    if not bases or not any(bounds.values()):
        return
    for count in range(budget):
        point = bases[count % len(bases)]
        if count >= len(bases) and count % 2:
            point = stretched(point, source, slots, rng)
        names = rng.sample(scalars, len(scalars))
        for name in names:
            point = bounded(point, name, bounds[name], source, slots, rng)
        if admitted(plan, point):
            yield Point(point.values)


def stretched(point: Point, source: Source, slots: Slots, rng: Random) -> Point:
    """The point with one symbol far away, or one vector close to another, moved to where the premises hold; as it was where that fails."""
    name = rng.choice(sorted(name for name in slots if name in point.values))
    kind, domain = slots[name]
    here, others = point.values[name], [x for other, (sort, _) in slots.items() if sort == "vector" and other != name for x in (point.values.get(other),) if x]
    if kind == "vector" and others and rng.random() < 0.5:
        near, small = rng.choice(others), rng.choice(SMALL)
        value: Value = [x + small * y for x, y in zip(near, here)]
    elif kind in ("scalar", "vector", "operator"):
        c = rng.choice(FAR)
        value = c * here if kind == "scalar" else scaled(c, here) if kind == "vector" else [scaled(c, row) for row in here]
    else:
        return point
    changed = settled(source.plan, point.where({name: value}), rng, (name,)) if belongs(value, kind, domain) else None
    return point if changed is None else changed


def bounded(point: Point, name: str, bounds: list[Node], source: Source, slots: Slots, rng: Random) -> Point:
    """The point with one scalar moved to a bound, where every premise still holds."""
    found: list[Value] = [x for f in bounds for x in solutions(f.kids[0], f.kids[1], name, "scalar", point, rng)]
    for x in rng.sample(found, len(found)):
        changed = point.where({name: x})
        if belongs(x, *slots[name]) and not heavy(changed.values) and all(truth(p, changed) is True for p in source.plan.premises):
            return changed
    return point
