"""The command `verify sweep`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AXES = ("eps", "eps_a", "a0", "steps")


def sweep(
    spectrum: Annotated[str, typer.Option(metavar="SPEC", help="Eigenvalues of H: 1,2,5, linspace:A:B:N, logspace:A:B:N, geomspace:A:B:N or cov:FILE.csv.")],
    out: Annotated[Path, typer.Option("--out", metavar="STORE", help="The zarr store to write, or to go on with.")],
    axis: Annotated[list[str], typer.Option("--axis", metavar="NAME=VALUES", help="A parameter (eps, eps_a, a0, steps) and its values.")],
    iteration: Annotated[str, typer.Option(help="gd, bngd or mbngd.")] = "bngd",
    output: Annotated[list[str] | None, typer.Option("--output", metavar="NAME", help="What to record [log_loss, effective_step].")] = None,
    draws: Annotated[int | None, typer.Option(help="Random draws of u (and of w0).")] = None,
    target: Annotated[str, typer.Option(help="u: sphere, or numbers.")] = "sphere",
    start: Annotated[str, typer.Option(help="w0: gradient (g/|g|), sphere, or numbers.")] = "gradient",
    seed: Annotated[int, typer.Option(help="The seed of the draws.")] = 0,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler; without one this machine computes.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads or processes on this machine.")] = None,
) -> None:
    """Run an iteration over a grid of parameters.

    The result is a labelled array in a zarr store (xarray.open_zarr reads it).  A run that was stopped goes on from the blocks
    that are done: give the same command again.
    """
    from verify.certify.rational import InputError
    from verify.sweep import engine, store
    from verify.sweep.grid import Sweep
    from verify.sweep.spectrum import read_numbers, read_spectrum

    given: dict[str, float | list[float]] = {}
    for text in axis:
        name, separator, values = text.partition("=")
        if name not in AXES or not separator:
            raise InputError(f"axis = {text!r}: expected NAME=VALUES with one of {', '.join(AXES)}")
        if name in given:
            raise InputError(f"axis {name} is given twice: expected once")
        numbers = read_numbers(values, name)
        given[name] = numbers if len(numbers) > 1 else numbers[0]
    if "eps" not in given:
        raise InputError("no eps: expected --axis eps=VALUES")
    vectors = {name: text if text.isalpha() else read_numbers(text, name) for name, text in (("target", target), ("start", start))}
    chosen = tuple(output) if output else ("log_loss", "effective_step")
    asked = Sweep.of(iteration, read_spectrum(spectrum), outputs=chosen, draws=draws, seed=seed, **given, **vectors)  # type: ignore[arg-type]
    try:
        found = engine.run(asked, out, scheduler=scheduler, workers=workers, progress=True)
    except KeyboardInterrupt:
        from verify.commands.console import InterruptedRunError

        total = len(list(asked.blocks()))
        kept = len(store.done(out)) if out.exists() else 0
        raise InterruptedRunError(f"interrupted; {kept} of {total} blocks kept in {out}, the same command goes on from there") from None
    sizes = " x ".join(f"{name} {size}" for name, size in asked.dims.items()) or "one setting"
    print(f"{', '.join(found.data_vars)}: {sizes}")
    print(out)
