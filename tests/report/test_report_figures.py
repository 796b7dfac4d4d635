"""A figure in the report: its picture, its findings, its data and how to make it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_sample import sample_certificates, sample_ledger

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


def test_a_ledger_without_figures_has_none(tmp_path: Path) -> None:
    write_report(sample_ledger(), sample_certificates(), tmp_path)
    assert "data:image" not in (tmp_path / "index.html").read_text("utf-8")
    assert "## Figures" not in (tmp_path / "ledger.md").read_text("utf-8")


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"fig-4\.svg"):
        write_report(sample_ledger() | {"figures": [RECORD]}, sample_certificates(), tmp_path)
