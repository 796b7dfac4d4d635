"""Number types: rounding, vectors, precision, range."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

import gmpy2
import numpy as np
import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from verify.certify.rational import InputError
from verify.dynamics import sqrt
from verify.dynamics.numbers import NAMES, Arithmetic, arithmetic
from verify.dynamics.shaken import shaken

SEED = 20260101


def exact(x: Any) -> fmpq:
    """The value of a number (the middle of a ball), exactly."""
    if isinstance(x, arb):
        man, exponent = x.mid().man_exp()
        return fmpq(man) * fmpq(2) ** int(exponent)
    if isinstance(x, Fraction):
        return fmpq(x.numerator, x.denominator)
    if hasattr(x, "_mpf_"):
        sign, man, exponent, _ = x._mpf_
        return (-1) ** sign * fmpq(int(man)) * fmpq(2) ** int(exponent)
    return fmpq(*map(int, x.as_integer_ratio()))


def all_types() -> list[Arithmetic]:
    return [arithmetic(name) if name in ("fraction", "float") else arithmetic(name, bits=90) for name in NAMES]


def close(numbers: Arithmetic, x: Any, value: fmpq, ulps: int) -> bool:
    bound = abs(value) * ulps / fmpq(2) ** (numbers.bits or 0)
    if numbers.name == "flint" and not x.contains(value):
        return False
    return exact(x) == value if numbers.bits is None else abs(exact(x) - value) <= bound


@pytest.mark.parametrize("numbers", all_types(), ids=NAMES)
def test_a_rational_is_rounded_once(numbers: Arithmetic) -> None:
    with numbers.precision():
        for x in (fmpq(1, 3), fmpq(-2, 7), fmpq(10) ** 30 / 7, fmpq(0)):
            assert close(numbers, numbers.number(x), x, 1)


@pytest.mark.parametrize("diagonal", [False, True])
@pytest.mark.parametrize("numbers", all_types(), ids=NAMES)
def test_vectors_and_matrices_do_linear_algebra(numbers: Arithmetic, diagonal: bool) -> None:
    draw = random.Random(SEED)
    d = 4
    positive = [[fmpq(draw.randint(1, 9), draw.randint(1, 9)) for _ in range(d)] for _ in range(d + 2)]
    x, y = fmpq_mat(d, 1, positive[d]), fmpq_mat(d, 1, positive[d + 1])
    M = fmpq_mat([[v if i == j or not diagonal else fmpq(0) for j, v in enumerate(row)] for i, row in enumerate(positive[:d])])
    t = fmpq(5, 3)
    with numbers.precision():
        A, v, w, s = numbers.matrix(M.table()), numbers.vector(x.entries()), numbers.vector(y.entries()), numbers.number(t)
        pairs = [(A @ v, M * x), (v + w, x + y), (s * v, x * t), (v * s, x * t), (v / s, x / t), (A @ (v + w) + s * w, M * (x + y) + y * t)]
        for found, expected in pairs:
            assert len(found) == d
            assert all(close(numbers, p, q, 64) for p, q in zip(found, expected.entries()))
            assert close(numbers, found[1], expected[1, 0], 64)
        difference = [(p, q) for p, q in zip(-(v - w), (y - x).entries())]
        assert all(abs(exact(p) - q) <= 64 * fmpq(9) / fmpq(2) ** (numbers.bits or 200) for p, q in difference)
        assert close(numbers, v @ w, (x.transpose() * y)[0, 0], 64)


def test_the_kept_product_is_that_of_the_same_vector_only() -> None:
    numbers = arithmetic("fraction")
    A, v, w = numbers.matrix([[fmpq(1), fmpq(2)], [fmpq(3), fmpq(4)]]), numbers.vector([fmpq(1), fmpq(0)]), numbers.vector([fmpq(0), fmpq(1)])
    assert [list(A @ x) for x in (v, v, w, v)] == [[1, 3], [1, 3], [2, 4], [1, 3]]


def test_the_precision_is_restored() -> None:
    before = gmpy2.get_context().precision, ctx.prec
    for name in ("gmpy2", "flint"):
        outer, inner = arithmetic(name, bits=300), arithmetic(name, bits=1000)
        third = fmpq(1, 3)
        with outer.precision():
            with inner.precision():
                assert close(inner, inner.number(fmpq(1)) / inner.number(fmpq(3)), third, 4)
            assert not close(inner, outer.number(fmpq(1)) / outer.number(fmpq(3)), third, 4)
        with pytest.raises(RuntimeError), outer.precision():
            raise RuntimeError
    assert (gmpy2.get_context().precision, ctx.prec) == before


@pytest.mark.parametrize("name", ["fraction", "mpmath", "gmpy2", "flint"])
def test_logarithms_beyond_the_range_of_doubles(name: str) -> None:
    numbers = arithmetic(name)
    with numbers.precision():
        for power in (-100_000, -400, 0, 400, 100_000):
            x = numbers.number(fmpq(3) * fmpq(10) ** power)
            assert numbers.log(x) == pytest.approx(math.log(3) + power * math.log(10), rel=1e-15)
            assert numbers.is_finite(x)
        assert numbers.log(numbers.number(fmpq(0))) == -math.inf
        assert numbers.to_float(numbers.number(fmpq(10) ** 400)) == math.inf
        assert numbers.to_float(numbers.number(-(fmpq(10) ** 400))) == -math.inf
        assert numbers.to_float(numbers.number(fmpq(10) ** -400)) == 0


def test_what_is_not_finite_is_seen() -> None:
    for name in ("float", "gmpy2", "mpmath"):
        numbers = arithmetic(name)
        zero = numbers.number(fmpq(0))
        infinite = numbers.context.inf if name == "mpmath" else type(zero)("inf")
        with numbers.precision():
            assert not numbers.is_finite(infinite) and not numbers.is_finite(infinite - infinite)
    assert not arithmetic("flint").is_finite(arb(1) / arb(0))


@pytest.mark.parametrize("numbers", all_types(), ids=NAMES)
def test_square_roots(numbers: Arithmetic) -> None:
    with numbers.precision():
        assert close(numbers, sqrt(numbers.number(fmpq(9, 4))), fmpq(3, 2), 2)
    assert sqrt(np.array([4.0, 9.0])).tolist() == [2, 3]


def test_the_root_of_a_long_fraction_is_refused_briefly() -> None:
    with pytest.raises(ValueError, match=r"^a number of \d+ bits is not the square of a rational"):
        sqrt(Fraction(10**5001, 3))


@pytest.mark.parametrize(("arguments", "message"), [
    (("decimal", {}), "the arithmetic 'decimal' is unknown: expected one of fraction, mpmath, gmpy2, flint, float"),
    (("gmpy2", {"digits": 0}), "digits = 0 is not a precision"),
    (("gmpy2", {"bits": 2.5}), "bits = 2.5 is not a precision"),
    (("gmpy2", {"bits": True}), "bits = True is not a precision"),
    (("gmpy2", {"bits": 10**12}), "bits = 1000000000000 is not a precision"),
    (("float", {"digits": 30}), "digits = 30 is given, but the precision of the arithmetic 'float' is fixed"),
    (("mpmath", {"digits": 30, "bits": 90}), "both digits = 30 and bits = 90 are given"),
])  # fmt: skip
def test_bad_precisions_are_refused_in_one_line(arguments: tuple[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        arithmetic(arguments[0], **arguments[1])


def test_a_number_beyond_doubles_is_refused_as_a_float() -> None:
    with pytest.raises(InputError, match="beyond the range of double precision: use the arithmetic 'gmpy2' or 'mpmath'"):
        arithmetic("float").number(fmpq(10) ** 400)


@pytest.mark.parametrize("name", ["float", "mpmath", "gmpy2"])
def test_shaken_numbers_are_off_by_32_units_at_most(name: str) -> None:
    numbers = arithmetic(name)
    with numbers.precision():
        off, same = shaken(numbers, SEED), shaken(numbers, SEED)
        xs = [fmpq(k, 7) for k in range(60)]
        vector = off.vector(xs)
        moved = [exact(y) for y in (*vector, *off.again(vector), off.again(off.number(fmpq(5))))]
        assert moved[0] == moved[60] == 0 and moved[1:60] != [exact(numbers.number(x)) for x in xs[1:]]
        assert all(abs(y - x) <= x * 70 / fmpq(2) ** numbers.bits for x, y in zip([*xs, *xs, fmpq(5)], moved))
        assert [exact(y) for y in same.vector(xs)] == moved[:60]
        unit = numbers.vector([fmpq(1), fmpq(0)]), numbers.vector([fmpq(0), fmpq(1)])
        A = off.matrix([[fmpq(2), fmpq(1, 3)], [fmpq(1, 3), fmpq(5)]])
        assert exact(unit[0] @ (A @ unit[1])) == exact(unit[1] @ (A @ unit[0])) != exact(numbers.number(fmpq(1, 3)))
