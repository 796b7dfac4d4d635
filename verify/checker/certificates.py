"""Certificates in, accept or reject out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import arb

from verify.checker import measure, sequences, special  # noqa: F401 - they register their rules
from verify.checker.evaluate import Trail, Undefined, Unset, ball, between, formula, in_domain, listed, term
from verify.checker.proof import Context, check, sequence_goal
from verify.checker.terms import (
    RATIONAL,
    RESERVED,
    CheckError,
    Term,
    budget,
    check_formula,
    declare,
    drawn,
    elaborate,
    expect,
    freeze,
    sort_of,
    substitute,
    symbols,
    unclashed,
)  # fmt: skip

KEYS = {"format", "claim", "part", "statement", "hash", "verdict", "evidence", "cites", "uses", "kind", "body", "digest"}
INTEGRAL = "differentiation under the expectation"
LONG = 4000  # bits of a number that is written as a ball, not in full
LIMIT = 1_000_000  # steps of work for one certificate, some seconds
Json = Any


@dataclass(frozen=True)
class Loaded:
    """A statement read from JSON: the environment, elaborated hypotheses and conclusion."""

    env: Mapping[str, Any]
    decls: tuple[Term, ...]
    definitions: Mapping[str, Term]
    moments: list[tuple[tuple[Term, ...], Term]]
    hypotheses: tuple[Term, ...]
    conclusion: Term


@dataclass(frozen=True)
class Accepted:
    """What a certificate establishes."""

    hash: str
    verdict: str
    evidence: str
    cites: tuple[str, ...]
    uses: tuple[str, ...]
    loaded: Loaded


def canonical(data: Json) -> str:
    """The canonical text of plain data."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def sha256(data: Json) -> str:
    """The SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def domain_of(data: Json) -> Term:
    """The domain of a declaration."""
    return ("range", freeze(data["lo"]), freeze(data["hi"])) if isinstance(data, Mapping) else data


@contextmanager
def reading(what: str) -> Iterator[None]:
    """CheckError for whatever cannot be read in the body, and where it asks for too much work."""
    try:
        with budget(LIMIT):
            yield
    except CheckError:
        raise
    except Exception as error:
        raise CheckError(f"malformed {what}: {type(error).__name__} {error}") from error


def load(statement: Json) -> Loaded:
    """Read a statement; CheckError names what is malformed."""
    with reading("statement"):
        env: dict[str, Any] = {"d": ("integer", "any"), "I": ("operator", "symmetric"), "0v": ("vector", "any")}
        decls = []
        for data in statement["symbols"]:
            decls.append((data["name"], data["sort"], domain_of(data.get("domain", "any"))))
            env = declare(env, *decls[-1])
        definitions: dict[str, Term] = {}
        wide = env  # with the abbreviations, to read what is written before D, `at` and abbreviations are carried out
        for data, value in statement.get("definitions", []):
            declare(wide, data["name"], "scalar", "real")
            wide = {**wide, data["name"]: (sort_of(freeze(value), drawn(wide)), "defined")}
            definitions[data["name"]] = elaborate(freeze(value), definitions)
            sort_of(definitions[data["name"]], drawn(env))
        moments = []
        for factors, value in map(freeze, statement.get("moments", [])):
            kinds = [sort_of(f, drawn(wide)) for f in factors]
            expect(value, ("scalar", "vector", "operator")[kinds.count("vector")], wide)
            moments.append((elaborate(factors, definitions), elaborate(value, definitions)))
        formulas = []
        for f in (*(freeze(h["formula"]) for h in statement["hypotheses"]), freeze(statement["conclusion"])):
            check_formula(f, wide)
            formulas.append(elaborate(f, definitions))
            check_formula(formulas[-1], env)
    return Loaded(env, tuple(decls), definitions, moments, tuple(formulas[:-1]), formulas[-1])


def context_of(loaded: Loaded, library: Mapping[str, Any]) -> Context:
    """The context in which the conclusion of a statement is to be proved."""
    env = {name: value for name, value in loaded.env.items() if name in ("d", "I", "0v")}
    context = Context(env, loaded.moments, library, loaded.definitions).with_fact("dimension", ("le", "1", "d")).with_symbols(loaded.decls)
    for i, f in enumerate(loaded.hypotheses, 1):
        context = context.with_fact(f"h{i}", f)
    return context


# ------------------------------------------------------------------------------------------------
# Instances


def numbers(data: Json) -> Any:
    """Rational strings in nested lists as Fractions."""
    if isinstance(data, list):
        return [numbers(part) for part in data]
    if not isinstance(data, str) or not RATIONAL.match(data):
        raise CheckError(f"expected an exact rational in a string, got {data!r:.40}")
    return Fraction(data)


def read_instance(loaded: Loaded, instance: Json) -> dict[str, Any] | None:
    """The values of an instance, or None where a declared domain is not met."""
    if not isinstance(instance, Mapping) or type(instance.get("d")) is not int or not 1 <= instance["d"] <= 100:
        raise CheckError(f"an instance is an object with a dimension d from 1 to 100, got {instance!r:.60}")
    d: int = instance["d"]
    values: dict[str, Any] = {"d": Fraction(d)}
    declared = {name: (kind, domain) for name, kind, domain in loaded.decls}
    for name, data in instance.items():
        kind, domain = declared.get(name, ("", "any"))
        if name == "samples":
            random = {n: k for n, k, _ in loaded.decls if k.startswith("random")}
            if "p" in random or any(set(sample) != {"p", *random} for sample in data):
                raise CheckError(f"a sample has a probability p and values of {sorted(random)}")
            values[name] = [{"p": numbers(s["p"]), "values": {k: numbers(s[k]) for k in random}} for s in data]
            if sum(s["p"] for s in values[name]) != 1 or any(s["p"] <= 0 for s in values[name]):
                raise CheckError("the probabilities of the samples are not positive with the sum 1")
            for s in values[name]:
                in_domain(s["p"], "scalar", "any", d)
                for k, x in s["values"].items():
                    in_domain(x, random[k], "any", d)
        elif kind == "function":
            values[name] = [(numbers(c), int(i), int(j)) for c, i, j in data]
            if not all(0 <= k < 100 for _, *powers in values[name] for k in powers):
                raise CheckError(f"{name} is a polynomial: powers from 0 to 99")
        elif name in RESERVED and name != "d":
            raise CheckError(f"{name} has its own meaning, and no value in an instance")
        elif name != "d":
            values[name] = numbers(data)
        if kind in ("scalar", "vector", "operator", "integer", "sequence-scalar", "sequence-vector"):
            if not in_domain(values[name], kind, domain, d):
                return None
            values[name] = listed(values[name]) if kind.startswith("sequence-") else values[name]
    for name, kind, domain in loaded.decls:
        if kind == "integer" and domain != "any":
            inside = between(term(domain[1], values), term(domain[2], values))
            if not inside or values.get(name, inside[0]) not in inside:
                return None
    for factors, value in loaded.moments:
        product: Term = ("*", *sorted(factors, key=lambda f: loaded.env.get(str(f), ("",))[0] == "random-vector"))
        vectors = [f for f in factors if loaded.env.get(str(f), ("",))[0] == "random-vector"]
        if len(vectors) == 2:
            product = ("*", *(f for f in factors if f not in vectors), ("outer", *vectors))
        if "samples" not in values or formula(("eq", ("E", product), value), values, []) is not True:
            return None
    return values


@reading("instance")
def evaluate(loaded: Loaded, instance: Json) -> tuple[str, Trail]:
    """holds, fails, undefined, vacuous (a hypothesis is not met) or unknown; and the failing relations."""
    trail: Trail = []
    try:
        values = read_instance(loaded, instance)
        if values is None:
            return "vacuous", []
        for f in loaded.hypotheses:
            met = formula(f, values, [])
            if not met:
                return "vacuous" if met is False else "unknown", []
    except Undefined:
        return "vacuous", []
    except Unset:
        return "unknown", []
    try:
        result = formula(loaded.conclusion, values, trail)
    except Undefined as error:
        return "undefined", [("undefined", str(error), "")]
    return {True: "holds", False: "fails", None: "unknown"}[result], trail


def shown(x: Any) -> str:
    """A value for people and certificates."""
    if isinstance(x, (list, tuple)):
        return "[" + ", ".join(shown(part) for part in x) + "]"
    if isinstance(x, Fraction) and x.numerator.bit_length() + x.denominator.bit_length() > LONG:
        x = ball(x)
    return x.str(20) if isinstance(x, arb) else str(x)


def sides(trail: Trail) -> list[list[str]]:
    """The last failing relation: its name and both sides."""
    return [[shown(part) for part in trail[-1]]] if trail else []


# ------------------------------------------------------------------------------------------------
# Certificates


@reading("certificate")
def accept(certificate: Json, library: Mapping[str, Accepted]) -> Accepted:
    """What the certificate establishes, given what was accepted before; CheckError if it is rejected."""
    if not isinstance(certificate, Mapping) or set(certificate) != KEYS or certificate["format"] != 1:
        raise CheckError(f"a certificate of format 1 has exactly the parts {sorted(KEYS)}")
    if certificate["digest"] != sha256({k: v for k, v in certificate.items() if k != "digest"}):
        raise CheckError("the certificate was changed: its digest does not match")
    if certificate["hash"] != sha256(certificate["statement"]):
        raise CheckError("the certificate is stale: it was made for another wording of the statement")
    result = establish(certificate["statement"], certificate["kind"], certificate["body"], library)
    claimed = (certificate["verdict"], certificate["evidence"], tuple(certificate["cites"]), tuple(certificate["uses"]))
    if claimed != (result.verdict, result.evidence, result.cites, result.uses):
        raise CheckError(f"the certificate claims {claimed}, its body shows {result.verdict}, {result.evidence}, {result.cites}")
    return result


@reading("certificate")
def establish(statement: Json, kind: str, body: Json, library: Mapping[str, Accepted]) -> Accepted:
    """What the body of a certificate shows of a statement; CheckError if it shows nothing."""
    loaded, digest = load(statement), sha256(statement)
    cites: set[str] = set()
    used: set[str] = set()
    if kind == "proof":
        verdict, context = "holds", context_of(loaded, usable(library))
        check(loaded.conclusion, body, context)
        cites, used = context.cites, context.used
        raw = symbols(freeze(statement["conclusion"])).union(*map(symbols, loaded.definitions.values()))
        cites.update([INTEGRAL] if {"E", "fn"} <= raw and '"D"' in canonical(statement) else [])
    elif kind == "counterexample":
        verdict, (found, trail) = "fails", evaluate(loaded, body["instance"])
        if found not in ("fails", "undefined"):
            raise CheckError(f"the instance does not refute the statement: {found}")
        if set(body) != {"instance", "found", "sides"} or (body["found"], body["sides"]) != (found, sides(trail)):
            raise CheckError("the recorded values are not those of the instance")
    elif kind == "refutation":
        verdict, (cites, used) = "fails", refute(loaded, body, library)
    else:
        raise CheckError(f"no kind of certificate is called {kind!r:.40}")
    for h in used:
        cites |= set(library[h].cites)
    evidence = "counterexample" if verdict == "fails" else "proof-cited" if cites else "proof"
    return Accepted(digest, verdict, evidence, tuple(sorted(cites)), tuple(sorted(used)), loaded)


def usable(library: Mapping[str, Accepted]) -> dict[str, Any]:
    """The accepted statements that hold, in the form the rule `use` reads."""
    return {h: (a.loaded.decls, a.loaded.hypotheses, a.loaded.conclusion)
            for h, a in library.items() if a.verdict == "holds" and not a.loaded.moments}  # fmt: skip


def refute(loaded: Loaded, body: Json, library: Mapping[str, Accepted]) -> tuple[set[str], set[str]]:
    """A proof that the conclusion is false wherever the lemma holds, and that the instance meets the lemma.

    Sequences in closed form are no part of the instance: what the statement supposes of them is proved from the lemma, too.
    """
    keys, closed = {"instance", "lemma", "proof"}, {"sequences", "hypotheses"}
    if set(body) not in (keys, keys | closed):
        raise CheckError("a refutation has an instance, a lemma and a proof; or sequences, and proofs of the hypotheses on them, as well")
    if closed <= set(body) and not (isinstance(body["sequences"], Mapping) and body["sequences"] and isinstance(body["hypotheses"], list)):
        raise CheckError("sequences in closed form are an object by their names, and the proofs of what is supposed of them a list")
    owed = refutation_goals(loaded, body["instance"], body["lemma"], body.get("sequences", {}), library)
    proofs = [*body.get("hypotheses", []), body["proof"]]
    if len(proofs) != len(owed):
        raise CheckError(f"expected {len(owed) - 1} proofs of what is supposed of the sequences, got {len(proofs) - 1}")
    for (goal, context), proof in zip(owed, proofs):
        check(goal, proof, context)
    return owed[-1][1].cites, owed[-1][1].used


def refutation_goals(loaded: Loaded, instance: Json, lemma: Json, closed: Json, library: Mapping[str, Accepted]) -> list[tuple[Term, Context]]:
    """What a refutation has to prove, and from what; CheckError unless the instance meets the lemma and the other hypotheses.

    In this order: that the members of each sequence in closed form are defined and in its domain, in the order of the
    declarations; each hypothesis on these sequences; that the conclusion is false.  What is shown is a fact for what follows.
    """
    forms = closed_forms(loaded, closed)
    rest = {i: f for i, f in enumerate(loaded.hypotheses, 1) if not symbols(f) & set(forms)}
    bare = without(loaded, set(forms), tuple(rest.values()))
    facts = [elaborate(freeze(f), bare.definitions) for f in lemma]
    for f in facts:
        check_formula(f, bare.env)
    values = read_instance(bare, instance)
    if forms and (missing := {name for name, kind, _ in bare.decls if not kind.startswith("random")} - set(instance)):
        raise CheckError(f"the instance has no value for {sorted(missing)}")
    if set(forms) & set(instance):
        raise CheckError(f"in closed form and in the instance: {sorted(set(forms) & set(instance))}")
    if values is None or not all(formula(f, values, []) for f in (*rest.values(), *facts)):
        raise CheckError("the instance does not meet the hypotheses and the lemma")
    context = context_of(replace(bare, hypotheses=()), usable(library))
    for label, f in [*((f"h{i}", f) for i, f in rest.items()), *((f"lemma{i}", f) for i, f in enumerate(facts, 1))]:
        context = context.with_fact(label, f)
    there = {name: confined(form) for name, form in forms.items()}
    owed = [(f"{name} members", sequence_goal(kind.removeprefix("sequence-"), domain, forms[name], bare.env))
            for name, kind, domain in loaded.decls if name in forms]  # fmt: skip
    owed += [(f"h{i}", substitute(f, there)) for i, f in enumerate(loaded.hypotheses, 1) if i not in rest]
    goals: list[tuple[Term, Context]] = []
    for label, f in owed:
        goals.append((as_goal(f, context), context))
        context = context.with_fact(label, f)
    denied = as_goal(substitute(loaded.conclusion, there), context)
    return [*goals, (("not", denied), replace(context, denied=denied))]


def closed_forms(loaded: Loaded, data: Json) -> dict[str, Term]:
    """Sequences of a statement as terms in their index and the other symbols: ("lambda", index, term), definitions expanded."""
    kinds, forms = {name: kind for name, kind, _ in loaded.decls}, {}
    for name, form in data.items():
        value = freeze(form)
        if not kinds.get(name, "").startswith("sequence-"):
            raise CheckError(f"{name!r:.40} is no sequence of the statement")
        if value[:1] != ("lambda",) or len(value) != 3 or not isinstance(value[1], str) or value[1] in loaded.definitions:
            raise CheckError(f"the closed form of a sequence is (lambda, index, term), the index a fresh name, got {value!r:.60}")
        declare(loaded.env, value[1], "integer", "any")
        term_of = elaborate(value[2], loaded.definitions)
        random = {s for s, (kind, _) in loaded.env.items() if kind.startswith("random")}
        if taken := (symbols(value[2]) | symbols(term_of)) & {*data, *random, "E", "D", "at", "let"}:
            raise CheckError(f"{sorted(taken)} in the closed form of {name}")
        forms[name] = ("lambda", value[1], term_of)
    if any(symbols(moment) & set(forms) for moment in loaded.moments):
        raise CheckError("a moment of a random symbol speaks of a sequence in closed form")
    return forms


def without(loaded: Loaded, names: set[str], hypotheses: tuple[Term, ...]) -> Loaded:
    """A statement without some of its symbols, and with hypotheses that do not speak of them."""
    env = {name: value for name, value in loaded.env.items() if name not in names}
    definitions = {name: t for name, t in loaded.definitions.items() if not symbols(t) & names}
    return replace(loaded, env=env, decls=tuple(decl for decl in loaded.decls if decl[0] not in names), definitions=definitions, hypotheses=hypotheses)


def confined(form: Term) -> Term:
    """A closed form that has values where a sequence has members: times 1 + 0 * 1^k, which needs an integer k >= 0."""
    return ("lambda", form[1], ("*", ("+", "1", ("*", "0", ("pow", "1", form[1]))), form[2]))


def as_goal(f: Term, context: Context) -> Term:
    """A formula as a goal in a context: no bound symbol is taken, and it is well-formed over the symbols there."""
    f = unclashed(f, set(context.env))
    check_formula(f, context.env)
    return f


def sealed(certificate: Mapping[str, Json]) -> dict[str, Json]:
    """The certificate with its digest."""
    bare = {k: v for k, v in certificate.items() if k != "digest"}
    return {**bare, "digest": sha256(bare)}
