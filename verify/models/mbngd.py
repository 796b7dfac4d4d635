"""Modified BNGD: a is set to its optimum w'g/sigma in every step (Section B)."""

from __future__ import annotations

from typing import Any


def step(H: Any, g: Any, w: Any, eps: Any) -> Any:
    """The next w (equation (81))."""
    z = (w @ g) / (w @ (H @ w))
    return w + eps * z * (g - z * (H @ w))
