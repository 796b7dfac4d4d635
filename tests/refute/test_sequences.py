"""Statements about sequences and orbits: what the evaluator decides, and what the attack finds."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proofs_checks.trajectories import K, Trajectory
from verify import checker
from verify.refute import audit, find_counterexample, find_witness, mutants, test_mutants
from verify.refute.compute import concluded
from verify.refute.mutations import changes, part, places, replaced
from verify.refute.plan import plan
from verify.refute.program import Point
from verify.refute.reach import decidable, outcomes
from verify.refute.values import from_json, to_json
from verify.statements import (
    Decl,
    Scalar,
    Setting,
    Statement,
    all_of,
    eq,
    exists,
    freeze,
    from_index,
    implies,
    le,
    lt,
    natural,
    ne,
    orbit,
    power,
    summation,
    tends,
)  # fmt: skip

Json = Any
SECONDS = 20  # far more than is needed on an idle machine


def item(name: str, index: Json) -> Json:
    return ["item", name, index]


def data(conclusion: Json, *hypotheses: Json) -> Json:
    """A statement about two sequences of reals and a real x."""
    symbols = [("s", "sequence-scalar", "real"), ("r", "sequence-scalar", "real"), ("x", "scalar", "real")]
    return {
        "symbols": [{"name": n, "sort": k, "domain": d} for n, k, d in symbols], "definitions": [], "moments": [],
        "hypotheses": [{"text": "", "formula": h} for h in hypotheses], "conclusion": conclusion,
    }  # fmt: skip


def verdict(conclusion: Json, *hypotheses: Json, **more: Json) -> str:
    """What the checker finds for s = 2, 1, 1, ..., r = 0, 0, ... and x = 1."""
    instance = {"d": 1, "s": ["2", "1"], "r": ["0"], "x": "1", **more}
    return checker.evaluate(checker.load(data(conclusion, *hypotheses)), instance)[0]


def always(body: Json, low: Json = "0", k: str = "k") -> Json:
    return ["forall", [[k, "integer", "any"]], ["implies", ["le", low, k], body]]


def some(body: Json, low: Json = "0", k: str = "k") -> Json:
    return ["exists", [[k, "integer", "any"]], ["and", ["le", low, k], body]]


def iteration(step: Json, start: Json, body: Json, domain: str = "real") -> Json:
    return ["orbit", [["a", "scalar", domain]], [step], [start], body]


A, NEXT = item("a", "k"), item("a", ["+", "k", "1"])
S = item("s", "k")
GROWING = ["+", "a", "1"]
BLINKING = ["-", "a"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (["tends", "k", S, "1"], "holds"), (["tends", "k", S, "2"], "fails"), (["tends", "k", "5", "5"], "holds"),
        (["tends", "k", ["*", S, S], "1"], "holds"), (["tends", "k", ["/", "1", item("r", "k")], "0"], "undefined"),
        (["not", ["tends", "k", ["/", "1", item("r", "k")], "0"]], "unknown"),
        (["tends", "k", ["pow", "x", "k"], "1"], "unknown"), (["tends", "k", ["*", "k", S], "1"], "unknown"),
        (["tends", "k", ["*", ["pow", "1/2", "k"], S], "0"], "unknown"),
        (["tends", "k", ["sum", "i", "0", "k", item("r", "i")], "0"], "unknown"),
        (["tends", "k", ["sum", "i", "0", "3", item("s", "i")], "5"], "holds"),
        (["tends", "k", ["sqrt", ["+", S, "1"]], ["sqrt", "2"]], "unknown"), (["tends", "k", ["sqrt", ["+", S, "1"]], "1"], "fails"),
        (always(["le", "1", S]), "holds"), (always(["le", S, "1"]), "fails"), (always(["le", S, "1"], "1"), "holds"),
        (always(["le", S, "1"], "1/2"), "holds"), (always(["le", "0", "k"]), "unknown"),
        (always(["le", ["pow", "x", "k"], "1"]), "unknown"), (always(["lt", "k", "50"]), "unknown"),
        (["forall", [["k", "integer", "any"]], ["le", S, "5"]], "unknown"),
        (["forall", [["k", "integer", "any"]], ["implies", ["le", "k", "0"], ["le", S, "5"]]], "unknown"),
        (always(["le", S, "5"], "-1"), "undefined"), (["not", always(["le", S, "5"], "-1")], "unknown"),
        (some(always(["le", item("s", "m"), "1"], "k", "m")), "holds"), (some(always(["le", item("s", "m"), "0"], "k", "m")), "fails"),
        (always(some(["eq", item("s", "m"), "1"], "k", "m")), "holds"), (always(some(["eq", item("s", "m"), "2"], "k", "m")), "fails"),
        (some(always(["eq", item("s", "m"), S], "k", "m")), "holds"), (some(always(["ne", item("s", "m"), S], "k", "m")), "fails"),
        (always(some(["ne", item("s", "m"), S], "k", "m"), "1"), "fails"), (always(always(["le", item("s", "m"), S], "k", "m")), "holds"),
        (some(always(["le", item("s", ["+", "m", "k"]), "1"], "k", "m")), "unknown"),
        (["exists", [["k", "integer", "any"]], always(["le", item("s", "m"), "0"], "k", "m")], "unknown"),
        (iteration(BLINKING, "1", ["tends", "k", A, "1"]), "fails"), (iteration(BLINKING, "0", ["tends", "k", A, "0"]), "holds"),
        (iteration(BLINKING, "1", ["tends", "k", ["*", A, A], "1"]), "holds"),
        (iteration(BLINKING, "1", always(["eq", NEXT, ["-", A]])), "holds"), (iteration(BLINKING, "1", always(["lt", "0", A])), "fails"),
        (iteration(GROWING, "0", ["tends", "k", A, "3"]), "unknown"), (iteration(GROWING, "0", always(["le", A, "99"])), "unknown"),
        (iteration(GROWING, "0", ["eq", item("a", "3"), "3"]), "holds"), (iteration(GROWING, "0", ["eq", item("a", "3"), "4"]), "fails"),
        (iteration(["sqrt", ["+", "a", "1"]], "1", ["tends", "k", A, "1"]), "unknown"),
    ],
)  # fmt: skip
def test_what_repeats_itself_is_decided(formula: Json, expected: str) -> None:
    assert verdict(formula) == expected


@pytest.mark.parametrize("domain", ["nonzero", "positive"])
def test_an_orbit_that_may_leave_its_domain_is_not_said_to_have_a_property(domain: str) -> None:
    leaving = iteration(["+", "a", "-1"], "1", ["eq", item("a", "0"), "1"], domain)
    assert verdict(leaving) == "unknown"
    assert verdict(["not", leaving]) == "unknown"
    assert verdict(["eq", "x", "2"], leaving) == "unknown"
    left = iteration(["+", "a", "-1"], "1", ["eq", item("a", "1"), "0"], domain)
    assert verdict(left) == "fails"
    assert verdict(["not", left]) == "unknown"
    assert verdict(["eq", "x", "2"], left) == "vacuous"
    assert verdict(iteration("a", "1", ["eq", item("a", "0"), "1"], domain)) == "holds"
    assert verdict(iteration(["/", "1", "a"], "0", ["eq", item("a", "0"), "0"])) == "unknown"


def test_a_value_in_the_instance_does_not_stand_for_a_sequence() -> None:
    blinking = iteration(BLINKING, "1", always(["le", A, "0"]))
    assert verdict(blinking, a="7") == "fails"
    assert verdict(iteration(BLINKING, "0", always(["le", A, "0"])), a="7") == "holds"
    assert verdict(always(["le", S, "5"]), k="0") == "holds"
    assert verdict(iteration(GROWING, "0", always(["le", A, "3"])), k="4") == "fails"
    assert verdict(iteration(GROWING, "0", always(["le", A, "3"])), k="-4") == "unknown"


MAPS = {("-", "a"): lambda a: -a, ("+", "1", ("-", "a")): lambda a: 1 - a, ("+", ("*", "a", "a"), "-1"): lambda a: a * a - 1}
SMALL = st.integers(-2, 2)
INDEX = st.tuples(st.sampled_from(["s", "r", "a"]), st.sampled_from(["k", "m"]), st.integers(0, 3))
ATOM = st.tuples(st.sampled_from(["le", "lt", "eq", "ne"]), INDEX, st.one_of(INDEX, SMALL))
HORIZON = 24


def tree(depth: int) -> Any:
    if depth == 0:
        return ATOM
    inner = tree(depth - 1)
    return st.one_of(ATOM, st.tuples(st.sampled_from(["and", "or", "implies"]), inner, inner), st.tuples(st.just("not"), inner))


def written(f: Any) -> Json:
    """A random formula as data."""
    if isinstance(f, int):
        return str(f)
    if len(f) == 3 and isinstance(f[2], int) and isinstance(f[1], str):
        return item(f[0], ["+", f[1], str(f[2])] if f[2] else f[1])
    return [f[0], *map(written, f[1:])]


def meaning(f: Any, values: Any, at: dict[str, int]) -> Any:
    """Its truth value, computed plainly."""
    if isinstance(f, int):
        return f
    if len(f) == 3 and isinstance(f[2], int) and isinstance(f[1], str):
        return values[f[0]](at[f[1]] + f[2])
    parts = [meaning(part, values, at) for part in f[1:]]
    x, y = parts[0], parts[-1]
    return {"le": x <= y, "lt": x < y, "eq": x == y, "ne": x != y, "and": x and y, "or": x or y, "implies": not x or y, "not": not x}[f[0]]


@settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree(2), st.lists(SMALL, min_size=1, max_size=4), st.lists(SMALL, min_size=1, max_size=3), st.sampled_from(sorted(MAPS, key=str)),
       st.integers(-1, 1), st.tuples(st.booleans(), st.booleans()), st.integers(0, 4), st.booleans())  # fmt: skip
def test_decisions_over_all_indices_agree_with_a_long_range(
    f: Any, s: list[int], r: list[int], step: Any, start: int, every: tuple[bool, bool], low: int, chained: bool
) -> None:
    states = [start]
    for _ in range(4 * HORIZON):
        states.append(MAPS[step](states[-1]))
    values = {"s": lambda i: s[min(i, len(s) - 1)], "r": lambda i: r[min(i, len(r) - 1)], "a": lambda i: states[i]}
    outer, inner = (all if every[0] else any), (all if every[1] else any)
    if chained:
        body = (always if every[1] else some)(written(f), "k", "m")
        spans = [range(k, k + HORIZON) for k in range(low, low + HORIZON)]
    else:
        body = ["forall", [["m", "integer", ["range", "0", "2"]]], written(f)]
        inner, spans = all, [range(3)] * HORIZON
    expected = outer(inner(meaning(f, values, {"k": low + i, "m": m}) for m in span) for i, span in enumerate(spans))
    iterated = [step[0], *(x if isinstance(x, str) else list(x) for x in step[1:])]
    formula = iteration(iterated, str(start), (always if every[0] else some)(body, str(low)))
    found = verdict(formula, s=list(map(str, s)), r=list(map(str, r)))
    assert found == ("holds" if expected else "fails")


# ------------------------------------------------------------------------------------------------
# The attack


def norm(relation: Any) -> Statement:
    """|w_k| is compared with |w_{k+1}|."""
    p = Trajectory()
    return p.claim(p.along(from_index(K, 0, relation(p.w[K] @ p.w[K], p.w[K + 1] @ p.w[K + 1]))))


def bounded() -> Statement:
    p = Trajectory()
    return p.claim(p.along(from_index(K, 0, le(abs(p.a[K]), abs(p.a0)))))


def falling() -> Statement:
    p = Trajectory()
    return p.claim(p.along(from_index(K, 0, le(p.q[K + 1], p.q[K])), ["q"]))


def residuals() -> Statement:
    p = Trajectory()
    return p.claim(p.along(from_index(K, 0, eq(p.q[K], p.e[K] @ (p.H @ p.e[K]))), ["q", "e"]))


def vanishing() -> Statement:
    p = Trajectory()
    return p.claim(p.along(tends(K, p.q[K], 0), ["q"]))


def at_rest() -> Statement:
    """A premise for all k."""
    p = Trajectory()
    p.assume("the step size of w is positive", lt(0, p.eps))
    return p.claim(p.along(implies(from_index(K, 0, eq(p.a[K], 0)), from_index(K, 0, eq(p.w[K] @ p.g, 0)))))


def eventually() -> Statement:
    p = Trajectory()
    decl, n = natural("N")
    return p.claim(p.along(exists([decl], all_of(le(0, n), from_index(K, n, lt(0, p.a[K]))))))


def geometric(exponent: int = 0) -> Statement:
    """a_{k+1} = r a_k has a_k = a_0 r^k; false for another exponent."""
    s = Setting()
    r, a0, a = s.scalar("r"), s.scalar("a0"), Scalar("a")
    n = K + exponent if exponent else K
    member = Scalar(("item", "a", "k"))
    return s.claim(orbit([Decl("a", "scalar", "real")], [r * a], [a0], from_index(K, 0, eq(member, a0 * power(r, n)))))


def telescoping(last: int = 0) -> Statement:
    """The sum of r_i - r_{i+1} for i <= k; false where one summand is missing."""
    s = Setting()
    r, i = s.scalar_sequence("r"), Scalar("i")
    top = K - last if last else K
    return s.claim(from_index(K, 0, eq(summation(i, 0, top, r[i] - r[i + 1]), r[0] - r[K + 1])))


def decreasing(strict: bool = False) -> Statement:
    """0 <= r_{k+1} <= r_k / 2 for every k, so r tends to 0."""
    s = Setting()
    r = s.scalar_sequence("r", "nonnegative")
    s.assume("halved", from_index(K, 0, le(2 * r[K + 1], r[K])))
    return s.claim(all_of(tends(K, r[K], 0), (lt if strict else le)(r[1], r[0])))


FALSE = {
    "strict": norm(lt), "bounded": bounded(), "falling": falling(), "vanishing": vanishing(), "at rest": at_rest(),
    "eventually": eventually(), "geometric": geometric(1), "telescoping": telescoping(1), "decreasing": decreasing(strict=True),
    "growing": norm(lambda x, y: le(2 * x, y)), "never equal": norm(ne),
}  # fmt: skip
TRUE = {"norm": norm(le), "residuals": residuals(), "geometric": geometric(), "telescoping": telescoping(), "decreasing": decreasing()}


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_about_sequences_are_refuted(name: str) -> None:
    found = find_counterexample(FALSE[name])
    assert found is not None
    assert checker.establish(FALSE[name].to_json(), "counterexample", found.to_json(), {}).verdict == "fails"


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_about_sequences_are_attacked_in_vain(name: str) -> None:
    began = time.monotonic()
    assert find_counterexample(TRUE[name]) is None
    witness = find_witness(TRUE[name])
    assert witness is not None
    assert checker.evaluate(checker.load(TRUE[name].to_json()), witness.to_json())[0] in ("holds", "unknown")
    report = test_mutants(TRUE[name], limit=8)
    assert report.rejected >= 4
    by_change = {m.change: m for m in mutants(TRUE[name])}
    for change, instance in report.list:
        assert checker.evaluate(by_change[change].loaded, instance)[0] in ("fails", "undefined")
    for assumption in audit(TRUE[name]):
        if assumption.needed:
            assert assumption.counterexample is not None
            assert checker.evaluate(checker.load(TRUE[name].to_json()), assumption.counterexample.instance)[0] == "vacuous"
    assert time.monotonic() - began < SECONDS


def test_dropped_hypotheses_break_statements_about_orbits() -> None:
    p = Trajectory()
    p.assume("the step size of a is one", eq(p.eps_a, 1))
    statement = p.claim(p.along(from_index(K, 0, eq(p.a[K + 1] * p.sigma[K], p.w[K] @ p.g)), ["sigma"]))
    reports = {report.text: report for report in audit(statement)}
    assert reports["the step size of a is one"].needed
    assert reports["w_0 is not zero"].needed


def test_restricted_sequences_are_audited() -> None:
    reports = {report.text: report for report in audit(decreasing())}
    assert any(text.startswith("r is not negative") and report.needed for text, report in reports.items())
    assert reports["halved"].needed


@pytest.mark.parametrize("statement", [*TRUE.values(), *FALSE.values()])
def test_the_search_and_the_checker_agree(statement: Statement) -> None:
    """What the search computes is what the checker finds, where both decide."""
    loaded = checker.load(statement.to_json())
    p = plan(loaded.named)
    for k in ("0", "1", "3"):
        instance = find_witness(statement)
        assert instance is not None
        values = {**instance.to_json(), **({"k": k} if "k" in p.indices else {})}
        found = concluded(p.conclusion, Point(from_json(values, {**p.sorts, "k": "integer"})))
        assert {found, checker.evaluate(loaded, values)[0]} != {"holds", "fails"}


def test_values_of_sequences_and_data_are_inverse() -> None:
    sorts = {"s": "sequence-scalar", "v": "sequence-vector", "k": "integer"}
    given_data = {"d": 2, "s": ["1", "1/2"], "v": [["1", "0"], ["3", "4"]], "k": "3"}
    assert to_json(from_json(given_data, sorts)) == given_data
    with pytest.raises(checker.CheckError):
        from_json({"v": [["1", "0"], ["3"]]}, sorts)


def test_mutations_of_sequences_are_replacements_of_parts() -> None:
    sorts = {"x": ("scalar", "real")}
    for statement in (*TRUE.values(), *FALSE.values()):
        todo = [()]
        while todo:
            path = todo.pop()
            inner = part(statement.conclusion.term, path)
            assert replaced(statement.conclusion.term, path, inner) == statement.conclusion.term
            todo += [path + step for step in places(inner)]
    found = {(c.kind, c.new) for c in changes(freeze(always(["lt", S, NEXT], "2")), sorts)}
    assert ("index", "1") in found  # from an earlier index on
    assert ("index", ("+", "k", "2")) in found
    assert ("index", "k") in found
    assert not any(kind == "case" for kind, _ in found)
    limits = {c.kind for c in changes(freeze(["tends", "k", ["pow", "x", "k"], "1"]), sorts)}
    assert {"limit", "power"} <= limits
    assert not list(changes(freeze(["tends", "k", S, "0v"]), {}))


def test_what_an_instance_can_decide_about_orbits() -> None:
    body = always(["le", A, "1"])
    whole = freeze(iteration(BLINKING, "1", body))
    assert outcomes(whole) == {True, False}
    assert list(decidable(whole)) == [(4, 2, 1), (4, 2, 2)]
    hidden = freeze(iteration(BLINKING, "1", ["exists", [["t", "scalar", "real"]], ["le", A, "t"]]))
    assert list(decidable(hidden)) == []


def test_long_numbers_are_no_counterexample_that_cannot_be_shown() -> None:
    s = Setting()
    x0, x = s.scalar("x0"), Scalar("x")
    member = Scalar(("item", "x", "k"))
    statement = s.claim(orbit([Decl("x", "scalar", "real")], [x**6 + Scalar("1/3")], [x0], from_index(K, 7, le(member, 0))))
    found = find_counterexample(statement, budget=20)
    assert found is None or len(found.sides[0][1]) < 5000
