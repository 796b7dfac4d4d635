"""Which step sizes are safe for one problem and start: what theorems guarantee, beside what runs show.

>>> from verify.models.problem import Problem
>>> problem = Problem.of(H=[[1, 0], [0, 10]], u=[1, 1], a0=1, eps=1)
>>> for bound in guarantees(problem):
...     print(bound.method, bound.theorem, None if bound.at_least is None else round(float(bound.at_least), 4))
gd gd-range 0.2
bngd new-convergence None
bngd thm-3.3-1 1.8364
bngd new-basin 3.6318
bngd new-projected-basin 6.7554
mbngd thm-B.1 None
mbngd thm-B.1/step-bound 1.01
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from verify.certify.rational import InputError, shown
from verify.models.insensitivity import InsensitivityInterval, insensitivity_interval
from verify.models.problem import Problem, column, dot
from verify.models.spectra import Spectrum, certified_spectrum
from verify.models.step_scan import Fate, Fates, fate, fates

__all__ = [
    "Guarantee", "InsensitivityInterval", "Observation", "StepSizeBounds", "guarantees", "insensitivity_interval", "observations",
    "step_size_bounds",
]  # fmt: skip
BITS = 128
PER_DECADE = 12
PARTS, ROUNDS = 16, 6


@dataclass(frozen=True)
class Guarantee:
    """What a theorem of the ledger says of the step sizes of this problem.

    bound: an enclosure of the threshold, None where the theorem holds for every eps > 0, or does not apply; strict: the
    theorem asks for eps < bound (else eps <= bound); at_least: a rational that the threshold is certainly no less than;
    applies: its other hypotheses hold for this problem; reason: why not, in words.
    """

    method: str
    theorem: str
    promise: str
    applies: bool
    reason: str = ""
    bound: arb | None = None
    strict: bool = True

    @property
    def at_least(self) -> Fraction | None:
        """A rational at or below the threshold."""
        if self.bound is None:
            return None
        with ctx.workprec(BITS):
            man, exp = self.bound.lower().man_exp()
        return Fraction(int(man)) * Fraction(2) ** int(exp)

    def covers(self, eps: Any) -> bool:
        """Whether the promise is certain for this exact step size."""
        if not self.applies:
            return False
        at_least = self.at_least
        return at_least is None or (eps < at_least if self.strict else eps <= at_least)


@dataclass(frozen=True)
class Observation:
    """What runs of finitely many steps show: a property holds at the step size `low` and is lost at `high`, its neighbour.

    Going up through the grid of step sizes, it is lost there for the first time; low and high agree to seven digits.  A loss
    between two grid points, regained at the next, is not seen.  low is None where the property fails at the least step tried, high
    where it holds at all of them.  confirmed: a run with 60 digits says the same at both ends, so that rounding has no part in
    it (None: both were not there to be confirmed).
    """

    method: str
    what: str
    low: float | None
    high: float | None
    confirmed: bool | None
    note: str


@dataclass(frozen=True)
class StepSizeBounds:
    """Guaranteed and observed step sizes of one problem (its own eps has no part in them)."""

    guaranteed: tuple[Guarantee, ...]
    observed: tuple[Observation, ...]

    def to_rows(self) -> list[dict[str, Any]]:
        """Plain rows for a table: method, kind ("guaranteed" or "observed"), what, source, applies, eps and note.

        eps is a double, for guarantees rounded down; None where there is no threshold, which note explains.
        """
        rows: list[dict[str, Any]] = []
        for bound in self.guaranteed:
            note = bound.reason if not bound.applies else "every step size" if bound.bound is None else "strict" if bound.strict else ""
            rows.append({"method": bound.method, "kind": "guaranteed", "what": bound.promise, "source": bound.theorem, "applies": bound.applies,
                         "eps": _rounded_down(bound.at_least), "note": note})  # fmt: skip
        for seen in self.observed:
            rows.append({"method": seen.method, "kind": "observed", "what": seen.what, "source": "runs", "applies": True, "eps": seen.low,
                         "note": seen.note})  # fmt: skip
        order = {method: i for i, method in enumerate(("gd", "bngd", "mbngd"))}
        return sorted(rows, key=lambda row: order[row["method"]])


def _rounded_down(x: Fraction | None) -> float | None:
    if x is None:
        return None
    found = float(x)
    return math.nextafter(found, 0.0) if Fraction(found) > x else found


def step_size_bounds(problem: Problem, steps: int = 2000) -> StepSizeBounds:
    """The guaranteed thresholds of GD, BNGD and MBNGD for this H, u, a0, w0 and eps_a, and the observed ones.

    steps: the length of the runs.  Raises InputError where that is not a positive integer, or the problem is beyond the range
    of double precision; `guarantees` alone needs no doubles.
    """
    return StepSizeBounds(tuple(guarantees(problem)), tuple(observations(problem, steps)))


# ------------------------------------------------------------------------------------------------
# Theorems


def guarantees(problem: Problem) -> list[Guarantee]:
    """What the theorems guarantee, thresholds enclosed in balls.

    gd-range: eps < 2/lambda_d.  new-convergence: every eps, for eps_a < 2.  thm-3.3-1 (corrected; with the least
    C_a = max(1, |a0|/sqrt(u'Hu))): eps < 2 w0'w0/(C_a kappa u'Hu).  new-basin: eps M (|u| + sqrt(q0/lambda_1))^2 lambda_d <=
    2 |alpha_0| w0'w0 with M = max(|a0|, sqrt(u'Hu)), alpha_0 = w0'g/sigma_0 and q0 = u'Hu - alpha_0^2.  new-projected-basin (for
    eps_a <= 1, with C = max(1, a0/alpha_0)): eps C (|u| + sqrt(q0/lambda_1))^2 <= X w0'w0, where X is 2/lambda_d(H*) or, if that is less,
    the larger of 1/lambda_d and alpha_0^2/sqrt(q0 g'Hg); every eps for d = 1.  thm-B.1: every eps; and
    its step bound eps < 2 w0'w0/(lambda_d kappa u'u).
    """
    found = certified_spectrum(problem, BITS)
    minimiser = "converges to a global minimiser"
    near, wrong = _short_of_start(problem), "w0'g = 0: the start is at a saddle of the loss in w" if problem.wg0 == 0 else ""
    gentle = "" if problem.eps_a <= 1 else f"eps_a = {shown(problem.eps_a)} is above 1"
    with ctx.workprec(BITS):
        small, basin, modified = _small_step(problem, found), _basin_step(problem, found), _modified_step(problem, found)
        projected = _projected_step(problem, found)
    tame = "" if problem.eps_a < 2 else f"eps_a = {shown(problem.eps_a)} is not below 2"
    agrees = "" if problem.a0 * problem.wg0 > 0 else "a0 w0'g is not positive"
    return [
        Guarantee("gd", "gd-range", minimiser, True, "", found.largest_step),
        Guarantee("bngd", "new-convergence", "converges to a minimiser or to a saddle", not tame, tame),
        _judged("bngd", "thm-3.3-1", minimiser, gentle or near, small),
        _judged("bngd", "new-basin", f"{minimiser} on the side of the start", gentle or agrees, basin, strict=False),
        _judged("bngd", "new-projected-basin", f"{minimiser} on the side of the start", gentle or agrees, projected, strict=False),
        Guarantee("mbngd", "thm-B.1", "converges to a minimiser, or stops at a saddle which it meets exactly", True),
        _judged("mbngd", "thm-B.1/step-bound", minimiser, wrong, modified),
    ]  # fmt: skip


def _judged(method: str, theorem: str, promise: str, reason: str, bound: arb | None, strict: bool = True) -> Guarantee:
    return Guarantee(method, theorem, promise, not reason, reason, None if reason else bound, strict)


def _short_of_start(problem: Problem) -> str:
    """Why Theorem 3.3 (1) does not apply to the start, or nothing."""
    if problem.wg0 == 0:
        return "w0'g = 0: the start is at a saddle of the loss in w"
    return "" if problem.a0 == 0 or problem.a0 * problem.wg0 > 0 else "a0 w0'g is negative"


def _small_step(problem: Problem, found: Spectrum[arb]) -> arb:
    height = arb(problem.uHu).sqrt()
    return 2 * arb(dot(problem.w0, problem.w0)) / (found.kappa * height * height.max(abs(arb(problem.a0))))


def _alpha_squared(problem: Problem) -> fmpq:
    return problem.wg0 * problem.wg0 / problem.sigma0_squared


def _reach(problem: Problem, found: Spectrum[arb]) -> arb:
    """|u| + sqrt(q0/lambda_1), which bounds |w0'g| |w0|/sigma0^2."""
    return arb(dot(problem.u, problem.u)).sqrt() + (arb(problem.uHu - _alpha_squared(problem)) / found.values[0]).sqrt()


def _projected_step(problem: Problem, found: Spectrum[arb]) -> arb | None:
    """The threshold of new-projected-basin; None where there is none, in one dimension."""
    square, reach = _alpha_squared(problem), _reach(problem, found)
    q = problem.uHu - square
    if not found.star or not square:
        return None
    longest = 2 / found.star[-1]
    if q:
        Hg = tuple((problem.matrix * column(problem.g)).entries())
        longest = longest.min((1 / found.values[-1]).max(arb(square) / arb(q * dot(problem.g, Hg)).sqrt()))
    ratio = arb(1).max(abs(arb(problem.a0)) / arb(square).sqrt())
    return longest * arb(dot(problem.w0, problem.w0)) / (ratio * reach * reach)


def _basin_step(problem: Problem, found: Spectrum[arb]) -> arb:
    alpha_squared, reach = _alpha_squared(problem), _reach(problem, found)
    most = arb(problem.uHu).sqrt().max(abs(arb(problem.a0)))
    return 2 * arb(alpha_squared).sqrt() * arb(dot(problem.w0, problem.w0)) / (most * reach * reach * found.values[-1])


def _modified_step(problem: Problem, found: Spectrum[arb]) -> arb:
    return 2 * arb(dot(problem.w0, problem.w0)) / (found.values[-1] * found.kappa * arb(dot(problem.u, problem.u)))


# ------------------------------------------------------------------------------------------------
# Runs


def observations(problem: Problem, steps: int = 2000) -> list[Observation]:
    """What runs of so many steps show, in double precision in terms of errors, confirmed at the ends with 60 digits.

    "the loss never rises": in no step, by more than rounding.  "converges" (gradient descent only, as BNGD and MBNGD converge for every
    step size): the loss is still falling at the end.  "ends on the side of the start": w'g has its first sign at the end.
    Step sizes are tried from 1e-3 to 1e6 kappa times w0'w0/(lambda_d u'u), where the effective step is about 1/lambda_d (for gradient
    descent 1e-3 to 1e3 times 1/lambda_d), twelve to the decade.
    """
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        raise InputError(f"steps = {shown(steps)}: expected a positive integer")
    values = certified_spectrum(problem, 64)
    largest, decades = float(values.values[-1].mid()), 6 + math.ceil(math.log10(float(values.kappa.mid())))
    unit = float(arb(dot(problem.w0, problem.w0) / dot(problem.u, problem.u)).mid()) / largest
    if not 0 < unit * 10.0**decades < math.inf:
        raise InputError(f"the step sizes to be tried, around {unit:.3g}, are beyond the range of double precision")
    falls, settles, stays = "the loss never rises", "converges", "ends on the side of the start"
    tests: dict[str, tuple[Callable[[Fates], Any], Callable[[Fate], bool]]] = {
        falls: (lambda many: many.finite & ~many.rose, lambda one: not one.rose),
        settles: (lambda many: many.finite & (many.shrank | many.settled), lambda one: one.shrank or one.settled),
        stays: (lambda many: many.side > 0, lambda one: one.side > 0),
    }  # fmt: skip
    found = []
    for method, names in (("gd", (falls, settles)), ("bngd", (falls, stays)), ("mbngd", (falls, stays))):
        grid = _grid(1 / largest, 3) if method == "gd" else _grid(unit, decades)
        first = fates(problem, method, grid, steps)
        for name in names:
            if name == stays and problem.wg0 == 0:
                found.append(Observation(method, name, None, None, None, "w0'g = 0: the start is on neither side"))
            else:
                found.append(_observed(problem, method, name, tests[name], grid, first, steps))
    return found


def _grid(unit: float, decades: int) -> list[float]:
    return [unit * 10 ** (k / PER_DECADE) for k in range(-3 * PER_DECADE, decades * PER_DECADE + 1)]


def _observed(problem: Problem, method: str, name: str, test: tuple[Callable[[Fates], Any], Callable[[Fate], bool]], grid: Sequence[float],
              first: Fates, steps: int) -> Observation:  # fmt: skip
    """Look for the first loss of the property on the grid, narrow it, and confirm both ends."""
    many, one = test
    good = many(first)
    lost = next((i for i, x in enumerate(good) if not x), None)
    if lost is None:
        return Observation(method, name, grid[-1], None, None, f"holds up to the largest step size tried, {grid[-1]:.3g}")
    if lost == 0:
        return Observation(method, name, None, grid[0], None, f"fails at the least step size tried, {grid[0]:.3g}")
    low, high = grid[lost - 1], grid[lost]
    for _ in range(ROUNDS):
        inner = [low * (high / low) ** (k / PARTS) for k in range(1, PARTS)]
        points = [low, *inner, high]
        kept = [True, *many(fates(problem, method, inner, steps)), False]
        lost = kept.index(False)
        low, high = points[lost - 1], points[lost]
    ends = [one(fate(problem, method, fmpq(*x.as_integer_ratio()), steps)) for x in (low, high)]
    confirmed = ends == [True, False]
    note = f"lost at {high:.8g}, {steps} steps" + ("" if confirmed else "; 60 digits do not confirm it")
    return Observation(method, name, low, high, confirmed, note)
