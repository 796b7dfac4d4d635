"""Certificates of convergence and bounds of the step size for an audited problem, as plain data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import fmpq

from verify.auditing.store import Json
from verify.certify.rational import InputError
from verify.models.problem import Problem

if TYPE_CHECKING:
    from verify.auditing.context import Context

RUN = 2000  # steps of the runs behind the observed bounds
SECONDS = 30.0  # for certifying the ends of the interval of good step sizes


def certificate_of(context: Context, eps: fmpq) -> Json:
    """What is certified at a step size: convergence, with the sign of r in w* = r u, bounds of |w*| and a rate; or how far it got.

    The certificate itself is kept without the problem, which is that of the audit with this step size.
    """
    from verify.models.convergence import NotCertified, certify_convergence

    try:
        with np.errstate(all="ignore"):  # doubles only guess there what balls then certify
            found = certify_convergence(context.at(eps))
    except InputError as error:
        return {"eps": str(eps), "certified": False, "reason": str(error)}
    if isinstance(found, NotCertified):
        return {"eps": str(eps), "certified": False, "reason": found.reason, "steps": found.steps, "bits": found.bits, "loss": found.loss}
    data = found.to_json()
    return {
        "eps": str(eps), "certified": True, "step": found.step, "bits": found.bits, "sign": found.sign,
        "norm": [float(x) for x in found.norm], "rate": float(found.rate), "distance": short(1 - Fraction(found.rate)),
        "theorems": [theorem.claim for theorem, _ in found.theorems],
        "certificate": {name: part for name, part in data.items() if name != "problem"},
    }  # fmt: skip


def whole_certificate(row: Json, problem: Json) -> Json:
    """The certificate of a row with its problem put back, ready for verify.models.convergence.replay."""
    return {**row["certificate"], "problem": problem}


def short(x: Fraction) -> str:
    """A number in three digits, however small."""
    return f"{float(x):.3g}"


def step_sizes(context: Context) -> Json:
    """Guaranteed and observed bounds of the step size for this start, and the interval where the effective step is near the best."""
    from verify.models.step_sizes import insensitivity_interval, step_size_bounds

    problem = context.problem
    try:
        bounds = step_size_bounds(problem, RUN).to_rows()
    except InputError as error:
        return {"bounds": [], "insensitive": None, "why": str(error)}
    try:
        found = insensitivity_interval(problem, limit_norm=patient(SECONDS))
        insensitive: Json = {"pieces": found.to_rows(), "decades": found.decades, "best": float(found.best.mid())}
        why = ""
    except InputError as error:
        insensitive, why = None, str(error)
    return {"bounds": bounds, "insensitive": insensitive, "why": why}


def patient(seconds: float) -> Callable[[Problem], tuple[Fraction, Fraction] | None]:
    """Certified bounds of |w*|^2 for the ends of the interval, until so many seconds are spent; the other ends are then not certified."""
    from verify.models.insensitivity import certified_norm

    end = time.monotonic() + seconds

    def limit_norm(problem: Problem) -> tuple[Fraction, Fraction] | None:
        return certified_norm(problem) if time.monotonic() < end else None

    return limit_norm


def bound_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A bound for a table: method, kind, source, threshold, promise, note."""
    eps = "–" if row["eps"] is None else f"{row['eps']:.4g}"
    return str(row["method"]).upper(), str(row["kind"]), str(row["source"]), eps if row["applies"] else "not here", str(row["what"]), str(row["note"])
