"""What a ledger must be, and what is worked out from it."""

from __future__ import annotations

from typing import Any

import pytest

from verify.report import ReportError
from verify.report.ledger import Ledger
from verify.report.mathml import to_mathml
from verify.report.summary import filters, sentence, tables
from verify.report.values import decimal, instance_html, instance_text, value_html, value_latex, value_text


def find(ledger: Any, name: str) -> Any:
    return next(row for row in ledger["claims"] if row["id"] == name)


def test_relations(ledger: Any) -> None:
    read = Ledger(ledger)
    assert read.by_id["eq-9-10"].used_by == ["prop-3.2-2", "eq-12", "saddle-spectrum"]
    assert read.by_id["cor-A.5"].parts == ["cor-A.5/inequality"]
    assert [row.id for row in read.parts] == ["cor-A.5/inequality"]
    assert ("cor-A.5/inequality", 1) in [(row.id, depth) for row, depth in read.tree]


def test_a_claim_is_complete_only_with_all_that_it_uses(ledger: Any) -> None:
    assert {"eq-2", "eq-12", "prop-3.2-2"} <= Ledger(ledger).fully_proved
    assert not {"gd-rate", "thm-3.3", "cor-A.5"} & Ledger(ledger).fully_proved
    find(ledger, "eq-2")["printed"].update(verdict="undecided", evidence="sampled")
    assert "eq-12" not in Ledger(ledger).fully_proved


def test_counts(ledger: Any) -> None:
    read = Ledger(ledger)
    assert sentence(read).startswith("Of 10 claims of the paper, 5 hold as printed, 3 fail, and 2")
    assert "For 2 of those that fail" in sentence(read)
    columns = tables(read)["columns"]
    table = {v: dict(zip(columns, cells, strict=True)) for v, cells in tables(read)["table"]}
    assert table["holds"]["proof-cited"] == (1, 2)
    assert table["undecided"][None] == (1, 1)
    assert dict(dict(filters(read))["verdict"]) == {"holds": 6, "fails": 3, "undecided": 2}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("eq-2", {"uses": ["nowhere"]}, "eq-2 uses 'nowhere'"),
        ("eq-2", {"uses": ["eq-12"]}, "a circle of dependencies"),
        ("eq-2", {"parent": "nowhere"}, "is part of 'nowhere'"),
        ("eq-2", {"id": "eq-12"}, "two rows are called eq-12"),
        ("eq-2", {"id": "a b"}, "no blanks"),
        ("eq-2", {"title": ""}, "'title'"),
        ("eq-2", {"severity": "dreadful"}, "unknown severity 'dreadful'"),
        ("eq-2", {"consequences": ["nowhere"]}, "eq-2 has the consequence 'nowhere'"),
        ("eq-2", {"printed": None}, "expected an object"),
        ("eq-2", {"printed": {"verdict": "true"}}, "unknown verdict 'true'"),
        ("eq-2", {"printed": {"verdict": "holds", "evidence": "faith"}}, "unknown evidence"),
        ("eq-2", {"printed": {"verdict": "holds", "evidence": "sampled"}}, "cannot rest on"),
        ("eq-2", {"printed": {"verdict": "holds"}}, "cannot rest on"),
        ("eq-2", {"printed": {"verdict": "fails", "sides": [["left"]]}}, "expected .name, value."),
    ],
)
def test_malformed_ledgers_are_refused(ledger: Any, name: str, change: Any, message: str) -> None:
    find(ledger, name).update(change)
    with pytest.raises(ReportError, match=message) as caught:
        Ledger(ledger)
    assert "\n" not in str(caught.value)


def test_values() -> None:
    assert value_latex("-3/2") == r"-\frac{3}{2}"
    assert value_latex(["1", "0"]) == r"\begin{pmatrix} 1 \\ 0 \end{pmatrix}"
    assert value_latex(["1"] * 5) == r"\begin{pmatrix} 1 & 1 & 1 & 1 & 1 \end{pmatrix}^{T}"
    assert value_latex([["1", "0"], ["0", "2"]]) == r"\begin{pmatrix} 1 & 0 \\ 0 & 2 \end{pmatrix}"
    assert value_latex([["1", 2, 0], ["-3", 1, 1]], "function") == r"(s, t) \mapsto s^{2} - 3 s t"
    assert value_latex("[1, -1/2]") == value_latex(["1", "-1/2"])
    assert value_latex("[[1, 0], [0, 2]]") == value_latex([["1", "0"], ["0", "2"]])
    assert value_latex("[0.1 +/- 1e-9]") is value_latex("[1, ]") is value_latex("[]") is None
    assert value_html("<0.1>") == "<code>&lt;0.1&gt;</code>"
    assert value_text([["1", "0"], ["0", "2"]]) == "[[1, 0], [0, 2]]"
    assert value_text([["2", 0, 0]], "function") == "(s, t) ↦ 2"


def test_decimals_say_whether_they_are_exact() -> None:
    assert decimal("5/2") == "= 2.5"
    assert decimal("1/3") == "≈ 0.333333"
    assert decimal("7") == decimal("[1, 2]") == decimal(["1/2"]) == ""


def test_an_instance_begins_with_the_dimension_and_follows_the_statement() -> None:
    statement = {"symbols": [{"name": "u", "sort": "vector"}, {"name": "eps", "sort": "scalar"}]}
    values = {"eps": "1/2", "z": "3", "d": 2, "u": ["1", "0"]}
    assert instance_text(values, statement) == "d = 2, u = (1, 0), ε = 1/2, z = 3"


def test_a_sequence_that_is_given_by_a_formula_follows_the_values() -> None:
    statement = {"symbols": [{"name": "c", "sort": "scalar"}, {"name": "w", "sort": "sequence-scalar"}]}
    forms = {"w": ["lambda", "k", ["/", "c", ["+", "k", "1"]]]}
    assert instance_text({"d": 1, "c": "2"}, statement, forms) == "d = 1, c = 2, wₖ = c/(k + 1)"
    shown = instance_html({"d": 1, "c": "2"}, statement, forms)
    assert len(shown) == 3 and shown[2].name == to_mathml("w_{k}") and shown[2].value == to_mathml(r"\frac{c}{k + 1}")
