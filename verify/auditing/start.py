"""The start (a0, w0) of an audit: drawn from a seed, or read from a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq

from verify.auditing.reading import Array
from verify.certify.rational import InputError, read_rational, shown

SHARE = fmpq(1, 100)  # of sqrt(c), the size of a0


def read_start(start: Any, H: Array, g: Array, c: float) -> tuple[fmpq, list[fmpq], str]:
    """a0, w0 and where they are from.

    start: "random:SEED"; the path of a JSON file {"a0": ..., "w0": [...]}; or such a mapping, or (a0, w0).
    Numbers are read exactly.  Raises InputError.
    """
    d = len(H)
    if isinstance(start, (str, Path)) and str(start).startswith("random"):
        match = re.fullmatch(r"random:([0-9]{1,18})", str(start))
        if match is None:
            raise InputError(f"start = {shown(str(start))}: expected random:SEED with a whole number, such as random:0, or a file")
        return (*drawn(int(match[1]), H, g, c), str(start))
    if isinstance(start, (str, Path)):
        a0, w0 = of_file(Path(start))
        source = str(start)
    elif isinstance(start, Mapping):
        a0, w0 = of_mapping(start, "start")
        source = "given"
    else:
        try:
            a0, w0 = start
        except (TypeError, ValueError):
            raise InputError(f"start = {shown(start)}: expected 'random:SEED', a file, or a0 and w0") from None
        source = "given"
    try:
        entries = [exact(x, f"w0[{i}]") for i, x in enumerate(w0)]
    except TypeError:
        raise InputError(f"w0 = {shown(w0)} is not a vector: give a list of numbers") from None
    if len(entries) != d:
        raise InputError(f"w0 has {len(entries)} entries: expected {d}, one for each feature")
    if not any(entries):
        raise InputError("w0 is zero: expected a vector with a non-zero entry")
    return exact(a0, "a0"), entries, source


def drawn(seed: int, H: Array, g: Array, c: float) -> tuple[fmpq, list[fmpq]]:
    """w0 uniform on the unit sphere, turned so that a0 w0'g > 0, the case of Theorem 3.3 (1); a0 is sqrt(c)/100.

    Source of the size: Section 4.1 has a0 = 0.01 and |u| = 1; sqrt(c) bounds |u|_H, the size of a at a minimiser.
    """
    w = np.random.default_rng(seed).standard_normal(len(H))
    w /= np.linalg.norm(w)
    if w @ g < 0:
        w = -w
    return short(np.sqrt(c)) * SHARE, [fmpq(*float(x).as_integer_ratio()) for x in w]


def short(x: float) -> fmpq:
    """x to three decimal digits, exactly."""
    return read_rational(f"{x:.2e}")


def exact(x: Any, name: str) -> fmpq:
    """A number, exactly: a double as the rational that it is."""
    if isinstance(x, (float, np.floating)) and np.isfinite(x):
        return fmpq(*float(x).as_integer_ratio())
    return read_rational(int(x) if isinstance(x, np.integer) else x, name)


def of_file(path: Path) -> tuple[Any, Any]:
    """The start in a file; decimals are read as they are written."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise InputError(f'{path}: not a start: expected JSON such as {{"a0": "1/100", "w0": [1, 0.5]}} ({error})') from error
    return of_mapping(found, str(path))


def of_mapping(found: Any, name: str) -> tuple[Any, Any]:
    """a0 and w0 of a mapping."""
    if not isinstance(found, Mapping) or set(found) != {"a0", "w0"} or not isinstance(found["w0"], (list, tuple, np.ndarray)):
        raise InputError(f'{name}: expected {{"a0": number, "w0": [numbers]}}')
    return found["a0"], found["w0"]
