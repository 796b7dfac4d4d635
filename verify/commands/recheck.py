"""The command `verify recheck`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify.commands.console import BAD_INPUT, DISAGREES, PaperOption, counted, named_paper, out, say, status


def recheck(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a report, or the file of a convergence certificate.")],
    proofs: Annotated[Path, typer.Option("--proofs", metavar="DIR", help="The report with the theorems of a convergence certificate.")] = Path("reports"),
    paper: PaperOption = None,
) -> None:
    """Check all that a report shows, or one convergence certificate.

    The checker reads the certificates, every row is rebuilt from them and from the claims of the paper, and the pages are made again.
    Exits with 1 where something is not vouched for.
    """
    from verify.checker import CheckError
    from verify.processes import spread
    from verify.recheck.files import visible
    from verify.recheck.whole import Report

    if folder.is_file():
        from verify.commands.recheck_certificate import recheck_certificate

        recheck_certificate(folder, proofs)
        return
    if not (folder / "ledger.json").is_file():
        raise CheckError(f"{visible(folder)}: expected the folder of a report, with a ledger.json")
    report, problems = Report(folder, named_paper(context, paper), spread), 0
    with status("rechecking"):
        for name, problem in report.problems():
            problems += 1
            say(f"{visible(name)}: {visible(problem, 500)}")
    rejected = report.verdicts - report.accepted
    out().print(f"{counted(report.verdicts, 'verdict')} rechecked, {report.accepted} accepted, {rejected} rejected")
    if not report.verdicts:
        say(f"{visible(folder)}: expected at least one certificate, got none")
    pages = "" if report.compared else "; the pages were not compared"
    vouched = "all that it shows is vouched for, but for what it marks" if not problems else f"{counted(problems, 'problem')}, not vouched for{pages}"
    out().print(f"held against the paper {visible(report.package)}: {vouched}")
    raise typer.Exit(BAD_INPUT if report.unreadable or not report.verdicts else DISAGREES if problems else 0)


