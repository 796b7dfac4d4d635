"""A progress bar with the time left, for work that tells how much of it is done."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BETWEEN, LINES_BETWEEN = 0.3, 10.0


@contextmanager
def watched(count: Callable[[], int], total: int, shown: bool) -> Iterator[None]:
    """While the body runs, show on standard error how much is done: a bar on a terminal, else a line now and then."""
    if not shown:
        yield
        return
    stop = threading.Event()
    watcher = threading.Thread(target=bar if sys.stderr.isatty() else lines, args=(count, total, stop), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def bar(count: Callable[[], int], total: int, stop: threading.Event) -> None:
    """The bar, until told to stop."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("sweep"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("sweep", total=total)
        while not stop.wait(BETWEEN):
            progress.update(task, completed=count())


def lines(count: Callable[[], int], total: int, stop: threading.Event) -> None:
    """A line now and then, until told to stop."""
    begun, first = time.monotonic(), count()
    while not stop.wait(LINES_BETWEEN):
        now = count()
        seconds = time.monotonic() - begun
        left = f", about {seconds / (now - first) * (total - now):.0f} s left" if now > first else ""
        print(f"verify: sweep: {now} of {total} blocks{left}", file=sys.stderr, flush=True)
