"""Small faults put into the trusted core, one at a time: how many of them its tests notice.

    python tests/mutation/run.py --sample 30 --seed 1                       thirty mutants, drawn by the seed
    python tests/mutation/run.py --module verify/checker/normal.py          all of one module, or of a folder
    python tests/mutation/run.py --jobs 8                                   all, by eight processes

The mutants are those of Cosmic Ray (`pip install '.[mutation]'`), the settings are in cosmic-ray.toml beside this file.  Each
process works in a copy of the checkout of its own.  A mutant that differs in nothing but annotations and docstrings is none.
A survivor that is explained has a line in survivors.tsv: module, the line as it is, the line as it was changed, the reason.
Ends with 1 where a survivor is not explained.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.modules import find_modules
from cosmic_ray.mutating import mutate_and_test, mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from cosmic_ray.testing import run_tests
from cosmic_ray.work_item import MutationSpec, TestOutcome

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Result:
    """What came of a mutant: killed, survived, or none at all; its module, where it is, the line before and after."""

    outcome: str
    module: str
    where: str
    before: str
    after: str
    seconds: float


def bare(source: str) -> str:
    """A module without annotations and docstrings, which nothing that runs depends on."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body[0].value = ast.Constant(None)
    return ast.dump(tree)


def mutants(paths: list[str]) -> Iterator[MutationSpec]:
    """The mutants of these modules, with those that are none, in an order that depends on the sources alone."""
    config = settings()["cosmic-ray"]
    excluded = re.compile("|".join(config["filters"]["operators-filter"]["exclude-operators"]))
    operators = [name for name in operator_names() if not excluded.match(name) and not get_operator(name).arguments()]
    for module in sorted(find_modules(map(Path, paths or config["module-path"]))):
        nodes = [(node, ASTQuery(node).get_definition_name()) for node in ast_nodes(get_ast_from_path(module))]
        for name in operators:
            operator = get_operator(name)()
            found = [(place, definition) for node, definition in nodes for place in operator.mutation_positions(node)]
            for i, ((start, end), definition) in enumerate(found):
                yield MutationSpec(module, name, i, start, end, {}, definition)


def is_none(mutation: MutationSpec) -> bool:
    """Whether a mutant differs in nothing that runs."""
    source = Path(mutation.module_path).read_text(encoding="utf-8")
    changed = mutate_code(source, get_operator(mutation.operator_name)(**mutation.operator_args), mutation.occurrence)
    try:
        return changed is None or bare(changed) == bare(source)
    except SyntaxError:
        return True



def enter(folder: str) -> None:
    """Work in a copy of the checkout of this process's own."""
    copy = Path(tempfile.mkdtemp(dir=folder))
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith("reports/figures"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    os.chdir(copy)
    os.environ.update(ENVIRONMENT, PYTHONPATH=str(copy), PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def settings() -> dict[str, Any]:
    """What cosmic-ray.toml says."""
    return tomllib.loads((HERE / "cosmic-ray.toml").read_text(encoding="utf-8"))


def folder_of(mutation: MutationSpec) -> str:
    """The tests of the folder of a module."""
    return next(tests for folder, tests in settings()["tests"].items() if Path(folder) in mutation.module_path.parents)


def command(tests: str) -> str:
    """The command that runs a folder of tests."""
    return f"{settings()['cosmic-ray']['test-command']} {tests}"


def baseline(tests: str) -> float:
    """How long the tests take where nothing is changed; RuntimeError where they fail."""
    start = time.monotonic()
    outcome, output = run_tests(command(tests), 3600)
    if outcome != TestOutcome.SURVIVED:
        raise RuntimeError(f"the tests fail without a mutant:\n{output[-2000:]}")
    return time.monotonic() - start


def tried(mutation: MutationSpec, limit: float) -> Result:
    """Run the tests on one mutant, for so many seconds at most: one that they do not end on is killed."""
    start = time.monotonic()
    if is_none(mutation):
        return Result("none", str(mutation.module_path), "", "", "", 0.0)
    found = mutate_and_test([mutation], command(folder_of(mutation)), limit)
    changes = [line for line in (found.diff or "").split("\n") if line[:1] in "+-" and line[:3] not in ("---", "+++")]
    before, after = ([line[1:].strip() for line in changes if line[:1] == mark] for mark in "-+")
    outcome = "survived" if found.test_outcome == TestOutcome.SURVIVED else "killed"
    where = f"{mutation.module_path}:{mutation.start_pos[0]} {mutation.definition_name or ''} {mutation.operator_name.removeprefix('core/')}"
    return Result(outcome, str(mutation.module_path), where, " / ".join(before), " / ".join(after), time.monotonic() - start)


def explained() -> set[tuple[str, str, str]]:
    """The survivors that are explained: module, the line, the line changed."""
    rows = [line.split("\t") for line in (HERE / "survivors.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return {(module, before, after) for module, before, after, reason in rows if reason.strip()}


def main() -> int:
    """Run; 1 where a survivor is not explained."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--module", action="append", default=[], help="a module or folder, instead of all")
    parser.add_argument("--sample", type=int, help="how many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args()
    os.chdir(ROOT)
    every = list(mutants(chosen.module))
    drawn = every if chosen.sample is None else random.Random(chosen.seed).sample(every, min(chosen.sample, len(every)))
    counts: dict[str, Counter[str]] = {}
    known, open_ends, spent = explained(), 0, 0.0
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(chosen.jobs, initializer=enter, initargs=(folder,)) as pool:
        clean = {tests: pool.submit(baseline, tests).result() for tests in sorted({folder_of(mutation) for mutation in drawn})}
        print(f"{len(every)} changes, {len(drawn)} to be tried; seconds of the tests where nothing is changed: {clean}", flush=True)
        for task in as_completed([pool.submit(tried, mutation, 60 + 4 * clean[folder_of(mutation)]) for mutation in drawn]):
            result = task.result()
            spent += result.seconds
            outcome = result.outcome
            if outcome == "survived":
                outcome = "explained" if (result.module, result.before, result.after) in known else "survived"
                open_ends += outcome == "survived"
                print(f"{outcome}: {result.where}\n{result.module}\t{result.before}\t{result.after}", flush=True)
            counts.setdefault(result.module, Counter())[outcome] += 1
    counts = {module: found for module, found in counts.items() if found.total() > found["none"]}
    total = sum(counts.values(), Counter())
    for module, found in [*sorted(counts.items()), ("all", total)]:
        n = found.total() - found["none"]
        print(f"{found['killed'] / n:7.1%} killed of {n:5d}, {found['explained']:3d} explained, {found['survived']:4d} not: {module}")
    real = total.total() - total["none"]
    print(f"{spent / real:.0f} s for a mutant, {spent / len(drawn) * len(every) / 3600:.1f} processor hours for all")
    return int(open_ends > 0)


if __name__ == "__main__":
    raise SystemExit(main())
