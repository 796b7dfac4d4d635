"""Proposition 3.5 (1): the effective step along BNGD for small step sizes."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.near_misses import ROUND, SMALL_STEPS
from proofs_checks.one_step import gentle_steps, norm_h, square_h, squared_out
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.small_transitions import (
    EPS,
    LEAST,
    MOST,
    U_SIZE,
)
from proofs_checks.step_size_norm import RATIO, PricedStart, always, start_values
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Formula,
    Scalar,
    Vector,
    all_of,
    eq,
    from_index,
    implies,
    le,
    lt,
    ne,
)  # fmt: skip

# Proposition 3.5 (1)


def low_constant(w0: Vector) -> Scalar:
    """C_1 = m / (lambda_max |w0|^2 (1 + N |u|_H/M))."""
    return LEAST / (HIGH * (w0 @ w0 + w0 @ w0 * RATIO * U_SIZE / MOST))


def high_constant(w0: Vector) -> Scalar:
    """C_2 = M |u|_H / (lambda_min |w0|^2)."""
    return MOST * U_SIZE / (LOW * (w0 @ w0))


def of_order_one(p: Trajectory, low: Scalar, high: Scalar) -> Formula:
    """low <= eps_hat_k/eps <= high for every k."""
    share = p.eps_hat_at(K) / p.eps
    return p.along(from_index(K, 0, all_of(le(low, share), le(share, high))))


@claim("prop-3.5-1/constants", title="Proposition 3.5 (1) with constants", kind="theorem", paper=NOT_PRINTED)
def constants_for_small_steps() -> Decision:
    """C_1 <= eps_hat_k/eps <= C_2 for all k if eps M |u|_H kappa <= |w_0|^2, where 0 < m <= a_0 alpha_0, alpha_0^2.

    Here |a_0|, |u|_H <= M <= N |alpha_0|, C_1 = m/(lambda_max |w_0|^2 (1 + N |u|_H/M)) and C_2 = M |u|_H/(lambda_min |w_0|^2).
    """
    p = PricedStart()
    w0, w, x, longest = p.w0 @ p.w0, p.w[K] @ p.w[K], p.eps_hat_at(K), p.w0 @ p.w0 + p.w0 @ p.w0 * RATIO * U_SIZE / MOST
    paid = by.script(
        by.theorem("gram", "gram", "H", "1", p.e_at(K)), by.have("q", le(0, p.q_at(K)), by.auto("gram", degree=1)),
        by.have("rest", le(0, p.price * p.q_at(K)), by.auto("q", degree=1, factors=[(p.price, 1)])),
        by.have("first", le(0, p.price * p.alpha0**2), by.auto(degree=0, factors=[(p.price, 1)], squares=[p.alpha0])),
        by.have("all", le(p.price * U_SIZE**2, w0 * RATIO * U_SIZE / MOST),
                by.auto("h5", degree=1, factors=[(RATIO, 1), (U_SIZE, 1), (MOST, -1), (LOW, -1)])),
        by.auto("norm", "rest", "first", "all", degree=1),
    )  # fmt: skip
    low = by.script(
        by.have("thin", le(1 / longest, 1 / w), by.auto("long", degree=1, factors=[(longest, -1), (w, -1)])),
        by.have("one", le(low_constant(p.w0), LEAST / (HIGH * w)), by.auto("thin", degree=1, factors=[(LEAST, 1), (HIGH, -1)])),
        by.have("two", le(LEAST / (HIGH * w), x / EPS), by.auto("here.5", degree=1, factors=[(EPS, -1)])), by.auto("one", "two", degree=1),
    )  # fmt: skip
    proof = by.script(
        p.enter(), *always(p, "always", "lemma-A.12/invariants", start_values(p)), *always(p, "norms", "eq-75-77/norm", start_values(p, "N")),
        by.fix(), by.assume("index"), by.apply("here", "always", {"k": K}), by.apply("norm", "norms", {"k": K}),
        by.have("long", le(w, longest), paid), by.split(low, by.auto("here.6", degree=1, factors=[(EPS, -1)])),
    )  # fmt: skip
    return Decision(Part(p.claim(of_order_one(p, low_constant(p.w0), high_constant(p.w0))), proof, instances=ROUND))


class Family(Trajectory):
    """The hypotheses of Proposition 3.5 on a start, and constants for it that depend on neither eps nor k.

    m <= a0 alpha0, alpha0^2, and |a0|, |u|_H <= M, where alpha0 = w0'g/sigma0.
    """

    def __init__(self, strict: bool) -> None:
        super().__init__()
        gentle_steps(self)
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        slope = (self.w0 @ self.g) / square_h(self.w0) * (self.g @ (H @ self.w0))
        self.assume("w'g does not fall at the start", (lt if strict else le)(slope, self.g @ self.g))
        self.alpha0 = self.define("alpha_0", self.w0 @ self.g / norm_h(self.w0))
        self.least = self.define("m", self.a0 * self.alpha0**2 / (self.a0 + self.alpha0))
        self.most = self.define("M", abs(self.a0) + U_SIZE)


@claim("prop-3.5-1", paper=r"\varepsilon \ll 1 \implies C_1 \le \hat\varepsilon_k/\varepsilon \le C_2 \text{ with } C_1, C_2 > 0 "
                           r"\text{ independent of } \varepsilon, k", equivalent_mutants=SMALL_STEPS)  # fmt: skip
def small_steps() -> Decision:
    """For small eps the effective step has the order eps: C_1 <= eps_hat_k/eps <= C_2 for all k and all eps up to eps_1 = |w_0|^2/(kappa M |u|_H).

    The constants are written out, so that one sees that they depend on neither eps nor k: M = |a_0| + |u|_H, alpha_0 = w_0'g/sigma_0,
    m = a_0 alpha_0^2/(a_0 + alpha_0).  The third hypothesis of the proposition is not needed.
    """
    p = Family(strict=False)
    length = p.w0 @ p.w0
    low = p.define("C_1", p.least / (HIGH * length * (1 + U_SIZE / abs(p.alpha0))))
    high = p.define("C_2", p.most * U_SIZE / (LOW * length))
    limit = p.define("eps_1", LOW * length / (HIGH * p.most * U_SIZE), latex=r"\varepsilon_1")
    bounds = implies(all_of(lt(0, p.eps), le(p.eps, limit)), of_order_one(p, low, high))
    note = "Printed is that some such constants exist; the statement, which is stronger, names them."
    return Decision(Part(p.claim(all_of(lt(0, limit), lt(0, low), lt(0, high), bounds)), small_proof(p), note=note))


def chosen(p: Family) -> dict[str, Scalar]:
    """Values of m, M and N = M/|alpha0| for a start."""
    return {"m": p.least, "M": p.most, "N": p.most / abs(p.alpha0)}


def chosen_steps(p: Family) -> list[by.Proof]:
    """Steps: facts `m`, `M`, `N`, `u`: m, M, N, |u|_H are positive, and what they are chosen for, from h3: a0 w0'g > 0."""
    a, y, alpha, size = p.a0, p.w0 @ p.g, p.w0 @ p.g / norm_h(p.w0), abs(p.a0)
    both, square, (m, M, N) = a * alpha, alpha**2, (p.least, p.most, p.most / abs(alpha))
    return [
        by.have("both", lt(0, both), by.auto("h3", degree=1, factors=[(norm_h(p.w0), -1)])),
        by.have("a", ne(a, 0), by.script(by.suppose_not("no a"), by.auto("h3", "no a", degree=1, multipliers=[y]))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h3", "no y", degree=1, multipliers=[a]))),
        by.have("vector", ne(p.u, ZERO), by.script(by.suppose_not("no u"), by.auto("h3", "no u", degree=1, multipliers=[a * (H @ p.w0)]))),
        by.theorem("u u", "definite", "H", "1", p.u, premises={1: by.given("vector")}),
        by.have("u", lt(0, U_SIZE), by.script(by.suppose_not("flat"), squared_out("u u", "flat", U_SIZE))),
        by.have("square", lt(0, square), by.trivial()), by.have("total", lt(0, both + square), by.auto("both", "square", degree=1)),
        by.have("sum", ne(a + alpha, 0), by.script(by.suppose_not("no sum"), by.auto("total", "no sum", degree=1, multipliers=[alpha]))),
        by.have("m is", eq(m, both * square / (both + square)), by.auto()),
        by.have("m", lt(0, m), by.auto("both", "m is", degree=1, factors=[(square, 1), (both + square, -1)])),
        by.have("m both", le(m, both), by.auto("both", "m is", degree=2, factors=[(both + square, -1)])),
        by.have("m square", le(m, square), by.auto("m is", degree=0, factors=[(both + square, -1)], squares=[square])),
        by.have("M", lt(0, M), by.trivial()), by.have("N", lt(0, N), by.trivial()),
        by.have("M a", le(a**2, M**2), by.auto(degree=0, factors=[(size, 1), (U_SIZE, 1)], squares=[U_SIZE])),
        by.have("M u", le(U_SIZE, M), by.auto(degree=0, factors=[(size, 1)])),
        by.have("M N", le(M**2, N**2 * square), by.auto()),
    ]  # fmt: skip


def small_proof(p: Family) -> by.Proof:
    """The proof of prop-3.5-1."""
    M, length = p.most, p.w0 @ p.w0
    inside = by.script(
        by.assume("small"),
        by.have("room", le(EPS * M * U_SIZE * HIGH, LOW * length), by.auto("small.2", degree=1, factors=[(M, 1), (U_SIZE, 1), (HIGH, 1)])),
        p.enter(), *always(p, "all", "prop-3.5-1/constants", {**start_values(p), **chosen(p)}),
        by.fix(), by.assume("index"), by.apply("here", "all", {"k": K}), by.split(by.given("here.1"), by.given("here.2")),
    )  # fmt: skip
    return by.script(*chosen_steps(p), by.split(
        by.auto(degree=0, factors=[(LOW, 1), (length, 1), (HIGH, -1), (M, -1), (U_SIZE, -1)]),
        by.auto("m", degree=1, factors=[(HIGH, -1), (length, -1), (1 + U_SIZE / abs(p.alpha0), -1)]),
        by.auto(degree=0, factors=[(M, 1), (U_SIZE, 1), (LOW, -1), (length, -1)]), inside,
    ))  # fmt: skip


# ------------------------------------------------------------------------------------------------
