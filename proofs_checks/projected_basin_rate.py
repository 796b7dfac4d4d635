"""Beyond 3.2: explicit bounds and a linear rate for the starts of new-projected-basin."""

from __future__ import annotations

from proofs_checks.basin import along, each, given_from
from proofs_checks.basin_rate import GROWTH, LOWEST, RHO, limit_ahead, limit_within
from proofs_checks.basin_step import ASIDE, EPS, HEIGHT, LEAST, RADIUS, RATIO, SHORTEST, U_SIZE, W_0, T
from proofs_checks.derivatives import projected_is_psd
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U, form
from proofs_checks.one_step import positive_step, square_h
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.projected_basin import CAP, PARAMETERS, Ending, G, Moving, gain_steps, no_turn, size_steps
from proofs_checks.small_trajectories import at_start
from proofs_checks.small_transitions import TRANSITION, at_step
from proofs_checks.trajectories import K, growth
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Expression,
    Scalar,
    all_of,
    any_of,
    eig,
    eq,
    from_index,
    implies,
    instance,
    le,
    lt,
    power,
)  # fmt: skip


@claim("new-projected-basin/decrease", title="what a step takes from q", kind="inequality", paper=NOT_PRINTED)
def step_takes() -> Decision:
    """For eps_hat as in new-projected-basin/sign a step takes at least eps_hat (2 - eps_hat lambda_max(H*)) |He|^2/4 from q.

    For |t z|_H^2 <= 4 alpha^2: eps_hat r'g is at most alpha^2, and eps_hat r'H*r at most 2 |r|^2.
    """
    p = Moving()
    x, t, alpha = p.effective, p.wg / p.sigma**2, p.alpha
    p.assume("the effective step is not negative", le(0, x))
    p.assume("the effective step is at most 2/lambda_max(H*)", le(x * p.top, 2))
    p.assume("the effective step is small where q is large", no_turn(x, p.q, alpha))
    r = H @ bngd.residual(H, U, p.w)
    corr, length, new, size = r @ G, r @ r, p.z @ p.g, square_h(p.z)
    paid = x * (2 - x * p.top) * length
    statement = p.claim(le(paid, 4 * (p.q - p.q_after)))
    flat = by.script(
        by.have("t", eq(x, 0), by.auto("flat", multipliers=[EPS * p.a / p.sigma**3])), by.have("alpha is", eq(alpha**2, 0), by.auto("flat", multipliers=[p.wg / p.sigma**2])),
        by.have("nothing", eq(paid, 0), by.auto("t", multipliers=[(2 - x * p.top) * length])),
        by.have("grows", le(0, new**2 / size), by.auto(degree=0, factors=[(size, -1)], squares=[new])), by.auto("nothing", "alpha is", "grows", degree=1),
    )  # fmt: skip
    longer = by.script(
        by.theorem("cauchy", "gram", "H", "1", bngd.residual(H, U, p.w), G),
        by.have("corr 2", le((x * corr) ** 2, alpha**4), by.auto("cauchy", "small", degree=1, squares=[x])),
        by.theorem("corr", "root_order", x * corr, alpha**2, premises={0: by.auto(degree=0, squares=[alpha]), 1: by.auto("corr 2", degree=1)}),
        by.have("corr 3", le((x * corr) ** 2 / UHU, alpha**2), by.script(
            by.have("left", le((x * corr) ** 2 / UHU, alpha**4 / UHU), by.auto("corr 2", degree=1, factors=[(UHU, -1)])),
            by.have("right", le(alpha**4 / UHU, alpha**2), by.auto("cap", degree=1, squares=[alpha], factors=[(UHU, -1)])), by.auto("left", "right", degree=1))),
        by.have("form", le(x**2 * form(p.Hs, r), x**2 * (p.top * length)), by.auto("ray.2", degree=1, squares=[x])),
        by.have("short", le(t**2 * size, 4 * alpha**2), by.auto("size", "corr", "corr 3", "form", "room r", degree=1)),
        by.have("alpha alpha", lt(0, alpha**2), by.trivial()),
        by.have("fall", le(0, p.q - p.q_after), by.auto("falls", degree=1)),
        by.have("lost", eq((p.q - p.q_after) * (t**2 * size), t**2 * new**2 - alpha**2 * t**2 * size), by.auto()),
        by.have("enough", le(alpha**2 * paid, (p.q - p.q_after) * (t**2 * size)), by.auto("lost", "turn 2", "size 2", "is", "two", "three", degree=1)),
        by.have("more", le((p.q - p.q_after) * (t**2 * size), (p.q - p.q_after) * (4 * alpha**2)), by.auto("fall", "short", degree=2)),
        by.have("all", le(alpha**2 * paid, alpha**2 * (4 * (p.q - p.q_after))), by.auto("enough", "more", degree=1)),
        by.auto("all", degree=1, factors=[(alpha**2, -1)]),
    )  # fmt: skip
    main = by.script(*gain_steps(p), by.either("h5", "small", short_step(p, paid), longer))
    return Decision(Part(statement, by.cases("flat", eq(p.wg, 0), flat, main)))


def short_step(p: Moving, paid: Scalar) -> by.Proof:
    """A proof that a step takes so much from q where eps_hat lambda_max(H) <= 1 (fact `small`): (2 - eps_hat lambda_max(H)) is at least 1."""
    e, n, x, t, size = bngd.residual(H, U, p.w), Scalar("n"), p.effective, p.wg / p.sigma**2, square_h(p.z)
    lam, v, kept_part, energy = eig(H, n), U - t * p.z, e - x * (H @ e), (H @ e) @ (H @ e)
    on_spectrum = by.script(by.fix(), by.theorem("up", "eigenvalue_order", H, n, "d"), by.auto("up", degree=1, factors=[(lam, 1), (lam, 1)], squares=[x]))
    return by.script(
        by.theorem("form", "spectral_form", H, e, "n", "0", "0", x**2 * HIGH, -(x**2), premises={1: on_spectrum}),
        by.have("v", eq(v, kept_part), by.auto("h2", multipliers=[t])),
        by.have("v size", eq(square_h(v), square_h(kept_part)), by.auto("v", multipliers=[H @ v, H @ kept_part])),
        by.have("near", le(p.q_after, square_h(v)), by.auto(degree=0, factors=[(size, 1)], squares=[t - (p.z @ p.g) / size])),
        by.have("x energy", le(0, x * energy), by.auto("h3", "r", degree=2)),
        by.have("taken", le(p.q_after, p.q - (2 * x - x**2 * HIGH) * energy), by.auto("near", "v size", "form", degree=1)),
        by.have("more", le(x * energy, (2 - x * HIGH) * (x * energy)), by.auto("small", "x energy", degree=2)),
        *projected_is_psd(p, p.w), by.theorem("top", "rayleigh", p.Hs, p.w), by.have("top 0", le(0, p.top), by.auto("psd", "top.2", degree=1, factors=[(p.w @ p.w, -1)])),
        by.have("x top", le(0, x * p.top * (x * energy)), by.script(by.have("both", le(0, x * p.top), by.auto("h3", "top 0", degree=2)), by.auto("both", "x energy", degree=2))),
        by.have("paid is", eq(paid, 2 * (x * energy) - x * p.top * (x * energy)), by.auto()),
        by.auto("taken", "more", "x top", "paid is", "x energy", degree=1),
    )  # fmt: skip


@claim("new-projected-basin/growth", title="what a step adds to |w|^2 it takes from q", kind="inequality", paper=NOT_PRINTED, equivalent_mutants={
    "factor dropped: X λ_d(Hs) becomes X": "for a != 0 the last hypothesis gives X lambda_max(H*) < 2, as C and K are positive then; for a = 0 nothing moves",
})
def growth_is_paid() -> Decision:
    """If moreover eps_hat <= X, X lambda_max(H*) <= 2 and 4 eps C <= K (2 - X lambda_max(H*)), where eps a^2/sigma^2 <= C eps_hat, |w|^2 + K q does not grow.

    And a step takes at least eps_hat (2 - X lambda_max(H*)) lambda_min q/4 from q.
    """
    p = Moving()
    x, length, after = p.effective, p.w @ p.w, p.z @ p.z
    p.scalar("C")
    p.scalar("X", "positive")
    p.scalar("K", "nonnegative")
    positive_step(p)
    p.assume("the effective step is not negative", le(0, x))
    p.assume("X bounds the effective step", le(x, CAP))
    p.assume("X is at most 2/lambda_max(H*)", le(CAP * p.top, 2))
    p.assume("the effective step is small where q is large", no_turn(x, p.q, p.alpha))
    p.assume("a is at most C alpha", le(EPS * p.a**2 / p.sigma**2, RATIO * x))
    p.assume("K is large enough", le(4 * EPS * RATIO, GROWTH * (2 - CAP * p.top)))
    least = le(x * (2 - CAP * p.top) * (LOW * p.q), 4 * (p.q - p.q_after))
    statement = p.claim(all_of(le(length, after), le(after + GROWTH * p.q_after, length + GROWTH * p.q), least))
    return Decision(Part(statement, growth_proof(p), instances=(GROWING,)))


GROWING = instance(d=2, H=[["1/4", 0], [0, "1/4"]], u=[1, 1], w=[2, 0], a="1/2", eps_a=1, eps=1, b="1/2", z=[2, "1/8"], C=1, X="1/4", K=3)


def growth_proof(p: Moving) -> by.Proof:
    """The proof of new-projected-basin/growth."""
    e, n, x, top = bngd.residual(H, U, p.w), Scalar("n"), p.effective, p.top
    push, pull, lam = EPS * p.a / p.sigma, H @ e, eig(H, n)
    energy, moved, room = pull @ pull, p.w + push * pull, 2 - CAP * top
    lost = 4 * (p.q - p.q_after)
    on_spectrum = by.script(by.fix(), by.theorem("down", "eigenvalue_order", H, "1", n), by.auto("down", degree=1, factors=[(lam, 1)]))
    two = by.script(by.have("product", le(x * (CAP * top), 2 * x), by.auto("h4", "h6", degree=2)),
                    by.have("wider", le(CAP * (x * top), CAP * 2), by.auto("product", "h5", degree=1)), by.auto("wider", degree=1, factors=[(CAP, -1)]))  # fmt: skip
    return by.script(
        *projected_is_psd(p, p.w), by.theorem("top", "rayleigh", p.Hs, p.w), by.have("top 0", le(0, top), by.auto("psd", "top.2", degree=1, factors=[(p.w @ p.w, -1)])),
        by.have("at most two", le(x * top, 2), two), by.use("taken", "new-projected-basin/decrease", TRANSITION),
        by.theorem("positive", "gram", "I", "0", pull), by.have("x energy", le(0, x * energy), by.auto("h4", "positive", degree=2)),
        by.have("order", le(x * top, CAP * top), by.auto("h5", "top 0", degree=2)),
        by.have("rest", le(room * (x * energy), (2 - x * top) * (x * energy)), by.auto("order", "x energy", degree=2)),
        by.have("paid", le(room * (x * energy), lost), by.auto("rest", "taken", degree=1)),
        by.have("K paid", le(GROWTH * (room * (x * energy)), GROWTH * lost), by.auto("paid", degree=1, factors=[(GROWTH, 1)])),
        by.have("enough", le(4 * EPS * RATIO * (x * energy), GROWTH * room * (x * energy)), by.auto("h9", "x energy", degree=2)),
        by.have("added", le(push**2 * energy, EPS * RATIO * (x * energy)), by.auto("h8", "positive", degree=2, factors=[(EPS, 1)])),
        by.have("longer", growth(p.w, push, pull), by.auto()), by.have("same", eq(p.z @ p.z, moved @ moved), by.auto("h2", multipliers=[p.z, moved])),
        by.have("is", eq(p.z @ p.z, p.w @ p.w + push**2 * energy), by.auto("same", "longer")),
        by.theorem("form", "spectral_form", H, e, "n", "0", -LOW, "1", premises={1: on_spectrum}),
        by.have("energy", le(LOW * p.q, energy), by.auto("form", degree=1)),
        by.have("not negative", le(0, x * room), by.auto("h4", "h6", degree=2)),
        by.have("slow", le(x * room * (LOW * p.q), x * room * energy), by.auto("energy", "not negative", degree=2)),
        by.split(by.auto("is", "positive", degree=1, squares=[push]), by.auto("is", "added", "enough", "K paid", degree=1), by.auto("slow", "paid", degree=1)),
    )  # fmt: skip


class WithRate(Ending):
    """A trajectory with the hypotheses of new-projected-basin (h1 to h11), K, l and rho, B = |w0|^2 + K q_0, and h12 to h14 on them."""

    def __init__(self) -> None:
        super().__init__()
        self.scalar("K", "nonnegative")
        self.scalar("l")
        self.scalar("rho", latex=r"\rho")
        self.bound = self.define("B", W_0 @ W_0 + GROWTH * (UHU - T**2))
        self.assume("K is large enough", le(4 * EPS * RATIO, GROWTH * (2 - CAP * self.top)))
        near = all_of(le(RADIUS, U_SIZE), le(LOWEST * (ASIDE * HEIGHT) * self.bound, EPS * LEAST * SHORTEST))
        self.assume("l is small enough", any_of(near, le(LOWEST * HIGH * self.bound, EPS * LEAST)))
        self.assume("rho bounds the factor of q", le(4 * (1 - RHO**2), LOWEST * LOW * (2 - CAP * self.top)))

    def size(self, k: Scalar | int) -> Scalar:
        """|w_k|^2."""
        return self.w[k] @ self.w[k]

    def total(self, k: Scalar | int) -> Scalar:
        """|w_k|^2 + K q_k."""
        return self.size(k) + GROWTH * self.q_at(k)


@claim("new-projected-basin/rate", title="explicit bounds, and a linear rate", kind="theorem", paper=NOT_PRINTED)
def basin_with_rate() -> Decision:
    """From a start as in new-projected-basin, |w_k|^2 + K q_k stays at most B = |w_0|^2 + K q_0, l <= eps_hat_k <= X, and q_k <= rho^(2k) q_0.

    K = 4 eps C/(2 - X lambda_max(H*)) will do; l bounds the effective step from below where |w_k|^2 <= B; and 1 - rho^2 is at most
    l (2 - X lambda_max(H*)) lambda_min/4.  The limit r u has |w_k|^2 <= |r u|^2 <= |w_k|^2 + K q_k for every k.
    """
    p = WithRate()
    total = p.size(K) + GROWTH * p.q[K]
    steps = all_of(le(W_0 @ W_0, p.size(K)), le(total, p.bound), le(LOWEST, p.eps_hat[K]), le(p.eps_hat[K], CAP),
                   le(p.q[K], power(RHO**2, K) * (UHU - T**2)))  # fmt: skip
    shown = all_of(from_index(K, 0, steps), limit_ahead(p, total))
    return Decision(Part(p.claim(p.along(shown, ("q", "eps_hat"))), rate_proof(p)))


def rate_proof(p: WithRate) -> by.Proof:
    """The proof of new-projected-basin/rate."""
    hypotheses = [f"h{i}" for i in range(1, 11)]
    steps = each(*(by.apply(f"{name} here", name, {"k": K}) for name in ("bounded", "lowest", "rate")), by.split(
        by.given("here.4"), by.given("bounded here"), by.given("lowest here"), by.given("here.7"), by.given("rate here")))  # fmt: skip
    return by.script(
        *size_steps(p), by.theorem("u u", "definite", "H", "1", U), by.have("aside", lt(0, ASIDE), by.trivial()), by.have("height", lt(0, HEIGHT), by.trivial()),
        p.enter(), *along(p, "always", "new-projected-basin/invariants", PARAMETERS, *[""] * 5, *hypotheses),
        *along(p, "found", "new-projected-basin", {**PARAMETERS, "c": Scalar("0")}, *[""] * 5, *hypotheses, "h11"),
        *bounded_steps(p), *decaying_steps(p), by.split(steps, by.script(by.obtain("found", "r"), limit_within(
            p, limit_ahead(p, p.total(K)), ("r.1", "r.2", "r.3"), by.auto("now", "q", degree=2, factors=[(GROWTH, 1)])))),
    )  # fmt: skip


def bounded_steps(p: WithRate) -> list[by.Proof]:
    """Steps: facts `trapped`: bounds of one step; `grows`; `bounded`: |w_k|^2 + K q_k <= B, and `lowest`: l <= eps_hat_k."""
    x, low, scale = p.eps_hat_at(K), EPS * LEAST * SHORTEST, ASIDE * HEIGHT
    state: dict[str, Expression] = {"H": H, "u": U, "a": p.a[K], "w": p.w[K], "eps": EPS, "alpha0": T, "m": LEAST, "C": RATIO, "R": RADIUS}
    trapped = all_of(le(EPS * p.a[K] ** 2 / p.sigma_at(K) ** 2, RATIO * x), implies(le(RADIUS, U_SIZE), le(low, x * p.size(K) * scale)))
    step = x * (2 - CAP * p.top) * (LOW * p.q_at(K))
    grows = all_of(le(p.size(K), p.size(K + 1)), le(p.total(K + 1), p.total(K)), le(step, 4 * (p.q_at(K) - p.q_at(K + 1))))
    values: dict[str, Expression] = {**at_step(p, K), "C": RATIO, "X": CAP, "K": GROWTH}
    base = by.script(*at_start(p), by.have("q start", eq(p.q_at(0), UHU - T**2), by.auto("alpha0", multipliers=[p.alpha_at(0), T])),
                     by.auto("q start", "w0", degree=1, multipliers=[GROWTH]))  # fmt: skip
    falls = by.script(by.apply("step", "grows", {"k": K}), by.auto("step.2", "old", degree=1))
    shorter = by.script(by.theorem("e", "gram", "H", "1", p.e_at(K)), by.have("q", le(0, p.q_at(K)), by.auto("e", degree=1)),
                        by.auto("bound here", "q", degree=2, factors=[(GROWTH, 1)]))  # fmt: skip
    near = by.script(
        by.apply("low", "trap.2", premises=[by.given("l.1")]),
        by.have("wide", le(x * p.size(K) * scale, x * p.bound * scale), by.auto("within", "here.6", degree=2, factors=[(ASIDE, 1), (HEIGHT, 1)])),
        by.have("both", le(LOWEST * scale * p.bound, x * p.bound * scale), by.auto("l.2", "low", "wide", degree=1)),
        by.auto("both", "long", degree=1, factors=[(p.bound, -1), (ASIDE, -1), (HEIGHT, -1)]),
    )  # fmt: skip
    product, square = p.a[K] * p.alpha_at(K), p.sigma_at(K) ** 2
    far = by.script(
        by.have("m t", le(LEAST * T**2, LEAST * (T * p.alpha_at(K))), by.auto("here.3", degree=1, factors=[(LEAST, 1)])),
        by.have("t alpha", le(0, T * p.alpha_at(K)), by.auto("here.3", degree=1, squares=[T])),
        by.have("a t", le(LEAST * (T * p.alpha_at(K)), T**2 * product), by.auto("here.1", "t alpha", degree=2)),
        by.have("least", le(LEAST, product), by.auto("m t", "a t", degree=1, factors=[(T**2, -1)])),
        by.have("is", eq(x * square, EPS * product), by.auto()), by.theorem("w", "rayleigh", H, p.w[K]),
        by.have("up", le(x * square, x * (HIGH * p.size(K))), by.auto("w.2", "here.6", degree=2)),
        by.have("wide", le(x * (HIGH * p.size(K)), x * (HIGH * p.bound)), by.auto("within", "here.6", degree=2, factors=[(HIGH, 1)])),
        by.have("eps m", le(EPS * LEAST, EPS * product), by.auto("least", degree=1, factors=[(EPS, 1)])),
        by.have("both", le(LOWEST * HIGH * p.bound, x * HIGH * p.bound), by.auto("l", "eps m", "is", "up", "wide", degree=1)),
        by.auto("both", "long", degree=1, factors=[(p.bound, -1), (HIGH, -1)]),
    )  # fmt: skip
    lowest = each(
        by.apply("bound here", "bounded", {"k": K}), by.apply("trap", "trapped", {"k": K}), by.have("within", le(p.size(K), p.bound), shorter),
        by.have("long", lt(0, p.bound), by.auto("within", degree=1, factors=[(p.size(K), 1)])), by.either("h13", "l", near, far),
    )  # fmt: skip
    return [
        by.have("trapped", from_index(K, 0, trapped), each(by.use("trap", "new-basin/effective", state, premises=given_from(
            "", "", "", "h1", "h2", "h3", "here.1", "here.2", "here.3")), by.split(by.given("trap.2"), by.given("trap.4")))),
        by.have("grows", from_index(K, 0, grows), each(by.apply("next", "orbit step", {"k": K}), by.apply("trap", "trapped", {"k": K}),
            by.have("not negative", le(0, x), by.auto("here.6", degree=1)), by.use("growth", "new-projected-basin/growth", values, premises=given_from(
                "", "", "", "", "", "next.1", "next.2", "h1", "not negative", "here.7", "h8.2", "here.8", "trap.1", "h12")), by.given("growth"))),
        by.have("bounded", from_index(K, 0, le(p.total(K), p.bound)), by.induction("old", base, falls)),
        by.have("lowest", from_index(K, 0, le(LOWEST, x)), lowest),
    ]  # fmt: skip


def decaying_steps(p: WithRate) -> list[by.Proof]:
    """Steps: fact `rate`: q_k <= rho^(2k) q_0."""
    x, square, q0, room = p.eps_hat_at(K), RHO**2, UHU - T**2, 2 - CAP * p.top
    base = by.script(*at_start(p), by.theorem("power", "power_next", square, "0"), by.have("q start", eq(p.q_at(0), q0), by.auto("alpha0", multipliers=[p.alpha_at(0), T])),
                     by.auto("q start", "power.1", degree=1, multipliers=[q0]))  # fmt: skip
    step = by.script(
        by.apply("step", "grows", {"k": K}), by.apply("low here", "lowest", {"k": K}), by.theorem("e", "gram", "H", "1", p.e_at(K)),
        by.have("q", le(0, p.q_at(K)), by.auto("e", degree=1)), by.have("room q", le(0, room * p.q_at(K)), by.auto("h8.2", "q", degree=2)),
        by.have("slowest", le(LOWEST * LOW * (room * p.q_at(K)), x * LOW * (room * p.q_at(K))), by.auto("low here", "room q", degree=2, factors=[(LOW, 1)])),
        by.have("factor", le(4 * (1 - square) * p.q_at(K), LOWEST * LOW * room * p.q_at(K)), by.auto("h14", "q", degree=2)),
        by.have("falls", le(p.q_at(K + 1), square * p.q_at(K)), by.auto("slowest", "factor", "step.3", degree=1)),
        by.have("scaled", le(square * p.q_at(K), square * (power(square, K) * q0)), by.auto("old", degree=1, squares=[RHO])),
        by.theorem("power", "power_next", square, K), by.auto("falls", "scaled", "power.2", degree=1, multipliers=[q0]),
    )  # fmt: skip
    return [by.have("rate", from_index(K, 0, le(p.q_at(K), power(square, K) * q0)), by.induction("old", base, step))]
