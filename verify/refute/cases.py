"""Whether a near miss is a case of the statement itself: the same with another value in place of one symbol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verify import checker
from verify.checker.formulas import Declaration, Le, Lt
from verify.checker.terms import Apply, Literal, Mul, Power, Symbol, Term, literal, substitute
from verify.statements import Statement

POWERS = (-1, 2, -2, 3)
LONGEST = 20_000  # parts of a statement beyond which none is looked at


def is_case(mutant: Statement, statement: Statement) -> bool:
    """Whether a near miss follows from the statement, with a value for one symbol that meets its domain and hypotheses."""
    ours, theirs = checker.load(statement.to_json()), checker.load(mutant.to_json())
    if ours.decls != theirs.decls or ours.moments or theirs.moments:
        return False
    if sum(f.size for x in (ours, theirs) for f in (*x.hypotheses, x.conclusion)) > LONGEST:
        return False
    maps = maps_of(ours.decls)
    wanted, known = plainly(theirs.conclusion, maps), {plainly(h, maps) for h in theirs.hypotheses}
    for symbol, value in values(ours.decls):
        try:
            conclusion, *assumed = (plainly(substitute(f, {symbol: value}), maps) for f in (ours.conclusion, *ours.hypotheses))
        except checker.CheckError:  # nested too deep
            continue
        if conclusion == wanted and all(h in known or evident(h) for h in assumed):
            return True
    return False


def maps_of(decls: Sequence[Declaration]) -> list[Term]:
    """The operators that are invertible."""
    return [Symbol(name, kind) for name, kind, domain in decls if kind == "operator" and domain in ("spd", "invertible")]


def values(decls: Sequence[Declaration]) -> Iterator[tuple[Symbol, Term]]:
    """Values for single symbols that lie in their domains: other symbols, multiples, images under invertible maps."""
    maps = maps_of(decls)
    for name, kind, domain in decls:
        if kind not in ("scalar", "vector"):
            continue
        symbol = Symbol(name, kind)
        others = [Symbol(other, sort) for other, sort, d in decls if sort == kind and implied(domain, d)]
        yield from ((symbol, other) for other in others if other != symbol)
        if kind == "vector":
            yield from ((symbol, Apply(a, symbol)) for a in maps)
            yield from ((symbol, Apply(Power(a, n), symbol)) for a in maps for n in POWERS)
            yield from ((symbol, Apply(a, other)) for a in maps for other in others)
        else:
            yield from ((symbol, value) for value in (literal(1), Mul(literal(2), symbol)))


def implied(domain: str, stronger: str) -> bool:
    """Whether what lies in one domain lies in the other."""
    return domain in ("any", "real") or domain == stronger or (stronger == "positive" and domain in ("nonzero", "nonnegative"))


def evident(h: Term) -> bool:
    """Whether a comparison of two numbers is true."""
    match h:
        case Le(Literal(x), Literal(y)):
            return x <= y
        case Lt(Literal(x), Literal(y)):
            return x < y
    return False


def plainly(t: Term, maps: Sequence[Term]) -> Term:
    """A term or formula with powers of one operator put together and products flattened and in order.

    (A (B x)) is the image of x under one word, and a product has no product and no 1 in it.  Powers of which one is
    negative are put together where the operator is one of the maps, which are invertible.
    """
    if not t.parts:
        return t
    parts = tuple(plainly(part, maps) for part in t.parts)
    if isinstance(t, Apply):
        return imaged(parts[0], parts[1], maps)
    if isinstance(t, Mul):
        factors = [x for part in parts for x in factors_of(part)]
        last = [] if t.sort == "scalar" else [factors.pop()]
        found = sorted((x for x in factors if x != literal(1)), key=text) + last
        return Mul(*found) if len(found) > 1 else found[0] if found else literal(1)
    return t.rebuilt(parts)


def factors_of(t: Term) -> tuple[Term, ...]:
    """The factors of a product; of another term that alone."""
    return t.parts if isinstance(t, Mul) else (t,)


def text(t: Term) -> str:
    """A text that two terms share only where they are equal."""
    return f"({type(t).__name__} {t.data!r} {' '.join(map(text, t.parts))})"


def imaged(operator: Term, operand: Term, maps: Sequence[Term]) -> Term:
    """The image under a word of operators, neighbouring powers of one operator put together."""
    word, inner = [powered(operator)], operand
    while isinstance(inner, Apply):
        word.append(powered(inner.operator))
        inner = inner.operand
    whole: list[tuple[Term, int]] = []
    for base, power in word:
        if whole and whole[-1][0] == base and (base in maps or min(power, whole[-1][1]) >= 0):
            power += whole.pop()[1]
        if power:
            whole.append((base, power))
    for base, power in reversed(whole):
        inner = Apply(base if power == 1 else Power(base, power), inner)
    return inner


def powered(t: Term) -> tuple[Term, int]:
    """The base and the exponent of an operator."""
    return (t.base, t.exponent) if isinstance(t, Power) else (t, 1)
