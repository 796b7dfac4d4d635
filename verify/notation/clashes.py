"""Symbols that no reader can tell apart.

The statement is printed, in both styles, by the printers themselves; whenever a symbol comes into scope,
what is printed for it is compared with what is printed for every other symbol there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .names import as_list, default_name
from .scope import as_decl
from .statements import StatementPrinter
from .symbols import Shape, shape

# the words that the printers use themselves
WORDS = frozenset(
    """all almost an and are array as begin by converges definite end equivalent every for from if in integer integers invertible is iterates
    let max min nonsingular not null of only or orthogonal positive preimages random sets sign smooth some spec such suppose symmetric text that
    the then to true under where with""".split()  # noqa: SIM905 - a list of words
)
DIMENSION, IDENTITY = "d", "I"
FIRST = ("0", "1", "2")  # indices of members that are computed
Pair = tuple[str, str]
Node = str | tuple[int, ...]


def clashes(statement: Mapping[str, Any]) -> list[Pair]:
    """The pairs (symbol, what it prints like) of a statement: definitions and bound names included, wherever both are in scope.

    A symbol must print unlike every other symbol, unlike a member of a sequence or an eigenvalue, unlike the
    dimension, the identity and the words of a statement.  Raises NotationError where the statement cannot
    be printed, or where the LaTeX given for a symbol shows anything but one symbol, such as "x + y" or "1".

    >>> clashes({"symbols": [{"name": x, "sort": "scalar", "domain": "real"} for x in ("eps", "epsilon")], "hypotheses": [],
    ...          "conclusion": ["eq", "eps", "epsilon"]})
    [("'epsilon'", "'eps'")]
    """
    found: dict[Pair, None] = {}
    for tex in (True, False):
        _Watch(tex, statement, found).parts(statement)
    return list(found)


class _Watch(StatementPrinter):
    """A printer that compares each symbol with those in scope when it is declared."""

    def __init__(self, tex: bool, statement: Mapping[str, Any], found: dict[Pair, None]) -> None:
        self.found = found
        self.numbers: dict[Node, int] = {}  # of terms with definitions written out: equal terms have one number
        self.terms: list[Node] = []
        self.meanings: dict[str, int] = {}
        self.members: dict[tuple[int, int], int] = {}  # (sequence, index): a member that is given by other terms
        for decl, term in statement.get("definitions") or ():
            self.meanings[decl["name"]] = self.number(term)
        super().__init__(tex, statement)

    def declare(self, decl: Any) -> str:
        name = super().declare(decl)
        for other in self.sorts:
            if other != name:
                self.compare(name, other)
                self.compare_member(name, other)
                self.compare_member(other, name)
        self.compare_reserved(name)
        return name

    def orbit(self, decls: Any, step: Any, start: Any, body: Any) -> tuple[list[str], int]:
        states = [as_decl(decl)["name"] for decl in as_list(decls, "a list of declarations")]
        now = dict(zip(states, map(self.number, as_list(start, "one start for each variable"))))
        given = []
        for index in FIRST:
            given += [(name, index, term) for name, term in now.items()]
            now = {name: self.number(term, now) for name, term in zip(states, as_list(step, "one step for each variable"))}
        with self.given(given):
            return super().orbit(decls, step, start, body)

    def abbreviated(self, rows: Any, body: Any) -> tuple[list[str], int]:
        named = [as_list(row, "an abbreviation [name, sort, index, term]", 4) for row in as_list(rows, "a list of abbreviations")]
        with self.given([(name, n, self.number(term, {index: self.number(n)})) for name, _, index, term in named for n in FIRST]):
            return super().abbreviated(rows, body)

    @contextmanager
    def given(self, members: Sequence[tuple[str, str, int]]) -> Iterator[None]:
        """Members of sequences, for as long as the block lasts."""
        kept, self.members = self.members, self.members | {(self.number(name), self.number(index)): term for name, index, term in members}
        yield
        self.members = kept

    def number(self, term: Any, values: Mapping[str, int] | None = None) -> int:
        """The number of a term with definitions written out, symbols replaced, and members of sequences as what they are given by."""
        if isinstance(term, str):
            found = {**self.meanings, **(values or {})}.get(term)
            return self.place(term) if found is None else found
        parts = tuple(self.number(part, values) for part in as_list(term, "a term"))
        if parts[:1] == (self.place("item"),) and parts[1:] in self.members:
            return self.members[parts[1], parts[2]]
        return self.place(parts)

    def place(self, node: Node) -> int:
        """The number of a leaf, or of an operation on numbered terms; (a/b)^n is read as a^n/b^n, and the square of a root as what is under it."""
        if len(node) == 3 and node[0] == self.numbers.get("^"):
            base = self.terms[node[1]]
            if base[0] == self.numbers.get("/") and len(base) == 3:
                power, n = node[0], node[2]
                return self.place((base[0], self.place((power, base[1], n)), self.place((power, base[2], n))))
            if base[0] == self.numbers.get("sqrt") and len(base) == 2 and self.terms[node[2]] == "2":
                return base[1]
        if node not in self.numbers:
            self.numbers[node] = len(self.terms)
            self.terms.append(node)
        return self.numbers[node]

    # ------------------------------------------------------------------------------------------

    def seen(self, name: str) -> Shape:
        """The shape of a symbol in this style; without LaTeX, that of its name."""
        own = self.names.get(name) if self.tex else None
        return shape(own if own is not None else default_name(name, True)[0])

    def report(self, name: str, other: str) -> None:
        """Take note of a symbol and of what it prints like, however often they meet."""
        if (other, name) not in self.found:
            self.found[name, other] = None

    def compare(self, name: str, other: str) -> None:
        """Two symbols; where one is written as the norm of another, the inner one counts as well."""
        one, two = self.seen(name), self.seen(other)
        if one._replace(framed=False) == two._replace(framed=False) or self.bare(name) == self.bare(other):
            self.report(repr(name), repr(other))

    def compare_member(self, name: str, sequence: str) -> None:
        """A symbol and the members of a sequence: x_{1}, or x_{k} for an integer k in scope."""
        if not self.sorts[sequence].startswith("sequence-"):
            return
        one, base = self.seen(name), self.seen(sequence)
        if one.low[: len(base.low)] != base.low or one._replace(low=base.low) != base:
            return
        index = one.low[len(base.low) :]
        if base.low:
            if index[:1] != (",",):
                return
            index = index[1:]
        itself = len(index) == 1 and self.members.get((self.number(sequence), self.number(index[0]))) == self.number(name)
        if self.counts(index) and not itself:
            self.report(repr(name), f"a member of {sequence!r}")

    def counts(self, index: Sequence[str]) -> bool:
        """Whether an index is read as an integer: made of digits, integer symbols and signs."""
        rest = tuple(index)
        integers = [(DIMENSION,), *(self.letters(name) for name, sort in self.sorts.items() if sort == "integer")]
        while rest:
            step = 1 if rest[0].isdigit() or rest[0] in ("+", "-") else max((len(i) for i in integers if rest[: len(i)] == i), default=0)
            if not step:
                return False
            rest = rest[step:]
        return any(token not in ("+", "-") for token in index)

    def letters(self, name: str) -> tuple[str, ...]:
        """The tokens of a symbol that stands in an index."""
        found = self.seen(name)
        return (*found.base, *found.low) if found.base.isalpha() else (found.base, *found.low)

    def compare_reserved(self, name: str) -> None:
        """What has a meaning of its own."""
        one = self.seen(name)
        plain = Shape(one.base)
        if one == shape(DIMENSION):
            self.report(repr(name), "the dimension d")
        if one == shape(IDENTITY):
            self.report(repr(name), "the identity I")
        if one._replace(low=()) == shape(r"\lambda") and one.low and self.counts(one.low):
            self.report(repr(name), "an eigenvalue")
        if one == plain and one.base.lower() in WORDS:
            self.report(repr(name), f"the word {one.base!r}")
