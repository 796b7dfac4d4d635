"""Certificates that ask for much work in few words: each is refused by the count of work, or answered, never waited for."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from forging import T, accepted, equal, refused, statement, theorem

from verify.checker import CheckError, load, work

Json = Any


def nested(body: Json, name: str, times: int, start: Json) -> Json:
    """A term in which a name is replaced by the term itself, again and again: 2^times nodes when written out."""
    t = start
    for _ in range(times):
        t = ["at", body, [[name, t]]]
    return t


def monomials(n: int) -> list[Json]:
    """n^2 monomials in a and b."""
    return [["*", ["^", "a", str(i)], ["^", "b", str(j)]] for i in range(n) for j in range(n)]


def doubled_index() -> tuple[Json, Json]:
    """An index that is a sum of 2^50 summands."""
    return statement(["k integer"], ["le", "1", "0"]), theorem("integer_step", [nested(["+", "k", "k"], "k", 50, "k"), "1"], [T, T, T], T)


def doubled_polynomial() -> tuple[Json, Json]:
    """A polynomial in w with 2^50 leaves; w.w is not nonzero everywhere."""
    polynomial = ["at", ["dot", "w", "w"], [["w", nested(["+", "w", "w"], "w", 50, "w")]]]
    proof = {"by": "null set", "polynomial": polynomial, "point": {"w": "v"}, "as": "p", "nonzero": T, "then": T}
    return statement(["v vector nonzero"], ["almost-all", [["w", "vector", "any"]], ["eq", "w", "0v"]]), proof


def squared_number() -> tuple[Json, Json]:
    """(3/2)^(2^40) <= 1."""
    return statement(["t scalar real"], ["le", nested(["*", "t", "t"], "t", 40, "3/2"), "1"]), T


def added_fractions() -> tuple[Json, Json]:
    """A sum of fractions with denominators of 4200 digits that have no common factors."""
    return statement([], ["le", ["+", *[f"1/{10**4200 + 2 * i + 1}" for i in range(200)]], "-1"]), T


def long_sum() -> tuple[Json, Json]:
    """A sum of 40000 different monomials is 0."""
    return statement(["a scalar real", "b scalar real"], ["le", ["+", *monomials(200)], "0"]), T


def long_word() -> tuple[Json, Json]:
    """(((A B)^999)^999)^999 v = v."""
    t: Json = ["@", "A", "B"]
    for _ in range(3):
        t = ["^", t, "999"]
    return statement(["A operator spd", "B operator spd", "v vector"], ["eq", ["@", t, "v"], "v"]), T


def many_vectors() -> tuple[Json, Json]:
    """2000 vectors that differ from 0 among 2000 facts, and one that may be 0."""
    facts = [["ne", ["*", str(i + 2), "u"], "v"] for i in range(2000)]
    goal = ["and", *[["ne", ["*", str(i + 2), "v"], "0v"] for i in range(2000)], ["ne", "u", "0v"]]
    return statement(["u vector", "v vector nonzero"], goal, *facts), T


def large_gram() -> tuple[Json, Json]:
    """A determinant of 9! summands."""
    names = [f"x{i}" for i in range(9)]
    return statement([f"{x} vector" for x in names], ["le", "1", "0"]), theorem("gram", ["I", "0", *names], [], T)


def function_of_much() -> tuple[Json, Json]:
    """A thousand values of a function at polynomials of 1600 terms add up to 0."""
    values = [["fn", "f", ["0", "0"], ["+", "c", str(i)], "0"] for i in range(1000)]
    return statement(["a scalar real", "b scalar real", "c scalar real", "f function"],
                     ["eq", ["at", ["+", *values], [["c", ["+", *monomials(40)]]]], "0"]), T  # fmt: skip


def many_symbols() -> tuple[Json, Json]:
    """Ten thousand terms in each of which five thousand symbols occur."""
    names = [f"x{i}" for i in range(5000)]
    body = ["+", *[["abs", ["*", "c", ["+", "c", str(i)]]] for i in range(10000)]]
    return statement([f"{x} scalar real" for x in ["c", *names]], ["le", ["at", body, [["c", ["+", *names]]]], "0"]), T


def towers() -> tuple[Json, Json]:
    """A power of a power of a power of a number."""
    t: Json = "3"
    for _ in range(6):
        t = ["^", t, "999"]
    return statement([], ["le", t, "1"]), T


def huge_exponent() -> tuple[Json, Json]:
    """A factor of a combination with an exponent of 4000 digits."""
    item = {"c": "1", "factors": [["h1", 10**4000]], "square": None}
    return statement(["t scalar real"], ["lt", "t", "0"], ["lt", "0", "t"]), {"by": "combine", "sum": [item]}


def constant_power() -> tuple[Json, Json]:
    """pow with an index of a thousand digits."""
    return statement(["t scalar real"], ["le", ["pow", "t", str(10**1000)], "0"]), T


def many_ranges() -> tuple[Json, Json]:
    """5000 integers, each in a range."""
    found: list[Json] = [(f"k{i}", "integer", {"lo": "0", "hi": "1"}) for i in range(5000)]
    return statement(found, ["le", "1", "k0"]), T


def many_conjuncts() -> tuple[Json, Json]:
    """5000 conjuncts, from 5000 facts, of which the last does not follow."""
    parts = [["le", ["*", str(i + 2), "a"], ["+", "b", str(i)]] for i in range(5000)]
    return statement(["a scalar real", "b scalar real"], ["and", *parts, ["le", "a", "0"]], ["and", *parts]), T


def many_multiples() -> tuple[Json, Json]:
    """One equation taken 80 times with a polynomial of 400 terms."""
    body = [equal("h1", ["at", "c", [["c", ["+", *monomials(20)]]]])] * 80
    return statement(["a scalar real", "b scalar real", "c scalar real"], ["eq", "c", "1"], ["eq", "a", "b"]), {"by": "combine", "sum": body}


def derived() -> tuple[Json, Json]:
    """Twenty derivatives of a product of twenty factors."""
    t: Json = ["*", *[["+", ["^", "t", "20"], str(i)] for i in range(20)]]
    for _ in range(20):
        t = ["D", t, "t", "1"]
    return statement(["t scalar real"], ["le", t, "0"]), T


def dense_rank() -> tuple[Json, Json]:
    """The characteristic polynomial of a sum of 100 outer products of ten vectors."""
    names = [f"x{i}" for i in range(10)]
    matrix = ["+", *[["outer", x, y] for x in names for y in names]]
    return statement([f"{x} vector" for x in names], ["spectrum", matrix, [["0", "d"]]]), {"by": "finite rank"}


MUCH: list[Callable[[], tuple[Json, Json]]] = [
    doubled_index, doubled_polynomial, squared_number, added_fractions, long_sum, long_word, many_vectors, large_gram, function_of_much,
    many_symbols, towers, huge_exponent, constant_power, many_ranges, many_conjuncts, many_multiples, derived, dense_rank,
]  # fmt: skip


@pytest.mark.parametrize("attack", MUCH, ids=lambda attack: attack.__name__)
def test_much_work_in_few_words_is_refused(attack: Callable[[], tuple[Json, Json]]) -> None:
    data, proof = attack()
    refused(data, proof)


def spent(data: Json, proof: Json) -> float:
    """The work that a certificate takes."""
    with work.budget(1e9):
        before = work.left()
        accepted(data, proof)
        return before - work.left()


def test_the_count_does_not_depend_on_what_was_read_before() -> None:
    data = statement(["a scalar real", "b scalar real"], ["eq", ["^", ["+", "a", "b"], "5"], ["*", *itertools.repeat(["+", "b", "a"], 5)]])
    first = spent(data, T)
    kept = load(data)
    assert [spent(data, T), spent(data, T)] == [first, first]
    assert kept


def test_a_border_of_work_is_one_border(monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that is just refused is refused when its nodes are there already, too."""
    data = statement(["v vector nonzero"], ["lt", "0", ["dot", ["*", "2", "v"], "v"]])
    with work.budget(1e9):
        whole = spent(data, T)
    kept = load(data)
    for _ in range(2):
        with pytest.raises(CheckError, match="more work"), work.budget(whole - 1):
            accepted(data, T)
        with work.budget(whole + 1):
            accepted(data, T)
    assert kept
