"""One function over many items on every processor."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
FEW = 20  # items that are not worth several processes


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(function: Callable[[A], B], items: Sequence[A], few: int = FEW) -> list[B]:
    """The values of a function of a module at the items, in order; nothing where these are few, or processes cannot be had."""
    if processors() < 2 or len(items) < few:
        return []
    with contextlib.suppress(OSError, BrokenProcessPool):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(processors(), len(items)), context, initializer=deaf) as pool:
            try:
                return list(pool.map(function, items))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    return []


def deaf() -> None:
    """Leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
