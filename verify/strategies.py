"""Hypothesis strategies for least-squares problems: spectra, orthogonal matrices, covariances, starts, whole problems.

    from hypothesis import given
    from verify.strategies import problems

    @given(problems(d=3, starts=("general", "near-saddle")))
    def test_something(problem): ...

Everything is rational and built from small integers over small denominators, and shrinks towards the identity, the
spectrum 1, 1, ... and vectors of small integers; small dimensions come first.  With exact=False the numbers are rounded
to doubles once.  Where the package is installed, hypothesis resolves Problem by itself: st.from_type(Problem) and
@given(...) on annotated arguments give problems().
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.certify.rational import InputError, fraction, fractions
from verify.models.problem import Problem, dot

Vector: TypeAlias = list[Fraction]
Rows: TypeAlias = list[list[Fraction]]

SPECTRA = ("small", "repeated", "clustered", "extreme")
ROTATIONS = ("identity", "householder", "givens", "cayley")
STARTS = ("general", "parallel-u", "parallel-g", "orthogonal-g", "near-saddle", "near-minimiser")
LARGEST_DENOMINATOR = 4


def rationals(low: int = -4, high: int = 4, denominator: int = LARGEST_DENOMINATOR) -> st.SearchStrategy[Fraction]:
    """Integers over denominators from 1 to the given one, in [low, high]; shrinks towards integers, and towards 0."""
    pairs = st.integers(1, denominator).flatmap(lambda q: st.integers(low * q, high * q).map(lambda p: Fraction(p, q)))
    return pairs


def positive(high: int = 4, denominator: int = LARGEST_DENOMINATOR) -> st.SearchStrategy[Fraction]:
    """Integers from 1 over denominators, in (0, high]; shrinks towards 1."""
    return st.integers(1, denominator).flatmap(lambda q: st.integers(1, high * q).map(lambda p: Fraction(p, q)))


def powers(low: int, high: int) -> st.SearchStrategy[Fraction]:
    """m 10^k with m from 1 to 9 and low <= k <= high; shrinks towards 1."""
    exponents = st.integers(0, high) | st.integers(low, -1) if low < 0 <= high else st.integers(low, high)
    return st.builds(lambda k, m: Fraction(10) ** k * m, exponents, st.integers(1, 9))


@st.composite
def vectors(draw: st.DrawFn, d: int, entries: st.SearchStrategy[Fraction] | None = None) -> Vector:
    """Vectors of length d that are not zero; shrinks towards (1, 0, ..., 0)."""
    found = draw(st.lists(rationals() if entries is None else entries, min_size=d, max_size=d))
    return found if any(found) else [Fraction(1), *found[1:]]


# ------------------------------------------------------------------------------------------------
# Matrices


@st.composite
def spectra(draw: st.DrawFn, d: int, kinds: Sequence[str] = SPECTRA) -> Vector:
    """d positive eigenvalues, increasing.

    "small": m/n up to 9; "repeated": at most two different ones; "clustered": within 1e-9 of one another, and perhaps one far
    away; "extreme": from 1e-6 to 1e6.  Raises InputError for another kind.
    """
    kind = draw(st.sampled_from(_known(kinds, SPECTRA, "kind of spectrum")))
    if kind == "small":
        found = draw(st.lists(positive(9), min_size=d, max_size=d))
    elif kind == "repeated":
        values = (draw(positive(9)), draw(positive(9)))
        found = [values[draw(st.booleans())] for _ in range(d)]
    elif kind == "clustered":
        middle, width = draw(positive(9)), Fraction(1, 10 ** draw(st.integers(2, 12)))
        found = [middle + width * draw(st.integers(0, 8)) for _ in range(d)]
        found[0] *= draw(st.sampled_from([1, 1, 100]))
    else:
        found = draw(st.lists(powers(-6, 5), min_size=d, max_size=d))
    return sorted(found)


@st.composite
def orthogonal(draw: st.DrawFn, d: int, kinds: Sequence[str] = ROTATIONS) -> Rows:
    """Rational orthogonal d by d matrices: products of at most three factors, shrinking towards the identity.

    "householder": I - 2 vv'/v'v; "givens": a rotation by a Pythagorean angle in two coordinates; "cayley":
    (I - S)(I + S)^-1 with S antisymmetric.  Raises InputError for another kind.
    """
    kinds = _known(kinds, ROTATIONS, "kind of orthogonal matrix")
    Q = _identity(d)
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=3)):
        if kind == "householder":
            v = draw(vectors(d, st.integers(-3, 3).map(Fraction)))
            length = sum(x * x for x in v)
            Q = Q * _matrix([[int(i == j) - 2 * x * y / length for j, y in enumerate(v)] for i, x in enumerate(v)])
        elif kind == "givens" and d > 1:
            i = draw(st.integers(0, d - 2))
            j = draw(st.integers(i + 1, d - 1))
            t = draw(rationals(-3, 3))
            rotation = [[Fraction(int(k == m)) for m in range(d)] for k in range(d)]
            rotation[i][i] = rotation[j][j] = (1 - t * t) / (1 + t * t)
            rotation[i][j], rotation[j][i] = -2 * t / (1 + t * t), 2 * t / (1 + t * t)
            Q = Q * _matrix(rotation)
        elif kind == "cayley":
            S = [[Fraction(0)] * d for _ in range(d)]
            for i in range(d):
                for j in range(i):
                    S[i][j] = draw(rationals(-2, 2))
                    S[j][i] = -S[i][j]
            Q = Q * (_identity(d) - _matrix(S)) * (_identity(d) + _matrix(S)).inv()
    return fractions(Q)


@st.composite
def spd(draw: st.DrawFn, d: int | None = None, *, spectrum: Sequence[Any] | None = None, kinds: Sequence[str] = SPECTRA,
        rotations: Sequence[str] = ROTATIONS, exact: bool = True) -> Any:  # fmt: skip
    """Symmetric positive definite matrices QDQ': rows of Fractions, or with exact=False a NumPy array of doubles.

    spectrum: the eigenvalues, in any order (then d is their number); else they are drawn from spectra(d, kinds), with d from 1 to 4
    where it is not given.  Rounded to doubles, a matrix with eigenvalues that differ by 1e15 or more may lose its
    definiteness; those drawn here do not.
    """
    if spectrum is None:
        size = draw(st.integers(1, 4)) if d is None else d
        values = draw(spectra(size, kinds))
    else:
        values = [Fraction(x) for x in spectrum]
        if d not in (None, len(values)) or not values or min(values) <= 0:
            raise InputError(f"the spectrum has {len(values)} entries, the least {min(values, default=None)}: expected d positive numbers")
    Q = _matrix(draw(orthogonal(len(values), rotations)))
    H = fractions(Q * _matrix([[x if i == j else 0 for j in range(len(values))] for i, x in enumerate(values)]) * Q.transpose())
    return H if exact else _doubles(H)


# ------------------------------------------------------------------------------------------------
# Starts and problems


@st.composite
def starts(draw: st.DrawFn, H: Any, u: Any, kinds: Sequence[str] = STARTS) -> Vector:
    """Vectors w0 that are not zero, for exact H and u.

    "general"; "parallel-u": a minimiser's direction; "parallel-g", g = Hu; "orthogonal-g": w0'g = 0, the direction of a saddle (for
    d = 1, where there is none, general); "near-saddle": 0 < |w0'g| at most some 1e-2 |w0| |g|; "near-minimiser": close to a
    multiple of u.  Raises InputError for another kind.
    """
    kind = draw(st.sampled_from(_known(kinds, STARTS, "kind of start")))
    d = len(u)
    direction = _exact(u)
    g = (_matrix(H) * fmpq_mat(d, 1, direction)).entries()
    v = draw(vectors(d))
    scale = draw(st.sampled_from([1, -1, 2])) * draw(st.sampled_from([Fraction(1), Fraction(1, 3)]))
    if kind == "parallel-u":
        return [fraction(x) * scale for x in direction]
    if kind == "parallel-g":
        return [fraction(x) * scale for x in g]
    if kind == "general" or (d == 1 and kind != "near-minimiser"):
        return v
    little = Fraction(1, 10 ** draw(st.integers(2, 9)))
    if kind == "near-minimiser":
        return [fraction(x) * scale + little * y for x, y in zip(direction, v)]
    across = _orthogonal_part(v, tuple(g))
    if kind == "near-saddle":
        return [x + little * fraction(y) * scale for x, y in zip(across, g)]
    return across


def _orthogonal_part(v: Vector, g: tuple[fmpq, ...]) -> Vector:
    """v less its projection on g; where that is zero, another vector orthogonal to g (needs d > 1)."""
    for x in (_exact(v), *([fmpq(int(i == j)) for j in range(len(v))] for i in range(len(v)))):
        t = dot(tuple(x), g) / dot(g, g)
        found = [fraction(p - t * q) for p, q in zip(x, g)]
        if any(found):
            return found
    raise ArithmeticError("no vector is orthogonal to g")


@st.composite
def problems(
    draw: st.DrawFn,
    d: int | st.SearchStrategy[int] | None = None,
    *,
    H: st.SearchStrategy[Any] | None = None,
    spectrum: Sequence[str] = SPECTRA,
    rotations: Sequence[str] = ROTATIONS,
    starts: Sequence[str] = STARTS,
    a0: st.SearchStrategy[Fraction] | None = None,
    eps_a: st.SearchStrategy[Fraction] | None = None,
    eps: st.SearchStrategy[Fraction] | None = None,
    exact: bool = True,
) -> Problem:
    """Whole problems: H, u, a0, w0, eps_a in (0, 1] and eps from 1e-3 to 9e3 unless strategies for them are given.

    d: the dimension, or a strategy for it (1 to 4); spectrum, rotations and starts: the kinds that may occur (see spectra,
    orthogonal and starts); H: a strategy for exact matrices instead.  With exact=False every number is a double, rounded from
    such a problem; special positions then hold to rounding.
    """
    size = draw(st.integers(1, 4)) if d is None else d if isinstance(d, int) else draw(d)
    rows = draw(spd(size, kinds=spectrum, rotations=rotations) if H is None else H)
    u = draw(vectors(len(rows)))
    w0 = draw(globals()["starts"](rows, u, starts))
    numbers = {
        "a0": draw(rationals() if a0 is None else a0), "eps_a": draw(unit_interval() if eps_a is None else eps_a),
        "eps": draw(powers(-3, 3) if eps is None else eps),
    }  # fmt: skip
    if exact:
        return Problem.of(H=rows, u=u, w0=w0, **numbers)
    return Problem.from_floats(H=_doubles(rows), u=_doubles(u), w0=_doubles(w0), **{name: float(x) for name, x in numbers.items()})


def unit_interval(denominator: int = 8) -> st.SearchStrategy[Fraction]:
    """Rationals in (0, 1]; shrinks towards 1."""
    return st.integers(1, denominator).flatmap(lambda q: st.integers(0, q - 1).map(lambda p: Fraction(q - p, q)))


# ------------------------------------------------------------------------------------------------
# Conversions


def _known(kinds: Sequence[str], known: Sequence[str], what: str) -> Sequence[str]:
    for kind in kinds:
        if kind not in known:
            raise InputError(f"{kind!r} is no {what}: expected some of {', '.join(known)}")
    return kinds


def _exact(xs: Sequence[Any]) -> list[fmpq]:
    return [x if isinstance(x, fmpq) else fmpq(Fraction(x).numerator, Fraction(x).denominator) for x in xs]


def _matrix(rows: Sequence[Sequence[Any]]) -> fmpq_mat:
    return fmpq_mat([_exact(row) for row in rows])


def _identity(d: int) -> fmpq_mat:
    return _matrix([[int(i == j) for j in range(d)] for i in range(d)])


def _doubles(xs: Any) -> Any:
    import numpy as np

    return np.array(xs, dtype=object).astype(np.float64)
