"""The sample ledger, and a report of it on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_sample import sample_certificates, sample_ledger

from verify.report import write_report


@pytest.fixture
def ledger() -> Any:
    """A fresh ledger."""
    return sample_ledger()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a written report."""
    out = tmp_path_factory.mktemp("report")
    write_report(sample_ledger(), sample_certificates(), out)
    return out
