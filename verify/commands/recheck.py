"""The command `verify recheck`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.commands.console import BAD_INPUT, DISAGREES, PARTS, counted, one_line, out, say, status

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
        recheck_convergence(folder, proofs)
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


def recheck_convergence(path: Path, proofs: Path) -> None:
    """Replay one convergence certificate; exits with 1 where it is rejected."""
    from verify.certify.checking import CertificateError
    from verify.checker import CheckError
    from verify.checker.certificates import read_json
    from verify.models.convergence import replay

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


def certificate_paths(ledger: Json) -> list[str]:
    """The certificates that the decided statements of a ledger need."""
    parts = [row.get(part) or {} for row in ledger["claims"] for part in PARTS]
    return [str(part["certificate"]) for part in parts if part.get("verdict") in ("holds", "fails")]
