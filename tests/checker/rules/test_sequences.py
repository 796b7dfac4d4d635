"""Induction, sums, powers and limits: uses that are right, and near ones that are not."""

from __future__ import annotations

import pytest

from .build import (
    Case,
    T,
    Table,
    accept,
    apply,
    by,
    claim,
    combined,
    each,
    fix,
    given,
    listed,
    no,
    refuse,
    split,
    theorem,
    w,
)  # fmt: skip

SEQ, VEC = "f g: sequence-scalar, L M: real", "v w: sequence-vector, u x: vector"
F, G, V, W = (f"(lambda k (item {name} k))" for name in "fgvw")
FK, GK, VK, WK = (f"(item {name} k)" for name in "fgvw")
HERE, NEXT, BEFORE = "(item f k)", "(item f (+ k 1))", "(item f (+ k -1))"


def tends(body: str, limit: str, k: str = "k") -> str:
    """The body tends to a limit."""
    return f"(tends {k} {body} {limit})"


def always(body: str, low: str = "0", k: str = "k") -> str:
    """The body for every integer k >= low."""
    return f"(forall (({k} integer any)) (implies (le {low} {k}) {body}))"


def induct(then: object, base: object = T) -> object:
    """By induction, with the assumption i."""
    return {"by": "induction", "base": base, "as": "i", "step": then}


TO_L, TO_M, TO_ZERO = tends(FK, "L"), tends(GK, "M"), tends(FK, "0")
CLOSE = f"(and (le 0 n) {always(f'(lt (abs (+ {FK} (- L))) e)', 'n')})"
MEANING = f"(forall ((e scalar positive)) (exists ((n integer any)) {CLOSE}))"
UNIFORM = f"(exists ((n integer any)) (forall ((e scalar positive)) {CLOSE}))"
DEFINED = theorem("limit_definition", f"{F} L e n", "", apply("t.2", {}, "h1", given("g")))
DISTANCE = tends("(dot (+ (item w k) (- u)) (+ (item w k) (- u)))", "0")
BY_DISTANCE = theorem("limit_vector", f"{W} u", "", apply("t.2", {}, "h1", given("g")))
BOTH = "h1 h2"
RISES, BOUNDED = always(f"(le {FK} {NEXT})"), always(f"(le {FK} 1)")
FOUND = f"(exists ((L scalar real)) (and {TO_L} {always(f'(le {FK} L)')}))"
MONOTONE = theorem("monotone_convergence", f"{F} 1 0 L", "T T h1 h2")
SUMMABLE = always(f"(le (sum k 0 n {GK}) L)", "0", "n")
INCREMENT = "(+ (item w (+ k 1)) (- (item w k)))"
STEPS = always(f"(and (le 0 {GK}) (le (dot {INCREMENT} {INCREMENT}) (^ {GK} 2)))")
CONVERGES = f"(exists ((u vector any)) {tends(WK, 'u')})"
ABSOLUTE = theorem("absolute_convergence", f"{W} {G} L n u", BOTH)
SQUARES = "(lambda i (^ i 2))"
INDUCTIVE = combined(w("i"), w())
AGREE = always(f"(eq {FK} {GK})", "5")

ACCEPTED: Table = {
    "induction": [
        Case(claim("", always("(le 0 (+ n 1))", "0", "n")), induct(INDUCTIVE)),
        Case(claim("m: integer", always("(le m n)", "m", "n")), induct(INDUCTIVE)),
        Case(claim("f: sequence-scalar", always(f"(le (item f 0) {FK})"), RISES),
             induct(apply("h1", {"k": "k"}, [given("i range")], combined(w("i"), w("g"))))),
        Case(claim("r: positive", always("(lt 0 (pow r n))", "0", "n")),
             induct(theorem("power_next", "r n", [given("i range")], combined(by("t.2", "-1"), w("i", "r"))), T)),
    ],
    "limit_definition": [
        Case(claim(SEQ, TO_L, MEANING), DEFINED),
        Case(claim(SEQ, MEANING, TO_L), theorem("limit_definition", f"{F} L e n", "", apply("t.1", {}, "h1", given("g")))),
        Case(claim("c: real", tends("c", "c")), theorem("limit_definition", "(lambda k c) c e n", "", apply("t.2", {}, [
            fix({"by": "witness", "terms": {"n": "0"}, "parts": [split([T, each(T)])]})], given("g")))),
    ],
    "limit_vector": [
        Case(claim(VEC, tends(WK, "u"), DISTANCE), BY_DISTANCE),
        Case(claim(VEC, DISTANCE, tends(WK, "u")), theorem("limit_vector", f"{W} u", "", apply("t.1", {}, "h1", given("g")))),
        Case(claim(VEC, tends("(dot (item v k) (item v k))", "0"), tends(VK, "0v")),
             theorem("limit_vector", f"{V} 0v", "", apply("t.1", {}, "h1", given("g")))),
    ],
    "limit_constant": [
        Case(claim("L: real", tends("L", "L")), theorem("limit_constant", "(lambda k L)", "")),
        Case(claim("u: vector", tends("u", "u")), theorem("limit_constant", "(lambda k u)", "")),
        Case(claim("L: nonzero", tends("(/ 1 L)", "(/ 1 L)")), theorem("limit_constant", "(lambda k (/ 1 L))", "")),
    ],
    "limit_sum": [
        Case(claim(SEQ, tends(f"(+ {FK} {GK})", "(+ L M)"), TO_L, TO_M), theorem("limit_sum", f"{F} L {G} M", BOTH)),
        Case(claim(VEC, tends(f"(+ {VK} {WK})", "(+ u x)"), tends(VK, "u"), tends(WK, "x")), theorem("limit_sum", f"{V} u {W} x", BOTH)),
        Case(claim(SEQ, tends(f"(* 2 {FK})", "(* 2 L)"), TO_L), theorem("limit_sum", f"{F} L {F} L", "h1 h1")),
    ],
    "limit_product": [
        Case(claim(SEQ + ", w: sequence-vector, u: vector", tends(f"(* {FK} {WK})", "(* L u)"), TO_L, tends(WK, "u")),
             theorem("limit_product", f"{F} L {W} u", BOTH)),
        Case(claim(SEQ, tends(f"(* {FK} {GK})", "(* L M)"), TO_L, TO_M), theorem("limit_product", f"{F} L {G} M", BOTH)),
        Case(claim(SEQ, tends(f"(^ {FK} 2)", "(^ L 2)"), TO_L), theorem("limit_product", f"{F} L {F} L", "h1 h1")),
    ],
    "limit_dot": [
        Case(claim(VEC, tends(f"(dot {VK} {WK})", "(dot u x)"), tends(VK, "u"), tends(WK, "x")), theorem("limit_dot", f"{V} u {W} x", BOTH)),
        Case(claim(VEC, tends(f"(dot {VK} {VK})", "(dot u u)"), tends(VK, "u")), theorem("limit_dot", f"{V} u {V} u", "h1 h1")),
        Case(claim(VEC, tends(f"(dot {VK} {WK})", "0"), tends(VK, "u"), tends(WK, "0v")), theorem("limit_dot", f"{V} u {W} 0v", BOTH)),
    ],
    "limit_apply": [
        Case(claim("A: symmetric, " + VEC, tends(f"(@ A {WK})", "(@ A u)"), tends(WK, "u")), theorem("limit_apply", f"A {W} u", "h1")),
        Case(claim("A: invertible, " + VEC, tends(f"(@ (T A) {WK})", "(@ (T A) u)"), tends(WK, "u")), theorem("limit_apply", f"(T A) {W} u", "h1")),
        Case(claim(VEC, tends(f"(* (dot x {WK}) u)", "(* (dot x x) u)"), tends(WK, "x")), theorem("limit_apply", f"(outer u x) {W} x", "h1")),
    ],
    "limit_inverse": [
        Case(claim("f: sequence-scalar nonzero, L: nonzero", tends(f"(/ 1 {FK})", "(/ 1 L)"), TO_L), theorem("limit_inverse", f"{F} L", "h1 T")),
        Case(claim("f: sequence-scalar positive, L: real", tends(f"(/ 1 {FK})", "(/ 1 L)"), "(ne L 0)", TO_L),
             theorem("limit_inverse", f"{F} L", "h2 h1")),
        Case(claim("f: sequence-scalar positive", tends(f"(/ 1 (+ 1 {FK}))", "(/ 1 2)"), tends(f"(+ 1 {FK})", "2")),
             theorem("limit_inverse", f"(lambda k (+ 1 {FK})) 2", "h1 T")),
    ],
    "limit_root": [
        Case(claim("f: sequence-scalar nonnegative, L: nonnegative", tends(f"(sqrt {FK})", "(sqrt L)"), TO_L), theorem("limit_root", f"{F} L", "h1")),
        Case(claim("f: sequence-scalar nonnegative", tends(f"(sqrt {FK})", "(sqrt 4)"), tends(FK, "4")), theorem("limit_root", f"{F} 4", "h1")),
        Case(claim(VEC, tends(f"(sqrt (dot {VK} {VK}))", "(sqrt (dot u u))"), tends(f"(dot {VK} {VK})", "(dot u u)")),
             theorem("limit_root", f"(lambda k (dot {VK} {VK})) (dot u u)", "h1")),
    ],
    "limit_abs": [
        Case(claim(SEQ, tends(f"(abs {FK})", "(abs L)"), TO_L), theorem("limit_abs", f"{F} L", "h1")),
        Case(claim(SEQ, tends(f"(abs {FK})", "0"), TO_ZERO), theorem("limit_abs", f"{F} 0", "h1")),
        Case(claim("f: sequence-scalar nonnegative, L: nonnegative", tends(f"(abs (- {FK}))", "L"), tends(f"(- {FK})", "(- L)")),
             theorem("limit_abs", f"(lambda k (- {FK})) (- L)", "h1")),
    ],
    "limit_shift": [
        Case(claim(SEQ, TO_L, tends(NEXT, "L")), theorem("limit_shift", f"{F} L 1", "T", apply("t.2", {}, "h1", given("g")))),
        Case(claim(SEQ, tends("(item f (+ k 3))", "L"), TO_L), theorem("limit_shift", f"{F} L 3", "T", apply("t.1", {}, "h1", given("g")))),
        Case(claim(VEC + ", n: 0..9", tends("(item v (+ k n))", "u"), tends(VK, "u")),
             theorem("limit_shift", f"{V} u n", "T", apply("t.1", {}, "h1", given("g")))),
    ],
    "limit_equal": [
        Case(claim(SEQ, tends(GK, "L"), TO_L, AGREE), theorem("limit_equal", f"{F} L {G} 5", "h1 T h2")),
        Case(claim(VEC, tends(WK, "u"), tends(VK, "u"), always(f"(eq {VK} {WK})")), theorem("limit_equal", f"{V} u {W} 0", "h1 T h2")),
        Case(claim(SEQ, tends(f"(+ {FK} {GK})", "L"), TO_L, always(f"(eq {GK} 0)", "3")),
             theorem("limit_equal", f"{F} L (lambda k (+ {FK} {GK})) 3", [given("h1"), T, each(apply("h2", {"k": "k"}, "s", combined(by("g", "-1"))))])),
    ],
    "limit_order": [
        Case(claim(SEQ, "(le L M)", TO_L, TO_M, always(f"(le {FK} {GK})", "5")), theorem("limit_order", f"{F} L {G} M 5", "h1 h2 T h3")),
        Case(claim(SEQ, "(le L M)", TO_L, TO_M, always(f"(lt {FK} {GK})", "5")),
             theorem("limit_order", f"{F} L {G} M 5", [given("h1"), given("h2"), T, each(apply("h3", {"k": "k"}, "s", combined(w("g"))))])),
        Case(claim("f: sequence-scalar nonnegative, L: real", "(le 0 L)", TO_L),
             theorem("limit_constant", "(lambda k 0)", "",
                     theorem("limit_order", f"(lambda k 0) 0 {F} L 0", [given("t"), given("h1"), T, each(T)], given("l"), "l"))),
    ],
    "limit_squeeze": [
        Case(claim(SEQ, TO_ZERO, tends(GK, "0"), always(f"(le (abs {FK}) {GK})", "5")), theorem("limit_squeeze", f"{F} {G} 5", "h1 T h2")),
        Case(claim(SEQ, TO_ZERO, tends(f"(abs {FK})", "0")), theorem("limit_squeeze", f"{F} (lambda k (abs {FK})) 0", [given("h1"), T, each(T)])),
        Case(claim("f g: sequence-scalar nonnegative", TO_ZERO, tends(f"(+ {FK} {GK})", "0")),
             theorem("limit_squeeze", f"{F} (lambda k (+ {FK} {GK})) 2", [given("h1"), T, each(T)])),
    ],
    "monotone_convergence": [
        Case(claim("f: sequence-scalar", FOUND, RISES, BOUNDED), MONOTONE),
        Case(claim("f: sequence-scalar, c: real", FOUND, RISES, always(f"(le {FK} c)")), theorem("monotone_convergence", f"{F} c 0 L", "T T h1 h2")),
        Case(claim("f: sequence-scalar, c: real", FOUND.replace("le 0 k", "le 7 k"), always(f"(le {FK} {NEXT})", "7"), always(f"(le {FK} c)", "7")),
             theorem("monotone_convergence", f"{F} c 7 L", "T T h1 h2")),
    ],
    "geometric": [
        Case(claim("r: real", tends("(pow r k)", "0"), "(lt -1 r)", "(lt r 1)"), theorem("geometric", "r k", BOTH)),
        Case(claim("", tends("(pow 1/2 k)", "0")), theorem("geometric", "1/2 k", "T T")),
        Case(claim("r: nonnegative", tends("(pow (- r) n)", "0", "n"), "(lt r 1)"),
             theorem("geometric", "(- r) n", [combined(w("h1")), combined(w("r"), w())])),
    ],
    "power_next": [
        Case(claim("r: real, n: 0..9", "(eq (pow r (+ n 1)) (* r (pow r n)))"), theorem("power_next", "r n", "T", given("t.2"))),
        Case(claim("r: real, n: integer", "(eq (pow r (+ n 1)) (* r (pow r n)))", "(le 0 n)"), theorem("power_next", "r n", "h1", given("t.2"))),
        Case(claim("r: real", "(eq (pow r 0) 1)"), theorem("power_next", "r 0", "T", given("t.1"))),
    ],
    "sum_next": [
        Case(claim("n: integer", "(eq (sum i 0 (+ n 1) (^ i 2)) (+ (sum i 0 n (^ i 2)) (^ (+ n 1) 2)))", "(le -1 n)"),
             theorem("sum_next", f"{SQUARES} 0 n", [combined(w("h1"))])),
        Case(claim("f: sequence-scalar, n: 0..9", "(eq (sum k 0 (+ n 1) (item f k)) (+ (sum k 0 n (item f k)) (item f (+ n 1))))"),
             theorem("sum_next", f"{F} 0 n", [combined(w("n>="), w())])),
        Case(claim("", "(eq (sum i 1 1 i) (+ (sum i 1 0 i) 1))"), theorem("sum_next", "(lambda i i) 1 0", "T")),
    ],
    "sum_empty": [
        Case(claim("", "(eq (sum i 1 0 i) 0)"), theorem("sum_empty", "(lambda i i) 1 0", "T")),
        Case(claim("f: sequence-scalar, n: 0..9", "(eq (sum k (+ n 1) n (item f k)) 0)"), theorem("sum_empty", f"{F} (+ n 1) n", [combined(w())])),
        Case(claim("n: integer", "(eq (sum i 0 n (^ i 2)) 0)", "(lt n 0)"), theorem("sum_empty", f"{SQUARES} 0 n", "h1")),
    ],
    "absolute_convergence": [
        Case(claim("w: sequence-vector, g: sequence-scalar, L: real", CONVERGES, STEPS, SUMMABLE), ABSOLUTE),
        Case(claim("w: sequence-vector, g: sequence-scalar", CONVERGES, STEPS, SUMMABLE.replace("L", "7")),
             theorem("absolute_convergence", f"{W} {G} 7 n u", BOTH)),
        Case(claim("c: vector, g: sequence-scalar nonnegative, L: real", CONVERGES.replace(WK, "c"), SUMMABLE),
             theorem("absolute_convergence", f"(lambda k c) {G} L n u", [each(split([T, combined(w(square=GK))])), given("h1")])),
    ],
}  # fmt: skip

REFUSED: Table = {
    "induction": [
        no("a base that does not hold", claim("", always("(le 1 n)", "0", "n")), induct(INDUCTIVE)),
        no("a step that does not hold", claim("", always("(le n 0)", "0", "n")), induct(combined(w("i")))),
        no("over the reals", claim("", "(forall ((n scalar real)) (implies (le 0 n) (le 0 n)))"), induct(INDUCTIVE)),
        no("from a bound that moves", claim("", always("(le 0 (+ n 1))", "(+ n -1)", "n")), induct(INDUCTIVE)),
        no("from a fraction", claim("", always("(le 1/2 n)", "1/2", "n")), induct(INDUCTIVE)),
        no("a strict bound", claim("", "(forall ((n integer any)) (implies (lt 0 n) (le 0 n)))"), induct(INDUCTIVE)),
        no("downwards", claim("", "(forall ((n integer any)) (implies (le n 0) (le n 0)))"), induct(combined(w("i")))),
        no("over a range", claim("", "(forall ((n integer (range 0 9))) (implies (le 0 n) (le 0 n)))"), induct(INDUCTIVE)),
        no("from a bound that is no integer", claim("c: real", always("(le c n)", "c", "n")), induct(INDUCTIVE)),
        no("two at once", claim("", "(forall ((n integer any) (m integer any)) (implies (le 0 n) (le 0 n)))"), induct(INDUCTIVE)),
        no("the step from more than one before",
           claim("f: sequence-scalar", always("(le (item f 0) (item f k))"), always(f"(le {FK} (item f (+ k 2)))")),
           induct(apply("h1", {"k": "(+ k -1)"}, [combined(w("i range"))], combined(w("i"), w("g"))))),
    ],
    "limit_definition": [
        no("one N for all epsilon", claim(SEQ, TO_L, UNIFORM), DEFINED),
        no("another limit", claim(SEQ, tends(FK, "M"), MEANING), DEFINED),
        no("not strict", claim(SEQ, TO_L, MEANING.replace("lt", "le")), DEFINED),
        no("without the magnitude", claim(SEQ, TO_L, MEANING.replace("(abs (+ (item f k) (- L)))", "(+ (item f k) (- L))")), DEFINED),
        no("a negative N", claim(SEQ, TO_L, MEANING.replace("(le 0 n)", "(le -5 n)")), DEFINED),
        no("epsilon that may be zero", claim(SEQ, TO_L, MEANING.replace("positive", "real")), DEFINED),
        no("of vectors", claim(VEC, "(le 0 1)"), theorem("limit_definition", f"{W} u e n", "", T)),
        no("N for one epsilon", claim(SEQ + ", e: positive", TO_L, f"(exists ((n integer any)) {CLOSE})"),
           theorem("limit_definition", f"{F} L e n", "", apply("t.2", {}, [fix(given("h1"))], given("g")))),
    ],
    "limit_vector": [
        no("another limit", claim(VEC, tends(WK, "x"), DISTANCE), BY_DISTANCE),
        no("a distance that tends to one", claim(VEC, tends(WK, "u"), DISTANCE[:-2] + "1)"), BY_DISTANCE),
        no("the lengths alone", claim(VEC, tends(WK, "u"), tends(f"(dot {WK} {WK})", "(dot u u)")), BY_DISTANCE),
        no("of scalars", claim(SEQ, "(le 0 1)"), theorem("limit_vector", f"{F} L", "", T)),
        no("along one direction", claim(VEC, tends(WK, "u"), tends("(dot x (+ (item w k) (- u)))", "0")), BY_DISTANCE),
        no("another sequence", claim(VEC, tends(VK, "u"), DISTANCE), BY_DISTANCE),
    ],
    "limit_constant": [
        no("no constant", claim("f: sequence-scalar", tends(FK, FK.replace("k", "0"))), theorem("limit_constant", F, "")),
        no("the index itself", claim("", tends("k", "0")), theorem("limit_constant", "(lambda k k)", "")),
        no("another constant", claim("L M: real", tends("L", "M")), theorem("limit_constant", "(lambda k L)", "")),
        no("a constant without a value", claim("L: real", tends("(/ 1 L)", "(/ 1 L)")), theorem("limit_constant", "(lambda k (/ 1 L))", "")),
        no("an operator", claim("A: symmetric", "(le 0 1)"), theorem("limit_constant", "(lambda k A)", "", T)),
        no("a symbol that is not declared", claim("", "(le 0 1)"), theorem("limit_constant", "(lambda k c)", "", T)),
        no("no sequence", claim("L: real", "(le 0 1)"), theorem("limit_constant", "L", "", T)),
    ],
    "limit_sum": [
        no("a limit of something else", claim(SEQ, tends(f"(+ {FK} {GK})", "(+ L M)"), TO_L, tends(f"(* {GK} {GK})", "M")),
           theorem("limit_sum", f"{F} L {G} M", BOTH)),
        no("a premise left out", claim(SEQ, tends(f"(+ {FK} {GK})", "(+ L M)"), TO_L), theorem("limit_sum", f"{F} L {G} M", "h1")),
        no("the difference", claim(SEQ, tends(f"(+ {FK} (- {GK}))", "(+ L M)"), TO_L, TO_M), theorem("limit_sum", f"{F} L {G} M", BOTH)),
        no("another sum", claim(SEQ, tends(f"(+ {FK} {GK})", "(* L M)"), TO_L, TO_M), theorem("limit_sum", f"{F} L {G} M", BOTH)),
        no("a scalar and a vector", claim(SEQ + ", w: sequence-vector, u: vector", "(le 0 1)", TO_L, tends(WK, "u")),
           theorem("limit_sum", f"{F} L {W} u", BOTH, T)),
        no("members that are one late", claim(SEQ, tends(f"(+ {NEXT} {GK})", "(+ L M)"), TO_L, TO_M), theorem("limit_sum", f"{F} L {G} M", BOTH)),
    ],
    "limit_product": [
        no("a factor without a limit", claim(SEQ, tends(f"(* {FK} {GK})", "0"), TO_ZERO), theorem("limit_product", f"{F} 0 {G} L", "h1 h1")),
        no("the sum of the limits", claim(SEQ, tends(f"(* {FK} {GK})", "(+ L M)"), TO_L, TO_M), theorem("limit_product", f"{F} L {G} M", BOTH)),
        no("two vectors", claim(VEC, "(le 0 1)", tends(VK, "u"), tends(WK, "x")), theorem("limit_product", f"{V} u {W} x", BOTH, T)),
        no("a premise left out", claim(SEQ, tends(f"(* {FK} {GK})", "(* L M)"), TO_L), theorem("limit_product", f"{F} L {G} M", "h1")),
        no("the vector first", claim(SEQ + ", w: sequence-vector, u: vector", "(le 0 1)", TO_L, tends(WK, "u")),
           theorem("limit_product", f"{W} u {F} L", "h2 h1", T)),
        no("another sequence", claim(SEQ, tends(f"(* {FK} {FK})", "(* L M)"), TO_L, TO_M), theorem("limit_product", f"{F} L {G} M", BOTH)),
    ],
    "limit_dot": [
        no("another limit", claim(VEC, tends(f"(dot {VK} {WK})", "(dot u u)"), tends(VK, "u"), tends(WK, "x")),
           theorem("limit_dot", f"{V} u {W} x", BOTH)),
        no("a premise left out", claim(VEC, tends(f"(dot {VK} {WK})", "(dot u x)"), tends(VK, "u")), theorem("limit_dot", f"{V} u {W} x", "h1")),
        no("a factor without a limit", claim(VEC, tends(f"(dot {VK} {WK})", "0"), tends(VK, "0v")), theorem("limit_dot", f"{V} 0v {W} x", "h1 h1")),
        no("scalars", claim(SEQ, "(le 0 1)", TO_L, TO_M), theorem("limit_dot", f"{F} L {G} M", BOTH, T)),
        no("with an operator", claim("A: symmetric, " + VEC, tends(f"(dot {VK} (@ A {WK}))", "(dot u x)"), tends(VK, "u"), tends(WK, "x")),
           theorem("limit_dot", f"{V} u {W} x", BOTH)),
        no("the limits exchanged", claim(VEC, tends(f"(dot {VK} {WK})", "(dot u x)"), tends(VK, "u"), tends(WK, "x")),
           theorem("limit_dot", f"{V} x {W} u", BOTH)),
    ],
    "limit_apply": [
        no("the limit itself", claim("A: symmetric, " + VEC, tends(f"(@ A {WK})", "u"), tends(WK, "u")), theorem("limit_apply", f"A {W} u", "h1")),
        no("without a limit", claim("A: symmetric, " + VEC, tends(f"(@ A {WK})", "(@ A u)"), tends(VK, "u")),
           theorem("limit_apply", f"A {W} u", "h1")),
        no("the transpose", claim("A: invertible, " + VEC, tends(f"(@ A {WK})", "(@ (T A) u)"), tends(WK, "u")),
           theorem("limit_apply", f"A {W} u", "h1")),
        no("scalars", claim("A: symmetric, " + SEQ, "(le 0 1)", TO_L), theorem("limit_apply", f"A {F} L", "h1", T)),
        no("backwards", claim("A: symmetric, " + VEC, tends(WK, "u"), tends(f"(@ A {WK})", "(@ A u)")), theorem("limit_apply", f"A {W} u", "h1")),
        no("an inverse that need not exist", claim("A: symmetric, " + VEC, "(le 0 1)", tends(WK, "u")),
           theorem("limit_apply", f"(^ A -1) {W} u", "h1", T)),
    ],
    "limit_inverse": [
        no("members that may be zero", claim(SEQ, tends(f"(/ 1 {FK})", "(/ 1 L)"), "(ne L 0)", TO_L), theorem("limit_inverse", f"{F} L", "h2 h1")),
        no("a limit that may be zero", claim("f: sequence-scalar positive, L: real", "(le 0 1)", TO_L),
           theorem("limit_inverse", f"{F} L", "h1 T", T)),
        no("the limit zero", claim("f: sequence-scalar positive", "(le 0 1)", TO_ZERO), theorem("limit_inverse", f"{F} 0", "h1 T", T)),
        no("another limit", claim("f: sequence-scalar nonzero, L: nonzero", tends(f"(/ 1 {FK})", "L"), TO_L),
           theorem("limit_inverse", f"{F} L", "h1 T")),
        no("a premise left out", claim("f: sequence-scalar nonzero, L: nonzero", tends(f"(/ 1 {FK})", "(/ 1 L)"), TO_L),
           theorem("limit_inverse", f"{F} L", "h1")),
        no("of vectors", claim("w: sequence-vector nonzero, u: vector nonzero", "(le 0 1)", tends(WK, "u")),
           theorem("limit_inverse", f"{W} u", "h1 T", T)),
        no("a member that is zero once", claim("", "(le 0 1)", "(tends k (+ 1 (- (pow 1/2 k))) 1)"),
           theorem("limit_inverse", "(lambda k (+ 1 (- (pow 1/2 k)))) 1", "h1 T", T)),
    ],
    "limit_root": [
        no("members that may be negative", claim("f: sequence-scalar, L: nonnegative", tends(f"(sqrt {FK})", "(sqrt L)"), TO_L),
           theorem("limit_root", f"{F} L", "h1")),
        no("a limit of unknown sign", claim("f: sequence-scalar nonnegative, L: real", tends(f"(sqrt {FK})", "(sqrt L)"), TO_L),
           theorem("limit_root", f"{F} L", "h1")),
        no("the limit itself", claim("f: sequence-scalar nonnegative, L: nonnegative", tends(f"(sqrt {FK})", "L"), TO_L),
           theorem("limit_root", f"{F} L", "h1")),
        no("without a limit", claim("f: sequence-scalar nonnegative, L: nonnegative", tends(f"(sqrt {FK})", "(sqrt L)")),
           theorem("limit_root", f"{F} L", "T")),
        no("of vectors", claim(VEC, "(le 0 1)", tends(WK, "u")), theorem("limit_root", f"{W} u", "h1", T)),
        no("the negative root", claim("f: sequence-scalar nonnegative", tends(f"(sqrt {FK})", "-2"), tends(FK, "4")),
           theorem("limit_root", f"{F} 4", "h1")),
    ],
    "limit_abs": [
        no("the limit itself", claim(SEQ, tends(f"(abs {FK})", "L"), TO_L), theorem("limit_abs", f"{F} L", "h1")),
        no("backwards", claim(SEQ, TO_L, tends(f"(abs {FK})", "(abs L)")), theorem("limit_abs", f"{F} L", "h1")),
        no("without a limit", claim(SEQ, tends(f"(abs {FK})", "(abs L)"), TO_M), theorem("limit_abs", f"{F} L", "h1")),
        no("another sequence", claim(SEQ, tends(f"(abs {GK})", "(abs L)"), TO_L), theorem("limit_abs", f"{F} L", "h1")),
        no("of vectors", claim(VEC, "(le 0 1)", tends(WK, "u")), theorem("limit_abs", f"{W} u", "h1", T)),
        no("the opposite", claim(SEQ, tends(f"(abs {FK})", "(- (abs L))"), TO_L), theorem("limit_abs", f"{F} L", "h1")),
    ],
    "limit_shift": [
        no("members before the first", claim(SEQ, "(le 0 1)", TO_L), theorem("limit_shift", f"{F} L -1", "T", T)),
        no("by any integer", claim(SEQ + ", n: integer", "(le 0 1)", TO_L), theorem("limit_shift", f"{F} L n", "T", T)),
        no("by a fraction", claim(SEQ, "(le 0 1)", TO_L), theorem("limit_shift", f"{F} L 1/2", "T", T)),
        no("another limit", claim(SEQ, TO_L, tends(NEXT, "M")), theorem("limit_shift", f"{F} L 1", "T", apply("t.2", {}, "h1", given("g")))),
        no("every other member", claim(SEQ, TO_L, tends("(item f (+ k k))", "L")),
           theorem("limit_shift", f"{F} L 1", "T", apply("t.2", {}, "h1", given("g")))),
        no("another number of places", claim(SEQ, TO_L, tends("(item f (+ k 2))", "L")),
           theorem("limit_shift", f"{F} L 1", "T", apply("t.2", {}, "h1", given("g")))),
        no("an operator", claim("A: symmetric, w: sequence-vector", "(le 0 1)"), theorem("limit_shift", f"{W} A 1", "T", T)),
    ],
    "limit_equal": [
        no("not from an index on", claim(SEQ, tends(GK, "L"), TO_L, f"(eq {FK} {GK})".replace("k", "0")),
           theorem("limit_equal", f"{F} L {G} 0", "h1 T h2")),
        no("up to an index", claim(SEQ, tends(GK, "L"), TO_L, "(forall ((k integer (range 0 99))) (eq (item f k) (item g k)))"),
           theorem("limit_equal", f"{F} L {G} 0", "h1 T h2")),
        no("another limit", claim(SEQ, tends(GK, "M"), TO_L, AGREE), theorem("limit_equal", f"{F} L {G} 5", "h1 T h2")),
        no("from another index on", claim(SEQ, tends(GK, "L"), TO_L, AGREE), theorem("limit_equal", f"{F} L {G} 4", "h1 T h2")),
        no("close to each other", claim(SEQ, tends(GK, "L"), TO_L, always(f"(le (abs (+ {FK} (- {GK}))) 1)", "5")),
           theorem("limit_equal", f"{F} L {G} 5", "h1 T h2")),
        no("a sequence without a value at 0", claim(SEQ, "(le 0 1)", TO_L, always(f"(eq {FK} (/ {FK} k))", "1")),
           theorem("limit_equal", f"{F} L (lambda k (/ {FK} k)) 1", "h1 T h2", T)),
        no("a negative index", claim(SEQ, tends(GK, "L"), TO_L, "(eq 0 0)"), theorem("limit_equal", f"{F} L {G} -1", "h1 T h2")),
    ],
    "limit_order": [
        no("strict", claim(SEQ, "(lt L M)", TO_L, TO_M, always(f"(le {FK} {GK})", "5")), theorem("limit_order", f"{F} L {G} M 5", "h1 h2 T h3")),
        no("the other way round", claim(SEQ, "(le M L)", TO_L, TO_M, always(f"(le {FK} {GK})", "5")),
           theorem("limit_order", f"{F} L {G} M 5", "h1 h2 T h3")),
        no("a sequence without a limit", claim(SEQ, "(le L M)", TO_L, TO_L, always(f"(le {FK} {GK})", "5")),
           theorem("limit_order", f"{F} L {G} M 5", "h1 h2 T h3")),
        no("at one place only", claim(SEQ, "(le L M)", TO_L, TO_M, "(le (item f 5) (item g 5))"),
           theorem("limit_order", f"{F} L {G} M 5", "h1 h2 T h3")),
        no("at every other place", claim(SEQ, "(le L M)", TO_L, TO_M, always("(le (item f (* 2 k)) (item g (* 2 k)))", "5")),
           theorem("limit_order", f"{F} L {G} M 5", "h1 h2 T h3")),
        no("from a number on that is no integer", claim(SEQ + ", c: positive", "(le L M)", TO_L, TO_M, always(f"(le {FK} {GK})", "c")),
           theorem("limit_order", f"{F} L {G} M c", "h1 h2 T h3")),
        no("vectors", claim(VEC, "(le 0 1)", tends(VK, "u"), tends(WK, "x")), theorem("limit_order", f"{V} u {W} x 0", "h1 h2 T T", T)),
    ],
    "limit_squeeze": [
        no("below only", claim(SEQ, TO_ZERO, tends(GK, "0"), always(f"(le {FK} {GK})", "5")), theorem("limit_squeeze", f"{F} {G} 5", "h1 T h2")),
        no("a bound that tends to one", claim(SEQ, TO_ZERO, tends(GK, "1"), always(f"(le (abs {FK}) {GK})", "5")),
           theorem("limit_squeeze", f"{F} {G} 5", "h1 T h2")),
        no("from below", claim(SEQ, TO_ZERO, tends(GK, "0"), always(f"(le {GK} (abs {FK}))", "5")),
           theorem("limit_squeeze", f"{F} {G} 5", "h1 T h2")),
        no("another limit", claim(SEQ, TO_L, tends(GK, "0"), always(f"(le (abs {FK}) {GK})", "5")),
           theorem("limit_squeeze", f"{F} {G} 5", "h1 T h2")),
        no("at one place only", claim(SEQ, TO_ZERO, tends(GK, "0"), "(le (abs (item f 5)) (item g 5))"),
           theorem("limit_squeeze", f"{F} {G} 5", "h1 T h2")),
        no("vectors", claim(VEC, "(le 0 1)", tends(VK, "0v")), theorem("limit_squeeze", f"{V} {W} 5", "h1 T T", T)),
        no("a negative index", claim(SEQ, TO_ZERO, tends(GK, "0"), always("(eq 0 0)")), theorem("limit_squeeze", f"{F} {G} -5", "h1 T h2")),
    ],
    "monotone_convergence": [
        no("a bound that grows", claim("f: sequence-scalar", FOUND, RISES, always(f"(le {FK} k)")),
           theorem("monotone_convergence", f"{F} k 0 L", "T T h1 h2")),
        no("a sequence that falls", claim("f: sequence-scalar", FOUND, always(f"(le {NEXT} {FK})"), BOUNDED), MONOTONE),
        no("no bound", claim("f: sequence-scalar", FOUND, RISES), theorem("monotone_convergence", f"{F} 1 0 L", "T T h1 h1")),
        no("from an index on only", claim("f: sequence-scalar", FOUND, always(f"(le {FK} {NEXT})", "7"), BOUNDED), MONOTONE),
        no("the bound for the limit", claim("f: sequence-scalar", tends(FK, "1"), RISES, BOUNDED), MONOTONE),
        no("bounded from below", claim("f: sequence-scalar", FOUND, RISES, always(f"(le -1 {FK})")),
           theorem("monotone_convergence", f"{F} 1 0 L", "T T h1 h2")),
        no("a bound without a value", claim("f: sequence-scalar, c: real", "(le 0 1)", RISES),
           theorem("monotone_convergence", f"{F} (/ 1 c) 0 L", "T T h1 h1", T)),
        no("vectors", claim("w: sequence-vector", "(le 0 1)"), theorem("monotone_convergence", f"{W} 1 0 L", "T T T T", T)),
        no("a bound that the name of the limit would capture",
           claim("f: sequence-scalar, L: real", f"(exists ((M scalar real)) (and {tends(FK, 'M')} {always('(le L M)')}))", RISES, always(f"(le {FK} L)")),
           theorem("monotone_convergence", f"{F} L 0 L", "T T h1 h2")),
    ],
    "geometric": [
        no("minus one", claim("r: real", tends("(pow r k)", "0"), "(le -1 r)", "(lt r 1)"), theorem("geometric", "r k", BOTH)),
        no("one", claim("r: real", tends("(pow r k)", "0"), "(lt -1 r)", "(le r 1)"), theorem("geometric", "r k", BOTH)),
        no("below one only", claim("r: real", tends("(pow r k)", "0"), "(lt r 1)"), theorem("geometric", "r k", "T h1")),
        no("another limit", claim("", tends("(pow 1/2 k)", "1")), theorem("geometric", "1/2 k", "T T")),
        no("another number", claim("r: real", tends("(pow (* 2 r) k)", "0"), "(lt -1 r)", "(lt r 1)"), theorem("geometric", "r k", BOTH)),
        no("a number that the index would capture", claim("k: real", tends("(pow n n)", "0", "n"), "(lt -1 k)", "(lt k 1)"),
           theorem("geometric", "k k", BOTH)),
        no("times the index", claim("", tends("(* k (pow 1/2 k))", "0")), theorem("geometric", "1/2 k", "T T")),
    ],
    "power_next": [
        no("a negative exponent", claim("r: nonzero", "(le 0 1)"), theorem("power_next", "r -1", "T", T)),
        no("any integer", claim("r: real, n: integer", "(le 0 1)"), theorem("power_next", "r n", "T", T)),
        no("a fraction", claim("r: real", "(le 0 1)"), theorem("power_next", "r 1/2", "T", T)),
        no("one step too many", claim("r: real, n: 0..9", "(eq (pow r (+ n 2)) (* r (pow r n)))"), theorem("power_next", "r n", "T", given("t.2"))),
        no("the zeroth power of zero", claim("", "(eq (pow 0 0) 0)"), theorem("power_next", "0 0", "T", given("t.1"))),
        no("a sum for the product", claim("r: real, n: 0..9", "(eq (pow r (+ n 1)) (+ r (pow r n)))"),
           theorem("power_next", "r n", "T", given("t.2"))),
        no("of an operator", claim("A: symmetric", "(le 0 1)"), theorem("power_next", "A 0", "T", T)),
    ],
    "sum_next": [
        no("two steps below the first", claim("n: integer", "(eq (sum i 0 (+ n 1) (^ i 2)) (+ (sum i 0 n (^ i 2)) (^ (+ n 1) 2)))", "(le -2 n)"),
           theorem("sum_next", f"{SQUARES} 0 n", [combined(w("h1"))])),
        no("the summand before", claim("n: 0..9", "(eq (sum i 0 (+ n 1) (^ i 2)) (+ (sum i 0 n (^ i 2)) (^ n 2)))"),
           theorem("sum_next", f"{SQUARES} 0 n", [combined(w("n>="), w())])),
        no("members before the first", claim("f: sequence-scalar", "(le 0 1)"), theorem("sum_next", f"{F} -2 3", "T", T)),
        no("an end that is no integer", claim("c: positive", "(le 0 1)"), theorem("sum_next", f"{SQUARES} 0 c", "T", T)),
        no("a sequence of vectors", claim("w: sequence-vector", "(le 0 1)"), theorem("sum_next", f"{W} 0 3", "T", T)),
        no("a summand without a value", claim("", "(le 0 1)"), theorem("sum_next", "(lambda i (/ 1 i)) 0 3", "T", T)),
        no("another sum", claim("n: 0..9", "(eq (sum i 0 (+ n 1) (^ i 2)) (+ (sum i 1 n (^ i 2)) (^ (+ n 1) 2)))"),
           theorem("sum_next", f"{SQUARES} 0 n", [combined(w("n>="), w())])),
    ],
    "sum_empty": [
        no("one summand", claim("", "(eq (sum i 1 1 i) 0)"), theorem("sum_empty", "(lambda i i) 1 1", "T")),
        no("an end that may be above", claim("n: integer", "(eq (sum i 0 n (^ i 2)) 0)"), theorem("sum_empty", f"{SQUARES} 0 n", "T")),
        no("not strict", claim("n: integer", "(eq (sum i 0 n (^ i 2)) 0)", "(le n 0)"), theorem("sum_empty", f"{SQUARES} 0 n", "h1")),
        no("a maximum", claim("", "(eq (max i 1 0 i) 0)"), theorem("sum_empty", "(lambda i i) 1 0", "T")),
        no("one", claim("", "(eq (sum i 1 0 i) 1)"), theorem("sum_empty", "(lambda i i) 1 0", "T")),
        no("ends that are no integers", claim("", "(le 0 1)"), theorem("sum_empty", "(lambda i i) 1/2 1/4", "T", T)),
        no("members before the first", claim("f: sequence-scalar", "(le 0 1)"), theorem("sum_empty", f"{F} -1 -2", "T", T)),
    ],
    "absolute_convergence": [
        no("the squares are summable",
           claim("w: sequence-vector, g: sequence-scalar, L: real", CONVERGES, STEPS, always("(le (sum k 0 n (^ (item g k) 2)) L)", "0", "n")), ABSOLUTE),
        no("bounds that may be negative",
           claim("w: sequence-vector, g: sequence-scalar, L: real", CONVERGES, always(f"(le (dot {INCREMENT} {INCREMENT}) (^ {GK} 2))"), SUMMABLE), ABSOLUTE),
        no("a bound of the sums that grows",
           claim("w: sequence-vector, g: sequence-scalar", CONVERGES, STEPS, always("(le (sum k 0 n (item g k)) n)", "0", "n")),
           theorem("absolute_convergence", f"{W} {G} n n u", BOTH)),
        no("the lengths in place of the increments",
           claim("w: sequence-vector, g: sequence-scalar, L: real", CONVERGES, STEPS.replace("(item w (+ k 1))", "(* 0 (item w k))"), SUMMABLE),
           theorem("absolute_convergence", f"{W} {G} L n u", BOTH)),
        no("to a vector of one's choice", claim("w: sequence-vector, g: sequence-scalar, L: real", tends(WK, "0v"), STEPS, SUMMABLE), ABSOLUTE),
        no("scalars", claim(SEQ, "(le 0 1)"), theorem("absolute_convergence", f"{F} {G} L n u", "T T", T)),
        no("the sums of another sequence",
           claim("w: sequence-vector, f g: sequence-scalar, L: real", CONVERGES, STEPS, always("(le (sum k 0 n (item f k)) L)", "0", "n")), ABSOLUTE),
        no("not squared",
           claim("w: sequence-vector, g: sequence-scalar, L: real", CONVERGES, always(f"(and (le 0 {GK}) (le (dot {INCREMENT} {INCREMENT}) {GK}))"), SUMMABLE),
           ABSOLUTE),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", listed(ACCEPTED))
def test_accepted(case: Case) -> None:
    accept(case)


@pytest.mark.parametrize("case", listed(REFUSED))
def test_refused(case: Case) -> None:
    refuse(case)
