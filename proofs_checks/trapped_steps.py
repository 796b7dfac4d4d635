"""Appendix A.3 on whole trajectories: a_k stays bounded, |w_k| grows by a summable amount, and a trapped step converges."""

from __future__ import annotations

from typing import Any

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.orbits import norm_h, spectral_gap
from proofs_checks.problem import Problem
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    ScalarSequence,
    Setting,
    Statement,
    Vector,
    all_of,
    any_of,
    eig,
    eq,
    exists,
    forall,
    from_index,
    implies,
    instance,
    le,
    lt,
    natural,
    power,
    sqrt,
    summation,
    tends,
)

A0 = Scalar("a0")
EPS_A, EPS = Scalar("eps_a"), Scalar("eps")
ORBIT = {"H": H, "u": UHU.term, "eps_a": EPS_A, "eps": EPS}


def between_zero_and_two(p: Trajectory) -> None:
    """Assume 0 < eps_a < 2."""
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("the step size of a is below two", lt(p.eps_a, 2))


def same_orbit(p: Trajectory, label: str, claim_id: str, values: dict[str, Any], premises: dict[int, by.Proof] | None = None) -> list[by.Proof]:
    """Steps: fact `label`: what a claim says of the orbit that was entered."""
    start = {"H": p.H, "u": p.u, "eps_a": p.eps_a, "eps": p.eps, "a0": p.a0, "w0": p.w0}
    return [by.use(f"{label} claim", claim_id, {**start, **values}, premises=premises),
            by.along(label, f"{label} claim", K, {"a'": p.a[K], "w'": p.w[K]},
                     premises=[by.given("orbit start"), by.given("orbit step")])]  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Lemma A.10


def kept_bound(p: Trajectory, bound: Scalar) -> Formula:
    """|a_k| <= B for all k."""
    return p.along(from_index(K, 0, le(abs(p.a[K]), bound)))


@claim("lemma-A.10/invariant", title="which bounds a step keeps", kind="inequality",
       paper=r"|a_{k+1}| \le |1-\varepsilon_a||a_k| + \varepsilon_a\sqrt{u^THu}")
def bound_is_kept() -> Decision:
    """If |a_0| <= B and |1 - eps_a| B + eps_a |u|_H <= B, where eps_a > 0, then |a_k| <= B for all k, for every eps."""
    p = Trajectory()
    bound = p.scalar("B")
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("B bounds the start", le(abs(p.a0), bound))
    p.assume("a step keeps B", le(abs(1 - p.eps_a) * bound + p.eps_a * norm_h(p.u), bound))
    statement = p.claim(kept_bound(p, bound))
    k = Scalar("k")
    squares = by.auto("orbit start.1", multipliers=[p.a[0], p.a0])
    base = by.script(by.theorem("first", "root_order", abs(p.a[0]), abs(p.a0), premises={1: squares}), by.auto("first", "h2", degree=1))
    return Decision(Part(statement, by.script(p.enter(), by.induction("old", base, next_bound(p, k, bound)))))


def magnitude_of_alpha(p: Trajectory, k: Scalar) -> list[by.Proof]:
    """Steps: facts `alpha` and `size alpha`: |alpha_k| <= |u|_H, and alpha_k <= |alpha_k|, -alpha_k <= |alpha_k|."""
    alpha = p.alpha_at(k)
    return [
        by.theorem("gram", "gram", "H", "1", p.u, p.w[k]),
        by.theorem("alpha", "root_order", abs(alpha), norm_h(p.u), premises={1: by.auto("gram", degree=1, factors=[(p.sigma_at(k), -2)])}),
        by.theorem("size alpha", "magnitude", alpha),
    ]  # fmt: skip


def next_bound(p: Trajectory, k: Scalar, bound: Scalar) -> by.Proof:
    """A proof of |a_{k+1}| <= B from the fact `old`: |a_k| <= B."""
    rate, product, size = abs(1 - p.eps_a), (1 - p.eps_a) * p.a[k], norm_h(p.u)

    def side(which: int) -> by.Proof:
        return by.script(
            by.have("pushed", le((1 if which == 1 else -1) * (p.eps_a * p.alpha_at(k)), p.eps_a * size),
                    by.auto("alpha", f"size alpha.{which}", degree=1, factors=[(p.eps_a, 1)])),
            by.auto("is", "next.1", f"old size.{which}", "old part", "pushed", "h3", "kept", degree=1),
        )  # fmt: skip

    return by.script(
        by.apply("next", "orbit step", {"k": k}), *magnitude_of_alpha(p, k),
        by.theorem("old size", "magnitude", product),
        by.have("old part", le(abs(product), rate * abs(p.a[k])),
                by.script(by.theorem("root", "root_order", abs(product), rate * abs(p.a[k])), by.given("root"))),
        by.have("kept", le(rate * abs(p.a[k]), rate * bound), by.auto("old", degree=1, factors=[(rate, 1)])),
        by.theorem("new size", "magnitude", p.a[k + 1]),
        by.either("new size.3", "is", side(1), side(2)),
    )  # fmt: skip


C_A = Scalar("C_a")
SOME_BOUND = (Decl("C_a", "scalar", "real"),)


def printed_bound(p: Trajectory) -> Scalar:
    """|a_0| + 2C/(1 - |1 - eps_a|) with C = |u|_H."""
    return abs(p.a0) + 2 * norm_h(p.u) / (1 - abs(1 - p.eps_a))


def rate_below_one(p: Trajectory, low: str = "h1", high: str = "h2") -> list[by.Proof]:
    """Steps: fact `rate`: 0 < 1 - |1 - eps_a|, from 0 < eps_a < 2."""
    rate = abs(1 - p.eps_a)
    return [
        by.theorem("side", "magnitude", 1 - p.eps_a),
        by.have("rate", lt(0, 1 - rate), by.either("side.3", "is", by.auto("is", low, degree=1), by.auto("is", high, degree=1))),
    ]  # fmt: skip


@claim("lemma-A.10", paper=r"0 < \varepsilon_a < 2,\ \varepsilon > 0 \implies a_k \text{ is bounded, for any } (a_0,w_0)")
def rescaling_is_bounded() -> Decision:
    """For 0 < eps_a < 2 the sequence a_k is bounded, for every eps > 0 and every start; the sign of eps plays no part."""
    p = Trajectory()
    between_zero_and_two(p)
    p.assume("the step size of w is positive", lt(0, p.eps))
    statement = p.claim(p.along(exists(SOME_BOUND, from_index(K, 0, le(abs(p.a[K]), C_A)))))
    proof = by.script(p.enter(), *rate_below_one(p), *same_orbit(p, "bound", "lemma-A.10/bound", {}),
                      by.witness({"C_a": printed_bound(p)}, by.given("bound")))  # fmt: skip
    return Decision(Part(statement, proof))


@claim("lemma-A.10/bound", title="the bound of the proof", kind="inequality", paper=r"|a_{k+1}| \le |a_0| + "
       r"2C\tfrac{1}{1 - |1-\varepsilon_a|},\quad C := \sqrt{u^THu}")
def printed_bound_of_rescaling() -> Decision:
    """|a_k| <= |a_0| + 2C/(1 - |1 - eps_a|) for all k, C = |u|_H: for 0 < eps_a < 2 and every real eps."""
    p = Trajectory()
    between_zero_and_two(p)
    bound = printed_bound(p)
    small = by.auto("rate", degree=0, factors=[(norm_h(p.u), 1), (1 - abs(1 - p.eps_a), -1)])
    rest = by.auto("rate", "h2", degree=1, factors=[(norm_h(p.u), 1), (abs(p.a0), 1)])
    proof = by.script(
        p.enter(), *rate_below_one(p),
        *same_orbit(p, "bound", "lemma-A.10/invariant", {"B": bound}, {2: small, 3: rest}),
        by.given("bound"),
    )  # fmt: skip
    return Decision(Part(p.claim(kept_bound(p, bound)), proof))


@claim("lemma-A.10/sharp", title="a sharper bound", kind="inequality", paper=r"|a_{k+1}| \le |a_0| + "
       r"2C\tfrac{1}{1 - |1-\varepsilon_a|},\quad C := \sqrt{u^THu}")
def sharp_bound_of_rescaling() -> Decision:
    """|a_k| <= max(|a_0|, C) for 0 < eps_a <= 1, and |a_k| <= max(|a_0|, C eps_a/(2 - eps_a)) for 1 <= eps_a < 2, C = |u|_H."""
    p = Trajectory()
    between_zero_and_two(p)
    C, first = norm_h(p.u), abs(p.a0)
    large = C * p.eps_a / (2 - p.eps_a)

    def below(side: Scalar) -> Formula:
        return from_index(K, 0, any_of(le(abs(p.a[K]), first), le(abs(p.a[K]), side)))

    statement = p.claim(p.along(all_of(implies(le(p.eps_a, 1), below(C)), implies(le(1, p.eps_a), below(large)))))

    def largest(side: Scalar) -> by.Proof:
        return by.cases("larger", le(side, first), pick(0, first), pick(1, side))

    def pick(which: int, bound: Scalar) -> by.Proof:
        keeps = by.auto("larger", "is", "h1", "h2", "range", degree=2, factors=[(2 - p.eps_a, -1), (C, 1)])
        return by.script(
            by.have("keeps", le(abs(1 - p.eps_a) * bound + p.eps_a * C, bound), keeps),
            *same_orbit(p, "bound", "lemma-A.10/invariant", {"B": bound}, {2: by.auto("larger", degree=1), 3: by.given("keeps")}),
            by.fix(), by.assume("k"), by.choose(which), by.apply("here", "bound", {"k": K}), by.given("here"),
        )  # fmt: skip

    size = abs(1 - p.eps_a)
    proof = by.script(p.enter(), by.split(
        by.script(by.assume("range"), *same_size("is", size, 1 - p.eps_a), largest(C)),
        by.script(by.assume("range"), *same_size("is", size, p.eps_a - 1), largest(large)),
    ))  # fmt: skip
    return Decision(Part(statement, proof))


def same_size(label: str, x: Scalar, y: Scalar) -> list[by.Proof]:
    """Steps: fact `label`: x = y, for x, y >= 0 with the same square."""
    return [
        by.theorem(f"{label} up", "root_order", x, y), by.theorem(f"{label} down", "root_order", y, x),
        by.have(label, eq(x, y), by.antisymmetry(by.given(f"{label} up"), by.given(f"{label} down"))),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Lemma A.14


def sequences_of_lemma(positive: bool) -> tuple[Setting, Statement]:
    """f_{k+1} <= r f_k + h_k for all k, and h_k -> 0; as printed, or for f >= 0, any real h, and 0 <= r < 1."""
    s = Setting()
    f, h = s.scalar_sequence("f", "positive" if positive else "nonnegative"), s.scalar_sequence("h", "positive" if positive else "real")
    r = s.scalar("r", "positive" if positive else "nonnegative")
    s.assume("r is below one", lt(r, 1))
    s.assume("f obeys the recursion", from_index(K, 0, le(f[K + 1], r * f[K] + h[K])))
    s.assume("h tends to zero", tends(K, h[K], 0))
    return s, s.claim(tends(K, f[K], 0))


F_SEQ, H_SEQ, R = ScalarSequence("f"), ScalarSequence("h"), Scalar("r")


@claim("lemma-A.14", paper=r"f_{k+1} \le rf_k + h_k,\ r \in (0,1),\ f_k, h_k > 0,\ \lim_{k\to\infty} h_k = 0 \implies "
                           r"\lim_{k\to\infty} f_k = 0")
def forced_contraction() -> Decision:
    """Positive sequences ('series') with f_{k+1} <= r f_k + h_k, 0 < r < 1 and h_k -> 0: then f_k -> 0."""
    _, statement = sequences_of_lemma(True)
    values = {"f": by.sequence(K, F_SEQ[K]), "h": by.sequence(K, H_SEQ[K]), "r": R}
    return Decision(Part(statement, by.script(by.use("f tends", "lemma-A.14/nonnegative", values), by.given("f tends"))))


@claim("lemma-A.14/nonnegative", title="for f >= 0 and any real h", kind="theorem",
       paper=r"f_{k+1} \le rf_k + h_k,\ \lim_{k\to\infty} h_k = 0 \implies \lim_{k\to\infty} f_k = 0")
def forced_contraction_in_general() -> Decision:
    """Only f >= 0 and 0 <= r < 1 are needed: h may have any sign, and f and r may be zero."""
    _, statement = sequences_of_lemma(False)
    e, n, m, j = Scalar("e"), Scalar("n"), Scalar("m"), Scalar("j")
    small, first = e * (1 - R) / 2, F_SEQ[n]
    hk, decay = by.sequence(K, H_SEQ[K]), by.sequence(K, power(R, K) * first)
    step = by.script(
        by.apply("next", "h2", {"k": n + j}), by.apply("forced", "late.2", {"k": n + j}),
        by.theorem("size", "magnitude", H_SEQ[n + j] - 0), by.theorem("power", "power_next", R, j),
        by.auto("next", "forced", "size.1", "power.2", "old", degree=1, factors=[(R, 1)], multipliers=[first]),
    )  # fmt: skip
    close = by.script(
        by.apply("old", "closed", {"j": K - n}), by.apply("faded", "later.2", {"k": K - n}),
        by.theorem("size", "magnitude", power(R, K - n) * first - 0), by.theorem("size f", "magnitude", F_SEQ[K] - 0),
        by.either("size f.3", "is", by.auto("is", "old", "faded", "size.1", degree=1), by.auto("is", "e", degree=1, factors=[(e, 1), (F_SEQ[K], 1)])),
    )  # fmt: skip
    found = by.script(
        by.fix(),
        by.theorem("h small", "limit_definition", hk, "0", "e'", "n"), by.apply("h late", "h small.1", premises=[by.given("h3")]),
        by.apply("h here", "h late", {"e'": small}, [by.auto("h1", degree=1, factors=[(e, 1)])]), by.obtain("h here", "late"),
        by.have("closed", from_index(j, 0, le(F_SEQ[n + j], power(R, j) * first + e / 2)),
                by.induction("old", by.script(by.theorem("power", "power_next", R, "0"), by.auto("power", degree=1, factors=[(e, 1)])), step)),
        by.theorem("powers", "geometric", R, "k"), by.theorem("constant", "limit_constant", by.sequence(K, first)),
        by.theorem("decays", "limit_product", by.sequence(K, power(R, K)), "0", by.sequence(K, first), first),
        by.theorem("decay", "limit_definition", decay, "0", "e''", "m"), by.apply("decay late", "decay.1"),
        by.apply("decay here", "decay late", {"e''": e / 2}), by.obtain("decay here", "later"),
        by.witness({"n'": n + m}, by.split(by.auto("late.1", "later.1", degree=1), by.script(by.fix(), by.assume("k"), close))),
    )  # fmt: skip
    proof = by.script(by.theorem("meaning", "limit_definition", by.sequence(K, F_SEQ[K]), "0", "e", "n'"),
                      by.apply("f tends", "meaning.2", premises=[found]), by.given("f tends"))  # fmt: skip
    return Decision(Part(statement, proof))


# ------------------------------------------------------------------------------------------------
# One step from (a, w) to a next w


class NextStep(Problem):
    """A state (a, w), and the w that BNGD makes of it as a symbol of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.with_state().with_steps()
        self.moved = self.vector("w_next", "nonzero", latex="w_{+}")
        self.assume("w_+ follows w", eq(self.moved, bngd.step(self.H, self.g, self.state, self.eps_a, self.eps).w))
        self.e = self.define("e", bngd.residual(self.H, self.u, self.w))
        self.q = self.define("q", q_of(self, self.w))
        self.q_plus = self.define("q_plus", q_of(self, self.moved), latex="q_{+}")


def q_of(p: Problem, w: Vector) -> Scalar:
    """u'Hu - (w'g)^2/w'Hw."""
    sigma: Scalar = bngd.sigma(p.H, w)
    return p.u @ (p.H @ p.u) - (w @ p.g) ** 2 / sigma**2


def growth_of(p: NextStep) -> Scalar:
    """eps^2 (a/sigma)^2 |He|^2."""
    return p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e))


@claim("eq-40-43/growth", title="what a step adds to w", kind="inequality",
       paper=r"\|w_{k+1}\|^2 = \|w_k\|^2 + \varepsilon^2\tfrac{a_k^2}{\sigma_k^2}\|He_k\|^2,\quad \|He_k\|^2 \le \lambda_{\max}q_k")
def growth_of_a_step() -> Decision:
    """|w+|^2 - |w|^2 and |w+ - w|^2 are both eps^2 (a/sigma)^2 |He|^2, at most eps^2 lambda_max (a/sigma)^2 q.

    For |a| <= C_a that is at most eps^2 (lambda_max C_a^2/lambda_min) q/|w|^2.
    """
    p = NextStep()
    c, grown, shift = p.scalar("C_a"), growth_of(p), p.moved - p.w
    middle = p.eps**2 * HIGH * (p.a**2 / p.sigma**2) * p.q
    last = p.eps**2 * (HIGH * c**2 / LOW) * (p.q / (p.w @ p.w))
    statement = p.claim(all_of(
        eq(p.moved @ p.moved, p.w @ p.w + grown), eq(shift @ shift, grown), le(grown, middle), implies(le(abs(p.a), c), le(middle, last)),
        le(0, p.q), le(p.q, UHU),
    ))  # fmt: skip
    push, factor = H @ bngd.residual(p.H, p.u, p.w), p.eps * p.a / p.sigma
    moved = p.w + factor * push
    second = by.script(
        by.assume("bound"), by.theorem("rayleigh", "rayleigh", H, p.w),
        by.have("squares", le(p.a**2, c**2), by.auto("bound", factors=[(abs(p.a), 1), (abs(p.a), 1)])),
        by.auto("rayleigh.1", "squares", "q", degree=2, factors=[(HIGH, 1), (LOW, -1), (p.w @ p.w, -1), (p.sigma, -2)],
                squares=[p.eps, p.eps * p.a]),
    )  # fmt: skip
    proof = by.script(
        by.have("moved", eq(p.moved, moved), by.auto("h1")), by.theorem("gram", "gram", "H", "1", bngd.residual(p.H, p.u, p.w)),
        by.have("q", le(0, p.q), by.auto("gram", degree=1)), *spectral_gap("top", p.e),
        by.split(by.auto("moved", multipliers=[p.moved, moved]), by.auto("moved", multipliers=[p.moved - p.w, moved - p.w]),
                 by.auto("top", degree=1, squares=[factor]), second, by.given("q"), by.auto(degree=0, squares=[p.wg / p.sigma])),
    )  # fmt: skip
    return Decision(Part(statement, proof))


@claim("lemma-A.11/decrease", title="(39) makes q decrease", kind="inequality",
       paper=r"q_k - q_{k+1} \ge \tfrac{Cq_k}{\|w_k\|^2} \ge 0")
def decrease_while_trapped() -> Decision:
    """Under (39) q - q+ >= eps^- lambda_min (2 - eps^+ lambda_max) q/|w|^2: (46) with another constant, and no condition on eps^-."""
    p = NextStep()
    low, high = trap(p)
    step = p.define("eps_hat", eps_hat_of(p), latex=r"\hat\varepsilon")
    p.assume("(39) holds", all_of(le(low / (p.w @ p.w), step), le(step, high)))
    statement = p.claim(le(low * LOW * (2 - high * HIGH) * (p.q / (p.w @ p.w)), p.q - p.q_plus))
    e = bngd.residual(p.H, p.u, p.w)
    kept, size = e - step * (H @ e), p.moved @ (H @ p.moved)
    ratio = p.wg / p.sigma**2
    n = Scalar("n")
    on_spectrum = by.script(by.fix(), by.theorem("down", "eigenvalue_order", H, "1", n), by.auto("down", factors=[(eig(H, n), 1)]))
    proof = by.script(
        by.have("moved", eq(p.u - ratio * p.moved, kept), by.auto("h1", multipliers=[ratio, -ratio])),
        by.have("size", eq((p.u - ratio * p.moved) @ (H @ (p.u - ratio * p.moved)), kept @ (H @ kept)),
                by.auto("moved", multipliers=[H @ kept, H @ (p.u - ratio * p.moved)])),
        by.have("shortest", le(p.q_plus, kept @ (H @ kept)),
                by.auto("size", degree=0, factors=[(size, 1)], squares=[ratio - (p.moved @ p.g) / size])),
        by.theorem("gram", "gram", "H", "1", e), by.have("q", le(0, p.q), by.auto("gram", degree=1)), *spectral_gap_of_push("top", e),
        by.theorem("bottom", "spectral_form", H, e, "n", "0", -LOW, Scalar("1"), premises={1: on_spectrum}),
        by.have("step", lt(0, step), by.auto("h3.1", degree=1, factors=[(low, 1), (p.w @ p.w, -1)])),
        by.have("room", lt(0, 2 - high * HIGH), by.auto("h2", degree=1, factors=[(HIGH, 1)])),
        by.have("less", le(kept @ (H @ kept), p.q - step * (2 - high * HIGH) * ((H @ e) @ (H @ e))),
                by.script(by.theorem("square", "gram", "I", "0", H @ e),
                          by.auto("top", "h3.2", "square", degree=2, factors=[(step, 2), (step, 1), (HIGH, 1)]))),
        by.have("low", le(step * (2 - high * HIGH) * (LOW * p.q), step * (2 - high * HIGH) * ((H @ e) @ (H @ e))),
                by.auto("bottom", "room", degree=2, factors=[(step, 1)])),
        by.have("last", le(low * LOW * (2 - high * HIGH) * (p.q / (p.w @ p.w)), step * (2 - high * HIGH) * (LOW * p.q)),
                by.script(by.have("scaled", le(0, (2 - high * HIGH) * (LOW * p.q)), by.auto("room", "q", degree=2, factors=[(LOW, 1)])),
                          by.auto("h3.1", "scaled", degree=2))),
        by.auto("last", "low", "less", "shortest", degree=1),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def eps_hat_of(p: NextStep) -> Scalar:
    """The effective step size."""
    found: Scalar = bngd.effective_step(p.H, p.g, p.state, p.eps)
    return found


def trap(p: Problem) -> tuple[Scalar, Scalar]:
    """Add eps^- > 0 and 0 < eps^+ < 2/lambda_max."""
    low = p.scalar("eps_low", "positive", latex=r"\varepsilon^-")
    high = p.scalar("eps_high", "positive", latex=r"\hat\varepsilon^+")
    p.assume("eps^+ is below 2/lambda_max", lt(high, 2 / HIGH))
    return low, high


def spectral_gap_of_push(name: str, x: Vector) -> list[by.Proof]:
    """Steps: fact `name`: x'H^3x <= lambda_max |Hx|^2."""
    n = Scalar("n")
    scaled = by.auto("top", degree=1, factors=[(eig(H, n), 2)])
    on_spectrum = by.script(by.fix(), by.theorem("top", "eigenvalue_order", H, n, "d"), scaled)
    return [by.theorem(name, "spectral_form", H, x, "n", "0", "0", HIGH, Scalar("-1"), premises={1: on_spectrum})]
