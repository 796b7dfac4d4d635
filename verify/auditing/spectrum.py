"""The spectra of H and H* of an audited problem, enclosed; what they promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq

from verify.certify import CorollaryA5, check_interlacing, corollary_a5, enclosures, interlaces_exactly, interlaces_on_balls, projected

BITS = 256
EXACT = 20  # up to this dimension interlacing is decided by exact counts, ties included


@dataclass(frozen=True)
class Spectra:
    """Balls around the eigenvalues of H and of H*, in increasing order (H*_1 = 0 exactly), and what follows.

    interlaces: whether (24) of Lemma A.1 holds, None where balls do not decide it; how: the kind of certificate.
    corollary: both sides of the equality case of kappa* <= kappa, decided exactly; None for d = 1 or a large d.
    """

    H: list[arb]
    star: list[arb]
    interlaces: bool | None
    how: str
    corollary: CorollaryA5 | None

    @property
    def kappa(self) -> arb:
        """lambda_d(H) / lambda_1(H)."""
        return self.H[-1] / self.H[0]

    @property
    def kappa_star(self) -> arb | None:
        """lambda_d(H*) / lambda_2(H*), the pseudo-condition number (Definition A.3); None for d = 1."""
        return self.star[-1] / self.star[1] if len(self.H) > 1 else None

    def rate(self) -> arb:
        """(kappa - 1)/(kappa + 1), the best contraction of GD in a step (equation (5))."""
        return (self.kappa - 1) / (self.kappa + 1)

    def rate_star(self) -> arb | None:
        """(kappa* - 1)/(kappa* + 1), the best contraction near a minimiser that an effective step can give (Section 3.3)."""
        return None if self.kappa_star is None else (self.kappa_star - 1) / (self.kappa_star + 1)

    def radius(self, eps: float) -> float:
        """rho(I - eps H)."""
        return max(abs(1 - eps * float(x.mid())) for x in self.H)

    def radius_star(self, eps: float) -> float:
        """rho*(I - eps H*), over the eigenvalues of H* but the first; 0 for d = 1."""
        return max((abs(1 - eps * float(x.mid())) for x in self.star[1:]), default=0.0)


def spectra(H: Any, u: Any) -> Spectra:
    """The spectra for exact H (positive definite) and u != 0; input and errors as for verify.certify.projected."""
    star = projected(H, u)
    with ctx.workprec(BITS):
        of_H, of_star = balls(H), balls(star)
        if of_star[0].contains(0) and not (len(of_star) > 1 and of_star[1].contains(0)):
            of_star[0] = arb(0)  # H*u = 0
    if len(H) <= EXACT:
        interlaces: bool | None = check_interlacing(interlaces_exactly(H, u))
        how = "exact inertia counts"
    else:
        interlaces, how = interlaces_on_balls(H, u, 128), "inertia counts in ball arithmetic"
    corollary = corollary_a5(H, u) if 1 < len(H) <= EXACT else None
    return Spectra(of_H, of_star, interlaces, how, corollary)


def balls(rows: Any) -> list[arb]:
    """A ball for every eigenvalue."""
    return [e.ball for e in enclosures(rows, BITS) for _ in range(e.count)]


def steps_a_digit(rate: arb) -> arb | None:
    """How many steps gain a factor ten at a contraction; None where it is 0 or 1."""
    return arb(10).log() / -rate.log() if rate > 0 and rate < 1 else None


def interval(x: arb) -> tuple[str, str]:
    """Rational bounds, as strings that can be read back."""
    return str(fmpq(*ends(x.lower()))), str(fmpq(*ends(x.upper())))


def ends(x: arb) -> tuple[int, int]:
    """An exact ball as a quotient."""
    value = x.fmpq()
    return int(value.p), int(value.q)
