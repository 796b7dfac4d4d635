"""Appendix A.3, Lemmas A.12 and A.13: convergence for small steps, and the estimates in their proofs."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import (
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
    square_h,
    squared_out,
    stretched,
    stretched_h,
    unit_length,
)
from proofs_checks.projected_spectrum import KAPPA
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Expression,
    Formula,
    Instance,
    Scalar,
    Statement,
    all_of,
    any_of,
    eig,
    eq,
    implies,
    instance,
    le,
    lt,
    ne,
)  # fmt: skip

WIDE_SPECTRUM = [["1/7200", 0, 0], [0, 1, 0], [0, 0, "144/25"]]


def long_enough(p: Step) -> None:
    """Assume |w| >= 1, to which the proof of Lemma A.12 scales."""
    p.assume("w has at least length one", le(1, p.w @ p.w))


# ------------------------------------------------------------------------------------------------
# Lemma A.12


@claim("lemma-A.12-rem1", paper=r"a_0 = 0 \implies w_1 = w_0,\ a_1 = \varepsilon_a\tfrac{w_0^Tg}{\sigma_0}, \text{ hence } "
                                r"a_1w_1^Tg > 0 \text{ provided } w_0^Tg \ne 0")
def start_without_rescaling() -> Decision:
    """From a_0 = 0 the first step leaves w and sets a to eps_a w'g/sigma; then a_1 w_1'g > 0 unless w_0'g = 0."""
    p = Step()
    unit_length(p)
    gentle_steps(p)
    p.assume("a starts at zero", eq(p.a, 0))
    a, w = p.a_plus, p.w_plus
    statement = p.claim(all_of(eq(w, p.w), eq(a, p.eps_a * p.wg / p.sigma), implies(ne(p.wg, 0), lt(0, a * (w @ p.g)))))
    stays, first = by.have("w", eq(w, p.w), by.auto("h4", multipliers=[p.eps / p.sigma * p.g,
        p.eps * p.wg / p.sigma**3 * (H @ p.w)])), by.have(
        "a", eq(a, p.eps_a * p.wg / p.sigma), by.auto("h4", multipliers=[1 - p.eps_a]))
    value = p.eps_a * p.wg**2 / p.sigma
    positive = by.script(
        by.assume("seen"), by.have("corr", eq(w @ p.g, p.wg), by.auto("w", multipliers=[p.g])),
        by.have("value", eq(a * (w @ p.g), value), by.auto("a", "corr", multipliers=[w @ p.g, p.eps_a * p.wg / p.sigma])),
        by.have("size", lt(0, value), by.trivial()), by.auto("value", "size", degree=1),
    )  # fmt: skip
    return Decision(Part(statement, by.script(stays, first, by.split(by.given("w"), by.given("a"), positive))))


# ------------------------------------------------------------------------------------------------
# (47)-(49)


class Gentle(Step):
    """|u| = 1, |w| >= 1, 0 < eps_a <= 1, eps > 0, a > 0 and y = w'g > 0, as in the proof of Lemma A.12."""

    def __init__(self) -> None:
        super().__init__()
        unit_length(self)
        long_enough(self)
        gentle_steps(self)
        positive_step(self)
        self.assume("a is positive", lt(0, self.a))
        self.assume("w'g is positive", lt(0, self.wg))

    def small(self, threshold: str, below: bool = True) -> Scalar:
        """Add C_a and eps_0, "printed" or "repaired", and eps < eps_0; the result is C_a."""
        c = bounded_by_constant(self, self.a)
        self.eps_0 = printed_threshold(self, c) if threshold == "printed" else repaired_threshold(self, c)
        if below:
            self.assume("the step size of w is small", lt(self.eps, self.eps_0))
        return c

    @cached_property
    def delta(self) -> Scalar:
        """|g|/(4 kappa)."""
        return self.define("delta", norm(self.g) / (4 * KAPPA))

    @property
    def y_plus(self) -> Scalar:
        """w+'g."""
        return self.w_plus @ self.g


def growth_near_zero(p: Gentle) -> Formula:
    """(47)."""
    middle = p.wg + p.eps * (p.a / p.sigma) * (p.g @ p.g) / 2
    return implies(lt(p.wg, 2 * p.delta), all_of(le(middle, p.y_plus), le(p.wg, middle)))


def halved_at_most(p: Gentle, power: int) -> tuple[Formula, Formula]:
    """The two inequalities of (48), with sqrt(g'Hg) divided by sigma^power; printed is the power 1."""
    middle = p.eps * p.a * (p.g @ p.g) / p.sigma + p.wg * (1 - p.eps * (p.a / p.sigma**power) * norm_h(p.g))
    return le(middle, p.y_plus), le(p.wg / 2, middle)


def least_of_both(p: Gentle) -> Formula:
    """(49)."""
    return any_of(le(p.a, p.a_plus), le(p.wg / p.sigma, p.a_plus))


def three_estimates(threshold: str, power: int) -> tuple[Gentle, Statement]:
    """(47), (48) below eps_0, and (49)."""
    p = Gentle()
    p.small(threshold, below=False)
    return p, p.claim(all_of(growth_near_zero(p), implies(lt(p.eps, p.eps_0), all_of(*halved_at_most(p, power))),
                             least_of_both(p)))


@claim("eq-47-49", paper=r"0 < y_k < 2\delta \implies y_{k+1} \ge y_k + \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{\|g\|^2}{2} \ge "
                         r"y_k,\quad "
       r"\varepsilon < \varepsilon_0 \implies y_{k+1} \ge \varepsilon\tfrac{a_k\|g\|^2}{\sigma_k} + y_k\left(1 - "
       r"\varepsilon\tfrac{a_k}{\sigma_k}\sqrt{g^THg}\right) \ge \tfrac12y_k,\quad "
       r"a_{k+1} \ge \min\{a_k, y_k/\sigma_k\}")
def lower_bounds_of_next_state() -> Decision:
    """For a, y = w'g > 0 the next y is at least y where y < 2 delta, and at least y/2 otherwise; the next a is at least min(a, y/sigma).

    (47) and (49) hold.  In (48) one power of sigma is missing under the root's factor, which is wrong
    for sigma < 1, and the printed eps_0 lacks the condition number.
    """
    _, printed = three_estimates("printed", 1)
    p, corrected = three_estimates("repaired", 2)
    proof = by.split(near_zero(p), by.script(by.assume("h10"), by.split(*halving(p, "h10"))), minimum(p))
    small_sigma = instance(d=1, H=[["1/4"]], u=[1], a="1/4", w=[1], eps_a=1, eps=1, C_a=1)
    return Decision(Part(printed, instances=(small_sigma,)), Part(corrected, proof))


@claim("eq-47-49/47", title="(47)", kind="inequality",
       paper=r"a_k > 0,\ 0 < y_k < 2\delta \implies y_{k+1} \ge y_k + \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{\|g\|^2}{2} \ge "
             r"y_k,\quad \delta = \tfrac{\|g\|}{4\kappa}")
def growth_of_small_correlation() -> Decision:
    """For |w| >= 1, a > 0 and 0 < y < |g|/(2 kappa) one step raises y by at least eps (a/sigma) |g|^2/2."""
    p = Gentle()
    flat = instance(d=2, H=[["1/4", 0], [0, "1/4"]], u=[1, 0], a=1, w=["5/13", "12/13"], eps_a=1, eps=1)
    return Decision(Part(p.claim(growth_near_zero(p)), near_zero(p), instances=(flat,)))


def near_zero(p: Gentle) -> by.Proof:
    """A proof of (47)."""
    size, length = norm(p.g), norm(p.w)
    cross = p.g @ (H @ p.w)
    half = by.script(
        *stretched("stretch", p.w), by.theorem("gram", "gram", "I", "0", p.g, H @ p.w),
        by.theorem("cross", "root_order", cross, size * HIGH * length,
                   premises={1: by.auto("gram", "stretch", degree=1, factors=[(p.g @ p.g, 1)])}),
        by.theorem("long", "root_order", "1", length), by.theorem("rayleigh", "rayleigh", H, p.w),
        by.have("one", le(p.wg * cross, p.wg * size * HIGH * length), by.auto("cross", degree=1, factors=[(p.wg, 1)])),
        by.have("two", le(p.wg * size * HIGH * length, p.g @ p.g * (LOW * length / 2)),
                by.auto("near", degree=1, factors=[(size, 1), (HIGH, 1), (length, 1)])),
        by.have("three", le(p.g @ p.g * (LOW * length), p.g @ p.g * (LOW * (p.w @ p.w))),
                by.auto("long", degree=1, factors=[(p.g @ p.g, 1), (LOW, 1), (length, 1)])),
        by.auto("one", "two", "three", "rayleigh.1", degree=1, factors=[(p.g @ p.g, 1)]),
    )  # fmt: skip
    first = by.auto("half", degree=1, factors=[(p.eps, 1), (p.a, 1), (p.sigma, -1)])
    grown = by.auto(degree=0, factors=[(p.eps, 1), (p.a, 1), (p.sigma, -1), (p.g @ p.g, 1)])
    half_fact = by.have("half", le(p.wg * cross / p.sigma**2, p.g @ p.g / 2), by.script(
        by.have("raw", le(p.wg * cross, p.g @ p.g * p.sigma**2 / 2), half), by.auto("raw", degree=1, factors=[(p.sigma, -2)])))
    return by.script(by.assume("near"), half_fact, by.split(first, grown))


@claim("eq-47-49/48", title="(48)", kind="inequality",
       paper=r"y_{k+1} \ge \varepsilon\tfrac{a_k\|g\|^2}{\sigma_k} + y_k\left(1 - "
             r"\varepsilon\tfrac{a_k}{\sigma_k}\sqrt{g^THg}\right) \ge \tfrac12y_k \text{ for } \varepsilon < \varepsilon_0")
def correlation_halves_at_most() -> Decision:
    """For eps < eps_0 one step leaves at least half of y.

    For the printed eps_0 y may even change its sign, where kappa is large.  True with a/sigma^2 in place
    of a/sigma and eps_0 = 1/(2 C_a kappa lambda_max).
    """
    p, statements = Gentle(), []
    for threshold, power in (("printed", 1), ("repaired", 2)):
        p = Gentle()
        p.small(threshold)
        statements.append(p.claim(all_of(*halved_at_most(p, power))))
    small_sigma = instance(d=1, H=[["1/4"]], u=[1], a="1/4", w=[1], eps_a=1, eps=1, C_a=1)
    return Decision(Part(statements[0], instances=(small_sigma,)), Part(statements[1], by.split(*halving(p, "h10"))))


FLIPS = instance(d=3, H=WIDE_SPECTRUM, u=[0, "12/13", "5/13"], a=1, w=[1, "1/40", "5/288"], eps_a=1, eps="1/80", C_a=1)


@claim("eq-47-49/48-half", title="(48) without its middle term", kind="inequality",
       paper=r"a_k > 0,\ y_k > 0,\ \varepsilon < \varepsilon_0 \implies y_{k+1} \ge \tfrac12y_k", equivalent_mutants={
           "summand dropped in the definition of w_plus: g - ((wᵀ g)/σ²) H w becomes -((wᵀ g)/σ²) H w":
               "of |g|^2 only that it is not negative is used"})
def half_of_correlation_is_left() -> Decision:
    """For eps < eps_0 = 1/(2 C_a kappa lambda_max) one step leaves at least half of y; for the printed eps_0 y may change its sign."""
    p, statements = Gentle(), []
    for threshold in ("printed", "repaired"):
        p = Gentle()
        p.small(threshold)
        statements.append(p.claim(le(p.wg / 2, p.y_plus)))
    return Decision(Part(statements[0], instances=(FLIPS,)), Part(statements[1], half_is_left(p)))


def half_is_left(p: Gentle) -> by.Proof:
    """A proof of y/2 <= y+ from h10: eps < eps_0 (repaired)."""
    (one, two), (first, second) = halved_at_most(p, 2), halving(p, "h10")
    return by.script(by.have("lower", one, first), by.have("upper", two, second), by.auto("lower", "upper", degree=1))


@claim("eq-47-49/induction", title="a > 0 and y >= delta_y are kept", kind="inequality",
       paper=r"a_k > 0,\ y_k \ge \delta_y := \min\{y_0, \delta\} \text{ for all } k \text{ by induction}", equivalent_mutants={
           "factor dropped in the definition of w_plus: ε (a/σ) (g - ((wᵀ g)/σ²) H w) becomes ε (g - ((wᵀ g)/σ²) H w)":
               "eps |g|_H/sigma is at most 1/2 as well"})
def correlation_stays_away_from_zero() -> Decision:
    """If a > 0 and y is at least min(y_0, delta) for some y_0 > 0, then the same is true of the next state, for eps < eps_0.

    True for eps_0 = 1/(2 C_a kappa lambda_max), not for the printed one.
    """
    p, statements = Gentle(), []
    for threshold in ("printed", "repaired"):
        p = Gentle()
        p.small(threshold)
        statements.append(keeps_distance(p))
    flips, slow = (Instance({**FLIPS.values, "y0": "4/65", "eps": eps}) for eps in ("1/80", "1/500000"))
    return Decision(Part(statements[0], instances=(flips,)), Part(statements[1], keeps_distance_proof(p), instances=(slow,)))


def keeps_distance(p: Gentle) -> Statement:
    """The step of the induction on k."""
    y0 = p.scalar("y0", "positive", latex="y_0")
    delta = p.delta
    p.assume("y is at least min(y_0, delta)", any_of(le(y0, p.wg), le(delta, p.wg)))
    return p.claim(all_of(lt(0, p.a_plus), any_of(le(y0, p.y_plus), le(delta, p.y_plus))))


def keeps_distance_proof(p: Gentle) -> by.Proof:
    """A proof of the step of the induction from (47), (48) and (49), corrected."""
    delta = p.delta
    stays = by.either("h11", "far", *(by.script(by.choose(side), by.auto("far", "kept", degree=1)) for side in (0, 1)))
    near = by.script(by.apply("grown", "47", premises=[by.given("near")]), by.have("kept", le(p.wg, p.y_plus),
                     by.auto("grown.1", "grown.2", degree=1)), stays)  # fmt: skip
    away = by.script(by.have("half", le(p.wg / 2, p.y_plus), half_is_left(p)), by.choose(1), by.auto("half", "near", degree=1))
    positive = by.script(by.have("49", least_of_both(p), minimum(p)),
                         by.either("49", "above", by.auto("above", "h6", degree=1),
                                   by.auto("above", "h7", degree=1, factors=[(p.sigma, -1)])))
    return by.script(by.have("47", growth_near_zero(p), near_zero(p)),
                     by.split(positive, by.cases("near", lt(p.wg, 2 * delta), near, away)))


def step_is_small(p: Gentle, below: str) -> list[by.Proof]:
    """Steps: fact `small`: 2 eps C_a lambda_max^2 <= lambda_min, from the fact eps < eps_0 (repaired)."""
    c = Scalar("C_a")
    return [by.have("small", le(2 * p.eps * c * HIGH**2, LOW), by.auto(below, degree=1, factors=[(c, 1), (HIGH, 1), (HIGH, 1)]))]


def halving(p: Gentle, below: str) -> tuple[by.Proof, by.Proof]:
    """Proofs of the two inequalities of (48), corrected; below: the fact eps < eps_0, the two before it bound C_a and a."""
    c, size, long_g = Scalar("C_a"), norm_h(p.u), norm_h(p.g)
    bound = f"h{int(below[1:]) - 1}"
    first = by.script(
        by.theorem("gram", "gram", "H", "1", p.g, p.w), by.theorem("cross", "root_order", p.g @ (H @ p.w), long_g * p.sigma),
        by.auto("cross", degree=1, factors=[(p.eps, 1), (p.a, 1), (p.wg, 1), (p.sigma, -3)]),
    )  # fmt: skip
    second = by.script(
        *step_is_small(p, below), by.theorem("u", "rayleigh", H, p.u), *stretched_h("g", p.u),
        by.theorem("w", "rayleigh", H, p.w),
        by.have("one", le(p.a * long_g, p.a * (HIGH * size)), by.auto("g", degree=1, factors=[(p.a, 1)])),
        by.have("two", le(p.a * (HIGH * size), c * HIGH * UHU), by.auto(bound, degree=1, factors=[(HIGH, 1), (size, 1)])),
        by.have("three", le(c * HIGH * UHU, c * HIGH**2), by.auto("u.2", "h1", degree=1, factors=[(c, 1), (HIGH, 1)],
            multipliers=[c * HIGH**2])),
        by.have("four", le(LOW, p.sigma**2), by.auto("w.1", "h2", degree=1, factors=[(LOW, 1)])),
        by.have("push", le(p.eps * p.a * long_g, p.sigma**2 / 2),
                by.auto("one", "two", "three", "four", "small", degree=1, factors=[(p.eps, 1)])),
        by.auto("push", degree=1, factors=[(p.wg, 1), (p.sigma, -2), (p.eps * p.a * (p.g @ p.g) / p.sigma, 1)]),
    )  # fmt: skip
    return first, second


@claim("eq-47-49/49", title="(49)", kind="inequality", paper=r"a_{k+1} \ge \min\{a_k, y_k/\sigma_k\}")
def rescaling_at_least_minimum() -> Decision:
    """For 0 < eps_a <= 1 the next a lies between a and y/sigma."""
    p = Gentle()
    return Decision(Part(p.claim(least_of_both(p)), minimum(p)))


def minimum(p: Gentle) -> by.Proof:
    """A proof of (49)."""
    up, down = by.script(by.choose(0), by.auto("up", "h3", degree=2)), by.script(by.choose(1), by.auto("up", "h4", degree=2))
    return by.cases("up", le(p.a, p.wg / p.sigma), up, down)


# ------------------------------------------------------------------------------------------------
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
# Lemma A.13


class Opposed(Step):
    """|u| = 1, 0 < eps_a <= 1, eps > 0, and a w'g < 0, as in the proof of Lemma A.13."""

    def __init__(self) -> None:
        super().__init__()
        unit_length(self)
        gentle_steps(self)
        positive_step(self)
        self.assume("a and w'g have opposite signs", lt(self.a * self.wg, 0))

    def crossing(self) -> None:
        """Assume |w| >= 1, that a changes its sign, and that a+ and w+'g do not agree in sign."""
        long_enough(self)
        self.assume("a changes its sign", lt(self.a * self.a_plus, 0))
        self.assume("the next a and w'g do not agree in sign", le(self.a_plus * (self.w_plus @ self.g), 0))

    @property
    def ratio(self) -> Scalar:
        """|w'g|/(|a| sigma)."""
        return abs(self.wg) / (abs(self.a) * self.sigma)

    @property
    def slope(self) -> Scalar:
        """eps kappa lambda_max."""
        return self.eps * KAPPA * HIGH


@claim("lemma-A.13/same-sign", title="case (1): a keeps its sign", kind="inequality",
       paper=r"a_ka_{k+1} > 0 > a_kw_k^Tg \implies |a_{k+1}| = |1-\varepsilon_a||a_k| - \varepsilon_a|w_k^Tg|/\sigma_k \le "
             r"|1-\varepsilon_a||a_k|")
def shrinks_while_opposed() -> Decision:
    """If a w'g < 0 and a keeps its sign, then |a+| = |1 - eps_a| |a| - eps_a |w'g|/sigma."""
    p = Opposed()
    p.assume("a keeps its sign", lt(0, p.a * p.a_plus))
    first = abs(1 - p.eps_a) * abs(p.a)
    middle = first - p.eps_a * abs(p.wg) / p.sigma
    statement = p.claim(all_of(eq(abs(p.a_plus), middle), le(middle, first)))

    def side(sign: int) -> by.Proof:
        a, y, after, rest = sign * p.a, -sign * p.wg, sign * p.a_plus, 1 - p.eps_a
        return by.script(
            by.have("y", lt(0, y), by.auto("h5", degree=1, factors=[(a, -1)])),
            by.have("a+", lt(0, after), by.auto("h6", degree=1, factors=[(a, -1)])),
            by.have("rest", le(0, rest), by.auto("h3", degree=1)),
            same_root("|a|", abs(p.a), a, by.trivial()), same_root("|y|", abs(p.wg), y, by.trivial()),
            same_root("|a+|", abs(p.a_plus), after, by.trivial()), same_root("|rest|", abs(rest), rest, by.trivial()),
            by.auto("|a|", "|y|", "|a+|", "|rest|", multipliers=[rest, abs(p.a), p.eps_a / p.sigma]),
        )  # fmt: skip

    nonzero = by.have("a", lt(p.a, 0), by.script(by.suppose_not("not below"), by.have("zero", eq(p.a, 0), by.antisymmetry(
        by.given("not above"), by.given("not below"))), by.auto("h5", "zero", degree=1, multipliers=[p.wg])))
    above = by.script(by.have("a", lt(0, p.a), by.given("not above")), side(1))
    below = by.script(nonzero, by.have("-a", lt(0, -p.a), by.auto("a", degree=1)), side(-1))
    equal = by.cases("not above", lt(0, p.a), above, below)
    shrinks = by.auto(degree=0, factors=[(p.eps_a, 1), (abs(p.wg), 1), (p.sigma, -1)])
    return Decision(Part(statement, by.split(equal, shrinks)))


def crossing_bounds(p: Opposed, power: int, slope: Scalar) -> tuple[Formula, Formula]:
    """The first two inequalities of (53), with sigma to the power printed (1) or repaired (2)."""
    middle = p.eps / p.sigma**power * (p.g @ p.g - p.wg / p.sigma**power * (p.g @ (H @ p.w)))
    return le(p.ratio, middle), le(middle, slope)


def crossing_below(p: Opposed) -> None:
    """Assume eps < eps_0, as printed."""
    eps_0 = printed_threshold(p, bounded_by_constant(p, p.a))
    p.assume("the step size of w is small", lt(p.eps, eps_0))


@claim("lemma-A.13/53", title="(53)", kind="inequality",
       paper=r"\tfrac{|w_k^Tg|}{|a_k\sigma_k|} \le \varepsilon\tfrac{1}{\sigma_k}\left(\|g\|^2 - "
             r"\tfrac{w_k^Tg}{\sigma_k}g^THw_k\right) \le 2\varepsilon\kappa\lambda_{\max} < 1")
def crossing_needs_long_step() -> Decision:
    """Where a changes its sign and still disagrees with w'g, |w'g|/(|a| sigma) <= eps kappa lambda_max.

    With sigma^2 in place of sigma in both denominators the first two inequalities hold, the second
    even without the factor 2.  The last one needs eps < 1/(2 kappa lambda_max), which the printed
    eps_0 does not give; eps < 1/(kappa lambda_max) is enough.
    """
    p, q = Opposed(), Opposed()
    p.crossing()
    crossing_below(p)
    q.crossing()
    last = implies(lt(q.eps, 1 / (KAPPA * HIGH)), lt(q.slope, 1))
    corrected = q.claim(all_of(*crossing_bounds(q, 2, q.slope), last))
    return Decision(Part(p.claim(all_of(*crossing_bounds(p, 1, 2 * p.slope), lt(2 * p.slope, 1))), instances=(CROSSING,)),
                    Part(corrected, crossing_proof(q), instances=(SHORT_SIGMA,)))


@claim("lemma-A.13/53-first", title="(53), the first inequality", kind="inequality",
       paper=r"\tfrac{|w_k^Tg|}{|a_k\sigma_k|} \le \varepsilon\tfrac{1}{\sigma_k}\left(\|g\|^2 - "
             r"\tfrac{w_k^Tg}{\sigma_k}g^THw_k\right)")
def crossing_first_inequality() -> Decision:
    """Where a changes its sign and still disagrees with w'g, |w'g|/(|a| sigma) <= (eps/sigma^2)(|g|^2 - (w'g/sigma^2) g'Hw).

    Printed with sigma for sigma^2 in both places, which is too small for sigma < 1.
    """
    p, q = Opposed(), Opposed()
    p.crossing()
    crossing_below(p)
    q.crossing()
    symbols: dict[str, Expression] = {"H": H, "u": q.u, "a": q.a, "w": q.w, "eps_a": q.eps_a, "eps": q.eps}
    proof = by.script(*crossing_signs(q), by.use("53", "lemma-A.13/53", symbols), by.given("53.1"))
    return Decision(Part(p.claim(crossing_bounds(p, 1, p.slope)[0]), instances=(SHORT_SIGMA,)),
                    Part(q.claim(crossing_bounds(q, 2, q.slope)[0]), proof))


def crossing_signs(p: Opposed) -> list[by.Proof]:
    """Steps: facts `square`: a^2 > 0, `product`: |a||y| = -ay and `across`: |a||a+| = -a a+, from h5 and h7."""
    a, y, after = p.a, p.wg, p.a_plus
    nonzero = by.script(by.suppose_not("no a"), by.auto("h5", "no a", degree=1, multipliers=[y]))
    return [
        by.have("a", ne(a, 0), nonzero), by.have("square", lt(0, a**2), by.trivial()),
        by.have("opposed", le(0, -(a * y)), by.auto("h5", degree=1)),
        same_root("product", abs(a) * abs(y), -(a * y), by.trivial()),
        by.have("crossed", le(0, -(a * after)), by.auto("h7", degree=1)),
        same_root("across", abs(a) * abs(after), -(a * after), by.trivial()),
    ]  # fmt: skip


def crossing_proof(p: Opposed) -> by.Proof:
    """A proof of (53), corrected."""
    a, y, after, y_after = p.a, p.wg, p.a_plus, p.w_plus @ p.g
    cross, long_u, long_g, gg = p.g @ (H @ p.w), norm_h(p.u), norm_h(p.g), p.g @ p.g
    bracket = gg - y / p.sigma**2 * cross
    first = by.script(
        *crossing_signs(p),
        by.have("a+", ne(after, 0), by.script(by.suppose_not("no a+"), by.auto("h7", "no a+", degree=1, multipliers=[a]))),
        by.have("a+ squared", lt(0, after**2), by.script(by.suppose_not("flat"),
            by.contradiction_of_square("flat", "a+", after))),
        by.have("kept", le(0, a * y_after), by.auto("h7", "h8", degree=2, factors=[(after**2, -1)])),
        by.have("lifted", le(-(a * y), p.eps * a**2 / p.sigma * bracket), by.auto("kept", degree=1)),
        by.have("divided", le(-(a * y) / (a**2 * p.sigma), p.eps / p.sigma**2 * bracket),
                by.auto("lifted", degree=1, factors=[(a**2, -1), (p.sigma, -1)])),
        by.auto("divided", "product", degree=1, multipliers=[1 / (a**2 * p.sigma)]),
    )  # fmt: skip
    second = by.script(
        *turned_back(p), by.theorem("u", "rayleigh", H, p.u), *stretched_h("g", p.u), *stretched("gg", p.u),
        by.theorem("w", "rayleigh", H, p.w),
        by.have("top", le(UHU, HIGH), by.auto("u.2", "h1", degree=1, multipliers=[HIGH])),
        by.have("sizes", le(long_u * long_g, HIGH**2), by.auto("g", "top", degree=1, factors=[(long_u, 1), (HIGH, 1)])),
        by.have("turned", le(-(y * cross) / p.sigma**2, (long_u * long_g - gg) / 2),
                by.auto("turn", degree=1, factors=[(p.sigma, -2)])),
        by.have("length", le(gg, HIGH**2), by.auto("gg", "h1", degree=1, multipliers=[HIGH**2])),
        by.have("bracket", le(bracket, HIGH**2), by.auto("turned", "sizes", "length", degree=1)),
        by.have("long", le(LOW, p.sigma**2), by.auto("w.1", "h6", degree=1, factors=[(LOW, 1)])),
        by.have("short", le(1 / p.sigma**2, 1 / LOW), by.auto("long", degree=1, factors=[(p.sigma, -2), (LOW, -1)])),
        by.auto("bracket", "short", degree=1, factors=[(p.eps, 1), (p.sigma, -2), (HIGH, 1), (HIGH, 1)]),
    )  # fmt: skip
    return by.split(first, second, by.script(by.assume("small"),
                                             by.auto("small", degree=1, factors=[(HIGH, 1), (HIGH, 1), (LOW, -1)])))


def turned_back(p: Opposed) -> list[by.Proof]:
    """Steps: fact `turn`: -(w'g)(g'Hw) <= sigma^2 (|u|_H |g|_H - |g|^2)/2, from h1.

    The product of the components of w along u and g is least where w bisects the angle between u and -g.
    """
    long_u, long_g, turn = norm_h(p.u), norm_h(p.g), p.wg * (p.g @ (H @ p.w))
    apart, along = long_g * p.u - long_u * p.g, long_g * p.u + long_u * p.g
    flat = {name: by.have(f"long {name}", lt(0, root), by.script(by.suppose_not(f"flat {name}"),
                          squared_out(f"size {name}", f"flat {name}", root))) for name, root in (("u", long_u), ("g", long_g))}
    return [
        by.have("u is not zero", ne(p.u, ZERO), by.script(by.suppose_not("zero"), by.auto("h1", "zero", degree=1, multipliers=[p.u]))),
        by.theorem("size u", "definite", "H", "1", p.u), by.theorem("size g", "definite", "H", "3", p.u), flat["u"], flat["g"],
        by.theorem("angle", "gram", "H", "1", apart, p.w),
        by.have("turn", le(-turn, p.sigma**2 * (long_u * long_g - p.g @ p.g) / 2), by.script(
            by.suppose_not("less"), by.auto("angle", "less", "long u", "long g", degree=3, squares=[along @ (H @ p.w)]))),
    ]  # fmt: skip


SHORT_SIGMA = instance(d=2, H=[["1/4", 0], [0, "1/4"]], u=[1, 0], a="-2/5", w=["7/25", "24/25"], eps_a=1, eps="8/5", C_a=1)
CROSSING = instance(d=2, H=[[1, 0], [0, 4]], u=["3/5", "4/5"], a=-1, w=[1, 0], eps_a=1, eps="1/10", C_a=1)


@claim("lemma-A.13/54", title="(54)", kind="inequality",
       paper=r"\tfrac{|a_{k+1}|}{|a_k|} = \varepsilon_a\tfrac{|w_k^Tg|}{|a_k\sigma_k|} - (1-\varepsilon_a) \le "
             r"2\varepsilon\varepsilon_a\kappa\lambda_{\max} - (1-\varepsilon_a) < \varepsilon_a \le 1")
def crossing_shrinks() -> Decision:
    """There |a+|/|a| = eps_a |w'g|/(|a| sigma) - (1 - eps_a) <= eps eps_a kappa lambda_max - (1 - eps_a) < eps_a <= 1.

    The strict inequality again needs eps < 1/(kappa lambda_max), or half of that with the printed factor 2.
    """
    statements = []
    for printed in (True, False):
        p = Opposed()
        p.crossing()
        if printed:
            crossing_below(p)
        else:
            p.assume("the step size of w is small", lt(p.eps, 1 / (KAPPA * HIGH)))
        slope = 2 * p.slope if printed else p.slope
        ratio, bound = p.eps_a * p.ratio - (1 - p.eps_a), p.eps_a * slope - (1 - p.eps_a)
        statements.append(p.claim(all_of(eq(abs(p.a_plus) / abs(p.a), ratio), le(ratio, bound), lt(bound, p.eps_a),
                                         le(p.eps_a, 1))))
    symbols: dict[str, Expression] = {"H": H, "u": p.u, "a": p.a, "w": p.w, "eps_a": p.eps_a, "eps": p.eps}
    size = p.sigma * p.a**2
    proof = by.script(
        *crossing_signs(p), by.use("53", "lemma-A.13/53", symbols),
        by.have("ratio", le(p.ratio, p.slope), by.auto("53.1", "53.2", degree=1)),
        by.have("below", lt(p.slope, 1), by.script(by.apply("yes", "53.3", premises=[by.given("h9")]), by.given("yes"))),
        by.split(by.auto("product", "across", multipliers=[1 / p.a**2, p.eps_a / size]),
                 by.auto("ratio", degree=1, factors=[(p.eps_a, 1)]),
                 by.auto("below", "h3", degree=1, factors=[(p.eps_a, 1)]), by.given("h3")),
    )  # fmt: skip
    return Decision(Part(statements[0], instances=(CROSSING,)), Part(statements[1], proof))


@claim("lemma-A.13/rate", title="step (3): |a| falls by a constant factor", kind="inequality",
       paper=r"|a_{k+1}| < r|a_k|,\quad r := \max(|1-\varepsilon_a|, 2\varepsilon\varepsilon_a\kappa\lambda_{\max} - "
             r"(1-\varepsilon_a)) \in (0,1)")
def constant_factor_while_opposed() -> Decision:
    """While a w'g < 0 at two successive states, |a+| < r |a| with r = max(|1 - eps_a|, 2 eps eps_a kappa lambda_max - (1 - eps_a)).

    0 < r < 1 for eps < 1/(2 kappa lambda_max), which the printed eps_0 does not give.
    """
    p, q = Opposed(), Opposed()
    for state in (p, q):
        long_enough(state)
        state.assume("the next a and w'g have opposite signs", lt(state.a_plus * (state.w_plus @ state.g), 0))
    crossing_below(p)
    q.assume("the step size of w is small", lt(q.eps, 1 / (2 * KAPPA * HIGH)))
    return Decision(Part(p.claim(falls_by_factor(p)), instances=(CROSSING,)), Part(q.claim(falls_by_factor(q)), factor_proof(q)))


def factors_of_decrease(p: Opposed) -> tuple[Scalar, Scalar]:
    """The two numbers whose maximum is r."""
    return abs(1 - p.eps_a), p.eps_a * (2 * p.slope) - (1 - p.eps_a)


def falls_by_factor(p: Opposed) -> Formula:
    """|a+| < r |a| and 0 < r < 1."""
    rates = factors_of_decrease(p)
    return all_of(any_of(*(lt(abs(p.a_plus), rate * abs(p.a)) for rate in rates)), any_of(*(lt(0, rate) for rate in rates)),
                  *(lt(rate, 1) for rate in rates))  # fmt: skip


def nonzero_signs(p: Opposed) -> list[by.Proof]:
    """Steps: facts `square`, `square+`: a^2, a+^2 > 0, `size`: |a| > 0, `seen`: |w'g| > 0, from h5 and h7: a+ w+'g < 0."""
    a, y, after, y_after = p.a, p.wg, p.a_plus, p.w_plus @ p.g
    return [
        by.have("a", ne(a, 0), by.script(by.suppose_not("no a"), by.auto("h5", "no a", degree=1, multipliers=[y]))),
        by.have("a+", ne(after, 0), by.script(by.suppose_not("no a+"), by.auto("h7", "no a+", degree=1, multipliers=[y_after]))),
        by.have("square", lt(0, a**2), by.trivial()),
        by.have("square+", lt(0, after**2), by.script(by.suppose_not("flat"), by.contradiction_of_square("flat", "a+", after))),
        by.have("size", lt(0, abs(a)), by.script(by.suppose_not("no size"), squared_out("square", "no size", abs(a)))),
        by.have("opposed", le(0, -(a * y)), by.auto("h5", degree=1)),
        same_root("product", abs(a) * abs(y), -(a * y), by.trivial()),
        by.have("seen", lt(0, abs(y)), by.script(by.suppose_not("unseen"), by.auto("h5", "product", "unseen", degree=1,
            factors=[(abs(a), 1)]))),
    ]  # fmt: skip


def factor_proof(p: Opposed) -> by.Proof:
    """A proof of the decrease by r, from the two cases of the lemma and h8: eps < 1/(2 kappa lambda_max)."""
    symbols: dict[str, Expression] = {"H": H, "u": p.u, "a": p.a, "w": p.w, "eps_a": p.eps_a, "eps": p.eps}
    crossed, change = factors_of_decrease(p)[1], p.a * p.a_plus
    stays = by.script(by.use("one", "lemma-A.13/same-sign", symbols), by.choose(0),
                      by.auto("one.1", "seen", degree=1, factors=[(p.eps_a, 1), (p.sigma, -1)]))
    turns = by.script(
        by.have("changes", lt(change, 0), by.script(by.suppose_not("still"),
            by.auto("square", "square+", "turned", "still", degree=2))),
        by.have("agree", le(p.a_plus * (p.w_plus @ p.g), 0), by.auto("h7", degree=1)),
        by.have("small", lt(p.eps, 1 / (KAPPA * HIGH)), by.auto("h8", degree=1, factors=[(LOW, 1), (HIGH, -1), (HIGH, -1)])),
        by.use("two", "lemma-A.13/54", symbols), by.choose(1),
        by.have("quotient", lt(abs(p.a_plus) / abs(p.a), crossed),
                by.auto("two.1", "two.2", "slope", degree=1, factors=[(p.eps_a, 1)])),
        by.auto("quotient", "size", degree=2),
    )  # fmt: skip
    first = by.script(by.choose(0), by.auto("rest.1", "gentle", degree=1))
    second = by.script(by.choose(1), by.auto("gentle", "slope", degree=1, factors=[(p.eps_a, 1)]))
    return by.script(
        *nonzero_signs(p), by.have("slope", lt(0, p.slope), by.trivial()), by.theorem("rest", "magnitude", 1 - p.eps_a),
        by.have("twice", lt(2 * p.slope, 1), by.auto("h8", degree=1, factors=[(HIGH, 1), (HIGH, 1), (LOW, -1)])),
        by.split(
            by.cases("turned", lt(0, change), stays, turns), by.cases("gentle", lt(p.eps_a, 1), first, second),
            by.either("rest.3", "is", by.auto("is", "h2", degree=1), by.auto("is", "h3", degree=1)),
            by.auto("twice", "h3", degree=1, factors=[(p.eps_a, 1)]),
        ),
    )  # fmt: skip
