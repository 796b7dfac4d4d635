"""The searches on statements with names: nothing is captured, and what cannot be written with names is left undecided."""

from __future__ import annotations

from typing import Any

import pytest

from verify import checker
from verify.auditing.binding import program_of
from verify.checker import CheckError
from verify.refute import audit, find_counterexample, find_witness, generate, is_case, mutants, search, test_mutants
from verify.refute.compute import compute
from verify.refute.named import SILENT, leaves, put, said
from verify.refute.plan import plan
from verify.refute.program import Point, Program
from verify.refute.stress import Stress, stress
from verify.refute.values import from_json
from verify.statements import Statement

Json = Any
X, A = ("x", "random-scalar", "any"), ("a", "scalar", "real")


def statement(conclusion: Json, *symbols: tuple[str, str, str], hypotheses: tuple[Json, ...] = (), definitions: Json = ()) -> Statement:
    """A statement from data."""
    return Statement.from_json({
        "symbols": [{"name": n, "sort": s, "domain": d} for n, s, d in symbols], "definitions": list(definitions), "moments": [],
        "hypotheses": [{"text": f"hypothesis {i}", "formula": h} for i, h in enumerate(hypotheses)], "conclusion": conclusion,
    })  # fmt: skip


def within() -> Statement:
    """E[x E[y x]], the outer x within the inner expectation: a name cannot say which is which."""
    inner = ["at", ["E", ["*", "a", "x"]], [["a", "x"]]]
    return statement(["le", ["E", ["*", "x", inner]], "-1"], X, A, hypotheses=(["lt", "0", "a"],))


def doubled(levels: int) -> Statement:
    """x + x + ... by abbreviations, each twice the one before."""
    definitions, last = [], "a"
    for i in range(levels):
        definitions.append([{"name": f"t{i}", "sort": "scalar", "domain": "real"}, ["+", last, last]])
        last = f"t{i}"
    return statement(["lt", last, "-1"], A, definitions=definitions, hypotheses=(["lt", "0", "a"],))


def nested(levels: int) -> Statement:
    """-(-( ... a)), by two abbreviations as deep as can be read."""
    def deep(t: Json) -> Json:
        for _ in range(levels):
            t = ["-", t]
        return t

    return statement(["lt", deep("t"), "-1"], A, definitions=[[{"name": "t", "sort": "scalar", "domain": "real"}, deep("a")]],
                     hypotheses=(["lt", "0", "a"],))  # fmt: skip


def test_what_is_nested_almost_too_deep_is_searched() -> None:
    statement = nested(56)
    assert said(checker.load(statement.to_json())) is not SILENT
    assert find_counterexample(statement) is not None
    assert audit(statement)[0].needed is True
    test_mutants(statement, limit=2)


@pytest.mark.parametrize("silent", [within(), doubled(18), doubled(60), nested(95)], ids=["within", "long", "very long", "deep"])
def test_what_cannot_be_written_with_names_is_left_undecided(silent: Statement) -> None:
    """Each statement is false; the searches say nothing of it, and do not break off."""
    assert said(checker.load(silent.to_json())) is SILENT
    assert find_counterexample(silent) is None
    assert find_counterexample(silent, hints=[{"d": 1, "a": "1"}]) is None
    assert find_witness(silent) is None
    assert search(silent).tried == 0
    assert list(generate(silent)) == []
    assert stress(silent, count=20) == Stress()
    assert {report.needed for report in audit(silent)} == {None}
    report = test_mutants(silent, limit=4)
    assert report.tried == report.rejected + len(report.survivors)


def test_a_near_miss_that_cannot_be_written_with_names_counts_as_undecidable() -> None:
    silent = [m for m in mutants(within()) if m.named is SILENT]
    assert silent
    assert all(m.undecidable for m in silent)


def test_the_checker_has_the_last_word_on_what_the_searches_cannot_say() -> None:
    loaded = checker.load(doubled(16).to_json())
    assert checker.evaluate(loaded, {"d": 1, "a": "1"})[0] == "fails"


def test_a_case_is_a_case_whatever_its_bound_symbols_are_called() -> None:
    def always(name: str, by: str) -> Statement:
        body = ["le", ["*", by, name, name], ["*", by, ["+", ["*", name, name], "1"]]]
        return statement(["forall", [[name, "scalar", "real"]], body], ("a", "scalar", "positive"), ("b", "scalar", "positive"))

    assert is_case(always("s", "b"), always("t", "a"))
    assert not is_case(always("s", "-1"), always("t", "a"))


def test_no_value_for_a_symbol_is_a_bound_one() -> None:
    """s <= s^2 for all s is no case of a <= s^2 for all s: there s is bound."""
    def above(low: str) -> Statement:
        return statement(["forall", [["s", "scalar", "real"]], ["le", low, ["*", "s", "s"]]], A, ("b", "scalar", "real"))

    assert not is_case(above("s"), above("a"))
    assert is_case(above("b"), above("a"))


@pytest.mark.parametrize(("domain", "expected"), [("invertible", True), ("symmetric", False)])
def test_an_inverse_cancels_where_there_is_one(domain: str, expected: bool) -> None:
    def about(t: Json) -> Statement:
        return statement(["eq", ["dot", t, "y"], ["dot", "y", "y"]], ("B", "operator", domain), ("x", "vector", "any"), ("y", "vector", "any"))

    assert is_case(about(["@", ["^", "B", "-1"], ["@", "B", "y"]]), about("x")) is expected


def test_a_replaced_symbol_is_not_captured() -> None:
    """max of i a over i = 1, 2, 3, for the sum of i over i = 0, 1, 2 in place of a: 9."""
    named = checker.load(statement(["le", ["max", "i", "1", "3", ["*", "i", "a"]], "0"], A).to_json()).named
    moved = put(named.conclusion[1], {"a": ("sum", "i", "0", "2", "i")})
    assert "a" not in leaves(moved)
    assert compute(Program().node(moved), Point({})) == 9


def test_the_start_takes_the_place_of_a_symbol_and_not_of_a_bound_one() -> None:
    """There is an a0 below a: the start a0 in place of a, and the bound a0 beside it."""
    loaded = checker.load(statement(["exists", [["a0", "scalar", "real"]], ["lt", "a0", "a"]], A).to_json())
    _, conclusion = program_of(loaded, Program())
    assert conclusion is not None
    assert "a0" in conclusion.free
    assert conclusion.data[0] != "a0"


def test_a_random_symbol_has_values_in_samples_alone() -> None:
    with pytest.raises(CheckError, match="x is random: its values are in the samples"):
        from_json({"d": 1, "x": "1"}, {"x": "random-scalar"})
    loaded = checker.load(statement(["le", ["E", "x"], "0"], X).to_json())
    with pytest.raises(CheckError, match="x is random"):
        checker.evaluate(loaded, {"d": 1, "x": "1", "samples": [{"p": "1", "x": "1"}]})
    assert "x" in plan(loaded.named).sorts
