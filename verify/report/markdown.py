"""The ledger and the list of errata as Markdown, readable as plain text too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from verify import notation

from .ledger import EVIDENCE, SEVERITIES, VERDICTS, Form, Ledger, Row, Side, counts
from .mathml import PROSE, prose
from .summary import sentence
from .values import decimal, instance_text, value_text

SPECIAL = re.compile(r"([\\`*_<|\[\]#])")


def escaped(text: str) -> str:
    """Prose for Markdown: its signs are taken literally, mathematics between dollars is kept."""
    prose(text)  # raises MathError where the mathematics cannot be shown
    words, place = [], 0
    for match in PROSE.finditer(text):
        words += [
            SPECIAL.sub(r"\\\1", text[place : match.start()]),
            match[0].replace("|", r"\vert "),
        ]
        place = match.end()
    return "".join([*words, SPECIAL.sub(r"\\\1", text[place:])])


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def _judged(form: Form | None) -> str:
    if form is None:
        return ""
    return f"{form.verdict}, {form.evidence}" if form.evidence else form.verdict


def ledger_markdown(ledger: Ledger) -> str:
    """The whole ledger: counts, and a table for each section of the paper."""
    own, everything = counts(ledger.inventory), counts(ledger.rows)
    columns = [e for e in (*EVIDENCE, None) if any(key[1] == e for key in everything)]
    table = []
    for verdict in VERDICTS:
        cells = [(own.get((verdict, e), 0), everything.get((verdict, e), 0)) for e in columns]
        table.append([verdict, *(str(a) if a == b else f"{a} ({b})" for a, b in cells)])
    lines = [
        f"# {escaped(ledger.title)}: what holds",
        "",
        sentence(ledger),
        "The same with every formula, counterexample and proof: [index.html](index.html). "
        "What an author should change: [errata.md](errata.md).",
        "",
        "Verdict and evidence of the printed statements; in brackets, with the parts of claims.",
        "",
        *_table(["", *(e or "none" for e in columns)], table),
    ]
    for section in ledger.sections:
        rows = [
            [
                "&nbsp;" * (4 * depth) + f"[{row.id}](index.html#{row.id})",
                escaped(row.where),
                escaped(row.title),
                _judged(row.printed),
                _judged(row.corrected),
                ", ".join(row.uses),
            ]
            for row, depth in ledger.tree
            if ledger.root(row).section == section
        ]
        head = ["claim", "where", "what it states", "as printed", "as corrected", "uses"]
        lines += ["", f"## {ledger.heading(section)}", "", *_table(head, rows)]
    return "\n".join([*lines, *_runs(ledger), *_figures(ledger)]) + "\n"


def _runs(ledger: Ledger) -> list[str]:
    """The theorems that were run on random instances, and what came of it."""
    rows = [
        [f"[{row.id}](index.html#{row.id})", str(row.sampled["instances"]), str(row.sampled["unsettled"]),
         "contradicted" if row.sampled["contradicted"] else "none contradicts",
         f"{row.sampled['worst']['margin']:.3g}" if row.sampled["worst"] else "", escaped(row.sampled["what"])]
        for row in ledger.rows if row.sampled
    ]  # fmt: skip
    if not rows:
        return []
    head = ["claim", "instances", "not settled", "outcome", "least margin", "what was run"]
    said = "Beside the proofs; no verdict rests on them, and `verify recheck` does not vouch for them."
    return ["", "## Runs on random instances", "", said, "", *_table(head, rows)]


def _figures(ledger: Ledger) -> list[str]:
    """Every figure with what was found in it."""
    lines = ["", "## Figures"] if any(row.figure for row in ledger.rows) else []
    for row in ledger.rows:
        if row.figure is None:
            continue
        record = row.figure
        lines += ["", f"### {row.id}: {escaped(record['title'])}", "", escaped(record["caption"]), ""]
        lines += [f"![{escaped(record['title'])}](figures/{name})" for name in record["pictures"]]
        lines += ["", "Again: `" + record["command"] + "`. No verdict rests on samples, and `verify recheck` does not vouch for them.", ""]
        told = [[_told(f), str(f["instances"]), str(f["contradicted"]), escaped(f["unit"])] for f in record["findings"]]
        lines += _table(["statement", "sampled", "contradicted", "each"], told)
    return lines


def _told(finding: Mapping[str, Any]) -> str:
    """The statement of a finding, and the claim that it is about where that is not the figure."""
    about = finding.get("about")
    return escaped(finding["statement"]) + (f" ([{about}](index.html#{about}))" if about else "")


def _formula(latex: str) -> list[str]:
    if "$" in latex:
        return ["", escaped(latex), ""]
    return ["", "```math", latex, "```", ""]


def _statement(form: Form) -> list[str]:
    lines = _formula(form.paper_latex) if form.paper_latex else []
    if form.statement:
        lines += _formula(notation.statement_latex(form.statement))
    elif form.latex:
        lines += _formula(form.latex)
    return lines


def _side(side: Side) -> str:
    values = [f"{value_text(value)} {decimal(value)}".rstrip() for value in side.values]
    if len(values) == 1:
        return f"{escaped(side.name)} is {values[0]}"
    return f"{escaped(side.name)} is claimed, and left is {values[0]}, right is {values[1]}"


def _refutation(form: Form) -> str:
    words = []
    if form.counterexample:
        words.append(f"`{instance_text(form.counterexample, form.statement, form.sequences)}`")
    if form.sides:
        words.append("; ".join(map(_side, form.sides)))
    return "; ".join(words)


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _named(ids: list[str], ledger: Ledger) -> str:
    """Claims by id, each with what is known of it."""
    return ", ".join(f"`{i}` ({ledger.by_id[i].printed.verdict} as printed)" for i in ids)


def _consequences(row: Row, ledger: Ledger) -> list[str]:
    """What the paper derives from a claim, and what is proved here from its corrected form."""
    words = []
    if row.consequences:
        words.append(f"The paper uses it for {_named(row.consequences, ledger)}.")
    if row.used_by and row.corrected is not None:
        words.append(f"The corrected statement is used in the proofs of {', '.join(f'`{i}`' for i in row.used_by)}.")
    return ["", f"**Consequences.** {' '.join(words)}"] if words else []


def _repaired(row: Row) -> str:
    """What is known of the corrected statement, where one is needed."""
    return _judged(row.corrected) if row.printed.verdict == "fails" else "holds as printed"


def _erratum(row: Row, number: int, ledger: Ledger) -> list[str]:
    """One fault: where, what is printed, why it fails and at what, what it should read, what depends on it."""
    printed, corrected = row.printed, row.corrected
    claimed, *reasons = _paragraphs(row.doc) or [""]
    lines = ["", f"### {number}. {escaped(row.where)}: {escaped(row.title)}", "", f"Claim `{row.id}`."]
    if printed.paper_latex:
        lines += ["", "**Printed.**", *_formula(printed.paper_latex)]
    if claimed:
        lines += ["", f"**In words.** {escaped(claimed)}"]
    if printed.verdict == "holds":
        lines += ["", f"**What its proof leaves out.** The statement itself holds ({printed.evidence}). {escaped(row.remark)}"]
        return lines + _consequences(row, ledger)
    if reasons:
        lines += ["", f"**Why it fails.** {escaped(reasons[0])}", *(f"\n{escaped(text)}" for text in reasons[1:])]
    refutation = _refutation(printed)
    if refutation:
        shown = f" There the contrary is proved: [certificate]({printed.certificate})." if printed.proof else ""
        lines += ["", f"**Counterexample.** {refutation}.{shown}"]
    if printed.note:
        lines += ["", f"**Remark.** {escaped(printed.note)}"]
    if corrected is None:
        lines += ["", "**What it should read.** No corrected statement is known."]
    else:
        lines += ["", f"**What it should read** ({_judged(corrected)}).", *_statement(corrected)]
        lines += ["", escaped(corrected.note)] if corrected.note else []
    return lines + _consequences(row, ledger)


def errata_markdown(ledger: Ledger) -> str:
    """Each printed statement that fails or whose proof does, the worst first: where, why, what it should read, what depends on it."""
    failing = [row for row, _ in ledger.tree if row.printed.verdict == "fails" or row.severity]
    lines = [f"# Errata of {escaped(ledger.title)}", ""]
    if not failing:
        return "\n".join([*lines, "No printed statement is known to fail.", ""])
    groups = {s: [row for row in failing if row.severity == s] for s in (*SEVERITIES, None)}
    number = {row.id: k for k, row in enumerate((row for group in groups.values() for row in group), 1)}
    heads = [(s or "unclassified", group) for s, group in groups.items() if group]
    lines += ["Each printed statement that fails, or whose printed proof does, the worst first; a row stands for its worst fault.", ""]
    lines += _table(
        ["", "severity", "claim", "where", "corrected"],
        [[str(number[row.id]), name, f"`{row.id}`", escaped(row.where), _repaired(row)] for name, group in heads for row in group],
    )
    for name, group in heads:
        lines += ["", f"## {name[0].upper()}{name[1:]}: {len(group)}"]
        for row in group:
            lines += _erratum(row, number[row.id], ledger)
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"
