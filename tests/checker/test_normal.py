"""Normal forms: what is equal in every dimension is the same, what is not is not; what a term needs to have a value is told."""

from __future__ import annotations

from typing import Any

import pytest

from verify.checker.normal import Normaliser, vanishes
from verify.checker.polynomials import Poly, expand, poly_text
from verify.checker.reading import Scope, read
from verify.checker.statement import read_statement
from verify.checker.terms import minus
from verify.checker.work import CheckError

SYMBOLS = {
    "a b c": ("scalar", "real"), "p q": ("scalar", "positive"), "m": ("scalar", "nonnegative"), "e": ("scalar", "nonzero"), "k n": ("integer", "any"),
    "x y z": ("vector", "any"), "u": ("vector", "nonzero"), "H G": ("operator", "spd"), "A S": ("operator", "symmetric"), "Q": ("operator", "orthogonal"),
    "B": ("operator", "invertible"), "s": ("sequence-scalar", "real"), "t": ("sequence-scalar", "positive"), "w": ("sequence-vector", "nonzero"),
    "f": ("function", "any"),
    "r": ("random-scalar", "any"), "X Y": ("random-vector", "any"),
}  # fmt: skip
ENV = {name: kind for names, kind in SYMBOLS.items() for name in names.split()}
FORMULA_FREE = {"symbols": [{"name": n, "sort": s, "domain": d} for n, (s, d) in ENV.items()], "hypotheses": [], "conclusion": ["eq", "0", "0"]}
MOMENTS = read_statement({**FORMULA_FREE, "moments": [[["X"], "x"], [["X", "Y"], "B"], [["r"], "a"], [["r", "r"], "b"], [["r", "X"], "y"],
                                                      [["X", "X"], "A"]]}).moments


def form(data: Any) -> tuple[Any, list[tuple[str, Poly]]]:
    """The normal form and what it needs."""
    n = Normaliser(ENV, MOMENTS, {}, set())
    return n.normal(read(data, Scope(ENV))), n.needs


def gap(left: Any, right: Any) -> Any:
    """The normal form of the difference."""
    n = Normaliser(ENV, MOMENTS, {}, set())
    return n.normal(minus(read(left, Scope(ENV)), read(right, Scope(ENV))))


def sign(data: Any) -> str:
    """What the domains show of the sign of a scalar."""
    n = Normaliser(ENV, MOMENTS, {}, set())
    return n.sign(n.scalar(read(data, Scope(ENV))))


def form_of(x: Any, a: Any, y: Any) -> Any:
    """x'Ay."""
    return ["dot", x, ["@", a, y]]


EQUAL: list[tuple[Any, Any]] = [
    (["^", ["+", "a", "b"], "3"], ["+", ["^", "a", "3"], ["*", "3", "a", "a", "b"], ["*", "3", "a", "b", "b"], ["^", "b", "3"]]),
    (["dot", "x", "y"], ["dot", "y", "x"]),
    (form_of("x", "A", "y"), form_of("y", "A", "x")),
    (form_of("x", "B", "y"), form_of("y", ["T", "B"], "x")),
    (form_of("x", ["@", "A", "S"], "y"), ["dot", ["@", "A", "x"], ["@", "S", "y"]]),
    (["dot", ["@", "Q", "x"], ["@", "Q", "y"]], ["dot", "x", "y"]),
    (["@", "Q", ["T", "Q"]], "I"),
    (["@", ["^", "H", "-2"], ["^", "H", "3"]], "H"),
    (["^", ["@", "B", "H"], "-1"], ["@", ["^", "H", "-1"], ["^", "B", "-1"]]),
    (["T", ["@", "B", "A"]], ["@", "A", ["T", "B"]]),
    (["@", ["outer", "x", "y"], "z"], ["*", ["dot", "y", "z"], "x"]),
    (["@", ["outer", "x", "y"], ["outer", "z", "u"]], ["*", ["dot", "y", "z"], ["outer", "x", "u"]]),
    (["T", ["outer", "x", "y"]], ["outer", "y", "x"]),
    (["^", ["+", "A", "S"], "2"], ["+", ["^", "A", "2"], ["@", "A", "S"], ["@", "S", "A"], ["^", "S", "2"]]),
    (["sqrt", ["^", "p", "2"]], "p"), (["sqrt", ["*", "4", "p"]], ["*", "2", ["sqrt", "p"]]), (["*", ["sqrt", "p"], ["sqrt", "p"]], "p"),
    (["abs", "p"], "p"), (["abs", ["-", "p"]], "p"), (["^", ["abs", "a"], "2"], ["^", "a", "2"]), (["*", ["abs", "a"], ["abs", "a"]], ["*", "a", "a"]),
    (["sign", "p"], "1"), (["*", ["sign", "e"], ["abs", "e"]], "e"), (["/", "e", "e"], "1"),
    (["/", "1", ["/", "1", "e"]], "e"), (["+", ["/", "a", "p"], ["/", "a", "q"]], ["/", ["*", "a", ["+", "p", "q"]], ["*", "p", "q"]]),
    (["/", "a", ["+", "1", ["*", "a", "a"]]], ["/", ["*", "2", "a"], ["+", "2", ["*", "2", "a", "a"]]]),
    (["max", "i", "1", "3", ["*", "i", "a"]], ["max", "j", "1", "3", ["*", "a", "j"]]),
    (["sum", "i", "1", "n", ["sum", "j", "1", "n", ["*", "i", "j"]]], ["sum", "i", "1", "n", ["sum", "k", "1", "n", ["*", "k", "i"]]]),
    (["item", "s", ["+", "k", "1"]], ["item", "s", ["+", "1", "k"]]),
    (["pow", "a", "0"], "1"), (["pow", "a", "3"], ["*", "a", "a", "a"]),
    (["fn", "f", ["0", "1"], ["+", "a", "b"], "c"], ["fn", "f", ["0", "1"], ["+", "b", "a"], "c"]),
    (["E", ["*", "a", "r"]], ["*", "a", "a"]), (["E", ["^", "r", "2"]], "b"), (["E", ["dot", "X", "z"]], ["dot", "x", "z"]),
    (["E", ["*", "r", ["dot", "z", "X"]]], ["dot", "y", "z"]), (["E", ["*", ["dot", "y", "X"], ["dot", "z", "Y"]]], form_of("y", "B", "z")),
    (["E", ["*", ["dot", "z", "Y"], ["dot", "y", "X"]]], form_of("y", "B", "z")), (["E", ["*", ["dot", "y", "X"], ["dot", "z", "X"]]], form_of("y", "A", "z")),
    (["E", ["*", "r", ["E", "r"]]], ["*", "a", "a"]), (["E", "3"], "3"), (["E", form_of("z", "A", "X")], form_of("z", "A", "x")),
    (["dot", "z", ["E", ["*", "2", "X"]]], ["dot", "z", ["E", ["+", "X", "X"]]]),
]  # fmt: skip

DIFFERENT: list[tuple[Any, Any]] = [
    (form_of("x", "B", "y"), form_of("y", "B", "x")), (["@", "A", "S"], ["@", "S", "A"]), (["@", "Q", "Q"], "I"), (["T", "Q"], "Q"),
    (["outer", "x", "y"], ["outer", "y", "x"]),
    (["dot", "x", "x"], ["dot", "y", "y"]), (["sqrt", ["^", "a", "2"]], "a"), (["abs", "a"], "a"), (["pow", "a", "n"], ["pow", "a", "k"]),
    (["pow", "a", "n"], ["^", "a", "2"]),
    (["eig", "A", "1"], ["eig", "A", "d"]), (["eig", "A", "1"], ["eig", "S", "1"]), (["max", "i", "1", "3", "i"], ["max", "i", "1", "4", "i"]),
    (["max", "i", "1", "3", "i"], ["sum", "i", "1", "3", "i"]),
    (["sum", "i", "1", "n", ["sum", "j", "1", "n", "i"]], ["sum", "i", "1", "n", ["sum", "j", "1", "n", "j"]]),
    (["item", "s", "k"], ["item", "t", "k"]), (["item", "s", "k"], ["item", "s", "n"]), (["fn", "f", ["0", "1"], "a", "b"], ["fn", "f", ["1", "0"], "a", "b"]),
    (["fn", "f", ["0", "0"], "a", "b"], ["fn", "f", ["0", "0"], "b", "a"]), (["E", ["^", "r", "2"]], ["^", ["E", "r"], "2"]),
    (["E", ["*", ["dot", "y", "X"], ["dot", "z", "Y"]]], form_of("z", "B", "y")), ("d", "1"), (["@", "A", "x"], "x"),
    (["/", "a", ["+", "p", "q"]], ["+", ["/", "a", "p"], ["/", "a", "q"]]),
    (["sqrt", ["+", "p", "q"]], ["+", ["sqrt", "p"], ["sqrt", "q"]]), (["^", "H", "-1"], "H"), (["E", "X"], "x"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal(left: Any, right: Any) -> None:
    assert vanishes(gap(left, right), expand)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different(left: Any, right: Any) -> None:
    assert not vanishes(gap(left, right), expand)


@pytest.mark.parametrize(("data", "needs"), [
    ("a", []), (["/", "1", "a"], ["ne"]), (["^", "a", "-2"], ["ne"]), (["^", "a", "2"], []), (["sqrt", "a"], ["le"]), (["sqrt", ["dot", "x", "x"]], []),
    (["sqrt", form_of("x", "H", "x")], []), (["sqrt", form_of("x", "A", "x")], ["le"]), (["sign", "a"], ["ne"]), (["abs", "a"], []),
    (["*", "0", ["/", "1", "a"]], ["ne"]),
    (["eig", "A", "n"], ["le", "le"]), (["item", "s", "n"], ["le"]), (["pow", "a", "n"], ["le"]), (["max", "i", "1", "n", "a"], ["le"]),
    (["sum", "i", "1", "n", "a"], []),
    (["sum", "i", "0", "n", ["/", "a", "b"]], ["ne"]), (["sum", "i", "1", "n", ["/", "a", "i"]], []), (["sum", "i", "1", "n", ["item", "s", "i"]], []),
    (["/", ["/", "1", "a"], "b"], ["ne", "ne"]),
])  # fmt: skip
def test_what_is_needed(data: Any, needs: list[str]) -> None:
    assert sorted(relation for relation, _ in form(data)[1]) == sorted(needs)


@pytest.mark.parametrize("data", [
    ["/", "1", "0"], ["/", "1", ["+", "a", ["-", "a"]]], ["^", "0", "-1"], ["eig", "B", "1"], ["eig", ["@", "A", "S"], "1"],
    ["eig", ["outer", "x", "y"], "1"], ["eig", "A", "a"],
    ["eig", "A", "1/2"], ["eig", "A", ["/", "n", "2"]], ["item", "s", "a"], ["item", "s", "1/2"], ["item", "s", ["*", "1/2", "n"]], ["pow", "a", "b"],
    ["pow", "a", "1/2"],
    ["sum", "i", "1", "a", "i"], ["sum", "i", "1/2", "3", "i"], ["max", "i", "a", "3", "i"], ["sum", "i", "0", "n", ["/", "1", "i"]],
    ["sum", "i", "-1", "n", ["item", "s", "i"]],
    ["^", "A", "-1"], ["^", ["+", "H", "G"], "-1"], ["^", ["outer", "x", "x"], "-1"], ["E", ["^", "r", "3"]], ["E", ["*", "r", "r", "r"]],
    ["E", ["dot", "X", "X"]],
    ["E", ["sign", "r"]], ["E", ["dot", "Y", "z"]], ["E", ["abs", "r"]], ["dot", ["E", ["*", ["sign", "r"], "X"]], "z"],
])  # fmt: skip
def test_what_has_no_normal_form(data: Any) -> None:
    with pytest.raises(CheckError):
        form(data)


@pytest.mark.parametrize(("data", "expected"), [
    ("a", "real"), ("p", "positive"), ("m", "nonnegative"), ("e", "nonzero"), ("d", "positive"), ("n", "real"), ("3", "positive"), ("-3", "nonzero"),
    (["*", "a", "a"], "nonnegative"),
    (["*", "e", "e"], "positive"), (["^", "e", "3"], "nonzero"), (["*", "p", "m"], "nonnegative"), (["+", "p", "m"], "positive"),
    (["+", "p", ["-", "m"]], "real"),
    (["dot", "x", "x"], "nonnegative"), (["dot", "u", "u"], "positive"), (["dot", "x", "u"], "real"), (form_of("u", "H", "u"), "positive"),
    (form_of("x", "H", "x"), "nonnegative"),
    (form_of("u", "A", "u"), "real"), (form_of("u", ["^", "A", "2"], "u"), "real"), (form_of("u", ["@", "A", ["@", "H", "A"]], "u"), "nonnegative"),
    (form_of("u", ["@", ["T", "B"], ["@", "H", "B"]], "u"), "positive"), (form_of("u", ["@", "H", "G"], "u"), "real"),
    (form_of("u", ["^", "H", "-3"], "u"), "positive"),
    (["eig", "H", "1"], "positive"), (["eig", "A", "1"], "real"), (["sqrt", "a"], "nonnegative"), (["sqrt", "p"], "positive"), (["item", "t", "0"], "positive"),
    (["item", "s", "0"], "real"), (["pow", "p", "n"], "positive"), (["pow", "a", "n"], "real"), (["/", "p", ["+", "1", ["*", "a", "a"]]], "positive"),
    ("0", "real"),
    (["dot", ["item", "w", "0"], ["item", "w", "0"]], "positive"), (["abs", "e"], "positive"), (["abs", "a"], "nonnegative"), (["-", "p"], "nonzero"),
])  # fmt: skip
def test_signs_from_the_domains(data: Any, expected: str) -> None:
    weaker = {"positive": {"positive", "nonnegative", "nonzero", "real"}, "nonnegative": {"nonnegative", "real"}, "nonzero": {"nonzero", "real"},
              "real": {"real"}}
    found = sign(data)
    assert found in weaker[expected]
    assert found == expected or data in ITS_SIGN_IS_NOT_SEEN


ITS_SIGN_IS_NOT_SEEN: list[Any] = [form_of("u", ["^", "H", "-3"], "u"), ["/", "p", ["+", "1", ["*", "a", "a"]]]]


def test_the_form_does_not_depend_on_what_was_asked_before() -> None:
    """One normaliser for many terms, or a fresh one for each: the same form, and the same text."""
    n = Normaliser(ENV, MOMENTS, {}, set())
    for left, right in EQUAL:
        for data in (left, right):
            t = read(data, Scope(ENV))
            assert n.normal(t) == Normaliser(ENV, MOMENTS, {}, set()).normal(t)
    p, q = form(["+", "a", ["*", "b", "c"]])[0], form(["+", ["*", "c", "b"], "a"])[0]
    assert poly_text(tuple(sorted(p.items()))) == poly_text(tuple(sorted(q.items())))


def test_eigenvalues_cite_the_spectral_theorem() -> None:
    cites: set[str] = set()
    Normaliser(ENV, MOMENTS, {}, cites).normal(read(["eig", "A", "1"], Scope(ENV)))
    assert cites == {"spectral theorem for symmetric matrices"}
