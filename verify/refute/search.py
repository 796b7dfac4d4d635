"""Searching for an exact counterexample of a statement, and for an instance that meets its hypotheses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from verify import checker
from verify.refute.admission import met
from verify.refute.compute import concluded
from verify.refute.corners import corners
from verify.refute.guide import approachable, descend, improbable
from verify.refute.instances import Hint, Source
from verify.refute.orbits import variants
from verify.refute.program import Point
from verify.refute.shrink import shrunk
from verify.refute.values import Json, to_json
from verify.statements import Instance, Statement

BUDGET = 600
WITNESSES = 200
FEW = 150  # instances looked at in each lower dimension
PATIENCE = 20  # instances looked at for a better witness after the first
REFUTING = ("fails", "undefined")


@dataclass(frozen=True)
class Counterexample:
    """An instance that meets every hypothesis while the conclusion is false or has no value.

    found is "fails" or "undefined"; sides names the relation that fails and its two values.
    """

    instance: Json
    found: str
    sides: tuple[tuple[str, ...], ...] = ()

    def to_json(self) -> Json:
        """The body of a certificate of kind counterexample."""
        return {"instance": self.instance, "found": self.found, "sides": [list(row) for row in self.sides]}


@dataclass(frozen=True)
class Search:
    """The outcome of a search: a counterexample or None, after `tried` instances that met the hypotheses."""

    counterexample: Counterexample | None
    tried: int


def evaluated(loaded: checker.Loaded, instance: Json) -> tuple[str, Any]:
    """The checker's finding; "unknown" where it refuses the instance, as when there is too much to compute."""
    try:
        return checker.evaluate(loaded, instance)
    except checker.CheckError:
        return "unknown", []


def replayed(loaded: checker.Loaded, instance: Json) -> Counterexample | None:
    """The counterexample that an instance is, by the checker's own evaluation; None where it is none."""
    found, trail = evaluated(loaded, instance)
    if found not in REFUTING:
        return None
    try:
        return Counterexample(instance, found, tuple(tuple(row) for row in checker.sides(trail)))
    except ValueError:  # numbers with more digits than are printed
        return None


def search(
    statement: Statement,
    *,
    budget: int = BUDGET,
    seed: int = 0,
    hints: Iterable[Hint] = (),
    smallest: bool = True,
    source: Source | None = None,
) -> Search:
    """Look for a counterexample: hints, edge cases, random instances, then descent of the slack.

    At most budget instances are evaluated, some of them kept for the descent, and a quarter more at
    bounds of the hypotheses.  A found counterexample is made small unless smallest is False.  A source may be given whose instances were
    generated before for the same statement.  Raises CheckError where the statement or a hint is
    malformed.
    """
    source = source if source is not None else Source(statement, seed, hints=hints)
    tried = 0
    for point in candidates(source, budget, seed):
        tried += 1
        counterexample = first_refuted(source, point)
        if counterexample is not None:
            return Search(reduced(source, counterexample) if smallest else counterexample, tried)
    return Search(None, tried)


def first_refuted(source: Source, point: Point) -> Counterexample | None:
    """The counterexample that a point is, at its own indices or at others."""
    for here in variants(source.plan, point):
        if concluded(source.plan.conclusion, here) in REFUTING:
            counterexample = replayed(source.loaded, to_json(here.values))
            if counterexample is not None:
                return counterexample
    return None


def candidates(source: Source, budget: int, seed: int) -> Iterator[Point]:
    """Generated instances, some at the bounds of the hypotheses, some moved to where a comparison turns false, then a descent."""
    conclusion = source.plan.conclusion
    aims = budget // 8 if improbable(conclusion) else 0
    steps = budget // 4 if approachable(conclusion) else 0
    yield from source.points(budget - aims - steps)
    yield from corners(source, steps, seed)
    if aims and not source.plan.follows:
        aimed = Source(source.statement, seed + 1, wishes=[("not", source.named.conclusion)], loaded=source.loaded)
        yield from (Point(point.values) for point in aimed.points(aims))
    if steps:
        yield from descend(source, steps, seed)


def reduced(source: Source, counterexample: Counterexample) -> Counterexample:
    """A small counterexample with the same finding."""
    best = counterexample
    for d in range(1, counterexample.instance["d"]):
        lower = Source(source.statement, dimensions=(d,), loaded=source.loaded)
        found = next(filter(None, (refuted(source, point) for point in lower.points(FEW))), None)
        if found is not None and found.found == counterexample.found:
            best = found
            break
    again = replayed(source.loaded, shrunk(source.plan, best.instance, best.found))
    return again if again is not None and again.found == best.found else best


def refuted(source: Source, point: Point) -> Counterexample | None:
    """The counterexample that a point is, or None."""
    return first_refuted(source, Point(point.values))  # computed afresh: points belong to the program of their source


def find_counterexample(
    statement: Statement, *, budget: int = BUDGET, seed: int = 0, hints: Iterable[Hint] = ()
) -> Counterexample | None:
    """A small exact counterexample, or None; what is returned was replayed by the checker."""
    return search(statement, budget=budget, seed=seed, hints=hints).counterexample


def find_witness(
    statement: Statement, *, budget: int = WITNESSES, seed: int = 0, hints: Iterable[Hint] = ()
) -> Instance | None:
    """An instance that meets every hypothesis, the conclusion not being contradicted; None if none is found.

    One at which the conclusion is decidedly true is preferred.
    """
    source = Source(statement, seed, hints=hints)
    undecided: Instance | None = None
    waited = 0
    for point in source.points(budget):
        free = Point({name: x for name, x in point.values.items() if name in source.plan.free or name in ("d", "samples")})
        here = free if met(source.plan, free) else point
        found = concluded(source.plan.conclusion, here)
        instance = to_json(here.values)
        if found == "holds" and evaluated(source.loaded, instance)[0] == "holds":
            return Instance(instance)
        if undecided is None and found == "unknown":
            undecided = Instance(instance)
        waited += undecided is not None
        if waited > PATIENCE:
            break
    return undecided
