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
    square_h,
    squared_out,
    unit_length,
)
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.small_steps import WIDE_SPECTRUM
from proofs_checks.trajectories import K, Trajectory, growth
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Expression,
    Formula,
    Instance,
    Scalar,
    Statement,
    Vector,
    all_of,
    any_of,
    eig,
    eq,
    from_index,
    instance,
    le,
    lt,
    ne,
    tends,
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
