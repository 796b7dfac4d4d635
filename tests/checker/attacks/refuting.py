"""Statements, instances and certificates in short, for attacks on refutations and on what is met by an instance."""

from __future__ import annotations

from typing import Any

from verify import checker

Json = Any
TRIVIAL: Json = {"by": "trivial"}
YES, NO = ["eq", "0", "0"], ["lt", "0", "0"]
ZERO = ["+", ["*", ["sqrt", "2"], ["sqrt", "2"]], "-2"]  # it is 0, and known to the evaluator only as a ball
NOTHING = ["eq", ["/", "1", "0"], "1"]  # no truth value, and that is seen
UNSEEN = ["eq", ["/", "1", ZERO], "1"]  # no truth value, and that is not seen


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


def supposing(hypothesis: Json, *symbols: Json) -> Json:
    """The statement that a hypothesis cannot be met: true where it is false, and where it has no value."""
    return statement(list(symbols), NO, hypothesis)


def found(data: Json, instance: Json) -> str:
    """What the evaluator says of a statement at an instance: "refused" where it refuses to say anything."""
    try:
        return checker.evaluate(checker.load(data), instance)[0]
    except checker.CheckError:
        return "refused"


def proves(data: Json, proof: Json = TRIVIAL) -> bool:
    """Whether the checker takes a proof."""
    try:
        return checker.establish(data, "proof", proof, {}).verdict == "holds"
    except checker.CheckError:
        return False


def refutation(data: Json, instance: Json, lemma: Json, proof: Json, sequences: Json = None, hypotheses: Json = ()) -> checker.Accepted:
    """What the checker says of a refutation by proof; CheckError where it refuses it."""
    closed = {"sequences": sequences, "hypotheses": list(hypotheses)} if sequences else {}
    return checker.establish(data, "refutation", {"instance": instance, "lemma": lemma, "proof": proof, **closed}, {})
