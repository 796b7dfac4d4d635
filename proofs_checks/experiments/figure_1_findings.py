"""What Section 4.1 reads off Figure 1, each with its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from proofs_checks.experiments import baseline
from proofs_checks.experiments.panels import (
    GRADIENT_DESCENT,
    LARGE,
    SMALL,
    STATISTICS,
    STEPS,
    area,
    by_kappa,
    columns,
    decades,
    discrepancy,
    gain,
    losses,
    near,
    ordered,
    promised,
)  # fmt: skip
from verify.figures import Finding
from verify.sweep import means
from verify.sweep.grid import Sweep
from verify.sweep.truth import BETTER, NEAR

SEED = 1


def findings(found: Mapping[str, Any]) -> Sequence[Finding]:
    """What Section 4.1 reads off the figure."""
    draws = found["draws"]
    return [beats(draws), beats_any_step(draws), follows(draws), wider(draws), shrinks(draws), inverse(draws), *weakens(draws), doubles(found)]


def panels(dataset: Any) -> str:
    """What an instance is."""
    return f"one kappa, a0 and draw of u ({dataset.sizes['draw']} draws)"


def beats(draws: Any) -> Finding:
    """BNGD beats optimal GD in some cell."""
    best, share = gain(draws), better_share(draws)
    numbers = {f"decades of loss gained in the best cell, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, best[:, :, i]) for i, a0 in enumerate(draws.a0.values)}
    numbers[f"share of cells in which BNGD is better ({STATISTICS})"] = by_kappa(draws, share.mean(axis=2))
    early = starts(draws.attrs["definition"], tuple(draws.a0.values.tolist())) < losses(draws)[1][:, :, None]
    numbers["share of panels in which BNGD's loss before the first step is below that of optimal GD after the last"] = dict(
        zip(map(str, draws.spectrum.values), early.mean(axis=(1, 2)).tolist()))  # fmt: skip
    wins = (best > 0).mean(axis=(1, 2))
    text = "; ".join(f"kappa = {kappa}: in {win:.0%} of panels" for kappa, win in zip(draws.spectrum.values, wins))
    return Finding("some cell of the panel has a smaller loss than GD with the optimal step", panels(draws), best.size,
                   int(np.count_nonzero(best <= 0)), numbers, f"A better cell exists for {text}.")  # fmt: skip


def beats_any_step(draws: Any) -> Finding:
    """BNGD against GD with the fixed step that is best for its loss after all steps."""
    extra = spare(draws.attrs["definition"])
    left = gain(draws) - extra[:, :, None]
    numbers = {f"decades that GD gains over eps_opt with the step that is best for its loss ({STATISTICS})": by_kappa(draws, extra)}
    numbers |= {f"decades that BNGD gains over that in its best cell, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, left[:, :, i])
                for i, a0 in enumerate(draws.a0.values)}  # fmt: skip
    wins = (left > 0).mean(axis=(1, 2))
    text = "; ".join(f"kappa = {kappa}: in {win:.0%} of panels" for kappa, win in zip(draws.spectrum.values, wins))
    return Finding("some cell of the panel has a smaller loss than GD with any fixed step", panels(draws), left.size,
                   int(np.count_nonzero(left <= 0)), numbers, f"A better cell exists for {text}.")  # fmt: skip


@cache
def spare(definition: str) -> Any:
    """The decades that GD gains over eps_opt with the fixed step that is best for its loss: (kappa, draw)."""
    sweep = Sweep.from_json(definition)
    found = [baseline.compared(sweep, number, STEPS) for number in range(len(sweep.spectra))]
    return np.array([(optimal - every.min(axis=1)) / np.log(10) for optimal, every in found])


@cache
def starts(definition: str, a0: tuple[float, ...]) -> Any:
    """log10 of the excess loss of BNGD before the first step, (u'Hu - s^2 + (a0 - s)^2)/2 with s = w0'g/sigma: (kappa, draw, a0)."""
    sweep = Sweep.from_json(definition)
    found = []
    for number, (_, values) in enumerate(sweep.spectra):
        h = np.array(values)
        for draw in range(sweep.draws or 1):
            u = sweep.draw(number, draw)[0]
            g = h * u
            s = g @ g / np.sqrt(g @ (h * g))
            found.append(np.log10((u @ g - s**2 + (np.array(a0) - s) ** 2) / 2))
    return np.array(found).reshape(len(sweep.spectra), -1, len(a0))


def better_share(dataset: Any) -> Any:
    """The share of cells with a loss below GD's: (kappa, draw, a0)."""
    ours, theirs = losses(dataset)
    return (ours < theirs[:, :, None, None, None]).mean(axis=(3, 4))


def follows(draws: Any) -> Finding:
    """The gain grows with kappa/kappa*."""
    best, ratio = gain(draws), discrepancy(draws.attrs["definition"])
    correlations = {
        f"kappa = {kappa}": {f"a0 = {a0:g}": means.bootstrap(np.column_stack([ratio[i], best[i, :, j]]), means.rank_correlation, SEED).rounded()
                             for j, a0 in enumerate(draws.a0.values)}
        for i, kappa in enumerate(draws.spectrum.values)
    }  # fmt: skip
    values = [value for row in correlations.values() for value in row.values()]
    pooled = np.column_stack([np.repeat(np.ravel(ratio), len(draws.a0)), np.ravel(best)])
    numbers = {
        "kappa/kappa* (" + STATISTICS + ")": by_kappa(draws, ratio),
        "decades that the rate of H* promises over that of H, by (15) (" + STATISTICS + ")": by_kappa(draws, promised(draws)),
        "rank correlation of gain and kappa/kappa* over draws [95 %]": correlations,
        "the same over all kappa, a0 and draws": means.rank_correlation(pooled),
        "correlations above 0 beyond their interval": sum(low > 0 for _, low, _ in values),
        "correlations below 0 beyond their interval": sum(high < 0 for _, _, high in values),
    }  # fmt: skip
    signs = [sum(value[0] > 0 for value in row.values()) for row in correlations.values()]
    robust = "; ".join(f"kappa = {kappa}: positive for {n} of {len(draws.a0)} a0" for kappa, n in zip(draws.spectrum.values, signs))
    return Finding("over draws of u, the gain over optimal GD grows with kappa/kappa* (a positive rank correlation)", "one kappa and a0",
                   len(values), sum(not value > 0 for value, _, _ in values), numbers, robust + ".")  # fmt: skip


def wider(draws: Any) -> Finding:
    """The range of near-optimal steps is longer than GD's."""
    length = near(draws)[:, :, :, columns(draws)[1]].sum(axis=4).mean(axis=3) * decades(draws, "eps")
    numbers = {f"decades of eps, mean over {LARGE} <= eps_a <= 1, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, length[:, :, i])
               for i, a0 in enumerate(draws.a0.values)} | {"decades of eps for GD": GRADIENT_DESCENT}  # fmt: skip
    return Finding(f"for {LARGE} <= eps_a <= 1 the effective step of BNGD is near eps_opt on more decades of eps than the step of GD is",
                   panels(draws), length.size, int(np.count_nonzero(length <= GRADIENT_DESCENT)), numbers, contradicted_by(draws, length <= GRADIENT_DESCENT))  # fmt: skip


def contradicted_by(draws: Any, wrong: Any) -> str:
    """For which kappa, and on how many draws, a statement came out the other way."""
    wrong = wrong.reshape(*wrong.shape[:2], -1).any(axis=2)
    hit = [f"kappa = {kappa}: {n} of {wrong.shape[1]} draws" for kappa, n in zip(draws.spectrum.values, wrong.sum(axis=1)) if n]
    return f"Contradicted for {'; '.join(hit)}." if hit else "The same for every draw."


def shrinks(draws: Any) -> Finding:
    """The area shrinks as a0 grows."""
    areas = area(draws)
    wrong = np.diff(areas, axis=2) >= 0
    numbers = {f"area in decades^2, a0 = {a0:g} ({STATISTICS})": by_kappa(draws, areas[:, :, i]) for i, a0 in enumerate(draws.a0.values)}
    return Finding("a larger a0 gives a smaller area of the near-optimal region", "one kappa, draw of u and pair of neighbouring a0", wrong.size,
                   int(np.count_nonzero(wrong)), numbers, contradicted_by(draws, wrong))  # fmt: skip


def inverse(draws: Any) -> Finding:
    """The area is not inversely proportional to a0: the exponent."""
    areas, log_a0 = area(draws), np.log10(draws.a0.values)
    powers = np.array([[np.polyfit(log_a0, np.log10(np.maximum(cells, 1e-3)), 1)[0] for cells in row] for row in areas])
    linear = np.array([[np.polyfit(log_a0, cells, 1)[0] for cells in row] for row in areas])
    numbers = {
        "exponent p of area ~ a0^p, mean over draws [95 %]": {f"kappa = {k}": means.student(row).rounded() for k, row in zip(draws.spectrum.values, powers)},
        "change of the area (decades^2) per decade of a0, mean over draws [95 %]":
            {f"kappa = {k}": means.student(row).rounded() for k, row in zip(draws.spectrum.values, linear)},
    }  # fmt: skip
    wrong = np.abs(powers + 1) > 0.1
    return Finding("the area of the near-optimal region, in the plane of log eps_a and log eps, is inversely proportional to a0 (an exponent within 0.1 of -1)",
                   "one kappa and draw of u", powers.size, int(np.count_nonzero(wrong)), numbers, contradicted_by(draws, wrong[:, :, None]))  # fmt: skip


def weakens(draws: Any) -> list[Finding]:
    """Small eps_a: a shorter range of eps, and a larger least loss."""
    small, large = columns(draws)
    ours, _ = losses(draws)
    near_count = near(draws).sum(axis=4) * decades(draws, "eps")
    lengths = [near_count[..., chosen].mean(axis=3) for chosen in (small, large)]
    least = [ours.min(axis=4)[..., chosen].mean(axis=3) for chosen in (small, large)]
    result = []
    for statement, pair, wrong in (
        (f"the decades of eps with an effective step near eps_opt are fewer for eps_a <= {SMALL:g} than for {LARGE} <= eps_a <= 1", lengths, lengths[0] >= lengths[1]),
        (f"the least log10 loss over eps is larger for eps_a <= {SMALL:g} than for {LARGE} <= eps_a <= 1", least, least[0] <= least[1]),
    ):  # fmt: skip
        numbers = {f"mean over small and large eps_a, mean over draws, a0 = {a0:g}":
                   {f"kappa = {k}": [float(part[i, :, j].mean()) for part in pair] for i, k in enumerate(draws.spectrum.values)}
                   for j, a0 in enumerate(draws.a0.values)}  # fmt: skip
        result.append(Finding(statement, panels(draws), wrong.size, int(np.count_nonzero(wrong)), numbers, contradicted_by(draws, wrong)))
    return result


def in_doubles(found: Mapping[str, Any]) -> Any:
    """The classes of draw 0 in doubles, like the settled ones."""
    draws = found["draws"].isel(draw=[0])
    ours, theirs = losses(draws)
    return NEAR * near(draws) + BETTER * (ours < theirs[:, :, None, None, None])


def doubles(found: Mapping[str, Any]) -> Finding:
    """How far the draws in doubles can be trusted: on draw 0, against the settled classes."""
    settled, still_open = ordered(found["cells"], "class"), ordered(found["cells"], "open") > 0
    wrong = (in_doubles(found) != settled) & ~still_open
    numbers = {"cells open": int(np.count_nonzero(still_open)), "cells of another class in plain doubles": int(np.count_nonzero(wrong))}
    return Finding("doubles in error form give the settled class (draw 0; the other draws are in doubles only)", "one cell that is not open",
                   int(np.count_nonzero(~still_open)), int(np.count_nonzero(wrong)), numbers)  # fmt: skip
