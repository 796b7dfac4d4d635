"""Statements read from JSON: symbols with domains, abbreviations, moments, hypotheses and conclusion."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from verify.checker.formulas import DOMAINS, Declaration
from verify.checker.reading import Env, Scope, check_name, draw, parts, random_symbols, read, read_sort, write
from verify.checker.terms import VALUES, Expect, Mul, Outer, Symbol, Term, abstract, expect, substitute
from verify.checker.work import CheckError, budget

LIMIT = 500_000  # steps of work for one certificate, some seconds
NESTED = 600  # how deep the JSON of a certificate may be nested
FRAMES = 15_000  # calls in calls: more than a certificate needs that is nested no deeper, wherever it is read
Json = Any
Moment = tuple[tuple[Term, ...], Term]  # factors, in which random symbols are free, and their expectation
Read = TypeVar("Read", bound=Callable[..., Any])


@dataclass(frozen=True)
class Named:
    """A statement as nested tuples with names, abbreviations, derivatives and substitutions carried out: for search, not for proof."""

    env: Mapping[str, Any]
    decls: tuple[Any, ...]
    definitions: Mapping[str, Any]
    moments: list[Any]
    hypotheses: tuple[Any, ...]
    conclusion: Any


@dataclass(frozen=True)
class Loaded:
    """A statement as the checker has it.  `cites`: what its derivatives rest on."""

    env: Env
    decls: tuple[Declaration, ...]
    definitions: Mapping[str, Term]
    moments: tuple[Moment, ...]
    hypotheses: tuple[Term, ...]
    conclusion: Term
    cites: frozenset[str]

    @cached_property
    def named(self) -> Named:
        """The statement with names.  Raises CheckError where the language with names cannot say it."""
        taken = tuple(self.env)

        def domain(kind: str, found: Any) -> Any:
            return ("range", *(write(bound, taken) for bound in found)) if isinstance(found, tuple) else found

        decls = tuple((name, kind, domain(kind, found)) for name, kind, found in self.decls)
        env = {"d": ("integer", "any"), "I": ("operator", "symmetric"), "0v": ("vector", "any"), **{name: rest for name, *rest in decls}}
        moments = [(tuple(write(f, taken) for f in factors), write(value, taken)) for factors, value in self.moments]
        return Named(
            {name: tuple(rest) for name, rest in env.items()}, decls, {name: write(t, taken) for name, t in self.definitions.items()}, moments,
            tuple(write(f, taken) for f in self.hypotheses), write(self.conclusion, taken),
        )  # fmt: skip


def canonical(data: Json) -> str:
    """The canonical text of plain data."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def sha256(data: Json) -> str:
    """The SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def nesting(data: Json) -> int:
    """How deep plain data is nested."""
    deepest, stack = 0, [(data, 1)]
    while stack:
        here, depth = stack.pop()
        deepest = max(deepest, depth)
        inner = here.values() if isinstance(here, Mapping) else here if isinstance(here, (list, tuple)) else ()
        stack += [(part, depth + 1) for part in inner]
    return deepest


@contextmanager
def reading(what: str) -> Iterator[None]:
    """CheckError for whatever cannot be read in the body, and where it asks for too much work.

    There is room for as many calls in calls as `NESTED` allows, so the answer does not depend on who asks.
    """
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(max(before, FRAMES))
        with budget(LIMIT):
            yield
    except CheckError:
        raise
    except Exception as error:
        raise CheckError(f"malformed {what}: {type(error).__name__} {error}") from error
    finally:
        sys.setrecursionlimit(before)


def shallow(data: Json, what: str) -> None:
    """CheckError where plain data is nested deeper than it may be."""
    if nesting(data) > NESTED:
        raise CheckError(f"a {what} nested deeper than {NESTED} levels")


def load(statement: Json) -> Loaded:
    """Read a statement; CheckError names what is malformed."""
    shallow(statement, "statement")
    with reading("statement"):
        return read_statement(statement)


def read_statement(statement: Json) -> Loaded:
    """`load`, with whatever error."""
    cites: set[str] = set()
    env: dict[str, Any] = {}
    decls: list[Declaration] = []
    for data in statement["symbols"]:
        name, kind, domain = check_name(data["name"]), data["sort"], data.get("domain", "any")
        if name in env:
            raise CheckError(f"{name!r:.40} is declared twice")
        if isinstance(domain, Mapping) and set(domain) == {"lo", "hi"} and kind == "integer":
            domain = tuple(read_sort(domain[end], "scalar", Scope(env, strict=True, cites=cites)) for end in ("lo", "hi"))
        elif not isinstance(domain, str) or kind not in DOMAINS or domain not in DOMAINS[kind]:
            raise CheckError(f"{name}: no sort {kind!r:.40} with domain {domain!r:.40}")
        env[name] = (kind, domain)
        decls.append((name, kind, domain))
    definitions: dict[str, Term] = {}
    for data, value in statement.get("definitions", []):
        name = check_name(data["name"])
        if name in env or name in definitions:
            raise CheckError(f"{name!r:.40} is declared twice")
        definitions[name] = definition(value, Scope(env, definitions, strict=True, cites=cites))
    scope = Scope(env, definitions, strict=True, cites=cites)
    moments = [read_moment(factors, value, scope) for factors, value in (parts(m, 2, "a moment") for m in statement.get("moments", []))]
    formulas = [read_sort(h["formula"], "formula", scope) for h in statement["hypotheses"]]
    conclusion = read_sort(statement["conclusion"], "formula", scope)
    return Loaded(env, tuple(decls), definitions, tuple(moments), tuple(formulas), conclusion, frozenset(cites))


def undrawn(drawn: list[Symbol], random: tuple[tuple[str, str], ...]) -> dict[Symbol, Term]:
    """The random symbols themselves for their values."""
    return {s: Symbol(name, kind) for s, (name, kind) in zip(drawn, random)}


def definition(value: Json, scope: Scope) -> Term:
    """The term that an abbreviation stands for; it may speak of random symbols, and then stands under expectations only."""
    random, drawn, inside = draw(scope)
    t = read(value, inside)
    if t.sort not in VALUES:
        raise CheckError(f"an abbreviation stands for a value, not for a {t.sort}")
    return substitute(t, undrawn(drawn, random))


def read_moment(factors: Json, value: Json, scope: Scope) -> Moment:
    """A moment: factors in the random symbols, and the expectation of their product."""
    random, drawn, inside = draw(scope)
    found = [read(f, inside) for f in factors]
    vectors = [t for t in found if t.sort == "vector"]
    if len(vectors) > 2 or not all(t in drawn for t in vectors) or not all(t.sort in ("scalar", "vector") for t in found) or not found:
        raise CheckError("a moment is that of scalars and of at most two random vectors")
    expected = read_sort(value, ("scalar", "vector", "operator")[len(vectors)], scope)
    return tuple(substitute(t, undrawn(drawn, random)) for t in found), expected


def moment_equation(moment: Moment, env: Env) -> tuple[Term, Term]:
    """The expectation of the product of the factors of a moment, and its value."""
    factors, value = moment
    vectors = [t for t in factors if t.sort == "vector"]
    scalars = [t for t in factors if t.sort == "scalar"]
    product = [Outer(*vectors)] if len(vectors) == 2 else vectors
    random = random_symbols(env)
    body = abstract(Mul(*scalars, *product), [Symbol(name, kind) for name, kind in random])
    return Expect(random, body), expect(value, body.sort)
