"""The tables of an audit: rows of short strings, for the terminal, for Markdown and for the page."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from verify.auditing.found import Found
from verify.auditing.plots import number
from verify.auditing.store import Json

ORDER = ("false", "holds", "agrees", "partly", "open", "not applicable")
MEANING = {
    "false": "hypotheses true and conclusion false: this would refute the ledger",
    "holds": "all of it is true here, certified",
    "agrees": "true here; equations as far as enclosures tell (gap below 1e-20)",
    "partly": "what finitely many steps decide is true here",
    "open": "one instance decides nothing of it",
    "not applicable": "a hypothesis is false here, or it speaks of what the data do not determine",
}
TIGHT = 12
TRIVIAL = 1e-12  # slack below which a statement is an equality here


@dataclass(frozen=True)
class Grid:
    """A table."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def short(x: float | None, digits: int = 4) -> str:
    """A number in a few digits; a dash for none."""
    return "–" if x is None else f"{x:.{digits}g}"


def rate(x: float | None) -> str:
    """A contraction, with as many nines as it takes."""
    if x is None:
        return "–"
    nines = 0 if not 0 < x < 1 else max(0, math.floor(-math.log10(1 - x)))
    return f"{x:.{min(4 + nines, 12)}f}"


def power(x: float | None) -> str:
    """A number from its decimal logarithm."""
    if x is None:
        return "–"
    whole = math.floor(x)
    return f"{10**x:.2g}" if x > -4 else f"{10 ** (x - whole):.1f}e{whole}"


def digit_steps(x: float | None) -> str:
    """How many steps gain a factor ten at a contraction."""
    return "–" if x is None or not 0 < x < 1 else short(-1 / math.log10(x), 3)


def data_line(found: Found) -> str:
    """What was read."""
    data = found["data"]
    how = ", ".join(filter(None, ("centred" if data["center"] else "not centred", "standardised" if data["standardize"] else "",
                                  f"{data['dropped']} rows with missing values dropped" if data["dropped"] else "")))  # fmt: skip
    return f"{data['rows']} rows, {len(data['features'])} features, target {data['target']} ({how})"


def spectrum_grid(found: Found) -> Grid:
    """Condition numbers and what they promise."""
    s = found["spectrum"]
    kappa_star = s["kappa_star"]
    rows = [
        ("condition number", short(s["kappa"]["value"], 6), short(kappa_star["value"], 6) if kappa_star else "–"),
        ("best contraction a step", rate(s["gd_rate"]["value"]), rate(s["bngd_rate"]["value"]) if s["bngd_rate"] else "–"),
        ("steps to gain a digit", short(s["gd_steps"]), short(s["bngd_steps"])),
    ]
    note = {True: "The spectra interlace (Lemma A.1)", False: "THE SPECTRA DO NOT INTERLACE: this would refute Lemma A.1",
            None: "Whether the spectra interlace is not decided"}[s["interlaces"]] + f", by {s['how']}."  # fmt: skip
    if s["relation"]:
        note += f" κ* {s['relation']} κ, exactly."
    if s["gd_steps"] and s["bngd_steps"]:
        note += f" Acceleration to expect near a minimiser, at best: {s['gd_steps'] / s['bngd_steps']:.3g} times."
    return Grid("Spectra", ("", "H, for GD", "H*, for BNGD"), tuple(rows), note)


def rates_grid(found: Found) -> Grid:
    """Observed and predicted contraction, and the certificates."""
    r, certificates = found["rates"], found.parts.get("certificates", [])
    known = {row["eps"]: row for row in certificates}
    gd = r["gd"]
    rows = [("GD, optimal", short(gd["eps"]), rate(gd["predicted"]), observed(gd), digit_steps(gd["rate"]), "", "")]
    for run in r["bngd"]:
        rows.append((f"BNGD, ε = {number(run['eps']):.3g}", short(run["effective"]), predicted(run, found), observed(run), digit_steps(run["rate"]),
                     power(run["residual"]), certificate_cell(known.get(run["eps"]))))  # fmt: skip
    ended = "; ".join(f"ε = {number(run['eps']):.3g}: {run['ended']}" for run in r["bngd"] if run["ended"])
    note = (f"{r['steps']} steps; the rate is read off the last half of a run (~: it still changes there). "
            "Predicted: from κ for GD, from H* and the effective steps of that half for BNGD (edge: these swing around "
            "2/λmax(H*), beyond which a minimiser repels)." + (f" {ended}." if ended else ""))  # fmt: skip
    return Grid("Rates", ("", "effective step", "predicted, in the end", "observed", "steps a digit", "residual", "certificate"), tuple(rows), note)


def predicted(run: Json, found: Found) -> str:
    """The predicted rate, or that the effective step swings around the edge of stability."""
    top = found["spectrum"]["H_star"][-1]["value"]
    low, high = run.get("effective_range", (0.0, 0.0))
    return "edge" if top > 0 and low < 2 / top < high else rate(run["predicted"])


def observed(run: Json) -> str:
    """A rate, marked where it still changes."""
    return rate(run["rate"]) + ("" if run["settled"] or run["rate"] is None else " ~")


def certificate_cell(row: Json | None) -> str:
    """What is certified of a step size."""
    if row is None:
        return ""
    if not row["certified"]:
        return f"not certified: {row['reason']}"
    return f"converges: step {row['step']} on, 1 - rate ≥ {row['distance']}"


def step_grid(found: Found) -> Grid | None:
    """Bounds of the step size."""
    from verify.auditing.steps import bound_row

    part = found["step_sizes"]
    if not part["bounds"]:
        return None
    note = part["why"]
    if part["insensitive"] is not None:
        pieces = part["insensitive"]["pieces"]
        shown = ", ".join(f"[{x['low']:.4g}, {x['high']:.4g}]{'' if x['certified'] else ' (seen in runs, not certified)'}" for x in pieces)
        note = f"The effective step tends to within 20 % of the best one ({part['insensitive']['best']:.4g}) for ε in {shown or 'no interval seen'}."
    return Grid("Step sizes", ("", "kind", "source", "ε up to", "promise", "note"), tuple(bound_row(row) for row in part["bounds"]), note)


# ------------------------------------------------------------------------------------------------
# Statements


def tightest(row: Json, at_eps: int) -> Json | None:
    """The inequality with least slack, else any margin, at a step size or, where nothing is decided there, at any; with its eps."""
    decided = [at for at in row["at"] if at["status"] in ("holds", "agrees", "partly", "false") and at.get("margins")]
    here = [at for at in decided if at is row["at"][at_eps]] or decided
    found = [(m["relation"] not in ("≤", "<"), m["slack"] <= 0, abs(m["slack"]), number(at["eps"]), m) for at in here for m in at["margins"]]
    if not found:
        return None
    best = min(found, key=lambda x: x[:4])
    return {**best[4], "eps": best[3]}


def reference(found: Found) -> int:
    """The place of the step size nearest to |w0|^2 / (lambda_max |u|^2), where effective steps are neither tiny nor huge."""
    distances = [abs(math.log(number(eps) / found["problem"]["unit"])) for eps in found["problem"]["eps"]]
    return distances.index(min(distances))


def counted(row: Json) -> Counter[str]:
    """How often each status."""
    return Counter(at["status"] for at in row["at"])


def best_status(row: Json) -> str:
    """The status that tells most, over the step sizes."""
    return next(status for status in ORDER if counted(row)[status])


def margin_text(m: Json | None) -> str:
    """The two sides of a comparison."""
    if m is None:
        return ""
    where = f" ({m['where']})" if m.get("where") else ""
    sides = f"{m['left']} {m['relation']} {m['right']}" if m["left"] not in ("vector", "matrix") else f"equal {m['left']}s"
    return sides + where


def reason(row: Json) -> str:
    """Why a statement is not decided, or not wholly, at the first step size where it is so."""
    status = best_status(row)
    at = next(at for at in row["at"] if at["status"] == status)
    return str(at.get("why", ""))


def statement_rows(found: Found) -> list[tuple[str, ...]]:
    """What is shown of each statement: id, place, status, at how many step sizes, tightest margin, slack, reason."""
    if "statements" not in found:
        return []
    rows: list[tuple[str, ...]] = []
    at_eps = reference(found)
    for row in found["statements"]:
        status, m = best_status(row), tightest(row, at_eps)
        rows.append((row["id"], row["where"], status, f"{counted(row)[status]} of {len(row['at'])}", margin_text(m),
                     "" if m is None else f"{m['slack']:.2g}", reason(row)))  # fmt: skip
    return rows


def statement_grid(found: Found) -> Grid:
    """How many statements are what."""
    counts = Counter(best_status(row) for row in found.parts.get("statements", []))
    rows = tuple((status, str(counts[status]), MEANING[status]) for status in ORDER if counts[status])
    return Grid("Statements of the ledger", ("here", "count", "which means"), rows, f"At the step size, of {eps_count(found)}, that tells most.")


def eps_count(found: Found) -> str:
    """How many step sizes."""
    return str(len(found["problem"]["eps"]))


def tight_grid(found: Found) -> Grid | None:
    """The inequalities that are closest to equality."""
    chosen, at_eps = [], reference(found)
    for row in found.parts.get("statements", []):
        m = tightest(row, at_eps)
        if m is not None and m["relation"] in ("≤", "<") and m["slack"] > TRIVIAL:
            chosen.append((m["slack"], row["id"], margin_text(m), f"{m['eps']:.3g}"))
    chosen.sort()
    rows = tuple((id, sides, f"{slack:.2g}", eps) for slack, id, sides, eps in chosen[:TIGHT])
    return Grid("Tightest margins", ("statement", "its two sides", "relative slack", "ε"), rows) if rows else None


def grids(found: Found) -> list[Grid]:
    """All tables of what is finished."""
    made: list[Grid | None] = []
    for part, build in (("spectrum", spectrum_grid), ("rates", rates_grid), ("step_sizes", step_grid), ("statements", statement_grid),
                        ("statements", tight_grid)):  # fmt: skip
        if part in found:
            made.append(build(found))
    return [grid for grid in made if grid is not None]


def shouts(found: Found) -> list[str]:
    """What must not be overlooked."""
    lines = [f"FALSE HERE: {name}; its hypotheses are true on these data and its conclusion is not. The ledger is wrong: report this."
             for name in found.refuted]  # fmt: skip
    if found.parts.get("spectrum", {}).get("interlaces") is False:
        lines.append("THE SPECTRA OF H AND H* DO NOT INTERLACE: Lemma A.1 is false here. The ledger is wrong: report this.")
    return lines


# ------------------------------------------------------------------------------------------------
# Markdown


def markdown(found: Found) -> str:
    """The audit as Markdown."""
    lines = [f"# Audit of {found.name}", "", data_line(found) + "." if "data" in found else "", ""]
    lines += [f"**{line}**" for line in shouts(found)]
    for grid in grids(found):
        lines += [f"## {grid.title}", "", *table(grid.header, grid.rows), "", *([grid.note, ""] if grid.note else [])]
    if "statements" in found:
        lines += ["## Every statement", "", *table(("statement", "where", "here", "step sizes", "tightest margin", "slack", "why not more"),
                                                   statement_rows(found)), ""]  # fmt: skip
    if "problem" in found:
        p = found["problem"]
        lines += [f"The start: {p['source']}; eps_a = {p['eps_a']}. Exact H, g, u, start and step sizes: {found.name}.json.", ""]
    return "\n".join(lines)


def table(header: Any, rows: Any) -> list[str]:
    """A Markdown table."""
    def line(cells: Any) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("<", "\\<").replace("*", "\\*") for cell in cells) + " |"

    return [line(header), "|" + " --- |" * len(header), *map(line, rows)]
