"""Batch normalisation gradient descent on least squares (Section 2.2)."""

from __future__ import annotations

from typing import Any, NamedTuple

from verify.dynamics.arithmetic import sqrt


class State(NamedTuple):
    """The rescaling parameter a and the weights w."""

    a: Any
    w: Any


def sigma(H: Any, w: Any) -> Any:
    """The standard deviation sqrt(w'Hw) of the output x'w."""
    return sqrt(w @ (H @ w))


def loss(H: Any, g: Any, c: Any, state: State) -> Any:
    """J(a, w) = c/2 - (w'g/sigma) a + a^2/2 (equation (7))."""
    a, w = state
    return c / 2 - (w @ g) / sigma(H, w) * a + a**2 / 2


def residual(H: Any, u: Any, w: Any) -> Any:
    """e = u - (w'g/sigma^2) w with g = Hu (equation (35))."""
    return u - (w @ (H @ u)) / (w @ (H @ w)) * w


def effective_step(H: Any, g: Any, state: State, eps: Any) -> Any:
    """eps (a/sigma) (w'g/sigma^2) (equations (11), (37))."""
    a, w = state
    s = sigma(H, w)
    return eps * (a / s) * ((w @ g) / s**2)


def step(H: Any, g: Any, state: State, eps_a: Any, eps: Any) -> State:
    """The next state (equations (9) and (10))."""
    a, w = state
    s = sigma(H, w)
    return State(a + eps_a * ((w @ g) / s - a), w + eps * (a / s) * (g - (w @ g) / s**2 * (H @ w)))
