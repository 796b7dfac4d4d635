"""Terms and formulas as a shared graph: equal parts are one node, evaluated once for each point.

The searches evaluate a statement, and many near-miss versions of it, at many points.  This module and
`compute` do so quickly.  They are not trusted: what they find is replayed by `checker.evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq

from verify.checker.numbers import Undefined, Unset
from verify.checker.reading import RATIONAL
from verify.refute.named import Term

Value = Any
Values = dict[str, Value]
NOTHING: frozenset[str] = frozenset()
CONNECTIVES = {"and": (), "or": (), "not": (-1,), "implies": (-1, 1), "iff": (0, 0)}  # the signs of the parts, for a part of sign 1


class UndefinedError(Undefined):
    """The term has no value at the point."""


class UnsetError(Unset):
    """The term needs a symbol that has no value, or an exact value that is only enclosed."""


class Node:
    """One operation on nodes.  op "value" is a literal and "symbol" a name, both kept in data.

    free are the symbols the value depends on, the dimension and the samples included.  sign is 1 for a part of a formula
    under an even number of negations, -1 under an odd one, 0 in a side of an equivalence.
    """

    __slots__ = ("data", "free", "kids", "op", "sign")

    def __init__(self, op: str, kids: tuple[Node, ...], data: Any, free: frozenset[str], sign: int) -> None:
        self.op, self.kids, self.data, self.free, self.sign = op, kids, data, free, sign


class Program:
    """Builds nodes from elaborated terms and formulas, one for each distinct part."""

    def __init__(self) -> None:
        self._nodes: dict[Any, Node] = {}
        self._known: dict[tuple[int, int], tuple[Term, Node]] = {}

    def node(self, t: Term, sign: int = 1) -> Node:
        """The node of a term, or of a formula under negations with a sign."""
        if isinstance(t, str):
            return self._leaf(t)
        seen = self._known.get((id(t), sign))
        if seen is None or seen[0] is not t:
            seen = self._known[id(t), sign] = t, self._built(t, sign)
        return seen[1]

    def _leaf(self, t: str) -> Node:
        if RATIONAL.match(t):
            return self._make("value", (), fmpq(t), NOTHING)
        depends = frozenset({"d"}) if t in ("I", "0v") else frozenset({t})
        return self._make("symbol", (), t, depends)

    def _make(self, op: str, kids: tuple[Node, ...], data: Any, free: frozenset[str], sign: int = 1) -> Node:
        key = op, kids, data, sign
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(op, kids, data, free, sign)
        return found

    def _built(self, t: Term, sign: int) -> Node:
        op = t[0]
        if op in CONNECTIVES:
            parts = tuple(self.node(part, sign * inner) for part, inner in zip(t[1:], CONNECTIVES[op] or (1,) * len(t)))
            return self._make(op, parts, None, NOTHING.union(*(part.free for part in parts)), sign)
        if op in ("max", "sum"):
            low, high, body = (self.node(part) for part in t[2:])
            return self._make(op, (low, high, body), t[1], low.free | high.free | body.free - {t[1]})
        if op == "item":
            index = self.node(t[2])
            return self._make(op, (index,), t[1], index.free | {t[1]})
        if op == "tends":
            body, value = self.node(t[2]), self.node(t[3])
            return self._make(op, (body, value), t[1], body.free - {t[1]} | value.free, sign)
        if op == "orbit":
            return self._orbit(t[1], t[2], t[3], t[4], sign)
        if op == "nonsingular":
            kids, decls = tuple(map(self.node, t[2])), tuple(map(tuple, t[1]))
            free = NOTHING.union(*(kid.free for kid in kids)).difference(decl[0] for decl in decls) | {"d"}
            return self._make(op, kids, decls, free, sign)
        if op == "fn":
            x, y = self.node(t[3]), self.node(t[4])
            return self._make(op, (x, y), (t[1], int(t[2][0]), int(t[2][1])), x.free | y.free | {t[1]})
        if op in ("forall", "exists", "almost-all"):
            return self._quantified(op, t[1], t[2], sign)
        if op == "psd":
            return self._plain(op, [entry for row in t[1] for entry in row], len(t[1]))
        if op == "spectrum":
            matrix = list(t[1][1:]) if t[1][:1] == ("block",) else [t[1]]
            return self._plain(op, [*matrix, *(x for pair in t[2] for x in pair)], len(matrix))
        if op in ("equivalent", "limit"):
            kids = tuple(self.node(part) for group in t[2:] for part in group)
            free = frozenset().union(*(kid.free for kid in kids))
            return self._make(op, kids, (*t[1],), free)
        if op == "^":
            return self._plain(op, [t[1]], int(t[2]))
        return self._plain(op, list(t[1:]), None)

    def _plain(self, op: str, parts: list[Term], data: Any) -> Node:
        kids = tuple(map(self.node, parts))
        free = NOTHING.union(*(kid.free for kid in kids))
        return self._make(op, kids, data, free | {"samples"} if op == "E" else free)

    def _orbit(self, decls: Term, step: Term, start: Term, body: Term, sign: int) -> Node:
        """Two nodes: the trajectory, which orbits with the same step and start share, and the formula about it."""
        names = tuple(decl[0] for decl in decls)
        steps, starts, about = tuple(map(self.node, step)), tuple(map(self.node, start)), self.node(body, sign)
        free = NOTHING.union(*(kid.free for kid in steps)).difference(names).union(*(kid.free for kid in starts))
        trajectory = self._make("trajectory", (*steps, *starts), tuple(map(tuple, decls)), free)
        return self._make("orbit", (trajectory, about), names, free | about.free - set(names), sign)

    def _quantified(self, op: str, decls: Term, body: Term, sign: int) -> Node:
        """One node for each bound symbol, the first outermost.  Its value, if given, matters."""
        if not decls:
            return self.node(body, sign)
        (name, kind, domain), rest = decls[0], decls[1:]
        inner = self._quantified(op, rest, body, sign)
        ranged = kind == "integer" and domain != "any"
        ends = (self.node(domain[1]), self.node(domain[2])) if ranged else ()
        free = inner.free.union(*(end.free for end in ends)) | {name, "d"}
        return self._make(op, (inner, *ends), (name, kind, domain), free - {name} if ranged else free, sign)


class Point:
    """Values of symbols, with what was computed from them.

    A point made by `where` shares what does not depend on the changed symbols with its parent.
    """

    __slots__ = ("bound", "memo", "parent", "values")

    def __init__(self, values: Mapping[str, Value], parent: Point | None = None, bound: frozenset[str] = NOTHING) -> None:
        self.values, self.parent, self.bound = values, parent, bound
        self.memo: dict[Node, Any] = {}

    def where(self, changes: Mapping[str, Value]) -> Point:
        """The point with some values changed or added."""
        return Point({**self.values, **changes}, self, frozenset(changes))

    def without(self, name: str) -> Point:
        """The point without the value of one symbol."""
        return Point({k: x for k, x in self.values.items() if k != name}, self, frozenset({name}))

    def home(self, node: Node) -> Point:
        """The outermost point at which the node has the same value."""
        here = self
        while here.parent is not None and node.free.isdisjoint(here.bound):
            here = here.parent
        return here
