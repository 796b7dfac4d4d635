"""The command `verify figure`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer


def figure(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="A figure such as fig-5, or all.")],
    quick: Annotated[bool, typer.Option("--quick", help="Coarse grids and few tests: for a first look.")] = False,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Where the data are kept [data/figures].")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the pictures go [reports/figures].")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads or processes.")] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="PACKAGE", help="The paper's Python package.")] = None,
) -> None:
    """Compute and draw a figure of the paper.

    Writes its picture and a record of what is found in it.  The data go to stores; a run that was stopped goes on from there.
    With --quick the folders are data/figures-quick and figures-quick.
    """
    from verify import figures
    from verify.commands.console import InterruptedRunError, chosen_paper

    package = chosen_paper(context, paper)
    stores = data or (figures.QUICK_DATA if quick else figures.DATA)
    target = out or (figures.QUICK_OUT if quick else figures.FOLDER)
    options = [*(["--quick"] if quick else []), *(["--data", str(data)] if data else []), *(["--out", str(out)] if out else [])]
    for chosen in figures.figures(package, id):
        command = shlex.join(["verify", "figure", chosen.id, *options])
        try:
            written = figures.produce(chosen, stores, target, quick=quick, workers=workers, progress=True, command=command)
        except KeyboardInterrupt:
            raise InterruptedRunError(f"interrupted in {chosen.id}; what is done is kept in {stores}, the same command goes on from there") from None
        print(f"{chosen.id}: {', '.join(str(path) for path in written)}", flush=True)
