"""What asks for more work than an evaluation may do is refused, and at once."""

from __future__ import annotations

import random
import time

import pytest
from refuting import NO, Json, statement

from verify import checker
from verify.checker.work import budget

ALLOWED = 100_000  # a tenth of what an evaluation may do, so that the test is short
SECONDS = 60  # far more than is needed; none of these would end in an hour
DRAW = random.Random(7)
DOUBLED = [("w0", ["+", "w", "w"]), *((f"w{i}", ["+", f"w{i - 1}", f"w{i - 1}"]) for i in range(1, 60))]


def entries(n: int, digits: int, bottom: bool = False) -> list[list[str]]:
    """A symmetric matrix of long numbers, with a large diagonal."""
    def entry() -> str:
        top = str(DRAW.randrange(10**digits))
        return f"{top}/{DRAW.randrange(1, 10**digits)}" if bottom else top

    drawn = [[entry() for _ in range(n)] for _ in range(n)]
    return [[drawn[min(i, j)][max(i, j)] if i != j else str(10 ** (2 * digits)) for j in range(n)] for i in range(n)]


def tower(t: Json, exponent: str, height: int) -> Json:
    """A power of a power of ... of t."""
    for _ in range(height):
        t = ["^", t, exponent]
    return t


def moved(t: Json) -> Json:
    """That an operator has a fixed vector."""
    return ["eq", ["@", t, "x"], "x"]


CASES: dict[str, tuple[Json, Json]] = {
    "powers of powers of an operator": (
        statement(["A operator invertible", "x vector any"], moved(tower("A", "999", 6))), {"d": 1, "A": [["2"]], "x": ["1"]}),
    "a power of long entries": (
        statement(["A operator invertible", "x vector any"], moved(["^", "A", "999"])), {"d": 4, "A": entries(4, 2000), "x": ["1"] * 4}),
    "powers of powers of a number": (statement([], ["eq", tower("2", "999", 4), "0"]), {"d": 1}),
    "eigenvalues in dimension 100": (statement(["A operator symmetric"], ["eq", ["eig", "A", "1"], "0"]), {"d": 100, "A": entries(100, 30)}),
    "eigenvalues that lie together": (statement(["A operator symmetric"], ["eq", ["eig", "A", "1"], "0"]), {"d": 3, "A": entries(3, 300)}),
    "a spectrum in dimension 100": (statement(["A operator symmetric"], ["spectrum", "A", [["1", "d"]]]), {"d": 100, "A": entries(100, 30)}),
    "whether a large matrix is definite": (statement(["A operator spd"], NO), {"d": 60, "A": entries(60, 60)}),
    "whether a large matrix of fractions is definite": (statement(["A operator spd"], NO), {"d": 40, "A": entries(40, 60, True)}),
    "whether a large matrix of fractions is invertible": (statement(["A operator invertible"], NO), {"d": 80, "A": entries(80, 40, True)}),
    "whether a large matrix of fractions is orthogonal": (statement(["A operator orthogonal"], NO), {"d": 80, "A": entries(80, 40, True)}),
    "a sum with 10^9 parts": (statement([], ["eq", ["sum", "i", "1", "1000000000", "i"], "0"]), {"d": 1}),
    "a sum of sums": (statement([], ["eq", ["sum", "i", "1", "100000", ["sum", "j", "1", "100000", "i"]], "0"]), {"d": 1}),
    "a range with 10^12 integers": (statement([("k", "integer", {"lo": "1", "hi": "1000000000000"})], NO), {"d": 1}),
    "a power with exponent 10^9": (statement([], ["eq", ["pow", "2", "1000000000"], "0"]), {"d": 1}),
    "a number of 10^6 digits": (statement(["t scalar real"], ["eq", "t", "0"]), {"d": 1, "t": "1" * 10**6}),
    "a term of 2^60 parts": (statement(["w vector any"], ["eq", "w59", "0v"], definitions=DOUBLED), {"d": 1, "w": ["1"]}),
    "a linear system of 2^60 parts": (
        statement(["w vector any"], ["exists", [["x", "vector", "nonzero"]], ["eq", ["at", "w59", [["w", "x"]]], "0v"]], definitions=DOUBLED), {"d": 1}),
    "values of a polynomial of degree 198, of its values": (
        statement(["f function", "t scalar real"], ["eq", ["fn", "f", ["0", "0"], ["fn", "f", ["0", "0"], "t", "t"], "t"], "0"]),
        {"d": 1, "t": "1" * 4000, "f": [["1", "99", "99"]]}),
    "an orbit of squares": (
        statement([], ["orbit", [["x", "scalar", "real"]], [["*", "x", "x"]], ["2"], ["eq", ["item", "x", "100000"], "0"]]), {"d": 1}),
    "a member far on in an orbit": (
        statement([], ["orbit", [["x", "scalar", "real"]], [["+", "x", "1"]], ["2"], ["eq", ["item", "x", "10000000"], "0"]]), {"d": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_at_once(name: str) -> None:
    data, instance = CASES[name]
    begun = time.monotonic()
    with pytest.raises(checker.CheckError), budget(ALLOWED):
        checker.evaluate(checker.load(data), instance)
    assert time.monotonic() - begun < SECONDS


def test_what_is_small_is_not() -> None:
    """Matrices as they occur in certificates, and of some size."""
    symmetric = statement(["A operator symmetric"], ["lt", ["eig", "A", "1"], "0"])
    for n, digits in ((3, 20), (6, 5)):
        assert checker.evaluate(checker.load(symmetric), {"d": n, "A": entries(n, digits)})[0] == "fails"
