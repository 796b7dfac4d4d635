"""Values for the symbols of a statement on a given problem.

H, u, a0, w0, eps_a, eps and c are the problem's; a and w stand for its start.  What else a statement
speaks of is taken from its own hypotheses: a symbol that an equation defines gets that value, and a
constant that inequalities bound gets the tightest value they allow.  Any other scalar or vector is drawn.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flint import arb, fmpq

from verify.checker import Loaded
from verify.checker.terms import Symbol, substitute
from verify.refute.arithmetic import flat
from verify.refute.compute import compute
from verify.refute.named import SILENT, said
from verify.refute.program import Node, Point, Program, UndefinedError, UnsetError

NUDGE = fmpq(1, 2**20)
SORTS = {"H": "operator", "u": "vector", "g": "vector", "w": "vector", "w0": "vector",
         **dict.fromkeys(("d", "a", "a0", "eps_a", "eps", "c"), "scalar")}  # fmt: skip
MARK = {"positive": "> 0", "nonnegative": ">= 0", "nonzero": "other than 0"}


class NotApplicable(Exception):
    """The statement says nothing about the problem; the message says why."""


@dataclass
class Bound:
    """The instance: a point with every symbol bound, the hypotheses that hold by construction, and the values chosen."""

    point: Point
    met: set[int] = field(default_factory=set)
    chosen: dict[str, Any] = field(default_factory=dict)
    drawn: set[str] = field(default_factory=set)


def bind(loaded: Loaded, hypotheses: tuple[Node, ...], conclusion: Node, values: Mapping[str, Any], base: Point) -> Bound:
    """The instance of a statement on the problem with these values.

    base: a point with the values, shared by all statements.  Raises NotApplicable where a symbol is not
    determined, or no value meets the inequalities for it.
    """
    parts = [part for f in hypotheses for part in conjuncts(f)]
    needed = set().union(conclusion.free, *(f.free for f in hypotheses))
    open_names = {}
    for name, kind, domain in loaded.decls:
        if name in values:
            if kind != SORTS[name]:
                raise NotApplicable(f"its {name} is a {kind.replace('-', ' of ')}s" if kind.startswith("sequence") else f"its {name} is another")
            in_domain(name, values[name], kind, domain)
        elif name in needed:
            open_names[name] = (kind, domain)
    bound = Bound(base)
    while open_names:
        found = defined(parts, open_names, bound.point) or bounded(parts, open_names, bound.point)
        if found is None:
            found = drawn(open_names, values)
            bound.drawn |= {found[0]} if found else set()
        if found is None:
            raise NotApplicable(f"the data do not determine {', '.join(open_names)}")
        name, value, met = found
        kind, domain = open_names.pop(name)
        in_domain(name, value, kind, domain)
        bound.point = bound.point.where({name: value})
        bound.chosen[name] = value
        bound.met |= {id(node) for node in met}
    return bound


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts of a conjunction."""
    if node.op == "and":
        for kid in node.kids:
            yield from conjuncts(kid)
    else:
        yield node


def in_domain(name: str, value: Any, kind: str, domain: Any) -> None:
    """NotApplicable where a value is surely outside the domain of its symbol; operators are H, which is positive definite."""
    if kind not in ("scalar", "vector") or domain in ("real", "any"):
        return
    entries = flat(value)
    if domain == "nonzero" and not any(x != 0 for x in entries if not (isinstance(x, arb) and x.contains(0))):
        raise NotApplicable(f"{name} is not other than 0")
    if domain in ("positive", "nonnegative") and not (entries[0] > 0 or (domain == "nonnegative" and entries[0] >= 0)):
        raise NotApplicable(f"{name} = {short(entries[0])} is not {MARK[domain]}")


def short(x: Any) -> str:
    """A number in a few digits."""
    return f"{float(arb(x).mid()):.6g}"


def value_of(node: Node, point: Point) -> Any:
    """The value of a term, or None where it has none yet."""
    try:
        return compute(node, point)
    except (UnsetError, UndefinedError):
        return None


Found = tuple[str, Any, list[Node]]


def defined(parts: Iterable[Node], names: Mapping[str, Any], point: Point) -> Found | None:
    """A symbol that an equation sets to a known value: x = t, or c x = t with c > 0."""
    for part in parts:
        unknown = part.free & set(names)
        if part.op != "eq" or len(unknown) != 1:
            continue
        (name,) = unknown
        for one, other in (part.kids, part.kids[::-1]):
            value = value_of(other, point) if name not in other.free else None
            if value is None:
                continue
            if one.op == "symbol":
                return name, value, [part]
            found = cofactor(one, name, point) if names[name][0] == "scalar" and not isinstance(value, list) else None
            if found is not None and found[1] == 1:
                return name, arb(value) / found[0], [part]
    return None


def bounded(parts: list[Node], names: Mapping[str, Any], point: Point) -> Found | None:
    """A constant that inequalities bound by known values: the tightest one."""
    for name, (kind, domain) in names.items():
        if kind != "scalar":
            continue
        lows: list[tuple[Any, bool]] = []
        highs: list[tuple[Any, bool]] = []
        for part in parts:
            if part.op not in ("le", "lt") or (part.free & set(names)) != {name}:
                continue
            strict = part.op == "lt"
            for side, other, into in ((part.kids[0], part.kids[1], highs), (part.kids[1], part.kids[0], lows)):
                found = cofactor(side, name, point)
                limit = value_of(other, point) if found is not None and name not in other.free else None
                if found is None or limit is None:
                    continue
                ratio = arb(limit) / found[0]
                if found[1] == 1:
                    into.append((ratio, strict))
                elif domain in ("positive", "nonnegative") and ratio >= 0:
                    into.append((ratio.root(found[1]), strict))
        if lows or highs:
            return name, tightest(name, lows, highs, domain), []
    return None


def drawn(names: Mapping[str, Any], values: Mapping[str, Any]) -> Found | None:
    """A symbol that nothing determines, at random: a statement for all x says something of this x too."""
    for name, (kind, domain) in names.items():
        rng = random.Random(f"audit {name}")
        if kind == "vector":
            return name, [fmpq(rng.randint(1, 64) * rng.choice((-1, 1)), 32) for _ in range(int(values["d"].p))], []
        if kind == "scalar":
            sign = rng.choice((-1, 1)) if domain in ("real", "nonzero") else 1
            return name, fmpq(rng.randint(1, 64) * sign, 32), []
    return None


def cofactor(node: Node, name: str, point: Point) -> tuple[arb, int] | None:
    """(c, n) with c > 0 where the term is c times the n-th power of the symbol, n >= 1, or None."""
    if node.op == "symbol":
        return (arb(1), 1) if node.data == name else None
    if node.op == "^" and node.data >= 1 and node.kids[0].op == "symbol" and node.kids[0].data == name:
        return arb(1), node.data
    if node.op not in ("*", "/") or sum(name in kid.free for kid in node.kids) != 1 or (node.op == "/" and name in node.kids[1].free):
        return None
    total, power = arb(1), 1
    for kid in node.kids:
        if name in kid.free:
            found = cofactor(kid, name, point)
            if found is None:
                return None
            factor, power = found
        else:
            factor = value_of(kid, point)
            if factor is None or isinstance(factor, list):
                return None
        total = total / arb(factor) if node.op == "/" and kid is node.kids[1] else total * arb(factor)
    return (total, power) if total > 0 else None


def tightest(name: str, lows: list[tuple[Any, bool]], highs: list[tuple[Any, bool]], domain: Any) -> fmpq:
    """A rational that meets the bounds: at the bound where there is one side, in the middle where there are two."""
    low = max((upper(x, strict) for x, strict in lows), default=None)
    high = min((lower(x, strict) for x, strict in highs), default=None)
    if domain in ("positive", "nonnegative") and low is not None and low <= 0:
        low = None
    if domain in ("positive", "nonnegative") and high is not None and high <= 0:
        raise NotApplicable(f"no {name} {MARK[domain]} meets the hypotheses: it would be at most {short(high)}")
    if low is not None and high is not None:
        if low > high:
            raise NotApplicable(f"no {name} meets the hypotheses: it would be at least {short(low)} and at most {short(high)}")
        return (low + high) / 2
    return low if low is not None else high if high is not None else fmpq(1)


def upper(x: arb, strict: bool) -> fmpq:
    """A rational at or just above a ball."""
    if x.is_exact() and not strict:
        return x.fmpq()
    bound = x.upper().fmpq()
    return bound + abs(bound) * NUDGE + (NUDGE if bound == 0 else 0)


def lower(x: arb, strict: bool) -> fmpq:
    """A rational at or just below a ball."""
    return -upper(-x, strict)


def program_of(loaded: Loaded, program: Program) -> tuple[tuple[Node, ...], Node | None]:
    """The nodes of the hypotheses and of the conclusion, with a0 and w0 in place of a and w; None where it is too long for that."""
    same = {Symbol(name, kind): Symbol(f"{name}0", kind) for name, kind, _ in loaded.decls if name in ("a", "w")}
    hypotheses, conclusion = tuple(substitute(h, same) for h in loaded.hypotheses), substitute(loaded.conclusion, same)
    named = said(replace(loaded, hypotheses=hypotheses, conclusion=conclusion))
    return ((), None) if named is SILENT else (tuple(map(program.node, named.hypotheses)), program.node(named.conclusion))
