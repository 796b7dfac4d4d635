"""Bad input: one clear line naming the value and what was expected, exit 2, no traceback; in Python, a typed exception."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tiny_paper

from verify import checker, expectations, papers
from verify.cli import main
from verify.statements import Statement, StatementError

Json = Any
ROOT = Path(__file__).parent.parent
TRACE = "Traceback"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the tiny paper and its report."""
    folder = tmp_path_factory.mktemp("bad_input")
    tiny_paper.write(folder, "plain_paper")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.syspath_prepend(str(folder))
        assert main(["report", "--paper", "plain_paper"]) == 0
        yield folder


@pytest.fixture
def here(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the report, and of the paper under the name `spoilt_paper`, in the working directory."""
    for path in sorted(place.rglob("*")):
        target = tmp_path / str(path.relative_to(place)).replace("plain_paper", "spoilt_paper")
        if path.is_file() and "__pycache__" not in path.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    for name in [name for name in sys.modules if name.startswith("spoilt_paper")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *(p for p in sys.path if "spoilt" not in p)])
    return tmp_path


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that must be refused with one line; returns the line."""
    capsys.readouterr()
    code = main(arguments)
    text = capsys.readouterr()
    assert code == 2, (code, text)
    lines = text.err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("verify: "), lines
    assert TRACE not in text.err and len(lines[0]) < 700
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["show", "eq-999"], ["'eq-999'", "verify list"]),
        (["show", "*"], ["'*'", "one id"]),
        (["show", ""], ["''"]),
        (["show"], ["ID"]),
        (["show", "square", "root"], ["root"]),
        (["check", "squaer"], ["'squaer'", "square"]),
        (["check", "square", "nothing/*"], ["'nothing/*'"]),
        (["check", "__import__('os').system('touch evaluated')"], ["__import__"]),
        (["recheck"], ["DIR"]),
        (["recheck", "nowhere"], ["nowhere", "ledger.json"]),
        (["recheck", "reports/ledger.json"], ["ledger.json"]),
        (["recheck", "spoilt_paper"], ["spoilt_paper", "ledger.json"]),
        (["frobnicate"], ["frobnicate"]),
        (["report", "--nonsense"], ["--nonsense"]),
        (["report", "--out"], ["--out"]),
        (["report", "--out", "reports/ledger.json/below"], ["reports/ledger.json"]),
        (["report", "--out", "reports/ledger.json"], ["reports/ledger.json"]),
    ],
)
def test_commands(here: Path, arguments: list[str], named: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    paper = ["--paper", "spoilt_paper"] if arguments[0] in ("show", "check", "report") else []
    line = refused([arguments[0], *paper, *arguments[1:]], capsys)
    assert all(name in line for name in named), line
    assert not Path("evaluated").exists()


@pytest.mark.parametrize("command", [["list"], ["show", "square"], ["check"], ["report"]])
@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        ("no_such_paper", "no Python package 'no_such_paper'"),
        ("json", "'json' is no paper"),
        ("os; raise SystemExit", "expected the name"),
        ("", "expected the name"),
        ("spoilt_paper.claims", "no Python package"),
        ("../spoilt_paper", "expected the name"),
        ("json.no", "no Python package"),
    ],
)
def test_papers(here: Path, command: list[str], paper: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert expected in refused([*command, "--paper", paper], capsys)


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("expectations.tsv", None, "cannot be read"),
        ("expectations.tsv", "", "line 1"),
        ("expectations.tsv", "id\tpart\n", "line 1"),
        ("expectations.tsv", "id\tpart\tverdict\nsquare\tprinted\tmaybe\n", "'square\\tprinted\\tmaybe'"),
        ("expectations.tsv", "id\tpart\tverdict\nsquare\tamended\tholds\n", "line 2"),
        ("expectations.tsv", "id\tpart\tverdict\nsquare\tprinted\tholds\nsquare\tprinted\tholds\n", "twice"),
        ("expectations.tsv", "id\tpart\tverdict\ncube\tprinted\tholds\n", "'cube'"),
        ("expectations.tsv", "\x00\udcff", "line 1"),
        ("inventory.tsv", None, "is no paper"),
        ("inventory.tsv", "id\tkind\n", "expected the columns"),
        ("inventory.tsv", "id\tkind\twhere\twhat it states\nroot\tidentity\t1\tthe root\n", "has no line in the inventory"),
        ("__init__.py", "", "spoilt_paper.TITLE"),
    ],
)
def test_paper_files(here: Path, file: str, content: str | None, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "spoilt_paper" / file
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8", errors="replace")
    assert expected in refused(["check", "--paper", "spoilt_paper"], capsys)


# ------------------------------------------------------------------------------------------------
# Reports that were damaged


def damage(path: Path, how: Callable[[str], str]) -> None:
    """Change the text of a file."""
    path.write_text(how(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    "how",
    [
        lambda text: text[:-40],
        lambda text: "",
        lambda text: "not JSON",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"', "'"),
        lambda text: text + "}",
    ],
    ids=["cut off", "empty", "no JSON", "nested", "quotes", "more"],
)
@pytest.mark.parametrize("name", ["ledger.json", "certificates/root.corrected.json"])
def test_damaged_files(here: Path, name: str, how: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    damage(here / "reports" / name, how)
    assert name in refused(["recheck", "reports"], capsys)


def test_a_missing_certificate(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "reports/certificates/root.corrected.json").unlink()
    assert "root.corrected.json" in refused(["recheck", "reports"], capsys)


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        '{"claims": 5}',
        '{"claims": {"a": 1}}',
        '{"claims": [5]}',
        '{"claims": [{}]}',
        "null",
        '{"claims": [{"id": 1, "printed": [], "corrected": "x"}]}',
    ],
)
def test_a_file_that_is_no_ledger(here: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "reports/ledger.json").write_text(content)
    assert "ledger.json" in refused(["recheck", "reports"], capsys)


def test_a_report_without_certificates(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "reports/ledger.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "claims": []}))
    capsys.readouterr()
    assert main(["recheck", "reports"]) == 2
    text = capsys.readouterr().err
    assert "at least one certificate" in text and "verify: root: missing" in text and TRACE not in text


@pytest.mark.parametrize("value", [5, [], {}, "..", "/etc/passwd", "certificates", "certificates/\x00", ["a"], True])
def test_a_ledger_that_names_no_file(here: Path, value: Json, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "reports/ledger.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["claims"][0]["printed"]["certificate"] = value
    path.write_text(json.dumps(data), encoding="utf-8")
    capsys.readouterr()
    assert main(["recheck", "reports"]) == 2
    text = capsys.readouterr().err
    assert "square printed" in text and TRACE not in text


@pytest.mark.parametrize(
    "change",
    [
        lambda c: [],
        lambda c: None,
        lambda c: "text",
        lambda c: {**c, "uses": 5},
        lambda c: {**c, "uses": [["x"]]},
        lambda c: {**c, "cites": None},
        lambda c: {**c, "body": None},
        lambda c: {**c, "kind": ["proof"]},
        lambda c: {**c, "claim": {}},
        lambda c: {k: c[k] for k in list(c)[:4]},
        lambda c: {**c, "more": 1},
        lambda c: {**c, "statement": []},
    ],
)
def test_a_changed_certificate_is_rejected(
    here: Path, change: Callable[[Json], Json], capsys: pytest.CaptureFixture[str]
) -> None:
    path = here / "reports/certificates/square.printed.json"
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    capsys.readouterr()
    assert main(["recheck", "reports"]) == 1
    text = capsys.readouterr().err
    assert text.startswith("verify: square") and TRACE not in text


# ------------------------------------------------------------------------------------------------
# In Python


SCALAR = {
    "symbols": [{"name": "x", "sort": "scalar", "domain": "real"}],
    "definitions": [],
    "moments": [],
    "hypotheses": [],
    "conclusion": ["le", "0", ["^", "x", "2"]],
}


@pytest.mark.parametrize(
    "change",
    [
        {"symbols": None},
        {"symbols": [{}]},
        {"symbols": "x"},
        {"hypotheses": [5]},
        {"conclusion": None},
        {"conclusion": 5},
        {"conclusion": ["le", "0", 1]},
        {"definitions": [["x"]]},
        {"moments": [1]},
    ],
)
def test_malformed_statements(change: Json) -> None:
    with pytest.raises(StatementError) as error:
        Statement.from_json({**SCALAR, **change})
    assert "\n" not in str(error.value)
    with pytest.raises(checker.CheckError):
        checker.load({**SCALAR, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"conclusion": ["le", "0", "y"]},
        {"conclusion": ["le", "0"]},
        {"conclusion": ["divides", "2", "x"]},
        {"conclusion": "x"},
        {"conclusion": []},
        {"symbols": [{"name": "x", "sort": "number", "domain": "real"}]},
        {"symbols": [{"name": "x", "sort": "scalar", "domain": "prime"}]},
        {"symbols": [{"name": "2", "sort": "scalar", "domain": "real"}]},
        {"symbols": SCALAR["symbols"] * 2},
        {"conclusion": ["le", "0", ["^", "x", "2.5"]]},
        {"conclusion": ["le", "0", ["^", "x", "1" * 50]]},
        {"conclusion": ["le", "1/0", "x"]},
        {"conclusion": ["le", "0", ["eval", "x"]]},
        {"definitions": [[{"name": "x"}, "1"]]},
        {"conclusion": ["le", "0", ["dot", "x", "x"]]},
    ],
)
def test_ill_typed_statements(change: Json) -> None:
    with pytest.raises(checker.CheckError) as error:
        checker.load({**SCALAR, **change})
    assert "\n" not in str(error.value) and len(str(error.value)) < 400


@pytest.mark.parametrize(
    "instance",
    [
        {"d": 1, "x": "nan"},
        {"d": 1, "x": float("nan")},
        {"d": 1, "x": 0.5},
        {"d": 1, "x": 1},
        {"d": 1, "x": "1e400"},
        {"d": 1, "x": "inf"},
        {"d": 1, "x": None},
        {"d": 1, "x": ["1"]},
        {"d": 1, "x": "1/0"},
        {"d": 0, "x": "1"},
        {"d": -1, "x": "1"},
        {"d": "1", "x": "1"},
        {"d": 1.0, "x": "1"},
        {"x": "1"},
        [],
        "x",
        None,
        {"d": 10**9, "x": "1"},
        {"d": 1, "x": "open('/etc/passwd').read()"},
        {"d": 1, "x": "9" * 5000},
    ],
)
def test_malformed_instances(instance: Json) -> None:
    false = {**SCALAR, "conclusion": ["lt", "0", ["-", ["^", "x", "2"]]]}
    bare = {
        "format": 1,
        "claim": "x",
        "part": "printed",
        "statement": false,
        "hash": checker.certificates.sha256(false),
        "kind": "counterexample",
        "body": {"instance": instance, "found": "fails", "sides": []},
        "verdict": "fails",
        "evidence": "counterexample",
        "cites": [],
        "uses": [],
    }
    with pytest.raises(checker.CheckError) as error:
        checker.accept(checker.sealed(bare), {})
    assert "\n" not in str(error.value) and len(str(error.value)) < 400


def test_typed_errors_of_papers(tmp_path: Path) -> None:
    with pytest.raises(papers.PaperError):
        papers.folder("no_such_paper")
    with pytest.raises(papers.PaperError):
        expectations.load("json")
    with pytest.raises(expectations.ExpectationsError):
        expectations.read(tmp_path / "missing.tsv")


EVALUATING = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "parse_latex", "S"}
EVALUATING_MODULES = {"pickle", "marshal", "shelve", "subprocess", "yaml"}


def test_nothing_is_ever_evaluated_as_code() -> None:
    found = []
    for path in sorted((ROOT / "verify").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
            strict = isinstance(node, ast.Call) and any(
                k.arg == "strict" and getattr(k.value, "value", None) is True for k in node.keywords
            )
            owner = ast.unparse(called.value) if isinstance(called, ast.Attribute) else ""
            modules = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if (name in EVALUATING and owner != "re" and not strict) or EVALUATING_MODULES & {m.split(".")[0] for m in modules}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {name or modules}")  # type: ignore[attr-defined]
    assert found == []


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m verify list --paper proofs_checks | head -n 1"
    run = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert TRACE not in run.stderr and "Error" not in run.stderr
