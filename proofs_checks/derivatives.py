"""Appendix A.1 (and 3.3): gradients and Hessians of J, at the saddles and at the minimisers."""

from __future__ import annotations

from proofs_checks.problem import U_NOT_ZERO, Problem, hessian_form, minimiser, some_vector
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    IDENTITY,
    ZERO,
    Operator,
    Scalar,
    Statement,
    Vector,
    all_of,
    at,
    block,
    derivative,
    eq,
    forall,
    implies,
    instance,
    le,
    lt,
    ne,
    outer,
    spectrum,
    sqrt,
)

SQUARE_16 = (
    r"\tfrac12 (u - \tfrac a\sigma w)^T H (u - \tfrac a\sigma w) = "
    r"\tfrac12 \|u\|_H^2 - \tfrac{w^Tg}{\sigma}a + \tfrac12 a^2"
)


def expanded_square(p: Problem) -> tuple[Scalar, Scalar]:
    """The two expressions on the right of (16): the square, and the expanded form."""
    rest = p.u - p.a / p.sigma * p.w
    return rest @ (p.H @ rest) / 2, p.u @ (p.H @ p.u) / 2 - p.wg / p.sigma * p.a + p.a**2 / 2


@claim("eq-16", paper=r"J(a, w) = " + SQUARE_16)
def loss_as_square() -> Decision:
    """J of (7) equals the squared H-distance of u and (a/sigma) w, halved.

    The two differ by the constant (c - u'Hu)/2, which is zero only for noiseless data; the rest of the
    display holds (part /display).
    """
    statements = []
    for constant in (False, True):
        p = Problem().with_state()
        c = p.scalar("c")
        square, expanded = expanded_square(p)
        noise = (c - p.u @ (p.H @ p.u)) / 2
        J = p.loss(c)
        same = all_of(eq(J, square + noise), eq(J, expanded + noise)) if constant else all_of(eq(J, square), eq(J, expanded))
        statements.append(p.claim(same))
    noisy = instance(d=1, H=[[1]], u=[1], a=1, w=[1], c=2)
    return Decision(Part(statements[0], instances=(noisy,)), Part(statements[1], by.trivial()))


@claim("eq-16/display", title="the two forms on the right of (16)", kind="identity", paper=SQUARE_16)
def two_forms_of_square() -> Decision:
    """The halved squared H-distance of u and (a/sigma) w, expanded."""
    p = Problem().with_state()
    return Decision(Part(p.claim(eq(*expanded_square(p))), by.trivial()))


@claim("eq-17-18", paper=r"\partial_a J = -\tfrac1\sigma (w^THu - \tfrac a\sigma w^THw) = -\tfrac1\sigma w^Tg + a,\quad "
       r"\partial_w J = -\tfrac a\sigma(Hu - \tfrac a\sigma Hw) + \tfrac{a}{\sigma^3}(w^THu - \tfrac a\sigma w^THw)Hw "
       r"= -\tfrac a\sigma g + \tfrac{a}{\sigma^3}(w^Tg)Hw")
def gradients() -> Decision:
    """The partial derivative in a and the gradient in w of J are (17) and (18), in both printed forms."""
    p = Problem().with_state()
    c, v = p.scalar("c"), p.vector("v")
    J, a, s, H, u, w = p.loss(c), p.a, p.sigma, p.H, p.u, p.w
    bracket = w @ (H @ u) - a / s * (w @ (H @ w))
    long = -(a / s) * (H @ u - a / s * (H @ w)) + a / s**3 * bracket * (H @ w)
    short = -(a / s) * p.g + a / s**3 * p.wg * (H @ w)
    statement = p.claim(all_of(
        eq(derivative(J, a, Scalar("1")), -(1 / s) * bracket), eq(derivative(J, a, Scalar("1")), -(1 / s) * p.wg + a),
        eq(derivative(J, w, v), long @ v), eq(long, short),
    ))  # fmt: skip
    return Decision(Part(statement, by.trivial()))


BLOCK_20 = (
    r"A_{22} = \tfrac{a}{\sigma^3}(w^Tg)\left[H + \tfrac{1}{w^Tg}((Hw)g^T + g(Hw)^T) - \tfrac{3}{\sigma^2}(Hw)(Hw)^T\right]"
)


def lower_block(p: Problem) -> Operator:
    """A_22 as printed in (20), dividing by w'g."""
    a, s, Hw = p.a, p.sigma, p.H @ p.w
    return a / s**3 * p.wg * (p.H + 1 / p.wg * (outer(Hw, p.g) + outer(p.g, Hw)) - 3 / s**2 * outer(Hw, Hw))


def lower_block_multiplied_out(p: Problem) -> Operator:
    """A_22 without the division by w'g."""
    a, s, Hw = p.a, p.sigma, p.H @ p.w
    return a / s**3 * (p.wg * p.H + (outer(Hw, p.g) + outer(p.g, Hw)) - 3 * p.wg / s**2 * outer(Hw, Hw))


@claim("eq-19-21", paper=r"\begin{pmatrix} 1 & A_{21}^T \\ A_{21} & A_{22}\end{pmatrix},\quad " + BLOCK_20 +
       r",\quad A_{21} = -\tfrac1\sigma\left(g - \tfrac{1}{\sigma^2}(w^Tg)Hw\right)")  # fmt: skip
def hessian_blocks() -> Decision:
    """The Hessian of J has the blocks (19)-(21).

    As printed A_22 divides by w'g, so it has no value at the saddles, where w'g = 0 and where it is
    used.  Multiplied out it holds everywhere; as printed, where w'g is not zero (part /off-saddle).
    """
    statements = []
    for body in (lower_block, lower_block_multiplied_out):
        p = Problem().with_state()
        c, v, z = p.scalar("c"), p.vector("v"), p.vector("z")
        J, a, s, w, one = p.loss(c), p.a, p.sigma, p.w, Scalar("1")
        side = -(1 / s) * (p.g - 1 / s**2 * p.wg * (p.H @ w))
        A21, A22 = p.define("A_21", side, latex="A_{21}"), p.define("A_22", body(p), latex="A_{22}")
        statements.append(p.claim(all_of(
            eq(derivative(derivative(J, a, one), a, one), 1),
            eq(derivative(derivative(J, a, one), w, v), A21 @ v),
            eq(derivative(derivative(J, w, v), a, one), A21 @ v),
            eq(derivative(derivative(J, w, v), w, z), z @ (A22 @ v)),
        )))  # fmt: skip
    flat = instance(d=2, H=[[1, 0], [0, 1]], u=[0, 1], a=0, w=[1, 0], c=1, v=[0, 0], z=[0, 0])
    return Decision(Part(statements[0], instances=(flat,)), Part(statements[1], by.trivial()))


@claim("eq-19-21/off-saddle", title="(20) where w'g is not zero", kind="identity", paper=BLOCK_20)
def lower_block_off_the_saddles() -> Decision:
    """Where w'g is not zero, the block of second derivatives in w is (20) as printed."""
    p = Problem().with_state()
    c, v, z = p.scalar("c"), p.vector("v"), p.vector("z")
    p.assume("w'g is not zero", ne(p.wg, 0))
    second = derivative(derivative(p.loss(c), p.w, v), p.w, z)
    return Decision(Part(p.claim(eq(second, z @ (lower_block(p) @ v))), by.trivial()))


def saddle(printed: bool) -> tuple[Problem, Statement]:
    """The spectrum of the Hessian at a = 0, w'g = 0, with zero d - 2 times as printed, or d - 1 times."""
    p = Problem().with_state()
    c = p.scalar("c")
    tau, v, theta, z = p.scalar("tau"), p.vector("v"), p.scalar("theta"), p.vector("z")
    p.assume("w is orthogonal to g", eq(p.wg, 0))
    second = at(hessian_form(p.loss(c), p.a, p.w, (tau, v), (theta, z)), [(p.a, Scalar("0"))])
    side = -(1 / p.sigma) * p.g
    bilinear = theta * tau + theta * (side @ v) + tau * (side @ z)
    root = sqrt(1 + 4 * (p.g @ p.g) / (p.w @ (p.H @ p.w)))
    plus, minus = (1 + root) / 2, (1 - root) / 2
    zeros = DIMENSION - 2 if printed else DIMENSION - 1
    values = spectrum(block(1, side, side, 0 * IDENTITY), [(plus, 1), (minus, 1), (0, zeros)])
    signs = [lt(minus, 0)] if printed else [implies(ne(p.u, ZERO), lt(minus, 0)), implies(eq(p.u, ZERO), eq(minus, 0))]
    return p, p.claim(all_of(eq(second, bilinear), values, lt(0, plus), *signs))


@claim("saddle-spectrum", paper=r"\left\{\tfrac12\left(1 \pm \sqrt{1 + 4\tfrac{\|g\|^2}{w^{*T}Hw^*}}\right), 0, \dots, 0\right\},"
       r"\quad 0\ (d-2\ \text{times})")  # fmt: skip
def saddle_spectrum() -> Decision:
    """At a saddle the Hessian has the eigenvalues (1 +- sqrt(1 + 4|g|^2/w'Hw))/2 and zero; one is negative.

    The Hessian has d + 1 eigenvalues, so zero has multiplicity d - 1, not d - 2.  The spectrum so
    corrected is right for every u; its least eigenvalue is negative for u != 0, and zero for u = 0.
    """
    _, printed = saddle(True)
    p, corrected = saddle(False)
    gg, wHw = p.g @ p.g, p.w @ (p.H @ p.w)
    root = sqrt(1 + 4 * gg / wHw)
    below = by.script(by.assume("u"), by.theorem("norm", "definite", "H", "2", p.u),
                      by.auto("norm", degree=1, factors=[(wHw, -1), (1 + root, -1)]))  # fmt: skip
    none = by.script(
        by.assume("u"), by.have("gg", eq(gg, 0), by.auto("u", multipliers=[p.H @ p.g])),
        by.have("square", eq(root**2, 1), by.auto("gg", multipliers=[4 / wHw])), by.auto("square", multipliers=[1 / (1 + root)]),
    )  # fmt: skip
    counted = instance(d=2, H=[[1, 0], [0, 1]], u=[0, 1], a=0, w=[1, 0], c=1, tau=0, v=[0, 0], theta=0, z=[0, 0])
    proof = by.split(by.auto("h1", multipliers=[gg]), by.finite_rank(), by.trivial(), below, none)
    return Decision(Part(printed, instances=(counted,)), Part(corrected, proof))


def at_minimiser(normalised: bool) -> tuple[Problem, Statement]:
    """The Hessian at w = s u as diag(1, H*/|w|^2), or with the factor |u|^2; and H* >= 0, H*u = 0."""
    p = Problem("nonzero").with_state().with_projected()
    c, s = p.scalar("c"), p.scalar("s", "nonzero")
    tau, v, theta, z = p.scalar("tau"), p.vector("v"), p.scalar("theta"), p.vector("z")
    point = minimiser(p, s)
    second = at(hessian_form(p.loss(c), p.a, p.w, (tau, v), (theta, z)), [(p.a, point.a), (p.w, point.w)])
    scale = (p.u @ p.u) / (point.w @ point.w) if normalised else 1 / (point.w @ point.w)
    decl, x = some_vector("x")
    return p, p.claim(all_of(
        eq(second, theta * tau + scale * (z @ (p.Hs @ v))), forall([decl], le(0, x @ (p.Hs @ x))), eq(p.Hs @ p.u, ZERO),
    ))  # fmt: skip


def projected_is_psd(p: Problem, x: Vector) -> list[by.Proof]:
    """Steps: fact `psd`, 0 <= x'H*x, by Cauchy-Schwarz in the H inner product."""
    return [by.theorem("cauchy", "gram", "H", "1", x, p.u),
            by.have("psd", le(0, x @ (p.Hs @ x)), by.auto("cauchy", factors=[(p.u @ (p.H @ p.u), -1)], degree=1))]  # fmt: skip


@claim("hessian-minimiser",
       paper=r"\mathrm{diag}(1, H^*/\|w^*\|^2),\quad H^* = H - \tfrac{Huu^TH}{u^THu} \succeq 0,\quad H^*u = 0")  # fmt: skip
def hessian_at_minimiser() -> Decision:
    """At a minimiser the Hessian is diag(1, H*/|w|^2); H* is positive semi-definite and H*u = 0.

    The lower block is |u|^2 H*/|w|^2 = H*/s^2.  As printed it needs |u| = 1, which Section 3.3 and
    Appendix A.1 do not assume.
    """
    _, printed = at_minimiser(False)
    p, corrected = at_minimiser(True)
    long_u = instance(d=2, H=[[1, 0], [0, 1]], u=[2, 0], a=0, w=[1, 0], c=4, s=1, tau=0, theta=0, v=[0, 1], z=[0, 1], x=[0, 0])
    psd = by.script(by.fix(), *projected_is_psd(p, Vector("x")), by.given("psd"))
    proof = by.split(by.trivial(), psd, by.trivial())
    return Decision(Part(printed, instances=(long_u,), note=U_NOT_ZERO), Part(corrected, proof))


