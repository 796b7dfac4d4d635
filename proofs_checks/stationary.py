"""Section 3.3: step sizes at which the effective step is stationary."""

from __future__ import annotations

from proofs_checks.interlacing import H
from proofs_checks.one_step import square_h, squared_out
from proofs_checks.problem import NOT_PRINTED
from proofs_checks.step_size import AT_MINIMISER, EPS, TWO_STEPS, Start, moves
from verify.claims import Decision, Part, claim
from verify.models import bngd
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Formula,
    Scalar,
    Setting,
    all_of,
    derivative,
    eq,
    exists,
    le,
    lt,
    ne,
)  # fmt: skip

X, FAR = Scalar("x"), Scalar("far")
Y, A, B, C, P = (Scalar(name) for name in ("y", "A", "B", "c", "P"))


STEP = [Decl("eps", "scalar", "positive")]


def still(p: Start, k: int) -> Formula:
    """The derivative of eps_hat_k in eps vanishes."""
    return eq(derivative(p.effective(k), EPS, Scalar("1")), 0)


@claim("stationary-eps", paper=r"\exists\, \varepsilon_0 > 0:\ "
                               r"\left.\tfrac{d\hat\varepsilon_k}{d\varepsilon}\right|_{\varepsilon=\varepsilon_0} = 0 \text{ "
                               r"for finite } k")
def stationary_step() -> Decision:
    """For every k some eps is a stationary point of eps_hat_k as a function of eps.

    False for k = 0, as eps_hat_0 is proportional to eps; and for every k where w_0 is parallel to u.
    For k = 1 and e_0 != 0 it is true, for every eps_a and wherever a_0 w_0'g != 0: up to a factor that is not zero the derivative is a cubic
    in eps, which changes its sign.
    """
    p, q = Start(), Start()
    q.hypotheses.clear()
    q.assume("a_0 w_0'g is not zero", ne(q.a0 * (q.w0 @ q.g), 0))
    q.assume("the residual of the start is not zero", ne(q.e0, ZERO))
    sigma = bngd.sigma(H, q.after(EPS).w)
    found = exists(STEP, all_of(lt(0, sigma), lt(0, sigma**2), lt(0, sigma**4), still(q, 1)))
    return Decision(Part(p.claim(all_of(*(exists(STEP, still(p, k)) for k in (0, 1)))), instances=(AT_MINIMISER,), note=TWO_STEPS),
                    Part(q.claim(found), first_step_proof(q), note="For k = 1.  That sigma_1 and its powers are positive says that eps_hat_1 can be differentiated."))  # fmt: skip


def first_step_proof(p: Start) -> by.Proof:
    """The proof for k = 1: w_1 = w_0 + eps x with x = (a_0/sigma_0) He_0."""
    sigma, y = bngd.sigma(H, p.w0), p.w0 @ p.g
    x, sigma_1 = p.a0 / sigma * (H @ p.e0), bngd.sigma(H, p.after(X).w)
    values = {"y": y, "A": square_h(p.w0), "B": p.w0 @ (H @ x), "c": x @ p.g, "P": square_h(x)}
    nearest = -values["B"] / values["P"]
    positive = by.script(*moves(p, nearest), by.auto("size+", degree=1, factors=[(values["P"], 1)]))
    steady = by.script(by.suppose_not("still"), by.have("H still", eq(p.a0 * (p.e0 @ (H @ p.e0)), 0), by.auto("still", multipliers=[sigma * p.e0])),
                       by.auto("energy", "H still", "aa", degree=1, multipliers=[p.a0]))  # fmt: skip
    return by.script(
        by.have("a", ne(p.a0, 0), by.script(by.suppose_not("no a"), by.refuted("h1", by.auto("no a", multipliers=[y])))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.refuted("h1", by.auto("no y", multipliers=[p.a0])))),
        by.have("aa", lt(0, p.a0**2), by.trivial()), by.theorem("energy", "definite", "H", "1", p.e0), by.have("x", ne(x, ZERO), steady),
        by.theorem("P", "definite", "H", "1", x), by.theorem("A", "definite", "H", "1", p.w0),
        by.use("zero", "stationary-eps/cubic", values, premises={0: by.given("y"), 1: by.given("A"), 2: by.given("P"), 3: positive}), by.obtain("zero", "x_0"),
        by.witness({"eps": X}, by.trivial(), by.script(
            *moves(p, X), by.have("square", lt(0, sigma_1**2), by.auto("size+", degree=1)),
            by.have("root", lt(0, sigma_1), by.script(by.suppose_not("flat"), squared_out("square", "flat", sigma_1))),
            by.have("fourth", lt(0, sigma_1**4), by.auto("square", degree=2)),
            by.split(by.given("root"), by.given("square"), by.given("fourth"), by.auto("x_0", multipliers=[p.after(X).a / sigma_1**5])))),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------
# The cubic


def form(x: Scalar) -> Scalar:
    """S(x) = A + 2Bx + Px^2."""
    return A + 2 * B * x + P * x**2


def cubic(x: Scalar) -> Scalar:
    """(y + 2cx) S(x) - 3x(y + cx)(B + Px), the numerator of the derivative of x(y + cx)/S(x)^(3/2)."""
    return (Y + 2 * C * x) * form(x) - 3 * x * (Y + C * x) * (B + P * x)


@claim("stationary-eps/cubic", title="the numerator of the derivative has a positive zero", kind="lemma", paper=NOT_PRINTED)
def cubic_has_zero() -> Decision:
    """Where S(x) = A + 2Bx + Px^2 is positive for all x, that is for B^2 < AP, (y + 2cx) S(x) - 3x(y + cx)(B + Px) has a zero x > 0.

    At 0 it is yA.  For cy < 0 it is -yS at x = -y/c > 0, and for cy >= 0 it has the sign of -y for large x.
    """
    s = Setting()
    s.scalar("y", "nonzero")
    s.scalar("A", "positive")
    s.scalar("B")
    s.scalar("c")
    s.scalar("P", "positive")
    s.assume("the form is positive", lt(B**2, A * P))
    statement = s.claim(exists([Decl("x", "scalar", "positive")], eq(cubic(X), 0)))
    proof = by.script(by.have("yy", lt(0, Y**2), by.trivial()), by.cases("side", lt(Y * C, 0), turning(), large()))
    return Decision(Part(statement, proof))


def zero_below(high: Scalar) -> list[by.Proof]:
    """Steps: a zero between 0 and a number high > 0 (fact `far`) where y times the cubic is negative (fact `opposite`)."""
    coefficients = (Y * A, 2 * C * A - Y * B, C * B - 2 * Y * P, -C * P)
    return [
        by.theorem("zero", "intermediate_value", "0", high, "t", *coefficients, premises={
            0: by.given("far"), 1: by.auto("opposite", degree=1, factors=[(A, 1)])}),
        by.obtain("zero", "t is"), by.witness({"x": Scalar("t")}, by.given("t is.1"), by.auto("t is.3", degree=1)),
    ]  # fmt: skip


def turning() -> by.Proof:
    """A proof for cy < 0 (fact `side`)."""
    turn = -Y / C
    return by.script(
        by.have("c", ne(C, 0), by.script(by.suppose_not("no c"), by.auto("side", "no c", degree=1, multipliers=[Y]))), by.have("cc", lt(0, C**2), by.trivial()),
        by.have("far", lt(0, turn), by.auto("side", degree=1, factors=[(C**2, -1)])), by.have("there", lt(0, form(turn)), by.auto("h1", degree=1, factors=[(P, -1)], squares=[P * turn + B])),
        by.have("opposite", lt(Y * cubic(turn), 0), by.auto("there", degree=1, factors=[(Y**2, 1)])), *zero_below(turn),
    )  # fmt: skip


def large() -> by.Proof:
    """A proof for cy >= 0 (fact `side`): at a number far > 1 the highest power outweighs the others."""
    product, size = Y * C, Y**2
    linear, square = 2 * product * A - size * B, product * B - 2 * size * P
    rest = size * A + abs(linear)

    def choice(bound: Scalar, lead: Scalar) -> list[by.Proof]:
        found = exists([Decl("far", "scalar", "real")], all_of(lt(1, FAR), lt(bound, lead * FAR)))
        return [by.have("some far", found, by.witness({"far": 1 + bound / lead}, by.split(by.auto("rest", degree=1, factors=[(lead, -1)]), by.auto("lead", degree=1)))),
                by.obtain("some far", "large"), by.have("far", lt(0, FAR), by.auto("large.1", degree=1)),
                by.have("grows", le(FAR, FAR**2), by.auto("large.1", "far", degree=2)), by.have("one", le(1, FAR**2), by.auto("grows", "large.1", degree=1))]  # fmt: skip

    slope = by.theorem("slope", "magnitude", linear)
    third = by.script(
        by.have("lead", lt(0, product * P), by.auto("sign", degree=1, factors=[(P, 1)])), by.theorem("bend", "magnitude", square),
        by.have("rest", lt(0, rest + abs(square)), by.auto("yy", degree=1, factors=[(A, 1)])), *choice(rest + abs(square), product * P),
        by.have("p0", le(size * A, size * A * FAR**2), by.auto("one", degree=1, factors=[(size, 1), (A, 1)])),
        by.have("p1 first", le(linear * FAR, abs(linear) * FAR), by.auto("slope.1", degree=1, factors=[(FAR, 1)])),
        by.have("p1", le(linear * FAR, abs(linear) * FAR**2), by.script(
            by.have("p1 then", le(abs(linear) * FAR, abs(linear) * FAR**2), by.auto("grows", degree=1, factors=[(abs(linear), 1)])), by.auto("p1 first", "p1 then", degree=1))),
        by.have("p2", le(square * FAR**2, abs(square) * FAR**2), by.auto("bend.1", degree=1, squares=[FAR])),
        by.have("p3", lt((rest + abs(square)) * FAR**2, product * P * FAR * FAR**2), by.auto("large.2", degree=1, factors=[(FAR**2, 1)])),
        by.have("opposite", lt(Y * cubic(FAR), 0), by.auto("p0", "p1", "p2", "p3", degree=1)), *zero_below(FAR),
    )  # fmt: skip
    second = by.script(
        by.have("none", eq(C, 0), by.script(by.suppose_not("some"), by.have("square", lt(0, product**2), by.trivial()), by.auto("square", "sign", "side", degree=2))),
        by.theorem("tilt", "magnitude", B), by.have("lead", lt(0, P), by.trivial()), by.have("rest", lt(0, A + abs(B)), by.trivial()),
        *choice(A + abs(B), P), by.have("p0", le(A - B * FAR, (A + abs(B)) * FAR), by.auto("large.1", "tilt.2", "far", degree=2, factors=[(A, 1)])),
        by.have("p1", lt((A + abs(B)) * FAR, P * FAR**2), by.auto("large.2", degree=1, factors=[(FAR, 1)])),
        by.have("below", lt(A - B * FAR - 2 * P * FAR**2, 0), by.auto("p0", "p1", "far", degree=1, factors=[(P, 1)], squares=[FAR])),
        by.have("scaled", lt(size * (A - B * FAR - 2 * P * FAR**2), 0), by.auto("below", degree=1, factors=[(size, 1)])),
        by.have("same", eq(Y * cubic(FAR), size * (A - B * FAR - 2 * P * FAR**2)),
                by.auto("none", multipliers=[Y * FAR * A, Y * FAR**2 * B, Y * P * FAR**3])),
        by.have("opposite", lt(Y * cubic(FAR), 0), by.auto("same", "scaled", degree=1)), *zero_below(FAR),
    )  # fmt: skip
    return by.script(slope, by.cases("sign", lt(0, product), third, second))
