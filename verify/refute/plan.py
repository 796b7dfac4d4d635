"""What an instance of a statement needs: symbols, equations to solve, roots to make rational."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verify.checker.statement import Named
from verify.refute.named import Term, leaves, put
from verify.refute.program import Node, Program

MOST_ROOTS = 8
MOST_LEAVES = 4000
NEGATED = {"le": "lt", "lt": "le"}
ITERATIONS = (("equivalent",), ("limit",))
CONNECTIVES = ("and", "or", "not", "implies", "iff")
Slot = tuple[str, str, Term]


@dataclass(frozen=True)
class Moment:
    """E[product] = value, as an equation; name is the symbol that the moment defines, if it does."""

    equation: Node
    mean: Node
    name: str | None


@dataclass(frozen=True)
class Plan:
    """What to generate for a statement.

    slots are the symbols that get values (name, sort, domain): the free ones, and those bound symbols
    whose value decides a quantified formula; free are the declared ones.  premises are the hypotheses
    in negation normal form, conjunctions split and existential quantifiers opened; wishes the same of
    what instances should meet besides.  radicands are the arguments of square roots.  indices and loose are the
    bound symbols among the slots, integers and others, and those scalars that no hypothesis and no orbit depends on.
    """

    program: Program
    slots: tuple[Slot, ...]
    free: frozenset[str]
    hypotheses: tuple[Node, ...]
    premises: tuple[Node, ...]
    wishes: tuple[Node, ...]
    moments: tuple[Moment, ...]
    centred: frozenset[str]
    radicands: tuple[Node, ...]
    conclusion: Node
    indices: tuple[str, ...]
    loose: tuple[Slot, ...]
    follows: bool

    @property
    def sorts(self) -> dict[str, str]:
        """Sort by name."""
        return {name: kind for name, kind, _ in self.slots}


def plan(named: Named, wishes: Iterable[Term] = (), program: Program | None = None) -> Plan:
    """The plan of a statement; wishes are formulas that instances should meet if they can."""
    program = program or Program()
    bodies = (*named.hypotheses, named.conclusion)
    slots = slots_of(named, program)
    moments = tuple(moment(factors, value, named, program) for factors, value in named.moments)
    hypotheses = [program.node(h) for h in named.hypotheses]
    known = {name for name, kind, _ in slots if not kind.startswith("random")} | {"d"}
    roots = dict.fromkeys(program.node(t) for f in bodies for t in roots_in(f))
    return Plan(
        program=program,
        slots=slots,
        free=frozenset(name for name, _, _ in named.decls),
        hypotheses=(*(m.equation for m in moments), *hypotheses),
        premises=parts_of(named.hypotheses, program),
        wishes=parts_of(wishes, program),
        moments=moments,
        centred=frozenset(x for factors, value in named.moments if len(factors) % 2 and value in ("0", "0v") for x in factors),
        radicands=tuple(t for t in roots if t.free <= known)[:MOST_ROOTS],
        conclusion=program.node(named.conclusion),
        indices=tuple(name for name, kind, domain in slots if (kind, domain) == ("integer", "any") and name not in named.env),
        loose=tuple(slot for slot in slots if slot[1] in ("scalar", "vector") and (slot[0] not in named.env or slot in apart(named))),
        follows=any("orbit" in leaves(f) for f in bodies),
    )


def apart(named: Named) -> list[Slot]:
    """The real symbols that no hypothesis and no orbit depends on."""
    used: set[str] = set().union(*map(leaves, named.hypotheses), *(leaves(part) for t in orbits(named.conclusion) for part in t[1:4]))
    return [(name, kind, domain) for name, kind, domain in named.decls if (kind, domain) == ("scalar", "real") and name not in used]


def orbits(f: Term) -> Iterator[Term]:
    """The parts of a formula about orbits."""
    if not isinstance(f, str):
        yield from (f,) if f[:1] == ("orbit",) else ()
        for part in f:
            yield from orbits(part)


def parts_of(formulas: Iterable[Term], program: Program) -> tuple[Node, ...]:
    """What must hold for the formulas to hold, one node for each part."""
    return tuple(program.node(part) for f in formulas for part in conjuncts(normal(f, True)))


def slots_of(named: Named, program: Program) -> tuple[Slot, ...]:
    """The symbols that get values, declared ones first; not the state variables of iterations."""
    bodies = (*named.hypotheses, named.conclusion)
    states = {x for f in bodies for x in state_variables(f)}
    used: set[str] = set().union(*(outside(f, program) for f in (*bodies, *(value for _, value in named.moments))))
    slots = {decl[0]: decl for decl in named.decls if decl[0] in used or decl[0] not in states}
    for f, positive in [(named.conclusion, True), *((h, False) for h in named.hypotheses)]:
        for decl in decisive(f, positive):
            if decl[1] not in ("function", "random-vector", "random-scalar"):
                known = slots.setdefault(decl[0], decl)
                if known[1] != decl[1] and known[0] not in named.env:
                    slots[decl[0]] = (decl[0], "", "")
    return tuple(slot for slot in slots.values() if slot[1])


def moment(factors: tuple[Term, ...], value: Term, named: Named, program: Program) -> Moment:
    """The equation that a declared moment is."""
    vectors = [f for f in factors if isinstance(f, str) and named.env.get(f, ("",))[0] == "random-vector"]
    parts = [f for f in factors if f not in vectors]
    if vectors:
        parts.append(vectors[0] if len(vectors) == 1 else ("outer", *vectors))
    mean = ("E", ("*", *parts))
    name = value if isinstance(value, str) and value in named.env and value not in ("d", "I", "0v") else None
    return Moment(program.node(("eq", mean, value)), program.node(mean), name)


def state_variables(f: Term) -> set[str]:
    """The variables of the iterations in a formula."""
    if isinstance(f, str):
        return set()
    here = set(f[1]) if f[:1] in ITERATIONS else set()
    return here.union(*(state_variables(part) for part in f))


def outside(f: Term, program: Program) -> set[str]:
    """The symbols of a formula, those of the starts of iterations but not their state variables."""
    if isinstance(f, tuple) and f[:1] in ITERATIONS:
        steps = (2, 4) if f[0] == "equivalent" else (2,)
        free = [set(program.node(t).free) - (set(f[1]) if k in steps else set()) for k in range(2, len(f)) for t in f[k]]
        return set().union(*free)
    if isinstance(f, tuple) and f and f[0] in CONNECTIVES:
        return set().union(*(outside(part, program) for part in f[1:]))
    return set(program.node(f).free)


def bound(f: Term) -> Iterator[Slot]:
    """The quantified symbols of a formula."""
    if isinstance(f, tuple) and f and f[0] in ("forall", "exists", "almost-all"):
        yield from f[1]
    if isinstance(f, tuple) and f and f[0] in ("forall", "exists", "almost-all", "orbit", *CONNECTIVES):
        for part in f[-1:] if f[0] == "orbit" else f[1:]:
            yield from bound(part)


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
        if op == ("forall" if positive else "exists") or (op == "almost-all" and positive):
            yield from (decl for decl in f[1] if decl[1] != "integer" or decl[2] == "any")
        yield from decisive(f[2], positive)
    elif op == "orbit":
        yield from decisive(f[4], positive)


def normal(f: Term, positive: bool) -> Term:
    """f (its negation) with negations pushed inwards and the quantifiers opened that one value decides."""
    op = f[0]
    if op == "not":
        return normal(f[1], not positive)
    if op in ("and", "or"):
        return (op if positive else {"and": "or", "or": "and"}[op], *(normal(part, positive) for part in f[1:]))
    if op == "implies":
        return ("or" if positive else "and", normal(f[1], not positive), normal(f[2], positive))
    if op == "iff":
        sides = ((f[1], True, f[2], positive), (f[1], False, f[2], not positive))
        return ("or", *(("and", normal(x, p), normal(y, q)) for x, p, y, q in sides))
    opened = op == "exists" if positive else op in ("forall", "almost-all")
    if opened and not any(kind == "integer" and domain != "any" for _, kind, domain in f[1]):
        return normal(f[2], positive)
    if positive:
        return f
    if op in NEGATED:
        return (NEGATED[op], f[2], f[1])
    if op in ("eq", "ne"):
        return ("ne" if op == "eq" else "eq", *f[1:])
    return ("not", f)


def conjuncts(f: Term) -> Iterator[Term]:
    """The parts of a conjunction."""
    if f[0] == "and":
        for part in f[1:]:
            yield from conjuncts(part)
    else:
        yield f


def roots_in(f: Term) -> Iterator[Term]:
    """Every argument of a square root in f; for iterations those met in the first two steps."""
    if isinstance(f, str):
        return
    if f[:1] in ITERATIONS:
        yield from roots_of_orbit(f[1], f[2], f[3])
        if f[0] == "equivalent":
            yield from roots_of_orbit(f[1], f[4], f[5])
        return
    if f[:1] == ("orbit",):
        yield from roots_of_orbit([decl[0] for decl in f[1]], f[2], f[3])
        yield from roots_in(f[4])
        return
    for part in f:
        yield from roots_in(part)
    if f[:1] == ("sqrt",):
        yield f[1]


def roots_of_orbit(names: Sequence[str], step: Term, start: Term) -> Iterator[Term]:
    """The arguments of square roots met in the first two steps of an iteration."""
    for t in start:
        yield from roots_in(t)
    state: Mapping[str, Term] = dict(zip(names, start))
    for _ in range(2):
        moved = {name: put(t, state) for name, t in zip(names, step)}
        roots = [put(t, state) for part in step for t in roots_in(part)]
        if sum(map(size, roots)) > MOST_LEAVES:
            return
        yield from roots
        state = moved


def size(t: Term) -> int:
    """The number of leaves."""
    return 1 if isinstance(t, str) else sum(map(size, t))
