"""Certified enclosures against exact counts, members of the balls, FLINT's own solver and NumPy."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from certify_cases import Problem, Rows, cayley, descartes, diagonal, known, many, matrix, problem, problems, seeded, symmetric
from flint import acb_mat, arb, arb_mat, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from verify.certify import (
    Enclosure,
    InputError,
    count_below_on_balls,
    enclosures,
    inertia,
    interlaces_exactly,
    interlaces_on_balls,
    projected,
    spectra_interlace_on_balls,
)
from verify.certify.enclosures import Diagonalised, ball_inertia, balls, read_balls


def assert_right(found: list[Enclosure], A: Rows) -> None:
    """Exact counts agree with every enclosure."""
    assert sum(e.count for e in found) == len(A)
    assert all(e.low < e.high for e in found) and all(e.high < f.low for e, f in pairwise(found))
    for e in found:
        assert descartes(A, e.high)[0] - sum(descartes(A, e.low)[:2]) == e.count


@many(150)
@given(problems())
def test_against_exact_counts(p: Problem) -> None:
    found = enclosures(p.H, limit=256)
    assert_right(found, p.H)
    if p.spectrum:
        assert [e.count for e in found] == [p.spectrum.count(x) for x in sorted(set(p.spectrum))]
        assert all(e.low < x < e.high and e.high - e.low < Fraction(1, 10**6) for e, x in zip(found, sorted(set(p.spectrum))))


@many(150)
@given(symmetric())
def test_indefinite_and_singular(A: Rows) -> None:
    assert_right(enclosures(A, limit=256), A)


@many(100)
@given(symmetric())
def test_ball_inertia_is_exact_inertia_where_it_decides(A: Rows) -> None:
    found = ball_inertia(balls(read_balls(A)).table())
    assert found is None or found == inertia(A)


@many(100)
@given(known(1, 4), st.integers(0, 10**9), st.sampled_from(["1e-9", "1e-3", "1/10", "1"]))
def test_members_of_the_balls(p: Problem, seed: int, radius: str) -> None:
    r = random.Random(seed)
    A = [[arb(fmpq(x.numerator, x.denominator), arb(float(Fraction(radius)) * 1.001)) for x in row] for row in p.H]
    found = enclosures(A)
    for k in range(4):
        moves = [[Fraction(r.choice([-99, 99]) if k < 2 else r.randint(-99, 99), 99) for _ in p.u] for _ in p.u]
        noise = [[x * Fraction(radius) for x in row] for row in moves]
        assert_right(found, [[x + noise[max(i, j)][min(i, j)] for j, x in enumerate(row)] for i, row in enumerate(p.H)])


@pytest.mark.parametrize("seed", range(15))
def test_flint_and_numpy_agree(seed: int) -> None:
    H, _ = seeded(seed, 2 + seed % 8)
    found = enclosures(H)
    assert [e.count for e in found] == [1] * len(H)
    values = np.linalg.eigvalsh(np.array(H, dtype=float))
    for e, x in zip(found, values):
        assert float(e.low) == pytest.approx(x, rel=1e-9, abs=1e-9)
    with ctx.workprec(128):
        theirs = sorted((x.real for x in acb_mat(arb_mat(H)).eig(multiple=True)), key=lambda x: x.mid().fmpq())
        assert all(e.ball.overlaps(x) for e, x in zip(found, theirs))


def test_repeated_eigenvalues_where_flint_gives_up() -> None:
    p = problem(diagonal([1, 1, 1, 4, 4, 9]), cayley(6, [1, 0, 2, -1, 1, 1, 0, 1, 2, -2, 1, 0, 1, 1, -1]), [1] * 6)
    found = enclosures(p.H, limit=512)
    assert [e.count for e in found] == [3, 2, 1]
    assert_right(found, p.H)
    with ctx.workprec(256), pytest.raises(ValueError, match="failed to isolate"):
        acb_mat(arb_mat(matrix(p.H))).eig(multiple=True)  # why enclosures does not use it


def test_precision_doubles_until_separated() -> None:
    A = [[1, "1e-40"], ["1e-40", 1]]
    assert [e.count for e in enclosures(A, limit=64)] == [2]
    assert [e.count for e in enclosures(A)] == [1, 1]
    assert [e.count for e in enclosures([["1e-300", 0], [0, "2e-300"]])] == [1, 1]
    assert [e.count for e in enclosures([[1, 0], [0, "1e-300"]])] == [1, 1]
    close = ["1", "1." + "0" * 300 + "1"]
    assert [e.count for e in enclosures([[close[0], 0], [0, close[1]]], limit=512)] == [2]
    assert [e.count for e in enclosures([[close[0], 0], [0, close[1]]], limit=2048)] == [1, 1]


def test_radii_are_kept_however_high_the_precision() -> None:
    found = enclosures([[1, "0 +/- 1e-3"], ["0 +/- 1e-3", 1]], limit=4096)
    assert [e.count for e in found] == [2]
    assert Fraction(1, 1000) < found[0].high - 1 < Fraction(1, 100)


def test_floats_are_refused_and_arb_of_a_float_is_the_double() -> None:
    with pytest.raises(InputError, match=r"is a float: write '0\.1'"):
        enclosures([[0.1]])
    (double,), (tenth,), (exact,) = (enclosures([[x]], limit=128) for x in (arb(0.1), arb("0.1"), "0.1"))
    assert tenth.low < Fraction(1, 10) < tenth.high and exact.low < Fraction(1, 10) < exact.high
    assert double.low < Fraction(0.1) < double.high
    assert enclosures([[arb(0.1)]], 256, 256)[0].low > Fraction(1, 10)


def test_the_context_is_left_alone() -> None:
    before = ctx.prec
    enclosures([[1, 2], [2, 1]], precision=100)
    with pytest.raises(InputError):
        interlaces_on_balls([[-1]], [1])
    assert ctx.prec == before


def test_large_and_trivial_matrices() -> None:
    assert [e.count for e in enclosures([[0, 0], [0, 0]], limit=64)] == [2]
    assert enclosures([[7]])[0].count == 1
    H, _ = seeded(2, 25)
    assert_right(enclosures(H), [[Fraction(x) for x in row] for row in H])


@pytest.mark.parametrize("A, t, expected", [
    ([[2, 1], [1, 2]], "2", 1), ([[2, 1], [1, 2]], "1", None), ([[1]], 1, None), ([[1, 0], [0, 2]], 2, None),
    ([["2 +/- 0.1", 1], [1, 2]], "5/2", 1), ([["2 +/- 3", 1], [1, 2]], "3", None),
    ([["0 +/- 0.1", 5], [5, "0 +/- 0.1"]], 0, 1), ([[0, 1, 1], [1, 0, 1], [1, 1, 0]], 0, 2),
])  # fmt: skip
def test_count_below_on_balls(A: Any, t: Any, expected: int | None) -> None:
    assert count_below_on_balls(A, t) == expected


@pytest.mark.parametrize("rows, expected", [
    ([[arb(0)]], (0, 1, 0)), ([[arb(0, 1)]], None), ([[arb(1, 0.5)]], (0, 0, 1)), ([[arb(1)] * 2] * 2, (0, 1, 1)),
    ([[arb(0, 1), arb(9)], [arb(9), arb(0, 1)]], (1, 0, 1)), ([[arb(0), arb(0, 1)], [arb(0, 1), arb(0)]], None),
    ([[arb(1), arb(1, 0.1)], [arb(1, 0.1), arb(1)]], None), ([[arb(1), arb(0)], [arb(0), arb(0, 1e-9)]], None),
])  # fmt: skip
def test_ball_inertia(rows: list[list[arb]], expected: tuple[int, int, int] | None) -> None:
    assert ball_inertia(rows) == expected


@pytest.mark.parametrize("rule", ["moved", "swapped", "tiny", "lowest", "shifted"])
def test_a_wrong_guess_is_never_believed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is proposed, what comes back is right or an error."""
    H, _ = seeded(6, 5)
    honest = Diagonalised.guesses

    def wrong(self: Diagonalised) -> list[tuple[arb, arb]]:
        found = honest(self)
        if rule == "moved":
            return [(x + 1, radius) for x, radius in found]
        if rule == "swapped":
            return [(-x, radius) for x, radius in found]
        if rule == "tiny":
            return [(x, arb(0)) for x, _ in found]
        ordered = sorted(found, key=lambda guess: guess[0].fmpq())
        return [ordered[0]] * len(found) if rule == "lowest" else [*ordered[1:], ordered[1]]

    monkeypatch.setattr(Diagonalised, "guesses", wrong)
    try:
        found = enclosures(H, limit=64)
    except InputError:
        assert rule != "tiny"
    else:
        assert_right(found, [[Fraction(x) for x in row] for row in H])


# ------------------------------------------------------------------------------------------------
# Lemma A.1


@many(150)
@given(problems())
def test_interlacing_is_certified_exactly_where_nothing_ties(p: Problem) -> None:
    answer = interlaces_on_balls(p.H, p.u, limit=512)
    ties = "=" in interlaces_exactly(p.H, p.u)["relations"]
    assert answer is (None if ties else True)


@many(150)
@given(problems(), st.sampled_from(["1/100", "-1/100", "3", "-3", "1e-9"]))
def test_violations_are_certified(p: Problem, shift: str) -> None:
    moved = [[x + Fraction(shift) * (i == j) for j, x in enumerate(row)] for i, row in enumerate(projected(p.H, p.u))]
    answer = spectra_interlace_on_balls(p.H, moved, limit=512)
    values = sorted(p.spectrum)
    if answer is True and values:
        assert inertia(moved).negative <= 1
    if Fraction(shift) == 3 and values and values[-1] < 3:
        assert answer is False


def test_three_values() -> None:
    H, u = seeded(4, 4)
    star = projected(H, u)
    assert interlaces_on_balls(H, u) is True
    assert spectra_interlace_on_balls(H, star) is True
    assert spectra_interlace_on_balls(star, H) is False
    assert spectra_interlace_on_balls([[2]], [[3]]) is False and spectra_interlace_on_balls([[3]], [[2]]) is True
    assert spectra_interlace_on_balls([["2 +/- 1"]], [["2 +/- 1"]]) is None
    assert interlaces_on_balls([["2 +/- 3"]], [1]) is None
    assert interlaces_on_balls([[2]], ["0 +/- 1"]) is None
    assert interlaces_on_balls([[2]], ["2 +/- 1e-3"]) is True and interlaces_on_balls([[2]], ["2 +/- 1.9"]) is None
    assert interlaces_on_balls([[1, 0], [0, 1]], [1, 1], limit=256) is None


@pytest.mark.parametrize("seed", range(15))
def test_interlacing_on_true_balls(seed: int) -> None:
    H, u = seeded(seed, 2 + seed % 5)
    A = [[f"{x} +/- 1e-12" for x in row] for row in H]
    assert interlaces_on_balls(A, [f"{x} +/- 1e-12" for x in u]) is True
    assert interlaces_on_balls([[f"{x} +/- 1e3" for x in row] for row in H], u) is None


@pytest.mark.parametrize("A, message", [
    ([], "is empty"), ([[1, 2]], "not a square"), ([[arb("nan")]], "not a finite ball"), ([[arb("inf")]], "not a finite ball"),
    ([["nan +/- 1"]], "'nan' is not a number"), ([["1 +/- x"]], "'x' is not a number"), ([["1 +/- -1"]], "negative radius -1"),
    ([[1, 2], ["3 +/- 0.5", 1]], "not symmetric"), ([[1, 2], [3, 1]], "not symmetric"),
    ([[arb(2) ** 10**6]], "is beyond 2"), ([[1j]], "not an exact number"), ([["1 +/- 1e99999"]], "exponent beyond"),
])  # fmt: skip
def test_bad_balls(A: Any, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        enclosures(A)
    assert "\n" not in str(caught.value)


def test_bad_problems() -> None:
    bad: list[tuple[Any, Any, str]] = [
        ([[1]], [0], "u is zero"), ([[1]], [1, 2], "expected 1"), ([[1]], 5, "not a vector"), ([[1]], [0.5], "is a float"),
        ([[1]], "1", "u has 0 entries"),
        ([["-1 +/- 0.5"]], [1], "H is not positive definite"), ([[1, 2], [2, 1]], [1, 1], "H is not positive definite"),
    ]  # fmt: skip
    for H, u, message in bad:
        with pytest.raises(InputError, match=message):
            interlaces_on_balls(H, u)
    with pytest.raises(InputError, match="A has 1 rows but B has 2"):
        spectra_interlace_on_balls([[1]], [[1, 0], [0, 1]])
    with pytest.raises(InputError, match="precision = 1 bits"):
        enclosures([[1]], precision=1)
    with pytest.raises(InputError, match="precision = 128 bits"):
        enclosures([[1]], precision=128, limit=64)


def test_overlapping_halves_are_intersected() -> None:
    (found,) = enclosures([["1 +/- 0.5"]])
    assert found.low < Fraction(1, 2) and found.high > Fraction(3, 2)
    for one, other in [(1, "1.4 +/- 0.5"), ("1.4 +/- 0.5", 1)]:
        low, high = enclosures([[0, one], [other, 0]])
        assert high.high - high.low < Fraction(1, 10**9) and high.low < 1 < high.high
    low, high = enclosures([[0, "1 +/- 0.5"], ["1.4 +/- 0.5", 0]])
    assert Fraction("0.7") < high.low < Fraction("0.9") and Fraction("1.5") < high.high < Fraction("1.7") and low.high < 0
