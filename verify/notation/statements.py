"""Whole statements: Let ... Suppose ... Then ... where ..."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .formulas import FormulaPrinter
from .names import as_list, wrong

UNSIZED = {"scalar", "random-scalar", "function", "integer", "sequence-scalar"}  # sorts that need no dimension


class Parts(NamedTuple):
    """A statement taken apart for display; formulas and definitions are lists of pieces."""

    let: list[str]
    hypotheses: list[list[str]]
    conclusion: list[str]
    where: list[list[str]]


class StatementPrinter(FormulaPrinter):
    """Prints statements."""

    def moment(self, entry: Any) -> str:
        """What is assumed of the expectation of a product of random symbols."""
        factors, value = as_list(entry, "a moment [factors, term]", 2)
        factors = as_list(factors, "a list of factors")
        vectors = [f for f in factors if isinstance(f, str) and "vector" in self.sorts.get(f, "")]
        scalars = [f for f in factors if f not in vectors]
        product: Any = ["*", *factors]  # in the order of the data: E[x y], not E[y x]
        if len(vectors) > 1:
            product = ["*", *scalars, ["outer", *vectors]]
        elif len(scalars) > 1 and all(f == scalars[0] for f in scalars):
            product = ["*", ["^", scalars[0], str(len(scalars))], *vectors]
        return " ".join(self.formula(["eq", ["E", product], value])[0])

    def parts(self, statement: Any) -> Parts:
        """A statement taken apart.  Raises NotationError where it is not one."""
        if not isinstance(statement, Mapping) or "conclusion" not in statement:
            raise wrong("not a statement", statement)
        let = self.declarations(statement.get("symbols", ()))
        if any(decl.get("sort", "scalar") not in UNSIZED for decl in statement.get("symbols", ())):
            let.insert(0, self.pick(r"d \ge 1", "d ≥ 1"))
        let += [self.moment(entry) for entry in statement.get("moments") or ()]
        where = []
        for decl, term in statement.get("definitions", ()):
            first, *rest = self.sides(term)
            where.append([f"{self.bare(decl['name'])} := {first}", *rest])
        hypotheses = []
        for hypothesis in statement.get("hypotheses", ()):
            if not isinstance(hypothesis, Mapping) or "formula" not in hypothesis:
                raise wrong("not a hypothesis", hypothesis)
            hypotheses.append(self.formula(hypothesis["formula"])[0])
        return Parts(let, hypotheses, self.formula(statement["conclusion"])[0], where)


def lines(parts: Parts, comma: str, word: str, conjunction: str) -> list[str]:
    """The statement as lines; ``word`` is the pattern for a word of prose."""
    result = []
    if parts.let:
        result.append(word % "Let" + comma.join(parts.let))
    if parts.hypotheses:
        result.append(word % "Suppose" + conjunction.join(map(" ".join, parts.hypotheses)))
    result.append(word % "Then" + " ".join(parts.conclusion))
    if parts.where:
        result.append(word % "where" + comma.join(map(" ".join, parts.where)))
    return result
