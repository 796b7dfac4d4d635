"""How large a problem may be whose convergence is certified: any certificate is then accepted or refused within seconds.

>>> from verify.models.problem import Problem
>>> from verify.models.on_balls import Starts
>>> too_large(Starts.single(Problem.of(H=[[1]], u=[1], eps=1)))
''
>>> most_steps(2, 128), most_steps(10, 128), most_steps(10, 1024), most_steps(40, 128)
(20000, 7496, 7111, 832)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import lcm

from flint import fmpq

from verify.models.on_balls import Starts

MOST_DIMENSION = 40
"""The eigenvalues of H and H* are enclosed from their exact characteristic polynomials, some seconds for this dimension."""
NUMBER_BITS = 2048
"""Of each numerator and denominator: every double has fewer, and so have decimals with 600 digits."""
MATRIX_BITS = 400_000
"""Of H and u over their common denominators, times d^2: what the characteristic polynomials take grows with it, to about eight seconds."""
MOST_STEPS = 20_000
"""Beyond it a start is near a saddle, or has a step size at which nothing is proved; no search goes further by itself."""
WORK = 1_700_000
"""Of a run, in steps times (d + 5)^2, each some microseconds: about ten seconds; a certificate takes one run, or two with more than 128 bits."""


def most_steps(d: int, bits: int) -> int:
    """The most steps of a certificate: a step costs about (d + 5)^2, and with 16384 bits twice what it does with few."""
    return min(MOST_STEPS, int(WORK / ((d + 5) ** 2 * (1 + bits / 16384))))


def too_large(starts: Starts) -> str:
    """Why convergence from these starts is not certified, being too much to check within seconds; "" where it may be."""
    problem = starts.problem
    return too_large_numbers(problem.H, problem.u, (problem.eps_a, *starts.a0, *starts.eps, *(x for side in starts.w0 for x in side)), problem.c)


def too_large_numbers(H: Sequence[Sequence[fmpq]], u: Sequence[fmpq], rest: Iterable[fmpq], c: fmpq | None) -> str:
    """`too_large` for numbers of which nothing else is known yet; rest: all but H, u and c."""
    d, entries = len(H), [x for row in H for x in row]
    if d > MOST_DIMENSION:
        return f"d = {d}: expected at most {MOST_DIMENSION} dimensions"
    for x in (*entries, *u, *rest, *(() if c is None else (c,))):
        if (bits := max(int(x.p).bit_length(), int(x.q).bit_length())) > NUMBER_BITS:
            return f"a number of {bits} bits: expected at most {NUMBER_BITS}"
    size = d**2 * (common_bits(entries) + common_bits(u))
    return "" if size <= MATRIX_BITS else f"H and u over common denominators have {size} bits, times d^2: expected at most {MATRIX_BITS}"


def common_bits(numbers: Iterable[fmpq]) -> int:
    """The bits of the common denominator and of the largest numerator over it."""
    numbers = list(numbers)
    bottom = lcm(*(int(x.q) for x in numbers))
    return bottom.bit_length() + max(abs(int(x.p) * (bottom // int(x.q))).bit_length() for x in numbers)
