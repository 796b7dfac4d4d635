"""The report of the small paper, made once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from recheck_cases import copied, write


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the report; the paper can be imported while it is in use."""
    place, before = tmp_path_factory.mktemp("rechecked"), list(sys.path)
    yield write(place)
    sys.path[:] = before


@pytest.fixture
def spoilt(report: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return copied(report, tmp_path)
