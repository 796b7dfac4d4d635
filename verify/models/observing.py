"""Running an iteration and what is observed of its states, on any number type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from verify.dynamics.arithmetic import sqrt
from verify.dynamics.numbers import Arithmetic
from verify.dynamics.shaken import Shaken
from verify.models import bngd, errors, gd, general, mbngd
from verify.models.problem import Problem
from verify.models.sample import SampleProblem

METHODS = ("bngd", "mbngd", "gd")
FORMS = ("errors", "definition")
MEANING = {
    "a": "rescaling parameter a",
    "w_norm": "norm |w| of the weights",
    "sigma": "standard deviation sqrt(w'Hw)",
    "wg": "w'g",
    "delta": "a - w'g/sigma",
    "e_norm_H": "residual |e|_H",
    "loss": "loss J",
    "excess_loss": "J - min J",
    "effective_step": "effective step size",
    "wh": "w'h, h the gradient of the unnormalised loss at a w/sigma",
    "gradient_norm": "norm of the gradient of J in (a, w)",
}


class Root(NamedTuple):
    """sign * sqrt(square): kept as a square, since the root of a rational may be none."""

    square: Any
    sign: int = 1

    def value(self) -> Any:
        """The number itself; ValueError for Fractions without a rational root."""
        return self.sign * sqrt(self.square)


Observed = dict[str, Any]
Run = Iterator[Observed]


def run(problem: Problem, method: str, numbers: Arithmetic, form: str) -> Run:
    """The observations of the start and of every further state, without end; within numbers.precision()."""
    system = errors.system_of(problem, numbers)
    eps_a, eps, noise = (numbers.number(x) for x in (problem.eps_a, problem.eps, problem.noise))
    state = errors.start_of(problem, numbers, method)
    advance = stepper(system, method, eps_a, eps) if form == "errors" else restarter(system, method, eps_a, eps)
    while True:
        yield observe(system, state, method, eps, noise)
        state = advance(state)
        if isinstance(numbers, Shaken):
            w, e = numbers.again(state.w), numbers.again(state.e)
            state = errors.ErrorState(numbers.again(state.a), w, e, numbers.again(state.delta), system.H @ w, system.H @ e)


def stepper(system: errors.System, method: str, eps_a: Any, eps: Any) -> Callable[[errors.ErrorState], errors.ErrorState]:
    """The step in terms of the errors."""
    if method == "bngd":
        return lambda state: errors.step(system, state, eps_a, eps)
    if method == "mbngd":
        return lambda state: errors.modified_step(system, state, eps)
    return lambda state: errors.descent_step(system, state, eps)


def restarter(system: errors.System, method: str, eps_a: Any, eps: Any) -> Callable[[errors.ErrorState], errors.ErrorState]:
    """The step as it is defined, the errors computed from its result by their definitions."""
    H, u, g, _ = system

    def advance(state: errors.ErrorState) -> errors.ErrorState:
        if method == "bngd":
            return errors.start(system, *bngd.step(H, g, bngd.State(state.a, state.w), eps_a, eps))
        w = mbngd.step(H, g, state.w, eps) if method == "mbngd" else gd.step(H, g, state.w, eps)
        Hw = H @ w
        e = errors.by_definition(u, g, w, Hw) if method == "mbngd" else u - w
        return state._replace(w=w, Hw=Hw, e=e, He=H @ e)

    return advance


def observe(system: errors.System, state: errors.ErrorState, method: str, eps: Any, noise: Any) -> Observed:
    """The quantities of the state; |e|_H and J - min J come from its errors."""
    a, w, e, delta, Hw, He = state
    wg, sigma2 = w @ system.g, w @ Hw
    excess = errors.excess(e @ He, delta)
    found: Observed = {}
    if method == "bngd":
        found = {"a": a, "delta": delta, "effective_step": eps * (a / sqrt(sigma2)) * (wg / sigma2)}
    elif method == "mbngd":
        found = {"a": Root(wg**2 / sigma2, 1 if wg > 0 else -1), "effective_step": eps * (wg / sigma2) ** 2}
    else:
        found = {"effective_step": eps}
    return found | {
        "w_norm": Root(w @ w), "sigma": Root(sigma2), "wg": wg, "e_norm_H": Root(e @ He), "loss": noise / 2 + excess, "excess_loss": excess,
    }  # fmt: skip


def run_sample(problem: SampleProblem, numbers: Arithmetic) -> Run:
    """The observations of BNGD for a general loss; within numbers.precision()."""
    H, h, objective = numbers.matrix(problem.H), problem.gradient(numbers), problem.objective(numbers)
    eps_a, eps = numbers.number(problem.eps_a), numbers.number(problem.eps)
    state = bngd.State(numbers.number(problem.a0), numbers.vector(problem.w0))
    while True:
        a, w = state
        Hw = H @ w
        sigma = sqrt(w @ Hw)
        at = (a / sigma) * w
        slope = h(at)
        along = (a / sigma) * (slope - (w @ slope) / sigma**2 * Hw)
        found = {"a": a, "w_norm": Root(w @ w), "sigma": sigma, "wh": w @ slope,
                 "gradient_norm": Root(((w @ slope) / sigma) ** 2 + along @ along)}  # fmt: skip
        yield found if objective is None else found | {"loss": objective(at)}
        state = general.step(H, slope, state, eps_a, eps)
        if isinstance(numbers, Shaken):
            state = bngd.State(numbers.again(state.a), numbers.again(state.w))
