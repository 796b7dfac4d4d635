"""Proposition 3.5 (2): the effective step along BNGD for large step sizes."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.near_misses import LARGE_STEPS, NEARLY_THERE, SMALL_STEPS
from proofs_checks.one_step import gentle_steps, norm_h, positive_step, square_h, squared_out
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.small_trajectories import at_start
from proofs_checks.small_transitions import (
    EPS,
    LEAST,
    MOST,
    TRANSITION,
    U_SIZE,
    W_0,
    Transition,
)
from proofs_checks.step_size_norm import always, start_values
from proofs_checks.step_size_trajectories import Family, chosen_steps
from proofs_checks.trajectories import K, Trajectory
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Expression,
    Formula,
    Scalar,
    Setting,
    Statement,
    Vector,
    all_of,
    eq,
    exists,
    forall,
    from_index,
    implies,
    instance,
    le,
    lt,
    ne,
    sqrt,
)  # fmt: skip

# Proposition 3.5 (2)

FLOOR, ROOT = Scalar("A"), Scalar("S")


@claim("prop-3.5-2/first", title="the first step, whatever its length", kind="inequality", paper=NOT_PRINTED)
def first_step_for_every_eps() -> Decision:
    """If a w'g > 0 and g'He > 0, then after a step with any eps > 0 a and w'g still agree in sign, and alpha^2 >= A, independently of eps.

    Here A is at most (w'g)^2/(lambda_max |w|^2) and (g'He)^2/(lambda_max |He|^2), the bounds for eps to 0 and to infinity.
    """
    p = Transition()
    pull = H @ bngd.residual(H, p.u, p.w)
    push, slope = EPS * p.a / p.sigma, p.g @ pull
    gentle_steps(p)
    positive_step(p)
    p.scalar("A", "positive")
    p.assume("the state has positive correlation", lt(0, p.a * p.wg))
    p.assume("w'g rises", lt(0, slope))
    p.assume("A bounds alpha^2 for short steps", le(FLOOR * HIGH * (p.w @ p.w), p.wg**2))
    p.assume("A bounds alpha^2 for long steps", le(FLOOR * HIGH * (pull @ pull), slope**2))
    length = eq(p.z @ p.z, p.w @ p.w + push**2 * (pull @ pull))
    statement = p.claim(all_of(length, le(FLOOR, p.beta**2), lt(0, p.b * p.beta)))
    return Decision(Part(statement, first_proof(p, push, pull, length)))


def first_proof(p: Transition, push: Scalar, pull: Vector, length: Formula) -> by.Proof:
    """The proof of prop-3.5-2/first."""
    y, moved, r, slope, after = p.wg, p.w + push * pull, p.eps_a, p.g @ pull, p.z @ p.g
    floor = by.script(
        by.have("square", eq(after**2, (y + push * slope) ** 2), by.auto("rise", multipliers=[after, y + push * slope])),
        by.have("cross", le(0, push * slope * y), by.auto("h6", "h7", degree=2, factors=[(EPS, 1), (p.sigma, -1)])),
        by.have("long", le(FLOOR * HIGH * (push**2 * (pull @ pull)), push**2 * slope**2), by.auto("h9", degree=1, squares=[push])),
        by.have("all", le(FLOOR * HIGH * (p.z @ p.z), after**2),
                by.auto("length", "h8", "long", "cross", "square", degree=1, multipliers=[FLOOR * HIGH])),
        by.theorem("z", "rayleigh", H, p.z), by.have("sigma", le(FLOOR * square_h(p.z), after**2), by.auto("z.2", "all", degree=1, factors=[(FLOOR, 1)])),
        by.auto("sigma", degree=1, factors=[(norm_h(p.z), -2)]),
    )  # fmt: skip
    signs = by.script(
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h6", "no y", degree=1, multipliers=[p.a]))),
        by.have("y y", lt(0, y**2), by.trivial()),
        by.have("b is", eq(p.b * y, (1 - r) * (p.a * y) + r * (y**2 / p.sigma)), by.auto("h1", multipliers=[y])),
        by.have("b", lt(0, p.b * y), by.auto("b is", "h4", "h6", "y y", degree=2, factors=[(r, 1), (p.sigma, -1)])),
        by.have("after is", eq(after * y, y**2 + push * slope * y), by.auto("rise", multipliers=[y])),
        by.have("after", lt(0, after * y), by.script(
            by.have("cross", le(0, push * slope * y), by.auto("h6", "h7", degree=2, factors=[(EPS, 1), (p.sigma, -1)])),
            by.auto("after is", "cross", "y y", degree=1))),
        by.auto("b", "after", degree=2, factors=[(y**2, -1), (norm_h(p.z), -1)]),
    )  # fmt: skip
    return by.script(
        by.have("same", eq(p.z @ p.z, moved @ moved), by.auto("h2", multipliers=[p.z, moved])),
        by.have("length", length, by.auto("same")), by.have("rise", eq(after, y + push * slope), by.auto("h2", multipliers=[p.g])),
        by.split(by.given("length"), floor, signs),
    )  # fmt: skip


class LongStart(Trajectory):
    """A start with a0 w0'g > 0 and g'He0 > 0, and constants for the state after the first step, whatever eps is.

    |a0|, |u|_H <= M, A as in prop-3.5-2/first, S <= sqrt(A), m <= A, sqrt(A) |a1|, and M |u|_H kappa <= C_3 eps.
    """

    def __init__(self) -> None:
        super().__init__()
        gentle_steps(self)
        positive_step(self)
        for name in ("A", "m", "M", "S"):
            self.scalar(name, "positive")
        self.alpha0, self.pull = self.w0 @ self.g / norm_h(self.w0), H @ bngd.residual(H, self.u, self.w0)
        self.a1, self.c3 = self.a0 + self.eps_a * (self.alpha0 - self.a0), (self.a0 / norm_h(self.w0)) ** 2 * (self.pull @ self.pull)
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        self.assume("w'g rises at the start", lt(0, self.g @ self.pull))
        self.assume("A bounds alpha_1^2 for short steps", le(FLOOR * HIGH * (self.w0 @ self.w0), (self.w0 @ self.g) ** 2))
        self.assume("A bounds alpha_1^2 for long steps", le(FLOOR * HIGH * (self.pull @ self.pull), (self.g @ self.pull) ** 2))
        self.assume("m is at most A", le(LEAST, FLOOR))
        self.assume("m is at most |a_1| sqrt(A)", le(LEAST**2, FLOOR * self.a1**2))
        self.assume("M bounds a_0", le(self.a0**2, MOST**2))
        self.assume("M bounds |u|_H", le(U_SIZE, MOST))
        self.assume("S is at most sqrt(A)", le(ROOT**2, FLOOR))
        self.assume("the step size of w is large", le(MOST * U_SIZE * HIGH, LOW * self.c3 * EPS))
        self.length1 = self.w0 @ self.w0 + self.c3 * EPS**2

    def bounds_at(self, k: Scalar) -> Formula:
        """(79)."""
        length = self.w[1] @ self.w[1]
        low, high = LEAST / (HIGH * (1 + U_SIZE / ROOT)), MOST * U_SIZE / LOW
        return all_of(le(low * (EPS / length), self.eps_hat_at(k)), le(self.eps_hat_at(k), high * (EPS / length)))


@claim("eq-78-80/all", title="(79) for all k >= 1", kind="inequality", paper=NOT_PRINTED, equivalent_mutants=SMALL_STEPS)
def bounds_after_first_step() -> Decision:
    """For large eps and all k >= 1, C_1 eps/|w_1|^2 <= eps_hat_k <= C_2 eps/|w_1|^2: part (1) of the proposition from the start (a_1, w_1)."""
    p = LongStart()
    one, w1 = Scalar("1"), p.w[1]
    first = {**TRANSITION, "a": p.a0, "w": p.w0, "A": FLOOR, "b": p.a[1], "z": w1}
    start: dict[str, Expression] = {"H": H, "u": p.u, "eps_a": p.eps_a, "eps": EPS, "a0": p.a[1], "w0": w1, "m": LEAST, "M": MOST, "N": MOST / ROOT}
    later = by.along("later", "orbit from one", K, {"a'": p.a[K + 1], "w'": p.w[K + 1]}, [
        by.split(by.trivial(), by.trivial()),
        by.script(by.fix(), by.assume("index"), by.apply("next", "orbit step", {"k": K + 1}), by.split(by.given("next.1"), by.given("next.2")))])  # fmt: skip
    rest = by.script(
        by.fix(), by.assume("index"), by.have("from zero", le(0, K), by.auto("index", degree=1)), by.apply("here", "later", {"k": K - one}),
        by.split(by.auto("here.1", degree=1, factors=[(EPS, 1)]), by.auto("here.2", degree=1, factors=[(EPS, 1)])),
    )  # fmt: skip
    proof = by.script(
        p.enter(), *at_start(p), *first_move(p),
        by.use("first", "prop-3.5-2/first", first), *second_facts(p),
        by.use("orbit from one", "prop-3.5-1/constants", start), later,
        by.split(by.given("length"), rest),
    )  # fmt: skip
    body = all_of(eq(w1 @ w1, p.length1), from_index(K, 1, p.bounds_at(K)))
    return Decision(Part(p.claim(p.along(body)), proof))


def first_move(p: Trajectory) -> list[by.Proof]:
    """Steps: facts `a one` and `w one`: (a_1, w_1) is the step from (a0, w0), after `at_start`."""
    w, g, sigma, sigma0, y0 = p.w[0], p.g, p.sigma_at(0), norm_h(p.w0), p.w0 @ p.g
    push, push0 = EPS * p.a[0] / sigma, EPS * p.a0 / sigma0
    factor, factor0 = push * (w @ g) / sigma**2, push0 * y0 / sigma0**2
    return [
        by.apply("move", "orbit step", {"k": 0}),
        by.have("inverse", eq(1 / sigma, 1 / sigma0), by.auto("sigma0", multipliers=[1 / (sigma * sigma0)])),
        by.have("push", eq(push, push0), by.auto("orbit start.1", "inverse", multipliers=[EPS / sigma0, EPS * p.a[0]])),
        by.have("inverse square", eq(1 / sigma**2, 1 / sigma0**2), by.auto("inverse", multipliers=[1 / sigma, 1 / sigma0])),
        by.have("half", eq(push * (w @ g), push0 * y0), by.auto("push", "y0", multipliers=[push0, w @ g])),
        by.have("factor", eq(factor, factor0), by.auto("half", "inverse square", multipliers=[1 / sigma**2, push0 * y0])),
        by.have("a one", eq(p.a[1], p.a0 + p.eps_a * (y0 / sigma0 - p.a0)), by.auto("move.1", "orbit start.1", "alpha0", multipliers=[p.eps_a])),
        by.have("w one", eq(p.w[1], p.w0 + push0 * (g - y0 / sigma0**2 * (H @ p.w0))),
                by.auto("move.2", "orbit start.2", "push", "factor", multipliers=[g, H @ w, factor0 * H])),
    ]  # fmt: skip


def second_facts(p: LongStart) -> list[by.Proof]:
    """Steps: the hypotheses of prop-3.5-1/constants for the start (a_1, w_1)."""
    a1, alpha1, w1, r, alpha = p.a[1], p.alpha_at(1), p.w[1], p.eps_a, p.alpha0
    mean = (1 - r) * p.a0 + r * alpha
    root = by.script(by.have("square", eq(a1**2, p.a1**2), by.auto("a one", multipliers=[a1, p.a1])),
                     by.have("floor", le(FLOOR * a1**2, alpha1**2 * a1**2), by.auto("first.2", degree=1, squares=[a1])),
                     by.auto("h9", "square", "floor", degree=1, multipliers=[FLOOR]))  # fmt: skip
    convex = by.script(
        by.have("is", eq(a1**2, mean**2), by.auto("a one", multipliers=[a1, mean])), by.theorem("angle", "gram", "H", "1", p.u, p.w0),
        by.have("cap", le(alpha**2, U_SIZE**2), by.auto("angle", degree=1, factors=[(norm_h(p.w0), -2)])),
        by.have("wide", le(U_SIZE**2, MOST**2), by.auto("h11", degree=1, factors=[(U_SIZE, 1), (MOST, 1)])),
        by.have("inside", le(alpha**2, MOST**2), by.auto("cap", "wide", degree=1)),
        by.have("old", le((1 - r) * p.a0**2, (1 - r) * MOST**2), by.auto("h2", "h10", degree=2)),
        by.have("new", le(r * alpha**2, r * MOST**2), by.auto("inside", degree=1, factors=[(r, 1)])),
        by.have("spread", le(0, r * (1 - r) * (p.a0 - alpha) ** 2), by.auto("h2", degree=1, factors=[(r, 1)], squares=[p.a0 - alpha])),
        by.auto("is", "old", "new", "spread", degree=1),
    )  # fmt: skip
    room = by.script(by.have("wide", le(EPS * MOST * U_SIZE * HIGH, LOW * p.c3 * EPS**2), by.auto("h13", degree=1, factors=[(EPS, 1)])),
                     by.have("short", le(0, LOW * (p.w0 @ p.w0)), by.trivial()), by.auto("wide", "short", "length", degree=1, multipliers=[LOW]))  # fmt: skip
    return [
        by.have("length", eq(w1 @ w1, p.length1), by.auto("first.1")),
        by.theorem("root", "root_order", LEAST, a1 * alpha1, premises={0: by.auto("first.3", degree=1), 1: root}),
        by.have("least", le(LEAST, alpha1**2), by.auto("h8", "first.2", degree=1)), by.have("bounded", le(a1**2, MOST**2), convex),
        by.have("ratio", le(MOST**2, (MOST / ROOT) ** 2 * alpha1**2), by.auto("h12", "first.2", degree=1, factors=[(MOST, 2), (ROOT, -2)])),
        by.have("room", le(EPS * MOST * U_SIZE * HIGH, LOW * (w1 @ w1)), room),
    ]  # fmt: skip


class LongerStart(LongStart):
    """A long start (h13: eps is at least eps_1 := M |u|_H kappa/C_3), with a symbol for C_3 (h14), and eps_1 <= eps (h15, h16)."""

    def __init__(self) -> None:
        super().__init__()
        self.scalar("C_3", "positive")
        self.scalar("eps_1", "positive", latex=r"\varepsilon_1")
        self.assume("C_3 is the growth of the first step", eq(Scalar("C_3"), self.c3))
        self.assume("eps is at least eps_1", le(Scalar("eps_1"), self.eps))


@claim("eq-78-80/80", title="(80) for all k >= 1", kind="inequality", paper=NOT_PRINTED)
def product_bounds_after_first_step() -> Decision:
    """(80): for eps >= eps_1 and all k >= 1, C_1/(|w_0|^2/eps_1^2 + C_3) <= eps_hat_k eps <= C_2/C_3, with C_1, C_2 of (79)."""
    p = LongerStart()
    c3, first, length, size = Scalar("C_3"), Scalar("eps_1"), p.w0 @ p.w0, p.w[1] @ p.w[1]
    low, high = LEAST / (HIGH * (1 + U_SIZE / ROOT)), MOST * U_SIZE / LOW
    L1, stretch, share = length + c3 * EPS**2, length / first**2 + c3, p.eps_hat_at(K)
    bounds = all_of(le(low / stretch, share * EPS), le(share * EPS, high / c3))
    below = by.script(
        by.have("ratio", le(first**2, EPS**2), by.auto("h15", degree=1, factors=[(first, 1), (EPS, 1)])),
        by.auto("ratio", degree=1, factors=[(length, 1), (first, -2)]),
    )  # fmt: skip
    proof = by.script(
        by.have("long", le(L1, stretch * EPS**2), below),
        p.enter(), *always(p, "all", "eq-78-80/all", start_values(p, "A", "S")),
        by.have("size", eq(size, L1), by.auto("all.1", "h14", multipliers=[EPS**2])),
        by.have("inverse", eq(EPS / size, EPS / L1), by.auto("size", multipliers=[EPS / size / L1])),
        by.fix(), by.assume("index"), by.have("from zero", le(0, K), by.auto("index", degree=1)), by.apply("here", "all.2", {"k": K}),
        by.have("one", le(low * (EPS / L1), share), by.auto("here.1", "inverse", degree=1, multipliers=[low])),
        by.have("two", le(share, high * (EPS / L1)), by.auto("here.2", "inverse", degree=1, multipliers=[high])),
        by.have("three", le(1 / stretch, EPS**2 / L1), by.auto("long", degree=1, factors=[(stretch, -1), (L1, -1)])),
        by.have("four", le(EPS**2 / L1, 1 / c3), by.auto(degree=0, factors=[(length, 1), (L1, -1), (c3, -1)])),
        by.have("five", le(low / stretch, low * (EPS**2 / L1)), by.auto("three", degree=1, factors=[(low, 1)])),
        by.have("six", le(low * (EPS**2 / L1), share * EPS), by.auto("one", degree=1, factors=[(EPS, 1)])),
        by.have("seven", le(high * (EPS**2 / L1), high / c3), by.auto("four", degree=1, factors=[(MOST, 1), (U_SIZE, 1), (LOW, -1)])),
        by.have("eight", le(share * EPS, high * (EPS**2 / L1)), by.auto("two", degree=1, factors=[(EPS, 1)])),
        by.split(by.auto("five", "six", degree=1), by.auto("seven", "eight", degree=1)),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(from_index(K, 1, bounds))), proof))


@claim("prop-3.5-2/choice", title="the constants A, S and m", kind="inequality", paper=NOT_PRINTED)
def choice_of_constants() -> Decision:
    """For positive y^2, s, f, L, t, h the numbers A = y^2 s^2/(h (L s^2 + f y^2)), S = sqrt(A) and m = A t/(t + S) are positive and small enough.

    Here L = |w_0|^2, f = |He_0|^2, s = g'He_0, y = w_0'g, t = |a_1|, h = lambda_max.
    """
    p = Setting()
    y = p.scalar("y")
    s, f, L, t, h = (p.scalar(name, "positive") for name in ("s", "f", "L", "t", "h"))
    p.assume("y is not zero", ne(y, 0))
    total = L * s**2 + f * y**2
    A = p.define("A", y**2 * s**2 / total / h)
    S = p.define("S", sqrt(A))
    m = p.define("m", A * t / (t + S))
    wide = S * t
    statement = p.claim(all_of(lt(0, A), lt(0, S), lt(0, m), le(A * h * L, y**2), le(A * h * f, s**2), le(m, A), le(m**2, A * t**2)))
    square = by.script(
        by.have("once", le(m**2, m * wide), by.auto("m t", degree=1, factors=[(m, 1)])),
        by.have("twice", le(m * wide, wide**2), by.auto("m t", degree=1, factors=[(S, 1), (t, 1)])), by.auto("once", "twice", degree=1),
    )  # fmt: skip
    return Decision(Part(statement, by.script(
        by.have("y y", lt(0, y**2), by.trivial()), by.have("total", lt(0, total), by.trivial()),
        by.have("A", lt(0, A), by.auto(degree=0, factors=[(y**2, 1), (s, 2), (h, -1), (total, -1)])),
        by.have("S", lt(0, S), by.script(by.suppose_not("flat"), squared_out("A", "flat", S))),
        by.have("m", lt(0, m), by.auto("A", degree=1, factors=[(t, 1), (t + S, -1)])),
        by.have("m t", le(m, wide), by.auto("S", degree=1, factors=[(t, 2), (t + S, -1)])),
        by.split(by.given("A"), by.given("S"), by.given("m"), by.auto(degree=0, factors=[(total, -1), (f, 1)], squares=[y**2]),
                 by.auto(degree=0, factors=[(total, -1), (L, 1)], squares=[s**2]),
                 by.auto("S", degree=1, factors=[(A, 1), (t + S, -1)]), square),
    )))  # fmt: skip


class LongFamily(Family):
    """The hypotheses of Proposition 3.5, the third one strict, and constants for the state after the first step."""

    def __init__(self) -> None:
        super().__init__(strict=True)
        pull, y, length = H @ bngd.residual(H, self.u, self.w0), self.w0 @ self.g, self.w0 @ self.w0
        self.slope, self.force = self.define("s", self.g @ pull), self.define("f", pull @ pull)
        self.a1 = self.define("a_1", self.a0 + self.eps_a * (self.alpha0 - self.a0))
        self.c3 = self.define("C_3", (self.a0 / norm_h(self.w0)) ** 2 * self.force)
        self.floor = self.define("A", y**2 * self.slope**2 / (length * self.slope**2 + self.force * y**2) / HIGH)
        self.root = self.define("r", sqrt(self.floor))
        self.least1 = self.define("m_1", self.floor * abs(self.a1) / (abs(self.a1) + self.root))

    @property
    def constants(self) -> dict[str, Scalar]:
        """Values of A, m, M and S."""
        return {"A": self.floor, "m": self.least1, "M": self.most, "S": self.root}


PAPER_LARGE = (r"\varepsilon \gg 1 \implies C_1 \le \hat\varepsilon_k\varepsilon \le C_2 \text{ with } C_1, C_2 > 0 "
               r"\text{ independent of } \varepsilon, k")  # fmt: skip


@claim("prop-3.5-2", paper=PAPER_LARGE, equivalent_mutants=LARGE_STEPS)
def large_steps() -> Decision:
    """For large eps the effective step has the order 1/eps: C_1 <= eps_hat_k eps <= C_2 for all k.

    For k = 0 it is false at every start, as eps_hat_0 is proportional to eps.  For k >= 1 it is false
    where w_0 is parallel to u, as then w never moves and eps_hat_k has the order eps, and
    where the third hypothesis is an equality and w_0 is not parallel to u: then w_1'g = w_0'g, and
    eps_hat_1 has the order 1/eps^2.  With a strict third hypothesis neither occurs, and the claim holds for all k >= 1
    and all eps >= eps_1, with constants that depend on neither.
    """
    p = LongFamily()
    length, share = p.w0 @ p.w0, p.eps_hat_at(K) * p.eps
    limit = p.define("eps_1", HIGH * p.most * U_SIZE / LOW / p.c3, latex=r"\varepsilon_1")
    low = p.define("C_1", p.least1 / (HIGH * (1 + U_SIZE / p.root)) / (length / limit**2 + p.c3))
    high = p.define("C_2", p.most * U_SIZE / LOW / p.c3)
    bounds = p.along(from_index(K, 1, all_of(le(low, share), le(share, high))))
    corrected = p.claim(all_of(lt(0, limit), lt(0, low), lt(0, high), implies(le(limit, p.eps), bounds)))
    return Decision(Part(all_large_steps(), instances=(AT_MINIMISER,), lemma=STILL, disproof=grows()),
                    Part(corrected, large_proof(p, limit, low, high), instances=NEARLY_THERE))  # fmt: skip


class LooseFamily(Trajectory):
    """The hypotheses of Proposition 3.5 on a start; eps is bound in the statement."""

    def __init__(self) -> None:
        super().__init__()
        gentle_steps(self)
        slope = (self.w0 @ self.g) / square_h(self.w0) * (self.g @ (H @ self.w0))
        self.assume("the start has positive correlation", lt(0, self.a0 * (self.w0 @ self.g)))
        self.assume("w'g does not fall at the start", le(slope, self.g @ self.g))

    def with_steps(self) -> LooseFamily:
        """Add eps_a."""
        self.eps_a, self.eps = self.scalar("eps_a", latex=r"\varepsilon_a"), EPS
        return self


C_1, C_2, EPS_1 = Scalar("C_1"), Scalar("C_2"), Scalar("eps_1")
AT_MINIMISER = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1)
STILL = (eq(bngd.residual(H, Vector("u"), W_0), ZERO), eq(W_0 @ (H @ Vector("u")) / norm_h(W_0), Scalar("a0")))


def all_large_steps() -> Statement:
    """Proposition 3.5 (2) as printed."""
    p = LooseFamily()
    names = [Decl("eps_1", "scalar", "positive", r"\varepsilon_1"), Decl("C_1", "scalar", "positive"), Decl("C_2", "scalar", "positive")]
    product = p.eps_hat_at(K) * EPS
    bounds = p.along(from_index(K, 0, all_of(le(C_1, product), le(product, C_2))))
    return p.claim(exists(names, forall([Decl("eps", "scalar", "positive", r"\varepsilon")], implies(lt(EPS_1, EPS), bounds))))


def grows() -> by.Proof:
    """A proof that eps_hat_0 eps exceeds every C_2 at a minimiser, where the trajectory stays."""
    a0, sigma = Scalar("a0"), norm_h(W_0)
    corr = a0 * (W_0 @ (H @ Vector("u")))
    far = EPS_1 + 1 + C_2 * sigma**3 / corr
    stays = by.script(by.fix(), by.assume("index"), by.split(by.auto("lemma2", multipliers=[Scalar("eps_a")]),
                                                             by.auto("lemma1", multipliers=[far * a0 / sigma * H])))  # fmt: skip
    return by.script(
        by.assume("claim"), by.obtain("claim", "constants"),
        by.have("ratio", lt(0, C_2 * sigma**3 / corr), by.auto("h3", degree=1, factors=[(corr, -1), (C_2, 1), (sigma, 3)])),
        by.have("far", lt(EPS_1, far), by.auto("ratio", degree=1)),
        by.apply("here", "constants", {"eps": far}, [by.auto("far", "ratio", degree=1), by.given("far")]),
        by.along("all", "here", K, {"a": a0, "w": W_0}, [by.split(by.trivial(), by.trivial()), stays]),
        by.apply("start", "all", {"k": 0}),
        by.auto("start.2", "h3", "ratio", degree=1, factors=[(C_2, 1), (sigma, -3), (EPS_1, 1), (EPS_1, 1)]),
    )  # fmt: skip


def long_steps(p: LongFamily) -> list[by.Proof]:
    """Steps: s, |He0|^2, C_3, |a_1| are positive (facts `slope`, `f`, `c3`, `a1`), and fact `choice`, what A, S and m_1 are chosen for."""
    pull, y, length, r = H @ bngd.residual(H, p.u, p.w0), p.w0 @ p.g, p.w0 @ p.w0, p.eps_a
    slope, size, sigma = p.g @ pull, abs(p.a1), norm_h(p.w0)
    chosen_from: dict[str, Scalar | Vector] = {"y": y, "s": slope, "f": pull @ pull, "L": length, "t": size, "h": HIGH}
    return [
        by.have("slope", lt(0, slope), by.auto("h4", degree=1)),
        by.have("pull", ne(pull, ZERO), by.script(by.suppose_not("no pull"), by.auto("slope", "no pull", degree=1, multipliers=[p.g]))),
        by.theorem("f", "definite", "I", "0", pull, premises={1: by.given("pull")}),
        by.have("a a", lt(0, p.a0**2), by.trivial()), by.have("y y", lt(0, y**2), by.trivial()),
        by.have("c3", lt(0, p.c3), by.auto("f", "a a", degree=2, factors=[(sigma, -2)])),
        by.have("a1 y", lt(0, p.a1 * y), by.auto("h1", "h2", "h3", "y y", degree=2, factors=[(sigma, -1), (r, 1)])),
        by.have("no a1", ne(p.a1, 0), by.script(by.suppose_not("a1 is"), by.auto("a1 y", "a1 is", degree=1, multipliers=[y]))),
        by.have("a1 a1", lt(0, size**2), by.script(by.suppose_not("flat"), by.contradiction_of_square("flat", "no a1", p.a1))),
        by.have("a1", lt(0, size), by.script(by.suppose_not("flat"), squared_out("a1 a1", "flat", size))),
        by.have("slope slope", lt(0, slope**2), by.auto("slope", degree=2)),
        by.have("span", lt(0, length * slope**2 + pull @ pull * y**2), by.auto("slope slope", "f", "y y", degree=2, factors=[(length, 1)])),
        by.use("choice", "prop-3.5-2/choice", chosen_from),
        by.have("m a1", le(p.least1**2, p.floor * p.a1**2), by.given("choice.7")), by.have("S S", le(p.root**2, p.floor), by.trivial()),
    ]  # fmt: skip


def large_proof(p: LongFamily, limit: Scalar, low: Scalar, high: Scalar) -> by.Proof:
    """The proof of the corrected prop-3.5-2."""
    length, M = p.w0 @ p.w0, p.most
    weak, stretch = HIGH * (1 + U_SIZE / p.root), length / limit**2 + p.c3
    values = {**start_values(p), **p.constants, "C_3": p.c3, "eps_1": limit}
    inside = by.script(
        by.assume("large"), by.have("eps", lt(0, EPS), by.auto("limit", "large", degree=1)),
        by.have("room", le(M * U_SIZE * HIGH, LOW * p.c3 * EPS), by.auto("large", degree=1, factors=[(LOW, 1), (p.c3, 1)])),
        p.enter(), *always(p, "all", "eq-78-80/80", values), by.given("all"),
    )  # fmt: skip
    least = by.script(
        by.have("weak", lt(0, weak), by.auto("u", "choice.2", degree=1, factors=[(HIGH, 1), (U_SIZE, 1), (p.root, -1)])),
        by.have("stretch", lt(0, stretch), by.auto("c3", degree=1, factors=[(length, 1), (limit, -2)])),
        by.auto("choice.3", degree=1, factors=[(weak, -1), (stretch, -1)]),
    )  # fmt: skip
    return by.script(
        *chosen_steps(p), *long_steps(p),
        by.have("limit", lt(0, limit), by.auto("M", degree=1, factors=[(HIGH, 1), (U_SIZE, 1), (LOW, -1), (p.c3, -1)])),
        by.split(by.given("limit"), least, by.auto("M", degree=1, factors=[(U_SIZE, 1), (LOW, -1), (p.c3, -1)]), inside),
    )  # fmt: skip
