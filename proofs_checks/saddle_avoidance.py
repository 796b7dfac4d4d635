"""Appendix A.4: saddles are reached from a null set of starts only."""

from __future__ import annotations

from proofs_checks.convergence import START, FreeOrbit
from proofs_checks.interlacing import UHU, U
from proofs_checks.orbits import (
    positive_step,
    reaches_minimiser,
)
from proofs_checks.problem import Problem
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Scalar,
    Vector,
    all_of,
    almost_all,
    eq,
    exists,
    implies,
    instance,
    le,
    ne,
    negate,
)  # fmt: skip


@claim("lemma-A.18", paper=r"A \subset T(\mathbb{R}^d/\{0\}) \text{ of measure zero} \implies T^{-1}(A) \text{ of measure "
                           r"zero},\quad T(x) := x - \varepsilon\nabla J(x)")
def preimages_of_null_sets() -> Decision:
    """Preimages of null sets under the step T with eps_a = eps are null; in particular that of the null set a^2 = u'Hu.

    The proof needs that det(I - eps Hess J), an analytic function of (a, w), is not zero everywhere.
    For eps = 1 it is zero everywhere where u = 0, as T sets a to 0, and in one dimension for every u,
    as T sets a to w'g/sigma = +-|u|_H.  For eps != 1, and for d >= 2 and u != 0, it is not.
    """
    p = Problem().with_steps()
    c = p.vector("c", "nonzero")
    p.assume("both step sizes agree", eq(p.eps_a, p.eps))
    positive_step(p)
    z, w = Vector("z"), Vector("w")
    after = bngd.step(p.H, p.g, bngd.State(c @ z, w), p.eps_a, p.eps)
    decls = [Decl("z", "vector", "any"), Decl("w", "vector", "nonzero")]
    printed = p.claim(almost_all(decls, ne(after.a**2, UHU)))
    everywhere = by.script(by.nowhere(), by.auto("h1", "lemma1", "lemma2"))
    at_zero = instance(d=1, H=[[1]], u=[0], c=[1], eps_a=1, eps=1)
    return Decision(Part(
        printed, instances=(at_zero,), lemma=(eq(U, ZERO), eq(p.eps_a, 1)), disproof=everywhere,
        note="Transcribed for the null set a^2 = u'Hu; a is written as c'z with z in R^d, so that it ranges over all reals.",
    ))  # fmt: skip


@claim("lemma-A.20", paper=r"\varepsilon_a = \varepsilon \ge 1 \implies \{(a_0,w_0) : (a_k,w_k) \to \text{a saddle point}\} "
                           r"\text{ has Lebesgue measure zero}")
def saddles_have_null_basin() -> Decision:
    """For eps_a = eps >= 1 and almost every start BNGD does not converge to a point with a = 0, w'g = 0.

    u is not zero, as otherwise these points are minimisers.
    """
    p = FreeOrbit("nonzero")
    p.assume("both step sizes agree", eq(p.eps_a, p.eps))
    p.assume("the step sizes are at least one", le(1, p.eps))
    star = Vector("w_star")
    saddle = exists([Decl("w_star", "vector", "nonzero")], all_of(eq(star @ p.g, 0), p.tends_to(Scalar("0"), star)))
    note = ("u is not zero: for u = 0 these points are minimisers.  Undecided: the proof rests on the centre-stable manifold theorem "
            "and on preimages of null sets under smooth maps, which the checker does not have.")
    return Decision(Part(p.claim(almost_all(START, negate(saddle))), note=note))


@claim("thm-A.21", paper=r"\varepsilon_a = 1,\ \varepsilon \ge 0 \implies (a_k,w_k) \to \text{global minimizers for almost all "
                         r"} (a_0,w_0)")
def minimisers_almost_surely() -> Decision:
    """For eps_a = 1 and every eps >= 0 BNGD converges to a global minimiser from almost every start.

    False for eps = 0: then w never moves, and the limit is a minimiser only if w_0 is parallel to u.
    Theorem 3.3 (2) says eps > 0.
    """
    p, q = FreeOrbit(), FreeOrbit()
    x = Vector("x")
    p.assume("the step size of a is one", eq(p.eps_a, 1))
    p.assume("the step size of w is not negative", le(0, p.eps))
    still = almost_all([Decl("x", "vector", "nonzero")], eq(bngd.residual(p.H, p.u, x), ZERO))
    printed = p.claim(all_of(almost_all(START, reaches_minimiser(p)), implies(eq(p.eps, 0), still)))
    q.assume("the step size of a is one", eq(q.eps_a, 1))
    positive_step(q)
    frozen = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], eps_a=1, eps=0, c=1, x=[0, 1])
    return Decision(
        Part(printed, instances=(frozen,), note="For eps = 0 the claim is also spelt out: almost every w_0 = x has a zero "
                                                "residual."),
        Part(q.claim(almost_all(START, reaches_minimiser(q))), note="Undecided: it rests on Lemma A.20 and Theorem A.17."),
    )  # fmt: skip
