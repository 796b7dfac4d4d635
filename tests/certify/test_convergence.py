"""Convergence certificates: found where they should be, never contradicted, and refused where nothing is proved."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from convergence_cases import contradictions, random_problem

from verify.certify.convergence import Effort
from verify.certify.rational import InputError
from verify.models.convergence import ConvergenceCertificate, NotCertified, certify_convergence
from verify.models.problem import Problem

SEED, COUNT = 20260321, 60
EFFORT = Effort(most_steps=400)


def test_random_problems_are_certified_and_not_contradicted() -> None:
    """Sixty problems, condition numbers up to 1e6, eps from 1e-6 to 1e8: most are certified within 400 steps, and 500 digits agree."""
    rng = np.random.default_rng(SEED)
    outcomes = [certify_convergence(random_problem(rng), EFFORT, report=None) for _ in range(COUNT)]
    certified = [found for found in outcomes if isinstance(found, ConvergenceCertificate)]
    assert len(certified) >= 42
    assert {found.sign for found in certified} == {-1, 1}
    for found in certified[::3]:
        assert contradictions(found, 25) == []
    for missed in outcomes:
        if isinstance(missed, NotCertified):
            assert missed.steps == EFFORT.most_steps and "no theorem applies" in missed.reason


@pytest.mark.parametrize("eps", ["1e-6", 1, "1e8"])
@pytest.mark.parametrize("eps_a", ["1/100", 1, "19/10"])
def test_step_sizes_over_fourteen_decades(eps: str, eps_a: str) -> None:
    """An ill-conditioned problem (kappa = 1e6) with a0 = 0 is certified for every step size tried, and the first step counts."""
    found = certify_convergence(Problem.of(H=[[1, 0, 0], [0, 50, 0], [0, 0, 1000000]], u=[1, -2, 3], w0=[3, 1, "1/2"], eps=eps, eps_a=eps_a))
    assert isinstance(found, ConvergenceCertificate)
    assert found.step > 0 and contradictions(found, 20) == []


def test_one_dimension_is_decided_by_the_signs() -> None:
    """In one dimension w never moves, and a tends to w g/|w g| |u|_H: certified as soon as a has this sign."""
    for w0, a0, eps_a in ((1, 1, 1), (-2, "-1/3", "1/2"), (1, -1, 1), (1, -5, "19/10")):
        found = certify_convergence(Problem.of(H=[[7]], u=[2], w0=[w0], a0=a0, eps=10**8, eps_a=eps_a))
        assert isinstance(found, ConvergenceCertificate)
        assert found.sign == (1 if w0 > 0 else -1)
        low, high = found.norm
        assert low <= abs(w0) <= high and high - low < Fraction(1, 10**6)


def test_starts_at_and_near_the_stable_set_of_a_saddle() -> None:
    """From w0'g = 0 and a0 = 0 nothing moves; starts off it by 1e-3, 1e-12 and 1e-30 take more steps and bits the nearer they are."""
    at = Problem.of(H=[[1, 0], [0, 2]], u=[1, 1], w0=[2, -1], a0=0, eps="1/10")
    missed = certify_convergence(at, Effort(most_bits=512, most_steps=300))
    assert isinstance(missed, NotCertified) and not missed
    taken = []
    for offset in ("1e-3", "1e-12", "1e-30"):
        near = at.replace(w0=(at.w0[0], at.w0[1] + Problem.of(H=[[1]], u=[1], eps=1, a0=offset).a0))
        found = certify_convergence(near)
        assert isinstance(found, ConvergenceCertificate) and found.sign == 1
        assert contradictions(found, 20) == []
        taken.append(found.step)
    assert taken == sorted(taken)


def test_between_the_basins_of_both_signs_lies_the_stable_set_of_a_saddle() -> None:
    """Halving an interval of a0 between starts with r < 0 and r > 0 comes as near to the stable set as wished: it takes more steps and bits."""
    base = Problem.of(H=[[1, 0], [0, 2]], u=[1, 1], w0=[2, "-9/10"], a0=0, eps="1/10", eps_a="1/2")
    low, high = Fraction(-50), Fraction(0)
    ends = [certify_convergence(base.replace(a0=x), report=None) for x in (low, high)]
    assert [found.sign for found in ends if isinstance(found, ConvergenceCertificate)] == [-1, 1]
    steps, bits = [], []
    for _ in range(150):
        middle = (low + high) / 2
        found = certify_convergence(base.replace(a0=middle), report=None)
        assert isinstance(found, ConvergenceCertificate)
        low, high = (middle, high) if found.sign < 0 else (low, middle)
        steps.append(found.step)
        bits.append(found.bits)
    assert max(steps[:10]) < min(steps[-10:]) and bits[0] == 128 and bits[-1] >= 256
    assert contradictions(found, 20) == []
    missed = certify_convergence(base.replace(a0=low), Effort(bits=64, most_bits=64), report=None)
    assert isinstance(missed, NotCertified) and missed.bits == 64 and "too wide" in missed.reason
    assert missed.loss is not None and missed.loss > 0


def test_bad_input_is_one_line() -> None:
    problem = Problem.of(H=[[1]], u=[1], eps=1)
    with pytest.raises(InputError, match="eps_a = 2: expected less than 2"):
        certify_convergence(problem.replace(eps_a=2))
    with pytest.raises(InputError, match="most_steps = -1"):
        Effort(most_steps=-1)
    with pytest.raises(InputError, match="bits = True"):
        Effort(bits=True)
