"""Tests of the networks: those that need PyTorch are skipped where it is not installed."""

from __future__ import annotations

import pytest


@pytest.fixture
def torch():
    """PyTorch on one thread."""
    found = pytest.importorskip("torch", reason="PyTorch is not installed: pip install '.[deep]'")
    before = found.get_num_threads()
    found.set_num_threads(1)
    yield found
    found.set_num_threads(before)


@pytest.fixture(scope="session")
def digits():
    """The embedded data set."""
    pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed: pip install '.[deep]'")
    from verify.deep.datasets import load

    return load("digits")
