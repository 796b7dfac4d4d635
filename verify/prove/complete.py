"""Filling the gaps of a proof script by search; the checker decides what was shown."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from verify.checker.certificates import Accepted, context_of, load, refutation_goals, usable
from verify.checker.proof import Context, check
from verify.checker.terms import BUDGET, CheckError, Term, budget, sort_of, substitute
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
    owed = refutation_goals(load(statement.to_json()), body["instance"], body["lemma"], body.get("sequences", {}), library or {})
    proofs = [*body.get("hypotheses", []), body["proof"]]
    if len(proofs) != len(owed):
        raise CheckError(f"expected {len(owed) - 1} proofs of what is supposed of the sequences, got {len(proofs) - 1}")
    with limited(work):
        *hypotheses, proof = (fill(goal, offer, context) for (goal, context), offer in zip(owed, proofs))
    return {**body, **({"hypotheses": hypotheses} if hypotheses else {}), "proof": proof}


@contextmanager
def limited(work: float) -> Iterator[None]:
    """NotFoundError where the body asks for more work: the same on every machine, however busy."""
    with budget(work):
        try:
            yield
        except CheckError as error:
            if BUDGET[0] < 0:
                raise NotFoundError(f"no proof with {work:,.0f} steps of work") from error
            raise


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
        return step if goal[0] == "or" else offered([goal], then, context) if then["by"] in (KEPT, "auto") else then
    if fits(goal, step, context):
        return step
    if goal[0] == "and":
        return {"by": "split", "parts": [{"by": KEPT, "kept": step} for _ in goal[1:]]}
    return topped_up(goal, step, context) or search(goal, context, {**AUTO, "facts": [s for s in quoted(step) if s in context.facts]})


AUTO: dict[str, Any] = {"by": "auto", "facts": [], "degree": 1, "factors": [], "squares": [], "multipliers": []}


def search(goal: Term, context: Context, hint: Mapping[str, Any]) -> Json:
    """A proof of a goal of any form, as far as it can be found without insight."""
    deeper = {key: value for key, value in hint.items() if key != "filled"}
    direct: list[Json] = [{"by": "trivial"}, *({"by": "given", "fact": label} for label, f in context.facts.items() if f[0] == goal[0])]
    for attempt in direct:
        try:
            check(goal, attempt, context)
            return attempt
        except CheckError:
            continue
    if goal[0] == "and":
        return {"by": "split", "parts": [dict(deeper) for _ in goal[1:]]}
    if goal[0] == "forall":
        return {"by": "fix", "then": deeper}
    if goal[0] in ("implies", "not"):
        return {"by": "assume", "as": fresh("assumed", context), "then": deeper}
    if goal[0] == "iff":
        return {"by": "both ways", "forward": dict(deeper), "backward": dict(deeper)}
    if goal[0] == "spectrum":
        return {"by": "finite rank"}
    if goal[0] in ("eq", "ne", "le", "lt"):
        found = vector_combination(goal, context, hint) or scalar_combination(goal, context, hint)
        if found is not None:
            return found
    if not deeper.get("applied"):
        steps = applied(context)
        if steps:
            return script(*steps, {**deeper, "applied": True})
    raise NotFoundError(f"no proof found of {goal!r:.200} from {list(context.facts)}")


def applied(context: Context) -> list[Json]:
    """Steps that use every fact about all integers from some bound on, at the index fixed last, where the bound is evident."""
    indices = [name for name, (kind, _) in context.env.items() if kind == "integer" and name != "d"]
    steps: list[Json] = []
    for label, f in context.facts.items() if indices else ():
        if f[0] == "forall" and len(f[1]) == 1 and f[1][0][1:] == ("integer", "any") and f[2][0] == "implies" and f[2][1][0] == "le":
            premise = substitute(f[2][1], {f[1][0][0]: indices[-1]})
            try:
                check(premise, {"by": "trivial"}, context)
            except CheckError:
                continue
            steps.append(apply(f"{label} at {indices[-1]}", label, {f[1][0][0]: indices[-1]}, [{"by": "trivial"}]))
    return [step for step in steps if step["as"] not in context.facts]


def fresh(stem: str, context: Context) -> str:
    """A label that is not taken."""
    return next(f"{stem}{i}" for i in range(1, 1000) if f"{stem}{i}" not in context.facts)


def scalar_combination(goal: Term, context: Context, hint: Mapping[str, Any]) -> Json | None:
    """`combination` for goals between scalars."""
    if sort_of(goal[1], context.env) != "scalar":
        return None
    return (nonzero_combination if goal[0] == "ne" else combination)(goal, context, hint)


def vector_combination(goal: Term, context: Context, hint: Mapping[str, Any]) -> Json | None:
    """A vector or operator equation as a combination of equations with the multipliers offered."""
    return linear_combination(goal, context, hint) if goal[0] == "eq" and sort_of(goal[1], context.env) != "scalar" else None
