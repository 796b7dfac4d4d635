"""Corollaries A.5-A.7 and Section 3.3: H* is better conditioned than H, and when strictly so."""

from __future__ import annotations

from collections.abc import Callable

from proofs_checks.derivatives import projected_is_psd
from proofs_checks.interlacing import HIGH, LOW, TWO_DIMENSIONS, H, U, form, in_two_dimensions, kernel_steps
from proofs_checks.problem import Problem, radius, some_scalar, some_vector
from proofs_checks.projected_spectrum import (
    KAPPA,
    extremes,
    interlaced_ends,
    kept,
)  # fmt: skip
from proofs_checks.section_2_1 import best_rate, rate_is_attained, rate_is_least
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    Decl,
    Formula,
    Scalar,
    Setting,
    Statement,
    Vector,
    all_of,
    almost_all,
    any_of,
    eig,
    eq,
    forall,
    iff,
    implies,
    instance,
    le,
    lt,
    ne,
    outer,
    sqrt,
)  # fmt: skip

V1, VD = Vector("v_1"), Vector("v_d")
UNIT_SQUARE = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], v_1=[1, 0], v_d=[0, 1])


def kappa_star(p: Problem) -> Scalar:
    """lambda_d(H*)/lambda_2(H*)."""
    least, most = extremes(p)
    return most / least


def kappa_bound(p: Problem) -> by.Proof:
    """A proof of kappa* <= kappa from the facts of interlaced_ends."""
    least, most = extremes(p)
    return by.auto("ends", degree=1, factors=[(least, -1), (LOW, -1), (HIGH, 1), (most, 1), (LOW, 1)])


def cross_gap(p: Problem) -> Scalar:
    """lambda_d lambda_2* - lambda_1 lambda_d*, whose sign is that of kappa - kappa*."""
    least, most = extremes(p)
    return HIGH * least - LOW * most


@claim("cor-A.5", paper=r"\kappa^*(H^*) \le \kappa(H), \text{ where the equality holds if and only if } u \perp \mathrm{span}\{v_1, v_d\}")
def pseudo_condition_and_equality() -> Decision:
    """kappa* <= kappa, with equality exactly where u is orthogonal to the eigenvectors v_1 and v_d.

    'The' eigenvector does not exist when an extreme eigenvalue is repeated: for H = I equality holds
    for every u.  Corrected: equality holds exactly where *some* eigenvector for lambda_1 and some
    eigenvector for lambda_d are orthogonal to u.
    """
    p = in_two_dimensions()
    v1, vd = p.vector("v_1", "nonzero"), p.vector("v_d", "nonzero")
    p.assume("v_1 is an eigenvector for lambda_1", eq(H @ v1, LOW * v1))
    p.assume("v_d is an eigenvector for lambda_d", eq(H @ vd, HIGH * vd))
    p.assume("v_1 and v_d are orthogonal", eq(v1 @ vd, 0))
    printed = p.claim(all_of(le(kappa_star(p), KAPPA), iff(eq(kappa_star(p), KAPPA), all_of(eq(p.u @ v1, 0), eq(p.u @ vd, 0)))))
    q = in_two_dimensions()
    least, most = extremes(q)
    corrected = q.claim(all_of(le(kappa_star(q), KAPPA), iff(eq(kappa_star(q), KAPPA), all_of(kept(q, "low", "x"), kept(q, "high", "x")))))
    low, high = (by.use(f"{end} end", f"cor-A.5/{end}", {"H": H, "u": U}) for end in ("low", "high"))
    cross = by.have("cross", eq(cross_gap(q), 0), by.auto("same", multipliers=[LOW * least]))
    forward = by.script(
        by.assume("same"), low, high, cross,
        by.have("least", eq(least, LOW), by.antisymmetry(by.auto("cross", "ends", degree=1, factors=[(HIGH, -1), (LOW, 1)], multipliers=[1 / HIGH]), by.given("ends.1"))),
        by.have("most", eq(most, HIGH), by.antisymmetry(by.given("ends.2"), by.auto("cross", "ends", degree=1, factors=[(LOW, -1), (HIGH, 1)], multipliers=[1 / LOW]))),
        by.split(by.equivalent_of("low end", "least"), by.equivalent_of("high end", "most")),
    )  # fmt: skip
    backward = by.script(
        by.assume("kept"), low, high,
        by.have("least", eq(least, LOW), by.converse_of("low end", "kept.1")),
        by.have("most", eq(most, HIGH), by.converse_of("high end", "kept.2")),
        by.auto("least", "most", multipliers=[1 / least, HIGH / (LOW * least)]),
    )  # fmt: skip
    proof = by.script(*interlaced_ends(q), by.split(kappa_bound(q), by.both_ways(forward, backward)))
    return Decision(Part(printed, instances=(UNIT_SQUARE,)), Part(corrected, proof))


def contraction_statement(root: bool) -> tuple[Problem, Statement]:
    """|(I - eps H*) x| <= rho* |x| in the H*-seminorm, with or without its square root."""
    p = in_two_dimensions()
    x, eps = p.vector("x"), p.scalar("eps", latex=r"\varepsilon")
    y = x - eps * (p.Hs @ x)
    before, after = form(p.Hs, x), form(p.Hs, y)
    rho = radius(eps, p.Hs, 2)
    return p, p.claim(le(sqrt(after), rho * sqrt(before)) if root else le(after, rho * before))


@claim("cor-A.6", paper=r"\|(I - \varepsilon H^*)x\|_{H^*} \le \rho^*(I - \varepsilon H^*)\|x\|_{H^*}")
def contraction_in_projected_seminorm() -> Decision:
    """I - eps H* multiplies the H*-seminorm by at most rho*, for every real eps.

    With Definition A.2 as printed (no square root) it fails as soon as rho* > 1.
    """
    _, printed = contraction_statement(False)
    p, corrected = contraction_statement(True)
    x, eps, n = Vector("x"), Scalar("eps"), Scalar("n")
    y = x - eps * (p.Hs @ x)
    rho, lam = radius(eps, p.Hs, 2), eig(p.Hs, n)
    size = abs(1 - eps * lam)
    inside = by.script(
        by.theorem("bound", "max_bound", rho, n), by.theorem("down", "eigenvalue_order", p.Hs, "2", n),
        by.have("positive", lt(0, lam), by.auto("star", "down", degree=1)),
        by.auto("bound", degree=2, factors=[(lam, 1), (size, 1)]),
    )  # fmt: skip
    outside = by.script(
        by.theorem("first", "integer_step", n, "2"), by.theorem("down", "eigenvalue_order", p.Hs, n, "1", premises={4: by.auto("first")}),
        by.theorem("up", "eigenvalue_order", p.Hs, "1", n),
        by.have("none", eq(lam, 0), by.antisymmetry(by.auto("down", "low", degree=1), by.auto("up", "low", degree=1))),
        by.auto("none", multipliers=[rho**2 - 1, 2 * eps * lam, eps**2 * lam**2]),
    )  # fmt: skip
    on_spectrum = by.script(by.fix(), by.cases("n or 1", le(2, n), inside, outside))
    proof = by.script(
        *interlaced_ends(p), *kernel_steps(p), *psd_fact(p, "x", x), *psd_fact(p, "y", y),
        by.theorem("rho 2", "max_bound", rho, "2"), by.have("rho", le(0, rho), by.auto("rho 2", degree=1, factors=[(abs(1 - eps * eig(p.Hs, 2)), 1)])),
        by.theorem("form", "spectral_form", p.Hs, x, "n", "0", rho**2 - 1, 2 * eps, -(eps**2), premises={1: on_spectrum}),
        by.theorem("root", "root_order", sqrt(form(p.Hs, y)), rho * sqrt(form(p.Hs, x)), premises={
            0: by.auto("rho", degree=1, factors=[(sqrt(form(p.Hs, x)), 1)]), 1: by.auto("form", degree=1)}),
        by.given("root"),
    )  # fmt: skip
    far = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], x=[0, 1], eps=3)
    return Decision(Part(printed, instances=(far,)), Part(corrected, proof))


def psd_fact(p: Problem, name: str, x: Vector) -> list[by.Proof]:
    """Steps: fact `name >= 0`: 0 <= x'H*x."""
    return [by.have(f"{name} >= 0", le(0, form(p.Hs, x)), by.script(*projected_is_psd(p, x), by.given("psd")))]


# ------------------------------------------------------------------------------------------------
# Spectral radii


def radius_bound(p: Problem, eps: Scalar) -> by.Proof:
    """A proof of rho* <= rho for every real eps, from the facts of interlaced_ends."""
    return by.script(*radius_steps(p, eps), by.cases("sign", le(0, eps), radius_sides(True, False), radius_sides(False, False)))


def radius_steps(p: Problem, eps: Scalar) -> list[by.Proof]:
    """Steps: rho* is |1 - eps lambda_n(H*)| for some n >= 2, and lambda_1(H) <= lambda_2(H*) <= lambda_n(H*) <= lambda_d(H*) <= lambda_d(H)."""
    rho, n = radius(eps, H), Scalar("n")
    return [
        by.theorem("top of H*", "max_attained", radius(eps, p.Hs, 2), "n"), by.obtain("top of H*", "at"),
        by.theorem("down", "eigenvalue_order", p.Hs, "2", n), by.theorem("up", "eigenvalue_order", p.Hs, n, "d"),
        by.theorem("size", "magnitude", 1 - eps * eig(p.Hs, n)),
        by.theorem("bound 1", "max_bound", rho, "1"), by.theorem("bound d", "max_bound", rho, "d"),
        by.theorem("one", "magnitude", 1 - eps * LOW), by.theorem("last", "magnitude", 1 - eps * HIGH),
    ]  # fmt: skip


def radius_sides(positive: bool, strict: bool) -> by.Proof:
    """The two cases of |1 - eps lambda_n| = +-(1 - eps lambda_n), for eps >= 0 or eps < 0."""
    ends = ("strict low", "strict high") if strict else ("ends.1", "ends.2")
    near = by.auto("at", "side", "sign", "down", ends[0], "bound 1", "one.1" if positive else "one.2", degree=2)
    far = by.auto("at", "side", "sign", "up", ends[1], "bound d", "last.2" if positive else "last.1", degree=2)
    return by.either("size.3", "side", near if positive else far, far if positive else near)


def strict_steps(p: Problem) -> list[by.Proof]:
    """Steps: facts `strict low`: lambda_1(H) < lambda_2(H*), `strict high`: lambda_d(H*) < lambda_d(H), from facts `not low`, `not high`."""
    least, most = extremes(p)

    def strictly(end: str, kept_fact: str, equal: Formula, low: Scalar, high: Scalar) -> by.Proof:
        same = by.have("equal", equal, by.antisymmetry(by.auto("other", f"ends.{1 if end == 'low' else 2}", degree=1),
                                                       by.auto("other", f"ends.{1 if end == 'low' else 2}", degree=1)))  # fmt: skip
        return by.script(by.suppose_not("other"), same, by.refuted(kept_fact, by.equivalent_of(f"{end} end", "equal")))

    return [
        by.use("low end", "cor-A.5/low", {"H": H, "u": U}), by.use("high end", "cor-A.5/high", {"H": H, "u": U}),
        by.have("strict low", lt(LOW, least), strictly("low", "not low", eq(least, LOW), LOW, least)),
        by.have("strict high", lt(most, HIGH), strictly("high", "not high", eq(most, HIGH), most, HIGH)),
    ]  # fmt: skip


@claim("cor-A.7", paper=r"\rho^*(I - \varepsilon H^*) \le \rho(I - \varepsilon H) \text{ for } \varepsilon > 0, \text{ strict if } u^Tv_i \ne 0 \text{ for } i = 1, d")
def pseudo_radius_bound() -> Decision:
    """rho* <= rho, strictly if u'v_1 and u'v_d are not zero.

    The inequality holds for every real eps.  Strictness fails when an extreme eigenvalue is repeated
    (H = I); it holds for eps != 0 if no eigenvector for lambda_1 and none for lambda_d is orthogonal to u.
    """
    p = in_two_dimensions()
    eps = p.scalar("eps", "positive", latex=r"\varepsilon")
    v1, vd = p.vector("v_1", "nonzero"), p.vector("v_d", "nonzero")
    p.assume("v_1 is an eigenvector for lambda_1", eq(H @ v1, LOW * v1))
    p.assume("v_d is an eigenvector for lambda_d", eq(H @ vd, HIGH * vd))
    bound, strict = le(radius(eps, p.Hs, 2), radius(eps, H)), lt(radius(eps, p.Hs, 2), radius(eps, H))
    printed = p.claim(all_of(bound, implies(all_of(ne(p.u @ v1, 0), ne(p.u @ vd, 0)), strict)))
    q = in_two_dimensions()
    q.scalar("eps", latex=r"\varepsilon")
    nothing_kept = all_of(negated(kept(q, "low", "x")), negated(kept(q, "high", "x")), ne(eps, 0))
    corrected = q.claim(all_of(bound, implies(nothing_kept, strict)))
    strictly = by.script(
        by.assume("open"), by.have("not low", negated(kept(q, "low", "x")), by.given("open.1")),
        by.have("not high", negated(kept(q, "high", "x")), by.given("open.2")),
        *strict_steps(q), *radius_steps(q, eps), strict_by_sign(),
    )  # fmt: skip
    proof = by.script(*interlaced_ends(q), by.split(radius_bound(q, eps), strictly))
    equal = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 1], eps=1, v_1=[1, 0], v_d=[0, 1])
    return Decision(Part(printed, instances=(equal,)), Part(corrected, proof))


def negated(formula: Formula) -> Formula:
    """The negation."""
    return Formula(("not", formula.term))


def strict_by_sign() -> by.Proof:
    """A proof of rho* < rho from the strict facts, for eps != 0 (fact open.3)."""
    eps = Scalar("eps")
    zero = by.antisymmetry(by.given("not positive"), by.given("order of eps"))
    positive = by.have("sign", lt(0, eps), by.script(by.suppose_not("not positive"), by.refuted("open.3", zero)))
    negative = by.have("sign", lt(eps, 0), by.given("order of eps"))
    return by.cases("order of eps", le(0, eps), by.script(positive, radius_sides(True, True)), by.script(negative, radius_sides(False, True)))


# ------------------------------------------------------------------------------------------------
# For almost all u


U_DECL = some_vector("u", "nonzero")[0]
SIMPLE_LOW, SIMPLE_HIGH = lt(LOW, eig(H, 2)), lt(eig(H, DIMENSION - 1), HIGH)
REPEATED = (le(2, DIMENSION), eq(LOW, eig(H, 2)), eq(eig(H, DIMENSION - 1), HIGH))
UNIT = instance(d=2, H=[[1, 0], [0, 1]])


class Free(Setting):
    """H alone; u is bound in the statements, and H* is written out."""

    def __init__(self) -> None:
        super().__init__()
        self.H, self.u = self.operator("H", "spd"), U
        g = H @ U
        self.Hs = H - outer(g, g) / (U @ g)


def for_almost_all(body: Formula) -> Formula:
    """The body holds for almost all u != 0."""
    return almost_all([U_DECL], body)


def kappa_gap(p: Problem) -> by.Proof:
    """A proof of kappa <= kappa* from repeated extreme eigenvalues of H (facts lemma2, lemma3) and interlaced_ends."""
    least, most = extremes(p)
    return by.script(
        by.apply("second", "chain.3", {"j_1": Scalar("2")}), by.apply("last", "chain.4", {"j_2": DIMENSION - 1}),
        by.have("low", le(least, LOW), by.auto("second", "lemma2", degree=1)),
        by.have("high", le(HIGH, most), by.auto("last", "lemma3", degree=1)),
        by.auto("low", "high", degree=1, factors=[(least, -1), (LOW, -1), (HIGH, 1), (most, 1), (LOW, 1)]),
    )  # fmt: skip


def eigenvector_of(end: str, name: str) -> list[by.Proof]:
    """Steps: an eigenvector `name` of H for the end of its spectrum, with the fact `name is`."""
    return [by.theorem(f"{name} some", "eigenvector", H, "1" if end == "low" else "d", name), by.obtain(f"{name} some", f"{name} is")]


def nothing_kept(end: str, name: str, simple: str, tilted: str) -> by.Proof:
    """A proof that no eigenvector for a simple end of the spectrum is orthogonal to u.

    name: an eigenvector v for that end (fact `name is`); tilted: the fact u'v != 0; simple: the fact
    that the end is a simple eigenvalue.
    """
    v, x, value = Vector(name), Vector("x"), LOW if end == "low" else HIGH
    c = (x @ v) / (v @ v)
    z = x - c * v
    theorem = "rayleigh_complement" if end == "low" else "rayleigh_complement_top"
    vanishes = by.script(
        by.suppose_not("z not zero"), by.theorem("z norm", "definite", "I", "0", z),
        by.have("z value", eq(form(H, z), value * (z @ z)), by.auto(f"{name} is", "got", multipliers=[z, x, v, c * z, c * v, c])),
        by.auto("complement", "z value", simple, "z norm", degree=2),
    )  # fmt: skip
    return by.script(
        by.assume("kept"), by.obtain("kept", "got"), by.theorem("complement", theorem, H, v, z),
        by.have("z", eq(z, Vector("0v")), vanishes),
        by.have("c", eq(c, 0), by.auto("z", "got.2", multipliers=[1 / (U @ v) * U, 1 / (U @ v)])),
        by.theorem("x norm", "definite", "I", "0", x), by.auto("x norm", "z", "c", degree=1, multipliers=[x, x @ v]),
    )  # fmt: skip


def strict_end(p: Problem, end: str, name: str, simple: str, tilted: str) -> list[by.Proof]:
    """Steps: fact `strict low` or `strict high`, from a simple end and u'v != 0."""
    least, most = extremes(p)
    relation = lt(LOW, least) if end == "low" else lt(most, HIGH)
    equal, fact = (eq(least, LOW), "ends.1") if end == "low" else (eq(most, HIGH), "ends.2")
    same = by.have("equal", equal, by.antisymmetry(by.auto("other", fact, degree=1), by.auto("other", fact, degree=1)))
    return [
        by.use(f"{end} end", f"cor-A.5/{end}", {"H": H, "u": U}),
        by.have(f"nothing {end}", negated(kept(p, end, "x")), nothing_kept(end, name, simple, tilted)),
        by.have(f"strict {end}", relation, by.script(by.suppose_not("other"), same, by.refuted(f"nothing {end}", by.equivalent_of(f"{end} end", "equal")))),
    ]  # fmt: skip


def kappa_strict(p: Problem, *facts: str) -> by.Proof:
    """A proof of kappa* < kappa from one strict end."""
    least, most = extremes(p)
    return by.auto("ends", *facts, degree=1, factors=[(least, -1), (LOW, -1), (HIGH, 1), (most, 1), (LOW, 1)])


def almost_surely(p: Problem, goal: by.Proof, end: str) -> by.Proof:
    """A proof that, with a simple end (fact `simple`), a relation holds for almost all u, by `goal` from the fact `strict end`."""
    v = Vector("v")
    body = by.script(*interlaced_ends(p), *strict_end(p, end, "v", "simple", "tilted"), goal)
    return by.script(*eigenvector_of(end, "v"), by.null_set(U @ v, {"u": v}, "tilted", by.trivial(), body))


def by_simple_end(p: Problem, goal: Callable[[str], by.Proof]) -> by.Proof:
    """A proof, from 'one end is simple', that a relation holds for almost all u."""
    return by.script(by.assume("one end"), by.either("one end", "simple", almost_surely(p, goal("strict low"), "low"), almost_surely(p, goal("strict high"), "high")))


def everywhere_equal(p: Problem) -> list[by.Proof]:
    """Steps: from 'no end is simple' (fact `no end`) the facts lemma2 and lemma3: both extreme eigenvalues of H are repeated."""
    def repeated(label: str, low: Scalar, high: Scalar, side: int, order: str) -> by.Proof:
        simple = by.script(by.suppose_not("gap"), by.refuted("no end", by.script(by.choose(side), by.given("gap"))))
        return by.have(label, eq(low, high), by.antisymmetry(by.given(order), by.script(by.have(f"{label} back", le(high, low), simple), by.given(f"{label} back"))))

    return [
        by.theorem("order 1", "eigenvalue_order", H, "1", "2"), by.theorem("order d", "eigenvalue_order", H, DIMENSION - 1, "d"),
        repeated("lemma2", LOW, eig(H, 2), 0, "order 1"), repeated("lemma3", eig(H, DIMENSION - 1), HIGH, 1, "order d"),
    ]  # fmt: skip


ONE_SIMPLE = any_of(SIMPLE_LOW, SIMPLE_HIGH)


@claim("pseudo-condition", paper=r"\kappa^* = \tfrac{\lambda^*_{\max}}{\lambda^*_{\min}} \le \kappa, \text{ and } \kappa^* < \kappa \text{ for almost all } u")
def pseudo_condition_number() -> Decision:
    """The pseudo-condition number of H* is at most kappa, and less for almost all u.

    For H = I both are 1 for every u (and for d = 1 there is no nonzero eigenvalue of H* at all).
    Strictness for almost all u holds if lambda_1 or lambda_d is a simple eigenvalue of H; if both are
    repeated, kappa* = kappa for every u.
    """
    p, q = Free(), Free()
    bound, strict, equal = (f(kappa_star(p), KAPPA) for f in (le, lt, eq))
    printed = p.claim(all_of(forall([U_DECL], bound), for_almost_all(strict)))
    q.assume(*TWO_DIMENSIONS)
    corrected = q.claim(all_of(
        forall([U_DECL], bound), implies(ONE_SIMPLE, for_almost_all(strict)), implies(negated(ONE_SIMPLE), forall([U_DECL], equal)),
    ))  # fmt: skip
    never = by.have("never", negated(for_almost_all(strict)), by.script(by.nowhere(), *interlaced_ends(p), kappa_gap(p)))
    disproof = by.script(by.assume("claim"), never, by.refuted("never", by.given("claim.2")))
    bounded = by.script(by.fix(), *interlaced_ends(q), kappa_bound(q))
    same = by.script(by.assume("no end"), *everywhere_equal(q), by.fix(), *interlaced_ends(q),
                     by.antisymmetry(kappa_bound(q), kappa_gap(q)))  # fmt: skip
    proof = by.split(bounded, by_simple_end(q, lambda fact: kappa_strict(q, fact)), same)
    return Decision(Part(printed, instances=(UNIT,), lemma=REPEATED, disproof=disproof), Part(corrected, proof))


def best_star(p: Problem) -> Scalar:
    """(kappa* - 1)/(kappa* + 1)."""
    return best_rate(p.Hs, 2)


def quotient(least: Scalar, most: Scalar) -> Scalar:
    """(most - least)/(most + least)."""
    return (most - least) / (most + least)


def rates_compared(p: Problem, *facts: str) -> by.Proof:
    """A proof of rho*_opt <= rho_opt, or < with a strict fact."""
    least, most = extremes(p)
    weights = [(most + least, -1), (HIGH + LOW, -1), (HIGH, 1), (LOW, 1), (least, 1), (most, 1)]
    return by.script(
        by.have("rate", eq(best_rate(H, 1), quotient(LOW, HIGH)), by.trivial()), by.have("rate*", eq(best_star(p), quotient(least, most)), by.trivial()),
        by.have("rates", (lt if facts else le)(quotient(least, most), quotient(LOW, HIGH)), by.auto("ends", *facts, degree=1, factors=weights)),
        by.auto("rate", "rate*", "rates", degree=1),
    )  # fmt: skip


@claim("optimal-rates", paper=r"\rho^*(I-\hat\varepsilon H^*) \le \rho(I-\hat\varepsilon H) \text{ for } \hat\varepsilon > 0,\quad \rho^*_{opt} := \tfrac{\kappa^*-1}{\kappa^*+1} \le \tfrac{\kappa-1}{\kappa+1} =: \rho_{opt}, "
       r"\text{ strict for almost all } u")
def optimal_rates() -> Decision:
    """rho* <= rho; the least rho* over all steps is (kappa*-1)/(kappa*+1), at most (kappa-1)/(kappa+1), and less for almost all u.

    Strictness fails for H = I, as for kappa*.  The inequality rho* <= rho needs no sign of the step.
    """
    p, q = Free(), Free()
    decl, eps = some_scalar("eps")
    least, most = extremes(p)
    optimal = 2 / (most + least)
    strict = lt(best_star(p), best_rate(H, 1))

    def rest(domain: str) -> list[Formula]:
        positive = Decl("eps", "scalar", domain)
        return [
            forall([U_DECL, positive], le(radius(eps, p.Hs, 2), radius(eps, H))), forall([U_DECL, decl], le(best_star(p), radius(eps, p.Hs, 2))),
            forall([U_DECL], eq(radius(optimal, p.Hs, 2), best_star(p))), forall([U_DECL], le(best_star(p), best_rate(H, 1))),
        ]  # fmt: skip

    printed = p.claim(all_of(*rest("positive"), for_almost_all(strict)))
    q.assume(*TWO_DIMENSIONS)
    corrected = q.claim(all_of(*rest("real"), implies(ONE_SIMPLE, for_almost_all(strict))))
    never = by.have("never", negated(for_almost_all(strict)), by.script(by.nowhere(), *rates_equal(p)))
    disproof = by.script(by.assume("claim"), never, by.refuted("never", by.given("claim.5")))
    proof = by.split(
        by.script(by.fix(), *interlaced_ends(q), radius_bound(q, eps)),
        by.script(by.fix(), *interlaced_ends(q), rate_is_least(q.Hs, 2, eps)),
        by.script(by.fix(), *interlaced_ends(q), by.antisymmetry(rate_is_attained(q.Hs, 2), rate_is_least(q.Hs, 2, optimal))),
        by.script(by.fix(), *interlaced_ends(q), rates_compared(q)),
        by_simple_end(q, lambda fact: rates_compared(q, fact)),
    )  # fmt: skip
    return Decision(Part(printed, instances=(UNIT,), lemma=REPEATED, disproof=disproof), Part(corrected, proof))


def rates_equal(p: Problem) -> list[by.Proof]:
    """Steps that finish: rho_opt <= rho*_opt from repeated extreme eigenvalues of H (facts lemma2, lemma3)."""
    least, most = extremes(p)
    return [
        *interlaced_ends(p), by.have("gap", le(KAPPA, kappa_star(p)), kappa_gap(p)),
        by.have("cross", le(HIGH * least, most * LOW), by.auto("gap", degree=1, factors=[(least, 1), (LOW, 1)])),
        by.have("rate", eq(best_rate(H, 1), quotient(LOW, HIGH)), by.trivial()), by.have("rate*", eq(best_star(p), quotient(least, most)), by.trivial()),
        by.have("rates", le(quotient(LOW, HIGH), quotient(least, most)), by.auto("cross", degree=1, factors=[(most + least, -1), (HIGH + LOW, -1)])),
        by.auto("rate", "rate*", "rates", degree=1),
    ]  # fmt: skip


@claim("strict-almost-all", paper=r"\text{the inequality in (27) and (28) is strict for almost all } u")
def strict_for_almost_all() -> Decision:
    """For almost all u: kappa* < kappa, and rho* < rho for every eps > 0.

    For H = I neither is strict for any u.  If lambda_1 and lambda_d are simple, both are, and the
    second for every eps != 0.
    """
    p, q = Free(), Free()
    eps = Scalar("eps")
    strict, tighter = lt(kappa_star(p), KAPPA), lt(radius(eps, p.Hs, 2), radius(eps, H))
    both = all_of(strict, forall([Decl("eps", "scalar", "positive")], tighter))
    printed = p.claim(for_almost_all(both))
    q.assume(*TWO_DIMENSIONS)
    q.assume("lambda_1 is simple", SIMPLE_LOW)
    q.assume("lambda_d is simple", SIMPLE_HIGH)
    corrected = q.claim(for_almost_all(all_of(strict, forall([Decl("eps", "scalar", "nonzero")], tighter))))
    gap = by.have("gap", le(KAPPA, kappa_star(p)), kappa_gap(p))
    disproof = by.script(by.nowhere(), *interlaced_ends(p), by.assume("both"), gap, by.auto("gap", "both.1", degree=1))
    v1, vd = Vector("v_1"), Vector("v_d")
    product = (U @ v1) * (U @ vd)
    orthogonal = [
        by.theorem("order 2", "eigenvalue_order", H, "2", "d"), by.have("spread", lt(LOW, HIGH), by.auto("order 2", "h2", degree=1)),
        by.have("flat", eq((HIGH - LOW) * (v1 @ vd), 0), by.auto("v_1 is", "v_d is", multipliers=[vd, v1])),
        by.have("orthogonal", eq(v1 @ vd, 0), by.auto("flat", multipliers=[1 / (HIGH - LOW)])),
    ]  # fmt: skip
    at_sum = by.auto("orthogonal", degree=0, factors=[(v1 @ v1, 1), (vd @ vd, 1)], multipliers=[v1 @ v1, vd @ vd, v1 @ vd])
    tilted = [by.have(name, ne(U @ v, 0), by.script(by.suppose_not("level"), by.refuted("tilted", by.auto("level", multipliers=[U @ other]))))
              for name, v, other in (("tilted low", v1, vd), ("tilted high", vd, v1))]  # fmt: skip
    nonzero = by.have("open.3", ne(eps, 0), by.trivial())
    body = by.script(
        *interlaced_ends(q), *tilted, *strict_end(q, "low", "v_1", "h2", "tilted low"), *strict_end(q, "high", "v_d", "h3", "tilted high"),
        by.split(kappa_strict(q, "strict low"), by.script(by.fix(), nonzero, *radius_steps(q, eps), strict_by_sign())),
    )  # fmt: skip
    proof = by.script(*eigenvector_of("low", "v_1"), *eigenvector_of("high", "v_d"), *orthogonal,
                      by.null_set(product, {"u": v1 + vd}, "tilted", at_sum, body))  # fmt: skip
    return Decision(Part(printed, instances=(UNIT,), lemma=REPEATED, disproof=disproof), Part(corrected, proof))
