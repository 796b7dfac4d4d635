"""Lemmas A.10 and A.14: along BNGD a is bounded, and forced contractions tend to zero."""

from __future__ import annotations

from typing import Any

from proofs_checks.near_misses import SHARP_BOUND
from proofs_checks.one_step import norm_h
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    ScalarSequence,
    Setting,
    Statement,
    all_of,
    any_of,
    eq,
    exists,
    from_index,
    implies,
    le,
    lt,
    power,
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
