"""Where a line may break inside a formula that comes as LaTeX."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|.", re.DOTALL)
OPENING = {"{", "(", "[", r"\{", r"\left", r"\begin"}
CLOSING = {"}", ")", "]", r"\}", r"\right", r"\end"}
_RELATIONS = r"= < > \le \leq \ge \geq \neq \ne \sim \implies \iff \to \rightarrow \in"
RELATIONS = set(_RELATIONS.split())
WIDE = {r"\quad", r"\qquad"}


def breakable(latex: str) -> list[str]:
    """The formula in pieces: a line may break before a relation and at a wide space.

    Nothing inside brackets or an environment is broken; any bracket closes any other, as in a
    half-open interval.  A formula whose brackets do not match stays whole.
    """
    pieces, current, depth = [], "", 0
    delimiter = False  # the token after \left or \right belongs to it
    for token in TOKEN.findall(latex):
        if delimiter:
            delimiter = token.isspace()
        elif token in OPENING:
            depth += 1
            delimiter = token == r"\left"
        elif token in CLOSING:
            depth -= 1
            delimiter = token == r"\right"
        elif depth == 0 and current.strip():
            if token in WIDE:
                pieces.append(current + token)
                current = ""
                continue
            signs = ("=",) if token == ":" else ("=", ":", "_", "^")
            if token in RELATIONS | {":"} and not current.endswith(signs):
                pieces.append(current)
                current = ""
        if depth < 0:
            return [latex]
        current += token
    if depth:
        return [latex]
    return [piece.strip() for piece in [*pieces, current] if piece.strip()]
