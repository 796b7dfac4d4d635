"""No verdict, citation or message depends on the order in which a set is walked: three values of PYTHONHASHSEED, one outcome."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEEDS = ("0", "1", "2")


def test_outcomes_do_not_depend_on_the_hash_seed() -> None:
    """Certificates, changed ones and random statements have the same outcome, messages included, under each seed."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(HERE / "hash_seed_outcomes.py"), str(ROOT / "reports" / "certificates")]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed}) for seed in SEEDS]
    texts = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0] * len(SEEDS)
    first, *others = [json.loads(text) for text in texts]
    for other in others:
        assert {name for name in first if other.get(name) != first[name]} == set() and set(first) == set(other)
    verdicts = [outcome[0] for name, outcome in first.items() if name.endswith(".json")]
    refused = [outcome for name, outcome in first.items() if name.endswith("changed") and outcome[0] in ("CheckError", "SpentError")]
    assert len(verdicts) >= 60 and set(verdicts) == {"holds", "fails"}
    assert len({message for _, message in refused}) >= 60
