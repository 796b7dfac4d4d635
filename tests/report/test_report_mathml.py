"""Formulas become MathML, or an error that quotes them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from verify import notation
from verify.report import MathError
from verify.report.breaking import breakable
from verify.report.mathml import pieces_to_mathml, prose, to_mathml


@pytest.mark.parametrize(
    "latex",
    [
        r"\nosuchmacro x",
        r"a \unknown{b}",
        r"a & b",
        r"\frac{a}",
        r"x^2^3",
        r"{a",
        r"a}",
        r"\begin{nosuch} a \end{nosuch}",
        r"\href{javascript:alert(1)}{x}",
        r"\color{red} x",
        "",
        "  ",
    ],
)
def test_what_cannot_be_rendered_is_an_error(latex: str) -> None:
    with pytest.raises(MathError) as caught:
        to_mathml(latex)
    assert repr(latex) in str(caught.value)


@pytest.mark.parametrize(
    "latex",
    [
        r"\|u - w_{k+1}\| \leq \rho_\varepsilon \|u - w_k\|",
        r"\begin{aligned} a &= b \\ &\leq c \end{aligned}",
        r"\begin{pmatrix} 1 & A_{21}^T \\ A_{21} & A_{22} \end{pmatrix}^{-1}",
        r"\lim_{k \to \infty} \sum_{i=0}^k \frac{q_i}{\|w_i\|^2} < \infty",
        r"\hat{\varepsilon}_k := \varepsilon \frac{a_k}{\sigma_k}, \tilde{C}_a, \nabla^2 J",
        r"\operatorname{argmin}_t \|u - tw\|_H, \quad \text{Var}[z], \mathbb{R} \setminus \{0\}",
        r"\bigl\{ x \bigm| \left. \frac{a}{b} \right|_{t=0} \bigr\}",
        r"\mathbf{x} \perp \mathcal{S}, \mathrm{diag}(1, H^*)",
    ],
)
def test_formulas_as_papers_print_them(latex: str) -> None:
    for style in ("inline", "block", "piece"):
        shown = to_mathml(latex, style)
        assert shown.startswith("<math")
        assert "\\" not in shown
        assert "http" not in shown


def test_signs_and_scripts_are_escaped() -> None:
    assert "&lt;" in to_mathml("a < b")
    assert "<script>" not in to_mathml(r"\text{<script>alert(1)</script>}")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"a \iff b", "<mo>⟺</mo>"),
        (r"a \perp b", "<mo>⊥</mo>"),
        (r"a := b", ">:=</mo>"),
        (r"\mathrm{spec}", ">spec</mi>"),
        (r"\lambda_{\max}", ">max</mi>"),
        (r"\max_{i} x", "<munder><mo movablelimits="),
        (r"\partial J", "<mi>∂</mi>"),
        (r"\mathbf{x}", "<mi>𝐱</mi>"),
        (r"w_{k}^{*T}", "<msubsup>"),
        (r"a_{k} \to 0", "<mo>→</mo>"),
        (r"\sum_{i=0}^{k} a_{i}", "∑"),
    ],
)
def test_typography(latex: str, expected: str) -> None:
    assert expected in to_mathml(latex)


def test_bars_in_pairs_are_fences_and_a_lone_bar_is_not() -> None:
    assert re.findall('form="(.*?)"', to_mathml("|a| + |b|")) == ["prefix", "postfix"] * 2
    assert "form" not in to_mathml(r"\{w | y < 1\}")


def test_prose() -> None:
    shown = prose(r"Take $x < 1$ & pay \$5 <b>")
    assert shown.count("<math") == 1
    assert shown.startswith("Take <math>")
    assert shown.endswith(" &amp; pay $5 &lt;b&gt;")
    with pytest.raises(MathError, match="unpaired"):
        prose("costs $5")


EVERYTHING: list[Any] = [
    ["block", "1", ["-", ["/", "g", "sigma"]], ["@", "H", "w"], ["outer", "x", "y"]],
    ["max", "i", "2", "d", ["abs", ["+", "1", ["-", ["*", "eps", ["eig", "H", "i"]]]]]],
    ["at", ["sqrt", ["E", ["^", "y", "2"]]], [["a", "1/2"]]],
    ["D", ["fn", "f", ["1", "2"], "y", ["sign", "a"]], "w", ["T", ["@", "A", "w"]]],
    ["forall", [["r", "scalar", "nonzero"]], ["iff", ["parallel", "u", "v"], ["eq", "0", "0"]]],
    ["almost-all", [["u", "vector", "any"]], ["not", ["or", ["le", "a", "b"], ["lt", "a", "b"]]]],
    ["psd", [["a", "b"], ["b", "c"]]],
    ["spectrum", "H", [[["/", "a", "b"], "1"], ["0", ["+", "d", "-1"]]]],
    ["equivalent", ["a", "w"], ["a", "w"], ["1", "u"], ["a", ["/", "w", "r"]], ["1", "u"]],
    ["limit", ["w"], ["w"], ["u"], ["0v"]],
    ["item", "w_star'", ["+", "k'", "1"]],
    ["dot", ["item", "w_star", "k"], ["item", "eps_hat", ["+", "k", ["-", "1"]]]],
    ["*", ["sum", "i", "0", ["+", "n", "-1"], ["/", "a", "i"]], ["pow", ["/", "r", "2"], ["+", "k", "1"]]],
    ["lambda", "k", ["/", ["item", "a'", "k"], "2"]],
    ["tends", "k'", ["item", "w'", "k'"], "0v"],
    ["forall", [["k", "integer", "any"]], ["implies", ["le", "0", "k"], ["lt", ["item", "a", "k"], "b"]]],
    ["orbit", [["a", "scalar", "positive"], ["w", "vector", "nonzero"]], ["a", ["*", "a", "w"]], ["1", "w0"],
     ["let", [["sigma", "scalar", "k", ["dot", ["item", "w", "k"], "u"]]], ["tends", "k", ["item", "sigma", "k"], "0"]]],
]


@pytest.mark.parametrize("expr", EVERYTHING, ids=repr)
def test_every_construct_of_the_language_renders(expr: Any) -> None:
    assert to_mathml(notation.latex(expr), "block")


@pytest.mark.parametrize(
    ("latex", "pieces"),
    [
        ("a = b", ["a", "= b"]),
        (r"\kappa := x \leq y =: z", [r"\kappa", ":= x", r"\leq y", "=: z"]),
        (r"x_{i=1} = f(a = b)", ["x_{i=1}", "= f(a = b)"]),
        (r"\left( a = b \right] = c, \quad d", [r"\left( a = b \right]", r"= c, \quad", "d"]),
        (r"\begin{aligned} a &= b \end{aligned}", [r"\begin{aligned} a &= b \end{aligned}"]),
        (r"\varepsilon \in (0, 1]", [r"\varepsilon", r"\in (0, 1]"]),
        (r"a = b)", ["a = b)"]),
        (r"\text{a = b}", [r"\text{a = b}"]),
        ("= a", ["= a"]),
    ],
)
def test_where_a_printed_formula_may_break(latex: str, pieces: list[str]) -> None:
    assert breakable(latex) == pieces
    assert pieces_to_mathml(pieces)


def test_pieces_may_break_between_but_not_inside() -> None:
    shown = pieces_to_mathml(["a", "= b", "+ c"])
    assert shown.count('class="piece"') == 3
    assert shown.count('displaystyle="true"') == 3
