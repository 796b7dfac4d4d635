"""Reading the files of a report, which may be anything: bounded, within the folder, and told in one line."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

from verify.checker import CheckError

Json = Any
LARGEST = 64 * 2**20  # bytes of a file
DEEPEST = 250  # levels of nesting
LONGEST = 120  # characters of what is quoted
CERTIFICATE = re.compile(r"certificates/[A-Za-z0-9][A-Za-z0-9._-]*\.json")
CONSTANT = "NaN and infinities are no JSON"


def visible(text: object, longest: int = LONGEST) -> str:
    """A text on one line, cut to a length: whatever is not printed as itself is escaped, as line ends, control signs and surrogates."""
    signs = "".join(sign if sign.isprintable() else sign.encode("unicode_escape", "surrogatepass").decode() for sign in str(text))
    return signs if len(signs) <= longest else f"{signs[:longest]}..."


def within(folder: Path, name: str) -> Path:
    """A file of the folder; CheckError where the name leads out of it, by dots or by a link."""
    if not name or "\0" in name or name != name.encode("utf-8", "replace").decode() or Path(name).is_absolute() or ".." in Path(name).parts:
        raise CheckError(f"'{visible(name)}' is no file in {visible(folder)}")
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CheckError(f"'{visible(name)}' is no file in {visible(folder)}")
    return path


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The content of a file; CheckError unless it is a regular file, no link, of bounded size."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    except (OSError, ValueError) as error:
        reason = "a symbolic link" if path.is_symlink() else getattr(error, "strerror", None) or type(error).__name__
        raise CheckError(f"{visible(path)}: not a readable file ({visible(reason)})") from None
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        raise CheckError(f"{visible(path)}: not a readable file (expected a regular file)")
    with os.fdopen(handle, "rb") as file:
        if about.st_size > largest:
            raise CheckError(f"{visible(path)}: not a readable file (more than {largest} bytes)")
        content = file.read(largest + 1)
    if len(content) > largest:
        raise CheckError(f"{visible(path)}: not a readable file (more than {largest} bytes)")
    return content


def read_text(path: Path) -> str:
    """The text of a file.  Raises CheckError, also for what is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise CheckError(f"{visible(path)}: not a readable file (not UTF-8: {visible(error.reason)})") from None


def read_json(path: Path) -> Json:
    """The content of a JSON file; CheckError if it is missing, damaged, or nested too deep."""
    return parsed(read_text(path), path)


def parsed(text: str, path: Path) -> Json:
    """The data that a text of a file holds.  Raises CheckError as `read_json` does."""
    try:
        data = json.loads(text, parse_constant=refused)
    except (ValueError, RecursionError) as error:
        raise CheckError(f"{visible(path)}: not a readable JSON file ({visible(error)})") from None
    if deeper(data, DEEPEST):
        raise CheckError(f"{visible(path)}: not a readable JSON file (nested more than {DEEPEST} deep)")
    return data


def refused(name: str) -> Json:
    """ValueError: a number that JSON does not have."""
    raise ValueError(f"{CONSTANT}, got {name}")


def deeper(data: Json, levels: int) -> bool:
    """Whether data are nested deeper than some levels."""
    layer = [data]
    for _ in range(levels):
        layer = [part for whole in layer if isinstance(whole, (dict, list)) for part in (whole.values() if isinstance(whole, dict) else whole)]
        if not layer:
            return False
    return True
