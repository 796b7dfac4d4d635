"""Theorem B.4 (1): along MBNGD the norm of w is bounded and converges."""

from __future__ import annotations

from collections.abc import Mapping

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import positive_step, spectral_gap, square_h
from proofs_checks.problem import NOT_PRINTED, Problem, some_scalar
from proofs_checks.trajectories import K, ModifiedTrajectory
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    Vector,
    all_of,
    eig,
    eq,
    exists,
    from_index,
    le,
    lt,
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
