"""Random statements that are likely to be true, with proofs: identities, orders, combinations, logic, theorems, templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from random_language import Language, statement

from verify.checker import CheckError, load
from verify.checker.facts import Context, check
from verify.checker.formulas import And, Eq, Exists, Forall, Iff, Implies, Le, Lt, Not, Or, Parallel, Relation
from verify.checker.reading import write
from verify.checker.rules.citing import THEOREMS, argument
from verify.checker.rules.common import TRUE
from verify.checker.rules.statement import context_of
from verify.checker.terms import Term
from verify.checker.work import budget

Json = Any
TRIVIAL: Json = {"by": "trivial"}


@dataclass
class Case:
    """A statement with a proof; what is missing in the proof is looked for.  `also`: data whose symbols are to be declared."""

    kind: str
    hypotheses: list[Json]
    conclusion: Json
    proof: Json = field(default_factory=dict)
    also: Json = ()


# ------------------------------------------------------------------------------------------------
# A search for proofs: untrusted, small


class Search:
    """Offers proofs where one is missing: the rule that fits the goal, and the facts as they are."""

    def __init__(self, tries: int = 60) -> None:
        self.tries = tries

    def __call__(self, goals: list[Term], proof: Any, context: Context) -> Any:
        """The hook of a context: a proof for one goal, a list of proofs for several (asked for by {"all": ...})."""
        found = [self.found(goal, context) for goal in goals]
        return found if "all" in proof else found[0]

    def found(self, goal: Term, context: Context) -> Json:
        """A proof of a goal; CheckError where none is found."""
        for proof in self.offers(goal, context):
            self.tries -= 1
            if self.tries < 0:
                break
            try:
                kept = written(proof)
                check(goal, kept, context)
                return kept
            except CheckError:
                continue
        raise CheckError("no proof is found")

    def offers(self, goal: Term, context: Context) -> list[Json]:
        """Proofs that might do; a missing part is looked for in turn."""
        depth = len(context.facts)
        label = f"fact {depth}"
        rest: list[Json] = [{"by": "given", "fact": name} for name, fact in context.facts.items() if type(fact.formula) is type(goal)]
        match goal:
            case And(parts):
                return [TRIVIAL, *rest, {"by": "split", "parts": [Missing()] * len(parts)}]
            case Implies():
                return [*rest, {"by": "assume", "as": label, "then": Missing()}]
            case Not():
                return [*rest, {"by": "assume", "as": label, "then": Missing()}, {"by": "absurd", "as": label, "then": Missing()}]
            case Iff():
                return [*rest, {"by": "both ways", "forward": Missing(), "backward": Missing()}]
            case Forall():
                return [*rest, {"by": "fix", "then": Missing()}]
            case Or(parts):
                sides = [{"by": "choose", "side": i, "then": Missing()} for i in range(len(parts))]
                return [*rest, *sides, *self.by_cases(goal, context, label)]
            case Exists():
                ready = {"scalar": ["1", "0", "a"], "vector": ["x", "w"], "integer": ["1", "d"], "operator": ["S", "H"]}
                terms = [{name: ready[kind][i] for name, (kind, _) in zip(context.fresh_names(goal), goal.kinds)} for i in range(2)]
                return [*rest, *({"by": "witness", "terms": values, "parts": Everything()} for values in terms)]
            case Parallel():
                return [*rest, *({"by": "multiple", "factor": c, "proof": TRIVIAL} for c in ("1", "0", "2", "a"))]
            case Relation():
                return [TRIVIAL, *rest, *self.sums(goal, context), *self.by_cases(goal, context, label)]
        return rest

    def sums(self, goal: Relation, context: Context) -> list[Json]:
        """The goal as the sum of one or two facts."""
        one: list[Json] = []
        for name, fact in context.facts.items():
            if isinstance(fact.formula, Eq) and isinstance(goal, (Eq, Le)):
                one += [{"eq": name, "times": "1"}, {"eq": name, "times": "-1"}]
            elif isinstance(fact.formula, (Le, Lt)) and isinstance(goal, (Le, Lt)):
                one.append({"c": "1", "factors": [[name, 1]], "square": None})
        one = one[:6]
        return [{"by": "combine", "sum": [x]} for x in one] + [{"by": "combine", "sum": [x, y]} for x in one for y in one if x is not y][:8]

    def by_cases(self, goal: Term, context: Context, label: str) -> list[Json]:
        """One proof for each side of a disjunction; a negated fact, or an implication, put to use."""
        offers: list[Json] = []
        for name, fact in context.facts.items():
            f = fact.formula
            if label.count(" ") > 1 or f"{name} used" in context.facts:
                continue
            if isinstance(f, Or):
                offers.append({"by": "either", "fact": name, "as": f"{name} used", "parts": [Missing()] * len(f.parts)})
            elif isinstance(f, (Implies, Not)):
                offers.append({"by": "apply", "fact": name, "terms": {}, "premises": Everything(), "as": f"{name} used", "then": Missing()})
            elif isinstance(f, Exists):
                offers.append({"by": "open", "fact": name, "as": f"{name} used", "then": Missing()})
            elif isinstance(f, Forall):
                values = {"scalar": "a", "vector": "x", "integer": "1", "operator": "S"}
                terms = {given: values[kind] for given, (kind, _) in zip(f.names, f.kinds)}
                offers.append({"by": "apply", "fact": name, "terms": terms, "premises": Everything(), "as": f"{name} used", "then": Missing()})
        return offers


class Missing(dict[str, Any]):
    """A proof to be found; it becomes the one that is found."""


class Everything(dict[str, Any]):
    """Proofs to be found, one for each goal."""

    def __init__(self) -> None:
        super().__init__(all=True)


def written(proof: Json) -> Json:
    """A copy with its own missing parts."""
    if isinstance(proof, (Missing, Everything)):
        return type(proof)()
    if isinstance(proof, dict):
        return {key: written(part) for key, part in proof.items()}
    return [written(part) for part in proof] if isinstance(proof, list) else proof


class Recorder:
    """A search that writes what it found into the places where it was missing."""

    def __init__(self, search: Search) -> None:
        self.search = search

    def __call__(self, goals: list[Term], proof: Any, context: Context) -> Any:
        found = self.search(goals, proof, context)
        if isinstance(proof, Missing):
            proof.clear()
            proof.update(found)
        elif isinstance(proof, Everything):
            proof["found"] = found
        return found


def filled(proof: Json) -> Json:
    """A proof as plain data, with what was found."""
    if isinstance(proof, Everything):
        return [filled(part) for part in proof.get("found", [])]
    if isinstance(proof, dict):
        return {key: filled(part) for key, part in proof.items()}
    return [filled(part) for part in proof] if isinstance(proof, list) else proof


def proved(case: Case) -> Case | None:
    """The case with a complete proof, None where none is found."""
    proof = written(case.proof) if case.proof else Missing()
    try:
        loaded = load(statement(case.hypotheses, case.conclusion, case.also))
        with budget(300_000):
            context = context_of(loaded, {})
            check(loaded.conclusion, proof, replace(context, filler=Recorder(Search())))
    except CheckError:
        return None
    return Case(case.kind, case.hypotheses, case.conclusion, filled(proof), case.also)


# ------------------------------------------------------------------------------------------------
# Terms written otherwise


def rewritten(rng: Random, t: Json, often: float = 0.35) -> Json:
    """A term with the same value, written otherwise here and there."""
    if isinstance(t, str) or t[0] in ("D", "at", "fn", "item", "eig"):
        return t
    if t[0] in ("max", "sum"):
        return [*t[:4], rewritten(rng, t[4], often)]
    if t[0] == "^":
        t = ["^", rewritten(rng, t[1], often), t[2]]
    else:
        t = [t[0], *(rewritten(rng, part, often) for part in t[1:])]
    if rng.random() > often:
        return t
    other: list[Json] = []
    match t:
        case ["+", *parts]:
            order = parts[:]
            rng.shuffle(order)
            other = [["+", *order], ["-", ["+", *(["-", x] for x in parts)]], ["+", ["+", *parts]]]
        case ["*", first, ["+", *parts]]:
            other = [["+", *(["*", first, x] for x in parts)]]
        case ["*", *factors, last]:
            rng.shuffle(factors)
            other = [["*", *factors, last], ["-", ["*", "-1", *factors, last]]]
        case ["-", x]:
            other = [["*", "-1", x]]
        case ["dot", x, ["@", a, y]]:
            other = [["dot", ["@", ["T", a], x], y], ["dot", ["@", a, y], x]]
        case ["dot", x, y]:
            other = [["dot", y, x], ["dot", ["@", "Q", x], ["@", "Q", y]], ["dot", ["@", "A", x], ["@", ["T", ["^", "A", "-1"]], y]]]
        case ["abs", x]:
            other = [["sqrt", ["^", x, "2"]], ["abs", ["-", x]]]
        case ["/", x, y]:
            other = [["*", ["^", y, "-1"], x], ["/", ["-", x], ["-", y]]]
        case ["^", x, "2"]:
            operator = x in ("H", "S", "Q", "A") or (isinstance(x, list) and x[0] in ("@", "T", "outer"))
            other = [["@" if operator else "*", x, x]]
        case ["@", ["outer", x, y], z]:
            other = [["*", ["dot", y, z], x]]
        case ["@", a, ["@", b, x]]:
            other = [["@", ["@", a, b], x]]
        case ["@", a, ["+", *parts]]:
            other = [["+", *(["@", a, x] for x in parts)]]
        case ["T", ["@", a, b]]:
            other = [["@", ["T", b], ["T", a]]]
        case ["T", ["T", a]]:
            other = [a]
        case ["T", ["outer", x, y]]:
            other = [["outer", y, x]]
        case ["sqrt", ["*", x, y]]:
            other = [["sqrt", ["*", y, x]]]
        case ["E", ["*", "g", x]]:
            other = [["E", ["*", x, "g"]]] if isinstance(x, list) and x[0] == "dot" else []
    return rng.choice(other) if other else t


# ------------------------------------------------------------------------------------------------
# Cases, by kind


def equal(rng: Random) -> Case:
    """A term and the same one written otherwise."""
    language = Language(rng, safe=0.97)
    sort, t = language.value(rng.randint(1, 3))
    other = rewritten(rng, t, 0.5)
    if rng.random() < 0.3 and sort == "scalar":
        other, t = ["+", other, "c"], ["+", "c", t]
    return Case("equal", [], ["eq", t, other], TRIVIAL)


def order(rng: Random) -> Case:
    """A term is below the same one with something positive, or not negative, added."""
    language = Language(rng, safe=0.97)
    t = language.scalar(rng.randint(0, 2))
    s, v = language.scalar(1), language.vector(1)
    more = rng.choice([language.positive(1), language.positive(2), ["^", s, "2"], ["abs", s], ["dot", v, v], ["dot", v, ["@", "H", v]], "q",
                       ["sqrt", "q"], ["*", "q", "p"], ["sqrt", ["dot", v, v]], ["^", "a", "4"], ["dot", v, ["@", ["^", "H", "-1"], v]]])  # fmt: skip
    relation, other = rng.choice(("le", "lt", "ne", "le", "lt")), rewritten(rng, t, 0.3)
    left, right = rng.choice([(t, ["+", other, more]), (["+", other, ["-", more]], t), ("0", more)])
    return Case("order", [], [relation, left, right], TRIVIAL)


def signed(rng: Random) -> Case:
    """What the signs that are supposed show: of magnitudes, roots, quotients and powers."""
    t: Json = rng.choice(["a", "c", ["dot", "x", "y"], ["item", "s", "m"], ["dot", "x", ["@", "S", "x"]], ["*", "a", "c"], ["+", "a", "c"], ["eig", "S", "m"],
                          ["dot", "x", "x"], "q", ["pow", "a", "m"], ["-", "a"], ["E", ["*", "g", ["dot", "z", "y"]]], ["fn", "f", ["0", "0"], "a", "c"],
                          ["max", "i1", "1", "d", ["*", "i1", "a"]], ["sum", "i1", "1", "m", ["*", "a", "c"]], ["+", ["dot", "x", "x"], "-1"]])  # fmt: skip
    other = rng.choice(["c", "b", ["dot", "y", "y"], "a", "x"])
    hypotheses = rng.choice([[["lt", "0", t]], [["le", "0", t]], [["ne", t, "0"]], [["le", "0", t], ["ne", t, "0"]], [["lt", t, "0"]], [["le", "1", t]],
                             [["ne", t, "0"], ["le", "0", ["^", t, "3"]]], [["lt", "0", ["/", "1", t]]], [["lt", "0", ["^", t, "2"]]]])  # fmt: skip
    if rng.random() < 0.4:
        hypotheses = [*hypotheses, ["ne", other, "0v" if other == "x" else "0"]]
    s = "p" if other == "x" else other
    conclusion = rng.choice([
        ["lt", "0", t], ["le", "0", ["*", "2", t]], ["ne", ["-", t], "0"], ["lt", t, ["*", "2", t]],
        ["eq", ["abs", t], t], ["eq", ["sqrt", ["^", t, "2"]], t], ["eq", ["^", ["sqrt", t], "2"], t],
        ["lt", "0", ["sqrt", t]], ["lt", "0", ["^", t, "2"]],
        ["eq", ["/", t, t], "1"], ["eq", ["sqrt", ["*", t, "q"]], ["*", ["sqrt", t], ["sqrt", "q"]]], ["le", "0", ["*", t, ["^", s, "2"]]],
        ["lt", "0", ["*", t, ["abs", s]]], ["eq", ["sign", t], "1"], ["ne", ["*", t, s], "0"], ["lt", "0", ["+", t, ["abs", s]]],
        ["le", "0", ["/", ["^", s, "2"], t]],
        ["eq", ["abs", ["*", t, s]], ["*", t, ["abs", s]]], ["lt", "0", ["dot", "x", "x"]], ["lt", "0", ["+", ["^", t, "2"], ["^", s, "2"]]],
        ["ne", ["+", t, t], "0"],
        ["eq", ["/", ["-", t], ["sqrt", ["^", t, "2"]]], "-1"], ["eq", ["^", ["abs", t], "-1"], ["abs", ["/", "1", t]]], ["le", t, ["+", t, ["*", t, "q"]]],
        ["eq", ["sqrt", ["^", t, "4"]], ["^", t, "2"]], ["eq", ["sqrt", ["/", "p", ["^", t, "2"]]], ["/", ["sqrt", "p"], t]], ["lt", ["-", t], "1"],
    ])  # fmt: skip
    return Case("signed", hypotheses, conclusion, TRIVIAL)


def combined(rng: Random) -> Case:
    """A sum of products of hypotheses with an exact weight."""
    language = Language(rng, safe=1.0)
    hypotheses: list[Json] = []
    t = language.scalar(rng.randint(0, 1))
    parts: list[Json] = []
    items: list[Json] = []
    for i in range(rng.randint(1, 3)):
        kind = rng.choice(("le", "lt", "eq", "eq", "vector", "ne"))
        label = f"h{i + 1}"
        if kind == "vector":
            left, right, by = rng.choice("xyw"), language.vector(1), language.vector(1)
            parts.append(["dot", ["+", right, ["-", left]], by])
            hypotheses.append(["eq", left, right])
            items.append({"eq": label, "times": by})
        elif kind == "eq":
            left, right, by = rng.choice(("a", "c", "b", "p", language.scalar(1))), language.scalar(1), language.scalar(1)
            parts.append(["*", by, ["+", right, ["-", left]]])
            hypotheses.append(["eq", left, right])
            items.append({"eq": label, "times": by})
        else:
            left, right = rng.choice([("0", "a"), ("a", "c"), (language.scalar(1), language.scalar(1)), ("c", "0"), ("a", "1")])
            hypotheses.append([kind, left, right])
            weight, exponent = rng.choice(("1", "2", "1/2", "3", "-1")), rng.choice((1, 1, 1, 2, 3, -1))
            factor, square = language.positive(0), rng.choice((None, None, language.scalar(1)))
            factors: list[Json] = [[label, exponent]] + ([[factor, 1]] if rng.random() < 0.4 else [])
            part = ["*", weight, ["^", ["+", right, ["-", left]], str(exponent)]] + ([factor] if len(factors) > 1 else [])
            parts.append(["*", ["*", *part[1:]], ["^", square, "2"]] if square is not None else part)
            items.append({"c": weight, "factors": factors, "square": square})
    right = ["+", t, *parts]
    relation = rng.choice(("eq", "le", "lt", "ne") if rng.random() < 0.3 else ("le", "lt") if any("c" in item for item in items) else ("eq", "le"))
    return Case("combined", hypotheses, [relation, t, rewritten(rng, right, 0.2)], {"by": "combine", "sum": items}, [items])


def logic(rng: Random) -> Case:
    """A tautology with random formulas for its letters."""
    language = Language(rng, safe=0.95)
    p, q, r = (language.relation(1) if rng.random() < 0.7 else language.formula(1) for _ in range(3))
    v, t, i, e = (language.fresh(x) for x in "vtie")
    of_v, of_t = language.relation(1, (v,)), language.relation(1, (t,))
    of_i = language.relation(1, (i,))
    low, high = rng.choice((("1", "d"), ("0", "m"), ("1", "0")))
    decl_v, decl_t, decl_i = [[v, "vector", "any"]], [[t, "scalar", "real"]], [[i, "integer", ["range", low, high]]]
    formula = rng.choice([
        ["implies", ["and", p, q], ["and", q, p]], ["iff", p, p], ["or", p, ["not", p]], ["implies", ["not", ["not", p]], p], ["implies", p, ["or", p, q]],
        ["implies", ["or", p, q], ["or", q, p]], ["implies", ["and", ["implies", p, q], p], q], ["not", ["and", p, ["not", p]]],
        ["implies", ["implies", p, q], ["implies", ["not", q], ["not", p]]], ["iff", ["and", p, q], ["and", q, p]],
        ["implies", ["iff", p, q], ["iff", q, p]], ["implies", ["and", ["or", p, q], ["not", p]], q],
        ["implies", ["forall", decl_v, of_v], ["forall", decl_v, of_v]], ["implies", ["forall", decl_t, of_t], ["exists", decl_t, of_t]],
        ["implies", ["exists", decl_t, of_t], ["exists", decl_t, of_t]], ["forall", decl_i, ["implies", of_i, of_i]],
        ["forall", decl_i, ["and", ["le", low, i], ["le", i, high]]], ["forall", [[e, "scalar", "positive"]], ["lt", "0", ["+", e, ["^", "a", "2"]]]],
        ["exists", decl_t, ["eq", t, "1"]], ["exists", decl_v, ["eq", v, "x"]], ["forall", decl_v, ["le", "0", ["dot", v, ["@", "H", v]]]],
        ["forall", decl_v, ["parallel", ["*", "2", v], v]], ["implies", ["parallel", "x", "y"], ["parallel", "x", "y"]], p, ["and", p, q, r], ["implies", p, q],
    ])  # fmt: skip
    if rng.random() < 0.3:  # what stands before in a formula says where the rest has a value
        inverse, near = ["lt", ["/", "1", "a"], "c"], rng.choice(["a", ["-", "a"], "c"])
        guard = rng.choice([
            ["and", ["ne", near, "0"], inverse], ["or", ["eq", near, "0"], inverse], ["implies", ["ne", near, "0"], inverse], ["or", ["eq", "1", "1"], inverse],
            ["or", inverse, ["eq", "1", "1"]], ["or", ["ne", near, "0"], inverse], ["or", ["lt", near, "0"], ["le", near, "0"], inverse], ["and", inverse, p],
        ])  # fmt: skip
        formula = rng.choice([guard, ["implies", guard, guard], ["iff", guard, guard], ["or", guard, ["eq", "1", "1"]], ["implies", guard, ["eq", "1", "1"]]])
    hypotheses = [h for h in (p, q, r, ["le", "0", "a"], ["ne", "x", "0v"]) if rng.random() < 0.15]
    return Case("logic", hypotheses, formula, also=["a", "x", "w", "S", "H"])


def free(rng: Random) -> Case:
    """A random formula, that or another being supposed."""
    language = Language(rng, safe=0.9)
    f = language.formula(rng.randint(1, 2))
    supposed = [f] if rng.random() < 0.6 else [["and", language.relation(1), f]] if rng.random() < 0.5 else [language.relation(1)]
    return Case("free", supposed, f, also=["a", "x", "w", "S", "H"])


ARGUMENTS: dict[str, list[Json]] = {
    "operator": ["S", "H", ["+", "S", ["outer", "x", "x"]], "A", ["*", "a", "H"], ["+", "H", ["outer", "w", "w"]], "I"],
    "letter": ["H", "H", "I", "S"], "vector": ["x", "y", "w", "0v", ["+", "x", "y"], ["@", "H", "x"]], "index": ["1", "2", "m", "d", ["+", "m", "1"], "n", "0"],
    "exponent": ["0", "1", "2", "-1", "3"], "scalar": ["a", "c", "p", "q", "0", "1", ["*", "a", "c"], ["eig", "S", "m"], ["/", "a", "p"], "1/2"],
    "matrix": [[["a", "c"], ["c", "p"]], [["q"]], [["p", "0"], ["0", "1"]]], "value": ["a", "0", "x", "1", "0v"],
    "sequence": [["lambda", "k", x] for x in (["item", "s", "k"], ["/", "1", ["+", "k", "1"]], "a", ["pow", "a", "k"], ["item", "r", "k"], ["item", "u", "k"],
                                              ["*", "c", ["item", "s", "k"]], "x", ["+", ["item", "r", ["+", "k", "1"]], "1"], ["+", "k", "a"])],
}  # fmt: skip
LETTERS = {"eigenvector": "l", "eigenvector_orthogonal": "l", "eigenvalue_index": "i", "minmax_monotone": "v", "minmax_hyperplane": "v",
           "spectral_form": "i", "limit_definition": "ei", "monotone_convergence": "t", "geometric": "i", "absolute_convergence": "iv",
           "orthogonal_vector": "l", "intermediate_value": "t", "max_attained": "i"}  # the kinds of what their conclusions bind


def theorem(rng: Random) -> Case:
    """An instance of a textbook theorem: its premises are supposed where they are not evident."""
    for _ in range(30):
        name = rng.choice(sorted(THEOREMS))
        sorts = list(THEOREMS[name].sorts)
        if sorts[-1].endswith("*"):
            sorts[-1:] = [sorts[-1][:-1]] * rng.randint(1, 3)
        letters = iter(LETTERS.get(name, ""))
        taken = rng.random() < 0.2  # names that are in use
        args = [(rng.choice("axns") if taken else f"{next(letters)}{90 + i}") if sort == "name" else rng.choice(ARGUMENTS[sort])
                for i, sort in enumerate(sorts)]  # fmt: skip
        if name in ("max_bound", "max_attained"):
            body = rng.choice((["*", "a", "i80"], ["eig", "H", "i80"], ["item", "s", "i80"]))
            args[0] = ["max", "i80", *rng.choice((("1", "d"), ("0", "m"), ("m", "d"), ("1", "0"))), body]
        try:
            context = context_of(load(statement([], ["eq", "0", "0"], [args, *"acpqxywHSAnmsru"])), {})
            premises, conclusion, _ = THEOREMS[name].instance(*(argument(x, sort, context) for x, sort in zip(args, sorts)))
            owed = [p if isinstance(p, Term) else TRUE for p in premises]
            names = set(context.env)
            supposed = [listed(write(p, names)) for p in owed if p != TRUE]
            conclusion_data = listed(write(conclusion, names))
        except (CheckError, TypeError, ValueError):
            continue
        labels = iter(range(1, len(supposed) + 1))
        proofs = [TRIVIAL if p == TRUE else {"by": "given", "fact": f"h{next(labels)}"} for p in owed]
        proof = {"by": "theorem", "name": name, "args": args, "premises": proofs, "as": "t", "then": {"by": "given", "fact": "t"}}
        return Case("theorem", supposed, conclusion_data, proof, [args, *"xyw"])
    return Case("theorem", [], ["eq", "0", "0"], TRIVIAL)


def listed(data: Any) -> Json:
    """Tuples as lists."""
    return [listed(part) for part in data] if isinstance(data, (list, tuple)) else data


def templates(rng: Random) -> list[Case]:
    """Statements of kinds that no random search proves, with their proofs."""
    a, x = rng.choice(("1/2", "1/3", "-1/2", "0")), rng.choice(("x", "w", ["+", "x", "w"]))
    power = ["pow", a, "i1"]
    following = {"by": "follow", "start": [], "step": [], "as": "o", "index": "i9", "then": {}}
    injective = {"by": "fix", "then": {"by": "assume", "as": "z", "then": {"by": "split", "parts": [
        {"by": "combine", "sum": [{"eq": "z.1", "times": "1/2"}]}]}}}  # fmt: skip
    found: list[tuple[list[Json], Json, Json]] = [
        ([], ["spectrum", ["outer", x, x], [[["dot", x, x], "1"], ["0", ["+", "d", "-1"]]]], {"by": "finite rank"}),
        ([], ["spectrum", ["block", "0", x, x, ["*", "0", ["outer", x, x]]], [[["sqrt", ["dot", x, x]], "1"], [["-", ["sqrt", ["dot", x, x]]], "1"],
              ["0", ["+", "d", "-1"]]]], {"by": "finite rank"}),
        ([], ["spectrum", ["*", "a", ["outer", x, x]], [[["*", "a", ["dot", x, x]], "1"], ["0", ["+", "d", "-1"]]]], {"by": "finite rank"}),
        ([], ["limit", ["y"], [["*", "1/2", "y"]], [x], ["0v"]], {"by": "contraction", "rate": "1/2", "premises": [{}, {}, {}]}),
        ([], ["equivalent", ["y"], [["*", "2", "y"]], ["x"], [["*", "2", "y"]], [["@", "Q", "x"]]], {"by": "conjugacy", "maps": {"y": "Q"}, "premises": []}),
        ([], ["equivalent", ["y", "c"], [["*", "c", "y"], ["*", "2", "c"]], ["x", "a"], [["*", ["/", "c", "b"], "y"], ["*", "2", "c"]],
              [["@", "A", "x"], ["*", "b", "a"]]], {"by": "conjugacy", "maps": {"y": "A", "c": "b"}, "premises": []}),
        ([], ["forall", [["i1", "integer", "any"]], ["implies", ["le", "0", "i1"], ["le", "0", ["pow", ["^", "a", "2"], "i1"]]]],
         {"by": "induction", "base": TRIVIAL, "as": "i", "step": {"by": "theorem", "name": "power_next", "args": [["^", "a", "2"], "i1"],
          "premises": [{}], "as": "t", "then": {"by": "combine", "sum": [{"eq": "t.2", "times": "-1"}, {"c": "1", "factors": [["i", 1]], "square": "a"}]}}}),
        ([], ["tends", "i1", power, "0"], {"by": "theorem", "name": "geometric", "args": [a, "i1"], "premises": [TRIVIAL, TRIVIAL], "as": "t",
                                           "then": {"by": "given", "fact": "t"}}),
        ([], ["orbit", [["t1", "scalar", "real"]], [["*", a, "t1"]], ["a"], ["eq", ["item", "t1", "0"], "a"]],
         {**following, "start": [TRIVIAL], "step": [TRIVIAL], "then": {"by": "given", "fact": "o start.1"}}),
        ([], ["orbit", [["t1", "scalar", "positive"]], [["+", "t1", "1"]], ["p"], ["lt", "0", ["item", "t1", "2"]]],
         {**following, "start": [{}, {}], "step": [{}, {}], "then": TRIVIAL}),
        ([], ["almost-all", [["v1", "vector", "any"]], ["ne", "v1", "0v"]],
         {"by": "null set", "polynomial": ["dot", "v1", "v1"], "point": {"v1": "w"}, "as": "n", "nonzero": TRIVIAL,
          "then": {"by": "absurd", "as": "z", "then": {"by": "apply", "fact": "n", "terms": {}, "premises": [
              {"by": "combine", "sum": [{"eq": "z", "times": "v1"}]}], "as": "f", "then": {"by": "given", "fact": "f"}}}}),
        ([], ["almost-all", [["v1", "vector", "any"]], ["le", "0", ["dot", "v1", "v1"]]], {"by": "almost", "facts": [], "as": "f", "then": TRIVIAL}),
        ([], ["not", ["almost-all", [["v1", "vector", "any"]], ["lt", ["dot", "v1", "v1"], "0"]]], {"by": "nowhere", "then": TRIVIAL}),
        ([], ["almost-all", [["v1", "vector", "any"]], ["ne", ["dot", "v1", "w"], "0"]],
         {"by": "null set", "polynomial": ["dot", "v1", "w"], "point": {"v1": "w"}, "as": "n", "nonzero": TRIVIAL, "then": {}}),
        ([], ["nonsingular", [["v1", "vector", "any"]], [["*", "2", "v1"]]],
         {"by": "nonsingular", "directions": ["v2"], "domain": [{}], "smooth": [{}], "point": {"v1": "0v"}, "injective": [injective]}),
        ([], ["almost-all", [["v1", "vector", "any"]], ["orbit", [["v2", "vector", "any"]], [["*", "2", "v2"]], ["v1"],
              ["not", ["exists", [["v3", "vector", "any"]], ["and", ["tends", "i1", ["item", "v2", "i1"], "v3"]]]]]],
         {"by": "unstable", "directions": ["v4"], "domain": [{}], "smooth": [{}], "point": {"v2": "0v"}, "injective": [injective], "as": "s",
          "eigenvalue": "2", "eigenvector": {"v4": "w"}, "unstable": [TRIVIAL, {"by": "choose", "side": 0, "then": TRIVIAL}, TRIVIAL]}),
        ([["orbit", [["t1", "scalar", "real"]], [["+", "t1", "1"]], ["a"], ["le", ["item", "t1", "2"], "c"]]], ["le", ["+", "a", "2"], "c"],
         {"by": "along", "fact": "h1", "index": "i9", "terms": {"t1": ["+", "a", "i9"]}, "premises": [{}, {}], "as": "r",
          "then": {"by": "given", "fact": "r"}}),
        ([], ["let", [["k1", "scalar", "i1", ["*", "a", "i1"]]], ["eq", ["item", "k1", "2"], ["*", "2", "a"]]], TRIVIAL),
        ([["psd", [["a", "c"], ["c", "p"]]]], ["le", "0", ["+", "a", ["*", "2", "c"], "p"]],
         {"by": "theorem", "name": "semidefinite_form", "args": [[["a", "c"], ["c", "p"]], "1", "1"], "premises": [{"by": "given", "fact": "h1"}],
          "as": "t", "then": {"by": "combine", "sum": [{"c": "1", "factors": [["t", 1]], "square": None}]}}),
        ([], ["exists", [["t1", "scalar", "real"]], ["and", ["lt", "0", "t1"], ["lt", "t1", "p"],
              ["eq", ["+", "0", ["-", ["/", "p", "2"]], ["*", "1", "t1"]], "0"]]],
         {"by": "witness", "terms": {"t1": ["/", "p", "2"]}, "parts": [{"by": "split", "parts": [TRIVIAL, TRIVIAL, TRIVIAL]}]}),
        ([["tends", "i1", ["item", "s", "i1"], "a"]], ["tends", "i2", ["*", "1", ["item", "s", "i2"]], "a"], {"by": "given", "fact": "h1"}),
        ([["eq", "d", "2"], ["lt", "0", ["dot", "x", "x"]], ["ne", "x", "0v"], ["eq", ["dot", "x", "w"], "0"]],
         ["eq", "y", ["+", ["*", ["/", ["dot", "y", "x"], ["dot", "x", "x"]], "x"],
          ["*", ["/", ["dot", "y", "w"], ["dot", "w", "w"]], "w"]]], {"by": "theorem", "name": "plane_basis", "args": ["x", "w", "y"],
          "premises": [{}, {}, {}, {}], "as": "t", "then": {"by": "given", "fact": "t"}}),
        ([["le", "0", "a"]], ["or", ["lt", "0", "a"], ["eq", "a", "0"]],
         {"by": "cases", "on": ["eq", "a", "0"], "as": "e", "if": {"by": "choose", "side": 1, "then": {"by": "given", "fact": "e"}},
          "else": {"by": "choose", "side": 0, "then": TRIVIAL}}),
        ([], ["eq", ["E", ["*", ["dot", "z", "y"], ["dot", "z", "w"]]], ["*", ["dot", "x", "y"], ["dot", "x", "w"]]], TRIVIAL),
        ([["le", "a", "c"]], ["eq", "a", ["at", "a", [["c", "0"]]]], TRIVIAL),
        ([["le", "a", "c"], ["le", "c", "a"]], ["eq", "a", "c"], {"by": "antisymmetry", "parts": [{}, {}]}),
    ]  # fmt: skip
    return [Case("template", hypotheses, conclusion, missing(proof), ["w", "x", "a", "p"]) for hypotheses, conclusion, proof in found]


def template(rng: Random) -> Case:
    """One of the templates."""
    return rng.choice(templates(rng))


def missing(proof: Json) -> Json:
    """A proof in which {} stands for what is to be looked for."""
    if proof == {}:
        return Missing()
    if isinstance(proof, dict):
        keep = {"terms", "maps", "directions", "point"}
        return {key: part if key in keep else missing(part) for key, part in proof.items()}
    return [missing(part) if isinstance(part, dict) else part for part in proof] if isinstance(proof, list) else proof


CASES: list[tuple[Callable[[Random], Case], float]] = [(equal, 5), (order, 4), (signed, 5), (combined, 5), (logic, 4), (free, 3), (theorem, 4), (template, 2)]
