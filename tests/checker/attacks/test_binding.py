"""Binding: names that shadow, that are taken, that are primes; substitution, derivatives and sequences under binders."""

from __future__ import annotations

from typing import Any

import pytest
from forging import FALSE, ONE, T, accepted, apply, combined, equal, given, have, refused, statement, theorem, weighed

Json = Any


def forall(name: str, body: Json, domain: Json = "real", sort: str = "scalar") -> Json:
    """For all values of one symbol."""
    return ["forall", [[name, sort, domain]], body]


def bound(inner: Json) -> Json:
    """For every i from 1 to a sum in which j is bound, too: 1 for x = i, 2 for x = j."""
    return ["forall", [["i", "integer", ["range", "1", ["sum", "i", "1", "1", ["sum", "j", "2", "2", inner]]]]], ["le", "i", "1"]]


ATTACKS = {
    # two variables of which one is shadowed are two
    "shadowed in a range": (statement([], FALSE), have(bound("i"), {"by": "fix", "then": T}, "f", have(bound("j"), given("f"), "g", T))),
    "the one bound formula for the other": (statement([], bound("i"), bound("j")), given("h1")),
    "an inner sum for the outer": (
        statement([], ["eq", ["sum", "i", "1", "1", ["sum", "j", "2", "2", "i"]], ["sum", "i", "1", "1", ["sum", "j", "2", "2", "j"]]]), T),
    "for all, exists, exchanged": (
        statement([], ["exists", [["s", "scalar", "real"]], forall("t", ["eq", "t", "s"])],
                  forall("t", ["exists", [["s", "scalar", "real"]], ["eq", "t", "s"]])),
        given("h1")),
    "both bound symbols are the first": (
        statement([], forall("t", forall("s", ["le", "t", "s"])), forall("t", forall("s", ["le", "t", "t"]))), given("h1")),
    "both bound symbols are one": (statement([], ["forall", [["t", "scalar", "real"], ["t", "scalar", "real"]], ["eq", "t", "t"]]), {"by": "fix", "then": T}),
    "a binder takes a symbol": (statement(["t scalar real"], forall("t", ["eq", "t", "t"])), {"by": "fix", "then": T}),
    "a binder takes an abbreviation": (
        statement(["s scalar real"], forall("c", ["eq", "c", "c"]), definitions=[("c", ["*", "2", "s"])]), {"by": "fix", "then": T}),
    "a sum takes the name of a sum": (statement([], ["le", ["sum", "i", "1", "2", ["sum", "i", "1", "2", "i"]], "9"]), T),
    # the fresh symbol is not the one that is known
    "fixed under a name that is known": (
        statement(["t scalar real"], ["le", "0", "t"], ["le", "0", "t"]),
        have(forall("t", ["le", "0", "t"]), {"by": "fix", "then": given("h1")}, "f", T)),
    "fixed under a name with a prime": (
        statement(["t scalar real", "t' scalar positive"], FALSE),
        have(forall("t", ["lt", "0", "t"]), {"by": "fix", "then": T}, "f", T)),
    "a symbol opened twice is one": (
        statement([], FALSE, ["exists", [["t", "scalar", "real"]], ["lt", "0", "t"]], ["exists", [["t", "scalar", "real"]], ["lt", "t", "0"]]),
        {"by": "open", "fact": "h1", "as": "a", "then": {"by": "open", "fact": "h2", "as": "b", "then": combined(weighed("a"), weighed("b"))}}),
    "opened into a goal": (
        statement(["t scalar real"], ["lt", "0", "t"], ["exists", [["s", "scalar", "real"]], ["lt", "0", "s"]]),
        {"by": "open", "fact": "h1", "as": "a", "then": given("a")}),
    # bounds that speak of what is declared later, or of itself
    "a range that speaks of itself": (
        statement([], ["forall", [["i", "integer", ["range", "i", "i"]]], ["eq", "i", "i"]]), {"by": "fix", "then": T}),
    "a range that speaks of what comes later": (
        statement([], ["forall", [["i", "integer", ["range", "1", "j"]], ["j", "integer", "any"]], ["le", "i", "j"]]), {"by": "fix", "then": T}),
    "a bound at the wrong value": (
        statement([], FALSE, ["forall", [["i", "integer", "any"], ["j", "integer", ["range", "i", ["+", "i", "1"]]]], ["le", "j", "1"]]),
        apply("h1", {"i": "0", "j": "3"}, [T, T], "f", combined(weighed("f"), ONE))),
    # substitution
    "a substitution that captures": (
        statement(["t scalar real"], ["eq", ["at", ["sum", "i", "1", "2", "t"], [["t", "3"]]], ["sum", "i", "1", "2", "i"]]), T),
    "an index carried into a sum": (
        statement(["t scalar real"], ["eq", ["sum", "j", "1", "2", ["at", ["sum", "i", "1", "2", "t"], [["t", "j"]]]],
                                      ["sum", "j", "1", "2", ["sum", "i", "1", "2", "i"]]]), T),
    "two substitutions, one after the other": (
        statement(["s scalar real", "t scalar real"], ["eq", ["at", ["+", "s", ["*", "2", "t"]], [["s", "t"], ["t", "s"]]], ["*", "3", "s"]]), T),
    "a symbol replaced twice": (statement(["t scalar real"], ["eq", ["at", "t", [["t", "1"], ["t", "2"]]], "2"]), T),
    "an abbreviation replaced": (
        statement(["t scalar real"], ["eq", ["at", "c", [["c", "0"]]], "0"], definitions=[("c", "t")]), T),
    "a member replaced": (
        statement(["a sequence-scalar real", "n integer"], ["eq", ["at", ["item", "a", "0"], [["n", "1"]]], ["item", "a", "1"]]), T),
    "the derivative of a member": (
        statement(["a sequence-scalar real", "t scalar real"], ["eq", ["D", ["item", "a", "0"], "t", "1"], "0"], ["eq", ["item", "a", "0"], "t"]), T),
    "the derivative in an abbreviation": (statement(["t scalar real"], ["eq", ["D", "t", "c", "1"], "0"], definitions=[("c", "t")]), T),
    "the derivative forgets an abbreviation": (
        statement(["t scalar real"], ["eq", ["D", ["^", "c", "2"], "t", "1"], "0"], definitions=[("c", ["*", "2", "t"])]), T),
    "the derivative along an index": (
        statement(["t scalar real"], ["eq", ["sum", "i", "1", "2", ["D", ["^", "t", "2"], "t", "i"]], ["*", "4", "t"]]), T),
    "the derivative in an index": (statement([], forall("i", ["eq", ["D", "i", "i", "1"], "1"], "any", "integer")), {"by": "fix", "then": T}),
    "the derivative of an absolute value": (statement(["t scalar real"], ["eq", ["D", ["abs", "t"], "t", "1"], "1"], ["lt", "0", "t"]), T),
    # sequences
    "a sequence by a term, of an index further out": (
        statement(["t scalar real"], ["eq", ["sum", "i", "1", "2", "i"], "3"]),
        have(["let", [["a", "scalar", "k", "t"]], ["eq", ["item", "a", "0"], "t"]], T, "f", T)),
    "the index of a sequence by a term is the other": (
        statement([], ["let", [["a", "scalar", "k", ["sum", "i", "0", "1", "k"]]], ["eq", ["item", "a", "3"], ["sum", "i", "0", "1", "i"]]]), T),
    "a sequence by a term takes an index along": (
        statement([], ["let", [["a", "scalar", "k", "k"]], ["eq", ["sum", "i", "0", "1", ["item", "a", "i"]], ["sum", "i", "0", "1", "0"]]]), T),
    "a limit that speaks of its index": (statement([], ["tends", "k", "k", "k"]), theorem("limit_constant", [["lambda", "k", "k"]], [], given("t"))),
    "a name like an index": (statement(["#0 scalar real"], ["eq", "0", "0"]), T),
    "a name like a sample": (statement(["y@0 scalar real"], ["eq", "0", "0"]), T),
    "a name like a sort": (statement(["real scalar real"], ["eq", "0", "0"]), T),
    "a name like a former": (statement(["eig scalar real"], ["eq", "0", "0"]), T),
    "a label that is taken": (statement(["t scalar real"], FALSE, ["lt", "0", "t"]), have(["lt", "0", "1"], T, "h1", combined(weighed("h1")))),
    "a label of a conjunct": (
        statement(["t scalar real"], FALSE, ["and", ["lt", "0", "t"], ["lt", "t", "1"]]), have(["lt", "0", "1"], T, "h1.1", combined(weighed("h1.1")))),
    # steps
    "the state of a contraction is bound by a hypothesis": (
        statement(["w vector", "r scalar nonnegative"], ["limit", ["w"], [["*", "2", "w"]], ["0v"], ["0v"]], ["eq", "w", "0v"]),
        {"by": "contraction", "rate": "1/2", "premises": [T, T, combined(equal("h1", "w"))]}),
    "the rate of a contraction depends on the state": (
        statement(["w vector"], ["limit", ["w"], [["*", "1/2", "w"]], ["0v"], ["0v"]]),
        {"by": "contraction", "rate": ["/", "1", ["+", "1", ["dot", "w", "w"]]], "premises": [T, T, T]}),
    "a map of a conjugacy depends on the state": (
        statement(["w vector", "g vector", "s scalar positive"], ["equivalent", ["w"], ["w"], ["g"], [["*", "2", "w"]], ["g"]]),
        {"by": "conjugacy", "maps": {"w": ["*", ["dot", "w", "w"], "I"]}, "premises": []}),
    "a map of a conjugacy that is not invertible": (
        statement(["w vector", "g vector", "S operator symmetric"], ["equivalent", ["w"], ["w"], ["g"], ["w"], [["@", "S", "g"]]]),
        {"by": "conjugacy", "maps": {"w": "S"}, "premises": []}),
    "a step of a conjugacy that has no value": (
        statement(["w vector", "g vector"], ["equivalent", ["w"], [["/", "w", ["dot", "w", "w"]]], ["g"], [["/", "w", ["dot", "w", "w"]]], ["g"]]),
        {"by": "conjugacy", "maps": {"w": "I"}, "premises": []}),
}  # fmt: skip


@pytest.mark.parametrize("data,proof", ATTACKS.values(), ids=list(ATTACKS))
def test_attacks_on_binding(data: Json, proof: Json) -> None:
    refused(data, proof)


def test_names_of_bound_symbols_do_not_matter() -> None:
    accepted(statement([], forall("t", ["le", "0", ["^", "t", "2"]]), forall("s", ["le", "0", ["^", "s", "2"]])), given("h1"))
    accepted(statement(["t scalar real"], ["eq", ["sum", "i", "1", "2", ["*", "i", "t"]], ["sum", "j", "1", "2", ["*", "t", "j"]]]), T)
    swapped = ["at", ["+", "s", ["*", "2", "t"]], [["s", "t"], ["t", "s"]]]
    accepted(statement(["s scalar real", "t scalar real"], ["eq", swapped, ["+", "t", ["*", "2", "s"]]]), T)
