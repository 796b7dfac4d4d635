"""An audit: regression data in, and what the paper says of them, with numbers and certificates, out.

The work is done in parts.  Each finished part is kept in the store, and shown where the rest is interrupted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flint import fmpq

from verify.auditing.context import PAPER, Context, Options, check_options, of_moments
from verify.auditing.found import Found
from verify.auditing.moments import moments
from verify.auditing.page import html
from verify.auditing.reading import Table, read_table
from verify.auditing.runs import of_rates
from verify.auditing.spectrum import of_spectra, spectra
from verify.auditing.start import exact
from verify.auditing.store import Json, Store
from verify.auditing.tables import markdown
from verify.certify.rational import InputError, shown

Seen = Callable[[str, int, int], None]


class Audit(Found):
    """What was found: plain data, by part, in the form that is written as JSON."""

    def certificate(self, eps: Any) -> Json:
        """The certificate of convergence at a step size of the audit, for verify.models.convergence.replay; None where there is none."""
        from verify.auditing.steps import whole_certificate

        wanted = str(exact(eps, "eps"))
        row = next((row for row in self["certificates"] if row["eps"] == wanted), None)
        if row is None:
            raise InputError(f"eps = {shown(eps)} is no step size of the audit: expected one of {', '.join(self['problem']['eps'])}")
        p = self["problem"]
        H = [[str(fmpq(*float(x).as_integer_ratio())) for x in line] for line in self["data"]["H"]]
        problem = {"H": H, "u": p["u"], **p["start"], "eps_a": p["eps_a"], "eps": wanted, "c": p["c"]}
        return whole_certificate(row, problem) if row["certified"] else None

    def write(self, folder: str | Path) -> list[Path]:
        """Write NAME.json, NAME.md and NAME.html into a folder; the paths."""
        return write_files(self, Path(folder), html(self), markdown(self))

    def __str__(self) -> str:
        return markdown(self)


def write_files(found: Audit, folder: Path, page: str, text: str) -> list[Path]:
    """The three files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix, content in ((".json", lines_of(found.to_json())), (".md", text), (".html", page)):
        path = folder / f"{found.name}{suffix}"
        path.write_text(content, encoding="utf-8")
        written.append(path)
    return written


def lines_of(data: Json) -> str:
    """JSON with a line for each part, and for each entry of a list of objects."""
    def text(value: Json) -> str:
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return "[\n" + ",\n".join(json.dumps(x, ensure_ascii=False) for x in value) + "\n]"
        return json.dumps(value, ensure_ascii=False)

    return "{\n" + ",\n".join(f"{json.dumps(name)}: {text(value)}" for name, value in data.items()) + "\n}\n"


def audit(
    data: Any, target: Any, *, center: bool = True, standardize: bool = False, eps: Sequence[Any] | None = None, eps_a: Any = 1,
    start: Any = "random:0", drop_missing: bool = False, ignore: Sequence[str] = (), steps: int | None = None,
    digits: int | None = None, paper: str = PAPER,
) -> Audit:  # fmt: skip
    """Audit regression data: spectra, rates, step sizes, certificates of convergence, and every statement of the ledger.

    data: the path of a CSV or Parquet file, a polars or pandas DataFrame, or an array of shape (n, d).
    target: the name of a column, or n values.  eps: step sizes (exact numbers or strings; doubles are taken
    exactly); default: powers of ten times |w0|^2 / (lambda_max |u|^2).  start: "random:SEED", a JSON file or a
    mapping {"a0": ..., "w0": [...]}.  digits: run BNGD with so many decimal digits instead of doubles.
    Raises InputError, a ValueError, in one line, for data and options that cannot be used.
    """
    options = Options(str(target) if isinstance(target, str) else "y", center, standardize, drop_missing, tuple(ignore),
                      None if eps is None else tuple(eps), eps_a, start, steps, digits, paper)  # fmt: skip
    found = Audit(Path(data).stem if isinstance(data, (str, Path)) else "data")
    run(found, read_table(data, target, ignore), options, Store(None))
    return found


# ------------------------------------------------------------------------------------------------
# The parts


def run(found: Audit, table: Table, options: Options, store: Store, key: Json = None, seen: Seen = lambda what, done, total: None) -> None:
    """Do all parts of an audit, those that are in the store excepted; key: what the moments are kept by, None to keep nothing."""
    check_options(options)
    found.parts["data"] = data = store.get(["data", key]) if key is not None else None
    if data is None:
        m = moments(table, center=options.center, standardize=options.standardize, drop_missing=options.drop_missing,
                    seen=lambda rows: seen("rows read", rows, 0))  # fmt: skip
        data = of_moments(m)
        if key is not None:
            store.put(["data", key], data)
    found.parts["data"] = data
    context = Context(data, options)
    found.parts["problem"] = context.to_json()
    seen("spectra", 0, 1)
    context.spectra = spectra(context.problem)
    found.parts["spectrum"] = of_spectra(context.spectra)
    found.parts["rates"] = of_rates(context, seen)
    from verify.auditing.steps import certificate_of, step_sizes

    base = [context.to_json(), data["H"], options.paper]
    seen("bounds of the step size", 0, 1)
    kept = store.get(["step sizes", base])
    found.parts["step_sizes"] = kept if kept is not None else store.put(["step sizes", base], step_sizes(context))
    found.parts["certificates"] = []
    for number, eps in enumerate(context.eps):
        seen("certificates", number, len(context.eps))
        kept = store.get(["certificate", base, str(eps)])
        row = kept if kept is not None else store.put(["certificate", base, str(eps)], certificate_of(context, eps))
        found.parts["certificates"].append(row)
    found.parts["statements"] = of_statements(context, seen)
    from verify.environment import environment

    found.parts["environment"] = environment()


def of_statements(context: Context, seen: Seen) -> Json:
    """Every statement of the ledger that holds, at every step size."""
    from verify.auditing.statements import Instance, believed, evaluate_all
    from verify.refute.program import Program

    program = Program()
    seen("reading the ledger", 0, 1)
    statements = list(believed(context.options.paper, program))
    rows: list[Json] = [{"id": x.id, "part": x.part, "where": x.where, "title": x.title, "at": []} for x in statements]
    for number, eps in enumerate(context.eps):
        instance = Instance(context.at(eps), (context.spectra.H, context.spectra.star), program)
        found = evaluate_all(statements, instance, seen=lambda name: seen("statements", number, len(context.eps)))
        for row, finding in zip(rows, found.values()):
            row["at"].append({"eps": str(eps), **finding.to_json()})
    return rows
