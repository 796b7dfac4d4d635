"""Theorems and rules out of their range: d = 1, n = 0, ends of ranges, sequences, null sets, statements used before their premises."""

from __future__ import annotations

from typing import Any

import pytest
from forging import FALSE, ONE, T, accepted, apply, combined, equal, given, have, refused, statement, theorem, weighed

from verify import checker

Json = Any
LETTERS = [
    "u vector", "v vector nonzero", "x vector", "S operator symmetric", "H operator spd", "W operator invertible", "t scalar real", "n integer",
    "a sequence-scalar real", "b sequence-scalar nonnegative", "c sequence-vector any",
]  # fmt: skip
K: Json = ["lambda", "k", "k"]
MEMBER: Json = ["lambda", "k", ["item", "a", "k"]]
SPLIT: Json = {"by": "split", "parts": [T, T]}


def limit(term: Json, value: Json) -> Json:
    """The constant sequence tends to its value: the given one, by this."""
    return theorem("limit_constant", [["lambda", "k", term]], [], given("t"))


# each with as many trivial premises as it has, and the false or undefined conclusion that it is asked for
INSTANCES: dict[str, tuple[str, list[Json], int]] = {
    "a Gram determinant of none": ("gram", ["H", "1"], 0),
    "a Gram determinant of a symmetric operator": ("gram", ["S", "1", "u"], 1),
    "a Gram determinant of the inverse of a symmetric operator": ("gram", ["S", "-1", "u"], 1),
    "a Gram determinant of a general operator": ("gram", [["@", "H", "W"], "1", "u"], 1),
    "a Gram determinant of minus H": ("gram", [["-", "H"], "1", "u"], 1),
    "a definite form of any vector": ("definite", ["H", "1", "u"], 2),
    "a definite form in the 0th power of any vector": ("definite", ["S", "0", "u"], 1),
    "a definite form of an invertible operator": ("definite", ["W", "2", "v"], 2),
    "a definite form, power 1/2": ("definite", ["H", "1/2", "v"], 2),
    "a semi-definite form of any matrix": ("semidefinite_form", [[["t"]], "t"], 1),
    "a semi-definite form of too few": ("semidefinite_form", [[["1", "0"], ["0", "1"]], "t"], 1),
    "a root order without a sign": ("root_order", ["t", "n"], 2),
    "an integer step of reals": ("integer_step", ["t", "n"], 3),
    "an integer step of halves": ("integer_step", ["1/2", "n"], 3),
    "an integer step of equals": ("integer_step", ["n", "n"], 3),
    "between equal ends": ("intermediate_value", ["0", "0", "r", "-1", "1"], 2),
    "between ends of the same sign": ("intermediate_value", ["0", "1", "r", "1", "0"], 2),
    "between ends in the wrong order": ("intermediate_value", ["1", "0", "r", "-1", "2"], 2),
    "between the zero and 1": ("intermediate_value", ["0", "1", "r", "0", "1"], 2),
    "an orthogonal vector on the line": ("orthogonal_vector", ["u", "y"], 2),
    "a basis of the plane, in any dimension": ("plane_basis", ["v", "v", "x"], 4),
    "an eigenvector for 0": ("eigenvector", ["S", "0", "y"], 3),
    "an eigenvector for d + 1": ("eigenvector", ["S", ["+", "d", "1"], "y"], 3),
    "an eigenvector for n": ("eigenvector", ["S", "n", "y"], 3),
    "an eigenvector of W": ("eigenvector", ["W", "1", "y"], 3),
    "an orthogonal eigenvector for 1": ("eigenvector_orthogonal", ["S", "v", "1", "y"], 5),
    "an orthogonal eigenvector for d": ("eigenvector_orthogonal", ["I", "v", "d", "y"], 5),
    "an index of an eigenvalue of any vector": ("eigenvalue_index", ["S", "v", "t", "i"], 3),
    "an index of an eigenvalue of zero": ("eigenvalue_index", ["S", "0v", "t", "i"], 3),
    "Rayleigh for W": ("rayleigh", ["W", "u"], 1),
    "Rayleigh on the complement, on the line": ("rayleigh_complement", ["I", "v", "0v"], 5),
    "Rayleigh on the other complement, on the line": ("rayleigh_complement_top", ["I", "v", "0v"], 5),
    "the order of eigenvalues, reversed": ("eigenvalue_order", ["S", "d", "1"], 6),
    "the order of eigenvalues from 0": ("eigenvalue_order", ["S", "0", "1"], 6),
    "min-max at i = d on a hyperplane": ("minmax_hyperplane", ["S", "S", "u", "d", "y"], 5),
    "min-max at i = 0 on a hyperplane": ("minmax_hyperplane", ["S", "S", "u", "0", "y"], 5),
    "min-max at i = 0": ("minmax_monotone", ["S", "S", "0", "y"], 5),
    "min-max of H below S": ("minmax_monotone", ["H", "S", "1", "y"], 5),
    "a form on the spectrum of W": ("spectral_form", ["W", "u", "i", "1"], 2),
    "a form on the spectrum of S": ("spectral_form", ["S", "u", "i", "0", "1"], 2),
    "a limit of what moves": ("limit_constant", [K], 0),
    "a limit of members": ("limit_constant", [MEMBER], 0),
    "a shift to the left": ("limit_shift", [MEMBER, "t", "-1"], 1),
    "a shift by any integer": ("limit_shift", [MEMBER, "t", "n"], 1),
    "a shift of what has no value at 0": ("limit_shift", [["lambda", "k", ["/", "1", "k"]], "0", "1"], 1),
    "a limit by its definition, where it has no value at 0": ("limit_definition", [["lambda", "k", ["/", "1", "k"]], "0", "e", "m"], 0),
    "geometric, ratio 1": ("geometric", ["1", "k"], 2), "geometric, ratio -1": ("geometric", ["-1", "k"], 2),
    "geometric, any ratio": ("geometric", ["t", "k"], 2), "powers of a negative index": ("power_next", ["t", "-1"], 1),
    "powers of any index": ("power_next", ["t", "n"], 1), "an empty sum of one": ("sum_empty", [K, "1", "1"], 1),
    "an empty sum up to n": ("sum_empty", [K, "0", "n"], 1), "a next sum below its range": ("sum_next", [K, "3", "1"], 1),
    "a next sum up to n": ("sum_next", [K, "0", "n"], 1), "a next sum of what has no value": ("sum_next", [["lambda", "k", ["/", "1", "k"]], "0", "2"], 1),
    "a next sum of members below 0": ("sum_next", [MEMBER, "-1", "2"], 1),
    "a maximum is at its end": ("max_bound", [["max", "i", "0", "2", "i"], "3"], 2),
    "a maximum below its range": ("max_bound", [["max", "i", "0", "2", ["-", "i"]], "-1"], 2),
    "a maximum at a real": ("max_bound", [["max", "i", "0", "2", "i"], "t"], 2),
    "a maximum of what is none": ("max_bound", ["t", "1"], 2),
    "monotone convergence of any sequence": ("monotone_convergence", [MEMBER, "t", "0", "y"], 4),
    "monotone convergence from below 0": ("monotone_convergence", [["lambda", "k", "1"], "1", "-1", "y"], 4),
    "monotone convergence without a bound": ("monotone_convergence", [K, "t", "0", "y"], 4),
    "a squeeze by itself": ("limit_squeeze", [MEMBER, MEMBER, "0"], 3),
    "an order of limits from below 0": ("limit_order", [MEMBER, "t", MEMBER, "t", "-1"], 4),
    "an inverse of a limit 0": ("limit_inverse", [["lambda", "k", "1"], "0"], 2),
    "absolute convergence of any": ("absolute_convergence", [["lambda", "k", ["item", "c", "k"]], ["lambda", "k", ["item", "b", "k"]], "t", "m", "y"], 2),
}  # fmt: skip


@pytest.mark.parametrize("name,args,premises", INSTANCES.values(), ids=list(INSTANCES))
def test_an_instance_out_of_range(name: str, args: list[Json], premises: int) -> None:
    trivial = {"by": "fix", "then": {"by": "assume", "as": "p", "then": T}}
    for proof in (T, trivial, given("t"), {"by": "fix", "then": T}):
        refused(statement(LETTERS, ["eq", "0", "0"]), theorem(name, args, [proof] * premises, T))
        refused(statement(LETTERS, ["eq", "0", "0"]), theorem(name, args, [T] * (premises - 1) + [proof] * (premises > 0), T))


def induction(low: str, claim: Json, base: Json, step: Json) -> tuple[Json, Json]:
    """A statement for all m >= low, and its induction."""
    goal = ["forall", [["m", "integer", "any"]], ["implies", ["le", low, "m"], claim]]
    return statement(LETTERS, goal), {"by": "induction", "base": base, "as": "i", "step": step}


VECTORS: Json = [["w", "vector", "any"]]
RULES = {
    "an induction without a base": induction("0", ["eq", "m", ["+", "m", "1"]], T, combined(equal("i"))),
    "an induction without a step": induction("0", ["le", "m", "0"], T, T),
    "an induction from a bound that moves": (
        statement(LETTERS, ["forall", [["m", "integer", "any"]], ["implies", ["le", "m", "m"], ["le", "0", "m"]]]),
        {"by": "induction", "base": T, "as": "i", "step": T}),
    "an induction from a real": induction("t", ["le", "t", "m"], T, combined(weighed("i"), ONE)),
    "an induction from -5 on members": induction("-5", ["eq", ["item", "a", "m"], ["item", "a", "m"]], T, T),
    "an induction on reals": (
        statement(LETTERS, ["forall", [["m", "scalar", "real"]], ["implies", ["le", "0", "m"], ["le", "0", "m"]]]),
        {"by": "induction", "base": T, "as": "i", "step": T}),
    "a null set of the zero polynomial": (
        statement(LETTERS, ["almost-all", VECTORS, ["eq", "w", "0v"]]),
        {"by": "null set", "polynomial": ["*", "0", ["dot", "w", "w"]], "point": {"w": "v"}, "as": "p", "nonzero": T, "then": T}),
    "a null set of an absolute value": (
        statement(LETTERS, ["almost-all", VECTORS, ["lt", "0", ["dot", "w", "v"]]]),
        {"by": "null set", "polynomial": ["+", ["dot", "w", "v"], ["abs", ["dot", "w", "v"]]], "point": {"w": "v"}, "as": "p", "nonzero": T, "then": T}),
    "a null set of a quotient": (
        statement(LETTERS, ["almost-all", VECTORS, ["ne", "w", "0v"]]),
        {"by": "null set", "polynomial": ["/", "1", ["dot", "w", "w"]], "point": {"w": "v"}, "as": "p", "nonzero": T, "then": T}),
    "a point that is 0": (
        statement(LETTERS, ["almost-all", VECTORS, ["ne", "w", "0v"]]),
        {"by": "null set", "polynomial": ["dot", "w", "w"], "point": {"w": "u"}, "as": "p", "nonzero": T, "then": T}),
    "a null set of scalars": (
        statement(LETTERS, ["almost-all", [["s", "scalar", "positive"]], ["ne", "s", "1"]]),
        {"by": "null set", "polynomial": ["+", "s", "-1"], "point": {"s": "2"}, "as": "p", "nonzero": T, "then": T}),
    "nowhere, for a null set": (
        statement(LETTERS, ["not", ["almost-all", VECTORS, ["ne", "w", "0v"]]]), {"by": "nowhere", "then": T}),
    "nowhere without value": (
        statement(LETTERS, ["not", ["almost-all", VECTORS, ["lt", ["/", "0", ["dot", "w", "u"]], "0"]]]), {"by": "nowhere", "then": T}),
    "almost all over other symbols": (
        statement(LETTERS, ["almost-all", [["s", "vector", "nonzero"]], ["ne", "s", "s"]], ["almost-all", VECTORS, ["ne", "w", "w"]]),
        {"by": "almost", "facts": ["h1"], "as": "f", "then": given("f 1")}),
    "for all from almost all": (
        statement(LETTERS, ["forall", VECTORS, ["ne", "w", "0v"]], ["almost-all", VECTORS, ["ne", "w", "0v"]]), given("h1")),
    "almost all applied": (
        statement(LETTERS, ["ne", "u", "0v"], ["almost-all", VECTORS, ["ne", "w", "0v"]]), apply("h1", {"w": "u"}, [], "f", given("f"))),
    "nonsingular: a constant": (
        statement(LETTERS, ["nonsingular", VECTORS, ["u"]]),
        {"by": "nonsingular", "directions": ["h"], "domain": [T], "smooth": [T], "point": {"w": "0v"}, "injective": [
            {"by": "fix", "then": {"by": "assume", "as": "z", "then": T}}]}),
    "nonsingular: a projection": (
        statement(LETTERS, ["nonsingular", VECTORS, [["@", ["outer", "v", "v"], "w"]]]),
        {"by": "nonsingular", "directions": ["h"], "domain": [T], "smooth": [T], "point": {"w": "0v"}, "injective": [
            {"by": "fix", "then": {"by": "assume", "as": "z", "then": given("z")}}]}),
    "nonsingular without 0, on the line": (
        statement(LETTERS, ["nonsingular", [["w", "vector", "nonzero"]], [["+", "w", ["/", "w", ["sqrt", ["dot", "w", "w"]]]]]]),
        {"by": "nonsingular", "directions": ["h"], "domain": [T], "smooth": [T], "point": {"w": "v"}, "injective": [T, T, T]}),
    "a contraction with rate 1": (
        statement(LETTERS, ["limit", ["u"], ["u"], ["v"], ["0v"]]), {"by": "contraction", "rate": "1", "premises": [T, T, T]}),
    "a contraction with a negative rate": (
        statement(LETTERS, ["limit", ["u"], ["0v"], ["v"], ["0v"]]), {"by": "contraction", "rate": "-1", "premises": [T, T, T]}),
    "a contraction to another point": (
        statement(LETTERS, ["limit", ["u"], [["*", "1/2", "u"]], ["v"], ["v"]]), {"by": "contraction", "rate": "1/4", "premises": [T, T, T]}),
    "an orbit that leaves its domain": (
        statement(LETTERS, ["orbit", [["s", "scalar", "nonzero"]], [["+", "s", "-1"]], ["1"], ["ne", ["item", "s", "0"], "0"]]),
        {"by": "follow", "start": [T, T], "step": [T, T], "as": "f", "index": "k", "then": T}),
    "an orbit that has no value": (
        statement(LETTERS, ["orbit", [["s", "scalar", "real"]], [["/", "1", "s"]], ["1"], ["eq", ["item", "s", "0"], "1"]]),
        {"by": "follow", "start": [T], "step": [T], "as": "f", "index": "k", "then": combined(equal("f start"))}),
    "along another orbit": (
        statement(LETTERS, FALSE, ["orbit", [["s", "scalar", "real"]], [["*", "2", "s"]], ["1"], ["eq", ["item", "s", "0"], "1"]]),
        {"by": "along", "fact": "h1", "index": "k", "terms": {"s": "0"}, "premises": [SPLIT, {"by": "fix", "then": {"by": "assume", "as": "k", "then": T}}],
         "as": "f", "then": combined(equal("f"))}),
    "a spectrum with a multiplicity below 0": (
        statement(LETTERS, ["spectrum", ["outer", "v", "v"], [["0", "d"], [["dot", "v", "v"], "1"], ["0", "-1"]]]), {"by": "finite rank"}),
    "a spectrum that forgets an eigenvalue": (statement(LETTERS, ["spectrum", ["outer", "v", "v"], [["0", "d"]]]), {"by": "finite rank"}),
    "a spectrum of full rank": (statement(LETTERS, ["spectrum", "S", [["0", "d"]]]), {"by": "finite rank"}),
    "a spectrum with a multiplicity n": (statement(LETTERS, ["spectrum", ["outer", "v", "v"], [["0", "n"]]]), {"by": "finite rank"}),
    "a spectrum of a block that is not symmetric": (
        statement(LETTERS, ["spectrum", ["block", "0", "u", "v", ["*", "0", "I"]], [["0", ["+", "d", "1"]]]]), {"by": "finite rank"}),
    "parallel, by no factor": (statement(LETTERS, ["parallel", "u", "v"]), {"by": "multiple", "factor": "t", "proof": T}),
    "parallel the other way": (
        statement(LETTERS, ["parallel", "v", "u"], ["parallel", "u", "v"]),
        {"by": "open parallel", "fact": "h1", "name": "r", "as": "e", "then": {"by": "multiple", "factor": ["/", "1", "r"], "proof": combined(equal("e"))}}),
}  # fmt: skip


@pytest.mark.parametrize("data,proof", RULES.values(), ids=list(RULES))
def test_attacks_on_rules(data: Json, proof: Json) -> None:
    refused(data, proof)


def used(data: Json, proof: Json) -> tuple[str, dict[str, checker.Accepted]]:
    """A statement that was accepted, with its hash, as a library."""
    found = accepted(data, proof)
    return found.hash, {found.hash: found}


def test_a_statement_is_used_within_its_domains_and_hypotheses() -> None:
    h, library = used(statement(["p scalar positive", "q scalar real"], ["lt", "0", ["+", "p", "q"]], ["le", "0", "q"]), combined(weighed("h1"), weighed("p")))

    def use(terms: Json, premises: list[Json], then: Json) -> Json:
        return {"by": "use", "claim": h, "terms": terms, "premises": premises, "as": "f", "then": then}

    goal = statement(["t scalar real", "s scalar nonnegative"], ["lt", "0", ["+", "1", "s"]])
    accepted(goal, use({"p": "1", "q": "s"}, [T, T], given("f")), library)
    for terms, premises in (({"p": "1", "q": "t"}, [T, T]), ({"p": "t", "q": "s"}, [T, T]), ({"p": "s", "q": "s"}, [T, T]), ({"p": "1"}, [T, T]),
                            ({"p": "1", "q": "s"}, [T]), ({"p": ["/", "1", "t"], "q": "s"}, [T, T]),
                            ({"p": "1", "q": ["*", "0", ["/", "1", "t"]]}, [T, T])):  # fmt: skip
        refused(goal, use(terms, premises, T), library)
    refused(goal, use({"p": "1", "q": "s"}, [T, T], given("f")), {})


def test_a_statement_on_sequences_or_integers_is_used_for_such() -> None:
    h, library = used(statement(["a sequence-scalar positive", "n integer"], ["lt", "0", ["item", "a", "n"]], ["le", "0", "n"]), T)

    def use(value: Json, n: Json, premises: list[Json]) -> Json:
        return {"by": "use", "claim": h, "terms": {"a": value, "n": n}, "premises": premises, "as": "f", "then": T}

    inside = {"by": "fix", "then": {"by": "assume", "as": "k", "then": T}}
    goal = statement(["t scalar real", "x random-scalar"], ["eq", "0", "0"])
    accepted(goal, use(["lambda", "k", ["+", "k", "1"]], "2", [inside, T]), library)
    for value, n in ((K, "2"), (["lambda", "k", "t"], "2"), (["lambda", "k", ["/", "1", "k"]], "2"), (["lambda", "k", "1"], "1/2"), (["lambda", "k", "1"], "t"),
                     (["lambda", "k", "1"], "-1"), (["lambda", "k", "x"], "2"), ("t", "2"), (["lambda", "k", "0v"], "2")):  # fmt: skip
        refused(goal, use(value, n, [inside, T]), library)


def test_a_statement_with_moments_or_random_symbols_is_not_used() -> None:
    for data in (statement(["y random-scalar"], ["eq", ["E", "y"], "0"], moments=[[["y"], "0"]]), statement(["y random-scalar"], ["eq", ["E", "1"], "1"])):
        h, library = used(data, T)
        for terms in ({}, {"y": "1"}, {"y": "y"}):
            refused(statement(["y random-scalar"], ["eq", ["E", "y"], "0"]),
                    {"by": "use", "claim": h, "terms": terms, "premises": [], "as": "f", "then": given("f")}, library)  # fmt: skip


def test_what_a_proof_rests_on_is_named() -> None:
    assert accepted(statement(["H operator spd"], ["lt", "0", ["eig", "H", "1"]]), T).cites == ("spectral theorem for symmetric matrices",)
    h, library = used(statement(["H operator spd"], ["lt", "0", ["eig", "H", "1"]]), T)
    later = {"by": "use", "claim": h, "terms": {"H": "G"}, "premises": [], "as": "f", "then": T}
    assert accepted(statement(["G operator spd"], ["eq", "0", "0"]), later, library).cites == ("spectral theorem for symmetric matrices",)
    assert accepted(statement([], ["tends", "k", ["pow", "1/2", "k"], "0"]), theorem("geometric", ["1/2", "k"], [T, T], given("t"))).cites
    assert accepted(statement(["t scalar real"], ["le", "t", ["abs", "t"]]), theorem("magnitude", ["t"], [], given("t.1"))).evidence == "proof"
    hidden = have(["lt", "0", ["eig", "H", "1"]], T, "f", T)
    assert accepted(statement(["H operator spd"], ["eq", "0", "0"]), hidden).cites == ("spectral theorem for symmetric matrices",)
