"""The quick evaluation agrees with the checker's, on random formulas at random points."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from flint import fmpq
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from refute_cases import FALSE, TRUE

from verify import checker
from verify.refute import Source, mutants, palette
from verify.refute.compute import concluded
from verify.refute.plan import plan
from verify.refute.program import Point
from verify.refute.values import to_json
from verify.statements import Statement

Json = Any
SYMBOLS = [
    {"name": "H", "sort": "operator", "domain": "spd"}, {"name": "Q", "sort": "operator", "domain": "orthogonal"},
    {"name": "u", "sort": "vector", "domain": "any"}, {"name": "w", "sort": "vector", "domain": "nonzero"},
    {"name": "a", "sort": "scalar", "domain": "real"}, {"name": "b", "sort": "scalar", "domain": "positive"},
    {"name": "f", "sort": "function", "domain": "any"},
]  # fmt: skip
DECL = {"scalar": [["t", "scalar", "real"]], "vector": [["z", "vector", "any"]], "index": [["k", "integer", ["range", "1", "d"]]]}


def scalars(depth: int) -> st.SearchStrategy[Json]:
    leaf = st.sampled_from(["a", "b", "0", "1", "-1", "2", "1/2", "d"])
    if depth == 0:
        return leaf
    s, v, o = scalars(depth - 1), vectors(depth - 1), operators(depth - 1)
    return st.one_of(
        leaf,
        st.lists(s, min_size=1, max_size=3).map(lambda parts: ["+", *parts]),
        st.lists(s, min_size=1, max_size=3).map(lambda parts: ["*", *parts]),
        s.map(lambda x: ["-", x]),
        st.tuples(s, s).map(lambda x: ["/", *x]),
        st.tuples(s, st.sampled_from(["2", "-1", "3", "0"])).map(lambda x: ["^", *x]),
        st.tuples(st.sampled_from(["sqrt", "abs", "sign"]), s).map(list),
        st.tuples(v, v).map(lambda x: ["dot", *x]),
        st.tuples(o, st.sampled_from(["1", "2", "d"])).map(lambda x: ["eig", *x]),
        st.tuples(s, s).map(lambda x: ["fn", "f", ["0", "1"], *x]),
        s.map(lambda x: ["max", f"i{depth}", "1", "d", ["*", f"i{depth}", x]]),
        st.tuples(s, st.sampled_from(["a", "b"]), s).map(lambda x: ["at", x[0], [[x[1], x[2]]]]),
    )


def vectors(depth: int) -> st.SearchStrategy[Json]:
    leaf = st.sampled_from(["u", "w", "0v"])
    if depth == 0:
        return leaf
    s, v, o = scalars(depth - 1), vectors(depth - 1), operators(depth - 1)
    return st.one_of(
        leaf,
        st.lists(v, min_size=1, max_size=3).map(lambda parts: ["+", *parts]),
        v.map(lambda x: ["-", x]),
        st.tuples(s, v).map(lambda x: ["*", *x]),
        st.tuples(v, s).map(lambda x: ["/", *x]),
        st.tuples(o, v).map(lambda x: ["@", *x]),
    )


def operators(depth: int) -> st.SearchStrategy[Json]:
    leaf = st.sampled_from(["H", "Q", "I"])
    if depth == 0:
        return leaf
    s, v, o = scalars(depth - 1), vectors(depth - 1), operators(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(o, o).map(lambda x: ["+", *x]),
        st.tuples(s, o).map(lambda x: ["*", *x]),
        st.tuples(o, o).map(lambda x: ["@", *x]),
        st.tuples(v, v).map(lambda x: ["outer", *x]),
        o.map(lambda x: ["T", x]),
        st.tuples(o, st.sampled_from(["2", "-1", "0"])).map(lambda x: ["^", *x]),
    )


def formulas(depth: int) -> st.SearchStrategy[Json]:
    s, v, o = scalars(2), vectors(2), operators(1)
    atom = st.one_of(
        st.tuples(st.sampled_from(["eq", "ne", "le", "lt"]), s, s).map(list),
        st.tuples(st.sampled_from(["eq", "ne"]), v, v).map(list),
        st.tuples(st.sampled_from(["eq", "ne"]), o, o).map(list),
        st.tuples(v, v).map(lambda x: ["parallel", *x]),
        st.tuples(s, s, s).map(lambda x: ["psd", [[x[0], x[1]], [x[1], x[2]]]]),
        st.tuples(o, s, s).map(lambda x: ["spectrum", x[0], [[x[1], "1"], [x[2], ["+", "d", "-1"]]]]),
        st.tuples(s, v, s).map(lambda x: ["spectrum", ["block", x[0], x[1], x[1], "H"], [[x[2], "d"], ["1", "1"]]]),
    )
    if depth == 0:
        return atom
    f, quantifier = formulas(depth - 1), st.sampled_from(["forall", "exists"])
    return st.one_of(
        atom,
        st.tuples(st.sampled_from(["and", "or", "implies", "iff"]), f, f).map(list),
        f.map(lambda x: ["not", x]),
        st.tuples(quantifier, s, s).map(lambda x: [x[0], DECL["scalar"], ["le", ["*", "t", x[1]], x[2]]]),
        st.tuples(quantifier, v, s).map(lambda x: [x[0], DECL["vector"], ["lt", ["dot", "z", x[1]], x[2]]]),
        st.tuples(quantifier, s).map(lambda x: [x[0], DECL["index"], ["le", ["*", "k", "a"], x[1]]]),
    )


def somewhere(rng: Random) -> Point:
    """A point with a value for every symbol, bound ones included now and then."""
    d = rng.choice((1, 2, 2, 3))
    values: dict[str, Any] = {"d": fmpq(d)}
    for decl in SYMBOLS:
        kind, domain = decl["sort"], decl["domain"]
        options = palette.edges(kind, domain, d)
        values[decl["name"]] = rng.choice(options) if rng.random() < 0.6 else palette.drawn(kind, domain, d, rng)
    if rng.random() < 0.5:
        values |= {"t": palette.small(rng), "z": palette.some_vector(rng, d)}
    return Point(values)


@settings(max_examples=600, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(2), st.integers(0, 10**6))
def test_random_formulas_are_decided_as_by_the_checker(formula: Json, seed: int) -> None:
    data = {"symbols": SYMBOLS, "definitions": [], "moments": [], "hypotheses": [], "conclusion": formula}
    try:
        loaded = checker.load(data)
    except checker.CheckError:  # a bound symbol that would be captured
        reject()
    conclusion = plan(loaded.named).conclusion
    point = somewhere(Random(seed))
    quick, slow = concluded(conclusion, point), checker.evaluate(loaded, to_json(point.values))[0]
    assert quick == slow or "unknown" in (quick, slow)


@pytest.mark.parametrize(("name", "statement"), [*TRUE.items(), *FALSE.items()])
def test_statements_and_their_mutants_are_decided_as_by_the_checker(name: str, statement: Statement) -> None:
    source = Source(statement)
    points = list(source.points(25))
    cases = [(source.loaded, source.plan.conclusion)]
    for mutant, _ in zip(mutants(statement), range(6)):
        if mutant.loaded.hypotheses == source.loaded.hypotheses:
            cases.append((mutant.loaded, source.plan.program.node(mutant.named.conclusion)))
    for loaded, conclusion in cases:
        for point in points:
            quick, slow = concluded(conclusion, point), checker.evaluate(loaded, to_json(point.values))[0]
            assert quick == slow or "unknown" in (quick, slow)


def test_a_shared_part_is_computed_once_at_a_point() -> None:
    source = Source(TRUE["residual"])
    point = next(iter(source.points(1)))
    concluded(source.plan.conclusion, point)
    before = dict(point.memo)
    moved = point.where({"eps": fmpq(7)})
    concluded(source.plan.conclusion, moved)
    assert len(point.memo) == len(before)  # what does not depend on eps was there already
    assert all("eps" in node.free for node in moved.memo)


def test_a_moved_point_gives_what_a_fresh_one_gives() -> None:
    source = Source(TRUE["residual"])
    for point in source.points(30):
        moved = point.where({"a": fmpq(3, 2)}).where({"w": list(point.values["u"])})
        assert concluded(source.plan.conclusion, moved) == concluded(source.plan.conclusion, Point(moved.values))
