"""The convergence theorems and step-size bounds on random instances: which problems, and which measure.

The measures, in confirmation_runs and confirmation_bounds, are code of their own, in 60 digits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from proofs_checks.confirmation_bounds import (
    bounded,
    contraction,
    gd_factor,
    loss_decay,
    plain_contraction,
    step_for_large,
    step_for_small,
)
from proofs_checks.confirmation_runs import (
    Run,
    basin,
    gradient_descent,
    in_precision,
    modified_any_step,
    modified_small_step,
    reaches_minimiser,
    small_step,
    stationary,
)  # fmt: skip
from verify.confirm import Confirmation, Measured

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.models.problem import Problem

CALM = ("small", "repeated", "clustered")


def drawn(*, eps: Callable[[Problem], Any] | None = None, multiples: SearchStrategy[Any] | None = None, aligned: bool = False, **choices: Any) -> SearchStrategy[Problem]:
    """Problems; eps: what the drawn step size is a multiple of; aligned: the sign of a0 is that of w0'g."""
    from verify.strategies import problems

    def prepared(problem: Problem) -> Problem:
        if aligned and problem.a0 * problem.wg0 < 0:
            problem = problem.replace(a0=-problem.a0)
        return problem if eps is None else problem.replace(eps=problem.eps * eps(problem))

    return problems(eps=multiples, **choices).map(prepared)


def natural(problem: Problem) -> Any:
    """A step size for which the effective step is of the order of 1/trace(H): w0'w0/(u'u trace(H))."""
    from verify.models.problem import dot

    return dot(problem.w0, problem.w0) / (dot(problem.u, problem.u) * sum(row[i] for i, row in enumerate(problem.H)))


def shares() -> SearchStrategy[Any]:
    """Multiples below 1 of a threshold, up to 999/1000."""
    from fractions import Fraction

    from hypothesis import strategies as st

    return st.integers(300, 999).map(lambda n: Fraction(n, 1000))


def threshold(name: str, problem: Problem) -> Any:
    """The guaranteed threshold of that theorem, 1 where it does not apply."""
    from flint import fmpq

    from verify.models.step_sizes import guarantees

    found = next(bound for bound in guarantees(problem) if bound.theorem == name).at_least
    return 1 if found is None else fmpq(found.numerator, found.denominator)


def one() -> SearchStrategy[Any]:
    """The number 1."""
    from fractions import Fraction

    from hypothesis import strategies as st

    return st.just(Fraction(1))


def any_eps_a() -> SearchStrategy[Any]:
    """Step sizes in (0, 2)."""
    from fractions import Fraction

    from hypothesis import strategies as st

    return st.integers(1, 39).map(lambda n: Fraction(n, 20))


def moderate() -> SearchStrategy[Any]:
    """Multiples from 1/10 to 20."""
    from fractions import Fraction

    from hypothesis import strategies as st

    return st.integers(1, 200).map(lambda n: Fraction(n, 10))


def multiples_of_one() -> SearchStrategy[Any]:
    """1, 2, ..., 9, 10, 20, ..., 9000."""
    from verify.strategies import powers

    return powers(0, 3)


def entry(claim: str, what: str, instances: Callable[[], SearchStrategy[Any]], measure: Callable[[Run], Measured | None]) -> Confirmation:
    """A confirmation in 60 digits."""
    return Confirmation(claim, what, instances, partial(in_precision, measure))


CONFIRMATIONS = [
    entry("thm-3.3", "(a - alpha)^2 + a^2 q/u'Hu tends to 0 and |w_k| does not fall; margin: digits reached within 3000 steps",
          lambda: drawn(eps=natural, multiples=moderate(), spectrum=CALM), stationary),
    entry("thm-3.3-1", "below the threshold q_k falls to 0 and a_k w_k'g > 0; margin: digits of q/u'Hu reached within 3000 steps",
          lambda: drawn(eps=partial(threshold, "thm-3.3-1"), multiples=shares(), aligned=True, spectrum=CALM), small_step),
    entry("thm-3.3-2", "eps_a = 1: (a - alpha)^2 + q tends to 0 and |w_k| does not fall; margin: digits reached within 3000 steps",
          lambda: drawn(eps=natural, multiples=moderate(), spectrum=CALM, eps_a=one(), starts=("general",)), reaches_minimiser),
    entry("thm-A.17", "(a - alpha)^2 + a^2 q/u'Hu tends to 0 and |w_k| does not fall; margin: digits reached within 3000 steps",
          lambda: drawn(eps=natural, multiples=multiples_of_one(), spectrum=CALM, starts=("orthogonal-g", "near-saddle", "parallel-u")), stationary),
    entry("new-convergence", "eps_a < 2: (a - alpha)^2 + a^2 q/u'Hu tends to 0 and |w_k| does not fall; margin: digits reached within 3000 steps",
          lambda: drawn(eps=natural, multiples=moderate(), spectrum=CALM, eps_a=any_eps_a()), stationary),
    entry("new-almost-every-start", "eps_a < 2: (a - alpha)^2 + q tends to 0 and |w_k| does not fall; margin: digits reached within 3000 steps",
          lambda: drawn(eps=natural, multiples=moderate(), spectrum=CALM, eps_a=any_eps_a(), starts=("general",)), reaches_minimiser),
    entry("eq-13", "(13) for 40 steps; margin: relative to (1 + rho) |e_k|_H", lambda: drawn(eps=natural), plain_contraction),
    entry("new-basin", "below the threshold q_k falls to 0, a_k w_k'g > 0 and w_k'g keeps its sign; margin: digits of q/u'Hu reached within 3000 steps",
          lambda: drawn(eps=partial(threshold, "new-basin"), multiples=shares(), aligned=True, spectrum=CALM,
                        starts=("general", "parallel-g", "near-minimiser")), basin),
    entry("new-projected-basin", "below the threshold q_k falls to 0, a_k w_k'g > 0 and w_k'g keeps its sign; margin: digits of q/u'Hu reached within 3000 steps",
          lambda: drawn(eps=partial(threshold, "new-projected-basin"), multiples=shares(), aligned=True, spectrum=CALM,
                        starts=("general", "parallel-g", "near-minimiser")), basin),
    entry("prop-3.5-1", "C_1 <= eps_hat_k/eps <= C_2 for 150 steps; margin: powers of 10 to the nearer bound",
          lambda: drawn(multiples=shares(), aligned=True), step_for_small),
    entry("prop-3.5-2", "C_1 <= eps_hat_k eps <= C_2 for 1 <= k <= 100; margin: powers of 10 to the nearer bound",
          lambda: drawn(multiples=multiples_of_one(), aligned=True, starts=("general", "near-minimiser", "near-saddle")), step_for_large),
    entry("lemma-A.10/bound", "|a_k| <= |a_0| + 2 sqrt(u'Hu)/(1 - |1 - eps_a|) for 60 steps; margin: relative to the bound",
          lambda: drawn(eps_a=any_eps_a()), partial(bounded, sharp=False)),
    entry("lemma-A.10/sharp", "the sharper bound of |a_k| for 60 steps; margin: relative to the bound",
          lambda: drawn(eps_a=any_eps_a()), partial(bounded, sharp=True)),
    entry("lemma-A.22", "(62) for 40 steps; margin: relative to the sum of both sides and |e_k|_H",
          lambda: drawn(eps=natural), contraction),
    entry("lemma-A.23", "(72) and (73) for up to 100 steps with the least C, rho and C_0; margin: relative to the right side",
          lambda: drawn(eps=natural, multiples=shares(), aligned=True, starts=("general", "parallel-g", "near-minimiser")), loss_decay),
    entry("thm-B.1/step-bound", "below the threshold q_k falls to 0; margin: digits of q/u'Hu reached within 3000 steps",
          lambda: drawn(eps=partial(threshold, "thm-B.1/step-bound"), multiples=shares(), spectrum=CALM), modified_small_step),
    entry("thm-B.4", "|w_k| does not fall, q_k tends to 0 where w_0'g != 0; margin: digits of q/u'Hu reached within 3000 steps",
          lambda: drawn(eps=natural, multiples=moderate(), spectrum=CALM), modified_any_step),
    entry("gd-range", "below 2/lambda_max |u - w_k| falls by rho in each step, and to 0; margin: digits reached within 3000 steps",
          lambda: drawn(eps=partial(threshold, "gd-range"), multiples=shares(), spectrum=CALM), gradient_descent),
    entry("gd-rate", "(4) for 40 steps; margin: relative to (1 + rho) |u - w_k|",
          lambda: drawn(eps=natural), gd_factor),
]  # fmt: skip
