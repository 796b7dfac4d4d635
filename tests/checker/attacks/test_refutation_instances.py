"""Instances that do not refute: each statement is true or cannot be met, by its meaning, at every instance."""

from __future__ import annotations

import pytest
from refuting import NO, NOTHING, UNSEEN, YES, ZERO, Json, found, statement, supposing

from verify import checker

REAL = [["t", "scalar", "real"]]
INVERSE = ["/", "1", ZERO]  # no value, and that is not seen
S = "s sequence-scalar real"
POLE = ["forall", REAL, ["eq", ["/", "1", "t"], "1"]]  # false, as at 2
AWAY = ["exists", REAL, ["and", ["eq", ["/", "1", ["+", "t", "-5"]], "7"], ["tends", "k", ["item", "s", "k"], "t"]]]
KERNEL = ["exists", [["x", "vector", "nonzero"]], ["and", ["eq", "x", "0v"], ["eq", ["*", ["/", "1", "0"], ["dot", "v", "x"]], "0"]]]
ENDING = ["orbit", [["x", "scalar", "real"]], [["/", "1", ["+", "x", "-9"]]], ["9"], ["eq", ["item", "x", "0"], "0"]]
LIMIT = ["limit", ["w"], [["/", "1", ["+", "w", "-1"]]], ["1"], ["0"]]
EQUIVALENT = ["equivalent", ["w"], [["/", "1", "w"]], ["0"], ["w"], ["1"]]
LEAVING = ["limit", ["p"], [["-", "p"]], ["1"], ["0"]]
SQUARE = ["dot", ["@", ["T", "A"], "x"], ["@", ["T", "A"], "x"]]
RAGGED = [["1", "0", "0"], ["0", "1"], ["0", "0", "0", "1"]]
SKEW = ["spectrum", ["block", "0", "v", ["-", "v"], ["outer", "v", "v"]], [["0", "2"]]]
V2, D1 = {"d": 2, "v": ["1", "1"]}, {"d": 1}
SAMPLE = {"p": "1/2", "y": "1"}

CASES: dict[str, tuple[Json, Json]] = {
    # connectives: what is not true may have no value
    "behind a part without a value, a disjunction is not true": (supposing(["or", ["and", UNSEEN, NO], YES]), D1),
    "behind a part without a value, a conjunction is not false": (supposing(["not", ["and", ["or", UNSEEN, YES], NO]]), D1),
    "a premise without a value is not false": (supposing(["implies", ["not", ["and", UNSEEN, NO]], YES]), D1),
    "a premise without a value is not true": (supposing(["implies", ["or", UNSEEN, YES], YES]), D1),
    "no value on a side of an equivalence": (supposing(["iff", ["and", UNSEEN, NO], NO]), D1),
    "a negated equivalence without a value": (supposing(["not", ["iff", ["or", UNSEEN, YES], NO]]), D1),
    "twice negated": (supposing(["not", ["not", ["or", ["and", UNSEEN, NO], YES]]]), D1),
    "what is true settles a disjunction": (statement([], ["or", YES, NOTHING]), D1),
    "what is false settles an implication": (statement([], ["implies", NO, NOTHING]), D1),
    "what is false settles a negated conjunction": (statement([], ["not", ["and", NO, NOTHING]]), D1),
    "a false part of a range without a value elsewhere": (supposing(["forall", [["n", "integer", ["range", "0", "1"]]], ["or", UNSEEN, YES]]), D1),
    # quantifiers: false of some value is false
    "false of some value, and no value of another, in a disjunction": (statement([], ["or", POLE, YES]), {"d": 1, "t": "0"}),
    "false of some value, and no value of another, as a premise": (statement([], ["implies", POLE, NO]), {"d": 1, "t": "0"}),
    "false of some value, and no value of another, on a side": (statement([], ["iff", POLE, NO]), {"d": 1, "t": "0"}),
    "false of some value of a range": (
        statement([], ["or", ["forall", [["n", "integer", ["range", "0", "2"]]], ["eq", ["/", "1", "n"], "1"]], YES]), D1),
    "true of some value of a range": (
        statement([], ["exists", [["n", "integer", ["range", "0", "1"]]], ["eq", ["/", "1", "n"], "1"]]), D1),
    "almost all, where a negative one has no value": (supposing(["not", ["almost-all", REAL, ["lt", ["sqrt", "t"], "-1"]]]), {"d": 1, "t": "-1"}),
    "almost all positive ones": (statement([], ["almost-all", [["t", "scalar", "positive"]], ["lt", "0", "t"]]), {"d": 1, "t": "-1"}),
    "almost all: one null value": (statement([], ["almost-all", [["t", "scalar", "nonnegative"]], ["lt", "0", "t"]]), {"d": 1, "t": "0"}),
    "almost all: the diagonal is null": (
        statement([], ["almost-all", [["t", "scalar", "real"], ["r", "scalar", "real"]], ["ne", "t", "r"]]), {"d": 1, "t": "1", "r": "1"}),
    "almost all of almost all: the diagonal is null": (
        statement([], ["almost-all", REAL, ["almost-all", [["r", "scalar", "real"]], ["ne", "t", "r"]]]), {"d": 1, "t": "1", "r": "1"}),
    "almost all vectors are not zero": (statement([], ["almost-all", [["x", "vector", "any"]], ["ne", "x", "0v"]]), {"d": 2, "x": ["0", "0"]}),
    "a vector beside the limit, without a value further on": (supposing(["not", AWAY], S), {"d": 1, "s": ["0"]}),
    "no vector meets the first equation, so the second is not read": (statement(["v vector any"], ["not", KERNEL]), V2),
    "the same in a disjunction": (statement(["v vector any"], ["or", KERNEL, YES]), V2),
    "the same on a side of an equivalence": (statement(["v vector any"], ["iff", KERNEL, NO]), V2),
    # matrices
    "an operator whose rows have different lengths": (
        statement(["A operator invertible", "x vector nonzero"], ["lt", "0", SQUARE]), {"d": 3, "A": RAGGED, "x": ["0", "0", "1"]}),
    "the same for a bound operator": (
        statement([], ["forall", [["A", "operator", "invertible"]], ["eq", ["T", ["T", "A"]], "A"]]), {"d": 3, "A": RAGGED}),
    "an operator with a matrix in it": (
        statement(["A operator invertible"], ["eq", ["T", ["T", "A"]], "A"]), {"d": 1, "A": [[["1"]]]}),
    "a vector for an operator": (statement(["A operator invertible"], ["eq", ["T", ["T", "A"]], "A"]), {"d": 1, "A": ["1"]}),
    "a matrix for a vector": (statement(["x vector any"], ["le", "0", ["dot", "x", "x"]]), {"d": 1, "x": [["-1"]]}),
    "an empty vector": (statement(["x vector nonzero"], ["lt", "0", ["dot", "x", "x"]]), {"d": 1, "x": []}),
    "a list for a number": (statement(["t scalar real"], ["le", "0", ["*", "t", "t"]]), {"d": 1, "t": ["1"]}),
    "an operator that is singular": (statement(["A operator invertible"], ["eq", ["^", ["^", "A", "-1"], "-1"], "A"]), {"d": 1, "A": [["0"]]}),
    "an operator that is not symmetric": (
        statement(["A operator symmetric"], ["eq", ["T", "A"], "A"]), {"d": 2, "A": [["0", "1"], ["0", "0"]]}),
    "entries without a value: not semi-definite, or nothing": (supposing(["not", ["psd", [["-1", INVERSE], [INVERSE, "1"]]]]), D1),
    "a matrix that is not symmetric, with a negative entry": (supposing(["not", ["psd", [["-1", "1"], ["0", "0"]]]]), D1),
    "a block operator that is not symmetric has no spectrum": (supposing(["not", SKEW], "v vector any"), {"d": 1, "v": ["1"]}),
    "eigenvalues of what is not symmetric": (
        supposing(["not", ["eq", ["eig", "A", "1"], "0"]], "A operator invertible"), {"d": 2, "A": [["1", "1"], ["0", "1"]]}),
    "an eigenvalue of two equal ones": (
        statement(["A operator symmetric"], ["le", ["eig", "A", "1"], ["eig", "A", "d"]]), {"d": 2, "A": [["2", "0"], ["0", "2"]]}),
    "irrational eigenvalues in order": (
        statement(["A operator symmetric"], ["lt", ["eig", "A", "1"], ["eig", "A", "2"]]), {"d": 2, "A": [["0", "1"], ["1", "1"]]}),
    "eigenvalues of a matrix of balls": (
        statement(["A operator symmetric"], ["le", ["eig", ["*", ["sqrt", "2"], "A"], "1"], ["eig", ["*", ["sqrt", "2"], "A"], "2"]]),
        {"d": 2, "A": [["0", "1"], ["1", "1"]]}),
    "the power 0 of a singular operator": (
        statement(["A operator symmetric"], ["eq", ["^", "A", "0"], "I"]), {"d": 2, "A": [["0", "0"], ["0", "0"]]}),
    # limits and orbits
    "an orbit that ends has no property, nor its contrary": (supposing(["not", ENDING]), D1),
    "an orbit that ends later": (
        supposing(["not", ["orbit", [["x", "scalar", "real"]], [["/", "1", ["+", "x", "-9"]]], ["8"], ["eq", ["item", "x", "0"], "0"]]]), D1),
    "an orbit that ends does not converge": (statement(["w scalar real"], ["not", LIMIT]), D1),
    "that an orbit that ends converges settles nothing": (statement(["w scalar real"], ["or", LIMIT, YES]), D1),
    "an orbit that ends is like no other": (statement(["w scalar real"], ["not", EQUIVALENT]), D1),
    "the same in a disjunction of configurations": (statement(["w scalar real"], ["or", EQUIVALENT, YES]), D1),
    "an orbit that leaves the domain of its state": (supposing(["not", LEAVING], "p scalar positive"), D1),
    "a sequence that becomes its limit": (statement([S], ["tends", "k", ["item", "s", "k"], "1"]), {"d": 1, "s": ["0", "5", "1"]}),
    "a negative index": (supposing(["eq", ["item", "s", "-1"], "1"], S), {"d": 1, "s": ["1"]}),
    "an index that is no integer": (supposing(["eq", ["item", "s", "1/2"], "1"], S), {"d": 1, "s": ["1"]}),
    "an integer that is a fraction": (statement(["k integer any"], ["ne", ["*", "2", "k"], "1"]), {"d": 1, "k": "1/2"}),
    "an empty range of a symbol": (statement([("k", "integer", {"lo": "2", "hi": "1"})], NO), D1),
    "the empty range of a sum": (statement([], ["eq", ["sum", "i", "2", "1", ["/", "1", "0"]], "0"]), D1),
    # numbers
    "the power 0 of 0": (statement([], ["eq", ["^", "0", "0"], "1"]), D1),
    "a root of what is 0": (statement([], ["le", "0", ["sqrt", ["abs", ZERO]]]), D1),
    "the sign of what is 0": (statement([], ["eq", ["sign", ZERO], "0"]), D1),
    "the magnitude of what is 0": (statement([], ["eq", ["abs", ZERO], "0"]), D1),
    "0 times an enclosed number": (statement([], ["eq", ["*", "0", ["sqrt", "2"]], "0"]), D1),
    "an enclosed number to a huge power": (statement([], ["lt", "0", ["pow", ["sqrt", "2"], ["^", "10", "99"]]]), D1),
    "a huge number that is not seen to be finite": (
        statement([], ["eq", ["*", "0", ["pow", ["pow", ["sqrt", "2"], ["^", "10", "99"]], ["^", "10", "99"]]], "0"]), D1),
    "a maximum of overlapping numbers": (statement([], ["eq", ["max", "i", "0", "1", ["*", "i", ZERO]], "0"]), D1),
    "a function with a pole": (
        statement(["f function", "t scalar real"], ["eq", ["fn", "f", ["0", "0"], "t", "t"], ["fn", "f", ["0", "0"], "t", "t"]]),
        {"d": 1, "t": "0", "f": [["1", "-1", "0"]]}),
    # names
    "a value under the name of a symbol that is bound inside": (
        statement([], ["exists", REAL, ["eq", ["*", "t", "t"], "2"]]), {"d": 1, "t": "1"}),
    "a value under the evaluator's own names": (
        statement([], ["exists", REAL, ["eq", ["*", "t", "t"], "4"]]), {"d": 1, **{f"%{i}.0": "0" for i in range(1, 9)}}),
    "a sequence under the name of a bound symbol": (
        statement(["s sequence-scalar real"], ["exists", REAL, ["eq", "t", "t"]]), {"d": 1, "s": ["1"], "t": ["1"]}),
    # random symbols
    "a sample of probability 0": (
        statement(["y random-scalar"], ["lt", "0", ["E", ["^", "y", "-2"]]]), {"d": 1, "samples": [{"p": "1", "y": "1"}, {"p": "0", "y": "0"}]}),
    "probabilities that do not add up": (
        statement(["y random-scalar"], ["eq", ["E", "1"], "1"]), {"d": 1, "samples": [SAMPLE]}),
    "a negative probability": (
        statement(["y random-scalar"], ["le", "0", ["E", ["*", "y", "y"]]]),
        {"d": 1, "samples": [{"p": "2", "y": "0"}, {"p": "-1", "y": "1"}]}),
    "a sample without a value": (statement(["y random-scalar"], ["eq", ["E", "1"], "1"]), {"d": 1, "samples": [{"p": "1"}]}),
    "a sample with one value too many": (
        statement(["y random-scalar"], ["eq", ["E", "1"], "1"]), {"d": 1, "samples": [{"p": "1", "y": "1", "z": "1"}]}),
    "a value outside of the samples": (statement(["y random-scalar"], ["eq", ["E", "1"], "1"]), {"d": 1, "y": "1"}),
    "no samples for a moment": (statement(["y random-scalar"], NO, moments=[[["y"], "0"]]), D1),
    "samples that only nearly have the moment": (
        statement(["y random-scalar"], NO, moments=[[["y", "y"], "2"]]),
        {"d": 1, "samples": [{"p": "1", "y": "1414213562373095048801688724209698/1000000000000000000000000000000000"}]}),
    "a second moment that is not symmetric": (
        statement(["x random-vector", "A operator invertible"], NO, moments=[[["x", "x"], "A"]]),
        {"d": 2, "A": [["1", "1"], ["0", "1"]], "samples": [{"p": "1/2", "x": ["1", "1"]}, {"p": "1/2", "x": ["1", "0"]}]}),
    "a random vector of another length": (
        statement(["x random-vector"], ["le", "0", ["E", ["dot", "x", "x"]]]), {"d": 2, "samples": [{"p": "1", "x": ["1"]}]}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_does_not_refute(name: str) -> None:
    data, instance = CASES[name]
    assert found(data, instance) not in ("fails", "undefined")


def test_the_same_statements_can_be_refuted() -> None:
    """What the attacks turn on, at instances that do refute."""
    assert found(statement([], POLE), {"d": 1, "t": "0"}) == "undefined"
    assert found(statement([], POLE), {"d": 1, "t": "2"}) == "fails"
    assert found(statement(["v vector any"], KERNEL), V2) in ("fails", "undefined")
    assert found(supposing(["or", ["and", NO, UNSEEN], YES]), D1) == "fails"
    assert found(supposing(["not", ["psd", [["-1", "1"], ["1", "0"]]]]), D1) == "fails"
    assert found(supposing(["not", ["exists", REAL, ["tends", "k", ["item", "s", "k"], ["+", "t", "1"]]]], S), {"d": 1, "s": ["0"]}) == "unknown"
    assert found(statement([S], ["exists", [["t", "scalar", "nonzero"]], ["tends", "k", ["item", "s", "k"], "t"]]), {"d": 1, "s": ["0"]}) == "fails"
    assert found(supposing(["not", ["exists", [["t", "scalar", "nonzero"]], ["tends", "k", ["item", "s", "k"], "t"]]], S), {"d": 1, "s": ["0"]}) == "fails"


ASYMMETRIC = ["psd", [["-1", ["sqrt", "2"]], [["sqrt", "3"], "0"]]]


@pytest.mark.parametrize("hypothesis, instance", [
    (["not", ASYMMETRIC], {"d": 1}),
    (["iff", ASYMMETRIC, ["lt", "0", "0"]], {"d": 1}),
    (["not", ["almost-all", [["y", "scalar", "real"]], ["psd", [["-1", "y"], [["+", "1", "y"], "0"]]]]], {"d": 1, "y": "2"}),
    (["not", ["almost-all", [["x", "vector", "any"]], ["psd", [["-1", ["dot", "x", "x"]], [["+", "1", ["dot", "x", "x"]], "0"]]]]], {"d": 1, "x": ["2"]}),
])  # fmt: skip
def test_a_matrix_that_is_not_symmetric_is_not_semidefinite_and_not_the_contrary(hypothesis: Json, instance: Json) -> None:
    """psd of a matrix that is not symmetric has no truth value, so no hypothesis with it is met, whatever its diagonal."""
    data = {"symbols": [], "definitions": [], "moments": [], "hypotheses": [{"text": "", "formula": hypothesis}], "conclusion": ["lt", "0", "0"]}
    assert checker.evaluate(checker.load(data), instance)[0] in ("unknown", "vacuous")
