"""errata.tsv: every fault of the paper is classified, and a malformed line is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify import expectations
from verify.claims import Erratum, Severity, UnknownClaimError, load_errata, load_paper
from verify.ledger import Ledger
from verify.statements import Verdict

PAPER = "proofs_checks"


def recorded(verdict: Verdict) -> set[str]:
    return {name for (name, part), found in expectations.load(PAPER).items() if part == "printed" and found is verdict}


def test_every_printed_statement_that_fails_has_a_severity() -> None:
    errata = load_paper(PAPER).errata
    assert sorted(recorded(Verdict.FAILS) - errata.keys()) == []
    assert sorted(recorded(Verdict.HOLDS) & errata.keys()) == []


def test_errata_name_claims_of_the_paper() -> None:
    paper = load_paper(PAPER)
    named = {i for name, erratum in paper.errata.items() for i in (name, *erratum.consequences)}
    assert sorted(named - set(paper.ids())) == []


def test_a_row_is_at_least_as_bad_as_its_parts() -> None:
    paper, order = load_paper(PAPER), list(Severity)
    for name, erratum in paper.errata.items():
        parent = paper.errata.get(name.partition("/")[0])
        if parent is not None:
            assert order.index(parent.severity) <= order.index(erratum.severity), name


def test_the_ledger_takes_over_the_severity_of_what_fails() -> None:
    paper = load_paper(PAPER)
    row = Ledger(paper).decide("eq-31-33/least-squares")
    assert (row["printed"]["verdict"], row["severity"], row["consequences"]) == ("fails", "misprint", [])
    assert Ledger(paper).decide("eq-2")["severity"] is None


def test_the_lines_of_errata(tmp_path: Path) -> None:
    path = tmp_path / "errata.tsv"
    assert load_errata(path) == {}
    path.write_text("id\tseverity\tconsequences\none\tmisprint\ttwo one/part\n")
    assert load_errata(path) == {"one": Erratum(Severity.MISPRINT, ("two", "one/part"))}


@pytest.mark.parametrize("lines", ["\tmisprint\t", "one\tdreadful\t", "one\t\t", "one", "one\tmisprint\t\none\tmisprint\t"])
def test_malformed_lines_are_refused(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "errata.tsv"
    path.write_text(f"id\tseverity\tconsequences\n{lines}\n")
    with pytest.raises(UnknownClaimError, match=r"errata\.tsv, line \d: expected an id"):
        load_errata(path)
