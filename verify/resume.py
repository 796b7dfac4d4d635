"""A ledger that takes up rows whose claim and toolkit have not changed: from an earlier report, or from an unfinished run.

The verdicts that are taken up are not trusted: the checker accepts their certificates again, after those they use.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from verify import __version__
from verify.checker import Accepted, CheckError
from verify.checker.certificates import confirm
from verify.claims import Claim, Decision, Part, load_paper
from verify.environment import toolkit_digest
from verify.ledger import PARTS, Effort, Ledger
from verify.processes import FEW, processors
from verify.prove.complete import NotFoundError
from verify.statements import StatementError, canonical

Json = Any
ENTRY = ("printed", "corrected", "uses", "witness", "hypotheses", "mutants", "key")
SAID = ("verdict", "evidence", "cites", "hash", "counterexample", "sequences", "sides", "statement")  # what `confirm` compares with the certificate
UNUSABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)  # NotFoundError, CheckError among them


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

    `resumed` holds the ids that were taken up, `reread` their certificates, as JSON, by digest and ledger entry (`read_as`).
    """

    report: Path | None = None
    store: Path | None = None
    resumed: set[str] = field(default_factory=set)
    reread: set[str] = field(default_factory=set)

    def _decide(self, claim: Claim) -> Json:
        decision = claim.build()
        found = key(claim, decision, self.effort)
        path = self.store / f"{found}.json" if self.store else None
        for offer in (partial(read_row, path), partial(self._reported, claim.id, found)):
            entry = self._taken_up(claim, decision, offer)
            if entry is not None:
                self.resumed.add(claim.id)
                return entry
        entry = json.loads(json.dumps({**super()._decide(claim), "key": found}))
        if path:
            keep(path, {"id": claim.id, "entry": entry, "certificates": {name: self.certificates[name] for name in names(entry)}})
        return entry

    @cached_property
    def _rows(self) -> dict[str, Json]:
        """The rows of the report by id; none where it cannot be read."""
        try:
            return {row["id"]: row for row in json.loads((self.report / "ledger.json").read_text("utf-8"))["claims"]} if self.report else {}
        except UNUSABLE:
            return {}

    def _reported(self, claim_id: str, wanted: str) -> Json:
        """The entry of a row of the report, and its certificates.  Raises one of UNUSABLE."""
        row = self._rows[claim_id]
        if row["key"] != wanted or self.report is None:
            raise LookupError(claim_id)
        entry = {part: row[part] for part in ENTRY}
        return {"entry": entry, "certificates": {name: json.loads((self.report / "certificates" / name).read_text("utf-8")) for name in names(entry)}}

    def _taken_up(self, claim: Claim, decision: Decision, offer: Callable[[], Json]) -> Json | None:
        try:
            kept = offer()
            entry, certificates = kept["entry"], kept["certificates"]
            for used in entry["uses"]:
                self.decide(used)
            found: dict[str, Accepted] = {}
            for which, part in zip(PARTS, (decision.printed, decision.corrected)):
                shown = entry[which]
                if (shown is None) != (part is None) or (part and shown["hash"] != part.statement.hash):
                    return None
                if shown and shown["certificate"]:
                    certificate = certificates[Path(shown["certificate"]).name]
                    accepted = confirm(certificate, shown, f"{claim.id} {which}", {**self.library, **found})
                    found[accepted.hash] = accepted
                elif shown and shown["verdict"] != "undecided":
                    return None
            taken = {name: certificates[name] for name in names(entry)}
            read = {read_as(certificates[Path(entry[which]["certificate"]).name], entry[which]) for which in PARTS
                    if entry[which] and entry[which]["certificate"]}  # fmt: skip
        except UNUSABLE:
            return None
        self.library.update(found)
        self.certificates.update(taken)
        self.reread.update(read)
        return dict(entry)


def read_as(certificate: Json, part: Json) -> str:
    """A certificate and the ledger entry for which it was read."""
    return hashlib.sha256(canonical([certificate, {key: part[key] for key in SAID}]).encode()).hexdigest()


def decide_in_parallel(package: str, report: Path | None, store: Path, ids: Sequence[str]) -> None:
    """Decide claims on every processor; the rows are kept in the store.  What fails is left for the caller to meet."""
    count = processors()
    if count < 2 or len(ids) < FEW:
        return
    context = multiprocessing.get_context("spawn")
    taken = context.Value("i", 0)  # how many claims were handed out: each process asks for the next when it is done with one
    workers = [context.Process(target=decide_some, args=(package, report, store, list(ids), taken), daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def decide_some(package: str, report: Path | None, store: Path, ids: Sequence[str], taken: Any) -> None:
    """Decide the claims that no other process has begun, one after the other, as a process of its own."""
    ledger = ResumableLedger(load_paper(package), report=report, store=store)
    while True:
        with taken.get_lock():
            place = taken.value
            taken.value += 1
        if place >= len(ids):
            return
        claim_id = ids[place]
        with contextlib.suppress(CheckError, NotFoundError, StatementError, KeyboardInterrupt):
            ledger.decide(claim_id)


def read_row(path: Path | None) -> Json:
    """A finished row.  Raises one of UNUSABLE."""
    if path is None:
        raise LookupError("no store")
    return json.loads(path.read_text(encoding="utf-8"))


def names(entry: Mapping[str, Json]) -> list[str]:
    """The file names of the certificates of a row."""
    return [Path(entry[part]["certificate"]).name for part in PARTS if entry[part] and entry[part]["certificate"]]


def keep(path: Path, data: Json) -> None:
    """Write a file in one step: it is there whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(canonical(data), encoding="utf-8")
    os.replace(unfinished, path)
