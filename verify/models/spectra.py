"""The spectra of H and H*, the condition numbers they give, and the best fixed steps: as doubles, and certified.

H* = H - Huu'H/u'Hu (equation (14)) takes H's place near a minimiser of BNGD.  It has the eigenvalue 0, with eigenvector u;
the other d - 1 eigenvalues are positive (Lemma A.1) and are all that counts here.  For d = 1 there are none: H* = 0.

>>> from verify.models.problem import Problem
>>> problem = Problem.of(H=[[1, 0, 0], [0, 2, 0], [0, 0, 5]], u=[1, 0, 1], eps=1)
>>> found = spectrum(problem)
>>> found.kappa, round(found.kappa_star, 12)
(5.0, 1.2)
>>> certified_spectrum(problem).kappa.contains(5)
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

from flint import arb, ctx, fmpq

from verify.certify.enclosures import LIMIT, Enclosure, enclosures
from verify.certify.interlacing import star
from verify.certify.rational import InputError, read_rational, shown
from verify.models.problem import Problem, column, exact_doubles

T = TypeVar("T", float, arb)
ROUNDING = 1e-15


@dataclass(frozen=True)
class Spectrum(Generic[T]):
    """The eigenvalues of H, and the d - 1 eigenvalues of H* besides that of u, both increasing, with multiplicity.

    Entries are doubles, or balls that certainly hold the eigenvalues (computed with `bits` bits); so is all that follows
    from them.  What has a `_star` in its name is None for d = 1.
    """

    values: tuple[T, ...]
    star: tuple[T, ...]
    bits: int | None = None

    @property
    def d(self) -> int:
        """The dimension."""
        return len(self.values)

    @property
    def kappa(self) -> T:
        """The condition number lambda_d(H)/lambda_1(H) (Section 2)."""
        with self._precision():
            return self.values[-1] / self.values[0]

    @property
    def kappa_star(self) -> T | None:
        """The pseudo-condition number lambda_d(H*)/lambda_2(H*) (Definition A.3)."""
        with self._precision():
            return self.star[-1] / self.star[0] if self.star else None

    def rho(self, eps: Any) -> T:
        """The spectral radius max_i |1 - eps lambda_i(H)| of I - eps H (below equation (3)), at an exact number or a double."""
        found: T = self._radius(self.values, eps)
        return found

    def rho_star(self, eps: Any) -> T | None:
        """The pseudo-spectral radius max_{i >= 2} |1 - eps lambda_i(H*)| (Definition A.4), at an exact number or a double."""
        return self._radius(self.star, eps) if self.star else None

    @property
    def largest_step(self) -> T:
        """2/lambda_d(H): gradient descent converges from every start for the steps below it only (below equation (3))."""
        with self._precision():
            return 2 / self.values[-1]

    @property
    def largest_step_star(self) -> T | None:
        """2/lambda_d(H*): at larger effective steps the minimisers of BNGD are unstable."""
        with self._precision():
            return 2 / self.star[-1] if self.star else None

    @property
    def optimal_step(self) -> T:
        """2/(lambda_d + lambda_1) of H, where rho is least (above equation (5))."""
        with self._precision():
            return 2 / (self.values[-1] + self.values[0])

    @property
    def optimal_step_star(self) -> T | None:
        """2/(lambda_d + lambda_2) of H*, the effective step where rho* is least (Section 3.3)."""
        with self._precision():
            return 2 / (self.star[-1] + self.star[0]) if self.star else None

    @property
    def optimal_rate(self) -> T:
        """(kappa - 1)/(kappa + 1), the least rho (equation (5))."""
        return self._rate(self.values)

    @property
    def optimal_rate_star(self) -> T | None:
        """(kappa* - 1)/(kappa* + 1), the least rho* (Section 3.3); 0 for d = 2."""
        return self._rate(self.star) if self.star else None

    def _rate(self, values: Sequence[T]) -> T:
        with self._precision():
            return (values[-1] - values[0]) / (values[-1] + values[0])

    def _radius(self, values: Sequence[Any], eps: Any) -> Any:
        with self._precision():
            if self.bits is None:
                step = float(eps) if isinstance(eps, (int, float)) else _double(read_rational(eps, "eps"))
                return max(abs(1 - step * x) for x in values)
            ball = eps if isinstance(eps, arb) else arb(read_rational(eps, "eps"))
            return reduce(arb.max, (abs(1 - ball * x) for x in values))

    @contextmanager
    def _precision(self) -> Iterator[None]:
        if self.bits is None:
            yield
            return
        with ctx.workprec(self.bits):
            yield


def _double(x: fmpq) -> float:
    return int(x.p) / int(x.q)


# ------------------------------------------------------------------------------------------------
# In double precision


def spectrum(problem: Problem) -> Spectrum[float]:
    """Both spectra in double precision, by NumPy's symmetric eigenvalue routine: rounded, nothing is certified.

    The error of an eigenvalue is some 1e-16 lambda_d(H).  Raises InputError where that is no less than the least eigenvalue
    found: use certified_spectrum then.
    """
    import numpy as np

    try:
        H = np.array([[_double(x) for x in row] for row in problem.H])
        u = np.array([_double(x) for x in problem.u])
    except OverflowError:
        raise InputError("H or u is beyond the range of double precision: use certified_spectrum") from None
    return _from_doubles(H, u)


def spectrum_of_arrays(H: Any, u: Any) -> Spectrum[float]:
    """The same for NumPy arrays, H of shape (d, d) and u of shape (d,); only the symmetric part of rounding errors in H counts.

    Raises InputError for NaN and infinities, wrong shapes, an H that is not symmetric or not positive definite, and u = 0.
    """
    import numpy as np

    exact_doubles(H, "H", 2)
    exact_doubles(u, "u", 1)
    H, u = np.asarray(H, dtype=np.float64), np.asarray(u, dtype=np.float64)
    if H.shape != (len(u), len(u)) or not len(u):
        raise InputError(f"H has the shape {H.shape} but u has {len(u)} entries: expected (d, d) and d, with d at least 1")
    worst = np.unravel_index(np.argmax(np.abs(H - H.T)), H.shape)
    if abs(H - H.T)[worst] > 1e-12 * np.abs(H).max():
        i, j = map(int, worst)
        raise InputError(f"H is not symmetric: H[{i}][{j}] = {H[i, j]} but H[{j}][{i}] = {H[j, i]}")
    if not u.any():
        raise InputError("u is zero: H* needs u != 0")
    return _from_doubles((H + H.T) / 2, u)


def _from_doubles(H: Any, u: Any) -> Spectrum[float]:
    """For an orthogonal Q with its first column along u, Q'H*Q has the other eigenvalues in its lower right block."""
    import numpy as np

    u = u / np.abs(u).max()
    scale = np.abs(H).max()
    A = H / scale
    g = A @ u
    values = np.linalg.eigvalsh(A)
    if not values[0] > -ROUNDING * values[-1] * len(u):
        raise InputError(f"H is not positive definite: its least eigenvalue is {values[0] * scale:.3g}")
    across = np.linalg.qr(u.reshape(-1, 1), mode="complete")[0][:, 1:]
    reduced = across.T @ (A - np.outer(g, g) / (u @ g)) @ across
    star_values = np.linalg.eigvalsh((reduced + reduced.T) / 2) if len(u) > 1 else np.empty(0)
    least = min([values[0], *star_values[:1]])
    if not least > ROUNDING * values[-1]:
        raise InputError(f"H is singular to double precision: its eigenvalues run from {values[0] * scale:.3g} to {values[-1] * scale:.3g}")
    return Spectrum(tuple(map(float, values * scale)), tuple(map(float, star_values * scale)))


# ------------------------------------------------------------------------------------------------
# Certified


def certified_spectrum(problem: Problem, bits: int = 128) -> Spectrum[arb]:
    """Balls that certainly hold the eigenvalues of H and H* for this exact problem, and enclosures of all derived numbers.

    By certified counts (verify.certify.enclosures); H* is formed exactly, and its eigenvalue 0 is told from the others
    by position: H* is positive semi-definite of rank d - 1.  The balls of eigenvalues that are repeated are equal.  The precision
    doubles up to 1024 bits where eigenvalues are hard to tell apart.

    Raises InputError for a number of bits that is not an integer from 32 to 1024, and where 1024 bits do not separate the
    least eigenvalue of H, or the second of H*, from 0.
    """
    if isinstance(bits, bool) or not isinstance(bits, int) or not 32 <= bits <= LIMIT:
        raise InputError(f"bits = {shown(bits)}: expected an integer from 32 to {LIMIT}")
    values = _balls(enclosures(problem.matrix.table(), bits), bits)
    rest = _balls(enclosures(star(problem.matrix, column(problem.u)).table(), bits), bits)[1:]
    for name, balls in (("H", values), ("H*", rest)):
        if balls and not balls[0] > 0:
            raise InputError(f"{LIMIT} bits do not separate the positive eigenvalues of {name} from 0")
    return Spectrum(tuple(values), tuple(rest), bits)


def _balls(found: Sequence[Enclosure], bits: int) -> list[arb]:
    with ctx.workprec(max(bits, 64)):
        return [e.ball for e in found for _ in range(e.count)]
