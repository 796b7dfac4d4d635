"""Sections 3.3 and A.6: how the effective step size depends on eps."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import (
    FirstStep,
    Step,
    bounded_by_constant,
    gentle_steps,
    moved_is_nonzero,
    norm,
    norm_h,
    positive_step,
    printed_threshold,
    repaired_threshold,
    same_root,
    sigma_is_positive,
    spectral_gap,
    square_h,
    squared_out,
    unit_length,
)
from proofs_checks.problem import Problem
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.small_steps import decrease_steps
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Formula,
    Scalar,
    Vector,
    all_of,
    any_of,
    eq,
    exists,
    forall,
    implies,
    instance,
    le,
    lt,
    ne,
    sqrt,
)  # fmt: skip

EPS = Scalar("eps")


class Start(Problem):
    """The hypotheses of Proposition 3.5 on a start (a0, w0); eps is bound in the statements."""

    def __init__(self) -> None:
        super().__init__()
        self.a0, self.w0 = self.scalar("a0", latex="a_0"), self.vector("w0", "nonzero", latex="w_0")
        self.eps_a = self.scalar("eps_a", latex=r"\varepsilon_a")
        gentle_steps(self)
        slope = (self.w0 @ self.g) / square_h(self.w0) * (self.g @ (H @ self.w0))
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        self.assume("w'g does not fall at the start", le(slope, self.g @ self.g))

    @property
    def e0(self) -> Vector:
        """The residual of the start."""
        return bngd.residual(self.H, self.u, self.w0)

    def after(self, eps: Scalar) -> bngd.State:
        """(a_1, w_1) for this eps."""
        return bngd.step(self.H, self.g, bngd.State(self.a0, self.w0), self.eps_a, eps)

    def effective(self, k: int, eps: Scalar = EPS) -> Scalar:
        """eps_hat_k as a function of eps, for k = 0 or 1."""
        state = self.after(eps) if k else bngd.State(self.a0, self.w0)
        return bngd.effective_step(self.H, self.g, state, eps)


def moves(p: Start, eps: Scalar) -> list[by.Proof]:
    """Steps: facts `moved`: w_1 != 0 for this eps, `size+`: 0 < w_1'Hw_1, `size+ I`: 0 < |w_1|^2."""
    after = p.after(eps).w
    vanishes = by.script(by.suppose_not("vanishes"), by.theorem("norm", "definite", "I", "0", p.w0),
                         by.auto("norm", "vanishes", multipliers=[p.w0], degree=1))  # fmt: skip
    return [by.have("moved", ne(after, ZERO), vanishes), by.theorem("size+", "definite", "H", "1", after),
            by.theorem("size+ I", "definite", "I", "0", after)]  # fmt: skip


def stays_put(p: Start, eps: Scalar) -> list[by.Proof]:
    """Steps: those of moves, and fact `stays`: w_1 = w_0 for this eps, from lemma1: e_0 = 0."""
    push = eps * p.a0 / sqrt(square_h(p.w0))
    return [*moves(p, eps), by.have("stays", eq(p.after(eps).w, p.w0), by.auto("lemma1", multipliers=[push * H]))]


def of_order_inverse(p: Start, k: int) -> Formula:
    """C_1 <= eps_hat_k eps <= C_2 for all large eps."""
    names = [Decl(name, "scalar", "positive") for name in ("eps_1", "C_1", "C_2")]
    product = p.effective(k) * EPS
    bounds = all_of(le(Scalar("C_1"), product), le(product, Scalar("C_2")))
    return exists(names, forall([Decl("eps", "scalar", "positive")], implies(lt(Scalar("eps_1"), EPS), bounds)))


PAPER_LARGE = (r"\varepsilon \gg 1 \implies C_1 \le \hat\varepsilon_k\varepsilon \le C_2 \text{ with } C_1, C_2 > 0 "
               r"\text{ independent of } \varepsilon, k")  # fmt: skip
TWO_STEPS = "Transcribed for k = 0 and k = 1; the statement is for all k."
AT_MINIMISER = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1)


def grows(p: Start) -> by.Proof:
    """A proof that eps_hat_0 eps exceeds every C_2."""
    C2, first, corr, sigma = Scalar("C_2"), Scalar("eps_1"), p.a0 * (p.w0 @ p.g), bngd.sigma(p.H, p.w0)
    far = first + 1 + C2 * sigma**3 / corr
    return by.script(
        by.assume("claim"), by.obtain("claim.1", "constants"),
        by.have("ratio", lt(0, C2 * sigma**3 / corr), by.auto("h3", degree=1, factors=[(corr, -1), (C2, 1), (sigma, 3)])),
        by.have("far", lt(first, far), by.auto("ratio", degree=1)),
        by.apply("here", "constants", {"eps": far}, [by.auto("far", "ratio", degree=1), by.given("far")]),
        by.auto("here.2", "h3", "ratio", degree=1, factors=[(C2, 1), (sigma, -3), (first, 1), (first, 1)]),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# (74)-(80)


class SmallStart(FirstStep):
    """|u| = 1, a0 w0'g > 0, 0 < eps_a <= 1, eps > 0, and a bound C_a for a_0 and |u|_H, hence for all a_k."""

    def __init__(self) -> None:
        super().__init__()
        unit_length(self)
        self.assume("the start has positive correlation", lt(0, self.a * self.wg))
        gentle_steps(self)
        positive_step(self)

    def bounded(self) -> Scalar:
        """Add C_a >= |a_0|, |u|_H, which bounds every |a_k|."""
        c = self.scalar("C", "positive", latex="C_a")
        self.assume("C_a bounds a_0", le(abs(self.a), c))
        self.assume("C_a bounds |u|_H", le(norm_h(self.u), c))
        return c


def two_sided(p: SmallStart, c: Scalar, effective: Scalar, w: Vector) -> Formula:
    """(74) for one k."""
    size = w @ w
    low = p.a * p.wg / p.sigma * (p.eps / (HIGH * size))
    return all_of(le(low, effective), le(effective, norm_h(p.u) * (c * p.eps / (LOW * size))))


@claim("eq-74", paper=r"\tfrac{C_1\varepsilon}{\|w_k\|^2} := "
                      r"\tfrac{a_0w_0^Tg}{\sigma_0}\tfrac{\varepsilon}{\lambda_{\max}\|w_k\|^2} \le \hat\varepsilon_k \le "
       r"\sqrt{u^THu}\tfrac{C_a\varepsilon}{\lambda_{\min}\|w_k\|^2} =: \tfrac{C_2\varepsilon}{\|w_k\|^2} \text{ if } a_0w_0^Tg "
       r"> 0,\ \varepsilon/\|w_0\| < \varepsilon_0")
def effective_step_of_order() -> Decision:
    """For small eps the effective step lies between the printed multiples of eps/|w_k|^2.

    The upper bound holds.  The lower one does not: a_k may fall from a_0 towards w'g/sigma < a_0, and
    |a_0| has to be replaced by the smaller of |a_0| and |w_0'g|/sigma_0.  (The condition eps/|w_0| < eps_0 of this section
    is eps/|w_0|^2 < eps_0 in Lemma A.12; only the latter is invariant under scaling.)
    """
    p = SmallStart()
    c = p.bounded()
    eps_0 = printed_threshold(p, bounded_by_constant(p, p.a))
    p.assume("the step size of w is small", lt(p.eps / norm(p.w), eps_0))
    printed = p.claim(all_of(two_sided(p, c, p.eps_hat, p.w), two_sided(p, c, p.next_eps_hat, p.w_plus)))
    falling = instance(d=1, H=[[1]], u=[1], a0=2, w0=[1], eps_a="1/2", eps="1/20", C=2, C_a=3)
    q = Kept()
    size, least = q.w @ q.w, (abs(q.a0) + q.alpha_0 - abs(abs(q.a0) - q.alpha_0)) / 2
    corrected = q.claim(all_of(le(least * q.alpha_0 * (q.eps / (HIGH * size)), q.eps_hat),
                               le(q.eps_hat, norm_h(q.u) * (q.c * q.eps / (LOW * size)))))  # fmt: skip
    note = "Stated at every state that (49) and (51) describe: a_k w_k'g > 0, |a_k| and |w_k'g|/sigma_k have not dropped too far."
    return Decision(Part(printed, instances=(falling,), note=TWO_STEPS), Part(corrected, by.script(*kept_facts(q), by.split(
        lower_74(q, least), upper_74(q))), note=note))  # fmt: skip


class Kept(Step):
    """A state (a, w) from a start (a0, w0): both correlations positive, |w'g|/sigma and |a| as (51) and (49) leave them, |a| <= C_a."""

    def __init__(self) -> None:
        super().__init__()
        self.a0, self.w0 = self.scalar("a0", latex="a_0"), self.vector("w0", "nonzero", latex="w_0")
        self.c = self.scalar("C_a", "positive")
        self.alpha_0 = self.define("alpha_0", abs(self.w0 @ self.g) / norm_h(self.w0), latex=r"\alpha_0")
        positive_step(self)
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        self.assume("the correlation is positive", lt(0, self.a * self.wg))
        self.assume("C_a bounds a", le(abs(self.a), self.c))
        self.assume("|w'g|/sigma has not dropped", le(self.alpha_0, abs(self.wg) / self.sigma))
        self.assume("a has not dropped below both", any_of(le(abs(self.a0), abs(self.a)), le(self.alpha_0, abs(self.a))))


def kept_facts(p: Kept) -> list[by.Proof]:
    """Steps: facts `agree`: a w'g = |a| |w'g|, `w`: the Rayleigh bounds of sigma^2, `y`: |w'g| <= |u|_H sigma."""
    return [
        same_root("agree", p.a * p.wg, abs(p.a) * abs(p.wg), by.trivial()), by.theorem("w", "rayleigh", H, p.w),
        by.theorem("angle", "gram", "H", "1", p.u, p.w),
        by.theorem("y", "root_order", abs(p.wg), norm_h(p.u) * p.sigma, premises={1: by.auto("angle", degree=1)}),
    ]  # fmt: skip


def lower_74(p: Kept, least: Scalar) -> by.Proof:
    """A proof of the lower bound of (74), corrected."""
    size, rest = p.w @ p.w, p.eps / (HIGH * p.w @ p.w)
    small = [by.auto("side", f"gap.{i}", degree=1) for i in (2, 1)]
    return by.script(
        by.theorem("gap", "magnitude", abs(p.a0) - p.alpha_0),
        by.have("least", le(least, abs(p.a)), by.either("h6", "side", *small)),
        by.have("one", le(least * p.alpha_0, abs(p.a) * p.alpha_0), by.auto("least", degree=1, factors=[(p.alpha_0, 1)])),
        by.have("two", le(abs(p.a) * p.alpha_0, abs(p.a) * abs(p.wg) / p.sigma), by.auto("h5", degree=1, factors=[(abs(p.a), 1)])),
        by.have("scaled", le(least * p.alpha_0 * rest, abs(p.a) * abs(p.wg) / p.sigma * rest),
                by.auto("one", "two", degree=1, factors=[(p.eps, 1), (HIGH, -1), (size, -1)])),
        by.have("long", le(abs(p.a) * abs(p.wg) / p.sigma * rest, p.eps * abs(p.a) * abs(p.wg) / p.sigma**3),
                by.auto("w.2", degree=1, factors=[(p.eps, 1), (abs(p.a), 1), (abs(p.wg), 1), (p.sigma, -3), (HIGH, -1), (size, -1)])),
        by.auto("scaled", "long", "agree", degree=1, multipliers=[p.eps / p.sigma**3]),
    )  # fmt: skip


def upper_74(p: Kept) -> by.Proof:
    """A proof of the upper bound of (74)."""
    size, top = p.w @ p.w, p.eps * p.c * norm_h(p.u)
    return by.script(
        by.have("one", le(abs(p.a) * abs(p.wg), p.c * abs(p.wg)), by.auto("h4", degree=1, factors=[(abs(p.wg), 1)])),
        by.have("two", le(p.c * abs(p.wg), p.c * norm_h(p.u) * p.sigma), by.auto("y", degree=1, factors=[(p.c, 1)])),
        by.have("scaled", le(p.eps * abs(p.a) * abs(p.wg) / p.sigma**3, top / p.sigma**2),
                by.auto("one", "two", degree=1, factors=[(p.eps, 1), (p.sigma, -3)])),
        by.have("short", le(top / p.sigma**2, top / (LOW * size)),
                by.auto("w.1", degree=1, factors=[(p.eps, 1), (p.c, 1), (norm_h(p.u), 1), (p.sigma, -2), (LOW, -1), (size, -1)])),
        by.auto("scaled", "short", "agree", degree=1, multipliers=[p.eps / p.sigma**3]),
    )  # fmt: skip


def residual_shrinks(p: SmallStart) -> Formula:
    """q_1 <= (1 - eps_hat_0 lambda_min) q_0."""
    return le(p.q_plus, (1 - p.eps_hat * LOW) * p.q)


def norm_75(p: FirstStep) -> Formula:
    """(75) for k = 0."""
    return le(p.w_plus @ p.w_plus, p.w @ p.w + p.eps**2 * HIGH * (p.a**2 / p.sigma**2 * p.q))


@claim("eq-75-77", paper=r"\|w_{k+1}\|^2 \le \|w_0\|^2 + "
                         r"\varepsilon^2\lambda_{\max}\sum_{i=0}^k\tfrac{a_i^2}{\sigma_i^2}q_i;\quad "
       r"\tfrac{\varepsilon}{\|w_0\|^2} < \varepsilon_0 \implies q_{k+1} \le (1 - \hat\varepsilon_k\lambda_{\min})q_k,\quad "
       r"\|w_k\|^2 \le \|w_0\|^2 + \varepsilon\kappa C_a\tfrac{\sigma_0}{w_0^Tg}\sum_{i=0}^\infty(q_i - q_{i+1}) \le \|w_0\|^2 "
       r"+ C\varepsilon,\quad "
       r"\tilde C_1\varepsilon \le \hat\varepsilon_k \le \tilde C_2\varepsilon")
def norm_for_small_steps() -> Decision:
    """|w_{k+1}|^2 is bounded by (75); below eps_0 each step multiplies q by at most 1 - eps_hat lambda_min.

    So |w_k|^2 <= |w_0|^2 + C eps for all k.
    With the printed eps_0 of Lemma A.12, which lacks the condition number, q may grow.
    """
    p, q = small(True), small(False)
    printed, corrected = (r.claim(all_of(norm_75(r), residual_shrinks(r))) for r in (p, q))
    note = "Transcribed for the first step; the steps of (76) and (77) are parts of their own."
    proof = by.split(norm_75_proof(q), by.script(*small_steps_down(q), by.auto("first", "second", degree=1)))
    return Decision(Part(printed, instances=(GROWS,), note=note), Part(corrected, proof, note=note))


GROWS = instance(d=3, H=[["1/7200", 0, 0], [0, 1, 0], [0, 0, 2]], u=[0, "4/5", "3/5"], w0=[2, "1/2", "1/2"], a0=1, eps_a=1, eps=1,
                 C_a=1)  # fmt: skip


def small(printed: bool) -> SmallStart:
    """A start with eps/|w0|^2 < eps_0, printed or repaired."""
    p = SmallStart()
    c = bounded_by_constant(p, p.a)
    eps_0 = printed_threshold(p, c) if printed else repaired_threshold(p, c)
    p.assume("the step size of w is small", lt(p.eps / (p.w @ p.w), eps_0))
    return p


@claim("eq-75-77/decrease", title="the sequence q_k below eps_0", kind="inequality",
       paper=r"\tfrac{\varepsilon}{\|w_0\|^2} < \varepsilon_0 \implies q_{k+1} \le (1 - \hat\varepsilon_k\lambda_{\min})q_k")
def residual_decreases() -> Decision:
    """For eps/|w_0|^2 < eps_0 the first step multiplies q by at most 1 - eps_hat lambda_min; eps_0 needs the condition number."""
    p, q = small(True), small(False)
    return Decision(Part(p.claim(residual_shrinks(p)), instances=(GROWS,)),
                    Part(q.claim(residual_shrinks(q)), by.script(*small_steps_down(q), by.auto("first", "second", degree=1))))  # fmt: skip


@claim("eq-75-77/76", title="(76), one step of the sum", kind="inequality",
       paper=r"\|w_k\|^2 \le \|w_0\|^2 + \varepsilon\kappa C_a\tfrac{\sigma_0}{w_0^Tg}\sum_{i=0}^\infty(q_i - q_{i+1}) \le "
             r"\|w_0\|^2 + C\varepsilon")
def norm_grows_with_decrease() -> Decision:
    """One step adds at most eps kappa C_a (sigma_0/|w_0'g|)(q_k - q_{k+1}) to |w|^2, and these terms sum to at most C eps.

    Printed with w_0'g for |w_0'g|: for a_0, w_0'g < 0, which the hypothesis a_0 w_0'g > 0 allows, the
    bound is below |w_0|^2.
    """
    p, q = SmallStart(), Kept()
    c = p.bounded()
    eps_0 = printed_threshold(p, bounded_by_constant(p, p.a))
    p.assume("the step size of w is small", lt(p.eps / (p.w @ p.w), eps_0))
    printed = p.claim(le(p.w_plus @ p.w_plus, p.w @ p.w + p.eps * KAPPA * c * (p.sigma / p.wg) * (p.q - p.q_plus)))
    down = le(q.q_plus, (1 - q.eps_hat * LOW) * q.q)
    bound = q.eps * KAPPA * q.c * (norm_h(q.w0) / abs(q.w0 @ q.g)) * (q.q - q.q_plus)
    corrected = q.claim(implies(down, le(q.w_plus @ q.w_plus, q.w @ q.w + bound)))
    against = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], a0=-1, w0=[-1, 1], eps_a=1, eps="1/8", C=2, C_a=2)
    note = "Stated for one step, from every state that (51) describes; summing over the steps gives (76)."
    return Decision(Part(printed, instances=(against,), note="Transcribed for the first step; where w_0'g < 0 every term is negative."),
                    Part(corrected, step_76_proof(q, bound), note=note))  # fmt: skip


def step_76_proof(p: Kept, bound: Scalar) -> by.Proof:
    """A proof of the corrected step of (76)."""
    a, y, y0, s0, e = abs(p.a), abs(p.wg), abs(p.w0 @ p.g), norm_h(p.w0), bngd.residual(p.H, p.u, p.w)
    push, rate = p.eps**2 * p.a**2 / p.sigma**2 * HIGH * p.q, p.eps * HIGH * p.q * p.eps_hat
    return by.script(
        *moved_is_nonzero(p), by.assume("down"), *kept_facts(p), *spectral_gap("top", e), by.theorem("gram", "gram", "H", "1", e),
        by.have("w'g", ne(p.wg, 0), by.script(by.suppose_not("none"), by.auto("h3", "none", degree=1, multipliers=[p.a]))),
        by.have("w_0'g", ne(p.w0 @ p.g, 0), by.script(by.suppose_not("none"), by.auto("h2", "none", degree=1, multipliers=[p.a0]))),
        by.have("step", lt(0, p.eps_hat), by.auto("h3", degree=1, factors=[(p.eps, 1), (p.sigma, -3)])),
        by.have("q", le(0, p.q), by.auto("gram", degree=1)),
        by.have("longer", le(p.w_plus @ p.w_plus - p.w @ p.w, push), by.auto("top", degree=1, squares=[p.eps * p.a / p.sigma])),
        by.have("same", eq(push, rate * (a * p.sigma / y)),
                by.auto("agree", multipliers=[p.eps**2 * HIGH * p.q * a / (y * p.sigma**2)])),
        by.have("alpha", le(p.sigma / y, s0 / y0), by.auto("h5", degree=1, factors=[(p.sigma, 1), (s0, 1), (y, -1), (y0, -1)])),
        by.have("one", le(a * p.sigma / y, p.c * p.sigma / y), by.auto("h4", degree=1, factors=[(p.sigma, 1), (y, -1)])),
        by.have("two", le(p.c * p.sigma / y, p.c * s0 / y0), by.auto("alpha", degree=1, factors=[(p.c, 1)])),
        by.have("ratio", le(a * p.sigma / y, p.c * s0 / y0), by.auto("one", "two", degree=1)),
        by.have("grown", le(rate * (a * p.sigma / y), rate * (p.c * s0 / y0)),
                by.auto("ratio", "step", "q", degree=3, factors=[(p.eps, 1), (HIGH, 1)])),
        by.have("drop", le(rate * (p.c * s0 / y0), bound),
                by.auto("down", degree=1, factors=[(p.eps, 1), (HIGH, 1), (LOW, -1), (p.c, 1), (s0, 1), (y0, -1)])),
        by.auto("longer", "same", "grown", "drop", degree=1),
    )  # fmt: skip


@claim("eq-75-77/77", title="(77) from (74) and (76)", kind="inequality",
       paper=r"\tilde C_1\varepsilon := \tfrac{C_1\varepsilon}{\|w_0\|^2(1+C\varepsilon_0)} \le \hat\varepsilon_k \le "
             r"\tfrac{C_2\varepsilon}{\|w_0\|^2} =: \tilde C_2\varepsilon")
def effective_step_of_order_eps() -> Decision:
    """If eps_hat lies between C_1 eps/|w|^2 and C_2 eps/|w|^2, and |w|^2 between |w_0|^2 and |w_0|^2 + C eps, then (77) follows."""
    p = Step()
    w0, eps_0 = p.vector("w0", "nonzero", latex="w_0"), p.scalar("eps_0", "positive", latex=r"\varepsilon_0")
    c, c1, c2 = (p.scalar(name, "positive") for name in ("C", "C_1", "C_2"))
    size, first = p.w @ p.w, w0 @ w0
    positive_step(p)
    p.assume("the step size of w is small", lt(p.eps / first, eps_0))
    p.assume("w is not shorter than w_0", le(first, size))
    p.assume("(76)", le(size, first + c * p.eps))
    p.assume("(74), the lower bound", le(c1 * p.eps / size, p.eps_hat))
    p.assume("(74), the upper bound", le(p.eps_hat, c2 * p.eps / size))
    most = first * (1 + c * eps_0)
    lower = by.script(
        by.have("room", le(size, most), by.auto("h2", "h4", degree=1, factors=[(c, 1), (first, 1)])),
        by.have("less", le(c1 * p.eps / most, c1 * p.eps / size),
                by.auto("room", degree=1, factors=[(c1, 1), (p.eps, 1), (size, -1), (first, -1), (1 + c * eps_0, -1)])),
        by.auto("less", "h5", degree=1),
    )  # fmt: skip
    upper = by.script(
        by.have("more", le(c2 * p.eps / size, c2 * p.eps / first),
                by.auto("h3", degree=1, factors=[(c2, 1), (p.eps, 1), (size, -1), (first, -1)])),
        by.auto("more", "h6", degree=1),
    )  # fmt: skip
    statement = p.claim(all_of(le(c1 * p.eps / most, p.eps_hat), le(p.eps_hat, c2 * p.eps / first)))
    return Decision(Part(statement, by.split(lower, upper), note="(74) and (76) enter as hypotheses."))


def small_steps_down(p: SmallStart) -> list[by.Proof]:
    """Steps: facts `first`, `second`: the decrease of q, from h1: |u| = 1, h2: a0 w0'g > 0, h7: the bound of a0 and h8: eps/|w0|^2 < eps_0."""
    c, size, product, length = Scalar("C_a"), norm_h(p.u), p.a * p.wg, p.w @ p.w
    bounds = [
        by.have("positive", lt(0, p.eps_hat), by.auto("h2", degree=1, factors=[(p.eps, 1), (p.sigma, -3)])),
        by.theorem("angle", "gram", "H", "1", p.u, p.w), by.theorem("y", "root_order", abs(p.wg), size * p.sigma,
            premises={1: by.auto("angle", degree=1)}),
        by.theorem("u", "rayleigh", H, p.u), by.theorem("w", "rayleigh", H, p.w), by.theorem("product", "magnitude", product),
        by.have("cap", le(UHU, HIGH), by.auto("u.2", "h1", degree=1, multipliers=[HIGH])),
        by.have("one", le(abs(product), abs(p.a) * size * p.sigma), by.auto("y", degree=1, factors=[(abs(p.a), 1)])),
        by.have("two", le(abs(p.a) * size * p.sigma, c * UHU * p.sigma),
                by.auto("h7", degree=1, factors=[(size, 1), (p.sigma, 1)])),
        by.have("three", le(c * UHU * p.sigma, c * HIGH * p.sigma), by.auto("cap", degree=1, factors=[(c, 1), (p.sigma, 1)])),
        by.have("four", le(product, c * HIGH * p.sigma), by.auto("product.1", "one", "two", "three", degree=1)),
        by.have("five", le(p.eps_hat, p.eps * c * HIGH / p.sigma**2),
                by.auto("four", degree=1, factors=[(p.eps, 1), (p.sigma, -3)])),
        by.have("short", le(1 / p.sigma**2, 1 / (LOW * length)),
                by.auto("w.1", degree=1, factors=[(p.sigma, -2), (LOW, -1), (length, -1)])),
        by.have("six", le(p.eps * c * HIGH / p.sigma**2, p.eps * c * HIGH / (LOW * length)),
                by.auto("short", degree=1, factors=[(p.eps, 1), (c, 1), (HIGH, 1)])),
        by.have("seven", lt(p.eps * c * HIGH / (LOW * length), 1 / (2 * HIGH)),
                by.auto("h8", degree=1, factors=[(c, 1), (HIGH, 1), (LOW, -1)])),
        by.have("below", lt(p.eps_hat, 1 / (2 * HIGH)), by.auto("five", "six", "seven", degree=1)),
    ]  # fmt: skip
    return [*bounds, *decrease_steps(p, "below")]


@claim("eq-75-77/75", title="(75) for k = 0", kind="inequality", paper=r"\|w_1\|^2 \le \|w_0\|^2 + "
                                                                       r"\varepsilon^2\lambda_{\max}\tfrac{a_0^2}{\sigma_0^2}q_0")
def norm_after_first_step() -> Decision:
    """|w_1|^2 <= |w_0|^2 + eps^2 lambda_max (a_0/sigma_0)^2 q_0, from every start and for all step sizes."""
    p = FirstStep()
    return Decision(Part(p.claim(norm_75(p)), norm_75_proof(p)))


def norm_75_proof(p: FirstStep) -> by.Proof:
    """A proof of (75) for k = 0."""
    e = bngd.residual(p.H, p.u, p.w)
    return by.script(*spectral_gap("top", e), by.auto("top", degree=1, squares=[p.eps * p.a / p.sigma]))


class LargeStart(FirstStep):
    """The hypotheses of Proposition 3.5 with eps > 0, the third one strict or not."""

    def __init__(self, strict: bool) -> None:
        super().__init__()
        gentle_steps(self)
        positive_step(self)
        self.assume("the start has positive correlation", lt(0, self.a * self.wg))
        slope = self.wg / self.sigma**2 * (self.g @ (H @ self.w))
        self.assume("w'g does not fall at the start", lt(slope, self.g @ self.g) if strict else le(slope, self.g @ self.g))

    @property
    def push(self) -> Scalar:
        """C_3 = (a_0/sigma_0)^2 |He_0|^2."""
        return self.a**2 / self.sigma**2 * ((H @ self.e) @ (H @ self.e))


def first_growth(p: FirstStep) -> Formula:
    """(78)."""
    return eq(p.w_plus @ p.w_plus - p.w @ p.w, p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e)))


def outer_bounds(p: LargeStart) -> Formula:
    """The first and the last inequality of (80), for eps >= eps_1 > 0 and C_1, C_2 > 0."""
    first, c1, c2 = p.scalar("eps_1", "positive"), p.scalar("C_1", "positive"), p.scalar("C_2", "positive")
    c3, size = p.define("C_3", p.push), p.w @ p.w
    low, middle, high = (c * t**2 / (size + c3 * t**2) for c, t in ((c1, first), (c1, p.eps), (c2, p.eps)))
    return implies(le(first, p.eps), all_of(le(low, middle), le(high, c2 / c3)))


@claim("eq-78-80", paper=r"\|w_1\|^2 - \|w_0\|^2 = \varepsilon^2\tfrac{a_0^2}{\sigma_0^2}\|He_0\|^2 = C_3\varepsilon^2,\quad "
                         r"a_1w_1^Tg > a_1w_0^Tg > 0,\quad "
       r"\tfrac{C_1\varepsilon}{\|w_1\|^2} \le \hat\varepsilon_k \le \tfrac{C_2\varepsilon}{\|w_1\|^2},\quad "
       r"\tfrac{C_1\varepsilon_1^2}{\|w_0\|^2+C_3\varepsilon_1^2} \le \tfrac{C_1\varepsilon^2}{\|w_0\|^2+C_3\varepsilon^2} \le "
       r"\hat\varepsilon_k\varepsilon \le "
       r"\tfrac{C_2\varepsilon^2}{\|w_0\|^2+C_3\varepsilon^2} \le \tfrac{C_2}{C_3}")
def first_step_for_large_eps() -> Decision:
    """The first step lengthens w by C_3 eps^2 in the square and raises a_1 w'g; with (79) this gives (80).

    a_1 w_1'g > a_1 w_0'g needs a strict hypothesis |g|^2 > (w_0'g/sigma_0^2) g'Hw_0, and C_2/C_3 needs
    C_3 > 0: both fail where w_0 is parallel to u.  A strict hypothesis gives both.
    """
    p, q = LargeStart(False), LargeStart(True)
    printed, corrected = (r.claim(all_of(first_growth(r), raised(r), outer_bounds(r))) for r in (p, q))
    note = "(79), which is about all k, is a part of its own, for k = 1."
    still = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1, eps=1, eps_1=1, C_1=1, C_2=1)
    return Decision(Part(printed, instances=(still,), note=note), Part(corrected, large_proof(q), note=note))


def push_is_positive(p: LargeStart) -> list[by.Proof]:
    """Steps: facts `slope`: g'He_0 > 0, `a`, `y`: a_0, w_0'g != 0, `push`: C_3 > 0, from h1, ..., h5."""
    pull, a, y = H @ p.e, p.a, p.wg
    return [
        by.have("slope", lt(0, p.g @ pull), by.auto("h5", degree=1)),
        by.have("pull", ne(pull, ZERO), by.script(by.suppose_not("no pull"),
                                                  by.auto("slope", "no pull", degree=1, multipliers=[p.g]))),
        by.theorem("length", "definite", "I", "0", pull, premises={1: by.given("pull")}),
        by.have("a", ne(a, 0), by.script(by.suppose_not("no a"), by.auto("h4", "no a", degree=1, multipliers=[y]))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h4", "no y", degree=1, multipliers=[a]))),
        by.have("a a", lt(0, a**2), by.trivial()), by.have("y y", lt(0, y**2), by.trivial()),
        by.have("push", lt(0, p.push), by.auto("length", "a a", degree=2, factors=[(p.sigma, -2)])),
    ]  # fmt: skip


def signs_agree(p: LargeStart) -> by.Proof:
    """Step: fact `agree`: a_1 a_0 > 0, from those of push_is_positive."""
    return by.have("agree", lt(0, p.a_plus * p.a), by.auto("h2", "h4", "a a", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)]))


def large_proof(p: LargeStart) -> by.Proof:
    """A proof of the corrected eq-78-80 from the hypotheses h1, ..., h5."""
    first, size, c1, c2, c3 = Scalar("eps_1"), p.w @ p.w, Scalar("C_1"), Scalar("C_2"), p.push
    near, far = size + c3 * first**2, size + c3 * p.eps**2
    rises = by.auto("agree", "slope", degree=2, factors=[(p.eps, 1), (p.sigma, -1)])
    stays = by.auto("h2", "h4", "y y", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])
    outer = by.script(
        by.have("near", lt(0, near), by.auto("push", degree=1, factors=[(size, 1), (first, 1), (first, 1)])),
        by.have("far", lt(0, far), by.auto("push", degree=1, factors=[(size, 1), (p.eps, 1), (p.eps, 1)])),
        by.assume("order"), by.split(
            by.auto("order", degree=1, factors=[(c1, 1), (size, 1), (first, 1), (p.eps, 1), (near, -1), (far, -1)]),
            by.auto(degree=0, factors=[(c2, 1), (size, 1), (c3, -1), (far, -1)])),
    )  # fmt: skip
    return by.script(*push_is_positive(p), signs_agree(p), by.split(by.trivial(), by.split(rises, stays), outer))


def raised(p: LargeStart) -> Formula:
    """a_1 w_1'g > a_1 w_0'g > 0."""
    return all_of(lt(p.a_plus * p.wg, p.a_plus * (p.w_plus @ p.g)), lt(0, p.a_plus * p.wg))


@claim("eq-78-80/78", title="(78)", kind="identity", paper=r"\|w_1\|^2 - \|w_0\|^2 = "
                                                           r"\varepsilon^2\tfrac{a_0^2}{\sigma_0^2}\|He_0\|^2")
def growth_of_first_step() -> Decision:
    """|w_1|^2 - |w_0|^2 = eps^2 (a_0/sigma_0)^2 |He_0|^2."""
    p = FirstStep()
    return Decision(Part(p.claim(first_growth(p)), by.trivial()))


@claim("eq-78-80/raised", title="the step before (79)", kind="inequality",
       paper=r"\|g\|^2 \ge \tfrac{w_0^Tg}{\sigma_0^2}g^THw_0 \implies a_1w_1^Tg > a_1w_0^Tg > 0")
def first_step_raises_correlation() -> Decision:
    """a_1 w_1'g > a_1 w_0'g > 0; the first inequality is strict exactly where the hypothesis is, so not for w_0 parallel to u or to g."""
    p = LargeStart(False)
    a, y, after, slope = p.a_plus, p.wg, p.w_plus @ p.g, p.wg / p.sigma**2 * (p.g @ (H @ p.w))
    corrected = p.claim(all_of(
        le(a * y, a * after), lt(0, a * y), implies(lt(slope, p.g @ p.g), lt(a * y, a * after)),
        implies(eq(slope, p.g @ p.g), eq(p.w_plus @ p.g, y)),
    ))  # fmt: skip
    push = [(p.eps, 1), (p.sigma, -1)]
    proof = by.script(
        by.have("a", ne(p.a, 0), by.script(by.suppose_not("no a"), by.auto("h4", "no a", degree=1, multipliers=[y]))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h4", "no y", degree=1, multipliers=[p.a]))),
        by.have("a a", lt(0, p.a**2), by.trivial()), by.have("y y", lt(0, y**2), by.trivial()),
        by.have("agree", lt(0, a * p.a), by.auto("h2", "h4", "a a", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])),
        by.split(
            by.auto("agree", "h5", degree=2, factors=push),
            by.auto("h2", "h4", "y y", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)]),
            by.script(by.assume("strict"), by.auto("agree", "strict", degree=2, factors=push)),
            by.script(by.assume("level"), by.auto("level", multipliers=[p.eps * p.a / p.sigma])),
        ),
    )  # fmt: skip
    still = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1, eps=1)
    return Decision(Part(p.claim(raised(p)), instances=(still,)), Part(corrected, proof))


@claim("eq-78-80/eps-1", title="the choice of eps_1", kind="inequality",
       paper=r"\varepsilon > \varepsilon_1 \implies \tfrac{\varepsilon}{\|w_1\|^2} < \varepsilon_0")
def small_after_first_step() -> Decision:
    """For every eps_0 > 0 some eps_1 is such that eps/|w_1|^2 < eps_0 for all eps > eps_1.

    False where w_0 is parallel to u, as then w_1 = w_0 for all eps.  With C_3 > 0, eps_1 = 1/(C_3 eps_0) will do.
    """
    p, q = Start(), LargeStart(True)
    bound, limit = (r.scalar("eps_0", "positive", latex=r"\varepsilon_0") for r in (p, q))
    after = p.after(EPS).w
    small = implies(lt(Scalar("eps_1"), EPS), lt(EPS / (after @ after), bound))
    printed = p.claim(exists([Decl("eps_1", "scalar", "positive")], forall([Decl("eps", "scalar", "positive")], small)))
    push = q.define("C_3", q.push)
    corrected = q.claim(all_of(lt(0, push), implies(lt(1, push * limit * q.eps), lt(q.eps / (q.w_plus @ q.w_plus), limit))))
    length = q.w_plus @ q.w_plus
    proof = by.script(*moved_is_nonzero(q), *push_is_positive(q), by.split(by.given("push"), by.script(
        by.assume("far"), by.theorem("size", "definite", "I", "0", q.w), by.theorem("size 1", "definite", "I", "0", q.w_plus),
        by.have("long", lt(q.eps, limit * length),
                by.auto("far", "size", degree=1, factors=[(q.eps, 1), (limit, 1)])),
        by.auto("long", degree=1, factors=[(length, -1)]),
    )))  # fmt: skip
    slow = instance(d=2, H=[["1/4", 0], [0, "1/2"]], u=[1, 0], a0=1, w0=[1, 1], eps_a=1, eps=4, eps_0=1)
    return Decision(Part(printed, instances=(AT_MINIMISER,), lemma=(eq(p.e0, ZERO),), disproof=never_small(p, bound)),
                    Part(corrected, proof, instances=(slow,)))  # fmt: skip


def never_small(p: Start, bound: Scalar) -> by.Proof:
    """A proof that eps/|w_1|^2 < eps_0 fails for large eps, from lemma1: e_0 = 0."""
    far = Scalar("eps_1") + bound * (p.w0 @ p.w0)
    after = p.after(far).w
    return by.script(
        by.assume("claim"), by.obtain("claim", "constant"), by.theorem("size", "definite", "I", "0", p.w0),
        by.have("far", lt(Scalar("eps_1"), far), by.auto("size", degree=1, factors=[(bound, 1)])),
        *stays_put(p, far), by.apply("here", "constant", {"eps": far}, [by.auto("far", degree=1), by.given("far")]),
        by.have("same", eq(after @ after, p.w0 @ p.w0), by.auto("stays", multipliers=[after, p.w0])),
        by.have("short", lt(far, bound * (after @ after)), by.auto("here", degree=1, factors=[(after @ after, 1)])),
        by.have("first", lt(0, Scalar("eps_1")), by.trivial()), by.auto("short", "same", "first", degree=1, multipliers=[bound]),
    )  # fmt: skip


def tilted_start() -> tuple[LargeStart, Scalar, Scalar, Scalar]:
    """A strict start with eps >= eps_1 > 0; then what raises a_1 w_1'g per eps, a bound of sigma_1/eps, and eps_1."""
    p = LargeStart(True)
    first = p.scalar("eps_1", "positive", latex=r"\varepsilon_1")
    p.assume("the step size of w is large", le(first, p.eps))
    rise = p.define("b", abs(p.a_plus) * (abs(p.a) / p.sigma) * (p.g @ (H @ p.e)))
    return p, rise, p.define("m", sqrt(HIGH * (p.w @ p.w / first**2 + p.push))), first


def bounds_79(p: LargeStart, rise: Scalar, most: Scalar) -> tuple[Formula, Formula]:
    """(79) for k = 1, with C_1 = b/(lambda_max m) and C_2 = |a_1| |u|_H/lambda_min."""
    length = p.w_plus @ p.w_plus
    effective = p.next_eps_hat
    return (le(rise / (HIGH * most) * (p.eps / length), effective),
            le(effective, abs(p.a_plus) * norm_h(p.u) / LOW * (p.eps / length)))  # fmt: skip


def steps_79(p: LargeStart, rise: Scalar, most: Scalar, first: Scalar) -> list[by.Proof]:
    """Steps: facts `moved`, `size+`, `size+ I`, `push` and those of push_is_positive; `b`, `m`: b, m > 0; `low`, `high`: (79)."""
    length, a, y, t = p.w_plus @ p.w_plus, p.a_plus, p.w_plus @ p.g, norm_h(p.w_plus)
    low, high = bounds_79(p, rise, most)
    return [
        *moved_is_nonzero(p), *sigma_is_positive(p), by.have("t t", lt(0, t**2), by.auto("size+", degree=1)),
        by.have("t t t", lt(0, t**3), by.auto("t t", "sigma+", degree=2)),
        by.theorem("size+ I", "definite", "I", "0", p.w_plus), *push_is_positive(p),
        signs_agree(p), by.have("a_1 a_1", lt(0, a**2), by.auto("agree", degree=2, factors=[(p.a**2, -1)])),
        by.have("a_1", lt(0, abs(a)), by.script(by.suppose_not("flat"), squared_out("a_1 a_1", "flat", abs(a)))),
        by.have("b", lt(0, rise), by.auto("slope", "a_1", degree=2, factors=[(abs(p.a), 1), (p.sigma, -1)])),
        by.have("square", lt(0, HIGH * (p.w @ p.w / first**2 + p.push)), by.auto(
            "push", degree=1, factors=[(HIGH, 1), (p.w @ p.w, 1), (first, -2)])),
        by.have("m", lt(0, most), by.script(by.suppose_not("flat"), squared_out("square", "flat", most))),
        same_root("a a_1", a * p.a, abs(a) * abs(p.a), by.trivial()), by.theorem("w", "rayleigh", H, p.w_plus),
        by.have("start", lt(0, a * p.wg), by.auto("h2", "h4", "y y", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])),
        by.have("rise", le(p.eps * rise, a * y), by.auto("start", "a a_1", degree=1,
            multipliers=[p.eps / p.sigma * (p.g @ (H @ p.e))])),
        by.have("wide", le(p.w @ p.w, p.w @ p.w * p.eps**2 / first**2),
                by.auto("h6", degree=1, factors=[(p.w @ p.w, 1), (first, -1), (first, -1), (p.eps, 1)])),
        by.theorem("sigma_1", "root_order", t, most * p.eps, premises={
            0: by.auto("m", degree=1, factors=[(p.eps, 1)]), 1: by.auto("w.2", "wide", degree=1, factors=[(HIGH, 1)])}),
        by.have("enough", le(rise * t, most * (a * y)), by.auto("sigma_1", "rise", "b", "m", degree=2)),
        by.have("divided", le(rise / most, a * y / t), by.auto("enough", degree=1, factors=[(most, -1), (t, -1)])),
        by.have("positive", lt(0, a * y), by.auto("rise", "b", degree=1, factors=[(p.eps, 1)])),
        by.have("short", le(1 / HIGH / length, 1 / t**2), by.auto("w.2", degree=1, factors=[(t, -2), (HIGH, -1), (length, -1)])),
        by.have("one", le(rise / most / HIGH / length, a * y / t / HIGH / length),
                by.auto("divided", degree=1, factors=[(HIGH, -1), (length, -1)])),
        by.have("above", lt(0, a * y / t), by.auto("positive", degree=1, factors=[(t, -1)])),
        by.have("two", le(a * y / t / HIGH / length, a * y / t**3),
                by.auto("short", degree=1, factors=[(a * y / t, 1)])),
        by.have("low", low, by.auto("one", "two", degree=1, factors=[(p.eps, 1)])),
        by.theorem("angle", "gram", "H", "1", p.u, p.w_plus),
        by.theorem("output", "root_order", a * y, abs(a) * norm_h(p.u) * t, premises={1: by.auto("angle", degree=1, squares=[a])}),
        by.have("long", le(1 / t**2, 1 / LOW / length), by.auto("w.1", degree=1, factors=[(t, -2), (LOW, -1), (length, -1)])),
        by.have("three", le(a * y / t**3, abs(a) * norm_h(p.u) / t**2), by.auto("output", degree=1, factors=[(t, -3)])),
        by.have("four", le(abs(a) * norm_h(p.u) / t**2, abs(a) * norm_h(p.u) / LOW / length),
                by.auto("long", degree=1, factors=[(abs(a), 1), (norm_h(p.u), 1)])),
        by.have("high", high, by.auto("three", "four", degree=1, factors=[(p.eps, 1)])),
    ]  # fmt: skip


@claim("eq-78-80/79", title="(79) for k = 1", kind="inequality",
       paper=r"\tfrac{C_1\varepsilon}{\|w_1\|^2} \le \hat\varepsilon_k \le \tfrac{C_2\varepsilon}{\|w_1\|^2}")
def effective_step_after_first() -> Decision:
    """For eps >= eps_1, eps_hat_1 lies between C_1 eps/|w_1|^2 and C_2 eps/|w_1|^2, with constants that do not depend on eps.

    False where w_0 is parallel to g, but not to u: there the third hypothesis is an equality, w_1'g = w_0'g
    for all eps, and eps_hat_1 has the order eps/|w_1|^3.  (The experiments of Figure 1 start at such a w_0.)
    """
    p = Start()
    names = [Decl(name, "scalar", "positive") for name in ("eps_1", "C_1", "C_2")]
    after, product = p.after(EPS).w, p.effective(1)
    within = all_of(le(Scalar("C_1") * EPS / (after @ after), product), le(product, Scalar("C_2") * EPS / (after @ after)))
    printed = p.claim(exists(names, forall([Decl("eps", "scalar", "positive")], implies(lt(Scalar("eps_1"), EPS), within))))
    q, rise, most, first = tilted_start()
    low, high = bounds_79(q, rise, most)
    corrected = q.claim(all_of(lt(0, rise), lt(0, most), low, high))
    proof = by.script(*steps_79(q, rise, most, first), by.split(*(by.given(fact) for fact in ("b", "m", "low", "high"))))
    return Decision(Part(printed, instances=(ALONG_G,), lemma=level(p), disproof=sinks(p), note="Transcribed for k = 1."),
                    Part(corrected, proof, note="For k = 1, with explicit constants."))  # fmt: skip


ALONG_G = instance(d=2, H=[[1, 0], [0, 2]], u=["2", "1"], a0=1, w0=[1, 1], eps_a=1)


def level(p: Start) -> tuple[Formula, ...]:
    """The third hypothesis is an equality, and w_0 is not a minimiser."""
    return eq(p.g @ (H @ p.e0), 0), ne(p.e0, ZERO)


def sinks(p: Start) -> by.Proof:
    """A proof that eps_hat_1 |w_1|^2/eps gets below every C_1, from lemma1: g'He_0 = 0 and lemma2: e_0 != 0."""
    C1, first, pull, a, y0, far = Scalar("C_1"), Scalar("eps_1"), H @ p.e0, p.after(EPS).a, p.w0 @ p.g, Scalar("far")
    s0, size, after = sqrt(square_h(p.w0)), abs(a * y0), p.after(far).w
    c3, t, length = p.a0**2 / s0**2 * (pull @ pull), sqrt(square_h(after)), after @ after
    need = size**2 / (C1 * LOW) ** 2
    large = all_of(lt(first, far), lt(1, far), lt(need, LOW * c3 * far))
    least = first + 1 + need / LOW / c3
    return by.script(
        by.assume("claim"), by.obtain("claim", "constants"),
        by.have("pull", ne(pull, ZERO), by.script(by.suppose_not("no pull"), by.theorem("gap", "definite", "H", "1", p.e0),
                                                  by.auto("gap", "no pull", degree=1, multipliers=[p.e0]))),
        by.theorem("length", "definite", "I", "0", pull),
        by.have("a", ne(p.a0, 0), by.script(by.suppose_not("no a"), by.auto("h3", "no a", degree=1, multipliers=[y0]))),
        by.have("a a", lt(0, p.a0**2), by.trivial()),
        by.have("push", lt(0, c3), by.auto("length", "a a", degree=2, factors=[(s0, -2)])),
        by.have("ratio", le(0, need / LOW / c3), by.auto(degree=0, factors=[(LOW, -1), (c3, -1)], squares=[size / (C1 * LOW)])),
        by.have("choice", exists([Decl("far", "scalar", "positive")], large), by.witness(
            {"far": least}, by.auto("ratio", degree=1, factors=[(first, 1)]), by.split(
                by.auto("ratio", degree=1), by.auto("ratio", degree=1, factors=[(first, 1)]),
                by.auto("push", degree=1, factors=[(LOW, 1), (first, 1)])))),
        by.obtain("choice", "large"), *moves(p, far),
        by.have("t t", lt(0, t**2), by.auto("size+", degree=1)),
        by.have("t", lt(0, t), by.script(by.suppose_not("flat"), squared_out("t t", "flat", t))),
        by.have("t t t", lt(0, t**3), by.auto("t t", "t", degree=2)),
        by.apply("here", "constants", {"eps": far}, [by.trivial(), by.given("large.1")]),
        by.have("level", eq(after @ p.g, y0), by.auto("lemma1", multipliers=[far * p.a0 / s0])),
        by.theorem("w", "rayleigh", H, after), by.theorem("sign", "magnitude", a * y0),
        by.have("one", le(C1 * t**3, a * y0 * length), by.auto("here.1", "level", degree=1,
            factors=[(far, -1), (length, 1), (t**3, 1)], multipliers=[a * length])),
        by.have("two", le(a * y0 * length, size * length), by.auto("sign.1", degree=1, factors=[(length, 1)])),
        by.have("three", le(LOW * (size * length), size * t**2), by.auto("w.1", degree=1, factors=[(size, 1)])),
        by.have("four", le(C1 * LOW * t**3, size * t**2), by.auto("one", "two", "three", degree=1, factors=[(LOW, 1)])),
        by.have("five", le(C1 * LOW * t, size), by.auto("four", degree=1, factors=[(t**2, -1)])),
        by.have("six", le(t, size / (C1 * LOW)), by.auto("five", degree=1, factors=[(C1, -1), (LOW, -1)])),
        by.have("seven", le(t**2, need), by.auto("six", degree=2, factors=[(t, 1), (size, 1), (C1, -1), (LOW, -1)])),
        by.have("eight", le(LOW * c3 * far, LOW * c3 * far**2), by.auto("large.2", "push", degree=2, factors=[(LOW, 1), (far, 1)])),
        by.have("nine", le(LOW * c3 * far**2, t**2), by.auto("w.1", degree=1, factors=[(LOW, 1), (p.w0 @ p.w0, 1)])),
        by.auto("large.3", "seven", "eight", "nine", degree=1),
    )  # fmt: skip


@claim("prop-3.5-2/1", title="Proposition 3.5 (2) for k = 1", kind="theorem", paper=PAPER_LARGE)
def large_first_step() -> Decision:
    """For eps >= eps_1, C_1 <= eps_hat_1 eps <= C_2, with explicit constants; needs a strict third hypothesis.

    False where w_0 is parallel to u, as then eps_hat_1 is proportional to eps; where the third hypothesis is
    an equality otherwise, see (79).
    """
    p, (q, rise, most, first) = Start(), tilted_start()
    t, product, length, size, c3 = norm_h(q.w_plus), q.next_eps_hat * q.eps, q.w_plus @ q.w_plus, q.w @ q.w, q.push
    low, high = rise / (HIGH * most) / (size / first**2 + c3), abs(q.a_plus) * norm_h(q.u) / LOW / c3
    near, ratio = size / first**2 + c3, abs(q.a_plus) * norm_h(q.u) / LOW
    corrected = q.claim(all_of(lt(0, rise), lt(0, most), lt(0, near), lt(0, c3), le(low, product), le(product, high)))
    proof = by.script(
        *moved_is_nonzero(q), *sigma_is_positive(q), by.theorem("size+ I", "definite", "I", "0", q.w_plus), *push_is_positive(q),
        by.have("t t", lt(0, t**2), by.auto("size+", degree=1)), by.have("t t t", lt(0, t**3), by.auto("t t", "sigma+", degree=2)),
        by.have("square", lt(0, HIGH * (size / first**2 + c3)), by.auto("push", degree=1, factors=[(HIGH, 1), (size, 1), (first, -2)])),
        by.have("m", lt(0, most), by.script(by.suppose_not("flat"), squared_out("square", "flat", most))),
        by.use("79", "eq-78-80/79", {"H": H, "u": q.u, "w0": q.w, "a0": q.a, "eps_a": q.eps_a, "eps": q.eps, "eps_1": first}),
        by.have("wide", le(size, size * q.eps**2 / first**2),
                by.auto("h6", degree=1, factors=[(size, 1), (first, -1), (first, -1), (q.eps, 1)])),
        by.have("near", lt(0, near), by.auto("push", degree=1, factors=[(size, 1), (first, -2)])),
        by.have("length 1", le(length, near * q.eps**2), by.auto("wide", degree=1)),
        by.have("far out", le(1 / near, q.eps**2 / length), by.auto("length 1", degree=1, factors=[(near, -1), (length, -1)])),
        by.have("below", le(low, rise / (HIGH * most) * (q.eps**2 / length)),
                by.auto("far out", "79.1", degree=2, factors=[(HIGH, -1), (most, -1)])),
        by.have("grown", le(c3 * q.eps**2, length), by.auto(degree=0, factors=[(size, 1)])),
        by.have("less", le(q.eps**2 / length, 1 / c3), by.auto("grown", degree=1, factors=[(c3, -1), (length, -1)])),
        by.have("above", le(ratio * (q.eps**2 / length), high),
                by.auto("less", degree=1, factors=[(abs(q.a_plus), 1), (norm_h(q.u), 1), (LOW, -1)])),
        by.split(by.given("79.1"), by.given("m"), by.given("near"), by.given("push"),
                 by.auto("below", "79.3", degree=1, factors=[(q.eps, 1)]), by.auto("above", "79.4", degree=1, factors=[(q.eps, 1)])),
    )  # fmt: skip
    return Decision(Part(p.claim(of_order_inverse(p, 1)), instances=(AT_MINIMISER,), lemma=(eq(p.e0, ZERO),), disproof=soars(p)),
                    Part(corrected, proof, note="For k = 1, with explicit constants."))  # fmt: skip


def soars(p: Start) -> by.Proof:
    """A proof that eps_hat_1 eps exceeds every C_2, from lemma1: e_0 = 0."""
    C2, first, far = Scalar("C_2"), Scalar("eps_1"), Scalar("far")
    s0, y0, a, after = sqrt(square_h(p.w0)), p.w0 @ p.g, p.after(EPS).a, p.after(far).w
    t, corr = sqrt(square_h(after)), a * y0
    ratio = C2 * s0**3 / corr
    large = all_of(lt(first, far), lt(1, far), lt(ratio, far))
    return by.script(
        by.assume("claim"), by.obtain("claim", "constants"),
        by.have("a", ne(p.a0, 0), by.script(by.suppose_not("no a"), by.auto("h3", "no a", degree=1, multipliers=[y0]))),
        by.have("y", ne(y0, 0), by.script(by.suppose_not("no y"), by.auto("h3", "no y", degree=1, multipliers=[p.a0]))),
        by.have("y y", lt(0, y0**2), by.trivial()),
        by.have("corr", lt(0, corr), by.auto("h2", "h3", "y y", degree=2, factors=[(p.eps_a, 1), (s0, -1)])),
        by.have("ratio", lt(0, ratio), by.auto(degree=0, factors=[(corr, -1), (C2, 1), (s0, 3)])),
        by.have("choice", exists([Decl("far", "scalar", "positive")], large), by.witness(
            {"far": first + 1 + ratio}, by.auto("ratio", degree=1, factors=[(first, 1)]), by.split(
                by.auto("ratio", degree=1), by.auto("ratio", degree=1, factors=[(first, 1)]), by.trivial()))),
        by.obtain("choice", "large"), *stays_put(p, far),
        by.have("t t", lt(0, t**2), by.auto("size+", degree=1)),
        by.have("t", lt(0, t), by.script(by.suppose_not("flat"), squared_out("t t", "flat", t))),
        by.have("t t t", lt(0, t**3), by.auto("t t", "t", degree=2)),
        same_root("t is s0", t, s0, by.auto("stays", multipliers=[H @ after, H @ p.w0])),
        by.apply("here", "constants", {"eps": far}, [by.trivial(), by.given("large.1")]),
        by.have("level", eq(after @ p.g, y0), by.auto("stays", multipliers=[p.g])),
        by.have("one", le(far**2 * corr, C2 * t**3), by.auto("here.2", "level", degree=1, factors=[(t**3, 1)],
                                                             multipliers=[far**2 * a])),
        by.have("two", le(far**2 * corr, C2 * s0**3), by.auto("one", "t is s0", degree=1,
            multipliers=[C2 * t**2, C2 * t * s0, C2 * s0**2])),
        by.have("three", lt(C2 * s0**3, corr * far), by.auto("large.3", degree=1, factors=[(corr, 1)])),
        by.have("four", lt(corr * far, corr * far**2), by.auto("large.2", degree=1, factors=[(corr, 1), (far, 1)])),
        by.auto("two", "three", "four", degree=1),
    )  # fmt: skip
