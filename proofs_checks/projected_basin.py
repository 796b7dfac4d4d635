"""Beyond 3.2: a larger set of starts from which BNGD converges to a minimiser, given by lambda_max(H*) in place of lambda_max(H)."""

from __future__ import annotations

from proofs_checks.basin import Started, along, at_minimiser, each, limit_of, no_saddle
from proofs_checks.basin_step import (
    ASIDE,
    EPS,
    EPS_A,
    HEIGHT,
    KEPT,
    LEAST,
    LONGEST,
    RADIUS,
    RATIO,
    STATE,
    W_0,
    T,
    keeping_steps,
    kept,
    near_u,
)  # fmt: skip
from proofs_checks.interlacing import HIGH, UHU, H, U, form
from proofs_checks.limits import with_loss
from proofs_checks.one_step import norm_h, square_h
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.small_trajectories import at_start
from proofs_checks.small_transitions import TRANSITION, Transition, at_step, longer_proof
from proofs_checks.trajectories import K
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import DIMENSION, Expression, Formula, Scalar, all_of, any_of, eig, eq, from_index, le, lt, ne

G = H @ U
GHG = G @ (H @ G)
CAP = Scalar("X")


# ------------------------------------------------------------------------------------------------
# The theorem


@claim("new-projected-basin", title="more starts from which BNGD reaches a minimiser", kind="theorem", where="beyond 3.3", paper=NOT_PRINTED)
def projected_basin() -> Decision:
    """Where X bounds the effective step from here on, and X is at most 2/lambda_max(H*), BNGD converges to a minimiser r u, r alpha_0 > 0.

    The theorem new-basin asks for 2/lambda_max(H), which is less; the price is that X sqrt(q_0) |Hu|_H is at most alpha_0^2, or X at most
    1/lambda_max(H), which keeps the sign of w'g.  An orbit that converges to a minimiser where the effective step is below 2/lambda_max(H*) gets there in the end;
    at a minimiser where it is above that, the linearised step expands.  In one dimension H* = 0: every start with a_0 w_0'g > 0 will do.
    """
    p = Ending()
    with_loss(p)
    hypotheses = [f"h{i}" for i in range(1, 11)]
    proof = by.script(
        *size_steps(p), p.enter(), *along(p, "always", "new-projected-basin/invariants", PARAMETERS, *[""] * 5, *hypotheses),
        *along(p, "end", "thm-A.17/ends", {}),
        by.have("longer", from_index(K, 0, le(W_0 @ W_0, p.w[K] @ p.w[K])), each(by.given("here.4"))),
        by.have("far", from_index(K, 0, le(T**2, T * p.alpha_at(K))), each(by.given("here.3"))),
        by.either("end", "kind", by.script(by.obtain("kind", "w"), no_saddle(p)), by.script(by.obtain("kind", "s"), at_minimiser(p))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(limit_of(p))), proof))


class FromProjected(Started):
    """A trajectory from a start with the hypotheses of new-projected-basin: h1 to h3 of `near_u`, h4 to h7 of `gentle`, h8 `capped`, h9, h10 on a0."""

    def __init__(self) -> None:
        super().__init__("nonzero")
        self.with_projected()
        self.top = eig(self.Hs, DIMENSION)
        near_u(self)
        self.scalar("X", "positive")
        gentle(self)
        self.assume("X bounds the effective step and is small", all_of(*capped(self.top)))
        self.assume_start()


class Ending(FromProjected):
    """The same with eps_a < 2 (h11), without which a_k may alternate for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.assume("the step size of a is below two", lt(EPS_A, 2))


def size_steps(p: FromProjected) -> list[by.Proof]:
    """Steps: facts `size`: alpha0^2 > 0, and `y`: w0'g != 0."""
    return [
        by.have("size", lt(0, T**2), by.auto("h2", degree=1, factors=[(LEAST, 1)])),
        by.have("y", ne(W_0 @ p.g, 0), by.script(by.suppose_not("no y"), by.auto("size", "no y", degree=1, multipliers=[T / norm_h(W_0)]))),
    ]  # fmt: skip


PARAMETERS: dict[str, Expression] = {"m": LEAST, "C": RATIO, "R": RADIUS, "X": CAP}


def gentle(p: Problem) -> None:
    """Assume 0 < eps_a, C >= 1, (eps_a - C) |alpha0| |u|_H <= (eps_a - 1) m, and m <= (eps_a - (eps_a - 1) C) alpha0^2."""
    p.assume("the step size of a is positive", lt(0, EPS_A))
    p.assume("C is at least one", le(1, RATIO))
    p.assume("C bounds what a step makes of a", le((EPS_A - RATIO) * (ASIDE * HEIGHT), (EPS_A - 1) * LEAST))
    p.assume("m is at most what a step leaves", le(LEAST, (EPS_A - (EPS_A - 1) * RATIO) * T**2))


def capped(top: Scalar) -> tuple[Formula, ...]:
    """eps C (|u| + R)^2 <= X |w0|^2, X lambda_max(H*) <= 2, and X is small: X lambda_max(H) <= 1, or X^2 (u'Hu - alpha0^2) g'Hg <= alpha0^4."""
    return le(EPS * RATIO * LONGEST, CAP * (W_0 @ W_0)), le(CAP * top, 2), any_of(le(CAP * HIGH, 1), le(CAP**2 * (UHU - T**2) * GHG, T**4))


def no_turn(x: Scalar, q: Scalar, alpha: Scalar) -> Formula:
    """What keeps w'g from changing its sign: x lambda_max(H) <= 1, or x^2 q g'Hg <= alpha^4."""
    return any_of(le(x * HIGH, 1), le(x**2 * q * GHG, alpha**4))


# ------------------------------------------------------------------------------------------------
# The sign of w'g


class Moving(Transition):
    """A transition for u != 0, with H*."""

    def __init__(self) -> None:
        super().__init__("nonzero")
        self.with_projected()
        self.top = eig(self.Hs, DIMENSION)


def sign_is_kept(p: Moving) -> tuple[Formula, ...]:
    """q does not grow, and alpha = w'g/sigma keeps its sign and does not shrink."""
    return le(p.q_after, p.q), le(p.alpha**2, p.alpha * p.beta), le(p.alpha * p.beta, p.beta**2)


@claim("new-projected-basin/sign", title="how long a step may be that does not lose w'g", kind="inequality", paper=NOT_PRINTED)
def step_may_be_longer() -> Decision:
    """For 0 <= eps_hat <= 2/lambda_max(H*) q does not grow, and w'g keeps its sign if eps_hat^2 q g'Hg <= alpha^4 or eps_hat <= 1/lambda_max(H).

    With r = He and t = w'g/sigma^2 we have t z = u - e + eps_hat r, t z'g = alpha^2 + eps_hat r'g, and (t z'g)^2 - alpha^2 |t z|_H^2 is
    eps_hat alpha^2 (2 |r|^2 - eps_hat r'H*r) + eps_hat^2 (r'g)^2 (1 - alpha^2/u'Hu).
    """
    p = Moving()
    x = p.effective
    p.assume("the effective step is not negative", le(0, x))
    p.assume("the effective step is at most 2/lambda_max(H*)", le(x * p.top, 2))
    p.assume("the effective step is small where q is large", no_turn(x, p.q, p.alpha))
    flat = by.script(
        by.have("alpha is", eq(p.alpha, 0), by.auto("flat", multipliers=[1 / p.sigma])),
        by.have("square", eq(p.alpha**2, 0), by.auto("alpha is", multipliers=[p.alpha])),
        by.have("both", eq(p.alpha * p.beta, 0), by.auto("alpha is", multipliers=[p.beta])),
        by.split(by.auto("square", degree=1, squares=[p.beta]), by.auto("square", "both", degree=1), by.auto("both", degree=1, squares=[p.beta])),
    )  # fmt: skip
    short = by.script(by.have("at most two", le(x * HIGH, 2), by.auto("small", degree=1)), by.use("old", "lemma-A.12/sign", TRANSITION),
                      by.split(*map(by.given, ("falls", "old.3", "old.4"))))  # fmt: skip
    longer = by.script(*sign_steps(p), by.split(*map(by.given, ("falls", "up", "higher"))))
    proof = by.cases("flat", eq(p.wg, 0), flat, by.script(*gain_steps(p), by.either("h5", "small", short, longer)))
    return Decision(Part(p.claim(all_of(*sign_is_kept(p))), proof))


def gain_steps(p: Moving) -> list[by.Proof]:
    """Steps: `falls`: q does not grow, and `turn`: t z'g = alpha^2 + eps_hat r'g, where w'g is not zero."""
    e, x, t, alpha = bngd.residual(H, U, p.w), p.effective, p.wg / p.sigma**2, p.alpha
    r = H @ e
    moved, corr, length = U - e + x * r, r @ G, r @ r
    new, size = p.z @ p.g, square_h(p.z)
    gain = (moved @ G) ** 2 - alpha**2 * square_h(moved)
    return [
        by.theorem("ray", "rayleigh", p.Hs, r), by.theorem("r", "gram", "I", "0", r), by.theorem("angle", "gram", "H", "1", U, p.w),
        by.have("cap", le(alpha**2, UHU), by.auto("angle", degree=1, factors=[(p.sigma, -2)])),
        by.have("room", le(0, x * (2 - x * p.top)), by.auto("h3", "h4", degree=2)),
        by.have("room r", le(0, x * (2 - x * p.top) * length), by.auto("room", "r", degree=2)),
        by.have("one", le(0, alpha**2 * (x * (2 - x * p.top) * length)), by.auto("room r", degree=1, squares=[alpha])),
        by.have("two", le(0, (x * alpha) ** 2 * (p.top * length - form(p.Hs, r))), by.auto("ray.2", degree=1, squares=[x * alpha])),
        by.have("three", le(0, (x * corr) ** 2 * (1 - alpha**2 / UHU)), by.auto("cap", degree=1, squares=[x * corr], factors=[(UHU, -1)])),
        by.have("is", eq(gain, 2 * x * alpha**2 * length - x**2 * (alpha**2 * square_h(r) - corr**2)), by.auto()),
        by.have("gain", le(0, gain), by.auto("is", "one", "two", "three", degree=1)),
        by.have("move", eq(t * p.z, moved), by.auto("h2", multipliers=[t])),
        by.have("turn", eq(t * new, moved @ G), by.auto("move", multipliers=[p.g])),
        by.have("turn 2", eq(t**2 * new**2, (moved @ G) ** 2), by.auto("turn", multipliers=[t * new, moved @ G])),
        by.have("size", eq(t**2 * size, square_h(moved)), by.auto("move", multipliers=[t * (H @ p.z), H @ moved])),
        by.have("size 2", eq(alpha**2 * t**2 * size, alpha**2 * square_h(moved)), by.auto("size", multipliers=[alpha**2])),
        by.have("scaled", le(t**2 * (alpha**2 * size), t**2 * new**2), by.auto("gain", "turn 2", "size 2", degree=1)),
        by.have("grown", le(alpha**2 * size, new**2), by.auto("scaled", degree=1, factors=[(t**2, -1)])),
        by.have("falls", le(p.q_after, p.q), by.auto("grown", degree=1, factors=[(size, -1)])),
    ]  # fmt: skip


def sign_steps(p: Moving) -> list[by.Proof]:
    """Steps: `up`: alpha^2 <= alpha beta, and `higher`: alpha beta <= beta^2."""
    e, x, t, alpha, beta = bngd.residual(H, U, p.w), p.effective, p.wg / p.sigma**2, p.alpha, p.beta
    corr, new, size = (H @ e) @ G, p.z @ p.g, square_h(p.z)
    small = by.auto("cauchy", "small", degree=1, squares=[x])
    agree = by.script(
        by.have("y", le(0, t * new), by.auto("turn", "back", degree=1)), by.have("y z", le(0, p.wg * new), by.auto("y", degree=1, factors=[(p.sigma, 2)])),
        by.auto("y z", degree=1, factors=[(p.sigma, -1), (Scalar(("sqrt", size.term)), -1)]),
    )  # fmt: skip
    return [
        by.theorem("cauchy", "gram", "H", "1", e, G), by.theorem("back", "root_order", -(x * corr), alpha**2, premises={0: by.auto(degree=0, squares=[alpha]), 1: small}),
        by.have("grows", le(alpha**2, beta**2), by.auto("falls", degree=1)), by.have("agree", le(0, alpha * beta), agree),
        by.theorem("up", "root_order", alpha**2, alpha * beta, premises={1: by.auto("grows", degree=1, squares=[alpha])}),
        by.theorem("higher", "root_order", alpha * beta, beta**2, premises={1: by.auto("grows", degree=1, squares=[beta])}),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------
# What is kept


class NearProjected(Moving):
    """A transition with the hypotheses of `near_u` (h3 to h5), `gentle` (h6 to h9) and `capped` (h10), from a state `kept` (h11 to h14)."""

    def __init__(self) -> None:
        super().__init__()
        self.scalar("alpha0", latex=r"\alpha_0")
        near_u(self)
        self.scalar("X", "positive")
        gentle(self)
        w0 = self.vector("w0", "nonzero", latex="w_0")
        self.assume("X bounds the effective step and is small", all_of(*capped(self.top)))
        for text, formula in zip(KEPT, kept(self.a, self.alpha)):
            self.assume(text, formula)
        self.assume("w is not shorter than w_0", le(w0 @ w0, self.w @ self.w))


@claim("new-projected-basin/step", title="what one step keeps", kind="inequality", paper=NOT_PRINTED)
def step_stays_near() -> Decision:
    """If X bounds the effective step as in new-projected-basin, one step keeps 0 < a/alpha <= C, the sign of alpha, and lower bounds of |alpha|, |a| and |w|."""
    p = NearProjected()
    x = p.effective
    after = (*kept(p.b, p.beta), le(W_0 @ W_0, p.z @ p.z), le(p.q_after, p.q), lt(0, x), le(x, CAP), no_turn(x, p.q, p.alpha))
    push, pull = EPS * p.a / p.sigma, H @ bngd.residual(H, U, p.w)
    proof = by.script(
        by.use("here", "new-basin/effective", STATE), *cap_steps(p), *far_steps(p), *keeping_projected(p),
        by.have("longer", le(W_0 @ W_0, p.z @ p.z), longer_proof(p, push, pull, p.w + push * pull, "h14")),
        by.split(*map(by.given, ("least", "ratio", "far", "longer", "sign.1", "here.1", "cap", "small"))),
    )  # fmt: skip
    return Decision(Part(p.claim(all_of(*after)), proof))


def cap_steps(p: NearProjected) -> list[by.Proof]:
    """Steps: fact `sign`, what new-projected-basin/sign says of this step."""
    x, size, alpha, top = p.effective, p.w @ p.w, p.alpha, p.top
    cap = by.script(by.have("scaled", le(x * size, CAP * size), by.auto("here.3", "h10.1", "h14", degree=1, factors=[(CAP, 1)])),
                    by.auto("scaled", degree=1, factors=[(size, -1)]))  # fmt: skip
    two = by.script(by.have("product", le(x * (CAP * top), 2 * x), by.auto("here.1", "h10.2", degree=2)),
                    by.have("wider", le(CAP * (x * top), CAP * 2), by.auto("product", "cap", degree=1)), by.auto("wider", degree=1, factors=[(CAP, -1)]))  # fmt: skip
    return [
        by.have("not negative", le(0, x), by.auto("here.1", degree=1)), by.have("cap", le(x, CAP), cap), by.have("at most two", le(x * top, 2), two),
        by.have("tt", lt(0, T**2), by.auto("h4", degree=1, factors=[(LEAST, 1)])),
        by.have("t alpha", lt(0, T * alpha), by.auto("tt", "h13", degree=1)),
        by.have("alpha", le(T**2, alpha**2), by.script(
            by.have("first", le(T**2 * (T * alpha), (T * alpha) ** 2), by.auto("t alpha", "h13", degree=2)),
            by.have("second", le(T * alpha, alpha**2), by.auto("first", degree=1, factors=[(T**2, -1)])), by.auto("second", "h13", degree=1))),
        by.theorem("angle", "gram", "H", "1", U, p.w), by.have("q", le(0, p.q), by.auto("angle", degree=1, factors=[(p.sigma, -2)])),
        by.theorem("GHG", "gram", "H", "1", G), by.have("q up", le(p.q * GHG, (UHU - T**2) * GHG), by.auto("alpha", "GHG", degree=2)),
        by.have("q g", le(0, p.q * GHG), by.auto("q", "GHG", degree=2)),
        by.have("x x", le(x**2, CAP**2), by.auto("not negative", "cap", degree=2, factors=[(CAP, 1)])),
        by.have("left", le(x**2 * (p.q * GHG), CAP**2 * (p.q * GHG)), by.auto("x x", "q g", degree=2)),
        by.have("middle", le(CAP**2 * (p.q * GHG), CAP**2 * ((UHU - T**2) * GHG)), by.auto("q up", degree=1, squares=[CAP])),
        by.have("right", le(T**4, alpha**4), by.auto("alpha", degree=1, squares=[T, alpha], factors=[(T**2 + alpha**2, 1)])),
        by.have("small", no_turn(x, p.q, alpha), by.either(
            "h10.3", "kind", by.script(by.choose(0), by.script(
                by.have("longest", le(x * HIGH, CAP * HIGH), by.auto("cap", degree=1, factors=[(HIGH, 1)])), by.auto("longest", "kind", degree=1))),
            by.script(by.choose(1), by.auto("left", "middle", "kind", "right", degree=1)))),
        by.use("sign", "new-projected-basin/sign", TRANSITION, premises={}),
    ]  # fmt: skip


def far_steps(p: NearProjected) -> list[by.Proof]:
    """Steps: facts `grows`: alpha0 alpha <= alpha0 beta, and `far`: alpha0^2 <= alpha0 beta."""
    alpha, beta = p.alpha, p.beta
    return [
        by.have("grows", le(T * alpha, T * beta), by.script(
            by.have("scaled", le(T * alpha * (T * alpha), T * alpha * (T * beta)), by.auto("sign.2", degree=1, squares=[T])),
            by.auto("scaled", "t alpha", degree=1, factors=[(T * alpha, -1)]))),
        by.have("far", le(T**2, T * beta), by.auto("grows", "h13", degree=1)),
    ]  # fmt: skip


def keeping_projected(p: NearProjected) -> list[by.Proof]:
    """Steps: facts `least`: m <= alpha0 b, and `ratio`: alpha0 b <= C alpha0 beta, as in new-basin/step; for eps_a > C by the weaker h8."""
    a, r, product, most = p.a, p.eps_a, T * p.alpha, ASIDE * HEIGHT
    down = by.auto("beyond C", "t alpha", degree=2)
    up = by.script(by.theorem("wide", "root_order", product, most, premises={1: by.auto("top alpha", degree=1, squares=[T])}),
                   by.have("larger", le((r - RATIO) * product, (r - RATIO) * most), by.auto("beyond C", "wide", degree=2)), by.auto("larger", "h8", degree=1))  # fmt: skip
    crossed = by.script(
        by.have("old", le((r - 1) * LEAST, (r - 1) * (T * a)), by.auto("gentle", "h11", degree=2)),
        by.have("not below", le(0, (r - 1) * LEAST), by.auto("gentle", degree=1, factors=[(LEAST, 1)])),
        by.have("new", le((r - RATIO) * product, (r - 1) * LEAST), by.cases("beyond C", le(r, RATIO), by.script(
            by.have("none", le((r - RATIO) * product, 0), down), by.auto("none", "not below", degree=1)), up)),
        by.auto("is", "old", "new", degree=1),
    )  # fmt: skip
    return [by.have("top alpha", le(p.alpha**2, UHU), by.auto("angle", degree=1, factors=[(p.sigma, -2)])), *keeping_steps(p, crossed)]


@claim("new-projected-basin/invariants", title="what all steps keep", kind="inequality", paper=NOT_PRINTED)
def steps_stay_near() -> Decision:
    """From a start with m <= alpha_0 a_0 <= C alpha_0^2 every step has the properties of new-projected-basin/step; q_k falls."""
    p = FromProjected()
    x = p.eps_hat_at(K)
    inside = all_of(*p.kept_at(K), le(p.q_at(K + 1), p.q_at(K)), lt(0, x), le(x, CAP), no_turn(x, p.q_at(K), p.alpha_at(K)))
    values = {**at_step(p, K), "alpha0": T, "m": LEAST, "C": RATIO, "R": RADIUS, "X": CAP, "w0": W_0}
    step = [by.apply("next", "orbit step", {"k": K}), by.use("here", "new-projected-basin/step", values)]
    base = by.script(*at_start(p), by.have("same", eq(p.alpha_at(0), T), by.auto("alpha0")), by.have("a same", eq(p.a[0], p.a0), by.given("orbit start.1")),
                     by.split(by.auto("h9", "a same", degree=1, multipliers=[T]), by.auto("h10", "a same", "same", degree=1, multipliers=[T, RATIO * T]),
                              by.auto("same", degree=1, multipliers=[T]), by.auto("w0", degree=1)))  # fmt: skip
    keeping = by.induction("kept", base, by.script(*step, by.split(*(by.given(f"here.{i}") for i in range(1, 5)))))
    rest = by.script(
        by.fix(), by.assume("index"), by.apply("kept", "always", {"k": K}), *step,
        by.split(*(by.given(f"kept.{i}") for i in range(1, 5)), *(by.given(f"here.{i}") for i in range(5, 9))),
    )  # fmt: skip
    proof = by.script(p.enter(), by.have("always", from_index(K, 0, all_of(*p.kept_at(K))), keeping), rest)
    return Decision(Part(p.claim(p.along(from_index(K, 0, inside))), proof))
