"""An audit on the terminal: its tables, and how far it has got."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from verify.auditing.found import Found
from verify.auditing.tables import data_line, grids, shouts

if TYPE_CHECKING:
    from rich.console import Console


STYLE = {"holds": "green", "agrees": "green", "false": "bold red", "not applicable": "dim"}
QUIET = 10.0  # seconds between lines where standard error is no terminal


def show(found: Found, console: Console) -> None:
    """Print the tables of what is finished."""
    from rich.table import Table
    from rich.text import Text

    console.print(Text(f"Audit of {found.name}", style="bold"))
    if "data" in found:
        console.print(data_line(found))
    for line in shouts(found):
        console.print(Text(line, style="bold white on red"))
    for grid in grids(found):
        table = Table(box=None, pad_edge=False, header_style="bold", title=Text(f"\n{grid.title}", style="bold"), title_justify="left")
        for i, name in enumerate(grid.header):
            table.add_column(name, no_wrap=i < len(grid.header) - 1, overflow="fold")
        for row in grid.rows:
            table.add_row(*(Text(cell, style=STYLE.get(cell, "")) for cell in row))
        console.print(table, soft_wrap=False)
        if grid.note:
            console.print(Text(grid.note, style="dim"))


@contextmanager
def progress(say: Callable[[str], None]) -> Iterator[Callable[[str, int, int], None]]:
    """What to tell of progress: a line that changes on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        told = time.monotonic()

        def tell(what: str, done: int, total: int) -> None:
            nonlocal told
            if time.monotonic() - told > QUIET:
                told = time.monotonic()
                say(line(what, done, total))

        yield tell
        return
    from rich.console import Console

    with Console(stderr=True).status("audit") as status:
        yield lambda what, done, total: status.update(line(what, done, total))


def line(what: str, done: int, total: int) -> str:
    """How far a part has got."""
    return f"audit: {what}" + (f", {done} of {total}" if total > 1 else f", {done}" if done else "")
