"""The search finds exact combinations, gives up honestly, and never shows what is false."""

from __future__ import annotations

import pytest

from verify import Scalar, Setting, all_of, checker, eq, implies, le, lt, ne, sqrt
from verify.checker import CheckError
from verify.prove import script as by
from verify.prove.complete import NotFoundError, complete


def test_cauchy_schwarz_from_a_gram_determinant() -> None:
    s = Setting()
    H, x, y = s.operator("H"), s.vector("x"), s.vector("y")
    statement = s.claim(le((x @ (H @ y)) ** 2, (x @ (H @ x)) * (y @ (H @ y))))
    proof = complete(statement, by.script(by.theorem("gram", "gram", "H", "1", x, y), by.auto("gram")))
    assert checker.establish(statement.to_json(), "proof", proof, {}).evidence == "proof"


def test_the_reversed_inequality_is_not_found() -> None:
    s = Setting()
    H, x, y = s.operator("H"), s.vector("x"), s.vector("y")
    statement = s.claim(le((x @ (H @ x)) * (y @ (H @ y)), (x @ (H @ y)) ** 2))
    with pytest.raises(NotFoundError):
        complete(statement, by.script(by.theorem("gram", "gram", "H", "1", x, y), by.auto("gram")))


def test_products_of_hypotheses() -> None:
    s = Setting()
    a, b = s.scalar("a"), s.scalar("b")
    s.assume("a is at least 1", le(1, a))
    s.assume("b is above 2", lt(2, b))
    complete(s.claim(le(a + b, a * b + 1)), by.auto())
    with pytest.raises(NotFoundError):
        complete(s.claim(lt(a + b, a * b + 1)), by.auto())


def test_a_strict_goal_needs_a_strict_fact() -> None:
    s = Setting()
    a = s.scalar("a")
    s.assume("a is at least 1", le(1, a))
    complete(s.claim(le(0, a - 1)), by.auto())
    with pytest.raises(NotFoundError):
        complete(s.claim(lt(0, a - 1)), by.auto())


def test_roots_and_divisions() -> None:
    s = Setting()
    w = s.vector("w", "nonzero")
    t = s.scalar("t", "positive")
    root = sqrt(w @ w)
    complete(s.claim(all_of(eq(root**4 / (w @ w), root**2), lt(0, 1 / (t + root)))), by.auto(degree=0, factors=[(t + root, -1)]))


def test_division_by_what_may_vanish_is_refused() -> None:
    s = Setting()
    a = s.scalar("a")
    with pytest.raises((CheckError, NotFoundError)):
        complete(s.claim(eq(a / a, 1)), by.auto())
    complete(s.claim(implies(ne(a, 0), eq(a / a, 1))), by.auto())


def test_different_from_zero_as_a_product() -> None:
    s = Setting()
    a, b, c = s.scalar("a", "nonzero"), s.scalar("b"), s.scalar("c")
    s.assume("b is not zero", ne(b, 0))
    s.assume("c is -2ab", eq(c, -2 * a * b))
    complete(s.claim(ne(c, 0)), by.auto("h1", "h2", factors=[(a, 1)]))


def test_a_limit_of_work_is_kept() -> None:
    s = Setting()
    a = s.scalar("a")
    with pytest.raises(NotFoundError, match="with 0 steps"):
        complete(s.claim(le(0, a)), by.auto(), work=0)


def test_unknown_facts_are_ignored_and_wrong_scripts_refused() -> None:
    s = Setting()
    a = s.scalar("a", "positive")
    with pytest.raises(CheckError, match="proves and"):
        complete(s.claim(lt(0, a)), by.split(by.trivial()))
    assert isinstance(a, Scalar)
