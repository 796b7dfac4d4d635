"""Deciding one statement: search for a counterexample, search for a proof, and what the checker says."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from verify import checker, notation
from verify.checker import Accepted, CheckError
from verify.prove.complete import WORK, NotFoundError, complete, complete_refutation
from verify.prove.script import auto
from verify.prove.vacuity import contradiction
from verify.refute import Counterexample, Search, find_witness, search
from verify.statements import Evidence, Formula, Instance, SortError, Statement, Verdict, shown, thaw, well_formed

Json = Any


TRUE = Formula(("le", "0", "0"))
MEETING = " that meet the hypotheses"
MODEST = WORK // 10  # steps of work for a proof that no instance meets the hypotheses


@dataclass(frozen=True)
class Outcome:
    """A verdict with its support: an accepted certificate, or for `undecided` what was tried.

    counterexample and sides are those of a refuted statement: the instance, and the failing relation
    with the values of its two sides.  sequences: those of the counterexample that are given by a formula,
    as ("lambda", index, term).  Of a statement that is not refuted, witness is an instance that meets every
    hypothesis by the checker's evaluation, None where none was found, and emptiness is the certificate that
    there is none, where that was proved: the hypotheses imply 0 < 0.
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
    witness: Json | None = None
    emptiness: Json | None = None

    @property
    def vacuous(self) -> bool:
        """Whether it is proved that no instance meets the hypotheses."""
        return self.emptiness is not None

    def __str__(self) -> str:
        support = "vacuous: no instance meets the hypotheses, proved" if self.vacuous else self.evidence
        lines = [f"{self.verdict} ({support})" if support else str(self.verdict)]
        if self.accepted and self.accepted.cites:
            lines.append("rests on: " + "; ".join(self.accepted.cites))
        if self.counterexample:
            values = [assigned(self.counterexample)]
            values += [" = ".join(pair) for pair in notation.closed_forms(self.sequences, self.statement.to_json())]
            lines.append("at " + ", ".join(values))
            lines += [f"  {relation}: {left} against {right}" for relation, left, right in self.sides]
        elif conditional(self.statement) and self.witness:
            lines.append(f"hypotheses met at {assigned(self.witness)}")
        elif conditional(self.statement) and self.verdict is Verdict.HOLDS and not self.vacuous:
            lines.append("but no instance was found that meets the hypotheses")
        return "\n".join([*lines, *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        shown = notation.statement_latex(self.statement.to_json())
        text = "<br>".join(html.escape(line) for line in str(self).splitlines())
        return f"<p>$\\displaystyle {html.escape(shown)}$</p><p>{text}</p>"


def plain(value: Json) -> str:
    """Nested lists of rational strings without quotes; a weighted sample as its equations."""
    if isinstance(value, Mapping):
        return "{" + assigned(value) + "}"
    return "[" + ", ".join(map(plain, value)) + "]" if isinstance(value, list) else str(value)


def assigned(instance: Json) -> str:
    """An instance as a list of equations."""
    return ", ".join(f"{name} = {plain(value)}" for name, value in instance.items())


def conditional(statement: Statement) -> bool:
    """Whether a statement supposes anything that might not be met: hypotheses, moments, ranges of integers."""
    return bool(statement.hypotheses or statement.moments or any(isinstance(decl.domain, Mapping) for decl in statement.symbols))


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
    Returns holds or fails with an accepted certificate, or undecided with what was tried; where it is not
    refuted also an instance that meets the hypotheses, or a proof that there is none, where one was found.
    Raises StatementError for a malformed statement, and CheckError for a malformed instance or proof script.
    """
    offered, known = [offer(instance) for instance in instances], library or {}
    well_formed(statement)
    if disproof is not None:
        if not offered:
            raise CheckError("a disproof is about the first of the instances, got none")
        body = {"instance": offered[0], "lemma": [thaw(f.term) for f in lemma], "proof": disproof}
        if sequences:
            body |= {"sequences": {name: thaw(form) for name, form in sequences.items()}, "hypotheses": list(hypotheses)}
        return certified(claim, part, statement, "refutation", complete_refutation(statement, body, known, work), known)
    found = next(filter(None, (refuting(statement, instance) for instance in offered if "d" in instance)), None)
    searched = Search(found, 0) if found else search(statement, budget=budget, seed=seed, hints=offered)
    if searched.counterexample is not None:
        body = searched.counterexample.to_json()
        refuted = found_or_none(lambda: certified(claim, part, statement, "counterexample", body, known))
        return refuted or Outcome(statement, Verdict.UNDECIDED, note="a counterexample was found that the checker does not accept")
    witness = find_witness(statement, seed=seed) or (find_witness(statement, seed=seed, hints=offered) if offered else None)
    seen = witness.to_json() if witness is not None and admits(statement, witness) else None

    def certify(shown: Statement, body: Json) -> Outcome:
        return certified(claim, part, shown, "proof", body, known)

    if proof is not None:
        try:
            proved: Outcome | None = certify(statement, complete(statement, proof, known, work))
        except NotFoundError as error:
            raise CheckError(str(error)) from error
    else:
        proved = found_or_none(lambda: certify(statement, complete(statement, auto(degree=1), known, work)))
    empty = None if seen else found_or_none(lambda: certify(*contradiction(statement, known, min(work, MODEST))))
    if empty is not None and empty.certificate is not None:
        vacuously = {"by": "exfalso", "then": empty.certificate["body"]}
        proved = proved or found_or_none(lambda: certify(statement, vacuously)) or Outcome(statement, Verdict.UNDECIDED)
        return replace(proved, emptiness=empty.certificate)
    if proved is not None:
        return replace(proved, witness=seen)
    if conditional(statement) and not seen:
        return Outcome(statement, Verdict.UNDECIDED, note="no instance was found that meets the hypotheses, and no proof")
    note = f"no counterexample in {searched.tried} instances{MEETING if conditional(statement) else ''}, and no proof found"
    return Outcome(statement, Verdict.UNDECIDED, Evidence.SAMPLED if searched.tried else None, witness=seen, note=note)


def offer(instance: Instance) -> Json:
    """An instance as plain data.  Raises SortError for anything else."""
    if not isinstance(instance, Instance):
        raise SortError(f"expected an Instance, such as instance(d=1, x='1/2'); got {shown(instance)}")
    return instance.to_json()


def found_or_none(search: Callable[[], Outcome]) -> Outcome | None:
    """The outcome of a search whose certificate the checker accepts, None where there is none."""
    try:
        return search()
    except (NotFoundError, CheckError):
        return None


def admits(statement: Statement, instance: Instance) -> bool:
    """Whether an instance meets every domain, moment and hypothesis, by the checker's evaluation."""
    open_end = replace(statement, conclusion=TRUE)
    try:
        return checker.evaluate(checker.load(open_end.to_json()), instance.to_json())[0] == "holds"
    except CheckError:
        return False


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
