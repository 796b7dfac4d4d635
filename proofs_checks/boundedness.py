"""Sections 3.2 and A.3: the norm of w never decreases, a stays bounded, and how both are estimated."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.near_misses import LARGE_STEP
from proofs_checks.one_step import (
    Step,
    moved_is_nonzero,
    never_shorter,
    norm,
    norm_h,
    positive_step,
    spectral_gap,
    square_h,
    unit_length,
)
from proofs_checks.problem import radius
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    Expression,
    Formula,
    Scalar,
    Statement,
    Vector,
    all_of,
    any_of,
    eig,
    eq,
    implies,
    instance,
    le,
    lt,
    maximum,
    ne,
)  # fmt: skip


def growth(p: Step) -> Scalar:
    """eps^2 (a/sigma)^2 |He|^2."""
    return p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e))


STILL_ORTHOGONAL = "the step of w stays orthogonal to w whatever its factor, so |w+| >= |w| still holds"


@claim("norm-monotone", paper=r"\{\|w_k\|\} \text{ is monotone increasing}", equivalent_mutants={
    "factor dropped in the definition of w_plus: a/σ becomes a": STILL_ORTHOGONAL,
    "exponent changed in the definition of w_plus: a/σ becomes σ a": STILL_ORTHOGONAL,
})
def norm_never_decreases() -> Decision:
    """|w_k| <= |w_{k+1}| for every state and all step sizes."""
    p = Step()
    statement = p.claim(le(norm(p.w), norm(p.w_plus)))
    push = H @ bngd.residual(p.H, p.u, p.w)
    longer = by.script(by.theorem("push", "gram", "I", "0", push), by.auto("push", degree=1, squares=[p.eps * p.a / p.sigma]))
    root = by.theorem("root", "root_order", norm(p.w), norm(p.w_plus), premises={1: longer})
    note = "Increasing is read in the wide sense: at a = 0 and at a minimiser w stays where it is."
    return Decision(Part(statement, by.script(root, by.given("root")), note=note))


@claim("a-diverges", paper=r"a_k \to \infty \text{ with } \varepsilon_a > 2 \text{ and initial value } a_0 = 1,\ w_0 = u")
def rescaling_diverges() -> Decision:
    """For eps_a > 2 the sequence a_k from a_0 = 1, w_0 = u is unbounded; in particular the start is not a fixed point.

    From w_0 = u all w_k are u, and each step multiplies a_k - |u|_H by 1 - eps_a, whose modulus
    exceeds one.  So |a_k| tends to infinity from every a_0 but |u|_H, with alternating signs; and from
    a_0 = 1 it does not where |u|_H = 1, as for H = I: there a_k = 1 for all k.
    """
    p = Step()
    unit_length(p)
    p.assume("the step size of a exceeds two", lt(2, p.eps_a))
    p.assume("a starts at one", eq(p.a, 1))
    p.assume("w starts at u", eq(p.w, p.u))
    printed = p.claim(any_of(ne(p.a_plus, p.a), ne(p.w_plus, p.w)))
    corrected, proof = divergence()
    stays = instance(d=1, H=[[1]], u=[1], a=1, w=[1], eps_a=3, eps=1)
    return Decision(
        Part(printed, instances=(stays,), note="Transcribed: what divergence needs at the first step, that the start is not a "
                                               "fixed point."),
        Part(corrected, proof, note="One step; the limit of a geometric sequence is not part of the statement."),
    )


def divergence() -> tuple[Statement, by.Proof]:
    """At w = u the distance of a from |u|_H grows by the factor eps_a - 1, and w stays, with a proof."""
    p = Step("nonzero")
    p.assume("the step size of a exceeds two", lt(2, p.eps_a))
    p.assume("w is u", eq(p.w, p.u))
    gap, size = p.a - norm_h(p.u), norm_h(p.u)
    grown, factor = abs(p.a_plus - size), (p.eps_a - 1) * abs(gap)
    pull = p.eps * p.a / p.sigma
    statement = p.claim(all_of(eq(p.w_plus, p.u), eq(grown, factor)))
    same = by.have("sigma", eq(p.sigma, size), by.script(
        by.have("squares", eq(p.sigma**2, size**2), by.auto("h2", multipliers=[H @ p.w, H @ p.u])),
        by.theorem("up", "root_order", p.sigma, size), by.theorem("down", "root_order", size, p.sigma),
        by.antisymmetry(by.given("up"), by.given("down"))))
    return statement, by.script(
        same, by.have("corr", eq(p.wg, size**2), by.auto("h2", multipliers=[p.g])),
        by.have("next", eq(p.a_plus - size, (1 - p.eps_a) * gap),
                by.auto("corr", "sigma", multipliers=[p.eps_a / p.sigma, p.eps_a * size / p.sigma])),
        by.have("squares", eq(grown**2, factor**2), by.auto("next", multipliers=[p.a_plus - size, (1 - p.eps_a) * gap])),
        by.theorem("up", "root_order", grown, factor, premises={0: by.auto("h1", degree=1, factors=[(abs(gap), 1)])}),
        by.theorem("down", "root_order", factor, grown),
        by.have("one", eq(p.wg, p.sigma**2), by.auto("h2", multipliers=[H @ p.w])),
        by.split(by.auto("h2", "one", multipliers=[pull / p.sigma**2 * p.wg * H, pull / p.sigma**2 * p.g]),
                 by.antisymmetry(by.given("up"), by.given("down"))),
    )  # fmt: skip


@claim("lemma-A.10/recursion", title="a is averaged with alpha", kind="identity",
       paper=r"a_{k+1} = (1-\varepsilon_a)a_k + \varepsilon_a\alpha_k,\quad \alpha_k := \tfrac{w_k^Tg}{\sigma_k},\quad "
             r"|1-\varepsilon_a| < 1 \text{ for } 0 < \varepsilon_a < 2")
def rescaling_is_averaged() -> Decision:
    """a+ = (1 - eps_a) a + eps_a w'g/sigma, and |1 - eps_a| < 1 for 0 < eps_a < 2."""
    p = Step()
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("the step size of a is below two", lt(p.eps_a, 2))
    statement = p.claim(all_of(eq(p.a_plus, (1 - p.eps_a) * p.a + p.eps_a * (p.wg / p.sigma)), lt(abs(1 - p.eps_a), 1)))
    below_one = by.script(by.theorem("size", "magnitude", 1 - p.eps_a),
                          by.either("size.3", "is", by.auto("is", "h1", degree=1), by.auto("is", "h2", degree=1)))
    return Decision(Part(statement, by.split(by.trivial(), below_one)))


@claim("lemma-A.10/step", title="the bound is kept by every step", kind="inequality",
       paper=r"|\alpha_k| \le \sqrt{u^THu} =: C,\quad |a_{k+1}| \le |a_0| + 2C\tfrac{1}{1-|1-\varepsilon_a|} \text{ for } 0 < "
             r"\varepsilon_a < 2", equivalent_mutants={
           "constant changed in the definition of B: 2 √(uᵀ H u) becomes 3 √(uᵀ H u)": "every larger bound is kept too"})
def rescaling_stays_bounded() -> Decision:
    """|w'g|/sigma <= |u|_H =: C, and the bound B = |a_0| + 2C/(1 - |1 - eps_a|) >= |a_0| is kept: |a| <= B gives |a+| <= B.

    By induction all a_k are within B, for every eps.
    """
    p = Step()
    a0 = p.scalar("a0", latex="a_0")
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("the step size of a is below two", lt(p.eps_a, 2))
    c = norm_h(p.u)
    bound = p.define("B", abs(a0) + 2 * c / (1 - abs(1 - p.eps_a)))
    alpha = p.wg / p.sigma
    statement = p.claim(all_of(le(abs(alpha), c), implies(le(abs(p.a), bound), le(abs(p.a_plus), bound))))
    return Decision(Part(statement, bounded_proof(p, bound, alpha, c)))


def bounded_proof(p: Step, bound: Scalar, alpha: Scalar, c: Scalar) -> by.Proof:
    """The proof of lemma-A.10/step."""
    rate = abs(1 - p.eps_a)
    product = abs((1 - p.eps_a) * p.a)

    def side(which: str) -> by.Proof:
        return by.script(
            by.have("new part", le((1 if which == "1" else -1) * (p.eps_a * alpha), p.eps_a * c),
                    by.auto("alpha", f"size alpha.{which}", degree=1, factors=[(p.eps_a, 1)])),
            by.auto("is", "old", f"old size.{which}", "kept", "new part", "less", "rest", degree=1),
        )  # fmt: skip

    inside = [
        by.theorem("old", "root_order", product, rate * abs(p.a)), by.theorem("old size", "magnitude", (1 - p.eps_a) * p.a),
        by.have("kept", le(rate * abs(p.a), rate * bound), by.auto("within", degree=1, factors=[(rate, 1)])),
        by.have("less", le(p.eps_a * c, 2 * c), by.auto("h2", degree=1, factors=[(c, 1)])),
        by.have("rest", le(2 * c, (1 - rate) * bound), by.auto("rate", degree=1, factors=[(abs(Scalar("a0")), 1)])),
        by.theorem("size a+", "magnitude", p.a_plus),
    ]
    return by.script(
        by.theorem("side", "magnitude", 1 - p.eps_a),
        by.have("rate", lt(0, 1 - rate), by.either("side.3", "is", by.auto("is", "h1", degree=1), by.auto("is", "h2", degree=1))),
        by.theorem("gram", "gram", "H", "1", p.u, p.w),
        by.theorem("alpha", "root_order", abs(alpha), c, premises={1: by.auto("gram", degree=1, factors=[(p.sigma, -2)])}),
        by.theorem("size a", "magnitude", p.a), by.theorem("size alpha", "magnitude", alpha),
        by.split(by.given("alpha"), by.script(by.assume("within"), *inside, by.either("size a+.3", "is", side("1"), side("2")))),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Growth of |w|


@claim("eq-40-43/40", title="(40): growth of the norm in one step", kind="identity",
       paper=r"\|w_{k+1}\|^2 = \|w_k\|^2 + \varepsilon^2\tfrac{a_k^2}{\sigma_k^2}\|He_k\|^2")
def growth_identity() -> Decision:
    """|w+|^2 = |w|^2 + eps^2 (a/sigma)^2 |He|^2, since w'He = 0."""
    p = Step()
    return Decision(Part(p.claim(eq(p.w_plus @ p.w_plus, p.w @ p.w + growth(p))), by.trivial()))


@claim("eq-40-43/step", title="one summand of (42) and (43)", kind="inequality",
       paper=r"\varepsilon^2\tfrac{a_i^2}{\sigma_i^2}\|He_i\|^2 \le \varepsilon^2\lambda_{\max}\tfrac{a_i^2}{\sigma_i^2}q_i \le "
       r"\varepsilon^2\tfrac{\lambda_{\max}C_a^2}{\lambda_{\min}}\tfrac{q_i}{\|w_i\|^2} \text{ for } |a_i| \le C_a")
def growth_estimates() -> Decision:
    """What one step adds to |w|^2: at most eps^2 lambda_max (a/sigma)^2 q, hence eps^2 (lambda_max C_a^2/lambda_min) q/|w|^2."""
    p = Step()
    c = p.scalar("C_a")
    p.assume("a is bounded by C_a", le(abs(p.a), c))
    middle = p.eps**2 * HIGH * (p.a**2 / p.sigma**2) * p.q
    last = p.eps**2 * (HIGH * c**2 / LOW) * (p.q / (p.w @ p.w))
    statement = p.claim(all_of(le(growth(p), middle), le(middle, last)))
    second = by.script(
        by.theorem("rayleigh", "rayleigh", H, p.w), by.theorem("gram", "gram", "H", "1", p.e),
        by.theorem("size", "magnitude", p.a), by.have("squares", le(p.a**2, c**2), by.auto("h1", factors=[(abs(p.a), 1)])),
        by.auto("rayleigh.1", "squares", "gram", degree=2, factors=[(HIGH, 1), (LOW, -1), (p.w @ p.w, -1), (p.sigma, -2)],
                squares=[p.eps, p.eps * p.a]),
    )  # fmt: skip
    first = by.script(*spectral_gap("top", p.e), by.auto("top", degree=1, squares=[p.eps * p.a / p.sigma]))
    return Decision(Part(statement, by.split(first, second)))


ONE_STEP = "Transcribed for one step from any w with |w_0| <= |w|, with the assumption of the proof that eps^-/|w|^2 < 1/lambda_max"


@claim("eq-44-46", paper=r"q_{k+1} \le \max_i\{|1 - \hat\varepsilon^+\lambda_i|^2, |1 - "
                         r"\tfrac{\varepsilon^-\lambda_i}{\|w_k\|^2}|^2\}q_k \le "
       r"\max\{1 - \gamma^+, 1 - \tfrac{\varepsilon^-\lambda_{\min}}{\|w_k\|^2}\}q_k,\quad 1 - \gamma^+ = \max_i|1 - "
       r"\hat\varepsilon^+\lambda_i|^2 \in (0,1),\quad "
       r"q_k - q_{k+1} \ge \tfrac{\min\{\gamma^+\|w_0\|^2, \varepsilon^-\lambda_{\min}\}}{\|w_k\|^2}q_k \ge 0")
def decrease_of_residual() -> Decision:
    """While (39) holds, q decreases by the factors of (44) and (45), hence by the amount of (46).

    The number 1 - gamma^+ lies in [0, 1), not in (0, 1): it is zero for H = cI and eps^+ = 1/c.
    """
    (_, printed), (p, corrected) = decrease(True), decrease(False)
    flat = instance(d=1, H=[[1]], u=[1], a=1, w=[1], w0=[1], eps_a=1, eps=1, eps_low="1/2", eps_high=1)
    note = f"{ONE_STEP}; the sum of q_k/|w_k|^2 over all k is not."
    return Decision(Part(printed, instances=(flat,), note=note), Part(corrected, decrease_proof(p), note=note))


def slowest(p: Step, step: Scalar) -> Scalar:
    """max |1 - step lambda_i|^2."""
    i = Scalar("i")
    return maximum(i, 1, DIMENSION, abs(1 - step * eig(H, i)) ** 2)


class Trapped(Step):
    """|u| = 1, |w0| <= |w|, eps > 0, and an effective step within (39), with eps^-/|w|^2 < 1/lambda_max as in the proof."""

    def __init__(self) -> None:
        super().__init__()
        unit_length(self)
        self.w0 = never_shorter(self)
        positive_step(self)
        self.low = self.scalar("eps_low", "positive", latex=r"\varepsilon^-")
        self.high = self.scalar("eps_high", "positive", latex=r"\hat\varepsilon^+")
        self.size = self.w @ self.w
        self.assume("the effective step is at least eps^-/|w|^2", le(self.low / self.size, self.eps_hat))
        self.assume("the effective step is at most eps^+", le(self.eps_hat, self.high))
        self.assume("eps^+ is below 2/lambda_max", lt(self.high, 2 / HIGH))
        self.assume("eps^-/|w|^2 is below 1/lambda_max", lt(self.low / self.size, 1 / HIGH))
        self.fast, self.slow = slowest(self, self.high), slowest(self, self.low / self.size)
        self.gamma = self.define("gamma_plus", 1 - self.fast)

    def first(self) -> Formula:
        """(44)."""
        return any_of(le(self.q_plus, self.fast * self.q), le(self.q_plus, self.slow * self.q))

    def second(self) -> Formula:
        """(45)."""
        rest, steady = 1 - self.gamma, 1 - self.low * LOW / self.size
        return all_of(*(any_of(le(x * self.q, rest * self.q), le(x * self.q, steady * self.q)) for x in (self.fast, self.slow)))

    def third(self) -> Formula:
        """(46)."""
        parts = self.gamma * (self.w0 @ self.w0) / self.size * self.q, self.low * LOW / self.size * self.q
        return all_of(any_of(*(le(part, self.q - self.q_plus) for part in parts)), *(le(0, part) for part in parts))

    def range(self, strict: bool) -> Formula:
        """0 < 1 - gamma < 1, or 0 <= 1 - gamma < 1."""
        rest = 1 - self.gamma
        return all_of(lt(0, rest) if strict else le(0, rest), lt(rest, 1))


def decrease(strict: bool) -> tuple[Trapped, Statement]:
    """(44)-(46) for one step, with 0 < 1 - gamma or 0 <= 1 - gamma."""
    p = Trapped()
    return p, p.claim(all_of(p.first(), p.second(), p.range(strict), p.third()))


def decrease_proof(p: Trapped) -> by.Proof:
    """A proof of (44)-(46), corrected, from h2: |w0| <= |w| and h4, ..., h7 on the effective step."""
    w0, low, high, size, q, after, n = Vector("w0"), Scalar("eps_low"), Scalar("eps_high"), p.w @ p.w, p.q, p.q_plus, Scalar("n")
    lam, rho = eig(H, n), radius(p.eps_hat, H)
    fast, slow, gamma, steady = slowest(p, high), slowest(p, low / size), Scalar("gamma_plus"), 1 - low * LOW / size

    def dominated(side: int, bound: Scalar, step: Scalar, facts: tuple[str, ...]) -> by.Proof:
        return by.script(
            by.choose(side), by.theorem("bound", "max_bound", bound, n),
            by.have("larger", le((1 - p.eps_hat * lam) ** 2, (1 - step * lam) ** 2),
                    by.auto(*facts, degree=2, factors=[(lam, 1), (lam, 1)])),
            by.auto("bound", "larger", "square", degree=1),
        )  # fmt: skip

    pick = by.cases("sign", le(0, 1 - p.eps_hat * lam), dominated(1, slow, low / size, ("sign", "h4")),
                    dominated(0, fast, high, ("sign", "h5")))
    facts = [
        *moved_is_nonzero(p), by.theorem("gram", "gram", "H", "1", bngd.residual(p.H, p.u, p.w)),
        by.have("q", le(0, q), by.auto("gram", degree=1)),
        by.use("13", "eq-13", {"H": H, "u": p.u, "a": p.a, "w": p.w, "eps_a": p.eps_a, "eps": p.eps}),
        by.have("decrease", le(after, rho**2 * q), by.auto("13.3", "13.4", "13.5", degree=1)),
        by.theorem("some", "max_attained", rho, "n"), by.obtain("some", "at"),
        by.have("square", eq((1 - p.eps_hat * lam) ** 2, rho**2), by.auto("at", multipliers=[abs(1 - p.eps_hat * lam), rho])),
        by.have("pick", any_of(le(rho**2, fast), le(rho**2, slow)), pick),
        *ends_of_range(fast, slow, steady, low / size, high), by.theorem("first", "max_bound", fast, "1"),
        by.have("gq", le(0, gamma * q), by.auto("below", "q", degree=2)),
        by.have("part", le(gamma * (w0 @ w0) / size * q, gamma * q), by.auto("gq", "h2", degree=2, factors=[(size, -1)])),
    ]  # fmt: skip
    scaled = {bound: by.have("scaled", le(rho**2 * q, bound * q), by.auto("side", "q", degree=2)) for bound in (fast, slow)}
    chain = [by.have("chain", le(rho**2, steady), by.auto("side", "steady", degree=1)),
             by.have("scaled", le(rho**2 * q, steady * q), by.auto("chain", "q", degree=2))]  # fmt: skip
    sum_44 = [by.script(by.choose(side), scaled[bound], by.auto("decrease", "scaled", degree=1)) for side,
              bound in enumerate((fast, slow))]
    sum_46 = [by.script(by.choose(0), scaled[fast], by.auto("decrease", "scaled", "part", degree=1)),
              by.script(by.choose(1), *chain, by.auto("decrease", "scaled", degree=1))]  # fmt: skip
    return by.script(*facts, by.split(
        by.either("pick", "side", *sum_44),
        by.split(by.script(by.choose(0), by.trivial()), by.script(by.choose(1), by.auto("steady", "q", degree=2))),
        by.split(by.auto("first", degree=1, squares=[1 - high * LOW]), by.auto("below", degree=1)),
        by.split(by.either("pick", "side", *sum_46), by.auto("gq", degree=1, factors=[(w0 @ w0, 1), (size, -1)]),
                 by.auto("q", degree=1, factors=[(low, 1), (LOW, 1), (size, -1)])),
    ))  # fmt: skip


def ends_of_range(fast: Scalar, slow: Scalar, steady: Scalar, least: Scalar, most: Scalar) -> list[by.Proof]:
    """Steps: facts `steady`: max |1 - least lambda_i|^2 <= 1 - least lambda_min, and `below`: max |1 - most lambda_i|^2 < 1."""
    m = eig(H, Scalar("m"))

    def attained(of: Scalar, step: Scalar, *goal: by.Proof) -> by.Proof:
        return by.script(
            by.theorem("top", "max_attained", of, "m"), by.obtain("top", "found"),
            by.theorem("up", "eigenvalue_order", H, "m", "d"),
            by.theorem("down", "eigenvalue_order", H, "1", "m"), by.have("x", lt(0, step * m), by.trivial()), *goal,
        )  # fmt: skip

    short = attained(
        slow, least, by.have("below one", le(least * m, 1), by.auto("up", "h7", degree=1, factors=[(least, 1), (HIGH, 1)])),
        by.auto("found", "below one", "down", degree=2, factors=[(least, 1), (m, 1)]),
    )  # fmt: skip
    long = attained(
        fast, most, by.have("below two", lt(most * m, 2), by.auto("up", "h6", degree=1, factors=[(most, 1), (HIGH, 1)])),
        by.auto("found", "below two", "x", degree=2),
    )  # fmt: skip
    return [by.have("steady", le(slow, steady), short), by.have("below", lt(fast, 1), long)]


def taken_from(p: Trapped, which: int) -> by.Proof:
    """A proof of one part of eq-44-46, corrected."""
    symbols: dict[str, Expression] = {
        "H": H, "u": p.u, "a": p.a, "w": p.w, "eps_a": p.eps_a, "eps": p.eps, "w0": p.w0, "eps_low": p.low, "eps_high": p.high,
    }  # fmt: skip
    return by.script(by.use("all", "eq-44-46", symbols), by.given(f"all.{which}"))


@claim("eq-44-46/44", title="(44)", kind="inequality",
       paper=r"q_{k+1} \le \max_i\{|1 - \hat\varepsilon^+\lambda_i|^2, |1 - "
             r"\tfrac{\varepsilon^-\lambda_i}{\|w_k\|^2}|^2\}q_k")
def decrease_by_ends_of_range() -> Decision:
    """While (39) holds, q falls at least by the factor that one of the two ends of the range gives."""
    p = Trapped()
    return Decision(Part(p.claim(p.first()), taken_from(p, 1), instances=LARGE_STEP, note=ONE_STEP + "."))


FIRST_FACTOR = "1 - gamma^+ is the first factor, so its other bound may be anything"


@claim("eq-44-46/45", title="(45)", kind="inequality",
       paper=r"\max_i\{|1 - \hat\varepsilon^+\lambda_i|^2, |1 - \tfrac{\varepsilon^-\lambda_i}{\|w_k\|^2}|^2\}q_k \le "
             r"\max\{1 - \gamma^+, 1 - \tfrac{\varepsilon^-\lambda_{\min}}{\|w_k\|^2}\}q_k", equivalent_mutants={
           "factor dropped: (1 - (ε_low λ₁(H))/(wᵀ w)) q becomes q": "the bound is larger",
           "constant changed: 1 - γ⁺ becomes 2 - γ⁺": "the bound is larger",
           "symbol swapped: wᵀ w becomes w₀ᵀ w": FIRST_FACTOR,
           "reversed: (max_(1≤i≤d) |1 - ε_high λᵢ(H)|²) q ≤ (1 - (ε_low λ₁(H))/(wᵀ w)) q becomes "
           "(1 - (ε_low λ₁(H))/(wᵀ w)) q ≤ (max_(1≤i≤d) |1 - ε_high λᵢ(H)|²) q": FIRST_FACTOR})
def ends_of_range_bounded() -> Decision:
    """Each of the two factors of (44) is at most 1 - gamma^+ or at most 1 - eps^- lambda_min/|w|^2."""
    p = Trapped()
    return Decision(Part(p.claim(p.second()), taken_from(p, 2), note=ONE_STEP + "."))


@claim("eq-44-46/gamma", title="the range of gamma^+", kind="inequality",
       paper=r"1 - \gamma^+ = \max_i\{|1 - \hat\varepsilon^+\lambda_i|^2\} \in (0,1)")
def range_of_gamma() -> Decision:
    """0 <= 1 - gamma^+ < 1; it is zero, and so outside (0, 1), for H = cI and eps^+ = 1/c."""
    p, q = Trapped(), Trapped()
    flat = instance(d=1, H=[[1]], u=[1], a=1, w=[1], w0=[1], eps_a=1, eps=1, eps_low="1/2", eps_high=1)
    return Decision(Part(p.claim(p.range(True)), instances=(flat,), note=ONE_STEP + "."),
                    Part(q.claim(q.range(False)), taken_from(q, 3)))


@claim("eq-44-46/46", title="(46)", kind="inequality",
       paper=r"q_k - q_{k+1} \ge \tfrac{\min\{\gamma^+\|w_0\|^2, \varepsilon^-\lambda_{\min}\}}{\|w_k\|^2}q_k \ge 0")
def decrease_per_step() -> Decision:
    """While (39) holds, q falls by at least min(gamma^+ |w0|^2, eps^- lambda_min) q/|w|^2."""
    p = Trapped()
    return Decision(Part(p.claim(p.third()), taken_from(p, 4), instances=LARGE_STEP, note=ONE_STEP + "."))


@claim("eq-44-46/range", title="the range of q", kind="inequality", paper=r"q_k \in [0, u^THu]")
def range_of_residual() -> Decision:
    """0 <= q <= u'Hu, whence the sum of (46) over all k is at most u'Hu."""
    p = Step()
    below = by.script(by.theorem("gram", "gram", "H", "1", bngd.residual(p.H, p.u, p.w)), by.auto("gram", degree=1))
    return Decision(Part(p.claim(all_of(le(0, p.q), le(p.q, square_h(p.u)))),
                         by.split(below, by.auto(degree=0, squares=[p.wg / p.sigma]))))


@claim("lemma-A.11/rate", title="step (2): a constant rate", kind="inequality",
       paper=r"\hat\varepsilon^- := \tfrac{\varepsilon^-}{\|w_\infty\|^2},\quad \rho := \max_i\{|1 - "
             r"\hat\varepsilon^{\pm}\lambda_i|\} \in (0,1),\quad q_{k+1} \le \rho^2q_k")
def constant_rate() -> Decision:
    """While (39) holds and |w| <= W, q falls by rho^2, rho the largest |1 - eps^+ lambda_i| and |1 - (eps^-/W^2) lambda_i|.

    rho < 1, and rho > 0, since eps^-/W^2 < 1/lambda_max.
    """
    p = Trapped()
    limit = p.scalar("W", "positive", latex=r"\|w_\infty\|")
    p.assume("w is not longer than the limit of the norms", le(p.size, limit**2))
    least = p.define("eps_least", p.low / limit**2, latex=r"\hat\varepsilon^-")
    bounds = radius(least, H), radius(p.high, H)
    falls = any_of(*(le(p.q_plus, bound**2 * p.q) for bound in bounds))
    statement = p.claim(all_of(any_of(*(lt(0, bound) for bound in bounds)), *(lt(bound, 1) for bound in bounds), falls))
    return Decision(Part(statement, constant_rate_proof(p, least, bounds), note=ONE_STEP + "; W is any bound of |w|."))


def constant_rate_proof(p: Trapped, least: Scalar, bounds: tuple[Scalar, Scalar]) -> by.Proof:
    """A proof of lemma-A.11/rate: the effective step lies between least < 1/lambda_max and eps^+ < 2/lambda_max."""
    n, m, q, rho = Scalar("n"), eig(H, Scalar("m")), p.q, radius(p.eps_hat, H)
    lam = eig(H, n)

    def dominated(side: int, step: Scalar, *facts: str) -> by.Proof:
        bound = bounds[side]
        larger = by.auto(*facts, "bound", degree=1, factors=[(lam, 1)])
        return by.script(by.choose(side), by.theorem("bound", "max_bound", bound, n), by.theorem("end", "magnitude", 1 - step * lam),
                         larger)  # fmt: skip

    pick = by.either("size.3", "is", dominated(0, least, "is", "at", "least step", "end.1"),
                     dominated(1, p.high, "is", "at", "h5", "end.2"))

    def below_one(bound: Scalar, step: Scalar) -> by.Proof:
        under = by.have("two", lt(step * m, 2), by.auto("up", "two over", degree=1, factors=[(step, 1), (HIGH, 1)]))
        return by.script(
            by.theorem("top", "max_attained", bound, "m"), by.obtain("top", "found"), by.theorem("up", "eigenvalue_order", H, "m", "d"),
            under, by.have("x", lt(0, step * m), by.trivial()), by.theorem("sides", "magnitude", 1 - step * m),
            by.either("sides.3", "side", by.auto("side", "found", "x", degree=1), by.auto("side", "found", "two", degree=1)),
        )  # fmt: skip

    raised = [by.have("scaled", le(rho**2 * q, bound**2 * q), by.script(
        by.have("size rho", le(0, rho), by.auto("at", degree=1, factors=[(abs(1 - p.eps_hat * lam), 1)])),
        by.have("squared", le(rho**2, bound**2), by.auto("side", "size rho", degree=2)),
        by.auto("squared", "q", degree=2)))
        for bound in bounds]  # fmt: skip
    return by.script(
        *moved_is_nonzero(p), by.theorem("gram", "gram", "H", "1", bngd.residual(p.H, p.u, p.w)),
        by.have("q", le(0, q), by.auto("gram", degree=1)),
        by.use("13", "eq-13", {"H": H, "u": p.u, "a": p.a, "w": p.w, "eps_a": p.eps_a, "eps": p.eps}),
        by.have("decrease", le(p.q_plus, rho**2 * q), by.auto("13.3", "13.4", "13.5", degree=1)),
        by.have("shorter", le(least, p.low / p.size), by.auto("h8", degree=1,
            factors=[(p.low, 1), (p.size, -1), (Scalar("W"), -1), (Scalar("W"), -1)])),
        by.have("least step", le(least, p.eps_hat), by.auto("shorter", "h4", degree=1)),
        by.have("least top", lt(least * HIGH, 1), by.auto("shorter", "h7", degree=1, factors=[(HIGH, 1)])),
        by.theorem("some", "max_attained", rho, "n"), by.obtain("some", "at"), by.theorem("size", "magnitude", 1 - p.eps_hat * lam),
        by.have("pick", any_of(*(le(rho, bound) for bound in bounds)), pick),
        by.theorem("last", "max_bound", bounds[0], "d"), by.theorem("last size", "magnitude", 1 - least * HIGH),
        by.split(
            by.script(by.choose(0), by.auto("last", "last size.1", "least top", degree=1)),
            by.script(by.have("two over", lt(least * HIGH, 2), by.auto("least top", degree=1)), below_one(bounds[0], least)),
            by.script(by.have("two over", lt(p.high * HIGH, 2), by.auto("h6", degree=1, factors=[(HIGH, 1)])),
                      below_one(bounds[1], p.high)),
            by.either("pick", "side", *(by.script(by.choose(side), raised[side], by.auto("decrease", "scaled", degree=1))
                                        for side in (0, 1))),
        ),
    )  # fmt: skip
