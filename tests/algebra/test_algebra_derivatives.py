"""Derivatives are functions: they know no hypotheses unless asked, and nothing of the sign at the end of a domain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from verify import Setting, StatementError, Verdict, at, decide, directional, eq, gradient, hessian, is_identity, le, lt, ne, sqrt
from verify.algebra import Algebra, AlgebraError, mixed, partial
from verify.statements import IDENTITY, Formula, Scalar, Vector, expectation, outer


class On:
    """A point w != 0 with what is assumed of it, and vectors u, v."""

    def __init__(self, assumed: Callable[[Vector, Vector], Formula]) -> None:
        self.s = Setting()
        self.w, self.u, self.v = self.s.vector("w", "nonzero"), self.s.vector("u"), self.s.vector("v")
        self.a = self.s.scalar("a")
        self.s.assume("h", assumed(self.w, self.u))
        self.cosine = (self.u @ self.w) / sqrt(self.w @ self.w)


ASSUMED: dict[str, Callable[[Vector, Vector], Formula]] = {
    "unit": lambda w, u: eq(w @ w, 1),
    "unit root": lambda w, u: eq(sqrt(w @ w), 1),
    "orthogonal": lambda w, u: eq(u @ w, 0),
    "equal": lambda w, u: eq(u, 2 * w),
    "given": lambda w, u: eq(w, u),
    "far": lambda w, u: lt(1, w @ w),
    "none": lambda w, u: le(0, 1),
}


@pytest.mark.parametrize("assumed", ASSUMED.values(), ids=ASSUMED)
def test_the_gradient_is_the_one_without_what_is_assumed(assumed: Callable[[Vector, Vector], Formula]) -> None:
    p, free = On(assumed), On(ASSUMED["none"])
    for of in (p.s, Algebra(p.s)):
        assert gradient(p.cosine, p.w, of) == gradient(free.cosine, free.w, free.s)
        assert hessian(p.cosine, p.w, of) == hessian(free.cosine, free.w, free.s)
        assert directional(p.cosine, p.w, p.v, of) == directional(free.cosine, free.w, free.v, free.s)
        assert mixed(p.a**2 * p.cosine, p.a, p.w, of) == mixed(free.a**2 * free.cosine, free.a, free.w, free.s)
        assert partial(p.a**2 * p.cosine, p.a, of) == partial(free.a**2 * free.cosine, free.a, free.s)


def test_homogeneity_of_a_gradient_holds_whatever_is_assumed_of_the_point() -> None:
    p = On(ASSUMED["unit"])
    slope = gradient(p.cosine, p.w, p.s)
    twice = at(slope, [(p.w, 2 * p.w)])
    assert decide(p.s.claim(eq(twice, at(slope, [(p.w, p.w)]) / 2))).verdict is Verdict.HOLDS
    assert decide(p.s.claim(eq(twice, p.u - 4 * (p.u @ p.w) * p.w))).verdict is Verdict.FAILS


def test_asked_for_a_derivative_is_simplified_by_what_holds_at_the_point() -> None:
    p = On(ASSUMED["unit"])
    short = p.u - (p.u @ p.w) * p.w
    for under in (p.s.hypotheses, [eq(p.w @ p.w, 1)]):
        slope = gradient(p.cosine, p.w, p.s, under=under)
        assert slope != gradient(p.cosine, p.w, p.s) and is_identity((slope, short), Setting(list(p.s.symbols)))
    assert is_identity((hessian(sqrt(p.w @ p.w), p.w, p.s, under=p.s.hypotheses), IDENTITY - outer(p.w, p.w)), Setting(list(p.s.symbols)))
    assert is_identity((gradient(p.cosine, p.w, p.s, under=p.s.hypotheses), gradient(p.cosine, p.w, p.s)), p.s)
    other = gradient(p.cosine, p.w, p.s, under=[ne(p.u @ p.w, 0)])
    assert is_identity((other, gradient(p.cosine, p.w, p.s)), Setting(list(p.s.symbols)))


@pytest.mark.parametrize("under", [5, [5], [True], ["w = 1"]], ids=repr)
def test_what_holds_at_the_point_is_given_as_formulas(under: object) -> None:
    p = On(ASSUMED["none"])
    with pytest.raises((StatementError, TypeError)):
        gradient(p.cosine, p.w, p.s, under=under)  # type: ignore[arg-type]


@pytest.mark.parametrize(("domain", "absolute"), [("nonnegative", False), ("positive", True), ("real", False)])
def test_a_sign_is_used_where_it_holds_all_around(domain: str, absolute: bool) -> None:
    s = Setting()
    x = s.scalar("x", domain)
    slope = partial(abs(x), x, s)
    assert (slope.term == "1") is absolute  # at x = 0, the end of [0, oo), |x| has no derivative
    assert (directional(sqrt(x**2), x, Scalar("1"), s).term == "1") is absolute


def test_a_derivative_is_in_a_scalar_or_a_vector() -> None:
    s = Setting()
    i, x, r, H = s.integer("i", 0, 5), s.scalar("x"), s.random_vector("r"), s.operator("H")
    with pytest.raises(AlgebraError, match="integer 'i'"):
        partial(i * x, i, s)
    with pytest.raises(AlgebraError, match="random-vector 'r'"):
        gradient(expectation(r @ r), r, s)
    with pytest.raises(AlgebraError):
        directional(x, H, H, s)
    with pytest.raises(AlgebraError):
        partial(x, Scalar("unknown"), s)
