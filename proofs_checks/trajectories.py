"""The iterates of BNGD and MBNGD as sequences, the quantities along them, and how a proof enters an orbit."""

from __future__ import annotations

from collections.abc import Sequence

from proofs_checks.problem import Problem
from verify.models import bngd, mbngd
from verify.prove import script as by
from verify.statements import (
    Decl,
    Formula,
    Scalar,
    ScalarSequence,
    Vector,
    VectorSequence,
    abbreviate,
    eq,
    orbit,
)  # fmt: skip

K = Scalar("k")


class Trajectory(Problem):
    """H, u, the step sizes, a start (a0, w0), and the iterates a[k], w[k] of BNGD; methods give the quantities at step k."""

    a: ScalarSequence  # type: ignore[assignment]
    w: VectorSequence  # type: ignore[assignment]

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.with_steps()
        self.a0 = self.scalar("a0", latex="a_0")
        self.w0 = self.vector("w0", "nonzero", latex="w_0")
        self.a, self.w = ScalarSequence("a"), VectorSequence("w")
        self.sigma, self.alpha, self.eps_hat = ScalarSequence("sigma"), ScalarSequence("alpha"), ScalarSequence("eps_hat")
        self.e, self.q = VectorSequence("e"), ScalarSequence("q")

    def sigma_at(self, k: Scalar | int) -> Scalar:
        """sigma_k = sqrt(w_k'Hw_k)."""
        return bngd.sigma(self.H, self.w[k])

    def alpha_at(self, k: Scalar | int) -> Scalar:
        """w_k'g / sigma_k."""
        return self.w[k] @ self.g / self.sigma_at(k)

    def e_at(self, k: Scalar | int) -> Vector:
        """The residual e_k = u - (w_k'g / sigma_k^2) w_k."""
        return bngd.residual(self.H, self.u, self.w[k])

    def q_at(self, k: Scalar | int) -> Scalar:
        """q_k = u'Hu - (w_k'g)^2 / sigma_k^2."""
        return self.u @ (self.H @ self.u) - (self.w[k] @ self.g) ** 2 / self.sigma_at(k) ** 2

    def eps_hat_at(self, k: Scalar | int) -> Scalar:
        """The effective step size eps a_k w_k'g / sigma_k^3."""
        return bngd.effective_step(self.H, self.g, bngd.State(self.a[k], self.w[k]), self.eps)

    def along(self, body: Formula, names: Sequence[str] = ()) -> Formula:
        """The body for the iterates; names lists which of sigma, alpha, eps_hat, e, q it abbreviates.

        The body may then write `p.sigma[k]` and so on; proofs see what they stand for.
        """
        rows = [
            (getattr(self, name), K, getattr(self, f"{name}_at")(K))
            for name in ("sigma", "alpha", "eps_hat", "e", "q") if name in names
        ]  # fmt: skip
        state = bngd.State(Scalar("a"), Vector("w"))
        step = bngd.step(self.H, self.g, state, self.eps_a, self.eps)
        decls = [Decl("a", "scalar", "real"), Decl("w", "vector", "nonzero")]
        return orbit(decls, [step.a, step.w], [self.a0, self.w0], abbreviate(rows, body) if rows else body)

    def enter(self, label: str = "orbit") -> by.Proof:
        """Step: enter the orbit; w stays nonzero, as e is H-orthogonal to w, so that |w| never decreases.

        Afterwards `label start` says a[0] = a0, w[0] = w0 and `label step` is the recursion for k >= 0.
        """
        w, size = Vector("w"), self.eps * Scalar("a") / bngd.sigma(self.H, Vector("w"))
        return by.follow(label, step=[*_TWICE, nonzero_step(self, w, size)])


_TWICE = [by.trivial(), by.trivial()]


class ModifiedTrajectory(Problem):
    """H, u, eps, a start w0, and the iterates w[k] of MBNGD; methods give the quantities at step k."""

    w: VectorSequence  # type: ignore[assignment]

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.w0 = self.vector("w0", "nonzero", latex="w_0")
        self.eps = self.scalar("eps", latex=r"\varepsilon")
        self.w = VectorSequence("w")
        self.y, self.z, self.q = ScalarSequence("y"), ScalarSequence("z"), ScalarSequence("q")

    def y_at(self, k: Scalar | int) -> Scalar:
        """w_k'g."""
        return self.w[k] @ self.g

    def z_at(self, k: Scalar | int) -> Scalar:
        """w_k'g / sigma_k^2."""
        return self.y_at(k) / (self.w[k] @ (self.H @ self.w[k]))

    def e_at(self, k: Scalar | int) -> Vector:
        """The residual e_k = u - z_k w_k."""
        return bngd.residual(self.H, self.u, self.w[k])

    def q_at(self, k: Scalar | int) -> Scalar:
        """q_k = u'Hu - (w_k'g)^2 / sigma_k^2."""
        return self.u @ (self.H @ self.u) - self.y_at(k) ** 2 / (self.w[k] @ (self.H @ self.w[k]))

    def along(self, body: Formula, names: Sequence[str] = ()) -> Formula:
        """The body for the iterates; names lists which of y, z, q it abbreviates."""
        rows = [(getattr(self, name), K, getattr(self, f"{name}_at")(K)) for name in ("y", "z", "q") if name in names]
        step = mbngd.step(self.H, self.g, Vector("w"), self.eps)
        return orbit([Decl("w", "vector", "nonzero")], [step], [self.w0], abbreviate(rows, body) if rows else body)

    def enter(self, label: str = "orbit") -> by.Proof:
        """Step: enter the orbit; `label start` says w[0] = w0, and `label step` is the recursion for k >= 0."""
        w = Vector("w")
        size = self.eps * (w @ self.g / (w @ (self.H @ w)))
        return by.follow(label, step=[by.trivial(), nonzero_step(self, w, size)])


def nonzero_step(p: Problem, w: Vector, size: Scalar) -> by.Proof:
    """Prove that w + size He is not zero, for a state w that is not."""
    pushed = p.H @ bngd.residual(p.H, p.u, w)
    moved = w + size * pushed
    return by.script(
        by.suppose_not("the next w is zero"),
        by.have("its length", by_zero(moved), by.auto("the next w is zero", multipliers=[moved])),
        by.have("its growth", growth(w, size, pushed), by.auto()),
        by.theorem("positive", "gram", "I", "0", pushed),
        by.auto("its length", "its growth", "positive", factors=[(w @ w, 1)], squares=[size]),
    )


def by_zero(x: Vector) -> Formula:
    """|x|^2 = 0."""
    return eq(x @ x, 0)


def growth(w: Vector, size: Scalar, pushed: Vector) -> Formula:
    """|w + t He|^2 = |w|^2 + t^2 |He|^2."""
    moved = w + size * pushed
    return eq(moved @ moved, w @ w + size**2 * (pushed @ pushed))
