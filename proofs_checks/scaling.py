"""Sections 3.1 and A.2: equivalent configurations and the scaling properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofs_checks.problem import Problem
from verify.claims import Decision, Part, claim
from verify.models import bngd, general, mbngd
from verify.prove import script as by
from verify.statements import (
    IDENTITY,
    Formula,
    Instance,
    Operator,
    Scalar,
    Setting,
    Statement,
    Vector,
    all_of,
    derivative,
    eig,
    eq,
    equivalent,
    expectation,
    function,
    instance,
    le,
    lt,
    sign,
    sqrt,
)


@claim("def-3.1", paper=r"\{H,u,a_0,w_0,\varepsilon_a,\varepsilon\} \sim \{H',u',a'_0,w'_0,\varepsilon'_a,\varepsilon'\} "
       r"\iff w'_k = Tw_k,\ a'_k = ta_k; "
       r"\text{ equivalent configurations converge or diverge together, with the same rate up to a constant}")
def equivalent_configurations() -> Decision:
    """Under an invertible T and t != 0 all distances change by factors between fixed positive constants.

    Stated is the two-sided bound, with the square roots of the extreme eigenvalues of T'T, and |t|, as the
    constants (T is called L, since T is the sign of the transpose).  With p = w_k and q a limit, or
    another iterate, it follows that w'_k = T w_k and a'_k = t a_k converge exactly where w_k and a_k do,
    at the same rate up to those constants.
    """
    s = Setting()
    T, t = s.operator("L", "invertible"), s.scalar("t", "nonzero")
    p, q, a, b = s.vector("p"), s.vector("q"), s.scalar("a"), s.scalar("b")
    M = s.define("M", T.T @ T)
    apart, image = (p - q) @ (p - q), (T @ p - T @ q) @ (T @ p - T @ q)
    statement = s.claim(all_of(
        lt(0, eig(M, 1)), le(eig(M, 1) * apart, image), le(image, eig(M, Scalar("d")) * apart),
        lt(0, abs(t)), eq(abs(t * a - t * b), abs(t) * abs(a - b)),
    ))  # fmt: skip
    x = Vector("x")
    injective = by.script(
        by.theorem("some", "eigenvector", M, "1", x), by.obtain("some", "pair"), by.theorem("norm", "definite", "I", "0", x),
        by.theorem("image", "definite", "I", "0", T @ x), by.auto("image", "pair", factors=[(x @ x, -1)]),
    )  # fmt: skip
    low, high = (by.script(by.theorem("bounds", "rayleigh", M, p - q), by.auto(f"bounds.{i}")) for i in (1, 2))
    return Decision(Part(statement, by.split(injective, low, high, by.trivial(), sizes(t, a - b))))


def sizes(x: Scalar, y: Scalar) -> by.Proof:
    """A proof of |xy| = |x||y| from the squares."""
    left, right = abs(x * y), abs(x) * abs(y)
    return by.script(
        by.theorem("up", "root_order", left, right), by.theorem("down", "root_order", right, left),
        by.antisymmetry(by.auto("up"), by.auto("down")),
    )  # fmt: skip


@dataclass(frozen=True)
class Configuration:
    """{H, u, a0, w0, eps_a, eps}."""

    H: Operator
    u: Vector
    a0: Scalar
    w0: Vector
    eps_a: Scalar
    eps: Scalar

    def step(self) -> bngd.State:
        """The next (a, w) in the state symbols a, w."""
        return bngd.step(self.H, self.H @ self.u, bngd.State(Scalar("a"), Vector("w")), self.eps_a, self.eps)


def configuration_setting(**extra: str) -> tuple[Setting, Configuration]:
    """A setting with the symbols of one configuration, state symbols a and w, and extra scalars by domain."""
    s = Setting()
    H, u = s.operator("H"), s.vector("u")
    s.scalar("a")
    s.vector("w", "nonzero")
    a0, w0 = s.scalar("a0", latex="a_0"), s.vector("w0", "nonzero", latex="w_0")
    eps_a, eps = s.scalar("eps_a", latex=r"\varepsilon_a"), s.scalar("eps", latex=r"\varepsilon")
    for name, domain in extra.items():
        s.scalar(name, domain)
    return s, Configuration(H, u, a0, w0, eps_a, eps)


def same_orbits(one: Configuration, two: Configuration) -> Formula:
    """The two configurations are equivalent (Definition 3.1)."""
    return equivalent([Scalar("a"), Vector("w")], one.step(), [one.a0, one.w0], two.step(), [two.a0, two.w0])


def stays_nonzero(w: Vector, step: Vector) -> by.Proof:
    """A proof that the next w is not zero, from w'(next w) = w'w."""
    return by.script(by.suppose_not("vanishes"), by.theorem("norm", "definite", "I", "0", w),
                     by.auto("norm", "vanishes", multipliers=[w], degree=1))  # fmt: skip


def conjugate(maps: Mapping[str, Scalar | Operator], one: Configuration) -> by.Proof:
    """A proof of equivalence by linear maps of a and w."""
    return by.conjugacy(maps, by.trivial(), stays_nonzero(Vector("w"), one.step().w))


def rotated(orientation: str, mu: str, gamma: str, factor: str) -> tuple[Statement, Configuration]:
    """Scaling property (1) with H' = mu Q'HQ ("as printed") or mu QHQ', for the given domains of mu and gamma.

    factor: how u scales, "gamma" as printed or "|gamma|".
    """
    s, one = configuration_setting(mu=mu, gamma=gamma)
    Q, m, c = s.operator("Q", "orthogonal"), Scalar("mu"), Scalar("gamma")
    H = m * (Q.T @ one.H @ Q) if orientation == "as printed" else m * (Q @ one.H @ Q.T)
    size = c if factor == "gamma" else abs(c)
    two = Configuration(H, size / sqrt(m) * (Q @ one.u), c * one.a0, c * (Q @ one.w0), one.eps_a, one.eps)
    return s.claim(same_orbits(one, two)), one


PAPER_1 = (
    r"\{\mu Q^THQ,\ \tfrac{\gamma}{\sqrt\mu}Qu,\ \gamma a_0,\ \gamma Qw_0,\ \varepsilon_a,\ \varepsilon\} \sim "
    r"\{H,u,a_0,w_0,\varepsilon_a,\varepsilon\},\quad \mu\ne0,\ \gamma\ne0,\ Q^TQ=I"
)
PAPER_2 = r"\{H,u,a_0,w_0,\varepsilon_a,\varepsilon\} \sim \{H,u,a_0,rw_0,\varepsilon_a,r^2\varepsilon\},\quad r \ne 0"
PAPER_2_POSITIVE = PAPER_2.replace(r"r \ne 0", "r > 0")
REPAIRED_FIRST = "The orientation of Q is repaired first: H' = mu QHQ', so that this part shows only the next fault."
TURN_35 = instance(d=2, H=[[1, 0], [0, 4]], u=[1, 0], a0=1, w0=[1, 0], eps_a="1/2", eps=1, mu=1, gamma=1,
                   Q=[["3/5", "-4/5"], ["4/5", "3/5"]])  # fmt: skip


def corrected_rotation() -> Part:
    """Scaling property (1) with the orientation and the sign of gamma repaired, for every mu > 0 and gamma != 0."""
    statement, one = rotated("repaired", "positive", "nonzero", "|gamma|")
    Q, c = Operator("Q"), Scalar("gamma")
    return Part(statement, conjugate({"a": c, "w": c * Q}, one))


def in_one_dimension(**values: object) -> Instance:
    """H = u = w0 = a0 = 1 with some values replaced or added."""
    return instance(**{"d": 1, "a0": 1, "eps_a": "1/2", "eps": 1, "H": [[1]], "u": [1], "w0": [1], **values})


@claim("prop-3.2-1", paper=PAPER_1)
def scaling_of_space() -> Decision:
    """Rotating and scaling H, u, a0 and w0 together gives an equivalent configuration.

    As printed it fails for three reasons: w0 and u are rotated by Q but H by Q' (part /orientation),
    the sign of gamma is lost in sigma (part /gamma), and a negative mu has no square root (part /mu).
    With H' = mu QHQ' and u' = (|gamma|/sqrt(mu)) Qu it holds for every mu > 0 and gamma != 0.
    """
    printed, _ = rotated("as printed", "nonzero", "nonzero", "gamma")
    return Decision(Part(printed, instances=(TURN_35,)), corrected_rotation())


@claim("prop-3.2-1/orientation", title="scaling property (1) for mu, gamma > 0: the orientation of Q", kind="theorem",
       paper=r"\{\mu Q^THQ,\ \tfrac{\gamma}{\sqrt\mu}Qu,\ \gamma a_0,\ \gamma Qw_0,\ \dots\} \sim \{H,u,a_0,w_0,\dots\},"
       r"\quad \mu > 0,\ \gamma > 0")  # fmt: skip
def orientation_of_rotation() -> Decision:
    """Claimed for mu, gamma > 0: turning u and w0 by Q, and H into mu Q'HQ, gives an equivalent configuration.

    This fails in general where Q'HQ and QHQ' differ: u and w0 turn one way, H the other.  For general Q
    only H' = mu QHQ' works (for a symmetric Q the two are the same).
    """
    printed, _ = rotated("as printed", "positive", "positive", "gamma")
    corrected, one = rotated("repaired", "positive", "positive", "gamma")
    maps: dict[str, Scalar | Operator] = {"a": Scalar("gamma"), "w": Scalar("gamma") * Operator("Q")}
    return Decision(Part(printed, instances=(TURN_35,)), Part(corrected, conjugate(maps, one)))


@claim("prop-3.2-1/gamma", title="scaling property (1) for negative gamma", kind="theorem",
       paper=r"\tfrac{\gamma}{\sqrt\mu}Qu,\ \gamma a_0,\ \gamma Qw_0,\quad \gamma \ne 0")  # fmt: skip
def sign_of_gamma() -> Decision:
    """Claimed for mu > 0: u' = gamma Qu/sqrt(mu), a0' = gamma a0 and w0' = gamma Qw0 suit every gamma != 0.

    For gamma < 0 it fails in general: w'g/sigma keeps its sign where u and w both change theirs, but a0
    changes it.  |gamma| repairs it, in u' as below; so does a0' = |gamma| a0, with t = |gamma|, for the
    printed u'.
    """
    printed, _ = rotated("repaired", "positive", "nonzero", "gamma")
    negative = in_one_dimension(Q=[[1]], mu=1, gamma=-1)
    return Decision(Part(printed, instances=(negative,), note=REPAIRED_FIRST), corrected_rotation())


@claim("prop-3.2-1/mu", title="scaling property (1) for negative mu", kind="theorem",
       paper=r"\mu Q^THQ,\ \tfrac{\gamma}{\sqrt\mu}Qu,\quad \mu \ne 0")  # fmt: skip
def sign_of_mu() -> Decision:
    """Claimed for gamma > 0: every mu != 0 will do.

    A negative mu has no square root, and makes H' negative definite: mu > 0 is needed, and enough.
    """
    printed, _ = rotated("repaired", "nonzero", "positive", "gamma")
    negative = in_one_dimension(Q=[[1]], mu=-1, gamma=1)
    return Decision(Part(printed, instances=(negative,), note=REPAIRED_FIRST), corrected_rotation())


def scaled_start(domain: str, signed: bool) -> tuple[Statement, Configuration]:
    """Scaling property (2) for r of a domain; signed: a0 is multiplied by sign(r)."""
    s, one = configuration_setting(r=domain)
    r = Scalar("r")
    a0 = sign(r) * one.a0 if signed else one.a0
    two = Configuration(one.H, one.u, a0, r * one.w0, one.eps_a, r**2 * one.eps)
    return s.claim(same_orbits(one, two)), one


@claim("prop-3.2-2", paper=PAPER_2)
def scaling_of_start() -> Decision:
    """Multiplying w0 by r and eps by r^2 gives an equivalent configuration.

    True for r > 0.  For r < 0 the correlation w'g/sigma changes its sign, so a0 has to change it too:
    {H, u, sign(r) a0, r w0, eps_a, r^2 eps} is equivalent for every r != 0.
    """
    printed, _ = scaled_start("nonzero", signed=False)
    corrected, one = scaled_start("nonzero", signed=True)
    r = Scalar("r")
    return Decision(
        Part(printed, instances=(in_one_dimension(r=-1),)),
        Part(corrected, conjugate({"a": sign(r), "w": r * IDENTITY}, one)),
    )


@claim("prop-3.2-2/positive", title="scaling property (2) for positive r", kind="theorem", paper=PAPER_2_POSITIVE)
def scaling_of_start_positive() -> Decision:
    """For r > 0 scaling property (2) holds as printed."""
    statement, one = scaled_start("positive", signed=False)
    return Decision(Part(statement, conjugate({"a": Scalar("1"), "w": Scalar("r") * IDENTITY}, one)))


# ------------------------------------------------------------------------------------------------
# General losses


SQUARED_ERROR = {
    "f": [["1/2", 2, 0], ["-1", 1, 1], ["1/2", 0, 2]],
    "samples": [{"p": "1/2", "x": ["1"], "y": "1"}, {"p": "1/2", "x": ["-1"], "y": "-1"}],
}


def general_setting() -> tuple[Setting, Vector, Scalar]:
    """Moments of x, a loss f(y, z), a state, and E[x f_2'(y, a x'w/sigma)] with its loss."""
    s = Setting()
    H, x, y = s.operator("H"), s.random_vector("x"), s.random_scalar("y")
    s.function("f")
    a, w = s.scalar("a"), s.vector("w", "nonzero")
    s.define("sigma", bngd.sigma(H, w))
    h = s.vector("h", latex=r"\tilde h")
    z = a * (x @ w) / Scalar("sigma")
    s.moment([x, x], H)
    s.moment([x, function("f", y, z, (0, 1))], h)
    return s, h, expectation(function("f", y, z))


PAPER_31_32 = (
    r"a_{k+1} = a_k + \varepsilon_a\tfrac{w_k^T\tilde h}{\sigma_k},\quad "
    r"w_{k+1} = w_k + \varepsilon\tfrac{a_k}{\sigma_k}\left(\tilde h - \tfrac{w_k^T\tilde h}{\sigma_k^2}Hw_k\right)"
)


@claim("eq-31-33", paper=PAPER_31_32 + r",\quad \tilde h = h(a_kw_k/\sigma_k),\quad h(w) := E_{x,y}[x f'_2(y, x^Tw)]")
def general_iteration() -> Decision:
    """The iteration (31)-(32) is gradient descent on the loss (30), with h the gradient (33).

    Both steps have the wrong sign: with h as in (33) they climb.  With minus signs they descend.
    """
    decisions = []
    for direction in (1, -1):
        s, h, J = general_setting()
        a, w, v, H = Scalar("a"), Vector("w"), s.vector("v"), Operator("H")
        eps_a, eps = s.scalar("eps_a", latex=r"\varepsilon_a"), s.scalar("eps", latex=r"\varepsilon")
        after = general.step(H, h if direction == -1 else -h, bngd.State(a, w), eps_a, eps)
        decisions.append(s.claim(all_of(
            eq(after.a - a, -eps_a * derivative(J, a, Scalar("1"))), eq((after.w - w) @ v, -eps * derivative(J, w, v)),
        )))  # fmt: skip
    squares = instance(d=1, H=[[1]], a=2, w=[1], h=[1], v=[1], eps_a=1, eps=1)
    data = {**squares.values, **SQUARED_ERROR}
    return Decision(Part(decisions[0], instances=(Instance(data),)), Part(decisions[1], by.trivial()))


@claim("eq-31-33/least-squares", title="(31)-(32) for f = (y - z)^2/2", kind="identity", paper=PAPER_31_32)
def general_iteration_of_squares() -> Decision:
    """For f = (y - z)^2/2, where h(w) = Hw - g, the iteration (31)-(32) is (9)-(10).

    With the printed signs it is not: both steps go the other way.  With minus signs it is.
    """
    statements = []
    for direction in (1, -1):
        p = Problem().with_state().with_steps()
        h = p.define("h", p.a / p.sigma * (p.H @ p.w) - p.g, latex=r"\tilde h")
        one = general.step(p.H, h if direction == -1 else -h, p.state, p.eps_a, p.eps)
        two = bngd.step(p.H, p.g, p.state, p.eps_a, p.eps)
        statements.append(p.claim(all_of(eq(one.a, two.a), eq(one.w, two.w))))
    line = instance(d=1, H=[[1]], u=[1], a=2, w=[1], eps_a=1, eps=1)
    return Decision(Part(statements[0], instances=(line,)), Part(statements[1], by.trivial()))


def general_scaling(signed: bool, domain: str) -> tuple[Statement, Vector]:
    """Scaling w0 by r and eps by r^2 for the iteration (31)-(32) of a general loss; signed: a0 is multiplied by sign(r)."""
    s = Setting()
    H, x, y = s.operator("H"), s.random_vector("x"), s.random_scalar("y")
    s.function("f")
    s.moment([x, x], H)
    a, w = s.scalar("a"), s.vector("w", "nonzero")
    a0, w0 = s.scalar("a0", latex="a_0"), s.vector("w0", "nonzero", latex="w_0")
    eps_a, eps, r = s.scalar("eps_a", latex=r"\varepsilon_a"), s.scalar("eps", latex=r"\varepsilon"), s.scalar("r", domain)
    h = expectation(function("f", y, a * (x @ w) / bngd.sigma(H, w), (0, 1)) * x)
    state = bngd.State(a, w)
    one, two = general.step(H, -h, state, eps_a, eps), general.step(H, -h, state, eps_a, r**2 * eps)
    start = sign(r) * a0 if signed else a0
    return s.claim(equivalent([a, w], one, [a0, w0], two, [start, r * w0])), one.w


@claim("lemma-A.9", paper=r"\{w_0,\varepsilon,*\} \sim \{rw_0, r^2\varepsilon, *\},\quad r \ne 0")
def general_scaling_property() -> Decision:
    """For every loss, multiplying w0 by r and eps by r^2 gives an equivalent configuration.

    True for r > 0 (part /positive); for r < 0 the output a x'w/sigma changes its sign unless a0 does.
    The iteration is (31)-(32) with the signs as printed; as f is any function, -f among them, those
    signs do not matter here.
    """
    printed, _ = general_scaling(False, "nonzero")
    corrected, after = general_scaling(True, "nonzero")
    r = Scalar("r")
    start = instance(d=1, H=[[1]], a0=1, w0=[1], eps_a="1/2", eps=1, r=-1)
    data = {**start.values, **SQUARED_ERROR}
    proof = by.conjugacy({"a": sign(r), "w": r * IDENTITY}, by.trivial(), stays_nonzero(Vector("w"), after))
    return Decision(Part(printed, instances=(Instance(data),)), Part(corrected, proof))


@claim("lemma-A.9/positive", title="general scaling property for positive r", kind="theorem",
       paper=r"\{w_0,\varepsilon,*\} \sim \{rw_0, r^2\varepsilon, *\},\quad r > 0")  # fmt: skip
def general_scaling_positive() -> Decision:
    """For r > 0 the general scaling property holds as printed."""
    statement, after = general_scaling(False, "positive")
    maps = {"a": Scalar("1"), "w": Scalar("r") * IDENTITY}
    return Decision(Part(statement, by.conjugacy(maps, by.trivial(), stays_nonzero(Vector("w"), after))))


# ------------------------------------------------------------------------------------------------
# Modified BNGD


@claim("eq-81", paper=r"w_{k+1} = w_k + \varepsilon\tfrac{w_k^Tg}{\sigma_k^2}\left(g - \tfrac{w_k^Tg}{\sigma_k^2}Hw_k\right)")
def modified_iteration() -> Decision:
    """MBNGD is the w-step of BNGD with a at w'g/sigma, which minimises J(., w)."""
    p = Problem().with_state().with_steps()
    c = p.scalar("c")
    best = bngd.State(p.wg / p.sigma, p.w)
    after = bngd.step(p.H, p.g, best, p.eps_a, p.eps).w
    lowest = bngd.loss(p.H, p.g, c, best)
    statement = p.claim(all_of(eq(mbngd.step(p.H, p.g, p.w, p.eps), after), le(lowest, p.loss(c))))
    return Decision(Part(statement, by.split(by.trivial(), by.auto(degree=0, squares=[p.a - p.wg / p.sigma]))))


def modified_scaling(printed: bool) -> tuple[Statement, Vector]:
    """Both scaling properties for MBNGD together, as printed or with H' = mu QHQ' and mu > 0."""
    s = Setting()
    H, u, w, w0 = s.operator("H"), s.vector("u"), s.vector("w", "nonzero"), s.vector("w0", "nonzero", latex="w_0")
    eps, mu = s.scalar("eps", latex=r"\varepsilon"), s.scalar("mu", "nonzero" if printed else "positive")
    gamma, r, Q = s.scalar("gamma", "nonzero"), s.scalar("r", "nonzero"), s.operator("Q", "orthogonal")
    H2 = mu * (Q.T @ H @ Q) if printed else mu * (Q @ H @ Q.T)
    one = mbngd.step(H, H @ u, w, eps)
    two = mbngd.step(H2, H2 @ (gamma / sqrt(mu) * (Q @ u)), w, r**2 * eps)
    return s.claim(equivalent([w], [one], [w0], [two], [gamma * r * (Q @ w0)])), one


@claim("eq-81/scaling", title="the scaling properties of MBNGD", kind="remark", where="B",
       paper=r"\text{the scaling properties (Lemma 3.2, omit the parameter } \varepsilon_a \text{) remain}")
def modified_scaling_property() -> Decision:
    """Both scaling properties hold for MBNGD; here combined, for all nonzero mu, gamma and r.

    The orientation of Q is as wrong as for BNGD, and mu < 0 has no square root.  Repaired, for mu > 0,
    both hold for negative gamma and r too, since a, which loses the sign, is gone.  (The 'Lemma 3.2' of
    the text is Proposition 3.2, and the a_0 it lists is no variable of MBNGD.)
    """
    printed, _ = modified_scaling(True)
    corrected, one = modified_scaling(False)
    maps = {"w": (Scalar("gamma") * Scalar("r")) * Operator("Q")}
    turn = [["3/5", "-4/5"], ["4/5", "3/5"]]
    turned = instance(d=2, H=[[1, 0], [0, 4]], u=[1, 1], w0=[1, 0], eps=1, mu=1, gamma=1, r=1, Q=turn)
    return Decision(Part(printed, instances=(turned,)),
                    Part(corrected, by.conjugacy(maps, by.trivial(), stays_nonzero(Vector("w"), one))))  # fmt: skip
