"""The table of the language: every former is read, printed and reserved, and binds where its printed form does."""

from __future__ import annotations

from typing import Any

import pytest

from verify import notation
from verify.checker.reading import RESERVED, Scope, read, write
from verify.checker.terms import FORMERS
from verify.statements.terms import RESERVED as WORDS

ENV: Any = {
    "x": ("vector", "any"), "y": ("vector", "any"), "A": ("operator", "symmetric"), "t": ("scalar", "real"), "r": ("scalar", "real"),
    "f": ("function", "any"), "a": ("sequence-scalar", "real"), "z": ("random-scalar", "any"),
}  # fmt: skip
K = [["k", "integer", "any"]]
STATE = [["s", "scalar", "real"]]
SAMPLES: dict[str, Any] = {
    "+": ["+", "t", "r"], "*": ["*", "t", "x"], "-": ["-", "t"], "/": ["/", "x", "t"], "^": ["^", "t", "3"], "sqrt": ["sqrt", "t"],
    "abs": ["abs", "t"], "sign": ["sign", "t"], "dot": ["dot", "x", "y"], "outer": ["outer", "x", "y"], "T": ["T", "A"], "@": ["@", "A", "x"],
    "eig": ["eig", "A", "1"], "item": ["item", "a", "2"], "pow": ["pow", "t", "d"], "max": ["max", "k", "1", "d", ["eig", "A", "k"]],
    "sum": ["sum", "k", "0", "3", ["item", "a", "k"]], "fn": ["fn", "f", ["1", "0"], "t", "r"], "E": ["E", ["*", "z", "x"]], "d": "d", "I": "I",
    "0v": "0v", "eq": ["eq", "t", "r"], "ne": ["ne", "t", "r"], "le": ["le", "t", "r"], "lt": ["lt", "t", "r"],
    "and": ["and", ["eq", "t", "r"], ["lt", "t", "r"]], "or": ["or", ["eq", "t", "r"], ["lt", "t", "r"]], "not": ["not", ["eq", "t", "r"]],
    "implies": ["implies", ["eq", "t", "r"], ["lt", "t", "r"]], "iff": ["iff", ["eq", "t", "r"], ["lt", "t", "r"]],
    "forall": ["forall", K, ["implies", ["le", "0", "k"], ["le", ["item", "a", "k"], "t"]]],
    "exists": ["exists", [["v", "vector", "nonzero"]], ["eq", ["@", "A", "v"], ["*", "t", "v"]]],
    "almost-all": ["almost-all", [["v", "vector", "any"]], ["ne", ["dot", "v", "x"], "0"]], "parallel": ["parallel", "x", "y"],
    "psd": ["psd", [["t", "0"], ["0", "r"]]], "spectrum": ["spectrum", "A", [["t", "1"], ["r", "2"]]],
    "equivalent": ["equivalent", ["t"], [["*", "2", "t"]], ["1"], [["*", "2", "t"]], ["3"]],
    "limit": ["limit", ["t"], [["/", "t", "2"]], ["1"], ["0"]], "tends": ["tends", "k", ["item", "a", "k"], "t"],
    "orbit": ["orbit", STATE, [["/", "s", "2"]], ["t"], ["le", ["item", "s", "3"], "t"]], "nonsingular": ["nonsingular", STATE, [["*", "2", "s"]]],
}  # fmt: skip
STATEMENT = {
    "symbols": [{"name": name, "sort": sort, "domain": domain} for name, (sort, domain) in ENV.items()],
    "definitions": [], "moments": [], "hypotheses": [], "conclusion": ["eq", "0", "0"],
}  # fmt: skip


def listed(t: Any) -> Any:
    """Tuples as lists."""
    return t if isinstance(t, str) else [listed(part) for part in t]


def test_every_former_has_a_sample_and_is_reserved() -> None:
    """`lambda` stands in proofs only: in a statement a sequence given by a term is written out."""
    assert set(SAMPLES) == set(FORMERS) - {"lambda"}
    assert set(FORMERS) <= RESERVED and set(FORMERS) <= set(WORDS)


@pytest.mark.parametrize("head", SAMPLES)
def test_what_is_read_is_written_and_printed(head: str) -> None:
    """A sample is read as its former, written as it was, and printed in both styles."""
    node = read(SAMPLES[head], Scope(ENV, strict=True))
    assert type(node) is FORMERS[head]
    assert listed(write(node, ENV)) == SAMPLES[head]
    for style in (notation.latex, notation.unicode):
        assert style(SAMPLES[head], STATEMENT)


@pytest.mark.parametrize("head", [head for head, sample in SAMPLES.items() if head not in ("equivalent", "limit") and not isinstance(sample, str)])
def test_names_of_bound_symbols_do_not_matter(head: str) -> None:
    """A sample with its bound names changed is the same node, and one with a free name changed is another."""
    def renamed(t: Any, names: dict[str, str]) -> Any:
        return names.get(t, t) if isinstance(t, str) else [renamed(part, names) for part in t]

    node, scope = read(SAMPLES[head], Scope(ENV, strict=True)), Scope({**ENV, "u": ENV["x"]}, strict=True)
    assert read(renamed(SAMPLES[head], {"k": "n", "v": "v_1", "s": "p"}), scope) == node
    if any(symbol.name == "x" for symbol in node.free):
        assert read(renamed(SAMPLES[head], {"x": "u"}), scope) != node
