"""Sections 3.3 and A.5: contraction of the residual, near a minimiser and everywhere, and decay of the loss."""

from __future__ import annotations

from collections.abc import Callable

from proofs_checks.interlacing import HIGH, LOW, TWO_DIMENSIONS, UHU, H, U, form
from proofs_checks.one_step import (
    Step,
    added,
    moved_is_nonzero,
    norm_h,
    positive_step,
    same_root,
    sigma_is_positive,
    square_h,
    stretched_h,
)
from proofs_checks.problem import U_NOT_ZERO, radius
from proofs_checks.projected_spectrum import extremes
from proofs_checks.rescaling_gap import Late, gap_lines, gap_recursion
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    IDENTITY,
    ZERO,
    Expression,
    Formula,
    Instance,
    Scalar,
    Vector,
    all_of,
    eig,
    eq,
    implies,
    instance,
    le,
    lt,
    ne,
    sqrt,
)  # fmt: skip


def kept_factor(p: Step) -> Vector:
    """u - (w'g/sigma^2) w+, the next residual with the old factor."""
    return p.define("r", p.u - p.wg / p.sigma**2 * p.w_plus)


def shrinks(p: Step, name: str = "shrinks") -> list[by.Proof]:
    """Steps: fact `name`: |(I - eps_hat H) e|_H^2 <= rho^2 |e|_H^2."""
    rho, n = radius(p.eps_hat, H), Scalar("n")
    size = abs(1 - p.eps_hat * eig(H, n))
    on_spectrum = by.script(by.fix(), by.theorem("bound", "max_bound", rho, n),
                            by.auto("bound", degree=2, factors=[(eig(H, n), 1), (size, 1)]))
    return [by.theorem(name, "spectral_form", H, p.e, "n", "0", rho**2 - 1, 2 * p.eps_hat, -(p.eps_hat**2),
                       premises={1: on_spectrum})]


@claim("eq-13", paper=r"\|e_{k+1}\|_H \le \left\|u - \tfrac{w_k^Tg}{\sigma_k^2}w_{k+1}\right\|_H \le \rho(I - "
                      r"\hat\varepsilon_kH)\|e_k\|_H,\quad "
       r"q_{k+1} \le \left\|u - \tfrac{w_k^Tg}{\sigma_k^2}w_{k+1}\right\|_H^2 = \|(I - \hat\varepsilon_kH)e_k\|_H^2 \le \rho(I "
       r"- \hat\varepsilon_kH)^2q_k")
def residual_contracts() -> Decision:
    """One step multiplies the H-norm of the residual by at most the spectral radius of I - eps_hat H: (13), (38) and (61)."""
    p = Step()
    e, after, r = p.e, p.e_plus, kept_factor(p)
    rho = p.define("rho", radius(p.eps_hat, H))
    moved = e - p.eps_hat * (H @ e)
    statement = p.claim(all_of(
        le(norm_h(after), norm_h(r)), le(norm_h(r), rho * norm_h(e)),
        le(p.q_plus, square_h(r)), eq(square_h(r), square_h(moved)), le(square_h(moved), rho**2 * p.q),
        le(norm_h(after), rho * norm_h(e)),
    ))  # fmt: skip
    size = square_h(p.w_plus)
    proof = by.script(
        *moved_is_nonzero(p), *shrinks(p),
        by.have("shortest", le(square_h(after), square_h(r)),
                by.auto(degree=0, factors=[(size, 1)], squares=[p.wg / p.sigma**2 - (p.w_plus @ p.g) / size])),
        by.have("first", le(norm_h(after), norm_h(r)), by.script(by.theorem("root", "root_order", norm_h(after), norm_h(r)),
            by.given("root"))),
        by.theorem("one", "max_bound", rho, "1"), by.have("rho", le(0, rho),
            by.auto("one", degree=1, factors=[(abs(1 - p.eps_hat * eig(H, 1)), 1)])),
        by.theorem("second", "root_order", norm_h(r), rho * norm_h(e), premises={
            0: by.auto("rho", degree=1, factors=[(norm_h(e), 1)]), 1: by.auto("shrinks", degree=1)}),
        by.split(by.given("first"), by.given("second"), by.auto("shortest", degree=1), by.trivial(), by.auto("shrinks", degree=1),
                 by.auto("first", "second", degree=1)),
    )  # fmt: skip
    return Decision(Part(statement, proof))


@claim("linear-rate", paper=r"\hat\varepsilon_k \in (\delta, 2/\lambda_{\max} - \delta) \text{ for some } \delta > 0 \implies "
                            r"e_k \text{ converges linearly};\quad "
       r"\hat\varepsilon_k = 1/\lambda_{\max} \implies \text{the same linear convergence rate}")
def linear_convergence() -> Decision:
    """If eps_hat stays in (delta, 2/lambda_max - delta), every step multiplies |e|_H by at most 1 - delta lambda_min < 1.

    For eps_hat = 1/lambda_max the factor is at most 1 - 1/kappa < 1, that of gradient descent with this step.
    Both are independent of the state, so e_k converges linearly.
    """
    p = Step()
    delta = p.scalar("delta", "positive")
    inside = all_of(lt(delta, p.eps_hat), lt(p.eps_hat, 2 / HIGH - delta))
    before, after = norm_h(p.e), norm_h(p.e_plus)
    steady, best = 1 - delta * LOW, 1 - LOW / HIGH
    statement = p.claim(all_of(
        implies(inside, all_of(lt(steady, 1), le(after, steady * before))),
        implies(eq(p.eps_hat, 1 / HIGH), all_of(lt(best, 1), le(after, best * before))),
    ))  # fmt: skip
    proof = by.split(
        by.script(by.assume("inside"), by.split(by.trivial(), radius_at_most(p, steady, "inside"))),
        by.script(by.assume("exact"), by.split(by.trivial(), radius_at_most(p, best, "exact"))),
    )
    return Decision(Part(statement, proof, note="Stated step by step; what follows for the loss is "
                                                "Lemma A.23, which needs eps_a in (0, 1] as well."))


def radius_at_most(p: Step, bound: Scalar, fact: str) -> by.Proof:
    """A proof of |e+|_H <= bound |e|_H where each |1 - eps_hat lambda| is at most the bound by a fact on eps_hat."""
    rho, n = radius(p.eps_hat, H), Scalar("n")
    lam, before, delta = eig(H, n), norm_h(p.e), Scalar("delta")
    sides = by.auto("side", "at", "down", "up", fact, degree=1, factors=[(lam, 1), (delta, 1), (HIGH, -1)], multipliers=[lam])
    shown = by.script(
        by.theorem("top", "max_attained", rho, "n"), by.obtain("top", "at"), by.theorem("down", "eigenvalue_order", H, "1", n),
        by.theorem("up", "eigenvalue_order", H, n, "d"), by.theorem("size", "magnitude", 1 - p.eps_hat * lam),
        by.either("size.3", "side", sides, sides),
    )  # fmt: skip
    return by.script(
        *moved_is_nonzero(p), by.use("one step", "eq-13", STEP_SYMBOLS), by.have("rho", le(rho, bound), shown),
        by.auto("one step.6", "rho", degree=1, factors=[(before, 1)]),
    )  # fmt: skip


STEP_SYMBOLS: dict[str, Expression] = {"H": H, "u": U, "w": Vector("w"), **{name: Scalar(name) for name in ("a", "eps_a", "eps")}}


# ------------------------------------------------------------------------------------------------
# Near a minimiser


class Near(Step):
    """One step with u != 0, eps > 0, H* and delta_k = lambda_max eps |a| |e|_H/sigma^2; without d >= 2 where it is printed."""

    def __init__(self, printed: bool = False) -> None:
        super().__init__("nonzero")
        self.with_projected()
        if not printed:
            self.assume(*TWO_DIMENSIONS)
        positive_step(self)

    @property
    def rho_star(self) -> Scalar:
        """rho*(I - eps_hat H*)."""
        return radius(self.eps_hat, self.Hs, 2)

    @property
    def delta_k(self) -> Scalar:
        """lambda_max eps |a| |e|_H/sigma^2."""
        return HIGH * self.eps * abs(self.a) / self.sigma**2 * norm_h(self.e)

    @property
    def theta(self) -> Scalar:
        """1 - (w'g)^2/(u'Hu sigma^2)."""
        return 1 - self.wg**2 / (UHU * self.sigma**2)

    @property
    def left(self) -> Vector:
        """u - (w'g/sigma^2) w+."""
        return self.u - self.wg / self.sigma**2 * self.w_plus

    @property
    def right(self) -> Vector:
        """(I - eps_hat H*) e - eps_hat (1 - (w'g)^2/(u'Hu sigma^2)) Hu."""
        return (IDENTITY - self.eps_hat * self.Hs) @ self.e - self.eps_hat * self.theta * (H @ self.u)


NEAR_NOTE = f"{U_NOT_ZERO} eps is positive, as a learning rate is."
PAPER_A22 = (
    r"(1-\delta_k)\|e_{k+1}\|_H \le \left(\rho^*(I-\hat\varepsilon_kH^*) + \delta_k\right)\|e_k\|_H,\quad "
    r"\delta_k := \tfrac{\lambda_{\max}\varepsilon|a_k|}{\sigma_k^2}\|e_k\|_H"
)


@claim("lemma-A.22", paper=PAPER_A22)
def contraction_near_minimiser() -> Decision:
    """(1 - delta_k) |e+|_H <= (rho*(I - eps_hat H*) + delta_k) |e|_H for every state; for d = 1 there is no rho*."""
    statements = []
    for printed in (True, False):
        p = Near(printed)
        delta = p.define("delta_k", p.delta_k)
        statements.append(p.claim(le((1 - delta) * norm_h(p.e_plus), (p.rho_star + delta) * norm_h(p.e))))
    proof = by.script(*moved_is_nonzero(p), by.cases("y", eq(p.wg, 0), at_saddle(p), away_from_saddle(p)))
    return Decision(Part(statements[0], instances=(LINE,), note=NEAR_NOTE), Part(statements[1], proof))


def away_from_saddle(p: Near) -> by.Proof:
    """A proof of (62) where w'g != 0 (fact y), from (63), (64)-(67) and (69)."""
    factor, before, after = abs(p.wg) / under(p, False, 1), norm_h(p.e), norm_h(p.e_plus)
    return by.script(
        *sigma_is_positive(p), *psd_steps(p, left=p.left, e=p.e, shrunk=p.e - p.eps_hat * (p.Hs @ p.e), g=H @ p.u, right=p.right),
        by.use("right", "eq-63-69/64-67", STEP_SYMBOLS), by.use("left", "eq-63-69/69", STEP_SYMBOLS),
        by.have("whole", le(factor * (1 - p.delta_k) * after, factor * (p.rho_star + p.delta_k) * before),
                by.auto("right", "left", degree=1)),
        by.auto("whole", degree=1, factors=[(abs(p.wg), -1), (norm_h(p.u), 1), (p.sigma, 1)]),
    )  # fmt: skip


def at_saddle(p: Near) -> by.Proof:
    """A proof of (62) where w'g = 0 (fact y): then eps_hat = 0, rho* = 1, and |e+|_H <= |u|_H = |e|_H."""
    before, after, size = norm_h(p.e), norm_h(p.e_plus), square_h(p.w_plus)
    value = abs(1 - p.eps_hat * eig(p.Hs, 2))
    push = [(HIGH, 1), (p.eps, 1), (abs(p.a), 1), (p.sigma, -2), (before, 1)]
    return by.script(
        by.have("no step", eq(p.eps_hat, 0), by.auto("y", multipliers=[p.eps * p.a / p.sigma**3])),
        by.theorem("first", "max_bound", p.rho_star, "2"),
        by.theorem("one", "root_order", "1", value, premises={1: by.auto("no step", degree=0,
            multipliers=[2 * eig(p.Hs, 2), p.eps_hat * eig(p.Hs, 2) ** 2])}),
        by.have("squares", le(square_h(p.e_plus), square_h(p.e)),
                by.auto("y", degree=0, factors=[(size, -1)], squares=[p.w_plus @ p.g],
                                                                         multipliers=[p.wg / p.sigma**2])),
        by.theorem("shorter", "root_order", after, before),
        by.have("kept", le((1 - p.delta_k) * after, after), by.auto(degree=0, factors=[*push, (after, 1)])),
        by.have("rho", le(before, p.rho_star * before), by.auto("first", "one", degree=1, factors=[(before, 1)])),
        by.have("more", le(p.rho_star * before, (p.rho_star + p.delta_k) * before),
                by.auto(degree=0, factors=[*push, (before, 1)])),
        by.auto("kept", "shorter", "rho", "more", degree=1),
    )  # fmt: skip


LINE = instance(d=1, H=[[1]], u=[1], a=1, w=[1], eps_a=1, eps=1, delta="1/2")


def near_minimiser(delta: Scalar, p: Near) -> Formula:
    """(15): both bounds, as |e+|_H is at most a minimum exactly where it is at most each."""
    return all_of(
        le(norm_h(p.e_plus), (p.rho_star + delta) / (1 - delta) * norm_h(p.e)),
        le(norm_h(p.e_plus), radius(p.eps_hat, H) * norm_h(p.e)),
    )  # fmt: skip


def near_setting(printed: bool) -> tuple[Near, Scalar]:
    """0 < delta < 1 with delta_k <= delta."""
    p = Near(printed)
    delta = p.scalar("delta", "positive")
    p.assume("delta is below one", lt(delta, 1))
    p.assume("the state is close to a minimiser", le(p.delta_k, delta))
    return p, delta


@claim("prop-3.4", paper=r"\tfrac{\lambda_{\max}\varepsilon|a_k|}{\sigma_k^2}\|e_k\|_H \le \delta \implies \|e_{k+1}\|_H \le "
       r"\min\left\{\tfrac{\rho^*(I-\hat\varepsilon_kH^*)+\delta}{1-\delta}, \rho(I-\hat\varepsilon_kH)\right\}\|e_k\|_H,\quad "
       r"\rho^*(I-\hat\varepsilon_kH) = \max\{|1-\hat\varepsilon_k\lambda^*_{\min}|, |1-\hat\varepsilon_k\lambda^*_{\max}|\}")
def contraction_by_pseudo_radius() -> Decision:
    """Where delta_k <= delta < 1, |e+|_H <= min((rho* + delta)/(1 - delta), rho) |e|_H, and how rho* is computed.

    rho* is the larger of |1 - eps_hat lambda*| at the two ends of the nonzero spectrum of H*.
    The inequality holds.  The definition printed below it has H where H* is meant: with Definition A.4
    rho*(I - eps_hat H) is the maximum over lambda_2(H), ..., lambda_d(H), another number.
    """
    statements = []
    for printed in (True, False):
        p, delta = near_setting(printed)
        least, most = (abs(1 - p.eps_hat * value) for value in extremes(p))
        rho = radius(p.eps_hat, H if printed else p.Hs, 2)
        ends = all_of(le(least, rho), le(most, rho), le(rho, (least + most + abs(least - most)) / 2))
        statements.append(p.claim(all_of(near_minimiser(delta, p), ends)))
    top = instance(d=2, H=[[4, 0], [0, 1]], u=[1, 0], a=1, w=[1, 0], eps_a=1, eps=1, delta="1/2")
    least, most = (abs(1 - p.eps_hat * value) for value in extremes(p))
    rho = radius(p.eps_hat, p.Hs, 2)
    proof = by.script(
        *moved_is_nonzero(p), by.have("room", lt(0, 1 - delta), by.auto("h3", degree=1)),
        by.use("display", "prop-3.4/15", NEAR_SYMBOLS), by.use("defined", "def-A.3-4", {"H": H, "u": U, "eps": p.eps_hat}),
        by.theorem("bound 2", "max_bound", rho, "2"), by.theorem("bound d", "max_bound", rho, "d"),
        by.theorem("gap", "magnitude", least - most),
        by.split(by.given("display"), by.split(by.given("bound 2"), by.given("bound d"), by.either(
            "defined.3.3", "end", by.auto("end", "gap.1", degree=1), by.auto("end", "gap.2", degree=1)))),
    )  # fmt: skip
    return Decision(Part(statements[0], instances=(top, LINE), note=NEAR_NOTE), Part(statements[1], proof))


NEAR_SYMBOLS = STEP_SYMBOLS | {"delta": Scalar("delta")}


@claim("prop-3.4/15", title="(15)", kind="inequality",
       paper=r"\|e_{k+1}\|_H \le \min\left\{\tfrac{\rho^*(I-\hat\varepsilon_kH^*)+\delta}{1-\delta}, "
             r"\rho(I-\hat\varepsilon_kH)\right\}\|e_k\|_H")
def contraction_display() -> Decision:
    """The inequality (15), with rho*(I - eps_hat H*) of Definition A.4; for d = 1 there is no rho*."""
    (p, printed_delta), (q, delta) = near_setting(True), near_setting(False)
    printed, corrected = p.claim(near_minimiser(printed_delta, p)), q.claim(near_minimiser(delta, q))
    before, after, rho = norm_h(q.e), norm_h(q.e_plus), q.rho_star
    proof = by.script(
        *moved_is_nonzero(q), by.use("62", "lemma-A.22", STEP_SYMBOLS), by.use("13", "eq-13", STEP_SYMBOLS),
        by.have("left", le((1 - delta) * after, (1 - q.delta_k) * after), by.auto("h4", degree=1, factors=[(after, 1)])),
        by.have("right", le((rho + q.delta_k) * before, (rho + delta) * before), by.auto("h4", degree=1, factors=[(before, 1)])),
        by.have("room", lt(0, 1 - delta), by.auto("h3", degree=1)),
        by.have("chain", le((1 - delta) * after, (rho + delta) * before), by.auto("left", "right", "62", degree=1)),
        by.split(by.auto("chain", degree=1, factors=[(1 - delta, -1)]), by.auto("13", degree=1)),
    )  # fmt: skip
    return Decision(Part(printed, instances=(LINE,), note=NEAR_NOTE), Part(corrected, proof))


# ------------------------------------------------------------------------------------------------
# The proof of Lemma A.22


def identity_63(p: Near) -> Formula:
    """(63)."""
    return all_of(eq(p.left, (IDENTITY - p.eps_hat * H) @ p.e), eq((IDENTITY - p.eps_hat * H) @ p.e, p.right))


def right_side(p: Near, printed: bool) -> tuple[Formula, ...]:
    """(64), (65), (66) and (67); printed: the seminorm of Definition A.2 and sigma under the root."""
    S, size, factor, tail = seminorm_of(p, printed), norm_h(p.e), abs(p.wg) / under(p, printed, 1), HIGH * p.eps * abs(p.a * p.wg)
    one = S(p.e - p.eps_hat * (p.Hs @ p.e)) + abs(p.eps_hat) * p.theta * S(H @ p.u)
    two = p.rho_star * S(p.e) + HIGH * abs(p.eps_hat) / norm_h(p.u) * size**2
    three = p.rho_star * factor * size + tail / under(p, printed, 3) * size**2
    four = factor * (p.rho_star + p.delta_k) * size
    return le(S(p.right), one), le(one, two), eq(two, three), eq(three, four)


def length_68(p: Step) -> Formula:
    """(68)."""
    return all_of(eq(p.sigma_plus, norm_h(pushed(p))), shortest_sigma(p))


def pushed(p: Step) -> Vector:
    """w + eps (a/sigma) He, which is w+."""
    return p.w + p.eps * (p.a / p.sigma) * (H @ p.e)


def shortest_sigma(p: Step) -> Formula:
    """The inequality of (68)."""
    return le(p.sigma - p.eps * (HIGH * abs(p.a) / p.sigma) * norm_h(p.e), norm_h(pushed(p)))


def left_side(p: Near, printed: bool) -> Formula:
    """(69)."""
    factor = abs(p.wg) / under(p, printed, 1)
    middle = factor * (p.sigma_plus / p.sigma) * norm_h(p.e_plus)
    return all_of(eq(seminorm_of(p, printed)(p.left), middle), le(factor * (1 - p.delta_k) * norm_h(p.e_plus), middle))


def seminorm_of(p: Near, printed: bool) -> Callable[[Vector], Scalar]:
    """The H*-seminorm, without its square root where it is printed so."""
    return lambda x: form(p.Hs, x) if printed else sqrt(form(p.Hs, x))


def under(p: Near, printed: bool, power: int) -> Scalar:
    """sqrt(u'Hu sigma^power) as printed, or sqrt(u'Hu) sigma^power."""
    return sqrt(UHU * p.sigma**power) if printed else norm_h(p.u) * p.sigma**power


def off_saddle(any_dimension: bool) -> Near:
    """The setting of the proof: w'g is not zero; without d >= 2, which only rho* needs, for any dimension."""
    p = Near(any_dimension)
    p.assume("w'g is not zero", ne(p.wg, 0))
    return p


PAPER_63 = (r"u - \tfrac{w_k^Tg}{\sigma_k^2}w_{k+1} = (I-\hat\varepsilon_kH)e_k = (I-\hat\varepsilon_kH^*)e_k - "
            r"\hat\varepsilon_k\left(1 - \tfrac{(w_k^Tg)^2}{u^THu\,\sigma_k^2}\right)Hu")  # fmt: skip
RIGHT_64 = (r"\|(I-\hat\varepsilon_kH^*)e_k\|_{H^*} + |\hat\varepsilon_k|\left(1 - "
            r"\tfrac{(w_k^Tg)^2}{u^THu\,\sigma_k^2}\right)\|Hu\|_{H^*}")  # fmt: skip
RIGHT_65 = (r"\rho^*(I-\hat\varepsilon_kH^*)\|e_k\|_{H^*} + "
            r"\tfrac{\lambda_{\max}|\hat\varepsilon_k|}{\sqrt{u^THu}}\|e_k\|_H^2")  # fmt: skip
RIGHT_66 = (r"\rho^*(I-\hat\varepsilon_kH^*)\tfrac{|w_k^Tg|}{\sqrt{u^THu\,\sigma_k}}\|e_k\|_H + "
            r"\tfrac{\lambda_{\max}\varepsilon|a_kw_k^Tg|}{\sqrt{u^THu\,\sigma_k^3}}\|e_k\|_H^2")  # fmt: skip
RIGHT_67 = r"\tfrac{|w_k^Tg|}{\sqrt{u^THu\,\sigma_k}}\left(\rho^*(I-\hat\varepsilon_kH^*) + \delta_k\right)\|e_k\|_H"
PAPER_64 = rf"\|\text{{right}}\|_{{H^*}} \le {RIGHT_64}"
PAPER_65 = rf"{RIGHT_64} \le {RIGHT_65}"
PAPER_66 = f"{RIGHT_65} = {RIGHT_66}"
PAPER_67_LAST = f"{RIGHT_66} = {RIGHT_67}"
PAPER_67 = rf"{PAPER_64} \le {RIGHT_65} = {RIGHT_66} = {RIGHT_67}"
PAPER_68 = (r"\sigma_{k+1} = \|w_k + \varepsilon\tfrac{a_k}{\sigma_k}He_k\|_H \ge \sigma_k - "
            r"\varepsilon\tfrac{\lambda_{\max}|a_k|}{\sigma_k}\|e_k\|_H")
PAPER_69 = (r"\|\text{left}\|_{H^*} = \tfrac{|w_k^Tg|}{\sqrt{u^THu\,\sigma_k}}\tfrac{\sigma_{k+1}}{\sigma_k}\|e_{k+1}\|_H \ge "
            r"\tfrac{|w_k^Tg|}{\sqrt{u^THu\,\sigma_k}}(1-\delta_k)\|e_{k+1}\|_H")  # fmt: skip
TILTED = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], a=1, w=["6/5", "8/5"], eps_a=1, eps=1)


SHORTENED = instance(d=2, H=[[1, 0], [0, 4]], u=["1/10", 0], a=17, w=[1, 1], eps_a=1, eps=1)


@claim("eq-63-69", paper=r",\quad ".join([PAPER_63, PAPER_67, PAPER_68, PAPER_69]))
def steps_of_contraction() -> Decision:
    """The steps (63)-(69) of the proof of Lemma A.22.

    (63) and (68) hold.  The others need the square root that Definition A.2 lacks, and sigma outside
    the root: sqrt(u'Hu) sigma for the printed sqrt(u'Hu sigma), sqrt(u'Hu) sigma^3 for sqrt(u'Hu sigma^3).
    """
    statements = []
    for printed in (True, False):
        p = off_saddle(printed)
        statements.append(p.claim(all_of(identity_63(p), *right_side(p, printed), length_68(p), left_side(p, printed))))
    proof = by.split(by.split(by.trivial(), by.trivial()), *right_proofs(p), by.split(by.trivial(), length_proof(p, "h2")),
                     left_proof(p, "h2"))
    return Decision(Part(statements[0], instances=(TILTED,), note=NEAR_NOTE), Part(statements[1], proof))


@claim("eq-63-69/63", title="(63)", kind="identity", paper=PAPER_63)
def residual_in_two_parts() -> Decision:
    """u - (w'g/sigma^2) w+ = (I - eps_hat H) e, and what is left when H* takes the place of H."""
    p = Near(True)
    return Decision(Part(p.claim(identity_63(p)), by.split(by.trivial(), by.trivial()), note=NEAR_NOTE))


@claim("eq-63-69/64-67", title="(64)-(67)", kind="inequality", paper=PAPER_67)
def seminorm_of_right_side() -> Decision:
    """The H*-seminorm of the right side of (63) is at most (|w'g|/(sqrt(u'Hu) sigma)) (rho* + delta_k) |e|_H."""
    p, q = off_saddle(True), off_saddle(False)
    printed, corrected = p.claim(all_of(*right_side(p, True))), q.claim(all_of(*right_side(q, False)))
    return Decision(Part(printed, instances=(TILTED,), note=NEAR_NOTE), Part(corrected, by.split(*right_proofs(q))))


def step_of_right_side(i: int, counterexample: Instance) -> Decision:
    """The i-th of (64)-(67); printed with the seminorm of Definition A.2 and sigma under the root."""
    p, q = off_saddle(True), off_saddle(i == 0)
    printed, corrected = p.claim(right_side(p, True)[i]), q.claim(right_side(q, False)[i])
    return Decision(Part(printed, instances=(counterexample,), note=NEAR_NOTE), Part(corrected, right_proofs(q)[i]))


@claim("eq-63-69/64", title="(64)", kind="inequality", paper=PAPER_64)
def triangle_inequality() -> Decision:
    """The triangle inequality for the H*-seminorm; false without the square root that Definition A.2 lacks."""
    return step_of_right_side(0, instance(d=2, H=[[1, 0], [0, 2]], u=[1, 1], a=1, w=[1, 0], eps_a=1, eps=1))


@claim("eq-63-69/65", title="(65)", kind="inequality", paper=PAPER_65)
def contraction_in_seminorm() -> Decision:
    """Corollary A.6, and |Hu|_{H*} <= lambda_max |u|_H; false for the square of the seminorm where rho* > 1."""
    return step_of_right_side(1, instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], a=1, w=["6/5", "8/5"], eps_a=1, eps=100))


@claim("eq-63-69/66", title="(66)", kind="identity", paper=PAPER_66)
def seminorm_of_residual() -> Decision:
    """|e|_{H*} = (|w'g|/(sqrt(u'Hu) sigma)) |e|_H; printed with sigma, and with sigma^3, under the root."""
    return step_of_right_side(2, TILTED)


@claim("eq-63-69/67", title="(67)", kind="identity", paper=PAPER_67_LAST,
       equivalent_mutants={"symbol swapped: H e becomes H u": "e'Hu = e'He, since e'Hw = 0"})
def common_factor() -> Decision:
    """The common factor of (66); with sigma under the root the two terms have the common factor for sigma = 1 only."""
    return step_of_right_side(3, TILTED)


def psd_steps(p: Near, **vectors: Vector) -> list[by.Proof]:
    """Steps: facts `psd name`: 0 <= x'H*x, for each named vector x."""
    return [
        step for name, x in vectors.items() for step in (
            by.theorem(f"cauchy {name}", "gram", "H", "1", x, U),
            by.have(f"psd {name}", le(0, form(p.Hs, x)), by.auto(f"cauchy {name}", degree=1, factors=[(UHU, -1)])),
        )
    ]  # fmt: skip


def right_proofs(p: Near) -> tuple[by.Proof, by.Proof, by.Proof, by.Proof]:
    """Proofs of (64), (65), (66) and (67), corrected."""
    N, size, factor = seminorm_of(p, False), norm_h(p.e), abs(p.wg) / under(p, False, 1)
    known = by.script(*psd_steps(p, e=p.e), same_root("e", N(p.e), factor * size, by.trivial()),
                      by.auto("e", multipliers=[p.rho_star]))  # fmt: skip
    return triangle_proof(p), contraction_proof(p), known, by.script(*psd_steps(p, e=p.e), by.trivial())


def angle_steps(p: Near) -> list[by.Proof]:
    """Steps: fact `theta`: 0 <= 1 - (w'g)^2/(u'Hu sigma^2)."""
    return [by.theorem("angle", "gram", "H", "1", p.u, p.w),
            by.have("theta", le(0, p.theta), by.auto("angle", degree=1, factors=[(UHU, -1), (p.sigma, -2)]))]  # fmt: skip


def triangle_proof(p: Near) -> by.Proof:
    """A proof of (64), corrected."""
    N, g, shrunk = seminorm_of(p, False), H @ p.u, p.e - p.eps_hat * (p.Hs @ p.e)
    weight, turned = abs(p.eps_hat) * p.theta, -(p.eps_hat * p.theta) * g
    return by.script(
        *psd_steps(p, e=p.e, shrunk=shrunk, g=g, turned=turned, right=p.right), *angle_steps(p),
        by.use("sum", "def-A.2", {"H": H, "u": U, "x": shrunk, "y": turned, "c": Scalar("1")}),
        by.use("multiple", "def-A.2", {"H": H, "u": U, "x": g, "y": ZERO, "c": -(p.eps_hat * p.theta)}),
        by.have("weight >= 0", le(0, weight), by.auto("theta", degree=1, factors=[(abs(p.eps_hat), 1)])),
        same_root("weight", abs(-(p.eps_hat * p.theta)), weight, by.trivial()),
        by.auto("sum.2", "multiple.1", "weight", degree=1, multipliers=[N(g)]),
    )  # fmt: skip


def contraction_proof(p: Near) -> by.Proof:
    """A proof of (65), corrected."""
    N, g, size, shrunk = seminorm_of(p, False), H @ p.u, norm_h(p.e), p.e - p.eps_hat * (p.Hs @ p.e)
    push = HIGH * abs(p.eps_hat) / norm_h(p.u) * size**2
    return by.script(
        *psd_steps(p, e=p.e, shrunk=shrunk, g=g), *angle_steps(p),
        by.use("contracts", "cor-A.6", {"H": H, "u": U, "x": p.e, "eps": p.eps_hat}), *stretched_h("g", p.u),
        by.theorem("g star", "root_order", N(g), norm_h(g), premises={1: by.auto(degree=0, factors=[(UHU, -1)],
            squares=[g @ g])}),
        by.have("push", le(abs(p.eps_hat) * p.theta * N(g), push),
                by.auto("g", "g star", "theta", degree=2, factors=[(abs(p.eps_hat), 1)])),
        by.auto("contracts", "push", degree=1),
    )  # fmt: skip


@claim("eq-63-69/68", title="(68)", kind="inequality", paper=PAPER_68)
def sigma_hardly_shrinks() -> Decision:
    """sigma+ = |w + eps (a/sigma) He|_H is at least sigma - eps lambda_max (|a|/sigma) |e|_H."""
    p = Step()
    positive_step(p)
    statement = p.claim(length_68(p))
    return Decision(Part(statement, by.split(by.trivial(), length_proof(p, "h1"))))


def length_proof(p: Step, positive: str) -> by.Proof:
    """A proof of the inequality (68) from the fact 0 < eps."""
    size, push = norm_h(pushed(p)), norm_h(H @ p.e)
    cross, pulled = p.w @ (H @ (H @ p.e)), abs(p.a) * p.sigma * push
    shorter = p.sigma - p.eps * abs(p.a) / p.sigma * push
    return by.script(
        by.theorem("gram", "gram", "H", "1", p.w, H @ p.e),
        by.theorem("cross", "root_order", -(p.a * cross), pulled, premises={1: by.auto("gram", degree=1, squares=[p.a])}),
        by.theorem("far", "root_order", shorter, size, premises={1: by.auto("cross", degree=1,
            factors=[(p.eps, 1), (p.sigma, -1)])}),
        *stretched_h("push", p.e),
        by.auto("far", "push", positive, degree=1, factors=[(p.eps, 1), (abs(p.a), 1), (p.sigma, -1)]),
    )  # fmt: skip


@claim("eq-63-69/69", title="(69)", kind="inequality", paper=PAPER_69)
def seminorm_of_left_side() -> Decision:
    """The H*-seminorm of the left side of (63) is (|w'g|/(sqrt(u'Hu) sigma)) (sigma+/sigma) |e+|_H."""
    p = off_saddle(True)
    printed, corrected = p.claim(left_side(p, True)), p.claim(left_side(p, False))
    return Decision(Part(printed, instances=(TILTED,), note=NEAR_NOTE), Part(corrected, left_proof(p, "h1"), instances=(SHORTENED,)))


def left_proof(p: Near, positive: str) -> by.Proof:
    """A proof of (69), corrected, from the fact 0 < eps."""
    N, factor = seminorm_of(p, False), abs(p.wg) / under(p, False, 1)
    after = norm_h(p.e_plus)
    return by.script(
        *moved_is_nonzero(p), *sigma_is_positive(p), *psd_steps(p, left=p.left),
        by.have("68", shortest_sigma(p), length_proof(p, positive)),
        same_root("left", N(p.left), factor * (p.sigma_plus / p.sigma) * after, by.trivial()),
        by.split(by.given("left"), by.auto("68", degree=1, factors=[(abs(p.wg), 1), (p.sigma, -2), (norm_h(p.u), -1),
            (after, 1)])),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# The loss


@claim("eq-71", paper=r"\left|a_{k+1} - \tfrac{w_{k+1}^Tg}{\sigma_{k+1}}\right| \le |1-\varepsilon_a|\left|a_k - "
                      r"\tfrac{w_k^Tg}{\sigma_k}\right| + C_0\|e_k\|_H")
def gap_with_constant() -> Decision:
    """|a - w'g/sigma| obeys (71) at every state with |a| <= C_a and |w| >= |w_0|, with C_0 = 2 C C_a and the C of (57).

    By Lemma A.10 and the growth of |w_k| these are all iterates.
    """
    p = Late("A.5")
    bound = p.scalar("C_a", "nonnegative")
    p.assume("C_a bounds a", le(abs(p.a), bound))
    rate, pushed = abs(1 - p.eps_a), norm_h(p.a * p.e)
    lines = gap_recursion(p, rate)
    constant = p.define("C_0", 2 * Scalar("C") * bound)
    statement = p.claim(le(p.next_gap, rate * p.gap + constant * norm_h(p.e)))
    proof = by.script(
        *moved_is_nonzero(p), *sigma_is_positive(p), by.have("57", lines, gap_lines(p, rate)),
        by.have("squares", le(p.a**2, bound**2), by.auto("h3", degree=2, factors=[(abs(p.a), 1)])),
        by.theorem("gram", "gram", "H", "1", bngd.residual(p.H, p.u, p.w)),
        by.theorem("pushed", "root_order", pushed, bound * norm_h(p.e), premises={1: by.auto("squares", "gram", degree=2)}),
        by.have("scaled", le(2 * Scalar("C") * pushed, constant * norm_h(p.e)),
                by.auto("pushed", degree=1, factors=[(Scalar("C"), 1)])),
        added("57.1", "57.2", "57.3", "57.4", "scaled"),
    )  # fmt: skip
    return Decision(Part(statement, proof, note="The boundedness of a_k (Lemma A.10) enters as |a| <= C_a, and |w_k| >= |w_0| "
                                                "as a hypothesis."))
