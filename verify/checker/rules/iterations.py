"""Iterations: equivalent configurations, contractions, the orbit of a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verify.checker.facts import Context, Proof, _fact, check, check_all, rule
from verify.checker.formulas import And, Eq, Equivalent, Iterated, Le, Limit, Lt, Ne, Orbit
from verify.checker.reading import check_name, read
from verify.checker.rules.common import in_domain, mapping, naturals, need, zero
from verify.checker.terms import (
    Add,
    Apply,
    Dot,
    Lambda,
    Mul,
    Symbol,
    Term,
    abstract,
    expect,
    fresh,
    instantiate,
    literal,
    member,
    minus,
)
from verify.checker.work import CheckError, spend

GEOMETRIC = "geometric sequences with ratio in [0, 1) tend to zero"


def state_of(node: Iterated, context: Context) -> list[Symbol]:
    """The state variables, which are symbols of the statement that occur in no fact, start or moment: a step is shown for every state."""
    state = [Symbol(name, kind) for name, (kind, _) in zip(node.names, node.kinds)]
    for symbol, (kind, domain) in zip(state, node.kinds):
        if context.env.get(symbol.name) != (kind, domain):
            raise CheckError(f"the state variable {symbol.name} is not declared {kind}, {domain}")
    spend(len(context.facts) / 4)
    held = frozenset().union(node.free, *(fact.formula.free for fact in context.facts.values()))
    held = held.union(*(part.free for factors, value in context.moments for part in (*factors, value)))
    if held & set(state):
        raise CheckError(f"the state variables {sorted(s.name for s in held & set(state))} are not free")
    return state


@rule("conjugacy", "maps", "premises")
def conjugacy(goal: Term, proof: Proof, context: Context) -> None:
    """A map of the vectors and one of the scalars carry starts to starts and steps to steps, hence orbits to orbits.

    Premises: the start and every step stay in the domain of each restricted variable.
    """
    node = need(goal, Equivalent)
    state = state_of(node, context)
    step = [instantiate(part, state) for part in node.group(0)]
    start, other_start = node.group(1), node.group(3)
    maps = mapping(proof["maps"], "maps")
    if set(maps) != set(node.names):
        raise CheckError(f"expected one map for each of {list(node.names)}")
    images: list[Term] = []
    goals: list[Term] = []
    chosen: dict[str, Term] = {}
    for symbol, (kind, domain), first, begin in zip(state, node.kinds, step, start):
        m = context.read_sort(maps[symbol.name], "operator" if kind == "vector" else "scalar")
        if m.free & set(state) or m != chosen.setdefault(kind, m):
            raise CheckError("a map may not depend on the state, and all vectors (all scalars) have the same map")
        if not invertible(m, context):
            raise CheckError(f"the map {m!r:.40} is not shown to be invertible")
        images.append(Apply(m, symbol) if kind == "vector" else Mul(m, symbol))
        if domain == "nonzero":
            goals += [Ne(begin, zero(kind)), Ne(first, zero(kind))]
        elif domain not in ("any", "real"):
            raise CheckError(f"the state variable {symbol.name} has the domain {domain}")
    check_all(goals, proof["premises"], context)

    def image(i: int, value: Term) -> Term:
        return instantiate(abstract(images[i], [state[i]]), (value,))

    for i, (first, second, one, two) in enumerate(zip(step, node.group(2), start, other_start)):
        there = instantiate(second, images)
        for f in (Eq(two, image(i, one)), Eq(there, image(i, first))):
            check(f, {"by": "trivial"}, context)


def invertible(m: Term, context: Context) -> bool:
    """Whether a factor is shown to differ from zero, or an operator to be a multiple, not zero, of a product of invertible letters."""
    if m.sort == "scalar":
        return context.shown("ne", context.normal(m))
    form = context.normal(m)
    if len(form) != 1:
        return False
    ((key, c),) = form.items()
    letters = key[1] if key[0] == "w" else ()
    return key[0] == "w" and context.shown("ne", c) and all(context.normaliser().domain(s) != "symmetric" for s, _, _ in letters)


@rule("contraction", "rate", "premises")
def contraction(goal: Term, proof: Proof, context: Context) -> None:
    """0 <= r < 1 and |F(w) - w*|^2 <= r |w - w*|^2 for every w, so the orbit of F tends to w*."""
    node = need(goal, Limit)
    state = state_of(node, context)
    if node.kinds != (("vector", "any"),):
        raise CheckError("the contraction rule is for one vector variable")
    (w,), (begin,), (target,) = state, node.group(1), node.group(2)
    context.normal(begin)
    r = context.read_sort(proof["rate"], "scalar")
    if w in r.free:
        raise CheckError("the rate may not depend on the state")

    def gap(x: Term) -> Term:
        return Dot(minus(x, target), minus(x, target))

    step = instantiate(node.group(0)[0], state)
    check_all([Le(literal(0), r), Lt(r, literal(1)), Le(gap(step), Mul(r, gap(w)))], proof["premises"], context)
    context.cites.add(GEOMETRIC)


# ------------------------------------------------------------------------------------------------
# Orbits


def stays(terms: Sequence[Term], kinds: Sequence[tuple[str, str]]) -> list[Term]:
    """What must be shown for terms to be a state: each is defined, and in its domain."""
    return [*(Eq(x, x) for x in terms), *(goal for x, (_, domain) in zip(terms, kinds) for goal in in_domain(x, domain))]


def recursion(node: Orbit, tracks: Sequence[Term], name: str) -> list[Term]:
    """That sequences begin at the start, and follow the step."""
    begin = And(*(Eq(member(track, literal(0)), x) for track, x in zip(tracks, node.group(1))))

    def moves(k: Term) -> Term:
        here = [member(track, k) for track in tracks]
        return And(*(Eq(member(track, Add(k, literal(1))), instantiate(x, here)) for track, x in zip(tracks, node.group(0))))

    return [begin, naturals(name, moves)]


def opened_state(node: Iterated, context: Context) -> tuple[Context, list[Symbol], list[Term]]:
    """The context with symbols for the state, these, and the step."""
    state = [Symbol(name, kind) for name, (kind, _) in zip(context.fresh_names(node), node.kinds)]
    inner = context.with_symbols([(s.name, kind, domain) for s, (kind, domain) in zip(state, node.kinds)])
    return inner, state, [instantiate(part, state) for part in node.group(0)]


@rule("follow", "start", "step", "as", "index", "then")
def follow(goal: Term, proof: Proof, context: Context) -> None:
    """The orbit of a step stays where the step is defined: then its members are sequences with the recursion as facts."""
    node = need(goal, Orbit)
    check_all(stays(node.group(1), node.kinds), proof["start"], context)
    inner, _, step = opened_state(node, context)
    check_all(stays(step, node.kinds), proof["step"], inner)
    names = context.fresh_names(node)
    tracks = [Symbol(name, f"sequence-{kind}") for name, (kind, _) in zip(names, node.kinds)]
    bigger = context.with_symbols([(s.name, s.kind, domain) for s, (_, domain) in zip(tracks, node.kinds)])
    for label, f in zip((f"{proof['as']} start", f"{proof['as']} step"), recursion(node, tracks, check_name(proof["index"]))):
        bigger = bigger.with_fact(label, _fact(f))
    check(instantiate(node.parts[-1], tracks), proof["then"], bigger)


@rule("along", "fact", "index", "terms", "premises", "as", "then")
def along(goal: Term, proof: Proof, context: Context) -> None:
    """Use a fact about an orbit for sequences that begin at its start and follow its step: they are that orbit."""
    node, name = need(context.fact(proof["fact"]), Orbit), check_name(proof["index"])
    offered = context.read_terms(proof["terms"])
    names = [name if name in offered else other for name, other in zip(node.names, context.fresh_names(node))]
    if set(offered) != set(names) or len(set(names)) != len(names):
        raise CheckError(f"sequences for {sorted(offered)}, expected {names}")
    tracks = [track(name, offered[x], kind, context) for x, (kind, _) in zip(names, node.kinds)]
    check_all(recursion(node, tracks, name), proof["premises"], context)
    check(goal, proof["then"], context.with_fact(proof["as"], _fact(instantiate(node.parts[-1], tracks))))


def track(name: str, data: Any, kind: str, context: Context) -> Lambda:
    """A sequence given by a term in an index."""
    index = fresh(name, "integer")
    scope = context.scope().bind(name, index, "any")
    return Lambda(name, abstract(expect(read(data, scope), kind), [index]))
