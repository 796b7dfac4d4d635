"""Work is counted: by what is done, and nowhere by the clock."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import pytest

import verify.checker
from verify.checker.work import CheckError, SpentError, budget, left, spend

CORE = Path(verify.checker.__file__).parent


def test_without_a_budget_nothing_is_counted() -> None:
    assert left() == math.inf
    spend(1e30)
    assert left() == math.inf


def test_what_is_spent_is_gone() -> None:
    with budget(10):
        spend(4)
        assert left() == 6
        spend(6)
        with pytest.raises(SpentError, match="more work"):
            spend(1)
    assert left() == math.inf and issubclass(SpentError, CheckError)


def test_a_budget_within_another_gives_no_more_than_there_is() -> None:
    with budget(10):
        with budget(100):
            assert left() == 10
            spend(7)
        assert left() == 3
        with budget(2):
            spend(2)
            with pytest.raises(SpentError):
                spend(1)
        assert left() == pytest.approx(0)


def test_what_is_overspent_inside_is_spent_outside() -> None:
    with budget(10):
        with pytest.raises(SpentError), budget(3):
            spend(8)
        assert left() == 2


def test_an_error_ends_the_budget() -> None:
    with pytest.raises(ZeroDivisionError), budget(10):
        spend(1 / 0)
    assert left() == math.inf


def test_no_part_of_the_checker_looks_at_the_clock_or_at_chance() -> None:
    """Nor does it run what it reads, open a connexion, or import what is not trusted."""
    allowed = {
        "__future__", "collections", "contextlib", "contextvars", "dataclasses", "flint", "fractions", "functools", "hashlib", "itertools", "json", "math",
        "pathlib", "re", "sys", "typing", "verify", "weakref",
    }  # fmt: skip
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.partition(".")[0] for name in names} <= allowed, path
            inside = path == CORE / "__init__.py" and names == ["verify.recheck.acceptance"]  # where `checker.recheck` is asked for
            assert inside or all(name.startswith("verify.checker") for name in names if name.startswith("verify")), path
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            assert called not in ("eval", "exec", "compile", "__import__", "float") or path.name == "numbers.py", (path, called)
