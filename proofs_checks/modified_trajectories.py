"""Appendix B: the whole trajectory of modified BNGD."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.limits import W_STAR, alpha_of, is_minimiser, is_saddle, minimiser_proof
from proofs_checks.near_misses import (
    AVOIDED_BY_MBNGD,
    INCREMENTS,
    MINIMISER,
    MODIFIED,
    RESIDUAL,
    SADDLE_REACHED,
    SIGN_KEPT,
    STEPPING,
    STOPS,
)
from proofs_checks.one_step import positive_step, same_root, spectral_gap, square_h, stretched
from proofs_checks.problem import NOT_PRINTED, Problem, some_scalar
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
    eig,
    eq,
    exists,
    forall,
    from_index,
    iff,
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

LIMIT = (Decl("w_star", "vector", "nonzero", "w_{*}"),)
W, NEXT, Z, EPS = Vector("w"), Vector("w_next"), Scalar("z"), Scalar("eps")


class NextState(Problem):
    """A state w, z = w'g/sigma^2, and the state that follows; free of denominators."""

    def __init__(self) -> None:
        super().__init__()
        self.vector("w", "nonzero")
        self.vector("w_next", "nonzero")
        self.scalar("z")
        self.eps = self.scalar("eps", latex=r"\varepsilon")
        self.e = self.define("e", self.u - Z * W)
        self.push = self.H @ self.e
        self.assume("z is w'g over sigma^2", eq(Z * square_h(W), W @ self.g))
        self.assume("the next state", eq(NEXT, W + EPS * Z * self.push))

    def q_of(self, x: Vector) -> Scalar:
        """u'Hu - (x'g)^2/x'Hx."""
        return square_h(self.u) - (x @ self.g) ** 2 / square_h(x)


@claim("thm-B.4/one-step", title="one step", kind="inequality", paper=NOT_PRINTED)
def one_step() -> Decision:
    """With eps_hat = eps z^2: |w+|^2 - |w|^2 = |w+ - w|^2 = eps eps_hat |He|^2, and q+ <= q - eps_hat (2 - eps_hat lambda_max) |He|^2.

    The first since e is H-orthogonal to w; the second since q+ is the least value of |u - c w+|_H^2 over all c, taken at c = z.
    """
    p = NextState()
    shift, pushed = NEXT - W, p.push @ p.push
    rise, hat = EPS**2 * Z**2 * pushed, EPS * Z**2
    statement = p.claim(all_of(
        eq(NEXT @ NEXT, W @ W + rise), eq(shift @ shift, rise),
        le(p.q_of(NEXT), p.q_of(W) - hat * (2 - hat * HIGH) * pushed), le(LOW * p.q_of(W), pushed), le(pushed, HIGH * p.q_of(W)),
    ))  # fmt: skip
    return Decision(Part(statement, one_step_proof(p)))


def one_step_proof(p: NextState) -> by.Proof:
    """The five parts in turn."""
    e, push, n = p.e, p.push, Scalar("n")
    moved, near, hat = W + EPS * Z * push, p.u - Z * NEXT, EPS * Z**2
    residual = e - hat * push
    low = by.script(by.fix(), by.theorem("least", "eigenvalue_order", H, "1", n), by.auto("least", factors=[(eig(H, n), 1)]))
    best = by.script(
        by.have("near", le(p.q_of(NEXT), square_h(near)),
                by.auto(degree=0, squares=[Z - (NEXT @ p.g) / square_h(NEXT)], factors=[(square_h(NEXT), 1)])),
        by.have("is", eq(square_h(near), square_h(residual)), by.auto("h2", multipliers=[Z * (H @ (near + residual))])),
        by.theorem("top", "rayleigh", H, push),
        by.auto("near", "is", "top", "q", degree=1, squares=[hat]),
    )  # fmt: skip
    return by.script(
        by.have("flat", eq(W @ push, 0), by.auto("h1")),
        by.have("q", eq(square_h(e), p.q_of(W)), by.auto("h1", multipliers=[Z, (W @ p.g) / square_h(W)])),
        by.split(
            by.script(by.have("same", eq(NEXT @ NEXT, moved @ moved), by.auto("h2", multipliers=[NEXT + moved])),
                      by.auto("same", "flat", multipliers=[EPS * Z])),
            by.auto("h2", multipliers=[NEXT - W + EPS * Z * push]),
            best,
            by.script(by.theorem("low", "spectral_form", H, e, "n", "0", -LOW, "1", premises={1: low}), by.auto("low", "q")),
            by.script(*spectral_gap("high", e), by.auto("high", "q")),
        ),
    )  # fmt: skip


STATE = ("H", "u", "w", "w_next", "z", "eps")


def of_state(p: NextState, **more: Scalar | Vector) -> dict[str, by.Data]:
    """The symbols of a next state as values, for the use of a claim about it."""
    return {**{name: name for name in STATE}, **more}


@claim("thm-B.4/bound", title="part (1): the norm is bounded, one step", kind="inequality", paper=NOT_PRINTED)
def one_step_bounded() -> Decision:
    """|w|^2 + eps q stays below every B that is large enough in terms of |w_0|, H, u and eps, for |w_0| <= |w| and eps > 0.

    Where |w|^2 >= eps kappa u'Hu the effective step is at most 1/lambda_max, and |w|^2 + eps q does not increase; elsewhere the
    next w is bounded.
    """
    p = NextState()
    w0, bound = p.vector("w0", "nonzero", latex="w_0"), p.scalar("B")
    positive_step(p)
    p.assume("w is not shorter than w_0", le(w0 @ w0, W @ W))
    p.assume("the bound is large enough", le(largest(w0), bound))
    p.assume("the state is within the bound", le(W @ W + EPS * p.q_of(W), bound))
    statement = p.claim(all_of(le(w0 @ w0, NEXT @ NEXT), le(NEXT @ NEXT + EPS * p.q_of(NEXT), bound)))
    pushed, hat, turn = p.push @ p.push, EPS * Z**2, EPS * HIGH / LOW * UHU
    far = by.script(
        by.have("hat", le(hat * HIGH, 1), by.auto("z", "side", degree=1, factors=[(EPS, 1), (HIGH, 1), (LOW, -1), (W @ W, -1)])),
        by.have("less", le(p.q_of(NEXT), p.q_of(W) - hat * pushed),
                by.auto("one.3", "hat", degree=1, factors=[(EPS, 1), (pushed, 1)], squares=[Z])),
        by.auto("one.1", "less", "h6", degree=1, factors=[(EPS, 1)]),
    )  # fmt: skip
    close = by.script(
        by.have("z0", le(Z**2 * LOW * (w0 @ w0), UHU), by.auto("z", "h4", degree=1, factors=[(LOW, 1)], squares=[Z])),
        by.have("push top", le(pushed, HIGH * UHU), by.auto("one.5", degree=1, factors=[(HIGH, 1), (square_h(W), -1)], squares=[W @ p.g])),
        by.have("rise", le(EPS**2 * Z**2 * pushed, EPS**2 * Z**2 * HIGH * UHU), by.auto("push top", degree=1, squares=[EPS * Z])),
        by.have("jump", le(EPS**2 * Z**2 * HIGH * UHU, EPS**2 * HIGH * UHU**2 / (LOW * (w0 @ w0))),
                by.auto("z0", degree=1, squares=[EPS], factors=[(HIGH, 1), (UHU, 1), (LOW, -1), (w0 @ w0, -1)])),
        by.have("q", le(p.q_of(NEXT), UHU), by.auto(degree=0, factors=[(square_h(NEXT), -1)], squares=[NEXT @ p.g])),
        by.auto("one.1", "rise", "jump", "q", "side", "h5", degree=1, factors=[(EPS, 1), (w0 @ w0, 1)]),
    )  # fmt: skip
    proof = by.script(
        by.use("one", "thm-B.4/one-step", of_state(p)), *size_of_z(p), by.theorem("form", "gram", "H", "1", p.u),
        by.theorem("push", "gram", "I", "0", p.push), by.split(
            by.auto("one.1", "h4", "push", degree=1, squares=[EPS * Z]), by.cases("side", le(turn, W @ W), far, close)),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def largest(w0: Vector) -> Scalar:
    """A bound of |w|^2 + eps q along the trajectory from w0."""
    return w0 @ w0 + EPS * HIGH / LOW * UHU + EPS**2 * HIGH * UHU**2 / (LOW * (w0 @ w0)) + EPS * UHU


def size_of_z(p: NextState) -> list[by.Proof]:
    """Steps: fact `z`: z^2 lambda_min |w|^2 <= u'Hu."""
    return [
        by.theorem("plane", "gram", "H", "1", W, p.u), by.theorem("long", "rayleigh", H, W),
        by.have("z form", le(Z**2 * square_h(W), UHU),
                by.auto("plane", "h1", degree=1, factors=[(square_h(W), -1)], multipliers=[Z, (W @ p.g) / square_h(W)])),
        by.have("z", le(Z**2 * LOW * (W @ W), UHU), by.auto("z form", "long.1", degree=1, squares=[Z])),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Theorem B.4, part (1)


def modified(u: str = "any") -> ModifiedTrajectory:
    """MBNGD with eps > 0."""
    p = ModifiedTrajectory(u)
    p.assume("the step size of w is positive", lt(0, p.eps))
    return p


def length(p: ModifiedTrajectory, k: Scalar | int = K) -> Scalar:
    """|w_k|^2."""
    return p.w[k] @ p.w[k]


def values_at(p: ModifiedTrajectory, k: Scalar, **more: by.Data) -> Mapping[str, by.Data]:
    """The state at step k, as values for a claim about a next state."""
    state: dict[str, by.Data] = {"H": p.H, "u": p.u, "w": p.w[k], "w_next": p.w[k + 1], "z": p.z_at(k), "eps": p.eps}
    return {**state, **more}


def sigma_squared(p: ModifiedTrajectory, k: Scalar | int = K) -> Scalar:
    """sigma_k^2."""
    return p.w[k] @ (p.H @ p.w[k])


def q_in_range(p: ModifiedTrajectory, k: Scalar | int = K) -> list[by.Proof]:
    """Steps: facts `q low`: 0 <= q_k, and `q high`: q_k <= u'Hu."""
    over = [(sigma_squared(p, k), -1)]
    return [
        by.theorem("plane", "gram", "H", "1", p.w[k], p.u), by.have("q low", le(0, p.q_at(k)), by.auto("plane", degree=1, factors=over)),
        by.have("q high", le(p.q_at(k), UHU), by.auto(degree=0, factors=over, squares=[p.y_at(k)])),
    ]  # fmt: skip


def lengths(p: ModifiedTrajectory) -> Formula:
    """|w_k|^2 never decreases, and tends to some l > 0, which bounds it."""
    decl, size = some_scalar("l", "positive")
    rises = from_index(K, 0, le(length(p), length(p, K + 1)))
    return all_of(rises, exists([decl], all_of(tends(K, length(p), size), from_index(K, 0, le(length(p), size)))))


@claim("thm-B.4/norm", title="part (1): the norm is bounded and converges", kind="inequality",
       paper=r"\|w_k\| \text{ is bounded and hence converges}")
def norm_converges() -> Decision:
    """For eps > 0 the length of w_k never decreases, is bounded, and tends to a positive limit, from every start."""
    p = modified()
    bound = largest(p.w0)
    inside = all_of(le(p.w0 @ p.w0, length(p)), le(length(p) + p.eps * p.q_at(K), bound))
    first = by.script(by.have("same", eq(length(p, 0), p.w0 @ p.w0), by.auto("orbit start", multipliers=[p.w[0] + p.w0])),
                      by.theorem("form", "gram", "H", "1", p.u), *q_in_range(p, 0),
                      by.split(by.auto("same"), by.auto("same", "q high", "form", degree=1, squares=[EPS * UHU],
                                                        factors=[(EPS, 1), (HIGH, 1), (LOW, -1), (p.w0 @ p.w0, -1)])))
    onward = by.script(
        by.apply("next", "orbit step", {"k": K}),
        by.use("then", "thm-B.4/bound", values_at(p, K, w0=p.w0, B=bound)), by.given("then"),
    )  # fmt: skip
    grows = by.script(by.fix(), by.assume("k"), by.apply("next", "orbit step", {"k": K}),
                      by.use("one", "thm-B.4/one-step", values_at(p, K)), by.theorem("push", "gram", "I", "0", p.H @ p.e_at(K)),
                      by.auto("one.1", "push", squares=[p.eps * p.z_at(K)]))
    proof = by.script(
        p.enter(), by.have("inside", from_index(K, 0, inside), by.induction("in", first, onward)),
        by.have("grows", from_index(K, 0, le(length(p), length(p, K + 1))), grows),
        by.have("below", from_index(K, 0, le(length(p), bound)), by.script(
            by.fix(), by.assume("k"), by.apply("in", "inside", {"k": K}), *q_in_range(p),
            by.auto("in", "q low", degree=1, factors=[(p.eps, 1)]))),
        by.theorem("limit", "monotone_convergence", by.sequence(K, length(p)), bound, "0", "m"), by.obtain("limit", "l"),
        by.split(by.given("grows"), by.witness({"l": Scalar("m")}, by.script(by.apply("at 0", "l.2", {"k": 0}), by.auto("at 0", factors=[(length(p, 0), 1)])), by.given("l"))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(lengths(p))), proof))


# ------------------------------------------------------------------------------------------------
# Theorem B.4, part (2)


def on_trajectory(label: str, name: str, p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `label`: what a claim says of the trajectory that was entered."""
    values: dict[str, by.Data] = {"H": p.H, "u": p.u, "w0": p.w0, "eps": p.eps}
    return [by.use(f"{label} of orbit", name, values),
            by.along(label, f"{label} of orbit", K, {"w'": p.w[K]}, [by.given("orbit start"), by.given("orbit step")])]  # fmt: skip


def rise(p: ModifiedTrajectory) -> Scalar:
    """|w_{k+1}|^2 - |w_k|^2."""
    return length(p, K + 1) - length(p)


def factors(size: Scalar) -> tuple[Scalar, Scalar]:
    """What bounds z_k^2 q_k and y_k^2 q_k as multiples of the rise, where |w_k|^2 <= size."""
    return 1 / (EPS**2 * LOW), HIGH**2 * size**2 / (EPS**2 * LOW)


def rises(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: facts `norm` (with the limit m) and `rises`: the increments are the rise, and bound z_k^2 q_k and y_k^2 q_k."""
    z, y, shift, size = p.z_at(K), p.y_at(K), p.w[K + 1] - p.w[K], Scalar("l")
    first, second = factors(size)
    form, weight = sigma_squared(p), EPS**2 * LOW * z**2 * p.q_at(K)
    body = all_of(le(0, p.q_at(K)), eq(shift @ shift, rise(p)), le(z**2 * p.q_at(K), first * rise(p)), le(y**2 * p.q_at(K), second * rise(p)))
    steps = by.script(
        by.fix(), by.assume("k"), by.apply("next", "orbit step", {"k": K}), by.use("one", "thm-B.4/one-step", values_at(p, K)),
        *q_in_range(p), by.theorem("long", "rayleigh", H, p.w[K]), by.apply("short", "limit.2", {"k": K}),
        by.have("is", eq(shift @ shift, rise(p)), by.auto("one.1", "one.2")),
        by.have("z", le(weight, rise(p)), by.auto("one.1", "one.4", degree=1, squares=[EPS * z])),
        by.have("below", le(form, HIGH * size), by.auto("long.2", "short", degree=1, factors=[(HIGH, 1)])),
        by.have("squared", le(form**2, HIGH**2 * size**2), by.auto("below", degree=1, factors=[(form, 1), (HIGH, 1), (size, 1)])),
        by.have("y", le(EPS**2 * LOW * y**2 * p.q_at(K), HIGH**2 * size**2 * z**2 * EPS**2 * LOW * p.q_at(K)),
                by.auto("squared", degree=1, squares=[EPS * z], factors=[(LOW, 1), (p.q_at(K), 1)])),
        by.have("zy", le(EPS**2 * LOW * y**2 * p.q_at(K), HIGH**2 * size**2 * rise(p)),
                by.auto("y", "z", degree=1, squares=[HIGH * size])),
        by.split(by.given("q low"), by.given("is"), by.auto("z", degree=1, factors=[(EPS, -2), (LOW, -1)]),
                 by.auto("zy", degree=1, factors=[(EPS, -2), (LOW, -1)])),
    )  # fmt: skip
    return [*on_trajectory("norm", "thm-B.4/norm", p), by.obtain("norm.2", "limit"), by.have("rises", from_index(K, 0, body), steps)]


@claim("thm-B.4/summable", title="part (2): z_k^2 q_k and y_k^2 q_k are summable", kind="inequality",
       paper=r"\sum_{k=0}^{\infty} z_k^2q_k,\ \sum_{k=0}^{\infty} y_k^2q_k \text{ are summable}")
def summable() -> Decision:
    """For eps > 0 the sums of z_k^2 q_k and of y_k^2 q_k, terms that are not negative, are bounded."""
    p = modified()
    n, size, decl = Scalar("n"), Scalar("l"), some_scalar("B")[0]
    terms = (p.z[K] ** 2 * p.q[K], p.y[K] ** 2 * p.q[K])
    bounded = all_of(*(le(summation(K, 0, n, t), Scalar("B")) for t in terms))
    body = all_of(from_index(K, 0, all_of(*(le(0, t) for t in terms))), exists([decl], from_index(n, 0, bounded)))
    inner = [(p.z_at(K) ** 2 * p.q_at(K), factors(size)[0]), (p.y_at(K) ** 2 * p.q_at(K), factors(size)[1])]
    proof = by.script(
        p.enter(), *rises(p),
        *(by.have(f"sums {i}", from_index(n, 0, le(summation(K, 0, n, t), c * (length(p, n + 1) - length(p, 0)))), telescoped(p, t, i))
          for i, (t, c) in enumerate(inner, 3)),
        by.split(nonnegative_terms(p), by.witness({"B": (inner[0][1] + inner[1][1]) * size}, sums_below(p, inner))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(body, ["y", "z", "q"])), proof))


def telescoped(p: ModifiedTrajectory, t: Scalar, i: int) -> by.Proof:
    """A proof by induction on n from the i-th part of `rises`, which bounds each summand."""
    f, n = by.sequence(K, t), Scalar("n")
    return by.induction("so far", by.script(
        by.theorem("first", "sum_next", f, "0", "-1"), by.theorem("none", "sum_empty", f, "0", "-1"),
        by.apply("at 0", "rises", {"k": 0}), by.auto("first", "none", f"at 0.{i}", degree=1),
    ), by.script(
        by.theorem("more", "sum_next", f, "0", n), by.apply("at n", "rises", {"k": n + 1}),
        by.auto("so far", "more", f"at n.{i}", degree=1)))  # fmt: skip


def nonnegative_terms(p: ModifiedTrajectory) -> by.Proof:
    """A proof that z_k^2 q_k and y_k^2 q_k are not negative."""
    return by.script(by.fix(), by.assume("k"), by.apply("at k", "rises", {"k": K}), by.split(
        by.auto("at k.1", degree=1, squares=[p.z_at(K)]), by.auto("at k.1", degree=1, squares=[p.y_at(K)])))


def sums_below(p: ModifiedTrajectory, inner: list[tuple[Scalar, Scalar]]) -> by.Proof:
    """A proof that both sums are below the bound."""
    n = Scalar("n")
    scales = [(EPS, -2), (LOW, -1)]
    each = [by.auto(f"sum {i}", "last", degree=1, factors=[*scales, (length(p, 0), 1), (Scalar("l"), 1)], squares=[HIGH * Scalar("l")]) for i in (3, 4)]
    return by.script(by.fix(), by.assume("n"), by.apply("last", "limit.2", {"k": n + 1}), *(
        by.apply(f"sum {i}", f"sums {i}", {"n": n}) for i in (3, 4)), by.split(*each))


def law(label: str, name: str, *args: by.Data | Any, facts: Sequence[str] = ()) -> by.Proof:
    """Step: a theorem on limits; the facts prove its first premises."""
    return by.theorem(label, name, *args, premises={i: by.given(fact) for i, fact in enumerate(facts)})


def seq(term: Scalar | Vector) -> Any:
    """The sequence of a term in k."""
    return by.sequence(K, term)


def scaled_to_zero(label: str, factor: Scalar, term: Scalar, fact: str) -> list[by.Proof]:
    """Steps: fact `label`: factor * term tends to zero, as term does by the fact."""
    return [
        law(f"{label} factor", "limit_constant", seq(factor)),
        law(f"{label} product", "limit_product", seq(factor), factor, seq(term), Scalar("0"), facts=(f"{label} factor", fact)),
        by.have(label, tends(K, factor * term, 0), by.given(f"{label} product")),
    ]  # fmt: skip


@claim("thm-B.4/increments", title="part (2): the increments tend to zero", kind="inequality",
       paper=r"\lim_{k\to\infty}\|w_{k+1} - w_k\| = 0,\quad y_k^2q_k \to 0",
       equivalent_mutants=INCREMENTS)
def increments_vanish() -> Decision:
    """For eps > 0 the distance between consecutive w_k, and y_k^2 q_k, tend to zero, from every start."""
    p = modified()
    shift, size, weight = p.w[K + 1] - p.w[K], Scalar("l"), p.y_at(K) ** 2 * p.q_at(K)
    second = factors(size)[1]
    statement = p.claim(p.along(all_of(tends(K, sqrt(shift @ shift), 0), tends(K, p.y[K] ** 2 * p.q[K], 0)), ["y", "q"]))
    same = by.script(by.fix(), by.assume("k"), by.apply("at k", "rises", {"k": K}), by.auto("at k.2"))
    small = by.script(by.fix(), by.assume("k"), by.apply("at k", "rises", {"k": K}),
                      by.theorem("size", "magnitude", weight), by.either("size.3", "is", by.auto("is", "at k.4", degree=1), by.script(
                          by.have("positive", le(0, weight), by.auto("at k.1", degree=1, squares=[p.y_at(K)])),
                          by.auto("is", "positive", "at k.4", degree=1))))
    proof = by.script(
        p.enter(), *rises(p), law("shift", "limit_shift", seq(length(p)), size, "1"), by.apply("later", "shift.1", {}, [by.given("limit.1")]),
        law("sign", "limit_constant", seq(Scalar("-1"))),
        law("minus", "limit_product", seq(Scalar("-1")), Scalar("-1"), seq(length(p)), size, facts=("sign", "limit.1")),
        law("sum", "limit_sum", seq(length(p, K + 1)), size, seq(-1 * length(p)), -1 * size, facts=("later", "minus")),
        by.have("rise", tends(K, rise(p), 0), by.given("sum")),
        by.theorem("square", "limit_equal", seq(rise(p)), Scalar("0"), seq(shift @ shift), "0", premises={0: by.given("rise"), 2: same}),
        law("root", "limit_root", seq(shift @ shift), Scalar("0"), facts=("square",)), *scaled_to_zero("bound", second, rise(p), "rise"),
        by.theorem("weight", "limit_squeeze", seq(weight), seq(second * rise(p)), "0", premises={0: by.given("bound"), 2: small}),
        by.split(by.given("root"), by.given("weight")),
    )  # fmt: skip
    return Decision(Part(statement, proof, instances=STEPPING))


# ------------------------------------------------------------------------------------------------
# Lemma B.3


@claim("lemma-B.3/grows", title="a small w'g grows", kind="inequality", paper=NOT_PRINTED)
def small_correlation_grows() -> Decision:
    """For eps > 0, |w_0| <= |w| and |w'g| <= |g||w_0|/kappa the next w'g is not smaller in size.

    This is what (85) and (86) are for; |u| = 1 and |w_0| >= 1 are not needed, and the bound of |w'g| is twice as large at least.
    """
    p = NextState()
    w0, y, g, form = p.vector("w0", "nonzero", latex="w_0"), W @ p.g, p.g, square_h(W)
    positive_step(p)
    p.assume("w is not shorter than w_0", le(w0 @ w0, W @ W))
    p.assume("w'g is small", le(y**2, threshold(p, w0)))
    statement = p.claim(le(y**2, (NEXT @ g) ** 2))
    cross = Z * (g @ (H @ W))
    bracket = g @ g - cross
    proof = by.script(
        by.theorem("long", "rayleigh", H, W), *stretched("stretch", W), by.theorem("plane", "gram", "I", "0", g, H @ W),
        by.theorem("gg", "gram", "I", "0", g),
        by.have("form", le(LOW**2 * (W @ W) ** 2, form**2), by.auto("long.1", degree=1, factors=[(form, 1), (LOW, 1), (W @ W, 1)])),
        by.have("z low", le(Z**2 * LOW**2 * (W @ W) ** 2, y**2), by.auto("form", "h1", degree=1, squares=[Z], multipliers=[Z * form + y])),
        by.have("z mid", le(Z**2 * LOW**2 * (W @ W) ** 2, (g @ g) * (W @ W) * LOW**2 / HIGH**2), by.script(
            by.have("more", le(threshold(p, w0), (g @ g) * (W @ W) * LOW**2 / HIGH**2),
                    by.auto("h4", degree=1, factors=[(g @ g, 1)], squares=[LOW / HIGH])),
            by.auto("z low", "h5", "more", degree=1))),
        by.have("z", le(Z**2 * HIGH**2 * (W @ W), g @ g), by.auto("z mid", degree=1, factors=[(HIGH, 2), (LOW, -2), (W @ W, -1)])),
        by.have("cross", le(cross**2, (g @ g) ** 2), by.script(
            by.have("one", le(cross**2, Z**2 * (g @ g) * HIGH**2 * (W @ W)), by.script(
                by.have("c1", le(cross**2, Z**2 * (g @ g) * ((H @ W) @ (H @ W))), by.auto("plane", degree=1, squares=[Z])),
                by.auto("c1", "stretch", degree=1, factors=[(g @ g, 1)], squares=[Z]))),
            by.auto("one", "z", degree=1, factors=[(g @ g, 1)]))),
        by.theorem("small", "root_order", cross, g @ g),
        by.have("next", eq(NEXT @ g, y + EPS * Z * bracket), by.auto("h2", multipliers=[g])),
        by.have("square", eq((NEXT @ g) ** 2, (y + EPS * Z * bracket) ** 2), by.auto("next", multipliers=[NEXT @ g + y + EPS * Z * bracket])),
        by.auto("square", "small", "h1", degree=1, squares=[Z, EPS * Z * bracket], factors=[(EPS, 1), (form, 1)],
                multipliers=[EPS * Z * bracket]),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def threshold(p: Problem, w0: Vector) -> Scalar:
    """(|g||w_0|/kappa)^2."""
    return (p.g @ p.g) * (w0 @ w0) * LOW**2 / HIGH**2


def never_flat(p: ModifiedTrajectory) -> Formula:
    """w_k'g is not zero for any k."""
    return from_index(K, 0, ne(p.y_at(K), 0))


def stays_away(p: ModifiedTrajectory) -> Formula:
    """From some index on y_k^2 is at least some c > 0."""
    (dn, n), (dc, c) = natural("N"), some_scalar("c", "positive")
    return exists([dn, dc], all_of(le(0, n), from_index(K, n, le(c, p.y_at(K) ** 2))))


@claim("lemma-B.3/away", title="w_k'g does not tend to zero", kind="inequality",
       paper=r"\lim_{k\to\infty} w_k^Tg = 0 \text{ is not possible unless } w_k^Tg = 0 \text{ for some } k")
def correlation_stays_away() -> Decision:
    """For eps > 0, if no w_k'g vanishes, then (w_k'g)^2 is at least some c > 0 from some k on; |u| = 1 is not needed.

    Below |g||w_0|/kappa the size of w_k'g does not decrease, and the increments tend to zero: so it never falls below half of that
    or its value at some late k.
    """
    p = modified()
    n, c, far = Scalar("M"), Scalar("b"), Scalar("Y")
    change = p.y_at(K + 1) - p.y_at(K)
    least = p.y_at(n) ** 2 * far / (4 * p.y_at(n) ** 2 + far)
    proof = by.script(
        p.enter(), by.assume("flat"), *on_trajectory("norm", "thm-B.4/norm", p), *on_trajectory("step", "thm-B.4/increments", p),
        *change_steps(p), *growth_steps(p), by.have("far", exists([some_scalar("Y", "positive")[0]], eq(far, threshold(p, p.w0))),
                                       by.witness({"Y": threshold(p, p.w0)}, threshold_is_positive(p), by.trivial())), by.obtain("far", "Y is"),
        by.theorem("small", "limit_definition", seq(change**2), Scalar("0"), "r", "M"),
        by.apply("soon", "small.1", {}, [by.given("change")]), by.apply("late", "soon", {"r": far / 4}), by.obtain("late", "late at"),
        by.apply("flat at N", "flat", {"k": n}), by.have("y", lt(0, p.y_at(n) ** 2), by.auto("flat at N", degree=0, squares=[p.y_at(n)])),
        by.have("some", exists([some_scalar("b", "positive")[0]], all_of(le(c, p.y_at(n) ** 2), le(c, far / 4))),
                by.witness({"b": least}, by.trivial(), by.split(*smaller(p.y_at(n) ** 2, far)))), by.obtain("some", "c is"),
        by.witness({"N": n, "c": c}, by.trivial(), by.split(by.given("late at.1"), away_induction(p))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(implies(never_flat(p), stays_away(p)))), proof))


def smaller(square: Scalar, far: Scalar) -> tuple[by.Proof, by.Proof]:
    """Proofs that ab/(a + b) is at most a and b = far/4."""
    total = [(4 * square + far, -1)]
    return by.auto(degree=0, factors=total, squares=[square]), by.auto(degree=0, factors=total, squares=[far])


def u_is_nonzero(p: ModifiedTrajectory) -> by.Proof:
    """A proof that u is not zero, from `flat`."""
    return by.script(by.suppose_not("u vanishes"), by.apply("flat at 0", "flat", {"k": 0}), by.auto("u vanishes", multipliers=[p.H @ p.w[0]]))


def threshold_is_positive(p: ModifiedTrajectory) -> by.Proof:
    """A proof that the threshold is positive, from `flat`."""
    return by.script(by.have("u", ne(p.u, ZERO), u_is_nonzero(p)), by.theorem("g", "definite", "H", "2", p.u),
                     by.auto("g", degree=1, factors=[(p.w0 @ p.w0, 1), (LOW, 2), (HIGH, -2)]))  # fmt: skip


def change_steps(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `change`: (y_{k+1} - y_k)^2 tends to zero."""
    shift = p.w[K + 1] - p.w[K]
    change, size = p.y_at(K + 1) - p.y_at(K), sqrt(shift @ shift)
    bound = (p.g @ p.g) * (shift @ shift)
    small = by.script(
        by.fix(), by.assume("k"), by.theorem("plane", "gram", "I", "0", p.g, shift), by.theorem("size", "magnitude", change**2),
        by.either("size.3", "is", by.auto("is", "plane", degree=1), by.auto("is", "plane", degree=1, squares=[change])),
    )  # fmt: skip
    return [
        law("square", "limit_product", seq(size), Scalar("0"), seq(size), Scalar("0"), facts=("step.1", "step.1")),
        by.have("squared", tends(K, shift @ shift, 0), by.given("square")), *scaled_to_zero("bound", p.g @ p.g, shift @ shift, "squared"),
        by.theorem("change", "limit_squeeze", seq(change**2), seq(bound), "0", premises={0: by.given("bound"), 2: small}),
    ]  # fmt: skip


def growth_steps(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `grows`: y_k^2 does not decrease where it is below the threshold."""
    long = by.induction("so far", by.auto("orbit start", multipliers=[p.w[0] + p.w0]), by.script(
        by.apply("rise", "norm.1", {"k": K}), by.auto("so far", "rise", degree=1)))
    return [
        by.have("long", from_index(K, 0, le(p.w0 @ p.w0, length(p))), long),
        by.have("grows", from_index(K, 0, implies(le(p.y_at(K) ** 2, threshold(p, p.w0)), le(p.y_at(K) ** 2, p.y_at(K + 1) ** 2))), by.script(
            by.fix(), by.assume("k"), by.assume("low"), by.apply("next", "orbit step", {"k": K}), by.apply("long at k", "long", {"k": K}),
            by.use("up", "lemma-B.3/grows", values_at(p, K, w0=p.w0)), by.given("up"))),
    ]  # fmt: skip


def away_induction(p: ModifiedTrajectory) -> by.Proof:
    """A proof by induction from N that y_k^2 >= c."""
    y, after, far = p.y_at(K), p.y_at(K + 1), Scalar("Y")
    low = by.script(by.apply("at k", "grows", {"k": K}), by.apply("up", "at k", {}, [by.auto("side", "Y is")]), by.auto("up", "so far", degree=1))
    change = (after - y) ** 2
    high = by.script(
        by.apply("near", "late at.2", {"k": K}), by.theorem("size", "magnitude", change), 
        by.have("half", le(far / 2 - far / 4, after**2), by.auto("side", "near", "size.1", degree=1, squares=[2 * after - y])),
        by.auto("half", "c is.2", degree=1),
    )  # fmt: skip
    return by.induction("so far", by.given("c is.1"), by.cases("side", le(y**2, far), low, high))


def diverges(term: Scalar) -> Formula:
    """The sums of the term up to n exceed every B from some n on."""
    (dm, m), n, (db, b) = natural("M"), Scalar("n"), some_scalar("B")
    return forall([db], exists([dm], all_of(le(0, m), from_index(n, m, lt(b, summation(K, 0, n, term))))))


@claim("lemma-B.3", paper=r"w_k^Tg \ne 0 \text{ for all } k \implies \sum_{k=0}^{\infty} |w_k^Tg| = \sum_{k=0}^{\infty} (w_k^Tg)^2 = "
                          r"\infty")
def correlations_not_summable() -> Decision:
    """For eps > 0, if no w_k'g vanishes, the sums of |w_k'g| and of (w_k'g)^2 tend to infinity; |u| = 1 is not needed."""
    p = modified()
    y, floor = p.y_at(K), Scalar("c")
    body = implies(never_flat(p), all_of(diverges(abs(p.y[K])), diverges(p.y[K] ** 2)))
    root = by.script(by.fix(), by.assume("k"), by.apply("at k", "away.2", {"k": K}),
                     by.theorem("root", "root_order", sqrt(floor), abs(y), premises={1: by.auto("at k")}), by.given("root"))
    proof = by.script(
        p.enter(), by.assume("flat"), *on_trajectory("stays", "lemma-B.3/away", p),
        by.apply("found", "stays", {}, [by.given("flat")]), by.obtain("found", "away"),
        by.have("root", from_index(K, Scalar("N"), le(sqrt(floor), abs(y))), root),
        by.split(divergence(lambda k: abs(p.y_at(k)), sqrt(floor), "root"), divergence(lambda k: p.y_at(k) ** 2, floor, "away.2")),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(body, ["y"])), proof))


def divergence(member: Callable[[Scalar], Scalar], floor: Scalar, fact: str) -> by.Proof:
    """A proof that the sums of a term that is not negative diverge, from the fact that it is at least floor > 0 from N on.

    Otherwise the sums would be bounded, so converge, so that their increments, the term, would tend to zero.
    """
    n, m, bound, term = Scalar("n"), Scalar("m"), Scalar("B"), member(K)
    total, after, start = summation(K, 0, n, term), summation(K, 0, n + 1, term), Scalar("N")
    more = by.theorem("more", "sum_next", seq(term), "0", n)
    up = by.script(by.fix(), by.assume("n"), more, by.auto("more", degree=0, factors=[(member(n + 1), 1)]))
    never = by.script(
        by.suppose_not("never"), by.have("below", from_index(n, 0, le(total, bound)), by.script(
            by.fix(), by.assume("n"), by.suppose_not("over"),
            by.apply("passed", "never", {}, [by.witness({"m": n}, by.split(by.given("n"), by.given("over")))]), by.given("passed"))),
        by.theorem("limit", "monotone_convergence", by.sequence(n, total), bound, "0", "s", premises={2: by.given("rises")}), by.obtain("limit", "s is"),
        law("shift", "limit_shift", by.sequence(n, total), Scalar("s"), "1"), by.apply("later", "shift.1", {}, [by.given("s is.1")]),
        law("sign", "limit_constant", by.sequence(n, Scalar("-1"))),
        law("minus", "limit_product", by.sequence(n, Scalar("-1")), Scalar("-1"), by.sequence(n, total), Scalar("s"), facts=("sign", "s is.1")),
        law("sum", "limit_sum", by.sequence(n, after), Scalar("s"), by.sequence(n, -1 * total), -1 * Scalar("s"), facts=("later", "minus")),
        law("floor", "limit_constant", by.sequence(n, floor)),
        by.theorem("order", "limit_order", by.sequence(n, floor), floor, by.sequence(n, after - total), "0", start, premises={
            0: by.given("floor"), 1: by.given("sum"), 3: by.script(by.fix(), by.assume("n"), more, by.apply("at n", fact, {"k": n + 1}),
                                                                   by.auto("more", "at n", degree=1))}),
        by.auto("order", factors=[(floor, 1)]),
    )  # fmt: skip
    passes = exists([natural("m")[0]], all_of(le(0, m), lt(bound, summation(K, 0, m, term))))
    onward = by.induction("so far", by.given("passed.2"), by.script(by.apply("more", "rises", {"n": n}), by.auto("so far", "more", degree=1)))
    return by.script(by.fix(), by.have("rises", from_index(n, 0, le(total, after)), up), by.have("passes", passes, never), by.obtain("passes", "passed"),
                     by.witness({"M": m}, by.split(by.given("passed.1"), onward)))  # fmt: skip


# ------------------------------------------------------------------------------------------------
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
# Lemma B.2


def small_steps(p: Problem, w0: Vector) -> None:
    """Assume that the step size is bounded."""
    p.assume("the step size is small", bounded_step(p, w0))


def bounded_step(p: Problem, w0: Vector) -> Formula:
    """eps <= 2|w_0|^2/(lambda_max kappa |u|^2), written without dividing by |u|^2."""
    return le(EPS * HIGH * HIGH / LOW * (p.u @ p.u), 2 * (w0 @ w0))


@claim("lemma-B.2/step", title="q does not increase, one step", kind="inequality", paper=NOT_PRINTED)
def residual_decreases() -> Decision:
    """For 0 < eps <= 2|w_0|^2/(lambda_max kappa |u|^2) and |w_0| <= |w|: q+ <= q and |w_0| <= |w+|."""
    p = NextState()
    w0 = p.vector("w0", "nonzero", latex="w_0")
    positive_step(p)
    small_steps(p, w0)
    p.assume("w is not shorter than w_0", le(w0 @ w0, W @ W))
    statement = p.claim(all_of(le(p.q_of(NEXT), p.q_of(W)), le(w0 @ w0, NEXT @ NEXT)))
    hat, uu, first = EPS * Z**2, p.u @ p.u, w0 @ w0
    proof = by.script(
        by.use("one", "thm-B.4/one-step", of_state(p)), *size_of_z(p), by.theorem("top", "rayleigh", H, p.u),
        by.theorem("push", "gram", "I", "0", p.push),
        by.have("z0", le(Z**2 * LOW * first, HIGH * uu), by.auto("z", "h5", "top.2", degree=1, factors=[(LOW, 1)], squares=[Z])),
        by.have("scaled", le(hat * HIGH * first, EPS * HIGH * HIGH / LOW * uu), by.auto("z0", degree=1, factors=[(EPS, 1), (HIGH, 1), (LOW, -1)])),
        by.have("hat", le(hat * HIGH, 2), by.auto("scaled", "h4", degree=1, factors=[(first, -1)])),
        by.have("gain", le(0, hat * (2 - hat * HIGH) * (p.push @ p.push)), by.auto("hat", "push", degree=2, factors=[(EPS, 1)], squares=[Z])),
        by.split(by.auto("one.3", "gain", degree=1), by.auto("one.1", "h5", "push", degree=1, squares=[EPS * Z])),
    )  # fmt: skip
    return Decision(Part(statement, proof))


@claim("lemma-B.2/decrease", title="q_k does not increase", kind="inequality",
       paper=r"q_{k+1} \le q_k,\quad \tfrac{(w_{k+1}^Tg)^2}{\sigma_{k+1}^2} \ge \tfrac{(w_k^Tg)^2}{\sigma_k^2} \ge \tfrac{(w_0^Tg)^2}{\sigma_0^2}")
def residual_decreases_along() -> Decision:
    """For 0 < eps <= 2|w_0|^2/(lambda_max kappa |u|^2): q_{k+1} <= q_k, and (w_k'g)^2/sigma_k^2 grows; |u| = 1 is not needed."""
    p = modified()
    small_steps(p, p.w0)

    def correlation(k: Scalar | int) -> Scalar:
        return p.y_at(k) ** 2 / sigma_squared(p, k)

    body = all_of(le(p.q_at(K + 1), p.q_at(K)), le(correlation(K), correlation(K + 1)), le(correlation(0), correlation(K)))
    long = by.induction("so far", by.auto("orbit start", multipliers=[p.w[0] + p.w0]), by.script(*down(p), by.given("down.2")))
    ahead = by.induction("so far", by.trivial(), by.script(by.apply("longer", "long", {"k": K}), *down(p),
                                                           by.auto("so far", "down.1", degree=1)))
    proof = by.script(
        p.enter(), by.have("long", from_index(K, 0, le(p.w0 @ p.w0, length(p))), long),
        by.have("ahead", from_index(K, 0, le(correlation(0), correlation(K))), ahead),
        by.fix(), by.assume("k"), by.apply("longer", "long", {"k": K}), *down(p), by.apply("ahead of 0", "ahead", {"k": K}),
        by.split(by.given("down.1"), by.auto("down.1", degree=1), by.given("ahead of 0")),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(from_index(K, 0, body))), proof))


def down(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `down`: what `lemma-B.2/step` says of step k, where |w_0| <= |w_k| is a fact."""
    return [by.apply("next", "orbit step", {"k": K}),
            by.use("down", "lemma-B.2/step", values_at(p, K, w0=p.w0))]  # fmt: skip


def minimiser_by_decrease(p: ModifiedTrajectory) -> by.Proof:
    """A proof of `reaches_minimiser` from w_0'g != 0 (`start`), for small steps."""
    positive = by.script(
        by.fix(), by.assume("k"), by.suppose_not("flat at k"), by.apply("kept", "decrease", {"k": K}),
        by.have("y0", eq(p.y_at(0), p.w0 @ p.g), by.auto("orbit start", multipliers=[p.g])),
        by.have("first", lt(0, (p.w0 @ p.g) ** 2), by.auto("start", degree=0, squares=[p.w0 @ p.g])),
        by.have("kept low", lt(0, p.y_at(0) ** 2 / sigma_squared(p, 0)),
                by.auto("first", "y0", degree=1, factors=[(sigma_squared(p, 0), -1)], multipliers=[(p.y_at(0) + p.w0 @ p.g) / sigma_squared(p, 0)])),
        by.auto("kept low", "kept.3", "flat at k", degree=1, multipliers=[p.y_at(K) / sigma_squared(p)]),
    )  # fmt: skip
    return by.script(
        p.enter(), *on_trajectory("decrease", "lemma-B.2/decrease", p), *on_trajectory("parallel", "thm-B.4/parallel", p),
        by.have("flat", never_flat(p), positive), minimiser_reached(p),
    )  # fmt: skip


@claim("lemma-B.2", paper=r"w_0^Tg \ne 0,\ \tfrac{\varepsilon}{\|w_0\|^2} < \varepsilon_0 := \tfrac{2}{\kappa\lambda_{\max}} "
                          r"\implies w_k \to \text{a global minimizer}",
       equivalent_mutants=MINIMISER)
def modified_small_start() -> Decision:
    """For |u| = 1, w_0'g != 0 and 0 < eps/|w_0|^2 < 2/(kappa lambda_max) MBNGD converges to a global minimiser."""
    p = with_loss(modified())
    p.assume("u has length one", eq(p.u @ p.u, 1))
    p.assume("w_0'g is not zero", ne(p.w0 @ p.g, 0))
    p.assume("the step size is small", lt(p.eps / (p.w0 @ p.w0), 2 / (KAPPA * HIGH)))
    first = p.w0 @ p.w0
    scales: list[tuple[Scalar, int]] = [(first, 1), (HIGH, 2), (LOW, -1)]
    small = by.auto("h2", "h4", degree=1, factors=scales, multipliers=[EPS * HIGH**2 / LOW])
    proof = by.script(by.have("small", bounded_step(p, p.w0), small), by.have("start", ne(p.w0 @ p.g, 0), by.given("h3")), minimiser_by_decrease(p))
    return Decision(Part(p.claim(p.along(reaches_minimiser(p))), proof))


# ------------------------------------------------------------------------------------------------
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
