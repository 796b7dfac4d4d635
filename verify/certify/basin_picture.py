"""Pictures of boxes in the plane by the side to which they converge; matplotlib is loaded when one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

Side = tuple[Fraction, Fraction]
# Okabe and Ito's colours, told apart by the colour-blind, and by lightness in print
LOOKS = {
    1: ("#0072B2", "", "certified: w* = r u with r > 0"), -1: ("#E69F00", "", "certified: w* = r u with r < 0"), 0: ("#F0F0F0", "////", "not certified"),
}  # fmt: skip


def draw_boxes(parts: Sequence[tuple[tuple[Side, Side], int]], labels: tuple[str, str], path: Path) -> None:
    """Draw boxes of a plane, each with 1, -1 (the sign of r) or 0 (not certified); the suffix of the path gives the format."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch, Rectangle

    figure = Figure(figsize=(5.2, 5.0), layout="constrained")
    axes = figure.subplots()
    present = [kind for kind in LOOKS if kind in {found for _, found in parts}]
    for (across, up), kind in parts:
        colour, hatch, _ = LOOKS[kind]
        corner = float(across[0]), float(up[0])
        axes.add_patch(Rectangle(corner, float(across[1] - across[0]), float(up[1] - up[0]), facecolor=colour, hatch=hatch,
                                 edgecolor="#999999" if kind == 0 else colour, linewidth=0.1))  # fmt: skip
    axes.set_xlim(float(min(p[0][0] for p, _ in parts)), float(max(p[0][1] for p, _ in parts)))
    axes.set_ylim(float(min(p[1][0] for p, _ in parts)), float(max(p[1][1] for p, _ in parts)))
    axes.set_xlabel(in_tex(labels[0]))
    axes.set_ylabel(in_tex(labels[1]))
    handles = [Patch(facecolor=LOOKS[kind][0], hatch=LOOKS[kind][1], edgecolor="#999999", label=LOOKS[kind][2]) for kind in present]
    figure.legend(handles=handles, loc="outside upper center", ncols=1, frameon=False, fontsize=8)
    with mpl.rc_context({"svg.hashsalt": "verify"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def in_tex(name: str) -> str:
    """The name of a side, such as w0[1], as a formula (entries are numbered from 1 there)."""
    if name.startswith("w0["):
        return f"$w_{{0,{int(name[3:-1]) + 1}}}$"
    return {"a0": "$a_0$", "eps": r"$\varepsilon$"}.get(name, name)
