"""The symbols of the paper: H, u, g = Hu, w, a, sigma, H*, and the quantities built from them."""

from __future__ import annotations

from dataclasses import dataclass

from verify.models import bngd
from verify.statements import (
    DIMENSION,
    Decl,
    Formula,
    Operator,
    Scalar,
    Setting,
    Vector,
    all_of,
    derivative,
    eig,
    eq,
    exists,
    forall,
    maximum,
    outer,
    sign,
    sqrt,
)

NOT_PRINTED = r"\text{(not printed)}"
U_NOT_ZERO = (
    "u is not zero, since H* divides by u'Hu: the paper introduces H* at the minimisers w* = su, and Lemma A.1 says "
    "that H* 'is defined as' (23)."
)


class Problem(Setting):
    """A setting with H positive definite, u, and g = Hu; `start` adds the state (a, w)."""

    def __init__(self, u: str = "any") -> None:
        super().__init__()
        self.H = self.operator("H", "spd")
        self.u = self.vector("u", u)
        self.g = self.define("g", self.H @ self.u)

    def with_state(self) -> Problem:
        """Add a, w != 0 and sigma = sqrt(w'Hw)."""
        self.a = self.scalar("a")
        self.w = self.vector("w", "nonzero")
        self.sigma = self.define("sigma", bngd.sigma(self.H, self.w))
        return self

    def with_steps(self) -> Problem:
        """Add the step sizes eps_a and eps."""
        self.eps_a = self.scalar("eps_a", latex=r"\varepsilon_a")
        self.eps = self.scalar("eps", latex=r"\varepsilon")
        return self

    def with_projected(self) -> Problem:
        """Add H* = H - Huu'H/(u'Hu); needs u != 0."""
        g = self.H @ self.u
        self.Hs = self.define("Hs", self.H - outer(g, g) / (self.u @ g), latex="H^{*}")
        return self

    @property
    def state(self) -> bngd.State:
        """(a, w)."""
        return bngd.State(self.a, self.w)

    @property
    def wg(self) -> Scalar:
        """w'g."""
        return self.w @ self.g

    def loss(self, c: Scalar) -> Scalar:
        """J = J(a, w) as in (7), defined in this setting."""
        return self.define("J", c / 2 - self.wg / self.sigma * self.a + self.a**2 / 2)


def index(name: str, low: int | Scalar = 1, high: int | Scalar = DIMENSION) -> Decl:
    """An integer symbol between low and high."""
    low_term, high_term = (x.term if isinstance(x, Scalar) else str(x) for x in (low, high))
    return Decl(name, "integer", {"lo": low_term, "hi": high_term})


def some_vector(name: str, domain: str = "any") -> tuple[Decl, Vector]:
    """A bound vector: its declaration and the symbol."""
    return Decl(name, "vector", domain), Vector(name)


def some_scalar(name: str, domain: str = "real") -> tuple[Decl, Scalar]:
    """A bound scalar: its declaration and the symbol."""
    return Decl(name, "scalar", domain), Scalar(name)


def radius(eps: Scalar, operator: Operator, low: int = 1) -> Scalar:
    """max over low <= i <= d of |1 - eps lambda_i|."""
    i = Scalar("i")
    return maximum(i, low, DIMENSION, abs(1 - eps * eig(operator, i)))


def gradient_pairing(J: Scalar, a: Scalar, w: Vector, tau: Scalar, v: Vector) -> Scalar:
    """The derivative of J at (a, w) along (tau, v)."""
    return derivative(J, a, tau) + derivative(J, w, v)


def hessian_form(J: Scalar, a: Scalar, w: Vector, first: tuple[Scalar, Vector], second: tuple[Scalar, Vector]) -> Scalar:
    """The second derivative of J at (a, w) along two directions (tau, v)."""
    return gradient_pairing(gradient_pairing(J, a, w, *first), a, w, *second)


def critical(J: Scalar, a: Scalar, w: Vector) -> Formula:
    """The gradient of J vanishes at (a, w)."""
    decl, v = some_vector("v_all")
    return all_of(eq(derivative(J, a, Scalar("1")), 0), forall([decl], eq(derivative(J, w, v), 0)))


def eigenvector_orthogonal_to(u: Vector, operator: Operator, value: Scalar, name: str) -> Formula:
    """There is an eigenvector for the value that is orthogonal to u."""
    decl, x = some_vector(name, "nonzero")
    return exists([decl], all_of(eq(operator @ x, value * x), eq(x @ u, 0)))


@dataclass(frozen=True)
class Minimiser:
    """The nontrivial critical point w = s u, a = sign(s) sqrt(u'Hu) of (8)."""

    a: Scalar
    w: Vector


def minimiser(p: Problem, s: Scalar) -> Minimiser:
    """The point of (8) for s != 0."""
    return Minimiser(sign(s) * sqrt(p.u @ (p.H @ p.u)), s * p.u)
