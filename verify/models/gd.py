"""Gradient descent on least squares (Section 2.1)."""

from __future__ import annotations

from typing import Any


def loss(H: Any, g: Any, c: Any, w: Any) -> Any:
    """J0(w) = c/2 - g'w + w'Hw/2 (equation (2)); H is d x d, g and w have length d."""
    return c / 2 - g @ w + (w @ (H @ w)) / 2


def step(H: Any, g: Any, w: Any, eps: Any) -> Any:
    """The next w = w - eps (Hw - g) (equation (3))."""
    return w - eps * (H @ w - g)
