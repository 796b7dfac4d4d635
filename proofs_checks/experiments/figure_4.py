"""Figure 4: the two sets of the separation property, with the constants that are proved to separate them (lemma-A.15/separation)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from verify.figures import Figure, Finding, Place
from verify.sweep import drawing

H, U = (Fraction(1), Fraction(4)), (Fraction(3, 5), Fraction(4, 5))
SHARE = Fraction(9, 10)
"""delta_0 is this share of the largest proved to do, lambda_min (u'Hu)^2/8."""
REACH, CELLS, QUICK_CELLS = 2.6, 1201, 241


def constants() -> dict[str, Any]:
    """u'Hu and the delta's of the proof, exactly, and the bound on the distance: sqrt(lambda_min u'Hu)/(6 |g|)."""
    energy = sum(h * x * x for h, x in zip(H, U))
    size_g = sum((h * x) ** 2 for h, x in zip(H, U))
    low = min(H)
    return {"uHu": energy, "delta_0": SHARE * low * energy**2 / 8, "delta_1": low * energy / 4, "delta_2": energy / 2,
            "gap": (float(low * energy) ** 0.5) / (6 * float(size_g) ** 0.5)}  # fmt: skip


def data(place: Place) -> Mapping[str, Any]:
    """y^2 and q on a grid of w, and which set each point belongs to: 1, 2, or 0 for none."""
    import xarray as xr

    at = np.linspace(-REACH, REACH, QUICK_CELLS if place.quick else CELLS)
    x, z = np.meshgrid(at, at, indexing="ij")
    h, u = [float(value) for value in H], [float(value) for value in U]
    found = constants()
    y2 = (h[0] * u[0] * x + h[1] * u[1] * z) ** 2
    with np.errstate(all="ignore"):
        q = float(found["uHu"]) - y2 / (h[0] * x**2 + h[1] * z**2)
    member = (y2 * q < float(found["delta_0"])) & (x**2 + z**2 >= 1)
    one = member & (y2 < float(found["delta_1"])) & (q > float(found["delta_2"]))
    two = member & (q < float(found["delta_2"])) & (y2 > float(found["delta_1"]))
    sets = np.where(one, 1, np.where(two, 2, np.where(member, 3, 0))).astype("int8")
    attributes = {name: str(value) for name, value in found.items()} | {"H": "diag(1, 4)", "u": "(3/5, 4/5)"}
    grid = xr.Dataset({"y2": (("w1", "w2"), y2), "q": (("w1", "w2"), q), "part": (("w1", "w2"), sets)}, {"w1": at, "w2": at}, attributes)
    return {"sets": place.keep("sets", grid)}


def closest(grid: Any) -> tuple[float, Any, Any]:
    """The least distance between grid points of S_1 and S_2, and the two points (to the right): no less than the distance of the sets."""
    from scipy.spatial import cKDTree

    w1, w2 = (grid[name].values for name in ("w1", "w2"))
    first, second = (np.column_stack([w1[i], w2[j]]) for i, j in (np.nonzero(grid.part.values == part) for part in (1, 2)))
    distances, nearest = cKDTree(first).query(second)
    chosen = int(np.argmin(distances))
    ends = first[nearest[chosen]], second[chosen]
    sign = np.sign(ends[0][0])
    return float(distances[chosen]), sign * ends[0], sign * ends[1]


def findings(found: Mapping[str, Any]) -> Sequence[Finding]:
    """S falls apart, and how far."""
    grid, known = found["sets"], constants()
    count = int(np.count_nonzero(grid.part.values))
    distance = closest(grid)[0]
    numbers = {name: str(known[name]) for name in ("uHu", "delta_0", "delta_1", "delta_2")}
    return [
        Finding("every w of S lies in S_1 or in S_2 (proved for every d: lemma-A.15/separation; here it is only drawn)", "one grid point of S",
                count, int(np.count_nonzero(grid.part.values == 3)), numbers | {"H": grid.attrs["H"], "u": grid.attrs["u"]}),
        Finding("S_1 and S_2 are at least sqrt(lambda_min u'Hu)/(6|g|) apart (the bound that is proved)", "one pair of grid points",
                1, int(distance < known["gap"]), {"proved bound": known["gap"], "least distance on the grid": distance}),
    ]  # fmt: skip


def picture(found: Mapping[str, Any]) -> Any:
    """The sets, the unit circle, u, g and the shortest way between the sets."""
    grid, known = found["sets"], constants()
    figure, axes = drawing.canvas(1, 1, (5.6, 5.2))
    plot = axes[0, 0]
    w1, w2, part = grid.w1.values, grid.w2.values, grid.part.values
    for number, colour in ((1, drawing.ORANGE), (2, drawing.BLUE)):
        plot.contourf(w1, w2, (part == number).T.astype(float), levels=[0.5, 1.5], colors=[colour], alpha=0.55)
    angle = np.linspace(0, 2 * np.pi, 400)
    plot.fill(np.cos(angle), np.sin(angle), facecolor="white", edgecolor=drawing.BLACK, linewidth=0.9)
    u, g = np.array([float(x) for x in U]), np.array([float(h * x) for h, x in zip(H, U)])
    arrow = {"arrowstyle": "-|>", "color": drawing.BLACK, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    for end, name, at, side in ((u, "$u$", u + 0.06, "left"), (0.75 * g / np.linalg.norm(g), "direction of $g$", np.array([-0.03, 0.45]), "right")):
        plot.annotate("", end, (0, 0), arrowprops=arrow)
        plot.annotate(name, at, ha=side, fontsize=9)
    across = np.array([-g[1], g[0]]) / np.linalg.norm(g) * 4
    plot.plot([-across[0], across[0]], [-across[1], across[1]], color=drawing.BLACK, linewidth=0.7, linestyle=(0, (4, 3)))
    distance, one, two = closest(grid)
    plot.plot(*np.column_stack([one, two]), color=drawing.VERMILION, linewidth=2.2, solid_capstyle="butt", marker="o", markersize=2.8)
    text = f"on this grid {distance:.3f} apart,\nproved: at least {known['gap']:.3f}"
    plot.annotate(text, (one + two) / 2 + (0.1, 0), fontsize=8.5, color=drawing.VERMILION, ha="left", va="center")
    d0, d1, d2 = (float(known[name]) for name in ("delta_0", "delta_1", "delta_2"))
    drawing.key(plot, [(drawing.ORANGE, f"$S_1$: $y^2 < \\delta_1 = {d1:.3f}$, $q > \\delta_2$"),
                       (drawing.BLUE, f"$S_2$: $q < \\delta_2 = {d2:.3f}$, $y^2 > \\delta_1$")], loc="upper left", frameon=True,
                framealpha=0.92, edgecolor="none")  # fmt: skip
    plot.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
    drawing.letter(plot, f"$S = \\{{\\,y^2 q < \\delta_0 = {d0:.3f},\\ |w| \\geq 1\\,\\}}$,  $H = \\mathrm{{diag}}(1, 4)$,  $u = (3/5, 4/5)$")
    return figure


FIGURE_4 = Figure(
    "fig-4", "The separation sets S_1 and S_2 in the plane",
    "The two parts of S, with the explicit constants of the proof of lemma-A.15: delta_1 = lambda_min u'Hu/4, delta_2 = u'Hu/2 and "
    "delta_0 nine tenths of the largest that is proved to do, lambda_min (u'Hu)^2/8.  Dashed: w'g = 0.",
    data, findings, {"": picture},
)  # fmt: skip
