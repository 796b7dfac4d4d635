"""The trusted core: accepts or rejects certificates; searches for nothing, and imports neither SymPy nor the provers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verify.checker import rules
from verify.checker.certificates import Accepted, accept, establish, sealed
from verify.checker.instances import evaluate, sides
from verify.checker.statement import Loaded, load
from verify.checker.work import CheckError

__all__ = ["Accepted", "CheckError", "Loaded", "accept", "establish", "evaluate", "load", "recheck", "rules", "sealed", "sides"]


def recheck(folder: Path, spread: Any = None) -> Iterator[tuple[str, str]]:
    """The certificates of a report: yields (row part, problem or ""); see `verify.recheck.acceptance`, which reads the files."""
    from verify.recheck.acceptance import (
        recheck as certificates_of,  # files are no business of the checker: loaded where one asks for them
    )

    return certificates_of(folder, spread)
