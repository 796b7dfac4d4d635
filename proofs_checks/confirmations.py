"""The convergence theorems and step-size bounds on random instances, in 60 digits, by code of their own.

Each measure recomputes what its statement says from the iteration itself; nothing is shared with the statements or their proofs.
Everything heavy is imported where it is used, as this module is read with the claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from verify.confirm import Confirmation, ContradictionError, Measured

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.models.problem import Problem

DIGITS = 60
ROUNDING = 1e-45  # differences below this, relatively, are rounding
SETTLED = 1e-20
CALM = ("small", "repeated", "clustered")


# ------------------------------------------------------------------------------------------------
# Runs


class Run:
    """A problem in 60 digits, with its eigenvalues (from enclosures of more than 60 digits)."""

    def __init__(self, problem: Problem) -> None:
        from verify.dynamics.numbers import arithmetic
        from verify.models.problem import dot
        from verify.models.spectra import certified_spectrum

        self.problem, self.numbers = problem, arithmetic("gmpy2", digits=DIGITS)
        number = self.numbers.number
        found = certified_spectrum(problem, 256)
        self.values, self.star = ([number(x.mid().fmpq()) for x in part] for part in (found.values, found.star))
        self.low, self.high = self.values[0], self.values[-1]
        self.H, self.g, self.u = self.numbers.matrix(problem.H), self.numbers.vector(problem.g), self.numbers.vector(problem.u)
        self.eps_a, self.eps, self.uHu = number(problem.eps_a), number(problem.eps), number(problem.uHu)
        self.a0, self.w0 = number(problem.a0), self.numbers.vector(problem.w0)
        self.size0 = number(dot(problem.w0, problem.w0))

    def states(self, steps: int) -> Iterator[State]:
        """The states of BNGD from the start on, steps + 1 of them."""
        from verify.models import bngd

        state = bngd.State(self.a0, self.w0)
        for _ in range(steps):
            yield State(self, state.a, state.w)
            state = bngd.step(self.H, self.g, state, self.eps_a, self.eps)
        yield State(self, state.a, state.w)

    def modified(self, steps: int) -> Iterator[State]:
        """The same of MBNGD, a at its optimum."""
        from verify.models import mbngd

        w = self.w0
        for _ in range(steps + 1):
            yield State(self, None, w)
            w = mbngd.step(self.H, self.g, w, self.eps)


class State:
    """One state, and what the statements speak of."""

    def __init__(self, run: Run, a: Any, w: Any) -> None:
        from verify.dynamics.arithmetic import sqrt
        from verify.models import bngd

        self.run, self.w = run, w
        self.wg, self.sigma = w @ run.g, bngd.sigma(run.H, w)
        self.alpha = self.wg / self.sigma
        self.a = self.alpha if a is None else a
        self.e = bngd.residual(run.H, run.u, w)
        self.q = self.e @ (run.H @ self.e)
        self.size, self.norm = w @ w, sqrt(self.q)

    @property
    def step(self) -> Any:
        """The effective step."""
        from verify.models import bngd

        return bngd.effective_step(self.run.H, self.run.g, bngd.State(self.a, self.w), self.run.eps)

    @property
    def delta(self) -> Any:
        """a - w'g/sigma."""
        return self.a - self.alpha


def demand(least: Any, what: str) -> float:
    """The margin; ContradictionError where it is negative by more than rounding."""
    if least < -ROUNDING:
        raise ContradictionError(f"{what}: by {float(-least):.3g}")
    return max(float(least), 0.0)


def digits(x: Any) -> float:
    """-log10 of x, at most 60."""
    return float(DIGITS) if x <= 10.0**-DIGITS else -float(_log10(x))


def _log10(x: Any) -> Any:
    import gmpy2

    return gmpy2.log10(x)


def in_precision(measure: Callable[[Run], Measured | None], problem: Problem) -> Measured | None:
    """The measure, run in 60 digits."""
    run = Run(problem)
    with run.numbers.precision():
        return measure(run)


# ------------------------------------------------------------------------------------------------
# Limits


def stationary(run: Run) -> Measured:
    """|w_k| does not fall, and (a - alpha)^2 + a^2 q/u'Hu tends to 0, which vanishes at stationary points only."""
    scale, size, gap = run.uHu + run.a0 * run.a0, run.size0, run.uHu
    for state in run.states(3000):
        demand(state.size / size - 1, "|w_k| falls")
        size = state.size
        gap = (state.delta**2 + state.a**2 * state.q / run.uHu) / scale
        if gap < SETTLED:
            break
    return Measured(digits(gap), bool(gap < SETTLED))


def descends(run: Run, states: Iterator[State], keeps_sign: bool) -> Measured | None:
    """q_k does not rise, and tends to 0; a_k w_k'g > 0 for k >= 1."""
    q = None
    for k, state in enumerate(states):
        if q is not None:
            demand((q - state.q) / run.uHu, "q_k rises")
        if keeps_sign and k and not state.a * state.wg > 0:
            raise ContradictionError(f"a_k w_k'g is not positive at k = {k}")
        q = state.q
        if q < SETTLED * run.uHu:
            break
    return Measured(digits(q / run.uHu), bool(q < SETTLED * run.uHu))


def small_step(run: Run) -> Measured | None:
    """Theorem 3.3 (1), corrected."""
    p = run.problem
    agrees = p.a0 * p.wg0 > 0 or (p.a0 == 0 and p.wg0 != 0)
    return descends(run, run.states(3000), True) if agrees and p.eps_a <= 1 else None


def modified_small_step(run: Run) -> Measured | None:
    """The step bound of Theorem B.1."""
    return descends(run, run.modified(3000), False) if run.problem.wg0 != 0 else None


def modified_any_step(run: Run) -> Measured | None:
    """Theorem B.4: |w_k| does not fall, and q_k tends to 0; starts with w_0'g = 0, where nothing moves, are left out."""
    if run.problem.wg0 == 0:
        return None
    size, gap = run.size0, run.uHu
    for state in run.modified(3000):
        demand(state.size / size - 1, "|w_k| falls")
        size, gap = state.size, state.q / run.uHu
        if gap < SETTLED:
            break
    return Measured(digits(gap), bool(gap < SETTLED))


def basin(run: Run) -> Measured | None:
    """new-basin: q_k does not rise, a_k w_k'g > 0, w_k'g w_0'g > 0."""
    p = run.problem
    if not (p.a0 * p.wg0 > 0 and p.eps_a <= 1):
        return None
    first = next(run.states(0))
    found = descends(run, run.states(3000), True)
    last = list(run.states(50))[-1]
    if not last.wg * first.wg > 0:
        raise ContradictionError("w_k'g changes its sign")
    return found


def gradient_descent(run: Run, steps: int = 3000) -> Measured:
    """|u - w_k| falls by the factor rho at least, and tends to 0."""
    from verify.dynamics.arithmetic import sqrt
    from verify.models import gd

    rho = max(abs(1 - run.eps * x) for x in run.values)
    w, least = run.w0, None
    first = sqrt((run.u - w) @ (run.u - w))
    if first == 0:
        return Measured(float(DIGITS))
    error = first
    for _ in range(steps):
        w = gd.step(run.H, run.g, w, run.eps)
        after = sqrt((run.u - w) @ (run.u - w))
        margin = (rho * error - after) / first
        least = margin if least is None else min(least, margin)
        error = after
        if error <= SETTLED * first:
            break
    demand(least or 0, "|u - w_k| falls by less than rho")
    return Measured(digits(error / first), bool(error <= SETTLED * first))


# ------------------------------------------------------------------------------------------------
# Bounds


def gd_factor(run: Run) -> Measured:
    """(4) for each of 40 steps, whatever the step size."""
    from verify.dynamics.arithmetic import sqrt
    from verify.models import gd

    rho, w, margins = max(abs(1 - run.eps * x) for x in run.values), run.w0, []
    for _ in range(40):
        before = run.u - w
        w = gd.step(run.H, run.g, w, run.eps)
        size, after = sqrt(before @ before), sqrt((run.u - w) @ (run.u - w))
        if size > 1e-30:
            margins.append((rho * size - after) / ((1 + rho) * size))
    return Measured(demand(min(margins, default=0), "(4)"))


@dataclass(frozen=True)
class Constants:
    """A, the two constants of Proposition 3.5 and the step size from which (to which) they are good."""

    eps: Any
    low: Any
    high: Any


def small_constants(run: Run) -> Constants:
    """Those of part (1)."""
    from verify.dynamics.arithmetic import sqrt

    first, height = next(run.states(0)), sqrt(run.uHu)
    most = abs(run.a0) + height
    m = run.a0 * first.alpha**2 / (run.a0 + first.alpha)
    return Constants(run.low * run.size0 / (run.high * most * height), m / (run.high * run.size0 * (1 + height / abs(first.alpha))),
                     most * height / (run.low * run.size0))  # fmt: skip


def large_constants(run: Run) -> Constants:
    """Those of part (2), corrected."""
    from verify.dynamics.arithmetic import sqrt

    first, height = next(run.states(0)), sqrt(run.uHu)
    most, He = abs(run.a0) + height, run.H @ first.e
    s, f = run.g @ He, He @ He
    c3 = (run.a0 / first.sigma) ** 2 * f
    a = first.wg**2 * s**2 / (run.size0 * s**2 + f * first.wg**2) / run.high
    a1, r = abs(run.a0 + run.eps_a * (first.alpha - run.a0)), sqrt(a)
    eps = run.high * most * height / run.low / c3
    m1 = a * a1 / (a1 + r)
    return Constants(eps, m1 / (run.high * (1 + height / r)) / (run.size0 / eps**2 + c3), most * height / run.low / c3)


def between(run: Run, found: Constants, power: int, start: int, steps: int) -> Measured:
    """C_1 <= eps_hat_k eps^power <= C_2; the margin in powers of 10."""
    least = None
    for k, state in enumerate(run.states(steps)):
        if k < start:
            continue
        scaled = state.step * run.eps**power
        if not found.low * (1 - ROUNDING) <= scaled <= found.high * (1 + ROUNDING):
            raise ContradictionError(f"the effective step leaves its bounds at k = {k}")
        margin = min(_log10(scaled / found.low), _log10(found.high / scaled))
        least = margin if least is None else min(least, margin)
    assert least is not None
    return Measured(max(float(least), 0.0))


def tilt(run: Run) -> Any:
    """|g|^2 - (w0'g/sigma0^2) g'Hw0, which is g'He0."""
    return run.g @ (run.H @ next(run.states(0)).e)


def step_for_small(run: Run) -> Measured | None:
    """Proposition 3.5 (1); the problem's eps is a share of eps_1."""
    if not (run.problem.a0 * run.problem.wg0 > 0 and tilt(run) >= 0 and run.problem.eps_a <= 1 and run.eps <= 1):
        return None
    found = small_constants(run)
    run.eps = run.eps * found.eps
    return between(run, found, -1, 0, 150)


def step_for_large(run: Run) -> Measured | None:
    """Proposition 3.5 (2), corrected; the problem's eps is a multiple of eps_1."""
    if not (run.problem.a0 * run.problem.wg0 > 0 and tilt(run) > 1e-30 and run.problem.eps_a <= 1 and run.eps >= 1):
        return None
    found = large_constants(run)
    run.eps = run.eps * found.eps
    return between(run, found, 1, 1, 100)


def contraction(run: Run) -> Measured | None:
    """Lemma A.22 (d >= 2) for 40 steps."""
    if not run.star:
        return None
    before, margins = None, []
    for state in run.states(40):
        if before is not None and before.q > 1e-60 * run.uHu:
            delta = run.high * run.eps * abs(before.a) / before.sigma**2 * before.norm
            rho = max(abs(1 - before.step * x) for x in run.star)
            right = (rho + delta) * before.norm
            margins.append((right - (1 - delta) * state.norm) / (right + abs(1 - delta) * state.norm + before.norm))
        before = state
    return Measured(demand(min(margins, default=0), "(62)"))


def loss_decay(run: Run) -> Measured | None:
    """Lemma A.23, corrected, with the least C, rho and C_0 for which its hypotheses hold along 100 steps."""
    states = list(run.states(100))
    ratios = [y.norm / x.norm for x, y in pairwise(states) if x.q > 1e-50 * run.uHu]
    if not ratios or not max(ratios) < 1 or run.problem.eps_a > 1:
        return None
    states = states[: len(ratios) + 1]
    rho, keep = max(ratios), 1 - run.eps_a
    C, gamma = states[0].norm, max(max(ratios), keep)
    C0 = max(max((abs(y.delta) - keep * abs(x.delta)) / x.norm for x, y in pairwise(states)), 0)
    first, margins, total = abs(states[0].delta), [], 0
    for k, state in enumerate(states[1:]):
        total = total * keep + rho**k  # the sum of keep^i rho^(k-i)
        tail = C * C0 * (k + 1) * gamma**k
        one, two = first * keep ** (k + 1) + C * C0 * total, first * keep ** (k + 1) + tail
        whole = C**2 * (rho ** (k + 1)) ** 2 + two**2
        if two > 0 and whole > 0:
            margins += [(one - abs(state.delta)) / two, (two - one) / two, (whole - state.q - state.delta**2) / whole]
    return Measured(demand(min(margins, default=0), "(72) or (73)"))


def bounded(run: Run, sharp: bool) -> Measured | None:
    """Lemma A.10: the bound of its proof, or the sharper one, for 60 steps."""
    from verify.dynamics.arithmetic import sqrt

    if run.problem.eps_a >= 2:
        return None
    height, r = sqrt(run.uHu), run.eps_a
    bound = abs(run.a0) + 2 * height / (1 - abs(1 - r))
    if sharp:
        bound = max(abs(run.a0), height if r <= 1 else height * r / (2 - r))
    return Measured(demand(min((bound - abs(state.a)) / bound for state in run.states(60)), "|a_k| exceeds its bound"))


# ------------------------------------------------------------------------------------------------
# Instances


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
    entry("new-basin", "below the threshold q_k falls to 0, a_k w_k'g > 0 and w_k'g keeps its sign; margin: digits of q/u'Hu reached within 3000 steps",
          lambda: drawn(eps=partial(threshold, "new-basin"), multiples=shares(), aligned=True, spectrum=CALM,
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
