"""The files of a report: deterministic, self-contained, well-formed, and nothing lost."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from report_sample import sample_certificates, sample_ledger

from verify.notation import NotationError
from verify.report import MathError, ReportError, write_report

VOID = {"meta", "link", "input", "br", "path", "rect", "circle", "line", "use"}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_files(tmp_path: Path) -> None:
    files = write_report(sample_ledger(), sample_certificates(), tmp_path / "new" / "folder")
    names = [str(path.relative_to(tmp_path / "new" / "folder")) for path in files]
    assert names[:5] == ["ledger.json", "ledger.md", "errata.md", "index.html", "graph.svg"]
    assert set(names[5:]) == {f"certificates/{name}" for name in sample_certificates()}
    assert all(path.is_file() for path in files)


def test_the_same_ledger_gives_the_same_bytes(report: Path, tmp_path: Path) -> None:
    turned = dict(reversed(sample_ledger().items()))
    turned["claims"] = [dict(reversed(claim.items())) for claim in turned["claims"]]
    write_report(turned, dict(reversed(sample_certificates().items())), tmp_path)
    assert contents(tmp_path) == contents(report)


def test_the_ledger_and_the_certificates_are_kept_whole(report: Path) -> None:
    assert json.loads((report / "ledger.json").read_text("utf-8")) == sample_ledger()
    for name, certificate in sample_certificates().items():
        text = (report / "certificates" / name).read_text("utf-8")
        assert text == json.dumps(certificate, indent=1, sort_keys=True) + "\n"


def test_stale_certificates_go_and_other_files_stay(tmp_path: Path) -> None:
    write_report(sample_ledger(), sample_certificates(), tmp_path)
    (tmp_path / "certificates" / "mine.json").write_text("{}")
    ledger = sample_ledger()
    ledger["claims"][0]["printed"]["certificate"] = None
    certificates = sample_certificates()
    del certificates["eq-2.printed.json"]
    write_report(ledger, certificates, tmp_path)
    left = {path.name for path in (tmp_path / "certificates").iterdir()}
    assert left == {*certificates, "mine.json"}


def change(ledger: Any, key: str, value: Any) -> Any:
    ledger = copy.deepcopy(ledger)
    ledger["claims"][0]["printed"][key] = value
    return ledger


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("paper_latex", r"\nosuch", MathError),
        ("proof", ["unpaired $"], MathError),
        ("note", r"see $\nosuch$", MathError),
        ("statement", {"symbols": [], "conclusion": ["nosuch"]}, NotationError),
        ("certificate", "certificates/missing.json", ReportError),
        ("note", float("nan"), ReportError),
    ],
)
def test_nothing_is_written_when_something_is_wrong(
    tmp_path: Path, key: str, value: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_report(change(sample_ledger(), key, value), sample_certificates(), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../x.json", "a/b.json", "x.txt", ".json", "x.json\n"])
def test_names_of_certificates(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReportError, match="not the name of a certificate"):
        write_report(sample_ledger(), sample_certificates() | {name: {}}, tmp_path)


def test_errata_say_where_what_and_what_instead(report: Path) -> None:
    text = (report / "errata.md").read_text("utf-8")
    assert text.count("\n### ") == 3
    scaling = text.split("\n### ")[1]
    assert scaling.startswith("1. 3.1, A.2 Lemma A.8(2): Scaling property (2)")
    assert r"\text{for all } r \neq 0" in scaling
    assert "**In words.** Scaling $w_0$ by $r$ and the step by $r^2$ changes nothing.\n" in scaling
    assert "**Why it fails.** False for $r < 0$.\n\nTrue for $r > 0$.\n" in scaling
    assert "`d = 1, H = [[1]], u = (1), w₀ = (1), a₀ = 1, ε = 1, εₐ = 1/2, r = -1`" in scaling
    assert "$a_1$ from $w_0$ is 1; $a_1$ from $r w_0$ is 0." in scaling
    assert "(holds, proof)" in scaling
    assert "r > 0" in scaling
    assert "The paper uses it for `thm-3.3` (undecided as printed), `cor-A.5` (fails as printed)." in scaling
    assert "The corrected statement is used in the proofs of `thm-3.3`." in scaling
    assert "left ≤ right is claimed, and left is [1, 5/2], right is 7/3 ≈ 2.33333" in text
    assert "eq-12" not in text


def test_errata_are_ordered_by_severity(tmp_path: Path, ledger: Any) -> None:
    failing = {"prop-3.2-2": "misprint", "saddle-spectrum": None, "cor-A.5": "gap in a proof"}
    for row in ledger["claims"]:
        row["severity"] = failing.get(row["id"])
    write_report(ledger, sample_certificates(), tmp_path)
    text = (tmp_path / "errata.md").read_text("utf-8")
    assert re.findall(r"\n## (.*)", text) == ["Gap in a proof: 1", "Misprint: 1", "Unclassified: 1"]
    assert re.findall(r"Claim `(.*)`\.", text) == ["cor-A.5", "prop-3.2-2", "saddle-spectrum"]
    rows = [line.split(" | ")[1:3] for line in text.splitlines() if line.startswith("| ")][2:]
    assert rows == [["gap in a proof", "`cor-A.5`"], ["misprint", "`prop-3.2-2`"], ["unclassified", "`saddle-spectrum`"]]


def test_errata_of_a_ledger_without_any(tmp_path: Path, ledger: Any) -> None:
    ledger["claims"] = ledger["claims"][:1]
    write_report(ledger, sample_certificates(), tmp_path)
    assert "No printed statement is known to fail." in (tmp_path / "errata.md").read_text("utf-8")


def test_the_table_in_markdown_has_a_line_for_each_claim(report: Path, ledger: Any) -> None:
    text = (report / "ledger.md").read_text("utf-8")
    for claim in ledger["claims"]:
        assert text.count(f"[{claim['id']}](index.html#{claim['id']})") == 1
    assert r"spectra of H and H\*" in text


def test_the_page_needs_nothing_else(report: Path) -> None:
    page = (report / "index.html").read_text("utf-8")
    assert not re.findall(r"https?://|//[a-z]+\.[a-z]", page)
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?!data:,)", page)
    assert "url(" not in page.replace("url(#_", "")
    for target in re.findall(r'href="([^"#][^"]*)"', page):
        assert target == "data:," or (report / target).is_file(), target


class Tree(HTMLParser):
    """Checks that elements are closed in order, and collects ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        target = values.get("href") or ""
        self.links += [target[1:]] if target.startswith("#") and target[1:2] != "?" else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def test_the_page_is_well_formed_and_its_links_lead_somewhere(report: Path, ledger: Any) -> None:
    tree = Tree()
    tree.feed((report / "index.html").read_text("utf-8"))
    assert tree.open == []
    assert len(tree.ids) == len(set(tree.ids))
    assert {claim["id"] for claim in ledger["claims"]} <= set(tree.ids)
    assert set(tree.links) <= set(tree.ids)


def test_text_of_the_ledger_is_never_markup(tmp_path: Path, ledger: Any) -> None:
    evil = '"><script>alert(1)</script>'
    claim = ledger["claims"][0]
    claim.update(title=evil, where=f"2.1 {evil}", kind=evil, doc=evil)
    claim["printed"].update(note=evil, hash=evil, cites=[evil], sides=[[evil, evil]], proof=[evil])
    claim["printed"]["counterexample"] = {evil: evil}
    claim["hypotheses"] = [{"text": evil, "needed": None, "counterexample": {"u": {evil: evil}}}]
    ledger["paper"]["title"] = evil
    write_report(ledger, sample_certificates(), tmp_path)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert page.count("<script>") == 1
    assert page.count("&lt;script&gt;") > 10


def test_the_page_shows_what_the_ledger_says(report: Path) -> None:
    page = (report / "index.html").read_text("utf-8")
    claim = page.split(' id="saddle-spectrum"')[1].split('<details class="claim')[0]
    assert "low-rank determinant identity" in claim
    assert "certificates/saddle-spectrum.corrected.json" in claim
    assert claim.count("<mtable>") >= 4
    assert "≈ 0.666667" in claim
    assert "11 of 12 altered statements rejected" in page
    assert "not examined yet" in page
    assert 'href="#cor-A.5/inequality"' in page
