"""A proved fact is made by rules alone."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import verify
from verify import checker
from verify.checker import facts
from verify.checker.facts import RULES, Context, Fact, check, check_all, rule
from verify.checker.formulas import And, Eq, Iff, Implies, Le, Lt, forall
from verify.checker.rules.statement import context_of
from verify.checker.terms import Literal, Symbol, Term, literal
from verify.checker.work import CheckError

PACKAGE = Path(verify.__file__).parent
ROOT = PACKAGE.parent
ONE, TWO = literal(1), literal(2)
A, B = Symbol("a", "scalar"), Symbol("b", "scalar")
TRUE, FALSE = Le(ONE, TWO), Lt(ONE, ONE)
TRIVIAL = {"by": "trivial"}
TRUSTED = [PACKAGE / "checker" / "facts.py", *(PACKAGE / "checker" / "rules").glob("*.py")]


def context(*hypotheses: Any, symbols: tuple[str, ...] = ("a", "b")) -> Context:
    """Real numbers, of which something is supposed."""
    return context_of(checker.load({
        "symbols": [{"name": name, "sort": "scalar", "domain": "real"} for name in symbols], "definitions": [], "moments": [],
        "hypotheses": [{"text": "", "formula": f} for f in hypotheses], "conclusion": ["eq", "0", "0"],
    }), {})  # fmt: skip


def named(path: Path) -> set[str]:
    """Every name, attribute, import and text in a module that could stand for the maker of facts."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found |= {node.name, node.asname or ""}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            found.add(node.value)
    return found


def modules() -> list[Path]:
    """The whole package, and the papers."""
    return [*PACKAGE.rglob("*.py"), *(ROOT / "proofs_checks").rglob("*.py")]


def test_only_rules_name_the_maker_of_facts() -> None:
    assert "_fact" in named(PACKAGE / "checker" / "facts.py")
    assert {path for path in modules() if "_fact" in named(path)} <= set(TRUSTED)


def test_only_the_core_adds_facts_to_contexts() -> None:
    """A fact holds in the context in which it was shown, and `with_fact` does not ask where that was."""
    outside = [path for path in modules() if not path.is_relative_to(PACKAGE / "checker")]
    assert not [path for path in outside if {"_fact", "with_fact"} & named(path)]


def test_only_the_core_makes_contexts_or_rules() -> None:
    """Elsewhere a context comes from `context_of` or `refutation_goals`; no module adds a rule or a theorem."""
    core = {path for path in modules() if path.is_relative_to(PACKAGE / "checker")}
    for path in set(modules()) - core:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        fields = set(Context.__dataclass_fields__)
        called = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        replaced = [k.arg for node in called if node.func.id == "replace" for k in node.keywords if "context" in ast.dump(node.args[0]).lower()]  # type: ignore[union-attr]
        assert not {"facts", "pool", "known", "forms", "symbols", "env", "library", "denied"} & fields & set(replaced), path
        assert not {"RULES", "THEOREMS"} & {t.value.id for node in ast.walk(tree) if isinstance(node, (ast.Assign, ast.AugAssign))
                                            for t in (node.targets if isinstance(node, ast.Assign) else [node.target])
                                            if isinstance(t, ast.Subscript) and isinstance(t.value, ast.Name)}, path  # fmt: skip


def test_a_fact_is_not_made_by_hand() -> None:
    for arguments in ((), (FALSE,)):
        with pytest.raises(TypeError):
            Fact(*arguments)


def test_a_fact_is_not_changed() -> None:
    fact = check(TRUE, TRIVIAL, context())
    with pytest.raises((AttributeError, TypeError)):
        fact.formula = FALSE
    with pytest.raises((AttributeError, TypeError)):
        del fact.formula
    assert fact.formula is TRUE


@pytest.mark.parametrize("fact", [FALSE, None, "0 < 0", type("Fact", (), {"formula": FALSE})()])
def test_a_context_takes_facts_only(fact: Any) -> None:
    with pytest.raises(CheckError):
        context().with_fact("f", fact)


def test_a_goal_becomes_a_fact_by_its_proof() -> None:
    fact = check(TRUE, TRIVIAL, context())
    assert fact.formula is TRUE
    bigger = context().with_fact("f", fact)
    assert bigger.fact("f") is TRUE and check(TRUE, {"by": "given", "fact": "f"}, bigger).formula is TRUE
    with pytest.raises(CheckError):
        check(FALSE, TRIVIAL, context())


def test_a_fact_of_one_context_is_none_of_another() -> None:
    """A fact that speaks of a symbol is refused where that symbol is not declared, or is another."""
    fact = check(Eq(A, A), TRIVIAL, context())
    with pytest.raises(CheckError, match="not declared"):
        context(symbols=("b",)).with_fact("f", fact)
    inner, (k,), body = context().open(forall([("k", "integer", (ONE, TWO))], lambda k: Le(k, TWO)))
    assert check(body, {"by": "given", "fact": "k<="}, inner).formula == Le(k, TWO)
    with pytest.raises(CheckError, match="not declared"):
        check(body, TRIVIAL, context())


def test_labels_of_conjuncts_and_directions() -> None:
    here = context(["and", ["le", "a", "b"], ["iff", ["le", "0", "a"], ["le", "0", "b"]]])
    assert here.fact("h1.1") == Le(A, B) and here.fact("h1.2.1") == Implies(Le(literal(0), A), Le(literal(0), B))
    assert isinstance(here.fact("h1"), And) and isinstance(here.fact("h1.2"), Iff)
    for label in ("h1.3", "h1.0", "h2", "", None, 1, ["h1"]):
        with pytest.raises(CheckError):
            here.fact(label)
    for label in ("h1", "h1.1", "", None, 5):
        with pytest.raises(CheckError):
            here.with_fact(label, check(TRUE, TRIVIAL, here))


def test_facts_show_signs() -> None:
    for hypotheses, shown in (
        ([["lt", "0", "a"]], {"ne", "le", "lt"}), ([["le", "0", "a"]], {"le"}), ([["ne", "a", "0"]], {"ne"}), ([["lt", "a", "0"]], {"ne"}),
        ([["le", "0", "a"], ["ne", "a", "0"]], {"ne", "le", "lt"}), ([["ne", "0", ["*", "a", "a"]]], {"ne"}), ([["le", "0", ["*", "a", "a"]]], set()),
        ([["le", "0", ["^", "a", "4"]]], set()), ([["le", "b", "a"], ["le", "0", "b"]], {"le"}), ([["le", "b", "a"]], set()),
        ([["le", "1", "a"]], {"ne", "le", "lt"}), ([], set()),
    ):  # fmt: skip
        here = context(*hypotheses)
        found = {relation for relation in ("ne", "le", "lt") if here.shown(relation, here.normal(A))}
        assert found == shown, hypotheses


@pytest.mark.parametrize("proof", [
    None, "trivial", [], {}, {"by": "trivially"}, {"by": None}, {"by": ["trivial"]}, {"by": "trivial", "as": "f"}, {"by": "given"},
    {"by": "given", "fact": None},
    {"by": "given", "fact": "h1", "then": TRIVIAL}, {"by": "have", "formula": None, "proof": TRIVIAL, "as": "f", "then": TRIVIAL},
])  # fmt: skip
def test_what_is_no_proof(proof: Any) -> None:
    with pytest.raises(CheckError):
        check(TRUE, proof, context())


@pytest.mark.parametrize("name", RULES)
def test_every_rule_wants_its_keys_and_no_others(name: str) -> None:
    _, keys = RULES[name]
    exact = {"by": name, **dict.fromkeys(keys)}
    for wrong in ({**exact, "more": None}, {key: value for key, value in exact.items() if key == "by" or key != keys[0]} if keys else {**exact,
        "by": name + " "}):
        with pytest.raises(CheckError, match=r"takes|no rule"):
            check(TRUE, wrong, context())


@pytest.mark.parametrize("name", [name for name in RULES if name != "trivial"])
@pytest.mark.parametrize("junk", [None, [], {}, "x", 7, [None], {"x": None}])
def test_junk_in_a_proof_is_refused(name: str, junk: Any) -> None:
    """Whatever is in the keys of a rule: one line, or another of the errors that `accept` turns into one."""
    here = context(["exists", [["t", "scalar", "real"]], ["eq", "t", "a"]])
    for goal in (TRUE, FALSE, here.fact("h1")):
        with pytest.raises((CheckError, TypeError, AttributeError, KeyError, ValueError)):
            check(goal, {"by": name, **dict.fromkeys(RULES[name][1], junk)}, here)


def test_a_goal_is_a_formula_of_the_context() -> None:
    for goal in (ONE, A, Eq(Symbol("c", "scalar"), Symbol("c", "scalar")), Eq(Symbol("a", "vector"), Symbol("a", "vector")), Eq(Symbol("a", "integer"), A)):
        with pytest.raises(CheckError):
            check(goal, TRIVIAL, context())


def test_as_many_proofs_as_goals() -> None:
    assert [f.formula for f in check_all([TRUE, TRUE], [TRIVIAL, TRIVIAL], context())] == [TRUE, TRUE]
    for proofs in ([], [TRIVIAL], [TRIVIAL] * 3, None, TRIVIAL, (TRIVIAL, TRIVIAL)):
        with pytest.raises(CheckError, match="expected 2 proofs"):
            check_all([TRUE, TRUE], proofs, context())


def test_two_rules_have_two_names() -> None:
    before = dict(RULES)

    def nothing(goal: Term, proof: Any, context: Context) -> None:
        """Proves anything."""

    with pytest.raises(ValueError, match="two rules"):
        rule("trivial")(nothing)
    assert before == RULES and facts.RULES is RULES and isinstance(ONE, Literal)
