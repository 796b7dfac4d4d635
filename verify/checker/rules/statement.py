"""What a statement supposes, as the context in which its conclusion is to be proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verify.checker.facts import Context, _fact
from verify.checker.formulas import Declaration, Le
from verify.checker.statement import Loaded
from verify.checker.terms import Dimension, Term, literal


def supposed(context: Context, decls: Sequence[Declaration], hypotheses: Sequence[tuple[str, Term]]) -> Context:
    """Symbols of which nothing is known but d >= 1, their domains, and, in order, hypotheses."""
    context = context.with_fact("dimension", _fact(Le(literal(1), Dimension()))).with_symbols(decls)
    for label, f in hypotheses:
        context = context.with_fact(label, _fact(f))
    return context


def context_of(loaded: Loaded, library: Mapping[str, Any]) -> Context:
    """The context in which the conclusion of a statement is to be proved."""
    context = Context({}, loaded.moments, library, loaded.definitions, cites=set(loaded.cites))
    return supposed(context, loaded.decls, [(f"h{i}", f) for i, f in enumerate(loaded.hypotheses, 1)])
