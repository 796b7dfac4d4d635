"""Trajectories of an iteration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

State = TypeVar("State")


def trajectory(step: Callable[[State], State], start: State, count: int) -> list[State]:
    """The start and the next `count` states of the iteration.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"the number of steps is {count}, expected 0 or more")
    states = [start]
    for _ in range(count):
        states.append(step(states[-1]))
    return states
