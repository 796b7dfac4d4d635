"""One setting of BNGD or MBNGD at any precision: the kernels' recursion, with vectors in limbs and scalars in mpfr."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

import gmpy2
import numpy as np
from flint import arb, ctx
from gmpy2 import mpfr

from verify.sweep import limbs
from verify.sweep.starts import start_balls

Array: TypeAlias = Any
GUARD = 96
FAST = 2.0**30
"""Effective steps beyond this over the largest eigenvalue leave the limbs' range: such a pass is made in mpfr."""


class Cell(NamedTuple):
    """One setting for H = diag(h): doubles, taken exactly; w0 = None is g/|g|, exactly."""

    method: str
    h: Array
    u: Array
    w0: Array | None
    a0: float
    eps_a: float
    eps: float
    steps: int


class Final(NamedTuple):
    """The logarithm of the excess loss and the effective step after the last step."""

    log_loss: float
    effective_step: float


def to_mpfr(x: arb) -> mpfr:
    """The middle of a ball."""
    mantissa, exponent = x.mid().man_exp()
    return gmpy2.mul_2exp(mpfr(int(mantissa)), int(exponent)) if exponent >= 0 else gmpy2.div_2exp(mpfr(int(mantissa)), int(-exponent))


class Vectors:
    """h, u and p in limbs, p with its power of two; h and u are scaled to be at most 1."""

    def __init__(self, cell: Cell, bits: int) -> None:
        """Raises OverflowError where the doubles do not fit in the bits."""
        self.format = limbs.Format(-(-bits // limbs.BITS) + limbs.WHOLE + limbs.GUARDS)
        self.h_power = 2 * math.ceil(math.frexp(float(np.max(cell.h)))[1] / 2)
        self.u_power = math.frexp(float(np.max(np.abs(cell.u))))[1]
        self.h = np.ldexp(cell.h, -self.h_power)
        self.u = np.ldexp(cell.u, -self.u_power)
        self.h_limbs, self.u_limbs = self.format.exact(self.h), self.format.exact(self.u)
        size = self.format.size
        self.work, self.sums = np.zeros((5, size, len(self.h))), np.zeros((3, size))
        self.p = np.zeros((size, len(self.h)))
        self.shift = 0

    def fixed(self, xs: Sequence[mpfr]) -> list[int]:
        """Numbers in units of the last limb; OverflowError where one is no number."""
        try:
            return [int(gmpy2.mul_2exp(x, self.format.units)) for x in xs]
        except ValueError:
            raise OverflowError("not a number") from None

    def floating(self, xs: Sequence[int]) -> list[mpfr]:
        """The numbers from units of the last limb."""
        return [gmpy2.div_2exp(mpfr(x), self.format.units) for x in xs]

    def write(self, p: Sequence[mpfr]) -> None:
        """Set p."""
        self.p = self.format.columns(self.fixed(p))

    def step(self, multiple: mpfr, share: mpfr, t: mpfr) -> list[mpfr]:
        """p <- (I - tH) e with e = multiple p - share u; v'Hu, v'Hp and e'He with v = u - 2^(-22 shift) p."""
        if abs(t) < FAST:
            with suppress(OverflowError):
                words = self.format.packed(self.fixed((multiple, share, t)))
                limbs.step_sums(self.h_limbs, self.u_limbs, self.p, words, self.shift, self.work, self.sums)
                return self.floating(self.format.integers(words))
        return self.slow_step(multiple, share, t)

    def slow_step(self, multiple: mpfr, share: mpfr, t: mpfr) -> list[mpfr]:
        """The same in mpfr."""
        h, u = [mpfr(x) for x in self.h], [mpfr(x) for x in self.u]
        e = [multiple * x - share * y for x, y in zip(self.floating(self.format.column_integers(self.p)), u)]
        f = [x * y for x, y in zip(h, e)]
        p = [x - t * y for x, y in zip(e, f)]
        v = [x - gmpy2.div_2exp(y, limbs.BITS * self.shift) for x, y in zip(u, p)]
        self.write(p)
        w = [x * y for x, y in zip(h, v)]
        return [sum(map(gmpy2.mul, *pair)) for pair in ((w, u), (w, p), (f, e))]


def run(cell: Cell, bits: int) -> Final:
    """The setting after its steps, with vectors of the given number of bits after the point.

    Raises OverflowError where the data or an iterate do not fit; overflow never passes for a result.
    """
    with ctx.workprec(2 * bits + GUARD), gmpy2.context(gmpy2.get_context(), precision=bits + GUARD):
        vectors = Vectors(cell, bits)
        return finished(cell, vectors)


def finished(cell: Cell, vectors: Vectors) -> Final:
    """The recursion of `kernels`, with true sizes for everything but p."""
    w0 = None if cell.w0 is None else np.ldexp(cell.w0, -vectors.u_power)
    start = {name: to_mpfr(x) for name, x in start_balls(vectors.h, vectors.u, w0).items() if name in ("s", "q", "sigma2")}
    vectors.write([to_mpfr(x) for x in start_balls(vectors.h, vectors.u, w0)["e"]])
    scale = vectors.u_power + vectors.h_power // 2
    modified = cell.method == "mbngd"
    s, q, precision = start["s"], start["q"], 1 / start["sigma2"]
    eps_a = mpfr(1) if modified else mpfr(cell.eps_a)
    eps, keep = mpfr(cell.eps), 1 - eps_a
    eps = eps * mpfr(2) ** vectors.h_power
    if cell.w0 is None:
        eps = eps * mpfr(2) ** (2 * vectors.u_power)
    a = s if modified else mpfr(cell.a0) / mpfr(2) ** scale
    delta, t = a - s, eps * a * s * precision
    multiple, share, before, q_before = mpfr(1), mpfr(0), s, q
    for k in range(cell.steps + 1):
        y, x, mantissa = vectors.step(multiple, share, t if k < cell.steps else mpfr(0))
        q = gmpy2.div_2exp(mantissa, 2 * limbs.BITS * vectors.shift)
        if k:
            delta = keep * delta + ((q - q_before) / (s + before) if s * before > 0 else before - s)
        if k == cell.steps:
            break
        n = y - gmpy2.div_2exp(x, limbs.BITS * vectors.shift)
        before, q_before = s, q
        multiple, share = y / n, x / n
        precision *= s * s / n
        a = keep * a + eps_a * s
        s = (multiple if s > 0 else -multiple) * gmpy2.sqrt(n)
        if modified:
            a = s
        t = eps * a * s * precision
        if 0 < mantissa < SMALL:
            multiple, share, vectors.shift = gmpy2.mul_2exp(multiple, limbs.BITS), gmpy2.mul_2exp(share, limbs.BITS), vectors.shift + 1
        elif mantissa > LARGE and vectors.shift:
            multiple, share, vectors.shift = gmpy2.div_2exp(multiple, limbs.BITS), gmpy2.div_2exp(share, limbs.BITS), vectors.shift - 1
        if not (gmpy2.is_finite(t) and n > 0):
            raise OverflowError("an iterate is no number")
    if modified:
        delta = mpfr(0)
    loss = (q + delta * delta) / 2
    return Final(float(gmpy2.log(loss)) + 2 * scale * math.log(2), float(t / mpfr(2) ** vectors.h_power))


SMALL, LARGE = 2.0 ** (-2 * limbs.BITS), 1.0
