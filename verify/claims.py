"""Claims: the rows of a paper's inventory, each with its statement as printed and as corrected."""

from __future__ import annotations

import csv
import enum
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.statements import Formula, Instance, Statement, Verdict

Json = Any


class UnknownClaimError(ValueError):
    """An id that no claim has, or a line about a claim that cannot be read."""


class Severity(enum.Enum):
    """How bad it is that a printed statement fails, the worst first.

    A statement with several faults has the worst of them.  A hypothesis is missing where a degenerate
    case is not excluded; a misprint is a slip where it is clear what is meant, and the rest of the
    paper means that.
    """

    THEOREM = "false theorem"
    LEMMA = "false lemma or constant"
    GAP = "gap in a proof"
    HYPOTHESIS = "missing hypothesis"
    MISPRINT = "misprint"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Erratum:
    """What a referee says of a printed statement that fails, or whose printed proof fails.

    consequences are the ids of what the paper derives from it.  Of a statement that holds, remark tells
    what its printed proof leaves out.
    """

    severity: Severity
    consequences: tuple[str, ...] = ()
    remark: str = ""

    def concerns(self, verdict: Verdict) -> bool:
        """Whether there is something to say of a printed statement with that verdict."""
        return verdict is Verdict.FAILS or (verdict is Verdict.HOLDS and self.severity is Severity.GAP)


@dataclass(frozen=True)
class Row:
    """One line of the inventory: what must have a verdict."""

    id: str
    kind: str
    where: str
    title: str


@dataclass(frozen=True)
class Part:
    """A statement with what is offered in its support.

    proof: a proof script, for a statement that holds.  instances: where to look first for a
    counterexample (symbols left out are filled in).  lemma and disproof: for a statement refuted
    by a proof of its negation at an instance, given by the first entry of instances.  sequences and
    hypotheses: sequences that this instance gives by a formula (`script.sequence`) instead of values, and
    the proofs that are due for them, see `outcome.decide`.
    """

    statement: Statement
    proof: Json | None = None
    instances: tuple[Instance, ...] = ()
    lemma: tuple[Formula, ...] = ()
    disproof: Json | None = None
    note: str = ""
    sequences: Mapping[str, Json] = field(default_factory=dict)
    hypotheses: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What a claim function returns: the printed statement and, where it fails, a corrected one."""

    printed: Part
    corrected: Part | None = None


@dataclass(frozen=True)
class Claim:
    """A decided row: its inventory line, the formula as the paper prints it, and its statements.

    A claim whose id contains a slash is a part of the row before the slash.  A draft is transcribed
    but not examined yet: its rows are undecided, whatever its function offers.
    """

    row: Row
    paper: str
    doc: str
    build: Callable[[], Decision]
    equivalent_mutants: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.row.id

    @property
    def parent(self) -> str | None:
        """The id of the row this is a part of, None for a row of the inventory."""
        return self.id.partition("/")[0] if "/" in self.id else None


@dataclass(frozen=True)
class Draft:
    """A claim function before it is matched with its inventory line."""

    id: str
    paper: str
    build: Callable[[], Decision]
    title: str
    where: str
    kind: str
    equivalent_mutants: Mapping[str, str]

    def __call__(self) -> Decision:
        return self.build()


def claim(id: str, *, paper: str, title: str = "", where: str = "", kind: str = "",
          equivalent_mutants: Mapping[str, str] | None = None) -> Callable[[Callable[[], Decision]], Draft]:  # fmt: skip
    """Register a function that returns the Decision of the claim `id`; its docstring states the claim.

    paper: the formula as printed, in LaTeX.  title, where, kind: only for parts ("row/part") and for results
    that the paper does not have ("new-..."), which have no line in the inventory.  equivalent_mutants: changes (as reported) that leave the
    statement true, each with the reason.
    """

    def wrap(build: Callable[[], Decision]) -> Draft:
        return Draft(id, paper, build, title, where, kind, equivalent_mutants or {})

    return wrap


@dataclass(frozen=True)
class Paper:
    """A paper: title, inventory and claims, in the order of the inventory with parts after their row.

    errata tells, by id, how bad it is that a printed statement fails, and what the paper derives from it.
    """

    title: str
    rows: tuple[Row, ...]
    claims: Mapping[str, Claim]
    errata: Mapping[str, Erratum] = field(default_factory=dict)

    def ids(self) -> list[str]:
        """Every id: rows in order, each followed by its parts."""
        parts: dict[str, list[str]] = {}
        for claim_id, found in self.claims.items():
            if found.parent:
                parts.setdefault(found.parent, []).append(claim_id)
        return [i for row in self.rows for i in (row.id, *parts.get(row.id, []))]

    def row(self, claim_id: str) -> Row:
        """The inventory line (or the part's own line) of an id.

        Raises UnknownClaimError.
        """
        if claim_id in self.claims:
            return self.claims[claim_id].row
        for row in self.rows:
            if row.id == claim_id:
                return row
        raise UnknownClaimError(f"no claim has the id {claim_id!r}; `verify list` shows them")


def load_paper(package: str) -> Paper:
    """Import a paper's package: its `TITLE`, its inventory.tsv, its errata.tsv, and the claims in its modules.

    Raises UnknownClaimError for a claim without an inventory line and for a malformed line of
    errata.tsv, and ModuleNotFoundError.
    """
    module = importlib.import_module(package)
    folder = Path(str(module.__file__)).parent
    with (folder / "inventory.tsv").open(encoding="utf-8", newline="") as lines:
        rows = tuple(Row(r["id"], r["kind"], r["where"], r["what it states"]) for r in csv.DictReader(lines, delimiter="\t"))
    known, claims = {row.id: row for row in rows}, {}
    for info in sorted(pkgutil.iter_modules([str(folder)]), key=lambda info: info.name):
        found = importlib.import_module(f"{package}.{info.name}")
        for draft in (value for value in vars(found).values() if isinstance(value, Draft)):
            parent = draft.id.partition("/")[0]
            if draft.id == parent and draft.id.startswith("new-") and draft.title:
                known[draft.id] = Row(draft.id, draft.kind or "theorem", draft.where, draft.title)
                rows += (known[draft.id],)
            if parent not in known or draft.id in claims:
                raise UnknownClaimError(f"the claim {draft.id!r} has no line in the inventory, or is defined twice")
            row = known.get(draft.id, Row(draft.id, draft.kind or "proof", draft.where or known[parent].where, draft.title))
            doc = inspect.cleandoc(draft.build.__doc__ or "")
            claims[draft.id] = Claim(row, draft.paper, doc, draft.build, draft.equivalent_mutants,
                                     bool(getattr(found, "DRAFT", False)))  # fmt: skip
    return Paper(str(module.TITLE), rows, claims, load_errata(folder / "errata.tsv"))


def load_errata(path: Path) -> dict[str, Erratum]:
    """The lines of a paper's errata.tsv by id: columns id, severity, consequences (ids, with blanks between), remark.

    A paper without faults needs no such file; a line about no claim has no effect.  Raises
    UnknownClaimError for a line without an id or a known severity, and for a second line about one id.
    """
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    found: dict[str, Erratum] = {}
    for number, row in enumerate(rows, 2):
        name, severity, consequences = (row.get(key) or "" for key in ("id", "severity", "consequences"))
        if not name or name in found or severity not in map(str, Severity):
            expected = f"an id of its own, one of {', '.join(map(str, Severity))}, and ids"
            raise UnknownClaimError(f"{path}, line {number}: expected {expected}; got {row!r}")
        found[name] = Erratum(Severity(severity), tuple(consequences.split()), row.get("remark") or "")
    return found
