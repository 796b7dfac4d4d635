"""Compiling a loop: numba's njit with a type, without the interpreter's lock, kept on disk between runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function compiled; a product and a sum may be fused, nothing else of floating point is changed."""
    found: Any = njit(nogil=True, cache=True, fastmath={"contract"}, error_model="numpy")(function)
    return cast(Function, found)
