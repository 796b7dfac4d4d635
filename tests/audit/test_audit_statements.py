"""Statements on one problem: none that is believed is false, one that is false is seen, and the reasons say what fails."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import arb

from verify.auditing.binding import program_of
from verify.auditing.spectrum import spectra
from verify.auditing.statements import Believed, Instance, believed, evaluate, evaluate_all
from verify.checker import load
from verify.models import bngd
from verify.models.problem import Problem
from verify.refute.program import Program
from verify.statements import Formula, Setting, eig, eq, implies, le, lt, sqrt

PROGRAM = Program()
PROBLEM = Problem.of(H=[[2, "1/2", 0], ["1/2", 1, "1/4"], [0, "1/4", "1/10"]], u=["3/5", 0, "4/5"], a0="1/2", w0=["1/3", 1, "1/7"], eps="1/10")


def made(s: Setting, conclusion: Formula) -> Believed:
    """A statement of one's own, as if it were believed."""
    statement = s.claim(conclusion)
    loaded = load(statement.to_json())
    return Believed("own", "printed", "", "", tuple(h.text for h in statement.hypotheses), loaded, *program_of(loaded, PROGRAM))


def instance(problem: Problem = PROBLEM) -> Instance:
    """The problem with its spectra."""
    found = spectra(problem)
    return Instance(problem, (found.H, found.star), PROGRAM)


@pytest.fixture(scope="module")
def ledger() -> list[Believed]:
    """The statements of the paper that hold."""
    return list(believed("proofs_checks", PROGRAM))


@pytest.mark.parametrize("changes", [{}, {"eps": "1/1000000"}, {"eps": 10**6, "eps_a": "3/2"}, {"a0": 0}, {"a0": -1}, {"u": ["9/5", 2, "-1/7"]},
                                     {"H": [[1, 0, 0], [0, 1, 0], [0, 0, 3]], "w0": [1, 2, 3]}, {"w0": ["3/5", 0, "4/5"]}])  # fmt: skip
def test_no_statement_of_the_ledger_is_false(ledger, changes) -> None:
    found = evaluate_all(ledger, instance(PROBLEM.replace(**changes)))
    counts = Counter(finding.status for finding in found.values())
    assert counts["false"] == 0
    assert counts["holds"] + counts["agrees"] + counts["partly"] >= 40
    for finding in found.values():
        assert finding.status in ("holds", "agrees") or finding.why


def test_exact_and_ball_evaluation_agree(ledger, monkeypatch) -> None:
    exact = evaluate_all(ledger, instance())
    monkeypatch.setattr("verify.auditing.statements.EXACT", 0)
    balls = evaluate_all(ledger, instance())
    known = {"holds", "agrees", "partly"}
    assert not any("false" in (exact[name].status, balls[name].status) for name in exact)
    assert sum(balls[name].status in known for name in exact) >= 0.9 * sum(finding.status in known for finding in exact.values())


def test_a_false_statement_is_seen() -> None:
    s = Setting()
    H, u = s.operator("H", "spd"), s.vector("u", "nonzero")
    finding = evaluate(made(s, lt(u @ (H @ u), u @ u)), instance(PROBLEM.replace(H=[[2, 0, 0], [0, 3, 0], [0, 0, 4]])))
    assert finding.status == "false" and finding.margins[0]["slack"] < 0


def test_a_conclusion_without_a_value_is_seen() -> None:
    s = Setting()
    H, u, w = s.operator("H", "spd"), s.vector("u"), s.vector("w")
    finding = evaluate(made(s, le(0, (u @ (H @ u)) / (w @ (H @ w) - w @ (H @ w)))), instance())
    assert finding.status == "false" and "no value" in finding.why


def test_margins_are_those_of_the_step() -> None:
    """sigma decreases or not: compared with the definition of the step in exact numbers."""
    s = Setting()
    H, u, a, w = s.operator("H", "spd"), s.vector("u"), s.scalar("a"), s.vector("w", "nonzero")
    moved = bngd.step(H, H @ u, bngd.State(a, w), s.scalar("eps_a"), s.scalar("eps"))
    finding = evaluate(made(s, le(w @ w, moved.w @ moved.w)), instance())
    (margin,) = finding.margins
    sigma2 = sum(float(x) * float(y) * float(h) for x, row in zip(PROBLEM.w0, PROBLEM.H) for y, h in zip(PROBLEM.w0, row))
    e = [float(x) for x in PROBLEM.e0]
    He = [sum(float(h) * x for h, x in zip(row, e)) for row in PROBLEM.H]
    push = float(PROBLEM.eps) * float(PROBLEM.a0) / sigma2**0.5
    size = sum((float(x) + push * y) ** 2 for x, y in zip(PROBLEM.w0, He))
    assert finding.status == "holds" and float(margin["right"]) == pytest.approx(size, rel=1e-7)
    assert margin["slack"] == pytest.approx(1 - sum(float(x) ** 2 for x in PROBLEM.w0) / size, rel=1e-2)


def test_constants_get_the_tightest_values_that_the_hypotheses_allow() -> None:
    s = Setting()
    H, u, C, m = s.operator("H", "spd"), s.vector("u"), s.scalar("C", "positive"), s.scalar("m", "positive")
    s.assume("C bounds |u|_H", le(sqrt(u @ (H @ u)), C))
    s.assume("m is below the least eigenvalue", le(2 * m, eig(H, 1)))
    finding = evaluate(made(s, le(m * (u @ u), C**2)), instance())
    uHu, least = float(PROBLEM.uHu), float(instance().spectra[0][0].mid())
    assert finding.status == "holds"
    assert float(finding.chosen["C"]) == pytest.approx(uHu**0.5, rel=1e-5) and float(finding.chosen["m"]) == pytest.approx(least / 2, rel=1e-5)


def test_why_a_statement_does_not_apply() -> None:
    s = Setting()
    H, u, eps = s.operator("H", "spd"), s.vector("u"), s.scalar("eps")
    s.assume("the step is large", lt(1, eps))
    finding = evaluate(made(s, le(0, u @ (H @ u))), instance())
    assert (finding.status, finding.why) == ("not applicable", "not so here: the step is large: 1 ≥ 0.1")
    s = Setting()
    x, f = s.vector("x"), s.scalar_sequence("f")
    assert "do not determine f" in evaluate(made(s, le(f[0] + 0 * (x @ x), f[0])), instance()).why
    s = Setting()
    a, c = s.scalar("a"), s.scalar("c")
    assert "premise" in evaluate(made(s, implies(lt(a, a - 1), lt(c, 0))), instance()).why


def test_statements_for_unit_u_are_evaluated_on_the_equivalent_problem() -> None:
    s = Setting()
    u, eps = s.vector("u"), s.scalar("eps")
    s.assume("u has length one", eq(u @ u, 1))
    problem = PROBLEM.replace(u=[3, 0, 4])
    finding = evaluate(made(s, lt(eps, 3)), instance(problem))
    assert finding.unit and finding.status == "holds" and float(finding.margins[0]["left"]) == pytest.approx(25 * float(problem.eps))


def test_balls_that_overlap_decide_nothing() -> None:
    s = Setting()
    a, w, H = s.scalar("a"), s.vector("w", "nonzero"), s.operator("H", "spd")
    root = sqrt(w @ (H @ w))
    agrees = evaluate(made(s, eq(a * root * root, a * (w @ (H @ w)))), instance())
    assert agrees.status == "agrees" and agrees.margins[0]["certified"] is False
    assert evaluate(made(s, lt(a * root * root, a * (w @ (H @ w)))), instance()).status == "agrees"
    found = spectra(PROBLEM)
    wide = Instance(PROBLEM, ([x + arb(0, 1) for x in found.H], found.star), PROGRAM)
    assert evaluate(made(s, lt(eig(H, 1), eig(H, 2))), wide).status == "open"
