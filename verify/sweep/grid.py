"""A sweep as data: an iteration, spectra, parameters of which some are axes, outputs; its digest, and its division into blocks."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from verify.certify.rational import InputError, shown

Array: TypeAlias = Any
Spectrum: TypeAlias = Sequence[float] | Mapping[str, Sequence[float]]
ITERATIONS = ("gd", "bngd", "mbngd")
PARAMETERS = ("a0", "eps_a", "eps", "steps")
NUMBERS = {
    "log_loss": "natural logarithm of the excess loss J - min J",
    "log_e_H": "natural logarithm of |e|_H",
    "log_e": "natural logarithm of |e|",
    "effective_step": "effective step size",
    "a": "rescaling parameter a",
    "log_w": "natural logarithm of |w|",
    "projection": "w'g/sigma",
    "gd_log_loss": "log_loss of gradient descent with its optimal step, from the same start",
}
CLASSES = {
    "class": "2 (effective step near optimal) + 1 (loss below that of optimal gradient descent)",
    "class_in_doubles": "the class that doubles alone say",
    "flagged": "1 where rounding in doubles could decide the class",
    "open": "1 where no precision settled the class",
    "bits": "bits of the precision that the values come from",
}
OUTPUTS = NUMBERS | CLASSES
SETTLED = ("log_loss", "effective_step", "gd_log_loss", *CLASSES)
"""What can be asked for together with a class: all of it is recomputed where flagged."""
WORK, SHARE_OF_CLASSES = 5e8, 16
"""Steps times components times settings in a block: part of a second; with classes fewer, since some are recomputed."""


@dataclass(frozen=True)
class Sweep:
    """What is computed, as data; use `Sweep.of`."""

    iteration: str
    spectra: tuple[tuple[str, tuple[float, ...]], ...]
    axes: tuple[tuple[str, tuple[float, ...]], ...]
    fixed: tuple[tuple[str, float], ...]
    draws: int | None
    target: str | tuple[float, ...]
    start: str | tuple[float, ...]
    outputs: tuple[str, ...]
    seed: int

    @classmethod
    def of(cls, iteration: str, spectrum: Spectrum, *, eps: Any, eps_a: Any = 1.0, a0: Any = 1.0, steps: Any = 1000,
           draws: int | None = None, target: str | Sequence[float] = "sphere", start: str | Sequence[float] = "gradient",
           outputs: Sequence[str] = ("log_loss", "effective_step"), seed: int = 0) -> Sweep:  # fmt: skip
        """A sweep of GD, BNGD or MBNGD over H = diag(spectrum).

        spectrum: positive numbers, or several under names (a dimension `spectrum`).  For a matrix use `spectrum.eigenbasis`.
        eps, eps_a, a0, steps: a number, or a sequence, which makes a dimension; eps > 0, 0 < eps_a < 2, steps > 0 increasing.
        target: u, "sphere" (uniform on the unit sphere) or numbers; start: w0, "gradient" (g/|g|), "sphere" or numbers.
        draws: None, or the number of random draws (a dimension `draw`).  outputs: names in OUTPUTS.
        Raises InputError naming the value and what was expected.
        """
        if iteration not in ITERATIONS:
            raise InputError(f"iteration = {shown(iteration)}: expected one of {', '.join(ITERATIONS)}")
        named = spectrum.items() if isinstance(spectrum, Mapping) else [("", spectrum)]
        spectra = tuple((str(name), numbers(values, f"spectrum {name}".strip())) for name, values in named)
        if not spectra:
            raise InputError("spectrum is empty: expected at least one number")
        for name, values in spectra:
            if min(values) <= 0:
                raise InputError(f"spectrum {name}".strip() + f" has the eigenvalue {min(values)!r}: expected positive numbers")
        given = {"a0": a0, "eps_a": eps_a, "eps": eps, "steps": steps}
        axes = tuple((name, numbers(value, name)) for name, value in given.items() if np.ndim(value) == 1)
        fixed = tuple((name, numbers([value], name)[0]) for name, value in given.items() if np.ndim(value) != 1)
        for name, values in (*axes, *((name, (value,)) for name, value in fixed)):
            check_parameter(name, values)
        check_draws(draws, seed)
        wanted = check_outputs(outputs, iteration)
        vectors = {}
        for name, value, words in (("target", target, ("sphere",)), ("start", start, ("gradient", "sphere"))):
            vectors[name] = check_vector(name, value, words, [len(values) for _, values in spectra])
        return cls(iteration, spectra, axes, fixed, draws, vectors["target"], vectors["start"], wanted, seed)

    @cached_property
    def definition(self) -> str:
        """The sweep as canonical JSON; `from_json` reads it."""
        return json.dumps({"format": 1, **asdict(self)}, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Sweep:
        """The sweep whose definition this is."""
        data = json.loads(text)
        data.pop("format")
        return cls(**{name: tuples(value) for name, value in data.items()})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition."""
        return hashlib.sha256(self.definition.encode()).hexdigest()

    @cached_property
    def dims(self) -> dict[str, int]:
        """The dimensions of every output and their lengths, in order; steps last."""
        found = {"spectrum": len(self.spectra)} if len(self.spectra) > 1 else {}
        found |= {"draw": self.draws} if self.draws is not None else {}
        return found | {name: len(values) for name, values in self.axes}

    def values(self, name: str) -> Array:
        """The values of a parameter, one if it is fixed."""
        return np.array(dict(self.axes).get(name) or (dict(self.fixed)[name],))

    @cached_property
    def chunks(self) -> dict[str, int]:
        """The shape of a block: trailing dimensions whole, as far as they fit into the work of a block."""
        longest = max(len(values) for _, values in self.spectra)
        room = WORK / (float(self.values("steps").max()) * longest) if self.iteration != "gd" else WORK / longest / 100
        room = max(1.0, room / SHARE_OF_CLASSES if "class" in self.outputs else room)
        found: dict[str, int] = {"steps": self.dims["steps"]} if "steps" in self.dims else {}
        for name in [name for name in reversed(self.dims) if name != "steps"]:
            found[name] = max(1, min(self.dims[name], int(room)))
            room /= found[name]
        return {name: found[name] for name in self.dims}

    def blocks(self) -> Iterator[dict[str, slice]]:
        """The blocks in order, each as the slice of every dimension."""
        parts = [[slice(i, min(i + self.chunks[name], size)) for i in range(0, size, self.chunks[name])] for name, size in self.dims.items()]
        for chosen in product(*parts):
            yield dict(zip(self.dims, chosen))

    def draw(self, spectrum: int, number: int) -> tuple[Array, Array | None]:
        """u and w0 (None: g/|g|) of a draw: seeded by its own number, so the same whatever else is drawn, in whatever order.

        Two spectra of the same length share their draws.
        """
        d = len(self.spectra[spectrum][1])
        found: list[Array | None] = []
        for purpose, vector in enumerate((self.target, self.start)):
            if vector == "gradient":
                found.append(None)
            elif vector == "sphere":
                x = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(purpose, number))).standard_normal(d)
                found.append(x / np.linalg.norm(x))
            else:
                found.append(np.array(vector))
        u, w0 = found
        return u, w0


def tuples(value: Any) -> Any:
    """JSON lists as tuples."""
    return tuple(tuples(x) for x in value) if isinstance(value, list) else value


def numbers(values: Any, name: str) -> tuple[float, ...]:
    """Finite doubles."""
    try:
        found = tuple(float(x) for x in values)
    except (TypeError, ValueError):
        raise InputError(f"{name} = {shown(values)}: expected numbers") from None
    if not found:
        raise InputError(f"{name} is empty: expected at least one number")
    for x in found:
        if not math.isfinite(x):
            raise InputError(f"{name} has the value {x!r}: expected finite numbers")
    return found


def check_parameter(name: str, values: Sequence[float]) -> None:
    """Raise InputError where a value is out of range, or twice there."""
    expected = {"a0": "any", "eps_a": "0 < eps_a < 2", "eps": "eps > 0", "steps": "whole numbers from 1 to 10^7, increasing"}[name]
    for x in values:
        fine = {"a0": True, "eps_a": 0 < x < 2, "eps": x > 0, "steps": 1 <= x <= 1e7 and x == int(x)}[name]
        if not fine:
            raise InputError(f"{name} = {x!r}: expected {expected}")
    if len(set(values)) < len(values):
        raise InputError(f"{name} has a value twice: expected different values")
    if name == "steps" and list(values) != sorted(values):
        raise InputError(f"steps = {shown(list(values))}: expected {expected}")


def check_draws(draws: int | None, seed: int) -> None:
    """Raise InputError where the number of draws or the seed is out of range."""
    if draws is not None and not (isinstance(draws, int) and draws > 0):
        raise InputError(f"draws = {shown(draws)}: expected a whole number, 1 or more")
    if not (isinstance(seed, int) and seed >= 0):
        raise InputError(f"seed = {shown(seed)}: expected a whole number, 0 or more")


def check_outputs(outputs: Sequence[str], iteration: str) -> tuple[str, ...]:
    """The outputs; InputError where one is unknown or cannot be had with the others."""
    found = tuple(dict.fromkeys(outputs))
    for name in found:
        if name not in OUTPUTS:
            raise InputError(f"output = {shown(name)}: expected one of {', '.join(OUTPUTS)}")
    if not found:
        raise InputError("no outputs: expected at least one")
    if set(found) & set(CLASSES):
        if iteration == "gd":
            raise InputError("classes compare BNGD or MBNGD with gradient descent: expected iteration bngd or mbngd")
        if other := set(found) - set(SETTLED):
            raise InputError(f"output = {shown(min(other))} is not recomputed where a class is: expected any of {', '.join(SETTLED)}")
        found += tuple(name for name in CLASSES if name not in found)
    return found


def check_vector(name: str, value: str | Sequence[float], words: Sequence[str], sizes: Sequence[int]) -> str | tuple[float, ...]:
    """A word, or the numbers of a vector that fits every spectrum."""
    if isinstance(value, str):
        if value not in words:
            raise InputError(f"{name} = {shown(value)}: expected {', '.join(words)} or numbers")
        return value
    found = numbers(value, name)
    if any(size != len(found) for size in sizes):
        raise InputError(f"{name} has {len(found)} entries: expected {' and '.join(map(str, sorted(set(sizes))))}, as the spectrum has")
    if not any(found):
        raise InputError(f"{name} is zero: expected a vector that is not")
    return found
