"""The class of a Figure-1 cell, with the cells that rounding could decide recomputed until it cannot.

The class of a setting after k steps (Section 4.1): `near`, 0.8 eps_opt < effective step < eps_opt/0.8, and `better`, the loss of
BNGD below that of GD with eps_opt, from the same start.  Doubles can get it wrong in two ways.  Losses reach the rounding floor:
the kernels' error form has none.  And the effective step can pass 2/lambda_max after the unstable directions have decayed
below rounding: when they come back, and so where the effective step ends, is then decided by rounding errors, for some cells
even at hundreds of bits.

So every setting runs beside a twin whose rounding errors are about 1000 times larger (Monte Carlo arithmetic).  While the two
stay close the effect of errors is linear in their size, so that the run's own errors moved it about 1000 times less.  A cell is
flagged where the two were ever apart by more than `APART` in |e|_H^2 (relatively), in the effective step (against
1/lambda_max) or in w'g/sigma (against |u|_H), where its class is as close to changing as `MARGIN` times their final difference, or
where a number is not finite.  Flagged cells are recomputed with 110, 220, 440, ... bits, until two successive precisions give the
same class and the same values (`AGREE`); what does not get there stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from verify.sweep import lanes
from verify.sweep.precise import Cell, Final, run
from verify.sweep.starts import Start, error_form

Array: TypeAlias = Any
NEAR, BETTER = 2, 1
CLASSES = ("far, worse", "far, better", "near, worse", "near, better")
"""Names of the classes 0 to 3; `near` counts 2 and `better` 1."""
FACTOR = 0.8
APART, MARGIN, FLOOR, AGREE = 1e-3, 10.0, 1e-6, 1e-6
BITS = (110, 220, 440, 880, 1760, 3520)

Recompute = Callable[[Sequence[tuple[Cell, "Reference"]]], Iterable["Settled"]]


@dataclass(frozen=True)
class Reference:
    """What a cell is compared with: the optimal step of GD and the logarithm of GD's loss with it."""

    step: float
    log_loss: float

    def class_of(self, found: Final) -> int:
        """The class of a final state."""
        near = FACTOR < found.effective_step / self.step < 1 / FACTOR
        return NEAR * near + BETTER * (found.log_loss < self.log_loss)

    def margins(self, log_loss: Array, effective_step: Array) -> tuple[Array, Array]:
        """How far the log-loss and the effective step (against the optimal one) are from where the class changes."""
        ratio = effective_step / self.step
        return np.abs(log_loss - self.log_loss), np.minimum(np.abs(ratio - FACTOR), np.abs(ratio - 1 / FACTOR))


@dataclass(frozen=True)
class Settled:
    """The end of a recomputation: the last state, its class, and the bits of the precision it took; no class where it is open."""

    final: Final | None
    class_: int | None
    bits: int


@dataclass(frozen=True)
class Counts:
    """Of a panel: its cells, those flagged, recomputed, in another class than doubles say, still open; the most bits it took."""

    cells: int
    flagged: int
    recomputed: int
    changed: int
    open: int
    most_bits: int


@dataclass(frozen=True)
class Panel:
    """Classes, classes in doubles, log-losses, effective steps, flags, open cells and bits used, each (n,)."""

    classes: Array
    in_doubles: Array
    log_loss: Array
    effective_step: Array
    flagged: Array
    open: Array
    bits: Array

    @property
    def counts(self) -> Counts:
        """The counts."""
        return counts(self.classes, self.in_doubles, self.flagged, self.open, self.bits)


def counts(classes: Array, in_doubles: Array, flagged: Array, open_: Array, bits: Array) -> Counts:
    """The counts of a panel, from arrays of any one shape (such as a sweep's outputs of these names)."""
    flagged, open_ = np.asarray(flagged) > 0, np.asarray(open_) > 0
    changed = (np.asarray(classes) != np.asarray(in_doubles)) & ~open_
    number = int(flagged.sum())
    return Counts(flagged.size, number, number, int(changed.sum()), int(open_.sum()), int(np.max(bits)))


def reference(h: Array, start: Start, steps: int) -> Reference:
    """The optimal step 2/(lambda_max + lambda_min) and the loss of GD with it."""
    step = 2 / (float(np.max(h)) + float(np.min(h)))
    one = np.zeros(1)
    found = lanes.run("gd", h, [start], one.astype(int), one, one, np.array([step]), [steps])
    return Reference(step, float(found["log_loss"][0, 0]))


def flags(out: dict[str, Array], against: Reference) -> Array:
    """Which settings rounding could decide, from the outputs of a run with twins, each (n,)."""
    with np.errstate(all="ignore"):
        loss_margin, step_margin = against.margins(out["log_loss"], out["effective_step"])
        loss_error = np.abs(out["log_loss"] - out["twin_log_loss"])
        step_error = np.abs(out["effective_step"] - out["twin_effective_step"]) / against.step
        safe = (out["apart"] < APART) & (loss_margin > MARGIN * loss_error + FLOOR) & (step_margin > MARGIN * step_error + FLOOR)
        return ~safe


def settle(cell: Cell, against: Reference, ladder: Sequence[int] = BITS) -> Settled:
    """The class of a cell on which two successive precisions agree, each at least twice the one before."""
    before: Final | None = None
    for bits in ladder:
        try:
            found = run(cell, bits)
        except OverflowError:
            before = None
            continue
        if before is not None and agree(before, found, against):
            return Settled(found, against.class_of(found), bits)
        before = found
    return Settled(before, None, ladder[-1])


def agree(one: Final, other: Final, against: Reference) -> bool:
    """Whether two states have the same class and values, and are further from another class than from each other."""
    if not all(map(np.isfinite, (*one, *other))):
        return False
    loss_error = abs(one.log_loss - other.log_loss)
    step_error = abs(one.effective_step - other.effective_step) / against.step
    loss_margin, step_margin = against.margins(other.log_loss, other.effective_step)
    size = max(1.0, abs(other.log_loss)), max(1.0, abs(other.effective_step) / against.step)
    close = loss_error <= AGREE * size[0] and step_error <= AGREE * size[1]
    return bool(close and loss_margin > MARGIN * loss_error and step_margin > MARGIN * step_error)


def one_by_one(cells: Sequence[tuple[Cell, Reference]]) -> list[Settled]:
    """Settle cells in this process."""
    return [settle(cell, against) for cell, against in cells]


def panel(h: Array, u: Array, w0: Array | None, a0: float, eps_a: Array, eps: Array, steps: int, method: str = "bngd",
          recompute: Recompute = one_by_one) -> Panel:  # fmt: skip
    """The classes of n settings of BNGD or MBNGD.

    h, u, w0: (d,) doubles, taken exactly; w0 = None is g/|g|, exactly.  eps_a, eps: (n,).  recompute: settles cells, in any way.
    An open cell keeps the class of the last precision.
    """
    start = error_form(h, u, w0)
    against = reference(h, start, steps)
    count = len(eps)
    found = lanes.run(method, h, [start], np.zeros(count, dtype=int), np.full(count, a0), eps_a, eps, [steps], twins=True)
    out = {name: values[:, 0] for name, values in found.items()}
    flagged = flags(out, against)
    values = [Final(float(x), float(y)) for x, y in zip(out["log_loss"], out["effective_step"])]
    before = np.array([against.class_of(value) for value in values])
    classes, bits, still_open = before.copy(), np.full(count, 53), np.zeros(count, dtype=bool)
    numbers = np.flatnonzero(flagged)
    cells = [(Cell(method, h, u, w0, float(a0), float(eps_a[i]), float(eps[i]), steps), against) for i in numbers]
    for i, settled in zip(numbers, recompute(cells)):
        bits[i], still_open[i] = settled.bits, settled.class_ is None
        if settled.final is not None:
            values[i], classes[i] = settled.final, against.class_of(settled.final)
    losses, effective = (np.array(column, dtype=float) for column in zip(*values))
    return Panel(classes, before, losses, effective, flagged, still_open, bits)
