"""Figures 7 and 8: how the interval of near-optimal steps of MBNGD depends on the dimension and on the condition number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from verify.figures import Figure, Finding, Place
from verify.sweep import drawing, means
from verify.sweep.grid import Sweep
from verify.sweep.truth import FACTOR

STEPS, SEED, TESTS, QUICK_TESTS = 5000, 7, 200, 16
PER_DECADE, QUICK_PER_DECADE = 8, 4
SLOW = 0.8


@dataclass(frozen=True)
class Series:
    """Spectra linspace(1, cond, d) in which d or cond varies; the paper does not print the values, the tests and the grid of eps."""

    id: str
    symbol: str
    cases: Mapping[int, tuple[int, int]]
    quick: tuple[int, ...]
    lowest: int
    highest: int


SEVEN = Series("fig-7", "d", {d: (d, 2000) for d in (2, 5, 10, 20, 50, 100, 200, 500, 1000)}, (2, 10, 50), -6, 4)
EIGHT = Series("fig-8", "cond", {c: (100, c) for c in (20, 200, 2000, 20_000, 200_000)}, (20, 2000), -8, 4)


def data(series: Series, place: Place) -> Mapping[str, Any]:
    """One store for each value, so that starts of one dimension are the same."""
    per_decade, tests = (QUICK_PER_DECADE, QUICK_TESTS) if place.quick else (PER_DECADE, TESTS)
    eps = np.logspace(series.lowest, series.highest, (series.highest - series.lowest) * per_decade + 1)
    found = {}
    for value in series.quick if place.quick else series.cases:
        d, cond = series.cases[value]
        found[f"{series.symbol}-{value}"] = place.sweep(f"{series.symbol}-{value}", Sweep.of(
            "mbngd", np.linspace(1, cond, d).tolist(), eps=eps, steps=STEPS, draws=tests, start="sphere", seed=SEED,
            outputs=("effective_step", "log_loss", "gd_log_loss")))  # fmt: skip
    return found


def values(series: Series, found: Mapping[str, Any]) -> list[int]:
    """The values of d or cond, increasing."""
    return [value for value in series.cases if f"{series.symbol}-{value}" in found]


def parts(series: Series, found: Mapping[str, Any], value: int) -> tuple[Any, Any, Any]:
    """eps, and where (draw, eps) the effective step is near the optimal one, and where the loss is about GD's best or better."""
    dataset, (d, cond) = found[f"{series.symbol}-{value}"], series.cases[value]
    h, sweep = np.linspace(1, cond, d), Sweep.from_json(dataset.attrs["definition"])
    ratio = dataset.effective_step.transpose("draw", "eps").values * (1 + cond) / 2
    energy = np.array([np.log(np.sum(h * sweep.draw(0, number)[0] ** 2) / 2) for number in range(dataset.sizes["draw"])])
    falls = [energy[:, None] - dataset[name].transpose("draw", "eps").values for name in ("log_loss", "gd_log_loss")]
    return dataset.eps.values, (ratio > FACTOR) & (ratio < 1 / FACTOR), falls[0] >= SLOW * falls[1]


def widths(series: Series, found: Mapping[str, Any], value: int) -> tuple[Any, Any]:
    """Decades of eps, for each draw: with an effective step near the optimal one, and with a loss about GD's best or better."""
    eps, near, good = parts(series, found, value)
    unit = np.log10(eps[1] / eps[0])
    return near.sum(axis=1) * unit, good.sum(axis=1) * unit


def picture(series: Series, found: Mapping[str, Any]) -> Any:
    """The effective step, the loss against GD's, and the length of the interval."""
    figure, axes = drawing.canvas(1, 3, (11.5, 3.9))
    known = values(series, found)
    colours = [shade(i / max(1, len(known) - 1)) for i in range(len(known))]
    for value, colour in zip(known, colours):
        dataset, cond = found[f"{series.symbol}-{value}"], series.cases[value][1]
        at = np.log10(dataset.eps.values * (1 + cond) / 2)
        ratio = np.log10(dataset.effective_step.transpose("draw", "eps").values * (1 + cond) / 2)
        axes[0, 0].plot(at, ratio.mean(axis=0), color=colour, label=f"{value}")
        axes[0, 1].plot(at, parts(series, found, value)[2].mean(axis=0), color=colour)
    axes[0, 0].axhspan(np.log10(FACTOR), -np.log10(FACTOR), color=drawing.ORANGE, alpha=0.35, linewidth=0)
    axes[0, 0].set(ylim=(-3, 1), xlabel="$\\varepsilon/\\varepsilon_{\\mathrm{opt}}$", ylabel="$\\hat\\varepsilon_k/\\varepsilon_{\\mathrm{opt}}$ (G-mean)")
    drawing.powers_of_ten(axes[0, 0].yaxis, -3, 1, 1)
    axes[0, 1].set(ylim=(-0.02, 1.02), xlabel="$\\varepsilon/\\varepsilon_{\\mathrm{opt}}$", ylabel="share of tests as good as optimal GD")
    for plot in axes[0, :2]:
        plot.set_xlim(-3, 6.5)
        drawing.powers_of_ten(plot.xaxis, -3, 6, 1)
        plot.grid(True)
    title = {"d": "dimension $d$", "cond": "cond"}[series.symbol]
    axes[0, 0].legend(title=title, ncols=1 if len(known) < 7 else 2, loc="lower center", columnspacing=1, title_fontsize=8, handlelength=1.2, labelspacing=0.25)
    lengths(axes[0, 2], series, found, title)
    for plot, text in zip(axes[0], ("a   effective step after 5000 steps", "b   loss", "c   length of the interval of good $\\varepsilon$")):
        drawing.letter(plot, text)
    return figure


def shade(share: float) -> Any:
    """A colour of a sequence that is ordered in grey, too."""
    import matplotlib

    return matplotlib.colormaps["viridis"](0.92 * (1 - share))


def lengths(axes: Any, series: Series, found: Mapping[str, Any], title: str) -> None:
    """Means of both lengths with confidence intervals, against the parameter."""
    known = values(series, found)
    both = [widths(series, found, value) for value in known]
    for kind, colour, text in ((0, drawing.ORANGE, "$\\hat\\varepsilon_k$ within a factor 0.8 of $\\varepsilon_{\\mathrm{opt}}$"),
                               (1, drawing.GREEN, "loss as good as optimal GD")):  # fmt: skip
        found_means = [means.student(pair[kind]) for pair in both]
        middle = np.array([interval.value for interval in found_means])
        errors = [middle - [interval.low for interval in found_means], np.array([interval.high for interval in found_means]) - middle]
        axes.errorbar(known, middle, yerr=errors, color=colour, marker="o", markersize=3.5, capsize=2.5, linewidth=1.3, label=text)
    axes.axhline(-2 * np.log10(FACTOR), color=drawing.METHOD_COLOURS["gd"], linewidth=1, linestyle=(0, (4, 2)), label="GD: $\\varepsilon$ itself within that factor")
    axes.set(xscale="log", xlabel=title, ylabel="decades of $\\varepsilon$", ylim=(0, 1.45 * max(pair[kind].mean() for pair in both for kind in (0, 1))))
    axes.set_xticks(known, [f"{value}" if value < 10_000 else f"$2 \\times 10^{{{int(np.log10(value))}}}$" for value in known])
    axes.minorticks_off()
    axes.legend(loc="upper left")
    axes.grid(True)


def larger(one: Any, other: Any) -> means.Interval:
    """The mean of the second sample minus that of the first, with Welch's interval."""
    from scipy.stats import ttest_ind

    interval: Any = ttest_ind(other, one, equal_var=False)
    interval = interval.confidence_interval(means.LEVEL)
    return means.Interval(float(np.mean(other) - np.mean(one)), float(interval.low), float(interval.high))


GOOD = ("the effective step", "the loss")
KINDS = ("effective step within a factor 0.8 of eps_opt", f"loss falls by at least {SLOW} (in logarithm) of its fall under optimal GD")


def findings(series: Series, found: Mapping[str, Any]) -> Sequence[Finding]:
    """The statement of Section B.2, for both meanings of a good step."""
    known = values(series, found)
    result = []
    for kind, meaning in enumerate(KINDS):
        columns = [widths(series, found, value)[kind] for value in known]
        numbers: dict[str, Any] = {"a good step": meaning, "decades of good eps [95 % interval]":
                                   {str(value): means.student(column).rounded() for value, column in zip(known, columns)}}  # fmt: skip
        x = np.concatenate([np.full(len(column), np.log10(value)) for value, column in zip(known, columns)])
        numbers[f"decades of good eps per decade of {series.symbol} [95 % interval]"] = means.slope(x, np.concatenate(columns)).rounded()
        result.append((grows if series is SEVEN else steady)(GOOD[kind], known, columns, numbers))
    return result


def grows(good: str, known: list[int], columns: list[Any], numbers: dict[str, Any]) -> Finding:
    """Larger d, larger interval: consecutive values of d."""
    steps = [larger(one, other) for one, other in pairwise(columns)]
    numbers["difference to the next d [95 % interval]"] = {f"{a} to {b}": step.rounded() for (a, b), step in zip(pairwise(known), steps)}
    numbers["differences that are positive beyond their interval"] = sum(step.low > 0 for step in steps)
    numbers["differences that are negative beyond their interval"] = sum(step.high < 0 for step in steps)
    return Finding(f"a larger dimension gives, on average, a longer interval of good steps, judged by {good}", "two consecutive values of d",
                   len(steps), sum(step.value <= 0 for step in steps), numbers)  # fmt: skip


LITTLE = 0.1


def steady(good: str, known: list[int], columns: list[Any], numbers: dict[str, Any]) -> Finding:
    """Little effect: the mean length stays within a tenth of its average over the series."""
    average = float(np.mean([column.mean() for column in columns]))
    away = [float(column.mean() / average - 1) for column in columns]
    numbers["relative distance from the average length"] = dict(zip(map(str, known), away))
    return Finding(f"the mean length of the interval of good steps, judged by {good}, differs by less than {100 * LITTLE:g} % from its average over all cond",
                   "one value of cond", len(known), sum(abs(x) >= LITTLE for x in away), numbers)  # fmt: skip


def listed(series: Series) -> str:
    """The values of the parameter, in words."""
    *first, last = map(str, series.cases)
    return f"{', '.join(first)} and {last}"


def figure(series: Series, title: str) -> Figure:
    """One of the two figures."""
    return Figure(
        series.id, title,
        f"MBNGD, u and w0 uniform on the unit sphere, {STEPS} steps, {TESTS} tests for each {series.symbol} of {listed(series)} (series, tests and the grid "
        f"of eps are chosen here: the paper does not print them).  a: effective step against eps, both over eps_opt = 2/(1 + cond); shaded: within a "
        "factor 0.8.  b: share of tests whose loss falls by at least 0.8 of its fall (in logarithm) under GD with the optimal step.  c: mean length, in "
        "decades, of the interval of eps where a (orange) or b (green) is met, with 95 % confidence intervals.",
        partial(data, series), partial(findings, series), {"": partial(picture, series)},
    )  # fmt: skip


FIGURE_7 = figure(SEVEN, "The interval of good steps against d, H = diag(linspace(1, 2000, d))")
FIGURE_8 = figure(EIGHT, "The interval of good steps against cond, H = diag(linspace(1, cond, 100))")
