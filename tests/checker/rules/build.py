"""Statements and proofs in few words: terms and formulas as texts of nested parentheses, symbols as "x y: vector, a: positive, i: 1..d"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from verify import checker

Json = Any
T: Json = {"by": "trivial"}
FALSE, TRUE = "(lt 0 0)", "(eq 0 0)"
OPERATORS, SCALARS = ("spd", "symmetric", "orthogonal", "invertible"), ("real", "positive", "nonnegative", "nonzero")


class Case(NamedTuple):
    """A statement with a proof, and what it may use; `why` it is to be refused."""

    data: Json
    proof: Json
    library: Mapping[str, checker.Accepted] = {}
    why: str = ""


Table = dict[str, list[Case]]


def several(text: str) -> list[Json]:
    """The terms and formulas of a text."""
    stack: list[list[Json]] = [[]]
    for token in re.findall(r"[()]|[^\s()]+", text):
        if token == "(":
            stack.append([])
        elif token == ")":
            last = stack.pop()
            stack[-1].append(last)
        else:
            stack[-1].append(token)
    (found,) = stack
    return found


def sx(text: Json) -> Json:
    """The term or formula of a text; what is no text, as it is."""
    if not isinstance(text, str):
        return text
    (found,) = several(text)
    return found


def declared(text: str) -> list[Json]:
    """The symbols of a text."""
    found: list[Json] = []
    for group in filter(None, text.split(", ")):
        names, kind = group.split(": ")
        low, dots, high = kind.partition("..")
        if dots:
            rest: Json = {"sort": "integer", "domain": {"lo": sx(low), "hi": sx(high)}}
        elif kind in OPERATORS or kind in SCALARS:
            rest = {"sort": "operator" if kind in OPERATORS else "scalar", "domain": kind}
        else:
            rest = dict(zip(("sort", "domain"), [*kind.split(), "any"]))
        if rest["sort"] == "sequence-scalar" and rest["domain"] == "any":
            rest["domain"] = "real"
        found += [{"name": name, **rest} for name in names.split()]
    return found


def claim(symbols: str, conclusion: Json, *hypotheses: Json, moments: Sequence[tuple[str, str]] = (), definitions: Mapping[str, str] = {}) -> Json:
    """A statement."""
    return {
        "symbols": declared(symbols),
        "definitions": [[{"name": name}, sx(value)] for name, value in definitions.items()],
        "moments": [[several(factors), sx(value)] for factors, value in moments],
        "hypotheses": [{"text": "", "formula": sx(h)} for h in hypotheses],
        "conclusion": sx(conclusion),
    }


def given(fact: str) -> Json:
    """The goal is a fact."""
    return {"by": "given", "fact": fact}


def proofs(short: str | Sequence[Json]) -> list[Json]:
    """Proofs, each evident (T) or a fact; those that are no text, as they are."""
    if not isinstance(short, str):
        return list(short)
    return [T if word == "T" else given(word) for word in short.split()]


def w(*factors: Json, c: str = "1", square: str | None = None) -> Json:
    """A product of facts and terms of known sign, or of (such, exponent), times a square."""
    pairs = [f if isinstance(f, tuple) else (f, 1) for f in factors]
    listed = [[sx(f) if f.startswith("(") else f, e] for f, e in pairs]
    return {"c": c, "factors": listed, "square": None if square is None else sx(square)}


def by(fact: str, times: str = "1") -> Json:
    """A multiple of an equation."""
    return {"eq": fact, "times": sx(times)}


def combined(*items: Json) -> Json:
    """The difference of the two sides as a sum."""
    return {"by": "combine", "sum": list(items)}


def step(rule: str, then: Json, label: str | None = None, **rest: Json) -> Json:
    """A step of a proof."""
    return {"by": rule, **({"as": label} if label else {}), **rest, "then": then}


def fix(then: Json) -> Json:
    """Fresh symbols."""
    return step("fix", then)


def assume(then: Json, label: str = "s") -> Json:
    """The premise as a fact."""
    return step("assume", then, label)


def each(then: Json) -> Json:
    """For every k from some number on."""
    return fix(assume(then))


def have(formula: str, proof: Json, then: Json, label: str = "f") -> Json:
    """An intermediate statement."""
    return {"by": "have", "formula": sx(formula), "proof": proof, "as": label, "then": then}


def apply(fact: str, terms: Mapping[str, str], premises: str | Sequence[Json], then: Json, label: str = "g") -> Json:
    """A universal fact, an implication or a negation."""
    values = {name: sx(value) for name, value in terms.items()}
    return {"by": "apply", "fact": fact, "terms": values, "premises": proofs(premises), "as": label, "then": then}


def witness(parts: str | Sequence[Json], **terms: str) -> Json:
    """Values with which an existential statement holds."""
    return {"by": "witness", "terms": {name: sx(value) for name, value in terms.items()}, "parts": proofs(parts)}


def split(parts: str | Sequence[Json]) -> Json:
    """A conjunction part by part."""
    return {"by": "split", "parts": proofs(parts)}


def theorem(name: str, args: str, premises: str | Sequence[Json], then: Json = None, label: str = "t") -> Json:
    """An instance of a theorem; without more, the goal is what it says."""
    shown = given(label) if then is None else then
    return {"by": "theorem", "name": name, "args": several(args), "premises": proofs(premises), "as": label, "then": shown}


def no(why: str, data: Json, proof: Json, library: Mapping[str, checker.Accepted] = {}) -> Case:
    """A case that is to be refused, and why."""
    return Case(data, proof, library, why)


def prove(data: Json, proof: Json, library: Mapping[str, checker.Accepted] = {}) -> checker.Accepted:
    """Hand the checker a proof."""
    return checker.establish(data, "proof", proof, library)


def listed(table: Table) -> list[Any]:
    """The cases of a table, for pytest."""
    return [pytest.param(case, id=f"{name}: {case.why or i}") for name, cases in table.items() for i, case in enumerate(cases, 1)]


def accept(case: Case) -> None:
    """The checker must accept the case."""
    assert prove(case.data, case.proof, case.library).verdict == "holds"


def refuse(case: Case) -> None:
    """The checker must refuse the proof, of a statement that it can read."""
    checker.load(case.data)
    with pytest.raises(checker.CheckError):
        prove(case.data, case.proof, case.library)
