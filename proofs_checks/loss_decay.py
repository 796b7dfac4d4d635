"""Section 3.3 and Appendix A.5 on whole trajectories: linear convergence of e_k, and Lemma A.23, the decay of the loss."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.bounded_rescaling import same_size
from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.near_misses import MIXED
from proofs_checks.one_step import added, gentle_steps, norm_h, square_h
from proofs_checks.trajectories import K, Trajectory
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
N, INDEX, M = Scalar("n"), Scalar("i"), Scalar("m")


def mixed(r: Scalar, n: Scalar, more: Scalar | int = 0) -> Scalar:
    """The sum of r^i rho^(n + more - i) over 0 <= i <= n."""
    return summation(INDEX, 0, n, power(r, INDEX) * power(RHO, n + more - INDEX))


@claim("lemma-A.23/mixed-powers", title="the sum in (73)", kind="proof",
       paper=r"\sum_{i=0}^{k-1}(1-\varepsilon_a)^i\rho^{k-i} \le k\gamma^k",
       equivalent_mutants=MIXED)
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


def shifted(n: Scalar, more: Scalar | int) -> Any:
    """The summands r^i rho^(n + more - i), as a sequence."""
    return by.sequence(INDEX, power(R, INDEX) * power(RHO, n + more - INDEX))


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
        sigma: Scalar = bngd.sigma(self.H, self.w0)
        return abs(self.a0 - self.w0 @ self.g / sigma)

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

    The exponents of (73) are too large by one: (71) gives rho^(k-1-i), hence C_2 k gamma^(k-1) in (72), for k >= 1.  The
    counterexample has e_1 = 0, so that rho may be as small as one likes; its C_0 = 50/9 is also that of (57), 2 C C_a with C_a = 1.
    The corrected statement is written for k + 1, with k >= 0.
    """
    p, q = Decay(), Decay()
    printed = decay_statement(p, True)
    return Decision(Part(printed, instances=(TURNED,), lemma=at_turned(p), disproof=too_fast(p)),
                    Part(decay_statement(q, False), decay_proof(q)))  # fmt: skip


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
    seq = by.sequence(INDEX, power(p.rest, INDEX) * power(p.rho, zero - INDEX))
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
# A start from which w_1 = (5/3) u: from then on e_k = 0

TURNED = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], w0=["3/5", "4/5"], a0="3/5", eps_a="1/2", eps="25/9", C="4/5", C_0="50/9",
                  rho="1/100", gamma="1/2")
HALF, ONE, THREE_FIFTHS, FIVE_THIRDS = Scalar("1/2"), Scalar("1"), Scalar("3/5"), Scalar("5/3")


def at_turned(p: Decay) -> tuple[Formula, ...]:
    """What is used of the instance TURNED: w_1 = (5/3) u, and numbers."""
    turned = eq(p.w0 + FIVE_THIRDS * (p.g - THREE_FIFTHS * (p.H @ p.w0)), FIVE_THIRDS * p.u)
    numbers = [(square_h(p.u), "1"), (p.w0 @ p.g, "3/5"), (square_h(p.w0), "1"), (p.eps_a, "1/2"), (p.eps, "25/9"), (p.a0, "3/5"), (p.C, "4/5"),
               (p.C0, "50/9"), (p.rho, "1/100")]  # fmt: skip
    return (turned, *(eq(x, Scalar(value)) for x, value in numbers))


class Turned:
    """The orbit of TURNED in closed form, with z = 0^k and h = (1/2)^k: w = (5/3) u + z (w_0 - (5/3) u), a = 1 - (4/5) h + (2/5) z."""

    def __init__(self, p: Decay, k: Scalar) -> None:
        self.z, self.h, self.r = power(0, k), power(HALF, k), power(p.rho, k)
        self.x = p.w0 - FIVE_THIRDS * p.u
        self.w = FIVE_THIRDS * p.u + self.z * self.x
        self.a = 1 - Fraction(4, 5) * self.h + Fraction(2, 5) * self.z
        self.sigma: Scalar = bngd.sigma(p.H, self.w)
        self.y = self.w @ p.g
        self.e = bngd.residual(p.H, p.u, self.w)
        self.gap = abs(self.a - self.y / self.sigma)


def facts_of_turned(p: Decay) -> list[by.Proof]:
    """Steps: facts `kind`: 0^k = (1/2)^k = rho^k = 1 or 0^k = 0; `sigma`, `y`: their values; `e`: |e_k|_H^2 is 16/25 or 0, for every k >= 0."""
    t = Turned(p, K)
    numbers = [f"lemma{i}" for i in range(2, 5)]
    kind = any_of(all_of(eq(t.z, 1), eq(t.h, 1), eq(t.r, 1)), eq(t.z, 0))
    step = by.script(by.choose(1), by.theorem("power", "power_next", Scalar("0"), K), by.auto("power.2"))
    level = 5 * ONE / 3 - Fraction(2, 3) * t.z
    positive = by.script(by.apply("here", "kind", {"k": K}), by.either("here", "is", by.auto("is", degree=1), by.auto("is", degree=1)))
    return [
        by.have("kind", from_index(K, 0, kind), by.induction("old", by.script(by.choose(0), by.trivial()), step)),
        by.have("same", from_index(K, 0, eq(t.z**2, t.z)), by.script(by.fix(), by.assume("k"), by.apply("here", "kind", {"k": K}), by.either(
            "here", "is", by.auto("is", multipliers=[t.z]), by.auto("is", multipliers=[t.z])))),
        by.have("level", from_index(K, 0, lt(0, level)), by.script(by.fix(), by.assume("k"), positive)),
        by.have("sigma", from_index(K, 0, eq(t.sigma, level)), by.script(
            by.fix(), by.assume("k"), by.apply("at k", "same", {"k": K}), by.apply("above", "level", {"k": K}),
            by.have("squares", eq(t.sigma**2, level**2), by.auto("at k", *numbers, multipliers=[t.z, t.z**2])),
            *same_size("sizes", t.sigma, level, "squares"), by.given("sizes"))),
        by.have("size", from_index(K, 0, lt(0, square_h(t.w))), by.script(
            by.fix(), by.assume("k"), by.apply("at k", "same", {"k": K}), by.apply("above", "level", {"k": K}),
            by.auto("at k", *numbers, "above", degree=2, multipliers=[t.z, t.z**2]))),
        by.have("y", from_index(K, 0, eq(t.y, 5 * ONE / 3 - Fraction(16, 15) * t.z)), by.script(
            by.fix(), by.assume("k"), by.auto(*numbers, multipliers=[t.z]))),
    ]  # fmt: skip


def too_fast(p: Decay) -> by.Proof:
    """A proof that the printed (73) fails at TURNED for k = 1."""
    t, after = Turned(p, K), Turned(p, K + 1)
    start = by.split(by.auto("lemma7"), by.trivial())
    return by.script(
        by.assume("claim"), *facts_of_turned(p),
        by.along("body", "claim", K, {"a": t.a, "w": t.w}, premises=[start, by.script(by.fix(), by.assume("k"), turned_step(p, t, after))]),
        *residual_of_turned(p), by.apply("display", "body", premises=[by.split(
            by.script(by.fix(), by.assume("k"), by.apply("size here", "size", {"k": K}), by.apply("norm here", "norm", {"k": K}),
                      by.apply("kind here", "kind", {"k": K}), by.either(
                "kind here", "is", by.auto("norm here", "is", "lemma8"),
                by.auto("norm here", "is", "lemma8", degree=0, factors=[(t.r, 1)], multipliers=[t.r]))),
            by.script(by.fix(), by.assume("k"), recursion_of_turned(p, t, after)))]),
        *second_gap(p),
    )  # fmt: skip


def residual_of_turned(p: Decay) -> list[by.Proof]:
    """Steps: fact `norm`: |e_k|_H = (4/5) 0^k for every k."""
    t = Turned(p, K)
    length, value = norm_h(t.e), Fraction(4, 5) * t.z
    numbers = [f"lemma{i}" for i in range(2, 5)]
    above = by.either("kind here", "is", by.auto("is", degree=1), by.auto("is", degree=1))
    size = square_h(t.w)

    def side(weight: Scalar, corr: Scalar) -> by.Proof:
        return by.script(
            by.have("weight", eq(size, weight), by.auto("is", *numbers, multipliers=[ONE, t.z, size])),
            by.have("out", eq(t.y, corr), by.auto("y here", "is")),
            by.have("part", eq(t.y**2 / size, corr**2 / weight), by.auto("weight", "out", multipliers=[t.y**2 / size / weight, t.y / weight, corr / weight])),
            by.have("short", eq(length**2, square_h(p.u) - t.y**2 / size), by.trivial()),
            by.auto("short", "part", "lemma2", "is", multipliers=[ONE, t.z]),
        )  # fmt: skip

    squares = by.either("kind here", "is", side(ONE, THREE_FIFTHS), side(Scalar("25/9"), FIVE_THIRDS))
    return [by.have("norm", from_index(K, 0, eq(length, value)), by.script(
        by.fix(), by.assume("k"), by.apply("kind here", "kind", {"k": K}), by.apply("size here", "size", {"k": K}),
        by.apply("y here", "y", {"k": K}), by.have("above", le(0, value), above), by.have("squares", eq(length**2, value**2), squares), *same_size("sizes", length, value, "squares"),
        by.given("sizes")))]  # fmt: skip


def recursion_of_turned(p: Decay, t: Turned, after: Turned) -> by.Proof:
    """A proof of (71) at every step of the closed form."""
    inside, outer = t.a - t.y / t.sigma, after.a - after.y / after.sigma

    first = by.auto("new", "pushed", "is", degree=1, factors=[(abs(p.rest), 1), (abs(inside), 1)])
    second = by.script(
        by.have("s", eq(t.sigma, FIVE_THIRDS), by.auto("sigma here", "is", degree=1)),
        by.have("out", eq(t.y, FIVE_THIRDS), by.auto("y here", "is")),
        by.have("alpha", eq(t.y / t.sigma, 1), by.auto("s", "out", multipliers=[t.y / t.sigma, ONE])),
        by.theorem("inner", "magnitude", inside),
        by.have("far", le(Fraction(4, 5) * t.h, abs(inside)), by.auto("inner.2", "alpha", "is", degree=1)),
        by.have("kept", le(HALF * abs(inside), abs(p.rest) * abs(inside)), by.auto("half", degree=1, factors=[(abs(inside), 1)])),
        by.auto("new", "far", "kept", "pushed", "is", degree=1),
    )  # fmt: skip
    return by.script(
        by.apply("kind here", "kind", {"k": K}), by.apply("sigma here", "sigma", {"k": K}), by.apply("y here", "y", {"k": K}),
        by.apply("size here", "size", {"k": K}), by.apply("size after", "size", {"k": K + 1}),
        by.apply("level here", "level", {"k": K}), by.have("s positive", lt(0, t.sigma), by.auto("sigma here", "level here", degree=1)),
        by.apply("sigma after", "sigma", {"k": K + 1}), by.apply("y after", "y", {"k": K + 1}), by.apply("norm here", "norm", {"k": K}),
        by.theorem("power", "power_next", HALF, K), by.theorem("none", "power_next", Scalar("0"), K),
        by.have("zero", eq(after.z, 0), by.auto("none.2")), by.have("new s", eq(after.sigma, FIVE_THIRDS), by.auto("sigma after", "zero")),
        by.have("new s positive", lt(0, after.sigma), by.auto("new s", degree=0)),
        by.have("new alpha", eq(after.y / after.sigma, 1),
                by.auto("new s", "y after", "zero", multipliers=[after.y / after.sigma, ONE])),
        by.theorem("outer", "magnitude", outer), by.theorem("rest", "magnitude", p.rest),
        by.have("outer value", eq(outer, Fraction(-2, 5) * t.h), by.auto("new alpha", "power.2", "zero", multipliers=[t.h, ONE])),
        by.have("new", le(abs(outer), Fraction(2, 5) * t.h), by.either(
            "outer.3", "sign", *(by.auto("sign", "outer value", degree=1, factors=[(t.h, 1)]) for _ in range(2)))),
        by.have("pushed", eq(p.C0 * norm_h(t.e), Fraction(40, 9) * t.z), by.auto("norm here", "lemma9", multipliers=[p.C0, t.z])),
        by.have("half", le(HALF, abs(p.rest)), by.auto("rest.1", "lemma5", degree=1)), by.either("kind here", "is", first, second),
    )  # fmt: skip


def second_gap(p: Decay) -> list[by.Proof]:
    """Steps that finish: at k = 1 the printed (73) says 2/5 <= 2/45."""
    sigma: Scalar = bngd.sigma(p.H, p.w0)
    t, size = Turned(p, ONE), norm_h(p.u)
    seq = by.sequence(INDEX, power(p.rest, INDEX) * power(p.rho, ONE - INDEX))
    return [
        by.have("unit", eq(size**2, ONE**2), by.auto("lemma2")), *same_size("size u", size, ONE),
        by.have("u positive", lt(0, size), by.auto("size u", degree=0)), by.have("u square", lt(0, square_h(p.u)), by.auto("lemma2", degree=0)),
        by.apply("at 1", "display", {"k": ONE}),
        by.have("unit w0", eq(sigma**2, ONE**2), by.auto("lemma4")), *same_size("size w0", sigma, ONE),
        by.have("corr", eq(p.w0 @ p.g / sigma, THREE_FIFTHS), by.auto("size w0", "lemma3", multipliers=[p.w0 @ p.g / sigma, ONE])),
        by.have("no gap", eq(p.first() ** 2, Scalar("0") ** 2),
                by.auto("corr", "lemma7", multipliers=[p.a0 - p.w0 @ p.g / sigma])),
        *same_size("first gap", p.first(), Scalar("0")),
        by.theorem("one", "sum_next", seq, "0", "-1"), by.theorem("none", "sum_empty", seq, "0", "-1"),
        by.theorem("gap", "magnitude", t.a - t.y / t.sigma),
        by.auto("at 1.1", "one", "none", "gap.2", "size u", "first gap", "lemma5", "lemma8", "lemma9", "lemma10", degree=1,
                multipliers=[p.rest, p.C * p.C0, p.C, p.C0, p.rho, p.C * p.C0 * p.rho, p.C * p.rho]),
    ]  # fmt: skip


def turned_step(p: Decay, t: Turned, after: Turned) -> by.Proof:
    """A proof that the closed form follows the step of BNGD."""
    pull, ratio = p.eps * (t.a / t.sigma), t.y / t.sigma**2
    first = by.script(
        by.have("s", eq(t.sigma, 1), by.auto("sigma here", "is", degree=1)), by.have("s positive", lt(0, t.sigma), by.auto("s", degree=0)),
        by.have("out", eq(t.y, THREE_FIFTHS), by.auto("y here", "is")), by.have("a is", eq(t.a, THREE_FIFTHS), by.auto("is")),
        by.have("w is", eq(t.w, p.w0), by.auto("is", multipliers=[t.x])),
        by.have("pull", eq(pull, FIVE_THIRDS), by.auto("s", "a is", "lemma6", multipliers=[pull, p.eps, ONE])),
        by.have("ratio", eq(ratio, THREE_FIFTHS), by.auto("s", "out", multipliers=[ratio, t.y / t.sigma, ONE])),
        by.have("alpha", eq(t.y / t.sigma, THREE_FIFTHS), by.auto("s", "out", multipliers=[t.y / t.sigma, ONE])),
        by.split(by.auto("a is", "alpha", "power.2", "zero", "is", "lemma5", multipliers=[t.h, p.eps_a, t.y / t.sigma, t.a]),
                 by.auto("w is", "pull", "ratio", "lemma1", "zero", multipliers=[p.H, p.g, ratio * (p.H @ t.w), p.H @ t.w, t.x])),
    )  # fmt: skip
    second = by.script(
        by.have("s", eq(t.sigma, FIVE_THIRDS), by.auto("sigma here", "is", degree=1)), by.have("s positive", lt(0, t.sigma), by.auto("s", degree=0)),
        by.have("out", eq(t.y, FIVE_THIRDS), by.auto("y here", "is")), by.have("w is", eq(t.w, FIVE_THIRDS * p.u), by.auto("is", multipliers=[t.x])),
        by.have("ratio", eq(ratio, THREE_FIFTHS), by.auto("s", "out", multipliers=[ratio, t.y / t.sigma, ONE])),
        by.have("alpha", eq(t.y / t.sigma, 1), by.auto("s", "out", multipliers=[t.y / t.sigma, ONE])),
        by.split(by.auto("alpha", "power.2", "zero", "is", "lemma5", multipliers=[t.h, p.eps_a, t.y / t.sigma, t.a]),
                 by.auto("w is", "ratio", "zero", multipliers=[pull * p.H, pull * (p.H @ t.w), t.x])),
    )  # fmt: skip
    return by.script(
        by.apply("size here", "size", {"k": K}), by.apply("kind here", "kind", {"k": K}), by.apply("sigma here", "sigma", {"k": K}), by.apply("y here", "y", {"k": K}),
        by.theorem("power", "power_next", HALF, K), by.theorem("none", "power_next", Scalar("0"), K),
        by.have("zero", eq(after.z, 0), by.auto("none.2")), by.either("kind here", "is", first, second),
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
