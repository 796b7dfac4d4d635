"""What the checker may spend: work is counted, never timed, so that a certificate has one answer on every machine."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class CheckError(ValueError):
    """The checker rejects: one line saying what and why."""


class SpentError(CheckError):
    """More work than is allowed."""


class Purse:
    """What is left of the work allowed."""

    __slots__ = ("left",)

    def __init__(self, left: float) -> None:
        self.left = left


_PURSE: ContextVar[Purse | None] = ContextVar("purse", default=None)


def spend(steps: float) -> None:
    """Count work; SpentError where a certificate asks for more than a certificate may."""
    purse = _PURSE.get()
    if purse is None:
        return
    purse.left -= steps
    if purse.left < 0:
        raise SpentError("this asks for more work than the checker does for one certificate")


def left() -> float:
    """How much work may still be done."""
    purse = _PURSE.get()
    return math.inf if purse is None else purse.left


@contextmanager
def budget(steps: float) -> Iterator[None]:
    """Allow only so much work in the body, and less where less is left; what the body spends is spent outside, too."""
    outer = _PURSE.get()
    allowed = min(left(), steps)
    inner = Purse(allowed)
    token = _PURSE.set(inner)
    try:
        yield
    finally:
        _PURSE.reset(token)
        if outer is not None:
            outer.left -= allowed - inner.left
