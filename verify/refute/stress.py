"""Stress: many random and adversarially optimised exact instances of a statement that is believed to hold.

Five attacks share one count of distinct instances: telling and random rationals (`instances`), instances
moved to where a premise inside the conclusion is true, or the conclusion false (wishes, `guide.descend`),
draws of hypothesis that are steered towards a small slack of the conclusion, and differential evolution
of that slack over a chart of the symbols.  The chart rounds before anything is evaluated, so all of them
work on rationals, and the checker replays what they find.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import frexp, inf, isfinite, ldexp
from random import Random

import hypothesis
from flint import fmpq, fmpq_mat
from hypothesis import strategies as st
from scipy.optimize import differential_evolution

from verify.refute import palette
from verify.refute.admission import admitted
from verify.refute.arithmetic import one, rows_of, whole
from verify.refute.compute import compute, concluded, truth
from verify.refute.guide import approachable, descend, slack
from verify.refute.instances import Source
from verify.refute.named import SILENT, Term
from verify.refute.plan import Slot
from verify.refute.program import Node, Point, UndefinedError, UnsetError, Value, Values
from verify.refute.search import REFUTING, Counterexample, evaluated, replayed
from verify.refute.values import to_json
from verify.statements import Statement

F = fmpq
SEED = 20260101
DIMENSIONS = (2, 3, 1)
SHARE = {"aimed": 10, "premises": 10, "hypothesis": 8, "evolution": 4}  # of the instances wanted, one in so many
VAIN = 4  # instances looked at for each one wanted, at most, where few are telling
REPLAYED = 25  # one in so many telling instances is given to the checker too
BITS = 12  # of the numbers of a chart
POPULATION = (8, 24)  # of the evolution, at least and at most
GENERATIONS = 10  # with a population between the two
BARRED, UNKNOWN = 10.0, 5.0  # what evolution pays for an instance out of bounds, and for one of unknown slack


class Disagreement(AssertionError):
    """The checker does not see an instance as the search does; the message shows it."""


class Refuted(Exception):
    """Ends an attack; carries the counterexample."""

    def __init__(self, counterexample: Counterexample) -> None:
        super().__init__(counterexample.instance)
        self.counterexample = counterexample


@dataclass
class Stress:
    """What became of the attacks.

    met counts the distinct instances that meet every hypothesis; told those of them that put the
    conclusion to the test (see `tells`), also by attack in `by`; replayed those the checker evaluated.
    """

    counterexample: Counterexample | None = None
    met: int = 0
    told: int = 0
    replayed: int = 0
    by: Counter[str] = field(default_factory=Counter)


def stress(statement: Statement, *, count: int = 300, seed: int = SEED, attacks: Mapping[str, int] = SHARE) -> Stress:
    """Attack a statement with instances until count of them put its conclusion to the test.

    attacks says which are used besides random instances, and for what share of the count.  Fewer than
    count are told where the statement has no more, or where an instance rarely decides it.  Raises
    Disagreement, and CheckError where the statement is malformed.
    """
    judge = Judge(Source(statement, seed))
    if judge.source.named is SILENT:
        return judge.stress
    try:
        if "evolution" in attacks and approachable(judge.source.plan.conclusion):
            evolve(judge, count // attacks["evolution"], seed)
        if "hypothesis" in attacks:
            draw(judge, count // attacks["hypothesis"], seed)
        if "aimed" in attacks:
            aim(judge, count // attacks["aimed"], seed)
        top_up(judge, count, count // attacks["premises"] if "premises" in attacks else 0, seed)
    except Refuted as found:
        judge.stress.counterexample = found.counterexample
    return judge.stress


class Judge:
    """Looks at every instance once: counts it, and ends the attack at a counterexample."""

    def __init__(self, source: Source) -> None:
        self.source, self.stress = source, Stress()
        self._seen: set[int] = set()

    def take(self, point: Point, attack: str) -> None:
        """Count an instance that meets the hypotheses.  Raises Refuted and Disagreement."""
        key, stress = hash(repr(sorted(point.values.items()))), self.stress
        if key in self._seen:
            return
        self._seen.add(key)
        stress.met += 1
        conclusion = self.source.plan.conclusion
        found = concluded(conclusion, point)
        if found in REFUTING:
            self.replay(point, found)
        elif tells(conclusion, point):
            stress.told += 1
            stress.by[attack] += 1
            if stress.told % REPLAYED == 1:
                self.replay(point, found)

    def replay(self, point: Point, found: str) -> None:
        """Have the checker evaluate an instance.  Raises Refuted and Disagreement."""
        self.stress.replayed += 1
        instance = to_json(point.values)
        counterexample = replayed(self.source.loaded, instance)
        if counterexample is not None:
            raise Refuted(counterexample)
        if evaluated(self.source.loaded, instance)[0] == "vacuous":
            raise Disagreement(f"the checker says that a hypothesis fails at {instance}, the search that none does ({found})")


# ------------------------------------------------------------------------------------------------
# What an instance tells


def tells(f: Node, point: Point) -> bool:
    """Whether an instance puts a formula to the test: could a wrong one have been seen to be false here?

    An implication is tested where its premise is true, a universal formula at the given value of its
    symbol, an equivalence of iterations by their first steps.
    """
    try:
        return _tells(f, point)
    except (UndefinedError, UnsetError):
        return False


def _tells(f: Node, point: Point) -> bool:
    if f.op == "and":
        return any(tells(kid, point) for kid in f.kids)
    if f.op == "implies":
        return truth(f.kids[0], point) is True and tells(f.kids[1], point)
    if f.op == "iff":
        left, right = (truth(kid, point) for kid in f.kids)
        decided = left is not None and right is not None
        return decided or (left is True and tells(f.kids[1], point)) or (right is True and tells(f.kids[0], point))
    if f.op in ("forall", "almost-all"):
        name, kind, domain = f.data
        if kind != "integer" or domain == "any":
            return name in point.values and tells(f.kids[0], point)
        low, high = (whole(compute(end, point)) for end in f.kids[1:])
        return any(tells(f.kids[0], point.where({name: F(i)})) for i in range(low, high + 1))
    if f.op in ("nonsingular", "equivalent"):
        compute(f, point)
        return True
    return truth(f, point) is not None


# ------------------------------------------------------------------------------------------------
# Attacks


def top_up(judge: Judge, count: int, share: int, seed: int) -> None:
    """Telling values and random rationals until enough instances tell something; some made to meet each premise."""
    source, stress = judge.source, judge.stress
    sources = [Source(source.statement, seed + 2, wishes=[p], loaded=source.loaded) for p in premises(source.named.conclusion)]
    for wished in sources if share else ():
        for point in wished.points(share):
            judge.take(Point(point.values), "premises")
    for number, point in enumerate(source.points(VAIN * count), 1):
        if stress.told >= count or (number > count and stress.told * 20 < number):
            break
        judge.take(Point(point.values), "random")
    for wished in sources if share else ():
        for point in wished.points(VAIN * count):
            if stress.told >= count:
                return
            judge.take(Point(point.values), "premises")


def premises(f: Term) -> Iterator[Term]:
    """The premises of the implications that a conclusion is made of, and the sides of its equivalences."""
    if f[0] == "implies":
        yield f[1]
        yield from premises(f[2])
    elif f[0] == "iff":
        yield from f[1:]
    elif f[0] in ("and", "forall", "almost-all"):
        for part in f[1:] if f[0] == "and" else f[2:]:
            yield from premises(part)


def aim(judge: Judge, count: int, seed: int) -> None:
    """Instances moved to where the conclusion is false, where that can be had; and a descent of the slack."""
    source = judge.source
    aimed = Source(source.statement, seed + 1, wishes=[("not", source.named.conclusion)], loaded=source.loaded)
    for point in aimed.points(count):
        judge.take(Point(point.values), "aimed")
    for _ in source.points(count):
        pass
    for point in descend(source, count, seed):
        judge.take(point, "aimed")


def draw(judge: Judge, count: int, seed: int) -> None:
    """Draws of hypothesis, with a fixed seed and no memory, steered towards a small slack."""
    source, ended = judge.source, list[Exception]()

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max(count, 1), database=None, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate, hypothesis.Phase.target], report_multiple_bugs=False,
    )  # fmt: skip
    @hypothesis.given(st.sampled_from(DIMENSIONS if source.dimensional() else (1,)).flatmap(lambda d: drawn_values(source, d)))
    def attack(drawn: tuple[Values, bool, int]) -> None:
        values, smooth, luck = drawn
        point = None if ended else completed(source, values, Random(luck), smooth)
        if point is None:
            return
        try:
            judge.take(point, "hypothesis")
        except (Refuted, Disagreement) as end:  # not let out: hypothesis would call again to see whether it recurs
            ended.append(end)
        left = slack(source.plan.conclusion, point)
        if isfinite(left):
            hypothesis.target(-left)

    attack()
    if ended:
        raise ended[0]


def evolve(judge: Judge, count: int, seed: int) -> None:
    """Differential evolution of the slack of the conclusion, in each dimension."""
    shares = zip(DIMENSIONS, (F(1, 2), F(3, 8), F(1, 8))) if judge.source.dimensional() else ((1, F(1)),)
    for d, share in shares:
        chart, size = Chart(judge.source.plan.slots, d), int(count * share)
        population = min(max(size // GENERATIONS, POPULATION[0]), POPULATION[1])
        generations = size // population - 1
        if chart.length and generations > 0:
            start = Random(f"evolution {seed} {d}")
            first = [[start.uniform(-1, 1) for _ in range(chart.length)] for _ in range(population)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of equal costs, where nothing can be brought closer
                differential_evolution(partial(cost, judge, chart), [(-1, 1)] * chart.length, init=first, maxiter=generations,
                                       seed=seed, polish=False, tol=0)  # fmt: skip


def cost(judge: Judge, chart: Chart, numbers: list[float]) -> float:
    """The slack of the conclusion at a place of the chart, which is judged; more where hypotheses or premises are missed."""
    source, values = judge.source, chart.values(numbers)
    point = completed(source, values, Random(0), smooth=False)
    if point is None:
        return BARRED + missed(source.plan.hypotheses, Point(values))
    judge.take(point, "evolution")
    left = slack(source.plan.conclusion, point)
    return left if left < inf else UNKNOWN + missed(map(source.plan.program.node, premises(source.named.conclusion)), point)


def completed(source: Source, values: Values, rng: Random, smooth: bool) -> Point | None:
    """The instance with these values, moved where it must be to meet the hypotheses; None where that is in vain."""

    def chooser(slot: Slot, _: Values) -> Value:
        name, kind, domain = slot
        return values[name] if name in values else palette.drawn(kind, domain, int(values["d"].p), rng)

    point = source.complete(int(values["d"].p), chooser, rng, {}, smooth)
    return point if point is not None and admitted(source.plan, point) else None


def missed(formulas: Iterable[Node], point: Point) -> float:
    """By how much formulas are missed, as far as that is known."""
    left = (slack(f, point) for f in formulas)
    return min(4.0, sum(-x if isfinite(x) else 1.0 for x in left if x < 0 or not isfinite(x)))


# ------------------------------------------------------------------------------------------------
# Draws of hypothesis


def drawn_values(source: Source, d: int) -> st.SearchStrategy[tuple[Values, bool, int]]:
    """Values of the symbols in a dimension, whether roots are made rational, and the seed of the rest."""
    fixed = [slot for slot in source.plan.slots if not slot[1].startswith("random")]
    values = {name: drawn_value(kind, domain, d) for name, kind, domain in fixed}
    return st.tuples(st.fixed_dictionaries({"d": st.just(F(d)), **values}), st.booleans(), st.integers(0, 2**16))


def drawn_value(kind: str, domain: Term, d: int) -> st.SearchStrategy[Value]:
    """Values of a sort and domain: telling ones, or built from small rationals."""
    edges = palette.edges(kind, domain if kind != "integer" else "any", d)
    size = {"scalar": 1, "vector": d, "operator": d * d}.get(kind, 0)
    if not size:
        return st.sampled_from(edges) if kind == "function" else st.integers(-3, 9).map(F)
    entries = st.lists(st.integers(-40, 40), min_size=size, max_size=size)
    built = st.tuples(entries, st.sampled_from((1, 2, 3, 5, 12, 100))).map(lambda x: shaped(kind, domain, d, [F(p, x[1]) for p in x[0]]))
    return st.one_of(built, st.sampled_from(edges))


def shaped(kind: str, domain: Term, d: int, x: list[fmpq]) -> Value:
    """A value of a sort and domain from as many numbers as it has entries."""
    if kind == "scalar":
        return fitting(x[0], domain)
    if kind == "vector":
        return x if domain != "nonzero" or any(x) else palette.unit(d, 0)
    rows = [x[i * d : (i + 1) * d] for i in range(d)]
    if domain == "symmetric":
        return [[rows[max(i, j)][min(i, j)] for j in range(d)] for i in range(d)]
    if domain == "orthogonal":
        return turned([[rows[i][j] if j < i else -rows[j][i] if i < j else F(0) for j in range(d)] for i in range(d)])
    lower = [[rows[i][j] if j < i else (abs(rows[i][i]) or F(1)) if i == j else F(0) for j in range(d)] for i in range(d)]
    other = palette.transposed(lower)
    if domain == "invertible":
        other = [[rows[i][j] if i < j else F(i == j) for j in range(d)] for i in range(d)]
    return palette.product(lower, other)


def fitting(x: fmpq, domain: Term) -> fmpq:
    """The number, or one near it in the domain of a scalar."""
    size = abs(x) or F(1)
    return {"positive": size, "nonnegative": abs(x), "nonzero": x or size}.get(str(domain), x)


def turned(skew: list[list[fmpq]]) -> list[list[fmpq]]:
    """The orthogonal matrix of a skew one, by Cayley's formula."""
    d = len(skew)
    s = fmpq_mat(d, d, [x for row in skew for x in row])
    return rows_of((one(d) - s).inv() * (one(d) + s))


# ------------------------------------------------------------------------------------------------
# The chart of evolution


class Chart:
    """Values of the symbols in one dimension, from numbers between -1 and 1: each entry over many orders of magnitude."""

    def __init__(self, slots: tuple[Slot, ...], d: int) -> None:
        self.d, self.slots = d, [slot for slot in slots if not slot[1].startswith("random")]
        self.sizes = [{"vector": d, "operator": d * d}.get(kind, 1) for _, kind, _ in self.slots]
        self.length = sum(self.sizes)

    def values(self, numbers: list[float]) -> Values:
        """The values at a place of the chart."""
        rest, found = iter(numbers), {"d": F(self.d)}
        for (name, kind, domain), size in zip(self.slots, self.sizes):
            found[name] = self.value(kind, domain, [next(rest) for _ in range(size)])
        return found

    def value(self, kind: str, domain: Term, numbers: list[float]) -> Value:
        """The value of one symbol."""
        if kind in ("integer", "function"):
            options = palette.edges(kind, "any", self.d)
            return options[min(int((numbers[0] + 1) / 2 * len(options)), len(options) - 1)]
        if kind == "scalar" and domain in ("positive", "nonnegative"):
            return short(1000.0 ** numbers[0])
        if kind == "scalar":
            return fitting(spread(numbers[0], 1000.0), domain)
        entries = [spread(x, 30.0) for x in numbers]
        if domain in ("spd", "invertible"):
            entries[:: self.d + 1] = [short(30.0**x) for x in numbers[:: self.d + 1]]
        return shaped(kind, domain, self.d, entries)


def spread(t: float, most: float) -> fmpq:
    """A number of either sign, as often small as large."""
    size = short(most ** abs(t) - 1)
    return size if t >= 0 else -size


def short(x: float) -> fmpq:
    """The nearest number with few binary digits."""
    mantissa, exponent = frexp(x)
    return F(*ldexp(round(ldexp(mantissa, BITS)), exponent - BITS).as_integer_ratio())
