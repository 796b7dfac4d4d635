"""Drawing labelled data: one style, colours that colour-blind readers can tell apart, and files that come out the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any
BLUE, VERMILION, ORANGE, SKY, GREEN, PURPLE, GREY, BLACK = (
    "#0072B2", "#D55E00", "#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#DDDDDD", "#222222"
)  # fmt: skip
"""The palette of Okabe and Ito (2008), and two greys."""
CLASS_COLOURS = (GREY, SKY, ORANGE, BLUE)
"""Of the classes of `verify.sweep.truth`: far and worse, far and better, near and worse, near and better."""
METHOD_COLOURS = {"gd": VERMILION, "mbngd": BLUE, "bngd": BLUE}
SERIES = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK)
STYLE: Any = {
    "svg.hashsalt": "verify", "svg.fonttype": "path", "font.family": "DejaVu Sans", "mathtext.fontset": "dejavusans", "font.size": 9,
    "axes.titlesize": 9.5, "axes.labelsize": 9, "legend.fontsize": 8, "xtick.labelsize": 8, "ytick.labelsize": 8,
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.7, "axes.edgecolor": BLACK, "grid.color": "#E8E8E8",
    "grid.linewidth": 0.6, "axes.axisbelow": True, "legend.frameon": False, "lines.linewidth": 1.5, "figure.dpi": 100, "savefig.dpi": 160,
    "axes.formatter.use_mathtext": True, "path.simplify": True,
}  # fmt: skip


@contextmanager
def style() -> Iterator[None]:
    """The style, whatever the user's own settings are."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def canvas(rows: int, columns: int, size: tuple[float, float], **options: Any) -> tuple[Any, Array]:
    """A figure of the size in inches, and its axes as an array (rows, columns)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def save(figure: Any, path: Path) -> list[Path]:
    """Write the figure beside the path as .svg and .png, without a date or a program's name in them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    path.parent.mkdir(parents=True, exist_ok=True)
    vector, raster = path.with_suffix(".svg"), path.with_suffix(".png")
    FigureCanvasSVG(figure)
    figure.savefig(vector, metadata={"Date": None, "Creator": None})
    FigureCanvasAgg(figure)
    figure.savefig(raster, metadata={"Software": None})
    return [vector, raster]


def class_map(axes: Any, x: Array, y: Array, classes: Array, marked: Array | None = None) -> None:
    """The classes (len(x), len(y)) as coloured cells over log10 x and log10 y, both evenly spaced; marked cells get a cross."""
    from matplotlib.colors import ListedColormap

    across, up = np.log10(x), np.log10(y)
    half = [(values[-1] - values[0]) / (len(values) - 1) / 2 for values in (across, up)]
    extent = (across[0] - half[0], across[-1] + half[0], up[0] - half[1], up[-1] + half[1])
    axes.imshow(np.asarray(classes).T, origin="lower", aspect="auto", extent=extent, interpolation="none",
                cmap=ListedColormap(CLASS_COLOURS), vmin=-0.5, vmax=3.5)  # fmt: skip
    if marked is not None and np.any(marked):
        i, j = np.nonzero(marked)
        axes.plot(across[i], up[j], linestyle="none", marker="x", markersize=2.5, markeredgewidth=0.7, color=BLACK)
    for spine in axes.spines.values():
        spine.set_visible(True)


def powers_of_ten(axis: Any, low: int, high: int, every: int) -> None:
    """Ticks 10^low, ..., 10^high on an axis that shows log10."""
    values = np.arange(low, high + 1, every)
    axis.set_ticks(values, [f"$10^{{{value}}}$" for value in values])


def decades(axis: Any, every: int = 1) -> None:
    """Ticks at powers of 10^every alone, on a logarithmic axis."""
    from matplotlib.ticker import LogLocator, NullLocator

    axis.set_major_locator(LogLocator(base=10.0**every, numticks=30))
    axis.set_minor_locator(NullLocator())


def plain_numbers(axis: Any) -> None:
    """Ticks at 1, 2 and 5 times powers of ten, as decimals, on a logarithmic axis of few decades."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=20))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(NullLocator())


def key(holder: Any, entries: Sequence[tuple[str, str]], **options: Any) -> None:
    """A key of coloured squares for (colour, text)."""
    from matplotlib.patches import Patch

    holder.legend(handles=[Patch(facecolor=colour, edgecolor=BLACK, linewidth=0.4, label=text) for colour, text in entries], **options)


def band(axes: Any, x: Array, low: Array, high: Array, colour: str, strength: float = 0.25) -> None:
    """A band between two curves."""
    axes.fill_between(x, low, high, color=colour, alpha=strength, linewidth=0)


def letter(axes: Any, text: str) -> None:
    """The name of a panel, and what it shows, above its upper left corner."""
    axes.set_title(text, loc="left")
