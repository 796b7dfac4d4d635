"""What an instance of a statement needs: symbols, equations to solve, roots to make rational."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from verify.checker import Loaded
from verify.checker.terms import RATIONAL, RESERVED, CheckError, substitute
from verify.refute.exact import Term

MOST_ROOTS = 8
MOST_LEAVES = 4000
NEGATED = {"le": "lt", "lt": "le"}
Slot = tuple[str, str, Term]


@dataclass(frozen=True)
class Plan:
    """What to generate for a statement.

    slots are the symbols that get values (name, sort, domain): the free ones, and those bound symbols
    whose value decides a quantified formula.  premises are the hypotheses in negation normal form,
    conjunctions split and existential quantifiers opened.  moments are the equations E[product] =
    value.  radicands are the arguments of square roots.
    """

    loaded: Loaded
    slots: tuple[Slot, ...]
    free: frozenset[str]
    premises: tuple[Term, ...]
    moments: tuple[Term, ...]
    centred: bool
    radicands: tuple[Term, ...]

    @property
    def sorts(self) -> dict[str, str]:
        """Sort by name."""
        return {name: kind for name, kind, _ in self.slots}

    @property
    def hypotheses(self) -> tuple[Term, ...]:
        """What every instance must satisfy, moments included."""
        return (*self.moments, *self.loaded.hypotheses)


def plan(loaded: Loaded, extra: Iterable[Term] = ()) -> Plan:
    """The plan of a statement; extra formulas are wished for as if they were hypotheses."""
    names = {name for name, _, _ in loaded.decls}
    bodies = (*loaded.hypotheses, loaded.conclusion)
    used: set[str] = set().union(*(free_symbols(f) for f in (*bodies, *(m for _, m in loaded.moments))))
    states = {x for f in bodies for x in state_variables(f)}
    slots = {decl[0]: decl for decl in loaded.decls if decl[0] in used or decl[0] not in states}
    clashing: set[str] = set()
    for f, positive in [(loaded.conclusion, True), *((h, False) for h in loaded.hypotheses)]:
        for decl in decisive(f, positive):
            if decl[0] in slots and slots[decl[0]][1] != decl[1]:
                clashing.add(decl[0])
            elif decl[1] not in ("function", "random-vector", "random-scalar"):
                slots.setdefault(decl[0], decl)
    moments = [("eq", ("E", product_of(factors, loaded)), value) for factors, value in loaded.moments]
    centred = any(len(factors) % 2 and is_zero(value) for factors, value in loaded.moments)
    known = {name for name, kind, _ in slots.values() if not kind.startswith("random")} - clashing
    wanted = [part for f in (*loaded.hypotheses, *extra) for part in conjuncts(f, True)]
    return Plan(
        loaded, tuple(slot for name, slot in slots.items() if name not in clashing), frozenset(names),
        tuple(wanted), tuple(moments), centred, tuple(radicands(bodies, known)),
    )  # fmt: skip


def is_zero(t: Term) -> bool:
    """Whether a term is written as zero."""
    return t in ("0", "0v")


def product_of(factors: tuple[Term, ...], loaded: Loaded) -> Term:
    """The product of random symbols whose expectation a moment declares."""
    vectors = [f for f in factors if isinstance(f, str) and loaded.env[f][0] == "random-vector"]
    rest = [f for f in factors if f not in vectors]
    if not vectors:
        return ("*", *rest)
    last = vectors[0] if len(vectors) == 1 else ("outer", *vectors)
    return ("*", *rest, last) if rest else last


def free_symbols(f: Term, bound: frozenset[str] = frozenset()) -> set[str]:
    """The symbols of a term or formula that are not bound in it."""
    if isinstance(f, str):
        return set() if f in bound or f in RESERVED or RATIONAL.match(f) else {f}
    if f[:1] == ("max",):
        outer = free_symbols(f[2], bound) | free_symbols(f[3], bound)
        return outer | free_symbols(f[4], bound | {f[1]})
    if f[:1] and f[0] in ("forall", "exists", "almost-all"):
        found: set[str] = set()
        for name, _, domain in f[1]:
            found |= free_symbols(domain, bound) if isinstance(domain, tuple) else set()
            bound = bound | {name}
        return found | free_symbols(f[2], bound)
    if f[:1] in (("equivalent",), ("limit",)):
        inner = bound | set(f[1])
        return set().union(*(free_symbols(part, inner) for part in f[2:]))
    return set().union(set(), *(free_symbols(part, bound) for part in f))


def state_variables(f: Term) -> set[str]:
    """The variables of the iterations in a formula."""
    if isinstance(f, str):
        return set()
    here = set(f[1]) if f[:1] in (("equivalent",), ("limit",)) else set()
    return here.union(*(state_variables(part) for part in f))


def decisive(f: Term, positive: bool) -> Iterator[Slot]:
    """The bound symbols for which one value can make f false (true, where positive is False)."""
    op = f[0]
    if op in ("and", "or"):
        for part in f[1:]:
            yield from decisive(part, positive)
    elif op == "not":
        yield from decisive(f[1], not positive)
    elif op == "implies":
        yield from decisive(f[1], not positive)
        yield from decisive(f[2], positive)
    elif op == "iff":
        for part in f[1:]:
            yield from decisive(part, True)
            yield from decisive(part, False)
    elif op in ("forall", "exists", "almost-all"):
        if op == ("forall" if positive else "exists"):
            yield from (decl for decl in f[1] if decl[1] != "integer" or decl[2] == "any")
        yield from decisive(f[2], positive)


def conjuncts(f: Term, positive: bool) -> Iterator[Term]:
    """The parts of f (of its negation) that must all hold, negations pushed inwards."""
    op = f[0]
    if op == "not":
        yield from conjuncts(f[1], not positive)
    elif op == "and" and positive or op == "or" and not positive:
        for part in f[1:]:
            yield from conjuncts(part, positive)
    elif op == "implies" and not positive:
        yield from conjuncts(f[1], True)
        yield from conjuncts(f[2], False)
    elif op == ("exists" if positive else "forall"):
        yield from conjuncts(f[2], positive)
    elif positive:
        yield f
    elif op in NEGATED:
        yield (NEGATED[op], f[2], f[1])
    elif op in ("eq", "ne"):
        yield ("ne" if op == "eq" else "eq", *f[1:])
    else:
        yield ("not", f)


def radicands(bodies: Iterable[Term], known: set[str]) -> list[Term]:
    """The arguments of square roots that depend on known symbols only, inner ones first.

    For iterations also those of the first two steps.
    """
    found: dict[Term, None] = {}
    for f in bodies:
        for t in roots_in(f):
            if free_symbols(t) <= known | {"d"}:
                found.setdefault(t)
    return list(found)[:MOST_ROOTS]


def roots_in(f: Term) -> Iterator[Term]:
    """Every argument of a square root in f, in states with the start and one step put in."""
    if isinstance(f, str):
        return
    if f[:1] == ("equivalent",):
        yield from roots_of_orbit(f[1], f[2], f[3])
        yield from roots_of_orbit(f[1], f[4], f[5])
        return
    if f[:1] == ("limit",):
        yield from roots_of_orbit(f[1], f[2], f[3])
        return
    for part in f:
        yield from roots_in(part)
    if f[:1] == ("sqrt",):
        yield f[1]


def roots_of_orbit(names: Term, step: Term, start: Term) -> Iterator[Term]:
    """The arguments of square roots met in the first two steps of an iteration."""
    yield from roots_in(start)
    state: Mapping[str, Term] = dict(zip(names, start))
    for _ in range(2):
        try:
            moved = {name: substitute(t, state) for name, t in zip(names, step)}
            roots = [substitute(t, state) for part in step for t in roots_in(part)]
        except CheckError:
            return
        if sum(map(size, roots)) > MOST_LEAVES:
            return
        yield from roots
        state = moved


def size(t: Term) -> int:
    """The number of leaves."""
    return 1 if isinstance(t, str) else sum(map(size, t))
