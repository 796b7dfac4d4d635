"""Statements that the tests of the attack share: true ones, false ones, and what breaks them."""

from __future__ import annotations

from dataclasses import dataclass

from verify.statements import (
    IDENTITY,
    ZERO,
    Operator,
    Scalar,
    Setting,
    Statement,
    Vector,
    all_of,
    block,
    eig,
    eq,
    equivalent,
    expectation,
    le,
    limit,
    lt,
    maximum,
    ne,
    outer,
    sign,
    spectrum,
    sqrt,
)

D = Scalar("d")


@dataclass
class Problem:
    """A positive definite H, nonzero u and w, and the usual abbreviations."""

    s: Setting
    H: Operator
    u: Vector
    w: Vector

    @property
    def g(self) -> Vector:
        return self.H @ self.u

    @property
    def sigma(self) -> Scalar:
        return sqrt(self.w @ (self.H @ self.w))


def problem() -> Problem:
    """A fresh setting with H, u and w."""
    s = Setting()
    return Problem(s, s.operator("H"), s.vector("u", "nonzero"), s.vector("w", "nonzero"))


def residual(sign_of_step: int = 1) -> Statement:
    """u - (w.g/s^2) w_next = (I - eps_hat H) e, or with the sign of eps_hat changed."""
    p = problem()
    a, eps = p.s.scalar("a"), p.s.scalar("eps")
    g, sigma = p.s.define("g", p.g), p.s.define("sigma", p.sigma)
    ratio = (p.w @ g) / sigma**2
    following = p.w + eps * a / sigma * (g - ratio * (p.H @ p.w))
    e = p.u - ratio * p.w
    effective = eps * a / sigma * ratio
    step = effective * (p.H @ e)
    return p.s.claim(eq(p.u - ratio * following, e - step if sign_of_step > 0 else e + step))


def critical() -> Statement:
    """At w = s u the optimal a is sign(s) sqrt(u.H u): hypotheses that are equations."""
    p = problem()
    s, a = p.s.scalar("s", "nonzero"), p.s.scalar("a")
    p.s.assume("w is a multiple of u", eq(p.w, s * p.u))
    p.s.assume("a has its critical value", eq(a, sign(s) * sqrt(p.u @ p.g)))
    return p.s.claim(eq(a, (p.w @ p.g) / p.sigma))


def expansion(last: Scalar | int = 1) -> Statement:
    """The least squares loss in moments; true for last = 1."""
    s = Setting()
    x, y, w = s.random_vector("x"), s.random_scalar("y"), s.vector("w")
    H, g, c = s.operator("H"), s.vector("g"), s.scalar("c")
    s.moment([x, x], H)
    s.moment([x, y], g)
    s.moment([y, y], c)
    s.moment([x], ZERO)
    return s.claim(eq(expectation((y - w @ x) ** 2) / 2, c / 2 - g @ w + last * (w @ (H @ w)) / 2))


def interlacing(strict: bool = False, reversed_: bool = False) -> Statement:
    """lambda_{i-1}(H) <= lambda_i(H*) <= lambda_i(H) for 2 <= i <= d, and false versions of it."""
    s = Setting()
    H, u, i = s.operator("H"), s.vector("u", "nonzero"), s.integer("i", 2, D)
    star = s.define("Hs", H - outer(H @ u, H @ u) / (u @ (H @ u)))
    if reversed_:
        return s.claim(le(eig(H, i), eig(star, i)))
    low = (lt if strict else le)(eig(H, i - 1), eig(star, i))
    return s.claim(all_of(low, le(eig(star, i), eig(H, i))))


def quadratic(domain: str = "spd", strict: bool = False, start: str = "any") -> Statement:
    """x.A x >= 0 (> 0)."""
    s = Setting()
    A, x = s.operator("A", domain), s.vector("x", start)
    return s.claim((lt if strict else le)(0, x @ (A @ x)))


def cauchy(strict: bool = False) -> Statement:
    """(x.y)^2 <= |x|^2 |y|^2; the strict version is false only for parallel vectors."""
    s = Setting()
    x, y = s.vector("x", "nonzero"), s.vector("y", "nonzero")
    s.assume("x and y differ", ne(x, y))
    s.assume("x and -y differ", ne(x, -y))
    return s.claim((lt if strict else le)((x @ y) ** 2, (x @ x) * (y @ y)))


def scaling(domain: str = "nonzero", power: int = 2) -> Statement:
    """Starting from r w0 with r^2 eps gives an equivalent iteration: true for positive r and power 2."""
    p = problem()
    a, a0, w0 = p.s.scalar("a"), p.s.scalar("a0"), p.s.vector("w0", "nonzero")
    eps_a, eps, r = p.s.scalar("eps_a"), p.s.scalar("eps"), p.s.scalar("r", domain)

    def step(size: Scalar) -> list[Scalar | Vector]:
        ratio = (p.w @ p.g) / p.sigma
        return [a + eps_a * (ratio - a), p.w + size * a / p.sigma * (p.g - ratio / p.sigma * (p.H @ p.w))]

    return p.s.claim(equivalent([a, p.w], step(eps), [a0, w0], step(r**power * eps), [a0, r * w0]))


def saddle(zeros: int = 1) -> Statement:
    """The spectrum of the Hessian at a saddle, with d - zeros zero eigenvalues; true for 1."""
    s = Setting()
    H, g, w = s.operator("H"), s.vector("g"), s.vector("w", "nonzero")
    sigma = s.define("sigma", sqrt(w @ (H @ w)))
    root = sqrt(1 + 4 * (g @ g) / sigma**2)
    M = block(1, -1 / sigma * g, -1 / sigma * g, 0 * IDENTITY)
    return s.claim(spectrum(M, [((1 + root) / 2, 1), ((1 - root) / 2, 1), (0, D - zeros)]))


def contraction(domain: str = "positive") -> Statement:
    """rho(I - eps H) < 1 for 0 < eps < 2 / lambda_max."""
    s = Setting()
    H, eps, i = s.operator("H"), s.scalar("eps", domain), Scalar("i")
    s.assume("the step size is below 2/lambda_max", lt(eps, 2 / eig(H, D)))
    return s.claim(lt(maximum(i, 1, D, abs(1 - eps * eig(H, i))), 1))


def descent(target: int = 1) -> Statement:
    """Gradient descent with step 1 tends to target u, for a spectrum below 2; false unless target is 1."""
    s = Setting()
    H, u, w, w0 = s.operator("H"), s.vector("u", "nonzero"), s.vector("w"), s.vector("w0")
    s.assume("the spectrum is below 2", lt(eig(H, D), 2))
    return s.claim(limit([w], [w - H @ (w - u)], [w0], [target * u]))


TRUE = {
    "residual": residual(), "critical": critical(), "expansion": expansion(), "interlacing": interlacing(),
    "quadratic": quadratic(), "cauchy": cauchy(), "scaling": scaling("positive"), "saddle": saddle(),
    "contraction": contraction(), "descent": descent(),
}  # fmt: skip
FALSE = {
    "residual": residual(-1), "expansion": expansion(2), "interlacing strict": interlacing(strict=True),
    "interlacing reversed": interlacing(reversed_=True), "quadratic": quadratic("symmetric"),
    "quadratic strict": quadratic(strict=True), "cauchy": cauchy(strict=True), "scaling negative": scaling(),
    "scaling power": scaling("positive", 3), "saddle": saddle(2), "contraction": contraction("real"), "descent": descent(2),
}  # fmt: skip
