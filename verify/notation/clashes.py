"""Symbols that no reader can tell apart.

The statement is printed, in both styles, by the printers themselves; whenever a symbol comes into scope,
what is printed for it is compared with what is printed for every other symbol there.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from .meanings import Meanings
from .names import NotationError, as_list, default_name
from .scope import as_decl
from .statements import StatementPrinter
from .symbols import Shape, shape

# the words that the printers use themselves
WORDS = frozenset(
    """all almost an and are array as begin bounded by converges definite end equivalent every for from if in integer integers invertible is iterates
    let max min nonsingular not null of only or orthogonal positive preimages random sets sign smooth some spec such suppose symmetric text that
    the then to true under where with""".split()  # noqa: SIM905 - a list of words
)
DIMENSION, IDENTITY = "d", "I"
Pair = tuple[str, str]


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
        self.meanings = Meanings(statement.get("definitions") or ())
        super().__init__(tex, statement)

    def declare(self, decl: Any) -> str:
        name = super().declare(decl)
        for other in self.sorts:
            if other != name:
                self.compare(name, other)
                self.compare_member(name, other)
                self.compare_member(other, name)
        self.compare_reserved(name)
        if self.sorts[name] == "integer":  # what was an index before may be read as a number now
            for one, other in itertools.permutations(self.sorts, 2):
                self.compare_member(one, other)
            for other in self.sorts:
                self.compare_reserved(other)
        return name

    def orbit(self, decls: Any, step: Any, start: Any, body: Any) -> tuple[list[str], int]:
        states = [as_decl(decl)["name"] for decl in as_list(decls, "a list of declarations")]
        steps, starts = (as_list(terms, "one term for each variable", len(states)) for terms in (step, start))
        with self.meanings.iterates(states, steps, starts):
            return super().orbit(decls, step, start, body)

    def abbreviated(self, rows: Any, body: Any) -> tuple[list[str], int]:
        named = [as_list(row, "an abbreviation [name, sort, index, term]", 4) for row in as_list(rows, "a list of abbreviations")]
        with self.meanings.abbreviations(named):
            return super().abbreviated(rows, body)

    # ------------------------------------------------------------------------------------------

    def seen(self, name: str) -> Shape:
        """The shape of a symbol in this style; without LaTeX, that of its name."""
        own = self.names.get(name) if self.tex else None
        try:
            return shape(own if own is not None else default_name(name, True)[0])
        except NotationError as error:
            raise NotationError(f"the symbol {name!r}: {error}") from error

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
        """A symbol and the members of a sequence: x_{1}, or x_{k} for an integer k in scope; or the derivatives of a function."""
        if self.sorts[sequence] == "function" and "'" in self.seen(name).high and self.seen(name).base == self.seen(sequence).base:
            self.report(repr(name), f"a derivative of {sequence!r}")
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
        itself = len(index) == 1 and self.meanings.is_member(name, sequence, index[0])
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
