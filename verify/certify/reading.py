"""Statements as the checker reads and evaluates them: the one module of this room that knows how the checker keeps terms.

The hypotheses of a statement are evaluated by the checker's own evaluator.  Terms in constants alone (such as eigenvalues of H) get their
values once.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify.checker import CheckError, Loaded, load
from verify.checker.evaluate import term
from verify.checker.formulas import And, Iff, Implies, Not, Or, Relation
from verify.checker.numbers import Undefined, Unset, compare, exact, flat
from verify.checker.reading import Scope, read
from verify.checker.terms import Abs, Add, Apply, Div, Dot, Eig, Mul, Neg, Outer, Power, Sqrt, Symbol, Term, Transpose
from verify.checker.truth import formula, in_domain

__all__ = ["CheckError", "ReadStatement", "numbers_of", "sign_of"]

Json = Any
Value = Any
FOLDED = (Add, Neg, Mul, Div, Power, Sqrt, Abs, Dot, Apply, Outer, Transpose, Eig)


class ReadStatement:
    """The declarations and hypotheses of a statement, at constants that are exact; other symbols get their values later.

    constants: Fractions, lists of them (vectors) and lists of rows (operators), and "d".  What depends on them alone is enclosed at the
    precision at which this object is made: make a new one for another precision.  seen: values of such terms at the same constants and
    precision, None for a term without one; it is added to.  Raises CheckError for a malformed statement.
    """

    def __init__(self, statement: Json, constants: Mapping[str, Value], seen: dict[Term, Value] | None = None) -> None:
        self._loaded: Loaded = load(statement)
        self._seen: dict[Term, Value] = {} if seen is None else seen
        self._values: dict[str, Value] = dict(constants)
        self._fixed = frozenset(constants)
        self.decls: tuple[tuple[str, str, Any], ...] = self._loaded.decls
        self.texts = [str(h["text"]) for h in statement["hypotheses"]]
        self._formulas = [self._folded(f) for f in self._loaded.hypotheses]

    def fits(self, name: str, sort: str, domain: Any, d: int) -> bool:
        """Whether a constant lies in its declared domain; CheckError where it has another shape."""
        return bool(in_domain(exact(self._values[name]), sort, domain, d))

    def hypothesis(self, index: int, values: Mapping[str, Value]) -> bool | None:
        """What the values, beside the constants, say of a hypothesis; None where they do not decide it, or a term has no value."""
        try:
            answer = formula(self._formulas[index], {**values, **self._values}, [])
        except (Undefined, Unset):
            return None
        return None if answer is None else bool(answer)

    def evaluate(self, data: Json, values: Mapping[str, Value]) -> Value:
        """The value of a scalar or vector term in the statement's symbols and abbreviations."""
        return term(read(data, Scope(self._loaded.env, self._loaded.definitions)), {**values, **self._values})

    def _folded(self, f: Term) -> Term:
        """f with the terms in constants alone replaced by new symbols, which get their values here."""
        if isinstance(f, (And, Or, Not, Implies, Iff, Relation)):
            return f.rebuilt(tuple(self._folded(part) for part in f.parts))
        if not isinstance(f, FOLDED):
            return f
        if {symbol.name for symbol in f.free} <= self._fixed and not f.loose:
            if f not in self._seen:
                self._seen[f] = self._value(f)
            if self._seen[f] is None:
                return Symbol("no value", f.sort)  # a symbol that never gets one: nothing with it is decided
            name = f"constant {len(self._values)}"
            self._values[name] = self._seen[f]
            return Symbol(name, f.sort)
        return f.rebuilt(tuple(self._folded(part) for part in f.parts))

    def _value(self, f: Term) -> Value:
        """The value of a term in constants alone; None where it has none, or none that is certain at this precision."""
        try:
            return term(f, self._values)
        except (Unset, Undefined):
            return None


def sign_of(x: Any) -> int | None:
    """The sign of a number, None where its ball holds zero and more."""
    return compare(x, Fraction(0))


def numbers_of(x: Any) -> list[Any]:
    """The entries of nested lists."""
    return list(flat(x))
