"""Terms with names, as a textbook has them: free names, renaming, equality up to renaming, substitution, and values.

Nothing here is shared with the checker; a term is plain data, and everything is written for being read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

Json = Any
CONSTANTS = {"d", "I", "0v"}
DRAWN = ["g", "z"]  # the random symbols, which an expectation binds


class CannotError(Exception):
    """What the language with names cannot say, or what has no value."""


def is_name(data: Json) -> bool:
    """Whether data is the name of a variable."""
    return isinstance(data, str) and data not in CONSTANTS and not data.lstrip("-")[:1].isdigit()


@dataclass(frozen=True)
class Node:
    """A former taken apart: the names it binds, and its parts, each with the places of the names that it may speak of."""

    head: str
    names: list[str]
    parts: list[tuple[Json, list[int]]]
    rest: Any = None


def opened(t: Json) -> Node:
    """A term or formula taken apart."""
    match t:
        case ["sum" | "max" as head, name, low, high, body]:
            return Node(head, [name], [(low, []), (high, []), (body, [0])])
        case ["tends", name, body, limit]:
            return Node("tends", [name], [(body, [0]), (limit, [])])
        case ["E", body]:
            return Node("E", DRAWN, [(body, [0, 1])])
        case ["forall" | "exists" as head, decls, body]:
            bounds = [(bound, list(range(i))) for i, (_, _, domain) in enumerate(decls) if isinstance(domain, list) for bound in domain[1:]]
            kinds = [(kind, "range" if isinstance(domain, list) else domain) for _, kind, domain in decls]
            return Node(head, [decl[0] for decl in decls], [*bounds, (body, list(range(len(decls))))], kinds)
        case ["orbit", decls, step, start, body]:
            every = list(range(len(decls)))
            parts = [*((x, every) for x in step), *((x, []) for x in start), (body, every)]
            return Node("orbit", [decl[0] for decl in decls], parts, [tuple(decl[1:]) for decl in decls])
        case ["nonsingular", decls, step]:
            every = list(range(len(decls)))
            return Node("nonsingular", [decl[0] for decl in decls], [(x, every) for x in step], [tuple(decl[1:]) for decl in decls])
        case ["let", [[name, kind, index, value]], body]:
            return Node("let", [index, name], [(value, [0]), (body, [1])], kind)
        case ["^", base, exponent]:
            return Node("^", [], [(base, [])], exponent)
        case ["fn", name, orders, x, y]:
            return Node("fn", [], [(name, []), (x, []), (y, [])], orders)
        case [str(head), *parts]:
            return Node(head, [], [(part, []) for part in parts])
    raise CannotError(f"no former: {t!r}")


def closed(node: Node) -> Json:
    """The data of a node."""
    names, parts, n = node.names, [part for part, _ in node.parts], len(node.names)
    match node.head:
        case "sum" | "max":
            return [node.head, names[0], *parts]
        case "tends":
            return ["tends", names[0], *parts]
        case "forall" | "exists":
            bounds = iter(parts)
            decls = [[x, kind, ["range", next(bounds), next(bounds)] if domain == "range" else domain] for x, (kind, domain) in zip(names, node.rest)]
            return [node.head, decls, parts[-1]]
        case "orbit":
            return ["orbit", [[x, *kind] for x, kind in zip(names, node.rest)], parts[:n], parts[n : 2 * n], parts[-1]]
        case "nonsingular":
            return ["nonsingular", [[x, *kind] for x, kind in zip(names, node.rest)], parts]
        case "let":
            return ["let", [[names[1], node.rest, names[0], parts[0]]], parts[1]]
        case "^":
            return ["^", parts[0], node.rest]
        case "fn":
            return ["fn", parts[0], node.rest, *parts[1:]]
    return [node.head, *parts]


def free(t: Json) -> set[str]:
    """The names that are free."""
    if isinstance(t, str):
        return {t} if is_name(t) else set()
    node, found = opened(t), set[str]()
    for part, scope in node.parts:
        found |= free(part) - {node.names[i] for i in scope}
    return found


def alike(x: Json, y: Json, pairs: tuple[tuple[str, str], ...] = ()) -> bool:
    """Whether two terms are equal up to the names of bound variables; `pairs`: these, innermost first."""
    if isinstance(x, str) or isinstance(y, str):
        if not (is_name(x) and is_name(y)):
            return bool(x == y)
        for p, q in pairs:
            if x == p or y == q:
                return bool(x == p and y == q)
        return bool(x == y)
    one, two = opened(x), opened(y)
    if (one.head, len(one.names), len(one.parts), one.rest) != (two.head, len(two.names), len(two.parts), two.rest):
        return False
    for (p, scope), (q, other) in zip(one.parts, two.parts):
        bound = tuple((one.names[i], two.names[i]) for i in scope)
        if scope != other or not alike(p, q, (*reversed(bound), *pairs)):
            return False
    return True


def substituted(t: Json, values: dict[str, Json]) -> Json:
    """t with free names replaced, all at once; bound ones are renamed where they would capture."""
    values = {name: value for name, value in values.items() if name in free(t)}
    if not values:
        return t
    if isinstance(t, str):
        return values[t]
    node = opened(t)
    taken = free(t) | set().union(*map(free, values.values())) | set(values) | set(node.names)
    for i, name in enumerate(node.names):
        if name in set().union(*map(free, values.values())):
            if node.head == "E":
                raise CannotError("an expectation captures a variable")
            new = name
            while new in taken:
                new += "'"
            taken.add(new)
            parts = [(substituted(part, {name: new}) if i in scope else part, scope) for part, scope in node.parts]
            node = replace(node, names=[*node.names[:i], new, *node.names[i + 1 :]], parts=parts)
    parts = []
    for part, scope in node.parts:
        here = {name: value for name, value in values.items() if name not in {node.names[i] for i in scope}}
        parts.append((substituted(part, here), scope))
    return closed(replace(node, parts=parts))


# ------------------------------------------------------------------------------------------------
# Values


@dataclass(frozen=True)
class Dual:
    """value + slope e with e^2 = 0; both may be such numbers again, of another e."""

    value: Any
    slope: Any

    def __add__(self, other: Any) -> Dual:
        other = other if isinstance(other, Dual) else Dual(other, Fraction(0))
        return Dual(self.value + other.value, self.slope + other.slope)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Dual:
        other = other if isinstance(other, Dual) else Dual(other, Fraction(0))
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)

    __rmul__ = __mul__


def inverse(x: Any) -> Any:
    """1 / x."""
    if isinstance(x, Dual):
        y = inverse(x.value)
        return Dual(y, Fraction(-1) * x.slope * y * y)
    if not x:
        raise CannotError("division by zero")
    return 1 / x


def root(x: Any) -> Any:
    """The square root, where it is rational."""
    if isinstance(x, Dual):
        y = root(x.value)
        return Dual(y, Fraction(1, 2) * x.slope * inverse(y))
    if x < 0:
        raise CannotError("a root of a negative number")
    y = Fraction(round(x.numerator**0.5), round(x.denominator**0.5))
    if y * y != x:
        raise CannotError("an irrational root")
    return y


def value(t: Json, v: dict[str, Any]) -> Any:
    """The value of a term where names have these values: no name is ever replaced, so there is no scope to get wrong."""
    def of(part: Json, **more: Any) -> Any:
        return value(part, {**v, **more})

    if isinstance(t, str):
        return v[t] if is_name(t) or t in ("d", "0v") else Fraction(t)
    match t:
        case ["+", *parts]:
            return added([of(part) for part in parts])
        case ["*", *factors, last]:
            result = of(last)
            for c in map(of, factors):
                result = [c * x for x in result] if isinstance(result, list) else c * result
            return result
        case ["-", x]:
            return of(["*", "-1", x])
        case ["/", x, y]:
            c, top = inverse(of(y)), of(x)
            return [c * e for e in top] if isinstance(top, list) else c * top
        case ["^", x, n]:
            base, result = of(x), Fraction(1)
            for _ in range(abs(int(n))):
                result = result * base
            return inverse(result) if int(n) < 0 else result
        case ["sqrt", x]:
            return root(of(x))
        case ["dot", x, y]:
            return sum((p * q for p, q in zip(of(x), of(y))), Fraction(0))
        case ["sum" | "max" as head, name, low, high, body]:
            found = [of(body, **{name: Fraction(i)}) for i in range(int(of(low)), int(of(high)) + 1)]
            if not found and head == "max":
                raise CannotError("the maximum of nothing")
            return max(found, key=plainly) if head == "max" else sum(found, Fraction(0))
        case ["item", name, index]:
            return v[name](of(index))
        case ["E", body]:
            return added([of(["*", "1/2", body], **sample) for sample in v["samples"]])
        case ["D", body, name, direction]:
            here, along = v[name], of(direction)
            moved = [Dual(x, y) for x, y in zip(here, along)] if isinstance(here, list) else Dual(here, along)
            found = of(body, **{name: moved})
            return found.slope if isinstance(found, Dual) else Fraction(0)
        case ["at", body, pairs]:
            return of(body, **{name: of(new) for name, new in pairs})
        case ["let", [[name, _, index, body]], inside]:
            return of(inside, **{name: lambda i: of(body, **{index: i})})
        case ["eq" | "ne" | "le" | "lt" as head, x, y]:
            p, q = of(x), of(y)
            return {"eq": p == q, "ne": p != q, "le": p <= q if head == "le" else None, "lt": p < q if head == "lt" else None}[head]
        case ["forall" | "exists" as head, [[name, "integer", ["range", low, high]], *more], body]:
            inner = [head, more, body] if more else body
            truths = [of(inner, **{name: Fraction(i)}) for i in range(int(of(low)), int(of(high)) + 1)]
            return all(truths) if head == "forall" else any(truths)
    raise CannotError(f"no value of {t!r}")


def added(parts: list[Any]) -> Any:
    """A sum of numbers or of vectors."""
    return [sum(entries, Fraction(0)) for entries in zip(*parts)] if isinstance(parts[0], list) else sum(parts, Fraction(0))


def plainly(x: Any) -> Any:
    """A value without slopes."""
    if isinstance(x, list):
        return [plainly(part) for part in x]
    return plainly(x.value) if isinstance(x, Dual) else x
