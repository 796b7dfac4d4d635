"""What several families of rules need: the goal's shape, definedness, values for bound symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from verify.checker.facts import Context, _fact
from verify.checker.formulas import (
    And,
    Domain,
    Eq,
    Iff,
    Implies,
    Le,
    Lt,
    Ne,
    Not,
    Or,
    Parallel,
    Psd,
    Quantified,
    Relation,
    Tends,
    forall,
    negation,
    opened,
    told,
)  # fmt: skip
from verify.checker.reading import read_lambda
from verify.checker.terms import (
    Add,
    Dimension,
    Lambda,
    Literal,
    Neg,
    Symbol,
    Term,
    Zero,
    expect,
    instantiate,
    literal,
    minus,
    nodes,
)
from verify.checker.work import CheckError

FALSE = Lt(literal(0), literal(0))
TRUE = Eq(literal(0), literal(0))
F = TypeVar("F", bound=Term)


def need(goal: Term, former: type[F]) -> F:
    """The goal, which must be made by this former."""
    if not isinstance(goal, former):
        raise CheckError(f"the rule proves {former.head or former.__name__}, the goal is {told(goal)}")
    return goal


def indexed(context: Context, node: Tends) -> tuple[Context, Symbol, Term]:
    """The context with an index k >= 0 for a limit, the index, and the body."""
    (name,) = context.fresh_names(node)
    k = Symbol(name, "integer")
    inner = context.with_symbols([(name, "integer", "any")])
    return inner.with_fact(f"index #{len(context.facts)}", _fact(Le(literal(0), k))), k, instantiate(node.body, (k,))


def define(f: Term, context: Context) -> None:
    """CheckError unless f is shown to have a truth value, read from left to right."""
    match f:
        case Relation(left, right) | Parallel(left, right):
            for t in (left, right):
                context.normal(t)
        case Psd():
            for i, row in enumerate(f.rows):
                for j, entry in enumerate(row):
                    if not context.vanishes(context.normal(minus(entry, f.rows[j][i]))):
                        raise CheckError(f"not shown to be symmetric: {told(f)}")
        case Quantified():
            inner, _, body = context.open(f)
            define(body, inner)
        case Tends():
            context.normal(f.limit)
            inner, _, body = indexed(context, f)
            inner.normal(body)
        case Not(body):
            define(body, context)
        case Iff(left, right):
            define(left, context)
            define(right, context)
        case And() | Or() | Implies():
            for part in f.parts:
                define(part, context)
                before = negation(part) if isinstance(f, Or) else part
                context = context.with_fact(f"defined #{len(context.facts)}", _fact(before))
        case _:
            raise CheckError(f"not shown to be defined: {told(f)}")


def is_integer(t: Term) -> Term:
    """t, which must be a sum of integer symbols and literals."""
    for node in nodes(t):
        match node:
            case Add() | Neg() | Dimension() | Symbol(_, "integer"):
                continue
            case Literal(value) if value.denominator == 1:
                continue
        raise CheckError(f"expected an integer term, got {told(node)}")
    return t


def zero(sort: str) -> Term:
    """Zero of a sort."""
    return Zero() if sort == "vector" else literal(0)


def naturals(name: str, body: Any, low: Term | None = None) -> Term:
    """For every integer k >= low (0, if none is given): the body, a function of k."""
    return forall([(name, "integer", "any")], lambda k: Implies(Le(low if low is not None else literal(0), k), body(k)))


def in_domain(t: Term, domain: Domain) -> list[Term]:
    """What must be shown for a scalar or vector to be in a domain."""
    match domain:
        case "nonzero":
            return [Ne(t, zero(t.sort))]
        case "positive":
            return [Lt(literal(0), t)]
        case "nonnegative":
            return [Le(literal(0), t)]
    return []


def sequence_goal(domain: str, value: Lambda) -> Term:
    """What must be shown for a term in an index to be a sequence of a domain: it is defined and there for k >= 0."""
    def inside(k: Term) -> Term:
        x = instantiate(value.body, (k,))
        goals = in_domain(x, domain)
        return goals[0] if goals else Eq(x, x)

    return naturals(value.names[0] if value.names else "k", inside)


def value_of(data: Any, kind: str, domain: Domain, context: Context, name: str) -> Term:
    """The value that a proof gives for a symbol of a kind."""
    if kind.startswith("sequence-"):
        if not isinstance(data, (list, tuple)) or len(data) != 3 or data[0] != "lambda":
            raise CheckError(f"the value of a sequence is (lambda, index, term), got {data!r:.40}")
        return expect(read_lambda(list(data[1:]), context.scope()), kind)
    if kind not in ("scalar", "vector", "integer", "operator"):
        raise CheckError(f"no value for {name}")
    t = context.read_sort(data, "scalar" if kind == "integer" else kind)
    if kind == "operator" and not (isinstance(t, Symbol) and context.env.get(t.name) == (kind, domain)):
        raise CheckError(f"{name}: expected an operator symbol declared {domain}")
    return is_integer(t) if kind == "integer" else t


def value_goals(values: Sequence[Term], kinds: Sequence[tuple[str, Domain]], bounds: Sequence[tuple[Term, Term] | None]) -> list[Term]:
    """What must be shown for values to stand in for symbols of these kinds and domains, ranges being pairs of bounds."""
    goals: list[Term] = []
    for t, (kind, domain), bound in zip(values, kinds, bounds):
        if isinstance(t, Lambda):
            goals.append(sequence_goal(domain, t))
        elif bound is not None:
            goals += [Le(bound[0], t), Le(t, bound[1])]
        elif kind in ("scalar", "vector"):
            goals += in_domain(t, domain)
    return goals


def given_values(node: Quantified, data: Any, context: Context) -> tuple[list[Term], list[Term], Term]:
    """The values that a proof gives for what a quantifier binds, what must be shown of them, and the body with them.

    They are named as the quantifier names its symbols, with a prime where the context has such a name.
    """
    offered = context.read_terms(data)
    found = [name if name in offered else fresh for name, fresh in zip(node.names, context.fresh_names(node))]
    if set(offered) != set(found) or len(set(found)) != len(found):
        raise CheckError(f"values for {sorted(offered)}, expected {found}")
    values = [value_of(offered[name], kind, domain, context, name) for name, (kind, domain) in zip(found, node.kinds)]
    bounds, body = opened(node, values)
    return values, value_goals(values, node.kinds, bounds), body


def defined_values(values: Sequence[Term], context: Context) -> None:
    """CheckError unless the values of symbols are shown to be defined; for those of sequences see `sequence_goal`."""
    for t in values:
        if not isinstance(t, Lambda):
            context.normal(t)


def mapping(data: Any, what: str) -> Mapping[str, Any]:
    """An object of a proof."""
    if not isinstance(data, Mapping):
        raise CheckError(f"{what}: expected an object, got {data!r:.40}")
    return data
