"""Sequences: induction, finite sums, powers, the definition of a limit and the textbook theorems on limits.

A sequence given by a term has its members for k >= 0.
"""

from __future__ import annotations

from collections.abc import Callable

from verify.checker.facts import Context, Proof, _fact, check, check_all, rule
from verify.checker.formulas import And, Eq, Forall, Iff, Implies, Le, Lt, Ne, Tends, exists, forall, told
from verify.checker.rules.citing import Instance, theorem
from verify.checker.rules.common import is_integer, naturals, need
from verify.checker.terms import (
    Abs,
    Add,
    Apply,
    Div,
    Dot,
    Lambda,
    Mul,
    Power,
    PowerOf,
    Sqrt,
    Sum,
    Term,
    abstract,
    fresh,
    instantiate,
    literal,
    minus,
)  # fmt: skip
from verify.checker.work import CheckError

LAWS = "limit laws for sums, products, quotients and roots"
MONOTONE = "monotone convergence theorem"
POWERS = "powers r^k with |r| < 1 tend to zero"
ABSOLUTE = "absolutely convergent series converge"
ZERO, ONE = literal(0), literal(1)


@rule("induction", "base", "as", "step")
def induction(goal: Term, proof: Proof, context: Context) -> None:
    """P(low), and P(n + 1) from P(n) and low <= n, so P(n) for every integer n >= low."""
    node = need(goal, Forall)
    inner, symbols, body = context.open(node)
    match body:
        case Implies(Le(low, index), claim) if node.kinds == (("integer", "any"),) and index == symbols[0] and symbols[0] not in low.free:
            is_integer(low)
        case _:
            raise CheckError(f"induction proves 'for every integer n, low <= n implies P(n)', the goal is {told(goal)}")
    n, label = symbols[0], proof["as"]
    under = abstract(claim, [n])
    check_all([instantiate(under, (low,))], [proof["base"]], context)
    bigger = inner.with_fact(f"{label} range", _fact(Le(low, n))).with_fact(label, _fact(claim))
    check(instantiate(under, (Add(n, ONE),)), proof["step"], bigger)


# ------------------------------------------------------------------------------------------------
# Theorems; f, g are sequences, L, M their limits


def at(f: Lambda, index: Term) -> Term:
    """The member of a sequence at an index."""
    return instantiate(f.body, (index,))


def name_of(f: Lambda) -> str:
    """The name of the index of a sequence."""
    return f.names[0] if f.names else "k"


def every(f: Lambda, body: Callable[[Term], Term], low: Term | None = None) -> Term:
    """The body, a function of k, for every k >= low."""
    return naturals(name_of(f), body, low)


def tends(f: Lambda, limit: Term) -> Term:
    """f tends to a limit."""
    return Tends(name_of(f), f.body, limit)


def made(f: Lambda, member: Callable[[Term], Term]) -> Lambda:
    """The sequence whose members are a function of the index."""
    k = fresh(name_of(f), "integer")
    return Lambda(name_of(f), abstract(member(k), [k]))


def square(x: Term) -> Term:
    """|x|^2 of a vector."""
    return Dot(x, x)


@theorem("sequence", "scalar", "name", "name")
def limit_definition(f: Lambda, limit: Term, e: str, n: str) -> Instance:
    """The definition of a limit of scalars, with epsilon and N."""
    def close(small: Term, low: Term) -> Term:
        return And(Le(ZERO, low), every(f, lambda k: Lt(Abs(minus(at(f, k), limit)), small), low))

    found = forall([(e, "scalar", "positive")], lambda small: exists([(n, "integer", "any")], lambda low: close(small, low)))
    return [], Iff(tends(f, limit), found), None


@theorem("sequence", "vector")
def limit_vector(x: Lambda, limit: Term) -> Instance:
    """A vector tends to a limit when its squared distance tends to zero."""
    return [], Iff(tends(x, limit), tends(made(x, lambda k: square(minus(at(x, k), limit))), ZERO)), None


@theorem("sequence")
def limit_constant(f: Lambda) -> Instance:
    """A constant sequence tends to its value."""
    if f.body.loose:
        raise CheckError(f"the sequence is not constant: {told(f)}")
    return [], tends(f, f.body), None


@theorem("sequence", "value", "sequence", "value")
def limit_sum(f: Lambda, limit: Term, g: Lambda, other: Term) -> Instance:
    """f + g, scalars or vectors, tends to the sum of the limits."""
    return [tends(f, limit), tends(g, other)], tends(made(f, lambda k: Add(at(f, k), at(g, k))), Add(limit, other)), LAWS


@theorem("sequence", "value", "sequence", "value")
def limit_product(f: Lambda, limit: Term, g: Lambda, other: Term) -> Instance:
    """f g tends to the product of the limits; f is a scalar, g a scalar or a vector."""
    return [tends(f, limit), tends(g, other)], tends(made(f, lambda k: Mul(at(f, k), at(g, k))), Mul(limit, other)), LAWS


@theorem("sequence", "vector", "sequence", "vector")
def limit_dot(x: Lambda, limit: Term, y: Lambda, other: Term) -> Instance:
    """The inner product of two vectors tends to that of the limits."""
    return [tends(x, limit), tends(y, other)], tends(made(x, lambda k: Dot(at(x, k), at(y, k))), Dot(limit, other)), LAWS


@theorem("operator", "sequence", "vector")
def limit_apply(a: Term, x: Lambda, limit: Term) -> Instance:
    """A x tends to A times the limit of x."""
    return [tends(x, limit)], tends(made(x, lambda k: Apply(a, at(x, k))), Apply(a, limit)), LAWS


@theorem("sequence", "scalar")
def limit_inverse(f: Lambda, limit: Term) -> Instance:
    """1/f tends to the inverse of a limit that is not zero, where 1/f is defined."""
    return [tends(f, limit), Ne(limit, ZERO)], tends(made(f, lambda k: Div(ONE, at(f, k))), Div(ONE, limit)), LAWS


@theorem("sequence", "scalar")
def limit_root(f: Lambda, limit: Term) -> Instance:
    """The root of f tends to the root of the limit, where it is defined."""
    return [tends(f, limit)], tends(made(f, lambda k: Sqrt(at(f, k))), Sqrt(limit)), LAWS


@theorem("sequence", "scalar")
def limit_abs(f: Lambda, limit: Term) -> Instance:
    """|f| tends to the magnitude of the limit."""
    return [tends(f, limit)], tends(made(f, lambda k: Abs(at(f, k))), Abs(limit)), LAWS


@theorem("sequence", "value", "index")
def limit_shift(f: Lambda, limit: Term, m: Term) -> Instance:
    """f(k) and f(k + m) have the same limits."""
    return [Le(ZERO, m)], Iff(tends(f, limit), tends(made(f, lambda k: at(f, Add(k, m))), limit)), None


@theorem("sequence", "value", "sequence", "index")
def limit_equal(f: Lambda, limit: Term, g: Lambda, n: Term) -> Instance:
    """Sequences that agree from an index on have the same limit."""
    agree = every(f, lambda k: Eq(at(f, k), at(g, k)), n)
    return [tends(f, limit), Le(ZERO, n), agree], tends(made(f, lambda k: at(g, k)), limit), None


@theorem("sequence", "scalar", "sequence", "scalar", "index")
def limit_order(f: Lambda, limit: Term, g: Lambda, other: Term, n: Term) -> Instance:
    """f <= g from an index on passes to the limits."""
    below = every(f, lambda k: Le(at(f, k), at(g, k)), n)
    return [tends(f, limit), tends(g, other), Le(ZERO, n), below], Le(limit, other), LAWS


@theorem("sequence", "sequence", "index")
def limit_squeeze(f: Lambda, g: Lambda, n: Term) -> Instance:
    """|f| <= g from an index on, where g tends to zero: so does f."""
    below = every(f, lambda k: Le(Abs(at(f, k)), at(g, k)), n)
    return [tends(g, ZERO), Le(ZERO, n), below], tends(f, ZERO), None


@theorem("sequence", "scalar", "index", "name")
def monotone_convergence(f: Lambda, bound: Term, n: Term, limit: str) -> Instance:
    """An increasing sequence that is bounded above tends to a limit, which bounds it."""
    rises = every(f, lambda k: Le(at(f, k), at(f, Add(k, ONE))), n)
    premises = [Le(ZERO, n), Eq(bound, bound), rises, every(f, lambda k: Le(at(f, k), bound), n)]
    found = exists([(limit, "scalar", "real")], lambda x: And(tends(f, x), every(f, lambda k: Le(at(f, k), x), n)))
    return premises, found, MONOTONE


@theorem("scalar", "name")
def geometric(r: Term, k: str) -> Instance:
    """r^k tends to zero for |r| < 1."""
    n = fresh(k, "integer")
    return [Lt(literal(-1), r), Lt(r, ONE)], Tends(k, abstract(PowerOf(r, n), [n]), ZERO), POWERS


@theorem("scalar", "index")
def power_next(r: Term, n: Term) -> Instance:
    """r^0 = 1 and r^(n+1) = r r^n."""
    first, more = Eq(PowerOf(r, ZERO), ONE), Eq(PowerOf(r, Add(n, ONE)), Mul(r, PowerOf(r, n)))
    return [Le(ZERO, n)], And(first, more), None


def summed(f: Lambda, low: Term, high: Term) -> Term:
    """The sum of a sequence from low to high."""
    return Sum(name_of(f), low, high, f.body)


@theorem("sequence", "index", "index")
def sum_next(f: Lambda, low: Term, n: Term) -> Instance:
    """A sum up to n + 1 is the sum up to n and one more summand."""
    after = Add(n, ONE)
    return [Le(low, after)], Eq(summed(f, low, after), Add(summed(f, low, n), at(f, after))), None


@theorem("sequence", "index", "index")
def sum_empty(f: Lambda, low: Term, high: Term) -> Instance:
    """An empty sum is zero."""
    return [Lt(high, low)], Eq(summed(f, low, high), ZERO), None


@theorem("sequence", "sequence", "scalar", "name", "name")
def absolute_convergence(x: Lambda, b: Lambda, bound: Term, n: str, limit: str) -> Instance:
    """Vectors whose increments are at most b(k) in norm, where the sums of b are bounded, converge."""
    def small(k: Term) -> Term:
        increment = square(minus(at(x, Add(k, ONE)), at(x, k)))
        return And(Le(ZERO, at(b, k)), Le(increment, Power(at(b, k), 2)))

    below = naturals(n, lambda m: Le(Sum(name_of(x), ZERO, m, b.body), bound))
    return [every(x, small), below], exists([(limit, "vector", "any")], lambda y: tends(x, y)), ABSOLUTE
