"""The command `verify recheck`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify.commands.console import BAD_INPUT, DISAGREES, PaperOption, counted, named_paper, one_line, out, say, status


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
        recheck_convergence(folder, proofs)
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


def recheck_convergence(path: Path, proofs: Path) -> None:
    """Replay one convergence certificate; exits with 1 where it is rejected."""
    from verify.certify.checking import CertificateError
    from verify.checker import CheckError
    from verify.models.convergence import replay
    from verify.recheck.files import read_json

    data = read_json(path)
    if not isinstance(data, dict) or data.get("kind") != "convergence":
        raise CheckError(f"{path}: expected the folder of a report, with a ledger.json, or a convergence certificate")
    try:
        with status("replaying"):
            replay(data, proofs)
    except CertificateError as error:
        say(f"{path}: rejected: {one_line(error)}")
        raise typer.Exit(DISAGREES) from None
    out().print(f"accepted: converges to a global minimiser from step {data['step']} on")
