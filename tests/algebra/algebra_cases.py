"""The identities of the paper, each with a deliberately wrong near miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.algebra import gradient, hessian, mixed, partial
from verify.statements import (
    DIMENSION,
    IDENTITY,
    ZERO,
    Formula,
    Operator,
    Scalar,
    Setting,
    Statement,
    Vector,
    all_of,
    at,
    block,
    derivative,
    eq,
    expectation,
    outer,
    sign,
    spectrum,
    sqrt,
)  # fmt: skip

TRIVIAL = {"by": "trivial"}


@dataclass
class Case:
    """A setting, a true formula, a wrong one, and the checker's proof of the true one."""

    setting: Setting
    true: Formula
    wrong: Formula
    proof: Any = None
    cites: tuple[str, ...] = ()

    def statement(self, true: bool = True) -> Statement:
        return self.setting.claim(self.true if true else self.wrong)


@dataclass
class Ols:
    """The symbols of the paper's sections 2 and 3."""

    s: Setting
    H: Operator
    u: Vector
    w: Vector
    a: Scalar
    eps: Scalar
    c: Scalar
    g: Vector
    sigma: Scalar

    @property
    def loss(self) -> Scalar:
        return self.c / 2 - (self.w @ self.g) / self.sigma * self.a + self.a**2 / 2

    @property
    def step(self) -> Vector:
        w, g, sigma = self.w, self.g, self.sigma
        return w + self.eps * self.a / sigma * (g - (w @ g) / sigma**2 * (self.H @ w))

    @property
    def residual(self) -> Vector:
        return self.u - (self.w @ self.g) / self.sigma**2 * self.w

    @property
    def effective(self) -> Scalar:
        return self.eps * self.a / self.sigma * (self.w @ self.g) / self.sigma**2

    @property
    def star(self) -> Operator:
        return self.H - outer(self.H @ self.u, self.H @ self.u) / (self.u @ (self.H @ self.u))

    def sq(self, x: Vector) -> Scalar:
        return x @ (self.H @ x)


def ols() -> Ols:
    s = Setting()
    H, u, w = s.operator("H"), s.vector("u", "nonzero"), s.vector("w", "nonzero")
    a, eps, c = s.scalar("a"), s.scalar("eps"), s.scalar("c")
    g, sigma = s.define("g", H @ u), s.define("sigma", sqrt(w @ (H @ w)))
    return Ols(s, H, u, w, a, eps, c, g, sigma)


def moments_eq_7() -> Case:
    s = Setting()
    H, w, g = s.operator("H"), s.vector("w", "nonzero"), s.vector("g")
    a, c, x, y = s.scalar("a"), s.scalar("c"), s.random_vector("x"), s.random_scalar("y")
    s.moment([x, x], H), s.moment([x, y], g), s.moment([y, y], c)
    sigma = s.define("sigma", sqrt(w @ (H @ w)))
    left = expectation((y - a * ((x @ w) / sigma)) ** 2) / 2
    slope = (w @ g) / sigma * a
    return Case(s, eq(left, c / 2 - slope + a**2 / 2), eq(left, c / 2 - slope + a**2))


def gradients_eq_17_18() -> Case:
    p = ols()
    v = p.s.vector("v")
    slope, rate = gradient(p.loss, p.w, p.s), partial(p.loss, p.a, p.s)
    printed = -(p.a / p.sigma) * p.g + p.a / p.sigma**3 * (p.w @ p.g) * (p.H @ p.w)
    wrong = -(p.a / p.sigma) * p.g + p.a / p.sigma**2 * (p.w @ p.g) * (p.H @ p.w)
    shared = [eq(slope, printed), eq(rate, p.a - (p.w @ p.g) / p.sigma), eq(derivative(p.loss, p.a, Scalar("1")), rate)]
    return Case(
        p.s,
        all_of(*shared, eq(derivative(p.loss, p.w, v), slope @ v)),
        all_of(*shared, eq(derivative(p.loss, p.w, v), wrong @ v)),
    )


def hessian_eq_19_21() -> Case:
    p = ols()
    x, y = p.s.vector("x"), p.s.vector("y")
    hw, wg = p.H @ p.w, p.w @ p.g

    def printed(three: int) -> Operator:
        inner = p.H + (outer(hw, p.g) + outer(p.g, hw)) / wg - three / p.sigma**2 * outer(hw, hw)
        return p.a / p.sigma**3 * wg * inner

    cross = -1 / p.sigma * (p.g - wg / p.sigma**2 * hw)
    found, found_cross = hessian(p.loss, p.w, p.s), mixed(p.loss, p.a, p.w, p.s)
    second = derivative(derivative(p.loss, p.w, x), p.w, y)
    p.s.assume("w^T g differs from zero", negate_zero(wg))
    shared = [
        eq(found, printed(3)), eq(found_cross, cross), eq(second, x @ (found @ y)),
        eq(derivative(derivative(p.loss, p.a, Scalar("1")), p.w, x), found_cross @ x),
        eq(derivative(derivative(p.loss, p.a, Scalar("1")), p.a, Scalar("1")), Scalar("1")),
    ]  # fmt: skip
    return Case(p.s, all_of(*shared), all_of(*shared[1:], eq(second, x @ (printed(2) @ y))))


def negate_zero(x: Scalar) -> Formula:
    return Formula(("ne", x.term, "0"))


def hessian_at_minimisers() -> Case:
    p = ols()
    s, x, y = p.s.scalar("s", "nonzero"), p.s.vector("x"), p.s.vector("y")
    place = [(p.w, s * p.u), (p.a, sign(s) * sqrt(p.sq(p.u)))]
    body, cross = at(hessian(p.loss, p.w, p.s), place), at(mixed(p.loss, p.a, p.w, p.s), place)
    second = at(derivative(derivative(p.loss, p.w, x), p.w, y), place)
    norm = (s * p.u) @ (s * p.u)
    return Case(
        p.s,
        all_of(eq(body, p.star / s**2), eq(cross, ZERO), eq(second, x @ (p.star @ y) / s**2)),
        all_of(eq(cross, ZERO), eq(body, p.star / norm)),
    )


def hessian_at_saddles() -> Case:
    p = ols()
    body, cross = at(hessian(p.loss, p.w, p.s), [(p.a, Scalar("0"))]), mixed(p.loss, p.a, p.w, p.s)
    p.s.assume("w is orthogonal to g", eq(p.w @ p.g, 0))
    shared = [eq(body, 0 * IDENTITY)]
    sigma = ["sqrt", ["dot", "w", ["@", "H", "w"]]]
    term = ["*", ["/", "1", ["^", sigma, "3"]], ["@", "H", "w"]]
    return Case(
        p.s,
        all_of(*shared, eq(cross, -1 / p.sigma * p.g)),
        all_of(*shared, eq(cross, 1 / p.sigma * p.g)),
        {"by": "split", "parts": [TRIVIAL, {"by": "combine", "sum": [{"eq": "h1", "times": term}]}]},
    )


def saddle_spectrum() -> Case:
    s = Setting()
    H, g, w = s.operator("H"), s.vector("g"), s.vector("w", "nonzero")
    sigma = s.define("sigma", sqrt(w @ (H @ w)))
    matrix = block(1, -1 / sigma * g, -1 / sigma * g, 0 * IDENTITY)
    root = sqrt(1 + 4 * (g @ g) / sigma**2)

    def listed(zeros: int) -> Formula:
        return spectrum(matrix, [((1 + root) / 2, 1), ((1 - root) / 2, 1), (0, DIMENSION - zeros)])

    return Case(s, listed(1), listed(2), {"by": "finite rank"}, ("Weinstein-Aronszajn determinant identity",))


def residual_eq_12() -> Case:
    p = ols()
    left, e = p.u - (p.w @ p.g) / p.sigma**2 * p.step, p.residual
    return Case(p.s, eq(left, e - p.effective * (p.H @ e)), eq(left, e + p.effective * (p.H @ e)))


def loss_eq_16() -> Case:
    p = ols()
    gap = p.u - p.a / p.sigma * p.w
    right = p.sq(p.u) / 2 - (p.w @ p.g) / p.sigma * p.a
    return Case(p.s, eq(p.sq(gap) / 2, right + p.a**2 / 2), eq(p.sq(gap) / 2, right + p.a / 2))


def gap_eq_36() -> Case:
    p = ols()
    q = p.sq(p.u) - (p.w @ p.g) ** 2 / p.sigma**2
    return Case(p.s, eq(p.sq(p.residual), q), eq(p.sq(p.residual), p.sq(p.u) - (p.w @ p.g) ** 2 / p.sigma))


def norm_eq_40() -> Case:
    p = ols()
    he, factor = p.H @ p.residual, p.eps**2 * p.a**2 / p.sigma**2
    left = p.step @ p.step
    return Case(p.s, eq(left, p.w @ p.w + factor * (he @ he)), eq(left, p.w @ p.w + factor * (p.residual @ he)))


def star_eq_63() -> Case:
    p = ols()
    ratio = 1 - (p.w @ p.g) ** 2 / (p.sq(p.u) * p.sigma**2)
    left, e, hat = p.u - (p.w @ p.g) / p.sigma**2 * p.step, p.residual, p.effective
    return Case(
        p.s,
        eq(left, e - hat * (p.star @ e) - hat * ratio * (p.H @ p.u)),
        eq(left, e - hat * (p.H @ e) - hat * ratio * (p.H @ p.u)),
    )


def loss_eq_70() -> Case:
    p = ols()
    gap, right = p.u - p.a / p.sigma * p.w, p.sq(p.residual)
    alpha = (p.w @ p.g) / p.sigma
    return Case(p.s, eq(p.sq(gap), right + (p.a - alpha) ** 2), eq(p.sq(gap), right + (p.a + alpha) ** 2))


def modified_eq_81() -> Case:
    p = ols()
    slope = (p.w @ p.g) / p.sigma**2
    modified = p.w + p.eps * slope * (p.g - slope * (p.H @ p.w))
    step = at(p.step, [(p.a, (p.w @ p.g) / p.sigma)])
    return Case(p.s, eq(step, modified), eq(step, p.w + p.eps * slope * (p.g - p.H @ p.w)))


def minimum_eq_26() -> Case:
    p = ols()
    x, t = p.s.vector("x"), p.s.scalar("t")
    best = (x @ (p.H @ p.u)) / p.sq(p.u)
    left, right = p.sq(x - t * p.u), x @ (p.star @ x)
    return Case(
        p.s,
        all_of(eq(left, right + p.sq(p.u) * (t - best) ** 2), eq(p.sq(x - best * p.u), right)),
        eq(left, right + p.sq(p.u) * (t + best) ** 2),
    )


def star_kills_u() -> Case:
    p = ols()
    return Case(p.s, eq(p.star @ p.u, ZERO), eq(p.star @ p.w, ZERO))


def scaling(printed: bool = False) -> Case:
    s = Setting()
    H, Q = s.operator("H"), s.operator("Q", "orthogonal")
    u, w = s.vector("u", "nonzero"), s.vector("w", "nonzero")
    a, eps, eps_a = s.scalar("a"), s.scalar("eps"), s.scalar("eps_a")
    mu, gamma = s.scalar("mu", "positive"), s.scalar("gamma", "nonzero")

    def step(h: Operator, v: Vector, b: Scalar, x: Vector) -> tuple[Scalar, Vector]:
        g, sigma = h @ v, sqrt(x @ (h @ x))
        alpha = (x @ g) / sigma
        return b + eps_a * (alpha - b), x + eps * b / sigma * (g - (x @ g) / sigma**2 * (h @ x))

    def claim(h: Operator, v: Vector) -> Formula:
        (next_a, next_w), (first, second) = step(H, u, a, w), step(h, v, gamma * a, gamma * (Q @ w))
        return all_of(eq(first, gamma * next_a), eq(second, gamma * (Q @ next_w)))

    turned = mu * (Q @ H @ Q.T)
    right, wrong = abs(gamma) / sqrt(mu) * (Q @ u), gamma / sqrt(mu) * (Q @ u)
    return Case(s, claim(turned, right), claim(mu * (Q.T @ H @ Q), right) if printed else claim(turned, wrong))


def scaling_printed() -> Case:
    return scaling(printed=True)


def rescaling(domain: str = "positive") -> Case:
    p = ols()
    r, eps_a = p.s.scalar("r", domain), p.s.scalar("eps_a")
    a_next = p.a + eps_a * ((p.w @ p.g) / p.sigma - p.a)

    def claim(power: int) -> Formula:
        change = [(p.w, r * p.w), (p.eps, r**power * p.eps)]
        return all_of(eq(at(a_next, change), a_next), eq(at(p.step, change), r * p.step))

    return Case(p.s, claim(2), claim(1))


CASES = {
    build.__name__: build
    for build in (
        moments_eq_7, gradients_eq_17_18, hessian_eq_19_21, hessian_at_minimisers, hessian_at_saddles,
        saddle_spectrum, residual_eq_12, loss_eq_16, gap_eq_36, norm_eq_40, star_eq_63, loss_eq_70,
        modified_eq_81, minimum_eq_26, star_kills_u, scaling, scaling_printed, rescaling,
    )
}  # fmt: skip
