"""The store of a sweep: the same for any number of workers, on a cluster, after a worker's death and after the run's own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sweep_cases import contents, in_lanes

from verify.certify.rational import InputError
from verify.sweep import engine, store, truth
from verify.sweep.grid import Sweep

OPTIONS = ["--spectrum", "geomspace:1:80:60", "--axis", "eps=logspace:-4:4:40", "--axis", "eps_a=0.5,1.0", "--axis", "a0=0.1,1.0",
           "--axis", "steps=10000", "--draws", "48", "--start", "sphere", "--seed", "7", "--output", "log_loss", "--output", "log_e"]  # fmt: skip


def definition() -> Sweep:
    """The sweep that OPTIONS ask for."""
    return Sweep.of("bngd", list(np.geomspace(1, 80, 60)), eps=np.logspace(-4, 4, 40), eps_a=[0.5, 1.0], a0=[0.1, 1.0], steps=10000,
                    draws=48, start="sphere", seed=7, outputs=["log_loss", "log_e"])  # fmt: skip


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The store of one undisturbed run on one thread."""
    path = tmp_path_factory.mktemp("sweep") / "store"
    engine.run(definition(), path, workers=1)
    return path


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """A Python process with the paths of this one."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    return subprocess.Popen([sys.executable, "-m", *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            start_new_session=True)  # fmt: skip


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a process and its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until_some_are_done(path: Path, process: subprocess.Popen[bytes], count: int = 2) -> None:
    """Wait until some blocks of a store are done, or the process ends."""
    while process.poll() is None and not (path.exists() and len(store.done(path)) >= count):
        time.sleep(0.005)


def test_values_are_the_kernels(expected):
    """Labelled as asked for, with the kernels' values."""
    found, sweep = store.dataset(expected), definition()
    assert dict(found.sizes) == {"draw": 48, "a0": 2, "eps_a": 2, "eps": 40}
    for number in (0, 47):
        u, w0 = sweep.draw(0, number)
        cell = found.isel(draw=number).sel(a0=1.0, eps_a=0.5).isel(eps=17)
        alone = in_lanes("bngd", sweep.spectra[0][1], u, w0, 1.0, 0.5, float(cell.eps), 10000)
        assert float(cell.log_loss) == pytest.approx(alone["log_loss"], rel=1e-9)
        assert float(cell.log_e) == pytest.approx(alone["log_e"], rel=1e-9)


def test_any_number_of_workers_gives_the_same_files(expected, tmp_path):
    """Byte by byte, with 3 threads; and a second run changes nothing and computes nothing."""
    path = tmp_path / "store"
    engine.run(definition(), path, workers=3)
    assert contents(path) == contents(expected)
    assert len(store.done(path)) == len(list(definition().blocks())) > 4
    times = {file: file.stat().st_mtime_ns for file in path.rglob("*")}
    engine.run(definition(), path)
    assert times == {file: file.stat().st_mtime_ns for file in path.rglob("*")}


def test_a_killed_run_resumes(expected, tmp_path):
    """kill -9 in the middle; the next run keeps what is done, computes the rest, and the store is as if nothing had happened."""
    path = tmp_path / "store"
    first = started("verify", "sweep", *OPTIONS, "--out", str(path), "--workers", "1")
    until_some_are_done(path, first)
    kill(first)
    kept = store.done(path)
    assert 2 <= len(kept) < len(list(definition().blocks()))
    times = {number: (path / store.MARKERS / str(number)).stat().st_mtime_ns for number in kept}
    engine.run(definition(), path)
    assert contents(path) == contents(expected)
    assert times == {number: (path / store.MARKERS / str(number)).stat().st_mtime_ns for number in kept}


def test_ctrl_c_keeps_what_is_done(expected, tmp_path):
    """An interrupt in the middle: exit code 130, and the next run goes on."""
    path = tmp_path / "store"
    run = started("verify", "sweep", *OPTIONS, "--out", str(path), "--workers", "1")
    until_some_are_done(path, run)
    os.kill(run.pid, signal.SIGINT)
    assert run.wait(timeout=30) == 130
    assert 2 <= len(store.done(path)) < len(list(definition().blocks()))
    engine.run(definition(), path)
    assert contents(path) == contents(expected)


def test_a_cluster_that_loses_a_worker_gives_the_same_files(expected, tmp_path):
    """A dask scheduler and two worker processes on loopback; one worker is killed with kill -9 while it works.

    The same cluster then outlives a run killed in the middle, which a new run takes up.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
    options = ["--no-dashboard", "--host", "127.0.0.1"]
    cluster = [started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard")]
    worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", *options]
    cluster += [started(*worker, "--local-directory", str(tmp_path / str(i))) for i in range(2)]
    try:
        path = tmp_path / "one"
        run = started("verify", "sweep", *OPTIONS, "--out", str(path), "--scheduler", address)
        until_some_are_done(path, run)
        kill(cluster.pop())
        assert len(store.done(path)) < len(list(definition().blocks()))
        assert run.wait(timeout=120) == 0
        assert contents(path) == contents(expected)

        path = tmp_path / "two"
        run = started("verify", "sweep", *OPTIONS, "--out", str(path), "--scheduler", address)
        until_some_are_done(path, run)
        kill(run)
        assert len(store.done(path)) >= 2
        engine.run(definition(), path, scheduler=address)
        assert contents(path) == contents(expected)
    finally:
        for process in cluster:
            kill(process)


def test_classes_are_settled_on_processes_as_here(tmp_path):
    """A small grid of classes, in one process and on two: the same store, and every class either settled or open."""
    asked = Sweep.of("bngd", np.geomspace(1, 320, 12), eps=np.logspace(-3, 9, 25), eps_a=[1e-4, 1e-2, 1.0], a0=[0.01, 1.0], steps=300,
                     outputs=["class", "log_loss"], seed=3)  # fmt: skip
    one, two = engine.run(asked, tmp_path / "one", workers=1), engine.run(asked, tmp_path / "two", workers=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert set(np.unique(one["class"])) <= {0, 1, 2, 3}
    found = truth.counts(one["class"], one.class_in_doubles, one.flagged, one.open, one.bits)
    assert found.cells == 150 and found.flagged > 0 and found.open == 0
    assert ((one.bits == 53) == (one.flagged == 0)).all()
    assert two["class"].dtype == np.int8


def test_what_is_there_is_not_overwritten(expected, tmp_path):
    """Another sweep's store, a folder of something else, and a scheduler that is not there, each refused in one line."""
    before = contents(expected)
    with pytest.raises(InputError, match="holds another sweep"):
        engine.run(Sweep.of("bngd", [1.0, 2.0], eps=1.0), expected)
    assert contents(expected) == before
    (tmp_path / "file.txt").write_text("mine")
    with pytest.raises(InputError, match="holds no sweep"):
        engine.run(Sweep.of("bngd", [1.0, 2.0], eps=1.0), tmp_path)
    engine.CONNECT, kept = "0.3s", engine.CONNECT
    try:
        with pytest.raises(InputError, match="does not answer"):
            engine.run(Sweep.of("bngd", [1.0, 2.0], eps=1.0), tmp_path / "new", scheduler="tcp://127.0.0.1:1")
    finally:
        engine.CONNECT = kept


def test_bad_options_are_told_in_one_line(tmp_path, capsys):
    """Exit code 2 and one line, naming the value."""
    from verify.cli import main

    for arguments, words in (
        (["--axis", "eps=logspace:1:2"], "eps = 'logspace:1:2'"), (["--axis", "speed=1"], "axis = 'speed=1'"), (["--axis", "a0=1"], "no eps"),
        (["--axis", "eps=1", "--axis", "eps=2"], "given twice"), (["--axis", "eps=1", "--spectrum", "cov:none.csv"], "none.csv"),
        (["--axis", "eps=1", "--iteration", "adam"], "iteration = 'adam'"), (["--axis", "eps=1", "--target", "1,2,3"], "target has 3 entries"),
    ):  # fmt: skip
        spectrum = [] if "--spectrum" in arguments else ["--spectrum", "1,2"]
        assert main(["sweep", *spectrum, *arguments, "--out", str(tmp_path / "store")]) == 2
        told = capsys.readouterr().err
        assert words in told and told.count("\n") == 1
        assert not (tmp_path / "store").exists()
