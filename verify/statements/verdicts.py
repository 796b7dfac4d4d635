"""What is known of a statement, and how strong the support of it is."""

from __future__ import annotations

import enum


class Verdict(enum.Enum):
    """What is known of a statement.  Truth-testing a verdict is an error: compare it instead."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"

    def __bool__(self) -> bool:
        raise TypeError("a Verdict has no truth value; compare with Verdict.HOLDS, FAILS, UNDECIDED")

    def __str__(self) -> str:
        return self.value


class Evidence(enum.Enum):
    """How strong the support of a verdict is, strongest first; `COUNTEREXAMPLE` supports `fails`."""

    PROOF = "proof"
    PROOF_CITED = "proof-cited"
    PROOF_FIXED_D = "proof-fixed-d"
    ENCLOSURE = "enclosure"
    SAMPLED = "sampled"
    COUNTEREXAMPLE = "counterexample"

    def __str__(self) -> str:
        return self.value
