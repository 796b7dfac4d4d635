"""Statements as data: terms, formulas, statements, instances, verdicts.

A term is plain JSON: a string (symbol or rational literal) or a list headed by an operation.  The
classes `Scalar`, `Vector` and `Operator` only build such data with the usual signs, so that a
formula in Python reads like the formula in the paper; they compute nothing.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Union, overload

RESERVED = frozenset(
    """d I 0v + - * / ^ @ sqrt abs sign dot outer T eig max fn D at E block range eq ne le lt and or not implies iff
    forall exists almost-all parallel psd spectrum equivalent limit item sum pow lambda tends orbit nonsingular let""".split()  # noqa: SIM905 - a list of words
)
Term = Union[str, tuple["Term", ...]]  # noqa: UP007 - refers to itself
Json = Any
ScalarLike = Union["Scalar", int, Fraction]

__all__ = [
    "DIMENSION",
    "IDENTITY",
    "ZERO",
    "Decl",
    "Evidence",
    "Formula",
    "Hypothesis",
    "Instance",
    "Operator",
    "Scalar",
    "ScalarSequence",
    "Setting",
    "Statement",
    "StatementError",
    "Vector",
    "VectorSequence",
    "Verdict",
    "abbreviate",
    "all_of",
    "almost_all",
    "any_of",
    "at",
    "block",
    "canonical",
    "derivative",
    "dot",
    "eig",
    "eq",
    "equivalent",
    "exists",
    "expectation",
    "forall",
    "from_index",
    "function",
    "iff",
    "implies",
    "instance",
    "le",
    "limit",
    "lt",
    "maximum",
    "natural",
    "ne",
    "negate",
    "nonsingular",
    "orbit",
    "outer",
    "parallel",
    "power",
    "psd",
    "sign",
    "spectrum",
    "sqrt",
    "summation",
    "tends",
    "thaw",
]  # fmt: skip


class StatementError(ValueError):
    """A statement or term that is malformed; the message names the part and what was expected."""


class Verdict(enum.Enum):
    """What is known of a statement.  Truth-testing a verdict is an error: compare it instead."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"

    def __bool__(self) -> bool:
        raise TypeError("a Verdict has no truth value; compare with Verdict.HOLDS, FAILS, UNDECIDED")

    def __str__(self) -> str:
        return self.value


class Evidence(enum.Enum):
    """How strong the support of a verdict is, strongest first; `COUNTEREXAMPLE` supports `fails`."""

    PROOF = "proof"
    PROOF_CITED = "proof-cited"
    PROOF_FIXED_D = "proof-fixed-d"
    ENCLOSURE = "enclosure"
    SAMPLED = "sampled"
    COUNTEREXAMPLE = "counterexample"

    def __str__(self) -> str:
        return self.value


def canonical(data: Json) -> str:
    """The canonical JSON text of plain data: sorted keys, no blanks, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def freeze(data: Json) -> Term:
    """Nested lists and strings as nested tuples and strings.

    Raises StatementError for anything else.
    """
    if isinstance(data, str):
        return data
    if isinstance(data, (list, tuple)):
        return tuple(freeze(part) for part in data)
    raise StatementError(f"a term holds only strings and lists, got {data!r}")


def thaw(term: Term) -> Json:
    """The inverse of `freeze`: nested lists, ready for JSON."""
    return term if isinstance(term, str) else [thaw(part) for part in term]


# ------------------------------------------------------------------------------------------------
# Expressions: the usual signs, building terms


@dataclass(frozen=True)
class Scalar:
    """A real-valued term."""

    term: Term

    def __add__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(self.term, _scalar(other)))

    def __radd__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(_scalar(other), self.term))

    def __sub__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(self.term, ("-", _scalar(other))))

    def __rsub__(self, other: ScalarLike) -> Scalar:
        return Scalar(_plus(_scalar(other), ("-", self.term)))

    def __neg__(self) -> Scalar:
        return Scalar(("-", self.term))

    @overload
    def __mul__(self, other: ScalarLike) -> Scalar: ...
    @overload
    def __mul__(self, other: Vector) -> Vector: ...
    @overload
    def __mul__(self, other: Operator) -> Operator: ...
    def __mul__(self, other: ScalarLike | Vector | Operator) -> Scalar | Vector | Operator:
        if isinstance(other, Vector):
            return Vector(_times(self.term, other.term))
        if isinstance(other, Operator):
            return Operator(_times(self.term, other.term))
        return Scalar(_times(self.term, _scalar(other)))

    def __rmul__(self, other: ScalarLike) -> Scalar:
        return Scalar(_times(_scalar(other), self.term))

    def __truediv__(self, other: ScalarLike) -> Scalar:
        return Scalar(("/", self.term, _scalar(other)))

    def __rtruediv__(self, other: ScalarLike) -> Scalar:
        return Scalar(("/", _scalar(other), self.term))

    def __pow__(self, exponent: int) -> Scalar:
        return Scalar(("^", self.term, str(int(exponent))))

    def __abs__(self) -> Scalar:
        return Scalar(("abs", self.term))

    def sqrt(self) -> Scalar:
        """The non-negative square root."""
        return Scalar(("sqrt", self.term))

    def _repr_latex_(self) -> str:
        return _latex(self.term)


@dataclass(frozen=True)
class Vector:
    """A term with values in R^d.  `x @ y` is the inner product."""

    term: Term

    def __add__(self, other: Vector) -> Vector:
        return Vector(_plus(self.term, _typed(other, Vector)))

    def __sub__(self, other: Vector) -> Vector:
        return Vector(_plus(self.term, ("-", _typed(other, Vector))))

    def __neg__(self) -> Vector:
        return Vector(("-", self.term))

    def __rmul__(self, other: ScalarLike) -> Vector:
        return Vector(_times(_scalar(other), self.term))

    def __truediv__(self, other: ScalarLike) -> Vector:
        return Vector(("/", self.term, _scalar(other)))

    def __matmul__(self, other: Vector) -> Scalar:
        if not isinstance(other, Vector):
            return NotImplemented
        return Scalar(("dot", self.term, other.term))

    def _repr_latex_(self) -> str:
        return _latex(self.term)


@dataclass(frozen=True)
class Operator:
    """A term with values in the linear maps of R^d.  `A @ x` applies, `A @ B` composes."""

    term: Term

    def __add__(self, other: Operator) -> Operator:
        return Operator(_plus(self.term, _typed(other, Operator)))

    def __sub__(self, other: Operator) -> Operator:
        return Operator(_plus(self.term, ("-", _typed(other, Operator))))

    def __neg__(self) -> Operator:
        return Operator(("-", self.term))

    def __rmul__(self, other: ScalarLike) -> Operator:
        return Operator(_times(_scalar(other), self.term))

    def __truediv__(self, other: ScalarLike) -> Operator:
        return Operator(("/", self.term, _scalar(other)))

    @overload
    def __matmul__(self, other: Vector) -> Vector: ...
    @overload
    def __matmul__(self, other: Operator) -> Operator: ...
    def __matmul__(self, other: Vector | Operator) -> Vector | Operator:
        kind = Vector if isinstance(other, Vector) else Operator
        return kind(("@", self.term, _typed(other, kind)))

    def __pow__(self, exponent: int) -> Operator:
        return Operator(("^", self.term, str(int(exponent))))

    @property
    def T(self) -> Operator:
        """The transpose."""
        return Operator(("T", self.term))

    def _repr_latex_(self) -> str:
        return _latex(self.term)


@dataclass(frozen=True)
class ScalarSequence:
    """A sequence of reals a_0, a_1, ...; `a[k]` is a member, for an integer k >= 0."""

    name: str

    def __getitem__(self, index: ScalarLike) -> Scalar:
        return Scalar(("item", self.name, _scalar(index)))


@dataclass(frozen=True)
class VectorSequence:
    """A sequence of vectors w_0, w_1, ...; `w[k]` is a member, for an integer k >= 0."""

    name: str

    def __getitem__(self, index: ScalarLike) -> Vector:
        return Vector(("item", self.name, _scalar(index)))


Expression = Scalar | Vector | Operator
AnySequence = ScalarSequence | VectorSequence
IDENTITY = Operator("I")
ZERO = Vector("0v")
DIMENSION = Scalar("d")


def _latex(term: Term, statement: Json = None) -> str:
    from verify import notation  # rendering is loaded only when something is shown

    return f"$\\displaystyle {notation.latex(thaw(term), statement)}$"


def _scalar(value: ScalarLike) -> Term:
    if isinstance(value, Scalar):
        return value.term
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"expected a scalar term, an int or a Fraction, got {value!r}")


def _typed(value: object, kind: type[Any]) -> Term:
    if not isinstance(value, kind):
        raise TypeError(f"expected a {kind.__name__}, got {value!r}")
    term: Term = value.term
    return term


def _plus(left: Term, right: Term) -> Term:
    head = left[1:] if isinstance(left, tuple) and left[0] == "+" else (left,)
    return ("+", *head, right)


def _times(left: Term, right: Term) -> Term:
    head = left[1:] if isinstance(left, tuple) and left[0] == "*" else (left,)
    return ("*", *head, right)


def _any_term(value: Expression | ScalarLike) -> Term:
    if isinstance(value, (Vector, Operator)):
        return value.term
    return _scalar(value)


def dot(x: Vector, y: Vector) -> Scalar:
    """The Euclidean inner product x^T y."""
    return x @ y


def outer(x: Vector, y: Vector) -> Operator:
    """The operator x y^T."""
    return Operator(("outer", _typed(x, Vector), _typed(y, Vector)))


def sqrt(value: Scalar) -> Scalar:
    """The non-negative square root."""
    return value.sqrt()


def sign(value: Scalar) -> Scalar:
    """-1, 0 or 1."""
    return Scalar(("sign", value.term))


def eig(operator: Operator, index: ScalarLike) -> Scalar:
    """The index-th smallest eigenvalue (1-based) of a symmetric operator."""
    return Scalar(("eig", operator.term, _scalar(index)))


def maximum(index: Scalar, low: ScalarLike, high: ScalarLike, body: Scalar) -> Scalar:
    """max of body over the integers low <= index <= high; undefined over an empty range."""
    return Scalar(("max", index.term, _scalar(low), _scalar(high), body.term))


def summation(index: Scalar, low: ScalarLike, high: ScalarLike, body: Scalar) -> Scalar:
    """The sum of body over the integers low <= index <= high; zero over an empty range."""
    return Scalar(("sum", index.term, _scalar(low), _scalar(high), body.term))


def power(base: ScalarLike, exponent: Scalar) -> Scalar:
    """base^exponent for an integer exponent >= 0 that is a term; 0^0 = 1."""
    return Scalar(("pow", _scalar(base), exponent.term))


def derivative(expression: Scalar, variable: Expression, direction: Expression) -> Scalar:
    """The derivative at t = 0 of the expression with variable replaced by variable + t direction."""
    return Scalar(("D", expression.term, variable.term, direction.term))


@overload
def at(expression: Scalar, values: Sequence[tuple[Expression, Expression]]) -> Scalar: ...
@overload
def at(expression: Vector, values: Sequence[tuple[Expression, Expression]]) -> Vector: ...
@overload
def at(expression: Operator, values: Sequence[tuple[Expression, Expression]]) -> Operator: ...
def at(expression: Any, values: Sequence[tuple[Expression, Expression]]) -> Any:
    """The expression with symbols replaced simultaneously by other expressions."""
    pairs = tuple((symbol.term, _any_term(value)) for symbol, value in values)
    return type(expression)(("at", expression.term, pairs))


@overload
def expectation(expression: Scalar) -> Scalar: ...
@overload
def expectation(expression: Vector) -> Vector: ...
@overload
def expectation(expression: Operator) -> Operator: ...
def expectation(expression: Any) -> Any:
    """The expectation over the random symbols of the setting."""
    return type(expression)(("E", expression.term))


def function(name: str, first: Scalar, second: Scalar, orders: tuple[int, int] = (0, 0)) -> Scalar:
    """A function symbol of two real variables, or its partial derivative of the given orders."""
    counts = (str(orders[0]), str(orders[1]))
    return Scalar(("fn", name, counts, first.term, second.term))


# ------------------------------------------------------------------------------------------------
# Formulas


@dataclass(frozen=True)
class Formula:
    """A relation or a combination of relations, as data."""

    term: Term

    def __bool__(self) -> bool:
        raise TypeError("a Formula is data and has no truth value; give it to a Statement")

    def _repr_latex_(self) -> str:
        return _latex(self.term)


def _relation(name: str, left: Expression | ScalarLike, right: Expression | ScalarLike) -> Formula:
    return Formula((name, _any_term(left), _any_term(right)))


def eq(left: Expression | ScalarLike, right: Expression | ScalarLike) -> Formula:
    """left = right, both of one sort."""
    return _relation("eq", left, right)


def ne(left: Expression | ScalarLike, right: Expression | ScalarLike) -> Formula:
    """left differs from right."""
    return _relation("ne", left, right)


def le(left: ScalarLike, right: ScalarLike) -> Formula:
    """left <= right."""
    return _relation("le", left, right)


def lt(left: ScalarLike, right: ScalarLike) -> Formula:
    """left < right."""
    return _relation("lt", left, right)


def all_of(*parts: Formula) -> Formula:
    """The conjunction."""
    return Formula(("and", *(part.term for part in parts)))


def any_of(*parts: Formula) -> Formula:
    """The disjunction."""
    return Formula(("or", *(part.term for part in parts)))


def negate(part: Formula) -> Formula:
    """The negation."""
    return Formula(("not", part.term))


def implies(premise: Formula, conclusion: Formula) -> Formula:
    """premise implies conclusion."""
    return Formula(("implies", premise.term, conclusion.term))


def iff(left: Formula, right: Formula) -> Formula:
    """left if and only if right."""
    return Formula(("iff", left.term, right.term))


def parallel(x: Vector, y: Vector) -> Formula:
    """x = c y for some real c (so the zero vector is parallel to every vector)."""
    return Formula(("parallel", x.term, y.term))


def psd(rows: Sequence[Sequence[Scalar]]) -> Formula:
    """The symmetric matrix of scalars is positive semi-definite."""
    return Formula(("psd", tuple(tuple(entry.term for entry in row) for row in rows)))


def block(corner: ScalarLike, row: Vector, column: Vector, body: Operator) -> Term:
    """The operator on R x R^d with rows (corner, row^T) and (column, body)."""
    return ("block", _scalar(corner), row.term, column.term, body.term)


def spectrum(matrix: Operator | Term, values: Sequence[tuple[ScalarLike, ScalarLike]]) -> Formula:
    """The eigenvalues of matrix, with these multiplicities, are exactly the listed ones."""
    term = matrix.term if isinstance(matrix, Operator) else matrix
    return Formula(("spectrum", term, tuple((_scalar(v), _scalar(m)) for v, m in values)))


def equivalent(
    variables: Sequence[Expression],
    step: Sequence[Expression],
    start: Sequence[Expression],
    other_step: Sequence[Expression],
    other_start: Sequence[Expression],
) -> Formula:
    """Equivalent configurations: an invertible linear T and a t != 0 carry one orbit to the other."""
    groups = [variables, step, start, other_step, other_start]
    return Formula(("equivalent", *(tuple(_any_term(e) for e in group) for group in groups)))


def limit(
    variables: Sequence[Expression],
    step: Sequence[Expression],
    start: Sequence[Expression],
    target: Sequence[Expression],
) -> Formula:
    """The iteration of step from start converges to target."""
    groups = [variables, step, start, target]
    return Formula(("limit", *(tuple(_any_term(e) for e in group) for group in groups)))


def tends(index: Scalar, body: Expression, value: Expression | ScalarLike) -> Formula:
    """The body, a scalar or vector defined for every integer index >= 0, tends to value as the index grows."""
    return Formula(("tends", index.term, body.term, _any_term(value)))


# ------------------------------------------------------------------------------------------------
# Declarations, statements


@dataclass(frozen=True)
class Decl:
    """A symbol with its sort and domain."""

    name: str
    sort: str
    domain: Json = "any"
    latex: str | None = None

    def to_json(self) -> Json:
        """Plain data."""
        data: dict[str, Json] = {"name": self.name, "sort": self.sort, "domain": self.domain}
        if self.latex is not None:
            data["latex"] = self.latex
        return data


def _decl_term(decl: Decl) -> Term:
    domain = decl.domain
    if isinstance(domain, dict):
        domain = ("range", freeze(domain["lo"]), freeze(domain["hi"]))
    return (decl.name, decl.sort, domain)


def forall(decls: Iterable[Decl], body: Formula) -> Formula:
    """For all values of the declared symbols."""
    return Formula(("forall", tuple(_decl_term(d) for d in decls), body.term))


def exists(decls: Iterable[Decl], body: Formula) -> Formula:
    """There are values of the declared symbols."""
    return Formula(("exists", tuple(_decl_term(d) for d in decls), body.term))


def almost_all(decls: Iterable[Decl], body: Formula) -> Formula:
    """For all values outside a set of Lebesgue measure zero."""
    return Formula(("almost-all", tuple(_decl_term(d) for d in decls), body.term))


def natural(name: str) -> tuple[Decl, Scalar]:
    """A bound integer: its declaration and the symbol."""
    return Decl(name, "integer", "any"), Scalar(name)


def from_index(index: Scalar, low: ScalarLike, body: Formula) -> Formula:
    """The body for every integer index >= low."""
    return forall([Decl(str(index.term), "integer", "any")], implies(le(low, index), body))


def orbit(state: Sequence[Decl], step: Sequence[Expression], start: Sequence[Expression], body: Formula) -> Formula:
    """The iteration of step from start never leaves the domain of the state, and its members have the property body.

    The declared names stand for the state in step, and for the sequences of states in body.

    >>> a, k = ScalarSequence("a"), Scalar("k")
    >>> halving = orbit([Decl("a", "scalar", "real")], [Scalar("a") / 2], [Scalar("1")], tends(k, a[k], 0))
    """
    groups = tuple(tuple(_any_term(e) for e in group) for group in (step, start))
    return Formula(("orbit", tuple(_decl_term(d) for d in state), *groups, body.term))


def nonsingular(state: Sequence[Decl], step: Sequence[Expression]) -> Formula:
    """The map of the state is nonsingular: the points of its domain that it sends into a null set form a null set, for every null set.

    The declared names stand for the state in step.

    >>> halving = nonsingular([Decl("a", "scalar", "real")], [Scalar("a") / 2])
    """
    return Formula(("nonsingular", tuple(_decl_term(d) for d in state), tuple(_any_term(e) for e in step)))


def abbreviate(names: Sequence[tuple[AnySequence, Scalar, Expression]], body: Formula) -> Formula:
    """The body with abbreviations: (s, k, term) lets s[k] stand for the term, for every k."""
    rows = tuple((s.name, "scalar" if isinstance(s, ScalarSequence) else "vector", k.term, t.term) for s, k, t in names)
    return Formula(("let", rows, body.term))


@dataclass(frozen=True)
class Hypothesis:
    """A named assumption of a statement."""

    text: str
    formula: Formula


@dataclass(frozen=True)
class Statement:
    """What is claimed: symbols with domains, definitions, hypotheses and a conclusion.

    All free symbols, the dimension `d` included, are universally quantified.
    """

    symbols: tuple[Decl, ...]
    hypotheses: tuple[Hypothesis, ...]
    conclusion: Formula
    definitions: tuple[tuple[Decl, Term], ...] = ()
    moments: tuple[tuple[tuple[Term, ...], Term], ...] = ()

    def to_json(self) -> Json:
        """Plain data, the form the checker reads."""
        return {
            "symbols": [decl.to_json() for decl in self.symbols],
            "definitions": [[decl.to_json(), thaw(term)] for decl, term in self.definitions],
            "moments": [[[thaw(f) for f in factors], thaw(value)] for factors, value in self.moments],
            "hypotheses": [{"text": h.text, "formula": thaw(h.formula.term)} for h in self.hypotheses],
            "conclusion": thaw(self.conclusion.term),
        }

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON: a certificate for an older wording no longer matches."""
        return hashlib.sha256(canonical(self.to_json()).encode()).hexdigest()

    @classmethod
    def from_json(cls, data: Json) -> Statement:
        """Read plain data back.

        Raises StatementError naming what is missing or malformed.
        """
        if not isinstance(data, Mapping):
            raise StatementError(f"a statement is an object, got {type(data).__name__}")
        try:
            return cls(
                symbols=tuple(_read_decl(d) for d in data["symbols"]),
                definitions=tuple((_read_decl(d), freeze(t)) for d, t in data.get("definitions", [])),
                moments=tuple(
                    (tuple(freeze(f) for f in factors), freeze(value))
                    for factors, value in data.get("moments", [])
                ),
                hypotheses=tuple(
                    Hypothesis(str(h["text"]), Formula(freeze(h["formula"])))
                    for h in data["hypotheses"]
                ),
                conclusion=Formula(freeze(data["conclusion"])),
            )
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise StatementError(f"malformed statement: {error}") from error

    def _repr_latex_(self) -> str:
        from verify import notation

        return f"$\\displaystyle {notation.statement_latex(self.to_json())}$"

    def __str__(self) -> str:
        from verify import notation

        return notation.statement_unicode(self.to_json())


def _read_decl(data: Json) -> Decl:
    return Decl(str(data["name"]), str(data["sort"]), data.get("domain", "any"), data.get("latex"))


@dataclass(frozen=True)
class Instance:
    """Concrete values of a statement's symbols, as plain data with exact rationals in strings.

    Scalars are strings ("3/2"), vectors lists, operators lists of rows; "d" is an integer;
    "samples" lists {"p", values of the random symbols} for expectations; a function symbol is a
    list of [coefficient, power of the first, power of the second argument].
    """

    values: Mapping[str, Json]

    def to_json(self) -> Json:
        """Plain data."""
        return dict(self.values)


def instance(**values: Json) -> Instance:
    """An instance from keyword arguments: d an int, the rest numbers, rational strings, nested lists.

    >>> instance(d=1, H=[[2]], w=["1/2"]).values["H"]
    [['2']]
    """
    return Instance({name: value if name == "d" else _strings(value) for name, value in values.items()})


def _strings(value: Json) -> Json:
    if isinstance(value, (list, tuple)):
        return [_strings(part) for part in value]
    return {key: _strings(part) for key, part in value.items()} if isinstance(value, dict) else str(value)


@dataclass
class Setting:
    """Collects the symbols, definitions and hypotheses of a statement.

    >>> s = Setting()
    >>> H, x = s.operator("H", "spd"), s.vector("x", "nonzero")
    >>> s.claim(lt(0, x @ (H @ x))).hash[:4] != ""
    True
    """

    symbols: list[Decl] = field(default_factory=list)
    definitions: list[tuple[Decl, Term]] = field(default_factory=list)
    moments: list[tuple[tuple[Term, ...], Term]] = field(default_factory=list)
    hypotheses: list[Hypothesis] = field(default_factory=list)

    def _declare(self, name: str, sort: str, domain: Json, latex: str | None) -> str:
        if any(decl.name == name for decl in self.symbols) or name in RESERVED:
            raise StatementError(f"the symbol {name!r} is declared twice or reserved")
        self.symbols.append(Decl(name, sort, domain, latex))
        return name

    def scalar(self, name: str, domain: str = "real", latex: str | None = None) -> Scalar:
        """A real symbol; domain real, nonzero, positive or nonnegative."""
        return Scalar(self._declare(name, "scalar", domain, latex))

    def vector(self, name: str, domain: str = "any", latex: str | None = None) -> Vector:
        """A vector symbol; domain any or nonzero."""
        return Vector(self._declare(name, "vector", domain, latex))

    def operator(self, name: str, domain: str = "spd", latex: str | None = None) -> Operator:
        """An operator symbol; domain spd, symmetric, orthogonal or invertible."""
        return Operator(self._declare(name, "operator", domain, latex))

    def integer(self, name: str, low: ScalarLike, high: ScalarLike) -> Scalar:
        """An integer symbol between low and high."""
        domain = {"lo": thaw(_scalar(low)), "hi": thaw(_scalar(high))}
        return Scalar(self._declare(name, "integer", domain, None))

    def random_scalar(self, name: str) -> Scalar:
        """A random real variable."""
        return Scalar(self._declare(name, "random-scalar", "any", None))

    def random_vector(self, name: str) -> Vector:
        """A random vector."""
        return Vector(self._declare(name, "random-vector", "any", None))

    def scalar_sequence(self, name: str, domain: str = "real", latex: str | None = None) -> ScalarSequence:
        """A sequence of reals; domain real, nonzero, positive or nonnegative."""
        return ScalarSequence(self._declare(name, "sequence-scalar", domain, latex))

    def vector_sequence(self, name: str, domain: str = "any", latex: str | None = None) -> VectorSequence:
        """A sequence of vectors; domain any or nonzero."""
        return VectorSequence(self._declare(name, "sequence-vector", domain, latex))

    def function(self, name: str) -> str:
        """A smooth function symbol of two real variables."""
        return self._declare(name, "function", "any", None)

    def moment(self, factors: Sequence[Expression], value: Expression | ScalarLike) -> None:
        """Declare what the expectation of a product of random symbols is."""
        self.moments.append((tuple(_any_term(f) for f in factors), _any_term(value)))

    @overload
    def define(self, name: str, expression: Scalar, latex: str | None = None) -> Scalar: ...
    @overload
    def define(self, name: str, expression: Vector, latex: str | None = None) -> Vector: ...
    @overload
    def define(self, name: str, expression: Operator, latex: str | None = None) -> Operator: ...
    def define(self, name: str, expression: Any, latex: str | None = None) -> Any:
        """An abbreviation; the checker expands it."""
        taken = {decl.name for decl in self.symbols} | {decl.name for decl, _ in self.definitions}
        if name in taken | RESERVED:
            raise StatementError(f"the symbol {name!r} is declared twice or reserved")
        sort = type(expression).__name__.lower()
        self.definitions.append((Decl(name, sort, "any", latex), self._folded(expression.term)))
        return type(expression)(name)

    def assume(self, text: str, formula: Formula) -> None:
        """Add a hypothesis."""
        self.hypotheses.append(Hypothesis(text, formula))

    def claim(self, conclusion: Formula) -> Statement:
        """The statement that the conclusion follows; defined scalars that occur written out are abbreviated."""
        hypotheses = tuple(Hypothesis(h.text, Formula(self._folded(h.formula.term))) for h in self.hypotheses)
        moments = tuple((tuple(map(self._folded, factors)), self._folded(value)) for factors, value in self.moments)
        folded = Formula(self._folded(conclusion.term))
        return Statement(tuple(self.symbols), hypotheses, folded, tuple(self.definitions), moments)

    def _folded(self, term: Term) -> Term:
        """The term with every written-out value of a defined scalar replaced by its name."""
        names = {value: decl.name for decl, value in self.definitions if decl.sort == "scalar" and not isinstance(value, str)}

        def fold(t: Term) -> Term:
            if isinstance(t, str):
                return t
            folded = tuple(fold(part) for part in t)
            return names.get(folded, folded)

        return fold(term)
