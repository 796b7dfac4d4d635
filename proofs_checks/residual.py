"""Sections 3.3, A.3 and A.5: the effective step size, the residual and the loss in terms of it."""

from __future__ import annotations

from proofs_checks.problem import Problem, some_scalar, some_vector
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import ZERO, Scalar, all_of, eq, forall, iff, implies, instance, le, ne, sqrt


@claim("eq-11", paper=r"\hat\varepsilon_k := \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{w_k^Tg}{\sigma_k^2} "
       r"\text{ is the coefficient before } Hw_k \text{ in (10)}")  # fmt: skip
def effective_step_size() -> Decision:
    """In (10) the vector Hw_k carries the coefficient -eps_hat, as in gradient descent it carries -eps."""
    p = Problem().with_state().with_steps()
    eps_hat = p.define("eps_hat", bngd.effective_step(p.H, p.g, p.state, p.eps), latex=r"\hat\varepsilon")
    after = bngd.step(p.H, p.g, p.state, p.eps_a, p.eps).w
    statement = p.claim(eq(after - p.w, p.eps * (p.a / p.sigma) * p.g - eps_hat * (p.H @ p.w)))
    return Decision(Part(statement, by.trivial()))


@claim("eq-12", paper=r"u - \tfrac{w_k^Tg}{\sigma_k^2}w_{k+1} = (I - \hat\varepsilon_kH)"
       r"\left(u - \tfrac{w_k^Tg}{\sigma_k^2}w_k\right)")
def residual_recurrence() -> Decision:
    """Measured with the old factor w'g/sigma^2, the residual is multiplied by I - eps_hat H.

    (Where the identity returns as (34), the 'iterations (34)' it is derived from are (9)-(10).)
    """
    p = Problem().with_state().with_steps()
    eps_hat = p.define("eps_hat", bngd.effective_step(p.H, p.g, p.state, p.eps), latex=r"\hat\varepsilon")
    after = bngd.step(p.H, p.g, p.state, p.eps_a, p.eps).w
    e = p.define("e", bngd.residual(p.H, p.u, p.w))
    statement = p.claim(eq(p.u - p.wg / p.sigma**2 * after, e - eps_hat * (p.H @ e)))
    return Decision(Part(statement, by.trivial()))


ZERO_RESIDUAL = r"e_k = 0 \iff w_k \text{ global minimiser}"


RESIDUAL_ZERO_MUTANTS = {
    'summand dropped: c/2 - ((wᵀ g)/σ) ((wᵀ g)/σ) + ((wᵀ g)/σ)²/2 becomes c/2 - ((wᵀ g)/σ) ((wᵀ g)/σ)':
        "false where (w'g/sigma)^2 lies between u'Hu/2 and u'Hu; but the right side, for all a and w, is beyond the replay of one instance",
}


@claim("residual-zero", paper=ZERO_RESIDUAL,
       equivalent_mutants=RESIDUAL_ZERO_MUTANTS)  # fmt: skip
def residual_vanishes_at_minimisers() -> Decision:
    """e = 0 exactly where w minimises min_a J(a, w), that is, where (w'g/sigma, w) is a global minimiser of J.

    A statement on w alone: (a_k, w_k) itself need not be a minimiser when e_k = 0, since a_k may still
    move (part /pair).
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


RESIDUAL_ZERO_PAIR_MUTANTS = {
    'summand dropped: c/2 - ((zᵀ g)/(√(zᵀ H z))) b + b²/2 becomes c/2 + b²/2':
        'false where J(a, w) <= c/2 away from the minimisers; but the right side, for all b and z, is beyond the replay of one instance',
}


@claim("residual-zero/pair", title="the same for the pair (a_k, w_k)", kind="remark", paper=ZERO_RESIDUAL,
       equivalent_mutants=RESIDUAL_ZERO_PAIR_MUTANTS)  # fmt: skip
def residual_vanishes_at_minimising_pairs() -> Decision:
    """Read for the pair: e = 0 exactly where (a, w) is a global minimiser of J.

    e does not see a.  What holds: (a, w) is a global minimiser exactly where e = 0 and a = w'g/sigma.
    """
    p = Problem().with_state()
    c, best = p.scalar("c"), p.wg / p.sigma
    e = p.define("e", bngd.residual(p.H, p.u, p.w))
    (db, b), (dz, z) = some_scalar("b"), some_vector("z", "nonzero")
    other, lowest = bngd.loss(p.H, p.g, c, bngd.State(b, z)), bngd.loss(p.H, p.g, c, bngd.State(best, p.w))
    least = forall([db, dz], le(p.loss(c), other))
    printed, corrected = p.claim(iff(eq(e, ZERO), least)), p.claim(iff(all_of(eq(e, ZERO), eq(p.a, best)), least))
    at_w = by.use("at w", "residual-zero", {"H": p.H, "u": p.u, "a": p.a, "w": p.w, "c": c})
    forward = by.script(
        by.assume("zero"), at_w, by.apply("all", "at w.1", premises=[by.given("zero.1")]), by.fix(),
        by.apply("here", "all", {"b": b, "z": z}), by.auto("here", "zero.2", multipliers=[p.a - best]),
    )  # fmt: skip
    below = by.script(by.fix(), by.apply("there", "least", {"b": b, "z": z}), by.auto("there", degree=1, squares=[p.a - best]))
    backward = by.script(
        by.assume("least"), at_w, by.have("all", forall([db, dz], le(lowest, other)), below),
        by.split(by.converse_of("at w", "all"), scale_is_best(p, best)),
    )  # fmt: skip
    moving = instance(d=1, H=[[1]], u=[1], a=0, w=[1], c=1, b=1, z=[1])
    return Decision(Part(printed, instances=(moving,)), Part(corrected, by.both_ways(forward, backward)))


def scale_is_best(p: Problem, best: Scalar) -> by.Proof:
    """A proof of a = w'g/sigma from the fact `least`: (a, w) minimises J."""
    gap = p.a - best
    level = by.refuted("other", by.auto("none"))
    return by.script(
        by.apply("here", "least", {"b": best, "z": p.w}), by.have("square", le(gap**2, 0), by.auto("here", degree=1)),
        by.suppose_not("other"), by.have("gap", ne(gap, 0), by.script(by.suppose_not("none"), level)),
        by.contradiction_of_square("square", "gap", gap),
    )  # fmt: skip


@claim("eq-35-37",
       paper=r"e_k := u - \tfrac{w_k^Tg}{\sigma_k^2}w_k,\quad "
       r"q_k := u^THu - \tfrac{(w_k^Tg)^2}{\sigma_k^2} = \|e_k\|_H^2 \ge 0,\quad "
       r"\hat\varepsilon_k := \varepsilon\tfrac{a_k}{\sigma_k}\tfrac{w_k^Tg}{\sigma_k^2}")  # fmt: skip
def residual_and_its_square() -> Decision:
    """q = |e|_H^2 >= 0; no other factor than w'g/sigma^2 makes it least; scaled by it, w moves by eps_hat He.

    (In the argmin after (37) the w of w'g/sigma_k^2 and of |u - tw| lacks its index k.)
    """
    p = Problem().with_state().with_steps()
    e = p.define("e", bngd.residual(p.H, p.u, p.w))
    q = p.define("q", p.u @ (p.H @ p.u) - p.wg**2 / p.sigma**2)
    eps_hat = p.define("eps_hat", bngd.effective_step(p.H, p.g, p.state, p.eps), latex=r"\hat\varepsilon")
    decl, t = some_scalar("t")
    other, best = p.u - t * p.w, p.wg / p.sigma**2
    after = bngd.step(p.H, p.g, p.state, p.eps_a, p.eps).w
    distance, gap = other @ (p.H @ other), t - best
    statement = p.claim(all_of(
        eq(q, e @ (p.H @ e)), le(0, q),
        forall([decl], all_of(le(q, distance), implies(eq(distance, q), eq(t, best)))),
        eq(best * (after - p.w), eps_hat * (p.H @ e)),
    ))  # fmt: skip
    level = by.refuted("other", by.auto("no gap"))
    only = by.script(
        by.assume("same"), by.have("square", le(gap**2, 0), by.auto("same", degree=0, multipliers=[1 / p.sigma**2])),
        by.suppose_not("other"), by.have("gap", ne(gap, 0), by.script(by.suppose_not("no gap"), level)),
        by.contradiction_of_square("square", "gap", gap),
    )  # fmt: skip
    shortest = by.script(by.fix(), by.split(by.auto(degree=0, squares=[p.sigma * t - p.wg / p.sigma]), only))
    positive = by.script(by.theorem("gram", "gram", "H", "1", e), by.auto("gram"))
    return Decision(Part(statement, by.split(by.trivial(), positive, shortest, by.trivial())))


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
    noisy = instance(d=1, H=[[1]], u=[1], a=1, w=[1], c=2)
    return Decision(Part(statements[0], instances=(noisy,)), Part(statements[1], by.trivial()))


@claim("eq-70/display", title="the display (70)", kind="identity",
       paper=r"\|\tilde e_k\|_H^2 = \|e_k\|_H^2 + \left(a_k - \tfrac{w_k^Tg}{\sigma_k}\right)^2")
def two_parts_of_distance() -> Decision:
    """|e~|_H^2 = |e|_H^2 + (a - w'g/sigma)^2."""
    p = Problem().with_state()
    e, far = p.define("e", bngd.residual(p.H, p.u, p.w)), p.define("e_a", p.u - p.a / p.sigma * p.w, latex=r"\tilde e")
    return Decision(Part(p.claim(eq(far @ (p.H @ far), e @ (p.H @ e) + (p.a - p.wg / p.sigma) ** 2)), by.trivial()))


