"""Lemma A.1 (interlacing) decided exactly for given rational H and u, with a certificate.

H* = H - H u u'H / u'H u, and the chain (24) of the paper is

    0 = H*_1 < H_1 <= H*_2 <= H_2 <= ... <= H*_d <= H_d        (i-th smallest eigenvalues).

The eigenvalues are real algebraic numbers.  The exact characteristic polynomials of both matrices
have a common squarefree multiple, whose roots are all different eigenvalues of either; rational
points are put between them, and exact inertia counts at those points do the rest.  What finds the
points is not trusted: `check_interlacing` sees only the points, the counts and the polynomial.

>>> found = interlaces_exactly([[2, 1], [1, 2]], [1, 0])
>>> found["interlaces"], found["relations"]
(True, ['<', '<', '<'])
>>> [(s["at"], s["H"], s["H_star"]) for s in found["separators"]]
[('-1', 0, 0), ('1/2', 0, 1), ('4/3', 1, 1), ('2', 1, 2), ('5', 2, 2)]
>>> check_interlacing(found)
True
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from flint import arb, ctx, fmpq, fmpq_mat, fmpz_poly

from verify.certify.checking import KIND, InterlacingCertificate, check_interlacing, relations_of
from verify.certify.inertia import exact_inertia, shifted_inertia
from verify.certify.rational import (
    InputError,
    Matrix,
    Rational,
    fraction,
    fractions,
    read_rational,
    read_symmetric,
    read_vector,
    scaled_identity,
    shown,
    texts,
)  # fmt: skip

__all__ = ["check_interlacing", "interlaces_exactly", "projected", "secular", "spectra_interlace"]

Vector = list[Rational] | tuple[Rational, ...] | fmpq_mat


def read_problem(H: Matrix, u: Vector) -> tuple[fmpq_mat, fmpq_mat]:
    """H and u as exact matrices; InputError unless H is symmetric positive definite and u != 0 fits it."""
    A = read_symmetric(H, "H")
    x = read_vector(u, A.nrows(), "u")
    if not any(x.entries()):
        raise InputError(f"u = {shown([str(e) for e in x.entries()])} is zero: H* needs u != 0")
    if exact_inertia(A).positive < A.nrows():
        k = next(k for k in range(1, A.nrows() + 1) if leading(A, k).det() <= 0)
        raise InputError(f"H is not positive definite: its leading minor of order {k} is {shown(leading(A, k).det())}")
    return A, x


def leading(A: fmpq_mat, k: int) -> fmpq_mat:
    """The first k rows and columns."""
    return fmpq_mat([row[:k] for row in A.table()[:k]])


def star(A: fmpq_mat, x: fmpq_mat) -> fmpq_mat:
    """H* for exact matrices."""
    g = A * x
    return A - g * g.transpose() * (1 / (x.transpose() * g)[0, 0])


def projected(H: Matrix, u: Vector) -> list[list[Fraction]]:
    """H* = H - H u u'H / u'H u, exactly, as d rows of Fractions.

    H: symmetric positive definite, d by d with d >= 1; u: d numbers, not all zero; both exact (ints,
    Fractions, strings, flint).  Source: (23).  Raises InputError, a ValueError, for anything else,
    naming the value: the minor of H that is not positive, or u.
    """
    return fractions(star(*read_problem(H, u)))


def secular(H: Matrix, u: Vector, t: Rational) -> Fraction:
    """f(t) = 1 - z'(H - tI)^{-1} z / u'Hu with z = Hu, for which det(H* - tI) = det(H - tI) f(t).

    f decreases between its poles, which are eigenvalues of H, and vanishes at eigenvalues of H*; f(0) = 0.
    Source: the matrix determinant lemma.  Raises InputError where t is an eigenvalue of H, or as projected does.
    """
    A, x = read_problem(H, u)
    shift = read_rational(t, "t")
    z = A * x
    try:
        solved = (A - scaled_identity(A.nrows(), shift)).solve(z)
    except ZeroDivisionError:
        raise InputError(f"t = {shown(shift)} is an eigenvalue of H: the secular function is not defined there") from None
    return fraction(1 - (z.transpose() * solved)[0, 0] / (x.transpose() * z)[0, 0])


def interlaces_exactly(H: Matrix, u: Vector) -> InterlacingCertificate:
    """Decide the chain (24) of Lemma A.1 for this H and u, ties included, by exact inertia counts.

    Input and errors as for projected; repeated eigenvalues, any u != 0 and d = 1 are allowed.  The
    result is plain JSON data (see InterlacingCertificate) that check_interlacing verifies on its own:
    its entry `interlaces` says whether (24) holds, `relations` which of its inequalities are equalities.
    """
    A, x = read_problem(H, u)
    found = compared(A, star(A, x))
    found["u"] = texts(x.entries())
    return found


def spectra_interlace(A: Matrix, B: Matrix) -> InterlacingCertificate:
    """Decide B_1 <= A_1 <= B_2 <= A_2 <= ... <= B_d <= A_d for any two symmetric matrices of one size, exactly.

    The certificate has A as H, B as H_star and no u.  Raises InputError, a ValueError, as inertia does.
    """
    first, second = read_symmetric(A, "A"), read_symmetric(B, "B")
    if first.nrows() != second.nrows():
        raise InputError(f"A has {first.nrows()} rows but B has {second.nrows()}")
    return compared(first, second)


def compared(A: fmpq_mat, B: fmpq_mat) -> InterlacingCertificate:
    """The certificate without u."""
    q = common_multiple(A, B)
    points = separators(q)
    below, below_star = ([shifted_inertia(M, t).negative for t in points] for M in (A, B))
    relations = relations_of(below, below_star)
    return {
        "kind": KIND, "H": [texts(row) for row in A.table()], "u": None, "H_star": [texts(row) for row in B.table()],
        "annihilator": texts(q.coeffs()),
        "separators": [{"at": str(t), "H": n, "H_star": m} for t, n, m in zip(points, below, below_star)],
        "relations": relations, "interlaces": ">" not in relations,
    }  # fmt: skip


def common_multiple(A: fmpq_mat, B: fmpq_mat) -> fmpz_poly:
    """The squarefree integer polynomial whose roots are the eigenvalues of A and of B."""
    product = squarefree(A.charpoly().numer()) * squarefree(B.charpoly().numer())
    return squarefree(product)


def squarefree(p: fmpz_poly) -> fmpz_poly:
    """The primitive polynomial with the same roots, each once."""
    p = p // p.gcd(p.derivative())
    return p // p.content()


def separators(q: fmpz_poly) -> list[fmpq]:
    """Short rationals t_0 < x_1 < t_1 < ... < x_m < t_m around the roots of a squarefree q whose roots are all real."""
    roots = isolated(q)
    inner = [simplest((3 * low + high) / 4, (low + 3 * high) / 4) for (_, low), (high, _) in pairwise(roots)]
    return [fmpq(roots[0][0].floor() - 1), *inner, fmpq(roots[-1][1].ceil() + 1)]


def isolated(q: fmpz_poly) -> list[tuple[fmpq, fmpq]]:
    """Disjoint rational intervals around the roots of a squarefree q whose roots are all real, in increasing order."""
    precision = 64
    while True:
        with ctx.workprec(precision):
            balls: list[arb] = [pair[0].real for pair in q.complex_roots()]  # type: ignore[index]
            found = sorted((x.lower().fmpq(), x.upper().fmpq()) for x in balls)
        if all(high < low for (_, high), (low, _) in pairwise(found)):
            return found
        precision *= 2


def simplest(low: fmpq, high: fmpq) -> fmpq:
    """The rational of least denominator in [low, high], where low < high."""
    whole = fmpq(low.floor())
    if whole == low:
        return whole
    if whole + 1 <= high:
        return whole + 1
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))
