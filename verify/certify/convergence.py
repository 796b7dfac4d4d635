"""From finitely many certified steps to the whole infinite orbit: an iteration on balls, until proved theorems apply to its tail.

A theorem on the orbits of a step from any start says something of the tail from step n too, which is the orbit from the
state at step n.  So its hypotheses are evaluated on balls that hold this state; the hypotheses are those of
the statement that was proved, as data.  This module knows nothing of the iteration but what `Iteration` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from flint import arb, ctx

from verify.certify.on_balls import HypothesesOnBalls
from verify.certify.rational import InputError, shown
from verify.checker.certificates import load
from verify.checker.terms import Term, alike, elaborate, freeze

Json = Any
State = Any
Parameters = Mapping[str, Fraction]
Known = dict[tuple[str, int], HypothesesOnBalls]


@dataclass(frozen=True)
class Theorem:
    """A statement on the orbits of a step, with the id of its claim and the part of it (printed or corrected) that holds."""

    claim: str
    part: str
    hash: str
    statement: Json

    def reads(self, decls: Sequence[Sequence[str]], step: Sequence[Term], start: Sequence[str]) -> bool:
        """Whether the conclusion is on the orbits of this step from the state named by the start symbols.

        decls: name, sort and domain of each part of the state; step: terms in the statement's symbols and abbreviations.
        """
        loaded = load(self.statement)
        found = loaded.conclusion
        terms = tuple(elaborate(freeze(t), loaded.definitions) for t in step)
        expected = ("orbit", freeze(decls), terms, freeze(start), ("eq", "0", "0"))
        return bool(found[0] == "orbit" and alike((*found[:4], ("eq", "0", "0"))) == alike(expected))


@dataclass(frozen=True)
class Effort:
    """How far a search goes: bits at the start, which double on loss of accuracy up to the most, and the most steps."""

    bits: int = 128
    most_bits: int = 16384
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

    def proposals(self, state: State) -> Iterator[tuple[tuple[Theorem, Parameters], ...]]:
        """Theorems that might apply here, together, with values of their other symbols; guesses, not trusted."""


@dataclass(frozen=True)
class TakenOver:
    """From this step on the theorems apply; the state was computed with so many bits."""

    theorems: tuple[tuple[Theorem, Parameters], ...]
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


class Judge:
    """Evaluates the hypotheses of theorems at states of an iteration, at the current precision.

    known: what was prepared before for the same constants, by hash and precision; it is added to.
    """

    def __init__(self, iteration: Iteration, known: Known | None = None) -> None:
        self.iteration = iteration
        self.known: Known = {} if known is None else known

    def hypotheses(self, theorem: Theorem) -> HypothesesOnBalls:
        """The hypotheses of a theorem at the constants of the iteration."""
        key = theorem.hash, ctx.prec
        if key not in self.known:
            declared = {decl["name"] for decl in theorem.statement["symbols"]} | {"d"}
            constants = {name: value for name, value in self.iteration.constants.items() if name in declared}
            self.known[key] = HypothesesOnBalls(theorem.statement, constants)
        return self.known[key]

    def apply(self, theorems: Iterable[tuple[Theorem, Parameters]], state: State) -> bool:
        """Whether all hypotheses of all the theorems are certain at the state."""
        values = self.iteration.values(state)
        return all(self.hypotheses(theorem).hold({**values, **parameters}) is True for theorem, parameters in theorems)


def take_over(iteration: Iteration, effort: Effort, known: Known | None = None) -> TakenOver | Reached:
    """Iterate from the start until proposed theorems apply; again from the start with twice the bits where accuracy is lost.

    known: see `Judge`.
    """
    bits, step = effort.bits, 0
    while True:
        with ctx.workprec(bits):
            found = run(iteration, effort, bits, known)
        if isinstance(found, TakenOver) or found.step >= effort.most_steps:
            return found
        step = max(step, found.step)
        if 2 * bits > effort.most_bits:
            return Reached(step, bits, f"the balls are too wide after {found.step} steps with {bits} bits", found.state)
        bits *= 2


def run(iteration: Iteration, effort: Effort, bits: int, known: Known | None = None) -> TakenOver | Reached:
    """One run at the current precision, which is `bits`."""
    judge, state, before, failures, next_try = Judge(iteration, known), iteration.start(), None, 0, 0
    for step in range(effort.most_steps + 1):
        if iteration.lost(state):
            return Reached(step, bits, "", before)
        if step >= next_try:
            for theorems in iteration.proposals(state):
                if judge.apply(theorems, state):
                    return TakenOver(theorems, step, bits, state)
                failures += 1
                next_try = step + failures
        if step < effort.most_steps:
            before, state = state, iteration.step(state)
    return Reached(effort.most_steps, bits, f"no theorem applies within {effort.most_steps} steps", state)


def state_at(iteration: Iteration, step: int) -> State:
    """The state after so many steps at the current precision; InputError where the balls get too wide before."""
    state = iteration.start()
    for k in range(step):
        if iteration.lost(state):
            raise InputError(f"the balls are too wide at step {k} of {step} with {ctx.prec} bits")
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
