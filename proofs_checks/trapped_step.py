"""Lemma A.11, one step: what it adds to w, and takes from q, while the effective step is trapped."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import spectral_gap
from proofs_checks.problem import Problem
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Scalar,
    Vector,
    all_of,
    eig,
    eq,
    implies,
    le,
    lt,
)

# One step from (a, w) to a next w


class NextStep(Problem):
    """A state (a, w), and the w that BNGD makes of it as a symbol of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.with_state().with_steps()
        self.moved = self.vector("w_next", "nonzero", latex="w_{+}")
        self.assume("w_+ follows w", eq(self.moved, bngd.step(self.H, self.g, self.state, self.eps_a, self.eps).w))
        self.e = self.define("e", bngd.residual(self.H, self.u, self.w))
        self.q = self.define("q", q_of(self, self.w))
        self.q_plus = self.define("q_plus", q_of(self, self.moved), latex="q_{+}")


def q_of(p: Problem, w: Vector) -> Scalar:
    """u'Hu - (w'g)^2/w'Hw."""
    sigma: Scalar = bngd.sigma(p.H, w)
    return p.u @ (p.H @ p.u) - (w @ p.g) ** 2 / sigma**2


def growth_of(p: NextStep) -> Scalar:
    """eps^2 (a/sigma)^2 |He|^2."""
    found: Scalar = p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e))
    return found


@claim("eq-40-43/growth", title="what a step adds to w", kind="inequality",
       paper=r"\|w_{k+1}\|^2 = \|w_k\|^2 + \varepsilon^2\tfrac{a_k^2}{\sigma_k^2}\|He_k\|^2,\quad \|He_k\|^2 \le \lambda_{\max}q_k")
def growth_of_a_step() -> Decision:
    """|w+|^2 - |w|^2 and |w+ - w|^2 are both eps^2 (a/sigma)^2 |He|^2, at most eps^2 lambda_max (a/sigma)^2 q.

    For |a| <= C_a that is at most eps^2 (lambda_max C_a^2/lambda_min) q/|w|^2.
    """
    p = NextStep()
    c, grown, shift = p.scalar("C_a"), growth_of(p), p.moved - p.w
    middle = p.eps**2 * HIGH * (p.a**2 / p.sigma**2) * p.q
    last = p.eps**2 * (HIGH * c**2 / LOW) * (p.q / (p.w @ p.w))
    statement = p.claim(all_of(
        eq(p.moved @ p.moved, p.w @ p.w + grown), eq(shift @ shift, grown), le(grown, middle), implies(le(abs(p.a), c), le(middle, last)),
        le(0, p.q), le(p.q, UHU),
    ))  # fmt: skip
    push, factor = H @ bngd.residual(p.H, p.u, p.w), p.eps * p.a / p.sigma
    moved = p.w + factor * push
    second = by.script(
        by.assume("bound"), by.theorem("rayleigh", "rayleigh", H, p.w),
        by.have("squares", le(p.a**2, c**2), by.auto("bound", factors=[(abs(p.a), 1), (abs(p.a), 1)])),
        by.auto("rayleigh.1", "squares", "q", degree=2, factors=[(HIGH, 1), (LOW, -1), (p.w @ p.w, -1), (p.sigma, -2)],
                squares=[p.eps, p.eps * p.a]),
    )  # fmt: skip
    proof = by.script(
        by.have("moved", eq(p.moved, moved), by.auto("h1")), by.theorem("gram", "gram", "H", "1", bngd.residual(p.H, p.u, p.w)),
        by.have("q", le(0, p.q), by.auto("gram", degree=1)), *spectral_gap("top", p.e),
        by.split(by.auto("moved", multipliers=[p.moved, moved]), by.auto("moved", multipliers=[p.moved - p.w, moved - p.w]),
                 by.auto("top", degree=1, squares=[factor]), second, by.given("q"), by.auto(degree=0, squares=[p.wg / p.sigma])),
    )  # fmt: skip
    return Decision(Part(statement, proof))


@claim("lemma-A.11/decrease", title="(39) makes q decrease", kind="inequality",
       paper=r"q_k - q_{k+1} \ge \tfrac{Cq_k}{\|w_k\|^2} \ge 0")
def decrease_while_trapped() -> Decision:
    """Under (39) q - q+ >= eps^- lambda_min (2 - eps^+ lambda_max) q/|w|^2: (46) with another constant, and no condition on eps^-."""
    p = NextStep()
    low, high = trap(p)
    step = p.define("eps_hat", eps_hat_of(p), latex=r"\hat\varepsilon")
    p.assume("(39) holds", all_of(le(low / (p.w @ p.w), step), le(step, high)))
    statement = p.claim(le(low * LOW * (2 - high * HIGH) * (p.q / (p.w @ p.w)), p.q - p.q_plus))
    e = bngd.residual(p.H, p.u, p.w)
    kept, size = e - step * (H @ e), p.moved @ (H @ p.moved)
    ratio = p.wg / p.sigma**2
    n = Scalar("n")
    on_spectrum = by.script(by.fix(), by.theorem("down", "eigenvalue_order", H, "1", n), by.auto("down", factors=[(eig(H, n), 1)]))
    proof = by.script(
        by.have("moved", eq(p.u - ratio * p.moved, kept), by.auto("h1", multipliers=[ratio, -ratio])),
        by.have("size", eq((p.u - ratio * p.moved) @ (H @ (p.u - ratio * p.moved)), kept @ (H @ kept)),
                by.auto("moved", multipliers=[H @ kept, H @ (p.u - ratio * p.moved)])),
        by.have("shortest", le(p.q_plus, kept @ (H @ kept)),
                by.auto("size", degree=0, factors=[(size, 1)], squares=[ratio - (p.moved @ p.g) / size])),
        by.theorem("gram", "gram", "H", "1", e), by.have("q", le(0, p.q), by.auto("gram", degree=1)), *spectral_gap_of_push("top", e),
        by.theorem("bottom", "spectral_form", H, e, "n", "0", -LOW, Scalar("1"), premises={1: on_spectrum}),
        by.have("step", lt(0, step), by.auto("h3.1", degree=1, factors=[(low, 1), (p.w @ p.w, -1)])),
        by.have("room", lt(0, 2 - high * HIGH), by.auto("h2", degree=1, factors=[(HIGH, 1)])),
        by.have("less", le(kept @ (H @ kept), p.q - step * (2 - high * HIGH) * ((H @ e) @ (H @ e))),
                by.script(by.theorem("square", "gram", "I", "0", H @ e),
                          by.auto("top", "h3.2", "square", degree=2, factors=[(step, 2), (step, 1), (HIGH, 1)]))),
        by.have("low", le(step * (2 - high * HIGH) * (LOW * p.q), step * (2 - high * HIGH) * ((H @ e) @ (H @ e))),
                by.auto("bottom", "room", degree=2, factors=[(step, 1)])),
        by.have("last", le(low * LOW * (2 - high * HIGH) * (p.q / (p.w @ p.w)), step * (2 - high * HIGH) * (LOW * p.q)),
                by.script(by.have("scaled", le(0, (2 - high * HIGH) * (LOW * p.q)), by.auto("room", "q", degree=2, factors=[(LOW, 1)])),
                          by.auto("h3.1", "scaled", degree=2))),
        by.auto("last", "low", "less", "shortest", degree=1),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def eps_hat_of(p: NextStep) -> Scalar:
    """The effective step size."""
    found: Scalar = bngd.effective_step(p.H, p.g, p.state, p.eps)
    return found


def trap(p: Problem) -> tuple[Scalar, Scalar]:
    """Add eps^- > 0 and 0 < eps^+ < 2/lambda_max."""
    low = p.scalar("eps_low", "positive", latex=r"\varepsilon^-")
    high = p.scalar("eps_high", "positive", latex=r"\hat\varepsilon^+")
    p.assume("eps^+ is below 2/lambda_max", lt(high, 2 / HIGH))
    return low, high


def spectral_gap_of_push(name: str, x: Vector) -> list[by.Proof]:
    """Steps: fact `name`: x'H^3x <= lambda_max |Hx|^2."""
    n = Scalar("n")
    scaled = by.auto("top", degree=1, factors=[(eig(H, n), 2)])
    on_spectrum = by.script(by.fix(), by.theorem("top", "eigenvalue_order", H, n, "d"), scaled)
    return [by.theorem(name, "spectral_form", H, x, "n", "0", "0", HIGH, Scalar("-1"), premises={1: on_spectrum})]


# ------------------------------------------------------------------------------------------------
