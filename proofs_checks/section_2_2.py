"""Section 2.2: batch normalisation, its objective, its critical points, and BNGD."""

from __future__ import annotations

from typing import Any

from proofs_checks.problem import Problem, critical, gradient_pairing, hessian_form, minimiser, some_scalar, some_vector
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO, Decl, Formula, Operator, Scalar, Setting, Statement, Vector, all_of, at, derivative, eq, exists, expectation, forall, implies,
    instance, le, lt, ne, negate, sign, sqrt,
)  # fmt: skip


def shifted_loss(s: Setting, beta: Scalar) -> Scalar:
    """The mean squared error of y against a x'w/sigma + beta."""
    x, y, w, a = Vector("x"), Scalar("y"), Vector("w"), Scalar("a")
    return expectation((y - a * (x @ w) / Scalar("sigma") - beta) ** 2) / 2


def output_setting() -> Setting:
    """Centred x with E xx' = H, E xy = g, E y^2 = c, E y = m, and a state (a, w)."""
    s = Setting()
    H, g, c, m = s.operator("H"), s.vector("g"), s.scalar("c"), s.scalar("m")
    x, y = s.random_vector("x"), s.random_scalar("y")
    s.moment([x, x], H)
    s.moment([x, y], g)
    s.moment([y, y], c)
    s.moment([x], ZERO)
    s.moment([y], m)
    s.scalar("a")
    w = s.vector("w", "nonzero")
    s.vector("x_0")
    s.define("sigma", bngd.sigma(H, w))
    return s


def normalised_output() -> Formula:
    """(x_0'w - E x'w)/sqrt(Var x'w) = x_0'w/sigma at every point x_0."""
    x, w, p = Vector("x"), Vector("w"), Vector("x_0")
    mean = expectation(x @ w)
    return eq((p @ w - mean) / sqrt(expectation((x @ w - mean) ** 2)), (p @ w) / Scalar("sigma"))


@claim("bn-output", paper=r"N_{BN}(z) := \frac{z - E[z]}{\sqrt{\mathrm{Var}[z]}} = \frac{x^Tw}{\sigma},\quad \sigma := \sqrt{w^THw}; "
       r"\text{ the shift parameter can be set zero since } E[w^Tx]=0")
def output_and_shift() -> Decision:
    """Normalising z = x'w gives x'w/sigma; and, since E x'w = 0, no shift of the output lowers the loss.

    The first half holds.  The second needs E y = 0 as well: the best shift is E y.  What is true
    without it is that the shift decouples, so the iterations of a and w do not depend on it.
    """
    s, (decl, beta) = output_setting(), some_scalar("beta")
    zero, shifted = shifted_loss(s, Scalar("0")), shifted_loss(s, beta)
    printed = s.claim(all_of(normalised_output(), forall([decl], le(zero, shifted))))
    decoupled = eq(shifted, zero - beta * Scalar("m") + beta**2 / 2)
    centred = implies(eq(Scalar("m"), 0), forall([decl], le(zero, shifted)))
    corrected = s.claim(all_of(normalised_output(), forall([decl], decoupled), centred))
    shifted_by_one = instance(d=1, H=[[1]], g=[0], c=1, m=1, a=0, w=[1], x_0=[1], beta=1,
                              samples=[{"p": "1/2", "x": [1], "y": 1}, {"p": "1/2", "x": [-1], "y": 1}])  # fmt: skip
    minimal = by.script(by.assume("mean"), by.fix(), by.auto("mean", squares=[beta], multipliers=[beta]))
    return Decision(
        Part(printed, instances=(shifted_by_one,), note="E x'w = 0 is not enough: a shift of E y lowers the loss by (E y)^2/2."),
        Part(corrected, by.split(by.trivial(), by.script(by.fix(), by.trivial()), minimal)),
    )


def curved_down(J: Scalar, a: Scalar, w: Vector) -> Formula:
    """At some state and along some direction the second derivative of J is negative."""
    names = [Decl("a_at", "scalar", "real"), Decl("w_at", "vector", "nonzero"), Decl("tau", "scalar", "real"), Decl("v", "vector", "any")]
    tau, v = Scalar("tau"), Vector("v")
    second = hessian_form(J, a, w, (tau, v), (tau, v))
    return exists(names, lt(at(second, [(a, Scalar("a_at")), (w, Vector("w_at"))]), 0))


def objective() -> tuple[Setting, Scalar]:
    """Moments of (x, y) with g = Hu, a state, and J in moment form."""
    s = Setting()
    H, u, c = s.operator("H"), s.vector("u"), s.scalar("c")
    x, y = s.random_vector("x"), s.random_scalar("y")
    g = s.define("g", H @ u)
    s.moment([x, x], H)
    s.moment([x, y], g)
    s.moment([y, y], c)
    a, w = s.scalar("a"), s.vector("w", "nonzero")
    s.define("sigma", bngd.sigma(H, w))
    return s, bngd.loss(H, g, c, bngd.State(a, w))


@claim("eq-7", paper=r"J(a,w) := \tfrac12 E[(y - a N_{BN}(x^Tw))^2] = \tfrac c2 - \tfrac{w^Tg}{\sigma}a + \tfrac12 a^2 \text{ is no longer convex}")
def objective_in_moments() -> Decision:
    """The loss of the normalised model has the moment form (7), and is not convex.

    'Not convex' is read as: the second derivative is negative somewhere along some direction.  It
    fails for u = 0, where J = c/2 + a^2/2, and for d = 1, where J is convex on each of the two
    components w > 0 and w < 0 of its domain.
    """
    s, J = objective()
    a, w, x, y = Scalar("a"), Vector("w"), Vector("x"), Scalar("y")
    moments = eq(expectation((y - a * (x @ w) / Scalar("sigma")) ** 2) / 2, J)
    printed = s.claim(all_of(moments, curved_down(J, a, w)))
    flat = by.script(
        by.assume("claim"), by.obtain("claim.2", "down"),
        by.auto("down", "lemma1", squares=[Scalar("tau")], degree=1),
    )  # fmt: skip
    one = instance(d=1, H=[[1]], u=[0], c=1, a=0, w=[1],
                   samples=[{"p": "1/4", "x": [i], "y": j} for i in (1, -1) for j in (1, -1)])  # fmt: skip
    t, _ = objective()
    t.assume("there are at least two dimensions", le(2, Scalar("d")))
    t.assume("u is not zero", ne(Vector("u"), ZERO))
    corrected = t.claim(all_of(moments, curved_down(J, a, w)))
    g, q = Vector("g"), Vector("q")
    values = {"a_at": Scalar("0"), "w_at": q, "tau": (g @ g) / bngd.sigma(Operator("H"), q), "v": g}
    saddle = by.script(
        by.theorem("some", "orthogonal_vector", g, "q"), by.obtain("some", "orthogonal"),
        by.theorem("norm", "definite", "H", "2", "u"),
        by.witness(values, by.trivial(), by.auto("norm", "orthogonal", factors=[(q @ (Operator("H") @ q), -1)])),
    )  # fmt: skip
    return Decision(
        Part(printed, instances=(one,), lemma=(eq(Vector("u"), ZERO),), disproof=flat,
             note="The moment form holds. Non-convexity fails for u = 0 (and on each component of the domain for d = 1)."),
        Part(corrected, by.split(by.trivial(), saddle)),
    )  # fmt: skip


def saddle_statement(u: str) -> tuple[Problem, Statement]:
    """The gradient vanishes at a = 0, w'g = 0, and the second derivative takes both signs there."""
    p = Problem(u).with_state()
    c, v, tau = p.scalar("c"), p.vector("v"), p.scalar("tau")
    J = p.loss(c)
    p.assume("w is orthogonal to g", eq(p.wg, 0))
    names = [Decl("tau_1", "scalar", "real"), Decl("v_1", "vector", "any")]
    direction = (Scalar("tau_1"), Vector("v_1"))
    second = at(hessian_form(J, p.a, p.w, direction, direction), [(p.a, Scalar("0"))])
    first = at(gradient_pairing(J, p.a, p.w, tau, v), [(p.a, Scalar("0"))])
    return p, p.claim(all_of(eq(first, 0), exists(names, lt(second, 0)), exists(names, lt(0, second))))


@claim("critical-trivial", paper=r"\{(a^*,w^*) \mid a^*=0,\ w^{*T}g=0\} \text{ are critical points, and saddle points, of } J(a,w)")
def trivial_critical_points() -> Decision:
    """Every (0, w) with w'g = 0 is a critical point of J, and a saddle: J curves down and up there.

    For u = 0 the loss is c/2 + a^2/2 and these points are its minimisers.
    """
    _, printed = saddle_statement("any")
    p, corrected = saddle_statement("nonzero")
    flat = by.script(by.assume("claim"), by.obtain("claim.2", "down"),
                     by.auto("down", "lemma1", squares=[Scalar("tau_1")], degree=1))  # fmt: skip
    g = p.g
    proof = by.split(
        by.auto("h1", multipliers=[Scalar("tau"), Scalar("tau") / p.sigma]),
        by.script(by.theorem("norm", "definite", "H", "2", "u"),
                  by.witness({"tau_1": (g @ g) / p.sigma, "v_1": g}, by.auto("norm", "h1", factors=[(p.sigma, -2)]))),
        by.witness({"tau_1": Scalar("1"), "v_1": ZERO}, by.auto("h1")),
    )  # fmt: skip
    zero = instance(d=1, H=[[1]], u=[0], a=0, w=[1], c=1, v=[0], tau=0)
    return Decision(
        Part(printed, instances=(zero,), lemma=(eq(p.u, ZERO),), disproof=flat,
             note="u = 0 is not excluded in Section 2.2; Appendix A.1 says 'unless g = 0'."),
        Part(corrected, proof),
    )  # fmt: skip


@claim("critical-nontrivial", paper=r"a^* = \mathrm{sign}(s)\sqrt{u^THu},\ w^* = su,\ s \ne 0; \quad \mathrm{sign}(a^*) = \mathrm{sign}(u^Tw^*); \text{ global minimisers; degenerate Hessian}")
def nontrivial_critical_points() -> Decision:
    """The critical points with (a, w'g) != (0, 0) are those of (8): they minimise J, and J is flat along w at every critical point."""
    p = Problem().with_state()
    c, s = p.scalar("c"), p.scalar("s", "nonzero")
    J, a, w = p.loss(c), p.a, p.w
    (da, b), (dw, z), (dt, tau), (dv, v) = some_scalar("b"), some_vector("z", "nonzero"), some_scalar("tau"), some_vector("v")
    other = bngd.loss(p.H, p.g, c, bngd.State(b, z))
    root = sqrt(p.u @ (p.H @ p.u))
    factor = Decl("s_1", "scalar", "nonzero")
    s1 = Scalar("s_1")
    shape = exists([factor], all_of(eq(w, s1 * p.u), eq(a, sign(s1) * root)))
    least = forall([da, dw], le(J, other))
    nontrivial = negate(all_of(eq(a, 0), eq(p.wg, 0)))
    flat = forall([dt, dv], eq(hessian_form(J, a, w, (Scalar("0"), w), (tau, v)), 0))
    point = minimiser(p, s)
    at_point = [(a, point.a), (w, point.w)]
    gradient = at(derivative(J, a, Scalar("1")), at_point), at(derivative(J, w, v), at_point)
    back = implies(ne(p.u, ZERO), all_of(eq(gradient[0], 0), forall([dv], eq(gradient[1], 0))))
    statement = p.claim(all_of(
        implies(all_of(critical(J, a, w), nontrivial), all_of(shape, eq(sign(a), sign(p.u @ w)), least)),
        implies(critical(J, a, w), flat),
        back,
    ))  # fmt: skip
    return Decision(Part(statement, nontrivial_proof(p, J)))


def equal_sizes(label: str, x: Scalar, y: Scalar, *facts: str, **options: Any) -> list[by.Proof]:
    """Steps: x = y for x, y >= 0 whose squares agree by the named facts."""
    return [
        by.have(f"{label} squared", eq(x**2, y**2), by.auto(*facts, **options)),
        by.theorem(f"{label} up", "root_order", x, y), by.theorem(f"{label} down", "root_order", y, x),
        by.have(label, eq(x, y), by.antisymmetry(by.given(f"{label} up"), by.given(f"{label} down"))),
    ]  # fmt: skip


def nontrivial_proof(p: Problem, J: Scalar) -> by.Proof:
    """The proof of critical-nontrivial."""
    a, w, sigma, wg, root = p.a, p.w, p.sigma, p.wg, sqrt(p.u @ (p.H @ p.u))
    e, z = bngd.residual(p.H, p.u, w), wg / sigma**2
    b, other = Scalar("b"), Vector("z")
    alpha = (other @ p.g) / bngd.sigma(p.H, other)
    contrary = by.script(
        by.have("no output", eq(wg, 0), by.auto("a", "a zero", multipliers=[sigma])),
        by.apply("false", "point.2", premises=[by.split(by.given("a zero"), by.given("no output"))]), by.auto("false"),
    )  # fmt: skip
    parallel = by.script(by.theorem("gap", "definite", "H", "1", e), by.auto("gap", "flat"))
    least = by.script(
        by.fix(), by.theorem("gram", "gram", "H", "1", p.u, other), by.theorem("size", "definite", "H", "1", other),
        by.auto("gram", "a", "root squared", degree=1, factors=[(other @ (p.H @ other), -1)], squares=[b - alpha], multipliers=[a - wg / sigma]),
    )  # fmt: skip
    shape = by.witness(
        {"s_1": 1 / z}, by.trivial(), by.split(
            by.auto("parallel", multipliers=[1 / z, -1 / z]),
            by.auto("a", "root", multipliers=[abs(wg) / wg])))  # fmt: skip
    signs = by.script(
        by.have("u'w", eq(p.u @ w, wg * (w @ w) / sigma**2), by.auto("parallel", multipliers=[w])),
        by.theorem("norm", "definite", "H", "0", w),
        by.have("u'w not zero", ne(p.u @ w, 0), by.auto("u'w", "w'g", "norm", factors=[(sigma, -2)])),
        *equal_sizes("|a|", abs(a), abs(wg) / sigma, "a", multipliers=[a + wg / sigma]),
        *equal_sizes("|u'w|", abs(p.u @ w), abs(wg) * (w @ w) / sigma**2, "u'w", multipliers=[p.u @ w + wg * (w @ w) / sigma**2]),
        by.have("first", eq(sign(a), sign(wg)), by.auto("a", "|a|", multipliers=[1 / abs(a), wg / (abs(a) * abs(wg))])),
        by.have("second", eq(sign(p.u @ w), sign(wg)),
                by.auto("u'w", "|u'w|", multipliers=[1 / abs(p.u @ w), wg / (abs(p.u @ w) * abs(wg))])),
        by.auto("first", "second"),
    )  # fmt: skip
    first = by.script(
        by.assume("point"), by.have("a", eq(a, wg / sigma), by.auto("point.1.1")),
        by.have("a not zero", ne(a, 0), by.script(by.suppose_not("a zero"), contrary)),
        by.apply("pairing", "point.1.2", {"v_all": e}, []),
        by.have("flat", eq(e @ (p.H @ e), 0), by.auto("pairing", multipliers=[sigma / a])),
        by.have("parallel", eq(e, ZERO), by.script(by.suppose_not("other"), parallel)),
        by.have("w'g", ne(wg, 0), by.auto("a", "a not zero", factors=[(sigma, 1)], multipliers=[sigma])),
        *equal_sizes("root", root, abs(wg) / sigma, "parallel", multipliers=[p.g]),
        by.split(shape, signs, least),
    )  # fmt: skip
    second = by.script(by.assume("point"), by.fix(), by.apply("pairing", "point.2", {"v_all": Vector("v")}, []), by.auto("pairing"))
    third = by.script(by.assume("u"), by.theorem("norm", "definite", "H", "1", p.u), by.split(by.trivial(), by.script(by.fix(), by.trivial())))
    return by.split(first, second, third)


@claim("eq-9-10", paper=r"a_{k+1} = a_k + \varepsilon_a\left(\tfrac{w_k^Tg}{\sigma_k} - a_k\right),\quad w_{k+1} = w_k + \varepsilon\tfrac{a_k}{\sigma_k}\left(g - \tfrac{w_k^Tg}{\sigma_k^2}Hw_k\right)")
def bngd_is_gradient_descent() -> Decision:
    """BNGD is gradient descent on J(a, w), with the step eps_a in a and eps in w."""
    p = Problem().with_state().with_steps()
    c, v = p.scalar("c"), p.vector("v")
    J, after = p.loss(c), bngd.step(p.H, p.g, p.state, p.eps_a, p.eps)
    statement = p.claim(all_of(
        eq(after.a - p.a, -p.eps_a * derivative(J, p.a, Scalar("1"))),
        eq((after.w - p.w) @ v, -p.eps * derivative(J, p.w, v)),
    ))  # fmt: skip
    return Decision(Part(statement, by.trivial()))
