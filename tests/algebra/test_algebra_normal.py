"""Normal forms, roots, hypotheses, expectations, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.algebra import (
    AlgebraError,
    compact,
    directional,
    eigenvalues,
    gradient,
    hessian,
    instantiate,
    is_identity,
    normal_form,
    partial,
    random_values,
    vanishes,
)  # fmt: skip
from verify.algebra.hypotheses import Algebra
from verify.algebra.roots import independent
from verify.notation import unicode
from verify.statements import (
    IDENTITY,
    ZERO,
    Formula,
    Operator,
    Scalar,
    Setting,
    Vector,
    all_of,
    at,
    derivative,
    eig,
    eq,
    expectation,
    function,
    le,
    lt,
    maximum,
    ne,
    outer,
    sign,
    sqrt,
    thaw,
)  # fmt: skip


def shown(expression: Scalar | Vector | Operator) -> str:
    return unicode(thaw(expression.term))


@pytest.fixture
def s() -> Setting:
    return Setting()


def test_normal_form_is_sympy_data(s: Setting) -> None:
    H, w, a = s.operator("H"), s.vector("w", "nonzero"), s.scalar("a")
    sigma = s.define("sigma", sqrt(w @ (H @ w)))
    q, x = sympy.Symbol("<w, H w>"), sympy.Symbol("a")
    assert normal_form(a / sigma + a, s) == (x + x * sympy.sqrt(q)) / sympy.sqrt(q)
    assert normal_form((a + 1) ** 2 / (a * a - 1), s) == (x + 1) / (x - 1)
    assert normal_form(a / sigma * (H @ w), s) == {("@", "H", "w"): x / sympy.sqrt(q)}
    assert normal_form(H @ H - outer(w, w), s) == {("^", "H", "2"): 1, ("outer", "w", "w"): -1}
    assert normal_form(Scalar("1/2") - Fraction(1, 2), s) == 0


def test_results_read_like_the_paper(s: Setting) -> None:
    H, u, w, a = s.operator("H"), s.vector("u"), s.vector("w", "nonzero"), s.scalar("a")
    g, sigma = s.define("g", H @ u), s.define("sigma", sqrt(w @ (H @ w)))
    loss = a**2 / 2 - (w @ g) / sigma * a
    assert shown(gradient(loss, w, s)) == "-(a/σ) g + (a/σ³) (wᵀ g) H w"
    assert shown(partial(loss, a, s)) == "a - (wᵀ g)/σ"
    assert shown(hessian(w @ (H @ w), w, s)) == "2 H"
    assert shown(compact(H @ (H @ u), s)) == "H g"
    assert shown(directional(sigma * w, w, w, s)) == "2 σ w"


def test_inner_products_are_symmetric_and_words_cancel(s: Setting) -> None:
    H, Q, M = s.operator("H"), s.operator("Q", "orthogonal"), s.operator("M", "invertible")
    A, x, y = s.operator("A", "symmetric"), s.vector("x"), s.vector("y")
    assert is_identity((x @ (H @ y), y @ (H @ x)), s)
    assert is_identity(((Q @ x) @ (Q @ y), x @ y), s)
    assert is_identity((Q @ Q.T, IDENTITY), s) and is_identity((Q.T @ Q, IDENTITY), s)
    assert is_identity((Q @ H @ Q.T @ (Q @ x), Q @ (H @ x)), s)
    assert is_identity((Q @ H @ x, H @ (Q @ x)), s) is False
    assert is_identity((x @ (M @ y), y @ (M.T @ x)), s)
    assert is_identity((x @ (M @ y), y @ (M @ x)), s) is False
    assert is_identity((M**-2 @ M, M**-1), s) and is_identity(((M.T) ** -1, (M**-1).T), s)
    assert is_identity((H**3 @ H**-2, H), s)
    assert is_identity((A @ H @ A, (A @ H @ A).T), s) and is_identity((A @ H, (A @ H).T), s) is False
    assert is_identity((outer(x, y) @ (H @ outer(y, x)), (y @ (H @ y)) * outer(x, x)), s)


def test_inverse_of_a_finite_rank_change(s: Setting) -> None:
    M, x, y, c = s.operator("M", "invertible"), s.vector("x"), s.vector("y"), s.scalar("c", "nonzero")
    one, two = M + outer(x, y), c * IDENTITY + outer(x, y) - 2 * outer(y, x)
    solved = M**-1 - outer(M**-1 @ x, (M.T) ** -1 @ y) / (1 + y @ (M**-1 @ x))
    assert is_identity((one**-1, solved), s)
    assert is_identity((one**-1, M**-1 - outer(M**-1 @ x, (M.T) ** -1 @ y)), s) is False
    assert is_identity((two @ two**-1, IDENTITY), s) and is_identity((two**-1 @ two, IDENTITY), s)
    with pytest.raises(AlgebraError, match="invertible"):
        normal_form(outer(x, y) ** -1, s)


def test_roots_by_their_defining_relation(s: Setting) -> None:
    x, y, p, q = s.scalar("x"), s.scalar("y"), s.scalar("p", "positive"), s.scalar("q", "nonnegative")
    assert is_identity((sqrt(p * q), sqrt(p) * sqrt(q)), s)
    assert is_identity((sqrt(p * x), sqrt(p) * sqrt(x)), s)
    assert is_identity((sqrt(p) ** 2, p), s)
    assert is_identity((sqrt(p**3 / 8), p * sqrt(p) / (2 * sqrt(Scalar("2")))), s)
    assert is_identity((sqrt(x**2), abs(x)), s) and is_identity((sqrt(x**2), x), s) is False
    assert is_identity((sqrt(x**2 * p), abs(x) * sqrt(p)), s)
    assert is_identity((abs(x * y), abs(x) * abs(y)), s)
    assert is_identity((abs(x) ** 2, x**2), s) and is_identity((abs(p + 1), p + 1), s)
    assert is_identity((1 / (sqrt(p) + 1), (sqrt(p) - 1) / (p - 1)), s)
    assert is_identity((sqrt(sqrt(p)) ** 4, p), s)
    assert is_identity((sqrt(p + 1), sqrt(p) + 1), s) is False
    assert is_identity((sqrt(sqrt(p) + 1) ** 2, sqrt(p) + 1), s)
    assert is_identity((sqrt(x) ** 2 / x + sqrt(-x) ** 2 / x, 0 * x), s)
    assert is_identity((sqrt(6 * p), sqrt(Scalar("2")) * sqrt(3 * p)), s)


def test_what_is_not_decided_is_none(s: Setting) -> None:
    H, x, y = s.operator("H"), s.scalar("x"), s.scalar("y")
    u, v = s.vector("u"), s.vector("v")
    assert is_identity((sqrt(x * y), sqrt(x) * sqrt(y)), s) is None  # dependent roots
    assert is_identity((sqrt(u @ v - u @ u - v @ v), 0 * x), s) is None  # never real
    assert is_identity((sqrt(x) * abs(x), sqrt(x) * x), s) is None  # true where both are defined
    assert is_identity((sqrt(x) + sqrt(-x), 0 * x), s) is None  # defined at x = 0 only
    assert is_identity((sqrt(x), x), s) is False
    assert is_identity((abs(x**2 + x * y + y**2), x**2 + x * y + y**2), s) is None  # true, not seen
    assert is_identity((sign(x) ** 2, 0 * x + 1), s) is None  # fails at x = 0 only
    assert is_identity((sign(x) * x, -abs(x)), s) is False
    assert is_identity((eig(2 * H, 1), 2 * eig(H, 1)), s) is None
    s.assume("x at least y", le(y, x))
    assert is_identity((x, y), s) is None
    assert is_identity((x + y, y + x), s) is True


@pytest.mark.parametrize("before", range(6, 36))
def test_any_number_of_symbols(s: Setting, before: int) -> None:
    """The ring of symbols grows at 16 and 32: no step may straddle that."""
    H, u, w, a = s.operator("H"), s.vector("u"), s.vector("w", "nonzero"), s.scalar("a")
    x, y, f = s.random_vector("x"), s.random_scalar("y"), s.function("f")
    terms = [
        sqrt((w @ (H @ w)) * (a + 1) ** 2 * (u @ w) / (1 + sqrt(w @ w))) + abs(a * (u @ w) + 1) / (a + sqrt(Scalar("6"))),
        expectation(function(f, y, a * (x @ w)) * (x @ u) * (x @ (H @ u)) + (x @ u) ** 3),
        derivative(derivative(sqrt(a**2 + (w @ w)) / (1 + w @ u), w, u), a, a),
        (u @ ((IDENTITY + outer(u, w) + outer(w, H @ u)) ** -1 @ w)),
    ]
    expected = [normal_form(term, s) for term in terms]
    numbers = [s.scalar(f"s{i}") for i in range(before)]
    crowded = Algebra(s)
    for number in numbers:
        crowded.value(number.term)
    assert [normal_form(term, crowded) for term in terms] == expected
    for kind in (0, 2):
        algebra = Algebra(s)
        for number in numbers:
            algebra.value(number.term)
        assert shown(compact(terms[kind], algebra)) == shown(compact(terms[kind], s))
    algebra = Algebra(s)
    for number in numbers:
        algebra.value(number.term)
    values = eigenvalues(a * IDENTITY + outer(u, w) + outer(w, u), algebra)
    assert [shown(value) for value, _ in values] == [shown(v) for v, _ in eigenvalues(a * IDENTITY + outer(u, w) + outer(w, u), s)]


def test_nested_roots_mod_p(s: Setting) -> None:
    p = s.scalar("p", "positive")
    algebra = Algebra(s)
    algebra.value((sqrt(sqrt(p) + 1) + sqrt(1 + sqrt(1 + sqrt(p) + p))).term)
    roots = sorted(algebra.tower.squares)
    assert len(roots) == 4 and independent(algebra.tower, roots)
    x, y = s.scalar("x"), s.scalar("y")
    algebra = Algebra(s)
    algebra.value((sqrt(x) + sqrt(y) + sqrt(x * y)).term)
    assert not independent(algebra.tower, sorted(algebra.tower.squares))


def test_hypotheses_are_used(s: Setting) -> None:
    H, u, w, g = s.operator("H"), s.vector("u"), s.vector("w"), s.vector("g")
    a, r = s.scalar("a"), s.scalar("r")
    assert is_identity((sqrt(r**2 * (w @ (H @ w))), r * sqrt(w @ (H @ w))), s) is False
    s.assume("r is positive", lt(0, r))
    s.assume("w is not zero", ne(w, ZERO))
    assert is_identity((sqrt(r**2 * (w @ (H @ w))), r * sqrt(w @ (H @ w))), s) is True
    s.assume("saddle", all_of(eq(a, 0), eq(w @ g, 0)))
    assert is_identity((a * (u @ u) + (g @ w) * r, 0 * r), s) is True
    assert is_identity((a * (u @ u) + (g @ u) * r, 0 * r), s) is False
    assert is_identity((gradient(w @ g, w, s), g), s) is True  # the direction is free
    s.assume("unit", eq(sqrt(u @ u), 1))
    assert is_identity((2 * u @ u, 2 * a + 2), s) is True
    s.assume("g", eq(g, H @ u))
    assert is_identity((g @ g, u @ (H @ (H @ u))), s) is not False


def test_contradictory_or_unused_hypotheses_never_refute(s: Setting) -> None:
    u, v, x, y = s.vector("u"), s.vector("v"), s.scalar("x"), s.scalar("y")
    double = Setting(list(s.symbols))
    double.assume("product", ne(x * (u @ v), 0))
    double.assume("factor", eq(x, 0))
    assert is_identity((y, 2 * y), double) is None
    for formula in (eq(u @ v, 2), eq(u @ u, -1), eq(x**2, 2), eq(x * y, 0), lt(x, 0), le(2, x), eq(Scalar("d"), 1)):
        other = Setting(list(s.symbols))
        other.assume("it", formula)
        assert is_identity((x + y + u @ v, 7 * y), other) is None, formula
    chained = Setting(list(s.symbols))
    chained.assume("first", eq(x, y + 1))
    chained.assume("second", eq(y, 3))
    assert is_identity((x, 0 * x + 4), chained) is not False
    large = Setting(list(s.symbols))
    large.assume("d", le(2, Scalar("d")))
    assert is_identity((x, y), large) is False


def test_expectation_by_moments(s: Setting) -> None:
    H, g, u, v = s.operator("H"), s.vector("g"), s.vector("u"), s.vector("v")
    x, y, c = s.random_vector("x"), s.random_scalar("y"), s.scalar("c")
    s.moment([x], ZERO), s.moment([x, x], H), s.moment([x, y], g), s.moment([y, y], c)
    assert is_identity((expectation((x @ u) * (x @ v)), u @ (H @ v)), s)
    assert is_identity((expectation((x @ u) * x), H @ u), s)
    assert is_identity((expectation(outer(x, x)), H), s)
    assert is_identity((expectation((y - x @ u) * x), g - H @ u), s)
    assert is_identity((expectation(3 * (x @ u) + c), c), s)
    assert is_identity((expectation((y - x @ u) ** 2), c - 2 * (g @ u) + u @ (H @ u)), s)
    assert is_identity((expectation((y - x @ u) ** 2), c - (g @ u) + u @ (H @ u)), s) is False
    cubic = expectation((x @ u) ** 2 * (x @ v))
    assert is_identity((cubic, expectation((x @ v) * (x @ u) * (u @ x))), s)
    assert is_identity((derivative(expectation((x @ u) ** 3), u, v), 3 * cubic), s)
    with pytest.raises(AlgebraError, match="quotient"):
        normal_form(expectation(1 / y), s)


def general_loss(s: Setting) -> dict[str, Any]:
    H, w, a = s.operator("H"), s.vector("w", "nonzero"), s.scalar("a")
    x, y, f = s.random_vector("x"), s.random_scalar("y"), s.function("f")
    sigma = s.define("sigma", sqrt(w @ (H @ w)))
    h = at(expectation(function(f, y, x @ w, (0, 1)) * x), [(w, (a / sigma) * w)])
    return {"H": H, "w": w, "a": a, "sigma": sigma, "h": h, "loss": expectation(function(f, y, a * ((x @ w) / sigma)))}


def test_general_loss_eq_31_to_33(s: Setting) -> None:
    p = general_loss(s)
    H, w, a, sigma, h = p["H"], p["w"], p["a"], p["sigma"], p["h"]
    slope = gradient(p["loss"], w, s)
    assert is_identity((slope, a / sigma * (h - (w @ h) / sigma**2 * (H @ w))), s)
    assert is_identity((slope, a / sigma * (h - (w @ h) / sigma * (H @ w))), s) is False
    assert is_identity((partial(p["loss"], a, s), (w @ h) / sigma), s)
    r, eps = s.scalar("r", "positive"), s.scalar("eps")
    step = w - eps * slope
    assert is_identity((at(step, [(w, r * w), (eps, r**2 * eps)]), r * step), s)
    assert is_identity((at(step, [(w, r * w), (eps, r * eps)]), r * step), s) is False


def test_derivatives_compose_with_substitution(s: Setting) -> None:
    H, w, u, v, t = s.operator("H"), s.vector("w"), s.vector("u"), s.vector("v"), s.scalar("t")
    square = w @ (H @ w)
    assert is_identity((at(derivative(square, w, v), [(w, u)]), 2 * (v @ (H @ u))), s)
    assert is_identity((derivative(at(square, [(w, u + t * v)]), t, Scalar("1")), 2 * (v @ (H @ (u + t * v)))), s)
    assert is_identity((derivative(at(square, [(w, t * w)]), w, v), 2 * t**2 * (v @ (H @ w))), s)
    assert is_identity((derivative(square, w, w), 2 * square), s)
    assert is_identity((at(w + u, [(w, u), (u, w)]), w + u), s)
    size = sqrt(w @ w)
    assert is_identity((derivative(derivative(size, w, v), w, v), (v @ v) / size - (v @ w) ** 2 / size**3), s)
    assert is_identity((derivative(abs(t) ** 3, t, Scalar("1")), 3 * t * abs(t)), s)


def test_spectra(s: Setting) -> None:
    x, y, c = s.vector("x"), s.vector("y"), s.scalar("c")
    found = [(shown(value), shown(count)) for value, count in eigenvalues(c * IDENTITY + outer(x, x), s)]
    assert found == [("c + xᵀ x", "1"), ("c", "d - 1")]
    with pytest.raises(AlgebraError, match="symmetric"):
        eigenvalues(outer(x, y), s)
    with pytest.raises(AlgebraError, match="degree 3"):
        z = s.vector("z")
        eigenvalues(outer(x, x) + outer(y, y) + outer(z, z), s)
    with pytest.raises(AlgebraError, match="multiple of I"):
        eigenvalues(s.operator("H") + outer(x, x), s)


@pytest.mark.parametrize(
    "term",
    [
        ("max", "i", "1", "d", "a"), ("/", "a", ("+", "a", ("-", "a"))), "nobody", ("+", "a", "w"), ("dot", "a", "w"),
        ("@", "H", "a"), ("@", "w", "w"), ("^", "w", "2"), ("^", "a", "1/2"), ("^", "A", "-1"), ("sqrt", "-2"),
        ("D", "a", "w", "a"), ("at", "a", (("sigma", "a"),)), ("fn", "a", ("0", "0"), "a", "a"), (), ("?", "a"),
        ("*", "w", "a"), ("1/0",), ("^", "a", "2", "3"),
    ],
)  # fmt: skip
def test_refusals(s: Setting, term: Any) -> None:
    s.operator("H"), s.operator("A", "symmetric"), s.vector("w"), s.define("sigma", s.scalar("a") ** 2)
    with pytest.raises(AlgebraError):
        normal_form(term, s)


def test_refused_formulas_and_arguments(s: Setting) -> None:
    a, w = s.scalar("a"), s.vector("w")
    with pytest.raises(AlgebraError, match="expected an equation"):
        is_identity(lt(0, a), s)
    with pytest.raises(AlgebraError, match="needs a setting"):
        is_identity((a, a))
    with pytest.raises(AlgebraError):
        gradient(a, Vector(("+", "w", "w")), s)
    with pytest.raises(AlgebraError, match="max"):
        normal_form(maximum(Scalar("i"), 1, 2, a), s)
    assert is_identity(Formula(("eq", "a", "a")), s) and is_identity(s.claim(eq(w, w)))


# ------------------------------------------------------------------------------------------------
# Random terms: the normal form, written back, has the value of the term; decisions agree with values


def scalars() -> st.SearchStrategy[Any]:
    leaves = st.sampled_from(["a", "p", "-2", "1/3", ("dot", "u", "w"), ("dot", "w", ("@", "H", "w")), "sigma"])

    def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(
            st.tuples(st.just("+"), inner, inner),
            st.tuples(st.just("*"), inner, inner),
            st.tuples(st.just("-"), inner),
            st.tuples(st.just("/"), inner, inner),
            st.tuples(st.just("^"), inner, st.sampled_from(["2", "-1"])),
            st.tuples(st.just("abs"), inner),
            inner.map(lambda t: ("sqrt", ("^", t, "2"))),
            inner.map(lambda t: ("sqrt", ("+", ("^", t, "2"), "p"))),
            inner.map(lambda t: ("D", t, "a", "p")),
            inner.map(lambda t: ("D", t, "w", "u")),
            st.tuples(inner, inner).map(lambda ts: ("at", ts[0], (("a", ts[1]), ("u", ("@", "H", "w"))))),
        )

    return st.recursive(leaves, grown, max_leaves=5)


def small_setting() -> Setting:
    s = Setting()
    H, _, w = s.operator("H"), s.vector("u"), s.vector("w", "nonzero")
    s.scalar("a"), s.scalar("p", "positive"), s.define("sigma", sqrt(w @ (H @ w)))
    return s


def difference(s: Setting, left: Any, right: Any, d: int, seed: int) -> Any:
    """|left - right| at a random rational point, to 40 digits; None where one of them is undefined."""
    values = random_values(s, d, seed)
    x, y = instantiate(left, s, values), instantiate(right, s, values)
    if (x - y).has(sympy.zoo, sympy.nan):
        return None
    gap = abs(sympy.N(x - y, 40, maxn=400)) / (1 + abs(sympy.N(x, 20)))
    return gap if gap.is_Number else None


@given(scalars(), st.integers(1, 2))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_normal_form_keeps_the_value(term: Any, d: int) -> None:
    s = small_setting()
    try:
        written = compact(Scalar(term), s)
    except AlgebraError:
        return  # a division by zero
    gap = difference(s, term, written.term, d, seed=6)
    assert gap is None or gap < 1e-30
    assert is_identity((Scalar(term), written), s) is True


@given(scalars(), scalars())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_decisions_agree_with_values(left: Any, right: Any) -> None:
    s = small_setting()
    try:
        decided = is_identity((Scalar(left), Scalar(right)), s)
    except AlgebraError:
        return
    gaps = [gap for seed in range(3) if (gap := difference(s, left, right, 3, seed)) is not None]
    if decided is True:
        assert all(gap < 1e-30 for gap in gaps)
    if decided is False:
        assert not gaps or any(gap > 1e-30 for gap in gaps)


def operators() -> st.SearchStrategy[Any]:
    letters = ["H", "Q", "M", "A", "I", ("^", "H", "-1"), ("^", "M", "-2"), ("^", "Q", "3"), ("T", "M"), ("outer", "u", "w")]

    def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(
            st.tuples(st.just("+"), inner, inner),
            st.tuples(st.just("@"), inner, inner),
            st.tuples(st.just("T"), inner),
            st.tuples(st.just("*"), st.sampled_from(["a", "-1/2", ("dot", "u", ("@", "H", "w"))]), inner),
            inner.map(lambda t: ("outer", ("@", t, "u"), ("@", ("T", t), "w"))),
            inner.map(lambda t: ("^", t, "2")),
        )

    return st.recursive(st.sampled_from(letters), grown, max_leaves=6)


@given(operators(), st.integers(1, 3))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_operators_keep_their_value(term: Any, d: int) -> None:
    s = Setting()
    s.operator("H"), s.operator("Q", "orthogonal"), s.operator("M", "invertible"), s.operator("A", "symmetric")
    s.scalar("a"), s.vector("u"), s.vector("w")
    values = random_values(s, d, seed=7)
    for whole in (term, ("T", term)):
        assert vanishes(instantiate(compact(Operator(whole), s), s, values) - instantiate(whole, s, values))
    vector, square = ("@", term, "u"), ("dot", ("@", term, "u"), ("@", term, "w"))
    assert vanishes(instantiate(compact(Vector(vector), s), s, values) - instantiate(vector, s, values))
    assert vanishes(instantiate(compact(Scalar(square), s), s, values) - instantiate(square, s, values))
    assert is_identity((Operator(term), compact(Operator(term), s)), s)
