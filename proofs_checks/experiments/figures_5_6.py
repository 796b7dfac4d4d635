"""Figures 5 and 6: MBNGD and GD from random starts against the step size, with geometric and arithmetic means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from proofs_checks.experiments import baseline
from verify.figures import Figure, Finding, Place
from verify.sweep import drawing, means
from verify.sweep.grid import Sweep

STEPS, SEED, KAPPA = 5000, 5, 2000
PER_DECADE, LOWEST, HIGHEST = 10, -6, 4
"""The grid of eps: the paper does not print it."""
SLOW = 0.8
"""As good as GD: the logarithm of the loss falls by at least this share of what it falls by under GD with its best step."""
SHOWN = {"effective_step": "effective step $\\hat\\varepsilon_k$", "log_loss": "$\\|e_k\\|_H^2$", "log_e": "$\\|e_k\\|$"}
CLEAR = 0.05
"""A difference of two spreads below this share is not counted."""
NAMES = {"effective_step": "effective step", "log_loss": "|e|_H^2", "log_e": "|e|"}


@dataclass(frozen=True)
class Tests:
    """What the caption of a figure prints."""

    id: str
    spectrum: tuple[float, ...]
    printed: str
    tests: int


FIVE = Tests("fig-5", tuple(np.logspace(0, np.log10(KAPPA), 5).tolist()), "diag(logspace(0, log10 2000, 5))", 300)
SIX = Tests("fig-6", tuple(np.linspace(1, KAPPA, 100).tolist()), "diag(linspace(1, 2000, 100))", 500)


def data(case: Tests, place: Place) -> Mapping[str, Any]:
    """MBNGD and GD from the same starts, u and w0 uniform on the unit sphere."""
    count, per_decade = (40, 4) if place.quick else (case.tests, PER_DECADE)
    eps = np.logspace(LOWEST, HIGHEST, (HIGHEST - LOWEST) * per_decade + 1)

    def of(method: str) -> Any:
        return place.sweep(method, Sweep.of(method, case.spectrum, eps=eps, steps=STEPS, draws=count, start="sphere", seed=SEED,
                                            outputs=("effective_step", "log_loss", "log_e")))  # fmt: skip

    return {"mbngd": of("mbngd"), "gd": of("gd")}


def logs(dataset: Any, name: str) -> Any:
    """Natural logarithms (draw, eps) of what is shown; J - min J is |e|_H^2/2."""
    values = dataset[name].transpose("draw", "eps").values
    if name == "effective_step":
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(values)
    return values + np.log(2) if name == "log_loss" else values


def picture(case: Tests, found: Mapping[str, Any]) -> Any:
    """Above: the three quantities against eps, with means and the middle 90 % of the tests.  Below: how fast the means settle."""
    figure, axes = drawing.canvas(2, 3, (11.5, 6.6), gridspec_kw={"height_ratios": [1.45, 1]})
    for column, name in enumerate(SHOWN):
        quantity(axes[0, column], case, found, name)
        settling(axes[1, column], found, name)
        drawing.letter(axes[0, column], f"{'abc'[column]}   {SHOWN[name]} after {STEPS} steps")
        drawing.letter(axes[1, column], f"{'def'[column]}   how fast its means settle")
    axes[0, 2].legend(loc="upper right")
    axes[1, 0].legend(loc="lower left")
    count = found["mbngd"].sizes["draw"]
    figure.suptitle(f"$H = \\mathrm{{{case.printed.replace(' ', '~')}}}$, {count} random $(u, w_0)$", fontsize=10.5)
    return figure


def quantity(axes: Any, case: Tests, found: Mapping[str, Any], name: str) -> None:
    """One quantity against eps, for both methods."""
    for method in ("gd", "mbngd"):
        if method == "gd" and name == "effective_step":
            continue
        colour, eps, x = drawing.METHOD_COLOURS[method], found[method].eps.values, logs(found[method], name) / np.log(10)
        low, high = np.quantile(x, [0.05, 0.95], axis=0)
        drawing.band(axes, np.log10(eps), low, high, colour, 0.15)
        geometric = means.student(x)
        drawing.band(axes, np.log10(eps), geometric.low, geometric.high, colour, 0.5)
        axes.plot(np.log10(eps), geometric.value, color=colour, label=f"{method.upper()}, G-mean")
        arithmetic = means.bootstrap_arithmetic(logs(found[method], name), SEED)
        low, high = (np.asarray(end) / np.log(10) for end in (arithmetic.low, arithmetic.high))
        drawing.band(axes, np.log10(eps), low, high, colour, 0.3)
        axes.plot(np.log10(eps), arithmetic.value / np.log(10), color=colour, linestyle=(0, (4, 1.5)), label=f"{method.upper()}, A-mean")
    best = np.log10(baseline.best_step(case.spectrum))
    axes.axvline(best, color=drawing.BLACK, linewidth=0.7, linestyle=":")
    lowest, highest = limits(found, name)
    if name == "effective_step":
        axes.axhline(best, color=drawing.BLACK, linewidth=0.7, linestyle=":")
        axes.plot([LOWEST, HIGHEST], [LOWEST, HIGHEST], color=drawing.METHOD_COLOURS["gd"], linewidth=1)
        lowest, highest = LOWEST - 2, -1
    axes.set(xlim=(LOWEST, HIGHEST), ylim=(lowest, highest), xlabel="step size $\\varepsilon$")
    axes.annotate("$\\varepsilon_{\\mathrm{opt}}$", (best, highest), (3, -3), textcoords="offset points", va="top", fontsize=8.5)
    drawing.powers_of_ten(axes.xaxis, LOWEST, HIGHEST, 2)
    every = max(1, round((highest - lowest) / 6))
    drawing.powers_of_ten(axes.yaxis, -(-lowest // every) * every, highest, every)
    axes.grid(True)


def limits(found: Mapping[str, Any], name: str) -> tuple[int, int]:
    """From below the smallest G-mean and the GD's to what a start can be, in powers of ten."""
    smallest = min(float(np.min(logs(found[method], name).mean(axis=0))) for method in ("gd", "mbngd")) / np.log(10)
    return int(np.floor(smallest)) - 3, 4


def sizes(count: int) -> list[int]:
    """Numbers of tests, doubling up to all of them."""
    return [n for n in (5, 10, 20, 40, 80, 160, 320) if n <= count]


def compared(dataset: Any, name: str) -> tuple[list[int], Any, Any]:
    """Numbers of tests and the spreads of both means of MBNGD (n, eps)."""
    counts = sizes(dataset.sizes["draw"])
    return counts, *means.spreads(logs(dataset, name), counts, SEED)


def settling(axes: Any, found: Mapping[str, Any], name: str) -> None:
    """The spread of the two means against the number of tests: median over eps, and its middle half."""
    counts, *both = compared(found["mbngd"], name)
    for values, colour, text in zip(both, (drawing.GREEN, drawing.PURPLE), ("G-mean", "A-mean")):
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75], axis=1)
        drawing.band(axes, counts, low, high, colour)
        axes.plot(counts, middle, color=colour, marker="o", markersize=3, label=f"{text} of MBNGD")
    axes.set(xscale="log", yscale="log", xlabel="number of tests $n$", ylabel="spread of the mean (decades)")
    axes.set_xticks(counts, [str(n) for n in counts])
    axes.minorticks_off()
    axes.grid(True)


def decades(eps: Any, inside: Any) -> Any:
    """For each test the decades of eps that are inside: (draw, eps) to (draw,)."""
    return inside.sum(axis=1) * np.log10(eps[1] / eps[0])


def fall(case: Tests, found: Mapping[str, Any], method: str) -> Any:
    """By how much log(J - min J) has fallen from log(u'Hu/2), (draw, eps)."""
    sweep, h = Sweep.from_json(found[method].attrs["definition"]), np.array(case.spectrum)
    energy = np.array([float(np.sum(h * sweep.draw(0, number)[0] ** 2)) for number in range(found[method].sizes["draw"])])
    return np.log(energy / 2)[:, None] - found[method].log_loss.transpose("draw", "eps").values


def findings(case: Tests, found: Mapping[str, Any]) -> Sequence[Finding]:
    """What Section B.2 reads off the figure."""
    return [*faster(case, found), wider(case, found), *reliable(found), constant(case, found)]


def faster(case: Tests, found: Mapping[str, Any]) -> list[Finding]:
    """MBNGD at its best eps against GD with eps_opt, and against GD with the step that is best for its loss, test by test."""
    h, eps = np.array(case.spectrum), found["mbngd"].eps.values
    sweep = Sweep.from_json(found["mbngd"].attrs["definition"])
    ours = found["mbngd"].log_loss.transpose("draw", "eps").values
    chosen = int(np.argmin(ours.mean(axis=0)))
    optimal, every = baseline.compared(sweep, 0, STEPS)
    best = int(np.argmin(every.mean(axis=0)))
    ratios = np.array([h[-1] / h[0] / baseline.condition_star(h, sweep.draw(0, number)[0]) for number in range(len(ours))])
    result = []
    for theirs, name, step in ((optimal, "eps_opt", 1.0), (every[:, best], "the step that is best for the G-mean of its loss", baseline.FACTORS[best])):
        gain = (theirs - ours[:, chosen]) / np.log(10)
        numbers = {
            "best eps of MBNGD (G-mean)": eps[chosen], "step of GD over eps_opt": step,
            "decades of loss gained, G-mean [95 % interval]": means.student(gain).rounded(),
            "kappa/kappa*: median, least, largest": np.quantile(ratios, [0.5, 0, 1]).tolist(),
            "rank correlation of gain and kappa/kappa* [95 %]":
                means.bootstrap(np.column_stack([gain, ratios]), means.rank_correlation, SEED).rounded(),
        }  # fmt: skip
        result.append(Finding(f"with the eps that is best for the G-mean, MBNGD has a smaller loss than GD with {name}, from the same start",
                              "one test", len(gain), int(np.count_nonzero(gain <= 0)), numbers))  # fmt: skip
    return result


def wider(case: Tests, found: Mapping[str, Any]) -> Finding:
    """The decades of eps with a loss about as good as, or better than, that of GD with the best step of the grid."""
    eps = found["mbngd"].eps.values
    best = fall(case, found, "gd").max(axis=1)
    ours, theirs = (decades(eps, fall(case, found, method) >= SLOW * best[:, None]) for method in ("mbngd", "gd"))
    numbers = {"decades of eps, MBNGD [95 % interval]": means.student(ours).rounded(), "decades of eps, GD [95 % interval]": means.student(theirs).rounded(),
               "as good as": f"the logarithm of the loss falls by at least {SLOW} of the fall under GD with its best eps"}  # fmt: skip
    return Finding("the interval of eps on which MBNGD is as good as the best GD is longer than the interval on which GD is", "one test",
                   len(ours), int(np.count_nonzero(ours <= theirs)), numbers)  # fmt: skip


def reliable(found: Mapping[str, Any]) -> list[Finding]:
    """Whether the G-mean settles faster than the A-mean."""
    result = []
    for name in SHOWN:
        counts, geometric, arithmetic = compared(found["mbngd"], name)
        against = np.log(np.array(counts))
        rates = np.array([[means.slope(against, np.log(column)).value for column in values.T] for values in (geometric, arithmetic)])
        wrong = geometric > (1 + CLEAR) * arithmetic
        eps = found["mbngd"].eps.values
        where = {"eps <= 10^-3": eps <= 1e-3, "10^-3 < eps <= 1": (eps > 1e-3) & (eps <= 1), "eps > 1": eps > 1}
        numbers = {
            "spread with the most tests, median over eps (decades): G-mean, A-mean": [np.median(geometric[-1]), np.median(arithmetic[-1])],
            "exponent p of spread ~ n^-p, median over eps: G-mean, A-mean": (-np.median(rates, axis=1)).tolist(),
            "share of eps on which the G-mean is the less spread one, with the most tests":
                {text: float(np.mean((geometric < arithmetic)[-1, chosen])) for text, chosen in where.items()},
        }  # fmt: skip
        result.append(Finding(
            f"the G-mean of {NAMES[name]} over n tests of MBNGD is not more spread, in decades, than their A-mean (by more than {CLEAR:.0%})".replace("%", " %"),
            "one n and one eps", wrong.size, int(np.count_nonzero(wrong)), numbers,
        ))  # fmt: skip
    return result


def constant(case: Tests, found: Mapping[str, Any]) -> Finding:
    """eps times the effective step for large eps, against eps_opt^2: the constant C."""
    eps = found["mbngd"].eps.values
    large = eps >= 10 ** (HIGHEST - 1)
    x = logs(found["mbngd"], "effective_step")[:, large] / np.log(10) + np.log10(eps[large])
    slopes = np.array([means.slope(np.log10(eps[large]), row - np.log10(eps[large])).value for row in x])
    level = means.student(x.mean(axis=1) - 2 * np.log10(baseline.best_step(case.spectrum)))
    numbers = {"log10 of C/eps_opt^2, mean over tests [95 % interval]": level.rounded(),
               "slope of log effective step against log eps: median, least, largest": [float(v) for v in np.quantile(slopes, [0.5, 0, 1])]}  # fmt: skip
    return Finding(f"for eps >= 10^{HIGHEST - 1} the effective step is C/eps (a slope within 0.1 of -1) with C > eps_opt^2", "one test", len(x),
                   int(np.count_nonzero((np.abs(slopes + 1) > 0.1) | (x.mean(axis=1) <= 2 * np.log10(baseline.best_step(case.spectrum))))), numbers)  # fmt: skip


def figure(case: Tests) -> Figure:
    """The figure of one caption."""
    return Figure(
        case.id, f"MBNGD and GD, H = {case.printed}",
        f"u and w0 uniform on the unit sphere, {STEPS} steps.  Above: effective step, |e|_H^2 and |e| against eps; lines are the geometric (G) and "
        "arithmetic (A) means with 95 % confidence bands (Student, bootstrap), pale bands the middle 90 % of the tests.  Below: the standard "
        "deviation, in decades, of the two means of n tests: median and middle half over eps.",
        partial(data, case), partial(findings, case), {"": partial(picture, case)},
    )  # fmt: skip


FIGURE_5, FIGURE_6 = figure(FIVE), figure(SIX)
