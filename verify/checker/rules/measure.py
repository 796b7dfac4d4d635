"""Null sets: zero sets of polynomials, and the starts from which an iteration reaches its unstable fixed points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verify.checker.derivative import derivative
from verify.checker.facts import Context, Proof, _fact, check, check_all, rule
from verify.checker.formulas import (
    AlmostAll,
    And,
    Eq,
    Exists,
    Implies,
    Iterated,
    Le,
    Lt,
    Ne,
    Nonsingular,
    Not,
    Or,
    Orbit,
    Tends,
    forall,
    negation,
    opened,
)
from verify.checker.reading import check_name
from verify.checker.rules.common import TRUE, define, in_domain, need, zero
from verify.checker.rules.iterations import opened_state, stays
from verify.checker.terms import (
    Add,
    Apply,
    Call,
    Dimension,
    Div,
    Dot,
    Expect,
    Item,
    Mul,
    Neg,
    Power,
    PowerOf,
    Sum,
    Symbol,
    Term,
    abstract,
    instantiate,
    literal,
    nodes,
    substitute,
)  # fmt: skip
from verify.checker.work import CheckError

NULL = "the zero set of a nonzero polynomial has measure zero"
ANALYTIC = "the zero set of a nonzero analytic function on a connected domain has measure zero"
PREIMAGE = "preimages of null sets are null where the derivative is almost everywhere invertible (Ponomarev)"
STABLE = "centre-stable manifold theorem: the points that stay near an unstable fixed point form a null set"


def polynomial_in(t: Term, symbols: set[Symbol]) -> bool:
    """Whether a scalar or vector term is a polynomial in the coordinates of these vectors: each of its nodes is one, or free of them."""
    for node in nodes(t):
        match node:
            case _ if not node.free & symbols:
                continue
            case Symbol() | Add() | Neg() | Mul() | Dot():
                continue
            case Power(_, n) if n >= 0:
                continue
            case Apply(operator, _) if not operator.free & symbols:
                continue
            case Div(_, bottom) if not bottom.free & symbols:
                continue
        return False
    return True


def vectors_bound(node: AlmostAll) -> None:
    """CheckError unless what is bound ranges over R^d or R^d without 0."""
    if any(kind != "vector" or domain not in ("any", "nonzero") for kind, domain in node.kinds):
        raise CheckError("the rule is for vector variables")


@rule("null set", "polynomial", "point", "as", "nonzero", "then")
def null_set(goal: Term, proof: Proof, context: Context) -> None:
    """The body holds wherever a polynomial differs from zero, and it does so at one point."""
    node = need(goal, AlmostAll)
    vectors_bound(node)
    inner, symbols, body = context.open(node)
    offered = context.read_terms(proof["point"])
    p = inner.read_sort(proof["polynomial"], "scalar")
    if set(offered) != {s.name for s in symbols} or not polynomial_in(p, set(symbols)):
        raise CheckError("expected a polynomial in the bound vectors and a point for each of them")
    point = {s: context.read_sort(offered[s.name], "vector") for s in symbols}
    check_all([Ne(substitute(p, point), literal(0))], [proof["nonzero"]], context)
    check(body, proof["then"], inner.with_fact(proof["as"], _fact(Ne(p, literal(0)))))
    context.cites.add(NULL)


@rule("nowhere", "then")
def nowhere(goal: Term, proof: Proof, context: Context) -> None:
    """Not for almost all: for no value at all (R^d and R^d without 0 are not null sets)."""
    node = need(need(goal, Not).body, AlmostAll)
    vectors_bound(node)
    inner, _, body = context.open(node)
    check(negation(body), proof["then"], inner)


@rule("almost", "facts", "as", "then")
def almost(goal: Term, proof: Proof, context: Context) -> None:
    """What follows from facts that hold for almost all values, or from none, holds for almost all values."""
    node = need(goal, AlmostAll)
    inner, symbols, body = context.open(node)
    for i, label in enumerate(proof["facts"], 1):
        given = need(context.fact(label), AlmostAll)
        if given.kinds != node.kinds:
            raise CheckError(f"{label} and the goal range over different symbols")
        inner = inner.with_fact(f"{proof['as']} {i}", _fact(opened(given, symbols)[1]))
    check(body, proof["then"], inner)


@dataclass(frozen=True)
class Step:
    """A map of a state, opened in a context: its symbols, its terms, directions of the state, and its derivative along them."""

    context: Context
    kinds: tuple[tuple[str, str], ...]
    state: list[Symbol]
    terms: list[Term]
    directions: list[Symbol]
    moved: list[Term]

    @property
    def tangent(self) -> list[tuple[str, str, str]]:
        """The declarations of the directions."""
        return [(v.name, kind, "real" if kind == "scalar" else "any") for v, (kind, _) in zip(self.directions, self.kinds)]

    @property
    def zeros(self) -> list[Term]:
        """Zero, for each component."""
        return [zero(kind) for kind, _ in self.kinds]


def step_of(node: Iterated, proof: Proof, context: Context) -> Step:
    """The step of a rule on null sets: made of analytic operations, on R and R^d and R^d without 0."""
    if any(isinstance(part, (Call, Expect, Item, Sum, PowerOf)) for t in node.group(0) for part in nodes(t)):
        raise CheckError("the step is not made of sums, products, quotients, powers and roots")
    if any(domain not in ("real", "any", "nonzero") or (kind, domain) == ("scalar", "nonzero") for kind, domain in node.kinds):
        raise CheckError("the rule is for states in R and R^d, and in R^d without 0")
    inner, state, terms = opened_state(node, context)
    names = proof["directions"]
    if not isinstance(names, list) or len(names) != len(state) or len(set(map(str, names))) != len(names):
        raise CheckError(f"expected one direction for each of {list(node.names)}")
    directions = [Symbol(check_name(name), kind) for name, (kind, _) in zip(names, node.kinds)]
    moved: list[Term] = []
    for x in terms:
        parts = (derivative(x, s, v, context.cites) for s, v in zip(state, directions))
        moved.append(Add(Mul(literal(0), x), *(part for part in parts if part is not None)))
    return Step(inner, node.kinds, state, terms, directions, moved)


def read_point(data: object, step: Step, context: Context) -> dict[Symbol, Term]:
    """A term for each symbol of the state."""
    offered = context.read_terms(data)
    if set(offered) != {s.name for s in step.state}:
        raise CheckError(f"values for {sorted(offered)}, expected {[s.name for s in step.state]}")
    return {s: context.read_sort(offered[s.name], s.sort) for s in step.state}


def conjoined(left: Sequence[Term], right: Sequence[Term]) -> Term:
    """The conjunction of equations."""
    return And(*(Eq(x, y) for x, y in zip(left, right)))


def regular(step: Step, proof: Proof, context: Context, *, remains: bool) -> None:
    """CheckError unless the derivative of a step is injective almost everywhere: it is so at one point of a connected domain.

    The step must be defined and differentiable on its domain, and not leave it if it `remains`.
    """
    inside = stays(step.terms, step.kinds) if remains else [Eq(x, x) for x in step.terms]
    check_all(inside, proof["domain"], step.context)
    check_all([Eq(x, x) for x in step.moved], proof["smooth"], step.context.with_symbols(step.tangent))
    point = read_point(proof["point"], step, context)

    def injective(*along: Term) -> Term:
        there = dict(zip(step.directions, along))
        still = [substitute(substitute(x, point), there) for x in step.moved]
        return Implies(conjoined(still, step.zeros), conjoined(along, step.zeros))

    domains = [goal for s, (_, domain) in zip(step.state, step.kinds) for goal in in_domain(point[s], domain)]
    connected = [Le(literal(2), Dimension())] if ("vector", "nonzero") in step.kinds else []
    check_all([*domains, *connected, forall(step.tangent, injective)], proof["injective"], context)
    context.cites.update({ANALYTIC, PREIMAGE})


@rule("nonsingular", "directions", "domain", "smooth", "point", "injective")
def nonsingular(goal: Term, proof: Proof, context: Context) -> None:
    """A map of R^n with an analytic formula whose derivative is injective at one point of its connected domain is nonsingular."""
    regular(step_of(need(goal, Nonsingular), proof, context), proof, context, remains=False)


@rule("unstable", "directions", "domain", "smooth", "point", "injective", "as", "eigenvalue", "eigenvector", "unstable")
def unstable(goal: Term, proof: Proof, context: Context) -> None:
    """Almost no start leads to a fixed point where the derivative of the step has an eigenvalue above 1.

    The goal: for almost all starts, the orbit has no limit x with S(x).  To be shown: the step is defined and differentiable on
    its domain and does not leave it; the domain is connected; at one point the derivative of the step is injective; at every
    fixed point x with S(x) it has an eigenvector with a real eigenvalue above 1.
    """
    node = need(goal, AlmostAll)
    _, starts, run = context.open(node)
    orbit = need(run, Orbit)
    elsewhere = frozenset().union(*(part.free for part in (*orbit.group(0), orbit.parts[-1])))
    if list(orbit.group(1)) != starts or node.kinds != orbit.kinds or elsewhere & set(starts):
        raise CheckError("the starts are the symbols bound, with the sorts and domains of the state, and occur nowhere else")
    tracks = [Symbol(f"{name}@", f"sequence-{kind}") for name, (kind, _) in zip(orbit.names, orbit.kinds)]
    found = need(need(instantiate(orbit.parts[-1], tracks), Not).body, Exists)
    if found.kinds != node.kinds:
        raise CheckError("the limits are symbols with the sorts and domains of the state")
    step = step_of(orbit, proof, context)
    inner, limits, claims = context.open(found)
    parts = need(claims, And).parts
    index = Symbol("k", "integer")
    wanted = [Tends("k", abstract(Item(track, index), [index]), x) for track, x in zip(tracks, limits)]
    if list(parts[: len(wanted)]) != wanted:
        raise CheckError("expected the limits of the sequences first")
    special = And(*parts[len(wanted) :]) if parts[len(wanted) :] else TRUE
    if special.free & set(tracks):
        raise CheckError("what is special about the limits may not speak of the sequences")
    regular(step, proof, context, remains=True)
    # every fixed point in question is unstable
    here = dict(zip(step.state, limits))
    fixed = conjoined([substitute(x, here) for x in step.terms], limits)
    inner = inner.with_fact(f"{proof['as']} fixed", _fact(fixed))
    define(special, inner)
    inner = inner.with_fact(proof["as"], _fact(special))
    factor, offered = inner.read_sort(proof["eigenvalue"], "scalar"), inner.read_terms(proof["eigenvector"])
    if set(offered) != {v.name for v in step.directions}:
        raise CheckError(f"an eigenvector has the parts {[v.name for v in step.directions]}")
    vector = {v: inner.read_sort(offered[v.name], v.sort) for v in step.directions}
    along = [substitute(substitute(x, here), vector) for x in step.moved]
    goals: list[Term] = [Lt(literal(1), factor), Or(*(Ne(vector[v], z) for v, z in zip(step.directions, step.zeros)))]
    check_all([*goals, *(Eq(x, Mul(factor, vector[v])) for x, v in zip(along, step.directions))], proof["unstable"], inner)
    context.cites.add(STABLE)
