"""Data that cannot be used are refused in one line that names what is wrong; the same data give the same moments from every source."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from audit_cases import SMALL, changed, regression, table, with_column, written

from verify.auditing.moments import Moments, moments
from verify.auditing.reading import read_table
from verify.auditing.start import read_start
from verify.certify.rational import InputError


def of_file(tmp_path, content, target="y", **options) -> Moments:
    """The moments of a CSV file with this header and these rows."""
    return moments(read_table(written(tmp_path / "data.csv", *content), target), **options)


def refused(text: str, *parts: str) -> None:
    """One line with these parts."""
    assert "\n" not in text
    for part in parts:
        assert part in text, (part, text)


BAD = {
    "missing target": (SMALL, {"target": "z"}, ["no column 'z'", "a, b, y"]),
    "text": (changed(1, 0, "red"), {}, ["'a' is not numeric", "'red'", "row 2"]),
    "a space in a number": (changed(1, 0, "1 2"), {}, ["'a' is not numeric", "'1 2'"]),
    "missing value": (changed(2, 1, ""), {}, ["'b' is missing in row 3", "--drop-missing"]),
    "NA": (changed(2, 1, "NA"), {}, ["'b' is missing in row 3"]),
    "NaN": (changed(2, 2, "nan"), {}, ["'y' is missing in row 3"]),
    "infinity": (changed(3, 0, "inf"), {}, ["'a' is inf in row 4"]),
    "minus infinity": (changed(3, 0, "-inf"), {"drop_missing": True}, ["'a' is -inf in row 4"]),
    "constant": (with_column(lambda row: 7), {}, ["more is constant", "--ignore"]),
    "constant target": ((["a", "y"], [[1, 2], [2, 2], [4, 2]]), {}, ["the target 'y' is constant"]),
    "equal columns": (with_column(lambda row: row[0]), {}, ["H is singular", "a, more are collinear"]),
    "a sum": (with_column(lambda row: row[0] + 2 * row[1]), {}, ["H is singular", "a, b, more"]),
    "one row": ((["a", "y"], [[1, 2]]), {}, ["1 row for 1 feature", "at least 2"]),
    "no rows": ((["a", "y"], []), {}, ["0 rows"]),
    "as many rows as columns": ((["a", "b", "y"], [[1, 2, 3], [4, 5, 7]]), {}, ["2 rows for 2 features", "at least 3"]),
    "doubled name": ((["a", "a", "y"], [[1, 2, 3]] * 4), {}, ["more than one column 'a'"]),
    "no header": ((["", "", ""], []), {}, ["is empty", "header"]),
    "only the target": ((["y"], [[1], [2]]), {}, ["no column besides the target"]),
    "overflow": ((["a", "y"], [["1e200", 1], ["-1e200", 2], [0, 3]]), {}, ["'a'", "overflow", "scale the column"]),
    "underflow": ((["a", "y"], [["1e-200", 1], ["-1e-200", 2], [0, 4]]), {}, ["'a'", "underflow"]),
    "zeros": ((["a", "y"], [[0, 1], [0, 2], [0, 4]]), {"center": False}, ["every value of 'a' is zero"]),
    "uncorrelated": ((["a", "y"], [[1, 1], [-1, 1], [1, -1], [-1, -1]]), {}, ["uncorrelated"]),
    "too many cells": ((["a", "y"], [[1, 2], [3, 4, 5], [6, 8]]), {}, ["data.csv"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_refused(tmp_path, name) -> None:
    content, options, parts = BAD[name]
    with pytest.raises(InputError) as caught:
        of_file(tmp_path, content, **options)
    refused(str(caught.value), *parts)


def test_files_that_are_none(tmp_path) -> None:
    with pytest.raises(OSError, match="absent"):
        read_table(tmp_path / "absent.csv", "y")
    with pytest.raises(OSError, match="absent"):
        read_table(tmp_path / "absent.parquet", "y")
    for name, content in {"empty.csv": b"", "binary.csv": b"\xff\xfe\x00\x81", "broken.parquet": b"nothing"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError) as caught:
            moments(read_table(tmp_path / name, "y"))
        refused(str(caught.value), name)


def test_missing_rows_are_dropped_and_counted(tmp_path) -> None:
    header, rows = changed(2, 1, "")
    found = of_file(tmp_path, (header, rows), drop_missing=True)
    kept = np.array([row for i, row in enumerate(rows) if i != 2], dtype=float)
    assert (found.rows, found.dropped) == (4, 1)
    assert np.allclose(found.H, np.cov(kept[:, :2].T, bias=True), rtol=1e-15)


def test_a_column_can_be_ignored(tmp_path) -> None:
    path = written(tmp_path / "data.csv", *with_column(lambda row: "text"))
    assert moments(read_table(path, "y", ["more"])).features == ("a", "b")
    with pytest.raises(InputError, match="no column 'other'"):
        read_table(path, "y", ["other"])
    with pytest.raises(InputError, match="among the columns to ignore"):
        read_table(path, "y", ["y"])


def test_spaces_around_numbers(tmp_path) -> None:
    assert np.array_equal(of_file(tmp_path, changed(0, 0, " 1 ")).H, of_file(tmp_path, SMALL).H)


def test_every_source_gives_the_same_moments(tmp_path) -> None:
    X, y = regression()
    header, rows = table(X, y)
    path = written(tmp_path / "data.csv", header, rows)
    frame = pl.DataFrame({**{name: X[:, j] for j, name in enumerate(header[:-1])}, "y": y})
    frame.write_parquet(tmp_path / "data.parquet")
    sources = [(path, "y"), (tmp_path / "data.parquet", "y"), (frame, "y"), (X, y), (np.column_stack([X, y]), 3), (frame.drop("y"), frame["y"])]
    found = [moments(read_table(data, target)) for data, target in sources]
    assert all(np.array_equal(found[0].H, m.H) and np.array_equal(found[0].g, m.g) and found[0].c == m.c for m in found)


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas comes with statsmodels, a test extra")
    X, y = regression()
    frame = pandas.DataFrame(X, columns=["x1", "x2", "x3"])
    frame["y"] = y
    assert np.array_equal(moments(read_table(frame, "y")).H, moments(read_table(X, y)).H)
    frame.loc[3, "x2"] = None
    assert moments(read_table(frame, "y"), drop_missing=True).dropped == 1
    frame["x3"] = pandas.array([None, *range(len(y) - 1)], dtype="Int64")
    assert moments(read_table(frame, "y"), drop_missing=True).dropped == 2
    with pytest.raises(InputError, match="more than one column 'x1'"):
        read_table(pandas.concat([frame, frame[["x1"]]], axis=1), "y")
    with pytest.raises(InputError, match="'x1' is not numeric"):
        read_table(frame.assign(x1="red"), "y")


def test_arrays_that_are_none() -> None:
    X, y = regression()
    for data, target, part in [(np.zeros((2, 3, 4)), y, "shape"), (X, y[:-1], "different lengths"), (X, 7, "columns 0 to 2"),
                               (X.astype(str), y, "not numeric"), ([[1, 2], [3]], y, "different lengths"), (X, "y", "no column")]:  # fmt: skip
        with pytest.raises(InputError, match=part):
            moments(read_table(data, target))


def test_starts(tmp_path) -> None:
    H, g = np.eye(2), np.array([1.0, 2.0])
    a0, w0, source = read_start("random:3", H, g, 4.0)
    assert (source, str(a0)) == ("random:3", "1/50") and sum(x * int(y) for x, y in zip(w0, g)) > 0
    assert read_start("random:3", H, g, 4.0)[1] == w0 != read_start("random:4", H, g, 4.0)[1]
    path = tmp_path / "start.json"
    path.write_text('{"a0": 0.1, "w0": ["1/3", 2]}', encoding="utf-8")
    assert [*map(str, (read_start(path, H, g, 4.0)[0], *read_start(path, H, g, 4.0)[1]))] == ["1/10", "1/3", "2"]
    assert read_start({"a0": 0.5, "w0": np.array([1.0, 0.25])}, H, g, 4.0)[1][1] * 4 == 1
    bad = ["random", "random:x", "random:-1", {"a0": 1}, {"a0": 1, "w0": [0, 0]}, {"a0": 1, "w0": [1]}, {"a0": "x", "w0": [1, 2]},
           {"a0": float("nan"), "w0": [1, 2]}, 7, (1, 2), {"a0": 1, "w0": "12"}]  # fmt: skip
    for start in bad:
        with pytest.raises(InputError):
            read_start(start, H, g, 4.0)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not a start"):
        read_start(path, H, g, 4.0)
