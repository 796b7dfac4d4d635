"""Sections 3.3 and A.6: how the effective step size depends on eps."""

from __future__ import annotations

from verify.models import bngd
from verify.prove import script as by

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.orbits import (
    FirstStep,
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
from proofs_checks.small_steps import decrease_steps
from verify.claims import Decision, Part, claim
from verify.statements import (
    ZERO,
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
    ne,
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


PAPER_LARGE = (r"\varepsilon \gg 1 \implies C_1 \le \hat\varepsilon_k\varepsilon \le C_2 \text{ with } C_1, C_2 > 0 "
               r"\text{ independent of } \varepsilon, k")  # fmt: skip
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


@claim("stationary-eps", paper=r"\exists\, \varepsilon_0 > 0:\ "
                               r"\left.\tfrac{d\hat\varepsilon_k}{d\varepsilon}\right|_{\varepsilon=\varepsilon_0} = 0 \text{ "
                               r"for finite } k")
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


@claim("eq-74", paper=r"\tfrac{C_1\varepsilon}{\|w_k\|^2} := "
                      r"\tfrac{a_0w_0^Tg}{\sigma_0}\tfrac{\varepsilon}{\lambda_{\max}\|w_k\|^2} \le \hat\varepsilon_k \le "
       r"\sqrt{u^THu}\tfrac{C_a\varepsilon}{\lambda_{\min}\|w_k\|^2} =: \tfrac{C_2\varepsilon}{\|w_k\|^2} \text{ if } a_0w_0^Tg "
       r"> 0,\ \varepsilon/\|w_0\| < \varepsilon_0")
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
    statements = []
    for printed in (True, False):
        p = SmallStart()
        c = bounded_by_constant(p, p.a)
        eps_0 = printed_threshold(p, c) if printed else repaired_threshold(p, c)
        p.assume("the step size of w is small", lt(p.eps / (p.w @ p.w), eps_0))
        statements.append(p.claim(all_of(norm_75(p), residual_shrinks(p))))
    grows = instance(d=3, H=[["1/7200", 0, 0], [0, 1, 0], [0, 0, 2]], u=[0, "4/5", "3/5"], w0=[2, "1/2", "1/2"], a0=1,
                     eps_a=1, eps=1, C_a=1)  # fmt: skip
    note = "Transcribed for the first step; the sums over all steps and (77) are not."
    return Decision(Part(statements[0], instances=(grows,), note=note), Part(statements[1], small_proof(p), note=note))


def small_proof(p: SmallStart) -> by.Proof:
    """A proof of the corrected eq-75-77 from h1: |u| = 1, h2: a0 w0'g > 0, h7: the bound of a0 and h8: eps/|w0|^2 < eps_0."""
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
    return by.script(*bounds, *decrease_steps(p, "below"), by.split(norm_75_proof(p), by.auto("first", "second", degree=1)))


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
    note = "(79), which is about all k, is not transcribed."
    still = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1, eps=1, eps_1=1, C_1=1, C_2=1)
    return Decision(Part(printed, instances=(still,), note=note), Part(corrected, large_proof(q), note=note))


def large_proof(p: LargeStart) -> by.Proof:
    """A proof of the corrected eq-78-80 from the hypotheses h1, ..., h5."""
    pull, a, y, first, size, c1, c2 = H @ p.e, p.a, p.wg, Scalar("eps_1"), p.w @ p.w, Scalar("C_1"), Scalar("C_2")
    c3, slope = p.push, p.g @ (H @ p.e)
    near, far = size + c3 * first**2, size + c3 * p.eps**2
    signs = [
        by.have("slope", lt(0, slope), by.auto("h5", degree=1)),
        by.have("pull", ne(pull, ZERO), by.script(by.suppose_not("no pull"),
                                                  by.auto("slope", "no pull", degree=1, multipliers=[p.g]))),
        by.theorem("length", "definite", "I", "0", pull, premises={1: by.given("pull")}),
        by.have("a", ne(a, 0), by.script(by.suppose_not("no a"), by.auto("h4", "no a", degree=1, multipliers=[y]))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h4", "no y", degree=1, multipliers=[a]))),
        by.have("a a", lt(0, a**2), by.trivial()), by.have("y y", lt(0, y**2), by.trivial()),
        by.have("push", lt(0, c3), by.auto("length", "a a", degree=2, factors=[(p.sigma, -2)])),
        by.have("agree", lt(0, p.a_plus * a), by.auto("h2", "h4", "a a", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])),
    ]  # fmt: skip
    rises = by.auto("agree", "slope", degree=2, factors=[(p.eps, 1), (p.sigma, -1)])
    stays = by.auto("h2", "h4", "y y", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])
    outer = by.script(
        by.have("near", lt(0, near), by.auto("push", degree=1, factors=[(size, 1), (first, 1), (first, 1)])),
        by.have("far", lt(0, far), by.auto("push", degree=1, factors=[(size, 1), (p.eps, 1), (p.eps, 1)])),
        by.assume("order"), by.split(
            by.auto("order", degree=1, factors=[(c1, 1), (size, 1), (first, 1), (p.eps, 1), (near, -1), (far, -1)]),
            by.auto(degree=0, factors=[(c2, 1), (size, 1), (c3, -1), (far, -1)])),
    )  # fmt: skip
    return by.script(*signs, by.split(by.trivial(), by.split(rises, stays), outer))


def raised(p: LargeStart) -> Formula:
    """a_1 w_1'g > a_1 w_0'g > 0."""
    return all_of(lt(p.a_plus * p.wg, p.a_plus * (p.w_plus @ p.g)), lt(0, p.a_plus * p.wg))


@claim("eq-78-80/78", title="(78)", kind="identity", paper=r"\|w_1\|^2 - \|w_0\|^2 = "
                                                           r"\varepsilon^2\tfrac{a_0^2}{\sigma_0^2}\|He_0\|^2")
def growth_of_first_step() -> Decision:
    """|w_1|^2 - |w_0|^2 = eps^2 (a_0/sigma_0)^2 |He_0|^2."""
    p = FirstStep()
    return Decision(Part(p.claim(first_growth(p)), by.trivial()))
