"""A user's regression data as batches of doubles: CSV and Parquet files, DataFrames, arrays.

A file is read once, in batches of bounded size.  A CSV in which some cell is not plainly a number is read again
with every cell looked at as text: a value that is no number is named with its row, never taken as missing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from verify.certify.rational import InputError, shown

Array = NDArray[np.float64]
ROWS = 20_000  # rows of a file that are in memory at once
MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]
PARQUET = (".parquet", ".pq")
Converter = Callable[[Any, int], Array]


class GarbledError(ValueError):
    """Some cell is not plainly a number: the file is to be read with care."""


@dataclass(frozen=True)
class Table:
    """The columns that are used, the target last, and their values in batches of doubles; NaN where one is missing.

    batches(careful) reads from the start; where it is not careful it may raise GarbledError.
    """

    name: str
    features: tuple[str, ...]
    target: str
    batches: Callable[[bool], Iterator[Array]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The features, then the target."""
        return (*self.features, self.target)


def read_table(data: Any, target: Any, ignore: Sequence[str] = (), rows: int = ROWS) -> Table:
    """The table of some data.

    data: the path of a CSV file (with a header line) or of a Parquet file, a polars or pandas
    DataFrame, or an array of shape (n, d) or (n,).  target: the name of a column; for an array the
    number of a column; or n values of their own.  ignore: columns to leave out.  rows: how many rows
    of a file are read at once.  Raises InputError for a missing, doubled or non-numeric column and for
    what cannot be read; errors in the values of a file are raised while the batches are read.
    """
    if isinstance(data, (str, Path)):
        if not isinstance(target, str):
            raise InputError(f"target = {shown(target)}: expected the name of a column of {Path(data).name}")
        path = Path(data)
        return of_parquet(path, target, ignore, rows) if path.suffix.lower() in PARQUET else of_csv(path, target, ignore, rows)
    columns = dict_of_columns(data)
    if isinstance(target, str) or (isinstance(target, int) and not hasattr(data, "columns")):
        name = target if isinstance(target, str) else number_of(target, len(columns))
    else:
        name = str(getattr(target, "name", None) or "y")
        if name in columns:
            raise InputError(f"the target {shown(name)} has the name of a column: name the column as the target, or rename one of them")
        columns[name] = target
    features = chosen(list(columns), name, ignore, "the data")
    used = [as_doubles(columns[column], column) for column in (*features, name)]
    lengths = {column: len(values) for column, values in zip((*features, name), used)}
    if len(set(lengths.values())) > 1:
        raise InputError(f"columns of different lengths: {shown(lengths)}")
    whole = np.column_stack(used) if used else np.empty((0, 0))
    return Table("data", features, name, lambda careful: iter([whole]))


def number_of(target: int, count: int) -> str:
    """The name of a column of an array, from its number."""
    if not -count <= target < count:
        raise InputError(f"target = {target}: the array has the columns 0 to {count - 1}")
    return f"x{target % count + 1}"


def chosen(names: Sequence[str], target: str, ignore: Sequence[str], where: str) -> tuple[str, ...]:
    """The features: all columns but the target and those left out."""
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise InputError(f"{where} has more than one column {shown(doubled[0])}: expected names of their own")
    for name in (target, *ignore):
        if name not in names:
            raise InputError(f"{where} has no column {shown(name)}; its columns are {listed(names)}")
    if target in ignore:
        raise InputError(f"the target {shown(target)} is among the columns to ignore")
    features = tuple(name for name in names if name != target and name not in ignore)
    if not features:
        raise InputError(f"{where} has no column besides the target {shown(target)}")
    return features


def listed(names: Iterable[object], most: int = 12) -> str:
    """Names in a line of bounded length."""
    every = [str(name) for name in names]
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


# ------------------------------------------------------------------------------------------------
# Files


def of_csv(path: Path, target: str, ignore: Sequence[str], rows: int) -> Table:
    """The table of a CSV file with a header line."""
    import polars as pl

    names = header_of(path)
    features = chosen(names, target, ignore, path.name)
    used = [*features, target]

    def frame(kind: Any) -> pl.LazyFrame:
        schema = {name: kind if name in used else pl.String for name in names}
        return pl.scan_csv(path, has_header=True, schema=schema, null_values=MISSING).select(used)

    def quickly() -> Iterator[Array]:
        try:
            yield from in_batches(frame(pl.Float64), rows, lambda batch, before: batch.to_numpy(), path)
        except InputError:
            raise GarbledError from None

    def look(batch: pl.DataFrame, before: int) -> Array:
        text = batch.select(pl.col(name).str.strip_chars() for name in used)
        found = text.select(pl.when(pl.col(name).is_in(MISSING)).then(None).otherwise(pl.col(name)).alias(name) for name in used)
        values = found.cast(pl.Float64, strict=False)
        for name in used:
            wrong = found[name].is_not_null() & values[name].is_null()
            if wrong.any():
                row = int(wrong.arg_max() or 0)
                raise InputError(f"{path.name}: the column {shown(name)} is not numeric: {shown(found[name][row])} in row {before + row + 1}; "
                                 "leave the column out with --ignore, or code it as numbers")  # fmt: skip
        return values.to_numpy()

    return Table(path.name, features, target, lambda careful: in_batches(frame(pl.String), rows, look, path) if careful else quickly())


def header_of(path: Path) -> list[str]:
    """The names in the first line of a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            names = [name.strip() for name in next(csv.reader(lines), [])]
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not a text file in UTF-8: {error.reason} at byte {error.start}") from error
    except csv.Error as error:
        raise InputError(f"{path.name}: the header line cannot be read: {error}") from error
    if not any(names):
        raise InputError(f"{path.name} is empty: expected a header line with the names of the columns")
    return names


def of_parquet(path: Path, target: str, ignore: Sequence[str], rows: int) -> Table:
    """The table of a Parquet file."""
    import polars as pl

    path.open("rb").close()
    try:
        frame = pl.scan_parquet(path)
        schema = dict(frame.collect_schema())
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path.name} is not a readable Parquet file: {first_line(error)}") from error
    features = chosen(list(schema), target, ignore, path.name)
    used = [*features, target]
    for name in used:
        if not (schema[name].is_numeric() or schema[name] == pl.Boolean):
            raise InputError(f"{path.name}: the column {shown(name)} is not numeric but {schema[name]}; leave it out with --ignore")

    def doubles(batch: pl.DataFrame, before: int) -> Array:
        return batch.cast(pl.Float64).to_numpy()

    return Table(path.name, features, target, lambda careful: in_batches(frame.select(used), rows, doubles, path))


def in_batches(frame: Any, rows: int, doubles: Converter, path: Path) -> Iterator[Array]:
    """The rows of a lazy frame, some at a time."""
    import polars as pl

    before = 0
    try:
        for batch in frame.collect_batches(chunk_size=rows, maintain_order=True):
            for part in batch.iter_slices(rows):
                yield doubles(part, before)
                before += part.height
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path.name} cannot be read after row {before}: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """The first line of a message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


# ------------------------------------------------------------------------------------------------
# What is in memory


def dict_of_columns(data: Any) -> dict[str, Any]:
    """The columns of a DataFrame, or of an array (named x1, x2, ...)."""
    if hasattr(data, "columns") and hasattr(data, "__getitem__"):
        names = [str(name) for name in data.columns]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise InputError(f"the data has more than one column {shown(doubled[0])}: expected names of their own")
        return {str(name): data[name] for name in data.columns}
    try:
        array = np.asarray(data)
    except ValueError:
        raise InputError("data: expected a table, got rows of different lengths") from None
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise InputError(f"data has the shape {array.shape}: expected the path of a file, a DataFrame, or an array of shape (n, d)")
    return {f"x{j + 1}": array[:, j] for j in range(array.shape[1])}


def as_doubles(values: Any, name: str) -> Array:
    """The values of a column as doubles, NaN where one is missing; InputError where one is no number."""
    if hasattr(values, "to_numpy") and hasattr(values, "isna"):  # pandas, whose missing values have many forms
        found = np.array([np.nan if gone else value for value, gone in zip(values.tolist(), values.isna())], dtype=object)
    elif hasattr(values, "to_numpy"):
        found = values.to_numpy()
    else:
        found = np.asarray(values)
    if found.ndim != 1:
        raise InputError(f"the column {shown(name)} has the shape {found.shape}: expected one number a row")
    if found.dtype.kind in "biuf":
        return found.astype(np.float64)
    numbers = np.empty(len(found))
    for row, value in enumerate(found):
        if isinstance(value, (str, bytes, complex)) or (value is not None and not hasattr(value, "__float__")):
            raise InputError(f"the column {shown(name)} is not numeric: {shown(value)} in row {row + 1}")
        numbers[row] = np.nan if value is None else float(value)
    return numbers
