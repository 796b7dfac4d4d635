"""The command `verify recheck FILE.json`: one certificate of convergence."""

from __future__ import annotations

from pathlib import Path

import typer

from verify.commands.console import DISAGREES, one_line, out, say, status


def recheck_certificate(path: Path, proofs: Path) -> None:
    """Replay one convergence certificate and print what it shows; exits with 1 where it is rejected.

    Raises CheckError for a file that is no such certificate, and where the report with the proofs cannot be read.
    """
    from verify.certify.checking import CertificateError
    from verify.certify.plain import read
    from verify.checker import CheckError
    from verify.models.convergence import replayed

    data = read(path)
    if not isinstance(data, dict) or data.get("kind") != "convergence":
        raise CheckError(f"{ascii(str(path))[1:-1]}: expected the folder of a report, with a ledger.json, or a convergence certificate")
    try:
        with status("replaying"):
            found = replayed(data, proofs)
    except CertificateError as error:
        say(f"{ascii(str(path))[1:-1]}: rejected: {one_line(error)}")
        raise typer.Exit(DISAGREES) from None
    out().print(f"accepted: {found}")
