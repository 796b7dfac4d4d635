"""Section 3.2 and Appendix A.3: BNGD converges for every step size, and the lemmas on the way to it."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.interlacing import HIGH, LOW, UHU, H, U
from proofs_checks.one_step import (
    Step,
    added,
    gentle_steps,
    moved_is_nonzero,
    never_shorter,
    norm,
    norm_h,
    positive_step,
    sigma_is_positive,
    spectral_gap,
    square_h,
    stretched_h,
    unit_length,
)
from proofs_checks.problem import Problem, some_scalar, some_vector
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Formula,
    Scalar,
    Vector,
    all_of,
    any_of,
    eq,
    exists,
    forall,
    implies,
    instance,
    le,
    lt,
    ne,
    sqrt,
)  # fmt: skip

# ------------------------------------------------------------------------------------------------
# Lemma A.15


def separable() -> Problem:
    """|u| = 1, and a w != 0."""
    p = Problem()
    unit_length(p)
    p.w = p.vector("w", "nonzero")
    return p


def both_forms(p: Problem, paired: Vector) -> Formula:
    """The two forms of q agree, the first with w'H times the vector: w as printed, or u."""
    return eq(square_h(p.u) - (p.w @ (p.H @ paired)) ** 2 / square_h(p.w), q_of(p, p.w))


def separated(p: Problem) -> Formula:
    """S = {y^2 q < delta_0, |w| >= 1} falls apart into S_1 and S_2."""
    (d0, delta0), (d1, delta1), (d2, delta2), (dm, gap), (dt, top) = (
        some_scalar(name, "positive") for name in ("delta_0", "delta_1", "delta_2", "m", "delta_top")
    )  # fmt: skip

    def near(x: Vector) -> Formula:
        return all_of(lt((x @ p.g) ** 2 * q_of(p, x), delta0), le(1, x @ x))

    def first(x: Vector) -> Formula:
        return all_of(near(x), lt((x @ p.g) ** 2, delta1), lt(delta2, q_of(p, x)))

    def second(x: Vector) -> Formula:
        return all_of(near(x), lt(q_of(p, x), delta2), lt(delta1, (x @ p.g) ** 2))

    dx, x = some_vector("x", "nonzero")
    dv, v = some_vector("v", "nonzero")
    apart = forall([dx, dv], implies(all_of(first(x), second(v)), le(gap, norm(x - v))))
    parts = forall([dx], implies(near(x), any_of(first(x), second(x))))
    return exists([dt], forall([d0], implies(lt(delta0, top), exists([d1, d2, dm], all_of(parts, apart)))))


def q_of(p: Problem, x: Vector) -> Scalar:
    """u'Hu - (x'g)^2/x'Hx."""
    return square_h(p.u) - (x @ p.g) ** 2 / square_h(x)


@claim("lemma-A.15", paper=r"S := \{w \mid y^2q < \delta_0,\ \|w\| \ge 1\} = S_1 \cup S_2,\ \mathrm{dist}(S_1,S_2) > 0,\ "
       r"S_1: y^2 < \delta_1,\ q > \delta_2,\quad S_2: q < \delta_2,\ y^2 > \delta_1,\quad "
       r"y := w^Tg,\ q := u^THu - \tfrac{(w^THw)^2}{w^THw} = u^THu - \tfrac{y^2}{w^THw}")
def separation() -> Decision:
    """For small delta_0 {y^2 q < delta_0, |w| >= 1} has two parts at a positive distance: y small, q large, or the reverse.

    The first printed form of q has w'Hw where w'Hu is meant; the two forms differ.
    """
    p = separable()
    printed, corrected = (p.claim(all_of(both_forms(p, x), separated(p))) for x in (p.w, p.u))
    return Decision(Part(printed, instances=(LONGER,)), Part(corrected, by.split(by.trivial(), separation_proof())))


LONGER = instance(d=1, H=[[1]], u=[1], w=[2])


@claim("lemma-A.15/forms", title="the two forms of q", kind="identity",
       paper=r"q := u^THu - \tfrac{(w^THw)^2}{w^THw} = u^THu - \tfrac{y^2}{w^THw}")
def forms_of_residual() -> Decision:
    """q = u'Hu - (w'Hu)^2/w'Hw = u'Hu - y^2/w'Hw; printed with w'Hw for w'Hu."""
    p = separable()
    return Decision(Part(p.claim(both_forms(p, p.w)), instances=(LONGER,)), Part(p.claim(both_forms(p, p.u)), by.trivial()))


@claim("lemma-A.15/separation", title="the separation, with the second form of q", kind="theorem",
       paper=r"S := \{w \mid y^2q < \delta_0,\ \|w\| \ge 1\} = S_1 \cup S_2,\ \mathrm{dist}(S_1,S_2) > 0,\ "
             r"S_1: y^2 < \delta_1,\ q > \delta_2,\quad S_2: q < \delta_2,\ y^2 > \delta_1")
def two_separated_parts() -> Decision:
    """For delta_0 < lambda_min (u'Hu)^2/8 the set S has two parts, with delta_1 = lambda_min u'Hu/4 and delta_2 = u'Hu/2."""
    p = Problem()
    unit_length(p)
    return Decision(Part(p.claim(separated(p)), separation_proof()))


def separation_proof() -> by.Proof:
    """A proof of the separation, with delta_1 = lambda_min u'Hu/4, delta_2 = u'Hu/2 and delta_0 < delta_1 delta_2."""
    g = H @ U
    delta1, delta2 = LOW * UHU / 4, UHU / 2
    edge = sqrt(LOW * UHU) / 2
    gap = edge / (3 * norm(g))
    constants = {"delta_1": delta1, "delta_2": delta2, "m": gap}
    return by.script(
        by.have("u", ne(U, ZERO), by.script(by.suppose_not("zero"), by.auto("h1", "zero", degree=1, multipliers=[U]))),
        by.theorem("size u", "definite", "H", "1", U), by.theorem("size g", "definite", "H", "2", U),
        by.witness({"delta_top": delta1 * delta2}, by.trivial(), by.script(
            by.fix(), by.assume("below"), by.witness(constants, by.trivial(), by.trivial(), by.trivial(),
                                                     by.split(two_parts(g, delta1, delta2), far_apart(g, delta1, edge))))),
    )  # fmt: skip


def large_correlation(x: Vector, fact: str) -> list[by.Proof]:
    """Steps: facts `long`: lambda_min <= x'Hx, `large`: lambda_min u'Hu/2 < (x'g)^2, from |x| >= 1 and the fact q(x) < u'Hu/2."""
    return [
        *longer_than_one(x),
        by.have("large", lt(LOW * UHU / 2, (x @ (H @ U)) ** 2),
                by.auto(fact, "long", degree=1, factors=[(square_h(x), 1), (UHU, 1)])),
    ]


def longer_than_one(x: Vector) -> list[by.Proof]:
    """Steps: fact `long`: lambda_min <= x'Hx, from the fact `length`: 1 <= |x|^2."""
    return [by.theorem("rayleigh", "rayleigh", H, x),
            by.have("long", le(LOW, square_h(x)), by.auto("rayleigh.1", "length", degree=1, factors=[(LOW, 1)]))]  # fmt: skip


def two_parts(g: Vector, delta1: Scalar, delta2: Scalar) -> by.Proof:
    """A proof that every x of S lies in S_1 or in S_2."""
    x = Vector("x")
    y2, size = (x @ g) ** 2, square_h(x)
    low = by.script(
        by.have("ratio", le(y2 / size, y2 / LOW), by.auto("long", degree=1, factors=[(size, -1), (LOW, -1)], squares=[x @ g])),
        by.choose(0), by.split(by.given("near"), by.given("small"),
                               by.auto("ratio", "small", "size u", degree=1, factors=[(LOW, -1)])),
    )  # fmt: skip
    other = by.script(by.suppose_not("big"), by.auto("small", "big", "near.1", "below", degree=2, factors=[(UHU, 1), (LOW, 1)]))
    high = by.script(
        by.have("q", lt(UHU - y2 / size, delta2), other), by.have("large", lt(LOW * UHU / 2, y2),
            by.auto("q", "long", degree=1, factors=[(size, 1), (UHU, 1)])),
        by.choose(1), by.split(by.given("near"), by.given("q"), by.auto("large", "size u", degree=1, factors=[(LOW, 1)])),
    )  # fmt: skip
    return by.script(by.fix(), by.assume("near"), by.have("length", le(1, x @ x), by.given("near.2")), *longer_than_one(x),
                     by.cases("small", lt(y2, delta1), low, high))  # fmt: skip


def far_apart(g: Vector, delta1: Scalar, edge: Scalar) -> by.Proof:
    """A proof that points x of S_1 and v of S_2 are at least edge/(3|g|) apart."""
    x, v = Vector("x"), Vector("v")
    shift, across = (v - x) @ g, norm(g) * norm(x - v)
    return by.script(
        by.fix(), by.assume("both"), by.have("length", le(1, v @ v), by.given("both.2.1.2")), *large_correlation(v, "both.2.2"),
        by.theorem("near", "root_order", abs(x @ g), edge, premises={1: by.auto("both.1.2", degree=1)}),
        by.theorem("far", "root_order", Fraction(4, 3) * edge, abs(v @ g),
                   premises={1: by.auto("large", "size u", degree=1, factors=[(LOW, 1)])}),
        by.theorem("gram", "gram", "I", "0", g, x - v),
        by.theorem("up", "root_order", shift, across, premises={1: by.auto("gram", degree=1)}),
        by.theorem("down", "root_order", -shift, across, premises={1: by.auto("gram", degree=1)}),
        by.theorem("at x", "magnitude", x @ g), by.theorem("at v", "magnitude", v @ g),
        by.have("apart", le(edge / 3, across), by.either("at v.3", "side",
            by.auto("side", "near", "far", "up", "at x.1", degree=1),
                                                         by.auto("side", "near", "far", "down", "at x.2", degree=1))),
        by.auto("apart", degree=1, factors=[(norm(g), -1)]),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# (56) and (57)


class Late(Step):
    """A state that comes from w0: |w| >= |w0| and eps > 0; in Appendix A.3 also 0 < eps_a <= 1 and |u| = 1."""

    def __init__(self, section: str = "A.3") -> None:
        super().__init__()
        self.w0 = never_shorter(self)
        positive_step(self)
        if section == "A.3":
            gentle_steps(self)
            unit_length(self)

    @property
    def gap(self) -> Scalar:
        """|a - w'g/sigma|."""
        return abs(self.a - self.wg / self.sigma)

    @property
    def next_gap(self) -> Scalar:
        """|a+ - w+'g/sigma+|."""
        return abs(self.a_plus - self.w_plus @ self.g / self.sigma_plus)


def shift_bound(p: Late, printed: bool) -> Formula:
    """(56) with lambda_min^2 as printed, or with lambda_min |w0|^2."""
    shift = p.w_plus - p.w
    middle = p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e))
    below = LOW**2 if printed else LOW * (p.w0 @ p.w0)
    return all_of(eq(shift @ shift, middle), le(middle, HIGH * p.eps**2 / below * p.a**2 * p.q))


def gap_recursion(p: Late, rate: Scalar) -> Formula:
    """The four lines of (57), with the rate 1 - eps_a or |1 - eps_a|."""
    a, y, s, t = p.a_plus, p.w_plus @ p.g, p.sigma, p.sigma_plus
    rest, pushed = rate * p.gap, norm_h(p.a * p.e)
    constant = p.define("C", p.eps * HIGH * norm_h(p.u) / (LOW * (p.w0 @ p.w0)))
    one = abs(a - y / s) + abs(y / s - y / t)
    two = rest + p.eps * abs(p.a * (p.g @ (H @ p.e))) / s**2 + abs(y) / (s * t) * abs(t - s)
    three = rest + p.eps * norm_h(p.g) * pushed / s**2 + abs(y) / (s * t) * p.eps * (HIGH / s) * pushed
    return all_of(le(p.next_gap, one), le(one, two), le(two, three), le(three, rest + 2 * constant * pushed))


WIDE = instance(d=2, H=[[4, 0], [0, 4]], u=[1, 0], a=1, w=[0, 1], w0=[0, 1], eps_a=1, eps=1)


@claim("eq-55-57", paper=r"\lim a_k^2p_k = 0,\ \lim a_ke_k = 0,\quad "
       r"\|w_{k+1} - w_k\|^2 = \varepsilon^2\tfrac{a_k^2}{\sigma_k^2}\|He_k\|^2 \le "
       r"\tfrac{\lambda_{\max}\varepsilon^2}{\lambda_{\min}^2}a_k^2q_k \to 0,\quad "
       r"\left|a_{k+1} - \tfrac{w_{k+1}^Tg}{\sigma_{k+1}}\right| \le (1-\varepsilon_a)\left|a_k - "
       r"\tfrac{w_k^Tg}{\sigma_k}\right| + 2C\|a_ke_k\|_H,\quad "
       r"C = \tfrac{\varepsilon\lambda_{\max}\|u\|_H}{\lambda_{\min}\|w_0\|^2}")
def recursions_of_proof() -> Decision:
    """One step moves w by at most a multiple of |a| sqrt(q), and |a - w'g/sigma| obeys the recursion (57).

    (57) holds.  In (56) lambda_min^2 stands for lambda_min |w_0|^2.  The p_k of (55) is not defined;
    q_k is meant.
    """
    p, q = Late(), Late()
    note = "The limits in (55) and (56) are not transcribed."
    printed, corrected = p.claim(all_of(shift_bound(p, True),
                                        gap_recursion(p, 1 - p.eps_a))), q.claim(all_of(shift_bound(q, False),
                                            gap_recursion(q, 1 - q.eps_a)))
    proof = by.split(by.split(by.trivial(), shift_proof(q)), gap_proof(q, 1 - q.eps_a))
    return Decision(Part(printed, instances=(WIDE,), note=note), Part(corrected, proof, note=note))


@claim("eq-55-57/56", title="(56)", kind="inequality",
       paper=r"\|w_{k+1} - w_k\|^2 = \varepsilon^2\tfrac{a_k^2}{\sigma_k^2}\|He_k\|^2 \le "
             r"\tfrac{\lambda_{\max}\varepsilon^2}{\lambda_{\min}^2}a_k^2q_k")
def shift_of_weights() -> Decision:
    """|w+ - w|^2 = eps^2 (a/sigma)^2 |He|^2 <= (lambda_max eps^2/(lambda_min |w_0|^2)) a^2 q; printed with lambda_min^2."""
    p, q = Late(), Late()
    printed, corrected = p.claim(shift_bound(p, True)), q.claim(shift_bound(q, False))
    return Decision(Part(printed, instances=(WIDE,)), Part(corrected, by.split(by.trivial(), shift_proof(q))))


def shift_proof(p: Late) -> by.Proof:
    """A proof of the inequality of (56), corrected."""
    below = LOW * (p.w0 @ p.w0)
    return by.script(
        *spectral_gap("top", p.e), by.theorem("w", "rayleigh", H, p.w), by.theorem("gram", "gram", "H", "1", p.e),
        by.have("long", le(below, p.sigma**2), by.auto("w.1", "h1", degree=1, factors=[(LOW, 1)])),
        by.have("short", le(1 / p.sigma**2, 1 / below), by.auto("long", degree=1,
            factors=[(p.sigma, -2), (LOW, -1), (p.w0 @ p.w0, -1)])),
        by.have("first", le(p.eps**2 * p.a**2 / p.sigma**2 * ((H @ p.e) @ (H @ p.e)),
                            p.eps**2 * p.a**2 / p.sigma**2 * HIGH * square_h(p.e)),
                by.auto("top", degree=1, squares=[p.eps * p.a / p.sigma])),
        by.have("size", le(0, HIGH * square_h(p.e)), by.auto("gram", degree=1, factors=[(HIGH, 1)])),
        by.have("second", le(p.eps**2 * p.a**2 / p.sigma**2 * HIGH * square_h(p.e),
                             p.eps**2 * p.a**2 / below * HIGH * square_h(p.e)),
                by.auto("short", "size", degree=2, squares=[p.eps * p.a])),
        by.auto("first", "second", degree=1),
    )  # fmt: skip


@claim("eq-55-57/57", title="(57)", kind="inequality",
       paper=r"\left|a_{k+1} - \tfrac{w_{k+1}^Tg}{\sigma_{k+1}}\right| \le (1-\varepsilon_a)\left|a_k - "
             r"\tfrac{w_k^Tg}{\sigma_k}\right| + 2C\|a_ke_k\|_H")
def gap_of_rescaling() -> Decision:
    """|a - w'g/sigma| is multiplied by 1 - eps_a and raised by at most 2C |a e|_H, in the four steps of (57)."""
    p = Late()
    return Decision(Part(p.claim(gap_recursion(p, 1 - p.eps_a)), gap_proof(p, 1 - p.eps_a)))


def sigma_moves_little(p: Late) -> list[by.Proof]:
    """Steps: fact `shift`: |sigma+ - sigma| <= eps (lambda_max/sigma) |a e|_H, from the facts of moved_is_nonzero."""
    pushed, s, t = p.a * p.e, p.sigma, norm_h(p.w_plus)
    push = norm_h(H @ pushed)
    move, cross = p.eps / s * push, p.w @ (H @ (H @ pushed))
    scaled = by.auto("low", "high", degree=1, factors=[(p.eps, 1), (s, -1)])
    return [
        by.theorem("angle", "gram", "H", "1", p.w, H @ pushed),
        by.theorem("low", "root_order", -cross, s * push, premises={1: by.auto("angle", degree=1)}),
        by.theorem("high", "root_order", cross, s * push, premises={1: by.auto("angle", degree=1)}),
        by.theorem("not shorter", "root_order", s - move, t, premises={1: scaled}),
        by.theorem("not longer", "root_order", t, s + move, premises={1: scaled}),
        *stretched_h("push", pushed),
        by.have("room", le(move, p.eps * (HIGH / s) * norm_h(pushed)), by.auto("push", degree=1, factors=[(p.eps, 1), (s, -1)])),
        by.theorem("sides", "magnitude", p.sigma_plus - s),
        by.have("shift", le(abs(p.sigma_plus - s), p.eps * (HIGH / s) * norm_h(pushed)), by.either(
            "sides.3", "side", by.auto("side", "not longer", "room", degree=1),
            by.auto("side", "not shorter", "room", degree=1))),
    ]  # fmt: skip


def gap_proof(p: Late, rate: Scalar) -> by.Proof:
    """A proof of the four lines of (57), with the rate 1 - eps_a (from h4: eps_a <= 1) or |1 - eps_a|."""
    return by.script(*moved_is_nonzero(p), *sigma_is_positive(p), gap_lines(p, rate))


def gap_lines(p: Late, rate: Scalar) -> by.Proof:
    """gap_proof from the facts of moved_is_nonzero and sigma_is_positive."""
    a, y, s, t, pushed = p.a_plus, p.w_plus @ p.g, p.sigma, p.sigma_plus, norm_h(p.a * p.e)
    slope, below = p.a * (p.g @ (H @ p.e)), LOW * (p.w0 @ p.w0)
    near, far, ratio = abs(a - y / s), abs(y / s - y / t), abs(y) / (s * t)
    first = by.either("whole.3", "side", added("near.1", "far.1", equations=["side"]),
                      added("near.2", "far.2", equations=["side"]))
    kept = le(near, rate * p.gap + p.eps * abs(slope) / s**2)

    def side(sign: int) -> by.Proof:
        turn, x = by.auto(f"slope.{3 - sign}", degree=1, factors=[(p.eps, 1), (s, -2)]), p.a - p.wg / s
        signed = x if sign == 1 else -x
        pull = -slope if sign == 1 else slope
        return by.script(by.theorem("rest", "root_order", (1 - p.eps_a) * signed, rate * p.gap, premises={0: by.given("slowed")}),
                         by.have("turn", le(p.eps * pull / s**2, p.eps * abs(slope) / s**2), turn),
                         added("rest", "turn", equations=["side"]))  # fmt: skip

    return by.script(
        *sigma_moves_little(p),
        by.theorem("near", "magnitude", a - y / s), by.theorem("far", "magnitude", y / s - y / t),
        by.theorem("whole", "magnitude", a - y / t),
        by.have("slowed", le(0, rate * p.gap), by.auto(*["h4"] * (len(p.hypotheses) > 4), degree=1, factors=[(p.gap, 1)])),
        by.theorem("slope", "magnitude", slope),
        by.have("kept", kept, by.either("near.3", "side", side(1), side(2))),
        by.theorem("turned", "root_order", far, ratio * abs(t - s)),
        by.theorem("pair", "gram", "H", "1", p.g, p.e),
        by.theorem("pulled", "root_order", abs(slope), norm_h(p.g) * pushed,
                   premises={1: by.auto("pair", degree=1, squares=[p.a])}),
        *stretched_h("g", p.u), by.theorem("w", "rayleigh", H, p.w),
        by.have("long", le(below, s**2), by.auto("w.1", "h1", degree=1, factors=[(LOW, 1)])),
        by.have("short", le(1 / s**2, 1 / below), by.auto("long", degree=1, factors=[(s, -2), (LOW, -1), (p.w0 @ p.w0, -1)])),
        by.theorem("end", "gram", "H", "1", p.u, p.w_plus),
        by.theorem("output", "root_order", abs(y) / t, norm_h(p.u),
                   premises={1: by.auto("end", degree=1, factors=[(square_h(p.w_plus), -1)])}),
        by.split(first, added("kept", "turned"), by.script(*third_line(p, slope, pushed, ratio)),
                 by.script(*fourth_line(p, pushed, ratio))),
    )  # fmt: skip


def third_line(p: Late, slope: Scalar, pushed: Scalar, ratio: Scalar) -> list[by.Proof]:
    """Steps that finish: the third line of (57) from the second."""
    s = p.sigma
    return [
        by.have("one", le(p.eps * abs(slope) / s**2, p.eps * norm_h(p.g) * pushed / s**2),
                by.auto("pulled", degree=1, factors=[(p.eps, 1), (s, -2)])),
        by.have("two", le(ratio * abs(p.sigma_plus - s), ratio * p.eps * (HIGH / s) * pushed),
                by.auto("shift", degree=1, factors=[(ratio, 1)])),
        added("one", "two"),
    ]


def fourth_line(p: Late, pushed: Scalar, ratio: Scalar) -> list[by.Proof]:
    """Steps that finish: the fourth line of (57) from the third."""
    s, constant, size = p.sigma, Scalar("C"), norm_h(p.u)
    bound = p.eps * HIGH * size / s**2 * pushed
    return [
        by.have("one", le(p.eps * norm_h(p.g) * pushed / s**2, bound),
                by.auto("g", degree=1, factors=[(p.eps, 1), (pushed, 1), (s, -2)])),
        by.have("two", le(ratio * p.eps * (HIGH / s) * pushed, bound),
                by.auto("output", degree=1, factors=[(p.eps, 1), (HIGH, 1), (pushed, 1), (s, -2)])),
        by.have("three", le(bound, constant * pushed), by.auto("short", degree=1,
            factors=[(p.eps, 1), (HIGH, 1), (size, 1), (pushed, 1)])),
        added("one", "two", "three", "three"),
    ]
