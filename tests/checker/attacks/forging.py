"""Statements and arguments for attacks on the proof kernel: each attack argues for something false, and must be refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from verify import checker

Json = Any
T: Json = {"by": "trivial"}
FALSE = ["lt", "0", "0"]
ONE: Json = {"c": "1", "factors": [], "square": None}


def statement(symbols: list[Json], conclusion: Json, *hypotheses: Json, definitions: Json = (), moments: Json = ()) -> Json:
    """A statement; a symbol is written "name sort domain" or as (name, sort, domain)."""
    found = [(*symbol.split(), "any")[:3] if isinstance(symbol, str) else symbol for symbol in symbols]
    return {
        "symbols": [{"name": n, "sort": s, "domain": d} for n, s, d in found],
        "definitions": [[{"name": name}, value] for name, value in definitions],
        "moments": list(moments),
        "hypotheses": [{"text": "", "formula": h} for h in hypotheses],
        "conclusion": conclusion,
    }


def given(label: str) -> Json:
    """The goal is a fact."""
    return {"by": "given", "fact": label}


def combined(*items: Json) -> Json:
    """The difference of the sides is a sum."""
    return {"by": "combine", "sum": list(items)}


def weighed(*facts: str, c: str = "1", square: Json = None) -> Json:
    """A product of facts with a weight."""
    return {"c": c, "factors": [[fact, 1] for fact in facts], "square": square}


def equal(label: str, times: Json = "1") -> Json:
    """A multiple of an equation."""
    return {"eq": label, "times": times}


def theorem(name: str, args: list[Json], premises: list[Json], then: Json, label: str = "t") -> Json:
    """A theorem, and what follows."""
    return {"by": "theorem", "name": name, "args": args, "premises": premises, "as": label, "then": then}


def have(formula: Json, proof: Json, label: str, then: Json) -> Json:
    """An intermediate statement, and what follows."""
    return {"by": "have", "formula": formula, "proof": proof, "as": label, "then": then}


def apply(fact: str, terms: Json, premises: list[Json], label: str, then: Json) -> Json:
    """A universal fact or an implication at terms, and what follows."""
    return {"by": "apply", "fact": fact, "terms": terms, "premises": premises, "as": label, "then": then}


def accepted(data: Json, proof: Json, library: Json = None) -> checker.Accepted:
    """What the checker says of a proof that went through JSON."""
    data, proof = json.loads(json.dumps([data, proof]))
    return checker.establish(data, "proof", proof, library or {})


def refused(data: Json, proof: Json, library: Json = None, because: str = "") -> None:
    """The checker must refuse, in one line."""
    with pytest.raises(checker.CheckError) as error:
        accepted(data, proof, library)
    assert because in str(error.value) and "\n" not in str(error.value)
