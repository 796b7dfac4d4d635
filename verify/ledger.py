"""Deciding claims: attack first, then prove, then write down what the checker accepted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from verify import checker
from verify.checker import Accepted
from verify.claims import Claim, Paper, Part
from verify.effort import Effort
from verify.outcome import decide
from verify.prove.adapt import loosened
from verify.prove.complete import NotFoundError, complete
from verify.refute import HypothesisReport, MutantReport, Source, audit, test_mutants
from verify.rows import NEAR, PARTS, absent, blank, decided, fault, file_of, head, plain, transcribed, undecided
from verify.statements import Statement

Json = Any
WORK = 600_000  # steps of work, as the checker counts them, for one proof of a near miss: about two seconds


@dataclass
class Ledger:
    """The verdicts of a paper's claims, decided on demand.

    `certificates` and `near` hold, by the names of their files, what shows the statements, and the proofs of weaker statements and
    near misses; `library` what the checker accepted, `seconds` how long a row took.
    """

    paper: Paper
    effort: Effort = field(default_factory=Effort)
    rows: dict[str, Json] = field(default_factory=dict)
    certificates: dict[str, Json] = field(default_factory=dict)
    near: dict[str, Json] = field(default_factory=dict)
    library: dict[str, Accepted] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def decide_all(self) -> Iterator[Json]:
        """Decide every row and part, in the order of the inventory."""
        for claim_id in self.paper.ids():
            yield self.decide(claim_id)

    def decide(self, claim_id: str) -> Json:
        """The ledger row of a claim; claims that its proof uses are decided first.

        Raises UnknownClaimError for an unknown id.
        """
        if claim_id not in self.rows:
            shown = head(self.paper, claim_id)
            started = time.perf_counter()
            claim = self.paper.claims.get(claim_id)
            entry = self._decide(claim) if claim else absent()
            self.rows[claim_id] = {**shown, **entry, **fault(self.paper, claim_id, entry["printed"])}
            self.seconds[claim_id] = round(time.perf_counter() - started, 2)
        return self.rows[claim_id]

    def believed(self, claim_id: str) -> str:
        """The hash of the statement of a claim that holds: the corrected one where there is one.

        Raises NotFoundError where neither holds.
        """
        row = self.decide(claim_id)
        for part in (row["corrected"], row["printed"]):
            if part and part["verdict"] == "holds":
                return str(part["hash"])
        raise NotFoundError(f"the claim {claim_id!r} is used in a proof but does not hold")

    def _decide(self, claim: Claim) -> Json:
        if claim.draft:
            return transcribed(claim)
        decision = claim.build()
        printed, witness = self._part(claim, "printed", decision.printed)
        corrected, witness = self._part(claim, "corrected", decision.corrected) if decision.corrected else (None, witness)
        good, which = (decision.corrected, "corrected") if decision.corrected else (decision.printed, "printed")
        entry: Json = {**blank(), "printed": printed, "corrected": corrected}
        files = [self.certificates[file_of(claim.id, w)] for w in PARTS if entry[w] and entry[w]["certificate"]]
        used = {h for certificate in files for h in certificate["uses"]}
        entry["uses"] = sorted(i for i, row in self.rows.items() if any(row[p] and row[p]["hash"] in used for p in PARTS))
        if (corrected or printed)["verdict"] == "holds":
            entry["witness"] = witness
            body = self.certificates[file_of(claim.id, which)]["body"]
            audited, mutants = self._audited(good.statement, body), self._mutants(claim, good, body)
            entry["hypotheses"], entry["mutants"] = [report.to_json() for report in audited], mutants.to_json()
            near = beside(claim.id, good.statement, body, audited, mutants)
            if near:
                self.near[file_of(claim.id)] = near
                entry["near"] = f"{NEAR}/{file_of(claim.id)}"
        return plain(entry)

    def _proof(self, statement: Statement, *proofs: Json) -> Json | None:
        """The first of some proofs that shows a statement, its gaps filled; None where none does."""
        for proof in proofs:
            try:
                return complete(statement, proof, self.library, WORK)
            except (NotFoundError, checker.CheckError):
                continue
        return None

    def _audited(self, statement: Statement, body: Json) -> list[HypothesisReport]:
        return audit(statement, budget=self.effort.mutant_instances, seed=self.effort.seed, prove=lambda weaker: self._proof(weaker, body))

    def _mutants(self, claim: Claim, part: Part, body: Json) -> MutantReport:
        script, effort = self._resolved(part.proof), self.effort
        source = Source(part.statement, effort.seed, hints=[hint.to_json() for hint in part.instances])
        return test_mutants(part.statement, limit=effort.mutants, least=effort.rejected, budget=effort.mutant_instances, seed=effort.seed,
                            prove=lambda mutant: self._proof(mutant, body, script, loosened(body)),
                            equivalent=claim.equivalent_mutants, source=source)  # fmt: skip

    def _part(self, claim: Claim, which: str, part: Part) -> tuple[Json, Json]:
        """The entry of a statement, and the witness of its hypotheses."""
        outcome = decide(
            part.statement, self._resolved(part.proof), instances=part.instances, lemma=part.lemma, disproof=self._resolved(part.disproof),
            sequences=part.sequences, hypotheses=self._resolved(part.hypotheses), library=self.library, claim=claim.id, part=which,
            budget=self.effort.instances, seed=self.effort.seed,
        )  # fmt: skip
        if outcome.accepted is None or outcome.certificate is None:
            return undecided(claim, which, part, str(outcome.evidence) if outcome.evidence else None, outcome.note), outcome.witness
        certificate = plain(outcome.certificate)
        self.library[outcome.accepted.hash] = outcome.accepted
        self.certificates[file_of(claim.id, which)] = certificate
        return decided(claim, which, part, certificate), outcome.witness

    def _resolved(self, proof: Json) -> Json:
        """The proof with the ids of used claims replaced by the hashes of accepted statements."""
        if isinstance(proof, dict):
            resolved = {key: self._resolved(value) for key, value in proof.items()}
            if proof.get("by") == "use" and proof["claim"] not in self.library:
                resolved["claim"] = self.believed(proof["claim"])
            return resolved
        return [self._resolved(part) for part in proof] if isinstance(proof, (list, tuple)) else proof


def beside(claim_id: str, statement: Statement, body: Json, audited: list[HypothesisReport], mutants: MutantReport) -> Json | None:
    """The proofs of weaker statements and of near misses that are not the statement's own; None where there are none."""
    weaker = {str(number): report.proof for number, report in enumerate(audited, 1) if report.proof is not None}
    proofs = {"hypotheses": weaker, "mutants": dict(mutants.proofs)}
    own = plain(body)
    kept = {kind: {name: plain(proof) for name, proof in found.items() if plain(proof) != own} for kind, found in proofs.items()}
    return plain({"format": 1, "claim": claim_id, "beside": statement.hash, **kept}) if any(kept.values()) else None
