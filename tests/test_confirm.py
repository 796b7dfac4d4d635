"""Sampled evidence: how it is recorded and shown, and that it never touches a verdict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from verify.claims import UnknownClaimError, load_paper
from verify.cli import main
from verify.confirm import (
    FILE,
    Confirmation,
    ConfirmationError,
    ContradictionError,
    Measured,
    believed_hash,
    confirm,
    confirmations,
    load,
    record,
)
from verify.report.html import render
from verify.report.ledger import Ledger


def below(limit: int) -> Callable[[int], Measured | None]:
    """Measures n < limit; the hypothesis is n > 0."""

    def measure(n: int) -> Measured | None:
        if n <= 0:
            return None
        if n >= limit:
            raise ContradictionError(f"{n} is not below {limit}")
        return Measured(float(limit - n), n % 2 == 0)

    return measure


def numbers() -> st.SearchStrategy[int]:
    return st.integers(-5, 100)


def test_a_record_counts_what_was_met_and_keeps_the_worst() -> None:
    found = confirm(Confirmation("small", "n", numbers, below(101)), 80)
    assert found["contradicted"] is None and 0 < found["instances"] < found["drawn"] <= 80 and 0 < found["unsettled"] < found["instances"]
    assert found["worst"]["margin"] == 101 - int(found["worst"]["instance"])
    assert found == confirm(Confirmation("small", "n", numbers, below(101)), 80)
    assert found["instances"] != confirm(Confirmation("small", "n", numbers, below(101)), 40, seed=7)["instances"]


def test_a_contradiction_is_recorded_with_the_smallest_instance() -> None:
    found = confirm(Confirmation("small", "n", numbers, below(30)), 80)
    assert found["contradicted"] == {"instance": "30", "why": "30 is not below 30"}


def test_other_errors_are_not_swallowed() -> None:
    def broken(n: int) -> Measured | None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        confirm(Confirmation("small", "n", numbers, broken), 5)


def entry(claim: str, hash: str, contradicted: Any = None) -> dict[str, Any]:
    """A record of 40 instances."""
    return {"claim": claim, "what": "n is small; margin: n", "seed": 1, "drawn": 50, "instances": 40, "unsettled": 2, "hash": hash,
            "worst": {"margin": 0.125, "instance": "3"}, "contradicted": contradicted}  # fmt: skip


def test_records_of_other_claims_are_kept(tmp_path: Path) -> None:
    record([entry("a", "1"), entry("b", "1")], tmp_path)
    record([entry("b", "2")], tmp_path)
    assert [(found["claim"], found["hash"]) for found in load(tmp_path)] == [("a", "1"), ("b", "2")]
    assert load(tmp_path / "nowhere") == []


@pytest.mark.parametrize("text", ["", "[]", '{"claims": [{}]}', '{"claims": [{"claim": "a", "hash": "b", "what": "c", "instances": -1}]}'])
def test_a_damaged_record_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfirmationError, match="expected a record"):
        load(tmp_path)


# ------------------------------------------------------------------------------------------------
# Beside the proofs


def ledger() -> dict[str, Any]:
    """The committed report, one row of it."""
    data = json.loads((Path(__file__).parents[1] / "reports" / "ledger.json").read_text(encoding="utf-8"))
    row = next(row for row in data["claims"] if row["id"] == "gd-rate")
    return {**data, "claims": [{**row, "uses": [], "consequences": []}]}


def shown(data: dict[str, Any]) -> list[str]:
    """The lines of the page on samples."""
    found = re.findall(r'<p class="believe">(sampled, .*?)</p>', render(Ledger(data)), flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", line).split()) for line in found]


def test_the_page_shows_the_samples_of_this_very_statement() -> None:
    data = ledger()
    hash = data["claims"][0]["printed"]["hash"]
    expected = "sampled, not vouched for: 40 instances, none contradicts (seed 1; 2 did not settle). n is small; margin: n, at worst 0.125."
    assert shown({**data, "confirmations": [entry("gd-rate", hash)]}) == [expected]
    for other in ([], [entry("gd-rate", "0" * 64)], [entry("gd-range", hash)]):
        assert shown({**data, "confirmations": other}) == []


def test_a_contradiction_is_shown_and_changes_no_verdict() -> None:
    data = ledger()
    bad = entry("gd-rate", data["claims"][0]["printed"]["hash"], {"instance": "3", "why": "3 is not small"})
    (line,) = shown({**data, "confirmations": [bad]})
    assert "contradicted" in line and "3 is not small" in line
    read = Ledger({**data, "confirmations": [bad]})
    assert [(row.printed.verdict, row.printed.evidence) for row in read.rows] == [(row.printed.verdict, row.printed.evidence) for row in Ledger(data).rows]
    assert read.fully_proved == Ledger(data).fully_proved


# ------------------------------------------------------------------------------------------------
# The command


def test_the_command_writes_a_record_for_the_believed_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["confirm", "gd-rate", "--instances", "4", "--out", str(tmp_path)]) == 0
    assert "none contradicts" in capsys.readouterr().out
    (found,) = load(tmp_path)
    assert found["hash"] == believed_hash(load_paper("proofs_checks"), "gd-rate") and found["instances"] == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["confirm", "no-such"], "no-such"), (["confirm", "eq-12"], "no confirmation is written for eq-12"), (["confirm", "--instances", "0"], "instances")],
)
def test_bad_input_gets_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


def test_every_confirmation_names_a_claim_of_the_paper() -> None:
    paper = load_paper("proofs_checks")
    for claim_id in confirmations("proofs_checks"):
        assert len(believed_hash(paper, claim_id)) == 64
    with pytest.raises(UnknownClaimError, match="no-such"):
        believed_hash(paper, "no-such")
    with pytest.raises(ConfirmationError, match="has no confirmations"):
        confirmations("json")
