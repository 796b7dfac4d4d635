"""Whether a point is an instance of a statement: domains and hypotheses."""

from __future__ import annotations

from verify.refute.arithmetic import belongs
from verify.refute.compute import evaluated, truth
from verify.refute.plan import Plan, Slot
from verify.refute.program import Point, Value
from verify.refute.values import heavy


def inside(p: Plan, slot: Slot, value: Value, point: Point) -> bool:
    """Whether a value lies in the domain of a declaration, the ranges of integers included."""
    _, kind, domain = slot
    if kind == "integer" and domain != "any":
        low, high = (evaluated(p.program.node(end), point) for end in domain[1:])
        if low is None or high is None or not low <= value <= high:
            return False
    return belongs(value, kind, domain)


def met(p: Plan, point: Point) -> bool:
    """Whether every hypothesis and every moment is decidedly true."""
    return all(truth(h, point) is True for h in p.hypotheses)


def admitted(p: Plan, point: Point) -> bool:
    """Whether a point meets domains and hypotheses, and has no number too long to work with."""
    values = point.values
    if heavy(values) or not all(inside(p, slot, values[slot[0]], point) for slot in p.slots if slot[0] in values):
        return False
    return met(p, point)
