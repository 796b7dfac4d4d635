"""Sequences: their members, the orbits of iterations, sums and powers over an index, and what repeats itself.

The same meaning as in `checker.evaluate`, which has the last word on everything found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from math import lcm
from typing import Any

from flint import fmpq

from verify.refute.arithmetic import compare, definite, exact, flat, power, scale, whole
from verify.refute.compute import LARGEST_RANGE, OPERATIONS, compute, few, over, partial, quantified, settled, tried
from verify.refute.plan import Plan
from verify.refute.program import Node, Point, UndefinedError, UnsetError, Value

F = fmpq
Cycle = tuple[int, int]
FARTHEST = 40  # the last state of an orbit that is computed
MOST_BITS = 1500  # the length of exact numbers beyond which an orbit is not followed
MOST_INDICES = 80
SOON = 3  # the last state that is looked at for the sake of whether it is the last
RETURNS = 16  # how many states of an orbit are looked at for one that comes back
INDICES = (0, 1, 2, 3, 5, 9)  # where a statement for every index is tried
MOST_VARIANTS = 12
LOOSE = (F(1), F(-1), F(1, 2), F(0), F(-1, 2), F(1, 10), F(4))  # where a statement for every number is tried at an orbit


class Trajectory:
    """The states of an iteration at a point, computed as they are asked for."""

    def __init__(self, node: Node, here: Point) -> None:
        n = len(node.data)
        self.decls, self.steps, self.here = node.data, node.kids[:n], here
        self.states: list[list[Value]] = [[compute(t, here) for t in node.kids[n:]]]
        self.error: type[Exception] | None = None
        self.found: list[Cycle | None] = []

    def state(self, i: int) -> list[Value]:
        """The state with an index."""
        while len(self.states) <= i and self.error is None:
            try:
                inside(self.decls, self.states[-1])
                if len(self.states) > FARTHEST or long(self.states[-1]):
                    raise UnsetError
                point = self.here.where(dict(zip([decl[0] for decl in self.decls], self.states[-1])))
                self.states.append([compute(t, point) for t in self.steps])
            except (UndefinedError, UnsetError) as error:
                self.error = type(error)
        if len(self.states) <= i and self.error is not None:
            raise self.error
        inside(self.decls, self.states[i])
        return self.states[i]

    def begins(self) -> bool:
        """Whether the start lies in the domain of the step."""
        try:
            inside(self.decls, self.states[0])
        except UndefinedError:
            return False
        except UnsetError:
            pass
        return True

    def cycle(self) -> Cycle | None:
        """From which index on the states repeat themselves, and with which period."""
        if not self.found:
            self.found.append(self._returning())
        return self.found[0]

    def _returning(self) -> Cycle | None:
        seen: dict[str, int] = {}
        for i in range(RETURNS):
            try:
                text = repr(definite(self.state(i)))
            except (UndefinedError, UnsetError):
                return None
            if text in seen:
                return seen[text], i - seen[text]
            seen[text] = i
        return None


class Track:
    """One sequence of an orbit."""

    def __init__(self, orbit: Trajectory, place: int) -> None:
        self.orbit, self.place = orbit, place

    def member(self, i: int) -> Value:
        """The member with an index."""
        return self.orbit.state(i)[self.place]


def inside(decls: Any, state: list[Value]) -> None:
    """UndefinedError where a state leaves the domain of the step, UnsetError where that is not seen."""
    for (_, _, domain), x in zip(decls, state):
        if domain in ("nonzero", "positive", "nonnegative"):
            signs = [compare(entry, F(0)) for entry in flat(x)]
            if None in signs and not (domain == "nonzero" and any(signs)):
                raise UnsetError
            good = any(signs) if domain == "nonzero" else signs == [1] if domain == "positive" else signs in ([0], [1])
            if None not in signs and not good:
                raise UndefinedError


def long(state: list[Value]) -> bool:
    """Whether a state has exact numbers too long to go on with."""
    return any(isinstance(x, fmpq) and x.p.bit_length() + x.q.bit_length() > MOST_BITS for x in flat(state))


def along(node: Node, here: Point) -> Point:
    """The point at which the body of an orbit is evaluated, kept for other bodies of the same orbit."""
    key: Any = ("along", node.kids[0])
    if key not in here.memo:
        orbit = compute(node.kids[0], here)
        here.memo[key] = here.where({name: Track(orbit, j) for j, name in enumerate(node.data)})
    found: Point = here.memo[key]
    return found


def variants(p: Plan, point: Point) -> Iterator[Point]:
    """The point, and then the point at other values of the bound symbols that a statement is for all of."""
    names = p.indices
    yield point
    key: Any = "indices"
    if names and key not in point.memo:
        rows = sorted(product(INDICES, repeat=len(names)), key=max)
        given = tuple(point.values.get(name) for name in names)
        point.memo[key] = [
            point.where(dict(zip(names, map(F, row)))) for row in islice(rows, MOST_VARIANTS) if tuple(map(F, row)) != given
        ]
    yield from point.memo[key] if names else ()
    if p.follows and p.loose:
        key = "loose"
        if key not in point.memo:
            vectors = [x for name, kind, _ in p.slots if kind == "vector" and name in p.free for x in (point.values[name],) if any(x)][:1]
            choices = [[(name, x) for x in (LOOSE if kind == "scalar" else vectors)] for name, kind, _ in p.loose]
            values = [dict(chosen) for chosen in product(*choices)]
            point.memo[key] = [point.where(row) for row in values[:: max(1, len(values) // MOST_VARIANTS)]]
        yield from point.memo[key]


# ------------------------------------------------------------------------------------------------
# Operations


def _item(node: Node, here: Point) -> Value:
    index = whole(compute(node.kids[0], here))
    if index < 0:
        raise UndefinedError
    sequence = here.values.get(node.data)
    if isinstance(sequence, Track):
        return sequence.member(index)
    if not isinstance(sequence, list):
        raise UnsetError
    return sequence[min(index, len(sequence) - 1)]


def _sum(node: Node, here: Point) -> Value:
    total: Value = F(0)
    for i in few(compute(node.kids[0], here), compute(node.kids[1], here)):
        total = total + compute(node.kids[2], here.where({node.data: F(i)}))
    return total


def _pow(node: Node, here: Point) -> Value:
    base, n = compute(node.kids[0], here), whole(compute(node.kids[1], here))
    if n < 0:
        raise UndefinedError
    if n > LARGEST_RANGE:
        raise UnsetError
    return power(base, n)


def _orbit(node: Node, here: Point) -> bool | None:
    point = along(node, here)
    orbit: Trajectory = compute(node.kids[0], here)
    try:
        orbit.state(0)
        result = settled(node.kids[1], point)
        if result is None:
            orbit.state(SOON)
    except UndefinedError:
        if orbit.error is UndefinedError or not orbit.begins():
            return False if node.sign == 1 else None
        raise
    except UnsetError:
        result = None
    return None if result and not endless(orbit) and orbit.cycle() is None else result


def endless(orbit: Trajectory) -> bool:
    """Whether the step of an orbit is defined everywhere."""
    return all(domain in ("real", "any") for _, _, domain in orbit.decls) and not any(map(partial, orbit.steps))


def _tends(node: Node, here: Point) -> bool | None:
    body, cycle = node.kids[0], repeats(node.kids[0], node.data, here)
    if cycle is None or sum(cycle) > MOST_INDICES:
        return None
    try:
        limit = flat(compute(node.kids[1], here))
        values = [flat(compute(body, here.where({node.data: F(i)}))) for i in range(sum(cycle))]
    except UndefinedError:
        if node.sign != 1:
            return None
        raise
    signs = [compare(x, y) for value in values[cycle[0] :] for x, y in zip(value, limit)]
    return False if any(signs) else None if None in signs else True


def repeats(node: Node, n: str, here: Point) -> Cycle | None:
    """(T, p) such that node is evaluated in the same way at n and n + p for every n >= T; None where that is not seen."""
    if n not in node.free:
        return (0, 1)
    if node.op == "item":
        shift, sequence = shift_of(node.kids[0], n), here.values.get(node.data)
        cycle = (len(sequence) - 1, 1) if isinstance(sequence, list) else sequence.orbit.cycle() if isinstance(sequence, Track) else None
        return None if shift is None or cycle is None else (max(0, cycle[0] - shift, -shift), cycle[1])
    if node.op in ("symbol", "orbit", "trajectory", "nonsingular", "equivalent", "limit"):
        return None
    if node.op in ("forall", "exists"):
        inner = guarded(node)
        if inner is not None and inner[0].op == "symbol" and inner[0].data == n:
            return together(repeats(inner[1], name, here) for name in (n, node.data[0]))
    return together(repeats(kid, n, here) for kid in node.kids)


def together(found: Iterable[Cycle | None]) -> Cycle | None:
    """From which index on, and with which period, all of these repeat themselves."""
    first, period = 0, 1
    for cycle in found:
        if cycle is None:
            return None
        first, period = max(first, cycle[0]), lcm(period, cycle[1])
    return first, period


def guarded(node: Node) -> tuple[Node, Node] | None:
    """low and P of "for all integers n, low <= n implies P", or of "there is an integer n with low <= n and P"."""
    body = node.kids[0]
    if node.data[1:] != ("integer", "any") or (node.op, body.op) not in (("forall", "implies"), ("exists", "and")):
        return None
    first = body.kids[0]
    if len(body.kids) != 2 or first.op != "le" or node.data[0] in first.kids[0].free:
        return None
    return (first.kids[0], body.kids[1]) if first.kids[1].op == "symbol" and first.kids[1].data == node.data[0] else None


def shift_of(node: Node, n: str) -> int | None:
    """The integer c where a term is n or n + c."""
    if node.op == "symbol":
        return 0
    rest = [kid for kid in node.kids if n not in kid.free]
    if node.op != "+" or len(rest) != len(node.kids) - 1 or any(kid.op not in ("symbol", "value") for kid in node.kids):
        return None
    return None if any(kid.op != "value" or kid.data.q != 1 for kid in rest) else sum(int(kid.data.p) for kid in rest)


def _quantified(node: Node, here: Point) -> bool | None:
    """As for other quantifiers, at the only candidate, and over the indices from which on the body repeats itself."""
    only = candidates(node, here) if node.op == "exists" else None
    if only is not None:
        name, kind, domain = node.data
        try:
            inside(((name, kind, domain),) * len(only), only)
        except UndefinedError:
            return False
        return tried(node, here.where({name: only[0]})) if only else False
    result = quantified(node, here)
    inner = guarded(node) if result is None and node.op != "almost-all" else None
    cycle = repeats(inner[1], node.data[0], here) if inner else None
    if inner is None or cycle is None:
        return result
    try:
        low = exact(compute(inner[0], here))
    except UndefinedError:
        return None
    first = -int(-low.p // low.q)
    span = range(first, max(first, cycle[0]) + cycle[1])
    return over(node, here, span) if len(span) <= MOST_INDICES else None


def candidates(node: Node, here: Point) -> list[Value] | None:
    """The values, one or none, that a symbol can have to which something tends; None where that is not seen."""
    name, body, names = node.data[0], node.kids[0], {node.data[0]}
    if node.data[1] == "integer":
        return None
    while body.op == "exists":
        names, body = names | {body.data[0]}, body.kids[0]
    for part in conjuncts(body):
        if part.op != "tends" or name not in part.kids[1].free or names & (part.kids[0].free | part.kids[1].free - {name}):
            continue
        cycle = repeats(part.kids[0], part.data, here)
        if cycle is None or sum(cycle) > MOST_INDICES:
            continue
        try:
            values = [definite(compute(part.kids[0], here.where({part.data: F(i)}))) for i in range(sum(cycle))][cycle[0] :]
            found = solved(part.kids[1], name, values[0], here)
        except (UndefinedError, UnsetError):
            continue
        signs = [compare(p, q) for x in values for p, q in zip(flat(x), flat(values[0]))]
        if found is not None and (any(signs) or None not in signs):
            return [] if any(signs) else [found]
    return None


def conjuncts(node: Node) -> list[Node]:
    """The parts of a conjunction of conjunctions."""
    return [x for kid in node.kids for x in conjuncts(kid)] if node.op == "and" else [node]


def solved(node: Node, name: str, value: Value, here: Point) -> Value | None:
    """The one value of a symbol with which a node, the symbol or a multiple of it, can have an exact value; None where not seen."""
    if node.op == "symbol":
        return value
    if node.op == "-":
        return solved(node.kids[0], name, scale(F(-1), value), here)
    inside = [kid for kid in node.kids if name in kid.free]
    if node.op != "*" or len(inside) != 1:
        return None
    factor: Value = F(1)
    for kid in node.kids:
        x = F(1) if kid is inside[0] else exact(compute(kid, here))
        factor = scale(factor, x)
    if isinstance(factor, list):
        pairs = [(x, y) for x, y in zip(flat(factor), flat(value)) if x]
        return solved(inside[0], name, pairs[0][1] / pairs[0][0], here) if pairs else None
    return solved(inside[0], name, scale(1 / factor, value), here) if factor else None


OPERATIONS.update({
    "item": _item, "sum": _sum, "pow": _pow, "tends": _tends, "orbit": _orbit, "trajectory": Trajectory,
    "forall": _quantified, "exists": _quantified,
})  # fmt: skip
