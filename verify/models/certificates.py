"""Certificates of convergence as data: what they say, their JSON, and the few parts of it from which all others are computed.

Only the problem, its box of starts, the step and the bits are read from a certificate; the theorems, their parameters and the
conclusion are never taken from it, but computed anew and compared (see verify.models.convergence.replay).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq

from verify.certify.convergence import FIRST_BITS, MOST_BITS, Theorem, Theorems
from verify.certify.plain import PlainError, rational, record, row, told, whole
from verify.certify.rational import fraction
from verify.checker import sealed
from verify.models.bounds import MOST_DIMENSION, NUMBER_BITS, most_steps, too_large_numbers
from verify.models.on_balls import Interval, Starts
from verify.models.problem import Problem
from verify.models.theorems import free_parameters

Json = Any
KIND, FORMAT = "convergence", 2
KEYS = frozenset({"kind", "format", "problem", "start", "theorems", "step", "bits", "conclusion", "digest"})
PROBLEM = ("H", "u", "a0", "w0", "eps_a", "eps", "c")
LIMIT = "global minimiser"
COMPUTED_BITS = 4 * NUMBER_BITS  # of numbers that follow from a problem by a few products, quotients and roots


@dataclass(frozen=True)
class ConvergenceCertificate:
    """BNGD from every start in a box (a point, for `certify_convergence`) converges to a global minimiser.

    That is, a_k tends to sign sqrt(u'Hu) and w_k to w* = r u with r of the given sign, and from `step` on
    |e_k|_H <= rate^(k - step) |e_step|_H.  `norm` encloses |w*|.  `theorems` are those that took over at `step`, with the values
    of their parameters; the state there was enclosed with `bits` bits.  `proofs`: the digests of the theorems' proofs by the
    hashes of their statements, for all of them or for none.
    """

    starts: Starts
    theorems: Theorems
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
        """The problem; for a box, the one in its middle."""
        return self.starts.centre

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
            "conclusion": {"limit": LIMIT, "sign": self.sign, "norm": [str(x) for x in self.norm], "rate": str(self.rate)},
        })  # fmt: skip

    def __str__(self) -> str:
        low, high = (float(x) for x in self.norm)
        return (f"converges to a {LIMIT}: w* = r u with r {'>' if self.sign > 0 else '<'} 0 and |w*| in [{low:.6g}, {high:.6g}]; "
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
# Reading


class Claimed(NamedTuple):
    """What is read from a certificate: for which starts, at which step, with how many bits, and whether it names proofs."""

    starts: Starts
    step: int
    bits: int
    names_proofs: bool


def claimed(data: Json, theorems: Sequence[Theorem]) -> Claimed:
    """The parts of a certificate from which all others are computed; data as from verify.certify.plain, theorems as the toolkit states them.

    The other parts are seen here to be of the right kind, so that most of what is wrong is told without computing anything.
    Raises PlainError, or InputError for what is no problem (H not positive definite, u = 0, ...): in one line that names the place.
    """
    if isinstance(data, dict) and data.get("kind") == KIND and type(data.get("format")) is int and data["format"] != FORMAT:
        raise PlainError(f"format {data['format']}: this version reads format {FORMAT}; certify the problem again")
    record(data, sorted(KEYS), "the certificate")
    if data["kind"] != KIND or type(data["format"]) is not int or not isinstance(data["digest"], str):
        raise PlainError(f"kind {told(data['kind'])}, format {told(data['format'])}: expected {told(KIND)}, {FORMAT}, and a digest")
    if data["digest"] != sealed(data)["digest"]:
        raise PlainError("the certificate was changed: its digest does not match")
    starts = read_starts(data["problem"], data["start"])
    bits = whole(data["bits"], "bits", FIRST_BITS, MOST_BITS)
    if bits & (bits - 1):
        raise PlainError(f"bits is {bits}, expected {FIRST_BITS} times a power of 2")
    step = whole(data["step"], "step", 0, most_steps(starts.problem.d, bits))
    entries = row(data["theorems"], "theorems", len(theorems))
    for i, (theorem, entry) in enumerate(zip(theorems, entries)):
        check_theorem(theorem, entry, f"theorems[{i}]")
    check_conclusion(data["conclusion"])
    return Claimed(starts, step, bits, any(entry["proof"] is not None for entry in entries))


def read_starts(problem: Json, start: Json) -> Starts:
    """The box of starts of a certificate; how large its numbers are is known before anything is computed with them."""
    record(problem, PROBLEM, "problem")
    record(start, ("a0", "w0", "eps"), "start")
    d = len(row(problem["H"], "problem.H", most=MOST_DIMENSION))
    H = [vector(line, f"problem.H[{i}]", d) for i, line in enumerate(problem["H"])]
    u, w0 = vector(problem["u"], "problem.u", d), vector(problem["w0"], "problem.w0", d)
    a0, eps_a, eps = (number(problem[name], f"problem.{name}") for name in ("a0", "eps_a", "eps"))
    c = None if problem["c"] is None else number(problem["c"], "problem.c")
    sides = [interval(pair, f"start.w0[{i}]") for i, pair in enumerate(row(start["w0"], "start.w0", d))]
    box = interval(start["a0"], "start.a0"), tuple(sides), interval(start["eps"], "start.eps")
    if reason := too_large_numbers(H, u, (), None):
        raise PlainError(reason)
    return Starts(Problem(tuple(map(tuple, H)), tuple(u), a0, tuple(w0), eps_a, eps, c), *box)


def check_theorem(theorem: Theorem, entry: Json, place: str) -> None:
    """PlainError unless the entry names this theorem, this very statement of it, and numbers for exactly its free parameters."""
    record(entry, ("claim", "part", "hash", "proof", "parameters"), place)
    for name, own in (("claim", theorem.claim), ("part", theorem.part), ("hash", theorem.hash)):
        if entry[name] != own:
            raise PlainError(f"{place}.{name} is {told(entry[name])}, but this toolkit states the theorem {theorem.claim} with {told(own)}")
    if entry["proof"] is not None and not isinstance(entry["proof"], str):
        raise PlainError(f"{place}.proof is {told(entry['proof'])}, expected the digest of a proof, or null")
    names = sorted(free_parameters(theorem))
    for name, value in record(entry["parameters"], names, f"{place}.parameters").items():
        rational(value, f"{place}.parameters.{name}", COMPUTED_BITS)


def check_conclusion(data: Json) -> None:
    """PlainError unless the conclusion has its parts."""
    record(data, ("limit", "sign", "norm", "rate"), "conclusion")
    if data["limit"] != LIMIT:
        raise PlainError(f"conclusion.limit is {told(data['limit'])}, expected {told(LIMIT)}")
    whole(data["sign"], "conclusion.sign", -1, 1)
    for i, value in enumerate(row(data["norm"], "conclusion.norm", 2)):
        rational(value, f"conclusion.norm[{i}]", COMPUTED_BITS)
    rational(data["rate"], "conclusion.rate", COMPUTED_BITS)


def number(data: Json, place: str) -> fmpq:
    """An exact number."""
    return rational(data, place, NUMBER_BITS)


def vector(data: Json, place: str, d: int) -> list[fmpq]:
    """Exact numbers."""
    return [number(x, f"{place}[{i}]") for i, x in enumerate(row(data, place, d))]


def interval(data: Json, place: str) -> Interval:
    """The ends of an interval."""
    low, high = vector(data, place, 2)
    return low, high
