"""How long statements are attacked: the numbers on which a report depends besides the claims."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """Instances tried for each statement and for each mutant, mutants tried, how many of them are to be rejected, and the seed.

    Where fewer than `rejected` mutants are rejected, more are tried.
    """

    instances: int = 600
    mutant_instances: int = 300
    mutants: int = 8
    seed: int = 20260101
    rejected: int = 4
