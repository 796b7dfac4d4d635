"""The figures of an audit as SVG: text stays text, and takes the colours of the page around it."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from verify.auditing.store import Json

INK, RULE = "#010203", "#040506"  # stand for the page's own colours
GD, BEST = "#d55e00", "#0072b2"  # vermilion and blue of Okabe and Ito's palette, told apart by everyone
WIDTH = 7.6
MARKS = "os^Dv"


@contextmanager
def figure(height: float, rows: int = 1) -> Iterator[tuple[Any, Any, Callable[[], str]]]:
    """A figure, its axes, and what makes it text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none", "svg.hashsalt": "verify", "font.family": "sans-serif", "font.size": 10, "axes.edgecolor": RULE,
        "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False, "axes.spines.right": False,
        "grid.color": RULE, "grid.linewidth": 0.6, "axes.grid": True, "axes.axisbelow": True, "legend.frameon": False, "mathtext.fontset": "dejavusans",
        "xtick.labelcolor": INK, "ytick.labelcolor": INK, "savefig.transparent": True, "legend.labelcolor": INK,
    }  # fmt: skip
    with mpl.rc_context(settings):
        drawing = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = drawing.subplots(rows, 1, sharex=True)

        def text() -> str:
            stream = io.StringIO()
            drawing.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
            svg = stream.getvalue()
            return svg[svg.index("<svg") :].replace(INK, "currentColor").replace(RULE, "var(--rule)")

        yield drawing, axes, text


def colours(count: int) -> list[Any]:
    """A sequence that is told apart without colour vision, dark to light but never pale."""
    import matplotlib as mpl

    scale = mpl.colormaps["viridis"]
    return [scale(0.2 + 0.65 * i / max(count - 1, 1)) for i in range(count)]


def number(text: str) -> float:
    """A rational in a string as a double."""
    top, _, bottom = text.partition("/")
    return int(top) / int(bottom or 1)


def residuals(rates: Json) -> str:
    """The residual against the step, for GD with its optimal step and some step sizes of BNGD."""
    runs = [run for run in rates["bngd"] if len(run["curve"]["step"]) > 1]
    shown = runs[:: max(1, math.ceil(len(runs) / 5))]
    with figure(3.9) as (_, axes, text):
        for i, (run, colour) in enumerate(zip(shown, colours(len(shown)))):
            steps, logs = run["curve"]["step"], run["curve"]["log10"]
            axes.plot(steps, [10.0 ** max(y - logs[0], -300) for y in logs], color=colour, lw=1.5, marker=MARKS[i % len(MARKS)], markevery=0.12,
                      ms=4.5, label=f"BNGD, ε = {number(run['eps']):.2g}")  # fmt: skip
        gd = rates["gd"]["curve"]
        axes.plot(gd["step"], [10.0 ** max(y, -300) for y in gd["log10"]], color=GD, lw=2.2, ls="--", label="GD, optimal step")
        axes.set(yscale="log", xlabel="step", ylabel="residual |e|$_H$, relative to the start")
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=9)
        return text()


def sensitivity(rates: Json, spectrum: Json) -> str:
    """Steps that gain a digit, and the effective step, against eps."""
    runs = sorted(rates["fine"], key=lambda run: float(run["eps"]))
    with figure(5.0, 2) as (_, (top, bottom), text):
        seen = [(run["eps"], -1 / math.log10(run["rate"]), run["settled"]) for run in runs if run["rate"] and 0 < run["rate"] < 1 - 1e-12]
        for settled, fill, label in ((True, BEST, "BNGD, observed"), (False, "none", "BNGD, rate still changing")):
            points = [(x, y) for x, y, s in seen if s is settled]
            if points:
                top.plot(*zip(*points), ls="", color=BEST, label=label, marker="o", ms=4.5, mfc=fill)
        for name, colour, style, label in (("gd_steps", GD, "--", "GD, optimal step"), ("bngd_steps", BEST, ":", "best that H* allows")):
            if spectrum[name]:
                top.axhline(spectrum[name], color=colour, ls=style, lw=2, label=label)
        top.set(xscale="log", yscale="log", ylabel="steps a digit")
        top.legend(fontsize=9, loc="upper center", ncols=2)
        low, high = top.get_ylim()
        top.set_ylim(low, high * (high / low) ** 0.35)
        steps = [(run["eps"], run["effective"]) for run in runs if run["effective"] and run["effective"] > 0]
        if steps:
            bottom.plot(*zip(*steps), color=BEST, marker="o", ms=4.5, lw=1, label="effective step of BNGD")
        bottom.axhline(spectrum["gd_eps"], color=GD, ls="--", lw=2, label="optimal step of GD")
        bottom.set(xscale="log", yscale="log", xlabel="step size ε", ylabel="effective step")
        bottom.legend(fontsize=9, loc="lower right")
        return text()


def spectra(spectrum: Json) -> str:
    """The eigenvalues of H and of H*, on a logarithmic axis."""
    with figure(1.7) as (_, axes, text):
        for y, name, colour, marker in ((1, "H", GD, "|"), (0, "H_star", BEST, "|")):
            values = [x["value"] for x in spectrum[name] if x["value"] > 0]
            axes.plot(values, [y] * len(values), ls="", marker=marker, ms=22, mew=2.2, color=colour)
            if values:
                axes.plot([values[0], values[-1]], [y, y], color=colour, lw=0.8)
        axes.set(xscale="log", yticks=[0, 1], yticklabels=["$H^*$ (and 0)", "$H$"], ylim=(-0.6, 1.6), xlabel="eigenvalue")
        axes.grid(axis="y", visible=False)
        return text()
