"""Terms whose parts are shared: what is too large, written out, is refused at once and not written out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from verify import Setting, Verdict, decide, gradient, is_identity, normal_form
from verify.statements import (
    DEEPEST,
    MOST_NODES,
    ZERO,
    Decl,
    Formula,
    Scalar,
    ScalarSequence,
    Statement,
    StatementError,
    abbreviate,
    all_of,
    any_of,
    at,
    eq,
    expectation,
    forall,
    freeze,
    implies,
    maximum,
    measured,
    negate,
    outer,
    sqrt,
    thaw,
)

S = Setting()
X, V, H = S.scalar("x"), S.vector("v"), S.operator("H")
ZEROED = eq(X, 0)
DEEP = 90  # a little less than a statement may be nested


def repeated(start: Any, step: Callable[[Any], Any], times: int = 60) -> Any:
    """The step done so many times."""
    for _ in range(times):
        start = step(start)
    return start


HUGE = repeated(X, lambda z: z * z + z)
DOUBLED = {
    "sum": lambda: eq(repeated(X, lambda z: z + z), 0),
    "product": lambda: eq(repeated(X, lambda z: z * z), 0),
    "quotient": lambda: eq(repeated(X, lambda z: z / (1 + z)), 0),
    "inner product": lambda: eq(repeated(V, lambda z: (z @ z) * z), ZERO),
    "vector": lambda: eq(repeated(V, lambda z: z + z), ZERO),
    "operator": lambda: eq(repeated(H, lambda z: z @ z), H),
    "dyad": lambda: eq(repeated(V, lambda z: outer(z, z) @ z), V),
    "at": lambda: eq(repeated(X, lambda z: at(z * z, [(X, z)])), 0),
    "maximum": lambda: eq(repeated(X, lambda z: maximum(Scalar("i"), 1, 2, z + z)), 0),
    "expectation": lambda: eq(repeated(X, lambda z: expectation(z + z)), 0),
    "conjunction": lambda: repeated(ZEROED, lambda f: all_of(f, f)),
    "implication": lambda: repeated(ZEROED, lambda f: implies(f, f)),
    "quantifier": lambda: repeated(ZEROED, lambda f: forall([Decl("z", "scalar", "real")], any_of(f, f))),
    "abbreviation": lambda: repeated(ZEROED, lambda f: abbreviate([(ScalarSequence("q"), Scalar("k"), X)], all_of(f, f))),
}  # fmt: skip


@pytest.mark.parametrize("build", DOUBLED.values(), ids=DOUBLED)
def test_sixty_doublings_are_refused_as_claim_as_hypothesis_and_by_hand(build: Callable[[], Formula]) -> None:
    formula = build()
    for use in (
        lambda: S.claim(formula), lambda: Setting().assume("h", formula), lambda: thaw(formula.term), lambda: freeze(formula.term),
        lambda: Statement((), (), formula).hash, lambda: str(Statement((), (), formula)), lambda: decide(Statement((), (), formula)),
        lambda: hash(formula), formula._repr_latex_,
    ):  # fmt: skip
        with pytest.raises(StatementError, match=f"at most {MOST_NODES:,}") as caught:
            use()
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 200
    assert len(repr(formula)) < 100


def test_a_huge_term_is_refused_wherever_one_is_taken() -> None:
    for use in (
        lambda: Setting().define("g", HUGE), lambda: Setting().moment([X], HUGE), lambda: Setting().integer("i", 0, HUGE),
        lambda: gradient(HUGE, V, S), lambda: normal_form(HUGE, S), lambda: is_identity((HUGE, HUGE), S),
        lambda: repeated(X, lambda z: z * z + z) == HUGE,
    ):  # fmt: skip
        with pytest.raises(StatementError, match="written out"):
            use()


def test_shared_parts_are_counted_as_often_as_they_are_written() -> None:
    for times in range(12):
        assert measured(repeated(X, lambda z: z * 2 + z, times).term) == measured(freeze(thaw(repeated(X, lambda z: z * 2 + z, times).term)))
    assert measured(repeated(X, lambda z: sqrt(z) / sqrt(z), 3).term) == 7 * 2**3 - 6


def test_the_greatest_size_and_depth_are_allowed() -> None:
    assert measured(("+", *["x"] * (MOST_NODES - 2))) == MOST_NODES
    deepest = repeated("x", lambda t: ("abs", t), DEEPEST)
    assert measured(deepest) == 2 * DEEPEST + 1
    for term in (("+", *["x"] * (MOST_NODES - 1)), ("abs", deepest)):
        with pytest.raises(StatementError):
            measured(term)


NESTED = {
    "root": lambda n: eq(repeated(X, sqrt, n), 0),
    "negation": lambda n: repeated(ZEROED, negate, n),
    "implication": lambda n: repeated(ZEROED, lambda f: implies(ZEROED, f), n),
    "maxima": lambda n: eq(repeated(X, lambda z: maximum(Scalar("i"), 1, 2, z), n), 0),
    "minus": lambda n: eq(repeated(X, lambda z: -z, n), 0),
}  # fmt: skip


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_nesting_beyond_the_limit_is_refused(nested: Callable[[int], Formula]) -> None:
    for times in (DEEPEST, 10_000):
        with pytest.raises(StatementError, match=f"nested at most {DEEPEST} deep"):
            S.claim(nested(times))


def test_a_statement_nearly_as_deep_as_allowed_is_decided() -> None:
    assert decide(S.claim(eq(repeated(X, abs, DEEP), abs(X))), budget=20).verdict is Verdict.HOLDS
    deep = S.claim(repeated(ZEROED, lambda f: implies(eq(X, 1), f), DEEP))
    assert decide(deep, budget=20).verdict is Verdict.FAILS


def test_lists_that_hold_themselves_and_deep_lists_are_refused() -> None:
    loop: list[Any] = ["+", "x"]
    loop.append(loop)
    deep: Any = "x"
    for _ in range(5000):
        deep = ["-", deep]
    for data in (loop, deep):
        with pytest.raises(StatementError, match="deep"):
            freeze(data)
        with pytest.raises(StatementError, match="deep"):
            Statement.from_json({"symbols": [], "hypotheses": [], "conclusion": ["eq", data, "1"]})
