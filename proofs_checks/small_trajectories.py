"""Appendix A.3, Lemma A.12, and Theorem 3.3 (1): whole trajectories for small steps of w."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.limits import A_STAR, W_STAR, converges_to_minimiser, with_loss
from proofs_checks.near_misses import MINIMISER
from proofs_checks.one_step import (
    bounded_by_constant,
    gentle_steps,
    norm_h,
    positive_step,
    printed_threshold,
    same_root,
    squared_out,
    unit_length,
)
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.small_steps import WIDE_SPECTRUM
from proofs_checks.small_transitions import (
    EPS,
    KEPT,
    LEAST,
    MOST,
    U_SIZE,
    W_0,
    at_step,
    kept,
    small_for,
    trapped,
)
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Expression,
    Formula,
    Instance,
    Scalar,
    Statement,
    all_of,
    any_of,
    eq,
    from_index,
    instance,
    le,
    lt,
    ne,
    tends,
)  # fmt: skip

# All steps


class SmallStart(Trajectory):
    """A trajectory with the hypotheses of `small_for` (h1 to h5), from a start with m <= a0 alpha0, m <= alpha0^2, |a0| <= M (h6 to h8)."""

    def __init__(self, room: int = 2) -> None:
        super().__init__()
        small_for(self, room)
        self.alpha0 = self.w0 @ self.g / norm_h(self.w0)
        for text, formula in zip(KEPT, kept(self.a0, self.w0, self.alpha0)[:3]):
            self.assume(text, formula)

    def kept_at(self, k: Scalar | int) -> tuple[Formula, ...]:
        """`kept` at step k."""
        return kept(self.a[k], self.w[k], self.alpha_at(k))


def at_start(p: Trajectory) -> list[by.Proof]:
    """Steps: facts `alpha0` and `w0`: alpha and |w|^2 at step 0 are those of the start."""
    sigma0 = norm_h(p.w0)
    return [
        by.have("y0", eq(p.w[0] @ p.g, p.w0 @ p.g), by.auto("orbit start.2", multipliers=[p.g])),
        same_root("sigma0", p.sigma_at(0), sigma0, by.auto("orbit start.2", multipliers=[H @ p.w[0], H @ p.w0])),
        by.have("alpha0", eq(p.alpha_at(0), p.w0 @ p.g / sigma0),
                by.auto("y0", "sigma0", multipliers=[1 / sigma0, p.w[0] @ p.g / (sigma0 * p.sigma_at(0))])),
        by.have("w0", eq(p.w[0] @ p.w[0], p.w0 @ p.w0), by.auto("orbit start.2", multipliers=[p.w[0], p.w0])),
    ]  # fmt: skip


def kept_at_start(p: SmallStart) -> list[by.Proof]:
    """Proofs of `kept` at step 0."""
    a, alpha = p.a[0], p.alpha_at(0)
    first = by.script(by.have("same", eq(a * alpha, p.a0 * p.alpha0), by.auto("alpha0", "orbit start.1", multipliers=[a, p.alpha0])),
                      by.auto("same", "h6", degree=1))  # fmt: skip
    second = by.script(by.have("same", eq(alpha**2, p.alpha0**2), by.auto("alpha0", multipliers=[alpha, p.alpha0])),
                       by.auto("same", "h7", degree=1))  # fmt: skip
    third = by.script(by.have("same", eq(a**2, p.a0**2), by.auto("orbit start.1", multipliers=[a, p.a0])), by.auto("same", "h8", degree=1))
    return [first, second, third, by.auto("w0", degree=1)]


@claim("lemma-A.12/invariants", title="what all small steps keep", kind="inequality", paper=NOT_PRINTED)
def small_steps_keep() -> Decision:
    """From a start with 0 < m <= a_0 alpha_0, alpha_0^2 and |a_0| <= M every step has the properties of lemma-A.12/step.

    So the effective step is trapped as (39) demands, with eps^- = eps m/lambda_max and eps^+ = eps M |u|_H/(lambda_min |w_0|^2), and q_k falls.
    """
    p = SmallStart()
    inside = all_of(*p.kept_at(K), *trapped(p.w[K], p.eps_hat_at(K)), le(p.q_at(K + 1), p.q_at(K)))
    statement = p.claim(p.along(from_index(K, 0, inside)))
    values = {**at_step(p, K), "m": LEAST, "M": MOST, "w0": W_0}
    step = [by.apply("next", "orbit step", {"k": K}), by.use("here", "lemma-A.12/step", values)]
    keeping = by.induction("kept", by.script(*at_start(p), by.split(*kept_at_start(p))),
                           by.script(*step, by.split(*(by.given(f"here.{i}") for i in range(1, 5)))))  # fmt: skip
    rest = by.script(
        by.fix(), by.assume("index"), by.apply("kept", "always", {"k": K}), *step,
        by.split(*(by.given(f"kept.{i}") for i in range(1, 5)), *(by.given(f"here.{i}") for i in range(5, 8))),
    )  # fmt: skip
    return Decision(Part(statement, by.script(p.enter(), by.have("always", from_index(K, 0, all_of(*p.kept_at(K))), keeping), rest)))


# ------------------------------------------------------------------------------------------------
# Lemma A.12


class Converging(Trajectory):
    """A trajectory from a start with a0 w0'g > 0, eps > 0, and c, the constant in the loss; u is not zero, as a0 w0'g > 0 says."""

    def __init__(self) -> None:
        super().__init__("nonzero")
        with_loss(self)
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        positive_step(self)
        self.alpha0 = self.w0 @ self.g / norm_h(self.w0)



def small_by_constant(p: Trajectory) -> Scalar:
    """Add C_a >= 1 with |a0| <= C_a |u|_H; assume eps/|w0|^2 < eps_0 = 2/(C_a kappa u'Hu)."""
    c = p.scalar("C_a", "positive", latex=r"\tilde C_a")
    p.assume("the constant is at least one", le(1, c))
    p.assume("a_0 is at most the constant times |u|_H", le(abs(p.a0), c * U_SIZE))
    limit = p.define("eps_0", 2 / (c * KAPPA * UHU), latex=r"\varepsilon_0")
    p.assume("the step size of w is small", lt(p.eps / (p.w0 @ p.w0), limit))
    return c


def least(a0: Scalar, alpha0: Scalar) -> Scalar:
    """a number that is at most a0 alpha0 and alpha0^2, where they are positive."""
    return a0 * alpha0**2 / (a0 + alpha0)


def least_steps(p: Trajectory, positive: str) -> list[by.Proof]:
    """Steps: facts `both`, `square`: a0 alpha0, alpha0^2 > 0, and for m = least(a0, alpha0) `m`: m > 0, `m both`, `m square`.

    positive: the fact a0 w0'g > 0.
    """
    a, y, alpha = p.a0, p.w0 @ p.g, p.w0 @ p.g / norm_h(p.w0)
    both, square, m = a * alpha, alpha**2, least(a, alpha)
    return [
        by.have("both", lt(0, both), by.auto(positive, degree=1, factors=[(norm_h(p.w0), -1)])),
        by.have("a", ne(a, 0), by.script(by.suppose_not("no a"), by.auto(positive, "no a", degree=1, multipliers=[y]))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto(positive, "no y", degree=1, multipliers=[a]))),
        by.have("square", lt(0, square), by.trivial()), by.have("total", lt(0, both + square), by.auto("both", "square", degree=1)),
        by.have("sum", ne(a + alpha, 0), by.script(by.suppose_not("no sum"), by.auto("total", "no sum", degree=1, multipliers=[alpha]))),
        by.have("m is", eq(m, both * square / (both + square)), by.auto()),
        by.have("m", lt(0, m), by.auto("both", "m is", degree=1, factors=[(square, 1), (both + square, -1)])),
        by.have("m both", le(m, both), by.auto("both", "m is", degree=2, factors=[(both + square, -1)])),
        by.have("m square", le(m, square), by.auto("m is", degree=0, factors=[(both + square, -1)], squares=[square])),
    ]  # fmt: skip


def size_of_u(p: Trajectory) -> list[by.Proof]:
    """Steps: fact `u`: |u|_H > 0, for u != 0."""
    return [by.theorem("u u", "definite", "H", "1", p.u),
            by.have("u", lt(0, U_SIZE), by.script(by.suppose_not("flat"), squared_out("u u", "flat", U_SIZE)))]  # fmt: skip


def by_trapping(p: Converging, invariants: str, values: dict[str, Expression], low: Scalar, high: Scalar) -> by.Proof:
    """A proof of convergence by Lemma A.11 from a claim whose parts 5 and 6 trap the effective step between low/|w_k|^2 and high.

    From facts `low` and `high`: low, high > 0, and `below`: high < 2/lambda_max.
    """
    start: dict[str, Expression] = {"H": H, "u": p.u, "eps_a": p.eps_a, "eps": EPS, "a0": p.a0, "w0": W_0}
    here = by.script(
        by.fix(), by.assume("index"), by.apply("here", "always", {"k": K}),
        by.split(by.auto("low", degree=1, factors=[(p.w[K] @ p.w[K], -1)]), by.given("here.5"), by.given("here.6")),
    )  # fmt: skip

    def along(label: str, claim_id: str, more: dict[str, Expression]) -> list[by.Proof]:
        return [by.use(f"{label} orbit", claim_id, {**start, **more}),
                by.along(label, f"{label} orbit", K, {"a'": p.a[K], "w'": p.w[K]}, [by.given("orbit start"), by.given("orbit step")])]  # fmt: skip

    return by.script(
        p.enter(), *along("always", invariants, values),
        *along("limit", "lemma-A.11/any-u", {"c": Scalar("c"), "eps_low": low, "eps_high": high}),
        by.apply("there", "limit", premises=[by.witness({"N": Scalar("0")}, by.split(by.trivial(), here))]), by.given("there"),
    )  # fmt: skip


@claim("lemma-A.12", paper=r"a_0w_0^Tg > 0,\ \varepsilon_a \in (0,1],\ \varepsilon/\|w_0\|^2 < \varepsilon_0 := "
                           r"\tfrac{1}{2\tilde C_a^2\lambda_{\max}} "
       r"\text{ with } |a_k| < \tilde C_a\sqrt{u^THu},\ \tilde C_a \ge 1 \implies (a_k,w_k) \to \text{a global minimizer}",
       equivalent_mutants=MINIMISER)
def small_steps_reach_minimiser() -> Decision:
    """From a start with a_0 w_0'g > 0 and eps/|w_0|^2 < eps_0, BNGD converges to a global minimiser.

    The printed eps_0 lacks the condition number: with it w'g may change its sign, and an orbit may run into a saddle.  True with
    eps_0 = 2/(C_a kappa u'Hu), where C_a >= 1 and |a_0| <= C_a |u|_H, which bounds all a_k; for |u| = 1 this eps_0 is at least
    2/(C_a kappa lambda_max), four times what the estimates (48) and (50) of the proof would need.
    """
    p = Converging()
    gentle_steps(p)
    c = small_by_constant(p)
    corrected = Part(p.claim(p.along(converges_to_minimiser(p))), small_proof(p, c))
    return Decision(Part(as_printed(), instances=(meets_saddle(),), note=BOUND_NOTE), corrected)


def as_printed() -> Statement:
    """Lemma A.12 for |u| = 1 with its printed eps_0."""
    p = Trajectory()
    unit_length(p)
    p.assume("the start has positive correlation", lt(0, p.a0 * (p.w0 @ p.g)))
    gentle_steps(p)
    positive_step(p)
    small_as_printed(p)
    return p.claim(p.along(converges_to_minimiser(p)))


def small_as_printed(p: Trajectory) -> Scalar:
    """Add c and the constant C_a, and assume eps/|w0|^2 < eps_0 = 1/(2 C_a^2 lambda_max); the result is C_a."""
    with_loss(p)
    constant = bounded_by_constant(p, p.a0)
    p.assume("the step size of w is small", lt(p.eps / (p.w0 @ p.w0), printed_threshold(p, constant)))
    return constant


BOUND_NOTE = "For 0 < eps_a <= 1 the bound of a_0 bounds every a_k."


def meets_saddle() -> Instance:
    """A start whose orbit is at a saddle after exactly two steps, although eps is below the printed eps_0."""
    return instance(
        d=3, H=WIDE_SPECTRUM, u=[0, "12/13", "5/13"], w0=[20, "1/2", "25/72"], C_a="8/5", c=0, b=1, z=[0, 1, 0],
        eps="130428000708005965486438684477272477831059008295836179653339525/12031160506574139815612973211847070624828226856057058213095136",
        a0="830306825779188875935865015233274568921366666165401495347584/401316925255402970727503644545453777941720025525649783548737",
        eps_a="833068246918357942961031054598/1025292123811828048549329590825",
    )  # fmt: skip


def small_proof(p: Converging, c: Scalar) -> by.Proof:
    """The proof of the corrected Lemma A.12 from h1: a0 w0'g > 0, h5: C_a >= 1, h6: the bound of a0, and h7: eps/|w0|^2 < eps_0."""
    m, M, length = least(p.a0, p.alpha0), c * U_SIZE, p.w0 @ p.w0
    low, high = EPS * m / HIGH, EPS * M * U_SIZE / (LOW * length)
    return by.script(
        *least_steps(p, "h1"), *size_of_u(p), by.have("M", lt(0, M), by.auto("u", degree=1, factors=[(c, 1)])),
        by.have("M u", le(U_SIZE, M), by.auto("h5", degree=1, factors=[(U_SIZE, 1)])),
        by.have("M a", le(p.a0**2, M**2), by.auto("h6", degree=1, factors=[(abs(p.a0) + M, 1)])),
        by.have("tight", lt(EPS * M * U_SIZE * HIGH, 2 * LOW * length),
                by.auto("h7", degree=1, factors=[(length, 1), (c, 1), (HIGH, 1), (UHU, 1)])),
        by.have("room", le(EPS * M * U_SIZE * HIGH, 2 * LOW * length), by.auto("tight", degree=1)),
        by.have("low", lt(0, low), by.auto("m", degree=1, factors=[(EPS, 1), (HIGH, -1)])),
        by.have("high", lt(0, high), by.auto("M", degree=1, factors=[(EPS, 1), (U_SIZE, 1), (LOW, -1), (length, -1)])),
        by.have("below", lt(high, 2 / HIGH), by.auto("tight", degree=1, factors=[(LOW, -1), (length, -1), (HIGH, -1)])),
        by_trapping(p, "lemma-A.12/invariants", {"m": m, "M": M}, low, high),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Remark 1, and Theorem 3.3 (1)


class FromZero(Trajectory):
    """A trajectory from a0 = 0 and w0'g != 0, with eps > 0 and 0 < eps_a <= 1, and c, the constant in the loss."""

    def __init__(self) -> None:
        super().__init__("nonzero")
        with_loss(self)
        gentle_steps(self)
        positive_step(self)


@claim("thm-3.3-1/zero", title="the start a_0 = 0", kind="theorem", paper=r"a_0 = 0,\ w_0^Tg \ne 0,\ \varepsilon_a \in (0,1],\ "
       r"\varepsilon \text{ sufficiently small} \implies (a_k,w_k) \to \text{a global minimizer}",
       equivalent_mutants=MINIMISER)
def start_without_rescaling_converges() -> Decision:
    """From a_0 = 0 and w_0'g != 0 BNGD converges to a global minimiser if eps/|w_0|^2 < eps_0 = 2/(C_a kappa u'Hu): after one step Lemma A.12 applies."""
    p = FromZero()
    c = small_by_constant(p)
    p.assume("a starts at zero", eq(p.a0, 0))
    p.assume("w_0'g is not zero", ne(p.w0 @ p.g, 0))
    return Decision(Part(p.claim(p.along(converges_to_minimiser(p))), zero_proof(p, c)))


def zero_proof(p: FromZero, c: Scalar) -> by.Proof:
    """The proof of thm-3.3-1/zero from h1, ..., h8."""
    w, a1, w1, y, sigma, r = p.w[0], p.a[1], p.w[1], p.w0 @ p.g, norm_h(p.w0), p.eps_a
    corr, pull = r * y**2 / sigma, EPS / p.sigma_at(0)
    values: dict[str, Expression] = {"H": H, "u": p.u, "eps_a": r, "eps": EPS, "a0": a1, "w0": w1, "c": Scalar("c"), "C_a": c}
    bound = by.script(
        by.have("square", eq(a1**2, (r * y / sigma) ** 2), by.auto("a one", multipliers=[a1, r * y / sigma])),
        by.theorem("angle", "gram", "H", "1", p.u, p.w0),
        by.have("cap", le((y / sigma) ** 2, U_SIZE**2), by.auto("angle", degree=1, factors=[(sigma, -2)])),
        by.have("one", le((r * y / sigma) ** 2, (y / sigma) ** 2), by.auto("h2", degree=1, factors=[(1 + r, 1)], squares=[y / sigma])),
        by.have("wide", le(U_SIZE**2, (c * U_SIZE) ** 2), by.auto("h4", degree=1, factors=[(1 + c, 1), (U_SIZE, 2)])),
        by.theorem("root", "root_order", abs(a1), c * U_SIZE, premises={1: by.auto("square", "cap", "one", "wide", degree=1)}), by.given("root"),
    )  # fmt: skip
    later = [by.split(by.trivial(), by.trivial()), by.script(by.fix(), by.assume("index"), by.apply("next", "orbit step", {"k": K + 1}),
                                                             by.split(by.given("next.1"), by.given("next.2")))]  # fmt: skip
    back = [by.theorem(f"shift {name}", "limit_shift", by.sequence(K, s[K]), target, "1")
            for name, s, target in (("a", p.a, A_STAR), ("w", p.w, W_STAR))]  # fmt: skip
    return by.script(
        p.enter(), *at_start(p), by.apply("move", "orbit step", {"k": 0}),
        by.have("w one", eq(w1, p.w0), by.auto("move.2", "orbit start.1", "orbit start.2", "h7",
                                               multipliers=[pull * p.g, pull * (w @ p.g) / p.sigma_at(0) ** 2 * (H @ w)])),
        by.have("a one", eq(a1, r * y / sigma), by.auto("move.1", "orbit start.1", "h7", "alpha0", multipliers=[r, 1 - r])),
        by.have("y one", eq(w1 @ p.g, y), by.auto("w one", multipliers=[p.g])),
        by.have("is", eq(a1 * (w1 @ p.g), corr), by.auto("a one", "y one", multipliers=[w1 @ p.g, r * y / sigma])),
        by.have("positive", lt(0, a1 * (w1 @ p.g)), by.script(by.have("corr", lt(0, corr), by.trivial()), by.auto("is", "corr", degree=1))),
        by.have("bound", le(abs(a1), c * U_SIZE), bound),
        by.have("length", eq(w1 @ w1, p.w0 @ p.w0), by.auto("w one", multipliers=[w1, p.w0])),
        by.have("inverse", eq(EPS / (w1 @ w1), EPS / (p.w0 @ p.w0)), by.auto("length", multipliers=[EPS / ((w1 @ w1) * (p.w0 @ p.w0))])),
        by.have("small", lt(EPS / (w1 @ w1), 2 / (c * KAPPA * UHU)), by.auto("inverse", "h6", degree=1)),
        by.use("tail orbit", "lemma-A.12", values), by.along("tail", "tail orbit", K, {"a'": p.a[K + 1], "w'": p.w[K + 1]}, later),
        by.obtain("tail", "limit"), *back,
        by.have("a tends", tends(K, p.a[K], A_STAR), by.converse_of("shift a", "limit.1")),
        by.have("w tends", tends(K, p.w[K], W_STAR), by.converse_of("shift w", "limit.2")),
        by.have("result", converges_to_minimiser(p), by.witness({"a_star'": A_STAR, "w_star'": W_STAR}, by.trivial(), by.split(
            by.given("a tends"), by.given("w tends"), by.given("limit.3")))), by.given("result"),
    )  # fmt: skip


@claim("thm-3.3-1", paper=r"a_0w_0^Tg > 0 \ (\text{or } a_0 = 0,\ w_0^Tg \ne 0),\ \varepsilon_a \in (0,1],\ "
                          r"\varepsilon/\|w_0\|^2 < \varepsilon_0 \ (\text{Lemma A.13}) "
       r"\implies (a_k,w_k) \to \text{a global minimizer}",
       equivalent_mutants=MINIMISER)
def first_sufficient_condition() -> Decision:
    """From a start with a_0 w_0'g > 0, or a_0 = 0 and w_0'g != 0, small steps lead to a global minimiser.

    The lemma named, A.13, shows convergence only; Lemma A.12 is the one on minimisers.  Both use an
    eps_0 without the condition number, with which an orbit may run into a saddle; eps_0 = 2/(C_a kappa u'Hu) is enough,
    where C_a >= 1 and |a_0| <= C_a |u|_H.  u != 0 is what w_0'g != 0 needs.
    """
    p, q = Trajectory(), FromZero()
    unit_length(p)
    first = p.w0 @ p.g
    p.assume("the start has positive correlation, or a_0 = 0", any_of(lt(0, p.a0 * first), all_of(eq(p.a0, 0), ne(first, 0))))
    gentle_steps(p)
    positive_step(p)
    small_as_printed(p)
    printed = p.claim(p.along(converges_to_minimiser(p)))
    c = small_by_constant(q)
    corr = q.w0 @ q.g
    q.assume("the start is not opposed to g", any_of(lt(0, q.a0 * corr), all_of(eq(q.a0, 0), ne(corr, 0))))
    values: dict[str, Expression] = {"H": H, "u": q.u, "eps_a": q.eps_a, "eps": EPS, "a0": q.a0, "w0": W_0, "c": Scalar("c"), "C_a": c}
    proof = by.either("h7", "case", *(by.script(by.use("found", name, values), by.given("found")) for name in ("lemma-A.12", "thm-3.3-1/zero")))
    return Decision(Part(printed, instances=(meets_saddle(),), note="The smallness is that of Lemma A.13 for |u| = 1."),
                    Part(q.claim(q.along(converges_to_minimiser(q))), proof))  # fmt: skip


# ------------------------------------------------------------------------------------------------
