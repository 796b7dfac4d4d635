"""Mutation testing of a statement: its near misses must be refuted, or be proved in their own right."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from random import Random
from typing import Any

from verify import checker
from verify.checker import CheckError
from verify.checker.formulas import Parallel, Relation
from verify.checker.statement import Named
from verify.checker.terms import Term as Checked
from verify.checker.terms import nodes
from verify.refute.compute import concluded, truth
from verify.refute.guide import approachable, slack
from verify.refute.instances import Hint, Source
from verify.refute.mutations import Change, Path, anchor, changes, part, places, replaced
from verify.refute.named import SILENT, Term, leaves, said
from verify.refute.orbits import variants
from verify.refute.plan import state_variables
from verify.refute.program import Node, Point
from verify.refute.reach import UNLISTED, UNSEEN, blurred, decidable, doubtful, unlisted
from verify.refute.search import REFUTING, replayed, search
from verify.refute.values import Json, to_json
from verify.statements import Formula, Statement

LIMIT = 12
BUDGET = 300
LONGEST = 70
ROUNDING = 1e-9
PASSED_OVER = 3  # near misses looked at for each one wanted, at most
MORE = 3  # how many times as many are tried where few are rejected
PATIENT = 4  # how many times as many instances are looked at before a near miss counts as a survivor
PROVED = "equivalent or weaker: proved"
UNSAID = "too long to be searched, or an expectation within another speaks of random symbols of both"
Prove = Callable[[Statement], bool]
Queues = dict[str, list[tuple[Change, int | None] | None]]
WORDS = {
    "sign": "sign changed", "summand": "summand dropped", "factor": "factor dropped", "constant": "constant changed",
    "exponent": "exponent changed", "operator": "operator dropped", "inverse": "operator inverted", "transpose": "transposed",
    "index": "index shifted", "symbol": "symbol swapped", "strict": "made strict", "direction": "reversed",
    "root": "root dropped", "absolute value": "absolute value dropped", "case": "case dropped", "negation": "negated",
    "limit": "limit changed", "step": "step changed", "start": "start changed", "abbreviation": "abbreviation changed", "power": "power dropped",
    "quantifier": "quantifier strengthened", "multiplicity": "multiplicity changed", "relation": "relation strengthened",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A near-miss version of a statement; change says what is different.

    undecidable tells why no instance can decide what was changed, doubtful why few instances can;
    they are empty for other changes.
    """

    change: str
    statement: Statement
    undecidable: str
    doubtful: str
    loaded: checker.Loaded = field(compare=False, repr=False)
    named: Named = field(compare=False, repr=False)


@dataclass(frozen=True)
class MutantReport:
    """The fate of the near misses of a statement.

    list holds the rejected ones with the instance that refutes each, justified the ones that were
    proved, survivors the changes that are neither.
    relaxed are changes that were passed over: on no instance do they bring a comparison closer to
    being false, so that nothing can refute them where the statement is true.  undecidable are the
    changes that were passed over, with the reason, because their place shows that no instance can
    decide them, or that few can and none was found: they count neither as tried nor as rejected.
    """

    tried: int
    rejected: int
    list: tuple[tuple[str, Json], ...] = ()
    survivors: tuple[str, ...] = ()
    justified: tuple[tuple[str, str], ...] = ()
    relaxed: tuple[str, ...] = ()
    undecidable: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> Json:
        """The "mutants" part of a ledger row."""
        return {
            "tried": self.tried, "rejected": self.rejected, "survivors": [*self.survivors], "relaxed": [*self.relaxed],
            "undecidable": [{"change": change, "why": why} for change, why in self.undecidable],
            "justified": [{"change": change, "why": why} for change, why in self.justified],
            "list": [{"change": change, "counterexample": instance} for change, instance in self.list],
        }  # fmt: skip


def mutants(statement: Statement, *, seed: int = 0) -> Iterator[Mutant]:
    """Well-typed near misses, kinds of change in turn; those of the conclusion before those of definitions.

    Versions that the checker reads as the statement itself, and relations of a term to itself, are left
    out.  Raises CheckError where the
    statement is malformed.
    """
    original = checker.load(statement.to_json())
    texts: Counter[str] = Counter()
    seen, plainly = {(original.conclusion, original.hypotheses)}, idle(original.conclusion)
    for change, where, undecidable in in_turn(statement, Random(str(seed))):
        changed = applied(statement, change, where)
        try:
            loaded = checker.load(changed.to_json())
        except CheckError:
            continue
        named = said(loaded)
        undecidable = undecidable or (UNLISTED if unlisted(statement) else UNSAID if named is SILENT else "")
        key = (loaded.conclusion, loaded.hypotheses)
        if key not in seen and (plainly or not idle(loaded.conclusion)):
            seen.add(key)
            text = described(change, where, statement)
            texts[text] += 1
            again = f" (place {texts[text]})" if texts[text] > 1 else ""
            doubt = doubtful(statement.conclusion.term, change.path) if where is None else ""
            yield Mutant(text + again, changed, undecidable, doubt, loaded, named)


def idle(f: Checked) -> bool:
    """Whether a formula contains a relation between a term and itself."""
    return any(isinstance(t, (Relation, Parallel)) and t.left == t.right for t in nodes(f))


def in_turn(statement: Statement, rng: Random) -> Iterator[tuple[Change, int | None, str]]:
    """Changes of the conclusion, and then of the definitions it rests on, the kinds taking turns.

    The second part is None for the conclusion and the number of a definition otherwise; the third
    why no instance can decide what was changed, if so.  Such changes come last.
    """
    sorts, body = sorts_of(statement), statement.conclusion.term
    atoms = set(decidable(body))
    seen = expanded(set().union(*(leaves(part(body, path)) for path in atoms)), statement)
    first: Queues = {}
    later: Queues = {}
    last: Queues = {}
    for change in changes(body, sorts):
        place = anchor(body, change.path)
        inside = any(path == place[: len(path)] or place == path[: len(place)] for path in atoms)
        (first if inside and not blurred(body, change.path) else last).setdefault(change.kind, []).append((change, None))
    for k in used(statement):
        hidden = {decl.name for decl, _ in statement.definitions[k:]}
        known = {name: sort for name, sort in sorts.items() if name not in hidden}
        queues = later if statement.definitions[k][0].name in seen else last
        for change in changes(statement.definitions[k][1], known):
            queues.setdefault(change.kind, []).append((change, k))
    for queues in (first, later, last):
        for entries in queues.values():
            rng.shuffle(entries)
    for kind in {"step", "start"} & set(first):
        first[kind].insert(0, None)  # the definition of an orbit waits for the second round
    for kind, entries in later.items():
        first.setdefault(kind, []).extend(entries)
    yield from ((change, where, "") for change, where in turns(first))
    yield from ((change, where, (blurred(body, change.path) if where is None else "") or UNSEEN) for change, where in turns(last))


def turns(queues: Queues) -> Iterator[tuple[Change, int | None]]:
    """The entries of the queues, one of each kind in turn."""
    kinds = sorted(queues, key=lambda kind: list(WORDS).index(kind))
    for row in itertools.zip_longest(*(queues[kind] for kind in kinds)):
        yield from filter(None, row)


def sorts_of(statement: Statement) -> dict[str, tuple[str, str]]:
    """Sort and domain of each symbol that may take another's place.

    A defined operator counts as symmetric unless it rests on one that need not be.
    """
    sorts = {decl.name: (decl.sort, str(decl.domain)) for decl in statement.symbols}
    for name in state_variables(statement.conclusion.term):
        sorts.pop(name, None)  # outside the steps of an iteration its variables mean something else
    skew = {name for name, sort in sorts.items() if sort[1] in ("orthogonal", "invertible")}
    for decl, term in statement.definitions:
        skew |= {decl.name} if skew & leaves(term) else set()
        sorts[decl.name] = (decl.sort, "" if decl.name in skew else "symmetric")
    return sorts


def expanded(names: set[str], statement: Statement) -> set[str]:
    """The names with those in their definitions."""
    found = set(names)
    for decl, term in reversed(statement.definitions):
        found |= leaves(term) if decl.name in found else set()
    return found


def used(statement: Statement) -> list[int]:
    """The numbers of the definitions that the conclusion uses, directly or through others."""
    wanted, found = leaves(statement.conclusion.term), []
    for k in reversed(range(len(statement.definitions))):
        decl, term = statement.definitions[k]
        if decl.name in wanted:
            wanted |= leaves(term)
            found.append(k)
    return found[::-1]


def applied(statement: Statement, change: Change, where: int | None) -> Statement:
    """The statement with one part changed."""
    if where is None:
        return replace(statement, conclusion=Formula(replaced(statement.conclusion.term, change.path, change.new)))
    decl, term = statement.definitions[where]
    rest = statement.definitions
    return replace(statement, definitions=(*rest[:where], (decl, replaced(term, change.path, change.new)), *rest[where + 1 :]))


def described(change: Change, where: int | None, statement: Statement) -> str:
    """What was changed, in words and signs."""
    place = "" if where is None else f" in the definition of {statement.definitions[where][0].name}"
    data, old, new = statement.to_json(), change.old, change.new
    if isinstance(old, str):  # a number or a name says little without what stands around it
        body = statement.conclusion.term if where is None else statement.definitions[where][1]
        old, new = around(body, change.path, old), around(replaced(body, change.path, new), change.path, new)
    return f"{WORDS[change.kind]}{place}: {shown(old, data)} becomes {shown(new, data)}"


def around(body: Term, path: Path, inner: Term) -> Term:
    """The term or formula directly around a part; the part itself where it is all there is."""
    here, found = body, inner
    for depth in range(len(path)):
        if not isinstance(here, str) and isinstance(here[0], str) and path[depth:] in places(here):
            found = here
        here = here[path[depth]]
    return found


def shown(t: Term, statement: Json) -> str:
    """A part of a statement, cut to a length that can be read."""
    from verify import notation  # rendering is loaded only where something is shown

    try:
        text = notation.unicode(t, statement)
    except notation.NotationError:
        text = str(t)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def test_mutants(
    statement: Statement,
    *,
    limit: int = LIMIT,
    least: int = 0,
    budget: int = BUDGET,
    seed: int = 0,
    prove: Prove | None = None,
    equivalent: Mapping[str, str] | None = None,
    source: Source | None = None,
) -> MutantReport:
    """Try to refute limit near misses of a statement, each by budget instances, and by more before one is said to survive.

    Up to three times as many are tried where fewer than `least` of them are rejected.
    One that is not refuted is justified where prove says that it is true, or else where `equivalent` gives
    the reason why this change, as reported, leaves the statement true.  Relaxations are passed over.
    """
    source, known = source if source is not None else Source(statement, seed), equivalent or {}
    budget = budget // 2 if source.plan.follows else budget
    rejected: list[tuple[str, Json]] = []
    survivors: list[str] = []
    justified: list[tuple[str, str]] = []
    relaxed: list[str] = []
    undecidable: list[tuple[str, str]] = []
    doubts = 0
    for number, mutant in enumerate(mutants(statement, seed=seed)):
        if len(rejected) + len(survivors) + len(justified) + doubts >= limit or number >= PASSED_OVER * limit:
            if len(rejected) >= least:
                break
            limit, least = MORE * limit, 0
        if mutant.undecidable:
            undecidable.append((mutant.change, mutant.undecidable))
            continue
        instance = among(mutant, source, budget)
        if instance is None and relaxes(mutant, source, budget):
            relaxed.append(mutant.change)
            continue
        instance = instance or (None if mutant.doubtful else aimed(mutant, source.hints, budget, seed))
        if instance is not None:
            rejected.append((mutant.change, instance))
        elif prove is not None and prove(mutant.statement):
            justified.append((mutant.change, PROVED))
        else:
            instance = None if mutant.doubtful else aimed(mutant, source.hints, PATIENT * budget, seed + 1)
            if instance is not None:
                rejected.append((mutant.change, instance))
            elif mutant.change in known:
                justified.append((mutant.change, known[mutant.change]))
            elif mutant.doubtful:
                undecidable.append((mutant.change, mutant.doubtful))
                doubts += 1
            else:
                survivors.append(mutant.change)
    tried = len(rejected) + len(survivors) + len(justified)
    return MutantReport(
        tried, len(rejected), tuple(rejected), tuple(survivors), tuple(justified), tuple(relaxed), tuple(undecidable)
    )  # fmt: skip


test_mutants.__test__ = False  # type: ignore[attr-defined]  # a function of the toolkit, not a test of it


def among(mutant: Mutant, source: Source, budget: int) -> Json | None:
    """An exact counterexample of a mutant among the instances of the statement."""
    program = source.plan.program
    conclusion = program.node(mutant.named.conclusion)
    extra = [node for node in map(program.node, mutant.named.hypotheses) if node not in source.plan.hypotheses]
    for root in source.points(budget):
        for point in variants(source.plan, root):
            if refutes(conclusion, extra, point):
                found = replayed(mutant.loaded, to_json(point.values))
                if found is not None:
                    return found.instance
    return None


def aimed(mutant: Mutant, hints: Iterable[Hint], budget: int, seed: int) -> Json | None:
    """An exact counterexample of a mutant, looked for on purpose, near the hints first."""
    wishes = [] if "orbit" in leaves(mutant.named.conclusion) else [("not", mutant.named.conclusion)]
    own = Source(mutant.statement, seed, wishes=wishes, hints=hints, loaded=mutant.loaded)
    share = budget // 2 if approachable(own.plan.conclusion) else budget // 4
    outcome = search(mutant.statement, budget=share, seed=seed, smallest=False, source=own)
    return outcome.counterexample.instance if outcome.counterexample else None


def refutes(conclusion: Node, extra: list[Node], point: Point) -> bool:
    """Whether the conclusion is false or undefined at a point that meets the extra hypotheses."""
    return all(truth(h, point) is True for h in extra) and concluded(conclusion, point) in REFUTING


def relaxes(mutant: Mutant, source: Source, budget: int) -> bool:
    """Whether a mutant is a comparison that is nowhere closer to being false than in the statement."""
    mutated, original = source.plan.program.node(mutant.named.conclusion), source.plan.conclusion
    points = (point for root in source.points(budget) for point in variants(source.plan, root))
    decided = False
    for point in points:
        key: Any = ("slack", original)
        if key not in point.memo:
            point.memo[key] = slack(original, point)
        if point.memo[key] < inf:
            decided = True
            if slack(mutated, point) < point.memo[key] - ROUNDING:
                return False
    return decided
