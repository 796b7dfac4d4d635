"""The layered drawing: edges point right, boxes keep apart, one graph has one drawing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.report.drawing import PITCH, draw
from verify.report.graph import layers, layout, spread
from verify.report.ledger import Ledger

GRAPHS = st.integers(1, 14).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, size), max_size=4, unique=True), min_size=size, max_size=size
    )
)


def named(raw: list[list[int]]) -> dict[str, list[str]]:
    """A graph without circles: each node only has sources before it."""
    return {str(n): [str(s) for s in sources if s < n] for n, sources in enumerate(raw)}


def test_spread_keeps_the_distance_and_moves_least() -> None:
    assert spread([0.0, 3.0], [1.0, 1.0]) == [0.0, 3.0]
    assert spread([1.0, 1.0], [1.0, 1.0]) == [0.5, 1.5]
    assert spread([5.0, 0.0, 1.0], [1.0, 1.0, 1.0]) == pytest.approx([1.0, 2.0, 3.0])
    assert spread([], []) == []


@settings(derandomize=True)
@given(GRAPHS)
def test_edges_point_to_later_layers(raw: list[list[int]]) -> None:
    graph = named(raw)
    layer = layers(graph)
    assert all(layer[source] < layer[node] for node in graph for source in graph[node])


@settings(derandomize=True)
@given(GRAPHS)
def test_nodes_of_a_layer_keep_apart(raw: list[list[int]]) -> None:
    plan = layout(named(raw))
    for depth in range(plan.depth):
        heights = sorted(plan.height[node] for node in plan.layer if plan.layer[node] == depth)
        assert all(b - a > 0.99 for a, b in pairwise(heights))
    assert plan == layout(named(raw))
    for (source, target), points in plan.edges.items():
        assert [layer for layer, _ in points] == list(
            range(plan.layer[source], plan.layer[target] + 1)
        )


def test_an_empty_graph_has_an_empty_drawing() -> None:
    assert layout({}).depth == 0
    assert draw(Ledger({"claims": []})).nodes == []


def test_drawing_of_a_ledger(ledger: Any) -> None:
    drawing = draw(Ledger(ledger))
    places = {node.row.id: node for node in drawing.nodes}
    assert len(places) == len(ledger["claims"])
    assert {edge.source for edge in drawing.edges if edge.target == "thm-3.3"} == {
        "eq-12",
        "prop-3.2-2",
        "cor-A.5/inequality",
    }
    assert places["eq-2"].x < places["eq-9-10"].x < places["eq-12"].x
    assert places["eq-12"].complete
    assert not places["thm-3.3"].complete
    assert (places["eq-12"].fill, places["gd-rate"].fill) == ("proof", "enclosure")
    assert (places["saddle-spectrum"].fill, places["thm-3.3"].fill) == ("proof-cited", "none")
    boxes = [(node.x, node.y, node.x + node.width) for node in drawing.nodes]
    for n, (left, y, right) in enumerate(boxes):
        assert 0 <= left < right <= drawing.width
        assert 0 <= y <= drawing.height - PITCH
        for other_left, other_y, other_right in boxes[:n]:
            assert right <= other_left or other_right <= left or abs(y - other_y) > PITCH - 1
