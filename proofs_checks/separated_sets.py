"""Lemma A.15: where y^2 q is small, y is small or q is, and the two sets are apart."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.interlacing import LOW, UHU, H, U
from proofs_checks.one_step import (
    norm,
    square_h,
    unit_length,
)
from proofs_checks.problem import Problem, some_scalar, some_vector
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Formula,
    Scalar,
    Vector,
    all_of,
    any_of,
    eq,
    exists,
    forall,
    implies,
    instance,
    le,
    lt,
    ne,
    sqrt,
)  # fmt: skip


def separable() -> Problem:
    """|u| = 1, and a w != 0."""
    p = Problem()
    unit_length(p)
    p.w = p.vector("w", "nonzero")
    return p


def both_forms(p: Problem, paired: Vector) -> Formula:
    """The two forms of q agree, the first with w'H times the vector: w as printed, or u."""
    return eq(square_h(p.u) - (p.w @ (p.H @ paired)) ** 2 / square_h(p.w), q_of(p, p.w))


def separated(p: Problem) -> Formula:
    """S = {y^2 q < delta_0, |w| >= 1} falls apart into S_1 and S_2."""
    (d0, delta0), (d1, delta1), (d2, delta2), (dm, gap), (dt, top) = (
        some_scalar(name, "positive") for name in ("delta_0", "delta_1", "delta_2", "m", "delta_top")
    )  # fmt: skip

    def near(x: Vector) -> Formula:
        return all_of(lt((x @ p.g) ** 2 * q_of(p, x), delta0), le(1, x @ x))

    def first(x: Vector) -> Formula:
        return all_of(near(x), lt((x @ p.g) ** 2, delta1), lt(delta2, q_of(p, x)))

    def second(x: Vector) -> Formula:
        return all_of(near(x), lt(q_of(p, x), delta2), lt(delta1, (x @ p.g) ** 2))

    dx, x = some_vector("x", "nonzero")
    dv, v = some_vector("v", "nonzero")
    apart = forall([dx, dv], implies(all_of(first(x), second(v)), le(gap, norm(x - v))))
    parts = forall([dx], implies(near(x), any_of(first(x), second(x))))
    return exists([dt], forall([d0], implies(lt(delta0, top), exists([d1, d2, dm], all_of(parts, apart)))))


def q_of(p: Problem, x: Vector) -> Scalar:
    """u'Hu - (x'g)^2/x'Hx."""
    return square_h(p.u) - (x @ p.g) ** 2 / square_h(x)


@claim("lemma-A.15", paper=r"S := \{w \mid y^2q < \delta_0,\ \|w\| \ge 1\} = S_1 \cup S_2,\ \mathrm{dist}(S_1,S_2) > 0,\ "
       r"S_1: y^2 < \delta_1,\ q > \delta_2,\quad S_2: q < \delta_2,\ y^2 > \delta_1,\quad "
       r"y := w^Tg,\ q := u^THu - \tfrac{(w^THw)^2}{w^THw} = u^THu - \tfrac{y^2}{w^THw}")
def separation() -> Decision:
    """For small delta_0 {y^2 q < delta_0, |w| >= 1} has two parts at a positive distance: y small, q large, or the reverse.

    The first printed form of q has w'Hw where w'Hu is meant; the two forms differ.
    """
    p = separable()
    printed, corrected = (p.claim(all_of(both_forms(p, x), separated(p))) for x in (p.w, p.u))
    return Decision(Part(printed, instances=(LONGER,)), Part(corrected, by.split(by.trivial(), separation_proof())))


LONGER = instance(d=1, H=[[1]], u=[1], w=[2])


@claim("lemma-A.15/forms", title="the two forms of q", kind="identity",
       paper=r"q := u^THu - \tfrac{(w^THw)^2}{w^THw} = u^THu - \tfrac{y^2}{w^THw}")
def forms_of_residual() -> Decision:
    """q = u'Hu - (w'Hu)^2/w'Hw = u'Hu - y^2/w'Hw; printed with w'Hw for w'Hu."""
    p = separable()
    return Decision(Part(p.claim(both_forms(p, p.w)), instances=(LONGER,)), Part(p.claim(both_forms(p, p.u)), by.trivial()))


@claim("lemma-A.15/separation", title="the separation, with the second form of q", kind="theorem",
       paper=r"S := \{w \mid y^2q < \delta_0,\ \|w\| \ge 1\} = S_1 \cup S_2,\ \mathrm{dist}(S_1,S_2) > 0,\ "
             r"S_1: y^2 < \delta_1,\ q > \delta_2,\quad S_2: q < \delta_2,\ y^2 > \delta_1")
def two_separated_parts() -> Decision:
    """For delta_0 < lambda_min (u'Hu)^2/8 the set S has two parts, with delta_1 = lambda_min u'Hu/4 and delta_2 = u'Hu/2."""
    p = Problem()
    unit_length(p)
    return Decision(Part(p.claim(separated(p)), separation_proof()))


def separation_proof() -> by.Proof:
    """A proof of the separation, with delta_1 = lambda_min u'Hu/4, delta_2 = u'Hu/2 and delta_0 < delta_1 delta_2."""
    g = H @ U
    delta1, delta2 = LOW * UHU / 4, UHU / 2
    edge = sqrt(LOW * UHU) / 2
    gap = edge / (3 * norm(g))
    constants = {"delta_1": delta1, "delta_2": delta2, "m": gap}
    return by.script(
        by.have("u", ne(U, ZERO), by.script(by.suppose_not("zero"), by.auto("h1", "zero", degree=1, multipliers=[U]))),
        by.theorem("size u", "definite", "H", "1", U), by.theorem("size g", "definite", "H", "2", U),
        by.witness({"delta_top": delta1 * delta2}, by.trivial(), by.script(
            by.fix(), by.assume("below"), by.witness(constants, by.trivial(), by.trivial(), by.trivial(),
                                                     by.split(two_parts(g, delta1, delta2), far_apart(g, delta1, edge))))),
    )  # fmt: skip


def large_correlation(x: Vector, fact: str) -> list[by.Proof]:
    """Steps: facts `long`: lambda_min <= x'Hx, `large`: lambda_min u'Hu/2 < (x'g)^2, from |x| >= 1 and the fact q(x) < u'Hu/2."""
    return [
        *longer_than_one(x),
        by.have("large", lt(LOW * UHU / 2, (x @ (H @ U)) ** 2),
                by.auto(fact, "long", degree=1, factors=[(square_h(x), 1), (UHU, 1)])),
    ]


def longer_than_one(x: Vector) -> list[by.Proof]:
    """Steps: fact `long`: lambda_min <= x'Hx, from the fact `length`: 1 <= |x|^2."""
    return [by.theorem("rayleigh", "rayleigh", H, x),
            by.have("long", le(LOW, square_h(x)), by.auto("rayleigh.1", "length", degree=1, factors=[(LOW, 1)]))]  # fmt: skip


def two_parts(g: Vector, delta1: Scalar, delta2: Scalar) -> by.Proof:
    """A proof that every x of S lies in S_1 or in S_2."""
    x = Vector("x")
    y2, size = (x @ g) ** 2, square_h(x)
    low = by.script(
        by.have("ratio", le(y2 / size, y2 / LOW), by.auto("long", degree=1, factors=[(size, -1), (LOW, -1)], squares=[x @ g])),
        by.choose(0), by.split(by.given("near"), by.given("small"),
                               by.auto("ratio", "small", "size u", degree=1, factors=[(LOW, -1)])),
    )  # fmt: skip
    other = by.script(by.suppose_not("big"), by.auto("small", "big", "near.1", "below", degree=2, factors=[(UHU, 1), (LOW, 1)]))
    high = by.script(
        by.have("q", lt(UHU - y2 / size, delta2), other), by.have("large", lt(LOW * UHU / 2, y2),
            by.auto("q", "long", degree=1, factors=[(size, 1), (UHU, 1)])),
        by.choose(1), by.split(by.given("near"), by.given("q"), by.auto("large", "size u", degree=1, factors=[(LOW, 1)])),
    )  # fmt: skip
    return by.script(by.fix(), by.assume("near"), by.have("length", le(1, x @ x), by.given("near.2")), *longer_than_one(x),
                     by.cases("small", lt(y2, delta1), low, high))  # fmt: skip


def far_apart(g: Vector, delta1: Scalar, edge: Scalar) -> by.Proof:
    """A proof that points x of S_1 and v of S_2 are at least edge/(3|g|) apart."""
    x, v = Vector("x"), Vector("v")
    shift, across = (v - x) @ g, norm(g) * norm(x - v)
    return by.script(
        by.fix(), by.assume("both"), by.have("length", le(1, v @ v), by.given("both.2.1.2")), *large_correlation(v, "both.2.2"),
        by.theorem("near", "root_order", abs(x @ g), edge, premises={1: by.auto("both.1.2", degree=1)}),
        by.theorem("far", "root_order", Fraction(4, 3) * edge, abs(v @ g),
                   premises={1: by.auto("large", "size u", degree=1, factors=[(LOW, 1)])}),
        by.theorem("gram", "gram", "I", "0", g, x - v),
        by.theorem("up", "root_order", shift, across, premises={1: by.auto("gram", degree=1)}),
        by.theorem("down", "root_order", -shift, across, premises={1: by.auto("gram", degree=1)}),
        by.theorem("at x", "magnitude", x @ g), by.theorem("at v", "magnitude", v @ g),
        by.have("apart", le(edge / 3, across), by.either("at v.3", "side",
            by.auto("side", "near", "far", "up", "at x.1", degree=1),
                                                         by.auto("side", "near", "far", "down", "at x.2", degree=1))),
        by.auto("apart", degree=1, factors=[(norm(g), -1)]),
    )  # fmt: skip
