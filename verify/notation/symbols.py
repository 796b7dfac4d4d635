"""What a reader sees of a symbol: a letter or a word with accents, indices and marks.

Two pieces of LaTeX that are set alike have one shape: braces, blanks and the order of indices and marks
do not count, nor do the two forms of an epsilon or a phi, nor an upright letter beside a slanted one.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from .names import ACCENTS, GREEK, NotationError, wrong

Tokens = tuple[str, ...]
TOKEN = re.compile(r"\\[A-Za-z]+|\\\||\S", re.ASCII)
BLANK = re.compile(r"\\[a-z]+\s*\{[^{}]*\s[^{}]*\}")  # in a word, where it may be seen
ONE = {r"\epsilon": r"\varepsilon", r"\phi": r"\varphi"}  # two forms of one letter
LETTERS = {tex for tex, _ in GREEK.values()} | {*ONE, r"\vartheta", r"\varrho", r"\varsigma", r"\upsilon", r"\Upsilon", r"\ell"}
WIDE = {r"\widehat": r"\hat", r"\widetilde": r"\tilde", r"\overline": r"\bar"}
ACCENT = {tex for tex, _ in ACCENTS.values()} | {*WIDE, r"\dot", r"\ddot", r"\vec", r"\check", r"\breve", r"\underline"}
UPRIGHT = {r"\mathrm", r"\text"}
FONTS = {r"\mathbf", r"\boldsymbol", r"\mathcal", r"\mathsf", r"\mathfrak", r"\mathscr"}
MARKS = {"*": "*", r"\ast": "*", "+": "+", "-": "-", "'": "'", r"\prime": "'", r"\star": r"\star", r"\dagger": r"\dagger"}
SPELT = {r"\max": "max", r"\min": "min"}  # set as the letters are
INDICES = {*SPELT, r"\infty", ","}


class Shape(NamedTuple):
    """A symbol as it is seen; framed where it stands between the bars of a norm."""

    base: str
    accents: Tokens = ()
    low: Tokens = ()
    high: Tokens = ()
    framed: bool = False


@functools.lru_cache(maxsize=4096)
def shape(latex: str) -> Shape:
    r"""The shape of a symbol.  Raises NotationError for LaTeX that shows anything but one symbol, such as `x + y`, `x^2` or `2`.

    >>> shape(r"\hat\varepsilon_{a}") == shape(r"\hat{\epsilon}_a")
    True
    """
    reader = _Reader(latex)
    found = reader.symbol()
    if reader.rest:
        raise reader.wrong()
    return found


class _Reader:
    """Reads a symbol off the tokens that are left in `rest`."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        plain = latex.isascii() and latex.isprintable() and not BLANK.search(latex)
        self.rest = TOKEN.findall(latex) if plain else ["?"]

    def wrong(self) -> NotationError:
        return wrong("expected the LaTeX of one symbol: a letter or \\mathrm{word} with accents, indices and marks; got", self.latex)

    def take(self, expected: str = "") -> str:
        if not self.rest or (expected and self.rest[0] != expected):
            raise self.wrong()
        return self.rest.pop(0)

    def symbol(self) -> Shape:
        if self.rest[:1] == [r"\|"]:
            self.take()
            inner = self.symbol()
            self.take(r"\|")
            return inner._replace(framed=True)
        base, accents = self.nucleus()
        low, high = list[str](), list[str]()
        while self.rest and self.rest[0] in ("_", "^", "'"):
            sign = self.take()
            place = low if sign == "_" else high
            if place and sign != "'":
                raise self.wrong()
            place += ["'"] if sign == "'" else self.script(sign)
        return Shape(base, accents, tuple(low), tuple(high))

    def nucleus(self) -> tuple[str, Tokens]:
        """A letter, a Greek letter or a word, with what stands above and below it."""
        token = self.take()
        if token == "{":
            found = self.nucleus()
            self.take("}")
            return found
        if token in ACCENT:
            base, accents = self.nucleus()
            return base, (WIDE.get(token, token), *accents)
        if token in UPRIGHT:
            word = "".join(self.group())
            if not re.fullmatch(r"[A-Za-z]+\d*", word):
                raise self.wrong()
            return word, ()
        if token in FONTS:
            inner = self.group()
            if len(inner) != 1 or not (inner[0].isalpha() or inner[0] in LETTERS):
                raise self.wrong()
            return f"{token} {inner[0]}", ()
        if token.isalpha() or token in LETTERS:
            return ONE.get(token, token), ()
        raise self.wrong()

    def group(self) -> list[str]:
        """The tokens of a group in braces without braces in it."""
        self.take("{")
        inner = []
        while self.rest and self.rest[0] not in ("{", "}"):
            inner.append(self.take())
        self.take("}")
        return inner

    def script(self, sign: str) -> list[str]:
        """An index: letters, digits and marks; or what stands above: marks alone."""
        token = self.take()
        if token == "{":
            found: list[str] = []
            while self.rest and self.rest[0] != "}":
                found += self.script(sign)
            self.take("}")
            if not found:
                raise self.wrong()
            return found
        if sign == "_" and token in UPRIGHT:
            return self.group()
        if token in MARKS:
            return [MARKS[token]]
        if sign == "_" and (token.isalnum() or token in LETTERS | INDICES):
            return [ONE.get(token, token)] if token not in SPELT else list(SPELT[token])
        raise self.wrong()
