"""A ledger that keeps each finished row in a folder, and takes up rows whose claim has not changed.

What is taken up is not trusted: the checker accepts its certificates again, after those they use.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify import __version__
from verify.checker import Accepted
from verify.checker.certificates import confirm
from verify.claims import Claim, Decision, Part
from verify.environment import toolkit_digest
from verify.ledger import PARTS, Effort, Ledger
from verify.statements import canonical

Json = Any
UNUSABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)  # NotFoundError, CheckError among them


def offered(part: Part | None) -> Json:
    """A statement with all that is offered in its support, as plain data."""
    if part is None:
        return None
    return {"statement": part.statement.to_json(), "proof": part.proof, "disproof": part.disproof, "note": part.note,
            "instances": [found.to_json() for found in part.instances], "lemma": [f.term for f in part.lemma]}  # fmt: skip


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
    """A Ledger with a folder of finished rows; `resumed` holds the ids that were taken up from it."""

    store: Path = field(default_factory=Path)
    resumed: set[str] = field(default_factory=set)

    def _decide(self, claim: Claim) -> Json:
        decision = claim.build()
        path = self.store / f"{key(claim, decision, self.effort)}.json"
        entry = self._taken_up(claim, decision, path)
        if entry is not None:
            self.resumed.add(claim.id)
            return entry
        entry = json.loads(json.dumps(super()._decide(claim)))
        certificates = {name: self.certificates[name] for name in names(entry)}
        keep(path, {"id": claim.id, "entry": entry, "certificates": certificates})
        return entry

    def _taken_up(self, claim: Claim, decision: Decision, path: Path) -> Json | None:
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
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
        except UNUSABLE:
            return None
        self.library.update(found)
        self.certificates.update(taken)
        return entry


def names(entry: Mapping[str, Json]) -> list[str]:
    """The file names of the certificates of a row."""
    return [Path(entry[part]["certificate"]).name for part in PARTS if entry[part] and entry[part]["certificate"]]


def keep(path: Path, data: Json) -> None:
    """Write a file in one step: it is there whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(canonical(data), encoding="utf-8")
    os.replace(unfinished, path)
