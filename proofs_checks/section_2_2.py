"""Section 2.2: batch normalisation, its objective, its critical points, and BNGD."""

from __future__ import annotations

from proofs_checks.problem import Problem, hessian_form, some_scalar
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    ZERO,
    Decl,
    Formula,
    Operator,
    Scalar,
    Setting,
    Vector,
    all_of,
    at,
    derivative,
    eq,
    exists,
    expectation,
    forall,
    implies,
    instance,
    le,
    lt,
    ne,
    sqrt,
)


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


@claim("bn-output", paper=r"N_{BN}(z) := \frac{z - E[z]}{\sqrt{\mathrm{Var}[z]}} = \frac{x^Tw}{\sigma},\quad "
       r"\sigma := \sqrt{w^THw}; \text{ no shift, as } E[w^Tx] = 0")
def output_and_shift() -> Decision:
    """Normalising z = x'w gives x'w/sigma; and, since E x'w = 0, no shift of the output lowers the loss.

    The first half holds.  The second needs E y = 0 as well, which the paper does not say: the best shift
    is E y.  What is true without it is that the shift decouples, so the iterations of a and w do not
    depend on it.
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
    note = ("It fails only because the paper nowhere says that y, or its noise, is centred: a shift of E y lowers the loss by "
            "(E y)^2/2. Read as 'the shift decouples from a and w', the remark is true.")  # fmt: skip
    proof = by.split(by.trivial(), by.script(by.fix(), by.trivial()), minimal)
    return Decision(Part(printed, instances=(shifted_by_one,), note=note), Part(corrected, proof))


def curved_down(J: Scalar, a: Scalar, w: Vector) -> Formula:
    """At some state and along some direction the second derivative of J is negative."""
    state = [Decl("a_at", "scalar", "real"), Decl("w_at", "vector", "nonzero")]
    names = [*state, Decl("tau", "scalar", "real"), Decl("v", "vector", "any")]
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


def jensen_fails(H: Operator, g: Vector, c: Scalar) -> Formula:
    """J is larger at the midpoint (a_3, w_3) of two states than the mean of its two values."""
    names = [Decl(f"a_{i}", "scalar", "real") for i in (1, 2)] + [Decl(f"w_{i}", "vector", "nonzero") for i in (1, 2, 3)]
    a1, a2, w1, w2, w3 = Scalar("a_1"), Scalar("a_2"), Vector("w_1"), Vector("w_2"), Vector("w_3")
    mean = (bngd.loss(H, g, c, bngd.State(a1, w1)) + bngd.loss(H, g, c, bngd.State(a2, w2))) / 2
    middle = bngd.loss(H, g, c, bngd.State((a1 + a2) / 2, w3))
    return exists(names, all_of(eq(w1 + w2, 2 * w3), lt(mean, middle)))


def across_zero(H: Operator, u: Vector) -> by.Proof:
    """A proof that Jensen's inequality fails for u != 0, between (-1, -u) and (-1, 2u)."""
    root = sqrt(u @ (H @ u))
    states = {"a_1": Scalar("-1"), "w_1": -u, "a_2": Scalar("-1"), "w_2": 2 * u, "w_3": u / 2}
    higher = by.split(by.trivial(), by.auto(degree=0, factors=[(root, 1)]))
    return by.script(
        by.assume("u"), by.theorem("norm", "definite", "H", "1", "u"),
        by.witness(states, by.trivial(), by.trivial(), by.trivial(), higher),
    )  # fmt: skip


def down_at_a_saddle(H: Operator, g: Vector) -> by.Proof:
    """A proof that J curves down at (0, q), q orthogonal to g, for u != 0 and d >= 2."""
    q = Vector("q")
    values = {"a_at": Scalar("0"), "w_at": q, "tau": (g @ g) / bngd.sigma(H, q), "v": g}
    return by.script(
        by.assume("both"), by.theorem("some", "orthogonal_vector", g, "q"), by.obtain("some", "orthogonal"),
        by.theorem("norm", "definite", "H", "2", "u"),
        by.witness(values, by.trivial(), by.auto("norm", "orthogonal", factors=[(q @ (H @ q), -1)])),
    )  # fmt: skip


EQ_7_MUTANTS = {
    'operator dropped in the definition of g: H u becomes u':
        'true: only g = E xy != 0 matters',
    'operator inverted in the definition of g: H u becomes H⁻¹ u':
        'true: only g = E xy != 0 matters',
}


@claim("eq-7", paper=r"J(a, w) := \tfrac12 E_{x,y}[(y - a N_{BN}(x^Tw))^2] = \tfrac c2 - \tfrac{w^Tg}{\sigma}a + \tfrac12 a^2 "
       r"\text{ is no longer convex}",
       equivalent_mutants=EQ_7_MUTANTS)  # fmt: skip
def objective_in_moments() -> Decision:
    """The loss of the normalised model has the moment form (7), and is not convex: Jensen's inequality fails on some segment.

    The moment form holds.  For u = 0 the loss is c/2 + a^2/2, which is convex.  For every u != 0 it is
    not convex, in every dimension: from (-1, -u) to (-1, 2u) the middle is too high.  That segment
    crosses w = 0, as it must for d = 1, where J is convex on each half-line of its domain; for d >= 2 a
    second derivative is negative somewhere.
    """
    s, J = objective()
    H, g, c, u = Operator("H"), Vector("g"), Scalar("c"), Vector("u")
    a, w, x, y, sigma = Scalar("a"), Vector("w"), Vector("x"), Scalar("y"), Scalar("sigma")
    moments = eq(expectation((y - a * (x @ w) / sigma) ** 2) / 2, J)
    printed = s.claim(all_of(moments, jensen_fails(H, g, c)))
    flat = by.script(
        by.assume("claim"), by.obtain("claim.2", "above"),
        by.auto("above.2", "lemma1", squares=[Scalar("a_1") - Scalar("a_2")], degree=1),
    )  # fmt: skip
    no_signal = instance(d=1, H=[[1]], u=[0], c=1, a=0, w=[1],
                         samples=[{"p": "1/4", "x": [i], "y": j} for i in (1, -1) for j in (1, -1)])  # fmt: skip
    corrected = s.claim(all_of(
        moments,
        implies(ne(u, ZERO), jensen_fails(H, g, c)),
        implies(all_of(ne(u, ZERO), le(2, DIMENSION)), curved_down(J, a, w)),
        implies(eq(u, ZERO), eq(J, c / 2 + a**2 / 2)),
    ))  # fmt: skip
    zero = by.script(by.assume("u"), by.auto("u", multipliers=[H @ w, a / sigma * (H @ w)]))
    proof = by.split(by.trivial(), across_zero(H, u), down_at_a_saddle(H, g), zero)
    note = "The moment form holds; non-convexity fails for u = 0."
    return Decision(Part(printed, instances=(no_signal,), lemma=(eq(u, ZERO),), disproof=flat, note=note), Part(corrected, proof))


@claim("eq-7/domain", title="the minimum in (7) ranges over every w", kind="remark",
       paper=r"\min_{w \in \mathbb{R}^d, a \in \mathbb{R}} J(a, w)")  # fmt: skip
def domain_of_the_minimum() -> Decision:
    """J is defined, and at least (c - u'Hu)/2, for every w of R^d and every a.

    At w = 0 there is nothing to normalise: sigma = 0 and J has no value.  For w != 0 the bound holds
    (and the points (8) attain it).
    """
    statements = []
    for domain in ("any", "nonzero"):
        s = Setting()
        H, u, c, a, w = s.operator("H"), s.vector("u"), s.scalar("c"), s.scalar("a"), s.vector("w", domain)
        statements.append(s.claim(le((c - u @ (H @ u)) / 2, bngd.loss(H, H @ u, c, bngd.State(a, w)))))
    origin = instance(d=1, H=[[1]], u=[1], c=1, a=0, w=[0])
    best = (w @ (H @ u)) / bngd.sigma(H, w)
    proof = by.script(
        by.theorem("cauchy", "gram", "H", "1", "u", "w"), by.theorem("size", "definite", "H", "1", "w"),
        by.auto("cauchy", degree=1, factors=[(w @ (H @ w), -1)], squares=[a - best]),
    )  # fmt: skip
    return Decision(Part(statements[0], instances=(origin,)), Part(statements[1], proof))


@claim("eq-9-10", paper=r"a_{k+1} = a_k + \varepsilon_a\left(\tfrac{w_k^Tg}{\sigma_k} - a_k\right),\quad "
       r"w_{k+1} = w_k + \varepsilon\tfrac{a_k}{\sigma_k}\left(g - \tfrac{w_k^Tg}{\sigma_k^2}Hw_k\right)")  # fmt: skip
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
