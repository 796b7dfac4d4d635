"""The exact evaluator under attack: three values, undefined terms, malformed instances.

A wrong "fails" or "undefined" here would be a certificate against a true statement.
"""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refute_cases import TRUE

from verify import checker
from verify.refute import find_witness
from verify.refute.compute import concluded
from verify.refute.plan import plan
from verify.refute.program import Point

Json = Any
NOTHING = ["eq", ["/", "1", "0"], "1"]  # has no truth value
ROUGH = ["*", ["sqrt", "2"], ["sqrt", "2"]]  # is 2, but only enclosed
UNSURE_TRUE = ["eq", ROUGH, "2"]
UNSURE_FALSE = ["ne", ROUGH, "2"]
YES, NO = ["eq", "1", "1"], ["eq", "1", "2"]
REAL = [["t", "scalar", "real"]]


def statement(conclusion: Json, *symbols: tuple[str, str, Json], hypotheses: tuple[Json, ...] = (), moments: Json = ()) -> Json:
    """A statement as data."""
    return {
        "symbols": [{"name": n, "sort": s, "domain": d} for n, s, d in symbols], "definitions": [], "moments": list(moments),
        "hypotheses": [{"text": "", "formula": h} for h in hypotheses], "conclusion": conclusion,
    }  # fmt: skip


def verdict(data: Json, instance: Json) -> str:
    """What the checker finds."""
    return checker.evaluate(checker.load(data), instance)[0]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (YES, "holds"), (NO, "fails"), (NOTHING, "undefined"), (UNSURE_TRUE, "unknown"), (UNSURE_FALSE, "unknown"),
        (["le", ROUGH, "2"], "unknown"), (["lt", ROUGH, "3"], "holds"), (["lt", "3", ROUGH], "fails"),
        (["eq", ROUGH, "3"], "fails"),
        (["and", YES, UNSURE_TRUE], "unknown"), (["and", UNSURE_TRUE, NO], "fails"), (["and", NO, NOTHING], "fails"),
        (["or", NO, UNSURE_TRUE], "unknown"), (["or", UNSURE_TRUE, YES], "unknown"), (["or", YES, NOTHING], "holds"),
        (["not", UNSURE_TRUE], "unknown"), (["not", NO], "holds"), (["not", NOTHING], "undefined"),
        (["implies", NO, NOTHING], "holds"), (["implies", YES, NOTHING], "undefined"), (["implies", UNSURE_TRUE, YES], "unknown"),
        (["implies", UNSURE_TRUE, NO], "unknown"), (["implies", YES, UNSURE_TRUE], "unknown"),
        (["iff", NO, NO], "holds"), (["iff", YES, NO], "fails"), (["iff", UNSURE_TRUE, YES], "unknown"),
        (["psd", [["1", "2"], ["2", "1"]]], "fails"), (["psd", [["1", "1"], ["1", "1"]]], "holds"),
        (["psd", [["0", "1"], ["1", "5"]]], "fails"),
        (["psd", [["1", ROUGH], [ROUGH, "1"]]], "unknown"), (["psd", [["-1", ROUGH], [ROUGH, "1"]]], "fails"),
        (["eq", ["sqrt", "-1"], "0"], "undefined"), (["eq", ["sqrt", "9/4"], "3/2"], "holds"),
        (["eq", ["^", "0", "-1"], "0"], "undefined"),
        (["eq", ["max", "i", "2", "1", "i"], "0"], "undefined"), (["eq", ["max", "i", "1", "3", ["*", "i", "i"]], "9"], "holds"),
        (["forall", REAL, ["eq", "t", "t"]], "unknown"), (["exists", REAL, YES], "holds"), (["forall", REAL, NO], "fails"),
    ],
)  # fmt: skip
def test_three_values(formula: Json, expected: str) -> None:
    assert verdict(statement(formula), {"d": 1}) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (["or", UNSURE_TRUE, YES], "unknown"), (["not", ["or", UNSURE_TRUE, YES]], "fails"),
        (["not", ["not", ["or", UNSURE_TRUE, YES]]], "unknown"), (["implies", ["or", UNSURE_TRUE, YES], NO], "fails"),
        (["and", UNSURE_TRUE, NO], "fails"), (["not", ["and", UNSURE_TRUE, NO]], "unknown"),
        (["not", ["not", ["and", UNSURE_TRUE, NO]]], "fails"), (["implies", ["and", UNSURE_TRUE, NO], NO], "unknown"),
        (["iff", ["and", UNSURE_TRUE, NO], NO], "unknown"), (["iff", ["or", UNSURE_TRUE, YES], NO], "unknown"),
    ],
)  # fmt: skip
def test_a_part_after_an_undecided_one_decides_only_towards_false(formula: Json, expected: str) -> None:
    """The undecided part may have no value; then the whole has none, which counts as false."""
    assert verdict(statement(formula), {"d": 1}) == expected
    assert concluded(plan(checker.load(statement(formula)).named).conclusion, Point({"d": fmpq(1)})) == expected


@pytest.mark.parametrize(
    "formula",
    [
        ["implies", UNSURE_FALSE, NOTHING], ["or", UNSURE_TRUE, NOTHING], ["not", ["and", UNSURE_FALSE, NOTHING]],
        ["implies", UNSURE_FALSE, ["and", NOTHING, YES]],
        ["forall", [["i", "integer", ["range", "1", "2"]]], ["or", UNSURE_TRUE, NOTHING]],
    ],
)  # fmt: skip
def test_what_lies_behind_an_undecided_part_is_not_undefined(formula: Json) -> None:
    """Each formula is true: its undecided first part settles it before the undefined one is reached."""
    assert verdict(statement(formula), {"d": 1}) == "unknown"


@pytest.mark.parametrize(
    ("formula", "value", "expected"),
    [
        (["forall", REAL, ["le", "t", "5"]], "6", {"fails"}),
        (["forall", REAL, ["le", "t", "5"]], "4", {"unknown"}),
        (["exists", REAL, ["le", "t", "5"]], "4", {"holds"}),
        (["exists", REAL, ["le", "t", "5"]], "6", {"unknown"}),
        (["not", ["exists", REAL, ["le", "t", "5"]]], "4", {"fails"}),
        (["forall", [["t", "scalar", "positive"]], ["lt", "0", "t"]], "-1", {"unknown"}),
        (["forall", [["t", "integer", "any"]], ["or", ["le", "t", "0"], ["le", "1", "t"]]], "1/2", {"unknown"}),
        pytest.param(["exists", REAL, ["eq", ["/", "1", "t"], "2"]], "0", {"unknown"}),
        pytest.param(["not", ["forall", REAL, ["eq", ["/", "1", "t"], "2"]]], "0", {"unknown"}),
        (["forall", REAL, ["eq", ["/", "t", "t"], "1"]], "0", {"undefined"}),
    ],
)
def test_values_of_bound_symbols(formula: Json, value: str, expected: set[str]) -> None:
    try:
        found = verdict(statement(formula), {"d": 1, "t": value})
    except checker.CheckError:
        found = "unknown"
    assert found in expected


def test_hypotheses_come_first() -> None:
    x = ("x", "scalar", "real")
    assert verdict(statement(NO, x, hypotheses=(["lt", "0", "x"],)), {"d": 1, "x": "-1"}) == "vacuous"
    assert verdict(statement(NO, x, hypotheses=(["eq", ["/", "1", "x"], "1"],)), {"d": 1, "x": "0"}) == "vacuous"
    assert verdict(statement(NO, x, hypotheses=(UNSURE_TRUE,)), {"d": 1, "x": "0"}) == "unknown"
    squares = ["forall", REAL, ["le", "0", ["*", "t", "t"]]]
    assert verdict(statement(NO, x, hypotheses=(squares,)), {"d": 1, "x": "0"}) == "unknown"


def refuted(data: Json, instance: Json) -> bool:
    """Whether the evaluator takes the instance for a counterexample; a refusal of the instance is not one."""
    try:
        return verdict(data, instance) in ("fails", "undefined")
    except checker.CheckError:
        return False


FN = ["fn", "f", ["0", "0"], "t", "t"]
TRUE_THINGS: dict[str, tuple[Json, Json]] = {
    "another identity": (statement(["eq", ["@", "I", "x"], "x"], ("x", "vector", "any")), {"d": 1, "x": ["1"], "I": [["2"]]}),
    "another zero": (statement(["eq", ["+", "x", "0v"], "x"], ("x", "vector", "any")), {"d": 1, "x": ["1"], "0v": ["2"]}),
    "half an integer": (statement(["or", ["le", "k", "0"], ["le", "1", "k"]], ("k", "integer", "any")), {"d": 1, "k": "1/2"}),
    "a pole in a smooth function": (
        statement(["eq", FN, FN], ("f", "function", "any"), ("t", "scalar", "real")),
        {"d": 1, "t": "0", "f": [["1", -1, 0]]},
    ),
    "no integer in an empty range": (statement(["le", "2", "d"], ("i", "integer", {"lo": "2", "hi": "d"})), {"d": 1}),
    "a probability for a symbol p": (
        statement(["eq", ["E", ["*", "p", "x"]], ["*", "p", ["E", "x"]]], ("p", "scalar", "real"), ("x", "random-scalar", "any")),
        {"d": 1, "p": "5", "samples": [{"p": "1", "x": "1"}]},
    ),
    "a sample of what is not random": (
        statement(["eq", ["E", ["*", "a", "x"]], ["*", "a", ["E", "x"]]], ("a", "scalar", "real"), ("x", "random-scalar", "any")),
        {"d": 1, "a": "5", "samples": [{"p": "1", "x": "1", "a": "7"}]},
    ),
    "a sample of another dimension": (
        statement(
            ["le", ["*", ["E", ["dot", "x", "u"]], ["E", ["dot", "x", "u"]]], ["*", ["dot", "u", "u"], ["E", ["dot", "x", "x"]]]],
            ("x", "random-vector", "any"), ("u", "vector", "any"),
        ),
        {"d": 1, "u": ["1"], "samples": [{"p": "1", "x": ["1", "2"]}]},
    ),
    "one dimension in two": (
        statement(
            ["implies", ["eq", "d", "1"], ["eq", ["*", "x2", "y2"], ["^", ["dot", "x", "y"], "2"]]],
            ("x", "vector", "any"), ("y", "vector", "any"), ("x2", "scalar", "real"), ("y2", "scalar", "real"),
            hypotheses=(["eq", "x2", ["dot", "x", "x"]], ["eq", "y2", ["dot", "y", "y"]]),
        ),
        {"d": 1, "x": ["1", "0"], "y": ["0", "1"], "x2": "1", "y2": "1"},
    ),
    "an operator that is not symmetric": (
        statement(["eq", "A", ["T", "A"]], ("A", "operator", "symmetric")), {"d": 2, "A": [["1", "2"], ["3", "4"]]},
    ),
    "a ragged operator": (
        statement(["eq", "A", ["T", "A"]], ("A", "operator", "symmetric")), {"d": 2, "A": [["1", "0"], ["0", "1", "5"]]},
    ),
    "probabilities beyond one": (
        statement(["le", ["^", ["E", "x"], "2"], ["E", ["^", "x", "2"]]], ("x", "random-scalar", "any")),
        {"d": 1, "samples": [{"p": "2", "x": "1"}]},
    ),
    "a negative probability": (
        statement(["le", "0", ["E", ["^", "x", "2"]]], ("x", "random-scalar", "any")),
        {"d": 1, "samples": [{"p": "-1", "x": "5"}, {"p": "2", "x": "0"}]},
    ),
    "a moment that is not met": (
        statement(["eq", ["E", "x"], "0"], ("x", "random-scalar", "any"), moments=[[["x"], "0"]]),
        {"d": 1, "samples": [{"p": "1", "x": "1"}]},
    ),
}  # fmt: skip


def test_almost_all_values_have_the_dimension() -> None:
    """In one dimension z z^T has the eigenvalue |z|^2."""
    body = ["eq", ["eig", ["outer", "z", "z"], "1"], ["dot", "z", "z"]]
    data = statement(["implies", ["eq", "d", "1"], ["almost-all", [["z", "vector", "any"]], body]])
    assert not refuted(data, {"d": 1, "z": ["3", "1"]})


@pytest.mark.parametrize("name", TRUE_THINGS)
def test_a_true_statement_is_not_refuted(name: str) -> None:
    assert not refuted(*TRUE_THINGS[name])


WORDS = ["1", "0", "-1", "1/2", "1/0", "x", "", "I", "nan"]
ATOMS = st.one_of(st.none(), st.booleans(), st.integers(-2, 3), st.floats(), st.sampled_from(WORDS))
KEYS = st.sampled_from(["p", "x", "d"])
JUNK = st.recursive(
    ATOMS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=2)), max_leaves=6
)


@settings(max_examples=400, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(TRUE)), st.data())
def test_a_malformed_instance_is_refused_in_one_way(name: str, data: st.DataObject) -> None:
    """A damaged instance of a true statement is refused, vacuous or undecided: never a counterexample, never a crash."""
    witness = find_witness(TRUE[name])
    assert witness is not None
    instance = dict(witness.to_json())
    for _ in range(data.draw(st.integers(1, 2))):
        key = data.draw(st.sampled_from([*sorted(instance), "I", "0v", "samples", "extra"]))
        instance[key] = data.draw(JUNK)
    if data.draw(st.booleans()):
        instance.pop(data.draw(st.sampled_from(sorted(instance))))
    assert not refuted(TRUE[name].to_json(), instance)


@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(TRUE)), st.data())
def test_a_malformed_statement_is_refused_in_one_way(name: str, data: st.DataObject) -> None:
    """Junk in place of a part of a statement is a CheckError, and nothing else."""
    damaged = TRUE[name].to_json()
    here: Json = damaged
    for _ in range(data.draw(st.integers(1, 6))):
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(here[key], dict | list) or data.draw(st.integers(0, 3)) == 0:
            here[key] = data.draw(JUNK)
            break
        here = here[key]
    try:
        loaded = checker.load(damaged)
    except checker.CheckError:
        return
    witness = find_witness(TRUE[name])
    assert witness is not None
    try:
        checker.evaluate(loaded, witness.to_json())
    except checker.CheckError:
        return
