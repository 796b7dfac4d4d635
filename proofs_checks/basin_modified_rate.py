"""The theorem new-basin-mbngd with explicit bounds of |w_k| and a linear rate."""

from __future__ import annotations

from proofs_checks.basin import AT_LIMIT, R_LIM, each, given_from
from proofs_checks.basin_modified import FromModifiedBasin
from proofs_checks.basin_rate import GROWTH, HIGHEST, LOWEST, RHO, limit_within
from proofs_checks.basin_step import ASIDE, EPS, HEIGHT, U_SIZE, W_0, T
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.one_step import norm_h, positive_step, same_root
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.trajectories import K
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Decl,
    Expression,
    Formula,
    Scalar,
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

N, Q_0 = Scalar("n"), UHU - T**2


class WithModifiedRate(FromModifiedBasin):
    """`FromModifiedBasin` with h, K, l and rho, q_0 and B = |w0|^2 + K q_0, and the hypotheses of new-basin-mbngd/rate."""

    def __init__(self) -> None:
        super().__init__(loss=False)
        q0 = self.define("q_0", Q_0)
        for name in ("h", "K", "l"):
            self.scalar(name)
        self.scalar("rho", latex=r"\rho")
        self.bound = self.define("B", W_0 @ W_0 + GROWTH * q0)
        positive_step(self)
        self.assume("w_0'g is not zero", ne(W_0 @ self.g, 0))
        self.assume("e is not longer than u", le(self.radius, U_SIZE))
        self.assume("h bounds the effective step", le(EPS * (U_SIZE + self.radius) ** 2, HIGHEST * (W_0 @ W_0)))
        self.assume("h is below 2/lambda_max", lt(HIGHEST * HIGH, 2))
        self.assume("K is large enough", le(EPS, GROWTH * (2 - HIGHEST * HIGH)))
        self.assume("l is small enough", le(LOWEST * HEIGHT * self.bound, EPS * ASIDE * (U_SIZE - self.radius) ** 2))
        self.assume("rho bounds the slowest factor", le(1 - LOWEST * LOW, RHO))
        self.assume("rho bounds the fastest factor", le(HIGHEST * HIGH - 1, RHO))

    def size(self, k: Scalar | int) -> Scalar:
        """|w_k|^2."""
        return self.w[k] @ self.w[k]

    def total(self, k: Scalar | int) -> Scalar:
        """|w_k|^2 + K q_k."""
        return self.size(k) + GROWTH * self.q_at(k)

    def eps_hat_at(self, k: Scalar | int) -> Scalar:
        """The effective step size eps z_k^2."""
        return EPS * self.z_at(k) ** 2


@claim("new-basin-mbngd/rate", title="explicit bounds, and a linear rate", kind="theorem", paper=NOT_PRINTED)
def modified_basin_with_rate() -> Decision:
    """From a start as in new-basin-mbngd, |w_k|^2 + K q_k stays at most B = |w_0|^2 + K q_0, l <= eps_hat_k <= h, and q_k <= rho^(2k) q_0.

    The parameters are those of new-basin/rate for C = 1 and m = alpha_0^2; K = eps/(2 - h lambda_max) will do.
    """
    p = WithModifiedRate()
    total, x = p.size(K) + GROWTH * p.q[K], p.eps_hat_at(K)
    steps = all_of(le(W_0 @ W_0, p.size(K)), le(total, p.bound), le(LOWEST, x), le(x, HIGHEST), le(p.q[K], power(RHO**2, K) * Scalar("q_0")))
    return Decision(Part(p.claim(p.along(all_of(from_index(K, 0, steps), limit_ahead(p, total)), ("q",))), rate_proof(p)))


def limit_ahead(p: WithModifiedRate, total: Scalar) -> Formula:
    """w_k tends to r u with r alpha0 > 0, and |w_k|^2 <= |r u|^2 <= total, for every k."""
    w = AT_LIMIT[1]
    ahead = from_index(K, 0, all_of(le(p.size(K), w @ w), le(w @ w, total)))
    return exists([Decl("r", "scalar", "nonzero")], all_of(lt(0, R_LIM * T), tends(K, p.w[K], w), ahead))


def rate_proof(p: WithModifiedRate) -> by.Proof:
    """The proof of new-basin-mbngd/rate."""
    sigma, y = norm_h(W_0), W_0 @ p.g
    start: dict[str, Expression] = {"H": H, "u": U, "w0": W_0, "eps": EPS, "c": Scalar("0")}
    small = le(EPS * (U_SIZE + p.radius) ** 2 * HIGH, 2 * (W_0 @ W_0))
    facts = ("bounded", "lowest", "trapped", "rate")
    steps = each(*(by.apply(f"{name} here", name, {"k": K}) for name in facts), by.split(
        by.given("here.2"), by.given("bounded here"), by.given("lowest here"), by.given("trapped here.2"), by.given("rate here")))  # fmt: skip
    return by.script(
        by.have("size", lt(0, T**2), by.trivial()), by.have("aside", lt(0, ASIDE), by.trivial()),
        by.theorem("u u", "definite", "H", "1", U), by.have("height", lt(0, HEIGHT), by.trivial()),
        by.have("open", lt(0, 2 - HIGHEST * HIGH), by.auto("h5", degree=1)),
        by.have("K", lt(0, GROWTH), by.script(by.suppose_not("no K"), by.auto("no K", "open", "h1", "h6", degree=2))),
        by.have("K too", le(0, GROWTH), by.auto("K", degree=1)), by.have("radius", le(Q_0, LOW * p.radius**2), by.trivial()),
        by.have("small", small, by.script(
            by.have("scaled", le(EPS * (U_SIZE + p.radius) ** 2 * HIGH, HIGHEST * HIGH * (W_0 @ W_0)), by.auto("h4", degree=1, factors=[(HIGH, 1)])),
            by.auto("scaled", "open", degree=1, factors=[(W_0 @ W_0, 1)]))),
        p.enter(), by.have("y0", eq(p.y_at(0), y), by.auto("orbit start", multipliers=[p.g])),
        same_root("sigma0", norm_h(p.w[0]), sigma, by.auto("orbit start", multipliers=[H @ p.w[0], H @ W_0])),
        by.have("alpha0", eq(p.alpha_at(0), T), by.auto("y0", "sigma0", multipliers=[1 / sigma, p.y_at(0) / (sigma * norm_h(p.w[0]))])),
        by.have("w0", eq(p.size(0), W_0 @ W_0), by.auto("orbit start", multipliers=[p.w[0], W_0])),
        by.have("q start", eq(p.q_at(0), Q_0), by.auto("alpha0", multipliers=[p.alpha_at(0), T])),
        by.use("found of orbit", "new-basin-mbngd", start, premises=given_from("", "", "h1", "h2", "small")),
        by.along("found", "found of orbit", K, {"w'": p.w[K]}, [by.given("orbit start"), by.given("orbit step")]),
        by.have("always", from_index(K, 0, all_of(*p.kept_at(K), lt(0, p.eps_hat_at(K)))), by.script(
            by.fix(), by.assume("k"), by.apply("there", "found.1", {"k": K}), by.split(by.given("there.1"), by.given("there.2"), by.given("there.4")))),
        *trapped_steps(p), *bounded_steps(p), *decaying_steps(p), by.split(steps, by.script(by.obtain("found.2", "r"), limit_within(
            p, limit_ahead(p, p.total(K)), ("r.1", "r.2"), by.auto("now", "q", "K too", degree=2)))),
    )  # fmt: skip


def as_state(p: WithModifiedRate) -> dict[str, Expression]:
    """A step of MBNGD as one of BNGD: a = w'g/sigma, and eps_a = 0."""
    return {"H": H, "u": U, "a": p.alpha_at(K), "w": p.w[K], "eps_a": Scalar("0"), "eps": EPS}


def trapped_steps(p: WithModifiedRate) -> list[by.Proof]:
    """Steps: facts `trapped`: eps alpha_k^2/sigma_k^2 <= eps_hat_k <= h, and eps_hat_k |w_k|^2 from below; `grows`."""
    x, alpha, low = p.eps_hat_at(K), p.alpha_at(K), EPS * T**2 * (U_SIZE - p.radius) ** 2
    state = {name: value for name, value in as_state(p).items() if name != "eps_a"} | {"alpha0": T, "m": T**2, "C": Scalar("1"), "R": p.radius}
    trapped = all_of(le(EPS * alpha**2 / norm_h(p.w[K]) ** 2, x), le(x, HIGHEST), le(low, x * p.size(K) * (ASIDE * HEIGHT)))
    up = by.script(
        by.have("product", le(x * p.size(K), HIGHEST * (W_0 @ W_0)), by.auto("trap.3", "h4", degree=1)),
        by.have("h", le(0, HIGHEST), by.auto("product", "trap.1", degree=1, factors=[(p.size(K), 1), (W_0 @ W_0, -1)])),
        by.have("longer", le(x * p.size(K), HIGHEST * p.size(K)), by.auto("product", "h", "here.2", degree=2)),
        by.auto("longer", degree=1, factors=[(p.size(K), -1)]),
    )  # fmt: skip
    grows = all_of(le(p.size(K), p.size(K + 1)), le(p.total(K + 1), p.total(K)))
    values: dict[str, Expression] = {**as_state(p), "b": alpha, "z": p.w[K + 1], "C": Scalar("1"), "h": HIGHEST, "K": GROWTH}
    return [
        by.have("trapped", from_index(K, 0, trapped), each(
            by.use("trap", "new-basin/effective", state, premises=given_from(
                "", "size", "", "h1", "", "radius", "here.1", "", "here.1") | {4: by.trivial(), 7: by.trivial()}),
            by.apply("low", "trap.4", premises=[by.given("h3")]), by.split(by.auto("trap.2", degree=1), up, by.given("low")))),
        by.have("grows", from_index(K, 0, grows), each(by.apply("next", "orbit step", {"k": K}), by.apply("trap", "trapped", {"k": K}),
            by.have("not negative", le(0, x), by.auto("here.3", degree=1)), by.use("growth", "new-basin/growth", values, premises={
                2: by.given("K too"), 3: by.trivial(), 4: by.auto("next"), 5: by.given("h1"), 6: by.given("not negative"), 7: by.given("trap.2"),
                8: by.auto("trap.1", degree=1), 9: by.auto("h6", degree=1)}), by.given("growth"))),
    ]  # fmt: skip


def bounded_steps(p: WithModifiedRate) -> list[by.Proof]:
    """Steps: facts `bounded`: |w_k|^2 + K q_k <= B, and `lowest`: l <= eps_hat_k."""
    x = p.eps_hat_at(K)
    falls = by.script(by.apply("step", "grows", {"k": K}), by.auto("step.2", "old", degree=1))
    shorter = by.script(by.theorem("e", "gram", "H", "1", p.e_at(K)), by.have("q", le(0, p.q_at(K)), by.auto("e", degree=1)),
                        by.auto("bound here", "K too", "q", degree=2))  # fmt: skip
    lowest = each(
        by.apply("bound here", "bounded", {"k": K}), by.apply("trap", "trapped", {"k": K}), by.have("within", le(p.size(K), p.bound), shorter),
        by.have("wide", le(x * p.size(K) * HEIGHT, x * p.bound * HEIGHT), by.auto("within", "here.3", degree=2, factors=[(HEIGHT, 1)])),
        by.have("long", lt(0, p.bound), by.auto("within", degree=1, factors=[(p.size(K), 1)])),
        by.have("low", le(EPS * ASIDE * (U_SIZE - p.radius) ** 2, x * p.size(K) * HEIGHT), by.auto("trap.3", degree=1, factors=[(ASIDE, -1)])),
        by.have("both", le(LOWEST * HEIGHT * p.bound, x * p.bound * HEIGHT), by.auto("h7", "low", "wide", degree=1)),
        by.auto("both", "long", degree=1, factors=[(p.bound, -1), (HEIGHT, -1)]),
    )  # fmt: skip
    return [by.have("bounded", from_index(K, 0, le(p.total(K), p.bound)), by.induction("old", by.auto("q start", "w0", degree=1, multipliers=[GROWTH]), falls)),
            by.have("lowest", from_index(K, 0, le(LOWEST, x)), lowest)]  # fmt: skip


def decaying_steps(p: WithModifiedRate) -> list[by.Proof]:
    """Steps: fact `rate`: q_k <= rho^(2k) q_0."""
    x, square = p.eps_hat_at(K), RHO**2
    lam = eig(H, N)
    factors = by.script(
        by.fix(), by.theorem("down", "eigenvalue_order", H, "1", N), by.theorem("up", "eigenvalue_order", H, N, "d"),
        by.have("least", le(LOWEST * LOW, x * lam), by.script(
            by.have("one", le(LOWEST * LOW, x * LOW), by.auto("low here", degree=1, factors=[(LOW, 1)])),
            by.have("two", le(x * LOW, x * lam), by.auto("down", "here.3", degree=2)), by.auto("one", "two", degree=1))),
        by.have("most", le(x * lam, HIGHEST * HIGH), by.script(
            by.have("one", le(x * HIGH, HIGHEST * HIGH), by.auto("trap.2", degree=1, factors=[(HIGH, 1)])),
            by.have("two", le(x * lam, x * HIGH), by.auto("up", "here.3", degree=2)), by.auto("one", "two", degree=1))),
        by.have("below", le(1 - x * lam, RHO), by.auto("least", "h8", degree=1)), by.have("above", le(x * lam - 1, RHO), by.auto("most", "h9", degree=1)),
        by.auto("below", "above", degree=2),
    )  # fmt: skip
    values: dict[str, Expression] = {**as_state(p), "w_next": p.w[K + 1], "B": square}
    base = by.script(by.theorem("power", "power_next", square, "0"), by.auto("q start", "power.1", degree=1, multipliers=[Q_0]))
    step = by.script(
        by.apply("here", "always", {"k": K}), by.apply("trap", "trapped", {"k": K}), by.apply("low here", "lowest", {"k": K}), by.apply("next", "orbit step", {"k": K}),
        by.use("factor", "eq-44-46/factor", values, premises={2: by.auto("next"), 3: factors}),
        by.have("scaled", le(square * p.q_at(K), square * (power(square, K) * Q_0)), by.auto("old", degree=1, squares=[RHO])),
        by.theorem("power", "power_next", square, K), by.auto("factor", "scaled", "power.2", degree=1, multipliers=[Q_0]),
    )  # fmt: skip
    return [by.have("rate", from_index(K, 0, le(p.q_at(K), power(square, K) * Q_0)), by.induction("old", base, step))]
