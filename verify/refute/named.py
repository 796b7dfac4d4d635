"""Statements as nested tuples with names, on which the searches work.

`checker.Loaded.named` gives them: no bound name clashes with one around it, or with a symbol.  So a symbol is replaced by
replacing leaves, and nothing is captured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.checker import CheckError, Loaded
from verify.checker.statement import Named

Term = Any  # a leaf, which is a string, or a tuple whose first part says what it is
LONGEST = 50_000  # parts of a statement beyond which no search is worth its time
DEEPEST = 120  # how deep it may be nested
SILENT = Named({}, (), {}, [], (), ("le", "0", "0"))  # stands for a statement of which the searches can say nothing


def said(loaded: Loaded) -> Named:
    """The statement with names; SILENT where it has no such form, or is too long or too deep to be searched."""
    moments = [t for factors, value in loaded.moments for t in (*factors, value)]
    whole = (*loaded.definitions.values(), *moments, *loaded.hypotheses, loaded.conclusion)
    if sum(t.size for t in whole) > LONGEST or max(t.height for t in whole) > DEEPEST:
        return SILENT
    try:
        return loaded.named
    except CheckError:
        return SILENT


def leaves(t: Term) -> set[str]:
    """Every leaf of a term or formula: its symbols, bound ones too, and the words of the language."""
    return {t} if isinstance(t, str) else set().union(*map(leaves, t))


def put(t: Term, values: Mapping[str, Term]) -> Term:
    """The term in which symbols are replaced, all at once, by terms over the symbols known around it."""
    return values.get(t, t) if isinstance(t, str) else tuple(put(part, values) for part in t)
