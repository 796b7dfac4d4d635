"""Corollary A.16: weights that go back and forth between u and 0 by steps that vanish, and turn away from u near 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proofs_checks.every_start import Steps, for_every_k, multiple, seq
from proofs_checks.interlacing import UHU, H, U
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.separation import from_definition
from proofs_checks.trajectories import K
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    ScalarLike,
    Setting,
    Vector,
    VectorSequence,
    all_of,
    eq,
    exists,
    forall,
    from_index,
    instance,
    le,
    lt,
    maximum,
    natural,
    power,
    sqrt,
    tends,
)  # fmt: skip

E, ELL, FROM, LATE, M, N, SQUARE, X = (Scalar(name) for name in ("e", "ell", "N", "M", "m", "n", "s", "x"))
SMALL, HALVED = 1 / (K + 1), power(Scalar("1/2"), K)
G = H @ U
GG, GHG = G @ G, G @ (H @ G)
GRAM = UHU * GHG - GG**2  # of u and g in the inner product of H
AT = instance(d=2, H=[[1, 0], [0, 2]], u=["3/5", "4/5"])  # a unit vector, as A.3 supposes
APART = (lt(0, UHU), lt(0, GG), lt(0, GHG), lt(0, GRAM))
Quantity = Callable[[Scalar], Scalar]


def distance(k: Scalar) -> Scalar:
    """The distance of sqrt(k) to the integers."""
    return abs(largest(k))


def largest(k: Scalar) -> Scalar:
    """max over 0 <= m <= k of -|sqrt(k) - m|."""
    return maximum(M, 0, k, -abs(sqrt(k) - M))


def weight(k: Scalar, g: Vector = G) -> Vector:
    """w_k: the distance of sqrt(k) to the integers times u, and 2^-k g."""
    return distance(k) * U + power(Scalar("1/2"), k) * g


class Weights(VectorSequence):
    """The counterexample as a sequence."""

    def __init__(self) -> None:
        super().__init__("w")

    def __getitem__(self, index: ScalarLike) -> Vector:
        return weight(index if isinstance(index, Scalar) else Scalar(str(index)))


WEIGHTS = {"w": by.sequence(K, weight(K, Vector("g")))}


def combined(*summands: tuple[list[tuple[Any, int]], Scalar | None]) -> by.Proof:
    """The difference of the two sides as a sum of products of factors with exponents, each with a square."""
    return {"by": "combine", "sum": [{"c": "1", "factors": [[f if isinstance(f, str) else by.term(f), e] for f, e in factors],
                                      "square": None if square is None else by.term(square)} for factors, square in summands]}  # fmt: skip


@claim("cor-A.16/reciprocals", title="the reciprocals of the integers vanish", kind="theorem", paper=NOT_PRINTED)
def reciprocals_vanish() -> Decision:
    """1/(k+1) -> 0: if the integers were bounded, they would converge, but their steps do not vanish."""
    end = exists([natural("N")[0]], all_of(le(0, FROM), from_index(K, FROM, lt(abs(SMALL - 0), E))))
    close = by.script(
        by.fix(), by.assume("k"), by.have("k >= 0", le(0, K), by.auto("k", "n.1", degree=1)), by.have("late", le(1 / E, K), by.auto("k", "n.2", degree=1)),
        by.have("large", le(1, E * K), by.auto("late", degree=1, factors=[(E, 1)])), by.have("larger", lt(1, E * (K + 1)), by.auto("large", degree=1)),
        by.have("small", lt(SMALL, E), by.auto("larger", degree=1, factors=[(K + 1, -1)])), by.have("sign", lt(0, SMALL), by.auto(degree=0, factors=[(K + 1, -1)])),
        by.theorem("size", "magnitude", SMALL - 0),
        by.either("size.3", "side", by.auto("side", "small", degree=1), by.auto("side", "small", "sign", degree=1)),
    )  # fmt: skip
    proof = by.script(
        by.have("far", forall([Decl("x", "scalar", "real")], beyond(X)), by.script(by.fix(), archimedes())),
        by.theorem("limit", "limit_definition", seq(SMALL), "0", "e", "N"),
        by.have("all", forall([Decl("e", "scalar", "positive")], end), by.script(
            by.fix(), by.apply("at", "far", {"x": 1 / E}), by.obtain("at", "n"), by.witness({"N": N}, by.split(by.given("n.1"), close)))),
        by.apply("done", "limit.2", premises=[by.given("all")]), by.given("done"),
    )  # fmt: skip
    return Decision(Part(Setting().claim(tends(K, SMALL, 0)), proof))


def beyond(x: Scalar) -> Formula:
    """Some integer n >= 0 is at least x."""
    return exists([natural("n")[0]], all_of(le(0, N), le(x, N)))


def archimedes() -> by.Proof:
    """A proof that some integer n >= 0 is at least x."""
    beneath = by.script(by.fix(), by.assume("k"), by.suppose_not("over"),
                        by.refuted("none", by.witness({"n": K}, by.split(by.given("k"), by.auto("over", degree=1)))))  # fmt: skip
    bounded = by.script(
        by.have("bounded", from_index(K, 0, le(K, X)), beneath),
        by.theorem("limit", "monotone_convergence", seq(K), X, "0", "ell", premises={3: by.given("bounded")}), by.obtain("limit", "ell"),
        *from_definition("close", K, "ell.1", Scalar("1"), "M", ELL), by.apply("at M", "M.2", {"k": LATE}),
        by.theorem("size", "magnitude", LATE - ELL), by.apply("after M", "ell.2", {"k": LATE + 1}),
        by.auto("at M", "size.2", "after M", degree=1),
    )  # fmt: skip
    return by.cases("none", beyond(X), by.given("none"), by.script({"by": "exfalso"}, bounded))


# ------------------------------------------------------------------------------------------------
# What the corollary supposes


def never_zero() -> by.Proof:
    """A proof that w_k is not zero: w_k'g > 0."""
    corr = distance(K) * UHU + HALVED * GG
    return for_every_k(by.suppose_not("zero"), by.have("corr", eq(corr, 0), by.auto("zero", multipliers=[G])), by.have("sign", lt(0, corr), by.trivial()),
                       by.auto("corr", "sign", degree=1))  # fmt: skip


GAP = sqrt(K + 1) - sqrt(K)


def nearest(k: Scalar, name: str) -> Steps:
    """Steps: an integer of that name with 0 <= m <= k where the maximum over -|sqrt(k) - m| is attained, the fact `at`."""
    return [by.theorem(f"attained {name}", "max_attained", largest(k), name), by.obtain(f"attained {name}", f"at {name}")]


def no_nearer(k: Scalar, m: Scalar, then: by.Proof) -> by.Proof:
    """A proof by cases of the sign of sqrt(k) - m, which is that of a fact `side`, that sqrt(k) is as near to an integer as to m."""
    return by.script(by.theorem("bound", "max_bound", largest(k), m), by.theorem("near", "magnitude", sqrt(k) - m), by.either("near.3", "side", then, then))


def distance_moves() -> Steps:
    """Steps: fact `moves`: the distance of sqrt(k) to the integers changes by at most 1/sqrt(k+1) from k to k + 1."""
    here, there, p, q = largest(K), largest(K + 1), Scalar("p"), Scalar("q")
    down = by.script(*nearest(K, "p"), by.theorem("old", "magnitude", sqrt(K) - p),
                     no_nearer(K + 1, p, by.auto("at p", "bound", "side", "old.1", "old.2", "gap", degree=1)))  # fmt: skip
    same = no_nearer(K, q, by.auto("at q", "bound", "side", "old.1", "old.2", "gap", degree=1))
    last = by.script(by.theorem("whole", "integer_step", K, q), by.have("root", le(2 * sqrt(K), K + 1), by.auto(degree=0, squares=[sqrt(K) - 1])),
                     no_nearer(K, K, by.auto("at q", "bound", "side", "old.2", "whole", "root", "k", degree=1)))  # fmt: skip
    up = by.script(*nearest(K + 1, "q"), by.theorem("old", "magnitude", sqrt(K + 1) - q), by.cases("which", le(q, K), same, last))
    squares = combined(([(K, 1)], GAP), ([(Scalar("2"), 1), (sqrt(K), 1), (sqrt(K + 1), 1)], GAP))
    one = for_every_k(
        by.have("inverse", eq(GAP, 1 / (sqrt(K + 1) + sqrt(K))), by.trivial()),
        by.have("sign", lt(0, 1 / (sqrt(K + 1) + sqrt(K))), by.auto(degree=0, factors=[(sqrt(K + 1) + sqrt(K), -1)])),
        by.have("gap", le(0, GAP), by.auto("inverse", "sign", degree=1)), by.have("down", le(here - GAP, there), down),
        by.have("up", le(there - GAP, here), up), by.have("shrinks", le(GAP**2 * (K + 1), 1), squares),
        by.have("both", le((there - here) ** 2, GAP**2), combined(([("down", 1), ("up", 1)], None))),
        by.auto("both", "shrinks", degree=1, factors=[(K + 1, -1)]),
    )  # fmt: skip
    moved = by.script(by.apply("old", "largest moves", {"k": K}), by.apply("here", "distance", {"k": K}), by.apply("there", "distance", {"k": K + 1}),
                      by.auto("old", "here", "there", degree=1, multipliers=[distance(K + 1) - distance(K) - there + here]))  # fmt: skip
    return [by.have("largest moves", from_index(K, 0, le((there - here) ** 2, SMALL)), one), *distances(),
            by.have("moves", from_index(K, 0, le((distance(K + 1) - distance(K)) ** 2, SMALL)), for_every_k(moved))]  # fmt: skip


def distances() -> Steps:
    """Steps: fact `distance`: the distance of sqrt(k) to the integers is minus the maximum."""
    p = Scalar("p")
    return [by.have("distance", from_index(K, 0, eq(distance(K), -largest(K))), for_every_k(
        *nearest(K, "p"), by.theorem("from p", "magnitude", sqrt(K) - p), by.have("sign", le(largest(K), 0), by.auto("at p", "from p.1", "from p.2", degree=1)),
        by.theorem("size", "magnitude", largest(K)), by.have("most", le(distance(K), -largest(K)), by.either(
            "size.3", "side", by.auto("side", "sign", "size.2", degree=1), by.auto("side", degree=1))),
        by.antisymmetry(by.given("most"), by.given("size.2"))))]  # fmt: skip


def steps_vanish() -> by.Proof:
    """A proof that |w_{k+1} - w_k| tends to 0."""
    move, turn, shift = weight(K + 1) - weight(K), distance(K + 1) - distance(K), power(Scalar("1/2"), K + 1) - HALVED
    bound = 2 * (U @ U) * SMALL + GG / 2 * HALVED**2
    parts = combined(([(Scalar("2"), 1), (U @ U, 1), ("now", 1)], None), ([("other", 1)], None))
    below = for_every_k(
        by.apply("now", "moves", {"k": K}), by.theorem("half", "power_next", Scalar("1/2"), K), by.theorem("other", "gram", "I", "0", turn * U - shift * G),
        by.have("shift", eq(shift**2, HALVED**2 / 4), by.auto("half.2", multipliers=[shift, HALVED])),
        by.have("parts", le(move @ move, 2 * (U @ U) * SMALL + 2 * GG * shift**2), parts),
        by.have("in all", le(move @ move, bound), by.auto("parts", "shift", degree=1, multipliers=[GG])),
        by.theorem("sign", "gram", "I", "0", move), by.theorem("size", "magnitude", move @ move),
        by.either("size.3", "side", by.auto("side", "in all", degree=1), by.auto("side", "in all", "sign", degree=1)),
    )  # fmt: skip
    return by.script(
        *distance_moves(), by.use("small", "cor-A.16/reciprocals", {}), *multiple("first", 2 * (U @ U), SMALL, "0"), *halved(),
        *multiple("second", GG / 2, HALVED**2, "0"),
        by.theorem("bounds", "limit_sum", seq(2 * (U @ U) * SMALL), 2 * (U @ U) * 0, seq(GG / 2 * HALVED**2), GG / 2 * 0),
        by.have("bound", tends(K, bound, 0), by.given("bounds")),
        by.theorem("squares", "limit_squeeze", seq(move @ move), seq(bound), "0", premises={0: by.given("bound"), 2: below}),
        by.theorem("roots", "limit_root", seq(move @ move), "0"), by.given("roots"),
    )  # fmt: skip


def halved() -> Steps:
    """Steps: fact `halved`: 4^-k tends to 0."""
    return [by.theorem("powers", "geometric", Scalar("1/2"), K), by.theorem("both", "limit_product", seq(HALVED), "0", seq(HALVED), "0"),
            by.have("halved", tends(K, HALVED**2, 0), by.given("both"))]  # fmt: skip


def product_vanishes(corr: Quantity, loss: Quantity) -> by.Proof:
    """A proof that y_k^2 q_k tends to 0; corr, loss: y_k and q_k as functions of k."""
    product, bound, size = corr(K) ** 2 * loss(K), UHU * GRAM * HALVED**2, weight(K) @ (H @ weight(K))
    below = for_every_k(
        by.have("in all", le(product, bound), combined(([(size, -1)], GRAM * HALVED**2))),
        by.have("sign", le(0, product), combined(([("lemma4", 1), (size, -1)], corr(K) * HALVED))), by.theorem("size", "magnitude", product),
        by.either("size.3", "side", by.auto("side", "in all", degree=1), by.auto("side", "in all", "sign", degree=1)),
    )  # fmt: skip
    return by.script(
        *halved(), *multiple("bounds", UHU * GRAM, HALVED**2, "0"), by.have("bound", tends(K, bound, 0), by.given("bounds")),
        by.theorem("products", "limit_squeeze", seq(product), seq(bound), "0", premises={0: by.given("bound"), 2: below}), by.given("products"),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# What it concludes


def neither_vanishes(corr: Quantity, loss: Quantity) -> by.Proof:
    """A proof that neither y_k^2 nor q_k tends to 0; corr, loss: y_k and q_k as functions of k."""
    squares = by.induction("old", by.witness({"s": "0"}), by.script(
        by.obtain("old", "s"), by.have("next", square("t", N + 1), by.witness({"t": SQUARE + N + N + 1})), by.given("next")))  # fmt: skip
    return by.script(
        by.have("squares", from_index(N, 0, square("s", N)), squares), *distances(), by.assume("either"), by.either("either", "which", half_way(corr), at_squares(corr, loss)),
    )  # fmt: skip


def square(name: str, root: Scalar) -> Formula:
    """There is an integer that is the square of root."""
    return exists([natural(name)[0]], all_of(le(0, Scalar(name)), eq(Scalar(name), root**2)))


def square_after() -> Steps:
    """Steps: an integer s = (N + 1)^2, for the index N of `from_definition`."""
    return [by.apply("a square", "squares", {"n": FROM + 1}), by.obtain("a square", "s")]


def at_squares(corr: Quantity, loss: Quantity) -> by.Proof:
    """A proof of 0 < 0 from q_k -> 0: at k = (N + 1)^2 the distance is 0, so that w_k is a multiple of g."""
    root, s, x = FROM + 1, SQUARE, distance(SQUARE)
    halved, size, end = power(Scalar("1/2"), s), weight(s) @ (H @ weight(s)), GRAM / GHG
    most = by.script(by.theorem("bound", "max_bound", largest(s), root), by.theorem("near", "magnitude", sqrt(s) - root),
                     by.either("near.3", "side", *[by.auto("bound", "side", "root", "far", degree=1)] * 2))  # fmt: skip
    rest = (GG**2 * (x * UHU + 2 * halved * GG) - GHG * (x * UHU**2 + 2 * halved * UHU * GG)) / (GHG * size)
    return by.script(
        by.have("sign", lt(0, end / 2), by.auto("lemma4", degree=1, factors=[(GHG, -1)])), *from_definition("late", loss(K), "which", end / 2, "N"), *square_after(), by.apply("far", "distance", {"k": s}),
        by.have("root", eq(sqrt(s), root), by.auto("s.2", multipliers=[1 / (sqrt(s) + root)])), by.have("in range", le(root, s), by.auto("s.2", "N.1", degree=2)),
        by.have("after N", le(FROM, s), by.auto("in range", degree=1)),
        by.have("zero", eq(x, 0), by.antisymmetry(most, by.trivial())), by.have("full", eq(loss(s), end), by.auto("zero", multipliers=[rest])),
        by.apply("now", "N.2", {"k": s}), by.theorem("size", "magnitude", loss(s) - 0),
        by.auto("now", "size.1", "full", "sign", degree=1),
    )  # fmt: skip


def half_way(corr: Quantity) -> by.Proof:
    """A proof of 0 < 0 from y_k^2 -> 0: at k = (N + 1)^2 + N + 1 the distance is at least 1/4, so that y_k >= u'g/4."""
    root, p, k = FROM + 1, Scalar("p"), SQUARE + FROM + 1
    far = by.script(
        *nearest(k, "p"), by.theorem("size", "magnitude", sqrt(k) - p), by.apply("same", "distance", {"k": k}),
        by.cases("side", le(p, root), by.auto("side", "at p", "size.1", "low", "same", degree=1), by.script(
            by.theorem("whole", "integer_step", root, p), by.auto("whole", "at p", "size.2", "high", "same", degree=1))),
    )  # fmt: skip
    return by.script(
        *from_definition("late", corr(K) ** 2, "which", UHU**2 / 16, "N"), *square_after(),
        by.theorem("low", "root_order", root + Scalar("1/4"), sqrt(k), premises={1: by.auto("s.2", "N.1", degree=1)}),
        by.theorem("high", "root_order", sqrt(k), root + Scalar("1/2"), premises={1: by.auto("s.2", "N.1", degree=1)}),
        by.have("far", le(Scalar("1/4"), distance(k)), far),
        by.have("y", le(UHU / 4, corr(k)), combined(([("far", 1), (UHU, 1)], None), ([(power(Scalar("1/2"), k), 1), (GG, 1)], None))),
        by.have("large", le(UHU**2 / 16, corr(k) ** 2), combined(([("y", 1), (UHU, 1), (Scalar("1/2"), 1)], None), ([], corr(k) - UHU / 4))),
        by.have("after N", le(FROM, k), by.auto("s.1", degree=1)),
        by.apply("now", "N.2", {"k": k}), by.theorem("size of y", "magnitude", corr(k) ** 2 - 0), by.auto("now", "size of y.1", "large", degree=1),
    )  # fmt: skip
