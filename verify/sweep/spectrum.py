"""Numbers and spectra as a user writes them, the spectrum of a table's covariance, and the reduction of any H to its eigenvalues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from verify.certify.rational import InputError, shown

Array: TypeAlias = Any
RANGES: dict[str, Callable[[float, float, int], Array]] = {"linspace": np.linspace, "logspace": np.logspace, "geomspace": np.geomspace}
LARGEST = 10**6
FORM = "numbers such as 1,2,5 or [FACTOR*]linspace:A:B:N, logspace:A:B:N (from 10^A to 10^B) or geomspace:A:B:N (from A to B)"


def read_numbers(text: str, name: str) -> list[float]:
    """Numbers from "1,2,5" or "logspace:-5:16:43", as NumPy's functions of that name give them, or "1.99*logspace:-10:0:41".

    Raises InputError for anything else.
    """
    factor, _, rest = text.rpartition("*")
    kind, *ends = rest.split(":")
    try:
        if kind not in RANGES:
            if ":" in rest or factor:
                raise ValueError
            return [float(part) for part in text.split(",")]
        first, last, count = float(ends[0]), float(ends[1]), int(ends[2])
        if len(ends) != 3 or not 1 <= count <= LARGEST:
            raise ValueError
        with np.errstate(all="ignore"):
            values = (float(factor) if factor else 1.0) * RANGES[kind](first, last, count)
    except (ValueError, IndexError):
        raise InputError(f"{name} = {shown(text)}: expected {FORM}") from None
    if not np.all(np.isfinite(values)):
        raise InputError(f"{name} = {shown(text)} has a value that is not finite")
    return [float(x) for x in values]


def read_spectrum(text: str) -> list[float]:
    """Eigenvalues from numbers as above, or from "cov:FILE.csv", the covariance of a table's numeric columns."""
    if not text.startswith("cov:"):
        return read_numbers(text, "spectrum")
    return covariance_spectrum(Path(text.removeprefix("cov:")))


def covariance_spectrum(path: Path) -> list[float]:
    """The eigenvalues of the covariance matrix of a CSV file's columns (centred, divided by the number of rows).

    Raises InputError for columns that are not numbers, missing values, fewer than two rows, and a singular covariance.
    """
    import polars as pl

    if not path.is_file():
        raise InputError(f"{path}: expected a CSV file")
    try:
        frame = pl.read_csv(path)
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path} is no CSV table: {' '.join(str(error).split())[:200]}") from None
    for column in frame.get_columns():
        if not column.dtype.is_numeric():
            raise InputError(f"{path}: column {column.name!r} is not numeric ({column.dtype}): expected numbers only")
        if column.null_count() or not column.cast(pl.Float64).is_finite().all():
            raise InputError(f"{path}: column {column.name!r} has values that are missing or not finite: expected a number in every row")
    if frame.height < 2:
        raise InputError(f"{path} has {frame.height} rows: expected at least two")
    values = np.linalg.eigvalsh(np.atleast_2d(np.cov(frame.to_numpy().astype(float), rowvar=False, bias=True)))
    if values[0] <= len(values) * np.finfo(float).eps * values[-1]:
        raise InputError(f"{path}: the covariance of its {len(values)} columns is singular: expected columns that are not collinear or constant")
    return [float(x) for x in values]


def eigenbasis(H: Array, *vectors: Array) -> tuple[Array, ...]:
    """The eigenvalues of a symmetric matrix and the vectors in its eigenbasis.

    For orthogonal Q, BNGD on QHQ' with Qu and Qw0 takes the same steps, rotated (Proposition 3.2): so the sweep of a general H
    is the sweep of its spectrum, with u and w0 in the eigenbasis.  In doubles it is the sweep of a matrix close to H.
    Raises InputError where H is not a symmetric positive definite matrix.
    """
    H = np.asarray(H, dtype=float)
    if H.ndim != 2 or H.shape[0] != H.shape[1] or not np.array_equal(H, H.T):
        raise InputError(f"H has shape {H.shape}: expected a symmetric matrix")
    values, basis = np.linalg.eigh(H)
    if not values[0] > 0:
        raise InputError(f"H has the eigenvalue {values[0]!r}: expected a positive definite matrix")
    return (values, *(basis.T @ np.asarray(vector, dtype=float) for vector in vectors))
