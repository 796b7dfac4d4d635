"""Sections 3.2 and A.3: the norm of w never decreases, a stays bounded, and how both are estimated."""

from __future__ import annotations

from verify.models import bngd
from verify.prove import script as by

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.orbits import (
    Step,
    moved_is_nonzero,
    never_shorter,
    norm,
    norm_h,
    positive_step,
    spectral_gap,
    unit_length,
)
from proofs_checks.problem import radius
from verify.claims import Decision, Part, claim
from verify.statements import (
    DIMENSION,
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

DRAFT = True  # transcribed; not examined yet


def growth(p: Step) -> Scalar:
    """eps^2 (a/sigma)^2 |He|^2."""
    return p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e))


STILL_ORTHOGONAL = "the step of w stays orthogonal to w whatever its factor, so |w+| >= |w| still holds"


@claim("norm-monotone", paper=r"\{\|w_k\|\} \text{ is monotone increasing}", equivalent_mutants={
    "factor dropped in the definition of w_plus: a/σ becomes a": STILL_ORTHOGONAL,
    "exponent changed in the definition of w_plus: a/σ becomes σ a": STILL_ORTHOGONAL,
})
def norm_never_decreases() -> Decision:
    """|w_k| <= |w_{k+1}| for every state and all step sizes; equal exactly where eps a e = 0."""
    p = Step()
    statement = p.claim(le(norm(p.w), norm(p.w_plus)))
    push = H @ bngd.residual(p.H, p.u, p.w)
    longer = by.script(by.theorem("push", "gram", "I", "0", push), by.auto("push", degree=1, squares=[p.eps * p.a / p.sigma]))
    root = by.theorem("root", "root_order", norm(p.w), norm(p.w_plus), premises={1: longer})
    return Decision(Part(statement, by.script(root, by.given("root"))))


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
    note = "Transcribed for one step from any w with |w_0| <= |w|; the sum of q_k/|w_k|^2 over all k is not."
    return Decision(Part(printed, instances=(flat,), note=note), Part(corrected, decrease_proof(p), note=note))


def slowest(p: Step, step: Scalar) -> Scalar:
    """max |1 - step lambda_i|^2."""
    i = Scalar("i")
    return maximum(i, 1, DIMENSION, abs(1 - step * eig(H, i)) ** 2)


def decrease(strict: bool) -> tuple[Step, Statement]:
    """(44)-(46) for one step, with 0 < 1 - gamma or 0 <= 1 - gamma."""
    p = Step()
    unit_length(p)
    w0 = never_shorter(p)
    positive_step(p)
    low, high = p.scalar("eps_low", "positive", latex=r"\varepsilon^-"), p.scalar("eps_high", "positive",
        latex=r"\hat\varepsilon^+")
    size = p.w @ p.w
    p.assume("the effective step is at least eps^-/|w|^2", le(low / size, p.eps_hat))
    p.assume("the effective step is at most eps^+", le(p.eps_hat, high))
    p.assume("eps^+ is below 2/lambda_max", lt(high, 2 / HIGH))
    p.assume("eps^-/|w|^2 is below 1/lambda_max", lt(low / size, 1 / HIGH))
    fast, slow = slowest(p, high), slowest(p, low / size)
    gamma = p.define("gamma_plus", 1 - fast)
    rest, steady = 1 - gamma, 1 - low * LOW / size
    q, after = p.q, p.q_plus
    return p, p.claim(all_of(
        any_of(le(after, fast * q), le(after, slow * q)),
        any_of(le(fast * q, rest * q), le(fast * q, steady * q)), any_of(le(slow * q, rest * q), le(slow * q, steady * q)),
        lt(0, rest) if strict else le(0, rest), lt(rest, 1),
        any_of(le(gamma * (w0 @ w0) / size * q, q - after), le(low * LOW / size * q, q - after)),
        le(0, gamma * (w0 @ w0) / size * q), le(0, low * LOW / size * q),
    ))  # fmt: skip



def decrease_proof(p: Step) -> by.Proof:
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
        by.either("pick", "side", *sum_44), by.script(by.choose(0), by.trivial()),
        by.script(by.choose(1), by.auto("steady", "q", degree=2)),
        by.auto("first", degree=1, squares=[1 - high * LOW]), by.auto("below", degree=1), by.either("pick", "side", *sum_46),
        by.auto("gq", degree=1, factors=[(w0 @ w0, 1), (size, -1)]),
        by.auto("q", degree=1, factors=[(low, 1), (LOW, 1), (size, -1)]),
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
