"""Textbook theorems: each maps its arguments to premises, a conclusion and a source; one rule makes its instance a fact.

The source is None for what needs no citation: definitions, Gram determinants, elementary arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from verify.checker.facts import Context, Proof, _fact, check, check_all, rule
from verify.checker.reading import check_name, read_lambda
from verify.checker.rules.common import TRUE, define, is_integer
from verify.checker.terms import Identity, Symbol, Term, expect
from verify.checker.work import CheckError


@dataclass(frozen=True)
class Spd:
    """The premise that an operator symbol is declared positive definite."""

    operator: Term


@dataclass(frozen=True)
class Whole:
    """The premise that a term is an integer."""

    term: Term


Premise = Term | Spd | Whole
Instance = tuple[Sequence[Premise], Term, str | None]


@dataclass(frozen=True)
class Theorem:
    """A theorem and the sorts of its arguments; the last sort may end in * for any number of such."""

    instance: Callable[..., Instance]
    sorts: tuple[str, ...]


THEOREMS: dict[str, Theorem] = {}


def theorem(*sorts: str) -> Callable[[Callable[..., Instance]], Callable[..., Instance]]:
    """A textbook theorem with arguments of these sorts.

    A sort is scalar, vector, value (any of these or an operator), operator, letter (an operator symbol or I), index (an integer
    term), exponent (an integer literal), name (of a symbol that the conclusion binds), sequence (given by a term), matrix.
    """
    def registered(function: Callable[..., Instance]) -> Callable[..., Instance]:
        if function.__name__ in THEOREMS:
            raise ValueError(f"two theorems are called {function.__name__!r}")
        THEOREMS[function.__name__] = Theorem(function, sorts)
        return function

    return registered


def argument(data: Any, sort: str, context: Context) -> Any:
    """An argument of a theorem."""
    if sort == "name":
        return check_name(data)
    if sort == "exponent":
        if not isinstance(data, str) or not data.removeprefix("-").isdecimal() or len(data) > 4:
            raise CheckError(f"expected an integer literal of at most 3 digits, got {data!r:.40}")
        return int(data)
    if sort == "sequence":
        if not isinstance(data, (list, tuple)) or len(data) != 3 or data[0] != "lambda":
            raise CheckError(f"expected a sequence (lambda, index, term), got {data!r:.60}")
        return read_lambda(list(data[1:]), context.scope())
    if sort == "matrix":
        if not isinstance(data, (list, tuple)) or not all(isinstance(row, (list, tuple)) and len(row) == len(data) for row in data):
            raise CheckError(f"expected a square matrix of scalars, got {data!r:.60}")
        return [[context.read_sort(entry, "scalar") for entry in row] for row in data]
    t = context.read(data)
    if sort == "letter":
        if not isinstance(expect(t, "operator"), (Symbol, Identity)):
            raise CheckError(f"expected an operator symbol, got {t!r:.60}")
        return t
    if sort == "index":
        return is_integer(t)
    return t if sort == "value" else expect(t, sort)


def arguments(name: str, data: Any, context: Context) -> list[Any]:
    """The arguments of a theorem, read by their sorts."""
    if not isinstance(name, str) or name not in THEOREMS:
        raise CheckError(f"no theorem is called {name!r:.40}")
    if not isinstance(data, (list, tuple)):
        raise CheckError(f"theorem {name}: expected a list of arguments, got {data!r:.40}")
    sorts = list(THEOREMS[name].sorts)
    if sorts[-1].endswith("*"):
        last = sorts.pop()[:-1]
        sorts += [last] * (len(data) - len(sorts))
    if len(data) != len(sorts):
        raise CheckError(f"theorem {name} takes {len(sorts)} arguments, got {len(data)}")
    return [argument(x, sort, context) for x, sort in zip(data, sorts)]


def premise(p: Premise, context: Context) -> Term:
    """A premise as a goal; what is seen at once becomes one that is true."""
    if isinstance(p, Spd):
        if not isinstance(p.operator, Symbol) or context.env.get(p.operator.name) != ("operator", "spd"):
            raise CheckError(f"{p.operator!r:.40} is not declared positive definite")
        return TRUE
    if isinstance(p, Whole):
        is_integer(p.term)
        return TRUE
    return p


@rule("theorem", "name", "args", "premises", "as", "then")
def apply_theorem(goal: Term, proof: Proof, context: Context) -> None:
    """An instance of a textbook theorem, whose premises are proved and whose conclusion has a truth value."""
    args = arguments(proof["name"], proof["args"], context)
    premises, conclusion, cite = THEOREMS[proof["name"]].instance(*args)
    check_all([premise(p, context) for p in premises], proof["premises"], context)
    define(conclusion, context)
    context.cites.update([cite] if cite else [])
    check(goal, proof["then"], context.with_fact(proof["as"], _fact(conclusion)))
