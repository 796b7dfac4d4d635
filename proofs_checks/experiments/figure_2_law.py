"""The variances before BN at the start of the runs of Figure 2, in double precision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from verify.deep.architectures import Layer, architecture, layers
from verify.deep.datasets import DataSet
from verify.deep.training import Plan

Array: TypeAlias = Any


def variances(fitted: Sequence[Layer], weights: Sequence[Array], images: Array) -> list[Array]:
    """The variance of each layer's linear output over images and positions, (units,) a layer, in a ReLU network with BN without regularisation.

    weights: (units, fan in) of each layer, not zero; images: (n, channels, height, width).
    """
    found, x = [], np.asarray(images, dtype=float)
    for layer, w in zip(fitted, weights):
        if layer.kind == "convolution":
            padded = np.pad(x, ((0, 0), (0, 0), *(2 * [(layer.padding, layer.padding)])))
            windows = np.lib.stride_tricks.sliding_window_view(padded, (layer.kernel, layer.kernel), axis=(2, 3))
            kernels = w.reshape(layer.units, layer.inside[0], layer.kernel, layer.kernel)
            z = np.moveaxis(np.tensordot(windows, kernels, axes=([1, 4, 5], [1, 2, 3])), -1, 1)
        else:
            z = (x.reshape(len(x), -1) @ w.T)[..., None, None]
        variance = z.var(axis=(0, 2, 3), keepdims=True)
        found.append(variance.ravel())
        x = np.maximum((z - z.mean(axis=(0, 2, 3), keepdims=True)) / np.sqrt(variance), 0)
        height, width = (size // layer.pool * layer.pool for size in x.shape[2:])
        x = x[:, :, :height, :width].reshape(len(x), layer.units, height // layer.pool, layer.pool, width // layer.pool, layer.pool).max(axis=(3, 5))
    return found


def start(plan: Plan, data: DataSet, seeds: Sequence[int]) -> Any:
    """The mean over units of these variances for eta = 1, by seed and layer, on a batch of the images."""
    import xarray as xr

    from verify.deep import network

    base, fitted = architecture(plan.architecture), layers(plan.architecture, data.shape, data.classes)
    found = []
    for seed in seeds:
        images = data.standardised(np.random.default_rng([seed, 2]).permutation(len(data.labels))[: plan.batch])
        weights = [part["w"] for part in network.initial(base, fitted, seed, 1.0)]
        found.append([float(values.mean()) for values in variances(fitted, weights, images)])
    names = [f"{number} {layer.kind}" for number, layer in enumerate(fitted, 1)]
    return xr.Dataset({"variance": (("seed", "layer"), np.array(found))}, {"seed": list(seeds), "layer": names}, {"regularisation": plan.regularisation})
