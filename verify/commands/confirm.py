"""The command `verify confirm`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.commands.console import DISAGREES, Ids, PaperOption, chosen_paper, out, progress, say, show_table

if TYPE_CHECKING:
    pass

Json = Any


def confirm(
    context: typer.Context,
    ids: Ids = None,
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the report.")] = Path("reports"),
    instances: Annotated[int, typer.Option("--instances", min=1, metavar="N", help="Instances drawn for each claim.")] = 200,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="The seed they are drawn from.")] = 20260101,
    paper: PaperOption = None,
) -> None:
    """Run theorems on random instances in many digits.

    Writes confirmations.json, which `verify report` shows beside the proofs; no verdict rests on it.  Exits with 1 if an instance
    contradicts a theorem.
    """
    from verify import confirm as sampling
    from verify.papers import open_paper, select

    package = chosen_paper(context, paper)
    found, known = open_paper(package), sampling.confirmations(package)
    chosen = [claim_id for claim_id in select(found, ids) if claim_id in known] if ids else list(known)
    if not chosen:
        raise sampling.ConfirmationError(f"no confirmation is written for {', '.join(ids or [])}: expected some of {', '.join(known)}")
    hashes = {claim_id: sampling.believed_hash(found, claim_id) for claim_id in chosen}
    entries, lines = [], []
    for claim_id in progress(chosen, "confirm"):
        entry = {**sampling.confirm(known[claim_id], instances, seed), "hash": hashes[claim_id]}
        entries.append(entry)
        worst = f"{entry['worst']['margin']:.3g}" if entry["worst"] else ""
        lines.append([claim_id, str(entry["instances"]), str(entry["unsettled"]), worst, "contradicted" if entry["contradicted"] else "none contradicts"])
        if entry["contradicted"]:
            say(f"{claim_id}: {entry['contradicted']['why']}")
    show_table(["id", "instances", "unsettled", "least margin", "outcome"], lines)
    out().print(str(sampling.record(entries, out_dir)))
    raise typer.Exit(DISAGREES if any(entry["contradicted"] for entry in entries) else 0)
