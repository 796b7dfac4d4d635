"""Formulas and declarations.

A formula is printed as a list of *pieces* whose concatenation is the formula: a page may break a
line between two pieces, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .names import ATOM, as_list, is_call, wrong
from .scope import TALL, as_decl
from .terms import MANY, TermPrinter

LOOSE, ARROW, OR, AND, CLAUSE = range(5)  # how tightly a printed formula holds together
Formula = tuple[list[str], int]

RELATIONS = {
    "eq": ("=", "="),
    "ne": (r"\neq", "≠"),
    "le": (r"\le", "≤"),
    "lt": ("<", "<"),
    "parallel": (r"\parallel", "∥"),
}
NEGATED = {
    "eq": (r"\neq", "≠"),
    "ne": ("=", "="),
    "le": (r"\nleq", "≰"),
    "lt": (r"\nless", "≮"),
    "parallel": (r"\nparallel", "∦"),
}
QUANTIFIERS = {
    "forall": (r"\forall\, ", "∀ "),
    "exists": (r"\exists\, ", "∃ "),
    "almost-all": (r"\text{for almost all } ", "for almost all "),
}
DOMAINS = {  # (sort, domain): what stands after the symbol
    ("scalar", "any"): (r" \in \mathbb{R}", " ∈ ℝ"),
    ("scalar", "real"): (r" \in \mathbb{R}", " ∈ ℝ"),
    ("scalar", "nonzero"): (r" \in \mathbb{R} \setminus \{0\}", " ∈ ℝ∖{0}"),
    ("scalar", "positive"): (" > 0", " > 0"),
    ("scalar", "nonnegative"): (r" \ge 0", " ≥ 0"),
    ("vector", "any"): (r" \in \mathbb{R}^{d}", " ∈ ℝᵈ"),
    ("vector", "nonzero"): (r" \in \mathbb{R}^{d} \setminus \{0\}", " ∈ ℝᵈ∖{0}"),
    ("operator", "any"): (r" \in \mathbb{R}^{d \times d}", " ∈ ℝᵈˣᵈ"),
    ("operator", "spd"): (r" \text{ symmetric positive definite}", " symmetric positive definite"),
    ("operator", "symmetric"): (r" \text{ symmetric}", " symmetric"),
    ("operator", "orthogonal"): (r" \text{ orthogonal}", " orthogonal"),
    ("operator", "invertible"): (r" \text{ invertible}", " invertible"),
    ("integer", "any"): (r" \in \mathbb{Z}", " ∈ ℤ"),
    ("random-scalar", "any"): (r" \text{ bounded, random in } \mathbb{R}", " bounded, random in ℝ"),
    ("random-vector", "any"): (r" \text{ bounded, random in } \mathbb{R}^{d}", " bounded, random in ℝᵈ"),
    ("sequence-scalar", "real"): (r" \text{ in } \mathbb{R}", " in ℝ"),
    ("sequence-scalar", "nonzero"): (r" \text{ in } \mathbb{R} \setminus \{0\}", " in ℝ∖{0}"),
    ("sequence-scalar", "positive"): (r" \text{ in } (0, \infty)", " in (0, ∞)"),
    ("sequence-scalar", "nonnegative"): (r" \text{ in } [0, \infty)", " in [0, ∞)"),
    ("sequence-vector", "any"): (r" \text{ in } \mathbb{R}^{d}", " in ℝᵈ"),
    ("sequence-vector", "nonzero"): (r" \text{ in } \mathbb{R}^{d} \setminus \{0\}", " in ℝᵈ∖{0}"),
    ("function", "any"): (
        r" \colon \mathbb{R}^{2} \to \mathbb{R} \text{ smooth}",
        ": ℝ² → ℝ smooth",
    ),
}
STAYS = {"nonzero": (r" \neq 0", " ≠ 0"), "positive": (" > 0", " > 0"), "nonnegative": (r" \ge 0", " ≥ 0")}
INDICES = "knmjil"  # the names that an index may take
LINKS = ("eq", "le", "lt")
TRUE = ["eq", "0", "0"]


class FormulaPrinter(TermPrinter):
    """Prints formulas, and the declarations of the symbols that they bind."""

    def formula(self, formula: Any) -> Formula:
        """The pieces of a formula and how tightly they hold together.  Raises NotationError."""
        head, *args = as_list(formula, "a formula") or [None]
        if [head, *args] in (TRUE, ["and"]):
            return [self.pick(r"\text{true}", "true")], CLAUSE
        if not isinstance(head, str) or head not in FORMULAS:
            raise wrong("not a formula of the statement language", formula)
        least, most, method = FORMULAS[head]
        if not least <= len(args) <= most:
            raise wrong(f"wrong number of arguments for {head!r} in", formula)
        return method(self, formula) if head in RELATIONS else method(self, *args)

    def held(self, formula: Any, least: int) -> list[str]:
        """The pieces, in parentheses where they hold together less tightly than asked."""
        pieces, tightness = self.formula(formula)
        if tightness < least:
            pieces = ["(" + pieces[0], *pieces[1:]]
            pieces[-1] += ")"
        return pieces

    def sides(self, term: Any) -> list[str]:
        """One side of a relation; a long sum may break between its summands."""
        text = self.bare(term)
        return self.summands(term[1:]) if is_call(term, "+") and len(text) > 70 else [text]

    def chain(self, relations: Sequence[Any], sign: str = "") -> list[str]:
        """Relations that share sides: a <= b and b <= c is printed a <= b <= c."""
        pieces = self.sides(relations[0][1])
        for head, _, right in relations:
            side = self.sides(right)
            pieces += [f"{sign or self.pick(*RELATIONS[head])} {side[0]}", *side[1:]]
        return pieces

    def relation(self, formula: Any) -> Formula:
        return self.chain([formula]), CLAUSE

    def conjunction(self, *formulas: Any) -> Formula:
        runs: list[list[Any]] = []
        for formula in formulas:
            last: Any = runs[-1][-1] if runs else None
            linked = is_call(formula, *LINKS) and is_call(last, *LINKS)
            if linked and TRUE not in (last, formula) and last[2:] == formula[1:2]:
                runs[-1].append(formula)
            else:
                runs.append([formula])
        groups = [self.chain(r) if len(r) > 1 else self.held(r[0], AND) for r in runs]
        return self.joined(groups, self.pick(r"\;\text{ and }\; ", "and ")), AND

    @staticmethod
    def joined(groups: Sequence[Sequence[str]], word: str) -> list[str]:
        """Groups of pieces with a connective between them."""
        pieces = list(groups[0])
        for group in groups[1:]:
            pieces += [word + group[0], *group[1:]]
        return pieces

    def disjunction(self, *formulas: Any) -> Formula:
        groups = [self.held(f, OR if is_call(f, "or") else CLAUSE) for f in formulas]
        return self.joined(groups, self.pick(r"\;\text{ or }\; ", "or ")), OR

    def negation(self, formula: Any) -> Formula:
        if is_call(formula, *NEGATED) and formula != TRUE:
            self.formula(formula)
            return self.chain([formula], self.pick(*NEGATED[formula[0]])), CLAUSE
        pieces = self.held(formula, CLAUSE + 1)
        return [self.pick(r"\lnot ", "not ") + pieces[0], *pieces[1:]], CLAUSE

    def implication(self, left: Any, right: Any) -> Formula:
        then = self.held(right, LOOSE if is_call(right, *QUANTIFIERS) else OR)
        return self.joined([self.held(left, OR), then], self.pick(r"\implies ", "⟹ ")), ARROW

    def equivalence(self, *both: Any) -> Formula:
        groups = [self.held(formula, OR) for formula in both]
        return self.joined(groups, self.pick(r"\iff ", "⟺ ")), ARROW

    def quantified(self, head: str, decls: Any, body: Any) -> Formula:
        names = [as_decl(decl) for decl in as_list(decls, "a list of declarations")]
        sign = self.pick(*QUANTIFIERS[head])
        with self.scope(names):
            low, rest = from_index(head, names, body)
            if rest is None:
                bound = self.pick(r",\; ", ", ").join(self.declarations(names))
                pieces, _ = self.formula(body)
            else:
                words = (r"\text{integers } ", "integers ") if head == "forall" else (r"\text{an integer } ", "an integer ")
                bound = self.pick(*words) + self.bare(names[0]["name"]) + self.pick(r" \ge ", " ≥ ") + self.bare(low)
                pieces, _ = self.formula(rest)
        return [sign + bound + self.pick(r":\;", ":"), *pieces], LOOSE

    def tends(self, index: Any, body: Any, value: Any) -> Formula:
        limit = self.bare(value)
        with self.scope([[index, "integer", "any"]]):
            name, pieces = self.bare(index), self.sides(body)
        arrow = self.pick(r"\to ", "→ ")
        return [*pieces, arrow + limit, self.pick(r"\text{ as } ", "as ") + f"{name} {arrow}" + self.pick(r"\infty", "∞")], CLAUSE

    def orbit(self, decls: Any, step: Any, start: Any, body: Any) -> Formula:
        """The iterates of a step, then what is said of them; the state stands in the step with its index."""
        state = [as_decl(decl) for decl in as_list(decls, "a list of declarations")]
        steps = as_list(step, "one step for each variable", len(state))
        starts = as_list(start, "one start for each variable", len(state))
        names = [str(decl["name"]) for decl in state]
        before = [self.bare(term) for term in starts]
        with self.scope([{**decl, "sort": f"sequence-{decl.get('sort')}"} for decl in state]):
            k = self.unused([*names, *steps])
            pieces: list[str] = []
            for name, new in zip(names, steps, strict=True):
                first, *rest = self.sides(in_state(new, names, k))
                pieces += [f"{self.bare(['item', name, ['+', k, '1']])} = {first}", *rest]
                pieces[-1] += ","
            pieces[0] = self.pick(r"\text{for the iterates } ", "for the iterates ") + pieces[0]
            pieces.append(self.pick(r"k \ge 0,", "k ≥ 0,").replace("k", k, 1))
            firsts = [self.bare(["item", name, "0"]) for name in names]
            firsts = [x if bare(x) == bare(y) else f"{x} = {y}" for x, y in zip(firsts, before, strict=True)]
            pieces.append(self.pick(r"\text{from } ", "from ") + self.pick(r",\, ", ", ").join(firsts))
            held = [self.bare(["item", d["name"], k]) + self.pick(*STAYS[d["domain"]]) for d in state if d.get("domain") in STAYS]
            if held:
                pieces[-1] += ","
                pieces.append(self.pick(r"\text{all } ", "all ") + self.pick(r",\, ", ", ").join(held))
            pieces[-1] += self.pick(r":\;", ":")
            return [*pieces, *self.formula(body)[0]], LOOSE

    def nonsingular(self, decls: Any, step: Any) -> Formula:
        """A map, and that preimages of null sets under it are null sets."""
        state = [as_decl(decl) for decl in as_list(decls, "a list of declarations")]
        steps = as_list(step, "one step for each variable", len(state))
        pieces = [self.pick(r"\text{preimages of null sets under } ", "preimages of null sets under ")]
        with self.scope(state):
            domains = [self.bare(decl["name"]) + self.pick(*DOMAINS[decl["sort"], decl["domain"]]) for decl in state]
            pieces[0] += "(" + self.pick(r",\, ", ", ").join(self.bare(decl["name"]) for decl in state) + ") " + self.pick(r"\mapsto ", "↦")
            for opening, new in zip("(" + " " * len(steps), steps):
                first, *rest = self.sides(new)
                pieces += [opening.strip() + first, *rest]
                pieces[-1] += ","
        pieces[-1] = pieces[-1][:-1] + ")" + self.pick(r",\, ", ", ") + self.pick(r",\, ", ", ").join(domains)
        return [*pieces, self.pick(r"\text{ are null sets}", "are null sets")], CLAUSE

    def unused(self, terms: Any) -> str:
        """A name for an index that does not occur."""
        found = leaves(terms)
        return next((k for k in INDICES if k not in found and k not in self.sorts), "k'")

    def abbreviated(self, rows: Any, body: Any) -> Formula:
        """The body, where ..."""
        named = [as_list(row, "an abbreviation [name, sort, index, term]", 4) for row in as_list(rows, "a list of abbreviations")]
        with self.scope([[name, f"sequence-{sort}", "any"] for name, sort, _, _ in named]):
            pieces, tightness = self.formula(body)
            groups = []
            for name, _, index, value in named:
                with self.scope([[index, "integer", "any"]]):
                    first, *rest = self.sides(value)
                    groups.append([f"{self.bare(['item', name, index])} := {first}", *rest])
        for group in groups[:-1]:
            group[-1] += ","
        groups[0][0] = self.pick(r"\;\text{ where }\; ", "where ") + groups[0][0]
        return [*pieces, *(piece for group in groups for piece in group)], min(tightness, LOOSE)

    def semidefinite(self, rows: Any) -> Formula:
        table = [as_list(row, "a row of scalars") for row in as_list(rows, "rows of a matrix")]
        text = self.matrix([[self.bare(entry) for entry in row] for row in table])
        return [text, self.pick(r"\succeq 0", "⪰ 0")], CLAUSE

    def spectrum(self, operator: Any, pairs: Any) -> Formula:
        values = []
        for pair in as_list(pairs, "a list of [eigenvalue, multiplicity]"):
            value, times = as_list(pair, "[eigenvalue, multiplicity]", 2)
            often = self.pick(r"\;(\times\, ", " (× ") + self.at(times, ATOM) + ")"
            values.append(self.bare(value) + ("" if times == "1" else often))
        if not values:
            raise wrong("a spectrum lists at least one eigenvalue, got", pairs)
        big = self.tex and any(map(TALL.search, values))
        values[0] = self.pick(r"= \Bigl\{ " if big else r"= \{", "= {") + values[0]
        values[-1] += self.pick(r" \Bigr\}" if big else r"\}", "}")
        listed = [value + self.pick(r",\;", ",") for value in values[:-1]]
        left = self.pick(r"\operatorname{spec}", "spec") + self.argument(operator)
        return [left, *listed, values[-1]], CLAUSE

    def iteration(self, names: Any, step: Any, start: Any) -> str:
        """An iteration: for each variable, its update and the value that it starts from."""
        letters = as_list(names, "a list of variables")
        steps = as_list(step, "one update for each variable", len(letters))
        starts = as_list(start, "one start for each variable", len(letters))
        arrow, word = self.pick(r" \mapsto ", " ↦ "), self.pick(r"\;\text{ from }\; ", " from ")
        rows = [
            self.bare(name) + arrow + self.bare(new) + word + self.bare(old)
            for name, new, old in zip(letters, steps, starts, strict=True)
        ]
        if self.tex:
            return r"\left[\begin{array}{l} " + r" \\ ".join(rows) + r" \end{array}\right]"
        return "[" + "; ".join(rows) + "]"

    def equivalent(self, names: Any, *two: Any) -> Formula:
        left, right = self.iteration(names, *two[:2]), self.iteration(names, *two[2:])
        word = self.pick(r"\;\text{ is equivalent to }\; ", "is equivalent to ")
        return [left, word + right], CLAUSE

    def limit(self, names: Any, step: Any, start: Any, target: Any) -> Formula:
        goals = as_list(target, "one limit for each variable", len(as_list(names, "variables")))
        goal = self.bare(goals[0]) if len(goals) == 1 else self.enclose(self.commas(goals))
        word = self.pick(r"\;\text{ converges to }\; ", "converges to ")
        return [self.iteration(names, step, start), word + goal], CLAUSE

    def domain(self, decl: Mapping[str, Any]) -> tuple[str, str]:
        """What stands before and after a declared symbol.  Raises NotationError."""
        sort = str(decl.get("sort", "scalar"))
        domain = decl.get("domain", "any")
        if sort == "integer" and isinstance(domain, Mapping):
            le = self.pick(r" \le ", " ≤ ")
            lo, hi = domain.get("lo"), domain.get("hi")
            before = "" if lo is None else self.bare(lo) + le
            return before, "" if hi is None else le + self.bare(hi)
        if not isinstance(domain, str) or (sort, domain) not in DOMAINS:
            raise wrong(f"unknown sort or domain for {decl['name']!r}", [sort, domain])
        return "", self.pick(*DOMAINS[sort, domain])

    def declared(self, name: str) -> str:
        """A symbol as it is declared; a sequence shows its index."""
        if not self.sorts.get(name, "").startswith("sequence-"):
            return self.bare(name)
        k = self.unused([name])
        return self.bare(["lambda", k, ["item", name, k]])

    def declarations(self, decls: Sequence[Any]) -> list[str]:
        """The declarations as mathematics; neighbours of one kind share their domain."""
        groups: list[tuple[tuple[str, str], list[str]]] = []
        for decl in decls:
            symbol = self.declared(self.declare(decl))
            kind = self.domain(decl)
            if groups and groups[-1][0] == kind and not kind[0]:
                groups[-1][1].append(symbol)
            else:
                groups.append((kind, [symbol]))
        return [before + ", ".join(names) + after for (before, after), names in groups]


def _quantifier(head: str) -> Callable[..., Formula]:
    return lambda printer, *args: printer.quantified(head, *args)


def from_index(head: str, decls: Sequence[Any], body: Any) -> tuple[Any, Any]:
    """For 'every (some) integer k >= low': low and what is said of k; otherwise nothing."""
    joint = {"forall": "implies", "exists": "and"}.get(head)
    if len(decls) != 1 or (decls[0].get("sort"), decls[0].get("domain")) != ("integer", "any") or not is_call(body, str(joint)):
        return None, None
    name, (first, *rest) = decls[0]["name"], body[1:]
    if not is_call(first, "le") or len(first) != 3 or first[2] != name or not rest:
        return None, None
    if head == "exists" and is_call(rest[0], *LINKS) and rest[0][1] == name:  # low <= k <= high, in one chain
        return None, None
    return first[1], rest[0] if len(rest) == 1 else ["and", *rest]


def in_state(term: Any, names: Sequence[str], index: str) -> Any:
    """A step with the index of its state: a becomes a_k."""
    if isinstance(term, str):
        return ["item", term, index] if term in names else term
    return [in_state(part, names, index) for part in as_list(term, "a term")]


def bare(latex: str) -> str:
    """What is printed, whichever way its indices are grouped."""
    return latex.replace("{", "").replace("}", "")


def leaves(term: Any) -> set[str]:
    """Every string in a term."""
    if isinstance(term, str):
        return {term}
    return {leaf for part in term for leaf in leaves(part)} if isinstance(term, list | tuple) else set()


FORMULAS: dict[str, tuple[int, int, Callable[..., Formula]]] = {
    **dict.fromkeys(RELATIONS, (2, 2, FormulaPrinter.relation)),
    **{head: (2, 2, _quantifier(head)) for head in QUANTIFIERS},
    "and": (1, MANY, FormulaPrinter.conjunction),
    "or": (1, MANY, FormulaPrinter.disjunction),
    "not": (1, 1, FormulaPrinter.negation),
    "implies": (2, 2, FormulaPrinter.implication),
    "iff": (2, 2, FormulaPrinter.equivalence),
    "psd": (1, 1, FormulaPrinter.semidefinite),
    "spectrum": (2, 2, FormulaPrinter.spectrum),
    "equivalent": (5, 5, FormulaPrinter.equivalent),
    "limit": (4, 4, FormulaPrinter.limit),
    "tends": (3, 3, FormulaPrinter.tends),
    "orbit": (4, 4, FormulaPrinter.orbit),
    "nonsingular": (2, 2, FormulaPrinter.nonsingular),
    "let": (2, 2, FormulaPrinter.abbreviated),
}
