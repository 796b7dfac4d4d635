"""Convergence certificates of BNGD: this start converges to a global minimiser, by finitely many certified steps and a proved theorem.

>>> from verify.models.problem import Problem
>>> found = certify_convergence(Problem.of(H=[[1, 0], [0, 100]], u=[1, 1], w0=[1, 0], a0=1, eps=1000))
>>> found.sign, found.step, found.bits
(1, 1, 128)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from flint import arb, ctx, fmpq

from verify.certify.checking import CertificateError
from verify.certify.convergence import Effort, Judge, Known, Parameters, TakenOver, Theorem, above, below, state_at, take_over
from verify.certify.proofs import Proofs
from verify.certify.rational import InputError, fraction, read_rational, shown
from verify.checker.certificates import sealed, sha256
from verify.checker.terms import CheckError
from verify.models.on_balls import BASIN, RATE, BallState, BngdOnBalls, Starts, exact, is_on_bngd
from verify.models.problem import Problem

Json = Any
KIND, FORMAT = "convergence", 1
KEYS = {"kind", "format", "problem", "start", "theorems", "step", "bits", "conclusion", "digest"}
REPORT = Path("reports")
PAPER = "proofs_checks"


@dataclass(frozen=True)
class ConvergenceCertificate:
    """BNGD from every start in a box (a point, for `certify_convergence`) converges to a global minimiser.

    That is, a_k tends to sign sqrt(u'Hu) and w_k to w* = r u with r of the given sign, and from `step` on
    |e_k|_H <= rate^(k - step) |e_step|_H.  `norm` encloses |w*|.  `theorems` are those that took over at `step`, with the values
    of their parameters; the state there was enclosed with `bits` bits.
    """

    starts: Starts
    theorems: tuple[tuple[Theorem, Parameters], ...]
    step: int
    bits: int
    sign: int
    norm: tuple[Fraction, Fraction]
    rate: Fraction
    proofs: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return True

    @property
    def problem(self) -> Problem:
        """The problem (for a box, one in the box)."""
        return self.starts.problem

    @property
    def scale(self) -> tuple[float, float]:
        """Bounds of r, where w* = r u, as doubles."""
        length = math.sqrt(float(sum(fraction(x) ** 2 for x in self.problem.u)))
        low, high = sorted(self.sign * float(x) / length for x in self.norm)
        return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)

    def to_json(self) -> Json:
        """Plain data, every number a string but counts; sealed with a digest."""
        starts = self.starts
        return sealed({
            "kind": KIND, "format": FORMAT, "problem": self.problem.to_json(),
            "start": {"a0": texts(starts.a0), "w0": [texts(x) for x in starts.w0], "eps": texts(starts.eps)},
            "theorems": [{"claim": t.claim, "part": t.part, "hash": t.hash, "proof": self.proofs.get(t.hash),
                          "parameters": {name: str(x) for name, x in values.items()}} for t, values in self.theorems],
            "step": self.step, "bits": self.bits,
            "conclusion": {"limit": "global minimiser", "sign": self.sign, "norm": [str(x) for x in self.norm], "rate": str(self.rate)},
        })  # fmt: skip

    def __str__(self) -> str:
        low, high = (float(x) for x in self.norm)
        return (f"converges to a global minimiser: w* = r u with r {'>' if self.sign > 0 else '<'} 0 and |w*| in [{low:.6g}, {high:.6g}]; "
                f"{self.theorems[0][0].claim} applies from step {self.step} on ({self.bits} bits)")  # fmt: skip


@dataclass(frozen=True)
class NotCertified:
    """No theorem was seen to apply: how far the iteration went, with how many bits, the loss reached, and why it ended there.

    loss: J at the last state that was enclosed, less its least value, as a double (None where the balls say nothing).
    """

    starts: Starts
    steps: int
    bits: int
    loss: float | None
    reason: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"not certified: {self.reason}"


def texts(interval: Sequence[fmpq]) -> list[str]:
    """The ends of an interval as strings."""
    return [str(x) for x in interval]


# ------------------------------------------------------------------------------------------------
# Finding


@lru_cache(maxsize=1)
def proved_theorems() -> Mapping[str, Theorem]:
    """The theorems that certificates rest on, as the paper's package states them; InputError where they are not on BNGD."""
    from verify.papers import open_paper  # a paper states its theorems in terms of this room's steps

    claims, found = open_paper(PAPER).claims, {}
    for claim in (BASIN, RATE):
        decision = claims[claim].build()
        part = decision.corrected or decision.printed
        found[claim] = Theorem(claim, "corrected" if decision.corrected else "printed", part.statement.hash, part.statement.to_json())
        if not is_on_bngd(found[claim]):
            raise InputError(f"the statement of {claim} is not on the orbits of BNGD")
    return found


def certify_convergence(problem: Problem, effort: Effort | None = None, report: Path | None = REPORT) -> ConvergenceCertificate | NotCertified:
    """Run BNGD on balls from the problem's start until proved theorems apply to the whole tail.

    The precision starts at effort.bits and doubles where the balls get too wide.  Where `report` is the folder of a report that has the
    proofs of the theorems, the certificate names their digests.  Needs 0 < eps_a < 2, as the theorems do.  Source: the claims
    new-projected-basin and new-projected-basin/rate; an orbit's tail is an orbit.
    Raises InputError for eps_a out of this range.
    """
    return certify(Starts.single(problem), effort or Effort(), report)


def certify(starts: Starts, effort: Effort, report: Path | None = None, known: Known | None = None) -> ConvergenceCertificate | NotCertified:
    """`certify_convergence` for a box of starts: all at once, so all of them have the sign found; known: see verify.certify.convergence.Judge."""
    if not starts.problem.eps_a < 2:
        raise InputError(f"eps_a = {shown(starts.problem.eps_a)}: expected less than 2, beyond which a_k is not bounded")
    iteration = BngdOnBalls(starts, proved_theorems())
    found = take_over(iteration, effort, known)
    if not isinstance(found, TakenOver):
        return NotCertified(starts, found.step, found.bits, loss_at(iteration, found.state, found.bits), found.reason)
    with ctx.workprec(found.bits):
        sign, norm, rate = conclusion(iteration, found.state, found.theorems)
    return ConvergenceCertificate(starts, found.theorems, found.step, found.bits, sign, norm, rate, digests(found.theorems, report))


def conclusion(iteration: BngdOnBalls, s: BallState, theorems: Sequence[tuple[Theorem, Parameters]]) -> tuple[int, tuple[Fraction, Fraction], Fraction]:
    """What the theorems say at the state: the sign of r, bounds of |w*|, and the factor of |e_k|_H.

    Source: new-projected-basin/rate: r alpha > 0, |w|^2 <= |r u|^2 <= |w|^2 + K q, and q_k <= rho^(2k) q.
    """
    parameters = next(values for theorem, values in theorems if theorem.claim == RATE)
    size = (s.w.transpose() * s.w)[0, 0]
    q = (iteration.uHu - s.alpha * s.alpha).upper()
    top = size + exact(parameters["K"]) * (q if q > 0 else arb(0))
    least = below(size.sqrt()) if size > 0 else Fraction(0)
    return 1 if s.alpha > 0 else -1, (least, above(top.sqrt())), abs(parameters["rho"])


def loss_at(iteration: BngdOnBalls, s: BallState | None, bits: int) -> float | None:
    """J - min J = ((a - alpha)^2 + q)/2 at a state, as a double."""
    if s is None:
        return None
    with ctx.workprec(bits):
        value = ((s.a - s.alpha) ** 2 + iteration.uHu - s.alpha**2) / 2
        return float(value.mid()) if value.is_finite() else None


def digests(theorems: Sequence[tuple[Theorem, Parameters]], report: Path | None) -> dict[str, str]:
    """The digests of the theorems' own certificates, where the report has them."""
    if report is None or not (report / "ledger.json").is_file():
        return {}
    found, proofs = {}, proofs_in(report)
    for theorem, _ in theorems:
        if theorem.hash in proofs.entries:
            found[theorem.hash] = str(proofs.certificate(theorem.hash)["digest"])
    return found


def proofs_in(report: Path) -> Proofs:
    """The proofs of a report; what was checked is kept until its ledger changes."""
    path = report / "ledger.json"
    return _proofs(report, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=4)
def _proofs(report: Path, changed: int) -> Proofs:
    return Proofs(report)


# ------------------------------------------------------------------------------------------------
# Replaying


def replay(certificate: ConvergenceCertificate | Json, report: Path = REPORT) -> bool:
    """Check a certificate, searching for nothing: the orbit again to the stated step at the stated precision, and the hypotheses there.

    The theorems are read from the report's own proofs, which the checker must accept for the stated hashes.  True, or
    CertificateError with one line that says what is wrong; CheckError where the report cannot be read.
    """
    data = certificate.to_json() if isinstance(certificate, ConvergenceCertificate) else certificate
    if not isinstance(data, Mapping) or set(data) != KEYS or data["kind"] != KIND or data["format"] != FORMAT:
        raise CertificateError(f"a convergence certificate of format {FORMAT} has exactly the parts {sorted(KEYS)}")
    if data["digest"] != sha256({k: v for k, v in data.items() if k != "digest"}):
        raise CertificateError("the certificate was changed: its digest does not match")
    try:
        starts = read_starts(data["problem"], data["start"])
        theorems = tuple(read_theorem(entry, proofs_in(report)) for entry in data["theorems"])
        effort = Effort(bits=data["bits"], most_bits=data["bits"], most_steps=data["step"])
        claimed = data["conclusion"]
        if [theorem.claim for theorem, _ in theorems] != [BASIN, RATE] or set(claimed) != {"limit", "sign", "norm", "rate"}:
            raise CertificateError(f"expected the theorems {BASIN} and {RATE}, and a limit, sign, norm and rate")
        low, high = (fraction(read_rational(x)) for x in claimed["norm"])
        rate = fraction(read_rational(claimed["rate"]))
    except CertificateError:
        raise
    except (CheckError, InputError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CertificateError(f"malformed certificate: {error}") from error
    iteration = BngdOnBalls(starts, {theorem.claim: theorem for theorem, _ in theorems})
    with ctx.workprec(effort.bits):
        try:
            state = state_at(iteration, effort.most_steps)
            met = Judge(iteration).apply(theorems, state)
        except (InputError, CheckError) as error:
            raise CertificateError(f"the certificate does not show what it claims: {error}") from error
        if not met:
            raise CertificateError(f"the hypotheses are not certain at step {effort.most_steps} with {effort.bits} bits")
        sign, (least, most), factor = conclusion(iteration, state, theorems)
    if (claimed["limit"], claimed["sign"]) != ("global minimiser", sign) or type(claimed["sign"]) is not int:
        raise CertificateError(f"the certificate claims {claimed['limit']!r:.40} with the sign {claimed['sign']!r:.20}, and shows the sign {sign}")
    if not (0 <= low <= least and most <= high and factor <= rate):
        raise CertificateError("the certificate claims narrower bounds than it shows")
    return True


def read_starts(problem: Json, start: Json) -> Starts:
    """The box of starts of a certificate."""
    if set(problem) != {"H", "u", "a0", "w0", "eps_a", "eps", "c"} or set(start) != {"a0", "w0", "eps"}:
        raise CertificateError("the problem and the start of the certificate are not as expected")
    found = Problem(**problem)
    return Starts.of(found, a0=start["a0"], w0=start["w0"], eps=start["eps"])


def read_theorem(entry: Json, proofs: Proofs) -> tuple[Theorem, Parameters]:
    """A theorem and its parameters; its statement is that of the report's own proof of it."""
    if set(entry) != {"claim", "part", "hash", "proof", "parameters"}:
        raise CertificateError("a theorem has a claim, part, hash, proof and parameters")
    _, digest = proofs.check(entry["hash"])
    own = proofs.certificate(entry["hash"])
    if (own["claim"], own["part"]) != (entry["claim"], entry["part"]) or entry["proof"] not in (None, digest):
        raise CertificateError(f"the report's proof for the hash is of {own['claim']}, or another one than the certificate names")
    theorem = Theorem(entry["claim"], entry["part"], entry["hash"], own["statement"])
    if not is_on_bngd(theorem):
        raise CertificateError(f"the statement of {theorem.claim} is not on the orbits of BNGD")
    return theorem, {name: fraction(read_rational(x, name)) for name, x in entry["parameters"].items()}
