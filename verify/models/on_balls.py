"""BNGD on balls: certified steps, and where the theorems on its whole orbits may apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from flint import arb, arb_mat, ctx, fmpq

from verify.certify.centred import CentredSet, image
from verify.certify.convergence import Parameters, Theorem, Theorems, UnboundedError, above, below
from verify.certify.enclosures import enclosures
from verify.certify.rational import InputError, fraction, read_rational, shown
from verify.certify.slopes import Slope, coordinates
from verify.models.problem import Problem, column, dot
from verify.models.theorems import BASIN, RATE

Interval = tuple[fmpq, fmpq]
SLACK = Fraction(1, 2**20)
TINY = arb(2) ** -50
MARGINS = (Fraction(1, 16), Fraction(1), Fraction(4))


@dataclass(frozen=True)
class Starts:
    """A box of problems: H, u, eps_a and c are those of `problem`, and a0, the entries of w0 and eps range over closed intervals.

    The a0, w0 and eps of `problem` play no part; `centre` is the problem in the middle of the box.  Raises InputError for an interval whose
    lower end is above the upper one, for another number of entries of w0, and for eps that may be zero or negative.
    """

    problem: Problem
    a0: Interval
    w0: tuple[Interval, ...]
    eps: Interval

    def __post_init__(self) -> None:
        if len(self.w0) != self.problem.d:
            raise InputError(f"w0 has {len(self.w0)} intervals: expected {self.problem.d}")
        for name, (low, high) in zip(("a0", "eps", *(f"w0[{i}]" for i in range(len(self.w0)))), (self.a0, self.eps, *self.w0)):
            if not low <= high:
                raise InputError(f"{name} = ({shown(low)}, {shown(high)}) is not an interval: the lower end is above the upper end")
        if not self.eps[0] > 0:
            raise InputError(f"eps = {shown(self.eps[0])} is not positive")

    @classmethod
    def single(cls, problem: Problem) -> Starts:
        """The box of one problem."""
        return cls(problem, (problem.a0, problem.a0), tuple((x, x) for x in problem.w0), (problem.eps, problem.eps))

    @classmethod
    def of(cls, problem: Problem, a0: Any = None, w0: Any = None, eps: Any = None) -> Starts:
        """The box with the given intervals, pairs (low, high) of exact numbers; None stands for the problem's own value.

        Raises InputError for malformed intervals, and for eps that may be zero or negative.
        """
        pairs = [None] * problem.d if w0 is None else list(w0)
        if len(pairs) != problem.d:
            raise InputError(f"w0 has {len(pairs)} intervals: expected {problem.d}")
        sides = tuple(read_interval(p, x, f"w0[{i}]") for i, (p, x) in enumerate(zip(pairs, problem.w0)))
        return cls(problem, read_interval(a0, problem.a0, "a0"), sides, read_interval(eps, problem.eps, "eps"))

    @cached_property
    def centre(self) -> Problem:
        """The problem in the middle of the box; InputError where its w0 is zero."""
        middle = [(low + high) / 2 for low, high in (self.a0, *self.w0, self.eps)]
        return self.problem.replace(a0=middle[0], w0=middle[1:-1], eps=middle[-1])


def read_interval(pair: Any, default: fmpq, name: str) -> Interval:
    """An interval from a pair, or the one number given as default."""
    if pair is None:
        return default, default
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise InputError(f"{name} = {shown(pair)} is not an interval: give a pair (low, high)")
    low, high = (read_rational(x, name) for x in pair)
    return low, high


def ball(interval: Interval) -> arb:
    """A ball of the current precision that holds the interval."""
    low, high = interval
    return arb(low) if low == high else arb(low).union(arb(high))


@lru_cache(maxsize=16)
def spectrum(problem: Problem) -> tuple[Fraction, Fraction, Fraction]:
    """A lower bound of lambda_min(H), and upper bounds of lambda_max(H) and of lambda_max(H*)."""
    found = enclosures(problem.matrix)
    star = [[x - p * q / problem.uHu for x, q in zip(row, problem.g)] for row, p in zip(problem.H, problem.g)]
    return found[0].low, found[-1].high, enclosures(star)[-1].high if problem.d > 1 else Fraction(0)


class BallState:
    """A set of states with balls for a, w, Hw, sigma^2 = w'Hw, sigma, w'g and alpha = w'g/sigma on it."""

    __slots__ = ("Hw", "a", "alpha", "centred", "eps", "sigma", "square", "w", "wg")

    def __init__(self, centred: CentredSet, H: arb_mat, g: arb_mat) -> None:
        """centred: the set of a, w, and eps."""
        d, point = H.nrows(), centred.box
        self.centred, self.a, self.eps = centred, point[0], point[d + 1]
        self.w = arb_mat(d, 1, point[1 : d + 1])
        self.Hw = H * self.w
        row = self.w.transpose()
        self.square, self.wg = (row * self.Hw)[0, 0], (row * g)[0, 0]
        self.sigma = self.square.sqrt()
        self.alpha = self.wg / self.sigma


class BngdOnBalls:
    """BNGD on balls (verify.certify.convergence.Iteration); eps is part of the state, which it does not change.

    The next a is written (1 - eps_a) a + eps_a alpha and the push of w is one product, which are equations (9) and (10) with fewer
    repeated balls.
    """

    def __init__(self, starts: Starts, theorems: Mapping[str, Theorem]) -> None:
        self.starts, self.theorems = starts, theorems
        problem = starts.problem
        self.d = problem.d
        self.exact_eps = starts.eps[0] == starts.eps[1]
        self.wide = any(low < high for low, high in (starts.a0, *starts.w0, starts.eps))
        rows = [[fraction(x) for x in row] for row in problem.H]
        self._constants: dict[str, Any] = {
            "d": Fraction(problem.d), "H": rows, "u": [fraction(x) for x in problem.u], "eps_a": fraction(problem.eps_a),
            "c": fraction(problem.uHu if problem.c is None else problem.c),
        }  # fmt: skip
        if self.exact_eps:
            self._constants["eps"] = fraction(starts.eps[0])

    @property
    def constants(self) -> Mapping[str, Any]:
        """The values of H, u, eps_a, and of eps where it is one number."""
        return self._constants

    def start(self) -> BallState:
        """The box of starts; from here on the precision must not change."""
        problem, starts = self.starts.problem, self.starts
        self.H, self.g = arb_mat(problem.matrix), arb_mat(self.d, 1, [arb(x) for x in problem.g])
        self.keep, self.eps_a = arb(1 - problem.eps_a), arb(problem.eps_a)
        self.uHu, self.u = arb(problem.uHu), arb(dot(problem.u, problem.u)).sqrt()
        self.height = self.uHu.sqrt()
        self.gHg = arb(dot(problem.g, tuple((problem.matrix * column(problem.g)).entries())))
        return self._state(CentredSet.around([ball(starts.a0), *map(ball, starts.w0), ball(starts.eps)]))

    def _state(self, x: CentredSet) -> BallState:
        return BallState(x, self.H, self.g)

    def step(self, s: BallState) -> BallState:
        """The next state."""
        return self._state(image(s.centred, self.move, self.derivative))

    def move(self, point: list[arb]) -> list[arb]:
        """The next a, w, and eps, at a point."""
        a, eps, w = point[0], point[self.d + 1], arb_mat(self.d, 1, point[1 : self.d + 1])
        Hw, row = self.H * w, w.transpose()
        square, wg = (row * Hw)[0, 0], (row * self.g)[0, 0]
        sigma = square.sqrt()
        moved = w + (self.g - Hw * (wg / square)) * (eps * a / sigma)
        return [self.keep * a + self.eps_a * (wg / sigma), *moved.entries(), eps]

    def derivative(self, x: CentredSet) -> arb_mat:
        """The derivative of `move` on a set, rows for the next a, w, and eps.

        With r = He = g - tHw, t = w'g/sigma^2 and s = eps a/sigma: d(alpha) = r'dw/sigma, ds = eps da/sigma + a d(eps)/sigma -
        s (Hw)'dw/sigma^2, dt = (g - 2tHw)'dw/sigma^2 and dr = -tH dw - Hw dt.
        """
        a, *w, eps = self.numbers(x)
        rows, g = self.H.table(), self.g.entries()
        Hw = [inner(row, w) for row in rows]
        square, wg = inner(w, Hw), inner(w, g)
        sigma, t = square.sqrt(), wg / square
        push, r, turned = eps * a / sigma, [p - t * q for p, q in zip(g, Hw)], [p - 2 * t * q for p, q in zip(g, Hw)]
        scale, zero = push / square, arb(0)
        by_a, by_eps, shrink = eps / sigma, a / sigma, push * t
        found = [[self.keep, *(self.eps_a * p / sigma for p in r), zero]]
        for i, row in enumerate(rows):
            across = (int(i == j) - shrink * h - scale * (r[i] * Hw[j] + Hw[i] * turned[j]) for j, h in enumerate(row))
            found.append([r[i] * by_a, *across, r[i] * by_eps])
        found.append([zero] * (self.d + 1) + [arb(1)])
        return arb_mat([[p.ball if isinstance(p, Slope) else p for p in row] for row in found])

    def lost(self, s: BallState) -> bool:
        """Whether sigma is not certainly positive, or nothing is known of alpha."""
        return not (s.square > 0 and all(x.is_finite() for x in s.centred.box) and s.alpha.rad() < self.height)

    def numbers(self, x: CentredSet) -> list[Any]:
        """a, the entries of w, and eps on a set: balls, or where there is a box of starts, slopes."""
        return list(coordinates(x.middle, x.frame.table(), x.radii.entries(), x.box)) if self.wide else list(x.box)

    def values(self, s: BallState) -> dict[str, Any]:
        """a0, w0, and eps where it is an interval."""
        a, *w, eps = self.numbers(s.centred)
        return {"a0": a, "w0": w} if self.exact_eps else {"a0": a, "w0": w, "eps": eps}

    def proposals(self, s: BallState) -> Iterator[Theorems]:
        """new-projected-basin with the least parameters C, R and X and the largest m, and its rate with the best K, l and rho.

        Their hypotheses are evaluated on balls a little wider than those here, so several margins are proposed, in radii of the balls.
        """
        if s.a * s.alpha > 0:
            for margin in MARGINS:
                try:
                    found = self.parameters(s, Rounding(exact(margin)))
                except UnboundedError:
                    return
                if found is None:
                    return
                basin, rate = found
                yield (self.theorems[BASIN], basin), (self.theorems[RATE], {**basin, **rate})

    def parameters(self, s: BallState, near: Rounding) -> tuple[Parameters, Parameters] | None:
        """The parameters of new-projected-basin, and those that its rate has besides; None where there are none."""
        low, high, top = spectrum(self.starts.problem)
        a, *w, eps = self.numbers(s.centred)
        alpha = s.alpha
        if self.wide:
            Hw = [inner(row, w) for row in self.H.table()]
            alpha = inner(self.g.entries(), w) / inner(w, Hw).sqrt()
        size, square, height = inner(w, w), alpha * alpha, abs(alpha) * self.height
        C, m = self.ratio(a, alpha, near)
        q = near.up(self.uHu - square) + self.uHu * arb(2) ** (24 - ctx.prec)
        R = above((q / exact(low)).sqrt()) if q > 0 else Fraction(0)
        X = above(near.up(eps * exact(C) * (self.u + exact(R)) ** 2 / size))
        room = 2 - X * top
        if not (m > 0 and room > SLACK and (X * high <= 1 or exact(X) ** 2 * q * self.gHg <= near.down(square * square))):
            return None
        growth = above(near.up(4 * eps * exact(C) / exact(room))) * (1 + SLACK)
        bound = near.up(size) + exact(growth) * q
        least = below(near.down(eps * exact(m) / (bound * exact(high))))
        if below(self.u) > R:
            least = max(least, below(near.down(eps * exact(m) * (self.u - exact(R)) ** 2 / (bound * height))))
        least *= 1 - SLACK
        rho = max(Fraction(0), 1 - least * low * room * (1 - SLACK) / 8)
        return {"m": m, "C": C, "R": R, "X": X}, {"K": growth, "l": least, "rho": rho}

    def ratio(self, a: Any, alpha: Any, near: Rounding) -> tuple[Fraction, Fraction]:
        """C >= 1 with a <= C alpha, and m, such that a step keeps both: the least and the largest that will do, nearly.

        For eps_a > 1 they need (eps_a - C) |alpha| |u|_H <= (eps_a - 1) m and m <= alpha a, alpha^2, (eps_a - (eps_a - 1) C) alpha^2.
        """
        eps_a, square = fraction(self.starts.problem.eps_a), alpha * alpha
        r, most = exact(eps_a), abs(alpha) * self.height
        C = max(Fraction(1), above(near.up(a / alpha)))
        least = below(near.down(alpha * a)), below(near.down(square))
        if eps_a > 1:
            first = r - (r - 1) * exact(min(least)) / most
            second = r * (most - (r - 1) * square) / (most - (r - 1) ** 2 * square)
            C = max(C, min(eps_a, max(above(near.up(first)), above(near.up(second)))))
        C *= 1 + SLACK**2
        return C, min(*least, below(near.down(square * exact(eps_a - (eps_a - 1) * C))))


def inner(x: Sequence[Any], y: Sequence[Any]) -> Any:
    """The Euclidean inner product."""
    return sum((p * q for p, q in zip(x, y)), arb(0))


@dataclass(frozen=True)
class Rounding:
    """Bounds of balls with a margin, in radii."""

    margin: arb

    def up(self, x: arb | Slope) -> arb:
        """A little more than the upper end of a ball."""
        x = x.ball if isinstance(x, Slope) else x
        return x.upper() + x.rad() * self.margin + abs(x.mid()) * TINY

    def down(self, x: arb | Slope) -> arb:
        """A little less than the lower end of a ball."""
        return -self.up(-x)


def exact(x: Fraction) -> arb:
    """A rational as a ball of the current precision."""
    return arb(fmpq(x.numerator, x.denominator))
