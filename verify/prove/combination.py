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

from verify.checker.normal import Atom, Combination, Monomial, Poly, Word, constant, plus, power, text, times
from verify.checker.proof import Context, product
from verify.checker.terms import CheckError, Term, sort_of, spend

Item = dict[str, Any]
Column = tuple[Item, Poly, bool, bool]  # what to write, its value, whether its weight is >= 0, whether it is strict
LIMIT = 4000


def word_term(word: Word, x: Term) -> Term:
    """The term of a word applied to x."""
    x = named_vector(x)
    for name, transposed, e in reversed(word):
        letter: Term = ("T", name) if transposed else name
        x = ("@", letter if e == 1 else ("^", letter, str(e)), x)
    return x


def named_vector(x: Any) -> Term:
    """The term of a vector symbol, or of a member of a sequence."""
    return ("item", x[1], poly_term(dict(x[2]))) if isinstance(x, tuple) and x[0] == "item" and isinstance(x[2], frozenset) else x


def atom_term(a: Atom) -> Term:
    """The term of one symbol of a normal form."""
    if a[0] == "s":
        return a[1]
    if a[0] == "dot":
        return ("dot", named_vector(a[1]), word_term(a[2], a[3]))
    if a[0] == "sqrt":
        return ("sqrt", poly_term(dict(a[1])))
    if a[0] == "eig":
        return ("eig", operator_term({k: dict(c) for k, c in a[1]}), poly_term(dict(a[2])))
    if a[0] == "den":
        return poly_term(dict(a[1]))
    if a[0] == "item":
        return named_vector(a)
    if a[0] == "pow":
        return ("pow", poly_term(dict(a[1])), poly_term(dict(a[2])))
    if a[0] in ("max", "sum"):
        name = f"n{sum(1 for _ in str(a) if _ == '#')}"
        low, high, body = (poly_term(dict(key)) for key in a[1:])
        return (a[0], name, low, high, rename(body, "#0", name))
    raise CheckError(f"no term for the symbol {a[0]}")


def rename(t: Term, old: str, new: str) -> Term:
    """t with one symbol renamed."""
    return (new if t == old else t) if isinstance(t, str) else tuple(rename(part, old, new) for part in t)


def monomial_term(m: Monomial, c: Fraction) -> Term:
    """The term of a coefficient times a monomial."""
    parts = [atom_term(a) if e == 1 else ("^", atom_term(a), str(e)) for a, e in sorted(m, key=text)]
    return ("*", str(c), *parts) if parts else str(c)


def poly_term(p: Poly) -> Term:
    """The term of a polynomial."""
    parts = [monomial_term(m, c) for m, c in sorted(p.items(), key=lambda item: text(item[0]))]
    return ("+", *parts) if len(parts) > 1 else parts[0] if parts else "0"


def operator_term(x: Combination) -> Term:
    """The term of an operator's normal form."""
    parts: list[Term] = []
    for key, c in sorted(x.items(), key=text):
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


def difference(f: Term, context: Context) -> Any:
    """The normal form of right - left of a relation."""
    return context.normal(("+", f[2], ("-", f[1])))


def ends(p: Iterable[Monomial]) -> set[tuple[Word, str]]:
    """Every vector that occurs as an end of an inner product."""
    found: set[tuple[Word, str]] = set()
    for m in p:
        for a, _ in m:
            if a[0] == "dot":
                found |= {((), a[1]), ((), a[3]), (a[2], a[3])}
                found |= {(((a[2][0][0], a[2][0][1], k), *a[2][1:]), a[3]) for k in range(1, a[2][0][2])} if a[2] else set()
    return found


def quotients(target: Iterable[Monomial], p: Poly) -> set[Monomial]:
    """Monomials that carry a monomial of p to one of the target."""
    found: set[Monomial] = set()
    for t in target:
        for m in p:
            powers = dict(t)
            for a, e in m:
                powers[a] = powers.get(a, 0) - e
            found.add(frozenset((a, e) for a, e in powers.items() if e))
    return {q for q in found if sum(abs(e) for _, e in q) <= 8}


def equation_items(goal: Poly, labels: Sequence[str], context: Context, extra: Sequence[Term]) -> list[tuple[Item, Poly]]:
    """Multiples of equations that share a monomial with the goal."""
    found: list[tuple[Item, Poly]] = []
    scalars = [t for t in extra if sort_of(t, context.env) == "scalar"]
    for label in labels:
        f = context.facts[label]
        if f[0] != "eq":
            continue
        value, kind = difference(f, context), sort_of(f[1], context.env)
        if kind == "scalar":
            if not value:
                continue
            multipliers = {monomial_term(q, Fraction(1)) for q in quotients(goal, value)} | set(scalars)
            found += [({"eq": label, "times": t}, times(value, q)) for t, q in defined(multipliers, context)]
        elif kind == "vector":
            vectors: list[Term] = [word_term(w, x) for w, x in sorted(ends(goal), key=text)]
            for v in [*vectors, *(t for t in extra if sort_of(t, context.env) == "vector")]:
                p = context.normaliser().dot(value, context.normal(v))
                if not p:
                    continue
                near = {monomial_term(q, Fraction(1)) for q in quotients(goal, p)} if goal else {"1"}
                for t, q in defined(near | set(scalars) | {"1"}, context):
                    found.append(({"eq": label, "times": ("*", t, v)}, times(p, q)))
    return found


def defined(candidates: Iterable[Term], context: Context) -> list[tuple[Term, Poly]]:
    """The candidates that are shown to be defined, with their normal forms."""
    found = []
    for t in sorted(candidates, key=text):
        try:
            found.append((t, context.normal(t)))
        except CheckError:
            continue
    return found


def product_items(labels: Sequence[str], context: Context, hint: Mapping[str, Any]) -> list[tuple[Item, Poly, bool]]:
    """Products of up to `degree` inequalities, times the extra factors and squares; whether strict."""
    facts = {}
    for label in labels:
        f = context.facts[label]
        if f[0] in ("le", "lt"):
            facts[label] = (difference(f, context), f[0] == "lt")
    scales: list[tuple[list[Any], Poly, bool]] = [([], constant(1), True)]
    for t, e in hint["factors"]:
        p = context.normal(context.read(t))
        q, positive = power(p if e >= 0 else context.normaliser().inverse(p), abs(e)), context.shown("lt", p)
        scales += [([*before, [t, e]], times(r, q), sure and positive) for before, r, sure in scales]
    squares: list[tuple[Any, Poly]] = [(None, constant(1))]
    for t in hint["squares"]:
        p = context.normal(context.read(t))
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


def combination(goal: Term, context: Context, hint: Mapping[str, Any]) -> dict[str, Any] | None:
    """A proof of a relation between scalars by the rule `combine`, or None.

    goal: eq, le or lt; hint: the fields of `script.auto`.
    """
    target = difference(goal, context)
    labels = [s for s in named(hint, context) if context.facts[s][0] in ("eq", "le", "lt")]
    columns: list[Column] = []
    if goal[0] in ("le", "lt"):
        columns += [(item, p, True, strict) for item, p, strict in product_items(labels, context, hint)]
    reach = set(target).union(*(set(p) for _, p, _, _ in columns)) if goal[0] != "eq" else set(target)
    extra = [context.read(t) for t in hint["multipliers"]]
    wanted: set[Monomial] = set(reach if len(reach) < 60 else target)
    for _ in range(2):  # then with what the equations found bring in
        equations = equation_items({m: Fraction(1) for m in wanted}, labels, context, extra)
        tried = [*columns, *((item, p, False, False) for item, p in equations)][:LIMIT]
        cleared_target, *cleared = together([target, *(p for _, p, _, _ in tried)])
        tried = [(item, p, sign, strict) for (item, _, sign, strict), p in zip(tried, cleared)]
        weights = solve(cleared_target, tried, goal[0] == "lt")
        if weights is not None:
            return written(tried, weights)
        more = wanted.union(*(set(p) for _, p in equations))
        if more == wanted or len(more) > 60:
            break
        wanted = more
    return None


def linear_combination(goal: Term, context: Context, hint: Mapping[str, Any]) -> dict[str, Any] | None:
    """A proof of an equation between vectors or operators: multiples of equations by the terms offered, and by 1."""
    sort, target = sort_of(goal[1], context.env), difference(goal, context)
    columns: list[Column] = []
    for label in named(hint, context):
        f = context.facts[label]
        offered = ["1", *(context.read(t) for t in hint["multipliers"])]
        if f[0] == "eq" and sort == "vector" and sort_of(f[1], context.env) == "scalar":
            near = [(q, key) for key, p in target.items() for q in sorted(quotients(p, difference(f, context)), key=text)]
            offered += [("*", monomial_term(q, Fraction(1)), word_term(*key)) for q, key in near]
        for t in offered if f[0] == "eq" else ():
            try:
                pair = (sort_of(f[1], context.env), sort_of(t, context.env))
                value, found = product(difference(f, context), pair[0], context.normal(t), pair[1], context)
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
        total = plus(total, times(p, {frozenset({(("basis", key), 1)}): Fraction(1)}))
    return total


def nonzero_combination(goal: Term, context: Context, hint: Mapping[str, Any]) -> dict[str, Any] | None:
    """A proof that two scalars differ: their difference is a product of nonzero factors plus multiples of equations."""
    target, labels = difference(goal, context), named(hint, context)
    extra = [context.read(t) for t in hint["multipliers"]]
    nonzero = [label for label in labels if context.facts[label][0] in ("ne", "lt") and sort_of(context.facts[label][1], context.env) == "scalar"]
    for n in range(min(len(nonzero), hint["degree"]) + 1):
        for combo in itertools.combinations(nonzero, n):
            value, factors = constant(1), [[label, 1] for label in combo]
            for label in combo:
                value = times(value, difference(context.facts[label], context))
            for t, e in hint["factors"]:
                p = context.normal(context.read(t))
                value = times(value, power(p if e >= 0 else context.normaliser().inverse(p), abs(e)))
            item = {"c": "1", "factors": [*factors, *hint["factors"]], "square": None}
            reach = {m: Fraction(1) for m in {*target, *value}}
            equations = equation_items(reach, [s for s in labels if context.facts[s][0] == "eq"], context, extra)
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
            if a[0] in ("den", "sqrt") and e < 0:
                lowest[a] = min(lowest.get(a, 0), e)
        if not lowest:
            break
        for a, e in lowest.items():
            shift = frozenset({(a, -e if a[0] == "den" else 2 * ((1 - e) // 2))})
            polys = [times(p, {shift: Fraction(1)}) for p in polys]
    return polys


def reduced(p: Poly) -> Poly:
    """p with even powers of roots and positive powers of denominators written out."""
    total: Poly = {}
    for m, c in p.items():
        part: Poly = {frozenset(): c}
        for a, e in m:
            if a[0] == "den" and e > 0:
                part = times(part, power(dict(a[1]), e))
            elif a[0] == "sqrt" and e > 1:
                part = times(times(part, power(dict(a[1]), e // 2)), {frozenset({(a, 1)} if e % 2 else ()): Fraction(1)})
            else:
                part = times(part, {frozenset({(a, e)}): Fraction(1)})
        total = plus(total, part)
    return total if total == p else reduced(total)


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
    extra: Monomial = frozenset({(("total",), 1)})
    if total is not None:
        target = {**target, extra: total}
        columns = [(item, {**p, extra: Fraction(1)} if s else p, sign, s) for item, p, sign, s in columns]
    rows = sorted(set(target).union(*(set(p) for _, p, _, _ in columns)), key=text)
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
