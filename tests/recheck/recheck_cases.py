"""A small paper with everything that a row can show, its report, and what recheck finds wrong with a changed copy."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from verify.cli import main
from verify.recheck.whole import Report

Json = Any
PACKAGE = "rechecked_paper"
INVENTORY = (
    ("square", "identity", "1", "a square is not negative"),
    ("root", "identity", "1 (2)", "the root of a square"),
    ("growth", "inequality", "2 (3)", "a sum of positive numbers"),
    ("above", "inequality", "2", "a sum with something to spare"),
    ("mean", "inequality", "2", "an inequality that is not proved"),
    ("unseen", "remark", "2", "a statement without a claim"),
)
VERDICTS = (
    "square\tprinted\tholds", "square/double\tprinted\tholds", "root\tprinted\tfails", "root\tcorrected\tholds", "growth\tprinted\tholds",
    "above\tprinted\tholds", "mean\tprinted\tundecided", "unseen\tprinted\tundecided",
)  # fmt: skip
ERRATA = "root\tmissing hypothesis\tgrowth\tits sign is lost\n"
CLAIMS = '''
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import Setting, eq, instance, le, lt, sqrt


@claim("square", paper=r"0 \\\\le x^2", equivalent_mutants={"exponent changed: x² becomes x³": "no"})
def square():
    """A square is not negative."""
    s = Setting()
    x = s.scalar("x")
    return Decision(Part(s.claim(le(0, x**2)), by.trivial(), note="of any real number $x$"))


@claim("square/double", paper=r"0 \\\\le 2 x^2", title="twice a square", kind="identity")
def double():
    """Twice a square is not negative."""
    s = Setting()
    y = s.scalar("y")
    proof = by.script(by.use("once", "square", {"x": y}), by.auto("once"))
    return Decision(Part(s.claim(le(0, 2 * y**2)), proof))


@claim("root", paper=r"\\\\sqrt{x^2} = x")
def root():
    """The root of a square is the number, if that is not negative."""
    s, t = Setting(), Setting()
    x, y = s.scalar("x"), t.scalar("x", "nonnegative")
    return Decision(Part(s.claim(eq(sqrt(x**2), x)), note="fails for negative numbers"), Part(t.claim(eq(sqrt(y**2), y)), by.trivial()))


@claim("growth", paper=r"0 < x + x^2")
def growth():
    """A positive number and its square have a positive sum."""
    s = Setting()
    x = s.scalar("x", "positive")
    s.assume("x is at most five", le(x, 5))
    return Decision(Part(s.claim(lt(0, x + x**2)), by.trivial()))


@claim("above", paper=r"1 \\\\le x^2 + 3")
def above():
    """One is at most a square and three."""
    s = Setting()
    x = s.scalar("x")
    return Decision(Part(s.claim(le(1, x**2 + 3)), by.auto(degree=1)))


@claim("mean", paper=r"2xy \\\\le x^2 + y^2")
def mean():
    """Twice a product is at most the sum of the squares."""
    s = Setting()
    x, y = s.scalar("x"), s.scalar("y")
    return Decision(Part(s.claim(le(2 * x * y, x**2 + y**2)), note="not proved here"))
'''.replace("\\\\\\\\", "\\\\")
CONFIRMED = {"schema": 1, "hypothesis": "6", "claims": [
    {"claim": "square", "hash": "", "what": "squares of many numbers", "seed": 1, "drawn": 3, "instances": 3, "unsettled": 0,
     "worst": {"margin": 0.5, "instance": {}}, "contradicted": None}]}  # fmt: skip


def write(place: Path) -> Path:
    """Write the paper and its report into a folder; returns the folder of the report."""
    package = place / PACKAGE
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('TITLE = "A small paper"\n', encoding="utf-8")
    (package / "claims.py").write_text(CLAIMS, encoding="utf-8")
    lines = [("id", "kind", "where", "what it states"), *INVENTORY]
    (package / "inventory.tsv").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    (package / "expectations.tsv").write_text("\n".join(("id\tpart\tverdict", *VERDICTS)) + "\n", encoding="utf-8")
    (package / "errata.tsv").write_text("id\tseverity\tconsequences\tremark\n" + ERRATA, encoding="utf-8")
    sys.path.insert(0, str(place))
    out = place / "reports"
    assert main(["report", "--paper", PACKAGE, "--out", str(out)]) == 0
    digest = next(row for row in read(out / "ledger.json")["claims"] if row["id"] == "square")["printed"]["hash"]
    CONFIRMED["claims"][0]["hash"] = digest  # type: ignore[index]
    (out / "confirmations.json").write_text(json.dumps(CONFIRMED), encoding="utf-8")
    assert main(["report", "--paper", PACKAGE, "--out", str(out)]) == 0
    return out


def read(path: Path) -> Json:
    """The content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def put(path: Path, data: Json) -> None:
    """Write a JSON file as a report holds it."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def alone(function: Callable[[Any], Any], items: Any, few: int = 0) -> list[Any]:
    """No processes: everything is done in this one."""
    return []


def problems(folder: Path) -> Iterator[tuple[str, str]]:
    """What recheck says, one by one."""
    yield from Report(folder, None, alone).problems()


def rewritten(folder: Path, ledger: Json) -> None:
    """Write a changed ledger, sealed anew, and the pages that belong to it where it can be shown at all: what a careful forger does."""
    from verify import figures
    from verify.report import pages
    from verify.rows import sealed

    for number, row in enumerate(ledger["claims"]):
        with contextlib.suppress(Exception):
            ledger["claims"][number] = sealed(row, row["key"])
    put(folder / "ledger.json", ledger)
    try:
        made = pages(ledger, figures.load(folder / "figures")[1])
    except Exception:
        return
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def copied(report: Path, place: Path) -> Path:
    """A copy of a report that may be spoilt."""
    return Path(shutil.copytree(report, place / "copy"))
