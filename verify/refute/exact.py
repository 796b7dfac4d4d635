"""Between instances as plain data and the values the exact evaluator computes with.

Values are what `checker.evaluate` uses after reading an instance: Fractions, lists and lists of rows,
lists of monomials for function symbols and a list of weighted samples.  Working on values saves
reading the same strings again for every near-miss version; whatever is found this way is replayed
from its plain data by `checker.evaluate`, which alone decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from verify import checker
from verify.checker.evaluate import Undefined, Unset, flat, formula, in_domain, term
from verify.checker.terms import CheckError
from verify.statements import Statement

Json = Any
Term = Any
Value = Any
Values = dict[str, Value]
TROUBLE = (Undefined, Unset, CheckError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)


def loaded_of(statement: Statement) -> checker.Loaded:
    """The statement as the checker reads it.  Raises CheckError where it is malformed."""
    return checker.load(statement.to_json())


def evaluated(t: Term, values: Mapping[str, Value]) -> Value | None:
    """The value of an elaborated term, or None where it has none or is only enclosed."""
    try:
        result = term(t, values)
    except TROUBLE:
        return None
    return result if all(isinstance(x, Fraction) for x in flat(result)) else None


def truth(f: Term, values: Mapping[str, Value]) -> bool | None:
    """Whether a formula is true; None where that is not decided, the formula being undefined included."""
    try:
        return formula(f, values, [])
    except TROUBLE:
        return None


def concluded(conclusion: Term, values: Mapping[str, Value]) -> str:
    """holds, fails, undefined or unknown, for a conclusion alone."""
    try:
        result = formula(conclusion, values, [])
    except Undefined:
        return "undefined"
    except TROUBLE:
        return "unknown"
    return "unknown" if result is None else "holds" if result else "fails"


def met(formulas: Iterable[Term], values: Mapping[str, Value]) -> bool:
    """Whether every formula is decidedly true."""
    return all(truth(f, values) is True for f in formulas)


def belongs(value: Value, kind: str, domain: Term, values: Mapping[str, Value]) -> bool:
    """Whether a value lies in the domain of a declaration."""
    try:
        if kind == "integer":
            inside = domain == "any" or term(domain[1], values) <= value <= term(domain[2], values)
            return bool(inside) and value.denominator == 1
        if kind == "function":
            return all(i >= 0 and j >= 0 for _, i, j in value)
        return kind.startswith("random") or in_domain(value, kind, domain, int(values["d"]))
    except TROUBLE:
        return False


def to_json(values: Mapping[str, Value]) -> dict[str, Json]:
    """The plain data of an instance; the dimension first."""

    def plain(x: Value) -> Json:
        return [plain(part) for part in x] if isinstance(x, list) else str(x)

    data: dict[str, Json] = {"d": int(values["d"])}
    for name, value in values.items():
        if name == "samples":
            data[name] = [{key: plain(x) for key, x in sample.items()} for sample in value]
        elif isinstance(value, list) and value and isinstance(value[0], tuple):
            data[name] = [[str(c), i, j] for c, i, j in value]
        elif name != "d":
            data[name] = plain(value)
    return data


def from_json(instance: Mapping[str, Json], functions: Iterable[str] = ()) -> Values:
    """The values of an instance, which may be partial.  Raises CheckError where it is malformed."""
    polynomials = set(functions)

    def number(data: Json) -> Value:
        return [number(part) for part in data] if isinstance(data, list | tuple) else Fraction(data)

    values: Values = {}
    try:
        for name, data in instance.items():
            if name == "samples":
                values[name] = [{key: number(x) for key, x in sample.items()} for sample in data]
            elif name in polynomials:
                values[name] = [(Fraction(c), int(i), int(j)) for c, i, j in data]
            else:
                values[name] = number(data)
    except (TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise CheckError(f"an instance holds exact rationals in strings: {error}") from error
    return values


def flatten(value: Value) -> list[Value]:
    """The numbers in a value, those of samples and monomials included."""
    if isinstance(value, dict):
        return [x for part in value.values() for x in flatten(part)]
    return [x for part in value for x in flatten(part)] if isinstance(value, list | tuple) else [value]
