"""One step of BNGD at any step size: how far w'g/sigma moves, and a quantity that decreases where |w| is large."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, UHU, H, U
from proofs_checks.near_misses import CORRELATION
from proofs_checks.one_step import spectral_gap
from proofs_checks.problem import NOT_PRINTED, Problem
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import Scalar, Vector, all_of, eq, le, lt


class TwoStates(Problem):
    """A state (a, w), the next one (a', w'), 0 < eps_a < 2 and eps > 0; z is the move of w, x that of w'g/sigma."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.w = self.scalar("a"), self.vector("w", "nonzero")
        self.a_next, self.w_next = self.scalar("a_next", latex="a'"), self.vector("w_next", "nonzero", latex="w'")
        self.with_steps()
        self.assume("the step size of a is positive", lt(0, self.eps_a))
        self.assume("the step size of a is below two", lt(self.eps_a, 2))
        self.assume("the step size of w is positive", lt(0, self.eps))
        step = bngd.step(self.H, self.g, bngd.State(self.a, self.w), self.eps_a, self.eps)
        self.assume("a' is the next a", eq(self.a_next, step.a))
        self.assume("w' is the next w", eq(self.w_next, step.w))
        self.sigma, self.sigma_next = bngd.sigma(self.H, self.w), bngd.sigma(self.H, self.w_next)
        self.alpha, self.alpha_next = self.w @ self.g / self.sigma, self.w_next @ self.g / self.sigma_next
        self.z, self.x = self.w_next - self.w, self.alpha_next - self.alpha
        self.beta, self.beta_next = self.a - self.alpha, self.a_next - self.alpha_next

    @property
    def values(self) -> dict[str, Scalar | Vector | object]:
        """The symbols by their names, for the use of one claim in another."""
        return {"H": self.H, "u": self.u, "a": self.a, "w": self.w, "a_next": self.a_next, "w_next": self.w_next,
                "eps_a": self.eps_a, "eps": self.eps}  # fmt: skip

    @property
    def pace(self) -> Scalar:
        """|1 - eps_a|."""
        return abs(1 - self.eps_a)

    def squared_gap_of(self, x: Vector) -> Scalar:
        """q = u'Hu - (x'g)^2/x'Hx."""
        return UHU - (x @ self.g) ** 2 / (x @ (H @ x))


def slow_rate(p: TwoStates) -> list[by.Proof]:
    """Steps: facts `rate` (on |1 - eps_a|) and `slow`: |1 - eps_a| < 1."""
    either = by.auto("side", "h1", "h2", degree=1)
    return [by.theorem("rate", "magnitude", 1 - p.eps_a), by.have("slow", lt(p.pace, 1), by.either("rate.3", "side", either, either))]


def square_length(x: Vector) -> Scalar:
    """x'Hx."""
    return x @ (H @ x)


@claim("thm-A.17/correlation", title="how far w'g/sigma moves", kind="inequality", paper=NOT_PRINTED,
       equivalent_mutants=CORRELATION)
def correlation_moves_little() -> Decision:
    """For nonzero w and v the numbers w'g/|w|_H and v'g/|v|_H differ by at most 2|u|_H |v - w|_H / |w|_H."""
    p = Problem()
    w, v = p.vector("w", "nonzero"), p.vector("v", "nonzero")
    s, t, z = bngd.sigma(H, w), bngd.sigma(H, v), v - w
    size, corr = square_length(z), p.g
    first, second = z @ corr, v @ corr / t * (s - t)
    whole = s * (v @ corr / t - w @ corr / s)
    small = by.script(
        by.have("times c", le(second**2, UHU * (t - s) ** 2), by.auto("correlation", degree=1, squares=[t - s])),
        by.have("less", le(UHU * (t - s) ** 2, UHU * size), by.auto("roots", "c", degree=2)),
        by.auto("times c", "less"),
    )
    proof = by.script(
        by.theorem("one", "gram", "H", "1", U, z), by.theorem("two", "gram", "H", "1", U, v), by.theorem("three", "gram", "H", "1", w, v),
        by.theorem("c", "gram", "H", "1", U), by.theorem("angle", "root_order", w @ (H @ v), s * t, premises={1: by.auto("three")}),
        by.have("roots", le((t - s) ** 2, size), by.auto("angle")), by.have("first", le(first**2, UHU * size), by.auto("one")),
        by.have("correlation", le((v @ corr) ** 2 / t**2, UHU), by.auto("two", degree=1, factors=[(t**2, -1)])),
        by.have("second", le(second**2, UHU * size), small), by.have("sum", eq(whole, first + second), by.auto()),
        by.have("square", le((first + second) ** 2, 2 * first**2 + 2 * second**2), by.auto(squares=[first - second])),
        by.have("both", le((first + second) ** 2, 4 * UHU * size), by.auto("square", "first", "second", degree=1)),
        by.auto("sum", "both", degree=1, multipliers=[whole, first + second]),
    )  # fmt: skip
    return Decision(Part(p.claim(le(s**2 * (v @ corr / t - w @ corr / s) ** 2, 4 * UHU * size)), proof))


@claim("thm-A.17/gap", title="the gap a - w'g/sigma in one step", kind="inequality", paper=NOT_PRINTED)
def gap_of_a_step() -> Decision:
    """With r = |1 - eps_a| < 1: (1-r) (a'-alpha')^2 <= (1-r) r (a-alpha)^2 + x^2, where sigma^2 x^2 <= 4 u'Hu lambda_max |w'-w|^2."""
    p = TwoStates()
    r, b, x, size = p.pace, p.beta, p.x, p.z @ p.z
    moved = (1 - r) * b

    def square(sign: int) -> by.Proof:
        bound = le((1 - r) * (r * b - sign * x) ** 2, (1 - r) * r * b**2 + x**2)
        return by.script(by.have("square", bound, by.auto("slow", degree=0, factors=[(r, 1)], squares=[moved + sign * x])),
                         by.auto("equal", "square", "side", degree=1,
                                 multipliers=[moved * (r * b - sign * x), moved * ((1 - p.eps_a) * b - x)]))  # fmt: skip

    written = by.auto("next", multipliers=[(1 - r) * p.beta_next, (1 - r) * ((1 - p.eps_a) * b - x)])
    proof = by.script(
        by.theorem("c", "gram", "H", "1", U), *slow_rate(p),
        by.use("moves", "thm-A.17/correlation", {"H": H, "u": U, "w": p.w, "v": p.w_next}), by.theorem("top", "rayleigh", H, p.z),
        by.have("in length", le(4 * UHU * square_length(p.z), 4 * UHU * HIGH * size), by.auto("top.2", "c", degree=2)),
        by.have("x", le(p.sigma**2 * x**2, 4 * UHU * HIGH * size), by.auto("moves", "in length", degree=1)),
        by.have("next", eq(p.beta_next, (1 - p.eps_a) * b - x), by.auto("h4")),
        by.have("equal", eq((1 - r) * p.beta_next**2, (1 - r) * ((1 - p.eps_a) * b - x) ** 2), written),
        by.split(by.either("rate.3", "side", square(1), square(-1)), by.given("x")),
    )  # fmt: skip
    gap = le((1 - r) * p.beta_next**2, (1 - r) * r * b**2 + x**2)
    return Decision(Part(p.claim(all_of(gap, le(p.sigma**2 * x**2, 4 * UHU * HIGH * size))), proof))


def potential(p: TwoStates, a: Scalar, w: Vector) -> Scalar:
    """|w|^2 + 2 eps q + eps (a - w'g/sigma)^2."""
    return w @ w + 2 * p.eps * p.squared_gap_of(w) + p.eps * (a - w @ p.g / bngd.sigma(H, w)) ** 2


@claim("thm-A.17/descent", title="a quantity that decreases where |w| is large", kind="inequality", paper=NOT_PRINTED)
def potential_decreases() -> Decision:
    """|w|^2 + 2 eps q + eps (a - w'g/sigma)^2 falls by |w'-w|^2/4 at least where 8 eps u'Hu lambda_max <= (1 - |1 - eps_a|) sigma^2.

    So wherever |w| is large enough for the step, what a step adds to |w|^2 is paid for by the loss; 0 < eps_a < 2 is enough.
    """
    p = TwoStates()
    p.assume("w is long enough for the step", le(8 * p.eps * UHU * HIGH, (1 - p.pace) * p.sigma**2))
    size = p.z @ p.z
    proof = by.script(*loss_of_residual(p), *gap_terms(p, size),
                      by.auto("length", "q'", "twice", "fourth", "fifth", "gap'", "rest", degree=1))  # fmt: skip
    return Decision(Part(p.claim(le(potential(p, p.a_next, p.w_next) + size / 4, potential(p, p.a, p.w))), proof))


def loss_of_residual(p: TwoStates) -> list[by.Proof]:
    """Steps: |w'|^2 = |w|^2 + |z|^2 and the bounds of q' and its terms, up to the fact `fifth`."""
    w, v, s, al, eps = p.w, p.w_next, p.sigma, p.alpha, p.eps
    e = bngd.residual(H, U, w)
    pushed, tau, t, size = H @ e, w @ p.g / s**2, eps * p.a / s, p.z @ p.z
    energy, hat, left = pushed @ pushed, tau * t, U - tau * v
    best = left @ (H @ left)
    q, q_next = p.squared_gap_of(w), p.squared_gap_of(v)
    room = (1 - p.pace) * s**2
    by_c = by.have("by c", le(8 * eps * al**2 * HIGH, 8 * eps * UHU * HIGH), by.auto("correlation", degree=1, factors=[(eps, 1), (HIGH, 1)]))
    return [
        by.have("w'", eq(v, w + t * pushed), by.auto("h5")),
        by.have("move", eq(size, t**2 * energy), by.auto("w'", multipliers=[p.z, t * pushed, v, w, pushed])),
        by.have("length", eq(v @ v, w @ w + size),
                by.script(by.have("across", eq(p.z @ w, 0), by.auto("w'", multipliers=[w])), by.auto("across"))),
        by.theorem("c", "gram", "H", "1", U), by.theorem("energy", "gram", "I", "0", pushed), by.theorem("two", "gram", "H", "1", U, w),
        by.have("correlation", le(al**2, UHU), by.auto("two", degree=1, factors=[(s**2, -1)])),
        by.have("best", le(q_next, best), by.auto(degree=0, squares=[p.alpha_next - tau * p.sigma_next])),
        by.have("moved", eq(left, e - hat * pushed), by.auto("w'", multipliers=[tau, -tau])),
        by.have("expanded", eq(best, q - 2 * hat * energy + hat**2 * (pushed @ (H @ pushed))),
                by.auto("moved", multipliers=[H @ left, H @ (e - hat * pushed)])),
        by.theorem("ray", "rayleigh", H, pushed),
        by.have("q-", le(q_next, q - 2 * hat * energy + hat**2 * HIGH * energy), by.auto("best", "expanded", "ray.2", degree=1, squares=[hat])),
        by.have("q'", le(2 * eps * q_next, 2 * eps * (q - 2 * hat * energy + hat**2 * HIGH * energy)), by.auto("q-", degree=1, factors=[(eps, 1)])),
        *slow_rate(p),
        by.have("twice", le(2 * size - 2 * eps**2 * p.beta**2 * energy / s**2, 4 * eps * hat * energy),
                by.auto("move", "energy", degree=1, squares=[eps * al / s])),
        *spectral_gap("spectrum", e),
        by.have("energy <", le(energy, HIGH * UHU), by.auto("spectrum", degree=0, factors=[(HIGH, 1)], squares=[al])),
        by_c, by.have("room", le(room, s**2), by.auto("slow", degree=0, factors=[(p.pace, 1), (s**2, 1)])),
        by.have("small", le(8 * eps * al**2 * HIGH, s**2), by.auto("by c", "room", "h6", degree=1)),
        by.have("fourth", le(2 * eps * hat**2 * HIGH * energy, size / 4), by.auto("move", "small", "energy", degree=2, factors=[(s, -2)], squares=[t])),
        by.have("by c'", le(8 * eps * energy, 8 * eps * UHU * HIGH), by.auto("energy <", degree=1, factors=[(eps, 1)])),
        by.have("small'", le(8 * eps * energy, room), by.auto("by c'", "h6", degree=1)),
        by.have("small''", le(2 * eps * energy / s**2, (1 - p.pace) / 4), by.auto("small'", degree=1, factors=[(s, -2)])),
        by.have("fifth", le(2 * eps**2 * p.beta**2 * energy / s**2, eps * (1 - p.pace) * p.beta**2 / 4),
                by.auto("small''", degree=1, factors=[(eps, 1)], squares=[p.beta])),
    ]  # fmt: skip


def gap_terms(p: TwoStates, size: Scalar) -> list[by.Proof]:
    """Steps: facts `gap'` and `rest`, the bounds of the terms with a - w'g/sigma."""
    eps, r, s = p.eps, p.pace, p.sigma
    room = (1 - r) * s**2
    return [
        by.use("gap", "thm-A.17/gap", p.values), by.theorem("size", "gram", "I", "0", p.z),
        by.have("x", le(2 * eps * s**2 * p.x**2, 8 * eps * UHU * HIGH * size), by.auto("gap.2", degree=1, factors=[(eps, 1)])),
        by.have("by room", le(8 * eps * UHU * HIGH * size, room * size), by.auto("h6", "size", degree=2)),
        by.have("x'", le(2 * eps * s**2 * p.x**2, room * size), by.auto("x", "by room", degree=1)),
        by.have("x''", le(2 * eps * p.x**2, (1 - r) * size), by.auto("x'", degree=1, factors=[(s, -2)])),
        by.have("scaled", le((1 - r) * eps * p.beta_next**2, (1 - r) * (eps * r * p.beta**2 + size / 2)),
                by.auto("gap.1", "x''", degree=1, factors=[(eps, 1)])),
        by.have("below one", lt(0, 1 - r), by.auto("slow", degree=1)),
        by.have("gap'", le(eps * p.beta_next**2, eps * r * p.beta**2 + size / 2),
                by.auto("scaled", "below one", degree=1, factors=[(1 - r, -1)])),
        by.have("rest", le(0, (1 - r) * eps * p.beta**2), by.auto("slow", degree=1, factors=[(eps, 1)], squares=[p.beta])),
    ]  # fmt: skip
