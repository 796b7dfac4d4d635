"""An audit as one HTML page that needs nothing else, in the style of the report."""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

from verify.auditing import plots, tables
from verify.auditing.found import Found

HERE = Path(__file__).parent
STYLE = HERE.parent / "report" / "templates" / "style.css"


def html(found: Found) -> str:
    """The page of what is finished."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    figures = []
    if "rates" in found:
        figures = [
            ("Residual against step", plots.residuals(found["rates"]),
             "Relative to the start. A run in double precision shows what happens, it proves nothing."),
            ("Sensitivity to the step size", plots.sensitivity(found["rates"], found["spectrum"]),
             "Above: steps that gain a factor ten, read off the last half of each run. Below: the median effective step there."),
            ("Spectra", plots.spectra(found["spectrum"]), "Every eigenvalue is certified; H* has the eigenvalue 0 besides, with eigenvector u."),
        ]  # fmt: skip
    grids = {grid.title: grid for grid in tables.grids(found)}
    return environment.get_template("page.html").render(
        figures=[(title, Markup(svg), note) for title, svg, note in figures],
        found=found,
        grids=grids,
        line=tables.data_line(found) if "data" in found else "",
        meaning=tables.MEANING,
        rows=tables.statement_rows(found),
        shouts=tables.shouts(found),
        style=Markup(STYLE.read_text(encoding="utf-8")),
    )
