"""How far a formula is from false, and small moves that bring it closer: a search where chance is not enough."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite
from random import Random

from flint import arb, fmpq

from verify.refute import palette
from verify.refute.admission import admitted
from verify.refute.arithmetic import belongs, flat, whole
from verify.refute.compute import compute, truth
from verify.refute.instances import Source
from verify.refute.orbits import along
from verify.refute.program import Node, Point, UndefinedError, UnsetError, Value
from verify.refute.repair import settled

F = fmpq
STARTS = 6
STEPS = tuple(F(k, n) for k, n in ((1, 1), (1, 2), (1, 5), (2, 1), (1, 20)) for k in (k, -k))
FACTORS = tuple(F(k, n) for k, n in ((2, 1), (1, 2), (-1, 1), (9, 10), (11, 10), (1, 10), (10, 1)))
SHIFTS = STEPS[:6]


def number(x: Value) -> float:
    """A number as a double; 0 for what may be zero."""
    value = 0.0 if isinstance(x, arb) and x.contains(0) else float(arb(x).mid())
    return value if isfinite(value) else inf


def slack(f: Node, point: Point) -> float:
    """How far f is from false: 0 on the boundary, negative beyond it, inf where nothing is known."""
    try:
        return distance(f, point)
    except (UndefinedError, UnsetError):
        return inf


def distance(f: Node, point: Point) -> float:
    """The slack of a formula.  Raises UndefinedError or UnsetError."""
    if f.op in ("le", "lt"):
        x, y = (number(compute(kid, point)) for kid in f.kids)
        return (y - x) / (abs(x) + abs(y) or 1.0)
    if f.op == "ne":
        left, right = ([number(x) for x in flat(compute(kid, point))] for kid in f.kids)
        return max(abs(x - y) / (abs(x) + abs(y) or 1.0) for x, y in zip(left, right))
    if f.op in ("and", "or"):
        return (min if f.op == "and" else max)(slack(kid, point) for kid in f.kids)
    if f.op == "implies":
        return slack(f.kids[1], point) if truth(f.kids[0], point) else inf
    if f.op == "orbit":
        return slack(f.kids[1], along(f, point.home(f)))
    if f.op == "forall":
        name, kind, domain = f.data
        if kind != "integer" or domain == "any":
            return slack(f.kids[0], point)
        low, high = (whole(compute(end, point)) for end in f.kids[1:])
        return min((slack(f.kids[0], point.where({name: F(i)})) for i in range(low, high + 1)), default=inf)
    return inf


def approachable(f: Node) -> bool:
    """Whether a formula contains a comparison of which the slack can be brought down."""
    return f.op in ("le", "lt", "ne") or (f.op in ("and", "or", "implies", "forall", "orbit") and any(map(approachable, f.kids)))


def improbable(f: Node) -> bool:
    """Whether chance may rarely meet an instance at which the formula is false."""
    return f.op not in ("eq", "nonsingular", "equivalent", "limit", "spectrum", "psd") and (f.op != "and" or any(map(improbable, f.kids)))


def nearby(kind: str, domain: str, here: Value) -> list[Value]:
    """Values of one symbol not far from the present one."""
    if kind == "scalar":
        return [*(here * c for c in FACTORS), *(here + s for s in STEPS)]
    if kind == "integer":
        return [here + 1, here - 1]
    if kind == "vector":
        shifted = [[x + s if i == j else x for j, x in enumerate(here)] for i in range(len(here)) for s in SHIFTS]
        return [*(palette.scaled(c, here) for c in FACTORS[:3]), *shifted]
    if kind == "operator" and domain in ("spd", "symmetric"):
        d = range(len(here))
        shifted = [[[here[i][j] + s if i == j == k else here[i][j] for j in d] for i in d] for k in d for s in SHIFTS]
        stretched = [[[here[i][j] * (2 if i == k else 1) * (2 if j == k else 1) for j in d] for i in d] for k in d]
        return [*shifted, *stretched]
    return palette.edges(kind, domain, len(here)) if kind == "operator" else []


def neighbours(source: Source, point: Point, rng: Random) -> Iterator[Point]:
    """The point with one symbol changed a little, repaired where a hypothesis broke, in random order."""
    slots = {name: (kind, domain) for name, kind, domain in source.plan.slots if name in point.values}
    changes = [(name, value) for name, slot in slots.items() for value in nearby(*slot, point.values[name])]
    rng.shuffle(changes)
    for name, value in changes:
        if belongs(value, *slots[name]):
            changed: Point | None = point.where({name: value})
            if changed is not None and source.plan.premises:
                changed = settled(source.plan, changed, rng, (name,))
            if changed is not None and admitted(source.plan, changed):
                yield Point(changed.values)


def descend(source: Source, budget: int, seed: int) -> Iterator[Point]:
    """Instances at or beyond the boundary where the conclusion turns false, reached in steps that reduce the slack."""
    conclusion = source.plan.conclusion
    if not approachable(conclusion):
        return
    rng = Random(f"descent {seed}")
    scored = sorted((slack(conclusion, point), i) for i, point in enumerate(source.kept))
    close = [source.kept[i] for score, i in scored if 0 < score < inf][: 4 * STARTS]
    left = budget
    for start in close[:: max(1, len(close) // STARTS)]:
        here, best, moving = start, slack(conclusion, start), True
        while moving and left > 0:
            moving = False
            for point in neighbours(source, here, rng):
                left -= 1
                score = slack(conclusion, point)
                if score <= 0:
                    yield point
                else:
                    source.passed += 1
                if score < best - 1e-9:
                    here, best, moving = point, score, True
                    break
                if left <= 0:
                    break
