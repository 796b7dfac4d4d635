"""Sections 3.3 and A.6: how the effective step size depends on eps."""

from __future__ import annotations

from proofs_checks.interlacing import LOW
from proofs_checks.orbits import (
    HIGH,
    FirstStep,
    H,
    bounded_by_constant,
    gentle_steps,
    norm,
    norm_h,
    positive_step,
    printed_threshold,
    repaired_threshold,
    spectral_gap,
    square_h,
    unit_length,
)
from proofs_checks.problem import Problem
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    Vector,
    all_of,
    derivative,
    eq,
    exists,
    forall,
    implies,
    instance,
    le,
    lt,
)  # fmt: skip

DRAFT = True  # transcribed; not examined yet

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

    def effective(self, k: int) -> Scalar:
        """eps_hat_k as a function of eps, for k = 0 or 1."""
        state = bngd.State(self.a0, self.w0)
        for _ in range(k):
            state = bngd.step(self.H, self.g, state, self.eps_a, EPS)
        return bngd.effective_step(self.H, self.g, state, EPS)


def of_order_inverse(p: Start, k: int) -> Formula:
    """C_1 <= eps_hat_k eps <= C_2 for all large eps."""
    names = [Decl(name, "scalar", "positive") for name in ("eps_1", "C_1", "C_2")]
    product = p.effective(k) * EPS
    bounds = all_of(le(Scalar("C_1"), product), le(product, Scalar("C_2")))
    return exists(names, forall([Decl("eps", "scalar", "positive")], implies(lt(Scalar("eps_1"), EPS), bounds)))


PAPER_LARGE = r"\varepsilon \gg 1 \implies C_1 \le \hat\varepsilon_k\varepsilon \le C_2 \text{ with } C_1, C_2 > 0 \text{ independent of } \varepsilon, k"
AT_MINIMISER = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1)


@claim("prop-3.5-2", paper=PAPER_LARGE)
def large_steps() -> Decision:
    """For large eps the effective step has the order 1/eps: C_1 <= eps_hat_k eps <= C_2 for all k.

    For k = 0 it is false at every start, as eps_hat_0 is proportional to eps.  For k >= 1 it is false
    where w_0 is parallel to u, as then w never moves and eps_hat_k has the order eps, and
    where the third hypothesis is an equality and w_0 is not parallel to u: then w_1'g = w_0'g, and
    eps_hat_1 has the order 1/eps^2.  With a strict third hypothesis neither occurs.
    """
    p = Start()
    note = "Transcribed for k = 0 and k = 1; the statement is for all k."
    return Decision(Part(p.claim(all_of(of_order_inverse(p, 0), of_order_inverse(p, 1))), instances=(AT_MINIMISER,), disproof=grows(p), note=note))


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


@claim("stationary-eps", paper=r"\exists\, \varepsilon_0 > 0:\ \left.\tfrac{d\hat\varepsilon_k}{d\varepsilon}\right|_{\varepsilon=\varepsilon_0} = 0 \text{ for finite } k")
def stationary_step() -> Decision:
    """For every k some eps is a stationary point of eps_hat_k as a function of eps.

    False for k = 0, as eps_hat_0 is proportional to eps; and for every k where w_0 is parallel to u.
    For k = 1 and e_0 != 0 it is true: eps_hat_1 is positive and tends to zero for eps to zero and to infinity.
    """
    p = Start()
    decl = Decl("eps", "scalar", "positive")
    level = [exists([decl], eq(derivative(p.effective(k), EPS, Scalar("1")), 0)) for k in (0, 1)]
    note = "Transcribed for k = 0 and k = 1; the statement is for all k."
    return Decision(Part(p.claim(all_of(*level)), instances=(AT_MINIMISER,), note=note))


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


@claim("eq-74", paper=r"\tfrac{C_1\varepsilon}{\|w_k\|^2} := \tfrac{a_0w_0^Tg}{\sigma_0}\tfrac{\varepsilon}{\lambda_{\max}\|w_k\|^2} \le \hat\varepsilon_k \le "
       r"\sqrt{u^THu}\tfrac{C_a\varepsilon}{\lambda_{\min}\|w_k\|^2} =: \tfrac{C_2\varepsilon}{\|w_k\|^2} \text{ if } a_0w_0^Tg > 0,\ \varepsilon/\|w_0\| < \varepsilon_0")
def effective_step_of_order() -> Decision:
    """For small eps the effective step lies between the printed multiples of eps/|w_k|^2.

    The upper bound holds.  The lower one does not: a_k may fall from a_0 towards w'g/sigma < a_0, and
    a_0 has to be replaced by min(a_0, w_0'g/sigma_0).  (The condition eps/|w_0| < eps_0 of this section
    is eps/|w_0|^2 < eps_0 in Lemma A.12; only the latter is invariant under scaling.)
    """
    p = SmallStart()
    c = p.bounded()
    eps_0 = printed_threshold(p, bounded_by_constant(p, p.a))
    p.assume("the step size of w is small", lt(p.eps / norm(p.w), eps_0))
    printed = p.claim(all_of(two_sided(p, c, p.eps_hat, p.w), two_sided(p, c, p.next_eps_hat, p.w_plus)))
    falling = instance(d=1, H=[[1]], u=[1], a0=2, w0=[1], eps_a="1/2", eps="1/20", C=2, C_a=3)
    return Decision(Part(printed, instances=(falling,), note="Transcribed for k = 0 and k = 1; the statement is for all k."))


def residual_shrinks(p: SmallStart) -> Formula:
    """q_1 <= (1 - eps_hat_0 lambda_min) q_0."""
    return le(p.q_plus, (1 - p.eps_hat * LOW) * p.q)


def norm_75(p: FirstStep) -> Formula:
    """(75) for k = 0."""
    return le(p.w_plus @ p.w_plus, p.w @ p.w + p.eps**2 * HIGH * (p.a**2 / p.sigma**2 * p.q))


@claim("eq-75-77", paper=r"\|w_{k+1}\|^2 \le \|w_0\|^2 + \varepsilon^2\lambda_{\max}\sum_{i=0}^k\tfrac{a_i^2}{\sigma_i^2}q_i;\quad "
       r"\tfrac{\varepsilon}{\|w_0\|^2} < \varepsilon_0 \implies q_{k+1} \le (1 - \hat\varepsilon_k\lambda_{\min})q_k,\quad "
       r"\|w_k\|^2 \le \|w_0\|^2 + \varepsilon\kappa C_a\tfrac{\sigma_0}{w_0^Tg}\sum_{i=0}^\infty(q_i - q_{i+1}) \le \|w_0\|^2 + C\varepsilon,\quad "
       r"\tilde C_1\varepsilon \le \hat\varepsilon_k \le \tilde C_2\varepsilon")
def norm_for_small_steps() -> Decision:
    """|w_{k+1}|^2 is bounded by (75), and below eps_0 each step multiplies q by at most 1 - eps_hat lambda_min, so that |w_k|^2 <= |w_0|^2 + C eps.

    With the printed eps_0 of Lemma A.12, which lacks the condition number, q may grow.
    """
    statements = []
    for printed in (True, False):
        p = SmallStart()
        c = bounded_by_constant(p, p.a)
        eps_0 = printed_threshold(p, c) if printed else repaired_threshold(p, c)
        p.assume("the step size of w is small", lt(p.eps / (p.w @ p.w), eps_0))
        statements.append(p.claim(all_of(norm_75(p), residual_shrinks(p))))
    grows = instance(d=3, H=[["1/7200", 0, 0], [0, 1, 0], [0, 0, "144/25"]], u=[0, "12/13", "5/13"], w0=[20, "1/2", "25/72"], a0=1,
                     eps_a=1, eps=1, C_a=1)  # fmt: skip
    note = "Transcribed for the first step; the sums over all steps and (77) are not."
    return Decision(Part(statements[0], instances=(grows,), note=note), Part(statements[1], note=note))


@claim("eq-75-77/75", title="(75) for k = 0", kind="inequality", paper=r"\|w_1\|^2 \le \|w_0\|^2 + \varepsilon^2\lambda_{\max}\tfrac{a_0^2}{\sigma_0^2}q_0")
def norm_after_first_step() -> Decision:
    """|w_1|^2 <= |w_0|^2 + eps^2 lambda_max (a_0/sigma_0)^2 q_0, from every start and for all step sizes."""
    p = FirstStep()
    statement = p.claim(norm_75(p))
    e = bngd.residual(p.H, p.u, p.w)
    return Decision(Part(statement, by.script(*spectral_gap("top", e), by.auto("top", degree=1, squares=[p.eps * p.a / p.sigma]))))


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


@claim("eq-78-80", paper=r"\|w_1\|^2 - \|w_0\|^2 = \varepsilon^2\tfrac{a_0^2}{\sigma_0^2}\|He_0\|^2 = C_3\varepsilon^2,\quad a_1w_1^Tg > a_1w_0^Tg > 0,\quad "
       r"\tfrac{C_1\varepsilon}{\|w_1\|^2} \le \hat\varepsilon_k \le \tfrac{C_2\varepsilon}{\|w_1\|^2},\quad "
       r"\tfrac{C_1\varepsilon_1^2}{\|w_0\|^2+C_3\varepsilon_1^2} \le \tfrac{C_1\varepsilon^2}{\|w_0\|^2+C_3\varepsilon^2} \le \hat\varepsilon_k\varepsilon \le "
       r"\tfrac{C_2\varepsilon^2}{\|w_0\|^2+C_3\varepsilon^2} \le \tfrac{C_2}{C_3}")
def first_step_for_large_eps() -> Decision:
    """The first step lengthens w by C_3 eps^2 in the square and raises a_1 w'g; with (79) this gives (80).

    a_1 w_1'g > a_1 w_0'g needs a strict hypothesis |g|^2 > (w_0'g/sigma_0^2) g'Hw_0, and C_2/C_3 needs
    C_3 > 0: both fail where w_0 is parallel to u.  A strict hypothesis gives both.
    """
    p, q = LargeStart(False), LargeStart(True)
    printed, corrected = (r.claim(all_of(first_growth(r), raised(r), outer_bounds(r))) for r in (p, q))
    note = "(79), which is about all k, is not transcribed."
    still = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1, eps=1, eps_1=1, C_1=1, C_2=1)
    return Decision(Part(printed, instances=(still,), note=note), Part(corrected, note=note))


def raised(p: LargeStart) -> Formula:
    """a_1 w_1'g > a_1 w_0'g > 0."""
    return all_of(lt(p.a_plus * p.wg, p.a_plus * (p.w_plus @ p.g)), lt(0, p.a_plus * p.wg))


@claim("eq-78-80/78", title="(78)", kind="identity", paper=r"\|w_1\|^2 - \|w_0\|^2 = \varepsilon^2\tfrac{a_0^2}{\sigma_0^2}\|He_0\|^2")
def growth_of_first_step() -> Decision:
    """|w_1|^2 - |w_0|^2 = eps^2 (a_0/sigma_0)^2 |He_0|^2."""
    p = FirstStep()
    return Decision(Part(p.claim(first_growth(p)), by.trivial()))
