"""Which parts of a formula an instance can decide, so that changing them can be seen.

The exact evaluator decides a universal formula, also one for almost all values, only by a value at
which it is false, and an existential one only by a value at which it is true; except that it decides
whether linear equations have a nonzero solution.
"""

from __future__ import annotations

from collections.abc import Iterator

from verify.refute.mutations import Path, counts, multiples, part
from verify.refute.named import Term
from verify.statements import Statement

CONNECTIVES = ("and", "or", "not", "implies", "iff")
QUANTIFIERS = ("forall", "exists", "almost-all")
BODY = {"orbit": 4, "let": 2}
Wanted = frozenset[bool]
UNSEEN = "in a part that no instance decides"


def outcomes(f: Term) -> Wanted:
    """The truth values that instances may give a formula."""
    op = f[0]
    parts = [outcomes(part) for part in f[1:]] if op in CONNECTIVES else []
    if op in ("and", "or"):
        weak = op == "or"  # the value that one part is enough for
        return frozenset(v for v in (True, False) if (any if v is weak else all)(v in part for part in parts))
    if op == "not":
        return frozenset(not v for v in parts[0])
    if op == "implies":
        return outcomes(("or", ("not", f[1]), f[2]))
    if op == "iff":
        return frozenset(v for v in (True, False) if any(p in parts[0] and (p is v) in parts[1] for p in (True, False)))
    if op in BODY:
        return outcomes(f[BODY[op]])
    if op in QUANTIFIERS:
        return outcomes(f[2]) if settled(f) else outcomes(f[2]) & {op == "exists"}
    if op == "tends" and not returning(f[2], f[1]):
        return frozenset()
    return frozenset({False}) if op in ("nonsingular", "equivalent", "limit") else frozenset({True, False})


def settled(f: Term) -> bool:
    """Whether a quantified formula is decided both ways: over integers, those of sequences that repeat themselves, and for linear equations."""
    if all(kind == "integer" and domain != "any" for _, kind, domain in f[1]):
        return True
    if counts(f):
        return all(returning(part, f[1][0][0]) for part in f[2][2:])
    if f[0] == "exists" and approached(f[2]) >= {decl[0] for decl in f[1]}:
        return True
    parts = f[2][1:] if f[2][0] == "and" else (f[2],)
    return f[0] == "exists" and [decl[1:] for decl in f[1]] == [("vector", "nonzero")] and all(part[0] == "eq" for part in parts)


def approached(body: Term) -> set[Term]:
    """The symbols of which a conjunction says that something tends to them, or to a multiple of one."""
    return {x for part in conjuncts(body) if part[0] == "tends" and returning(part[2], part[1]) for x in multiples(part[3])}


def conjuncts(f: Term) -> list[Term]:
    """The parts of a conjunction of conjunctions."""
    return [x for part in f[1:] for x in conjuncts(part)] if f[0] == "and" else [f]


def returning(t: Term, n: Term) -> bool:
    """Whether n is only the index of members, so that t may repeat itself, or the bound of such a statement."""
    if isinstance(t, str):
        return bool(t != n)
    if t[0] == "item":
        return True
    if t[0] in ("forall", "exists") and counts(t) and t[2][1][1] == n:
        return all(returning(part, n) and returning(part, t[1][0][0]) for part in t[2][2:])
    return all(returning(part, n) for part in t)


def decidable(f: Term, wanted: Wanted = frozenset({False}), path: Path = ()) -> Iterator[Path]:
    """The paths of the atoms whose truth value at an instance may give f a wanted value."""
    op = f[0]
    if op in CONNECTIVES:
        for k in range(1, len(f)):
            yield from decidable(f[k], useful(f, k, wanted), (*path, k))
    elif op in BODY:
        yield from decidable(f[BODY[op]], wanted, (*path, BODY[op]))
    elif op in QUANTIFIERS:
        yield from decidable(f[2], wanted if settled(f) else wanted & {op == "exists"}, (*path, 2))
    elif wanted & outcomes(f):
        yield path


def useful(f: Term, k: int, wanted: Wanted) -> Wanted:
    """The truth values of part k with which f may have a wanted value that it would not have otherwise."""
    op, others = f[0], [outcomes(other) for i, other in enumerate(f[1:], 1) if i != k]
    if op == "not":
        return frozenset(not v for v in wanted)
    if op == "iff":
        return frozenset(v for v in (True, False) if any((v is w) in others[0] for w in wanted))
    if op == "implies":  # as "not the premise, or the conclusion"
        others = [frozenset(not v for v in others[0])] if k == 2 else others
        found = frozenset(v for v in wanted if v or False in others[0])
        return frozenset(not v for v in found) if k == 1 else found
    enough = op == "or"  # the value of one part that gives f the same value
    return frozenset(v for v in wanted if v is enough or all(v in other for other in others))


def blurred(f: Term, path: Path) -> str:
    """Why no instance can tell a change at a path from what was there, although the formula is decided; empty where one may."""
    above = [part(f, path[:depth]) for depth in range(len(path))]
    heads = [t[0] if not isinstance(t, str) else "" for t in above]
    stepping = next((i for i, head in enumerate(heads) if head == "orbit" and path[i] in (2, 3)), None)
    if stepping is not None and "almost-all" in heads[:stepping] and above[stepping][4][0] == "not":
        return AVOIDED
    if "tends" in heads and "item" in heads[heads.index("tends") :] and path[heads.index("tends")] == 2:
        return INDEX
    return ""


def unlisted(statement: Statement) -> bool:
    """Whether a positive sequence is assumed to tend to zero: one of which the last member is repeated does not."""
    positive = {decl.name for decl in statement.symbols if (decl.sort, decl.domain) == ("sequence-scalar", "positive")}
    assumed = [part for h in statement.hypotheses for part in conjuncts(h.formula.term)]
    return any(f[0] == "tends" and f[3] == "0" and f[2][0] == "item" and f[2][1] in positive for f in assumed)


def doubtful(f: Term, path: Path) -> str:
    """Why a change at a path is seldom decided, by its place: where only convergence, points avoided or null sets are spoken of; else empty."""
    almost = False
    for depth in range(len(path)):
        t = part(f, path[:depth])
        almost = almost or t[0] == "almost-all"
        if t[0] == "orbit" and path[depth] in (2, 3):
            return CONVERGENT if convergent(t[4]) else ""
        if t[0] == "nonsingular" and path[depth] == 2:
            return VARYING
        if t[0] == "orbit" and almost and t[4][0] == "not":
            return MISSED
    return ""


def convergent(f: Term) -> bool:
    """Whether a formula says no more than that there are limits, or which."""
    if f[0] in ("and", "tends"):
        return f[0] == "tends" or all(map(convergent, f[1:]))
    parts = f[2][1:] if f[0] == "exists" and f[2][0] == "and" else f[2:3]
    return f[0] == "exists" and all(part[0] == "tends" and part[3] in {decl[0] for decl in f[1]} for part in parts)


CONVERGENT = "only convergence is claimed: another iteration is decided where it ends or comes back, which no start was seen to do"
VARYING = "only what becomes of null sets is claimed: another map is decided where a coordinate of it does not vary, which no instance showed"
MISSED = "almost no start is said to lead to these points: an instance decides only where all starts near it lead to them"
UNLISTED = "no instance meets the hypotheses: a positive sequence that tends to zero cannot be written down in full"
AVOIDED = "almost no start of another iteration reaches these points: no instance decides that it does not"
INDEX = "an index under a limit: where a convergent orbit is seen to stop, it does not matter"
