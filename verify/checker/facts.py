"""Facts, which only rules can make, and the contexts in which they hold.

A proof is a JSON object {"by": rule, ...}.  `check(goal, proof, context)` gives the goal as a fact of the context, or raises
CheckError; it searches for nothing.  The rules are in `verify.checker.rules`, a family a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from verify.checker.formulas import And, Declaration, Eq, Iff, Implies, Le, Lt, Ne, Quantified, Relation, opened
from verify.checker.normal import MINUS, Moments, Normaliser, vanishes
from verify.checker.polynomials import Atom, Poly, expand, minus, times
from verify.checker.reading import Env, Scope, check_name, read, read_sort
from verify.checker.terms import Symbol, Term, expect, outline
from verify.checker.terms import minus as difference
from verify.checker.work import CheckError, spend

Proof = Mapping[str, Any]
Rule = Callable[[Term, Proof, "Context"], None]
BETTER = {"real": 0, "nonnegative": 1, "nonzero": 1, "positive": 2}
SIGNS: dict[type[Term], str] = {Ne: "nonzero", Lt: "positive", Le: "nonnegative"}
RELATION: dict[type[Term], str] = {Eq: "eq", Ne: "ne", Le: "le", Lt: "lt"}


class Fact:
    """A formula that holds in the context to which a rule adds it.  Nothing but a rule makes one (`_fact`)."""

    __slots__ = ("formula",)
    formula: Term

    def __init__(self) -> None:
        raise TypeError("a fact is made by a rule")


def _fact(formula: Term) -> Fact:
    """A fact: for the rules alone."""
    made = object.__new__(Fact)
    made.formula = expect(formula, "formula")
    return made


@dataclass(frozen=True)
class Context:
    """What may be used: symbols, facts, and what they show of signs; `cites` and `used` collect.

    `library` holds what statements accepted before say, by hash.  `denied` is what a refutation denies: it need not have a
    value.  `forms` keeps normal forms once they are found, for these symbols and signs.  `filler`, never set when a
    certificate is accepted, may offer a proof where one is missing; what it offers is checked like everything else.
    """

    env: Env
    moments: Moments
    library: Mapping[str, Any]
    definitions: Mapping[str, Term] = field(default_factory=dict)
    symbols: frozenset[Symbol] = frozenset()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    pool: Sequence[tuple[str, Poly]] = ()
    known: Mapping[Atom, str] = field(default_factory=dict)
    cites: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    denied: Term | None = None
    forms: dict[Term, Any] = field(default_factory=dict)
    filler: Callable[[list[Term], Any, Any], Any] | None = None

    # -- terms

    def normaliser(self) -> Normaliser:
        """A fresh normaliser of this context."""
        return Normaliser(self.env, self.moments, self.known, self.cites)

    def normal(self, t: Term) -> Any:
        """The normal form of a term of any sort, every need shown."""
        if t in self.forms:
            return self.forms[t]
        n = self.normaliser()
        value = n.normal(t)
        for relation, p in n.needs:
            if not self.shown(relation, p):
                raise CheckError(f"not shown to be defined ({relation} 0): {outline(t)}")
        self.forms[t] = value
        return value

    def difference(self, f: Relation) -> Any:
        """The normal form of right - left of a relation."""
        return self.normal(difference(f.right, f.left))

    def cleared(self, p: Poly, relation: str) -> Poly:
        """p freed of denominators; of the sign of p where the relation is an inequality."""
        sign = self.normaliser().sign
        return expand(p, lambda q: relation in ("eq", "ne") or sign(q) == "positive")

    def shown(self, relation: str, p: Poly) -> bool:
        """Whether 0 (relation) p follows from domains and facts, up to adding what is not negative."""
        sign, given = self.normaliser().sign, p
        spend(len(self.pool) / 2)
        p = self.cleared(p, relation)
        if not p or relation == "eq":
            return not p and relation in ("le", "eq")
        if relation == "ne":
            opposite = times(MINUS, p)
            if sign(p) in ("positive", "nonzero") or sign(opposite) in ("positive", "nonzero"):
                return True
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

    def vanishes(self, x: Any) -> bool:
        """Whether a normal form is that of zero."""
        return vanishes(x, expand)

    # -- symbols

    def with_symbols(self, decls: Sequence[Declaration]) -> Context:
        """The context with fresh symbols; the ranges of integers, pairs of terms, become facts."""
        env = dict(self.env)
        spend(1 + len(env) / 16)
        ranges: list[tuple[str, Term]] = []
        added: list[Symbol] = []
        for name, kind, domain in decls:
            if check_name(name) in env:
                raise CheckError(f"{name!r:.40} is not a fresh symbol")
            self.within(*(domain if isinstance(domain, tuple) else ()), more=added)
            env[name] = (kind, domain)
            added.append(Symbol(name, kind))
            if isinstance(domain, tuple):
                low, high = domain
                ranges += [(f"{name}>=", Le(low, Symbol(name, kind))), (f"{name}<=", Le(Symbol(name, kind), high))]
        bigger = replace(self, env=env, symbols=self.symbols.union(added), forms={})
        for label, f in ranges:
            bigger = bigger.with_fact(label, _fact(f))
        return bigger

    def within(self, *terms: Term, more: Sequence[Symbol] = ()) -> None:
        """CheckError unless every free symbol of the terms is declared here."""
        for t in terms:
            if t.loose or not all(s in self.symbols or s in more for s in t.free):
                strange = sorted(s.name.split("#")[0] for s in t.free - self.symbols)
                raise CheckError(f"{strange} are not declared here: {outline(t)}")

    def open(self, node: Quantified) -> tuple[Context, list[Symbol], Term]:
        """The context with fresh symbols for what a quantifier binds, these, and the body; names that are taken get a prime."""
        symbols = [Symbol(name, kind) for name, (kind, _) in zip(self.fresh_names(node), node.kinds)]
        bounds, body = opened(node, symbols)
        decls = [(s.name, kind, bound or domain) for s, (kind, domain), bound in zip(symbols, node.kinds, bounds)]
        return self.with_symbols(decls), symbols, body

    def fresh_names(self, node: Term) -> list[str]:
        """Names for what a node binds, that are not taken here."""
        chosen: list[str] = []
        for name in node.names:
            while name in self.env or name in chosen:
                name += "'"
            chosen.append(name)
        return chosen

    # -- facts

    def with_fact(self, label: Any, fact: Fact) -> Context:
        """The context with one more fact under a fresh label; label.1, ... are its conjuncts or directions."""
        if not isinstance(fact, Fact) or not isinstance(label, str) or not label:
            raise CheckError(f"expected a label and a fact, got {label!r:.40}")
        self.within(fact.formula)
        facts, pool, known = dict(self.facts), list(self.pool), dict(self.known)
        bigger = replace(self, facts=facts, pool=pool, known=known, forms=dict(self.forms))
        spend(1 + (len(facts) + len(pool)) / 16)
        for name, f in pieces(label, fact.formula):
            spend(1)
            if name in facts:
                raise CheckError(f"the label {name!r:.40} is taken")
            facts[name] = fact if f is fact.formula else _fact(f)
            if isinstance(f, Relation) and bigger.noted(f, pool, known):
                bigger.forms.clear()
        return bigger

    def noted(self, f: Relation, pool: list[tuple[str, Poly]], known: dict[Atom, str]) -> bool:
        """Add a relation between scalars to what is known; whether it shows the sign of an atom."""
        value = self.difference(f)
        if f.left.sort != "scalar":
            return False
        relation = RELATION[type(f)]
        value = self.cleared(value, relation)
        pool.append((relation, value))
        if len(value) != 1 or type(f) not in SIGNS:
            return False
        ((m, c),) = value.items()
        if len(m) != 1 or not (relation == "ne" or c > 0):
            return False
        ((a, e),) = m
        sign, before = SIGNS[type(f)], self.normaliser().atom_sign(a)
        sign = "positive" if {sign, before} == {"nonzero", "nonnegative"} else sign
        if (e == 1 or sign == "nonzero") and BETTER[sign] > BETTER[before]:
            known[a] = sign
            return True
        return False

    def fact(self, label: Any) -> Term:
        """The formula of the fact under a label."""
        if not isinstance(label, str) or label not in self.facts:
            raise CheckError(f"no fact is labelled {label!r:.40}")
        return self.facts[label].formula

    # -- what a proof says

    def scope(self) -> Scope:
        """What names mean here."""
        return Scope(self.env, self.definitions, cites=self.cites)

    def read(self, data: Any) -> Term:
        """A term or formula of a proof."""
        return read(data, self.scope())

    def read_sort(self, data: Any, sort: str) -> Term:
        """A term of a proof of this sort, or a formula."""
        return read_sort(data, sort, self.scope())

    def read_terms(self, data: Any) -> dict[str, Any]:
        """A mapping from names to data of terms."""
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            raise CheckError(f"expected an object of terms, got {data!r:.40}")
        return dict(data)


def pieces(label: str, f: Term) -> Iterator[tuple[str, Term]]:
    """A formula and its conjuncts or directions, with their labels."""
    waiting = [(label, f)]
    while waiting:
        name, g = waiting.pop()
        yield name, g
        parts: Sequence[Term] = ()
        if isinstance(g, And):
            parts = g.parts
        elif isinstance(g, Iff):
            parts = Implies(g.left, g.right), Implies(g.right, g.left)
        waiting += [(f"{name}.{i}", part) for i, part in reversed(list(enumerate(parts, 1)))]


RULES: dict[str, tuple[Rule, tuple[str, ...]]] = {}


def rule(name: str, *keys: str) -> Callable[[Rule], Rule]:
    """A rule of proof with the keys that its object has besides "by"."""
    def registered(function: Rule) -> Rule:
        if name in RULES:
            raise ValueError(f"two rules are called {name!r}")
        RULES[name] = (function, keys)
        return function

    return registered


def check(goal: Term, proof: Any, context: Context) -> Fact:
    """The goal as a fact of the context, by this proof; CheckError where it does not show it."""
    spend(1)
    context.within(expect(goal, "formula"))
    if context.filler and isinstance(proof, Mapping) and proof.get("by") not in RULES:
        proof = context.filler([goal], proof, context)
    by = proof.get("by") if isinstance(proof, Mapping) else None
    if not isinstance(by, str) or by not in RULES:
        raise CheckError(f"no rule of proof: {proof!r:.60}")
    function, keys = RULES[by]
    if set(proof) - {"by"} != set(keys):
        raise CheckError(f"rule {by!r} takes {sorted(keys)}, got {sorted(map(str, set(proof) - {'by'}))}")
    function(goal, proof, context)
    return _fact(goal)


def check_all(goals: Sequence[Term], proofs: Any, context: Context) -> list[Fact]:
    """The goals as facts, by one proof each."""
    if context.filler and isinstance(proofs, Mapping):
        proofs = context.filler(list(goals), proofs, context)
    if not isinstance(proofs, list) or len(proofs) != len(goals):
        raise CheckError(f"expected {len(goals)} proofs, got {len(proofs) if isinstance(proofs, list) else proofs!r:.40}")
    return [check(goal, proof, context) for goal, proof in zip(goals, proofs)]
