"""Beyond 3.2: a set of starts, given by inequalities, from which BNGD and MBNGD converge to a minimiser."""

from __future__ import annotations

from proofs_checks.convergence_theorem import ROOT, W, least_loss
from proofs_checks.every_start import seq
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.limits import is_minimiser, limit_is_nonzero, quantities_tend, with_loss
from proofs_checks.orbits import gentle_steps, norm, norm_h, positive_step
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.small_trajectories import TRANSITION, Transition, at_start, at_step, longer_proof
from proofs_checks.trajectories import K, Trajectory, growth
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
    Vector,
    all_of,
    eig,
    eq,
    exists,
    from_index,
    implies,
    le,
    lt,
    ne,
    power,
    sign,
    sqrt,
    tends,
)  # fmt: skip

T, LEAST, RATIO, RADIUS = Scalar("alpha0"), Scalar("m"), Scalar("C"), Scalar("R")
MOST, ASIDE = Scalar("M"), abs(T)
EPS, EPS_A, W_0, U_SIZE, HEIGHT = Scalar("eps"), Scalar("eps_a"), Vector("w0"), norm(U), norm_h(U)
LONGEST = (U_SIZE + RADIUS) ** 2
SHORTEST = (U_SIZE - RADIUS) ** 2


# ------------------------------------------------------------------------------------------------
# The theorem


@claim("new-basin", title="starts from which BNGD reaches a minimiser", kind="theorem", where="beyond 3.3", paper=NOT_PRINTED)
def basin() -> Decision:
    """From starts that are close to a minimiser for the step size in question BNGD converges to a global minimiser r u, r alpha_0 > 0, |w_0| <= |r u|.

    For 0 < eps_a <= 1, a_0 w_0'g > 0, |a_0| <= M and |u|_H <= M it is enough that eps M (|u| + sqrt(q_0/lambda_min))^2 lambda_max <=
    2 |alpha_0| |w_0|^2, where alpha_0 = w_0'g/sigma_0 and q_0 = |e_0|_H^2 = u'Hu - alpha_0^2.  No condition number is in it, as 1/sigma^2 =
    |u - e|^2/(alpha^2 |w|^2), and |e|^2 <= q/lambda_min is small near the end.

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
# The effective step


def near_u(p: Problem) -> None:
    """Add m > 0, C and R >= 0; assume eps > 0, m <= alpha0^2 and u'Hu - alpha0^2 <= lambda_min R^2, so that |e| <= R where alpha^2 >= alpha0^2."""
    p.scalar("m", "positive")
    p.scalar("C")
    p.scalar("R", "nonnegative")
    positive_step(p)
    p.assume("m is at most alpha_0^2", le(LEAST, T**2))
    p.assume("R bounds the residual", le(UHU - T**2, LOW * RADIUS**2))


KEPT = ("a has the sign of alpha_0", "a is at most C alpha", "alpha is not smaller than alpha_0")


def kept(a: Scalar, alpha: Scalar) -> tuple[Formula, ...]:
    """m <= alpha0 a, alpha0 a <= C alpha0 alpha, alpha0^2 <= alpha0 alpha."""
    return le(LEAST, T * a), le(T * a, RATIO * (T * alpha)), le(T**2, T * alpha)


def bounds_of_step(a: Scalar, sigma: Scalar, effective: Scalar, size: Scalar) -> tuple[Formula, ...]:
    """0 < eps_hat, eps a^2 <= C sigma^2 eps_hat, and the bounds of |w|^2 eps_hat."""
    below = implies(le(RADIUS, U_SIZE), le(EPS * LEAST * SHORTEST, effective * size * (abs(T) * HEIGHT)))
    return lt(0, effective), le(EPS * a**2 / sigma**2, RATIO * effective), le(effective * size, EPS * RATIO * LONGEST), below


@claim("new-basin/effective", title="bounds of the effective step", kind="inequality", paper=NOT_PRINTED)
def effective_step_is_trapped() -> Decision:
    """Where 0 < a/alpha <= C and |e| <= R, the effective step is at most eps C (|u| + R)^2/|w|^2, and at least a multiple of eps (|u| - R)^2/|w|^2.

    For (w'g/sigma^2) w = u - e, so that 1/sigma^2 = |u - e|^2/(alpha^2 |w|^2): where e is small, sigma^2 is known better than
    lambda_min |w|^2 <= sigma^2 <= lambda_max |w|^2 says.
    """
    p = Problem().with_state()
    p.eps = p.scalar("eps", latex=r"\varepsilon")
    p.scalar("alpha0", latex=r"\alpha_0")
    near_u(p)
    alpha = p.define("alpha", p.wg / p.sigma)
    x = p.define("eps_hat", bngd.effective_step(H, p.g, p.state, EPS), latex=r"\hat\varepsilon")
    for text, formula in zip(KEPT, kept(p.a, alpha)):
        p.assume(text, formula)
    bounds = bounds_of_step(p.a, p.sigma, x, p.w @ p.w)
    names = ("positive", "square", "up", "low")
    return Decision(Part(p.claim(all_of(*bounds)), by.script(
        *signs(p.a, alpha), *residual_size(p), *(by.have(name, f, proof) for name, f, proof in zip(names, bounds, trapping(p, alpha, x))),
        by.split(*map(by.given, names)))))  # fmt: skip


def signs(a: Scalar, alpha: Scalar) -> list[by.Proof]:
    """Steps: what the facts h4 to h6 say without alpha0: `low a`, `most`: a alpha <= C alpha^2, `alpha`: alpha0^2 <= alpha^2."""
    return [
        by.have("tt", lt(0, T**2), by.auto("h2", degree=1, factors=[(LEAST, 1)])),
        by.have("t alpha", lt(0, T * alpha), by.auto("tt", "h6", degree=1)),
        by.have("t a", lt(0, T * a), by.auto("h4", degree=1, factors=[(LEAST, 1)])),
        by.have("agree", lt(0, a * alpha), by.auto("t alpha", "t a", degree=2, factors=[(T**2, -1)])),
        by.have("most", le(a * alpha, RATIO * alpha**2), by.auto("t alpha", "h5", degree=2, factors=[(T**2, -1)])),
        by.have("a square", le(a**2, RATIO * (a * alpha)), by.auto("t a", "h5", degree=2, factors=[(T**2, -1)])),
        by.have("alpha", le(T**2, alpha**2), by.script(
            by.have("one", le(T**2 * (T * alpha), (T * alpha) ** 2), by.auto("t alpha", "h6", degree=2)),
            by.have("two", le(T * alpha, alpha**2), by.auto("one", degree=1, factors=[(T**2, -1)])), by.auto("two", "h6", degree=1))),
    ]  # fmt: skip


def residual_size(p: Problem) -> list[by.Proof]:
    """Steps: facts `short`: |e| <= R, and `left`, `right`: |u'e| <= |u| |e|; from the fact `alpha`."""
    e = bngd.residual(H, U, p.w)
    size, cross = norm(e), U @ e
    return [
        by.theorem("e", "rayleigh", H, e), by.have("energy", le(LOW * (e @ e), LOW * RADIUS**2), by.auto("e.1", "alpha", "h3", degree=1)),
        by.have("squares", le(e @ e, RADIUS**2), by.auto("energy", degree=1, factors=[(LOW, -1)])),
        by.theorem("short", "root_order", size, RADIUS, premises={1: by.auto("squares", degree=1)}),
        by.theorem("cauchy", "gram", "I", "0", U, e),
        by.theorem("left", "root_order", -cross, U_SIZE * size, premises={1: by.auto("cauchy", degree=1)}),
        by.theorem("right", "root_order", cross, U_SIZE * size, premises={1: by.auto("cauchy", degree=1)}),
    ]  # fmt: skip


def trapping(p: Problem, alpha: Scalar, x: Scalar) -> tuple[by.Proof, ...]:
    """Proofs of the four bounds of `bounds_of_step`."""
    e, a, scale = bngd.residual(H, U, p.w), p.a, abs(T) * HEIGHT
    far, size, ratio = U - e, norm(e), p.wg / p.sigma**2
    distance, product = far @ far, EPS * (a * alpha) * (p.w @ p.w) / p.sigma**2
    moved = by.have("is", eq(distance, ratio**2 * (p.w @ p.w)), by.trivial())
    up = by.script(
        moved, by.have("grown", le(distance, LONGEST), by.auto("left", "short", "squares", degree=1, factors=[(U_SIZE, 1)])),
        by.have("here", le(product, EPS * RATIO * distance), by.auto("most", degree=1, factors=[(EPS, 1), (p.w @ p.w, 1), (p.sigma, -2)])),
        by.have("C", le(0, RATIO), by.auto("t alpha", "t a", "h5", degree=1, factors=[(T * alpha, -1)])),
        by.have("there", le(EPS * RATIO * distance, EPS * RATIO * LONGEST), by.auto("C", "grown", degree=2, factors=[(EPS, 1)])),
        by.auto("here", "there", degree=1),
    )  # fmt: skip
    low = by.script(
        by.assume("inside"), moved,
        by.have("left over", le(SHORTEST, (U_SIZE - size) ** 2), by.auto("inside", "short", degree=2)),
        by.have("away", le(SHORTEST, distance), by.auto("left over", "right", degree=1)),
        by.theorem("angle", "gram", "H", "1", U, p.w), by.have("cap", le(alpha**2, UHU), by.auto("angle", degree=1, factors=[(p.sigma, -2)])),
        by.theorem("wide", "root_order", T * alpha, scale, premises={1: by.auto("cap", degree=1, squares=[T])}),
        by.have("both", le(LEAST * (T * alpha), T * a * scale), by.script(
            by.have("one", le(LEAST * (T * alpha), LEAST * scale), by.auto("wide", degree=1, factors=[(LEAST, 1)])),
            by.have("two", le(LEAST * scale, T * a * scale), by.auto("h4", degree=1, factors=[(abs(T), 1), (HEIGHT, 1)])), by.auto("one", "two", degree=1))),
        by.have("ratio", le(LEAST * alpha**2, a * alpha * scale), by.auto("both", "t alpha", degree=2, factors=[(T**2, -1)])),
        by.have("here", le(EPS * LEAST * distance, product * scale), by.auto("ratio", degree=1, factors=[(EPS, 1), (p.w @ p.w, 1), (p.sigma, -2)])),
        by.have("there", le(EPS * LEAST * SHORTEST, EPS * LEAST * distance), by.auto("away", degree=1, factors=[(EPS, 1), (LEAST, 1)])),
        by.auto("here", "there", degree=1),
    )  # fmt: skip
    return (by.auto("agree", degree=1, factors=[(EPS, 1), (p.sigma, -2)]), by.auto("a square", degree=1, factors=[(EPS, 1), (p.sigma, -2)]), up, low)


# ------------------------------------------------------------------------------------------------
# One step


def gentle_for_ratio(p: Problem) -> None:
    """Assume 0 < eps_a, 1 <= C, eps_a <= C and m <= (eps_a - (eps_a - 1) C) alpha0^2, after `near_u`."""
    p.assume("the step size of a is positive", lt(0, EPS_A))
    p.assume("C is at least one", le(1, RATIO))
    p.assume("C is at least eps_a", le(EPS_A, RATIO))
    p.assume("m is at most what a step leaves", le(LEAST, (EPS_A - (EPS_A - 1) * RATIO) * T**2))


def small(w0: Vector) -> Formula:
    """eps C (|u| + R)^2 lambda_max <= 2 |w0|^2."""
    return le(EPS * RATIO * LONGEST * HIGH, 2 * (w0 @ w0))


class Near(Transition):
    """A transition with the hypotheses of `near_u` (h3 to h5) and `gentle_for_ratio` (h6 to h9), and small steps (h10), from a state `kept` (h11 to h14)."""

    def __init__(self) -> None:
        super().__init__()
        self.scalar("alpha0", latex=r"\alpha_0")
        near_u(self)
        gentle_for_ratio(self)
        w0 = self.vector("w0", "nonzero", latex="w_0")
        self.assume("the step size of w is small", small(w0))
        for text, formula in zip(KEPT, kept(self.a, self.alpha)):
            self.assume(text, formula)
        self.assume("w is not shorter than w_0", le(w0 @ w0, self.w @ self.w))


STATE: dict[str, Expression] = {"H": H, "u": U, "a": Scalar("a"), "w": Vector("w"), "eps": EPS, "alpha0": T, "m": LEAST, "C": RATIO, "R": RADIUS}


@claim("new-basin/step", title="what one step keeps", kind="inequality", paper=NOT_PRINTED)
def step_stays_near() -> Decision:
    """If eps C (|u| + R)^2 lambda_max <= 2 |w_0|^2, one step keeps 0 < a/alpha <= C, the sign of alpha, and lower bounds of |alpha|, |a| and |w|.

    For C >= 1 and eps_a <= C < eps_a/(eps_a - 1), where the last is asked for eps_a > 1 only: there C = eps_a will do.
    """
    p = Near()
    after = (*kept(p.b, p.beta), le(W_0 @ W_0, p.z @ p.z), le(p.q_after, p.q), lt(0, p.effective), le(p.effective * HIGH, 2))
    push, pull = EPS * p.a / p.sigma, H @ bngd.residual(H, U, p.w)
    proof = by.script(
        by.use("here", "new-basin/effective", STATE), *sign_steps(p), *keeping_steps(p),
        by.have("longer", le(W_0 @ W_0, p.z @ p.z), longer_proof(p, push, pull, p.w + push * pull, "h14")),
        by.split(*map(by.given, ("least", "ratio", "far", "longer", "sign.1", "here.1", "at most two"))),
    )  # fmt: skip
    return Decision(Part(p.claim(all_of(*after)), proof))


def sign_steps(p: Near) -> list[by.Proof]:
    """Steps: facts `sign`, what lemma-A.12/sign says of this step, `grows`: alpha0 alpha <= alpha0 beta, and `far`: alpha0^2 <= alpha0 beta."""
    x, size, alpha, beta = p.effective, p.w @ p.w, p.alpha, p.beta
    two = by.script(
        by.have("scaled", le(x * size * HIGH, EPS * RATIO * LONGEST * HIGH), by.auto("here.3", degree=1, factors=[(HIGH, 1)])),
        by.have("all", le(x * HIGH * size, 2 * size), by.auto("scaled", "h10", "h14", degree=1)), by.auto("all", degree=1, factors=[(size, -1)]),
    )  # fmt: skip
    return [
        by.have("not negative", le(0, x), by.auto("here.1", degree=1)), by.have("at most two", le(x * HIGH, 2), two),
        by.use("sign", "lemma-A.12/sign", TRANSITION),
        by.have("tt", lt(0, T**2), by.auto("h4", degree=1, factors=[(LEAST, 1)])),
        by.have("t alpha", lt(0, T * alpha), by.auto("tt", "h13", degree=1)),
        by.have("grows", le(T * alpha, T * beta), by.script(
            by.have("scaled", le(T * alpha * (T * alpha), T * alpha * (T * beta)), by.auto("sign.3", degree=1, squares=[T])),
            by.auto("scaled", "t alpha", degree=1, factors=[(T * alpha, -1)]))),
        by.have("far", le(T**2, T * beta), by.auto("grows", "h13", degree=1)),
    ]  # fmt: skip


def keeping_steps(p: Near) -> list[by.Proof]:
    """Steps: facts `least`: m <= alpha0 b, and `ratio`: alpha0 b <= C alpha0 beta."""
    a, b, r, alpha, beta = p.a, p.b, p.eps_a, p.alpha, p.beta
    left, wide = r - (r - 1) * RATIO, RATIO * (T * alpha)
    gentle = by.script(
        by.have("old", le((1 - r) * LEAST, (1 - r) * (T * a)), by.auto("gentle", "h11", degree=2)),
        by.have("both", le(LEAST, T * alpha), by.auto("h4", "h13", degree=1)),
        by.have("new", le(r * LEAST, r * (T * alpha)), by.auto("both", degree=1, factors=[(r, 1)])), by.auto("is", "old", "new", degree=1),
    )  # fmt: skip
    beyond = by.script(
        by.have("old", le((r - 1) * (T * a), (r - 1) * wide), by.auto("gentle", "h12", degree=2)),
        by.have("positive", le(0, left), by.auto("h9", degree=1, factors=[(LEAST, 1), (T**2, -1)])),
        by.have("new", le(left * T**2, left * (T * alpha)), by.auto("positive", "h13", degree=2)), by.auto("is", "old", "new", "h9", degree=1),
    )  # fmt: skip
    shrunk = by.script(
        by.have("old", le((1 - r) * (T * a), (1 - r) * wide), by.auto("gentle", "h12", degree=2)),
        by.have("new", le(r * (T * alpha), r * wide), by.auto("h7", "t alpha", degree=2, factors=[(r, 1)])), by.auto("is", "old", "new", degree=1),
    )  # fmt: skip
    crossed = by.script(
        by.have("t a", le(0, T * a), by.auto("h11", degree=1, factors=[(LEAST, 1)])),
        by.have("old", le(0, (r - 1) * (T * a)), by.auto("gentle", "t a", degree=2)),
        by.have("new", le(r * (T * alpha), wide), by.auto("h8", "t alpha", degree=2)), by.auto("is", "old", "new", degree=1),
    )  # fmt: skip
    return [
        by.have("is", eq(T * b, (1 - r) * (T * a) + r * (T * alpha)), by.auto("h1", multipliers=[T])),
        by.have("least", le(LEAST, T * b), by.cases("gentle", le(r, 1), gentle, beyond)),
        by.have("so far", le(T * b, wide), by.cases("gentle", le(r, 1), shrunk, crossed)),
        by.have("ratio", le(T * b, RATIO * (T * beta)), by.script(
            by.have("wider", le(wide, RATIO * (T * beta)), by.auto("h7", "grows", degree=2)), by.auto("so far", "wider", degree=1))),
    ]  # fmt: skip


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
    """A trajectory with alpha0, R = |e_0|_H/sqrt(lambda_min), which is sqrt(q_0/lambda_min), and c, the constant in the loss; u is not zero, as w0'g != 0 says."""

    def __init__(self) -> None:
        super().__init__("nonzero")
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


# ------------------------------------------------------------------------------------------------
# Explicit bounds and rates

GROWTH, HIGHEST, LOWEST, RHO = Scalar("K"), Scalar("h"), Scalar("l"), Scalar("rho")


@claim("new-basin/growth", title="what a step adds to |w|^2 it takes from q", kind="inequality", paper=NOT_PRINTED)
def growth_is_paid() -> Decision:
    """If 0 <= eps_hat <= h and eps C <= K (2 - h lambda_max), where eps a^2/sigma^2 <= C eps_hat, then |w|^2 does not shrink and |w|^2 + K q does not grow.

    A step adds (eps a/sigma)^2 e'H^2e to |w|^2, and takes at least eps_hat (2 - eps_hat lambda_max) e'H^2e from q.
    """
    p = Transition()
    p.scalar("C")
    p.scalar("h")
    p.scalar("K", "nonnegative")
    x, length, after = p.effective, p.w @ p.w, p.z @ p.z
    positive_step(p)
    p.assume("the effective step is not negative", le(0, x))
    p.assume("the effective step is at most h", le(x, HIGHEST))
    p.assume("a is at most C alpha", le(EPS * p.a**2 / p.sigma**2, RATIO * x))
    p.assume("K is large enough", le(EPS * RATIO, GROWTH * (2 - HIGHEST * HIGH)))
    return Decision(Part(p.claim(all_of(le(length, after), le(after + GROWTH * p.q_after, length + GROWTH * p.q))), growth_proof(p)))


def growth_proof(p: Transition) -> by.Proof:
    """The proof of new-basin/growth."""
    e, n, x, t, size = bngd.residual(H, U, p.w), Scalar("n"), p.effective, p.wg / p.sigma**2, p.z @ (H @ p.z)
    lam, v, kept_part = eig(H, n), p.u - t * p.z, e - x * (H @ e)
    push, pull = EPS * p.a / p.sigma, H @ e
    energy, moved = pull @ pull, p.w + push * pull
    on_spectrum = by.script(by.fix(), by.theorem("up", "eigenvalue_order", H, n, "d"), by.auto("up", degree=1, factors=[(lam, 1), (lam, 1)], squares=[x]))
    return by.script(
        by.theorem("form", "spectral_form", H, e, "n", "0", "0", x**2 * HIGH, -(x**2), premises={1: on_spectrum}),
        by.have("v", eq(v, kept_part), by.auto("h2", multipliers=[t])),
        by.have("v size", eq(v @ (H @ v), kept_part @ (H @ kept_part)), by.auto("v", multipliers=[H @ v, H @ kept_part])),
        by.have("near", le(p.q_after, v @ (H @ v)), by.auto(degree=0, factors=[(size, 1)], squares=[t - (p.z @ p.g) / size])),
        by.theorem("positive", "gram", "I", "0", pull), by.have("x energy", le(0, x * energy), by.auto("h4", "positive", degree=2)),
        by.have("falls", le(p.q_after, p.q - (2 * x - x**2 * HIGH) * energy), by.auto("near", "v size", "form", degree=1)),
        by.have("rest", le((2 - HIGHEST * HIGH) * (x * energy), (2 - x * HIGH) * (x * energy)), by.auto("h5", "x energy", degree=2, factors=[(HIGH, 1)])),
        by.have("paid", le(p.q_after, p.q - (2 - HIGHEST * HIGH) * (x * energy)), by.auto("falls", "rest", degree=1)),
        by.have("K paid", le(GROWTH * p.q_after, GROWTH * p.q - GROWTH * (2 - HIGHEST * HIGH) * (x * energy)), by.auto("paid", degree=1, factors=[(GROWTH, 1)])),
        by.have("enough", le(EPS * RATIO * (x * energy), GROWTH * (2 - HIGHEST * HIGH) * (x * energy)), by.auto("h7", "x energy", degree=2)),
        by.have("added", le(push**2 * energy, EPS * RATIO * (x * energy)), by.auto("h6", "positive", degree=2, factors=[(EPS, 1)])),
        by.have("longer", growth(p.w, push, pull), by.auto()), by.have("same", eq(p.z @ p.z, moved @ moved), by.auto("h2", multipliers=[p.z, moved])),
        by.have("is", eq(p.z @ p.z, p.w @ p.w + push**2 * energy), by.auto("same", "longer")),
        by.split(by.auto("is", "positive", degree=1, squares=[push]), by.auto("is", "added", "enough", "K paid", degree=1)),
    )  # fmt: skip


class WithRate(FromBasin):
    """`FromBasin` with C, m, h, K, l and rho, q_0 and B = |w0|^2 + K q_0, and the hypotheses of new-basin/rate."""

    def __init__(self) -> None:
        super().__init__()
        q0 = self.define("q_0", UHU - T**2)
        for name in ("C", "h", "K", "l"):
            self.scalar(name)
        self.scalar("m", "positive")
        self.scalar("rho", latex=r"\rho")
        self.bound = self.define("B", W_0 @ W_0 + GROWTH * q0)
        positive_step(self)
        self.assume("the step size of a is positive", lt(0, EPS_A))
        self.assume("C is at least one", le(1, RATIO))
        self.assume("C is at least eps_a", le(EPS_A, RATIO))
        self.assume("m is at most what a step leaves", le(LEAST, (EPS_A - (EPS_A - 1) * RATIO) * T**2))
        self.assume("m is at most alpha_0^2", le(LEAST, T**2))
        self.assume_start()
        self.assume("e is not longer than u", le(self.radius, U_SIZE))
        self.assume("h bounds the effective step", le(EPS * RATIO * (U_SIZE + self.radius) ** 2, HIGHEST * (W_0 @ W_0)))
        self.assume("h is below 2/lambda_max", lt(HIGHEST * HIGH, 2))
        self.assume("K is large enough", le(EPS * RATIO, GROWTH * (2 - HIGHEST * HIGH)))
        self.assume("l is small enough", le(LOWEST * (ASIDE * HEIGHT) * self.bound, EPS * LEAST * (U_SIZE - self.radius) ** 2))
        self.assume("rho bounds the slowest factor", le(1 - LOWEST * LOW, RHO))
        self.assume("rho bounds the fastest factor", le(HIGHEST * HIGH - 1, RHO))

    def size(self, k: Scalar | int) -> Scalar:
        """|w_k|^2."""
        return self.w[k] @ self.w[k]

    def total(self, k: Scalar | int) -> Scalar:
        """|w_k|^2 + K q_k."""
        return self.size(k) + GROWTH * self.q_at(k)


@claim("new-basin/rate", title="explicit bounds, and a linear rate", kind="theorem", paper=NOT_PRINTED)
def basin_with_rate() -> Decision:
    """From a start as in new-basin/ratio, |w_k|^2 + K q_k stays at most B = |w_0|^2 + K q_0, l <= eps_hat_k <= h, and q_k <= rho^(2k) q_0.

    Hypotheses are inequalities on the start only: h bounds the effective step from above, and h lambda_max < 2; K = eps C/(2 - h
    lambda_max) will do; l bounds the effective step from below where |w_k|^2 <= B; and rho >= 1 - l lambda_min, h lambda_max - 1.
    The limit r u has |w_k|^2 <= |r u|^2 <= |w_k|^2 + K q_k for every k.  For rho < 1 this is linear convergence of q_k, hence of |w_k|.
    """
    p = WithRate()
    total = p.size(K) + GROWTH * p.q[K]
    steps = all_of(le(W_0 @ W_0, p.size(K)), le(total, p.bound), le(LOWEST, p.eps_hat[K]), le(p.eps_hat[K], HIGHEST),
                   le(p.q[K], power(RHO**2, K) * Scalar("q_0")))  # fmt: skip
    return Decision(Part(p.claim(p.along(all_of(from_index(K, 0, steps), limit_ahead(p, total)), SHOWN)), rate_proof(p)))


def limit_ahead(p: WithRate, total: Scalar) -> Formula:
    """(a_k, w_k) tends to (sign(r) sqrt(u'Hu), r u) with r alpha0 > 0, and |w_k|^2 <= |r u|^2 <= total, for every k."""
    a, w = AT_LIMIT
    ahead = from_index(K, 0, all_of(le(p.size(K), w @ w), le(w @ w, total)))
    return exists([Decl("r", "scalar", "nonzero")], all_of(lt(0, R_LIM * T), tends(K, p.a[K], a), tends(K, p.w[K], w), ahead))


def rate_proof(p: WithRate) -> by.Proof:
    """The proof of new-basin/rate."""
    values: dict[str, Expression] = {"m": LEAST, "C": RATIO, "R": p.radius}
    room = EPS_A - (EPS_A - 1) * RATIO
    steps = each(*(by.apply(f"{name} here", name, {"k": K}) for name in ("bounded", "lowest", "trapped", "rate")), by.split(
        by.given("here.4"), by.given("bounded here"), by.given("lowest here"), by.given("trapped here.2"), by.given("rate here")))
    return by.script(
        by.have("size", lt(0, T**2), by.auto("h6", degree=1, factors=[(LEAST, 1)])), by.have("y", ne(W_0 @ p.g, 0), by.script(
            by.suppose_not("no y"), by.auto("size", "no y", degree=1, multipliers=[T / norm_h(W_0)]))),
        by.have("aside", lt(0, ASIDE), by.trivial()), by.theorem("u u", "definite", "H", "1", U), by.have("height", lt(0, HEIGHT), by.trivial()),
        by.have("room", lt(0, room), by.auto("h5", degree=1, factors=[(LEAST, 1), (T**2, -1)])),
        by.have("roomy", lt((EPS_A - 1) * RATIO, EPS_A), by.auto("room", degree=1)), by.have("bound", le(p.a0 * T, RATIO * T**2), by.auto("h8", degree=1)),
        by.have("radius", le(UHU - T**2, LOW * p.radius**2), by.trivial()), by.have("open", lt(0, 2 - HIGHEST * HIGH), by.auto("h11", degree=1)),
        by.have("paid", lt(0, EPS * RATIO), by.auto("h1", "h3", degree=2)),
        by.have("K", lt(0, GROWTH), by.script(by.suppose_not("no K"), by.auto("no K", "open", "paid", "h12", degree=2))),
        by.have("K too", le(0, GROWTH), by.auto("K", degree=1)),
        by.have("small", p.small(RATIO), by.script(by.have("scaled", le(EPS * RATIO * (U_SIZE + p.radius) ** 2 * HIGH, HIGHEST * HIGH * (W_0 @ W_0)),
            by.auto("h10", degree=1, factors=[(HIGH, 1)])), by.auto("scaled", "open", degree=1, factors=[(W_0 @ W_0, 1)]))),
        by.have("positive start", lt(0, p.a0 * (W_0 @ p.g)), by.auto("h7", degree=1, factors=[(norm_h(W_0), 1), (LEAST, 1)])),
        p.enter(), *along(p, "always", "new-basin/invariants", values, "", "", "", "h1", "h6", "radius", "h2", "h3", "h4", "h5", "small", "h7", "h8"),
        *along(p, "found", "new-basin/ratio", {"c": Scalar("c"), "C": RATIO}, "", "", "h1", "h2", "h3", "h4", "roomy", "positive start", "bound", "small"),
        *trapped_steps(p), *bounded_steps(p), *decaying_steps(p), by.split(steps, rate_of_limit(p)),
    )  # fmt: skip


def trapped_steps(p: WithRate) -> list[by.Proof]:
    """Steps: facts `trapped`: eps a_k^2/sigma_k^2 <= C eps_hat_k, eps_hat_k <= h, and eps_hat_k |w_k|^2 from below; `grows`."""
    x, low = p.eps_hat_at(K), EPS * LEAST * (U_SIZE - p.radius) ** 2
    state: dict[str, Expression] = {"H": H, "u": U, "a": p.a[K], "w": p.w[K], "eps": EPS, "alpha0": T, "m": LEAST, "C": RATIO, "R": p.radius}
    trapped = all_of(le(EPS * p.a[K] ** 2 / p.sigma_at(K) ** 2, RATIO * x), le(x, HIGHEST), le(low, x * p.size(K) * (ASIDE * HEIGHT)))
    up = by.script(
        by.have("product", le(x * p.size(K), HIGHEST * (W_0 @ W_0)), by.auto("trap.3", "h10", degree=1)),
        by.have("h", le(0, HIGHEST), by.auto("product", "trap.1", degree=1, factors=[(p.size(K), 1), (W_0 @ W_0, -1)])),
        by.have("longer", le(x * p.size(K), HIGHEST * p.size(K)), by.auto("product", "h", "here.4", degree=2)),
        by.auto("longer", degree=1, factors=[(p.size(K), -1)]),
    )  # fmt: skip
    grows = all_of(le(p.size(K), p.size(K + 1)), le(p.total(K + 1), p.total(K)))
    values: dict[str, Expression] = {**at_step(p, K), "C": RATIO, "h": HIGHEST, "K": GROWTH}
    return [
        by.have("trapped", from_index(K, 0, trapped), each(by.use("trap", "new-basin/effective", state, premises=given_from(
            "", "", "", "h1", "h6", "radius", "here.1", "here.2", "here.3")), by.apply("low", "trap.4", premises=[by.given("h9")]),
                                                          by.split(by.given("trap.2"), up, by.given("low")))),
        by.have("grows", from_index(K, 0, grows), each(by.apply("next", "orbit step", {"k": K}), by.apply("trap", "trapped", {"k": K}),
            by.have("not negative", le(0, x), by.auto("here.6", degree=1)), by.use("growth", "new-basin/growth", values, premises=given_from(
                "", "", "K too", "next.1", "next.2", "h1", "not negative", "trap.2", "trap.1", "h12")), by.given("growth"))),
    ]  # fmt: skip


def bounded_steps(p: WithRate) -> list[by.Proof]:
    """Steps: facts `bounded`: |w_k|^2 + K q_k <= B, and `lowest`: l <= eps_hat_k."""
    x, scale = p.eps_hat_at(K), ASIDE * HEIGHT
    base = by.script(*at_start(p), by.have("q start", eq(p.q_at(0), UHU - T**2), by.auto("alpha0", multipliers=[p.alpha_at(0), T])),
                     by.auto("q start", "w0", degree=1, multipliers=[GROWTH]))  # fmt: skip
    falls = by.script(by.apply("step", "grows", {"k": K}), by.auto("step.2", "old", degree=1))
    shorter = by.script(by.theorem("e", "gram", "H", "1", p.e_at(K)), by.have("q", le(0, p.q_at(K)), by.auto("e", degree=1)),
                        by.auto("bound here", "K too", "q", degree=2))  # fmt: skip
    lowest = each(
        by.apply("bound here", "bounded", {"k": K}), by.apply("trap", "trapped", {"k": K}), by.have("within", le(p.size(K), p.bound), shorter),
        by.have("wide", le(x * p.size(K) * scale, x * p.bound * scale), by.auto("within", "here.6", degree=2, factors=[(ASIDE, 1), (HEIGHT, 1)])),
        by.have("long", lt(0, p.bound), by.auto("within", degree=1, factors=[(p.size(K), 1)])),
        by.have("both", le(LOWEST * scale * p.bound, x * p.bound * scale), by.auto("h13", "trap.3", "wide", degree=1)),
        by.auto("both", "long", degree=1, factors=[(p.bound, -1), (ASIDE, -1), (HEIGHT, -1)]),
    )  # fmt: skip
    return [by.have("bounded", from_index(K, 0, le(p.total(K), p.bound)), by.induction("old", base, falls)), by.have("lowest", from_index(K, 0, le(LOWEST, x)), lowest)]


def decaying_steps(p: WithRate) -> list[by.Proof]:
    """Steps: fact `rate`: q_k <= rho^(2k) q_0."""
    x, n, square, q0 = p.eps_hat_at(K), Scalar("n"), RHO**2, UHU - T**2
    lam = eig(H, n)
    factors = by.script(
        by.fix(), by.theorem("down", "eigenvalue_order", H, "1", n), by.theorem("up", "eigenvalue_order", H, n, "d"),
        by.have("least", le(LOWEST * LOW, x * lam), by.script(
            by.have("one", le(LOWEST * LOW, x * LOW), by.auto("low here", degree=1, factors=[(LOW, 1)])),
            by.have("two", le(x * LOW, x * lam), by.auto("down", "here.6", degree=2)), by.auto("one", "two", degree=1))),
        by.have("most", le(x * lam, HIGHEST * HIGH), by.script(
            by.have("one", le(x * HIGH, HIGHEST * HIGH), by.auto("trap.2", degree=1, factors=[(HIGH, 1)])),
            by.have("two", le(x * lam, x * HIGH), by.auto("up", "here.6", degree=2)), by.auto("one", "two", degree=1))),
        by.have("below", le(1 - x * lam, RHO), by.auto("least", "h14", degree=1)), by.have("above", le(x * lam - 1, RHO), by.auto("most", "h15", degree=1)),
        by.auto("below", "above", degree=2),
    )  # fmt: skip
    values: dict[str, Expression] = {"H": H, "u": U, "a": p.a[K], "w": p.w[K], "eps_a": EPS_A, "eps": EPS, "w_next": p.w[K + 1], "B": square}
    base = by.script(*at_start(p), by.theorem("power", "power_next", square, "0"), by.have("q start", eq(p.q_at(0), q0), by.auto("alpha0", multipliers=[p.alpha_at(0), T])),
                     by.auto("q start", "power.1", degree=1, multipliers=[q0]))  # fmt: skip
    step = by.script(
        by.apply("here", "always", {"k": K}), by.apply("trap", "trapped", {"k": K}), by.apply("low here", "lowest", {"k": K}), by.apply("next", "orbit step", {"k": K}),
        by.use("factor", "eq-44-46/factor", values, premises={2: by.given("next.2"), 3: factors}),
        by.have("scaled", le(square * p.q_at(K), square * (power(square, K) * q0)), by.auto("old", degree=1, squares=[RHO])),
        by.theorem("power", "power_next", square, K), by.auto("factor", "scaled", "power.2", degree=1, multipliers=[q0]),
    )  # fmt: skip
    return [by.have("rate", from_index(K, 0, le(p.q_at(K), power(square, K) * q0)), by.induction("old", base, step))]


def rate_of_limit(p: WithRate) -> by.Proof:
    """A proof that the limit r u of new-basin/ratio has |w_k|^2 <= |r u|^2 <= |w_k|^2 + K q_k."""
    n, w = Scalar("n"), R_LIM * U
    total = p.total(K)
    later = [by.have("from 0", le(0, n), by.auto("old range", "k", degree=1)), by.apply("step", "grows", {"k": n})]
    longer = by.induction("old", by.trivial(), by.script(*later, by.auto("old", "step.1", degree=1)))
    paid = by.induction("old", by.trivial(), by.script(*later, by.auto("old", "step.2", degree=1)))
    at_n = by.sequence(n, p.size(n))
    within = by.script(
        by.fix(), by.assume("n"), by.have("from 0", le(0, n), by.auto("n", "k", degree=1)), by.apply("now", "paid later", {"n": n}),
        by.theorem("e", "gram", "H", "1", p.e_at(n)), by.have("q", le(0, p.q_at(n)), by.auto("e", degree=1)), by.auto("now", "q", "K too", degree=2),
    )  # fmt: skip
    ahead = by.script(
        by.fix(), by.assume("k"), by.have("later", from_index(n, K, le(p.size(K), p.size(n))), longer),
        by.have("paid later", from_index(n, K, le(p.total(n), total)), paid),
        by.theorem("low stays", "limit_constant", by.sequence(n, p.size(K))), by.theorem("high stays", "limit_constant", by.sequence(n, total)),
        by.theorem("low", "limit_order", by.sequence(n, p.size(K)), p.size(K), at_n, w @ w, K,
                   premises={0: by.given("low stays"), 1: by.given("lengths"), 3: by.given("later")}),
        by.theorem("high", "limit_order", at_n, w @ w, by.sequence(n, total), total, K,
                   premises={0: by.given("lengths"), 1: by.given("high stays"), 3: within}),
        by.split(by.given("low"), by.given("high")),
    )  # fmt: skip
    return by.script(
        by.obtain("found.2", "r"),
        by.theorem("lengths", "limit_dot", seq(p.w[K]), w, seq(p.w[K]), w, premises={0: by.given("r.3"), 1: by.given("r.3")}),
        by.have("result", limit_ahead(p, total), by.witness({"r'": R_LIM}, by.trivial(), by.split(by.given("r.1"), by.given("r.2"), by.given("r.3"), ahead))),
        by.given("result"),
    )  # fmt: skip
