"""Section 3.3 and Appendix A.1: how often H* is strictly better conditioned than H."""

from __future__ import annotations

from collections.abc import Callable

from proofs_checks.acceleration import (
    SIMPLE_HIGH,
    SIMPLE_LOW,
    kappa_bound,
    kappa_star,
    kappa_strict,
    radii,
    radius_bound,
    radius_strict,
    strict_simple_end,
)
from proofs_checks.interlacing import HIGH, LOW, TWO_DIMENSIONS, H, U
from proofs_checks.problem import U_NOT_ZERO, Problem, radius, some_scalar, some_vector
from proofs_checks.projected_spectrum import KAPPA, extremes, interlaced_ends
from proofs_checks.section_2_1 import best_rate, rate_is_attained, rate_is_least
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    Decl,
    Formula,
    Scalar,
    Setting,
    Vector,
    all_of,
    almost_all,
    any_of,
    eig,
    eq,
    exists,
    forall,
    implies,
    instance,
    le,
    lt,
    ne,
    negate,
    outer,
)

U_DECL, _ = some_vector("u", "nonzero")
ONE_SIMPLE, BOTH_SIMPLE = any_of(SIMPLE_LOW, SIMPLE_HIGH), all_of(SIMPLE_LOW, SIMPLE_HIGH)
DOUBLE_LOW, DOUBLE_HIGH = eq(LOW, eig(H, 2)), eq(eig(H, DIMENSION - 1), HIGH)
REPEATED = (le(2, DIMENSION), DOUBLE_LOW, DOUBLE_HIGH)
BOTH_DOUBLE = instance(d=4, H=[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 2]])


class Free(Setting):
    """H alone; u is bound in the statements, and H* is written out."""

    def __init__(self) -> None:
        super().__init__()
        self.H, self.u = self.operator("H", "spd"), U
        g = H @ U
        self.Hs = H - outer(g, g) / (U @ g)


def for_almost_all(body: Formula) -> Formula:
    """The body holds for almost all u != 0."""
    return almost_all([U_DECL], body)


def always(body: Formula) -> Formula:
    """The body holds for all u != 0."""
    return forall([U_DECL], body)


# ------------------------------------------------------------------------------------------------
# One simple end: strict for almost all u.  Both ends repeated: equal for all u


def eigenvector_of(end: str, name: str) -> list[by.Proof]:
    """Steps: an eigenvector `name` of H for the end of its spectrum, with the fact `name is`."""
    index = "1" if end == "low" else "d"
    return [by.theorem(f"{name} some", "eigenvector", H, index, name), by.obtain(f"{name} some", f"{name} is")]


def almost_surely(p: Problem, goal: by.Proof, end: str) -> by.Proof:
    """A proof that a relation holds for almost all u: from the fact `simple` on the end, by `goal` from the fact `strict END`."""
    v = Vector("v")
    body = by.script(*interlaced_ends(p), *strict_simple_end(p, end, "v", "simple", "tilted"), goal)
    return by.script(*eigenvector_of(end, "v"), by.null_set(U @ v, {"u": v}, "tilted", by.trivial(), body))


def by_simple_end(p: Problem, goal: Callable[[str], by.Proof]) -> by.Proof:
    """A proof, from 'one end is simple', that a relation holds for almost all u."""
    sides = [almost_surely(p, goal(f"strict {end}"), end) for end in ("low", "high")]
    return by.script(by.assume("one end"), by.either("one end", "simple", *sides))


def everywhere_equal() -> list[by.Proof]:
    """Steps: from 'no end is simple' (fact `no end`) the facts lemma2 and lemma3: both extreme eigenvalues are repeated."""

    def repeated(label: str, low: Scalar, high: Scalar, side: int, order: str) -> by.Proof:
        simple = by.refuted("no end", by.script(by.choose(side), by.given("gap")))
        back = by.have(f"{label} back", le(high, low), by.script(by.suppose_not("gap"), simple))
        return by.have(label, eq(low, high), by.antisymmetry(by.given(order), by.script(back, by.given(f"{label} back"))))

    return [
        by.theorem("order 1", "eigenvalue_order", H, "1", "2"), by.theorem("order d", "eigenvalue_order", H, DIMENSION - 1, "d"),
        repeated("lemma2", LOW, eig(H, 2), 0, "order 1"), repeated("lemma3", eig(H, DIMENSION - 1), HIGH, 1, "order d"),
    ]  # fmt: skip


def kappa_gap(p: Problem) -> by.Proof:
    """A proof of kappa <= kappa* from repeated extreme eigenvalues of H (facts lemma2, lemma3) and interlaced_ends."""
    least, most = extremes(p)
    return by.script(
        by.apply("second", "chain.3", {"j_1": Scalar("2")}), by.apply("last", "chain.4", {"j_2": DIMENSION - 1}),
        by.have("low", le(least, LOW), by.auto("second", "lemma2", degree=1)),
        by.have("high", le(HIGH, most), by.auto("last", "lemma3", degree=1)),
        by.auto("low", "high", degree=1, factors=[(least, -1), (LOW, -1), (HIGH, 1), (most, 1), (LOW, 1)]),
    )  # fmt: skip


PSEUDO_CONDITION_MUTANTS = {
    'operator inverted: H u becomes H⁻¹ u':
        "true: subtracting any positive multiple of Huu'H does not raise lambda_d, and keeps a repeated one",
}


@claim("pseudo-condition", paper=r"\kappa^* = \tfrac{\lambda^*_{\max}}{\lambda^*_{\min}} \le \kappa, "
       r"\text{ and } \kappa^* < \kappa \text{ for almost all } u",
       equivalent_mutants=PSEUDO_CONDITION_MUTANTS)  # fmt: skip
def pseudo_condition_number() -> Decision:
    """The pseudo-condition number of H* is at most kappa, and less for almost all u.

    If lambda_1 and lambda_d are both repeated eigenvalues of H, kappa* = kappa for every u (and for d = 1
    H* has no nonzero eigenvalue at all).  If one of them is simple, kappa* < kappa for almost all u.
    """
    p, q = Free(), Free()
    bound, strict, equal = (f(kappa_star(p), KAPPA) for f in (le, lt, eq))
    printed = p.claim(all_of(always(bound), for_almost_all(strict)))
    q.assume(*TWO_DIMENSIONS)
    corrected = q.claim(all_of(
        always(bound), implies(ONE_SIMPLE, for_almost_all(strict)), implies(negate(ONE_SIMPLE), always(equal)),
    ))  # fmt: skip
    never = by.have("never", negate(for_almost_all(strict)), by.script(by.nowhere(), *interlaced_ends(p), kappa_gap(p)))
    disproof = by.script(by.assume("claim"), never, by.refuted("never", by.given("claim.2")))
    bounded = by.script(by.fix(), *interlaced_ends(q), kappa_bound(q))
    same = by.script(
        by.assume("no end"), *everywhere_equal(), by.fix(), *interlaced_ends(q), by.antisymmetry(kappa_bound(q), kappa_gap(q)),
    )  # fmt: skip
    proof = by.split(bounded, by_simple_end(q, lambda fact: kappa_strict(q, fact)), same)
    refuted = Part(printed, instances=(BOTH_DOUBLE,), lemma=REPEATED, disproof=disproof, note=U_NOT_ZERO)
    return Decision(refuted, Part(corrected, proof))


# ------------------------------------------------------------------------------------------------
# Optimal rates


def best_star(p: Problem) -> Scalar:
    """(kappa* - 1)/(kappa* + 1)."""
    return best_rate(p.Hs, 2)


def quotient(least: Scalar, most: Scalar) -> Scalar:
    """(most - least)/(most + least)."""
    return (most - least) / (most + least)


def rates_rewritten(p: Problem) -> list[by.Proof]:
    """Steps: facts `rate` and `rate*`, the optimal rates as quotients of eigenvalues."""
    return [by.have("rate", eq(best_rate(H, 1), quotient(LOW, HIGH)), by.trivial()),
            by.have("rate*", eq(best_star(p), quotient(*extremes(p))), by.trivial())]  # fmt: skip


def rates_compared(p: Problem, *facts: str) -> by.Proof:
    """A proof of rho*_opt <= rho_opt, or < with a strict fact."""
    least, most = extremes(p)
    weights = [(most + least, -1), (HIGH + LOW, -1), (HIGH, 1), (LOW, 1), (least, 1), (most, 1)]
    relation = (lt if facts else le)(quotient(least, most), quotient(LOW, HIGH))
    return by.script(
        *rates_rewritten(p), by.have("rates", relation, by.auto("ends", *facts, degree=1, factors=weights)),
        by.auto("rate", "rate*", "rates", degree=1),
    )  # fmt: skip


def rates_equal(p: Problem) -> by.Proof:
    """A proof of rho_opt <= rho*_opt from repeated extreme eigenvalues of H (facts lemma2, lemma3) and interlaced_ends."""
    least, most = extremes(p)
    weights = [(most + least, -1), (HIGH + LOW, -1)]
    return by.script(
        by.have("gap", le(KAPPA, kappa_star(p)), kappa_gap(p)),
        by.have("cross", le(HIGH * least, most * LOW), by.auto("gap", degree=1, factors=[(least, 1), (LOW, 1)])),
        *rates_rewritten(p),
        by.have("rates", le(quotient(LOW, HIGH), quotient(least, most)), by.auto("cross", degree=1, factors=weights)),
        by.auto("rate", "rate*", "rates", degree=1),
    )  # fmt: skip


def rate_relations(p: Problem, domain: str) -> list[Formula]:
    """rho* <= rho for steps of the domain; the least rho* is (kappa*-1)/(kappa*+1), and at most (kappa-1)/(kappa+1)."""
    decl, eps = some_scalar("eps")
    least, most = extremes(p)
    return [
        forall([U_DECL, Decl("eps", "scalar", domain)], radii(p, eps)[0]),
        forall([U_DECL, decl], le(best_star(p), radius(eps, p.Hs, 2))),
        always(eq(radius(2 / (most + least), p.Hs, 2), best_star(p))), always(le(best_star(p), best_rate(H, 1))),
    ]  # fmt: skip


@claim("optimal-rates",
       paper=r"\rho^*(I-\hat\varepsilon H^*) \le \rho(I-\hat\varepsilon H) \text{ for } \hat\varepsilon > 0,\quad "
       r"\rho^*_{opt} := \tfrac{\kappa^*-1}{\kappa^*+1} \le \tfrac{\kappa-1}{\kappa+1} =: \rho_{opt}, "
       r"\text{ strict for almost all } u")  # fmt: skip
def optimal_rates() -> Decision:
    """rho* <= rho; the least rho* of all steps is (kappa*-1)/(kappa*+1), at most (kappa-1)/(kappa+1), for almost all u less.

    As for kappa*, strictness needs one simple end of the spectrum of H: if both are repeated, the two
    optimal rates are equal for every u.  The inequality rho* <= rho needs no sign of the step.
    """
    p, q = Free(), Free()
    eps = Scalar("eps")
    least, most = extremes(p)
    strict, equal = (f(best_star(p), best_rate(H, 1)) for f in (lt, eq))
    printed = p.claim(all_of(*rate_relations(p, "positive"), for_almost_all(strict)))
    q.assume(*TWO_DIMENSIONS)
    converse = implies(negate(ONE_SIMPLE), always(equal))
    corrected = q.claim(all_of(*rate_relations(q, "real"), implies(ONE_SIMPLE, for_almost_all(strict)), converse))
    never = by.have("never", negate(for_almost_all(strict)), by.script(by.nowhere(), *interlaced_ends(p), rates_equal(p)))
    disproof = by.script(by.assume("claim"), never, by.refuted("never", by.given("claim.5")))
    ends = [by.fix(), *interlaced_ends(q)]
    proof = by.split(
        by.script(*ends, radius_bound(q, eps)),
        by.script(*ends, rate_is_least(q.Hs, 2, eps)),
        by.script(*ends, by.antisymmetry(rate_is_attained(q.Hs, 2), rate_is_least(q.Hs, 2, 2 / (most + least)))),
        by.script(*ends, rates_compared(q)),
        by_simple_end(q, lambda fact: rates_compared(q, fact)),
        by.script(by.assume("no end"), *everywhere_equal(), *ends, by.antisymmetry(rates_compared(q), rates_equal(q))),
    )
    refuted = Part(printed, instances=(BOTH_DOUBLE,), lemma=REPEATED, disproof=disproof, note=U_NOT_ZERO)
    return Decision(refuted, Part(corrected, proof))


# ------------------------------------------------------------------------------------------------
# (27) and (28) together


def strict_with_simple_ends(p: Problem) -> by.Proof:
    """A proof, from 'both ends are simple', of kappa* < kappa, and of rho* < rho for every eps != 0, for almost all u."""
    v1, vd, eps = Vector("v_1"), Vector("v_d"), Scalar("eps")
    orthogonal = [
        by.theorem("order 2", "eigenvalue_order", H, "2", "d"),
        by.have("spread", lt(LOW, HIGH), by.auto("order 2", "simple.1", degree=1)),
        by.have("flat", eq((HIGH - LOW) * (v1 @ vd), 0), by.auto("v_1 is", "v_d is", multipliers=[vd, v1])),
        by.have("orthogonal", eq(v1 @ vd, 0), by.auto("flat", multipliers=[1 / (HIGH - LOW)])),
    ]  # fmt: skip
    at_sum = by.auto("orthogonal", degree=0, factors=[(v1 @ v1, 1), (vd @ vd, 1)], multipliers=[v1 @ v1, vd @ vd, v1 @ vd])

    def tilted(label: str, v: Vector, other: Vector) -> by.Proof:
        product = by.refuted("tilted", by.auto("level", multipliers=[U @ other]))
        return by.have(label, ne(U @ v, 0), by.script(by.suppose_not("level"), product))

    steeper = by.script(by.fix(), by.have("step", ne(eps, 0), by.trivial()), radius_strict(p, eps))
    body = by.script(
        *interlaced_ends(p), tilted("tilted low", v1, vd), tilted("tilted high", vd, v1),
        *strict_simple_end(p, "low", "v_1", "simple.1", "tilted low"),
        *strict_simple_end(p, "high", "v_d", "simple.2", "tilted high"), by.split(kappa_strict(p, "strict low"), steeper),
    )  # fmt: skip
    null = by.null_set((U @ v1) * (U @ vd), {"u": v1 + vd}, "tilted", at_sum, body)
    return by.script(by.assume("simple"), *eigenvector_of("low", "v_1"), *eigenvector_of("high", "v_d"), *orthogonal, null)


def radius_reached(p: Problem, end: str) -> by.Proof:
    """A proof that rho* = rho at some step, where lambda_2(H*) = lambda_1(H) or lambda_d(H*) = lambda_d(H) (fact `same`)."""
    least, most = extremes(p)
    n = Scalar("n")
    step, value, index = (1 / HIGH, least, "2") if end == "low" else (2 / LOW, most, "d")
    star, rho = radius(step, p.Hs, 2), radius(step, H)
    facts = ("at", "side", "held", "reach", "same", "above", "below")
    side = by.auto(*facts, degree=1, factors=[(HIGH, -1), (LOW, -1)], multipliers=[step])
    up = by.script(
        by.theorem("top", "max_attained", rho, "n"), by.obtain("top", "at"), by.theorem("held", "max_bound", star, index),
        by.theorem("reach", "magnitude", 1 - step * value),
        by.theorem("above", "eigenvalue_order", H, "1", n), by.theorem("below", "eigenvalue_order", H, n, "d"),
        by.theorem("each", "magnitude", 1 - step * eig(H, n)), by.either("each.3", "side", side, side),
    )  # fmt: skip
    return by.witness({"eps": step}, by.trivial(), by.antisymmetry(radius_bound(p, step), up))


def equal_with_a_double_end(p: Problem) -> by.Proof:
    """A proof, from 'one end is repeated', that for every u rho* = rho at some eps > 0."""
    least, most = extremes(p)
    bottom = by.antisymmetry(by.auto("second", "double", degree=1), by.given("ends.1"))
    top = by.antisymmetry(by.given("ends.2"), by.auto("final", "double", degree=1))
    low = by.script(
        by.fix(), *interlaced_ends(p), by.apply("second", "chain.3", {"j_1": Scalar("2")}),
        by.have("same", eq(least, LOW), bottom), radius_reached(p, "low"),
    )  # fmt: skip
    high = by.script(
        by.fix(), *interlaced_ends(p), by.apply("final", "chain.4", {"j_2": DIMENSION - 1}),
        by.have("same", eq(most, HIGH), top), radius_reached(p, "high"),
    )  # fmt: skip
    return by.script(by.assume("one end"), by.either("one end", "double", low, high))


STRICT_ALMOST_ALL_MUTANTS = {
    'sign changed: λ_(d-1)(H) becomes -λ_(d-1)(H)':
        'false for H = diag(1, 2, 2), eps = 1 and every u, as the second half of the statement says; equality on a set of positive measure is beyond replay',
    'summand dropped: H - (H u (H u)ᵀ)/(uᵀ H u) becomes H':
        'true: lambda_2(H) >= lambda_2(H*)',
    'exponent changed: H u becomes H² u':
        "true: subtracting any positive multiple of Huu'H leaves the eigenvalues interlaced, strictly so for almost all u",
    'exponent changed: H u becomes H² u (place 2)':
        "true: subtracting any positive multiple of Huu'H leaves the eigenvalues interlaced, strictly so for almost all u",
    'summand dropped: H - (H u (H u)ᵀ)/(uᵀ H u) becomes -(H u (H u)ᵀ)/(uᵀ H u)':
        'false: the new denominator is 0 for every u, so the statement has no value; that is beyond replay on a box',
    'reversed: λ_(d-1)(H) < λ_d(H) becomes λ_d(H) < λ_(d-1)(H)':
        'true: its premise never holds',
}


@claim("strict-almost-all", paper=r"(27), (28) \text{ strict for a.a. } u",
       equivalent_mutants=STRICT_ALMOST_ALL_MUTANTS)  # fmt: skip
def strict_for_almost_all() -> Decision:
    """For almost all u: kappa* < kappa, and rho* < rho for every eps > 0.

    If both ends of the spectrum of H are repeated, neither is strict for any u.  If lambda_1 and lambda_d
    are simple, both are, and the second for every eps != 0.  (28) needs both: if one of them is repeated,
    then for every u there is an eps > 0 with rho* = rho.  (27) alone needs only one simple end (row
    pseudo-condition).
    """
    p, q = Free(), Free()
    eps = Scalar("eps")
    strict, tighter = lt(kappa_star(p), KAPPA), radii(p, eps)[1]

    def both(domain: str) -> Formula:
        return for_almost_all(all_of(strict, forall([Decl("eps", "scalar", domain)], tighter)))

    printed = p.claim(both("positive"))
    q.assume(*TWO_DIMENSIONS)
    some_step = exists([Decl("eps", "scalar", "positive")], eq(radius(eps, q.Hs, 2), radius(eps, H)))
    corrected = q.claim(all_of(
        implies(BOTH_SIMPLE, both("nonzero")), implies(any_of(DOUBLE_LOW, DOUBLE_HIGH), always(some_step)),
    ))  # fmt: skip
    gap = by.have("gap", le(KAPPA, kappa_star(p)), kappa_gap(p))
    disproof = by.script(by.nowhere(), *interlaced_ends(p), by.assume("both"), gap, by.auto("gap", "both.1", degree=1))
    refuted = Part(printed, instances=(BOTH_DOUBLE,), lemma=REPEATED, disproof=disproof, note=U_NOT_ZERO)
    return Decision(refuted, Part(corrected, by.split(strict_with_simple_ends(q), equal_with_a_double_end(q))))
