"""Whether a near miss is a case of the statement itself: the same with another value in place of one symbol."""

from __future__ import annotations

from collections.abc import Iterator

from verify import checker
from verify.checker.terms import RATIONAL, Term, alike, substitute
from verify.statements import Statement

POWERS = ("-1", "2", "-2", "3")


def is_case(mutant: Statement, statement: Statement) -> bool:
    """Whether a near miss follows from the statement, with a value for one symbol that meets its domain and hypotheses."""
    ours, theirs = checker.load(statement.to_json()), checker.load(mutant.to_json())
    if ours.decls != theirs.decls or ours.moments or theirs.moments:
        return False
    wanted, known = plainly(theirs.conclusion), {plainly(h) for h in theirs.hypotheses}
    for name, value in values(ours.decls):
        try:
            if plainly(substitute(ours.conclusion, {name: value})) == wanted:
                assumed = [plainly(substitute(h, {name: value})) for h in ours.hypotheses]
                if all(h in known or evident(h) for h in assumed):
                    return True
        except checker.CheckError:  # the value would be captured by a state variable
            continue
    return False


def values(decls: tuple[Term, ...]) -> Iterator[tuple[str, Term]]:
    """Values for single symbols that lie in their domains: other symbols, multiples, images under invertible maps."""
    maps = [name for name, kind, domain in decls if kind == "operator" and domain in ("spd", "invertible")]
    for name, kind, domain in decls:
        if kind not in ("scalar", "vector"):
            continue
        yield from ((name, other) for other, sort, d in decls if sort == kind and other != name and implied(domain, d))
        if kind == "vector":
            yield from ((name, ("@", a, name)) for a in maps)
            yield from ((name, ("@", ("^", a, n), name)) for a in maps for n in POWERS)
            yield from ((name, ("@", a, other)) for a in maps for other, sort, d in decls if sort == kind and implied(domain, d))
        else:
            yield from ((name, value) for value in ("1", ("*", "2", name)))


def implied(domain: Term, stronger: Term) -> bool:
    """Whether what lies in one domain lies in the other."""
    return domain in ("any", "real") or domain == stronger or (stronger == "positive" and domain in ("nonzero", "nonnegative"))


def evident(h: Term) -> bool:
    """Whether a comparison of two numbers is true."""
    if h[0] not in ("le", "lt") or not all(isinstance(x, str) and RATIONAL.match(x) and "/" not in x for x in h[1:]):
        return False
    return int(h[1]) < int(h[2]) or (h[0] == "le" and h[1] == h[2])


def plainly(t: Term) -> Term:
    """A formula with powers of one operator put together and products flattened, its bound names by depth."""
    return alike(flattened(t))


def flattened(t: Term) -> Term:
    """The formula in which (A (B x)) is the image of x under one word, and a product has no product and no 1 in it."""
    if isinstance(t, str):
        return t
    parts = tuple(map(flattened, t))
    if parts[0] == "@":
        return imaged(parts)
    if parts[0] == "*":
        factors = [x for part in parts[1:-1] for x in (part[1:] if part[0] == "*" else (part,)) if x != "1"]
        last = parts[-1][1:] if parts[-1][0] == "*" else parts[-1:]
        factors += last[:-1]
        return ("*", *sorted(factors, key=repr), last[-1]) if factors else last[-1]
    return parts


def imaged(t: Term) -> Term:
    """The image under a word of operators, neighbouring powers of one operator put together."""
    word, inner = [], t
    while inner[:1] == ("@",):
        word.append((inner[1][1], int(inner[1][2])) if inner[1][0] == "^" else (inner[1], 1))
        inner = inner[2]
    whole: list[tuple[Term, int]] = []
    for base, power in word:
        if whole and whole[-1][0] == base:
            power += whole.pop()[1]
        if power:
            whole.append((base, power))
    for base, power in reversed(whole):
        inner = ("@", base if power == 1 else ("^", base, str(power)), inner)
    return inner
