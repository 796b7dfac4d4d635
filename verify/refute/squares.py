"""Changing an instance so that its square roots become rational, where equality is decided exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from random import Random

from flint import fmpz

from verify.refute.exact import Term, Value, Values, belongs, evaluated, truth
from verify.refute.palette import scaled
from verify.refute.plan import Plan, free_symbols
from verify.refute.repair import rational_root

F = Fraction
LARGEST = 10**9
SLOPES = tuple(F(x) for x in "1 2 1/2 -1 3 1/3 -2 3/2".split())
Move = tuple[str, Value]


def smoothed(plan: Plan, values: Values, rng: Random, locked: Collection[str] = ()) -> Values:
    """The values with as many rational square roots as could be had without breaking a premise."""
    if not plan.radicands:
        return values
    slots = {name: (kind, domain) for name, kind, domain in plan.slots if name not in locked}
    wanted = (*plan.moments, *plan.premises)
    tied = {p for p in wanted if truth(p, values) is True}
    rough = irrational(plan, values)
    for _ in range(len(plan.radicands)):
        if not rough:
            break
        for name, value in moves(rough[0], values, rng, slots):
            changed = {**values, name: value}
            if not belongs(value, *slots[name], changed) or not square(rough[0], changed):
                continue
            left = irrational(plan, changed)
            if len(left) < len(rough) and all(truth(p, changed) is True for p in tied):
                values, rough = changed, left
                break
        else:
            rough = rough[1:]
    return values


def square(t: Term, values: Values) -> bool:
    """Whether a term is the square of a rational."""
    x = evaluated(t, values)
    return isinstance(x, Fraction) and rational_root(x) is not None


def irrational(plan: Plan, values: Values) -> list[Term]:
    """The radicands that are positive but not squares of rationals."""
    found = []
    for t in plan.radicands:
        x = evaluated(t, values)
        if x is None or x > 0 and rational_root(x) is None:
            found.append(t)
    return found


def moves(t: Term, values: Values, rng: Random, slots: dict[str, tuple[str, Term]]) -> Iterator[Move]:
    """New values of single symbols that may make t a square."""
    x = evaluated(t, values)
    names = [name for name in slots if name in free_symbols(t) and name in values]
    for name in names:
        if slots[name][0] == "scalar":
            yield from ((name, y) for y in on_conic(t, name, values))
    if isinstance(x, Fraction) and 0 < x.numerator * x.denominator < LARGEST:
        c = square_free(x)
        for name in reversed(names):
            kind, here = slots[name][0], values[name]
            if kind == "operator":
                yield name, [scaled(c, row) for row in here]
            elif kind == "scalar":
                yield name, c * here
    for name in names:
        if slots[name][0] == "vector":
            for _ in range(10):
                yield name, [F(rng.randint(-4, 4)) for _ in values[name]]


def square_free(x: Fraction) -> Fraction:
    """The square-free integer c for which c x is a square."""
    c = 1
    for prime, power in fmpz(x.numerator * x.denominator).factor():
        c *= int(prime) if power % 2 else 1
    return F(c)


def on_conic(t: Term, name: str, values: Values) -> Iterator[Fraction]:
    """Values of a scalar where t, a quadratic in it with one known square value, is again a square."""
    found = [evaluated(t, {**values, name: F(k)}) for k in (0, 1, -1, 2)]
    if any(y is None for y in found):
        return
    y0, y1, y_1, y2 = found
    b, a = (y1 - y_1) / 2, (y1 + y_1) / 2 - y0
    s = rational_root(y0)
    if y2 != y0 + 2 * b + 4 * a or s is None or a == b == 0:
        return
    for m in SLOPES:
        # (s + m x)^2 = y0 + b x + a x^2
        if m * m != a:
            x = (b - 2 * s * m) / (m * m - a)
            if x:
                yield x
