"""Random statements over every former of the language, with instances; all of it from a seeded generator of random numbers.

A statement is plain data, as the checker reads it.  Terms are lists of lists and strings.
"""

from __future__ import annotations

import copy
from fractions import Fraction
from random import Random
from typing import Any

Json = Any
SYMBOLS: dict[str, tuple[str, Json]] = {
    "a": ("scalar", "real"), "c": ("scalar", "real"), "b": ("scalar", "nonzero"), "p": ("scalar", "positive"), "q": ("scalar", "nonnegative"),
    "x": ("vector", "any"), "y": ("vector", "any"), "w": ("vector", "nonzero"),
    "H": ("operator", "spd"), "S": ("operator", "symmetric"), "Q": ("operator", "orthogonal"), "A": ("operator", "invertible"),
    "n": ("integer", "any"), "m": ("integer", {"lo": "1", "hi": "d"}), "f": ("function", "any"),
    "s": ("sequence-scalar", "real"), "r": ("sequence-scalar", "positive"), "u": ("sequence-vector", "any"),
    "g": ("random-scalar", "any"), "z": ("random-vector", "any"),
}  # fmt: skip
MOMENTS: list[Json] = [  # g is a + p and z is x, or g is a - p and z is -x, with the probability 1/2
    [["g"], "a"], [["g", "g"], ["+", ["*", "a", "a"], ["*", "p", "p"]]], [["z"], "0v"], [["z", "z"], ["outer", "x", "x"]],
    [["g", "z"], ["*", "p", "x"]], [["g", "z", "z"], ["*", "a", ["outer", "x", "x"]]],
]  # fmt: skip
BOUND = {"i": ("integer", "any"), "t": ("scalar", "real"), "e": ("scalar", "positive"), "v": ("vector", "any"), "l": ("vector", "nonzero"),
         "B": ("operator", "symmetric")}  # fmt: skip
LITERALS = ["0", "1", "-1", "2", "1/2", "-2", "3", "-1/3", "4"]
NUMBERS = [Fraction(k) for k in ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "4", "9", "1/4", "-3", "5/3")]
RELATIONS = ["eq", "ne", "le", "lt"]


class Language:
    """Random terms and formulas.  Names of bound variables are fresh; the first letter tells the kind."""

    def __init__(self, rng: Random, safe: float = 0.85) -> None:
        self.rng, self.safe, self.count = rng, safe, 0

    def fresh(self, letter: str) -> str:
        """A new name for a bound variable."""
        self.count += 1
        return f"{letter}{self.count}"

    def pick(self, *options: Any) -> Any:
        """One of the options."""
        return self.rng.choice(options)

    # -- scalars

    def leaf(self, scope: tuple[str, ...]) -> Json:
        """A scalar without parts."""
        inner = [name for name in scope if name[0] in "itg" or name[0] == "e"]
        if inner and self.rng.random() < 0.5:
            return self.rng.choice(inner)
        return self.pick(self.pick(*LITERALS), "a", "c", "b", "p", "q", "n", "m", "d")

    def scalar(self, depth: int, scope: tuple[str, ...] = ()) -> Json:
        """A scalar term."""
        if depth <= 0:
            return self.leaf(scope)
        s, v = (lambda k=1: self.scalar(depth - k, scope)), (lambda k=1: self.vector(depth - k, scope))
        o = lambda: self.operator(depth - 1, scope)  # noqa: E731
        match self.rng.randrange(26):
            case 0 | 1 | 2:
                return ["+", *(s() for _ in range(self.rng.randint(1, 3)))]
            case 3 | 4 | 5:
                return ["*", *(s() for _ in range(self.rng.randint(1, 3)))]
            case 6:
                return ["-", s()]
            case 7 | 8:
                return ["/", s(), self.divisor(depth - 1, scope)]
            case 9 | 10:
                n = self.rng.randint(-2, 4)
                return ["^", s() if n >= 0 else self.divisor(depth - 1, scope), str(n)]
            case 11 | 12:
                return ["sqrt", self.radicand(depth - 1, scope)]
            case 13:
                return ["abs", s()]
            case 14:
                return ["sign", self.divisor(depth - 1, scope)]
            case 15 | 16 | 17:
                return ["dot", v(), v()]
            case 18:
                return ["eig", self.pick("S", "H", self.symmetric(depth - 1, scope)), self.pick("1", "d", "m")]
            case 19:
                return self.ranged("max", depth, scope)
            case 20:
                return self.ranged("sum", depth, scope)
            case 21:
                return ["item", self.pick("s", "r"), self.index(scope)]
            case 22:
                return ["pow", s(), self.index(scope)]
            case 23:
                return ["fn", "f", [self.pick("0", "0", "1", "2"), self.pick("0", "0", "1")], s(), s()]
            case 24:
                return ["E", self.random_scalar(depth - 1, scope)]
        return self.changed(depth, scope, o)

    def changed(self, depth: int, scope: tuple[str, ...], o: Any) -> Json:
        """A derivative, or a term with symbols replaced."""
        body = self.pick(["dot", "x", ["@", o(), "x"]], ["*", "a", self.scalar(depth - 2, scope), ["dot", "x", "y"]], self.scalar(depth - 2, scope),
                         ["/", ["dot", "x", "y"], ["+", "1", ["^", "a", "2"]]], ["sqrt", ["+", "1", ["dot", "x", "x"], ["*", "a", "a"]]])  # fmt: skip
        name = self.pick("a", "x", "c")
        value = self.vector(depth - 2, scope) if name == "x" else self.scalar(depth - 2, scope)
        return ["D", body, name, value] if self.rng.random() < 0.6 else ["at", body, [[name, value]]]

    def random_scalar(self, depth: int, scope: tuple[str, ...]) -> Json:
        """A scalar in the random symbols: mostly such that the declared moments tell its expectation."""
        dot = lambda: ["dot", "z", self.vector(depth - 1, scope)]  # noqa: E731
        plain = lambda: self.scalar(depth - 1, scope)  # noqa: E731
        return self.pick(
            ["*", "g", plain()], ["*", plain(), dot()], ["*", dot(), dot()], ["*", "g", dot(), dot()], ["+", ["*", "g", "g"], plain()],
            ["^", ["+", "g", dot()], "2"], plain(), ["*", "g", ["E", ["*", "g", self.pick("1", "a", dot())]]], self.scalar(depth - 1, (*scope, "g")),
        )  # fmt: skip

    def ranged(self, head: str, depth: int, scope: tuple[str, ...]) -> Json:
        """A maximum or a sum."""
        name = self.fresh("i")
        low, high = self.pick(("1", "d"), ("1", "m"), ("0", "2"), ("m", "d"), ("0", "n"), ("2", "1") if head == "sum" else ("1", "1"))
        return [head, name, low, high, self.scalar(depth - 2, (*scope, name))]

    def index(self, scope: tuple[str, ...]) -> Json:
        """An index or an exponent."""
        inner = [name for name in scope if name[0] == "i"]
        return self.rng.choice(inner) if inner and self.rng.random() < 0.6 else self.pick("0", "1", "2", "m", "d", ["+", "m", "1"], ["+", "d", "m"], "n")

    def positive(self, depth: int, scope: tuple[str, ...] = ()) -> Json:
        """A positive scalar, seen to be so."""
        if depth <= 0:
            return self.pick("p", "1", "2", "d", "m", ["+", "q", "1"], ["dot", "w", "w"], ["^", "b", "2"], ["item", "r", "m"])
        s, v, z = (lambda: self.scalar(depth - 1, scope)), (lambda: self.vector(depth - 1, scope)), (lambda: self.positive(depth - 1, scope))
        return self.pick(["+", z(), ["^", s(), "2"]], ["*", z(), z()], ["/", z(), z()], ["+", z(), ["dot", v(), v()]], ["sqrt", z()],
                         ["dot", "w", ["@", "H", "w"]], ["^", z(), self.pick("-1", "2", "-2")], ["eig", "H", "m"], ["+", z(), ["abs", s()]],
                         ["dot", ["@", "Q", "w"], ["@", "Q", "w"]], ["dot", ["@", "A", "w"], ["@", "A", "w"]])  # fmt: skip

    def divisor(self, depth: int, scope: tuple[str, ...]) -> Json:
        """A scalar to divide by: mostly one that is not zero."""
        return self.pick(self.positive(depth, scope), self.positive(depth, scope), "b") if self.rng.random() < self.safe else self.scalar(depth, scope)

    def radicand(self, depth: int, scope: tuple[str, ...]) -> Json:
        """A scalar under a root: mostly one that is not negative."""
        if self.rng.random() > self.safe:
            return self.scalar(depth, scope)
        s, v = self.scalar(depth - 1, scope), self.vector(depth - 1, scope)
        return self.pick(self.positive(depth, scope), "q", "p", ["^", s, "2"], ["^", s, "4"], ["*", "q", ["^", s, "2"]], ["dot", v, v], ["*", "p", "p", "q"],
                         ["dot", v, ["@", "H", v]], "4", "2", ["*", "p", ["^", "b", "-2"]])  # fmt: skip

    # -- vectors and operators

    def vector(self, depth: int, scope: tuple[str, ...] = ()) -> Json:
        """A vector term."""
        if depth <= 0:
            inner = [name for name in scope if name[0] in "vlz"]
            if inner and self.rng.random() < 0.5:
                return self.rng.choice(inner)
            return self.pick("x", "y", "w", "x", "y", "w", "0v")
        v = lambda: self.vector(depth - 1, scope)  # noqa: E731
        match self.rng.randrange(10):
            case 0 | 1 | 2:
                return ["+", *(v() for _ in range(self.rng.randint(1, 3)))]
            case 3 | 4:
                return ["*", self.scalar(depth - 1, scope), v()]
            case 5:
                return ["-", v()]
            case 6:
                return ["/", v(), self.divisor(depth - 1, scope)]
            case 7 | 8:
                return ["@", self.operator(depth - 1, scope), v()]
        return self.pick(["item", "u", self.index(scope)], ["E", ["+", "z", v()]], ["E", ["*", "g", v()]], v())

    def operator(self, depth: int, scope: tuple[str, ...] = ()) -> Json:
        """An operator term."""
        if depth <= 0:
            inner = [name for name in scope if name[0] == "B"]
            return self.rng.choice(inner) if inner and self.rng.random() < 0.5 else self.pick("H", "S", "Q", "A", "I", "H", "S", "Q", "A")
        o, v = (lambda: self.operator(depth - 1, scope)), (lambda: self.vector(depth - 1, scope))
        match self.rng.randrange(9):
            case 0:
                return ["+", o(), o()]
            case 1:
                return ["*", self.scalar(depth - 1, scope), o()]
            case 2:
                return ["-", o()]
            case 3:
                return ["/", o(), self.divisor(depth - 1, scope)]
            case 4:
                return ["outer", v(), v()]
            case 5:
                return ["T", o()]
            case 6 | 7:
                return ["@", o(), o()]
        n = self.rng.randint(-2, 3)
        return ["^", o() if n >= 0 else self.pick("H", "Q", "A", ["@", "H", "A"], ["*", "b", "Q"], ["T", "A"]), str(n)]

    def symmetric(self, depth: int, scope: tuple[str, ...]) -> Json:
        """A symmetric operator."""
        o, v = self.operator(depth - 1, scope), self.vector(depth - 1, scope)
        return self.pick("S", "H", "I", ["+", o, ["T", o]], ["outer", v, v], ["*", self.scalar(depth - 1, scope), self.pick("S", "H")],
                         ["+", "S", ["outer", v, v]], ["@", ["T", o], ["@", "S", o]], ["^", "H", "-1"], ["^", "S", "2"])  # fmt: skip

    def value(self, depth: int, scope: tuple[str, ...] = ()) -> tuple[str, Json]:
        """A term and its sort."""
        sort = self.pick("scalar", "scalar", "scalar", "vector", "operator")
        return sort, {"scalar": self.scalar, "vector": self.vector, "operator": self.operator}[sort](depth, scope)

    # -- formulas

    def relation(self, depth: int, scope: tuple[str, ...] = ()) -> Json:
        """A relation."""
        sort, left = self.value(depth, scope)
        right = {"scalar": self.scalar, "vector": self.vector, "operator": self.operator}[sort](depth, scope)
        return [self.rng.choice(RELATIONS if sort == "scalar" else RELATIONS[:2]), left, right]

    def formula(self, depth: int, scope: tuple[str, ...] = ()) -> Json:
        """A formula."""
        if depth <= 0:
            return self.relation(1, scope)
        f, s = (lambda *more: self.formula(depth - 1, (*scope, *more))), (lambda *more: self.scalar(1, (*scope, *more)))
        v = lambda *more: self.vector(1, (*scope, *more))  # noqa: E731
        match self.rng.randrange(24):
            case 0 | 1:
                return ["and", *(f() for _ in range(self.rng.randint(1, 3)))]
            case 2 | 3:
                return ["or", *(f() for _ in range(self.rng.randint(1, 3)))]
            case 4:
                return ["not", f()]
            case 5 | 6:
                return ["implies", f(), f()]
            case 7:
                return ["iff", f(), f()]
            case 8 | 9 | 10 | 11:
                decls = self.declared(scope)
                return [self.pick("forall", "exists"), decls, f(*(decl[0] for decl in decls))]
            case 12:
                decls = self.declared(scope, "te" if self.rng.random() < 0.5 else "vl")
                return ["almost-all", decls, f(*(decl[0] for decl in decls))]
            case 13:
                return ["parallel", v(), v()]
            case 14:
                off = s()
                return ["psd", [[s(), off], [off, s()]]]
            case 15:
                listed = [[s(), "1"], [s(), ["+", "d", "-1"]]]
                return ["spectrum", self.pick(["outer", v(), v()], self.operator(1, scope), ["block", s(), "x", "x", "S"]), listed]
            case 16:
                name = self.fresh("i")
                return self.pick(["tends", name, ["item", "s", name], s()], ["tends", name, s(name), s()], ["tends", name, ["item", "u", name], v()])
            case 17:
                return ["equivalent", ["x", "a"], [v(), s()], ["y", "c"], [v(), s()], [v(), s()]]
            case 18:
                return ["limit", ["x"], [v()], ["y"], [v()]]
            case 19 | 20:
                return self.orbit(depth, scope)
            case 21:
                name = self.fresh("v")
                return ["nonsingular", [[name, "vector", "any"]], [v(name)]]
        name, index = self.fresh("k"), self.fresh("i")
        body = ["eq", ["item", name, self.index(scope)], s()]
        return ["let", [[name, "scalar", index, s(index)]], self.pick(body, ["le", ["item", name, "0"], s()])]

    def declared(self, scope: tuple[str, ...], letters: str = "itevlB") -> list[Json]:
        """Declarations of one or two symbols."""
        decls: list[Json] = []
        for _ in range(self.rng.randint(1, 2)):
            letter = self.rng.choice(letters)
            domain: Json = BOUND[letter][1]
            if letter == "i" and self.rng.random() < 0.7:
                before = [decl[0] for decl in decls if decl[0][0] == "i"] + [name for name in scope if name[0] == "i"]
                domain = ["range", *self.pick(("1", "d"), ("0", "2"), ("1", "m"), ("1", "0"), (before[-1], "3") if before else ("m", "d"))]
            decls.append([self.fresh(letter), BOUND[letter][0], domain])
        return decls

    def orbit(self, depth: int, scope: tuple[str, ...]) -> Json:
        """An iteration, and a formula on its members."""
        name, index = self.fresh("t"), self.fresh("i")
        step = self.pick(["/", name, "2"], ["*", "1/2", name], ["-", name], ["+", name, "1"], self.scalar(1, (*scope, name)))
        bound = self.pick("a", "0", "1")
        body = self.pick(["le", ["item", name, "1"], bound], ["tends", index, ["item", name, index], "0"],
                         ["forall", [[index, "integer", "any"]], ["implies", ["le", "0", index], ["le", ["item", name, index], bound]]],
                         ["eq", ["item", name, "0"], "a"])  # fmt: skip
        return ["orbit", [[name, "scalar", self.pick("real", "positive")]], [step], [self.pick("a", "p", "1")], body]


# ------------------------------------------------------------------------------------------------
# Statements


def words(data: Json) -> set[str]:
    """The strings in data."""
    if isinstance(data, str):
        return {data}
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, (list, tuple)) else ()
    return set().union(*map(words, parts)) if parts else set()


def statement(hypotheses: list[Json], conclusion: Json, also: Json = ()) -> Json:
    """The statement with the symbols that occur, in the order of SYMBOLS; with the moments where random ones do."""
    used = words([hypotheses, conclusion, also])
    random = "E" in used or "g" in used or "z" in used
    used |= {"a", "p", "x", "g", "z"} if random else set()
    symbols = [{"name": name, "sort": sort, "domain": domain} for name, (sort, domain) in SYMBOLS.items() if name in used]
    return {"symbols": symbols, "definitions": [], "moments": copy.deepcopy(MOMENTS) if random else [],
            "hypotheses": [{"text": "", "formula": h} for h in hypotheses], "conclusion": conclusion}  # fmt: skip


def places(data: Json, here: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Json]]:
    """Every part of nested lists that is not a head, with its place."""
    found = [(here, data)]
    if isinstance(data, list):
        for i, part in enumerate(data):
            if i or isinstance(part, list):
                found += places(part, (*here, i))
    return found


def replaced(data: Json, place: tuple[int, ...], new: Json) -> Json:
    """The data with another part at a place."""
    if not place:
        return new
    return [replaced(part, place[1:], new) if i == place[0] else part for i, part in enumerate(data)]


SWAPS = {"le": ["lt", "eq"], "lt": ["le", "ne"], "eq": ["le", "ne"], "ne": ["lt", "eq"], "+": ["*"], "*": ["+"], "and": ["or"], "or": ["and"],
         "forall": ["exists"], "exists": ["forall"], "abs": ["-", "sqrt", "sign"], "max": ["sum"], "sum": ["max"], "sign": ["abs"], "sqrt": ["abs"],
         "implies": ["iff"], "iff": ["implies"], "almost-all": ["forall"], "T": ["-"]}  # fmt: skip
ALIKE = [{"a", "c", "b", "p", "q", "0", "1", "2", "n", "m", "d"}, {"x", "y", "w", "0v"}, {"H", "S", "Q", "A", "I"}, {"s", "r"}]


def mutated(rng: Random, data: Json) -> Json:
    """A formula or term with one small change."""
    for _ in range(20):
        place, part = rng.choice(places(data))
        if isinstance(part, str):
            family = next((sorted(names - {part}) for names in ALIKE if part in names), None)
            if family:
                return replaced(data, place, rng.choice(family))
            if part in LITERALS:
                return replaced(data, place, rng.choice([x for x in LITERALS if x != part]))
            continue
        if not part or not isinstance(part[0], str):
            continue
        choices: list[Json] = [[head, *part[1:]] for head in SWAPS.get(part[0], [])]
        if len(part) == 3 and part[0] in ("le", "lt", "/", "@", "implies", "dot", "outer"):
            choices.append([part[0], part[2], part[1]])
        if part[0] in ("-", "abs", "T", "not", "sqrt") and len(part) == 2:
            choices.append(part[1])
        if part[0] in ("+", "*", "and", "or") and len(part) > 2:
            drop = rng.randrange(1, len(part))
            choices.append([*part[:drop], *part[drop + 1 :]])
        if part[0] in ("dot", "abs", "sqrt", "+", "eig"):
            choices.append(["-", part])
        if choices:
            return replaced(data, place, rng.choice(choices))
    return data


# ------------------------------------------------------------------------------------------------
# Instances


def text(x: Any) -> Json:
    """Numbers in nested lists as strings."""
    return [text(part) for part in x] if isinstance(x, list) else str(x)


def product(x: list[list[Fraction]], y: list[list[Fraction]]) -> list[list[Fraction]]:
    """The product of two matrices."""
    return [[sum((p * q for p, q in zip(row, col)), Fraction(0)) for col in zip(*y)] for row in x]


class Instances:
    """Random values in the declared domains; the first ones are edge cases: zeros, ones, all alike."""

    def __init__(self, rng: Random, d: int, style: int) -> None:
        self.rng, self.d = rng, d
        one = Fraction(rng.choice(["1", "2", "-1", "1/2"]))
        self.pool = {0: [Fraction(0)], 1: [one], 2: [Fraction(0), Fraction(1), Fraction(-1)]}.get(style, NUMBERS)

    def number(self, domain: Json = "any") -> Fraction:
        """A number in a domain."""
        x = self.rng.choice(self.pool)
        if domain in ("positive", "nonnegative"):
            x = abs(x)
        return x if x or domain not in ("positive", "nonzero") else Fraction(1)

    def vector(self, domain: str) -> list[Fraction]:
        """A vector."""
        x = [self.number() for _ in range(self.d)]
        return x if any(x) or domain == "any" else [Fraction(i == 0) for i in range(self.d)]

    def rows(self) -> list[list[Fraction]]:
        """A matrix."""
        return [self.vector("any") for _ in range(self.d)]

    def operator(self, domain: str) -> list[list[Fraction]]:
        """A matrix in a domain."""
        a, n = self.rows(), range(self.d)
        if domain == "symmetric":
            return [[a[min(i, j)][max(i, j)] for j in n] for i in n]
        if domain == "spd":
            b = product([list(col) for col in zip(*a)], a)
            shift = self.number("positive")
            return [[b[i][j] + shift * (i == j) for j in n] for i in n]
        if domain == "orthogonal":
            order = list(n)
            self.rng.shuffle(order)
            q = [[Fraction(self.rng.choice((1, -1)) * (order[i] == j)) for j in n] for i in n]
            v = self.vector("nonzero")
            size = sum(x * x for x in v)
            return product(q, [[Fraction(i == j) - 2 * v[i] * v[j] / size for j in n] for i in n]) if self.rng.random() < 0.5 else q
        upper = [[a[i][j] if i < j else Fraction(0) if i > j else a[i][i] or Fraction(1) for j in n] for i in n]
        lower = [[a[i][j] if i > j else Fraction(i == j) for j in n] for i in n]
        return product(upper, lower)

    def value(self, sort: str, domain: Json) -> Json:
        """A value of a sort in a domain."""
        if sort == "integer":
            return str(self.rng.randint(1, self.d)) if isinstance(domain, dict) else str(self.rng.randint(-1, 3))
        if sort == "function":
            return [[str(self.number()), str(self.rng.randint(0, 2)), str(self.rng.randint(0, 2))] for _ in range(3)]
        if sort.startswith("sequence-"):
            return [self.value(sort.removeprefix("sequence-"), domain) for _ in range(self.rng.randint(1, 3))]
        return text(self.number(domain) if sort == "scalar" else self.vector(domain) if sort == "vector" else self.operator(domain))

    def instance(self, data: Json) -> Json:
        """An instance for a statement, with values for what is bound, too."""
        found: Json = {"d": self.d}
        for symbol in data["symbols"]:
            if not symbol["sort"].startswith("random"):
                found[symbol["name"]] = self.value(symbol["sort"], symbol["domain"])
        if any(symbol["sort"].startswith("random") for symbol in data["symbols"]):
            a, p, x = Fraction(found["a"]), Fraction(found["p"]), [Fraction(e) for e in found["x"]]
            found["samples"] = [{"p": "1/2", "g": str(a + i * p), "z": text([i * e for e in x])} for i in (1, -1)]
        for name in sorted(words([data["conclusion"], [h["formula"] for h in data["hypotheses"]]])):
            if len(name) > 1 and name[0] in BOUND and name[1:].isdecimal() and name not in found:
                found[name] = self.value(*BOUND[name[0]])
        return found


def instances(rng: Random, data: Json, count: int) -> list[Json]:
    """So many instances, in one, two and three dimensions: zeros, any numbers, all alike, zeros and ones, then any numbers."""
    return [Instances(rng, 1 + i % 3, (0, 9, 1, 2, 9)[min(i // 3, 4)]).instance(data) for i in range(count)]
