"""Fixed-point vectors of any precision as matrices of doubles: the sums of one step of BNGD, without rounding in any operation.

A vector of d numbers is a (K, d) matrix of integers, its limbs, the most significant row first: component i is the sum over a of
x[a, i] 2^(22 (3 - a)), four limbs before the point.  Limbs are balanced, at most 2^21 + 1 in size, so that small numbers of either
sign begin with zeros, and every sum of K products is below 2^53: doubles compute it exactly, at their full speed.  Products are
cut off after the last limb, an error of at most K 2^20 units there: the last limb is a guard.  Nothing here decides anything: a
caller compares precisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from verify.sweep.compiled import compiled

Array: TypeAlias = Any
BITS, WHOLE, GUARDS = 22, 4, 1
BASE, INVERSE = float(1 << BITS), 1 / float(1 << BITS)


@compiled
def carry(x: Array) -> None:
    """Balance the limbs of every column in place; what is beyond the first stays in it."""
    for a in range(x.shape[0] - 1, 0, -1):
        low, high = x[a], x[a - 1]
        for i in range(x.shape[1]):
            over = np.rint(low[i] * INVERSE)
            low[i] -= over * BASE
            high[i] += over


@compiled
def add_scaled(scalar: Array, x: Array, sign: float, out: Array) -> None:
    """out += sign scalar x for a scalar (K,) and a vector x (R, d) with R <= K rows that are not zero; limbs are not balanced."""
    size, d = out.shape
    rows = x.shape[0]
    for c in range(size):
        total, row = c + WHOLE - 1, out[c]
        first, last = max(0, total - size + 1), min(rows, total + 1)
        a = first
        while a + 4 <= last:
            s0, s1, s2, s3 = sign * scalar[total - a], sign * scalar[total - a - 1], sign * scalar[total - a - 2], sign * scalar[total - a - 3]
            x0, x1, x2, x3 = x[a], x[a + 1], x[a + 2], x[a + 3]
            for i in range(d):
                row[i] = row[i] + s0 * x0[i] + s1 * x1[i] + s2 * x2[i] + s3 * x3[i]
            a += 4
        while a < last:
            s0, x0 = sign * scalar[total - a], x[a]
            for i in range(d):
                row[i] += s0 * x0[i]
            a += 1


@compiled
def multiply(x: Array, y: Array, out: Array) -> None:
    """out = x y, component by component, balanced; x: (K, d), y: (R, d) with R <= K rows that are not zero."""
    size, d = out.shape
    rows = y.shape[0]
    out[:] = 0.0
    for c in range(size):
        total, row = c + WHOLE - 1, out[c]
        first, last = max(0, total - size + 1), min(rows, total + 1)
        b = first
        while b + 4 <= last:
            a = total - b
            x0, x1, x2, x3 = x[a], x[a - 1], x[a - 2], x[a - 3]
            y0, y1, y2, y3 = y[b], y[b + 1], y[b + 2], y[b + 3]
            for i in range(d):
                row[i] = row[i] + x0[i] * y0[i] + x1[i] * y1[i] + x2[i] * y2[i] + x3[i] * y3[i]
            b += 4
        while b < last:
            x0, y0 = x[total - b], y[b]
            for i in range(d):
                row[i] += x0[i] * y0[i]
            b += 1
    carry(out)


@compiled
def total_of(x: Array) -> float:
    """The sum."""
    total = 0.0
    for i in range(x.size):
        total += x[i]
    return total


@compiled
def unpack(words: Array, out: Array) -> None:
    """Balanced limbs (K,) of a number given as little-endian 64-bit words of the number plus `offset`."""
    size = out.size
    for c in range(size):
        start = BITS * c
        word, bit = start >> 6, start & 63
        digit = words[word] >> np.uint64(bit)
        if bit + BITS > 64:
            digit |= words[word + 1] << np.uint64(64 - bit)
        out[size - 1 - c] = float(np.int64(digit & np.uint64((1 << BITS) - 1)) - (1 << (BITS - 1)))


@compiled
def pack(limbs: Array, words: Array) -> None:
    """The inverse of `unpack`, for any limbs below 2^53 whose number is in range."""
    size = limbs.size
    words[:] = np.uint64(0)
    over: Any = 0
    for c in range(size):
        digit: Any = np.int64(limbs[size - 1 - c]) + over + (1 << (BITS - 1))
        over = digit >> BITS
        value = np.uint64(digit & ((1 << BITS) - 1))
        start = BITS * c
        word, bit = start >> 6, start & 63
        words[word] |= value << np.uint64(bit)
        if bit + BITS > 64:
            words[word + 1] |= value >> np.uint64(64 - bit)


@compiled
def step_sums(h: Array, u: Array, p: Array, words: Array, shift: int, work: Array, sums: Array) -> None:
    """p in place, and the sums v'Hu, v'Hp, e'He, with e = M p - S u, p = e - t He and v = u - 2^(-22 shift) p.

    h, u: (R, d) and (R', d), their leading limbs, the others zero; p: (K, d); words: M, S and t, packed, (3, words), replaced by the
    sums; work: (5, K, d) and sums: (3, K) are overwritten.
    """
    size = p.shape[0]
    e, f, v, w, product = work[0], work[1], work[2], work[3], work[4]
    for m in range(3):
        unpack(words[m], sums[m])
    e[:] = 0.0
    add_scaled(sums[0], p, 1.0, e)
    carry(e)
    add_scaled(sums[1], u, -1.0, e)
    carry(e)
    multiply(e, h, f)
    p[:] = e
    add_scaled(sums[2], f, -1.0, p)
    carry(p)
    v[:] = 0.0
    v[: u.shape[0]] = u
    for a in range(shift, size):
        v[a] -= p[a - shift]
    multiply(v, h, w)
    multiply(w, u, product)
    for a in range(size):
        sums[0, a] = total_of(product[a])
    multiply(w, p, product)
    for a in range(size):
        sums[1, a] = total_of(product[a])
    multiply(f, e, product)
    for a in range(size):
        sums[2, a] = total_of(product[a])
    for m in range(3):
        pack(sums[m], words[m])


# ------------------------------------------------------------------------------------------------
# Integers in and out


class Format:
    """Numbers of K limbs as packed words, and back to integers in units of the last limb."""

    def __init__(self, size: int) -> None:
        """K limbs."""
        self.size, self.units = size, BITS * (size - WHOLE)
        self.words = -(-BITS * size // 64) + 1
        self.offset = ((1 << (BITS * size)) - 1) // ((1 << BITS) - 1) << (BITS - 1)

    def packed(self, xs: Sequence[int]) -> Array:
        """The words, (n, words), of integers; OverflowError where one does not fit."""
        limit = 1 << (BITS * self.size)
        raws = [x + self.offset for x in xs]
        if not all(0 <= raw < limit for raw in raws):
            raise OverflowError("a number beyond the limbs")
        data = b"".join([raw.to_bytes(8 * self.words, "little") for raw in raws])
        return np.frombuffer(bytearray(data), dtype=np.uint64).reshape(len(raws), self.words)

    def integers(self, words: Array) -> list[int]:
        """The integers of (n, words)."""
        data, length = words.tobytes(), 8 * self.words
        return [int.from_bytes(data[i : i + length], "little") - self.offset for i in range(0, len(data), length)]

    def columns(self, xs: Sequence[int]) -> Array:
        """The limbs, (K, n), of integers."""
        out = np.empty((len(xs), self.size))
        for words, limbs in zip(self.packed(xs), out):
            unpack(words, limbs)
        return np.ascontiguousarray(out.T)

    def column_integers(self, columns: Array) -> list[int]:
        """The integers of (K, n)."""
        words = np.zeros((columns.shape[1], self.words), dtype=np.uint64)
        for limbs, row in zip(np.ascontiguousarray(columns.T), words):
            pack(limbs, row)
        return self.integers(words)

    def exact(self, xs: Sequence[float]) -> Array:
        """The doubles exactly, (R, n), without last rows that are zero; OverflowError where they have too many digits."""
        scaled = [Fraction(x) * 2**self.units for x in xs]
        if any(x.denominator != 1 for x in scaled):
            raise OverflowError(f"digits beyond {self.units} bits after the point")
        found = self.columns([x.numerator for x in scaled])
        return np.ascontiguousarray(found[: int(np.flatnonzero(found.any(axis=1))[-1]) + 1])
