"""A claim replaced by a false version of itself turns `fails`, with a counterexample."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from verify import checker
from verify.claims import Decision, Paper, Part, load_paper
from verify.ledger import Effort, Ledger
from verify.refute import mutants, test_mutants

PAPER = load_paper("proofs_checks")
CLAIMS = ["eq-2", "gd-rate", "eq-9-10", "eq-11", "eq-12", "eq-16", "eq-17-18", "eq-25", "eq-26", "eq-35-37", "eq-81", "hessian-minimiser",
          "lemma-A.1", "saddle-spectrum", "prop-3.2-1", "prop-3.2-2", "cor-A.6", "def-A.2"]  # fmt: skip
QUICK = Effort(instances=300, mutant_instances=100, mutants=2)


def with_false_version(claim_id: str) -> tuple[str, Paper]:
    """The paper with one claim replaced by a mutant that is false, its proof script kept."""
    claim = PAPER.claims[claim_id]
    decision = claim.build()
    part = decision.corrected or decision.printed
    change, _ = test_mutants(part.statement, limit=1, seed=7).list[0]
    mutant = next(m for m in itertools.islice(mutants(part.statement, seed=7), 200) if m.change == change)
    false = dataclasses.replace(claim, build=lambda: Decision(Part(mutant.statement, part.proof)))
    return change, dataclasses.replace(PAPER, claims={**PAPER.claims, claim_id: false})


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_a_false_version_fails_with_a_counterexample(claim_id: str) -> None:
    change, paper = with_false_version(claim_id)
    ledger = Ledger(paper, QUICK)
    printed = ledger.decide(claim_id)["printed"]
    assert printed["verdict"] == "fails" and printed["counterexample"], change
    certificate = ledger.certificates[printed["certificate"].removeprefix("certificates/")]
    assert checker.accept(certificate, {}).verdict == "fails"


@pytest.mark.parametrize("claim_id", ["eq-12", "eq-25", "lemma-A.1", "gd-rate"])
def test_the_proof_of_a_claim_does_not_prove_its_false_version(claim_id: str) -> None:
    claim = PAPER.claims[claim_id]
    ledger = Ledger(PAPER, QUICK)
    ledger.decide(claim_id)
    certificate = ledger.certificates[f"{claim_id}.printed.json"]
    part = claim.build().printed
    for change, instance in test_mutants(part.statement, limit=6, seed=11).list:
        mutant = next(m for m in itertools.islice(mutants(part.statement, seed=11), 200) if m.change == change)
        with pytest.raises(checker.CheckError):
            checker.establish(mutant.statement.to_json(), "proof", certificate["body"], ledger.library)
        assert instance
