"""What the theorems on sequences conclude, written out for a proof in words.

The checker states them on its own terms; these are the same on plain data, with the names that the proof uses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = Any


def put(term: Json, name: str, value: Json) -> Json:
    """A term with a symbol replaced."""
    if isinstance(term, str):
        return value if term == name else term
    return [put(part, name, value) for part in term]


def at(f: Json, index: Json) -> Json:
    """The member of ["lambda", k, term]."""
    return put(f[2], f[1], index)


def along(f: Json, g: Json) -> Json:
    """The members of g at the index of f."""
    return at(g, f[1])


def plus(x: Json, y: Json) -> Json:
    """x + y."""
    return ["+", x, y]


def minus(x: Json, y: Json) -> Json:
    """x - y."""
    return ["+", x, ["-", y]]


def tends(f: Json, limit: Json, member: Json = None) -> Json:
    """f, or what its members become, tends to a limit."""
    return ["tends", f[1], f[2] if member is None else member, limit]


def every(f: Json, body: Json, low: Json = "0") -> Json:
    """The body for every index from low on."""
    return ["forall", [[f[1], "integer", "any"]], ["implies", ["le", low, f[1]], body]]


def definition(f: Json, limit: Json, e: Json, n: Json) -> Json:
    """The definition of a limit."""
    close = every(f, ["lt", ["abs", minus(f[2], limit)], e], n)
    return ["iff", tends(f, limit), ["forall", [[e, "scalar", "positive"]], ["exists", [[n, "integer", "any"]], ["and", ["le", "0", n], close]]]]


def converges(f: Json, limit: Json, sort: str, *more: Json) -> Json:
    """There is a limit."""
    return ["exists", [[limit, *sort.split()]], ["and", tends(f, limit), *more] if more else tends(f, limit)]


def powers(r: Json, n: Json) -> Json:
    """The recursion of powers."""
    return ["and", ["eq", ["pow", r, "0"], "1"], ["eq", ["pow", r, plus(n, "1")], ["*", r, ["pow", r, n]]]]


def summed(f: Json, low: Json, high: Json) -> Json:
    """A sum."""
    return ["sum", f[1], low, high, f[2]]


CONCLUSIONS: dict[str, Callable[..., Json]] = {
    "limit_definition": definition,
    "limit_vector": lambda x, m: ["iff", tends(x, m), tends(x, "0", ["dot", minus(x[2], m), minus(x[2], m)])],
    "limit_constant": lambda f: tends(f, f[2]),
    "limit_sum": lambda f, a, g, b: tends(f, plus(a, b), plus(f[2], along(f, g))),
    "limit_product": lambda f, a, g, b: tends(f, ["*", a, b], ["*", f[2], along(f, g)]),
    "limit_dot": lambda f, a, g, b: tends(f, ["dot", a, b], ["dot", f[2], along(f, g)]),
    "limit_apply": lambda a, x, m: tends(x, ["@", a, m], ["@", a, x[2]]),
    "limit_inverse": lambda f, m: tends(f, ["/", "1", m], ["/", "1", f[2]]),
    "limit_root": lambda f, m: tends(f, ["sqrt", m], ["sqrt", f[2]]),
    "limit_abs": lambda f, m: tends(f, ["abs", m], ["abs", f[2]]),
    "limit_shift": lambda f, m, n: ["iff", tends(f, m), tends(f, m, at(f, plus(f[1], n)))],
    "limit_equal": lambda f, m, g, n: tends(f, m, along(f, g)),
    "limit_order": lambda f, a, g, b, n: ["le", a, b],
    "limit_squeeze": lambda f, g, n: tends(f, "0"),
    "monotone_convergence": lambda f, b, n, m: converges(f, m, "scalar real", every(f, ["le", f[2], m], n)),
    "geometric": lambda r, k: ["tends", k, ["pow", r, k], "0"],
    "power_next": powers,
    "sum_next": lambda f, low, n: ["eq", summed(f, low, plus(n, "1")), plus(summed(f, low, n), at(f, plus(n, "1")))],
    "sum_empty": lambda f, low, high: ["eq", summed(f, low, high), "0"],
    "absolute_convergence": lambda x, b, bound, n, m: converges(x, m, "vector any"),
}


def law(name: str, args: list[Json]) -> Json | None:
    """The conclusion of a theorem on sequences for these arguments, None for other theorems."""
    return CONCLUSIONS[name](*args) if name in CONCLUSIONS else None
