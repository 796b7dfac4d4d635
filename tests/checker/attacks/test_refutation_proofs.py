"""Refutations by proof: lemmas that the instance does not meet, sequences in closed form that are none."""

from __future__ import annotations

from typing import Any

import pytest
from refuting import NO, NOTHING, TRIVIAL, UNSEEN, YES, Json, refutation, statement

from verify import checker

S, D1 = "s sequence-scalar real", {"d": 1}
GROWING = ["lt", ["item", "s", "0"], ["item", "s", "1"]]
MEMBERS = {"by": "fix", "then": {"by": "assume", "as": "index", "then": TRIVIAL}}
ABSURD = {"by": "combine", "sum": [{"c": "1", "factors": [["denied", 1]], "square": None}]}
DENIED = {"by": "assume", "as": "denied", "then": ABSURD}
ZERO = ["lambda", "k", "0"]
CONSTANT = {"by": "theorem", "name": "limit_constant", "args": [ZERO], "premises": [], "as": "t", "then": {"by": "given", "fact": "t"}}
INTERCHANGE = "differentiation under the expectation, for bounded random symbols"


def closed(data: Json, form: Json, *hypotheses: Json, instance: Json = D1, lemma: Json = ()) -> dict[str, Any]:
    """A refutation with s in closed form."""
    return {"data": data, "instance": instance, "lemma": list(lemma), "proof": DENIED, "sequences": {"s": form}, "hypotheses": [MEMBERS, *hypotheses]}


def plain(data: Json, *lemma: Json, instance: Json = D1) -> dict[str, Any]:
    """A refutation by a lemma alone."""
    return {"data": data, "instance": instance, "lemma": list(lemma), "proof": DENIED}


FALSE: dict[str, dict[str, Any]] = {
    "a lemma that is false": plain(statement([], YES), NO),
    "a lemma without a value": plain(statement([], YES), ["or", NOTHING, YES]),
    "a lemma whose lack of a value is not seen": plain(statement([], NO, ["or", ["and", UNSEEN, NO], YES])),
    "a lemma on a name that is no symbol": plain(statement([], YES), ["eq", "y", "2"], instance={"d": 1, "y": "2"}),
    "a lemma on a symbol without a value": plain(statement(["x scalar real"], ["ne", "x", "1"]), ["eq", "x", "1"]),
    "a lemma on one dimension alone": plain(statement([], ["lt", "1", "d"], ["lt", "1", "d"])),
    "an instance outside of a domain": plain(statement(["x scalar positive"], ["lt", "0", "x"]), ["le", "x", "0"], instance={"d": 1, "x": "0"}),
    "an empty range": plain(statement([("k", "integer", {"lo": "1", "hi": "0"})], NO)),
    "a moment that the instance does not have": plain(statement(["y random-scalar"], NO, moments=[[["y"], "1"]])),
    "a conclusion that is true": plain(statement(["x scalar real"], ["le", "0", ["*", "x", "x"]])),
    "a member before the first": closed(statement([S], NO, ["eq", ["item", "s", "-1"], "0"]), ZERO, TRIVIAL),
    "a member between two": closed(statement([S], NO, ["eq", ["item", "s", "1/2"], "0"]), ZERO, TRIVIAL),
    "a sum from before the first": closed(statement([S], NO, ["eq", ["sum", "i", "-2", "2", ["item", "s", "i"]], "0"]), ZERO, TRIVIAL),
    "a maximum from before the first": closed(statement([S], NO, ["eq", ["max", "i", "-2", "2", ["item", "s", "i"]], "0"]), ZERO, TRIVIAL),
    "a limit of members before the first": closed(statement([S], NO, ["tends", "i", ["item", "s", ["+", "i", "-5"]], "0"]), ZERO, CONSTANT),
    "all integers, before the first too": closed(
        statement([S], NO, ["forall", [["n", "integer", "any"]], ["eq", ["item", "s", "n"], "0"]]), ZERO, {"by": "fix", "then": TRIVIAL}),
    "members outside of the domain": closed(statement(["s sequence-scalar positive"], ["lt", "0", ["item", "s", "0"]]), ZERO),
    "members without a value": closed(statement([S], GROWING), ["lambda", "k", ["/", "0", "k"]]),
    "a hypothesis without a proof": closed(statement([S], GROWING, ["lt", "0", ["item", "s", "0"]]), ZERO),
    "a hypothesis that is false": closed(statement([S], NO, GROWING), ZERO, TRIVIAL),
    "a form that speaks of the sequence itself": closed(statement([S], GROWING), ["lambda", "k", ["item", "s", "k"]]),
    "a form that speaks of a random symbol": closed(statement([S, "y random-scalar"], GROWING), ["lambda", "k", ["*", "0", "y"]]),
    "a form of another sort": closed(statement([S], GROWING), ["lambda", "k", "0v"]),
    "no form": closed(statement([S], GROWING), "0"),
    "a symbol without a value": closed(statement([S, "m integer any"], GROWING), ZERO),
    "a range that speaks of the sequence": closed(
        statement([S, ("m", "integer", {"lo": ["item", "s", "0"], "hi": ["item", "s", "1"]})], NO), ZERO, instance={"d": 1, "m": "0"}),
    "a moment that speaks of the sequence": closed(
        statement([S, "y random-scalar"], GROWING, moments=[[["y"], ["item", "s", "0"]]]), ZERO, instance={"d": 1, "samples": [{"p": "1", "y": "0"}]}),
    "a sequence in closed form and in the instance": closed(statement([S], GROWING), ZERO, instance={"d": 1, "s": ["0"]}),
    "a lemma that speaks of the sequence": closed(statement([S], GROWING), ZERO, lemma=[["eq", ["item", "s", "0"], "7"]]),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_it_is_refused(name: str) -> None:
    with pytest.raises(checker.CheckError):
        refutation(**FALSE[name])


def test_what_refutes_is_taken() -> None:
    assert refutation(**closed(statement([S], GROWING), ZERO)).verdict == "fails"
    assert refutation(**closed(statement([S], GROWING, ["eq", ["item", "s", "1"], "0"]), ZERO, TRIVIAL)).verdict == "fails"


def test_what_a_closed_form_rests_on_is_cited() -> None:
    form = ["lambda", "k", ["D", ["E", ["*", "0", "w", "y"]], "w", "1"]]
    shown = refutation(**closed(statement([S, "w scalar real", "y random-scalar"], GROWING), form, instance={"d": 1, "w": "0"}))
    assert shown.cites == (INTERCHANGE,)
