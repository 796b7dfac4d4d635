"""Terms as data: strings (symbols and rational literals) and tuples headed by an operation.

A tuple may be shared by many places of a term; written out, such a term can be far larger than its
data.  `measured` counts what it is written out, before anything is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from numbers import Integral
from typing import Any, Union

from verify.statements.errors import MOST_SHOWN, SortError, StatementError, shown

RESERVED = frozenset(
    """d I 0v + - * / ^ @ sqrt abs sign dot outer T eig max fn D at E block range eq ne le lt and or not implies iff
    forall exists almost-all parallel psd spectrum equivalent limit item sum pow lambda tends orbit nonsingular let samples
    scalar vector operator integer function any real nonzero positive nonnegative spd symmetric orthogonal
    invertible random-scalar random-vector sequence-scalar sequence-vector""".split()  # noqa: SIM905 - a list of words
)
NAME = re.compile(r"[A-Za-z]+\d*(?:_[A-Za-z0-9]+)*[*']*\Z", re.ASCII)
RATIONAL = re.compile(r"-?\d+(/[1-9]\d*)?\Z", re.ASCII)
MOST_NODES = 200_000  # strings and lists of a term, written out
DEEPEST = 150  # operations around a symbol
Term = Union[str, tuple["Term", ...]]  # noqa: UP007 - refers to itself
Json = Any


class Symbol(str):
    """The name of a symbol that remembers its declaration."""

    declaration: object = None


def symbol(name: str, declaration: object) -> Symbol:
    """A name with its declaration."""
    made = Symbol(name)
    made.declaration = declaration
    return made


def measured(term: Term | Json, most: int = MOST_NODES, deepest: int = DEEPEST) -> int:
    """How many strings and lists a term has when it is written out; shared parts are counted, not visited, again.

    Raises StatementError where it has more than `most` of them, is nested deeper than `deepest`, or holds
    anything but strings, lists and tuples.
    """
    known: dict[int, tuple[int, int]] = {}

    def measure(part: Any, depth: int) -> tuple[int, int]:
        if isinstance(part, str):
            return 1, 0
        if not isinstance(part, (list, tuple)):
            raise StatementError(f"a term holds only strings and lists, got {shown(part)}")
        nodes, height = known.get(id(part), (0, 0))
        if not nodes:
            nodes = 1
            if depth < deepest:
                for inner in part:
                    more, below = measure(inner, depth + 1)
                    nodes, height = nodes + more, max(height, below + 1)
                known[id(part)] = nodes, height
            elif part:
                height = 1
        if depth + height > deepest:
            raise StatementError(f"a term is nested at most {deepest} deep, got a deeper one: {outline(term)}")
        if nodes > most:
            raise StatementError(f"written out, a term has at most {most:,} strings and lists, got more: {outline(term)}")
        return nodes, height

    return measure(term, 0)[0]


def outline(term: Term | Json) -> str:
    """The beginning of a term, for a message: the time that it takes does not depend on the size of the term."""
    pieces, length = [], 0
    for piece in _tokens(term):
        pieces.append(piece)
        length += len(piece)
        if length > MOST_SHOWN:
            return "".join(pieces)[: MOST_SHOWN - 3] + "..."
    return "".join(pieces)


def _tokens(term: Any) -> Iterator[str]:
    if not isinstance(term, (list, tuple)):
        yield repr(str(term) if isinstance(term, str) else term)
        return
    yield "("
    for place, part in enumerate(term):
        yield ", " if place else ""
        yield from _tokens(part)
    yield ")"


def canonical(data: Json) -> str:
    """The canonical JSON text of plain data: sorted keys, no blanks, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def freeze(data: Json) -> Term:
    """Nested lists and strings as nested tuples and strings.

    Raises StatementError for anything else, and for a term that is too large.
    """
    measured(data)
    return _frozen(data)


def _frozen(data: Json) -> Term:
    return str(data) if isinstance(data, str) else tuple(map(_frozen, data))


def thaw(term: Term) -> Json:
    """The inverse of `freeze`: nested lists, ready for JSON.  Raises StatementError as `freeze` does."""
    measured(term)
    return _thawed(term)


def _thawed(term: Term) -> Json:
    return str(term) if isinstance(term, str) else [_thawed(part) for part in term]


def leaves(term: Term) -> Iterator[str]:
    """The symbols and literals of a term, those of shared parts once."""
    seen: set[int] = set()

    def visit(part: Term) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        elif id(part) not in seen:
            seen.add(id(part))
            for inner in part:
                yield from visit(inner)

    return visit(term)


def integral(value: object) -> bool:
    """Whether a value is an integer, of Python or of a library; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def literal(value: object) -> str | None:
    """The text of an integer or a Fraction, None for any other value."""
    if integral(value):
        return str(int(value))  # type: ignore[call-overload]
    if isinstance(value, Fraction):
        top, bottom = int(value.numerator), int(value.denominator)
        return str(top) if bottom == 1 else f"{top}/{bottom}"
    return None


def valid_name(name: object) -> str:
    """The name of a symbol.  Raises StatementError where it is no name or has a meaning of its own."""
    if not isinstance(name, str):
        raise SortError(f"the name of a symbol is a string, got {shown(name)}")
    if name in RESERVED:
        raise StatementError(f"the symbol {shown(name)} is declared twice or reserved")
    if not NAME.match(name):
        raise StatementError(f"the name of a symbol is like x, eps_a, w0 or a_next, got {shown(name)}")
    return name
