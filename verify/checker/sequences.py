"""Rules for sequences: induction, the orbit of an iteration, and the textbook theorems on sums, powers and limits.

A sequence given by a term is written ("lambda", k, term); its members are defined for k >= 0.
"""

from __future__ import annotations

from verify.checker.proof import RULES, Context, Proof, check, check_all, domain_goals, is_integer, need
from verify.checker.terms import CheckError, Term, declare_all, expect, sequences, substitute
from verify.checker.theorems import INDICES, THEOREMS, Instance

LAWS = "limit laws for sums, products, quotients and roots"
MONOTONE = "monotone convergence theorem"
POWERS = "powers r^k with |r| < 1 tend to zero"
ABSOLUTE = "absolutely convergent series converge"


def naturals(k: Term) -> Term:
    """The declaration of an index."""
    return ((k, "integer", "any"),)


def always(k: Term, body: Term, low: Term = "0") -> Term:
    """The body for every integer k >= low."""
    return ("forall", naturals(k), ("implies", ("le", low, k), body))


# ------------------------------------------------------------------------------------------------
# Rules


def induction(goal: Term, proof: Proof, context: Context) -> None:
    """P(low), and P(n + 1) from P(n) and low <= n, so P(n) for every integer n >= low."""
    decls, body = need(goal, "forall")
    if len(decls) != 1 or decls[0][1:] != ("integer", "any") or body[0] != "implies" or body[1][0] != "le" or body[1][2] != decls[0][0]:
        raise CheckError(f"induction proves 'for every integer n, low <= n implies P(n)', the goal is {goal!r:.60}")
    n, low, claim = decls[0][0], body[1][1], body[2]
    is_integer(low, context.env)
    check_all([substitute(claim, {n: low})], [proof["base"]], context)
    label = proof["as"]
    bigger = context.with_symbols(decls).with_fact(f"{label} range", ("le", low, n)).with_fact(label, claim)
    check(substitute(claim, {n: ("+", n, "1")}), proof["step"], bigger)


def recursion(decls: Term, step: Term, start: Term, values: dict[str, Term], k: str) -> list[Term]:
    """That the sequences ("lambda", index, term) begin at start, and follow the step."""
    def member(name: str, index: Term) -> Term:
        return substitute(("item", name, index), values)

    names = [decl[0] for decl in decls]
    begin = ("and", *(("eq", member(name, "0"), x) for name, x in zip(names, start)))
    here = {name: member(name, k) for name in names}
    return [begin, always(k, ("and", *(("eq", member(name, ("+", k, "1")), substitute(x, here)) for name, x in zip(names, step))))]


def follow(goal: Term, proof: Proof, context: Context) -> None:
    """The orbit of a step stays where the step is defined: then its members are sequences with the recursion as facts."""
    decls, step, start, body = need(goal, "orbit")
    names, k = [decl[0] for decl in decls], proof["index"]
    state = context.with_symbols(decls)
    check_all([("eq", x, x) for x in start] + domain_goals(decls, dict(zip(names, start)), context.env), proof["start"], context)
    check_all([("eq", x, x) for x in step] + domain_goals(decls, dict(zip(names, step)), state.env), proof["step"], state)
    bigger = context.with_symbols(sequences(decls))
    declare_all(bigger.env, naturals(k))  # a fresh index, which the step does not contain
    for label, f in zip((f"{proof['as']} start", f"{proof['as']} step"), recursion(decls, step, start, {}, k)):
        bigger = bigger.with_fact(label, f)
    check(body, proof["then"], bigger)


def along(goal: Term, proof: Proof, context: Context) -> None:
    """Use a fact about an orbit for sequences that begin at its start and follow its step: they are that orbit."""
    decls, step, start, body = need(context.fact(proof["fact"]), "orbit")
    terms, k = context.read_terms(proof["terms"]), proof["index"]
    if set(terms) != {decl[0] for decl in decls}:
        raise CheckError(f"sequences for {sorted(terms)}, expected {[decl[0] for decl in decls]}")
    inside = declare_all(context.env, naturals(k))
    for name, kind, _ in decls:
        expect(terms[name], kind, inside)
    values = {name: ("lambda", k, t) for name, t in terms.items()}
    check_all(recursion(decls, step, start, values, k), proof["premises"], context)
    check(goal, proof["then"], context.with_fact(proof["as"], substitute(body, values)))


RULES.update({
    "induction": (induction, ("base", "as", "step")), "follow": (follow, ("start", "step", "as", "index", "then")),
    "along": (along, ("fact", "index", "terms", "premises", "as", "then")),
})  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Theorems; f, g are sequences ("lambda", k, term), L, M their limits


def index_of(f: Term) -> str:
    """The index of a sequence given by a term."""
    if f[:1] != ("lambda",) or len(f) != 3 or not isinstance(f[1], str):
        raise CheckError(f"expected a sequence (lambda, index, term), got {f!r:.60}")
    return str(f[1])


def member(f: Term, index: Term) -> Term:
    """The member of a sequence at an index."""
    return substitute(f[2], {index_of(f): index})


def tends(f: Term, limit: Term) -> Term:
    """f tends to a limit."""
    return ("tends", index_of(f), f[2], limit)


def minus(x: Term, y: Term) -> Term:
    """x - y."""
    return ("+", x, ("-", y))


def square(x: Term) -> Term:
    """|x|^2 of a vector."""
    return ("dot", x, x)


def limit_definition(f: Term, limit: Term, e: Term, n: Term) -> Instance:
    """The definition of a limit of scalars, with epsilon and N."""
    k = index_of(f)
    close = always(k, ("lt", ("abs", minus(f[2], limit)), e), n)
    found = ("forall", ((e, "scalar", "positive"),), ("exists", naturals(n), ("and", ("le", "0", n), close)))
    return [], ("iff", tends(f, limit), found), None


def limit_vector(x: Term, limit: Term) -> Instance:
    """A vector tends to a limit when its squared distance tends to zero."""
    k = index_of(x)
    return [], ("iff", tends(x, limit), ("tends", k, square(minus(x[2], limit)), "0")), None


def limit_constant(f: Term) -> Instance:
    """A constant sequence tends to its value."""
    return [], tends(f, f[2]), None


def limit_sum(f: Term, limit: Term, g: Term, other: Term) -> Instance:
    """f + g, scalars or vectors, tends to the sum of the limits."""
    k = index_of(f)
    return [tends(f, limit), tends(g, other)], ("tends", k, ("+", f[2], member(g, k)), ("+", limit, other)), LAWS


def limit_product(f: Term, limit: Term, g: Term, other: Term) -> Instance:
    """f g tends to the product of the limits; f is a scalar, g a scalar or a vector."""
    k = index_of(f)
    return [tends(f, limit), tends(g, other)], ("tends", k, ("*", f[2], member(g, k)), ("*", limit, other)), LAWS


def limit_dot(x: Term, limit: Term, y: Term, other: Term) -> Instance:
    """The inner product of two vectors tends to that of the limits."""
    k = index_of(x)
    return [tends(x, limit), tends(y, other)], ("tends", k, ("dot", x[2], member(y, k)), ("dot", limit, other)), LAWS


def limit_apply(a: Term, x: Term, limit: Term) -> Instance:
    """A x tends to A times the limit of x."""
    return [tends(x, limit)], ("tends", index_of(x), ("@", a, x[2]), ("@", a, limit)), LAWS


def limit_inverse(f: Term, limit: Term) -> Instance:
    """1/f tends to the inverse of a limit that is not zero, where 1/f is defined."""
    return [tends(f, limit), ("ne", limit, "0")], ("tends", index_of(f), ("/", "1", f[2]), ("/", "1", limit)), LAWS


def limit_root(f: Term, limit: Term) -> Instance:
    """The root of f tends to the root of the limit, where it is defined."""
    return [tends(f, limit)], ("tends", index_of(f), ("sqrt", f[2]), ("sqrt", limit)), LAWS


def limit_abs(f: Term, limit: Term) -> Instance:
    """|f| tends to the magnitude of the limit."""
    return [tends(f, limit)], ("tends", index_of(f), ("abs", f[2]), ("abs", limit)), LAWS


def limit_shift(f: Term, limit: Term, m: Term) -> Instance:
    """f(k) and f(k + m) have the same limits."""
    k = index_of(f)
    return [("le", "0", m)], ("iff", tends(f, limit), ("tends", k, member(f, ("+", k, m)), limit)), None


def limit_equal(f: Term, limit: Term, g: Term, n: Term) -> Instance:
    """Sequences that agree from an index on have the same limit."""
    k = index_of(f)
    return [tends(f, limit), ("le", "0", n), always(k, ("eq", f[2], member(g, k)), n)], ("tends", k, member(g, k), limit), None


def limit_order(f: Term, limit: Term, g: Term, other: Term, n: Term) -> Instance:
    """f <= g from an index on passes to the limits."""
    k = index_of(f)
    return [tends(f, limit), tends(g, other), ("le", "0", n), always(k, ("le", f[2], member(g, k)), n)], ("le", limit, other), LAWS


def limit_squeeze(f: Term, g: Term, n: Term) -> Instance:
    """|f| <= g from an index on, where g tends to zero: so does f."""
    k = index_of(f)
    below = always(k, ("le", ("abs", f[2]), member(g, k)), n)
    return [tends(g, "0"), ("le", "0", n), below], ("tends", k, f[2], "0"), None


def monotone_convergence(f: Term, bound: Term, n: Term, limit: Term) -> Instance:
    """An increasing sequence that is bounded above tends to a limit, which bounds it."""
    k = index_of(f)
    premises = [("le", "0", n), ("eq", bound, bound), always(k, ("le", f[2], member(f, ("+", k, "1"))), n), always(k, ("le", f[2], bound), n)]
    found = ("and", tends(f, limit), always(k, ("le", f[2], limit), n))
    return premises, ("exists", ((limit, "scalar", "real"),), found), MONOTONE


def geometric(r: Term, k: Term) -> Instance:
    """r^k tends to zero for |r| < 1."""
    return [("lt", "-1", r), ("lt", r, "1")], ("tends", k, ("pow", r, k), "0"), POWERS


def power_next(r: Term, n: Term) -> Instance:
    """r^0 = 1 and r^(n+1) = r r^n."""
    first, more = ("eq", ("pow", r, "0"), "1"), ("eq", ("pow", r, ("+", n, "1")), ("*", r, ("pow", r, n)))
    return [("le", "0", n)], ("and", first, more), None


def sum_next(f: Term, low: Term, n: Term) -> Instance:
    """A sum up to n + 1 is the sum up to n and one more summand."""
    i = index_of(f)
    more = ("eq", ("sum", i, low, ("+", n, "1"), f[2]), ("+", ("sum", i, low, n, f[2]), member(f, ("+", n, "1"))))
    return [("le", low, ("+", n, "1"))], more, None


def sum_empty(f: Term, low: Term, high: Term) -> Instance:
    """An empty sum is zero."""
    return [("lt", high, low)], ("eq", ("sum", index_of(f), low, high, f[2]), "0"), None


def absolute_convergence(x: Term, b: Term, bound: Term, n: Term, limit: Term) -> Instance:
    """Vectors whose increments are at most b(k) in norm, where the sums of b are bounded, converge."""
    k = index_of(x)
    increment = square(minus(member(x, ("+", k, "1")), x[2]))
    premises = [
        always(k, ("and", ("le", "0", member(b, k)), ("le", increment, ("^", member(b, k), "2")))),
        always(n, ("le", ("sum", k, "0", n, member(b, k)), bound)),
    ]  # fmt: skip
    return premises, ("exists", ((limit, "vector", "any"),), tends(x, limit)), ABSOLUTE


INDICES.update({"limit_shift": [2], "limit_equal": [3], "limit_order": [4], "limit_squeeze": [2], "monotone_convergence": [2],
                "power_next": [1], "sum_next": [1, 2], "sum_empty": [1, 2]})  # fmt: skip
THEOREMS.update({
    f.__name__: f
    for f in (
        limit_definition, limit_vector, limit_constant, limit_sum, limit_product, limit_dot, limit_apply, limit_inverse, limit_root,
        limit_abs, limit_shift, limit_equal, limit_order, limit_squeeze, monotone_convergence, geometric, power_next, sum_next,
        sum_empty, absolute_convergence,
    )
})  # fmt: skip
