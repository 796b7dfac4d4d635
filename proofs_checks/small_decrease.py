"""(50) to (52), one step: the growth of a and of w'g, for small steps of w."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import (
    Step,
    bounded_by_constant,
    moved_is_nonzero,
    norm_h,
    sigma_is_positive,
    square_h,
)
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.small_steps import Gentle, least_of_both, minimum
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Formula,
    Scalar,
    Statement,
    all_of,
    any_of,
    eig,
    implies,
    instance,
    le,
    lt,
)  # fmt: skip

# (50)-(52)


def step_bounds(p: Gentle, c: Scalar, effective: Scalar) -> Formula:
    """(50) for an expression of the effective step size."""
    size = p.w @ p.w
    middle, last = p.eps * c * HIGH / (LOW * size), p.eps * c * KAPPA
    return all_of(le(effective, middle), le(middle, last), lt(last, 1 / (2 * HIGH)))


def unless_zero(q: Scalar, relation: Formula) -> Formula:
    """The relation where q > 0."""
    return implies(lt(0, q), relation)


def residual_decreases(p: Gentle, strict: bool) -> Formula:
    """(51), and what it implies for y/sigma."""
    rate = 1 - p.eps_hat * LOW
    last = lt(rate * p.q, p.q)
    return all_of(le(p.q_plus, rate**2 * p.q), le(rate**2 * p.q, rate * p.q), last if strict else unless_zero(p.q, last),
                  le(p.wg / p.sigma, p.y_plus / norm_h(p.w_plus)))


def step_stays_away_from_zero(p: Gentle) -> Formula:
    """(52), with eps^- = eps b c/lambda_max for positive lower bounds b of a and c of y/sigma."""
    b, c = Scalar("a_low"), Scalar("alpha_low")
    middle = p.eps * (p.a / (HIGH * (p.w @ p.w))) * (p.wg / p.sigma)
    return all_of(le(middle, p.eps_hat), le(p.eps * b * c / HIGH / (p.w @ p.w), middle))


def with_lower_bounds(p: Gentle) -> None:
    """Add positive lower bounds of a and of y/sigma, as min(a_0, y_0/sigma_0) and y_0/sigma_0."""
    b = p.scalar("a_low", "positive", latex=r"a^-")
    c = p.scalar("alpha_low", "positive", latex=r"\alpha^-")
    p.assume("a has a lower bound", le(b, p.a))
    p.assume("y/sigma has a lower bound", le(c, p.wg / p.sigma))


def effective_step_bounds(printed: bool) -> tuple[Gentle, Statement]:
    """(50)-(52) in one."""
    p = Gentle()
    c = p.small("printed" if printed else "repaired")
    p.assume("the next w'g is positive", lt(0, p.y_plus))
    with_lower_bounds(p)
    effective = p.eps * (p.a / p.sigma) * (p.wg / p.sigma) if printed else p.eps_hat
    return p, p.claim(all_of(step_bounds(p, c, effective), residual_decreases(p, printed), step_stays_away_from_zero(p)))


@claim("eq-50-52", paper=r"\hat\varepsilon_k := \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{w_k^Tg}{\sigma_k} \le "
                         r"\tfrac{\varepsilon\tilde C_a\lambda_{\max}}{\lambda_{\min}\|w_k\|^2} "
       r"\le \varepsilon\tilde C_a\kappa =: \hat\varepsilon^+ < \tfrac{1}{2\lambda_{\max}},\quad "
       r"q_{k+1} \le (1 - \hat\varepsilon_k\lambda_{\min})^2q_k \le (1 - \hat\varepsilon_k\lambda_{\min})q_k < q_k,\quad "
       r"\hat\varepsilon_k \ge \varepsilon\tfrac{a_k}{\lambda_{\max}\|w_k\|^2}\tfrac{w_k^Tg}{\sigma_k} \ge "
       r"\tfrac{\varepsilon^-}{\|w_k\|^2}")
def effective_step_is_trapped() -> Decision:
    """For eps < eps_0 the effective step is between eps^-/|w|^2 and 1/(2 lambda_max), and q falls by the factor 1 - eps_hat lambda_min.

    The printed effective step has one power of sigma too few; the last inequality of (50) needs the
    condition number in eps_0; the last one of (51) is an equality at q = 0.
    """
    long_sigma = instance(d=1, H=[[4]], u=[1], a="3/2", w=[1], eps_a=1, eps="1/16", C_a=1, a_low=1, alpha_low=1)
    _, printed = effective_step_bounds(True)
    p, corrected = effective_step_bounds(False)
    proof = by.script(
        by.have("bounds", step_bounds(p, Scalar("C_a"), p.eps_hat), above(p)),
        by.have("below", lt(p.eps_hat, 1 / (2 * HIGH)), by.auto("bounds", degree=1)),
        by.split(by.given("bounds"), decreasing(p, "below", "h11"), away_from_zero(p, "h12", "h13")),
    )  # fmt: skip
    return Decision(Part(printed, instances=(long_sigma,)), Part(corrected, proof))


@claim("eq-50-52/50", title="(50), with the effective step of (37)", kind="inequality",
       paper=r"\hat\varepsilon_k \le \tfrac{\varepsilon\tilde C_a\lambda_{\max}}{\lambda_{\min}\|w_k\|^2} \le \varepsilon\tilde "
             r"C_a\kappa =: \hat\varepsilon^+ < \tfrac{1}{2\lambda_{\max}}")
def effective_step_bounded_above() -> Decision:
    """For eps < eps_0 the effective step of (37) is at most eps C_a kappa, and that below 1/(2 lambda_max).

    The last inequality fails with the printed eps_0 as soon as kappa exceeds C_a.
    """
    statements = []
    for threshold in ("printed", "repaired"):
        p = Gentle()
        c = p.small(threshold)
        statements.append(p.claim(step_bounds(p, c, p.eps_hat)))
    stretched_plane = instance(d=2, H=[[1, 0], [0, 4]], u=[1, 0], a="1/2", w=[1, 0], eps_a=1, eps="1/10", C_a=1)
    return Decision(Part(statements[0], instances=(stretched_plane,)), Part(statements[1], above(p)))


@claim("eq-50-52/50-sigma", title="(50), with its own effective step", kind="inequality",
       paper=r"\hat\varepsilon_k := \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{w_k^Tg}{\sigma_k} \le "
             r"\tfrac{\varepsilon\tilde C_a\lambda_{\max}}{\lambda_{\min}\|w_k\|^2}")
def effective_step_misprinted() -> Decision:
    """eps (a/sigma) (w'g/sigma^2) is at most eps C_a lambda_max/(lambda_min |w|^2); printed with one power of sigma too few."""
    statements = []
    for power in (1, 2):
        p = Gentle()
        c = bounded_by_constant(p, p.a)
        effective = p.eps * (p.a / p.sigma) * (p.wg / p.sigma**power)
        statements.append(p.claim(le(effective, p.eps * c * HIGH / (LOW * (p.w @ p.w)))))
    long_sigma = instance(d=1, H=[[4]], u=[1], a="3/2", w=[1], eps_a=1, eps="1/16", C_a=1)
    return Decision(Part(statements[0], instances=(long_sigma,)), Part(statements[1], first_bound(p, c)))


def first_bound(p: Gentle, c: Scalar) -> by.Proof:
    """A proof of the first inequality of (50), corrected, from h9: a is below C_a |u|_H."""
    size, alpha = norm_h(p.u), p.wg / p.sigma
    return by.script(
        by.theorem("gram", "gram", "H", "1", p.u, p.w), by.theorem("alpha", "root_order", alpha, size,
            premises={1: by.auto("gram", degree=1, factors=[(p.sigma, -2)])}),
        by.theorem("u", "rayleigh", H, p.u), by.theorem("w", "rayleigh", H, p.w),
        by.have("one", le(p.a * alpha, p.a * size), by.auto("alpha", degree=1, factors=[(p.a, 1)])),
        by.have("two", le(p.a * size, c * UHU), by.auto("h9", degree=1, factors=[(size, 1)])),
        by.have("three", le(c * UHU, c * HIGH), by.auto("u.2", "h1", degree=1, factors=[(c, 1)], multipliers=[c * HIGH])),
        by.have("four", le(p.a * alpha, c * HIGH), by.auto("one", "two", "three", degree=1)),
        by.have("five", le(1 / p.sigma**2, 1 / (LOW * (p.w @ p.w))),
                by.auto("w.1", degree=1, factors=[(p.sigma, -2), (LOW, -1), (p.w @ p.w, -1)])),
        by.auto("four", "five", degree=1, factors=[(p.eps, 1), (p.sigma, -2), (c, 1), (HIGH, 1)]),
    )  # fmt: skip


def above(p: Gentle) -> by.Proof:
    """A proof of (50), corrected, from h10: eps < eps_0."""
    c = Scalar("C_a")
    second = by.auto("h2", degree=1, factors=[(p.eps, 1), (c, 1), (HIGH, 1), (LOW, -1), (p.w @ p.w, -1)])
    third = by.auto("h10", degree=1, factors=[(c, 1), (HIGH, 1), (LOW, -1)])
    return by.split(first_bound(p, c), second, third)


@claim("eq-50-52/51", title="(51), and w'g/sigma does not decrease", kind="inequality",
       paper=r"q_{k+1} \le (1 - \hat\varepsilon_k\lambda_{\min})^2q_k \le (1 - \hat\varepsilon_k\lambda_{\min})q_k < q_k,\quad "
       r"\tfrac{w_{k+1}^Tg}{\sigma_{k+1}} \ge \tfrac{w_k^Tg}{\sigma_k} \text{ where } \hat\varepsilon_k < "
       r"\tfrac{1}{2\lambda_{\max}}",
       equivalent_mutants={"summand dropped: 1 - ε̂ λ₁(H) becomes 1": "with the rate 1 the inequalities are weaker",
                           "operator inverted: λ₁(H) becomes λ₁(H⁻¹)": "in the last inequality every positive factor will do"})
def residual_decreases_for_small_steps() -> Decision:
    """For 0 < eps_hat < 1/(2 lambda_max) q shrinks by the factor 1 - eps_hat lambda_min, so w'g/sigma does not decrease.

    The last inequality of (51) holds for q > 0 only: at w = su both sides are zero.
    """
    statements, note = [], "That eps_hat < 1/(2 lambda_max) and that the next w'g is positive is what (50) and step (1) of the proof give."
    for strict in (True, False):
        p = Gentle()
        p.assume("the effective step is small", lt(p.eps_hat, 1 / (2 * HIGH)))
        p.assume("the next w'g is positive", lt(0, p.y_plus))
        statements.append(p.claim(residual_decreases(p, strict)))
    minimiser = instance(d=1, H=[[1]], u=[1], a=1, w=[1], eps_a=1, eps="1/4")
    plane = {"d": 2, "u": ["3/5", "4/5"], "a": 1, "w": [1, 0], "eps_a": 1, "eps": "1/40"}
    hints = [instance(H=[[low, 0], [0, 2 * low]], **plane) for low in (4, 1, Fraction(1, 4))]
    return Decision(Part(statements[0], instances=(minimiser,), note=note),
                    Part(statements[1], decreasing(p, "h8", "h9"), instances=tuple(hints), note=note))


def decrease_steps(p: Step, below: str) -> list[by.Proof]:
    """Steps: facts `first`, `second`, `third`, `strict`: the parts of (51), from eps_hat > 0 and a fact eps_hat < 1/(2 lambda_max)."""
    n, rate, x = Scalar("n"), 1 - p.eps_hat * LOW, (p.eps_hat, 1)
    lam, e = eig(H, n), bngd.residual(H, p.u, p.w)
    moved = p.u - p.wg / p.sigma**2 * p.w_plus
    size = square_h(p.w_plus)
    on_spectrum = by.script(
        by.fix(), by.theorem("up", "eigenvalue_order", H, n, "d"), by.theorem("down", "eigenvalue_order", H, "1", n),
        by.have("low", le(0, 1 - p.eps_hat * LOW), by.auto("half", "up", "down", degree=1, factors=[x])),
        by.have("high", le(0, 1 - p.eps_hat * lam), by.auto("half", "up", degree=1, factors=[x])),
        by.auto("low", "high", "down", degree=2, factors=[(lam, 1), x]),
    )  # fmt: skip
    nearest = by.auto(degree=0, factors=[(size, 1)], squares=[p.wg / p.sigma**2 - (p.w_plus @ p.g) / size])
    return [
        *moved_is_nonzero(p), by.theorem("gram", "gram", "H", "1", e), by.theorem("order", "eigenvalue_order", H, "1", "d"),
        by.have("half", le(p.eps_hat * HIGH, Fraction(1, 2)), by.auto(below, degree=1, factors=[(HIGH, 1)])),
        by.theorem("form", "spectral_form", H, e, "n", "0", rate**2 - 1, 2 * p.eps_hat, -(p.eps_hat**2),
                   premises={1: on_spectrum}),
        by.have("shortest", le(p.q_plus, square_h(moved)), nearest),
        by.have("first", le(p.q_plus, rate**2 * p.q), by.auto("form", "shortest", degree=1)),
        by.have("room", le(0, rate), by.auto("half", "order", degree=1, factors=[x])),
        by.have("second", le(rate**2 * p.q, rate * p.q), by.auto("room", "gram", degree=2, factors=[x, (LOW, 1)])),
        by.have("third", le(rate * p.q, p.q), by.auto("gram", degree=1, factors=[x, (LOW, 1)])),
        by.have("strict", unless_zero(p.q, lt(rate * p.q, p.q)), by.script(by.assume("q"), by.auto("q", degree=1,
            factors=[x, (LOW, 1)]))),
    ]  # fmt: skip


def decreasing(p: Gentle, below: str, positive: str) -> by.Proof:
    """A proof of (51), corrected, from the facts below: eps_hat < 1/(2 lambda_max) and positive: 0 < w+'g."""
    size = norm_h(p.w_plus)
    premises = {0: by.auto(positive, degree=1, factors=[(size, -1)]), 1: by.auto("first", "second", "third", degree=1)}
    return by.script(
        *decrease_steps(p, below), *sigma_is_positive(p),
        by.theorem("root", "root_order", p.wg / p.sigma, p.y_plus / size, premises=premises),
        by.split(by.given("first"), by.given("second"), by.given("strict"), by.given("root")),
    )  # fmt: skip


@claim("eq-50-52/lower", title="a >= min(a_0, y_0/sigma_0) is kept", kind="inequality",
       paper=r"a_k \ge \min\{a_0, \tfrac{w_0^Tg}{\sigma_0}\}", equivalent_mutants={
           "symbol swapped: α₀ ≤ a⁺ becomes α₀ ≤ a": "where a < alpha_0 ≤ y/sigma, a does not fall"})
def rescaling_stays_away_from_zero() -> Decision:
    """If y/sigma >= alpha_0 and a >= min(a_0, alpha_0), then a+ >= min(a_0, alpha_0); so all a_k are, as y/sigma does not fall."""
    p = Gentle()
    a0, alpha0 = p.scalar("a0", "positive", latex="a_0"), p.scalar("alpha_0", "positive", latex=r"\alpha_0")
    p.assume("a is at least min(a_0, alpha_0)", any_of(le(a0, p.a), le(alpha0, p.a)))
    p.assume("y/sigma is at least alpha_0", le(alpha0, p.wg / p.sigma))
    statement = p.claim(any_of(le(a0, p.a_plus), le(alpha0, p.a_plus)))
    kept = by.either("h8", "far", *(by.script(by.choose(side), by.auto("far", "above", degree=1)) for side in (0, 1)))
    other = by.script(by.choose(1), by.auto("above", "h9", degree=1))
    return Decision(Part(statement, by.script(by.have("49", least_of_both(p), minimum(p)), by.either("49", "above", kept, other))))


@claim("eq-50-52/52", title="(52)", kind="inequality",
       paper=r"\hat\varepsilon_k \ge \varepsilon\tfrac{a_k}{\lambda_{\max}\|w_k\|^2}\tfrac{w_k^Tg}{\sigma_k} \ge "
             r"\tfrac{\varepsilon^-}{\|w_k\|^2}")
def effective_step_bounded_below() -> Decision:
    """If a >= b > 0 and y/sigma >= c > 0, the effective step is at least (eps b c/lambda_max)/|w|^2."""
    p = Gentle()
    with_lower_bounds(p)
    return Decision(Part(p.claim(step_stays_away_from_zero(p)), away_from_zero(p, "h8", "h9")))


def away_from_zero(p: Gentle, first_bound: str, second_bound: str) -> by.Proof:
    """A proof of (52) from the facts that bound a and y/sigma from below."""
    b, c, size, alpha = Scalar("a_low"), Scalar("alpha_low"), p.w @ p.w, p.wg / p.sigma
    first = by.script(by.theorem("w", "rayleigh", H, p.w),
                      by.auto("w.2", degree=1, factors=[(p.eps, 1), (p.a, 1), (p.wg, 1), (p.sigma, -3), (HIGH, -1),
                                                        (size, -1)]))  # fmt: skip
    second = by.script(
        by.have("product", le(b * c, p.a * alpha), by.auto(first_bound, second_bound, degree=1,
            factors=[(b, 1), (p.wg, 1), (p.sigma, -1)])),
        by.auto("product", degree=1, factors=[(p.eps, 1), (HIGH, -1), (size, -1)]),
    )
    return by.split(first, second)


# ------------------------------------------------------------------------------------------------
