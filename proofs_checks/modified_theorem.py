"""Theorem B.1: MBNGD from every start, and from almost every start."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.limits import W_STAR, alpha_of
from proofs_checks.modified_limit import (
    converges,
    flat_somewhere,
    minimiser_reached,
    not_flat,
    reaches_minimiser,
    reaches_saddle,
    with_loss,
)
from proofs_checks.modified_norm import modified
from proofs_checks.modified_small_steps import bounded_step, minimiser_by_decrease
from proofs_checks.modified_sums import law, never_flat, on_trajectory, seq
from proofs_checks.near_misses import (
    AVOIDED_BY_MBNGD,
    MINIMISER,
    MODIFIED,
    SADDLE_REACHED,
    STEPPING,
)
from proofs_checks.one_step import square_h
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.saddle_avoidance import no_saddle_on_a_line
from proofs_checks.trajectories import K, ModifiedTrajectory, nonzero_step
from verify.claims import Decision, Part, claim
from verify.models import bngd, mbngd
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    ZERO,
    Decl,
    Formula,
    Scalar,
    Vector,
    all_of,
    almost_all,
    at,
    derivative,
    eq,
    exists,
    forall,
    iff,
    implies,
    le,
    lt,
    ne,
    negate,
    tends,
)  # fmt: skip

# Theorem B.1


@claim("thm-B.1/converges", title="MBNGD converges", kind="theorem",
       paper=r"w_k \text{ converges for any } w_0 \text{ and any } \varepsilon > 0")
def modified_converges_for_every_u() -> Decision:
    """MBNGD converges from every start, for every eps > 0 and every u."""
    p = modified()
    return Decision(Part(p.claim(p.along(converges(p))), by.script(p.enter(), *on_trajectory("all", "thm-B.4/converges", p), by.given("all"))))


@claim("thm-B.1/saddle", title="MBNGD reaches a saddle exactly where it meets one", kind="theorem",
       paper=r"w_k \to \text{a saddle point} \iff w_k^Tg = 0 \text{ for some } k",
       equivalent_mutants=SADDLE_REACHED)
def modified_reaches_saddle() -> Decision:
    """For eps > 0 MBNGD converges to a point with a = 0, w'g = 0 exactly if w_k'g = 0 for some k.

    These points are what the paper calls saddles (Section 2.2); for u = 0 they are minimisers, see row critical-trivial.
    """
    p = modified()
    m, y, square = Scalar("m"), W_STAR @ p.g, p.y_at(K) ** 2
    never = by.script(
        by.suppose_not("none"), by.have("flat", never_flat(p), not_flat(p, "none")), *on_trajectory("stays", "lemma-B.3/away", p),
        by.apply("found", "stays", {}, [by.given("flat")]), by.obtain("found", "away"), law("g", "limit_constant", seq(p.g)),
        law("y", "limit_dot", seq(p.w[K]), W_STAR, seq(p.g), p.g, facts=("at.1", "g")),
        law("y squared", "limit_product", seq(p.y_at(K)), y, seq(p.y_at(K)), y, facts=("y", "y")), law("floor", "limit_constant", seq(Scalar("c"))),
        by.theorem("order", "limit_order", seq(Scalar("c")), Scalar("c"), seq(square), y**2, "N",
                   premises={0: by.given("floor"), 1: by.given("y squared"), 3: by.given("away.2")}),
        by.auto("order", "at.2.2", degree=1, factors=[(Scalar("c"), 1)], multipliers=[y]),
    )  # fmt: skip
    there = p.w[m]
    stops = by.script(
        *on_trajectory("stuck", "thm-B.4/stuck", p), by.obtain("some", "flat at"),
        by.apply("rest", "stuck", {"m": m}, [by.given("flat at")]),
        by.have("alpha", eq(alpha_of(p, there), 0), by.auto("flat at.2", multipliers=[1 / bngd.sigma(p.H, there)])),
        by.witness({"w_star": there}, by.trivial(), by.split(by.given("rest.2"), by.split(by.given("alpha"), by.given("flat at.2")))),
    )  # fmt: skip
    proof = by.script(p.enter(), by.both_ways(by.script(by.assume("limit"), by.obtain("limit", "at"), never), by.script(by.assume("some"), stops)))
    return Decision(Part(p.claim(p.along(iff(reaches_saddle(p), flat_somewhere(p)))), proof, instances=STEPPING))


@claim("thm-B.1/step-bound", title="an explicit bound of the step", kind="theorem",
       paper=r"\varepsilon < \tfrac{2\|w_0\|^2}{\lambda_{\max}\kappa\|u\|^2},\ w_0^Tg \ne 0 \implies w_k \to \text{a global "
             r"minimizer}",
       equivalent_mutants=MINIMISER)
def modified_small_steps() -> Decision:
    """For 0 < eps < 2|w_0|^2/(lambda_max kappa |u|^2) and w_0'g != 0 (so u != 0) MBNGD converges to a global minimiser."""
    p = with_loss(modified("nonzero"))
    first, uu = p.w0 @ p.w0, p.u @ p.u
    p.assume("w_0'g is not zero", ne(p.w0 @ p.g, 0))
    p.assume("the step size is small", lt(p.eps, 2 * first / (HIGH * KAPPA * uu)))
    small = by.auto("h3", degree=1, factors=[(HIGH, 2), (LOW, -1), (uu, 1)])
    proof = by.script(by.have("small", bounded_step(p, p.w0), small), by.have("start", ne(p.w0 @ p.g, 0), by.given("h2")), minimiser_by_decrease(p))
    return Decision(Part(p.claim(p.along(reaches_minimiser(p))), proof))


@claim("thm-B.1/regular", title="the step is regular at some point", kind="remark", paper=NOT_PRINTED)
def step_is_regular() -> Decision:
    """At w = su with s^2 > eps lambda_max, v'DF v > 0 for all v != 0, where DF is the derivative of the step F of MBNGD: DF is invertible.

    So the determinant of DF, a rational function of w, does not vanish identically, for positive nor for negative multiples of u.
    """
    p = Problem("nonzero")
    w, s, v, eps = p.vector("w", "nonzero"), p.scalar("s", "nonzero"), p.vector("v", "nonzero"), p.scalar("eps", latex=r"\varepsilon")
    p.assume("s is large", lt(eps * HIGH, s**2))
    p.assume("the step size of w is positive", lt(0, eps))
    slope = at(derivative(v @ mbngd.step(p.H, p.g, w, eps), w, v), [(w, s * p.u)])
    loss = eps / s**2
    proof = by.script(
        by.theorem("size", "definite", "H", "1", p.u), by.theorem("v", "definite", "I", "0", v), by.theorem("top", "rayleigh", H, v),
        by.have("slope", eq(slope, v @ v - loss * (square_h(v) - (v @ p.g) ** 2 / UHU)), by.trivial()),
        by.have("below", le(loss * square_h(v), loss * HIGH * (v @ v)), by.auto("top.2", degree=1, factors=[(eps, 1), (s**2, -1)])),
        by.have("gap", lt(0, v @ v - loss * HIGH * (v @ v)), by.auto("h1", degree=1, factors=[(s**2, -1), (v @ v, 1)])),
        by.have("kept", le(0, loss * ((v @ p.g) ** 2 / UHU)), by.auto(degree=0, factors=[(eps, 1), (UHU, -1)], squares=[v @ p.g / s])),
        by.auto("slope", "below", "gap", "kept", degree=1),
    )  # fmt: skip
    return Decision(Part(p.claim(lt(0, slope)), proof))


START = [Decl("w0", "vector", "nonzero", "w_0")]
W_LIM = Vector("w_lim")


def from_anywhere(u: str = "any") -> ModifiedTrajectory:
    """MBNGD with eps > 0 from a start that is bound in the statement."""
    p = modified(u)
    p.symbols = [decl for decl in p.symbols if decl.name != "w0"]
    return p


def avoids_saddles(p: ModifiedTrajectory) -> Formula:
    """w_k does not converge to a w with w'g = 0."""
    return negate(exists([Decl("w_lim", "vector", "nonzero")], all_of(tends(K, p.w[K], W_LIM), eq(W_LIM @ p.g, 0))))


@claim("thm-B.1/avoidance", title="almost no start of MBNGD leads to a saddle", kind="theorem", paper=NOT_PRINTED,
       equivalent_mutants=AVOIDED_BY_MBNGD)
def modified_avoids_saddles() -> Decision:
    """For u != 0 and every eps > 0 the starts from which MBNGD converges to a w with w'g = 0 form a null set.

    At such a w the derivative of the step has the eigenvalue 1 + eps |g|^2/sigma^2, with the eigenvector g.
    """
    p = from_anywhere("nonzero")
    w, x, v, g = Vector("w"), Vector("x"), Vector("v"), p.g
    size = x @ (H @ x)
    part = p.eps * (v @ g) / size
    multiples = [p.eps * (x @ (H @ v)) / size**2 * g, p.eps * (v @ g) / size**2 * (H @ x), p.eps * (x @ g) * (x @ (H @ v)) / size**3 * (H @ x),
                 p.eps * (x @ g) / size**2 * (H @ v)]  # fmt: skip
    injective = by.script(
        by.fix(), by.assume("still"), by.theorem("g", "definite", "H", "2", p.u), by.theorem("size", "definite", "H", "1", x),
        by.have("v", eq(v, -part * g), by.auto("still.1", "x", multipliers=multiples)),
        by.have("along", eq((v @ g) * (x @ (H @ x) + p.eps * (g @ g)), 0), by.auto("v", multipliers=[(x @ (H @ x)) * g])),
        by.have("zero", eq(v @ g, 0), by.auto("along", multipliers=[1 / (x @ (H @ x) + p.eps * (g @ g))])),
        by.split(by.auto("v", "zero", multipliers=[(p.eps / (x @ (H @ x))) * g])),
    )  # fmt: skip
    growth = p.eps * (g @ g) / (W_LIM @ (H @ W_LIM))
    nonzero = by.script(by.choose(0), by.theorem("g", "definite", "H", "2", p.u), by.suppose_not("zero"),
                        by.have("no length", eq(g @ g, 0), by.auto("zero", multipliers=[g])), by.auto("no length", "g"))  # fmt: skip
    larger = by.script(by.theorem("g", "definite", "H", "2", p.u), by.auto("g", degree=0, factors=[(p.eps, 1), (g @ g, 1), (W_LIM @ (H @ W_LIM), -1)]))
    plane = by.script(by.theorem("orthogonal", "orthogonal_vector", g, "x"), by.obtain("orthogonal", "x"), by.unstable(
        "saddle", {"w": x}, 1 + growth, {"v": g}, domain=[by.trivial(), nonzero_step(p, w, p.eps * (w @ g / (w @ (H @ w))))],
        injective=[by.auto("x"), by.given("d"), injective], proofs=[larger, nonzero, by.auto("saddle.1")]))  # fmt: skip
    line = by.script(by.almost_everywhere("start"), p.enter(), by.assume("limit"), by.obtain("limit", "end"), *no_saddle_on_a_line(p, "end.2"))
    statement = p.claim(almost_all(START, p.along(avoids_saddles(p))))
    return Decision(Part(statement, by.cases("d", le(2, DIMENSION), plane, line)))


@claim("thm-B.1/almost-surely", title="MBNGD reaches a minimiser almost surely", kind="theorem",
       paper=r"w_k \to \text{a global minimizer for almost all } w_0",
       equivalent_mutants=MINIMISER)
def modified_reaches_minimiser_almost_surely() -> Decision:
    """MBNGD converges to a global minimiser from almost every start, for every eps > 0."""
    p = with_loss(from_anywhere())
    return Decision(Part(p.claim(almost_all(START, p.along(reaches_minimiser(p)))), almost_surely(p)))


def almost_surely(p: ModifiedTrajectory) -> by.Proof:
    """A proof that almost every start of MBNGD leads to a minimiser."""
    m, b, z = Scalar("m"), Scalar("b"), Vector("z")
    there = p.w[m]
    stuck = [*on_trajectory("stuck", "thm-B.4/stuck", p), *on_trajectory("parallel", "thm-B.4/parallel", p)]
    at_saddle = by.script(by.obtain("some", "flat at"), by.apply("rest", "stuck", {"m": m}, [by.given("flat at")]), by.refuted(
        "not there", by.witness({"w_lim": there}, by.trivial(), by.split(by.given("rest.2"), by.given("flat at.2")))))  # fmt: skip
    run = [by.given("orbit start"), by.given("orbit step")]
    some = by.script(
        by.use("avoids", "thm-B.1/avoidance", {"H": H, "u": p.u, "eps": p.eps}), by.almost_everywhere("start", "avoids"), p.enter(),
        by.along("not there", "start 1", K, {"w": p.w[K]}, run), *stuck,
        by.cases("some", flat_somewhere(p), {"by": "exfalso", "then": at_saddle},
                 by.script(by.have("flat", never_flat(p), not_flat(p, "some")), minimiser_reached(p))),
    )  # fmt: skip
    first = p.w[0]
    flat = by.script(by.fix(), by.have("corr", eq(z @ p.g, 0), by.auto("no target", multipliers=[H @ z])), by.have("least", le(0, b**2 / 2), by.auto("corr", degree=0, squares=[b])),
                     by.auto("least", "corr", "corr at 0", degree=1, multipliers=[b / bngd.sigma(H, z)]))  # fmt: skip
    none = by.script(
        by.almost_everywhere("start"), p.enter(), *on_trajectory("stuck", "thm-B.4/stuck", p),
        by.have("corr at 0", eq(first @ p.g, 0), by.auto("no target", multipliers=[H @ first])),
        by.apply("rest", "stuck", {"m": 0}, [by.split(by.trivial(), by.given("corr at 0"))]),
        by.have("alpha", eq(alpha_of(p, first), 0), by.auto("corr at 0", multipliers=[1 / bngd.sigma(H, first)])),
        by.witness({"w_star": first}, by.trivial(), by.split(by.given("rest.2"), flat)),
    )  # fmt: skip
    return by.cases("no target", eq(p.u, ZERO), none, some)


@claim("thm-B.1", paper=r"w_k \text{ converges for any } w_0,\ \varepsilon > 0;\ \text{to a global minimizer for almost all } w_0;\ \text{to a saddle "
                          r"point} \iff w_k^Tg = 0 \text{ for some } k;\ \text{to a global minimizer if } \varepsilon < "
                          r"\tfrac{2\|w_0\|^2}{\lambda_{\max}\kappa\|u\|^2},\ w_0^Tg \ne 0",
       equivalent_mutants={**MINIMISER, **MODIFIED})
def modified_bngd_converges() -> Decision:
    """For eps > 0 MBNGD converges from every start, to a minimiser from almost every start and if eps is small and w_0'g != 0.

    It converges to a saddle exactly if w_k'g = 0 for some k.  u is not zero, as the bound of the step divides by |u|^2.
    """
    p = with_loss(from_anywhere("nonzero"))
    small = all_of(ne(p.w0 @ p.g, 0), lt(p.eps, 2 * (p.w0 @ p.w0) / (HIGH * KAPPA * (p.u @ p.u))))
    every = all_of(converges(p), iff(reaches_saddle(p), flat_somewhere(p)), implies(small, reaches_minimiser(p)))
    bounded = by.script(by.assume("small"), by.use("reached of orbit", "thm-B.1/step-bound", {"H": H, "u": p.u, "w0": p.w0, "eps": p.eps, "c": Scalar("c")}),
                        by.along("reached", "reached of orbit", K, {"w'": p.w[K]}, [by.given("orbit start"), by.given("orbit step")]), by.given("reached"))
    each = by.script(by.fix(), p.enter(), *on_trajectory("converges", "thm-B.4/converges", p), *on_trajectory("saddle", "thm-B.1/saddle", p),
                     by.split(by.given("converges"), by.given("saddle"), bounded))
    almost = by.script(by.use("almost", "thm-B.1/almost-surely", {"H": H, "u": p.u, "eps": p.eps, "c": Scalar("c")}), by.given("almost"))
    statement = p.claim(all_of(forall(START, p.along(every)), almost_all(START, p.along(reaches_minimiser(p)))))
    return Decision(Part(statement, by.split(each, almost)))
