"""Formulas on all indices of sequences that repeat themselves, against a reference that looks at many."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from refuting import Json, found, statement, supposing

FAR = 24  # beyond the first index of a range: more than every start and every period here
LISTS = (["0"], ["1", "0"], ["0", "1", "1"], ["2", "0", "1", "0"])
FLIPS = {"u": (["+", "1", ["-", "u"]], "0"), "v": (["-", "v"], "1")}  # 0, 1, 0, 1, ... and 1, -1, 1, ...


class NoValueError(Exception):
    """A member with a negative index."""


def value(name: str, lists: dict[str, list[str]], i: int) -> int:
    """A member of a sequence."""
    if i < 0:
        raise NoValueError
    if name in lists:
        return int(lists[name][min(i, len(lists[name]) - 1)])
    return i % 2 if name == "u" else (-1) ** i


def relation(draw: random.Random, names: list[str], lists: dict[str, list[str]]) -> tuple[Json, Callable[[dict[str, int]], bool | None]]:
    """A relation between two members, or a member and a number."""
    def side() -> tuple[Json, Callable[[dict[str, int]], int]]:
        if draw.random() < 0.25:
            c = draw.randint(-1, 2)
            return str(c), lambda v: c
        s, n, shift = draw.choice([*lists, "u", "v"]), draw.choice(names), draw.choice((0, 0, 0, 1, 2, -1, -2))
        return ["item", s, ["+", n, str(shift)] if shift else n], lambda v: value(s, lists, v[n] + shift)

    head, (left, x), (right, y) = draw.choice(("eq", "ne", "le", "lt")), side(), side()
    test = {"eq": int.__eq__, "ne": int.__ne__, "le": int.__le__, "lt": int.__lt__}[head]

    def truth(v: dict[str, int]) -> bool | None:
        try:
            return bool(test(x(v), y(v)))
        except NoValueError:
            return None

    return [head, left, right], truth


def over(draw: random.Random, names: list[str], lists: dict[str, list[str]], depth: int) -> tuple[Json, Callable[[dict[str, int]], bool | None]]:
    """For all integers from one on, or there is one: a relation, or such a formula in one more integer."""
    n, head, low = f"n{len(names)}", draw.choice(("forall", "exists")), draw.choice([*names, "0", "0", "1", "3", "-1"])
    shown, body = over(draw, [*names, n], lists, depth - 1) if depth else relation(draw, [*names, n], lists)
    inner = ["implies" if head == "forall" else "and", ["le", low, n], shown]

    def truth(v: dict[str, int]) -> bool | None:
        first = v[low] if low in v else int(low)
        values = [body({**v, n: i}) for i in range(first, first + FAR)]
        settled = head == "exists"
        return settled if settled in values else None if None in values else not settled

    return [head, [[n, "integer", "any"]], inner], truth


@pytest.mark.parametrize("seed", range(6))
def test_all_indices(seed: int) -> None:
    draw, told = random.Random(seed), 0
    orbits = [[[name, "scalar", "real"] for name in FLIPS], [step for step, _ in FLIPS.values()], [start for _, start in FLIPS.values()]]
    for _ in range(80):
        lists = {"s": draw.choice(LISTS), "t": draw.choice(LISTS)}
        shown, truth = over(draw, [], lists, draw.randint(0, 1))
        shown = draw.choice((lambda f: f, lambda f: ["not", f]))(shown)
        real = truth({})
        real = (None if real is None else not real) if shown[0] == "not" else real
        data, instance = ["orbit", *orbits, shown], {"d": 1, **lists}
        symbols = ["s sequence-scalar real", "t sequence-scalar real"]
        conclusion, hypothesis = found(statement(symbols, data), instance), found(supposing(data, *symbols), instance)
        assert conclusion in ({"holds", "unknown"} if real else {"fails", "undefined", "unknown"}), (shown, lists, real, conclusion)
        assert hypothesis in ({"fails", "unknown"} if real else {"vacuous", "unknown"}), (shown, lists, real, hypothesis)
        told += conclusion != "unknown"
    assert told > 20
