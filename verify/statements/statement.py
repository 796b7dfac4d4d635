"""Statements and instances."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verify.statements.declarations import Decl
from verify.statements.errors import SortError, StatementError, shown
from verify.statements.formulas import Formula
from verify.statements.terms import RATIONAL, Json, Term, canonical, freeze, integral, literal, thaw

KEYS = {"symbols", "definitions", "moments", "hypotheses", "conclusion"}


@dataclass(frozen=True)
class Hypothesis:
    """A named assumption of a statement."""

    text: str
    formula: Formula

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise SortError(f"what a hypothesis says in words is a string, got {shown(self.text)}")
        if not isinstance(self.formula, Formula):
            raise SortError(f"a hypothesis is a Formula, such as le(0, x); got {shown(self.formula)}")


@dataclass(frozen=True)
class Statement:
    """What is claimed: symbols with domains, definitions, hypotheses and a conclusion.

    All free symbols, the dimension `d` included, are universally quantified.
    """

    symbols: tuple[Decl, ...]
    hypotheses: tuple[Hypothesis, ...]
    conclusion: Formula
    definitions: tuple[tuple[Decl, Term], ...] = ()
    moments: tuple[tuple[tuple[Term, ...], Term], ...] = ()

    def to_json(self) -> Json:
        """Plain data, the form the checker reads.  Raises StatementError for a term that is too large, written out."""
        return {
            "symbols": [decl.to_json() for decl in self.symbols],
            "definitions": [[decl.to_json(), thaw(term)] for decl, term in self.definitions],
            "moments": [[[thaw(f) for f in factors], thaw(value)] for factors, value in self.moments],
            "hypotheses": [{"text": h.text, "formula": thaw(h.formula.term)} for h in self.hypotheses],
            "conclusion": thaw(self.conclusion.term),
        }

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON: a certificate for an older wording no longer matches."""
        return hashlib.sha256(canonical(self.to_json()).encode()).hexdigest()

    @classmethod
    def from_json(cls, data: Json) -> Statement:
        """Read plain data back.

        Raises StatementError naming what is missing or malformed.
        """
        if not isinstance(data, Mapping):
            raise StatementError(f"a statement is an object, got {type(data).__name__}")
        try:
            _known(data, KEYS)
            return cls(
                symbols=tuple(_read_decl(d) for d in data["symbols"]),
                definitions=tuple((_read_decl(d), freeze(t)) for d, t in data.get("definitions", [])),
                moments=tuple((tuple(freeze(f) for f in factors), freeze(value)) for factors, value in data.get("moments", [])),
                hypotheses=tuple(_read_hypothesis(h) for h in data["hypotheses"]),
                conclusion=Formula(freeze(data["conclusion"])),
            )
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise StatementError(f"malformed statement: {error}") from error

    def _repr_latex_(self) -> str:
        from verify import notation

        return f"$\\displaystyle {notation.statement_latex(self.to_json())}$"

    def __str__(self) -> str:
        from verify import notation

        return notation.statement_unicode(self.to_json())


def well_formed(statement: Statement) -> Statement:
    """The statement, which the checker can read and which reads as one thing only.

    Raises StatementError, in one line, for a symbol that is not declared, for sorts that do not fit, for two
    symbols that print alike (`notation.clashes`), for a term that cannot be printed or is too large.
    """
    from verify import checker, notation  # both read plain data, and know nothing of the classes here

    if not isinstance(statement, Statement):
        raise SortError(f"expected a Statement, got {shown(statement)}")
    data = statement.to_json()
    try:
        checker.load(data)
        alike = notation.clashes(data)
    except (checker.CheckError, notation.NotationError) as error:
        raise StatementError(str(error)) from error
    if alike:
        first, second = alike[0]
        raise StatementError(f"no reader can tell them apart: {first} prints like {second}")
    return statement


def _known(data: Mapping[str, Json], keys: Iterable[str]) -> None:
    unknown = sorted(map(str, set(data) - set(keys)))
    if unknown:
        raise StatementError(f"expected the keys {', '.join(sorted(keys))}; got {shown(unknown[0])}")


def _read_decl(data: Json) -> Decl:
    """A declaration; a definition's has no domain, and may have the sort left out."""
    _known(data, ("name", "sort", "domain", "latex"))
    return Decl(data["name"], data["sort"], data.get("domain", "any"), data.get("latex"))


def _read_hypothesis(data: Json) -> Hypothesis:
    _known(data, ("text", "formula"))
    return Hypothesis(data["text"], Formula(freeze(data["formula"])))


@dataclass(frozen=True)
class Instance:
    """Concrete values of a statement's symbols, as plain data with exact rationals in strings.

    Scalars are strings ("3/2"), vectors lists, operators lists of rows; "d" is an integer;
    "samples" lists {"p", values of the random symbols} for expectations; a function symbol is a
    list of [coefficient, power of the first, power of the second argument].
    """

    values: Mapping[str, Json]

    def to_json(self) -> Json:
        """Plain data."""
        return dict(self.values)


def instance(**values: Json) -> Instance:
    """An instance from keyword arguments: d an int, the rest ints, Fractions, rational strings, and nested lists of such.

    Raises StatementError for any other value: no number is rounded.

    >>> instance(d=1, H=[[2]], w=["1/2"]).values["H"]
    [['2']]
    """
    return Instance({name: _dimension(value) if name == "d" else _exact(name, value) for name, value in values.items()})


def _dimension(value: Json) -> int:
    if not integral(value) or not 1 <= int(value) <= 100:
        raise StatementError(f"the dimension d is an integer from 1 to 100, got {shown(value)}")
    return int(value)


def _exact(name: str, value: Json) -> Json:
    if isinstance(value, (list, tuple)):
        return [_exact(name, part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): _exact(str(key), part) for key, part in value.items()}
    if isinstance(value, str) and RATIONAL.match(value):
        return str(value)
    text = literal(value)
    if text is None:
        raise SortError(f"{name}: expected an int, a Fraction or a rational in a string, such as '-1/3'; got {shown(value)}")
    return text
