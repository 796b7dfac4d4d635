"""Convergence certificates of BNGD: this start converges to a global minimiser, by finitely many certified steps and a proved theorem.

>>> from verify.models.problem import Problem
>>> found = certify_convergence(Problem.of(H=[[1, 0], [0, 100]], u=[1, 1], w0=[1, 0], a0=1, eps=1000))
>>> found.sign, found.step, found.bits
(1, 1, 128)

A certificate cannot be forged by its parts: what it says beside the problem, the step and the precision is computed again from these, with
the theorems as this toolkit states them and as the checker accepts their proofs, and all of it has to be the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from flint import arb, ctx

from verify.certify.checking import CertificateError
from verify.certify.convergence import (
    FIRST_BITS,
    MOST_BITS,
    EarlierError,
    Effort,
    Known,
    TakenOver,
    Theorems,
    above,
    below,
    show,
    take_over,
)
from verify.certify.plain import first_difference, plain
from verify.certify.proofs import Proof, Proofs
from verify.certify.rational import InputError, shown
from verify.checker import CheckError
from verify.models.bounds import most_steps, too_large
from verify.models.certificates import KEYS, ConvergenceCertificate, NotCertified, claimed
from verify.models.on_balls import BallState, BngdOnBalls, Starts, exact
from verify.models.problem import Problem
from verify.models.theorems import RATE, proved_theorems

__all__ = ["KEYS", "ConvergenceCertificate", "NotCertified", "certify", "certify_convergence", "proofs_in", "proved_theorems", "replay"]

Json = Any
REPORT = Path("reports")


# ------------------------------------------------------------------------------------------------
# Finding


def certify_convergence(problem: Problem, effort: Effort | None = None, report: Path | None = REPORT) -> ConvergenceCertificate | NotCertified:
    """Run BNGD on balls from the problem's start until proved theorems apply to the whole tail.

    The precision starts at effort.bits and doubles where the balls get too wide.  Where `report` is the folder of a report that has the
    proofs of the theorems, the certificate names their digests.  Needs 0 < eps_a < 2, as the theorems do.  Source: the claims
    new-projected-basin and new-projected-basin/rate; an orbit's tail is an orbit.  What could not be checked again within seconds (see
    verify.models.bounds) is not certified.  Raises InputError for eps_a out of this range.
    """
    return certify(Starts.single(problem), effort or Effort(), report)


def certify(starts: Starts, effort: Effort, report: Path | None = None, known: Known | None = None) -> ConvergenceCertificate | NotCertified:
    """`certify_convergence` for a box of starts: all at once, so all of them have the sign found; known: see verify.certify.convergence.Judge."""
    if not starts.problem.eps_a < 2:
        raise InputError(f"eps_a = {shown(starts.problem.eps_a)}: expected less than 2, beyond which a_k is not bounded")
    if reason := too_large(starts):
        return NotCertified(starts, 0, effort.bits, None, reason)
    iteration, known = BngdOnBalls(starts, proved_theorems()), Known() if known is None else known
    found = take_over(iteration, Effort(effort.bits, effort.most_bits, min(effort.most_steps, most_steps(iteration.d, effort.bits))), known)
    if not isinstance(found, TakenOver):
        return NotCertified(starts, found.step, found.bits, loss_at(iteration, found.state, found.bits), found.reason)
    try:
        return concluded(iteration, least(iteration, found, known), digests(found.theorems, report))
    except CheckError as error:
        return NotCertified(starts, found.step, found.bits, loss_at(iteration, found.state, found.bits), str(error))


def least(iteration: BngdOnBalls, found: TakenOver, known: Known) -> TakenOver:
    """What `show` shows near what a search found: with the least of the bits 128, 256, ... that are enough, at the first of the steps before it.

    Raises CheckError where the steps that a certificate may have are too few, or no such bits are enough.
    """
    bits, step = FIRST_BITS, found.step
    while bits < found.bits:
        bits *= 2
    while True:
        if bits > MOST_BITS or step > most_steps(iteration.d, bits):
            raise CheckError(f"step {step} with {bits} bits is beyond what is checked again within seconds")
        try:
            return show(iteration, step, bits, known)
        except EarlierError as error:
            step, bits = error.step, error.bits
        except CheckError:
            bits *= 2


def concluded(iteration: BngdOnBalls, found: TakenOver, proofs: Mapping[str, str]) -> ConvergenceCertificate:
    """The certificate of what was shown; CheckError where the theorems say nothing there."""
    with ctx.workprec(found.bits):
        sign, norm, rate = conclusion(iteration, found.state, found.theorems)
    return ConvergenceCertificate(iteration.starts, found.theorems, found.step, found.bits, sign, norm, rate, proofs)


def conclusion(iteration: BngdOnBalls, s: BallState, theorems: Theorems) -> tuple[int, tuple[Fraction, Fraction], Fraction]:
    """What the theorems say at the state: the sign of r, bounds of |w*|, and the factor of |e_k|_H.

    Source: new-projected-basin/rate: r alpha > 0, |w|^2 <= |r u|^2 <= |w|^2 + K q, and q_k <= rho^(2k) q.
    """
    parameters = next(values for theorem, values in theorems if theorem.claim == RATE)
    size = (s.w.transpose() * s.w)[0, 0]
    q = (iteration.uHu - s.alpha * s.alpha).upper()
    top = size + exact(parameters["K"]) * (q if q > 0 else arb(0))
    if not (size > 0 and (s.alpha > 0 or s.alpha < 0)):
        raise CheckError("the sign of w'g is not certain")
    return 1 if s.alpha > 0 else -1, (below(size.sqrt()), above(top.sqrt())), abs(parameters["rho"])


def loss_at(iteration: BngdOnBalls, s: BallState | None, bits: int) -> float | None:
    """J - min J = ((a - alpha)^2 + q)/2 at a state, as a double."""
    if s is None:
        return None
    with ctx.workprec(bits):
        value = ((s.a - s.alpha) ** 2 + iteration.uHu - s.alpha**2) / 2
        return float(value.mid()) if value.is_finite() else None


def digests(theorems: Theorems, report: Path | None) -> dict[str, str]:
    """The digests of the theorems' own certificates, where the report has them all."""
    if report is None or not (report / "ledger.json").is_file():
        return {}
    proofs = proofs_in(report)
    if not all(theorem.hash in proofs.entries for theorem, _ in theorems):
        return {}
    return {theorem.hash: proofs.certificate(theorem.hash)["digest"] for theorem, _ in theorems}


def proofs_in(report: Path) -> Proofs:
    """The proofs of a report; what the checker accepted is kept until its ledger changes."""
    path = report / "ledger.json"
    return _proofs(report, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=4)
def _proofs(report: Path, changed: int) -> Proofs:
    return Proofs(report)


# ------------------------------------------------------------------------------------------------
# Replaying


@dataclass(frozen=True)
class Replayed:
    """A certificate that was computed again and found the same, and the proofs of its theorems, which the checker accepted."""

    certificate: ConvergenceCertificate
    proofs: tuple[Proof, ...]

    def __str__(self) -> str:
        evidence = sorted({proof.shows.evidence for proof in self.proofs})
        return f"{self.certificate}; evidence of the theorems: {', '.join(evidence)}"


def replay(certificate: ConvergenceCertificate | Json, report: Path = REPORT) -> bool:
    """Whether a certificate is right: True, or the errors of `replayed`."""
    replayed(certificate, report)
    return True


def replayed(certificate: ConvergenceCertificate | Json, report: Path = REPORT) -> Replayed:
    """Check a certificate, searching for nothing: compute all of it again from its problem, step and bits, and compare.

    The theorems are those that this toolkit states (verify.models.theorems), whose proofs the report must have and the checker accept.
    The orbit runs to the stated step at the stated precision; the parameters of the theorems are computed from the state there,
    their hypotheses evaluated, the conclusion drawn, and the certificate must be the one that this gives, in every part.  Within
    seconds: see verify.models.bounds.

    Raises CertificateError with one line that says what is wrong; CheckError where the report cannot be read.
    """
    try:
        data = plain(certificate.to_json() if isinstance(certificate, ConvergenceCertificate) else certificate)
        stated = proved_theorems()
        starts, step, bits, names_proofs = claimed(data, list(stated.values()))
        if not starts.problem.eps_a < 2:
            raise InputError(f"eps_a = {shown(starts.problem.eps_a)}: expected less than 2, beyond which a_k is not bounded")
        iteration = BngdOnBalls(starts, stated)
        again = concluded(iteration, show(iteration, step, bits), {})
    except (CheckError, InputError) as error:
        raise CertificateError(str(error)) from error
    theorems, report_proofs = [theorem for theorem, _ in again.theorems], proofs_in(report)
    proofs = {theorem.hash: report_proofs.check(theorem.claim, theorem.part, theorem.statement) for theorem in theorems}
    again = replace(again, proofs={name: proof.digest for name, proof in proofs.items()} if names_proofs else {})
    if difference := first_difference(data, {**again.to_json(), "digest": data["digest"]}):
        raise CertificateError(f"the certificate does not show what it claims: {difference}")
    return Replayed(again, tuple(proofs.values()))
