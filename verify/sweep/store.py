"""The zarr store of a sweep: made at once, filled block by block, each block marked when its data are written.

A block is a chunk of every array, so that two blocks never share a file.  Its marker, an empty file in the store's folder `.blocks`,
is made after the data: a run that is killed loses the blocks it was at work on and no others.  Nothing in the store depends on
the time, the machine's name, or the order in which blocks come.
"""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np

from verify.certify.rational import InputError
from verify.sweep.grid import OUTPUTS, Sweep

Array: TypeAlias = Any
MARKERS = ".blocks"


class Defined(Protocol):
    """What a store can hold: anything with a digest of its definition."""

    @property
    def digest(self) -> str:
        """SHA-256 of the definition."""


D = TypeVar("D", bound=Defined)


def opened(path: Path, sweep: D, make: Callable[[Path, D], None]) -> set[int]:
    """Make the store, or take up one with the same definition; the numbers of the blocks that are done.

    Raises InputError where the path holds something else, or another sweep.
    """
    if not path.exists():
        make(path, sweep)
    digest = recorded_digest(path)
    if digest != sweep.digest:
        raise InputError(f"{path} holds another sweep (digest {digest[:12]}, not {sweep.digest[:12]}): expected another place for this one")
    return done(path)


def recorded_digest(path: Path) -> str:
    """The digest of the sweep in a store; InputError where it is none."""
    try:
        return str(json.loads((path / "zarr.json").read_text(encoding="utf-8"))["attributes"]["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{path} is there and holds no sweep: expected a new place, or the store of this sweep") from None


def make(path: Path, sweep: Sweep) -> None:
    """An empty store for a sweep."""
    import xarray as xr

    from verify.sweep.blocks import dtype

    shape, chunks = tuple(sweep.dims.values()), tuple(sweep.chunks.values())
    coordinates: dict[str, Any] = {name: list(values) for name, values in sweep.axes}
    if "steps" in coordinates:
        coordinates["steps"] = [int(x) for x in coordinates["steps"]]
    if "draw" in sweep.dims:
        coordinates["draw"] = np.arange(sweep.dims["draw"])
    if "spectrum" in sweep.dims:
        coordinates["spectrum"] = np.array([name for name, _ in sweep.spectra], dtype=str)
    attributes = {"iteration": sweep.iteration, **dict(sweep.fixed), "seed": sweep.seed, "digest": sweep.digest, "definition": sweep.definition}
    arrays = {}
    for name in sweep.outputs:
        kind = dtype(name)
        arrays[name] = {"shape": shape, "chunks": chunks or "auto", "dtype": kind, "fill_value": np.nan if kind == "float64" else 0,
                        "dimension_names": list(sweep.dims), "attributes": {"long_name": OUTPUTS[name]}}  # fmt: skip
    begin(path, xr.Dataset({}, coordinates, attributes), arrays)


@contextmanager
def expected_warnings_off() -> Iterator[None]:
    """Without zarr's warnings of what is meant here: names as coordinates, for which its format is not final, and the folder of markers."""
    from zarr.errors import UnstableSpecificationWarning, ZarrUserWarning

    with warnings.catch_warnings():
        for category in (UnstableSpecificationWarning, ZarrUserWarning):
            warnings.simplefilter("ignore", category)
        yield


def begin(path: Path, empty: Any, arrays: Mapping[str, Mapping[str, Any]]) -> None:
    """A store of the coordinates and attributes of a dataset and of unwritten arrays, which appears at its path only when it is whole."""
    import zarr

    path.parent.mkdir(parents=True, exist_ok=True)
    beginning = path.with_name(f".{path.name}.{os.getpid()}")
    with expected_warnings_off():
        empty.to_zarr(beginning, zarr_format=3, consolidated=False)
        group: Any = zarr.open_group(beginning, mode="r+")
        for name, options in arrays.items():
            group.create_array(name, **options)
        zarr.consolidate_metadata(beginning)
    (beginning / MARKERS).mkdir()
    try:
        beginning.rename(path)
    except OSError:
        shutil.rmtree(beginning)


def done(path: Path) -> set[int]:
    """The numbers of the blocks that are done."""
    return {int(marker.name) for marker in (path / MARKERS).iterdir() if marker.name.isdigit()}


def write(path: Path, number: int, block: dict[str, slice], values: dict[str, Array]) -> None:
    """Write a block's data, then its marker."""
    import zarr

    with expected_warnings_off():
        group: Any = zarr.open_group(path, mode="r+")
        for name, value in values.items():
            group[name][tuple(block.values())] = value
    (path / MARKERS / str(number)).touch()


def dataset(path: Path) -> Any:
    """The store as an xarray.Dataset, its arrays read when used."""
    import xarray as xr

    with expected_warnings_off():
        return xr.open_zarr(path, chunks=None)
