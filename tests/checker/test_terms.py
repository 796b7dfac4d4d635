"""Terms: equality up to the names of bound variables, substitution without capture, sorts."""

from __future__ import annotations

import random
from typing import Any

import pytest

from verify.checker import formulas, terms
from verify.checker.formulas import (
    AlmostAll,
    And,
    Eq,
    Exists,
    Forall,
    Implies,
    Le,
    Limit,
    Lt,
    Not,
    Orbit,
    Psd,
    Spectrum,
    Tends,
    exists,
    forall,
    negation,
    opened,
)
from verify.checker.reading import Scope, read
from verify.checker.terms import (
    FORMERS,
    Abs,
    Add,
    Apply,
    Bound,
    Call,
    Dimension,
    Div,
    Dot,
    Expect,
    Identity,
    Item,
    Lambda,
    Literal,
    Max,
    Mul,
    Neg,
    Outer,
    Power,
    Sqrt,
    Sum,
    Symbol,
    Term,
    Zero,
    abstract,
    fresh,
    instantiate,
    literal,
    member,
    nodes,
    outline,
    substitute,
)  # fmt: skip
from verify.checker.work import CheckError, SpentError, budget

SEED = 20260301
X, Y, Z = (Symbol(name, "scalar") for name in "xyz")
N, K = Symbol("n", "integer"), Symbol("k", "integer")
U, V = Symbol("u", "vector"), Symbol("v", "vector")
H = Symbol("H", "operator")
S, W = Symbol("s", "sequence-scalar"), Symbol("w", "sequence-vector")
F = Symbol("f", "function")
ONE, TWO = literal(1), literal(2)
ENV = {**{s.name: (s.kind, "any") for s in (X, Y, Z, N, K, U, V, S, W)}, "H": ("operator", "symmetric"), "f": ("function", "any"),
       "r": ("random-scalar", "any")}


def said(data: Any) -> Term:
    """The node that JSON says; inner binders may take any name."""
    return read(data, Scope(ENV))


def total(name: str, low: Any, high: Any, body: Any) -> Any:
    """A sum, as JSON."""
    return ["sum", name, low, high, body]


# ------------------------------------------------------------------------------------------------
# Equality


def test_what_is_the_same_is_one_node() -> None:
    assert Add(X, ONE) is Add(X, ONE) and said(["+", "x", "1"]) is Add(X, ONE)
    assert said(["sum", "i", "1", "n", ["+", "i", "x"]]) is said(["sum", "i", "1", "n", ["+", "i", "x"]])


@pytest.mark.parametrize("name", ["parts", "data", "names", "shape", "free", "loose", "sort", "size", "total", "other"])
def test_nodes_do_not_change(name: str) -> None:
    """A node is shared by all terms in which it occurs: to change it would change facts that are proved."""
    node = Le(literal(7), X)
    with pytest.raises((AttributeError, TypeError)):
        setattr(node, name, getattr(Lt(X, literal(7)), name, ()))
    with pytest.raises((AttributeError, TypeError)):
        delattr(node, name)


SAME = [
    (total("i", "1", "n", ["+", "i", "x"]), total("j", "1", "n", ["+", "j", "x"])),
    (total("i", "1", "n", total("j", "1", "i", ["*", "i", "j"])), total("j", "1", "n", total("i", "1", "j", ["*", "j", "i"]))),
    (total("x", "1", "x", "x"), total("i", "1", "x", "i")),
    (total("i", "1", "2", total("i", "i", "3", "i")), total("a", "1", "2", total("b", "a", "3", "b"))),
    (["forall", [["a", "scalar", "real"], ["b", "scalar", "real"]], ["le", "a", "b"]],
     ["forall", [["b", "scalar", "real"], ["a", "scalar", "real"]], ["le", "b", "a"]]),
    (["tends", "k", ["item", "s", "k"], "x"], ["tends", "m", ["item", "s", "m"], "x"]),
    (["exists", [["i", "integer", ["range", "1", "n"]], ["j", "integer", ["range", "i", "n"]]], ["eq", "i", "j"]],
     ["exists", [["j", "integer", ["range", "1", "n"]], ["k", "integer", ["range", "j", "n"]]], ["eq", "j", "k"]]),
    (["orbit", [["a", "scalar", "real"]], [["*", "x", "a"]], ["x"], ["le", ["item", "a", "3"], "x"]],
     ["orbit", [["b", "scalar", "real"]], [["*", "x", "b"]], ["x"], ["le", ["item", "b", "3"], "x"]]),
    (["at", ["*", "x", "y"], [["x", "y"], ["y", "x"]]], ["*", "y", "x"]),
    (["let", [["t", "scalar", "k", ["*", "k", "x"]]], ["eq", ["item", "t", "2"], "y"]], ["eq", ["*", "2", "x"], "y"]),
]  # fmt: skip

DIFFERENT = [
    (total("i", "1", "n", ["+", "i", "x"]), total("x", "1", "n", ["+", "x", "x"])),
    (total("i", "1", "n", total("j", "1", "i", ["*", "i", "j"])), total("i", "1", "n", total("j", "1", "i", ["*", "j", "i"]))),
    (total("i", "1", "2", total("i", "2", "2", "i")), total("i", "1", "2", total("j", "2", "2", "i"))),
    (["forall", [["a", "scalar", "real"]], ["le", "a", "a"]], ["forall", [["a", "scalar", "positive"]], ["le", "a", "a"]]),
    (["forall", [["a", "scalar", "real"]], ["le", "a", "a"]], ["exists", [["a", "scalar", "real"]], ["le", "a", "a"]]),
    (["forall", [["a", "scalar", "real"]], ["le", "0", "1"]], ["forall", [["a", "integer", "any"]], ["le", "0", "1"]]),
    (["forall", [["a", "scalar", "real"], ["b", "scalar", "real"]], ["le", "a", "b"]],
     ["forall", [["a", "scalar", "real"], ["b", "scalar", "real"]], ["le", "b", "a"]]),
    (["forall", [["a", "scalar", "real"]], ["forall", [["b", "scalar", "real"]], ["le", "a", "b"]]],
     ["forall", [["b", "scalar", "real"]], ["forall", [["a", "scalar", "real"]], ["le", "a", "b"]]]),
    (["exists", [["i", "integer", ["range", "1", "n"]]], ["eq", "i", "i"]], ["exists", [["i", "integer", ["range", "2", "n"]]], ["eq", "i", "i"]]),
    (["+", "x", "y"], ["+", "y", "x"]),
    (["^", "x", "2"], ["^", "x", "3"]),
    (["fn", "f", ["1", "0"], "x", "y"], ["fn", "f", ["0", "1"], "x", "y"]),
    (["E", "r"], ["E", ["*", "r", ["E", "r"]]]),
    (["psd", [["x", "y"], ["y", "z"]]], ["psd", [["x", "y"], ["z", "y"]]]),
    (["max", "i", "1", "2", "i"], ["sum", "i", "1", "2", "i"]),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), SAME)
def test_equal_up_to_names(left: Any, right: Any) -> None:
    x, y = said(left), said(right)
    assert x == y and hash(x) == hash(y) and len({x, y}) == 1 and x.shape is y.shape


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_not_equal(left: Any, right: Any) -> None:
    assert said(left) != said(right)


def test_symbols_are_known_by_name_and_kind() -> None:
    assert Symbol("x", "scalar") is X and Symbol("x", "vector") != X and Symbol("x", "integer") != X
    assert fresh("x", "scalar") != fresh("x", "scalar") != X
    assert Literal(2) is literal("4/2") and literal("1/2") != literal(2)


# ------------------------------------------------------------------------------------------------
# Scope


@pytest.mark.parametrize(("body", "values", "expected"), [
    (["forall", [["y", "scalar", "real"]], ["le", "x", "y"]], {X: Y}, ["forall", [["t", "scalar", "real"]], ["le", "y", "t"]]),
    (total("k", "1", "n", ["*", "k", "x"]), {X: K}, total("i", "1", "n", ["*", "i", "k"])),
    (total("k", "1", "k", "k"), {K: N}, total("i", "1", "n", "i")),
    (total("x", "x", "y", "x"), {X: Y}, total("i", "y", "y", "i")),
    (["tends", "k", ["*", "x", ["item", "s", "k"]], "x"], {X: Add(K, Y)}, ["tends", "i", ["*", ["+", "k", "y"], ["item", "s", "i"]], ["+", "k", "y"]]),
    (["orbit", [["a", "scalar", "real"]], [["*", "x", "a"]], ["x"], ["le", ["item", "a", "3"], "x"]], {X: Symbol("a", "scalar")}, None),
    (["E", ["*", "r", "x"]], {X: Y}, ["E", ["*", "r", "y"]]),
    (["*", "x", "y"], {X: Y, Y: X}, ["*", "y", "x"]),
    (["item", "s", "n"], {S: Lambda("k", abstract(Mul(K, X), [K]))}, ["*", "n", "x"]),
    (total("i", "0", "n", ["item", "s", "i"]), {S: Lambda("k", abstract(Mul(K, N), [K]))}, total("i", "0", "n", ["*", "i", "n"])),
    (total("i", "0", "n", total("j", "0", "i", ["item", "s", ["+", "i", "j"]])), {S: Lambda("k", abstract(Sum("m", ONE, K, abstract(N, [K])), [K]))},
     total("i", "0", "n", total("j", "0", "i", total("m", "1", ["+", "i", "j"], "n")))),
])  # fmt: skip
def test_substitution_never_captures(body: Any, values: dict[Symbol, Term], expected: Any) -> None:
    t = said(body)
    found = substitute(t, values)
    replaced = frozenset(values)
    assert found.free == (t.free - replaced).union(*(value.free for s, value in values.items() if s in t.free))
    if expected is not None:
        assert found == said(expected)


def test_a_random_symbol_put_in_stays_outside_of_an_expectation() -> None:
    """A value put in for a free symbol is not drawn by the expectation that it comes under."""
    outer = Symbol("r", "random-scalar")
    inside = substitute(said(["E", ["*", "r", "x"]]), {X: outer})
    assert inside.free == {outer} and inside != said(["E", ["*", "r", "r"]])
    assert instantiate(inside.parts[0], [Y]) == Mul(Y, outer)


def test_substitution_keeps_sorts() -> None:
    for symbol, value in ((X, U), (U, X), (H, X), (S, X), (S, W), (N, U), (F, X), (X, Eq(X, X))):
        with pytest.raises(CheckError, match="expected a"):
            substitute(Add(X, Y), {symbol: value})
    with pytest.raises(CheckError, match="left its scope"):
        substitute(X, {X: Bound(0, "scalar")})


def test_opening_and_closing_a_binder() -> None:
    t = Mul(X, Add(Y, X), Sum("i", ONE, N, abstract(Mul(K, X), [K])))
    body = abstract(t, [X, Y])
    assert body.loose == 2 and X not in body.free and Y not in body.free
    assert instantiate(body, [X, Y]) is t
    assert instantiate(body, [Y, X]) == substitute(t, {X: Y, Y: X})
    with pytest.raises(CheckError, match="left its scope"):
        instantiate(body, [X])
    with pytest.raises(CheckError, match="expected a"):
        instantiate(body, [U, Y])
    with pytest.raises(CheckError, match="left its scope"):
        instantiate(body, [Bound(0, "scalar"), Y])


def grown(chance: random.Random, depth: int, names: list[str]) -> Any:
    """A random scalar term as JSON, with shadowing everywhere."""
    if not depth:
        return chance.choice([*names, "x", "y", "n", "1", "2"])
    parts = [grown(chance, depth - 1, names) for _ in range(3)]
    inner = chance.choice("xynij")
    kind = chance.choice(["+", "*", "-", "sum", "max", "abs", "item"])
    if kind in ("sum", "max"):
        return [kind, inner, parts[0], parts[1], grown(chance, depth - 1, [*names, inner])]
    return {"+": ["+", *parts], "*": ["*", *parts[:2]], "-": ["-", parts[0]], "abs": ["abs", parts[0]], "item": ["item", "s", parts[0]]}[kind]


def renamed(data: Any, chance: random.Random, names: dict[str, str]) -> Any:
    """The same with fresh names for what is bound, read naively."""
    if isinstance(data, str):
        return names.get(data, data)
    if data[0] in ("sum", "max"):
        _, name, low, high, body = data
        new = f"b{chance.randrange(10**9)}"
        return [data[0], new, renamed(low, chance, names), renamed(high, chance, names), renamed(body, chance, {**names, name: new})]
    if data[0] == "item":
        return ["item", "s", renamed(data[2], chance, names)]
    return [data[0], *(renamed(part, chance, names) for part in data[1:])]


@pytest.mark.parametrize("number", range(200))
def test_random_terms_and_their_renaming(number: int) -> None:
    """Seed 20260301: a term equals itself with other bound names; substitution is what it is on the text with all names apart."""
    chance = random.Random(SEED + number)
    data = grown(chance, 4, [])
    apart = renamed(data, chance, {})
    t = said(data)
    assert t == said(apart)
    put = {"x": ["+", "y", "n"], "y": ["*", "x", "x"]}

    def textual(part: Any) -> Any:
        return put.get(part, part) if isinstance(part, str) else [part[0], *(textual(p) for p in part[1:])] if part[0] != "item" else ["item", "s",
            textual(part[2])]

    assert substitute(t, {X: said(put["x"]), Y: said(put["y"])}) == said(textual(apart))
    assert t.size == sum(1 for _ in walk(t)) and t.loose == 0 and t.free <= {X, Y, N, S}
    assert instantiate(abstract(t, [X]), [X]) == t


def walk(t: Term) -> Any:
    """Every node, shared ones as often as they occur."""
    yield t
    for part in t.parts:
        yield from walk(part)


# ------------------------------------------------------------------------------------------------
# Sorts

SAMPLES: dict[str, Term] = {"scalar": X, "vector": U, "operator": H, "function": F, "sequence-scalar": S, "sequence-vector": W, "formula": Eq(X, X)}
TAKES = {head: former for head, former in FORMERS.items() if former.takes and former.__new__ is Term.__new__}


@pytest.mark.parametrize("head", TAKES)
def test_a_former_takes_parts_of_its_sorts(head: str) -> None:
    former = TAKES[head]
    right = [SAMPLES[sort] for sort in former.takes]
    assert former(*right).sort == former.gives
    for i, sort in enumerate(former.takes):
        for other, sample in SAMPLES.items():
            if other != sort:
                with pytest.raises(CheckError):
                    former(*right[:i], sample, *right[i + 1 :])
    for parts in (right[:-1], [*right, right[0]], []):
        with pytest.raises(CheckError):
            former(*parts)


@pytest.mark.parametrize("made", [
    lambda: Add(), lambda: Add(X, U), lambda: Add(Eq(X, X)), lambda: Add(S), lambda: Mul(), lambda: Mul(U, X), lambda: Mul(U, V), lambda: Mul(X, S),
    lambda: Neg(S),
    lambda: Neg(Eq(X, X)), lambda: Div(X, U), lambda: Div(F, X), lambda: Power(U, 2), lambda: Power(X, 1000), lambda: Power(X, -1000), lambda: Apply(X, U),
    lambda: Apply(H, X), lambda: Apply(H, S), lambda: Item(X, N), lambda: Item(S, U), lambda: member(X, N), lambda: Max("i", ONE, U, X),
    lambda: Sum("i", ONE, TWO, U),
    lambda: Call(F, (10, 0), X, Y), lambda: Call(F, (0, -1), X, Y), lambda: Call(X, (0, 0), X, Y), lambda: Call(F, (0, 0), U, Y), lambda: Expect((), Eq(X, X)),
    lambda: Lambda("k", H), lambda: Lambda("k", Eq(X, X)), lambda: Eq(X, U), lambda: Eq(S, S), lambda: Le(U, U), lambda: And(), lambda: And(X), lambda: Not(X),
    lambda: Implies(X, Eq(X, X)), lambda: Forall([], [], [], Eq(X, X)), lambda: Forall(["a"], [("scalar", "spd")], [], Eq(X, X)),
    lambda: Forall(["a"], [("function", "any")], [], Eq(X, X)), lambda: Forall(["a"], [("integer", "range")], [ONE], Eq(X, X)),
    lambda: Forall(["a"], [("scalar", "real")], [], X),
    lambda: Exists(["a", "b"], [("scalar", "real")], [], Eq(X, X)), lambda: AlmostAll(["a"], [("integer", "any")], [], Eq(X, X)), lambda: Psd([]),
    lambda: Psd([[X, Y]]),
    lambda: Psd([[U]]), lambda: Spectrum([H], []), lambda: Spectrum([X], [(X, ONE)]), lambda: Spectrum([X, U, U], [(X, ONE)]), lambda: Tends("k", H, H),
    lambda: Tends("k", X, U), lambda: Limit(["w"], [("vector", "any")], [X], [U], [U]), lambda: Limit(["w"], [("integer", "any")], [N], [N], [N]),
    lambda: Orbit([], [], [], [], Eq(X, X)), lambda: Orbit(["a"], [("scalar", "real")], [X], [X], X),
    lambda: Orbit(["a"], [("scalar", "real")], [X, X], [X], Eq(X, X)),
    lambda: forall([("a", "scalar", "real")], lambda a: a), lambda: exists([("a", "scalar", "vector")], lambda a: Eq(a, a)),
])  # fmt: skip
def test_what_is_no_term(made: Any) -> None:
    with pytest.raises(CheckError):
        made()


def test_sorts_of_terms() -> None:
    for t, sort in ((Add(U, V), "vector"), (Mul(X, H), "operator"), (Div(U, X), "vector"), (Power(H, -1), "operator"), (Apply(H, H), "operator"),
                    (Outer(U, V), "operator"),
                    (Item(W, N), "vector"), (Item(S, N), "scalar"), (Lambda("k", U), "sequence-vector"), (Identity(), "operator"), (Zero(), "vector"),
                    (Dimension(), "scalar"), (Dot(U, V), "scalar"), (Eq(U, V), "formula"), (N, "scalar")):  # fmt: skip
        assert t.sort == sort


def test_the_table_of_formers_has_every_former() -> None:
    """Every class that makes nodes is in the table by its head, or has no head and is a leaf or abstract."""
    classes = [c for module in (terms, formulas) for c in vars(module).values() if isinstance(c, type) and issubclass(c, Term)]
    assert {c for c in classes if c.head} == set(FORMERS.values()) and all(FORMERS[c.head] is c for c in classes if c.head)
    assert {c.__name__ for c in classes if not c.head} == {
        "Term", "Symbol", "Bound", "Literal", "Several", "Ranged", "Relation", "Equation", "Connected", "Declared", "Quantified", "Iterated",
    }  # fmt: skip


def test_total_terms_are_those_without_a_partial_former() -> None:
    partial = {head for head, former in FORMERS.items() if former.partial}
    assert partial == {"/", "^", "sqrt", "eig", "item", "pow", "max", "sum"}
    assert Mul(X, Abs(Y)).total and not Mul(X, Sqrt(Y)).total and not Mul(literal(0), Div(X, Y)).total


# ------------------------------------------------------------------------------------------------
# Size, quantifiers, messages


def test_what_is_shared_costs_once() -> None:
    with budget(2000):
        t: Term = X
        for _ in range(60):
            t = Mul(t, t)
        assert t.size == 2**61 - 1 and len(list(nodes(t))) == 61
        assert substitute(t, {X: Y}).free == {Y} and abstract(t, [X]).loose == 1
    with pytest.raises(SpentError), budget(100):
        t = X
        for i in range(200):
            t = Add(t, literal(i))


def test_depth_is_bounded() -> None:
    t: Term = X
    with pytest.raises(CheckError, match="deeper"):
        for _ in range(1000):
            t = Neg(t)
    assert t.height == terms.HIGHEST


def test_quantifiers_are_opened_with_bounds_that_speak_of_what_is_before() -> None:
    node = exists([("i", "integer", (ONE, N)), ("j", "integer", (lambda i: i, N))], lambda i, j: Le(i, j))
    bounds, body = opened(node, [K, TWO])
    assert bounds == [(ONE, N), (K, N)] and body == Le(K, TWO)
    assert opened(forall([("a", "scalar", "real")], lambda a: Lt(a, X)), [Y]) == ([None], Lt(Y, X))


def test_negation() -> None:
    pairs = [(Le(X, Y), Lt(Y, X)), (Lt(X, Y), Le(Y, X)), (Eq(X, Y), formulas.Ne(X, Y)), (Not(And(Eq(X, X))), And(Eq(X, X)))]
    for f, g in pairs:
        assert negation(f) == g and negation(g) == f
    assert negation(And(Eq(X, X))) == Not(And(Eq(X, X)))


def test_messages_are_one_short_line() -> None:
    t: Term = X
    for _ in range(60):
        t = Mul(t, t)
    assert len(outline(t)) <= 80 and outline(said(total("i", "1", "n", ["*", "i", "x"]))) == "(sum 1 n (* i x))"
    assert "#" not in outline(Eq(fresh("x", "scalar"), Y)) and repr(Add(X, Y)) == "(+ x y)"
