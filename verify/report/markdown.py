"""The ledger and the list of errata as Markdown, readable as plain text too."""

from __future__ import annotations

import re

from verify import notation

from .ledger import EVIDENCE, VERDICTS, Form, Ledger, Row, Side, counts
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
    return "\n".join(lines) + "\n"


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
        words.append(f"`{instance_text(form.counterexample, form.statement)}`")
    if form.sides:
        words.append("; ".join(map(_side, form.sides)))
    return "; ".join(words)


def _erratum(row: Row) -> list[str]:
    printed, corrected = row.printed, row.corrected
    lines = ["", f"## {escaped(row.where)}: {escaped(row.title)}", "", f"Claim `{row.id}`."]
    if printed.paper_latex:
        lines += ["", "**Printed.**", *_formula(printed.paper_latex)]
    if printed.note:
        lines += ["", f"**What is wrong.** {escaped(printed.note)}"]
    refutation = _refutation(printed)
    if refutation:
        lines += ["", f"**Counterexample.** {refutation}."]
    if corrected is None:
        lines += ["", "**What it should read.** No corrected statement is known."]
        return lines
    lines += ["", f"**What it should read** ({_judged(corrected)}).", *_statement(corrected)]
    if corrected.note:
        lines += ["", escaped(corrected.note)]
    return lines


def errata_markdown(ledger: Ledger) -> str:
    """Each printed statement that fails: where, what is wrong with it, what it should read."""
    rows = [row for row, _ in ledger.tree if row.printed.verdict == "fails"]
    lines = [f"# Errata of {escaped(ledger.title)}", ""]
    if not rows:
        return "\n".join([*lines, "No printed statement is known to fail.", ""])
    lines += _table(
        ["claim", "where", "corrected"],
        [[row.id, escaped(row.where), _judged(row.corrected)] for row in rows],
    )
    for row in rows:
        lines += _erratum(row)
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"
