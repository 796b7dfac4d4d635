"""Sections 3.3 and A.6, Proposition 3.5 and (74)-(80): the effective step size along whole trajectories."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.near_misses import LARGE_STEPS, NEARLY_THERE, ROUND, SMALL_STEPS
from proofs_checks.one_step import gentle_steps, norm_h, positive_step, spectral_gap, square_h, squared_out
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.small_trajectories import SmallStart, at_start
from proofs_checks.small_transitions import (
    EPS,
    LEAST,
    MOST,
    TRANSITION,
    U_SIZE,
    W_0,
    Bounded,
    Transition,
    at_step,
    trapping_steps,
)
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
    Statement,
    Vector,
    all_of,
    eig,
    eq,
    exists,
    forall,
    from_index,
    implies,
    instance,
    le,
    lt,
    ne,
    sqrt,
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
# Proposition 3.5 (2)

FLOOR, ROOT = Scalar("A"), Scalar("S")


@claim("prop-3.5-2/first", title="the first step, whatever its length", kind="inequality", paper=NOT_PRINTED)
def first_step_for_every_eps() -> Decision:
    """If a w'g > 0 and g'He > 0, then after a step with any eps > 0 a and w'g still agree in sign, and alpha^2 >= A, independently of eps.

    Here A is at most (w'g)^2/(lambda_max |w|^2) and (g'He)^2/(lambda_max |He|^2), the bounds for eps to 0 and to infinity.
    """
    p = Transition()
    pull = H @ bngd.residual(H, p.u, p.w)
    push, slope = EPS * p.a / p.sigma, p.g @ pull
    gentle_steps(p)
    positive_step(p)
    p.scalar("A", "positive")
    p.assume("the state has positive correlation", lt(0, p.a * p.wg))
    p.assume("w'g rises", lt(0, slope))
    p.assume("A bounds alpha^2 for short steps", le(FLOOR * HIGH * (p.w @ p.w), p.wg**2))
    p.assume("A bounds alpha^2 for long steps", le(FLOOR * HIGH * (pull @ pull), slope**2))
    length = eq(p.z @ p.z, p.w @ p.w + push**2 * (pull @ pull))
    statement = p.claim(all_of(length, le(FLOOR, p.beta**2), lt(0, p.b * p.beta)))
    return Decision(Part(statement, first_proof(p, push, pull, length)))


def first_proof(p: Transition, push: Scalar, pull: Vector, length: Formula) -> by.Proof:
    """The proof of prop-3.5-2/first."""
    y, moved, r, slope, after = p.wg, p.w + push * pull, p.eps_a, p.g @ pull, p.z @ p.g
    floor = by.script(
        by.have("square", eq(after**2, (y + push * slope) ** 2), by.auto("rise", multipliers=[after, y + push * slope])),
        by.have("cross", le(0, push * slope * y), by.auto("h6", "h7", degree=2, factors=[(EPS, 1), (p.sigma, -1)])),
        by.have("long", le(FLOOR * HIGH * (push**2 * (pull @ pull)), push**2 * slope**2), by.auto("h9", degree=1, squares=[push])),
        by.have("all", le(FLOOR * HIGH * (p.z @ p.z), after**2),
                by.auto("length", "h8", "long", "cross", "square", degree=1, multipliers=[FLOOR * HIGH])),
        by.theorem("z", "rayleigh", H, p.z), by.have("sigma", le(FLOOR * square_h(p.z), after**2), by.auto("z.2", "all", degree=1, factors=[(FLOOR, 1)])),
        by.auto("sigma", degree=1, factors=[(norm_h(p.z), -2)]),
    )  # fmt: skip
    signs = by.script(
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h6", "no y", degree=1, multipliers=[p.a]))),
        by.have("y y", lt(0, y**2), by.trivial()),
        by.have("b is", eq(p.b * y, (1 - r) * (p.a * y) + r * (y**2 / p.sigma)), by.auto("h1", multipliers=[y])),
        by.have("b", lt(0, p.b * y), by.auto("b is", "h4", "h6", "y y", degree=2, factors=[(r, 1), (p.sigma, -1)])),
        by.have("after is", eq(after * y, y**2 + push * slope * y), by.auto("rise", multipliers=[y])),
        by.have("after", lt(0, after * y), by.script(
            by.have("cross", le(0, push * slope * y), by.auto("h6", "h7", degree=2, factors=[(EPS, 1), (p.sigma, -1)])),
            by.auto("after is", "cross", "y y", degree=1))),
        by.auto("b", "after", degree=2, factors=[(y**2, -1), (norm_h(p.z), -1)]),
    )  # fmt: skip
    return by.script(
        by.have("same", eq(p.z @ p.z, moved @ moved), by.auto("h2", multipliers=[p.z, moved])),
        by.have("length", length, by.auto("same")), by.have("rise", eq(after, y + push * slope), by.auto("h2", multipliers=[p.g])),
        by.split(by.given("length"), floor, signs),
    )  # fmt: skip


class LongStart(Trajectory):
    """A start with a0 w0'g > 0 and g'He0 > 0, and constants for the state after the first step, whatever eps is.

    |a0|, |u|_H <= M, A as in prop-3.5-2/first, S <= sqrt(A), m <= A, sqrt(A) |a1|, and M |u|_H kappa <= C_3 eps.
    """

    def __init__(self) -> None:
        super().__init__()
        gentle_steps(self)
        positive_step(self)
        for name in ("A", "m", "M", "S"):
            self.scalar(name, "positive")
        self.alpha0, self.pull = self.w0 @ self.g / norm_h(self.w0), H @ bngd.residual(H, self.u, self.w0)
        self.a1, self.c3 = self.a0 + self.eps_a * (self.alpha0 - self.a0), (self.a0 / norm_h(self.w0)) ** 2 * (self.pull @ self.pull)
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        self.assume("w'g rises at the start", lt(0, self.g @ self.pull))
        self.assume("A bounds alpha_1^2 for short steps", le(FLOOR * HIGH * (self.w0 @ self.w0), (self.w0 @ self.g) ** 2))
        self.assume("A bounds alpha_1^2 for long steps", le(FLOOR * HIGH * (self.pull @ self.pull), (self.g @ self.pull) ** 2))
        self.assume("m is at most A", le(LEAST, FLOOR))
        self.assume("m is at most |a_1| sqrt(A)", le(LEAST**2, FLOOR * self.a1**2))
        self.assume("M bounds a_0", le(self.a0**2, MOST**2))
        self.assume("M bounds |u|_H", le(U_SIZE, MOST))
        self.assume("S is at most sqrt(A)", le(ROOT**2, FLOOR))
        self.assume("the step size of w is large", le(MOST * U_SIZE * HIGH, LOW * self.c3 * EPS))
        self.length1 = self.w0 @ self.w0 + self.c3 * EPS**2

    def bounds_at(self, k: Scalar) -> Formula:
        """(79)."""
        length = self.w[1] @ self.w[1]
        low, high = LEAST / (HIGH * (1 + U_SIZE / ROOT)), MOST * U_SIZE / LOW
        return all_of(le(low * (EPS / length), self.eps_hat_at(k)), le(self.eps_hat_at(k), high * (EPS / length)))


@claim("eq-78-80/all", title="(79) for all k >= 1", kind="inequality", paper=NOT_PRINTED, equivalent_mutants=SMALL_STEPS)
def bounds_after_first_step() -> Decision:
    """For large eps and all k >= 1, C_1 eps/|w_1|^2 <= eps_hat_k <= C_2 eps/|w_1|^2: part (1) of the proposition from the start (a_1, w_1)."""
    p = LongStart()
    one, w1 = Scalar("1"), p.w[1]
    first = {**TRANSITION, "a": p.a0, "w": p.w0, "A": FLOOR, "b": p.a[1], "z": w1}
    start: dict[str, Expression] = {"H": H, "u": p.u, "eps_a": p.eps_a, "eps": EPS, "a0": p.a[1], "w0": w1, "m": LEAST, "M": MOST, "N": MOST / ROOT}
    later = by.along("later", "orbit from one", K, {"a'": p.a[K + 1], "w'": p.w[K + 1]}, [
        by.split(by.trivial(), by.trivial()),
        by.script(by.fix(), by.assume("index"), by.apply("next", "orbit step", {"k": K + 1}), by.split(by.given("next.1"), by.given("next.2")))])  # fmt: skip
    rest = by.script(
        by.fix(), by.assume("index"), by.have("from zero", le(0, K), by.auto("index", degree=1)), by.apply("here", "later", {"k": K - one}),
        by.split(by.auto("here.1", degree=1, factors=[(EPS, 1)]), by.auto("here.2", degree=1, factors=[(EPS, 1)])),
    )  # fmt: skip
    proof = by.script(
        p.enter(), *at_start(p), *first_move(p),
        by.use("first", "prop-3.5-2/first", first), *second_facts(p),
        by.use("orbit from one", "prop-3.5-1/constants", start), later,
        by.split(by.given("length"), rest),
    )  # fmt: skip
    body = all_of(eq(w1 @ w1, p.length1), from_index(K, 1, p.bounds_at(K)))
    return Decision(Part(p.claim(p.along(body)), proof))


def first_move(p: Trajectory) -> list[by.Proof]:
    """Steps: facts `a one` and `w one`: (a_1, w_1) is the step from (a0, w0), after `at_start`."""
    w, g, sigma, sigma0, y0 = p.w[0], p.g, p.sigma_at(0), norm_h(p.w0), p.w0 @ p.g
    push, push0 = EPS * p.a[0] / sigma, EPS * p.a0 / sigma0
    factor, factor0 = push * (w @ g) / sigma**2, push0 * y0 / sigma0**2
    return [
        by.apply("move", "orbit step", {"k": 0}),
        by.have("inverse", eq(1 / sigma, 1 / sigma0), by.auto("sigma0", multipliers=[1 / (sigma * sigma0)])),
        by.have("push", eq(push, push0), by.auto("orbit start.1", "inverse", multipliers=[EPS / sigma0, EPS * p.a[0]])),
        by.have("inverse square", eq(1 / sigma**2, 1 / sigma0**2), by.auto("inverse", multipliers=[1 / sigma, 1 / sigma0])),
        by.have("half", eq(push * (w @ g), push0 * y0), by.auto("push", "y0", multipliers=[push0, w @ g])),
        by.have("factor", eq(factor, factor0), by.auto("half", "inverse square", multipliers=[1 / sigma**2, push0 * y0])),
        by.have("a one", eq(p.a[1], p.a0 + p.eps_a * (y0 / sigma0 - p.a0)), by.auto("move.1", "orbit start.1", "alpha0", multipliers=[p.eps_a])),
        by.have("w one", eq(p.w[1], p.w0 + push0 * (g - y0 / sigma0**2 * (H @ p.w0))),
                by.auto("move.2", "orbit start.2", "push", "factor", multipliers=[g, H @ w, factor0 * H])),
    ]  # fmt: skip


def second_facts(p: LongStart) -> list[by.Proof]:
    """Steps: the hypotheses of prop-3.5-1/constants for the start (a_1, w_1)."""
    a1, alpha1, w1, r, alpha = p.a[1], p.alpha_at(1), p.w[1], p.eps_a, p.alpha0
    mean = (1 - r) * p.a0 + r * alpha
    root = by.script(by.have("square", eq(a1**2, p.a1**2), by.auto("a one", multipliers=[a1, p.a1])),
                     by.have("floor", le(FLOOR * a1**2, alpha1**2 * a1**2), by.auto("first.2", degree=1, squares=[a1])),
                     by.auto("h9", "square", "floor", degree=1, multipliers=[FLOOR]))  # fmt: skip
    convex = by.script(
        by.have("is", eq(a1**2, mean**2), by.auto("a one", multipliers=[a1, mean])), by.theorem("angle", "gram", "H", "1", p.u, p.w0),
        by.have("cap", le(alpha**2, U_SIZE**2), by.auto("angle", degree=1, factors=[(norm_h(p.w0), -2)])),
        by.have("wide", le(U_SIZE**2, MOST**2), by.auto("h11", degree=1, factors=[(U_SIZE, 1), (MOST, 1)])),
        by.have("inside", le(alpha**2, MOST**2), by.auto("cap", "wide", degree=1)),
        by.have("old", le((1 - r) * p.a0**2, (1 - r) * MOST**2), by.auto("h2", "h10", degree=2)),
        by.have("new", le(r * alpha**2, r * MOST**2), by.auto("inside", degree=1, factors=[(r, 1)])),
        by.have("spread", le(0, r * (1 - r) * (p.a0 - alpha) ** 2), by.auto("h2", degree=1, factors=[(r, 1)], squares=[p.a0 - alpha])),
        by.auto("is", "old", "new", "spread", degree=1),
    )  # fmt: skip
    room = by.script(by.have("wide", le(EPS * MOST * U_SIZE * HIGH, LOW * p.c3 * EPS**2), by.auto("h13", degree=1, factors=[(EPS, 1)])),
                     by.have("short", le(0, LOW * (p.w0 @ p.w0)), by.trivial()), by.auto("wide", "short", "length", degree=1, multipliers=[LOW]))  # fmt: skip
    return [
        by.have("length", eq(w1 @ w1, p.length1), by.auto("first.1")),
        by.theorem("root", "root_order", LEAST, a1 * alpha1, premises={0: by.auto("first.3", degree=1), 1: root}),
        by.have("least", le(LEAST, alpha1**2), by.auto("h8", "first.2", degree=1)), by.have("bounded", le(a1**2, MOST**2), convex),
        by.have("ratio", le(MOST**2, (MOST / ROOT) ** 2 * alpha1**2), by.auto("h12", "first.2", degree=1, factors=[(MOST, 2), (ROOT, -2)])),
        by.have("room", le(EPS * MOST * U_SIZE * HIGH, LOW * (w1 @ w1)), room),
    ]  # fmt: skip


class LongerStart(LongStart):
    """A long start (h13: eps is at least eps_1 := M |u|_H kappa/C_3), with a symbol for C_3 (h14), and eps_1 <= eps (h15, h16)."""

    def __init__(self) -> None:
        super().__init__()
        self.scalar("C_3", "positive")
        self.scalar("eps_1", "positive", latex=r"\varepsilon_1")
        self.assume("C_3 is the growth of the first step", eq(Scalar("C_3"), self.c3))
        self.assume("eps is at least eps_1", le(Scalar("eps_1"), self.eps))


@claim("eq-78-80/80", title="(80) for all k >= 1", kind="inequality", paper=NOT_PRINTED)
def product_bounds_after_first_step() -> Decision:
    """(80): for eps >= eps_1 and all k >= 1, C_1/(|w_0|^2/eps_1^2 + C_3) <= eps_hat_k eps <= C_2/C_3, with C_1, C_2 of (79)."""
    p = LongerStart()
    c3, first, length, size = Scalar("C_3"), Scalar("eps_1"), p.w0 @ p.w0, p.w[1] @ p.w[1]
    low, high = LEAST / (HIGH * (1 + U_SIZE / ROOT)), MOST * U_SIZE / LOW
    L1, stretch, share = length + c3 * EPS**2, length / first**2 + c3, p.eps_hat_at(K)
    bounds = all_of(le(low / stretch, share * EPS), le(share * EPS, high / c3))
    below = by.script(
        by.have("ratio", le(first**2, EPS**2), by.auto("h15", degree=1, factors=[(first, 1), (EPS, 1)])),
        by.auto("ratio", degree=1, factors=[(length, 1), (first, -2)]),
    )  # fmt: skip
    proof = by.script(
        by.have("long", le(L1, stretch * EPS**2), below),
        p.enter(), *always(p, "all", "eq-78-80/all", start_values(p, "A", "S")),
        by.have("size", eq(size, L1), by.auto("all.1", "h14", multipliers=[EPS**2])),
        by.have("inverse", eq(EPS / size, EPS / L1), by.auto("size", multipliers=[EPS / size / L1])),
        by.fix(), by.assume("index"), by.have("from zero", le(0, K), by.auto("index", degree=1)), by.apply("here", "all.2", {"k": K}),
        by.have("one", le(low * (EPS / L1), share), by.auto("here.1", "inverse", degree=1, multipliers=[low])),
        by.have("two", le(share, high * (EPS / L1)), by.auto("here.2", "inverse", degree=1, multipliers=[high])),
        by.have("three", le(1 / stretch, EPS**2 / L1), by.auto("long", degree=1, factors=[(stretch, -1), (L1, -1)])),
        by.have("four", le(EPS**2 / L1, 1 / c3), by.auto(degree=0, factors=[(length, 1), (L1, -1), (c3, -1)])),
        by.have("five", le(low / stretch, low * (EPS**2 / L1)), by.auto("three", degree=1, factors=[(low, 1)])),
        by.have("six", le(low * (EPS**2 / L1), share * EPS), by.auto("one", degree=1, factors=[(EPS, 1)])),
        by.have("seven", le(high * (EPS**2 / L1), high / c3), by.auto("four", degree=1, factors=[(MOST, 1), (U_SIZE, 1), (LOW, -1)])),
        by.have("eight", le(share * EPS, high * (EPS**2 / L1)), by.auto("two", degree=1, factors=[(EPS, 1)])),
        by.split(by.auto("five", "six", degree=1), by.auto("seven", "eight", degree=1)),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(from_index(K, 1, bounds))), proof))


@claim("prop-3.5-2/choice", title="the constants A, S and m", kind="inequality", paper=NOT_PRINTED)
def choice_of_constants() -> Decision:
    """For positive y^2, s, f, L, t, h the numbers A = y^2 s^2/(h (L s^2 + f y^2)), S = sqrt(A) and m = A t/(t + S) are positive and small enough.

    Here L = |w_0|^2, f = |He_0|^2, s = g'He_0, y = w_0'g, t = |a_1|, h = lambda_max.
    """
    p = Setting()
    y = p.scalar("y")
    s, f, L, t, h = (p.scalar(name, "positive") for name in ("s", "f", "L", "t", "h"))
    p.assume("y is not zero", ne(y, 0))
    total = L * s**2 + f * y**2
    A = p.define("A", y**2 * s**2 / total / h)
    S = p.define("S", sqrt(A))
    m = p.define("m", A * t / (t + S))
    wide = S * t
    statement = p.claim(all_of(lt(0, A), lt(0, S), lt(0, m), le(A * h * L, y**2), le(A * h * f, s**2), le(m, A), le(m**2, A * t**2)))
    square = by.script(
        by.have("once", le(m**2, m * wide), by.auto("m t", degree=1, factors=[(m, 1)])),
        by.have("twice", le(m * wide, wide**2), by.auto("m t", degree=1, factors=[(S, 1), (t, 1)])), by.auto("once", "twice", degree=1),
    )  # fmt: skip
    return Decision(Part(statement, by.script(
        by.have("y y", lt(0, y**2), by.trivial()), by.have("total", lt(0, total), by.trivial()),
        by.have("A", lt(0, A), by.auto(degree=0, factors=[(y**2, 1), (s, 2), (h, -1), (total, -1)])),
        by.have("S", lt(0, S), by.script(by.suppose_not("flat"), squared_out("A", "flat", S))),
        by.have("m", lt(0, m), by.auto("A", degree=1, factors=[(t, 1), (t + S, -1)])),
        by.have("m t", le(m, wide), by.auto("S", degree=1, factors=[(t, 2), (t + S, -1)])),
        by.split(by.given("A"), by.given("S"), by.given("m"), by.auto(degree=0, factors=[(total, -1), (f, 1)], squares=[y**2]),
                 by.auto(degree=0, factors=[(total, -1), (L, 1)], squares=[s**2]),
                 by.auto("S", degree=1, factors=[(A, 1), (t + S, -1)]), square),
    )))  # fmt: skip


class LongFamily(Family):
    """The hypotheses of Proposition 3.5, the third one strict, and constants for the state after the first step."""

    def __init__(self) -> None:
        super().__init__(strict=True)
        pull, y, length = H @ bngd.residual(H, self.u, self.w0), self.w0 @ self.g, self.w0 @ self.w0
        self.slope, self.force = self.define("s", self.g @ pull), self.define("f", pull @ pull)
        self.a1 = self.define("a_1", self.a0 + self.eps_a * (self.alpha0 - self.a0))
        self.c3 = self.define("C_3", (self.a0 / norm_h(self.w0)) ** 2 * self.force)
        self.floor = self.define("A", y**2 * self.slope**2 / (length * self.slope**2 + self.force * y**2) / HIGH)
        self.root = self.define("r", sqrt(self.floor))
        self.least1 = self.define("m_1", self.floor * abs(self.a1) / (abs(self.a1) + self.root))

    @property
    def constants(self) -> dict[str, Scalar]:
        """Values of A, m, M and S."""
        return {"A": self.floor, "m": self.least1, "M": self.most, "S": self.root}


PAPER_LARGE = (r"\varepsilon \gg 1 \implies C_1 \le \hat\varepsilon_k\varepsilon \le C_2 \text{ with } C_1, C_2 > 0 "
               r"\text{ independent of } \varepsilon, k")  # fmt: skip


@claim("prop-3.5-2", paper=PAPER_LARGE, equivalent_mutants=LARGE_STEPS)
def large_steps() -> Decision:
    """For large eps the effective step has the order 1/eps: C_1 <= eps_hat_k eps <= C_2 for all k.

    For k = 0 it is false at every start, as eps_hat_0 is proportional to eps.  For k >= 1 it is false
    where w_0 is parallel to u, as then w never moves and eps_hat_k has the order eps, and
    where the third hypothesis is an equality and w_0 is not parallel to u: then w_1'g = w_0'g, and
    eps_hat_1 has the order 1/eps^2.  With a strict third hypothesis neither occurs, and the claim holds for all k >= 1
    and all eps >= eps_1, with constants that depend on neither.
    """
    p = LongFamily()
    length, share = p.w0 @ p.w0, p.eps_hat_at(K) * p.eps
    limit = p.define("eps_1", HIGH * p.most * U_SIZE / LOW / p.c3, latex=r"\varepsilon_1")
    low = p.define("C_1", p.least1 / (HIGH * (1 + U_SIZE / p.root)) / (length / limit**2 + p.c3))
    high = p.define("C_2", p.most * U_SIZE / LOW / p.c3)
    bounds = p.along(from_index(K, 1, all_of(le(low, share), le(share, high))))
    corrected = p.claim(all_of(lt(0, limit), lt(0, low), lt(0, high), implies(le(limit, p.eps), bounds)))
    return Decision(Part(all_large_steps(), instances=(AT_MINIMISER,), lemma=STILL, disproof=grows()),
                    Part(corrected, large_proof(p, limit, low, high), instances=NEARLY_THERE))  # fmt: skip


class LooseFamily(Trajectory):
    """The hypotheses of Proposition 3.5 on a start; eps is bound in the statement."""

    def __init__(self) -> None:
        super().__init__()
        gentle_steps(self)
        slope = (self.w0 @ self.g) / square_h(self.w0) * (self.g @ (H @ self.w0))
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        self.assume("w'g does not fall at the start", le(slope, self.g @ self.g))

    def with_steps(self) -> LooseFamily:
        """Add eps_a."""
        self.eps_a, self.eps = self.scalar("eps_a", latex=r"\varepsilon_a"), EPS
        return self


C_1, C_2, EPS_1 = Scalar("C_1"), Scalar("C_2"), Scalar("eps_1")
AT_MINIMISER = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1)
STILL = (eq(bngd.residual(H, Vector("u"), W_0), ZERO), eq(W_0 @ (H @ Vector("u")) / norm_h(W_0), Scalar("a0")))


def all_large_steps() -> Statement:
    """Proposition 3.5 (2) as printed."""
    p = LooseFamily()
    names = [Decl("eps_1", "scalar", "positive", r"\varepsilon_1"), Decl("C_1", "scalar", "positive"), Decl("C_2", "scalar", "positive")]
    product = p.eps_hat_at(K) * EPS
    bounds = p.along(from_index(K, 0, all_of(le(C_1, product), le(product, C_2))))
    return p.claim(exists(names, forall([Decl("eps", "scalar", "positive", r"\varepsilon")], implies(lt(EPS_1, EPS), bounds))))


def grows() -> by.Proof:
    """A proof that eps_hat_0 eps exceeds every C_2 at a minimiser, where the trajectory stays."""
    a0, sigma = Scalar("a0"), norm_h(W_0)
    corr = a0 * (W_0 @ (H @ Vector("u")))
    far = EPS_1 + 1 + C_2 * sigma**3 / corr
    stays = by.script(by.fix(), by.assume("index"), by.split(by.auto("lemma2", multipliers=[Scalar("eps_a")]),
                                                             by.auto("lemma1", multipliers=[far * a0 / sigma * H])))  # fmt: skip
    return by.script(
        by.assume("claim"), by.obtain("claim", "constants"),
        by.have("ratio", lt(0, C_2 * sigma**3 / corr), by.auto("h3", degree=1, factors=[(corr, -1), (C_2, 1), (sigma, 3)])),
        by.have("far", lt(EPS_1, far), by.auto("ratio", degree=1)),
        by.apply("here", "constants", {"eps": far}, [by.auto("far", "ratio", degree=1), by.given("far")]),
        by.along("all", "here", K, {"a": a0, "w": W_0}, [by.split(by.trivial(), by.trivial()), stays]),
        by.apply("start", "all", {"k": 0}),
        by.auto("start.2", "h3", "ratio", degree=1, factors=[(C_2, 1), (sigma, -3), (EPS_1, 1), (EPS_1, 1)]),
    )  # fmt: skip


def long_steps(p: LongFamily) -> list[by.Proof]:
    """Steps: s, |He0|^2, C_3, |a_1| are positive (facts `slope`, `f`, `c3`, `a1`), and fact `choice`, what A, S and m_1 are chosen for."""
    pull, y, length, r = H @ bngd.residual(H, p.u, p.w0), p.w0 @ p.g, p.w0 @ p.w0, p.eps_a
    slope, size, sigma = p.g @ pull, abs(p.a1), norm_h(p.w0)
    chosen_from: dict[str, Scalar | Vector] = {"y": y, "s": slope, "f": pull @ pull, "L": length, "t": size, "h": HIGH}
    return [
        by.have("slope", lt(0, slope), by.auto("h4", degree=1)),
        by.have("pull", ne(pull, ZERO), by.script(by.suppose_not("no pull"), by.auto("slope", "no pull", degree=1, multipliers=[p.g]))),
        by.theorem("f", "definite", "I", "0", pull, premises={1: by.given("pull")}),
        by.have("a a", lt(0, p.a0**2), by.trivial()), by.have("y y", lt(0, y**2), by.trivial()),
        by.have("c3", lt(0, p.c3), by.auto("f", "a a", degree=2, factors=[(sigma, -2)])),
        by.have("a1 y", lt(0, p.a1 * y), by.auto("h1", "h2", "h3", "y y", degree=2, factors=[(sigma, -1), (r, 1)])),
        by.have("no a1", ne(p.a1, 0), by.script(by.suppose_not("a1 is"), by.auto("a1 y", "a1 is", degree=1, multipliers=[y]))),
        by.have("a1 a1", lt(0, size**2), by.script(by.suppose_not("flat"), by.contradiction_of_square("flat", "no a1", p.a1))),
        by.have("a1", lt(0, size), by.script(by.suppose_not("flat"), squared_out("a1 a1", "flat", size))),
        by.have("slope slope", lt(0, slope**2), by.auto("slope", degree=2)),
        by.have("span", lt(0, length * slope**2 + pull @ pull * y**2), by.auto("slope slope", "f", "y y", degree=2, factors=[(length, 1)])),
        by.use("choice", "prop-3.5-2/choice", chosen_from),
        by.have("m a1", le(p.least1**2, p.floor * p.a1**2), by.given("choice.7")), by.have("S S", le(p.root**2, p.floor), by.trivial()),
    ]  # fmt: skip


def large_proof(p: LongFamily, limit: Scalar, low: Scalar, high: Scalar) -> by.Proof:
    """The proof of the corrected prop-3.5-2."""
    length, M = p.w0 @ p.w0, p.most
    weak, stretch = HIGH * (1 + U_SIZE / p.root), length / limit**2 + p.c3
    values = {**start_values(p), **p.constants, "C_3": p.c3, "eps_1": limit}
    inside = by.script(
        by.assume("large"), by.have("eps", lt(0, EPS), by.auto("limit", "large", degree=1)),
        by.have("room", le(M * U_SIZE * HIGH, LOW * p.c3 * EPS), by.auto("large", degree=1, factors=[(LOW, 1), (p.c3, 1)])),
        p.enter(), *always(p, "all", "eq-78-80/80", values), by.given("all"),
    )  # fmt: skip
    least = by.script(
        by.have("weak", lt(0, weak), by.auto("u", "choice.2", degree=1, factors=[(HIGH, 1), (U_SIZE, 1), (p.root, -1)])),
        by.have("stretch", lt(0, stretch), by.auto("c3", degree=1, factors=[(length, 1), (limit, -2)])),
        by.auto("choice.3", degree=1, factors=[(weak, -1), (stretch, -1)]),
    )  # fmt: skip
    return by.script(
        *chosen_steps(p), *long_steps(p),
        by.have("limit", lt(0, limit), by.auto("M", degree=1, factors=[(HIGH, 1), (U_SIZE, 1), (LOW, -1), (p.c3, -1)])),
        by.split(by.given("limit"), least, by.auto("M", degree=1, factors=[(U_SIZE, 1), (LOW, -1), (p.c3, -1)]), inside),
    )  # fmt: skip
