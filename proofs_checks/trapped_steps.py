"""Appendix A.3 on whole trajectories: a_k stays bounded, |w_k| grows by a summable amount, and a trapped step converges."""

from __future__ import annotations

from typing import Any

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.limits import alpha_of, converges_to_minimiser, limit_is_nonzero, minimiser_proof, quantities_tend, with_loss
from proofs_checks.near_misses import MINIMISER, RESTING, SHARP_BOUND, TRAPPED
from proofs_checks.one_step import added, norm_h, spectral_gap, unit_length
from proofs_checks.problem import Problem, index
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    ZERO,
    Decl,
    Formula,
    Scalar,
    ScalarSequence,
    Setting,
    Statement,
    Vector,
    VectorSequence,
    all_of,
    any_of,
    eig,
    eq,
    exists,
    forall,
    from_index,
    implies,
    le,
    lt,
    maximum,
    natural,
    ne,
    power,
    sqrt,
    summation,
    tends,
)


def between_zero_and_two(p: Trajectory) -> None:
    """Assume 0 < eps_a < 2."""
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("the step size of a is below two", lt(p.eps_a, 2))


def same_orbit(p: Trajectory, label: str, claim_id: str, values: dict[str, Any], premises: dict[int, by.Proof] | None = None) -> list[by.Proof]:
    """Steps: fact `label`: what a claim says of the orbit that was entered."""
    start: dict[str, Any] = {"H": p.H, "u": p.u, "eps_a": p.eps_a, "eps": p.eps, "a0": p.a0, "w0": p.w0}
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
       r"2C\tfrac{1}{1 - |1-\varepsilon_a|},\quad C := \sqrt{u^THu}",
       equivalent_mutants=SHARP_BOUND)
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


def same_size(label: str, x: Scalar, y: Scalar, squares: str = "") -> list[by.Proof]:
    """Steps: fact `label`: x = y, for x, y >= 0 with the same square, by a fact or evidently."""
    premises = {1: by.auto(squares)} if squares else None
    return [
        by.theorem(f"{label} up", "root_order", x, y, premises=premises), by.theorem(f"{label} down", "root_order", y, x, premises=premises),
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
    found: Scalar = p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e))
    return found


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


# ------------------------------------------------------------------------------------------------
# Lemma A.11


@claim("lemma-A.11/rescaling", title="step (3): a_k converges where w_k does", kind="proof",
       paper=r"\text{the convergence of } a_k \text{ is a consequence of } w_k \text{ converging}")
def rescaling_follows() -> Decision:
    """For 0 < eps_a < 2: where w_k tends to some w != 0, a_k tends to w'g/sigma; for every eps and without (39)."""
    p = Trajectory()
    target = p.vector("w_star", "nonzero", latex="w_{*}")
    between_zero_and_two(p)
    top = alpha_of(p, target)
    statement = p.claim(p.along(implies(tends(K, p.w[K], target), tends(K, p.a[K], top))))
    gap, push = abs(p.a[K] - top), p.eps_a * abs(p.alpha_at(K) - top)
    values = {"f": by.sequence(K, gap), "h": by.sequence(K, push), "r": abs(1 - p.eps_a)}
    premises = {3: by.auto("rate", degree=1), 4: by.script(by.fix(), by.assume("k"), distance_contracts(p, top)), 5: by.given("push tends")}
    proof = by.script(
        p.enter(), by.assume("w tends"), by.have("limit nonzero", ne(target, ZERO), by.trivial()), *rate_below_one(p),
        *quantities_tend(p, target, "w tends"), *difference_tends(p.alpha_at(K), top),
        by.theorem("size tends to 0", "limit_abs", by.sequence(K, p.alpha_at(K) - top), top - top, premises={0: by.given("difference tends")}),
        by.theorem("factor", "limit_constant", by.sequence(K, p.eps_a)),
        by.theorem("push product", "limit_product", by.sequence(K, p.eps_a), p.eps_a, by.sequence(K, abs(p.alpha_at(K) - top)), abs(top - top),
                   premises={0: by.given("factor"), 1: by.given("size tends to 0")}),
        by.have("push tends", tends(K, push, 0), by.given("push product")),
        by.use("gap tends", "lemma-A.14/nonnegative", values, premises=premises),
        *limit_of_gap(p.a[K], top, gap, "gap tends"),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def difference_tends(x: Scalar, limit: Scalar) -> list[by.Proof]:
    """Steps: fact `difference tends`: x_k - limit tends to limit - limit, from the fact `alpha tends`."""
    return [
        by.theorem("constant", "limit_constant", by.sequence(K, -limit)),
        by.theorem("difference tends", "limit_sum", by.sequence(K, x), limit, by.sequence(K, -limit), -limit,
                   premises={0: by.given("alpha tends"), 1: by.given("constant")}),
    ]  # fmt: skip


def limit_of_gap(x: Scalar, limit: Scalar, gap: Scalar, gap_tends: str) -> list[by.Proof]:
    """Steps that finish: x_k tends to the limit, from the fact that |x_k - limit| tends to zero."""
    return [
        by.theorem("signed gap", "limit_squeeze", by.sequence(K, x - limit), by.sequence(K, gap), "0", premises={0: by.given(gap_tends)}),
        by.theorem("top", "limit_constant", by.sequence(K, limit)),
        by.theorem("sum", "limit_sum", by.sequence(K, x - limit), "0", by.sequence(K, limit), limit,
                   premises={0: by.given("signed gap"), 1: by.given("top")}),
        by.given("sum"),
    ]  # fmt: skip


def distance_contracts(p: Trajectory, top: Scalar) -> by.Proof:
    """A proof of |a_{k+1} - t| <= |1 - eps_a| |a_k - t| + eps_a |alpha_k - t|."""
    old, rate, pushed = p.a[K] - top, abs(1 - p.eps_a), p.alpha_at(K) - top
    product = (1 - p.eps_a) * old

    def side(which: int) -> by.Proof:
        return by.script(
            by.have("pushed", le((1 if which == 1 else -1) * (p.eps_a * pushed), p.eps_a * abs(pushed)),
                    by.auto(f"size alpha.{which}", degree=1, factors=[(p.eps_a, 1)])),
            by.auto("is", "next.1", f"old size.{which}", "old part", "pushed", degree=1),
        )  # fmt: skip

    return by.script(
        by.apply("next", "orbit step", {"k": K}), by.theorem("size alpha", "magnitude", pushed), by.theorem("old size", "magnitude", product),
        by.have("old part", le(abs(product), rate * abs(old)),
                by.script(by.theorem("root", "root_order", abs(product), rate * abs(old)), by.given("root"))),
        by.theorem("new size", "magnitude", p.a[K + 1] - top), by.either("new size.3", "is", side(1), side(2)),
    )  # fmt: skip


W_SEQ, Q_SEQ = VectorSequence("w"), ScalarSequence("q")
M, DROP, TOP, S, D = Scalar("M"), Scalar("C"), Scalar("top"), Scalar("s"), Scalar("b")


def length(k: Scalar | int) -> Scalar:
    """|w_k|^2."""
    return W_SEQ[k] @ W_SEQ[k]


def criterion() -> Statement:
    """Sequences w and q >= 0 whose steps obey (43), (46) and |w_k| <= |w_{k+1}|: w_k converges and q_k -> 0."""
    s = Setting()
    s.vector_sequence("w", "nonzero")
    s.scalar_sequence("q", "nonnegative")
    s.scalar("M", "nonnegative")
    s.scalar("C", "positive")
    share, shift = Q_SEQ[K] / length(K), W_SEQ[K + 1] - W_SEQ[K]
    s.assume("the length does not decrease", from_index(K, 0, le(length(K), length(K + 1))))
    s.assume("the length grows little", from_index(K, 0, le(length(K + 1), length(K) + M * share)))
    s.assume("w moves little", from_index(K, 0, le(shift @ shift, M * share)))
    s.assume("q decreases", from_index(K, 0, le(DROP * share, Q_SEQ[K] - Q_SEQ[K + 1])))
    limit = exists([Decl("W", "vector", "any")], tends(K, W_SEQ[K], Vector("W")))
    return s.claim(all_of(limit, tends(K, Q_SEQ[K], 0)))


@claim("lemma-A.11/criterion", title="the proof's steps (1) and (2), for any sequences", kind="proof",
       paper=r"\sum_k \tfrac{q_k}{\|w_k\|^2} \le \tfrac{u^THu}{C} < \infty,\quad q_{k+1} \le \rho^2q_k,\quad q_k \to 0")
def convergence_criterion() -> Decision:
    """If |w_k| grows, |w_{k+1}|^2 - |w_k|^2 and |w_{k+1} - w_k|^2 are at most M q_k/|w_k|^2, and q falls by C q_k/|w_k|^2 or more,
    then w_k converges and q_k -> 0.

    |w|^2 + (M/C) q does not increase, so |w_k|^2 <= B; hence q falls at least by the factor B/(B + C), geometrically, and so does
    |w_{k+1} - w_k|.  The printed proof says nothing on the sum of |w_{k+1} - w_k|: that |w_k| and the direction up to sign converge
    is not yet convergence of w_k.
    """
    weight = exists([Decl("top", "scalar", "positive")], eq(TOP, length(0) + M / DROP * Q_SEQ[0]))
    root = exists([Decl("s", "scalar", "nonnegative")], eq(S**2, TOP / (TOP + DROP)))
    first = exists([Decl("b", "scalar", "nonnegative")], eq(D**2, M * Q_SEQ[0] / length(0)))
    proof = by.script(
        by.have("a weight", weight, by.witness({"top": length(0) + M / DROP * Q_SEQ[0]}, by.trivial(), by.trivial())),
        by.obtain("a weight", "top is"),
        by.have("a root", root, by.witness({"s": sqrt(TOP / (TOP + DROP))}, by.trivial(), by.trivial())), by.obtain("a root", "s is"),
        by.have("a first", first, by.witness({"b": sqrt(M * Q_SEQ[0] / length(0))}, by.trivial(), by.trivial())),
        by.obtain("a first", "D is"),
        by.have("s below one", lt(S, 1), by.script(by.suppose_not("large"), by.have("larger", le(1, S**2), by.auto("large", degree=2)),
                                                   by.auto("larger", "s is", degree=1, factors=[(TOP + DROP, 1), (DROP, 1)]))),
        *bounded_lengths(), *faded(), *geometric_sum(S, D),
        by.theorem("limit", "absolute_convergence", by.sequence(K, W_SEQ[K]), by.sequence(K, D * power(S, K)), D / (1 - S), "n", "W",
                   premises={0: small_increments(), 1: by.given("sums")}),
        by.theorem("powers", "geometric", S, "k", premises={0: by.auto(degree=0, factors=[(S, 1)]), 1: by.given("s below one")}),
        by.theorem("squares", "limit_product", by.sequence(K, power(S, K)), "0", by.sequence(K, power(S, K)), "0"),
        by.theorem("constant", "limit_constant", by.sequence(K, Q_SEQ[0])),
        by.theorem("bound", "limit_product", by.sequence(K, Q_SEQ[0]), Q_SEQ[0], by.sequence(K, power(S, K) ** 2), "0",
                   premises={0: by.given("constant"), 1: by.given("squares")}),
        by.theorem("q tends", "limit_squeeze", by.sequence(K, Q_SEQ[K]), by.sequence(K, Q_SEQ[0] * power(S, K) ** 2), "0",
                   premises={0: by.given("bound"), 2: by.given("fades")}),
        by.split(by.given("limit"), by.given("q tends")),
    )  # fmt: skip
    return Decision(Part(criterion(), proof))


def bounded_lengths() -> list[by.Proof]:
    """Steps: facts `bounded`: |w_n|^2 + (M/C) q_n <= top, and `longer`: |w_0|^2 <= |w_n|^2, for every n."""
    n = Scalar("n")
    weight = length(n) + M / DROP * Q_SEQ[n]
    return [
        by.have("bounded", from_index(n, 0, le(weight, TOP)), by.induction("old", by.auto("top is", degree=0), by.script(
            by.apply("grows", "h2", {"k": n}), by.apply("falls", "h4", {"k": n}),
            by.auto("old", "grows", "falls", degree=1, factors=[(M, 1), (DROP, -1)])))),
        by.have("longer", from_index(n, 0, le(length(0), length(n))), by.induction("old", by.trivial(), by.script(
            by.apply("grows", "h1", {"k": n}), by.auto("old", "grows", degree=1)))),
    ]  # fmt: skip


def faded() -> list[by.Proof]:
    """Steps: fact `fades`: q_n <= q_0 (s^n)^2 for every n."""
    n = Scalar("n")
    step = by.script(
        by.apply("falls", "h4", {"k": n}), by.apply("here", "bounded", {"n": n}), by.theorem("power", "power_next", S, n),
        by.have("short", le(length(n), TOP + DROP), by.auto("here", degree=1, factors=[(M, 1), (DROP, -1), (Q_SEQ[n], 1), (DROP, 1)])),
        by.have("share", le(Q_SEQ[n] / (TOP + DROP), Q_SEQ[n] / length(n)),
                by.auto("short", degree=1, factors=[(Q_SEQ[n], 1), (TOP + DROP, -1), (length(n), -1)])),
        by.have("next", le(Q_SEQ[n + 1], S**2 * Q_SEQ[n]), by.auto("falls", "share", "s is", degree=1, factors=[(DROP, 1)])),
        by.have("scaled", le(S**2 * Q_SEQ[n], S**2 * (Q_SEQ[0] * power(S, n) ** 2)), by.auto("old", degree=1, factors=[(S, 2)])),
        by.auto("next", "scaled", "power.2", degree=1, multipliers=[Q_SEQ[0] * (power(S, n + 1) + S * power(S, n))]),
    )  # fmt: skip
    base = by.script(by.theorem("power", "power_next", S, "0"), by.auto("power.1", degree=0, multipliers=[Q_SEQ[0], Q_SEQ[0] * power(S, Scalar("0"))]))
    return [by.have("fades", from_index(n, 0, le(Q_SEQ[n], Q_SEQ[0] * power(S, n) ** 2)), by.induction("old", base, step))]


def small_increments() -> by.Proof:
    """A proof of 0 <= D s^k and |w_{k+1} - w_k|^2 <= (D s^k)^2 for every k."""
    rate = power(S, K) ** 2
    return by.script(
        by.fix(), by.assume("k"), by.apply("moves", "h3", {"k": K}), by.apply("faded", "fades", {"n": K}), by.apply("long", "longer", {"n": K}),
        by.have("first", le(M * Q_SEQ[K] / length(K), M * Q_SEQ[K] / length(0)),
                by.auto("long", degree=1, factors=[(M, 1), (Q_SEQ[K], 1), (length(0), -1), (length(K), -1)])),
        by.have("second", le(M * Q_SEQ[K] / length(0), M * Q_SEQ[0] / length(0) * rate),
                by.auto("faded", degree=1, factors=[(M, 1), (length(0), -1)])),
        by.split(by.auto(degree=0, factors=[(D, 1), (power(S, K), 1)]), by.auto("moves", "first", "second", "D is", degree=1, multipliers=[rate])),
    )  # fmt: skip


def geometric_sum(ratio: Scalar, factor: Scalar) -> list[by.Proof]:
    """Steps: fact `sums`: sum of factor r^i over 0 <= i <= n is at most factor/(1 - r); from `s below one`, r and factor >= 0."""
    n, i = Scalar("n"), Scalar("i")
    summand = factor * power(ratio, i)
    closed = eq((1 - ratio) * summation(i, 0, n, summand), factor - factor * power(ratio, n + 1))
    seq = by.sequence(i, summand)
    base = by.script(
        by.theorem("power", "power_next", ratio, "0"), by.theorem("more", "sum_next", seq, "0", "-1"), by.theorem("none", "sum_empty", seq, "0", "-1"),
        by.auto("power", "more", "none", multipliers=[factor, 1 - ratio]),
    )  # fmt: skip
    step = by.script(by.theorem("more", "sum_next", seq, "0", n), by.theorem("power", "power_next", ratio, n + 1),
                     by.auto("power.2", "more", "old", multipliers=[factor, 1 - ratio]))  # fmt: skip
    below = by.script(by.fix(), by.assume("n"), by.apply("closed here", "closed", {"n": n}),
                      by.auto("closed here", degree=0, factors=[(factor, 1), (power(ratio, n + 1), 1), (1 - ratio, -1)]))  # fmt: skip
    return [by.have("closed", from_index(n, 0, closed), by.induction("old", base, step)),
            by.have("sums", from_index(n, 0, le(summation(i, 0, n, summand), factor / (1 - ratio))), below)]  # fmt: skip


def trapped(p: Trajectory, low: Scalar, high: Scalar) -> Formula:
    """(39) for all k large enough."""
    d, n = natural("N")
    size, step = p.w[K] @ p.w[K], p.eps_hat[K]
    inside = all_of(lt(0, low / size), le(low / size, step), le(step, high))
    return exists([d], all_of(le(0, n), from_index(K, n, inside)))


def lemma_11(unit: bool) -> tuple[Trajectory, Statement]:
    """Lemma A.11, with |u| = 1 or for every u."""
    p = with_loss(Trajectory())
    between_zero_and_two(p)
    low, high = trap(p)
    if unit:
        unit_length(p)
    return p, p.claim(p.along(implies(trapped(p, low, high), converges_to_minimiser(p)), ["eps_hat"]))


@claim("lemma-A.11", paper=r"0 < \varepsilon_a < 2,\ 0 < \tfrac{\varepsilon^-}{\|w_k\|^2} \le \hat\varepsilon_k \le \hat\varepsilon^+ < "
                           r"\tfrac{2}{\lambda_{\max}} \text{ for all } k \text{ large enough} \implies (a_k,w_k) \text{ converges to a minimizer}",
       equivalent_mutants={**MINIMISER, **TRAPPED})
def trapped_step_converges() -> Decision:
    """Where the effective step stays between eps^-/|w_k|^2 and eps^+ < 2/lambda_max from some k on, BNGD converges to a minimiser.

    |u| = 1, as Section A.3 sets, plays no part (part /any-u), and neither does the sign of eps.
    """
    p, statement = lemma_11(True)
    values = {"c": Scalar("c"), "eps_low": Scalar("eps_low"), "eps_high": Scalar("eps_high")}
    proof = by.script(p.enter(), *same_orbit(p, "limit", "lemma-A.11/any-u", values), by.given("limit"))
    return Decision(Part(statement, proof, instances=RESTING))


@claim("lemma-A.11/any-u", title="for every u", kind="theorem",
       paper=r"0 < \tfrac{\varepsilon^-}{\|w_k\|^2} \le \hat\varepsilon_k \le \hat\varepsilon^+ < \tfrac{2}{\lambda_{\max}} \implies "
             r"(a_k,w_k) \text{ converges to a minimizer}",
       equivalent_mutants={**MINIMISER, **TRAPPED})
def trapped_step_converges_for_every_u() -> Decision:
    """Lemma A.11 without |u| = 1, for every real eps.

    The steps from N on meet the criterion with M = eps^2 lambda_max B^2/lambda_min, B a bound of |a_k|, and
    C = eps^- lambda_min (2 - eps^+ lambda_max).
    """
    p, statement = lemma_11(False)
    n, j = Scalar("N"), K
    w, q = p.w[n + j], p.q_at(n + j)
    limit = Vector("W")
    proof = by.script(
        p.enter(), by.assume("trapped"), by.obtain("trapped", "late"), *rate_below_one(p), *some_bound(p),
        by.have("constants", exists([Decl("M", "scalar", "nonnegative"), Decl("C", "scalar", "positive")], tail_steps(p, n)), found_constants(p, n)),
        by.obtain("constants", "tail"),
        by.use("criterion", "lemma-A.11/criterion", {"w": by.sequence(j, w), "q": by.sequence(j, q), "M": M, "C": DROP},
               premises={1: residual_is_nonnegative(p, n), 4: by.given("tail.1"), 5: by.given("tail.2"), 6: by.given("tail.3"), 7: by.given("tail.4")}),
        by.obtain("criterion.1", "tail limit"),
        by.theorem("shift", "limit_shift", by.sequence(j, p.w[j]), limit, n, premises={0: by.given("late.1")}),
        by.apply("w tends", "shift.2", premises=[by.given("tail limit")]),
        by.theorem("q shift", "limit_shift", by.sequence(j, p.q_at(j)), "0", n, premises={0: by.given("late.1")}),
        by.apply("q fades", "q shift.2", premises=[by.given("criterion.2")]),
        by.have("longer", from_index(K, 0, le(p.w0 @ p.w0, p.w[K] @ p.w[K])), never_below_start(p)),
        *limit_is_nonzero(p, limit, "w tends", "longer"), *quantities_tend(p, limit, "w tends"),
        *minimiser_is_reached(p, limit),
    )  # fmt: skip
    return Decision(Part(statement, proof, instances=RESTING))


def some_bound(p: Trajectory) -> list[by.Proof]:
    """Steps: fact `bound`: |a_k| <= C_a for every k, for some C_a; needs `rate`."""
    return [
        *same_orbit(p, "printed bound", "lemma-A.10/bound", {}),
        by.have("some bound", exists(SOME_BOUND, from_index(K, 0, le(abs(p.a[K]), C_A))),
                by.witness({"C_a": printed_bound(p)}, by.given("printed bound"))),
        by.obtain("some bound", "bound"),
    ]  # fmt: skip


def growth_use(p: Trajectory, label: str, k: Scalar, bound: Scalar) -> list[by.Proof]:
    """Steps: fact `label`: what eq-40-43/growth says of the step from k, with the bound of |a_k|."""
    return [by.apply("next", "orbit step", {"k": k}),
            by.use(label, "eq-40-43/growth", {"H": p.H, "u": p.u, "a": p.a[k], "w": p.w[k], "eps_a": p.eps_a, "eps": p.eps, "w_next": p.w[k + 1],
                                              "C_a": bound}, premises={2: by.given("next.2")})]  # fmt: skip


def tail_steps(p: Trajectory, n: Scalar) -> Formula:
    """The four hypotheses of the criterion for the steps from n on."""
    here, after, q = p.w[n + K], p.w[n + (K + 1)], p.q_at(n + K)
    share, shift = q / (here @ here), after - here
    return all_of(
        from_index(K, 0, le(here @ here, after @ after)), from_index(K, 0, le(after @ after, here @ here + M * share)),
        from_index(K, 0, le(shift @ shift, M * share)), from_index(K, 0, le(DROP * share, q - p.q_at(n + (K + 1)))),
    )  # fmt: skip


def found_constants(p: Trajectory, n: Scalar) -> by.Proof:
    """A proof that the steps from n on obey the criterion for some M and C."""
    low, high, bound = Scalar("eps_low"), Scalar("eps_high"), C_A
    here = n + K
    grown = p.eps**2 * (p.a[here] ** 2 / p.sigma_at(here) ** 2)
    pushed = p.H @ p.e_at(here)
    def of_step(*end: by.Proof) -> by.Proof:
        return by.script(by.fix(), by.assume("k"), *growth_use(p, "grows", here, bound), by.apply("a here", "bound", {"k": here}),
                         by.apply("estimate", "grows.4", premises=[by.given("a here")]), *end)  # fmt: skip

    push = [by.theorem("push", "gram", "I", "0", pushed),
            by.have("positive", le(0, grown * (pushed @ pushed)), by.auto("push", degree=1, squares=[p.eps * p.a[here] / p.sigma_at(here)]))]
    falls = by.script(
        by.fix(), by.assume("k"), by.apply("next", "orbit step", {"k": here}), by.apply("inside", "late.2", {"k": here}),
        by.use("falls", "lemma-A.11/decrease", {"H": p.H, "u": p.u, "a": p.a[here], "w": p.w[here], "eps_a": p.eps_a, "eps": p.eps,
               "w_next": p.w[here + 1], "eps_low": low, "eps_high": high}), by.given("falls"),
    )  # fmt: skip
    return by.witness(
        {"M": p.eps**2 * (HIGH * bound**2 / LOW), "C": low * LOW * (2 - high * HIGH)},
        by.auto(degree=0, factors=[(HIGH, 1), (LOW, -1)], squares=[p.eps * bound]),
        by.auto("h3", degree=1, factors=[(low, 1), (LOW, 1), (HIGH, 1)]),
        by.split(of_step(*push, by.auto("grows.1", "positive", degree=1)), of_step(added("grows.3", "estimate", equations=("grows.1",))),
                 of_step(added("grows.3", "estimate", equations=("grows.2",))), falls),
    )  # fmt: skip


def residual_is_nonnegative(p: Trajectory, n: Scalar) -> by.Proof:
    """A proof of 0 <= q_{n+k} for every k."""
    return by.script(by.fix(), by.assume("k"), by.theorem("gram", "gram", "H", "1", p.e_at(n + K)), by.auto("gram", degree=1))


def never_below_start(p: Trajectory) -> by.Proof:
    """A proof of |w_0|^2 <= |w_k|^2 for every k."""
    pushed = p.H @ p.e_at(K)
    base = by.auto("orbit start.2", multipliers=[p.w[0], p.w0])
    step = by.script(
        *growth_use(p, "grows", K, Scalar("0")), by.theorem("push", "gram", "I", "0", pushed),
        by.auto("old", "grows.1", "push", degree=1, squares=[p.eps * p.a[K] / p.sigma_at(K)]),
    )  # fmt: skip
    return by.induction("old", base, step)


def minimiser_is_reached(p: Trajectory, limit: Vector) -> list[by.Proof]:
    """Steps that finish: the limit w of w_k has e = 0, a_k tends to w'g/sigma, and J is least there."""
    e, top = bngd.residual(p.H, p.u, limit), alpha_of(p, limit)
    other = by.script(by.theorem("gap", "definite", "H", "1", e), by.auto("gap", "flat", degree=1))
    return [
        by.theorem("flat", "limit_order", by.sequence(K, p.q_at(K)), UHU - top**2, by.sequence(K, p.q_at(K)), "0", "0",
                   premises={0: by.given("q tends"), 1: by.given("q fades")}),
        by.have("aligned", eq(e, ZERO), by.script(by.suppose_not("other"), other)),
        *same_orbit(p, "a follows", "lemma-A.11/rescaling", {"w_star": limit}),
        by.apply("a tends", "a follows", premises=[by.given("w tends")]), by.have("scale", eq(top, top), by.trivial()),
        by.witness({"a_star": top, "w_star": limit}, by.given("limit nonzero"), by.split(
            by.given("a tends"), by.given("w tends"), minimiser_proof(p, top, limit, "aligned", "scale"))),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------
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
