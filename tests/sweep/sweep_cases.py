"""Problems and runs that the tests of sweeps share.  Every random number is seeded where it is drawn."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import gmpy2
import numpy as np
from gmpy2 import mpfr

from verify.models import bngd, gd, mbngd
from verify.sweep import lanes
from verify.sweep.starts import error_form


class Diagonal:
    """H = diag(h), for the single definition of the steps."""

    def __init__(self, h: Any) -> None:
        """The eigenvalues."""
        self.h = h

    def __matmul__(self, x: Any) -> Any:
        """H x."""
        return self.h * x


def by_definition(method: str, h: Any, u: Any, w0: Any, a0: float, eps_a: float, eps: float, steps: int, bits: int = 600) -> dict[str, float]:
    """The outputs after some steps of verify.models' iteration, in mpfr."""
    with gmpy2.context(gmpy2.get_context(), precision=bits):
        h, u = (np.array([mpfr(float(x)) for x in xs]) for xs in (h, u))
        H, g = Diagonal(h), h * u
        w = g / gmpy2.sqrt(g @ g) if w0 is None else np.array([mpfr(float(x)) for x in w0])
        a, eps_a, eps = mpfr(a0), mpfr(eps_a), mpfr(eps)
        for _ in range(steps):
            if method == "bngd":
                a, w = bngd.step(H, g, bngd.State(a, w), eps_a, eps)
            else:
                w = mbngd.step(H, g, w, eps) if method == "mbngd" else gd.step(H, g, w, eps)
        s = (w @ g) / bngd.sigma(H, w)
        if method == "mbngd":
            a = s
        e = u - w if method == "gd" else bngd.residual(H, u, w)
        q = e @ (H @ e)
        loss = q / 2 if method == "gd" else bngd.loss(H, g, u @ g, bngd.State(a, w))
        step = eps if method == "gd" else bngd.effective_step(H, g, bngd.State(a, w), eps)
        values = {"log_loss": gmpy2.log(loss), "log_e_H": gmpy2.log(q) / 2, "log_e": gmpy2.log(e @ e) / 2, "effective_step": step,
                  "a": a, "log_w": gmpy2.log(w @ w) / 2, "projection": s}  # fmt: skip
        return {name: math.nan if method == "gd" and name == "a" else float(value) for name, value in values.items()}


def in_lanes(method: str, h: Any, u: Any, w0: Any, a0: float, eps_a: float, eps: float, steps: int, twins: bool = False) -> dict[str, float]:
    """The outputs of one setting run by the kernels."""
    one = [np.array([x]) for x in (a0, eps_a, eps)]
    found = lanes.run(method, np.asarray(h, dtype=float), [error_form(h, u, w0)], np.zeros(1, dtype=int), *one, [steps], twins)
    return {name: float(value[0, 0]) for name, value in found.items()}


def contents(store: Path) -> dict[str, str]:
    """The digest of every file of a store."""
    return {str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest() for path in store.rglob("*") if path.is_file()}
