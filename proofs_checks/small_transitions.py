"""Lemma A.12, one step of a trajectory: what small steps of w keep."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.one_step import (
    gentle_steps,
    norm_h,
    positive_step,
    square_h,
)
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.trajectories import Trajectory, growth
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Expression,
    Formula,
    Scalar,
    Vector,
    all_of,
    eig,
    eq,
    le,
    lt,
)  # fmt: skip

LEAST, MOST, EPS, W_0 = Scalar("m"), Scalar("M"), Scalar("eps"), Vector("w0")


class Transition(Problem):
    """A state (a, w) of BNGD and the state (b, z) that follows it."""

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.with_state().with_steps()
        self.b, self.z = self.scalar("b"), self.vector("z", "nonzero")
        after = bngd.step(self.H, self.g, self.state, self.eps_a, self.eps)
        self.assume("b follows a", eq(self.b, after.a))
        self.assume("z follows w", eq(self.z, after.w))
        self.alpha = self.define("alpha", self.wg / self.sigma)
        self.beta = self.define("beta", self.z @ self.g / norm_h(self.z))
        self.effective = self.define("eps_hat", bngd.effective_step(self.H, self.g, self.state, self.eps),
                                     latex=r"\hat\varepsilon")  # fmt: skip
        self.q = self.define("q", square_h(self.u) - self.wg**2 / self.sigma**2)
        self.q_after = self.define("q_z", square_h(self.u) - (self.z @ self.g) ** 2 / square_h(self.z))


TRANSITION: dict[str, Expression] = {
    "H": H, "u": Vector("u"), "a": Scalar("a"), "w": Vector("w"), "eps_a": Scalar("eps_a"), "eps": Scalar("eps"), "b": Scalar("b"), "z": Vector("z"),
}  # fmt: skip


def at_step(p: Trajectory, k: Scalar) -> dict[str, Expression]:
    """The values of a transition's symbols at step k of a trajectory."""
    return {"H": p.H, "u": p.u, "a": p.a[k], "w": p.w[k], "eps_a": p.eps_a, "eps": p.eps, "b": p.a[k + 1], "z": p.w[k + 1]}


# ------------------------------------------------------------------------------------------------
# One step


def sign_is_kept(p: Transition) -> Formula:
    """q does not grow, w'g keeps its sign and at least half of its size, and alpha = w'g/sigma does not shrink."""
    return all_of(le(p.q_after, p.q), le(p.wg**2 / 2, p.wg * (p.z @ p.g)), le(p.alpha**2, p.alpha * p.beta),
                  le(p.alpha * p.beta, p.beta**2))  # fmt: skip


@claim("lemma-A.12/sign", title="an effective step up to 2/lambda_max keeps the sign of w'g", kind="inequality", paper=NOT_PRINTED)
def sign_of_correlation_is_kept() -> Decision:
    """For 0 <= eps_hat <= 2/lambda_max one step leaves q no larger, and y = w'g with its sign and at least half of its size.

    With t = y/sigma^2 and v = u - tz = (I - eps_hat H)e we have |v|_H^2 <= |e|_H^2 = |u|_H^2 - y^2/sigma^2, and
    2 t z'g = |u|_H^2 + t^2 |z|_H^2 - |v|_H^2 >= y^2/sigma^2.  So no bound on eps but that of the effective step is needed.
    """
    p = Transition()
    p.assume("the effective step is not negative", le(0, p.effective))
    p.assume("the effective step is at most 2/lambda_max", le(p.effective * HIGH, 2))
    return Decision(Part(p.claim(sign_is_kept(p)), sign_proof(p)))


def sign_proof(p: Transition) -> by.Proof:
    """The proof of lemma-A.12/sign."""
    e, n, x, t, size = bngd.residual(H, p.u, p.w), Scalar("n"), p.effective, p.wg / p.sigma**2, square_h(p.z)
    lam, v, moved, product = eig(H, n), p.u - t * p.z, e - x * (H @ e), p.wg * (p.z @ p.g)
    on_spectrum = by.script(
        by.fix(), by.theorem("up", "eigenvalue_order", H, n, "d"),
        by.have("two", le(x * lam, 2), by.auto("up", "h4", degree=1, factors=[(x, 1)])),
        by.auto("two", degree=1, factors=[(lam, 1), (lam, 1), (x, 1)]),
    )  # fmt: skip
    agree = by.script(by.have("y", le(0, product), by.auto("sign", degree=1, squares=[p.wg])),
                      by.auto("y", degree=1, factors=[(p.sigma, -1), (norm_h(p.z), -1)]))  # fmt: skip
    return by.script(
        by.theorem("form", "spectral_form", H, e, "n", "0", "0", 2 * x, -(x**2), premises={1: on_spectrum}),
        by.have("v", eq(v, moved), by.auto("h2", multipliers=[t])),
        by.have("v size", eq(square_h(v), square_h(moved)), by.auto("v", multipliers=[H @ v, H @ moved])),
        by.have("v short", le(square_h(v), p.q), by.auto("v size", "form", degree=1)),
        by.have("near", le(p.q_after, square_h(v)), by.auto(degree=0, factors=[(size, 1)], squares=[t - (p.z @ p.g) / size])),
        by.have("falls", le(p.q_after, p.q), by.auto("near", "v short", degree=1)),
        by.theorem("pos", "gram", "H", "1", p.z),
        by.have("sign", le(p.wg**2 / 2, product), by.auto("v short", "pos", degree=1, squares=[t], factors=[(p.sigma, 2)])),
        by.have("grows", le(p.alpha**2, p.beta**2), by.auto("falls", degree=1)),
        by.have("agree", le(0, p.alpha * p.beta), agree),
        by.theorem("one", "root_order", p.alpha**2, p.alpha * p.beta, premises={1: by.auto("grows", degree=1, squares=[p.alpha])}),
        by.theorem("two", "root_order", p.alpha * p.beta, p.beta**2, premises={1: by.auto("grows", degree=1, squares=[p.beta])}),
        by.split(by.given("falls"), by.given("sign"), by.given("one"), by.given("two")),
    )  # fmt: skip


KEPT = ("a and w'g agree in sign", "w'g/sigma stays away from zero", "a stays bounded", "w is not shorter than w_0")
U_SIZE = norm_h(Vector("u"))


def kept(a: Scalar, w: Vector, alpha: Scalar) -> tuple[Formula, ...]:
    """m <= a alpha, m <= alpha^2, a^2 <= M^2, |w0|^2 <= |w|^2."""
    return le(LEAST, a * alpha), le(LEAST, alpha**2), le(a**2, MOST**2), le(W_0 @ W_0, w @ w)


def trapped(w: Vector, effective: Scalar) -> tuple[Formula, Formula]:
    """(eps m/lambda_max)/|w|^2 <= eps_hat <= eps M |u|_H/(lambda_min |w0|^2)."""
    return le(EPS * LEAST / HIGH / (w @ w), effective), le(effective, EPS * MOST * U_SIZE / (LOW * (W_0 @ W_0)))


def small_for(p: Problem, room: int = 2) -> None:
    """Add m and M; assume 0 < eps_a <= 1, eps > 0, |u|_H <= M, and eps M |u|_H lambda_max <= room lambda_min |w0|^2."""
    p.scalar("m", "positive")
    p.scalar("M", "positive")
    gentle_steps(p)
    positive_step(p)
    p.assume("M bounds |u|_H", le(U_SIZE, MOST))
    p.assume("the step size of w is small", le(EPS * MOST * U_SIZE * HIGH, room * LOW * (W_0 @ W_0)))


class Bounded(Transition):
    """A transition with the hypotheses of `small_for` (h3 to h7), from a state with the properties `kept` (h8 to h11)."""

    def __init__(self, room: int = 2) -> None:
        super().__init__()
        self.vector("w0", "nonzero", latex="w_0")
        small_for(self, room)
        for text, formula in zip(KEPT, kept(self.a, self.w, self.alpha)):
            self.assume(text, formula)


@claim("lemma-A.12/step", title="what one small step keeps", kind="inequality", paper=NOT_PRINTED)
def small_step_keeps() -> Decision:
    """If eps M |u|_H kappa <= 2 |w_0|^2, |u|_H <= M and 0 < eps_a <= 1, one step keeps |a| <= M, |w_0| <= |w|, m <= a alpha and m <= alpha^2.

    Meanwhile (eps m/lambda_max)/|w|^2 <= eps_hat <= eps M |u|_H/(lambda_min |w_0|^2), and q does not grow.
    """
    p = Bounded()
    after = kept(p.b, p.z, p.beta)
    statement = p.claim(all_of(*after, *trapped(p.w, p.effective), le(p.q_after, p.q)))
    proof = by.script(*trapping_steps(p), *sign_steps(p), *keeping_steps(p), by.split(*map(by.given, (
        "kept", "beta", "bounded", "longer", "low", "up", "sign.1"))))  # fmt: skip
    return Decision(Part(statement, proof))


def trapping_steps(p: Bounded) -> list[by.Proof]:
    """Steps: facts `low` and `up`, the bounds of the effective step, and `cap`: alpha^2 <= |u|_H^2."""
    a, x, size, alpha, length = p.a, p.effective, p.w @ p.w, p.alpha, W_0 @ W_0
    product = by.script(by.have("one", le((a * alpha) ** 2, MOST**2 * alpha**2), by.auto("h10", degree=1, squares=[alpha])),
                        by.auto("one", "cap", degree=1, factors=[(MOST, 1), (MOST, 1)]))  # fmt: skip
    most = EPS * MOST * U_SIZE
    low = by.script(
        by.have("thin", le(1 / (HIGH * size), 1 / p.sigma**2), by.auto("w.2", degree=1, factors=[(p.sigma, -2), (HIGH, -1), (size, -1)])),
        by.have("first", le(EPS * LEAST / HIGH / size, EPS * LEAST / p.sigma**2), by.auto("thin", degree=1, factors=[(EPS, 1), (LEAST, 1)])),
        by.have("second", le(EPS * LEAST / p.sigma**2, x), by.auto("h8", degree=1, factors=[(EPS, 1), (p.sigma, -2)])),
        by.auto("first", "second", degree=1),
    )  # fmt: skip
    return [
        by.theorem("w", "rayleigh", H, p.w), by.theorem("angle", "gram", "H", "1", p.u, p.w),
        by.have("cap", le(alpha**2, U_SIZE**2), by.auto("angle", degree=1, factors=[(p.sigma, -2)])),
        by.theorem("product", "root_order", a * alpha, MOST * U_SIZE, premises={1: product}),
        by.have("long", le(LOW * length, p.sigma**2), by.auto("w.1", "h11", degree=1, factors=[(LOW, 1)])),
        by.have("short", le(1 / p.sigma**2, 1 / (LOW * length)), by.auto("long", degree=1, factors=[(p.sigma, -2), (LOW, -1), (length, -1)])),
        by.have("here", le(x, most / p.sigma**2), by.auto("product", degree=1, factors=[(EPS, 1), (p.sigma, -2)])),
        by.have("there", le(most / p.sigma**2, most / (LOW * length)), by.auto("short", degree=1, factors=[(EPS, 1), (MOST, 1), (U_SIZE, 1)])),
        by.have("up", le(x, most / (LOW * length)), by.auto("here", "there", degree=1)),
        by.have("low", le(EPS * LEAST / HIGH / size, x), low),
    ]  # fmt: skip


def sign_steps(p: Bounded) -> list[by.Proof]:
    """Steps: facts `sign`, what lemma-A.12/sign says of this step, `beta`: m <= beta^2, and `a beta`: m <= a beta."""
    a, x, alpha, beta, length = p.a, p.effective, p.alpha, p.beta, W_0 @ W_0
    bound = EPS * MOST * U_SIZE / (LOW * length)
    below = by.script(
        by.have("cramped", le(bound * HIGH, 2), by.auto("h7", degree=1, factors=[(LOW, -1), (length, -1)])),
        by.have("within", le(x * HIGH, bound * HIGH), by.auto("up", degree=1, factors=[(HIGH, 1)])), by.auto("within", "cramped", degree=1),
    )  # fmt: skip
    agree = by.script(
        by.have("i", le(0, a * alpha), by.auto("h8", degree=1, factors=[(LEAST, 1)])),
        by.have("ii", le(a * alpha * alpha**2, a * alpha * alpha * beta), by.auto("i", "sign.3", degree=2)),
        by.have("iii", le(a * alpha, a * beta), by.auto("ii", degree=1, factors=[(alpha**2, -1)])), by.auto("iii", "h8", degree=1),
    )  # fmt: skip
    positive = by.auto("low", degree=1, factors=[(EPS, 1), (LEAST, 1), (HIGH, -1), (p.w @ p.w, -1)])
    return [
        by.have("not negative", le(0, x), positive), by.have("at most two", le(x * HIGH, 2), below),
        by.use("sign", "lemma-A.12/sign", TRANSITION),
        by.have("beta", le(LEAST, beta**2), by.auto("h9", "sign.3", "sign.4", degree=1)),
        by.have("alpha alpha", lt(0, alpha**2), by.auto("h9", degree=1, factors=[(LEAST, 1)])),
        by.have("a beta", le(LEAST, a * beta), agree),
    ]  # fmt: skip


def keeping_steps(p: Bounded) -> list[by.Proof]:
    """Steps: facts `kept`: m <= b beta, `bounded`: b^2 <= M^2, and `longer`: |w0|^2 <= |z|^2."""
    a, b, r, alpha, beta = p.a, p.b, p.eps_a, p.alpha, p.beta
    push, pull = EPS * a / p.sigma, H @ bngd.residual(H, p.u, p.w)
    moved, mean = p.w + push * pull, (1 - r) * a + r * alpha
    rises = by.script(
        by.have("is", eq(b * beta, (1 - r) * (a * beta) + r * (alpha * beta)), by.auto("h1", multipliers=[beta])),
        by.have("both", le(LEAST, alpha * beta), by.auto("h9", "sign.3", degree=1)),
        by.have("old", le((1 - r) * LEAST, (1 - r) * (a * beta)), by.auto("h4", "a beta", degree=2)),
        by.have("new", le(r * LEAST, r * (alpha * beta)), by.auto("both", degree=1, factors=[(r, 1)])), by.auto("is", "old", "new", degree=1),
    )  # fmt: skip
    convex = by.script(
        by.have("is", eq(b**2, mean**2), by.auto("h1", multipliers=[b, mean])),
        by.have("room", le(U_SIZE**2, MOST**2), by.auto("h6", degree=1, factors=[(U_SIZE, 1), (MOST, 1)])),
        by.have("inside", le(alpha**2, MOST**2), by.auto("cap", "room", degree=1)),
        by.have("old", le((1 - r) * a**2, (1 - r) * MOST**2), by.auto("h4", "h10", degree=2)),
        by.have("new", le(r * alpha**2, r * MOST**2), by.auto("inside", degree=1, factors=[(r, 1)])),
        by.have("spread", le(0, r * (1 - r) * (a - alpha) ** 2), by.auto("h4", degree=1, factors=[(r, 1)], squares=[a - alpha])),
        by.auto("is", "old", "new", "spread", degree=1),
    )  # fmt: skip
    return [by.have("kept", le(LEAST, b * beta), rises), by.have("bounded", le(b**2, MOST**2), convex),
            by.have("longer", le(W_0 @ W_0, p.z @ p.z), longer_proof(p, push, pull, moved, "h11"))]  # fmt: skip


def longer_proof(p: Transition, push: Scalar, pull: Vector, moved: Vector, before: str) -> by.Proof:
    """A proof of |w0|^2 <= |z|^2 from h2: z = w + push pull, and the fact before: |w0|^2 <= |w|^2."""
    return by.script(
        by.have("longer so far", growth(p.w, push, pull), by.auto()), by.have("same", eq(p.z @ p.z, moved @ moved), by.auto("h2", multipliers=[p.z, moved])),
        by.theorem("positive", "gram", "I", "0", pull), by.auto("same", "longer so far", "positive", before, degree=1, squares=[push]),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
