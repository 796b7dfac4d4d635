"""Arithmetic: relations that normal forms show, and exact combinations of facts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify.checker.facts import RELATION, Context, Proof, check_all, rule
from verify.checker.formulas import And, Eq, Le, Lt, Ne, Relation, told
from verify.checker.normal import MINUS
from verify.checker.polynomials import Combination, Poly, constant, plus, power, scale, times
from verify.checker.reading import RATIONAL
from verify.checker.rules.common import need
from verify.checker.terms import Symbol, Term, Zero, expect
from verify.checker.work import CheckError, spend


@rule("antisymmetry", "parts")
def antisymmetry(goal: Term, proof: Proof, context: Context) -> None:
    """An equation between scalars, as two inequalities."""
    left, right = need(goal, Eq).parts
    check_all([Le(left, right), Le(right, left)], proof["parts"], context)


@rule("trivial")
def trivial(goal: Term, proof: Proof, context: Context) -> None:
    """A relation that its normal form, domains and sign facts show by themselves; a conjunction of such."""
    for part in goal.parts if isinstance(goal, And) else [goal]:
        f = need(part, Relation)
        value = context.difference(f)
        if f.left.sort == "scalar":
            accepted = context.shown(RELATION[type(f)], value)
        elif isinstance(f, Eq):
            accepted = context.vanishes(value)
        else:
            accepted = f.left.sort == "vector" and nonzero_vector(value, context)
        if not accepted:
            raise CheckError(f"not evident: {told(part)}")


def nonzero_vector(x: Combination, context: Context) -> bool:
    """Whether a vector is known to differ from zero: it is, up to sign, one that a fact says so of, or an injective image of one."""
    named: set[str] = set()
    spend(len(context.facts) / 8)
    for fact in context.facts.values():
        f = fact.formula
        if isinstance(f, Ne) and f.left.sort == "vector":
            spend(8)
            known = context.difference(f)
            if context.vanishes(plus(x, scale(MINUS, known), plus)) or context.vanishes(plus(x, known, plus)):
                return True
            if isinstance(f.left, Symbol) and isinstance(f.right, Zero):
                named.add(f.left.name)
    if len(x) != 1:
        return False
    (((word, base), c),) = x.items()
    invertible = all(context.normaliser().domain(letter) != "symmetric" for letter, _, _ in word)
    return invertible and (context.normaliser().injective(base) or base in named) and context.shown("ne", c)


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


@rule("combine", "sum")
def combine(goal: Term, proof: Proof, context: Context) -> None:
    """right - left as an exact sum of multiples of equations, and of non-negative products.

    For < one of the products must be positive; for "differs from", where the products may have any sign, there is exactly
    one, and it must differ from zero.
    """
    f = need(goal, Relation)
    sort, rest = f.left.sort, context.difference(f)
    strict, items = False, proof["sum"]
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise CheckError(f"a sum is a list of objects, got {items!r:.60}")
    for item in items:
        if set(item) == {"eq", "times"}:
            by, equation = context.read(item["times"]), need(context.fact(item["eq"]), Eq)
            part, found = product(context.difference(equation), equation.left.sort, context.normal(by), by.sort, context)
            if found != sort:
                raise CheckError(f"a multiple of {item['eq']} is a {found}, the goal a {sort}")
        elif sort == "scalar" and isinstance(f, (Le, Lt, Ne)) and set(item) == {"c", "factors", "square"}:
            part, positive = nonnegative(item, context, isinstance(f, Ne))
            strict = strict or positive
        else:
            raise CheckError(f"a summand does not fit the goal: {item!r:.60}")
        rest = plus(rest, scale(MINUS, part), plus) if sort != "scalar" else plus(rest, times(MINUS, part))
    if isinstance(f, (Lt, Ne)) and (not strict or (isinstance(f, Ne) and sum("c" in item for item in items) != 1)):
        raise CheckError("no summand is shown to differ from zero")
    if not context.vanishes(rest):
        raise CheckError(f"the sum is not the difference of the two sides of {told(goal)}")


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
            f = need(context.fact(reference), Relation)
            if not isinstance(f, (Lt, Le, Ne) if any_sign else (Lt, Le)):
                raise CheckError(f"the fact {reference} has no sign: {told(f)}")
            expect(f.left, "scalar")
            p, positive, good = context.difference(f), isinstance(f, (Lt, Ne)), True
        else:
            p = context.normal(context.read_sort(reference, "scalar"))
            positive = context.shown("ne" if any_sign else "lt", p)
            good = positive or context.shown("le", p)
        if not good or (exponent < 0 and not positive):
            raise CheckError(f"the sign of a factor is not shown: {reference!r:.60}")
        if exponent < 0:
            p = context.normaliser().inverse(p)
        total, strict = times(total, power(p, abs(exponent))), strict and positive
    if item["square"] is not None:
        p = context.normal(context.read_sort(item["square"], "scalar"))
        total, strict = times(total, times(p, p)), strict and context.shown("ne", p)
    return total, strict
