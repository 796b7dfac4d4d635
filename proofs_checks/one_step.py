"""One step of BNGD and of MBNGD, hypotheses on it, the constants of the small-step lemmas, and steps of proofs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from proofs_checks.interlacing import HIGH, H
from proofs_checks.problem import Problem
from proofs_checks.projected_spectrum import KAPPA
from verify.models import bngd, mbngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Scalar,
    Vector,
    eig,
    eq,
    le,
    lt,
    ne,
    sqrt,
)  # fmt: skip

EPS_HAT = r"\hat\varepsilon"


def square_h(x: Vector) -> Scalar:
    """x'Hx."""
    return x @ (H @ x)


def norm(x: Vector) -> Scalar:
    """|x|."""
    return sqrt(x @ x)


def norm_h(x: Vector) -> Scalar:
    """|x|_H."""
    return sqrt(square_h(x))


class Step(Problem):
    """A state (a, w) and what one step of BNGD makes of it; each quantity is defined when it is first used."""

    before, after = "", "_plus"  # what marks the names of the two states

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.with_state().with_steps()

    def moved(self) -> bngd.State:
        """The next state."""
        return bngd.step(self.H, self.g, self.state, self.eps_a, self.eps)

    @cached_property
    def a_plus(self) -> Scalar:
        """The next a."""
        return self.define("a" + self.after, self.moved().a)

    @cached_property
    def w_plus(self) -> Vector:
        """The next w."""
        return self.define("w" + self.after, self.moved().w)

    @cached_property
    def sigma_plus(self) -> Scalar:
        """The next sigma."""
        return self.define("sigma" + self.after, bngd.sigma(self.H, self.w_plus))

    @cached_property
    def e(self) -> Vector:
        """The residual."""
        return self.define("e" + self.before, bngd.residual(self.H, self.u, self.w))

    @cached_property
    def e_plus(self) -> Vector:
        """The next residual."""
        return self.define("e" + self.after, bngd.residual(self.H, self.u, self.w_plus))

    @cached_property
    def q(self) -> Scalar:
        """u'Hu - (w'g)^2/sigma^2."""
        return self.define("q" + self.before, square_h(self.u) - self.wg**2 / self.sigma**2)

    @cached_property
    def q_plus(self) -> Scalar:
        """The next q."""
        return self.define("q" + self.after, square_h(self.u) - (self.w_plus @ self.g) ** 2 / square_h(self.w_plus))

    @cached_property
    def eps_hat(self) -> Scalar:
        """The effective step size."""
        latex = EPS_HAT + self.before
        return self.define("eps_hat" + self.before, bngd.effective_step(self.H, self.g, self.state, self.eps), latex=latex)


class FirstStep(Step):
    """The start (a0, w0), and the state (a1, w1) after one step."""

    before, after = "_0", "_1"

    def with_state(self) -> FirstStep:
        """Add a0, w0 != 0 and sigma_0."""
        self.a = self.scalar("a0", latex="a_0")
        self.w = self.vector("w0", "nonzero", latex="w_0")
        self.sigma = self.define("sigma_0", bngd.sigma(self.H, self.w))
        return self

    @property
    def next_state(self) -> bngd.State:
        """(a1, w1)."""
        return bngd.State(self.a_plus, self.w_plus)

    @cached_property
    def next_eps_hat(self) -> Scalar:
        """The effective step size at the first step."""
        return self.define("eps_hat_1", bngd.effective_step(self.H, self.g, self.next_state, self.eps), latex=EPS_HAT + "_1")


class ModifiedStep(Problem):
    """A state w and what one step of MBNGD makes of it."""

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.w = self.vector("w", "nonzero")
        self.sigma = self.define("sigma", bngd.sigma(self.H, self.w))
        self.eps = self.scalar("eps", latex=r"\varepsilon")

    @cached_property
    def w_plus(self) -> Vector:
        """The next w."""
        return self.define("w_plus", mbngd.step(self.H, self.g, self.w, self.eps))

    @cached_property
    def e(self) -> Vector:
        """The residual."""
        return self.define("e", bngd.residual(self.H, self.u, self.w))

    @cached_property
    def q(self) -> Scalar:
        """u'Hu - (w'g)^2/sigma^2."""
        return self.define("q", square_h(self.u) - self.wg**2 / self.sigma**2)

    @cached_property
    def eps_hat(self) -> Scalar:
        """The effective step size eps (w'g/sigma^2)^2."""
        return self.define("eps_hat", self.eps * (self.wg / self.sigma**2) ** 2, latex=EPS_HAT)


# ------------------------------------------------------------------------------------------------
# Hypotheses


def unit_length(p: Problem) -> None:
    """Assume |u| = 1, as Appendices A.3 and B do."""
    p.assume("u has length one", eq(p.u @ p.u, 1))


def positive_step(p: Problem) -> None:
    """Assume eps > 0."""
    p.assume("the step size of w is positive", lt(0, p.eps))


def gentle_steps(p: Problem) -> None:
    """Assume 0 < eps_a <= 1."""
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("the step size of a is at most one", le(p.eps_a, 1))


def never_shorter(p: Problem) -> Vector:
    """Add a start w0 != 0 with |w0| <= |w|, as for every iterate w that comes from w0."""
    w0 = p.vector("w0", "nonzero", latex="w_0")
    p.assume("w is not shorter than w_0", le(w0 @ w0, p.w @ p.w))
    return w0


def bounded_by_constant(p: Problem, a: Scalar) -> Scalar:
    """Add the constant of Lemma A.12: |a| < C sqrt(u'Hu) and C >= 1; and eps_0 = 1/(2 C^2 lambda_max).

    For 0 < eps_a <= 1 a bound of the first a bounds all of them, as |w'g|/sigma <= sqrt(u'Hu).
    """
    c = p.scalar("C_a", "positive", latex=r"\tilde C_a")
    p.assume("the constant is at least one", le(1, c))
    p.assume("a is below the constant times |u|_H", lt(abs(a), c * norm_h(p.u)))
    return c


def printed_threshold(p: Problem, c: Scalar) -> Scalar:
    """eps_0 as Appendix A.3 prints it."""
    return p.define("eps_0", 1 / (2 * c**2 * HIGH))


def repaired_threshold(p: Problem, c: Scalar) -> Scalar:
    """eps_0 with the condition number in it, which the estimates need."""
    return p.define("eps_0", 1 / (2 * c * KAPPA * HIGH))


# ------------------------------------------------------------------------------------------------
# Steps of proofs


def moved_is_nonzero(p: Step | ModifiedStep) -> list[by.Proof]:
    """Steps: facts `moved`: w+ != 0, and `size+`: 0 < w+'Hw+."""
    vanishes = by.script(by.suppose_not("vanishes"), by.theorem("norm", "definite", "I", "0", p.w),
                         by.auto("norm", "vanishes", multipliers=[p.w], degree=1))  # fmt: skip
    return [
        by.have("moved", ne(p.w_plus, ZERO), vanishes),
        by.theorem("size+", "definite", "H", "1", p.w_plus, premises={1: by.given("moved")}),
    ]


def added(*facts: str, equations: Sequence[str] = ()) -> by.Proof:
    """A proof of an inequality as the sum of inequality facts and of equation facts (right side minus left side)."""
    items: list[Any] = [{"c": "1", "factors": [[fact, 1]], "square": None} for fact in facts]
    return {"by": "combine", "sum": [*items, *({"eq": fact, "times": "1"} for fact in equations)]}


def same_root(label: str, left: Scalar, right: Scalar, squares: by.Proof) -> by.Proof:
    """Step: fact `label`: left = right, for two roots whose squares agree by the proof."""
    return by.have(label, eq(left, right), by.script(
        by.have(f"{label} squares", eq(left**2, right**2), squares),
        by.theorem(f"{label} up", "root_order", left, right), by.theorem(f"{label} down", "root_order", right, left),
        by.antisymmetry(by.given(f"{label} up"), by.given(f"{label} down")),
    ))  # fmt: skip


def sigma_is_positive(p: Step | ModifiedStep) -> list[by.Proof]:
    """Steps: fact `sigma+`: 0 < sigma+, from the fact `size+`."""
    size = norm_h(p.w_plus)
    return [by.have("sigma+", lt(0, size), by.script(by.suppose_not("flat"), squared_out("size+", "flat", size)))]


def squared_out(positive: str, flat: str, root: Scalar) -> by.Proof:
    """A proof of 0 < 0 from the facts 0 < root^2 and root <= 0."""
    return {"by": "combine", "sum": [{"c": "1", "factors": [[positive, 1]], "square": None},
                                     {"c": "1", "factors": [[flat, 1], [by.term(root), 1]], "square": None}]}  # fmt: skip


def spectral_gap(name: str, x: Vector) -> list[by.Proof]:
    """Steps: fact `name`: |Hx|^2 <= lambda_max x'Hx."""
    n = Scalar("n")
    on_spectrum = by.script(by.fix(), by.theorem("top", "eigenvalue_order", H, n, "d"), by.auto("top", factors=[(eig(H, n), 1)]))
    return [by.theorem(name, "spectral_form", H, x, "n", "0", HIGH, Scalar("-1"), premises={1: on_spectrum})]


def stretched(name: str, x: Vector) -> list[by.Proof]:
    """Steps: fact `name`: |Hx|^2 <= lambda_max^2 |x|^2."""
    n = Scalar("n")
    squares = by.auto("top", degree=1, factors=[(eig(H, n), 1), (HIGH, 1)])
    on_spectrum = by.script(by.fix(), by.theorem("top", "eigenvalue_order", H, n, "d"), squares)
    return [by.theorem(name, "spectral_form", H, x, "n", HIGH**2, "0", Scalar("-1"), premises={1: on_spectrum})]


def stretched_h(name: str, x: Vector) -> list[by.Proof]:
    """Steps: fact `name`: |Hx|_H <= lambda_max |x|_H."""
    n = Scalar("n")
    squares = by.auto("top", degree=1, factors=[(eig(H, n), 1), (eig(H, n), 1), (HIGH, 1)])
    on_spectrum = by.script(by.fix(), by.theorem("top", "eigenvalue_order", H, n, "d"), squares)
    return [
        by.theorem(f"{name} squared", "spectral_form", H, x, "n", "0", HIGH**2, "0", Scalar("-1"), premises={1: on_spectrum}),
        by.theorem(name, "root_order", norm_h(H @ x), HIGH * norm_h(x), premises={1: by.auto(f"{name} squared", degree=1)}),
    ]
