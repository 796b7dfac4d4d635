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

FOLDER = "certificates"
CERTIFICATE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.json")


def _json(data: Any, name: str) -> str:
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise ReportError(f"{name} cannot be written as JSON: {error}") from error
    return text + "\n"


def _named(claims: Any) -> set[str]:
    """The certificates that the claims of a ledger name."""
    forms = (claim.get(kind) or {} for claim in claims for kind in ("printed", "corrected"))
    return {form["certificate"] for form in forms if form.get("certificate")}


def _earlier(out: Path) -> set[str]:
    """The certificates that an earlier report in this folder names."""
    try:
        return _named(json.loads((out / "ledger.json").read_text(encoding="utf-8"))["claims"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()


def _remove_stale(out: Path, files: Mapping[str, str]) -> None:
    for name in sorted(_earlier(out) - files.keys()):
        if CERTIFICATE.fullmatch(name.removeprefix(f"{FOLDER}/")):
            (out / name).unlink(missing_ok=True)


def write_report(
    ledger: Mapping[str, Any], certificates: Mapping[str, Mapping[str, Any]], out: Path, drawings: Mapping[str, str] | None = None
) -> list[Path]:
    """Writes ledger.json, ledger.md, errata.md, index.html, graph.svg and the certificates.

    ``drawings`` maps the names of pictures, which the figures of the ledger name, to their SVG text.
    ``certificates`` maps names of files to their contents.  Certificates that an earlier report in
    the same folder names, and this ledger does not, are removed.  The same ledger gives the same
    bytes.  Returns the files written, in order.

    Raises ReportError for a malformed ledger, a badly named certificate, or a row whose certificate
    is missing; MathError for mathematics that cannot be shown; NotationError for a statement that
    is not in the language.  Nothing is written then.
    """
    for name in certificates:
        if not CERTIFICATE.fullmatch(name):
            raise ReportError(
                f"{name!r} is not the name of a certificate; expected like eq-12.json"
            )
    absent = sorted({name for record in ledger.get("figures", ()) for name in record["pictures"]} - set(drawings or {}))
    if absent:
        raise ReportError(f"the ledger names the picture {absent[0]!r}, which was not given")
    read = Ledger(ledger)
    files = {
        "ledger.json": _json(ledger, "the ledger"),
        "ledger.md": ledger_markdown(read),
        "errata.md": errata_markdown(read),
        "index.html": render(read, drawings or {}),
        "graph.svg": render_graph(read),
    }
    for name, content in sorted(certificates.items()):
        files[f"{FOLDER}/{name}"] = _json(content, f"the certificate {name}")
    missing = sorted(_named(ledger["claims"]) - files.keys())
    if missing:
        raise ReportError(f"the ledger names the certificate {missing[0]!r}, which was not given")
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    _remove_stale(out, files)
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    return [out / name for name in files]
