"""The step sizes whose effective step ends up within a given factor of the best one: the insensitivity interval.

At a global minimiser w* = r u, a* = sign(r) sqrt(u'Hu) the effective step (11) is exactly eps/r^2 = eps u'u/|w*|^2, since
sigma = |r| sqrt(u'Hu) and w'g = r u'Hu.  The best effective step is h = 2/(lambda_d(H*) + lambda_2(H*)), which minimises
rho*.  The set in question is all eps > 0 with |eps u'u/|w*(eps)|^2 - h| <= within h, where w*(eps) is the limit from this
start.  It may be empty, and may have several pieces.

As |w_k| never falls (norm-monotone), eps u'u/|w*|^2 <= eps u'u/|w_k|^2 for every k: so a step size can be shown to lie below
the set by finitely many steps, and only finitely many decades have to be searched.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq

from verify.certify.rational import InputError, read_rational, shown
from verify.dynamics.numbers import arithmetic
from verify.models import bngd
from verify.models.problem import Problem, column, dot
from verify.models.spectra import certified_spectrum
from verify.models.step_scan import fates

LimitNorm = Callable[[Problem], "tuple[Fraction, Fraction] | None"]
INSIDE, BELOW, ABOVE, OPEN = "inside", "below", "above", "open"
PER_DECADE = 16
PARTS, ROUNDS = 16, 10
WIDTHS = (fmpq(1, 10**9), fmpq(1, 10**7), fmpq(1, 10**5))
BITS = 256
PRECISIONS = (256, 1024, 4096)
MOST_STEPS = 4000


@dataclass(frozen=True)
class End:
    """One end of a piece: it lies between low and high.

    certified: that one of the two step sizes is in the set and the other is not, is certain; so the boundary of the set has a
    point between them.  Otherwise they come from double precision.
    """

    low: Fraction
    high: Fraction
    certified: bool


@dataclass(frozen=True)
class InsensitivityInterval:
    """The pieces of the set, as far as the search sees them.

    best: an enclosure of h.  pieces: pairs of ends, increasing; between two ends all step sizes tried were inside.  searched: no
    step size outside this interval is in the set: certain.  open: step sizes tried for which the runs did not settle; where there
    are any, pieces next to them may be longer.  per_decade: how many were tried per decade: a gap between two neighbours, or a piece, is not seen.
    """

    best: arb
    within: Fraction
    pieces: tuple[tuple[End, End], ...]
    searched: tuple[Fraction, Fraction]
    open: tuple[float, ...]
    per_decade: int

    @property
    def decades(self) -> float:
        """The total length of the pieces on a log scale, in factors of 10."""
        return sum(math.log10(high.low / low.high) for low, high in self.pieces)

    def to_rows(self) -> list[dict[str, Any]]:
        """A row for each piece: low, high (doubles), both certified, and its decades."""
        return [
            {"low": float(low.high), "high": float(high.low), "certified": low.certified and high.certified,
             "decades": math.log10(high.low / low.high)}
            for low, high in self.pieces
        ]  # fmt: skip


def insensitivity_interval(problem: Problem, within: Any = Fraction(1, 5), *, steps: int = 20000,
                           limit_norm: LimitNorm | None = None) -> InsensitivityInterval:  # fmt: skip
    """The step sizes for which the effective step of BNGD from this start tends to within a fifth of the best one.

    Searched in double precision, in terms of errors, 16 step sizes to the decade; ends by bisection on log eps; then each end is
    enclosed: the step sizes a little to its left and right are shown, in ball arithmetic, to be on the two sides.  What is
    below the set needs finitely many steps; for the others limit_norm(problem) encloses |w*|^2 (None: not certified), by
    default from the convergence certificates of verify.models.convergence.

    The problem's own eps plays no part.  Raises InputError for d = 1, where H* = 0 and every effective step is as good as
    another, for eps_a > 1, for a start at a saddle (w0'g = 0), for a `within` outside (0, 1), and for step sizes beyond the range
    of double precision.
    """
    share = read_rational(within, "within")
    if not 0 < share < 1:
        raise InputError(f"within = {shown(share)}: expected a number between 0 and 1")
    if problem.d == 1:
        raise InputError("d = 1: H* = 0 has no positive eigenvalue, so there is no best effective step; expected d >= 2")
    if problem.eps_a > 1 or problem.wg0 == 0:
        raise InputError(f"eps_a = {shown(problem.eps_a)}, w0'g = {shown(problem.wg0)}: expected eps_a <= 1 and w0'g != 0")
    search = Search(problem, share, steps, limit_norm or certified_norm)
    first, last = search.range()
    classes = search.scan(first, last)
    return InsensitivityInterval(search.best, Fraction(int(share.p), int(share.q)), search.pieces(classes), (first, last),
                                 tuple(x for x, kind in classes if kind == OPEN), PER_DECADE)  # fmt: skip


def certified_norm(problem: Problem, tightness: float = 1e-14) -> tuple[Fraction, Fraction] | None:
    """Bounds of |w*|^2 from a convergence certificate and the steps after it, or None where there is no certificate.

    From the step on where new-projected-basin/rate took over, |w_k|^2 <= |w*|^2 <= |w_k|^2 + K q_k with its K; this is followed until the
    two differ by a relative 1e-14.
    """
    from verify.certify.convergence import Effort, above, below
    from verify.models.convergence import NotCertified, certify_convergence
    from verify.models.on_balls import BngdOnBalls, Starts, exact
    from verify.models.theorems import RATE

    found = certify_convergence(problem, report=None)
    if isinstance(found, NotCertified):
        return None
    K = next(values["K"] for theorem, values in found.theorems if theorem.claim == RATE)
    effort, iteration = Effort(), BngdOnBalls(Starts.single(problem), {})
    bits = found.bits
    while bits <= effort.most_bits:
        with ctx.workprec(bits):
            state = iteration.start()
            for k in range(effort.most_steps):
                if iteration.lost(state):
                    break
                size = (state.w.transpose() * state.w)[0, 0]
                top = size + exact(K) * (iteration.uHu - state.alpha * state.alpha).upper().max(arb(0))
                if k >= found.step and top.upper() - size.lower() < tightness * size:
                    return below(size, 100), above(top, 100)
                state = iteration.step(state)
        bits *= 2
    return None


class Search:
    """The search for one problem."""

    def __init__(self, problem: Problem, share: fmpq, steps: int, limit_norm: LimitNorm) -> None:
        self.problem, self.share, self.steps, self.limit_norm = problem, share, steps, limit_norm
        best = certified_spectrum(problem, BITS).optimal_step_star
        assert best is not None
        self.best: arb = best
        self.uu = dot(problem.u, problem.u)
        with ctx.workprec(BITS):
            self.least, self.most = self.best * (1 - arb(share)), self.best * (1 + arb(share))
        self.bounds = float(self.least.mid()) / float(arb(self.uu)), float(self.most.mid()) / float(arb(self.uu))

    def range(self) -> tuple[Fraction, Fraction]:
        """Outside this interval no step size is in the set.

        As |w*|^2 >= |w0|^2, it is below for eps u'u < (1 - within) h |w0|^2.  With c = (a/sigma)^2 |He|^2 at the first state where a != 0 (its
        w is w0), |w*|^2 >= |w0|^2 + c eps^2: so it is below for eps u'u < (1 - within) h c eps^2; where c = 0, w never moves and
        it is above for eps u'u > (1 + within) h |w0|^2.
        """
        p = self.problem
        size, pull = dot(p.w0, p.w0), (p.matrix * column(p.e0)).entries()
        least_ratio = _below(self.least) / self.uu
        lengths = dot(tuple(pull), tuple(pull))
        if p.a0 != 0:
            push = p.a0 * p.a0 / p.sigma0_squared
        else:
            push = p.eps_a * p.eps_a * p.wg0 * p.wg0 / (p.sigma0_squared * p.sigma0_squared)
        last = 1 / (least_ratio * push * lengths) if lengths else _above(self.most) / self.uu * size
        first = least_ratio * size
        return _fraction(first), _fraction(max(last, first))

    def scan(self, first: Fraction, last: Fraction) -> list[tuple[float, str]]:
        """The step sizes of a grid that covers the interval, with the classes they have in double precision."""
        low, high = (float(arb(fmpq(x.numerator, x.denominator)).mid()) * slack for x, slack in ((first, 1 - 1e-9), (last, 1 + 1e-9)))
        if not 0 < low <= high < math.inf:
            raise InputError(f"the step sizes to be tried, {low:.3g} to {high:.3g}, are beyond the range of double precision")
        bottom, top = math.log10(low), math.log10(high)
        count = max(2, math.ceil((top - bottom) * PER_DECADE) + 1)
        grid = [low, *(10 ** (bottom + (top - bottom) * k / (count - 1)) for k in range(1, count - 1)), high]
        return list(zip(grid, self.classes(grid)))

    def classes(self, eps: Sequence[float]) -> list[str]:
        """The class of each step size, in double precision."""
        found = fates(self.problem, "bngd", eps, self.steps)
        return [self.classified(x, *rest) for x, *rest in zip(eps, found.size, found.settled, found.finite)]

    def classified(self, eps: float, size: float, settled: bool, finite: bool) -> str:
        """The class of a step size from w'w at the end of a run."""
        if not finite:
            return OPEN
        ratio = eps / size
        if ratio < self.bounds[0]:
            return BELOW
        return OPEN if not settled else ABOVE if ratio > self.bounds[1] else INSIDE

    def pieces(self, classes: Sequence[tuple[float, str]]) -> tuple[tuple[End, End], ...]:
        """Runs of step sizes inside, with their ends enclosed."""
        found, start = [], None
        padded = [(classes[0][0], BELOW), *classes, (classes[-1][0], BELOW)]
        for left, right in pairwise(padded):
            if left[1] != INSIDE and right[1] == INSIDE:
                start = self.end(left, right)
            elif left[1] == INSIDE and right[1] != INSIDE and start is not None:
                found.append((start, self.end(left, right)))
        return tuple(found)

    def end(self, left: tuple[float, str], right: tuple[float, str]) -> End:
        """Narrow the interval between two neighbours, one of them inside, then certify it."""
        low, high, inside_first = left[0], right[0], left[1] == INSIDE
        for _ in range(ROUNDS):
            inner = [low * (high / low) ** (k / PARTS) for k in range(1, PARTS)]
            points = [low, *inner, high]
            kept = [inside_first, *(kind == INSIDE for kind in self.classes(inner)), not inside_first]
            change = kept.index(not inside_first)
            low, high = points[change - 1], points[change]
            if high / low - 1 < 1e-13:
                break
        return self.enclosed(low, high, inside_first)

    def enclosed(self, low: float, high: float, inside_first: bool) -> End:
        """The end, with what is to its left and right certified where that can be done within a factor 1 + 1e-5."""
        left, right = fmpq(*low.as_integer_ratio()), fmpq(*high.as_integer_ratio())
        for width in WIDTHS:
            ends = left * (1 - width), right * (1 + width)
            sides = [self.is_inside(x) for x in ends]
            if sides == [inside_first, not inside_first]:
                return End(_fraction(ends[0]), _fraction(ends[1]), True)
        return End(_fraction(left), _fraction(right), False)

    # ---------------------------------------------------------------------------------------------
    # Certainly

    def is_inside(self, eps: fmpq) -> bool | None:
        """Whether the step size is in the set: certain, or None."""
        problem = self.problem.replace(eps=eps)
        norm = self.limit_norm(problem)
        with ctx.workprec(BITS):
            if norm is not None:
                low, high = (arb(fmpq(x.numerator, x.denominator)) for x in norm)
                step = arb(eps * self.uu) / low.union(high)
                if step > self.least and step < self.most:
                    return True
                if step < self.least or step > self.most:
                    return False
        return False if is_below(problem, self.least) else None


def is_below(problem: Problem, least: arb) -> bool:
    """Whether eps u'u/|w_k|^2 < least for some k up to 4000, in ball arithmetic; then no limit of w has an effective step of `least` or more."""
    return any(_falls_below(problem, least, bits) for bits in PRECISIONS)


def _falls_below(problem: Problem, least: arb, bits: int) -> bool:
    numbers = arithmetic("flint", bits=bits)
    with numbers.precision():
        H, g = numbers.matrix(problem.H), numbers.vector(problem.g)
        state = bngd.State(numbers.number(problem.a0), numbers.vector(problem.w0))
        eps_a, eps, uu = numbers.number(problem.eps_a), numbers.number(problem.eps), numbers.number(dot(problem.u, problem.u))
        for _ in range(MOST_STEPS):
            size = state.w @ state.w
            if eps * uu < least * size:
                return True
            if not (size > 0 and size.rad() < size.mid() * WIDTHS[0] and state.w @ (H @ state.w) > 0):
                return False
            state = bngd.step(H, g, state, eps_a, eps)
    return False


def _below(x: arb) -> fmpq:
    with ctx.workprec(BITS):
        return x.lower().fmpq()


def _above(x: arb) -> fmpq:
    with ctx.workprec(BITS):
        return x.upper().fmpq()


def _fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))
