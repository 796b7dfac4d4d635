"""Scope against a naive reference: random terms that bind few names in every way, one inside the other.

Equality is that up to renaming, substitution captures nothing, what is read is what was written, and terms, with derivatives and
substitutions carried out, have the values that the text with names has.  Seeded; VERIFY_DIFFERENTIAL and VERIFY_SEED as in
test_differential.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from naive_terms import CannotError, alike, closed, free, is_name, opened, plainly, substituted, value

from verify.checker.evaluate import listed, term
from verify.checker.formulas import Forall
from verify.checker.normal import Normaliser
from verify.checker.numbers import Undefined, Unset
from verify.checker.reading import Scope, read, write
from verify.checker.terms import FORMERS, Symbol, Term, abstract, fresh, instantiate, nodes, substitute
from verify.checker.truth import formula
from verify.checker.work import CheckError

Json = Any
RUNS = int(os.environ.get("VERIFY_DIFFERENTIAL", "2000")) // 5
SEED = int(os.environ.get("VERIFY_SEED", "1"))
ENV: dict[str, Any] = {"a": ("scalar", "real"), "b": ("scalar", "real"), "c": ("scalar", "positive"), "x": ("vector", "any"), "y": ("vector", "any"),
                       "n": ("integer", "any"), "s": ("sequence-scalar", "real"), "g": ("random-scalar", "any"), "z": ("random-vector", "any")}  # fmt: skip
NAMES = ["a", "b", "x", "y", "n", "s", "g"]  # what binders call their variables


class Shadowing:
    """Random terms whose binders take names that are in use."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.kinds = {name: kind for name, (kind, _) in ENV.items() if not kind.startswith("random")}

    def named(self, kinds: dict[str, str], *wanted: str) -> Json:
        """A name of one of these kinds; None where there is none."""
        found = sorted(name for name, kind in kinds.items() if kind in wanted)
        return self.rng.choice(found) if found else None

    def scalar(self, depth: int, kinds: dict[str, str], values: bool = False) -> Json:
        """A scalar; with `values`, derivatives and substitutions as well."""
        rng = self.rng
        if depth <= 0 or rng.random() < 0.1:
            return self.named(kinds, "scalar", "integer") if rng.random() < 0.8 and self.named(kinds, "scalar", "integer") else rng.choice(["1", "2", "-1/2"])
        s = lambda more=None: self.scalar(depth - 1, {**kinds, **(more or {})}, values)  # noqa: E731
        name, small = rng.choice(NAMES), rng.choice(["0", "1", "2"])
        match rng.randrange(14 if values else 10):
            case 0 | 1:
                return ["+", s(), s()]
            case 2 | 3:
                return ["*", s(), s()]
            case 4 | 5:
                low = self.named(kinds, "integer") if rng.random() < 0.3 else "0"
                return [rng.choice(["sum", "sum", "max"]), name, low or "0", small, s({name: "integer"})]
            case 6:
                return ["E", s({"g": "scalar", "z": "vector"})]
            case 7:
                return ["dot", self.vector(depth - 1, kinds, values), self.vector(depth - 1, kinds, values)]
            case 8:
                sequence = self.named(kinds, "sequence-scalar")
                return ["item", sequence, rng.choice([small, self.named(kinds, "integer") or "1"])] if sequence else s()
            case 9:
                return rng.choice([["^", s(), rng.choice(["2", "3", "0"])], ["/", s(), ["+", "1", ["^", s(), "2"]]], ["-", s()]])
        change = self.named({k: v for k, v in kinds.items() if k not in ("g", "z")}, "scalar", "vector")
        if change is None:
            return s()
        other = self.vector(depth - 1, kinds, values) if kinds[change] == "vector" else s()
        return ["D", s(), change, other] if rng.random() < 0.5 else ["at", s(), [[change, other]]]

    def vector(self, depth: int, kinds: dict[str, str], values: bool = False) -> Json:
        """A vector."""
        leaf = self.named(kinds, "vector") or "0v"
        if depth <= 0:
            return leaf
        return self.rng.choice([leaf, ["+", leaf, self.vector(depth - 1, kinds, values)], ["*", self.scalar(depth - 1, kinds, values), leaf],
                                ["E", ["+", "z", leaf if leaf != "z" else "0v"]]])  # fmt: skip

    def formula(self, depth: int, kinds: dict[str, str]) -> Json:
        """A formula that binds in every way."""
        rng = self.rng
        s = lambda more=None: self.scalar(rng.randint(0, 2), {**kinds, **(more or {})})  # noqa: E731
        f = lambda more=None: self.formula(depth - 1, {**kinds, **(more or {})})  # noqa: E731
        if depth <= 0:
            return [rng.choice(["le", "eq"]), s(), s()]
        name, other = rng.sample(NAMES, 2)
        match rng.randrange(9):
            case 0:
                return ["and", f(), f()]
            case 1 | 2:
                inner = {name: "integer"}
                bounds = [["range", s(), s()], ["range", ["sum", name, "0", "2", s(inner)], s()], "any"]
                second = [other, "integer", ["range", self.scalar(1, {**kinds, **inner}), name]]
                return [rng.choice(["forall", "exists"]), [[name, "integer", rng.choice(bounds)], second], f({name: "integer", other: "integer"})]
            case 3:
                return [rng.choice(["forall", "exists"]), [[name, "vector", "any"], [other, "scalar", "positive"]], f({name: "vector", other: "scalar"})]
            case 4:
                return ["tends", name, s({name: "integer"}), s()]
            case 5:
                step = [s({name: "scalar", other: "scalar"}), s({name: "scalar", other: "scalar"})]
                inner = {name: "sequence-scalar", other: "sequence-scalar"}
                return ["orbit", [[name, "scalar", "real"], [other, "scalar", "positive"]], step, [s(), s()], f(inner)]
            case 6:
                return ["nonsingular", [[name, "vector", "any"]], [self.vector(2, {**kinds, name: "vector"})]]
            case 7:
                return ["implies", f(), f()]
        return ["let", [[name, "scalar", other, s({other: "integer"})]], f({name: "sequence-scalar"})]


def parsed(data: Json) -> Term:
    """The node, a name meaning what the innermost binder around it says."""
    return read(data, Scope(ENV))


def renamed(rng: Random, t: Json, right: float) -> Json:
    """A term with other names of bound variables: with this probability such as keep the meaning, else any."""
    if isinstance(t, str):
        return t
    node = opened(t)
    for i, old in enumerate(node.names):
        if node.head == "E" or rng.random() < 0.4:
            continue
        new = rng.choice([*NAMES, "k", "w"])
        clash = new in node.names or any(i in scope and new in free(part) for part, scope in node.parts)
        if rng.random() < right:
            with suppress(CannotError):
                if clash:
                    continue
                parts = [(substituted(part, {old: new}) if i in scope else part, scope) for part, scope in node.parts]
                node = type(node)(node.head, [*node.names[:i], new, *node.names[i + 1 :]], parts, node.rest)
        elif new not in node.names:
            node = type(node)(node.head, [*node.names[:i], new, *node.names[i + 1 :]], node.parts, node.rest)
    return closed(type(node)(node.head, node.names, [(renamed(rng, part, right), scope) for part, scope in node.parts], node.rest))


def without_let(t: Json) -> bool:
    """Whether no sequence is given by a term: those are carried out while reading."""
    return "let" not in repr(t)


def random_formulas(label: str, count: int) -> list[tuple[Random, Json]]:
    """So many formulas that can be read."""
    rng = Random(f"{label} {SEED}")
    found: list[tuple[Random, Json]] = []
    while len(found) < count:
        language = Shadowing(rng)
        data = language.formula(rng.randint(1, 3), language.kinds)
        try:
            parsed(data)
        except CheckError:
            continue
        found.append((rng, data))
    return found


def test_every_binder_occurs_inside_of_others() -> None:
    """The random formulas bind in every way, and most of them bind one name twice."""
    heads: Counter[str] = Counter()
    shadowed = 0
    for _, data in random_formulas("count", RUNS // 4):
        heads.update(x for x in FORMERS if f"['{x}'" in repr(data))
        heads["let"] += "['let'" in repr(data)
        shadowed += any(sum(name in node.names for node in nodes(parsed(data))) > 1 for name in NAMES)
    assert {"sum", "max", "E", "forall", "exists", "tends", "orbit", "nonsingular", "let", "item"} <= set(heads)
    assert 3 * shadowed > RUNS // 4, shadowed


def test_equality_is_equality_up_to_names() -> None:
    """Two formulas are one node exactly where the naive reference calls them alike."""
    seen: Counter[bool] = Counter()
    for rng, data in random_formulas("alike", RUNS):
        other = renamed(rng, data, rng.choice([1.0, 0.3, 0.0]))
        if not without_let(data):
            continue
        try:
            same = parsed(data) == parsed(other)
        except CheckError:
            continue
        assert same == alike(data, other), (data, other)
        assert not same or hash(parsed(data)) == hash(parsed(other))
        seen[same] += 1
    assert min(seen[True], seen[False]) > RUNS // 20, seen


def test_renaming_keeps_what_sequences_given_by_a_term_mean() -> None:
    """A formula with `let` and the same with other names of bound variables are one node."""
    for rng, data in random_formulas("let", RUNS // 2):
        other = renamed(rng, data, 1.0)
        assert parsed(data) == parsed(other), (data, other)


def test_substitution_captures_nothing() -> None:
    """Substitution in nodes is the textbook's substitution in terms with names."""
    changed = 0
    for rng, data in random_formulas("substitute", RUNS):
        language = Shadowing(rng)
        values: dict[str, Json] = {"a": language.scalar(2, language.kinds), "x": language.vector(2, language.kinds)}
        if rng.random() < 0.5:
            values["b"] = language.scalar(1, language.kinds)
        try:
            expected = parsed(substituted(data, values))
        except CannotError:
            continue
        found = substitute(parsed(data), {Symbol(name, ENV[name][0]): parsed(new) for name, new in values.items()})
        assert found == expected, (data, values)
        changed += found != parsed(data)
    assert changed > RUNS // 2


def test_binders_are_opened_and_closed() -> None:
    """A binder opened with a term has the naive substitution as its body; opened with a fresh symbol and closed, it is itself."""
    rng = Random(f"open {SEED}")
    for _ in range(RUNS // 2):
        language = Shadowing(rng)
        name, other = rng.sample(NAMES, 2)
        body = language.formula(2, {**language.kinds, name: "scalar", other: "vector"})
        c, v = language.scalar(1, language.kinds), language.vector(1, language.kinds)
        try:
            node = parsed(["forall", [[name, "scalar", "real"], [other, "vector", "any"]], body])
            expected = parsed(substituted(body, {name: c, other: v}))
        except (CheckError, CannotError):
            continue
        assert isinstance(node, Forall)
        assert instantiate(node.body, [parsed(c), parsed(v)]) == expected, (body, c, v)
        symbols = [fresh(name, "scalar"), fresh(other, "vector")]
        assert abstract(instantiate(node.body, symbols), symbols) is node.body


def test_what_is_written_reads_as_it_was() -> None:
    """Reading what was written gives the node again, whatever names are taken; the text is alike to what was read first."""
    for _, data in random_formulas("write", RUNS):
        node = parsed(data)
        for taken in ([], list(ENV), ["a'", "k", *ENV]):
            try:
                text = listed_data(write(node, taken))
            except CheckError:  # one expectation within another, or a bound variable that is called like a random symbol, if none is taken
                assert repr(data).count("'E'") > 1 or not taken, data
                continue
            assert parsed(text) == node, (data, text)
            assert not without_let(data) or alike(data, text), (data, text)


def listed_data(data: Any) -> Json:
    """Tuples as lists."""
    return [listed_data(part) for part in data] if isinstance(data, (list, tuple)) else data


# ------------------------------------------------------------------------------------------------
# Values


def valuation(rng: Random) -> tuple[dict[str, Any], dict[Any, Any]]:
    """Values of the symbols of ENV, for the reference and for the checker: g and z are two values, each with probability 1/2."""
    def number() -> Fraction:
        return Fraction(rng.choice(["0", "1", "-1", "2", "1/2", "-3", "4"]))

    d = rng.randint(1, 2)
    vector = lambda: [number() for _ in range(d)]  # noqa: E731
    samples = [{"g": number(), "z": vector()} for _ in range(2)]
    members = [number() for _ in range(3)]
    plain: dict[str, Any] = {"a": number(), "b": number(), "c": abs(number()) or Fraction(1), "x": vector(), "y": vector(), "n": Fraction(rng.randint(0, 2)),
                             "d": Fraction(d), "0v": [Fraction(0)] * d}  # fmt: skip
    def members_of(i: Fraction) -> Fraction:
        if i < 0 or i.denominator != 1:
            raise CannotError("no such member")
        return members[min(int(i), 2)]

    ours = {**plain, "s": members_of, "samples": samples}
    theirs = {**{k: v for k, v in plain.items() if k != "0v"}, "s": listed(list(members)),
              "samples": [{"p": Fraction(1, 2), "values": sample} for sample in samples]}  # fmt: skip
    return ours, theirs


def test_terms_have_the_values_of_their_texts() -> None:
    """Derivatives along directions, substitutions and expectations, one inside the other, have the values that the text says."""
    rng = Random(f"value {SEED}")
    seen: Counter[str] = Counter()
    for _ in range(2 * RUNS):
        language = Shadowing(rng)
        data = language.scalar(rng.randint(2, 5), language.kinds, values=True)
        try:
            node = parsed(data)
        except CheckError as error:
            seen["refused"] += 1
            assert any(word in str(error) for word in ("no derivative", "member of a sequence", "replaced", "no symbol")), (data, error)
            continue
        for _ in range(2):
            ours, theirs = valuation(rng)
            try:
                expected = plainly(value(data, ours))
            except CannotError:
                seen["no value"] += 1
                continue
            try:
                found = term(node, theirs)
            except (Undefined, Unset) as error:
                raise AssertionError((data, ours, str(error))) from error
            assert found == expected, (data, ours, found, expected)
            seen["compared"] += 1
            for head in ("D", "at", "E", "sum", "max"):
                seen[head] += f"['{head}'" in repr(data)
            seen["D in E"] += "['E', ['D'" in repr(data)
    assert seen["compared"] > RUNS and all(seen[head] > RUNS // 50 for head in ("D", "at", "E", "sum", "max")) and seen["D in E"], seen


def test_derivatives_of_rational_functions_are_their_difference_quotients() -> None:
    """The derivative of a rational function with roots is the slope of its values at a + e, e^2 = 0."""
    rng = Random(f"slope {SEED}")
    compared = 0

    def made(depth: int) -> Json:
        if depth == 0:
            return rng.choice(["a", "b", "2", ["dot", "x", "y"], ["dot", "x", "x"], "a", "-1/3"])
        p, q = made(depth - 1), made(depth - 1)
        return rng.choice([["+", p, q], ["*", p, q, "a"], ["/", p, ["+", "1", ["^", q, "2"]]], ["^", p, rng.choice(["0", "1", "2", "-1", "3", "-2"])], ["-", p],
                           ["sqrt", ["^", p, "2"]], ["dot", ["*", p, "x"], ["+", "y", ["*", q, "x"]]], ["/", p, q],
                           ["E", ["*", "g", p, ["dot", "z", "x"]]]])  # fmt: skip

    for _ in range(RUNS):
        body, name = made(rng.randint(1, 3)), rng.choice(["a", "x"])
        direction = made(1) if name == "a" else ["+", "y", ["*", made(1), "x"]]
        data = ["D", body, name, direction]
        node = parsed(data)
        ours, theirs = valuation(rng)
        try:
            expected = plainly(value(data, ours))
        except CannotError:
            continue
        assert term(node, theirs) == expected, (data, ours)
        compared += 1
    assert compared > RUNS // 3


def test_formulas_over_ranges_have_the_truth_of_their_texts() -> None:
    """Quantifiers over ranges that bind, by names that are in use, are true where the text is."""
    rng = Random(f"truth {SEED}")
    seen: Counter[Any] = Counter()
    for _ in range(RUNS):
        language = Shadowing(rng)
        name, other = rng.sample([x for x in NAMES if x != "g"], 2)
        inner = {**language.kinds, name: "integer"}
        low = rng.choice(["0", ["sum", name, "0", "1", language.scalar(0, inner)]])
        second = [other, "integer", ["range", rng.choice(["0", name, ["max", other, "0", "2", ["*", name, other]]]), rng.choice(["1", "2", name])]]
        body = ["le", language.scalar(2, {**inner, other: "integer"}), language.scalar(2, {**inner, other: "integer"})]
        data = [rng.choice(["forall", "exists"]), [[name, "integer", ["range", low, "2"]], second], body]
        ours, theirs = valuation(rng)
        try:
            expected, node = value(data, ours), parsed(data)
        except (CannotError, CheckError):
            continue
        if any(isinstance(bound, Fraction) and bound.denominator != 1 for bound in [value(low, {**ours, name: Fraction(0)})]):
            continue
        try:
            found = formula(node, theirs, [])
        except Undefined:
            continue
        assert found is None or found == expected, (data, ours)
        seen[found] += 1
    assert min(seen[True], seen[False]) > RUNS // 20, seen


def test_normal_forms_depend_on_no_name() -> None:
    """Terms that are alike have one normal form, the names of bound variables notwithstanding."""
    rng = Random(f"normal {SEED}")
    compared = 0
    for _ in range(RUNS // 2):
        language = Shadowing(rng)
        data = language.scalar(3, language.kinds)
        other = renamed(rng, data, 1.0)
        forms = []
        for t in (data, other):
            try:
                forms.append(Normaliser(ENV, [], {}, set()).normal(parsed(t)))
            except CheckError:
                forms.append(None)
        assert forms[0] == forms[1], (data, other)
        compared += forms[0] is not None
    assert compared > RUNS // 10


@pytest.mark.parametrize("name", ["a", "0", "d"])
def test_what_a_name_is(name: str) -> None:
    """Numbers and constants are no names."""
    assert is_name(name) == (name == "a")
