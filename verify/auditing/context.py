"""The problem that an audit is about, in exact numbers and in doubles, and the step sizes it looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from verify.auditing.moments import Moments
from verify.auditing.spectrum import Spectra
from verify.auditing.start import exact, read_start
from verify.auditing.store import Json
from verify.certify.rational import InputError, read_rational, shown
from verify.models.problem import Problem

DECADES = range(-6, 7)  # of eps, relative to |w0|^2 / (lambda_max |u|^2)
PAPER = "proofs_checks"


@dataclass(frozen=True)
class Options:
    """How data are read and what is run on them; the names are those of `verify audit`."""

    target: str
    center: bool = True
    standardize: bool = False
    drop_missing: bool = False
    ignore: tuple[str, ...] = ()
    eps: tuple[Any, ...] | None = None
    eps_a: Any = 1
    start: Any = "random:0"
    steps: int | None = None
    digits: int | None = None
    paper: str = PAPER


def check_options(options: Options) -> None:
    """InputError for a number of steps or digits that cannot be used."""
    for name, value, low, high in (("steps", options.steps, 20, 10**6), ("digits", options.digits, 16, 10_000)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
            raise InputError(f"{name} = {shown(value)}: expected a whole number from {low} to {high}")


class Context:
    """The problem, in exact numbers and in doubles, with its step sizes."""

    spectra: Spectra

    def __init__(self, data: Json, options: Options) -> None:
        self.data, self.options = data, options
        m = to_moments(data)
        H, u, c = m.exact()
        self.H, self.g, self.c = m.H, m.g, m.c
        a0, w0, self.source = read_start(options.start, m.H, m.g, m.c)
        uHu = sum((x * y for x, y in zip(u, (sum((p * q for p, q in zip(row, u)), Fraction(0)) for row in H))), Fraction(0))
        self.noisy = c > uHu  # rounding may leave c - u'Hu below zero where the fit is perfect
        eps_a = exact(options.eps_a, "eps_a")
        rows = [[fmpq(x.numerator, x.denominator) for x in row] for row in H]
        column = [fmpq(x.numerator, x.denominator) for x in u]
        first = self.problem = Problem.of(H=rows, u=column, a0=a0, w0=w0, eps_a=eps_a, eps=1, c=c if self.noisy else None)
        self.u = np.array([float(x) for x in u])
        self.unit = float(sum(float(x) ** 2 for x in w0)) / (float(np.linalg.eigvalsh(m.H)[-1]) * float(self.u @ self.u))
        self.eps = chosen_eps(options.eps, self.unit)
        for eps in self.eps:
            first.replace(eps=eps)

    def at(self, eps: fmpq) -> Problem:
        """The problem with a step size."""
        return self.problem.replace(eps=eps)

    def to_json(self) -> Json:
        """What the problem is, exactly."""
        whole = self.problem.to_json()
        return {
            "u": whole["u"], "start": {"a0": whole["a0"], "w0": whole["w0"]}, "source": self.source, "eps_a": whole["eps_a"],
            "eps": [str(x) for x in self.eps], "unit": self.unit, "c": whole["c"], "steps": self.options.steps, "digits": self.options.digits,
        }  # fmt: skip


def chosen_eps(given: Iterable[Any] | None, unit: float) -> list[fmpq]:
    """The step sizes asked for, or short decimals near powers of ten of the unit."""
    if given is None:
        return [read_rational(f"{10.0**k * unit:.2e}") for k in DECADES]
    found = sorted({(x.p, x.q): x for x in (exact(x, "eps") for x in given)}.values())
    if not found:
        raise InputError("eps: expected at least one step size")
    return found


def of_moments(m: Moments) -> Json:
    """The moments as plain data; doubles are written so that they can be read back exactly."""
    return {
        "features": list(m.features), "target": m.target, "rows": m.rows, "dropped": m.dropped, "center": m.center,
        "standardize": m.standardize, "means": m.means.tolist(), "scales": m.scales.tolist(), "H": m.H.tolist(), "g": m.g.tolist(), "c": m.c,
    }  # fmt: skip


def to_moments(data: Json) -> Moments:
    """The inverse of of_moments."""
    arrays = {name: np.array(data[name], dtype=float) for name in ("means", "scales", "H", "g")}
    return Moments(tuple(data["features"]), data["target"], data["rows"], data["dropped"], data["center"], data["standardize"],
                   c=float(data["c"]), **arrays)  # fmt: skip
