"""Remark 2 after Lemma A.12: small steps of w with 1 < eps_a < 2."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.limits import converges_to_minimiser
from proofs_checks.near_misses import MINIMISER
from proofs_checks.one_step import (
    norm_h,
    positive_step,
    unit_length,
)
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.small_trajectories import Converging, at_start, by_trapping, least_steps, size_of_u, small_as_printed
from proofs_checks.small_transitions import (
    EPS,
    LEAST,
    TRANSITION,
    W_0,
    Transition,
    at_step,
    longer_proof,
)
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Formula,
    Instance,
    Scalar,
    Statement,
    Vector,
    all_of,
    eq,
    from_index,
    instance,
    le,
    lt,
)  # fmt: skip

# Remark 2


def small_for_large_eps_a(p: Problem) -> None:
    """Add m; assume 1 < eps_a < 2, eps > 0, and eps eps_a u'Hu lambda_max <= 2 lambda_min |w0|^2."""
    r = Scalar("eps_a")
    p.scalar("m", "positive")
    p.assume("the step size of a exceeds one", lt(1, r))
    p.assume("the step size of a is below two", lt(r, 2))
    positive_step(p)
    p.assume("the step size of w is small", le(EPS * r * UHU * HIGH, 2 * LOW * (W_0 @ W_0)))


def kept_beyond(a: Scalar, w: Vector, alpha: Scalar) -> tuple[Formula, ...]:
    """m <= a alpha, a alpha <= eps_a alpha^2, m <= eps_a (2 - eps_a) alpha^2, |w0|^2 <= |w|^2."""
    r = Scalar("eps_a")
    return le(LEAST, a * alpha), le(a * alpha, r * alpha**2), le(LEAST, r * (2 - r) * alpha**2), le(W_0 @ W_0, w @ w)


KEPT_BEYOND = ("a and w'g agree in sign", "a is at most eps_a w'g/sigma", "w'g/sigma stays away from zero", "w is not shorter than w_0")


def trapped_beyond(w: Vector, effective: Scalar) -> tuple[Formula, Formula]:
    """(eps m/lambda_max)/|w|^2 <= eps_hat <= eps eps_a u'Hu/(lambda_min |w0|^2)."""
    return le(EPS * LEAST / HIGH / (w @ w), effective), le(effective, EPS * Scalar("eps_a") * UHU / (LOW * (W_0 @ W_0)))


@claim("lemma-A.12-rem2/step", title="what one small step keeps for 1 < eps_a < 2", kind="inequality", paper=NOT_PRINTED)
def small_step_keeps_beyond() -> Decision:
    """If 1 < eps_a < 2 and eps eps_a u'Hu kappa <= 2 |w_0|^2, one step keeps 0 < a alpha <= eps_a alpha^2, that is 0 < |a| <= eps_a |alpha|.

    For the next a is eps_a alpha - (eps_a - 1) a, which lies between eps_a (2 - eps_a) alpha and eps_a alpha, and |alpha| does not shrink.
    """
    p = Transition()
    p.vector("w0", "nonzero", latex="w_0")
    small_for_large_eps_a(p)
    for text, formula in zip(KEPT_BEYOND, kept_beyond(p.a, p.w, p.alpha)):
        p.assume(text, formula)
    after = kept_beyond(p.b, p.z, p.beta)
    statement = p.claim(all_of(*after, *trapped_beyond(p.w, p.effective), le(p.q_after, p.q)))
    names = ("kept", "below", "least", "longer", "low", "up", "sign.1")
    return Decision(Part(statement, by.script(*trapping_beyond(p), *keeping_beyond(p), by.split(*map(by.given, names)))))


def trapping_beyond(p: Transition) -> list[by.Proof]:
    """Steps: facts `low` and `up`, the bounds of the effective step, and `sign`, what lemma-A.12/sign says."""
    a, x, size, alpha, length, r = p.a, p.effective, p.w @ p.w, p.alpha, W_0 @ W_0, p.eps_a
    most = EPS * r * UHU
    low = by.script(
        by.have("thin", le(1 / (HIGH * size), 1 / p.sigma**2), by.auto("w.2", degree=1, factors=[(p.sigma, -2), (HIGH, -1), (size, -1)])),
        by.have("first", le(EPS * LEAST / HIGH / size, EPS * LEAST / p.sigma**2), by.auto("thin", degree=1, factors=[(EPS, 1), (LEAST, 1)])),
        by.have("second", le(EPS * LEAST / p.sigma**2, x), by.auto("h7", degree=1, factors=[(EPS, 1), (p.sigma, -2)])),
        by.auto("first", "second", degree=1),
    )  # fmt: skip
    below = by.script(
        by.have("cramped", le(most / (LOW * length) * HIGH, 2), by.auto("h6", degree=1, factors=[(LOW, -1), (length, -1)])),
        by.have("within", le(x * HIGH, most / (LOW * length) * HIGH), by.auto("up", degree=1, factors=[(HIGH, 1)])),
        by.auto("within", "cramped", degree=1),
    )  # fmt: skip
    return [
        by.theorem("w", "rayleigh", H, p.w), by.theorem("angle", "gram", "H", "1", p.u, p.w), by.have("r", lt(0, r), by.auto("h3", degree=1)),
        by.have("cap", le(alpha**2, UHU), by.auto("angle", degree=1, factors=[(p.sigma, -2)])),
        by.have("product", le(a * alpha, r * UHU), by.script(by.have("part", le(r * alpha**2, r * UHU), by.auto("cap", degree=1, factors=[(r, 1)])),
                                                             by.auto("part", "h8", degree=1))),
        by.have("long", le(LOW * length, p.sigma**2), by.auto("w.1", "h10", degree=1, factors=[(LOW, 1)])),
        by.have("short", le(1 / p.sigma**2, 1 / (LOW * length)), by.auto("long", degree=1, factors=[(p.sigma, -2), (LOW, -1), (length, -1)])),
        by.have("here", le(x, most / p.sigma**2), by.auto("product", degree=1, factors=[(EPS, 1), (p.sigma, -2)])),
        by.theorem("u", "gram", "H", "1", p.u),
        by.have("there", le(most / p.sigma**2, most / (LOW * length)), by.auto("short", "u", degree=2, factors=[(EPS, 1), (r, 1)])),
        by.have("up", le(x, most / (LOW * length)), by.auto("here", "there", degree=1)),
        by.have("low", le(EPS * LEAST / HIGH / size, x), low),
        by.have("not negative", le(0, x), by.auto("low", degree=1, factors=[(EPS, 1), (LEAST, 1), (HIGH, -1), (size, -1)])),
        by.have("at most two", le(x * HIGH, 2), below), by.use("sign", "lemma-A.12/sign", TRANSITION),
    ]  # fmt: skip


def keeping_beyond(p: Transition) -> list[by.Proof]:
    """Steps: facts `kept`, `below`, `least` and `longer`: what the next state keeps."""
    a, b, r, alpha, beta = p.a, p.b, p.eps_a, p.alpha, p.beta
    push, pull = EPS * a / p.sigma, H @ bngd.residual(H, p.u, p.w)
    rest = r * (2 - r)
    return [
        by.have("room", lt(0, rest), by.auto("h4", degree=1, factors=[(r, 1)])),
        by.have("alpha alpha", lt(0, alpha**2), by.auto("h9", degree=1, factors=[(LEAST, 1), (rest, -1)])),
        by.have("both", le(0, alpha * beta), by.auto("sign.3", degree=1, squares=[alpha])),
        by.have("agree", le(0, a * alpha), by.auto("h7", degree=1, factors=[(LEAST, 1)])),
        by.have("a low", le(0, a * beta), by.auto("agree", "both", degree=2, factors=[(alpha**2, -1)])),
        by.have("a high", le(a * beta, r * (alpha * beta)), by.auto("h8", "both", degree=2, factors=[(alpha**2, -1)])),
        by.have("is", eq(b * beta, r * (alpha * beta) - (r - 1) * (a * beta)), by.auto("h1", multipliers=[beta])),
        by.have("old", le((r - 1) * (a * beta), (r - 1) * (r * (alpha * beta))), by.auto("h3", "a high", degree=2)),
        by.have("new", le(rest * alpha**2, rest * (alpha * beta)), by.auto("sign.3", degree=1, factors=[(rest, 1)])),
        by.have("kept", le(LEAST, b * beta), by.auto("is", "old", "new", "h9", degree=1)),
        by.have("shrink", le(0, (r - 1) * (a * beta)), by.auto("h3", "a low", degree=2)),
        by.have("grow", le(r * (alpha * beta), r * beta**2), by.auto("sign.4", degree=1, factors=[(r, 1)])),
        by.have("below", le(b * beta, r * beta**2), by.auto("is", "shrink", "grow", degree=1)),
        by.have("more", le(rest * (alpha * beta), rest * beta**2), by.auto("sign.4", degree=1, factors=[(rest, 1)])),
        by.have("least", le(LEAST, rest * beta**2), by.auto("h9", "new", "more", degree=1)),
        by.have("longer", le(W_0 @ W_0, p.z @ p.z), longer_proof(p, push, pull, p.w + push * pull, "h10")),
    ]  # fmt: skip


@claim("lemma-A.12-rem2/invariants", title="what all small steps keep for 1 < eps_a < 2", kind="inequality", paper=NOT_PRINTED)
def small_steps_keep_beyond() -> Decision:
    """From a start with m <= a_0 alpha_0 <= eps_a alpha_0^2 and m <= eps_a (2 - eps_a) alpha_0^2 every step has the properties of lemma-A.12-rem2/step."""
    p = Trajectory()
    small_for_large_eps_a(p)
    alpha0, alpha = p.w0 @ p.g / norm_h(p.w0), p.alpha_at(0)
    for text, formula in zip(KEPT_BEYOND, kept_beyond(p.a0, p.w0, alpha0)[:3]):
        p.assume(text, formula)
    kept_at = all_of(*kept_beyond(p.a[K], p.w[K], p.alpha_at(K)))
    inside = all_of(*kept_at_parts(p), *trapped_beyond(p.w[K], p.eps_hat_at(K)), le(p.q_at(K + 1), p.q_at(K)))
    step = [by.apply("next", "orbit step", {"k": K}), by.use("here", "lemma-A.12-rem2/step", {**at_step(p, K), "m": LEAST, "w0": W_0})]
    base = by.script(
        *at_start(p), by.have("same", eq(p.a[0] * alpha, p.a0 * alpha0), by.auto("alpha0", "orbit start.1", multipliers=[p.a[0], alpha0])),
        by.have("square", eq(alpha**2, alpha0**2), by.auto("alpha0", multipliers=[alpha, alpha0])),
        by.split(by.auto("same", "h5", degree=1), by.auto("same", "square", "h6", degree=1, multipliers=[p.eps_a]),
                 by.auto("square", "h7", degree=1, multipliers=[p.eps_a * (2 - p.eps_a)]), by.auto("w0", degree=1)),
    )  # fmt: skip
    keeping = by.induction("kept", base, by.script(*step, by.split(*(by.given(f"here.{i}") for i in range(1, 5)))))
    rest = by.script(
        by.fix(), by.assume("index"), by.apply("kept", "always", {"k": K}), *step,
        by.split(*(by.given(f"kept.{i}") for i in range(1, 5)), *(by.given(f"here.{i}") for i in range(5, 8))),
    )  # fmt: skip
    proof = by.script(p.enter(), by.have("always", from_index(K, 0, kept_at), keeping), rest)
    return Decision(Part(p.claim(p.along(from_index(K, 0, inside))), proof))


def kept_at_parts(p: Trajectory) -> tuple[Formula, ...]:
    """`kept_beyond` at step k."""
    return kept_beyond(p.a[K], p.w[K], p.alpha_at(K))


@claim("lemma-A.12-rem2", paper=r"\varepsilon_a \in (1,2),\ 0 < |a_0| \le \varepsilon_a\tfrac{|w_0^Tg|}{\sigma_0} \implies "
                                r"(a_k,w_k) \to \text{a global minimizer}",
       equivalent_mutants=MINIMISER)
def large_steps_of_rescaling() -> Decision:
    """Lemma A.12 holds for 1 < eps_a < 2 too, if 0 < |a_0| <= eps_a |w_0'g|/sigma_0.

    With the printed eps_0, which lacks the condition number, an orbit may run into a saddle.  True for
    eps_a eps/|w_0|^2 < 2/(kappa u'Hu): a_k stays between 0 and eps_a w_k'g/sigma_k.
    """
    p = Converging()
    p.assume("the step size of a exceeds one", lt(1, p.eps_a))
    p.assume("the step size of a is below two", lt(p.eps_a, 2))
    p.assume("a starts small", le(abs(p.a0), p.eps_a * abs(p.w0 @ p.g) / norm_h(p.w0)))
    limit = p.define("eps_0", 2 / (KAPPA * UHU), latex=r"\varepsilon_0")
    p.assume("the step size of w is small", lt(p.eps_a * p.eps / (p.w0 @ p.w0), limit))
    corrected = Part(p.claim(p.along(converges_to_minimiser(p))), beyond_proof(p))
    printed = Part(large_eps_a_as_printed(), instances=(meets_saddle_beyond(),), note=BEYOND_NOTE)
    return Decision(printed, corrected)


BEYOND_NOTE = (
    "The constant is taken above eps_a/(2 - eps_a), which bounds every orbit; the printed threshold is weaker for a smaller one."
)


def large_eps_a_as_printed() -> Statement:
    """Remark 2 with the printed eps_0 of Lemma A.12."""
    p = Trajectory()
    unit_length(p)
    p.assume("the start has positive correlation", lt(0, p.a0 * (p.w0 @ p.g)))
    p.assume("the step size of a exceeds one", lt(1, p.eps_a))
    p.assume("the step size of a is below two", lt(p.eps_a, 2))
    p.assume("a starts away from zero", lt(0, abs(p.a0)))
    p.assume("a starts small", le(abs(p.a0), p.eps_a * abs(p.w0 @ p.g) / norm_h(p.w0)))
    positive_step(p)
    constant = small_as_printed(p)
    p.assume("the constant bounds every later a", lt(p.eps_a, constant * (2 - p.eps_a)))
    return p.claim(p.along(converges_to_minimiser(p)))


def meets_saddle_beyond() -> Instance:
    """A start with 1 < eps_a < 2 whose orbit is at a saddle after exactly two steps, although eps is far below the printed eps_0."""
    return instance(
        d=3, H=[["7/150000000", 0, 0], [0, "7/3", 0], [0, 0, 7]], u=[0, "12/13", "5/13"], w0=[10000, 4, 1], C_a=93, c=0, b=1, z=[0, 1, 0],
        eps="25521904452398368179850506616570628992822354728596257548477874641327176004332599081306547272964902897799279390"
        "66958545033986876253771114122595213037/46854947529717430459366402218457579699683396574858647577713979629731851"
        "19931445262638812037811193319607349885093929931283165484124063593000000000",
        a0="69783964343931940812173221433574370015684007655684912481960773983562050973755562153560065769419192817304940886"
        "61484394199906359300000000000000000/19632234194152590907577312781977406917555657483535582729598365108713212311"
        "0250762163896517484345406906148303005150657310306682788751624163276554849",
        eps_a="13389158682051904743646270960265759793320726885015630296287495986900000000/67672580076573928096074522281935070"
        "24174313107304762816439984976600021609",
    )  # fmt: skip


def beyond_proof(p: Converging) -> by.Proof:
    """The proof of the corrected Remark 2 from h1: a0 w0'g > 0, h3, h4: 1 < eps_a < 2, h5: the bound of a0, h6: eps/|w0|^2 < eps_0."""
    r, alpha, length = p.eps_a, p.alpha0, p.w0 @ p.w0
    both, square = p.a0 * alpha, r * (2 - r) * alpha**2
    m, most = both * square / (both + square), EPS * r * UHU
    low, high = EPS * m / HIGH, most / (LOW * length)
    small = by.script(by.have("squares", le(p.a0**2, r**2 * alpha**2), by.auto("h5", degree=1, factors=[(abs(p.a0) + r * abs(alpha), 1)])),
                      by.theorem("root", "root_order", both, r * alpha**2, premises={
                          0: by.auto(degree=0, factors=[(r, 1)], squares=[alpha]), 1: by.auto("squares", degree=1, squares=[alpha])}),
                      by.given("root"))  # fmt: skip
    return by.script(
        by.have("r", lt(0, r), by.auto("h3", degree=1)), by.have("rest", lt(0, r * (2 - r)), by.auto("h4", degree=1, factors=[(r, 1)])),
        *least_steps(p, "h1"), *size_of_u(p), by.have("wide", lt(0, square), by.auto("square", "rest", degree=2)),
        by.have("span", lt(0, both + square), by.auto("both", "wide", degree=1)),
        by.have("least", lt(0, m), by.auto("both", "wide", degree=2, factors=[(both + square, -1)])),
        by.have("least both", le(m, both), by.auto("both", degree=2, factors=[(both + square, -1)])),
        by.have("least square", le(m, square), by.auto("wide", degree=2, factors=[(both + square, -1)])),
        by.have("small", le(both, r * alpha**2), small),
        by.have("tight", lt(most * HIGH, 2 * LOW * length), by.auto("h6", degree=1, factors=[(length, 1), (HIGH, 1), (UHU, 1)])),
        by.have("room", le(most * HIGH, 2 * LOW * length), by.auto("tight", degree=1)),
        by.have("low", lt(0, low), by.auto("least", degree=1, factors=[(EPS, 1), (HIGH, -1)])),
        by.have("high", lt(0, high), by.auto("u u", degree=1, factors=[(EPS, 1), (r, 1), (LOW, -1), (length, -1)])),
        by.have("below", lt(high, 2 / HIGH), by.auto("tight", degree=1, factors=[(LOW, -1), (length, -1), (HIGH, -1)])),
        by_trapping(p, "lemma-A.12-rem2/invariants", {"m": m}, low, high),
    )  # fmt: skip
