"""BNGD and MBNGD for diagonal H in error form: 32 lanes, each one setting, side by side in vector registers.

With e = u - (w'g/sigma^2) w (equation (35)), s = w'g/sigma, delta = a - s and the effective step t = eps a s/sigma^2, one step
of BNGD (equations (9) and (10)) is

    p = (I - tH) e,   v = u - p,   y = v'Hu,   x = v'Hp,   n = v'Hv = y - x,   e <- (y/n) p - (x/n) u,   s <- sign(s) y / sqrt(n),
    sigma^2 <- sigma^2 n/s^2,   a <- (1 - eps_a) a + eps_a s,   delta <- (1 - eps_a) delta + (s - s_next),

since w is parallel to v after the step.  Here s - s_next = (|e_next|_H^2 - |e|_H^2) / (s + s_next), for s^2 + |e|_H^2 = u'Hu.
Nothing cancels as e tends to 0: the excess loss J - min J = (|e|_H^2 + delta^2)/2 keeps its relative accuracy.  MBNGD has a = s.

Near the saddles s is small, e is close to u, and v is what cancels.  A lane with s^2 < u'Hu/100 therefore keeps m, a multiple of w,
in place of p: with r = |m|_H it is e = u - (s/r) m and m <- m/r + (eps a/sigma^2) He, y = m'Hu, s <- y/|m|_H, sigma <- sigma |m|_H.

e and delta are mantissas times 2^(-64 j), j an integer of the lane's own: a loss of 1e-1900 is a number like any other.
Sums are never reassociated; a product and a sum may be fused.  So two runs on one kind of processor give the same, bit for bit; in the
last bits two kinds can differ, and a lane can by its neighbours, since a loop where some lanes keep m may fuse otherwise.

In twin mode lane j + 16 repeats lane j with its rounding errors exaggerated (Monte Carlo arithmetic: Parker, 1997), and the kernel
keeps how far the two were ever apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.sweep.compiled import compiled

LANES, HALF, UNROLLED, UNIT = 32, 16, 3, 64

# Rows of the state.  Of a step: sums; e = MULTIPLE p - SHARE u.  Of a lane: the iterate, its setting, powers of two, monitors.
Y, X, Q, MULTIPLE, SHARE, STEP, SCALE, NOISE, Q_BEFORE, S_BEFORE, S, DELTA, A, PRECISION, KEEP, EPS = range(16)
FADE, LINK, DIRECT, E_UNITS, D_UNITS, APART, ENERGY, BY_WEIGHTS, FROM_E, FROM_P, EPS_A = range(16, 27)
ROWS = 27

RANGE, FURTHEST = 20, 15
POWERS = np.array([0.0 if m < -16 else 2.0 ** (UNIT * m) if m < 16 else np.inf for m in range(-RANGE, RANGE + 1)])
LOW, HIGH, BETWEEN = 2.0**-128, 2.0**128, 4
"""Where squares of mantissas are rescaled, and after how many steps that is looked at: e changes by less than 2^200 in four."""
ENTER, LEAVE = 0.01, 0.04
"""Where s^2/u'Hu is below the first a lane begins to keep m, and above the second it ceases to."""
EXAGGERATION = 2.0**-43
"""Relative size of the twins' errors: about 1000 times those of double precision."""


@compiled
def by_error(lane: Any, h: float, u: float, p: float, y: float, x: float, q: float, error: Any) -> Any:
    """Of one component of one lane: the next p, and the sums v'Hu, v'Hp and e'He with it."""
    multiple, share, step, scale, noise, _, _ = lane
    e = multiple * p - share * u
    if error is not None:
        e += noise * error
    f = h * e
    p = e - step * f
    v = u - scale * p
    g = h * v
    return p, y + g * u, x + g * p, q + f * e


@compiled
def by_weights(lane: Any, h: float, u: float, p: float, y: float, x: float, q: float, error: Any) -> Any:
    """The same for a lane that keeps m: the next m, and the sums m'Hu, m'Hm and e'He with it."""
    multiple, _, step, _, noise, from_p, _ = lane
    e = multiple * p + u
    p = from_p * p
    if error is not None:
        p += noise * error
    f = h * e
    p = p + step * f
    g = h * p
    return p, y + g * u, x + g * p, q + f * e


@compiled
def by_either(lane: Any, h: float, u: float, p: float, y: float, x: float, q: float, error: Any) -> Any:
    """The same where some lanes keep m: from_e is 0 for them and 1 for the others, and step and scale have the other sign."""
    multiple, share, step, scale, noise, from_p, from_e = lane
    e = multiple * p - share * u
    p = from_p * p
    if error is not None:
        e += from_e * (noise * error)
        p += (1 - from_e) * (noise * error)
    f = h * e
    p = from_e * e + p - step * f
    v = from_e * u - scale * p
    g = h * v
    return p, y + g * u, x + g * p, q + f * e


@compiled
def direction(errors: Any, k: int, i: int) -> Any:
    """Component i of the direction of the twins' errors in step k; None where there are no twins."""
    if errors is None:
        return None
    directions, shifts, scale = errors
    return scale[i] * directions[shifts[k % shifts.size] + i]


@compiled
def by(some: Any, all_: Any, lane: Any, h: float, u: float, p: float, y: float, x: float, q: float, error: Any) -> Any:
    """One of the three, chosen by which of the first two arguments is None, when it is compiled."""
    if some is None:
        return by_error(lane, h, u, p, y, x, q, error)
    if all_ is None:
        return by_either(lane, h, u, p, y, x, q, error)
    return by_weights(lane, h, u, p, y, x, q, error)


@compiled
def sums(some: Any, all_: Any, h: Any, u: Any, errors: Any, k: int, p: Any, state: Any) -> None:
    """p or m, and the three sums of one step; some, all_: not None where some lanes, or all, keep m."""
    for j in range(LANES):
        state[Y, j] = state[X, j] = state[Q, j] = 0.0
    for i in range(0, h.size, UNROLLED):
        h0, h1, h2 = h[i], h[i + 1], h[i + 2]
        r0, r1, r2 = direction(errors, k, i), direction(errors, k, i + 1), direction(errors, k, i + 2)
        if u.ndim == 1:
            u0, u1, u2 = u[i], u[i + 1], u[i + 2]
        for j in range(LANES):
            if u.ndim == 2:
                u0, u1, u2 = u[i, j], u[i + 1, j], u[i + 2, j]
            lane = (state[MULTIPLE, j], state[SHARE, j], state[STEP, j], state[SCALE, j], state[NOISE, j], state[FROM_P, j],
                    state[FROM_E, j])  # fmt: skip
            y, x, q = state[Y, j], state[X, j], state[Q, j]
            p0, y, x, q = by(some, all_, lane, h0, u0, p[i, j], y, x, q, r0)
            p1, y, x, q = by(some, all_, lane, h1, u1, p[i + 1, j], y, x, q, r1)
            p2, y, x, q = by(some, all_, lane, h2, u2, p[i + 2, j], y, x, q, r2)
            p[i, j], p[i + 1, j], p[i + 2, j] = p0, p1, p2
            state[Y, j], state[X, j], state[Q, j] = y, x, q


@compiled
def turned(state: Any) -> None:
    """The sign that `by_either` has for the step and scale of lanes that keep m; applied twice it changes nothing."""
    for j in range(LANES):
        if state[BY_WEIGHTS, j] > 0:
            state[STEP, j], state[SCALE, j] = -state[STEP, j], -state[SCALE, j]


@compiled
def scalars(state: Any, modified: bool) -> None:
    """delta of this step; s, a, sigma and the effective step of the next."""
    for j in range(LANES):
        s, before, q, keep, weights = state[S, j], state[S_BEFORE, j], state[Q, j], state[KEEP, j], state[BY_WEIGHTS, j] > 0
        y, x = state[Y, j], state[X, j]
        n = x if weights else y - state[SCALE, j] * x
        by_squares = (q - state[Q_BEFORE, j]) / (s + before) * state[LINK, j]
        directly = (before - s) * state[DIRECT, j]
        delta = state[FADE, j] * state[DELTA, j] + (directly if (s * before <= 0) | weights else by_squares)
        inverse = 1 / n
        length = np.sqrt(n)
        root = y * inverse * length
        following = root if (s > 0) | weights else -root
        precision = state[PRECISION, j] * inverse * (1.0 if weights else s * s)
        a = keep * state[A, j] + state[EPS_A, j] * s
        rate = state[EPS, j] * (following if modified else a) * precision
        state[DELTA, j], state[A, j], state[PRECISION, j] = delta, a, precision
        state[STEP, j] = rate if weights else rate * following
        state[FADE, j], state[S_BEFORE, j], state[S, j], state[Q_BEFORE, j] = keep, s, following, q
        state[MULTIPLE, j] = -following * inverse * length if weights else y * inverse
        state[SHARE, j] = -1.0 if weights else x * inverse
        state[FROM_P, j] = inverse * length if weights else 0.0


@compiled
def to_change(state: Any) -> float:
    """The number of lanes that should keep the other vector."""
    count = 0.0
    for j in range(LANES):
        square, energy = state[S, j] * state[S, j], state[ENERGY, j]
        weights = state[BY_WEIGHTS, j] > 0
        leaves, enters = square > LEAVE * energy, (square < ENTER * energy) & (state[E_UNITS, j] == 0)
        count += 1.0 if (weights & leaves) | ((not weights) & enters) else 0.0
    return count


@compiled
def change(u: Any, p: Any, state: Any, modified: bool) -> int:
    """Let lanes near the saddles keep m, and others p; how many keep m."""
    count = 0
    for j in range(LANES):
        s, weights = state[S, j], state[BY_WEIGHTS, j] > 0
        square, energy = s * s, state[ENERGY, j]
        if weights and square > LEAVE * energy:
            # The vector may stay: e = MULTIPLE m - SHARE u is still right.
            state[BY_WEIGHTS, j] = state[FROM_P, j] = 0.0
            state[STEP, j] *= s
        elif not weights and square < ENTER * energy and state[E_UNITS, j] == 0:
            norm = np.sqrt(state[Y, j] - state[SCALE, j] * state[X, j])
            sign = 1.0 if state[S_BEFORE, j] > 0 else -1.0
            for i in range(p.shape[0]):
                p[i, j] = sign * ((u[i, j] if u.ndim == 2 else u[i]) - state[SCALE, j] * p[i, j])
            state[BY_WEIGHTS, j] = 1.0
            state[MULTIPLE, j], state[SHARE, j], state[FROM_P, j] = -s / norm, -1.0, 1 / norm
            state[STEP, j] = state[EPS, j] * (s if modified else state[A, j]) * state[PRECISION, j]
        state[FROM_E, j] = 1 - state[BY_WEIGHTS, j]
        count += 1 if state[BY_WEIGHTS, j] > 0 else 0
    return count


@compiled
def compare(state: Any, top: float) -> None:
    """How far the twins are apart, and the next errors."""
    for j in range(HALF):
        i = j + HALF
        q, s, other_q, other_s = state[Q, j], state[S, j], state[Q, i], state[S, i]
        t = state[STEP, j] * (s if state[BY_WEIGHTS, j] > 0 else 1.0)
        other_t = state[STEP, i] * (other_s if state[BY_WEIGHTS, i] > 0 else 1.0)
        length = np.sqrt(q)
        apart = (
            abs(q - other_q) / (q + other_q + 1e-300)
            + abs(t - other_t) * top / (1 + (abs(t) + abs(other_t)) * top)
            + abs(s - other_s) / (abs(s) + abs(other_s) + length * state[SCALE, j])
        )
        state[APART, j] = state[APART, j] if apart <= state[APART, j] else apart
        state[NOISE, j + HALF] = EXAGGERATION * length * (1 + abs(state[STEP, j]) * top)


@compiled
def out_of_range(state: Any) -> float:
    """The number of mantissas to rescale."""
    count = 0.0
    for j in range(LANES):
        q, delta = state[Q_BEFORE, j], abs(state[DELTA, j])
        count += 0.0 if ((q > LOW) & (q < HIGH)) | (q == 0) | (state[BY_WEIGHTS, j] > 0) else 1.0
        count += 0.0 if ((delta > LOW) & (delta < HIGH)) | (delta == 0) else 1.0
    return count


@compiled
def rescale(state: Any, powers: Any, errors: Any) -> None:
    """Bring mantissas back into range; a twin goes with its lane."""
    count = LANES if errors is None else HALF
    for j in range(count):
        q, delta = state[Q_BEFORE, j], abs(state[DELTA, j])
        up = 0 if state[BY_WEIGHTS, j] > 0 else 1 if 0 < q <= LOW else -1 if q >= HIGH and state[E_UNITS, j] > 0 else 0
        # delta far below |e|_H^2 may underflow: it cannot matter again before it is driven up.
        small = 0 < delta <= LOW and state[D_UNITS, j] - 2 * (state[E_UNITS, j] + up) < FURTHEST
        up_delta = 1 if small else -1 if delta >= HIGH and state[D_UNITS, j] > 0 else 0
        for i in range(j, LANES, count):
            factor = powers[RANGE + up]
            state[MULTIPLE, i] *= factor
            state[SHARE, i] *= factor
            state[NOISE, i] *= factor
            state[Q_BEFORE, i] *= factor * factor
            state[DELTA, i] *= powers[RANGE + up_delta]
            state[E_UNITS, i] += up
            state[D_UNITS, i] += up_delta
            e_units, d_units = int(state[E_UNITS, i]), int(state[D_UNITS, i])
            state[SCALE, i] = powers[RANGE - min(e_units, RANGE)]
            state[LINK, i] = powers[RANGE + max(-RANGE, min(d_units - 2 * e_units, RANGE))]
            state[DIRECT, i] = powers[RANGE + max(-RANGE, min(d_units, RANGE))]


@compiled
def advance(h: Any, u: Any, errors: Any, p: Any, state: Any, powers: Any, modified: bool, steps: int) -> None:
    """Take the given number of steps of BNGD, or of MBNGD where modified, in place.

    h: (d,), u: (d,) for all lanes or (d, 32); p: (d, 32), state: (27, 32), as `lanes.Batch` prepares them; d is a multiple of 3.
    errors: None, or for twin mode directions (2d,), shifts (any,) into them and scales (d,) of the twins' errors.  powers: POWERS.
    """
    top = h.max()
    count = change(u, p, state, modified)
    for k in range(steps):
        if count == 0:
            sums(None, None, h, u, errors, k, p, state)
        elif count == LANES:
            sums(0, 0, h, u, errors, k, p, state)
        else:
            turned(state)
            sums(0, None, h, u, errors, k, p, state)
            turned(state)
        scalars(state, modified)
        if to_change(state) > 0:
            count = change(u, p, state, modified)
        if errors is not None:
            compare(state, top)
        if k % BETWEEN == 0 and out_of_range(state) > 0:
            rescale(state, powers, errors)
