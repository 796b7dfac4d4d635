"""The command `verify report`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.commands.console import (
    PARTS,
    STYLE,
    FreshOption,
    InterruptedRunError,
    PaperOption,
    chosen_paper,
    counted,
    out,
    progress,
    status,
)
from verify.commands.deciding import decide

if TYPE_CHECKING:
    pass

Json = Any


PARTIAL = ".partial"
SECONDS = "seconds.json"  # how long each row took: not the same twice, and so no part of the report


def report(
    context: typer.Context,
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")] = Path("reports"),
    paper: PaperOption = None,
    fresh: FreshOption = False,
) -> None:
    """Decide every claim and write the report.

    The ledger of the paper as HTML, Markdown and JSON, and every certificate.  Claims that have not
    changed since the report in the folder are taken up from it, where `verify recheck` would vouch for
    them.  An interrupted run goes on from the claims that were finished.
    """
    from verify import __version__, expectations, figures
    from verify.confirm import load
    from verify.environment import environment
    from verify.papers import open_paper
    from verify.report import text_of, write_report
    from verify.resume import ResumableLedger, decide_in_parallel
    from verify.rows import assembled, linked

    package = chosen_paper(context, paper)
    found, store = open_paper(package), out_dir / PARTIAL
    store.mkdir(parents=True, exist_ok=True)
    earlier, recorded = None if fresh else out_dir, expectations.recorded(package, found.ids())
    ledger, ids = ResumableLedger(found, report=earlier, store=store, recorded=recorded), found.ids()
    try:
        with status("deciding"):
            ledger.kept, seconds = decide_in_parallel(package, earlier, store, ids, recorded)
        rows = [decide(ledger, claim_id) for claim_id in progress(ids, "report")]
    except KeyboardInterrupt:
        kept = counted(len(list(store.glob("*.json"))), "finished claim")
        raise InterruptedRunError(f"interrupted; {kept} kept in {store}, the next run goes on from there") from None
    records, drawings = figures.load(out_dir / figures.FOLDER.name)
    uses = linked(rows, ledger.certificates)
    claims = figures.noted([{**row, "uses": uses[row["id"]]} for row in rows], records, figures.optional(package))
    data = assembled(__version__, package, found.title, environment(), claims, records, load(out_dir))
    with status("writing the report"):
        written = write_report(data, ledger.certificates, out_dir, drawings, ledger.near)
    (out_dir / SECONDS).write_text(text_of({**ledger.seconds, **seconds}, SECONDS), encoding="utf-8")
    remove(store)
    for part in PARTS:
        verdicts = Counter(row[part]["verdict"] for row in rows if row[part])
        out().print(f"as {part}: " + ", ".join(f"{verdicts[v]} {v}" for v in STYLE))
    taken = f" ({len(ledger.resumed)} taken up)" if ledger.resumed and len(ledger.resumed) < len(ids) else ""
    parts = counted(len(ids) - len(found.rows), "part")
    out().print(f"{counted(len(found.rows), 'row')} and {parts}{taken}, {counted(len(written), 'file')}")
    out().print(str(next((path for path in written if path.name == "index.html"), out_dir)))


def remove(store: Path) -> None:
    """Remove the folder of finished rows."""
    for path in store.glob("*"):
        path.unlink()
    store.rmdir()
