"""The commands `verify list`, `verify show` and `verify check`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.commands.console import (
    DISAGREES,
    PARTS,
    STYLE,
    DecisionError,
    FreshOption,
    Id,
    Ids,
    PaperOption,
    chosen_paper,
    counted,
    out,
    plain,
    progress,
    say,
    show_table,
    status,
)
from verify.commands.deciding import decide

if TYPE_CHECKING:
    from rich.console import Console

Json = Any


def list_claims(context: typer.Context, paper: PaperOption = None) -> None:
    """List the claims, with the verdicts recorded."""
    from verify import expectations
    from verify.papers import open_paper

    package = chosen_paper(context, paper)
    found = open_paper(package)
    recorded = expectations.recorded(package, found.ids())
    rows = []
    for claim_id in found.ids():
        row = found.row(claim_id)
        parent, _, part = claim_id.partition("/")
        shown = [str(recorded.get((claim_id, which), "")) for which in PARTS]
        rows.append([f"  /{part}" if part else parent, row.kind, row.where, *shown, row.title])
    show_table(["id", "kind", "where", *PARTS, "title"], rows)


def show(context: typer.Context, id: Id, paper: PaperOption = None) -> None:
    """Decide one claim and show all of it."""
    from verify.claims import UnknownClaimError
    from verify.ledger import Ledger
    from verify.papers import open_paper, select

    found = open_paper(chosen_paper(context, paper))
    if id not in found.ids():
        select(found, [id])
        raise UnknownClaimError(f"expected one id, got the pattern {id!r}; `verify list` shows every id")
    ledger = Ledger(found)
    with status(f"deciding {id}"):
        row = decide(ledger, id)
    console = out()
    console.print(f"{row['id']}  ({row['kind']}, {row['where']})", style="bold")
    for line in filter(None, (row["title"], row["doc"])):
        console.print(line)
    if row["printed"]["paper_latex"]:
        console.print(f"\nThe paper's formula\n  {row['printed']['paper_latex']}")
    for part in PARTS:
        if row[part]:
            show_part(console, part, row[part], ledger.certificates)
    below = [i for i in found.ids() if i.startswith(f"{id}/")]
    for title, ids in (("Uses", row["uses"]), ("Parts", below)):
        if ids:
            console.print(f"\n{title}: {', '.join(ids)}")


def show_part(console: Console, name: str, part: Json, certificates: Json) -> None:
    """One statement of a claim."""
    from verify import notation

    console.print(f"\n{'As printed' if name == 'printed' else 'As corrected'}: ", end="")
    console.print(part["verdict"], style=STYLE[part["verdict"]], end="")
    console.print(f" ({part['evidence']})" if part["evidence"] else "")
    blocks: list[tuple[str, list[str]]] = [
        ("", part["unicode"].splitlines()), ("", [part["note"]] if part["note"] else []),
        ("Counterexample", [*(f"{k} = {plain(v)}" for k, v in (part["counterexample"] or {}).items()),
                            *(" = ".join(pair) for pair in notation.closed_forms(part["sequences"], part["statement"]))]),
        ("There", [": ".join([str(side[0]), ", ".join(map(str, side[1:]))]) for side in part["sides"]]),
        ("Proof", list(part["proof"])), ("Rests on", list(part["cites"])),
    ]  # fmt: skip
    if part["certificate"]:
        blocks.append(("Certificate, accepted by the checker", summary_of(certificates[Path(part["certificate"]).name])))
    for title, lines in blocks:
        if title and lines:
            console.print(f"\n  {title}")
        for line in lines:
            console.print(f"    {line}")


def summary_of(certificate: Json) -> list[str]:
    """What a certificate consists of."""
    rules: Counter[str] = Counter()
    waiting = [certificate["body"]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            rules.update([node["by"]] if isinstance(node.get("by"), str) else [])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    steps = ", ".join(f"{count} x {rule}" for rule, count in sorted(rules.items()))
    return [f"kind: {certificate['kind']}", *([f"rules: {steps}"] if steps else []), f"digest: {certificate['digest']}"]


def check(
    context: typer.Context,
    ids: Ids = None,
    paper: PaperOption = None,
    record: Annotated[bool, typer.Option("--record", help="Record the verdicts instead of comparing them.")] = False,
    fresh: FreshOption = False,
) -> None:
    """Decide claims and compare with the record.

    Exits with 1 if a verdict differs from the one in the paper's expectations.tsv.
    """
    from verify import expectations
    from verify.papers import open_paper, select
    from verify.resume import ResumableLedger

    package = chosen_paper(context, paper)
    found = open_paper(package)
    chosen = select(found, ids or [])
    expected = {} if record else expectations.load(package, found.ids())
    ledger = ResumableLedger(found, report=None if fresh else Path("reports"), recorded=expected)
    decided, lines, problems = [], [], []
    for claim_id in progress(chosen, "check"):
        try:
            row = decide(ledger, claim_id)
        except DecisionError as error:
            problems.append(str(error))
            lines.append([claim_id, "not accepted", "", "", "", ""])
            continue
        decided.append(row)
        wrong = [] if record else expectations.disagreements(row, expected)
        problems += wrong
        cells = [cell for part in PARTS for cell in shown_verdict(row[part])]
        lines.append([claim_id, *cells, "differs" if wrong else "recorded" if record else "as recorded"])
    show_table(["id", "printed", "by", "corrected", "by", "verdicts"], lines)
    for problem in problems:
        say(problem)
    if record:
        out().print(f"recorded in {expectations.record(package, decided, found.ids())}")
    out().print(f"{counted(len(lines), 'claim')}, {len(problems)} not {'accepted' if record else 'as recorded'}")
    raise typer.Exit(DISAGREES if problems else 0)


def shown_verdict(part: Json | None) -> tuple[str, str]:
    """The verdict and the evidence of a statement."""
    return (part["verdict"], part["evidence"] or "") if part else ("", "")
