"""Plain JSON read strictly: what a file says can be read in one way only, or it is refused in one line.

>>> parse('{"a": 1, "a": 2}')
Traceback (most recent call last):
...
verify.certify.plain.PlainError: the key 'a' stands twice in one object
>>> first_difference({"a": [1, 2]}, {"a": [1, True]})
'a[1] is 2, expected true'
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, NoReturn

from flint import fmpq

from verify.checker import CheckError

Json = Any
MOST_BYTES = 4_000_000  # a certificate in 50 dimensions of doubles has a tenth of this
MOST_DIGITS = 15  # of a whole number that is no string: counts, steps and bits
RATIONAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?")


class PlainError(CheckError):
    """Data that is not what was expected; the message is one line and names the place and the value."""


def told(value: Json) -> str:
    """The value as JSON in ASCII, in at most 60 characters; Python's own text where it is no JSON."""
    try:
        text = json.dumps(value, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError):
        text = ascii(value) if isinstance(value, (bytes, complex, set)) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"


# ------------------------------------------------------------------------------------------------
# Text


def parse(text: str) -> Json:
    """The data of a JSON text without repeated keys, NaN, infinities, fractions, exponents and huge whole numbers; PlainError otherwise."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_decimal, parse_int=_whole)
    except PlainError:
        raise
    except RecursionError:
        raise PlainError("nested too deep for a certificate") from None
    except ValueError as error:
        raise PlainError(f"not JSON: {error}") from None


def read(path: Path) -> Json:
    """The data of a file, see `parse`; PlainError for a file that is missing, no plain file, too long, or not UTF-8."""
    try:
        if not path.is_file():
            raise PlainError("no such file")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise PlainError(f"more than {MOST_BYTES} bytes")
        return parse(content.decode("utf-8"))
    except (OSError, UnicodeError, PlainError) as error:
        raise PlainError(f"{ascii(str(path))[1:-1]}: not a readable certificate ({error})") from None


def plain(data: Json) -> Json:
    """Data in memory as it would be read back from a file; PlainError where that fails."""
    try:
        text = json.dumps(data, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise PlainError(f"not plain data: {error}" if not isinstance(error, RecursionError) else "nested too deep for a certificate") from None
    if len(text) > MOST_BYTES:
        raise PlainError(f"more than {MOST_BYTES} bytes")
    return parse(text)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in pairs:
        if name in found:
            raise PlainError(f"the key {ascii(name)[:60]} stands twice in one object")
        found[name] = value
    return found


def _constant(text: str) -> NoReturn:
    raise PlainError(f"{text} is not a number of a certificate")


def _decimal(text: str) -> NoReturn:
    raise PlainError(f"{text[:40]} is not exact: a certificate holds whole numbers and strings such as '1/3'")


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise PlainError(f"{text[:20]}... has more than {MOST_DIGITS} digits")
    return int(text)


# ------------------------------------------------------------------------------------------------
# Parts


def record(data: Json, names: Collection[str], place: str) -> dict[str, Json]:
    """The object with exactly these keys."""
    if not isinstance(data, dict):
        raise PlainError(f"{place} is {told(data)}, expected an object with {', '.join(names)}")
    if missing := [name for name in names if name not in data]:
        raise PlainError(f"{place} has no {', '.join(missing)}")
    if extra := [name for name in data if name not in names]:
        raise PlainError(f"{place} has {', '.join(map(told, extra[:3]))}{', ...' if extra[3:] else ''}, which is no part of it")
    return data


def row(data: Json, place: str, length: int | None = None, most: int | None = None) -> list[Json]:
    """The list, of this length, or of one to the most entries."""
    if not isinstance(data, list) or (length is not None and len(data) != length):
        raise PlainError(f"{place} is {told(data)}, expected a list{'' if length is None else f' of {length}'}")
    if most is not None and not 1 <= len(data) <= most:
        raise PlainError(f"{place} has {len(data)} entries, expected 1 to {most}")
    return data


def whole(data: Json, place: str, least: int, most: int) -> int:
    """The whole number, no truth value, within bounds."""
    if type(data) is not int or not least <= data <= most:
        raise PlainError(f"{place} is {told(data)}, expected a whole number from {least} to {most}")
    return data


def rational(data: Json, place: str, bits: int) -> fmpq:
    """The number of a string such as "-2/7", whose numerator and denominator have at most so many bits."""
    if not isinstance(data, str) or len(data) > bits or RATIONAL.fullmatch(data) is None:
        raise PlainError(f"{place} is {told(data)}, expected a string such as '-2/7' of two whole numbers of at most {bits} bits")
    top, _, bottom = data.partition("/")
    if max(int(top).bit_length(), int(bottom or 1).bit_length()) > bits:
        raise PlainError(f"{place} is {told(data)}, expected numerator and denominator of at most {bits} bits")
    found = fmpq(int(top), int(bottom or 1))
    if str(found) != data:
        raise PlainError(f"{place} is {told(data)}, expected {told(str(found))}: a fraction in lowest terms")
    return found


# ------------------------------------------------------------------------------------------------
# Comparing


def same(one: Json, other: Json) -> bool:
    """Whether plain data has one text: 1, 1.0 and true are different."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def first_difference(found: Json, expected: Json, place: str = "") -> str:
    """Where plain data is not what was expected, in one line; "" where it is."""
    if same(found, expected):
        return ""
    if isinstance(found, dict) and isinstance(expected, dict) and set(found) == set(expected):
        return next(line for name in expected if (line := first_difference(found[name], expected[name], f"{place}.{name}".lstrip("."))))
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return next(line for i, (x, y) in enumerate(zip(found, expected)) if (line := first_difference(x, y, f"{place}[{i}]")))
    return f"{place or 'it'} is {told(found)}, expected {told(expected)}"

