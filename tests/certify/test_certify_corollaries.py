"""Corollaries A.5 and A.7: the relation of the numbers against the condition on the eigenvectors."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from certify_cases import Problem, cayley, diagonal, identity, known, many, problem, repeated, roots, seeded
from flint import ctx
from hypothesis import given
from hypothesis import strategies as st

from verify.certify import InputError, corollary_a5, corollary_a7, kappa_relation, orthogonal_ends, projected
from verify.certify.rational import fractions

STEPS = ["0", "1", "-1", "1/10", "3", "-2/3", "1/1000000", "best"]
PLANE = st.one_of(known(2), repeated())


@many(200)
@given(PLANE)
def test_corollary_a5_as_corrected(p: Problem) -> None:
    found = corollary_a5(p.H, p.u)
    assert (found.kappa == "=") is found.some
    assert found.some or not found.every
    assert found.kappa == kappa_relation(p.H, p.u)


@many(150)
@given(PLANE)
def test_kappa_on_balls(p: Problem) -> None:
    with ctx.workprec(700):
        values, star = roots(p.H), roots(projected(p.H, p.u))
        gap = star[1] * values[-1] - values[0] * star[-1]
        assert kappa_relation(p.H, p.u) == ("<" if gap > 0 else "=")
        assert gap > 0 or gap.contains(0)


@many(150)
@given(known())
def test_ends_of_a_known_spectrum(p: Problem) -> None:
    low, high = ([c for x, c in zip(p.spectrum, p.coordinates) if x == end] for end in (min(p.spectrum), max(p.spectrum)))
    some = [len(part) > 1 or not any(part) for part in (low, high)]
    every = [not any(part) for part in (low, high)]
    assert orthogonal_ends(p.H, p.u) == (*some, *every)


@many(200)
@given(PLANE, st.sampled_from(STEPS))
def test_corollary_a7_as_corrected(p: Problem, eps: str) -> None:
    best = str(2 / (p.spectrum[0] + p.spectrum[-1])) if p.spectrum else "1/2"
    found = corollary_a7(p.H, p.u, best if eps == "best" else eps)
    assert (found.rho == "=") is found.attained
    assert found.rho in ("<", "=")
    if not found.kept and eps != "0":
        assert found.rho == "<"


def test_identity_refutes_the_printed_corollaries() -> None:
    for d in (2, 3, 4):
        H, u = fractions(identity(d)), [1] + [0] * (d - 1)
        assert corollary_a5(H, u) == ("=", True, False)
        assert corollary_a7(H, u, "1/2") == ("=", True, True)


def test_one_repeated_end() -> None:
    """u'v_1 = 0 for one eigenvector of a repeated lambda_1 keeps that end, whatever the others."""
    found = corollary_a5([[1, 0, 0], [0, 1, 0], [0, 0, 2]], [1, 0, 0])
    assert found == ("=", True, False)
    assert corollary_a5([[1, 0, 0], [0, 1, 0], [0, 0, 2]], [1, 0, 1]) == ("<", False, False)


def test_irrational_ends() -> None:
    """lambda_1 and lambda_4 are (5 -+ sqrt 5)/2, once from a block that u does not touch."""
    H = [[3, 1, 0, 0], [1, 2, 0, 0], [0, 0, 3, 0], [0, 0, 0, 2]]
    assert corollary_a5(H, [0, 0, 1, 1]) == ("=", True, True)
    assert corollary_a5(H, [1, 0, 0, 0]) == ("<", False, False)
    twice = [[3, 1, 0, 0], [1, 2, 0, 0], [0, 0, 3, 1], [0, 0, 1, 2]]
    assert corollary_a5(twice, [1, 0, 0, 0]) == ("=", True, False)


def test_equal_rates_need_only_one_end() -> None:
    """With lambda_1 kept and lambda_3 not, rho* = rho for short steps and rho* < rho for long ones."""
    H, u = [[1, 0, 0], [0, 2, 0], [0, 0, 3]], [0, 1, 1]
    assert corollary_a5(H, u).kappa == "<"
    assert [corollary_a7(H, u, eps).rho for eps in ("1/10", "1/2", "51/100", "1", "-1")] == ["=", "=", "<", "<", "<"]


@pytest.mark.parametrize("d", range(2, 9))
def test_generic_u_is_strict(d: int) -> None:
    H, u = seeded(d, d)
    assert corollary_a5(H, u) == ("<", False, False)
    assert corollary_a7(H, u, "1/50") == ("<", False, False)


def test_condition_number_of_a_trillion() -> None:
    spectrum = [Fraction(1, 10**6), 1, 2, 10**6]
    Q = cayley(4, [1, 0, 2, 1, -1, Fraction(1, 2)])
    for c, equal in [([1, 1, 1, 1], False), ([0, 1, 1, 0], True), ([0, 1, 1, 1], False), ([1, 0, 0, 1], False)]:
        p = problem(diagonal(spectrum), Q, c, spectrum)
        assert corollary_a5(p.H, p.u) == ("=" if equal else "<", equal, equal)


@pytest.mark.parametrize("call", [corollary_a5, kappa_relation, lambda H, u: corollary_a7(H, u, 1)])
def test_one_dimension_has_no_pseudo_condition_number(call: Any) -> None:
    with pytest.raises(InputError, match=r"d = 1: H\* has no second eigenvalue"):
        call([[2]], [1])


def test_bad_step() -> None:
    with pytest.raises(InputError, match=r"eps = 0\.5 is a float"):
        corollary_a7([[1, 0], [0, 2]], [1, 1], 0.5)  # type: ignore[arg-type]
