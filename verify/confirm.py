"""Sampled evidence: theorems run on many random instances in many digits, and what came of it, beside their proofs.

A paper's package may have a module `confirmations` with a list CONFIRMATIONS.  `verify confirm` runs them and writes
confirmations.json; `verify report` shows the line beside the statement whose hash the record names.  Nothing here takes part
in a verdict.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.claims import Paper, UnknownClaimError

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Json = Any
FILE = "confirmations.json"
SCHEMA = 1
INSTANCES, SEED = 200, 20260101


class ContradictionError(AssertionError):
    """An instance on which a run contradicts the statement; the message says how."""


class ConfirmationError(ValueError):
    """A record of confirmations that is not one, or a paper without any; the message is one line."""


@dataclass(frozen=True)
class Measured:
    """One run: how far it is from contradicting the statement, in the units that `what` of the confirmation names.

    settled: the run went as far as it had to; an unsettled one neither confirms a limit nor contradicts it.
    """

    margin: float
    settled: bool = True


@dataclass(frozen=True)
class Confirmation:
    """How one claim is confirmed on instances.

    what: what is run, and what the margin is.  instances: makes the hypothesis strategy.  measure: runs an instance; None where a
    hypothesis of the statement is not met; raises ContradictionError where the conclusion is violated.
    """

    claim: str
    what: str
    instances: Callable[[], SearchStrategy[Any]]
    measure: Callable[[Any], Measured | None]


def confirm(chosen: Confirmation, count: int = INSTANCES, seed: int = SEED) -> Json:
    """Run one confirmation on so many instances drawn by hypothesis from the seed; the record of it as plain data.

    instances: runs with all hypotheses met; unsettled: how many of them did not settle; worst: the least margin and its instance;
    contradicted: null, or the smallest instance found that contradicts, and how.
    """
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    margins: list[tuple[float, Any]] = []
    state: dict[str, Any] = {"met": 0, "unsettled": 0, "drawn": 0, "contradiction": None}

    @seeded(seed)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
              print_blob=False, report_multiple_bugs=False)  # fmt: skip
    @given(chosen.instances())
    def run(instance: Any) -> None:
        state["drawn"] += 1
        try:
            found = chosen.measure(instance)
        except ContradictionError as error:
            state["contradiction"] = {"instance": plain(instance), "why": str(error)}
            raise
        if found is not None:
            state["met"] += 1
            state["unsettled"] += not found.settled
            margins.append((found.margin, instance))

    with contextlib.suppress(ContradictionError):
        run()
    worst = min(margins, key=lambda pair: pair[0], default=None)
    return {
        "claim": chosen.claim, "what": chosen.what, "seed": seed, "drawn": state["drawn"], "instances": state["met"], "unsettled": state["unsettled"],
        "worst": {"margin": float(f"{worst[0]:.6g}"), "instance": plain(worst[1])} if worst else None, "contradicted": state["contradiction"],
    }  # fmt: skip


def plain(instance: Any) -> Json:
    """The instance as plain data."""
    return instance.to_json() if hasattr(instance, "to_json") else repr(instance)


# ------------------------------------------------------------------------------------------------
# Of a paper


def confirmations(package: str) -> Mapping[str, Confirmation]:
    """The confirmations of a paper by the id of their claim; ConfirmationError where it has none."""
    try:
        found: Sequence[Confirmation] = importlib.import_module(f"{package}.confirmations").CONFIRMATIONS
    except (ModuleNotFoundError, AttributeError):
        raise ConfirmationError(f"the paper {package} has no confirmations: expected a list CONFIRMATIONS in {package}/confirmations.py") from None
    return {each.claim: each for each in found}


def believed_hash(paper: Paper, claim_id: str) -> str:
    """The hash of the statement that is sampled: the corrected one where there is one; UnknownClaimError for an unknown id."""
    if claim_id not in paper.claims:
        raise UnknownClaimError(f"no claim has the id {claim_id!r}, which a confirmation names")
    decision = paper.claims[claim_id].build()
    return (decision.corrected or decision.printed).statement.hash


def record(entries: Sequence[Json], folder: Path) -> Path:
    """Write the entries, each with the `hash` of its statement, over those of the same claims in the folder's record."""
    path = folder / FILE
    merged = {entry["claim"]: entry for entry in [*load(folder), *entries]}
    data = {"schema": SCHEMA, "hypothesis": importlib.metadata.version("hypothesis"), "claims": [merged[name] for name in sorted(merged)]}
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return path


def load(folder: Path) -> list[Json]:
    """The entries of the record in a folder, none where there is no record; ConfirmationError where it is damaged."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        entries = data["claims"]
        for entry in entries:
            good = isinstance(entry["claim"], str) and isinstance(entry["hash"], str) and isinstance(entry["what"], str)
            counts = [entry[name] for name in ("instances", "unsettled", "seed")]
            if not good or any(type(n) is not int or n < 0 for n in counts) or "contradicted" not in entry:
                raise KeyError
            if entry["worst"] is not None and not isinstance(entry["worst"]["margin"], float):
                raise KeyError
    except (ValueError, KeyError, TypeError):
        raise ConfirmationError(f"{path}: expected a record as `verify confirm` writes it") from None
    return list(entries)
