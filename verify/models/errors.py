"""The iterations in terms of their errors: residuals and losses with relative accuracy, however small.

The residual e = u - (w'g/sigma^2) w and the loss c/2 - (w'g/sigma) a + a^2/2 are differences of numbers of size
one: computed as they are written they stop at the rounding error of one.  Here e and delta = a - alpha, with
alpha = w'g/sigma, are carried along instead, by the recurrences

* v = (I - eps_hat H) e, which is u - (w'g/sigma^2) w_next (equation (12));
* w_next = w + eps (a/sigma) H e (equation (10), as g - (w'g/sigma^2) H w = H e);
* e_next = v less its H-orthogonal projection on p = u - v, which is parallel to w_next;
* alpha - alpha_next = (q_next - q)/(alpha + alpha_next) with q = e'He, as alpha^2 + q = u'Hu (equation (36));
* delta_next = (1 - eps_a) delta + (alpha - alpha_next), and J - min J = (q + delta^2)/2 (equation (70)).

Where v is not small against u (at starts far off, near the saddles w'g = 0, for huge steps), the definition
e_next = u - (w_next'g/sigma_next^2) w_next loses nothing and is used; so is alpha - alpha_next as a plain difference
where the signs differ or alpha is small.  For gradient descent e = u - w, and e_next = (I - eps H) e.

Vectors are those of verify.dynamics.numbers, or NumPy arrays with a trailing batch axis: u and w of shape (d, B), or
(d, 1) where all settings share them, scalars of shape (B,), and H of shape (d, d).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from verify.dynamics.arithmetic import sqrt
from verify.dynamics.numbers import Arithmetic
from verify.models.problem import Problem


class System(NamedTuple):
    """H, u, g = Hu and u'Hu, in one number type."""

    H: Any
    u: Any
    g: Any
    uHu: Any  # noqa: N815 (the symbol of the paper)


class ErrorState(NamedTuple):
    """a, w, the residual e, delta = a - w'g/sigma, and the products Hw and He."""

    a: Any
    w: Any
    e: Any
    delta: Any
    Hw: Any
    He: Any


def dot(x: Any, y: Any) -> Any:
    """x'y, one number for each setting of a batch."""
    if getattr(x, "ndim", 1) > 1 or getattr(y, "ndim", 1) > 1:
        return (x * y).sum(axis=0)
    return x @ y


def choose(condition: Any, first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """first() where the condition holds, second() elsewhere, for each setting of a batch."""
    if getattr(condition, "ndim", 0):
        import numpy as np

        return np.where(condition, first(), second())
    return first() if condition else second()


# ------------------------------------------------------------------------------------------------
# The recurrences


def contracted(e: Any, He: Any, eps_hat: Any) -> Any:
    """(I - eps_hat H) e, the right side of equation (12)."""
    return e - eps_hat * He


def without_projection(u: Any, g: Any, v: Any, Hv: Any) -> Any:
    """The residual of a w parallel to p = u - v: v less its H-orthogonal projection on p."""
    p = u - v
    return v - dot(p, Hv) / dot(p, g - Hv) * p


def by_definition(u: Any, g: Any, w: Any, Hw: Any) -> Any:
    """The residual u - (w'g/sigma^2) w (below equation (12))."""
    return u - dot(w, g) / dot(w, Hw) * w


def fall(alpha: Any, alpha_next: Any, q: Any, q_next: Any) -> Any:
    """alpha - alpha_next, from the residuals; needs alpha + alpha_next != 0."""
    return (q_next - q) / (alpha + alpha_next)


def excess(q: Any, delta: Any) -> Any:
    """J - min J = (e'He + delta^2)/2 (equation (70))."""
    return (q + delta**2) / 2


# ------------------------------------------------------------------------------------------------
# Steps


def start(system: System, a: Any, w: Any) -> ErrorState:
    """The state (a, w), its errors computed by their definitions."""
    Hw = system.H @ w
    e = by_definition(system.u, system.g, w, Hw)
    return ErrorState(a, w, e, a - dot(w, system.g) / sqrt(dot(w, Hw)), Hw, system.H @ e)


def moved(system: System, state: ErrorState, push: Any, eps_hat: Any) -> tuple[Any, Any, Any, Any]:
    """w, Hw, e and He after w <- w + push H e, where push w'g/sigma^2 = eps_hat."""
    H, u, g, uHu = system
    w = state.w + push * state.He
    Hw = H @ w
    v = contracted(state.e, state.He, eps_hat)
    Hv = H @ v
    e = choose(4 * dot(v, Hv) < uHu, lambda: without_projection(u, g, v, Hv), lambda: by_definition(u, g, w, Hw))
    return w, Hw, e, H @ e


def step(system: System, state: ErrorState, eps_a: Any, eps: Any) -> ErrorState:
    """One step of BNGD (equations (9) and (10))."""
    wg, sigma2 = dot(state.w, system.g), dot(state.w, state.Hw)
    sigma = sqrt(sigma2)
    push = eps * (state.a / sigma)
    w, Hw, e, He = moved(system, state, push, push * (wg / sigma2))
    alpha, alpha_next = wg / sigma, dot(w, system.g) / sqrt(dot(w, Hw))
    q, q_next = dot(state.e, state.He), dot(e, He)
    near = (alpha * alpha_next > 0) & (2 * q < system.uHu) & (2 * q_next < system.uHu)
    change = choose(near, lambda: fall(alpha, alpha_next, q, q_next), lambda: alpha - alpha_next)
    return ErrorState(state.a - eps_a * state.delta, w, e, (1 - eps_a) * state.delta + change, Hw, He)


def modified_step(system: System, state: ErrorState, eps: Any) -> ErrorState:
    """One step of MBNGD (equation (81)); a and delta are left alone, as a has no part in it."""
    z = dot(state.w, system.g) / dot(state.w, state.Hw)
    push = eps * z
    w, Hw, e, He = moved(system, state, push, push * z)
    return state._replace(w=w, Hw=Hw, e=e, He=He)


def descent_step(system: System, state: ErrorState, eps: Any) -> ErrorState:
    """One step of gradient descent (equation (3)), where e = u - w."""
    e = contracted(state.e, state.He, eps)
    w = system.u - e
    return state._replace(w=w, Hw=system.H @ w, e=e, He=system.H @ e)


# ------------------------------------------------------------------------------------------------
# From a problem in exact numbers


def system_of(problem: Problem, numbers: Arithmetic) -> System:
    """H, u, g and u'Hu of the problem, each rounded once; call it and the steps within numbers.precision()."""
    return System(numbers.matrix(problem.H), numbers.vector(problem.u), numbers.vector(problem.g), numbers.number(problem.uHu))


def start_of(problem: Problem, numbers: Arithmetic, method: str = "bngd") -> ErrorState:
    """The start of the problem; e and delta come from exact numbers and are rounded once.

    For "bngd" delta needs the root of w0'Hw0 (ValueError for Fractions where that is irrational); for "mbngd" a and
    delta are 0, for "gd" e is u - w0.
    """
    H, w = numbers.matrix(problem.H), numbers.vector(problem.w0)
    zero = numbers.number(problem.a0 * 0)
    residual = [x - y for x, y in zip(problem.u, problem.w0)] if method == "gd" else problem.e0
    e = numbers.vector(residual)
    a, delta = zero, zero
    if method == "bngd":
        a = numbers.number(problem.a0)
        alpha = numbers.number(problem.wg0) / sqrt(numbers.number(problem.sigma0_squared))
        squares = problem.a0**2 - problem.wg0**2 / problem.sigma0_squared
        delta = numbers.number(squares) / (a + alpha) if problem.a0 * problem.wg0 > 0 else a - alpha
    return ErrorState(a, w, e, delta, H @ w, H @ e)
