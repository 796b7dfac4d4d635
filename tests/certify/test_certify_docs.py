"""The examples in the docstrings of verify.certify."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = ["checking", "corollaries", "enclosures", "inertia", "interlacing", "rational"]


@pytest.mark.parametrize("name", ["verify.certify", *(f"verify.certify.{name}" for name in MODULES)])
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
