"""Certified enclosures of the eigenvalues of symmetric matrices of balls, and Lemma A.1 on balls.

A matrix of balls stands for every symmetric matrix in it, and a result holds for all of them.  What is
certified is again inertia: LDL' in ball arithmetic of Q'(A - tI)Q, at rational t outside the clusters,
shows how many eigenvalues are below t (Sylvester's law; Q is then invertible by itself).  Q comes from
Jacobi's method on the midpoints and is not trusted.  (FLINT's acb_mat.eig(multiple=True) gives up on
many symmetric matrices with repeated eigenvalues, where nothing here is hard.)  Clusters need no special case: a cluster of k
eigenvalues is an interval with k more eigenvalues below its upper end than below its lower end.

Numbers are given as int, Fraction, a string such as "0.1" or "1/3", or as balls: flint's arb or a string
such as "0.1 +/- 1e-9".  Floats are refused, since their rounding would be silent: flint's arb(0.1) is the
double 0.1000000000000000055..., with radius 0, while arb("0.1") encloses 1/10.  A ball given as arb keeps its
radius however high the precision; exact numbers are enclosed anew at every precision.  And for balls that overlap
both x < y and x >= y are False in flint: here every comparison is three-valued, and None is never taken for False.

>>> [(e.count, e.low <= 2 <= e.high) for e in enclosures([[2, 0, 0], [0, 2, 0], [0, 0, "5 +/- 0.1"]])]
[(2, True), (1, False)]
>>> interlaces_on_balls([["2 +/- 1e-9", 1], [1, 2]], ["1 +/- 1e-9", 0])
True
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

from flint import arb, arb_mat, ctx, fmpq

from verify.certify.inertia import Inertia
from verify.certify.rational import InputError, different, read_rational, read_rows, shown

Exact: TypeAlias = fmpq | arb
START, LIMIT = 64, 1024
LARGEST_BITS = 1 << 16
FACTORS = [arb(fmpq(n, 16)) for n in (8, 12, 17, 24, *(2 ** (3 * k + 5) for k in range(200)))]


@dataclass(frozen=True)
class Enclosure:
    """The open interval (low, high), which holds exactly `count` eigenvalues, with multiplicity."""

    low: Fraction
    high: Fraction
    count: int

    @property
    def ball(self) -> arb:
        """A ball that contains the interval."""
        low, high = (arb(fmpq(x.numerator, x.denominator)) for x in (self.low, self.high))
        return low.union(high)


# ------------------------------------------------------------------------------------------------
# Reading


def read_ball(x: Any, name: str) -> Exact:
    """The number: exact where it is given exactly, else a finite ball; InputError for floats, NaN and infinities."""
    if isinstance(x, str) and "+/-" in x:
        middle, radius = (part.strip() for part in x.strip().strip("[]").split("+/-", 1))
        with ctx.workprec(LIMIT):
            return arb(arb(read_rational(middle, name)), read_radius(radius, name))
    if not isinstance(x, arb):
        return read_rational(x, name)
    if not x.is_finite():
        raise InputError(f"{name} = {shown(x)} is not a finite ball")
    if not x.abs_upper() < arb(2) ** LARGEST_BITS:
        raise InputError(f"{name} = {shown(x)} is beyond 2^{LARGEST_BITS}")
    return x


def read_radius(text: str, name: str) -> arb:
    """A radius, rounded up by the ball's own constructor."""
    radius = read_rational(text, name)
    if radius < 0:
        raise InputError(f"{name} has the negative radius {shown(radius)}")
    return arb(radius).upper()


def read_balls(A: Any, name: str = "matrix") -> list[list[Exact]]:
    """The rows of a symmetric matrix of exact numbers and balls; InputError where it is not square or cannot be symmetric.

    Of two balls that enclose one number, at (i, j) and (j, i), the intersection is kept.
    """
    rows = [[read_ball(x, f"{name}[{i}][{j}]") for j, x in enumerate(row)] for i, row in enumerate(read_rows(A, name))]
    for i, row in enumerate(rows):
        for j in range(i):
            one, other = row[j], rows[j][i]
            both_exact = isinstance(one, fmpq) and isinstance(other, fmpq)
            if one != other if both_exact else not ball(one).overlaps(ball(other)):
                raise different(name, i, j, one, other)
            if isinstance(one, arb) and isinstance(other, arb):
                one = other = one.intersection(other)
            row[j] = rows[j][i] = one if isinstance(one, fmpq) else other
    return rows


def ball(x: Exact) -> arb:
    """x as a ball of the current precision."""
    return arb(x)


def balls(rows: list[list[Exact]]) -> arb_mat:
    """The matrix at the current precision."""
    return arb_mat([[ball(x) for x in row] for row in rows])


# ------------------------------------------------------------------------------------------------
# Inertia


def sign(x: arb) -> int | None:
    """1, -1, or 0 where every number in the ball has that sign; None where the ball does not decide."""
    return 1 if x > 0 else -1 if x < 0 else 0 if x.is_zero() else None


def ball_inertia(rows: list[list[arb]]) -> Inertia | None:
    """The inertia shared by all symmetric matrices in the given rows, or None where LDL' does not decide it.

    The pivot is the diagonal entry surest to be non-zero; where there is none, one row and column is added to
    another to make one.  What is left may only be zero where all of it is exactly zero.
    """
    counts = {-1: 0, 1: 0}
    while rows:
        rest = range(len(rows))
        k = max(rest, key=lambda i: rows[i][i].abs_lower())
        if not sign(rows[k][k]):
            sums = {(i, j): rows[i][i] + 2 * rows[i][j] + rows[j][j] for i in rest for j in range(i)}
            k, j = max(sums, key=lambda pair: sums[pair].abs_lower(), default=(k, k))
            if j == k or not sign(sums[k, j]):
                if any(sign(x) != 0 for row in rows for x in row):
                    return None
                break
            diagonal = sums[k, j]
            rows = [list(row) for row in rows]
            rows[k] = [x + y for x, y in zip(rows[k], rows[j])]
            for row in rows:
                row[k] = row[k] + row[j]
            rows[k][k] = diagonal
        pivot, across = rows[k][k], rows[k][:k] + rows[k][k + 1 :]
        counts[sign(pivot) or 0] += 1
        scaled = [y / pivot for y in across]
        rows = [[x - row[k] * y for x, y in zip(row[:k] + row[k + 1 :], scaled)] for i, row in enumerate(rows) if i != k]
    return Inertia(counts[-1], len(rows), counts[1])


def count_below_on_balls(A: Any, t: Any, precision: int = START) -> int | None:
    """The number of eigenvalues less than the rational t of every symmetric matrix in A, or None where it is not certified.

    It never is where t may be an eigenvalue, so a number also says that t is none.
    A: n by n, exact numbers and balls.  Raises InputError, a ValueError, for floats, NaN, and what is not a symmetric matrix.
    """
    rows, point = read_balls(A), read_rational(t, "t")
    with ctx.workprec(precision):
        return Diagonalised(rows).count_below(point)


class Diagonalised:
    """A matrix of balls as the pencil Q'AQ - t Q'Q, with Q nearly orthogonal and Q'AQ nearly diagonal."""

    def __init__(self, rows: list[list[Exact]], start: arb_mat | None = None) -> None:
        """At the current precision; start: a Q found before."""
        A = balls(rows)
        self.Q = jacobi(A, start)
        self.form, self.gram = self.Q.transpose() * A * self.Q, self.Q.transpose() * self.Q

    def count_below(self, t: fmpq) -> int | None:
        """The certified number of eigenvalues less than t, where no eigenvalue is t; else None."""
        found = ball_inertia((self.form - self.gram * ball(t)).table())
        return None if found is None or found.zero else found.negative

    def guesses(self) -> list[tuple[arb, arb]]:
        """For each eigenvalue an approximation and a Gershgorin radius, both exact balls; a guess, not a bound."""
        n = self.form.nrows()
        found = []
        for i, (row, gram_row) in enumerate(zip(self.form.table(), self.gram.table())):
            middle = row[i].mid()
            off = sum((row[j].abs_upper() + abs(middle) * gram_row[j].abs_upper() for j in range(n) if j != i), arb(0))
            off += row[i].rad() + abs(middle) * (gram_row[i] - 1).abs_upper()
            found.append((middle, off.upper()))
        return found


def jacobi(A: arb_mat, start: arb_mat | None = None) -> arb_mat:
    """An exact Q, nearly orthogonal, for which Q'AQ is nearly diagonal at A's midpoints: cyclic Jacobi; nothing is promised.

    Source: Golub and Van Loan, Matrix Computations, section 8.5.
    """
    n = A.nrows()
    one = arb_mat([[int(i == j) for j in range(n)] for i in range(n)])
    Q = one if start is None else start
    for _ in range(2 if start is not None else 0):
        Q = (Q * (one * 3 - Q.transpose() * Q) * arb(fmpq(1, 2))).mid()
    a = (Q.transpose() * A.mid() * Q).mid().table()
    columns = Q.transpose().table()
    small = max((abs(x) for row in a for x in row), key=lambda x: x.mid()) * arb(2) ** (4 - ctx.prec)
    for _ in range(40):
        pairs = [(p, q) for p in range(n) for q in range(p + 1, n) if not abs(a[p][q]) <= small]
        if not pairs:
            break
        for p, q in pairs:
            rotate(a, columns, p, q)
        a = [[x.mid() for x in row] for row in a]
        columns = [[x.mid() for x in column] for column in columns]
    return arb_mat(columns).transpose()


def rotate(a: list[list[arb]], columns: list[list[arb]], p: int, q: int) -> None:
    """One Jacobi rotation in place, after which a[p][q] is about 0."""
    if a[p][q].mid() == 0:
        return
    ratio = ((a[q][q].mid() - a[p][p].mid()) / (2 * a[p][q].mid())).mid()
    tangent = (1 if ratio >= 0 else -1) / (abs(ratio) + (1 + ratio * ratio).sqrt())
    c = (1 / (1 + tangent * tangent).sqrt()).mid()
    s = (tangent * c).mid()
    for rows in (a, columns):
        rows[p], rows[q] = [c * x - s * y for x, y in zip(rows[p], rows[q])], [s * x + c * y for x, y in zip(rows[p], rows[q])]
    for row in a:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]


# ------------------------------------------------------------------------------------------------
# Enclosures


def enclosures(A: Any, precision: int = START, limit: int = LIMIT) -> list[Enclosure]:
    """Disjoint intervals in increasing order that hold the eigenvalues of every symmetric matrix in A, with certified counts.

    A: n by n, n >= 1, of exact numbers and balls (see the module).  The precision, in bits, doubles up to the limit until
    every interval holds one eigenvalue; eigenvalues that are repeated, or closer than the radii in A allow to
    tell, stay together in one interval with their number.  Raises InputError, a ValueError, for floats, NaN, infinities, an
    empty matrix, and what is not square or cannot be symmetric.
    """
    found: list[Enclosure] = []
    for found in refined(read_balls(A), precision, limit):
        if all(e.count == 1 for e in found):
            break
    return found


def refined(rows: list[list[Exact]], precision: int, limit: int) -> Iterator[list[Enclosure]]:
    """Enclosures at doubling precision, up to the limit or until nothing is gained."""
    if not 2 <= precision <= limit:
        raise InputError(f"precision = {shown(precision)} bits: expected from 2 to the limit, {shown(limit)}")
    Q, widths = None, [Fraction(0)]
    while precision <= limit:
        with ctx.workprec(precision):
            pencil = Diagonalised(rows, Q)
            found, Q = certified(pencil), pencil.Q
        yield found
        before, widths = widths, [e.high - e.low for e in found]
        if len(before) == len(widths) and all(2 * new > old > 0 for new, old in zip(widths, before)):
            return
        precision *= 2


def certified(pencil: Diagonalised) -> list[Enclosure]:
    """Enclosures at the current precision: intervals around the guesses, widened until all their ends are certified."""
    guesses = sorted(pencil.guesses(), key=lambda guess: guess[0])
    largest = max((abs(x) + radius).upper() for x, radius in guesses)
    largest = arb(1) if largest.is_zero() else largest
    floor = largest * arb(2) ** (2 - ctx.prec)
    for factor in FACTORS:
        intervals = [outward(x, factor * (radius + floor)) for x, radius in guesses]
        found, below = merged(intervals), 0
        for low, high, count in found:
            if pencil.count_below(rational(low)) != below or pencil.count_below(rational(high)) != below + count:
                break
            below += count
        else:
            return [Enclosure(*parts) for parts in found]
    raise InputError("the balls are too wide for any bound on the eigenvalues")


def rational(x: Fraction) -> fmpq:
    """The same number in flint."""
    return fmpq(x.numerator, x.denominator)


def outward(middle: arb, radius: arb) -> tuple[Fraction, Fraction]:
    """Multiples of a power of 2 a little outside middle - radius and middle + radius."""
    man, exp = radius.upper().man_exp()
    unit = int(exp) + int(man).bit_length() - 6
    low, high = (middle - radius).lower(), (middle + radius).upper()
    return Fraction(floor_of(low, unit)) * Fraction(2) ** unit, Fraction(-floor_of(-high, unit)) * Fraction(2) ** unit


def floor_of(x: arb, unit: int) -> int:
    """The floor of x / 2^unit, for an exact x."""
    man, exp = (int(part) for part in x.man_exp())
    return man << (exp - unit) if exp >= unit else man >> (unit - exp)


def merged(intervals: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction, int]]:
    """The intervals with those that touch joined, in increasing order, each with the number of its parts."""
    found: list[tuple[Fraction, Fraction, int]] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]), found[-1][2] + 1)
        else:
            found.append((low, high, 1))
    return found


# ------------------------------------------------------------------------------------------------
# Lemma A.1


def interlaces_on_balls(H: Any, u: Any, precision: int = START, limit: int = LIMIT) -> bool | None:
    """Whether the chain (24) of Lemma A.1 holds for every symmetric H and every u in the balls given.

    H: d by d, u: d entries, of exact numbers and balls (see the module).  True: certified.  False: a violation is
    certified (by the lemma it never is).  None: undecided, also at the highest precision; so wherever two
    eigenvalues in the chain are equal, since balls do not show equality: for rational data use interlaces_exactly.
    H*_1 = 0 is certified as follows: H*u = 0 by construction, and the lowest interval holds 0 and one eigenvalue.
    Raises InputError, a ValueError, for malformed input, a u that is exactly zero, and an H that is surely not positive definite.
    """
    rows = read_balls(H, "H")
    entries = read_entries(u, len(rows))
    spectrum = refined(rows, precision, limit)
    answer, Q = None, None
    for found in spectrum:
        if found[0].high <= 0:
            raise InputError(f"H is not positive definite: its least eigenvalue is at most {shown(found[0].high)}")
        with ctx.workprec(precision):
            image = star_rows(rows, entries)
            if image is not None and found[0].low >= 0:
                pencil = Diagonalised(image, Q)
                found_star, Q = certified(pencil), pencil.Q
                answer = interlaced(found, found_star, has_kernel=True)
        if answer is not None:
            return answer
        precision *= 2
    return None


def spectra_interlace_on_balls(A: Any, B: Any, precision: int = START, limit: int = LIMIT) -> bool | None:
    """Whether B_1 <= A_1 <= B_2 <= A_2 <= ... <= B_d <= A_d for all symmetric matrices in A and in B: True, False or None.

    False means that one of the inequalities fails for every pair of matrices in the balls.  Input and errors as for enclosures.
    """
    first, second = read_balls(A, "A"), read_balls(B, "B")
    if len(first) != len(second):
        raise InputError(f"A has {len(first)} rows but B has {len(second)}")
    for found, found_star in zip(refined(first, precision, limit), refined(second, precision, limit)):
        answer = interlaced(found, found_star, has_kernel=False)
        if answer is not None:
            return answer
    return None


def read_entries(u: Any, size: int) -> list[Exact]:
    """The vector; InputError where it has another size or is exactly zero."""
    try:
        parts = u.entries() if hasattr(u, "entries") else [] if isinstance(u, str) else list(u)
    except TypeError:
        raise InputError(f"u = {shown(u)} is not a vector: give a list of numbers") from None
    if len(parts) != size:
        raise InputError(f"u has {len(parts)} entries: expected {size}")
    entries = [read_ball(x, f"u[{i}]") for i, x in enumerate(parts)]
    if all(ball(x).is_zero() for x in entries):
        raise InputError("u is zero: H* needs u != 0")
    return entries


def star_rows(rows: list[list[Exact]], entries: list[Exact]) -> list[list[Exact]] | None:
    """H* at the current precision, or None where u'Hu is not certified positive."""
    H, u = balls(rows), arb_mat([[ball(x)] for x in entries])
    g = H * u
    square = (u.transpose() * g)[0, 0]
    if not square > 0:
        return None
    return [list(row) for row in (H - g * g.transpose() * (1 / square)).table()]


def interlaced(found: list[Enclosure], found_star: list[Enclosure], has_kernel: bool) -> bool | None:
    """Whether the chain holds, from enclosures of both spectra; has_kernel: 0 is known to be an eigenvalue of the second."""
    values, star = ([(e.low, e.high) for e in part for _ in range(e.count)] for part in (found, found_star))
    chain = [end for pair in zip(star, values) for end in pair]
    answers = [True if x[1] <= y[0] else False if x[0] >= y[1] else None for x, y in pairwise(chain)]
    if has_kernel:
        least = found_star[0]
        at_zero = True if least.low < 0 < least.high and least.count == 1 else False if least.high <= 0 else None
        answers[0] = True if at_zero and values[0][0] >= 0 else False if at_zero is False else None
    return False if False in answers else None if None in answers else True
