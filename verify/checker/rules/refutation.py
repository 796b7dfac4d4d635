"""Refutation by proof: an instance meets a lemma, from which it follows that the conclusion is false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from verify.checker.facts import Context, _fact
from verify.checker.formulas import Not
from verify.checker.instances import read_instance
from verify.checker.reading import Scope, read_lambda, read_sort
from verify.checker.rules.common import sequence_goal
from verify.checker.rules.statement import supposed
from verify.checker.statement import Loaded
from verify.checker.terms import Add, Lambda, Mul, PowerOf, Symbol, Term, abstract, fresh, instantiate, literal, substitute
from verify.checker.truth import formula
from verify.checker.work import CheckError

Json = Any


def refutation_goals(loaded: Loaded, instance: Json, lemma: Json, closed: Json, library: Mapping[str, Any]) -> list[tuple[Term, Context]]:
    """What a refutation has to prove, and from what; CheckError unless the instance meets the lemma and the other hypotheses.

    In this order: that the members of each sequence in closed form are defined and in its domain, in the order of the
    declarations; each hypothesis on these sequences; that the conclusion is false.  What is shown is a fact for what follows.
    """
    cites = set(loaded.cites)
    forms = closed_forms(loaded, closed, cites)
    rest = {i: f for i, f in enumerate(loaded.hypotheses, 1) if not f.free & set(forms)}
    bare = without(loaded, forms, tuple(rest.values()))
    scope = Scope(bare.env, bare.definitions, strict=True, cites=cites)
    facts = [read_sort(f, "formula", scope) for f in lemma]
    values = read_instance(bare, instance)
    if forms and (missing := {name for name, kind, _ in bare.decls if not kind.startswith("random")} - set(instance)):
        raise CheckError(f"the instance has no value for {sorted(missing)}")
    if taken := {s.name for s in forms} & set(instance):
        raise CheckError(f"in closed form and in the instance: {sorted(taken)}")
    if values is None or not all(formula(f, values, []) for f in (*rest.values(), *facts)):
        raise CheckError("the instance does not meet the hypotheses and the lemma")
    known = [*((f"h{i}", f) for i, f in rest.items()), *((f"lemma{i}", f) for i, f in enumerate(facts, 1))]
    context = supposed(Context({}, bare.moments, library, bare.definitions, cites=cites), bare.decls, known)
    there: dict[Symbol, Term] = {s: confined(form) for s, form in forms.items()}
    owed = [(f"{name} members", sequence_goal(domain, forms[Symbol(name, kind)]))
            for name, kind, domain in loaded.decls if kind.startswith("sequence-") and Symbol(name, kind) in forms]  # fmt: skip
    owed += [(f"h{i}", substitute(f, there)) for i, f in enumerate(loaded.hypotheses, 1) if i not in rest]
    goals: list[tuple[Term, Context]] = []
    for label, f in owed:
        goals.append((f, context))
        context = context.with_fact(label, _fact(f))
    denied = substitute(loaded.conclusion, there)
    return [*goals, (Not(denied), replace(context, denied=denied))]


def closed_forms(loaded: Loaded, data: Json, cites: set[str]) -> dict[Symbol, Lambda]:
    """Sequences of a statement as terms in their index and the other symbols, which may not speak of each other; adds what they cite."""
    kinds = {name: kind for name, kind, _ in loaded.decls}
    forms: dict[Symbol, Lambda] = {}
    scope = Scope(loaded.env, loaded.definitions, strict=True, cites=cites)
    for name, form in data.items():
        if not kinds.get(name, "").startswith("sequence-"):
            raise CheckError(f"{name!r:.40} is no sequence of the statement")
        if not isinstance(form, (list, tuple)) or len(form) != 3 or form[0] != "lambda":
            raise CheckError(f"the closed form of a sequence is (lambda, index, term), got {form!r:.60}")
        found = read_lambda(list(form[1:]), scope)
        if found.sort != kinds[name]:
            raise CheckError(f"{name} is a {kinds[name]}, its closed form a {found.sort}")
        forms[Symbol(name, kinds[name])] = found
    random = {Symbol(name, kind) for name, kind, _ in loaded.decls if kind.startswith("random")}
    for symbol, form in forms.items():
        if taken := form.free & (set(forms) | random):
            raise CheckError(f"{sorted(s.name for s in taken)} in the closed form of {symbol.name}")
    if any(part.free & set(forms) for factors, value in loaded.moments for part in (*factors, value)):
        raise CheckError("a moment of a random symbol speaks of a sequence in closed form")
    return forms


def without(loaded: Loaded, symbols: Mapping[Symbol, Any], hypotheses: tuple[Term, ...]) -> Loaded:
    """A statement without some of its symbols, and with hypotheses that do not speak of them."""
    names = {s.name for s in symbols}
    env = {name: value for name, value in loaded.env.items() if name not in names}
    definitions = {name: t for name, t in loaded.definitions.items() if not t.free & set(symbols)}
    return replace(loaded, env=env, decls=tuple(decl for decl in loaded.decls if decl[0] not in names), definitions=definitions, hypotheses=hypotheses)


def confined(form: Lambda) -> Lambda:
    """A closed form that has values where a sequence has members: times 1 + 0 * 1^k, which needs an integer k >= 0."""
    k = fresh("k", "integer")
    factor = Add(literal(1), Mul(literal(0), PowerOf(literal(1), k)))
    return Lambda(form.names[0] if form.names else "k", abstract(Mul(factor, instantiate(form.body, (k,))), [k]))
