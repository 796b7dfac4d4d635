"""Moments: against exact rational sums, far from zero, and of a long file in bounded memory."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from audit_cases import SEED, regression, table

from verify.auditing.moments import Accumulator, moments
from verify.auditing.reading import read_table
from verify.certify.rational import InputError


def exact_covariances(Z: np.ndarray, center: bool = True) -> list[list[Fraction]]:
    """E[zz'], centred or not, exactly."""
    rows = [[Fraction(float(x)) for x in row] for row in Z]
    n, d = len(rows), Z.shape[1]
    means = [sum(row[j] for row in rows) / n if center else Fraction(0) for j in range(d)]
    return [[sum((row[i] - means[i]) * (row[j] - means[j]) for row in rows) / n for j in range(d)] for i in range(d)]


def relative(found: np.ndarray, true: list[list[Fraction]]) -> float:
    """The largest error of an entry relative to the roots of its diagonal entries."""
    size = [float(true[i][i]) ** 0.5 for i in range(len(true))]
    return max(abs(float(Fraction(float(found[i, j])) - true[i][j])) / (size[i] * size[j]) for i in range(len(true)) for j in range(len(true)))


@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize("shift", [0.0, 1e6])
def test_against_exact_sums(center, shift) -> None:
    X, y = regression(60, 3, shift)
    m = moments(read_table(X, y), center=center)
    true = exact_covariances(np.column_stack([X, y]), center)
    whole = np.block([[m.H, m.g[:, None]], [m.g[None, :], np.array([[m.c]])]])
    assert relative(whole, true) < 1e-14


def test_columns_far_from_zero_lose_nothing_that_their_doubles_hold() -> None:
    X, y = regression(500, 3, 1e9)
    batches = Accumulator(4)
    Z = np.column_stack([X, y])
    for part in np.array_split(Z, 7):
        batches.add(part)
    assert relative(batches.products / batches.count, exact_covariances(Z)) < 1e-12
    naive = Z.T @ Z / len(Z) - np.outer(Z.mean(0), Z.mean(0))
    assert relative(naive, exact_covariances(Z)) > 1e-2


def test_standardised_features_have_unit_second_moments() -> None:
    X, y = regression()
    m = moments(read_table(X, y), standardize=True)
    assert np.allclose(np.diag(m.H), 1, rtol=1e-15)
    assert np.allclose(m.H, np.corrcoef(X.T), rtol=1e-13)


def test_u_solves_the_normal_equations_exactly() -> None:
    X, y = regression()
    m = moments(read_table(X, y))
    H, u, _ = m.exact()
    assert [sum(x * v for x, v in zip(row, u)) for row in H] == [Fraction(float(x)) for x in m.g]
    assert np.allclose([float(x) for x in u], np.linalg.lstsq(X - X.mean(0), y - y.mean(), rcond=None)[0], rtol=1e-12)


def test_a_nearly_singular_h_is_refused_by_what_its_doubles_are() -> None:
    X, y = regression()
    near = np.column_stack([X, X[:, 0] * (1 + 1e-15)])
    with pytest.raises(InputError, match="x1, x4 are collinear"):
        moments(read_table(near, y))
    m = moments(read_table(X, y))
    broken = m.H.copy()
    broken[0, 1] = broken[1, 0] = 2 * np.sqrt(broken[0, 0] * broken[1, 1])
    with pytest.raises(InputError, match="not positive definite"):
        type(m)(**{**vars(m), "H": broken}).exact()


def anonymous_memory() -> int:
    """Bytes of memory of this process that no file stands behind."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def test_a_long_file_is_streamed(tmp_path) -> None:
    """200 000 rows: the table has 18 MB as doubles, the batches in memory at once far less; chosen rows are checked exactly."""
    rng = np.random.default_rng(SEED)
    n, d, block = 200_000, 10, 1000
    X = np.round(rng.standard_normal((block, d)) * 8) / 8 + 1024
    y = X @ np.arange(1, d + 1) + np.round(rng.standard_normal(block) * 4)
    header, rows = table(X, y)
    path = tmp_path / "long.csv"
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    with path.open("w", encoding="utf-8") as lines:
        lines.write(",".join(header) + "\n")
        for _ in range(n // block):
            lines.write(text)
    seen: list[tuple[int, int]] = []
    moments(read_table(path, "y", rows=5000))  # what polars and NumPy keep for themselves is there from now on
    before = anonymous_memory()
    m = moments(read_table(path, "y", rows=5000), seen=lambda count: seen.append((count, anonymous_memory() - before)))
    assert m.rows == n and len(seen) >= n // 5000
    assert max(memory for _, memory in seen) < n * (d + 1) * 8
    once = moments(read_table(X, y))
    assert np.allclose(m.H, once.H, rtol=1e-12) and np.allclose(m.g, once.g, rtol=1e-12)
