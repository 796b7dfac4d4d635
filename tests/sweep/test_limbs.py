"""Fixed-point numbers in limbs against exact rationals.  Seed 20260803."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from verify.sweep import limbs


def test_integers_survive_the_limbs():
    """Packing, unpacking and back, for both signs and every size of number up to the range; beyond it, OverflowError."""
    generator = random.Random(20260803)
    for size in (5, 9, 24):
        form = limbs.Format(size)
        xs = [0, 1, -1, *(generator.getrandbits(n) * generator.choice((1, -1)) for n in range(1, 22 * size - 1))]
        assert form.integers(form.packed(xs)) == xs
        columns = form.columns(xs)
        assert np.abs(columns).max() <= 2**21
        assert form.column_integers(columns) == xs
        with pytest.raises(OverflowError):
            form.packed([1 << (22 * size)])


def test_doubles_are_exact_or_refused():
    """A double is taken exactly, and refused where its digits do not fit."""
    form = limbs.Format(9)
    xs = [0.1, -1 / 3, 1.0, 2.0**-57]
    rows = form.exact(xs)
    whole = np.zeros((9, len(xs)))
    whole[: len(rows)] = rows
    assert [Fraction(x, 2**form.units) for x in form.column_integers(whole)] == [Fraction(x) for x in xs]
    with pytest.raises(OverflowError):
        form.exact([1e-30])


def test_products_are_exact_up_to_the_last_limb():
    """x y by components, and s x, within K 2^20 units of the last limb, the guard."""
    generator = random.Random(20260803)
    for size in (7, 20):
        form = limbs.Format(size)
        bound = 2 ** (form.units + 20)
        xs, ys = ([generator.randrange(-bound, bound) for _ in range(11)] for _ in range(2))
        out = np.zeros((size, 11))
        limbs.multiply(form.columns(xs), form.columns(ys), out)
        for x, y, found in zip(xs, ys, form.column_integers(out)):
            assert abs(found - Fraction(x * y, 2**form.units)) <= size * 2**20
        out = np.zeros((size, 11))
        limbs.add_scaled(form.columns([ys[0]])[:, 0].copy(), form.columns(xs), -1.0, out)
        limbs.carry(out)
        for x, found in zip(xs, form.column_integers(out)):
            assert abs(found + Fraction(x * ys[0], 2**form.units)) <= size * 2**20
