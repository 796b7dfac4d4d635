"""Formulas: relations, connectives, quantifiers, limits, iterations; and how to make those that bind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

from verify.checker.terms import (
    Part,
    Several,
    Symbol,
    Term,
    abstract,
    expect,
    fresh,
    instantiate,
    made,
    outline,
    value_sort,
)
from verify.checker.work import CheckError

DOMAINS = {
    "scalar": ("real", "nonzero", "positive", "nonnegative"), "vector": ("any", "nonzero"),
    "operator": ("spd", "symmetric", "orthogonal", "invertible"), "integer": ("any",),
    "random-scalar": ("any",), "random-vector": ("any",), "function": ("any",),
    "sequence-scalar": ("real", "nonzero", "positive", "nonnegative"), "sequence-vector": ("any", "nonzero"),
}  # fmt: skip
Domain = Any  # a word of DOMAINS, or for an integer the pair of its bounds


class Relation(Term):
    """A relation between two values."""

    __slots__ = ()
    left, right = Part(0), Part(1)
    __match_args__ = ("left", "right")


class Equation(Relation):
    """= or its contrary, between values of one sort."""

    __slots__ = ()

    def __new__(cls, left: Term, right: Term) -> Self:
        return made(cls, (left, expect(right, value_sort(left))), "formula")


class Eq(Equation, head="eq"):
    """left = right."""

    __slots__ = ()


class Ne(Equation, head="ne"):
    """left differs from right."""

    __slots__ = ()


class Le(Relation, head="le", takes="scalar scalar"):
    """left <= right."""

    __slots__ = ()


class Lt(Relation, head="lt", takes="scalar scalar"):
    """left < right."""

    __slots__ = ()


class Connected(Several):
    """Formulas, one or more, joined by a connective."""

    __slots__ = ()

    def __new__(cls, *parts: Term) -> Self:
        if not parts:
            raise CheckError(f"{cls.head!r} takes some parts, got 0")
        for part in parts:
            expect(part, "formula")
        return made(cls, parts, "formula")


class And(Connected, head="and"):
    """A conjunction."""

    __slots__ = ()


class Or(Connected, head="or"):
    """A disjunction."""

    __slots__ = ()


class Not(Term, head="not", takes="formula"):
    """A negation."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)


class Implies(Term, head="implies", takes="formula formula"):
    """An implication."""

    __slots__ = ()
    premise, conclusion = Part(0), Part(1)
    __match_args__ = ("premise", "conclusion")


class Iff(Term, head="iff", takes="formula formula"):
    """An equivalence."""

    __slots__ = ()
    left, right = Part(0), Part(1)
    __match_args__ = ("left", "right")


class Declared(Term):
    """A node that binds symbols with kinds and domains; `data` holds (kind, domain) of each, RANGE for a range."""

    __slots__ = ()

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Kind and domain of each bound symbol."""
        found: tuple[tuple[str, str], ...] = self.data
        return found


RANGE = "range"


class Quantified(Declared):
    """A quantifier over symbols; the bounds of an integer may speak of the symbols before it, and of no other bound one."""

    __slots__ = ()
    allowed: tuple[str, ...] = ("scalar", "vector", "operator", "integer")

    def __new__(cls, names: Sequence[str], kinds: Sequence[tuple[str, str]], bounds: Sequence[Term], body: Term) -> Self:
        """The bounds are those of the integers with a range, in order, each a part under the symbols before it."""
        binders: list[int] = []
        for i, (kind, domain) in enumerate(kinds):
            if kind not in cls.allowed or not (domain in DOMAINS[kind] or (kind, domain) == ("integer", RANGE)):
                raise CheckError(f"{cls.head} does not range over {kind!r:.40} with domain {domain!r:.40}")
            binders += [i, i] if domain == RANGE else []
        if not kinds or len(bounds) != len(binders) or len(names) != len(kinds):
            raise CheckError(f"{cls.head} binds one or more symbols, each integer range with two bounds")
        for bound in bounds:
            expect(bound, "scalar")
        return made(cls, (*bounds, expect(body, "formula")), "formula", tuple(kinds), tuple(names), (*binders, len(kinds)))

    @property
    def body(self) -> Term:
        """The body, under the binders."""
        return self.parts[-1]


class Forall(Quantified, head="forall"):
    """For all values."""

    __slots__ = ()
    __match_args__ = ("kinds", "body")


class Exists(Quantified, head="exists"):
    """There are values."""

    __slots__ = ()
    __match_args__ = ("kinds", "body")


class AlmostAll(Quantified, head="almost-all"):
    """For all values outside of a null set."""

    __slots__ = ()
    __match_args__ = ("kinds", "body")
    allowed = ("scalar", "vector")


class Parallel(Term, head="parallel", takes="vector vector"):
    """x = c y for some real c."""

    __slots__ = ()
    left, right = Part(0), Part(1)
    __match_args__ = ("left", "right")


class Psd(Term, head="psd"):
    """A symmetric matrix of scalars is positive semi-definite."""

    __slots__ = ()

    def __new__(cls, rows: Sequence[Sequence[Term]]) -> Self:
        if not rows or any(len(row) != len(rows) for row in rows):
            raise CheckError("'psd' takes a square matrix of scalars")
        parts = tuple(expect(entry, "scalar") for row in rows for entry in row)
        return made(cls, parts, "formula", len(rows))

    @property
    def rows(self) -> list[list[Term]]:
        """The matrix."""
        n = int(self.data)
        return [list(self.parts[i * n : (i + 1) * n]) for i in range(n)]


class Spectrum(Term, head="spectrum"):
    """The eigenvalues of an operator, or of a symmetric block operator on R x R^d, with these multiplicities."""

    __slots__ = ()

    def __new__(cls, matrix: Sequence[Term], listed: Sequence[tuple[Term, Term]]) -> Self:
        """The matrix is an operator, or corner, row, column and body of a block operator."""
        sorts = ("operator",) if len(matrix) == 1 else ("scalar", "vector", "vector", "operator")
        if len(matrix) != len(sorts) or not listed:
            raise CheckError("'spectrum' takes an operator or a block of four parts, and the eigenvalues with multiplicities")
        for part, sort in zip(matrix, sorts):
            expect(part, sort)
        entries = tuple(expect(entry, "scalar") for pair in listed for entry in pair)
        return made(cls, (*matrix, *entries), "formula", len(matrix))

    @property
    def matrix(self) -> tuple[Term, ...]:
        """The operator, or corner, row, column and body."""
        return self.parts[: self.data]

    @property
    def listed(self) -> list[tuple[Term, Term]]:
        """The eigenvalues with their multiplicities."""
        rest = self.parts[self.data :]
        return list(zip(rest[::2], rest[1::2]))


class Tends(Term, head="tends"):
    """The body, a scalar or vector for every integer index >= 0, tends to the limit."""

    __slots__ = ()
    body, limit = Part(0), Part(1)
    __match_args__ = ("body", "limit")

    def __new__(cls, name: str, body: Term, limit: Term) -> Self:
        if body.sort not in ("scalar", "vector"):
            raise CheckError(f"limits are of scalars and vectors, not of a {body.sort}")
        return made(cls, (body, expect(limit, body.sort)), "formula", (), (name,), (1, 0))


class Iterated(Declared):
    """What speaks of a step of states: its parts come in groups, one for each symbol of the state."""

    __slots__ = ()

    def group(self, i: int) -> tuple[Term, ...]:
        """The i-th group of parts."""
        n = len(self.kinds)
        return self.parts[i * n : (i + 1) * n]


def iterated(cls: type[Any], names: Sequence[str], kinds: Sequence[tuple[str, str]], groups: Sequence[tuple[Sequence[Term], bool]],
             body: tuple[Term, ...] = ()) -> Any:  # fmt: skip
    """A node on a step; each group says whether it is under the binders of the state, as the body is."""
    n = len(kinds)
    for kind, domain in kinds:
        if kind not in ("scalar", "vector") or domain not in DOMAINS[kind]:
            raise CheckError(f"the state of an iteration holds scalars and vectors, got {kind!r:.40} with domain {domain!r:.40}")
    if not n or len(names) != n or any(len(group) != n for group, _ in groups):
        raise CheckError(f"{cls.head!r} takes a state, and one term for each of its symbols")
    for group, _ in groups:
        for part, (kind, _) in zip(group, kinds):
            expect(part, kind)
    binders = [n * inside for _, inside in groups for _ in range(n)] + [n] * len(body)
    return made(cls, (*(part for group, _ in groups for part in group), *body), "formula", tuple(kinds), tuple(names), tuple(binders))


class Equivalent(Iterated, head="equivalent"):
    """An invertible linear map of the vectors and a factor of the scalars carry one orbit to the other."""

    __slots__ = ()

    def __new__(cls, names: Sequence[str], kinds: Sequence[tuple[str, str]], step: Sequence[Term], start: Sequence[Term],
                other_step: Sequence[Term], other_start: Sequence[Term]) -> Self:  # fmt: skip
        found: Self = iterated(cls, names, kinds, [(step, True), (start, False), (other_step, True), (other_start, False)])
        return found


class Limit(Iterated, head="limit"):
    """The iteration of the step from the start converges to the target."""

    __slots__ = ()

    def __new__(cls, names: Sequence[str], kinds: Sequence[tuple[str, str]], step: Sequence[Term], start: Sequence[Term],
                target: Sequence[Term]) -> Self:  # fmt: skip
        found: Self = iterated(cls, names, kinds, [(step, True), (start, False), (target, False)])
        return found


class Orbit(Iterated, head="orbit"):
    """The orbit stays where the step is defined, and its members, in the body sequences, have a property."""

    __slots__ = ()

    def __new__(cls, names: Sequence[str], kinds: Sequence[tuple[str, str]], step: Sequence[Term], start: Sequence[Term], body: Term) -> Self:
        found: Self = iterated(cls, names, kinds, [(step, True), (start, False)], (expect(body, "formula"),))
        return found


class Nonsingular(Iterated, head="nonsingular"):
    """The map of the state sends no set that is not null into a null set."""

    __slots__ = ()

    def __new__(cls, names: Sequence[str], kinds: Sequence[tuple[str, str]], step: Sequence[Term]) -> Self:
        found: Self = iterated(cls, names, kinds, [(step, True)])
        return found


# ------------------------------------------------------------------------------------------------
# Making what binds, from a function of the symbols that are to be bound


Declaration = tuple[str, str, Domain]  # name, kind, domain


def quantified(cls: type[Quantified], decls: Sequence[Declaration], body: Callable[..., Term]) -> Term:
    """A quantifier, its body a function of the symbols; bounds are terms that may be functions of the symbols before."""
    found: list[Symbol] = []
    bounds: list[Term] = []
    for name, kind, domain in decls:
        if isinstance(domain, tuple):
            bounds += [abstract(bound(*found) if callable(bound) else bound, found) for bound in domain]
        found.append(fresh(name, kind))
    kinds = [(kind, RANGE if isinstance(domain, tuple) else domain) for _, kind, domain in decls]
    return cls([name for name, _, _ in decls], kinds, bounds, abstract(body(*found), found))


def forall(decls: Sequence[Declaration], body: Callable[..., Term]) -> Term:
    """For all values of these symbols."""
    return quantified(Forall, decls, body)


def exists(decls: Sequence[Declaration], body: Callable[..., Term]) -> Term:
    """There are values of these symbols."""
    return quantified(Exists, decls, body)


def opened(node: Quantified, values: Sequence[Term]) -> tuple[list[tuple[Term, Term] | None], Term]:
    """The bounds of each symbol, None without a range, and the body, with terms for the symbols."""
    bounds: list[tuple[Term, Term] | None] = []
    rest = iter(node.parts)
    for i, (_, domain) in enumerate(node.kinds):
        ranged = domain == RANGE
        bounds.append((instantiate(next(rest), values[:i]), instantiate(next(rest), values[:i])) if ranged else None)
    return bounds, instantiate(node.body, values)


def negation(f: Term) -> Term:
    """The negation of a formula."""
    match f:
        case Le(left, right):
            return Lt(right, left)
        case Lt(left, right):
            return Le(right, left)
        case Eq(left, right):
            return Ne(left, right)
        case Ne(left, right):
            return Eq(left, right)
        case Not(body):
            return body
    return Not(f)


def told(t: Term) -> str:
    """A formula for a message."""
    return outline(t, 100)
