"""The theorem new-basin for MBNGD."""

from __future__ import annotations

from proofs_checks.basin import AT_LIMIT, R_LIM, each
from proofs_checks.basin_step import EPS, RADIUS, U_SIZE, W_0, T
from proofs_checks.convergence_theorem import least_loss
from proofs_checks.every_start import seq
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.limits import is_minimiser
from proofs_checks.modified_limit import with_loss
from proofs_checks.modified_sums import never_flat, on_trajectory
from proofs_checks.one_step import norm_h, positive_step, same_root
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.trajectories import K, ModifiedTrajectory, growth
from verify.claims import Decision, Part, claim
from verify.models import bngd, mbngd
from verify.prove import script as by
from verify.statements import (
    Decl,
    Expression,
    Formula,
    Scalar,
    all_of,
    eq,
    exists,
    from_index,
    le,
    lt,
    ne,
    sqrt,
    tends,
)  # fmt: skip


class FromModifiedBasin(ModifiedTrajectory):
    """MBNGD with alpha0, R = |e_0|_H/sqrt(lambda_min), and with loss c, its constant; u is not zero, as w0'g != 0 says."""

    def __init__(self, loss: bool = True) -> None:
        super().__init__("nonzero")
        if loss:
            with_loss(self)
        self.define("alpha0", W_0 @ self.g / norm_h(W_0), latex=r"\alpha_0")
        e = self.define("e_0", bngd.residual(H, U, W_0))
        self.radius = self.define("R", norm_h(e) / sqrt(LOW))

    def alpha_at(self, k: Scalar | int) -> Scalar:
        """w_k'g/sigma_k."""
        return self.y_at(k) / norm_h(self.w[k])

    def kept_at(self, k: Scalar | int) -> tuple[Formula, ...]:
        """alpha0^2 <= alpha0 alpha_k, and w_k is not shorter than w_0."""
        return le(T**2, T * self.alpha_at(k)), le(W_0 @ W_0, self.w[k] @ self.w[k])

    def falls_at(self, k: Scalar | int) -> tuple[Formula, ...]:
        """q_{k+1} <= q_k, and 0 < eps_hat_k <= 2/lambda_max, with the name q."""
        x = EPS * self.z_at(k) ** 2
        return le(self.q[k + 1], self.q[k]), lt(0, x), le(x * HIGH, 2)


@claim("new-basin-mbngd", title="starts from which MBNGD reaches a minimiser", kind="theorem", where="beyond B", paper=NOT_PRINTED)
def modified_basin() -> Decision:
    """If w_0'g != 0 and eps (|u| + sqrt(q_0/lambda_min))^2 lambda_max <= 2 |w_0|^2, MBNGD converges to a global minimiser r u, r alpha_0 > 0.

    Here alpha_0 = w_0'g/sigma_0 and q_0 = |e_0|_H^2 = u'Hu - alpha_0^2.  Lemma B.2 asks for eps |u|^2 kappa lambda_max <= 2 |w_0|^2 instead; it is the
    better one of the two where q_0 is large.  Applied to w_k, the condition tends to eps |u|^2 lambda_max <= 2 |w*|^2 for growing k.
    """
    p = FromModifiedBasin()
    positive_step(p)
    p.assume("w_0'g is not zero", ne(W_0 @ p.g, 0))
    p.assume("the step size of w is small", le(EPS * (U_SIZE + p.radius) ** 2 * HIGH, 2 * (W_0 @ W_0)))
    keeps = from_index(K, 0, all_of(*p.kept_at(K), *p.falls_at(K)))
    return Decision(Part(p.claim(p.along(all_of(keeps, modified_limit(p)), ("q",))), modified_proof(p)))


def modified_limit(p: FromModifiedBasin) -> Formula:
    """w_k tends to r u with r alpha0 > 0 and |w0| <= |r u|, a minimiser with a = sign(r) sqrt(u'Hu)."""
    a, w = AT_LIMIT
    return exists([Decl("r", "scalar", "nonzero")], all_of(lt(0, R_LIM * T), tends(K, p.w[K], w), le(W_0 @ W_0, w @ w), is_minimiser(p, a, w)))


def modified_proof(p: FromModifiedBasin) -> by.Proof:
    """The proof of new-basin-mbngd."""
    sigma, y = norm_h(W_0), W_0 @ p.g
    values: dict[str, Expression] = {"H": H, "u": U, "w": p.w[K], "eps": EPS, "v": p.w[K + 1], "alpha0": T, "R": p.radius, "w0": W_0}
    step = [by.apply("next", "orbit step", {"k": K}), by.use("now", "new-basin-mbngd/step", values)]
    base = by.split(by.auto("alpha0", degree=1, multipliers=[T]), by.auto("w0", degree=1))
    keeping = by.induction("old", base, by.script(*step, by.split(by.given("now.1"), by.given("now.2"))))
    rest = each(*step, by.split(by.given("here.1"), by.given("here.2"), *(by.given(f"now.{i}") for i in (3, 4, 5))))
    flat = each(by.suppose_not("flat"), by.auto("here.1", "size", "flat", degree=1, multipliers=[T / norm_h(p.w[K])]))
    return by.script(
        by.have("size", lt(0, T**2), by.auto("h2", degree=0, squares=[y], factors=[(sigma, -2)])), p.enter(),
        by.have("y0", eq(p.y_at(0), y), by.auto("orbit start", multipliers=[p.g])),
        same_root("sigma0", norm_h(p.w[0]), sigma, by.auto("orbit start", multipliers=[H @ p.w[0], H @ W_0])),
        by.have("alpha0", eq(p.alpha_at(0), T), by.auto("y0", "sigma0", multipliers=[1 / sigma, p.y_at(0) / (sigma * norm_h(p.w[0]))])),
        by.have("w0", eq(p.w[0] @ p.w[0], W_0 @ W_0), by.auto("orbit start", multipliers=[p.w[0], W_0])),
        by.have("always", from_index(K, 0, all_of(*p.kept_at(K))), keeping),
        *on_trajectory("parallel", "thm-B.4/parallel", p), by.have("never flat", never_flat(p), flat),
        by.apply("found", "parallel", premises=[by.given("never flat")]), by.split(rest, limit_proof(p)),
    )  # fmt: skip


def limit_proof(p: FromModifiedBasin) -> by.Proof:
    """The end of the proof, from the fact `found`: w_k tends to r u."""
    w, square = R_LIM * U, W_0 @ W_0
    agree = each(by.have("positive", le(0, T * p.alpha_at(K)), by.auto("here.1", "size", degree=1)), by.auto("positive", degree=1, factors=[(norm_h(p.w[K]), 1)]))
    opposed = by.script(by.suppose_not("opposed"), by.theorem("u u", "definite", "H", "1", U),
                        by.have("turned", le(0, T * R_LIM), by.auto("in the limit", degree=1, factors=[(UHU, -1)])),
                        by.have("both", lt(0, (T * R_LIM) ** 2), by.auto("size", degree=1, squares=[R_LIM], factors=[(R_LIM, 2)])),
                        by.auto("turned", "opposed", "both", degree=2))  # fmt: skip
    return by.script(
        by.obtain("found", "r"), by.theorem("g stays", "limit_constant", seq(p.g)), by.theorem("t stays", "limit_constant", seq(T)),
        by.theorem("y tends", "limit_dot", seq(p.w[K]), w, seq(p.g), p.g, premises={0: by.given("r"), 1: by.given("g stays")}),
        by.theorem("t y tends", "limit_product", seq(T), T, seq(p.y_at(K)), w @ p.g, premises={0: by.given("t stays"), 1: by.given("y tends")}),
        by.theorem("nothing", "limit_constant", seq(Scalar("0"))),
        by.theorem("in the limit", "limit_order", seq(Scalar("0")), "0", seq(T * p.y_at(K)), T * (w @ p.g), "0",
                   premises={0: by.given("nothing"), 1: by.given("t y tends"), 3: agree}),
        by.theorem("squares tend", "limit_dot", seq(p.w[K]), w, seq(p.w[K]), w, premises={0: by.given("r"), 1: by.given("r")}),
        by.theorem("first length", "limit_constant", seq(square)),
        by.theorem("limit length", "limit_order", seq(square), square, seq(p.w[K] @ p.w[K]), w @ w, "0",
                   premises={0: by.given("first length"), 1: by.given("squares tend"), 3: each(by.given("here.2"))}),
        by.have("result", modified_limit(p), by.witness({"r'": R_LIM}, by.trivial(), by.split(
            opposed, by.given("r"), by.given("limit length"), least_loss(p)))), by.given("result"),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# One step


class ModifiedNear(Problem):
    """A state w of MBNGD with |e| <= R and alpha0^2 <= alpha0 alpha, not shorter than w0, small steps, and the state v that follows."""

    def __init__(self) -> None:
        super().__init__()
        self.w, self.v = self.vector("w", "nonzero"), self.vector("v", "nonzero")
        self.eps = self.scalar("eps", latex=r"\varepsilon")
        self.scalar("alpha0", "nonzero", latex=r"\alpha_0")
        self.scalar("R", "nonnegative")
        self.vector("w0", "nonzero", latex="w_0")
        self.alpha, self.beta = (self.define(name, x @ self.g / norm_h(x)) for name, x in (("alpha", self.w), ("beta", self.v)))
        self.effective = self.define("eps_hat", EPS * (self.w @ self.g / (self.w @ (H @ self.w))) ** 2, latex=r"\hat\varepsilon")
        self.assume("v follows w", eq(self.v, mbngd.step(H, self.g, self.w, EPS)))
        positive_step(self)
        self.assume("R bounds the residual", le(UHU - T**2, LOW * RADIUS**2))
        self.assume("the step size is small", le(EPS * (U_SIZE + RADIUS) ** 2 * HIGH, 2 * (W_0 @ W_0)))
        self.assume("alpha is not smaller than alpha_0", le(T**2, T * self.alpha))
        self.assume("w is not shorter than w_0", le(W_0 @ W_0, self.w @ self.w))


@claim("new-basin-mbngd/step", title="what one step keeps", kind="inequality", paper=NOT_PRINTED, equivalent_mutants={
    "symbol swapped: vᵀ v becomes vᵀ w": "v - w is orthogonal to w, so that v'w = |w|^2"})
def modified_step_stays_near() -> Decision:
    """If eps (|u| + R)^2 lambda_max <= 2 |w_0|^2, one step of MBNGD keeps alpha_0^2 <= alpha_0 alpha and |w_0| <= |w|, and q does not grow."""
    p = ModifiedNear()
    x, size, push, pull = p.effective, p.w @ p.w, EPS * (p.w @ p.g) / (p.w @ (H @ p.w)), H @ bngd.residual(H, U, p.w)
    q, q_after = (UHU - (z @ p.g) ** 2 / (z @ (H @ z)) for z in (p.w, p.v))
    statement = p.claim(all_of(le(T**2, T * p.beta), le(W_0 @ W_0, p.v @ p.v), le(q_after, q), lt(0, x), le(x * HIGH, 2)))
    moved = p.w + push * pull
    state: dict[str, Expression] = {"H": H, "u": U, "a": p.alpha, "w": p.w, "eps": EPS}
    two = by.script(
        by.have("scaled", le(x * size * HIGH, EPS * (U_SIZE + RADIUS) ** 2 * HIGH), by.auto("here.3", degree=1, factors=[(HIGH, 1)])),
        by.have("all", le(x * HIGH * size, 2 * size), by.auto("scaled", "h4", "h6", degree=1)), by.auto("all", degree=1, factors=[(size, -1)]),
    )  # fmt: skip
    proof = by.script(
        by.use("here", "new-basin/effective", {**state, "alpha0": T, "m": T**2, "C": Scalar("1"), "R": RADIUS}),
        by.have("positive", lt(0, x), by.auto("here.1", degree=1)), by.have("not negative", le(0, x), by.auto("here.1", degree=1)),
        by.have("at most two", le(x * HIGH, 2), two),
        by.use("sign", "lemma-A.12/sign", {**state, "eps_a": Scalar("0"), "b": p.alpha, "z": p.v}),
        by.have("t alpha", lt(0, T * p.alpha), by.auto("h5", degree=1, factors=[(T, 2)])),
        by.have("grows", le(T * p.alpha, T * p.beta), by.script(
            by.have("scaled", le(T * p.alpha * (T * p.alpha), T * p.alpha * (T * p.beta)), by.auto("sign.3", degree=1, squares=[T])),
            by.auto("scaled", "t alpha", degree=1, factors=[(T * p.alpha, -1)]))),
        by.have("longer so far", growth(p.w, push, pull), by.auto()), by.have("same", eq(p.v @ p.v, moved @ moved), by.auto("h1", multipliers=[p.v, moved])),
        by.theorem("length", "gram", "I", "0", pull),
        by.split(by.auto("grows", "h5", degree=1), by.auto("same", "longer so far", "length", "h6", degree=1, squares=[push]), by.given("sign.1"),
                 by.given("positive"), by.given("at most two")),
    )  # fmt: skip
    return Decision(Part(statement, proof))
