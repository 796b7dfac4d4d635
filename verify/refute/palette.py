"""Telling values: what each sort of symbol is tried at before anything random."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from random import Random

from flint import fmpq

from verify.refute.named import Term
from verify.refute.program import Value

F = fmpq
Vector = list[fmpq]
Matrix = list[list[fmpq]]

SCALARS = (
    *map(F, (1, -1, 0, 2, -2)), F(1, 2), F(3), F(-1, 2), F(4), F(1, 10), F(-3), F(10), F(3, 2), F(1, 4),
    F(9, 10), F(1, 100), F(100), F(5), F(-10), F(1000),
)  # fmt: skip
GENERIC = (F(2), F(3), F(1, 2), F(5), F(3, 2), F(1, 3), F(7), F(2, 5), F(4, 3))
INTEGERS = (1, 2, 0, 3, -1, 5, -2)
POLYNOMIALS: tuple[list[tuple[fmpq, int, int]], ...] = (
    [(F(1, 2), 2, 0), (F(-1), 1, 1), (F(1, 2), 0, 2)],
    [(F(1), 0, 1)],
    [(F(1), 1, 1)],
    [(F(1), 0, 2), (F(1), 1, 0)],
    [(F(1), 0, 3), (F(2), 1, 1)],
    [(F(1), 2, 1), (F(-1), 0, 1), (F(3), 1, 2)],
    [(F(5), 0, 0)],
    [],
)


def in_order(domain: Term, values: tuple[fmpq, ...] = SCALARS) -> list[fmpq]:
    """The scalars that lie in a domain."""
    test: Callable[[fmpq], bool] = {
        "nonzero": lambda x: x != 0, "positive": lambda x: x > 0, "nonnegative": lambda x: x >= 0,
    }.get(domain, lambda x: True)  # fmt: skip
    return [x for x in values if test(x)]


def zero(d: int) -> Vector:
    """The zero vector."""
    return [F(0)] * d


def unit(d: int, i: int, scale: int = 1) -> Vector:
    """scale times the i-th unit vector (from 0)."""
    return [F(scale * (i == j)) for j in range(d)]


def scaled(c: fmpq, x: Vector) -> Vector:
    """c x."""
    return [c * entry for entry in x]


def diagonal(entries: list[fmpq]) -> Matrix:
    """The diagonal matrix."""
    return [[x if i == j else F(0) for j in range(len(entries))] for i, x in enumerate(entries)]


def product(a: Matrix, b: Matrix) -> Matrix:
    """a b."""
    return [[sum((x * y for x, y in zip(row, col)), F(0)) for col in zip(*b)] for row in a]


def apply(a: Matrix, x: Vector) -> Vector:
    """a x."""
    return [sum((p * q for p, q in zip(row, x)), F(0)) for row in a]


def dot(x: Vector, y: Vector) -> fmpq:
    """x^T y."""
    return sum((p * q for p, q in zip(x, y)), F(0))


def transposed(a: Matrix) -> Matrix:
    """a^T."""
    return [list(col) for col in zip(*a)]


def rotation(d: int, i: int = 0, j: int = 1) -> Matrix:
    """The rotation in coordinates i and j with cosine 3/5 and sine 4/5."""
    q = diagonal([F(1)] * d)
    q[i][i], q[i][j], q[j][i], q[j][j] = F(3, 5), F(-4, 5), F(4, 5), F(3, 5)
    return q


def embedded(corner: list[list[int]], d: int) -> Matrix:
    """The corner matrix, extended by ones on the diagonal."""
    n = len(corner)
    return [[F(corner[i][j]) if i < n and j < n else F(i == j) for j in range(d)] for i in range(d)]


def reflection(normal: Vector) -> Matrix:
    """The reflection at the hyperplane orthogonal to a nonzero vector."""
    square = dot(normal, normal)
    return [[F(i == j) - 2 * x * y / square for j, y in enumerate(normal)] for i, x in enumerate(normal)]


def definite(d: int) -> list[Matrix]:
    """Positive definite matrices: simple, repeated, clustered and extreme spectra; not only diagonal."""
    line = [F(k) for k in range(1, d + 1)]
    spectra = [
        [F(1)] * d, [x * x for x in line], line, [F(1)] * (d - 1) + [F(4)], [F(1)] + [F(4)] * (d - 1),
        [F(4)] * d, [F(2)] * d, [F(1, 2)] * d, [F(9)] + [F(1)] * (d - 1), line[::-1],
        [F(2) ** k for k in range(1, d + 1)],
        [F(1)] * (d - 1) + [F(10**6)], [F(1)] * (d - 1) + [F(1001, 1000)], [F(1, 100)] + [F(1)] * (d - 1),
    ]  # fmt: skip
    found = [diagonal(s) for s in spectra]
    if d > 1:
        q = rotation(d, 0, d - 1)
        found[3:3] = [embedded([[2, 1], [1, 2]], d), product(product(q, diagonal(spectra[1])), transposed(q))]
        found += [embedded([[5, 2], [2, 2]], d), embedded([[1, 1], [1, 2]], d), embedded([[5, -2], [-2, 1]], d)]
    if d > 2:
        found.append(embedded([[2, -1, 0], [-1, 2, -1], [0, -1, 2]], d))
    return found


def symmetric(d: int) -> list[Matrix]:
    """Symmetric matrices, mostly not positive definite."""
    found = [
        diagonal([F(1)] * d), diagonal([F(-1)] * d), diagonal(zero(d)), diagonal([F((-1) ** k * (k + 1)) for k in range(d)]),
        diagonal([F(k) for k in range(d)]), diagonal([F(-1 - k) for k in range(d)]), [[F(1)] * d for _ in range(d)],
    ]  # fmt: skip
    if d > 1:
        found += [embedded([[0, 1], [1, 0]], d), embedded([[1, 2], [2, 1]], d), embedded([[0, 1], [1, 1]], d)]
    return [*found, *definite(d)[1:6]]


def orthogonal(d: int) -> list[Matrix]:
    """Orthogonal matrices, symmetric and not."""
    found = [diagonal([F(1)] * d), diagonal([F(-1)] * d)]
    if d > 1:
        q = rotation(d, 0, d - 1)
        found += [q, embedded([[0, 1], [1, 0]], d), diagonal([F(1)] * (d - 1) + [F(-1)])]
        found += [transposed(q), embedded([[0, -1], [1, 0]], d)]
    if d > 2:
        cycle = [unit(d, (i + 1) % d) for i in range(d)]
        found += [cycle, reflection([F(1)] * d), product(rotation(d), cycle)]
    return found


def invertible(d: int) -> list[Matrix]:
    """Invertible matrices."""
    found = [diagonal([F(1)] * d), diagonal([F(2)] * d), diagonal([F(k + 1) for k in range(d)]), diagonal([F(-1)] * d)]
    if d > 1:
        shear = embedded([[1, 1], [0, 1]], d)
        found += [shear, transposed(shear), embedded([[1, 2], [3, 4]], d), *orthogonal(d)[2:4], embedded([[0, 1], [1, 1]], d)]
    return found


OPERATORS: dict[str, Callable[[int], list[Matrix]]] = {
    "spd": definite, "symmetric": symmetric, "orthogonal": orthogonal, "invertible": invertible,
}  # fmt: skip


def vectors(d: int) -> list[Vector]:
    """Vectors: units, equal entries, lengths that are rational, lengths that are not, zero."""
    one = [F(1)] * d
    found = [unit(d, 0), one, unit(d, d - 1), unit(d, 0, -1), zero(d), unit(d, 0, 2), [F(k + 1) for k in range(d)]]
    if d > 1:
        long = [F(3), F(4), *zero(d - 2)]
        found += [long, [F(2), F(-1), *zero(d - 2)], scaled(F(1, 5), long)]
    if d > 2:
        found += [[F(2, 3), F(2, 3), F(1, 3), *zero(d - 3)], [F(1), F(-1), F(1), *zero(d - 3)]]
    return [*found, scaled(F(1, 2), one), unit(d, 0, 10)]


def sequences(kind: str, domain: Term, d: int) -> list[list[Value]]:
    """The first members of sequences, the last one repeated: constant, ending at zero, falling, rising, changing signs."""
    rows = ((4,), (0,), (4, 0), (8, 4), (4, 8), (4, -4), (0, 4), (16, 8, 4), (4, 2, 1, 0), (-4,), (4, 0, 4), (4, -4, 4, -4, 0))
    if kind == "sequence-scalar":
        quarters = [tuple(F(x, 4) for x in row) for row in rows]
        return [list(row) for row in quarters if len(in_order(domain, row)) == len(row)]
    base = [unit(d, 0), [F(1)] * d, [F(3), F(4), *zero(d - 2)][:d], unit(d, d - 1)]
    found = [[scaled(F(c, 4), x) for c in row] for row, x in itertools.product(rows, base[:2])] + [base, base[::-1]]
    return [row for row in found if domain != "nonzero" or all(map(any, row))]


def kin(d: int, others: list[Vector], maps: list[Matrix]) -> Iterator[Vector]:
    """Vectors related to others: multiples, images, and vectors orthogonal to them or to their images."""
    for p in others:
        yield from (p, scaled(F(-1), p), scaled(F(2), p))
        images = [apply(a, p) for a in maps[:2]]
        yield from images
        for q in (p, *images):
            yield from itertools.islice(normals(d, q), 2)


def normals(d: int, q: Vector) -> Iterator[Vector]:
    """Nonzero vectors orthogonal to q."""
    for i, j in itertools.combinations(range(d), 2):
        x = zero(d)
        x[i], x[j] = -q[j], q[i]
        yield x if any(x) else unit(d, i)


def small(rng: Random, domain: Term = "real") -> fmpq:
    """A random small rational in a domain."""
    while True:
        x = F(rng.randint(-6, 6), rng.choice((1, 1, 1, 2, 3, 5)))
        if in_order(domain, (x,)):
            return x


def some_vector(rng: Random, d: int) -> Vector:
    """A random vector, of integers more often than not."""
    bottom = rng.choice((1, 1, 1, 2, 3))
    return [F(rng.randint(-4, 4), bottom) for _ in range(d)]


def some_operator(rng: Random, d: int, domain: Term) -> Matrix:
    """A random operator of a domain."""
    a = [[F(rng.randint(-2, 2)) for _ in range(d)] for _ in range(d)]
    if domain == "symmetric":
        return [[a[i][j] + a[j][i] for j in range(d)] for i in range(d)]
    if domain == "spd":
        if rng.random() < 0.5:
            q = some_operator(rng, d, "orthogonal")
            spread = diagonal([F(rng.choice((1, 1, 2, 3, 4, 9)), rng.choice((1, 1, 2))) for _ in range(d)])
            return product(product(q, spread), transposed(q))
        lower = [[a[i][j] if j < i else F(rng.randint(1, 3) * (i == j)) for j in range(d)] for i in range(d)]
        return product(lower, transposed(lower))
    if domain == "orthogonal":
        normal = some_vector(rng, d)
        q = rng.choice(orthogonal(d))
        return product(q, reflection(normal)) if any(normal) else q
    triangular = [[a[i][j] if j < i else F(rng.choice((1, -1, 2)) * (i == j)) for j in range(d)] for i in range(d)]
    return product(triangular, rng.choice(orthogonal(d)))


def some_function(rng: Random) -> list[tuple[fmpq, int, int]]:
    """A random polynomial in two variables."""
    powers = rng.sample(list(itertools.product(range(4), range(4))), rng.randint(1, 3))
    return [(F(rng.randint(1, 3) * rng.choice((1, -1))), i, j) for i, j in powers]


def edges(kind: str, domain: Term, d: int) -> list[Value]:
    """The telling values of a sort and domain, the simplest first."""
    if kind == "scalar":
        return list(in_order(domain))
    if kind == "vector":
        return [x for x in vectors(d) if domain != "nonzero" or any(x)]
    if kind == "operator":
        return list(OPERATORS[domain](d))
    if kind == "function":
        return list(POLYNOMIALS)
    if kind.startswith("sequence-"):
        return list(sequences(kind, domain, d))
    return [F(x) for x in INTEGERS]


def drawn(kind: str, domain: Term, d: int, rng: Random) -> Value:
    """A random value of a sort and domain."""
    if kind == "scalar":
        return small(rng, domain)
    if kind == "operator":
        return some_operator(rng, d, domain)
    if kind == "function":
        return some_function(rng)
    if kind.startswith("sequence-"):
        return [drawn(kind.removeprefix("sequence-"), domain, d, rng) for _ in range(rng.randint(1, 4))]
    if kind == "vector":
        x = some_vector(rng, d)
        return x if domain != "nonzero" or any(x) else unit(d, 0)
    return F(rng.randint(-3, 8))
