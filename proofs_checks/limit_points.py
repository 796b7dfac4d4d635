"""Where a trajectory ends: at a saddle or at a minimiser, in both cases with a limit of w_k (step (3) of Theorem A.17)."""

from __future__ import annotations

from proofs_checks.every_start import AnyStep, K, N, Steps, energy_at_least, for_every_k, growing, multiple, seq, slow
from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.near_misses import AT_A_MINIMISER, AT_A_SADDLE, AT_REST
from proofs_checks.one_step import stretched
from proofs_checks.separation import from_definition
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    Vector,
    all_of,
    eq,
    exists,
    from_index,
    implies,
    le,
    lt,
    natural,
    sqrt,
    summation,
    tends,
)

G, LIMIT, R = H @ U, Vector("W"), Scalar("r")
GG, UU, FROM, POSITIVE_FROM = G @ G, U @ U, Scalar("N1"), Scalar("N0")
SCALED = "The limit is that of alpha_k^2 = (w_k'g)^2/sigma_k^2: sigma_k lies between two positive bounds, as |w_k| does."
ELL_ = Scalar("N")  # the limit of |w_k|^2, as `thm-A.17/limits` names it


class NonzeroTarget(AnyStep):
    """BNGD with 0 < eps_a < 2, eps > 0 and u != 0."""

    def __init__(self) -> None:
        super().__init__("nonzero")

    def corr(self, k: Scalar) -> Scalar:
        """y_k = w_k'g."""
        return self.w[k] @ self.g

    def across(self, k: Scalar) -> Vector:
        """The part of w_k orthogonal to g."""
        return self.w[k] - (self.corr(k) / GG) * G

    def sigma2(self, k: Scalar) -> Scalar:
        """sigma_k^2 = w_k'Hw_k."""
        return self.w[k] @ (H @ self.w[k])


# ------------------------------------------------------------------------------------------------
# At a saddle


@claim("thm-A.17/saddle", title="step (3), the case of a saddle", kind="theorem",
       paper=r"\lim_{k\to\infty} y_k^2 = 0 \implies (a_k,w_k) \text{ converges to a saddle point}",
       equivalent_mutants=AT_A_SADDLE)
def converges_to_a_saddle() -> Decision:
    """If w_k'g/sigma_k -> 0, then w_k converges, to some W != 0 with W'g = 0, and a_k -> 0.

    The printed proof concludes from w_k'g -> 0 alone that w_k converges.  It does: the part of w_k along g vanishes, and the part
    orthogonal to g moves by at most a multiple of a_k^2 + alpha_k^2, which the increments of |w_k|^2 dominate and which is summable.
    """
    p = NonzeroTarget()
    found = exists([Decl("W_lim", "vector", "nonzero")],
                   all_of(tends(K, p.a[K], 0), tends(K, p.w[K], Vector("W_lim")), eq(Vector("W_lim") @ p.g, 0)))  # fmt: skip
    proof = by.script(
        p.of_start("lengths", "thm-A.17/lengths"), p.of_start("limits", "thm-A.17/limits"), p.enter(), p.here("lengths"), p.here("limits"),
        *slow(p), by.obtain("limits", "norm"), by.assume("vanishes"), by.theorem("c", "definite", "H", "1", U),
        by.theorem("gg", "definite", "H", "2", U), *growing(p), *state_vanishes(p), *small_rescaling(p), *part_across_moves(p),
        *part_across_converges(p), *at_saddle(p),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(implies(tends(K, p.square(K), 0), found))), proof, instances=AT_REST, note=SCALED))


def wide(p: NonzeroTarget) -> Steps:
    """Steps: fact `width`: sigma_k^2 <= lambda_max N, from the fact `norm`."""
    return [by.apply("at most", "norm.2", {"k": K}), by.theorem("ray", "rayleigh", H, p.w[K]),
            by.have("width", le(p.sigma2(K), HIGH * ELL_), by.auto("ray.2", "at most", degree=1, factors=[(HIGH, 1)]))]  # fmt: skip


def state_vanishes(p: NonzeroTarget) -> Steps:
    """Steps: facts `alpha`, `a limit` and `corr`: alpha_k, a_k and w_k'g tend to 0."""
    bound = HIGH * ELL_ * p.square(K)
    below = for_every_k(*wide(p), by.have("below", le(p.corr(K) ** 2, bound), by.auto("width", degree=1, squares=[p.alpha_at(K)])),
                        by.auto("below", degree=1))  # fmt: skip
    return [
        by.use("alpha", "cor-A.16/root", {"f": seq(p.alpha_at(K))}, premises={0: for_every_k(by.trivial()), 1: by.given("vanishes")}),
        by.theorem("sum", "limit_sum", seq(p.gap(K)), "0", seq(p.alpha_at(K)), "0", premises={0: by.given("norm.4")}),
        by.have("a limit", tends(K, p.a[K], 0), by.given("sum")),
        *multiple("scaled", HIGH * ELL_, p.square(K), "0"), by.have("small", tends(K, bound, 0), by.given("scaled")),
        by.theorem("squares", "limit_squeeze", seq(p.corr(K) ** 2), seq(bound), "0", premises={0: by.given("small"), 2: below}),
        by.use("corr", "cor-A.16/root", {"f": seq(p.corr(K))}, premises={0: for_every_k(by.trivial()), 1: by.given("squares")}),
    ]  # fmt: skip


def paid(p: NonzeroTarget) -> Scalar:
    """The factor with which |w_{k+1} - w_k|^2 bounds a_k^2 once q_k >= u'Hu/2."""
    return 2 * HIGH * ELL_ / (p.eps**2 * LOW * UHU)


def small_rescaling(p: NonzeroTarget) -> Steps:
    """Steps: an index `N1`, and the fact `a small`: a_k^2 is at most a multiple of |w_{k+1} - w_k|^2 from it on."""
    pushed, square = H @ p.e_at(K), p.eps**2 * p.a[K] ** 2
    energy = pushed @ pushed
    small = for_every_k(
        by.apply("square", "N1.2", {"k": K}), by.theorem("size", "magnitude", p.square(K) - 0),
        by.have("q", le(UHU / 2, p.q_at(K)), by.auto("square", "size.1", degree=1)), *wide(p), *pushed_far(p),
        by.have("half", le(LOW * UHU / 2, energy), by.script(
            by.have("part", le(LOW * UHU / 2, LOW * p.q_at(K)), by.auto("q", degree=1, factors=[(LOW, 1)])), by.auto("part", "energy", degree=1))),
        by.have("move", eq(p.move(K) * p.sigma2(K), square * energy), by.auto("length.2", multipliers=[p.sigma2(K)])),
        by.have("least", le(square * LOW * UHU / 2, square * energy), by.auto("half", degree=1, squares=[p.eps * p.a[K]])),
        by.have("most", le(p.move(K) * p.sigma2(K), p.move(K) * HIGH * ELL_), by.auto("width", "positive", degree=2)),
        by.have("both", le(square * LOW * UHU / 2, p.move(K) * HIGH * ELL_), by.auto("move", "least", "most", degree=1)),
        by.auto("both", degree=1, factors=[(p.eps, -2), (LOW, -1), (UHU, -1)]), low="N1.1",
    )  # fmt: skip
    return [*from_definition("squares'", p.square(K), "vanishes", UHU / 2, "N1"),
            by.have("a small", from_index(K, FROM, le(p.a[K] ** 2, paid(p) * p.move(K))), small)]  # fmt: skip


def pushed_far(p: NonzeroTarget) -> Steps:
    """Steps: facts `energy`: lambda_min q_k <= |He_k|^2, `length` of step k, and `positive`: its move is not negative."""
    first, second, _, _, _, positive, length = energy_at_least(p)
    return [first, second, {**positive, "as": "positive"}, length]


def mixed(p: NonzeroTarget, k: Scalar) -> Scalar:
    """a_k^2 + alpha_k^2."""
    return p.a[k] ** 2 + p.square(k)


def factor_across(p: NonzeroTarget) -> tuple[Scalar, Scalar]:
    """C and 1 + C with |move of the orthogonal part|^2 <= C a_k^2 alpha_k^2, C = eps^2 lambda_max^2/(lambda_min^2 |w_0|^2)."""
    inner = p.eps**2 * HIGH**2 / LOW / (LOW * p.size(0))
    return inner, 1 + inner


def part_across_moves(p: NonzeroTarget) -> Steps:
    """Steps: a constant K > 0 and the fact `moves`: from N1 on the orthogonal part moves by at most K (|w_{k+2}|^2 - |w_k|^2)."""
    const = factor_across(p)[1] / 2 * paid(p) * (1 + 2 / p.eps_a**2)

    def bounded(factor: Scalar) -> Scalar:
        return factor * (p.size(K + 2) - p.size(K))

    def moves(factor: Scalar) -> Formula:
        x = p.across(K + 1) - p.across(K)
        return from_index(K, FROM, all_of(le(0, bounded(factor)), le(x @ x, bounded(factor) ** 2)))

    half, b = factor_across(p)[1] * mixed(p, K) / 2, bounded(const)
    squares = by.script(by.have("one", le(half * half, half * b), by.auto("below", degree=1, factors=[(half, 1)])),
                        by.have("two", le(half * b, b * b), by.auto("below", "b", degree=2)), by.auto("one", "two", degree=1))  # fmt: skip
    shown = for_every_k(
        by.apply("next", "orbit step", {"k": K}), *moved_across(p), *sum_of_squares(p, const),
        by.have("half", le(0, half), by.trivial()), by.have("b", le(0, b), by.auto("half", "below", degree=1)),
        by.split(by.given("b"), by.script(by.have("half b", le(half**2, b**2), squares), by.auto("moved", "thirdly", "fourthly", "half b", degree=1))),
        low="N1.1",
    )  # fmt: skip
    some = exists([Decl("K", "scalar", "positive")], moves(Scalar("K")))
    return [by.have("with constant", moves(const), shown),
            by.have("some constant", some, by.witness({"K": const}, by.trivial(), by.given("with constant"))), by.obtain("some constant", "moves")]  # fmt: skip


def moved_across(p: NonzeroTarget) -> Steps:
    """Steps: facts `moved`, `thirdly`, `fourthly`: the move is at most the square of (1 + C)(a_k^2 + alpha_k^2)/2."""
    w, y, s2, t, hw = p.w[K], p.corr(K), p.sigma2(K), p.eps * p.a[K] / p.sigma_at(K), H @ p.w[K]
    x, part = p.across(K + 1) - p.across(K), hw - ((hw @ G) / GG) * G
    least, (inner, outer) = LOW * p.size(0), factor_across(p)
    size, scaled, product = part @ part, -(t * y / s2) * part, p.eps**2 * p.a[K] ** 2 * p.square(K)
    narrow = by.script(
        by.have("one", le(LOW * size, LOW * HIGH**2 * p.size(K)), by.auto("part", degree=1, factors=[(LOW, 1)])),
        by.have("two", le(HIGH**2 * LOW * p.size(K), HIGH**2 * s2), by.auto("ray.1", degree=1, factors=[(HIGH, 1), (HIGH, 1)])),
        by.have("three", le(LOW * size, HIGH**2 * s2), by.auto("one", "two", degree=1)),
        by.auto("three", degree=1, factors=[(s2, -1), (LOW, -1)]),
    )  # fmt: skip
    mean = by.script(
        by.have("means", le(p.a[K] ** 2 * p.square(K), (mixed(p, K) / 2) ** 2), by.auto("k", degree=0, squares=[p.a[K] ** 2 - p.square(K)])),
        by.have("scaled means", le(inner * (p.a[K] ** 2 * p.square(K)), inner * (mixed(p, K) / 2) ** 2),
                by.auto("means", degree=1, factors=[(p.eps, 2), (HIGH, 2), (LOW, -2), (p.size(0), -1)])),
        by.have("rounded", le(inner * (mixed(p, K) / 2) ** 2, outer**2 * (mixed(p, K) / 2) ** 2),
                by.script(by.have("more", le(inner, outer**2), by.trivial()), by.auto("more", degree=1, squares=[mixed(p, K)]))),
        by.auto("scaled means", "rounded", degree=1),
    )  # fmt: skip
    return [
        by.have("corr'", eq(p.corr(K + 1), y + t * ((H @ p.e_at(K)) @ G)), by.auto("next.2", multipliers=[G])),
        by.have("x", eq(x, scaled), by.auto("next.2", "corr'", multipliers=[(1 / GG) * G])),
        by.have("shorter", le(size, hw @ hw), by.auto("gg", degree=0, factors=[(GG, -1)], squares=[hw @ G])), *stretched("stretched", w),
        by.have("part", le(size, HIGH**2 * p.size(K)), by.auto("shorter", "stretched", degree=1)), by.theorem("ray", "rayleigh", H, w),
        by.apply("long", "from start", {"n": K}), by.have("least", le(least, s2), by.auto("long", "ray.1", degree=1, factors=[(LOW, 1)])),
        by.have("firstly", eq(x @ x, product / s2 * size / s2), by.auto("x", multipliers=[x, scaled])),
        by.have("narrow", le(size / s2, HIGH**2 / LOW), narrow),
        by.have("inverse", le(1 / s2, 1 / least), by.auto("least", degree=1, factors=[(s2, -1), (LOW, -1), (p.size(0), -1)])),
        by.have("secondly", le(product / s2 * (size / s2), product / s2 * (HIGH**2 / LOW)),
                by.auto("narrow", degree=1, factors=[(s2, -1)], squares=[p.eps * p.a[K] * p.alpha_at(K)])),
        by.have("moved", le(x @ x, product * HIGH**2 / LOW / s2), by.auto("firstly", "secondly", degree=1)),
        by.have("thirdly", le(product * HIGH**2 / LOW / s2, inner * p.a[K] ** 2 * p.square(K)),
                by.auto("inverse", degree=1, factors=[(LOW, -1)], squares=[p.eps * p.a[K] * p.alpha_at(K) * HIGH])),
        by.have("fourthly", le(inner * p.a[K] ** 2 * p.square(K), (outer * mixed(p, K) / 2) ** 2), mean),
    ]  # fmt: skip


def sum_of_squares(p: NonzeroTarget, const: Scalar) -> Steps:
    """Steps: fact `below`: (1 + C)(a_k^2 + alpha_k^2)/2 is at most const (|w_{k+2}|^2 - |w_k|^2)."""
    a, a1, s, rate, growth = p.a[K], p.a[K + 1], p.square(K), 1 - p.eps_a, p.size(K + 2) - p.size(K)
    factor, outer = 1 + 2 / p.eps_a**2, factor_across(p)[1]
    by_two = by.script(
        by.have("split", le((a1 - rate * a) ** 2, 2 * a1**2 + 2 * (rate * a) ** 2), by.auto("k", degree=0, squares=[a1 + rate * a])),
        by.have("shrunk", le((rate * a) ** 2, a**2), by.auto("contract", degree=1, squares=[a])),
        by.have("same", eq(p.eps_a**2 * s, (a1 - rate * a) ** 2), by.auto("alpha'", multipliers=[p.eps_a * p.alpha_at(K), a1 - rate * a])),
        by.auto("split", "shrunk", "same", degree=1),
    )  # fmt: skip
    pair = by.script(
        by.have("apart", le(a**2 + a1**2, paid(p) * p.move(K) + paid(p) * p.move(K + 1)), by.auto("a now", "a next", degree=1)),
        by.have("together", eq(paid(p) * p.move(K) + paid(p) * p.move(K + 1), paid(p) * growth), by.auto("growth", multipliers=[paid(p)])),
        by.auto("apart", "together", degree=1),
    )  # fmt: skip
    return [
        by.have("contract", le(rate**2, 1), by.auto("h1", "h2", degree=2)),
        by.have("alpha'", eq(p.eps_a * p.alpha_at(K), a1 - rate * a), by.auto("next.1")),
        by.have("by two", le(p.eps_a**2 * s, 2 * a1**2 + 2 * a**2), by_two),
        by.have("s", le(s, 2 / p.eps_a**2 * (a1**2 + a**2)), by.auto("by two", degree=1, factors=[(p.eps_a, -2)])),
        by.apply("a now", "a small", {"k": K}), by.have("later", le(FROM, K + 1), by.auto("k", degree=1)), by.apply("a next", "a small", {"k": K + 1}),
        by.apply("length now", "lengths", {"k": K}), by.apply("length next", "lengths", {"k": K + 1}),
        by.have("growth", eq(p.move(K) + p.move(K + 1), growth), by.auto("length now.1", "length next.1")),
        by.have("pair", le(a**2 + a1**2, paid(p) * growth), pair),
        by.have("mixed", le(mixed(p, K), factor * (a**2 + a1**2)), by.auto("s", degree=1, squares=[a1])),
        by.have("scaled pair", le(factor * (a**2 + a1**2), factor * (paid(p) * growth)), by.auto("pair", degree=1, factors=[(factor, 1)])),
        by.have("whole", le(mixed(p, K), factor * (paid(p) * growth)), by.auto("mixed", "scaled pair", degree=1)),
        by.have("below", le(outer * mixed(p, K) / 2, const * growth), by.auto("whole", degree=1, factors=[(outer, 1)])),
    ]  # fmt: skip


def part_across_converges(p: NonzeroTarget) -> Steps:
    """Steps: fact `across`: the part of w_k orthogonal to g tends to W."""
    const, first, n = Scalar("K"), FROM, N

    def bound(k: Scalar) -> Scalar:
        return const * (p.size(k + 2) - p.size(k))

    total, start = summation(K, 0, n, bound(first + K)), const * (p.size(first) + p.size(first + 1))
    end = const * (p.size(n + first + 2) + p.size(n + first + 1))
    sums = by.induction("old", by.script(by.theorem("one", "sum_next", seq(bound(first + K)), 0, -1, premises={0: by.trivial()}),
                                         by.theorem("none", "sum_empty", seq(bound(first + K)), 0, -1), by.auto("none", "one", degree=1)),
                        by.script(by.theorem("more", "sum_next", seq(bound(first + K)), 0, n), by.auto("more", "old", degree=1)))  # fmt: skip
    bounded = by.script(
        by.fix(), by.assume("n"), by.apply("partial sum", "sums", {"n": n}), by.have("one", le(0, n + first + 1), by.auto("n", "N1.1", degree=1)),
        by.have("two", le(0, n + first + 2), by.auto("n", "N1.1", degree=1)), by.apply("first", "norm.2", {"k": n + first + 1}),
        by.apply("second", "norm.2", {"k": n + first + 2}),
        by.have("end", le(end, const * (2 * ELL_)), by.auto("first", "second", degree=1, factors=[(const, 1)])),
        by.have("start", le(0, start), by.auto("positive K", degree=1, factors=[(p.size(first) + p.size(first + 1), 1)])),
        by.auto("partial sum", "end", "start", degree=1),
    )  # fmt: skip
    moves = by.script(by.fix(), by.assume("k"), by.have("late", le(first, first + K), by.auto("k", degree=1)), by.apply("move", "moves", {"k": first + K}),
                      by.split(by.given("move.1"), by.auto("move.2", degree=1)))  # fmt: skip
    return [
        by.have("positive K", lt(0, const), by.trivial()), by.have("sums", from_index(n, 0, le(total + start, end)), sums),
        by.theorem("converges", "absolute_convergence", seq(p.across(first + K)), seq(bound(first + K)), 2 * const * ELL_, "n", "W",
                   premises={0: moves, 1: bounded}), by.obtain("converges", "tail"),
        by.theorem("shift", "limit_shift", seq(p.across(K)), LIMIT, first), by.apply("across", "shift.2", premises=[by.given("tail")]),
    ]  # fmt: skip


def at_saddle(p: NonzeroTarget) -> Steps:
    """Steps: the limit W of w_k is not zero and orthogonal to g; they finish the proof."""
    along = (1 / GG) * G
    nonzero = by.script(by.suppose_not("zero"), by.have("no length", eq(LIMIT @ LIMIT, 0), by.auto("zero", multipliers=[LIMIT])),
                        by.auto("length of W", "no length", degree=1))  # fmt: skip
    orders = [
        by.theorem(f"order {i}", "limit_order", seq(p.corr(K)), low, seq(p.corr(K)), high, "0", premises={0: by.given(one), 1: by.given(two)})
        for i, (low, high, one, two) in enumerate((("0", LIMIT @ p.g, "corr", "W'g"), (LIMIT @ p.g, "0", "W'g", "corr")))
    ]  # fmt: skip
    return [
        by.theorem("g stays", "limit_constant", seq(along)), by.theorem("along", "limit_product", seq(p.corr(K)), "0", seq(along), along),
        by.theorem("sum of parts", "limit_sum", seq(p.across(K)), LIMIT, seq(p.corr(K) * along), Scalar("0") * along),
        by.have("w limit", tends(K, p.w[K], LIMIT), by.given("sum of parts")),
        by.theorem("lengths'", "limit_dot", seq(p.w[K]), LIMIT, seq(p.w[K]), LIMIT),
        by.theorem("length of W", "limit_order", seq(p.size(K)), ELL_, seq(p.size(K)), LIMIT @ LIMIT, "0", premises={0: by.given("norm.1")}),
        by.theorem("g itself", "limit_constant", seq(p.g)), by.theorem("W'g", "limit_dot", seq(p.w[K]), LIMIT, seq(p.g), p.g), *orders,
        by.witness({"W_lim": LIMIT}, nonzero, by.split(by.given("a limit"), by.given("w limit"),
                                                       by.antisymmetry(by.auto("order 1", degree=1), by.auto("order 0", degree=1)))),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------
# At a minimiser


@claim("thm-A.17/minimiser", title="step (3), the case of a minimiser", kind="theorem",
       paper=r"\lim_{k\to\infty} q_k = 0 \implies (a_k,w_k) \text{ converges to a global minimizer}",
       equivalent_mutants=AT_A_MINIMISER)
def converges_to_a_minimiser() -> Decision:
    """If (w_k'g/sigma_k)^2 -> u'Hu and w_k'g > 0 in the end, then w_k -> r u for some r > 0, and a_k -> sqrt(u'Hu).

    The printed proof does not show that w_k converges; its norm does, and q_k -> 0 brings it to the line of u.
    """
    p = NonzeroTarget()
    positive = exists([natural("N0")[0]], all_of(le(0, POSITIVE_FROM), from_index(K, POSITIVE_FROM, lt(0, p.alpha_at(K)))))
    found = exists([Decl("r", "scalar", "positive")], all_of(tends(K, p.a[K], sqrt(UHU)), tends(K, p.w[K], R * U)))
    proof = by.script(
        p.of_start("limits", "thm-A.17/limits"), p.enter(), p.here("limits"), by.obtain("limits", "norm"), by.assume("given"),
        by.obtain("given.2", "N0"), by.theorem("c", "definite", "H", "1", U), by.theorem("uu", "definite", "I", "0", U),
        *residual_vanishes(p), *square_along(p), *side_of_u(p), *to_the_line(p),
    )  # fmt: skip
    note = "The statement adds that w_k'g > 0 in the end; otherwise it is applied to (-a_k, -w_k), see thm-A.17/ends.  " + SCALED
    return Decision(Part(p.claim(p.along(implies(all_of(tends(K, p.square(K), UHU), positive), found))), proof, note=note))


def difference_vanishes(label: str, top: Scalar, term: Scalar) -> Steps:
    """Steps: fact `label`: top - term tends to 0, where term tends to top."""
    return [by.theorem(f"{label} top", "limit_constant", seq(top)), *multiple(f"{label} minus", Scalar("-1"), term, top),
            by.theorem(f"{label} sum", "limit_sum", seq(top), top, seq(-1 * term), -1 * top),
            by.have(label, tends(K, top - term, 0), by.given(f"{label} sum"))]  # fmt: skip


def distance(p: NonzeroTarget) -> Scalar:
    """The bound of N |u|^2 - (w_k'u)^2 that vanishes."""
    return UU * (ELL_ - p.size(K)) + ELL_ / LOW * (UHU - p.square(K))


def residual_vanishes(p: NonzeroTarget) -> Steps:
    """Steps: facts `q` and `norms` (q_k and N - |w_k|^2 vanish), `distance`, `residual`: lambda_min |e_k|^2 <= q_k."""
    e, q = p.e_at(K), UHU - p.square(K)
    return [
        *difference_vanishes("q", UHU, p.square(K)), *difference_vanishes("norms", ELL_, p.size(K)),
        *multiple("one", UU, ELL_ - p.size(K), "0"), *multiple("two", ELL_ / LOW, q, "0"),
        by.theorem("both", "limit_sum", seq(UU * (ELL_ - p.size(K))), UU * 0, seq(ELL_ / LOW * q), ELL_ / LOW * 0),
        by.have("distance", tends(K, distance(p), 0), by.given("both")),
        by.have("residual", from_index(K, 0, le(LOW * (e @ e), q)), for_every_k(by.theorem("ray", "rayleigh", H, e), by.auto("ray.1", degree=1))),
    ]  # fmt: skip


def square_along(p: NonzeroTarget) -> Steps:
    """Steps: fact `along`: (w_k'u)^2 tends to N |u|^2."""
    e, q, wu, rest = p.e_at(K), UHU - p.square(K), p.w[K] @ U, ELL_ * UU - (p.w[K] @ U) ** 2
    between = for_every_k(
        by.apply("at most", "norm.2", {"k": K}), by.apply("small", "residual", {"k": K}), by.theorem("cauchy", "gram", "I", "0", U, p.w[K]),
        by.theorem("e", "gram", "I", "0", e), by.have("low", le(0, (ELL_ - p.size(K)) * UU), by.auto("at most", degree=1, factors=[(UU, 1)])),
        by.have("angle", le(p.size(K) * UU - wu**2, p.size(K) * (e @ e)), by.auto("k", degree=0, squares=[p.w[K] @ e])),
        by.have("by norm", le(p.size(K) * (e @ e), ELL_ * (e @ e)), by.auto("at most", "e", degree=2)),
        by.have("by q", le(ELL_ * (e @ e), ELL_ / LOW * q), by.auto("small", degree=1, factors=[(ELL_, 1), (LOW, -1)])),
        by.split(by.auto("low", "cauchy", degree=1), by.auto("angle", "by norm", "by q", degree=1)),
    )  # fmt: skip
    size = by.script(by.apply("now", "rest", {"k": K}), by.theorem("size", "magnitude", rest),
                     by.either("size.3", "side", by.auto("side", "now.2", degree=1), by.auto("side", "now.1", "now.2", degree=1)))  # fmt: skip
    return [
        by.have("rest", from_index(K, 0, all_of(le(0, rest), le(rest, distance(p)))), between),
        by.theorem("rest vanishes", "limit_squeeze", seq(rest), seq(distance(p)), "0", premises={0: by.given("distance"), 2: for_every_k(size)}),
        *multiple("negative", Scalar("-1"), rest, "0"), by.theorem("top", "limit_constant", seq(ELL_ * UU)),
        by.theorem("sum", "limit_sum", seq(-1 * rest), Scalar("-1") * 0, seq(ELL_ * UU), ELL_ * UU),
        by.have("along", tends(K, wu**2, (sqrt(ELL_) * sqrt(UU)) ** 2), by.given("sum")),
    ]  # fmt: skip


def side_of_u(p: NonzeroTarget) -> Steps:
    """Steps: an index `N1` and the fact `side`: w_k'u >= 0 from N0 + N1 on."""
    e, wu, q = p.e_at(K), p.w[K] @ U, UHU - p.square(K)
    shown = by.script(
        by.fix(), by.assume("k"), by.have("after N0", le(POSITIVE_FROM, K), by.auto("k", "N1.1", degree=1)),
        by.have("after N1", le(FROM, K), by.auto("k", "N0.1", degree=1)), by.have("from 0", le(0, K), by.auto("after N1", "N1.1", degree=1)),
        by.apply("alpha", "N0.2", {"k": K}), by.apply("small q", "N1.2", {"k": K}), by.theorem("size", "magnitude", q - 0),
        by.apply("small", "residual", {"k": K}), by.have("e", lt(e @ e, UU / 4), by.auto("small", "small q", "size.1", degree=1, factors=[(LOW, -1)])),
        by.theorem("square", "gram", "I", "0", U - 2 * e), by.have("eu", le(2 * (e @ U), UU / 2 + 2 * (e @ e)), by.auto("square", degree=1)),
        by.have("less", lt(e @ U, UU), by.auto("eu", "e", "uu", degree=1)),
        by.have("scaled", eq(p.alpha_at(K) / p.sigma_at(K) * wu, UU - e @ U), by.auto("k")), by.suppose_not("other side"),
        by.have("bad", le(p.alpha_at(K) * wu / p.sigma_at(K), 0), by.auto("other side", "alpha", degree=2, factors=[(p.sigma_at(K), -1)])),
        by.auto("bad", "scaled", "less", degree=1),
    )  # fmt: skip
    return [*from_definition("q'", q, "q", LOW * UU / 4, "N1"), by.have("side", from_index(K, POSITIVE_FROM + FROM, le(0, wu)), shown)]


def to_the_line(p: NonzeroTarget) -> Steps:
    """Steps: a_k tends to sqrt(u'Hu), and w_k to sqrt(N)/|u| u; they finish the proof."""
    wu, ratio, root = p.w[K] @ U, sqrt(ELL_) / sqrt(UU), sqrt(ELL_) * sqrt(UU)
    late = by.script(by.fix(), by.assume("k"), by.have("from 0", le(0, K), by.auto("k", "N0.1", degree=1)), by.apply("now", "N0.2", {"k": K}),
                     by.auto("now", degree=1))  # fmt: skip
    sides = by.witness({"N'": POSITIVE_FROM + FROM}, by.split(by.auto("N0.1", "N1.1", degree=1), by.given("side")))
    positive = by.witness({"N'": POSITIVE_FROM}, by.split(by.given("N0.1"), late))
    return [
        by.use("wu", "cor-A.16/positive-root", {"f": seq(wu), "r": root}, premises={1: by.trivial(), 2: sides, 3: by.given("along")}),
        by.use("alpha limit", "cor-A.16/positive-root", {"f": seq(p.alpha_at(K)), "r": sqrt(UHU)}, premises={2: positive, 3: by.given("given.1")}),
        by.theorem("a limit", "limit_sum", seq(p.gap(K)), "0", seq(p.alpha_at(K)), sqrt(UHU), premises={0: by.given("norm.4")}),
        *multiple("cross", -2 * ratio, wu, root), by.theorem("partial", "limit_sum", seq(p.size(K)), ELL_, seq(-2 * ratio * wu), -2 * ratio * root),
        by.theorem("constant", "limit_constant", seq(ELL_)),
        by.theorem("square distance", "limit_sum", seq(p.size(K) + -2 * ratio * wu), ELL_ + -2 * ratio * root, seq(ELL_), ELL_),
        by.theorem("as vectors", "limit_vector", seq(p.w[K]), ratio * U), by.apply("w limit", "as vectors.2", premises=[by.given("square distance")]),
        by.witness({"r": ratio}, by.trivial(), by.split(by.given("a limit"), by.given("w limit"))),
    ]  # fmt: skip
