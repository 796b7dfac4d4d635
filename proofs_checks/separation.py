"""Corollary A.16 and what its proof needs: sequences of reals that tend to one of two values, and roots of limits."""

from __future__ import annotations

from proofs_checks.every_start import K, N, multiple, seq
from proofs_checks.problem import NOT_PRINTED
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import (
    Decl,
    Scalar,
    ScalarSequence,
    Setting,
    all_of,
    any_of,
    exists,
    forall,
    from_index,
    le,
    lt,
    natural,
    tends,
)  # fmt: skip

E, LATE, LATER = Scalar("e"), Scalar("N"), Scalar("M")
S, C = ScalarSequence("s"), Scalar("c")


def spread(k: Scalar) -> Scalar:
    """s_k (c - s_k)."""
    return S[k] * (C - S[k])


@claim("cor-A.16/alternative", title="the alternative for sequences of reals", kind="theorem", paper=NOT_PRINTED)
def two_limits() -> Decision:
    """0 <= s_k <= c, s_k (c - s_k) -> 0 and s_{k+1} - s_k -> 0 imply s_k -> 0 or s_k -> c.

    For s_k = (w_k'g)^2/w_k'Hw_k and c = u'Hu this replaces the two sets of Lemma A.15: no distance between sets is needed.
    """
    z = Setting()
    s, c = z.scalar_sequence("s", "nonnegative"), z.scalar("c", "positive")
    z.assume("s is at most c", from_index(K, 0, le(s[K], c)))
    z.assume("s (c - s) vanishes", tends(K, spread(K), 0))
    z.assume("the steps vanish", tends(K, s[K + 1] - s[K], 0))
    factor, both = 4 / (3 * c), LATE + LATER
    scaled = [*multiple("scaled", factor, spread(K), "0"), by.have("small", tends(K, factor * spread(K), 0), by.given("scaled"))]
    proof = by.script(
        *from_definition("spread", spread(K), "h2", 3 * c**2 / 16, "N"), *from_definition("step", s[K + 1] - s[K], "h3", c / 2, "M"),
        by.have("late", le(0, both), by.auto("N.1", "M.1", degree=1)), *scaled,
        by.cases("low", lt(s[both], c / 4), to_zero(factor, both), to_c(factor, both)),
    )  # fmt: skip
    return Decision(Part(z.claim(any_of(tends(K, s[K], 0), tends(K, s[K], c))), proof))


def from_definition(label: str, term: Scalar, fact: str, tolerance: Scalar, index: str, limit: Scalar | int = 0) -> list[by.Proof]:
    """Steps: an index, and as a fact of its name that from it on the term is within the tolerance of the limit that a fact states."""
    end = limit if isinstance(limit, Scalar) else str(limit)
    return [by.theorem(f"{label} limit", "limit_definition", seq(term), end, "e", index),
            by.apply(f"{label} small", f"{label} limit.1", premises=[by.given(fact)]),
            by.apply(f"{label} at", f"{label} small", {"e": tolerance}), by.obtain(f"{label} at", index)]  # fmt: skip


def late_facts(k: Scalar) -> list[by.Proof]:
    """Steps: facts `spread` and `step` on s_{k+1} and s_{k+1} - s_k, for k >= N + M, the fact `old range`."""
    return [
        by.have("after N", le(LATE, k + 1), by.auto("old range", "M.1", degree=1)),
        by.have("after M", le(LATER, k), by.auto("old range", "N.1", degree=1)), by.have("k >= 0", le(0, k), by.auto("after M", "M.1", degree=1)),
        by.apply("spread", "N.2", {"k": k + 1}), by.theorem("spread size", "magnitude", spread(k + 1)),
        by.apply("step", "M.2", {"k": k}), by.theorem("step size", "magnitude", S[k + 1] - S[k]),
    ]  # fmt: skip


def to_zero(factor: Scalar, both: Scalar) -> by.Proof:
    """A proof of the first alternative, from s < c/4 at the index N + M."""
    stays = by.induction("old", by.given("low"), by.script(
        *late_facts(N), by.have("between", lt(S[N + 1], 3 * C / 4), by.auto("step", "step size.1", "old", degree=1)),
        by.suppose_not("not"), by.auto("not", "between", "spread", "spread size.1", degree=2)))  # fmt: skip
    below = by.script(by.fix(), by.assume("k"), by.have("k >= 0", le(0, K), by.auto("k", "late", degree=1)), by.apply("now", "all", {"n": K}),
                      by.have("below", le(S[K], factor * spread(K)), by.auto("now", degree=1, factors=[(S[K], 1), (C, -1)])),
                      by.auto("below"))  # fmt: skip
    return by.script(by.have("all", from_index(N, both, lt(S[N], C / 4)), stays), by.choose(0),
                     by.theorem("end", "limit_squeeze", seq(S[K]), seq(factor * spread(K)), both, premises={0: by.given("small"), 2: below}),
                     by.given("end"))  # fmt: skip


def to_c(factor: Scalar, both: Scalar) -> by.Proof:
    """A proof of the second alternative, from c/4 <= s at the index N + M."""
    first = by.script(by.have("after N", le(LATE, both), by.auto("M.1", degree=1)), by.apply("spread", "N.2", {"k": both}),
                      by.theorem("spread size", "magnitude", spread(both)), by.suppose_not("not"),
                      by.auto("not", "low", "spread", "spread size.1", degree=2))  # fmt: skip
    stays = by.induction("old", by.given("up"), by.script(
        *late_facts(N), by.have("between", lt(C / 4, S[N + 1]), by.auto("step", "step size.2", "old", degree=1)),
        by.suppose_not("not"), by.auto("not", "between", "spread", "spread size.1", degree=2)))  # fmt: skip
    above = by.have("above", le(C - S[K], factor * spread(K)), by.auto("now", "top", degree=2, factors=[(C, -1)]))
    sides = by.script(by.have("sign", le(0, C - S[K]), by.auto("top", degree=1)), by.auto("side", "above", "sign", degree=1))
    near = by.script(by.fix(), by.assume("k"), by.have("k >= 0", le(0, K), by.auto("k", "late", degree=1)), by.apply("now", "all", {"n": K}),
                     by.apply("top", "h1", {"k": K}), by.theorem("distance", "magnitude", S[K] - C), above,
                     by.either("distance.3", "side", sides, by.auto("side", "above", degree=1)))  # fmt: skip
    return by.script(
        by.have("up", lt(3 * C / 4, S[both]), first), by.have("all", from_index(N, both, lt(3 * C / 4, S[N])), stays),
        by.theorem("end", "limit_squeeze", seq(S[K] - C), seq(factor * spread(K)), both, premises={0: by.given("small"), 2: near}),
        by.theorem("top stays", "limit_constant", seq(C)), by.theorem("sum", "limit_sum", seq(S[K] - C), "0", seq(C), C),
        by.choose(1), by.given("sum"),
    )  # fmt: skip


@claim("cor-A.16/root", title="a sequence vanishes with its square", kind="theorem", paper=NOT_PRINTED)
def vanishes_with_square() -> Decision:
    """f_k^2 -> 0 implies f_k -> 0."""
    z = Setting()
    f = z.scalar_sequence("f")
    z.assume("the square vanishes", tends(K, f[K] ** 2, 0))
    close = by.script(
        by.have("k >= 0", le(0, K), by.auto("k", "N.1", degree=1)), by.apply("now", "N.2", {"k": K}), by.theorem("size", "magnitude", f[K] ** 2 - 0),
        by.have("square", lt(f[K] ** 2, E**2), by.auto("now", "size.1", degree=1)), by.suppose_not("not"),
        by.have("large", le(E**2, abs(f[K] - 0) ** 2), by.auto("not", degree=2, factors=[(E, 1)])), by.auto("large", "square", degree=1),
    )  # fmt: skip
    within = exists([natural("M")[0]], all_of(le(0, LATER), from_index(K, LATER, lt(abs(f[K] - 0), E))))
    found = by.witness({"M": LATE}, by.split(by.given("N.1"), by.script(by.fix(), by.assume("k"), close)))
    proof = by.script(
        by.theorem("of square", "limit_definition", seq(f[K] ** 2), "0", "e", "N"), by.apply("small", "of square.1", premises=[by.given("h1")]),
        by.theorem("wanted", "limit_definition", seq(f[K]), "0", "e", "M"),
        by.have("all", forall([Decl("e", "scalar", "positive")], within),
                by.script(by.fix(), by.apply("at", "small", {"e": E**2}), by.obtain("at", "N"), found)),
        by.apply("done", "wanted.2", premises=[by.given("all")]), by.given("done"),
    )  # fmt: skip
    return Decision(Part(z.claim(tends(K, f[K], 0)), proof))


@claim("cor-A.16/positive-root", title="a limit from the limit of squares", kind="theorem", paper=NOT_PRINTED)
def limit_from_squares() -> Decision:
    """f_k^2 -> r^2 with r > 0, and f_k >= 0 from some k on, imply f_k -> r."""
    z = Setting()
    f, r = z.scalar_sequence("f"), z.scalar("r", "positive")
    z.assume("f is not negative in the end", exists([natural("N")[0]], all_of(le(0, LATE), from_index(K, LATE, le(0, f[K])))))
    z.assume("the squares tend to r^2", tends(K, f[K] ** 2, r**2))
    distance = f[K] ** 2 + -(r**2)
    sides = [by.auto("side", f"of squares.{i}", "of f.1", "of f.2", "now", degree=2, factors=[(r, -1)]) for i in (1, 2)]
    near = by.script(by.fix(), by.assume("k"), by.have("k >= 0", le(0, K), by.auto("k", "N.1", degree=1)), by.apply("now", "N.2", {"k": K}),
                     by.theorem("of f", "magnitude", f[K] - r), by.theorem("of squares", "magnitude", distance),
                     by.either("of f.3", "side", *sides))  # fmt: skip
    proof = by.script(
        by.obtain("h1", "N"), by.theorem("minus", "limit_constant", seq(-(r**2))),
        by.theorem("difference", "limit_sum", seq(f[K] ** 2), r**2, seq(-(r**2)), -(r**2)),
        by.theorem("distance", "limit_abs", seq(distance), r**2 + -(r**2)),
        *multiple("scaled", 1 / r, abs(distance), abs(r**2 + -(r**2))), by.have("small", tends(K, 1 / r * abs(distance), 0), by.given("scaled")),
        by.theorem("end", "limit_squeeze", seq(f[K] - r), seq(1 / r * abs(distance)), LATE, premises={0: by.given("small"), 2: near}),
        by.theorem("r stays", "limit_constant", seq(r)), by.theorem("sum", "limit_sum", seq(f[K] - r), "0", seq(r), r), by.given("sum"),
    )  # fmt: skip
    return Decision(Part(z.claim(tends(K, f[K], r)), proof))
