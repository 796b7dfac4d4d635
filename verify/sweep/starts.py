"""A start of the iteration in error form, from exact data to whatever precision: what the kernels begin with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from flint import arb, ctx

Array: TypeAlias = Any
BITS = 320


@dataclass(frozen=True)
class Start:
    """In doubles: u, gap = u - w0, e = u - (w0'g/sigma^2) w0 and direction = w0/sigma, each (d,); s = w0'g/sigma, q = |e|_H^2,
    sigma^2 and energy = u'Hu, which is between 4^(power - 1) and 4^power."""

    u: Array
    gap: Array
    e: Array
    direction: Array
    s: float
    q: float
    sigma2: float
    energy: float
    power: int


def dot(xs: Sequence[arb], ys: Sequence[arb]) -> arb:
    """The inner product."""
    return sum((x * y for x, y in zip(xs, ys)), arb(0))


def start_balls(h: Array, u: Array, w0: Array | None) -> dict[str, Any]:
    """The quantities of a Start as balls at flint's current precision; w0 = None is g/|g|, with no rounding."""
    H, U = ([arb(float(x)) for x in xs] for xs in (h, u))
    G = [x * y for x, y in zip(H, U)]
    if w0 is None:
        length = dot(G, G).sqrt()
        W = [x / length for x in G]
    else:
        W = [arb(float(x)) for x in w0]
    HW = [x * y for x, y in zip(H, W)]
    sigma2, y = dot(HW, W), dot(G, W)
    sigma, z = sigma2.sqrt(), y / sigma2
    e = [a - z * b for a, b in zip(U, W)]
    q = dot([x * y for x, y in zip(H, e)], e)
    return {"gap": [a - b for a, b in zip(U, W)], "e": e, "direction": [x / sigma for x in W],
            "s": y / sigma, "q": q, "sigma2": sigma2, "energy": dot(G, U)}  # fmt: skip


def error_form(h: Array, u: Array, w0: Array | None = None) -> Start:
    """The start for H = diag(h), each number rounded to a double only once.

    h, u, w0: (d,) doubles, taken exactly, h > 0, u and w0 not zero; w0 = None stands for g/|g| with g = Hu, exactly.
    """
    with ctx.workprec(BITS):
        found: dict[str, Any] = {
            name: np.array([float(x.mid()) for x in value]) if isinstance(value, list) else float(value.mid())
            for name, value in start_balls(h, u, w0).items()
        }
    found["q"] = max(found["q"], 0.0)
    return Start(u=np.asarray(u, dtype=float), power=-(-math.frexp(found["energy"])[1] // 2), **found)
