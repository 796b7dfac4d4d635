"""Corollaries A.5 and A.7 decided exactly for given rational H and u: both sides, by separate routes.

The relation between the numbers (kappa* and kappa, rho* and rho) comes from exact inertia counts; the
condition on eigenvectors comes from exact ranks.  Nothing here assumes that the two agree: that is
what the corollaries, as corrected, say.

"An eigenvector of H for its least eigenvalue is orthogonal to u" is decided without that eigenvalue.
Let q be the irreducible factor of the characteristic polynomial with root lambda_1.  The space of all
x with q(H)x = 0 and u'H^k x = 0 for every k is rational and invariant under H, and holds an
eigenvector for lambda_1 as soon as it is not {0}, because q is irreducible.
"""

from __future__ import annotations

from typing import NamedTuple

from flint import fmpq_mat, fmpz_mat, fmpz_poly

from verify.certify.checking import polynomial_at
from verify.certify.interlacing import Vector, compared, read_problem, separators, squarefree, star
from verify.certify.rational import InputError, Matrix, Rational, read_rational, scaled_identity


class Ends(NamedTuple):
    """Which eigenvectors of H for lambda_1 (low) and lambda_d (high) are orthogonal to u: some, or every one."""

    some_low: bool
    some_high: bool
    every_low: bool
    every_high: bool


class CorollaryA5(NamedTuple):
    """Both sides of the equality case of (27).

    kappa: "<" or "=", the relation of kappa* to kappa.  some: an eigenvector for lambda_1 and one for
    lambda_d are orthogonal to u (the corrected condition).  every: all of them are (one reading of the
    printed condition; sufficient, but not necessary where an extreme eigenvalue is repeated).
    """

    kappa: str
    some: bool
    every: bool


class CorollaryA7(NamedTuple):
    """Both sides of the equality case of (28).

    rho: "<", "=" or ">", the relation of rho*(I - eps H*) to rho(I - eps H).  kept: some eigenvector for lambda_1
    or some eigenvector for lambda_d is orthogonal to u.  attained: the same at an end where |1 - eps lambda|
    attains rho; for eps != 0 equality holds exactly then.
    """

    rho: str
    kept: bool
    attained: bool


def read_two(H: Matrix, u: Vector) -> tuple[fmpq_mat, fmpq_mat]:
    """read_problem, for d >= 2."""
    A, x = read_problem(H, u)
    if A.nrows() < 2:
        raise InputError("d = 1: H* has no second eigenvalue, so kappa* and rho* are not defined; expected d >= 2")
    return A, x


def orthogonal_ends(H: Matrix, u: Vector) -> Ends:
    """Whether some, or every, eigenvector of H for its least (greatest) eigenvalue is orthogonal to u, by exact ranks.

    Input and errors as for projected.
    """
    A, x = read_problem(H, u)
    return ends(A, x)


def ends(A: fmpq_mat, x: fmpq_mat) -> Ends:
    """orthogonal_ends, for exact matrices."""
    integral, row = A.numer_denom()[0], x.transpose().numer_denom()[0]
    krylov = row.table()
    for _ in range(A.nrows() - 1):
        row = row * integral
        krylov += row.table()
    some, every = [], []
    for q in extreme_factors(A):
        kernel_of = polynomial_at(q.coeffs(), A)
        some.append(fmpz_mat(kernel_of.table() + krylov).rank() < A.nrows())
        every.append(fmpz_mat(kernel_of.table() + krylov[:1]).rank() == kernel_of.rank())
    return Ends(*some, *every)


def extreme_factors(A: fmpq_mat) -> tuple[fmpz_poly, fmpz_poly]:
    """The irreducible factors of the characteristic polynomial that vanish at the least and at the greatest eigenvalue."""
    polynomial = A.charpoly().numer()
    points = separators(squarefree(polynomial))
    factors = [q for q, _ in polynomial.factor()[1]]
    low, high = (next(q for q in factors if (q(s) > 0) != (q(t) > 0)) for s, t in (points[:2], points[-2:]))
    return low, high


def kappa_relation(H: Matrix, u: Vector) -> str:
    """The relation "<" or "=" of kappa* = H*_d / H*_2 to kappa = H_d / H_1, for d >= 2, decided exactly.

    The counts place the four eigenvalues.  By (24) for this H and u, H*_2 >= H_1 > 0 and H*_d <= H_d, so
    kappa* = kappa exactly where both are equalities.  Input and errors as for projected, and InputError for d = 1.
    """
    A, x = read_two(H, u)
    relations = compared(A, star(A, x))["relations"]
    low, high = relations[1], relations[-1]
    if ">" in (low, high):
        raise ArithmeticError(f"(24) fails at an end: {low} and {high}")
    return "=" if (low, high) == ("=", "=") else "<"


def corollary_a5(H: Matrix, u: Vector) -> CorollaryA5:
    """Both sides of Corollary A.5: the relation of kappa* to kappa, and the conditions on u, decided separately.

    Corrected statement: kappa* <= kappa, with equality if and only if some eigenvector of H for lambda_1 and
    some eigenvector for lambda_d are orthogonal to u.  Input and errors as for kappa_relation.
    """
    A, x = read_two(H, u)
    found = ends(A, x)
    return CorollaryA5(kappa_relation(A, x), found.some_low and found.some_high, found.every_low and found.every_high)


def corollary_a7(H: Matrix, u: Vector, eps: Rational) -> CorollaryA7:
    """Both sides of Corollary A.7 for a rational eps of any sign, decided separately; input and errors as for kappa_relation.

    rho^2 is the greatest eigenvalue of (I - eps H)^2, and rho*^2 that of (I - eps H*)^2 - u u'/u'u, where
    the eigenvalue 1 that belongs to u has become 0.  |1 - eps lambda| attains rho at lambda_d unless
    2/eps - lambda_1 > lambda_d, and at lambda_1 unless 2/eps - lambda_1 < lambda_d.
    """
    A, x = read_two(H, u)
    step, one = read_rational(eps, "eps"), scaled_identity(A.nrows(), read_rational(1))
    plain, reduced = one - A * step, one - star(A, x) * step
    along = x * x.transpose() * (1 / (x.transpose() * x)[0, 0])
    rho = compared(plain * plain, reduced * reduced - along)["relations"][-1]
    found = ends(A, x)
    kept = found.some_low or found.some_high
    if step == 0:
        return CorollaryA7(rho, kept, True)
    balance = compared(A, one * (2 / step) - A)["relations"][-1]
    attained = (balance != "<" and found.some_low) or (balance != ">" and found.some_high)
    return CorollaryA7(rho, kept, attained)
