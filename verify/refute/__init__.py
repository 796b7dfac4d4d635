"""Attacking a statement before it is believed: counterexamples, witnesses, near misses, superfluous hypotheses.

Nothing here is trusted.  Every counterexample is an instance that `checker.evaluate` was asked about.
"""

from verify.refute import orbits  # noqa: F401 - it registers its operations
from verify.refute.audit import HypothesisReport, audit
from verify.refute.cases import is_case
from verify.refute.instances import Source, generate
from verify.refute.mutants import Mutant, MutantReport, mutants, test_mutants
from verify.refute.search import Counterexample, Search, find_counterexample, find_witness, search

__all__ = [
    "Counterexample", "HypothesisReport", "Mutant", "MutantReport", "Search", "Source", "audit", "find_counterexample",
    "find_witness", "generate", "is_case", "mutants", "search", "test_mutants",
]  # fmt: skip
