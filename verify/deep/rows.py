"""Combinations and inner products of rows of numbers, compiled, on one processor core.

Four rows and eight, or five, are treated at once, which keeps their weights, or their sums, in registers: a multiply-add then needs
less than half a number from memory.  Rows are parts of flat arrays, given by where they begin, so that those of a convolution's input may overlap.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from numba import njit

from verify.sweep.compiled import compiled

Array: TypeAlias = Any


def summing(function: Any) -> Any:
    """Compiled like `verify.sweep.compiled`, and sums may be taken in another order (the same in every run on one kind of processor)."""
    return njit(nogil=True, cache=True, fastmath={"contract", "reassoc"}, error_model="numpy")(function)


@compiled
def row(w: Array, c: int, k: int) -> Any:
    """Eight weights."""
    return w[c, k], w[c, k + 1], w[c, k + 2], w[c, k + 3], w[c, k + 4], w[c, k + 5], w[c, k + 6], w[c, k + 7]


@compiled
def eight(t: Any, w: Any, x: Any) -> Any:
    """t plus eight products."""
    return t + w[0] * x[0] + w[1] * x[1] + w[2] * x[2] + w[3] * x[3] + w[4] * x[4] + w[5] * x[5] + w[6] * x[6] + w[7] * x[7]


@compiled
def four_of_eight(out: Array, oo: Array, src: Array, so: Array, w: Array, c: int, k: int, n: int) -> None:
    """Add to four rows of `out` combinations of eight rows of `src`."""
    o0, o1, o2, o3 = out[oo[c] : oo[c] + n], out[oo[c + 1] : oo[c + 1] + n], out[oo[c + 2] : oo[c + 2] + n], out[oo[c + 3] : oo[c + 3] + n]
    w0, w1, w2, w3 = row(w, c, k), row(w, c + 1, k), row(w, c + 2, k), row(w, c + 3, k)
    x0, x1, x2, x3 = src[so[k] : so[k] + n], src[so[k + 1] : so[k + 1] + n], src[so[k + 2] : so[k + 2] + n], src[so[k + 3] : so[k + 3] + n]
    k += 4
    x4, x5, x6, x7 = src[so[k] : so[k] + n], src[so[k + 1] : so[k + 1] + n], src[so[k + 2] : so[k + 2] + n], src[so[k + 3] : so[k + 3] + n]
    for j in range(n):
        x = (x0[j], x1[j], x2[j], x3[j], x4[j], x5[j], x6[j], x7[j])
        o0[j] = eight(o0[j], w0, x)
        o1[j] = eight(o1[j], w1, x)
        o2[j] = eight(o2[j], w2, x)
        o3[j] = eight(o3[j], w3, x)


@compiled
def four_of_one(out: Array, oo: Array, src: Array, so: Array, w: Array, c: int, k: int, n: int) -> None:
    """Add to four rows of `out` multiples of a row of `src`."""
    o0, o1, o2, o3 = out[oo[c] : oo[c] + n], out[oo[c + 1] : oo[c + 1] + n], out[oo[c + 2] : oo[c + 2] + n], out[oo[c + 3] : oo[c + 3] + n]
    w0, w1, w2, w3, x0 = w[c, k], w[c + 1, k], w[c + 2, k], w[c + 3, k], src[so[k] : so[k] + n]
    for j in range(n):
        x = x0[j]
        o0[j] += w0 * x
        o1[j] += w1 * x
        o2[j] += w2 * x
        o3[j] += w3 * x


@compiled
def one_of_eight(out: Array, oo: Array, src: Array, so: Array, w: Array, c: int, k: int, n: int) -> None:
    """Add to a row of `out` a combination of eight rows of `src`."""
    o0, w0 = out[oo[c] : oo[c] + n], row(w, c, k)
    x0, x1, x2, x3 = src[so[k] : so[k] + n], src[so[k + 1] : so[k + 1] + n], src[so[k + 2] : so[k + 2] + n], src[so[k + 3] : so[k + 3] + n]
    k += 4
    x4, x5, x6, x7 = src[so[k] : so[k] + n], src[so[k + 1] : so[k + 1] + n], src[so[k + 2] : so[k + 2] + n], src[so[k + 3] : so[k + 3] + n]
    for j in range(n):
        o0[j] = eight(o0[j], w0, (x0[j], x1[j], x2[j], x3[j], x4[j], x5[j], x6[j], x7[j]))


@compiled
def one_of_one(out: Array, oo: Array, src: Array, so: Array, w: Array, c: int, k: int, n: int) -> None:
    """Add to a row of `out` a multiple of a row of `src`."""
    o0, x0, w0 = out[oo[c] : oo[c] + n], src[so[k] : so[k] + n], w[c, k]
    for j in range(n):
        o0[j] += w0 * x0[j]


@compiled
def combine(out: Array, oo: Array, src: Array, so: Array, w: Array, n: int) -> None:
    """out[oo[c] + j] += sum over k of w[c, k] src[so[k] + j] for j < n."""
    rows, terms = len(oo), len(so)
    whole, eights = rows - rows % 4, terms - terms % 8
    for c in range(0, whole, 4):
        for k in range(0, eights, 8):
            four_of_eight(out, oo, src, so, w, c, k, n)
        for k in range(eights, terms):
            four_of_one(out, oo, src, so, w, c, k, n)
    for c in range(whole, rows):
        for k in range(0, eights, 8):
            one_of_eight(out, oo, src, so, w, c, k, n)
        for k in range(eights, terms):
            one_of_one(out, oo, src, so, w, c, k, n)


@summing
def four_by_five(found: Array, a: Array, ao: Array, b: Array, bo: Array, c: int, k: int, n: int) -> None:
    """Add the inner products of four rows and five."""
    a0, a1, a2, a3 = a[ao[c] : ao[c] + n], a[ao[c + 1] : ao[c + 1] + n], a[ao[c + 2] : ao[c + 2] + n], a[ao[c + 3] : ao[c + 3] + n]
    b0, b1, b2, b3 = b[bo[k] : bo[k] + n], b[bo[k + 1] : bo[k + 1] + n], b[bo[k + 2] : bo[k + 2] + n], b[bo[k + 3] : bo[k + 3] + n]
    b4 = b[bo[k + 4] : bo[k + 4] + n]
    zero = found.dtype.type(0)
    t00 = t01 = t02 = t03 = t04 = t10 = t11 = t12 = t13 = t14 = zero
    t20 = t21 = t22 = t23 = t24 = t30 = t31 = t32 = t33 = t34 = zero
    for j in range(n):
        x0, x1, x2, x3 = a0[j], a1[j], a2[j], a3[j]
        y0, y1, y2, y3, y4 = b0[j], b1[j], b2[j], b3[j], b4[j]
        t00, t01, t02, t03, t04 = t00 + x0 * y0, t01 + x0 * y1, t02 + x0 * y2, t03 + x0 * y3, t04 + x0 * y4
        t10, t11, t12, t13, t14 = t10 + x1 * y0, t11 + x1 * y1, t12 + x1 * y2, t13 + x1 * y3, t14 + x1 * y4
        t20, t21, t22, t23, t24 = t20 + x2 * y0, t21 + x2 * y1, t22 + x2 * y2, t23 + x2 * y3, t24 + x2 * y4
        t30, t31, t32, t33, t34 = t30 + x3 * y0, t31 + x3 * y1, t32 + x3 * y2, t33 + x3 * y3, t34 + x3 * y4
    for i, sums in enumerate(((t00, t01, t02, t03, t04), (t10, t11, t12, t13, t14), (t20, t21, t22, t23, t24), (t30, t31, t32, t33, t34))):
        found[c + i, k] += sums[0]
        found[c + i, k + 1] += sums[1]
        found[c + i, k + 2] += sums[2]
        found[c + i, k + 3] += sums[3]
        found[c + i, k + 4] += sums[4]


@summing
def one_by_one(found: Array, a: Array, ao: Array, b: Array, bo: Array, c: int, k: int, n: int) -> None:
    """Add the inner product of two rows."""
    a0, b0, t = a[ao[c] : ao[c] + n], b[bo[k] : bo[k] + n], found.dtype.type(0)
    for j in range(n):
        t += a0[j] * b0[j]
    found[c, k] += t


@compiled
def products(found: Array, a: Array, ao: Array, b: Array, bo: Array, n: int) -> None:
    """found[c, k] += sum over j < n of a[ao[c] + j] b[bo[k] + j]."""
    rows, others = len(ao), len(bo)
    whole, fives = rows - rows % 4, others - others % 5
    for c in range(0, whole, 4):
        for k in range(0, fives, 5):
            four_by_five(found, a, ao, b, bo, c, k, n)
    for c in range(rows):
        for k in range(fives if c < whole else 0, others):
            one_by_one(found, a, ao, b, bo, c, k, n)
