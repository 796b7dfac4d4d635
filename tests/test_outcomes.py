"""What an outcome tells: a witness of the hypotheses, that none was found, or that there is none; and it is always told."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from fractions import Fraction

import pytest

import verify
from verify import (
    DIMENSION,
    IDENTITY,
    ZERO,
    CheckError,
    Evidence,
    Setting,
    Verdict,
    accept,
    all_of,
    checker,
    decide,
    eq,
    le,
    lt,
    ne,
    sqrt,
)
from verify.outcome import Outcome
from verify.prove import script as by
from verify.refute import search
from verify.statements import (
    Formula,
    Operator,
    Scalar,
    Statement,
    Vector,
    eig,
    expectation,
    forall,
    instance,
    maximum,
    natural,
    power,
    sign,
)

Build = Callable[[], Statement]


def met(outcome: Outcome) -> bool:
    """Whether the witness meets every hypothesis, by the checker."""
    data = {**outcome.statement.to_json(), "conclusion": ["le", "0", "0"]}
    return outcome.witness is not None and checker.evaluate(checker.load(data), outcome.witness)[0] == "holds"


# ------------------------------------------------------------------------------------------------
# No instance meets the hypotheses


def assuming(*formulas: Callable[[Scalar, Scalar, Vector], Formula], domain: str = "real", claim: int = 5) -> Build:
    def build() -> Statement:
        s = Setting()
        x, y, v = s.scalar("x", domain), s.scalar("y"), s.vector("v")
        for i, formula in enumerate(formulas):
            s.assume(f"h{i}", formula(x, y, v))
        return s.claim(eq(x, claim))

    return build


def ranged(low: int, high: int) -> Build:
    def build() -> Statement:
        s = Setting()
        i = s.integer("i", low, high)
        return s.claim(eq(i, 7))

    return build


EMPTY: dict[str, Build] = {
    "below and above": assuming(lambda x, y, v: lt(x, 0), lambda x, y, v: lt(1, x)),
    "two values": assuming(lambda x, y, v: eq(x, 1), lambda x, y, v: eq(x, 2)),
    "in one": assuming(lambda x, y, v: all_of(lt(x, y), lt(y, x))),
    "around": assuming(lambda x, y, v: le(x + 1, y), lambda x, y, v: le(y, x)),
    "against the domain": assuming(lambda x, y, v: lt(x, 0), domain="positive"),
    "at the bound of the domain": assuming(lambda x, y, v: le(x, 0), domain="positive"),
    "against a domain with zero": assuming(lambda x, y, v: lt(x, 0), domain="nonnegative"),
    "square": assuming(lambda x, y, v: eq(x * x, -2)),
    "square below": assuming(lambda x, y, v: lt(y**2, 0)),
    "norm": assuming(lambda x, y, v: lt(v @ v, 0)),
    "range": ranged(3, 2),
    "wide range": ranged(1000, -1000),
    "dimension": assuming(lambda x, y, v: lt(DIMENSION, 1)),
    "plainly": assuming(lambda x, y, v: lt(1, 0)),
}


@pytest.mark.parametrize("build", EMPTY.values(), ids=EMPTY)
def test_what_nothing_meets_is_vacuous_with_an_accepted_proof(build: Build) -> None:
    found = decide(build(), budget=60)
    assert found.verdict is Verdict.HOLDS and found.vacuous and found.witness is None
    assert str(found).splitlines()[0] == "holds (vacuous: no instance meets the hypotheses, proved)"
    assert accept(found.certificate, {}).verdict == "holds"
    shown = accept(found.emptiness, {})
    assert shown.verdict == "holds" and found.emptiness is not None and found.emptiness["statement"]["conclusion"] == ["lt", "0", "0"]
    assert found.emptiness["statement"]["hypotheses"] == found.statement.to_json()["hypotheses"]


def moments(*pairs: tuple[int, int]) -> Build:
    """A claim about a random number with these moments (power, value)."""

    def build() -> Statement:
        s = Setting()
        r, m = s.random_scalar("r"), s.scalar("m")
        for count, value in pairs:
            s.moment([r] * count, value)
        return s.claim(eq(m + 1 - m, 1))

    return build


UNMET: dict[str, Build] = {
    "negative second moment": moments((2, -1)),
    "variance below zero": moments((1, 2), (2, 1)),
    "undefined": assuming(lambda x, y, v: eq(1 / (x - x), 1)),
    "irrational": assuming(lambda x, y, v: eq(x * x * x, 2)),
    "complex": assuming(lambda x, y, v: eq(sqrt(-(x**2) - 1), y)),
}


@pytest.mark.parametrize("build", UNMET.values(), ids=UNMET)
def test_where_nothing_was_found_to_meet_the_hypotheses_it_is_said(build: Build) -> None:
    found = decide(build(), budget=60)
    assert found.verdict is not Verdict.FAILS and found.witness is None
    assert found.vacuous or "no instance was found that meets the hypotheses" in str(found)
    assert not re.search(r"no counterexample in \d+ instances", str(found)) and found.evidence is not Evidence.SAMPLED


def test_a_proof_about_an_impossible_moment_says_that_no_instance_was_found() -> None:
    assert str(decide(moments((2, -1))())).splitlines() == ["holds (proof)", "but no instance was found that meets the hypotheses"]


# ------------------------------------------------------------------------------------------------
# Something meets them


def possible() -> dict[str, Statement]:
    found = {}
    s = Setting()
    x = s.scalar("x", "positive")
    s.assume("small", lt(x, Fraction(1, 100)))
    found["narrow"] = s.claim(lt(x, 1))
    s = Setting()
    H, v, a = s.operator("H"), s.vector("v", "nonzero"), s.scalar("a")
    s.assume("eigenvector", eq(H @ v, a * v))
    found["eigenvector"] = s.claim(eq(v @ (H @ v), a * (v @ v)))
    s = Setting()
    i = s.integer("i", 2, 2)
    found["one integer"] = s.claim(lt(1, i))
    s = Setting()
    r, m = s.random_scalar("r"), s.scalar("m")
    s.moment([r, r], m)
    found["second moment"] = s.claim(eq(expectation(r * r), m))
    s = Setting()
    z, g = s.random_vector("z"), s.vector("g")
    s.moment([z], ZERO)
    s.moment([z, z], IDENTITY)
    found["law"] = s.claim(eq(expectation(z @ g), 0))
    return found


@pytest.mark.parametrize("name", possible())
def test_a_statement_that_holds_shows_an_instance_that_meets_its_hypotheses(name: str) -> None:
    found = decide(possible()[name])
    first, second, *_ = str(found).splitlines()
    assert first == "holds (proof)" and second.startswith("hypotheses met at d = ")
    assert met(found) and not found.vacuous


def test_a_statement_that_supposes_nothing_needs_no_witness() -> None:
    s = Setting()
    x = s.scalar("x", "positive")
    found = decide(s.claim(lt(0, x)))
    assert str(found) == "holds (proof)" and met(found)


def test_a_proof_of_the_users_own_has_a_witness_as_well() -> None:
    s = Setting()
    x, y = s.vector("x"), s.vector("y")
    s.assume("orthogonal", eq(x @ y, 0))
    found = decide(s.claim(eq((x + y) @ (x + y), x @ x + y @ y)), by.auto("h1"))
    assert found.verdict is Verdict.HOLDS and met(found) and "hypotheses met at" in str(found)


def test_a_refuted_statement_shows_its_counterexample_which_meets_the_hypotheses() -> None:
    s = Setting()
    x = s.scalar("x", "positive")
    s.assume("not one", ne(x, 1))
    found = decide(s.claim(lt(1, x)))
    assert found.verdict is Verdict.FAILS and found.witness is None and "hypotheses met" not in str(found)
    assert checker.evaluate(checker.load({**found.statement.to_json(), "conclusion": ["le", "0", "0"]}), found.counterexample)[0] == "holds"


def test_only_instances_that_meet_the_hypotheses_are_counted() -> None:
    s = Setting()
    x, y = s.scalar("x"), s.scalar("y")
    s.assume("on the circle", eq(x * x + y * y, 1))
    statement = s.claim(le(x**4 + y**4, x**2 + y**2))
    found = decide(statement, budget=80)
    assert search(statement, budget=80).tried <= 100
    if found.verdict is Verdict.UNDECIDED:
        count = re.search(r"no counterexample in (\d+) instances that meet the hypotheses, and no proof found", found.note)
        assert count and 0 < int(count[1]) <= 100 and met(found) and found.evidence is Evidence.SAMPLED


# ------------------------------------------------------------------------------------------------
# It is always told


def t(build: Callable[[Scalar], Formula]) -> Statement:
    s = Setting()
    return s.claim(build(s.scalar("t")))


TRUE = [
    lambda t: le(3 / (t**2 - t + 1), 4), lambda t: le(1, sqrt(t**2 - 2 * t + 2)), lambda t: eq(sqrt(t**2 - 2 * t + 1), abs(t - 1)),
    lambda t: lt(0, 1 / (t**4 - t + 1)), lambda t: eq(sign(t) * abs(t), t), lambda t: le(sign(t) ** 2, 1), lambda t: eq(abs(t) * sign(t), t),
    lambda t: le(t / (t**2 + t + 1), 1), lambda t: lt(0, 1 + 1 / (t**2 + t + 2)),
    lambda t: le(0, maximum(Scalar("i"), 1, 2, Scalar("i") * t**2 / (t**2 - t + 1))),
    lambda t: le(0, power(t**2 / (t**2 + t + 1), 3)), lambda t: forall([natural("n")[0]], le(0, sqrt((t + Scalar("n")) ** 2 / (t**2 - t + 1)))),
]  # fmt: skip


@pytest.mark.parametrize("build", TRUE)
def test_a_statement_that_is_beyond_the_prover_is_undecided_or_proved(build: Callable[[Scalar], Formula]) -> None:
    assert decide(t(build), budget=60).verdict is not Verdict.FAILS


def test_a_wrong_script_or_instance_of_the_users_own_is_an_error() -> None:
    s = Setting()
    x = s.scalar("x")
    statement = s.claim(le(0, x**2 - x + 1))
    with pytest.raises(CheckError):
        decide(statement, by.trivial())
    with pytest.raises(CheckError):
        decide(statement, instances=[verify.Instance({"d": 1, "x": 0.5})])
    with pytest.raises(CheckError, match="first of the instances"):
        decide(statement, disproof=by.trivial())
    for hint in ({"x": "1"}, 5, None, statement):
        with pytest.raises(verify.StatementError, match="expected an Instance"):
            decide(statement, instances=[hint])  # type: ignore[list-item]
    assert decide(statement, instances=[instance(x=2)]).verdict is not Verdict.FAILS


class Terms:
    """Random terms and formulas over two scalars, two vectors and an operator."""

    def __init__(self, rng: random.Random, s: Setting) -> None:
        self.rng = rng
        self.scalars = [s.scalar("x", rng.choice(["real", "positive", "nonnegative", "nonzero"])), s.scalar("y")]
        self.vectors = [s.vector("v"), s.vector("w", "nonzero")]
        self.operator = s.operator("H", rng.choice(["spd", "symmetric", "orthogonal", "invertible"]))

    def scalar(self, depth: int) -> Scalar:
        rng, inner = self.rng, depth - 1
        if depth == 0:
            return rng.choice([*self.scalars, Scalar(str(rng.randint(-3, 3)))])
        return rng.choice([
            lambda: self.scalar(inner) + self.scalar(inner), lambda: self.scalar(inner) * self.scalar(inner), lambda: self.scalar(inner) / self.scalar(inner),
            lambda: self.scalar(inner) ** rng.choice([2, 3, -1]), lambda: sqrt(self.scalar(inner)), lambda: abs(self.scalar(inner)),
            lambda: sign(self.scalar(inner)), lambda: self.vector(inner) @ self.vector(inner), lambda: eig(self.linear(inner), rng.choice([1, 2])),
            lambda: maximum(Scalar(f"i_{depth}"), 1, 2, self.scalar(inner)), lambda: power(self.scalar(inner), rng.choice([0, 2])),
        ])()  # fmt: skip

    def vector(self, depth: int) -> Vector:
        if depth == 0:
            return self.rng.choice([*self.vectors, ZERO])
        x, y = self.vector(0), self.vector(depth - 1)
        return self.rng.choice([x - y, self.scalar(depth - 1) * x, self.operator @ y])

    def linear(self, depth: int) -> Operator:
        return self.operator if depth == 0 else self.rng.choice([self.operator + self.scalar(0) * IDENTITY, self.operator @ self.operator, self.operator**-1])

    def formula(self) -> Formula:
        relation = self.rng.choice([eq, ne, le, lt])
        return relation(self.scalar(2), self.scalar(2))


@pytest.mark.parametrize("seed", range(40))
def test_a_random_statement_has_an_outcome_that_can_be_shown(seed: int) -> None:
    rng, s = random.Random(f"outcomes {seed}"), Setting()
    terms = Terms(rng, s)
    if seed % 2:
        s.assume("h", terms.formula())
    found = decide(s.claim(terms.formula()), budget=15)
    assert str(found) and found._repr_html_()
    assert found.verdict is Verdict.UNDECIDED or accept(found.certificate, {}).verdict == str(found.verdict)
    assert found.witness is None or met(found)
