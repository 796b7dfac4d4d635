"""Running a sweep: one dask graph, on local threads or processes or on a cluster, into a store that a later run can take up."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from verify.certify.rational import InputError
from verify.sweep import store
from verify.sweep.blocks import compute
from verify.sweep.grid import Sweep
from verify.sweep.progress import watched

CONNECT = "10s"


def run(sweep: Sweep, path: str | Path | None = None, *, scheduler: str | None = None, workers: int | None = None,
        progress: bool = False) -> Any:  # fmt: skip
    """Compute what is missing of a sweep and return all of it, an xarray.Dataset.

    path: the store; without one the result is held in memory.  scheduler: the address of a dask scheduler, whose workers see the
    path too; without one the blocks run here, on threads, or on processes where classes are settled (that is Python's
    own work): `workers` of them, as many as processors unless told.  The store is the same, byte for byte, however it was run.
    Raises InputError for a path that holds something else, and for a scheduler that is not there.
    """
    if path is None:
        with tempfile.TemporaryDirectory() as folder:
            return run(sweep, Path(folder) / "sweep", scheduler=scheduler, workers=workers, progress=progress).load()
    path = Path(path).resolve()
    finished = store.opened(path, sweep, store.make)
    blocks = list(sweep.blocks())
    missing = [number for number in range(len(blocks)) if number not in finished]
    if missing:
        with watched(lambda: len(store.done(path)), len(blocks), progress):
            on_cluster(sweep, path, missing, scheduler) if scheduler else here(sweep, path, missing, workers)
    left = len(blocks) - len(store.done(path))
    if left:
        raise InputError(f"{path}: {left} of {len(blocks)} blocks are not there: expected a folder that the workers share")
    return store.dataset(path)


def graph(sweep: Sweep, path: Path, missing: list[int]) -> list[Any]:
    """One task a block."""
    from dask.delayed import delayed

    task: Any = delayed(fill, pure=False)
    return [task(sweep.definition, str(path), number, dask_key_name=f"{sweep.digest[:8]}-{number}") for number in missing]


def fill(definition: str, path: str, number: int) -> None:
    """Compute a block and write it, unless it is done."""
    if number in store.done(Path(path)):
        return
    sweep = Sweep.from_json(definition)
    block = list(sweep.blocks())[number]
    store.write(Path(path), number, block, compute(sweep, block))


def here(sweep: Sweep, path: Path, missing: list[int], workers: int | None) -> None:
    """Run the graph in this process, or on processes of this machine."""
    import dask.base
    import dask.config

    compute_graph: Any = dask.base.compute
    kind = "processes" if "class" in sweep.outputs and workers != 1 and len(missing) > 1 else "threads"
    with dask.config.set({"multiprocessing.context": "spawn"}):
        compute_graph(*graph(sweep, path, missing), scheduler=kind, num_workers=workers)


def on_cluster(sweep: Sweep, path: Path, missing: list[int], scheduler: str) -> None:
    """Run the graph on a cluster; tasks of a worker that is lost run again elsewhere."""
    import distributed

    connect: Any = distributed.Client
    try:
        client = connect(scheduler, timeout=CONNECT)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"scheduler = {scheduler!r} does not answer: expected an address such as tcp://127.0.0.1:8786") from error
    with client:
        futures = client.compute(graph(sweep, path, missing))
        try:
            client.gather(futures)
        except BaseException:
            client.cancel(futures)
            raise
