"""Formulas: relations and their combinations, as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verify.statements.declarations import Decl
from verify.statements.errors import SortError, StatementError, shown
from verify.statements.expressions import (
    AnySequence,
    Expression,
    Operator,
    Scalar,
    ScalarLike,
    ScalarSequence,
    Vector,
    VectorSequence,
    Written,
    any_term,
    expression,
    integer_term,
    listed,
    name_of,
    pairs,
    scalar_term,
    sort_of,
    typed,
)
from verify.statements.terms import Term


@dataclass(frozen=True, repr=False, eq=False)
class Formula(Written):
    """A relation or a combination of relations, as data."""


def _relation(name: str, left: Expression | ScalarLike, right: Expression | ScalarLike) -> Formula:
    if sort_of(left) is not sort_of(right):
        raise SortError(f"{name}: expected both sides of one sort, got {shown(left)} and {shown(right)}")
    return Formula((name, any_term(left), any_term(right)))


def eq(left: Expression | ScalarLike, right: Expression | ScalarLike) -> Formula:
    """left = right, both of one sort."""
    return _relation("eq", left, right)


def ne(left: Expression | ScalarLike, right: Expression | ScalarLike) -> Formula:
    """left differs from right."""
    return _relation("ne", left, right)


def le(left: ScalarLike, right: ScalarLike) -> Formula:
    """left <= right."""
    return Formula(("le", scalar_term(left), scalar_term(right)))


def lt(left: ScalarLike, right: ScalarLike) -> Formula:
    """left < right."""
    return Formula(("lt", scalar_term(left), scalar_term(right)))


def all_of(*parts: Formula) -> Formula:
    """The conjunction of at least one formula."""
    return _joined("and", parts)


def any_of(*parts: Formula) -> Formula:
    """The disjunction of at least one formula."""
    return _joined("or", parts)


def _joined(head: str, parts: Sequence[Formula]) -> Formula:
    if not parts:
        raise StatementError(f"expected at least one formula to join with {head!r}, got none")
    return Formula((head, *(typed(part, Formula) for part in parts)))


def negate(part: Formula) -> Formula:
    """The negation."""
    return Formula(("not", typed(part, Formula)))


def implies(premise: Formula, conclusion: Formula) -> Formula:
    """premise implies conclusion."""
    return Formula(("implies", typed(premise, Formula), typed(conclusion, Formula)))


def iff(left: Formula, right: Formula) -> Formula:
    """left if and only if right."""
    return Formula(("iff", typed(left, Formula), typed(right, Formula)))


def parallel(x: Vector, y: Vector) -> Formula:
    """x = c y for some real c (so the zero vector is parallel to every vector)."""
    return Formula(("parallel", typed(x, Vector), typed(y, Vector)))


def psd(rows: Sequence[Sequence[ScalarLike]]) -> Formula:
    """The symmetric matrix of scalars is positive semi-definite."""
    table = [tuple(scalar_term(entry) for entry in listed(row, "scalars")) for row in listed(rows, "rows of scalars")]
    if not table or any(len(row) != len(table) for row in table):
        raise StatementError(f"psd: expected as many entries in each row as there are rows, got {shown(rows)}")
    return Formula(("psd", tuple(table)))


def spectrum(matrix: Operator | Term, values: Sequence[tuple[ScalarLike, ScalarLike]]) -> Formula:
    """The eigenvalues of matrix, with these multiplicities, are exactly the listed ones."""
    term = matrix if isinstance(matrix, tuple) and matrix[:1] == ("block",) else typed(matrix, Operator)
    found = [(scalar_term(v), integer_term(m, "a multiplicity", 0)) for v, m in pairs(values, "pairs (eigenvalue, multiplicity)")]
    return Formula(("spectrum", term, tuple(found)))


def equivalent(
    variables: Sequence[Expression],
    step: Sequence[Expression],
    start: Sequence[Expression],
    other_step: Sequence[Expression],
    other_start: Sequence[Expression],
) -> Formula:
    """Equivalent configurations: an invertible linear T and a t != 0 carry one orbit to the other."""
    return Formula(("equivalent", *_groups(variables, step, start, other_step, other_start)))


def limit(
    variables: Sequence[Expression],
    step: Sequence[Expression],
    start: Sequence[Expression],
    target: Sequence[Expression],
) -> Formula:
    """The iteration of step from start converges to target."""
    return Formula(("limit", *_groups(variables, step, start, target)))


def _groups(variables: Sequence[Expression], *groups: Sequence[Expression]) -> tuple[Term, ...]:
    names = tuple(name_of(variable, "a variable of an iteration") for variable in listed(variables, "variables"))
    return (names, *(_group(group, len(names)) for group in groups))


def _group(values: Sequence[Expression], count: int) -> Term:
    terms = tuple(any_term(value) for value in listed(values, "expressions"))
    if len(terms) != count:
        raise StatementError(f"an iteration of {count} variables: expected one expression for each, got {shown(values)}")
    return terms


def tends(index: Scalar, body: Expression, value: Expression | ScalarLike) -> Formula:
    """The body, a scalar or vector defined for every integer index >= 0, tends to value as the index grows."""
    typed(index, Scalar)
    if sort_of(body) is not sort_of(value) or isinstance(body, Operator):
        raise SortError(f"tends: expected a scalar or vector with a limit of the same sort, got {shown(body)} and {shown(value)}")
    return Formula(("tends", name_of(index, "an index"), any_term(body), any_term(value)))


def _declared(decls: Iterable[Decl]) -> Term:
    found = list(decls) if not isinstance(decls, Decl) else [decls]
    for decl in found:
        if not isinstance(decl, Decl):
            raise SortError(f"expected a Decl, got {shown(decl)}")
    if not found:
        raise StatementError("expected at least one declaration, got none")
    return tuple(decl.term for decl in found)


def forall(decls: Iterable[Decl], body: Formula) -> Formula:
    """For all values of the declared symbols."""
    return Formula(("forall", _declared(decls), typed(body, Formula)))


def exists(decls: Iterable[Decl], body: Formula) -> Formula:
    """There are values of the declared symbols."""
    return Formula(("exists", _declared(decls), typed(body, Formula)))


def almost_all(decls: Iterable[Decl], body: Formula) -> Formula:
    """For all values outside a set of Lebesgue measure zero."""
    return Formula(("almost-all", _declared(decls), typed(body, Formula)))


def natural(name: str) -> tuple[Decl, Scalar]:
    """A bound integer: its declaration and the symbol."""
    return Decl(name, "integer", "any"), Scalar(name)


def from_index(index: Scalar, low: ScalarLike, body: Formula) -> Formula:
    """The body for every integer index >= low."""
    typed(index, Scalar)
    least = le(Scalar(integer_term(low, "the first index")), index)
    return forall([Decl(name_of(index, "an index"), "integer", "any")], implies(least, body))


def orbit(state: Sequence[Decl], step: Sequence[Expression], start: Sequence[Expression], body: Formula) -> Formula:
    """The iteration of step from start never leaves the domain of the state, and its members have the property body.

    The declared names stand for the state in step, and for the sequences of states in body.

    >>> a, k = ScalarSequence("a"), Scalar("k")
    >>> halving = orbit([Decl("a", "scalar", "real")], [Scalar("a") / 2], [Scalar("1")], tends(k, a[k], 0))
    """
    decls = _declared(state)
    return Formula(("orbit", decls, _group(step, len(decls)), _group(start, len(decls)), typed(body, Formula)))


def nonsingular(state: Sequence[Decl], step: Sequence[Expression]) -> Formula:
    """The map of the state is nonsingular: the points of its domain that it sends into a null set form a null set, for every null set.

    The declared names stand for the state in step.

    >>> halving = nonsingular([Decl("a", "scalar", "real")], [Scalar("a") / 2])
    """
    decls = _declared(state)
    return Formula(("nonsingular", decls, _group(step, len(decls))))


def abbreviate(names: Sequence[tuple[AnySequence, Scalar, Expression]], body: Formula) -> Formula:
    """The body with abbreviations: (s, k, term) lets s[k] stand for the term, for every k."""
    rows = []
    for row in listed(names, "abbreviations (sequence, index, expression)"):
        sequence, index, value = row if isinstance(row, (list, tuple)) and len(row) == 3 else (row, None, None)
        if not isinstance(sequence, (ScalarSequence, VectorSequence)):
            raise SortError(f"expected an abbreviation (sequence, index, expression), got {shown(row)}")
        kind = Scalar if isinstance(sequence, ScalarSequence) else Vector
        rows.append((sequence.name, kind.__name__.lower(), name_of(index, "an index"), typed(expression(value), kind)))
    return Formula(("let", tuple(rows), typed(body, Formula)))
