"""Limits that are said to exist, starts of which almost all are meant, and near misses that no instance decides."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proofs_checks.trajectories import K, Trajectory
from verify import checker
from verify.checker.unknown import Unknown, UnseenError, lifted, sign_of, unknown
from verify.refute import audit, find_counterexample, is_case, mutants, test_mutants
from verify.refute.audit import UNNEEDED
from verify.refute.compute import concluded
from verify.refute.mutations import changes
from verify.refute.plan import plan
from verify.refute.program import Point
from verify.refute.reach import AVOIDED, CONVERGENT, INDEX, blurred, doubtful, outcomes
from verify.refute.values import from_json
from verify.statements import Decl, Scalar, Setting, Vector, all_of, almost_all, eq, exists, freeze, lt, negate, orbit, tends

Json = Any
S, A = ["item", "s", "k"], ["item", "a", "k"]
REAL, POSITIVE, VECTOR = [["t", "scalar", "real"]], [["t", "scalar", "positive"]], [["z", "vector", "nonzero"]]


def data(conclusion: Json) -> Json:
    """A statement about a sequence of reals, two reals and a vector."""
    symbols = [("s", "sequence-scalar", "real"), ("x", "scalar", "real"), ("y", "scalar", "real"), ("v", "vector", "any")]
    return {"symbols": [{"name": n, "sort": k, "domain": d} for n, k, d in symbols], "definitions": [], "moments": [], "hypotheses": [],
            "conclusion": conclusion}  # fmt: skip


def verdict(conclusion: Json, **more: Json) -> str:
    """What the checker finds for s = 2, 1, 1, ... and v = (3, 4), which must not contradict what the search computes."""
    instance = {"d": 2, "s": ["2", "1"], "x": "1", "y": "0", "v": ["3", "4"], **more}
    loaded = checker.load(data(conclusion))
    found = checker.evaluate(loaded, instance)[0]
    p = plan(loaded.named)
    sorts = {"t": "scalar", "z": "vector", "s": "sequence-scalar", "x": "scalar", "y": "scalar", "v": "vector"}
    searched = concluded(p.conclusion, Point(from_json(instance, {**p.sorts, **sorts})))
    assert {found, searched} != {"holds", "fails"}
    return found


def some(*parts: Json, decls: Json = REAL) -> Json:
    return ["exists", decls, ["and", *parts]]


def going(limit: Json, body: Json = S) -> Json:
    return ["tends", "k", body, limit]


BLINKING = ["orbit", [["a", "scalar", "real"]], [["-", "a"]], ["1"]]
RUNNING = ["orbit", [["a", "scalar", "real"]], [["+", "a", "1"]], ["0"]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (some(going("t"), ["eq", "t", "1"]), "holds"), (some(going("t"), ["eq", "t", "2"]), "fails"),
        (some(["eq", "t", "2"], going("t")), "fails"), (some(["and", going("t"), ["eq", "t", "1"]], ["le", "t", "1"]), "holds"),
        (some(going(["-", "t"]), ["eq", "t", "-1"]), "holds"), (some(going(["-", "t"]), ["eq", "t", "1"]), "fails"),
        (some(going(["*", "2", "t"]), ["eq", "t", "1/2"]), "holds"), (some(going(["*", "2", "t"]), ["eq", "t", "1"]), "fails"),
        (some(going(["*", "0", "t"]), ["eq", "t", "1"]), "unknown"), (some(going(["+", "t", "1"]), ["eq", "t", "1"]), "unknown"),
        (some(going(["*", "t", "t"]), ["eq", "t", "2"]), "unknown"), (some(going("t", ["*", "t", S]), ["eq", "t", "2"]), "unknown"),
        (some(going("t", ["pow", "1/2", "k"]), ["eq", "t", "1"]), "unknown"), (some(["eq", "t", "2"]), "unknown"),
        (some(going("t", ["+", S, "-1"]), decls=POSITIVE), "fails"), (some(going("t"), decls=POSITIVE), "holds"),
        (["not", some(going("t"), ["eq", "t", "2"])], "holds"), (["not", some(going("t"))], "fails"),
        (some(going("t", ["sqrt", ["+", S, "1"]]), ["eq", "t", "1"]), "unknown"),
        (some(going("t", ["/", "1", ["+", S, "-2"]]), ["eq", "t", "7"]), "unknown"),
        (["exists", [*REAL, ["r", "scalar", "real"]], ["and", going("t"), going("r", ["-", S]), ["eq", ["+", "t", "r"], "0"]]], "holds"),
        (["exists", [*REAL, ["r", "scalar", "real"]], ["and", going("t"), going("r", ["-", S]), ["eq", "t", "r"]]], "fails"),
        (some(going("z", ["*", S, "v"]), ["eq", "z", "v"], decls=VECTOR), "holds"),
        (some(going("z", ["*", S, "v"]), ["eq", ["dot", "z", "z"], "24"], decls=VECTOR), "fails"),
        (some(going("z", ["*", ["+", S, "-1"], "v"]), decls=VECTOR), "fails"),
        (some(going(["*", "t", "v"], ["*", S, "v"]), ["eq", "t", "1"]), "holds"),
        (some(going(["*", "t", "v"], ["*", S, "v"]), ["eq", "t", "2"]), "fails"),
        (some(going(["*", "t", "0v"], ["*", S, "v"]), ["eq", "t", "2"]), "unknown"),
        ([*BLINKING, some(going("t", A))], "fails"), ([*BLINKING, some(going("t", ["*", A, A]), ["eq", "t", "1"])], "holds"),
        ([*BLINKING, ["not", some(going("t", A))]], "holds"), ([*RUNNING, some(going("t", A))], "unknown"),
        (["eq", ["*", "0", ["sqrt", "2"]], "0"], "holds"), (["eq", ["*", ["sqrt", "2"], "x", "y"], "0"], "holds"),
        (["orbit", [["a", "scalar", "positive"]], [["+", "a", "-1"]], ["1"], some(going("t", A))], "fails"),
        (["orbit", [["a", "scalar", "real"]], [["/", "1", ["+", "a", "-3"]]], ["3"], going("5", A)], "fails"),
        (["not", ["orbit", [["a", "scalar", "positive"]], [["+", "a", "-1"]], ["1"], some(going("t", A))]], "unknown"),
    ],
)  # fmt: skip
def test_a_limit_that_is_said_to_exist_is_the_only_candidate(formula: Json, expected: str) -> None:
    assert verdict(formula) == expected


def almost(body: Json, decls: Json = REAL) -> Json:
    return ["almost-all", decls, body]


@pytest.mark.parametrize(
    ("body", "start", "expected"),
    [
        (["ne", "t", "0"], "0", "unknown"), (["ne", "t", "1"], "1", "unknown"), (["eq", "t", "1"], "1", "unknown"),
        (["eq", "t", "t"], "1", "unknown"), (["ne", "t", "t"], "1", "fails"), (["lt", "0", "t"], "-1", "fails"),
        (["lt", "0", "t"], "0", "unknown"), (["lt", "t", "0"], "0", "fails"), (["lt", "t", "1"], "5", "unknown"),
        (["eq", ["sqrt", ["*", "t", "t"]], "t"], "-2", "fails"), (["eq", ["sqrt", ["*", "t", "t"]], "t"], "2", "unknown"),
        (["eq", ["abs", "t"], "t"], "-2", "fails"), (["eq", ["sign", "t"], "1"], "-2", "fails"), (["eq", ["sign", "t"], "1"], "2", "unknown"),
        (["eq", ["/", "1", "t"], "t"], "1", "unknown"), (["lt", ["/", "1", "t"], "0"], "1", "fails"),
        (["ne", ["/", ["+", ["*", "t", "t"], "t"], ["+", "t", "1"]], "t"], "1", "fails"),
        (["lt", ["sqrt", "t"], "0"], "1", "unknown"), (["lt", ["*", ["sqrt", "2"], "t"], "0"], "1", "unknown"),
        (["orbit", [["a", "scalar", "real"]], ["a"], ["t"], ["not", going("t", A)]], "1", "fails"),
        (["orbit", [["a", "scalar", "real"]], ["a"], ["t"], going("1", A)], "1", "unknown"),
        (["orbit", [["a", "scalar", "real"]], [["-", "a"]], ["t"], ["exists", [["r", "scalar", "real"]], going("r", A)]], "0", "fails"),
        (["orbit", [["a", "scalar", "real"]], [["*", "a", ["+", "a", "-1"], "0"]], ["t"],
          ["exists", [["r", "scalar", "real"]], ["and", going("r", A), ["ne", "r", "0"]]]], "1", "fails"),
        (["orbit", [["a", "scalar", "real"]], [["+", "a", "-1"]], ["t"], ["le", ["item", "a", "1"], "0"]], "3", "unknown"),
        (["exists", [["r", "scalar", "real"]], ["and", going("r", ["/", ["*", S, "t"], "t"]), ["eq", "r", "1"]]], "1", "unknown"),
        (["exists", [["r", "scalar", "real"]], ["and", going("r", ["/", ["*", S, "t"], "t"]), ["eq", "r", "2"]]], "1", "fails"),
    ],
)  # fmt: skip
def test_what_is_false_for_every_positive_number_is_not_true_almost_everywhere(body: Json, start: str, expected: str) -> None:
    assert verdict(almost(body), t=start) == expected


def test_unknown_starts_of_several_symbols_are_distinct() -> None:
    both = [["t", "scalar", "real"], ["z", "vector", "nonzero"]]
    assert verdict(almost(["ne", ["dot", "z", "v"], "t"], both), t="25", z=["3", "4"]) == "unknown"
    assert verdict(almost(["eq", ["*", "t", ["dot", "z", "v"]], "t"], both), t="25", z=["3", "4"]) == "unknown"
    assert verdict(almost(["eq", ["*", "t", ["dot", "z", "v"]], "0"], both), t="25", z=["3", "4"]) == "fails"
    assert verdict(almost(["lt", ["*", "t", ["dot", "z", "z"]], "0"], both), t="1", z=["1", "1"]) == "fails"
    assert verdict(almost(["lt", ["dot", "z", "v"], "0"], both), t="1", z=["0", "0"]) == "unknown"


VALUE = st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9)
LEAF = st.sampled_from(["p", "q", Fraction(1), Fraction(-2), Fraction(1, 3)])
TREE = st.recursive(LEAF, lambda inner: st.tuples(st.sampled_from("+-*/^sa"), inner, inner), max_leaves=6)


def value(tree: Any, names: dict[str, Any]) -> Any:
    """The value of a random expression; None where it has none, or where that is not seen."""
    if not isinstance(tree, tuple):
        return names.get(tree, tree)
    x, y = value(tree[1], names), value(tree[2], names)
    if x is None or y is None:
        return None
    symbolic = isinstance(names["p"], Unknown)
    x, y = (lifted(x), lifted(y)) if symbolic else (x, y)
    zero = y.sign() in (0, None) if symbolic else y == 0
    if tree[0] == "/":
        return None if zero else x * y**-1
    if tree[0] == "s":
        return (x * x).root() if symbolic and x.sign() is not None else None if symbolic else abs(x)
    if tree[0] == "a":
        return abs(x)
    return {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "^": lambda: x**2}[tree[0]]()


@settings(max_examples=400, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(TREE, TREE, VALUE, VALUE)
def test_the_sign_of_a_function_is_its_sign_at_every_positive_point(f: Any, g: Any, p: Fraction, q: Fraction) -> None:
    try:
        x, y = (value(t, {"p": unknown(0), "q": unknown(1)}) for t in (f, g))
    except UnseenError:
        return
    if x is None or y is None:
        return
    sign = (lifted(x) - y).sign()
    here = [value(t, {"p": p, "q": q}) for t in (f, g)]
    assert None not in here  # what is seen to be defined is defined
    if sign is not None:
        assert (here[0] > here[1]) - (here[0] < here[1]) == sign


def test_functions_of_unknown_numbers() -> None:
    t = unknown(0)
    assert (t + 1).sign() == 1
    assert (t - 1).sign() is None
    assert (t - t).sign() == 0
    assert unknown(0, -1).sign() == -1
    assert ((t + 1) ** -1 * (t + 1)) == lifted(1)
    assert (4 * t * t).root() == 2 * t
    for op in (lambda: t.root(), lambda: (t - 1) ** -1, lambda: abs(t - 1), lambda: ((t - 1) * (t - 1)).root(), lambda: t + 0.5, lambda: t**100):
        with pytest.raises(UnseenError):
            op()
    assert sign_of(lifted(fmpq(-1, 2)).top) == -1


# ------------------------------------------------------------------------------------------------
# Near misses


def scaling() -> Any:
    """x <- r x converges to a multiple of g = H u that is said to exist, and of which nothing else is said."""
    s = Setting()
    s.operator("H")
    s.vector("u")
    r = s.scalar("r")
    s.assume("r is positive", lt(0, r))
    g = s.define("g", Vector(("@", "H", "u")))
    x, k = Vector("x"), Scalar("k")
    member = Vector(("item", "x", "k"))
    body = exists([Decl("l", "vector", "any")], all_of(tends(k, member, Vector("l")), eq(Vector("l") @ g, 0)))
    return s.claim(orbit([Decl("x", "vector", "any")], [r * x], [g], body))


def test_near_misses_that_are_cases_of_the_statement() -> None:
    statement = scaling()
    found = {m.change: is_case(m.statement, statement) for m in mutants(statement)}
    assert found["exponent changed in the definition of g: H u becomes H² u"]
    assert found["operator inverted in the definition of g: H u becomes H⁻¹ u"]
    assert found["operator dropped in the definition of g: H u becomes u"]
    wrong = [change for change, good in found.items() if good and "definition of g" not in change and "r x" not in change]
    assert not wrong
    assert not any(good for change, good in found.items() if change.startswith(("constant", "negation", "sign")))


def test_a_case_has_to_meet_domain_and_hypotheses() -> None:
    s = Setting()
    x, y = s.scalar("x", "positive"), s.scalar("y")
    s.assume("x is below one", lt(x, 1))
    statement = s.claim(lt(x * x, x))
    loose = s.claim(lt(y * y, y))
    assert not is_case(loose, statement)  # y need not be positive, nor below one
    assert not is_case(s.claim(lt(Scalar("1") * 1, 1)), statement)  # at x = 1 the hypothesis fails


def test_multiples_of_a_limit_are_no_near_misses() -> None:
    def limits(f: Json) -> set[Any]:
        return {c.new for c in changes(freeze(f), {}) if c.kind == "limit"}

    assert not limits(some(going("t"), ["eq", ["*", "t", "x"], "0"]))
    assert limits(some(going("t"), ["eq", "t", "1"]))
    assert limits(some(going("t"), ["eq", ["+", "t", "x"], "0"]))
    assert limits(some(going("t"), ["le", "t", "0"]))
    assert {new[3] for new in limits(some(going("t"), decls=POSITIVE))} == {("-", "t")}
    vanishing, other = ([c.new for c in changes(freeze(going(limit, ["*", "x", S])), {})] for limit in ("0", "x"))
    twice = ("*", "2", "x", freeze(S))
    assert twice in other
    assert twice not in vanishing


def test_what_no_instance_decides_is_told_by_its_place() -> None:
    k = ("item", "a", "k")
    convergent = ("exists", (("t", "scalar", "real"),), ("tends", "k", k, "t"))
    run = ("orbit", (("a", "scalar", "real"),), (("-", "a"),), ("x",), convergent)
    assert doubtful(run, (2, 0)) == CONVERGENT
    assert doubtful(run, (3, 0)) == CONVERGENT
    assert doubtful(run, (4, 2)) == ""
    more = (*run[:4], ("exists", convergent[1], ("and", convergent[2], ("eq", "t", "0"))))
    assert doubtful(more, (2, 0)) == ""
    assert blurred(run, (4, 2, 2, 2)) == INDEX
    assert blurred(run, (4, 2, 3)) == ""
    assert blurred(run, (2, 0)) == ""
    never = ("almost-all", (("x", "scalar", "real"),), (*run[:4], ("not", convergent)))
    assert blurred(never, (2, 2, 0)) == AVOIDED
    assert blurred(never, (2, 4, 1)) == ""
    assert blurred(("almost-all", (("x", "scalar", "real"),), run), (2, 2, 0)) == ""
    assert outcomes(run) == {True, False}


def test_wrong_limits_are_refuted() -> None:
    p = Trajectory()
    p.assume("the step size of a is one", eq(p.eps_a, 1))
    limit = [Decl("b", "scalar", "real")]
    body = exists(limit, all_of(tends(K, p.a[K], Scalar("b")), lt(0, Scalar("b"))))
    found = find_counterexample(p.claim(p.along(body)))
    assert found is not None
    assert checker.establish(p.claim(p.along(body)).to_json(), "counterexample", found.to_json(), {}).verdict == "fails"


def test_undecidable_near_misses_are_listed_and_not_counted() -> None:
    p = Trajectory()
    p.assume("the step size of a is one", eq(p.eps_a, 1))
    limits = [Decl("b", "scalar", "real"), Decl("z", "vector", "nonzero")]
    report = test_mutants(p.claim(p.along(exists(limits, all_of(tends(K, p.a[K], Scalar("b")), tends(K, p.w[K], Vector("z")))))), limit=8)
    assert report.rejected + len(report.survivors) + len(report.justified) == report.tried
    assert {why for _, why in report.undecidable} <= {CONVERGENT, INDEX}
    assert report.to_json()["undecidable"]


def test_an_assumption_that_the_proof_does_without_is_not_needed() -> None:
    s = Setting()
    x = s.scalar("x", "positive")
    s.assume("x is below one", lt(x, 1))
    s.assume("x is below two", lt(x, 2))
    statement = s.claim(lt(x * x, x))
    seen: list[Any] = []
    reports = audit(statement, prove=lambda weaker: bool(seen.append(weaker)) or len(seen) == 2)
    assert [(r.needed, r.note) for r in reports][1] == (False, UNNEEDED)
    assert reports[0].needed
    assert seen[0].hypotheses[1:] == statement.hypotheses[1:]  # with the other hypotheses in their places
    assert seen[0].hypotheses[0].formula.term == ("le", "0", "0")


def test_statements_for_almost_all_starts_are_refuted_on_sets_of_positive_measure() -> None:
    p = Trajectory()
    p.assume("the step size of a is one", eq(p.eps_a, 1))
    starts = [Decl("a0", "scalar", "real"), Decl("w0", "vector", "nonzero")]
    rest = Trajectory()
    rest.assume("the step size of a is one", eq(rest.eps_a, 1))
    wrong = almost_all(starts, rest.along(negate(exists([Decl("z", "vector", "nonzero")], tends(K, rest.w[K], Vector("z"))))))
    data = rest.claim(wrong)
    kept = tuple(decl for decl in data.symbols if decl.name not in ("a0", "w0"))
    statement = type(data)(kept, data.hypotheses, data.conclusion, data.definitions, data.moments)
    found = find_counterexample(statement)
    assert found is not None
    assert found.instance["d"] == 1
