"""Random symbols: an inner expectation captures no sample, and what an expectation needs is supposed and printed, or cited."""

from __future__ import annotations

from typing import Any

import pytest

from verify import checker

Json = Any
T: Json = {"by": "trivial"}


def claim(symbols: list[str], conclusion: Json, *hypotheses: Json, moments: Json = ()) -> Json:
    """A statement; a symbol is "name sort domain"."""
    return {"symbols": [dict(zip(("name", "sort", "domain"), [*s.split(), "any"])) for s in symbols], "definitions": [], "moments": list(moments),
            "hypotheses": [{"text": "", "formula": h} for h in hypotheses], "conclusion": conclusion}  # fmt: skip


def holds(data: Json) -> checker.Accepted:
    """The proof by normal forms."""
    return checker.establish(data, "proof", T, {})


def at_an_instance(data: Json, instance: Json) -> str:
    """What the evaluator says."""
    return checker.evaluate(checker.load(data), instance)[0]


SYMBOLS = ["x random-vector", "w vector", "t scalar real"]
MOMENTS = [[["x"], "0v"], [[["dot", "x", "x"]], "t"]]
RISK = ["E", ["dot", "x", "w"]]
TWO_SAMPLES = {"d": 1, "w": ["1"], "t": "1", "samples": [{"p": "1/2", "x": ["1"]}, {"p": "1/2", "x": ["-1"]}]}


@pytest.mark.parametrize("along_a_sample", [["D", RISK, "w", "x"], ["at", RISK, [["w", "x"]]]])
def test_a_sample_is_not_captured(along_a_sample: Json) -> None:
    """E[x] = 0, so w -> E[x.w] is the zero function: its derivative along a sample is 0, also in the mean, and not E|x|^2."""
    true, false = (claim(SYMBOLS, ["eq", ["E", along_a_sample], value], moments=MOMENTS) for value in ("0", "t"))
    assert holds(true).verdict == "holds"
    with pytest.raises(checker.CheckError):
        holds(false)
    assert at_an_instance(true, TWO_SAMPLES) == "holds" and at_an_instance(false, TWO_SAMPLES) == "fails"
    found, trail = checker.evaluate(checker.load(false), TWO_SAMPLES)
    body = {"instance": TWO_SAMPLES, "found": found, "sides": checker.sides(trail)}
    assert checker.establish(false, "counterexample", body, {}).verdict == "fails"
    with pytest.raises(checker.CheckError):
        found, trail = checker.evaluate(checker.load(true), TWO_SAMPLES)
        checker.establish(true, "counterexample", {"instance": TWO_SAMPLES, "found": found, "sides": checker.sides(trail)}, {})


INSIDE = ["*", "w", ["abs", "y"]]
QUOTIENT = ["/", ["^", INSIDE, "3"], ["+", "1", ["^", INSIDE, "4"]]]
DERIVATIVE = ["at", ["D", ["E", QUOTIENT], "w", "1"], [["w", "0"]]]
CAUCHY = claim(["w scalar real", "y random-scalar"], ["eq", DERIVATIVE, "0"])


def test_the_derivative_of_a_mean_is_cited() -> None:
    """d/dw E[(w|y|)^3 / (1 + (w|y|)^4)] at 0 is 0 for bounded y, by a theorem that is named; for a Cauchy y it is 1/2."""
    try:
        found = holds(CAUCHY)
    except checker.CheckError:
        return
    assert found.evidence == "proof-cited" and any("bounded" in cite for cite in found.cites)


def test_the_supposition_is_printed() -> None:
    """A statement with random symbols says that they are bounded."""
    from verify.statements import Statement

    assert "bounded" in str(Statement.from_json(CAUCHY))
    assert "bounded" not in str(Statement.from_json(claim(["w scalar real"], ["eq", "w", "w"])))


def test_an_expectation_that_needs_more_is_refused() -> None:
    """What is not continuous or not defined everywhere has no expectation for every bounded law."""
    for body in (["sign", "y"], ["/", "1", "y"], ["sqrt", "y"], ["*", "0", ["/", "1", "y"]]):
        with pytest.raises(checker.CheckError):
            holds(claim(["y random-scalar"], ["eq", ["E", body], ["E", body]]))
    zero = claim(["x random-vector"], ["eq", ["*", "0", ["E", ["*", ["dot", "x", "x"], "x"]]], "0v"])
    assert holds(zero).verdict == "holds"


@pytest.mark.parametrize("place", ["conclusion", "hypothesis", "definition"])
def test_a_derivative_of_a_mean_is_cited_wherever_it_stands(place: str) -> None:
    """f is any smooth function; d/dw E f(w, y) = E f'(w, y) = m."""
    value, partial = (["fn", "f", [order, "0"], "w", "y"] for order in "01")
    moved = ["D", ["E", value], "w", "1"]
    symbols = ["w scalar real", "f function", "y random-scalar", "m scalar real"]
    moments = [[[partial], "m"]]
    data, proof = {
        "conclusion": (claim(symbols, ["eq", moved, "m"], moments=moments), T),
        "hypothesis": (claim(symbols, ["eq", "m", "0"], ["eq", moved, "0"], moments=moments), {"by": "combine", "sum": [{"eq": "h1", "times": "1"}]}),
        "definition": ({**claim(symbols, ["eq", "slope", "m"], moments=moments), "definitions": [[{"name": "slope"}, moved]]}, T),
    }[place]
    assert checker.establish(data, "proof", proof, {}).evidence == "proof-cited"
