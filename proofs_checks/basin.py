"""Beyond 3.3: a set of starts, given by inequalities, from which BNGD converges to a minimiser (theorem new-basin)."""

from __future__ import annotations

from proofs_checks.basin_step import (
    ASIDE,
    EPS,
    EPS_A,
    HEIGHT,
    KEPT,
    LEAST,
    RADIUS,
    RATIO,
    U_SIZE,
    W_0,
    T,
    gentle_for_ratio,
    kept,
    near_u,
    small,
)
from proofs_checks.convergence_theorem import ROOT, W, least_loss
from proofs_checks.every_start import seq
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.limits import is_minimiser, limit_is_nonzero, quantities_tend, with_loss
from proofs_checks.one_step import gentle_steps, norm_h, positive_step
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.small_trajectories import at_start
from proofs_checks.small_transitions import at_step
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Expression,
    Formula,
    Scalar,
    Setting,
    all_of,
    eq,
    exists,
    from_index,
    le,
    lt,
    ne,
    sign,
    sqrt,
    tends,
)  # fmt: skip

MOST = Scalar("M")


# ------------------------------------------------------------------------------------------------
# The theorem


@claim("new-basin", title="starts from which BNGD reaches a minimiser", kind="theorem", where="beyond 3.3", paper=NOT_PRINTED)
def basin() -> Decision:
    """From starts that are close to a minimiser for the step size in question BNGD converges to a global minimiser r u, r alpha_0 > 0, |w_0| <= |r u|.

    For 0 < eps_a <= 1, a_0 w_0'g > 0, |a_0| <= M and |u|_H <= M it is enough that eps M (|u| + sqrt(q_0/lambda_min))^2 lambda_max <=
    2 |alpha_0| |w_0|^2, where alpha_0 = w_0'g/sigma_0 and q_0 = |e_0|_H^2 = u'Hu - alpha_0^2.  The condition number enters only with q_0,
    as 1/sigma^2 = |u - e|^2/(alpha^2 |w|^2), and |e|^2 <= q/lambda_min.

    Applied to (a_k, w_k) with the least M, the condition tends to eps |u|^2 lambda_max <= 2 |w*|^2 for growing k: at the
    minimiser it says that the effective step is at most 2/lambda_max.  Where it exceeds 2/lambda_max(H*), the minimiser is unstable.
    """
    p = FromBasin()
    p.scalar("M")
    gentle_steps(p)
    positive_step(p)
    p.assume("the start has positive correlation", lt(0, p.a0 * (W_0 @ p.g)))
    p.assume("M bounds a_0", le(abs(p.a0), MOST))
    p.assume("M bounds |u|_H", le(HEIGHT, MOST))
    p.assume("the step size of w is small", le(EPS * MOST * (U_SIZE + p.radius) ** 2 * HIGH, 2 * ASIDE * (W_0 @ W_0)))
    values: dict[str, Expression] = {**p.start, "c": Scalar("c"), "C": MOST / ASIDE}
    proof = by.script(
        *aside_steps(p), by.use("found", "new-basin/ratio", values, premises={
            2: by.given("h3"), 3: by.given("h1"), 4: by.given("one"), 5: by.auto("one", "h2", degree=1), 6: by.auto("one", "h1", "h2", degree=2),
            7: by.given("h4"), 8: below_most(p), 9: by.auto("h7", degree=1, factors=[(ASIDE, -1)])}), by.given("found"),
    )  # fmt: skip
    return Decision(Part(p.claim(reaches_near_minimiser(p)), proof))


def aside_steps(p: FromBasin) -> list[by.Proof]:
    """Steps: facts `aside`: |alpha0| > 0, and `one`: 1 <= M/|alpha0|."""
    y = W_0 @ p.g
    return [
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h4", "no y", degree=1, multipliers=[p.a0]))),
        by.have("size", lt(0, T**2), by.trivial()), by.have("aside", lt(0, ASIDE), by.trivial()),
        by.theorem("angle", "gram", "H", "1", U, W_0), by.have("cap", le(T**2, UHU), by.auto("angle", degree=1, factors=[(norm_h(W_0), -2)])),
        by.theorem("cap root", "root_order", ASIDE, HEIGHT, premises={1: by.auto("cap", degree=1)}),
        by.have("order", le(ASIDE, MOST), by.auto("cap root", "h6", degree=1)),
        by.have("one", le(1, MOST / ASIDE), by.auto("order", degree=1, factors=[(ASIDE, -1)])),
    ]  # fmt: skip


def below_most(p: FromBasin) -> by.Proof:
    """A proof of a0 alpha0 <= (M/|alpha0|) alpha0^2."""
    return by.script(
        by.theorem("product", "magnitude", p.a0 * T), by.have("part", le(abs(p.a0) * ASIDE, MOST * ASIDE), by.auto("h5", degree=1, factors=[(ASIDE, 1)])),
        by.auto("product.1", "part", degree=1),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# All steps


SHOWN = ("alpha", "q", "eps_hat")


class Started(Trajectory):
    """A trajectory with alpha0 = w0'g/|w0|_H."""

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.define("alpha0", self.w0 @ self.g / norm_h(self.w0), latex=r"\alpha_0")

    def kept_at(self, k: Scalar | int) -> tuple[Formula, ...]:
        """`kept` at step k, and that w_k is not shorter than w_0."""
        return *kept(self.a[k], self.alpha_at(k)), le(W_0 @ W_0, self.w[k] @ self.w[k])

    def shown_at(self, k: Scalar | int) -> tuple[Formula, ...]:
        """`kept_at` step k, q_{k+1} <= q_k, and 0 < eps_hat_k <= 2/lambda_max, with the names SHOWN."""
        keeps = *kept(self.a[k], self.alpha[k]), le(W_0 @ W_0, self.w[k] @ self.w[k])
        return *keeps, le(self.q[k + 1], self.q[k]), lt(0, self.eps_hat[k]), le(self.eps_hat[k] * HIGH, 2)

    def assume_start(self) -> None:
        """Assume `kept` at the start."""
        self.assume(KEPT[0], le(LEAST, T * self.a0))
        self.assume(KEPT[1], le(T * self.a0, RATIO * T**2))

    @property
    def start(self) -> dict[str, Expression]:
        """The values of the symbols of the trajectory."""
        return {"H": H, "u": U, "eps_a": self.eps_a, "eps": EPS, "a0": self.a0, "w0": W_0}


def along(p: Trajectory, label: str, claim_id: str, more: dict[str, Expression], *facts: str) -> list[by.Proof]:
    """Steps: what a claim says of this orbit; facts: its hypotheses, where they are facts."""
    start: dict[str, Expression] = {"H": H, "u": U, "eps_a": p.eps_a, "eps": EPS, "a0": p.a0, "w0": W_0}
    return [by.use(f"{label} of orbit", claim_id, {**start, **more}, premises=given_from(*facts)),
            by.along(label, f"{label} of orbit", K, {"a'": p.a[K], "w'": p.w[K]}, [by.given("orbit start"), by.given("orbit step")])]  # fmt: skip


def given_from(*facts: str) -> dict[int, by.Proof]:
    """The facts as premises, in their order; an empty name leaves a premise to the search."""
    return {i: by.given(fact) for i, fact in enumerate(facts) if fact}


@claim("new-basin/invariants", title="what all steps keep", kind="inequality", paper=NOT_PRINTED)
def steps_stay_near() -> Decision:
    """From a start with m <= alpha_0 a_0 <= C alpha_0^2 every step has the properties of new-basin/step; q_k falls."""
    p = Started()
    near_u(p)
    gentle_for_ratio(p)
    p.assume("the step size of w is small", small(W_0))
    p.assume_start()
    values = {**at_step(p, K), "alpha0": T, "m": LEAST, "C": RATIO, "R": RADIUS, "w0": W_0}
    step = [by.apply("next", "orbit step", {"k": K}), by.use("here", "new-basin/step", values)]
    base = by.script(*at_start(p), by.have("same", eq(p.alpha_at(0), T), by.auto("alpha0")), by.have("a same", eq(p.a[0], p.a0), by.given("orbit start.1")),
                     by.split(by.auto("h9", "a same", degree=1, multipliers=[T]), by.auto("h10", "a same", "same", degree=1, multipliers=[T, RATIO * T]),
                              by.auto("same", degree=1, multipliers=[T]), by.auto("w0", degree=1)))  # fmt: skip
    keeping = by.induction("kept", base, by.script(*step, by.split(*(by.given(f"here.{i}") for i in range(1, 5)))))
    rest = by.script(
        by.fix(), by.assume("index"), by.apply("kept", "always", {"k": K}), *step,
        by.split(*(by.given(f"kept.{i}") for i in range(1, 5)), *(by.given(f"here.{i}") for i in range(5, 8))),
    )  # fmt: skip
    proof = by.script(p.enter(), by.have("always", from_index(K, 0, all_of(*p.kept_at(K))), keeping), rest)
    return Decision(Part(p.claim(p.along(from_index(K, 0, all_of(*p.shown_at(K))), SHOWN)), proof))


# ------------------------------------------------------------------------------------------------
# The limit

R_LIM = Scalar("r")
AT_LIMIT = (sign(R_LIM) * ROOT, R_LIM * U)


class FromBasin(Started):
    """A trajectory with alpha0, R = |e_0|_H/sqrt(lambda_min), which is sqrt(q_0/lambda_min), and with loss c, its constant; u is not zero, as w0'g != 0 says."""

    def __init__(self, loss: bool = True) -> None:
        super().__init__("nonzero")
        if loss:
            with_loss(self)
        e = self.define("e_0", bngd.residual(H, U, W_0))
        self.radius = self.define("R", norm_h(e) / sqrt(LOW))

    def small(self, factor: Scalar) -> Formula:
        """eps factor (|u| + R)^2 lambda_max <= 2 |w0|^2."""
        return le(EPS * factor * (U_SIZE + self.radius) ** 2 * HIGH, 2 * (W_0 @ W_0))


def reaches_near_minimiser(p: FromBasin) -> Formula:
    """Every step keeps the signs, alpha0^2 <= alpha0 alpha_k, |w0| <= |w_k|, `shown_at`; and (a_k, w_k) tends to a minimiser
    (sign(r) sqrt(u'Hu), r u) with r alpha0 > 0 and |w0| <= |r u|."""
    keeps = all_of(lt(0, T * p.a[K]), *p.shown_at(K)[2:])
    return p.along(all_of(from_index(K, 0, keeps), limit_of(p)), SHOWN)


def limit_of(p: FromBasin) -> Formula:
    """(a_k, w_k) tends to a minimiser (sign(r) sqrt(u'Hu), r u) with r alpha0 > 0 and |w0| <= |r u|."""
    a, w = AT_LIMIT
    return exists([Decl("r", "scalar", "nonzero")], all_of(
        lt(0, R_LIM * T), tends(K, p.a[K], a), tends(K, p.w[K], w), le(W_0 @ W_0, w @ w), is_minimiser(p, a, w)))  # fmt: skip


@claim("new-basin/least", title="a positive number below three others", kind="inequality", paper=NOT_PRINTED)
def least_number() -> Decision:
    """For x, y, z > 0 there is an m > 0 with m <= x, m <= y and m <= zy."""
    s = Setting()
    x, y, z = (s.scalar(name, "positive") for name in ("x", "y", "z"))
    found = exists([Decl("m", "scalar", "positive")], all_of(le(LEAST, x), le(LEAST, y), le(LEAST, z * y)))
    return Decision(Part(s.claim(found), by.witness({"m": x * y * z / ((1 + z) * (x + y))}, by.trivial(), by.split(by.auto(), by.auto(), by.auto()))))


@claim("new-basin/ratio", title="a basin of the minimisers, by the ratio of a_0 and w_0'g/sigma_0", kind="theorem", paper=NOT_PRINTED)
def basin_by_ratio() -> Decision:
    """If 0 < a_0/alpha_0 <= C and eps C (|u| + sqrt(q_0/lambda_min))^2 lambda_max <= 2 |w_0|^2, BNGD converges to a minimiser r u, r alpha_0 > 0.

    Here alpha_0 = w_0'g/sigma_0 and q_0 = u'Hu - alpha_0^2; 0 < eps_a < 2, C >= 1, and eps_a <= C < eps_a/(eps_a - 1) for eps_a > 1.
    """
    p = FromBasin()
    p.scalar("C")
    positive_step(p)
    p.assume("the step size of a is positive", lt(0, EPS_A))
    p.assume("C is at least one", le(1, RATIO))
    p.assume("C is at least eps_a", le(EPS_A, RATIO))
    p.assume("C leaves room for eps_a", lt((EPS_A - 1) * RATIO, EPS_A))
    p.assume("the start has positive correlation", lt(0, p.a0 * (W_0 @ p.g)))
    p.assume("a starts below C alpha", le(p.a0 * T, RATIO * T**2))
    p.assume("the step size of w is small", p.small(RATIO))
    return Decision(Part(p.claim(reaches_near_minimiser(p)), ratio_proof(p)))


def ratio_proof(p: FromBasin) -> by.Proof:
    """The proof of new-basin/ratio from h1: eps > 0, h2 to h5 on eps_a and C, h6: a0 w0'g > 0, h7: the bound of a0, h8: small steps."""
    values: dict[str, Expression] = {"m": LEAST, "C": RATIO, "R": p.radius}
    return by.script(
        *positive_start(p), by.have("below two", lt(EPS_A, 2), by.script(by.suppose_not("two"), by.auto("two", "h3", "h4", "h5", degree=2))),
        p.enter(), *along(p, "always", "new-basin/invariants", values), *along(p, "end", "thm-A.17/ends", {}),
        by.have("longer", from_index(K, 0, le(W_0 @ W_0, p.w[K] @ p.w[K])), each(by.given("here.4"))),
        by.have("far", from_index(K, 0, le(T**2, T * p.alpha_at(K))), each(by.given("here.3"))),
        by.split(each(by.split(by.auto("here.1", degree=1, factors=[(LEAST, 1)]), *(by.given(f"here.{i}") for i in range(3, 8)))),
                 by.either("end", "kind", by.script(by.obtain("kind", "w"), no_saddle(p)), by.script(by.obtain("kind", "s"), at_minimiser(p)))),
    )  # fmt: skip


def each(*steps: by.Proof) -> by.Proof:
    """A proof for all k from the fact `always`, at step k called `here`."""
    return by.script(by.fix(), by.assume("k"), by.apply("here", "always", {"k": K}), *steps)


def positive_start(p: FromBasin) -> list[by.Proof]:
    """Steps: fact `size`: alpha0^2 > 0, and a number m > 0 that is at most alpha0 a0, alpha0^2 and (eps_a - (eps_a - 1) C) alpha0^2."""
    y, sigma, both, size = W_0 @ p.g, norm_h(W_0), p.a0 * T, T**2
    room = EPS_A - (EPS_A - 1) * RATIO
    return [
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h6", "no y", degree=1, multipliers=[p.a0]))),
        by.have("both", lt(0, both), by.auto("h6", degree=1, factors=[(sigma, -1)])), by.have("size", lt(0, size), by.trivial()),
        by.have("room", lt(0, room), by.auto("h5", degree=1)),
        by.use("some m", "new-basin/least", {"x": both, "y": size, "z": room}), by.obtain("some m", "m"),
    ]  # fmt: skip


def no_saddle(p: FromBasin) -> by.Proof:
    """A contradiction from w_k -> W != 0 with W'g = 0 (facts `w.2`, `w.3`) and alpha0^2 <= alpha0 alpha_k (fact `far`)."""
    limit = W @ p.g / norm_h(W)
    return by.script(
        by.suppose_not("no"), by.have("limit nonzero", ne(W, ZERO), by.trivial()), *quantities_tend(p, W, "w.2"),
        *kept_in_limit(p, limit), by.auto("in the limit", "size", "w.3", degree=1, multipliers=[T / norm_h(W)]),
    )  # fmt: skip


def kept_in_limit(p: FromBasin, limit: Scalar) -> list[by.Proof]:
    """Steps: fact `in the limit`: alpha0^2 <= alpha0 times the limit of alpha_k; from the facts `alpha tends` and `far`."""
    return [
        by.theorem("t stays", "limit_constant", seq(T)), by.theorem("tt stays", "limit_constant", seq(T**2)),
        by.theorem("t alpha tends", "limit_product", seq(T), T, seq(p.alpha_at(K)), limit, premises={0: by.given("t stays"), 1: by.given("alpha tends")}),
        by.theorem("in the limit", "limit_order", seq(T**2), T**2, seq(T * p.alpha_at(K)), T * limit, "0",
                   premises={0: by.given("tt stays"), 1: by.given("t alpha tends"), 3: by.given("far")}),
    ]  # fmt: skip


def at_minimiser(p: FromBasin) -> by.Proof:
    """The end of the proof from a_k -> sign(s) sqrt(u'Hu), w_k -> s u (facts `s.1`, `s.2`)."""
    s = Scalar("s")
    w = s * U
    limit = w @ p.g / norm_h(w)
    same = by.script(by.suppose_not("opposed"), by.theorem("u u", "definite", "H", "1", U),
                     by.auto("in the limit", "size", "opposed", "u u", degree=2, factors=[(norm_h(w), -1)]))  # fmt: skip
    return by.script(
        *limit_is_nonzero(p, w, "s.2", "longer"), *quantities_tend(p, w, "s.2"), *kept_in_limit(p, limit),
        by.witness({"r": s}, by.trivial(), by.split(same, by.given("s.1"), by.given("s.2"), by.given("limit length"),
                                                    least_loss(p))),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Beyond eps_a = 1


@claim("new-basin-over", title="starts from which BNGD reaches a minimiser, for eps_a in (1, 2)", kind="theorem", where="beyond 3.3", paper=NOT_PRINTED)
def basin_beyond_one() -> Decision:
    """For 1 < eps_a < 2, a_0 w_0'g > 0 and |a_0| <= eps_a |alpha_0| the theorem new-basin holds with eps_a in place of M/|alpha_0|."""
    p = FromBasin()
    positive_step(p)
    p.assume("the step size of a exceeds one", lt(1, EPS_A))
    p.assume("the step size of a is below two", lt(EPS_A, 2))
    p.assume("the start has positive correlation", lt(0, p.a0 * (W_0 @ p.g)))
    p.assume("a starts small", le(abs(p.a0), EPS_A * ASIDE))
    p.assume("the step size of w is small", p.small(EPS_A))
    positive = by.have("positive", lt(0, EPS_A), by.auto("h2", degree=1))
    below = by.script(by.theorem("product", "magnitude", p.a0 * T), by.have("part", le(abs(p.a0) * ASIDE, EPS_A * ASIDE**2), by.auto("h5", degree=1, factors=[(ASIDE, 1)])),
                      by.auto("product.1", "part", degree=1))  # fmt: skip
    proof = by.script(positive, by.use("found", "new-basin/ratio", {**p.start, "c": Scalar("c"), "C": EPS_A}, premises={
        3: by.given("positive"), 4: by.auto("h2", degree=1), 6: by.auto("h3", degree=1, factors=[(EPS_A, 1)]), 8: below}), by.given("found"))  # fmt: skip
    return Decision(Part(p.claim(reaches_near_minimiser(p)), proof))
