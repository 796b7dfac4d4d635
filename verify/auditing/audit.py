"""An audit: regression data in, and what the paper says of them, with numbers and certificates, out.

The work is done in parts.  Each finished part is kept in the store, and shown where the rest is interrupted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq

from verify.auditing import rates
from verify.auditing.moments import Moments, moments
from verify.auditing.reading import Array, Table, read_table
from verify.auditing.spectrum import Spectra, enclosed, spectra, steps_a_digit
from verify.auditing.start import exact, read_start
from verify.auditing.store import Json, Store
from verify.certify.rational import InputError, read_rational, shown
from verify.models.problem import Problem

DECADES = range(-6, 7)  # of eps, relative to |w0|^2 / (lambda_max |u|^2)
FINE = 4  # step sizes a decade in the curve of rates
SCHEMA = 1
PAPER = "proofs_checks"
Seen = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """How data are read and what is run on them; the names are those of `verify audit`."""

    target: str
    center: bool = True
    standardize: bool = False
    drop_missing: bool = False
    ignore: tuple[str, ...] = ()
    eps: tuple[Any, ...] | None = None
    eps_a: Any = 1
    start: Any = "random:0"
    steps: int | None = None
    digits: int | None = None
    paper: str = PAPER


@dataclass
class Audit:
    """What was found: plain data, by part, in the form that is written as JSON."""

    name: str
    parts: dict[str, Json] = field(default_factory=dict)

    def __getitem__(self, part: str) -> Json:
        return self.parts[part]

    def __contains__(self, part: str) -> bool:
        return part in self.parts

    def to_json(self) -> Json:
        """Plain data; every number can be derived again from its parts `data`, `moments`, `start` and `options`."""
        return {"schema": SCHEMA, "name": self.name, **self.parts}

    @property
    def refuted(self) -> list[str]:
        """The ids of statements that are false on the data: none, unless the ledger is wrong."""
        return [row["id"] for row in self.parts.get("statements", []) if any(x["status"] == "false" for x in row["at"])]

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
        from verify.auditing.page import html
        from verify.auditing.tables import markdown

        return write_files(self, Path(folder), html(self), markdown(self))

    def __str__(self) -> str:
        from verify.auditing.tables import markdown

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
    found.parts["spectrum"] = of_spectra(context)
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


def check_options(options: Options) -> None:
    """InputError for a number of steps or digits that cannot be used."""
    for name, value, low, high in (("steps", options.steps, 20, 10**6), ("digits", options.digits, 16, 10_000)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
            raise InputError(f"{name} = {shown(value)}: expected a whole number from {low} to {high}")


class Context:
    """The problem, in exact numbers and in doubles, with its step sizes."""

    spectra: Spectra

    def __init__(self, data: Json, options: Options) -> None:
        self.data, self.options = data, options
        m = to_moments(data)
        H, u, c = m.exact()
        self.H, self.g, self.c = m.H, m.g, m.c
        a0, w0, self.source = read_start(options.start, m.H, m.g, m.c)
        uHu = sum((x * y for x, y in zip(u, (sum((p * q for p, q in zip(row, u)), Fraction(0)) for row in H))), Fraction(0))
        self.noisy = c > uHu  # rounding may leave c - u'Hu below zero where the fit is perfect
        eps_a = exact(options.eps_a, "eps_a")
        rows = [[fmpq(x.numerator, x.denominator) for x in row] for row in H]
        column = [fmpq(x.numerator, x.denominator) for x in u]
        first = self.problem = Problem.of(H=rows, u=column, a0=a0, w0=w0, eps_a=eps_a, eps=1, c=c if self.noisy else None)
        self.u = np.array([float(x) for x in u])
        self.unit = float(sum(float(x) ** 2 for x in w0)) / (float(np.linalg.eigvalsh(m.H)[-1]) * float(self.u @ self.u))
        self.eps = chosen_eps(options.eps, self.unit)
        for eps in self.eps:
            first.replace(eps=eps)

    def at(self, eps: fmpq) -> Problem:
        """The problem with a step size."""
        return self.problem.replace(eps=eps)

    def to_json(self) -> Json:
        """What the problem is, exactly."""
        whole = self.problem.to_json()
        return {
            "u": whole["u"], "start": {"a0": whole["a0"], "w0": whole["w0"]}, "source": self.source, "eps_a": whole["eps_a"],
            "eps": [str(x) for x in self.eps], "unit": self.unit, "c": whole["c"], "steps": self.options.steps, "digits": self.options.digits,
        }  # fmt: skip


def chosen_eps(given: Iterable[Any] | None, unit: float) -> list[fmpq]:
    """The step sizes asked for, or short decimals near powers of ten of the unit."""
    if given is None:
        return [read_rational(f"{10.0**k * unit:.2e}") for k in DECADES]
    found = sorted({(x.p, x.q): x for x in (exact(x, "eps") for x in given)}.values())
    if not found:
        raise InputError("eps: expected at least one step size")
    return found


def of_moments(m: Moments) -> Json:
    """The moments as plain data; doubles are written so that they can be read back exactly."""
    return {
        "features": list(m.features), "target": m.target, "rows": m.rows, "dropped": m.dropped, "center": m.center,
        "standardize": m.standardize, "means": m.means.tolist(), "scales": m.scales.tolist(), "H": m.H.tolist(), "g": m.g.tolist(), "c": m.c,
    }  # fmt: skip


def to_moments(data: Json) -> Moments:
    """The inverse of of_moments."""
    arrays = {name: np.array(data[name], dtype=float) for name in ("means", "scales", "H", "g")}
    return Moments(tuple(data["features"]), data["target"], data["rows"], data["dropped"], data["center"], data["standardize"],
                   c=float(data["c"]), **arrays)  # fmt: skip


def of_spectra(context: Context) -> Json:
    """Condition numbers, interlacing, and the acceleration to expect."""
    s, exactly = context.spectra, context.spectra.corollary
    star = s.found.optimal_rate_star
    return {
        "H": [enclosed(x) for x in s.H], "H_star": [enclosed(x) for x in s.star], "kappa": enclosed(s.found.kappa),
        "kappa_star": enclosed(s.found.kappa_star), "interlaces": s.interlaces, "how": s.how,
        "relation": None if exactly is None else exactly.kappa, "orthogonal": None if exactly is None else exactly.some,
        "gd_rate": enclosed(s.found.optimal_rate), "bngd_rate": enclosed(star), "gd_steps": steps_a_digit(s.found.optimal_rate),
        "bngd_steps": None if star is None else steps_a_digit(star), "gd_eps": float(s.found.optimal_step.mid()),
    }  # fmt: skip


def of_rates(context: Context, seen: Seen) -> Json:
    """Predicted and observed contraction of GD with its optimal step and of BNGD, and the curves of the plots."""
    s, problem = context.spectra, context.problem
    values = np.array([float(x.mid()) for x in s.H])
    vectors = rates.eigenvectors(context.H)
    u, w = vectors.T @ context.u, vectors.T @ np.array([float(x) for x in problem.w0])
    kappa = s.found.kappa if s.found.kappa_star is None else s.found.kappa_star
    steps = context.options.steps or rates.steps_for(float(kappa.mid()))
    best = float(s.found.optimal_step.mid())
    gd = rates.run_gd(values, u, w, best, steps)
    fine = fine_eps(context)
    grid = np.array([*(float(x) for x in context.eps), *fine])
    out = rates.run_bngd(values, u, float(problem.a0), w, float(problem.eps_a), grid, steps,
                         lambda k: seen("steps of BNGD", k, steps))  # fmt: skip
    runs = [of_run(grid[j], {name: x[:, j] for name, x in out.items()}, s) for j in range(len(grid))]
    count = len(context.eps)
    if context.options.digits:
        runs[:count] = [precise(context, eps, min(steps, 2000), seen) for eps in context.eps]
    return {
        "steps": steps, "gd": {"eps": best, "predicted": float(s.found.optimal_rate.mid()), **read_off(gd), "curve": curve(gd)},
        "bngd": [{**run, "eps": str(eps)} for run, eps in zip(runs[:count], context.eps)],
        "fine": [{name: run[name] for name in ("eps", "rate", "settled", "effective")} for run in runs[count:]],
    }  # fmt: skip


def fine_eps(context: Context) -> list[float]:
    """Step sizes for the curve of rates, evenly on a logarithmic scale over the range of the audit and a decade beyond."""
    low, high = (np.log10(float(x)) for x in (context.eps[0], context.eps[-1]))
    return [float(x) for x in 10.0 ** np.arange(low - 0.5, high + 0.5 + 1e-9, 1 / FINE)]


def read_off(residual: Array) -> Json:
    """The observed contraction of a run."""
    rate, window, settled = rates.observed(residual)
    return {"rate": rate, "window": list(window), "settled": settled}


def of_run(eps: float, out: dict[str, Array], s: Spectra) -> Json:
    """One run of BNGD.

    predicted: the contraction that Proposition 3.4 gives for the effective steps of the window, the largest
    geometric mean of |1 - eps_hat_k lambda_i(H*)| over i >= 2.
    """
    residual = out["residual"]
    good = np.flatnonzero(np.isfinite(residual))
    last = int(good[-1]) if len(good) else -1
    found = {"eps": float(eps), **read_off(residual), "effective": None, "predicted": None, "residual": None, "excess_loss": None}
    first, last_seen = found["window"]
    if last >= 0:
        window = out["effective"][first : last_seen + 1]
        star = np.array([float(x.mid()) for x in s.found.star])
        with np.errstate(divide="ignore"):
            logs = np.log(np.abs(1 - np.outer(window, star))).mean(axis=0) if len(star) else np.array([-np.inf])
        found |= {"effective": float(np.median(window)), "effective_range": [float(window.min()), float(window.max())],
                  "predicted": float(np.exp(logs.max())), "residual": float(residual[last] - residual[0]), "excess_loss": float(out["loss"][last])}  # fmt: skip
    ended = ""
    if last + 1 < len(residual):
        small = last >= 0 and residual[last] < -100
        ended = (f"after {last} steps the residual is below 1e-145, where doubles run out" if small else
                 f"double precision overflows at step {last + 1}: nothing is said of what follows; ask for more with --digits 50")  # fmt: skip
    return {**found, "last": last, "ended": ended, "arithmetic": "double precision", "curve": curve(residual)}


def precise(context: Context, eps: fmpq, steps: int, seen: Seen) -> Json:
    """One run of BNGD with as many digits as asked for."""
    from verify.dynamics.numbers import arithmetic
    from verify.models.recording import record

    seen("steps with more digits", 0, steps)
    numbers = arithmetic("gmpy2", digits=context.options.digits)
    data = record(context.at(eps), "bngd", steps=steps, arithmetic=numbers, shadow=False)
    ten = np.log(10)
    out = {"residual": np.full(steps + 1, np.nan), "effective": np.full(steps + 1, np.nan), "loss": np.full(steps + 1, np.nan)}
    n = data.sizes["step"]
    for name, variable in (("residual", "log_e_norm_H"), ("loss", "log_excess_loss")):
        out[name][:n] = data[variable].values / ten
    out["effective"][:n] = data["effective_step"].values
    found = of_run(float(eps), out, context.spectra)
    return {**found, "ended": data.attrs["stopped"], "arithmetic": f"{context.options.digits} digits"}


def curve(values: Array) -> Json:
    """Some points of a curve for a plot: steps and values."""
    at = rates.thinned(len(values))
    kept = [int(k) for k in at if np.isfinite(values[k])]
    return {"step": kept, "log10": [round(float(values[k]), 4) for k in kept]}


def of_statements(context: Context, seen: Seen) -> Json:
    """Every statement of the ledger that holds, at every step size."""
    from verify.auditing.statements import Instance, believed, evaluate_all
    from verify.refute.program import Program

    program = Program()
    seen("reading the ledger", 0, 1)
    statements = list(believed(context.options.paper, program))
    rows = [{"id": x.id, "part": x.part, "where": x.where, "title": x.title, "at": []} for x in statements]
    for number, eps in enumerate(context.eps):
        instance = Instance(context.at(eps), (context.spectra.H, context.spectra.star), program)
        found = evaluate_all(statements, instance, seen=lambda name: seen("statements", number, len(context.eps)))
        for row, finding in zip(rows, found.values()):
            row["at"].append({"eps": str(eps), **finding.to_json()})
    return rows
