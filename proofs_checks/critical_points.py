"""Section 2.2 and Appendix A.1: the critical points of J, trivial and not."""

from __future__ import annotations

from typing import Any

from proofs_checks.problem import Problem, critical, gradient_pairing, hessian_form, minimiser, some_scalar, some_vector
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Formula,
    Scalar,
    Statement,
    Vector,
    all_of,
    at,
    derivative,
    eq,
    exists,
    forall,
    implies,
    instance,
    le,
    lt,
    ne,
    negate,
    sign,
    sqrt,
)


def near_and(relation: Formula, w: Vector) -> Formula:
    """However small delta > 0, some state (b, z), less than sqrt(delta) away from (0, w), satisfies the relation."""
    b, z, delta = Scalar("b"), Vector("z"), Scalar("delta")
    near = [Decl("b", "scalar", "real"), Decl("z", "vector", "nonzero")]
    close = lt(b**2 + (z - w) @ (z - w), delta)
    return forall([Decl("delta", "scalar", "positive", r"\delta")], exists(near, all_of(close, relation)))


def saddle_statement(u: str) -> tuple[Problem, Statement]:
    """At a = 0, w'g = 0 the gradient vanishes, J is lower and higher nearby, and some second derivative is negative."""
    p = Problem(u).with_state()
    c, v, tau = p.scalar("c"), p.vector("v"), p.scalar("tau")
    J = p.loss(c)
    p.assume("w is orthogonal to g", eq(p.wg, 0))
    point = [(p.a, Scalar("0"))]
    here, there = at(J, point), bngd.loss(p.H, p.g, c, bngd.State(Scalar("b"), Vector("z")))
    names = [Decl("tau_1", "scalar", "real"), Decl("v_1", "vector", "any")]
    direction = (Scalar("tau_1"), Vector("v_1"))
    flat = eq(at(gradient_pairing(J, p.a, p.w, tau, v), point), 0)
    strict = exists(names, lt(at(hessian_form(J, p.a, p.w, direction, direction), point), 0))
    return p, p.claim(all_of(flat, near_and(lt(there, here), p.w), near_and(lt(here, there), p.w), strict))


def lower_nearby(p: Problem) -> by.Proof:
    """A proof that J is lower near (0, w), w'g = 0, u != 0: at z = w + tu with the best b, for a small t."""
    g, u, w, sigma = p.g, p.u, p.w, p.sigma
    uHu, delta, t, z = u @ g, Scalar("delta"), Scalar("t"), Vector("z_1")
    there, zHz = w + t * u, z @ (p.H @ z)
    b = t * uHu / bngd.sigma(p.H, z)
    size = uHu**2 / sigma**2 + u @ u + 1
    small = exists([Decl("t", "scalar", "positive")], eq(t**2 * size, delta / 2))
    moved = exists([Decl("z_1", "vector", "nonzero")], eq(z, there))
    nonzero = by.script(by.suppose_not("zero"), by.theorem("size w", "definite", "H", "1", w),
                        by.auto("zero", "h1", "size w", multipliers=[p.H @ w, t], degree=1))  # fmt: skip
    bounded = by.auto("long", degree=0, squares=[t**2], factors=[(uHu, 3), (sigma, -2), (zHz, -1)],
                      multipliers=[t**2 * uHu**2 / (sigma**2 * zHz)])  # fmt: skip
    drop = eq(bngd.loss(p.H, g, Scalar("c"), bngd.State(b, z)), Scalar("c") / 2 - b**2 / 2)
    return by.script(
        by.fix(), by.theorem("norm", "definite", "H", "1", "u"), by.theorem("length", "definite", "I", "0", "u"),
        by.have("size", lt(0, size), by.auto(degree=0, squares=[uHu / sigma], factors=[(u @ u, 1)])),
        by.have("some", small, by.witness({"t": sqrt(delta / (2 * size))}, by.trivial(), by.trivial())),
        by.obtain("some", "t is"),
        by.have("nonzero", ne(there, ZERO), nonzero),
        by.have("moved", moved, by.witness({"z_1": there}, by.given("nonzero"), by.trivial())), by.obtain("moved", "z is"),
        by.have("long", eq(zHz, sigma**2 + t**2 * uHu), by.auto("h1", "z is", multipliers=[t, p.H @ z, p.H @ there])),
        by.have("zg", eq(z @ g, t * uHu), by.auto("z is", "h1", degree=1, multipliers=[p.H @ u, Scalar("1")])),
        by.have("step", eq((z - w) @ (z - w), t**2 * (u @ u)), by.auto("z is", multipliers=[z - w, t * u])),
        by.have("b small", le(b**2, t**2 * uHu**2 / sigma**2), bounded),
        by.have("inside", lt(b**2 + (z - w) @ (z - w), delta),
                by.auto("b small", "t is", "step", degree=1, squares=[t], factors=[(delta, 1)])),
        by.have("drop", drop, by.auto("zg", multipliers=[b / bngd.sigma(p.H, z)])),
        by.have("b", lt(0, b), by.trivial()),
        by.witness({"b": b, "z": z}, by.trivial(), by.split(
            by.given("inside"), by.auto("drop", degree=1, factors=[(t, 2), (uHu, 2), (zHz, -1)]))),
    )  # fmt: skip


def higher_nearby(p: Problem) -> by.Proof:
    """A proof that J is higher near (0, w), w'g = 0: at (b, w) with b != 0."""
    rise, delta = sqrt(Scalar("delta") / 2), Scalar("delta")
    inside = by.auto(degree=0, factors=[(delta, 1)])
    above = by.auto("h1", degree=0, factors=[(delta, 1)], multipliers=[rise / p.sigma])
    return by.script(by.fix(), by.witness({"b": rise, "z": p.w}, by.trivial(), by.split(inside, above)))


CRITICAL_TRIVIAL_MUTANTS = {
    'factor dropped in the definition of J: c/2 becomes c':
        'true: a constant added to J changes neither its critical points nor their kind',
    'exponent changed in the definition of J: c/2 becomes 2 c':
        'true: a constant added to J changes neither its critical points nor their kind',
    'constant changed in the definition of J: c/2 becomes c/3':
        'true: a constant added to J changes neither its critical points nor their kind',
    'sign changed in the definition of J: c/2 - ((wᵀ g)/σ) a + a²/2 becomes -c/2 - ((wᵀ g)/σ) a + a²/2':
        'true: a constant added to J changes neither its critical points nor their kind',
    'summand dropped in the definition of J: c/2 - ((wᵀ g)/σ) a + a²/2 becomes -((wᵀ g)/σ) a + a²/2':
        'true: a constant added to J changes neither its critical points nor their kind',
    'operator dropped in the definition of g: H u becomes u':
        'true: g may be any nonzero vector',
    'operator inverted in the definition of g: H u becomes H⁻¹ u':
        'true: g may be any nonzero vector',
    'root dropped in the definition of sigma: √(wᵀ H w) becomes wᵀ H w':
        'true: sigma may be any smooth positive function of w',
    'operator inverted in the definition of sigma: H w becomes H⁻¹ w':
        'true: sigma may be any smooth positive function of w',
    'operator dropped in the definition of sigma: H w becomes w':
        'true: sigma may be any smooth positive function of w',
    'exponent changed in the definition of J: a²/2 becomes 2 a²':
        'true: a² may have any positive factor',
}


@claim("critical-trivial",
       paper=r"\{(a^*, w^*) \mid a^* = 0,\ w^{*T}g = 0\} \text{ are critical points, and (strict) saddle points, of } J(a, w)",
       equivalent_mutants=CRITICAL_TRIVIAL_MUTANTS)  # fmt: skip
def trivial_critical_points() -> Decision:
    """Every (0, w) with w'g = 0 is a strict saddle of J.

    That is: the gradient vanishes there, arbitrarily near there are states with a smaller and with a
    greater loss, and some second derivative is negative.  For u = 0 the loss is c/2 + a^2/2 and these
    points are its minimisers; for u != 0 all of it holds.
    """
    _, printed = saddle_statement("any")
    p, corrected = saddle_statement("nonzero")
    flat = by.script(
        by.assume("claim"), by.apply("near", "claim.2", {"delta": Scalar("1")}), by.obtain("near", "found"),
        by.auto("found.2", "lemma1", squares=[Scalar("b")], degree=1),
    )  # fmt: skip
    strict = by.script(
        by.theorem("norm", "definite", "H", "2", "u"),
        by.witness({"tau_1": (p.g @ p.g) / p.sigma, "v_1": p.g}, by.auto("norm", "h1", factors=[(p.sigma, -2)])),
    )  # fmt: skip
    critical_there = by.auto("h1", multipliers=[Scalar("tau"), Scalar("tau") / p.sigma])
    zero = instance(d=1, H=[[1]], u=[0], a=0, w=[1], c=1, v=[0], tau=0)
    return Decision(
        Part(printed, instances=(zero,), lemma=(eq(p.u, ZERO),), disproof=flat,
             note="u = 0 is not excluded in Section 2.2; Appendix A.1 says 'unless g = 0'."),
        Part(corrected, by.split(critical_there, lower_nearby(p), higher_nearby(p), strict)),
    )  # fmt: skip


@claim("critical-trivial/minimiser-in-a", title="a* = 0 minimises J(., w*)", kind="remark", where="A.1",
       paper=r"a^* \text{ is the minimizer of } J(a, w^*)")  # fmt: skip
def best_scale_at_a_saddle() -> Decision:
    """Where w'g = 0, a = 0 is the only minimiser of J(a, w) in a; this needs no condition on u."""
    p = Problem().with_state()
    c = p.scalar("c")
    p.assume("w is orthogonal to g", eq(p.wg, 0))
    J = p.loss(c)
    here = at(J, [(p.a, Scalar("0"))])
    vanishes = by.auto("same", "h1", degree=0, multipliers=[p.a / p.sigma, Scalar("1")])
    only = by.script(
        by.assume("same"), by.have("square", le(p.a**2, 0), vanishes),
        by.suppose_not("other"), by.contradiction_of_square("square", "other", p.a),
    )  # fmt: skip
    least = by.auto("h1", degree=0, squares=[p.a], multipliers=[p.a / p.sigma])
    return Decision(Part(p.claim(all_of(le(here, J), implies(eq(J, here), eq(p.a, 0)))), by.split(least, only)))


CRITICAL_NONTRIVIAL_MUTANTS = {
    'sign changed in the definition of J: c/2 - ((wᵀ g)/σ) a + a²/2 becomes -c/2 - ((wᵀ g)/σ) a + a²/2':
        'true: a constant added to J changes neither its critical points nor their kind',
    'summand dropped in the definition of J: c/2 - ((wᵀ g)/σ) a + a²/2 becomes -((wᵀ g)/σ) a + a²/2':
        'true: a constant added to J changes neither its critical points nor their kind',
}


@claim("critical-nontrivial",
       paper=r"a^* = \mathrm{sign}(s)\sqrt{u^THu},\ w^* = su,\ s \ne 0;\quad \mathrm{sign}(a^*) = \mathrm{sign}(u^Tw^*); "
       r"\text{ global minimisers; degenerate Hessian}",
       equivalent_mutants=CRITICAL_NONTRIVIAL_MUTANTS)  # fmt: skip
def nontrivial_critical_points() -> Decision:
    """The critical points with (a, w'g) != (0, 0) are those of (8): they minimise J.  At every critical point J is flat along w.

    The converse, that the points of (8) are critical, is stated where w* = su is not zero, that is for u != 0.
    """
    p = Problem().with_state()
    c, s = p.scalar("c"), p.scalar("s", "nonzero")
    J, a, w = p.loss(c), p.a, p.w
    (da, b), (dw, z) = some_scalar("b"), some_vector("z", "nonzero")
    (dt, tau), (dv, v) = some_scalar("tau"), some_vector("v")
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
    back = implies(ne(point.w, ZERO), all_of(eq(gradient[0], 0), forall([dv], eq(gradient[1], 0))))
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
        by.auto("gram", "a", "root squared", degree=1, factors=[(other @ (p.H @ other), -1)], squares=[b - alpha],
                multipliers=[a - wg / sigma]),
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
        *equal_sizes("|u'w|", abs(p.u @ w), abs(wg) * (w @ w) / sigma**2, "u'w",
                     multipliers=[p.u @ w + wg * (w @ w) / sigma**2]),
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
    second = by.script(
        by.assume("point"), by.fix(), by.apply("pairing", "point.2", {"v_all": Vector("v")}, []), by.auto("pairing"),
    )  # fmt: skip
    signal = by.script(by.suppose_not("no u"), by.refuted("su", by.auto("no u", multipliers=[Scalar("s")])))
    third = by.script(
        by.assume("su"), by.have("u", ne(p.u, ZERO), signal), by.theorem("norm", "definite", "H", "1", p.u),
        by.split(by.trivial(), by.script(by.fix(), by.trivial())),
    )  # fmt: skip
    return by.split(first, second, third)
