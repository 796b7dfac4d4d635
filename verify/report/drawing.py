"""The dependency graph of a ledger, placed on the page in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from .graph import layout
from .ledger import Ledger, Row

PITCH = 27.0  # from one node of a column to the next
TALL = 20.0
GAP = 64.0  # between columns, for the edges
MARGIN = 14.0
LETTER = 6.3  # the width of a letter of a label
NARROWEST = 900.0


@dataclass(frozen=True)
class Node:
    """A claim as a box; x and y are its upper left corner."""

    row: Row
    x: float
    y: float
    width: float
    complete: bool

    @property
    def fill(self) -> str:
        """The evidence that the box is filled for."""
        form = self.row.believed
        return form.evidence or "none" if form.verdict == "holds" else "none"

    @property
    def tip(self) -> str:
        """What a pointer resting on the box is told."""
        printed, believed = self.row.printed, self.row.believed
        text = f"{self.row.title}: {printed.verdict} as printed"
        if self.row.corrected is not None:
            text += f", {believed.verdict} as corrected"
        if believed.evidence:
            text += f" ({believed.evidence})"
        return text + ("; everything that it rests on is proved" if self.complete else "")


@dataclass(frozen=True)
class Edge:
    """An arrow from a claim to one that uses it."""

    source: str
    target: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Everything that the page draws."""

    width: float
    height: float
    nodes: list[Node]
    edges: list[Edge]
    divider: float | None  # the height above the claims that stand alone


def _width(row: Row) -> float:
    return round(LETTER * len(row.id) + 18.0, 1)


def draw(ledger: Ledger) -> Drawing:
    """Places linked claims in layers, and claims without any link in rows below them."""
    linked = [row for row in ledger.rows if row.uses or row.used_by]
    plan = layout({row.id: row.uses for row in linked})
    widest = [0.0] * plan.depth
    for row in linked:
        widest[plan.layer[row.id]] = max(widest[plan.layer[row.id]], _width(row))
    left = [MARGIN]
    for wide in widest:
        left.append(left[-1] + wide + GAP)
    nodes = []
    for row in linked:
        x, y = left[plan.layer[row.id]], MARGIN + PITCH * plan.height[row.id]
        nodes.append(Node(row, x, round(y, 1), _width(row), row.id in ledger.fully_proved))
    edges = []
    for (source, target), points in plan.edges.items():
        x = left[points[0][0]] + _width(ledger.by_id[source])
        y = MARGIN + TALL / 2 + PITCH * points[0][1]
        path = [f"M{x:.1f} {y:.1f}"]
        column_end = left[points[0][0]] + widest[points[0][0]]
        if column_end > x:
            path.append(f"H{column_end:.1f}")
        x = column_end
        for place, (layer, height) in enumerate(points[1:], 2):
            end, level = left[layer], MARGIN + TALL / 2 + PITCH * height
            middle = (x + end) / 2
            path.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {level:.1f} {end:.1f} {level:.1f}")
            x, y = end, level
            if place < len(points):
                x = end + widest[layer]
                path.append(f"H{x:.1f}")
        edges.append(Edge(source, target, "".join(path)))
    width = max(NARROWEST, left[-1] - GAP + MARGIN)
    bottom = max((node.y for node in nodes), default=-PITCH) + PITCH
    alone = [row for row in ledger.rows if not (row.uses or row.used_by)]
    divider = bottom + 8.0 if alone and linked else None
    x, y = MARGIN, bottom + (34.0 if divider else MARGIN)
    for row in alone:
        if x + _width(row) > width - MARGIN:
            x, y = MARGIN, y + PITCH
        nodes.append(Node(row, x, round(y, 1), _width(row), row.id in ledger.fully_proved))
        x = round(x + _width(row) + 10.0, 1)
    return Drawing(
        round(width, 1), round((y if alone else bottom) + PITCH + MARGIN, 1), nodes, edges, divider
    )
