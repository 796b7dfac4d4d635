"""Which hypotheses and restrictions of domains a statement needs: each is dropped in turn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from verify import checker
from verify.refute.admission import admitted
from verify.refute.compute import concluded, truth
from verify.refute.corners import corners
from verify.refute.instances import Source
from verify.refute.named import SILENT, Term
from verify.refute.orbits import variants
from verify.refute.plan import Plan
from verify.refute.program import Point
from verify.refute.repair import settled
from verify.refute.search import REFUTING, Counterexample, evaluated, replayed
from verify.refute.shrink import shrunk
from verify.refute.values import Json, to_json
from verify.statements import Decl, Formula, Hypothesis, Statement, freeze

BUDGET = 300
MEMBERS = 3  # how many members of a sequence are made to violate its domain
HOPELESS = 100  # instances looked at before giving up where none violates the assumption
SCOUT = 40  # the same where values that violate it were tried, and none could be moved to where it is violated
ALONE = "no instance was found that violates it and meets the other assumptions"
GREEK = ("\\var", "\\", "{", "}")
UNNEEDED = "not needed: the proof of the statement does without it"
Prove = Callable[[Statement], bool]


@dataclass(frozen=True)
class HypothesisReport:
    """Whether a hypothesis is needed: True with an instance that breaks the statement without it.

    The instance violates this hypothesis and meets all others.  needed is False where the statement was
    proved without it, and None where no instance was found among `tried` that violate it.
    """

    text: str
    needed: bool | None
    counterexample: Counterexample | None
    tried: int
    note: str = ""

    def to_json(self) -> Json:
        """An element of the "hypotheses" of a ledger row."""
        instance = self.counterexample.instance if self.counterexample else None
        return {"text": self.text, "needed": self.needed, "counterexample": instance, "note": self.note}


@dataclass(frozen=True)
class Relaxation:
    """A statement without one of its assumptions; violation is the formula that the assumption fails.

    numbered is the same with the other hypotheses in their old places, as a proof refers to them; starts
    are values at which the assumption is violated.
    """

    text: str
    statement: Statement
    violation: Term
    note: str
    numbered: Statement
    starts: tuple[Json, ...] = ()


def audit(statement: Statement, *, budget: int = BUDGET, seed: int = 0, prove: Prove | None = None) -> list[HypothesisReport]:
    """Drop each hypothesis, then weaken each restricted domain, and look for what breaks the conclusion.

    What prove proves without an assumption does not need it.
    Raises CheckError where the statement is malformed.
    """
    whole = Source(statement, seed)
    groups = [[relaxation] for relaxation in without_hypotheses(statement)] + with_wider_domains(statement, whole.plan)
    reports = []
    for group in groups:  # the first way to drop an assumption is the one that assumes least
        if prove is not None and prove(group[0].numbered):
            reports.append(HypothesisReport(group[0].text, False, None, 0, UNNEEDED))
        else:
            reports.append(joined([examined(relaxation, whole, budget, seed) for relaxation in group]))
    return reports


def joined(reports: list[HypothesisReport]) -> HypothesisReport:
    """The reports on the ways to violate one assumption, as one."""
    tried = sum(report.tried for report in reports)
    needed = [report for report in reports if report.needed]
    if needed:
        return replace(needed[0], tried=tried, note="; ".join(report.note for report in needed if report.note))
    note = f"no counterexample among {tried} instances that violate it" if tried else ALONE
    return replace(reports[0], tried=tried, note=note)


def without_hypotheses(statement: Statement) -> list[Relaxation]:
    """The statement without each of its hypotheses."""
    found = []
    for k, hypothesis in enumerate(statement.hypotheses):
        rest = (*statement.hypotheses[:k], *statement.hypotheses[k + 1 :])
        text = hypothesis.text or f"hypothesis {k + 1}"
        idle = (*statement.hypotheses[:k], Hypothesis("", Formula(("le", "0", "0"))), *statement.hypotheses[k + 1 :])
        found.append(Relaxation(text, replace(statement, hypotheses=rest), ("not", hypothesis.formula.term), "", replace(statement, hypotheses=idle)))
    return found


def with_wider_domains(statement: Statement, plan: Plan) -> list[list[Relaxation]]:
    """The statement with each restriction of a domain lifted; not of the state variables of iterations.

    One list for each restriction, with the ways to violate it.
    """
    found: list[list[Relaxation]] = []
    free = {name for name, _, _ in plan.slots}
    for k, decl in enumerate(statement.symbols):
        if decl.name not in free:
            continue
        groups: dict[str, list[Relaxation]] = {}
        for text, domain, violation, note in wider(decl):
            symbols = (*statement.symbols[:k], replace(decl, domain=domain), *statement.symbols[k + 1 :])
            weaker = replace(statement, symbols=symbols)
            relaxed = Relaxation(text, weaker, violation, note, weaker, tuple(violating(decl, violation)))
            groups.setdefault(text, []).append(relaxed)
        found += groups.values()
    return found


def wider(decl: Decl) -> list[tuple[str, object, Term, str]]:
    """The restriction in words, the wider domain, the formula that the restriction is violated, and where."""
    x, name = decl.name, spoken(decl)
    if decl.sort.startswith("sequence-"):
        sort = decl.sort.removeprefix("sequence-")
        members = [wider(Decl(("item", x, str(i)), sort, decl.domain, f"{name}_{i}")) for i in range(MEMBERS)]  # type: ignore[arg-type]
        return [(f"{name}{first[0].removeprefix(f'{name}_0')}", first[1], ("or", *(row[2] for row in rows)), first[3])
                for rows in zip(*members) for first in rows[:1]]  # fmt: skip
    if isinstance(decl.domain, dict):
        low, high = decl.domain["lo"], decl.domain["hi"]
        below, above = ["+", low, ["-", "1"]], ["+", high, "1"]
        return [
            (f"{name} is at least {said(low)}", {"lo": below, "hi": high}, ("lt", x, freeze(low)), ""),
            (f"{name} is at most {said(high)}", {"lo": low, "hi": above}, ("lt", freeze(high), x), ""),
        ]
    if decl.domain == "positive":
        text = f"{name} is positive"
        return [
            (text, "real", ("lt", x, "0"), "fails for a negative value"),
            (text, "nonnegative", ("eq", x, "0"), "fails for zero"),
        ]
    if decl.domain == "nonnegative":
        return [(f"{name} is not negative", "real", ("lt", x, "0"), "")]
    if decl.domain == "nonzero":
        zero = "0v" if decl.sort == "vector" else "0"
        return [(f"{name} is not zero", "any" if decl.sort == "vector" else "real", ("eq", x, zero), "")]
    if decl.domain == "orthogonal":
        return [(f"{name} is orthogonal", "invertible", ("ne", ("@", ("T", x), x), "I"), "")]
    if decl.domain == "spd":
        return [(f"{name} is positive definite", "symmetric", ("le", ("eig", x, "1"), "0"), "")]
    return []


def violating(decl: Decl, violation: Term) -> list[Json]:
    """Values of one symbol at which a restriction of its domain is violated, as instances without the other symbols."""
    x = decl.name
    if violation == ("lt", x, "0"):
        return [{x: "-1"}, {x: "-1/10"}, {x: "-10"}]
    if violation == ("eq", x, "0"):
        return [{x: "0"}]
    if violation == ("eq", x, "0v"):
        return [{"d": d, x: ["0"] * d} for d in (2, 1, 3)]
    if decl.domain == "spd":
        spectra = (("0", "1"), ("-1", "1"), ("0",), ("-1",), ("-1", "-4"), ("0", "0"))
        return [{"d": len(s), x: [[e if i == j else "0" for j in range(len(s))] for i, e in enumerate(s)]} for s in spectra]
    return []



def said(t: object) -> str:
    """A bound of a range."""
    from verify import notation  # rendering is loaded only where something is shown

    return notation.unicode(t)


def spoken(decl: Decl) -> str:
    """The name of a symbol in words: its LaTeX without signs, or its plain name."""
    name = decl.latex or decl.name
    for sign in GREEK:
        name = name.replace(sign, "")
    return name if name and all(c.isalnum() or c in "_^*' " for c in name) else decl.name


def examined(relaxation: Relaxation, whole: Source, budget: int, seed: int) -> HypothesisReport:
    """Look for a counterexample of a weakened statement that violates exactly what was dropped from the whole one."""
    narrowed = Source(assuming(relaxation))
    if narrowed.named is SILENT:
        return HypothesisReport(relaxation.text, None, None, 0)
    source = Source(relaxation.statement, seed, wishes=narrowed.named.hypotheses[-1:], hints=relaxation.starts)
    tried, original = 0, whole.loaded
    for point in violators(relaxation, source, narrowed, budget // 2 if source.plan.follows else budget, seed, whole):
        tried += 1
        for here in variants(source.plan, point):
            found = confirmed(here, source.loaded, original) if concluded(source.plan.conclusion, here) in REFUTING else None
            if found is not None:
                small = smaller(found, source, narrowed, original)
                return HypothesisReport(relaxation.text, True, small, tried, relaxation.note)
    return HypothesisReport(relaxation.text, None, None, tried)


def violators(relaxation: Relaxation, source: Source, narrowed: Source, budget: int, seed: int, whole: Source) -> Iterator[Point]:
    """Instances of the weakened statement that violate what was dropped.

    Some of them are instances of the whole statement moved to where that is so, and a quarter more lie
    at the bounds of the other assumptions.
    """
    (violation,) = map(source.plan.program.node, narrowed.named.hypotheses[-1:])
    found: list[Point] = []
    seen = 0
    for limit in (min(SCOUT, budget), budget):
        for point in itertools.islice(source.points(limit), seen, None):
            seen += 1
            if seen > HOPELESS and not found:
                return
            if truth(violation, point) is True:
                found.append(point)
                yield point
        if not found and source.granted == 0 and relaxation.starts:
            return
        for point in moved(source, whole, budget // 6, seed) if limit <= SCOUT else ():
            found.append(point)
            yield point
    narrowed.kept = found
    yield from (Point(point.values) for point in corners(narrowed, budget // 4, seed))


def moved(source: Source, whole: Source, budget: int, seed: int) -> Iterator[Point]:
    """Instances of another source moved to where the wishes of this one hold."""
    rng = Random(f"moved {seed}")
    for point in whole.points(budget):
        here = settled(source.plan, Point(point.values), rng, wishing=True)
        if here is not None and admitted(source.plan, here):
            yield Point(here.values)


def assuming(relaxation: Relaxation) -> Statement:
    """The statement for the instances alone that violate what was dropped."""
    weaker = relaxation.statement
    return replace(weaker, hypotheses=(*weaker.hypotheses, Hypothesis("", Formula(relaxation.violation))))


def confirmed(point: Point, weaker: checker.Loaded, original: checker.Loaded) -> Counterexample | None:
    """The counterexample of the weaker statement at which the original one says nothing; by the checker."""
    instance = to_json(point.values)
    found = replayed(weaker, instance)
    return found if found is not None and evaluated(original, instance)[0] == "vacuous" else None


def smaller(found: Counterexample, source: Source, narrowed: Source, original: checker.Loaded) -> Counterexample:
    """A small counterexample that violates the same assumption."""
    instance = shrunk(narrowed.plan, found.instance, found.found)
    again = replayed(source.loaded, instance)
    good = again is not None and again.found == found.found and evaluated(original, instance)[0] == "vacuous"
    return again if good and again is not None else found
