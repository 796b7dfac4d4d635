"""Theorem B.4 (2) and Lemma B.3: what is summable along MBNGD, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from proofs_checks.interlacing import HIGH, LOW, H
from proofs_checks.modified_norm import EPS, NEXT, NextState, W, Z, length, modified, q_in_range, sigma_squared, values_at
from proofs_checks.near_misses import (
    INCREMENTS,
    STEPPING,
)
from proofs_checks.one_step import positive_step, square_h, stretched
from proofs_checks.problem import NOT_PRINTED, Problem, some_scalar
from proofs_checks.trajectories import K, ModifiedTrajectory
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    ZERO,
    Formula,
    Scalar,
    Vector,
    all_of,
    eq,
    exists,
    forall,
    from_index,
    implies,
    le,
    lt,
    natural,
    ne,
    sqrt,
    summation,
    tends,
)  # fmt: skip

# Theorem B.4, part (2)


def on_trajectory(label: str, name: str, p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `label`: what a claim says of the trajectory that was entered."""
    values: dict[str, by.Data] = {"H": p.H, "u": p.u, "w0": p.w0, "eps": p.eps}
    return [by.use(f"{label} of orbit", name, values),
            by.along(label, f"{label} of orbit", K, {"w'": p.w[K]}, [by.given("orbit start"), by.given("orbit step")])]  # fmt: skip


def rise(p: ModifiedTrajectory) -> Scalar:
    """|w_{k+1}|^2 - |w_k|^2."""
    return length(p, K + 1) - length(p)


def factors(size: Scalar) -> tuple[Scalar, Scalar]:
    """What bounds z_k^2 q_k and y_k^2 q_k as multiples of the rise, where |w_k|^2 <= size."""
    return 1 / (EPS**2 * LOW), HIGH**2 * size**2 / (EPS**2 * LOW)


def rises(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: facts `norm` (with the limit m) and `rises`: the increments are the rise, and bound z_k^2 q_k and y_k^2 q_k."""
    z, y, shift, size = p.z_at(K), p.y_at(K), p.w[K + 1] - p.w[K], Scalar("l")
    first, second = factors(size)
    form, weight = sigma_squared(p), EPS**2 * LOW * z**2 * p.q_at(K)
    body = all_of(le(0, p.q_at(K)), eq(shift @ shift, rise(p)), le(z**2 * p.q_at(K), first * rise(p)), le(y**2 * p.q_at(K), second * rise(p)))
    steps = by.script(
        by.fix(), by.assume("k"), by.apply("next", "orbit step", {"k": K}), by.use("one", "thm-B.4/one-step", values_at(p, K)),
        *q_in_range(p), by.theorem("long", "rayleigh", H, p.w[K]), by.apply("short", "limit.2", {"k": K}),
        by.have("is", eq(shift @ shift, rise(p)), by.auto("one.1", "one.2")),
        by.have("z", le(weight, rise(p)), by.auto("one.1", "one.4", degree=1, squares=[EPS * z])),
        by.have("below", le(form, HIGH * size), by.auto("long.2", "short", degree=1, factors=[(HIGH, 1)])),
        by.have("squared", le(form**2, HIGH**2 * size**2), by.auto("below", degree=1, factors=[(form, 1), (HIGH, 1), (size, 1)])),
        by.have("y", le(EPS**2 * LOW * y**2 * p.q_at(K), HIGH**2 * size**2 * z**2 * EPS**2 * LOW * p.q_at(K)),
                by.auto("squared", degree=1, squares=[EPS * z], factors=[(LOW, 1), (p.q_at(K), 1)])),
        by.have("zy", le(EPS**2 * LOW * y**2 * p.q_at(K), HIGH**2 * size**2 * rise(p)),
                by.auto("y", "z", degree=1, squares=[HIGH * size])),
        by.split(by.given("q low"), by.given("is"), by.auto("z", degree=1, factors=[(EPS, -2), (LOW, -1)]),
                 by.auto("zy", degree=1, factors=[(EPS, -2), (LOW, -1)])),
    )  # fmt: skip
    return [*on_trajectory("norm", "thm-B.4/norm", p), by.obtain("norm.2", "limit"), by.have("rises", from_index(K, 0, body), steps)]


@claim("thm-B.4/summable", title="part (2): z_k^2 q_k and y_k^2 q_k are summable", kind="inequality",
       paper=r"\sum_{k=0}^{\infty} z_k^2q_k,\ \sum_{k=0}^{\infty} y_k^2q_k \text{ are summable}")
def summable() -> Decision:
    """For eps > 0 the sums of z_k^2 q_k and of y_k^2 q_k, terms that are not negative, are bounded."""
    p = modified()
    n, size, decl = Scalar("n"), Scalar("l"), some_scalar("B")[0]
    terms = (p.z[K] ** 2 * p.q[K], p.y[K] ** 2 * p.q[K])
    bounded = all_of(*(le(summation(K, 0, n, t), Scalar("B")) for t in terms))
    body = all_of(from_index(K, 0, all_of(*(le(0, t) for t in terms))), exists([decl], from_index(n, 0, bounded)))
    inner = [(p.z_at(K) ** 2 * p.q_at(K), factors(size)[0]), (p.y_at(K) ** 2 * p.q_at(K), factors(size)[1])]
    proof = by.script(
        p.enter(), *rises(p),
        *(by.have(f"sums {i}", from_index(n, 0, le(summation(K, 0, n, t), c * (length(p, n + 1) - length(p, 0)))), telescoped(p, t, i))
          for i, (t, c) in enumerate(inner, 3)),
        by.split(nonnegative_terms(p), by.witness({"B": (inner[0][1] + inner[1][1]) * size}, sums_below(p, inner))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(body, ["y", "z", "q"])), proof))


def telescoped(p: ModifiedTrajectory, t: Scalar, i: int) -> by.Proof:
    """A proof by induction on n from the i-th part of `rises`, which bounds each summand."""
    f, n = by.sequence(K, t), Scalar("n")
    return by.induction("so far", by.script(
        by.theorem("first", "sum_next", f, "0", "-1"), by.theorem("none", "sum_empty", f, "0", "-1"),
        by.apply("at 0", "rises", {"k": 0}), by.auto("first", "none", f"at 0.{i}", degree=1),
    ), by.script(
        by.theorem("more", "sum_next", f, "0", n), by.apply("at n", "rises", {"k": n + 1}),
        by.auto("so far", "more", f"at n.{i}", degree=1)))  # fmt: skip


def nonnegative_terms(p: ModifiedTrajectory) -> by.Proof:
    """A proof that z_k^2 q_k and y_k^2 q_k are not negative."""
    return by.script(by.fix(), by.assume("k"), by.apply("at k", "rises", {"k": K}), by.split(
        by.auto("at k.1", degree=1, squares=[p.z_at(K)]), by.auto("at k.1", degree=1, squares=[p.y_at(K)])))


def sums_below(p: ModifiedTrajectory, inner: list[tuple[Scalar, Scalar]]) -> by.Proof:
    """A proof that both sums are below the bound."""
    n = Scalar("n")
    scales = [(EPS, -2), (LOW, -1)]
    each = [by.auto(f"sum {i}", "last", degree=1, factors=[*scales, (length(p, 0), 1), (Scalar("l"), 1)], squares=[HIGH * Scalar("l")]) for i in (3, 4)]
    return by.script(by.fix(), by.assume("n"), by.apply("last", "limit.2", {"k": n + 1}), *(
        by.apply(f"sum {i}", f"sums {i}", {"n": n}) for i in (3, 4)), by.split(*each))


def law(label: str, name: str, *args: by.Data | Any, facts: Sequence[str] = ()) -> by.Proof:
    """Step: a theorem on limits; the facts prove its first premises."""
    return by.theorem(label, name, *args, premises={i: by.given(fact) for i, fact in enumerate(facts)})


def seq(term: Scalar | Vector) -> Any:
    """The sequence of a term in k."""
    return by.sequence(K, term)


def scaled_to_zero(label: str, factor: Scalar, term: Scalar, fact: str) -> list[by.Proof]:
    """Steps: fact `label`: factor * term tends to zero, as term does by the fact."""
    return [
        law(f"{label} factor", "limit_constant", seq(factor)),
        law(f"{label} product", "limit_product", seq(factor), factor, seq(term), Scalar("0"), facts=(f"{label} factor", fact)),
        by.have(label, tends(K, factor * term, 0), by.given(f"{label} product")),
    ]  # fmt: skip


@claim("thm-B.4/increments", title="part (2): the increments tend to zero", kind="inequality",
       paper=r"\lim_{k\to\infty}\|w_{k+1} - w_k\| = 0,\quad y_k^2q_k \to 0",
       equivalent_mutants=INCREMENTS)
def increments_vanish() -> Decision:
    """For eps > 0 the distance between consecutive w_k, and y_k^2 q_k, tend to zero, from every start."""
    p = modified()
    shift, size, weight = p.w[K + 1] - p.w[K], Scalar("l"), p.y_at(K) ** 2 * p.q_at(K)
    second = factors(size)[1]
    statement = p.claim(p.along(all_of(tends(K, sqrt(shift @ shift), 0), tends(K, p.y[K] ** 2 * p.q[K], 0)), ["y", "q"]))
    same = by.script(by.fix(), by.assume("k"), by.apply("at k", "rises", {"k": K}), by.auto("at k.2"))
    small = by.script(by.fix(), by.assume("k"), by.apply("at k", "rises", {"k": K}),
                      by.theorem("size", "magnitude", weight), by.either("size.3", "is", by.auto("is", "at k.4", degree=1), by.script(
                          by.have("positive", le(0, weight), by.auto("at k.1", degree=1, squares=[p.y_at(K)])),
                          by.auto("is", "positive", "at k.4", degree=1))))
    proof = by.script(
        p.enter(), *rises(p), law("shift", "limit_shift", seq(length(p)), size, "1"), by.apply("later", "shift.1", {}, [by.given("limit.1")]),
        law("sign", "limit_constant", seq(Scalar("-1"))),
        law("minus", "limit_product", seq(Scalar("-1")), Scalar("-1"), seq(length(p)), size, facts=("sign", "limit.1")),
        law("sum", "limit_sum", seq(length(p, K + 1)), size, seq(-1 * length(p)), -1 * size, facts=("later", "minus")),
        by.have("rise", tends(K, rise(p), 0), by.given("sum")),
        by.theorem("square", "limit_equal", seq(rise(p)), Scalar("0"), seq(shift @ shift), "0", premises={0: by.given("rise"), 2: same}),
        law("root", "limit_root", seq(shift @ shift), Scalar("0"), facts=("square",)), *scaled_to_zero("bound", second, rise(p), "rise"),
        by.theorem("weight", "limit_squeeze", seq(weight), seq(second * rise(p)), "0", premises={0: by.given("bound"), 2: small}),
        by.split(by.given("root"), by.given("weight")),
    )  # fmt: skip
    return Decision(Part(statement, proof, instances=STEPPING))


# ------------------------------------------------------------------------------------------------
# Lemma B.3


@claim("lemma-B.3/grows", title="a small w'g grows", kind="inequality", paper=NOT_PRINTED)
def small_correlation_grows() -> Decision:
    """For eps > 0, |w_0| <= |w| and |w'g| <= |g||w_0|/kappa the next w'g is not smaller in size.

    This is what (85) and (86) are for; |u| = 1 and |w_0| >= 1 are not needed, and the bound of |w'g| is twice as large at least.
    """
    p = NextState()
    w0, y, g, form = p.vector("w0", "nonzero", latex="w_0"), W @ p.g, p.g, square_h(W)
    positive_step(p)
    p.assume("w is not shorter than w_0", le(w0 @ w0, W @ W))
    p.assume("w'g is small", le(y**2, threshold(p, w0)))
    statement = p.claim(le(y**2, (NEXT @ g) ** 2))
    cross = Z * (g @ (H @ W))
    bracket = g @ g - cross
    proof = by.script(
        by.theorem("long", "rayleigh", H, W), *stretched("stretch", W), by.theorem("plane", "gram", "I", "0", g, H @ W),
        by.theorem("gg", "gram", "I", "0", g),
        by.have("form", le(LOW**2 * (W @ W) ** 2, form**2), by.auto("long.1", degree=1, factors=[(form, 1), (LOW, 1), (W @ W, 1)])),
        by.have("z low", le(Z**2 * LOW**2 * (W @ W) ** 2, y**2), by.auto("form", "h1", degree=1, squares=[Z], multipliers=[Z * form + y])),
        by.have("z mid", le(Z**2 * LOW**2 * (W @ W) ** 2, (g @ g) * (W @ W) * LOW**2 / HIGH**2), by.script(
            by.have("more", le(threshold(p, w0), (g @ g) * (W @ W) * LOW**2 / HIGH**2),
                    by.auto("h4", degree=1, factors=[(g @ g, 1)], squares=[LOW / HIGH])),
            by.auto("z low", "h5", "more", degree=1))),
        by.have("z", le(Z**2 * HIGH**2 * (W @ W), g @ g), by.auto("z mid", degree=1, factors=[(HIGH, 2), (LOW, -2), (W @ W, -1)])),
        by.have("cross", le(cross**2, (g @ g) ** 2), by.script(
            by.have("one", le(cross**2, Z**2 * (g @ g) * HIGH**2 * (W @ W)), by.script(
                by.have("c1", le(cross**2, Z**2 * (g @ g) * ((H @ W) @ (H @ W))), by.auto("plane", degree=1, squares=[Z])),
                by.auto("c1", "stretch", degree=1, factors=[(g @ g, 1)], squares=[Z]))),
            by.auto("one", "z", degree=1, factors=[(g @ g, 1)]))),
        by.theorem("small", "root_order", cross, g @ g),
        by.have("next", eq(NEXT @ g, y + EPS * Z * bracket), by.auto("h2", multipliers=[g])),
        by.have("square", eq((NEXT @ g) ** 2, (y + EPS * Z * bracket) ** 2), by.auto("next", multipliers=[NEXT @ g + y + EPS * Z * bracket])),
        by.auto("square", "small", "h1", degree=1, squares=[Z, EPS * Z * bracket], factors=[(EPS, 1), (form, 1)],
                multipliers=[EPS * Z * bracket]),
    )  # fmt: skip
    return Decision(Part(statement, proof))


def threshold(p: Problem, w0: Vector) -> Scalar:
    """(|g||w_0|/kappa)^2."""
    return (p.g @ p.g) * (w0 @ w0) * LOW**2 / HIGH**2


def never_flat(p: ModifiedTrajectory) -> Formula:
    """w_k'g is not zero for any k."""
    return from_index(K, 0, ne(p.y_at(K), 0))


def stays_away(p: ModifiedTrajectory) -> Formula:
    """From some index on y_k^2 is at least some c > 0."""
    (dn, n), (dc, c) = natural("N"), some_scalar("c", "positive")
    return exists([dn, dc], all_of(le(0, n), from_index(K, n, le(c, p.y_at(K) ** 2))))


@claim("lemma-B.3/away", title="w_k'g does not tend to zero", kind="inequality",
       paper=r"\lim_{k\to\infty} w_k^Tg = 0 \text{ is not possible unless } w_k^Tg = 0 \text{ for some } k")
def correlation_stays_away() -> Decision:
    """For eps > 0, if no w_k'g vanishes, then (w_k'g)^2 is at least some c > 0 from some k on; |u| = 1 is not needed.

    Below |g||w_0|/kappa the size of w_k'g does not decrease, and the increments tend to zero: so it never falls below half of that
    or its value at some late k.
    """
    p = modified()
    n, c, far = Scalar("M"), Scalar("b"), Scalar("Y")
    change = p.y_at(K + 1) - p.y_at(K)
    least = p.y_at(n) ** 2 * far / (4 * p.y_at(n) ** 2 + far)
    proof = by.script(
        p.enter(), by.assume("flat"), *on_trajectory("norm", "thm-B.4/norm", p), *on_trajectory("step", "thm-B.4/increments", p),
        *change_steps(p), *growth_steps(p), by.have("far", exists([some_scalar("Y", "positive")[0]], eq(far, threshold(p, p.w0))),
                                       by.witness({"Y": threshold(p, p.w0)}, threshold_is_positive(p), by.trivial())), by.obtain("far", "Y is"),
        by.theorem("small", "limit_definition", seq(change**2), Scalar("0"), "r", "M"),
        by.apply("soon", "small.1", {}, [by.given("change")]), by.apply("late", "soon", {"r": far / 4}), by.obtain("late", "late at"),
        by.apply("flat at N", "flat", {"k": n}), by.have("y", lt(0, p.y_at(n) ** 2), by.auto("flat at N", degree=0, squares=[p.y_at(n)])),
        by.have("some", exists([some_scalar("b", "positive")[0]], all_of(le(c, p.y_at(n) ** 2), le(c, far / 4))),
                by.witness({"b": least}, by.trivial(), by.split(*smaller(p.y_at(n) ** 2, far)))), by.obtain("some", "c is"),
        by.witness({"N": n, "c": c}, by.trivial(), by.split(by.given("late at.1"), away_induction(p))),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(implies(never_flat(p), stays_away(p)))), proof))


def smaller(square: Scalar, far: Scalar) -> tuple[by.Proof, by.Proof]:
    """Proofs that ab/(a + b) is at most a and b = far/4."""
    total = [(4 * square + far, -1)]
    return by.auto(degree=0, factors=total, squares=[square]), by.auto(degree=0, factors=total, squares=[far])


def u_is_nonzero(p: ModifiedTrajectory) -> by.Proof:
    """A proof that u is not zero, from `flat`."""
    return by.script(by.suppose_not("u vanishes"), by.apply("flat at 0", "flat", {"k": 0}), by.auto("u vanishes", multipliers=[p.H @ p.w[0]]))


def threshold_is_positive(p: ModifiedTrajectory) -> by.Proof:
    """A proof that the threshold is positive, from `flat`."""
    return by.script(by.have("u", ne(p.u, ZERO), u_is_nonzero(p)), by.theorem("g", "definite", "H", "2", p.u),
                     by.auto("g", degree=1, factors=[(p.w0 @ p.w0, 1), (LOW, 2), (HIGH, -2)]))  # fmt: skip


def change_steps(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `change`: (y_{k+1} - y_k)^2 tends to zero."""
    shift = p.w[K + 1] - p.w[K]
    change, size = p.y_at(K + 1) - p.y_at(K), sqrt(shift @ shift)
    bound = (p.g @ p.g) * (shift @ shift)
    small = by.script(
        by.fix(), by.assume("k"), by.theorem("plane", "gram", "I", "0", p.g, shift), by.theorem("size", "magnitude", change**2),
        by.either("size.3", "is", by.auto("is", "plane", degree=1), by.auto("is", "plane", degree=1, squares=[change])),
    )  # fmt: skip
    return [
        law("square", "limit_product", seq(size), Scalar("0"), seq(size), Scalar("0"), facts=("step.1", "step.1")),
        by.have("squared", tends(K, shift @ shift, 0), by.given("square")), *scaled_to_zero("bound", p.g @ p.g, shift @ shift, "squared"),
        by.theorem("change", "limit_squeeze", seq(change**2), seq(bound), "0", premises={0: by.given("bound"), 2: small}),
    ]  # fmt: skip


def growth_steps(p: ModifiedTrajectory) -> list[by.Proof]:
    """Steps: fact `grows`: y_k^2 does not decrease where it is below the threshold."""
    long = by.induction("so far", by.auto("orbit start", multipliers=[p.w[0] + p.w0]), by.script(
        by.apply("rise", "norm.1", {"k": K}), by.auto("so far", "rise", degree=1)))
    return [
        by.have("long", from_index(K, 0, le(p.w0 @ p.w0, length(p))), long),
        by.have("grows", from_index(K, 0, implies(le(p.y_at(K) ** 2, threshold(p, p.w0)), le(p.y_at(K) ** 2, p.y_at(K + 1) ** 2))), by.script(
            by.fix(), by.assume("k"), by.assume("low"), by.apply("next", "orbit step", {"k": K}), by.apply("long at k", "long", {"k": K}),
            by.use("up", "lemma-B.3/grows", values_at(p, K, w0=p.w0)), by.given("up"))),
    ]  # fmt: skip


def away_induction(p: ModifiedTrajectory) -> by.Proof:
    """A proof by induction from N that y_k^2 >= c."""
    y, after, far = p.y_at(K), p.y_at(K + 1), Scalar("Y")
    low = by.script(by.apply("at k", "grows", {"k": K}), by.apply("up", "at k", {}, [by.auto("side", "Y is")]), by.auto("up", "so far", degree=1))
    change = (after - y) ** 2
    high = by.script(
        by.apply("near", "late at.2", {"k": K}), by.theorem("size", "magnitude", change), 
        by.have("half", le(far / 2 - far / 4, after**2), by.auto("side", "near", "size.1", degree=1, squares=[2 * after - y])),
        by.auto("half", "c is.2", degree=1),
    )  # fmt: skip
    return by.induction("so far", by.given("c is.1"), by.cases("side", le(y**2, far), low, high))


def diverges(term: Scalar) -> Formula:
    """The sums of the term up to n exceed every B from some n on."""
    (dm, m), n, (db, b) = natural("M"), Scalar("n"), some_scalar("B")
    return forall([db], exists([dm], all_of(le(0, m), from_index(n, m, lt(b, summation(K, 0, n, term))))))


@claim("lemma-B.3", paper=r"w_k^Tg \ne 0 \text{ for all } k \implies \sum_{k=0}^{\infty} |w_k^Tg| = \sum_{k=0}^{\infty} (w_k^Tg)^2 = "
                          r"\infty")
def correlations_not_summable() -> Decision:
    """For eps > 0, if no w_k'g vanishes, the sums of |w_k'g| and of (w_k'g)^2 tend to infinity; |u| = 1 is not needed."""
    p = modified()
    y, floor = p.y_at(K), Scalar("c")
    body = implies(never_flat(p), all_of(diverges(abs(p.y[K])), diverges(p.y[K] ** 2)))
    root = by.script(by.fix(), by.assume("k"), by.apply("at k", "away.2", {"k": K}),
                     by.theorem("root", "root_order", sqrt(floor), abs(y), premises={1: by.auto("at k")}), by.given("root"))
    proof = by.script(
        p.enter(), by.assume("flat"), *on_trajectory("stays", "lemma-B.3/away", p),
        by.apply("found", "stays", {}, [by.given("flat")]), by.obtain("found", "away"),
        by.have("root", from_index(K, Scalar("N"), le(sqrt(floor), abs(y))), root),
        by.split(divergence(lambda k: abs(p.y_at(k)), sqrt(floor), "root"), divergence(lambda k: p.y_at(k) ** 2, floor, "away.2")),
    )  # fmt: skip
    return Decision(Part(p.claim(p.along(body, ["y"])), proof))


def divergence(member: Callable[[Scalar], Scalar], floor: Scalar, fact: str) -> by.Proof:
    """A proof that the sums of a term that is not negative diverge, from the fact that it is at least floor > 0 from N on.

    Otherwise the sums would be bounded, so converge, so that their increments, the term, would tend to zero.
    """
    n, m, bound, term = Scalar("n"), Scalar("m"), Scalar("B"), member(K)
    total, after, start = summation(K, 0, n, term), summation(K, 0, n + 1, term), Scalar("N")
    more = by.theorem("more", "sum_next", seq(term), "0", n)
    up = by.script(by.fix(), by.assume("n"), more, by.auto("more", degree=0, factors=[(member(n + 1), 1)]))
    never = by.script(
        by.suppose_not("never"), by.have("below", from_index(n, 0, le(total, bound)), by.script(
            by.fix(), by.assume("n"), by.suppose_not("over"),
            by.apply("passed", "never", {}, [by.witness({"m": n}, by.split(by.given("n"), by.given("over")))]), by.given("passed"))),
        by.theorem("limit", "monotone_convergence", by.sequence(n, total), bound, "0", "s", premises={2: by.given("rises")}), by.obtain("limit", "s is"),
        law("shift", "limit_shift", by.sequence(n, total), Scalar("s"), "1"), by.apply("later", "shift.1", {}, [by.given("s is.1")]),
        law("sign", "limit_constant", by.sequence(n, Scalar("-1"))),
        law("minus", "limit_product", by.sequence(n, Scalar("-1")), Scalar("-1"), by.sequence(n, total), Scalar("s"), facts=("sign", "s is.1")),
        law("sum", "limit_sum", by.sequence(n, after), Scalar("s"), by.sequence(n, -1 * total), -1 * Scalar("s"), facts=("later", "minus")),
        law("floor", "limit_constant", by.sequence(n, floor)),
        by.theorem("order", "limit_order", by.sequence(n, floor), floor, by.sequence(n, after - total), "0", start, premises={
            0: by.given("floor"), 1: by.given("sum"), 3: by.script(by.fix(), by.assume("n"), more, by.apply("at n", fact, {"k": n + 1}),
                                                                   by.auto("more", "at n", degree=1))}),
        by.auto("order", factors=[(floor, 1)]),
    )  # fmt: skip
    passes = exists([natural("m")[0]], all_of(le(0, m), lt(bound, summation(K, 0, m, term))))
    onward = by.induction("so far", by.given("passed.2"), by.script(by.apply("more", "rises", {"n": n}), by.auto("so far", "more", degree=1)))
    return by.script(by.fix(), by.have("rises", from_index(n, 0, le(total, after)), up), by.have("passes", passes, never), by.obtain("passes", "passed"),
                     by.witness({"M": m}, by.split(by.given("passed.1"), onward)))  # fmt: skip


# ------------------------------------------------------------------------------------------------
