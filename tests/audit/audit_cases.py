"""Data for the tests of the audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

SEED = 20260101
Rows = Sequence[Sequence[object]]


def written(path: Path, header: Sequence[str], rows: Rows) -> Path:
    """A CSV file."""
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def regression(n: int = 40, d: int = 3, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Features of different sizes, some correlated, and a noisy target; seed SEED."""
    rng = np.random.default_rng(SEED)
    X = rng.standard_normal((n, d)) @ (np.eye(d) + 0.4 * rng.standard_normal((d, d))) * np.arange(1, d + 1) + shift
    return X, X @ np.linspace(1, -2, d) + 0.3 * rng.standard_normal(n)


def table(X: np.ndarray, y: np.ndarray) -> tuple[list[str], list[list[object]]]:
    """Header and rows with every double written so that it is read back exactly."""
    return [*(f"x{j + 1}" for j in range(X.shape[1])), "y"], [[repr(float(v)) for v in (*row, target)] for row, target in zip(X, y)]


SMALL = (["a", "b", "y"], [[1, 2, 3], [2, 1, 5], [4, 3, 1], [0, 7, 2], [3, 3, 3]])


def changed(row: int, column: int, value: object) -> tuple[list[str], list[list[object]]]:
    """SMALL with one cell changed."""
    header, rows = SMALL
    return header, [[value if (i, j) == (row, column) else x for j, x in enumerate(line)] for i, line in enumerate(rows)]


def with_column(value: Callable[[Sequence[object]], object]) -> tuple[list[str], list[list[object]]]:
    """SMALL with one more column."""
    return ["a", "b", "more", "y"], [[*row[:2], value(row), row[2]] for row in SMALL[1]]
