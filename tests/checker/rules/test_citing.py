"""The rule that uses a textbook theorem: how arguments and premises are read; the theorems themselves are in the other files."""

from __future__ import annotations

import pytest

from verify.checker.facts import Context
from verify.checker.rules.citing import THEOREMS, arguments
from verify.checker.work import CheckError

from .build import FALSE, TRUE, Case, T, Table, accept, claim, combined, given, listed, no, prove, refuse, several, theorem, w

ORDER = "(le (eig A 1) (eig A d))"
IN_ORDER = theorem("eigenvalue_order", "A 1 d", [T] * 6)

ACCEPTED: Table = {
    "theorem": [
        Case(claim("A: symmetric", ORDER), IN_ORDER),
        Case(claim("a: real", "(le a (abs a))"), theorem("magnitude", "a", "", given("m.1"), "m")),
        Case(claim("a: real", "(le 0 (+ (abs a) (abs a)))"), theorem("magnitude", "a", "", combined(w("t.1"), w("t.2")))),
        Case(claim("a b: real", "(le (+ a b) (+ (abs a) (abs b)))"),
             theorem("magnitude", "a", "", theorem("magnitude", "b", "", combined(w("t.1"), w("r.1")), "r"))),
    ],
}

REFUSED: Table = {
    "theorem": [
        no("a theorem that nobody knows", claim("a: real", TRUE), theorem("magnitudes", "a", "", T)),
        no("a name that is no text", claim("a: real", TRUE), {**theorem("magnitude", "a", "", T), "name": ["magnitude"]}),
        no("an argument too few", claim("a: real", TRUE), theorem("magnitude", "", "", T)),
        no("an argument too many", claim("a: real", TRUE), theorem("magnitude", "a a", "", T)),
        no("arguments that are no list", claim("a: real", TRUE), {**theorem("magnitude", "a", "", T), "args": "a"}),
        no("arguments in another order", claim("A: symmetric", TRUE), theorem("eigenvalue_order", "1 d A", [T] * 6, T)),
        no("a premise too few", claim("A: symmetric", ORDER), theorem("eigenvalue_order", "A 1 d", [T] * 5)),
        no("a premise too many", claim("A: symmetric", ORDER), theorem("eigenvalue_order", "A 1 d", [T] * 7)),
        no("premises that are no list", claim("a: real", TRUE), {**theorem("magnitude", "a", "", T), "premises": T}),
        no("a premise that is not proved", claim("a b: real", "(le a b)"), theorem("root_order", "a b", "T T")),
        no("a premise from the conclusion", claim("a b: real", "(le a b)", "(le 0 b)"), theorem("root_order", "a b", "h1 t")),
        no("a label that is taken", claim("a: real", "(le a (abs a))", "(le 0 1)"), theorem("magnitude", "a", "", given("h1.1"), "h1")),
        no("no label", claim("a: real", "(le a (abs a))"), theorem("magnitude", "a", "", given(".1"), "")),
        no("a name that the language has", claim("y: vector", TRUE, "(le 2 d)"), theorem("orthogonal_vector", "y eig", "h1 T", T)),
        no("a goal of another theorem", claim("a: real", FALSE), theorem("magnitude", "a", "", given("t.1"))),
    ],
}


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)


@pytest.mark.parametrize("name", THEOREMS)
def test_arguments_are_of_their_sorts(name: str) -> None:
    """No theorem takes an argument too few, nor formulas for its arguments."""
    context = Context({}, (), {})
    least = len([sort for sort in THEOREMS[name].sorts if not sort.endswith("*")])
    for data in (["1"] * (least - 1), several(TRUE) * least, [None] * least, [["lambda", "k", TRUE]] * least):
        with pytest.raises(CheckError):
            arguments(name, data, context)


def test_what_is_cited_is_recorded() -> None:
    """A theorem of a textbook makes the evidence `proof-cited`, a definition does not; a theorem that is not needed counts, too."""
    plain = prove(claim("a: real", "(le a (abs a))"), theorem("magnitude", "a", "", given("t.1")))
    assert (plain.evidence, plain.cites) == ("proof", ())
    cited = prove(claim("", "(tends k (pow 1/2 k) 0)"), theorem("geometric", "1/2 k", "T T"))
    assert (cited.evidence, cited.cites) == ("proof-cited", ("powers r^k with |r| < 1 tend to zero",))
    idle = prove(claim("", TRUE), theorem("geometric", "1/2 k", "T T", T))
    assert idle.evidence == "proof-cited"
    spectral = prove(claim("H: spd", "(lt 0 (eig H 1))"), T)
    assert spectral.cites == ("spectral theorem for symmetric matrices",)
