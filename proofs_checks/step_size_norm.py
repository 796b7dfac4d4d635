"""(76): the norm of w along BNGD for small step sizes."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.one_step import spectral_gap, square_h
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.small_trajectories import SmallStart, at_start
from proofs_checks.small_transitions import (
    EPS,
    LEAST,
    MOST,
    U_SIZE,
    W_0,
    Bounded,
    at_step,
    trapping_steps,
)
from proofs_checks.trajectories import K, Trajectory, growth
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Expression,
    Formula,
    Scalar,
    all_of,
    eig,
    eq,
    from_index,
    le,
)  # fmt: skip

KAPPA = HIGH / LOW
RATIO = Scalar("N")

# ------------------------------------------------------------------------------------------------
# (76): the norm of w for small steps


@claim("eq-75-77/step", title="one summand of (76)", kind="inequality", paper=NOT_PRINTED)
def growth_is_paid_for() -> Decision:
    """If eps M |u|_H kappa <= |w_0|^2 and a^2 <= N a alpha, one step adds at most eps kappa N (q - q+) to |w|^2.

    For then eps_hat <= 1/lambda_max, so that q+ <= (1 - eps_hat lambda_min) q.
    """
    p = Bounded(room=1)
    p.scalar("N", "positive")
    p.assume("N bounds a/alpha", le(p.a**2, RATIO * (p.a * p.alpha)))
    price = EPS * KAPPA * RATIO
    statement = p.claim(all_of(le(p.q_after, (1 - p.effective * LOW) * p.q), le(p.z @ p.z + price * p.q_after, p.w @ p.w + price * p.q)))
    return Decision(Part(statement, by.script(*trapping_steps(p), *shrinking_steps(p), by.split(by.given("falls"), paid(p)))))


def shrinking_steps(p: Bounded) -> list[by.Proof]:
    """Steps: fact `falls`: q+ <= (1 - eps_hat lambda_min) q, from `up` and `low`."""
    e, n, x, t, length = bngd.residual(H, p.u, p.w), Scalar("n"), p.effective, p.wg / p.sigma**2, W_0 @ W_0
    lam, v, moved, bound = eig(H, n), p.u - t * p.z, e - x * (H @ e), EPS * MOST * U_SIZE / (LOW * length)
    on_spectrum = by.script(
        by.fix(), by.theorem("top", "eigenvalue_order", H, n, "d"), by.theorem("bottom", "eigenvalue_order", H, "1", n),
        by.have("one", le(x * lam, 1), by.auto("top", "at most one", degree=1, factors=[(x, 1)])),
        by.have("rest", le(0, lam * (1 - x * lam)), by.auto("one", degree=1, factors=[(lam, 1)])),
        by.auto("rest", "bottom", degree=1, factors=[(lam, 1), (x, 1)]),
    )  # fmt: skip
    below = by.script(
        by.have("cramped", le(bound * HIGH, 1), by.auto("h7", degree=1, factors=[(LOW, -1), (length, -1)])),
        by.have("within", le(x * HIGH, bound * HIGH), by.auto("up", degree=1, factors=[(HIGH, 1)])), by.auto("within", "cramped", degree=1),
    )  # fmt: skip
    nearest = by.auto(degree=0, factors=[(square_h(p.z), 1)], squares=[t - (p.z @ p.g) / square_h(p.z)])
    return [
        by.have("not negative", le(0, x), by.auto("low", degree=1, factors=[(EPS, 1), (LEAST, 1), (HIGH, -1), (p.w @ p.w, -1)])),
        by.have("at most one", le(x * HIGH, 1), below),
        by.theorem("form", "spectral_form", H, e, "n", "0", -(x * LOW), 2 * x, -(x**2), premises={1: on_spectrum}),
        by.have("v", eq(v, moved), by.auto("h2", multipliers=[t])),
        by.have("v size", eq(square_h(v), square_h(moved)), by.auto("v", multipliers=[H @ v, H @ moved])),
        by.have("near", le(p.q_after, square_h(v)), nearest),
        by.have("falls", le(p.q_after, (1 - x * LOW) * p.q), by.auto("near", "v size", "form", degree=1)),
    ]  # fmt: skip


def paid(p: Bounded) -> by.Proof:
    """A proof that |w|^2 + eps kappa N q does not grow, from `falls`."""
    push, pull = EPS * p.a / p.sigma, H @ bngd.residual(H, p.u, p.w)
    moved, x, q = p.w + push * pull, p.effective, p.q
    return by.script(
        by.have("grow", growth(p.w, push, pull), by.auto()),
        by.have("same", eq(p.z @ p.z, moved @ moved), by.auto("h2", multipliers=[p.z, moved])),
        *spectral_gap("top", bngd.residual(H, p.u, p.w)), by.theorem("gram", "gram", "H", "1", bngd.residual(H, p.u, p.w)),
        by.have("q", le(0, q), by.auto("gram", degree=1)),
        by.have("stretch", le(pull @ pull, HIGH * q), by.auto("top", degree=1)),
        by.have("first", le(p.z @ p.z - p.w @ p.w, push**2 * HIGH * q), by.auto("same", "grow", "stretch", degree=1, squares=[push])),
        by.have("factor", le(push**2, EPS * RATIO * x), by.auto("h12", degree=1, factors=[(EPS, 1), (EPS, 1), (p.sigma, -2)])),
        by.have("second", le(push**2 * HIGH * q, EPS * RATIO * x * HIGH * q), by.auto("factor", "q", degree=2, factors=[(HIGH, 1)])),
        by.have("third", le(EPS * RATIO * x * HIGH * q, EPS * KAPPA * RATIO * (q - p.q_after)),
                by.auto("falls", degree=1, factors=[(EPS, 1), (RATIO, 1), (HIGH, 1), (LOW, -1)])),
        by.auto("first", "second", "third", degree=1),
    )  # fmt: skip


class PricedStart(SmallStart):
    """A start with eps M |u|_H kappa <= |w0|^2, and a number N with M <= N |alpha0| (h9), which bounds a_k/alpha_k."""

    def __init__(self) -> None:
        super().__init__(room=1)
        self.scalar("N", "positive")
        self.assume("N bounds a/alpha", le(MOST**2, RATIO**2 * self.alpha0**2))
        self.price = EPS * KAPPA * RATIO

    def paid_at(self, k: Scalar | int) -> Formula:
        """|w_k|^2 + eps kappa N q_k <= |w_0|^2 + eps kappa N q_0."""
        q0 = square_h(self.u) - self.alpha0**2
        return le(self.w[k] @ self.w[k] + self.price * self.q_at(k), self.w0 @ self.w0 + self.price * q0)


def start_values(p: Trajectory, *more: str) -> dict[str, Expression]:
    """The symbols of SmallStart, and more, by name."""
    start: dict[str, Expression] = {"H": p.H, "u": p.u, "eps_a": p.eps_a, "eps": EPS, "a0": p.a0, "w0": p.w0, "m": LEAST, "M": MOST}
    return start | {n: Scalar(n) for n in more}


def always(p: Trajectory, label: str, claim_id: str, values: dict[str, Expression]) -> list[by.Proof]:
    """Steps: fact `label`, what a claim about trajectories says of this one."""
    return [by.use(f"{label} orbit", claim_id, values),
            by.along(label, f"{label} orbit", K, {"a'": p.a[K], "w'": p.w[K]}, [by.given("orbit start"), by.given("orbit step")])]  # fmt: skip


@claim("eq-75-77/norm", title="(76), the norm of w for small steps", kind="inequality", paper=NOT_PRINTED)
def norm_is_paid_for() -> Decision:
    """|w_k|^2 + eps kappa N q_k never exceeds its value at the start, where N = M/|alpha_0|."""
    p = PricedStart()
    statement = p.claim(p.along(from_index(K, 0, p.paid_at(K))))
    a, alpha = p.a[K], p.alpha_at(K)
    both = all_of(le(MOST**2, RATIO**2 * alpha**2), p.paid_at(K))
    base = by.script(
        *at_start(p), by.have("same", eq(p.alpha_at(0) ** 2, p.alpha0**2), by.auto("alpha0", multipliers=[p.alpha_at(0), p.alpha0])),
        by.split(by.auto("same", "h9", degree=1, multipliers=[RATIO**2]), by.auto("w0", "same", degree=1, multipliers=[p.price])),
    )  # fmt: skip
    ratio = by.script(by.have("not negative", le(0, a * alpha), by.auto("here.1", degree=1, factors=[(LEAST, 1)])),
                      by.have("fourth powers", le(a**2 * a**2, RATIO**2 * alpha**2 * a**2), by.script(
                          by.have("sum", le(a**2, RATIO**2 * alpha**2), by.auto("here.3", "paid.1", degree=1)), by.auto("sum", degree=1, squares=[a]))),
                      by.theorem("root", "root_order", a**2, RATIO * (a * alpha), premises={0: by.auto("not negative", degree=1, factors=[(RATIO, 1)])}),
                      by.given("root"))  # fmt: skip
    step = by.script(
        by.apply("here", "always", {"k": K}), by.apply("next", "orbit step", {"k": K}), by.have("ratio", le(a**2, RATIO * (a * alpha)), ratio),
        by.use("more", "eq-75-77/step", {**at_step(p, K), "m": LEAST, "M": MOST, "w0": W_0, "N": RATIO}),
        by.split(by.auto("paid.1", "here.7", degree=1, factors=[(RATIO, 1), (RATIO, 1)]), by.auto("more.2", "paid.2", degree=1)),
    )  # fmt: skip
    proof = by.script(
        p.enter(), *always(p, "always", "lemma-A.12/invariants", start_values(p)),
        by.have("both", from_index(K, 0, both), by.induction("paid", base, step)),
        by.fix(), by.assume("index"), by.apply("last", "both", {"k": K}), by.given("last.2"),
    )  # fmt: skip
    return Decision(Part(statement, proof))


# ------------------------------------------------------------------------------------------------
