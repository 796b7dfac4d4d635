"""A finished proof as a script for a near miss of its statement: each step that no longer fits becomes a gap.

What is found is checked like every other proof.
"""

from __future__ import annotations

from typing import Any

from verify.checker.facts import Context, check
from verify.checker.formulas import Eq, Le, Lt
from verify.checker.polynomials import minus
from verify.checker.rules.arithmetic import nonnegative, product
from verify.checker.rules.common import need
from verify.checker.terms import Term
from verify.checker.work import CheckError
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
    if not isinstance(goal, (Le, Lt)) or step["by"] != "combine":
        return None
    try:
        rest = context.difference(goal)
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
    by, f = context.read(item["times"]), need(context.fact(item["eq"]), Eq)
    return product(context.difference(f), f.left.sort, context.normal(by), by.sort, context)[0]
