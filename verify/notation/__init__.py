"""The statement language as mathematics, in LaTeX and in Unicode.

Everything here reads plain JSON data (strings, lists, dicts) and writes text.  Nothing is evaluated
and nothing is simplified: what is shown is what the data says, with as few parentheses as reading
allows.  Whatever is not in the language raises :class:`NotationError`.

>>> latex(["dot", "w", ["@", "H", "w"]])
'w^{T} H w'
>>> unicode(["lt", "0", ["/", "eps_a", "2"]])
'0 < εₐ/2'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .clashes import clashes
from .formulas import FORMULAS
from .names import NotationError, is_call
from .statements import Parts, StatementPrinter, lines

__all__ = [
    "NotationError",
    "Parts",
    "clashes",
    "closed_forms",
    "latex",
    "statement_latex",
    "statement_parts",
    "statement_unicode",
    "unicode",
]


def _show(expr: Any, statement: Mapping[str, Any] | None, tex: bool) -> str:
    printer = StatementPrinter(tex, statement)
    if is_call(expr, *FORMULAS):
        return " ".join(printer.formula(expr)[0])
    return printer.term(expr)[0]


def latex(expr: Any, statement: Mapping[str, Any] | None = None) -> str:
    """LaTeX of a term or formula, with the statement's own notation for its symbols."""
    return _show(expr, statement, True)


def unicode(expr: Any, statement: Mapping[str, Any] | None = None) -> str:
    """Unicode text of a term or formula, with the statement's own notation for its symbols."""
    return _show(expr, statement, False)


def closed_forms(sequences: Mapping[str, Any], statement: Mapping[str, Any] | None = None, tex: bool = False) -> list[tuple[str, str]]:
    """The general member of each sequence that is given as ["lambda", index, term], and its formula."""
    return [(_show(["item", name, index], statement, tex), _show(term, statement, tex)) for name, (_, index, term) in sequences.items()]


def statement_parts(statement: Mapping[str, Any], tex: bool = True) -> Parts:
    """Declarations, hypotheses, conclusion and definitions of a statement, each printed.

    Joining the pieces of a formula with spaces gives the formula; a line may break between two of
    them.
    """
    return StatementPrinter(tex, statement).parts(statement)


def statement_latex(statement: Mapping[str, Any]) -> str:
    """One LaTeX display: Let ... Suppose ... Then ... where ..., a line each."""
    rows = lines(statement_parts(statement), r",\; ", r"\text{%s } ", r"\;\text{ and }\; ")
    return r"\begin{array}{l} " + r" \\ ".join(rows) + r" \end{array}"


def statement_unicode(statement: Mapping[str, Any]) -> str:
    """The statement in words and signs: Let ... Suppose ... Then ... where ..., a line each."""
    return "\n".join(lines(statement_parts(statement, tex=False), ", ", "%s ", " and "))
