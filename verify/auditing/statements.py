"""Every statement of a paper that is recorded as holding, evaluated on one problem.

A statement whose hypotheses are true and whose conclusion is false on the data would refute the ledger.
Otherwise the margins tell how close the data come to the bounds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flint import arb, ctx, fmpq

from verify import checker
from verify.auditing.binding import Bound, NotApplicable, bind, conjuncts, program_of
from verify.auditing.weighing import SIGN, Margin, OutOfTime, Weighing
from verify.refute.arithmetic import enclosed_eigenvalues, inner
from verify.refute.compute import compute, truth
from verify.refute.program import Node, Point, Program, UndefinedError, UnsetError

BITS = 512
SECONDS = 5.0
EXACT = 24  # up to this dimension what is rational is evaluated exactly
CLOSE = 1e-20  # two overlapping balls agree where the gap is at most this, relative to the larger side


@dataclass(frozen=True)
class Finding:
    """What a statement says at one step size."""

    status: str
    why: str = ""
    margins: tuple[dict[str, Any], ...] = ()
    chosen: dict[str, str] = field(default_factory=dict)
    unit: bool = False
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        data = {"status": self.status, "why": self.why, "margins": list(self.margins), "chosen": self.chosen, "unit": self.unit}
        return {name: value for name, value in data.items() if value}


@dataclass(frozen=True)
class Believed:
    """A statement that is recorded as holding, ready to be evaluated."""

    id: str
    part: str
    where: str
    title: str
    texts: tuple[str, ...]
    loaded: checker.Loaded
    hypotheses: tuple[Node, ...]
    conclusion: Node | None


def believed(package: str, program: Program, ids: Sequence[str] | None = None) -> Iterator[Believed]:
    """The statements of a paper that are recorded as holding, as printed or else as corrected."""
    from verify import expectations
    from verify.papers import open_paper

    paper = open_paper(package)
    recorded = expectations.load(package, paper.ids())
    for claim_id in paper.ids() if ids is None else ids:
        found = paper.claims.get(claim_id)
        part = next((p for p in ("printed", "corrected") if str(recorded.get((claim_id, p), "")).startswith("holds")), None)
        if found is None or part is None or found.draft:
            continue
        statement = getattr(found.build(), part).statement
        loaded = checker.load(statement.to_json())
        hypotheses, conclusion = program_of(loaded, program)
        texts = tuple(h.text for h in statement.hypotheses)
        yield Believed(claim_id, part, found.row.where, found.row.title, texts, loaded, hypotheses, conclusion)


class Instance:
    """A problem as points at which statements are evaluated: as it is, and with y divided by |u|."""

    def __init__(self, problem: Any, spectra: tuple[list[arb], list[arb]] | None, program: Program) -> None:
        """spectra: enclosures of the eigenvalues of H and of H*."""
        exact = problem.d <= EXACT
        H, u = [list(row) for row in problem.H], list(problem.u)
        c = problem.c if problem.c is not None else problem.uHu
        scalars = {"a0": problem.a0, "a": problem.a0, "eps_a": problem.eps_a, "eps": problem.eps, "c": c}
        w = list(problem.w0)
        self.program, self.spectra = program, spectra
        with ctx.workprec(BITS):
            start = [arb(x) for x in w]
            length = sum((arb(x) ** 2 for x in u), arb(0)).sqrt()
            rough: dict[str, Any] = {"d": fmpq(problem.d), **scalars, "H": [[arb(x) for x in row] for row in H], "u": [arb(x) for x in u],
                                     "w": start, "w0": start, "a": arb(problem.a0), "a0": arb(problem.a0)}  # fmt: skip
            values = {**rough, **scalars, "H": H, "u": u, "w": w, "w0": w} if exact else {**rough, **scalars}
            unit = {**rough, "u": [x / length for x in rough["u"]], "a": arb(problem.a0) / length, "a0": arb(problem.a0) / length,
                    "eps": arb(problem.eps) * length**2, "c": arb(c) / length**2}  # fmt: skip
            for found in (values, unit, rough):
                found["g"] = [inner(row, found["u"]) for row in found["H"]]
        self.points = {"plain": Point(values), "rough": Point(rough), "unit": Point(unit)}

    def point(self, name: str, conclusion: Node) -> Point:
        """The point for a statement: balls where it follows an orbit, whose exact numbers would grow without bound."""
        return self.points["rough" if name == "plain" and any_op(conclusion, "orbit") else name]

    def seed(self, node: Node, point: Point) -> None:
        """Give the eigenvalues of H and H* that occur in a formula their enclosures."""
        if self.spectra is None:
            return
        for operator in operators(node):
            home = point.home(operator)
            key: Any = ("spectrum", operator)
            if key not in home.memo and operator.free <= {"H", "u"}:
                rows = compute(operator, point)
                home.memo[key] = self.spectra[0] if operator.op == "symbol" else self.match(rows)

    def match(self, rows: list[list[Any]]) -> list[arb]:
        """The spectrum of an operator made of H and u."""
        assert self.spectra is not None
        trace = sum((arb(rows[i][i]) for i in range(len(rows))), arb(0))
        if trace.overlaps(sum(self.spectra[1], arb(0))) and annihilates(rows, self.points["rough"].values["u"]):
            return self.spectra[1]
        if len(rows) > EXACT:
            raise UnsetError
        return enclosed_eigenvalues(rows)


def annihilates(rows: list[list[Any]], u: list[Any]) -> bool:
    """Whether u may be in the kernel."""
    return all(sum((arb(x) * y for x, y in zip(row, u)), arb(0)).contains(0) for row in rows)


def any_op(node: Node, op: str) -> bool:
    """Whether an operation occurs."""
    return node.op == op or any(any_op(kid, op) for kid in node.kids)


def operators(node: Node) -> set[Node]:
    """The operators whose eigenvalues occur."""
    here = {node.kids[0]} if node.op == "eig" else set()
    return here.union(*(operators(kid) for kid in node.kids))


# ------------------------------------------------------------------------------------------------
# One statement


def evaluate(statement: Believed, instance: Instance, seconds: float = SECONDS) -> Finding:
    """What a statement says on an instance; balls of BITS bits, and no more than so many seconds."""
    began = time.monotonic()
    with ctx.workprec(BITS):
        try:
            found = attempt(statement, instance, began + seconds)
        except OutOfTime:
            found = Finding("open", f"it was stopped after {seconds:g} s")
    return Finding(found.status, found.why, found.margins, found.chosen, found.unit, time.monotonic() - began)


def attempt(statement: Believed, instance: Instance, deadline: float) -> Finding:
    """evaluate, without the clock."""
    if statement.conclusion is None:
        return Finding("open", "written out it is too long to be evaluated")
    unit = [f for h in statement.hypotheses for f in conjuncts(h) if unit_length(f)]
    names = ["unit"] if unit and truth(unit[0], instance.points["rough"]) is not True else ["plain"]
    point = instance.point(names[0], statement.conclusion)
    if any(any_op(f, op) for f in (*statement.hypotheses, statement.conclusion) for op in ("E", "fn")):
        return Finding("not applicable", "it is about the distribution of x and y, of which only the moments are used here")
    try:
        bound = bind(statement.loaded, statement.hypotheses, statement.conclusion, point.values, point)
    except NotApplicable as reason:
        return Finding("not applicable", str(reason))
    bound.met |= {id(f) for f in unit} if names[0] == "unit" else set()
    chosen = {name: brief(value) for name, value in bound.chosen.items()}
    is_unit = names[0] == "unit"
    for text, f in zip(statement.texts, statement.hypotheses):
        instance.seed(f, bound.point)
        why = unmet(text, f, bound, deadline)
        if why:
            return Finding("not applicable", why, chosen=chosen, unit=is_unit)
    weighing = Weighing(deadline)
    try:
        instance.seed(statement.conclusion, bound.point)
        result = weighing.weigh(statement.conclusion, bound.point)
    except UndefinedError:
        return Finding("false", "its conclusion has no value here", chosen=chosen, unit=is_unit)
    except UnsetError:
        result = None
    if result and weighing.idle and not weighing.margins:
        return Finding("not applicable", "the premise of its conclusion is false here", chosen=chosen, unit=is_unit)
    margins = tuple(row(m) for m in worst(weighing.margins))
    status = status_of(result, weighing)
    why = "; ".join(weighing.open) or ("the enclosures of two sides overlap" if status == "open" else "")
    return Finding(status, why, margins, chosen, is_unit)


def unit_length(f: Node) -> bool:
    """Whether a formula says that u has length one."""
    sides = {kid.op for kid in f.kids}
    return f.op == "eq" and sides == {"dot", "value"} and any(k.op == "dot" and all(x.data == "u" for x in k.kids) for k in f.kids) and any(
        k.op == "value" and k.data == 1 for k in f.kids)  # fmt: skip


def unmet(text: str, f: Node, bound: Bound, deadline: float) -> str:
    """Why a hypothesis is not known to be true here, or nothing where it is."""
    for part in conjuncts(f):
        if id(part) in bound.met:
            continue
        weighing = Weighing(deadline)
        try:
            found = weighing.weigh(part, bound.point)
        except (UndefinedError, UnsetError):
            found = None
        if found is True:
            continue
        sides = next((f": {shown(m)}" for m in weighing.margins if m.truth is not True), "")
        drawn = ", ".join(sorted(bound.drawn & part.free))
        with_drawn = f" with {drawn} drawn at random" if drawn else ""
        return f"not {'so' if found is False else 'decided'} here{with_drawn}: {text}{sides}"
    return ""


def status_of(result: bool | None, weighing: Weighing) -> str:
    """The word for a result."""
    if result is not None:
        return "holds" if result else "false"
    undecided = [m for m in weighing.margins if m.truth is None]
    if any(abs(m.slack) > CLOSE for m in undecided):
        return "open"
    if weighing.open:
        return "partly" if weighing.margins else "open"
    return "agrees"


def worst(margins: Sequence[Margin], most: int = 2) -> list[Margin]:
    """The margins that tell most: false ones, then the inequalities with least slack, then equations."""
    def key(m: Margin) -> tuple[bool, bool, bool, float]:
        inequality = m.relation in ("le", "lt")
        return m.truth is not False, not inequality, inequality and m.slack == 0, m.slack if inequality else -m.slack

    return sorted(margins, key=key)[:most]


def row(m: Margin) -> dict[str, Any]:
    """A margin as plain data; it is certified unless it says otherwise."""
    data: dict[str, Any] = {"relation": SIGN[m.relation], "left": brief(m.left), "right": brief(m.right), "slack": float(f"{m.slack:.3g}")}
    if m.where:
        data["where"] = m.where
    return data if m.truth is not None else {**data, "certified": False}


def brief(x: Any) -> str:
    """A value in a few digits."""
    if isinstance(x, str):
        return x
    if isinstance(x, list):
        return f"({len(x)} entries)"
    value = arb(x)
    if value.rad() > abs(value.mid()) * arb(1e-6) and not value.is_exact():
        return value.str(6)
    return f"{float(value.mid()):.8g}"


def shown(m: Margin) -> str:
    """A comparison in words."""
    sign = {"eq": "≠", "le": ">", "lt": "≥", "ne": "="}[m.relation] if m.truth is False else f"{SIGN[m.relation]}?"
    return f"{brief(m.left)} {sign} {brief(m.right)}"


def evaluate_all(statements: Sequence[Believed], instance: Instance, seconds: float = SECONDS,
                 seen: Callable[[str], None] = lambda name: None) -> dict[str, Finding]:  # fmt: skip
    """Every statement on one instance, by id."""
    found = {}
    for statement in statements:
        seen(statement.id)
        found[statement.id] = evaluate(statement, instance, seconds)
    return found
