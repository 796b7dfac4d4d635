"""Problems for the tests of trajectories, seeded."""

from __future__ import annotations

import random

from flint import fmpq, fmpq_mat

from verify.models.problem import Problem, column, dot

SEED = 20260101


def rational(draw: random.Random, size: int = 9) -> fmpq:
    return fmpq(draw.randint(-size, size), draw.randint(1, size))


def random_problem(seed: int, d: int, eps: str = "1/3", eps_a: str = "1/2", spread: int = 0) -> Problem:
    """A problem with small rational entries; H = MM' + I, its first row and column scaled by 10^spread."""
    draw = random.Random(SEED + seed)
    M = fmpq_mat([[rational(draw, 5) for _ in range(d)] for _ in range(d)])
    rows = (M * M.transpose() + fmpq_mat([[fmpq(i == j) for j in range(d)] for i in range(d)])).table()
    scale = [fmpq(10) ** (spread if i == 0 else 0) for i in range(d)]
    H = [[x * scale[i] * scale[j] for j, x in enumerate(row)] for i, row in enumerate(rows)]
    vectors = [[rational(draw) for _ in range(d)] for _ in range(2)]
    for v in vectors:
        v[0] = v[0] or fmpq(1)
    return Problem.of(H=H, u=vectors[0], w0=vectors[1], a0=rational(draw) or 1, eps=eps, eps_a=eps_a)


def two_rational_steps(seed: int, d: int, slopes: tuple[str, str]) -> Problem:
    """A problem of which sigma_0, sigma_1 and sigma_2 are rational.

    H = M'M and w0 is M^{-1} times a vector of rational length.  sigma(w + t He)^2 is a quadratic in t with the rational
    point t = 0, so each slope m gives a rational t where it is a square; eps is chosen for the first t, eps_a for the second.
    """
    draw = random.Random(SEED + seed)
    while True:
        M = fmpq_mat([[fmpq(draw.randint(-3, 3)) for _ in range(d)] for _ in range(d)])
        if not M.det():
            continue
        H = M.transpose() * M
        w = M.solve(column(tuple(fmpq(x) for x in (3, 4, *[0] * (d - 2)))))
        u = fmpq_mat(d, 1, [fmpq(draw.randint(-4, 4)) for _ in range(d)])
        found = _steps(H, w, u, [fmpq(*map(int, s.split("/"))) for s in slopes])
        if found is not None:
            return found


def _steps(H: fmpq_mat, w: fmpq_mat, u: fmpq_mat, slopes: list[fmpq]) -> Problem | None:
    g, a0, start = H * u, fmpq(1), w
    sigma, pushes, sigmas, alphas = fmpq(5), [], [], []
    for m in slopes:
        z = dot_of(w, g) / sigma**2
        e = u - w * z
        He = H * e
        b, c = dot_of(w, H * He), dot_of(He, H * He)
        if not any(e.entries()) or c == m**2:
            return None
        t = (2 * m * sigma - 2 * b) / (c - m**2)
        pushes.append(t)
        sigmas.append(sigma)
        alphas.append(dot_of(w, g) / sigma)
        w, sigma = w + He * t, abs(sigma + m * t)
    eps = pushes[0] * sigmas[0] / a0
    if eps <= 0 or alphas[0] == a0:
        return None
    eps_a = (pushes[1] * sigmas[1] / eps - a0) / (alphas[0] - a0)
    if eps_a <= 0:
        return None
    return Problem.of(H=H, u=u, w0=start, a0=a0, eps=eps, eps_a=eps_a)


def dot_of(x: fmpq_mat, y: fmpq_mat) -> fmpq:
    return dot(tuple(x.entries()), tuple(y.entries()))
