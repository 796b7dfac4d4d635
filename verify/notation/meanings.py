"""What the members of sequences and the abbreviations of a statement stand for: equal terms have one number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .names import as_list

FIRST = ("0", "1", "2")  # indices of members that are computed
Node = str | tuple[int, ...]


class Meanings:
    """Numbers of terms, definitions written out; what is written out is shared, and takes no more room than the data."""

    def __init__(self, definitions: Sequence[Any]) -> None:
        self.nodes: list[Node] = []
        self.numbers: dict[Node, int] = {}
        self.defined: dict[str, int] = {}
        self.members: dict[tuple[int, int], int] = {}  # (sequence, index): a member that is given by other terms
        for decl, term in definitions:
            self.defined[decl["name"]] = self.of(term)

    def of(self, term: Any, values: Mapping[str, int] | None = None) -> int:
        """The number of a term with symbols replaced, and members of sequences as what they are given by."""
        if isinstance(term, str):
            found = {**self.defined, **(values or {})}.get(term)
            return self.kept(term) if found is None else found
        parts = tuple(self.of(part, values) for part in as_list(term, "a term"))
        if parts[:1] == (self.kept("item"),) and parts[1:] in self.members:
            return self.members[parts[1], parts[2]]
        base, *exponent = self.inside(parts, "^") or (0,)
        return self.power(base, exponent[0]) if len(exponent) == 1 else self.kept(parts)

    def power(self, base: int, n: int) -> int:
        """A power; (a/b)^n is read as a^n/b^n, and the square of a root as what is under it."""
        quotient, root = self.inside(self.nodes[base], "/"), self.inside(self.nodes[base], "sqrt")
        if len(quotient) == 2:
            return self.kept((self.kept("/"), *(self.power(part, n) for part in quotient)))
        if len(root) == 1 and self.nodes[n] == "2":
            return root[0]
        return self.kept((self.kept("^"), base, n))

    def inside(self, node: Node, head: str) -> tuple[int, ...]:
        """What an operation is applied to; nothing where the node is another."""
        return node[1:] if isinstance(node, tuple) and node[:1] == (self.numbers.get(head),) else ()

    def kept(self, node: Node) -> int:
        """The number of a node as it stands."""
        if node not in self.numbers:
            self.numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self.numbers[node]

    @contextmanager
    def iterates(self, names: Sequence[str], step: Sequence[Any], start: Sequence[Any]) -> Iterator[None]:
        """The first members of an orbit, for as long as the block lasts."""
        now, given = dict(zip(names, map(self.of, start))), []
        for index in FIRST:
            given += [(name, index, term) for name, term in now.items()]
            now = {name: self.of(term, now) for name, term in zip(names, step)}
        with self.given(given):
            yield

    @contextmanager
    def abbreviations(self, rows: Sequence[Any]) -> Iterator[None]:
        """The first members of sequences (name, sort, index, term), for as long as the block lasts."""
        with self.given([(name, n, self.of(term, {index: self.kept(n)})) for name, _, index, term in rows for n in FIRST]):
            yield

    @contextmanager
    def given(self, members: Sequence[tuple[str, str, int]]) -> Iterator[None]:
        kept = self.members
        self.members = kept | {(self.kept(name), self.kept(index)): term for name, index, term in members}
        yield
        self.members = kept

    def is_member(self, name: str, sequence: str, index: str) -> bool:
        """Whether a symbol is this member of a sequence, by the definitions and the iteration around."""
        return self.members.get((self.kept(sequence), self.kept(index))) == self.of(name)
