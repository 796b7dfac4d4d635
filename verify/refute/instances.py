"""Exact rational instances of a statement: edge cases first, then random ones, all meeting the hypotheses."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from random import Random

from flint import fmpq

from verify import checker
from verify.refute import choices, palette
from verify.refute.admission import admitted
from verify.refute.choices import Chooser
from verify.refute.named import SILENT, Term, said
from verify.refute.plan import bound, plan
from verify.refute.program import Point, Values
from verify.refute.repair import settled
from verify.refute.squares import smoothed
from verify.refute.values import Json, from_json, to_json
from verify.statements import Instance, Statement

F = fmpq
Hint = Mapping[str, Json] | Instance
DIMENSIONS = (2, 1, 3)
VAIN = 3  # instances generated for each one asked for, at most
HOPELESS = 200  # instances generated before giving up where none met the hypotheses
MOST_REFUSED = 30  # attempts to meet the wishes before these are forgotten
FILLINGS = 8  # how often a partial hint is completed


class Source:
    """The instances of one statement, generated as they are asked for and kept.

    `len(source.kept)` instances met the hypotheses, of `source.drawn` generated ones.  The order
    depends on the statement, the wishes, the hints and the seed alone.  Wishes are formulas that
    instances are moved to meet where that is possible, in the names of `named`; hints are instances to start with, which may
    leave symbols out.
    """

    def __init__(
        self,
        statement: Statement,
        seed: int = 0,
        *,
        wishes: Iterable[Term] = (),
        hints: Iterable[Hint] = (),
        dimensions: tuple[int, ...] = DIMENSIONS,
        loaded: checker.Loaded | None = None,
    ) -> None:
        self.statement = statement
        self.loaded = loaded if loaded is not None else checker.load(statement.to_json())
        self._dimensions = dimensions
        self.named = named = said(self.loaded)
        self.plan, self.hints = plan(named, wishes), list(hints)
        self.kept: list[Point] = []
        self.drawn = self.granted = self.refused = 0
        self._seen: set[str] = set()
        quantified = [slot for f in (*named.hypotheses, named.conclusion) for slot in bound(f)]
        sorts = {**{name: kind for name, kind, _ in (*quantified, *named.decls)}, **self.plan.sorts}
        self._stream = self._candidates(Random(str(seed)), [from_json(plain(hint), sorts) for hint in self.hints])

    def points(self, budget: int) -> Iterator[Point]:
        """At most budget instances that meet the hypotheses; none of a statement that has no form with names."""
        for i in range(0 if self.named is SILENT else budget):
            while i >= len(self.kept):
                if self.drawn >= (VAIN * budget if self.kept else min(VAIN * budget, HOPELESS)):
                    return
                self.drawn += 1
                candidate = next(self._stream)
                text = "" if candidate is None else repr(candidate.values)
                if candidate is not None and text not in self._seen and admitted(self.plan, candidate):
                    self.kept.append(candidate)
                self._seen.add(text)
            yield self.kept[i]

    # ------------------------------------------------------------------------------------------
    # Candidates

    def _candidates(self, rng: Random, hints: list[Values]) -> Iterator[Point | None]:
        """Hints, the base cases, and then three streams in turn, without end; None for an attempt in vain."""
        generic, mixed = choices.generic(self.plan), choices.mixed(self.plan, rng)
        for hint in hints:
            for chooser in (generic, choices.plain, *[mixed] * (FILLINGS - 2)):
                yield self.complete(self._dimension_of(hint), chooser, rng, hint)
        dimensions = self._dimensions if self.dimensional() else (1,)
        for d, chooser in itertools.product(dimensions, (generic, choices.plain)):
            yield from self._both(d, chooser, rng)
        streams: list[Iterator[list[Point]]] = [
            self._varied(dimensions, rng),
            self._random(dimensions, rng, mixed),
            self._random(dimensions, rng, choices.rational(rng)),
        ]
        if self.plan.follows:
            streams += [self._random((1, 2), rng, choices.still(self.plan, rng)), self._random(dimensions, rng, choices.still(self.plan, rng))]
        while streams:
            for stream in list(streams):
                found = next(stream, None)
                if found is None:
                    streams.remove(stream)
                else:
                    yield from found
                    if not found:
                        yield None

    def dimensional(self) -> bool:
        """Whether anything depends on the dimension."""
        formulas = (*self.plan.hypotheses, self.plan.conclusion)
        sized = any("vector" in kind or kind == "operator" for kind in self.plan.sorts.values())
        ends = [end for _, kind, domain in self.plan.slots if kind == "integer" and domain != "any" for end in domain[1:]]
        return sized or any("d" in f.free for f in (*formulas, *map(self.plan.program.node, ends)))

    def _derived(self) -> bool:
        """Whether a moment depends on more than the samples, so that its value comes after the others."""
        fixed = {name for name, kind in self.plan.sorts.items() if not kind.startswith("random")}
        return any(fixed & m.mean.free for m in self.plan.moments)

    def _dimension_of(self, given: Values) -> int:
        """The dimension of a hint, or 2."""
        return choices.dimension(given) if "d" in given else 2 if self.dimensional() else 1

    def _varied(self, dimensions: tuple[int, ...], rng: Random) -> Iterator[list[Point]]:
        """Each symbol in turn at each of its telling values, the others at their base values."""
        turns = []
        for d, slot in itertools.product(dimensions, self.plan.slots):
            if not slot[1].startswith("random"):
                count = len(palette.edges(slot[1], slot[2], d)) + (choices.KIN if slot[1] == "vector" else 0)
                turns += [(rank, slot[0], d) for rank in range(count)]
        generic = choices.generic(self.plan)
        for rank, name, d in sorted(turns, key=lambda turn: turn[0]):
            for base in (generic, choices.plain):
                yield list(self._both(d, choices.varied(self.plan, name, rank, base), rng))

    def _random(self, dimensions: tuple[int, ...], rng: Random, chooser: Chooser) -> Iterator[list[Point]]:
        """Every symbol at random; two dimensions most often, four now and then."""
        weighted = (*dimensions, *dimensions, *dimensions[:1] * 2, 4 if 3 in dimensions else dimensions[0])
        while True:
            found = self.complete(rng.choice(weighted), chooser, rng, {}, smooth=rng.random() < 0.7)
            yield [] if found is None else [found]

    def _both(self, d: int, chooser: Chooser, rng: Random) -> Iterator[Point]:
        """The instance as chosen, and before it the one with its roots made rational where they were not."""
        rough = self.complete(d, chooser, rng, {}, smooth=False)
        if rough is not None:
            smooth = smoothed(self.plan, rough, rng)
            if smooth is not rough:
                yield Point(smooth.values)
            yield rough

    def complete(self, d: int, chooser: Chooser, rng: Random, given: Values, smooth: bool = True) -> Point | None:
        """The given values, the others chosen, then moved to meet the hypotheses; None where a range is empty."""
        values: Values = {**{name: x for name, x in given.items() if name not in self.plan.sorts}, "d": F(d)}
        if any(kind.startswith("random") for kind in self.plan.sorts.values()):
            values["samples"] = given["samples"] if "samples" in given else choices.samples(self.plan, values, rng)
            values.update({**choices.averages(self.plan, {**given, **values}), **given})
        for slot in sorted(self.plan.slots, key=lambda slot: slot[1] == "integer"):
            name, kind, domain = slot
            if name in given:
                values[name] = given[name]
            elif name not in values and not kind.startswith("random"):
                ranged = kind == "integer" and domain != "any"
                value = choices.ranged(self.plan, slot, values, chooser) if ranged else chooser(slot, values)
                if value is None:
                    return None
                values[name] = value
        point = Point(values)
        if smooth or self._derived():
            point = smoothed(self.plan, point, rng, given)
        if self._derived():
            later = choices.averages(self.plan, dict(point.values))
            point = Point({**point.values, **later, **given})
        if self.plan.premises or self.plan.moments:
            found = settled(self.plan, point, rng, given)
            if found is None:
                return None
            point = smoothed(self.plan, found, rng, given) if smooth else found
        return Point(self._wished(point, rng, given).values)

    def _wished(self, point: Point, rng: Random, given: Values) -> Point:
        """The point moved to meet the wishes, unless that was in vain too often."""
        if not self.plan.wishes or (self.granted == 0 and self.refused > MOST_REFUSED):
            return point
        found = settled(self.plan, point, rng, given, wishing=True)
        if found is None:
            self.refused += 1
            return point
        self.granted += 1
        return found


def plain(hint: Hint) -> Json:
    """A hint as plain data."""
    return hint.to_json() if isinstance(hint, Instance) else hint


def generate(statement: Statement, *, count: int = 100, seed: int = 0) -> Iterator[Json]:
    """At most count instances that meet the hypotheses, as plain data: edge cases first."""
    for point in Source(statement, seed).points(count):
        yield to_json(point.values)
