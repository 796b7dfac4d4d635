"""Section 3.3 and Appendix A.5 on whole trajectories: linear convergence of e_k, and Lemma A.23, the decay of the loss."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.orbits import added, gentle_steps, norm_h, square_h
from proofs_checks.problem import radius
from proofs_checks.trajectories import K, Trajectory
from proofs_checks.trapped_steps import same_size
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Formula,
    Scalar,
    Setting,
    Statement,
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
    summation,
)

R, RHO, GAMMA = Scalar("r"), Scalar("rho"), Scalar("gamma")
N, I, M = Scalar("n"), Scalar("i"), Scalar("m")


def mixed(r: Scalar, n: Scalar, more: Scalar | int = 0) -> Scalar:
    """The sum of r^i rho^(n + more - i) over 0 <= i <= n."""
    return summation(I, 0, n, power(r, I) * power(RHO, n + more - I))


@claim("lemma-A.23/mixed-powers", title="the sum in (73)", kind="proof",
       paper=r"\sum_{i=0}^{k-1}(1-\varepsilon_a)^i\rho^{k-i} \le k\gamma^k")
def mixed_powers() -> Decision:
    """S_n, the sum of r^i rho^(n-i) over 0 <= i <= n, obeys S_{n+1} = r S_n + rho^{n+1}, and S_n <= (n + 1) gamma^n for r, rho <= gamma."""
    s = Setting()
    r, rho, gamma = s.scalar("r", "nonnegative"), s.scalar("rho", "nonnegative", r"\rho"), s.scalar("gamma", "nonnegative", r"\gamma")
    s.assume("gamma is at least r", le(r, gamma))
    s.assume("gamma is at least rho", le(rho, gamma))
    follows = eq(mixed(r, N + 1), r * mixed(r, N) + power(rho, N + 1))
    bound = le(mixed(r, N), (N + 1) * power(gamma, N))
    statement = s.claim(all_of(from_index(N, 0, follows), from_index(N, 0, bound)))
    scaled = from_index(N, 0, from_index(M, 0, eq(mixed(r, N, M), power(rho, M) * mixed(r, N))))
    last = from_index(N, 0, eq(mixed(r, N + 1), rho * mixed(r, N) + power(r, N + 1)))
    proof = by.script(
        by.have("scaled", scaled, by.induction("old", scaled_base(), scaled_step())), by.have("last", last, last_summand()),
        by.have("first", from_index(N, 0, follows), by.induction("old", *first_summand())),
        by.have("powers", from_index(N, 0, le(power(rho, N), power(gamma, N))), by.induction("old", by.trivial(), by.script(
            by.theorem("p", "power_next", rho, N), by.theorem("q", "power_next", gamma, N),
            by.have("one", le(rho * power(rho, N), rho * power(gamma, N)), by.auto("old", degree=1, factors=[(rho, 1)])),
            by.have("two", le(rho * power(gamma, N), gamma * power(gamma, N)), by.auto("h2", degree=1, factors=[(power(gamma, N), 1)])),
            by.auto("p.2", "q.2", "one", "two", degree=1)))),
        by.split(by.given("first"), by.induction("old", *bound_steps())),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def shifted(n: Scalar, more: Scalar | int) -> by.Proof:
    """The summands r^i rho^(n + more - i), as a sequence."""
    found: by.Proof = by.sequence(I, power(R, I) * power(RHO, n + more - I))
    return found


def scaled_base() -> by.Proof:
    """A proof of: sum over 0 <= i <= 0 of r^i rho^(m-i) is rho^m times that for m = 0."""
    zero, low = Scalar("0"), Scalar("-1")
    return by.script(
        by.fix(), by.assume("m"), by.theorem("one", "sum_next", shifted(zero, M), "0", low), by.theorem("none", "sum_empty", shifted(zero, M), "0", low),
        by.theorem("two", "sum_next", shifted(zero, 0), "0", low), by.theorem("empty", "sum_empty", shifted(zero, 0), "0", low),
        by.auto("one", "none", "two", "empty", multipliers=[power(RHO, M)]),
    )  # fmt: skip


def scaled_step() -> by.Proof:
    """A proof of the same for n + 1, from `old`, that for n and all m."""
    return by.script(
        by.fix(), by.assume("m"), by.theorem("one", "sum_next", shifted(N + 1, M), "0", N), by.theorem("two", "sum_next", shifted(N + 1, 0), "0", N),
        by.apply("far", "old", {"m": M + 1}), by.apply("near", "old", {"m": Scalar("1")}), by.theorem("power", "power_next", RHO, M),
        by.auto("one", "two", "far", "near", "power.2", multipliers=[power(RHO, M), mixed(R, N)]),
    )  # fmt: skip


def last_summand() -> by.Proof:
    """A proof of S_{n+1} = rho S_n + r^{n+1}."""
    return by.script(by.fix(), by.assume("n"), by.theorem("one", "sum_next", shifted(N + 1, 0), "0", N), by.apply("at n", "scaled", {"n": N}),
                     by.apply("near", "at n", {"m": Scalar("1")}), by.auto("one", "near"))  # fmt: skip


def first_summand() -> tuple[by.Proof, by.Proof]:
    """Proofs of S_1 = r S_0 + rho, and of S_{n+2} = r S_{n+1} + rho^{n+2} from `old`, that for n."""
    zero, low = Scalar("0"), Scalar("-1")
    base = by.script(
        by.apply("last here", "last", {"n": zero}), by.theorem("one", "sum_next", shifted(zero, 0), "0", low),
        by.theorem("none", "sum_empty", shifted(zero, 0), "0", low), by.auto("last here", "one", "none", multipliers=[R, RHO]),
    )  # fmt: skip
    step = by.script(
        by.apply("after", "last", {"n": N + 1}), by.apply("here", "last", {"n": N}), by.theorem("p", "power_next", R, N + 1),
        by.theorem("q", "power_next", RHO, N + 1), by.auto("after", "here", "old", "p.2", "q.2", multipliers=[R, RHO]),
    )  # fmt: skip
    return base, step


def bound_steps() -> tuple[by.Proof, by.Proof]:
    """Proofs of S_0 <= 1, and of S_{n+1} <= (n + 2) gamma^{n+1} from `old`, that for n."""
    zero, low = Scalar("0"), Scalar("-1")
    base = by.script(by.theorem("one", "sum_next", shifted(zero, 0), "0", low), by.theorem("none", "sum_empty", shifted(zero, 0), "0", low),
                     by.auto("one", "none"))  # fmt: skip
    count = (N + 1) * power(GAMMA, N)
    step = by.script(
        by.apply("here", "first", {"n": N}), by.apply("power", "powers", {"n": N + 1}), by.theorem("q", "power_next", GAMMA, N),
        by.have("times r", le(R * mixed(R, N), R * count), by.auto("old", degree=1, factors=[(R, 1)])),
        by.have("count", le(0, count), by.auto("old range", degree=1, factors=[(power(GAMMA, N), 1)])),
        by.have("more", le(R * count, GAMMA * count), by.auto("h1", "count", degree=2)),
        by.auto("here", "power", "q.2", "times r", "more", degree=1, multipliers=[N + 1, N, Scalar("1")]),
    )  # fmt: skip
    return base, step


# ------------------------------------------------------------------------------------------------
# Lemma A.23


class Decay(Trajectory):
    """A trajectory with 0 < eps_a <= 1, and the constants of Lemma A.23: C, rho in (0, 1), C_0 of (71), gamma = max(rho, 1 - eps_a)."""

    def __init__(self) -> None:
        super().__init__()
        gentle_steps(self)
        self.C, self.C0 = self.scalar("C"), self.scalar("C_0", "nonnegative")
        self.rho, self.gamma = self.scalar("rho", "positive", r"\rho"), self.scalar("gamma", latex=r"\gamma")
        self.assume("rho is below one", lt(self.rho, 1))
        self.rest = 1 - self.eps_a
        self.assume("gamma is the larger of rho and 1 - eps_a", all_of(
            le(self.rho, self.gamma), le(self.rest, self.gamma), any_of(eq(self.gamma, self.rho), eq(self.gamma, self.rest))))

    def gap(self, k: Scalar | int) -> Scalar:
        """|a_k - w_k'g/sigma_k|."""
        return abs(self.a[k] - self.alpha_at(k))

    def conditions(self) -> Formula:
        """|e_k|_H <= C rho^k, and (71), for every k."""
        size = norm_h(self.e_at(K))
        return all_of(from_index(K, 0, le(size, self.C * power(self.rho, K))),
                      from_index(K, 0, le(self.gap(K + 1), abs(self.rest) * self.gap(K) + self.C0 * size)))  # fmt: skip

    def first(self) -> Scalar:
        """C_1 = |a_0 - w_0'g/sigma_0|."""
        return abs(self.a0 - self.w0 @ self.g / bngd.sigma(self.H, self.w0))

    def far(self, k: Scalar | int) -> Scalar:
        """|u - (a_k/sigma_k) w_k|_H^2."""
        return square_h(self.u - self.a[k] / self.sigma_at(k) * self.w[k])


def decay_statement(p: Decay, printed: bool) -> Statement:
    """(73) and (72) with the exponents as printed, for k >= 0, or lower by one, for k + 1."""
    k, last = (K, K - 1) if printed else (K + 1, K)
    shrunk, c2, i = p.first() * power(p.rest, k), p.C * p.C0, Scalar("i")
    sums = shrunk + c2 * summation(i, 0, last, power(p.rest, i) * power(p.rho, (k if printed else last) - i))
    simple = shrunk + c2 * k * power(p.gamma, k if printed else last)
    display = from_index(K, 0, all_of(
        le(p.gap(k), sums), le(sums, simple), le(p.far(k), p.C**2 * power(p.rho, k) ** 2 + simple**2)))
    start = [] if printed else [le(p.far(0), p.C**2 + p.first() ** 2)]
    return p.claim(p.along(implies(p.conditions(), all_of(*start, display) if start else display)))


@claim("lemma-A.23", paper=r"\|e_k\|_H \le C\rho^k,\ \rho \in (0,1),\ \varepsilon_a \in (0,1] \implies \|\tilde e_k\|_H^2 \le "
                           r"C^2\rho^{2k} + \left(C_1(1-\varepsilon_a)^k + C_2k\gamma^k\right)^2,\quad "
       r"\gamma = \max(\rho, 1-\varepsilon_a),\ C_1 = |a_0 - w_0^Tg/\sigma_0|,\ C_2 = CC_0,\quad "
       r"\left|a_k - \tfrac{w_k^Tg}{\sigma_k}\right| \le C_1(1-\varepsilon_a)^k + "
       r"C_2\sum_{i=0}^{k-1}(1-\varepsilon_a)^i\rho^{k-i} \le C_1(1-\varepsilon_a)^k + C_2k\gamma^k")
def decay_of_loss() -> Decision:
    """If |e_k|_H <= C rho^k for all k, then |a_k - w_k'g/sigma_k| and the loss decay as in (73) and (72), with C_0 from (71).

    The exponents of (73) are too large by one: (71) gives rho^(k-1-i), hence C_2 k gamma^(k-1) in (72), for k >= 1.
    """
    p, q = Decay(), Decay()
    return Decision(Part(decay_statement(p, True)), Part(decay_statement(q, False), decay_proof(q)))


def decay_proof(p: Decay) -> by.Proof:
    """The proof of (73) and (72), corrected."""
    values = {"r": p.rest, "rho": p.rho, "gamma": p.gamma}
    shrunk, c2 = p.first() * power(p.rest, K + 1), p.C * p.C0
    simple = shrunk + c2 * (K + 1) * power(p.gamma, K)
    each = by.script(
        by.fix(), by.assume("k"), by.apply("gap", "gaps", {"k": K}), by.apply("mix", "mixed.2", {"n": K}),
        by.have("simple", le(shrunk + c2 * mixed(p.rest, K), simple), by.auto("mix", "C", degree=2, factors=[(p.C0, 1)])),
        by.apply("small", "given.1", {"k": K + 1}), by.have("size", le(p.gap(K + 1), simple), added("gap", "simple")),
        by.have("square", le(p.gap(K + 1) ** 2, simple**2), squared("size", p.gap(K + 1), simple)),
        by.split(by.given("gap"), by.given("simple"), far_bound(p, K + 1, p.C * power(p.rho, K + 1))),
    )  # fmt: skip
    start = by.script(by.have("square", le(p.gap(0) ** 2, p.first() ** 2), by.auto("first gap", multipliers=[p.gap(0), p.first()])),
                      by.have("small", le(norm_h(p.e_at(0)), p.C), by.given("C0")), far_bound(p, Scalar("0"), p.C))  # fmt: skip
    return by.script(
        p.enter(), by.assume("given"), by.use("mixed", "lemma-A.23/mixed-powers", values, premises={0: by.auto("h2", degree=1)}),
        *same_size("rest", abs(p.rest), p.rest), *first_distance(p),
        by.apply("small 0", "given.1", {"k": Scalar("0")}), by.have("C0", le(norm_h(p.e_at(0)), p.C), by.given("small 0")),
        by.have("C", le(0, p.C), by.auto("C0", degree=1, factors=[(norm_h(p.e_at(0)), 1)])),
        by.have("gaps", from_index(K, 0, le(p.gap(K + 1), shrunk + c2 * mixed(p.rest, K))), by.induction("old", first_gap(p), next_gap(p))),
        by.split(start, each),
    )  # fmt: skip


def squared(fact: str, low: Scalar, high: Scalar) -> by.Proof:
    """A proof of low^2 <= high^2 from the fact low <= high, for low >= 0."""
    return by.script(by.have("higher", le(0, high), by.auto(fact, degree=1, factors=[(low, 1)])),
                     by.auto(fact, "higher", degree=2, factors=[(low, 1)]))  # fmt: skip


def far_bound(p: Decay, k: Scalar, size: Scalar) -> by.Proof:
    """A proof of |u - (a_k/sigma_k) w_k|_H^2 <= size^2 + ..., from `small`: |e_k|_H <= size, and `square`: the bound of gap_k^2."""
    return by.script(by.have("small squared", le(norm_h(p.e_at(k)) ** 2, size**2), squared("small", norm_h(p.e_at(k)), size)),
                     added("small squared", "square"))  # fmt: skip


def first_distance(p: Decay) -> list[by.Proof]:
    """Steps: fact `first gap`: |a_0 - w_0'g/sigma_0| is C_1."""
    sigma: Scalar = bngd.sigma(p.H, p.w0)
    same = by.auto("orbit start.2", multipliers=[p.H @ p.w[0], p.H @ p.w0])
    top = p.w0 @ p.g / sigma
    return [
        by.have("same size", eq(p.sigma_at(0) ** 2, sigma**2), same), *same_size("same sigma", p.sigma_at(0), sigma),
        by.have("same y", eq(p.w[0] @ p.g, p.w0 @ p.g), by.auto("orbit start.2", multipliers=[p.g])),
        by.have("same alpha", eq(p.alpha_at(0), top),
                by.auto("same y", "same sigma", multipliers=[1 / p.sigma_at(0), p.w0 @ p.g / (p.sigma_at(0) * sigma)])),
        by.have("same squares", eq(p.gap(0) ** 2, p.first() ** 2),
                by.auto("same alpha", "orbit start.1", multipliers=[p.a[0] - p.alpha_at(0), p.a0 - top])),
        *same_size("first gap", p.gap(0), p.first()),
    ]  # fmt: skip


def first_gap(p: Decay) -> by.Proof:
    """A proof of (73) for k = 1."""
    zero, low = Scalar("0"), Scalar("-1")
    seq = by.sequence(I, power(p.rest, I) * power(p.rho, zero - I))
    return by.script(
        by.apply("recursion", "given.2", {"k": zero}), by.theorem("one", "sum_next", seq, "0", low), by.theorem("none", "sum_empty", seq, "0", low),
        by.auto("recursion", "one", "none", "rest", "first gap", "C0", degree=1, factors=[(p.C0, 1)],
                multipliers=[p.gap(0), p.rest, p.C * p.C0]),
    )  # fmt: skip


def next_gap(p: Decay) -> by.Proof:
    """A proof of (73) for k + 2 from `old`, that for k + 1."""
    return by.script(
        by.apply("recursion", "given.2", {"k": K + 1}), by.apply("small", "given.1", {"k": K + 1}), by.apply("sum", "mixed.1", {"n": K}),
        by.theorem("power", "power_next", p.rest, K + 1),
        by.have("kept", le(p.rest * p.gap(K + 1), p.rest * (p.first() * power(p.rest, K + 1) + p.C * p.C0 * mixed(p.rest, K))),
                by.auto("old", "h2", degree=2)),
        by.auto("recursion", "small", "sum", "power.2", "kept", "rest", degree=1, factors=[(p.C0, 1)],
                multipliers=[p.gap(K + 1), p.C * p.C0, p.first()]),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Linear convergence of e_k


def decays_at(p: Trajectory, condition: Formula, rate: Scalar) -> Formula:
    """Where the condition holds for every k, |e_k|_H <= rate^k |e_0|_H for every k."""
    decay = from_index(K, 0, le(norm_h(p.e[K]), power(rate, K) * norm_h(p.e[0])))
    return implies(from_index(K, 0, condition), all_of(le(0, rate), lt(rate, 1), decay))


@claim("linear-rate/sequence", title="the whole sequence e_k", kind="theorem",
       paper=r"\hat\varepsilon_k \in (\delta, 2/\lambda_{\max} - \delta) \implies \|e_k\|_H \le \rho^k\|e_0\|_H,\quad \rho < 1;\quad "
             r"\hat\varepsilon_k = 1/\lambda_{\max} \implies \text{the same linear convergence rate}")
def linear_convergence_of_sequence() -> Decision:
    """Where eps_hat_k stays in (delta, 2/lambda_max - delta), |e_k|_H <= (1 - delta lambda_min)^k |e_0|_H for every k.

    For eps_hat_k = 1/lambda_max the rate is 1 - 1/kappa, that of gradient descent with the step 1/lambda_max.
    """
    p = Trajectory()
    delta, step = p.scalar("delta", "positive", r"\delta"), p.eps_hat[K]
    inside = all_of(lt(delta, step), lt(step, 2 / HIGH - delta))
    statement = p.claim(p.along(all_of(
        decays_at(p, inside, 1 - delta * LOW), decays_at(p, eq(step, 1 / HIGH), 1 - LOW / HIGH)), ["eps_hat", "e"]))
    room = by.script(
        by.apply("first", "all", {"k": Scalar("0")}), by.theorem("order", "eigenvalue_order", H, "1", "d"),
        by.have("half", lt(delta * HIGH, 1), by.auto("first", degree=1, factors=[(HIGH, 1)])),
        by.auto("half", "order", degree=1, factors=[(delta, 1)]),
    )  # fmt: skip
    order = by.script(by.theorem("order", "eigenvalue_order", H, "1", "d"), by.auto("order", degree=1, factors=[(HIGH, -1)]))
    return Decision(Part(statement, by.script(p.enter(), by.split(
        all_steps(p, 1 - delta * LOW, room, by.auto(degree=0, factors=[(delta, 1), (LOW, 1)]), inside_factors(p, delta)),
        all_steps(p, 1 - LOW / HIGH, order, by.trivial(), best_factors(p)),
    ))))  # fmt: skip


def all_steps(p: Trajectory, rate: Scalar, nonnegative: by.Proof, below_one: by.Proof, factors: by.Proof) -> by.Proof:
    """A proof of the decay with a rate, from proofs that 0 <= rate < 1 and that the rate bounds |1 - eps_hat_k lambda_i| at step k."""
    first, shrunk = norm_h(p.e_at(0)), power(rate, K) * norm_h(p.e_at(0))
    step = by.script(
        by.apply("here", "all", {"k": K}), by.apply("next", "orbit step", {"k": K}),
        by.use("factor", "eq-44-46/factor", {"H": p.H, "u": p.u, "a": p.a[K], "w": p.w[K], "eps_a": p.eps_a, "eps": p.eps, "w_next": p.w[K + 1],
                                             "B": rate**2}, premises={2: by.given("next.2"), 3: factors}),
        by.have("squares", le(norm_h(p.e_at(K + 1)) ** 2, (rate * norm_h(p.e_at(K))) ** 2), by.auto("factor", degree=1)),
        by.have("higher", le(0, rate * norm_h(p.e_at(K))), by.auto("rate", degree=1, factors=[(norm_h(p.e_at(K)), 1)])),
        by.theorem("root", "root_order", norm_h(p.e_at(K + 1)), rate * norm_h(p.e_at(K)), premises={0: by.given("higher"), 1: by.given("squares")}),
        by.have("scaled", le(rate * norm_h(p.e_at(K)), rate * shrunk), by.auto("old", "rate", degree=2)), by.theorem("power", "power_next", rate, K),
        by.auto("root", "scaled", "power.2", degree=1, multipliers=[first]),
    )  # fmt: skip
    return by.script(by.assume("all"), by.have("rate", le(0, rate), nonnegative),
                     by.split(by.given("rate"), below_one, by.induction("old", by.trivial(), step)))  # fmt: skip


def inside_factors(p: Trajectory, delta: Scalar) -> by.Proof:
    """A proof of (1 - eps_hat lambda_i)^2 <= (1 - delta lambda_min)^2 where delta < eps_hat < 2/lambda_max - delta."""
    lam, step = eig(H, N), p.eps_hat_at(K)
    return by.script(
        by.fix(), by.theorem("down", "eigenvalue_order", H, "1", N), by.theorem("up", "eigenvalue_order", H, N, "d"),
        by.have("least", le(delta * LOW, step * lam), by.auto("down", "here.1", degree=1, factors=[(lam, 1), (delta, 1)])),
        by.have("most", le(step * lam, 2 - delta * LOW),
                by.auto("down", "up", "here.2", degree=1, factors=[(lam, 1), (delta, 1), (HIGH, -1)])),
        by.auto("least", "most", degree=2),
    )  # fmt: skip


def best_factors(p: Trajectory) -> by.Proof:
    """A proof of (1 - eps_hat lambda_i)^2 <= (1 - lambda_min/lambda_max)^2 where eps_hat = 1/lambda_max."""
    lam = eig(H, N)
    return by.script(
        by.fix(), by.theorem("down", "eigenvalue_order", H, "1", N), by.theorem("up", "eigenvalue_order", H, N, "d"),
        by.have("value", eq(p.eps_hat_at(K) * lam, lam / HIGH), by.auto("here", multipliers=[lam])),
        by.have("least", le(LOW / HIGH, p.eps_hat_at(K) * lam), by.auto("down", "value", degree=1, factors=[(HIGH, -1)])),
        by.have("most", le(p.eps_hat_at(K) * lam, 1), by.auto("up", "value", degree=1, factors=[(HIGH, -1)])),
        by.have("less", le(LOW / HIGH, 1), by.auto("least", "most", degree=1)),
        by.auto("least", "most", "less", degree=2),
    )  # fmt: skip
