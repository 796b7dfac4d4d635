"""The command `verify recheck`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.commands.console import BAD_INPUT, DISAGREES, PARTS, counted, out, say, status

if TYPE_CHECKING:
    pass

Json = Any


def recheck(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a report, or the file of a convergence certificate.")],
    proofs: Annotated[Path, typer.Option("--proofs", metavar="DIR", help="The report with the theorems of a convergence certificate.")] = Path("reports"),
) -> None:
    """Check a report's certificates again, or one convergence certificate.

    The checker alone reads them: it knows nothing of how they were found.
    """
    from verify import checker
    from verify.checker.certificates import read_json
    from verify.processes import spread

    if folder.is_file():
        from verify.commands.recheck_certificate import recheck_certificate

        recheck_certificate(folder, proofs)
        return
    if not (folder / "ledger.json").is_file():
        raise checker.CheckError(f"{folder}: expected the folder of a report, with a ledger.json")
    total, rejected, unreadable = 0, 0, 0
    with status("rechecking"):
        for name, problem in checker.recheck(folder, spread):
            total += 1
            if problem:
                rejected += 1
                say(f"{name}: {problem}")
    for path in certificate_paths(read_json(folder / "ledger.json")):
        try:
            read_json(folder / path)
        except checker.CheckError:
            unreadable += 1
    out().print(f"{counted(total, 'verdict')} rechecked, {total - rejected} accepted, {rejected} rejected")
    if not total:
        say(f"{folder}: expected at least one certificate, got none")
    raise typer.Exit(BAD_INPUT if unreadable or not total else DISAGREES if rejected else 0)


def certificate_paths(ledger: Json) -> list[str]:
    """The certificates that the decided statements of a ledger need."""
    parts = [row.get(part) or {} for row in ledger["claims"] for part in PARTS]
    return [str(part["certificate"]) for part in parts if part.get("verdict") in ("holds", "fails")]
