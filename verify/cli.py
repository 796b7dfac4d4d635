"""The command line: list, show, check, report, confirm, recheck, audit.

Exit codes: 0 fine; 1 a verdict differs from the recorded one, or a certificate is rejected; 2 bad
input, told in one line; 130 interrupted.  Everything heavy is imported by the command that needs it.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.figure_command import figure
from verify.sweep.command import sweep

if TYPE_CHECKING:
    from rich.console import Console

    from verify.ledger import Ledger

Json = Any
DISAGREES, BAD_INPUT, INTERRUPTED = 1, 2, 130
PARTS = ("printed", "corrected")
STYLE = {"holds": "green", "fails": "red", "undecided": "magenta"}
PARTIAL = ".partial"

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
PAPER = "proofs_checks"
PaperOption = Annotated[str | None, typer.Option("--paper", metavar="PACKAGE", help=f"The paper's Python package [{PAPER}].")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Take nothing up from the report in ./reports or DIR: search for every proof again.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The id of one claim.")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids or globs such as 'eq-*'; none: all claims.")]


class DecisionError(ValueError):
    """A claim whose proof is not accepted; the message names the claim."""


class InterruptedRunError(Exception):
    """The keyboard stopped the run; the message says what is kept."""


# ------------------------------------------------------------------------------------------------
# Commands


@app.callback()
def choose(context: typer.Context, paper: PaperOption = None) -> None:
    """Machine-check a mathematical paper statement by statement."""
    context.obj = paper


@app.command("list")
def list_claims(context: typer.Context, paper: PaperOption = None) -> None:
    """List the claims, with the verdicts recorded."""
    from verify import expectations
    from verify.papers import folder, open_paper

    package = chosen_paper(context, paper)
    found = open_paper(package)
    there = (folder(package) / "expectations.tsv").exists()
    recorded = expectations.load(package, found.ids()) if there else {}
    rows = []
    for claim_id in found.ids():
        row = found.row(claim_id)
        parent, _, part = claim_id.partition("/")
        shown = [str(recorded.get((claim_id, which), "")) for which in PARTS]
        rows.append([f"  /{part}" if part else parent, row.kind, row.where, *shown, row.title])
    show_table(["id", "kind", "where", *PARTS, "title"], rows)


@app.command()
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
    console.print(f"\n{'As printed' if name == 'printed' else 'As corrected'}: ", end="")
    console.print(part["verdict"], style=STYLE[part["verdict"]], end="")
    console.print(f" ({part['evidence']})" if part["evidence"] else "")
    blocks: list[tuple[str, list[str]]] = [
        ("", part["unicode"].splitlines()), ("", [part["note"]] if part["note"] else []),
        ("Counterexample", [f"{k} = {plain(v)}" for k, v in (part["counterexample"] or {}).items()]),
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


@app.command()
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
    ledger = ResumableLedger(found, report=None if fresh else Path("reports"))
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


@app.command()
def report(
    context: typer.Context,
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")] = Path("reports"),
    paper: PaperOption = None,
    fresh: FreshOption = False,
) -> None:
    """Decide every claim and write the report.

    The ledger of the paper as HTML, Markdown and JSON, and every certificate.  Claims that have not
    changed since the report in the folder are taken up from it, once the checker has accepted their
    certificates again.  An interrupted run goes on from the claims that were finished.
    """
    from verify import __version__, figures
    from verify.confirm import load
    from verify.environment import environment
    from verify.papers import open_paper
    from verify.report import write_report
    from verify.resume import ResumableLedger, decide_in_parallel

    package = chosen_paper(context, paper)
    found, store = open_paper(package), out_dir / PARTIAL
    store.mkdir(parents=True, exist_ok=True)
    earlier = None if fresh else out_dir
    ledger, ids = ResumableLedger(found, report=earlier, store=store), found.ids()
    try:
        with status("deciding"):
            decide_in_parallel(package, earlier, store, ids)
        rows = [decide(ledger, claim_id) for claim_id in progress(ids, "report")]
    except KeyboardInterrupt:
        kept = counted(len(list(store.glob("*.json"))), "finished claim")
        raise InterruptedRunError(f"interrupted; {kept} kept in {store}, the next run goes on from there") from None
    records, drawings = figures.load(out_dir / figures.FOLDER.name)
    claims = figures.noted(rows, records, figures.skipped(package))
    data = {"schema": 1, "toolkit": __version__, "paper": {"title": found.title}, "environment": environment(), "claims": claims}
    if records:
        data["figures"] = records
    if entries := load(out_dir):
        data["confirmations"] = entries
    with status("writing the report"):
        written = write_report(data, ledger.certificates, out_dir, drawings)
    remove(store)
    for part in PARTS:
        verdicts = Counter(row[part]["verdict"] for row in rows if row[part])
        out().print(f"as {part}: " + ", ".join(f"{verdicts[v]} {v}" for v in STYLE))
    taken = f" ({len(ledger.resumed)} taken up)" if ledger.resumed and len(ledger.resumed) < len(ids) else ""
    parts = counted(len(ids) - len(found.rows), "part")
    out().print(f"{counted(len(found.rows), 'row')} and {parts}{taken}, {counted(len(written), 'file')}")
    out().print(str(next((path for path in written if path.name == "index.html"), out_dir)))


@app.command()
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


@app.command()
def recheck(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a report, or the file of a convergence certificate.")],
    proofs: Annotated[Path, typer.Option("--proofs", metavar="DIR", help="The report with the theorems of a convergence certificate.")] = Path("reports"),
) -> None:
    """Check a report's certificates again, or one convergence certificate.

    The checker alone reads them: it knows nothing of how they were found.
    """
    from verify import checker
    from verify.checker.certificates import read_json
    from verify.processes import spread

    if folder.is_file():
        recheck_convergence(folder, proofs)
        return
    if not (folder / "ledger.json").is_file():
        raise checker.CheckError(f"{folder}: expected the folder of a report, with a ledger.json")
    total, rejected, unreadable = 0, 0, 0
    with status("rechecking"):
        for name, problem in checker.recheck(folder, spread):
            total += 1
            if problem:
                rejected += 1
                say(f"{name}: {problem}")
    for path in certificate_paths(read_json(folder / "ledger.json")):
        try:
            read_json(folder / path)
        except checker.CheckError:
            unreadable += 1
    out().print(f"{counted(total, 'verdict')} rechecked, {total - rejected} accepted, {rejected} rejected")
    if not total:
        say(f"{folder}: expected at least one certificate, got none")
    raise typer.Exit(BAD_INPUT if unreadable or not total else DISAGREES if rejected else 0)


def recheck_convergence(path: Path, proofs: Path) -> None:
    """Replay one convergence certificate; exits with 1 where it is rejected."""
    from verify.certify.checking import CertificateError
    from verify.checker import CheckError
    from verify.checker.certificates import read_json
    from verify.models.convergence import replay

    data = read_json(path)
    if not isinstance(data, dict) or data.get("kind") != "convergence":
        raise CheckError(f"{path}: expected the folder of a report, with a ledger.json, or a convergence certificate")
    try:
        with status("replaying"):
            replay(data, proofs)
    except CertificateError as error:
        say(f"{path}: rejected: {one_line(error)}")
        raise typer.Exit(DISAGREES) from None
    out().print(f"accepted: converges to a global minimiser from step {data['step']} on")


@app.command()
def audit(
    context: typer.Context,
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A CSV file with a header line, or a Parquet file.")],
    target: Annotated[str, typer.Option("--target", metavar="COLUMN", help="The column to explain.")],
    center: Annotated[bool, typer.Option("--center/--no-center", help="Subtract the means.")] = True,
    standardize: Annotated[bool, typer.Option("--standardize", help="Divide each feature by its standard deviation.")] = False,
    eps: Annotated[list[str] | None, typer.Option("--eps", metavar="NUMBER", help="A step size, such as 0.1 or 1e-3; repeat for more.")] = None,
    eps_a: Annotated[str, typer.Option("--eps-a", metavar="NUMBER", help="The step size of a.")] = "1",
    start: Annotated[str, typer.Option("--start", metavar="random:SEED|FILE", help='The start; FILE holds {"a0": ..., "w0": [...]}.')] = "random:0",
    drop_missing: Annotated[bool, typer.Option("--drop-missing", help="Leave out rows with missing values.")] = False,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="COLUMN", help="A column to leave out; repeat for more.")] = None,
    steps: Annotated[int | None, typer.Option("--steps", metavar="N", help="How many steps the runs have.")] = None,
    digits: Annotated[int | None, typer.Option("--digits", metavar="N", help="Run BNGD with so many digits instead of doubles.")] = None,
    out_dir: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write NAME.html, NAME.json and NAME.md to a folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    paper: PaperOption = None,
) -> None:
    """Audit regression data: what the paper says of them.

    Condition numbers and the acceleration to expect, predicted and observed rates of GD and BNGD, bounds of
    the step size, certificates of convergence, and every statement of the ledger that holds, with margins.
    Exits with 1 if one of them is false on the data.
    """
    import json

    from verify.auditing.audit import Audit, run
    from verify.auditing.context import Options
    from verify.auditing.reading import read_table
    from verify.auditing.store import Store, file_key
    from verify.auditing.terminal import progress, show

    options = Options(target, center, standardize, drop_missing, tuple(ignore or ()), tuple(eps) if eps else None, eps_a, start, steps, digits,
                      chosen_paper(context, paper))  # fmt: skip
    found = Audit(data.stem)
    store = Store(None if out_dir is None else out_dir / f".{data.stem}.partial.json")
    try:
        with progress(say) as seen:
            run(found, read_table(data, target, options.ignore), options, store, file_key(data, options), seen)
    except KeyboardInterrupt:
        if not as_json:
            show(found, out())
        kept = f"{counted(len(store), 'finished part')} kept in {store.path}, the next run goes on from there" if store.path else "nothing is kept"
        raise InterruptedRunError(f"interrupted; {kept}{'' if store.path else ' without --out'}") from None
    if as_json:
        out().print(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        show(found, out())
    if out_dir is not None:
        for path in found.write(out_dir):
            say(str(path))
        store.remove()
    raise typer.Exit(DISAGREES if found.refuted else 0)


def certificate_paths(ledger: Json) -> list[str]:
    """The certificates that the decided statements of a ledger need."""
    parts = [row.get(part) or {} for row in ledger["claims"] for part in PARTS]
    return [str(part["certificate"]) for part in parts if part.get("verdict") in ("holds", "fails")]


app.command()(sweep)
app.command()(figure)


# ------------------------------------------------------------------------------------------------
# Deciding, and telling of it


def chosen_paper(context: typer.Context, paper: str | None) -> str:
    """The paper named after the command, or before it, or the one that comes with the toolkit."""
    named = [name for name in (paper, context.obj) if name is not None]
    return str(named[0]) if named else PAPER


def decide(ledger: Ledger, claim_id: str) -> Json:
    """The ledger row of a claim.

    Raises DecisionError where what is offered as its proof is not accepted.
    """
    from verify.checker import CheckError
    from verify.prove.complete import NotFoundError
    from verify.statements import StatementError

    try:
        return ledger.decide(claim_id)
    except (CheckError, NotFoundError, StatementError) as error:
        raise DecisionError(f"{claim_id}: what is offered as proof is not accepted: {one_line(error)}") from error


def out() -> Console:
    """Standard output: as wide as the terminal, or as wide as it takes where it is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 100_000, markup=False, highlight=False, soft_wrap=True)


def show_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output; verdicts in colour."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for title in header:
        grid.add_column(title, no_wrap=title != "title", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell, style=STYLE.get(cell, "")) for cell in row))
    console = out()
    console.print(grid, soft_wrap=False)


def progress(ids: Sequence[str], title: str) -> Iterator[str]:
    """The ids one by one, with a progress bar on standard error, or a line now and then where it is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[now]}"))
    told = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=len(ids), now="")
        for number, claim_id in enumerate(ids, 1):
            bar.update(task, now=claim_id)
            if not sys.stderr.isatty() and time.monotonic() - told > 10:
                told = time.monotonic()
                say(f"{title}: {number} of {len(ids)}, {claim_id}")
            yield claim_id
            bar.advance(task)


@contextmanager
def status(text: str) -> Iterator[None]:
    """A sign of life on standard error, where it is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def say(line: str) -> None:
    """One line on standard error."""
    print(f"verify: {line}", file=sys.stderr, flush=True)


def one_line(error: BaseException) -> str:
    """The message of an error, on one line of bounded length."""
    message = " ".join(str(error).split()) or type(error).__name__
    return message if len(message) <= 500 else f"{message[:500]}..."


def counted(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def plain(value: Json) -> str:
    """A value of an instance, in brackets and commas."""
    if isinstance(value, list):
        return f"[{', '.join(plain(part) for part in value)}]"
    return ", ".join(f"{k} {plain(v)}" for k, v in value.items()) if isinstance(value, dict) else str(value)


def remove(store: Path) -> None:
    """Remove the folder of finished rows."""
    for path in store.glob("*"):
        path.unlink()
    store.rmdir()


# ------------------------------------------------------------------------------------------------
# The program


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; bad input is told in one line."""
    command = typer.main.get_command(app)
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        code = command.main(args=given or ["--help"], prog_name="verify", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:
            raise InterruptedRunError("interrupted")
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, typer.Abort, InterruptedRunError) as error:
        say(str(error) or "interrupted")
        return INTERRUPTED
    except DecisionError as error:
        say(str(error))
        return DISAGREES
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(f"{error.filename or 'file'}: {error.strerror or one_line(error)}")
        return BAD_INPUT
    except Exception as error:
        usage = getattr(error, "format_message", None)
        if usage is None and not isinstance(error, typed_errors()):
            raise
        say(" ".join(usage().split()) if usage else one_line(error))
        return BAD_INPUT


def typed_errors() -> tuple[type[Exception], ...]:
    """What the parts of the toolkit raise on bad input."""
    from verify.checker import CheckError
    from verify.claims import UnknownClaimError
    from verify.confirm import ConfirmationError
    from verify.expectations import ExpectationsError
    from verify.papers import PaperError
    from verify.statements import StatementError

    found: list[type[Exception]] = [
        CheckError, UnknownClaimError, ExpectationsError, PaperError, StatementError, ConfirmationError,
    ]  # fmt: skip
    if "verify.certify.rational" in sys.modules:
        from verify.certify.rational import InputError

        found.append(InputError)
    if "verify.report" in sys.modules:
        from verify.report import MathError, ReportError

        found += [MathError, ReportError]
    return tuple(found)
