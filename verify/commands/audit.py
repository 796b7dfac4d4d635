"""The command `verify audit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.commands.console import DISAGREES, InterruptedRunError, PaperOption, chosen_paper, counted, out, say

if TYPE_CHECKING:
    pass

Json = Any


def audit(
    context: typer.Context,
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A CSV file with a header line, or a Parquet file.")],
    target: Annotated[str, typer.Option("--target", metavar="COLUMN", help="The column to explain.")],
    center: Annotated[bool, typer.Option("--center/--no-center", help="Subtract the means.")] = True,
    standardize: Annotated[bool, typer.Option("--standardize", help="Divide each feature by its standard deviation.")] = False,
    eps: Annotated[list[str] | None, typer.Option("--eps", metavar="NUMBER", help="A step size, such as 0.1 or 1e-3; repeat for more.")] = None,
    eps_a: Annotated[str, typer.Option("--eps-a", metavar="NUMBER", help="The step size of a.")] = "1",
    start: Annotated[str, typer.Option("--start", metavar="random:SEED|FILE", help='The start; FILE holds {"a0": ..., "w0": [...]}.')] = "random:0",
    drop_missing: Annotated[bool, typer.Option("--drop-missing", help="Leave out rows with missing values.")] = False,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="COLUMN", help="A column to leave out; repeat for more.")] = None,
    steps: Annotated[int | None, typer.Option("--steps", metavar="N", help="How many steps the runs have.")] = None,
    digits: Annotated[int | None, typer.Option("--digits", metavar="N", help="Run BNGD with so many digits instead of doubles.")] = None,
    out_dir: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write NAME.html, NAME.json and NAME.md to a folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    paper: PaperOption = None,
) -> None:
    """Audit regression data: what the paper says of them.

    Condition numbers and the acceleration to expect, predicted and observed rates of GD and BNGD, bounds of
    the step size, certificates of convergence, and every statement of the ledger that holds, with margins.
    Exits with 1 if one of them is false on the data.
    """
    import json

    from verify.auditing.audit import Audit, run
    from verify.auditing.context import Options
    from verify.auditing.reading import read_table
    from verify.auditing.store import Store, file_key
    from verify.auditing.terminal import progress, show

    options = Options(target, center, standardize, drop_missing, tuple(ignore or ()), tuple(eps) if eps else None, eps_a, start, steps, digits,
                      chosen_paper(context, paper))  # fmt: skip
    found = Audit(data.stem)
    store = Store(None if out_dir is None else out_dir / f".{data.stem}.partial.json")
    try:
        with progress(say) as seen:
            run(found, read_table(data, target, options.ignore), options, store, file_key(data, options), seen)
    except KeyboardInterrupt:
        if not as_json:
            show(found, out())
        kept = f"{counted(len(store), 'finished part')} kept in {store.path}, the next run goes on from there" if store.path else "nothing is kept"
        raise InterruptedRunError(f"interrupted; {kept}{'' if store.path else ' without --out'}") from None
    if as_json:
        out().print(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        show(found, out())
    if out_dir is not None:
        for path in found.write(out_dir):
            say(str(path))
        store.remove()
    raise typer.Exit(DISAGREES if found.refuted else 0)
