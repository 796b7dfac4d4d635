"""Random problems for convergence certificates, and a run with many digits to compare them with."""

from __future__ import annotations

from typing import Any

import gmpy2
import numpy as np
from flint import fmpq

from verify.models.convergence import ConvergenceCertificate
from verify.models.problem import Problem

DIGITS = 500
STEP_SIZES_OF_A = (1.0, 0.5, 0.01, 1.5, 1.9)


def random_problem(rng: np.random.Generator, decades: float = 6.0) -> Problem:
    """d from 1 to 5, a spectrum with condition number up to 10^decades, eps from 1e-6 to 1e8; all numbers exact doubles."""
    d = int(rng.integers(1, 6))
    spread = 10 ** rng.uniform(0, decades)
    middle = np.exp(rng.uniform(0, np.log(spread), max(0, d - 2)))
    spectrum = np.sort(np.concatenate([[1.0], [spread] if d > 1 else [], middle]))
    Q, _ = np.linalg.qr(rng.normal(size=(d, d)))
    H = Q @ np.diag(spectrum) @ Q.T
    H = (H + H.T) / 2 * 10 ** rng.uniform(-1, 1)
    return Problem.from_floats(H=H, u=rng.normal(size=d), a0=rng.normal(), w0=rng.normal(size=d), eps=10 ** rng.uniform(-6, 8),
                               eps_a=float(rng.choice(STEP_SIZES_OF_A)))  # fmt: skip


class ManyDigits:
    """BNGD with gmpy2 numbers of 500 digits, written out entry by entry."""

    def __init__(self, problem: Problem, digits: int = DIGITS) -> None:
        self.context = gmpy2.context(precision=int(digits * 3.3220) + 16)
        with gmpy2.context(self.context):
            number = self._number
            self.H = [[number(x) for x in row] for row in problem.H]
            self.u, self.g = [number(x) for x in problem.u], [number(x) for x in problem.g]
            self.a, self.w = number(problem.a0), [number(x) for x in problem.w0]
            self.eps, self.eps_a, self.uHu = number(problem.eps), number(problem.eps_a), number(problem.uHu)

    @staticmethod
    def _number(x: fmpq) -> Any:
        return gmpy2.mpfr(gmpy2.mpq(int(x.p), int(x.q)))

    def parts(self) -> Any:
        """w'g, sigma and Hw."""
        Hw = [sum(x * y for x, y in zip(row, self.w)) for row in self.H]
        return sum(x * y for x, y in zip(self.w, self.g)), gmpy2.sqrt(sum(x * y for x, y in zip(self.w, Hw))), Hw

    def step(self, count: int = 1) -> None:
        """The next states."""
        with gmpy2.context(self.context):
            for _ in range(count):
                wg, sigma, Hw = self.parts()
                push, t = self.eps * self.a / sigma, wg / sigma**2
                self.a += self.eps_a * (wg / sigma - self.a)
                self.w = [x + push * (g - t * y) for x, g, y in zip(self.w, self.g, Hw)]

    def state(self) -> Any:
        """alpha, q = |e|_H^2 and |w|."""
        with gmpy2.context(self.context):
            wg, sigma, _ = self.parts()
            t = wg / sigma**2
            e = [x - t * y for x, y in zip(self.u, self.w)]
            q = sum(x * sum(h * y for h, y in zip(row, e)) for x, row in zip(e, self.H))
            return wg / sigma, q, gmpy2.sqrt(sum(x * x for x in self.w))


def contradictions(found: ConvergenceCertificate, later: int = 200) -> list[str]:
    """What a run with 500 digits, until `later` steps after the theorem took over, says against a certificate."""
    run = ManyDigits(found.problem)
    run.step(found.step)
    with gmpy2.context(run.context):
        rate = gmpy2.mpfr(gmpy2.mpq(found.rate.numerator, found.rate.denominator))
        low, high = (gmpy2.mpfr(gmpy2.mpq(x.numerator, x.denominator)) for x in found.norm)
        slack = gmpy2.mpfr(10) ** (20 - DIGITS)  # rounding of the run itself
        _, start, _ = run.state()
        said = []
        for k in range(1, later + 1):
            run.step()
            alpha, q, length = run.state()
            if not alpha * found.sign > 0:
                said.append(f"alpha = {float(alpha)} {k} steps later, the sign claimed is {found.sign}")
            if q > rate ** (2 * k) * start + slack * run.uHu:
                said.append(f"q = {float(q)} {k} steps later, more than rate^{2 * k} times {float(start)}")
            if not low * (1 - slack) <= length <= high * (1 + slack):
                said.append(f"|w| = {float(length)} {k} steps later, outside of [{float(low)}, {float(high)}]")
    return said


def towards_a_saddle() -> tuple[Problem, tuple[fmpq, fmpq]]:
    """A start that BNGD carries onto a saddle in one step, and the next a and w'g, in exact arithmetic: both are 0.

    sigma = 5 for H = diag(1, 100) and w0 = (3, 2/5); a0 and eps are chosen so that a and w'g vanish after a step with eps_a = 1/2.
    """
    H, u, w, eps_a = (fmpq(1), fmpq(100)), (fmpq(1), fmpq(1)), (fmpq(3), fmpq(2, 5)), fmpq(1, 2)
    g, Hw, sigma = [h * x for h, x in zip(H, u)], [h * x for h, x in zip(H, w)], fmpq(5)
    assert sum((x * y for x, y in zip(w, Hw)), fmpq(0)) == sigma * sigma
    wg = sum((x * y for x, y in zip(w, g)), fmpq(0))
    a, pull = -wg / sigma, [x - y * wg / sigma**2 for x, y in zip(g, Hw)]
    eps = -wg * sigma / (a * sum((x * y for x, y in zip(g, pull)), fmpq(0)))
    moved = [x + eps * a / sigma * y for x, y in zip(w, pull)]
    after = a + eps_a * (wg / sigma - a), sum((x * y for x, y in zip(moved, g)), fmpq(0))
    return Problem.of(H=[[H[0], 0], [0, H[1]]], u=u, w0=w, a0=a, eps_a=eps_a, eps=eps), after


def forged_from(data: Any, problem: Problem) -> None:
    """Put another problem and its start into the data of a certificate."""
    plain = problem.to_json()
    data["problem"] = plain
    data["start"] = {"a0": [plain["a0"]] * 2, "w0": [[x, x] for x in plain["w0"]], "eps": [plain["eps"]] * 2}
