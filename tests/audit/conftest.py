"""Most tests of the audit need no search for step sizes, and not every statement of the ledger."""

from __future__ import annotations

import pytest

FEW = ["eq-2", "gd-rate", "norm-monotone", "eq-13", "lemma-A.1", "cor-A.7", "thm-3.3"]


@pytest.fixture
def quick(monkeypatch) -> None:
    """An audit of the spectra, the runs, the certificates and a few statements."""
    from verify.auditing import statements, steps

    every = statements.believed
    monkeypatch.setattr(statements, "believed", lambda package, program: every(package, program, FEW))
    monkeypatch.setattr(steps, "step_sizes", lambda context: {"bounds": [], "insensitive": None, "why": "left out"})
