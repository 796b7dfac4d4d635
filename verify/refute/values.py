"""Instances as plain data and as values: rationals, lists, rows, weighted samples, polynomials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flint import fmpq

from verify.checker import CheckError
from verify.checker.reading import RATIONAL
from verify.refute.program import Value, Values

Json = Any
LONGEST = 40  # digits of a number beyond which an instance is not worth evaluating
SHAPES = {"vector": 1, "random-vector": 1, "operator": 2, "sequence-vector": 2}


def to_json(values: Mapping[str, Value]) -> dict[str, Json]:
    """The plain data of an instance; the dimension first."""

    def plain(x: Value) -> Json:
        return [plain(part) for part in x] if isinstance(x, list) else str(x)

    data: dict[str, Json] = {"d": int(values["d"].p)}
    for name, value in values.items():
        if name == "samples":
            data[name] = [{key: plain(x) for key, x in sample.items()} for sample in value]
        elif isinstance(value, list) and value and isinstance(value[0], tuple):
            data[name] = [[str(c), i, j] for c, i, j in value]
        elif name != "d":
            data[name] = plain(value)
    return data


def from_json(instance: Json, sorts: Mapping[str, str]) -> Values:
    """The values of an instance, which may be partial; names that are no symbols here are left out.

    Raises CheckError where a part is malformed or has the wrong shape.
    """
    if not isinstance(instance, Mapping):
        raise CheckError(f"an instance is an object, got {instance!r:.40}")
    values: Values = {}
    size: int | None = None
    if "d" in instance:
        if type(instance["d"]) is not int or not 1 <= instance["d"] <= 100:
            raise CheckError(f"the dimension d is an integer from 1 to 100, got {instance['d']!r:.40}")
        size, values["d"] = instance["d"], fmpq(instance["d"])
    for name, data in instance.items():
        if name == "samples":
            values[name] = [read_sample(sample, sorts) for sample in sequence(data, "the samples")]
        elif sorts.get(name, "").startswith("random"):
            raise CheckError(f"{name} is random: its values are in the samples")
        elif name != "d" and name in sorts:
            values[name] = read_value(data, name, sorts[name])
    for name, value in values.items():
        kind = sorts.get(name, "")
        depth = SHAPES.get(kind, 0)
        if depth:
            size = size or len(value[0] if kind == "sequence-vector" else value)
            rows = value if kind == "sequence-vector" else [value, *(value if depth == 2 else ())]
            if any(len(row) != size for row in rows):
                raise CheckError(f"{name} does not fit the dimension {size}")
    if size is not None:
        values["d"] = fmpq(size)
    return values


def sequence(data: Json, what: str) -> list[Json]:
    """data, which must be a list with entries."""
    if not isinstance(data, list | tuple) or not data:
        raise CheckError(f"{what}: expected a list with entries, got {data!r:.40}")
    return list(data)


def number(data: Json, what: str) -> fmpq:
    """An exact rational from a string or an integer."""
    if type(data) is int or (isinstance(data, str) and RATIONAL.match(data) and re.fullmatch(r"[-/0-9]+", data)):
        return fmpq(data)
    raise CheckError(f"{what}: expected an exact rational in a string, got {data!r:.40}")


def read_value(data: Json, name: str, kind: str) -> Value:
    """The value of one symbol."""
    if kind == "function":
        if not isinstance(data, list | tuple) or not all(isinstance(m, list | tuple) and len(m) == 3 for m in data):
            raise CheckError(f"{name}: expected a list of [coefficient, power, power]")
        if not all(re.fullmatch(r"[0-9]{1,2}", str(k)) for m in data for k in m[1:]):
            raise CheckError(f"{name}: the powers of a polynomial are integers from 0 to 99")
        return [(number(c, name), int(i), int(j)) for c, i, j in data]
    depth = SHAPES.get(kind, 0)
    if kind.startswith("sequence-"):
        return [read_value(x, name, kind.removeprefix("sequence-")) for x in sequence(data, name)]
    if depth == 2:
        return [[number(x, name) for x in sequence(row, name)] for row in sequence(data, name)]
    return [number(x, name) for x in sequence(data, name)] if depth else number(data, name)


def read_sample(data: Json, sorts: Mapping[str, str]) -> Values:
    """One weighted sample of the random symbols."""
    if not isinstance(data, Mapping) or "p" not in data:
        raise CheckError(f"a sample has a probability p and the values of random symbols, got {data!r:.40}")
    return {k: number(x, k) if k == "p" else read_value(x, k, sorts.get(k, "")) for k, x in data.items()}


def flatten(value: Value) -> list[Value]:
    """The numbers in a value, those of samples and monomials included."""
    if isinstance(value, dict):
        return [x for part in value.values() for x in flatten(part)]
    return [x for part in value for x in flatten(part)] if isinstance(value, list | tuple) else [value]


def heavy(values: Mapping[str, Value]) -> bool:
    """Whether a number has too many digits for quick evaluation."""
    limit = 10**LONGEST
    return any(isinstance(x, fmpq) and (abs(x.p) > limit or x.q > limit) for x in flatten(list(values.values())))
