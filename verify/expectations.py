"""The verdicts that a paper's package records, to notice when one changes: expectations.tsv.

The file stands beside inventory.tsv and has the columns id, part (printed or corrected) and verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from verify.papers import folder
from verify.statements import Verdict

Json = Any
PARTS = ("printed", "corrected")
COLUMNS = ("id", "part", "verdict")
Expected = Mapping[tuple[str, str], Verdict]


class ExpectationsError(ValueError):
    """A record of verdicts that cannot be read; the message names the file and line."""


def load(package: str, ids: Collection[str] | None = None) -> dict[tuple[str, str], Verdict]:
    """The recorded verdict of each (id, part) of a paper; `ids`, where given, are the ids there are.

    Raises ExpectationsError, and PaperError for a package that is no paper.
    """
    return read(folder(package) / "expectations.tsv", ids)


def recorded(package: str, ids: Collection[str]) -> dict[tuple[str, str], Verdict]:
    """The same, and nothing where a paper has no record yet."""
    return load(package, ids) if (folder(package) / "expectations.tsv").exists() else {}


def read(path: Path, ids: Collection[str] | None = None) -> dict[tuple[str, str], Verdict]:
    """The recorded verdicts of one file.

    Raises ExpectationsError.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ExpectationsError(f"{path}: cannot be read; expected the recorded verdicts, {', '.join(COLUMNS)}") from error
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise ExpectationsError(f"{path}, line 1: expected the columns {', '.join(COLUMNS)}, got {lines[0] if lines else ''!r}")
    found: dict[tuple[str, str], Verdict] = {}
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != 3 or cells[1] not in PARTS or cells[2] not in [str(v) for v in Verdict]:
            raise ExpectationsError(f"{path}, line {number}: expected an id, printed or corrected, and a verdict, got {line!r}")
        if (cells[0], cells[1]) in found:
            raise ExpectationsError(f"{path}, line {number}: {cells[0]} {cells[1]} is recorded twice")
        if ids is not None and cells[0] not in ids:
            raise ExpectationsError(f"{path}, line {number}: no claim has the id {cells[0]!r}")
        found[cells[0], cells[1]] = Verdict(cells[2])
    return found


def record(package: str, rows: Iterable[Json], ids: Collection[str]) -> Path:
    """Write the verdicts of decided rows into the record of a paper, the others left as they are; `ids` gives the order.

    Raises ExpectationsError where the record is there and cannot be read.
    """
    path = folder(package) / "expectations.tsv"
    decided = {row["id"]: row for row in rows}
    kept = {key: verdict for key, verdict in (read(path) if path.exists() else {}).items() if key[0] not in decided}
    for claim_id, row in decided.items():
        kept |= {(claim_id, part): Verdict(row[part]["verdict"]) for part in PARTS if row[part]}
    order = {claim_id: number for number, claim_id in enumerate(ids)}
    lines = sorted((key for key in kept if key[0] in order), key=lambda key: (order[key[0]], PARTS.index(key[1])))
    written = [COLUMNS, *((*key, str(kept[key])) for key in lines)]
    path.write_text("".join("\t".join(line) + "\n" for line in written), encoding="utf-8")
    return path


def disagreements(row: Json, expected: Expected) -> list[str]:
    """Where the decided verdicts of a ledger row differ from the recorded ones, one sentence each."""
    found = []
    for part in PARTS:
        recorded = expected.get((row["id"], part))
        decided = Verdict(row[part]["verdict"]) if row[part] else None
        if recorded is decided:
            continue
        if recorded is None:
            found.append(f"{row['id']} {part}: decided {decided}, no verdict is recorded")
        elif decided is None:
            found.append(f"{row['id']} {part}: recorded {recorded}, there is no such statement")
        else:
            found.append(f"{row['id']} {part}: recorded {recorded}, decided {decided}")
    return found
