"""Making a counterexample small: few dimensions, zeros, small integers, the identity."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from math import gcd, lcm
from random import Random

from flint import fmpq

from verify.refute import palette
from verify.refute.admission import admitted, met
from verify.refute.arithmetic import belongs
from verify.refute.choices import averages, dimension
from verify.refute.compute import concluded
from verify.refute.plan import Plan
from verify.refute.program import Point, Value, Values
from verify.refute.repair import settled
from verify.refute.squares import square
from verify.refute.values import Json, from_json, to_json

F = fmpq
BUDGET = 1500
REPAIR = 8  # how many instances the repair of one counts for
FIRST = 3  # how many of the simplest values are tried in pairs
ROUGH = 12  # the weight of an irrational square root
NICE = tuple(F(k, n) for k, n in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (3, 1), (-1, 2)))
Size = tuple[int, int]


def shrunk(p: Plan, instance: Json, found: str, *, budget: int = BUDGET) -> Json:
    """A smaller instance with the same finding ("fails" or "undefined"); the given one where there is none.

    At most budget smaller instances are looked at, one that does not meet the hypotheses counting for
    more.  The result is to be replayed by the checker.
    """
    values = from_json(instance, p.sorts)
    left, moving = budget, True
    while moving and left > 0:
        moving, size = False, measure(p, Point(values))
        for candidate in smaller(p, values):
            if any(not belongs(candidate[name], kind, domain) for name, kind, domain in p.slots if name in candidate):
                continue
            point = Point(candidate)
            good = met(p, point)
            left -= 1 if good else REPAIR
            if left <= 0:
                break
            taken = accepted(p, point if good else settled(p, point, Random("shrink")), found, size)
            if taken is not None:
                values, moving = taken, True
                break
    return to_json(values)


def accepted(p: Plan, point: Point | None, found: str, bound: Size) -> Values | None:
    """The values of a point that is smaller and gives the same finding."""
    if point is None or measure(p, point) >= bound or not admitted(p, point) or concluded(p.conclusion, point) != found:
        return None
    return dict(point.values)


def weight(x: fmpq) -> int:
    """How far a number is from zero and one: digits count, then size and sign."""
    top, bottom = abs(int(x.p)), int(x.q)
    if bottom == 1 and top < 2:
        return top * (3 if x > 0 else 4)
    return 4 + 3 * len(str(top)) + min(top, 9) + (8 + 4 * len(str(bottom)) + min(bottom, 9) if bottom > 1 else 0) + (x < 0)


def measure(p: Plan, point: Point) -> Size:
    """The size of an instance: the dimension, then the weight of all numbers and of irrational roots."""
    total = ROUGH * sum(not square(t, point) for t in p.radicands)
    for name, value in point.values.items():
        total += 1
        if name == "samples":
            total += sum(20 + sum(heft(x) for x in sample.values()) for sample in value)
        elif isinstance(value, list) and value and isinstance(value[0], tuple):
            total += sum(5 + weight(c) + 2 * (i + j) for c, i, j in value)
        elif name != "d":
            total += heft(value)
    return int(point.values["d"].p), total


def heft(value: Value) -> int:
    """The weight of a number, vector or operator; entries off the diagonal count double."""
    if isinstance(value, fmpq):
        return weight(value)
    if value and isinstance(value[0], list):
        return sum(weight(x) * (1 if i == j else 2) for i, row in enumerate(value) for j, x in enumerate(row))
    return sum(weight(x) for x in value)


def smaller(p: Plan, values: Values) -> Iterator[Values]:
    """Simpler versions of an instance, the boldest first; two symbols at once last."""
    d = dimension(values)
    for k in reversed(range(d if d > 1 else 0)):
        yield without(p, values, k)
    for name in values:
        if name not in p.free and name not in ("d", "samples"):
            yield {other: x for other, x in values.items() if other != name}
    slots = [slot for slot in p.slots if slot[0] in values]
    for name, kind, domain in slots:
        here = heft_of(kind, values[name])
        options = [x for x in simpler(kind, domain, values[name], d) if heft_of(kind, x) < here]
        yield from ({**values, name: x} for x in options)
    if "samples" in values:
        yield from fewer(p, values)
    for one, two in itertools.combinations(slots, 2):
        simplest = (palette.edges(kind, domain, d)[:FIRST] for _, kind, domain in (one, two))
        yield from ({**values, one[0]: x, two[0]: y} for x, y in itertools.product(*simplest))


def heft_of(kind: str, value: Value) -> int:
    """The weight of a value of a sort."""
    return sum(5 + weight(c) + 2 * (i + j) for c, i, j in value) if kind == "function" else heft(value)


def without(p: Plan, values: Values, k: int) -> Values:
    """The instance with coordinate k left out; integers brought down with the dimension."""

    def cut(x: Value) -> Value:
        if isinstance(x, list) and x and isinstance(x[0], list):
            return [row[:k] + row[k + 1 :] for i, row in enumerate(x) if i != k]
        return x[:k] + x[k + 1 :] if isinstance(x, list) else x

    kinds, d = p.sorts, values["d"]
    result: Values = {"d": d - 1}
    for name, x in values.items():
        if name == "samples":
            result[name] = [{key: cut(entry) for key, entry in sample.items()} for sample in x]
        elif name != "d":
            kind = kinds.get(name, "")
            fixed = kind in ("function", "sequence-scalar") or name in p.indices
            rows = [cut(row) for row in x] if kind == "sequence-vector" else None
            result[name] = x if fixed else rows or (min(x, d - 1) if kind == "integer" else cut(x))
    return result


def simpler(kind: str, domain: object, here: Value, d: int) -> Iterator[Value]:
    """Simpler values of one symbol."""
    if kind in ("scalar", "integer"):
        yield from easier(here)
    elif kind == "vector":
        yield from (x for x in palette.vectors(d)[:7])
        yield from ([y if i == j else x for j, x in enumerate(here)] for i in range(d) for y in easier(here[i]))
        yield from ([x * c for x in here] for c in whole(here))
    elif kind == "operator":
        yield from palette.OPERATORS[str(domain)](d)
        if domain in ("spd", "symmetric"):
            for i in range(d):
                yield from (replaced(here, i, i, y) for y in easier(here[i][i]))
                for j in range(i):
                    yield from (replaced(replaced(here, i, j, y), j, i, y) for y in easier(here[i][j]))
            yield from ([[x * c for x in row] for row in here] for c in whole([x for row in here for x in row]))
        elif domain == "invertible":
            yield from (replaced(here, i, j, y) for i in range(d) for j in range(d) for y in easier(here[i][j]))
    elif kind.startswith("sequence-"):
        yield from palette.sequences(kind, str(domain), d)
        yield from (here[:k] + here[k + 1 :] for k in range(len(here) if len(here) > 1 else 0))
        sort = kind.removeprefix("sequence-")
        yield from ([*here[:k], y, *here[k + 1 :]] for k, x in enumerate(here) for y in simpler(sort, domain, x, d))
    elif kind == "function":
        yield from palette.POLYNOMIALS
        yield from (here[:k] + here[k + 1 :] for k in range(len(here)))
        yield from ([*here[:k], (y, i, j), *here[k + 1 :]] for k, (c, i, j) in enumerate(here) for y in easier(c) if y)


def easier(x: fmpq) -> Iterator[fmpq]:
    """Numbers of less weight near and far."""
    down = int(x.p) // int(x.q)
    near = (down, down + 1, down // 2, -(-down // 2), down - 1, int(x.p))
    candidates = [*NICE, *map(F, near), -x, *([1 / x] if x else [])]
    seen: set[fmpq] = set()
    for y in candidates:
        if weight(y) < weight(x) and y not in seen:
            seen.add(y)
            yield y


def whole(entries: list[fmpq]) -> list[fmpq]:
    """Factors that make the entries coprime integers."""
    bottom = lcm(*(int(x.q) for x in entries))
    top = gcd(*(int((x * bottom).p) for x in entries))
    return [F(bottom, top)] if top else []


def replaced(a: list[list[fmpq]], i: int, j: int, y: fmpq) -> list[list[fmpq]]:
    """The operator with one entry replaced."""
    return [[y if (p, q) == (i, j) else x for q, x in enumerate(row)] for p, row in enumerate(a)]


def fewer(p: Plan, values: Values) -> Iterator[Values]:
    """Fewer or simpler samples, equal weights; the moments follow."""
    samples = values["samples"]
    options = []
    for k in range(len(samples)):
        rest = samples[:k] + samples[k + 1 :]
        total = sum((s["p"] for s in rest), F(0))
        if total:
            options.append([{**s, "p": s["p"] / total} for s in rest])
    options.append([{**s, "p": F(1, len(samples))} for s in samples])
    for k, sample in enumerate(samples):
        for key, x in sample.items():
            if key != "p":
                changes = easier(x) if isinstance(x, fmpq) else simpler("vector", "any", x, dimension(values))
                options += [[*samples[:k], {**sample, key: y}, *samples[k + 1 :]] for y in changes]
    for option in options:
        changed = {name: x for name, x in values.items() if name != "samples"}
        yield {**changed, "samples": option, **averages(p, {**changed, "samples": option})}
