"""A finished proof as a script for a near miss of its statement: each step that no longer fits becomes a gap.

What is found is checked like every other proof.
"""

from __future__ import annotations

from typing import Any

from verify.checker.normal import minus
from verify.checker.proof import Context, check, nonnegative, product
from verify.checker.terms import CheckError, Term, sort_of
from verify.prove.combination import as_lists, poly_term

Json = Any
KEPT = "kept"  # a step to be tried as it was
LEAVES = ("combine", "trivial", "given")


def loosened(proof: Json) -> Json:
    """The proof with every calculation, every fact that is quoted and every choice of a case as a gap."""
    if isinstance(proof, dict):
        inner = {key: loosened(part) for key, part in proof.items()}
        return {"by": KEPT, "kept": inner} if proof.get("by") in (*LEAVES, "choose") else inner
    return [loosened(part) for part in proof] if isinstance(proof, (list, tuple)) else proof


def fits(goal: Term, proof: Json, context: Context) -> bool:
    """Whether a finished proof shows the goal."""
    try:
        check(goal, proof, context)
    except CheckError:
        return False
    return True


def quoted(step: Json) -> list[str]:
    """The labels of the facts that a step uses, or of none where it uses no fact in particular."""
    if step["by"] == "given":
        return [step["fact"]]
    items = step.get("sum", ())
    return list(dict.fromkeys(x for item in items for x in ([item["eq"]] if "eq" in item else [f for f, _ in item["factors"]]) if isinstance(x, str)))


def topped_up(goal: Term, step: Json, context: Context) -> Json | None:
    """A sum that was the difference of the two sides, with what is missing now, if that is shown not to be negative."""
    if goal[0] not in ("le", "lt") or step["by"] != "combine" or sort_of(goal[1], context.env) != "scalar":
        return None
    try:
        rest = context.normal(("+", goal[2], ("-", goal[1])))
        for item in step["sum"]:
            rest = minus(rest, value(item, context))
        missing = {"c": "1", "factors": [[as_lists(poly_term(rest)), 1]], "square": None}
    except CheckError:
        return None
    found = {"by": "combine", "sum": [*step["sum"], missing]}
    return found if fits(goal, found, context) else None


def value(item: Json, context: Context) -> Any:
    """What a summand of a combination is.  Raises CheckError."""
    if "eq" not in item:
        return nonnegative(item, context, False)[0]
    by, f = context.read(item["times"]), context.fact(item["eq"])
    factor = context.normal(("+", f[2], ("-", f[1])))
    return product(factor, sort_of(f[1], context.env), context.normal(by), sort_of(by, context.env), context)[0]
