"""Many settings of one iteration on one diagonal H: laid out in lanes, run by the kernels, read out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from verify.sweep import kernels as k
from verify.sweep.starts import Start

Array: TypeAlias = Any
LOG_UNIT = k.UNIT * np.log(2.0)


def run(method: str, h: Array, starts: Sequence[Start], which: Array, a0: Array, eps_a: Array, eps: Array, steps: Sequence[int],
        twins: bool = False) -> dict[str, Array]:  # fmt: skip
    """The outputs of n settings after each of m numbers of steps, each (n, m).

    h: (d,), increasing steps: m of them.  which: (n,), the number of each setting's start; a0, eps_a, eps: (n,).  With twins, for
    BNGD and MBNGD, also `apart`, the largest difference ever between a run and its twin with exaggerated rounding errors, and the
    twin's own log_loss and effective_step.
    Settings with about the same eps run together, since they tend to be near the saddles together, where the kernels do other work.
    Numbers that overflow come out as NaN or infinities, never as finite values.
    """
    if method == "gd":
        return descent(h, starts, which, eps, steps)
    parts = []
    alone = len(starts) == 1
    order = np.lexsort((eps_a, a0, which, eps))
    which, a0, eps_a, eps = which[order], a0[order], eps_a[order], eps[order]
    for chosen in batches(len(which), k.HALF if twins else k.LANES):
        with np.errstate(all="ignore"):
            batch = Batch(method, h, starts, which[chosen], a0[chosen], eps_a[chosen], eps[chosen], twins, alone)
            parts.append(batch.run(steps, len(np.unique(chosen))))
    back = np.argsort(order)
    return {name: np.concatenate([part[name] for part in parts])[back] for name in parts[0]}


def batches(count: int, size: int) -> Iterator[Array]:
    """The numbers of the settings in each batch; the last setting fills the last batch."""
    for first in range(0, count, size):
        yield np.minimum(np.arange(first, first + size), count - 1)


def padded(x: Array) -> Array:
    """x with zeros below, to a multiple of the kernel's unrolled length."""
    return np.concatenate([x, np.zeros((-len(x) % k.UNROLLED, *x.shape[1:]))])


class Batch:
    """One state of the kernel, with each u scaled by a power of two (Proposition 3.2) so that u'Hu is about 1."""

    def __init__(self, method: str, h: Array, starts: Sequence[Start], which: Array, a0: Array, eps_a: Array, eps: Array,
                 twins: bool, alone: bool) -> None:  # fmt: skip
        """The settings, as many as lanes (half as many with twins)."""
        self.modified, self.twins = method == "mbngd", twins
        if twins:
            which, a0, eps_a, eps = (np.concatenate([x, x]) for x in (which, a0, eps_a, eps))
        chosen = [starts[i] for i in which]
        self.power = np.array([start.power for start in chosen])
        unit = np.ldexp(1.0, -self.power)
        s, q, sigma2, energy = (np.array([getattr(start, name) for start in chosen]) for name in ("s", "q", "sigma2", "energy"))
        s, q, energy, a0, eps = s * unit, q * unit**2, energy * unit**2, a0 * unit, eps / unit**2
        self.h = padded(np.asarray(h, dtype=float))
        self.u = padded(chosen[0].u * unit[0]) if alone else padded(np.stack([start.u for start in chosen], axis=1) * unit)
        weights = s * s < k.ENTER * energy
        vectors = [start.direction if by_weights else start.e * one for start, by_weights, one in zip(chosen, weights, unit)]
        self.p = padded(np.stack(vectors, axis=1))
        self.state = state = np.zeros((k.ROWS, k.LANES))
        for row in (k.SCALE, k.FADE, k.LINK, k.DIRECT):
            state[row] = 1.0
        if self.modified:
            a0, eps_a = s, np.ones_like(s)
        state[k.S] = state[k.S_BEFORE] = s
        state[k.ENERGY], state[k.Q_BEFORE], state[k.PRECISION] = energy, q, 1 / sigma2
        state[k.A], state[k.DELTA], state[k.KEEP], state[k.EPS] = a0, a0 - s, 1 - eps_a, eps
        state[k.EPS_A] = eps_a
        state[k.BY_WEIGHTS], state[k.FROM_P] = weights, weights
        state[k.MULTIPLE], state[k.SHARE] = np.where(weights, -s, 1.0), np.where(weights, -1.0, 0.0)
        state[k.STEP] = eps * a0 / sigma2 * np.where(weights, 1.0, s)
        self.errors = twin_errors(self.h) if twins else None

    def run(self, steps: Sequence[int], count: int) -> dict[str, Array]:
        """The outputs of the first lanes after each number of steps, (count, m)."""
        found, done = [], 0
        for until in steps:
            k.advance(self.h, self.u, self.errors, self.p, self.state, k.POWERS, self.modified, until - done)
            found.append(self.read())
            done = until
        return {name: np.stack([part[name][:count] for part in found], axis=1) for name in found[0]}

    def read(self) -> dict[str, Array]:
        """The outputs of every lane at the current iterate."""
        state, weights = self.state, self.state[k.BY_WEIGHTS] > 0
        u = self.u if self.u.ndim == 2 else self.u[:, None]
        e = state[k.MULTIPLE] * self.p - state[k.SHARE] * u
        q, length = (self.h[:, None] * e * e).sum(axis=0), (e * e).sum(axis=0)
        s, before = state[k.S], state[k.S_BEFORE]
        by_squares = (q - state[k.Q_BEFORE]) / (s + before) * state[k.LINK]
        drop = np.where((s * before <= 0) | weights, (before - s) * state[k.DIRECT], by_squares)
        delta = np.zeros_like(q) if self.modified else state[k.FADE] * state[k.DELTA] + drop
        unit, scale = self.power * np.log(2.0), state[k.E_UNITS] * LOG_UNIT
        log_q = np.log(q) - 2 * scale
        log_delta2 = 2 * (np.log(np.abs(delta)) - state[k.D_UNITS] * LOG_UNIT)
        w = np.where(weights, self.p * state[k.FROM_P], u - state[k.SCALE] * e)
        log_w = np.log((w * w).sum(axis=0)) / 2 - np.log(state[k.PRECISION]) / 2 - np.where(weights, 0.0, np.log(np.abs(s)))
        found = {
            "log_loss": np.logaddexp(log_q, log_delta2) - np.log(2.0) + 2 * unit,
            "log_e_H": log_q / 2 + unit,
            "log_e": np.log(length) / 2 - scale + unit,
            "effective_step": np.where(weights, state[k.STEP] * s, state[k.STEP]),
            "a": np.ldexp(s if self.modified else state[k.A], self.power),
            "log_w": log_w,
            "projection": np.ldexp(s, self.power),
        }
        if self.twins:
            found["apart"] = state[k.APART].copy()
            found |= {f"twin_{name}": np.roll(found[name], k.HALF) for name in ("log_loss", "effective_step")}
        return found


def twin_errors(h: Array) -> tuple[Array, Array, Array]:
    """Directions of the twins' errors, shifts into them, and scales that make them equally strong in every eigenvector in H-norm.

    On average they have unit H-norm.  The seed is part of the definition of the monitor.
    """
    generator = np.random.default_rng(20190501)
    scale = np.divide(1, np.sqrt(np.count_nonzero(h) * h), out=np.zeros_like(h), where=h > 0)
    return generator.standard_normal(2 * len(h)), generator.integers(0, len(h), 509), scale


def descent(h: Array, starts: Sequence[Start], which: Array, eps: Array, steps: Sequence[int]) -> dict[str, Array]:
    """GD after each number of steps: its error is (I - eps H)^k (u - w0), by its logarithms."""
    found = []
    with np.errstate(all="ignore"):
        for i, step in zip(which, eps):
            start = starts[i]
            log_factor = log_abs(1 - step * h, step * h)
            log_e = np.asarray(steps)[:, None] * log_factor + np.log(np.abs(start.gap))
            sign = np.where(1 - step * h < 0, (-1.0) ** (np.asarray(steps) % 2)[:, None], 1.0) * np.sign(start.gap)
            w = start.u - sign * np.exp(log_e)
            log_q = np.logaddexp.reduce(np.log(h) + 2 * log_e, axis=1)
            found.append({
                "log_loss": log_q - np.log(2.0), "log_e_H": log_q / 2, "log_e": np.logaddexp.reduce(2 * log_e, axis=1) / 2,
                "effective_step": np.full(len(steps), step), "a": np.full(len(steps), np.nan),
                "log_w": np.log(np.sum(w * w, axis=1)) / 2, "projection": (w * h) @ start.u / np.sqrt((w * h * w).sum(axis=1)),
            })  # fmt: skip
    return {name: np.stack([part[name] for part in found]) for name in found[0]}


def log_abs(x: Array, t: Array) -> Array:
    """log |x| for x = 1 - t: by log1p where t is small."""
    return np.where(t < 0.5, np.log1p(-np.minimum(t, 0.5)), np.log(np.abs(x)))
