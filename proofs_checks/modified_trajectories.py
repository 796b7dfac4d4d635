"""Appendix B: the whole trajectory of modified BNGD."""

from __future__ import annotations

from verify.prove import script as by

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.orbits import positive_step, spectral_gap, square_h
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.trajectories import ModifiedTrajectory
from verify.claims import Decision, Part, claim
from verify.statements import (
    Scalar,
    Vector,
    all_of,
    eig,
    eq,
    from_index,
    le,
)  # fmt: skip

W, NEXT, Z, EPS = Vector("w"), Vector("w_next"), Scalar("z"), Scalar("eps")


class NextState(Problem):
    """A state w, z = w'g/sigma^2, and the state that follows; free of denominators."""

    def __init__(self) -> None:
        super().__init__()
        self.vector("w", "nonzero")
        self.vector("w_next", "nonzero")
        self.scalar("z")
        self.scalar("eps")
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
