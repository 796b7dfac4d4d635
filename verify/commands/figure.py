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
    datasets: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data sets for networks [the embedded digits].")] = None,
    store: Annotated[Path | None, typer.Option("--store", metavar="DIR", help="Where computed data are kept [data/figures].")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the pictures go [reports/figures].")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads or processes.")] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="PACKAGE", help="The paper's Python package.")] = None,
) -> None:
    """Compute and draw a figure of the paper.

    Writes its picture and a record of what is found in it.  What is computed is kept in stores; a run that was stopped goes on from
    there.  With --quick the folders are data/figures-quick and figures-quick.  Figures of networks need PyTorch; they read mnist,
    fashion-mnist and cifar10 in the folder of --data.
    """
    from verify import figures
    from verify.certify.rational import InputError, shown
    from verify.commands.console import InterruptedRunError, chosen_paper, say

    package = chosen_paper(context, paper)
    if datasets is not None and not datasets.is_dir():
        raise InputError(f"--data {shown(str(datasets))}: expected a folder with data sets")
    stores = store or (figures.QUICK_DATA if quick else figures.DATA)
    target = out or (figures.QUICK_OUT if quick else figures.FOLDER)
    chosen = figures.figures(package, id)
    if id == "all" and (left_out := figures.skipped(package)):
        say(f"left out: {'; '.join(f'{name}, {one.absent}' for name, one in left_out.items())}")
    for one in chosen:
        own = datasets if one.datasets else None
        options = [*(["--quick"] if quick else []), *(["--data", "DIR"] if own else []), *(["--store", str(store)] if store else []),
                   *(["--out", str(out)] if out else [])]  # fmt: skip
        command = shlex.join(["verify", "figure", one.id, *options])
        try:
            written = figures.produce(one, stores, target, quick=quick, workers=workers, progress=True, datasets=own, command=command)
        except KeyboardInterrupt:
            raise InterruptedRunError(f"interrupted in {one.id}; what is done is kept in {stores}, the same command goes on from there") from None
        print(f"{one.id}: {', '.join(str(path) for path in written)}", flush=True)
