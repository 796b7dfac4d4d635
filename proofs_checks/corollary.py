"""Corollary A.16 for any sequence of weights."""

from __future__ import annotations

from proofs_checks.convergence_theorem import squares_turn
from proofs_checks.corollary_counterexample import (
    APART,
    AT,
    WEIGHTS,
    Weights,
    neither_vanishes,
    never_zero,
    product_vanishes,
    steps_vanish,
)
from proofs_checks.every_start import Steps, for_every_k, multiple, seq
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.limit_points import NonzeroTarget, difference_vanishes
from proofs_checks.problem import Problem
from proofs_checks.separation import from_definition
from proofs_checks.trajectories import K
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import ZERO, Scalar, Statement, any_of, eq, from_index, le, lt, sqrt, tends

FROM, R = Scalar("N0"), Scalar("r")


class AnyWeights(NonzeroTarget):
    """A sequence of nonzero weights, which need not be iterates; u may be zero."""

    def __init__(self) -> None:
        Problem.__init__(self)
        self.w = self.vector_sequence("w", "nonzero")

    def product(self, k: Scalar) -> Scalar:
        """y_k^2 q_k, where y_k = w_k'g."""
        return self.corr(k) ** 2 * self.q_at(k)

    def stated(self, *, long: bool) -> Statement:
        """The corollary; long: for weights that keep away from zero."""
        if long:
            self.scalar("r", "positive")
        self.assume("the steps vanish", tends(K, sqrt(self.move(K)), 0))
        self.assume("the product vanishes", tends(K, self.product(K), 0))
        if long:
            self.assume("the weights keep away from zero", from_index(K, 0, le(R, self.size(K))))
        return self.claim(any_of(tends(K, self.corr(K) ** 2, 0), tends(K, self.q_at(K), 0)))


@claim("cor-A.16", paper=r"\lim_{k\to\infty} \|w_{k+1} - w_k\| = 0,\ \lim_{k\to\infty} (w_k^Tg)^2 q_k = 0 \implies "
                         r"\lim_{k\to\infty} (w_k^Tg)^2 = 0 \text{ or } \lim_{k\to\infty} q_k = 0")
def either_vanishes() -> Decision:
    """If |w_{k+1} - w_k| -> 0 and y_k^2 q_k -> 0, then y_k^2 -> 0 or q_k -> 0, where y_k = w_k'g.

    It fails where u and g are independent: w_k = x_k u + 2^-k g, where x_k is the distance of sqrt(k) to the integers, moves along the
    line of u to and fro by steps of at most |u|/sqrt(k+1) + |g|/2^k, and y_k^2 q_k is at most a constant times 4^-k.  But x_k = 0 for
    every square k, where w_k is a multiple of g and q_k has one and the same positive value; and x_k >= 1/4 for k = n^2 + n, where
    y_k^2 >= (u'g)^2/16.

    It is read as it is printed, for any sequence; for the iterates of BNGD it is true.

    It holds where |w_k|^2 >= r for some r > 0.  The printed proof takes |w_k| >= 1 from the set S, but the corollary does not assume it.
    Along a trajectory of BNGD |w_k| >= |w_0|, so that Theorem A.17 may use the corrected statement.
    """
    p, there = AnyWeights(), AnyWeights()
    there.w = Weights()
    c_sign = by.theorem("c", "definite", "H", "1", U)
    none = by.script(by.choose(1), by.theorem("zero", "limit_constant", seq(Scalar("0"))),
                     by.theorem("end", "limit_equal", seq(Scalar("0")), "0", seq(p.q_at(K)), "0", premises={2: for_every_k(no_loss(p))}), by.given("end"))  # fmt: skip
    values = {"s": seq(p.square(K)), "c": UHU}
    some = by.script(
        c_sign, *turns_vanish(p), *squares_turn(p, "turns"), *products_vanish(p),
        by.use("alternative", "cor-A.16/alternative", values, premises={
            0: for_every_k(by.trivial()), 1: by.given("c"), 2: by.given("at most c"), 3: by.given("products"), 4: by.given("square turns")}),
        by.either("alternative", "which", product_of_correlation(p),
                  by.script(*difference_vanishes("q", UHU, p.square(K)), by.choose(1), by.given("q"))),
    )  # fmt: skip
    return Decision(
        Part(AnyWeights().stated(long=False), instances=(AT,), lemma=APART, sequences=WEIGHTS,
             hypotheses=(never_zero(), steps_vanish(), product_vanishes(there.corr, there.q_at)), disproof=neither_vanishes(there.corr, there.q_at)),
        Part(p.stated(long=True), by.cases("target", eq(U, ZERO), none, some)),
    )  # fmt: skip


def no_loss(p: AnyWeights) -> by.Proof:
    """A proof of q_k = 0 for u = 0, the fact `target`."""
    pushed = H @ p.w[K]
    return by.script(by.have("corr", eq(p.corr(K), 0), by.auto("target", multipliers=[pushed])), by.have("c", eq(UHU, 0), by.auto("target", multipliers=[H @ U])),
                     by.auto("corr", "c", multipliers=[p.corr(K) / p.sigma2(K)]))  # fmt: skip


def long_enough(p: AnyWeights) -> Steps:
    """Steps: fact `size`: sigma_k^2 >= lambda_min r."""
    return [by.apply("long", "h3", {"k": K}), by.theorem("ray", "rayleigh", H, p.w[K]),
            by.have("size", le(LOW * R, p.sigma2(K)), by.auto("long", "ray.1", degree=1, factors=[(LOW, 1)]))]  # fmt: skip


def turns_vanish(p: AnyWeights) -> Steps:
    """Steps: fact `turns`: w_{k+1}'g/sigma_{k+1} - w_k'g/sigma_k tends to 0."""
    const, move, z = 4 * UHU * HIGH / (LOW * R), p.move(K), p.w[K + 1] - p.w[K]
    bound = (1 + const) * sqrt(move)
    scaled = by.script(by.have("less", le(LOW * R * p.turn(K) ** 2, p.sigma2(K) * p.turn(K) ** 2), by.auto("size", degree=1, squares=[p.turn(K)])),
                       by.auto("less", "gap", degree=1))  # fmt: skip
    squares = by.script(by.have("one more", le(const * move, (1 + const) ** 2 * move), by.auto("constant", "move", degree=3)),
                        by.auto("squared", "one more", degree=1))  # fmt: skip
    turned = for_every_k(
        *long_enough(p), by.use("moves", "thm-A.17/correlation", {"H": H, "u": U, "w": p.w[K], "v": p.w[K + 1]}), by.theorem("top", "rayleigh", H, z),
        by.have("in length", le(4 * UHU * (z @ (H @ z)), 4 * UHU * HIGH * move), by.auto("top.2", "c", degree=2)),
        by.have("gap", le(p.sigma2(K) * p.turn(K) ** 2, 4 * UHU * HIGH * move), by.auto("moves", "in length", degree=1)),
        by.have("scaled", le(LOW * R * p.turn(K) ** 2, 4 * UHU * HIGH * move), scaled),
        by.have("squared", le(p.turn(K) ** 2, const * move), by.auto("scaled", degree=1, factors=[(LOW, -1), (R, -1)])),
        by.have("constant", le(0, const), by.auto("c", degree=1, factors=[(HIGH, 1), (LOW, -1), (R, -1)])), by.theorem("move", "gram", "I", "0", z),
        by.theorem("order", "root_order", abs(p.turn(K)), bound,
                   premises={0: by.auto("constant", degree=1, factors=[(sqrt(move), 1)]), 1: squares}), by.given("order"),
    )  # fmt: skip
    return [
        by.have("turned", from_index(K, 0, le(abs(p.turn(K)), bound)), turned), *multiple("bounds", 1 + const, sqrt(move), "0"),
        by.have("dominated", tends(K, bound, 0), by.given("bounds")),
        by.theorem("turns", "limit_squeeze", seq(p.turn(K)), seq(bound), "0", premises={0: by.given("dominated"), 2: by.given("turned")}),
    ]  # fmt: skip


def no_less(p: AnyWeights) -> Steps:
    """Steps: fact `not less`: 0 <= y_k^2 q_k."""
    return [by.theorem("cauchy", "gram", "H", "1", U, p.w[K]),
            by.have("q", le(0, p.q_at(K)), by.auto("cauchy", degree=1, factors=[(p.sigma2(K), -1)])),
            by.have("not less", le(0, p.product(K)), by.auto("q", degree=1, squares=[p.corr(K)]))]  # fmt: skip


def products_vanish(p: AnyWeights) -> Steps:
    """Steps: fact `products`: s_k (u'Hu - s_k) tends to 0 for s_k = y_k^2/sigma_k^2."""
    s, bound = p.square(K) * (UHU - p.square(K)), 1 / (LOW * R) * p.product(K)
    below = for_every_k(
        *long_enough(p), *no_less(p),
        by.have("end", le(s, bound), by.auto("size", degree=1, factors=[(p.product(K), 1), (p.sigma2(K), -1), (LOW, -1), (R, -1)])),
        by.have("sign", le(0, s), by.auto("not less", degree=1, factors=[(p.sigma2(K), -1)])), by.theorem("of s", "magnitude", s),
        by.either("of s.3", "side", by.auto("side", "end", degree=1), by.auto("side", "sign", "end", degree=1)),
    )  # fmt: skip
    return [*multiple("damped", 1 / (LOW * R), p.product(K), "0"), by.have("damping", tends(K, bound, 0), by.given("damped")),
            by.theorem("products", "limit_squeeze", seq(s), seq(bound), "0", premises={0: by.given("damping"), 2: below})]  # fmt: skip


def product_of_correlation(p: AnyWeights) -> by.Proof:
    """A proof of y_k^2 -> 0 from s_k -> 0, the fact `which`: q_k >= u'Hu/2 in the end, so that y_k^2 <= 2 y_k^2 q_k/u'Hu."""
    factor, square = 2 / UHU, p.corr(K) ** 2
    below = by.script(
        by.fix(), by.assume("k"), by.have("from 0", le(0, K), by.auto("k", "N0.1", degree=1)), by.apply("now", "N0.2", {"k": K}),
        by.theorem("of s", "magnitude", p.square(K) - 0), by.have("q", lt(UHU / 2, p.q_at(K)), by.auto("now", "of s.1", degree=1)),
        by.have("below", le(square, factor * p.product(K)), by.auto("q", degree=1, factors=[(UHU, -1)], squares=[p.corr(K)])), by.auto("below"),
    )  # fmt: skip
    return by.script(
        *from_definition("late", p.square(K), "which", UHU / 2, "N0"), *multiple("paid", factor, p.product(K), "0"),
        by.have("small", tends(K, factor * p.product(K), 0), by.given("paid")), by.choose(0),
        by.theorem("end", "limit_squeeze", seq(square), seq(factor * p.product(K)), FROM, premises={0: by.given("small"), 2: below}), by.given("end"),
    )  # fmt: skip
