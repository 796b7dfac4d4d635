"""Which hypotheses and restrictions of domains a statement needs: each is dropped in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from verify import checker
from verify.checker.terms import Term
from verify.refute.compute import concluded, truth
from verify.refute.instances import Source
from verify.refute.program import Point, Value
from verify.refute.search import REFUTING, Counterexample, replayed
from verify.refute.shrink import shrunk
from verify.refute.values import to_json
from verify.statements import Decl, Formula, Hypothesis, Statement, thaw

BUDGET = 300
GREEK = ("\\var", "\\", "{", "}")
Violated = Callable[[Value], bool]


@dataclass(frozen=True)
class HypothesisReport:
    """Whether a hypothesis is needed: True with an instance that breaks the statement without it.

    The instance violates this hypothesis and meets all others.  needed is None where none was found
    among `tried` instances that violate it.
    """

    text: str
    needed: bool | None
    counterexample: Counterexample | None
    tried: int
    note: str = ""


@dataclass(frozen=True)
class Relaxation:
    """A statement without one of its assumptions; violation is the formula that the assumption fails.

    It is None where no formula says so; then the symbol and the domain that it must lie outside of
    are given.
    """

    text: str
    statement: Statement
    violation: Term | None
    note: str


def audit(statement: Statement, *, budget: int = BUDGET, seed: int = 0) -> list[HypothesisReport]:
    """Drop each hypothesis, then weaken each restricted domain, and look for what breaks the conclusion.

    Raises CheckError where the statement is malformed.
    """
    loaded = checker.load(statement.to_json())
    found: dict[str, HypothesisReport] = {}
    for relaxation in (*without_hypotheses(statement, loaded), *with_wider_domains(statement)):
        report = examined(relaxation, loaded, budget, seed)
        before = found.get(relaxation.text)
        found[relaxation.text] = report if before is None else joined(before, report)
    return list(found.values())


def joined(one: HypothesisReport, two: HypothesisReport) -> HypothesisReport:
    """The reports on two ways to violate one assumption, as one."""
    first, second = (one, two) if one.needed or not two.needed else (two, one)
    note = "; ".join(x.note for x in (one, two) if x.needed and x.note)
    return replace(first, tried=one.tried + two.tried, note=note if first.needed else second.note and "")


def without_hypotheses(statement: Statement, loaded: checker.Loaded) -> list[Relaxation]:
    """The statement without each of its hypotheses."""
    found = []
    for k, (hypothesis, formula) in enumerate(zip(statement.hypotheses, loaded.hypotheses)):
        rest = (*statement.hypotheses[:k], *statement.hypotheses[k + 1 :])
        text = hypothesis.text or f"hypothesis {k + 1}"
        found.append(Relaxation(text, replace(statement, hypotheses=rest), ("not", formula), ""))
    return found


def with_wider_domains(statement: Statement) -> list[Relaxation]:
    """The statement with the domain of each symbol widened."""
    found = []
    for k, decl in enumerate(statement.symbols):
        for text, domain, violation, note in wider(decl):
            symbols = (*statement.symbols[:k], replace(decl, domain=domain), *statement.symbols[k + 1 :])
            found.append(Relaxation(text, replace(statement, symbols=symbols), violation, note))
    return found


def wider(decl: Decl) -> list[tuple[str, object, Term, str]]:
    """The restriction in words, the wider domain, the formula that the restriction is violated, and where."""
    x, name = decl.name, spoken(decl)
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


def freeze(data: object) -> Term:
    """Nested lists as tuples."""
    return tuple(map(freeze, data)) if isinstance(data, list | tuple) else data


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


def examined(relaxation: Relaxation, original: checker.Loaded, budget: int, seed: int) -> HypothesisReport:
    """Look for a counterexample of the weakened statement that violates exactly what was dropped."""
    source = Source(relaxation.statement, seed, wishes=[relaxation.violation])
    violation = source.plan.program.node(relaxation.violation)
    tried = 0
    for point in source.points(budget):
        if truth(violation, point) is not True:
            continue
        tried += 1
        if concluded(source.plan.conclusion, point) in REFUTING:
            found = confirmed(point, source.loaded, original)
            if found is not None:
                return HypothesisReport(relaxation.text, True, smaller(found, relaxation, source, original), tried, relaxation.note)
    return HypothesisReport(relaxation.text, None, None, tried)


def confirmed(point: Point, weaker: checker.Loaded, original: checker.Loaded) -> Counterexample | None:
    """The counterexample of the weaker statement at which the original one says nothing; by the checker."""
    instance = to_json(point.values)
    found = replayed(weaker, instance)
    return found if found is not None and checker.evaluate(original, instance)[0] == "vacuous" else None


def smaller(found: Counterexample, relaxation: Relaxation, source: Source, original: checker.Loaded) -> Counterexample:
    """A small counterexample that violates the same assumption."""
    assumed = Hypothesis("", Formula(relaxation.violation))
    narrowed = Source(replace(source.statement, hypotheses=(*source.statement.hypotheses, assumed)))
    instance = shrunk(narrowed.plan, found.instance, found.found)
    again = replayed(source.loaded, instance)
    good = again is not None and again.found == found.found and checker.evaluate(original, instance)[0] == "vacuous"
    return again if good and again is not None else found
