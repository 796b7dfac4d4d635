"""BNGD for a general loss E f(y, a x'w/sigma) (Section A.2)."""

from __future__ import annotations

from typing import Any

from verify.models.bngd import State, sigma


def step(H: Any, h: Any, state: State, eps_a: Any, eps: Any) -> State:
    """The next state of gradient descent.

    h is E[x f_2'(y, a x'w/sigma)], the gradient of the unnormalised problem at a w/sigma.  Both
    signs are minus; equations (31) and (32) print them as plus.
    """
    a, w = state
    s = sigma(H, w)
    return State(a - eps_a * ((w @ h) / s), w - eps * (a / s) * (h - (w @ h) / s**2 * (H @ w)))
