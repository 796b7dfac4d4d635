"""The one place where names are read and written: JSON to nodes, and nodes to JSON.

A name means what the innermost binder around it says.  In a statement (`strict`) no binder may take a name that is in use.
Abbreviations, derivatives (D) and substitutions (at) are carried out while reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from verify.checker import formulas, terms
from verify.checker.derivative import derivative, idle
from verify.checker.formulas import (
    DOMAINS,
    RANGE,
    Declared,
    Domain,
    Equivalent,
    Limit,
    Nonsingular,
    Orbit,
    Psd,
    Quantified,
    Spectrum,
    Tends,
)
from verify.checker.terms import (
    FORMERS,
    Bound,
    Call,
    Expect,
    Item,
    Lambda,
    Literal,
    Power,
    Ranged,
    Symbol,
    Term,
    abstract,
    expect,
    fresh,
    literal,
    member,
    nodes,
    substitute,
)  # fmt: skip
from verify.checker.work import CheckError, spend

RATIONAL = re.compile(r"-?\d+(/[1-9]\d*)?\Z", re.ASCII)
NAME = re.compile(r"[^\W\d][\w'*]*\Z")
RESERVED = {*FORMERS, "at", "D", "let", "block", RANGE, "samples", *DOMAINS, *(word for words in DOMAINS.values() for word in words)}
DEEPEST = 100  # how deep what is read may be nested
RELATIONS = ("eq", "ne", "le", "lt")
PLAIN = {head: former for head, former in FORMERS.items()
         if (former.takes and former.__new__ is Term.__new__) or head in ("+", "*", "-", "/", "@", *RELATIONS, "and", "or")}  # fmt: skip
Json = Any
Env = Mapping[str, tuple[str, Domain]]  # the kind and the domain of every symbol; a range is the pair of its bounds


@dataclass(frozen=True)
class Scope:
    """What names mean: symbols of the environment, abbreviations, and what is bound further in.

    `drawn`: whether an expectation stands around.  `cites` collects what a derivative rests on.
    """

    env: Env
    definitions: Mapping[str, Term] = field(default_factory=dict)
    inner: Mapping[str, tuple[Term, Domain]] = field(default_factory=dict)  # bound symbols, drawn ones, sequences given by a term
    strict: bool = False
    depth: int = 0
    cites: set[str] = field(default_factory=set)

    def deeper(self) -> Scope:
        """The scope one level further in."""
        if self.depth >= DEEPEST:
            raise CheckError(f"nested deeper than {DEEPEST} levels")
        return Scope(self.env, self.definitions, self.inner, self.strict, self.depth + 1, self.cites)

    def bind(self, name: Json, meaning: Term, domain: Domain) -> Scope:
        """The scope in which a name means a term."""
        check_name(name)
        if self.strict and (name in self.env or name in self.definitions or name in self.inner):
            raise CheckError(f"{name!r:.40} is not a fresh symbol")
        return replace(self, inner={**self.inner, name: (meaning, domain)})

    def meaning(self, name: str) -> Term:
        """What a name stands for."""
        if name in self.inner:
            return self.inner[name][0]
        if name in self.definitions:
            return self.drawn(name, self.definitions[name])
        if name not in self.env:
            raise CheckError(f"{name!r:.40} is unknown: no symbol of a value here")
        kind = self.env[name][0]
        if kind.startswith("random"):
            raise CheckError(f"{name!r:.40} is {kind}: no symbol of a value here, but under an expectation")
        return Symbol(name, kind)

    def drawn(self, name: str, t: Term) -> Term:
        """An abbreviation, with the values of the random symbols for these: under an expectation only."""
        values: dict[Symbol, Term] = {}
        for symbol in t.free:
            if symbol.kind.startswith("random"):
                value, domain = self.inner.get(symbol.name, (symbol, ""))
                if domain != "drawn":
                    raise CheckError(f"{name!r:.40} depends on {symbol.name}, which is random: it has no value here, but under an expectation")
                values[symbol] = value
        return substitute(t, values)

    def replaceable(self, names: Json) -> list[Symbol]:
        """Distinct symbols that D and `at` may replace: declared, not random, no abbreviations."""
        if not isinstance(names, (list, tuple)) or len({str(name) for name in names}) != len(names):
            raise CheckError(f"expected distinct symbols, got {names!r:.60}")
        found: list[Symbol] = []
        for name in names:
            known = isinstance(name, str) and (name in self.inner or (name in self.env and name not in self.definitions))
            meaning = self.meaning(name) if known else None
            drawn = isinstance(name, str) and name in self.inner and self.inner[name][1] == "drawn"
            if not isinstance(meaning, Symbol) or drawn or meaning.kind not in ("scalar", "vector", "operator", "integer"):
                raise CheckError(f"{name!r:.40} is no symbol that can be replaced")
            found.append(meaning)
        return found

    def domain(self, name: str) -> Domain:
        """The domain of a symbol."""
        return self.inner[name][1] if name in self.inner else self.env[name][1]


def check_name(name: Json) -> str:
    """A name that a symbol may have."""
    if not isinstance(name, str) or not NAME.match(name) or name in RESERVED or len(name) > 100:
        raise CheckError(f"{name!r:.40} is not a fresh symbol")
    return name


def parts(data: Json, n: int, what: str) -> list[Json]:
    """A list of n parts."""
    if not isinstance(data, (list, tuple)) or len(data) != n:
        raise CheckError(f"{what} has {n} parts, got {data!r:.60}")
    return list(data)


def rows(data: Json, n: int | None, what: str) -> list[list[Json]]:
    """A list, not empty, of lists of n parts; of parts as many as there are lists where n is None."""
    if not isinstance(data, (list, tuple)) or not data:
        raise CheckError(f"{what}: expected lists, got {data!r:.60}")
    return [parts(row, len(data) if n is None else n, what) for row in data]


# ------------------------------------------------------------------------------------------------
# Reading


def read(data: Json, scope: Scope) -> Term:
    """The node that data says.  CheckError names what is malformed."""
    spend(1)
    if isinstance(data, str):
        if RATIONAL.match(data):
            return Literal(Fraction(data))
        if data in ("d", "I", "0v"):
            return FORMERS[data]()
        found = scope.meaning(data)
        if found.sort not in terms.VALUES:
            raise CheckError(f"{data!r:.40} is a {found.sort}: no symbol of a value here")
        return found
    if not isinstance(data, (list, tuple)) or not data or not isinstance(data[0], str):
        raise CheckError(f"expected a term or a formula, got {data!r:.60}")
    head, rest, inside = data[0], list(data[1:]), scope.deeper()
    if head in SPECIAL:
        return SPECIAL[head](rest, inside)
    if head in PLAIN:
        return PLAIN[head](*(read(part, inside) for part in rest))
    raise CheckError(f"unknown or misused operation {head!r:.20}")


def read_sort(data: Json, sort: str, scope: Scope) -> Term:
    """The node that data says, of this sort."""
    return expect(read(data, scope), sort)


def read_power(rest: list[Json], scope: Scope) -> Term:
    """An integer power."""
    base, exponent = parts(rest, 2, "'^'")
    if not isinstance(exponent, str) or not re.fullmatch(r"-?[0-9]{1,3}", exponent, re.ASCII):
        raise CheckError(f"an exponent is an integer literal of at most 3 digits, got {exponent!r:.40}")
    return Power(read(base, scope), int(exponent))


def sequence_named(name: Json, scope: Scope) -> Term:
    """The sequence that a name stands for."""
    if not isinstance(name, str):
        raise CheckError(f"expected the name of a sequence, got {name!r:.40}")
    found = scope.meaning(name)
    if not found.sort.startswith("sequence-"):
        raise CheckError(f"{name!r:.40} is a {found.sort}, no sequence")
    return found


def read_item(rest: list[Json], scope: Scope) -> Term:
    """A member of a sequence."""
    name, index = parts(rest, 2, "'item'")
    return member(sequence_named(name, scope), read_sort(index, "scalar", scope))


def read_ranged(head: str) -> Callable[[list[Json], Scope], Term]:
    """A maximum or a sum over a range."""
    def reader(rest: list[Json], scope: Scope) -> Term:
        name, low, high, body = parts(rest, 4, repr(head))
        bounds = read_sort(low, "scalar", scope), read_sort(high, "scalar", scope)
        index = fresh(str(name), "integer")
        inner = read_sort(body, "scalar", scope.bind(name, index, bounds))
        former = FORMERS[head]
        assert issubclass(former, Ranged)
        return former(name, *bounds, abstract(inner, [index]))

    return reader


def read_call(rest: list[Json], scope: Scope) -> Term:
    """A partial derivative of a function symbol."""
    name, orders, first, second = parts(rest, 4, "'fn'")
    if not isinstance(name, str) or not all(isinstance(k, str) and re.fullmatch(r"[0-9]", k, re.ASCII) for k in parts(orders, 2, "orders")):
        raise CheckError(f"expected a function symbol and two orders of derivation, got {name!r:.40}, {orders!r:.40}")
    i, j = (int(k) for k in orders)
    return Call(expect(scope.meaning(name), "function"), (i, j), read(first, scope), read(second, scope))


def random_symbols(env: Env) -> tuple[tuple[str, str], ...]:
    """The random symbols, in order."""
    return tuple((name, kind) for name, (kind, _) in env.items() if kind.startswith("random"))


def draw(scope: Scope) -> tuple[tuple[tuple[str, str], ...], list[Symbol], Scope]:
    """The random symbols, symbols for their values, and the scope in which their names mean these."""
    random = random_symbols(scope.env)
    drawn = [fresh(name, kind) for name, kind in random]
    values = {name: (symbol, "drawn") for (name, _), symbol in zip(random, drawn)}
    return random, drawn, replace(scope, inner={**scope.inner, **values})


def read_expectation(rest: list[Json], scope: Scope) -> Term:
    """An expectation: it binds every random symbol."""
    (body,) = parts(rest, 1, "'E'")
    random, drawn, inside = draw(scope)
    return Expect(random, abstract(read(body, inside), drawn))


def fixed(t: Term, what: str) -> Term:
    """A term without members of sequences, which may depend on any symbol."""
    if any(isinstance(node, Item) for node in nodes(t)):
        raise CheckError(f"{what} of a member of a sequence, which may depend on any symbol: {terms.outline(t)}")
    return t


def read_derivative(rest: list[Json], scope: Scope) -> Term:
    """The derivative of a scalar in a symbol along a direction."""
    body, name, direction = parts(rest, 3, "'D'")
    (symbol,) = scope.replaceable([name])
    if symbol.kind == "integer":
        raise CheckError(f"no derivative in the integer {name!r:.40}")
    along = read_sort(direction, symbol.sort, scope)
    t = fixed(read_sort(body, "scalar", scope), "D")
    return derivative(t, symbol, along, scope.cites) or idle(t) or literal(0)


def read_at(rest: list[Json], scope: Scope) -> Term:
    """A term with symbols replaced, all at once."""
    body, pairs = parts(rest, 2, "'at'")
    listed = rows(pairs, 2, "'at'")
    symbols = scope.replaceable([name for name, _ in listed])
    values = {symbol: read_sort(value, symbol.sort, scope) for symbol, (_, value) in zip(symbols, listed)}
    t = fixed(read(body, scope), "at")
    if t.sort not in terms.VALUES:
        raise CheckError(f"'at' is for values, got a {t.sort}")
    return substitute(t, values)


def read_declarations(data: Json, scope: Scope) -> tuple[list[str], list[tuple[str, str]], list[Symbol], list[Term], Scope]:
    """Names, (kind, domain), symbols and the bounds (closed) of what is declared, and the scope in which it is known."""
    names: list[str] = []
    kinds: list[tuple[str, str]] = []
    symbols: list[Symbol] = []
    bounds: list[Term] = []
    inner = scope
    listed = rows(data, 3, "a declaration (name, sort, domain)")
    for name, kind, domain in listed:
        if check_name(name) in names:
            raise CheckError(f"{name!r:.40} is declared twice")
        if not isinstance(kind, str) or kind not in DOMAINS:
            raise CheckError(f"{name}: no sort {kind!r:.40} with domain {domain!r:.40}")
        limits: Domain = domain
        if isinstance(domain, (list, tuple)):
            if kind != "integer" or len(domain) != 3 or domain[0] != RANGE:
                raise CheckError(f"{name}: no sort {kind!r:.40} with domain {domain!r:.40}")
            limits = tuple(read_sort(bound, "scalar", inner) for bound in domain[1:])
            bounds += [abstract(bound, symbols) for bound in limits]
        symbol = fresh(name, kind)
        inner = inner.bind(name, symbol, limits)
        names.append(name)
        kinds.append((kind, RANGE if isinstance(limits, tuple) else domain))
        symbols.append(symbol)
    return names, kinds, symbols, bounds, inner


def read_quantifier(head: str) -> Callable[[list[Json], Scope], Term]:
    """A quantified formula."""
    def reader(rest: list[Json], scope: Scope) -> Term:
        decls, body = parts(rest, 2, repr(head))
        names, kinds, symbols, bounds, inner = read_declarations(decls, scope)
        former = FORMERS[head]
        assert issubclass(former, Quantified)
        return former(names, kinds, bounds, abstract(read_sort(body, "formula", inner), symbols))

    return reader


def read_psd(rest: list[Json], scope: Scope) -> Term:
    """A matrix of scalars that is positive semi-definite."""
    (matrix,) = parts(rest, 1, "'psd'")
    return Psd([[read(entry, scope) for entry in row] for row in rows(matrix, None, "'psd'")])


def read_spectrum(rest: list[Json], scope: Scope) -> Term:
    """The eigenvalues of an operator."""
    matrix, listed = parts(rest, 2, "'spectrum'")
    block = isinstance(matrix, (list, tuple)) and len(matrix) == 5 and matrix[0] == "block"
    found = [read(part, scope) for part in matrix[1:]] if block else [read(matrix, scope)]
    return Spectrum(found, [(read(value, scope), read(n, scope)) for value, n in rows(listed, 2, "'spectrum'")])


def read_tends(rest: list[Json], scope: Scope) -> Term:
    """A limit."""
    name, body, limit = parts(rest, 3, "'tends'")
    index = fresh(str(name), "integer")
    inner = read(body, scope.bind(name, index, "any"))
    return Tends(name, abstract(inner, [index]), read(limit, scope))


def read_states(head: str) -> Callable[[list[Json], Scope], Term]:
    """`equivalent` and `limit`, whose states are symbols of the statement."""
    def reader(rest: list[Json], scope: Scope) -> Term:
        names, step, start, *others = parts(rest, 5 if head == "equivalent" else 4, repr(head))
        symbols = scope.replaceable(names)
        kinds = [(symbol.kind, scope.domain(name)) for symbol, name in zip(symbols, names)]
        groups = [[read(part, scope) for part in parts(group, len(symbols), repr(head))] for group in (step, start, *others)]
        for i in (0, 2) if head == "equivalent" else (0,):
            groups[i] = [abstract(part, symbols) for part in groups[i]]
        return Equivalent(names, kinds, *groups) if head == "equivalent" else Limit(names, kinds, *groups)

    return reader


def read_orbit(rest: list[Json], scope: Scope) -> Term:
    """An iteration, and what its members have."""
    decls, step, start, body = parts(rest, 4, "'orbit'")
    names, kinds, symbols, _, inner = read_declarations(decls, scope)
    moved = [abstract(read(part, inner), symbols) for part in parts(step, len(names), "'orbit'")]
    begin = [read(part, scope) for part in parts(start, len(names), "'orbit'")]
    tracks = [fresh(name, f"sequence-{kind}" if kind in terms.VALUES else kind) for name, (kind, _) in zip(names, kinds)]
    wide = scope
    for name, track, (_, domain) in zip(names, tracks, kinds):
        wide = wide.bind(name, track, domain)
    return Orbit(names, kinds, moved, begin, abstract(read(body, wide), tracks))


def read_nonsingular(rest: list[Json], scope: Scope) -> Term:
    """A nonsingular map."""
    decls, step = parts(rest, 2, "'nonsingular'")
    names, kinds, symbols, _, inner = read_declarations(decls, scope)
    return Nonsingular(names, kinds, [abstract(read(part, inner), symbols) for part in parts(step, len(names), "'nonsingular'")])


def read_let(rest: list[Json], scope: Scope) -> Term:
    """A formula with sequences that are given by a term."""
    named, body = parts(rest, 2, "'let'")
    inner = scope
    for name, kind, index, value in rows(named, 4, "'let'"):
        found = read_lambda([index, value], inner)
        if kind not in ("scalar", "vector") or found.sort != f"sequence-{kind}":
            raise CheckError(f"{name!r:.40} is declared a sequence of {kind!r:.20}, its term is a {found.sort.removeprefix('sequence-')}")
        inner = inner.bind(name, found, "any")
    return read_sort(body, "formula", inner)


def read_lambda(rest: list[Json], scope: Scope) -> Lambda:
    """A sequence given by a term in its index."""
    name, body = parts(rest, 2, "'lambda'")
    index = fresh(str(name), "integer")
    return Lambda(name, abstract(read(body, scope.bind(name, index, "any")), [index]))


SPECIAL: dict[str, Callable[[list[Json], Scope], Term]] = {
    "^": read_power, "item": read_item, "max": read_ranged("max"), "sum": read_ranged("sum"), "fn": read_call, "E": read_expectation,
    "D": read_derivative, "at": read_at, "forall": read_quantifier("forall"), "exists": read_quantifier("exists"),
    "almost-all": read_quantifier("almost-all"), "psd": read_psd, "spectrum": read_spectrum, "tends": read_tends,
    "equivalent": read_states("equivalent"), "limit": read_states("limit"), "orbit": read_orbit, "nonsingular": read_nonsingular,
    "let": read_let,
}  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Writing


def write(t: Term, taken: Iterable[str] = ()) -> Any:
    """A node as nested tuples with names: the bound ones apart from each other where one is inside the other, and from those taken.

    Raises CheckError where the language with names cannot say it, or it would be too long.
    """
    if t.size > terms.LARGEST:
        raise CheckError("a term that is too long to be written out")
    return written(t, [], frozenset(taken) | {symbol.name for symbol in t.free})


def written(t: Term, names: list[str], taken: frozenset[str]) -> Any:
    """`write` under binders."""
    spend(1)
    if isinstance(t, Literal):
        return str(t.value)
    if isinstance(t, Symbol):
        return t.name
    if isinstance(t, Bound):
        return names[t.index]
    if not t.parts:
        return t.head
    if isinstance(t, Expect):
        if any(name in names for name, _ in t.random) and t.loose:
            raise CheckError("an expectation within another, of random symbols of both, cannot be written with names")
        return ("E", written(t.body, [*(name for name, _ in t.random), *names], taken | {name for name, _ in t.random}))
    chosen: list[str] = []
    for name in t.names:
        while name in taken or name in names or name in chosen:
            if isinstance(t, (Equivalent, Limit)):
                break
            name += "'"
        chosen.append(name)
    pieces = [written(part, [*chosen[:n], *names], taken | set(chosen)) for part, n in zip(t.parts, t.binders)]
    return arranged(t, chosen, pieces)


def arranged(t: Term, names: list[str], pieces: list[Any]) -> Any:
    """The tuple of a node, from its written parts and the names of what it binds."""
    match t:
        case Power():
            return ("^", pieces[0], str(t.exponent))
        case Call():
            return ("fn", pieces[0], tuple(map(str, t.orders)), *pieces[1:])
        case Ranged():
            return (t.head, names[0], *pieces)
        case Lambda() | Tends():
            return (t.head, names[0], *pieces)
        case Quantified():
            bounds, decls = iter(pieces), []
            for name, (kind, domain) in zip(names, t.kinds):
                decls.append((name, kind, (RANGE, next(bounds), next(bounds)) if domain == RANGE else domain))
            return (t.head, tuple(decls), pieces[-1])
        case Psd():
            n = len(t.rows)
            return ("psd", tuple(tuple(pieces[i * n : (i + 1) * n]) for i in range(n)))
        case Spectrum():
            n = len(t.matrix)
            listed = pieces[n:]
            return ("spectrum", ("block", *pieces[:n]) if n > 1 else pieces[0], tuple(zip(listed[::2], listed[1::2])))
        case Declared():
            n = len(names)
            decls = [(name, kind, domain) for name, (kind, domain) in zip(names, t.kinds)]
            state = tuple(names) if isinstance(t, (Equivalent, Limit)) else tuple(decls)
            last = [pieces.pop()] if isinstance(t, Orbit) else []
            return (t.head, state, *(tuple(pieces[i : i + n]) for i in range(0, len(pieces), n)), *last)
    return (t.head, *pieces)


__all__ = ["NAME", "RATIONAL", "RESERVED", "Env", "Scope", "check_name", "draw", "formulas", "random_symbols", "read", "read_sort", "write"]
