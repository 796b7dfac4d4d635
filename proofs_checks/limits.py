"""Sections 3.2, A.3, A.4 and B: what it means that a trajectory converges to a stationary point, a saddle or a minimiser."""

from __future__ import annotations

from typing import Any

from proofs_checks.problem import Problem, critical, some_scalar, some_vector
from proofs_checks.trajectories import K, Trajectory
from verify.models import bngd
from verify.prove import script as by
from verify.statements import ZERO, Decl, Formula, Scalar, Vector, all_of, eq, exists, forall, le, ne, tends

A_STAR, W_STAR = Scalar("a_star"), Vector("w_star")
LIMIT = (Decl("a_star", "scalar", "real", "a_{*}"), Decl("w_star", "vector", "nonzero", "w_{*}"))
C = Scalar("c")  # E[y^2], the constant in the loss


def with_loss(p: Trajectory) -> Trajectory:
    """Add c, the constant in the loss J."""
    p.scalar("c")
    return p


def tends_to(p: Trajectory, a: Scalar, w: Vector) -> Formula:
    """a_k tends to a and w_k to w."""
    return all_of(tends(K, p.a[K], a), tends(K, p.w[K], w))


def converges(p: Trajectory) -> Formula:
    """(a_k, w_k) has a limit (a, w) with w != 0, a state of the problem."""
    return exists(LIMIT, tends_to(p, A_STAR, W_STAR))


def is_minimiser(p: Problem, a: Scalar, w: Vector) -> Formula:
    """J(a, w) <= J(b, z) for all b and z != 0; needs `with_loss`."""
    (db, b), (dz, z) = some_scalar("b"), some_vector("z", "nonzero")
    here, there = (bngd.loss(p.H, p.g, C, bngd.State(*state)) for state in ((a, w), (b, z)))
    return forall([db, dz], le(here, there))


def is_saddle(p: Problem, a: Scalar, w: Vector) -> Formula:
    """a = 0 and w'g = 0: for u != 0 these are the saddle points of J (row critical-trivial)."""
    return all_of(eq(a, 0), eq(w @ p.g, 0))


def is_stationary(p: Trajectory, a: Scalar, w: Vector) -> Formula:
    """The gradient of J vanishes at (a, w), two symbols; needs `with_loss`."""
    return critical(bngd.loss(p.H, p.g, C, bngd.State(a, w)), a, w)


def converges_to_minimiser(p: Trajectory) -> Formula:
    """(a_k, w_k) converges to a global minimiser of J."""
    return exists(LIMIT, all_of(*_both(p), is_minimiser(p, A_STAR, W_STAR)))


def converges_to_stationary_point(p: Trajectory) -> Formula:
    """(a_k, w_k) converges to a stationary point of J."""
    return exists(LIMIT, all_of(*_both(p), is_stationary(p, A_STAR, W_STAR)))


def _both(p: Trajectory) -> tuple[Formula, Formula]:
    return tends(K, p.a[K], A_STAR), tends(K, p.w[K], W_STAR)


# ------------------------------------------------------------------------------------------------
# Proofs


def alpha_of(p: Problem, w: Vector) -> Scalar:
    """w'g / sqrt(w'Hw)."""
    sigma: Scalar = bngd.sigma(p.H, w)
    return w @ p.g / sigma


def minimiser_proof(p: Problem, a: Scalar, w: Vector, residual: str, scale: str) -> by.Proof:
    """A proof of is_minimiser(p, a, w) from facts: e = 0 at w, and a = w'g/sigma."""
    both = by.split(by.given(residual), by.given(scale))
    return by.script(by.use("pair", "residual-zero/pair", {"H": p.H, "u": p.u, "a": a, "w": w, "c": C}),
                     by.apply("least", "pair.1", premises=[both]), by.given("least"))  # fmt: skip


def limit_is_nonzero(p: Trajectory, limit: Vector, tends_there: str, longer: str) -> list[by.Proof]:
    """Steps: facts `limit length`: |w_0|^2 <= |w|^2, and `limit nonzero`: w != 0, for the limit w of w_k.

    From facts: w_k tends to w, and |w_0|^2 <= |w_k|^2 for every k >= 0.
    """
    length = p.w[K] @ p.w[K]
    zero = by.script(by.suppose_not("limit vanishes"), by.theorem("length of w0", "definite", "I", "0", p.w0),
                     by.auto("limit length", "limit vanishes", "length of w0", multipliers=[limit]))  # fmt: skip
    return [
        by.theorem("squares tend", "limit_dot", by.sequence(K, p.w[K]), limit, by.sequence(K, p.w[K]), limit,
                   premises={0: by.given(tends_there), 1: by.given(tends_there)}),
        by.theorem("first length", "limit_constant", by.sequence(K, p.w0 @ p.w0)),
        by.theorem("limit length", "limit_order", by.sequence(K, p.w0 @ p.w0), p.w0 @ p.w0, by.sequence(K, length), limit @ limit, "0",
                   premises={0: by.given("first length"), 1: by.given("squares tend"), 3: by.given(longer)}),
        by.have("limit nonzero", ne(limit, ZERO), zero),
    ]  # fmt: skip


def quantities_tend(p: Trajectory, limit: Vector, tends_there: str) -> list[by.Proof]:
    """Steps: facts `y tends`, `sigma tends`, `alpha tends`, `alpha2 tends` (its square), `q tends` for the limit w != 0 of w_k.

    From the facts that w_k tends to w, and `limit nonzero`: w != 0.
    """
    w, sigma, y, there = p.w[K], p.sigma_at(K), p.w[K] @ p.g, bngd.sigma(p.H, limit)
    square, uhu = p.alpha_at(K) ** 2, p.u @ (p.H @ p.u)

    def seq(term: Scalar | Vector) -> Any:
        return by.sequence(K, term)

    def law(label: str, name: str, *args: Any, facts: tuple[str, ...]) -> by.Proof:
        return by.theorem(label, name, *args, premises={i: by.given(f) for i, f in enumerate(facts)})

    return [
        by.theorem("limit size", "definite", "H", "1", limit, premises={1: by.given("limit nonzero")}),
        by.theorem("g stays", "limit_constant", seq(p.g)),
        law("y tends", "limit_dot", seq(w), limit, seq(p.g), p.g, facts=(tends_there, "g stays")),
        law("Hw tends", "limit_apply", p.H, seq(w), limit, facts=(tends_there,)),
        law("size tends", "limit_dot", seq(w), limit, seq(p.H @ w), p.H @ limit, facts=(tends_there, "Hw tends")),
        law("sigma tends", "limit_root", seq(w @ (p.H @ w)), limit @ (p.H @ limit), facts=("size tends",)),
        by.theorem("inverse tends", "limit_inverse", seq(sigma), there, premises={0: by.given("sigma tends"), 1: by.trivial()}),
        law("product tends", "limit_product", seq(y), limit @ p.g, seq(1 / sigma), 1 / there, facts=("y tends", "inverse tends")),
        by.have("alpha tends", tends(K, p.alpha_at(K), alpha_of(p, limit)), by.given("product tends")),
        law("alpha2 tends", "limit_product", seq(p.alpha_at(K)), alpha_of(p, limit), seq(p.alpha_at(K)), alpha_of(p, limit),
            facts=("alpha tends", "alpha tends")),
        by.theorem("minus one", "limit_constant", seq(Scalar("-1"))),
        law("minus tends", "limit_product", seq(Scalar("-1")), Scalar("-1"), seq(square), alpha_of(p, limit) ** 2,
            facts=("minus one", "alpha2 tends")),
        by.theorem("size of u", "limit_constant", seq(uhu)),
        law("sum tends", "limit_sum", seq(uhu), uhu, seq(-1 * square), -1 * alpha_of(p, limit) ** 2, facts=("size of u", "minus tends")),
        by.have("q tends", tends(K, p.q_at(K), uhu - alpha_of(p, limit) ** 2), by.given("sum tends")),
    ]  # fmt: skip
