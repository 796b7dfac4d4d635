"""Theorem B.4 (2): MBNGD converges to a multiple of u, unless it meets w'g = 0."""

from __future__ import annotations

from proofs_checks.interlacing import LOW, H
from proofs_checks.limits import W_STAR, alpha_of, is_minimiser, is_saddle, minimiser_proof
from proofs_checks.modified_norm import LIMIT, length, modified, sigma_squared
from proofs_checks.modified_sums import change_steps, law, never_flat, on_trajectory, scaled_to_zero, seq, u_is_nonzero
from proofs_checks.near_misses import (
    MINIMISER,
    MODIFIED,
    RESIDUAL,
    SIGN_KEPT,
    STEPPING,
    STOPS,
)
from proofs_checks.one_step import same_root
from proofs_checks.problem import NOT_PRINTED, some_scalar
from proofs_checks.trajectories import K, ModifiedTrajectory
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Formula,
    Scalar,
    all_of,
    eq,
    exists,
    forall,
    from_index,
    implies,
    le,
    lt,
    natural,
    ne,
    negate,
    sqrt,
    summation,
    tends,
)  # fmt: skip

# Theorem B.4, part (2), continued: the limit


def away_steps(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: facts `norm` (with the limit l, `limit`), `step`, and `away` for N and c, from `flat`: no w_k'g vanishes."""
    return [
        by.assume("flat"), *on_trajectory("norm", "thm-B.4/norm", p), by.obtain("norm.2", "limit"),
        *on_trajectory("step", "thm-B.4/increments", p), *on_trajectory("stays", "lemma-B.3/away", p),
        by.apply("found", "stays", {}, [by.given("flat")]), by.obtain("found", "away"),
    ]  # fmt: skip


def squeezed(label: str, term: Scalar, bound: Scalar, fact: str, *steps: by.Proof, start: Scalar | str = "0") -> list[by.Proof]:
    """Steps: fact `label`: a term tends to zero, as 0 <= term <= bound; steps lead to `low` and `high`, which say so."""
    small = by.script(by.fix(), by.assume("k"), *steps, by.theorem("size", "magnitude", term),
                      by.either("size.3", "is", by.auto("is", "high", degree=1), by.auto("is", "low", "high", degree=1)))
    return [by.theorem(label, "limit_squeeze", seq(term), seq(bound), start, premises={0: by.given(fact), 2: small})]


@claim("thm-B.4/q", title="part (2): q_k tends to zero", kind="inequality", paper=r"w_k^Tg \ne 0 \text{ for all } k \implies q_k \to 0",
       equivalent_mutants=RESIDUAL)
def residual_vanishes() -> Decision:
    """For eps > 0, if no w_k'g vanishes, then q_k and the residual e_k tend to zero."""
    p = modified()
    q, e, weight, floor = p.q_at(K), p.e_at(K), p.y_at(K) ** 2 * p.q_at(K), Scalar("c")
    high = by.have("high", le(q, weight / floor), by.auto("at k", "low", factors=[(floor, -1)]))
    size = e @ e
    proof = by.script(
        p.enter(), *away_steps(p), *scaled_to_zero("weight", 1 / floor, weight, "step.2"),
        *squeezed("q", q, weight / floor, "weight", *q_low(p), by.apply("at k", "away.2", {"k": K}), high, start=Scalar("N")),
        *scaled_to_zero("bound", 1 / LOW, q, "q"),
        *squeezed("e", size, q / LOW, "bound", by.theorem("low", "gram", "I", "0", e), by.theorem("form", "rayleigh", H, e),
                  by.have("high", le(size, q / LOW), by.auto("form.1", degree=1, factors=[(LOW, -1)]))),
        by.split(by.given("q"), by.given("e")),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(implies(never_flat(p), all_of(tends(K, q, 0), tends(K, size, 0))))), proof))


def q_low(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `low`: 0 <= q_k."""
    return [by.theorem("plane", "gram", "H", "1", p.w[K], p.u),
            by.have("low", le(0, p.q_at(K)), by.auto("plane", degree=1, factors=[(sigma_squared(p), -1)]))]  # fmt: skip


@claim("thm-B.4/q-summable", title="part (2): q_k is summable", kind="inequality",
       paper=r"w_k^Tg \ne 0 \text{ for all } k \implies \sum_{k=0}^{\infty} q_k \text{ is summable}")
def residuals_summable() -> Decision:
    """For eps > 0, if no w_k'g vanishes, then the sums of the q_k, which are not negative, are bounded from some index on."""
    p = modified()
    (dm, m), (db, b), n, start = natural("M"), some_scalar("B_q"), Scalar("n"), Scalar("N")
    q, weight, floor = p.q_at(K), p.y_at(K) ** 2 * p.q_at(K), Scalar("c")

    def total(term: Scalar, last: Scalar) -> Scalar:
        return summation(K, 0, last, term)

    body = exists([dm, db], all_of(le(0, m), from_index(n, m, le(total(p.q[K], n), b))))
    bound = total(q, start) + (Scalar("B") - total(weight, start)) / floor
    more = [by.theorem(f"more {i}", "sum_next", seq(t), "0", n) for i, t in enumerate((q, weight))]
    step = by.script(*more, by.apply("here", "share", {"k": n + 1}), by.auto("so far", "more 0", "more 1", "here", multipliers=[1 / floor]))
    shared = le(total(q, n) - total(q, start), (total(weight, n) - total(weight, start)) / floor)
    share = by.script(by.fix(), by.assume("k"), by.apply("at k", "away.2", {"k": K}), *q_low(p), by.auto("at k", "low", factors=[(floor, -1)]))
    inside = by.script(by.fix(), by.assume("n"), by.apply("part", "shared", {"n": n}), by.apply("all", "sums", {"n": n}),
                       by.auto("part", "all.2", degree=1, factors=[(floor, -1)]))
    proof = by.script(
        p.enter(), *away_steps(p), *on_trajectory("summed", "thm-B.4/summable", p), by.obtain("summed.2", "sums"),
        by.have("share", from_index(K, start, le(q, weight / floor)), share),
        by.have("shared", from_index(n, start, shared), by.induction("so far", by.trivial(), step)),
        by.witness({"M": start, "B_q": bound}, by.split(by.given("away.1"), inside)),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(implies(never_flat(p), body), ["q"])), proof))


@claim("thm-B.4/sign", title="part (2): w_k'g keeps its sign", kind="inequality", paper=NOT_PRINTED,
       equivalent_mutants=SIGN_KEPT)
def sign_is_kept() -> Decision:
    """For eps > 0, if no w_k'g vanishes, then it has the same sign for all k from some index on.

    It stays away from zero, and its increments tend to zero.
    """
    p = modified()
    (dn, n), floor, m = natural("P"), Scalar("c"), Scalar("M")
    y, after, late = p.y_at(K), p.y_at(K + 1), Scalar("N") + m
    change = (after - y) ** 2
    step = by.script(
        by.apply("near", "late at.2", {"k": K}), by.theorem("size", "magnitude", change), by.apply("here", "away.2", {"k": K}),
        by.apply("there", "away.2", {"k": K + 1}), by.have("pair", lt(0, after * y), by.auto("near", "size.1", "here", "there", degree=1)),
        by.have("turn", lt(0, after * p.y_at(late) * y**2), by.auto("pair", "so far", degree=2)),
        by.auto("turn", degree=1, factors=[(y**2, -1)]),
    )  # fmt: skip
    first = by.script(by.apply("start", "away.2", {"k": late}), by.auto("start", degree=1, factors=[(floor, 1)]))
    body = exists([dn], all_of(le(0, n), from_index(K, n, lt(0, p.y_at(K) * p.y_at(n)))))
    proof = by.script(
        p.enter(), *away_steps(p), *change_steps(p), by.theorem("small", "limit_definition", seq(change), Scalar("0"), "r", "M"),
        by.apply("soon", "small.1", {}, [by.given("change")]), by.apply("late", "soon", {"r": 2 * floor}), by.obtain("late", "late at"),
        by.witness({"P": late}, by.split(by.auto("away.1", "late at.1", degree=1), by.induction("so far", first, step))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(implies(never_flat(p), body))), proof, instances=STEPPING))


def square_tends(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `z squared`: z_k^2 tends to |u|^2/l, from the facts that |e_k|^2 tends to zero (`e.2`) and |w_k|^2 to l."""
    z, w, size, uu = p.z_at(K), p.w[K], Scalar("l"), p.u @ p.u
    return [
        by.theorem("vector", "limit_vector", seq(z * w), p.u), by.apply("zw", "vector.2", {}, [by.given("e.2")]),
        law("product", "limit_dot", seq(z * w), p.u, seq(z * w), p.u, facts=("zw", "zw")),
        law("inverse", "limit_inverse", seq(length(p)), size, facts=("limit.1",)),
        law("quotient", "limit_product", seq((z * w) @ (z * w)), uu, seq(1 / length(p)), 1 / size, facts=("product", "inverse")),
        by.have("z squared", tends(K, z**2, uu / size), by.given("quotient")),
    ]  # fmt: skip


def z_tends(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `z`: z_k tends to some T != 0, as z_k^2 has a positive limit and z_k keeps the sign of y_P."""
    n, uu, z = Scalar("P"), p.u @ p.u, p.z_at(K)
    y = p.y_at(n)
    root, limit = sqrt(y**2 * z**2), sqrt(y**2 * uu / Scalar("l"))
    same = by.script(
        by.fix(), by.assume("k"), by.apply("at k", "sign.2", {"k": K}),
        by.have("positive", le(0, y * z), by.auto("at k", degree=1, factors=[(sigma_squared(p), -1)])),
        same_root("root", root, y * z, by.trivial()), by.given("root"),
    )  # fmt: skip
    return [
        by.apply("y", "flat", {"k": n}), law("y factor", "limit_constant", seq(y**2)),
        law("scaled", "limit_product", seq(y**2), y**2, seq(z**2), uu / Scalar("l"), facts=("y factor", "z squared")),
        law("rooted", "limit_root", seq(y**2 * z**2), y**2 * uu / Scalar("l"), facts=("scaled",)),
        by.theorem("signed", "limit_equal", seq(root), limit, seq(y * z), n, premises={0: by.given("rooted"), 2: same}),
        law("over y", "limit_constant", seq(1 / y)), law("z is", "limit_product", seq(1 / y), 1 / y, seq(y * z), limit, facts=("over y", "signed")),
        by.have("some T", exists([Decl("T_z", "scalar", "nonzero")], tends(K, z, Scalar("T_z"))),
                by.witness({"T_z": limit / y}, by.trivial(), by.given("z is"))), by.obtain("some T", "z"),
    ]  # fmt: skip


@claim("thm-B.4/parallel", title="part (2): w_k converges to a multiple of u", kind="inequality",
       paper=r"w_k \text{ converges to a vector parallel to } u")
def limit_is_parallel() -> Decision:
    """For eps > 0, if no w_k'g vanishes, then w_k converges to a multiple of u that is not zero.

    |w_k| and |z_k| have positive limits and z_k keeps its sign, so that z_k tends to some T != 0; and z_k w_k tends to u.
    """
    p = modified()
    z, e, limit = p.z_at(K), p.e_at(K), Scalar("T_z")
    away, bound = p.w[K] - 1 / limit * p.u, 2 / limit**2 * ((limit - z) ** 2 * length(p) + e @ e)
    high = by.have("high", le(away @ away, bound), by.auto("twice", squares=[1 / limit], degree=1))
    twice = (limit - z) * p.w[K] + e
    steps = [by.theorem("low", "gram", "I", "0", away), by.theorem("twice", "gram", "I", "0", twice), high]
    proof = by.script(
        p.enter(), *away_steps(p), *on_trajectory("q", "thm-B.4/q", p), by.apply("e", "q", {}, [by.given("flat")]),
        *on_trajectory("kept", "thm-B.4/sign", p), by.apply("signs", "kept", {}, [by.given("flat")]), by.obtain("signs", "sign"),
        by.have("u", ne(p.u, ZERO), u_is_nonzero(p)), by.theorem("uu", "definite", "I", "0", p.u),
        *square_tends(p), *z_tends(p), *gap_tends(p),
        *squeezed("close", away @ away, bound, "bound", *steps),
        by.theorem("vector w", "limit_vector", seq(p.w[K]), 1 / limit * p.u), by.apply("w", "vector w.2", {}, [by.given("close")]),
        by.witness({"r": 1 / limit}, by.trivial(), by.given("w")),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(implies(never_flat(p), multiple_of_u(p)))), proof, instances=STEPPING))


def multiple_of_u(p: ModifiedTrajectory) -> Formula:
    """w_k tends to ru for some r != 0."""
    decl, r = some_scalar("r", "nonzero")
    return exists([decl], tends(K, p.w[K], r * p.u))


def gap_tends(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `bound`: 2/T^2 ((T - z_k)^2 |w_k|^2 + |e_k|^2) tends to zero."""
    z, e, limit, size = p.z_at(K), p.e_at(K), Scalar("T_z"), Scalar("l")
    gap, zero = limit + -1 * z, Scalar("0")
    total = gap**2 * length(p) + e @ e
    return [
        law("T", "limit_constant", seq(limit)), law("sign of z", "limit_constant", seq(Scalar("-1"))),
        law("minus z", "limit_product", seq(Scalar("-1")), Scalar("-1"), seq(z), limit, facts=("sign of z", "z")),
        law("gap sum", "limit_sum", seq(limit), limit, seq(-1 * z), -1 * limit, facts=("T", "minus z")),
        by.have("gap", tends(K, gap, 0), by.given("gap sum")),
        law("gap squared", "limit_product", seq(gap), zero, seq(gap), zero, facts=("gap", "gap")),
        law("gap w", "limit_product", seq(gap**2), zero, seq(length(p)), size, facts=("gap squared", "limit.1")),
        law("both", "limit_sum", seq(gap**2 * length(p)), zero, seq(e @ e), zero, facts=("gap w", "e.2")),
        by.have("total", tends(K, total, 0), by.given("both")), *scaled_to_zero("bound", 2 / limit**2, total, "total"),
    ]  # fmt: skip


@claim("thm-B.4/stuck", title="where w_k'g vanishes, the iteration stops", kind="equation",
       paper=r"w_{k_0}^Tg = 0 \implies w_k = w_{k_0} \text{ for all } k \ge k_0",
       equivalent_mutants=STOPS)
def iteration_stops() -> Decision:
    """If w_k'g = 0 for k = m, then w_k = w_m for all k >= m, and w_k converges to w_m."""
    p = ModifiedTrajectory()
    dm, m = natural("m")
    push, still = p.H @ p.e_at(K), from_index(K, m, eq(p.w[m], p.w[K]))
    body = implies(all_of(le(0, m), eq(p.y_at(m), 0)), all_of(still, tends(K, p.w[K], p.w[m])))
    step = by.script(
        by.apply("next", "orbit step", {"k": K}), by.have("y", eq(p.y_at(K), 0), by.auto("so far", "flat.2", multipliers=[p.g])),
        by.auto("next", "so far", "y", multipliers=[p.eps / sigma_squared(p) * push]),
    )  # fmt: skip
    proof = by.script(
        p.enter(), by.fix(), by.assume("flat"), by.have("still", still, by.induction("so far", by.trivial(), step)),
        law("fixed", "limit_constant", seq(p.w[m])),
        by.theorem("limit", "limit_equal", seq(p.w[m]), p.w[m], seq(p.w[K]), m, premises={0: by.given("fixed"), 2: by.given("still")}),
        by.split(by.given("still"), by.given("limit")),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(forall([dm], body))), proof, instances=STEPPING))


# ------------------------------------------------------------------------------------------------
# Theorems B.4 and B.1


def flat_somewhere(p: ModifiedTrajectory) -> Formula:
    """w_k'g = 0 for some k."""
    decl, m = natural("m")
    return exists([decl], all_of(le(0, m), eq(p.y_at(m), 0)))


def converges(p: ModifiedTrajectory) -> Formula:
    """w_k tends to some w* != 0."""
    return exists(LIMIT, tends(K, p.w[K], W_STAR))


def reaches_minimiser(p: ModifiedTrajectory) -> Formula:
    """w_k tends to some w* != 0 for which (w*'g/sigma*, w*) is a global minimiser of J."""
    return exists(LIMIT, all_of(tends(K, p.w[K], W_STAR), is_minimiser(p, alpha_of(p, W_STAR), W_STAR)))


def reaches_saddle(p: ModifiedTrajectory) -> Formula:
    """w_k tends to some w* != 0 for which (w*'g/sigma*, w*) is one of the saddle points of Section 2.2."""
    return exists(LIMIT, all_of(tends(K, p.w[K], W_STAR), is_saddle(p, alpha_of(p, W_STAR), W_STAR)))


def not_flat(p: ModifiedTrajectory, none: str) -> by.Proof:
    """A proof that no w_k'g vanishes, from the negation of `flat_somewhere`."""
    found = by.witness({"m": K}, by.split(by.given("k"), by.given("is zero")))
    return by.script(by.fix(), by.assume("k"), by.suppose_not("is zero"), by.apply("no", none, {}, [found]), by.given("no"))


def minimiser_reached(p: ModifiedTrajectory) -> by.Proof:
    """A proof of `reaches_minimiser` from `flat`: no w_k'g vanishes, and `parallel`."""
    w = Scalar("r") * p.u
    return by.script(
        by.have("u", ne(p.u, ZERO), u_is_nonzero(p)), by.apply("found", "parallel", {}, [by.given("flat")]), by.obtain("found", "w"),
        by.theorem("uHu", "definite", "H", "1", p.u), by.have("residual", eq(bngd.residual(p.H, p.u, w), ZERO), by.trivial()),
        by.have("scale", eq(alpha_of(p, w), w @ p.g / bngd.sigma(p.H, w)), by.trivial()),
        by.witness({"w_star": w}, by.trivial(), by.split(by.given("w"), minimiser_proof(p, alpha_of(p, w), w, "residual", "scale"))),
    )  # fmt: skip


def with_loss(p: ModifiedTrajectory) -> ModifiedTrajectory:
    """Add c, the constant in the loss J."""
    p.scalar("c")
    return p


@claim("thm-B.4/converges", title="MBNGD converges", kind="theorem",
       paper=r"w_k \text{ converges for any } w_0 \text{ and any } \varepsilon > 0")
def modified_converges() -> Decision:
    """For eps > 0 MBNGD converges from every start; |u| = 1 is not needed."""
    p = modified()
    stops = by.script(by.obtain("some", "flat at"), by.apply("rest", "stuck", {"m": Scalar("m")}, [by.given("flat at")]),
                      by.witness({"w_star": p.w[Scalar("m")]}, by.trivial(), by.given("rest.2")))
    goes_on = by.script(
        by.have("flat", never_flat(p), not_flat(p, "some")), by.have("u", ne(p.u, ZERO), u_is_nonzero(p)),
        by.apply("found", "parallel", {}, [by.given("flat")]), by.obtain("found", "w"),
        by.witness({"w_star": Scalar("r") * p.u}, by.trivial(), by.given("w")),
    )  # fmt: skip
    proof = by.script(
        p.enter(), *on_trajectory("parallel", "thm-B.4/parallel", p), *on_trajectory("stuck", "thm-B.4/stuck", p),
        by.cases("some", flat_somewhere(p), stops, goes_on),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(converges(p))), proof))


@claim("thm-B.4", paper=r"w_k \text{ converges for any } w_0 \text{ and any } \varepsilon > 0, \text{ to a global minimizer unless } w_k^Tg = 0 "
                        r"\text{ for some } k",
       equivalent_mutants={**MINIMISER, **MODIFIED})
def modified_converges_to_minimiser() -> Decision:
    """For eps > 0 MBNGD converges from every start, and to a global minimiser unless some w_k'g vanishes; |u| = 1 is not needed."""
    p = with_loss(modified())
    proof = by.script(
        p.enter(), *on_trajectory("parallel", "thm-B.4/parallel", p), *on_trajectory("all", "thm-B.4/converges", p),
        by.split(by.given("all"), by.script(by.assume("unless"), by.have("flat", never_flat(p), not_flat(p, "unless")), minimiser_reached(p))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(all_of(converges(p), implies(negate(flat_somewhere(p)), reaches_minimiser(p))))), proof))


# ------------------------------------------------------------------------------------------------
