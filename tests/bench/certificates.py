"""How many of a few hundred random problems are certified, and whether a run with 500 digits contradicts any certificate.

Run: python tests/bench/certificates.py [COUNT [STEPS]].  Problems: d from 1 to 5, condition numbers up to 1e6, eps from 1e-6 to 1e8,
eps_a in {1/100, 1/2, 1, 3/2, 19/10}, seed 20260401.  Seconds are compared with a run of the same number of steps on doubles.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "certify"))
from convergence_cases import contradictions, random_problem

from verify.certify.convergence import Effort
from verify.models import bngd
from verify.models.convergence import ConvergenceCertificate, certify_convergence
from verify.models.problem import Problem

SEED = 20260401


def on_doubles(problem: Problem, steps: int) -> float:
    """Seconds for so many steps of verify.models.bngd on NumPy's doubles."""
    H, u, w = (np.array([[float(x.p) / float(x.q) for x in row] for row in rows]) for rows in (problem.H, [problem.u], [problem.w0]))
    g, state = H @ u[0], bngd.State(float(problem.a0.p) / float(problem.a0.q), w[0])
    eps_a, eps = (float(x.p) / float(x.q) for x in (problem.eps_a, problem.eps))
    started = time.perf_counter()
    for _ in range(steps):
        state = bngd.step(H, g, state, eps_a, eps)
    return time.perf_counter() - started


def main(count: int = 240, steps: int = 20000) -> None:
    """Print the table."""
    rng, effort = np.random.default_rng(SEED), Effort(most_steps=steps)
    bits: Counter[int] = Counter()
    taken, missed, seconds, doubles, wrong = [], [], 0.0, 0.0, 0
    for i in range(count):
        problem = random_problem(rng)
        started = time.perf_counter()
        found = certify_convergence(problem, effort, report=None)
        seconds += time.perf_counter() - started
        doubles += on_doubles(problem, found.step if isinstance(found, ConvergenceCertificate) else found.steps)
        if isinstance(found, ConvergenceCertificate):
            taken.append(found.step)
            bits[found.bits] += 1
            said = contradictions(found)
            wrong += bool(said)
            for line in said[:1]:
                print(f"problem {i}: CONTRADICTED: {line}", flush=True)
        else:
            missed.append(i)
            print(f"problem {i}: d = {problem.d}, eps = {float(problem.eps.p) / float(problem.eps.q):.2g}: {found.reason}, loss {found.loss}", flush=True)
    quantiles = {q: int(np.quantile(taken, q)) for q in (0.5, 0.9, 0.99, 1)}
    print(f"{count} problems, at most {steps} steps: {len(taken)} certified, {len(missed)} not ({len(missed) / count:.1%}), {wrong} contradicted")
    print(f"step at which the theorem took over, by quantile: {quantiles}; bits: {dict(sorted(bits.items()))}")
    print(f"{seconds:.1f} s, {seconds / max(doubles, 1e-9):.1f} times as long as as many steps on doubles")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
