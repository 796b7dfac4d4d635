"""Lemma A.12 and (47) to (49), one step: w'g near zero, for small steps of w."""

from __future__ import annotations

from functools import cached_property

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import (
    Step,
    bounded_by_constant,
    gentle_steps,
    norm,
    norm_h,
    positive_step,
    printed_threshold,
    repaired_threshold,
    stretched,
    stretched_h,
    unit_length,
)
from proofs_checks.projected_spectrum import KAPPA
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Formula,
    Instance,
    Scalar,
    Statement,
    all_of,
    any_of,
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
