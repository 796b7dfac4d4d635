"""The value of a node at a point: exact rationals, balls where a root is irrational; three-valued formulas.

The same meaning as in `checker.evaluate`, which has the last word on everything found here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flint import arb, fmpq, fmpq_mat

from verify.checker.terms import FORMERS
from verify.checker.truth import every, negated, some
from verify.checker.unknown import MOST, Unknown, UnseenError, unknown
from verify.refute.arithmetic import (
    ONE,
    ZERO,
    Number,
    add,
    belongs,
    compare,
    eigenvalues,
    enclosed_eigenvalues,
    exact,
    flat,
    inner,
    known,
    matrix,
    one,
    power,
    root,
    rows_of,
    scale,
    semidefinite,
    whole,
)
from verify.refute.program import Node, Point, UndefinedError, UnsetError, Value

MISSING = object()
COUNT = "how many unknown numbers"
LARGEST_RANGE = 200  # how many integers a formula is looked at for


def compute(node: Node, point: Point) -> Value:
    """The value of a node.  Raises UndefinedError or UnsetError."""
    here, free = point, node.free
    while here.parent is not None and free.isdisjoint(here.bound):  # Point.home
        here = here.parent
    found = here.memo.get(node, MISSING)
    if found is MISSING:
        try:
            found = OPERATIONS[node.op](node, here)
        except (UndefinedError, UnsetError) as error:
            found = type(error)
        except UnseenError:
            found = UnsetError
        here.memo[node] = found
    if found is UndefinedError or found is UnsetError:
        raise found
    return found


def evaluated(node: Node, point: Point) -> Value | None:
    """The value of a node where it is exact, or None."""
    try:
        value = compute(node, point)
        if isinstance(value, list):
            return None if any(isinstance(x, arb) for x in flat(value)) else value
        return None if isinstance(value, arb) else value
    except (UndefinedError, UnsetError):
        return None


def truth(node: Node, point: Point) -> bool | None:
    """Whether a formula is true; None where that is not decided, the formula being undefined included."""
    try:
        result: bool | None = compute(node, point)
        return result
    except (UndefinedError, UnsetError):
        return None


def concluded(node: Node, point: Point) -> str:
    """holds, fails, undefined or unknown, for a conclusion."""
    try:
        result = compute(node, point)
    except UndefinedError:
        return "undefined"
    except UnsetError:
        return "unknown"
    return "unknown" if result is None else "holds" if result else "fails"


# ------------------------------------------------------------------------------------------------
# Terms


def _symbol(node: Node, here: Point) -> Value:
    name, values = node.data, here.values
    if name in ("I", "0v"):
        n = range(whole(values["d"]))
        return [ZERO for _ in n] if name == "0v" else [[ONE if i == j else ZERO for j in n] for i in n]
    if name not in values:
        raise UnsetError
    return values[name]


def _sum(node: Node, here: Point) -> Value:
    total = compute(node.kids[0], here)
    for kid in node.kids[1:]:
        total = add(total, compute(kid, here))
    return total


def _product(node: Node, here: Point) -> Value:
    parts = [compute(kid, here) for kid in node.kids]
    value = parts[-1]
    for c in parts[-2::-1]:
        value = scale(c, value)
    return value


def _power(node: Node, here: Point) -> Value:
    base, n = compute(node.kids[0], here), node.data
    if not isinstance(base, list):
        if node.kids[0].op == "sqrt" and n < 0 and compare(base, ZERO) == 0:
            raise UnsetError  # the derivative of a root at zero: it may exist
        return power(base, n)
    m = matrix(base)
    if n < 0:
        if m.det() == 0:
            raise UndefinedError
        m = m.inv()
    result = one(len(base))
    for _ in range(abs(n)):
        result = result * m
    return rows_of(result)


def _apply(node: Node, here: Point) -> Value:
    a, x = compute(node.kids[0], here), compute(node.kids[1], here)
    if isinstance(x[0], list):
        columns = [list(col) for col in zip(*x)]
        return [[inner(row, col) for col in columns] for row in a]
    return [inner(row, x) for row in a]


def _outer(node: Node, here: Point) -> Value:
    x, y = (compute(kid, here) for kid in node.kids)
    return [[p * q for q in y] for p in x]


def _eig(node: Node, here: Point) -> Value:
    operator = node.kids[0]
    home = here.home(operator)
    index = whole(compute(node.kids[1], here))
    spectrum = home.memo.get(("spectrum", operator))  # type: ignore[call-overload]
    if spectrum is None:
        rows = compute(operator, here)
        rough = any(isinstance(x, arb) for x in flat(rows))
        spectrum = enclosed_eigenvalues(rows) if rough else eigenvalues(rows)
        home.memo[("spectrum", operator)] = spectrum  # type: ignore[index]
    if not 1 <= index <= len(spectrum):
        raise UndefinedError
    return spectrum[index - 1]


def _max(node: Node, here: Point) -> Value:
    best: Number = None
    for i in few(compute(node.kids[0], here), compute(node.kids[1], here)):
        x = compute(node.kids[2], here.where({node.data: fmpq(i)}))
        order = 1 if best is None else compare(x, best)
        best = arb(x).max(arb(best)) if order is None else x if order > 0 else best
    if best is None:
        raise UndefinedError
    return best


def between(low: Number, high: Number) -> range:
    """The integers from low to high."""
    low, high = exact([low, high])
    return range(-int(-low.p // low.q), int(high.p // high.q) + 1)


def few(low: Number, high: Number) -> range:
    """`between`; UnsetError where they are too many."""
    found = between(low, high)
    if len(found) > LARGEST_RANGE:
        raise UnsetError
    return found


def _mean(node: Node, here: Point) -> Value:
    if "samples" not in here.values:
        raise UnsetError
    total: Value = None
    for sample in here.values["samples"]:
        point = here.where({name: x for name, x in sample.items() if name != "p"})
        part = scale(sample["p"], compute(node.kids[0], point))
        total = part if total is None else add(total, part)
    return total


def _function(node: Node, here: Point) -> Value:
    name, k, n = node.data
    if name not in here.values:
        raise UnsetError
    x, y = compute(node.kids[0], here), compute(node.kids[1], here)
    total: Number = ZERO
    for coefficient, i, j in here.values[name]:
        c = coefficient
        for order, exponent in ((k, i), (n, j)):
            for step in range(order):
                c = c * (exponent - step)
        if c:
            total = total + c * power(x, i - k) * power(y, j - n)
    return total


# ------------------------------------------------------------------------------------------------
# Formulas


def settled(node: Node, here: Point) -> bool | None:
    """The value of a formula; None where it needs what is not known.  Raises UndefinedError."""
    try:
        result: bool | None = compute(node, here)
        return result
    except UnsetError:
        return None


def _and(node: Node, here: Point) -> bool | None:
    return every((settled(kid, here) for kid in node.kids), node.sign == 1)


def _or(node: Node, here: Point) -> bool | None:
    return some((settled(kid, here) for kid in node.kids), node.sign == -1)


def _implies(node: Node, here: Point) -> bool | None:
    def parts() -> Iterator[bool | None]:
        yield negated(settled(node.kids[0], here))
        yield settled(node.kids[1], here)

    return some(parts(), node.sign == -1)


def _iff(node: Node, here: Point) -> bool | None:
    left, right = (settled(kid, here) for kid in node.kids)
    return None if left is None or right is None else left == right


def tried(node: Node, here: Point) -> bool | None:
    """The body of a quantified formula at a value of its symbol."""
    try:
        return settled(node.kids[0], here)
    except UndefinedError:
        if node.op == "exists" or node.sign != 1:
            return None
        raise


def over(node: Node, here: Point, values: Iterable[int]) -> bool | None:
    """A quantified formula over these integers."""
    parts = (tried(node, here.where({node.data[0]: fmpq(i)})) for i in values)
    return some(parts, node.sign == -1) if node.op == "exists" else every(parts, node.sign == 1)


def quantified(node: Node, here: Point) -> bool | None:
    """The value of a quantified formula over a range, at the value given for the bound symbol, or by linear algebra."""
    name, kind, domain = node.data
    body, decisive = node.kids[0], node.op == "exists"
    if kind == "integer" and domain != "any":
        span = between(*(compute(end, here) for end in node.kids[1:]))
        value = over(node, here, span[:LARGEST_RANGE])
        return value if value is decisive or len(span) <= LARGEST_RANGE else None
    if decisive and (kind, domain) == ("vector", "nonzero") and _linear_system(body, name):
        return _solvable(body, name, here)
    given = here.values.get(name)
    if given is not None and node.op == "almost-all" and belongs(given, kind, domain):
        return _almost_everywhere(node, here, given)
    if given is None:
        return settled(body, here.without(name) if name in here.values else here)
    if not belongs(given, kind, domain):
        return None
    value = tried(node, here)
    return value if value is decisive else None


def _almost_everywhere(node: Node, here: Point, given: Value) -> bool | None:
    """False where the body is false at a value, and whatever unknown numbers take its place; without an orbit, the checker tries a box."""
    name, body = node.data[0], node.kids[0]
    value = tried(node, here)
    if value is not False or not moving(body):
        return None if value else value
    count: int = here.values.get(COUNT, 0)
    entries = flat(given)
    if count + len(entries) > MOST:
        return None
    found = [unknown(count + i, -1 if entry < 0 else 1) for i, entry in enumerate(entries)]
    start = here.where({name: found if isinstance(given, list) else found[0], COUNT: count + len(entries)})
    return False if tried(node, start) is False else None


def _nonsingular(node: Node, here: Point) -> bool | None:
    """False where a coordinate of the image is the same number wherever all coordinates are positive; never True."""
    sizes = [int(here.values["d"]) if kind == "vector" else 1 for _, kind, _ in node.data]
    count: int = here.values.get(COUNT, 0)
    if count + sum(sizes) > MOST or (node.sign != 1 and any(map(partial, node.kids))):
        return None
    values: dict[str, Value] = {}
    for (name, kind, _), size in zip(node.data, sizes):
        entries: list[Value] = [unknown(count + i) for i in range(size)]
        values[name], count = entries if kind == "vector" else entries[0], count + size
    there = here.where(values)
    try:
        images = [x for kid in node.kids for x in flat(compute(kid, there))]
    except UndefinedError:
        return None
    return False if any(not isinstance(x, Unknown) or x.constant() for x in images) else None


def partial(node: Node) -> bool:
    """Whether a term may have no value."""
    return (node.op in FORMERS and FORMERS[node.op].partial) or any(map(partial, node.kids))


def moving(node: Node) -> bool:
    """Whether a formula is about an orbit."""
    return node.op == "orbit" or any(map(moving, node.kids))


def _degree(node: Node, name: str) -> int | None:
    """0 where node is free of a vector symbol, 1 where it is linear and homogeneous in it, else None."""
    if name not in node.free:
        return 0
    if node.op == "symbol":
        return 1
    degrees = [_degree(kid, name) for kid in node.kids]
    if node.op in ("+", "-"):
        return 1 if set(degrees) == {1} else None
    if node.op in ("*", "dot") and None not in degrees and sum(d or 0 for d in degrees) == 1:
        return 1
    return 1 if node.op in ("@", "/") and degrees == ([0, 1] if node.op == "@" else [1, 0]) else None


def _linear_system(body: Node, name: str) -> bool:
    parts = body.kids if body.op == "and" else (body,)
    return all(part.op == "eq" and all(_degree(kid, name) == 1 or _is_zero(kid) for kid in part.kids) for part in parts)


def _is_zero(node: Node) -> bool:
    return (node.op == "symbol" and node.data == "0v") or (node.op == "value" and not node.data)


def _solvable(body: Node, name: str, here: Point) -> bool:
    """Whether a linear homogeneous system has a nonzero solution: its rank on the unit vectors is below d."""
    n, columns = whole(here.values["d"]), []
    for j in range(n):
        point = here.where({name: [fmpq(i == j) for i in range(n)]})
        column: list[fmpq] = []
        for part in body.kids if body.op == "and" else (body,):
            left, right = (exact(flat(compute(kid, point))) for kid in part.kids)
            column += [x - y for x, y in zip(left, right, strict=True)]
        columns.append(column)
    return bool(fmpq_mat(n, len(columns[0]), [x for column in columns for x in column]).rank() < n)


def _relation(node: Node, here: Point) -> bool | None:
    x, y = compute(node.kids[0], here), compute(node.kids[1], here)
    if node.op in ("le", "lt") and not isinstance(x, list) and not isinstance(y, list):
        sign = compare(x, y)
        return None if sign is None else sign < 0 or (node.op == "le" and sign == 0)
    left, right = flat(x), flat(y)
    if len(left) != len(right):
        raise UnsetError
    signs = [compare(p, q) for p, q in zip(left, right)]
    if node.op in ("le", "lt"):
        return None if signs[0] is None else signs[0] < 0 or (node.op == "le" and signs[0] == 0)
    equal = None if None in signs and not any(signs) else not any(signs)
    return equal if node.op == "eq" else negated(equal)


def _parallel(node: Node, here: Point) -> bool:
    x, y = (exact(compute(kid, here)) for kid in node.kids)
    minors = any(x[i] * y[j] != x[j] * y[i] for i in range(len(x)) for j in range(i))
    return not minors and (any(y) or not any(x))


def _psd(node: Node, here: Point) -> bool | None:
    n = node.data
    entries: list[Number] = []
    for kid in node.kids:
        try:
            entries.append(compute(kid, here))
        except UnsetError:
            entries.append(None)
    rows = [entries[i * n : (i + 1) * n] for i in range(n)]
    if any(isinstance(rows[i][i], fmpq) and rows[i][i] < 0 for i in range(n)):
        return False
    if any(not isinstance(x, fmpq) for x in entries):
        return None
    if any(rows[i][j] != rows[j][i] for i in range(n) for j in range(i)):
        raise UndefinedError
    return semidefinite(rows)


def _spectrum(node: Node, here: Point) -> bool | None:
    parts = [exact(compute(kid, here)) for kid in node.kids[: node.data]]
    rows = parts[0] if len(parts) == 1 else [[parts[0], *parts[1]], *([y, *row] for y, row in zip(parts[2], parts[3]))]
    values = [compute(kid, here) for kid in node.kids[node.data :]]
    n, listed = len(rows), [(e, whole(m)) for e, m in zip(values[::2], values[1::2])]
    if any(m < 0 for _, m in listed) or sum(m for _, m in listed) != n:
        return False
    signs: list[int | None] = []
    for k in range(n + 1):
        shifted = matrix([[(k if i == j else 0) - x for j, x in enumerate(row)] for i, row in enumerate(rows)]).det()
        product: Number = ONE
        for e, m in listed:
            product = product * (k - e) ** m
        signs.append(compare(shifted, product))
    return False if any(signs) else None if None in signs else True


def _orbit(names: tuple[str, ...], step: tuple[Node, ...], start: tuple[Node, ...], here: Point, count: int) -> list[list[Value]]:
    states = [[compute(t, here) for t in start]]
    for _ in range(count):
        point = here.where(dict(zip(names, states[-1])))
        states.append([compute(t, point) for t in step])
    return states


def _groups(node: Node) -> list[tuple[Node, ...]]:
    n = len(node.data)
    return [node.kids[i : i + n] for i in range(0, len(node.kids), n)]


def _equivalent(node: Node, here: Point) -> bool | None:
    step, start, other_step, other_start = _groups(node)
    one = _orbit(node.data, step, start, here, 2)
    two = _orbit(node.data, other_step, other_start, here, 2)
    for i, first in enumerate(one[0]):
        if isinstance(first, list):
            rows = [[*s[i], *t[i]] for s, t in zip(one, two)]
            n = len(first)
            if len({matrix([row[k] for row in rows]).rank() for k in (slice(None), slice(n), slice(n, None))}) > 1:
                return False
        elif any(compare(one[p][i] * two[q][i], one[q][i] * two[p][i]) for p, q in itertools.combinations(range(3), 2)):
            return False
    return None


def _limit(node: Node, here: Point) -> bool | None:
    step, start, goal = _groups(node)
    states = _orbit(node.data, step, start, here, 4)
    target = flat([compute(t, here) for t in goal])
    for i, j in itertools.combinations(range(len(states)), 2):
        same = all(compare(x, y) == 0 for x, y in zip(flat(states[i]), flat(states[j])))
        if same and any(compare(x, y) for x, y in zip(flat(states[i]), target)):
            return False
    return None


OPERATIONS: dict[str, Callable[[Node, Point], Any]] = {
    "value": lambda node, here: node.data, "symbol": _symbol, "+": _sum, "*": _product, "^": _power,
    "-": lambda node, here: scale(fmpq(-1), compute(node.kids[0], here)),
    "/": lambda node, here: scale(power(compute(node.kids[1], here), -1), compute(node.kids[0], here)),
    "sqrt": lambda node, here: root(compute(node.kids[0], here)),
    "abs": lambda node, here: abs(compute(node.kids[0], here)),
    "sign": lambda node, here: fmpq(known(compute(node.kids[0], here))),
    "dot": lambda node, here: inner(compute(node.kids[0], here), compute(node.kids[1], here)),
    "T": lambda node, here: [list(col) for col in zip(*compute(node.kids[0], here))],
    "@": _apply, "outer": _outer, "eig": _eig, "max": _max, "E": _mean, "fn": _function,
    "and": _and, "or": _or, "implies": _implies, "iff": _iff,
    "not": lambda node, here: negated(settled(node.kids[0], here)),
    "forall": quantified, "exists": quantified, "almost-all": quantified,
    "eq": _relation, "ne": _relation, "le": _relation, "lt": _relation,
    "parallel": _parallel, "psd": _psd, "spectrum": _spectrum, "equivalent": _equivalent, "limit": _limit,
    "nonsingular": _nonsingular,
}  # fmt: skip
