"""The textbook theorems a proof may use: each maps its arguments to premises, conclusion and source.

The source is None for facts that need no citation (definitions and Gram determinants).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from verify.checker.terms import CheckError, Term, spend, substitute

Instance = tuple[list[Term], Term, str | None]
SPECTRAL = "spectral theorem for symmetric matrices"
RAYLEIGH = "Rayleigh-Ritz theorem"
MINMAX = "Courant-Fischer min-max theorem"
BETWEEN = "intermediate value theorem"


def quad(x: Term, a: Term, y: Term) -> Term:
    """x^T A y."""
    return ("dot", x, ("@", a, y))


def symmetric(a: Term) -> Term:
    """A = A^T."""
    return ("eq", a, ("T", a))


def within(i: Term, low: Term = "1", high: Term = "d") -> list[Term]:
    """low <= i <= high."""
    return [("le", low, i), ("le", i, high)]


def determinant(rows: list[list[Term]]) -> Term:
    """The determinant, by the Leibniz formula."""
    n, summands = len(rows), []
    spend(math.factorial(min(n, 20)))
    for sigma in itertools.permutations(range(n)):
        odd = sum(sigma[i] > sigma[j] for i in range(n) for j in range(i + 1, n)) % 2
        summands.append(("*", "-1" if odd else "1", *(rows[i][sigma[i]] for i in range(n))))
    return ("+", *summands)


def power(h: Term, n: Term) -> Term:
    """H^n for a symbol H and an integer literal n; the checker's caller shows that H is spd."""
    if not isinstance(h, str) or not isinstance(n, str):
        raise CheckError("expected an operator symbol and an exponent")
    return "I" if n == "0" else ("^", h, n)


def positive(h: Term, n: Term) -> list[Term]:
    """What makes H^n positive definite: nothing for n = 0."""
    return [] if n == "0" else [("spd", h)]


def gram(h: Term, n: Term, *xs: Term) -> Instance:
    """Gram determinants in the inner product of H^n are not negative."""
    a = power(h, n)
    return positive(h, n), ("le", "0", determinant([[quad(x, a, y) for y in xs] for x in xs])), None


def definite(h: Term, n: Term, x: Term) -> Instance:
    """x^T H^n x > 0 for x != 0 and H positive definite."""
    return [*positive(h, n), ("ne", x, "0v")], ("lt", "0", quad(x, power(h, n), x)), None


def eigenvector(a: Term, i: Term, x: Term) -> Instance:
    """A symmetric A has an eigenvector for its i-th eigenvalue."""
    found = ("eq", ("@", a, x), ("*", ("eig", a, i), x))
    return [symmetric(a), *within(i)], ("exists", ((x, "vector", "nonzero"),), found), SPECTRAL


def eigenvector_orthogonal(a: Term, u: Term, i: Term, x: Term) -> Instance:
    """If u is an eigenvector for lambda_1, there is one for lambda_i, i >= 2, orthogonal to u."""
    premises = [symmetric(a), ("ne", u, "0v"), ("eq", ("@", a, u), ("*", ("eig", a, "1"), u)), *within(i, "2")]
    found = ("and", ("eq", ("@", a, x), ("*", ("eig", a, i), x)), ("eq", ("dot", x, u), "0"))
    return premises, ("exists", ((x, "vector", "nonzero"),), found), SPECTRAL


def eigenvalue_index(a: Term, x: Term, value: Term, i: Term) -> Instance:
    """An eigenvalue is one of lambda_1, ..., lambda_d."""
    premises = [symmetric(a), ("ne", x, "0v"), ("eq", ("@", a, x), ("*", value, x))]
    return premises, ("exists", ((i, "integer", ("range", "1", "d")),), ("eq", value, ("eig", a, i))), SPECTRAL


def rayleigh(a: Term, x: Term) -> Instance:
    """lambda_1 |x|^2 <= x^T A x <= lambda_d |x|^2."""
    low, high = (("*", ("eig", a, k), ("dot", x, x)) for k in ("1", "d"))
    return [symmetric(a)], ("and", ("le", low, quad(x, a, x)), ("le", quad(x, a, x), high)), RAYLEIGH


def rayleigh_complement(a: Term, u: Term, x: Term) -> Instance:
    """lambda_2 |x|^2 <= x^T A x for x orthogonal to an eigenvector u of lambda_1."""
    premises = [
        symmetric(a), ("ne", u, "0v"), ("eq", ("@", a, u), ("*", ("eig", a, "1"), u)),
        ("eq", ("dot", x, u), "0"), ("le", "2", "d"),
    ]  # fmt: skip
    return premises, ("le", ("*", ("eig", a, "2"), ("dot", x, x)), quad(x, a, x)), RAYLEIGH


def rayleigh_complement_top(a: Term, u: Term, x: Term) -> Instance:
    """x^T A x <= lambda_{d-1} |x|^2 for x orthogonal to an eigenvector u of lambda_d."""
    premises = [
        symmetric(a), ("ne", u, "0v"), ("eq", ("@", a, u), ("*", ("eig", a, "d"), u)),
        ("eq", ("dot", x, u), "0"), ("le", "2", "d"),
    ]  # fmt: skip
    return premises, ("le", quad(x, a, x), ("*", ("eig", a, ("+", "d", ("-", "1"))), ("dot", x, x))), RAYLEIGH


def eigenvalue_order(a: Term, i: Term, j: Term) -> Instance:
    """lambda_i <= lambda_j for i <= j, by the numbering."""
    return [symmetric(a), *within(i), *within(j), ("le", i, j)], ("le", ("eig", a, i), ("eig", a, j)), None


def minmax_monotone(a: Term, b: Term, i: Term, x: Term) -> Instance:
    """If x^T A x <= x^T B x for all x, then lambda_i(A) <= lambda_i(B)."""
    below = ("forall", ((x, "vector", "any"),), ("le", quad(x, a, x), quad(x, b, x)))
    return [symmetric(a), symmetric(b), *within(i), below], ("le", ("eig", a, i), ("eig", b, i)), MINMAX


def minmax_hyperplane(a: Term, b: Term, z: Term, i: Term, x: Term) -> Instance:
    """If x^T A x <= x^T B x on the hyperplane orthogonal to z, then lambda_i(A) <= lambda_{i+1}(B)."""
    on_plane = ("implies", ("eq", ("dot", x, z), "0"), ("le", quad(x, a, x), quad(x, b, x)))
    universal = ("forall", ((x, "vector", "any"),), on_plane)
    premises = [symmetric(a), symmetric(b), ("le", "1", i), ("le", ("+", i, "1"), "d"), universal]
    return premises, ("le", ("eig", a, i), ("eig", b, ("+", i, "1"))), MINMAX


def orthogonal_vector(g: Term, x: Term) -> Instance:
    """In two or more dimensions some nonzero vector is orthogonal to g."""
    return [("le", "2", "d"), ("eq", g, g)], ("exists", ((x, "vector", "nonzero"),), ("eq", ("dot", x, g), "0")), None


def plane_basis(u: Term, v: Term, x: Term) -> Instance:
    """In the plane two orthogonal nonzero vectors give every x its coordinates."""
    premises = [("eq", "d", "2"), ("ne", u, "0v"), ("ne", v, "0v"), ("eq", ("dot", u, v), "0")]
    parts = [("*", ("/", ("dot", x, b), ("dot", b, b)), b) for b in (u, v)]
    return premises, ("eq", x, ("+", *parts)), None


def semidefinite_form(rows: Term, *b: Term) -> Instance:
    """b^T M b >= 0 for a positive semi-definite matrix M of scalars."""
    if not isinstance(rows, tuple) or len(rows) != len(b):
        raise CheckError("expected one scalar for each row of the matrix")
    form = [("*", x, y, rows[i][j]) for i, x in enumerate(b) for j, y in enumerate(b)]
    return [("psd", rows)], ("le", "0", ("+", *form)), None


def magnitude(t: Term) -> Instance:
    """t <= |t|, -t <= |t|, and |t| is one of t and -t."""
    size = ("abs", t)
    return [], ("and", ("le", t, size), ("le", ("-", t), size), ("or", ("eq", size, t), ("eq", size, ("-", t)))), None


def root_order(x: Term, y: Term) -> Instance:
    """x^2 <= y^2 and y >= 0 give x <= y."""
    return [("le", "0", y), ("le", ("^", x, "2"), ("^", y, "2"))], ("le", x, y), None


def intermediate_value(low: Term, high: Term, t: Term, *coefficients: Term) -> Instance:
    """A polynomial c_0 + c_1 t + ... with values of opposite signs at low < high has a zero between them."""
    def value(x: Term) -> Term:
        return ("+", "0", *(("*", c, ("^", x, str(k))) if k else c for k, c in enumerate(coefficients)))

    zero = ("and", ("lt", low, t), ("lt", t, high), ("eq", value(t), "0"))
    return [("lt", low, high), ("lt", ("*", value(low), value(high)), "0")], ("exists", ((t, "scalar", "real"),), zero), BETWEEN


def integer_step(i: Term, j: Term) -> Instance:
    """i < j gives i + 1 <= j for integers."""
    return [("integer", i), ("integer", j), ("lt", i, j)], ("le", ("+", i, "1"), j), None


def of_maximum(t: Term) -> tuple[str, Term, Term, Term]:
    """The parts of a maximum."""
    op, i, low, high, body = t
    if op != "max":
        raise CheckError(f"expected a maximum, got {t!r:.60}")
    return i, low, high, body


def max_bound(maximum: Term, k: Term) -> Instance:
    """Each value is at most the maximum."""
    i, low, high, body = of_maximum(maximum)
    return within(k, low, high), ("le", substitute(body, {i: k}), maximum), None


def max_attained(maximum: Term, k: Term) -> Instance:
    """The maximum over a non-empty range is one of the values."""
    i, low, high, body = of_maximum(maximum)
    found = ("exists", ((k, "integer", ("range", low, high)),), ("eq", substitute(body, {i: k}), maximum))
    return [("le", low, high)], found, None


def spectral_form(a: Term, x: Term, i: Term, *coefficients: Term) -> Instance:
    """If p(lambda_i) >= 0 for every eigenvalue of A, then x^T p(A) x >= 0; p = c_0 + c_1 t + ..."""
    value = ("+", "0", *(("*", c, ("^", ("eig", a, i), str(k))) if k else c for k, c in enumerate(coefficients)))
    form = ("+", "0", *(("*", c, quad(x, ("^", a, str(k)), x)) for k, c in enumerate(coefficients)))
    on_spectrum = ("forall", ((i, "integer", ("range", "1", "d")),), ("le", "0", value))
    return [symmetric(a), on_spectrum], ("le", "0", form), SPECTRAL


# the places of the arguments that must be integers
INDICES = {"eigenvector": [1], "eigenvector_orthogonal": [2], "eigenvalue_order": [1, 2], "minmax_monotone": [2], "minmax_hyperplane": [3],
           "max_bound": [1]}  # fmt: skip
THEOREMS: dict[str, Callable[..., Instance]] = {
    f.__name__: f
    for f in (
        gram, definite, eigenvector, eigenvector_orthogonal, eigenvalue_index, rayleigh, rayleigh_complement, rayleigh_complement_top,
        eigenvalue_order, minmax_monotone, minmax_hyperplane, max_bound, max_attained, spectral_form,
        orthogonal_vector, plane_basis, semidefinite_form, magnitude, root_order, intermediate_value, integer_step,
    )
}  # fmt: skip
