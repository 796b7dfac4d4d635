"""The rules of proof.  `check(goal, proof, context)` accepts or raises CheckError; it searches for nothing.

A proof is a JSON object {"by": rule, ...}.  Facts carry labels; arithmetic is decided by writing the
goal as an exact combination of facts and comparing dimension-free normal forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from verify.checker.normal import Atom, Combination, Moments, Normaliser, Poly, constant, expand, minus, plus, power, scale, times
from verify.checker.terms import (
    FALSE,
    QUANTIFIERS,
    RATIONAL,
    RELATIONS,
    RESERVED,
    CheckError,
    Env,
    Term,
    alike,
    check_formula,
    declare_all,
    elaborate,
    expect,
    freeze,
    relabelled,
    sort_of,
    substitute,
    symbols,
    unclashed,
)  # fmt: skip
from verify.checker.theorems import INDICES, THEOREMS

Proof = Mapping[str, Any]
MINUS = constant(-1)
BETTER = {"real": 0, "nonnegative": 1, "nonzero": 1, "positive": 2}
NEGATION = {"le": "lt", "lt": "le", "eq": "ne", "ne": "eq"}


@dataclass(frozen=True)
class Context:
    """What may be used: symbols, facts, and what they show of signs; `cites` and `used` collect.

    `denied` is what a refutation denies: it need not have a value.  `forms` keeps normal forms once they are
    found, for these symbols and signs; a context with one more fact begins with a copy of its own.
    `filler`, never set when a certificate is accepted, may offer a proof where one is missing; what it
    offers is checked like everything else.
    """

    env: Env
    moments: Moments
    library: Mapping[str, Any]
    definitions: Mapping[str, Term] = field(default_factory=dict)
    facts: Mapping[str, Term] = field(default_factory=dict)
    pool: tuple[tuple[str, Poly], ...] = ()
    known: Mapping[Atom, str] = field(default_factory=dict)
    cites: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    denied: Term | None = None
    forms: dict[Term, Any] = field(default_factory=dict)
    filler: Callable[[list[Term], Any, Any], Any] | None = None

    def normaliser(self) -> Normaliser:
        """A fresh normaliser of this context."""
        return Normaliser(self.env, self.moments, self.known)

    def normal(self, t: Term) -> Any:
        """The normal form of a term of any sort, every need shown."""
        if t in self.forms:
            return self.forms[t]
        n = self.normaliser()
        value = {"scalar": n.scalar, "vector": n.vector, "operator": n.operator}[sort_of(t, self.env)](t)
        for relation, p in n.needs:
            if not self.shown(relation, p):
                raise CheckError(f"not shown to be defined ({relation} 0): {t!r:.80}")
        self.forms[t] = value
        return value

    def normal_scalar(self, data: Any) -> Poly:
        """The normal form of a scalar term of a proof."""
        t = self.read(data)
        expect(t, "scalar", self.env)
        found: Poly = self.normal(t)
        return found

    def cleared(self, p: Poly, relation: str) -> Poly:
        """p freed of denominators; of the sign of p where the relation is an inequality."""
        sign = self.normaliser().sign
        return expand(p, lambda q: relation in ("eq", "ne") or sign(q) == "positive")

    def shown(self, relation: str, p: Poly) -> bool:
        """Whether 0 (relation) p follows from domains and facts, up to adding what is not negative."""
        sign, given = self.normaliser().sign, p
        p = self.cleared(p, relation)
        if not p or relation == "eq":
            return not p and relation in ("le", "eq")
        if relation == "ne":
            if sign(p) in ("positive", "nonzero") or sign(times(MINUS, p)) in ("positive", "nonzero"):
                return True
            opposite = times(MINUS, p)
            same = [f for r, f in self.pool if r in ("ne", "lt") and f in (p, opposite)]
            return bool(same) or self.shown("lt", given) or self.shown("lt", times(MINUS, given))
        good = ("positive",) if relation == "lt" else ("positive", "nonnegative")
        for r, f in (("le", {}), *self.pool):
            if r not in ("le", "lt"):
                continue
            gap = minus(p, f)
            if (not gap and (r == "lt" or relation == "le")) or sign(gap) in (("positive", "nonnegative") if r == "lt" else good):
                return True
        return False

    def with_symbols(self, decls: Term) -> Context:
        """The context with fresh symbols; the ranges of integers become facts."""
        bigger = replace(self, env=declare_all(self.env, decls), forms={})
        for name, kind, domain in decls:
            if kind == "integer" and domain != "any":
                bigger = bigger.with_fact(f"{name}>=", ("le", domain[1], name)).with_fact(f"{name}<=", ("le", name, domain[2]))
        return bigger

    def with_fact(self, label: Any, f: Term) -> Context:
        """The context with one more fact under a fresh label; label.1, ... are its conjuncts or directions."""
        f = unclashed(f, set(self.env))
        check_formula(f, self.env)
        return self.with_formula(label, f)

    def with_formula(self, label: Any, f: Term) -> Context:
        """`with_fact` for a formula that is well-formed over these symbols, and binds none of them."""
        if not isinstance(label, str) or label in self.facts or not label:
            raise CheckError(f"the label {label!r:.40} is taken or no string")
        bigger = replace(self, facts={**self.facts, label: f}, forms=dict(self.forms))
        parts = f[1:] if f[0] == "and" else ()
        if f[0] == "iff":
            parts = ("implies", f[1], f[2]), ("implies", f[2], f[1])
        if parts:
            for i, part in enumerate(parts, 1):
                bigger = bigger.with_formula(f"{label}.{i}", part)
        if f[0] not in RELATIONS:
            return bigger
        value = self.normal(("+", f[2], ("-", f[1])))
        if sort_of(f[1], self.env) != "scalar":
            return bigger
        value, known = self.cleared(value, f[0]), dict(self.known)
        if len(value) == 1 and f[0] in ("ne", "lt", "le"):
            ((m, c),) = value.items()
            if len(m) == 1 and (f[0] == "ne" or c > 0):
                ((a, e),) = m
                sign = {"ne": "nonzero", "lt": "positive", "le": "nonnegative"}[f[0]]
                before = self.normaliser().atom_sign(a)
                sign = "positive" if {sign, before} == {"nonzero", "nonnegative"} else sign
                if (e == 1 or sign == "nonzero") and BETTER[sign] > BETTER[before]:
                    known[a] = sign
        return replace(bigger, pool=(*self.pool, (f[0], value)), known=known, forms=bigger.forms if known == self.known else {})

    def read(self, data: Any) -> Term:
        """A term or formula of a proof, definitions expanded."""
        return elaborate(freeze(data), self.definitions)

    def read_terms(self, data: Any) -> dict[str, Term]:
        """A mapping from names to terms."""
        if not isinstance(data, Mapping):
            raise CheckError(f"expected an object of terms, got {data!r:.40}")
        return {name: self.read(t) for name, t in data.items()}

    def fact(self, label: Any) -> Term:
        """The fact under a label."""
        if not isinstance(label, str) or label not in self.facts:
            raise CheckError(f"no fact is labelled {label!r:.40}")
        return self.facts[label]


def check(goal: Term, proof: Any, context: Context) -> None:
    """Accept the proof of goal in context, or raise CheckError."""
    if context.filler and isinstance(proof, Mapping) and proof.get("by") not in RULES:
        proof = context.filler([goal], proof, context)
    if not isinstance(proof, Mapping) or proof.get("by") not in RULES:
        raise CheckError(f"no rule of proof: {proof!r:.60}")
    rule, keys = RULES[proof["by"]]
    if set(proof) - {"by"} != set(keys):
        raise CheckError(f"rule {proof['by']!r} takes {sorted(keys)}, got {sorted(set(proof) - {'by'})}")
    rule(goal, proof, context)


def check_all(goals: list[Term], proofs: Any, context: Context) -> None:
    """Accept one proof for each goal."""
    if context.filler and isinstance(proofs, Mapping):
        proofs = context.filler(goals, proofs, context)
    if not isinstance(proofs, list) or len(proofs) != len(goals):
        raise CheckError(f"expected {len(goals)} proofs, got {len(proofs) if isinstance(proofs, list) else proofs!r:.40}")
    for goal, proof in zip(goals, proofs):
        if goal[0] == "spd":
            if context.env.get(goal[1]) != ("operator", "spd"):
                raise CheckError(f"{goal[1]!r:.40} is not declared positive definite")
            goal = ("eq", "0", "0")
        if goal[0] == "integer":
            is_integer(goal[1], context.env)
            goal = ("eq", "0", "0")
        goal = unclashed(goal, set(context.env))
        check_formula(goal, context.env)
        check(goal, proof, context)


def negation(f: Term) -> Term:
    """The negation of a formula."""
    if f[0] in ("le", "lt"):
        return (NEGATION[f[0]], f[2], f[1])
    return (NEGATION[f[0]], *f[1:]) if f[0] in NEGATION else f[1] if f[0] == "not" else ("not", f)


def define(f: Term, context: Context) -> None:
    """CheckError unless f is shown to have a truth value, read from left to right."""
    op, parts = f[0], f[1:]
    if op in RELATIONS or op == "parallel":
        for t in parts:
            context.normal(t)
    elif op == "psd":
        for i, row in enumerate(parts[0]):
            for j, entry in enumerate(row):
                if not vanishes(context.normal(("+", entry, ("-", parts[0][j][i])))):
                    raise CheckError(f"not shown to be symmetric: {f!r:.60}")
    elif op in QUANTIFIERS:
        define(parts[1], context.with_symbols(parts[0]))
    elif op == "tends":
        context.normal(parts[2])
        inner = context.with_symbols(((parts[0], "integer", "any"),))
        inner.with_fact(f"index #{len(context.facts)}", ("le", "0", parts[0])).normal(parts[1])
    elif op in ("and", "or", "implies", "not", "iff"):
        for part in parts:
            define(part, context)
            if op in ("and", "or", "implies"):
                context = context.with_fact(f"defined #{len(context.facts)}", negation(part) if op == "or" else part)
    else:
        raise CheckError(f"not shown to be defined: {f!r:.60}")


def define_values(terms: Mapping[str, Term], context: Context) -> None:
    """CheckError unless the values of symbols are shown to be defined; for those of sequences see `sequence_goal`."""
    for t in terms.values():
        if t[:1] != ("lambda",):
            context.normal(t)


def need(goal: Term, *heads: str) -> Term:
    """The parts of a goal, whose head must be one of heads."""
    if goal[0] not in heads:
        raise CheckError(f"the rule proves {'/'.join(heads)}, the goal is {goal!r:.60}")
    return goal[1:]


def is_integer(t: Term, env: Env) -> None:
    """CheckError unless t is a sum of integer symbols and literals."""
    for s in {t} if isinstance(t, str) else symbols(t) - {"+", "-"}:
        if not ((RATIONAL.match(s) and "/" not in s) or env.get(s, ("",))[0] == "integer"):
            raise CheckError(f"expected an integer term, got {t!r:.40}")


def sequence_goal(kind: str, domain: str, value: Term, env: Env) -> Term:
    """What must be shown for ("lambda", k, body) to stand in for a sequence: the body is defined and in the domain for k >= 0."""
    if value[:1] != ("lambda",) or len(value) != 3:
        raise CheckError(f"the value of a sequence is (lambda, index, term), got {value!r:.40}")
    decls = ((value[1], "integer", "any"),)
    expect(value[2], kind, declare_all(env, decls))
    zero = "0v" if kind == "vector" else "0"
    inside = {"nonzero": ("ne", value[2], zero), "positive": ("lt", zero, value[2]), "nonnegative": ("le", zero, value[2])}
    return ("forall", decls, ("implies", ("le", "0", value[1]), inside.get(domain, ("eq", value[2], value[2]))))


def domain_goals(decls: Term, terms: Mapping[str, Term], env: Env) -> list[Term]:
    """What must be shown for terms to stand in for declared symbols."""
    goals: list[Term] = []
    for name, kind, domain in decls:
        if name not in terms or kind not in ("scalar", "vector", "integer", "operator", "sequence-scalar", "sequence-vector"):
            raise CheckError(f"no value for {name}")
        t = terms[name]
        if kind.startswith("sequence-"):
            goals.append(sequence_goal(kind.removeprefix("sequence-"), domain, t, env))
            continue
        expect(t, {"integer": "scalar"}.get(kind, kind), env)
        if kind == "operator" and env.get(t if isinstance(t, str) else "") != (kind, domain):
            raise CheckError(f"{name}: expected an operator symbol declared {domain}")
        if kind == "integer":
            is_integer(t, env)
            goals += [("le", substitute(domain[1], terms), t), ("le", t, substitute(domain[2], terms))] if domain != "any" else []
        if domain == "nonzero":
            goals.append(("ne", t, "0v" if kind == "vector" else "0"))
        if domain in ("positive", "nonnegative"):
            goals.append(("lt" if domain == "positive" else "le", "0", t))
    if set(terms) != {decl[0] for decl in decls}:
        raise CheckError(f"values for {sorted(terms)}, expected {[decl[0] for decl in decls]}")
    return goals


# ------------------------------------------------------------------------------------------------
# Logic


def split(goal: Term, proof: Proof, context: Context) -> None:
    """A conjunction, part by part."""
    check_all(list(need(goal, "and")), proof["parts"], context)


def assume(goal: Term, proof: Proof, context: Context) -> None:
    """An implication: its premise becomes a fact.  A negation: what it denies leads to 0 < 0."""
    parts = need(goal, "implies", "not")
    if parts[0] != context.denied:
        define(parts[0], context)
    check(parts[1] if goal[0] == "implies" else FALSE, proof["then"], context.with_fact(proof["as"], parts[0]))


def both_ways(goal: Term, proof: Proof, context: Context) -> None:
    """An equivalence, as two implications."""
    left, right = need(goal, "iff")
    check_all([("implies", left, right), ("implies", right, left)], [proof["forward"], proof["backward"]], context)


def fix(goal: Term, proof: Proof, context: Context) -> None:
    """A universal statement: its symbols become fresh symbols."""
    decls, body = need(goal, "forall")
    check(body, proof["then"], context.with_symbols(decls))


def witness(goal: Term, proof: Proof, context: Context) -> None:
    """An existential statement, by terms."""
    decls, body = need(goal, "exists")
    terms = context.read_terms(proof["terms"])
    define(goal, context)
    goals = [*domain_goals(decls, terms, context.env), substitute(body, terms)]
    check_all(goals, proof["parts"], context)


def choose(goal: Term, proof: Proof, context: Context) -> None:
    """Either side of a disjunction, by its number."""
    parts, side = need(goal, "or"), proof["side"]
    if type(side) is not int or not 0 <= side < len(parts):
        raise CheckError(f"no side {side!r:.20} of {len(parts)}")
    define(("or", *parts[:side]), context)
    check(parts[side], proof["then"], context)


def open_fact(goal: Term, proof: Proof, context: Context) -> None:
    """Name what an existential fact asserts to exist."""
    decls, body = need(context.fact(proof["fact"]), "exists")
    check(goal, proof["then"], context.with_symbols(decls).with_fact(proof["as"], body))


def apply(goal: Term, proof: Proof, context: Context) -> None:
    """Use a universal fact, an implication or a negation: terms for its symbols, proofs of its premises."""
    f, goals, terms = context.fact(proof["fact"]), [], context.read_terms(proof["terms"])
    if f[0] == "forall":
        define_values(terms, context)
        goals, f = domain_goals(f[1], terms, context.env), substitute(f[2], terms)
    elif terms or f[0] not in ("implies", "not", "ne"):
        raise CheckError(f"{proof['fact']} is neither universal nor an implication nor a negation")
    if f[0] in ("not", "ne"):
        f = ("implies", f[1] if f[0] == "not" else ("eq", *f[1:]), FALSE)
    if f[0] == "implies":
        goals, f = [*goals, f[1]], f[2]
    check_all(goals, proof["premises"], context)
    check(goal, proof["then"], context.with_fact(proof["as"], f))


def have(goal: Term, proof: Proof, context: Context) -> None:
    """An intermediate statement."""
    f = context.read(proof["formula"])
    check_all([f], [proof["proof"]], context)
    check(goal, proof["then"], context.with_fact(proof["as"], f))


def cases(goal: Term, proof: Proof, context: Context) -> None:
    """A formula or its negation."""
    f = context.read(proof["on"])
    check_formula(f, context.env)
    define(f, context)
    check(goal, proof["if"], context.with_fact(proof["as"], f))
    check(goal, proof["else"], context.with_fact(proof["as"], negation(f)))


def either(goal: Term, proof: Proof, context: Context) -> None:
    """One proof for each side of a disjunction fact."""
    parts = need(context.fact(proof["fact"]), "or")
    if len(proof["parts"]) != len(parts):
        raise CheckError(f"expected {len(parts)} proofs")
    for part, then in zip(parts, proof["parts"]):
        check(goal, then, context.with_fact(proof["as"], part))


def absurd(goal: Term, proof: Proof, context: Context) -> None:
    """By contradiction: the negation of the goal leads to 0 < 0."""
    define(goal, context)
    check(FALSE, proof["then"], context.with_fact(proof["as"], negation(goal)))


def exfalso(goal: Term, proof: Proof, context: Context) -> None:
    """Anything follows from 0 < 0."""
    check(FALSE, proof["then"], context)


def antisymmetry(goal: Term, proof: Proof, context: Context) -> None:
    """An equation between scalars, as two inequalities."""
    left, right = need(goal, "eq")
    check_all([("le", left, right), ("le", right, left)], proof["parts"], context)


def given(goal: Term, proof: Proof, context: Context) -> None:
    """The goal is a fact, up to the names of bound symbols, negated relations written out, and the normal forms of terms."""
    f = context.fact(proof["fact"])
    if not same(positive(goal), positive(f), context):
        raise CheckError(f"the fact {proof['fact']} is not the goal {goal!r:.60}")


def same(f: Term, g: Term, context: Context) -> bool:
    """Whether two formulas say the same, as far as the normal forms of their terms show it."""
    if alike(f) == alike(g):
        return True
    if f[0] != g[0] or len(f) != len(g):
        return False
    if f[0] in RELATIONS:
        return all(same_value(x, y, context) for x, y in zip(f[1:], g[1:]))
    if f[0] == "tends":
        inner = context.with_symbols(((f[1], "integer", "any"),)).with_fact(f"index #{len(context.facts)}", ("le", "0", f[1]))
        return same_value(f[3], g[3], context) and same_value(f[2], substitute(g[2], {g[1]: f[1]}), inner)
    if f[0] in ("forall", "exists") and len(f[1]) == len(g[1]):
        names = {theirs[0]: ours[0] for ours, theirs in zip(f[1], g[1])}
        decls = tuple((names[name], kind, relabelled(domain, names)) for name, kind, domain in g[1])
        return bool(f[1] == decls) and same(f[2], substitute(g[2], names), context.with_symbols(f[1]))
    if f[0] == "implies":
        return same(f[1], g[1], context) and same(f[2], g[2], context.with_fact(f"premise #{len(context.facts)}", f[1]))
    return f[0] in ("and", "or") and all(same(x, y, context) for x, y in zip(f[1:], g[1:]))


def same_value(x: Term, y: Term, context: Context) -> bool:
    """Whether two terms of one sort have the same normal form."""
    return alike(x) == alike(y) or (
        sort_of(x, context.env) == sort_of(y, context.env) and vanishes(context.normal(("+", x, ("-", y)))))


def positive(f: Term) -> Term:
    """f with a negation of a relation carried out."""
    return negation(f[1]) if f[0] == "not" and f[1][0] in RELATIONS else f


def theorem(goal: Term, proof: Proof, context: Context) -> None:
    """An instance of a textbook theorem; its bound names must be fresh."""
    args = [context.read(t) for t in proof["args"]]
    fresh = [t for t in args if isinstance(t, str) and t not in context.env and t not in RESERVED and not RATIONAL.match(t)]
    if any(set(fresh) & symbols(t) for t in args if not isinstance(t, str)) or len(set(fresh)) != len(fresh):
        raise CheckError(f"the bound names {fresh} occur elsewhere")
    if proof["name"] not in THEOREMS:
        raise CheckError(f"no theorem is called {proof['name']!r:.40}")
    try:
        premises, conclusion, cite = THEOREMS[proof["name"]](*args)
    except (TypeError, ValueError) as error:
        raise CheckError(f"theorem {proof['name']}: {error}") from error
    for place in INDICES.get(proof["name"], ()):
        is_integer(args[place], context.env)
    for premise in premises:  # as it stands: a bound name that is taken may have caught a symbol of an argument
        if premise[0] not in ("spd", "integer"):
            check_formula(premise, context.env)
    check_all(premises, proof["premises"], context)
    define(conclusion, context)
    context.cites.update([cite] if cite else [])
    check(goal, proof["then"], context.with_fact(proof["as"], conclusion))


def use(goal: Term, proof: Proof, context: Context) -> None:
    """The conclusion of a statement accepted before, for given values of its symbols."""
    if proof["claim"] not in context.library:
        raise CheckError(f"no accepted statement has the hash {proof['claim']!r:.16}")
    decls, hypotheses, conclusion = context.library[proof["claim"]]
    terms = context.read_terms(proof["terms"])
    define_values(terms, context)
    goals = [*domain_goals(decls, terms, context.env), *(substitute(h, terms) for h in hypotheses)]
    check_all(goals, proof["premises"], context)
    context.used.add(proof["claim"])
    check(goal, proof["then"], context.with_fact(proof["as"], substitute(conclusion, terms)))


# ------------------------------------------------------------------------------------------------
# Arithmetic


def vanishes(x: Any) -> bool:
    """Whether a polynomial or combination is zero."""
    return not any(expand(p) if isinstance(p, dict) else True for p in (x.values() if _combined(x) else [x] if x else []))


def _combined(x: Any) -> bool:
    return any(isinstance(p, dict) for p in x.values())


def trivial(goal: Term, proof: Proof, context: Context) -> None:
    """A relation that its normal form, domains and sign facts show by themselves."""
    for part in need(goal, "and") if goal[0] == "and" else [goal]:
        left, right = need(part, *RELATIONS)
        value = context.normal(("+", right, ("-", left)))
        if sort_of(left, context.env) == "scalar":
            accepted = context.shown(part[0], value)
        elif part[0] == "eq":
            accepted = vanishes(value)
        else:
            accepted = sort_of(left, context.env) == "vector" and _nonzero_vector(value, context)
        if not accepted:
            raise CheckError(f"not evident: {part!r:.100}")


def _nonzero_vector(x: Combination, context: Context) -> bool:
    for f in context.facts.values():
        if f[0] == "ne" and sort_of(f[1], context.env) == "vector":
            known = context.normal(("+", f[2], ("-", f[1])))
            if vanishes(plus(x, scale(MINUS, known), plus)) or vanishes(plus(x, known, plus)):
                return True
    if len(x) != 1 or len(next(iter(x))) != 2:
        return False
    (((word, name), c),) = x.items()
    invertible = all(context.env[letter][1] != "symmetric" for letter, _, _ in word)
    named = context.normaliser().injective(name) or ("ne", name, "0v") in context.facts.values()
    return invertible and named and context.shown("ne", c)


def product(fact: Any, sort: str, by: Any, by_sort: str, context: Context) -> tuple[Any, str]:
    """The product of an equation's normal form with a multiplier, and its sort."""
    n = context.normaliser()
    if "scalar" in (sort, by_sort):
        s, x, kind = (fact, by, by_sort) if sort == "scalar" else (by, fact, sort)
        return (times(s, x) if kind == "scalar" else scale(s, x)), kind
    if sort == by_sort == "vector":
        return n.dot(fact, by), "scalar"
    if by_sort == "operator":
        return n.apply(by, fact), sort
    return n.apply(fact, by), "vector"


def combine(goal: Term, proof: Proof, context: Context) -> None:
    """right - left as an exact sum of multiples of equations, and of non-negative products."""
    left, right = need(goal, *RELATIONS)
    sort, rest = sort_of(left, context.env), context.normal(("+", right, ("-", left)))
    strict, items = False, proof["sum"]
    for item in items:
        if set(item) == {"eq", "times"}:
            by = context.read(item["times"])
            f = need(context.fact(item["eq"]), "eq")
            factor, kind = context.normal(("+", f[1], ("-", f[0]))), sort_of(f[0], context.env)
            part, found = product(factor, kind, context.normal(by), sort_of(by, context.env), context)
            if found != sort:
                raise CheckError(f"a multiple of {item['eq']} is a {found}, the goal a {sort}")
        elif sort == "scalar" and goal[0] in ("le", "lt", "ne") and set(item) == {"c", "factors", "square"}:
            part, positive = nonnegative(item, context, goal[0] == "ne")
            strict = strict or positive
        else:
            raise CheckError(f"a summand does not fit the goal: {item!r:.60}")
        rest = plus(rest, scale(MINUS, part), plus) if sort != "scalar" else plus(rest, times(MINUS, part))
    if goal[0] in ("lt", "ne") and (not strict or (goal[0] == "ne" and sum("c" in item for item in items) != 1)):
        raise CheckError("no summand is shown to differ from zero")
    if not vanishes(rest):
        raise CheckError(f"the sum is not the difference of the two sides of {goal!r:.80}")


def nonnegative(item: Mapping[str, Any], context: Context, any_sign: bool) -> tuple[Poly, bool]:
    """c * product of factors * square, and whether it is shown not to vanish."""
    c = item["c"]
    if not isinstance(c, str) or not RATIONAL.match(c) or not (Fraction(c) > 0 or (any_sign and Fraction(c))):
        raise CheckError(f"a weight is a positive rational, got {c!r:.40}")
    total, strict = constant(Fraction(c)), True
    for reference, exponent in item["factors"]:
        if type(exponent) is not int:
            raise CheckError(f"an exponent is an integer, got {exponent!r:.20}")
        if isinstance(reference, str) and reference in context.facts:
            f = context.fact(reference)
            need(f, *(RELATIONS[1:] if any_sign else RELATIONS[2:]))
            expect(f[1], "scalar", context.env)
            p, positive, good = context.normal(("+", f[2], ("-", f[1]))), f[0] in ("lt", "ne"), True
        else:
            p = context.normal_scalar(reference)
            positive = context.shown("ne" if any_sign else "lt", p)
            good = positive or context.shown("le", p)
        if not good or (exponent < 0 and not positive):
            raise CheckError(f"the sign of a factor is not shown: {reference!r:.60}")
        if exponent < 0:
            p = context.normaliser().inverse(p)
        total, strict = times(total, power(p, abs(exponent))), strict and positive
    if item["square"] is not None:
        p = context.normal_scalar(item["square"])
        total, strict = times(total, times(p, p)), strict and context.shown("ne", p)
    return total, strict


Rule = Callable[[Term, Proof, Context], None]
RULES: dict[str, tuple[Rule, tuple[str, ...]]] = {
    "split": (split, ("parts",)), "assume": (assume, ("as", "then")), "both ways": (both_ways, ("forward", "backward")),
    "fix": (fix, ("then",)), "witness": (witness, ("terms", "parts")), "choose": (choose, ("side", "then")),
    "open": (open_fact, ("fact", "as", "then")), "apply": (apply, ("fact", "terms", "premises", "as", "then")),
    "have": (have, ("formula", "proof", "as", "then")), "cases": (cases, ("on", "as", "if", "else")),
    "either": (either, ("fact", "as", "parts")), "absurd": (absurd, ("as", "then")), "exfalso": (exfalso, ("then",)),
    "given": (given, ("fact",)), "antisymmetry": (antisymmetry, ("parts",)), "theorem": (theorem, ("name", "args", "premises", "as", "then")),
    "use": (use, ("claim", "terms", "premises", "as", "then")), "trivial": (trivial, ()), "combine": (combine, ("sum",)),
}  # fmt: skip
