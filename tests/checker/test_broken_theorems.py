"""The proofs of the theorems on whole trajectories prove what they say and no more: without a hypothesis the checker rejects them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from verify import checker
from verify.checker import Accepted
from verify.checker.certificates import establish

CERTIFICATES = Path(__file__).parents[2] / "reports" / "certificates"
THEOREMS = (
    "new-convergence", "new-avoidance", "new-almost-every-start", "thm-A.17/descent", "thm-A.17/bounded", "thm-A.17/limits", "thm-A.17/saddle",
    "thm-A.17/minimiser", "thm-A.17/ends", "cor-A.16/alternative", "lemma-A.14/nonnegative", "thm-B.1/avoidance",
    "new-basin", "new-basin/ratio", "new-basin/rate", "new-basin-over", "new-basin-mbngd", "new-projected-basin", "new-projected-basin/rate",
    "lemma-A.18 corrected", "cor-A.16 corrected",
)  # fmt: skip
TRUE = ["eq", "0", "0"]


@cache
def by_hash() -> dict[str, Any]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in CERTIFICATES.glob("*.json")]
    return {certificate["hash"]: certificate for certificate in found if certificate["verdict"] == "holds"}


def certificate(name: str) -> Any:
    """The certificate of an id, as printed unless "corrected" follows."""
    claim, _, part = name.partition(" ")
    return json.loads((CERTIFICATES / f"{claim.replace('/', '--')}.{part or 'printed'}.json").read_text(encoding="utf-8"))


@cache
def accepted(digest: str) -> Accepted:
    found = by_hash()[digest]
    return establish(found["statement"], found["kind"], found["body"], library(tuple(found["uses"])))


@cache
def library(digests: tuple[str, ...]) -> dict[str, Accepted]:
    return {digest: accepted(digest) for digest in digests}


def hypotheses() -> list[tuple[str, int]]:
    return [(name, i) for name in THEOREMS for i in range(len(certificate(name)["statement"]["hypotheses"]))]


def shown(name: str, statement: Any) -> None:
    """Hand the checker the proof of an id for a statement; what it uses is accepted first, so that a CheckError is of this proof."""
    found = certificate(name)
    establish(statement, "proof", found["body"], used(name))


def used(name: str) -> dict[str, Accepted]:
    """What the proof of an id uses."""
    return library(tuple(certificate(name)["uses"]))


@pytest.mark.parametrize("name", THEOREMS)
def test_the_proof_is_one_of_the_statement_and_not_of_its_negation(name: str) -> None:
    statement = certificate(name)["statement"]
    shown(name, statement)  # with what it uses
    with pytest.raises(checker.CheckError):
        shown(name, {**statement, "conclusion": ["not", statement["conclusion"]]})


@pytest.mark.parametrize(("name", "index"), hypotheses())
def test_without_a_hypothesis_the_proof_is_rejected(name: str, index: int) -> None:
    statement = json.loads(json.dumps(certificate(name)["statement"]))
    statement["hypotheses"][index]["formula"] = TRUE
    assert used(name) is not None
    with pytest.raises(checker.CheckError):
        shown(name, statement)


@pytest.mark.parametrize("name", ["new-convergence", "new-almost-every-start", "thm-A.17/descent"])
def test_the_bound_two_of_the_step_size_is_not_exceeded(name: str) -> None:
    text = json.dumps(certificate(name)["statement"])
    assert '["lt", "eps_a", "2"]' in text and used(name) is not None
    with pytest.raises(checker.CheckError):
        shown(name, json.loads(text.replace('["lt", "eps_a", "2"]', '["lt", "eps_a", "3"]')))
