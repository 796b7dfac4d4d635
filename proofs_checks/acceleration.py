"""Corollaries A.5-A.7: H* is better conditioned than H, and when strictly so."""

from __future__ import annotations

from proofs_checks.derivatives import projected_is_psd
from proofs_checks.interlacing import HIGH, LOW, H, U, form, in_two_dimensions, kernel_steps, projected
from proofs_checks.problem import U_NOT_ZERO, Problem, radius
from proofs_checks.projected_spectrum import KAPPA, extremes, interlaced_ends, kept
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    ZERO,
    Formula,
    Scalar,
    Statement,
    Vector,
    all_of,
    eig,
    eq,
    iff,
    implies,
    instance,
    le,
    lt,
    ne,
    negate,
    sqrt,
)

SIMPLE_LOW, SIMPLE_HIGH = lt(LOW, eig(H, 2)), lt(eig(H, DIMENSION - 1), HIGH)
IN_ONE_DIMENSION = instance(d=1, H=[[1]], u=[1], eps=1, v_1=[1], v_d=[1])
DOUBLE_LOW = [[1, 0, 0], [0, 1, 0], [0, 0, 2]]


def kappa_star(p: Problem) -> Scalar:
    """lambda_d(H*)/lambda_2(H*)."""
    least, most = extremes(p)
    return most / least


def kappa_bound(p: Problem) -> by.Proof:
    """A proof of kappa* <= kappa from the facts of interlaced_ends."""
    least, most = extremes(p)
    return by.auto("ends", degree=1, factors=[(least, -1), (LOW, -1), (HIGH, 1), (most, 1), (LOW, 1)])


def kappa_strict(p: Problem, *facts: str) -> by.Proof:
    """A proof of kappa* < kappa from one strict end."""
    least, most = extremes(p)
    return by.auto("ends", *facts, degree=1, factors=[(least, -1), (LOW, -1), (HIGH, 1), (most, 1), (LOW, 1)])


def with_end_eigenvectors(p: Problem) -> tuple[Vector, Vector]:
    """Eigenvectors v_1 for lambda_1(H) and v_d for lambda_d(H)."""
    v1, vd = p.vector("v_1", "nonzero"), p.vector("v_d", "nonzero")
    p.assume("v_1 is an eigenvector for lambda_1", eq(H @ v1, LOW * v1))
    p.assume("v_d is an eigenvector for lambda_d", eq(H @ vd, HIGH * vd))
    return v1, vd


# ------------------------------------------------------------------------------------------------
# Strict ends: from no eigenvector kept to lambda_1(H) < lambda_2(H*) or lambda_d(H*) < lambda_d(H)


def strict_end(p: Problem, end: str) -> list[by.Proof]:
    """Steps: fact `strict low` or `strict high`, from the fact `nothing low` or `nothing high`."""
    least, most = extremes(p)
    low = end == "low"
    relation, equal, fact = (lt(LOW, least), eq(least, LOW), "ends.1") if low else (lt(most, HIGH), eq(most, HIGH), "ends.2")
    same = by.have("equal", equal, by.antisymmetry(by.auto("other", fact, degree=1), by.auto("other", fact, degree=1)))
    held = by.refuted(f"nothing {end}", by.equivalent_of(f"{end} end", "equal"))
    return [
        by.use(f"{end} end", f"cor-A.5/{end}", {"H": H, "u": U}),
        by.have(f"strict {end}", relation, by.script(by.suppose_not("other"), same, held)),
    ]


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
        by.have("z", eq(z, ZERO), vanishes),
        by.have("c", eq(c, 0), by.auto("z", "got.2", multipliers=[1 / (U @ v) * U, 1 / (U @ v)])),
        by.theorem("x norm", "definite", "I", "0", x), by.auto("x norm", "z", "c", degree=1, multipliers=[x, x @ v]),
    )  # fmt: skip


def strict_simple_end(p: Problem, end: str, name: str, simple: str, tilted: str) -> list[by.Proof]:
    """Steps: fact `strict low` or `strict high`, from a simple end and u'v != 0 (see nothing_kept)."""
    return [by.have(f"nothing {end}", negate(kept(p, end, "x")), nothing_kept(end, name, simple, tilted)), *strict_end(p, end)]


def with_simple_ends() -> tuple[Problem, Vector, Vector, list[by.Proof]]:
    """A setting where lambda_1(H) and lambda_d(H) are simple (h2, h3), v_1 and v_d, and steps to the facts on them."""
    p = in_two_dimensions()
    p.assume("lambda_1 is simple", SIMPLE_LOW)
    p.assume("lambda_d is simple", SIMPLE_HIGH)
    v1, vd = with_end_eigenvectors(p)
    pairs = [by.have("v_1 is", eq(H @ v1, LOW * v1), by.given("h4")), by.have("v_d is", eq(H @ vd, HIGH * vd), by.given("h5"))]
    return p, v1, vd, [*pairs, *interlaced_ends(p)]


# ------------------------------------------------------------------------------------------------
# Corollary A.5


def ends_from_equality(p: Problem) -> by.Proof:
    """A proof that kappa* = kappa implies that H keeps an eigenvector at both ends."""
    least, most = extremes(p)
    cross = eq(HIGH * least - LOW * most, 0)
    low = by.auto("cross", "ends", degree=1, factors=[(HIGH, -1), (LOW, 1)], multipliers=[1 / HIGH])
    high = by.auto("cross", "ends", degree=1, factors=[(LOW, -1), (HIGH, 1)], multipliers=[1 / LOW])
    return by.script(
        by.assume("same"), by.have("cross", cross, by.auto("same", multipliers=[LOW * least])),
        by.have("least", eq(least, LOW), by.antisymmetry(low, by.given("ends.1"))),
        by.have("most", eq(most, HIGH), by.antisymmetry(by.given("ends.2"), high)),
        by.split(by.equivalent_of("low end", "least"), by.equivalent_of("high end", "most")),
    )  # fmt: skip


def equality_from_ends(p: Problem) -> by.Proof:
    """A proof that kappa* = kappa where H keeps an eigenvector at both ends."""
    least, most = extremes(p)
    return by.script(
        by.assume("kept"), by.have("least", eq(least, LOW), by.converse_of("low end", "kept.1")),
        by.have("most", eq(most, HIGH), by.converse_of("high end", "kept.2")),
        by.auto("least", "most", multipliers=[1 / least, HIGH / (LOW * least)]),
    )  # fmt: skip


@claim("cor-A.5", paper=r"\kappa^*(H^*) \le \kappa(H), \text{ where the equality holds up if and only if } "
       r"u \perp \mathrm{span}\{v_1, v_d\}")
def pseudo_condition_and_equality() -> Decision:
    """kappa* <= kappa, with equality exactly where u is orthogonal to the eigenvectors v_1 and v_d.

    'The' eigenvector v_i presupposes that lambda_1 and lambda_d are simple (then it holds: part /simple).
    Where lambda_1 is repeated, u may be one of its eigenvectors and another one orthogonal to u; for
    d = 1 there is no lambda_2.  For d >= 2 equality holds exactly where *some* eigenvector for lambda_1
    and *some* eigenvector for lambda_d are orthogonal to u.
    """
    p, q = projected(), in_two_dimensions()
    v1, vd = with_end_eigenvectors(p)
    orthogonal = all_of(eq(p.u @ v1, 0), eq(p.u @ vd, 0))
    printed = p.claim(all_of(le(kappa_star(p), KAPPA), iff(eq(kappa_star(p), KAPPA), orthogonal)))
    both_kept = all_of(kept(q, "low", "x"), kept(q, "high", "x"))
    corrected = q.claim(all_of(le(kappa_star(q), KAPPA), iff(eq(kappa_star(q), KAPPA), both_kept)))
    ends = [by.use(f"{end} end", f"cor-A.5/{end}", {"H": H, "u": U}) for end in ("low", "high")]
    equality = by.both_ways(ends_from_equality(q), equality_from_ends(q))
    proof = by.script(*interlaced_ends(q), *ends, by.split(kappa_bound(q), equality))
    repeated = instance(d=3, H=DOUBLE_LOW, u=[1, 0, 0], v_1=[1, 0, 0], v_d=[0, 0, 1])
    return Decision(Part(printed, instances=(repeated, IN_ONE_DIMENSION), note=U_NOT_ZERO), Part(corrected, proof))


@claim("cor-A.5/simple", title="the case of equality where both ends of the spectrum are simple", kind="theorem",
       paper=r"\text{the equality holds up if and only if } u \perp \mathrm{span}\{v_1, v_d\}")  # fmt: skip
def equality_with_simple_ends() -> Decision:
    """If lambda_1 and lambda_d are simple, kappa* = kappa exactly where u is orthogonal to v_1 and to v_d, as printed."""
    p, v1, vd, facts = with_simple_ends()
    statement = p.claim(iff(eq(kappa_star(p), KAPPA), all_of(eq(p.u @ v1, 0), eq(p.u @ vd, 0))))

    def level(end: str, name: str, simple: str) -> by.Proof:
        return by.script(
            by.suppose_not("tilted"), *strict_simple_end(p, end, name, simple, "tilted"),
            by.have("less", lt(kappa_star(p), KAPPA), kappa_strict(p, f"strict {end}")), by.auto("less", "same", degree=1),
        )  # fmt: skip

    forward = by.script(by.assume("same"), by.split(level("low", "v_1", "h2"), level("high", "v_d", "h3")))
    witnesses = [by.witness({"x": v}, by.trivial(), by.split(by.given(fact), by.auto(f"level.{i}")))
                 for i, (v, fact) in enumerate([(v1, "v_1 is"), (vd, "v_d is")], 1)]  # fmt: skip
    backward = by.script(
        by.assume("level"), by.use("whole", "cor-A.5", {"H": H, "u": U}),
        by.have("both", all_of(kept(p, "low", "x"), kept(p, "high", "x")), by.split(*witnesses)),
        by.converse_of("whole.2", "both"),
    )  # fmt: skip
    between = instance(d=3, H=[[1, 0, 0], [0, 2, 0], [0, 0, 3]], u=[0, 1, 0], v_1=[1, 0, 0], v_d=[0, 0, 1])
    return Decision(Part(statement, by.script(*facts, by.both_ways(forward, backward)), instances=(between,), note=U_NOT_ZERO))


# ------------------------------------------------------------------------------------------------
# Corollary A.6


def contraction_statement(root: bool) -> tuple[Problem, Statement]:
    """|(I - eps H*) x| <= rho* |x| in the H*-seminorm, without its square root as printed, or with it for d >= 2."""
    p = in_two_dimensions() if root else projected()
    x, eps = p.vector("x"), p.scalar("eps", latex=r"\varepsilon")
    before, after = form(p.Hs, x), form(p.Hs, x - eps * (p.Hs @ x))
    rho = radius(eps, p.Hs, 2)
    return p, p.claim(le(sqrt(after), rho * sqrt(before)) if root else le(after, rho * before))


def bounded_on_spectrum(p: Problem, eps: Scalar) -> by.Proof:
    """A proof of lambda (1 - eps lambda)^2 <= rho*^2 lambda, expanded, for every eigenvalue lambda of H*."""
    n, rho = Scalar("n"), radius(eps, p.Hs, 2)
    lam = eig(p.Hs, n)
    inside = by.script(
        by.theorem("bound", "max_bound", rho, n), by.theorem("down", "eigenvalue_order", p.Hs, "2", n),
        by.have("positive", lt(0, lam), by.auto("star", "down", degree=1)),
        by.auto("bound", degree=2, factors=[(lam, 1), (abs(1 - eps * lam), 1)]),
    )  # fmt: skip
    outside = by.script(
        by.theorem("first", "integer_step", n, "2"),
        by.theorem("down", "eigenvalue_order", p.Hs, n, "1", premises={4: by.auto("first")}),
        by.theorem("up", "eigenvalue_order", p.Hs, "1", n),
        by.have("none", eq(lam, 0), by.antisymmetry(by.auto("down", "low", degree=1), by.auto("up", "low", degree=1))),
        by.auto("none", multipliers=[rho**2 - 1, 2 * eps * lam, eps**2 * lam**2]),
    )  # fmt: skip
    return by.script(by.fix(), by.cases("n or 1", le(2, n), inside, outside))


@claim("cor-A.6", paper=r"\|(I - \varepsilon H^*)x\|_{H^*} \le \rho^*(I - \varepsilon H^*)\|x\|_{H^*}")
def contraction_in_projected_seminorm() -> Decision:
    """I - eps H* multiplies the H*-seminorm by at most rho*, for every real eps.

    With Definition A.2 as printed (no square root) it fails for some x exactly when rho* > 1; for d = 1
    there is no rho*.  With the square root it holds for every d >= 2.
    """
    _, printed = contraction_statement(False)
    p, corrected = contraction_statement(True)
    x, eps = Vector("x"), Scalar("eps")
    y = x - eps * (p.Hs @ x)
    rho, before, after = radius(eps, p.Hs, 2), sqrt(form(p.Hs, x)), sqrt(form(p.Hs, y))
    positive = by.auto("rho 2", degree=1, factors=[(abs(1 - eps * eig(p.Hs, 2)), 1)])
    premises = {0: by.auto("rho", degree=1, factors=[(before, 1)]), 1: by.auto("form", degree=1)}
    proof = by.script(
        *interlaced_ends(p), *kernel_steps(p), *psd_fact(p, "x", x), *psd_fact(p, "y", y),
        by.theorem("rho 2", "max_bound", rho, "2"), by.have("rho", le(0, rho), positive),
        by.theorem("form", "spectral_form", p.Hs, x, "n", "0", rho**2 - 1, 2 * eps, -(eps**2),
                   premises={1: bounded_on_spectrum(p, eps)}),
        by.theorem("root", "root_order", after, rho * before, premises=premises), by.given("root"),
    )  # fmt: skip
    far = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], x=[0, 1], eps=3)
    return Decision(Part(printed, instances=(far,), note=U_NOT_ZERO), Part(corrected, proof))


def psd_fact(p: Problem, name: str, x: Vector) -> list[by.Proof]:
    """Steps: fact `name >= 0`: 0 <= x'H*x."""
    return [by.have(f"{name} >= 0", le(0, form(p.Hs, x)), by.script(*projected_is_psd(p, x), by.given("psd")))]


# ------------------------------------------------------------------------------------------------
# Corollary A.7


def radius_bound(p: Problem, eps: Scalar) -> by.Proof:
    """A proof of rho* <= rho for every real eps, from the facts of interlaced_ends."""
    return by.script(*radius_steps(p, eps), by.cases("sign", le(0, eps), radius_sides(True, False), radius_sides(False, False)))


def radius_steps(p: Problem, eps: Scalar) -> list[by.Proof]:
    """Steps: rho* is |1 - eps lambda_n(H*)| for some n >= 2, and where lambda_n(H*) lies in the spectra."""
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


def radius_strict(p: Problem, eps: Scalar) -> by.Proof:
    """A proof of rho* < rho from both strict ends and the fact `step`: eps is not zero."""
    zero = by.antisymmetry(by.given("not positive"), by.given("order of eps"))
    positive = by.have("sign", lt(0, eps), by.script(by.suppose_not("not positive"), by.refuted("step", zero)))
    negative = by.have("sign", lt(eps, 0), by.given("order of eps"))
    by_sign = by.cases("order of eps", le(0, eps),
                       by.script(positive, radius_sides(True, True)), by.script(negative, radius_sides(False, True)))  # fmt: skip
    return by.script(*radius_steps(p, eps), by_sign)


def radii(p: Problem, eps: Scalar) -> tuple[Formula, Formula]:
    """rho* <= rho and rho* < rho."""
    return le(radius(eps, p.Hs, 2), radius(eps, H)), lt(radius(eps, p.Hs, 2), radius(eps, H))


COR_A_7_MUTANTS = {
    'symbol swapped: λᵢ(H) becomes λᵢ(Hs)':
        'true: a maximum over fewer indices is not larger',
}


@claim("cor-A.7", paper=r"\rho^*(I - \varepsilon H^*) \le \rho(I - \varepsilon H) \text{ for } \varepsilon > 0, "
       r"\text{ strict if } u^Tv_i \ne 0 \text{ for } i = 1, d",
       equivalent_mutants=COR_A_7_MUTANTS)  # fmt: skip
def pseudo_radius_bound() -> Decision:
    """rho* <= rho, strictly if u'v_1 and u'v_d are not zero.

    The inequality holds for every real eps (and d >= 2).  Strictness fails where an extreme eigenvalue is
    repeated, as some other eigenvector for it is orthogonal to u.  It holds for eps != 0 if no
    eigenvector for lambda_1 and none for lambda_d is orthogonal to u; so as printed where both are simple
    (part /simple).
    """
    p, q = projected(), in_two_dimensions()
    eps = p.scalar("eps", "positive", latex=r"\varepsilon")
    v1, vd = with_end_eigenvectors(p)
    bound, strict = radii(p, eps)
    printed = p.claim(all_of(bound, implies(all_of(ne(p.u @ v1, 0), ne(p.u @ vd, 0)), strict)))
    eps = q.scalar("eps", latex=r"\varepsilon")
    bound, strict = radii(q, eps)
    nothing = [negate(kept(q, end, "x")) for end in ("low", "high")]
    corrected = q.claim(all_of(bound, implies(all_of(*nothing, ne(eps, 0)), strict)))
    strictly = by.script(
        by.assume("open"), by.have("nothing low", nothing[0], by.given("open.1")),
        by.have("nothing high", nothing[1], by.given("open.2")), by.have("step", ne(eps, 0), by.given("open.3")),
        *strict_end(q, "low"), *strict_end(q, "high"), radius_strict(q, eps),
    )  # fmt: skip
    proof = by.script(*interlaced_ends(q), by.split(radius_bound(q, eps), strictly))
    repeated = instance(d=3, H=DOUBLE_LOW, u=[1, 1, 1], eps="1/2", v_1=[1, 0, 0], v_d=[0, 0, 1])
    return Decision(Part(printed, instances=(repeated, IN_ONE_DIMENSION), note=U_NOT_ZERO), Part(corrected, proof))


@claim("cor-A.7/simple", title="strictness where both ends of the spectrum are simple", kind="theorem",
       paper=r"\rho^*(I - \varepsilon H^*) < \rho(I - \varepsilon H) \text{ if } u^Tv_i \ne 0 \text{ for } i = 1, d")  # fmt: skip
def strict_radius_with_simple_ends() -> Decision:
    """If lambda_1 and lambda_d are simple, and u'v_1 and u'v_d are not zero, then rho* < rho for every eps != 0."""
    p, v1, vd, facts = with_simple_ends()
    eps = p.scalar("eps", "nonzero", latex=r"\varepsilon")
    low, high = ne(p.u @ v1, 0), ne(p.u @ vd, 0)
    proof = by.script(
        by.assume("tilted"), *facts, *strict_simple_end(p, "low", "v_1", "h2", "tilted.1"),
        *strict_simple_end(p, "high", "v_d", "h3", "tilted.2"), by.have("step", ne(eps, 0), by.trivial()), radius_strict(p, eps),
    )  # fmt: skip
    return Decision(Part(p.claim(implies(all_of(low, high), radii(p, eps)[1])), proof, note=U_NOT_ZERO))
