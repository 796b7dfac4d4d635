"""Theorem 3.3 (2) and Appendix A.4: saddles are reached from a null set of starts only."""

from __future__ import annotations

from proofs_checks.convergence_theorem import ROOT, S, least_loss
from proofs_checks.every_start import K
from proofs_checks.interlacing import H, U
from proofs_checks.limits import C, converges_to_minimiser
from proofs_checks.near_misses import AVOIDED, MINIMISER, NONSINGULAR
from proofs_checks.one_step import positive_step
from proofs_checks.problem import NOT_PRINTED, Problem
from proofs_checks.trajectories import Trajectory, nonzero_step
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    ZERO,
    Decl,
    Formula,
    Scalar,
    Statement,
    Vector,
    all_of,
    almost_all,
    any_of,
    eig,
    eq,
    exists,
    from_index,
    implies,
    instance,
    le,
    lt,
    ne,
    negate,
    nonsingular,
    outer,
    sign,
    sqrt,
    tends,
)  # fmt: skip

START = (Decl("a0", "scalar", "real"), Decl("w0", "vector", "nonzero"))
A_LIM, W_LIM = Scalar("a_lim"), Vector("w_lim")


class FromAnywhere(Trajectory):
    """The iterates of BNGD from a start that is bound in the statement."""

    def __init__(self, u: str = "any") -> None:
        super().__init__(u)
        self.symbols = [decl for decl in self.symbols if decl.name not in ("a0", "w0")]

    def almost_surely(self, body: Formula) -> Formula:
        """The body holds for the iterates from almost every start."""
        return almost_all(START, self.along(body))

    @property
    def values(self) -> dict[str, Scalar | Vector | object]:
        """The symbols by their names, for claims on the orbit from (a0, w0)."""
        return {"H": H, "u": U, "eps_a": self.eps_a, "eps": self.eps, "a0": self.a0, "w0": self.w0}


def no_saddle(p: FromAnywhere) -> Formula:
    """(a_k, w_k) does not converge to a point (0, w) with w'g = 0."""
    ends = [Decl("a_lim", "scalar", "real"), Decl("w_lim", "vector", "nonzero")]
    return negate(exists(ends, all_of(tends(K, p.a[K], A_LIM), tends(K, p.w[K], W_LIM), eq(A_LIM, 0), eq(W_LIM @ p.g, 0))))


@claim("lemma-A.18", paper=r"A \subset T(\mathbb{R}^d/\{0\}) \text{ of measure zero} \implies T^{-1}(A) \text{ of measure "
                           r"zero},\quad T(x) := x - \varepsilon\nabla J(x)",
       equivalent_mutants=NONSINGULAR)
def preimages_of_null_sets() -> Decision:
    """Preimages of null sets under the step T with eps_a = eps are null.

    The proof needs that det(I - eps Hess J), an analytic function of (a, w), is not zero everywhere, on a connected set.
    For eps = 1 it is zero everywhere where u = 0, as T sets a to 0, and in one dimension for every u,
    as T sets a to w'g/sigma = +-|u|_H: so in the counterexample, with |u| = 1 as in A.3.  For d >= 2, and eps != 1 or u != 0, it is not.
    """
    p, q = FreeStep(), FreeStep()
    for problem in (p, q):
        problem.assume("both step sizes agree", eq(problem.eps_a, problem.eps))
        positive_step(problem)
    q.assume("there are at least two dimensions", le(2, DIMENSION))
    q.assume("the step size is not one, or u is not zero", any_of(ne(q.eps, 1), ne(U, ZERO)))
    return Decision(Part(p.step_is_nonsingular(), instances=(instance(d=1, H=[[1]], u=[1], eps_a=1, eps=1),)),
                    Part(q.step_is_nonsingular(), step_is_nonsingular(q)))  # fmt: skip


class FreeStep(Problem):
    """One step of BNGD from any state."""

    def __init__(self) -> None:
        super().__init__()
        self.with_steps()

    def step_is_nonsingular(self) -> Statement:
        """Preimages of null sets under the step are null sets."""
        after = bngd.step(self.H, self.g, bngd.State(Scalar("a"), Vector("w")), self.eps_a, self.eps)
        return self.claim(nonsingular([Decl("a", "scalar", "real"), Decl("w", "vector", "nonzero")], list(after)))


def step_is_nonsingular(p: FreeStep) -> by.Proof:
    """A proof at (0, u) where eps != 1 and u != 0, at (0, x) with x'g = 0 where eps = 1, and anywhere where u = 0."""

    def at(w: Vector, injective: list[by.Proof]) -> by.Proof:
        return by.nonsingular({"a": Scalar("0"), "w": w}, ("tau", "v"), domain=[by.trivial(), by.trivial()], injective=injective)

    x, tau, v = Vector("x"), Scalar("tau"), Vector("v")
    s = bngd.sigma(H, x)
    flat = by.script(
        by.have("not one", ne(p.eps_a, 1), by.script(by.suppose_not("is one"), by.either(
            "h4", "side", by.refuted("side", by.auto("is one", "h1")), by.refuted("side", by.given("no target"))))),
        at(x, [by.trivial(), by.given("d"), by.script(by.fix(), by.assume("still"), by.have("g", eq(p.g, ZERO), by.auto("no target", multipliers=[H])),
                                                    by.have("v", eq(v, ZERO), by.auto("still.2", "g", "x", multipliers=[p.eps * tau / s, p.eps * tau / s**3 * (H @ x)])),
                                                    by.split(by.auto("still.1", "v", "x", multipliers=[1 / (1 - p.eps_a), p.g, v, H @ x]), by.given("v")))]),
    )  # fmt: skip
    steep = by.script(by.theorem("size of u", "definite", "H", "1", U), by.cases("one", eq(p.eps_a, 1), at(x, at_orthogonal(p)), at(U, at_target(p))))
    return by.script(by.have("d", le(2, DIMENSION), by.given("h3")), by.theorem("orthogonal", "orthogonal_vector", p.g, "x"), by.obtain("orthogonal", "x"),
                     by.cases("no target", eq(U, ZERO), flat, steep))  # fmt: skip


@claim("lemma-A.19", paper=r"\det(I - \varepsilon\nabla^2f(x^*)) \ne 0,\ \nabla^2f(x^*) \text{ has a negative eigenvalue} \implies "
                           r"\{x_0 \in U : x_{n+1} = x_n - \varepsilon\nabla f(x_n) \in U,\ \forall n \ge 0\} \text{ has measure zero}")
def stays_near_a_strict_saddle() -> Decision:
    """Gradient descent stays near a strict saddle from a null set of starts only; here for f = J, where u != 0 and eps_a = eps > 0.

    The lemma is the centre-stable manifold theorem, for every f; the language has no functions of a vector without a formula.
    The proofs that need it (new-avoidance) cite that theorem, with its premises as obligations, in a form that needs no determinant.
    """
    p = FromAnywhere("nonzero")
    p.assume("both step sizes agree", eq(p.eps_a, p.eps))
    positive_step(p)
    star, r = p.vector("w_star", "nonzero"), Scalar("r")
    p.assume("w_star is a saddle", eq(star @ p.g, 0))
    away = p.w[K] - star
    near = from_index(K, 0, lt(p.a[K] ** 2 + away @ away, r**2))
    statement = p.claim(exists([Decl("r", "scalar", "positive")], p.almost_surely(negate(near))))
    return Decision(Part(statement, note="Tried: a proof from the rule for unstable fixed points, which speaks of convergence, not of "
                                         "orbits that stay near without converging."))


@claim("new-avoidance", title="almost no start leads to a saddle, for any step sizes", kind="theorem", where="beyond A.4", paper=NOT_PRINTED,
       equivalent_mutants=AVOIDED)
def saddles_attract_a_null_set() -> Decision:
    """For u != 0, every eps_a > 0 and every eps > 0 the starts from which BNGD converges to a saddle (0, w), w'g = 0, form a null set.

    At a saddle the derivative of the step has the eigenvalue (2 - eps_a + sqrt(eps_a^2 + 4 eps eps_a |g|^2/sigma^2))/2 > 1.
    """
    p = FromAnywhere("nonzero")
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("the step size of w is positive", lt(0, p.eps))
    line = by.script(by.almost_everywhere("start"), p.enter(), by.assume("limit"), by.obtain("limit", "end"), *no_saddle_on_a_line(p, "end.4"))
    generic = by.script(by.theorem("orthogonal", "orthogonal_vector", p.g, "x"), by.obtain("orthogonal", "x"), avoidance(p, at_orthogonal(p), Vector("x")))
    plane = by.cases("one", eq(p.eps_a, 1), generic, avoidance(p, at_target(p), U))
    return Decision(Part(p.claim(p.almost_surely(no_saddle(p))), by.cases("d", le(2, DIMENSION), plane, line)))


def avoidance(p: FromAnywhere, injective: list[by.Proof], w: Vector) -> by.Proof:
    """A proof by the instability of the saddles; the derivative of the step is injective at (0, w)."""
    sigma = bngd.sigma(H, W_LIM)
    growth = p.eps * p.eps_a * (p.g @ p.g) / sigma**2
    root = sqrt(p.eps_a**2 + 4 * growth)
    factor = (2 - p.eps_a + root) / 2
    larger = by.script(
        by.theorem("g", "definite", "H", "2", U),
        by.have("growth", lt(0, growth), by.auto("g", degree=0, factors=[(p.eps, 1), (p.eps_a, 1), (p.g @ p.g, 1), (W_LIM @ (H @ W_LIM), -1)])),
        by.have("square", eq(root**2, p.eps_a**2 + 4 * growth), by.auto("growth")),
        by.have("root", lt(p.eps_a, root), by.script(
            by.suppose_not("not"), by.have("sign", le(0, root), by.trivial()),
            by.have("squares", le(root**2, p.eps_a**2), by.auto("not", "sign", "h1", degree=2)), by.auto("squares", "growth", "square", degree=1))),
        by.auto("root", degree=1),
    )  # fmt: skip
    nonzero = by.script(by.choose(1), by.theorem("g", "definite", "H", "2", U), by.suppose_not("zero"),
                        by.have("no length", eq(p.g @ p.g, 0), by.auto("zero", multipliers=[p.g])), by.auto("no length", "g"))  # fmt: skip
    w_now = Vector("w")
    return by.unstable(
        "saddle", {"a": 0, "w": w}, factor, {"tau": (factor - 1) * sigma / p.eps, "v": p.g},
        domain=[by.trivial(), by.trivial(), nonzero_step(p, w_now, p.eps * Scalar("a") / bngd.sigma(H, w_now))], injective=injective,
        proofs=[larger, nonzero, by.auto("saddle.1", "saddle.2"), by.auto("saddle.1", "saddle.2")],
    )  # fmt: skip


def at_target(p: FromAnywhere) -> list[by.Proof]:
    """Proofs that the derivative of the step is injective at (0, u), for eps_a != 1."""
    rest = by.split(by.auto("still", multipliers=[1 / (1 - p.eps_a)]), by.auto("still"))
    return [by.trivial(), by.given("d"), by.script(by.fix(), by.assume("still"), rest)]


def at_orthogonal(p: FromAnywhere) -> list[by.Proof]:
    """Proofs that the derivative of the step is injective at (0, x) with x'g = 0, for eps_a = 1."""
    x, tau, v, g = Vector("x"), Scalar("tau"), Vector("v"), p.g
    s = bngd.sigma(H, x)
    part = p.eps * tau / s
    steps = [
        by.theorem("g", "definite", "H", "2", U), by.theorem("size", "definite", "H", "1", x),
        by.have("v", eq(v, -part * g), by.auto("still.2", "x", multipliers=[(tau * p.eps / s**3) * (H @ x)])),
        by.have("first", eq((1 - p.eps_a) * tau + p.eps_a * (v @ g) / s, 0), by.auto("still.1", "x", multipliers=[p.eps_a * (v @ (H @ x)) / s**3])),
        by.have("along g", eq(v @ g, -part * (g @ g)), by.auto("v", multipliers=[g])),
        by.have("product", eq(tau * (g @ g), 0), by.auto("first", "along g", "one", multipliers=[tau, s, s**2 / p.eps, s / p.eps])),
        by.have("tau", eq(tau, 0), by.auto("product", multipliers=[1 / (g @ g)])),
        by.split(by.given("tau"), by.auto("v", "tau", multipliers=[(p.eps / s) * g])),
    ]  # fmt: skip
    return [by.auto("x"), by.given("d"), by.script(by.fix(), by.assume("still"), *steps)]


def no_saddle_on_a_line(p: Problem, corr: str) -> list[by.Proof]:
    """Steps: in one dimension w'g = 0, the fact `corr`, has no solution w != 0; from the fact `d`: 0 < 0."""
    form, g = outer(p.g, p.g), p.g
    low, high = eig(form, 1), eig(form, DIMENSION)
    return [
        by.theorem("g", "definite", "H", "2", U), by.theorem("w", "definite", "I", "0", W_LIM),
        by.theorem("at w", "rayleigh", form, W_LIM), by.theorem("at g", "rayleigh", form, g),
        by.theorem("one", "integer_step", "d", "2"), by.have("d = 1", le(DIMENSION, 1), by.auto("one", degree=1)),
        by.theorem("order", "eigenvalue_order", form, "d", "1", premises={5: by.given("d = 1")}),
        by.have("low", le(low, 0), by.script(by.have("form", le(low * (W_LIM @ W_LIM), 0), by.auto("at w.1", corr, degree=1, multipliers=[W_LIM @ g])),
                                             by.auto("form", degree=1, factors=[(W_LIM @ W_LIM, -1)]))),
        by.have("high", le(high, 0), by.auto("low", "order", degree=1)),
        by.have("square", le((g @ g) ** 2, 0), by.script(by.have("form g", le(high * (g @ g), 0), by.auto("high", degree=1, factors=[(g @ g, 1)])),
                                                         by.auto("at g.2", "form g", degree=1))),
        by.have("positive", lt(0, (g @ g) ** 2), by.auto("g", degree=2)), by.auto("square", "positive", degree=1),
    ]  # fmt: skip


@claim("new-almost-every-start", title="almost every start leads to a global minimiser, for eps_a in (0, 2)", kind="theorem", where="beyond 3.2", paper=NOT_PRINTED,
       equivalent_mutants=MINIMISER)
def minimisers_from_almost_every_start() -> Decision:
    """For 0 < eps_a < 2 and every eps > 0 BNGD converges to a global minimiser of J from almost every start.

    The paper has this for eps_a = 1 only (Theorems 3.3 (2) and A.21).
    """
    p = FromAnywhere()
    p.assume("the step size of a is positive", lt(0, p.eps_a))
    p.assume("the step size of a is below two", lt(p.eps_a, 2))
    p.assume("the step size of w is positive", lt(0, p.eps))
    p.scalar("c")
    return Decision(Part(p.claim(p.almost_surely(converges_to_minimiser(p))), minimiser_proof(p)))


def minimiser_proof(p: FromAnywhere) -> by.Proof:
    """A proof that almost every start leads to a minimiser, from 0 < eps_a < 2 and eps > 0."""
    own, run, values = [by.given("orbit start"), by.given("orbit step")], {"a": p.a[K], "w": p.w[K]}, p.values
    b, z = Scalar("b"), Vector("z")
    g_is_zero = by.have("g", eq(H @ U, ZERO), by.auto("target", multipliers=[H]))
    flat = by.script(by.fix(), *(by.have(f"at {i}", eq(x @ p.g, 0), by.auto("g", multipliers=[x])) for i, x in (("z", z), ("w0", p.w0))),
                     by.have("least", le(0, b**2 / 2), by.auto("g", degree=0, squares=[b])),
                     by.auto("least", "at z", "at w0", degree=1, multipliers=[b / sqrt(z @ (H @ z))]))  # fmt: skip
    none = by.script(
        by.almost_everywhere("start"), by.use("of orbits", "thm-A.17/no-target", values), p.enter(), by.along("end", "of orbits", K, run, own), g_is_zero,
        by.witness({"a_star": "0", "w_star": p.w0}, by.trivial(), by.split(by.given("end.1"), by.given("end.2"), flat)),
    )  # fmt: skip
    saddle = by.script(by.obtain("kind", "w"), by.refuted("not there", by.witness(
        {"a_lim": "0", "w_lim'": W_LIM}, by.trivial(), by.split(by.given("w.1"), by.given("w.2"), by.trivial(), by.given("w.3")))))  # fmt: skip
    line = by.script(by.theorem("c", "definite", "H", "1", U), by.obtain("kind", "s"), by.witness(
        {"a_star": sign(S) * ROOT, "w_star": S * U}, by.trivial(), by.split(by.given("s.1"), by.given("s.2"), least_loss(p))))  # fmt: skip
    avoided = by.use("avoids", "new-avoidance", {name: x for name, x in values.items() if name not in ("a0", "w0")})
    some = by.script(
        avoided, by.almost_everywhere("start", "avoids"), by.use("of orbits", "thm-A.17/ends", values), p.enter(),
        by.along("end", "of orbits", K, run, own), by.along("not there", "start 1", K, run, own),
        by.either("end", "kind", {"by": "exfalso", "then": saddle}, line),
    )  # fmt: skip
    return by.cases("target", eq(U, ZERO), none, some)


def at_one(p: FromAnywhere) -> by.Proof:
    """A proof for eps_a = 1 from `new-almost-every-start`."""
    values = {name: x for name, x in p.values.items() if name not in ("a0", "w0")}
    near = [by.auto("h1", degree=1), by.auto("h1", degree=1)]
    return by.script(by.use("all", "new-almost-every-start", {**values, "c": C}, premises=dict(enumerate(near))), by.given("all"))


@claim("thm-3.3-2", paper=r"\varepsilon_a = 1,\ \varepsilon > 0 \implies (a_k,w_k) \to \text{global minimizers for almost all } "
                          r"(a_0,w_0)",
       equivalent_mutants=MINIMISER)
def second_sufficient_condition() -> Decision:
    """For eps_a = 1 and every eps > 0 BNGD converges to a global minimiser from almost every start.

    It holds for every eps_a in (0, 2): new-almost-every-start.
    """
    p = at_unit_step()
    return Decision(Part(p.claim(p.almost_surely(converges_to_minimiser(p))), at_one(p)))


def at_unit_step() -> FromAnywhere:
    """BNGD with eps_a = 1 and eps > 0."""
    p = FromAnywhere()
    p.assume("the step size of a is one", eq(p.eps_a, 1))
    positive_step(p)
    p.scalar("c")
    return p


@claim("lemma-A.20", paper=r"\varepsilon_a = \varepsilon \ge 1 \implies \{(a_0,w_0) : (a_k,w_k) \to \text{a saddle point}\} "
                           r"\text{ has Lebesgue measure zero}",
       equivalent_mutants=AVOIDED)
def saddles_have_null_basin() -> Decision:
    """For eps_a = eps >= 1 and almost every start BNGD does not converge to a point with a = 0, w'g = 0.

    u is not zero, as otherwise these points are minimisers.  Neither eps_a = eps nor eps >= 1 is needed: new-avoidance.
    """
    p = FromAnywhere("nonzero")
    p.assume("both step sizes agree", eq(p.eps_a, p.eps))
    p.assume("the step sizes are at least one", le(1, p.eps))
    values = {name: x for name, x in p.values.items() if name not in ("a0", "w0")}
    premises = {1: by.auto("h1", "h2", degree=1), 2: by.auto("h2", degree=1)}
    proof = by.script(by.use("all", "new-avoidance", values, premises=premises), by.given("all"))
    return Decision(Part(p.claim(p.almost_surely(no_saddle(p))), proof, note="u is not zero: for u = 0 these points are minimisers."))


@claim("thm-A.21", paper=r"\varepsilon_a = 1,\ \varepsilon \ge 0 \implies (a_k,w_k) \to \text{global minimizers for almost all "
                         r"} (a_0,w_0)",
       equivalent_mutants=MINIMISER)
def minimisers_almost_surely() -> Decision:
    """For eps_a = 1 and every eps >= 0 BNGD converges to a global minimiser from almost every start.

    False for eps = 0: then w never moves, and the limit is a minimiser only if w_0 is parallel to u.
    Theorem 3.3 (2) says eps > 0.
    """
    p, q, x = FromAnywhere(), at_unit_step(), Vector("x")
    p.assume("the step size of a is one", eq(p.eps_a, 1))
    p.assume("the step size of w is not negative", le(0, p.eps))
    still = almost_all([Decl("x", "vector", "nonzero")], eq(bngd.residual(p.H, p.u, x), ZERO))
    p.scalar("c")
    printed = p.claim(all_of(p.almost_surely(converges_to_minimiser(p)), implies(eq(p.eps, 0), still)))
    frozen = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], eps_a=1, eps=0, c=1, x=[0, 1])
    return Decision(
        Part(printed, instances=(frozen,), note="For eps = 0 the claim is also spelt out: almost every w_0 = x has a zero "
                                                "residual."),
        Part(q.claim(q.almost_surely(converges_to_minimiser(q))), at_one(q)),
    )  # fmt: skip
