"""The hypotheses of a statement, evaluated where some of its symbols are balls: True, False, or None where the balls do not decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from flint import arb

from verify.certify.reading import CheckError, ReadStatement, numbers_of, sign_of
from verify.certify.slopes import Slope

Json = Any
Value = Any


class HypothesesOnBalls:
    """The hypotheses and domains of a statement, at constants that are exact and other symbols that are balls.

    constants, seen: as for verify.certify.reading.ReadStatement, and made for one precision as that is.  `free` are the
    declared symbols that are no constants.  Raises CheckError for a constant that the statement does not declare.
    """

    def __init__(self, statement: Json, constants: Mapping[str, Value], seen: dict[Any, Value] | None = None) -> None:
        self._read = ReadStatement(statement, constants, seen)
        self._d = int(constants["d"])
        declared = {name for name, _, _ in self._read.decls}
        if unknown := set(constants) - declared - {"d"}:
            raise CheckError(f"{sorted(unknown)} are no symbols of the statement")
        self.free = frozenset(declared - set(constants))
        self._fit = all(self._read.fits(name, sort, domain, self._d) for name, sort, domain in self._read.decls if name in constants)

    def hold(self, values: Mapping[str, Value]) -> bool | None:
        """Whether every domain and hypothesis is certainly met at all values in the balls; False where one is certainly not.

        Raises CheckError unless the values are those of exactly the free symbols, each of its sort.
        """
        answers = list(self.answers(values))
        return False if any(answer is False for _, answer in answers) else None if any(answer is None for _, answer in answers) else True

    def answers(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bool | None]]:
        """Each domain and hypothesis with what the balls say of it, up to the first that is not met for certain."""
        for name in sorted(self.free - set(values)):
            raise CheckError(f"no value for the symbol {name}")
        for name in sorted(set(values) - self.free):
            raise CheckError(f"a value for {name}, which is no free symbol of the statement")
        yield "domains of the constants", self._fit
        for name, sort, domain in self._read.decls:
            if name in self.free:
                answer = inside(values[name], sort, domain, self._d)
                yield f"the domain of {name}", answer
                if not answer:
                    return
        for index, text in enumerate(self._read.texts):
            answer = self._read.hypothesis(index, values)
            yield text, answer
            if not answer:
                return

    def evaluate(self, data: Json, values: Mapping[str, Value]) -> Value:
        """The value of a scalar or vector term in the statement's symbols and abbreviations."""
        return self._read.evaluate(data, values)


def inside(x: Value, sort: str, domain: Any, d: int) -> bool | None:
    """Whether a number or vector of finite balls is in a declared domain; CheckError where it has another shape, or the domain is unknown."""
    if sort not in ("scalar", "vector") or isinstance(x, list) != (sort == "vector") or (sort == "vector" and len(x) != d):
        raise CheckError(f"expected a {sort}, and {d} entries of a vector; got {x!r:.60}")
    if not all(isinstance(entry, Fraction) or (isinstance(entry, (arb, Slope)) and entry.is_finite()) for entry in numbers_of(x)):
        return None
    signs = [sign_of(entry) for entry in numbers_of(x)]
    if domain in ("any", "real"):
        return True
    if domain == "nonzero":
        return True if any(signs) else None if None in signs else False
    if sort == "scalar" and domain in ("positive", "nonnegative"):
        return None if signs[0] is None else signs[0] > 0 or (signs[0] == 0 and domain == "nonnegative")
    raise CheckError(f"the domain {domain!r:.40} of a {sort} is not known here")
