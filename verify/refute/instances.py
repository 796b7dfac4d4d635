"""Exact rational instances of a statement: edge cases first, then random ones, all meeting the hypotheses."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from random import Random

from verify.refute import palette
from verify.refute.exact import Json, Term, Value, Values, belongs, evaluated, flatten, from_json, loaded_of, met, to_json
from verify.refute.plan import Plan, Slot, free_symbols, plan
from verify.refute.repair import settled
from verify.refute.squares import smoothed
from verify.statements import Statement

F = Fraction
Chooser = Callable[[Slot, Values], Value]
DIMENSIONS = (2, 1, 3)
HEAVY = 40  # digits in a number beyond which an instance is not worth evaluating


class Source:
    """The instances of one statement, generated as they are asked for and kept.

    `len(source.kept)` instances met the hypotheses, of `source.drawn` generated ones.  The order
    depends on the statement and the seed alone.
    """

    def __init__(self, statement: Statement, seed: int = 0, wishes: Iterable[Term] = (), hints: Iterable[Mapping[str, Json]] = ()) -> None:
        self.statement = statement
        self.loaded = loaded_of(statement)
        self.plan = plan(self.loaded, wishes)
        self.kept: list[Values] = []
        self.drawn = 0
        self._seen: set[str] = set()
        self._stream = self._candidates(Random(f"{seed}"), [self._read(hint) for hint in hints])

    def values(self, budget: int) -> Iterator[Values]:
        """At most budget instances that meet the hypotheses; at most 4 budget are generated."""
        for i in range(budget):
            while i >= len(self.kept):
                if self.drawn >= 4 * budget:
                    return
                candidate = next(self._stream, None)
                if candidate is None:
                    return
                self.drawn += 1
                self._keep(candidate)
            yield self.kept[i]

    def _read(self, hint: Mapping[str, Json]) -> Values:
        return from_json(hint, [name for name, kind, _ in self.plan.slots if kind == "function"])

    def _keep(self, values: Values) -> None:
        text = repr(values)
        if text in self._seen:
            return
        self._seen.add(text)
        fits = all(belongs(values[name], kind, domain, values) for name, kind, domain in self.plan.slots
                   if name in values and name in self.plan.free)  # fmt: skip
        if fits and met(self.plan.hypotheses, values):
            self.kept.append(values)

    # ------------------------------------------------------------------------------------------
    # Candidates

    def _candidates(self, rng: Random, hints: list[Values]) -> Iterator[Values]:
        """Hints, the base cases, and then three streams in turn."""
        for hint in hints:
            for chooser in (self._generic, self._plain, *[self._mixed(rng)] * 6):
                filled = self._complete(hint.get("d"), chooser, rng, hint)
                if filled is not None:
                    yield filled
        dimensions = DIMENSIONS if self._dimensional() else (1,)
        for d, chooser in itertools.product(dimensions, (self._generic, self._plain)):
            yield from self._both(F(d), chooser, rng, {})
        streams = [self._varied(dimensions, rng), self._random(dimensions, rng, self._mixed(rng)),
                   self._random(dimensions, rng, self._rational(rng))]  # fmt: skip
        while streams:
            for stream in list(streams):
                found = next(stream, None)
                if found is None:
                    streams.remove(stream)
                else:
                    yield from found

    def _dimensional(self) -> bool:
        """Whether anything depends on the dimension."""
        kinds = self.plan.sorts.values()
        bodies = (*self.loaded.hypotheses, self.loaded.conclusion)
        return any("vector" in kind or kind == "operator" for kind in kinds) or any("d" in free_symbols(f) for f in bodies)

    def _varied(self, dimensions: tuple[int, ...], rng: Random) -> Iterator[list[Values]]:
        """Each symbol in turn at each of its telling values, the others at their base values."""
        choices: list[tuple[int, Slot, int]] = []
        for d, slot in itertools.product(dimensions, self.plan.slots):
            count = len(self._edges(slot, d, {})) + (4 if slot[1] == "vector" else 0)
            choices += [(rank, slot, d) for rank in range(count)]
        choices.sort(key=lambda choice: choice[0])
        for rank, slot, d in choices:
            for base in (self._generic, self._plain):

                def chooser(s: Slot, values: Values) -> Value:
                    edges = self._edges(s, d, values)
                    return edges[rank % len(edges)] if s == slot and edges else base(s, values)

                yield list(self._both(F(d), chooser, rng, {}))

    def _random(self, dimensions: tuple[int, ...], rng: Random, chooser: Chooser) -> Iterator[list[Values]]:
        """Every symbol at random; four dimensions now and then."""
        while True:
            d = rng.choice((*dimensions, *dimensions, *dimensions[:1] * 2, 4 if 3 in dimensions else dimensions[0]))
            filled = self._complete(F(d), chooser, rng, {}, smooth=rng.random() < 0.7)
            yield [] if filled is None else [filled]

    def _both(self, d: Fraction, chooser: Chooser, rng: Random, given: Values) -> Iterator[Values]:
        """The instance as chosen, and with its roots made rational where that changes it."""
        plain = self._complete(d, chooser, rng, given, smooth=False)
        if plain is not None:
            smooth = smoothed(self.plan, plain, rng, given)
            if smooth is not plain:
                yield smooth
            yield plain

    def _complete(self, d: Value, chooser: Chooser, rng: Random, given: Values, smooth: bool = True) -> Values | None:
        """The given values, the others chosen, then repaired to meet the hypotheses; None in vain."""
        values: Values = {"d": d if d is not None else dimension_of(given, self.plan)}
        draw_samples(self.plan, values, rng, given)
        for name, kind, domain in sorted(self.plan.slots, key=lambda slot: slot[1] == "integer"):
            if name in given:
                values[name] = given[name]
            elif name in values or kind.startswith("random"):
                continue
            else:
                if kind == "integer" and domain != "any":
                    value = ranged(domain, values, chooser, (name, kind, domain))
                else:
                    value = chooser((name, kind, domain), values)
                if value is None:
                    return None
                values[name] = value
        if smooth:
            values = smoothed(self.plan, values, rng, given)
        if self.plan.premises or self.plan.moments:
            settled_values = settled(self.plan, values, rng, given)
            if settled_values is None:
                return None if not met(self.plan.hypotheses, values) else values
            values = smoothed(self.plan, settled_values, rng, given) if smooth else settled_values
        return None if heavy(values) else values

    # ------------------------------------------------------------------------------------------
    # Choices for one symbol

    def _edges(self, slot: Slot, d: int, values: Values) -> list[Value]:
        """The telling values of a symbol, those related to earlier values last."""
        _, kind, domain = slot
        if kind.startswith("random"):
            return []
        found = palette.edges(kind, domain, d)
        if kind == "vector":
            found += [x for x in self._kin(d, values) if domain != "nonzero" or any(x)]
        return found

    def _kin(self, d: int, values: Values) -> Iterator[Value]:
        sorts = self.plan.sorts
        others = [x for name, x in values.items() if sorts.get(name) == "vector"]
        maps = [x for name, x in values.items() if sorts.get(name) == "operator"]
        return palette.kin(d, others[-2:], maps)

    def _generic(self, slot: Slot, values: Values) -> Value:
        """Distinct values without special relations."""
        name, kind, domain = slot
        d, rank = int(values["d"]), self._rank(name, kind)
        if kind == "scalar":
            return palette.GENERIC[rank % len(palette.GENERIC)]
        if kind == "vector":
            return [F((3, 2, 1, -1, 4, 5, -2, 7)[(3 * rank + i * (rank + 1)) % 8]) for i in range(d)]
        if kind == "operator":
            choice = {"spd": (1, 4, 3, 2), "symmetric": (3, 8, 5), "orthogonal": (2, 6, 5), "invertible": (4, 6, 2)}[domain]
            options = palette.OPERATORS[domain](d)
            return options[choice[rank % len(choice)] % len(options)]
        edges = self._edges(slot, d, values)
        return edges[(rank + (kind == "function")) % len(edges)]

    def _plain(self, slot: Slot, values: Values) -> Value:
        """The simplest value of each sort."""
        edges = self._edges(slot, int(values["d"]), {})
        return edges[0]

    def _mixed(self, rng: Random) -> Chooser:
        """Telling values at random, simpler ones more often, and values related to earlier ones."""

        def chooser(slot: Slot, values: Values) -> Value:
            name, kind, domain = slot
            d = int(values["d"])
            if rng.random() < 0.15:
                return palette.drawn(kind, domain, d, rng)
            edges = self._edges(slot, d, values if rng.random() < 0.5 else {})
            return edges[int(len(edges) * rng.random() ** 1.3)]

        return chooser

    def _rational(self, rng: Random) -> Chooser:
        """Small rationals at random."""
        return lambda slot, values: palette.drawn(slot[1], slot[2], int(values["d"]), rng)

    def _rank(self, name: str, kind: str) -> int:
        """The number of earlier symbols of the same sort."""
        same = [other for other, sort, _ in self.plan.slots if sort == kind]
        return same.index(name)


def dimension_of(given: Values, p: Plan) -> Fraction:
    """The dimension that the given vectors and operators have, or 2."""
    for name, kind in p.sorts.items():
        if name in given and kind in ("vector", "operator"):
            return F(len(given[name]))
    return F(2)


def ranged(domain: Term, values: Values, chooser: Chooser, slot: Slot) -> Fraction | None:
    """An integer of a range whose ends depend on earlier values; None where the range is empty."""
    low, high = evaluated(domain[1], values), evaluated(domain[2], values)
    if low is None or high is None or low > high:
        return None
    wish = chooser((slot[0], "integer", "any"), values)
    return low + (wish - low) % (high - low + 1) if wish is not None else low


def heavy(values: Values) -> bool:
    """Whether a number has too many digits for quick evaluation."""
    limit = 10**HEAVY
    return any(isinstance(x, Fraction) and (abs(x.numerator) > limit or x.denominator > limit) for v in values.values() for x in flatten(v))


def draw_samples(p: Plan, values: Values, rng: Random, given: Values) -> None:
    """Weighted samples of the random symbols, centred where odd moments vanish; and the symbols that moments define."""
    randoms = [(name, kind) for name, kind, _ in p.slots if kind.startswith("random")]
    if not randoms:
        return
    d = int(values["d"])
    if "samples" in given:
        values["samples"] = given["samples"]
    else:
        count = d + rng.choice((0, 0, 1))
        basis = palette.invertible(d)[rng.randrange(2) * rng.randrange(len(palette.invertible(d)))]
        weights = [F(rng.choice((1, 1, 1, 2, 3))) for _ in range(count)] if rng.random() < 0.5 else [F(1)] * count
        samples = []
        for k, weight in enumerate(weights):
            sample: Values = {"p": weight / sum(weights)}
            for name, kind in randoms:
                if kind == "random-vector":
                    sample[name] = list(basis[k]) if k < d else palette.some_vector(rng, d)
                else:
                    sample[name] = F(rng.randint(-3, 3))
            samples.append(sample)
        values["samples"] = mirrored(samples) if p.centred else samples
    values.update({name: given[name] for name in p.sorts if name in given})
    for _, product, value in p.moments:
        if isinstance(value, str) and value in p.free and value not in values:
            mean = evaluated(product, values)
            if mean is not None:
                values[value] = mean


def mirrored(samples: list[Values]) -> list[Values]:
    """Each sample and its negative, half as likely each: odd moments vanish, even ones stay."""

    def negative(x: Value) -> Value:
        return [-entry for entry in x] if isinstance(x, list) else -x

    halves = [{**sample, "p": sample["p"] / 2} for sample in samples]
    return [*halves, *({k: x if k == "p" else negative(x) for k, x in half.items()} for half in halves)]


def generate(statement: Statement, *, count: int = 100, seed: int = 0) -> Iterator[Json]:
    """At most count instances that meet the hypotheses, as plain data: edge cases first."""
    for values in Source(statement, seed).values(count):
        yield to_json(values)
