"""Connectives, quantifiers, cases, statements proved before: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import (
    FALSE,
    TRUE,
    Case,
    T,
    Table,
    accept,
    apply,
    assume,
    by,
    claim,
    combined,
    each,
    fix,
    given,
    have,
    listed,
    no,
    proofs,
    prove,
    refuse,
    split,
    step,
    w,
    witness,
)  # fmt: skip

AB, X = "a b: real", "x: real"
OTHER = "(exists ((t scalar positive)) (eq a t))"
UNKNOWN = "(eq (/ 1 x) 1)"  # has no value for x = 0
NONNEGATIVE = "(le 0 (^ a 2))"
SQUARE = combined(w(square="a"))
BOTH = {"by": "both ways", "forward": assume(given("s")), "backward": assume(given("s"))}
EVERY, SOME = "(forall ((r scalar positive)) (eq a r))", "(exists ((r scalar positive)) (eq a r))"
SIGN = "(or (le 0 a) (le a 0))"
BY_SIGN = {"by": "cases", "on": ["le", "0", "a"], "as": "s", "if": step("choose", given("s"), side=0),
           "else": step("choose", combined(w("s")), side=1)}  # fmt: skip
CLAIM = claim("H: spd, c: positive, x: vector", "(le 0 (* c (dot x (@ H x))))", "(le 1 c)")
PROVED = prove(CLAIM, combined(w("c", "(dot x (@ H x))")))
OF_RANGE = claim("n: integer, k: 1..n", "(le 1 n)")
IN_RANGE = prove(OF_RANGE, combined(w("k>="), w("k<=")))
OF_SEQUENCE = claim("s: sequence-scalar positive", "(lt 0 (item s 3))")
MEMBERS = prove(OF_SEQUENCE, T)
LIBRARY = {accepted.hash: accepted for accepted in (PROVED, IN_RANGE, MEMBERS)}


def use(terms: dict[str, object], premises: object, then: object = None, of: object = PROVED) -> object:
    """Use a statement proved before."""
    shown = getattr(of, "hash", of)
    return {"by": "use", "claim": shown, "terms": terms, "premises": proofs(premises), "as": "g", "then": then or combined(w("g"))}


def conclude(then: object, fact: str = "h1") -> object:
    """What a fact says exists, as the fact o."""
    return step("open", then, "o", fact=fact)


def either(*parts: object, fact: str = "h1") -> object:
    """One proof for each side."""
    return {"by": "either", "fact": fact, "as": "s", "parts": list(parts)}


ACCEPTED: Table = {
    "split": [
        Case(claim(AB, f"(and {NONNEGATIVE} (eq a a))"), split([SQUARE, T])),
        Case(claim(AB, "(and (le a b) (le a b) (eq 1 1))", "(le a b)"), split("h1 h1 T")),
        Case(claim(AB, "(and (and (eq 0 0)) (eq 1 1))"), split([split("T"), T])),
    ],
    "assume": [
        Case(claim(AB, "(implies (le a b) (le a b))"), assume(given("s"))),
        Case(claim(AB, "(not (lt a a))"), assume(combined(w("s")))),
        Case(claim(AB, "(implies (and (le a b) (le b 0)) (le a 0))"), assume(combined(w("s.1"), w("s.2")))),
        Case(claim(X, f"(implies (and (ne x 0) {UNKNOWN}) (eq x 1))"), assume(combined(by("s.2", "(- x)")))),
    ],
    "both ways": [
        Case(claim(AB, "(iff (le a b) (not (lt b a)))"), BOTH),
        Case(claim(AB, "(iff (lt a b) (lt (+ a 1) (+ b 1)))"),
             {"by": "both ways", "forward": assume(combined(w("s"))), "backward": assume(combined(w("s")))}),
        Case(claim(AB, "(iff (eq a b) (eq b a))"),
             {"by": "both ways", "forward": assume(combined(by("s", "-1"))), "backward": assume(combined(by("s", "-1")))}),
    ],
    "fix": [
        Case(claim("", "(forall ((b scalar real)) (le 0 (* b b)))"), fix(combined(w(square="b")))),
        Case(claim("b: real", "(forall ((a scalar positive) (k integer (range 1 9))) (lt 0 (* k a)))"), fix(combined(w("k>=", "a"), w("a")))),
        Case(claim("b: real", "(forall ((v vector nonzero)) (lt b (+ b (dot v v))))"), fix(T)),
        Case(claim("b: real", "(le b b)", "(exists ((r scalar real)) (eq r b))"),
             have("(forall ((r scalar real)) (le r r))", fix(T), conclude(apply("f", {"r": "b"}, "", given("g"))))),
    ],
    "witness": [
        Case(claim("", "(exists ((b scalar positive)) (eq (* b b) 4))"), witness("T T", b="2")),
        Case(claim("u: vector nonzero", "(exists ((v vector nonzero) (c scalar real)) (eq v (* c u)))"), witness("T T", v="u", c="1")),
        Case(claim("n: 1..9", "(exists ((k integer (range 1 n)) (j integer (range k n))) (eq (+ j k) (* 2 n)))"), witness("T T T T T", k="n", j="n")),
        Case(claim("H: spd", "(exists ((A operator spd)) (eq A H))"), witness("T", A="H")),
    ],
    "choose": [
        Case(claim("a: positive", f"(or {FALSE} (lt 0 a))"), step("choose", T, side=1)),
        Case(claim(X, f"(or (eq 1 1) {UNKNOWN})"), step("choose", T, side=0)),
        Case(claim(X, f"(or (eq x 0) {UNKNOWN} (eq 1 1))"), step("choose", T, side=2)),
    ],
    "open": [
        Case(claim("a: real", "(lt 0 a)", SOME), conclude(combined(w("r"), by("o", "-1")))),
        Case(claim("a r: real", "(lt 0 a)", OTHER), have(SOME, given("h1"), conclude(combined(w("r'"), by("o", "-1")), "f"))),
        Case(claim("n: integer", "(le 1 n)", "(exists ((k integer (range 1 n))) (eq 0 0))"), conclude(combined(w("k>="), w("k<=")))),
    ],
    "apply": [
        Case(claim("a: real", "(eq a 7)", EVERY), apply("h1", {"r": "7"}, "T", given("g"))),
        Case(claim(AB, "(le b a)", "(implies (le a b) (lt a a))", "(le a b)"), apply("h1", {}, "h2", step("exfalso", combined(w("g"))))),
        Case(claim(AB, "(lt a b)", "(ne a b)", "(eq a b)"), apply("h1", {}, "h2", step("exfalso", given("g")))),
        Case(claim(AB, "(le 3 a)", "(forall ((k integer (range 1 9))) (implies (le k b) (le k a)))", "(le 3 b)"),
             apply("h1", {"k": "3"}, "T T h2", given("g"))),
        Case(claim("s: sequence-scalar positive", "(lt 0 (+ 1 (item s 4)))", "(forall ((r scalar real)) (lt r (+ r 1)))"),
             apply("h1", {"r": "(item s 4)"}, "", combined(w("g"), w("(item s 4)")))),
    ],
    "have": [
        Case(claim(AB, NONNEGATIVE), have(NONNEGATIVE, SQUARE, given("f"))),
        Case(claim("x: vector", "(le 0 (dot x x))"), have("(le 0 (dot x x))", T, given("f"))),
        Case(claim(AB, "(le a b)", "(and (le a 0) (le 0 b))"), have("(le a b)", combined(w("h1.1"), w("h1.2")), given("f"))),
        Case(claim("a: real", TRUE), have("(forall ((a scalar real)) (le a a))", fix(T), T)),
    ],
    "cases": [
        Case(claim(AB, SIGN), BY_SIGN),
        Case(claim(AB, "(le 0 (* a a))"),
             {"by": "cases", "on": ["eq", "a", "0"], "as": "s", "if": combined(by("s", "(- a)")), "else": combined(w(square="a"))}),
        Case(claim(AB, "(or (lt a b) (not (lt a b)))"),
             {"by": "cases", "on": ["lt", "a", "b"], "as": "s", "if": step("choose", given("s"), side=0), "else": step("choose", given("s"), side=1)}),
    ],
    "either": [
        Case(claim(AB, "(le 1 (^ a 2))", "(or (eq a 1) (eq a -1))"), either(combined(by("s", "(+ -1 (- a))")), combined(by("s", "(+ 1 (- a))")))),
        Case(claim(AB, "(le 0 a)", "(or (lt 0 a) (eq a 0) (lt a a))"),
             either(combined(w("s")), combined(by("s", "-1")), step("exfalso", combined(w("s"))))),
        Case(claim(AB, "(le a b)", "(or (le a b))"), either(given("s"))),
    ],
    "absurd": [
        Case(claim(AB, "(le a 1)", "(lt a 1)"), step("absurd", combined(w("h1"), w("s")), "s")),
        Case(claim(AB, "(ne a b)", "(lt a b)"), step("absurd", combined(w("h1"), by("s", "-1")), "s")),
        Case(claim(AB, "(exists ((r scalar positive)) (eq r 1))"),
             step("absurd", apply("s", {}, [witness("T T", r="1")], given("g")), "s")),
    ],
    "exfalso": [
        Case(claim(AB, FALSE, "(lt a a)"), step("exfalso", combined(w("h1")))),
        Case(claim(X, UNKNOWN, "(lt 1 0)"), step("exfalso", combined(w("h1"), w(c="1")))),
        Case(claim(AB, "(exists ((r scalar real)) (lt r r))", "(lt a b)", "(lt b a)"), step("exfalso", combined(w("h1"), w("h2")))),
    ],
    "given": [
        Case(claim(AB, "(le a b)", "(not (lt b a))"), given("h1")),
        Case(claim(AB, "(lt (* 2 a) (+ b b))", "(lt (+ a a) (* 2 b))"), given("h1")),
        Case(claim("s: sequence-scalar", "(tends n (+ (item s n) 0) 1)", "(tends k (item s k) 1)"), given("h1")),
        Case(claim(AB, "(forall ((r scalar positive)) (eq (+ a 0) r))", "(forall ((t scalar positive)) (eq a t))"), given("h1")),
        Case(claim("i: 1..9", "(le i 9)"), given("i<=")),
    ],
    "use": [
        Case(claim("H: spd, y: vector", "(le 0 (* 2 (dot y (@ H y))))"), use({"H": "H", "c": "2", "x": "y"}, "T T"), LIBRARY),
        Case(claim("m: 3..9", "(le 1 m)"), use({"n": "m", "k": "2"}, [T, combined(w("m>="), w())], None, IN_RANGE), LIBRARY),
        Case(claim("c: positive", "(lt 0 (+ c 3))"),
             use({"s": ["lambda", "k", ["+", "c", "k"]]}, [each(combined(w("c"), w("s")))], given("g"), MEMBERS), LIBRARY),
        Case(claim("t: sequence-scalar positive", "(lt 0 (item t 3))"),
             use({"s": ["lambda", "k", ["item", "t", "k"]]}, [each(T)], given("g"), MEMBERS), LIBRARY),
    ],
}  # fmt: skip

REFUSED: Table = {
    "split": [
        no("a false part", claim(AB, f"(and {NONNEGATIVE} (eq a b))"), split([SQUARE, T])),
        no("a proof too few", claim(AB, f"(and {NONNEGATIVE} (eq a b))"), split([SQUARE])),
        no("a proof too many", claim(AB, "(and (eq a a) (eq b b))"), split("T T T")),
        no("a disjunction", claim(AB, "(or (eq a a) (eq a b))"), split([T])),
        no("the parts in another order", claim(AB, f"(and {NONNEGATIVE} (le a b))", "(le a b)"), split([given("h1"), SQUARE])),
        no("a part from the other", claim(AB, "(and (le a b) (le a b))"), split("T h1")),
    ],
    "assume": [
        no("the converse", claim(AB, "(implies (le a b) (le b a))"), assume(given("s"))),
        no("a premise that may have no value", claim(X, f"(implies {UNKNOWN} (eq x x))"), assume(T)),
        no("a conjunct that may have no value", claim(X, f"(implies (and {UNKNOWN} (ne x 0)) (eq x x))"), assume(T)),
        no("a label that is taken", claim(AB, "(implies (le a b) (le a b))", "(le 0 a)"), assume(given("h1"), "h1")),
        no("no implication", claim(AB, "(or (le a b) (lt b a))"), assume(given("s"))),
        no("a negation without a contradiction", claim(AB, "(not (lt a b))"), assume(given("s"))),
        no("what a negation denies has no value", claim(X, f"(not (and {UNKNOWN} {FALSE}))"), assume(given("s.2"))),
        no("the premise under another label", claim(AB, "(implies (le a b) (le a b))"), assume(given("t"))),
    ],
    "both ways": [
        no("one way only", claim(AB, "(iff (le a b) (lt a b))"), BOTH),
        no("the other way only", claim(AB, "(iff (lt a b) (le a b))"), BOTH),
        no("an implication", claim(AB, "(implies (le a b) (le a b))"), BOTH),
        no("a side that may have no value", claim(X, f"(iff {UNKNOWN} {UNKNOWN})"), BOTH),
        no("forward for both", claim(AB, "(iff (le a b) (le a b))"), {"by": "both ways", "forward": assume(given("s"))}),
    ],
    "fix": [
        no("an existential statement", claim("", "(exists ((b scalar real)) (lt 0 (* b b)))"), fix(combined(w(square="b")))),
        no("strict", claim("", "(forall ((b scalar real)) (lt 0 (* b b)))"), fix(combined(w(square="b")))),
        no("another domain", claim("", "(forall ((b scalar nonnegative)) (lt 0 b))"), fix(T)),
        no("the range of an index off by one", claim("", "(forall ((k integer (range 0 9))) (lt 0 k))"), fix(combined(w("k>=")))),
        no("a name of the statement for a bound symbol", claim("b: positive, c: real", "(lt 0 b)", "(forall ((r scalar real)) (le r r))"),
           have("(forall ((b scalar real)) (lt 0 b))", fix(T), apply("f", {"b": "b"}, "", given("g")))),
        no("almost all", claim("", "(almost-all ((v vector any)) (le 0 (dot v v)))"), fix(T)),
        no("a body without a value for some", claim("", "(forall ((b scalar real)) (eq (/ b b) 1))"), fix(T)),
    ],
    "witness": [
        no("outside of the domain", claim("", "(exists ((b scalar positive)) (eq (* b b) 4))"), witness("T T", b="-2")),
        no("a wrong value", claim("", "(exists ((b scalar positive)) (eq (* b b) 4))"), witness("T T", b="3")),
        no("no integer", claim("", "(exists ((k integer any)) (eq (* 2 k) 1))"), witness("T", k="1/2")),
        no("outside of the range", claim("n: 1..9", "(exists ((k integer (range 1 n))) (eq k 0))"), witness("T T T", k="0")),
        no("without a value", claim("c: real", "(exists ((b scalar real)) (le 0 (* b b)))"), witness([combined(w(square="b"))], b="(/ 1 c)")),
        no("a body without a value elsewhere", claim("", "(exists ((t scalar real)) (eq (/ 1 t) 1))"), witness("T", t="1")),
        no("a zero vector", claim("u: vector", "(exists ((v vector nonzero)) (eq v u))"), witness("T T", v="u")),
        no("an operator of another kind", claim("A: symmetric", "(exists ((H operator spd)) (eq H A))"), witness("T", H="A")),
        no("an operator that is no symbol", claim("A H: spd", "(exists ((B operator spd)) (eq B (+ A H)))"), witness("T", B="(+ A H)")),
        no("a symbol that is not declared", claim("", "(exists ((b scalar real)) (eq b b))"), witness("T", b="c")),
        no("a universal statement", claim("", "(forall ((b scalar real)) (eq b 2))"), witness("T", b="2")),
    ],
    "choose": [
        no("a side that does not hold", claim("a: real", f"(or {FALSE} (lt 0 a))"), step("choose", T, side=1)),
        no("no such side", claim("a: positive", f"(or {FALSE} (lt 0 a))"), step("choose", T, side=2)),
        no("a side from the end", claim("a: positive", f"(or {FALSE} (lt 0 a))"), step("choose", T, side=-1)),
        no("a truth value for the number", claim("a: positive", f"(or {FALSE} (lt 0 a))"), step("choose", T, side=True)),
        no("after a side that may have no value", claim(X, f"(or {UNKNOWN} (eq 1 1))"), step("choose", T, side=1)),
        no("a conjunction", claim("a: positive", f"(and {FALSE} (lt 0 a))"), step("choose", T, side=1)),
    ],
    "open": [
        no("what exists is the symbol of the same name", claim("a r: real", "(eq a r)", OTHER), have(SOME, given("h1"), conclude(given("o"), "f"))),
        no("of what exists a property that the symbol of the same name has", claim("a r: real", "(eq a 1)", OTHER, "(eq r 1)"),
           have(SOME, given("h1"), conclude(combined(by("o"), by("h2")), "f"))),
        no("a universal fact", claim("a: real", "(lt 0 a)", EVERY), conclude(combined(w("r"), by("o", "-1")))),
        no("no fact", claim("a: real", "(lt 0 a)", SOME), conclude(combined(w("r"), by("o", "-1")), "h2")),
        no("what exists for another", claim("a: real", "(eq a 1)", SOME), conclude(given("o"))),
        no("a label that is taken", claim("a: real", "(lt 0 a)", SOME), step("open", combined(w("r"), by("h1", "-1")), "h1", fact="h1")),
        no("twice the same", claim("a c: real", "(eq a c)", SOME, "(exists ((r scalar positive)) (eq c r))"),
           conclude(step("open", combined(by("o"), by("p", "-1")), "p", fact="h2"))),
        no("what exists taken out of its scope", claim("a: real", "(forall ((r scalar positive)) (eq a r))", SOME), conclude(fix(given("o")))),
    ],
    "apply": [
        no("outside of the domain", claim("a: real", "(eq a -7)", EVERY), apply("h1", {"r": "-7"}, "T", given("g"))),
        no("a value for another symbol", claim("a: real", "(eq a 7)", EVERY), apply("h1", {"a": "7"}, "T", given("g"))),
        no("no value", claim("a: real", "(eq a 7)", EVERY), apply("h1", {}, "T", given("g"))),
        no("a value without one", claim("a c: real", "(eq 0 (* 0 (/ 1 c)))", "(forall ((r scalar real)) (eq 0 (* 0 r)))"),
           apply("h1", {"r": "(/ 1 c)"}, "", given("g"))),
        no("an implication without its premise", claim(AB, "(lt a b)", "(implies (le a b) (lt a b))"), apply("h1", {}, "T", given("g"))),
        no("an existential fact", claim("a: real", "(eq a 7)", SOME), apply("h1", {"r": "7"}, "T", given("g"))),
        no("a fraction for an integer", claim("", "(lt 1/2 1/2)", "(forall ((k integer any)) (ne (* 2 k) 1))"),
           apply("h1", {"k": "1/2"}, "T", combined(w("g")))),
        no("beyond the range", claim("a: real", "(le 10 a)", "(forall ((k integer (range 1 9))) (le k a))"),
           apply("h1", {"k": "10"}, "T T", given("g"))),
        no("the denied without a proof of it", claim(AB, FALSE, "(ne a b)"), apply("h1", {}, "T", given("g"))),
        no("almost all", claim("v: vector", "(ne v 0v)", "(almost-all ((u vector any)) (ne u 0v))"), apply("h1", {"u": "v"}, "", given("g"))),
        no("a vector for a number", claim("a: real, v: vector", "(le 0 1)", "(forall ((r scalar real)) (eq r r))"), apply("h1", {"r": "v"}, "", T)),
    ],
    "have": [
        no("what does not hold", claim(AB, "(le 0 a)"), have("(le 0 a)", SQUARE, given("f"))),
        no("another formula", claim(AB, "(le 0 a)"), have(NONNEGATIVE, SQUARE, given("f"))),
        no("a proof from itself", claim(AB, "(le 0 a)"), have("(le 0 a)", given("f"), given("f"))),
        no("a term", claim(AB, TRUE), have("(+ a b)", T, T)),
        no("a symbol that is not declared", claim(AB, TRUE), have("(eq c c)", T, T)),
        no("what has no value", claim(X, TRUE), have(UNKNOWN, T, T)),
        no("a label that is taken", claim(AB, "(le 0 a)", "(le 0 b)"), have("(le 0 b)", given("h1"), given("h1"), "h1")),
        no("a bound symbol outside", claim("", "(exists ((t scalar real)) (eq t t))"),
           have("(forall ((t scalar real)) (eq t t))", fix(T), witness("T", t="t"))),
    ],
    "cases": [
        no("without the case between", claim(AB, "(or (lt 0 a) (lt a 0))"), BY_SIGN),
        no("what may have no value", claim(X, "(eq 1 1)"), {"by": "cases", "on": ["eq", ["/", "1", "x"], "1"], "as": "s", "if": T, "else": T}),
        no("one case for both", claim(AB, "(le 0 a)"), {"by": "cases", "on": ["le", "0", "a"], "as": "s", "if": given("s"), "else": given("s")}),
        no("no formula", claim(AB, TRUE), {"by": "cases", "on": "a", "as": "s", "if": T, "else": T}),
        no("a random symbol", claim("y: random-scalar", TRUE), {"by": "cases", "on": ["le", "0", "y"], "as": "s", "if": T, "else": T}),
        no("no proof of the other case", claim(AB, SIGN), {key: part for key, part in BY_SIGN.items() if key != "else"}),
        no("an inner expectation without a value", claim(X, TRUE),
           {"by": "cases", "on": ["forall", [["t", "scalar", "real"]], ["eq", ["/", "1", "t"], "x"]],
                                                                    "as": "s", "if": T, "else": T}),
    ],
    "either": [
        no("a side left out", claim(AB, "(le 1 a)", "(or (eq a 1) (eq a -1))"), either(combined(by("s", "-1")))),
        no("a side from which it does not follow", claim(AB, "(le 1 a)", "(or (eq a 1) (eq a -1))"),
           either(combined(by("s", "-1")), combined(by("s", "-1")))),
        no("a conjunction", claim(AB, "(le 1 a)", "(and (eq a 1) (eq a -1))"), either(combined(by("s", "-1")), combined(by("s", "-1")))),
        no("no fact", claim(AB, "(le 1 a)"), either(T, T)),
        no("one proof for all", claim(AB, "(le 1 (^ a 2))", "(or (eq a 1) (eq a -1))"), {**either(), "parts": T}),
        no("a proof too many", claim(AB, "(le a b)", "(or (le a b))"), either(given("s"), T)),
    ],
    "absurd": [
        no("no contradiction", claim(AB, "(le a 1)", "(lt 1 a)"), step("absurd", combined(w("h1"), w("s")), "s")),
        no("a goal that may have no value", claim(X, f"(or {UNKNOWN} (not {UNKNOWN}))"), step("absurd", T, "s")),
        no("equality at the border", claim(AB, "(lt a 1)", "(le a 1)"), step("absurd", combined(w("h1"), w("s")), "s")),
        no("the goal from itself", claim(AB, "(le a 1)"), step("absurd", given("s"), "s")),
        no("another formula denied", claim(AB, "(le a 1)", "(lt b 1)"), step("absurd", combined(w("h1"), w("s")), "s")),
        no("a label that is taken", claim(AB, "(le a 1)", "(lt a 1)"), step("absurd", combined(w("h1", c="2")), "h1")),
    ],
    "exfalso": [
        no("what may be equal", claim(AB, FALSE, "(le a a)"), step("exfalso", combined(w("h1")))),
        no("nothing that is false", claim(AB, "(le a b)"), step("exfalso", T)),
        no("a sum that is positive", claim(AB, "(le a b)"), step("exfalso", combined(w(c="1")))),
        no("one way round only", claim(AB, "(le a b)", "(lt a b)"), step("exfalso", combined(w("h1")))),
        no("the goal for the contradiction", claim(AB, "(le a b)", "(lt b a)"), step("exfalso", given("h1"))),
        no("a contradiction without a value", claim(X, TRUE), step("exfalso", combined(by("h1")))),
    ],
    "given": [
        no("strict", claim(AB, "(lt a b)", "(not (lt b a))"), given("h1")),
        no("another normal form", claim(AB, "(lt (* 2 a) b)", "(lt a (* 2 b))"), given("h1")),
        no("a multiple", claim(AB, "(lt (* 2 a) (* 2 b))", "(lt a b)"), given("h1")),
        no("the converse", claim(AB, "(implies (le b a) (le a b))", "(implies (le a b) (le b a))"), given("h1")),
        no("another domain", claim(AB, "(forall ((r scalar nonnegative)) (eq a r))", "(forall ((t scalar positive)) (eq a t))"), given("h1")),
        no("bound symbols exchanged", claim("", "(forall ((r scalar positive) (t scalar positive)) (le r t))",
                                            "(forall ((r scalar positive) (t scalar positive)) (le t r))"), given("h1")),
        no("another range", claim(AB, "(forall ((k integer (range 1 9))) (le k a))", "(forall ((k integer (range 2 9))) (le k a))"), given("h1")),
        no("a limit with another index", claim("s: sequence-scalar", "(tends n (item s (+ n 1)) 1)", "(tends k (item s k) 1)"), given("h1")),
        no("a limit of members that need not exist",
           claim("s: sequence-scalar", "(tends n (+ (item s n) (* 0 (/ 1 n))) 1)", "(tends k (item s k) 1)"), given("h1")),
        no("a fact that is none", claim(AB, "(le a b)"), given("h1")),
        no("for all, where it is for some", claim(AB, EVERY, SOME), given("h1")),
    ],
    "use": [
        no("another kind of operator", claim("A: symmetric, y: vector", "(le 0 (dot y (@ A y)))"), use({"H": "A", "c": "2", "x": "y"}, "T T"),
           LIBRARY),
        no("a hypothesis that is not met", claim("H: spd, y: vector", "(le 0 (* 1/2 (dot y (@ H y))))"), use({"H": "H", "c": "1/2", "x": "y"}, "T T"),
           LIBRARY),
        no("outside of the domain", claim("H: spd, y: vector", "(le 0 (* -2 (dot y (@ H y))))"), use({"H": "H", "c": "-2", "x": "y"}, "T T"),
           LIBRARY),
        no("a symbol left out", claim("H: spd, y: vector", TRUE), use({"H": "H", "c": "2"}, "T T", T), LIBRARY),
        no("a hypothesis left out", claim("H: spd, y: vector", TRUE), use({"H": "H", "c": "2", "x": "y"}, "T", T), LIBRARY),
        no("what was not accepted", claim("H: spd, y: vector", TRUE), use({"H": "H", "c": "2", "x": "y"}, "T T", T, "0" * 64), LIBRARY),
        no("an empty library", claim("H: spd, y: vector", TRUE), use({"H": "H", "c": "2", "x": "y"}, "T T", T)),
        no("beyond the range", claim("m: 3..9", "(le 4 m)"), use({"n": "m", "k": "4"}, "T T", None, IN_RANGE), LIBRARY),
        no("a sequence of another domain", claim("t: sequence-scalar", "(lt 0 (item t 3))"),
           use({"s": ["lambda", "k", ["item", "t", "k"]]}, [each(T)], given("g"), MEMBERS), LIBRARY),
        no("a sequence that leaves its domain", claim("c: positive", "(lt 0 (+ 3 (- 3)))"),
           use({"s": ["lambda", "k", ["+", "3", ["-", "k"]]]}, [each(T)], given("g"), MEMBERS), LIBRARY),
        no("a value without one", claim("H: spd, y: vector, z: real", TRUE), use({"H": "H", "c": "2", "x": ["/", "y", "z"]}, "T T", T), LIBRARY),
        no("a conclusion for another vector", claim("H: spd, x y: vector", "(le 0 (* 2 (dot x (@ H x))))"),
           use({"H": "H", "c": "2", "x": "y"}, "T T"), LIBRARY),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)
