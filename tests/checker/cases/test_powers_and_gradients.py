"""The language in Python: an exponent is an integer or a square root, and a derivative knows no hypotheses."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from verify import Setting, Verdict, at, decide, eq, gradient, sqrt
from verify.statements import StatementError


def positive(setting: Setting) -> Any:
    """A positive number."""
    return setting.scalar("x", "positive")


FRACTIONAL: dict[str, Callable[[Any], Any]] = {
    "0.5": lambda x: x**0.5, "-0.5": lambda x: x**-0.5, "1.5": lambda x: x**1.5, "2.0": lambda x: x**2.0, "1/3": lambda x: x ** Fraction(1, 3),
    "3/2": lambda x: x ** Fraction(3, 2), "-1/2": lambda x: x ** Fraction(-1, 2), "True": lambda x: x**True, "text": lambda x: x ** "2",
    "None": lambda x: x**None,
    "nan": lambda x: x ** float("nan"),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in FRACTIONAL if name not in ("2.0", "True")])
def test_a_fractional_exponent_is_not_cut(name: str) -> None:
    """x^0.5 is no integer power, so it is refused in one line that names both."""
    with pytest.raises(StatementError) as caught:
        FRACTIONAL[name](positive(Setting()))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("exponent", [0.5, Fraction(1, 2), Fraction(1, 3)])
def test_an_operator_has_integer_powers_only(exponent: Any) -> None:
    with pytest.raises(StatementError):
        Setting().operator("A", "spd") ** exponent


def test_a_half_is_a_root() -> None:
    """x^(1/2) x^(1/2) = x, and not 1, for x > 0."""
    setting = Setting()
    x = positive(setting)
    half = x ** Fraction(1, 2)
    assert decide(setting.claim(eq(half * half, x))).verdict is Verdict.HOLDS
    assert decide(setting.claim(eq(half, sqrt(x)))).verdict is Verdict.HOLDS
    assert decide(setting.claim(eq(half, 1))).verdict is Verdict.FAILS


def unit() -> tuple[Setting, Any, Any, Any]:
    """A unit vector w, a vector u, and the gradient of (u.w)/|w|, which has the degree -1 in w."""
    setting = Setting()
    w, u = setting.vector("w", "nonzero"), setting.vector("u")
    setting.assume("w has the length one", eq(w @ w, 1))
    return setting, w, u, gradient((u @ w) / sqrt(w @ w), w, setting)


def test_a_gradient_knows_no_hypotheses() -> None:
    """|w| = 1 is supposed of w; the gradient is to be that of the function all the same, at 2 w, too."""
    setting, w, _, found = unit()
    assert decide(setting.claim(eq(at(found, [(w, 2 * w)]), at(found, [(w, w)]) / 2))).verdict is not Verdict.FAILS


def test_a_false_formula_from_a_gradient_under_hypotheses() -> None:
    """u - (u.w) w at 2 w would be u - 4 (u.w) w; the gradient there is (u - (u.w) w)/2."""
    setting, w, u, found = unit()
    assert decide(setting.claim(eq(at(found, [(w, 2 * w)]), u - 4 * (u @ w) * w))).verdict is not Verdict.HOLDS
