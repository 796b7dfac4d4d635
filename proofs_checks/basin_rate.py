"""The theorem new-basin with explicit bounds of |w_k| and a linear rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from proofs_checks.basin import AT_LIMIT, R_LIM, SHOWN, FromBasin, along, each, given_from
from proofs_checks.basin_step import ASIDE, EPS, EPS_A, HEIGHT, LEAST, RATIO, U_SIZE, W_0, T
from proofs_checks.every_start import seq
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.one_step import norm_h, positive_step
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.small_trajectories import at_start
from proofs_checks.small_transitions import Transition, at_step
from proofs_checks.trajectories import K, Trajectory, growth
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Decl,
    Expression,
    Formula,
    Scalar,
    Vector,
    VectorSequence,
    all_of,
    eig,
    eq,
    exists,
    from_index,
    le,
    lt,
    ne,
    power,
    tends,
)  # fmt: skip

GROWTH, HIGHEST, LOWEST, RHO = Scalar("K"), Scalar("h"), Scalar("l"), Scalar("rho")


@claim("new-basin/growth", title="what a step adds to |w|^2 it takes from q", kind="inequality", paper=NOT_PRINTED,
       equivalent_mutants=dict.fromkeys(("operator dropped in the definition of g: H u becomes u", "operator inverted in the definition of g: H u becomes H⁻¹ u"),
                                        "u'Hu is on both sides, so that this is the statement for another u with Hu = g"))
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
        super().__init__(loss=False)
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


def limit_ahead(p: Trajectory, total: Scalar) -> Formula:
    """(a_k, w_k) tends to (sign(r) sqrt(u'Hu), r u) with r alpha0 > 0, and |w_k|^2 <= |r u|^2 <= total, for every k."""
    a, w = AT_LIMIT
    ahead = from_index(K, 0, all_of(le(p.w[K] @ p.w[K], w @ w), le(w @ w, total)))
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
        p.enter(), *at_start(p), by.have("q start", eq(p.q_at(0), UHU - T**2), by.auto("alpha0", multipliers=[p.alpha_at(0), T])),
        *along(p, "always", "new-basin/invariants", values, "", "", "", "h1", "h6", "radius", "h2", "h3", "h4", "h5", "small", "h7", "h8"),
        *along(p, "found", "new-basin/ratio", {"c": Scalar("0"), "C": RATIO}, "", "", "h1", "h2", "h3", "h4", "roomy", "positive start", "bound", "small"),
        *trapped_steps(p), *bounded_steps(p), *decaying_steps(p), by.split(steps, by.script(by.obtain("found.2", "r"), limit_within(
            p, limit_ahead(p, p.total(K)), ("r.1", "r.2", "r.3"), by.auto("now", "q", "K too", degree=2)))),
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
    base = by.auto("q start", "w0", degree=1, multipliers=[GROWTH])
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
    base = by.script(by.theorem("power", "power_next", square, "0"), by.auto("q start", "power.1", degree=1, multipliers=[q0]))
    step = by.script(
        by.apply("here", "always", {"k": K}), by.apply("trap", "trapped", {"k": K}), by.apply("low here", "lowest", {"k": K}), by.apply("next", "orbit step", {"k": K}),
        by.use("factor", "eq-44-46/factor", values, premises={2: by.given("next.2"), 3: factors}),
        by.have("scaled", le(square * p.q_at(K), square * (power(square, K) * q0)), by.auto("old", degree=1, squares=[RHO])),
        by.theorem("power", "power_next", square, K), by.auto("factor", "scaled", "power.2", degree=1, multipliers=[q0]),
    )  # fmt: skip
    return [by.have("rate", from_index(K, 0, le(p.q_at(K), power(square, K) * q0)), by.induction("old", base, step))]


class Bounded(Protocol):
    """Iterates w_k with |w_k|^2, |w_k|^2 + K q_k, q_k and e_k."""

    w: VectorSequence

    def size(self, k: Scalar | int) -> Scalar: ...
    def total(self, k: Scalar | int) -> Scalar: ...
    def q_at(self, k: Scalar | int) -> Scalar: ...
    def e_at(self, k: Scalar | int) -> Vector: ...


def limit_within(p: Bounded, claimed: Formula, known: Sequence[str], positive: by.Proof) -> by.Proof:
    """A proof of `claimed`, that a limit r u has properties and |w_k|^2 <= |r u|^2 <= |w_k|^2 + K q_k for every k.

    From the facts `grows`: |w_k| and |w_k|^2 + K q_k go up and down; and `known`, the properties, of which the last is that w_k tends
    to r u.  `positive` proves |w_n|^2 <= |w_k|^2 + K q_k from `now`: the same for the sum at n, and `q`: 0 <= q_n.
    """
    n, w = Scalar("n"), R_LIM * U
    size, total, at_n = p.size(K), p.total(K), by.sequence(n, p.size(n))
    later = [by.have("from 0", le(0, n), by.auto("old range", "k", degree=1)), by.apply("step", "grows", {"k": n})]
    longer = by.induction("old", by.trivial(), by.script(*later, by.auto("old", "step.1", degree=1)))
    paid = by.induction("old", by.trivial(), by.script(*later, by.auto("old", "step.2", degree=1)))
    within = by.script(
        by.fix(), by.assume("n"), by.have("from 0", le(0, n), by.auto("n", "k", degree=1)), by.apply("now", "paid later", {"n": n}),
        by.theorem("e", "gram", "H", "1", p.e_at(n)), by.have("q", le(0, p.q_at(n)), by.auto("e", degree=1)), positive,
    )  # fmt: skip
    ahead = by.script(
        by.fix(), by.assume("k"), by.have("later", from_index(n, K, le(size, p.size(n))), longer),
        by.have("paid later", from_index(n, K, le(p.total(n), total)), paid),
        by.theorem("low stays", "limit_constant", by.sequence(n, size)), by.theorem("high stays", "limit_constant", by.sequence(n, total)),
        by.theorem("low", "limit_order", by.sequence(n, size), size, at_n, w @ w, K,
                   premises={0: by.given("low stays"), 1: by.given("lengths"), 3: by.given("later")}),
        by.theorem("high", "limit_order", at_n, w @ w, by.sequence(n, total), total, K,
                   premises={0: by.given("lengths"), 1: by.given("high stays"), 3: within}),
        by.split(by.given("low"), by.given("high")),
    )  # fmt: skip
    tends_there = by.given(known[-1])
    return by.script(
        by.theorem("lengths", "limit_dot", seq(p.w[K]), w, seq(p.w[K]), w, premises={0: tends_there, 1: tends_there}),
        by.have("result", claimed, by.witness({"r'": R_LIM}, by.trivial(), by.split(*map(by.given, known), ahead))),
        by.given("result"),
    )  # fmt: skip
