"""A report is reproduced byte for byte, and takes up from an earlier one only what is vouched for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from recheck_cases import PACKAGE, put, read, rewritten
from test_edits import EDITS

from verify.cli import main

Json = Any
SEEDS = (1, 2, 77)  # of PYTHONHASHSEED
# what is edited where nothing of a row is taken up anyway, or beside the rows
OUTSIDE = {"title of the paper", "toolkit", "schema", "something more in the ledger", "confirmations", "confirmations left out", "versions"}


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a report, but for the seconds that it took."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "seconds.json"}


def again(folder: Path, *options: str) -> None:
    """Write the report of the small paper into a folder again."""
    assert main(["report", "--paper", PACKAGE, "--out", str(folder), *options]) == 0


def test_an_unchanged_report_changes_no_byte(report: Path, spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again(spoilt)
    assert "(6 taken up)" in capsys.readouterr().out
    assert contents(spoilt) == contents(report)


def test_a_fresh_report_is_the_same(report: Path, spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again(spoilt, "--fresh")
    assert "taken up" not in capsys.readouterr().out
    assert contents(spoilt) == contents(report)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fresh_report_does_not_depend_on_the_order_of_sets(report: Path, tmp_path: Path, seed: int) -> None:
    shutil.copy(report / "confirmations.json", tmp_path)
    variables = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join([str(report.parent), *sys.path])}
    command = [sys.executable, "-m", "verify", "report", "--paper", PACKAGE, "--out", str(tmp_path)]
    assert subprocess.run(command, env=variables, capture_output=True, timeout=300).returncode == 0
    assert contents(tmp_path) == contents(report)


def test_seconds_are_no_part_of_the_report(spoilt: Path) -> None:
    assert set(read(spoilt / "seconds.json")) == {row["id"] for row in read(spoilt / "ledger.json")["claims"]}
    assert "seconds" not in (spoilt / "ledger.json").read_text(encoding="utf-8")
    ignored = Path(__file__).parent.parent.parent / ".gitignore"
    assert "seconds.json" in ignored.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("edit", [name for name in EDITS if name not in OUTSIDE])
def test_what_is_edited_is_not_taken_up(report: Path, spoilt: Path, edit: str) -> None:
    ledger = read(spoilt / "ledger.json")
    EDITS[edit][1](ledger)
    rewritten(spoilt, ledger)
    again(spoilt)
    assert contents(spoilt) == contents(report)


def test_damaged_files_are_not_taken_up(report: Path, spoilt: Path) -> None:
    for path in spoilt.glob("certificates/*.json"):
        path.unlink()
        os.mkfifo(path)
    again(spoilt, "--out", str(spoilt.parent / "other"))
    for path in spoilt.glob("certificates/*.json"):
        path.unlink()
        path.write_text("[" * 600 + "]" * 600, encoding="utf-8")
    again(spoilt)
    assert contents(spoilt) == contents(report)


def test_a_row_of_an_unfinished_run_is_not_trusted_either(report: Path, spoilt: Path) -> None:
    """Rows are kept while a run goes on; what lies there from an earlier run is held to the same."""
    ledger = read(spoilt / "ledger.json")
    row = next(row for row in ledger["claims"] if row["id"] == "growth")
    name = "growth.printed.json"
    kept = {"id": "growth", "entry": {key: row[key] for key in ("printed", "corrected", "uses", "witness", "hypotheses", "mutants", "near", "key", "digest")},
            "certificates": {name: read(spoilt / "certificates" / name)}, "near": None}  # fmt: skip
    kept["entry"]["printed"]["latex"] = "0 < 1"
    (spoilt / ".partial").mkdir()
    put(spoilt / ".partial" / f"{row['key']}.json", kept)
    again(spoilt)
    assert contents(spoilt) == contents(report)
