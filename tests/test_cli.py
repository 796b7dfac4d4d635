"""The command line, run on a tiny paper."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tiny_paper

from verify import __version__, environment, expectations, papers, resume
from verify.claims import UnknownClaimError
from verify.cli import main
from verify.commands.report import PARTIAL
from verify.statements import Verdict

Json = Any
ROOT = Path(__file__).parent.parent
HEAVY = ("sympy", "numpy", "scipy", "hypothesis", "mpmath", "networkx", "jinja2")
numbers = itertools.count()


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The tiny paper under a name of its own, in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tiny_paper.write(tmp_path, f"tiny_paper_{next(numbers)}")


@pytest.fixture
def reported(paper: str) -> Path:
    """A report of the tiny paper."""
    assert main(["report", "--paper", paper]) == 0
    return Path("reports")


def program(*arguments: str, before: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, and tell of the heavy modules it has loaded."""
    code = "\n".join(["import sys", before, "from verify.cli import main", f"code = main({list(arguments)})",
                      "print('loaded', *sorted(sys.modules), file=sys.stderr)", "sys.exit(code)"])  # fmt: skip
    path = os.pathsep.join([str(Path.cwd()), *sys.path])
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": path, **variables},
    )


def loaded(run: subprocess.CompletedProcess[str]) -> set[str]:
    """The heavy modules that a run has loaded."""
    return set(run.stderr.splitlines()[-1].split()) & {*HEAVY, "flint", "rich"}


# ------------------------------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    run = program("--help")
    assert run.returncode == 0 and "recheck" in run.stdout
    assert loaded(run) == set()


def test_no_command_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "Usage" in capsys.readouterr().out


def test_the_module_is_the_program(paper: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "verify", "list", "--paper", paper],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert run.returncode == 0 and "square" in run.stdout


def test_list_shows_parts_under_their_row(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--paper", paper]) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert [line.split()[0] for line in lines] == ["id", "square", "/double", "root", "mean", "unseen"]
    assert "fails" in lines[3] and "holds" in lines[3] and lines[3].endswith("the root of a square")


def test_list_needs_no_record(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(paper, "expectations.tsv").unlink()
    assert main(["list", "--paper", paper]) == 0
    assert "square" in capsys.readouterr().out


def test_show_decides_on_the_spot(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "root", "--paper", paper]) == 0
    text = capsys.readouterr().out
    assert "√" in text and "As printed: fails (counterexample)" in text and "As corrected: holds (proof)" in text
    assert "x = -" in text and "kind: proof" in text and r"\sqrt{x^2} = x" in text


def test_show_a_part_and_its_uses(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "square/double", "--paper", paper]) == 0
    assert "Uses: square" in capsys.readouterr().out
    assert main(["show", "square", "--paper", paper]) == 0
    assert "Parts: square/double" in capsys.readouterr().out


def test_show_an_undecided_row(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "unseen", "--paper", paper]) == 0
    assert "undecided" in capsys.readouterr().out


def test_check_agrees(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--paper", paper]) == 0
    text = capsys.readouterr()
    assert "5 claims, 0 not as recorded" in text.out and text.err == ""


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (["square"], ["square", "square/double"]),
        (["square/*"], ["square/double"]),
        (["r*", "mean"], ["root", "mean"]),
        ([], ["square", "square/double", "root", "mean", "unseen"]),
    ],
)
def test_selection(paper: str, chosen: list[str], ids: list[str]) -> None:
    assert papers.select(papers.open_paper(paper), chosen) == ids


def test_selection_of_nothing(paper: str) -> None:
    with pytest.raises(UnknownClaimError, match=r"'squaer'.*nearest are square"):
        papers.select(papers.open_paper(paper), ["square", "squaer"])


@pytest.mark.parametrize(
    ("key", "verdict", "message"),
    [
        (("square", "printed"), "fails", "square printed: recorded fails, decided holds"),
        (("mean", "printed"), "holds", "mean printed: recorded holds, decided undecided"),
        (("mean", "corrected"), "holds", "mean corrected: recorded holds, there is no such statement"),
        (("root", "corrected"), None, "root corrected: decided holds, no verdict is recorded"),
    ],
)
def test_check_notices_a_change(
    paper: str, key: tuple[str, str], verdict: str | None, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    verdicts = {k: v for k, v in {**tiny_paper.VERDICTS, key: verdict}.items() if v}
    tiny_paper.record(Path(), paper, verdicts)
    assert main(["check", key[0], "--paper", paper]) == 1
    text = capsys.readouterr()
    assert text.err.splitlines() == [f"verify: {message}"] and "differs" in text.out


def test_a_proof_that_is_not_accepted(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(paper, "claims.py")
    source.write_text(source.read_text().replace("x**2)), by.trivial()", "x**2)), by.given('nothing')"))
    assert main(["check", "root", "square", "--paper", paper]) == 1
    text = capsys.readouterr()
    assert "square: what is offered as proof is not accepted" in text.err and "not accepted" in text.out
    assert main(["report", "--paper", paper]) == 1
    assert "square: what is offered as proof is not accepted" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------
# Reports


def test_report_writes_everything(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--paper", paper]) == 0
    reported = Path("reports")
    ledger = json.loads((reported / "ledger.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in ledger["claims"]] == ["square", "square/double", "root", "mean", "unseen"]
    assert ledger["schema"] == 2 and ledger["toolkit"] == __version__
    assert ledger["environment"] == environment.environment()
    assert not (reported / PARTIAL).exists()
    for name in ("index.html", "ledger.md", "errata.md", "certificates/root.corrected.json"):
        assert (reported / name).is_file()
    text = capsys.readouterr().out
    assert "as printed: 2 holds, 1 fails, 2 undecided" in text and "4 rows and 1 part" in text


def test_check_can_record(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(paper, "expectations.tsv")
    before = path.read_text(encoding="utf-8")
    path.unlink()
    assert main(["--paper", paper, "check", "--record"]) == 0
    assert path.read_text(encoding="utf-8") == before
    tiny_paper.record(Path(), paper, {**tiny_paper.VERDICTS, ("square", "printed"): "fails", ("mean", "printed"): "holds"})
    assert main(["check", "square", "--record", "--paper", paper]) == 0
    assert "recorded in" in capsys.readouterr().out
    found = expectations.load(paper)
    assert found["square", "printed"] is Verdict.HOLDS and found["mean", "printed"] is Verdict.HOLDS
    assert main(["--paper", paper, "check"]) == 1


def test_recheck_by_the_checker_alone(reported: Path) -> None:
    run = program("recheck", str(reported))
    assert run.returncode == 0, run.stderr
    assert "4 verdicts rechecked, 4 accepted, 0 rejected" in run.stdout
    assert "sympy" not in loaded(run)
    assert not any(name.startswith(("verify.prove.complete", "verify.prove.combination", "verify.outcome", "verify.ledger", "verify.algebra"))
                   for name in run.stderr.split())  # fmt: skip


def altered(path: Path, change: Callable[[Json], None]) -> None:
    """Change a JSON file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("certificates/root.printed.json", lambda data: data["body"]["instance"].update(x="-7")),
        ("certificates/square.printed.json", lambda data: data["statement"]["conclusion"].reverse()),
        ("ledger.json", lambda data: data["claims"][0]["printed"].update(verdict="fails")),
        ("ledger.json", lambda data: data["claims"][0]["printed"].update(evidence="proof-cited")),
        ("ledger.json", lambda data: data["claims"][2]["printed"].update(certificate="certificates/root.corrected.json")),
        ("ledger.json", lambda data: data["claims"][3]["printed"].update(verdict="surely holds")),
        ("ledger.json", lambda data: data["claims"].pop(0)),
    ],
)
def test_recheck_rejects_what_was_changed(
    reported: Path, name: str, change: Callable[[Json], None], capsys: pytest.CaptureFixture[str]
) -> None:
    altered(reported / name, change)
    capsys.readouterr()
    assert main(["recheck", str(reported)]) == 1
    text = capsys.readouterr()
    assert "rejected" in text.out and text.err.startswith("verify: ")


# ------------------------------------------------------------------------------------------------
# Interruption


STOP = """
    import os, signal
    from pathlib import Path
    if not Path("interrupted").exists():
        Path("interrupted").touch()
        os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.fixture
def interrupted(paper: str) -> str:
    """The tiny paper, interrupted by the keyboard at its third claim the first time it is decided."""
    source = Path(paper, "claims.py")
    head = '    """Twice a product is at most the sum of the squares."""\n'
    source.write_text(source.read_text().replace(head, head + STOP), encoding="utf-8")
    return paper


def test_an_interrupted_report_goes_on(interrupted: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--paper", interrupted]) == 130
    text = capsys.readouterr()
    assert len(text.err.splitlines()) == 1 and "3 finished claims kept in reports/.partial" in text.err
    assert not Path("reports/ledger.json").exists()
    assert main(["report", "--paper", interrupted]) == 0
    assert "3 taken up" in capsys.readouterr().out
    assert main(["recheck", "reports"]) == 0


def test_an_interrupted_check_says_so_in_one_line(interrupted: str) -> None:
    run = program("check", "--paper", interrupted)
    assert run.returncode == 130
    assert [line for line in run.stderr.splitlines() if not line.startswith("loaded")] == ["verify: interrupted"]


def test_what_is_taken_up_is_the_same(interrupted: str) -> None:
    assert main(["report", "--paper", interrupted]) == 130
    assert main(["report", "--paper", interrupted]) == 0
    assert main(["report", "--paper", interrupted, "--out", "fresh"]) == 0
    first, second = (json.loads(Path(name, "ledger.json").read_text(encoding="utf-8")) for name in ("reports", "fresh"))
    assert first == second


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept["certificates"]["root.printed.json"]["body"]["instance"].update(x="-7"),
        lambda kept: kept["entry"]["printed"].update(verdict="holds", evidence="proof"),
        lambda kept: kept["entry"]["corrected"].update(certificate=None),
        lambda kept: kept["entry"].update(printed=None),
        lambda kept: kept["certificates"].clear(),
        lambda kept: kept.clear(),
    ],
)
def test_what_is_taken_up_is_not_trusted(
    interrupted: str, change: Callable[[Json], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--paper", interrupted]) == 130
    (kept,) = (path for path in Path("reports/.partial").glob("*.json") if json.loads(path.read_text())["id"] == "root")
    altered(kept, change)
    assert main(["report", "--paper", interrupted]) == 0
    assert "2 taken up" in capsys.readouterr().out
    assert main(["recheck", "reports"]) == 0


def test_a_damaged_row_is_decided_again(interrupted: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--paper", interrupted]) == 130
    for path in Path("reports/.partial").glob("*.json"):
        path.write_text('{"id": "ro', encoding="utf-8")
    assert main(["report", "--paper", interrupted]) == 0
    assert "taken up" not in capsys.readouterr().out


def test_a_changed_claim_is_decided_again(paper: str) -> None:
    from verify.ledger import Effort

    found = papers.open_paper(paper)
    claim, other = found.claims["square"], found.claims["root"]
    key = resume.key(claim, claim.build(), Effort())
    assert key == resume.key(claim, claim.build(), Effort())
    assert key != resume.key(claim, other.build(), Effort())
    assert key != resume.key(other, claim.build(), Effort())
    assert key != resume.key(claim, claim.build(), Effort(instances=1))


# ------------------------------------------------------------------------------------------------


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    required = {re.split(r"[\[<>=]", dependency)[0] for dependency in project["dependencies"]}
    assert required == set(environment.LIBRARIES)


def test_every_library_has_an_exact_version() -> None:
    lines = (ROOT / environment.CONSTRAINTS).read_text(encoding="utf-8").lower().splitlines()
    pinned = {line.split("==")[0] for line in lines if "==" in line}
    assert all("==" in line or line.startswith("#") for line in lines)
    assert {name.lower() for name in environment.LIBRARIES} | {"pytest", "ruff", "mypy"} <= pinned
