"""The theorems that certificates of convergence of BNGD rest on, as the toolkit states them.

A certificate says in words and numbers what these theorems conclude.  So their form is stated here once more, and a paper's theorem whose
conclusion, definitions or symbols differ in anything is not used: neither its id nor its hash alone says what it means.

>>> [str(theorem.claim) for theorem in proved_theorems().values()]
['new-projected-basin', 'new-projected-basin/rate']
>>> sorted(free_parameters(proved_theorems()[RATE]))
['C', 'K', 'R', 'X', 'l', 'm', 'rho']
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from verify.certify.convergence import Theorem
from verify.certify.rational import InputError
from verify.models import bngd
from verify.statements import (
    Decl,
    Expression,
    Formula,
    Operator,
    Scalar,
    ScalarSequence,
    Vector,
    VectorSequence,
    abbreviate,
    all_of,
    exists,
    forall,
    from_index,
    le,
    lt,
    orbit,
    power,
    sign,
    sqrt,
    tends,
    thaw,
)  # fmt: skip

Json = Any
PAPER = "proofs_checks"
BASIN, RATE = "new-projected-basin", "new-projected-basin/rate"
DETERMINED = {
    "H": ("operator", "spd"), "u": ("vector", "nonzero"), "eps_a": ("scalar", "real"), "eps": ("scalar", "real"),
    "a0": ("scalar", "real"), "w0": ("vector", "nonzero"), "c": ("scalar", "real"),
}  # fmt: skip
"""What the problem determines: no parameter of a theorem may have one of these names."""

H, U, G, W_0, ALPHA_0 = Operator("H"), Vector("u"), Vector("g"), Vector("w0"), Scalar("alpha0")
A_0, EPS, EPS_A, C, R = Scalar("a0"), Scalar("eps"), Scalar("eps_a"), Scalar("c"), Scalar("r")
A, W, Q, EPS_HAT, K = ScalarSequence("a"), VectorSequence("w"), ScalarSequence("q"), ScalarSequence("eps_hat"), Scalar("k")
DEFINITIONS: Mapping[str, Expression] = {
    "g": H @ U,
    "alpha0": (W_0 @ G) / bngd.sigma(H, W_0),
    "B": W_0 @ W_0 + Scalar("K") * (U @ (H @ U) - ALPHA_0**2),
}


def on_orbit(body: Formula) -> Formula:
    """The body for the orbit of equations (9) and (10) from (a0, w0)."""
    after = bngd.step(H, G, bngd.State(Scalar("a"), Vector("w")), EPS_A, EPS)
    return orbit([Decl("a", "scalar", "real"), Decl("w", "vector", "nonzero")], [after.a, after.w], [A_0, W_0], body)


def limit(*more: Formula) -> Formula:
    """There is an r != 0 with r alpha0 > 0 such that a_k tends to sign(r) sqrt(u'Hu) and w_k to r u; and more of this r."""
    tending = tends(K, A[K], sign(R) * sqrt(U @ (H @ U))), tends(K, W[K], R * U)
    return exists([Decl("r", "scalar", "nonzero")], all_of(lt(0, R * ALPHA_0), *tending, *more))


def to_minimiser() -> Formula:
    """What `BASIN` concludes: the limit is a global minimiser of J, and |w0| <= |r u|."""
    at_limit, other = bngd.State(sign(R) * sqrt(U @ (H @ U)), R * U), bngd.State(Scalar("b"), Vector("z"))
    least = forall([Decl("b", "scalar", "real"), Decl("z", "vector", "nonzero")], le(bngd.loss(H, G, C, at_limit), bngd.loss(H, G, C, other)))
    return on_orbit(limit(le(W_0 @ W_0, (R * U) @ (R * U)), least))


def with_rate() -> Formula:
    """What `RATE` concludes: q_k <= rho^(2k) q_0, l <= eps_hat_k <= X, and |w_k|^2 <= |r u|^2 <= |w_k|^2 + K q_k, for every k >= 0."""
    size, sigma = W[K] @ W[K], bngd.sigma(H, W[K])
    growth, least, most, rho = Scalar("K"), Scalar("l"), Scalar("X"), Scalar("rho")
    hat = EPS * (A[K] / sigma) * (W[K] @ G / sigma**2)
    rest = U @ (H @ U) - (W[K] @ G) ** 2 / sigma**2
    steps = from_index(K, 0, all_of(
        le(W_0 @ W_0, size), le(size + growth * Q[K], Scalar("B")), le(least, EPS_HAT[K]), le(EPS_HAT[K], most),
        le(Q[K], power(rho**2, K) * (U @ (H @ U) - ALPHA_0**2))))  # fmt: skip
    ends = limit(from_index(K, 0, all_of(le(size, (R * U) @ (R * U)), le((R * U) @ (R * U), size + growth * Q[K]))))
    return on_orbit(abbreviate([(EPS_HAT, K, hat), (Q, K, rest)], all_of(steps, ends)))


EXPECTED = {BASIN: (to_minimiser, ("g", "alpha0")), RATE: (with_rate, ("g", "alpha0", "B"))}


def misread(theorem: Theorem) -> str:
    """What in the statement of a theorem is not as this module reads it; "" where all of it is."""
    if theorem.claim not in EXPECTED:
        return f"{theorem.claim} is not one of the theorems {', '.join(EXPECTED)}"
    conclusion, names = EXPECTED[theorem.claim]
    statement = theorem.statement
    declared = {decl["name"]: (decl["sort"], decl["domain"]) for decl in statement["symbols"]}
    defined = {decl["name"]: term for decl, term in statement["definitions"]}
    for name, kind in DETERMINED.items():
        if declared.get(name, kind) != kind:
            return f"the symbol {name} of {theorem.claim} is a {declared[name]}, not a {kind}"
    if missing := {"H", "u", "eps_a", "eps", "a0", "w0"} - set(declared):
        return f"{theorem.claim} does not speak of {sorted(missing)}"
    for name in names:
        if defined.get(name) != thaw(DEFINITIONS[name].term):
            return f"the abbreviation {name} of {theorem.claim} is not what certificates take it for"
    if statement["conclusion"] != thaw(conclusion().term):
        return f"the conclusion of {theorem.claim} is not what certificates of convergence say, on the orbits of BNGD"
    if statement["moments"] or any(declared[name][0] != "scalar" for name in free_parameters(theorem)):
        return f"{theorem.claim} has parameters that are no scalars"
    return ""


def free_parameters(theorem: Theorem) -> frozenset[str]:
    """The symbols of a theorem that the problem does not determine."""
    return theorem.symbols - set(DETERMINED)


@lru_cache(maxsize=1)
def proved_theorems() -> Mapping[str, Theorem]:
    """The theorems that certificates rest on, by claim, as the paper's package states them; InputError where `misread` finds a difference."""
    from verify.papers import open_paper  # a paper states its theorems in terms of this room's steps

    claims, found = open_paper(PAPER).claims, {}
    for claim in EXPECTED:
        decision = claims[claim].build()
        part = decision.corrected or decision.printed
        found[claim] = Theorem(claim, "corrected" if decision.corrected else "printed", part.statement.to_json())
        if difference := misread(found[claim]):
            raise InputError(difference)
    return MappingProxyType(found)
