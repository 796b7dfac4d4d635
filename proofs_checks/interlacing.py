"""Appendix A.1: H*, Lemma A.1 (interlacing), and its proof step by step."""

from __future__ import annotations

from proofs_checks.derivatives import projected_is_psd
from proofs_checks.problem import NOT_PRINTED, U_NOT_ZERO, Problem, index, some_scalar, some_vector
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    IDENTITY,
    Formula,
    Operator,
    Scalar,
    Vector,
    all_of,
    eig,
    eq,
    exists,
    forall,
    iff,
    implies,
    instance,
    le,
    lt,
    ne,
    psd,
)

H, U, X = Operator("H"), Vector("u"), Vector("x")
UHU = U @ (H @ U)
LOW, HIGH = eig(H, 1), eig(H, DIMENSION)
TWO_DIMENSIONS = ("there are at least two dimensions", le(2, DIMENSION))


def projected() -> Problem:
    """H, u != 0 and H*."""
    return Problem("nonzero").with_projected()


def in_two_dimensions() -> Problem:
    """H, u != 0, H* and d >= 2."""
    p = projected()
    p.assume(*TWO_DIMENSIONS)
    return p


def form(operator: Operator, x: Vector) -> Scalar:
    """x'Ax."""
    return x @ (operator @ x)


def below_h(p: Problem, x: Vector) -> by.Proof:
    """A proof of x'H*x <= x'Hx."""
    return by.auto(degree=0, factors=[(UHU, -1)], squares=[x @ (H @ p.u)])


@claim("eq-25", paper=r"x^TH^*x = x^THx - \tfrac{(x^THu)^2}{u^THu} \in [0, x^THx]")
def projected_form_bounds() -> Decision:
    """0 <= x'H*x <= x'Hx, with the printed expression."""
    p = projected()
    x = p.vector("x")
    statement = p.claim(all_of(
        eq(form(p.Hs, x), form(H, x) - (x @ (H @ p.u)) ** 2 / UHU), le(0, form(p.Hs, x)), le(form(p.Hs, x), form(H, x)),
    ))  # fmt: skip
    proof = by.split(by.trivial(), by.script(*projected_is_psd(p, x), by.given("psd")), below_h(p, x))
    return Decision(Part(statement, proof, note=U_NOT_ZERO))


@claim("eq-26", paper=r"x^TH^*x = \min_{t\in\mathbb{R}} \|x - tu\|_H^2")
def projected_form_as_minimum() -> Decision:
    """x'H*x is the least squared H-distance of x to the line through u, and it is attained."""
    p = projected()
    x = p.vector("x")
    decl, t = some_scalar("t")
    attained = exists([decl], eq(form(p.Hs, x), form(H, x - t * p.u)))
    statement = p.claim(all_of(forall([decl], le(form(p.Hs, x), form(H, x - t * p.u))), attained))
    best = (x @ (H @ p.u)) / UHU
    lowest = by.script(by.fix(), by.auto(degree=0, factors=[(UHU, 1)], squares=[t - best]))
    return Decision(Part(statement, by.split(lowest, by.witness({"t": best}, by.trivial())), note=U_NOT_ZERO))


def kernel_steps(p: Problem) -> list[by.Proof]:
    """Steps: facts `low`: lambda_1(H*) = 0, and `kernel`: H*u = lambda_1(H*) u."""
    x, least = Vector("x_0"), eig(p.Hs, 1)
    positive = by.script(
        by.theorem("least pair", "eigenvector", p.Hs, "1", x), by.obtain("least pair", "least found"), *projected_is_psd(p, x),
        by.theorem("least norm", "definite", "I", "0", x), by.auto("psd", "least found", factors=[(x @ x, -1)], degree=1),
    )  # fmt: skip
    negative = by.script(
        by.theorem("bounds", "rayleigh", p.Hs, U), by.theorem("length", "definite", "I", "0", U),
        by.auto("bounds.1", factors=[(U @ U, -1)], degree=1),
    )  # fmt: skip
    return [
        by.have("low", eq(least, 0), by.antisymmetry(negative, positive)),
        by.have("kernel", eq(p.Hs @ U, least * U), by.auto("low", multipliers=[U, -U])),
    ]  # fmt: skip


def interlaced(p: Problem) -> Formula:
    """The chain (24)."""
    i, j = Scalar("j_1"), Scalar("j_2")
    return all_of(
        eq(eig(p.Hs, 1), 0), lt(0, eig(p.H, 1)),
        forall([index("j_1")], le(eig(p.Hs, i), eig(p.H, i))),
        forall([index("j_2", 1, DIMENSION - 1)], le(eig(p.H, j), eig(p.Hs, j + 1))),
    )  # fmt: skip


@claim("lemma-A.1", paper=r"0 = \lambda_1(H^*) < \lambda_1(H) \le \lambda_2(H^*) \le \lambda_2(H) "
       r"\le \dots \le \lambda_d(H^*) \le \lambda_d(H)")
def interlacing() -> Decision:
    """The spectra of H* and H interlace, lambda_1(H*) = 0 < lambda_1(H), for every d and every u != 0.

    Upper half: x'H*x <= x'Hx and monotonicity in the min-max theorem.  Lower half: on the hyperplane
    orthogonal to Hu the forms of H and H* agree, so the min-max theorem with one constraint applies.
    """
    p = projected()
    statement = p.claim(interlaced(p))
    positive = by.script(
        by.theorem("pair", "eigenvector", H, "1", X), by.obtain("pair", "found"), by.theorem("size", "definite", "H", "1", X),
        by.theorem("norm", "definite", "I", "0", X), by.auto("found", "size", factors=[(X @ X, -1)], degree=1),
    )  # fmt: skip
    above = by.script(by.fix(), by.theorem("minmax", "minmax_monotone", p.Hs, H, Scalar("j_1"), X,
                                           premises={4: by.script(by.fix(), below_h(p, X))}), by.given("minmax"))  # fmt: skip
    below = by.script(by.fix(), by.theorem("minmax", "minmax_hyperplane", H, p.Hs, H @ U, Scalar("j_2"), X), by.given("minmax"))
    zero = by.script(*kernel_steps(p), by.given("low"))
    return Decision(Part(statement, by.split(zero, positive, above, below), note=U_NOT_ZERO))


def resolvent(t: str) -> Problem:
    """A real t with R = (H - tI)^{-1}, so t is no eigenvalue of H."""
    p = projected()
    s = p.scalar("t", t)
    R = p.operator("R", "symmetric")
    p.assume("R is a left inverse of H - tI", eq(R @ (p.H - s * IDENTITY), IDENTITY))
    p.assume("R is a right inverse of H - tI", eq((p.H - s * IDENTITY) @ R, IDENTITY))
    return p


@claim("lemma-A.1/secular", title="the secular function of H*", kind="lemma", paper=NOT_PRINTED)
def secular_function() -> Decision:
    """Off the spectrum of H, a number t != 0 is an eigenvalue of H* exactly where the secular function u'(H-tI)^{-1}Hu vanishes.

    That function is u'u + t u'(H-tI)^{-1}u; its derivative u'(H-tI)^{-2}Hu = |Ru|_H^2, R = (H-tI)^{-1},
    is positive, so it has one zero between two neighbouring poles: interlacing again, without the min-max
    theorem.  Its poles are only those eigenvalues of H in whose eigenspaces u has a component; the
    others are eigenvalues of H* as well.
    """
    p = resolvent("nonzero")
    t, R = Scalar("t"), Operator("R")
    decl, x = some_vector("x", "nonzero")
    g, y = H @ p.u, R @ (H @ p.u)
    phi = p.u @ y
    statement = p.claim(all_of(
        iff(exists([decl], eq(p.Hs @ x, t * x)), eq(phi, 0)),
        eq(p.u @ (R @ (R @ (H @ p.u))), form(H, R @ p.u)), lt(0, form(H, R @ p.u)),
    ))  # fmt: skip
    c = (x @ (H @ p.u)) / UHU
    forward = by.script(
        by.assume("pair"), by.obtain("pair", "found"),
        by.have("orthogonal", eq(p.u @ x, 0), by.auto("found", multipliers=[p.u / t, -1 / t * p.u])),
        by.have("solved", eq(x, c * y), by.auto("found", "h1", multipliers=[R, x])),
        by.have("c", ne(c, 0), by.script(
            by.suppose_not("no c"), by.theorem("norm", "definite", "I", "0", x),
            by.auto("norm", "solved", "no c", multipliers=[x, x @ y], degree=1))),
        by.auto("solved", "orthogonal", multipliers=[1 / c * p.u, 1 / c]),
    )  # fmt: skip
    recovered = by.have("back", eq(p.H @ y - t * y, g), by.auto("h2", multipliers=[g]))
    nonzero = by.script(by.suppose_not("vanishes"),
                        by.auto("back", "vanishes", degree=0, factors=[(UHU, 1)], multipliers=[p.u, g - t * p.u]))  # fmt: skip
    backward = by.script(
        by.assume("zero"), recovered,
        by.have("size", eq(p.u @ (p.H @ y), UHU), by.auto("back", "zero", multipliers=[p.u, t])),
        by.witness({"x": y}, nonzero, by.auto("back", "size", multipliers=[1 / UHU * g])),
    )  # fmt: skip
    applied = [by.have("right", eq(R @ g, p.u + t * (R @ p.u)), by.auto("h1", multipliers=[p.u])),
               by.have("left", eq(p.H @ (R @ p.u), p.u + t * (R @ p.u)), by.auto("h2", multipliers=[p.u]))]  # fmt: skip
    derivative = by.script(*applied, by.auto("right", "left", multipliers=[R @ p.u]))
    injective = by.script(by.suppose_not("lost"), by.theorem("norm", "definite", "I", "0", p.u),
                          by.auto("norm", "left", "lost", degree=1, multipliers=[p.u, g, g - t * p.u]))  # fmt: skip
    size = by.theorem("size", "definite", "H", "1", R @ p.u, premises={1: injective})
    positive = by.script(*applied, size, by.auto("size", degree=1))
    return Decision(Part(statement, by.split(by.both_ways(forward, backward), derivative, positive), note=U_NOT_ZERO))


# ------------------------------------------------------------------------------------------------
# The printed proof


V = Vector("v")


def quotient_matrix(c: Scalar) -> Formula:
    """The Rayleigh quotient of H is at least c on the span of v and u."""
    A = H - c * IDENTITY
    return psd([[V @ (A @ V), V @ (A @ U)], [V @ (A @ U), U @ (A @ U)]])


@claim("lemma-A.1-proof",
       paper=r"\max_{\dim V=n-i+1}\ \min_{y\in\mathrm{span}\{V,u\}} \frac{\|y\|_H^2}{\|y\|^2} \ge "
       r"\max_{\dim V=n-(i-1)+1}\ \min_{y\in V}\frac{y^THy}{\|y\|^2} = \lambda_{i-1}(H)")  # fmt: skip
def last_step_of_part_3() -> Decision:
    """The last step of part (3), for i = d: on the span of u and some v the Rayleigh quotient of H is at least lambda_{d-1}(H).

    False: u itself lies in every span{V, u}, so the left side is at most u'Hu/|u|^2, which may be
    lambda_1.  (The 'n' of Appendix A.1 is d.)  What is true, and gives lambda_{i-1}(H) <= lambda_i(H*):
    on the hyperplane orthogonal to Hu the forms of H and H* agree, so V = W intersected with (Hu)-perp
    may be used for every W of dimension d - i + 2.
    """
    p = in_two_dimensions()
    decl, _ = some_vector("v", "nonzero")
    printed = p.claim(exists([decl], quotient_matrix(eig(H, DIMENSION - 1))))
    q = projected()
    i = Scalar("j_2")
    x_decl, x = some_vector("x")
    on_plane = forall([x_decl], implies(eq(x @ (H @ q.u), 0), eq(form(q.Hs, x), form(H, x))))
    corrected = q.claim(all_of(on_plane, forall([index("j_2", 1, DIMENSION - 1)], le(eig(H, i), eig(q.Hs, i + 1)))))
    small_u = instance(d=3, H=[[1, 0, 0], [0, 2, 0], [0, 0, 3]], u=[1, 0, 0])
    agree = by.script(by.fix(), by.assume("plane"), by.auto("plane"))
    below = by.script(by.fix(), by.theorem("minmax", "minmax_hyperplane", H, q.Hs, H @ U, i, X), by.given("minmax"))
    note = f"The lemma itself is true: see lemma-A.1. {U_NOT_ZERO}"
    return Decision(Part(printed, instances=(small_u,), note=note), Part(corrected, by.split(agree, below)))


@claim("lemma-A.1-proof/2", title="part (2): min-max monotonicity", kind="proof",
       paper=r"\lambda_i(H^*) = \min_{\dim V=i}\max_{x\in V}\tfrac{x^TH^*x}{\|x\|^2} \le "
       r"\min_{\dim V=i}\max_{x\in V}\tfrac{x^THx}{\|x\|^2} = \lambda_i(H)")  # fmt: skip
def part_2() -> Decision:
    """x'H*x <= x'Hx for every x, hence lambda_i(H*) <= lambda_i(H) for every i."""
    p = projected()
    decl, x = some_vector("x")
    i = Scalar("j_1")
    smaller = forall([decl], le(form(p.Hs, x), form(H, x)))
    statement = p.claim(all_of(smaller, forall([index("j_1")], le(eig(p.Hs, i), eig(H, i)))))
    above = by.script(by.fix(), by.theorem("minmax", "minmax_monotone", p.Hs, H, i, X,
                                           premises={4: by.script(by.fix(), below_h(p, X))}), by.given("minmax"))  # fmt: skip
    return Decision(Part(statement, by.split(by.script(by.fix(), below_h(p, x)), above), note=U_NOT_ZERO))


@claim("lemma-A.1-proof/3-first", title="part (3), first equality: V may be taken orthogonal to u", kind="proof",
       paper=r"\max_{\dim V=n-i+1}\min_{x\in V}\tfrac{x^TH^*x}{\|x\|^2} = "
       r"\max_{\dim V=n-i+1,\,u\perp V}\min_{x\in V}\min_{t}\tfrac{\|x-tu\|_H^2}{\|x\|^2},\quad i \ge 2")  # fmt: skip
def part_3_first_equality() -> Decision:
    """Restricting V to subspaces orthogonal to u loses nothing for i >= 2.

    Stated are the two facts behind it: each lambda_j(H*), j >= 2, has an eigenvector orthogonal to u, and
    lambda_2(H*)|y|^2 <= y'H*y for every y orthogonal to u.  They settle the equality for i = 2 and i = d;
    between, they give the vectors that span the best V, and the rest is Courant-Fischer on their span.
    """
    p = in_two_dimensions()
    j = Scalar("j_1")
    (x_decl, x), (y_decl, y) = some_vector("x", "nonzero"), some_vector("y")
    pairs = forall([index("j_1", 2)], exists([x_decl], all_of(eq(p.Hs @ x, eig(p.Hs, j) * x), eq(x @ p.u, 0))))
    plane = forall([y_decl], implies(eq(y @ p.u, 0), le(eig(p.Hs, 2) * (y @ y), form(p.Hs, y))))
    found = by.script(
        by.fix(), by.theorem("pair", "eigenvector_orthogonal", p.Hs, U, j, "x_2"), by.obtain("pair", "found"),
        by.witness({"x": Vector("x_2")}, by.trivial(), by.given("found")),
    )  # fmt: skip
    least = by.script(
        by.fix(), by.assume("level"), by.theorem("value", "rayleigh_complement", p.Hs, U, y), by.given("value"),
    )  # fmt: skip
    return Decision(Part(p.claim(all_of(pairs, plane)), by.script(*kernel_steps(p), by.split(found, least)), note=U_NOT_ZERO))


def line_quotient(p: Problem, x: Vector, t: Scalar) -> Scalar:
    """|x - tu|_H^2/(|x|^2 + t^2|u|^2), the quotient on the line through x along u, for x orthogonal to u."""
    return form(H, x - t * p.u) / (x @ x + t**2 * (p.u @ p.u))


def never_least() -> by.Proof:
    """A proof that for Hu = u, Hx = 2x, |u| = |x| = 1 the quotient is smaller at s^2 + 1 than at s, for every s."""
    s, far = Scalar("s"), Scalar("s") ** 2 + 1
    above, below = (lambda t: form(H, X - t * U)), (lambda t: X @ X + t**2 * (U @ U))

    def values(name: str, t: Scalar) -> list[by.Proof]:
        facts = [f"lemma{i}" for i in range(1, 6)]
        along = [X, U, t * U, t * X, t, t**2 * U, t**2, Scalar("2")]
        return [
            by.have(f"above {name}", eq(above(t), 2 + t**2), by.auto(*facts, multipliers=along, degree=1)),
            by.have(f"below {name}", eq(below(t), 1 + t**2), by.auto("lemma4", "lemma5", multipliers=[t**2], degree=1)),
        ]

    cleared = by.auto("at", degree=1, factors=[(below(s), 1), (below(far), 1)])
    weights = [above(s), 1 + far**2, below(far), above(far), 1 + s**2, below(s)]
    return by.script(
        by.assume("claim"), by.obtain("claim", "least"), by.apply("at", "least", {"t": far}),
        by.have("gap", lt(0, far**2 - s**2), by.auto(degree=0, squares=[s, s**2])), *values("here", s), *values("there", far),
        by.have("cleared", le(above(s) * below(far), above(far) * below(s)), cleared),
        by.auto("cleared", "gap", "above here", "below here", "above there", "below there", degree=1, multipliers=weights),
    )  # fmt: skip


@claim("lemma-A.1-proof/3-min", title="part (3): the minimum over t need not be attained", kind="proof",
       paper=r"\min_{x\in V}\min_{t\in\mathbb{R}} \tfrac{\|x-tu\|_H^2}{\|x-tu\|^2}")  # fmt: skip
def minimum_over_t() -> Decision:
    """For x orthogonal to u, x != 0, some t minimises |x - tu|_H^2/|x - tu|^2.

    Not always: for Hu = u and Hx = 2x, all of length 1, the quotient is (2 + t^2)/(1 + t^2), which has no
    least value.  The minimum should be an infimum: the quotient differs from its value at u by a linear
    function of t over a quadratic one, so it tends to the quotient of u as t grows.
    """
    p = projected()
    x = p.vector("x", "nonzero")
    p.assume("x is orthogonal to u", eq(x @ p.u, 0))
    (ds, s), (dt, t) = some_scalar("s"), some_scalar("t")
    printed = p.claim(exists([ds], forall([dt], le(line_quotient(p, x, s), line_quotient(p, x, t)))))
    facts = (eq(H @ U, U), eq(H @ x, 2 * x), eq(x @ U, 0), eq(U @ U, 1), eq(x @ x, 1))
    flat = instance(d=2, H=[[1, 0], [0, 2]], u=[1, 0], x=[0, 1])
    q = projected()
    z, r = q.vector("x", "nonzero"), q.scalar("t")
    q.assume("x is orthogonal to u", eq(z @ q.u, 0))
    y = z - r * q.u
    above = form(H, z) * (U @ U) - 2 * r * (z @ (H @ U)) * (U @ U) - (z @ z) * UHU
    total = z @ z + r**2 * (U @ U)
    corrected = q.claim(eq(form(H, y) / (y @ y) - UHU / (U @ U), above / ((U @ U) * total)))
    proof = by.script(
        by.have("length", eq(y @ y, total), by.auto("h1")),
        by.have("long", lt(0, y @ y), by.auto("length", degree=0, factors=[(z @ z, 1), (U @ U, 1)], squares=[r])),
        by.auto("h1", multipliers=[r * form(H, y) / (y @ y) / total]),
    )  # fmt: skip
    refuted = Part(printed, instances=(flat,), lemma=facts, disproof=never_least(), note=U_NOT_ZERO)
    return Decision(refuted, Part(corrected, proof))


@claim("lemma-A.1-proof/3-second", title="part (3), inequality: a longer denominator", kind="proof",
       paper=r"\|x - tu\|^2 = \|x\|^2 + t^2\|u\|^2 \ge \|x\|^2 \text{ for } x \perp u, \text{ so } "
       r"\tfrac{\|x-tu\|_H^2}{\|x\|^2} \ge \tfrac{\|x-tu\|_H^2}{\|x-tu\|^2}")  # fmt: skip
def part_3_inequality() -> Decision:
    """For x orthogonal to u, x != 0: |x - tu|^2 = |x|^2 + t^2 |u|^2, so dividing by it instead of |x|^2 gives less."""
    p = projected()
    x, t = p.vector("x", "nonzero"), p.scalar("t")
    p.assume("x is orthogonal to u", eq(x @ p.u, 0))
    y = x - t * p.u
    statement = p.claim(all_of(eq(y @ y, x @ x + t**2 * (p.u @ p.u)), le(form(H, y) / (y @ y), form(H, y) / (x @ x))))
    total = x @ x + t**2 * (p.u @ p.u)
    compare = by.script(
        by.have("length", eq(y @ y, total), by.auto("h1")),
        by.have("long", lt(0, y @ y), by.auto("length", degree=0, factors=[(x @ x, 1), (U @ U, 1)], squares=[t])),
        by.theorem("form", "gram", "H", "1", y),
        by.have("gap", le(0, y @ y - x @ x), by.auto("length", degree=0, factors=[(U @ U, 1)], squares=[t])),
        by.auto("form", "gap", degree=2, factors=[(x @ x, -1), (y @ y, -1)]),
    )  # fmt: skip
    return Decision(Part(statement, by.split(by.auto("h1"), compare), note=U_NOT_ZERO))


@claim("lemma-A.1-proof/3-third", title="part (3), second equality: dropping the constraint on V", kind="proof",
       paper=r"\max_{\dim V=n-i+1,\,u\perp V}\min_{x\in V}\min_{t} \tfrac{\|x-tu\|_H^2}{\|x-tu\|^2} = "
       r"\max_{\dim V=n-i+1}\min_{y\in\mathrm{span}\{V,u\}}\tfrac{\|y\|_H^2}{\|y\|^2}")  # fmt: skip
def part_3_second_equality() -> Decision:
    """For d = i = 2 the left side is lambda_1(H), as span{V, u} is everything; so no span{v, u} has a greater bound c.

    False: with the constraint dropped, V may be the line through u, and then the right side is at
    least u'Hu/|u|^2.  Corrected: for v orthogonal to u, v != 0, the bound holds.  (That v and u then
    span the plane is written as a hypothesis, but follows from the others: it is redundant.)
    """
    statements = []
    for orthogonal in (False, True):
        p = projected()
        v, c = p.vector("v", "nonzero"), p.scalar("c")
        p.assume("there are exactly two dimensions", eq(DIMENSION, 2))
        decl, y = some_vector("y")
        weights = [some_scalar("b_1")[0], some_scalar("b_2")[0]]
        if orthogonal:
            p.assume("v is orthogonal to u", eq(v @ p.u, 0))
            p.assume("v and u span the plane", forall([decl], exists(weights, eq(y, span(v)))))
            bound = forall(weights, le(c * (span(v) @ span(v)), form(H, span(v))))
            statements.append(p.claim(implies(bound, le(c, eig(H, 1)))))
        else:
            statements.append(p.claim(implies(quotient_matrix(c), le(c, eig(H, 1)))))
    along_u = instance(d=2, H=[[1, 0], [0, 2]], u=[0, 1], v=[0, 1], c=2)
    x, s = Vector("x"), span(Vector("v"))
    proof = by.script(
        by.assume("bound"), by.theorem("pair", "eigenvector", H, "1", x), by.obtain("pair", "found"),
        by.apply("spanned", "h3", {"y": x}, []), by.obtain("spanned", "is"),
        by.apply("here", "bound", {"b_1": Scalar("b_1"), "b_2": Scalar("b_2")}, []),
        by.have("one", eq(s @ s, x @ x), by.auto("is", multipliers=[x, s])),
        by.have("two", eq(form(H, s), eig(H, 1) * (x @ x)), by.auto("is", "found", multipliers=[H @ x, H @ s, x])),
        by.auto("here", "one", "two", degree=1, factors=[(x @ x, -1)], multipliers=[Scalar("c") / (x @ x), 1 / (x @ x)]),
    )  # fmt: skip
    return Decision(Part(statements[0], instances=(along_u,), note=U_NOT_ZERO), Part(statements[1], proof))


def span(v: Vector) -> Vector:
    """b_1 v + b_2 u."""
    return Scalar("b_1") * v + Scalar("b_2") * U

