"""How far a formula is from false, and small moves that bring it closer: a search where chance is not enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import inf, isfinite
from random import Random

from verify.checker.evaluate import ball, flat, integer, term
from verify.refute import palette
from verify.refute.exact import TROUBLE, Term, Value, Values, belongs, concluded, met, truth
from verify.refute.instances import Source, heavy
from verify.refute.repair import settled

F = Fraction
STARTS = 6
STEPS = tuple(F(x) for x in "1 -1 1/2 -1/2 1/5 -1/5 2 -2 1/20 -1/20".split())
FACTORS = tuple(F(x) for x in "2 1/2 -1 9/10 11/10 1/10 10".split())


def number(x: Value) -> float:
    """A number as a double."""
    value = float(ball(x).mid())
    return value if isfinite(value) else inf


def slack(f: Term, values: Mapping[str, Value]) -> float:
    """How far f is from false, from 0 (false or on the boundary) upwards; inf where nothing is known."""
    try:
        return _slack(f, values)
    except TROUBLE:
        return inf


def _slack(f: Term, values: Mapping[str, Value]) -> float:
    op = f[0]
    if op in ("le", "lt"):
        x, y = number(term(f[1], values)), number(term(f[2], values))
        return (y - x) / (abs(x) + abs(y) or 1.0)
    if op == "ne":
        pairs = zip(flat(term(f[1], values)), flat(term(f[2], values)))
        return max(abs(number(x) - number(y)) / (abs(number(x)) + abs(number(y)) or 1.0) for x, y in pairs)
    if op == "and":
        return min((slack(part, values) for part in f[1:]), default=inf)
    if op == "or":
        return max((slack(part, values) for part in f[1:]), default=inf)
    if op == "implies":
        return slack(f[2], values) if truth(f[1], values) else inf
    if op == "forall":
        (name, kind, domain), rest = f[1][0], f[1][1:]
        body = ("forall", rest, f[2]) if rest else f[2]
        if kind != "integer" or domain == "any":
            return slack(body, values)
        span = range(integer(term(domain[1], values)), integer(term(domain[2], values)) + 1)
        return min((slack(body, {**values, name: F(i)}) for i in span), default=inf)
    return inf


def has_slack(f: Term) -> bool:
    """Whether a formula contains a comparison that can be approached."""
    if isinstance(f, str):
        return False
    return f[0] in ("le", "lt", "ne") or f[0] in ("and", "or", "implies", "forall") and any(has_slack(part) for part in f[1:] if part)


def neighbours(source: Source, values: Values, rng: Random) -> Iterator[Values]:
    """The values with one symbol changed a little, or one made equal to another, in random order."""
    slots = [slot for slot in source.plan.slots if slot[0] in values and not slot[1].startswith("random")]
    changes: list[tuple[str, Value]] = []
    for name, kind, domain in slots:
        here = values[name]
        if kind == "scalar":
            changes += [(name, here * c) for c in FACTORS] + [(name, here + s) for s in STEPS]
        elif kind == "vector":
            changes += [(name, palette.scaled(c, here)) for c in FACTORS[:3]]
            changes += [(name, [x + s * (i == j) for j, x in enumerate(here)]) for i in range(len(here)) for s in STEPS[:6]]
        elif kind == "operator" and domain in ("spd", "symmetric"):
            d = len(here)
            for i in range(d):
                for s in STEPS[:6]:
                    changes.append((name, [[x + s * (p == q == i) for q, x in enumerate(row)] for p, row in enumerate(here)]))
                changes.append((name, [[x * (2 if p == i else 1) * (2 if q == i else 1) for q, x in enumerate(row)] for p, row in enumerate(here)]))
        elif kind == "integer":
            changes += [(name, here + 1), (name, here - 1)]
        elif kind == "operator":
            changes += [(name, a) for a in palette.OPERATORS[domain](len(here))]
    rng.shuffle(changes)
    for name, value in changes:
        kind, domain = next((k, dom) for n, k, dom in slots if n == name)
        changed = {**values, name: value}
        if not belongs(value, kind, domain, changed) or heavy(changed):
            continue
        if met(source.plan.hypotheses, changed):
            yield changed
        elif source.plan.premises:
            repaired = settled(source.plan, changed, rng, (name,))
            if repaired is not None and not heavy(repaired) and met(source.plan.hypotheses, repaired):
                yield repaired


def descend(source: Source, budget: int, seed: int) -> Iterator[Values]:
    """Instances ever closer to where the conclusion turns false, from several starts."""
    conclusion = source.loaded.conclusion
    if not has_slack(conclusion):
        return
    rng = Random(f"descent {seed}")
    scored = [(slack(conclusion, values), i) for i, values in enumerate(source.kept)]
    starts = [source.kept[i] for score, i in sorted(scored)[: 4 * STARTS] if 1e-12 < score < inf]
    left = budget
    for start in starts[:: max(1, len(starts) // STARTS)]:
        here, best = start, slack(conclusion, start)
        moving = True
        while moving and left > 0:
            moving = False
            for values in neighbours(source, here, rng):
                left -= 1
                score = slack(conclusion, values)
                if score <= 0 or concluded(conclusion, values) in ("fails", "undefined"):
                    yield values
                if score < best - 1e-9:
                    here, best, moving = values, score, True
                    break
                if left <= 0:
                    break
