"""With what a report was made: the versions of the toolkit, of Python and of the libraries."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import platform
from pathlib import Path
from typing import Any

CONSTRAINTS = "constraints.txt"
DECIDING = ("outcome.py", "ledger.py", "rows.py", "effort.py", "claims.py", "statements", "notation", "checker", "prove", "refute")
LIBRARIES = (
    "python-flint", "sympy", "mpmath", "numpy", "scipy", "hypothesis", "jinja2", "latex2mathml", "networkx", "typer", "rich",
    "gmpy2", "numba", "xarray", "zarr", "dask", "distributed", "polars", "matplotlib",
)  # fmt: skip


def environment() -> dict[str, Any]:
    """The versions that a report records, and the file that fixes all of them; of Python's those two numbers that the language has."""
    packages = {}
    for name in LIBRARIES:
        try:
            packages[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            packages[name] = "not installed"
    return {"python": ".".join(platform.python_version_tuple()[:2]), "packages": packages, "constraints": CONSTRAINTS}


@functools.cache
def toolkit_digest() -> str:
    """SHA-256 of the sources of the toolkit that a verdict may depend on."""
    root, digest = Path(__file__).parent, hashlib.sha256()
    for path in sorted(path for part in DECIDING for path in [root / part, *(root / part).rglob("*")] if path.suffix == ".py"):
        digest.update(f"{path.relative_to(root).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
