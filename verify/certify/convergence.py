"""From finitely many certified steps to the whole infinite orbit: an iteration on balls, until proved theorems apply to its tail.

A theorem on the orbits of a step from any start says something of the tail from step n too, which is the orbit from the
state at step n.  So its hypotheses are evaluated on balls that hold this state; the hypotheses are those of
the statement that was proved, as data.  This module knows nothing of the iteration but what `Iteration` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import Any, Protocol

from flint import arb, ctx

from verify.certify.on_balls import HypothesesOnBalls
from verify.certify.rational import InputError, shown
from verify.certify.reading import CheckError
from verify.statements import canonical

Json = Any
State = Any
Parameters = Mapping[str, Fraction]
Theorems = tuple[tuple["Theorem", Parameters], ...]
FIRST_BITS = 128  # the least precision of a certificate; the others are doubles of it
MOST_BITS = 16384  # the greatest: a step takes twice the time of one with 128 bits


@dataclass(frozen=True)
class Theorem:
    """A statement on the orbits of a step, with the id of its claim and the part of it (printed or corrected) that holds."""

    claim: str
    part: str
    statement: Json

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the statement's canonical JSON."""
        return sha256(canonical(self.statement).encode()).hexdigest()

    @property
    def symbols(self) -> frozenset[str]:
        """The declared symbols."""
        return frozenset(decl["name"] for decl in self.statement["symbols"])


@dataclass(frozen=True)
class Effort:
    """How far a search goes: bits at the start, which double on loss of accuracy up to the most, and the most steps."""

    bits: int = FIRST_BITS
    most_bits: int = MOST_BITS
    most_steps: int = 20000

    def __post_init__(self) -> None:
        for name, value, least in (("bits", self.bits, 32), ("most_bits", self.most_bits, self.bits), ("most_steps", self.most_steps, 0)):
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise InputError(f"{name} = {shown(value)}: expected an integer of at least {least}")


class Iteration(Protocol):
    """A step on balls, and what may be known of it."""

    @property
    def constants(self) -> Mapping[str, Any]:
        """The exact values of the symbols of the theorems that do not change, and d."""

    def start(self) -> State:
        """The start, enclosed at the current precision."""

    def step(self, state: State) -> State:
        """Balls that hold the next state, for every state in the balls."""

    def lost(self, state: State) -> bool:
        """Whether the balls are too wide to be of use."""

    def values(self, state: State) -> Mapping[str, Any]:
        """The values of the symbols of the theorems that stand for the state."""

    def proposals(self, state: State) -> Iterator[Theorems]:
        """Theorems that might apply here, together, with values of their other symbols; guesses, not trusted."""


@dataclass(frozen=True)
class TakenOver:
    """From this step on the theorems apply; the state was computed with so many bits."""

    theorems: Theorems
    step: int
    bits: int
    state: State


@dataclass(frozen=True)
class Reached:
    """No theorem applied: the last step, the bits of the last run, and why it ended."""

    step: int
    bits: int
    reason: str
    state: State = None


# ------------------------------------------------------------------------------------------------
# Judging one state


def frozen(x: Any) -> Any:
    """Nested lists as nested tuples."""
    return tuple(frozen(part) for part in x) if isinstance(x, list) else x


@dataclass(frozen=True)
class Known:
    """Hypotheses that were prepared before, by statement, constants and precision, and the values of terms in the constants alone."""

    prepared: dict[Any, HypothesesOnBalls] = field(default_factory=dict)
    values: dict[Any, dict[Any, Any]] = field(default_factory=dict)


class Judge:
    """Evaluates the hypotheses of theorems at states of an iteration, at the precision at which it is made.

    Every symbol of a theorem has its value from one place: from the constants, from the state, or, where neither has it, from the
    parameters.  known: what was prepared before; it is added to.
    """

    def __init__(self, iteration: Iteration, known: Known | None = None) -> None:
        self.iteration = iteration
        self.known = Known() if known is None else known
        self._constants = dict(iteration.constants)
        self._here = ctx.prec, tuple((name, frozen(value)) for name, value in sorted(self._constants.items()))
        self._prepared: dict[str, HypothesesOnBalls] = {}

    def hypotheses(self, theorem: Theorem) -> HypothesesOnBalls:
        """The hypotheses of a theorem at the constants of the iteration."""
        if theorem.hash not in self._prepared:
            key = (theorem.hash, *self._here)
            if key not in self.known.prepared:
                constants = {name: value for name, value in self._constants.items() if name in theorem.symbols | {"d"}}
                self.known.prepared[key] = HypothesesOnBalls(theorem.statement, constants, self.known.values.setdefault(self._here, {}))
            self._prepared[theorem.hash] = self.known.prepared[key]
        return self._prepared[theorem.hash]

    def apply(self, theorems: Iterable[tuple[Theorem, Parameters]], state: State) -> bool:
        """Whether all hypotheses of all the theorems are certain at the state.

        Raises CheckError unless the parameters of each theorem are values of exactly the symbols that neither the constants nor the
        state determine.
        """
        values = self.iteration.values(state)
        return all(self._applies(theorem, parameters, values) for theorem, parameters in theorems)

    def _applies(self, theorem: Theorem, parameters: Parameters, values: Mapping[str, Any]) -> bool:
        if taken := sorted(set(parameters) & (set(values) | set(self._constants))):
            raise CheckError(f"{', '.join(taken)} of {theorem.claim}: no parameter, the problem determines it")
        return self.hypotheses(theorem).hold({**values, **parameters}) is True

    def first(self, state: State) -> tuple[Theorems | None, int]:
        """The first of the iteration's proposals that apply, or None; and how many do not."""
        failures = 0
        for theorems in self.iteration.proposals(state):
            if self.apply(theorems, state):
                return theorems, failures
            failures += 1
        return None, failures


# ------------------------------------------------------------------------------------------------
# Searching


def take_over(iteration: Iteration, effort: Effort, known: Known | None = None) -> TakenOver | Reached:
    """Iterate from the start until proposed theorems apply; again from the start with twice the bits where accuracy is lost.

    known: see `Judge`.
    """
    bits, step = effort.bits, 0
    while True:
        with ctx.workprec(bits):
            found = run(iteration, effort.most_steps, bits, known)
        if isinstance(found, TakenOver) or found.step >= effort.most_steps:
            return found
        step = max(step, found.step)
        if 2 * bits > effort.most_bits:
            return Reached(step, bits, f"the balls are too wide after {found.step} steps with {bits} bits", found.state)
        bits *= 2


def run(iteration: Iteration, most_steps: int, bits: int, known: Known | None = None) -> TakenOver | Reached:
    """One run at the current precision, which is `bits`; the more attempts have failed, the more steps are left out between them.

    Where an attempt succeeds, the steps left out before it are tried too: at the step before the one that is returned, none applies.
    """
    judge, state, before, failures, next_try = Judge(iteration, known), iteration.start(), None, 0, 0
    tried, last = -1, state  # the last step that was tried, and its state
    for step in range(most_steps + 1):
        if iteration.lost(state):
            return Reached(step, bits, "", before)
        if step >= next_try:
            found, failed = judge.first(state)
            if found:
                return earliest(iteration, judge, TakenOver(found, step, bits, state), tried, last)
            failures += failed
            next_try = step + failures if failed else next_try
            tried, last = step, state
        if step < most_steps:
            before, state = state, iteration.step(state)
    return Reached(most_steps, bits, f"no theorem applies within {most_steps} steps", state)


def earliest(iteration: Iteration, judge: Judge, found: TakenOver, tried: int, state: State) -> TakenOver:
    """What was found, or what applies at the first step after the one that was tried last, whose state is given."""
    for step in range(tried + 1, found.step):
        state = iteration.step(state)
        theorems, _ = judge.first(state)
        if theorems:
            return TakenOver(theorems, step, found.bits, state)
    return found


# ------------------------------------------------------------------------------------------------
# Showing


class EarlierError(CheckError):
    """Theorems apply at an earlier step, or with fewer bits: at `step` with `bits` bits."""

    def __init__(self, step: int, bits: int) -> None:
        super().__init__(f"theorems apply at step {step} already, with {bits} bits")
        self.step, self.bits = step, bits


def show(iteration: Iteration, step: int, bits: int, known: Known | None = None) -> TakenOver:
    """What the iteration's first proposals that apply at this step show, computed from the start; nothing is searched for.

    Raises EarlierError where proposals apply at the step before, or at this step with half the bits (unless these are fewer than
    FIRST_BITS); CheckError where none apply, and where the balls get too wide before.
    """
    if bits > FIRST_BITS and _at(iteration, step, bits // 2, known)[1]:
        raise EarlierError(step, bits // 2)
    before, found = _at(iteration, step, bits, known)
    if before:
        raise EarlierError(step - 1, bits)
    if not found:
        raise CheckError(f"the hypotheses are not certain at step {step} with {bits} bits")
    return found


def _at(iteration: Iteration, step: int, bits: int, known: Known | None) -> tuple[bool, TakenOver | None]:
    """Whether proposals apply at the step before, and what the first that apply at this step show; None where the balls get too wide."""
    with ctx.workprec(bits):
        judge, before = Judge(iteration, known), False
        try:
            state = state_at(iteration, max(step - 1, 0))
            if step:
                before = not iteration.lost(state) and judge.first(state)[0] is not None
                state = state_at(iteration, 1, state)
        except LostError:
            return before, None
        theorems = None if iteration.lost(state) else judge.first(state)[0]
        return before, TakenOver(theorems, step, bits, state) if theorems else None


class LostError(CheckError):
    """The balls got too wide."""


def state_at(iteration: Iteration, steps: int, state: State = None) -> State:
    """The state after so many steps at the current precision, from the start or from a state; LostError where the balls get too wide before."""
    state = iteration.start() if state is None else state
    for k in range(steps):
        if iteration.lost(state):
            raise LostError(f"the balls are too wide at step {k} of {steps} with {ctx.prec} bits")
        state = iteration.step(state)
    return state


# ------------------------------------------------------------------------------------------------
# Rationals around balls


class UnboundedError(ArithmeticError):
    """A ball that is no bound, being infinite or not a number."""


def dyadic(x: arb) -> Fraction:
    """The exact value of a ball without a radius; UnboundedError where it is not finite."""
    if not x.is_finite():
        raise UnboundedError(str(x))
    man, exp = x.man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exp)


def above(x: arb, bits: int = 40) -> Fraction:
    """A short dyadic number that is at least every number in the ball, by a relative 2^-bits or so."""
    top = dyadic(x.upper())
    if top == 0:
        return top
    unit = Fraction(2) ** (abs(top.numerator).bit_length() - top.denominator.bit_length() - bits)
    return -(-top // unit) * unit


def below(x: arb, bits: int = 40) -> Fraction:
    """A short dyadic number that is at most every number in the ball."""
    return -above(-x, bits)
