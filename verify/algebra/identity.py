"""Deciding identities by normal forms."""

from __future__ import annotations

from verify.algebra.determinant import has_spectrum
from verify.algebra.hypotheses import Algebra, Context
from verify.algebra.normal import term_of
from verify.algebra.roots import resolved
from verify.algebra.tower import AlgebraError, Element
from verify.statements import Expression, Formula, Statement, Term

Sides = tuple[Expression, Expression]


def is_identity(claim: Formula | Statement | Sides, setting: Context | None = None) -> bool | None:
    """Whether an equation holds in every dimension: True, False, or None where that is not decided.

    `claim` is an equation, a conjunction of equations, a spectrum, a pair (left, right), or a statement
    with such a conclusion (then no setting is needed).  True: the normal forms agree, so the sides are
    equal wherever both are defined and the hypotheses hold.  False: they differ, all hypotheses were
    used, and no unresolved relation holds among the symbols left (every root is independent of the
    others and real somewhere, every |x| is that of a symbol of either sign), so the sides differ in
    almost every configuration of large dimension.  None: otherwise.

    Raises AlgebraError for other formulas and for terms without a normal form.
    """
    context = claim if setting is None and isinstance(claim, Statement) else setting
    if context is None:
        raise AlgebraError("an equation needs a setting or a statement")
    algebra = Algebra.of(context)
    if isinstance(claim, tuple):
        return _equal(term_of(claim[0]), term_of(claim[1]), algebra)
    return _decide(claim.conclusion.term if isinstance(claim, Statement) else claim.term, algebra)


def _decide(formula: Term, algebra: Algebra) -> bool | None:
    match formula:
        case ("eq", left, right):
            return _equal(left, right, algebra)
        case ("spectrum", matrix, tuple() as listed):
            return has_spectrum(matrix, [(pair[0], pair[1]) for pair in listed], algebra)
        case ("and", *parts):
            found = [_decide(part, algebra) for part in parts]
            return False if False in found else None if None in found else True
    raise AlgebraError(f"expected an equation, a spectrum or a conjunction of such, got {formula[0]!r}")


def _equal(left: Term, right: Term, algebra: Algebra) -> bool | None:
    before = len(algebra.assumed)
    value = algebra.value(("+", left, ("-", right)))
    gaps = [value] if isinstance(value, Element) else list(value.values())
    gaps = [gap for gap in gaps if gap]
    if not gaps:
        return None if algebra.assumed[before:] else True
    return False if algebra.absorbed and differ(algebra, gaps) else None


def differ(algebra: Algebra, gaps: list[Element]) -> bool:
    """Whether one of the elements, none of them the zero form, is shown not to vanish identically."""
    return any(resolved(algebra.tower, gap.symbols()) for gap in gaps)
