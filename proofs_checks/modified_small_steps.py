"""Lemma B.2: MBNGD for small steps."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.modified_limit import minimiser_reached, reaches_minimiser, with_loss
from proofs_checks.modified_norm import (
    EPS,
    NEXT,
    NextState,
    W,
    Z,
    length,
    modified,
    of_state,
    sigma_squared,
    size_of_z,
    values_at,
)
from proofs_checks.modified_sums import never_flat, on_trajectory
from proofs_checks.near_misses import (
    MINIMISER,
)
from proofs_checks.one_step import positive_step
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.trajectories import K, ModifiedTrajectory
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Formula,
    Scalar,
    Vector,
    all_of,
    eq,
    from_index,
    le,
    lt,
    ne,
)  # fmt: skip

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
