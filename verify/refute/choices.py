"""How the value of one symbol is chosen: distinct, simplest, a telling value at random, a small rational."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from random import Random

from flint import fmpq

from verify.refute import palette
from verify.refute.arithmetic import rational_root
from verify.refute.compute import evaluated
from verify.refute.plan import Plan, Slot
from verify.refute.program import Point, Value, Values

F = fmpq
Chooser = Callable[[Slot, Values], Value]
# x^T H x is a square for H = diag(1, 4, 9) and each of these, also when they are cut to two entries
VECTORS = ((3, 2, 4, 1), (8, 3, 8, 5), (5, -6, 28, 1), (-3, 2, -4, 7), (4, F(-3, 2), 4, -1))
FAVOURITES = {"spd": (1, 4, 3, 2), "symmetric": (3, 8, 5), "orthogonal": (2, 6, 5), "invertible": (4, 6, 2)}
SIMPLE = tuple(map(F, (0, 1, 1, 0, 1, 2, -1))) + (F(1, 2), F(1, 10), F(1, 1000))
SQUARES = tuple(map(F, (1, 4, 9))) + (F(1, 4), F(1, 100))
SCALES = tuple(map(F, (1, 1, -1, 2, -2, 5))) + (F(1, 2), F(-1, 2), F(1, 10))
KIN = 4  # how many related vectors a vector is tried at in turn


def dimension(values: Values) -> int:
    """The dimension of an instance."""
    return int(values["d"].p)


def edges(p: Plan, slot: Slot, values: Values) -> list[Value]:
    """The telling values of a symbol, those related to earlier values last."""
    _, kind, domain = slot
    found = palette.edges(kind, domain, dimension(values))
    if kind == "vector":
        found += [x for x in kin(p, values) if domain != "nonzero" or any(x)]
    return found


def kin(p: Plan, values: Values) -> Iterator[Value]:
    """Vectors related to the latest two vectors and to the operators so far."""
    sorts = p.sorts
    others = [x for name, x in values.items() if sorts.get(name) == "vector"]
    maps = [x for name, x in values.items() if sorts.get(name) == "operator"]
    return palette.kin(dimension(values), others[-2:], maps)


def generic(p: Plan) -> Chooser:
    """Distinct values without special relations."""
    kinds = [kind for _, kind, _ in p.slots]
    ranks = {slot[0]: kinds[:i].count(slot[1]) for i, slot in enumerate(p.slots)}

    def chooser(slot: Slot, values: Values) -> Value:
        name, kind, domain = slot
        d, rank = dimension(values), ranks[name]
        if kind == "scalar":
            return palette.GENERIC[rank % len(palette.GENERIC)]
        if kind == "vector":
            return [F(x) for x in VECTORS[rank % len(VECTORS)][:d]]
        if kind == "operator":
            options, order = palette.OPERATORS[domain](d), FAVOURITES[domain]
            return options[order[rank % len(order)] % len(options)]
        options = palette.edges(kind, domain, d)
        return options[(rank + (kind == "function")) % len(options)]

    return chooser


def plain(slot: Slot, values: Values) -> Value:
    """The simplest value of each sort."""
    return palette.edges(slot[1], slot[2], dimension(values))[0]


def varied(p: Plan, name: str, rank: int, base: Chooser) -> Chooser:
    """One symbol at its telling value of that rank, the others at their base values."""

    def chooser(slot: Slot, values: Values) -> Value:
        if slot[0] != name:
            return base(slot, values)
        options = edges(p, slot, values)
        return options[rank % len(options)]

    return chooser


def mixed(p: Plan, rng: Random) -> Chooser:
    """Telling values at random, simpler ones more often, and values related to earlier ones."""

    def chooser(slot: Slot, values: Values) -> Value:
        _, kind, domain = slot
        chance = rng.random()
        if chance < 0.15:
            return palette.drawn(kind, domain, dimension(values), rng)
        if kind == "vector" and chance < 0.45:
            related = [x for x in kin(p, values) if domain != "nonzero" or any(x)]
            if related:
                return rng.choice(related)
        options = palette.edges(kind, domain, dimension(values))
        return options[int(len(options) * rng.random() ** 1.3)]

    return chooser


def still(p: Plan, rng: Random) -> Chooser:
    """Where orbits are rational and may stop or come back: square spectra, telling scales, vectors that are multiples or orthogonal."""

    def chooser(slot: Slot, values: Values) -> Value:
        _, kind, domain = slot
        d = dimension(values)
        if kind == "scalar":
            return rng.choice(palette.in_order(domain, SIMPLE))
        if kind == "operator" and domain in ("spd", "symmetric"):
            square = [rng.choice(SQUARES) for _ in range(d)]
            return palette.diagonal(square if rng.random() < 0.6 else square[:1] * d)
        if kind == "vector":
            earlier = [x for name, x in values.items() if p.sorts.get(name) == "vector" and any(x)]
            if earlier and rng.random() < 0.8:
                return beside(p, values, rng.choice(earlier), rng)
            return of_rational_length(p, values, rng)
        return rng.choice(palette.edges(kind, domain, d))

    return chooser


def of_rational_length(p: Plan, values: Values, rng: Random) -> Value:
    """A vector whose length with respect to the latest diagonal operator with square entries is rational."""
    d, scale = dimension(values), rng.choice(SCALES)
    maps = [x for name, x in values.items() if p.sorts.get(name) == "operator"]
    found = palette.unit(d, rng.randrange(d)) if d < 2 or rng.random() < 0.4 else [F(3), F(4), *palette.zero(d - 2)]
    roots = [rational_root(maps[-1][i][i]) or F(1) for i in range(d)] if maps else [F(1)] * d
    return [scale * x / r for x, r in zip(found, roots)]


def beside(p: Plan, values: Values, x: list[fmpq], rng: Random) -> Value:
    """A multiple of a vector, or one that is orthogonal to it or to its image."""
    maps = [a for name, a in values.items() if p.sorts.get(name) == "operator"]
    across = list(palette.normals(len(x), palette.apply(maps[0], x) if maps and rng.random() < 0.8 else x))
    if across and rng.random() < 0.3:
        return palette.scaled(rng.choice(SCALES), rng.choice(across))
    if maps and rng.random() < 0.3:
        power = rng.choice((1, -2))
        x = [y * maps[0][i][i] ** power for i, y in enumerate(x)] if maps[0][0][0] else x  # the image, where the operator is diagonal
    return palette.scaled(rng.choice(SCALES), x)


def rational(rng: Random) -> Chooser:
    """Small rationals at random."""
    return lambda slot, values: palette.drawn(slot[1], slot[2], dimension(values), rng)


def ranged(p: Plan, slot: Slot, values: Values, chooser: Chooser) -> fmpq | None:
    """An integer of a range whose ends depend on earlier values; None where the range is empty."""
    name, _, domain = slot
    point = Point(values)
    low, high = (evaluated(p.program.node(end), point) for end in domain[1:])
    if low is None or high is None or low > high or low.q != 1 or high.q != 1:
        return None
    wish = chooser((name, "integer", "any"), values)
    return F(int(low.p) + int(wish.p - low.p) % int(high.p - low.p + 1))


# ------------------------------------------------------------------------------------------------
# Random symbols


def samples(p: Plan, values: Values, rng: Random) -> list[Values]:
    """Weighted samples of the random symbols.

    Where moments of odd order vanish, each sample comes with its mirror image, half as likely each; now
    and then so that vectors and scalars are not correlated.
    """
    randoms = [(name, kind) for name, kind, _ in p.slots if kind.startswith("random")]
    d = dimension(values)
    options = palette.invertible(d)
    basis = rng.choice((options[0], rng.choice(options)))
    domains = {name: domain for name, _, domain in p.slots}
    spanning = any(domains.get(m.name or "") in ("spd", "invertible") for m in p.moments)
    count = d + rng.choice((0, 0, 1)) if spanning else rng.randint(1, d + 1)
    weights = [F(rng.choice((1, 1, 2, 3))) for _ in range(count)] if rng.random() < 0.5 else [F(1)] * count
    total = sum(weights, F(0))
    found = []
    for k, weight in enumerate(weights):
        sample = {name: draw(kind, d, rng) for name, kind in randoms}
        if k < d:
            sample |= {name: list(basis[k]) for name, kind in randoms if kind == "random-vector"}
        found.append({"p": weight / total, **sample})
    uncorrelated = rng.random() < 0.2
    if not p.centred and not uncorrelated:
        return found
    halves = [{**sample, "p": sample["p"] / 2} for sample in found]
    turned = p.centred if p.centred else {name for name, kind in randoms if kind == "random-vector"}
    redrawn = set() if uncorrelated else {name for name, _ in randoms} - turned
    return halves + [image(half, turned, redrawn, rng) for half in halves]


def image(sample: Values, turned: Collection[str], redrawn: Collection[str], rng: Random) -> Values:
    """The mirror image of a sample in some random symbols, others being drawn again."""
    fresh: Values = {}
    for name in sorted(redrawn):
        x = sample[name]
        fresh[name] = draw("random-vector", len(x), rng) if isinstance(x, list) else draw("random-scalar", 1, rng)
    return {**sample, **fresh, **{name: negative(sample[name]) for name in turned}}


def draw(kind: str, d: int, rng: Random) -> Value:
    """A value of a random symbol."""
    return palette.some_vector(rng, d) if kind == "random-vector" else F(rng.randint(-3, 3))


def negative(x: Value) -> Value:
    """-x."""
    return [-entry for entry in x] if isinstance(x, list) else -x


def averages(p: Plan, values: Values) -> Values:
    """The values of the symbols that moments define."""
    found: Values = {}
    for m in p.moments:
        if m.name is not None:
            mean = evaluated(m.mean, Point({**values, **found}))
            if mean is not None:
                found[m.name] = mean
    return found
