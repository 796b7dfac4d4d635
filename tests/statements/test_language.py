"""The language in Python: nothing that a user gives is rounded, cut or guessed at; what is no term is refused in one line."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from verify import Setting, Verdict, decide
from verify.checker import load
from verify.statements import (
    DIMENSION,
    DOMAINS,
    IDENTITY,
    RESERVED,
    Decl,
    Formula,
    Hypothesis,
    Scalar,
    ScalarSequence,
    SortError,
    Statement,
    StatementError,
    Vector,
    abbreviate,
    all_of,
    any_of,
    at,
    block,
    derivative,
    dot,
    eig,
    eq,
    equivalent,
    exists,
    expectation,
    forall,
    from_index,
    function,
    instance,
    le,
    limit,
    lt,
    maximum,
    natural,
    negate,
    orbit,
    outer,
    parallel,
    power,
    psd,
    sign,
    spectrum,
    sqrt,
    summation,
    tends,
)

S = Setting()
X, Y = S.scalar("x", "positive"), S.scalar("y")
V, W = S.vector("v"), S.vector("w")
A = S.operator("A", "spd")
SEQ, F = S.scalar_sequence("s"), S.function("f")
K, Z = Scalar("k"), Decl("z", "scalar", "real")
HALF, TRUTH = Fraction(1, 2), eq(X, 1)
Build = Callable[[], Any]


def refused(build: Build) -> str:
    """The one line with which something is refused."""
    with pytest.raises(StatementError) as caught:
        build()
    line = str(caught.value)
    assert line and "\n" not in line and len(line) < 320
    return line


# ------------------------------------------------------------------------------------------------
# Powers


def test_an_integer_power_and_a_root() -> None:
    assert (X**2).term == ("^", "x", "2") and (X**-1).term == ("^", "x", "-1") and (X ** np.int64(3)).term == ("^", "x", "3")
    assert (X**HALF).term == ("sqrt", "x") and (A**-2).term == ("^", "A", "-2")
    assert decide(S.claim(eq(X**HALF * X**HALF, X))).verdict is Verdict.HOLDS
    assert decide(S.claim(eq(X**HALF, 1))).verdict is Verdict.FAILS


@pytest.mark.parametrize(
    "exponent",
    [0.5, -0.5, 1.5, 2.0, Fraction(1, 3), Fraction(2), Fraction(-1, 2), True, False, np.float64(2), np.bool_(True), Decimal(2), 2 + 0j,
     "2", None, Y, [2], 1000, -1000, float("nan"), float("inf")],
    ids=repr,
)  # fmt: skip
def test_any_other_exponent_is_refused_and_named_with_its_base(exponent: Any) -> None:
    line = refused(lambda: X**exponent)
    assert "Scalar('x')" in line and (repr(exponent)[:20] in line)
    assert "Operator('A')" in refused(lambda: A**exponent)
    assert "Vector('v')" in refused(lambda: V**exponent)


def test_a_root_is_of_a_scalar_and_an_exponent_is_no_term() -> None:
    assert "Fraction(1, 2)" in refused(lambda: A**HALF)
    assert "Fraction(1, 2)" in refused(lambda: V**HALF)
    refused(lambda: V**2)
    for base in (2, 2.5):
        assert repr(base) in refused(lambda base=base: base**X)
    refused(lambda: HALF**X)


# ------------------------------------------------------------------------------------------------
# Numbers, sorts, names


@pytest.mark.parametrize("number", [0.5, 2.0, True, np.float64(0.5), np.bool_(True), Decimal(1), 1j, "1", None, [1], np.array([1, 2])], ids=repr)
def test_only_exact_numbers_stand_in_terms(number: Any) -> None:
    builds: list[Build] = [
        lambda: X + number, lambda: number * X, lambda: X * number, lambda: X / number, lambda: eq(X, number), lambda: le(number, X),
        lambda: sqrt(number), lambda: sign(number), lambda: power(number, K), lambda: power(X, number), lambda: SEQ[number], lambda: eig(A, number),
        lambda: maximum(K, number, 2, X), lambda: summation(K, 0, number, X), lambda: at(X, [(X, number)]), lambda: derivative(X, X, number),
        lambda: from_index(K, number, TRUTH), lambda: limit([X], [X], [X], [number]), lambda: spectrum(A, [(1, number)]),
        lambda: psd([[number]]), lambda: function(F, X, number), lambda: function(F, X, Y, (number, 0)), lambda: S.moment([X], number),
        lambda: Setting().integer("i", number, 2), lambda: block(number, V, V, A), lambda: tends(K, X, number),
    ]  # fmt: skip
    for build in builds:
        refused(build)


def test_numbers_of_libraries_are_read_exactly() -> None:
    assert (np.int64(2) * X).term == ("*", "2", "x") and (X + np.uint8(7)).term == ("+", "x", "7")
    assert (X / Fraction(np.int64(2), np.int64(4))).term == ("/", "x", "1/2")


@pytest.mark.parametrize(
    "build",
    [
        lambda: X + V, lambda: V + X, lambda: V @ X, lambda: X @ V, lambda: V @ A, lambda: A @ X, lambda: A + V, lambda: V * V, lambda: V * 2,
        lambda: A * A, lambda: V / V, lambda: X / A, lambda: dot(V, X), lambda: outer(V, X), lambda: eq(X, V), lambda: eq(V, 0), lambda: le(V, 0),
        lambda: lt(A, A), lambda: parallel(V, X), lambda: eig(V, 1), lambda: spectrum(X, [(1, 1)]), lambda: block(X, V, V, V), lambda: sqrt(V),
        lambda: derivative(V, X, 1), lambda: derivative(X, X, V), lambda: derivative(X, 2 * X, 1), lambda: at(X, [(X, V)]), lambda: at(X, [(X + Y, Y)]),
        lambda: at(TRUTH, [(X, Y)]), lambda: at(X, {X: Y}), lambda: expectation(2), lambda: tends(K, V, 0), lambda: tends(K, A, A),
        lambda: tends(2 * K, X, 0), lambda: maximum(2 * K, 1, 2, X), lambda: summation(Scalar("3"), 1, 2, X), lambda: negate(X),
        lambda: all_of(TRUTH, True), lambda: all_of([TRUTH]), lambda: any_of(), lambda: forall([Z], X), lambda: forall(["z"], TRUTH),
        lambda: exists([], TRUTH), lambda: psd([[X, Y]]), lambda: psd([]), lambda: from_index(2 * K, 0, TRUTH), lambda: orbit([Z], [], [X], TRUTH),
        lambda: orbit([Z], [V, X], [X], TRUTH), lambda: equivalent([X], [X], [X], [X], [X, X]), lambda: limit([2 * X], [X], [X], [X]),
        lambda: abbreviate([(SEQ, K, V)], TRUTH), lambda: abbreviate([SEQ], TRUTH), lambda: Hypothesis(5, TRUTH), lambda: Hypothesis("h", X),
    ],
)  # fmt: skip
def test_sorts_that_do_not_fit_are_refused_where_they_are_written(build: Build) -> None:
    refused(build)


@pytest.mark.parametrize(
    "build",
    [
        lambda: SEQ[-1], lambda: SEQ[HALF], lambda: SEQ[1:2], lambda: eig(A, 0), lambda: eig(A, Fraction(3, 2)), lambda: power(X, -1),
        lambda: power(X, HALF), lambda: maximum(K, HALF, 2, X), lambda: summation(K, 0, HALF, X), lambda: spectrum(A, [(X, -1)]),
        lambda: spectrum(A, [(X, HALF)]), lambda: function(F, X, Y, (10, 0)), lambda: function(F, X, Y, (-1, 0)), lambda: function(F, X, Y, (1,)),
        lambda: function(F, X, Y, "10"), lambda: from_index(K, HALF, TRUTH), lambda: Setting().integer("i", HALF, 2),
    ],
)  # fmt: skip
def test_what_counts_is_an_integer_in_its_range(build: Build) -> None:
    refused(build)


def test_a_sequence_is_not_run_through() -> None:
    with pytest.raises(TypeError, match="not iterable"):
        list(SEQ)


@pytest.mark.parametrize("value", [X, V, A, TRUTH], ids=repr)
def test_a_term_has_no_truth_value_and_is_no_number(value: Any) -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(value)
    for convert in (int, float, Fraction):
        with pytest.raises(TypeError):
            convert(value)


@pytest.mark.parametrize("name", ["", "1", "x y", "x\n", "é", "x__y", "_x", "x-1", "x+", "d", "I", "E", "real", "range", 5, None, True, ("x",)], ids=repr)
def test_names_that_are_none(name: Any) -> None:
    for build in (lambda: Setting().scalar(name), lambda: Setting().define(name, X), lambda: Decl(name, "scalar", "real"), lambda: natural(name),
                  lambda: ScalarSequence(name), lambda: function(name, X, Y)):  # fmt: skip
        refused(build)


def test_names_that_are_taken() -> None:
    s = Setting()
    s.scalar("x")
    s.define("g", Scalar("x") + 1)
    for build in (lambda: s.vector("x"), lambda: s.define("x", X), lambda: s.scalar("g"), lambda: s.define("g", X)):
        assert "declared twice" in refused(build)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Setting().scalar("z", "postive"), lambda: Setting().scalar("z", "any"), lambda: Setting().scalar("z", None),
        lambda: Setting().vector("z", "positive"), lambda: Setting().operator("z", "psd"), lambda: Setting().scalar_sequence("z", "any"),
        lambda: Decl("z", "scalr", "real"), lambda: Decl("z", "scalar", "real", 5), lambda: Decl("z", "integer", {"lo": "0"}),
        lambda: Decl("z", "integer", {"lo": 0, "hi": 1}), lambda: Decl("z", "scalar", {"lo": "0", "hi": "1"}), lambda: Setting().scalar("z", latex=5),
    ],
)  # fmt: skip
def test_sorts_and_domains_misspelt(build: Build) -> None:
    assert "z" in refused(build)


def test_the_checker_knows_the_same_sorts_domains_and_words() -> None:
    def stated(name: str, sort: str, domain: Any) -> Any:
        return {"symbols": [{"name": name, "sort": sort, "domain": domain}], "hypotheses": [], "conclusion": ["le", "0", "1"]}

    for sort, domains in DOMAINS.items():
        for domain in domains:
            load(stated("z", sort, domain))
        with pytest.raises(ValueError, match="no sort"):
            load(stated("z", sort, "other"))
    for word in RESERVED:
        with pytest.raises(ValueError, match="fresh symbol"):
            load(stated(word, "scalar", "real"))


@pytest.mark.parametrize(
    "build",
    [
        lambda s: s.claim(X), lambda s: s.claim(True), lambda s: s.claim(None), lambda s: s.claim("0 < 1"), lambda s: s.claim(X == 0),
        lambda s: s.assume("h", X), lambda s: s.assume("h", True), lambda s: s.assume("h", "x = 1"), lambda s: s.assume(TRUTH, "h"),
        lambda s: s.assume(None, TRUTH), lambda s: s.define("g", 5), lambda s: s.define("g", TRUTH), lambda s: s.define("g", "x"),
        lambda s: s.moment([1], 2), lambda s: s.moment(X, 2), lambda s: s.moment([], 2), lambda s: s.moment([X], "1"),
    ],
)  # fmt: skip
def test_a_setting_takes_formulas_as_formulas(build: Callable[[Setting], Any]) -> None:
    refused(lambda: build(Setting()))


# ------------------------------------------------------------------------------------------------
# Symbols of other settings, terms written by hand


def test_a_symbol_that_is_not_declared_is_named() -> None:
    s, t = Setting(), Setting()
    x, v = s.scalar("x"), s.vector("v")
    for formula in (eq(x, 0), eq(v @ v, 1), forall([Z], eq(Scalar("z"), x)), eq(Scalar("free"), 0)):
        assert "unknown" in refused(lambda formula=formula: t.claim(formula))
    t.assume("h", eq(x, 0))
    assert "'x'" in refused(lambda: t.claim(eq(1, 1)))


def test_a_symbol_of_another_setting_is_not_the_symbol_of_that_name_here() -> None:
    s, t = Setting(), Setting()
    x, y = s.scalar("x", "positive"), t.scalar("x")
    for build in (lambda: t.claim(lt(0, x)), lambda: t.claim(eq(x, y)), lambda: t.assume("h", eq(x, 1)), lambda: t.define("g", x + 1),
                  lambda: t.integer("i", 0, x), lambda: t.moment([y], x)):  # fmt: skip
        assert "'x'" in refused(build) and "another setting" in refused(build)
    a, b = s.scalar_sequence("a"), t.scalar_sequence("a")
    assert "another setting" in refused(lambda: t.claim(eq(a[0], b[0])))
    assert decide(t.claim(lt(0, y))).verdict is Verdict.FAILS


def test_a_copy_of_a_setting_has_the_same_symbols() -> None:
    s = Setting()
    x = s.scalar("x", "positive")
    for t in (copy.deepcopy(s), copy.copy(s), Setting(list(s.symbols))):
        assert decide(t.claim(lt(0, x))).verdict is Verdict.HOLDS


@pytest.mark.parametrize("term", [5, 0.5, None, ["x"], True], ids=repr)
def test_terms_by_hand(term: Any) -> None:
    for kind in (Scalar, Vector, Formula):
        refused(lambda kind=kind: kind(term))


@pytest.mark.parametrize("leaf", ["1.5", "1e5", "nan", "x y", "--1", "1/0", "", "v", "0v", "I", "𝟏", "¹"], ids=repr)
def test_a_leaf_by_hand_is_a_scalar_of_the_setting_or_a_literal(leaf: str) -> None:
    refused(lambda: S.claim(eq(Scalar(leaf), X)))


@pytest.mark.parametrize("term", ["x", ("nonsense", "x"), ("eq", "x"), ("and",), (), ("eq", "x", ("sqrt",)), ("le", ("max", "i"), "0")], ids=repr)
def test_a_formula_by_hand_is_one_of_the_language(term: Any) -> None:
    refused(lambda: S.claim(Formula(term)))


def test_a_statement_by_hand_is_examined_before_it_is_decided() -> None:
    x = Decl("x", "scalar", "real")
    refused(lambda: decide(5))  # type: ignore[arg-type]
    refused(lambda: decide(Statement((x,), (), eq(Scalar("y"), 0))))
    refused(lambda: decide(Statement((x, x), (), eq(Scalar("x"), 0))))
    refused(lambda: decide(Statement((Decl("eps", "scalar", "real"), Decl("epsilon", "scalar", "real")), (), eq(Scalar("eps"), Scalar("epsilon")))))


# ------------------------------------------------------------------------------------------------
# Instances, statements as plain data


def test_an_instance_is_exact() -> None:
    found = instance(d=2, x=HALF, y="-3/4", v=[1, np.int64(2)], H=[["1/2", 0], [0, 1]], samples=[{"p": HALF, "r": 1}, {"p": "1/2", "r": -1}], f=[[1, 0, 2]])
    assert found.values == {"d": 2, "x": "1/2", "y": "-3/4", "v": ["1", "2"], "H": [["1/2", "0"], ["0", "1"]],
                            "samples": [{"p": "1/2", "r": "1"}, {"p": "1/2", "r": "-1"}], "f": [["1", "0", "2"]]}  # fmt: skip


@pytest.mark.parametrize("value", [0.1, 1.0, True, "1e5", "0.1", "nan", float("nan"), float("inf"), None, " 1", "1/0", "1/-2", "+1", "١", Decimal("0.1"),
                                   np.float64(1), np.array([1]), [1, 0.5], [[True]], {"p": 0.5}, X], ids=repr)  # fmt: skip
def test_an_instance_takes_no_number_that_would_be_rounded(value: Any) -> None:
    assert "x" in refused(lambda: instance(x=value))


@pytest.mark.parametrize("d", [0, -1, 101, 1.0, "2", True, None], ids=repr)
def test_a_dimension_is_an_integer(d: Any) -> None:
    assert "dimension" in refused(lambda: instance(d=d))


PLAIN = {"symbols": [{"name": "x", "sort": "scalar", "domain": "real"}], "hypotheses": [{"text": "h", "formula": ["le", "0", "x"]}],
         "conclusion": ["le", "0", "x"]}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"symbols": [{"name": 5, "sort": "scalar", "domain": "real"}]}, {"symbols": [{"name": "x", "sort": None, "domain": "real"}]},
        {"symbols": [{"name": "x", "sort": "scalar", "domain": 1}]}, {"symbols": [{"name": "x", "sort": "scalar", "domain": "real", "latex": 1}]},
        {"symbols": [{"name": "x", "sort": "scalar", "domain": "real", "unicode": "y"}]}, {"symbols": ["x"]}, {"conclusion": ["le", 0, "x"]},
        {"conclusion": ["le", 0.5, "x"]}, {"conclusion": None}, {"hypotheses": [{"text": 5, "formula": ["le", "0", "x"]}]},
        {"hypotheses": [{"formula": ["le", "0", "x"]}]}, {"hypotheses": [{"text": "", "formula": ["le", "0", "x"], "more": 1}]},
        {"definitons": []}, {"moments": [["x"]]}, {"definitions": [["g", "x"]]},
    ],
    ids=repr,
)  # fmt: skip
def test_plain_data_is_read_as_it_is(change: Any) -> None:
    assert Statement.from_json(PLAIN).hash
    refused(lambda: Statement.from_json(PLAIN | change))


def test_a_sort_error_is_a_type_error() -> None:
    assert issubclass(SortError, StatementError) and issubclass(SortError, TypeError)
    assert (IDENTITY @ IDENTITY).term == ("@", "I", "I") and (DIMENSION - 1).term == ("+", "d", ("-", "1"))
