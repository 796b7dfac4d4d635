"""The spectra of H and H* of an audited problem, enclosed, with the interlacing of Lemma A.1 decided."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, ctx

from verify.auditing.store import Json
from verify.certify import CorollaryA5, check_interlacing, corollary_a5, interlaces_exactly
from verify.models.problem import Problem
from verify.models.spectra import Spectrum, certified_spectrum

BITS = 256
EXACT = 20  # up to this dimension interlacing is decided by exact counts, ties included


@dataclass(frozen=True)
class Spectra:
    """Enclosures of both spectra; whether (24) of Lemma A.1 holds, None where balls do not decide it; how that was decided.

    corollary: both sides of the equality case of kappa* <= kappa, decided exactly; None for d = 1 or a large d.
    """

    found: Spectrum[arb]
    interlaces: bool | None
    how: str
    corollary: CorollaryA5 | None

    @property
    def H(self) -> list[arb]:
        """The eigenvalues of H."""
        return list(self.found.values)

    @property
    def star(self) -> list[arb]:
        """The eigenvalues of H*, the first of which is 0."""
        return [arb(0), *self.found.star]


def spectra(problem: Problem) -> Spectra:
    """The spectra of a problem."""
    found = certified_spectrum(problem, BITS)
    if problem.d <= EXACT:
        interlaces: bool | None = check_interlacing(interlaces_exactly(problem.matrix, list(problem.u)))
        how = "exact inertia counts"
    else:
        interlaces, how = chained(found), "enclosures of all eigenvalues"
    corollary = corollary_a5(problem.matrix, list(problem.u)) if 1 < problem.d <= EXACT else None
    return Spectra(found, interlaces, how, corollary)


def chained(found: Spectrum[arb]) -> bool | None:
    """Whether 0 < H_1 <= H*_2 <= H_2 <= ... <= H*_d <= H_d; None where balls overlap."""
    chain = [found.values[0], *(x for pair in zip(found.star, found.values[1:]) for x in pair)]
    steps = [True if x < y else False if y < x else None for x, y in pairwise(chain)]
    return False if False in steps else None if None in steps else True


def steps_a_digit(rate: arb) -> float | None:
    """How many steps gain a factor ten at a contraction; None where it is not certainly between 0 and 1."""
    with ctx.workprec(BITS):
        return float((arb(10).log() / -rate.log()).mid()) if rate > 0 and rate < 1 else None


def enclosed(x: arb | None) -> Any:
    """A ball as plain data: its middle as a double, and rational bounds in strings."""
    return None if x is None else {"value": float(x.mid()), "low": str(x.lower().fmpq()), "high": str(x.upper().fmpq())}


def of_spectra(s: Spectra) -> Json:
    """Condition numbers, interlacing, and the acceleration to expect."""
    exactly = s.corollary
    star = s.found.optimal_rate_star
    return {
        "H": [enclosed(x) for x in s.H], "H_star": [enclosed(x) for x in s.star], "kappa": enclosed(s.found.kappa),
        "kappa_star": enclosed(s.found.kappa_star), "interlaces": s.interlaces, "how": s.how,
        "relation": None if exactly is None else exactly.kappa, "orthogonal": None if exactly is None else exactly.some,
        "gd_rate": enclosed(s.found.optimal_rate), "bngd_rate": enclosed(star), "gd_steps": steps_a_digit(s.found.optimal_rate),
        "bngd_steps": None if star is None else steps_a_digit(star), "gd_eps": float(s.found.optimal_step.mid()),
    }  # fmt: skip
