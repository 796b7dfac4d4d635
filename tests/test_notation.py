"""Every construct of the statement language prints, and nothing else does."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from verify import notation
from verify.notation import NotationError

SUM = ["+", "a", ["-", "b"]]
HW = ["@", "H", "w"]

TERMS: list[tuple[Any, str, str]] = [
    ("-3/2", r"-\frac{3}{2}", "-3/2"),
    ("0v", "0", "0"),
    ("eps_a", r"\varepsilon_{a}", "εₐ"),
    ("lam_max", r"\lambda_{\max}", "λₘₐₓ"),
    ("w_next", r"w_{\mathrm{next}}", "wₙₑₓₜ"),
    ("a0", "a_{0}", "a₀"),
    ("eps_hat_k", r"\hat{\varepsilon}_{k}", "ε̂ₖ"),
    ("rho_star", r"\rho^{*}", "ρ*"),
    ("x'", r"x^{\prime}", "x′"),
    ("kappa", r"\kappa", "κ"),
    ("cond", r"\mathrm{cond}", "cond"),
    (SUM, "a - b", "a - b"),
    (["+", "a", ["*", "-3", "b"], "-2"], "a - 3 b - 2", "a - 3 b - 2"),
    (["-", SUM], "-(a - b)", "-(a - b)"),
    (["-", ["-", "a"]], "-(-a)", "-(-a)"),
    (["+", "a", ["+", "b", "c"]], "a + b + c", "a + b + c"),
    (["+", "a", ["-", ["+", "b", "c"]]], "a - (b + c)", "a - (b + c)"),
    (["*", "2", "3", "x"], r"2 \cdot 3 x", "2 · 3 x"),
    (["*", "2", "1/3"], r"2 \cdot \frac{1}{3}", "2 (1/3)"),
    (["*", "a", "-1"], "a (-1)", "a (-1)"),
    (["*", "-1", "a"], "-a", "-a"),
    (["*", ["-", "a"], "b"], "-a b", "-a b"),
    (["*", ["-", ["*", "a", "b"]], "c"], "-a b c", "-a b c"),
    (["*", ["-", SUM], "c"], "(-(a - b)) c", "(-(a - b)) c"),
    (["*", SUM, "c"], "(a - b) c", "(a - b) c"),
    (["*", ["dot", "w", "g"], "a"], "(w^{T} g) a", "(wᵀ g) a"),
    (["*", "a", ["dot", "w", "g"]], "a w^{T} g", "a wᵀ g"),
    (["/", "a", ["*", "b", "c"]], r"\frac{a}{b c}", "a/(b c)"),
    (["/", HW, "s"], r"\frac{H w}{s}", "(H w)/s"),
    (["^", "a", "2"], "a^{2}", "a²"),
    (["^", SUM, "-1"], "(a - b)^{-1}", "(a - b)⁻¹"),
    (["^", ["^", "a", "2"], "3"], "(a^{2})^{3}", "(a²)³"),
    (["^", "1/2", "2"], r"\left(\frac{1}{2}\right)^{2}", "(1/2)²"),
    (["^", "rho_star", "2"], r"(\rho^{*})^{2}", "(ρ*)²"),
    (["sqrt", SUM], r"\sqrt{a - b}", "√(a - b)"),
    (["abs", SUM], "|a - b|", "|a - b|"),
    (["sign", "r"], r"\operatorname{sign}(r)", "sign(r)"),
    (["dot", "w", HW], "w^{T} H w", "wᵀ H w"),
    (["dot", HW, "g"], "(H w)^{T} g", "(H w)ᵀ g"),
    (["dot", "w_star", "g"], "w^{*T} g", "w*ᵀ g"),
    (["dot", "w", ["*", "a", "g"]], "w^{T} (a g)", "wᵀ (a g)"),
    (["@", "H", SUM], "H (a - b)", "H (a - b)"),
    (["@", ["+", "I", ["-", "H"]], "w"], "(I - H) w", "(I - H) w"),
    (["@", "H", ["@", "K", "w"]], "H K w", "H K w"),
    (["@", ["^", "H", "-1"], "g"], "H^{-1} g", "H⁻¹ g"),
    (["@", ["outer", "x", "y"], "w"], "(x y^{T}) w", "(x yᵀ) w"),
    (["outer", HW, HW], "H w (H w)^{T}", "H w (H w)ᵀ"),
    (["T", ["@", "Q", "H"]], "(Q H)^{T}", "(Q H)ᵀ"),
    (["eig", "H", "i"], r"\lambda_{i}(H)", "λᵢ(H)"),
    (["eig", "H", ["+", "i", "-1"]], r"\lambda_{i - 1}(H)", "λᵢ₋₁(H)"),
    (["max", "i", "1", "d", ["abs", "a"]], r"\max_{1 \le i \le d} |a|", "max_(1≤i≤d) |a|"),
    (["max", "i", "1", "d", SUM], r"\max_{1 \le i \le d} \{a - b\}", "max_(1≤i≤d) {a - b}"),
    (["D", "J", "a", "1"], r"\frac{\partial J}{\partial a}", "∂J/∂a"),
    (["D", SUM, "a", "1"], r"\frac{\partial}{\partial a} (a - b)", "∂(a - b)/∂a"),
    (["D", "J", "w", "v"], r"\mathrm{D}_{w} J[v]", "D_w J[v]"),
    (["at", "J", [["a", "b"], ["w", "0v"]]], r"\left.J\right|_{a \mapsto b,\; w \mapsto 0}",
     "J|_(a ↦ b, w ↦ 0)"),
    (["E", ["^", "y", "2"]], r"\mathbb{E}[y^{2}]", "E[y²]"),
    (["fn", "f", ["0", "0"], "y", "z"], r"f(y,\, z)", "f(y, z)"),
    (["fn", "f", [0, 1], "y", ["dot", "x", "w"]], r"f_{2}'(y,\, x^{T} w)", "f′₂(y, xᵀ w)"),
    (["fn", "f", [1, 1], "y", "z"], r"f_{12}''(y,\, z)", "f′′₁₂(y, z)"),
    (["block", "1", "x", "y", "A"], r"\begin{pmatrix} 1 & x^{T} \\ y & A \end{pmatrix}",
     "[1, xᵀ; y, A]"),
    (["item", "w", "k"], "w_{k}", "wₖ"),
    (["item", "w", ["+", "k", "1"]], "w_{k+1}", "wₖ₊₁"),
    (["item", "w", ["+", "k", ["-", "1"]]], "w_{k-1}", "wₖ₋₁"),
    (["item", "w", "k'"], r"w_{k^{\prime}}", "w_(k′)"),
    (["item", "w0", "k"], "w_{0,k}", "w_(0,k)"),
    (["item", "eps_hat", "k"], r"\hat{\varepsilon}_{k}", "ε̂ₖ"),
    (["^", ["item", "sigma", "k"], "2"], r"\sigma_{k}^{2}", "σₖ²"),
    (["^", ["item", "w'", "0"], "2"], r"(w_{0}^{\prime})^{2}", "(w₀′)²"),
    (["dot", ["item", "w", "k"], "g"], "w_{k}^{T} g", "wₖᵀ g"),
    (["dot", ["item", "w_star", "k"], "g"], "w_{k}^{*T} g", "wₖ*ᵀ g"),
    (["sum", "i", "0", ["+", "k", "-1"], ["*", "a", "b"]], r"\sum_{i=0}^{k-1} a b", "Σ_(0≤i≤k-1) a b"),
    (["*", ["sum", "i", "1", "n", SUM], "c"], r"\left(\sum_{i=1}^{n} (a - b)\right) c",
     "(Σ_(1≤i≤n) (a - b)) c"),
    (["pow", "r", "k"], "r^{k}", "r^k"),
    (["pow", SUM, ["+", "k", "1"]], "(a - b)^{k+1}", "(a - b)^(k+1)"),
    (["^", ["pow", "rho_star", "0"], "2"], r"((\rho^{*})^{0})^{2}", "((ρ*)⁰)²"),
    (["lambda", "k", ["+", ["item", "w", "k"], "u"]], r"(w_{k} + u)_{k \ge 0}", "(wₖ + u)_(k≥0)"),
]  # fmt: skip

R_NONZERO = {"name": "r", "sort": "scalar", "domain": "nonzero", "latex": r"\varrho"}
FORMULAS: list[tuple[Any, str, str]] = [
    (["eq", "0", "0"], r"\text{true}", "true"),
    (["eq", "a", "b"], "a = b", "a = b"),
    (["ne", "w", "0v"], r"w \neq 0", "w ≠ 0"),
    (["le", "a", "b"], r"a \le b", "a ≤ b"),
    (["lt", "a", "b"], "a < b", "a < b"),
    (["and", ["le", "0", "a"], ["lt", "a", "1"], ["ne", "b", "0"]],
     r"0 \le a < 1 \;\text{ and }\; b \neq 0", "0 ≤ a < 1 and b ≠ 0"),
    (["or", ["eq", "a", "0"], ["and", ["eq", "b", "0"], ["eq", "c", "0"]]],
     r"a = 0 \;\text{ or }\; (b = 0 \;\text{ and }\; c = 0)", "a = 0 or (b = 0 and c = 0)"),
    (["not", ["eq", "a", "b"]], r"a \neq b", "a ≠ b"),
    (["not", ["le", "a", "b"]], r"a \nleq b", "a ≰ b"),
    (["not", ["and", ["eq", "a", "b"], ["lt", "b", "c"]]],
     r"\lnot (a = b < c)", "not (a = b < c)"),
    (["implies", ["lt", "0", "a"], ["ne", "a", "0"]], r"0 < a \implies a \neq 0",
     "0 < a ⟹ a ≠ 0"),
    (["iff", ["eq", "a", "0"], ["parallel", "w", "u"]], r"a = 0 \iff w \parallel u",
     "a = 0 ⟺ w ∥ u"),
    (["forall", [R_NONZERO], ["ne", "r", "0"]],
     r"\forall\, \varrho \in \mathbb{R} \setminus \{0\}:\; \varrho \neq 0",
     "∀ r ∈ ℝ∖{0}: r ≠ 0"),
    (["exists", [["i", "integer", ["range", "1", "d"]]], ["eq", "i", "1"]],
     r"\exists\, 1 \le i \le d:\; i = 1", "∃ 1 ≤ i ≤ d: i = 1"),
    (["almost-all", [["u", "vector", "any"], ["v", "vector", "any"]], ["ne", "u", "v"]],
     r"\text{for almost all } u, v \in \mathbb{R}^{d}:\; u \neq v",
     "for almost all u, v ∈ ℝᵈ: u ≠ v"),
    (["psd", [["a", "b"], ["b", "c"]]],
     r"\begin{pmatrix} a & b \\ b & c \end{pmatrix} \succeq 0", "[a, b; b, c] ⪰ 0"),
    (["spectrum", "H", [["a", "1"], ["0", ["+", "d", "-1"]]]],
     r"\operatorname{spec}(H) = \{a,\; 0\;(\times\, (d - 1))\}", "spec(H) = {a, 0 (× (d - 1))}"),
    (["limit", ["w"], [HW], ["w0"], ["u"]],
     r"\left[\begin{array}{l} w \mapsto H w\;\text{ from }\; w_{0} \end{array}\right] "
     r"\;\text{ converges to }\; u", "[w ↦ H w from w₀] converges to u"),
    (["equivalent", ["a", "w"], ["a", HW], ["1", "u"], ["b", "w"], ["1", "v"]],
     r"\left[\begin{array}{l} a \mapsto a\;\text{ from }\; 1 \\ w \mapsto H w\;\text{ from }\; u "
     r"\end{array}\right] \;\text{ is equivalent to }\; \left[\begin{array}{l} "
     r"a \mapsto b\;\text{ from }\; 1 \\ w \mapsto w\;\text{ from }\; v \end{array}\right]",
     "[a ↦ a from 1; w ↦ H w from u] is equivalent to [a ↦ b from 1; w ↦ w from v]"),
    (["tends", "k", ["item", "w", "k"], "u"], r"w_{k} \to u \text{ as } k \to \infty",
     "wₖ → u as k → ∞"),
    (["not", ["tends", "k", ["item", "a", "k"], "0"]],
     r"\lnot (a_{k} \to 0 \text{ as } k \to \infty)", "not (aₖ → 0 as k → ∞)"),
    (["forall", [["k", "integer", "any"]], ["implies", ["le", "N", "k"], ["lt", ["item", "a", "k"], "b"]]],
     r"\forall\, \text{integers } k \ge N:\; a_{k} < b", "∀ integers k ≥ N: aₖ < b"),
    (["exists", [["N", "integer", "any"]], ["and", ["le", "0", "N"], ["eq", ["item", "a", "N"], "0"]]],
     r"\exists\, \text{an integer } N \ge 0:\; a_{N} = 0", "∃ an integer N ≥ 0: a_N = 0"),
    (["exists", [["N", "integer", "any"]], ["and", ["le", "0", "N"], ["le", "N", "b"]]],
     r"\exists\, N \in \mathbb{Z}:\; 0 \le N \le b", "∃ N ∈ ℤ: 0 ≤ N ≤ b"),
    (["forall", [["k", "integer", "any"]], ["implies", ["le", "k", "b"], ["le", "k", "c"]]],
     r"\forall\, k \in \mathbb{Z}:\; k \le b \implies k \le c", "∀ k ∈ ℤ: k ≤ b ⟹ k ≤ c"),
    (["orbit", [["a", "scalar", "real"], ["w", "vector", "nonzero"]], [["*", "a", "b"], HW], ["1", "w0"],
      ["let", [["s", "scalar", "k", ["dot", ["item", "w", "k"], "u"]], ["t", "scalar", "i", ["item", "s", "i"]]],
       ["eq", ["item", "s", "3"], ["item", "a", "3"]]]],
     r"\text{for the iterates } a_{k+1} = a_{k} b, w_{k+1} = H w_{k}, k \ge 0, \text{from } a_{0} = 1,\, w_{0}, "
     r"\text{all } w_{k} \neq 0:\; s_{3} = a_{3} \;\text{ where }\; s_{k} := w_{k}^{T} u, t_{i} := s_{i}",
     "for the iterates aₖ₊₁ = aₖ b, wₖ₊₁ = H wₖ, k ≥ 0, from a₀ = 1, w₀, all wₖ ≠ 0: "
     "s₃ = a₃ where sₖ := wₖᵀ u, tᵢ := sᵢ"),
    (["orbit", [["a", "scalar", "positive"]], [["*", "k", "a"]], ["b"], ["lt", "0", ["item", "a", "1"]]],
     r"\text{for the iterates } a_{n+1} = k a_{n}, n \ge 0, \text{from } a_{0} = b, \text{all } a_{n} > 0:\; 0 < a_{1}",
     "for the iterates aₙ₊₁ = k aₙ, n ≥ 0, from a₀ = b, all aₙ > 0: 0 < a₁"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "tex", "plain"), TERMS + FORMULAS, ids=repr)
def test_each_construct_prints(expr: Any, tex: str, plain: str) -> None:
    assert notation.latex(expr) == tex
    assert notation.unicode(expr) == plain


@pytest.mark.parametrize(
    "expr",
    [
        ["cosh", "a"],
        ["+"],
        ["/", "a"],
        ["^", "a", "n"],
        ["^", "a", "1/2"],
        ["fn", "f", [1], "y", "z"],
        ["fn", "f", ["-1", "0"], "y", "z"],
        ["at", "J", ["a", "b"]],
        ["eq", "a"],
        ["spectrum", "H", []],
        ["limit", ["a", "w"], ["a"], ["1"], ["0"]],
        ["forall", [{"name": "x", "sort": "tensor"}], ["eq", "x", "x"]],
        ["forall", [["x", "scalar", "imaginary"]], ["eq", "x", "x"]],
        ["not", "a"],
        ["item", "w"],
        ["item", ["+", "v", "w"], "k"],
        ["item", "3", "k"],
        ["sum", "i", "0", "k"],
        ["sum", ["+", "i", "1"], "0", "k", "i"],
        ["tends", "k", "a"],
        ["tends", ["+", "k", "1"], "a", "b"],
        ["orbit", [["a", "scalar", "real"]], ["a", "a"], ["1"], ["eq", "a", "a"]],
        ["let", [["s", "scalar", "k"]], ["eq", "a", "a"]],
        ["and", "a", "b"],
        ["eq", ["eq", "a", "b"], "c"],
        "a$b",
        "2.5",
        "",
        [],
        [["+", "a"]],
        3,
        None,
        {"a": "b"},
    ],
    ids=repr,
)
def test_what_is_not_in_the_language_is_refused(expr: Any) -> None:
    for show in (notation.latex, notation.unicode):
        with pytest.raises(NotationError) as caught:
            show(expr)
        assert "\n" not in str(caught.value)


STATEMENT = {
    "symbols": [
        {"name": "H", "sort": "operator", "domain": "spd"},
        {"name": "w", "sort": "vector", "domain": "nonzero", "latex": "w_{0}"},
        {"name": "u", "sort": "vector"},
        {"name": "v", "sort": "vector", "domain": "any"},
        {"name": "x", "sort": "random-vector"},
        {"name": "y", "sort": "random-scalar"},
    ],
    "definitions": [
        [{"name": "sigma", "latex": r"\sigma"}, ["sqrt", ["dot", "w", HW]]],
    ],
    "moments": [[["x", "x"], "H"], [["x", "y"], "u"], [["y", "y"], "1"]],
    "hypotheses": [{"text": "w is not parallel to u", "formula": ["not", ["parallel", "w", "u"]]}],
    "conclusion": ["lt", "0", "sigma"],
}


def test_statement_in_latex() -> None:
    assert notation.statement_latex(STATEMENT) == (
        r"\begin{array}{l} \text{Let } d \ge 1,\; H \text{ symmetric positive definite},\; "
        r"w_{0} \in \mathbb{R}^{d} \setminus \{0\},\; u, v \in \mathbb{R}^{d},\; "
        r"x \text{ bounded, random in } \mathbb{R}^{d},\; y \text{ bounded, random in } \mathbb{R},\; "
        r"\mathbb{E}[x x^{T}] = H,\; \mathbb{E}[x y] = u,\; \mathbb{E}[y^{2}] = 1 "
        r"\\ \text{Suppose } w_{0} \nparallel u \\ \text{Then } 0 < \sigma "
        r"\\ \text{where } \sigma := \sqrt{w_{0}^{T} H w_{0}} \end{array}"
    )


def test_statement_in_words() -> None:
    assert notation.statement_unicode(STATEMENT).splitlines() == [
        "Let d ≥ 1, H symmetric positive definite, w ∈ ℝᵈ∖{0}, u, v ∈ ℝᵈ, x bounded, random in ℝᵈ, "
        "y bounded, random in ℝ, E[x xᵀ] = H, E[x y] = u, E[y²] = 1",
        "Suppose w ∦ u",
        "Then 0 < σ",
        "where σ := √(wᵀ H w)",
    ]


def test_sequences_are_declared_with_their_index() -> None:
    symbols = [
        {"name": "a", "sort": "sequence-scalar", "domain": "positive"},
        {"name": "k", "sort": "sequence-scalar", "domain": "real", "latex": r"\kappa_{*}"},
        {"name": "w_star", "sort": "sequence-vector", "domain": "nonzero"},
    ]
    statement = {"symbols": symbols, "conclusion": ["eq", ["item", "k", "2"], ["item", "a", "3"]]}
    assert notation.statement_unicode(statement).splitlines() == [
        "Let d ≥ 1, (aₙ)_(n≥0) in (0, ∞), (kₙ)_(n≥0) in ℝ, (wₙ*)_(n≥0) in ℝᵈ∖{0}",
        "Then k₂ = a₃",
    ]
    assert r"(\kappa_{*,n})_{n \ge 0}" in notation.statement_latex(statement)
    assert r"\kappa_{*,2} = a_{3}" in notation.statement_latex(statement)


def test_a_moment_may_have_a_term_as_a_factor() -> None:
    moment = [["x", ["fn", "f", ["0", "1"], "y", ["dot", "x", "w"]]], "u"]
    shown = notation.statement_unicode(STATEMENT | {"moments": [moment]})
    assert "E[x f′₂(y, xᵀ w)] = u" in shown


def test_a_statement_of_scalars_mentions_no_dimension() -> None:
    statement = {"symbols": [{"name": "a", "sort": "scalar"}], "conclusion": ["eq", "a", "a"]}
    assert notation.statement_unicode(statement) == "Let a ∈ ℝ\nThen a = a"


@pytest.mark.parametrize(
    "damage", [{"conclusion": ["sum"]}, {"symbols": [{}]}, {"moments": [["x"]]}], ids=repr
)
def test_a_damaged_statement_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(NotationError):
        notation.statement_latex(STATEMENT | damage)


def test_pieces_join_to_the_formula() -> None:
    long_sum = ["+", *(["*", f"a{n}", ["dot", f"x{n}", f"y{n}"]] for n in range(8))]
    formula = ["and", ["le", "b", long_sum], ["implies", ["eq", "a", "b"], ["lt", "c", "1"]]]
    parts = notation.statement_parts({"symbols": [], "conclusion": formula})
    assert len(parts.conclusion) > 8
    assert " ".join(parts.conclusion) == notation.latex(formula)


def test_bound_symbols_are_forgotten_after_their_formula() -> None:
    statement = {"symbols": [{"name": "r", "sort": "scalar", "latex": "R"}], "conclusion": "true"}
    formula = ["and", ["forall", [R_NONZERO], ["ne", "r", "0"]], ["eq", "r", "1"]]
    shown = notation.latex(formula, statement)
    assert shown.count(r"\varrho") == 2
    assert shown.endswith("R = 1")


LEAVES = st.sampled_from(["a", "b", "c", "2", "-3", "1/2", "-2/3"])
ARITHMETIC = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("+"), inner, inner, inner),
        st.tuples(st.sampled_from("+*/"), inner, inner),
        st.tuples(st.just("-"), inner),
        st.tuples(st.just("^"), inner, st.sampled_from(["-1", "2", "3"])),
    ),
    max_leaves=12,
)
VALUES = {"a": Fraction(3), "b": Fraction(-5, 7), "c": Fraction(11, 2)}


def compute(term: Any) -> Fraction:
    """What the data means."""
    if isinstance(term, str):
        return VALUES[term] if term in VALUES else Fraction(term)
    head, *args = term
    if head == "^":
        return compute(args[0]) ** int(args[1])
    values = [compute(arg) for arg in args]
    if head == "-":
        return -values[0]
    result = values[0]
    for value in values[1:]:
        result = {"+": result + value, "*": result * value}[head] if head != "/" else result / value
    return result


class Reader:
    """Reads printed arithmetic as a person does: powers, then signs, then products, then sums."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = re.findall(r"\d+|[abc]|[⁻⁰-⁹¹²³]+|[-+/()]", text.replace("·", ""))

    def take(self, *wanted: str) -> str | None:
        if self.tokens and self.tokens[0] in wanted:
            return self.tokens.pop(0)
        return None

    def sum(self) -> Fraction:
        total = -self.product() if self.take("-") else self.product()
        while sign := self.take("+", "-"):
            total += self.product() if sign == "+" else -self.product()
        return total

    def product(self) -> Fraction:
        result = self.power()
        while self.tokens and self.tokens[0] not in "+-)":
            result = result / self.power() if self.take("/") else result * self.power()
        return result

    def power(self) -> Fraction:
        token = self.tokens.pop(0)
        if token == "(":
            value = self.sum()
            assert self.take(")")
        else:
            value = VALUES[token] if token in VALUES else Fraction(token)
        if self.tokens and self.tokens[0][0] in "⁻¹²³":
            value **= int(self.tokens.pop(0).translate(str.maketrans("⁻¹²³", "-123")))
        return value


@settings(derandomize=True)
@given(ARITHMETIC)
def test_printed_arithmetic_means_what_the_data_means(term: Any) -> None:
    try:
        meant = compute(term)
    except ZeroDivisionError:
        assume(False)
    assert Reader(notation.unicode(term)).sum() == meant
