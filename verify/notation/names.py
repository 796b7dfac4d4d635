"""Names, numbers and signs: what the printers of terms and formulas share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

SUM, PROD, FRAC, POW, ATOM = range(5)  # how tightly a printed term holds together

_LETTERS = (
    "alpha beta gamma delta zeta eta theta iota kappa mu nu xi pi rho sigma tau chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
GREEK = {
    **{
        n: ("\\" + n, c)
        for n, c in zip(_LETTERS.split(), "αβγδζηθικμνξπρστχψωΓΔΘΛΞΠΣΦΨΩ", strict=True)
    },
    **dict.fromkeys(("eps", "epsilon", "varepsilon"), (r"\varepsilon", "ε")),
    **dict.fromkeys(("lam", "lambda"), (r"\lambda", "λ")),
    **dict.fromkeys(("phi", "varphi"), (r"\varphi", "φ")),
}
ACCENTS = {"hat": (r"\hat", "\u0302"), "tilde": (r"\tilde", "\u0303"), "bar": (r"\bar", "\u0304")}
MARKS = {"star": "*", "plus": "+", "minus": "-", "prime": "'"}
LOWER = dict(zip("0123456789+-=aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
UPPER = dict(zip("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", strict=True))
LITERAL = re.compile(r"(-?)(\d+)(?:/(\d+))?")
NAME = re.compile(r"([A-Za-z]+)(\d*)((?:_[A-Za-z0-9]+)*)([*+']*)")

Printed = tuple[str, int]


class NotationError(ValueError):
    """A term, formula or declaration that is not in the statement language; one line of text."""


def wrong(what: str, value: object) -> NotationError:
    """The error for a value that is not what was expected, with the value cut to a line."""
    text = repr(value)
    return NotationError(f"{what}: {text if len(text) <= 60 else text[:57] + '...'}")


def as_list(value: object, what: str, length: int | None = None) -> list[Any]:
    """The value as a list, of the given length where there is one.  Raises NotationError."""
    if not isinstance(value, list | tuple) or (length is not None and len(value) != length):
        raise wrong(f"expected {what}, got", value)
    return list(value)


def is_call(term: Any, *heads: str) -> bool:
    """Whether the term is a construct with one of these heads."""
    return isinstance(term, list | tuple) and bool(term) and term[0] in heads


def subscript(text: str) -> str:
    """A Unicode subscript where every character has one, otherwise ``_text``."""
    text = text.replace(" ", "")
    if all(c in LOWER for c in text):
        return "".join(LOWER[c] for c in text)
    return f"_{text}" if text.isalnum() else f"_({text})"


def indexed(own: str, index: str, tex: bool) -> str:
    """A name as a statement writes it, with one more index; the index is printed already."""
    if not tex:
        return own + (f"[{index}]" if "_" in own or any(c in own for c in LOWER.values()) else subscript(index))
    low = re.search(r"_(?:\{([^{}]*)\}|(\w))", own)
    if low is None:
        return f"{own}_{{{index}}}"
    return f"{own[: low.start()]}_{{{low[1] or low[2]},{index}}}{own[low.end() :]}"


def _low(tokens: Sequence[str], tex: bool, index: str) -> str:
    words = []
    for token in tokens:
        if token in GREEK:
            words.append(GREEK[token][0 if tex else 1])
        elif tex and len(token) > 1 and not token.isdigit():
            words.append("\\" + token if token in ("max", "min") else f"\\mathrm{{{token}}}")
        else:
            words.append(token)
    text = ",".join([*words, *([index] if index else [])])
    return f"_{{{text}}}" if tex else subscript(text)


def default_name(name: str, tex: bool, index: str = "") -> Printed:
    """The rendering of a symbol from its name alone (``eps_a`` is an epsilon with index a).

    A member of a sequence has one more index, printed already.

    Raises NotationError where the string cannot be the name of a symbol.
    """
    match = NAME.fullmatch(name)
    if match is None:
        raise wrong("not the name of a symbol", name)
    base, digits, tail, marks = match.groups()
    style = 0 if tex else 1
    text = GREEK[base][style] if base in GREEK else base
    if tex and base not in GREEK and len(base) > 1:
        text = f"\\mathrm{{{base}}}"
    low = [digits] if digits else []
    for token in filter(None, tail.split("_")):
        if token in ACCENTS:
            accent = ACCENTS[token][style]
            text = f"{accent}{{{text}}}" if tex else text + accent
        elif token in MARKS:
            marks += MARKS[token]
        else:
            low.append(token)
    if low or index:
        text += _low(low, tex, index)
    if not marks:
        return text, ATOM
    if tex:
        return text + "^{" + marks.replace("'", r"\prime ").strip() + "}", POW
    return text + marks.translate(str.maketrans("+-'", "⁺⁻′")), POW
