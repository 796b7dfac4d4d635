"""Deciding one statement: search for a counterexample, search for a proof, and what the checker says."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from verify import checker, notation
from verify.checker import Accepted, CheckError
from verify.prove.complete import WORK, NotFoundError, complete, complete_refutation
from verify.prove.script import auto
from verify.refute import Counterexample, find_counterexample
from verify.statements import Evidence, Formula, Instance, Statement, Verdict, thaw

Json = Any


@dataclass(frozen=True)
class Outcome:
    """A verdict with its support: an accepted certificate, or for `undecided` what was tried.

    counterexample and sides are those of a refuted statement: the instance, and the failing relation
    with the values of its two sides.  sequences: those of the counterexample that are given by a formula,
    as ("lambda", index, term).
    """

    statement: Statement
    verdict: Verdict
    evidence: Evidence | None = None
    certificate: Json | None = None
    accepted: Accepted | None = None
    counterexample: Json | None = None
    sides: Json = field(default_factory=list)
    note: str = ""
    sequences: Json = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.verdict} ({self.evidence})" if self.evidence else str(self.verdict)]
        if self.accepted and self.accepted.cites:
            lines.append("rests on: " + "; ".join(self.accepted.cites))
        if self.counterexample:
            values = [f"{name} = {plain(value)}" for name, value in self.counterexample.items()]
            values += [" = ".join(pair) for pair in notation.closed_forms(self.sequences, self.statement.to_json())]
            lines.append("at " + ", ".join(values))
            lines += [f"  {relation}: {left} against {right}" for relation, left, right in self.sides]
        return "\n".join([*lines, *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        shown = notation.statement_latex(self.statement.to_json())
        text = "<br>".join(html.escape(line) for line in str(self).splitlines())
        return f"<p>$\\displaystyle {html.escape(shown)}$</p><p>{text}</p>"


def plain(value: Json) -> str:
    """Nested lists of rational strings without quotes."""
    return "[" + ", ".join(map(plain, value)) + "]" if isinstance(value, list) else str(value)

def decide(
    statement: Statement,
    proof: Json | None = None,
    *,
    instances: Iterable[Instance] = (),
    lemma: Iterable[Formula] = (),
    disproof: Json | None = None,
    sequences: Mapping[str, Json] | None = None,
    hypotheses: Sequence[Json] = (),
    library: Mapping[str, Accepted] | None = None,
    claim: str = "user",
    part: str = "printed",
    budget: int = 600,
    seed: int = 0,
    work: float = WORK,
) -> Outcome:
    """Attack a statement, then try to prove it; the checker has the last word.

    proof: a script of `verify.prove.script`; without one, only an exact combination of the
    hypotheses is looked for.  work: how many steps, as the checker counts them, that may take.
    instances: where to look first for a counterexample.  lemma and
    disproof: a proof of the negation where the lemma holds, which the first instance meets.  sequences:
    those that are given by a formula instead of values; hypotheses: proofs, for each of them in the order
    of the declarations, that its members are defined and in its domain, and of each hypothesis on them.
    Returns holds or fails with an accepted certificate, or undecided with what was tried.  Raises
    CheckError for a malformed statement, instance or proof script.
    """
    hints, known = list(instances), library or {}
    if disproof is not None:
        body = {"instance": hints[0].to_json(), "lemma": [thaw(f.term) for f in lemma], "proof": disproof}
        if sequences:
            body |= {"sequences": {name: thaw(form) for name, form in sequences.items()}, "hypotheses": list(hypotheses)}
        return certified(claim, part, statement, "refutation", complete_refutation(statement, body, known, work), known)
    offered = [hint.to_json() for hint in hints]
    found = next(filter(None, (refuting(statement, instance) for instance in offered)), None)
    found = found or find_counterexample(statement, budget=budget, seed=seed, hints=offered)
    if found is not None:
        return certified(claim, part, statement, "counterexample", found.to_json(), known)
    try:
        body = complete(statement, auto(degree=1) if proof is None else proof, known, work)
    except NotFoundError as error:
        if proof is not None:
            raise CheckError(str(error)) from error
        return Outcome(statement, Verdict.UNDECIDED, Evidence.SAMPLED, note=f"no counterexample in {budget} instances, and no proof found")
    return certified(claim, part, statement, "proof", body, known)


def refuting(statement: Statement, instance: Json) -> Counterexample | None:
    """The instance, as it stands, where it refutes the statement."""
    found, trail = checker.evaluate(checker.load(statement.to_json()), instance)
    if found not in ("fails", "undefined"):
        return None
    return Counterexample(instance, found, tuple(tuple(row) for row in checker.sides(trail)))


def certified(claim: str, part: str, statement: Statement, kind: str, body: Json, library: Mapping[str, Accepted]) -> Outcome:
    """The outcome of a body that the checker accepts, with its sealed certificate.

    The checker reads what a file would hold, once; what it shows is what the certificate says.  Raises
    CheckError where the checker rejects it.
    """
    data, body = statement.to_json(), json.loads(json.dumps(body))
    shown = checker.establish(data, kind, body, library)
    certificate = checker.sealed({
        "format": 1, "claim": claim, "part": part, "statement": data, "hash": shown.hash, "kind": kind, "body": body,
        "verdict": shown.verdict, "evidence": shown.evidence, "cites": list(shown.cites), "uses": list(shown.uses),
    })  # fmt: skip
    return Outcome(statement, Verdict(shown.verdict), Evidence(shown.evidence), certificate, shown,
                   body.get("instance"), body.get("sides", []), sequences=body.get("sequences", {}))  # fmt: skip
