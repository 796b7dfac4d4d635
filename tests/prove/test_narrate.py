"""Proofs about sequences read like those of a paper."""

from __future__ import annotations

from verify.prove import script as by
from verify.prove.complete import complete
from verify.prove.narrate import narrate
from verify.report.mathml import prose
from verify.statements import Decl, Formula, Scalar, ScalarSequence, Setting, Statement, eq, from_index, lt, orbit, power, tends

A, K, N = ScalarSequence("a"), Scalar("k"), Scalar("n")
STATE = [Decl("a", "scalar", "real")]
CLOSED_FORM = from_index(N, 0, eq(A[N], Scalar("a0") * power(Scalar("r"), N)))


def decay(conclusion: Formula) -> Statement:
    """a_{k+1} = r a_k from a_0, with 0 <= r < 1."""
    s = Setting()
    r, a0 = s.scalar("r", "nonnegative"), s.scalar("a0")
    s.assume("r < 1", lt(r, 1))
    return s.claim(orbit(STATE, [r * Scalar("a")], [a0], conclusion))


def closed_form() -> by.Proof:
    """By induction."""
    return by.induction(
        "so far",
        base=by.script(by.theorem("zeroth", "power_next", "r", "0"), by.auto()),
        step=by.script(by.theorem("power", "power_next", "r", "n"), by.apply("next", "orbit step", {"k": N}), by.auto()),
    )


def told(statement: Statement, proof: by.Proof) -> str:
    """The proof in words, which a page can show."""
    lines = narrate(statement, complete(statement, proof))
    for line in lines:
        prose(line)
    return "\n".join(lines)


def test_induction_along_an_orbit() -> None:
    text = told(decay(CLOSED_FORM), by.script(by.follow("orbit"), closed_form()))
    assert text.splitlines()[:5] == [
        r"Along the orbit: (orbit start) is its start, (orbit step) its recursion for all $k \ge 0$.",
        "By induction on $n$:",
        "  The first case, $n = 0$:",
        r"    By the recursion of powers: $r^{0} = 1 \;\text{ and }\; r^{1} = r r^{0}$ (zeroth).",
        "    This is a fact already at hand.",
    ]
    assert r"  The step: suppose it holds for some $n \ge 0$: $a_{n} = a_{0} r^{n}$ (so far)." in text


def test_a_limit() -> None:
    proof = by.script(
        by.follow("orbit"),
        by.have("closed", CLOSED_FORM, closed_form()),
        by.theorem("powers", "geometric", "r", "k"),
        by.theorem("start", "limit_constant", by.sequence("k", Scalar("a0"))),
        by.theorem("product", "limit_product", by.sequence("k", Scalar("a0")), "a0", by.sequence("k", power(Scalar("r"), K)), "0"),
        by.theorem("limit", "limit_equal", by.sequence("k", Scalar("a0") * power(Scalar("r"), K)), "0", by.sequence("k", A[K]), "0"),
        by.given("limit"),
    )
    text = told(decay(tends(K, A[K], 0)), proof)
    assert r"Claim (closed): $\forall\, \text{integers } n \ge 0:\; a_{n} = a_{0} r^{n}$." in text
    assert r"Powers of a number between -1 and 1 tend to zero: $r^{k} \to 0 \text{ as } k \to \infty$ (powers)." in text


def test_a_tail_of_an_orbit() -> None:
    s = Setting()
    b = s.scalar_sequence("b")
    s.assume("recursion", from_index(K, 0, eq(b[K + 1], b[K])))
    s.assume("orbit", orbit(STATE, [Scalar("a")], [b[1]], eq(A[5], A[0])))
    statement = s.claim(from_index(N, 0, eq(b[6], b[1])))
    m = Scalar("m")
    follows = by.script(by.fix(), by.assume("m"), by.apply("next", "h1", {"k": m + 1}), by.auto())
    tail = by.along("tail", "h2", "m", {"a": b[m + 1]}, premises=[by.auto(), follows])
    proof = by.script(by.fix(), by.assume("n"), tail, by.given("tail"))
    text = told(statement, proof)
    assert text.splitlines()[:2] == [
        r"Let $n \ge 0$ be an integer (n).",
        "The sequences $a_{m}$ := $b_{m+1}$ run along the orbit of h2, which gives tail.",
    ]
