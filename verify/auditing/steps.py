"""Certificates of convergence and bounds of the step size for an audited problem, as plain data."""

from __future__ import annotations

from typing import Any

from flint import fmpq


def certificates(context: Any, eps: fmpq) -> Any:
    return {"eps": str(eps), "certified": False, "reason": "to come"}


def step_sizes(context: Any) -> Any:
    return []
