"""Filling the gaps of a proof script by search; the checker decides what was shown."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from verify.checker import Accepted, load
from verify.checker.certificates import usable
from verify.checker.facts import Context, check
from verify.checker.formulas import And, Eq, Forall, Iff, Implies, Le, Ne, Not, Or, Relation, Spectrum, opened
from verify.checker.rules.refutation import refutation_goals
from verify.checker.rules.statement import context_of
from verify.checker.terms import Symbol, Term, outline
from verify.checker.work import CheckError, SpentError, budget, left
from verify.prove.adapt import KEPT, fits, quoted, topped_up
from verify.prove.combination import combination, linear_combination, nonzero_combination
from verify.prove.script import apply, script
from verify.statements import Statement

Json = Any
WORK = 15_000_000  # steps of work, as the checker counts them, for one proof: about a minute


class NotFoundError(ValueError):
    """The search found no proof; the message says of what."""


def complete(statement: Statement, proof: Json, library: Mapping[str, Accepted] | None = None, work: float = WORK) -> Json:
    """The proof with every gap filled, accepted by the checker.

    Raises NotFoundError where a gap cannot be filled with so many steps of work, and CheckError where
    a step of the script is wrong.
    """
    loaded = load(statement.to_json())
    with limited(work):
        return fill(loaded.conclusion, proof, context_of(loaded, usable(library or {})))


def complete_refutation(statement: Statement, body: Json, library: Mapping[str, Accepted] | None = None, work: float = WORK) -> Json:
    """The body of a refutation (instance, lemma, proof; sequences and the proofs of hypotheses on them) with every gap filled.

    Raises NotFoundError and CheckError as `complete` does.
    """
    owed = refutation_goals(load(statement.to_json()), body["instance"], body["lemma"], body.get("sequences", {}), usable(library or {}))
    proofs = [*body.get("hypotheses", []), body["proof"]]
    if len(proofs) != len(owed):
        raise CheckError(f"expected {len(owed) - 1} proofs of what is supposed of the sequences, got {len(proofs) - 1}")
    with limited(work):
        *hypotheses, proof = (fill(goal, offer, context) for (goal, context), offer in zip(owed, proofs))
    return {**body, **({"hypotheses": hypotheses} if hypotheses else {}), "proof": proof}


@contextmanager
def limited(work: float) -> Iterator[None]:
    """NotFoundError where the body asks for more work: the same on every machine, however busy."""
    outer = left()
    try:
        with budget(work):
            yield
    except SpentError as error:
        if outer < work:
            raise
        raise NotFoundError(f"no proof with {work:,.0f} steps of work") from error


def fill(goal: Term, proof: Json, context: Context) -> Json:
    """The proof of goal in context with every gap filled."""
    proof = copy.deepcopy(proof)

    def filler(goals: list[Term], node: Any, here: Context) -> Json:
        node["filled"] = offered(goals, node, here)
        return node["filled"]

    check(goal, proof, dataclasses.replace(context, filler=filler))
    return settled(proof)


def settled(proof: Json) -> Json:
    """The proof with every gap replaced by what filled it."""
    if isinstance(proof, dict):
        return settled(proof["filled"]) if "filled" in proof else {key: settled(part) for key, part in proof.items()}
    return [settled(part) for part in proof] if isinstance(proof, list) else proof


def offered(goals: list[Term], node: Any, context: Context) -> Json:
    """What to put in place of a gap."""
    if "auto" in node:
        return [node["auto"].get(str(i)) or dict(AUTO) for i in range(len(goals))]
    if node.get("by") == "auto":
        return search(goals[0], context, node)
    if node.get("by") == KEPT:
        return refitted(goals[0], context, node["kept"])
    raise CheckError(f"no rule of proof: {node!r:.60}")


def refitted(goal: Term, context: Context, step: Json) -> Json:
    """A step of a finished proof where it fits; otherwise what may take its place, from the facts that it used or from all."""
    if step["by"] == "choose":
        then = step["then"]
        return step if isinstance(goal, Or) else offered([goal], then, context) if then["by"] in (KEPT, "auto") else then
    if fits(goal, step, context):
        return step
    if isinstance(goal, And):
        return {"by": "split", "parts": [{"by": KEPT, "kept": step} for _ in goal.parts]}
    return topped_up(goal, step, context) or search(goal, context, {**AUTO, "facts": [s for s in quoted(step) if s in context.facts]})


AUTO: dict[str, Any] = {"by": "auto", "facts": [], "degree": 1, "factors": [], "squares": [], "multipliers": []}


def search(goal: Term, context: Context, hint: Mapping[str, Any]) -> Json:
    """A proof of a goal of any form, as far as it can be found without insight."""
    deeper = {key: value for key, value in hint.items() if key != "filled"}
    alike = [label for label, fact in context.facts.items() if type(fact.formula) is type(goal)]
    direct: list[Json] = [{"by": "trivial"}, *({"by": "given", "fact": label} for label in alike)]
    for attempt in direct:
        try:
            check(goal, attempt, context)
            return attempt
        except SpentError:
            raise
        except CheckError:
            continue
    match goal:
        case And(parts):
            return {"by": "split", "parts": [dict(deeper) for _ in parts]}
        case Forall():
            return {"by": "fix", "then": deeper}
        case Implies() | Not():
            return {"by": "assume", "as": fresh("assumed", context), "then": deeper}
        case Iff():
            return {"by": "both ways", "forward": dict(deeper), "backward": dict(deeper)}
        case Spectrum():
            return {"by": "finite rank"}
        case Relation():
            found = vector_combination(goal, context, hint) or scalar_combination(goal, context, hint)
            if found is not None:
                return found
    if not deeper.get("applied"):
        steps = applied(context)
        if steps:
            return script(*steps, {**deeper, "applied": True})
    raise NotFoundError(f"no proof found of {outline(goal, 200)} from {list(context.facts)}")


def applied(context: Context) -> list[Json]:
    """Steps that use every fact about all integers from some bound on, at the index fixed last, where the bound is evident."""
    indices = [name for name, (kind, _) in context.env.items() if kind == "integer"]
    steps: list[Json] = []
    for label, fact in context.facts.items() if indices else ():
        f = fact.formula
        if not isinstance(f, Forall) or f.kinds != (("integer", "any"),):
            continue
        body = opened(f, [Symbol(indices[-1], "integer")])[1]
        if isinstance(body, Implies) and isinstance(body.premise, Le):
            try:
                check(body.premise, {"by": "trivial"}, context)
            except SpentError:
                raise
            except CheckError:
                continue
            (name,) = context.fresh_names(f)
            steps.append(apply(f"{label} at {indices[-1]}", label, {name: indices[-1]}, [{"by": "trivial"}]))
    return [step for step in steps if step["as"] not in context.facts]


def fresh(stem: str, context: Context) -> str:
    """A label that is not taken."""
    return next(f"{stem}{i}" for i in range(1, 1000) if f"{stem}{i}" not in context.facts)


def scalar_combination(goal: Relation, context: Context, hint: Mapping[str, Any]) -> Json | None:
    """`combination` for goals between scalars."""
    if goal.left.sort != "scalar":
        return None
    return nonzero_combination(goal, context, hint) if isinstance(goal, Ne) else combination(goal, context, hint)


def vector_combination(goal: Relation, context: Context, hint: Mapping[str, Any]) -> Json | None:
    """A vector or operator equation as a combination of equations with the multipliers offered."""
    return linear_combination(goal, context, hint) if isinstance(goal, Eq) and goal.left.sort != "scalar" else None
