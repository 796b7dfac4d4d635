"""Rules for spectra, equivalent configurations, contractions and parallel vectors."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify.checker.normal import Combination, Normaliser, Poly, atom, constant, expand, plus, power, times
from verify.checker.proof import MINUS, RULES, Context, Proof, check, check_all, need
from verify.checker.terms import CheckError, Term, expect, substitute, symbols
from verify.checker.theorems import determinant

DETERMINANT = "Weinstein-Aronszajn determinant identity"
GEOMETRIC = "geometric sequences with ratio in [0, 1) tend to zero"
EXTRA = "#0"  # the first coordinate of R x R^d, and the variable of a characteristic polynomial


def finite_rank(goal: Term, proof: Proof, context: Context) -> None:
    """The spectrum of U C U^T: t^(n-r) det(t I - C U^T U), compared with the listed product."""
    matrix, listed = need(goal, "spectrum")
    n = Normaliser({**context.env, EXTRA: ("vector", "any"), "#t": ("scalar", "real")}, context.moments, context.known)
    size: Poly = atom(("s", "d"))
    if matrix[0] == "block":
        size = plus(size, constant(1))
        corner, row, column = context.normal(matrix[1]), context.normal(matrix[2]), context.normal(matrix[3])
        e = ((), EXTRA)
        if row != column:
            raise CheckError("the block operator is not symmetric")
        entries: dict[tuple[Any, Any], Poly] = {(e, e): corner} if corner else {}
        for key, c in row.items():
            entries = {**entries, (e, key): c, (key, e): c}
        body: Combination = context.normal(matrix[4])
    else:
        entries, body = {}, context.normal(matrix)
    for key, c in body.items():
        if key[0] != "o":
            raise CheckError("the operator is not of finite rank")
        entries[(key[1:3], key[3:])] = c
    basis = sorted({x for pair in entries for x in pair}, key=repr)

    def gram(x: Any, y: Any) -> Poly:
        if EXTRA in (x[1], y[1]):
            return constant(x == y)
        return n.pair(*x, *y)

    def entry(x: Any, y: Any) -> Poly:
        total = atom(("s", "#t")) if x == y else {}
        for z in basis:
            total = plus(total, times(MINUS, times(entries.get((x, z), {}), gram(z, y))))
        return total

    left, degree = leibniz([[entry(x, y) for y in basis] for x in basis]), plus(size, constant(-len(basis)))
    right = constant(1)
    for value, multiplicity in listed:
        e, m = context.normal(value), context.normal(multiplicity)
        n.whole(m)
        if not context.shown("le", m):
            raise CheckError(f"the multiplicity {multiplicity!r:.40} is not shown to be at least 0")
        if not e:
            degree = plus(degree, times(MINUS, m))
        else:
            right = times(right, power_of(plus(atom(("s", "#t")), times(MINUS, e)), whole(m)))
    gap, t = whole(degree), atom(("s", "#t"))
    left, right = (times(left, power(t, gap)), right) if gap >= 0 else (left, times(right, power(t, -gap)))
    if expand(plus(left, times(MINUS, right))):
        raise CheckError("the listed eigenvalues are not those of the characteristic polynomial")
    context.cites.add(DETERMINANT)


def leibniz(rows: list[list[Poly]]) -> Poly:
    """The determinant of a small matrix of polynomials."""
    n, total = len(rows), constant(0)
    for product in determinant([[f"{i} {j}" for j in range(n)] for i in range(n)])[1:] if n else []:
        part = constant(Fraction(product[1]))
        for place in product[2:]:
            i, j = place.split()
            part = times(part, rows[int(i)][int(j)])
        total = plus(total, part)
    return total if n else constant(1)


def power_of(p: Poly, n: int) -> Poly:
    """p^n for n >= 0."""
    if n < 0:
        raise CheckError("a negative multiplicity")
    return power(p, n)


def whole(p: Poly) -> int:
    """A constant polynomial as an int."""
    c = p.get(frozenset(), Fraction(0))
    if p not in ({}, constant(c)) or c.denominator != 1:
        raise CheckError("multiplicities do not add up to the dimension")
    return int(c)


def conjugacy(goal: Term, proof: Proof, context: Context) -> None:
    """A map of the vectors and one of the scalars carry starts to starts and steps to steps, hence orbits to orbits.

    Premises: the start and every step stay in the domain of each restricted variable.
    """
    names, step, start, other_step, other_start = need(goal, "equivalent")
    states_are_free(names, context, (start, other_start))
    maps = context.read_terms(proof["maps"])
    images: dict[str, Term] = {}
    goals: list[Term] = []
    if set(maps) != set(names):
        raise CheckError(f"expected one map for each of {names}")
    for name, first, begin in zip(names, step, start):
        kind, domain = context.env[name]
        m = maps[name]
        expect(m, "operator" if kind == "vector" else "scalar", context.env)
        if symbols(m) & set(names) or m != maps[next(other for other in names if context.env[other][0] == kind)]:
            raise CheckError("a map may not depend on the state, and all vectors (all scalars) have the same map")
        if kind == "vector":
            ((key, c),) = context.normal(m).items() if len(context.normal(m)) == 1 else ((("o",), {}),)
            if key[0] != "w" or any(context.env[s][1] == "symmetric" for s, _, _ in key[1]) or not context.shown("ne", c):
                raise CheckError(f"the map {m!r:.40} is not shown to be invertible")
        elif not context.shown("ne", context.normal(m)):
            raise CheckError(f"the factor {m!r:.40} is not shown to differ from zero")
        images[name] = ("@" if kind == "vector" else "*", m, name)
        zero = "0v" if kind == "vector" else "0"
        if domain == "nonzero":
            goals += [("ne", begin, zero), ("ne", first, zero)]
        elif domain not in ("any", "real"):
            raise CheckError(f"the state variable {name} has the domain {domain}")
    check_all(goals, proof["premises"], context)
    for name, first, second, one, two in zip(names, step, other_step, start, other_start):
        for f in (("eq", two, substitute(images[name], {name: one})),
                  ("eq", substitute(second, images), substitute(images[name], {name: first}))):  # fmt: skip
            check(f, {"by": "trivial"}, context)


def states_are_free(names: Term, context: Context, starts: Any) -> None:
    """The state variables occur in no fact and no start, so that a step is shown for every state."""
    held = set().union(set(), *map(symbols, (*context.facts.values(), *starts, *context.moments)))
    if held & set(names):
        raise CheckError(f"the state variables {sorted(held & set(names))} are not free")


def contraction(goal: Term, proof: Proof, context: Context) -> None:
    """0 <= r < 1 and |F(w) - w*|^2 <= r |w - w*|^2 for every w, so the orbit of F tends to w*."""
    names, step, start, target = need(goal, "limit")
    states_are_free(names, context, (start, target))
    context.normal(start[0])
    if len(names) != 1 or context.env[names[0]] != ("vector", "any"):
        raise CheckError("the contraction rule is for one vector variable")
    r = context.read_terms({"rate": proof["rate"]})["rate"]
    if symbols(r) & set(names):
        raise CheckError("the rate may not depend on the state")

    def gap(x: Term) -> Term:
        return ("dot", ("+", x, ("-", target[0])), ("+", x, ("-", target[0])))

    check_all([("le", "0", r), ("lt", r, "1"), ("le", gap(step[0]), ("*", r, gap(names[0])))], proof["premises"], context)
    context.cites.add(GEOMETRIC)


def multiple(goal: Term, proof: Proof, context: Context) -> None:
    """x = c y shows that x is parallel to y."""
    x, y = need(goal, "parallel")
    c = context.read_terms({"c": proof["factor"]})["c"]
    check_all([("eq", x, ("*", c, y))], [proof["proof"]], context)


def open_parallel(goal: Term, proof: Proof, context: Context) -> None:
    """Name the factor of a fact x parallel to y."""
    x, y = need(context.fact(proof["fact"]), "parallel")
    bigger = context.with_symbols(((proof["name"], "scalar", "real"),))
    check(goal, proof["then"], bigger.with_fact(proof["as"], ("eq", x, ("*", proof["name"], y))))


RULES.update({
    "finite rank": (finite_rank, ()), "conjugacy": (conjugacy, ("maps", "premises")),
    "contraction": (contraction, ("rate", "premises")), "multiple": (multiple, ("factor", "proof")),
    "open parallel": (open_parallel, ("fact", "name", "as", "then")),
})  # fmt: skip

