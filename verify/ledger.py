"""Deciding claims: attack first, then prove, then write down what the checker accepted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from verify import checker, notation
from verify.checker import Accepted
from verify.claims import Claim, Paper, Part
from verify.outcome import Outcome, decide
from verify.prove.adapt import loosened
from verify.prove.complete import NotFoundError, complete
from verify.prove.narrate import narrate, narrate_refutation
from verify.refute import HypothesisReport, Source, audit, is_case, test_mutants
from verify.statements import Statement, Verdict

Json = Any
PARTS = ("printed", "corrected")
LEAST_REJECTED = 4  # with fewer rejected mutants, more are tried
WORK = 600_000  # steps of work, as the checker counts them, for one proof of a near miss: about two seconds


@dataclass(frozen=True)
class Effort:
    """How long to attack: instances tried for each statement and for each mutant, and the seed."""

    instances: int = 600
    mutant_instances: int = 300
    mutants: int = 8
    seed: int = 20260101


@dataclass
class Ledger:
    """The verdicts of a paper's claims, decided on demand; `library` holds what the checker accepted."""

    paper: Paper
    effort: Effort = field(default_factory=Effort)
    rows: dict[str, Json] = field(default_factory=dict)
    certificates: dict[str, Json] = field(default_factory=dict)
    library: dict[str, Accepted] = field(default_factory=dict)

    def decide_all(self) -> Iterator[Json]:
        """Decide every row and part, in the order of the inventory."""
        for claim_id in self.paper.ids():
            yield self.decide(claim_id)

    def decide(self, claim_id: str) -> Json:
        """The ledger row of a claim; claims that its proof uses are decided first.

        Raises UnknownClaimError for an unknown id.
        """
        if claim_id not in self.rows:
            row = self.paper.row(claim_id)
            started = time.perf_counter()
            claim = self.paper.claims.get(claim_id)
            entry = self._decide(claim) if claim else {"printed": undecided("not examined yet"), **BLANK}
            head = {"id": row.id, "kind": row.kind, "where": row.where, "title": row.title,
                    "section": row.where.split()[0].rstrip(","), "parent": claim.parent if claim else None,
                    "doc": claim.doc if claim else ""}  # fmt: skip
            erratum = self.paper.errata.get(claim_id)
            if erratum and not erratum.concerns(Verdict(entry["printed"]["verdict"])):
                erratum = None
            fault = {"severity": str(erratum.severity) if erratum else None,
                     "consequences": list(erratum.consequences) if erratum else [],
                     "remark": erratum.remark if erratum else ""}  # fmt: skip
            self.rows[claim_id] = {**head, **entry, **fault, "seconds": round(time.perf_counter() - started, 2)}
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

    def _transcribed(self, claim: Claim) -> Json:
        """The entry of a draft: what is claimed, and no verdict."""
        part = claim.build().printed
        data = part.statement.to_json()
        shown = {"paper_latex": claim.paper, "latex": notation.statement_latex(data), "unicode": notation.statement_unicode(data),
                 "hash": part.statement.hash, "statement": data}  # fmt: skip
        return {**BLANK, "printed": undecided("transcribed; not examined yet") | shown}

    def _decide(self, claim: Claim) -> Json:
        if claim.draft:
            return self._transcribed(claim)
        decision = claim.build()
        printed = self._part(claim, "printed", decision.printed)
        printed["paper_latex"] = claim.paper
        corrected = self._part(claim, "corrected", decision.corrected) if decision.corrected else None
        good = decision.corrected or decision.printed
        entry: Json = {**BLANK, "printed": printed, "corrected": corrected}
        parts = [part for part in (printed, corrected) if part]
        used, witnesses = {h for part in parts for h in part.pop("uses")}, [part.pop("witness") for part in parts]
        entry["uses"] = sorted({i for i, row in self.rows.items() for p in PARTS if row[p] and row[p].get("hash") in used})
        if (corrected or printed)["verdict"] == "holds":
            statement, entry["witness"] = good.statement, witnesses[-1]
            body = self.certificates[f"{claim.id.replace('/', '--')}.{'corrected' if corrected else 'printed'}.json"]["body"]
            entry["hypotheses"] = [report.to_json() for report in self._audited(statement, body)]
            entry["mutants"] = self._mutants(claim, good, body)
        return entry

    def _proves(self, statement: Statement, *proofs: Json) -> bool:
        """Whether one of some proofs shows a statement."""
        for proof in proofs:
            try:
                complete(statement, proof, self.library, WORK)
            except (NotFoundError, checker.CheckError):
                continue
            return True
        return False

    def _audited(self, statement: Statement, body: Json) -> list[HypothesisReport]:
        return audit(statement, budget=self.effort.mutant_instances, seed=self.effort.seed, prove=lambda weaker: self._proves(weaker, body))

    def _mutants(self, claim: Claim, part: Part, body: Json) -> Json:
        script = self._resolved(part.proof)

        def proves(mutant: Statement) -> bool:
            return is_case(mutant, part.statement) or self._proves(mutant, body, script, loosened(body))

        effort = self.effort
        source = Source(part.statement, effort.seed, hints=[hint.to_json() for hint in part.instances])
        report = test_mutants(part.statement, limit=effort.mutants, least=LEAST_REJECTED, budget=effort.mutant_instances, seed=effort.seed,
                              prove=proves, equivalent=claim.equivalent_mutants, source=source)  # fmt: skip
        return report.to_json()

    def _part(self, claim: Claim, which: str, part: Part) -> Json:
        statement = part.statement
        data = statement.to_json()
        entry: Json = {
            "verdict": "undecided", "evidence": None, "cites": [], "paper_latex": "", "latex": notation.statement_latex(data),
            "unicode": notation.statement_unicode(data), "hash": statement.hash, "statement": data, "certificate": None,
            "counterexample": None, "sequences": {}, "sides": [], "note": part.note, "proof": [], "uses": [], "witness": None,
        }  # fmt: skip
        outcome = decide(
            statement, self._resolved(part.proof), instances=part.instances, lemma=part.lemma, disproof=self._resolved(part.disproof),
            sequences=part.sequences, hypotheses=self._resolved(part.hypotheses), library=self.library, claim=claim.id, part=which,
            budget=self.effort.instances, seed=self.effort.seed,
        )  # fmt: skip
        return entry | self._recorded(claim, which, outcome, part.note)

    def _recorded(self, claim: Claim, which: str, outcome: Outcome, note: str) -> Json:
        entry: Json = {"verdict": str(outcome.verdict), "evidence": str(outcome.evidence) if outcome.evidence else None,
                       "counterexample": outcome.counterexample, "sequences": outcome.sequences, "sides": outcome.sides,
                       "witness": outcome.witness}  # fmt: skip
        if outcome.vacuous:
            note = " ".join(filter(None, (note, "Vacuous: no instance meets the hypotheses, and that is proved.")))
        if outcome.accepted is None or outcome.certificate is None:
            return entry | {"note": " ".join(filter(None, (note, outcome.note)))}
        accepted, body = outcome.accepted, outcome.certificate["body"]
        self.library[accepted.hash] = accepted
        name = f"{claim.id.replace('/', '--')}.{which}.json"
        self.certificates[name] = outcome.certificate
        kind = outcome.certificate["kind"]
        proof = narrate(outcome.statement, body) if kind == "proof" else narrate_refutation(outcome.statement, body) if kind == "refutation" else []
        return entry | {"cites": list(accepted.cites), "uses": list(accepted.uses), "certificate": f"certificates/{name}",
                        "proof": proof, "note": note}  # fmt: skip

    def _resolved(self, proof: Json) -> Json:
        """The proof with the ids of used claims replaced by the hashes of accepted statements."""
        if isinstance(proof, dict):
            resolved = {key: self._resolved(value) for key, value in proof.items()}
            if proof.get("by") == "use" and proof["claim"] not in self.library:
                resolved["claim"] = self.believed(proof["claim"])
            return resolved
        return [self._resolved(part) for part in proof] if isinstance(proof, (list, tuple)) else proof


BLANK: Mapping[str, Json] = {
    "uses": [], "corrected": None, "witness": None, "hypotheses": [],
    "mutants": {"tried": 0, "rejected": 0, "justified": [], "list": []},
}  # fmt: skip


def undecided(note: str) -> Json:
    """The entry of a statement that was not examined."""
    return {"verdict": "undecided", "evidence": None, "cites": [], "paper_latex": "", "latex": "", "unicode": "", "hash": None,
            "statement": None, "certificate": None, "counterexample": None, "sequences": {}, "sides": [], "note": note, "proof": []}  # fmt: skip
