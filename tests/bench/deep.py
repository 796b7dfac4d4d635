"""Training many models: what was tried, and the speed of each against one model after another in PyTorch.

For each network: seconds of one core for a step of one model on a batch of 100 random images (work does not depend on their values), the
least of some repetitions.  Then seconds a run of 100 steps with all cores, on the clock (on a quiet machine) and of all processors together:
PyTorch, one model after another, with one thread or as many as cores, whichever is faster, and studies as figures compute them.  The
versions:

- alone: PyTorch as one would write it for one model (conv2d, batch_norm, relu, max_pool2d, autograd);
- alone, channels last: the same with the memory layout in which PyTorch pools faster;
- vmap: torch.func's grad under vmap over models, the same layers;
- grouped: `verify.deep.network`, grouped convolutions and batched products, the batch shared by all models (what a GPU runs);
- kernels, alone and together: `verify.deep.kernels`.

Run: OPENBLAS_NUM_THREADS=1 python tests/bench/deep.py
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from verify.deep import compiled, epoch, network, store
from verify.deep.architectures import architecture, layers
from verify.deep.datasets import DataSet
from verify.deep.plan import Plan, Run
from verify.deep.training import train

NETWORKS = (("2cnn+2fc", (1, 28, 28)), ("2cnn+3fc", (3, 32, 32)), ("2cnn+2fc", (1, 8, 8)), ("1fc", (1, 28, 28)))
BATCH, MODELS, REG, SEED = 100, 16, 1e-3, 7


def least(job: Callable[[], object], clock: Callable[[], float] = time.thread_time, runs: int = 7) -> float:
    """The least seconds of some runs, after one that is not counted."""
    job()
    found = []
    for _ in range(runs):
        begun = clock()
        job()
        found.append(clock() - begun)
    return min(found)


def plain(base: Any, fitted: Any, parameters: list[dict[str, Any]], x: Any, y: Any) -> Any:
    """The loss of one model as PyTorch's own layers have it."""
    for number, (layer, part) in enumerate(zip(fitted, parameters)):
        if layer.kind == "convolution":
            x = functional.conv2d(x, part["w"].reshape(layer.units, layer.inside[0], layer.kernel, layer.kernel), padding=layer.padding)
        else:
            x = functional.linear(x.flatten(1), part["w"])
        x = functional.batch_norm(x, None, None, part["gamma"], part["beta"], training=True, eps=REG)
        if number < len(fitted) - 1:
            x = functional.relu(x)
        if layer.pool > 1:
            x = functional.max_pool2d(x, layer.pool)
    if base.loss == "cross-entropy":
        return functional.cross_entropy(x, y)
    return ((functional.softmax(x, -1) - functional.one_hot(y, x.shape[1])) ** 2).mean()


def alone(base: Any, fitted: Any, start: Any, x: Any, y: Any, rate: float) -> None:
    """A step of gradient descent of one model."""
    leaves = [value.requires_grad_(True) for part in start for value in part.values()]
    slopes = torch.autograd.grad(plain(base, fitted, start, x, y), leaves)
    with torch.no_grad():
        for value, slope in zip(leaves, slopes):
            value -= rate * slope


def versions(name: str, shape: tuple[int, int, int]) -> dict[str, float]:
    """Seconds of one core for a step of one model, by version."""
    torch.set_num_threads(1)
    base, fitted = architecture(name), layers(name, shape, 10)
    draw = np.random.default_rng(SEED)
    images, labels = draw.standard_normal((BATCH, *shape)).astype(np.float32), draw.integers(0, 10, BATCH)
    x, y = torch.as_tensor(images), torch.as_tensor(labels)
    starts = [epoch.initial(base, fitted, seed, 1.0) for seed in range(MODELS)]
    single = [{key: value[0].clone() for key, value in part.items()} for part in network.together(starts[:1], True, "cpu", torch.float32)]
    found = {"alone": least(lambda: alone(base, fitted, single, x, y, 0.01))}
    if base.convolutions:
        last = x.to(memory_format=torch.channels_last)
        found["alone, channels last"] = least(lambda: alone(base, fitted, single, last, y, 0.01))
    many = network.together(starts, True, "cpu", torch.float32)
    slopes = torch.func.vmap(torch.func.grad(lambda own: plain(base, fitted, own, x, y)))
    found["vmap"] = least(lambda: slopes(many), runs=3) / MODELS
    found["grouped"] = least(lambda: network.gradients(base, fitted, many, x, y, REG), runs=3) / MODELS
    for words, count in (("kernels, alone", 1), ("kernels, together", MODELS)):
        models, rates = compiled.Models(base, fitted, starts[:count], True, REG, BATCH, "float32"), np.full(count, 0.01, np.float32)
        found[words] = least(lambda: models.step(images, labels, rates, rates)) / count
    return found


def whole(name: str, shape: tuple[int, int, int]) -> dict[str, float]:
    """Seconds on the clock for a run of 100 steps with all cores."""
    cores = len(os.sched_getaffinity(0))
    draw = np.random.default_rng(SEED)
    data = DataSet("random", draw.random((100 * BATCH, *shape), np.float32), draw.integers(0, 10, 100 * BATCH), 10, "random")
    plan = Plan(name, 100 * BATCH, evaluated=BATCH, every=100)
    base, fitted = architecture(name), layers(name, shape, 10)
    x, y = torch.as_tensor(data.standardised(slice(BATCH))), torch.as_tensor(data.labels[:BATCH])
    single = [{key: value[0].clone() for key, value in part.items()} for part in network.together([epoch.initial(base, fitted, 0, 1.0)], True, "cpu",
              torch.float32)]  # fmt: skip
    clocked = []
    for threads in {1, cores}:
        torch.set_num_threads(threads)
        clocked.append(least(lambda: [alone(base, fitted, single, x, y, 0.01) for _ in range(20)], time.perf_counter, 3))
    torch.set_num_threads(1)
    processor = least(lambda: [alone(base, fitted, single, x, y, 0.01) for _ in range(20)], time.process_time, 3)
    runs = tuple(Run("bngd", float(rate), seed=SEED) for rate in np.logspace(-3, 2, 2 * MODELS))
    train(plan, data, runs[:1])
    study = store.Study(plan, data, runs, together=MODELS)
    begun = time.perf_counter(), time.process_time()
    store.run(study, workers=cores)
    taken = time.perf_counter() - begun[0], time.process_time() - begun[1]
    return {"alone": 5 * min(clocked), "study": taken[0] / len(runs), "alone, processor": 5 * processor, "study, processor": taken[1] / len(runs)}


def main() -> None:
    """Print the table."""
    for name, shape in NETWORKS:
        print(f"{name}, images {' x '.join(map(str, shape))}: milliseconds of one core a step of one model")
        found = versions(name, shape)
        for words, seconds in found.items():
            print(f"  {words:24} {1000 * seconds:9.3f}   {found['alone'] / seconds:6.1f} x")
        took = whole(name, shape)
        for words, ending in (("seconds on the clock", ""), ("processor seconds", ", processor")):
            one, other = took[f"alone{ending}"], took[f"study{ending}"]
            print(f"  all cores, a run of 100 steps, {words}: alone {one:.3f}, study {other:.3f}, {one / other:.1f} x", flush=True)


if __name__ == "__main__":
    main()
