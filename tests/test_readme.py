"""The README's code runs as it stands and prints what the README says; its ledger excerpt is the ledger's."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)


def test_the_users_own_identity_prints_what_the_readme_shows() -> None:
    code = next(text for kind, text in BLOCKS if kind == "python")
    shown = next(text for kind, text in BLOCKS if kind == "text")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})  # the project's own document, not user input
    assert printed.getvalue().strip() == shown.strip()


@pytest.mark.parametrize("code", [text for kind, text in BLOCKS if kind == "python"][1:])
def test_other_examples_run(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {})


def test_the_ledger_excerpt_is_the_ledgers() -> None:
    rows = {row["id"]: row for row in json.loads((ROOT / "reports" / "ledger.json").read_text(encoding="utf-8"))["claims"]}
    true, false = rows["eq-12"], rows["prop-3.2-2"]
    assert (true["printed"]["verdict"], true["printed"]["evidence"]) == ("holds", "proof")
    assert (false["printed"]["verdict"], false["corrected"]["verdict"]) == ("fails", "holds")
    instance = false["printed"]["counterexample"]
    assert (instance["d"], instance["r"], instance["H"], instance["u"], instance["w0"], instance["a0"]) == (1, "-1", [["1"]], ["1"], ["1"], "1")


def test_the_figure_and_every_linked_file_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_readme_has_two_commands_and_the_ci_runs_the_second() -> None:
    commands = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if "pip install" in line]
    assert len(commands) == 2 and "verify report" in commands[0] and "pytest" in commands[1]
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
