"""What an entry says was found beside the verdict, done again: witnesses, dropped hypotheses, near misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from verify import checker
from verify.checker import Accepted, CheckError
from verify.claims import Claim
from verify.effort import Effort
from verify.recheck.files import visible
from verify.refute.audit import HypothesisReport, Relaxation, assumptions, joined, unknown, unneeded
from verify.refute.cases import is_case
from verify.refute.mutants import CASE, PROVED, Fate, Mutant, MutantReport, tried_in_turn
from verify.refute.search import Counterexample, find_witness
from verify.statements import Statement, thaw

Json = Any
REFUTING = ("fails", "undefined")
EVIDENT = ["le", "0", "0"]


@dataclass
class Replay:
    """One statement that holds, by `body`; `near` holds other proofs that the report gives; problems are collected."""

    statement: Statement
    body: Json
    near: Json
    library: Mapping[str, Accepted]
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loaded = checker.load(self.statement.to_json())

    def shows(self, statement: Statement, proof: Json) -> bool:
        """Whether the checker accepts a proof of a statement."""
        try:
            return checker.establish(statement.to_json(), "proof", proof, self.library).verdict == "holds"
        except CheckError:
            return False

    def refutes(self, loaded: checker.Loaded, instance: Json) -> bool:
        """Whether an instance refutes a statement."""
        try:
            return checker.evaluate(loaded, instance)[0] in REFUTING
        except CheckError:
            return False

    def meets(self, instance: Json) -> str:
        """What the checker says of an instance and the hypotheses alone: "holds" where it meets all of them."""
        data = self.statement.to_json() | {"conclusion": EVIDENT}
        try:
            return checker.evaluate(checker.load(data), instance)[0]
        except CheckError:
            return "unreadable"

    # --------------------------------------------------------------------------------------------

    def witness(self, shown: Json, effort: Effort) -> Json:
        """The witness of the hypotheses."""
        if shown is None:
            if find_witness(self.statement, seed=effort.seed) is not None:
                self.problems.append("witness: missing, although an instance meets the hypotheses")
        elif self.meets(shown) != "holds" or self.refutes(self.loaded, shown):
            self.problems.append("witness: the instance does not meet the hypotheses")
        return shown

    def hypotheses(self, shown: Json) -> list[Json]:
        """The audit of the hypotheses; which counts of instances it tells, a search said alone."""
        groups = assumptions(self.statement, self.loaded)
        if len(shown) != len(groups):
            self.problems.append(f"hypotheses: expected {len(groups)} of them, got {len(shown)}")
            return list(shown)
        return [self.audited(number, group, item).to_json() for number, (group, item) in enumerate(zip(groups, shown), 1)]

    def audited(self, number: int, group: list[Relaxation], shown: Json) -> HypothesisReport:
        """The report on one assumption."""
        text, needed = group[0].text, shown["needed"]
        if needed is False:
            proof = self.near["hypotheses"].get(str(number), self.body)
            if not self.shows(group[0].numbered, proof):
                self.problems.append(f"hypotheses: no proof of the statement without '{visible(text)}'")
            return unneeded(group, proof)
        if needed is not True:
            return unknown(text, shown["tried"] if type(shown["tried"]) is int and shown["tried"] >= 0 else 0)
        left = [shown["counterexample"], *shown["also"]]
        reports = [HypothesisReport(text, None, None, 0)]
        for relaxation in group:
            if left and self.breaks(relaxation, left[0], len(group) > 1):
                reports.append(HypothesisReport(text, True, Counterexample(left.pop(0), ""), 0, relaxation.note))
        if left or len(reports) == 1:
            self.problems.append(f"hypotheses: an instance that is to show that '{visible(text)}' is needed does not show it")
            first, *others = (Counterexample(instance, "") for instance in (shown["counterexample"], *shown["also"]))
            return HypothesisReport(text, True, first, 0, shown["note"], tuple(others))
        return joined(reports)

    def breaks(self, relaxation: Relaxation, instance: Json, one_of_many: bool) -> bool:
        """Whether an instance violates what was dropped (in this way, where there are others), meets all else, and refutes the conclusion."""
        data = relaxation.statement.to_json()
        try:
            if not self.refutes(checker.load(data), instance) or checker.evaluate(self.loaded, instance)[0] != "vacuous":
                return False
            violated = {**data, "conclusion": thaw(relaxation.violation)} if one_of_many else None
            return violated is None or checker.evaluate(checker.load(violated), instance)[0] == "holds"
        except CheckError:
            return False

    # --------------------------------------------------------------------------------------------

    def mutants(self, shown: Json, claim: Claim, effort: Effort) -> MutantReport:
        """The report on near misses: each that the toolkit makes is accounted for, its counterexample or proof tried again.

        That one survives, or is passed over as no instance brings it closer to being false, a search said alone.
        """
        rejected = {item["change"]: item["counterexample"] for item in shown["list"]}
        justified = {item["change"]: item["why"] for item in shown["justified"]}
        undecidable = {item["change"] for item in shown["undecidable"]}
        survivors, relaxed = set(shown["survivors"]), set(shown["relaxed"])

        def fate(mutant: Mutant) -> Fate:
            change, told = mutant.change, f"near miss '{visible(mutant.change)}'"
            if change in rejected:
                if not self.refutes(mutant.loaded, rejected[change]):
                    self.problems.append(f"{told}: the counterexample does not refute it")
                return Fate("rejected", instance=rejected[change])
            if change in justified:
                why = justified[change]
                if why == PROVED:
                    proof = self.near["mutants"].get(change, self.body)
                    if not self.shows(mutant.statement, proof):
                        self.problems.append(f"{told}: it is not proved")
                    return Fate("justified", why, proof=proof)
                if why == CASE:
                    if not is_case(mutant.statement, self.statement):
                        self.problems.append(f"{told}: it is no case of the statement")
                elif why != claim.equivalent_mutants.get(change):
                    self.problems.append(f"{told}: the paper gives another reason, or none, why it is true")
                return Fate("justified", why)
            if change in undecidable and mutant.doubtful:
                return Fate("undecidable", mutant.doubtful)
            if change in relaxed:
                return Fate("relaxed")
            if change not in survivors:
                self.problems.append(f"{told}: it is not accounted for")
            return Fate("survives")

        return tried_in_turn(self.statement, fate, effort.mutants, effort.rejected, effort.seed)
