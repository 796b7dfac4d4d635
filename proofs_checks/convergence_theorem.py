"""Theorems 3.3 and A.17 and Lemma A.13: BNGD converges for every step size, from every start."""

from __future__ import annotations

from proofs_checks.every_start import AnyStep, K, N, Steps, for_every_k, multiple, seq, slow
from proofs_checks.interlacing import HIGH, UHU, H, U
from proofs_checks.limit_points import FROM, POSITIVE_FROM, NonzeroTarget
from proofs_checks.limits import LIMIT, converges, converges_to_stationary_point, is_minimiser, is_saddle, tends_to, with_loss
from proofs_checks.near_misses import ENDS
from proofs_checks.one_step import gentle_steps, positive_step, unit_length
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.separation import from_definition
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Formula,
    Scalar,
    Vector,
    all_of,
    any_of,
    eq,
    exists,
    from_index,
    le,
    lt,
    sign,
    sqrt,
    tends,
)

W, R, S = Vector("w_lim"), Scalar("r"), Scalar("s")
ROOT = sqrt(UHU)
BOTH = POSITIVE_FROM + FROM


def ends(p: AnyStep) -> Formula:
    """(a_k, w_k) converges to (0, w) with w'g = 0, or to (sign(s) sqrt(u'Hu), s u) for some s != 0."""
    saddle = exists([Decl("w_lim", "vector", "nonzero")], all_of(tends(K, p.a[K], 0), tends(K, p.w[K], W), eq(W @ p.g, 0)))
    return any_of(saddle, exists([Decl("s", "scalar", "nonzero")], all_of(tends(K, p.a[K], sign(S) * ROOT), tends(K, p.w[K], S * U))))


@claim("thm-A.17/ends", title="where a trajectory ends", kind="theorem",
       paper=r"(a_k,w_k) \text{ converges to a saddle point or to a global minimizer}",
       equivalent_mutants=ENDS)
def two_ends() -> Decision:
    """For u != 0, 0 < eps_a < 2 and eps > 0: (a_k, w_k) tends to a saddle, or to (sign(s) sqrt(u'Hu), s u) for some s != 0."""
    p = NonzeroTarget()
    saddle = by.script(by.choose(0), by.apply("at saddle", "saddle", premises=[by.given("which")]), by.obtain("at saddle", "W"),
                       by.witness({"w_lim": Vector("W_lim")}, by.trivial(), by.split(by.given("W.1"), by.given("W.2"), by.given("W.3"))))  # fmt: skip
    mirrored = [
        by.split(by.auto("orbit start"), by.auto("orbit start", multipliers=[Scalar("-1")])),
        for_every_k(by.apply("next", "orbit step", {"k": K}), by.split(by.auto("next.1", degree=1), by.auto("next.2", multipliers=[Scalar("-1")]))),
    ]  # fmt: skip
    values = {"s": seq(p.square(K)), "c": UHU}
    proof = by.script(
        p.of_start("limits", "thm-A.17/limits"), p.of_start("saddle", "thm-A.17/saddle"), p.of_start("plus", "thm-A.17/minimiser"),
        p.of_start("minus", "thm-A.17/minimiser", -1), p.enter(), p.here("limits"), p.here("saddle"), p.here("plus"),
        by.along("minus", "minus of orbits", K, {"a": -p.a[K], "w": -p.w[K]}, mirrored), by.obtain("limits", "norm"),
        by.theorem("c", "definite", "H", "1", U), *squares_turn(p),
        by.use("alternative", "cor-A.16/alternative", values, premises={
            0: for_every_k(by.trivial()), 1: by.given("c"), 2: by.given("at most c"), 3: by.given("norm.5"), 4: by.given("square turns")}),
        by.either("alternative", "which", saddle, minimiser_of_a_sign(p)),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(ends(p))), proof))


def squares_turn(p: NonzeroTarget, turns: str = "norm.6") -> Steps:
    """Steps: facts `at most c`: alpha_k^2 <= u'Hu, and `square turns`: alpha_{k+1}^2 - alpha_k^2 tends to 0; alpha_{k+1} - alpha_k does."""
    al, x, s = p.alpha_at(K), p.turn(K), p.square(K)
    bound = 2 * (1 + UHU) * abs(x)

    def side(number: int, factor: int) -> by.Proof:
        return by.have(f"side {number}", le(factor * al * x, (1 + UHU) * abs(x)), by.script(
            by.have("sizes", le(factor * al * x, abs(al) * abs(x)), by.auto("alpha.1", "alpha.2", "x.1", "x.2", degree=2)),
            by.have("larger", le(abs(al) * abs(x), (1 + UHU) * abs(x)), by.auto("order", degree=1, factors=[(abs(x), 1)])),
            by.auto("sizes", "larger", degree=1)))  # fmt: skip

    below = for_every_k(
        by.apply("square", "at most c", {"k": K}), by.theorem("order", "root_order", abs(al), 1 + UHU, premises={1: by.auto("square", "c", degree=2)}),
        by.theorem("alpha", "magnitude", al), by.theorem("x", "magnitude", x), by.theorem("product", "magnitude", 2 * al * x), side(1, 1), side(2, -1),
        by.either("product.3", "side", by.auto("side", "side 1", degree=1), by.auto("side", "side 2", degree=1)),
    )  # fmt: skip
    most = for_every_k(by.theorem("cauchy", "gram", "H", "1", U, p.w[K]), by.auto("cauchy", degree=1, factors=[(p.sigma2(K), -1)]))
    return [
        by.have("at most c", from_index(K, 0, le(s, UHU)), most),
        by.theorem("x squared", "limit_product", seq(x), "0", seq(x), "0", premises={0: by.given(turns), 1: by.given(turns)}),
        by.theorem("size of x", "limit_abs", seq(x), "0", premises={0: by.given(turns)}), *multiple("scaled", 2 * (1 + UHU), abs(x), abs(Scalar("0"))),
        by.have("bound", tends(K, bound, 0), by.given("scaled")),
        by.theorem("cross", "limit_squeeze", seq(2 * al * x), seq(bound), "0", premises={0: by.given("bound"), 2: below}),
        by.theorem("sum", "limit_sum", seq(x * x), Scalar("0") * 0, seq(2 * al * x), "0"),
        by.have("square turns", tends(K, p.square(K + 1) - s, 0), by.given("sum")),
    ]  # fmt: skip


def minimiser_of_a_sign(p: NonzeroTarget) -> by.Proof:
    """A proof of `ends` from alpha_k^2 -> u'Hu, the fact `which`: the sign of w_k'g is constant in the end."""
    first = p.alpha_at(BOTH)
    negative = by.script(
        by.have("in reach", le(POSITIVE_FROM, BOTH), by.auto("N1.1", degree=1)), by.apply("there", "N0.2", {"k": BOTH}),
        by.theorem("size", "magnitude", p.square(BOTH) - UHU), by.suppose_not("not"),
        by.have("none", le(p.square(BOTH), 0), by.auto("positive", "not", degree=2)), by.auto("none", "there", "size.2", "c", degree=1),
    )  # fmt: skip
    flipped = by.script(by.fix(), by.assume("k"), by.have("from 0", le(0, K), by.auto("k", "late", degree=1)), by.apply("now", "all", {"n": K}),
                        by.auto("now", degree=1))  # fmt: skip

    def case(sgn: int, orbit: str, later: by.Proof) -> Steps:
        return [by.have("all", from_index(N, BOTH, lt(0, sgn * p.alpha_at(N))), sign_is_kept(p, sgn)),
                by.apply("end", orbit, premises=[by.split(by.given("which"), by.witness({"N0'": BOTH}, by.split(by.given("late"), later)))]),
                *limit_on_line(p, sgn)]  # fmt: skip

    one = for_every_k(by.apply("now", "all", {"n": K}), by.auto("now", degree=1), low="late")
    return by.script(
        *from_definition("squares", p.square(K), "which", UHU / 2, "N0", UHU), *from_definition("turns", p.turn(K), "norm.6", ROOT / 2, "N1"),
        by.have("late", le(0, BOTH), by.auto("N0.1", "N1.1", degree=1)),
        by.cases("positive", lt(0, first), by.script(*case(1, "plus", one)),
                 by.script(by.have("negative", lt(0, -first), negative), *case(-1, "minus", flipped))),
    )  # fmt: skip


def sign_is_kept(p: NonzeroTarget, sgn: int) -> by.Proof:
    """A proof by induction that sgn alpha_n stays positive: it is at least sqrt(u'Hu)/2, and moves by less."""
    now, half = sgn * p.alpha_at(N), ROOT / 2
    near = by.script(by.have("one", le(now * now, half * now), by.auto("near", "old", degree=2)),
                     by.have("two", le(half * now, half * half), by.auto("near", degree=1, factors=[(half, 1)])), by.auto("one", "two", degree=1))  # fmt: skip
    base = by.auto("positive" if sgn > 0 else "negative", degree=1)
    return by.induction("old", base, by.script(
        by.have("after N0", le(POSITIVE_FROM, N), by.auto("old range", "N1.1", degree=1)), by.have("after N1", le(FROM, N), by.auto("old range", "N0.1", degree=1)),
        by.have("from 0", le(0, N), by.auto("after N0", "N0.1", degree=1)), by.apply("square", "N0.2", {"k": N}),
        by.theorem("size", "magnitude", p.square(N) - UHU), by.apply("turn", "N1.2", {"k": N}), by.theorem("turned", "magnitude", p.turn(N) - 0),
        by.have("far", lt(half, now), by.script(by.suppose_not("near"), by.have("small", le(p.square(N), UHU / 4), near),
                                                by.auto("small", "square", "size.2", "c", degree=1))),
        by.auto("far", "turn", "turned.1", "turned.2", degree=1)))  # fmt: skip


def limit_on_line(p: NonzeroTarget, sgn: int) -> Steps:
    """Steps: (a_k, w_k) tends to sgn (sqrt(u'Hu), r u), from the fact `end`; they finish the proof."""
    a_end, w_end, minus = sgn * ROOT, sgn * R, Scalar("-1")
    if sgn > 0:
        tend = [by.have("a end", tends(K, p.a[K], a_end), by.given("r.1")), by.have("w end", tends(K, p.w[K], w_end * U), by.given("r.2"))]
    else:
        tend = [*multiple("of a", minus, -p.a[K], ROOT), by.have("a end", tends(K, p.a[K], a_end), by.given("of a")),
                by.theorem("of w", "limit_product", seq(minus), -1, seq(-p.w[K]), R * U, premises={0: by.given("of a factor")}),
                by.have("w end", tends(K, p.w[K], w_end * U), by.given("of w"))]  # fmt: skip
    return [by.obtain("end", "r"), *tend, by.choose(1), by.witness({"s": w_end}, by.trivial(), by.split(by.given("a end"), by.given("w end")))]


@claim("thm-A.17/no-target", title="the case u = 0", kind="theorem", paper=NOT_PRINTED)
def without_target() -> Decision:
    """For u = 0 the weights stay at w_0, and a_k tends to 0."""
    p = AnyStep()
    p.assume("u is zero", eq(U, ZERO))
    rate, t = 1 - p.eps_a, p.eps * p.a[N] / p.sigma_at(N)
    stays = by.induction("old", by.given("orbit start.2"), by.script(
        by.apply("next", "orbit step", {"k": N}), by.have("corr", eq(p.w[N] @ p.g, 0), by.auto("h4", multipliers=[H @ p.w[N]])),
        by.have("g", eq(H @ U, ZERO), by.auto("h4", multipliers=[H])),
        by.have("no move", eq(p.w[N + 1], p.w[N]), by.auto("next.2", "corr", "g", multipliers=[t, t / p.sigma_at(N) ** 2 * (H @ p.w[N])])),
        by.auto("no move", "old")))  # fmt: skip
    step = for_every_k(
        by.apply("next", "orbit step", {"k": K}), by.have("corr", eq(p.w[K] @ p.g, 0), by.auto("h4", multipliers=[H @ p.w[K]])),
        by.have("a'", eq(p.a[K + 1], rate * p.a[K]), by.auto("next.1", "corr")), by.theorem("now", "magnitude", p.a[K]),
        by.theorem("then", "magnitude", p.a[K + 1]),
        *(by.have(f"side {i}", le(s * rate * p.a[K], p.pace * abs(p.a[K])), by.auto("rate.1", "rate.2", "now.1", "now.2", degree=2)) for i, s in ((1, 1), (2, -1))),
        by.either("then.3", "side", by.auto("side", "a'", "side 1", degree=1), by.auto("side", "a'", "side 2", degree=1)),
    )  # fmt: skip
    values = {"f": seq(abs(p.a[K])), "h": seq(Scalar("0")), "r": p.pace}
    proof = by.script(
        p.enter(), *slow(p), by.have("stays", from_index(N, 0, eq(p.w[N], p.w0)), stays),
        by.theorem("zero", "limit_constant", seq(Scalar("0"))),
        by.use("sizes", "lemma-A.14/nonnegative", values, premises={0: for_every_k(by.trivial()), 1: for_every_k(by.trivial()), 2: by.trivial(),
                                                                    3: by.auto("slow", degree=1), 4: step, 5: by.given("zero")}),
        by.theorem("a end", "limit_squeeze", seq(p.a[K]), seq(abs(p.a[K])), "0", premises={0: by.given("sizes"), 2: for_every_k(by.trivial())}),
        by.theorem("start", "limit_constant", seq(p.w0)),
        by.theorem("w end", "limit_equal", seq(p.w0), p.w0, seq(p.w[K]), "0", premises={2: for_every_k(by.apply("now", "stays", {"n": K}), by.auto("now"))}),
        by.split(by.given("a end"), by.given("w end")),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(all_of(tends(K, p.a[K], 0), tends(K, p.w[K], p.w0)))), proof))


# ------------------------------------------------------------------------------------------------
# The theorems


def with_ends(p: AnyStep, none: by.Proof, saddle: by.Proof, minimiser: by.Proof) -> by.Proof:
    """A proof along the orbit: for u = 0 (fact `end`), at a saddle (fact `w`), and at a minimiser (fact `s`)."""
    symbols = {"H": H, "u": U, "eps_a": p.eps_a, "eps": p.eps, "a0": p.a0, "w0": p.w0}
    own, run = [by.given("orbit start"), by.given("orbit step")], {"a": p.a[K], "w": p.w[K]}

    def branch(claim_id: str, *steps: by.Proof) -> by.Proof:
        return by.script(*unit_step(p), by.use("of orbits", claim_id, symbols), p.enter(), by.along("end", "of orbits", K, run, own), *steps)

    kinds = by.either("end", "kind", by.script(by.obtain("kind", "w"), saddle), by.script(by.theorem("c", "definite", "H", "1", U), by.obtain("kind", "s"), minimiser))
    return by.cases("target", eq(U, ZERO), branch("thm-A.17/no-target", none), branch("thm-A.17/ends", kinds))


def unit_step(p: AnyStep) -> Steps:
    """Steps: 0 < eps_a < 2 from 0 < eps_a <= 1, where that is the hypothesis."""
    return [by.have("below two", lt(p.eps_a, 2), by.auto(degree=1))]


def limits_given(first: str, second: str, *rest: by.Proof) -> by.Proof:
    """A proof of 'the limits are these, and ...' from two facts."""
    return by.split(by.given(first), by.given(second), *rest)


def least_loss(p: Problem) -> by.Proof:
    """A proof that J is least at (sign(s) sqrt(u'Hu), s u): J >= (c - u'Hu)/2 everywhere."""
    b, z = Scalar("b"), Vector("z")
    best = z @ p.g / sqrt(z @ (H @ z))
    return by.script(by.fix(), by.theorem("cauchy", "gram", "H", "1", U, z), by.have("most", le(best**2, UHU), by.auto("cauchy", degree=1, factors=[(z @ (H @ z), -1)])),
                     by.auto("most", degree=1, squares=[b - best]))  # fmt: skip


AT_ZERO = {"a_star": "0", "w_star": W}
AT_LINE = {"a_star": sign(S) * ROOT, "w_star": S * U}


def gentle(unit: bool) -> AnyStep:
    """BNGD with eps_a in (0, 1] and eps > 0; in Appendix A.3 also |u| = 1."""
    p = AnyStep()
    p.hypotheses.clear()
    if unit:
        unit_length(p)
    gentle_steps(p)
    positive_step(p)
    return p


@claim("thm-A.17", paper=r"\varepsilon_a \in (0,1],\ \varepsilon > 0 \implies (a_k,w_k) \text{ converges, for any } (a_0,w_0)")
def converges_from_every_start() -> Decision:
    """For |u| = 1, 0 < eps_a <= 1 and every eps > 0 BNGD converges from every start (w_0 != 0, without which nothing is defined).

    The statement holds, but its proof has a gap: in step (3) the convergence of w_k is not shown.  See the parts.
    """
    p = gentle(True)
    proof = with_ends(p, by.witness({"a_star": "0", "w_star": p.w0}, by.trivial(), limits_given("end.1", "end.2")),
                      by.witness(AT_ZERO, by.trivial(), limits_given("w.1", "w.2")), by.witness(AT_LINE, by.trivial(), limits_given("s.1", "s.2")))  # fmt: skip
    return Decision(Part(p.claim(p.along(converges(p))), proof))


@claim("thm-3.3", paper=r"\varepsilon_a \in (0,1],\ \varepsilon > 0 \implies (a_k,w_k) \text{ converges to a stationary point, "
                        r"for any } (a_0,w_0)")
def converges_to_a_stationary_point() -> Decision:
    """For 0 < eps_a <= 1 and every eps > 0 BNGD converges to a stationary point of J, from every start with w_0 != 0."""
    p = gentle(False)
    with_loss(p)
    g = by.have("g", eq(H @ U, ZERO), by.auto("target", multipliers=[H]))
    none = by.script(g, by.have("w0", eq(p.w0 @ p.g, 0), by.auto("g", multipliers=[p.w0])),
                     by.witness({"a_star": "0", "w_star": p.w0}, by.trivial(), limits_given("end.1", "end.2", flat(p, p.w0, "w0"))))  # fmt: skip
    line = by.split(by.trivial(), by.script(by.fix(), by.trivial()))
    proof = with_ends(p, none, by.witness(AT_ZERO, by.trivial(), limits_given("w.1", "w.2", flat(p, W, "w.3"))),
                      by.witness(AT_LINE, by.trivial(), limits_given("s.1", "s.2", line)))  # fmt: skip
    return Decision(Part(p.claim(p.along(converges_to_stationary_point(p))), proof))


def flat(p: AnyStep, w: Vector, corr: str) -> by.Proof:
    """A proof that the gradient of J vanishes at (0, w) from the fact w'g = 0."""
    return by.split(by.auto(corr, multipliers=[1 / sqrt(w @ (H @ w))]), by.script(by.fix(), by.auto(corr)))


@claim("new-convergence", title="BNGD converges for every step size, for eps_a in (0, 2)", kind="theorem", where="beyond 3.2", paper=NOT_PRINTED)
def converges_beyond_one() -> Decision:
    """For 0 < eps_a < 2, every eps > 0 and every start BNGD converges to a saddle (0, w), w'g = 0, or to a global minimiser of J.

    This is Theorem 3.3 with (0, 2) in place of (0, 1].  At eps_a = 2 it fails: from w_0 = u the sequence a_k alternates.
    """
    p = AnyStep()
    with_loss(p)
    a, w = Scalar("a_star"), Vector("w_star")
    found = exists(LIMIT, all_of(tends_to(p, a, w), any_of(is_saddle(p, a, w), is_minimiser(p, a, w))))
    corr = by.have("corr", eq(p.w0 @ p.g, 0), by.auto("target", multipliers=[H @ p.w0]))
    none = by.script(corr, by.witness({"a_star": "0", "w_star": p.w0}, by.trivial(), by.split(
        limits_given("end.1", "end.2"), by.script(by.choose(0), by.split(by.trivial(), by.given("corr"))))))  # fmt: skip
    saddle = by.witness(AT_ZERO, by.trivial(), by.split(limits_given("w.1", "w.2"), by.script(by.choose(0), by.split(by.trivial(), by.given("w.3")))))
    line = by.witness(AT_LINE, by.trivial(), by.split(limits_given("s.1", "s.2"), by.script(by.choose(1), least_loss(p))))
    return Decision(Part(p.claim(p.along(found)), with_ends(p, none, saddle, line)))


@claim("lemma-A.13", paper=r"\varepsilon_a \in (0,1],\ \varepsilon/\|w_0\|^2 < \varepsilon_0 \implies (a_k,w_k) \text{ converges}")
def small_steps_converge() -> Decision:
    """For |u| = 1, 0 < eps_a <= 1, |a_0| < C |u|_H with C >= 1, and eps/|w_0|^2 < eps_0 = 1/(2 C^2 lambda_max) BNGD converges.

    True, since every step size does (Theorem A.17); the printed proof fails at (53) and (54), see the parts.
    """
    p = gentle(True)
    const = p.scalar("C_a", "positive", latex=r"\tilde C_a")
    p.assume("the constant is at least one", le(1, const))
    p.assume("a_0 is below the constant times |u|_H", lt(abs(p.a0), const * ROOT))
    p.assume("the step is below the threshold", lt(p.eps / (p.w0 @ p.w0), 1 / (2 * const**2 * HIGH)))
    own, symbols = [by.given("orbit start"), by.given("orbit step")], {"H": H, "u": U, "eps_a": p.eps_a, "eps": p.eps, "a0": p.a0, "w0": p.w0}
    proof = by.script(by.use("of orbits", "thm-A.17", symbols), p.enter(), by.along("end", "of orbits", K, {"a": p.a[K], "w": p.w[K]}, own), by.given("end"))
    return Decision(Part(p.claim(p.along(converges(p))), proof))
