"""(53) and (54) in the proof of Lemma A.13, one step."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H
from proofs_checks.one_step import (
    Step,
    bounded_by_constant,
    gentle_steps,
    norm_h,
    positive_step,
    printed_threshold,
    same_root,
    squared_out,
    stretched,
    stretched_h,
    unit_length,
)
from proofs_checks.projected_spectrum import KAPPA
from proofs_checks.small_steps import long_enough
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Expression,
    Formula,
    Scalar,
    all_of,
    any_of,
    eq,
    implies,
    instance,
    le,
    lt,
    ne,
)  # fmt: skip

# Lemma A.13


class Opposed(Step):
    """|u| = 1, 0 < eps_a <= 1, eps > 0, and a w'g < 0, as in the proof of Lemma A.13."""

    def __init__(self) -> None:
        super().__init__()
        unit_length(self)
        gentle_steps(self)
        positive_step(self)
        self.assume("a and w'g have opposite signs", lt(self.a * self.wg, 0))

    def crossing(self) -> None:
        """Assume |w| >= 1, that a changes its sign, and that a+ and w+'g do not agree in sign."""
        long_enough(self)
        self.assume("a changes its sign", lt(self.a * self.a_plus, 0))
        self.assume("the next a and w'g do not agree in sign", le(self.a_plus * (self.w_plus @ self.g), 0))

    @property
    def ratio(self) -> Scalar:
        """|w'g|/(|a| sigma)."""
        return abs(self.wg) / (abs(self.a) * self.sigma)

    @property
    def slope(self) -> Scalar:
        """eps kappa lambda_max."""
        return self.eps * KAPPA * HIGH


@claim("lemma-A.13/same-sign", title="case (1): a keeps its sign", kind="inequality",
       paper=r"a_ka_{k+1} > 0 > a_kw_k^Tg \implies |a_{k+1}| = |1-\varepsilon_a||a_k| - \varepsilon_a|w_k^Tg|/\sigma_k \le "
             r"|1-\varepsilon_a||a_k|")
def shrinks_while_opposed() -> Decision:
    """If a w'g < 0 and a keeps its sign, then |a+| = |1 - eps_a| |a| - eps_a |w'g|/sigma."""
    p = Opposed()
    p.assume("a keeps its sign", lt(0, p.a * p.a_plus))
    first = abs(1 - p.eps_a) * abs(p.a)
    middle = first - p.eps_a * abs(p.wg) / p.sigma
    statement = p.claim(all_of(eq(abs(p.a_plus), middle), le(middle, first)))

    def side(sign: int) -> by.Proof:
        a, y, after, rest = sign * p.a, -sign * p.wg, sign * p.a_plus, 1 - p.eps_a
        return by.script(
            by.have("y", lt(0, y), by.auto("h5", degree=1, factors=[(a, -1)])),
            by.have("a+", lt(0, after), by.auto("h6", degree=1, factors=[(a, -1)])),
            by.have("rest", le(0, rest), by.auto("h3", degree=1)),
            same_root("|a|", abs(p.a), a, by.trivial()), same_root("|y|", abs(p.wg), y, by.trivial()),
            same_root("|a+|", abs(p.a_plus), after, by.trivial()), same_root("|rest|", abs(rest), rest, by.trivial()),
            by.auto("|a|", "|y|", "|a+|", "|rest|", multipliers=[rest, abs(p.a), p.eps_a / p.sigma]),
        )  # fmt: skip

    nonzero = by.have("a", lt(p.a, 0), by.script(by.suppose_not("not below"), by.have("zero", eq(p.a, 0), by.antisymmetry(
        by.given("not above"), by.given("not below"))), by.auto("h5", "zero", degree=1, multipliers=[p.wg])))
    above = by.script(by.have("a", lt(0, p.a), by.given("not above")), side(1))
    below = by.script(nonzero, by.have("-a", lt(0, -p.a), by.auto("a", degree=1)), side(-1))
    equal = by.cases("not above", lt(0, p.a), above, below)
    shrinks = by.auto(degree=0, factors=[(p.eps_a, 1), (abs(p.wg), 1), (p.sigma, -1)])
    return Decision(Part(statement, by.split(equal, shrinks)))


def crossing_bounds(p: Opposed, power: int, slope: Scalar) -> tuple[Formula, Formula]:
    """The first two inequalities of (53), with sigma to the power printed (1) or repaired (2)."""
    middle = p.eps / p.sigma**power * (p.g @ p.g - p.wg / p.sigma**power * (p.g @ (H @ p.w)))
    return le(p.ratio, middle), le(middle, slope)


def crossing_below(p: Opposed) -> None:
    """Assume eps < eps_0, as printed."""
    eps_0 = printed_threshold(p, bounded_by_constant(p, p.a))
    p.assume("the step size of w is small", lt(p.eps, eps_0))


@claim("lemma-A.13/53", title="(53)", kind="inequality",
       paper=r"\tfrac{|w_k^Tg|}{|a_k\sigma_k|} \le \varepsilon\tfrac{1}{\sigma_k}\left(\|g\|^2 - "
             r"\tfrac{w_k^Tg}{\sigma_k}g^THw_k\right) \le 2\varepsilon\kappa\lambda_{\max} < 1")
def crossing_needs_long_step() -> Decision:
    """Where a changes its sign and still disagrees with w'g, |w'g|/(|a| sigma) <= eps kappa lambda_max.

    With sigma^2 in place of sigma in both denominators the first two inequalities hold, the second
    even without the factor 2.  The last one needs eps < 1/(2 kappa lambda_max), which the printed
    eps_0 does not give; eps < 1/(kappa lambda_max) is enough.
    """
    p, q = Opposed(), Opposed()
    p.crossing()
    crossing_below(p)
    q.crossing()
    last = implies(lt(q.eps, 1 / (KAPPA * HIGH)), lt(q.slope, 1))
    corrected = q.claim(all_of(*crossing_bounds(q, 2, q.slope), last))
    return Decision(Part(p.claim(all_of(*crossing_bounds(p, 1, 2 * p.slope), lt(2 * p.slope, 1))), instances=(CROSSING,)),
                    Part(corrected, crossing_proof(q), instances=(SHORT_SIGMA,)))


@claim("lemma-A.13/53-first", title="(53), the first inequality", kind="inequality",
       paper=r"\tfrac{|w_k^Tg|}{|a_k\sigma_k|} \le \varepsilon\tfrac{1}{\sigma_k}\left(\|g\|^2 - "
             r"\tfrac{w_k^Tg}{\sigma_k}g^THw_k\right)")
def crossing_first_inequality() -> Decision:
    """Where a changes its sign and still disagrees with w'g, |w'g|/(|a| sigma) <= (eps/sigma^2)(|g|^2 - (w'g/sigma^2) g'Hw).

    Printed with sigma for sigma^2 in both places, which is too small for sigma < 1.
    """
    p, q = Opposed(), Opposed()
    p.crossing()
    crossing_below(p)
    q.crossing()
    symbols: dict[str, Expression] = {"H": H, "u": q.u, "a": q.a, "w": q.w, "eps_a": q.eps_a, "eps": q.eps}
    proof = by.script(*crossing_signs(q), by.use("53", "lemma-A.13/53", symbols), by.given("53.1"))
    return Decision(Part(p.claim(crossing_bounds(p, 1, p.slope)[0]), instances=(SHORT_SIGMA,)),
                    Part(q.claim(crossing_bounds(q, 2, q.slope)[0]), proof))


def crossing_signs(p: Opposed) -> list[by.Proof]:
    """Steps: facts `square`: a^2 > 0, `product`: |a||y| = -ay and `across`: |a||a+| = -a a+, from h5 and h7."""
    a, y, after = p.a, p.wg, p.a_plus
    nonzero = by.script(by.suppose_not("no a"), by.auto("h5", "no a", degree=1, multipliers=[y]))
    return [
        by.have("a", ne(a, 0), nonzero), by.have("square", lt(0, a**2), by.trivial()),
        by.have("opposed", le(0, -(a * y)), by.auto("h5", degree=1)),
        same_root("product", abs(a) * abs(y), -(a * y), by.trivial()),
        by.have("crossed", le(0, -(a * after)), by.auto("h7", degree=1)),
        same_root("across", abs(a) * abs(after), -(a * after), by.trivial()),
    ]  # fmt: skip


def crossing_proof(p: Opposed) -> by.Proof:
    """A proof of (53), corrected."""
    a, y, after, y_after = p.a, p.wg, p.a_plus, p.w_plus @ p.g
    cross, long_u, long_g, gg = p.g @ (H @ p.w), norm_h(p.u), norm_h(p.g), p.g @ p.g
    bracket = gg - y / p.sigma**2 * cross
    first = by.script(
        *crossing_signs(p),
        by.have("a+", ne(after, 0), by.script(by.suppose_not("no a+"), by.auto("h7", "no a+", degree=1, multipliers=[a]))),
        by.have("a+ squared", lt(0, after**2), by.script(by.suppose_not("flat"),
            by.contradiction_of_square("flat", "a+", after))),
        by.have("kept", le(0, a * y_after), by.auto("h7", "h8", degree=2, factors=[(after**2, -1)])),
        by.have("lifted", le(-(a * y), p.eps * a**2 / p.sigma * bracket), by.auto("kept", degree=1)),
        by.have("divided", le(-(a * y) / (a**2 * p.sigma), p.eps / p.sigma**2 * bracket),
                by.auto("lifted", degree=1, factors=[(a**2, -1), (p.sigma, -1)])),
        by.auto("divided", "product", degree=1, multipliers=[1 / (a**2 * p.sigma)]),
    )  # fmt: skip
    second = by.script(
        *turned_back(p), by.theorem("u", "rayleigh", H, p.u), *stretched_h("g", p.u), *stretched("gg", p.u),
        by.theorem("w", "rayleigh", H, p.w),
        by.have("top", le(UHU, HIGH), by.auto("u.2", "h1", degree=1, multipliers=[HIGH])),
        by.have("sizes", le(long_u * long_g, HIGH**2), by.auto("g", "top", degree=1, factors=[(long_u, 1), (HIGH, 1)])),
        by.have("turned", le(-(y * cross) / p.sigma**2, (long_u * long_g - gg) / 2),
                by.auto("turn", degree=1, factors=[(p.sigma, -2)])),
        by.have("length", le(gg, HIGH**2), by.auto("gg", "h1", degree=1, multipliers=[HIGH**2])),
        by.have("bracket", le(bracket, HIGH**2), by.auto("turned", "sizes", "length", degree=1)),
        by.have("long", le(LOW, p.sigma**2), by.auto("w.1", "h6", degree=1, factors=[(LOW, 1)])),
        by.have("short", le(1 / p.sigma**2, 1 / LOW), by.auto("long", degree=1, factors=[(p.sigma, -2), (LOW, -1)])),
        by.auto("bracket", "short", degree=1, factors=[(p.eps, 1), (p.sigma, -2), (HIGH, 1), (HIGH, 1)]),
    )  # fmt: skip
    return by.split(first, second, by.script(by.assume("small"),
                                             by.auto("small", degree=1, factors=[(HIGH, 1), (HIGH, 1), (LOW, -1)])))


def turned_back(p: Opposed) -> list[by.Proof]:
    """Steps: fact `turn`: -(w'g)(g'Hw) <= sigma^2 (|u|_H |g|_H - |g|^2)/2, from h1.

    The product of the components of w along u and g is least where w bisects the angle between u and -g.
    """
    long_u, long_g, turn = norm_h(p.u), norm_h(p.g), p.wg * (p.g @ (H @ p.w))
    apart, along = long_g * p.u - long_u * p.g, long_g * p.u + long_u * p.g
    flat = {name: by.have(f"long {name}", lt(0, root), by.script(by.suppose_not(f"flat {name}"),
                          squared_out(f"size {name}", f"flat {name}", root))) for name, root in (("u", long_u), ("g", long_g))}
    return [
        by.have("u is not zero", ne(p.u, ZERO), by.script(by.suppose_not("zero"), by.auto("h1", "zero", degree=1, multipliers=[p.u]))),
        by.theorem("size u", "definite", "H", "1", p.u), by.theorem("size g", "definite", "H", "3", p.u), flat["u"], flat["g"],
        by.theorem("angle", "gram", "H", "1", apart, p.w),
        by.have("turn", le(-turn, p.sigma**2 * (long_u * long_g - p.g @ p.g) / 2), by.script(
            by.suppose_not("less"), by.auto("angle", "less", "long u", "long g", degree=3, squares=[along @ (H @ p.w)]))),
    ]  # fmt: skip


SHORT_SIGMA = instance(d=2, H=[["1/4", 0], [0, "1/4"]], u=[1, 0], a="-2/5", w=["7/25", "24/25"], eps_a=1, eps="8/5", C_a=1)
CROSSING = instance(d=2, H=[[1, 0], [0, 4]], u=["3/5", "4/5"], a=-1, w=[1, 0], eps_a=1, eps="1/10", C_a=1)


@claim("lemma-A.13/54", title="(54)", kind="inequality",
       paper=r"\tfrac{|a_{k+1}|}{|a_k|} = \varepsilon_a\tfrac{|w_k^Tg|}{|a_k\sigma_k|} - (1-\varepsilon_a) \le "
             r"2\varepsilon\varepsilon_a\kappa\lambda_{\max} - (1-\varepsilon_a) < \varepsilon_a \le 1")
def crossing_shrinks() -> Decision:
    """There |a+|/|a| = eps_a |w'g|/(|a| sigma) - (1 - eps_a) <= eps eps_a kappa lambda_max - (1 - eps_a) < eps_a <= 1.

    The strict inequality again needs eps < 1/(kappa lambda_max), or half of that with the printed factor 2.
    """
    statements = []
    for printed in (True, False):
        p = Opposed()
        p.crossing()
        if printed:
            crossing_below(p)
        else:
            p.assume("the step size of w is small", lt(p.eps, 1 / (KAPPA * HIGH)))
        slope = 2 * p.slope if printed else p.slope
        ratio, bound = p.eps_a * p.ratio - (1 - p.eps_a), p.eps_a * slope - (1 - p.eps_a)
        statements.append(p.claim(all_of(eq(abs(p.a_plus) / abs(p.a), ratio), le(ratio, bound), lt(bound, p.eps_a),
                                         le(p.eps_a, 1))))
    symbols: dict[str, Expression] = {"H": H, "u": p.u, "a": p.a, "w": p.w, "eps_a": p.eps_a, "eps": p.eps}
    size = p.sigma * p.a**2
    proof = by.script(
        *crossing_signs(p), by.use("53", "lemma-A.13/53", symbols),
        by.have("ratio", le(p.ratio, p.slope), by.auto("53.1", "53.2", degree=1)),
        by.have("below", lt(p.slope, 1), by.script(by.apply("yes", "53.3", premises=[by.given("h9")]), by.given("yes"))),
        by.split(by.auto("product", "across", multipliers=[1 / p.a**2, p.eps_a / size]),
                 by.auto("ratio", degree=1, factors=[(p.eps_a, 1)]),
                 by.auto("below", "h3", degree=1, factors=[(p.eps_a, 1)]), by.given("h3")),
    )  # fmt: skip
    return Decision(Part(statements[0], instances=(CROSSING,)), Part(statements[1], proof))


@claim("lemma-A.13/rate", title="step (3): |a| falls by a constant factor", kind="inequality",
       paper=r"|a_{k+1}| < r|a_k|,\quad r := \max(|1-\varepsilon_a|, 2\varepsilon\varepsilon_a\kappa\lambda_{\max} - "
             r"(1-\varepsilon_a)) \in (0,1)")
def constant_factor_while_opposed() -> Decision:
    """While a w'g < 0 at two successive states, |a+| < r |a| with r = max(|1 - eps_a|, 2 eps eps_a kappa lambda_max - (1 - eps_a)).

    0 < r < 1 for eps < 1/(2 kappa lambda_max), which the printed eps_0 does not give.
    """
    p, q = Opposed(), Opposed()
    for state in (p, q):
        long_enough(state)
        state.assume("the next a and w'g have opposite signs", lt(state.a_plus * (state.w_plus @ state.g), 0))
    crossing_below(p)
    q.assume("the step size of w is small", lt(q.eps, 1 / (2 * KAPPA * HIGH)))
    return Decision(Part(p.claim(falls_by_factor(p)), instances=(CROSSING,)), Part(q.claim(falls_by_factor(q)), factor_proof(q)))


def factors_of_decrease(p: Opposed) -> tuple[Scalar, Scalar]:
    """The two numbers whose maximum is r."""
    return abs(1 - p.eps_a), p.eps_a * (2 * p.slope) - (1 - p.eps_a)


def falls_by_factor(p: Opposed) -> Formula:
    """|a+| < r |a| and 0 < r < 1."""
    rates = factors_of_decrease(p)
    return all_of(any_of(*(lt(abs(p.a_plus), rate * abs(p.a)) for rate in rates)), any_of(*(lt(0, rate) for rate in rates)),
                  *(lt(rate, 1) for rate in rates))  # fmt: skip


def nonzero_signs(p: Opposed) -> list[by.Proof]:
    """Steps: facts `square`, `square+`: a^2, a+^2 > 0, `size`: |a| > 0, `seen`: |w'g| > 0, from h5 and h7: a+ w+'g < 0."""
    a, y, after, y_after = p.a, p.wg, p.a_plus, p.w_plus @ p.g
    return [
        by.have("a", ne(a, 0), by.script(by.suppose_not("no a"), by.auto("h5", "no a", degree=1, multipliers=[y]))),
        by.have("a+", ne(after, 0), by.script(by.suppose_not("no a+"), by.auto("h7", "no a+", degree=1, multipliers=[y_after]))),
        by.have("square", lt(0, a**2), by.trivial()),
        by.have("square+", lt(0, after**2), by.script(by.suppose_not("flat"), by.contradiction_of_square("flat", "a+", after))),
        by.have("size", lt(0, abs(a)), by.script(by.suppose_not("no size"), squared_out("square", "no size", abs(a)))),
        by.have("opposed", le(0, -(a * y)), by.auto("h5", degree=1)),
        same_root("product", abs(a) * abs(y), -(a * y), by.trivial()),
        by.have("seen", lt(0, abs(y)), by.script(by.suppose_not("unseen"), by.auto("h5", "product", "unseen", degree=1,
            factors=[(abs(a), 1)]))),
    ]  # fmt: skip


def factor_proof(p: Opposed) -> by.Proof:
    """A proof of the decrease by r, from the two cases of the lemma and h8: eps < 1/(2 kappa lambda_max)."""
    symbols: dict[str, Expression] = {"H": H, "u": p.u, "a": p.a, "w": p.w, "eps_a": p.eps_a, "eps": p.eps}
    crossed, change = factors_of_decrease(p)[1], p.a * p.a_plus
    stays = by.script(by.use("one", "lemma-A.13/same-sign", symbols), by.choose(0),
                      by.auto("one.1", "seen", degree=1, factors=[(p.eps_a, 1), (p.sigma, -1)]))
    turns = by.script(
        by.have("changes", lt(change, 0), by.script(by.suppose_not("still"),
            by.auto("square", "square+", "turned", "still", degree=2))),
        by.have("agree", le(p.a_plus * (p.w_plus @ p.g), 0), by.auto("h7", degree=1)),
        by.have("small", lt(p.eps, 1 / (KAPPA * HIGH)), by.auto("h8", degree=1, factors=[(LOW, 1), (HIGH, -1), (HIGH, -1)])),
        by.use("two", "lemma-A.13/54", symbols), by.choose(1),
        by.have("quotient", lt(abs(p.a_plus) / abs(p.a), crossed),
                by.auto("two.1", "two.2", "slope", degree=1, factors=[(p.eps_a, 1)])),
        by.auto("quotient", "size", degree=2),
    )  # fmt: skip
    first = by.script(by.choose(0), by.auto("rest.1", "gentle", degree=1))
    second = by.script(by.choose(1), by.auto("gentle", "slope", degree=1, factors=[(p.eps_a, 1)]))
    return by.script(
        *nonzero_signs(p), by.have("slope", lt(0, p.slope), by.trivial()), by.theorem("rest", "magnitude", 1 - p.eps_a),
        by.have("twice", lt(2 * p.slope, 1), by.auto("h8", degree=1, factors=[(HIGH, 1), (HIGH, 1), (LOW, -1)])),
        by.split(
            by.cases("turned", lt(0, change), stays, turns), by.cases("gentle", lt(p.eps_a, 1), first, second),
            by.either("rest.3", "is", by.auto("is", "h2", degree=1), by.auto("is", "h3", degree=1)),
            by.auto("twice", "h3", degree=1, factors=[(p.eps_a, 1)]),
        ),
    )  # fmt: skip
