"""The truth of random formulas against a reference that knows the value of every part.

A formula is built from parts that are true, false or without a value, each of them seen by the evaluator or only by the
reference, as the numbers in it are known to the evaluator as balls.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from refuting import NO, NOTHING, UNSEEN, YES, ZERO, Json, found, statement, supposing

Truth = bool | None  # None: no truth value
Node = tuple[Json, Callable[[dict[str, int]], Truth]]
SEEN: list[tuple[Json, Truth]] = [(YES, True), (NO, False), (NOTHING, None)]
HIDDEN: list[tuple[Json, Truth]] = [(["eq", ZERO, "0"], True), (["lt", ZERO, "0"], False), (UNSEEN, None)]
RANGE = (0, 2)


def leaf(draw: random.Random, bound: list[str]) -> Node:
    """A part without parts; in n it has no value at 0, is true at 1, and false at 2."""
    if bound and draw.random() < 0.5:
        n, far = draw.choice(bound), draw.random() < 0.4
        place = ["+", n, ZERO] if far else n
        return ["eq", ["/", "1", place], "1"], lambda v: {0: None, 1: True, 2: False}[v[n]]
    shown, truth = draw.choice(draw.choice((SEEN, HIDDEN)))
    return shown, lambda v: truth


def conjunction(parts: list[Callable[[], Truth]]) -> Truth:
    """From left to right."""
    for part in parts:
        value = part()
        if value is not True:
            return value
    return True


def turned(x: Truth) -> Truth:
    """The negation."""
    return None if x is None else not x


def some(values: list[Truth]) -> Truth:
    """An existential formula: true of one, false of all, or without a value."""
    return True if True in values else None if None in values else False


def node(draw: random.Random, depth: int, bound: list[str]) -> Node:
    """A random formula, and its truth at values of the bound integers."""
    if not depth or draw.random() < 0.15:
        return leaf(draw, bound)
    head = draw.choice(("and", "or", "not", "implies", "iff", "forall", "exists", "and", "or"))
    if head in ("forall", "exists"):
        n = f"n{len(bound)}"
        shown, value = node(draw, depth - 1, [*bound, n])

        def over(v: dict[str, int]) -> Truth:
            values = [value({**v, n: i}) for i in range(RANGE[0], RANGE[1] + 1)]
            return some(values) if head == "exists" else turned(some([turned(x) for x in values]))

        return [head, [[n, "integer", ["range", *map(str, RANGE)]]], shown], over
    kids = [node(draw, depth - 1, bound) for _ in range({"not": 1, "implies": 2, "iff": 2}.get(head, draw.randint(1, 3)))]

    def truth(v: dict[str, int]) -> Truth:
        parts = [lambda k=k: k[1](v) for k in kids]
        if head == "and":
            return conjunction(parts)
        if head == "or":
            return turned(conjunction([lambda p=p: turned(p()) for p in parts]))
        if head == "implies":
            return turned(conjunction([parts[0], lambda: turned(parts[1]())]))
        if head == "iff":
            left, right = parts[0](), parts[1]()
            return None if left is None or right is None else left == right
        return turned(parts[0]())

    return [head, *(k[0] for k in kids)], truth


@pytest.mark.parametrize("seed", range(12))
def test_what_the_evaluator_says_is_so(seed: int) -> None:
    """As a conclusion it is refuted only if it is not true, as a hypothesis met only if it is true."""
    draw, told = random.Random(seed), 0
    for _ in range(100):
        shown, value = node(draw, 4, [])
        truth = value({})
        conclusion, hypothesis = found(statement([], shown), {"d": 1}), found(supposing(shown), {"d": 1})
        assert conclusion in ({"holds", "unknown"} if truth else {"fails", "undefined", "unknown"}), (shown, truth, conclusion)
        assert hypothesis in ({"fails", "unknown"} if truth else {"vacuous", "unknown"}), (shown, truth, hypothesis)
        told += conclusion != "unknown"
    assert told > 15
