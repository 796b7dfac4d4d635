"""Near misses of a formula: one place changed in one way, without regard to meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verify.checker.reading import RATIONAL
from verify.refute.named import Term

Path = tuple[int, ...]
Alternatives = Callable[[Term], Iterator[tuple[str, Term]]]
ZEROS = ("0", "0v")
ATOMS = ("eq", "ne", "le", "lt")
SWAPS = 2  # how many other symbols a symbol is replaced by
# changes of these parts are one kind, whatever they change
FAMILIES = {("orbit", 2): "step", ("nonsingular", 2): "step", ("orbit", 3): "start", ("let", 1): "abbreviation"}
LITERAL = re.compile(r"-?\d+(/\d+)?")


@dataclass(frozen=True)
class Change:
    """One part replaced by another; kind groups changes of one sort."""

    kind: str
    path: Path
    old: Term
    new: Term


def places(t: Term) -> list[Path]:
    """The paths from t to its direct parts that are terms or formulas."""
    if isinstance(t, str):
        return []
    op = t[0]
    if op == "^":
        return [(1,)]
    if op in ("max", "sum"):
        return [(2,), (3,), (4,)]
    if op in BODIES:
        return BODIES[op](t)
    if op == "D":
        return [(1,), (3,)]
    if op == "at":
        return [(1,), *((2, k, 1) for k in range(len(t[2])))]
    if op == "fn":
        return [(3,), (4,)]
    if op in ("forall", "exists", "almost-all"):
        guard = [(2, 1, 1)] if t[0] == "forall" else []
        return [*guard, *((2, k) for k in range(2, len(t[2])))] if counts(t) else [(2,)]
    if op == "psd":
        return [(1, i, j) for i in range(len(t[1])) for j in range(i + 1)]
    if op == "spectrum":
        return [(1,), *((2, k, 0) for k in range(len(t[2])))]
    if op in ("equivalent", "limit"):
        return [(group, k) for group in range(2, len(t)) for k in range(len(t[group]))]
    return [(k,) for k in range(1, len(t))]


BODIES: dict[str, Callable[[Term], list[Path]]] = {  # the parts of what is about sequences
    "item": lambda t: [(2,)],
    "tends": lambda t: [(2,), (3,)],
    "orbit": lambda t: [(4,), *((3, k) for k in range(len(t[3]))), *((2, k) for k in range(len(t[2])))],
    "nonsingular": lambda t: [(2, k) for k in range(len(t[2]))],
    "let": lambda t: [(2,), *((1, k, 3) for k in range(len(t[1])))],
}


def counts(t: Term) -> bool:
    """Whether a quantified formula is about every integer, or some integer, from one on."""
    decls, body = t[1], t[2]
    shape = {"forall": "implies", "exists": "and"}.get(t[0])
    ranged = len(decls) == 1 and tuple(decls[0][1:]) == ("integer", "any") and body[0] == shape
    return ranged and body[1][0] == "le" and body[1][2] == decls[0][0]


def anchor(t: Term, path: Path) -> Path:
    """The path, cut at the first orbit or abbreviation of which it leads into the steps, the starts or the definitions."""
    for depth, k in enumerate(path):
        if not isinstance(t, str) and ((t[0] == "orbit" and k != 4) or (t[0] == "let" and k != 2)):
            return path[:depth]
        t = t[k]
    return path


def part(t: Term, path: Path) -> Term:
    """The part of t at a path."""
    for k in path:
        t = t[k]
    return t


def replaced(t: Term, path: Path, new: Term) -> Term:
    """t with the part at a path replaced; the matrix of psd stays symmetric."""
    if not path:
        return new
    k, rest = path[0], path[1:]
    if not isinstance(t, str) and t[:1] == ("psd",) and len(path) >= 3 and path[1] != path[2]:
        rows = [list(row) for row in t[1]]
        entry = replaced(rows[path[1]][path[2]], path[3:], new)
        rows[path[1]][path[2]] = rows[path[2]][path[1]] = entry
        return ("psd", tuple(map(tuple, rows)))
    return (*t[:k], replaced(t[k], rest, new), *t[k + 1 :])


def changes(t: Term, sorts: Mapping[str, tuple[str, str]]) -> Iterator[Change]:
    """Every change of one place in t, outer places first; sorts gives sort and domain of the symbols."""
    todo: list[tuple[Path, str, str]] = [((), "", "")]
    while todo:
        here, above, family = todo.pop(0)
        old = part(t, here)
        for kind, new in alternatives(old, above, sorts):
            if new != old and not (above == "member" and lonely(t, here, old)) and not rescaled(t, here, old, new):
                yield Change(family or kind, here, old, new)
        if above != "member":
            todo += [(here + step, role(old, step), family or FAMILIES.get((old[0], step[0]), "")) for step in places(old)]


def lonely(t: Term, here: Path, index: Term) -> bool:
    """Whether an index is all that a statement for every index, or a limit, has of it: the next one says the same or less."""
    for depth in range(len(here)):
        around = part(t, here[:depth])
        if isinstance(around, tuple) and around[:1] == ("forall",) and counts(around) and around[1][0][0] == index:
            return occurrences(around[2][2:], index) == 1
        if isinstance(around, tuple) and around[:2] == ("tends", index):
            return occurrences(around[2], index) == 1
    return False


def rescaled(t: Term, here: Path, old: Term, new: Term) -> bool:
    """Whether a change only multiplies what is compared with zero or tends to it, or a limit of which only what is linear is said to vanish."""
    if isinstance(new, str):
        return False
    factor = "-" if new == ("-", old) else "2" if new[:2] == ("*", "2") and new[2:] in ((old,), old[1:]) else ""
    if new[0] == old[0] == "tends":  # the change of a limit as a whole
        here, old, factor = (*here, 3), old[3], "-" if new[3] == ("-", old[3]) else "2" if new[3] == ("*", "2", old[3]) else ""
    around = part(t, here[:-1]) if here else ""
    if factor == "2" and around[:1] in (("le",), ("lt",)) and ZEROS[0] in around[1:]:
        return True
    if not factor or around[:1] != ("tends",):
        return False
    if here[-1] == 2:
        return around[3] in ZEROS
    for depth in reversed(range(len(here) - 1)):
        outer = part(t, here[:depth])
        if outer[0] == "exists":
            names = {name: domain for name, _, domain in outer[1]} if not isinstance(outer[1], str) else {}
            parts = outer[2][1:] if outer[2][0] == "and" else (outer[2],)
            for name in multiples(old) & set(names):
                signs = names[name] in ("real", "any", "nonzero") or factor == "2"
                if signs and all(x is around or homogeneous(x, name) for x in parts) and any(x is around for x in parts):
                    return True
    return False


def multiples(t: Term) -> set[Term]:
    """What t may be a multiple of."""
    if isinstance(t, str):
        return {t}
    return {x for inner in t[1:] for x in multiples(inner)} if t[0] in ("-", "*") else set()


def homogeneous(f: Term, name: Term) -> bool:
    """Whether a formula says the same of every nonzero multiple of a symbol: it is that a product or quotient vanishes, or without it."""
    if occurrences(f, name) == 0:
        return True
    return f[0] in ("eq", "ne") and f[2] in ZEROS and not summed(f[1], name)


def summed(t: Term, name: Term) -> bool:
    """Whether a symbol occurs in a sum, or in what is not known to be homogeneous."""
    if isinstance(t, str) or occurrences(t, name) == 0:
        return False
    return t[0] not in ("*", "/", "dot", "@", "-", "^", "sqrt") or any(summed(x, name) for x in t[1:])


def occurrences(t: Term, name: Term) -> int:
    """How often a symbol occurs."""
    return int(t == name) if isinstance(t, str) else sum(occurrences(x, name) for x in t)


def role(t: Term, step: Path) -> str:
    """What a part is to the term around it: an index, or a side of a relation, or nothing special."""
    if (t[0] == "eig" and step == (2,)) or (t[0] in ("max", "sum") and step in ((2,), (3,))):
        return "index"
    if t[0] == "item":
        return "member"
    if t[0] == "pow" and step == (2,):
        return "member"
    if step == (2, 1, 1):
        return "guard"
    against_zero = t[0] in ("eq", "ne") and (t[1] in ZEROS or t[2] in ZEROS)  # of which the sign does not matter
    return t[0] if t[0] in ATOMS and not against_zero else ""


def alternatives(t: Term, above: str, sorts: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, Term]]:
    """What a part may be replaced by, with the kind of change."""
    if above in INDICES:
        yield from INDICES[above](t)
    elif isinstance(t, str):
        yield from renamed(t, above, sorts)
    elif t[0] in FORMULAS:
        yield from FORMULAS[t[0]](t)
    else:
        if above in ATOMS and t[0] != "-":
            yield "sign", ("-", t)
        if t[0] in TERMS:
            yield from TERMS[t[0]](t)


def shifted(t: Term) -> Iterator[tuple[str, Term]]:
    """Neighbouring indices."""
    if isinstance(t, str) and LITERAL.fullmatch(t):
        yield "index", str(int(t) + 1)
    else:
        yield "index", ("+", t, ("-", "1"))
        if t != "d":
            yield "index", ("+", t, "1")


def moved(t: Term) -> Iterator[tuple[str, Term]]:
    """The index of a neighbouring member, not a negative one."""
    if isinstance(t, str) and LITERAL.fullmatch(t):
        yield "index", str(int(t) + 1)
        yield from (("index", str(int(t) - 1)),) if int(t) > 0 else ()
    elif t[0] == "+" and LITERAL.fullmatch(str(t[-1])):
        rest = t[1] if len(t) == 3 else t[:-1]
        yield "index", rest
        yield "index", (*t[:-1], str(int(t[-1]) + 1))
    else:
        yield "index", ("+", t, "1")


def earlier(t: Term) -> Iterator[tuple[str, Term]]:
    """One index more at the beginning."""
    if t != "0":
        yield "index", str(int(t) - 1) if isinstance(t, str) and LITERAL.fullmatch(t) else ("+", t, ("-", "1"))


INDICES: dict[str, Alternatives] = {"index": shifted, "member": moved, "guard": earlier}


def renamed(t: str, above: str, sorts: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, Term]]:
    """Another number or another symbol; the inverse or the transpose of an operator."""
    if RATIONAL.match(t):
        if "/" in t:
            yield "constant", t.split("/")[0]
            yield "constant", f"{t.split('/')[0]}/{int(t.split('/')[1]) + 1}"
        else:
            yield "constant", str(int(t) + 1)
            yield from (("constant", str(int(t) - 1)),) if int(t) > 1 else ()
        return
    if t in ("d", "I", "0v"):
        return
    kind, domain = sorts.get(t, ("", ""))
    if above in ATOMS:
        yield "sign", ("-", t)
    if kind == "operator":
        if domain not in ("spd", "symmetric"):
            yield "transpose", ("T", t)
        if domain in ("spd", "invertible"):
            yield "inverse", ("^", t, "-1")
            yield "exponent", ("^", t, "2")
    others = [name for name, sort in sorts.items() if sort[0] == kind and name != t]
    yield from (("symbol", name) for name in others[:SWAPS])


def in_sum(t: Term) -> Iterator[tuple[str, Term]]:
    """A summand with the other sign, or without a summand."""
    for k in range(1, len(t)):
        flipped = t[k][1] if t[k][0] == "-" and not isinstance(t[k], str) else ("-", t[k])
        yield "sign", (*t[:k], flipped, *t[k + 1 :])
    for k in range(1, len(t)):
        rest = t[1:k] + t[k + 1 :]
        if rest:
            yield "summand", rest[0] if len(rest) == 1 else ("+", *rest)


def in_product(t: Term) -> Iterator[tuple[str, Term]]:
    """Without a factor, or with a factor 2."""
    for k in range(1, len(t)):
        rest = t[1:k] + t[k + 1 :]
        if rest and t[k] != "1":
            yield "factor", rest[0] if len(rest) == 1 else ("*", *rest)
    yield "constant", ("*", "2", *t[1:])


def in_quotient(t: Term) -> Iterator[tuple[str, Term]]:
    """Without the denominator, or multiplied by it."""
    yield "factor", t[1]
    yield "exponent", ("*", t[2], t[1])


def in_power(t: Term) -> Iterator[tuple[str, Term]]:
    """The neighbouring exponents."""
    n = int(t[2])
    for m in (n + 1, n - 1):
        if m == 1:
            yield "exponent", t[1]
        elif m:
            yield "exponent", ("^", t[1], str(m))
    if n == -1:
        yield "inverse", t[1]


def applied(t: Term) -> Iterator[tuple[str, Term]]:
    """Without an operator."""
    yield "operator", t[2]
    yield "operator", t[1]


def order(t: Term) -> Iterator[tuple[str, Term]]:
    """Strict, or the other way round."""
    if t[0] == "le":
        yield "strict", ("lt", t[1], t[2])
    yield "direction", (t[0], t[2], t[1])


def equation(t: Term) -> Iterator[tuple[str, Term]]:
    """One side doubled."""
    if t[1] not in ZEROS and t[2] not in ZEROS:
        yield "constant", (t[0], t[1], ("*", "2", t[2]))


def junction(t: Term) -> Iterator[tuple[str, Term]]:
    """Without one alternative; an implication without its premise; an equivalence with one side negated."""
    if t[0] == "or" and len(t) > 2:
        for k in range(1, len(t)):
            rest = t[1:k] + t[k + 1 :]
            yield "case", rest[0] if len(rest) == 1 else ("or", *rest)
    if t[0] == "implies":
        yield "case", t[2]
        yield "case", ("implies", t[2], t[1])
    if t[0] == "iff":
        yield "negation", ("iff", t[1], ("not", t[2]))


def quantified(t: Term) -> Iterator[tuple[str, Term]]:
    """The stronger quantifier."""
    if t[0] != "forall":
        rest = t[2][2:]
        body = ("implies", t[2][1], rest[0] if len(rest) == 1 else ("and", *rest)) if counts(t) and rest else t[2]
        yield "quantifier", ("forall", t[1], body)


def limits(t: Term) -> Iterator[tuple[str, Term]]:
    """Another limit."""
    if t[3] not in ZEROS:
        yield "limit", (*t[:3], ("*", "2", t[3]))
        yield "limit", (*t[:3], ("-", t[3]))


def without_power(t: Term) -> Iterator[tuple[str, Term]]:
    """The base alone."""
    yield "power", t[1]


def listed(t: Term) -> Iterator[tuple[str, Term]]:
    """Multiplicities that count one too many, or one moved from one eigenvalue to another."""

    def more(k: int, n: Sequence[Term], by: str) -> list[Term]:
        return [(e, ("+", m, by)) if i == k else (e, m) for i, (e, m) in enumerate(n)]

    pairs = list(t[2])
    for k in range(len(pairs)):
        yield "multiplicity", (*t[:2], tuple(more(k, pairs, "1")))
        if len(pairs) > 1:
            yield "multiplicity", (*t[:2], tuple(more((k + 1) % len(pairs), more(k, pairs, "1"), "-1")))


def bare(kind: str) -> Alternatives:
    """The first part alone."""
    return lambda t: iter([(kind, t[1])])


def nothing(t: Term) -> Iterator[tuple[str, Term]]:
    """No change of the whole."""
    yield from ()


def equated(kind: str) -> Alternatives:
    """Both parts equal."""
    return lambda t: iter([(kind, ("eq", t[1], t[2]))])


FORMULAS: dict[str, Alternatives] = {
    "le": order, "lt": order, "eq": equation, "ne": equated("negation"), "not": bare("negation"), "or": junction,
    "implies": junction, "iff": junction, "and": nothing, "exists": quantified, "almost-all": quantified,
    "forall": nothing, "parallel": equated("relation"), "psd": nothing, "spectrum": listed, "equivalent": nothing,
    "limit": nothing, "orbit": nothing, "nonsingular": nothing, "let": nothing, "tends": limits,
}  # fmt: skip
TERMS: dict[str, Alternatives] = {
    "+": in_sum, "*": in_product, "/": in_quotient, "^": in_power, "@": applied, "-": bare("sign"), "sqrt": bare("root"),
    "pow": without_power, "abs": bare("absolute value"), "sign": bare("factor"), "T": bare("transpose"),
}  # fmt: skip
