"""(55) to (57): how far a is from w'g/sigma, from one step to the next."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.one_step import (
    Step,
    added,
    gentle_steps,
    moved_is_nonzero,
    never_shorter,
    norm_h,
    positive_step,
    sigma_is_positive,
    spectral_gap,
    square_h,
    stretched_h,
    unit_length,
)
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Formula,
    Scalar,
    all_of,
    eq,
    instance,
    le,
)  # fmt: skip


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
