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


def test_of_a_statement_that_holds_only_the_proof_can_be_at_fault_and_the_remark_tells_how() -> None:
    errata = load_paper(PAPER).errata
    for name in recorded(Verdict.HOLDS) & errata.keys():
        assert errata[name].severity is Severity.GAP and errata[name].remark, name


def test_errata_name_claims_of_the_paper() -> None:
    paper = load_paper(PAPER)
    named = {i for name, erratum in paper.errata.items() for i in (name, *erratum.consequences)}
    assert sorted(named - set(paper.ids())) == []


def test_a_row_that_fails_is_at_least_as_bad_as_its_parts() -> None:
    paper, order, failing = load_paper(PAPER), list(Severity), recorded(Verdict.FAILS)
    for name, erratum in paper.errata.items():
        parent = paper.errata.get(name.partition("/")[0])
        if parent is not None and name.partition("/")[0] in failing:
            assert order.index(parent.severity) <= order.index(erratum.severity), name


def test_the_ledger_takes_over_the_severity_of_what_fails() -> None:
    paper = load_paper(PAPER)
    row = Ledger(paper).decide("eq-31-33/least-squares")
    assert (row["printed"]["verdict"], row["severity"], row["consequences"]) == ("fails", "misprint", [])
    assert Ledger(paper).decide("eq-2")["severity"] is None


def test_the_lines_of_errata(tmp_path: Path) -> None:
    path = tmp_path / "errata.tsv"
    assert load_errata(path) == {}
    path.write_text("id\tseverity\tconsequences\tremark\none\tmisprint\ttwo one/part\ntwo\tgap in a proof\t\tNo limit is shown.\n")
    two = Erratum(Severity.GAP, (), "No limit is shown.")
    assert load_errata(path) == {"one": Erratum(Severity.MISPRINT, ("two", "one/part")), "two": two}
    assert two.concerns(Verdict.HOLDS) and two.concerns(Verdict.FAILS) and not two.concerns(Verdict.UNDECIDED)
    assert not Erratum(Severity.MISPRINT).concerns(Verdict.HOLDS)


@pytest.mark.parametrize("lines", ["\tmisprint\t", "one\tdreadful\t", "one\t\t", "one", "one\tmisprint\t\none\tmisprint\t"])
def test_malformed_lines_are_refused(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "errata.tsv"
    path.write_text(f"id\tseverity\tconsequences\n{lines}\n")
    with pytest.raises(UnknownClaimError, match=r"errata\.tsv, line \d: expected an id"):
        load_errata(path)
