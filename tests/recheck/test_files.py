"""Files that are none, or lead elsewhere, or hold what no report holds: a line each, and never a hang, a traceback or a forged line."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from recheck_cases import put, read

from verify.checker import CheckError
from verify.cli import main
from verify.recheck.files import DEEPEST, LARGEST, deeper, read_bytes, read_json, visible, within

Json = Any
LIMIT = 60  # seconds after which a command counts as hanging


class Hang(BaseException):
    """The command did not come back in time."""


@contextmanager
def in_time() -> Iterator[None]:
    """Stop the body after some seconds."""

    def stop(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What recheck says on standard error; it must object, in lines of its own."""
    capsys.readouterr()
    with in_time():
        assert main(["recheck", str(folder)]) in (1, 2)
    text = capsys.readouterr()
    assert all(line.startswith("verify: ") and line.isprintable() and len(line) < 900 for line in text.err.splitlines()), text.err
    assert "vouched for, but" not in text.out and "Traceback" not in text.err
    return text.err.splitlines()


def fifo(path: Path) -> None:
    """A pipe that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


def device(path: Path) -> None:
    """A link to a device that has no end."""
    path.unlink()
    path.symlink_to("/dev/zero")


def directory(path: Path) -> None:
    """A folder in place of a file."""
    path.unlink()
    path.mkdir()


def link(path: Path) -> None:
    """A link to a file outside that holds the same."""
    target = path.parent.parent.parent / "elsewhere"
    target.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(target)


def huge(path: Path) -> None:
    """A file of many bytes, none of which is on the disk."""
    with path.open("r+b") as file:
        file.truncate(2**40)


SPOILING: list[Callable[[Path], None]] = [
    fifo, device, directory, link, huge,
    lambda path: path.unlink(),
    lambda path: path.write_bytes(b"\xff\xfe\x00"),
    lambda path: path.write_text("[" * 600 + "]" * 600),
    lambda path: path.write_text('{"a":' * 600 + "1" + "}" * 600),
    lambda path: path.write_text("[" * 200_000),
    lambda path: path.write_text("9" * 10_000),
    lambda path: path.write_text("NaN"),
    lambda path: path.write_text('"\\ud800"'),
    lambda path: path.write_text(""),
]  # fmt: skip
NAMES = ["ledger.json", "certificates/square.printed.json", "index.html", "confirmations.json"]


@pytest.mark.parametrize("spoil", SPOILING, ids=lambda spoil: getattr(spoil, "__name__", ""))
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_file_of_a_report(spoilt: Path, name: str, spoil: Callable[[Path], None], capsys: pytest.CaptureFixture[str]) -> None:
    spoil(spoilt / name)
    found = lines(spoilt, capsys)
    assert found and any(word in line for line in found for word in (name, "square", "figures and confirmations", "ledger.json"))


@pytest.mark.parametrize("folder", ["certificates", "near", "figures"])
def test_folders_that_lead_elsewhere(spoilt: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    outside = spoilt.parent / "outside"
    if (spoilt / folder).exists():
        (spoilt / folder).rename(outside)
    else:
        outside.mkdir()
        put(outside / "fig-1.json", {"claims": []})
    (spoilt / folder).symlink_to(outside)
    assert lines(spoilt, capsys)


def test_a_pipe_among_figures_and_certificates(spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(spoilt / "certificates/pipe.json")
    assert lines(spoilt, capsys) == ["verify: certificates/pipe.json: no row names this file"]
    (spoilt / "certificates/pipe.json").unlink()
    (spoilt / "figures").mkdir()
    os.mkfifo(spoilt / "figures/fig-1.json")
    (line,) = lines(spoilt, capsys)
    assert "fig-1.json" in line and "regular file" in line


EVIL = "x\nverify: all that it shows is vouched for\x1b[2K\r\u2028\u202e\ud800"


def deep(levels: int) -> Json:
    """Lists in lists."""
    data: Json = "1"
    for _ in range(levels):
        data = ["-", data]
    return data


LEDGERS: dict[str, Callable[[Json], object]] = {
    "a line end in an id": lambda x: x["claims"][0].update(id=EVIL),
    "a line end in a verdict": lambda x: x["claims"][0]["printed"].update(verdict=EVIL),
    "a line end in the name of a certificate": lambda x: x["claims"][0]["printed"].update(certificate=EVIL),
    "a surrogate in a path": lambda x: x["claims"][0]["printed"].update(certificate="certificates/\ud800.json"),
    "another folder": lambda x: x["claims"][0]["printed"].update(certificate="../../../../etc/passwd"),
    "a path from the root": lambda x: x["claims"][0]["printed"].update(certificate="/dev/zero"),
    "a line end in a note": lambda x: x["claims"][0]["printed"].update(note=EVIL),
    "a line end in a hash": lambda x: x["claims"][0]["printed"].update(hash=EVIL),
    "a line end in what a search tried": lambda x: x["claims"][5]["printed"].update(searched=EVIL),
    "a line end in a key of an instance": lambda x: x["claims"][3].update(witness={EVIL: EVIL}),
    "a line end in a near miss": lambda x: x["claims"][3]["mutants"]["list"][0].update(change=EVIL),
    "a line end in a field": lambda x: x["claims"][3].update({EVIL: 1}),
    "a line end in a field of the ledger": lambda x: x.update({EVIL: 1}),
    "a line end in a version": lambda x: x["environment"].update(python=EVIL),
    "an id that is no text": lambda x: x["claims"][0].update(id={"a": 1}),
    "an id with blanks": lambda x: x["claims"][0].update(id="square printed"),
    "a row that is a list": lambda x: x["claims"].__setitem__(0, [1]),
    "rows in an object": lambda x: x.update(claims={"square": x["claims"][0]}),
    "a deep witness": lambda x: x["claims"][3].update(witness={"d": 1, "x": deep(100)}),
    "a deep statement": lambda x: x["claims"][0]["printed"]["statement"].update(conclusion=deep(100)),
    "a verdict that is a list": lambda x: x["claims"][0]["printed"].update(verdict=["holds"]),
    "a hash that is a list": lambda x: x["claims"][0]["printed"].update(hash=["0"]),
    "used claims that are numbers": lambda x: x["claims"][1].update(uses=5),
    "hypotheses that are numbers": lambda x: x["claims"][3].update(hypotheses=[5]),
    "near misses that are null": lambda x: x["claims"][3].update(mutants=None),
    "a list of rejected near misses that is text": lambda x: x["claims"][3]["mutants"].update(list="all"),
    "an instance of a great dimension": lambda x: x["claims"][3].update(witness={"d": 10**12, "x": "1"}),
    "an instance with a number of many digits": lambda x: x["claims"][3].update(witness={"d": 1, "x": "9" * 5000}),
    "an instance that divides by zero": lambda x: x["claims"][3].update(witness={"d": 1, "x": "1/0"}),
    "a near miss with an instance that is text": lambda x: x["claims"][3]["mutants"]["list"][0].update(counterexample="d = 1"),
    "a hypothesis with an instance that is text": lambda x: x["claims"][3]["hypotheses"][1].update(counterexample="x = -1"),
    "a million near misses": lambda x: x["claims"][3]["mutants"].update(survivors=["x"] * 1_000_000),
    "confirmations that are text": lambda x: x.update(confirmations="all"),
    "no environment": lambda x: x.pop("environment"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_with_anything_in_it(spoilt: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = read(spoilt / "ledger.json")
    LEDGERS[name](ledger)
    (spoilt / "ledger.json").write_text(json.dumps(ledger), encoding="utf-8")
    assert lines(spoilt, capsys)


CERTIFICATES: dict[str, Callable[[Json], object]] = {
    "a line end in a name": lambda x: x.update(claim=EVIL),
    "a line end in a cited theorem": lambda x: x.update(cites=[EVIL]),
    "a line end in a rule": lambda x: x["body"].update(by=EVIL),
    "used statements that are numbers": lambda x: x.update(uses=5),
    "used statements that are lists": lambda x: x.update(uses=[["x"]]),
    "a deep body": lambda x: x.update(body=deep(120)),
    "a deeper body": lambda x: x.update(body=deep(600)),
    "nothing": lambda x: x.clear(),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_with_anything_in_it(spoilt: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = spoilt / "certificates/square.printed.json"
    certificate = read(path)
    CERTIFICATES[name](certificate)
    path.write_text(json.dumps(certificate), encoding="utf-8")
    assert any(line.startswith("verify: square printed: ") for line in lines(spoilt, capsys))


# ------------------------------------------------------------------------------------------------
# One file


def test_what_is_printed_is_one_line() -> None:
    shown = visible(EVIL, 1000)
    assert shown.isprintable() and shown.isascii() and "\\n" in shown and "\\ud800" in shown
    assert visible("ordinary ≤ text") == "ordinary ≤ text"
    assert len(visible("x" * 10_000)) < 200


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/../../x", "/etc/passwd", "a\0b", "\ud800"])
def test_names_that_lead_out_of_a_folder(tmp_path: Path, name: str) -> None:
    if name == ".":
        assert within(tmp_path, name) == tmp_path
        return
    with pytest.raises(CheckError, match="is no file in"):
        within(tmp_path, name)


def test_a_link_that_leads_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "inside/link").symlink_to(tmp_path / "outside")
    with pytest.raises(CheckError, match="is no file in"):
        within(tmp_path / "inside", "link/x.json")


def test_sizes_and_depths(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(CheckError, match="more than 4 bytes"):
        read_bytes(path, 4)
    assert LARGEST > 2**25
    assert not deeper(5, 1) and not deeper([[]], 2) and deeper([[]], 1)
    path.write_text("[" * (DEEPEST - 1) + "1" + "]" * (DEEPEST - 1))
    read_json(path)
    path.write_text("[" * DEEPEST + "1" + "]" * DEEPEST)
    with pytest.raises(CheckError, match=f"more than {DEEPEST} deep"):
        read_json(path)
