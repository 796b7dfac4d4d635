"""What is edited in a report is noticed, with the row named: in the ledger alone, and with the pages made to fit."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from recheck_cases import PACKAGE, problems, put, read, rewritten

from verify import checker
from verify.checker.statement import sha256
from verify.cli import main
from verify.recheck.rows import TAKEN

Json = Any
Place = tuple[str | int, ...]


def row(ledger: Json, claim_id: str) -> Json:
    """A row of a ledger."""
    return next(each for each in ledger["claims"] if each["id"] == claim_id)


def named(folder: Path) -> set[str]:
    """The rows, parts and files of which recheck finds something wrong."""
    return {name for name, _ in problems(folder)}


def test_a_report_as_it_was_written_is_vouched_for(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(problems(report)) == []
    assert main(["recheck", str(report)]) == 0
    assert f"held against the paper {PACKAGE}: all that it shows is vouched for" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------
# Edits on purpose


def undecided(ledger: Json) -> None:
    """A refuted statement, said to be undecided, its certificate gone."""
    shown = row(ledger, "root")["printed"]
    shown.update(verdict="undecided", evidence="sampled", certificate=None, counterexample=None, sides=[], searched="no counterexample found")


def rejected(ledger: Json) -> None:
    """Near misses that were never tried."""
    row(ledger, "growth")["mutants"].update(tried=999, rejected=999)


def invented(ledger: Json) -> None:
    """A rejected near miss that the toolkit does not make, with the counts to fit."""
    mutants = row(ledger, "growth")["mutants"]
    mutants["list"].append({**mutants["list"][0], "change": "sign changed: x becomes -x"})
    mutants.update(tried=mutants["tried"] + 1, rejected=mutants["rejected"] + 1)


def fewer(ledger: Json) -> None:
    """A rejected near miss left out, with the counts to fit."""
    mutants = row(ledger, "growth")["mutants"]
    mutants["list"].pop()
    mutants.update(tried=mutants["tried"] - 1, rejected=mutants["rejected"] - 1)


EDITS: dict[str, tuple[str, Callable[[Json], object]]] = {
    "formula in LaTeX": ("square", lambda x: row(x, "square")["printed"].update(latex="0 < x")),
    "formula in words": ("square", lambda x: row(x, "square")["printed"].update(unicode="Then 0 < x")),
    "formula of the paper": ("square", lambda x: row(x, "square")["printed"].update(paper_latex="0 < x^2")),
    "proof in words": ("square/double", lambda x: row(x, "square/double")["printed"]["proof"].append("It is obvious.")),
    "proof left out": ("square/double", lambda x: row(x, "square/double")["printed"].update(proof=[])),
    "note": ("square", lambda x: row(x, "square")["printed"].update(note="of any complex number $x$")),
    "note of another part": ("root", lambda x: row(x, "root")["corrected"].update(note="always")),
    "docstring": ("square", lambda x: row(x, "square").update(doc="A square is positive.")),
    "title": ("unseen", lambda x: row(x, "unseen").update(title="what everybody knows")),
    "place": ("unseen", lambda x: row(x, "unseen").update(where="3")),
    "section": ("unseen", lambda x: row(x, "unseen").update(section="3")),
    "parent": ("square/double", lambda x: row(x, "square/double").update(parent="root")),
    "severity": ("root", lambda x: row(x, "root").update(severity="misprint")),
    "consequences": ("root", lambda x: row(x, "root").update(consequences=[])),
    "remark": ("root", lambda x: row(x, "root").update(remark="nothing is lost")),
    "witness of something else": ("growth", lambda x: row(x, "growth").update(witness={"d": 1, "x": "6"})),
    "witness outside of the domain": ("growth", lambda x: row(x, "growth").update(witness={"d": 1, "x": "-1"})),
    "witness left out": ("growth", lambda x: row(x, "growth").update(witness=None)),
    "witness that is no instance": ("growth", lambda x: row(x, "growth").update(witness={"d": 10**9, "x": {"a": []}})),
    "hypothesis renamed": ("growth", lambda x: row(x, "growth")["hypotheses"][0].update(text="x is at most six")),
    "hypothesis said to be needed": ("growth", lambda x: row(x, "growth")["hypotheses"][0].update(needed=True, note="", counterexample={"d": 1, "x": "6"})),
    "hypothesis said not to be needed": ("growth", lambda x: row(x, "growth")["hypotheses"][1].update(
        needed=False, counterexample=None, also=[], note="not needed: the proof of the statement does without it")),
    "hypothesis left out": ("growth", lambda x: row(x, "growth")["hypotheses"].pop(0)),
    "hypothesis twice": ("growth", lambda x: row(x, "growth")["hypotheses"].append(row(x, "growth")["hypotheses"][0])),
    "counterexample of a hypothesis": ("growth", lambda x: row(x, "growth")["hypotheses"][1].update(counterexample={"d": 1, "x": "1"})),
    "second counterexample of a hypothesis": ("growth", lambda x: row(x, "growth")["hypotheses"][1].update(also=[])),
    "ways to violate a hypothesis exchanged": ("growth", lambda x: row(x, "growth")["hypotheses"][1].update(
        counterexample={"d": 1, "x": "0"}, also=[{"d": 1, "x": "-1"}])),
    "999 of 999 rejected": ("growth", rejected),
    "a near miss invented": ("growth", invented),
    "a near miss left out": ("growth", fewer),
    "counterexample of a near miss": ("growth", lambda x: row(x, "growth")["mutants"]["list"][0].update(counterexample={"d": 1, "x": "-9"})),
    "near misses in another order": ("growth", lambda x: row(x, "growth")["mutants"]["list"].reverse()),
    "a near miss renamed": ("growth", lambda x: row(x, "growth")["mutants"]["list"][0].update(change="sign changed: 0 becomes 0")),
    "a rejected near miss said to be true": ("square", lambda x: row(x, "square")["mutants"]["justified"].append(
        {"change": row(x, "square")["mutants"]["list"].pop()["change"], "why": "equivalent or weaker: proved"})),
    "a rejected near miss said to be a case": ("square", lambda x: row(x, "square")["mutants"]["justified"].append(
        {"change": row(x, "square")["mutants"]["list"].pop()["change"], "why": "a case of the statement itself"})),
    "a reason that the paper does not give": ("above", lambda x: row(x, "above")["mutants"]["justified"][0].update(why="clear")),
    "a proof beside that is not there": ("above", lambda x: row(x, "above").update(near="near/above.json")),
    "a proof beside in another folder": ("above", lambda x: row(x, "above").update(near="../near/above.json")),
    "verdict": ("root", lambda x: row(x, "root")["printed"].update(verdict="holds")),
    "a verdict that is none": ("mean", lambda x: row(x, "mean")["printed"].update(verdict="surely holds")),
    "refuted, turned undecided": ("root", undecided),
    "undecided, turned into a proof": ("mean", lambda x: row(x, "mean")["printed"].update(verdict="holds", evidence="proof")),
    "evidence": ("square", lambda x: row(x, "square")["printed"].update(evidence="proof-cited")),
    "cited theorems": ("square", lambda x: row(x, "square")["printed"].update(cites=["the axiom of choice"])),
    "used claims left out": ("square/double", lambda x: row(x, "square/double").update(uses=[])),
    "used claims invented": ("root", lambda x: row(x, "root").update(uses=["square"])),
    "hash": ("square", lambda x: row(x, "square")["printed"].update(hash="0" * 64)),
    "statement": ("square", lambda x: row(x, "square")["printed"]["statement"].update(conclusion=["le", "0", "1"])),
    "counterexample": ("root", lambda x: row(x, "root")["printed"].update(counterexample={"d": 1, "x": "-2"})),
    "sides": ("root", lambda x: row(x, "root")["printed"].update(sides=[["eq", "2", "-2"]])),
    "sequences": ("root", lambda x: row(x, "root")["printed"].update(sequences={"a": ["lambda", "k", "k"]})),
    "corrected form left out": ("root", lambda x: row(x, "root").update(corrected=None)),
    "corrected form in place of the printed one": ("root", lambda x: row(x, "root").update(printed=row(x, "root")["corrected"])),
    "corrected form invented": ("square", lambda x: row(x, "square").update(corrected=row(x, "square")["printed"])),
    "something more in a row": ("square", lambda x: row(x, "square").update(praise="reviewed by experts")),
    "something more in a statement": ("square", lambda x: row(x, "square")["printed"].update(praise="reviewed by experts")),
    "a row missing": ("mean", lambda x: x["claims"].remove(row(x, "mean"))),
    "a row nulled": ("mean", lambda x: x["claims"].__setitem__(5, None)),
    "a row twice": ("mean", lambda x: x["claims"].append(row(x, "mean"))),
    "a row of its own": ("fermat", lambda x: x["claims"].append({**row(x, "unseen"), "id": "fermat"})),
    "rows exchanged": ("square", lambda x: x["claims"].insert(3, x["claims"].pop(0))),
    "a printed statement nulled": ("mean", lambda x: row(x, "mean").update(printed=None)),
    "an experiment invented": ("square", lambda x: row(x, "square").update(
        experiments=[{"figure": "unseen", "statement": "it works", "instances": 9, "contradicted": 0}])),
    "a row without a claim, proved": ("unseen", lambda x: row(x, "unseen")["printed"].update(verdict="holds", evidence="proof")),
    "a remark on a row without a claim": ("unseen", lambda x: row(x, "unseen")["printed"].update(note="trivial")),
    "title of the paper": ("ledger.json", lambda x: x["paper"].update(title="A great paper")),
    "toolkit": ("ledger.json", lambda x: x.update(toolkit="9.9")),
    "schema": ("ledger.json", lambda x: x.update(schema=1)),
    "something more in the ledger": ("ledger.json", lambda x: x.update(praise="reviewed by experts")),
    "confirmations": ("ledger.json", lambda x: x["confirmations"][0].update(instances=10**6)),
    "confirmations left out": ("ledger.json", lambda x: x.pop("confirmations")),
    "versions": ("environment", lambda x: x["environment"]["packages"].update(sympy="1.14\nforged")),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_the_ledger_is_noticed(spoilt: Path, edit: str, capsys: pytest.CaptureFixture[str]) -> None:
    claim_id, change = EDITS[edit]
    ledger = read(spoilt / "ledger.json")
    change(ledger)
    rewritten(spoilt, ledger)
    capsys.readouterr()
    assert main(["recheck", str(spoilt)]) in (1, 2)
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith("verify: ") for line in lines)
    assert any(line.startswith((f"verify: {claim_id}:", f"verify: {claim_id} ")) for line in lines), lines


def test_a_statement_with_a_valid_certificate_of_its_own_in_place_of_the_claim(spoilt: Path) -> None:
    ledger, path = read(spoilt / "ledger.json"), spoilt / "certificates/square.printed.json"
    trivial = {"symbols": [], "definitions": [], "moments": [], "hypotheses": [], "conclusion": ["le", "0", "1"]}
    certificate = checker.sealed({**read(path), "statement": trivial, "hash": sha256(trivial), "body": {"by": "trivial"}})
    assert checker.accept(certificate, {}).verdict == "holds"
    row(ledger, "square")["printed"].update(statement=trivial, hash=certificate["hash"], latex="0 \\le 1", proof=["Clear."])
    put(path, certificate)
    rewritten(spoilt, ledger)
    assert any(name.startswith("square") for name in named(spoilt))


@pytest.mark.parametrize("name", ["index.html", "ledger.md", "errata.md", "graph.svg"])
def test_an_edit_of_a_page_is_noticed(spoilt: Path, name: str) -> None:
    text = (spoilt / name).read_text(encoding="utf-8")
    (spoilt / name).write_text(text.replace("root", "r00t", 1), encoding="utf-8")
    assert named(spoilt) == {name}
    (spoilt / name).write_text(text + "\n", encoding="utf-8")
    assert named(spoilt) == {name}
    (spoilt / name).unlink()
    assert named(spoilt) == {name}
    (spoilt / name).write_bytes(b"\xff\xfe" + text.encode())
    assert named(spoilt) == {name}


def test_where_a_page_was_edited_is_told(spoilt: Path) -> None:
    text = (spoilt / "index.html").read_text(encoding="utf-8")
    at = text.index("A positive number and its square")
    (spoilt / "index.html").write_text(text[:at] + "Nothing" + text[at:], encoding="utf-8")
    ((name, problem),) = problems(spoilt)
    assert name == "index.html" and problem.endswith("after growth")


def test_files_are_written_as_the_toolkit_writes_them(spoilt: Path) -> None:
    """A key given twice, blanks, another order: what a reader of the file sees first need not be what a program reads."""
    path = spoilt / "ledger.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"verdict": "fails"', '"verdict": "holds",\n    "verdict": "fails"', 1), encoding="utf-8")
    assert named(spoilt) == {"ledger.json"}
    path.write_text(text, encoding="utf-8")
    certificate = spoilt / "certificates/root.printed.json"
    certificate.write_text(certificate.read_text(encoding="utf-8").replace('"x": "-1"', '"x": "-9",\n   "x": "-1"', 1), encoding="utf-8")
    assert named(spoilt) == {"root"}


def test_a_file_that_no_row_names_is_told_of(spoilt: Path) -> None:
    put(spoilt / "certificates/fermat.printed.json", read(spoilt / "certificates/square.printed.json"))
    assert named(spoilt) == {"certificates/fermat.printed.json"}


def test_the_paper_that_is_named_decides(spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report of one paper is none of another."""
    assert main(["recheck", str(spoilt), "--paper", "proofs_checks"]) == 2
    assert f"a report of the paper '{PACKAGE}', expected one of 'proofs_checks'" in capsys.readouterr().err


@pytest.mark.parametrize("package", [None, 5, "", "os.path", "json", "no_such_paper", "../evil", "a\nverify: all is well"])
def test_a_ledger_that_names_no_paper(spoilt: Path, package: Json, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = read(spoilt / "ledger.json")
    ledger["paper"]["package"] = package
    put(spoilt / "ledger.json", ledger)
    assert main(["recheck", str(spoilt)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


# ------------------------------------------------------------------------------------------------
# Every number, text and element


def leaves(data: Json, at: Place = ()) -> Iterator[Place]:
    """The place of every number and text."""
    for key, part in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from leaves(part, (*at, key))
    if isinstance(data, (str, int)) and not isinstance(data, bool):
        yield at


def elements(data: Json, at: Place = ()) -> Iterator[Place]:
    """The place of every element of a list."""
    for key, part in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from ((*at, key),) if isinstance(data, list) else ()
        yield from elements(part, (*at, key))


def other(value: str | int) -> str | int:
    """Another value of the same kind."""
    return value + 1 if isinstance(value, int) else f"{value}1" if value.lstrip("-").isdigit() else f"{value} x"


def changed(data: Json, place: Place, drop: bool) -> Json:
    """Data with one part changed, or one element of a list left out."""
    data = copy.deepcopy(data)
    holder = data
    for key in place[:-1]:
        holder = holder[key]
    if drop:
        del holder[place[-1]]
    else:
        holder[place[-1]] = other(holder[place[-1]])
    return data


def ways(data: Json) -> list[tuple[Place, bool]]:
    """What may be changed: numbers and texts, and elements left out."""
    return [*((place, False) for place in leaves(data)), *((place, True) for place in elements(data))]


def test_every_number_text_and_element_of_the_ledger(spoilt: Path) -> None:
    """One change in each row at a time; each row must be named."""
    ledger = read(spoilt / "ledger.json")
    choices = [ways(each) for each in ledger["claims"]]
    assert sum(map(len, choices)) > 400
    for turn in range(max(map(len, choices))):
        there = [turn < len(found) for found in choices]
        rows = [changed(each, *found[turn]) if here else each for each, found, here in zip(ledger["claims"], choices, there)]
        put(spoilt / "ledger.json", {**ledger, "claims": rows})
        told = {word for name, _ in problems(spoilt) for word in (name, name.partition(" ")[0])}
        for each, found, here in zip(ledger["claims"], choices, there):
            assert not here or each["id"] in told, (each["id"], found[turn])


def test_every_number_text_and_element_beside_the_rows(spoilt: Path) -> None:
    ledger = read(spoilt / "ledger.json")
    rest = {key: part for key, part in ledger.items() if key not in ("claims", "environment")}  # the versions are shown as not vouched for
    for way in ways(rest):
        put(spoilt / "ledger.json", ledger | changed(rest, *way))
        try:
            assert named(spoilt), way
        except ValueError:
            assert way[0] == ("paper", "package")


@pytest.mark.parametrize("name", ["square", "others"])
def test_every_number_text_and_element_of_the_certificates(spoilt: Path, name: str) -> None:
    """One change in each certificate at a time; those that others use are changed alone."""
    paths = [path for path in sorted(spoilt.glob("certificates/*.json")) if (path.name == "square.printed.json") == (name == "square")]
    before = [read(path) for path in paths]
    choices = [ways(data) for data in before]
    for turn in range(max(map(len, choices))):
        there = [turn < len(found) for found in choices]
        for path, data, found, here in zip(paths, before, choices, there):
            put(path, changed(data, *found[turn]) if here else data)
        told = {word for who, _ in problems(spoilt) for word in (who, who.partition(" ")[0])}
        for data, found, here in zip(before, choices, there):
            assert not here or data["claim"] in told, (data["claim"], found[turn])


# ------------------------------------------------------------------------------------------------
# What is not vouched for


def survives(ledger: Json) -> None:
    """A near miss that was passed over, said to survive."""
    mutants = row(ledger, "growth")["mutants"]
    mutants["survivors"].append(mutants["relaxed"].pop(0))
    mutants["tried"] += 1


UNVOUCHED: dict[str, Callable[[Json], object]] = {
    "key": lambda x: row(x, "growth").update(key="0" * 64),
    "*.searched": lambda x: row(x, "mean")["printed"].update(searched="no counterexample in 10 instances, and no proof found"),
    "mutants.survivors": survives,
}


@pytest.mark.parametrize("field", UNVOUCHED)
def test_what_is_taken_from_the_row_is_listed_and_marked(spoilt: Path, field: str) -> None:
    """A careful forger can change it, which is why the page says of it that it is not vouched for."""
    ledger = read(spoilt / "ledger.json")
    UNVOUCHED[field](ledger)
    put(spoilt / "ledger.json", ledger)
    assert any(name in ("growth", "mean") for name, _ in problems(spoilt))  # a careless one is noticed by the digest
    rewritten(spoilt, ledger)
    assert list(problems(spoilt)) == []
    assert field in TAKEN
    assert (spoilt / "index.html").read_text(encoding="utf-8").count('href="#_unvouched">not vouched for</a>') >= 3
