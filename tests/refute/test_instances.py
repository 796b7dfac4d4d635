"""Generated instances: inside the domains, meeting the hypotheses, edge cases first, the same for a seed."""

from __future__ import annotations

import itertools

import pytest
from flint import fmpq
from refute_cases import TRUE, critical, expansion, problem, residual, scaling

from verify import checker
from verify.checker import CheckError
from verify.refute import Source, generate
from verify.refute.arithmetic import rational_root
from verify.refute.compute import evaluated
from verify.refute.plan import plan
from verify.refute.values import from_json, to_json
from verify.statements import Decl, Scalar, Setting, Vector, eq, exists, forall, le, lt, parallel


@pytest.mark.parametrize("name", TRUE)
def test_every_instance_meets_domains_and_hypotheses(name: str) -> None:
    loaded = checker.load(TRUE[name].to_json())
    found = [checker.evaluate(loaded, instance)[0] for instance in generate(TRUE[name], count=120)]
    assert len(found) == 120
    assert set(found) <= {"holds", "unknown"}


@pytest.mark.parametrize("name", ["residual", "critical", "expansion"])
def test_most_instances_decide_an_identity(name: str) -> None:
    """Square roots are rational often enough for exact equality."""
    loaded = checker.load(TRUE[name].to_json())
    found = [checker.evaluate(loaded, instance)[0] for instance in generate(TRUE[name], count=120)]
    assert found.count("holds") > 60


def test_the_same_seed_gives_the_same_instances() -> None:
    one, two, other = (list(generate(critical(), count=60, seed=seed)) for seed in (1, 1, 2))
    assert one == two
    assert one != other


def test_small_dimensions_and_special_values_come_first() -> None:
    found = list(generate(residual(), count=150))
    assert {instance["d"] for instance in found[:8]} == {1, 2, 3}
    assert {"0", "1", "-1", "2"} <= {instance["a"] for instance in found}
    assert any(instance["H"] == [["1", "0"], ["0", "1"]] for instance in found[:8])
    assert any(instance["H"][0][-1] != "0" for instance in found if instance["d"] == 2)
    assert any(instance["u"] == instance["w"] for instance in found)
    assert any("1000000" in {row[i] for i, row in enumerate(instance["H"])} for instance in found)


def test_no_instance_comes_twice() -> None:
    texts = [str(instance) for instance in generate(residual(), count=200)]
    assert len(set(texts)) == len(texts)


def test_moments_follow_from_the_samples() -> None:
    for instance in generate(expansion(), count=40):
        samples = [(fmpq(s["p"]), [fmpq(x) for x in s["x"]]) for s in instance["samples"]]
        n = range(instance["d"])
        assert [[str(sum(p * x[i] * x[j] for p, x in samples)) for j in n] for i in n] == instance["H"]
        assert all(sum(p * x[i] for p, x in samples) == 0 for i in n)


def test_equations_among_the_hypotheses_are_solved() -> None:
    p = problem()
    p.s.assume("orthogonal to g", eq(p.w @ p.g, 0))
    p.s.assume("u has length one", eq(p.u @ p.u, 1))
    source = Source(p.s.claim(lt(0, p.w @ p.w)))
    assert len(list(source.points(60))) == 60
    assert source.drawn < 180


def test_an_existential_hypothesis_gets_a_value() -> None:
    p = problem()
    p.s.assume("w is a multiple of u", exists([Decl("c", "scalar", "nonzero")], eq(p.w, Scalar("c") * p.u)))
    loaded = checker.load(p.s.claim(parallel(p.w, p.u)).to_json())
    found = list(generate(p.s.claim(parallel(p.w, p.u)), count=30))
    assert len(found) == 30
    assert {checker.evaluate(loaded, instance)[0] for instance in found} == {"holds"}


def test_a_universal_conclusion_gets_values_and_states_get_none() -> None:
    p = problem()
    statement = p.s.claim(forall([Decl("z", "vector", "any")], le(0, Vector("z") @ Vector("z"))))
    assert all("z" in instance for instance in generate(statement, count=10))
    assert all("a" not in instance and "w" not in instance for instance in generate(scaling(), count=10))


def test_integers_run_over_their_range() -> None:
    s = Setting()
    i = s.integer("i", 2, Scalar("d"))
    j = s.integer("j", 1, i - 1)
    pairs = {(x["d"], x["i"], x["j"]) for x in generate(s.claim(lt(j, i)), count=60)}
    assert {(2, "2", "1"), (3, "2", "1"), (3, "3", "1"), (3, "3", "2")} <= pairs


def test_an_empty_range_leaves_no_instance() -> None:
    s = Setting()
    s.integer("i", 3, 2)
    assert list(generate(s.claim(lt(1, 0)), count=50)) == []


def test_partial_hints_are_completed_and_come_first() -> None:
    hint = {"w": ["5", "7"], "eps": "11"}
    first = list(itertools.islice(Source(residual(), hints=[hint]).points(5), 5))
    assert all(to_json(point.values)["w"] == ["5", "7"] and to_json(point.values)["eps"] == "11" for point in first)


@pytest.mark.parametrize(
    "hint",
    [{"d": 0}, {"d": "2"}, {"w": ["x"]}, {"w": []}, {"w": ["1"], "u": ["1", "2"]}, {"H": [["1", "0"], ["0"]]},
     {"a": ["1"]}, {"a": 0.5}, {"a": None}, ["d"], {"samples": []}],
)  # fmt: skip
def test_a_malformed_hint_is_refused(hint: object) -> None:
    with pytest.raises(CheckError):
        Source(residual(), hints=[hint])  # type: ignore[list-item]


def test_values_and_data_are_inverse() -> None:
    for statement in TRUE.values():
        source = Source(statement)
        for point in source.points(20):
            data = to_json(point.values)
            assert to_json(from_json(data, {**source.plan.sorts})) == data


def test_roots_after_one_step_are_made_rational() -> None:
    source = Source(scaling("positive"))
    smooth = 0
    for point in source.points(40):
        found = [evaluated(t, point) for t in source.plan.radicands]
        smooth += all(x is not None and rational_root(x) is not None for x in found)
    assert smooth > 3


def test_the_plan_of_an_ill_typed_statement_is_an_error() -> None:
    s = Setting()
    x = s.vector("x")
    with pytest.raises(CheckError):
        plan(checker.load(s.claim(eq(x, Scalar("1"))).to_json()).named)
