"""The theorem new-basin: the effective step near a minimiser, and what one step of BNGD keeps."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.one_step import norm, norm_h, positive_step
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.small_transitions import TRANSITION, Transition, longer_proof
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import Expression, Formula, Scalar, Vector, all_of, eq, implies, le, lt

T, LEAST, RATIO, RADIUS = Scalar("alpha0"), Scalar("m"), Scalar("C"), Scalar("R")
EPS, EPS_A, W_0, U_SIZE, HEIGHT = Scalar("eps"), Scalar("eps_a"), Vector("w0"), norm(U), norm_h(U)
ASIDE = abs(T)
LONGEST = (U_SIZE + RADIUS) ** 2
SHORTEST = (U_SIZE - RADIUS) ** 2


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


def keeping_steps(p: Near, beyond_one: by.Proof | None = None) -> list[by.Proof]:
    """Steps: facts `least`: m <= alpha0 b, and `ratio`: alpha0 b <= C alpha0 beta.

    beyond_one: a proof of alpha0 b <= C alpha0 alpha for eps_a > 1 (fact `gentle`) where h8 is not eps_a <= C.
    """
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
        by.have("so far", le(T * b, wide), by.cases("gentle", le(r, 1), shrunk, beyond_one or crossed)),
        by.have("ratio", le(T * b, RATIO * (T * beta)), by.script(
            by.have("wider", le(wide, RATIO * (T * beta)), by.auto("h7", "grows", degree=2)), by.auto("so far", "wider", degree=1))),
    ]  # fmt: skip
