"""Near misses: well typed, diverse, refuted where the statement is an identity; what is left is named."""

from __future__ import annotations

import itertools

import pytest
from refute_cases import TRUE, cauchy, contraction, critical, expansion, interlacing, quadratic, residual, saddle, scaling

from verify import checker
from verify.refute import mutants, test_mutants
from verify.refute.mutants import PROVED
from verify.refute.mutations import changes, part, places, replaced
from verify.refute.reach import CONVERGENT, MISSED, decidable, doubtful, outcomes
from verify.statements import (
    Decl,
    Scalar,
    Setting,
    Statement,
    Vector,
    all_of,
    any_of,
    eq,
    exists,
    forall,
    freeze,
    le,
    lt,
    parallel,
    psd,
)


@pytest.mark.parametrize("name", TRUE)
def test_mutants_are_well_typed_and_differ(name: str) -> None:
    found = list(itertools.islice(mutants(TRUE[name]), 60))
    assert len({m.statement.hash for m in found} | {TRUE[name].hash}) == len(found) + 1
    assert len({m.change for m in found}) > len(found) // 2
    for mutant in found:
        checker.load(mutant.statement.to_json())


@pytest.mark.parametrize("statement", [residual(), critical(), expansion(), scaling("positive"), saddle()])
def test_every_near_miss_of_an_identity_is_rejected(statement: Statement) -> None:
    report = test_mutants(statement, limit=20)
    assert all(" in the definition of sigma" in change for change in report.survivors)  # where any length will do
    assert report.rejected + len(report.survivors) == report.tried > 10


@pytest.mark.parametrize("statement", [cauchy(), contraction(), quadratic(strict=True, start="nonzero")])
def test_near_misses_of_an_inequality_are_rejected_or_relaxations(statement: Statement) -> None:
    report = test_mutants(statement, limit=8)
    assert report.survivors == ()
    assert report.rejected == report.tried


def test_every_reported_instance_refutes_its_mutant() -> None:
    for statement in (residual(), interlacing(), expansion()):
        report = test_mutants(statement, limit=10)
        by_change = {m.change: m for m in itertools.islice(mutants(statement), 60)}
        for change, instance in report.list:
            assert checker.evaluate(by_change[change].loaded, instance)[0] in ("fails", "undefined")


def test_kinds_of_change_take_turns() -> None:
    kinds = [m.change.partition(":")[0].partition(" in the definition")[0] for m in itertools.islice(mutants(residual()), 8)]
    assert len(set(kinds)) >= 6


def test_the_order_depends_on_the_seed_alone() -> None:
    one, two, other = ([m.change for m in itertools.islice(mutants(residual(), seed=s), 12)] for s in (3, 3, 4))
    assert one == two != other


def test_what_is_proved_or_explained_is_justified() -> None:
    s = Setting()
    x = s.scalar("x")
    s.define("y", x * 2)
    statement = s.claim(eq(Scalar("y") - Scalar("y"), 0 * Scalar("y")))
    assert test_mutants(statement, limit=3).survivors
    proved = test_mutants(statement, limit=3, prove=lambda mutant: True)
    assert not proved.survivors
    assert {why for _, why in proved.justified} == {PROVED}
    change = test_mutants(statement, limit=3).survivors[0]
    explained = test_mutants(statement, limit=3, equivalent={change: "both sides vanish"})
    assert (change, "both sides vanish") in explained.justified


def test_the_report_as_data() -> None:
    data = test_mutants(residual(), limit=5).to_json()
    assert data["tried"] == 5
    assert {"change", "counterexample"} == set(data["list"][0])


def test_parts_that_no_instance_decides_are_passed_over() -> None:
    s = Setting()
    x = s.scalar("x")
    t = Scalar("zeta")
    statement = s.claim(all_of(le(x, x * x + 1), exists([Decl("zeta", "scalar", "real")], eq(t, x + 1))))
    report = test_mutants(statement, limit=30)
    assert report.undecidable
    assert not any("ζ" in change for change in (*report.survivors, *(c for c, _ in report.list)))


def test_outcomes_and_reach() -> None:
    atom, other = ("le", "a", "b"), ("eq", "a", "b")
    every = ("forall", (("t", "scalar", "real"),), ("le", "t", "a"))
    some = ("exists", (("t", "scalar", "real"),), ("le", "t", "a"))
    over = ("forall", (("k", "integer", ("range", "1", "d")),), ("le", "k", "a"))
    assert outcomes(every) == {False}
    assert outcomes(some) == {True}
    assert outcomes(over) == outcomes(atom) == {True, False}
    assert outcomes(("not", every)) == {True}
    assert outcomes(("and", every, some)) == {False}
    assert outcomes(("implies", every, atom)) == {True}
    assert outcomes(("limit", ("x",), ("x",), ("a",), ("b",))) == {False}
    assert list(decidable(("and", atom, some))) == [(1,)]
    assert list(decidable(("implies", every, atom))) == []
    assert list(decidable(("implies", some, atom))) == [(1, 2), (2,)]
    assert list(decidable(("or", atom, other))) == [(1,), (2,)]
    assert list(decidable(("or", atom, some))) == []
    assert list(decidable(("iff", atom, every))) == [(1,), (2, 2)]
    assert list(decidable(("not", ("and", atom, other)))) == [(1, 1), (1, 2)]


def test_places_and_replacement_are_inverse() -> None:
    for statement in TRUE.values():
        term = statement.conclusion.term
        todo = [()]
        while todo:
            path = todo.pop()
            inner = part(term, path)
            assert replaced(term, path, inner) == term
            todo += [path + step for step in places(inner)]


def test_changes_of_each_construct() -> None:
    sorts = {"a": ("scalar", "real"), "b": ("scalar", "real"), "H": ("operator", "spd"), "Q": ("operator", "orthogonal"),
             "x": ("vector", "any"), "y": ("vector", "any")}  # fmt: skip
    x, y = Vector("x"), Vector("y")

    def kinds(formula: object) -> set[str]:
        return {change.kind for change in changes(formula, sorts)}

    assert kinds(freeze(["le", "a", "b"])) == {"strict", "direction", "sign", "symbol"}
    assert kinds(freeze(["eq", ["sqrt", "a"], ["^", "b", "2"]])) >= {"root", "exponent", "constant"}
    assert {"transpose", "operator"} <= kinds(freeze(["eq", ["@", "Q", "x"], "y"]))
    assert "transpose" not in kinds(freeze(["eq", ["@", "H", "x"], "y"]))
    assert {"inverse", "exponent"} <= kinds(freeze(["eq", ["@", "H", "x"], "y"]))
    assert {"multiplicity"} <= kinds(freeze(["spectrum", "H", [["a", "1"], ["b", ["+", "d", "-1"]]]]))
    assert {"index"} <= kinds(freeze(["le", ["eig", "H", "1"], "a"]))
    assert kinds(parallel(x, y).term) == {"relation", "symbol"}
    assert {"case"} <= kinds(any_of(lt(Scalar("a"), 0), lt(0, Scalar("a"))).term)
    assert {"quantifier"} <= kinds(exists([Decl("t", "scalar", "real")], lt(Scalar("t"), Scalar("a"))).term)
    assert "quantifier" not in kinds(forall([Decl("t", "scalar", "real")], lt(Scalar("t"), Scalar("a"))).term)
    matrix = psd([[Scalar("a"), Scalar("b")], [Scalar("b"), Scalar("a")]])
    for change in changes(matrix.term, sorts):
        rows = replaced(matrix.term, change.path, change.new)[1]
        assert rows[0][1] == rows[1][0]


def test_what_few_instances_decide() -> None:
    decls, limit = (("w", "vector", "nonzero"),), ("tends", "k", ("item", "w", "k"), "v")
    step, start = (("*", "2", "w"),), ("w0",)
    known = ("orbit", decls, step, start, limit)
    some = ("orbit", decls, step, start, ("exists", (("v", "vector", "any"),), limit))
    more = ("orbit", decls, step, start, ("and", limit, ("eq", "v", "w0")))
    assert doubtful(known, (2, 0)) == doubtful(some, (2, 0)) == CONVERGENT
    assert doubtful(more, (2, 0)) == ""
    assert doubtful(known, (4, 3)) == ""
    missed = ("orbit", decls, step, start, ("not", ("exists", (("v", "vector", "any"),), ("and", limit, ("eq", ("dot", "v", "u"), "0")))))
    assert doubtful(("almost-all", (("w0", "vector", "nonzero"),), missed), (2, 4, 1, 2, 2, 2)) == MISSED
    assert doubtful(missed, (4, 1, 2, 2, 2)) == ""


def test_more_are_tried_where_few_are_rejected() -> None:
    statement = cauchy()
    some, more = (test_mutants(statement, limit=2, least=least) for least in (0, 100))
    assert some.tried == 2
    assert 2 < more.tried <= 6
    assert more.list[: len(some.list)] == some.list


def test_a_reason_counts_only_for_what_is_neither_refuted_nor_proved() -> None:
    plain = test_mutants(residual(), limit=5)
    reasons = {change: "no reason" for change, _ in plain.list}
    assert test_mutants(residual(), limit=5, equivalent=reasons).list == plain.list
