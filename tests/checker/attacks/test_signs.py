"""Signs, inequalities, canonical texts, vectors that differ from zero."""

from __future__ import annotations

from typing import Any

import pytest
from forging import ONE, T, accepted, combined, equal, refused, statement, weighed

Json = Any
MANY = [
    "t scalar real", "s scalar real", "p scalar positive", "q scalar nonnegative", "z scalar nonzero", "n integer", "u vector", "v vector nonzero",
    "S operator symmetric", "H operator spd", "Q operator orthogonal", "W operator invertible", "a sequence-scalar positive", "b sequence-vector nonzero",
    "f function", "t' scalar real", "t* scalar positive",
]  # fmt: skip

FALSE_RELATIONS: dict[str, Json] = {
    "a product of two reals": ["le", "0", ["*", "t", "s"]],
    "a real": ["lt", "0", "t"], "a nonzero": ["lt", "0", "z"], "a nonnegative": ["lt", "0", "q"], "an odd power of a nonzero": ["lt", "0", ["^", "z", "3"]],
    "a square": ["lt", "0", ["^", "t", "2"]], "a sum with a negative term": ["lt", "0", ["+", "p", ["-", "q"]]],
    "a negative constant": ["le", "0", ["+", ["^", "t", "2"], "-1"]], "a square that differs from 0": ["ne", "t", "0"],
    "two that are nonzero": ["ne", ["+", "z", "p"], "0"], "a nonnegative that differs from 0": ["ne", "q", "0"],
    "the root of a square": ["eq", ["sqrt", ["^", "t", "2"]], "t"], "the root of a fourth power": ["eq", ["sqrt", ["^", "t", "4"]], ["*", "t", "t", "z"]],
    "the root of a sixth power": ["eq", ["sqrt", ["^", "t", "6"]], ["^", "t", "3"]],
    "the root of the square of a nonzero": ["eq", ["sqrt", ["^", "z", "2"]], "z"], "the root of z^-2": ["eq", ["sqrt", ["^", "z", "-2"]], ["/", "1", "z"]],
    "an absolute value": ["eq", ["abs", "t"], "t"], "of a difference": ["eq", ["abs", ["+", "p", ["-", "q"]]], ["+", "p", ["-", "q"]]],
    "of minus": ["eq", ["abs", ["-", "p"]], ["-", "p"]], "a sign": ["eq", ["sign", "z"], "1"],
    "a sign of zero": ["eq", ["*", ["sign", "t"], ["sign", "t"]], "1"],
    "the root of a sum": ["eq", ["sqrt", ["+", "p", "q"]], ["+", ["sqrt", "p"], ["sqrt", "q"]]],
    "an inner product": ["le", "0", ["dot", "u", "v"]], "a symmetric form": ["le", "0", ["dot", "u", ["@", "S", "u"]]],
    "an invertible form": ["le", "0", ["dot", "u", ["@", "W", "u"]]], "an orthogonal form": ["le", "0", ["dot", "u", ["@", "Q", "u"]]],
    "a definite form of zero": ["lt", "0", ["dot", "u", ["@", "H", "u"]]],
    "a singular congruence": ["lt", "0", ["dot", "v", ["@", "S", ["@", "H", ["@", "S", "v"]]]]],
    "a symmetric square of a nonzero vector": ["lt", "0", ["dot", ["@", "S", "v"], ["@", "S", "v"]]],
    "H W is no congruence": ["le", "0", ["dot", "u", ["@", "H", ["@", "W", "u"]]]],
    "W H W is none": ["le", "0", ["dot", "u", ["@", "W", ["@", "H", ["@", "W", "u"]]]]],
    "Q H Q is none": ["le", "0", ["dot", "u", ["@", "Q", ["@", "H", ["@", "Q", "u"]]]]],
    "a product of definite operators": ["le", "0", ["dot", "u", ["@", "H", ["@", "S", ["@", "H", "u"]]]]],
    "operators commute": ["eq", ["@", "H", ["@", "S", "u"]], ["@", "S", ["@", "H", "u"]]], "W is symmetric": ["eq", ["T", "W"], "W"],
    "Q is symmetric": ["eq", ["T", "Q"], "Q"], "the transpose of W is its inverse": ["eq", ["@", ["T", "W"], "W"], "I"],
    "inverse of a transpose": ["eq", ["^", ["T", "W"], "-1"], ["^", "W", "-1"]],
    "outer products are symmetric": ["eq", ["outer", "u", "v"], ["outer", "v", "u"]],
    "an eigenvalue of S": ["lt", "0", ["eig", "S", "1"]], "an eigenvalue of H - I": ["lt", "0", ["eig", ["+", "H", ["-", "I"]], "1"]],
    "an eigenvalue of -H": ["lt", "0", ["eig", ["-", "H"], "1"]], "of the identity twice": ["eq", ["eig", "I", "1"], "2"],
    "of H S H": ["lt", "0", ["eig", ["@", "H", ["@", "S", "H"]], "1"]], "the first of two": ["eq", ["eig", "H", "1"], ["eig", "H", "d"]],
    "a power of a real": ["le", "0", ["pow", "t", ["^", "n", "2"]]], "a power of a nonnegative": ["lt", "0", ["pow", "q", ["^", "n", "2"]]],
    "0^0 = 0": ["eq", ["pow", "0", "0"], "0"], "t^0 = 0": ["eq", ["pow", "t", "0"], "0"],
    "a function": ["le", "0", ["fn", "f", ["0", "0"], "t", "s"]],
    "its arguments exchanged": ["eq", ["fn", "f", ["0", "0"], "t", "s"], ["fn", "f", ["0", "0"], "s", "t"]],
    "its orders": ["eq", ["fn", "f", ["1", "0"], "t", "s"], ["fn", "f", ["0", "1"], "t", "s"]],
    "names with a prime": ["eq", "t", "t'"], "names with a star": ["eq", "t", "t*"], "a star is no product": ["eq", "t*", ["*", "t", "t"]],
    "a prime is positive like a star": ["lt", "0", "t'"],
    "an index that may be 0": ["lt", "0", ["sum", "i", "0", "0", "i"]], "a sum of positive terms over an empty range": ["lt", "0", ["sum", "i", "1", "0", "i"]],
    "the magnitude of a negative index": ["eq", ["sum", "i", "-1", "1", ["abs", "i"]], ["sum", "i", "-1", "1", "i"]],
    "the dimension is 2": ["le", "2", "d"], "n is not negative": ["le", "0", "n"], "n is not 0": ["ne", "n", "0"],
    "vectors": ["ne", "u", "0v"], "a sum of vectors": ["ne", ["+", "v", "u"], "0v"], "a multiple by a real": ["ne", ["*", "t", "v"], "0v"],
    "S v": ["ne", ["@", "S", "v"], "0v"], "S H v": ["ne", ["@", "H", ["@", "S", "v"]], "0v"], "members": ["eq", ["item", "b", "0"], ["item", "b", "1"]],
    "members of scalars": ["eq", ["item", "a", "0"], ["item", "a", "1"]], "twice": ["lt", "d", "d"], "an operator": ["ne", "H", "I"],
    "orthogonal to itself": ["eq", ["dot", "v", ["@", "Q", "v"]], ["dot", "v", "v"]],
    "denominators of any sign": ["le", ["/", "t", ["+", "z", "p"]], ["/", "t", ["+", "z", "p"]]],
}  # fmt: skip


@pytest.mark.parametrize("relation", FALSE_RELATIONS.values(), ids=list(FALSE_RELATIONS))
def test_a_false_relation(relation: Json) -> None:
    for proof in (T, combined(), combined(ONE), combined({"c": "1", "factors": [], "square": "t"}), {"by": "antisymmetry", "parts": [T, T]}):
        refused(statement(MANY, relation), proof)


ATTACKS = {
    # t/s <= 1 does not give t <= s
    "multiplied by a denominator of unknown sign": (statement(MANY, ["le", "t", "z"], ["le", ["/", "t", "z"], "1"]), combined(weighed("h1"))),
    "by one that is a sum": (
        statement(MANY, ["le", "t", ["+", "s", "z"]], ["ne", ["+", "s", "z"], "0"], ["le", ["/", "t", ["+", "s", "z"]], "1"]), T),
    "by one that is a sum, times itself": (
        statement(MANY, ["le", "t", ["+", "s", "z"]], ["ne", ["+", "s", "z"], "0"], ["le", ["/", "t", ["+", "s", "z"]], "1"]),
        combined({"c": "1", "factors": [["h2", 1], [["+", "s", "z"], 1]], "square": None})),
    "a weight of zero": (statement(MANY, ["lt", "t", "t"], ["lt", "t", "s"]), combined(weighed("h1", c="0"))),
    "a negative weight": (statement(MANY, ["lt", "s", "t"], ["lt", "t", "s"]), combined(weighed("h1", c="-1"))),
    "a strict sum of none": (statement(MANY, ["lt", "t", "t"]), combined()),
    "a strict sum of weak ones": (statement(MANY, ["lt", "t", "s"], ["le", "t", "s"]), combined(weighed("h1"))),
    "a square that may be 0": (statement(MANY, ["lt", "0", ["^", "t", "2"]]), combined({"c": "1", "factors": [], "square": "t"})),
    "an inequality as an equation": (statement(MANY, ["le", "s", "t"], ["le", "t", "s"]), combined(equal("h1", "-1"))),
    "two that differ, added": (
        statement(MANY, ["ne", ["+", "t", "s"], "0"], ["ne", "t", "0"], ["ne", "s", "0"]), combined(weighed("h1"), weighed("h2"))),
    "a difference as a factor of an inequality": (statement(MANY, ["lt", "0", "t"], ["ne", "t", "0"]), combined(weighed("h1"))),
    "the square of a difference, once": (statement(MANY, ["lt", "0", "t"], ["ne", "t", "0"]), T),
    "an equation is no sign": (statement(MANY, ["lt", "0", "t"], ["eq", "t", "0"]), T),
    "a negative power of a weak fact": (
        statement(MANY, ["lt", "0", ["/", "1", "p"]], ["le", "0", "t"]), combined({"c": "1", "factors": [["h1", -1]], "square": None})),
    "a fact about vectors as a factor": (statement(MANY, ["lt", "0", "t"], ["ne", "u", "0v"]), combined(weighed("h1"))),
    "one side of a disjunction": (statement(MANY, ["lt", "0", "t"], ["or", ["lt", "0", "t"], ["lt", "t", "0"]]), combined(weighed("h1"))),
    "a member of a disjunction by its label": (statement(MANY, ["lt", "0", "t"], ["or", ["lt", "0", "t"], ["lt", "t", "0"]]), combined(weighed("h1.1"))),
    "an even power known positive is no odd one": (statement(MANY, ["lt", "0", "t"], ["lt", "0", ["^", "t", "2"]]), T),
    "a product known positive": (statement(MANY, ["lt", "0", "t"], ["lt", "0", ["*", "t", "s"]]), T),
    "a known sign of one member is none of the next": (
        statement([*MANY, "c sequence-scalar real"], ["lt", "0", ["item", "c", "1"]], ["lt", "0", ["item", "c", "0"]]), T),
    "a known sign of minus": (statement(MANY, ["lt", "0", "t"], ["lt", "t", "0"]), T),
    "u differs from v, so from 0": (statement(MANY, ["ne", "u", "0v"], ["ne", "u", "v"]), T),
    "the image of a vector that is not 0": (statement(MANY, ["ne", ["@", "S", "u"], "0v"], ["ne", "u", "0v"]), T),
    "a bound of a strict gap": (statement(MANY, ["lt", ["+", "t", "q"], "s"], ["lt", "t", "s"]), T),
}  # fmt: skip


@pytest.mark.parametrize("data,proof", ATTACKS.values(), ids=list(ATTACKS))
def test_attacks_on_inequalities(data: Json, proof: Json) -> None:
    refused(data, proof)


def test_true_neighbours() -> None:
    for relation in (["lt", "0", ["dot", "v", ["@", "H", "v"]]], ["le", "0", ["dot", "u", ["@", "S", ["@", "H", ["@", "S", "u"]]]]],
                     ["lt", "0", ["dot", ["@", "W", "v"], ["@", "W", "v"]]], ["lt", "0", ["eig", "H", "1"]], ["ne", ["@", "W", ["@", "Q", "v"]], "0v"],
                     ["eq", ["sqrt", ["^", "t", "2"]], ["abs", "t"]], ["lt", "0", ["item", "a", "3"]]):  # fmt: skip
        accepted(statement(MANY, relation), T)
