"""Two readings of the language against each other: the rules of proof and their normal forms, and the values at instances.

Random statements of every former are given to the proof kernel; whatever it accepts is put to the exact evaluator on many
instances.  Random terms are normalised, and the normal form must have the value of the term.  The runs are seeded;
VERIFY_DIFFERENTIAL=1000000 sets the number of statements, of which a tenth is that of terms (default 2000), and VERIFY_SEED another seed (default 1).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from normal_values import NotSeenError, NoValueError, Valuation, differ, sign
from random_language import BOUND, Instances, Language, instances, mutated, statement
from random_proofs import CASES, Case, proved, templates

from verify.checker import CheckError, establish, evaluate, load
from verify.checker.evaluate import term
from verify.checker.facts import Context
from verify.checker.instances import read_instance
from verify.checker.numbers import Undefined, Unset
from verify.checker.polynomials import expand, settled, times
from verify.checker.rules.statement import context_of
from verify.checker.terms import FORMERS, nodes
from verify.checker.work import budget

Json = Any
RUNS = int(os.environ.get("VERIFY_DIFFERENTIAL", "2000"))
SEED = int(os.environ.get("VERIFY_SEED", "1"))
TRIED = 9  # instances for what is accepted
SAID = {"positive": (1,), "nonnegative": (0, 1), "nonzero": (-1, 1), "real": (-1, 0, 1)}


# ------------------------------------------------------------------------------------------------
# Statements


def refuted(data: Json, rng: Random, count: int = TRIED) -> tuple[Json, int]:
    """An instance that refutes a statement, None where none is found, and how many met the hypotheses."""
    loaded, met = load(data), 0
    for instance in instances(rng, data, count):
        solve(data, instance)
        found, _ = evaluate(loaded, instance)
        if found in ("fails", "undefined"):
            return instance, met
        met += found == "holds"
    return None, met


def solve(data: Json, instance: Json) -> None:
    """Give a symbol the value that a hypothesis `symbol = term` asks for."""
    for h in data["hypotheses"]:
        match h["formula"]:
            case ["eq", str(name), side] if instance.get(name) is not None and name != "d" and not {"samples"} & set(instance):
                try:
                    loaded = load({**data, "hypotheses": [], "moments": [], "conclusion": ["eq", side, side]})
                    values = read_instance(loaded, instance)
                    found = term(loaded.conclusion.parts[0], values or {})
                except (CheckError, Undefined, Unset):
                    return
                instance[name] = as_text(found, instance[name])


def as_text(x: Any, otherwise: Json) -> Json:
    """A rational value as an instance has it."""
    flat = str(x)
    if "+/-" in flat or "Unknown" in flat:
        return otherwise
    return [as_text(part, "0") for part in x] if isinstance(x, list) else str(x)


def cases(seed: int, count: int) -> Iterator[Case]:
    """Random statements with proofs that may be accepted: first made to fit, then with a small change."""
    rng = Random(seed)
    kinds, weights = zip(*CASES)
    made = 0
    while made < count:
        case = rng.choices(kinds, weights)[0](rng)
        found = proved(case)
        made += 1
        yield found or case
        if found is None:
            continue
        for _ in range(2):
            made += 1
            place = rng.randrange(len(found.hypotheses) + 1)
            hypotheses, conclusion = list(found.hypotheses), found.conclusion
            if place == len(hypotheses):
                conclusion = mutated(rng, conclusion)
            else:
                hypotheses[place] = mutated(rng, hypotheses[place])
            changed = Case(found.kind + ", changed", hypotheses, conclusion, found.proof, found.also)
            yield changed if rng.random() < 0.5 else proved(changed) or changed


def heads(data: Json) -> set[str]:
    """The heads in a formula."""
    if not isinstance(data, (list, tuple)) or not data:
        return set()
    return {data[0] for _ in [0] if isinstance(data[0], str)}.union(*map(heads, data))


def accepted(data: Json, proof: Json) -> bool:
    """Whether the kernel accepts a proof of a statement."""
    try:
        return establish(data, "proof", proof, {}).verdict == "holds"
    except CheckError:
        return False


def run(seed: int, count: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Put random statements to both kernels: how many were accepted by kind, tried by former, and met by an instance."""
    rng = Random(f"instances {seed}")
    taken: Counter[str] = Counter()
    formers: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for case in cases(seed, count):
        data = statement(case.hypotheses, case.conclusion, case.also)
        formers.update(heads([case.hypotheses, case.conclusion]) & {*FORMERS, "D", "at", "let"})
        formers.update(x for x in ("d", "I", "0v") if f"'{x}'" in repr(data))
        if not accepted(data, case.proof):
            taken[f"refused: {case.kind}"] += 1
            continue
        taken[case.kind] += 1
        instance, holds = refuted(data, rng)
        met["some" if holds else "none"] += 1
        assert instance is None, f"accepted, and refuted (seed {seed}, {case.kind}):\n{data}\n{case.proof}\n{instance}"
    return taken, formers, met


def test_what_is_proved_is_refuted_by_no_instance() -> None:
    """Statements of every former; at least a fourth are accepted, most of these are met by some instance, and none is refuted."""
    taken, formers, met = run(SEED, RUNS)
    assert {*FORMERS, "D", "at", "let"} - set(formers) <= {"lambda"}, sorted({*FORMERS} - set(formers))
    yes = sum(n for kind, n in taken.items() if not kind.startswith("refused"))
    assert 4 * yes >= RUNS, taken
    assert 2 * met["some"] >= yes, met
    for kind, _ in CASES:
        assert taken[kind.__name__] and taken[f"{kind.__name__}, changed"], (kind.__name__, taken)


# ------------------------------------------------------------------------------------------------
# Terms


def compared(data: Json, rng: Random, counts: Counter[str]) -> None:
    """The normal forms of both sides of an equation against their values, and what is said of their signs against these."""
    loaded = load(data)
    context = context_of(loaded, {})
    for side in loaded.conclusion.parts:
        normaliser = context.normaliser()
        try:
            with budget(200_000):
                form = normaliser.normal(side)
        except CheckError:
            counts["no normal form"] += 1
            continue
        counts["normal form"] += 1
        for node in nodes(side):
            counts[node.head] += 1
        for instance in instances(rng, data, 6):
            values = read_instance(loaded, instance)
            assert values is not None, instance
            at_instance(side, form, normaliser.needs, context, values, counts, (data, instance))


def at_instance(side: Any, form: Any, needs: Any, context: Context, values: Any, counts: Counter[str], told: Any) -> None:
    """`compared`, at one instance."""
    here = Valuation(values)
    met = True
    for relation, p in needs:
        try:
            if not here.holds(relation, p):
                met = False
                assert not context.shown(relation, p), ("shown, and false", relation, p, told)
        except NotSeenError:
            return
        except NoValueError:
            met = False
    if not met:
        return
    try:
        expected = term(side, values)
    except Undefined as error:
        raise AssertionError(("all needs hold, and there is no value", str(error), side, told)) from error
    except Unset:
        return
    try:
        found = here.of(form, side.sort)
    except NotSeenError:
        return
    assert not differ(found, expected), ("normal form and value differ", side, form, found, expected, told)
    counts["compared"] += 1
    if side.sort == "scalar":
        signs_at(form, found, context, here, counts, told)


def signs_at(p: Any, value: Any, context: Context, here: Valuation, counts: Counter[str], told: Any) -> None:
    """What is said of the sign of a polynomial, and its forms without denominators, against its value."""
    normaliser = context.normaliser()
    assert not differ(here.poly(settled(p)), value), ("settled", p, told)
    try:
        s = sign(value)
    except NotSeenError:
        return
    assert s in SAID[normaliser.sign(p)], ("sign", normaliser.sign(p), p, told)
    for relation, fits in (("eq", s == 0), ("ne", s != 0), ("le", s >= 0), ("lt", s > 0)):
        assert fits or not context.shown(relation, p), ("shown", relation, p, told)
        counts[f"shown {relation}"] += context.shown(relation, p)
    try:
        cleared, free = context.cleared(p, "le"), expand(p)
        assert sign(here.poly(cleared)) == s, ("cleared", p, cleared, told)
        assert (sign(here.poly(free)) == 0) == (s == 0), ("expanded", p, free, told)
        square = times(p, p)
        assert not differ(here.poly(square), here.poly(p) ** 2 if s else here.poly({})), ("times", p, told)
        counts["signs"] += 1
    except (CheckError, NotSeenError):
        counts["not cleared"] += 1


def compare_terms(seed: int, count: int) -> Counter[str]:
    """So many random terms, and the sums and differences of terms with the same ones written otherwise."""
    rng = Random(f"terms {seed}")
    counts: Counter[str] = Counter()
    for _ in range(count):
        language = Language(rng, safe=rng.choice((0.5, 0.9, 1.0)))
        _, t = language.value(rng.randint(1, 4))
        other = mutated(rng, t)
        data = statement([], ["eq", t, t])
        try:
            load(data)
            compared(data, rng, counts)
            compared(statement([], ["eq", t, other]), rng, counts)
        except CheckError:
            counts["not well-formed"] += 1
    return counts


def test_normal_forms_have_the_values_of_their_terms() -> None:
    """Where all that a normal form needs is met, the term has its value; of signs and of cleared denominators, too."""
    counts = compare_terms(SEED, RUNS // 10)
    wanted = {h for h, f in FORMERS.items() if f.gives != "formula" or h in ("+", "-", "*", "/", "^", "@", "E", "item")} - {"lambda"}
    values = {"abs", "sqrt", "sign", "dot", "outer", "T", "eig", "pow", "max", "sum", "fn"} | wanted
    assert values <= set(counts), sorted(values - set(counts))
    assert counts["compared"] >= RUNS, counts
    assert all(counts[f"shown {relation}"] for relation in ("eq", "ne", "le", "lt")), counts


def test_templates_are_proved() -> None:
    """The proofs written out for spectra, limits, orbits, null sets and equivalent iterations are accepted."""
    for seed in range(4):
        for case in templates(Random(seed)):
            found = proved(case)
            assert found is not None, case.conclusion
            assert accepted(statement(found.hypotheses, found.conclusion, found.also), found.proof), case.conclusion


def test_instances_are_in_their_domains() -> None:
    """Every instance has values in the declared domains, and satisfies the declared moments."""
    rng = Random(SEED)
    data = statement([], ["eq", ["E", "g"], ["+", *("abcpq")]], [*"xywHSQAnmfsru"])
    loaded = load(data)
    for i in range(60):
        assert read_instance(loaded, Instances(rng, 1 + i % 3, i // 6).instance(data)) is not None
    assert set(BOUND) == set("itevlB")
