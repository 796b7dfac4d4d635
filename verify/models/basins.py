"""Certified basins: which share of a box of starts, or of an interval of step sizes, converges to a global minimiser, and to which side.

>>> from verify.models.problem import Problem
>>> box = certify_box(Problem.of(H=[[1, 0], [0, 4]], u=[1, 1], w0=[1, 1], a0=1, eps=1), eps=("1/100", "1/2"), depth=6)
>>> box.share(1), box.share(-1)
(Fraction(1, 1), Fraction(0, 1))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from flint import fmpq

from verify.certify.boxes import Box, Cut, cut
from verify.certify.convergence import Effort, Known
from verify.certify.rational import InputError, fraction, shown
from verify.models.convergence import ConvergenceCertificate, certify
from verify.models.on_balls import Starts
from verify.models.problem import Problem

STEPS, DEPTH, LARGEST_DEPTH = 200, 12, 30


@dataclass(frozen=True)
class CertifiedBox:
    """A box of starts (a0, w0, eps), cut into certified parts, each with its certificate, and open ones."""

    problem: Problem
    cut: Cut[ConvergenceCertificate]

    @property
    def names(self) -> list[str]:
        """What the sides of the boxes stand for."""
        return ["a0", *(f"w0[{i}]" for i in range(self.problem.d)), "eps"]

    @property
    def certificates(self) -> list[ConvergenceCertificate]:
        """The certificates of the certified parts; each can be replayed."""
        return [found for _, found in self.cut.certified]

    def share(self, sign: int | None = None) -> Fraction:
        """The share of the volume that is certified to converge to a minimiser r u, with r of the given sign (None: either)."""
        return self.cut.share(lambda found: sign is None or found.sign == sign)

    def draw(self, path: Path, axes: tuple[str, str] | None = None) -> None:
        """A picture of the parts in the plane of two sides that vary (by default the first two); see verify.certify.basin_picture."""
        from verify.certify.basin_picture import draw_boxes

        vary = [i for i, (low, high) in enumerate(self.cut.box) if high > low]
        chosen = [self._index(name) for name in axes] if axes else vary[:2]
        if len(chosen) != 2 or len(vary) > 2 or not set(vary) <= set(chosen):
            raise InputError(f"a picture shows a box in which two quantities vary: got {', '.join(self.names[i] for i in vary) or 'none'}")
        parts = [(tuple(part[i] for i in chosen), found.sign) for part, found in self.cut.certified]
        parts += [(tuple(part[i] for i in chosen), 0) for part in self.cut.open]
        draw_boxes(parts, tuple(self.names[i] for i in chosen), path)  # type: ignore[arg-type]

    def _index(self, name: str) -> int:
        if name not in self.names:
            raise InputError(f"the axis {shown(name)} is unknown: expected one of {', '.join(self.names)}")
        return self.names.index(name)


def certify_box(problem: Problem, *, a0: Sequence[Any] | None = None, w0: Sequence[Any] | None = None, eps: Sequence[Any] | None = None,
                depth: int = DEPTH, effort: Effort | None = None) -> CertifiedBox:  # fmt: skip
    """Certify a box of starts: pairs (low, high) for a0, for each entry of w0 and for eps; what is not given stays as in the problem.

    The box is halved up to `depth` times, so the smallest parts have 2^-depth of its volume; each part is carried along as one
    set, for at most effort.most_steps steps.  Parts on which nothing is certified, such as those that meet the stable set of a
    saddle, are left open.  Raises InputError for malformed intervals and depths.
    """
    if isinstance(depth, bool) or not isinstance(depth, int) or not 0 <= depth <= LARGEST_DEPTH:
        raise InputError(f"depth = {shown(depth)}: expected an integer from 0 to {LARGEST_DEPTH}")
    starts = Starts.of(problem, a0, w0, eps)
    known = Known()
    found_effort = effort or Effort(bits=128, most_bits=128, most_steps=STEPS)

    def attempt(box: Box) -> ConvergenceCertificate | None:
        found = certify(starts_of(problem, box), found_effort, known=known)
        return found if isinstance(found, ConvergenceCertificate) else None

    sides = [starts.a0, *starts.w0, starts.eps]
    whole = tuple((fraction(low), fraction(high)) for low, high in sides)
    return CertifiedBox(problem, cut(whole, attempt, depth))


def starts_of(problem: Problem, box: Box) -> Starts:
    """The box of starts with these sides."""
    a0, *w0, eps = [(fmpq(low.numerator, low.denominator), fmpq(high.numerator, high.denominator)) for low, high in box]
    return Starts(problem, a0, tuple(w0), eps)
