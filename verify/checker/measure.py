"""Rules for null sets: zero sets of polynomials, and the starts from which an iteration reaches its unstable fixed points."""

from __future__ import annotations

from dataclasses import dataclass

from verify.checker.proof import RULES, Context, Proof, check, check_all, define, domain_goals, need, negation
from verify.checker.terms import CheckError, Term, alike, declare_all, derivative, expect, substitute, symbols

NULL = "the zero set of a nonzero polynomial has measure zero"
ANALYTIC = "the zero set of a nonzero analytic function on a connected domain has measure zero"
PREIMAGE = "preimages of null sets are null where the derivative is almost everywhere invertible (Ponomarev)"
STABLE = "centre-stable manifold theorem: the points that stay near an unstable fixed point form a null set"


def polynomial_in(t: Term, names: set[str], context: Context) -> bool:
    """Whether a scalar or vector term is a polynomial in the coordinates of the named vectors."""
    if isinstance(t, str) or not symbols(t) & names:
        return True
    if t[0] in ("+", "-", "*", "dot"):
        return all(polynomial_in(part, names, context) for part in t[1:])
    if t[0] == "^":
        return int(t[2]) >= 0 and polynomial_in(t[1], names, context)
    return t[0] in ("@", "/") and not symbols(t[1 if t[0] == "@" else 2]) & names and polynomial_in(t[2 if t[0] == "@" else 1], names, context)


def null_set(goal: Term, proof: Proof, context: Context) -> None:
    """The body holds wherever a polynomial differs from zero, and it does so at one point."""
    decls, body = need(goal, "almost-all")
    if any(kind != "vector" or domain not in ("any", "nonzero") for _, kind, domain in decls):
        raise CheckError("the rule is for vector variables")
    inner, names = context.with_symbols(decls), {decl[0] for decl in decls}
    point = context.read_terms(proof["point"])
    p = context.read_terms({"p": proof["polynomial"]})["p"]
    expect(p, "scalar", inner.env)
    if set(point) != names or not polynomial_in(p, names, inner):
        raise CheckError("expected a polynomial in the bound vectors and a point for each of them")
    for value in point.values():
        expect(value, "vector", context.env)
    check_all([("ne", substitute(p, point), "0")], [proof["nonzero"]], context)
    check(body, proof["then"], inner.with_fact(proof["as"], ("ne", p, "0")))
    context.cites.add(NULL)


def nowhere(goal: Term, proof: Proof, context: Context) -> None:
    """Not for almost all: for no value at all (R^d and R^d without 0 are not null sets)."""
    decls, body = need(need(goal, "not")[0], "almost-all")
    if any(kind != "vector" or domain not in ("any", "nonzero") for _, kind, domain in decls):
        raise CheckError("the rule is for vector variables")
    check(negation(body), proof["then"], context.with_symbols(decls))


def almost(goal: Term, proof: Proof, context: Context) -> None:
    """What follows from facts that hold for almost all values, or from none, holds for almost all values."""
    decls, body = need(goal, "almost-all")
    inner = context.with_symbols(decls)
    for i, label in enumerate(proof["facts"], 1):
        given, premise = need(context.fact(label), "almost-all")
        if [decl[1:] for decl in given] != [decl[1:] for decl in decls]:
            raise CheckError(f"{label} and the goal range over different symbols")
        inner = inner.with_fact(f"{proof['as']} {i}", substitute(premise, {theirs[0]: ours[0] for theirs, ours in zip(given, decls)}))
    check(body, proof["then"], inner)


def pushed(step: Term, names: Term, directions: Term) -> list[Term]:
    """The derivative of the step along the directions, component by component."""
    return [("+", ("*", "0", x), *filter(None, (derivative(x, name, v) for name, v in zip(names, directions)))) for x in step]


@dataclass(frozen=True)
class Step:
    """A map of a state, its derivative along directions, and zero in each component."""

    decls: Term
    terms: Term
    directions: tuple[str, ...]
    moved: list[Term]

    @property
    def names(self) -> list[str]:
        """The symbols of the state."""
        return [decl[0] for decl in self.decls]

    @property
    def tangent(self) -> Term:
        """The declarations of the directions."""
        return tuple((v, kind, "real" if kind == "scalar" else "any") for v, (_, kind, _) in zip(self.directions, self.decls))

    @property
    def zeros(self) -> list[Term]:
        """Zero, for each component."""
        return ["0v" if kind == "vector" else "0" for _, kind, _ in self.decls]


def step_of(decls: Term, terms: Term, proof: Proof) -> Step:
    """The step of a rule on null sets: made of analytic operations, on R and R^d and R^d without 0."""
    if {"fn", "E", "item", "sum", "pow", "at", "D"} & symbols(terms):
        raise CheckError("the step is not made of sums, products, quotients, powers and roots")
    if any(domain not in ("real", "any", "nonzero") or (kind, domain) == ("scalar", "nonzero") for _, kind, domain in decls):
        raise CheckError("the rule is for states in R and R^d, and in R^d without 0")
    directions, names = tuple(proof["directions"]), [decl[0] for decl in decls]
    if len(directions) != len(names):
        raise CheckError(f"expected one direction for each of {names}")
    return Step(decls, terms, directions, pushed(terms, names, directions))


def regular(step: Step, proof: Proof, context: Context, *, stays: bool) -> None:
    """CheckError unless the derivative of a step is injective almost everywhere: it is so at one point of a connected domain.

    The step must be defined and differentiable on its domain, and not leave it if `stays`.
    """
    state = context.with_symbols(step.decls)
    inside = domain_goals(step.decls, dict(zip(step.names, step.terms)), state.env) if stays else []
    check_all([*(("eq", x, x) for x in step.terms), *inside], proof["domain"], state)
    check_all([("eq", x, x) for x in step.moved], proof["smooth"], state.with_symbols(step.tangent))
    point = context.read_terms(proof["point"])
    still = ("and", *(("eq", x, zero) for x, zero in zip(step.moved, step.zeros)))
    none = ("and", *(("eq", v, zero) for v, zero in zip(step.directions, step.zeros)))
    injective = ("forall", step.tangent, ("implies", still, none))
    connected = [("le", "2", "d")] if any(decl[1:] == ("vector", "nonzero") for decl in step.decls) else []
    check_all([*domain_goals(step.decls, point, context.env), *connected, substitute(injective, point)], proof["injective"], context)
    context.cites.update({ANALYTIC, PREIMAGE})


def nonsingular(goal: Term, proof: Proof, context: Context) -> None:
    """A map of R^n with an analytic formula whose derivative is injective at one point of its connected domain is nonsingular."""
    decls, terms = need(goal, "nonsingular")
    step = step_of(decls, terms, proof)
    declare_all(context.env, (*decls, *step.tangent))
    regular(step, proof, context, stays=False)


def unstable(goal: Term, proof: Proof, context: Context) -> None:
    """Almost no start leads to a fixed point where the derivative of the step has an eigenvalue above 1.

    The goal: for almost all starts, the orbit has no limit x with S(x).  To be shown: the step is defined and differentiable on
    its domain and does not leave it; the domain is connected; at one point the derivative of the step is injective; at every
    fixed point x with S(x) it has an eigenvector with a real eigenvalue above 1.
    """
    starts, run = need(goal, "almost-all")
    decls, terms, start, body = need(run, "orbit")
    kinds = [decl[1:] for decl in decls]
    limits, found = need(need(body, "not")[0], "exists")
    claims = need(found, "and")
    if [decl[0] for decl in starts] != list(start) or [decl[1:] for decl in starts] != kinds or [decl[1:] for decl in limits] != kinds:
        raise CheckError("the starts and the limits are the symbols bound, with the sorts and domains of the state")
    step = step_of(decls, terms, proof)
    wanted = [("tends", "k", ("item", name, "k"), x[0]) for name, x in zip(step.names, limits)]
    if [alike(f) for f in claims[: len(wanted)]] != [alike(f) for f in wanted]:
        raise CheckError(f"expected the limits {wanted!r:.80} first")
    declare_all(context.env, (*starts, *decls, *limits, *step.tangent))  # apart from each other, and from the symbols of the proof
    regular(step, proof, context, stays=True)
    # every fixed point in question is unstable
    inner = context.with_symbols(limits)
    here = {name: x[0] for name, x in zip(step.names, limits)}
    fixed = ("and", *(("eq", substitute(x, here), here[name]) for x, name in zip(terms, step.names)))
    special = ("and", *claims[len(wanted) :]) if claims[len(wanted) :] else ("eq", "0", "0")
    inner = inner.with_fact(f"{proof['as']} fixed", fixed)
    define(special, inner)
    inner = inner.with_fact(proof["as"], special)
    factor, vector = context.read_terms({"t": proof["eigenvalue"]})["t"], context.read_terms(proof["eigenvector"])
    if set(vector) != set(step.directions):
        raise CheckError(f"an eigenvector has the parts {step.directions}")
    along = [substitute(substitute(x, here), vector) for x in step.moved]
    goals = [("lt", "1", factor), ("or", *(("ne", vector[v], zero) for v, zero in zip(step.directions, step.zeros)))]
    check_all([*goals, *(("eq", x, ("*", factor, vector[v])) for x, v in zip(along, step.directions))], proof["unstable"], inner)
    context.cites.add(STABLE)


RULES.update({
    "null set": (null_set, ("polynomial", "point", "as", "nonzero", "then")), "nowhere": (nowhere, ("then",)),
    "almost": (almost, ("facts", "as", "then")),
    "nonsingular": (nonsingular, ("directions", "domain", "smooth", "point", "injective")),
    "unstable": (unstable, ("directions", "domain", "smooth", "point", "injective", "as", "eigenvalue", "eigenvector", "unstable")),
})  # fmt: skip
