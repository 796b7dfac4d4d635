"""The ledger in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .ledger import EVIDENCE, VERDICTS, Ledger, Row, counts

Options = list[tuple[str, int]]


def _are(number: int, one: str = "is", many: str = "are") -> str:
    return f"{number} {one if number == 1 else many}"


def sentence(ledger: Ledger) -> str:
    """What the ledger says, in a few sentences."""
    rows = ledger.inventory
    tally = {v: sum(row.printed.verdict == v for row in rows) for v in VERDICTS}
    text = (
        f"Of {_are(len(rows), 'claim', 'claims')} of the paper, "
        f"{_are(tally['holds'], 'holds', 'hold')} as printed, "
        f"{_are(tally['fails'], 'fails', 'fail')}, and {_are(tally['undecided'])} undecided."
    )
    if tally["fails"]:
        repaired = sum(
            row.printed.verdict == "fails" and row.believed.verdict == "holds" for row in rows
        )
        text += f" For {repaired} of those that fail, a corrected statement holds."
    complete = sum(row.id in ledger.fully_proved for row in rows)
    return text + f" {_are(complete)} proved together with all that they rest on."


def tables(ledger: Ledger) -> dict[str, Any]:
    """Counts by verdict and evidence, for the rows of the inventory and with their parts."""
    groups = [("Claims of the inventory", ledger.inventory), ("Parts of claims", ledger.parts)]
    bars = [
        {
            "title": title,
            "total": len(rows),
            "counts": [(v, sum(row.printed.verdict == v for row in rows)) for v in VERDICTS],
        }
        for title, rows in groups
        if rows
    ]
    own, everything = counts(ledger.inventory), counts(ledger.rows)
    columns = [e for e in (*EVIDENCE, None) if any(key[1] == e for key in everything)]
    table = [
        (v, [(own.get((v, e), 0), everything.get((v, e), 0)) for e in columns]) for v in VERDICTS
    ]
    return {"sentence": sentence(ledger), "bars": bars, "columns": columns, "table": table}


def _evidence(row: Row) -> list[str]:
    forms = [row.printed, *([row.corrected] if row.corrected else [])]
    return [form.evidence or "none" for form in forms]


def filters(ledger: Ledger) -> list[tuple[str, Options]]:
    """The values that the rows can be filtered by, with how many rows have each."""

    def options(pick: Callable[[Row], list[str]], order: Iterable[str] = ()) -> Options:
        found = dict.fromkeys(order, 0)
        for row in ledger.rows:
            for value in set(pick(row)):
                found[value] = found.get(value, 0) + 1
        return [(value, number) for value, number in found.items() if number]

    return [
        ("verdict", options(lambda row: [row.printed.verdict], VERDICTS)),
        ("evidence", options(_evidence, (*EVIDENCE, "none"))),
        ("section", options(lambda row: [row.section])),
        ("kind", options(lambda row: [row.kind])),
    ]
