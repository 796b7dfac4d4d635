"""A whole report: its certificates accepted, its rows rebuilt, the record compared, its pages made again byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from verify import __version__, confirm, expectations, figures
from verify.certify.rational import InputError
from verify.checker import Accepted, CheckError, load
from verify.claims import Claim, Decision, Paper
from verify.effort import Effort
from verify.environment import LIBRARIES
from verify.expectations import Expected
from verify.papers import open_paper
from verify.recheck.acceptance import DECIDED, UNREADABLE, accepted
from verify.recheck.files import CERTIFICATE, read_bytes, read_json, visible, within
from verify.recheck.rows import ONE_LINE, Files, ShapeError, differences, entry, open_verdicts
from verify.report import ReportError, pages, text_of
from verify.rows import FOLDER, NEAR, PARTS, assembled, fault, file_of, head, linked

Json = Any
Said = tuple[str, str, tuple[str, ...], tuple[str, ...]]  # verdict, evidence, cited theorems and used statements
Found = tuple[str, Json, list[str]]  # the id of a row, the row as it must be (null where that is unknown), and what is wrong with it
Batch = tuple[str, str, list[Json], dict[str, Said]]  # package, folder, rows as shown, and what was accepted, by hash
Spread = Callable[..., "list[Any]"]
ANCHOR = re.compile(r'id="([^"]+)"|Claim `([^`]+)`|index\.html#([^)\s]+)\)')
ENVIRONMENT = {"python", "packages", "constraints"}


@dataclass
class Report:
    """The report in a folder, held against a paper's package: `problems` tells all that it is not vouched for.

    package: None for the one that the ledger names.  verdicts: how many statements with a verdict were rechecked, accepted: how many of
    these were accepted, unreadable: how many files could not be read, compared: whether the pages were made again.
    """

    folder: Path
    package: str | None
    spread: Spread
    verdicts: int = 0
    accepted: int = 0
    unreadable: int = 0
    compared: bool = False
    library: dict[str, Accepted] = field(default_factory=dict)

    def problems(self) -> Iterator[tuple[str, str]]:
        """What is wrong, as pairs of a row (or file) and a sentence; of one row what the first look at it shows.

        Raises CheckError where there is no readable ledger, and what `papers.open_paper` and `expectations.load` raise.
        """
        ledger = read_json(self.folder / "ledger.json")
        if not isinstance(ledger, dict) or not isinstance(ledger.get("claims"), list):
            raise CheckError(f"{visible(self.folder / 'ledger.json')}: not a ledger (expected an object with a list of claims)")
        named = named_package(self.folder, ledger)
        self.package = named if self.package is None else self.package
        if self.package != named:
            raise CheckError(f"{visible(self.folder)}: a report of the paper '{visible(named)}', expected one of '{visible(self.package)}'")
        paper = open_paper(self.package)
        expected = expectations.load(self.package, paper.ids())
        rows, found = self.legible(ledger["claims"], paper)
        found += self.misnamed(rows)
        told = {name.partition(" ")[0] for name, _ in found}
        yield from found
        for name, problem in accepted(self.folder, {"claims": [row for row in rows if row["id"] not in told]}, self.library, self.spread):
            self.verdicts += 1
            self.accepted += not problem
            if problem:
                told.add(name.rpartition(" ")[0])
                yield name, problem
        sound = [row for row in rows if row["id"] not in told]
        rebuilt: dict[str, Json] = {}
        for claim_id, row, wrong in [*self.rebuilt(rows, self.package)]:
            if claim_id not in told:
                wrong += [said.removeprefix(f"{claim_id} ") for said in recorded(row, expected)] if row is not None and not wrong else []
                yield from ((claim_id, problem) for problem in wrong)
                told |= {claim_id} if wrong else set()
            if row is not None and claim_id not in told:
                rebuilt[claim_id] = row
        for claim_id, name, problem in self.bytes_of_certificates(rows):
            if claim_id not in told:
                yield claim_id or name, problem
        known = [rebuilt[claim_id] for claim_id in paper.ids() if claim_id in rebuilt]
        yield from self.whole(paper, ledger, known, sound)

    # --------------------------------------------------------------------------------------------

    def legible(self, claims: list[Json], paper: Paper) -> tuple[list[Json], list[tuple[str, str]]]:
        """The rows of the ledger that have the form of one and stand for a claim, and what is wrong with the others."""
        rows: list[Json] = []
        found: list[tuple[str, str]] = []
        known = set(paper.ids())
        for number, row in enumerate(claims, 1):
            name = row["id"] if isinstance(row, dict) and isinstance(row.get("id"), str) else f"row {number}"
            if not isinstance(row, dict) or name != row.get("id") or not isinstance(row.get("printed"), dict):
                found.append((name, "not a row: expected an object with an id and a printed statement"))
            elif not all(isinstance(row.get(which), (dict, type(None))) and "verdict" in (row.get(which) or {"verdict": ""}) for which in PARTS):
                found.append((name, "not a row: expected objects with a verdict for its statements"))
            elif name not in known:
                found.append((name, "no line of the inventory and no claim has this id"))
            elif any(name == other["id"] for other in rows):
                found.append((name, "two rows have this name"))
            else:
                rows.append({**row, "corrected": row.get("corrected")})
        there = {row["id"] for row in rows}
        found += [(claim_id, "missing: the paper has this claim, the ledger has no row of it") for claim_id in paper.ids() if claim_id not in there]
        order = {claim_id: number for number, claim_id in enumerate(paper.ids())}
        found += [(two["id"], f"out of place: the paper has it before {one['id']}") for one, two in pairwise(rows) if order[one["id"]] > order[two["id"]]]
        return rows, found

    def misnamed(self, rows: list[Json]) -> list[tuple[str, str]]:
        """The statements whose certificates are said to be in other files than their own."""
        found = []
        for row, which, part in ((row, which, row[which]) for row in rows for which in PARTS if row[which]):
            own, named = f"{FOLDER}/{file_of(row['id'], which)}", part.get("certificate")
            if part["verdict"] in DECIDED and named != own:
                self.verdicts += 1
                self.unreadable += not (isinstance(named, str) and CERTIFICATE.fullmatch(named))
                found.append((f"{row['id']} {which}", f"expected its certificate in {own}, got {visible(named)}"))
        return found

    def rebuilt(self, rows: Sequence[Json], package: str) -> Iterator[Found]:
        """Every row as it must be, by several processes where these can be had."""
        said: dict[str, Said] = {h: (a.verdict, a.evidence, a.cites, a.uses) for h, a in self.library.items()}
        heavy = sorted(rows, key=lambda row: (-weight(self.folder, row["id"]), row["id"]))
        count = max(1, min(len(rows), 2 if len(rows) > FEW_ROWS else 1))
        batches: list[Batch] = [(package, str(self.folder), heavy[k::count], said) for k in range(count)]
        done = self.spread(rebuild, batches, 2) or [rebuild(batch) for batch in batches]
        by_id = {found[0]: found for batch in done for found in batch}
        yield from (by_id[row["id"]] for row in rows)

    def bytes_of_certificates(self, rows: Sequence[Json]) -> Iterator[tuple[str, str, str]]:
        """Files that do not hold what they hold as the toolkit writes it, or that no row names: row, file and problem."""
        owners = {f"{FOLDER}/{file_of(row['id'], which)}": row["id"] for row in rows for which in PARTS if row[which] and row[which].get("certificate")}
        owners |= {f"{NEAR}/{file_of(row['id'])}": row["id"] for row in rows if row.get("near")}
        for folder in (FOLDER, NEAR):
            place = self.folder / folder
            for path in sorted(place.iterdir()) if place.is_dir() else ():
                name = f"{folder}/{path.name}"
                if name not in owners:
                    yield "", name, "no row names this file"
                    continue
                try:
                    if read_bytes(path) != text_of(read_json(path), name).encode("utf-8", "surrogatepass"):
                        yield owners[name], name, f"{name} is not written as the toolkit writes it"
                except (CheckError, ReportError) as error:
                    self.unreadable += 1
                    yield owners[name], name, str(error)
        for name in (name for name in owners if not (self.folder / name).exists()):
            self.unreadable += 1
            yield owners[name], name, f"{name} is missing"

    def whole(self, paper: Paper, ledger: Json, rows: list[Json], sound: list[Json]) -> Iterator[tuple[str, str]]:
        """The rows held against what they must be; where that is known of all of them, the rest of the ledger, its bytes, and the pages.

        sound: the rows as shown whose certificates are accepted.
        """
        complete, place = len(rows) == len(paper.ids()), {claim_id: number for number, claim_id in enumerate(paper.ids())}
        certificates = {file_of(row["id"], which): read_json(self.folder / FOLDER / file_of(row["id"], which)) for row in sound for which in PARTS
                        if row[which] and row[which].get("certificate")}  # fmt: skip
        uses = linked(sorted(sound, key=lambda row: place[row["id"]]), certificates)
        rows = [{**row, "uses": uses[row["id"]]} for row in rows]
        try:
            records, drawings, confirmed = self.sampled()
        except (CheckError, InputError, confirm.ConfirmationError, *UNREADABLE) as error:
            yield "figures and confirmations", f"not readable: {error}"
            return
        shown = {row["id"]: row for row in ledger["claims"] if isinstance(row, dict) and isinstance(row.get("id"), str)}
        rows, differ = figures.noted(rows, records, figures.optional(str(self.package))), 0
        for row in rows:
            for line in differences(shown[row["id"]], row):
                differ += 1
                yield row["id"], line
        environment = ledger.get("environment")
        if not plain_environment(environment):
            yield "environment", "expected the versions of Python and of the libraries, in one line each"
            return
        expected = assembled(__version__, str(self.package), paper.title, environment, rows, records, confirmed)
        rest, other = ({k: v for k, v in data.items() if k != "claims"} for data in (ledger, expected))
        for line in differences(rest, other):
            differ += 1
            yield "ledger.json", line
        if complete:
            yield from self.pages(expected, drawings, () if differ else ("ledger.json",))

    def sampled(self) -> tuple[list[Json], dict[str, str], list[Json]]:
        """The records of figures, their pictures, and the confirmations, which lie beside the ledger.

        Raises CheckError, InputError or ConfirmationError for a file that is none of these.
        """
        place = within(self.folder, "figures")
        there = [path for path in sorted(place.iterdir()) if path.suffix in (".json", ".svg")] if place.is_dir() else []
        for path in [*there, *(path for path in self.folder.iterdir() if path.name == confirm.FILE)]:
            if path.suffix == ".json":
                read_json(path)
            else:
                read_bytes(path)
        return *figures.load(place), confirm.load(self.folder)

    def pages(self, ledger: Json, drawings: Mapping[str, str], more: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The pages of the ledger as it must be, and more of its files, against those of the folder."""
        try:
            made = pages(ledger, drawings) | {name: text_of(ledger, name) for name in more}
        except Exception as error:  # whatever it is, the pages are not what they must be
            yield "pages", f"cannot be made: {type(error).__name__} {error}"
            return
        self.compared = True
        for name, text in made.items():
            yield from self.page(name, text)

    def page(self, name: str, text: str) -> Iterator[tuple[str, str]]:
        """Whether a file of the report holds this text, and otherwise near which claim it does not."""
        try:
            there = read_bytes(within(self.folder, name))
        except CheckError as error:
            yield name, str(error)
            return
        made = text.encode()
        if there != made:
            at = next((n for n, (one, other) in enumerate(zip(there, made)) if one != other), min(len(there), len(made)))
            before = made[:at].decode("utf-8", "ignore")
            named = [next(filter(None, found)) for found in ANCHOR.findall(before) if not next(filter(None, found)).startswith("_")]
            near = f", after {visible(named[-1])}" if named and name != "ledger.json" else ""
            yield name, f"not what the rows and certificates give, from line {before.count(chr(10)) + 1} on{near}"


FEW_ROWS = 20  # for which a second process is not worth its start


def named_package(folder: Path, ledger: Json) -> str:
    """The package of the paper that a ledger is about.  Raises CheckError where it names none, or one inside another."""
    paper = ledger.get("paper")
    name = paper.get("package") if isinstance(paper, dict) else None
    if not isinstance(name, str) or not name.isidentifier():
        raise CheckError(f"{visible(folder / 'ledger.json')}: expected the package of its paper as paper.package, got {visible(name)!r}")
    return name


def weight(folder: Path, claim_id: str) -> int:
    """How much work a row is, roughly: the size of its largest certificate."""
    sizes = [0]
    for which in PARTS:
        try:
            sizes.append((folder / FOLDER / file_of(claim_id, which)).stat().st_size)
        except (OSError, ValueError):
            continue
    return max(sizes)


def plain_environment(data: Json) -> bool:
    """Whether data say with which versions a report was made, one word each."""
    if not isinstance(data, dict) or set(data) != ENVIRONMENT or not isinstance(data["packages"], dict) or set(data["packages"]) != set(LIBRARIES):
        return False
    words = [data["python"], data["constraints"], *data["packages"].values()]
    return all(isinstance(word, str) and ONE_LINE.fullmatch(word) and len(word) < 40 for word in words)


def recorded(row: Json, expected: Expected) -> list[str]:
    """Where the verdicts of a row are not the recorded ones."""
    try:
        return expectations.disagreements(row, expected)
    except ValueError:
        return []  # a word that is no verdict: what is recomputed differs from it


def rebuild(batch: Batch) -> list[Found]:
    """Rows as they must be, as a process of its own; what a row uses, and what figures say of it, is left as shown."""
    package, place, rows, said = batch
    paper, folder = open_paper(package), Path(place)
    expected = expectations.load(package)
    decisions = {claim_id: claim.build() for claim_id, claim in paper.claims.items()}
    statements = {part.statement.hash: part.statement for decision in decisions.values() for part in (decision.printed, decision.corrected) if part}
    library = {h: Accepted(h, *says, load(statements[h].to_json())) for h, says in said.items() if h in statements}
    return [rebuilt_row(row, paper, decisions.get(row["id"]), folder, library, expected) for row in rows]


def rebuilt_row(row: Json, paper: Paper, decision: Decision | None, folder: Path, library: Mapping[str, Accepted], expected: Expected) -> Found:
    """One row as it must be."""
    claim_id = row["id"]
    claim: Claim | None = paper.claims.get(claim_id)
    try:
        files = row_files(claim_id, folder, library)
        found, problems = entry(claim, decision, row, files, Effort(), open_verdicts(claim_id, expected))
        return claim_id, {**head(paper, claim_id), **found, **fault(paper, claim_id, found["printed"])}, problems
    except ShapeError as error:
        return claim_id, None, [str(error)]
    except Exception as error:  # whatever it is, there is no telling what the row must be
        return claim_id, None, [f"not to be rebuilt: {type(error).__name__} {error}"]


def row_files(claim_id: str, folder: Path, library: Mapping[str, Accepted]) -> Files:
    """The files of a row that are there.  Raises CheckError for one that cannot be read."""
    names = {FOLDER: [file_of(claim_id, which) for which in PARTS], NEAR: [file_of(claim_id)]}
    read = {place: {name: read_json(folder / place / name) for name in found if (folder / place / name).is_file()} for place, found in names.items()}
    return Files(read[FOLDER], read[NEAR], library)
