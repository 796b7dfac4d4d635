"""Proposition 3.5: its starts, and (74) to (77), the effective step for small step sizes."""

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
    spectral_gap,
    square_h,
    unit_length,
)
from proofs_checks.problem import Problem
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.small_decrease import decrease_steps
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
