"""What the commands share: where they print, signs of life, the paper that is meant, and how a run ends.

Exit codes: 0 fine; 1 a verdict differs from the recorded one, or a certificate is rejected; 2 bad input, told in one line;
130 interrupted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

Json = Any
DISAGREES, BAD_INPUT, INTERRUPTED = 1, 2, 130
PARTS = ("printed", "corrected")
STYLE = {"holds": "green", "fails": "red", "undecided": "magenta"}
PAPER = "proofs_checks"
PaperOption = Annotated[str | None, typer.Option("--paper", metavar="PACKAGE", help=f"The paper's Python package [{PAPER}].")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Take nothing up from the report in ./reports or DIR: search for every proof again.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The id of one claim.")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids or globs such as 'eq-*'; none: all claims.")]


class DecisionError(ValueError):
    """A claim whose proof is not accepted; the message names the claim."""


class InterruptedRunError(Exception):
    """The keyboard stopped the run; the message says what is kept."""


def chosen_paper(context: typer.Context, paper: str | None) -> str:
    """The paper named after the command, or before it, or the one that comes with the toolkit."""
    named = named_paper(context, paper)
    return PAPER if named is None else named


def named_paper(context: typer.Context, paper: str | None) -> str | None:
    """The paper named after the command, or before it."""
    return next((str(name) for name in (paper, context.obj) if name is not None), None)


def out() -> Console:
    """Standard output: as wide as the terminal, or as wide as it takes where it is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 100_000, markup=False, highlight=False, soft_wrap=True)


def show_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output; verdicts in colour."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for title in header:
        grid.add_column(title, no_wrap=title != "title", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell, style=STYLE.get(cell, "")) for cell in row))
    console = out()
    console.print(grid, soft_wrap=False)


def progress(ids: Sequence[str], title: str) -> Iterator[str]:
    """The ids one by one, with a progress bar on standard error, or a line now and then where it is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[now]}"))
    told = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=len(ids), now="")
        for number, claim_id in enumerate(ids, 1):
            bar.update(task, now=claim_id)
            if not sys.stderr.isatty() and time.monotonic() - told > 10:
                told = time.monotonic()
                say(f"{title}: {number} of {len(ids)}, {claim_id}")
            yield claim_id
            bar.advance(task)


@contextmanager
def status(text: str) -> Iterator[None]:
    """A sign of life on standard error, where it is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def say(line: str) -> None:
    """One line on standard error."""
    print(f"verify: {line}", file=sys.stderr, flush=True)


def one_line(error: BaseException) -> str:
    """The message of an error, on one line of bounded length."""
    message = " ".join(str(error).split()) or type(error).__name__
    return message if len(message) <= 500 else f"{message[:500]}..."


def counted(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def plain(value: Json) -> str:
    """A value of an instance, in brackets and commas."""
    if isinstance(value, list):
        return f"[{', '.join(plain(part) for part in value)}]"
    return ", ".join(f"{k} {plain(v)}" for k, v in value.items()) if isinstance(value, dict) else str(value)
