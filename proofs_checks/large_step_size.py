"""(78) to (80) and Proposition 3.5 (2) for k = 1: the effective step for large step sizes."""

from __future__ import annotations

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.one_step import (
    FirstStep,
    gentle_steps,
    moved_is_nonzero,
    norm_h,
    positive_step,
    same_root,
    sigma_is_positive,
    square_h,
    squared_out,
)
from proofs_checks.step_size import AT_MINIMISER, EPS, PAPER_LARGE, Start, moves, of_order_inverse, stays_put
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Decl,
    Formula,
    Scalar,
    all_of,
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


class LargeStart(FirstStep):
    """The hypotheses of Proposition 3.5 with eps > 0, the third one strict or not."""

    def __init__(self, strict: bool) -> None:
        super().__init__()
        gentle_steps(self)
        positive_step(self)
        self.assume("the start has positive correlation", lt(0, self.a * self.wg))
        slope = self.wg / self.sigma**2 * (self.g @ (H @ self.w))
        self.assume("w'g does not fall at the start", lt(slope, self.g @ self.g) if strict else le(slope, self.g @ self.g))

    @property
    def push(self) -> Scalar:
        """C_3 = (a_0/sigma_0)^2 |He_0|^2."""
        return self.a**2 / self.sigma**2 * ((H @ self.e) @ (H @ self.e))


def first_growth(p: FirstStep) -> Formula:
    """(78)."""
    return eq(p.w_plus @ p.w_plus - p.w @ p.w, p.eps**2 * (p.a**2 / p.sigma**2) * ((H @ p.e) @ (H @ p.e)))


def outer_bounds(p: LargeStart) -> Formula:
    """The first and the last inequality of (80), for eps >= eps_1 > 0 and C_1, C_2 > 0."""
    first, c1, c2 = p.scalar("eps_1", "positive"), p.scalar("C_1", "positive"), p.scalar("C_2", "positive")
    c3, size = p.define("C_3", p.push), p.w @ p.w
    low, middle, high = (c * t**2 / (size + c3 * t**2) for c, t in ((c1, first), (c1, p.eps), (c2, p.eps)))
    return implies(le(first, p.eps), all_of(le(low, middle), le(high, c2 / c3)))


@claim("eq-78-80", paper=r"\|w_1\|^2 - \|w_0\|^2 = \varepsilon^2\tfrac{a_0^2}{\sigma_0^2}\|He_0\|^2 = C_3\varepsilon^2,\quad "
                         r"a_1w_1^Tg > a_1w_0^Tg > 0,\quad "
       r"\tfrac{C_1\varepsilon}{\|w_1\|^2} \le \hat\varepsilon_k \le \tfrac{C_2\varepsilon}{\|w_1\|^2},\quad "
       r"\tfrac{C_1\varepsilon_1^2}{\|w_0\|^2+C_3\varepsilon_1^2} \le \tfrac{C_1\varepsilon^2}{\|w_0\|^2+C_3\varepsilon^2} \le "
       r"\hat\varepsilon_k\varepsilon \le "
       r"\tfrac{C_2\varepsilon^2}{\|w_0\|^2+C_3\varepsilon^2} \le \tfrac{C_2}{C_3}")
def first_step_for_large_eps() -> Decision:
    """The first step lengthens w by C_3 eps^2 in the square and raises a_1 w'g; with (79) this gives (80).

    a_1 w_1'g > a_1 w_0'g needs a strict hypothesis |g|^2 > (w_0'g/sigma_0^2) g'Hw_0, and C_2/C_3 needs
    C_3 > 0: both fail where w_0 is parallel to u.  A strict hypothesis gives both.
    """
    p, q = LargeStart(False), LargeStart(True)
    printed, corrected = (r.claim(all_of(first_growth(r), raised(r), outer_bounds(r))) for r in (p, q))
    note = "(79), which is about all k, is a part of its own, for k = 1."
    still = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1, eps=1, eps_1=1, C_1=1, C_2=1)
    return Decision(Part(printed, instances=(still,), note=note), Part(corrected, large_proof(q), note=note))


def push_is_positive(p: LargeStart) -> list[by.Proof]:
    """Steps: facts `slope`: g'He_0 > 0, `a`, `y`: a_0, w_0'g != 0, `push`: C_3 > 0, from h1, ..., h5."""
    pull, a, y = H @ p.e, p.a, p.wg
    return [
        by.have("slope", lt(0, p.g @ pull), by.auto("h5", degree=1)),
        by.have("pull", ne(pull, ZERO), by.script(by.suppose_not("no pull"),
                                                  by.auto("slope", "no pull", degree=1, multipliers=[p.g]))),
        by.theorem("length", "definite", "I", "0", pull, premises={1: by.given("pull")}),
        by.have("a", ne(a, 0), by.script(by.suppose_not("no a"), by.auto("h4", "no a", degree=1, multipliers=[y]))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h4", "no y", degree=1, multipliers=[a]))),
        by.have("a a", lt(0, a**2), by.trivial()), by.have("y y", lt(0, y**2), by.trivial()),
        by.have("push", lt(0, p.push), by.auto("length", "a a", degree=2, factors=[(p.sigma, -2)])),
    ]  # fmt: skip


def signs_agree(p: LargeStart) -> by.Proof:
    """Step: fact `agree`: a_1 a_0 > 0, from those of push_is_positive."""
    return by.have("agree", lt(0, p.a_plus * p.a), by.auto("h2", "h4", "a a", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)]))


def large_proof(p: LargeStart) -> by.Proof:
    """A proof of the corrected eq-78-80 from the hypotheses h1, ..., h5."""
    first, size, c1, c2, c3 = Scalar("eps_1"), p.w @ p.w, Scalar("C_1"), Scalar("C_2"), p.push
    near, far = size + c3 * first**2, size + c3 * p.eps**2
    rises = by.auto("agree", "slope", degree=2, factors=[(p.eps, 1), (p.sigma, -1)])
    stays = by.auto("h2", "h4", "y y", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])
    outer = by.script(
        by.have("near", lt(0, near), by.auto("push", degree=1, factors=[(size, 1), (first, 1), (first, 1)])),
        by.have("far", lt(0, far), by.auto("push", degree=1, factors=[(size, 1), (p.eps, 1), (p.eps, 1)])),
        by.assume("order"), by.split(
            by.auto("order", degree=1, factors=[(c1, 1), (size, 1), (first, 1), (p.eps, 1), (near, -1), (far, -1)]),
            by.auto(degree=0, factors=[(c2, 1), (size, 1), (c3, -1), (far, -1)])),
    )  # fmt: skip
    return by.script(*push_is_positive(p), signs_agree(p), by.split(by.trivial(), by.split(rises, stays), outer))


def raised(p: LargeStart) -> Formula:
    """a_1 w_1'g > a_1 w_0'g > 0."""
    return all_of(lt(p.a_plus * p.wg, p.a_plus * (p.w_plus @ p.g)), lt(0, p.a_plus * p.wg))


@claim("eq-78-80/78", title="(78)", kind="identity", paper=r"\|w_1\|^2 - \|w_0\|^2 = "
                                                           r"\varepsilon^2\tfrac{a_0^2}{\sigma_0^2}\|He_0\|^2")
def growth_of_first_step() -> Decision:
    """|w_1|^2 - |w_0|^2 = eps^2 (a_0/sigma_0)^2 |He_0|^2."""
    p = FirstStep()
    return Decision(Part(p.claim(first_growth(p)), by.trivial()))


@claim("eq-78-80/raised", title="the step before (79)", kind="inequality",
       paper=r"\|g\|^2 \ge \tfrac{w_0^Tg}{\sigma_0^2}g^THw_0 \implies a_1w_1^Tg > a_1w_0^Tg > 0")
def first_step_raises_correlation() -> Decision:
    """a_1 w_1'g > a_1 w_0'g > 0; the first inequality is strict exactly where the hypothesis is, so not for w_0 parallel to u or to g."""
    p = LargeStart(False)
    a, y, after, slope = p.a_plus, p.wg, p.w_plus @ p.g, p.wg / p.sigma**2 * (p.g @ (H @ p.w))
    corrected = p.claim(all_of(
        le(a * y, a * after), lt(0, a * y), implies(lt(slope, p.g @ p.g), lt(a * y, a * after)),
        implies(eq(slope, p.g @ p.g), eq(p.w_plus @ p.g, y)),
    ))  # fmt: skip
    push = [(p.eps, 1), (p.sigma, -1)]
    proof = by.script(
        by.have("a", ne(p.a, 0), by.script(by.suppose_not("no a"), by.auto("h4", "no a", degree=1, multipliers=[y]))),
        by.have("y", ne(y, 0), by.script(by.suppose_not("no y"), by.auto("h4", "no y", degree=1, multipliers=[p.a]))),
        by.have("a a", lt(0, p.a**2), by.trivial()), by.have("y y", lt(0, y**2), by.trivial()),
        by.have("agree", lt(0, a * p.a), by.auto("h2", "h4", "a a", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])),
        by.split(
            by.auto("agree", "h5", degree=2, factors=push),
            by.auto("h2", "h4", "y y", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)]),
            by.script(by.assume("strict"), by.auto("agree", "strict", degree=2, factors=push)),
            by.script(by.assume("level"), by.auto("level", multipliers=[p.eps * p.a / p.sigma])),
        ),
    )  # fmt: skip
    still = instance(d=1, H=[[1]], u=[1], a0=1, w0=[1], eps_a=1, eps=1)
    return Decision(Part(p.claim(raised(p)), instances=(still,)), Part(corrected, proof))


@claim("eq-78-80/eps-1", title="the choice of eps_1", kind="inequality",
       paper=r"\varepsilon > \varepsilon_1 \implies \tfrac{\varepsilon}{\|w_1\|^2} < \varepsilon_0")
def small_after_first_step() -> Decision:
    """For every eps_0 > 0 some eps_1 is such that eps/|w_1|^2 < eps_0 for all eps > eps_1.

    False where w_0 is parallel to u, as then w_1 = w_0 for all eps.  With C_3 > 0, eps_1 = 1/(C_3 eps_0) will do.
    """
    p, q = Start(), LargeStart(True)
    bound, limit = (r.scalar("eps_0", "positive", latex=r"\varepsilon_0") for r in (p, q))
    after = p.after(EPS).w
    small = implies(lt(Scalar("eps_1"), EPS), lt(EPS / (after @ after), bound))
    printed = p.claim(exists([Decl("eps_1", "scalar", "positive")], forall([Decl("eps", "scalar", "positive")], small)))
    push = q.define("C_3", q.push)
    corrected = q.claim(all_of(lt(0, push), implies(lt(1, push * limit * q.eps), lt(q.eps / (q.w_plus @ q.w_plus), limit))))
    length = q.w_plus @ q.w_plus
    proof = by.script(*moved_is_nonzero(q), *push_is_positive(q), by.split(by.given("push"), by.script(
        by.assume("far"), by.theorem("size", "definite", "I", "0", q.w), by.theorem("size 1", "definite", "I", "0", q.w_plus),
        by.have("long", lt(q.eps, limit * length),
                by.auto("far", "size", degree=1, factors=[(q.eps, 1), (limit, 1)])),
        by.auto("long", degree=1, factors=[(length, -1)]),
    )))  # fmt: skip
    slow = instance(d=2, H=[["1/4", 0], [0, "1/2"]], u=[1, 0], a0=1, w0=[1, 1], eps_a=1, eps=4, eps_0=1)
    return Decision(Part(printed, instances=(AT_MINIMISER,), lemma=(eq(p.e0, ZERO),), disproof=never_small(p, bound)),
                    Part(corrected, proof, instances=(slow,)))  # fmt: skip


def never_small(p: Start, bound: Scalar) -> by.Proof:
    """A proof that eps/|w_1|^2 < eps_0 fails for large eps, from lemma1: e_0 = 0."""
    far = Scalar("eps_1") + bound * (p.w0 @ p.w0)
    after = p.after(far).w
    return by.script(
        by.assume("claim"), by.obtain("claim", "constant"), by.theorem("size", "definite", "I", "0", p.w0),
        by.have("far", lt(Scalar("eps_1"), far), by.auto("size", degree=1, factors=[(bound, 1)])),
        *stays_put(p, far), by.apply("here", "constant", {"eps": far}, [by.auto("far", degree=1), by.given("far")]),
        by.have("same", eq(after @ after, p.w0 @ p.w0), by.auto("stays", multipliers=[after, p.w0])),
        by.have("short", lt(far, bound * (after @ after)), by.auto("here", degree=1, factors=[(after @ after, 1)])),
        by.have("first", lt(0, Scalar("eps_1")), by.trivial()), by.auto("short", "same", "first", degree=1, multipliers=[bound]),
    )  # fmt: skip


def tilted_start() -> tuple[LargeStart, Scalar, Scalar, Scalar]:
    """A strict start with eps >= eps_1 > 0; then what raises a_1 w_1'g per eps, a bound of sigma_1/eps, and eps_1."""
    p = LargeStart(True)
    first = p.scalar("eps_1", "positive", latex=r"\varepsilon_1")
    p.assume("the step size of w is large", le(first, p.eps))
    rise = p.define("b", abs(p.a_plus) * (abs(p.a) / p.sigma) * (p.g @ (H @ p.e)))
    return p, rise, p.define("m", sqrt(HIGH * (p.w @ p.w / first**2 + p.push))), first


def bounds_79(p: LargeStart, rise: Scalar, most: Scalar) -> tuple[Formula, Formula]:
    """(79) for k = 1, with C_1 = b/(lambda_max m) and C_2 = |a_1| |u|_H/lambda_min."""
    length = p.w_plus @ p.w_plus
    effective = p.next_eps_hat
    return (le(rise / (HIGH * most) * (p.eps / length), effective),
            le(effective, abs(p.a_plus) * norm_h(p.u) / LOW * (p.eps / length)))  # fmt: skip


def steps_79(p: LargeStart, rise: Scalar, most: Scalar, first: Scalar) -> list[by.Proof]:
    """Steps: facts `moved`, `size+`, `size+ I`, `push` and those of push_is_positive; `b`, `m`: b, m > 0; `low`, `high`: (79)."""
    length, a, y, t = p.w_plus @ p.w_plus, p.a_plus, p.w_plus @ p.g, norm_h(p.w_plus)
    low, high = bounds_79(p, rise, most)
    return [
        *moved_is_nonzero(p), *sigma_is_positive(p), by.have("t t", lt(0, t**2), by.auto("size+", degree=1)),
        by.have("t t t", lt(0, t**3), by.auto("t t", "sigma+", degree=2)),
        by.theorem("size+ I", "definite", "I", "0", p.w_plus), *push_is_positive(p),
        signs_agree(p), by.have("a_1 a_1", lt(0, a**2), by.auto("agree", degree=2, factors=[(p.a**2, -1)])),
        by.have("a_1", lt(0, abs(a)), by.script(by.suppose_not("flat"), squared_out("a_1 a_1", "flat", abs(a)))),
        by.have("b", lt(0, rise), by.auto("slope", "a_1", degree=2, factors=[(abs(p.a), 1), (p.sigma, -1)])),
        by.have("square", lt(0, HIGH * (p.w @ p.w / first**2 + p.push)), by.auto(
            "push", degree=1, factors=[(HIGH, 1), (p.w @ p.w, 1), (first, -2)])),
        by.have("m", lt(0, most), by.script(by.suppose_not("flat"), squared_out("square", "flat", most))),
        same_root("a a_1", a * p.a, abs(a) * abs(p.a), by.trivial()), by.theorem("w", "rayleigh", H, p.w_plus),
        by.have("start", lt(0, a * p.wg), by.auto("h2", "h4", "y y", degree=2, factors=[(p.eps_a, 1), (p.sigma, -1)])),
        by.have("rise", le(p.eps * rise, a * y), by.auto("start", "a a_1", degree=1,
            multipliers=[p.eps / p.sigma * (p.g @ (H @ p.e))])),
        by.have("wide", le(p.w @ p.w, p.w @ p.w * p.eps**2 / first**2),
                by.auto("h6", degree=1, factors=[(p.w @ p.w, 1), (first, -1), (first, -1), (p.eps, 1)])),
        by.theorem("sigma_1", "root_order", t, most * p.eps, premises={
            0: by.auto("m", degree=1, factors=[(p.eps, 1)]), 1: by.auto("w.2", "wide", degree=1, factors=[(HIGH, 1)])}),
        by.have("enough", le(rise * t, most * (a * y)), by.auto("sigma_1", "rise", "b", "m", degree=2)),
        by.have("divided", le(rise / most, a * y / t), by.auto("enough", degree=1, factors=[(most, -1), (t, -1)])),
        by.have("positive", lt(0, a * y), by.auto("rise", "b", degree=1, factors=[(p.eps, 1)])),
        by.have("short", le(1 / HIGH / length, 1 / t**2), by.auto("w.2", degree=1, factors=[(t, -2), (HIGH, -1), (length, -1)])),
        by.have("one", le(rise / most / HIGH / length, a * y / t / HIGH / length),
                by.auto("divided", degree=1, factors=[(HIGH, -1), (length, -1)])),
        by.have("above", lt(0, a * y / t), by.auto("positive", degree=1, factors=[(t, -1)])),
        by.have("two", le(a * y / t / HIGH / length, a * y / t**3),
                by.auto("short", degree=1, factors=[(a * y / t, 1)])),
        by.have("low", low, by.auto("one", "two", degree=1, factors=[(p.eps, 1)])),
        by.theorem("angle", "gram", "H", "1", p.u, p.w_plus),
        by.theorem("output", "root_order", a * y, abs(a) * norm_h(p.u) * t, premises={1: by.auto("angle", degree=1, squares=[a])}),
        by.have("long", le(1 / t**2, 1 / LOW / length), by.auto("w.1", degree=1, factors=[(t, -2), (LOW, -1), (length, -1)])),
        by.have("three", le(a * y / t**3, abs(a) * norm_h(p.u) / t**2), by.auto("output", degree=1, factors=[(t, -3)])),
        by.have("four", le(abs(a) * norm_h(p.u) / t**2, abs(a) * norm_h(p.u) / LOW / length),
                by.auto("long", degree=1, factors=[(abs(a), 1), (norm_h(p.u), 1)])),
        by.have("high", high, by.auto("three", "four", degree=1, factors=[(p.eps, 1)])),
    ]  # fmt: skip


@claim("eq-78-80/79", title="(79) for k = 1", kind="inequality",
       paper=r"\tfrac{C_1\varepsilon}{\|w_1\|^2} \le \hat\varepsilon_k \le \tfrac{C_2\varepsilon}{\|w_1\|^2}")
def effective_step_after_first() -> Decision:
    """For eps >= eps_1, eps_hat_1 lies between C_1 eps/|w_1|^2 and C_2 eps/|w_1|^2, with constants that do not depend on eps.

    False where w_0 is parallel to g, but not to u: there the third hypothesis is an equality, w_1'g = w_0'g
    for all eps, and eps_hat_1 has the order eps/|w_1|^3.  (The experiments of Figure 1 start at such a w_0.)
    """
    p = Start()
    names = [Decl(name, "scalar", "positive") for name in ("eps_1", "C_1", "C_2")]
    after, product = p.after(EPS).w, p.effective(1)
    within = all_of(le(Scalar("C_1") * EPS / (after @ after), product), le(product, Scalar("C_2") * EPS / (after @ after)))
    printed = p.claim(exists(names, forall([Decl("eps", "scalar", "positive")], implies(lt(Scalar("eps_1"), EPS), within))))
    q, rise, most, first = tilted_start()
    low, high = bounds_79(q, rise, most)
    corrected = q.claim(all_of(lt(0, rise), lt(0, most), low, high))
    proof = by.script(*steps_79(q, rise, most, first), by.split(*(by.given(fact) for fact in ("b", "m", "low", "high"))))
    return Decision(Part(printed, instances=(ALONG_G,), lemma=level(p), disproof=sinks(p), note="Transcribed for k = 1."),
                    Part(corrected, proof, note="For k = 1, with explicit constants."))  # fmt: skip


ALONG_G = instance(d=2, H=[[1, 0], [0, 2]], u=["2", "1"], a0=1, w0=[1, 1], eps_a=1)


def level(p: Start) -> tuple[Formula, ...]:
    """The third hypothesis is an equality, and w_0 is not a minimiser."""
    return eq(p.g @ (H @ p.e0), 0), ne(p.e0, ZERO)


def sinks(p: Start) -> by.Proof:
    """A proof that eps_hat_1 |w_1|^2/eps gets below every C_1, from lemma1: g'He_0 = 0 and lemma2: e_0 != 0."""
    C1, first, pull, a, y0, far = Scalar("C_1"), Scalar("eps_1"), H @ p.e0, p.after(EPS).a, p.w0 @ p.g, Scalar("far")
    s0, size, after = sqrt(square_h(p.w0)), abs(a * y0), p.after(far).w
    c3, t, length = p.a0**2 / s0**2 * (pull @ pull), sqrt(square_h(after)), after @ after
    need = size**2 / (C1 * LOW) ** 2
    large = all_of(lt(first, far), lt(1, far), lt(need, LOW * c3 * far))
    least = first + 1 + need / LOW / c3
    return by.script(
        by.assume("claim"), by.obtain("claim", "constants"),
        by.have("pull", ne(pull, ZERO), by.script(by.suppose_not("no pull"), by.theorem("gap", "definite", "H", "1", p.e0),
                                                  by.auto("gap", "no pull", degree=1, multipliers=[p.e0]))),
        by.theorem("length", "definite", "I", "0", pull),
        by.have("a", ne(p.a0, 0), by.script(by.suppose_not("no a"), by.auto("h3", "no a", degree=1, multipliers=[y0]))),
        by.have("a a", lt(0, p.a0**2), by.trivial()),
        by.have("push", lt(0, c3), by.auto("length", "a a", degree=2, factors=[(s0, -2)])),
        by.have("ratio", le(0, need / LOW / c3), by.auto(degree=0, factors=[(LOW, -1), (c3, -1)], squares=[size / (C1 * LOW)])),
        by.have("choice", exists([Decl("far", "scalar", "positive")], large), by.witness(
            {"far": least}, by.auto("ratio", degree=1, factors=[(first, 1)]), by.split(
                by.auto("ratio", degree=1), by.auto("ratio", degree=1, factors=[(first, 1)]),
                by.auto("push", degree=1, factors=[(LOW, 1), (first, 1)])))),
        by.obtain("choice", "large"), *moves(p, far),
        by.have("t t", lt(0, t**2), by.auto("size+", degree=1)),
        by.have("t", lt(0, t), by.script(by.suppose_not("flat"), squared_out("t t", "flat", t))),
        by.have("t t t", lt(0, t**3), by.auto("t t", "t", degree=2)),
        by.apply("here", "constants", {"eps": far}, [by.trivial(), by.given("large.1")]),
        by.have("level", eq(after @ p.g, y0), by.auto("lemma1", multipliers=[far * p.a0 / s0])),
        by.theorem("w", "rayleigh", H, after), by.theorem("sign", "magnitude", a * y0),
        by.have("one", le(C1 * t**3, a * y0 * length), by.auto("here.1", "level", degree=1,
            factors=[(far, -1), (length, 1), (t**3, 1)], multipliers=[a * length])),
        by.have("two", le(a * y0 * length, size * length), by.auto("sign.1", degree=1, factors=[(length, 1)])),
        by.have("three", le(LOW * (size * length), size * t**2), by.auto("w.1", degree=1, factors=[(size, 1)])),
        by.have("four", le(C1 * LOW * t**3, size * t**2), by.auto("one", "two", "three", degree=1, factors=[(LOW, 1)])),
        by.have("five", le(C1 * LOW * t, size), by.auto("four", degree=1, factors=[(t**2, -1)])),
        by.have("six", le(t, size / (C1 * LOW)), by.auto("five", degree=1, factors=[(C1, -1), (LOW, -1)])),
        by.have("seven", le(t**2, need), by.auto("six", degree=2, factors=[(t, 1), (size, 1), (C1, -1), (LOW, -1)])),
        by.have("eight", le(LOW * c3 * far, LOW * c3 * far**2), by.auto("large.2", "push", degree=2, factors=[(LOW, 1), (far, 1)])),
        by.have("nine", le(LOW * c3 * far**2, t**2), by.auto("w.1", degree=1, factors=[(LOW, 1), (p.w0 @ p.w0, 1)])),
        by.auto("large.3", "seven", "eight", "nine", degree=1),
    )  # fmt: skip


@claim("prop-3.5-2/1", title="Proposition 3.5 (2) for k = 1", kind="theorem", paper=PAPER_LARGE)
def large_first_step() -> Decision:
    """For eps >= eps_1, C_1 <= eps_hat_1 eps <= C_2, with explicit constants; needs a strict third hypothesis.

    False where w_0 is parallel to u, as then eps_hat_1 is proportional to eps; where the third hypothesis is
    an equality otherwise, see (79).
    """
    p, (q, rise, most, first) = Start(), tilted_start()
    t, product, length, size, c3 = norm_h(q.w_plus), q.next_eps_hat * q.eps, q.w_plus @ q.w_plus, q.w @ q.w, q.push
    low, high = rise / (HIGH * most) / (size / first**2 + c3), abs(q.a_plus) * norm_h(q.u) / LOW / c3
    near, ratio = size / first**2 + c3, abs(q.a_plus) * norm_h(q.u) / LOW
    corrected = q.claim(all_of(lt(0, rise), lt(0, most), lt(0, near), lt(0, c3), le(low, product), le(product, high)))
    proof = by.script(
        *moved_is_nonzero(q), *sigma_is_positive(q), by.theorem("size+ I", "definite", "I", "0", q.w_plus), *push_is_positive(q),
        by.have("t t", lt(0, t**2), by.auto("size+", degree=1)), by.have("t t t", lt(0, t**3), by.auto("t t", "sigma+", degree=2)),
        by.have("square", lt(0, HIGH * (size / first**2 + c3)), by.auto("push", degree=1, factors=[(HIGH, 1), (size, 1), (first, -2)])),
        by.have("m", lt(0, most), by.script(by.suppose_not("flat"), squared_out("square", "flat", most))),
        by.use("79", "eq-78-80/79", {"H": H, "u": q.u, "w0": q.w, "a0": q.a, "eps_a": q.eps_a, "eps": q.eps, "eps_1": first}),
        by.have("wide", le(size, size * q.eps**2 / first**2),
                by.auto("h6", degree=1, factors=[(size, 1), (first, -1), (first, -1), (q.eps, 1)])),
        by.have("near", lt(0, near), by.auto("push", degree=1, factors=[(size, 1), (first, -2)])),
        by.have("length 1", le(length, near * q.eps**2), by.auto("wide", degree=1)),
        by.have("far out", le(1 / near, q.eps**2 / length), by.auto("length 1", degree=1, factors=[(near, -1), (length, -1)])),
        by.have("below", le(low, rise / (HIGH * most) * (q.eps**2 / length)),
                by.auto("far out", "79.1", degree=2, factors=[(HIGH, -1), (most, -1)])),
        by.have("grown", le(c3 * q.eps**2, length), by.auto(degree=0, factors=[(size, 1)])),
        by.have("less", le(q.eps**2 / length, 1 / c3), by.auto("grown", degree=1, factors=[(c3, -1), (length, -1)])),
        by.have("above", le(ratio * (q.eps**2 / length), high),
                by.auto("less", degree=1, factors=[(abs(q.a_plus), 1), (norm_h(q.u), 1), (LOW, -1)])),
        by.split(by.given("79.1"), by.given("m"), by.given("near"), by.given("push"),
                 by.auto("below", "79.3", degree=1, factors=[(q.eps, 1)]), by.auto("above", "79.4", degree=1, factors=[(q.eps, 1)])),
    )  # fmt: skip
    return Decision(Part(p.claim(of_order_inverse(p, 1)), instances=(AT_MINIMISER,), lemma=(eq(p.e0, ZERO),), disproof=soars(p)),
                    Part(corrected, proof, note="For k = 1, with explicit constants."))  # fmt: skip


def soars(p: Start) -> by.Proof:
    """A proof that eps_hat_1 eps exceeds every C_2, from lemma1: e_0 = 0."""
    C2, first, far = Scalar("C_2"), Scalar("eps_1"), Scalar("far")
    s0, y0, a, after = sqrt(square_h(p.w0)), p.w0 @ p.g, p.after(EPS).a, p.after(far).w
    t, corr = sqrt(square_h(after)), a * y0
    ratio = C2 * s0**3 / corr
    large = all_of(lt(first, far), lt(1, far), lt(ratio, far))
    return by.script(
        by.assume("claim"), by.obtain("claim", "constants"),
        by.have("a", ne(p.a0, 0), by.script(by.suppose_not("no a"), by.auto("h3", "no a", degree=1, multipliers=[y0]))),
        by.have("y", ne(y0, 0), by.script(by.suppose_not("no y"), by.auto("h3", "no y", degree=1, multipliers=[p.a0]))),
        by.have("y y", lt(0, y0**2), by.trivial()),
        by.have("corr", lt(0, corr), by.auto("h2", "h3", "y y", degree=2, factors=[(p.eps_a, 1), (s0, -1)])),
        by.have("ratio", lt(0, ratio), by.auto(degree=0, factors=[(corr, -1), (C2, 1), (s0, 3)])),
        by.have("choice", exists([Decl("far", "scalar", "positive")], large), by.witness(
            {"far": first + 1 + ratio}, by.auto("ratio", degree=1, factors=[(first, 1)]), by.split(
                by.auto("ratio", degree=1), by.auto("ratio", degree=1, factors=[(first, 1)]), by.trivial()))),
        by.obtain("choice", "large"), *stays_put(p, far),
        by.have("t t", lt(0, t**2), by.auto("size+", degree=1)),
        by.have("t", lt(0, t), by.script(by.suppose_not("flat"), squared_out("t t", "flat", t))),
        by.have("t t t", lt(0, t**3), by.auto("t t", "t", degree=2)),
        same_root("t is s0", t, s0, by.auto("stays", multipliers=[H @ after, H @ p.w0])),
        by.apply("here", "constants", {"eps": far}, [by.trivial(), by.given("large.1")]),
        by.have("level", eq(after @ p.g, y0), by.auto("stays", multipliers=[p.g])),
        by.have("one", le(far**2 * corr, C2 * t**3), by.auto("here.2", "level", degree=1, factors=[(t**3, 1)],
                                                             multipliers=[far**2 * a])),
        by.have("two", le(far**2 * corr, C2 * s0**3), by.auto("one", "t is s0", degree=1,
            multipliers=[C2 * t**2, C2 * t * s0, C2 * s0**2])),
        by.have("three", lt(C2 * s0**3, corr * far), by.auto("large.3", degree=1, factors=[(corr, 1)])),
        by.have("four", lt(corr * far, corr * far**2), by.auto("large.2", degree=1, factors=[(corr, 1), (far, 1)])),
        by.auto("two", "three", "four", degree=1),
    )  # fmt: skip
