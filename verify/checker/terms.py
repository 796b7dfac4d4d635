"""Reading statements: sorts, substitution, differentiation.  Terms are nested tuples of strings."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

RATIONAL = re.compile(r"-?\d+(/[1-9]\d*)?\Z", re.ASCII)
NAME = re.compile(r"[^\W\d][\w'*]*\Z")
DOMAINS = {
    "scalar": {"real", "nonzero", "positive", "nonnegative"},
    "vector": {"any", "nonzero"},
    "operator": {"spd", "symmetric", "orthogonal", "invertible"},
    "integer": {"any"}, "random-scalar": {"any"}, "random-vector": {"any"}, "function": {"any"},
    "sequence-scalar": {"real", "nonzero", "positive", "nonnegative"}, "sequence-vector": {"any", "nonzero"},
}  # fmt: skip
VALUES = {"random-scalar": "scalar", "random-vector": "vector", "integer": "scalar"}
ARITY = {"/": 2, "-": 1, "sqrt": 1, "abs": 1, "sign": 1, "dot": 2, "outer": 2, "T": 1, "eig": 2, "E": 1, "item": 2, "pow": 2}
PARTIAL = {"/", "^", "sqrt", "eig", "max", "item", "sum", "pow"}  # operations that have no value everywhere
RELATIONS = ("eq", "ne", "le", "lt")
QUANTIFIERS = ("forall", "exists", "almost-all")
RESERVED = {"+", "*", "^", "@", "max", "fn", "D", "at", "block", "range", "d", "I", "0v", "and", "or", "not", "implies", "iff", "parallel",
            "psd", "spectrum", "equivalent", "limit", "samples", "item", "sum", "pow", "lambda", "tends", "orbit", "nonsingular", "let",
            *ARITY, *RELATIONS, *QUANTIFIERS, *DOMAINS, *set().union(*DOMAINS.values())}  # fmt: skip
FALSE = ("lt", "0", "0")
Term = Any
Env = Mapping[str, tuple[str, Any]]


class CheckError(ValueError):
    """The checker rejects: one line saying what and why."""


BUDGET = [math.inf]  # what is left of the work allowed


def spend(steps: float) -> None:
    """Count work; CheckError where a certificate asks for more than a certificate may."""
    BUDGET[0] -= steps
    if BUDGET[0] < 0:
        raise CheckError("this asks for more work than the checker does for one certificate")


@contextmanager
def budget(steps: float) -> Iterator[None]:
    """Allow only so much work in the body, and less where less is left."""
    before = BUDGET[0]
    BUDGET[0] = min(before, steps)
    try:
        yield
    finally:
        BUDGET[0] = before


def freeze(data: Any) -> Term:
    """Lists and strings as tuples and strings; anything else is refused."""
    if isinstance(data, str):
        return data
    if not isinstance(data, (list, tuple)) or (not data and data != ()):
        raise CheckError(f"a term holds strings and non-empty lists, got {data!r:.60}")
    return tuple(freeze(part) for part in data)


def declare(env: Env, name: Any, kind: Any, domain: Any) -> dict[str, tuple[str, Any]]:
    """env with one more symbol: name -> (sort, domain)."""
    ranged = isinstance(domain, tuple) and len(domain) == 3 and domain[0] == "range"
    if not isinstance(name, str) or name in env or not NAME.match(name) or name in RESERVED:
        raise CheckError(f"{name!r:.40} is not a fresh symbol")
    if kind not in DOMAINS or not ((kind == "integer" and ranged) or domain in DOMAINS[kind]):
        raise CheckError(f"{name}: no sort {kind!r:.40} with domain {domain!r:.40}")
    for bound in domain[1:] if ranged else ():
        expect(bound, "scalar", env)
    return {**env, name: (kind, domain)}


def sort_of(t: Term, env: Env) -> str:
    """scalar, vector or operator; CheckError where the term is ill-typed.  Random symbols stand under an expectation."""
    spend(1)
    if isinstance(t, str):
        if RATIONAL.match(t):
            return "scalar"
        kind = env[t][0] if t in env else "unknown"
        if kind not in ("scalar", "vector", "operator", "integer"):
            raise CheckError(f"{t!r:.40} is {kind}: no symbol of a value here")
        return VALUES.get(kind, kind)
    if not t or not isinstance(t[0], str):
        raise CheckError(f"not a term: {t!r:.60}")
    op, rest = t[0], t[1:]
    if ARITY.get(op, len(rest)) != len(rest) or not rest:
        raise CheckError(f"{op!r:.20} takes {ARITY.get(op, 'some')} parts, got {len(rest)}")
    if op == "+":
        found = sort_of(rest[0], env)
        for part in rest[1:]:
            expect(part, found, env)
        return found
    if op == "*":
        for part in rest[:-1]:
            expect(part, "scalar", env)
        return sort_of(rest[-1], env)
    if op in ("-", "E"):
        return sort_of(rest[0], drawn(env) if op == "E" else env)
    if op in ("/", "^"):
        if op == "^" and not (len(rest) == 2 and re.fullmatch(r"-?[0-9]{1,3}", str(rest[1]))):
            raise CheckError(f"an exponent is an integer literal of at most 3 digits: {t!r:.60}")
        expect(rest[1], "scalar", env)
        found = sort_of(rest[0], env)
        if op == "^" and found == "vector":
            raise CheckError(f"expected an operator, got a vector: {rest[0]!r:.60}")
        return found
    if op in ("sqrt", "abs", "sign"):
        return expect(rest[0], "scalar", env)
    if op in ("dot", "outer"):
        expect(rest[0], "vector", env)
        expect(rest[1], "vector", env)
        return "scalar" if op == "dot" else "operator"
    if op == "T":
        return expect(rest[0], "operator", env)
    if op == "@" and len(rest) == 2:
        expect(rest[0], "operator", env)
        found = sort_of(rest[1], env)
        if found != "scalar":
            return found
    if op == "eig":
        expect(rest[0], "operator", env)
        return expect(rest[1], "scalar", env)
    if op == "item" and isinstance(rest[0], str) and env.get(rest[0], ("",))[0].startswith("sequence-"):
        expect(rest[1], "scalar", env)
        return env[rest[0]][0].removeprefix("sequence-")
    if op == "pow":
        expect(rest[0], "scalar", env)
        return expect(rest[1], "scalar", env)
    if op in ("max", "sum") and len(rest) == 4:
        inner = declare(env, rest[0], "integer", ("range", rest[1], rest[2]))
        return expect(rest[3], "scalar", inner)
    if op == "fn" and len(rest) == 4 and isinstance(rest[1], tuple) and env.get(rest[0], ("",))[0] == "function":
        if len(rest[1]) != 2 or not all(re.fullmatch(r"[0-9]", str(k)) for k in rest[1]):
            raise CheckError(f"expected two orders of derivation: {t!r:.60}")
        expect(rest[2], "scalar", env)
        return expect(rest[3], "scalar", env)
    if op in ("D", "at") and "item" in symbols(rest[0]):
        raise CheckError(f"{op} of a member of a sequence, which may depend on any symbol: {t!r:.60}")
    if op == "D" and len(rest) == 3 and replaceable(rest[1:2], env) and env[rest[1]][0] != "integer":
        expect(rest[2], sort_of(rest[1], env), env)
        return expect(rest[0], "scalar", env)
    if op == "at" and len(rest) == 2 and grid(rest[1], 2) and replaceable([pair[0] for pair in rest[1]], env):
        for symbol, value in rest[1]:
            expect(value, sort_of(symbol, env), env)
        return sort_of(rest[0], env)
    raise CheckError(f"unknown or misused operation {op!r:.20}")


def drawn(env: Env) -> dict[str, tuple[str, Any]]:
    """The environment under an expectation, where random symbols stand for their values."""
    return {name: (VALUES[kind], "drawn") if kind.startswith("random") else (kind, domain) for name, (kind, domain) in env.items()}


def replaceable(names: Any, env: Env) -> bool:
    """Whether names are distinct symbols that D and `at` may replace: declared, not random, no abbreviations."""
    return len(set(names)) == len(names) and all(
        isinstance(s, str) and s in env and s not in RESERVED and env[s][1] not in ("drawn", "defined") for s in names)  # fmt: skip


def grid(rows: Any, width: int) -> bool:
    """Whether rows is a tuple of tuples of one width."""
    return isinstance(rows, tuple) and all(isinstance(row, tuple) and len(row) == width for row in rows)


def expect(t: Term, wanted: str, env: Env) -> str:
    """sort_of, which must be the wanted one."""
    found = sort_of(t, env)
    if found != wanted:
        raise CheckError(f"expected a {wanted}, got a {found}: {t!r:.60}")
    return found


def check_formula(f: Term, env: Env) -> None:
    """CheckError unless f is a well-formed formula over env."""
    op, a = (f[0], f[1:]) if isinstance(f, tuple) and f and isinstance(f[0], str) else ("", ())
    if op in RELATIONS and len(a) == 2:
        expect(a[1], expect(a[0], "scalar", env) if op in ("le", "lt") else sort_of(a[0], env), env)
    elif op in ("and", "or", "not", "implies", "iff") and a and {"not": 1, "implies": 2, "iff": 2}.get(op, len(a)) == len(a):
        for part in a:
            check_formula(part, env)
    elif op in QUANTIFIERS and len(a) == 2:
        inner, kinds = declare_all(env, a[0]), {decl[1] for decl in a[0]}
        if not kinds <= ({"scalar", "vector"} if op == "almost-all" else {"scalar", "vector", "operator", "integer"}):
            raise CheckError(f"{op} does not range over {sorted(kinds)}")
        check_formula(a[1], inner)
    elif op == "parallel" and len(a) == 2:
        expect(a[0], "vector", env)
        expect(a[1], "vector", env)
    elif op == "psd" and len(a) == 1 and grid(a[0], len(a[0])):
        for entry in (entry for row in a[0] for entry in row):
            expect(entry, "scalar", env)
    elif op == "spectrum" and len(a) == 2 and grid(a[1], 2):
        parts = a[0][1:] if a[0][:1] == ("block",) and len(a[0]) == 5 else (a[0],)
        for part, sort in zip(parts, ("scalar", "vector", "vector", "operator") if len(parts) == 4 else ("operator",)):
            expect(part, sort, env)
        for entry in (x for pair in a[1] for x in pair):
            expect(entry, "scalar", env)
    elif op in ("equivalent", "limit") and len(a) == (5 if op == "equivalent" else 4) and grid(a, len(a[0])) and replaceable(a[0], env):
        sorts = [env[name][0] for name in a[0]]
        if not set(sorts) <= {"scalar", "vector"}:
            raise CheckError(f"{op}: one scalar or vector for each of {a[0]!r:.40}")
        for x, sort in ((x, sort) for group in a[1:] for x, sort in zip(group, sorts)):
            expect(x, sort, env)
    elif op == "tends" and len(a) == 3:
        inner = declare(env, a[0], "integer", "any")
        expect(a[2], sort_of(a[1], inner), env)
        if sort_of(a[1], inner) == "operator":
            raise CheckError("limits are of scalars and vectors")
    elif op in ("orbit", "nonsingular") and len(a) == {"orbit": 4}.get(op, 2) and grid(a[0], 3) and grid(a[1:3], len(a[0])):
        inner = declare_all(env, a[0])
        for (_, kind, _), step in zip(*a[:2]):
            if kind not in ("scalar", "vector"):
                raise CheckError(f"the state of an iteration holds scalars and vectors, got {kind!r:.40}")
            expect(step, kind, inner)
        if op == "nonsingular":
            return
        for (_, kind, _), start in zip(a[0], a[2]):
            expect(start, kind, env)
        check_formula(a[3], declare_all(env, sequences(a[0])))
    elif op == "let" and len(a) == 2 and grid(a[0], 4):
        for name, kind, index, value in a[0]:
            expect(value, kind, declare(env, index, "integer", "any"))
            env = declare(env, name, f"sequence-{kind}", "real" if kind == "scalar" else "any")
        check_formula(a[1], env)
    else:
        raise CheckError(f"not a well-formed formula: {f!r:.60}")


def sequences(decls: Term) -> Term:
    """The declarations of the sequences of states, from those of the state."""
    return tuple((name, f"sequence-{kind}", domain) for name, kind, domain in decls)


def declare_all(env: Env, decls: Term) -> dict[str, tuple[str, Any]]:
    """env with the (name, sort, domain) triples declared."""
    new = dict(env)
    if not grid(decls, 3):
        raise CheckError(f"a declaration has a name, a sort and a domain: {decls!r:.60}")
    for decl in decls:
        new = declare(new, *decl)
    return new


def symbols(t: Term) -> set[str]:
    """Every leaf of a term or formula."""
    spend(1)
    return {t} if isinstance(t, str) else set().union(*(symbols(part) for part in t))


def free(value: Term) -> set[str]:
    """The symbols of a value for a symbol, but for the index of ("lambda", index, body), the value of a sequence."""
    return symbols(value[2]) - {value[1]} if value[:1] == ("lambda",) else symbols(value)


def binder(t: Term) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The symbols that a term or formula binds, and the places out of their reach."""
    head = t[0] if t else ""
    if head in ("max", "sum"):
        return (t[1],), (2, 3)
    if head in ("tends", "lambda"):
        return (t[1],), (3,)
    if head in QUANTIFIERS or head in ("orbit", "nonsingular"):
        return tuple(decl[0] for decl in t[1]), (3,)
    if head in ("equivalent", "limit"):
        return t[1], (3, 5) if head == "equivalent" else (3, 4)
    return (), ()


def relabelled(t: Term, names: Mapping[str, str], outside: tuple[int, ...] = ()) -> Term:
    """t with the leaves that are keys of names replaced, but for the places outside."""
    if isinstance(t, str):
        return names.get(t, t)
    return tuple(part if i in outside else relabelled(part, names) for i, part in enumerate(t))


def apart(t: Term, taken: set[str]) -> Term:
    """t with the symbols bound at its head renamed where they are taken."""
    names, outside = binder(t)
    clash = [name for name in names if name in taken]
    if not clash:
        return t
    if t[0] in ("equivalent", "limit"):
        raise CheckError(f"rename the state variable {clash[0]}: it would be captured")
    used, new = taken | symbols(t), {}
    for name in clash:
        new[name] = name + "'"
        while new[name] in used:
            new[name] += "'"
        used.add(new[name])
    return relabelled(t, new, outside)


def unclashed(t: Term, taken: set[str]) -> Term:
    """t with every bound symbol renamed that is taken."""
    if isinstance(t, str):
        return t
    if t[:1] not in (("equivalent",), ("limit",)):
        t = apart(t, taken)
    return tuple(unclashed(part, taken) for part in t)


def alike(t: Term, names: Mapping[str, str] | None = None) -> Term:
    """t with its bound symbols renamed by their depth: equal for terms that differ only in these names."""
    names = names or {}
    if isinstance(t, str):
        return names.get(t, t)
    bound, outside = binder(t)
    inside = names if t[:1] in (("equivalent",), ("limit",)) else {**names, **{s: f"#{len(names) + i}" for i, s in enumerate(bound)}}
    return tuple(alike(part, names if i in outside else inside) for i, part in enumerate(t))


def substitute(t: Term, values: Mapping[str, Term]) -> Term:
    """Simultaneous substitution of symbols in an elaborated term or formula, without capture."""
    spend(1)
    if isinstance(t, str):
        return values.get(t, t)
    if t[:1] == ("item",) and values.get(t[1], "")[:1] == ("lambda",):
        _, index, body = values[t[1]]
        return substitute(body, {index: substitute(t[2], values)})
    inside = values
    names, outside = binder(t)
    if names:
        inside = {k: v for k, v in values.items() if k not in names}
        present = symbols(t)
        t = apart(t, set().union(set(), *(free(v) for k, v in inside.items() if k in present)))
    return tuple(substitute(part, values if i in outside else inside) for i, part in enumerate(t))


def elaborate(t: Term, definitions: Mapping[str, Term]) -> Term:
    """Expand definitions and carry out derivatives (D) and substitutions (at)."""
    if isinstance(t, str):
        return definitions.get(t, t)
    spend(len(t))
    if t[0] == "let":  # before D and `at` in its body, which reach into what is abbreviated
        body = t[2]
        for name, _, index, value in reversed(t[1]):
            body = substitute(body, {name: ("lambda", index, value)})
        return elaborate(body, definitions)
    parts = tuple(elaborate(part, definitions) for part in t[1:])
    if t[0] == "at":
        return substitute(parts[0], dict(parts[1]))
    if t[0] == "D":
        return derivative(parts[0], t[2], parts[2]) or idle(parts[0]) or "0"
    return (elaborate(t[0], definitions), *parts)


def idle(t: Term) -> Term | None:
    """0 times a term that may have no value: a derivative keeps where its constant parts are defined."""
    return ("*", "0", t) if symbols(t) & PARTIAL else None


def derivative(t: Term, var: str, v: Term) -> Term | None:
    """The derivative of t in var along v, or None where t does not contain var."""
    if t == var:
        return v
    if var not in symbols(t):
        return None

    def d(part: Term) -> Term | None:
        return derivative(part, var, v)

    def total(pieces: list[tuple[Term | None, Callable[[Term], Term]]]) -> Term:
        kept = tuple(build(dt) for dt, build in pieces if dt is not None)
        return kept[0] if len(kept) == 1 else ("+", *kept)

    op, a = t[0], t[1:]
    if op == "+":
        return total([(d(part) or idle(part), lambda x: x) for part in a])
    if op in ("-", "E"):
        return (op, d(a[0]))
    if op == "*":
        return total([(d(p), partial(lambda i, x: ("*", *a[:i], x, *a[i + 1 :]), i)) for i, p in enumerate(a)])
    if op == "dot":
        return total([(d(a[0]), lambda x: (op, x, a[1])), (d(a[1]), lambda x: (op, a[0], x))])
    if op == "/":
        quotient = ("/", a[0], ("^", a[1], "2"))
        return total([(d(a[0]), lambda x: ("/", x, a[1])), (d(a[1]), lambda x: ("-", ("*", x, quotient)))])
    if op == "^" and var not in symbols(a[1]):
        return ("*", "0", t) if int(a[1]) == 0 else ("*", a[1], ("^", a[0], str(int(a[1]) - 1)), d(a[0]))
    if op == "sqrt":
        return ("*", "1/2", d(a[0]), ("^", t, "-1"))
    if op == "@" and var not in symbols(a[0]):
        return ("@", a[0], d(a[1]))
    if op == "fn":
        i, j = int(a[1][0]), int(a[1][1])
        first, second = ("fn", a[0], (str(i + 1), str(j)), *a[2:]), ("fn", a[0], (str(i), str(j + 1)), *a[2:])
        return total([(d(a[2]), lambda x: ("*", first, x)), (d(a[3]), lambda x: ("*", second, x))])
    raise CheckError(f"no derivative rule for {op!r} containing {var}")
