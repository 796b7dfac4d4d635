"""Values of symbols: rationals, vectors, matrices and samples, typeset or in one line of text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Any, NamedTuple

from markupsafe import Markup

from verify import notation

from .mathml import to_mathml

RATIONAL = re.compile(r"-?\d+(/[1-9]\d*)?")
LISTED = re.compile(r"\[[-\d/, \[\]]*\]")
TALLEST = 4  # longer vectors are typeset as a row
LONGEST = 40  # characters of a number that is typeset; longer ones may break


class Value(NamedTuple):
    """A symbol and what it is: both typeset, or the value as samples of the random symbols."""

    name: Markup
    value: Markup
    samples: list[list[Markup]]


def _is_rational(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (
        isinstance(value, str) and len(value) <= LONGEST and bool(RATIONAL.fullmatch(value))
    )


def _is_vector(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_rational(v) for v in value)


def _is_matrix(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_vector(row) for row in value)


def _number(value: Any) -> str:
    return notation.latex(str(value))


def _grid(rows: list[list[Any]]) -> str:
    body = r" \\ ".join(" & ".join(_number(entry) for entry in row) for row in rows)
    return f"\\begin{{pmatrix}} {body} \\end{{pmatrix}}"


def _polynomial(terms: list[list[Any]], tex: bool) -> str:
    """A function symbol's value: coefficient, power of the first and of the second argument."""
    monomials: list[Any] = []
    for coefficient, *powers in terms:
        factors = [
            name if str(power) == "1" else ["^", name, str(power)]
            for name, power in zip("st", powers, strict=True)
            if str(power) != "0"
        ]
        if str(coefficient) != "1" or not factors:
            factors.insert(0, str(coefficient))
        monomials.append(["*", *factors] if len(factors) > 1 else factors[0])
    total = ["+", *monomials] if len(monomials) > 1 else monomials[0]
    return notation.latex(total) if tex else notation.unicode(total)


def _is_polynomial(value: Any, sort: str) -> bool:
    return sort == "function" and _is_matrix(value) and all(len(row) == 3 for row in value)


def _read(value: Any) -> Any:
    """A vector or matrix that was written as one string, taken apart; anything else as it is."""
    if isinstance(value, str) and LISTED.fullmatch(value):
        try:
            return json.loads(RATIONAL.sub(lambda number: f'"{number[0]}"', value))
        except ValueError:
            return value
    return value


def value_latex(value: Any, sort: str = "") -> str | None:
    """LaTeX of a value, or None where it is not made of short rationals."""
    value = _read(value)
    if _is_polynomial(value, sort):
        return "(s, t) \\mapsto " + _polynomial(value, tex=True)
    if _is_rational(value):
        return _number(value)
    if _is_vector(value):
        return _grid([[v] for v in value]) if len(value) <= TALLEST else _grid([value]) + "^{T}"
    if _is_matrix(value):
        return _grid(value)
    return None


def value_html(value: Any, sort: str = "") -> Markup:
    """A value typeset; what is not made of rationals is shown as it stands."""
    latex = value_latex(value, sort)
    if latex is not None:
        return to_mathml(latex)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Markup("<code>{}</code>").format(text)


def value_text(value: Any, sort: str = "") -> str:
    """A value in one line of text."""
    if _is_polynomial(value, sort):
        return "(s, t) ↦ " + _polynomial(value, tex=False)
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list) and not any(isinstance(v, list | Mapping) for v in value):
        return "(" + ", ".join(map(str, value)) + ")"
    if isinstance(value, list) and all(isinstance(v, list) for v in value):
        return "[" + ", ".join(f"[{', '.join(map(str, row))}]" for row in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def decimal(value: Any) -> str:
    """``= 2.5`` or ``≈ 0.333333`` beside a fraction; nothing beside other values."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+/[1-9]\d*", value):
        return ""
    exact = Fraction(value)
    context = Context(prec=6)
    rounded = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return f"{'≈' if context.flags[Inexact] else '='} {rounded.normalize(context)}"


def _sorts(statement: Mapping[str, Any] | None) -> dict[str, str]:
    return {decl["name"]: decl.get("sort", "") for decl in (statement or {}).get("symbols", ())}


def _ordered(values: Mapping[str, Any], sorts: Mapping[str, str]) -> list[str]:
    """The dimension first, then symbols as they are declared, then the rest by name."""
    rank = {name: place for place, name in enumerate(["d", *sorts])}
    return sorted(values, key=lambda name: (rank.get(name, len(rank)), name))


def name_html(name: str, statement: Mapping[str, Any] | None) -> Markup:
    """A symbol as the statement writes it; what cannot be a symbol is shown as it stands."""
    try:
        return to_mathml(notation.latex(name, statement))
    except notation.NotationError:
        return Markup("<code>{}</code>").format(name)


def instance_html(
    values: Mapping[str, Any],
    statement: Mapping[str, Any] | None = None,
    sequences: Mapping[str, Any] | None = None,
) -> list[Value]:
    """An instance, symbol by symbol; samples of random symbols become a table with a header row.

    sequences: those that are given by a formula.
    """
    sorts = _sorts(statement)
    result = []
    for name in _ordered(values, sorts):
        value = values[name]
        if isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
            columns = sorted(
                {key for sample in value for key in sample}, key=lambda k: (k != "p", k)
            )
            table = [[name_html(column, statement) for column in columns]]
            table += [[value_html(sample.get(c, "")) for c in columns] for sample in value]
            result.append(Value(Markup("<span>{}</span>").format(name), Markup(""), table))
        else:
            value = value_html(value, sorts.get(name, ""))
            result.append(Value(name_html(name, statement), value, []))
    for member, formula in notation.closed_forms(sequences or {}, statement, tex=True):
        result.append(Value(to_mathml(member), to_mathml(formula), []))
    return result


def instance_text(
    values: Mapping[str, Any],
    statement: Mapping[str, Any] | None = None,
    sequences: Mapping[str, Any] | None = None,
) -> str:
    """An instance in one line: ``d = 2, H = [[1, 0], [0, 2]], u = (1, 0)``, and formulas of sequences."""
    sorts = _sorts(statement)
    words = []
    for name in _ordered(values, sorts):
        try:
            shown = notation.unicode(name, statement)
        except notation.NotationError:
            shown = name
        words.append(f"{shown} = {value_text(values[name], sorts.get(name, ''))}")
    words += [" = ".join(pair) for pair in notation.closed_forms(sequences or {}, statement)]
    return ", ".join(words)
