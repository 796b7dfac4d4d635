"""What a user does outside the project: statements of their own through the public API."""

from __future__ import annotations

import pytest

import verify
from verify import DIMENSION, ZERO, Setting, Verdict, all_of, decide, eq, implies, le, lt, ne, outer, sqrt
from verify.prove import script as by


def test_a_true_and_a_false_identity() -> None:
    s = Setting()
    H, u, w = s.operator("H", "spd"), s.vector("u", "nonzero"), s.vector("w")
    P = H - outer(H @ u, H @ u) / (u @ (H @ u))
    true = decide(s.claim(all_of(eq(P @ (w + 3 * u), P @ w), eq(P.T, P))))
    false = decide(s.claim(eq(P @ P, P)))
    assert true.verdict is Verdict.HOLDS and true.evidence is verify.Evidence.PROOF
    assert false.verdict is Verdict.FAILS and false.counterexample is not None
    assert verify.accept(false.certificate, {}).verdict == "fails"


def test_a_verdict_and_a_formula_have_no_truth_value() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(Verdict.HOLDS)
    with pytest.raises(TypeError, match="no truth value"):
        bool(eq(1, 1))


def test_an_inequality_with_a_hint_and_its_false_version() -> None:
    s = Setting()
    H, x, y = s.operator("H", "spd"), s.vector("x"), s.vector("y")
    hint = by.script(by.theorem("gram", "gram", "H", "1", x - y), by.auto("gram"))
    assert decide(s.claim(le(2 * (x @ (H @ y)), x @ (H @ x) + y @ (H @ y))), hint).verdict is Verdict.HOLDS
    assert decide(s.claim(le(3 * (x @ (H @ y)), x @ (H @ x) + y @ (H @ y)))).verdict is Verdict.FAILS


def test_equality_cases_decide_strictness() -> None:
    s = Setting()
    x, y = s.vector("x"), s.vector("y")
    result = decide(s.claim(lt(2 * (x @ y), x @ x + y @ y)))
    assert result.verdict is Verdict.FAILS and result.sides[0][1] == result.sides[0][2]


def test_undecided_says_what_was_tried() -> None:
    s = Setting()
    H, x = s.operator("H", "spd"), s.vector("x", "nonzero")
    result = decide(s.claim(le((x @ x) ** 2, (x @ (H @ x)) * (x @ (H**-1 @ x)))), budget=50)
    assert result.verdict is Verdict.UNDECIDED and "50 instances" in result.note


def test_the_same_with_the_right_inner_product_is_proved() -> None:
    s = Setting()
    H, x = s.operator("H", "spd"), s.vector("x", "nonzero")
    gram = by.script(by.theorem("gram", "gram", "H", "1", x, H**-1 @ x), by.auto("gram"))
    assert decide(s.claim(le((x @ x) ** 2, (x @ (H @ x)) * (x @ (H**-1 @ x)))), gram).verdict is Verdict.HOLDS


def test_dimension_one_is_part_of_every_statement() -> None:
    s = Setting()
    u, w = s.vector("u", "nonzero"), s.vector("w", "nonzero")
    assert decide(s.claim(implies(eq(u @ w, 0), eq(DIMENSION, 2)))).verdict is Verdict.FAILS
    one = decide(s.claim(implies(eq(DIMENSION, 1), ne(u @ w, 0))))
    assert one.verdict is not Verdict.FAILS  # true, and beyond the search: no false verdict


def test_malformed_statements_are_refused_in_one_line() -> None:
    s = Setting()
    H, x = s.operator("H"), s.vector("x")
    with pytest.raises(TypeError, match="expected a Vector"):
        x + H  # type: ignore[operator]
    with pytest.raises(verify.StatementError, match="declared twice or reserved"):
        s.vector("H")
    t = Setting()
    with pytest.raises(verify.StatementError, match="'x' is unknown"):
        t.claim(eq(x, ZERO))
    with pytest.raises(verify.StatementError, match="both sides of one sort"):
        eq(x, 2)


def test_outcomes_render_in_a_notebook_and_a_terminal() -> None:
    s = Setting()
    w = s.vector("w", "nonzero")
    statement = s.claim(eq(sqrt(w @ w) ** 2, w @ w))
    result = decide(statement)
    assert "holds (proof)" in str(result) and "√(wᵀ w)" in str(statement)
    assert "holds" in result._repr_html_() and statement._repr_latex_().startswith("$")
