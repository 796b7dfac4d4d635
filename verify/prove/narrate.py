"""A proof in words: one line a step, for the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from verify import notation
from verify.checker import load
from verify.prove.laws import law
from verify.statements import Statement

Json = Any
END = {
    "trivial": "The normal forms of both sides and the signs of their factors show this.",
    "given": "This is a fact already at hand.",
    "finite rank": "The characteristic polynomial follows from the low-rank determinant identity $\\det(tI_n - UCU^T) = t^{n-r}\\det(tI_r - CU^TU)$.",
    "exfalso": "The facts contradict each other:",
}  # fmt: skip
LAWS = {
    "limit_definition": "By the definition of a limit",
    "limit_vector": "A vector tends to its limit where its distance from it tends to zero",
    "limit_constant": "A constant tends to itself",
    "limit_sum": "By the limit law for sums",
    "limit_product": "By the limit law for products",
    "limit_dot": "By the limit law for inner products",
    "limit_apply": "By the limit law for linear maps",
    "limit_inverse": "By the limit law for reciprocals",
    "limit_root": "By the limit law for square roots",
    "limit_abs": "By the limit law for magnitudes",
    "limit_shift": "A shift of the index leaves limits as they are",
    "limit_equal": "Sequences that agree from some index on have the same limit",
    "limit_order": "Limits keep the order of sequences",
    "limit_squeeze": "By the squeeze theorem",
    "monotone_convergence": "By the monotone convergence theorem",
    "geometric": "Powers of a number between -1 and 1 tend to zero",
    "power_next": "By the recursion of powers",
    "sum_next": "The last summand taken out of the sum",
    "sum_empty": "An empty sum is zero",
    "absolute_convergence": "An absolutely convergent series converges",
}


def narrate_refutation(statement: Statement, body: Json) -> list[str]:
    """The lines of a refutation: what is supposed of sequences in closed form, if there are any, and that the conclusion fails."""
    if "sequences" not in body:
        return narrate(statement, body["proof"])
    data, forms, loaded = statement.to_json(), body["sequences"], load(statement.to_json())
    owed: list[tuple[str, Json]] = []
    for name in (decl.name for decl in statement.symbols if decl.name in forms):
        _, index, term = forms[name]
        goal = ["forall", [[index, "integer", "any"]], ["implies", ["le", "0", index], ["ne", term, "0"]]]
        owed.append((f"Every ${notation.latex(['item', name, index], data)}$ is defined and in its domain:", goal))
    for i, (hypothesis, f) in enumerate(zip(data["hypotheses"], loaded.hypotheses), 1):
        if {symbol.name for symbol in f.free} & set(forms):
            owed.append((f"Hypothesis {i}: {hypothesis['text']}:", hypothesis["formula"]))
    lines = []
    for (head, goal), proof in zip([*owed, ("The conclusion fails:", ["not", data["conclusion"]])], [*body["hypotheses"], body["proof"]]):
        lines += [head, *("  " + line for line in narrate(statement, proof, goal))]
    return lines


def narrate(statement: Statement, proof: Json, goal: Json = None) -> list[str]:
    """The lines of a proof, indented by two spaces for each level; formulas between dollar signs.  goal: the conclusion, or another."""
    data = statement.to_json()

    def maths(term: Json) -> str:
        return f"${notation.latex(term, data)}$"

    def walk(node: Json, depth: int, goal: Json = None, taken: frozenset[str] = frozenset()) -> list[str]:
        """goal, where it is known: what the node proves; taken: the symbols known to be in use."""
        pad, rule = "  " * depth, node["by"]
        after, now = remaining(rule, goal, taken)
        rest = walk(node["then"], depth, after, now) if isinstance(node.get("then"), dict) else []
        if rule == "combine":
            return [pad + combined(node["sum"], lambda t: maths(tidy(t)))]
        if rule in END:
            return [pad + END[rule], *rest]
        if rule in ("assume", "absurd"):
            word = "Suppose the premise holds" if rule == "assume" else "Suppose the contrary"
            return [f"{pad}{word} ({node['as']}).", *rest]
        if rule == "induction":
            return [pad + line for line in by_induction(node, goal, taken)]
        if rule == "follow":
            return [pad + line for line in along_the_orbit(node, goal, taken)] + rest
        if rule == "along":
            values = ", ".join(maths(["item", name, node["index"]]) + " := " + maths(t) for name, t in node["terms"].items())
            both = "They begin at its start:", "They follow its step:"
            shown = [line for head, part in zip(both, node["premises"]) for line in proved(head, [part], depth + 1)]
            return [f"{pad}The sequences {values} run along the orbit of {node['fact']}, which gives {node['as']}.", *shown, *rest]
        if rule == "fix" and index_from(goal):
            name, low = index_from(goal) or ("", "")
            then, label = node["then"], ""
            if then["by"] == "assume":
                rest, label = walk(then["then"], depth, goal[2][2], now), f" ({then['as']})"
            return [f"{pad}Let ${notation.latex(name, data)} \\ge {notation.latex(low, data)}$ be an integer{label}.", *rest]
        if rule == "fix":
            return [f"{pad}Take arbitrary values of the bound symbols.", *rest]
        if rule == "have":
            inner = walk(node["proof"], depth + 1, node["formula"], taken)
            return [f"{pad}Claim ({node['as']}): {maths(node['formula'])}.", *inner, *rest]
        if rule == "theorem" and node["name"] in LAWS:
            shown_law = conclusion(node, maths)
            return [f"{pad}{LAWS[node['name']]}{': ' + shown_law if shown_law else ''} ({node['as']}).", *rest]
        if rule == "theorem":
            args = ", ".join(maths(a) for a in node["args"])
            return [f"{pad}By the theorem '{node['name'].replace('_', ' ')}' for {args}: fact {node['as']}.", *rest]
        if rule == "use":
            values = ", ".join(f"${notation.latex(k)} := {notation.latex(t, data)}$" for k, t in node["terms"].items() if k != t)
            given = f", with {values}" if values else ""
            return [f"{pad}By a statement already accepted ({node['claim'][:12]}){given}: fact {node['as']}.", *rest]
        if rule in ("open", "apply", "open parallel"):
            return [f"{pad}Fact {node['fact']} gives {node['as']}.", *rest]
        if rule == "cases":
            first, second = (walk(node[side], depth + 1, goal, taken) for side in ("if", "else"))
            return [f"{pad}Case {maths(node['on'])}:", *first, f"{pad}Otherwise:", *second]
        if rule == "both ways":
            return [f"{pad}If:", *walk(node["forward"], depth + 1), f"{pad}Only if:", *walk(node["backward"], depth + 1)]
        if rule in ("split", "either", "antisymmetry"):
            heads = {"split": "Part by part:", "antisymmetry": "Both inequalities:"}
            lines = [pad + (heads[rule] if rule in heads else f"In each case of {node['fact']}:")]
            goals = goal[1:] if rule == "split" and goal else [goal if rule == "either" else None] * len(node["parts"])
            return lines + [line for part, each in zip(node["parts"], goals) for line in walk(part, depth + 1, each, taken)]
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
        if rule in ("nonsingular", "unstable"):
            point = ", ".join(maths(["eq", name, t]) for name, t in node["point"].items())
            lines = proved(f"The derivative is injective at {point}:", [node["injective"][-1]], depth)
            if rule == "unstable":
                lines += proved(f"At every limit in question it has the eigenvalue {maths(node['eigenvalue'])} above 1:", node["unstable"], depth)
            return lines
        if rule == "almost":
            return [f"{pad}For almost all values, those of which the facts used hold:", *rest]
        if rule in ("choose", "nowhere"):
            return [f"{pad}{'One side suffices.' if rule == 'choose' else 'It fails for every value:'}", *rest]
        return [f"{pad}{rule}.", *rest]

    def proved(head: str, proofs: list[Json], depth: int) -> list[str]:
        """The proofs that say more than that something is evident, under a heading."""
        found = [line for part in proofs if part["by"] not in ("trivial", "given") for line in walk(part, depth + 1)]
        return ["  " * depth + head, *found] if found else []

    def by_induction(node: Json, goal: Json, taken: frozenset[str]) -> Iterator[str]:
        name, low = index_from(goal) or ("", "")
        yield f"By induction on {maths(name)}:" if name else "By induction:"
        yield f"  The first case{', ' + maths(['eq', name, low]) if name else ''}:"
        yield from walk(node["base"], 2)
        claim = goal[2][2] if name else None
        bound = f" for some ${notation.latex(name, data)} \\ge {notation.latex(low, data)}$: {maths(claim)}" if name else ""
        yield f"  The step: suppose it holds{bound} ({node['as']})."
        yield from walk(node["step"], 2, None, taken | {name})

    def along_the_orbit(node: Json, goal: Json, taken: frozenset[str]) -> Iterator[str]:
        state = ", ".join(maths(decl[0]) for decl in goal[1]) if goal and goal[0] == "orbit" else "the state"
        index = notation.latex(node["index"], data)
        yield f"Along the orbit: ({node['as']} start) is its start, ({node['as']} step) its recursion for all ${index} \\ge 0$."
        yield from proved("The start is in the domain of the step:", node["start"], 0)
        yield from proved(f"For any {state} in the domain of the step, so is the next state:", node["step"], 0)

    return walk(proof, 0, goal or data["conclusion"], frozenset(decl.name for decl in statement.symbols))


def index_from(goal: Json) -> tuple[str, Json] | None:
    """The index and its bound of a goal 'for every integer n >= low'."""
    if not goal or goal[0] != "forall" or len(goal[1]) != 1 or list(goal[1][0][1:]) != ["integer", "any"]:
        return None
    (name, *_), body = goal[1][0], goal[2]
    return (name, body[1][1]) if body[0] == "implies" and body[1][0] == "le" and body[1][2] == name else None


def remaining(rule: str, goal: Json, taken: frozenset[str]) -> tuple[Json, frozenset[str]]:
    """What is left to prove after a step, where this is known, and the symbols then in use."""
    while goal and goal[0] == "let":
        goal = goal[2]
    if rule == "follow" and goal and goal[0] == "orbit":
        body, names = goal[4], frozenset(decl[0] for decl in goal[1])
        return (body[2] if body[0] == "let" else body), taken | names
    if rule == "fix" and goal and goal[0] == "forall":
        return goal[2], taken | {decl[0] for decl in goal[1]}
    if rule == "assume" and goal and goal[0] == "implies":
        return goal[2], taken
    return (goal if rule in ("have", "theorem", "use", "apply", "open", "open parallel", "along") else None), taken


def tidy(term: Json) -> Json:
    """A term without factors 1 and summands 0, as it is written by hand."""
    if isinstance(term, str) or not term or not isinstance(term[0], str) or term[0] == "lambda":
        return term
    head, *parts = [tidy(part) for part in term]
    if head in ("+", "*"):
        kept = [part for part in parts if part != ("0" if head == "+" else "1")]
        if len(kept) < 2:
            return kept[0] if kept else parts[0]
        parts = kept
    return [head, *parts]


def conclusion(node: Json, maths: Any) -> str:
    """The conclusion of a theorem on sequences."""
    found = law(node["name"], node["args"])
    return str(maths(tidy(found))) if found else ""


def combined(items: Json, maths: Any) -> str:
    """The line of an exact combination of facts."""
    if not items:
        return "Both sides have the same normal form."
    parts = []
    for item in items:
        if "eq" in item:
            factor = "" if tidy(item["times"]) == "1" else f"{maths(item['times'])} times "
            parts.append(f"{factor}({item['eq']})")
            continue
        factors = [f"({r})" if isinstance(r, str) else maths(r) for r, e in item["factors"] for _ in range(abs(e))]
        inverse = [e < 0 for _, e in item["factors"] for _ in range(abs(e))]
        factors = [f"1/{f}" if flip else f for f, flip in zip(factors, inverse)]
        if item["square"] is not None:
            factors.append(f"the square of {maths(item['square'])}")
        parts.append(" times ".join([*([maths(item["c"])] if item["c"] != "1" or not factors else []), *factors]))
    return "The difference of the two sides is the sum of " + "; ".join(parts) + "."
