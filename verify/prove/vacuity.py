"""Proving that no instance meets the hypotheses of a statement: they imply 0 < 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from verify.checker import Accepted, CheckError
from verify.prove import script as by
from verify.prove.complete import NotFoundError, complete
from verify.statements import Formula, Scalar, Statement, Vector, le, lt

Json = Any
FALSE = Formula(("lt", "0", "0"))


def contradiction(statement: Statement, library: Mapping[str, Accepted], work: float) -> tuple[Statement, Json]:
    """The statement with the conclusion 0 < 0, and a proof of it.

    The hypotheses are combined with what the domains say, and with squares of the scalars.  Raises
    NotFoundError where no proof is found with so many steps of work, and CheckError for a malformed statement.
    """
    empty = replace(statement, conclusion=FALSE)
    known = [fact for fact in domains(statement) if trivial(replace(statement, conclusion=fact), library, work)]
    steps = [by.have(f"domain {i}", fact, by.trivial()) for i, fact in enumerate(known, 1)]
    squares = [Scalar(decl.name) for decl in statement.symbols if decl.sort == "scalar"]
    return empty, complete(empty, by.script(*steps, by.auto(degree=1, squares=squares)), library, work)


def domains(statement: Statement) -> Iterator[Formula]:
    """What the domains of the symbols say, as comparisons."""
    for decl in statement.symbols:
        if decl.sort == "scalar" and decl.domain in ("positive", "nonnegative"):
            yield (lt if decl.domain == "positive" else le)(0, Scalar(decl.name))
        if decl.sort == "vector":
            x = Vector(decl.name)
            yield (lt if decl.domain == "nonzero" else le)(0, x @ x)


def trivial(statement: Statement, library: Mapping[str, Accepted], work: float) -> bool:
    """Whether a statement is evident."""
    try:
        complete(statement, by.trivial(), library, work)
    except (CheckError, NotFoundError):
        return False
    return True
