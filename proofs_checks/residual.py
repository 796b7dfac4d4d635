"""Sections 3.3, A.3 and A.5: the effective step size, the residual and the loss in terms of it."""

from __future__ import annotations

from proofs_checks.problem import Problem, some_scalar, some_vector
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import ZERO, all_of, eq, forall, iff, instance, le, sqrt


@claim("eq-11", paper=r"\hat\varepsilon_k := \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{w_k^Tg}{\sigma_k^2} \text{ is the coefficient before } Hw_k \text{ in (10)}")
def effective_step_size() -> Decision:
    """In (10) the vector Hw_k carries the coefficient -eps_hat, as in gradient descent it carries -eps."""
    p = Problem().with_state().with_steps()
    eps_hat = p.define("eps_hat", bngd.effective_step(p.H, p.g, p.state, p.eps), latex=r"\hat\varepsilon")
    after = bngd.step(p.H, p.g, p.state, p.eps_a, p.eps).w
    statement = p.claim(eq(after - p.w, p.eps * (p.a / p.sigma) * p.g - eps_hat * (p.H @ p.w)))
    return Decision(Part(statement, by.trivial()))


@claim("eq-12", paper=r"u - \tfrac{w_k^Tg}{\sigma_k^2}w_{k+1} = (I - \hat\varepsilon_kH)\left(u - \tfrac{w_k^Tg}{\sigma_k^2}w_k\right)")
def residual_recurrence() -> Decision:
    """Measured with the old factor w'g/sigma^2, the residual is multiplied by I - eps_hat H."""
    p = Problem().with_state().with_steps()
    eps_hat = p.define("eps_hat", bngd.effective_step(p.H, p.g, p.state, p.eps), latex=r"\hat\varepsilon")
    after = bngd.step(p.H, p.g, p.state, p.eps_a, p.eps).w
    e = p.define("e", bngd.residual(p.H, p.u, p.w))
    statement = p.claim(eq(p.u - p.wg / p.sigma**2 * after, e - eps_hat * (p.H @ e)))
    return Decision(Part(statement, by.trivial()))


@claim("residual-zero", paper=r"e_k := u - (w_k^Tg/\sigma_k^2)w_k \text{ equals } 0 \text{ if and only if } w_k \text{ is a global minimizer}")
def residual_vanishes_at_minimisers() -> Decision:
    """e = 0 exactly where w minimises min_a J(a, w), that is, where (w'g/sigma, w) is a global minimiser of J.

    A statement on w alone: (a_k, w_k) itself need not be a minimiser when e_k = 0, since a_k may still move.
    """
    p = Problem().with_state()
    c = p.scalar("c")
    e = p.define("e", bngd.residual(p.H, p.u, p.w))
    (db, b), (dz, z) = some_scalar("b"), some_vector("z", "nonzero")
    best = bngd.loss(p.H, p.g, c, bngd.State(p.wg / p.sigma, p.w))
    least = forall([db, dz], le(best, bngd.loss(p.H, p.g, c, bngd.State(b, z))))
    alpha = (z @ p.g) / bngd.sigma(p.H, z)
    forward = by.script(
        by.assume("zero"), by.fix(), by.theorem("gram", "gram", "H", "1", p.u, z), by.theorem("size", "definite", "H", "1", z),
        by.auto("zero", "gram", degree=1, factors=[(z @ (p.H @ z), -1)], squares=[b - alpha], multipliers=[p.g]),
    )  # fmt: skip
    nonzero = by.script(
        by.theorem("norm", "definite", "H", "1", p.u),
        by.apply("better", "least", {"b": sqrt(p.u @ (p.H @ p.u)), "z": p.u}),
        by.suppose_not("other"), by.theorem("gap", "definite", "H", "1", e), by.auto("gap", "better", degree=1),
    )  # fmt: skip
    backward = by.script(by.assume("least"), by.cases("u", eq(p.u, ZERO), zero_case(p), nonzero))
    return Decision(Part(p.claim(iff(eq(e, ZERO), least)), by.both_ways(forward, backward)))


def zero_case(p: Problem) -> by.Proof:
    """A proof of e = 0 from the fact u = 0."""
    e = bngd.residual(p.H, p.u, p.w)
    return by.script(by.suppose_not("other"), by.theorem("gap", "definite", "H", "1", e), by.auto("gap", "u", degree=1))


@claim("eq-35-37", paper=r"e_k := u - \tfrac{w_k^Tg}{\sigma_k^2}w_k,\quad q_k := u^THu - \tfrac{(w_k^Tg)^2}{\sigma_k^2} = \|e_k\|_H^2 \ge 0,\quad "
       r"\hat\varepsilon_k := \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{w_k^Tg}{\sigma_k^2}")
def residual_and_its_square() -> Decision:
    """q is the squared H-norm of e, and not negative; w'g/sigma^2 is the factor that makes it least."""
    p = Problem().with_state()
    e = p.define("e", bngd.residual(p.H, p.u, p.w))
    q = p.define("q", p.u @ (p.H @ p.u) - p.wg**2 / p.sigma**2)
    decl, t = some_scalar("t")
    other = p.u - t * p.w
    statement = p.claim(all_of(eq(q, e @ (p.H @ e)), le(0, q), forall([decl], le(q, other @ (p.H @ other)))))
    shortest = by.script(by.fix(), by.auto(degree=0, squares=[p.sigma * t - p.wg / p.sigma]))
    positive = by.script(by.theorem("gram", "gram", "H", "1", e), by.auto("gram"))
    return Decision(Part(statement, by.split(by.trivial(), positive, shortest)))


@claim("eq-70", paper=r"J_k = \tfrac12\|\tilde e_k\|_H^2,\quad \tilde e_k = u - \tfrac{a_k}{\sigma_k}w_k,\quad "
       r"\|\tilde e_k\|_H^2 = \|e_k\|_H^2 + \left(a_k - \tfrac{w_k^Tg}{\sigma_k}\right)^2")
def loss_in_two_parts() -> Decision:
    """The loss is |e~|_H^2/2, and |e~|_H^2 is |e|_H^2 plus the squared error of a.

    The display (70) is right (part /display); the loss (7) is |e~|_H^2/2 + (c - u'Hu)/2.
    """
    statements = []
    for with_constant in (False, True):
        p = Problem().with_state()
        c = p.scalar("c")
        e, far = p.define("e", bngd.residual(p.H, p.u, p.w)), p.define("e_a", p.u - p.a / p.sigma * p.w, latex=r"\tilde e")
        noise = (c - p.u @ (p.H @ p.u)) / 2
        half = far @ (p.H @ far) / 2
        parts = eq(far @ (p.H @ far), e @ (p.H @ e) + (p.a - p.wg / p.sigma) ** 2)
        statements.append(p.claim(all_of(eq(p.loss(c), half + noise if with_constant else half), parts)))
    noisy = instance(d=1, H=[[1]], u=[0], a=0, w=[1], c=1)
    return Decision(Part(statements[0], instances=(noisy,)), Part(statements[1], by.trivial()))


@claim("eq-70/display", title="the display (70)", kind="identity",
       paper=r"\|\tilde e_k\|_H^2 = \|e_k\|_H^2 + \left(a_k - \tfrac{w_k^Tg}{\sigma_k}\right)^2")
def two_parts_of_distance() -> Decision:
    """|e~|_H^2 = |e|_H^2 + (a - w'g/sigma)^2."""
    p = Problem().with_state()
    e, far = p.define("e", bngd.residual(p.H, p.u, p.w)), p.define("e_a", p.u - p.a / p.sigma * p.w, latex=r"\tilde e")
    return Decision(Part(p.claim(eq(far @ (p.H @ far), e @ (p.H @ e) + (p.a - p.wg / p.sigma) ** 2)), by.trivial()))


