"""Appendix A.1 and Section 3.3: consequences of interlacing (Definitions A.2-A.4, Corollaries A.5-A.7)."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, UHU, H, U, form, in_two_dimensions, kernel_steps, projected
from proofs_checks.problem import NOT_PRINTED, U_NOT_ZERO, Problem, eigenvector_orthogonal_to, radius
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    Formula,
    Scalar,
    Statement,
    Vector,
    all_of,
    any_of,
    eig,
    eq,
    iff,
    instance,
    le,
    lt,
    parallel,
    sqrt,
)

KAPPA = HIGH / LOW


def extremes(p: Problem) -> tuple[Scalar, Scalar]:
    """lambda_2(H*) and lambda_d(H*)."""
    return eig(p.Hs, 2), eig(p.Hs, DIMENSION)


def interlaced_ends(p: Problem) -> list[by.Proof]:
    """Steps: facts `ends.1`: lambda_1(H) <= lambda_2(H*), `ends.2`: lambda_d(H*) <= lambda_d(H), `star`: lambda_2(H*) > 0."""
    least, most = extremes(p)
    low = by.script(by.apply("at", "chain.4", {"j_2": Scalar("1")}), by.auto("at"))
    high = by.script(by.apply("at", "chain.3", {"j_1": DIMENSION}), by.auto("at"))
    return [
        by.use("chain", "lemma-A.1", {"H": H, "u": U}),
        by.have("ends", all_of(le(LOW, least), le(most, HIGH)), by.split(low, high)),
        by.have("star", lt(0, least), by.auto("ends.1", degree=1, factors=[(LOW, 1)])),
        by.theorem("order", "eigenvalue_order", p.Hs, "2", "d"),
        by.have("star top", lt(0, most), by.auto("star", "order", degree=1)),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------
# Definitions


def seminorm(root: bool) -> tuple[Problem, Statement]:
    """N(x) = x'H*x, or its square root, is a seminorm that vanishes exactly on the multiples of u."""
    p = projected()
    x, y, c = p.vector("x"), p.vector("y"), p.scalar("c")

    def N(z: Vector) -> Scalar:
        return sqrt(form(p.Hs, z)) if root else form(p.Hs, z)

    return p, p.claim(all_of(eq(N(c * x), abs(c) * N(x)), le(N(x + y), N(x) + N(y)), iff(eq(N(x), 0), parallel(x, U))))


@claim("def-A.2", paper=r"\|x\|_{H^*} := x^TH^*x,\quad \|x\|_{H^*} = 0 \iff x \parallel u")
def projected_seminorm() -> Decision:
    """The H*-seminorm is a seminorm that vanishes exactly on the multiples of u.

    As printed the square root is missing, so doubling x multiplies the value by four.  The later uses
    ((64) to (69)) need the square root.
    """
    _, printed = seminorm(False)
    p, corrected = seminorm(True)
    x, y, c = Vector("x"), Vector("y"), Scalar("c")
    fx, fy, fxy, cross = form(p.Hs, x), form(p.Hs, y), form(p.Hs, x + y), x @ (p.Hs @ y)
    nx, ny = sqrt(fx), sqrt(fy)
    signs = [
        *(step for name, z, fz in (("x", x, fx), ("y", y, fy), ("x+y", x + y, fxy)) for step in (
            by.theorem(f"cauchy {name}", "gram", "H", "1", z, U),
            by.have(name, le(0, fz), by.auto(f"cauchy {name}", factors=[(UHU, -1)], degree=1)),
        )),
        by.have("cx", le(0, form(p.Hs, c * x)), by.auto("x", degree=1, squares=[c])),
    ]  # fmt: skip
    homogeneous = by.script(
        by.theorem("up", "root_order", sqrt(form(p.Hs, c * x)), abs(c) * nx),
        by.theorem("down", "root_order", abs(c) * nx, sqrt(form(p.Hs, c * x))),
        by.antisymmetry(by.given("up"), by.given("down")),
    )  # fmt: skip
    triangle = by.script(
        by.theorem("gram", "gram", "H", "1", x, y, U),
        by.have("squares", le(cross**2, fx * fy), by.auto("gram", degree=1, factors=[(UHU, -1)])),
        by.theorem("product", "root_order", cross, nx * ny), by.theorem("sum", "root_order", sqrt(fxy), nx + ny),
        by.given("sum"),
    )  # fmt: skip
    best = (x @ (H @ U)) / UHU
    rest = x - best * U
    along = by.script(by.suppose_not("other"), by.theorem("gap", "definite", "H", "1", rest), by.auto("gap", "flat", degree=1))
    forward = by.script(
        by.assume("zero"), by.have("flat", eq(fx, 0), by.auto("zero", multipliers=[nx])), by.multiple(best, along),
    )  # fmt: skip
    backward = by.script(
        by.assume("parallel"), by.obtain_factor("parallel", "m", "is"),
        by.have("flat", eq(fx, 0), by.auto("is", multipliers=[p.Hs @ x, Scalar("m") * (p.Hs @ U)])),
        by.theorem("up", "root_order", nx, "0"), by.antisymmetry(by.given("up"), by.trivial()),
    )  # fmt: skip
    proof = by.script(*signs, by.split(homogeneous, triangle, by.both_ways(forward, backward)))
    double = instance(d=2, H=[[1, 0], [0, 1]], u=[1, 0], x=[0, 1], y=[0, 0], c=2)
    return Decision(Part(printed, instances=(double,), note=U_NOT_ZERO), Part(corrected, proof))


def definitions_make_sense(p: Problem) -> Statement:
    """lambda_2(H*), ..., lambda_d(H*) are the nonzero eigenvalues, and rho* = max{|1 - eps lambda_2|, |1 - eps lambda_d|}."""
    eps = p.scalar("eps", latex=r"\varepsilon")
    least, most = extremes(p)
    rho, low, high = radius(eps, p.Hs, 2), abs(1 - eps * least), abs(1 - eps * most)
    ends = all_of(le(low, rho), le(high, rho), any_of(eq(rho, low), eq(rho, high)))
    return p.claim(all_of(eq(eig(p.Hs, 1), 0), lt(0, least), ends))


def attained_at_an_end(p: Problem, eps: Scalar) -> by.Proof:
    """A proof that rho* is |1 - eps lambda_2(H*)| or |1 - eps lambda_d(H*)|, from both as lower bounds."""
    least, most = extremes(p)
    n = Scalar("n")

    def pick(side: int, which: str, value: str, order: str) -> by.Proof:
        below = by.auto("at", "side", "step", order, value, which, degree=2)
        return by.script(by.choose(side), by.antisymmetry(below, by.given(which)))

    positive = by.either("size.3", "side", pick(0, "bound 2", "two.1", "down"), pick(1, "bound d", "last.2", "up"))
    negative = by.either("size.3", "side", pick(1, "bound d", "last.1", "up"), pick(0, "bound 2", "two.2", "down"))
    return by.script(
        by.theorem("two", "magnitude", 1 - eps * least), by.theorem("last", "magnitude", 1 - eps * most),
        by.theorem("attained", "max_attained", radius(eps, p.Hs, 2), "n"), by.obtain("attained", "at"),
        by.theorem("down", "eigenvalue_order", p.Hs, "2", n), by.theorem("up", "eigenvalue_order", p.Hs, n, "d"),
        by.theorem("size", "magnitude", 1 - eps * eig(p.Hs, n)), by.cases("step", le(0, eps), positive, negative),
    )  # fmt: skip


@claim("def-A.3-4", paper=r"\kappa^*(H^*) := \tfrac{\lambda_d(H^*)}{\lambda_2(H^*)},\quad "
       r"\rho^*(I-\varepsilon H^*) := \max_{2\le i\le d}|1 - \varepsilon\lambda_i(H^*)|")  # fmt: skip
def pseudo_quantities() -> Decision:
    """kappa* and rho* are defined, and are those of Section 3.3, which names only the extreme nonzero eigenvalues of H*.

    For d = 1 there is no lambda_2 and nothing to maximise over: d >= 2 is needed.  (Below Proposition
    3.4, rho* is printed as a function of I - eps H; it is one of I - eps H*.)
    """
    p = in_two_dimensions()
    printed, corrected = definitions_make_sense(projected()), definitions_make_sense(p)
    eps = Scalar("eps")
    rho = radius(eps, p.Hs, 2)
    proof = by.script(
        *interlaced_ends(p), *kernel_steps(p),
        by.theorem("bound 2", "max_bound", rho, "2"), by.theorem("bound d", "max_bound", rho, "d"),
        by.split(by.given("low"), by.given("star"),
                 by.split(by.given("bound 2"), by.given("bound d"), attained_at_an_end(p, eps))),
    )  # fmt: skip
    line = instance(d=1, H=[[1]], u=[1], eps=1)
    return Decision(Part(printed, instances=(line,), note=U_NOT_ZERO), Part(corrected, proof))


# ------------------------------------------------------------------------------------------------
# When an end of the spectrum of H is kept


def kept(p: Problem, which: str, name: str) -> Formula:
    """H has an eigenvector orthogonal to u for its least ("low") or greatest ("high") eigenvalue."""
    return eigenvector_orthogonal_to(p.u, p.H, LOW if which == "low" else HIGH, name)


@claim("cor-A.5/low", title="when lambda_2(H*) = lambda_1(H)", kind="lemma", paper=NOT_PRINTED)
def low_end_kept() -> Decision:
    """lambda_2(H*) = lambda_1(H) exactly where H has an eigenvector for lambda_1 that is orthogonal to u."""
    p = in_two_dimensions()
    least, _ = extremes(p)
    statement = p.claim(iff(eq(least, LOW), kept(p, "low", "x")))
    x = Vector("x")
    at_most = by.auto("complement", "value", degree=1, factors=[(x @ x, -1)], multipliers=[1 / (x @ x)])
    forward = by.script(
        by.assume("same"), *kernel_steps(p), by.theorem("pair", "eigenvector_orthogonal", p.Hs, U, "2", "x_2"),
        by.obtain("pair", "found"),
        *substituted(p, "x_2", least, LOW),
    )  # fmt: skip
    backward = by.script(
        by.assume("kept"), by.obtain("kept", "found"), *interlaced_ends(p), *kernel_steps(p),
        by.theorem("norm", "definite", "I", "0", x), by.theorem("complement", "rayleigh_complement", p.Hs, U, x),
        by.have("cross", eq(x @ (H @ U), 0), by.auto("found", multipliers=[U, LOW])),
        by.have("value", eq(form(p.Hs, x), LOW * (x @ x)), by.auto("found", "cross", multipliers=[x, (x @ (H @ U)) / UHU])),
        by.antisymmetry(at_most, by.given("ends.1")),
    )  # fmt: skip
    return Decision(Part(statement, by.both_ways(forward, backward), note=U_NOT_ZERO))


def substituted(p: Problem, name: str, star: Scalar, value: Scalar) -> list[by.Proof]:
    """Steps that finish: an eigenvector of H* for star = lambda_1(H), orthogonal to u, is one of H."""
    x = Vector(name)
    g = H @ U
    t = (x @ g) / UHU
    y = x - t * U
    return [
        by.theorem("rayleigh", "rayleigh", H, y), by.theorem("length", "definite", "I", "0", U),
        by.have("pairing", eq(form(H, y), value * (y @ y) - value * t**2 * (U @ U)),
                by.auto("found", "same", multipliers=[x, U, t * U, y, x @ x, x @ U, y @ x, t * (x @ U), t])),
        by.have("t squared", le(t**2, 0), by.auto("pairing", "rayleigh.1", degree=1, factors=[(value, -1), (U @ U, -1)])),
        by.have("t", eq(t, 0), by.script(by.suppose_not("t not zero"), by.contradiction_of_square("t squared", "t not zero", t))),
        by.have("cross", eq(x @ g, 0), by.auto("t", multipliers=[UHU])),
        by.witness({"x": x}, by.trivial(), by.split(
            by.auto("found", "same", "cross", multipliers=[x, 1 / UHU * g, -1 / UHU * g]), by.auto("found"))),
    ]  # fmt: skip


@claim("cor-A.5/high", title="when lambda_d(H*) = lambda_d(H)", kind="lemma", paper=NOT_PRINTED)
def high_end_kept() -> Decision:
    """lambda_d(H*) = lambda_d(H) exactly where H has an eigenvector for lambda_d that is orthogonal to u."""
    p = in_two_dimensions()
    _, most = extremes(p)
    statement = p.claim(iff(eq(most, HIGH), kept(p, "high", "x")))
    x, z = Vector("x"), Vector("x_2")
    g = H @ U
    flat = by.script(by.suppose_not("not zero"), by.contradiction_of_square("cross squared", "not zero", z @ g))
    at_least = by.auto("rayleigh.2", "value", degree=1, factors=[(x @ x, -1)], multipliers=[1 / (x @ x)])
    forward = by.script(
        by.assume("same"), *kernel_steps(p), by.theorem("pair", "eigenvector_orthogonal", p.Hs, U, "d", "x_2"),
        by.obtain("pair", "found"),
        by.theorem("rayleigh", "rayleigh", H, z),
        by.have("value", eq(form(p.Hs, z), HIGH * (z @ z)), by.auto("found", "same", multipliers=[z, z @ z])),
        by.have("cross squared", le((z @ g) ** 2, 0),
                by.auto("value", "rayleigh.2", degree=1, factors=[(UHU, 1)], multipliers=[UHU])),
        by.have("cross", eq(z @ g, 0), flat),
        by.witness({"x": z}, by.trivial(), by.split(
            by.auto("found", "same", "cross", multipliers=[z, 1 / UHU * g, -1 / UHU * g]), by.auto("found"))),
    )  # fmt: skip
    backward = by.script(
        by.assume("kept"), by.obtain("kept", "found"), *interlaced_ends(p), by.theorem("norm", "definite", "I", "0", x),
        by.theorem("rayleigh", "rayleigh", p.Hs, x),
        by.have("cross", eq(x @ (H @ U), 0), by.auto("found", multipliers=[U, HIGH])),
        by.have("value", eq(form(p.Hs, x), HIGH * (x @ x)), by.auto("found", "cross", multipliers=[x, (x @ (H @ U)) / UHU])),
        by.antisymmetry(by.given("ends.2"), at_least),
    )  # fmt: skip
    return Decision(Part(statement, by.both_ways(forward, backward), note=U_NOT_ZERO))
