"""A setting: where the symbols, definitions and hypotheses of a statement are collected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from verify.statements.declarations import ANY, DOMAINS, Decl
from verify.statements.errors import SortError, StatementError, shown
from verify.statements.expressions import (
    Expression,
    Operator,
    Scalar,
    ScalarLike,
    ScalarSequence,
    Vector,
    VectorSequence,
    any_term,
    expression,
    integer_term,
    listed,
)
from verify.statements.formulas import Formula
from verify.statements.statement import Hypothesis, Statement, well_formed
from verify.statements.terms import Json, Symbol, Term, leaves, measured, symbol, thaw, valid_name


@dataclass
class Setting:
    """Collects the symbols, definitions and hypotheses of a statement.

    >>> s = Setting()
    >>> H, x = s.operator("H", "spd"), s.vector("x", "nonzero")
    >>> s.claim(lt(0, x @ (H @ x))).hash[:4] != ""
    True
    """

    symbols: list[Decl] = field(default_factory=list)
    definitions: list[tuple[Decl, Term]] = field(default_factory=list)
    moments: list[tuple[tuple[Term, ...], Term]] = field(default_factory=list)
    hypotheses: list[Hypothesis] = field(default_factory=list)

    def _fresh(self, name: str) -> None:
        """Raise StatementError unless the name may be declared."""
        if valid_name(name) in {decl.name for decl in self.symbols} | {decl.name for decl, _ in self.definitions}:
            raise StatementError(f"the symbol {name!r} is declared twice or reserved")

    def _declare(self, name: str, sort: str, domain: Json, latex: str | None) -> str:
        self._fresh(name)
        if isinstance(domain, str) and domain not in DOMAINS[sort]:
            raise StatementError(f"{name}: the domain of a {sort} is one of {', '.join(DOMAINS[sort])}; got {shown(domain)}")
        decl = Decl(name, sort, domain, latex)
        self.symbols.append(decl)
        return symbol(name, decl)

    def scalar(self, name: str, domain: str = "real", latex: str | None = None) -> Scalar:
        """A real symbol; domain real, nonzero, positive or nonnegative."""
        return Scalar(self._declare(name, "scalar", domain, latex))

    def vector(self, name: str, domain: str = "any", latex: str | None = None) -> Vector:
        """A vector symbol; domain any or nonzero."""
        return Vector(self._declare(name, "vector", domain, latex))

    def operator(self, name: str, domain: str = "spd", latex: str | None = None) -> Operator:
        """An operator symbol; domain spd, symmetric, orthogonal or invertible."""
        return Operator(self._declare(name, "operator", domain, latex))

    def integer(self, name: str, low: ScalarLike, high: ScalarLike) -> Scalar:
        """An integer symbol between low and high."""
        low_term, high_term = (self._own(integer_term(end, "the end of a range")) for end in (low, high))
        return Scalar(self._declare(name, "integer", {"lo": thaw(low_term), "hi": thaw(high_term)}, None))

    def random_scalar(self, name: str) -> Scalar:
        """A random real variable."""
        return Scalar(self._declare(name, "random-scalar", "any", None))

    def random_vector(self, name: str) -> Vector:
        """A random vector."""
        return Vector(self._declare(name, "random-vector", "any", None))

    def scalar_sequence(self, name: str, domain: str = "real", latex: str | None = None) -> ScalarSequence:
        """A sequence of reals; domain real, nonzero, positive or nonnegative."""
        return ScalarSequence(self._declare(name, "sequence-scalar", domain, latex))

    def vector_sequence(self, name: str, domain: str = "any", latex: str | None = None) -> VectorSequence:
        """A sequence of vectors; domain any or nonzero."""
        return VectorSequence(self._declare(name, "sequence-vector", domain, latex))

    def function(self, name: str) -> str:
        """A smooth function symbol of two real variables."""
        return self._declare(name, "function", "any", None)

    def moment(self, factors: Sequence[Expression], value: Expression | ScalarLike) -> None:
        """Declare what the expectation of a product of random symbols is."""
        found = tuple(self._own(expression(factor).term) for factor in listed(factors, "random symbols"))
        if not found:
            raise StatementError("a moment is of at least one random symbol, got none")
        self.moments.append((found, self._own(any_term(value))))

    @overload
    def define(self, name: str, expression: Scalar, latex: str | None = None) -> Scalar: ...
    @overload
    def define(self, name: str, expression: Vector, latex: str | None = None) -> Vector: ...
    @overload
    def define(self, name: str, expression: Operator, latex: str | None = None) -> Operator: ...
    def define(self, name: str, expression: Any, latex: str | None = None) -> Any:
        """An abbreviation; the checker expands it."""
        if not isinstance(expression, (Scalar, Vector, Operator)):
            raise SortError(f"{name}: an abbreviation is for a Scalar, a Vector or an Operator, got {shown(expression)}")
        self._fresh(name)
        kind = type(expression)
        decl = Decl(name, kind.__name__.lower(), ANY, latex)
        self.definitions.append((decl, self._folded(expression.term)))
        return kind(symbol(name, decl))

    def assume(self, text: str, formula: Formula) -> None:
        """Add a hypothesis."""
        hypothesis = Hypothesis(text, formula)
        self._own(formula.term)
        self.hypotheses.append(hypothesis)

    def claim(self, conclusion: Formula) -> Statement:
        """The statement that the conclusion follows; defined scalars that occur written out are abbreviated.

        Raises StatementError for what is no well-formed statement (`well_formed`), such as one with a symbol
        that is not declared here, and for a symbol of another setting.
        """
        if not isinstance(conclusion, Formula):
            raise SortError(f"a claim is a Formula, such as eq(x, 0); got {shown(conclusion)}")
        hypotheses = tuple(Hypothesis(h.text, Formula(self._folded(h.formula.term))) for h in self.hypotheses)
        moments = tuple((tuple(map(self._folded, factors)), self._folded(value)) for factors, value in self.moments)
        folded = Formula(self._folded(conclusion.term))
        return well_formed(Statement(tuple(self.symbols), hypotheses, folded, tuple(self.definitions), moments))

    def _own(self, term: Term) -> Term:
        """The term, in which no symbol stands that another setting declared and this one declares as well.

        Raises StatementError where one does, and for a term that is too large, written out.
        """
        measured(term)
        own = {decl.name: decl for decl in (*self.symbols, *(decl for decl, _ in self.definitions))}
        for leaf in leaves(term):
            if isinstance(leaf, Symbol) and own.get(leaf, leaf.declaration) is not leaf.declaration:
                raise StatementError(f"the symbol {str(leaf)!r} is declared in another setting; this one has a {str(leaf)!r} of its own")
        return term

    def _folded(self, term: Term) -> Term:
        """The term with every written-out value of a defined scalar replaced by its name."""
        names = {value: decl.name for decl, value in self.definitions if decl.sort == "scalar" and not isinstance(value, str)}

        known: dict[int, Term] = {}

        def fold(t: Term) -> Term:
            if isinstance(t, str):
                return str(t)
            if id(t) not in known:
                folded = tuple(fold(part) for part in t)
                known[id(t)] = names.get(folded, folded)
            return known[id(t)]

        return fold(self._own(term))
