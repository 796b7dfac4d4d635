"""Trajectories of GD, BNGD, MBNGD and BNGD for a general loss as labelled arrays, on any number type.

>>> from verify.models.problem import Problem
>>> problem = Problem.of(H=[[1, 0], [0, 10]], u=[1, 1], w0=[2, 1], a0=1, eps="1/10")
>>> data = record(problem, "bngd", steps=400)
>>> float(data.excess_loss[-1]) < 1e-9, data.attrs["stopped"]
(True, '')
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from verify.certify.rational import InputError, shown
from verify.dynamics import numbers as number_types
from verify.dynamics.numbers import Arithmetic
from verify.dynamics.shaken import shaken
from verify.models.observing import FORMS, MEANING, METHODS, Observed, Root, Run, run, run_sample
from verify.models.problem import Problem
from verify.models.sample import SampleProblem

if TYPE_CHECKING:
    import xarray

LOGARITHMS = ("e_norm_H", "excess_loss", "gradient_norm")
COMPARED = ("w_norm", "e_norm_H", "excess_loss", "gradient_norm")
LONGEST_FRACTION = 1 << 15  # bits; each exact step multiplies the length by three or more
SMALLEST_DOUBLE = 2.0**-1074
LOST = 0.5
SEEDS = (20260101, 20260102)


class Kept(NamedTuple):
    """A step, what was observed, and the estimate of the relative error so far."""

    step: int
    found: Observed
    error: float


class Stop(Exception):
    """A run cannot go on; the message says at which step and why."""


def record(
    problem: Problem | SampleProblem, method: str = "bngd", *, steps: int, arithmetic: str | Arithmetic = "float",
    every: int = 1, form: str = "errors", values: str = "float", shadow: bool = True,
) -> xarray.Dataset:  # fmt: skip
    """The trajectory along the dimension `step`: every `every`-th state from the start on, and the last one.

    Variables, one value a step: a, w_norm = |w|, sigma, wg = w'g, delta = a - w'g/sigma, e_norm_H = |e|_H, loss,
    excess_loss = J - min J, effective_step (equation (11), or eps for "gd"); log_e_norm_H and log_excess_loss, natural
    logarithms, which have doubles' accuracy however small the quantity is (-inf stands for an exact 0);
    relative_error, an estimate of the largest relative error so far of |w|^2, |e|_H^2 and excess_loss.  e is
    u - (w'g/sigma^2) w, or u - w for "gd".  A SampleProblem ("general") has wh, gradient_norm and its loss instead.

    arithmetic: a name or an Arithmetic of verify.dynamics.numbers.  form: "errors" (no cancellation, verify.models.errors)
    or "definition" (verify.models.bngd, mbngd, gd as they stand).  values: "float" gives doubles, "own" the arithmetic's
    own numbers.  relative_error is 0 for Fractions, follows from the radii for balls, and is otherwise the distance to two
    more runs in which every number is off by up to 32 units in the last place, anew in each step (NaN where shadow=False).

    A run stops early where a number is no longer finite, no relative accuracy is left, the residual underflows or
    vanishes by rounding, a ball of sigma or |e|_H holds 0, or a Fraction has no rational root: attrs["stopped"] then
    names the step, the reason and what to use instead (it is "" otherwise), and the steps from there on are not in the
    data.  attrs["beyond_double"] names the variables of which a value was out of the range of doubles.

    Source: equations (3), (9) to (12), (31), (32), (70), (81).  Raises InputError for an unknown method, arithmetic, form
    or kind of values, and where not even the start can be represented.
    """
    numbers = number_types.arithmetic(arithmetic) if isinstance(arithmetic, str) else arithmetic
    check(problem, numbers, method, steps, every, form, values)
    if isinstance(problem, SampleProblem):
        method, form = "general", "definition"
    kept: list[Kept] = []
    latest: Kept | None = None
    stopped = ""
    with numbers.precision():
        main = begin(problem, method, numbers, form)
        twins: list[Run] = []
        if shadow and numbers.name not in ("fraction", "flint"):
            twins = [begin(problem, method, shaken(numbers, seed), form) for seed in SEEDS]
        fixed = rests(problem, method)
        for k in range(steps + 1):
            try:
                found, error = advance(main, twins, numbers, fixed, k)
            except Stop as stop:
                if latest is None:
                    raise InputError(str(stop)) from None
                stopped = str(stop)
                break
            latest = Kept(k, found, max(error, latest.error if latest else 0.0))
            if k % every == 0:
                kept.append(latest)
        if latest is not None and latest is not kept[-1]:
            kept.append(latest)
        return dataset(problem, method, numbers, kept, stopped, steps, form, values)


def check(problem: object, numbers: object, method: str, steps: object, every: object, form: str, values: str) -> None:
    """InputError unless the arguments are what record expects."""
    if not isinstance(problem, (Problem, SampleProblem)):
        raise InputError(f"{shown(problem)} is not a problem: expected a Problem or a SampleProblem")
    if not isinstance(numbers, Arithmetic):
        raise InputError(
            f"arithmetic = {shown(numbers)} is unknown: expected one of {', '.join(number_types.NAMES)}, or an Arithmetic"
        )
    known = METHODS if isinstance(problem, Problem) else ("general", "bngd")
    for name, value, allowed in (("method", method, known), ("form", form, FORMS), ("values", values, ("float", "own"))):
        if value not in allowed:
            raise InputError(f"{name} = {shown(value)} is unknown: expected one of {', '.join(allowed)}")
    for name, count, least in (("steps", steps, 0), ("every", every, 1)):
        if isinstance(count, bool) or not isinstance(count, int) or count < least:
            raise InputError(f"{name} = {shown(count)}: expected an integer of at least {least}")


def begin(problem: Problem | SampleProblem, method: str, numbers: Arithmetic, form: str) -> Run:
    """The run of the problem."""
    if isinstance(problem, SampleProblem):
        return run_sample(problem, numbers)
    return run(problem, method, numbers, form)


def rests(problem: Problem | SampleProblem, method: str) -> bool:
    """Whether the residual is exactly 0 from the start on."""
    return isinstance(problem, Problem) and (problem.u == problem.w0 if method == "gd" else not any(problem.e0))


# ------------------------------------------------------------------------------------------------
# One step, or the reason why there is none


def advance(main: Run, twins: list[Run], numbers: Arithmetic, fixed: bool, k: int) -> tuple[Observed, float]:
    """The next observations and the estimate of their relative error; Stop where they cannot be trusted."""
    try:
        found = next(main)
    except (ZeroDivisionError, ValueError, OverflowError) as error:
        raise Stop(f"step {k}: {str(error).partition(';')[0]}; {instead(numbers)}") from None
    if numbers.name == "fraction":
        limit_length(found, k)
        return found, 0.0
    for name, x in found.items():
        if not numbers.is_finite(plain(x)):
            raise Stop(f"step {k}: {name} is not finite in {title(numbers)}; {instead(numbers)}")
    for name in COMPARED:
        if name in found:
            residual(name, plain(found[name]), numbers, fixed, k)
    relative = gap(found, twins, numbers)
    if relative >= LOST:
        raise Stop(f"step {k}: no relative accuracy is left in {title(numbers)}; {instead(numbers)}")
    return found, relative


def residual(name: str, x: Any, numbers: Arithmetic, fixed: bool, k: int) -> None:
    """Stop where a quantity that is not 0 has become 0, or too small for its digits."""
    if fixed and x == 0:
        return
    if numbers.name == "flint":
        if x.contains(0) and not x.is_zero():
            raise Stop(f"step {k}: the ball of {name} holds 0 in {title(numbers)}; {instead(numbers)}")
    elif numbers.name == "float" and 0 < x < SMALLEST_DOUBLE * 2**58:
        raise Stop(f"step {k}: {name} underflows in {title(numbers)}; {instead(numbers)}")
    if x == 0 and name != "w_norm":
        raise Stop(
            f"step {k}: {name} became 0 in {title(numbers)}: either it is 0, or all its digits cancelled; {instead(numbers)}"
        )


def gap(found: Observed, twins: list[Run], numbers: Arithmetic) -> float:
    """The largest relative radius, or relative distance to the runs beside this one; NaN where there are none."""
    compared = [name for name in COMPARED if name in found]
    if numbers.name == "flint":
        return max((2.0 ** -plain(found[name]).rel_accuracy_bits() for name in compared if plain(found[name]) != 0), default=0.0)
    if not twins:
        return math.nan
    try:
        others = [next(twin) for twin in twins]
    except (ZeroDivisionError, ValueError, OverflowError):
        return math.inf
    pairs = [(plain(found[name]), plain(other[name])) for other in others for name in compared]
    if not all(numbers.is_finite(y) for _, y in pairs):
        return math.inf
    return max(abs(numbers.to_float((x - y) / x)) if x else 0.0 for x, y in pairs)


def limit_length(found: Observed, k: int) -> None:
    """Stop where Fractions have become too long to go on with."""
    size = max(plain(x).denominator.bit_length() for x in found.values())
    if size > LONGEST_FRACTION:
        raise Stop(f"step {k}: the fractions have {size} bits; use the arithmetic 'gmpy2', 'mpmath' or 'flint'")


def plain(x: Any) -> Any:
    """The number, or the square of a Root."""
    return x.square if isinstance(x, Root) else x


def title(numbers: Arithmetic) -> str:
    """The arithmetic in words."""
    if numbers.name == "float":
        return "double precision"
    return "exact fractions" if numbers.bits is None else f"{numbers.name} numbers of {numbers.bits} bits"


def instead(numbers: Arithmetic) -> str:
    """What to use where this arithmetic fails."""
    if numbers.name in ("float", "fraction"):
        return "use the arithmetic 'gmpy2' or 'mpmath' with enough digits"
    return f"use more than {numbers.bits} bits"


# ------------------------------------------------------------------------------------------------
# The labelled arrays


def dataset(
    problem: Problem | SampleProblem, method: str, numbers: Arithmetic, kept: list[Kept], stopped: str, steps: int, form: str, values: str,
) -> xarray.Dataset:  # fmt: skip
    """The observations as labelled arrays."""
    import numpy as np
    import xarray

    variables: dict[str, Any] = {}
    beyond = []
    for name in kept[0].found:
        column = [row.found[name] for row in kept]
        if values == "own":
            array = np.empty(len(column), dtype=object)
            try:
                array[:] = [x.value() if isinstance(x, Root) else x for x in column]
            except ValueError as error:
                raise InputError(f"{name} has no value among the fractions: {error}") from None
        else:
            array = np.array([as_double(x, numbers) for x in column])
            if any(not math.isfinite(y) or (y == 0 and plain(x) != 0) for x, y in zip(column, array)):
                beyond.append(name)
        variables[name] = ("step", array, {"long_name": MEANING[name]})
        if name in LOGARITHMS:
            logs = np.array([numbers.log(plain(x)) / (2 if isinstance(x, Root) else 1) for x in column])
            variables[f"log_{name}"] = ("step", logs, {"long_name": f"natural logarithm of: {MEANING[name]}"})
    variables["relative_error"] = ("step", np.array([row.error for row in kept]), {"long_name": "estimated relative error"})
    attrs = {
        "problem": json.dumps(problem.to_json()) if isinstance(problem, Problem) else "a general loss on a sample",
        "method": method, "form": form, "arithmetic": numbers.name,
        "precision": "exact" if numbers.bits is None else f"{numbers.bits} bits", "steps_asked": steps,
        "stopped": stopped, "beyond_double": " ".join(beyond),
    }  # fmt: skip
    return xarray.Dataset(variables, coords={"step": np.array([row.step for row in kept])}, attrs=attrs)


def as_double(x: Any, numbers: Arithmetic) -> float:
    """The number as a double: 0 or infinite where it is out of range."""
    if not isinstance(x, Root):
        return numbers.to_float(x)
    mantissa, exponent = number_types.split(numbers.name, x.square)
    if exponent % 2:
        mantissa, exponent = 2 * mantissa, exponent - 1
    try:
        return x.sign * math.ldexp(math.sqrt(mantissa), exponent // 2)
    except OverflowError:
        return x.sign * math.inf
