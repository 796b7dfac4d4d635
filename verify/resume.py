"""A ledger that takes up rows whose claim and toolkit have not changed: from an earlier report, or from an unfinished run.

What is taken up is not trusted: the checker accepts its certificates again, after those they use, and the entry is rebuilt
by `recheck.rows`, as `verify recheck` does; one that is not vouched for is decided anew.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import multiprocessing
import os
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from verify import __version__
from verify.checker import Accepted, CheckError
from verify.claims import Claim, Decision, Part, load_paper
from verify.effort import Effort
from verify.environment import toolkit_digest
from verify.expectations import Expected
from verify.ledger import Ledger
from verify.processes import FEW, processors
from verify.prove.complete import NotFoundError
from verify.recheck.acceptance import UNREADABLE, claimed, confirm
from verify.recheck.files import parsed, read_json, read_text
from verify.recheck.rows import Files, differences, entry, open_verdicts
from verify.rows import ENTRY, FOLDER, NEAR, PARTS, file_of, named, sealed
from verify.statements import StatementError, canonical

Json = Any
Told = tuple[dict[str, bool], dict[str, float]]  # what a process says: of the rows that it wrote, and how long each took
SAID = ("verdict", "evidence", "cites", "hash", "counterexample", "sequences", "sides", "statement")  # what `confirm` compares with the certificate


def offered(part: Part | None) -> Json:
    """A statement with all that is offered in its support, as plain data."""
    if part is None:
        return None
    return {"statement": part.statement.to_json(), "proof": part.proof, "disproof": part.disproof, "note": part.note,
            "instances": [found.to_json() for found in part.instances], "lemma": [f.term for f in part.lemma],
            "sequences": dict(part.sequences), "hypotheses": part.hypotheses}  # fmt: skip


def key(claim: Claim, decision: Decision, effort: Effort) -> str:
    """What a row depends on, besides the claims it uses: the claim, the effort and the toolkit."""
    data = {
        "toolkit": [__version__, toolkit_digest()], "effort": dataclasses.asdict(effort), "row": dataclasses.asdict(claim.row),
        "paper": claim.paper, "doc": claim.doc, "draft": claim.draft, "equivalent": dict(claim.equivalent_mutants),
        "printed": offered(decision.printed), "corrected": offered(decision.corrected),
    }  # fmt: skip
    return hashlib.sha256(canonical(data).encode()).hexdigest()


@dataclass
class ResumableLedger(Ledger):
    """A Ledger that takes up unchanged rows of a report and of a folder of finished rows, in which it keeps new ones.

    `recorded` holds the verdicts that the paper records: an undecided statement is taken up only where it is recorded as such.
    `resumed` holds the ids that were taken up, `reread` their certificates, as JSON, by digest and ledger entry (`read_as`); `kept`, by
    the digest of the file, the rows that processes of this very run wrote down, which need not be checked twice: whether they were taken up.
    """

    report: Path | None = None
    store: Path | None = None
    recorded: Expected = field(default_factory=dict)
    resumed: set[str] = field(default_factory=set)
    reread: set[str] = field(default_factory=set)
    kept: dict[str, bool] = field(default_factory=dict)

    def _decide(self, claim: Claim) -> Json:
        decision = claim.build()
        found = key(claim, decision, self.effort)
        path = self.store / f"{found}.json" if self.store else None
        for offer in (partial(self._stored, path), partial(self._reported, claim.id, found)):
            taken = self._taken_up(claim, decision, found, offer)
            if taken is not None:
                return taken
        decided = sealed(super()._decide(claim), found)
        self._keep(path, claim.id, decided)
        return decided

    def _keep(self, path: Path | None, claim_id: str, entry: Json) -> None:
        """Write a row to the folder of finished rows."""
        if path:
            certificates, near = {name: self.certificates[name] for name in named(entry)}, self.near.get(file_of(claim_id)) if entry["near"] else None
            text = canonical({"id": claim_id, "entry": entry, "certificates": certificates, "near": near})
            self.kept[digest(text)] = claim_id in self.resumed
            keep(path, text)

    @cached_property
    def _rows(self) -> dict[str, Json]:
        """The rows of the report by id; none where it cannot be read."""
        try:
            return {row["id"]: row for row in read_json(self.report / "ledger.json")["claims"]} if self.report else {}
        except UNREADABLE:
            return {}

    def _reported(self, claim_id: str, wanted: str) -> tuple[Json, bool | None]:
        """The entry of a row of the report, and its files.  Raises one of UNREADABLE."""
        row, report = self._rows[claim_id], self.report
        if row["key"] != wanted or report is None:
            raise LookupError(claim_id)
        certificates = {name: read_json(report / FOLDER / name) for name in (file_of(claim_id, which) for which in PARTS)
                        if f"{FOLDER}/{name}" in [row[which]["certificate"] for which in PARTS if row[which]]}  # fmt: skip
        near = read_json(report / NEAR / file_of(claim_id)) if row["near"] else None
        return {"entry": {part: row[part] for part in ENTRY}, "certificates": certificates, "near": near}, None

    def _stored(self, path: Path | None) -> tuple[Json, bool | None]:
        """A finished row, and what the process of this run that wrote it said of it.  Raises one of UNREADABLE."""
        if path is None:
            raise LookupError("no store")
        text = read_text(path)
        return parsed(text, path), self.kept.get(digest(text))

    def _taken_up(self, claim: Claim, decision: Decision, wanted: str, offer: Callable[[], tuple[Json, bool | None]]) -> Json | None:
        """A row that is offered, if it is vouched for."""
        try:
            offered, kept = offer()
            shown, certificates, near = offered["entry"], offered["certificates"], offered["near"]
            if shown["key"] != wanted:
                return None
            for used in shown["uses"]:
                self.decide(used)
            found: dict[str, Accepted] = {}
            parts = [(which, shown[which], certificates[file_of(claim.id, which)]) for which in PARTS if shown[which] and shown[which]["certificate"]]
            for which, part, certificate in parts:
                library = {**self.library, **found}
                accepted = claimed(certificate, part) if kept is not None else confirm(certificate, part, f"{claim.id} {which}", library)
                found[accepted.hash] = accepted
            if kept is None:
                files = Files(certificates, {file_of(claim.id): near} if near is not None else {}, {**self.library, **found})
                rebuilt, problems = entry(claim, decision, shown, files, self.effort, open_verdicts(claim.id, self.recorded))
                if problems or differences(shown, rebuilt):
                    return None
            read = {read_as(certificate, part) for _, part, certificate in parts}
        except UNREADABLE:
            return None
        self.library.update(found)
        self.certificates.update({file_of(claim.id, which): certificate for which, _, certificate in parts})
        if near is not None:
            self.near[file_of(claim.id)] = near
        self.reread.update(read)
        if kept is not False:
            self.resumed.add(claim.id)
        if kept is None and self.store:
            self._keep(self.store / f"{wanted}.json", claim.id, shown)
        return dict(shown)


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_as(certificate: Json, part: Json) -> str:
    """A certificate and the ledger entry for which it was read."""
    return digest(canonical([certificate, {key: part[key] for key in SAID}]))


def decide_in_parallel(package: str, report: Path | None, store: Path, ids: Sequence[str], recorded: Expected) -> Told:
    """Decide claims on every processor; the rows are kept in the store, and what is told of them is returned.

    What fails is left for the caller to meet.
    """
    count = processors()
    if count < 2 or len(ids) < FEW:
        return {}, {}
    context = multiprocessing.get_context("spawn")
    taken = context.Value("i", 0)  # how many claims were handed out: each process asks for the next when it is done with one
    told: Any = context.Queue()
    workers = [context.Process(target=decide_some, args=(package, report, store, list(ids), recorded, taken, told), daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    kept: dict[str, bool] = {}
    seconds: dict[str, float] = {}
    alive = True
    while True:
        try:
            more, times = told.get(timeout=0.2)
        except queue.Empty:
            if not alive:
                return kept, seconds
            alive = any(worker.is_alive() for worker in workers)
            continue
        kept |= more
        seconds |= {claim_id: max(spent, seconds.get(claim_id, 0.0)) for claim_id, spent in times.items()}


def decide_some(package: str, report: Path | None, store: Path, ids: Sequence[str], recorded: Expected, taken: Any, told: Any) -> None:
    """Decide the claims that no other process has begun, one after the other, as a process of its own, while the one that began it lives."""
    ledger, parent = ResumableLedger(load_paper(package), report=report, store=store, recorded=recorded), multiprocessing.parent_process()
    while parent is None or parent.is_alive():
        with taken.get_lock():
            place = taken.value
            taken.value += 1
        if place >= len(ids):
            break
        claim_id = ids[place]
        with contextlib.suppress(CheckError, NotFoundError, StatementError, KeyboardInterrupt):
            ledger.decide(claim_id)
    told.put((ledger.kept, ledger.seconds))


def keep(path: Path, text: str) -> None:
    """Write a file in one step: it is there whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)
