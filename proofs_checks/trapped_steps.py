"""Lemma A.11, all steps: BNGD converges to a minimiser while the effective step is trapped."""

from __future__ import annotations

from proofs_checks.bounded_rescaling import C_A, SOME_BOUND, between_zero_and_two, printed_bound, rate_below_one, same_orbit
from proofs_checks.interlacing import HIGH, LOW, UHU
from proofs_checks.limits import alpha_of, converges_to_minimiser, limit_is_nonzero, minimiser_proof, quantities_tend, with_loss
from proofs_checks.near_misses import MINIMISER, RESTING, TRAPPED
from proofs_checks.one_step import added, unit_length
from proofs_checks.trajectories import K, Trajectory
from proofs_checks.trapped_step import trap
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
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
    eq,
    exists,
    from_index,
    implies,
    le,
    lt,
    natural,
    ne,
    power,
    sqrt,
    summation,
    tends,
)

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
