"""Stores of studies: the same for any number of workers, after an interruption, and refused for another definition (digits, seed 7)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from verify.certify.rational import InputError
from verify.deep import store as studies
from verify.deep.plan import Plan, Run
from verify.sweep import store

RUNS = tuple(Run(method, rate, eta=eta, seed=7 + seed) for eta in (1.0, 10.0) for rate in (0.01, 0.1, 1.0) for method in ("gd", "bngd") for seed in (0, 1))
SCRIPT = """
import sys
from verify.deep.datasets import load
from verify.deep.store import Study, run
from verify.deep.plan import Plan
sys.path.insert(0, sys.argv[1])
from test_study import RUNS
run(Study(Plan("2cnn+2fc", 1700, epochs=5), load("digits"), RUNS, together=1), sys.argv[2], workers=1)
"""


def study(digits, **changes) -> studies.Study:
    """24 runs in 12 blocks."""
    return studies.Study(**{"plan": Plan("2cnn+2fc", 300), "data": digits, "runs": RUNS, "together": 2} | changes)


def contents(path):
    """The files of a store."""
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_the_runs_come_in_their_order(digits, tmp_path):
    """Labelled, with the numbers that training alone gives."""
    from verify.deep.training import train

    found = studies.run(study(digits), tmp_path / "store")
    assert dict(found.sizes) == {"run": 24, "layer": 4, "record": 2}
    alone = train(Plan("2cnn+2fc", 300), digits, RUNS, together=2)
    for name in ("loss", "running", "accuracy", "finite", "curve", "norms", "effective_rates"):
        assert np.array_equal(found[name].values, alone[name], equal_nan=name == "curve"), name
    assert [str(value) for value in found.method.values] == [run.method for run in RUNS]
    assert list(found.eta.values) == [run.eta for run in RUNS]
    assert found.attrs["digest"] == study(digits).digest


def test_any_number_of_workers_gives_the_same_files(digits, tmp_path):
    """Byte by byte."""
    for workers in (1, 3):
        studies.run(study(digits), tmp_path / str(workers), workers=workers)
    assert contents(tmp_path / "1") == contents(tmp_path / "3")


def test_a_killed_run_resumes(digits, tmp_path):
    """kill -9 in the middle; the next run keeps what is done, computes the rest, and the store is as if nothing had happened."""
    path, whole = tmp_path / "store", studies.Study(Plan("2cnn+2fc", 1700, epochs=5), digits, RUNS, together=1)
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, os.path.dirname(__file__), str(path)], env=environment, start_new_session=True)
    while process.poll() is None and not (path.exists() and len(store.done(path)) >= 2):
        time.sleep(0.005)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = store.done(path)
    assert 2 <= len(kept) < len(whole.blocks)
    times = {number: (path / store.MARKERS / str(number)).stat().st_mtime_ns for number in kept}
    studies.run(whole, path)
    assert times == {number: (path / store.MARKERS / str(number)).stat().st_mtime_ns for number in kept}
    studies.run(whole, tmp_path / "other")
    assert contents(path) == contents(tmp_path / "other")


def test_a_finished_store_is_only_read(digits, tmp_path, monkeypatch):
    """Nothing is trained a second time."""
    first = studies.run(study(digits), tmp_path / "store")
    monkeypatch.setattr(studies, "train", None)
    assert studies.run(study(digits), tmp_path / "store").identical(first)


@pytest.mark.parametrize("changes", [{"plan": Plan("2cnn+2fc", 400)}, {"runs": RUNS[:-1]}, {"together": 3}, {"dtype": "float64"}])
def test_another_study_is_refused(digits, tmp_path, changes):
    """Whatever the numbers depend on is in the digest."""
    studies.run(study(digits, runs=RUNS[:4]), tmp_path / "store")
    with pytest.raises(InputError, match="holds another"):
        studies.run(study(digits, **changes), tmp_path / "store")


def test_progress_tells_how_much_there_is_to_do(digits, tmp_path, capsys):
    """Runs, blocks and seconds, before anything is computed."""
    studies.run(study(digits), tmp_path / "store", progress=True)
    assert "digits, 2cnn+2fc: 24 runs in 12 blocks, about " in capsys.readouterr().err
    assert studies.estimate(study(digits)) > 0


def test_nothing_else_imports_pytorch():
    """Neither the commands nor what describes, reads, stores and trains on the processor."""
    modules = "verify, verify.cli, verify.deep.datasets, verify.deep.architectures, verify.deep.training, verify.deep.store, verify.deep.epoch"
    code = f"import sys, {modules}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))).returncode == 0
