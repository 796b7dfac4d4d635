"""A pytest plugin: every claim of a paper is a test, named by its id.

It is silent until a project sets `verify_papers` in its pytest options or gives --claims-paper.  A
claim passes where the checker, reading its certificates from JSON text, accepts them and each
verdict is the recorded one.  A claim that is undecided, and recorded so, has an outcome of its own:
it is never counted as passed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.outcomes import Skipped

if TYPE_CHECKING:
    from verify.checker import Accepted
    from verify.claims import Paper
    from verify.expectations import Expected
    from verify.resume import ResumableLedger

Json = Any
PARTS = ("printed", "corrected")
VERDICTS = ("holds", "fails", "undecided")
CLAIM, UNDECIDED = "claim", "undecided"  # what reports carry
SAID = ("verdict", "evidence", "hash", "cites")


class ClaimError(Exception):
    """A claim that is not as recorded, or whose certificate is rejected; the message says why."""


class Undecided(Skipped):
    """A claim that is undecided, as recorded."""


# ------------------------------------------------------------------------------------------------
# Options


def pytest_addoption(parser: pytest.Parser) -> None:
    """--claims and --claims-paper, and the ini option verify_papers."""
    group = parser.getgroup("verify", "the claims of a paper as tests")
    group.addoption("--claims", metavar="GLOB", action="append", default=[],
                    help="only the claims with this id, or matching this glob; may be given several times")  # fmt: skip
    group.addoption("--claims-paper", metavar="PACKAGE", action="append", default=[],
                    help="the package of a paper whose claims become tests; may be given several times")  # fmt: skip
    parser.addini("verify_papers", "packages of the papers whose claims become tests", type="args", default=[])
    parser.addini("verify_report", "folder of a report: claims that have not changed since are taken up from it, and rechecked", type="paths", default=[])


def packages(config: pytest.Config) -> list[str]:
    """The papers whose claims are tests in this run."""
    return list(dict.fromkeys([*config.getini("verify_papers"), *config.getoption("claims_paper")]))


def wanted(config: pytest.Config) -> bool:
    """Whether claims are collected: they are asked for, or no file was named on the command line."""
    asked = config.getoption("claims") or config.getoption("claims_paper")
    return bool(asked or config.args_source is not pytest.Config.ArgsSource.ARGS)


def only_claims(config: pytest.Config) -> bool:
    """Whether nothing but claims is to be run: some were chosen, and no file was named."""
    return bool(config.getoption("claims")) and config.args_source is not pytest.Config.ArgsSource.ARGS


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse a choice of claims that names nothing, before anything is collected."""
    config = session.config
    if config.getoption("claims") and not packages(config):
        raise pytest.UsageError("--claims chooses among the claims of a paper: set verify_papers, or give --claims-paper PACKAGE")
    if config.getoption("claims") and not hasattr(config, "workerinput"):
        chosen(session)


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave the other tests alone where claims were chosen."""
    return True if only_claims(config) else None


# ------------------------------------------------------------------------------------------------
# Collection


class PaperCollector(pytest.Collector):
    """A paper: it holds the ledger that its claims share, and what the checker accepted from JSON text."""

    paper: Paper
    expected: Expected
    ledger: ResumableLedger
    library: dict[str, Accepted]

    def open(self) -> PaperCollector:
        """Load the paper and its recorded verdicts."""
        from verify import expectations
        from verify.papers import open_paper
        from verify.resume import ResumableLedger

        self.paper = open_paper(self.name)
        self.expected = expectations.load(self.name, self.paper.ids())
        report = next(iter(self.config.getini("verify_report")), None)
        self.ledger, self.library = ResumableLedger(self.paper, report=report, recorded=self.expected), {}
        return self

    def collect(self) -> Iterator[ClaimItem]:
        """Every claim, parts included."""
        for claim_id in self.paper.ids():
            yield ClaimItem.from_parent(self, name=claim_id)

    def reread(self, digest: str) -> None:
        """Have the checker accept the certificate of a statement, and of what it uses, from JSON text."""
        from verify import checker

        if digest in self.library:
            return
        data = json.loads(json.dumps(next(c for c in self.ledger.certificates.values() if c["hash"] == digest)))
        for used in data["uses"]:
            self.reread(used)
        self.library[digest] = checker.accept(data, self.library)


def chosen(session: pytest.Session) -> list[ClaimItem]:
    """The claims of this run.

    Raises UsageError for a package that is no paper, and for a pattern that names no claim.
    """
    from verify.claims import UnknownClaimError
    from verify.expectations import ExpectationsError
    from verify.papers import PaperError, select

    found: list[ClaimItem] = []
    matched: set[str] = set()
    patterns: list[str] = session.config.getoption("claims")
    try:
        for package in packages(session.config):
            collector = PaperCollector.from_parent(session, name=package, nodeid=package, path=session.config.rootpath).open()
            ids: set[str] = set() if patterns else set(collector.paper.ids())
            for pattern in patterns:
                try:
                    ids.update(select(collector.paper, [pattern]))
                    matched.add(pattern)
                except UnknownClaimError as error:
                    unknown = error
            found += [item for item in collector.collect() if item.name in ids]
        if any(pattern not in matched for pattern in patterns):
            raise unknown
    except (PaperError, ExpectationsError, UnknownClaimError) as error:
        raise pytest.UsageError(str(error)) from error
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the claims to the collected tests."""
    if packages(config) and wanted(config):
        found = chosen(session)
        items.extend(found)
        report = pytest.CollectReport(nodeid="", outcome="passed", longrepr=None, result=list(found))
        config.hook.pytest_collectreport(report=report)


# ------------------------------------------------------------------------------------------------
# One claim


class ClaimItem(pytest.Item):
    """One claim as a test."""

    def runtest(self) -> None:
        """Decide the claim, and hold its certificates and verdicts against the checker and the record."""
        from verify import expectations
        from verify.checker import CheckError
        from verify.prove.complete import NotFoundError
        from verify.statements import StatementError

        paper = self.parent
        assert isinstance(paper, PaperCollector)
        try:
            row = paper.ledger.decide(self.name)
        except (CheckError, NotFoundError, StatementError) as error:
            raise ClaimError(f"{self.name}: what is offered as proof is not accepted: {error}") from error
        parts = {which: row[which] for which in PARTS if row[which]}
        for which, part in parts.items():
            self.user_properties += [(f"{which}.{key}", said(part[key])) for key in SAID]
        for which, part in parts.items():
            try:
                accept(paper, f"{self.name} {which}", part)
            except CheckError as error:
                said_by = f"the checker rejects the certificate of the {which} statement"
                raise ClaimError(f"{self.name}: {said_by}: {error}") from error
        wrong = expectations.disagreements(row, paper.expected)
        if wrong:
            raise ClaimError("\n".join(wrong))
        undecided = {which: part for which, part in parts.items() if part["verdict"] == "undecided"}
        notes = [f"{which}: {' '.join(filter(None, (part['note'], part['searched']))) or 'undecided'}" for which, part in undecided.items()]
        if notes:
            raise Undecided("; ".join(notes), _use_item_location=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The explanation alone for a claim that fails; the traceback for an error of the program."""
        if isinstance(excinfo.value, ClaimError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The folder of the paper, and the id."""
        assert self.parent is not None
        return self.path, 0, f"{self.parent.name}::{self.name}"


def accept(paper: PaperCollector, name: str, part: Json) -> None:
    """Have the checker accept, from JSON text, the certificate of a statement that is decided.

    Raises CheckError.
    """
    from verify.checker import CheckError
    from verify.recheck.acceptance import confirm
    from verify.resume import read_as

    if part["verdict"] == "undecided":
        return
    if not part["certificate"]:
        raise CheckError("there is none")
    certificate = json.loads(json.dumps(paper.ledger.certificates[Path(part["certificate"]).name]))
    mine = f"{certificate['claim']} {certificate['part']}" == name
    if mine and read_as(certificate, part) in paper.ledger.reread:  # read from JSON when the row was taken up
        paper.library[part["hash"]] = paper.ledger.library[part["hash"]]
        return
    for used in certificate["uses"]:
        paper.reread(used)
    paper.library[part["hash"]] = confirm(certificate, json.loads(json.dumps(part)), name, paper.library)


def said(value: Json) -> str:
    """A value as a property of a test."""
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


# ------------------------------------------------------------------------------------------------
# Outcomes and summary


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Mark the reports of claims, and among them those that are undecided."""
    report = yield
    if isinstance(item, ClaimItem):
        assert item.parent is not None
        setattr(report, CLAIM, [item.parent.name, item.name])
        if call.excinfo is not None and isinstance(call.excinfo.value, Undecided):
            setattr(report, UNDECIDED, str(call.excinfo.value))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """The outcome `undecided`, with its own letter and colour."""
    if getattr(report, UNDECIDED, None) is not None:
        return "undecided", "u", ("UNDECIDED", {"purple": True})
    return None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The ledger: what holds, what fails, what is undecided, and on what evidence."""
    reports = [report for found in terminalreporter.stats.values() for report in found
               if getattr(report, CLAIM, None) and report.when == "call"]  # fmt: skip
    for package in sorted({report.claim[0] for report in reports}):
        mine = [report for report in reports if report.claim[0] == package]
        parts = sum("/" in report.claim[1] for report in mine)
        terminalreporter.section(f"ledger of {package}")
        terminalreporter.write_line(f"{counted(len(mine) - parts, 'row')} and {counted(parts, 'part')}")
        for which in PARTS:
            said_of = [dict(report.user_properties) for report in mine]
            verdicts = [(p[f"{which}.verdict"], p[f"{which}.evidence"]) for p in said_of if f"{which}.verdict" in p]
            for verdict in VERDICTS:
                evidence = Counter(by for found, by in verdicts if found == verdict)
                detail = ", ".join(f"{count} {by}" for by, count in sorted(evidence.items()) if by)
                if evidence:
                    count = sum(evidence.values())
                    terminalreporter.write_line(f"as {which}: {count:4} {verdict}" + (f"  ({detail})" if detail else ""))
        undecided = sorted(report.claim[1] for report in mine if getattr(report, UNDECIDED, None) is not None)
        if undecided:
            terminalreporter.write_line(f"undecided: {', '.join(undecided)}")


def counted(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
