"""(41) to (43) and (46): the growth of w, and the decrease of q, summed over steps."""

from __future__ import annotations

from typing import Any

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.problem import index
from proofs_checks.trajectories import K, Trajectory
from proofs_checks.trapped_step import NextStep, eps_hat_of, trap
from proofs_checks.trapped_steps import growth_use, never_below_start
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    Formula,
    Scalar,
    all_of,
    eig,
    eq,
    forall,
    from_index,
    implies,
    le,
    lt,
    maximum,
    summation,
)

# (41)-(43) and the sum of (46)


def summands(p: Trajectory, bound: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """The right sides of (41)-(43) without |w_0|^2, sums over i <= k."""
    i = Scalar("i")
    ratio, pushed = p.a[i] ** 2 / p.sigma[i] ** 2, p.H @ p.e[i]
    one, two = ratio * (pushed @ pushed), ratio * p.q[i]
    three = p.q[i] / (p.w[i] @ p.w[i])
    return (p.eps**2 * summation(i, 0, K, one), p.eps**2 * HIGH * summation(i, 0, K, two),
            p.eps**2 * (HIGH * bound**2 / LOW) * summation(i, 0, K, three))  # fmt: skip


@claim("eq-40-43", paper=r"\|w_{k+1}\|^2 = \|w_k\|^2 + \varepsilon^2\tfrac{a_k^2}{\sigma_k^2}\|He_k\|^2 = \|w_0\|^2 + "
       r"\varepsilon^2\sum_{i=0}^k\tfrac{a_i^2}{\sigma_i^2}\|He_i\|^2 \le \|w_0\|^2 + "
       r"\varepsilon^2\lambda_{\max}\sum_{i=0}^k\tfrac{a_i^2}{\sigma_i^2}q_i \le \|w_0\|^2 + "
       r"\varepsilon^2\tfrac{\lambda_{\max}C_a^2}{\lambda_{\min}}\sum_{i=0}^k\tfrac{q_i}{\|w_i\|^2},\quad |a_i| \le C_a")
def growth_of_length() -> Decision:
    """(40)-(43) for every k and every bound C_a of |a_k|: |w_k|^2 grows by the sum of the steps, which (42) and (43) estimate."""
    p = Trajectory()
    bound = p.scalar("C_a")
    size, pushed = p.w[K + 1] @ p.w[K + 1], p.H @ p.e[K]
    one, two, three = summands(p, bound)
    first = p.w0 @ p.w0
    chain = from_index(K, 0, all_of(
        eq(size, p.w[K] @ p.w[K] + p.eps**2 * (p.a[K] ** 2 / p.sigma[K] ** 2) * (pushed @ pushed)), eq(size, first + one),
        le(first + one, first + two), le(first + two, first + three),
    ))  # fmt: skip
    statement = p.claim(p.along(implies(from_index(K, 0, le(abs(p.a[K]), bound)), chain), ["sigma", "e", "q"]))
    return Decision(Part(statement, by.script(p.enter(), by.assume("bound"), by.have("sums", sums_so_far(p, bound), sums_proof(p, bound)),
                                              by.fix(), by.assume("k"), *growth_use(p, "grows", K, bound), by.apply("here", "sums", {"k": K}),
                                              by.split(by.auto("grows.1"), by.given("here.1"), by.given("here.2"), by.given("here.3")))))


class Written(Trajectory):
    """A trajectory whose abbreviations are written out."""

    def __init__(self, p: Trajectory) -> None:
        super().__init__()
        self.sigma, self.e, self.q = (Seen(f) for f in (p.sigma_at, p.e_at, p.q_at))  # type: ignore[assignment]


class Seen:
    """A quantity at step k, as a sequence."""

    def __init__(self, at: Any) -> None:
        self.at = at

    def __getitem__(self, k: Any) -> Any:
        return self.at(k)


def sums_so_far(p: Trajectory, bound: Scalar) -> Formula:
    """(41)-(43) for every k, the abbreviations written out."""
    one, two, three = summands(Written(p), bound)
    first = p.w0 @ p.w0
    return from_index(K, 0, all_of(eq(p.w[K + 1] @ p.w[K + 1], first + one), le(first + one, first + two), le(first + two, first + three)))


def summand_sequences(p: Trajectory) -> list[Any]:
    """The summands of (41)-(43), as sequences."""
    i = Scalar("i")
    ratio, pushed = p.a[i] ** 2 / p.sigma_at(i) ** 2, p.H @ p.e_at(i)
    return [by.sequence(i, term) for term in (ratio * (pushed @ pushed), ratio * p.q_at(i), p.q_at(i) / (p.w[i] @ p.w[i]))]


def sums_proof(p: Trajectory, bound: Scalar) -> by.Proof:
    """A proof of (41)-(43) by induction, a summand at a time."""
    k, low = Scalar("k"), Scalar("-1")

    def more(high: Scalar) -> list[by.Proof]:
        return [by.theorem(f"more {n}", "sum_next", seq, "0", high) for n, seq in enumerate(summand_sequences(p), 1)]

    def grows(at: Scalar | int) -> list[by.Proof]:
        place = Scalar(str(at)) if isinstance(at, int) else at
        return [*growth_use(p, "grows", place, bound), by.apply("a here", "bound", {"k": place}),
                by.apply("estimate", "grows.4", premises=[by.given("a here")])]  # fmt: skip

    squared = p.eps**2
    factors = [squared, squared * HIGH, squared * (HIGH * bound**2 / LOW)]
    none = [by.theorem(f"none {n}", "sum_empty", seq, "0", "-1") for n, seq in enumerate(summand_sequences(p), 1)]
    start = by.have("start", eq(p.w[0] @ p.w[0], p.w0 @ p.w0), by.auto("orbit start.2", multipliers=[p.w[0], p.w0]))
    base = by.script(*more(low), *none, start, *grows(0), by.split(
        by.auto("more 1", "none 1", "start", "grows.1", multipliers=factors),
        by.auto("more 1", "none 1", "more 2", "none 2", "grows.3", degree=1, multipliers=factors),
        by.auto("more 2", "none 2", "more 3", "none 3", "estimate", degree=1, multipliers=factors),
    ))  # fmt: skip
    step = by.script(*more(k), *grows(k + 1), by.split(
        by.auto("more 1", "old.1", "grows.1", multipliers=factors),
        by.auto("more 1", "more 2", "old.2", "grows.3", degree=1, multipliers=factors),
        by.auto("more 2", "more 3", "old.3", "estimate", degree=1, multipliers=factors),
    ))  # fmt: skip
    return by.induction("old", base, step)


# ------------------------------------------------------------------------------------------------
# (46) with its constant, and its sum


def factors_of_step(p: NextStep, step: Scalar, rate: Scalar) -> Formula:
    """(1 - t lambda_i)^2 <= rate for every eigenvalue."""
    return forall([index("n")], le((1 - step * eig(H, Scalar("n"))) ** 2, rate))


@claim("eq-44-46/factor", title="the factor of q in one step", kind="inequality",
       paper=r"q_{k+1} \le \rho(I - \hat\varepsilon_kH)^2q_k")
def factor_of_residual() -> Decision:
    """If (1 - eps_hat lambda_i)^2 <= B for every i, then q+ <= B q."""
    p = NextStep()
    rate, n = p.scalar("B"), Scalar("n")
    step = p.define("eps_hat", eps_hat_of(p), latex=r"\hat\varepsilon")
    p.assume("B bounds the factors", factors_of_step(p, step, rate))
    e, ratio, size = bngd.residual(p.H, p.u, p.w), p.wg / p.sigma**2, p.moved @ (H @ p.moved)
    kept = e - step * (H @ e)
    left = p.u - ratio * p.moved
    on_spectrum = by.script(by.fix(), by.apply("here", "h2", {"n": n}), by.auto("here", degree=1, factors=[(eig(H, n), 1)]))
    proof = by.script(
        by.have("moved", eq(left, kept), by.auto("h1", multipliers=[ratio, -ratio])),
        by.have("size", eq(left @ (H @ left), kept @ (H @ kept)), by.auto("moved", multipliers=[H @ kept, H @ left])),
        by.have("shortest", le(p.q_plus, kept @ (H @ kept)),
                by.auto("size", degree=0, factors=[(size, 1)], squares=[ratio - (p.moved @ p.g) / size])),
        by.theorem("form", "spectral_form", H, e, "n", "0", rate - 1, 2 * step, -(step**2), premises={1: on_spectrum}),
        by.auto("shortest", "form", degree=1),
    )  # fmt: skip
    return Decision(Part(p.claim(le(p.q_plus, rate * p.q)), proof))


def slowest(step: Scalar) -> Scalar:
    """max |1 - step lambda_i|^2."""
    i = Scalar("i")
    return maximum(i, 1, DIMENSION, abs(1 - step * eig(H, i)) ** 2)


@claim("eq-44-46/sum", title="(46) with its constant, and its sum", kind="inequality",
       paper=r"q_k - q_{k+1} \ge \tfrac{\min\{\gamma^+\|w_0\|^2, \varepsilon^-\lambda_{\min}\}}{\|w_k\|^2}q_k =: \tfrac{Cq_k}{\|w_k\|^2},\quad "
             r"\sum_k\tfrac{q_k}{\|w_k\|^2} \le \tfrac{u^THu}{C},\quad 1 - \gamma^+ = \max_i|1 - \hat\varepsilon^+\lambda_i|^2")
def sum_of_decrease() -> Decision:
    """Where (39) holds for all k: (46), and every partial sum of q_k/|w_k|^2 is at most u'Hu/C.

    C is any positive number up to gamma^+ |w_0|^2 and eps^- lambda_min, the printed minimum among them.  'Without loss of generality
    eps^-/|w_k|^2 < 1/lambda_max' is not needed.
    """
    p = Trajectory()
    low, high = trap(p)
    constant = p.scalar("C", "positive")
    gamma = p.define("gamma_plus", 1 - slowest(high), latex=r"\gamma^+")
    p.assume("C is at most gamma^+ |w_0|^2", le(constant, gamma * (p.w0 @ p.w0)))
    p.assume("C is at most eps^- lambda_min", le(constant, low * LOW))
    size, i = p.w[K] @ p.w[K], Scalar("i")
    inside = from_index(K, 0, all_of(le(low / size, p.eps_hat[K]), le(p.eps_hat[K], high)))
    falls = le(constant * (p.q[K] / size), p.q[K] - p.q[K + 1])
    total = summation(i, 0, K, p.q[i] / (p.w[i] @ p.w[i]))
    statement = p.claim(p.along(implies(inside, from_index(K, 0, all_of(falls, le(total, UHU / constant)))), ["eps_hat", "q"]))
    fall = le(constant * (p.q_at(K) / size), p.q_at(K) - p.q_at(K + 1))
    seq = by.sequence(i, p.q_at(i) / (p.w[i] @ p.w[i]))
    told = le(constant * summation(i, 0, K, p.q_at(i) / (p.w[i] @ p.w[i])), p.q_at(0) - p.q_at(K + 1))
    proof = by.script(
        p.enter(), by.assume("inside"), by.have("longer", from_index(K, 0, le(p.w0 @ p.w0, size)), never_below_start(p)),
        by.have("falls", from_index(K, 0, fall), by.script(by.fix(), by.assume("k"), fall_of_step(p, low, high, constant))),
        by.have("sums", from_index(K, 0, told), by.induction("old", by.script(
            by.theorem("more", "sum_next", seq, "0", "-1"), by.theorem("none", "sum_empty", seq, "0", "-1"),
            by.apply("fall", "falls", {"k": Scalar("0")}), by.auto("more", "none", "fall", degree=1, multipliers=[constant])), by.script(
            by.theorem("more", "sum_next", seq, "0", K), by.apply("fall", "falls", {"k": K + 1}),
            by.auto("old", "more", "fall", degree=1, multipliers=[constant])))),
        by.fix(), by.assume("k"), by.apply("here", "falls", {"k": K}), by.apply("sum", "sums", {"k": K}),
        by.theorem("gram", "gram", "H", "1", p.e_at(K + 1)), by.have("q after", le(0, p.q_at(K + 1)), by.auto("gram", degree=1)),
        by.have("q first", le(p.q_at(0), UHU), by.auto(degree=0, squares=[p.alpha_at(0)])),
        by.split(by.given("here"), by.auto("sum", "q after", "q first", degree=1, factors=[(constant, -1)])),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def fall_of_step(p: Trajectory, low: Scalar, high: Scalar, constant: Scalar) -> by.Proof:
    """A proof of (46) at step k."""
    size, step, n = p.w[K] @ p.w[K], p.eps_hat_at(K), Scalar("n")
    lam = eig(H, n)
    fast = slowest(high)
    above = by.script(
        by.theorem("max", "max_bound", fast, n),
        by.have("larger", le((1 - step * lam) ** 2, (1 - high * lam) ** 2), by.auto("side", "here.2", degree=2, factors=[(lam, 1), (lam, 1)])),
        by.auto("larger", "max", "share", degree=1),
    )  # fmt: skip
    below = by.script(
        by.have("short", le((1 - step * lam) ** 2, 1 - step * lam), by.auto("side", "positive", degree=2, factors=[(lam, 1)])),
        by.have("long", le(low / size * LOW, step * lam), by.auto("down", "here.1", degree=1, factors=[(lam, 1), (low, 1), (size, -1)])),
        by.auto("short", "long", "other share", degree=1),
    )  # fmt: skip
    factors = by.script(by.fix(), by.theorem("down", "eigenvalue_order", H, "1", n), by.cases("side", le(1, step * lam), above, below))
    return by.script(
        by.apply("here", "inside", {"k": K}), by.apply("long enough", "longer", {"k": K}), by.apply("next", "orbit step", {"k": K}),
        by.have("gamma", le(0, Scalar("gamma_plus")), by.auto("h2", degree=1, factors=[(p.w0 @ p.w0, -1), (constant, 1)])),
        by.have("share", le(constant / size, Scalar("gamma_plus")), by.auto("h2", "gamma", "long enough", degree=2, factors=[(size, -1)])),
        by.have("other share", le(constant / size, low / size * LOW), by.auto("h3", degree=1, factors=[(size, -1)])),
        by.have("positive", lt(0, step), by.auto("here.1", degree=1, factors=[(low, 1), (size, -1)])),
        by.use("factor", "eq-44-46/factor", {"H": p.H, "u": p.u, "a": p.a[K], "w": p.w[K], "eps_a": p.eps_a, "eps": p.eps, "w_next": p.w[K + 1],
                                             "B": 1 - constant / size}, premises={2: by.given("next.2"), 3: factors}),
        by.auto("factor", degree=1),
    )  # fmt: skip
