"""A figure in the report: its picture, its findings, its data and how to make it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_sample import sample_certificates, sample_ledger

from verify.figures import Figure, Library, noted
from verify.report import ReportError, write_report

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
RECORD: Any = {
    "schema": 1, "claim": "fig-4", "title": "Two sets <S>", "caption": "A | caption.", "quick": False, "command": "verify figure fig-4",
    "data": {"sets": {"store": "data/figures/fig-4/sets.zarr"}}, "pictures": ["fig-4.svg"],
    "findings": [{"statement": "they are apart", "verdict": "undecided", "evidence": "sampled", "unit": "one pair", "instances": 7,
                  "contradicted": 0, "numbers": {"distance": [0.5, "nan"], "by d": {"2": 1}}, "robust": "The same for every draw."}],
    "tables": [{"title": "Cells", "columns": ["n"], "rows": [[3]]}],
}  # fmt: skip


def test_the_page_and_the_ledger_show_a_figure(tmp_path: Path) -> None:
    write_report(sample_ledger() | {"figures": [RECORD]}, sample_certificates(), tmp_path, {"fig-4.svg": SVG})
    page, ledger = ((tmp_path / name).read_text("utf-8") for name in ("index.html", "ledger.md"))
    assert 'src="data:image/svg+xml;base64,PHN2Zy' in page
    for text in ("Two sets &lt;S&gt;", "they are apart", "sampled: 7, none contradicts", "verify figure fig-4", "data/figures/fig-4/sets.zarr", "0.5, nan"):
        assert text in page
    assert "![Two sets \\<S>](figures/fig-4.svg)" in ledger and "| they are apart | 7 | 0 | one pair |" in ledger


def test_a_finding_about_another_claim_is_linked_both_ways(tmp_path: Path) -> None:
    ledger = sample_ledger()
    other = ledger["claims"][0]["id"]
    record = RECORD | {"findings": [RECORD["findings"][0] | {"about": other}]}
    rows = noted(ledger["claims"], [record])
    assert [row["printed"] for row in rows[:1]] == [ledger["claims"][0]["printed"]]
    write_report(ledger | {"claims": rows, "figures": [record]}, sample_certificates(), tmp_path, {"fig-4.svg": SVG})
    page, table = ((tmp_path / name).read_text("utf-8") for name in ("index.html", "ledger.md"))
    assert "they are apart: 7 sampled, none contradicts" in page and 'About <a class="ref' in page
    assert f"they are apart ([{other}](index.html#{other})) | 7 | 0" in table
    with pytest.raises(ReportError, match="nowhere"):
        record["findings"][0]["about"] = "nowhere"
        write_report(ledger | {"figures": [record]}, sample_certificates(), tmp_path, {"fig-4.svg": SVG})


def test_a_figure_that_was_left_out_is_told_of(tmp_path: Path) -> None:
    ledger = sample_ledger()
    other = ledger["claims"][0]["id"]
    figure = Figure("fig-4", "", "", lambda place: {}, lambda data: (), {}, needs=Library("no_such_module", "Such", "such"), about=(other,))
    rows = noted(ledger["claims"], [], {"fig-4": figure})
    assert sum("experiments" in row for row in rows) == 2
    assert not any("experiments" in row for row in noted(ledger["claims"], [RECORD], {"fig-4": figure}))
    write_report(ledger | {"claims": rows}, sample_certificates(), tmp_path)
    assert (tmp_path / "index.html").read_text("utf-8").count("was not run: it needs Such") == 2


def test_a_ledger_without_figures_has_none(tmp_path: Path) -> None:
    write_report(sample_ledger(), sample_certificates(), tmp_path)
    assert "data:image" not in (tmp_path / "index.html").read_text("utf-8")
    assert "## Figures" not in (tmp_path / "ledger.md").read_text("utf-8")


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"fig-4\.svg"):
        write_report(sample_ledger() | {"figures": [RECORD]}, sample_certificates(), tmp_path)
