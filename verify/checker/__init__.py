"""The trusted core: it accepts or rejects certificates, and searches for nothing.

Two kernels: proofs (`terms`, `normal`, `theorems`, `proof`, `special`) and exact replay of
instances (`terms`, `evaluate`); `certificates` ties them to files.  Neither imports SymPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verify.checker.certificates import Accepted, Loaded, accept, establish, evaluate, load, sealed, sides
from verify.checker.terms import CheckError

__all__ = ["Accepted", "CheckError", "Loaded", "accept", "establish", "evaluate", "load", "recheck", "sealed", "sides"]


def recheck(folder: Path, spread: Any = None) -> Iterator[tuple[str, str]]:
    """The certificates of a report: yields (row part, problem or ""); see `verify.recheck.acceptance`, which reads the files."""
    from verify.recheck.acceptance import (
        recheck as certificates_of,  # files are no business of the checker: loaded where one asks for them
    )

    return certificates_of(folder, spread)
