"""Search for exact combinations: linear programming over products of facts, then rational solution.

The result is untrusted; the checker multiplies everything out again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from scipy.optimize import linprog

from verify.checker.facts import Context
from verify.checker.formulas import Eq, Le, Lt, Ne, Relation
from verify.checker.polynomials import (
    Atom,
    Combination,
    Monomial,
    Poly,
    Word,
    constant,
    key_text,
    made_atom,
    of_atom,
    plus,
    power,
    times,
)  # fmt: skip
from verify.checker.rules.arithmetic import product
from verify.checker.terms import Term as Node
from verify.checker.work import CheckError, spend

Term = Any  # a term as nested tuples, with names: what a proof says
Item = dict[str, Any]
Column = tuple[Item, Poly, bool, bool]  # what to write, its value, whether its weight is >= 0, whether it is strict
LIMIT = 4000


def read(t: Term, context: Context) -> Node:
    """A term as the checker has it."""
    return context.read(t)


def normal(t: Term, context: Context) -> Any:
    """The normal form of a term.  Raises CheckError."""
    return context.normal(read(t, context))


def word_term(word: Word, x: str) -> Term:
    """The term of a word applied to a named vector."""
    t = named_vector(x)
    for name, transposed, e in reversed(word):
        letter: Term = ("T", name) if transposed else name
        t = ("@", letter if e == 1 else ("^", letter, str(e)), t)
    return t


def named_vector(x: str) -> Term:
    """The term of a vector symbol, or of a member of a sequence."""
    if not isinstance(x, Atom):
        return x
    if x.key[0] == "item":
        return ("item", x.key[1], poly_term(dict(x.key[2])))
    raise CheckError(f"no term for the vector {x}")


def named_base(x: str) -> bool:
    """Whether a vector of a normal form has a term: a symbol or a member of a sequence, no expectation."""
    return not isinstance(x, Atom) or x.key[0] == "item"


def atom_term(a: Atom) -> Term:
    """The term of one symbol of a normal form."""
    kind, key = a.key[0], a.key
    if kind == "s":
        return key[1]
    if kind == "dot":
        return ("dot", named_vector(key[1]), word_term(key[2], key[3]))
    if kind == "sqrt":
        return ("sqrt", poly_term(dict(key[1])))
    if kind == "eig":
        return ("eig", operator_term({k: dict(c) for k, c in key[1]}), poly_term(dict(key[2])))
    if kind == "den":
        return poly_term(dict(key[1]))
    if kind == "item":
        return named_vector(a)
    if kind == "pow":
        return ("pow", poly_term(dict(key[1])), poly_term(dict(key[2])))
    if kind == "fn":
        return ("fn", key[1], tuple(map(str, key[2])), poly_term(dict(key[3])), poly_term(dict(key[4])))
    if kind in ("max", "sum"):
        low, high, body = (poly_term(dict(part)) for part in key[2:])
        name = f"n{key[1][1:]}"
        return (kind, name, low, high, rename(body, key[1], name))
    raise CheckError(f"no term for the symbol {kind}")


def rename(t: Term, old: str, new: str) -> Term:
    """t with one symbol renamed."""
    return (new if t == old else t) if isinstance(t, str) else tuple(rename(part, old, new) for part in t)


def monomial_term(m: Monomial, c: Fraction) -> Term:
    """The term of a coefficient times a monomial."""
    parts = [atom_term(a) if e == 1 else ("^", atom_term(a), str(e)) for a, e in m]
    return ("*", str(c), *parts) if parts else str(c)


def poly_term(p: Poly) -> Term:
    """The term of a polynomial."""
    parts = [monomial_term(m, c) for m, c in sorted(p.items())]
    return ("+", *parts) if len(parts) > 1 else parts[0] if parts else "0"


def multipliers_of(monomials: Iterable[Monomial]) -> list[Term]:
    """The terms of those monomials that have one."""
    found = []
    for m in monomials:
        try:
            found.append(monomial_term(m, Fraction(1)))
        except CheckError:
            continue
    return found


def operator_term(x: Combination) -> Term:
    """The term of an operator's normal form."""
    parts: list[Term] = []
    for key, c in sorted(x.items(), key=lambda entry: key_text(entry[0])):
        if key[0] == "o":
            body: Term = ("outer", word_term(key[1], key[2]), word_term(key[3], key[4]))
        else:
            body = "I"
            for name, transposed, e in key[1]:
                letter: Term = ("T", name) if transposed else name
                letter = letter if e == 1 else ("^", letter, str(e))
                body = letter if body == "I" else ("@", body, letter)
        parts.append(body if c == constant(1) else ("*", poly_term(c), body))
    return ("+", *parts) if len(parts) > 1 else parts[0] if parts else ("*", "0", "I")


def named(hint: Mapping[str, Any], context: Context) -> list[str]:
    """The labels of the facts a hint names, parts of conjunctions included; all facts if it names none."""
    wanted = hint["facts"] or list(context.facts)
    return [label for label in context.facts if any(label == s or label.startswith(f"{s}.") for s in wanted)]


def relations(labels: Iterable[str], context: Context, *formers: type[Relation]) -> dict[str, Relation]:
    """The facts under these labels that are relations of one of these kinds."""
    found = {label: context.fact(label) for label in labels}
    return {label: f for label, f in found.items() if isinstance(f, formers)}


def ends(p: Iterable[Monomial]) -> list[tuple[Word, str]]:
    """Every vector that occurs as an end of an inner product."""
    found: set[tuple[Word, str]] = set()
    for m in p:
        for a, _ in m:
            if a.key[0] == "dot":
                _, left, word, right = a.key
                found |= {((), left), ((), right), (word, right)}
                found |= {(((word[0][0], word[0][1], k), *word[1:]), right) for k in range(1, word[0][2])} if word else set()
    return sorted(found, key=key_text)


def quotients(target: Iterable[Monomial], p: Poly) -> list[Monomial]:
    """Monomials that carry a monomial of p to one of the target."""
    found: set[Monomial] = set()
    for t in target:
        for m in p:
            powers = dict(t)
            for a, e in m:
                powers[a] = powers.get(a, 0) - e
            found.add(tuple(sorted((a, e) for a, e in powers.items() if e)))
    return sorted(q for q in found if sum(abs(e) for _, e in q) <= 8)


def equation_items(goal: Poly, labels: Sequence[str], context: Context, extra: Sequence[Term]) -> list[tuple[Item, Poly]]:
    """Multiples of equations that share a monomial with the goal."""
    found: list[tuple[Item, Poly]] = []
    scalars = [t for t in extra if read(t, context).sort == "scalar"]
    for label, f in relations(labels, context, Eq).items():
        value, kind = context.difference(f), f.left.sort
        if kind == "scalar":
            if not value:
                continue
            multipliers = [*multipliers_of(quotients(goal, value)), *scalars]
            found += [({"eq": label, "times": t}, times(value, q)) for t, q in defined(multipliers, context)]
        elif kind == "vector":
            vectors: list[Term] = [word_term(w, x) for w, x in ends(goal) if named_base(x)]
            for v in [*vectors, *(t for t in extra if read(t, context).sort == "vector")]:
                p = context.normaliser().dot(value, normal(v, context))
                if not p:
                    continue
                near = multipliers_of(quotients(goal, p)) if goal else ["1"]
                for t, q in defined([*near, *scalars, "1"], context):
                    found.append(({"eq": label, "times": ("*", t, v)}, times(p, q)))
    return found


def defined(candidates: Iterable[Term], context: Context) -> list[tuple[Term, Poly]]:
    """The candidates that are shown to be defined, each once, with their normal forms."""
    found = []
    for t in sorted(dict.fromkeys(candidates), key=repr):
        try:
            found.append((t, normal(t, context)))
        except CheckError:
            continue
    return found


def product_items(labels: Sequence[str], context: Context, hint: Mapping[str, Any]) -> list[tuple[Item, Poly, bool]]:
    """Products of up to `degree` inequalities, times the extra factors and squares; whether strict."""
    facts = {label: (context.difference(f), isinstance(f, Lt)) for label, f in relations(labels, context, Le, Lt).items()}
    scales: list[tuple[list[Any], Poly, bool]] = [([], constant(1), True)]
    for t, e in hint["factors"]:
        p = normal(t, context)
        q, positive = power(p if e >= 0 else context.normaliser().inverse(p), abs(e)), context.shown("lt", p)
        scales += [([*before, [t, e]], times(r, q), sure and positive) for before, r, sure in scales]
    squares: list[tuple[Any, Poly]] = [(None, constant(1))]
    for t in hint["squares"]:
        p = normal(t, context)
        squares.append((t, times(p, p)))
    found = []
    for n in range(hint["degree"] + 1):
        for combo in itertools.combinations_with_replacement(facts, n):
            p, strict = constant(1), all(facts[label][1] for label in combo)
            for label in combo:
                p = times(p, facts[label][0])
            for (factors, q, sure), (square, r) in itertools.product(scales, squares):
                total, counts = times(times(p, q), r), {label: combo.count(label) for label in combo}
                if total:
                    item = {"c": "1", "factors": [*([k, c] for k, c in counts.items()), *factors], "square": square}
                    found.append((item, total, strict and sure and square is None))
    return found


def combination(goal: Relation, context: Context, hint: Mapping[str, Any]) -> dict[str, Any] | None:
    """A proof of a relation between scalars by the rule `combine`, or None.

    goal: eq, le or lt; hint: the fields of `script.auto`.
    """
    target = context.difference(goal)
    labels = list(relations(named(hint, context), context, Eq, Le, Lt))
    columns: list[Column] = []
    if isinstance(goal, (Le, Lt)):
        columns += [(item, p, True, strict) for item, p, strict in product_items(labels, context, hint)]
    reach = set(target).union(*(set(p) for _, p, _, _ in columns)) if not isinstance(goal, Eq) else set(target)
    extra = [freeze(t) for t in hint["multipliers"]]
    wanted: set[Monomial] = set(reach if len(reach) < 60 else target)
    for _ in range(2):  # then with what the equations found bring in
        equations = equation_items({m: Fraction(1) for m in sorted(wanted)}, labels, context, extra)
        tried = [*columns, *((item, p, False, False) for item, p in equations)][:LIMIT]
        cleared_target, *cleared = together([target, *(p for _, p, _, _ in tried)])
        tried = [(item, p, sign, strict) for (item, _, sign, strict), p in zip(tried, cleared)]
        weights = solve(cleared_target, tried, isinstance(goal, Lt))
        if weights is not None:
            return written(tried, weights)
        more = wanted.union(*(set(p) for _, p in equations))
        if more == wanted or len(more) > 60:
            break
        wanted = more
    return None


def linear_combination(goal: Eq, context: Context, hint: Mapping[str, Any]) -> dict[str, Any] | None:
    """A proof of an equation between vectors or operators: multiples of equations by the terms offered, and by 1."""
    sort, target = goal.left.sort, context.difference(goal)
    columns: list[Column] = []
    for label, f in relations(named(hint, context), context, Eq).items():
        offered: list[Term] = ["1", *(freeze(t) for t in hint["multipliers"])]
        if sort == "vector" and f.left.sort == "scalar":
            near = [(q, key) for key, p in target.items() if named_base(key[1]) for q in quotients(p, context.difference(f))]
            offered += [("*", monomial_term(q, Fraction(1)), word_term(*key)) for q, key in near]
        for t in offered:
            try:
                by = read(t, context)
                value, found = product(context.difference(f), f.left.sort, context.normal(by), by.sort, context)
            except CheckError:
                continue
            if found == sort and value:
                columns.append(({"eq": label, "times": t}, flattened(value), False, False))
    target_, *cleared = together([flattened(target), *(p for _, p, _, _ in columns)])
    columns = [(item, p, False, False) for (item, _, _, _), p in zip(columns, cleared)]
    weights = solve(target_, columns, False)
    return None if weights is None else written(columns, weights)


def flattened(x: Combination) -> Poly:
    """A combination as one polynomial, its basis elements as symbols."""
    total: Poly = {}
    for key, p in x.items():
        total = plus(total, times(p, of_atom(made_atom(("basis", key), f"basis {key_text(key)}", ()))))
    return total


def nonzero_combination(goal: Ne, context: Context, hint: Mapping[str, Any]) -> dict[str, Any] | None:
    """A proof that two scalars differ: their difference is a product of nonzero factors plus multiples of equations."""
    target, labels = context.difference(goal), named(hint, context)
    extra = [freeze(t) for t in hint["multipliers"]]
    facts = {label: f for label, f in relations(labels, context, Ne, Lt).items() if f.left.sort == "scalar"}
    nonzero, equations_named = list(facts), list(relations(labels, context, Eq))
    for n in range(min(len(nonzero), hint["degree"]) + 1):
        for combo in itertools.combinations(nonzero, n):
            value, factors = constant(1), [[label, 1] for label in combo]
            for label in combo:
                value = times(value, context.difference(facts[label]))
            for t, e in hint["factors"]:
                p = normal(t, context)
                value = times(value, power(p if e >= 0 else context.normaliser().inverse(p), abs(e)))
            item = {"c": "1", "factors": [*factors, *hint["factors"]], "square": None}
            reach = {m: Fraction(1) for m in sorted({*target, *value})}
            equations = equation_items(reach, equations_named, context, extra)
            columns: list[Column] = [(item, value, False, True), *((i, p, False, False) for i, p in equations)]
            target_, *cleared = together([target, *(p for _, p, _, _ in columns)])
            columns = [(i, p, sign, strict) for (i, _, sign, strict), p in zip(columns, cleared)]
            weights = solve(target_, columns, False) if target_ else None
            if weights and weights[0]:
                return written([(item, value, True, True), *columns[1:]], weights)
    return None


def written(columns: Sequence[Column], weights: Sequence[Fraction]) -> dict[str, Any]:
    """The proof by the rule `combine` with these weights."""
    total: list[Item] = []
    for (item, _, sign, _), c in zip(columns, weights):
        if c and sign:
            total.append({**item, "c": str(c)})
        elif c:
            total.append({"eq": item["eq"], "times": ["*", str(c), as_lists(item["times"])]})
    return {"by": "combine", "sum": total}


def together(polys: list[Poly]) -> list[Poly]:
    """All polynomials times one common product of radicals and denominators, freed of negative powers."""
    for _ in range(8):
        polys = [reduced(p) for p in polys]
        lowest: dict[Atom, int] = {}
        for a, e in (entry for p in polys for m in p for entry in m):
            if a.key[0] in ("den", "sqrt") and e < 0:
                lowest[a] = min(lowest.get(a, 0), e)
        if not lowest:
            break
        for a, e in lowest.items():
            shift = -e if a.key[0] == "den" else 2 * ((1 - e) // 2)
            polys = [times(p, of_atom(a, shift)) for p in polys]
    return polys


def reduced(p: Poly) -> Poly:
    """p with even powers of roots and positive powers of denominators written out."""
    total: Poly = {}
    for m, c in p.items():
        part: Poly = constant(c)
        for a, e in m:
            if a.key[0] == "den" and e > 0:
                part = times(part, power(dict(a.key[1]), e))
            elif a.key[0] == "sqrt" and e > 1:
                part = times(times(part, power(dict(a.key[1]), e // 2)), of_atom(a) if e % 2 else constant(1))
            else:
                part = times(part, of_atom(a, e))
        total = plus(total, part)
    return total if total == p else reduced(total)


def freeze(t: Any) -> Term:
    """Lists as tuples."""
    return t if isinstance(t, str) else tuple(freeze(part) for part in t)


def as_lists(t: Term) -> Any:
    """Tuples as lists."""
    return t if isinstance(t, str) else [as_lists(part) for part in t]


def solve(target: Poly, columns: Sequence[Column], strict: bool) -> list[Fraction] | None:
    """Exact weights with sum(weights * columns) = target, non-negative where asked; None if not found.

    For a strict goal the weights of strict products are also asked to have a positive sum.
    """
    if not target and not strict:
        return [Fraction(0)] * len(columns)
    for total in (None, *((1, Fraction(1, 2), Fraction(1, 10), Fraction(1, 100)) if strict else ())):
        if total is None and not target:
            continue
        weights = weigh(target, columns, None if total is None else Fraction(total))
        if weights and (not strict or any(w > 0 and column[3] for w, column in zip(weights, columns))):
            return weights
    return None


def weigh(target: Poly, columns: Sequence[Column], total: Fraction | None) -> list[Fraction] | None:
    """`solve` with the sum of the weights of strict products prescribed, if total is given."""
    extra: Monomial = ((made_atom(("total",), "total", ()), 1),)
    if total is not None:
        target = {**target, extra: total}
        columns = [(item, {**p, extra: Fraction(1)} if s else p, sign, s) for item, p, sign, s in columns]
    rows = sorted(set(target).union(*(set(p) for _, p, _, _ in columns)))
    index = {m: i for i, m in enumerate(rows)}
    free = [j for j, column in enumerate(columns) if not column[2]]
    spend(len(rows) * (len(columns) + len(free)) / 10)
    a = np.zeros((len(rows), len(columns) + len(free)))
    for j, (_, p, _, _) in enumerate(columns):
        for m, c in p.items():
            a[index[m], j] = float(c)
    for k, j in enumerate(free):
        a[:, len(columns) + k] = -a[:, j]
    b = np.array([float(target.get(m, 0)) for m in rows])
    if not a.size:
        return None
    found = linprog(np.ones(a.shape[1]), A_eq=a, b_eq=b, bounds=(0, None), method="highs")
    if found.status != 0:
        return None
    support = sorted({j if j < len(columns) else free[j - len(columns)] for j, x in enumerate(found.x) if x > 1e-9})
    weights = rational(target, columns, rows, support)
    if weights is None or any(w < 0 and columns[j][2] for j, w in enumerate(weights)):
        return None
    return weights


def rational(target: Poly, columns: Sequence[Any], rows: Sequence[Monomial], support: Sequence[int]) -> list[Fraction] | None:
    """Exact rational weights on the support."""
    used = [m for m in rows if m in target or any(m in columns[j][1] for j in support)]
    entries = [[columns[j][1].get(m, Fraction(0)) for j in support] + [target.get(m, Fraction(0))] for m in used]
    flat = [flint.fmpq(x.numerator, x.denominator) for row in entries for x in row]
    reduced, rank = flint.fmpq_mat(len(used), len(support) + 1, flat).rref()
    weights = [Fraction(0)] * len(columns)
    column = -1
    for i in range(rank):
        column = next(j for j in range(column + 1, len(support) + 1) if reduced[i, j] != 0)
        if column == len(support):
            return None
        x = reduced[i, len(support)]
        weights[support[column]] = Fraction(int(x.p), int(x.q))
    return weights
