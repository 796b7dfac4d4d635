"""The trusted check of an interlacing certificate: exact inertia counts and one polynomial, no search.

A certificate lists rational separators t_0 < ... < t_m, and the coefficients of a polynomial q of
degree m.  The checker verifies that

* the counts of eigenvalues of H and of H* below each t_j are as listed, by exact inertia; none is
  below t_0, all are below t_m, and every cell [t_{j-1}, t_j) holds at least one;
* q(H) = 0 and q(H*) = 0, so H and H* have at most m different eigenvalues between them.

Hence each of the m cells holds exactly one number.  The order of all eigenvalues is then known, ties
between irrational ones included, which counts at rational points alone cannot show.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NoReturn, TypedDict

from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

from verify.certify.inertia import Inertia, exact_inertia, shifted_inertia
from verify.certify.rational import InputError, read_rational, read_symmetric, read_vector, scaled_identity, shown

KIND = "interlacing"


class Separator(TypedDict):
    """A rational t, written as a string, and how many eigenvalues of H and of H* are less than t."""

    at: str
    H: int
    H_star: int


class InterlacingCertificate(TypedDict):
    """Plain JSON data; every number is a string but the counts.

    u is null where H_star is any symmetric matrix.  relations[k], one of "<", "=", ">", compares the
    neighbours k and k+1 of H*_1, H_1, H*_2, H_2, ..., H*_d, H_d (the i-th smallest eigenvalues): 2d-1 of them.
    interlaces: no relation is ">"; with u also 0 = H*_1 < H_1, which is then the whole of (24).
    """

    kind: str
    H: list[list[str]]
    u: list[str] | None
    H_star: list[list[str]]
    annihilator: list[str]
    separators: list[Separator]
    relations: list[str]
    interlaces: bool


class CertificateError(ValueError):
    """The certificate does not show what it claims; the message is one line."""


def reject(reason: str) -> NoReturn:
    """Raise CertificateError."""
    raise CertificateError(f"interlacing certificate rejected: {reason}")


def relations_of(below: Sequence[int], below_star: Sequence[int]) -> list[str]:
    """The relations along the chain, where cell j, between counts j-1 and j, holds one number and cells increase."""
    cells = [[j for j, (a, b) in enumerate(pairwise(counts)) for _ in range(b - a)] for counts in (below, below_star)]
    chain = [cell for pair in zip(cells[1], cells[0]) for cell in pair]
    return ["<" if x < y else "=" if x == y else ">" for x, y in pairwise(chain)]


def polynomial_at(coefficients: Sequence[fmpz], A: fmpq_mat) -> fmpz_mat:
    """A positive multiple of the polynomial with these coefficients, constant term first, at the square matrix A."""
    integral, denominator = A.numer_denom()
    value, scale = integral * 0, fmpz(1)
    one = scaled_identity(A.nrows(), fmpq(1)).numer_denom()[0]
    for c in reversed(coefficients):
        value, scale = value * integral + one * (c * scale), scale * denominator
    return value


def check_interlacing(certificate: object) -> bool:
    """Re-verify a certificate of interlaces_exactly or spectra_interlace by exact counts, searching nothing.

    Returns what is then established: True where the chain of Lemma A.1 holds for the matrices in it,
    False where it is violated.  Raises CertificateError, a ValueError, where anything in the data is
    malformed or not so: a number altered is rejected, unless the certificate is still a correct one.
    """
    try:
        return checked(certificate)
    except (InputError, KeyError, TypeError, AttributeError) as error:
        reject(f"{type(error).__name__} {error}" if not isinstance(error, InputError) else str(error))


def checked(certificate: Any) -> bool:
    """check_interlacing, on data of any shape."""
    if not isinstance(certificate, dict) or set(certificate) != set(InterlacingCertificate.__annotations__):
        reject(f"expected an object with the keys {', '.join(InterlacingCertificate.__annotations__)}")
    if certificate["kind"] != KIND:
        reject(f"its kind is {shown(certificate['kind'])}")
    H, star = read_symmetric(certificate["H"], "H"), read_symmetric(certificate["H_star"], "H_star")
    d = H.nrows()
    if star.nrows() != d:
        reject(f"H has {d} rows but H_star has {star.nrows()}")
    if certificate["u"] is not None:
        u = read_vector(certificate["u"], d, "u")
        g = H * u
        if (g.transpose() * u)[0, 0] == 0 or (H - star) * (g.transpose() * u)[0, 0] != g * g.transpose():
            reject("H_star is not H - H u u'H / u'H u")
        if exact_inertia(H) != Inertia(0, 0, d):
            reject("H is not positive definite")
    below, below_star = counts(certificate["separators"], H, star)
    coefficients = [integer(c, "annihilator") for c in certificate["annihilator"]]
    if len(coefficients) != len(below) or not coefficients[-1]:
        reject(f"the annihilator must have degree {len(below) - 1}, the number of cells")
    if any(polynomial_at(coefficients, H).entries()) or any(polynomial_at(coefficients, star).entries()):
        reject("the annihilator does not vanish at H and H_star")
    relations = relations_of(below, below_star)
    if certificate["relations"] != relations:
        reject(f"the relations are {' '.join(relations)}")
    interlaces = ">" not in relations
    if certificate["u"] is not None:
        least = exact_inertia(star)
        interlaces = interlaces and least.negative == 0 and least.zero > 0
    claimed: object = certificate["interlaces"]
    if claimed is not interlaces:
        reject(f"interlaces is {shown(claimed)}, but the counts say {interlaces}")
    return interlaces


def counts(separators: Any, H: fmpq_mat, star: fmpq_mat) -> tuple[list[int], list[int]]:
    """The verified counts below each separator; CertificateError unless they cut the line into non-empty cells."""
    points = [read_rational(s["at"], "separator") for s in separators]
    below = [shifted_inertia(H, t).negative for t in points]
    below_star = [shifted_inertia(star, t).negative for t in points]
    for s, t, n, n_star in zip(separators, points, below, below_star):
        if set(s) != {"at", "H", "H_star"} or type(s["H"]) is not int or type(s["H_star"]) is not int:
            reject(f"separator {shown(s)}")
        if (s["H"], s["H_star"]) != (n, n_star):
            reject(f"{n} eigenvalues of H and {n_star} of H_star are below {shown(t)}, not {shown(s['H'])}, {shown(s['H_star'])}")
    if not points or (below[0], below_star[0]) != (0, 0) or (below[-1], below_star[-1]) != (H.nrows(), star.nrows()):
        reject("an eigenvalue lies outside the separators")
    if any(a + b >= c + d for (a, b), (c, d) in pairwise(zip(below, below_star))):
        reject("a cell is empty, or the separators do not increase")
    return below, below_star


def integer(text: Any, name: str) -> fmpz:
    """The integer; CertificateError otherwise."""
    value = read_rational(text, name)
    if value.q != 1:
        reject(f"{name} has the entry {shown(value)}, not an integer")
    return value.p
