"""The hypotheses of a statement, evaluated where some of its symbols are balls: True, False, or None where the balls do not decide.

The checker's own evaluator does the work.  Terms in constants alone (such as eigenvalues of H) are evaluated once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb

from verify.certify.slopes import Slope
from verify.checker.certificates import Loaded, load
from verify.checker.evaluate import Undefined, Unset, compare, exact, flat, formula, in_domain, term
from verify.checker.terms import PARTIAL, RELATIONS, CheckError, elaborate, freeze, symbols

Json = Any
Term = Any
Value = Any
CONNECTIVES = ("and", "or", "not", "implies", "iff")
FOLDED = PARTIAL | {"+", "-", "*", "@", "dot", "abs", "outer", "T"} - {"max", "sum", "item", "pow"}


class HypothesesOnBalls:
    """The hypotheses and domains of a statement, at constants that are exact and other symbols that are balls.

    constants: Fractions, lists of them (vectors) and lists of rows (operators), and "d"; what depends on them alone is
    enclosed at the precision at which it is first needed: make a new object for another precision.
    """

    def __init__(self, statement: Json, constants: Mapping[str, Value]) -> None:
        self.loaded: Loaded = load(statement)
        self.values: dict[str, Value] = dict(constants)
        d = int(constants["d"])
        self.constants_fit = all(
            in_domain(exact(constants[name]), sort, domain, d) for name, sort, domain in self.loaded.decls if name in constants
        )
        fixed = set(constants)
        self.formulas = [self._folded(f, fixed) for f in self.loaded.hypotheses]
        self.texts = [str(h["text"]) for h in statement["hypotheses"]]

    def _folded(self, f: Term, fixed: set[str]) -> Term:
        """f with the terms in fixed symbols alone replaced by new symbols, which get their values here."""
        if isinstance(f, str):
            return f
        if f[0] in CONNECTIVES or f[0] in RELATIONS:
            return (f[0], *(self._folded(part, fixed) for part in f[1:]))
        if f[0] not in FOLDED:
            return f
        leaves = {s for s in symbols(f) if s in self.loaded.env}
        if leaves <= fixed | {"d", "I", "0v"}:
            name = f"constant {len(self.values)}"
            try:
                self.values[name] = term(f, self.values)
            except (Unset, Undefined):
                return f
            return name
        return (f[0], *(self._folded(part, fixed) for part in f[1:]))

    def hold(self, values: Mapping[str, Value]) -> bool | None:
        """Whether every domain and hypothesis is certainly met at all values in the balls; False where one is certainly not.

        Raises CheckError for a symbol without a value, or of another sort.
        """
        answers = list(self.answers(values))
        return False if any(answer is False for _, answer in answers) else None if any(answer is None for _, answer in answers) else True

    def answers(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bool | None]]:
        """Each domain and hypothesis with what the balls say of it, up to the first that is not met for certain."""
        everything = {**self.values, **values}
        yield "domains of the constants", self.constants_fit
        for name, sort, domain in self.loaded.decls:
            if name not in everything:
                raise CheckError(f"no value for the symbol {name}")
            if name in values:
                answer = inside(everything[name], sort, domain, int(everything["d"]))
                yield f"the domain of {name}", answer
                if not answer:
                    return
        for text, f in zip(self.texts, self.formulas):
            answer = settled(partial(formula, f, everything, []))
            yield text, answer
            if not answer:
                return

    def evaluate(self, data: Json, values: Mapping[str, Value]) -> Value:
        """The value of a scalar or vector term in the statement's symbols and abbreviations."""
        return term(elaborate(freeze(data), self.loaded.definitions), {**self.values, **values})


def settled(question: Callable[[], bool | None]) -> bool | None:
    """The answer; None where a term has no certain value."""
    try:
        return question()
    except (Undefined, Unset):
        return None


def inside(x: Value, sort: str, domain: str, d: int) -> bool | None:
    """Whether a number or vector of finite balls is in a declared domain; CheckError where it has another shape."""
    if sort not in ("scalar", "vector") or isinstance(x, list) != (sort == "vector") or (sort == "vector" and len(x) != d):
        raise CheckError(f"expected a {sort}, and {d} entries of a vector; got {x!r:.60}")
    if not all(isinstance(entry, Fraction) or (isinstance(entry, (arb, Slope)) and entry.is_finite()) for entry in flat(x)):
        return None
    signs = [compare(entry, Fraction(0)) for entry in flat(x)]
    if domain == "nonzero":
        return True if any(signs) else None if None in signs else False
    if domain in ("positive", "nonnegative"):
        return None if signs[0] is None else signs[0] > 0 or (signs[0] == 0 and domain == "nonnegative")
    return True
