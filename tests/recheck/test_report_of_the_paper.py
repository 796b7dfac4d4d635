"""The committed report: all of it is vouched for, without SymPy; and a few edits of it are noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recheck_cases import read, rewritten

Json = Any
REPORTS = Path(__file__).parent.parent.parent / "reports"
CODE = "import sys; from verify.cli import main; code = main(['recheck', sys.argv[1]]); print(*sorted(sys.modules)); sys.exit(code)"


def rechecked(folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own, and the modules that it loads."""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run([sys.executable, "-c", CODE, str(folder)], env=variables, capture_output=True, text=True, timeout=900)


def test_the_committed_report_is_vouched_for_without_sympy() -> None:
    run = rechecked(REPORTS)
    assert (run.returncode, run.stderr) == (0, "")
    assert "held against the paper proofs_checks: all that it shows is vouched for" in run.stdout
    assert not {"sympy", "verify.prove.complete", "verify.prove.combination", "verify.outcome", "verify.algebra"} & set(run.stdout.split())


def part(ledger: Json, claim_id: str) -> Json:
    """A row of the ledger."""
    return next(row for row in ledger["claims"] if row["id"] == claim_id)


def undecided(ledger: Json) -> None:
    """Corollary A.16, refuted by sequences in closed form, said to be undecided."""
    part(ledger, "cor-A.16")["printed"].update(
        verdict="undecided", evidence="sampled", certificate=None, counterexample=None, sequences={}, sides=[], proof=[], searched="nothing found"
    )


EDITS: dict[str, Callable[[Json], object]] = {
    "cor-A.16": undecided,
    "cor-A.5": lambda x: part(x, "cor-A.5")["printed"].update(note="true of almost all $u$"),
    "eq-12": lambda x: part(x, "eq-12")["mutants"].update(tried=999, rejected=999),
    "thm-3.3": lambda x: part(x, "thm-3.3").update(doc="BNGD converges."),
    "eq-7/domain": lambda x: part(x, "eq-7/domain")["hypotheses"][1].update(counterexample={"d": 1, "H": [["1"]], "a": "0", "c": "0", "u": ["0"], "w": ["1"]}),
    "lemma-A.1": lambda x: part(x, "lemma-A.1")["printed"]["proof"].pop(),
    "gd-range": lambda x: part(x, "gd-range").update(witness={**part(x, "gd-range")["witness"], "eps": "1"}),
    "fig-1": lambda x: part(x, "fig-1")["printed"].update(searched="sampled: all hold"),
    "eq-2": lambda x: part(x, "eq-2").update(printed=None),
    "rates": lambda x: x["claims"].append({**part(x, "eq-12"), "id": "rates"}),
    "eq-13": lambda x: x["claims"].remove(part(x, "eq-13")),
}  # fmt: skip


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A copy of the committed report, for changes."""
    return Path(shutil.copytree(REPORTS, tmp_path / "reports", ignore=shutil.ignore_patterns("*.png", "audit")))


def test_edits_of_the_committed_report_are_noticed(spoilt: Path) -> None:
    ledger = read(spoilt / "ledger.json")
    for change in EDITS.values():
        change(ledger)
    rewritten(spoilt, ledger)
    run = rechecked(spoilt)
    assert run.returncode == 1 and "Traceback" not in run.stderr
    for claim_id in EDITS:
        assert any(line.startswith((f"verify: {claim_id}:", f"verify: {claim_id} ")) for line in run.stderr.splitlines()), claim_id
