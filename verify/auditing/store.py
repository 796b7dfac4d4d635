"""What an audit has finished, kept in a file until the whole is written, so that an interrupted run goes on from there."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

Json = Any


def digest(data: Json) -> str:
    """The SHA-256 of plain data."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Store:
    """Finished parts by what they were computed from; in memory where there is no path."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.parts: dict[str, Json] = {}
        if path is not None and path.is_file():
            try:
                self.parts = dict(json.loads(path.read_text(encoding="utf-8")))
            except (ValueError, TypeError):  # damaged: everything is computed again
                self.parts = {}

    def __len__(self) -> int:
        return len(self.parts)

    def get(self, key: Json) -> Json | None:
        """The finished part of a key, or None."""
        return self.parts.get(digest(key))

    def put(self, key: Json, part: Json) -> Json:
        """Keep a part, on disk at once, and return it."""
        self.parts[digest(key)] = part
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = self.path.with_name(self.path.name + ".new")
            new.write_text(json.dumps(self.parts), encoding="utf-8")
            os.replace(new, self.path)
        return part

    def remove(self) -> None:
        """Remove the file."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def file_key(path: Path, options: Any) -> Json:
    """What the moments of a file depend on: which file in which state, and how it is read."""
    state = path.stat()
    return [str(path.resolve()), state.st_size, state.st_mtime_ns, options.target, options.center, options.standardize, options.drop_missing,
            list(options.ignore)]  # fmt: skip
