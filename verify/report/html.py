"""The report as one page that needs nothing else: style, script, drawing and MathML are in it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import jinja2
from markupsafe import Markup

from verify import notation
from verify.refute.mutants import CASE, PROVED

from .breaking import breakable
from .drawing import draw
from .ledger import Ledger, Row
from .mathml import pieces_to_mathml, prose, to_mathml
from .summary import filters, tables
from .values import decimal, instance_html, instance_text, value_html

TEMPLATES = Path(__file__).parent / "templates"
WORDS = {
    "proof": "An exact certificate, accepted by the checker, for every dimension.",
    "proof-cited": "An exact certificate for every dimension, given the theorems that it names.",
    "proof-fixed-d": "An exact certificate, for the dimensions that the statement names.",
    "enclosure": "Ball arithmetic with rigorous error bounds, on the instances of the certificate.",
    "sampled": "Numerical samples only: no counterexample found. This never makes a claim hold.",
    "counterexample": "An exact instance: the hypotheses are true and the conclusion is false or has no value.",
}
SHOWN_TRUE = (PROVED, CASE)  # reasons why a near miss is true that are checked again
SIGNS = [
    (r"x^{T} y,\; \lambda_{i}(A)", "inner product, and the $i$-th smallest eigenvalue"),
    (r"\mathrm{D}_{w} f[v]", "derivative of $f$ at $t = 0$ when $w$ is replaced by $w + t v$"),
    (r"\left.f\right|_{a \mapsto s,\; b \mapsto t}", "$f$ with symbols replaced, all at once"),
    (r"x \parallel y", "$x = c y$ for some real $c$"),
    (r"\operatorname{spec}(A) = \{s,\; t\;(\times\, 2)\}", "all eigenvalues, $t$ twice"),
    (r"f_{2}'(s, t)", "derivative of $f$ in its second argument"),
    (r"a \mapsto f(a)\;\text{ from }\; s", "the iteration of $f$ with first value $s$"),
    (r"d", "the dimension, an integer $d \\ge 1$"),
]


def _paper(latex: str) -> Markup:
    """A formula of the paper, or prose of the paper with formulas between dollar signs."""
    if "$" in latex:
        return Markup("<p>{}</p>").format(prose(latex))
    pieces = breakable(latex)
    return pieces_to_mathml(pieces) if len(pieces) > 1 else to_mathml(latex, "block")


def _searchable(row: Row) -> str:
    return " ".join((row.id, row.title, row.where, row.kind, row.doc)).lower()


def render(ledger: Ledger, drawings: Mapping[str, str] = {}) -> str:
    """The page.  drawings: the SVG text of the pictures that the figures of the ledger name.

    Raises MathError for mathematics that cannot be shown, NotationError for a statement that is
    not in the language.
    """
    return _environment().get_template("index.html").render(
        drawing=draw(ledger),
        pictures={name: _embedded(text) for name, text in drawings.items()},
        filters=filters(ledger),
        ledger=ledger,
        script=_raw("script.js"),
        signs=SIGNS,
        style=_raw("style.css"),
        summary=tables(ledger),
        words=WORDS,
        shown_true=SHOWN_TRUE,
    )


def _embedded(svg: str) -> str:
    """The drawing as an address that holds all of it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def render_graph(ledger: Ledger) -> str:
    """The dependency graph alone, as an SVG file."""
    graph = _environment().get_template("graph.svg")
    return graph.render(drawing=draw(ledger), style=_raw("style.css")).strip() + "\n"


def _raw(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        decimal=decimal,
        display=lambda latex: to_mathml(latex, "block"),
        instance=instance_html,
        line=instance_text,
        math=to_mathml,
        paper=_paper,
        parts=notation.statement_parts,
        pieces=pieces_to_mathml,
        prose=prose,
        searchable=_searchable,
        value=value_html,
    )
    return environment
