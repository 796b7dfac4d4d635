"""Vectors: parallel ones, orthogonal ones, coordinates in the plane."""

from __future__ import annotations

from verify.checker.facts import Context, Proof, _fact, check, check_all, rule
from verify.checker.formulas import Eq, Le, Ne, Parallel, exists
from verify.checker.rules.citing import Instance, theorem
from verify.checker.rules.common import need
from verify.checker.terms import Add, Dimension, Div, Dot, Mul, Symbol, Term, Zero, literal


@theorem("vector", "name")
def orthogonal_vector(g: Term, x: str) -> Instance:
    """In two or more dimensions some nonzero vector is orthogonal to g."""
    return [Le(literal(2), Dimension()), Eq(g, g)], exists([(x, "vector", "nonzero")], lambda v: Eq(Dot(v, g), literal(0))), None


@theorem("vector", "vector", "vector")
def plane_basis(u: Term, v: Term, x: Term) -> Instance:
    """In the plane two orthogonal nonzero vectors give every x its coordinates."""
    premises = [Eq(Dimension(), literal(2)), Ne(u, Zero()), Ne(v, Zero()), Eq(Dot(u, v), literal(0))]
    return premises, Eq(x, Add(*(Mul(Div(Dot(x, b), Dot(b, b)), b) for b in (u, v)))), None


@rule("multiple", "factor", "proof")
def multiple(goal: Term, proof: Proof, context: Context) -> None:
    """x = c y shows that x is parallel to y."""
    x, y = need(goal, Parallel).parts
    check_all([Eq(x, Mul(context.read_sort(proof["factor"], "scalar"), y))], [proof["proof"]], context)


@rule("open parallel", "fact", "name", "as", "then")
def open_parallel(goal: Term, proof: Proof, context: Context) -> None:
    """Name the factor of a fact x parallel to y."""
    x, y = need(context.fact(proof["fact"]), Parallel).parts
    inner = context.with_symbols([(proof["name"], "scalar", "real")])
    check(goal, proof["then"], inner.with_fact(proof["as"], _fact(Eq(x, Mul(Symbol(proof["name"], "scalar"), y)))))
