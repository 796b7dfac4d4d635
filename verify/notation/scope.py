"""The symbols in scope, and the style that they are printed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .names import as_list, is_call, wrong

TALL = re.compile(r"\\(?:(?:frac|left|sqrt|begin|max)\b|sum(?![a-z]))")


def as_decl(decl: Any) -> Any:
    """A declaration inside a formula, [name, sort, domain], in the form that statements use."""
    if not isinstance(decl, list | tuple):
        return decl
    name, sort, domain = as_list(decl, "a declaration [name, sort, domain]", 3)
    if is_call(domain, "range"):
        _, low, high = as_list(domain, "a range [low, high]", 3)
        domain = {"lo": low, "hi": high}
    return {"name": name, "sort": sort, "domain": domain}


class Scope:
    """The notation that a statement declares for its symbols, in one of the two styles."""

    def __init__(self, tex: bool, statement: Mapping[str, Any] | None = None) -> None:
        self.tex = tex
        self.names: dict[str, str] = {}
        self.sorts: dict[str, str] = {}
        for decl in (statement or {}).get("symbols", ()):
            self.declare(decl)
        for entry in (statement or {}).get("definitions", ()):
            self.declare(as_list(entry, "a definition [symbol, term]", 2)[0])

    def pick(self, tex: str, plain: str) -> str:
        """One of two strings, by style."""
        return tex if self.tex else plain

    def declare(self, decl: Any) -> str:
        """Takes note of a declaration; returns the symbol's name.  Raises NotationError."""
        decl = as_decl(decl)
        if not isinstance(decl, Mapping) or not isinstance(decl.get("name"), str):
            raise wrong("not a declaration", decl)
        name: str = decl["name"]
        own = decl.get("latex") if self.tex else None
        self.names.pop(name, None)
        self.sorts[name] = str(decl.get("sort", "scalar"))
        if isinstance(own, str):
            self.names[name] = own
        return name

    @contextmanager
    def scope(self, decls: Sequence[Any]) -> Iterator[None]:
        """Bound symbols, for as long as the block lasts."""
        kept = self.names, self.sorts
        self.names, self.sorts = dict(self.names), dict(self.sorts)
        for decl in decls:
            self.declare(decl)
        yield
        self.names, self.sorts = kept

    def enclose(self, text: str, left: str = "(", right: str = ")") -> str:
        """The text between delimiters, which grow with it in LaTeX."""
        if not self.tex:
            return left.removeprefix("\\") + text + right.removeprefix("\\")
        return f"\\left{left}{text}\\right{right}" if TALL.search(text) else left + text + right
