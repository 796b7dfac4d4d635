"""Section 2.1: least squares and gradient descent."""

from __future__ import annotations

from proofs_checks.problem import radius, some_scalar
from verify.claims import Decision, Part, claim
from verify.models import gd
from verify.prove import script as by
from verify.statements import (
    DIMENSION,
    IDENTITY,
    Operator,
    Scalar,
    Setting,
    Vector,
    all_of,
    derivative,
    eig,
    eq,
    expectation,
    forall,
    implies,
    le,
    limit,
    lt,
    sqrt,
)


@claim("eq-2", paper=r"\min_{w} J_0(w) := \tfrac12 E[(y - x^Tw)^2] = \tfrac{c}{2} - g^Tw + \tfrac12 w^THw,\quad "
       r"\nabla J_0 = Hw - g,\quad u = H^{-1}g")
def loss_in_moments() -> Decision:
    """The mean squared error has the moment form (2), its gradient is Hw - g, and u = H^{-1}g is its only minimiser."""
    s = Setting()
    H, g, c = s.operator("H"), s.vector("g"), s.scalar("c")
    x, y = s.random_vector("x"), s.random_scalar("y")
    s.moment([x, x], H)
    s.moment([x, y], g)
    s.moment([y, y], c)
    w, v = s.vector("w"), s.vector("v")
    u = s.define("u", H**-1 @ g)
    J, Ju = gd.loss(H, g, c, w), gd.loss(H, g, c, u)
    statement = s.claim(all_of(
        eq(expectation((y - x @ w) ** 2) / 2, J),
        eq(derivative(J, w, v), (H @ w - g) @ v),
        le(Ju, J),
        implies(eq(J, Ju), eq(w, u)),
    ))  # fmt: skip
    unique = by.script(
        by.assume("same"), by.suppose_not("other"), by.theorem("gap", "definite", "H", "1", w - u),
        by.auto("gap", "same"),
    )  # fmt: skip
    minimal = by.script(by.theorem("gram", "gram", "H", "1", w - u), by.auto("gram"))
    return Decision(Part(statement, by.split(by.trivial(), by.trivial(), minimal, unique)))


def eigenvalue_inside(eps: Scalar, i: str) -> list[by.Proof]:
    """Steps: 0 < eps lambda_i < 2 for every eigenvalue, from the facts h1: 0 < eps and h2: eps < 2/lambda_d."""
    H, lam, top = Operator("H"), eig(Operator("H"), Scalar(i)), eig(Operator("H"), Scalar("d"))
    return [
        by.theorem("order", "eigenvalue_order", H, Scalar(i), "d"),
        by.have("inside", lt(eps * lam, 2), by.auto("order", "h1", "h2", factors=[(top, 1)])),
    ]


def norm(x: Vector) -> Scalar:
    """The Euclidean norm."""
    return sqrt(x @ x)


def spectral_bound(eps: Scalar, e: Vector) -> list[by.Proof]:
    """Steps: fact `form`, |e - eps H e|^2 <= rho^2 |e|^2 with rho = max |1 - eps lambda_i|."""
    H, i, rho = Operator("H"), Scalar("n"), radius(eps, Operator("H"))
    on_spectrum = by.script(
        by.fix(), by.theorem("bound", "max_bound", rho, i),
        by.auto("bound", factors=[(abs(1 - eps * eig(H, i)), 1)]),
    )  # fmt: skip
    return [by.theorem("form", "spectral_form", H, e, "n", rho**2 - 1, 2 * eps, -(eps**2), premises={1: on_spectrum})]


GD_RANGE_MUTANTS = {
    'sign changed: w - ε (H w - g) becomes w + ε (H w - g)':
        'false, but divergence of a whole orbit is beyond the replay of finitely many steps: each step multiplies w - u by I + eps H',
}


@claim("gd-range", paper=r"w_{k+1} = (I - \varepsilon H)w_k + \varepsilon g \text{ converges if } "
       r"0 < \varepsilon < \tfrac{2}{\lambda_{\max}}",
       equivalent_mutants=GD_RANGE_MUTANTS)  # fmt: skip
def descent_converges() -> Decision:
    """Gradient descent on least squares converges to u from every start if 0 < eps < 2/lambda_max."""
    s = Setting()
    H, g, eps, w = s.operator("H"), s.vector("g"), s.scalar("eps"), s.vector("w")
    start = s.vector("w0", latex="w_0")
    s.assume("the step size is positive", lt(0, eps))
    s.assume("the step size is below 2/lambda_max", lt(eps, 2 / eig(H, Scalar("d"))))
    target = H**-1 @ g
    statement = s.claim(limit([w], [gd.step(H, g, w, eps)], [start], [target]))
    rho = radius(eps, H)
    factor = 1 - eps * eig(H, Scalar("n"))
    below_one = by.script(
        by.theorem("top", "max_attained", rho, "n"), by.obtain("top", "at"), *eigenvalue_inside(eps, "n"),
        by.have("square", eq(factor**2, rho**2), by.auto("at", multipliers=[abs(factor), rho])),
        by.auto("inside", "h1", "square", factors=[(eig(H, Scalar("n")), 1)]),
    )  # fmt: skip
    distance = by.script(*spectral_bound(eps, w - target), by.auto("form"))
    return Decision(Part(statement, by.contraction(rho**2, by.auto(degree=0, squares=[rho]), below_one, distance)))


@claim("gd-range/iteration", title="the iteration (3)", kind="identity",
       paper=r"w_{k+1} = w_k - \varepsilon \nabla_w J_0(w_k) = (I - \varepsilon H)w_k + \varepsilon g")  # fmt: skip
def descent_step() -> Decision:
    """The step of gradient descent on J_0, w - eps grad J_0(w), is (I - eps H)w + eps g."""
    s = Setting()
    H, g, c, eps = s.operator("H"), s.vector("g"), s.scalar("c"), s.scalar("eps", latex=r"\varepsilon")
    w, v = s.vector("w"), s.vector("v")
    after = gd.step(H, g, w, eps)
    downhill = eq((after - w) @ v, -eps * derivative(gd.loss(H, g, c, w), w, v))
    return Decision(Part(s.claim(all_of(downhill, eq(after, (IDENTITY - eps * H) @ w + eps * g))), by.trivial()))


@claim("gd-rate", paper=r"\|u - w_{k+1}\| \le \rho_\varepsilon \|u - w_k\|,\quad "
       r"\rho_\varepsilon := \rho(I - \varepsilon H) = \max_i |1 - \varepsilon\lambda_i(H)|")  # fmt: skip
def descent_contracts() -> Decision:
    """One step of gradient descent multiplies the error by at most the spectral radius of I - eps H, for every real eps."""
    s = Setting()
    H, g, eps, w = s.operator("H"), s.vector("g"), s.scalar("eps"), s.vector("w")
    u = s.define("u", H**-1 @ g)
    after, before, rho = norm(u - gd.step(H, g, w, eps)), norm(u - w), radius(eps, H)
    return Decision(Part(s.claim(le(after, rho * before)), contraction_in_norm(eps, u - w, after, before)))


def contraction_in_norm(eps: Scalar, e: Vector, after: Scalar, before: Scalar) -> by.Proof:
    """A proof of after <= rho before, where before = |e| and after = |e - eps H e|."""
    rho = radius(eps, Operator("H"))
    return by.script(
        by.theorem("first", "max_bound", rho, "1"),
        by.have("rho", le(0, rho), by.auto("first", factors=[(abs(1 - eps * eig(Operator("H"), 1)), 1)], degree=1)),
        *spectral_bound(eps, e),
        by.theorem("root", "root_order", after, rho * before, premises={
            0: by.auto("rho", factors=[(before, 1)]), 1: by.auto("form"),
        }),
        by.given("root"),
    )  # fmt: skip


def best_rate(operator: Operator, low: int) -> Scalar:
    """(kappa - 1)/(kappa + 1) with kappa = lambda_d/lambda_low."""
    kappa = eig(operator, Scalar("d")) / eig(operator, low)
    return (kappa - 1) / (kappa + 1)


def rate_is_least(operator: Operator, low: int, eps: Scalar) -> by.Proof:
    """A proof of best_rate <= radius(eps), where lambda_low > 0 is evident."""
    least, most, rho = eig(operator, low), eig(operator, Scalar("d")), radius(eps, operator, low)
    return by.script(
        by.theorem("low", "max_bound", rho, str(low)), by.theorem("high", "max_bound", rho, "d"),
        by.theorem("one", "magnitude", 1 - eps * least), by.theorem("two", "magnitude", 1 - eps * most),
        by.have("both", le(most - least, rho * (most + least)),
                by.auto("low", "high", "one.1", "two.2", degree=1, factors=[(most, 1), (least, 1)])),
        by.auto("both", degree=1, factors=[(most + least, -1)]),
    )  # fmt: skip


def rate_is_attained(operator: Operator, low: int) -> by.Proof:
    """A proof of radius(2/(lambda_low + lambda_d)) <= best_rate."""
    least, most, i = eig(operator, low), eig(operator, Scalar("d")), Scalar("n")
    eps = 2 / (most + least)
    t = 1 - eps * eig(operator, i)
    side = by.auto("side", "down", "up", "at", degree=1, factors=[(most + least, -1)])
    return by.script(
        by.theorem("top", "max_attained", radius(eps, operator, low), "n"), by.obtain("top", "at"),
        by.theorem("down", "eigenvalue_order", operator, str(low), i), by.theorem("up", "eigenvalue_order", operator, i, "d"),
        by.theorem("size", "magnitude", t), by.either("size.3", "side", side, side),
    )  # fmt: skip


@claim("gd-optimal", paper=r"\varepsilon_{opt} = \tfrac{2}{\lambda_{\max}+\lambda_{\min}},\quad "
       r"\|u - w_{k+1}\| \le \tfrac{\kappa-1}{\kappa+1}\|u - w_k\|")
def descent_optimal_step() -> Decision:
    """No step size has a smaller spectral radius than 2/(lambda_max + lambda_min), whose radius is (kappa-1)/(kappa+1).

    That no other step size reaches it is the part /unique.
    """
    s = Setting()
    H, g, w = s.operator("H"), s.vector("g"), s.vector("w")
    u = s.define("u", H**-1 @ g)
    best = s.define("eps_opt", 2 / (eig(H, Scalar("d")) + eig(H, 1)), latex=r"\varepsilon_{opt}")
    decl, eps = some_scalar("eps")
    rate, rho = best_rate(H, 1), radius(best, H)
    after, before = norm(u - gd.step(H, g, w, best)), norm(u - w)
    statement = s.claim(all_of(eq(rho, rate), forall([decl], le(rate, radius(eps, H))), le(after, rate * before)))
    attained = by.antisymmetry(rate_is_attained(H, 1), rate_is_least(H, 1, best))
    contracts = by.auto("equal", "contracts", degree=1, multipliers=[before])
    return Decision(Part(statement, by.script(
        by.have("equal", eq(rho, rate), attained),
        by.have("contracts", le(after, rho * before), contraction_in_norm(best, u - w, after, before)),
        by.split(by.given("equal"), by.script(by.fix(), rate_is_least(H, 1, eps)), contracts),
    )))  # fmt: skip


GD_OPTIMAL_UNIQUE_MUTANTS = {
    'summand dropped: λ_d(H)/λ₁(H) - 1 becomes -1':
        'true: no spectral radius equals the negative number -1/(kappa + 1), so nothing is claimed',
}


@claim("gd-optimal/unique", title="only one step size is optimal", kind="theorem",
       paper=r"\varepsilon_{opt} = \tfrac{2}{\lambda_{\max}+\lambda_{\min}}",
       equivalent_mutants=GD_OPTIMAL_UNIQUE_MUTANTS)  # fmt: skip
def only_one_step_is_best() -> Decision:
    """A step size with spectral radius at most (kappa-1)/(kappa+1) is 2/(lambda_max + lambda_min)."""
    s = Setting()
    H, eps = s.operator("H"), s.scalar("eps", latex=r"\varepsilon")
    least, most, rate, rho = eig(H, 1), eig(H, DIMENSION), best_rate(H, 1), radius(eps, H)
    statement = s.claim(implies(le(rho, rate), eq(eps, 2 / (most + least))))
    up = by.auto("small", "rate", "high", "two.2", degree=1, factors=[(most, -1)])
    down = by.auto("small", "rate", "low", "one.1", degree=1, factors=[(least, -1)])
    return Decision(Part(statement, by.script(
        by.assume("small"), by.have("rate", eq(rate, (most - least) / (most + least)), by.trivial()),
        by.theorem("low", "max_bound", rho, "1"), by.theorem("high", "max_bound", rho, "d"),
        by.theorem("one", "magnitude", 1 - eps * least), by.theorem("two", "magnitude", 1 - eps * most),
        by.antisymmetry(up, down),
    )))  # fmt: skip
