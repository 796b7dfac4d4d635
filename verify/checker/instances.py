"""A statement at concrete values of its symbols: refuted, met, or not told."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import arb

from verify.checker.evaluate import listed, term
from verify.checker.formulas import Eq
from verify.checker.numbers import Undefined, Unset, ball, between
from verify.checker.reading import RATIONAL, RESERVED
from verify.checker.statement import Loaded, moment_equation, reading
from verify.checker.truth import Trail, formula, in_domain
from verify.checker.work import CheckError

LONG = 4000  # bits of a number that is written as a ball, not in full
Json = Any


def numbers(data: Json) -> Any:
    """Rational strings in nested lists as Fractions."""
    if isinstance(data, list):
        return [numbers(part) for part in data]
    if not isinstance(data, str) or not RATIONAL.match(data):
        raise CheckError(f"expected an exact rational in a string, got {data!r:.40}")
    return Fraction(data)


def read_samples(data: Json, random: Mapping[str, str], d: int) -> list[dict[str, Any]]:
    """Values of the random symbols with positive probabilities that add up to 1."""
    if "p" in random or not isinstance(data, list) or any(set(sample) != {"p", *random} for sample in data):
        raise CheckError(f"a sample has a probability p and values of {sorted(random)}")
    found = [{"p": numbers(s["p"]), "values": {k: numbers(s[k]) for k in random}} for s in data]
    for s in found:
        in_domain(s["p"], "scalar", "any", d)
        for k, x in s["values"].items():
            in_domain(x, random[k], "any", d)
    if sum(s["p"] for s in found) != 1 or any(s["p"] <= 0 for s in found):
        raise CheckError("the probabilities of the samples are not positive with the sum 1")
    return found


def read_function(name: str, data: Json) -> list[tuple[Fraction, int, int]]:
    """A polynomial in two variables: coefficients with two powers."""
    found = []
    for row in data:
        c, i, j = row
        if not all(str(k).isdecimal() and len(str(k)) < 3 for k in (i, j)) or isinstance(numbers(c), list):
            raise CheckError(f"{name} is a polynomial: [coefficient, power, power] with powers from 0 to 99, got {row!r:.60}")
        found.append((numbers(c), int(i), int(j)))
    return found


def read_instance(loaded: Loaded, instance: Json) -> dict[Any, Any] | None:
    """The values of an instance, or None where a declared domain or a moment is not met; Unset where that is not seen.

    Values under names that are not declared are tried for bound symbols of that name.
    """
    if not isinstance(instance, Mapping) or type(instance.get("d")) is not int or not 1 <= instance["d"] <= 100:
        raise CheckError(f"an instance is an object with a dimension d from 1 to 100, got {instance!r:.60}")
    d: int = instance["d"]
    values: dict[Any, Any] = {"d": Fraction(d)}
    declared = {name: (kind, domain) for name, kind, domain in loaded.decls}
    for name, data in instance.items():
        kind, domain = declared.get(name, ("", "any"))
        if name == "d":
            continue
        if name == "samples":
            values[name] = read_samples(data, {n: k for n, k, _ in loaded.decls if k.startswith("random")}, d)
        elif name in RESERVED:
            raise CheckError(f"{name} has its own meaning, and no value in an instance")
        elif kind == "function":
            values[name] = read_function(name, data)
        elif kind.startswith("random"):
            raise CheckError(f"{name} is random: its values are in the samples")
        else:
            values[name] = numbers(data)
        if kind in ("scalar", "vector", "operator", "integer", "sequence-scalar", "sequence-vector"):
            if not in_domain(values[name], kind, domain, d):
                return None
            values[name] = listed(values[name]) if kind.startswith("sequence-") else values[name]
    for name, _, domain in loaded.decls:
        if isinstance(domain, tuple):
            inside = between(*(term(bound, values) for bound in domain))
            if not inside or values.get(name, inside[0]) not in inside:
                return None
    for moment in loaded.moments:
        met = formula(Eq(*moment_equation(moment, loaded.env)), values, [])
        if met is None:
            raise Unset("a moment that is not seen to be met")
        if not met:
            return None
    return values


@reading("instance")
def evaluate(loaded: Loaded, instance: Json) -> tuple[str, Trail]:
    """holds, fails, undefined, vacuous (a hypothesis is not met) or unknown; and the failing relations."""
    trail: Trail = []
    try:
        values = read_instance(loaded, instance)
        if values is None:
            return "vacuous", []
        for f in loaded.hypotheses:
            met = formula(f, values, [])
            if not met:
                return "vacuous" if met is False else "unknown", []
    except Undefined:
        return "vacuous", []
    except Unset:
        return "unknown", []
    try:
        result = formula(loaded.conclusion, values, trail)
    except Undefined as error:
        return "undefined", [("undefined", str(error), "")]
    return {True: "holds", False: "fails", None: "unknown"}[result], trail


def shown(x: Any) -> str:
    """A value for people and certificates."""
    if isinstance(x, (list, tuple)):
        return "[" + ", ".join(shown(part) for part in x) + "]"
    if isinstance(x, Fraction) and x.numerator.bit_length() + x.denominator.bit_length() > LONG:
        x = ball(x)
    return x.str(20) if isinstance(x, arb) else str(x)


def sides(trail: Trail) -> list[list[str]]:
    """The last failing relation: its name and both sides."""
    return [[shown(part) for part in trail[-1]]] if trail else []
