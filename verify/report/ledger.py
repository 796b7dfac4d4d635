"""The ledger as the report reads it: checked, with defaults filled in and relations worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from verify.claims import Severity

VERDICTS = ("holds", "fails", "undecided")
EVIDENCE = ("proof", "proof-cited", "proof-fixed-d", "enclosure", "sampled", "counterexample")
RELATIONS = {"eq": "left = right", "ne": "left ≠ right", "le": "left ≤ right", "lt": "left < right"}
PROVED = ("proof", "proof-cited")
SEVERITIES = tuple(map(str, Severity))


_AUDITED: dict[str, Any] = {"needed": None, "counterexample": None, "also": (), "note": ""}
_MUTANTS: dict[str, Any] = {"tried": 0, "rejected": 0, "justified": (), "list": (), "survivors": (), "relaxed": (), "undecidable": ()}


class ReportError(ValueError):
    """A ledger that the report cannot show; the message names the row and what is wrong with it."""


class Side(NamedTuple):
    """What a counterexample makes of the relation that fails.

    Either the value of something that has a name, or both sides of a relation.
    """

    name: str
    values: list[Any]


@dataclass(frozen=True)
class Form:
    """One form of a claim: as printed, or as corrected."""

    verdict: str
    evidence: str | None
    cites: list[str]
    paper_latex: str | None
    latex: str | None
    hash: str | None
    statement: Mapping[str, Any] | None
    certificate: str | None
    counterexample: Mapping[str, Any] | None
    sequences: Mapping[str, Any]
    sides: list[Side]
    note: str
    searched: str
    proof: list[str]

    @property
    def proved(self) -> bool:
        """Whether it holds by an exact certificate, in every dimension."""
        return self.verdict == "holds" and self.evidence in PROVED


@dataclass(frozen=True)
class Row:
    """A claim, with the rows that it uses and that use it."""

    id: str
    kind: str
    where: str
    title: str
    section: str
    parent: str | None
    doc: str
    uses: list[str]
    printed: Form
    corrected: Form | None
    witness: Mapping[str, Any] | None
    hypotheses: list[Mapping[str, Any]]
    mutants: Mapping[str, Any]
    severity: str | None = None
    consequences: list[str] = field(default_factory=list)
    remark: str = ""
    sampled: Mapping[str, Any] | None = None
    figure: Mapping[str, Any] | None = None
    experiments: list[Mapping[str, Any]] = field(default_factory=list)
    used_by: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def believed(self) -> Form:
        """The form that later claims may rest on."""
        return self.corrected or self.printed


def _need(row: Mapping[str, Any], key: str, name: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ReportError(f"row {name}: expected text for {key!r}, got {value!r}")
    return value


def _side(data: Any, name: str) -> Side:
    good = isinstance(data, list | tuple) and len(data) in (2, 3) and isinstance(data[0], str)
    if not good:
        raise ReportError(
            f"row {name}: expected [name, value] or [relation, left, right], got {data!r}"
        )
    return Side(RELATIONS.get(data[0], data[0]) if len(data) == 3 else data[0], list(data[1:]))


def _form(data: Any, name: str) -> Form:
    if not isinstance(data, Mapping):
        raise ReportError(f"row {name}: expected an object for a form of the claim, got {data!r}")
    verdict, evidence = data.get("verdict"), data.get("evidence")
    if verdict not in VERDICTS:
        raise ReportError(f"row {name}: unknown verdict {verdict!r}")
    if evidence is not None and evidence not in EVIDENCE:
        raise ReportError(f"row {name}: unknown evidence {evidence!r}")
    if verdict == "holds" and evidence in (None, "sampled", "counterexample"):
        raise ReportError(f"row {name}: 'holds' cannot rest on evidence {evidence!r}")
    return Form(
        verdict=verdict,
        evidence=evidence,
        cites=list(data.get("cites") or ()),
        paper_latex=data.get("paper_latex"),
        latex=data.get("latex"),
        hash=data.get("hash"),
        statement=data.get("statement"),
        certificate=data.get("certificate"),
        counterexample=data.get("counterexample"),
        sequences=data.get("sequences") or {},
        sides=[_side(side, name) for side in data.get("sides") or ()],
        note=data.get("note") or "",
        searched=data.get("searched") or "",
        proof=list(data.get("proof") or ()),
    )


def _sampled(row: Mapping[str, Any], entries: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The sampled evidence recorded for the believed statement of a row; none where that was another statement."""
    entry = entries.get(str(row.get("id")))
    believed = row.get("corrected") or row.get("printed") or {}
    return entry if entry and believed.get("hash") and entry["hash"] == believed["hash"] else None


def _row(data: Any, entries: Mapping[str, Any]) -> Row:
    if not isinstance(data, Mapping):
        raise ReportError(f"expected an object for a claim, got {data!r}")
    name = _need(data, "id", repr(data.get("id")))
    if any(c.isspace() for c in name) or name.startswith("_"):
        raise ReportError(
            f"row {name!r}: an id has no blanks and does not begin with an underscore"
        )
    where = _need(data, "where", name)
    corrected, severity = data.get("corrected"), data.get("severity")
    if severity is not None and severity not in SEVERITIES:
        raise ReportError(f"row {name}: unknown severity {severity!r}")
    return Row(
        id=name,
        kind=_need(data, "kind", name),
        where=where,
        title=_need(data, "title", name),
        section=data.get("section") or where.split()[0].rstrip(","),
        parent=data.get("parent"),
        doc=data.get("doc") or "",
        uses=list(dict.fromkeys(data.get("uses") or ())),
        printed=_form(data.get("printed"), name),
        corrected=None if corrected is None else _form(corrected, f"{name} (corrected)"),
        witness=data.get("witness"),
        hypotheses=[_AUDITED | dict(item) for item in data.get("hypotheses") or ()],
        mutants=_MUTANTS | dict(data.get("mutants") or {}),
        severity=severity,
        consequences=list(dict.fromkeys(data.get("consequences") or ())),
        remark=data.get("remark") or "",
        sampled=_sampled(data, entries),
        experiments=list(data.get("experiments") or ()),
    )


class Ledger:
    """All claims in order.

    Raises ReportError for an unknown verdict, evidence or severity, two rows of one name, a row that
    uses, implies or hangs under an unknown one, and claims that use each other in a circle.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.title: str = (data.get("paper") or {}).get("title") or "Untitled"
        self.section_titles: Mapping[str, str] = (data.get("paper") or {}).get("sections") or {}
        self.environment: Mapping[str, Any] = {"python": "", "packages": {}, "constraints": ""} | (
            data.get("environment") or {}
        )
        entries = {entry["claim"]: entry for entry in data.get("confirmations", ())}
        self.rows = [_row(row, entries) for row in data.get("claims", ())]
        figures = {record["claim"]: record for record in data.get("figures", ())}
        self.rows = [replace(row, figure=figures.get(row.id)) for row in self.rows]
        self.by_id: dict[str, Row] = {}
        for row in self.rows:
            if row.id in self.by_id:
                raise ReportError(f"two rows are called {row.id}")
            self.by_id[row.id] = row
        for row in self.rows:
            for used in row.uses:
                self._known(row, used, "uses").used_by.append(row.id)
            for derived in row.consequences:
                self._known(row, derived, "has the consequence")
            for line in row.experiments:
                self._known(row, line["figure"], "is tested in")
            for finding in (row.figure or {}).get("findings", ()):
                self._known(row, finding.get("about", row.id), "is about")
            if row.parent is not None:
                self._known(row, row.parent, "is part of").parts.append(row.id)
        self._reject_circles({row.id: row.uses for row in self.rows}, "uses")
        self._reject_circles(
            {r.id: [r.parent] if r.parent else [] for r in self.rows}, "is part of"
        )

    def _known(self, row: Row, name: str, relation: str) -> Row:
        if name not in self.by_id:
            raise ReportError(f"row {row.id} {relation} {name!r}, which is not in the ledger")
        return self.by_id[name]

    @staticmethod
    def _reject_circles(links: Mapping[str, list[str]], relation: str) -> None:
        waiting = {name: set(targets) for name, targets in links.items()}
        while waiting:
            free = {name for name, targets in waiting.items() if not targets & waiting.keys()}
            if not free:
                circle = f" {relation} ".join([*sorted(waiting)[:6], "..."])
                raise ReportError(f"a circle of dependencies: {circle}")
            waiting = {name: t for name, t in waiting.items() if name not in free}

    @property
    def inventory(self) -> list[Row]:
        """The rows that stand by themselves."""
        return [row for row in self.rows if row.parent is None]

    @property
    def parts(self) -> list[Row]:
        """The rows that hang under another."""
        return [row for row in self.rows if row.parent is not None]

    @property
    def tree(self) -> list[tuple[Row, int]]:
        """All rows with their depth, parts directly after the row that they belong to."""
        result: list[tuple[Row, int]] = []

        def visit(row: Row, depth: int) -> None:
            result.append((row, depth))
            for part in row.parts:
                visit(self.by_id[part], depth + 1)

        for row in self.inventory:
            visit(row, 0)
        return result

    @property
    def sections(self) -> list[str]:
        """Sections of the paper in the order of the ledger."""
        return list(dict.fromkeys(row.section for row in self.inventory))

    @cached_property
    def fully_proved(self) -> set[str]:
        """Rows whose believed form is proved and rests on proved rows only."""
        proved: dict[str, bool] = {}

        def visit(name: str) -> bool:
            if name not in proved:
                row = self.by_id[name]
                proved[name] = row.believed.proved and all(visit(used) for used in row.uses)
            return proved[name]

        return {row.id for row in self.rows if visit(row.id)}

    def root(self, row: Row) -> Row:
        """The row of the inventory that a row belongs to."""
        return self.root(self.by_id[row.parent]) if row.parent else row

    def heading(self, section: str) -> str:
        """A section of the paper by its number, and its title where the ledger has one."""
        number = re.fullmatch(r"(\d+|[A-Z])(\.\d+)*", section)
        word = ("Appendix " if section[0].isalpha() else "Section ") if number else ""
        title = self.section_titles.get(section, "")
        return f"{word}{section}. {title}" if title else word + section


def counts(rows: list[Row]) -> dict[tuple[str, str | None], int]:
    """How many printed forms have each verdict with each evidence."""
    result: dict[tuple[str, str | None], int] = {}
    for row in rows:
        key = row.printed.verdict, row.printed.evidence
        result[key] = result.get(key, 0) + 1
    return result
