"""The pytest plugin, run by pytest on a tiny paper."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import tiny_paper

pytest_plugins = ["pytester"]

INSTALLED = bool(importlib.metadata.entry_points(group="pytest11", name="verify"))
PLUGIN = [] if INSTALLED else ["-p", "verify.pytest_plugin"]
PLAIN = ["-p", "no:cacheprovider", "-p", "no:randomly", "--override-ini=addopts="]


class Project:
    """A project whose paper is the tiny one."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.package = tiny_paper.write(pytester.path, "tiny_paper")
        pytester.makeini(f"[pytest]\nverify_papers = {self.package}\npythonpath = .\n")
        pytester.makepyfile(test_other="def test_other():\n    pass\n")

    def record(self, **verdicts: str) -> None:
        """Record another verdict: part=verdict of the claim `square`, or claim__part=verdict."""
        changed = {tuple(key.split("__")): verdict for key, verdict in verdicts.items()}
        tiny_paper.record(self.pytester.path, self.package, {**tiny_paper.VERDICTS, **changed})  # type: ignore[dict-item]

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own."""
        return self.pytester.runpytest_subprocess(*PLAIN, *PLUGIN, *arguments, timeout=300)


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    """A project with the tiny paper."""
    return Project(pytester)


def test_claims_are_tests_named_by_their_id(project: Project) -> None:
    run = project.run("-v")
    run.stdout.fnmatch_lines(
        [
            "*test_other.py::test_other PASSED*",
            "*tiny_paper::square PASSED*",
            "*tiny_paper::square/double PASSED*",
            "*tiny_paper::root PASSED*",
            "*tiny_paper::mean UNDECIDED*",
            "*tiny_paper::unseen UNDECIDED*",
        ]
    )
    run.assert_outcomes(passed=4)
    assert run.parseoutcomes()["undecided"] == 2 and run.ret == 0


def test_summary_of_the_ledger(project: Project) -> None:
    run = project.run()
    run.stdout.fnmatch_lines(
        [
            "*ledger of tiny_paper*",
            "4 rows and 1 part",
            "as printed:    2 holds  (2 proof)",
            "as printed:    1 fails  (1 counterexample)",
            "as printed:    2 undecided*",
            "as corrected:    1 holds  (1 proof)",
            "undecided: mean, unseen",
            "*4 passed, 2 undecided in*",
        ]
    )
    run.stdout.fnmatch_lines(["*test_other.py .*", "tiny_paper ...uu*"])


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (["square"], ["square", "square/double"]),
        (["root", "*n"], ["root", "mean", "unseen"]),
    ],
)
def test_claims_can_be_chosen(project: Project, chosen: list[str], ids: list[str]) -> None:
    run = project.run("--collect-only", "-q", *(part for pattern in chosen for part in ("--claims", pattern)))
    assert [line for line in run.outlines if "::" in line] == [f"tiny_paper::{i}" for i in ids]


def test_claims_can_be_chosen_by_the_usual_options(project: Project) -> None:
    run = project.run("-k", "square and not double", "-v")
    run.assert_outcomes(passed=1, deselected=5)
    project.run("--deselect", "tiny_paper::square").assert_outcomes(passed=2, deselected=2)
    assert "/ -" not in project.run("-k", "square").stdout.str()


def test_naming_a_file_leaves_the_claims_alone(project: Project) -> None:
    run = project.run("test_other.py")
    run.assert_outcomes(passed=1)
    assert "ledger of" not in run.stdout.str()
    project.run("test_other.py", "--claims", "square").assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("recorded", "claim", "explanation"),
    [
        ({"square__printed": "fails"}, "square", "square printed: recorded fails, decided holds"),
        ({"square__printed": "undecided"}, "square", "square printed: recorded undecided, decided holds"),
        ({"mean__printed": "holds"}, "mean", "mean printed: recorded holds, decided undecided"),
        ({"unseen__printed": "fails"}, "unseen", "unseen printed: recorded fails, decided undecided"),
        ({"root__corrected": "fails"}, "root", "root corrected: recorded fails, decided holds"),
        ({"mean__corrected": "holds"}, "mean", "mean corrected: recorded holds, there is no such statement"),
    ],
)
def test_another_verdict_than_the_recorded_one_fails(
    project: Project, recorded: dict[str, str], claim: str, explanation: str
) -> None:
    project.record(**recorded)
    run = project.run("--claims", claim)
    assert run.parseoutcomes()["failed"] == 1 and run.ret == 1
    text = run.stdout.str()
    assert explanation in text and "Traceback" not in text and "runtest" not in text


def test_a_proof_that_is_not_accepted_fails(project: Project) -> None:
    source = Path(project.package, "claims.py")
    source.write_text(source.read_text().replace("x**2)), by.trivial()", "x**2)), by.given('nothing')"))
    run = project.run("--claims", "square", "--claims", "root")
    run.assert_outcomes(passed=1, failed=2)
    run.stdout.fnmatch_lines(["*what is offered as proof is not accepted: no fact is labelled 'nothing'*"])


FORGE = """
from verify.ledger import Ledger

decide = Ledger.decide


def forge(self, claim_id):
    row = decide(self, claim_id)
    for certificate in self.certificates.values():
        certificate["verdict"] = "surely"
    return row


Ledger.decide = forge
"""


def test_a_certificate_that_the_checker_rejects_fails(project: Project) -> None:
    project.pytester.makeconftest(FORGE)
    run = project.run("--claims", "square", "--claims", "mean")
    assert run.parseoutcomes() == {"failed": 2, "undecided": 1}
    run.stdout.fnmatch_lines(["*the checker rejects the certificate of the printed statement: *digest does not match*"])


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--claims", "squaer"], "ERROR: no claim matches 'squaer'; the nearest are square*"),
        (["--claims-paper", "no_such_package"], "ERROR: no Python package 'no_such_package' is installed*"),
        (["--claims-paper", "json"], "ERROR: the package 'json' is no paper*"),
        (["--claims-paper", "__import__('os')"], "ERROR: expected the name of a Python package*"),
    ],
)
def test_a_wrong_choice_is_a_usage_error_of_one_line(project: Project, arguments: list[str], line: str) -> None:
    run = project.run(*arguments)
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    found = [*run.outlines, *run.errlines]
    assert any(text.startswith("ERROR: ") for text in found) and not any("Traceback" in text for text in found)
    (run.stderr if any(text.startswith("ERROR: ") for text in run.errlines) else run.stdout).fnmatch_lines([line])


def test_a_damaged_record_is_a_usage_error(project: Project) -> None:
    Path(project.package, "expectations.tsv").write_text("id\tpart\tverdict\nsquare\tprinted\tmaybe\n")
    run = project.run()
    assert run.ret == pytest.ExitCode.USAGE_ERROR and "line 2" in run.stdout.str() + run.stderr.str()


def test_junit_never_counts_undecided_as_passed(project: Project) -> None:
    project.run("--junitxml=junit.xml", "-o", "junit_family=xunit2")
    cases = {case.get("name", ""): case for case in ET.parse("junit.xml").iter("testcase")}
    skipped = cases["mean"].find("skipped")
    assert skipped is not None and "not proved here" in skipped.get("message", "")
    assert {name for name, case in cases.items() if case.find("skipped") is not None} == {"mean", "unseen"}
    properties = {p.get("name"): p.get("value") for p in cases["root"].iter("property")}
    assert properties["printed.verdict"] == "fails" and properties["printed.evidence"] == "counterexample"
    assert properties["corrected.verdict"] == "holds" and len(properties["corrected.hash"] or "") == 64
    assert "corrected.cites" in properties


@pytest.mark.skipif(importlib.util.find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_claims_run_in_several_processes(project: Project) -> None:
    run = project.run("-n", "2")
    assert run.parseoutcomes() == {"passed": 4, "undecided": 2}
    run.stdout.fnmatch_lines(["4 rows and 1 part", "undecided: mean, unseen"])


def test_silent_in_another_project(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_here():\n    pass\n")
    run = pytester.runpytest_subprocess(*PLAIN, *PLUGIN)
    run.assert_outcomes(passed=1)
    assert "ledger" not in run.stdout.str()
    run = pytester.runpytest_subprocess(*PLAIN, *PLUGIN, "--claims", "square")
    assert run.ret == pytest.ExitCode.USAGE_ERROR


def test_a_paper_can_be_named_on_the_command_line(pytester: pytest.Pytester) -> None:
    tiny_paper.write(pytester.path, "another_paper")
    run = pytester.runpytest_subprocess(*PLAIN, *PLUGIN, "--claims-paper", "another_paper")
    assert run.parseoutcomes() == {"passed": 3, "undecided": 2}


def test_loading_the_plugin_loads_nothing_else() -> None:
    code = "import sys, pytest, verify.pytest_plugin; print(*(name for name in sys.modules if name.startswith('verify')))"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert set(loaded.stdout.split()) == {"verify", "verify.pytest_plugin"}
