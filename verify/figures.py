"""The figures of a paper: data first, then findings as measurable statements, then the picture, all drawn from the data.

A paper's package may have a package `experiments` with a mapping FIGURES of ids to `Figure`.  `verify figure` computes them and writes,
for each, a picture (.svg, .png) and a record (.json), which `verify report` shows beside the claim of the same id, with a line beside
each other claim that a finding is about.  Nothing here takes part in a verdict: evidence from samples decides nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.certify.rational import InputError, shown

Json = Any
SCHEMA = 1
FOLDER, DATA, QUICK_DATA, QUICK_OUT = Path("reports/figures"), Path("data/figures"), Path("data/figures-quick"), Path("figures-quick")


@dataclass(frozen=True)
class Finding:
    """What is read off a figure, as a statement that samples can contradict.

    instances: how many comparisons were made; contradicted: how many of them came out the other way; unit: what one of them is.
    numbers: what was measured, by name.  robust: whether it depends on the random draw, in words, where that was examined.
    about: the claim of the paper that it tests, where that is not the figure itself.
    """

    statement: str
    unit: str
    instances: int
    contradicted: int
    numbers: Mapping[str, Json] = field(default_factory=dict)
    robust: str = ""
    about: str = ""

    def to_json(self) -> Json:
        """The finding as plain data, with its verdict: samples never decide."""
        found = {"statement": self.statement, "verdict": "undecided", "evidence": "sampled", "unit": self.unit, "instances": int(self.instances),
                 "contradicted": int(self.contradicted), "numbers": plain(self.numbers), "robust": self.robust}  # fmt: skip
        return found | ({"about": self.about} if self.about else {})


@dataclass(frozen=True)
class Table:
    """Numbers to show beside a figure."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Json]]

    def to_json(self) -> Json:
        """The table as plain data."""
        return {"title": self.title, "columns": list(self.columns), "rows": plain(self.rows)}


@dataclass(frozen=True)
class Place:
    """Where and how the data of a figure are computed: the folder of its stores, processes, whether progress is shown, and the folder
    with data sets, None where only those that come with the toolkit may be used."""

    stores: Path
    quick: bool
    workers: int | None = None
    progress: bool = False
    datasets: Path | None = None

    def sweep(self, name: str, sweep: Any) -> Any:
        """The dataset of a sweep, computed as far as it is not in its store."""
        from verify.sweep import engine

        return engine.run(sweep, self.stores / f"{name}.zarr", workers=self.workers, progress=self.progress).load()

    def keep(self, name: str, data: Any) -> Any:
        """A dataset that is no sweep, written to a store of its own."""
        self.stores.mkdir(parents=True, exist_ok=True)
        from verify.sweep.store import expected_warnings_off

        with expected_warnings_off():
            data.to_zarr(self.stores / f"{name}.zarr", mode="w", zarr_format=3, consolidated=True)
        return data


@dataclass(frozen=True)
class Library:
    """A library that the core does without: the module to import, its name, and the optional part of the toolkit that brings it."""

    module: str
    name: str
    extra: str

    @property
    def absent(self) -> str:
        """What to tell where it is not installed; "" where it is."""
        there = importlib.util.find_spec(self.module) is not None
        return "" if there else f"{self.name} is not installed (pip install '.[{self.extra}]')"


@dataclass(frozen=True)
class Figure:
    """One figure: its data by name, what is found in them, tables, and pictures by the ending of their file's name ("" for the first).

    caption: text, or how to write it from the data.  needs: a library outside of the core.  datasets: whether the figure reads data
    sets from the folder of `--data`.  about: the other claims of the paper that its findings are about.
    """

    id: str
    title: str
    caption: str | Callable[[Mapping[str, Any]], str]
    data: Callable[[Place], Mapping[str, Any]]
    findings: Callable[[Mapping[str, Any]], Sequence[Finding]]
    pictures: Mapping[str, Callable[[Mapping[str, Any]], Any]]
    tables: Callable[[Mapping[str, Any]], Sequence[Table]] = lambda data: ()
    needs: Library | None = None
    datasets: bool = False
    about: tuple[str, ...] = ()

    @property
    def absent(self) -> str:
        """Why it cannot be computed here; "" where it can."""
        return self.needs.absent if self.needs else ""

    @property
    def beyond(self) -> str:
        """What it needs beyond the core of the toolkit; "" where nothing."""
        return f"it needs {self.needs.name} (pip install '.[{self.needs.extra}]')" if self.needs else ""


def plain(value: Any) -> Json:
    """Numbers of NumPy as Python's, floats with six digits; NaN and infinities as text."""
    import numpy as np

    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(part) for part in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value):.6g}") if np.isfinite(value) else str(float(value))
    return value


def known(package: str) -> Mapping[str, Figure]:
    """The figures of a paper by id; none where it has none."""
    try:
        module: Any = importlib.import_module(f"{package}.experiments")
    except ModuleNotFoundError as error:
        if error.name not in (package, f"{package}.experiments"):
            raise
        return {}
    found: Mapping[str, Figure] = module.FIGURES
    return found


def figures(package: str, wanted: str) -> list[Figure]:
    """The figures of a paper that are asked for: one id, or "all", which leaves out those that cannot be computed here.

    Raises InputError for one that is not there, and for one that was asked for by its id and cannot be computed here.
    """
    there = known(package)
    if not there:
        raise InputError(f"the paper {package} has no figures: expected a mapping FIGURES in {package}/experiments")
    if wanted == "all":
        return [figure for figure in there.values() if not figure.absent]
    if wanted not in there:
        raise InputError(f"no figure has the id {shown(wanted)}; expected all or one of {', '.join(there)}")
    if there[wanted].absent:
        raise InputError(f"{wanted} cannot be computed: {there[wanted].absent}")
    return [there[wanted]]


def skipped(package: str) -> dict[str, Figure]:
    """The figures that cannot be computed here, by id; `absent` tells why."""
    return {name: figure for name, figure in known(package).items() if figure.absent}


def optional(package: str) -> dict[str, Figure]:
    """The figures that need something beyond the core, by id."""
    return {name: figure for name, figure in known(package).items() if figure.beyond}


def produce(figure: Figure, stores: Path, out: Path, *, quick: bool = False, workers: int | None = None, progress: bool = False,
            datasets: Path | None = None, command: str = "") -> list[Path]:  # fmt: skip
    """Compute what is missing of the data, draw, and write pictures and record; the files written, the record last."""
    from verify.sweep import drawing

    place = Place(stores / figure.id, quick, workers, progress, datasets)
    found = figure.data(place)
    written = []
    with drawing.style():
        for ending, draw in figure.pictures.items():
            written += drawing.save(draw(found), out / f"{figure.id}{ending}")
    record = {
        "schema": SCHEMA, "claim": figure.id, "title": figure.title, "quick": quick, "command": command,
        "caption": figure.caption if isinstance(figure.caption, str) else figure.caption(found),
        "data": {name: {"store": (place.stores / f"{name}.zarr").as_posix(), **described(dataset)} for name, dataset in found.items()},
        "pictures": [path.name for path in written if path.suffix == ".svg"],
        "findings": [finding.to_json() for finding in figure.findings(found)], "tables": [table.to_json() for table in figure.tables(found)],
    }  # fmt: skip
    path = out / f"{figure.id}.json"
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n", encoding="utf-8")
    return [*written, path]


def described(dataset: Any) -> Json:
    """The dimensions of a dataset, and the digest of its definition where it is a sweep."""
    sizes = {str(name): int(size) for name, size in dataset.sizes.items()}
    return {"sizes": sizes} | ({"digest": str(dataset.attrs["digest"])} if "digest" in dataset.attrs else {})


def summary(record: Json) -> str:
    """What came of the findings of a figure, in one sentence."""
    findings = record["findings"]
    clean = sum(not finding["contradicted"] for finding in findings)
    return f"sampled: {len(findings)} statements, {clean} that no instance contradicts, {len(findings) - clean} that some do; samples decide nothing"


def noted(rows: Sequence[Json], records: Sequence[Json], optional: Mapping[str, Figure] = {}) -> list[Json]:
    """The rows of a ledger with what figures say of them; no verdict changes.

    Those without a statement and with a figure get evidence `sampled` and what came of it; undecided they stay.  Those that a finding
    is about get a line in `experiments`, as do those that a figure without a record is about, where it needs more than the core (`optional`).
    """
    full = {record["claim"]: record for record in records if not record["quick"]}
    lines: dict[str, list[Json]] = {}
    for name, record in full.items():
        for finding in record["findings"]:
            if "about" in finding:
                lines.setdefault(finding["about"], []).append({"figure": name} | {key: finding[key] for key in ("statement", "instances", "contradicted")})
    for name, figure in optional.items():
        if name not in full:
            for row in (name, *figure.about):
                lines.setdefault(row, []).append({"figure": name, "skipped": figure.beyond})
    found = [{**row, "experiments": lines[row["id"]]} if row["id"] in lines else row for row in rows]
    return [
        {**row, "printed": {**row["printed"], "evidence": "sampled", "searched": summary(full[row["id"]])}}
        if row["id"] in full and row["printed"]["verdict"] == "undecided" and not row["printed"]["hash"] else row for row in found
    ]  # fmt: skip


def load(folder: Path) -> tuple[list[Json], dict[str, str]]:
    """The records in a folder, and the drawings that they name; none where there is no folder.  InputError for a damaged record."""
    records: list[Json] = []
    drawings: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            if record["schema"] != SCHEMA or any(Path(name).name != name for name in record["pictures"]):
                raise ValueError
            for finding in record["findings"]:
                if finding["verdict"] != "undecided" or finding["evidence"] != "sampled" or type(finding["instances"]) is not int:
                    raise ValueError
            drawings |= {name: (folder / name).read_text(encoding="utf-8") for name in record["pictures"]}
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(f"{path}: expected a record as `verify figure` writes it, with its pictures beside it") from None
        records.append(record)
    return records, drawings
