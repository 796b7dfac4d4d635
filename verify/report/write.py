"""Writing the report: everything is made before the first file is touched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .html import render, render_graph
from .ledger import Ledger, ReportError
from .markdown import errata_markdown, ledger_markdown

FOLDER, NEAR = "certificates", "near"
CERTIFICATE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.json")
PAGES = ("ledger.md", "errata.md", "index.html", "graph.svg")


def text_of(data: Any, name: str) -> str:
    """Data as the files of a report hold them.  Raises ReportError for what is no JSON."""
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise ReportError(f"{name} cannot be written as JSON: {error}") from error
    return text + "\n"


def _named(claims: Any) -> set[str]:
    """The files that the claims of a ledger name: certificates, and proofs beside them."""
    forms = (claim.get(kind) or {} for claim in claims for kind in ("printed", "corrected"))
    return {form["certificate"] for form in forms if form.get("certificate")} | {claim["near"] for claim in claims if claim.get("near")}


def _earlier(out: Path) -> set[str]:
    """The files that an earlier report in this folder names."""
    try:
        return _named(json.loads((out / "ledger.json").read_text(encoding="utf-8"))["claims"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()


def _remove_stale(out: Path, files: Mapping[str, str]) -> None:
    for name in sorted(_earlier(out) - files.keys()):
        folder, _, file = name.partition("/")
        if folder in (FOLDER, NEAR) and CERTIFICATE.fullmatch(file):
            (out / name).unlink(missing_ok=True)


def pages(ledger: Mapping[str, Any], drawings: Mapping[str, str] | None = None) -> dict[str, str]:
    """What people read of a ledger, by the name of the file: ledger.md, errata.md, index.html, graph.svg.

    ``drawings`` maps the names of pictures, which the figures of the ledger name, to their SVG text.  Raises ReportError for a
    malformed ledger, MathError for mathematics that cannot be shown, and NotationError for a statement that is not in the language.
    """
    absent = sorted({name for record in ledger.get("figures", ()) for name in record["pictures"]} - set(drawings or {}))
    if absent:
        raise ReportError(f"the ledger names the picture {absent[0]!r}, which was not given")
    read = Ledger(ledger)
    made = (ledger_markdown(read), errata_markdown(read), render(read, drawings or {}), render_graph(read))
    return dict(zip(PAGES, made, strict=True))


def write_report(
    ledger: Mapping[str, Any], certificates: Mapping[str, Mapping[str, Any]], out: Path, drawings: Mapping[str, str] | None = None,
    near: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Path]:  # fmt: skip
    """Writes ledger.json, ledger.md, errata.md, index.html, graph.svg, the certificates and the proofs beside them (near).

    ``certificates`` and ``near`` map names of files to their contents.  Those that an earlier report in
    the same folder names, and this ledger does not, are removed.  The same ledger gives the same
    bytes.  Returns the files written, in order.

    Raises ReportError for a malformed ledger, a badly named certificate, or a row whose certificate
    is missing, and what `pages` raises.  Nothing is written then.
    """
    groups = {FOLDER: certificates, NEAR: near or {}}
    for name in (name for group in groups.values() for name in group):
        if not CERTIFICATE.fullmatch(name):
            raise ReportError(
                f"{name!r} is not the name of a certificate; expected like eq-12.json"
            )
    files = {"ledger.json": text_of(ledger, "the ledger"), **pages(ledger, drawings)}
    for folder, group in groups.items():
        for name, content in sorted(group.items()):
            files[f"{folder}/{name}"] = text_of(content, f"the certificate {name}")
    missing = sorted(_named(ledger["claims"]) - files.keys())
    if missing:
        raise ReportError(f"the ledger names the certificate {missing[0]!r}, which was not given")
    _remove_stale(out, files)
    for name, text in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    return [out / name for name in files]
