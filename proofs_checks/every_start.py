"""Lemmas A.14 to A.17 along a trajectory: for 0 < eps_a < 2, every eps > 0 and every start BNGD converges."""

from __future__ import annotations

from typing import Any

from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.near_misses import VANISHING
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Decl,
    Scalar,
    Vector,
    all_of,
    eig,
    eq,
    exists,
    from_index,
    le,
    lt,
    natural,
    sqrt,
    tends,
)  # fmt: skip

N, E, ELL = Scalar("n"), Scalar("e"), Scalar("ell")
Steps = list[by.Proof]


class AnyStep(Trajectory):
    """BNGD from (a0, w0) != 0 with 0 < eps_a < 2 and eps > 0."""

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.assume("the step size of a is positive", lt(0, self.eps_a))
        self.assume("the step size of a is below two", lt(self.eps_a, 2))
        self.assume("the step size of w is positive", lt(0, self.eps))

    def size(self, k: Scalar | int) -> Scalar:
        """|w_k|^2."""
        return self.w[k] @ self.w[k]

    def move(self, k: Scalar) -> Scalar:
        """|w_{k+1} - w_k|^2."""
        step = self.w[k + 1] - self.w[k]
        return step @ step

    def gap(self, k: Scalar) -> Scalar:
        """a_k - w_k'g/sigma_k."""
        return self.a[k] - self.alpha_at(k)

    def turn(self, k: Scalar) -> Scalar:
        """How far w'g/sigma moves in step k."""
        return self.alpha_at(k + 1) - self.alpha_at(k)

    def square(self, k: Scalar) -> Scalar:
        """(w_k'g/sigma_k)^2."""
        return self.alpha_at(k) ** 2

    @property
    def pace(self) -> Scalar:
        """|1 - eps_a|."""
        return abs(1 - self.eps_a)

    def of_start(self, label: str, claim_id: str, sign: int = 1) -> by.Proof:
        """Step, before the orbit is entered: what a claim says of the orbit from (a0, w0), or from (-a0, -w0)."""
        start = {"a0": self.a0, "w0": self.w0} if sign > 0 else {"a0": -self.a0, "w0": -self.w0}
        return by.use(f"{label} of orbits", claim_id, {"H": H, "u": U, "eps_a": self.eps_a, "eps": self.eps, **start})

    def here(self, label: str) -> by.Proof:
        """Step: what `of_start` introduced, for this orbit."""
        own = [by.given("orbit start"), by.given("orbit step")]
        return by.along(label, f"{label} of orbits", K, {"a": self.a[K], "w": self.w[K]}, own)

    def state(self, k: Scalar) -> dict[str, Any]:
        """The symbols of one step, for the claims on one step."""
        return {"H": H, "u": U, "a": self.a[k], "w": self.w[k], "a_next": self.a[k + 1], "w_next": self.w[k + 1],
                "eps_a": self.eps_a, "eps": self.eps}  # fmt: skip


def seq(term: Scalar | Vector) -> Any:
    """The sequence of a term in k."""
    return by.sequence(K, term)


def for_every_k(*steps: by.Proof, low: str = "") -> by.Proof:
    """A proof for all k >= 0, or from an index on that the fact `low` shows to be at least 0."""
    late = [by.have("from 0", le(0, K), by.auto("k", low, degree=1))] if low else []
    return by.script(by.fix(), by.assume("k"), *late, *steps)


def multiple(label: str, factor: Scalar, term: Scalar | Vector, limit: Any) -> Steps:
    """Steps: fact `label`: factor times the term tends to factor times its limit, which is a fact."""
    return [by.theorem(f"{label} factor", "limit_constant", seq(factor)),
            by.theorem(label, "limit_product", seq(factor), factor, seq(term), limit)]  # fmt: skip


def slow(p: AnyStep) -> Steps:
    """Steps: facts `rate` (on |1 - eps_a|) and `slow`: 0 < 1 - |1 - eps_a|."""
    each = by.auto("side", "h1", "h2", degree=1)
    return [by.theorem("rate", "magnitude", 1 - p.eps_a), by.have("slow", lt(0, 1 - p.pace), by.either("rate.3", "side", each, each))]


def growing(p: AnyStep) -> Steps:
    """Steps: facts `grows`: |w_k| <= |w_{k+1}|, and `from start`: |w_0| <= |w_n|; from the fact `lengths`."""
    one = for_every_k(by.apply("next length", "lengths", {"k": K}), by.theorem("move", "gram", "I", "0", p.w[K + 1] - p.w[K]),
                      by.auto("next length.1", "move", degree=1))  # fmt: skip
    start = by.induction("old", by.auto(), by.script(by.apply("next", "grows", {"k": N}), by.auto("next", "old", degree=1)))
    return [by.have("grows", from_index(K, 0, le(p.size(K), p.size(K + 1))), one),
            by.have("from start", from_index(N, 0, le(p.size(0), p.size(N))), start)]  # fmt: skip


def longer_still(p: AnyStep, goal_fact: str, low: str) -> by.Proof:
    """The step of an induction that keeps a lower bound of |w_n|^2."""
    return by.script(by.have("n >= 0", le(0, N), by.auto(f"{goal_fact} range", low, degree=1)), by.apply("next", "grows", {"k": N}),
                     by.auto("next", goal_fact, degree=1))  # fmt: skip


@claim("thm-A.17/lengths", title="how w grows along a trajectory", kind="identity", paper=NOT_PRINTED)
def lengths() -> Decision:
    """|w_{k+1}|^2 = |w_k|^2 + |w_{k+1} - w_k|^2, and the move is (eps a_k/sigma_k) He_k, for every k."""
    p = AnyStep()
    t, pushed, move = p.eps * p.a[K] / p.sigma_at(K), H @ p.e_at(K), p.w[K + 1] - p.w[K]
    both = all_of(eq(p.size(K + 1), p.size(K) + p.move(K)), eq(p.move(K), t**2 * (pushed @ pushed)))
    proof = by.script(p.enter(), for_every_k(
        by.apply("next", "orbit step", {"k": K}), by.have("w'", eq(p.w[K + 1], p.w[K] + t * pushed), by.auto("next.2")),
        by.have("across", eq(move @ p.w[K], 0), by.auto("w'", multipliers=[p.w[K]])),
        by.split(by.auto("across"), by.auto("w'", multipliers=[move, t * pushed, p.w[K + 1], p.w[K], pushed]))))  # fmt: skip
    return Decision(Part(p.claim(p.along(from_index(K, 0, both))), proof))


# ------------------------------------------------------------------------------------------------
# |w_k| is bounded


@claim("thm-A.17/bounded", title="step (1): the norms of w_k are bounded", kind="theorem", paper=r"\|w_k\| \text{ is bounded}")
def norms_are_bounded() -> Decision:
    """|w_k| is bounded for 0 < eps_a < 2, every eps > 0 and every start; |u| need not be one.

    Once |w_m|^2 >= 8 eps kappa u'Hu / (1 - |1 - eps_a|), |w_k|^2 + 2 eps q_k + eps (a_k - alpha_k)^2 decreases from k = m on.
    This needs no case distinction by the signs of a_k and w_k'g, and no bound of a_k.
    """
    p = AnyStep()
    m, low = Scalar("m"), 8 * p.eps * UHU * HIGH / (1 - p.pace) / LOW
    late = exists([natural("m")[0]], all_of(le(0, m), le(low, p.size(m))))
    kept = by.induction("old", by.given("m.2"), longer_still(p, "old", "m.1"))
    after = by.script(by.apply("less", "down", {"n": K}), *below_potential(p, K), by.auto("below", "less", degree=1))
    up = by.have("up", from_index(N, K, le(p.size(K), p.size(N))), by.induction("old", by.auto(), longer_still(p, "old", "k")))
    before = by.script(up, by.apply("up to m", "up", {"n": m}, premises=[by.auto("order", degree=1)]), *below_potential(p, m),
                       by.auto("below", "up to m", degree=1))  # fmt: skip
    long = by.script(by.obtain("late", "m"), by.have("stay", from_index(N, m, le(low, p.size(N))), kept),
                     by.have("down", from_index(N, m, le(potential_at(p, N), potential_at(p, m))), potential_falls(p)),
                     by.witness({"B": potential_at(p, m)}, for_every_k(by.cases("order", le(m, K), after, before))))  # fmt: skip
    contrary = by.witness({"m": K}, by.split(by.given("k"), by.auto("over", degree=1)))
    short = by.witness({"B": low}, for_every_k(by.suppose_not("over"), by.refuted("late", contrary)))
    proof = by.script(p.of_start("lengths", "thm-A.17/lengths"), p.enter(), p.here("lengths"), *slow(p), *growing(p),
                      by.cases("late", late, long, short))  # fmt: skip
    bounded = exists([Decl("B", "scalar", "real")], from_index(K, 0, le(p.size(K), Scalar("B"))))
    return Decision(Part(p.claim(p.along(bounded)), proof))


def potential_at(p: AnyStep, k: Scalar) -> Scalar:
    """|w_k|^2 + 2 eps q_k + eps (a_k - w_k'g/sigma_k)^2."""
    return p.size(k) + 2 * p.eps * p.q_at(k) + p.eps * p.gap(k) ** 2


def below_potential(p: AnyStep, k: Scalar) -> Steps:
    """Steps: fact `below`: |w_k|^2 is at most the potential."""
    w = p.w[k]
    return [by.theorem("cauchy", "gram", "H", "1", U, w),
            by.have("q", le(0, p.q_at(k)), by.auto("cauchy", degree=1, factors=[(w @ (H @ w), -1)])),
            by.have("below", le(p.size(k), potential_at(p, k)), by.auto("q", degree=1, factors=[(p.eps, 1)], squares=[p.gap(k)]))]  # fmt: skip


def potential_falls(p: AnyStep) -> by.Proof:
    """A proof by induction that the potential does not increase from index m on, from the facts `stay` and `m`."""
    low, sigma2 = 8 * p.eps * UHU * HIGH / (1 - p.pace) / LOW, p.sigma_at(N) ** 2
    return by.induction("old", by.auto(), by.script(
        by.have("n >= 0", le(0, N), by.auto("old range", "m.1", degree=1)), by.apply("next", "orbit step", {"k": N}),
        by.apply("long", "stay", {"n": N}), by.theorem("ray", "rayleigh", H, p.w[N]),
        by.have("long'", le(low * LOW, sigma2), by.auto("long", "ray.1", degree=1, factors=[(LOW, 1)])),
        by.have("long enough", le(8 * p.eps * UHU * HIGH, (1 - p.pace) * sigma2), by.auto("long'", degree=1, factors=[(1 - p.pace, 1)])),
        by.use("falls", "thm-A.17/descent", p.state(N)), by.theorem("move", "gram", "I", "0", p.w[N + 1] - p.w[N]),
        by.auto("falls", "move", "old", degree=1)))  # fmt: skip


# ------------------------------------------------------------------------------------------------
# What vanishes along the trajectory


@claim("thm-A.17/limits", title="step (2): what vanishes along a trajectory", kind="theorem",
       paper=r"\lim_{k\to\infty} \|w_{k+1} - w_k\| = 0,\quad \lim_{k\to\infty} |a_k - w_k^Tg/\sigma_k| = 0,\quad \lim_{k\to\infty} (w_k^Tg)^2p_k = 0",
       equivalent_mutants=VANISHING)  # fmt: skip
def vanishing_quantities() -> Decision:
    """|w_k|^2 tends to some N > 0, and |w_{k+1} - w_k|, a_k - alpha_k, alpha_k^2 q_k and alpha_{k+1} - alpha_k tend to 0.

    alpha_k = w_k'g/sigma_k, and q_k = u'Hu - alpha_k^2 is meant where p_k is printed.  0 < eps_a < 2 is enough.
    """
    p = AnyStep()
    n = Scalar("N")
    vanish = [tends(K, x, 0) for x in (p.move(K), p.gap(K), p.square(K) * (UHU - p.square(K)), p.turn(K))]
    found = exists([Decl("N", "scalar", "positive")], all_of(tends(K, p.size(K), n), from_index(K, 0, le(p.size(K), n)), *vanish))
    proof = by.script(
        p.of_start("lengths", "thm-A.17/lengths"), p.of_start("bounded", "thm-A.17/bounded"), p.enter(), p.here("lengths"), p.here("bounded"),
        *slow(p), by.obtain("bounded", "B"), *growing(p), *norm_converges(p), *moves_vanish(p), *turns_vanish(p), *gap_vanishes(p),
        *product_vanishes(p), by.witness({"N": ELL}, by.given("positive limit"), by.split(
            *(by.given(s) for s in ("norm.1", "norm.2", "moves", "gaps", "products", "turns")))),
    )  # fmt: skip
    note = "(w_k'g)^2 is replaced by alpha_k^2 = (w_k'g)^2/sigma_k^2: sigma_k lies between two positive bounds, as |w_k| does."
    return Decision(Part(p.claim(p.along(found)), proof, note=note))


def norm_converges(p: AnyStep) -> Steps:
    """Steps: facts `norm` (|w_k|^2 tends to ell and is at most ell) and `positive limit`."""
    return [by.theorem("norms", "monotone_convergence", seq(p.size(K)), Scalar("B"), "0", "ell", premises={1: by.trivial(), 2: by.given("grows"), 3: by.given("B")}),
            by.obtain("norms", "norm"), by.apply("at 0", "norm.2", {"k": 0}),
            by.have("positive limit", lt(0, ELL), by.auto("at 0", degree=1, factors=[(p.size(0), 1)]))]  # fmt: skip


def moves_vanish(p: AnyStep) -> Steps:
    """Steps: fact `moves`: |w_{k+1} - w_k|^2 tends to 0."""
    same = for_every_k(by.apply("length", "lengths", {"k": K}), by.auto("length.1", degree=1))
    difference = p.size(K + 1) + -1 * p.size(K)
    return [
        by.theorem("shift", "limit_shift", seq(p.size(K)), ELL, 1), by.apply("shifted", "shift.1", premises=[by.given("norm.1")]),
        *multiple("negated", Scalar("-1"), p.size(K), ELL),
        by.theorem("differences", "limit_sum", seq(p.size(K + 1)), ELL, seq(-1 * p.size(K)), -1 * ELL),
        by.theorem("equal", "limit_equal", seq(difference), ELL + -1 * ELL, seq(p.move(K)), "0", premises={2: same}),
        by.have("moves", tends(K, p.move(K), 0), by.given("equal")),
    ]  # fmt: skip


def turn_constant(p: AnyStep) -> Scalar:
    """4 u'Hu lambda_max / (lambda_min |w_0|^2)."""
    return 4 * UHU * HIGH / (LOW * p.size(0))


def turns_vanish(p: AnyStep) -> Steps:
    """Steps: facts `turned`: |alpha_{k+1} - alpha_k| <= C |w_{k+1} - w_k|, `dominated` (this bound tends to 0) and `turns`."""
    const, least, move = turn_constant(p), LOW * p.size(0), p.move(K)
    sigma2, bound = p.sigma_at(K) ** 2, (1 + turn_constant(p)) * sqrt(p.move(K))
    scaled = by.script(by.have("less", le(least * p.turn(K) ** 2, sigma2 * p.turn(K) ** 2), by.auto("size", degree=1, squares=[p.turn(K)])),
                       by.auto("less", "gap.2", degree=1))  # fmt: skip
    squares = by.script(by.have("one more", le(const * move, (1 + const) ** 2 * move), by.auto("constant", "move", degree=3)),
                        by.auto("squared", "one more", degree=1))  # fmt: skip
    turned = for_every_k(
        by.apply("next", "orbit step", {"k": K}), by.use("gap", "thm-A.17/gap", p.state(K)), by.apply("long", "from start", {"n": K}),
        by.theorem("ray", "rayleigh", H, p.w[K]), by.have("size", le(least, sigma2), by.auto("long", "ray.1", degree=1, factors=[(LOW, 1)])),
        by.have("scaled", le(least * p.turn(K) ** 2, 4 * UHU * HIGH * move), scaled),
        by.have("squared", le(p.turn(K) ** 2, const * move), by.auto("scaled", degree=1, factors=[(LOW, -1), (p.size(0), -1)])),
        *constant_sign(p), by.theorem("move", "gram", "I", "0", p.w[K + 1] - p.w[K]),
        by.theorem("order", "root_order", abs(p.turn(K)), bound,
                   premises={0: by.auto("constant", degree=1, factors=[(sqrt(move), 1)]), 1: squares}), by.given("order"),
    )  # fmt: skip
    return [
        by.have("turned", from_index(K, 0, le(abs(p.turn(K)), bound)), turned),
        by.theorem("roots", "limit_root", seq(move), "0"), *multiple("bounds", 1 + const, sqrt(move), sqrt(Scalar("0"))),
        by.have("dominated", tends(K, bound, 0), by.given("bounds")),
        by.theorem("turns", "limit_squeeze", seq(p.turn(K)), seq(bound), "0", premises={0: by.given("dominated"), 2: by.given("turned")}),
    ]  # fmt: skip


def constant_sign(p: AnyStep) -> Steps:
    """Steps: fact `constant`: the constant of `turned` is not negative."""
    return [by.theorem("c", "gram", "H", "1", U),
            by.have("constant", le(0, turn_constant(p)), by.auto("c", degree=1, factors=[(HIGH, 1), (LOW, -1), (p.size(0), -1)]))]  # fmt: skip


def gap_vanishes(p: AnyStep) -> Steps:
    """Steps: fact `gaps`: a_k - alpha_k tends to 0, by Lemma A.14 for its magnitude."""
    gap, bound, rate = p.gap(K), (1 + turn_constant(p)) * sqrt(p.move(K)), 1 - p.eps_a

    def side(sign: int, number: int) -> Steps:
        return [by.have(f"product {number}", le(sign * rate * gap, p.pace * abs(gap)), by.auto("rate.1", "rate.2", "now.1", "now.2", degree=2))]

    step = for_every_k(
        by.apply("next", "orbit step", {"k": K}), by.apply("turn", "turned", {"k": K}),
        by.have("recursion", eq(p.gap(K + 1), rate * gap - p.turn(K)), by.auto("next.1")), by.theorem("now", "magnitude", gap),
        by.theorem("then", "magnitude", p.gap(K + 1)), by.theorem("of turn", "magnitude", p.turn(K)), *side(1, 1), *side(-1, 2),
        by.either("then.3", "side", by.auto("side", "recursion", "product 1", "of turn.2", "turn", degree=1),
                  by.auto("side", "recursion", "product 2", "of turn.1", "turn", degree=1)),
    )  # fmt: skip
    values = {"f": seq(abs(gap)), "h": seq(bound), "r": p.pace}
    return [
        by.use("magnitudes", "lemma-A.14/nonnegative", values, premises={
            0: for_every_k(by.trivial()), 1: for_every_k(by.trivial()), 2: by.trivial(), 3: by.auto("slow", degree=1), 4: step,
            5: by.given("dominated")}),
        by.theorem("gaps", "limit_squeeze", seq(gap), seq(abs(gap)), "0", premises={0: by.given("magnitudes"), 2: for_every_k(by.trivial())}),
    ]  # fmt: skip


def product_vanishes(p: AnyStep) -> Steps:
    """Steps: fact `products`: alpha_k^2 (u'Hu - alpha_k^2) tends to 0."""
    const, s, q = 2 * HIGH * ELL / (LOW * p.eps**2), p.square(K), p.q_at(K)
    bound = const * p.move(K) + 2 * UHU * p.gap(K) ** 2
    lower = by.script(by.have("other side", le(-(s * (UHU - s)), 0), by.auto("product", degree=1)),
                      by.auto("side", "other side", "product", "end", degree=1))  # fmt: skip
    below = for_every_k(
        *move_pays(p, const), by.have("square", le(s, 2 * p.a[K] ** 2 + 2 * p.gap(K) ** 2), by.auto("k", degree=0, squares=[p.a[K] + p.gap(K)])),
        by.have("gap part", le(2 * p.gap(K) ** 2 * q, 2 * UHU * p.gap(K) ** 2), by.auto("k", degree=0, squares=[p.gap(K) * p.alpha_at(K)])),
        by.have("parts", le(s * q, (2 * p.a[K] ** 2 + 2 * p.gap(K) ** 2) * q), by.auto("square", "q", degree=2)),
        by.have("product", le(0, s * q), by.auto("q", degree=1, squares=[p.alpha_at(K)])),
        by.have("end", le(s * (UHU - s), bound), by.auto("parts", "a part", "gap part", degree=1)),
        by.theorem("size of product", "magnitude", s * (UHU - s)), by.either("size of product.3", "side", by.auto("side", "end", degree=1), lower),
    )  # fmt: skip
    return [
        by.theorem("squared gaps", "limit_product", seq(p.gap(K)), "0", seq(p.gap(K)), "0"),
        by.have("squared gaps vanish", tends(K, p.gap(K) ** 2, 0), by.given("squared gaps")),
        *multiple("first part", const, p.move(K), "0"), *multiple("second part", 2 * UHU, p.gap(K) ** 2, "0"),
        by.theorem("both parts", "limit_sum", seq(const * p.move(K)), const * 0, seq(2 * UHU * p.gap(K) ** 2), 2 * UHU * 0),
        by.have("bound vanishes", tends(K, bound, 0), by.given("both parts")),
        by.theorem("products", "limit_squeeze", seq(s * (UHU - s)), seq(bound), "0", premises={0: by.given("bound vanishes"), 2: below}),
    ]  # fmt: skip


def lowest_eigenvalue() -> by.Proof:
    """A proof that lambda_min times an eigenvalue is at most its square."""
    n = Scalar("n")
    return by.script(by.fix(), by.theorem("bottom", "eigenvalue_order", H, "1", n), by.auto("bottom", degree=1, factors=[(eig(H, n), 1)]))


def energy_at_least(p: AnyStep) -> Steps:
    """Steps: facts `energy`: lambda_min q_k <= |He_k|^2, and `width`: sigma_k^2 <= lambda_max ell, from the fact `norm`."""
    pushed, size = H @ p.e_at(K), p.w[K] @ (H @ p.w[K])
    return [by.theorem("form", "spectral_form", H, p.e_at(K), "n", "0", -LOW, "1", premises={1: lowest_eigenvalue()}),
            by.have("energy", le(LOW * p.q_at(K), pushed @ pushed), by.auto("form", degree=1)), by.apply("at most", "norm.2", {"k": K}),
            by.theorem("ray", "rayleigh", H, p.w[K]), by.have("width", le(size, HIGH * ELL), by.auto("ray.2", "at most", degree=1, factors=[(HIGH, 1)])),
            by.theorem("move", "gram", "I", "0", p.w[K + 1] - p.w[K]), by.apply("length", "lengths", {"k": K})]  # fmt: skip


def move_pays(p: AnyStep, const: Scalar) -> Steps:
    """Steps: facts `q`: 0 <= q_k, and `a part`: 2 a_k^2 q_k <= const |w_{k+1} - w_k|^2."""
    w, q, square, pushed = p.w[K], p.q_at(K), p.a[K] ** 2, H @ p.e_at(K)
    wide = p.move(K) * (w @ (H @ w)) / p.eps**2
    return [
        by.theorem("cauchy", "gram", "H", "1", U, w), by.have("q", le(0, q), by.auto("cauchy", degree=1, factors=[(w @ (H @ w), -1)])),
        *energy_at_least(p), by.have("a energy", le(LOW * square * q, square * (pushed @ pushed)), by.auto("energy", degree=1, squares=[p.a[K]])),
        by.have("a move", le(LOW * square * q, wide), by.auto("a energy", "length.2", degree=1)),
        by.have("wide", le(wide, p.move(K) * HIGH * ELL / p.eps**2), by.auto("width", "move", degree=2, factors=[(p.eps, -2)])),
        by.have("a bound", le(LOW * square * q, p.move(K) * HIGH * ELL / p.eps**2), by.auto("a move", "wide", degree=1)),
        by.have("a part", le(2 * square * q, const * p.move(K)), by.auto("a bound", degree=1, factors=[(LOW, -1)])),
    ]  # fmt: skip
