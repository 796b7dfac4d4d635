"""A proof in words: one line a step, for the report."""

from __future__ import annotations

from typing import Any

from verify import notation
from verify.statements import Statement

Json = Any
END = {
    "trivial": "The normal forms of both sides and the signs of their factors show this.",
    "given": "This is a fact already at hand.",
    "finite rank": "The characteristic polynomial follows from the low-rank determinant identity $\\det(tI_n - UCU^T) = t^{n-r}\\det(tI_r - CU^TU)$.",
    "exfalso": "The facts contradict each other:",
}  # fmt: skip


def narrate(statement: Statement, proof: Json) -> list[str]:
    """The lines of a proof, indented by two spaces for each level; formulas between dollar signs."""
    data = statement.to_json()

    def maths(term: Json) -> str:
        return f"${notation.latex(term, data)}$"

    def walk(node: Json, depth: int) -> list[str]:
        pad, rule = "  " * depth, node["by"]
        rest = walk(node["then"], depth) if isinstance(node.get("then"), dict) else []
        if rule == "combine":
            return [pad + combined(node["sum"], maths)]
        if rule in END:
            return [pad + END[rule], *rest]
        if rule in ("assume", "absurd"):
            word = "Suppose the premise holds" if rule == "assume" else "Suppose the contrary"
            return [f"{pad}{word} ({node['as']}).", *rest]
        if rule == "fix":
            return [f"{pad}Take arbitrary values of the bound symbols.", *rest]
        if rule == "have":
            inner = walk(node["proof"], depth + 1)
            return [f"{pad}Claim ({node['as']}): {maths(node['formula'])}.", *inner, *rest]
        if rule == "theorem":
            args = ", ".join(maths(a) for a in node["args"])
            return [f"{pad}By the theorem '{node['name'].replace('_', ' ')}' for {args}: fact {node['as']}.", *rest]
        if rule == "use":
            values = ", ".join(f"${notation.latex(k)} := {notation.latex(t, data)}$" for k, t in node["terms"].items())
            return [f"{pad}By a statement already accepted ({node['claim'][:12]}), with {values}: fact {node['as']}.", *rest]
        if rule in ("open", "apply", "open parallel"):
            return [f"{pad}Fact {node['fact']} gives {node['as']}.", *rest]
        if rule == "cases":
            first, second = walk(node["if"], depth + 1), walk(node["else"], depth + 1)
            return [f"{pad}Case {maths(node['on'])}:", *first, f"{pad}Otherwise:", *second]
        if rule == "both ways":
            return [f"{pad}If:", *walk(node["forward"], depth + 1), f"{pad}Only if:", *walk(node["backward"], depth + 1)]
        if rule in ("split", "either", "antisymmetry"):
            heads = {"split": "Part by part:", "antisymmetry": "Both inequalities:"}
            lines = [pad + (heads[rule] if rule in heads else f"In each case of {node['fact']}:")]
            return lines + [line for part in node["parts"] for line in walk(part, depth + 1)]
        if rule == "witness":
            values = ", ".join(f"${notation.latex(k)} := {notation.latex(t, data)}$" for k, t in node["terms"].items())
            return [f"{pad}Take {values}.", *(line for part in node["parts"] for line in walk(part, depth + 1))]
        if rule == "multiple":
            return [f"{pad}The factor is {maths(node['factor'])}.", *walk(node["proof"], depth + 1)]
        if rule == "conjugacy":
            values = ", ".join(f"${notation.latex(k)} \\mapsto {notation.latex(t, data)}\\,{notation.latex(k)}$" for k, t in node["maps"].items())
            return [f"{pad}The maps {values} carry the start to the start and commute with the step; induction over $k$ does the rest."]
        if rule == "contraction":
            return [f"{pad}Each step multiplies the squared distance to the limit by at most {maths(node['rate'])}."]
        if rule == "null set":
            return [f"{pad}Outside the zero set of the polynomial {maths(node['polynomial'])}, which is null:", *rest]
        if rule in ("choose", "nowhere"):
            return [f"{pad}{'One side suffices.' if rule == 'choose' else 'It fails for every value:'}", *rest]
        return [f"{pad}{rule}.", *rest]

    return walk(proof, 0)


def combined(items: Json, maths: Any) -> str:
    """The line of an exact combination of facts."""
    if not items:
        return "Both sides have the same normal form."
    parts = []
    for item in items:
        if "eq" in item:
            parts.append(f"{maths(item['times'])} times ({item['eq']})")
            continue
        factors = [f"({r})" if isinstance(r, str) else maths(r) for r, e in item["factors"] for _ in range(abs(e))]
        inverse = [e < 0 for _, e in item["factors"] for _ in range(abs(e))]
        factors = [f"1/{f}" if flip else f for f, flip in zip(factors, inverse)]
        if item["square"] is not None:
            factors.append(f"the square of {maths(item['square'])}")
        parts.append(" times ".join([*([maths(item["c"])] if item["c"] != "1" or not factors else []), *factors]))
    return "The difference of the two sides is the sum of " + "; ".join(parts) + "."
