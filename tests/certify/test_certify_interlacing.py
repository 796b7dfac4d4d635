"""Lemma A.1 on rational H and u: certificates found, checked, altered; H* and the secular function."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from certify_cases import (
    Problem,
    Rows,
    descartes,
    identity,
    known,
    many,
    matrix,
    nonzero,
    numbers,
    problems,
    roots,
    seeded,
    symmetric,
)
from flint import ctx, fmpq, fmpz_poly
from hypothesis import given
from hypothesis import strategies as st

from verify.certify import (
    CertificateError,
    InputError,
    check_interlacing,
    count_below,
    inertia,
    interlaces_exactly,
    projected,
    secular,
    spectra_interlace,
)
from verify.certify.checking import relations_of
from verify.certify.interlacing import simplest

Json = Any
TIE = ([[2, 1, 0], [1, 2, 0], [0, 0, 3]], [1, 1, 1])
ROOTS = ([[3, 1, 0, 0], [1, 2, 0, 0], [0, 0, 3, 1], [0, 0, 1, 2]], [1, 0, 2, 0])


def relations(H: Rows, star: Rows) -> list[str]:
    """The chain compared on balls of 700 bits, with overlap read as a tie."""
    with ctx.workprec(700):
        chain = [x for pair in zip(roots(star), roots(H)) for x in pair]
        return ["<" if x < y else ">" if x > y else "=" for x, y in pairwise(chain)]


@many(300)
@given(problems())
def test_lemma_a1(p: Problem) -> None:
    found = interlaces_exactly(p.H, p.u)
    assert check_interlacing(json.loads(json.dumps(found))) is True
    assert found["interlaces"] is True
    assert found["relations"] == relations(p.H, projected(p.H, p.u))
    assert found["relations"].count("=") == 2 * p.d + 1 - len(found["separators"])


@many(150)
@given(known())
def test_projected(p: Problem) -> None:
    star = projected(p.H, p.u)
    H, S, u = matrix(p.H), matrix(star), matrix([[x] for x in p.u])
    assert not any((S * u).entries()) and S.transpose() == S
    assert inertia(star) == (0, 1, p.d - 1)
    assert inertia([[a - b for a, b in zip(r, s)] for r, s in zip(p.H, star)]) == (0, p.d - 1, 1)
    assert (H - S) * (u.transpose() * H * u)[0, 0] == H * u * u.transpose() * H


def test_d_1_and_eigenvectors() -> None:
    assert projected([["1/3"]], [-5]) == [[0]]
    assert interlaces_exactly([["1/3"]], [-5])["relations"] == ["<"]
    assert interlaces_exactly([[1, 0], [0, 1]], [3, 4])["relations"] == ["<", "=", "="]
    assert interlaces_exactly([[1, 0], [0, 2]], [1, 0])["relations"] == ["<", "<", "="]
    assert interlaces_exactly([[1, 0], [0, 2]], [0, 1])["relations"] == ["<", "=", "<"]
    assert interlaces_exactly([[2, 1], [1, 2]], [1, 0])["relations"] == ["<", "<", "<"]


def test_ties_of_irrational_eigenvalues() -> None:
    found = interlaces_exactly(*ROOTS)
    assert found["relations"] == relations([[Fraction(x) for x in row] for row in ROOTS[0]], projected(*ROOTS))
    assert found["relations"].count("=") == 4


@pytest.mark.parametrize("seed", range(12))
def test_full_integer_matrices(seed: int) -> None:
    H, u = seeded(seed, 2 + seed)
    found = interlaces_exactly(H, u)
    assert check_interlacing(found) and set(found["relations"]) == {"<"}
    assert len(found["separators"]) == 2 * len(u) + 1


def test_condition_number_of_a_trillion() -> None:
    H = [["1000000000001/1000000000000", 1], [1, 1]]
    found = interlaces_exactly(H, [1, -1])
    assert check_interlacing(found) and found["relations"] == ["<", "<", "<"]
    assert check_interlacing(interlaces_exactly([["1e12", 0, 0], [0, 1, 0], [0, 0, "1e-12"]], [1, 1, 1]))


# ------------------------------------------------------------------------------------------------
# Any two matrices, and violations


@many(120)
@given(st.data())
def test_any_two_matrices(data: st.DataObject) -> None:
    A = data.draw(symmetric(4))
    C = data.draw(symmetric(len(A), len(A)))
    found = spectra_interlace(A, C)
    assert found["relations"] == relations(A, C)
    assert check_interlacing(found) is found["interlaces"] is (">" not in found["relations"])


def test_a_wrong_star_is_a_certified_violation() -> None:
    H, u = TIE
    star = projected(H, u)
    for shift, holds in [("0", True), ("1/100", False), ("-1/100", False), ("5", False), ("-5", False)]:
        moved = [[x + Fraction(shift) * (i == j) for j, x in enumerate(row)] for i, row in enumerate(star)]
        found = spectra_interlace(H, moved)
        assert found["interlaces"] is holds and check_interlacing(found) is holds
        if not holds:
            for claim in ({"u": ["1", "1", "1"]}, {"interlaces": True}, {"relations": ["<"] * 5}):
                with pytest.raises(CertificateError):
                    check_interlacing({**found, **claim})


def test_h_is_not_its_own_star() -> None:
    found = spectra_interlace(TIE[0], TIE[0])
    assert check_interlacing(found) is True
    with pytest.raises(CertificateError, match="H_star is not"):
        check_interlacing({**found, "u": ["1", "1", "1"]})


def test_a_wrong_sign_in_star() -> None:
    H, u = seeded(3, 4)
    wrong = [[2 * h - s for h, s in zip(r, t)] for r, t in zip(H, projected(H, u))]
    assert check_interlacing(spectra_interlace(H, wrong)) is False


# ------------------------------------------------------------------------------------------------
# Altered certificates


def places(data: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all entries of nested JSON."""
    for key, part in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key)
        yield from places(part, (*path, key))


def at(data: Json, path: tuple[Any, ...]) -> Json:
    for key in path:
        data = data[key]
    return data


def altered(data: Json, path: tuple[Any, ...], value: Json) -> Json:
    changed = copy.deepcopy(data)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def replacements(value: Json) -> list[Json]:
    """Other values for an entry."""
    if isinstance(value, bool):
        return [not value, None, int(value), "true"]
    if isinstance(value, int):
        return [value + 1, value - 1, -value, 0, str(value), float(value), None, True]
    if isinstance(value, str):
        try:
            x = Fraction(value)
        except ValueError:
            return ["<", "=", ">", "", "x", None]
        others = [x + 1, x - 1, -x, 0, x + Fraction(1, 7), x * 2, x / 3]
        return [*map(str, others), "", "x", "nan", "1/0", float(x), None, [value]]
    if isinstance(value, list):
        return [value[1:], value[:-1], [*value, *value[-1:]], value[::-1], [], None, "x", {}]
    return [None, {}, [], *({k: v for k, v in value.items() if k != key} for key in value), {**value, "more": 1}]


def verdict(data: Json) -> bool | None:
    """The answer of the checker, None where it rejects; any other exception is a failure."""
    try:
        return check_interlacing(data)
    except CertificateError as error:
        assert "\n" not in str(error)
        return None


def is_true(data: Json) -> bool:
    """Whether all that the certificate says is so, found again from H and u by other routes."""
    rows, star = ([[Fraction(x) for x in row] for row in data[key]] for key in ("H", "H_star"))
    return bool(
        data["u"] is None or star == projected(data["H"], data["u"])
    ) and data["relations"] == relations(rows, star) and data["interlaces"] is (">" not in data["relations"]) and all(
        (s["H"], s["H_star"]) == (descartes(rows, s["at"])[0], descartes(star, s["at"])[0]) for s in data["separators"]
    )  # fmt: skip


CASES = {"tie": TIE, "roots": ROOTS, "I": ([[1, 0], [0, 1]], [1, 2]), "d=1": ([[3]], [2]), "full": seeded(5, 4)}


@pytest.mark.parametrize("name", CASES)
def test_every_alteration_is_rejected_or_still_true(name: str) -> None:
    found = interlaces_exactly(*CASES[name])
    assert is_true(found)
    tried = accepted = 0
    for path in list(places(found)):
        for value in replacements(at(found, path)):
            changed = altered(found, path, value)
            if changed != found or type(value) is not type(at(found, path)):
                tried += 1
                answer = verdict(changed)
                if answer is not None:
                    accepted += 1
                    assert answer is True and is_true(changed), (path, value)
    assert tried > 100 and accepted < tried / 10


def test_accepted_alterations_only_move_separators_or_drop_a_claim() -> None:
    found = interlaces_exactly(*TIE)
    kept = {path[0] for path in places(found) for value in replacements(at(found, path))
            if altered(found, path, value) != found and verdict(altered(found, path, value)) is not None}  # fmt: skip
    assert kept <= {"separators", "u", "annihilator"}
    negated = {**found, "annihilator": [str(-int(c)) for c in found["annihilator"]]}
    assert check_interlacing(negated) is True


@pytest.mark.parametrize("data", [None, 3, "x", [], {}, {"kind": "interlacing"}, {"H": 1}])
def test_shapeless_data(data: Any) -> None:
    assert verdict(data) is None


def test_cells_cannot_be_merged_by_a_smaller_polynomial() -> None:
    """With two numbers in one cell the certificate would claim a tie that is none; then no polynomial of its degree vanishes."""
    found = interlaces_exactly([[1, 0, 0], [0, 2, 0], [0, 0, 4]], [1, 0, 1])
    q = fmpz_poly([int(c) for c in found["annihilator"]])
    lies = 0
    for i in range(1, len(found["separators"]) - 1):
        fewer = [s for k, s in enumerate(found["separators"]) if k != i]
        signs = relations_of([s["H"] for s in fewer], [s["H_star"] for s in fewer])
        lies += signs != found["relations"]
        for factor, _ in q.factor()[1]:
            coefficients = [str(c) for c in (q // factor).coeffs()]
            claim = {**found, "separators": fewer, "relations": signs, "interlaces": ">" not in signs}
            assert verdict({**claim, "annihilator": coefficients}) is None
            assert verdict({**claim, "annihilator": ["0"] * len(fewer)}) is None
            for extra in ({"at": "-2", "H": 0, "H_star": 0}, {"at": "99", "H": 3, "H_star": 3}):  # a cell, but an empty one
                padded = sorted([*fewer, extra], key=lambda s: Fraction(s["at"]))
                assert verdict({**claim, "separators": padded}) is None
    assert lies == 4


def test_the_hypotheses_are_checked() -> None:
    """H* is right for H = diag(-1, 1) and u = e_2, and the spectra interlace, but H is not positive definite."""
    found = spectra_interlace([[-1, 0], [0, 1]], [[-1, 0], [0, 0]])
    assert check_interlacing(found) is True
    with pytest.raises(CertificateError, match="H is not positive definite"):
        check_interlacing({**found, "u": ["0", "1"]})
    with pytest.raises(CertificateError, match="H_star is not"):
        check_interlacing({**spectra_interlace([[1, 0], [0, 1]], [[0, 0], [0, 1]]), "u": ["0", "0"]})


def test_definiteness_only_gives_the_first_strict_inequality() -> None:
    """For singular H and u'Hu > 0 the chain still holds, with 0 = H*_1 = H_1; for u'Hu < 0 it turns round."""
    H = [[0, 0, 0], [0, 1, 1], [0, 1, 3]]
    downdated = [[0, 0, 0], [0, 0, 0], [0, 0, 2]]  # u = e_2
    assert check_interlacing(spectra_interlace(H, downdated)) and spectra_interlace(H, downdated)["relations"][0] == "="
    negative, updated = [[-1, 1], [1, 1]], [[0, 0], [0, 2]]  # u = e_1, u'Hu = -1
    assert check_interlacing(spectra_interlace(negative, updated)) is False
    assert check_interlacing(spectra_interlace(updated, negative)) is True


def test_too_few_cells_hide_nothing() -> None:
    found = interlaces_exactly(*TIE)
    for k in range(len(found["separators"])):
        fewer = {**found, "separators": found["separators"][:k] + found["separators"][k + 1 :]}
        assert verdict(fewer) is None
    squared = {**found, "annihilator": [*found["annihilator"], "0"]}
    assert verdict(squared) is None


# ------------------------------------------------------------------------------------------------
# The secular function


@many(200)
@given(problems(), st.builds(Fraction, st.integers(-30, 60), st.sampled_from([1, 7, 11])))
def test_secular_determinant(p: Problem, t: Fraction) -> None:
    shift = identity(p.d) * fmpq(t.numerator, t.denominator)
    before, after = ((matrix(M) - shift).det() for M in (p.H, projected(p.H, p.u)))
    if before == 0:
        with pytest.raises(InputError, match="is an eigenvalue of H"):
            secular(p.H, p.u, t)
        return
    f = secular(p.H, p.u, t)
    assert after == before * fmpq(f.numerator, f.denominator)
    if t == 0:
        assert f == 0


def step_off(p: Problem, pole: Fraction, side: int) -> Fraction:
    """A point beside the pole so close that f has its sign there and no eigenvalue of H or H* lies between."""
    delta = Fraction(1, 10**7)
    star = projected(p.H, p.u)
    for _ in range(200):
        t = pole + side * delta
        ends = sorted([pole, t])
        between = [descartes(M, ends[1])[0] - sum(descartes(M, ends[0])[:2]) for M in (p.H, star)]
        if between == [0, 0] and t not in p.spectrum and secular(p.H, p.u, t) * side > 0:
            return t
        delta /= 16
    raise AssertionError(f"f has no pole at {pole}")


@many(100)
@given(known(2, 4))
def test_secular_sign_changes_between_poles(p: Problem) -> None:
    poles = sorted({x for x, c in zip(p.spectrum, p.coordinates) if c})
    star = projected(p.H, p.u)
    for low, high in pairwise(poles):
        s, t = step_off(p, low, 1), step_off(p, high, -1)
        assert secular(p.H, p.u, s) > 0 > secular(p.H, p.u, t)
        common = sum(s < x < t for x in p.spectrum)
        assert count_below(star, t) - count_below(star, s) == 1 + common
    assert secular(p.H, p.u, step_off(p, poles[0], -1)) < 0 < secular(p.H, p.u, -1)
    assert secular(p.H, p.u, step_off(p, poles[-1], 1)) > 0 and secular(p.H, p.u, 10**9) > 0


@many(100)
@given(known(2, 4), st.integers(-20, 80).map(lambda n: Fraction(n, 13)), st.integers(-20, 80).map(lambda n: Fraction(n, 17)))
def test_secular_decreases_off_the_poles(p: Problem, s: Fraction, t: Fraction) -> None:
    if s < t and not any(s <= x <= t for x in p.spectrum):
        assert secular(p.H, p.u, s) > secular(p.H, p.u, t)


# ------------------------------------------------------------------------------------------------
# Input


@pytest.mark.parametrize("H, u, message", [
    ([[1, 0], [0, 1]], [0, 0], "u = ['0', '0'] is zero: H* needs u != 0"), ([[1]], "1", "u has 0 entries"),
    ([[1, 2], [2, 1]], [1, 0], "H is not positive definite: its leading minor of order 2 is -3"),
    ([[0]], [1], "leading minor of order 1 is 0"), ([[1, 1], [1, 1]], [1, 0], "leading minor of order 2 is 0"),
    ([[1, 2], [3, 4]], [1, 0], "H is not symmetric"), ([[1, 0], [0, 1]], [1], "u has 1 entries: expected 2"),
    ([[1, 0], [0, 1]], [1, 0.5], "u[1] = 0.5 is a float"), ([[1]], 3, "u = 3 is not a vector"), ([], [], "H is empty"),
    ([[1.0]], [1], "H[0][0] = 1.0 is a float"), ([[1]], ["x"], "u[0] = 'x' is not a number"),
])  # fmt: skip
def test_bad_problems(H: Any, u: Any, message: str) -> None:
    for call in (projected, interlaces_exactly, lambda H, u: secular(H, u, 1)):
        with pytest.raises(InputError, match=re.escape(message)) as caught:
            call(H, u)
        assert "\n" not in str(caught.value)


def test_sizes_must_agree() -> None:
    with pytest.raises(InputError, match="A has 1 rows but B has 2"):
        spectra_interlace([[1]], [[1, 0], [0, 1]])


@many(200)
@given(st.builds(Fraction, st.integers(-50, 50), st.integers(1, 30)), st.builds(Fraction, st.integers(1, 40), st.integers(1, 60)))
def test_simplest_rational(low: Fraction, length: Fraction) -> None:
    high = low + length
    x = simplest(fmpq(low.numerator, low.denominator), fmpq(high.numerator, high.denominator))
    assert low <= Fraction(int(x.p), int(x.q)) <= high
    assert not any(-(-low * n // 1) * Fraction(1) <= high * n for n in range(1, int(x.q)))


@many(20)
@given(nonzero(3), numbers(1))
def test_the_scale_of_u_does_not_matter(u: list[Fraction], scale: list[Fraction]) -> None:
    if scale[0]:
        assert projected(TIE[0], u) == projected(TIE[0], [scale[0] * x for x in u])
