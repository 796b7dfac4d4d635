"""A layered drawing of a directed graph without circles, from left to right.

Four steps, each deterministic: layers by the longest path, a dummy node wherever an edge crosses a
layer, few crossings by sweeping over the mean position of neighbours, and heights by least squares
under the condition that nodes of a layer keep their distance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 24
SLIM = 0.4  # the height that an edge takes where it crosses a layer


@dataclass(frozen=True)
class Layout:
    """Layer and height of each node, and the points that each edge passes through."""

    layer: dict[str, int]
    height: dict[str, float]
    edges: dict[tuple[str, str], list[tuple[int, float]]]

    @property
    def depth(self) -> int:
        """The number of layers."""
        return 1 + max(self.layer.values(), default=-1)


def layers(sources: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The layer of each node: right after its sources, or right before its users if it has none."""
    layer: dict[str, int] = {}

    def visit(node: str) -> int:
        if node not in layer:
            layer[node] = 1 + max((visit(source) for source in sources[node]), default=-1)
        return layer[node]

    for node in sources:
        visit(node)
    users: dict[str, list[str]] = {node: [] for node in sources}
    for node, used in sources.items():
        for source in used:
            users[source].append(node)
    for node in sources:
        if users[node] and not sources[node]:
            layer[node] = min(layer[user] for user in users[node]) - 1
    return layer


def spread(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """The heights nearest to the wanted ones (least squares) at which nodes of these sizes fit."""
    middles: list[float] = []
    for place, size in enumerate(sizes):
        middles.append(middles[-1] + (sizes[place - 1] + size) / 2 if middles else 0.0)
    blocks: list[tuple[float, int]] = []  # mean of wanted minus middle, and the number of nodes
    for value, middle in zip(wanted, middles, strict=True):
        mean, size = value - middle, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    offsets = [mean for mean, size in blocks for _ in range(size)]
    return [offset + middle for offset, middle in zip(offsets, middles, strict=True)]


def layout(sources: Mapping[str, Sequence[str]]) -> Layout:
    """Places the nodes; ``sources`` maps each node to the nodes that its edges come from."""
    layer = layers(sources)
    columns: list[list[str]] = [[] for _ in range(1 + max(layer.values(), default=-1))]
    for node in sources:
        columns[layer[node]].append(node)
    before: dict[str, list[str]] = {node: [] for node in sources}
    after: dict[str, list[str]] = {node: [] for node in sources}
    paths: dict[tuple[str, str], list[str]] = {}
    for node, used in sources.items():
        for source in used:
            path = [source]
            for step in range(layer[source] + 1, layer[node]):
                dummy = f"{source}\n{node}\n{step}"
                columns[step].append(dummy)
                before[dummy], after[dummy], layer[dummy] = [], [], step
                path.append(dummy)
            path.append(node)
            paths[source, node] = path
            for left, right in pairwise(path):
                after[left].append(right)
                before[right].append(left)
    height = {node: float(place) for column in columns for place, node in enumerate(column)}
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        near = before if forward else after
        settled = sweep >= SWEEPS // 2  # first the order is found, then the heights are relaxed
        for column in columns if forward else reversed(columns):
            means = {
                node: sum(height[n] for n in near[node]) / len(near[node])
                if near[node]
                else height[node]
                for node in column
            }
            if not settled:
                column.sort(key=lambda node: means[node])
            sizes = [1.0 if node in sources else SLIM for node in column]
            placed = spread([means[node] for node in column], sizes)
            height.update(zip(column, placed, strict=True))
    lowest = min(height.values(), default=0.0)
    height = {node: value - lowest for node, value in height.items()}
    edges = {
        edge: [(layer[node], round(height[node], 3)) for node in path]
        for edge, path in paths.items()
    }
    return Layout(
        {node: layer[node] for node in sources},
        {node: round(height[node], 3) for node in sources},
        edges,
    )
