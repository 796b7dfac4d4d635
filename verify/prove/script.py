"""Proof scripts: the steps of a proof in the order they are read, with gaps for the search to fill.

Each function returns a step or a finished proof as plain data, in the checker's own format.
`auto(...)` is a gap: `complete` finds a proof of it or gives up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verify.statements import Expression, Formula, ScalarLike, freeze, thaw

Proof = dict[str, Any]
Data = Expression | Formula | ScalarLike | str | tuple[Any, ...]
TRIVIAL: Proof = {"by": "trivial"}


def term(value: Data) -> Any:
    """An expression, formula, number, symbol or raw term as plain data."""
    if isinstance(value, (str, tuple)):
        return thaw(value)
    return thaw(value.term) if hasattr(value, "term") else str(value)


def terms(values: Mapping[str, Data] | None) -> dict[str, Any]:
    """A mapping of terms as plain data."""
    return {name: term(value) for name, value in (values or {}).items()}


def auto(*facts: str, degree: int = 2, factors: Sequence[tuple[Data, int]] = (), squares: Sequence[Data] = (),
         multipliers: Sequence[Data] = ()) -> Proof:  # fmt: skip
    """A gap: the goal is to be an exact combination of the named facts (all facts, if none is named).

    factors: terms of known sign, with exponents, that may multiply every product; squares: terms
    whose squares may be used; multipliers: terms that may multiply equations.
    """
    scale = [[term(t), e] for t, e in factors]
    return {"by": "auto", "facts": list(facts), "degree": degree, "factors": scale,
            "squares": [term(t) for t in squares], "multipliers": [term(t) for t in multipliers]}  # fmt: skip


def trivial() -> Proof:
    """The goal's normal form, domains and sign facts show it."""
    return dict(TRIVIAL)


def script(*steps: Proof) -> Proof:
    """Steps in sequence; the last one finishes the goal."""
    *first, last = steps
    for step in reversed(first):
        last = {**step, "then": last}
    return last


def split(*parts: Proof) -> Proof:
    """Prove a conjunction part by part."""
    return {"by": "split", "parts": list(parts)}


def both_ways(forward: Proof, backward: Proof) -> Proof:
    """Prove an equivalence as two implications."""
    return {"by": "both ways", "forward": forward, "backward": backward}


def assume(label: str) -> Proof:
    """Step: take the premise of an implication, or what a negation denies, as a fact."""
    return {"by": "assume", "as": label}


def fix() -> Proof:
    """Step: take the symbols of a universal goal as fresh."""
    return {"by": "fix"}


def suppose_not(label: str) -> Proof:
    """Step: by contradiction; the negated goal becomes a fact, and 0 < 0 the goal."""
    return {"by": "absurd", "as": label}


def witness(values: Mapping[str, Data], *parts: Proof) -> Proof:
    """Prove an existential goal: the values, then proofs of their domains and of the body."""
    return {"by": "witness", "terms": terms(values), "parts": list(parts) or _every()}


def choose(side: int) -> Proof:
    """Step: prove one side of a disjunction."""
    return {"by": "choose", "side": side}


def obtain(fact: str, label: str) -> Proof:
    """Step: name what an existential fact asserts to exist."""
    return {"by": "open", "fact": fact, "as": label}


def obtain_factor(fact: str, name: str, label: str) -> Proof:
    """Step: name the factor of a fact 'x is parallel to y'."""
    return {"by": "open parallel", "fact": fact, "name": name, "as": label}


def multiple(factor: Data, proof: Proof | None = None) -> Proof:
    """Prove 'x is parallel to y' by x = factor y."""
    return {"by": "multiple", "factor": term(factor), "proof": proof or auto()}


def apply(label: str, fact: str, values: Mapping[str, Data] | None = None, premises: Sequence[Proof] | None = None) -> Proof:
    """Step: use a universal or implication fact."""
    return {"by": "apply", "fact": fact, "terms": terms(values), "premises": _premises(premises), "as": label}


def have(label: str, formula: Formula, proof: Proof | None = None) -> Proof:
    """Step: an intermediate statement."""
    return {"by": "have", "formula": term(formula), "proof": proof or auto(), "as": label}


def cases(label: str, on: Formula, first: Proof, second: Proof) -> Proof:
    """Prove the goal where a formula holds and where its negation does."""
    return {"by": "cases", "on": term(on), "as": label, "if": first, "else": second}


def either(fact: str, label: str, *parts: Proof) -> Proof:
    """Prove the goal on each side of a disjunction fact."""
    return {"by": "either", "fact": fact, "as": label, "parts": list(parts)}


def antisymmetry(low: Proof, high: Proof) -> Proof:
    """Prove an equation between scalars by left <= right and right <= left."""
    return {"by": "antisymmetry", "parts": [low, high]}


def given(fact: str) -> Proof:
    """The goal is a fact."""
    return {"by": "given", "fact": fact}


def contradiction(*facts: str, **options: Any) -> Proof:
    """Prove anything from facts that combine to 0 < 0."""
    return {"by": "exfalso", "then": auto(*facts, **options)}


def theorem(label: str, name: str, *args: Data, premises: Mapping[int, Proof] | None = None) -> Proof:
    """Step: an instance of a textbook theorem; premises not given are left to the search."""
    return {"by": "theorem", "name": name, "args": [term(a) for a in args], "premises": _some(premises), "as": label}


def use(label: str, claim: str, values: Mapping[str, Data], premises: Mapping[int, Proof] | None = None) -> Proof:
    """Step: the conclusion of a decided claim, named by its id."""
    return {"by": "use", "claim": claim, "terms": terms(values), "premises": _some(premises), "as": label}


def finite_rank() -> Proof:
    """Prove a spectrum by the low-rank determinant identity."""
    return {"by": "finite rank"}


def conjugacy(maps: Mapping[str, Data], *premises: Proof) -> Proof:
    """Prove equivalence of configurations by the maps of the state variables."""
    return {"by": "conjugacy", "maps": terms(maps), "premises": list(premises) or _every()}


def contraction(rate: Data, *premises: Proof) -> Proof:
    """Prove a limit by a contraction of the squared distance by the given rate."""
    return {"by": "contraction", "rate": term(rate), "premises": list(premises) or _every()}


def null_set(polynomial: Data, point: Mapping[str, Data], label: str, nonzero: Proof, then: Proof) -> Proof:
    """Prove a statement for almost all vectors: where the polynomial is not zero."""
    return {"by": "null set", "polynomial": term(polynomial), "point": terms(point), "as": label,
            "nonzero": nonzero, "then": then}  # fmt: skip


def sequence(index: Data, value: Data) -> Any:
    """A sequence given by a term in its index, as an argument of a theorem on sequences or a value for a sequence."""
    return ("lambda", freeze(term(index)), freeze(term(value)))


def induction(label: str, base: Proof, step: Proof) -> Proof:
    """Prove P(n) for every integer n >= low: P(low), and P(n + 1) from the facts `label`, P(n), and `label range`, low <= n."""
    return {"by": "induction", "as": label, "base": base, "step": step}


def follow(label: str, start: Sequence[Proof] | None = None, step: Sequence[Proof] | None = None, index: str = "k") -> Proof:
    """Step: enter an orbit.  Its members are sequences from here on; `label start` and `label step` are their recursion.

    start and step: proofs that each start, and then each step of a state, is defined and in its domain.
    """
    return {"by": "follow", "start": _premises(start), "step": _premises(step), "as": label, "index": index}


def along(label: str, fact: str, index: Data, values: Mapping[str, Data], premises: Sequence[Proof] | None = None) -> Proof:
    """Step: what a fact says of an orbit, for the sequences given by terms in the index that follow the same step.

    premises: a proof that they begin at the start of the fact, and one that they follow its step.
    """
    return {"by": "along", "fact": fact, "index": term(index), "terms": terms(values), "premises": _premises(premises), "as": label}


def almost_everywhere(label: str, *facts: str) -> Proof:
    """Step: prove a statement for almost all values for fresh ones, of which facts for almost all values hold (label 1, ...)."""
    return {"by": "almost", "facts": list(facts), "as": label}


def unstable(label: str, point: Mapping[str, Data], eigenvalue: Data, eigenvector: Mapping[str, Data], *, domain: Sequence[Proof],
             injective: Sequence[Proof], proofs: Sequence[Proof], smooth: Sequence[Proof] | None = None) -> Proof:  # fmt: skip
    """Prove that almost no start leads to certain fixed points, at each of which the derivative of the step has an eigenvalue above 1.

    domain: the step is defined and stays in its domain; point, injective: where its derivative is injective, and why; the
    eigenvalue and the parts of the eigenvector (named by the direction symbols) are terms in the fixed point, of which
    `label` holds and `label fixed` says that it is one; proofs: above 1, not zero, and each component of the equation.
    """
    return {"by": "unstable", "directions": list(eigenvector), "domain": list(domain), "smooth": _premises(smooth), "point": terms(point),
            "injective": list(injective), "as": label, "eigenvalue": term(eigenvalue), "eigenvector": terms(eigenvector),
            "unstable": list(proofs)}  # fmt: skip


def nonsingular(point: Mapping[str, Data], directions: Sequence[str], *, domain: Sequence[Proof], injective: Sequence[Proof],
                smooth: Sequence[Proof] | None = None) -> Proof:  # fmt: skip
    """Prove that a map is nonsingular: its formula is analytic on a connected domain, and its derivative injective at a point.

    domain: the map is defined; point, injective: the point, that it is in the (connected) domain, and why the derivative is injective.
    """
    return {"by": "nonsingular", "directions": list(directions), "domain": list(domain), "smooth": _premises(smooth), "point": terms(point),
            "injective": list(injective)}  # fmt: skip


def nowhere() -> Proof:
    """Step: refute 'for almost all' by refuting it everywhere."""
    return {"by": "nowhere"}


def _every() -> Any:
    return {"auto": {}}


def _premises(premises: Sequence[Proof] | None) -> Any:
    return _every() if premises is None else list(premises)


def _some(premises: Mapping[int, Proof] | None) -> Any:
    return {"auto": {str(i): proof for i, proof in (premises or {}).items()}}




def contradiction_of_square(bound: str, nonzero: str, value: Data) -> Proof:
    """Prove 0 < 0 from the facts value^2 <= 0 and value != 0."""
    return {"by": "combine", "sum": [{"c": "1", "factors": [[bound, 1]], "square": None}, {"c": "1", "factors": [], "square": term(value)}]}


def equivalent_of(fact: str, holds: str) -> Proof:
    """Prove the right side of an equivalence fact from the fact that is its left side."""
    return script(apply(f"{fact} forward", f"{fact}.1", premises=[given(holds)]), given(f"{fact} forward"))


def converse_of(fact: str, holds: str) -> Proof:
    """Prove the left side of an equivalence fact from the fact that is its right side."""
    return script(apply(f"{fact} backward", f"{fact}.2", premises=[given(holds)]), given(f"{fact} backward"))


def refuted(fact: str, proof: Proof) -> Proof:
    """Prove 0 < 0 from a negation or inequation fact and a proof of what it denies."""
    return script(apply(f"{fact} contradicted", fact, premises=[proof]), given(f"{fact} contradicted"))
