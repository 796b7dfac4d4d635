"""Refutations with a sequence given by a formula: the honest one is accepted, and nothing false is let through.

The statement: a nonzero sequence of reals that does not decrease is constant.  For c > 0 the sequence c + k refutes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify import checker, notation
from verify.checker.reading import Scope, read
from verify.checker.rules.refutation import refutation_goals
from verify.checker.statement import canonical
from verify.statements import Scalar, Setting, Statement, eq, from_index, instance, le, tends

Json = Any
TRIVIAL: Json = {"by": "trivial"}
K = Scalar("k")


def item(index: Json, name: str = "s") -> Json:
    """s_index."""
    return ["item", name, index]


def always(k: str, body: Json) -> Json:
    """The body for every integer k >= 0."""
    return ["forall", [[k, "integer", "any"]], ["implies", ["le", "0", k], body]]


def everywhere(k: str, body: Json) -> Json:
    """The body for every integer k, negative ones too."""
    return ["forall", [[k, "integer", "any"]], body]


def statement(conclusion: Json, *hypotheses: Json, symbols: tuple[str, ...] = (), **rest: Json) -> Json:
    """A statement on c > 0, a nonzero sequence s, and more symbols, written "name sort domain"."""
    shown = [dict(zip(("name", "sort", "domain"), symbol.split())) for symbol in ("c scalar positive", *symbols, "s sequence-scalar nonzero")]
    listed = [{"text": "", "formula": h} for h in hypotheses]
    return {"symbols": shown, "definitions": [], "moments": [], "hypotheses": listed, "conclusion": conclusion, **rest}


def form(term: Json, index: str = "k") -> Json:
    """The sequence of a term in its index."""
    return {"s": ["lambda", index, term]}


def evident(steps: int = 1) -> Json:
    """A proof for every k >= 0 by normal forms."""
    return {"by": "fix", "then": {"by": "assume", "as": "range", "then": TRIVIAL}} if steps else TRIVIAL


def at_one(sums: Json) -> Json:
    """A proof that the sequence is not constant, from s_1 = s_0 as a sum."""
    then = {"by": "apply", "fact": "a", "terms": {"k": "1"}, "premises": [TRIVIAL], "as": "b", "then": {"by": "combine", "sum": sums}}
    return {"by": "assume", "as": "a", "then": then}


RISING, CONSTANT = always("k", ["le", item("k"), item(["+", "k", "1"])]), always("k", ["eq", item("k"), item("0")])
DATA = statement(CONSTANT, RISING)
ONE = {"c": "1", "factors": [], "square": None}
ENDED = at_one([ONE, {"eq": "b", "times": "1"}])
HONEST = {"instance": {"d": 1, "c": "2"}, "lemma": [], "sequences": form(["+", "c", "k"]), "hypotheses": [evident(), evident()], "proof": ENDED}
SAMPLED = {"d": 1, "c": "2", "samples": [{"p": "1", "z": "1"}]}
RANDOM = statement(CONSTANT, RISING, symbols=("z random-scalar any",))
SMALL = statement(CONSTANT, RISING, ["lt", "c", "1"])
DEFINED = statement(CONSTANT, RISING, definitions=[[{"name": "g", "sort": "scalar"}, ["*", "2", "c"]], [{"name": "first", "sort": "scalar"}, item("0")]])
TWO = statement(CONSTANT, RISING, symbols=("t sequence-scalar real",))


def refute(data: Json = DATA, **changes: Json) -> checker.Accepted:
    """Hand the checker the refutation with changes; None leaves a part out."""
    body = {key: part for key, part in (HONEST | changes).items() if part is not None}
    return checker.establish(data, "refutation", body, {})


def test_the_honest_refutation_is_accepted() -> None:
    assert (refute().verdict, refute().evidence) == ("fails", "counterexample")


def test_a_form_may_use_definitions_and_other_sequences_of_the_instance() -> None:
    assert refute(DEFINED, sequences=form(["+", "g", ["-", "c"], "k"])).verdict == "fails"
    given = {"d": 1, "c": "2", "t": ["3", "1"]}
    other = ["+", "c", "k", ["*", "0", item("k", "t")]]
    assert refute(TWO, instance=given, sequences=form(other)).verdict == "fails"


def test_derivatives_and_substitutions_are_carried_out_in_a_form() -> None:
    assert refute(sequences=form(["+", "c", "k", ["*", "0", ["D", "c", "c", "1"]]])).verdict == "fails"
    assert refute(sequences=form(["at", ["+", "c", "k"], [["c", "c"]]])).verdict == "fails"
    assert refute(sequences=form(["+", "c", ["D", ["*", "k", "c"], "c", "1"]])).verdict == "fails"


WRONG_FORMS: dict[str, Json] = {
    "a hypothesis that does not hold": form(["+", "c", ["/", "1", ["+", "k", "1"]]]),
    "a member out of the domain": form("k"),
    "a member without a value": form(["/", "1", "k"]),
    "a root of negative numbers": form(["+", "c", "k", ["*", "0", ["sqrt", ["-", "k"]]]]),
    "a symbol that is not declared": form(["+", "c", "k", ["*", "0", "x"]]),
    "the sequence itself as a number": form(["+", "c", "k", ["*", "0", "s"]]),
    "the sequence itself": form(["+", "c", "k", ["*", "0", item("k")]]),
    "the sequence as a bound symbol": form(["+", "c", "k", ["*", "0", ["sum", "s", "0", "1", "s"]]]),
    "an index that is a symbol": form(["+", "c", "c"], "c"),
    "an index that is the sequence": form(["+", "c", "s"], "s"),
    "an index that is the dimension": form(["+", "c", "d"], "d"),
    "an index that is no name": form(["+", "c", "1"], "1"),
    "an index that is bound again": form(["+", "c", "k", ["*", "0", ["sum", "k", "0", "1", "k"]]]),
    "a vector": form(["*", ["+", "c", "k"], "0v"]),
    "a formula": form(["le", "0", "c"]),
    "a derivative that changes it": form(["+", "c", "k", ["D", ["*", "-1", "c", "c"], "c", "k"]]),
    "a derivative in its index": form(["+", "c", "k", ["*", "0", ["D", "k", "k", "1"]]]),
    "a substitution that makes it constant": form(["at", ["+", "c", "k"], [["k", "1"]]]),
    "a substitution for the sequence": form(["at", ["+", "c", "k"], [["s", "c"]]]),
    "no sequence of the statement": {"c": ["lambda", "k", "c"]},
    "another sequence, which is none": {**form(["+", "c", "k"]), "t": ["lambda", "k", "c"]},
    "a list of values": {"s": ["1", "2"]},
    "two terms": {"s": ["lambda", "k", "c", "k"]},
    "no sequence at all": {},
    "forms that are no object": [["s", "lambda", "k", "c"]],
}


@pytest.mark.parametrize("name", WRONG_FORMS)
def test_a_wrong_form_is_rejected(name: str) -> None:
    with pytest.raises(checker.CheckError):
        refute(sequences=WRONG_FORMS[name])


WRONG_BODIES: dict[str, tuple[Json, Json]] = {
    "the sequence in the instance, too": (DATA, {"instance": {"d": 1, "c": "2", "s": ["1"]}}),
    "a symbol without a value": (DATA, {"instance": {"d": 1}}),
    "a value out of its domain": (DATA, {"instance": {"d": 1, "c": "-2"}}),
    "the other hypotheses are not met": (SMALL, {}),
    "a lemma that is not met": (DATA, {"lemma": [["lt", "c", "1"]]}),
    "a lemma on the sequence": (DATA, {"lemma": [["lt", "0", item("0")]]}),
    "a lemma on the sequence under another name": (DEFINED, {"lemma": [["lt", "0", "first"]]}),
    "no proof that the hypothesis holds": (DATA, {"hypotheses": [evident()]}),
    "no proof that the members are in their domain": (DATA, {"hypotheses": []}),
    "a proof too many": (DATA, {"hypotheses": [evident(), evident(), evident()]}),
    "proofs that are no list": (DATA, {"hypotheses": {"s": evident(), "h1": evident()}}),
    "the hypothesis from itself": (DATA, {"hypotheses": [evident(), {"by": "given", "fact": "h1"}]}),
    "the domain from itself": (DATA, {"hypotheses": [{"by": "given", "fact": "s members"}, evident()]}),
    "proofs of hypotheses alone": (DATA, {"sequences": None}),
    "sequences alone": (DATA, {"hypotheses": None}),
    "a random symbol": (RANDOM, {"instance": SAMPLED, "sequences": form(["+", "c", "k", ["*", "0", "z"]])}),
    "an expectation": (RANDOM, {"instance": SAMPLED, "sequences": form(["+", "c", "k", ["*", "0", ["E", "z"]]])}),
    "an index that is an abbreviation": (DEFINED, {"sequences": form(["+", "c", "g"], "g")}),
    "the sequence under another name": (DEFINED, {"sequences": form(["+", "c", "k", ["*", "0", "first"]])}),
    "one sequence by the other": (
        TWO, {"sequences": {**form(["+", "c", "k", ["*", "0", item("k", "t")]]), "t": ["lambda", "k", "c"]}, "hypotheses": [evident()] * 3}),
    "a hypothesis that speaks of the sequence under another name": (
        statement(CONSTANT, RISING, ["lt", "first", "0"], definitions=DEFINED["definitions"]), {"hypotheses": [evident()] * 2 + [TRIVIAL]}),
    "a state that the formula would capture": (
        statement(CONSTANT, RISING, ["limit", ["x"], [["*", "1/2", ["+", "x", ["*", "0", item("0")]]]], ["c"], ["0"]], symbols=("x scalar real",)),
        {"instance": {"d": 1, "c": "2", "x": "0"}, "sequences": form(["+", "c", "k", ["*", "0", "x"]]),
         "hypotheses": [evident(), evident(), {"by": "contraction", "rate": "1/2", "premises": [TRIVIAL] * 3}]}),
    "a limit of members below index 0": (
        statement(["eq", item("0"), ["+", "c", "1"]], ["tends", "n", item(["+", "n", "-2"]), "c"]),
        {"sequences": form("c"), "hypotheses": [evident(), {
            "by": "theorem", "name": "limit_constant", "args": [["lambda", "n", "c"]], "premises": [], "as": "t", "then": {"by": "given", "fact": "t"}}],
         "proof": {"by": "assume", "as": "a", "then": {"by": "combine", "sum": [ONE, {"eq": "a", "times": "-1"}]}}}),
    "a moment that speaks of the sequence": (
        statement(CONSTANT, RISING, symbols=("z random-scalar any",), moments=[[["z"], item("0")]]),
        {"instance": {"d": 1, "c": "2", "samples": [{"p": "1", "z": "5"}]}}),
    "members of the sequence below index 0": (
        statement(CONSTANT, everywhere("k", ["le", item("k"), item(["+", "k", "1"])])), {"hypotheses": [evident(), {"by": "fix", "then": TRIVIAL}]}),
    "the member with index -1": (statement(CONSTANT, RISING, ["lt", item("-1"), item("0")]), {"hypotheses": [evident(), evident(), TRIVIAL]}),
    "the member between two others": (statement(CONSTANT, RISING, ["lt", item("1/2"), item("1")]), {"hypotheses": [evident(), evident(), TRIVIAL]}),
    "a member whose index is no integer": (
        statement(CONSTANT, RISING, ["eq", item("c"), item("c")]), {"hypotheses": [evident(), evident(), TRIVIAL]}),
    "a conclusion that is true": (statement(RISING, RISING), {}),
    "a conclusion that is true of this sequence": (DATA, {"sequences": form("c")}),
    "a conclusion that is true of this sequence, from what it says": (
        DATA, {"sequences": form("c"), "proof": at_one([{"eq": "b", "times": "1"}])}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_BODIES)
def test_a_wrong_refutation_is_rejected(name: str) -> None:
    data, changes = WRONG_BODIES[name]
    with pytest.raises(checker.CheckError):
        refute(data, **changes)


def test_the_index_of_a_member_is_that_of_the_sequence() -> None:
    """The members from 0 on are those of the formula, and no bound symbol of the statement is captured by it."""
    shifted = statement(always("k", ["eq", item(["+", "k", "1"]), item("0")]), always("n", ["le", item("n"), item(["+", "n", "1"])]))
    assert refute(shifted, proof=at_one([{**ONE, "c": "2"}, {"eq": "b", "times": "1"}])).verdict == "fails"
    there = statement(["exists", [["k", "scalar", "real"]], ["and", ["lt", "k", "0"], ["eq", item("2"), ["+", "c", "k"]]]], RISING)
    negative = {"by": "combine", "sum": [{**ONE, "c": "2"}, {**ONE, "factors": [["o.1", 1]]}, {"eq": "o.2", "times": "1"}]}
    opened = {"by": "open", "fact": "a", "as": "o", "then": negative}
    assert refute(there, proof={"by": "assume", "as": "a", "then": opened}).verdict == "fails"


def test_the_symbols_that_a_formula_binds_are_kept_apart() -> None:
    """s_k = c + max over 0 <= m <= k of (k - m), in a sum over m."""
    data = statement(["lt", ["sum", "m", "0", "1", item("m")], "0"])
    risen = form(["+", "c", ["max", "m", "0", "k", ["+", "k", ["-", "m"]]]])
    (_, _), (denied, _) = refutation_goals(checker.load(data), {"d": 1, "c": "2"}, [], risen, {})
    apart = ["+", "c", ["max", "m", "0", "n", ["+", "n", ["-", "m"]]]]
    one = ["+", "1", ["*", "0", ["pow", "1", "n"]]]
    assert denied == read(["not", ["lt", ["sum", "n", "0", "1", ["*", one, apart]], "0"]], Scope(checker.load(data).env))


def test_only_what_is_refuted_may_have_no_value() -> None:
    """A hypothesis without a value at the instance is not met, even where it is the contrary of the conclusion."""
    nothing = ["and", ["implies", ["eq", item("0"), item("0")], ["eq", ["/", "1", "x"], "1"]], ["lt", "0", "0"]]
    contrary: Json = {"by": "assume", "as": "a", "then": {"by": "given", "fact": "a.2"}}
    changes = {"instance": {"d": 1, "c": "2", "x": "0"}, "lemma": [["eq", "x", "0"]], "proof": contrary}
    assert refute(statement(nothing, RISING, symbols=("x scalar real",)), **changes).verdict == "fails"
    with pytest.raises(checker.CheckError, match="not shown to be defined"):
        refute(statement(nothing, ["not", nothing], symbols=("x scalar real",)), **{**changes, "hypotheses": [evident(), contrary]})


# ------------------------------------------------------------------------------------------------
# From a statement to a report


def rising() -> Statement:
    """A sequence of reals with s_k <= s_{k+1} has the limit s_0."""
    p = Setting()
    c, s = p.scalar("c", "positive"), p.scalar_sequence("s", "positive")
    p.assume("the sequence does not decrease", from_index(K, 0, le(s[K], s[K + 1])))
    p.assume("the first member", eq(s[0], c))
    return p.claim(tends(K, s[K], c))


def decided() -> Any:
    """The outcome for s_k = c k + c."""
    from verify.outcome import decide
    from verify.prove import script as by

    c, n = Scalar("c"), Scalar("n")
    far = by.script(
        by.assume("limit"), by.theorem("meaning", "limit_definition", by.sequence(K, c * K + c), c, "e", "n"),
        by.apply("near", "meaning.1", premises=[by.given("limit")]), by.apply("late", "near", {"e": c}), by.obtain("late", "n"),
        by.have("after", le(n, n + 1)), by.apply("there", "n.2", {"k": n + 1}), by.theorem("size", "magnitude", c * (n + 1) + c - c),
        by.have("more", le(c, c * (n + 1))), by.auto("there", "size.1", "more", degree=1),
    )  # fmt: skip
    return decide(rising(), instances=[instance(d=1, c=2)], disproof=far, sequences={"s": by.sequence(K, c * K + c)},
                  hypotheses=[by.auto(), by.auto(), by.auto()])  # fmt: skip


def test_gaps_are_filled_and_the_formula_is_shown() -> None:
    outcome = decided()
    assert outcome.verdict.value == "fails" and outcome.sequences == {"s": ["lambda", "k", ["+", ["*", "c", "k"], "c"]]}
    assert "at d = 1, c = 2, sₖ = c k + c" in str(outcome)
    assert notation.closed_forms(outcome.sequences, tex=True) == [("s_{k}", "c k + c")]


def test_a_ledger_shows_the_formula_of_its_certificate(tmp_path: Path) -> None:
    """`recheck` accepts the certificate, and notices another formula."""
    outcome = decided()
    certificate, shown = outcome.certificate, outcome.accepted
    entry = {"verdict": "fails", "evidence": "counterexample", "cites": list(shown.cites), "hash": shown.hash, "certificate": "c.json",
             "counterexample": outcome.counterexample, "sequences": outcome.sequences, "sides": [], "statement": certificate["statement"]}  # fmt: skip
    (tmp_path / "c.json").write_text(canonical(certificate), encoding="utf-8")
    other = {**entry, "sequences": {"s": ["lambda", "k", "c"]}}
    for said, problem in ((entry, ""), (other, "the sequences shown in the ledger is not that of the certificate")):
        ledger = {"claims": [{"id": "user", "printed": said, "corrected": None}]}
        (tmp_path / "ledger.json").write_text(canonical(ledger), encoding="utf-8")
        assert [found for _, found in checker.recheck(tmp_path)] == [problem]
