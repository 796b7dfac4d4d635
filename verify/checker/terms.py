"""Terms and formulas as the checker has them: typed, immutable, interned nodes with one notion of scope.

A node has parts, some of them under binders.  A bound variable is an index (`Bound`), a free one a name (`Symbol`);
the names of bound variables are kept for people only, so two terms that differ in nothing else are equal.  Terms are
read and handled locally closed: a binder is opened by `instantiate`, with terms for its variables, and closed by
`abstract`.  No operation can capture a variable, and none looks at a name to know what is bound.

`FORMERS` is the table of the language: for every former its head in JSON, the sorts of its parts, what it binds in which
of them, its own sort, and whether it may have no value.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Self, TypeVar
from weakref import WeakValueDictionary

from verify.checker.work import CheckError, spend

SORTS = {
    "scalar": "scalar", "integer": "scalar", "random-scalar": "scalar", "vector": "vector", "random-vector": "vector", "operator": "operator",
    "function": "function", "sequence-scalar": "sequence-scalar", "sequence-vector": "sequence-vector",
}  # fmt: skip
HIGHEST = 200  # how deep a term may be nested
LARGEST = 10**7  # how many nodes a term may have, shared ones counted wherever they occur, that is to be written out
VALUES = ("scalar", "vector", "operator")


class Part:
    """A part of a node, by its place."""

    def __init__(self, place: int) -> None:
        self.place = place

    def __get__(self, node: Term, owner: type | None = None) -> Term:
        return node.parts[self.place]


class Term:
    """A node.  Equality is equality up to the names of bound variables."""

    __slots__ = ("__weakref__", "binders", "data", "free", "height", "loose", "names", "parts", "shape", "size", "sort", "total")
    head: ClassVar[str] = ""
    takes: ClassVar[tuple[str, ...]] = ()
    gives: ClassVar[str] = "formula"
    partial: ClassVar[bool] = False
    binders: tuple[int, ...]  # how many variables are bound in each part
    data: Any
    free: frozenset[Symbol]
    height: int
    loose: int
    names: tuple[str, ...]  # of the bound variables, for people
    parts: tuple[Term, ...]
    shape: Term  # the same node with no names of bound variables
    size: int  # in nodes, shared ones counted wherever they occur
    sort: str
    total: bool  # whether no former in it is partial

    def __init_subclass__(cls, head: str = "", takes: str = "", gives: str = "", partial: bool = False) -> None:
        if head:
            cls.head = head
            FORMERS[head] = cls
        cls.takes = tuple(takes.split()) or cls.takes
        cls.gives = gives or cls.gives
        cls.partial = partial or cls.partial

    def __new__(cls, *parts: Term) -> Self:
        """A node of fixed parts.  CheckError where one has another sort than `takes` says."""
        if len(parts) != len(cls.takes):
            raise CheckError(f"{cls.head!r} takes {len(cls.takes)} parts, got {len(parts)}")
        for part, sort in zip(parts, cls.takes):
            expect(part, sort)
        return made(cls, parts, cls.gives)

    def rebuilt(self, parts: tuple[Term, ...]) -> Term:
        """The node with other parts of the same sorts."""
        return made(type(self), parts, self.sort, self.data, self.names, self.binders)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Term) and self.shape is other.shape)

    def __hash__(self) -> int:
        return object.__hash__(self.shape)

    def __repr__(self) -> str:
        return outline(self)


T = TypeVar("T", bound=Term)
FORMERS: dict[str, type[Term]] = {}
_NODES: WeakValueDictionary[Any, Any] = WeakValueDictionary()


def made(cls: type[T], parts: tuple[Term, ...], sort: str, data: Any = (), names: tuple[str, ...] = (), binders: tuple[int, ...] = ()) -> T:
    """The one node with this content; it costs the same whether there is such a node or not."""
    node = interned(cls, parts, sort, data, names, binders)
    spend(1 + len(parts) / 8 + len(node.free) / 32)
    return node


def interned(cls: type[T], parts: tuple[Term, ...], sort: str, data: Any, names: tuple[str, ...], binders: tuple[int, ...]) -> T:
    """The one node with this content, found or made."""
    key = (cls, tuple(map(id, parts)), data, names)
    found: T | None = _NODES.get(key)
    if found is not None:
        return found
    node = object.__new__(cls)
    under = binders or (0,) * len(parts)
    node.parts, node.sort, node.data, node.names, node.binders = parts, sort, data, names, under
    plain = tuple(part.shape for part in parts)
    node.shape = node if not names and all(p is q for p, q in zip(plain, parts)) else interned(cls, plain, sort, data, (), binders)
    node.height = 1 + max([part.height for part in parts], default=0)
    node.total = not cls.partial and all(part.total for part in parts)
    node.size = 1 + sum(part.size for part in parts)
    node.loose = max([0, *(part.loose - n for part, n in zip(parts, under))])
    widest = max((part.free for part in parts), key=len, default=frozenset[Symbol]())
    node.free = widest if all(part.free <= widest for part in parts) else widest.union(*[part.free for part in parts])
    if cls is Symbol:
        node.free = frozenset((node,))  # type: ignore[arg-type]
    elif cls is Bound:
        node.loose = data[0] + 1
    if node.height > HIGHEST:
        raise CheckError(f"a term is nested deeper than {HIGHEST} levels")
    _NODES[key] = node
    return node


def expect(t: Term, sort: str) -> Term:
    """t, which must have this sort."""
    if t.sort != sort:
        raise CheckError(f"expected a {sort}, got a {t.sort}: {outline(t)}")
    return t


def outline(t: Term, length: int = 80) -> str:
    """A term in one line, shortened, for messages: bound variables by their names, others of the language by their heads."""
    return outlined(t, [], length)[:length]


def outlined(t: Term, names: list[str], length: int) -> str:
    """`outline` under binders; at most about so many characters."""
    if isinstance(t, Literal):
        return str(t.value)
    if isinstance(t, Symbol):
        return str(t.data[0]).split("#")[0]
    if isinstance(t, Bound):
        return names[t.data[0]] if t.data[0] < len(names) else "_"
    pieces, left = [], length
    for part, n in zip(t.parts, t.binders):
        bound = list(t.names[:n]) + ["_"] * (n - len(t.names[:n]))
        pieces.append(outlined(part, [*bound, *names], left))
        left -= len(pieces[-1])
        if left < 0:
            break
    return f"({t.head} {' '.join(pieces)})"


# ------------------------------------------------------------------------------------------------
# Scope


def rewritten(t: Term, leaf: Callable[[Term, int], Term | None], touches: Callable[[Term, int], bool]) -> Term:
    """t with leaves replaced; the leaf and what `touches` says of a part know how many binders they are under."""
    done: dict[tuple[int, int], Term] = {}

    def walk(node: Term, depth: int) -> Term:
        if not touches(node, depth):
            return node
        key = (id(node), depth)
        if key not in done:
            spend(1)
            new = leaf(node, depth)
            if new is None:
                parts = tuple(walk(part, depth + n) for part, n in zip(node.parts, node.binders))
                new = node if all(p is q for p, q in zip(parts, node.parts)) else node.rebuilt(parts)
            done[key] = new
        return done[key]

    return walk(t, 0)


def closed(t: Term) -> Term:
    """t, in which no variable may be loose."""
    if t.loose:
        raise CheckError(f"a bound variable left its scope: {outline(t)}")
    return t


def substitute(t: Term, values: Mapping[Symbol, Term]) -> Term:
    """t with free symbols replaced, all at once.  CheckError where a value has another sort."""
    for symbol, value in values.items():
        closed(expect(value, symbol.sort))
    wanted = frozenset(values)

    def leaf(node: Term, depth: int) -> Term | None:
        return values.get(node) if isinstance(node, Symbol) else None

    return rewritten(t, leaf, lambda node, _: not wanted.isdisjoint(node.free))


def instantiate(body: Term, values: Sequence[Term]) -> Term:
    """The part of a node under len(values) binders, with terms for the bound variables."""
    for value in values:
        closed(value)

    def leaf(node: Term, depth: int) -> Term | None:
        if not isinstance(node, Bound):
            return None
        place = node.index - depth
        if place >= len(values):
            raise CheckError("a bound variable left its scope")
        return expect(values[place], node.sort)

    return rewritten(body, leaf, lambda node, depth: node.loose > depth)


def abstract(t: Term, symbols: Sequence[Symbol]) -> Term:
    """t as a part under binders for these symbols."""
    places = {symbol: i for i, symbol in enumerate(symbols)}
    wanted = frozenset(places)

    def leaf(node: Term, depth: int) -> Term | None:
        return Bound(depth + places[node], node.kind) if isinstance(node, Symbol) and node in places else None

    return rewritten(t, leaf, lambda node, _: not wanted.isdisjoint(node.free))


_COUNT = itertools.count()


def fresh(name: str, kind: str) -> Symbol:
    """A symbol that occurs nowhere, to open a binder with and to close it again: its name is no name of the language."""
    return Symbol(f"{name}#{next(_COUNT)}", kind)


# ------------------------------------------------------------------------------------------------
# Leaves


class Symbol(Term):
    """A free variable: its name and its kind (a sort, or integer, random-scalar, random-vector)."""

    __slots__ = ()
    __match_args__ = ("name", "kind")

    def __new__(cls, name: str, kind: str) -> Self:
        return made(cls, (), SORTS[kind], (name, kind))

    @property
    def name(self) -> str:
        """The name."""
        return str(self.data[0])

    @property
    def kind(self) -> str:
        """The kind."""
        return str(self.data[1])


class Bound(Term):
    """A bound variable: how many variables are bound between it and the first one of its binder, plus its place there."""

    __slots__ = ()
    __match_args__ = ("index", "kind")

    def __new__(cls, index: int, kind: str) -> Self:
        return made(cls, (), SORTS[kind], (index, kind))

    @property
    def index(self) -> int:
        """The index."""
        return int(self.data[0])


class Literal(Term):
    """A rational number."""

    __slots__ = ()
    __match_args__ = ("value",)

    def __new__(cls, value: Fraction | int) -> Self:
        return made(cls, (), "scalar", Fraction(value))

    @property
    def value(self) -> Fraction:
        """The number."""
        found: Fraction = self.data
        return found


class Dimension(Term, head="d", gives="scalar"):
    """The dimension d >= 1."""

    __slots__ = ()


class Identity(Term, head="I", gives="operator"):
    """The identity."""

    __slots__ = ()


class Zero(Term, head="0v", gives="vector"):
    """The zero vector."""

    __slots__ = ()


# ------------------------------------------------------------------------------------------------
# Values


class Several(Term):
    """A node of one or more parts."""

    __slots__ = ()
    __match_args__ = ("parts",)


class Add(Several, head="+"):
    """A sum of scalars, of vectors or of operators."""

    __slots__ = ()

    def __new__(cls, *parts: Term) -> Self:
        for part in parts:
            expect(part, value_sort(parts[0]))
        if not parts:
            raise CheckError("'+' takes some parts, got 0")
        return made(cls, parts, parts[0].sort)


class Mul(Several, head="*"):
    """A product of scalars, the last of which may be a vector or an operator."""

    __slots__ = ()

    def __new__(cls, *parts: Term) -> Self:
        for part in parts[:-1]:
            expect(part, "scalar")
        if not parts:
            raise CheckError("'*' takes some parts, got 0")
        return made(cls, parts, value_sort(parts[-1]))


class Neg(Term, head="-"):
    """The negative of a scalar, a vector or an operator."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)

    def __new__(cls, body: Term) -> Self:
        return made(cls, (body,), value_sort(body))


class Div(Term, head="/", partial=True):
    """A scalar, vector or operator divided by a scalar; no value where that is 0."""

    __slots__ = ()
    top, bottom = Part(0), Part(1)
    __match_args__ = ("top", "bottom")

    def __new__(cls, top: Term, bottom: Term) -> Self:
        expect(bottom, "scalar")
        return made(cls, (top, bottom), value_sort(top))


class Power(Term, head="^", partial=True):
    """The integer power of a scalar or an operator; no negative power of 0 or of an operator that is not invertible."""

    __slots__ = ()
    base = Part(0)
    __match_args__ = ("base", "exponent")

    def __new__(cls, base: Term, exponent: int) -> Self:
        if base.sort not in ("scalar", "operator"):
            raise CheckError(f"expected a scalar or an operator, got a {base.sort}: {outline(base)}")
        if abs(exponent) > 999:
            raise CheckError(f"an exponent is an integer of at most 3 digits, got {exponent}")
        return made(cls, (base,), base.sort, exponent)

    @property
    def exponent(self) -> int:
        """The exponent."""
        return int(self.data)


class Sqrt(Term, head="sqrt", takes="scalar", gives="scalar", partial=True):
    """The square root that is not negative; no value of a negative number."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)


class Abs(Term, head="abs", takes="scalar", gives="scalar"):
    """The absolute value."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)


class Sign(Term, head="sign", takes="scalar", gives="scalar"):
    """-1, 0 or 1."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)


class Dot(Term, head="dot", takes="vector vector", gives="scalar"):
    """The inner product."""

    __slots__ = ()
    left, right = Part(0), Part(1)
    __match_args__ = ("left", "right")


class Outer(Term, head="outer", takes="vector vector", gives="operator"):
    """x y^T."""

    __slots__ = ()
    left, right = Part(0), Part(1)
    __match_args__ = ("left", "right")


class Transpose(Term, head="T", takes="operator", gives="operator"):
    """The transpose."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)


class Apply(Term, head="@"):
    """An operator applied to a vector, or composed with an operator."""

    __slots__ = ()
    operator, operand = Part(0), Part(1)
    __match_args__ = ("operator", "operand")

    def __new__(cls, operator: Term, operand: Term) -> Self:
        expect(operator, "operator")
        if operand.sort not in ("vector", "operator"):
            raise CheckError(f"expected a vector or an operator, got a {operand.sort}: {outline(operand)}")
        return made(cls, (operator, operand), operand.sort)


class Eig(Term, head="eig", takes="operator scalar", gives="scalar", partial=True):
    """The eigenvalue of a symmetric operator with this number, in increasing order, from 1 to d."""

    __slots__ = ()
    operator, index = Part(0), Part(1)
    __match_args__ = ("operator", "index")


class Item(Term, head="item", partial=True):
    """The member of a sequence with this index, an integer >= 0; of a sequence given by a term, that term."""

    __slots__ = ()
    sequence, index = Part(0), Part(1)
    __match_args__ = ("sequence", "index")

    def __new__(cls, sequence: Term, index: Term) -> Self:
        if sequence.sort not in ("sequence-scalar", "sequence-vector"):
            raise CheckError(f"expected a sequence, got a {sequence.sort}: {outline(sequence)}")
        expect(index, "scalar")
        return made(cls, (sequence, index), sequence.sort.removeprefix("sequence-"))

    def rebuilt(self, parts: tuple[Term, ...]) -> Term:
        """The member; of a sequence given by a term, that term."""
        return member(*parts)


class PowerOf(Term, head="pow", takes="scalar scalar", gives="scalar", partial=True):
    """The power of a scalar whose exponent is a term, an integer >= 0."""

    __slots__ = ()
    base, exponent = Part(0), Part(1)
    __match_args__ = ("base", "exponent")


class Ranged(Term):
    """What ranges over the integers from low to high."""

    __slots__ = ()
    low, high, body = Part(0), Part(1), Part(2)
    __match_args__ = ("low", "high", "body")

    def __new__(cls, name: str, low: Term, high: Term, body: Term) -> Self:
        for part in (low, high, body):
            expect(part, "scalar")
        return made(cls, (low, high, body), "scalar", (), (name,), (0, 0, 1))


class Max(Ranged, head="max", partial=True):
    """The maximum over a range, which is not empty."""

    __slots__ = ()


class Sum(Ranged, head="sum", partial=True):
    """The sum over a range, 0 over an empty one."""

    __slots__ = ()


class Call(Term, head="fn", takes="function scalar scalar", gives="scalar"):
    """A partial derivative of a smooth function of two real variables."""

    __slots__ = ()
    function, first, second = Part(0), Part(1), Part(2)
    __match_args__ = ("function", "orders", "first", "second")

    def __new__(cls, function: Term, orders: tuple[int, int], first: Term, second: Term) -> Self:
        for part, sort in zip((function, first, second), cls.takes):
            expect(part, sort)
        if not all(0 <= k <= 9 for k in orders):
            raise CheckError(f"expected two orders of derivation from 0 to 9, got {orders}")
        return made(cls, (function, first, second), "scalar", orders)

    @property
    def orders(self) -> tuple[int, int]:
        """How often it is differentiated in each variable."""
        found: tuple[int, int] = self.data
        return found


class Expect(Term, head="E"):
    """The expectation; it binds the random symbols of the statement, which are bounded."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)

    def __new__(cls, random: tuple[tuple[str, str], ...], body: Term) -> Self:
        return made(cls, (body,), value_sort(body), random, (), (len(random),))

    @property
    def random(self) -> tuple[tuple[str, str], ...]:
        """The names and kinds of the random symbols: they say whose expectation it is."""
        found: tuple[tuple[str, str], ...] = self.data
        return found


class Lambda(Term, head="lambda"):
    """A sequence given by a term in its index."""

    __slots__ = ()
    body = Part(0)
    __match_args__ = ("body",)

    def __new__(cls, name: str, body: Term) -> Self:
        if body.sort not in ("scalar", "vector"):
            raise CheckError(f"a sequence has scalars or vectors, got a {body.sort}: {outline(body)}")
        return made(cls, (body,), f"sequence-{body.sort}", (), (name,), (1,))


def member(sequence: Term, index: Term) -> Term:
    """The member of a sequence; of one that is given by a term, that term."""
    if not isinstance(sequence, Lambda):
        return Item(sequence, index)
    expect(index, "scalar")
    if index.loose or sequence.loose:  # under binders: they are opened for a moment
        return under_binders(sequence, index)
    return instantiate(sequence.body, (index,))


def under_binders(sequence: Term, index: Term) -> Term:
    """`member` where variables of binders further out occur in the sequence or in the index."""
    kinds: dict[int, str] = {}

    def look(node: Term, depth: int) -> Term | None:
        if isinstance(node, Bound) and node.index >= depth:
            kinds[node.index - depth] = str(node.data[1])
        return None

    for t in (sequence, index):
        rewritten(t, look, lambda node, depth: node.loose > depth)
    names = {i: fresh("", kind) for i, kind in kinds.items()}
    places = {symbol: i for i, symbol in names.items()}

    def opened(t: Term) -> Term:
        def leaf(node: Term, depth: int) -> Term | None:
            return names[node.index - depth] if isinstance(node, Bound) and node.index >= depth else None

        return rewritten(t, leaf, lambda node, depth: node.loose > depth)

    def leaf(node: Term, depth: int) -> Term | None:
        return Bound(depth + places[node], node.kind) if isinstance(node, Symbol) and node in places else None

    wanted = frozenset(places)
    return rewritten(member(opened(sequence), opened(index)), leaf, lambda node, _: not wanted.isdisjoint(node.free))


def value_sort(t: Term) -> str:
    """The sort of t, which must be a scalar, a vector or an operator."""
    if t.sort not in VALUES:
        raise CheckError(f"expected a value, got a {t.sort}: {outline(t)}")
    return t.sort


def literal(value: Fraction | int | str) -> Literal:
    """A rational number as a term."""
    return Literal(Fraction(value))


def minus(x: Term, y: Term) -> Term:
    """x - y."""
    return Add(x, Neg(y))


def nodes(t: Term) -> Iterable[Term]:
    """Every node of a term once, the node itself first."""
    seen: set[int] = set()
    stack = [t]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            spend(1)
            seen.add(id(node))
            yield node
            stack += reversed(node.parts)
