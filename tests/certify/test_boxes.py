"""Boxes of starts and of step sizes: exact volumes, certified parts that hold what they claim, and a picture."""

from __future__ import annotations

import doctest
import importlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from convergence_cases import ManyDigits

from verify.certify.boxes import cut, volume
from verify.certify.convergence import Effort
from verify.certify.rational import InputError
from verify.models.basins import certify_box
from verify.models.convergence import ConvergenceCertificate
from verify.models.problem import Problem

SEED = 20260323
PROBLEM = Problem.of(H=[[1, 0], [0, 4]], u=[1, 1], w0=[1, 1], a0=1, eps="1/2")
QUICK = Effort(most_bits=128, most_steps=30)


def test_cutting_is_exact() -> None:
    """The parts fill the box; those with x + y <= 1 are found, up to the diagonal."""
    whole = ((Fraction(0), Fraction(1)), (Fraction(0), Fraction(2)), (Fraction(3), Fraction(3)))
    found = cut(whole, lambda part: True if part[0][1] + part[1][1] / 2 <= 1 else None, 8)
    assert volume(whole) == 2 and found.share() == Fraction(1, 2) - Fraction(1, 32)
    assert sum(volume(part) for part, _ in found.certified) + sum(map(volume, found.open)) == 2


def test_certified_parts_converge_to_the_side_they_claim(tmp_path: Path) -> None:
    """Points drawn from certified parts of a box of w0, followed with 60 digits, end on the claimed side; and a picture of the parts."""
    box = certify_box(PROBLEM, w0=[(-3, 3), (-3, 3)], depth=9, effort=QUICK)
    assert box.share(1) > Fraction(1, 20) and box.share() == box.share(1) + box.share(-1) < 1
    rng = np.random.default_rng(SEED)
    for part, found in box.cut.certified[::6]:
        point = [low + (high - low) * Fraction(int(rng.integers(0, 1001)), 1000) for low, high in part]
        run = ManyDigits(PROBLEM.replace(a0=point[0], w0=point[1:3], eps=point[3]), 60)
        run.step(400)
        alpha, q, _ = run.state()
        assert alpha * found.sign > 0 and q < 1e-3
    path = tmp_path / "basin.svg"
    box.draw(path)
    first = path.read_text(encoding="utf-8")
    box.draw(path)
    assert first == path.read_text(encoding="utf-8") and "<svg" in first


def test_an_interval_of_step_sizes() -> None:
    """From a start with w0 near u every eps from 1/100 to 1/2 is certified, and all of them lead to the same side."""
    box = certify_box(PROBLEM, eps=("1/100", "1/2"), depth=6)
    assert box.share(1) == 1 and box.share(-1) == 0
    assert all(isinstance(found, ConvergenceCertificate) and found.step <= 5 for found in box.certificates)


def test_a_box_with_a_large_step_of_a() -> None:
    """With eps_a = 3/2, too, boxes of starts are certified; points of them, followed with 60 digits, end on the claimed side."""
    box = certify_box(PROBLEM.replace(eps_a="3/2"), w0=[(1, "11/10"), (1, "11/10")], a0=("9/10", 1), depth=4, effort=QUICK)
    assert box.share(1) == 1
    run = ManyDigits(PROBLEM.replace(eps_a="3/2", a0="19/20", w0=[1, "11/10"]), 60)
    run.step(400)
    alpha, q, _ = run.state()
    assert alpha > 0 and q < 1e-3


def test_a_box_that_meets_the_saddles_is_not_certified() -> None:
    """a0 = 0 and w0'g = 0 inside: the part around it stays open at every depth."""
    box = certify_box(PROBLEM.replace(eps="1/10"), a0=(-1, 1), w0=[(3, 5), ("-5/4", "-3/4")], depth=6, effort=QUICK)
    point = (Fraction(0), Fraction(4), Fraction(-1), Fraction(1, 10))
    assert any(all(low <= x <= high for x, (low, high) in zip(point, part)) for part in box.cut.open)


@pytest.mark.parametrize("name", ["models.basins", "models.bounds", "models.convergence", "models.theorems", "certify.plain"])
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"verify.{name}")).failed == 0


def test_bad_boxes() -> None:
    for given, message in (({"w0": [(1, 2)]}, "w0 has 1 intervals: expected 2"), ({"a0": (2, 1)}, "the lower end is above"), ({"eps": (0, 1)}, "not positive"),
                           ({"a0": 3}, "is not an interval"), ({"depth": 99}, "depth = 99")):  # fmt: skip
        with pytest.raises(InputError, match=message):
            certify_box(PROBLEM, **given)
    with pytest.raises(InputError, match="two quantities vary"):
        certify_box(PROBLEM, a0=(1, 2), depth=0).draw(Path("never.svg"))
