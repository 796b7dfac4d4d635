"""Logic: connectives, quantifiers, cases, statements proved before."""

from __future__ import annotations

from verify.checker.facts import Context, Proof, _fact, check, check_all, rule
from verify.checker.formulas import (
    And,
    Eq,
    Exists,
    Forall,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    Quantified,
    Relation,
    Tends,
    negation,
    opened,
    told,
)  # fmt: skip
from verify.checker.rules.common import FALSE, define, defined_values, given_values, indexed, need, value_goals, value_of
from verify.checker.terms import Symbol, Term, instantiate, minus, substitute
from verify.checker.work import CheckError


@rule("split", "parts")
def split(goal: Term, proof: Proof, context: Context) -> None:
    """A conjunction, part by part."""
    check_all(need(goal, And).parts, proof["parts"], context)


@rule("assume", "as", "then")
def assume(goal: Term, proof: Proof, context: Context) -> None:
    """An implication: its premise becomes a fact.  A negation: what it denies leads to 0 < 0."""
    if not isinstance(goal, (Implies, Not)):
        raise CheckError(f"the rule proves implications and negations, the goal is {told(goal)}")
    premise = goal.parts[0]
    if context.denied is None or premise != context.denied:
        define(premise, context)
    check(goal.conclusion if isinstance(goal, Implies) else FALSE, proof["then"], context.with_fact(proof["as"], _fact(premise)))


@rule("both ways", "forward", "backward")
def both_ways(goal: Term, proof: Proof, context: Context) -> None:
    """An equivalence, as two implications."""
    left, right = need(goal, Iff).parts
    check_all([Implies(left, right), Implies(right, left)], [proof["forward"], proof["backward"]], context)


@rule("fix", "then")
def fix(goal: Term, proof: Proof, context: Context) -> None:
    """A universal statement: its symbols become fresh symbols."""
    inner, _, body = context.open(need(goal, Forall))
    check(body, proof["then"], inner)


@rule("witness", "terms", "parts")
def witness(goal: Term, proof: Proof, context: Context) -> None:
    """An existential statement, by terms in the domains of its symbols, with which its body holds."""
    node = need(goal, Exists)
    _, goals, body = given_values(node, proof["terms"], context)
    define(goal, context)
    check_all([*goals, body], proof["parts"], context)


@rule("choose", "side", "then")
def choose(goal: Term, proof: Proof, context: Context) -> None:
    """Either side of a disjunction, by its number; what is read before it must have a truth value."""
    parts, side = need(goal, Or).parts, proof["side"]
    if type(side) is not int or not 0 <= side < len(parts):
        raise CheckError(f"no side {side!r:.20} of {len(parts)}")
    if side:
        define(Or(*parts[:side]), context)
    check(parts[side], proof["then"], context)


@rule("open", "fact", "as", "then")
def open_fact(goal: Term, proof: Proof, context: Context) -> None:
    """Name what an existential fact asserts to exist."""
    inner, _, body = context.open(need(context.fact(proof["fact"]), Exists))
    check(goal, proof["then"], inner.with_fact(proof["as"], _fact(body)))


@rule("apply", "fact", "terms", "premises", "as", "then")
def apply(goal: Term, proof: Proof, context: Context) -> None:
    """Use a universal fact, an implication or a negation: terms for its symbols, proofs of its premises."""
    f, goals = context.fact(proof["fact"]), list[Term]()
    if isinstance(f, Forall):
        values, goals, f = given_values(f, proof["terms"], context)
        defined_values(values, context)
    elif proof["terms"] or not isinstance(f, (Implies, Not, Ne)):
        raise CheckError(f"{proof['fact']} is neither universal nor an implication nor a negation")
    if isinstance(f, (Not, Ne)):
        f = Implies(f.body if isinstance(f, Not) else Eq(*f.parts), FALSE)
    if isinstance(f, Implies):
        goals, f = [*goals, f.premise], f.conclusion
    check_all(goals, proof["premises"], context)
    check(goal, proof["then"], context.with_fact(proof["as"], _fact(f)))


@rule("have", "formula", "proof", "as", "then")
def have(goal: Term, proof: Proof, context: Context) -> None:
    """An intermediate statement."""
    (fact,) = check_all([context.read_sort(proof["formula"], "formula")], [proof["proof"]], context)
    check(goal, proof["then"], context.with_fact(proof["as"], fact))


@rule("cases", "on", "as", "if", "else")
def cases(goal: Term, proof: Proof, context: Context) -> None:
    """A formula or its negation."""
    f = context.read_sort(proof["on"], "formula")
    define(f, context)
    check(goal, proof["if"], context.with_fact(proof["as"], _fact(f)))
    check(goal, proof["else"], context.with_fact(proof["as"], _fact(negation(f))))


@rule("either", "fact", "as", "parts")
def either(goal: Term, proof: Proof, context: Context) -> None:
    """One proof for each side of a disjunction fact."""
    parts = need(context.fact(proof["fact"]), Or).parts
    if not isinstance(proof["parts"], list) or len(proof["parts"]) != len(parts):
        raise CheckError(f"expected {len(parts)} proofs")
    for part, then in zip(parts, proof["parts"]):
        check(goal, then, context.with_fact(proof["as"], _fact(part)))


@rule("absurd", "as", "then")
def absurd(goal: Term, proof: Proof, context: Context) -> None:
    """By contradiction: the negation of the goal, which has a truth value, leads to 0 < 0."""
    define(goal, context)
    check(FALSE, proof["then"], context.with_fact(proof["as"], _fact(negation(goal))))


@rule("exfalso", "then")
def exfalso(goal: Term, proof: Proof, context: Context) -> None:
    """Anything follows from 0 < 0."""
    check(FALSE, proof["then"], context)


@rule("given", "fact")
def given(goal: Term, proof: Proof, context: Context) -> None:
    """The goal is a fact, negated relations written out, up to the normal forms of terms."""
    f = context.fact(proof["fact"])
    if not same(positive(goal), positive(f), context):
        raise CheckError(f"the fact {proof['fact']} is not the goal {told(goal)}")


def same(f: Term, g: Term, context: Context) -> bool:
    """Whether two formulas say the same, as far as the normal forms of their terms show it."""
    if f == g:
        return True
    if type(f) is not type(g) or len(f.parts) != len(g.parts):
        return False
    match f, g:
        case Relation(), Relation():
            return all(same_value(x, y, context) for x, y in zip(f.parts, g.parts))
        case Tends(), Tends():
            if f.body.sort != g.body.sort:
                return False
            inner, k, body = indexed(context, f)
            return same_value(f.limit, g.limit, context) and same_value(body, instantiate(g.body, (k,)), inner)
        case (Forall() | Exists()), Quantified():
            assert isinstance(f, Quantified)
            if f.kinds != g.kinds:
                return False
            inner, symbols, body = context.open(f)
            bounds, other = opened(g, symbols)
            return bounds == opened(f, symbols)[0] and same(body, other, inner)
        case Implies(), Implies():
            if not same(f.premise, g.premise, context):
                return False
            return same(f.conclusion, g.conclusion, context.with_fact(f"premise #{len(context.facts)}", _fact(f.premise)))
        case (And() | Or()), _:
            return all(same(x, y, context) for x, y in zip(f.parts, g.parts))
    return False


def same_value(x: Term, y: Term, context: Context) -> bool:
    """Whether two terms of one sort have the same normal form."""
    return x == y or (x.sort == y.sort and context.vanishes(context.normal(minus(x, y))))


def positive(f: Term) -> Term:
    """f with a negation of a relation carried out."""
    return negation(f.body) if isinstance(f, Not) and isinstance(f.body, Relation) else f


@rule("use", "claim", "terms", "premises", "as", "then")
def use(goal: Term, proof: Proof, context: Context) -> None:
    """The conclusion of a statement accepted before, for given values of its symbols, in their domains, that meet its hypotheses."""
    if proof["claim"] not in context.library:
        raise CheckError(f"no accepted statement has the hash {proof['claim']!r:.16}")
    decls, hypotheses, conclusion = context.library[proof["claim"]]
    offered = context.read_terms(proof["terms"])
    names = [name for name, _, _ in decls]
    if set(offered) != set(names):
        raise CheckError(f"values for {sorted(offered)}, expected {names}")
    values = [value_of(offered[name], kind, domain, context, name) for name, kind, domain in decls]
    defined_values(values, context)
    there = {Symbol(name, kind): value for (name, kind, _), value in zip(decls, values)}
    bounds = [tuple(substitute(bound, there) for bound in domain) if isinstance(domain, tuple) else None for _, _, domain in decls]
    goals = value_goals(values, [(kind, domain) for _, kind, domain in decls], bounds)  # type: ignore[arg-type]
    check_all([*goals, *(substitute(h, there) for h in hypotheses)], proof["premises"], context)
    context.used.add(proof["claim"])
    check(goal, proof["then"], context.with_fact(proof["as"], _fact(substitute(conclusion, there))))
