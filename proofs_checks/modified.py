"""Appendix B: one step of modified BNGD; whole trajectories are in `modified_trajectories`."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import (
    ModifiedStep,
    never_shorter,
    norm,
    positive_step,
    spectral_gap,
    square_h,
    stretched,
    unit_length,
)
from proofs_checks.projected_spectrum import KAPPA
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Scalar,
    all_of,
    eig,
    eq,
    implies,
    instance,
    le,
    lt,
    ne,
)  # fmt: skip

# ------------------------------------------------------------------------------------------------
# Lemma B.2


class Late(ModifiedStep):
    """A state that comes from w0: |u| = 1, |w0| <= |w| and eps > 0."""

    def __init__(self) -> None:
        super().__init__()
        unit_length(self)
        self.w0 = never_shorter(self)
        positive_step(self)


@claim("lemma-B.2/82", title="(82)", kind="inequality",
       paper=r"\hat\varepsilon_k := \varepsilon\left(\tfrac{w_k^Tg}{\sigma_k^2}\right)^2 \le "
             r"\tfrac{\varepsilon\kappa}{\|w_k\|^2} \le \tfrac{\varepsilon\kappa}{\|w_0\|^2} "
       r"=: \hat\varepsilon^+ < \tfrac{2}{\lambda_{\max}}")
def modified_step_bounded_above() -> Decision:
    """The effective step of MBNGD is at most eps kappa/|w_0|^2, and that is below 2/lambda_max for eps/|w_0|^2 < eps_0."""
    p = Late()
    p.assume("the step size is small", lt(p.eps / (p.w0 @ p.w0), 2 / (KAPPA * HIGH)))
    size, first = p.w @ p.w, p.w0 @ p.w0
    statement = p.claim(all_of(
        le(p.eps_hat, p.eps * KAPPA / size), le(p.eps * KAPPA / size, p.eps * KAPPA / first), lt(p.eps * KAPPA / first, 2 / HIGH),
    ))  # fmt: skip
    one = by.script(
        by.theorem("gram", "gram", "H", "1", p.u, p.w), by.theorem("u", "rayleigh", H, p.u), by.theorem("w", "rayleigh", H, p.w),
        by.have("top", le(UHU, HIGH), by.auto("u.2", "h1", degree=1, multipliers=[HIGH])),
        by.have("short", le(1 / p.sigma**2, 1 / (LOW * size)),
                by.auto("w.1", degree=1, factors=[(p.sigma, -2), (LOW, -1), (size, -1)])),
        by.have("alpha", le(p.wg**2 / p.sigma**2, HIGH), by.auto("gram", "top", degree=1, factors=[(p.sigma, -2)])),
        by.have("scaled", le(p.wg**2 / p.sigma**4, HIGH / p.sigma**2), by.auto("alpha", degree=1, factors=[(p.sigma, -2)])),
        by.auto("scaled", "short", degree=1, factors=[(p.eps, 1), (HIGH, 1)]),
    )  # fmt: skip
    two = by.auto("h2", degree=1, factors=[(p.eps, 1), (HIGH, 1), (LOW, -1), (size, -1), (first, -1)])
    three = by.auto("h4", degree=1, factors=[(HIGH, 1), (LOW, -1)])
    return Decision(Part(statement, by.split(one, two, three)))


@claim("lemma-B.2/83", title="(83)", kind="inequality",
       paper=r"\hat\varepsilon_k \ge \varepsilon\tfrac{(w_0^Tg)^2}{\sigma_0^2}\tfrac{1}{\lambda_{\max}\|w_k\|^2} =: "
             r"\tfrac{\varepsilon^-}{\|w_k\|^2}")
def modified_step_bounded_below() -> Decision:
    """Once (w'g)^2/sigma^2 is at least its value at w_0, the effective step is at least eps^-/|w|^2."""
    p = Late()
    corr = (p.w0 @ p.g) ** 2 / square_h(p.w0)
    p.assume("the correlation has not dropped", le(corr, p.wg**2 / p.sigma**2))
    size = p.w @ p.w
    statement = p.claim(le(p.eps * corr * (1 / (HIGH * size)), p.eps_hat))
    proof = by.script(
        by.theorem("w", "rayleigh", H, p.w),
        by.have("long", le(1 / (HIGH * size), 1 / p.sigma**2),
                by.auto("w.2", degree=1, factors=[(p.sigma, -2), (HIGH, -1), (size, -1)])),
        by.have("one", le(corr / p.sigma**2, p.wg**2 / p.sigma**4), by.auto("h4", degree=1, factors=[(p.sigma, -2)])),
        by.have("two", le(corr / (HIGH * size), corr / p.sigma**2),
                by.auto("long", degree=1, factors=[(square_h(p.w0), -1)], squares=[p.w0 @ p.g])),
        by.auto("one", "two", degree=1, factors=[(p.eps, 1)]),
    )  # fmt: skip
    return Decision(Part(statement, proof))


# ------------------------------------------------------------------------------------------------
# Lemma B.3


def bracket(p: ModifiedStep) -> Scalar:
    """|g|^2 - (y/sigma^2) g'Hw."""
    return p.g @ p.g - p.wg / p.sigma**2 * (p.g @ (H @ p.w))


@claim("lemma-B.3/84", title="(84)", kind="identity",
       paper=r"y_{k+1} = y_k + \varepsilon\tfrac{y_k}{\sigma_k^2}\left(\|g\|^2 - \tfrac{y_k}{\sigma_k^2}g^THw_k\right)")
def modified_correlation() -> Decision:
    """The next w'g under MBNGD."""
    p = ModifiedStep()
    return Decision(Part(p.claim(eq(p.w_plus @ p.g, p.wg + p.eps * (p.wg / p.sigma**2) * bracket(p))), by.trivial()))


def small_correlation() -> ModifiedStep:
    """|u| = 1, |w| >= 1, eps > 0 and 0 < |w'g| < 2 delta with delta = |g|/(4 kappa)."""
    p = ModifiedStep()
    unit_length(p)
    p.assume("w has at least length one", le(1, p.w @ p.w))
    positive_step(p)
    delta = p.define("delta", norm(p.g) / (4 * KAPPA))
    p.assume("w'g is not zero", ne(p.wg, 0))
    p.assume("w'g is small", lt(abs(p.wg), 2 * delta))
    return p


@claim("lemma-B.3/85", title="(85)", kind="inequality",
       paper=r"0 < |y_k| < 2\delta \implies \|g\|^2 - \tfrac{y_k}{\sigma_k^2}g^THw_k \ge \|g\|^2 - "
             r"\tfrac{\kappa\|g\|}{\|w_k\|}|y_k| \ge \tfrac12\|g\|^2")
def modified_bracket() -> Decision:
    """For |w| >= 1 and 0 < |w'g| < 2 delta the bracket of (84) is at least |g|^2/2."""
    p = small_correlation()
    middle = p.g @ p.g - KAPPA * norm(p.g) / norm(p.w) * abs(p.wg)
    statement = p.claim(all_of(le(middle, bracket(p)), le(p.g @ p.g / 2, middle)))
    steep = instance(d=2, H=[[1, 0], [0, 16]], u=["-63/65", "16/65"], w=[1, "1/4"], eps=1)
    return Decision(Part(statement, by.split(*bracket_proofs(p)), instances=(steep,)))


def bracket_proofs(p: ModifiedStep) -> tuple[by.Proof, by.Proof]:
    """Proofs of the two inequalities of (85)."""
    size, length, cross, y = norm(p.g), norm(p.w), p.g @ (H @ p.w), abs(p.wg)
    stretch = HIGH * length
    first = by.script(
        *stretched("stretch", p.w), by.theorem("gram", "gram", "I", "0", p.g, H @ p.w), by.theorem("w", "rayleigh", H, p.w),
        by.theorem("cross", "root_order", p.wg * cross, y * size * stretch, premises={
            1: by.script(by.have("long", le(cross**2, p.g @ p.g * HIGH**2 * (p.w @ p.w)),
                                 by.auto("gram", "stretch", degree=1, factors=[(p.g @ p.g, 1)])),
                         by.auto("long", degree=1, squares=[p.wg]))}),
        by.have("short", le(1 / p.sigma**2, 1 / (LOW * (p.w @ p.w))),
                by.auto("w.1", degree=1, factors=[(p.sigma, -2), (LOW, -1), (p.w @ p.w, -1)])),
        by.have("scaled", le(p.wg * cross / p.sigma**2, y * size * stretch / p.sigma**2),
                by.auto("cross", degree=1, factors=[(p.sigma, -2)])),
        by.have("bound", le(y * size * stretch / p.sigma**2, y * size * stretch / (LOW * (p.w @ p.w))),
                by.auto("short", degree=1, factors=[(y, 1), (size, 1), (HIGH, 1), (length, 1)])),
        by.auto("scaled", "bound", degree=1),
    )  # fmt: skip
    second = by.script(
        by.theorem("unit", "root_order", "1", length),
        by.have("near", le(KAPPA * size * y, p.g @ p.g / 2), by.auto("h5", degree=1, factors=[(size, 1), (HIGH, 1), (LOW, -1)])),
        by.have("less", le(KAPPA * size * y / length, KAPPA * size * y),
                by.auto("unit", degree=1, factors=[(size, 1), (HIGH, 1), (LOW, -1), (y, 1), (length, -1)])),
        by.auto("near", "less", degree=1),
    )  # fmt: skip
    return first, second


@claim("lemma-B.3/86", title="(86)", kind="inequality",
       paper=r"|y_{k+1}| \ge \left(1 + \tfrac{\varepsilon}{\lambda_{\max}\|w_k\|^2}\tfrac{\|g\|^2}{2}\right)|y_k| > |y_k| > 0")
def modified_correlation_grows() -> Decision:
    """There |w'g| grows by the factor 1 + eps |g|^2/(2 lambda_max |w|^2) at least."""
    p = small_correlation()
    factor = 1 + p.eps / (HIGH * (p.w @ p.w)) * (p.g @ p.g / 2)
    y, after, grown = abs(p.wg), p.w_plus @ p.g, 1 + p.eps / p.sigma**2 * bracket(p)
    statement = p.claim(all_of(le(factor * y, abs(after)), lt(y, factor * y), lt(0, y)))
    first, second = bracket_proofs(p)
    middle = p.g @ p.g - KAPPA * norm(p.g) / norm(p.w) * y
    proof = by.script(
        by.have("lower", le(middle, bracket(p)), first), by.have("half", le(p.g @ p.g / 2, middle), second),
        by.theorem("size", "rayleigh", H, p.w),
        by.have("short", le(1 / (HIGH * (p.w @ p.w)), 1 / p.sigma**2),
                by.auto("size.2", degree=1, factors=[(p.sigma, -2), (HIGH, -1), (p.w @ p.w, -1)])),
        by.have("one", le(factor, 1 + p.eps / p.sigma**2 * (p.g @ p.g / 2)),
                by.auto("short", degree=1, factors=[(p.eps, 1), (p.g @ p.g, 1)])),
        by.have("two", le(1 + p.eps / p.sigma**2 * (p.g @ p.g / 2), grown),
                by.auto("lower", "half", degree=1, factors=[(p.eps, 1), (p.sigma, -2)])),
        by.have("factors", le(factor, grown), by.auto("one", "two", degree=1)),
        by.have("squares", le(factor**2, grown**2), by.auto("factors", degree=2, factors=[(factor, 1)])),
        by.theorem("root", "root_order", factor * y, abs(after), premises={1: by.auto("squares", degree=1, squares=[p.wg])}),
        by.have("u", ne(p.u, ZERO), by.script(by.suppose_not("zero"), by.auto("h1", "zero", degree=1, multipliers=[p.u]))),
        by.theorem("g", "definite", "H", "2", p.u),
        by.split(by.given("root"), by.auto("g", degree=1, factors=[(p.eps, 1), (HIGH, -1), (p.w @ p.w, -1), (y, 1)]),
                 by.trivial()),
    )  # fmt: skip
    return Decision(Part(statement, proof))


# ------------------------------------------------------------------------------------------------
# Theorem B.4


NO_STEP = "w'g = 0 is a factor of the whole step"
STAYS_MUTANTS = {
    f"{change} in the definition of w_plus: {before} becomes {after}": NO_STEP
    for change, before, after in (
        ("summand dropped", "g - ((wᵀ g)/(wᵀ H w)) H w", "-((wᵀ g)/(wᵀ H w)) H w"),
        ("factor dropped", "ε ((wᵀ g)/(wᵀ H w)) (g - ((wᵀ g)/(wᵀ H w)) H w)", "((wᵀ g)/(wᵀ H w)) (g - ((wᵀ g)/(wᵀ H w)) H w)"),
        ("exponent changed", "H w", "H² w"),
    )
}


@claim("thm-B.4/stays", title="the case w_k'g = 0", kind="remark", paper=r"w_k^Tg = 0 \text{ for some } k = k_0 \implies w_k = w_{k_0} "
                                                                        r"\text{ for all } k \ge k_0",
       equivalent_mutants=STAYS_MUTANTS)
def modified_stays() -> Decision:
    """Where w'g = 0 a step of MBNGD leaves w as it is."""
    p = ModifiedStep()
    statement = p.claim(implies(eq(p.wg, 0), eq(p.w_plus, p.w)))
    pull = p.eps / p.sigma**2 * (p.g - p.wg / p.sigma**2 * (H @ p.w))
    return Decision(Part(statement, by.script(by.assume("saddle"), by.auto("saddle", multipliers=[pull])), note="Stated for one step."))


@claim("thm-B.4/growth", title="the terms z_k^2 q_k", kind="inequality",
       paper=r"\|w_k\| \text{ converges} \implies \textstyle\sum z_k^2q_k < \infty")
def modified_growth() -> Decision:
    """|w+|^2 - |w|^2 = eps^2 z^2 |He|^2 >= lambda_min eps^2 z^2 q, so that the z_k^2 q_k sum to a finite number."""
    p = ModifiedStep()
    z, e = p.wg / p.sigma**2, bngd.residual(p.H, p.u, p.w)
    grown, pull = p.w_plus @ p.w_plus - p.w @ p.w, H @ p.e
    statement = p.claim(all_of(eq(grown, p.eps**2 * z**2 * (pull @ pull)), le(LOW * p.eps**2 * z**2 * p.q, grown)))
    n = Scalar("n")
    on_spectrum = by.script(by.fix(), by.theorem("low", "eigenvalue_order", H, "1", n), by.auto("low", factors=[(eig(H, n), 1)]))
    proof = by.script(by.theorem("gap", "spectral_form", H, e, "n", "0", -LOW, Scalar("1"), premises={1: on_spectrum}),
                      by.split(by.trivial(), by.auto("gap", degree=1, squares=[p.eps * z])))  # fmt: skip
    return Decision(Part(statement, proof, note="Stated for one step."))


@claim("thm-B.4/87", title="(87)", kind="inequality",
       paper=r"\|w_{k+1} - w_k\|^2 = \varepsilon^2\tfrac{(w_k^Tg)^2}{\sigma^4}\left\|g - \tfrac{w_k^Tg}{\sigma^2}Hw_k\right\|^2 "
             r"\le \lambda_{\max}\varepsilon^2z_k^2q_k,\quad "
       r"z_k := \tfrac{w_k^Tg}{\sigma^2}")
def modified_shift() -> Decision:
    """|w+ - w|^2 = eps^2 z^2 |He|^2 <= lambda_max eps^2 z^2 q with z = w'g/sigma^2."""
    p = ModifiedStep()
    z = p.wg / p.sigma**2
    push, shift = p.g - z * (H @ p.w), p.w_plus - p.w
    middle = p.eps**2 * (p.wg**2 / p.sigma**4) * (push @ push)
    statement = p.claim(all_of(eq(shift @ shift, middle), le(middle, HIGH * p.eps**2 * z**2 * p.q)))
    e = bngd.residual(p.H, p.u, p.w)
    below = by.script(*spectral_gap("top", e), by.auto("top", degree=1, squares=[p.eps * z]))
    return Decision(Part(statement, by.split(by.trivial(), below)))


