"""The same problem, every number off by a few units in the last place: how far two runs part tells what rounding may do."""

from __future__ import annotations

import random
from typing import Any

from flint import fmpq

from verify.models.problem import Problem, Row
from verify.models.sample import SampleProblem

SEED = 20260101
ULPS = 4


def perturbed(problem: Problem | SampleProblem, bits: int) -> Problem | SampleProblem:
    """The problem with each number multiplied by 1 + t, |t| = 4 * 2^-bits with a random sign (seed 20260101).

    H stays symmetric, but may stop being positive definite where it is singular to that precision; nothing is
    checked, so that a run of it shows as much.
    """
    draw = random.Random(SEED)
    size = fmpq(ULPS, 1) / fmpq(2) ** bits

    def off(x: fmpq) -> fmpq:
        return x * (1 + (size if draw.getrandbits(1) else -size))

    def rows_off(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(tuple(map(off, row)) for row in rows)

    changed: dict[str, Any] = {name: off(getattr(problem, name)) for name in ("a0", "eps_a", "eps")}
    changed["w0"] = tuple(map(off, problem.w0))
    if isinstance(problem, SampleProblem):
        changed |= {"X": rows_off(problem.X), "y": tuple(map(off, problem.y))}
    else:
        lower = rows_off(tuple(row[: i + 1] for i, row in enumerate(problem.H)))
        d = problem.d
        changed["H"] = tuple(tuple(lower[max(i, j)][min(i, j)] for j in range(d)) for i in range(d))
        changed["u"] = tuple(map(off, problem.u))
    twin: Problem | SampleProblem = object.__new__(type(problem))
    for name in type(problem).__dataclass_fields__:
        object.__setattr__(twin, name, changed.get(name, getattr(problem, name)))
    return twin
