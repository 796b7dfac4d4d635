"""Symbols that print alike: refused, by the notation's own printing; every committed statement passes."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify import Setting, decide, notation
from verify.claims import load_paper
from verify.notation.clashes import WORDS
from verify.notation.formulas import DOMAINS, NEGATED, QUANTIFIERS
from verify.notation.names import ACCENTS, GREEK, MARKS, default_name
from verify.notation.symbols import shape
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    ScalarSequence,
    Statement,
    StatementError,
    abbreviate,
    all_of,
    eq,
    exists,
    forall,
    from_index,
    function,
    le,
    maximum,
    orbit,
    summation,
    tends,
)

REAL = "scalar", "real"


def pair(first: str, second: str, latex: str | None = None) -> Callable[[], Statement]:
    """A statement of two symbols; the second may be printed as told."""

    def build() -> Statement:
        s = Setting()
        return s.claim(eq(s.scalar(first), s.scalar(second, latex=latex)))

    return build


ALIKE = [
    ("eps", "epsilon"), ("eps", "varepsilon"), ("x_1", "x1"), ("lam", "y", r"\lambda"),
    ("phi", "varphi"), ("x", "y", "x"), ("x", "y", "{x}"), ("x", "y", " x"),
    ("x", "y", r"\mathrm{x}"), ("x_1", "y", "x_{1}"), ("x_1", "y", "x_1"),
    ("x_star", "x*"), ("x_star", "y", "x^*"), ("x'", "x_prime"), ("x'", "y", r"x^\prime"),
    ("x'", "y", "x'"), ("x_hat", "y", r"\hat x"), ("x_hat", "y", r"\widehat{x}"),
    ("x_hat_1", "x_1_hat"), ("eps", "y", r"\epsilon"), ("eps_a", "y", r"\varepsilon_{a}"),
    ("x_plus", "y", "x^+"), ("x_max", "y", r"x_{\max}"), ("x_max", "y", "x_{max}"), ("x_opt", "y", r"x_{\mathrm{opt}}"), ("alpha", "a", r"\alpha"),
    ("x_star_1", "y", "x^{*}_{1}"), ("x_star_1", "y", "x_1^*"), ("x", "y", r"\|x\|"),
]  # fmt: skip


@pytest.mark.parametrize("symbols", ALIKE, ids=repr)
def test_two_symbols_that_print_alike_are_refused_and_both_named(symbols: Any) -> None:
    with pytest.raises(StatementError, match="tell them apart") as caught:
        pair(*symbols)()
    assert repr(symbols[0]) in str(caught.value) and repr(symbols[1]) in str(caught.value)


RESERVED = ["d", "I", r"\mathrm{d}", r"\lambda_1", r"\lambda_{d}", r"\lambda_{12}", r"\text{true}", r"\mathrm{and}", r"\mathrm{where}"]
NO_SYMBOL = [
    "0", "1", "-1", "1/2", r"\frac{1}{2}", "x+z", "-x", "x^2",
    "x^{-1}", "x^T", "x z", "xz", "f(x)", r"\lambda_{\max}(H)", "|x|", r"\sqrt{x}", r"\infty",
    r"\mathbb{R}", r"\mathbb{E}", r"\text{not } x", "", " ", r"x\,", "x,z", "x_", "x_{}", "x^",
    "{x", "x}", r"\hat", r"\|x", "x_1_2", "х", "é", "x\ny", "x%z", "x&z", "$x$",
    r"\color{white}x", r"\phantom{x}", r"\rlap{x}z", r"x\\z", "x = 1", r"\undefined",
    r"\mathrm{}", r"\mathrm{x y}", r"\text{x y}", r"\text {x z}", "x'_{", r"\left(x\right)",
]  # fmt: skip


@pytest.mark.parametrize("latex", RESERVED)
def test_a_symbol_does_not_print_like_what_has_a_meaning(latex: str) -> None:
    with pytest.raises(StatementError, match="'y' prints like"):
        pair("x", "y", latex)()


@pytest.mark.parametrize("name", ["lambda_1", "lam_2", "lambda_d", "true", "where", "integers"])
def test_a_name_does_not_print_like_what_has_a_meaning(name: str) -> None:
    with pytest.raises(StatementError, match=f"'{name}' prints like"):
        pair("x", name)()


@pytest.mark.parametrize("latex", NO_SYMBOL, ids=repr)
def test_what_a_symbol_is_printed_as_is_one_symbol(latex: str) -> None:
    with pytest.raises(StatementError, match="'y': expected the LaTeX of one symbol") as caught:
        pair("x", "y", latex)()
    assert "\n" not in str(caught.value)


APART = [
    ("x", "y"), ("x", "y", "x'"), ("x", "y", r"\hat x"), ("x", "y", "x_1"),
    ("x_12", "x_1_2"), ("x", "y", r"\mathcal{L}"), ("x", "y", r"\mathbf{x}"), ("nu", "v"),
    ("x", "lam"), ("x", "y", r"\lambda_{\max}"), ("x", "y", r"\|w_\infty\|"),
    ("x_plus", "x'"), ("x", "d_1"), ("x", "y", r"\tilde C_a"), ("x", "y", r"\hat\varepsilon^-"),
]  # fmt: skip


@pytest.mark.parametrize("symbols", APART, ids=repr)
def test_what_can_be_told_apart_is_allowed(symbols: Any) -> None:
    assert not notation.clashes(pair(*symbols)().to_json())


def bound(outer: str, inner: str, body: Callable[[Scalar], Formula]) -> Formula:
    return forall([Decl(outer, *REAL)], exists([Decl(inner, *REAL)], body(Scalar(inner))))


def with_sequence(name: str) -> tuple[Setting, ScalarSequence, Scalar]:
    s = Setting()
    return s, s.scalar_sequence("a"), s.scalar(name)


def scoped() -> dict[str, Callable[[], Statement]]:
    """Symbols of every kind, of which two that are in scope together print alike."""
    s = Setting()
    eps, x1, h = s.scalar("eps"), s.scalar("x_1"), Scalar("a") / 2
    i, k, a = Scalar("x1"), Scalar("k"), Decl("a", *REAL)
    defined = Setting()
    defined.define("epsilon", defined.scalar("eps") + 1)
    ranged, b, late = with_sequence("a_k")
    ranged.integer("k", 0, 5)
    one, two, three = with_sequence("a_1"), with_sequence("a0"), with_sequence("a_k")
    twice = Setting()
    f, prime = twice.function("f"), twice.scalar("f'")
    return {
        "free and bound": lambda: s.claim(forall([Decl("epsilon", *REAL)], eq(eps, Scalar("epsilon")))),
        "bound and bound": lambda: Setting().claim(bound("eps", "epsilon", lambda z: eq(z, Scalar("eps")))),
        "unused": lambda: s.claim(forall([Decl("epsilon", *REAL)], eq(eps, eps))),
        "sum": lambda: s.claim(eq(summation(i, 1, 2, i * x1), 1)),
        "maximum": lambda: s.claim(eq(maximum(i, 1, 2, i * x1), 1)),
        "limit": lambda: s.claim(tends(i, 1 / (x1 + i), 0)),
        "orbit": lambda: s.claim(orbit([Decl("epsilon", *REAL)], [Scalar("epsilon") / 2], [eps], le(0, 1))),
        "abbreviation": lambda: s.claim(abbreviate([(ScalarSequence("epsilon"), k, k * 1)], le(0, 1))),
        "definition": lambda: defined.claim(le(0, 1)),
        "member": lambda: one[0].claim(eq(one[1][1], one[2])),
        "first member": lambda: two[0].claim(eq(two[1][0], two[2])),
        "member at an integer": lambda: ranged.claim(eq(b[k], late)),
        "member at a bound integer": lambda: three[0].claim(from_index(k, 0, eq(three[1][k], three[2]))),
        "iterate": lambda: three[0].claim(orbit([Decl("b", *REAL)], [Scalar("b") / 2], [three[2]], le(0, 1))),
        "not the start": lambda: start("a0", Scalar("b")),
        "not the second": lambda: start("a_1", Scalar("b")),
        "derivative": lambda: twice.claim(eq(prime, function(f, prime, prime))),
        "iterates with an index": lambda: start("a_k", Scalar("b")),
        "state": lambda: s.claim(orbit([a, Decl("x1", *REAL)], [h, h], [eps, eps], le(0, 1))),
    }  # fmt: skip


def start(name: str, first: Scalar) -> Statement:
    s = Setting()
    s.scalar(name)
    s.scalar("b")
    return s.claim(orbit([Decl("a", *REAL)], [Scalar("a") / 2], [first], le(0, 1)))


@pytest.mark.parametrize("case", scoped())
def test_bound_symbols_definitions_and_members_count_where_both_are_in_scope(case: str) -> None:
    with pytest.raises(StatementError, match="prints like"):
        scoped()[case]()


def test_what_is_never_in_scope_together_may_print_alike() -> None:
    one = forall([Decl("eps", *REAL)], le(0, Scalar("eps") ** 2))
    other = forall([Decl("epsilon", *REAL)], le(0, Scalar("epsilon") ** 2))
    assert not notation.clashes(Setting().claim(all_of(one, other)).to_json())


def test_a_start_is_the_first_iterate() -> None:
    start("a0", Scalar("a0"))
    s = Setting()
    a0 = s.scalar("a0")
    s.define("a_1", a0 / 2)  # and this is the second
    s.claim(orbit([Decl("a", *REAL)], [Scalar("a") / 2], [a0], le(0, 1)))
    s.define("a_2", a0 / 2)
    with pytest.raises(StatementError, match="'a_2' prints like a member of 'a'"):
        s.claim(orbit([Decl("a", *REAL)], [Scalar("a") / 2], [a0], le(0, 1)))


def test_an_index_that_the_notation_chooses_is_no_symbol_in_scope() -> None:
    s = Setting()
    k = s.scalar("K", latex="k")
    shown = notation.statement_latex(s.claim(orbit([Decl("a", *REAL)], [Scalar("a") / 2 + k], [k], le(0, 1))).to_json())
    assert "a_{k}" not in shown and "a_{n+1}" in shown


def test_plain_data_is_examined_without_the_classes() -> None:
    data = pair("x", "y")().to_json()
    data["symbols"][1]["latex"] = "{x}"
    assert notation.clashes(data) == [("'y'", "'x'")]
    data["symbols"][1]["latex"] = "x + 1"
    with pytest.raises(notation.NotationError, match="one symbol"):
        notation.clashes(data)
    with pytest.raises(notation.NotationError):
        notation.clashes({"symbols": []})
    with pytest.raises(StatementError):
        decide(Statement.from_json({**pair("x", "y")().to_json(), "symbols": [{"name": n, "sort": "scalar", "domain": "real", "latex": "z"} for n in "xy"]}))


def test_every_default_name_is_one_symbol_and_its_shape_is_its_own() -> None:
    names = [f"{base}{digits}{index}{mark}" for base in (*GREEK, "x", "lr") for digits in ("", "12") for index in ("", "_a", "_max", "_1_b", "_eps")
             for mark in ("", *(f"_{word}" for word in (*ACCENTS, *MARKS)), "*", "''")]  # fmt: skip
    shapes: dict[Any, str] = {}
    for name in names:
        printed = default_name(name, True)[0]
        assert shapes.setdefault(shape(printed), printed) == printed, name  # alike only where the print is the same


def test_no_committed_statement_clashes() -> None:
    checked = 0
    for claim in load_paper("proofs_checks").claims.values():
        decision = claim.build()
        for part in filter(None, (decision.printed, decision.corrected)):
            assert notation.clashes(part.statement.to_json()) == []
            checked += 1
    assert checked > 300


def test_the_words_that_the_printers_use_are_known() -> None:
    """Every word in a string that the printers put on a page."""
    texts = [plain for _, plain in (*DOMAINS.values(), *QUANTIFIERS.values(), *NEGATED.values())]
    for name in ("formulas.py", "terms.py", "statements.py"):
        for node in ast.walk(ast.parse((Path(notation.__file__).parent / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "pick":
                texts += [x.value for x in node.args[1:] if isinstance(x, ast.Constant) and isinstance(x.value, str)]
    used = {word.lower() for text in texts for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert {"for", "iterates", "where", "symmetric"} <= used and used <= WORDS, used - WORDS
