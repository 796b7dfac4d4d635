"""Opening a paper's package and choosing among its claims."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from verify.claims import Paper, UnknownClaimError, load_paper

COLUMNS = ["id", "kind", "where", "what it states"]


class PaperError(ValueError):
    """A package that is no paper; the message says what was expected."""


def folder(package: str) -> Path:
    """The folder of a paper's package, found without importing it; the working directory is searched last.

    Raises PaperError.
    """
    if not package or not all(part.isidentifier() for part in package.split(".")):
        raise PaperError(f"expected the name of a Python package with the claims of a paper, got {package!r}")
    here = str(Path.cwd())
    for place in ([], [here]):
        sys.path.extend(place if here not in sys.path else [])
        importlib.invalidate_caches()
        try:
            found = importlib.util.find_spec(package)
        except ModuleNotFoundError:
            found = None
        if found is not None and found.origin is not None and found.submodule_search_locations:
            return inventoried(package, Path(found.origin).parent)
    raise PaperError(f"no Python package {package!r} is installed or lies in {here}")


def inventoried(package: str, place: Path) -> Path:
    """The folder, which must hold an inventory with the expected columns."""
    inventory = place / "inventory.tsv"
    if not inventory.is_file():
        raise PaperError(f"the package {package!r} is no paper: expected the list of its statements in {inventory}")
    with inventory.open(encoding="utf-8") as lines:
        header = next(lines, "").rstrip("\r\n").split("\t")
    if not set(COLUMNS) <= set(header):
        raise PaperError(f"{inventory}: expected the columns {COLUMNS}, got {header}")
    return place


def open_paper(package: str) -> Paper:
    """The paper of a package, with all its claims.

    Raises PaperError, and UnknownClaimError for a claim without a line in the inventory.
    """
    folder(package)
    if not isinstance(getattr(importlib.import_module(package), "TITLE", None), str):
        raise PaperError(f"the package {package!r} is no paper: expected the paper's title as the string {package}.TITLE")
    return load_paper(package)


def select(paper: Paper, patterns: Iterable[str] = ()) -> list[str]:
    """The ids that a pattern names, in the order of the inventory; all of them where there is no pattern.

    A pattern is an id, which stands for its parts too, or a glob such as "eq-*".  Raises
    UnknownClaimError for a pattern that names nothing.
    """
    ids, chosen = paper.ids(), set()
    for pattern in patterns:
        found = {i for i in ids if i == pattern or i.startswith(f"{pattern}/") or fnmatchcase(i, pattern)}
        if not found:
            near = difflib.get_close_matches(pattern, ids, 3, 0.6)
            hint = f"; the nearest are {', '.join(near)}" if near else ""
            raise UnknownClaimError(f"no claim matches {pattern!r}{hint}; `verify list` shows every id")
        chosen |= found
    return [i for i in ids if i in chosen] if chosen else ids
