"""The kernels against the single definition of the iterations, run at high precision.  Seed 20260802 throughout."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sweep_cases import by_definition, in_lanes

from verify.sweep import lanes, precise, truth
from verify.sweep.starts import error_form


def problem(number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, tuple[float, float, float]]:
    """A random problem: h, u, w0 and a0, eps_a, eps; every third starts from the gradient."""
    generator = np.random.default_rng([20260802, number])
    d = int(generator.integers(2, 8))
    h = np.sort(10 ** generator.uniform(-1, 1, d))
    u = generator.standard_normal(d) * 10 ** generator.uniform(-1, 1)
    w0 = None if number % 3 == 0 else generator.standard_normal(d)
    return h, u, w0, (float(generator.standard_normal()), float(generator.uniform(0.05, 1.95)), float(10 ** generator.uniform(-2, 1)))


@pytest.mark.parametrize("method", ["gd", "bngd", "mbngd"])
def test_kernels_equal_the_definition(method):
    """Every output, for 20 random problems and 40 steps, to 1e-9 relative to the largest number it is made of."""
    for number in range(20):
        h, u, w0, setting = problem(number)
        if method == "gd":
            setting = (*setting[:2], setting[2] / h[-1] / 10)
        expected = by_definition(method, h, u, w0, *setting, 40)
        found = in_lanes(method, h, u, w0, *setting, 40)
        for name, value in expected.items():
            assert found[name] == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True), (number, name)


def test_a_loss_below_every_double_keeps_its_logarithm():
    """At condition number 2 losses after 2000 steps are near 1e-400 and below: their logarithms agree with 880 bits."""
    h, u = np.geomspace(1, 2, 12), np.random.default_rng(20260802).standard_normal(12)
    for eps_a, eps in ((1.0, 1.0), (0.5, 0.7), (0.01, 0.9)):
        cell = precise.Cell("bngd", h, u, None, 0.1, eps_a, eps, 2000)
        found = in_lanes("bngd", h, u, None, 0.1, eps_a, eps, 2000)
        exact = precise.run(cell, 880)
        assert exact.log_loss < (-800 if eps_a > 0.1 else -30)
        assert found["log_loss"] == pytest.approx(exact.log_loss, rel=1e-9)
        assert found["effective_step"] == pytest.approx(exact.effective_step, rel=1e-9)


def test_starts_on_and_near_the_hyperplane_of_the_saddles():
    """w0'g = 0 and w0'g / (sigma |u|_H) = 1e-9: the kernels follow the definition through it."""
    h, u = np.array([1.0, 2.0, 4.0]), np.array([1.0, -1.0, 0.5])
    g = h * u
    for y in (0.0, 1e-9):
        w0 = np.array([2.0, 1.0, 0.0]) + y * g
        assert (abs(w0 @ g) < 1e-7) and (y or w0 @ g == 0)
        for steps in (1, 5, 30):
            expected = by_definition("bngd", h, u, w0, 0.7, 0.3, 0.2, steps)
            found = in_lanes("bngd", h, u, w0, 0.7, 0.3, 0.2, steps)
            for name, value in expected.items():
                assert found[name] == pytest.approx(value, rel=1e-8, abs=1e-10), (y, steps, name)


def test_a_step_that_throws_the_start_onto_the_hyperplane():
    """From w0 = g/|g| a huge step leads to w with w'g tiny, where the sign of a decides what follows; the paper's Figure 1 has this."""
    h, u = np.geomspace(1, 320, 20), np.random.default_rng(20260802).standard_normal(20)
    for eps in (1e8, 1e16):
        for a0 in (1.0, -1.0):
            expected = by_definition("bngd", h, u, None, a0, 0.1, eps, 50)
            found = in_lanes("bngd", h, u, None, a0, 0.1, eps, 50)
            assert found["log_loss"] == pytest.approx(expected["log_loss"], abs=1e-9)
            assert found["log_w"] == pytest.approx(expected["log_w"], abs=1e-9)
            assert found["projection"] == pytest.approx(expected["projection"], abs=1e-9)


def test_lanes_with_their_own_targets_checkpoints_and_scales():
    """Many starts at once equal each alone; so do several numbers of steps, and u may be 1e-40 or 1e40 times as long."""
    h = np.geomspace(0.5, 8, 7)
    generator = np.random.default_rng(20260802)
    vectors = [(generator.standard_normal(7), generator.standard_normal(7)) for _ in range(5)]
    starts = [error_form(h, u, w0) for u, w0 in vectors]
    which = np.arange(40) % 5
    a0, eps_a, eps = generator.standard_normal(40), generator.uniform(0.1, 1.9, 40), 10 ** generator.uniform(-2, 1, 40)
    found = lanes.run("bngd", h, starts, which, a0, eps_a, eps, [10, 37, 100])
    for i in range(0, 40, 3):
        u, w0 = vectors[which[i]]
        for column, steps in enumerate((10, 37, 100)):
            alone = in_lanes("bngd", h, u, w0, a0[i], eps_a[i], eps[i], steps)
            assert found["log_loss"][i, column] == pytest.approx(alone["log_loss"], rel=1e-9)
        for size in (1e-40, 1e40):
            scaled = in_lanes("bngd", h, u * size, w0, a0[i] * size, eps_a[i], eps[i] / size**2, 100)
            assert scaled["log_loss"] == pytest.approx(alone["log_loss"] + 2 * math.log(size), rel=1e-9)


def test_overflow_is_no_number():
    """A step size of 1e300 does not come out as a finite loss, unless it is right."""
    h, u = np.array([1.0, 2.0]), np.array([1.0, 1.0])
    found = in_lanes("bngd", h, u, [1.0, 3.0], 1e200, 1.0, 1e300, 5)
    assert not math.isfinite(found["log_loss"])


def test_precise_runs_equal_the_definition():
    """The recomputation in limbs, for 12 random problems: values of the definition, at 110 bits and at 440."""
    for number in range(12):
        h, u, w0, setting = problem(number)
        method = "mbngd" if number % 4 == 1 else "bngd"
        expected = by_definition(method, h, u, w0, *setting, 60)
        for bits in (110, 440):
            found = precise.run(precise.Cell(method, h, u, w0, *setting, 60), bits)
            assert found.log_loss == pytest.approx(expected["log_loss"], rel=1e-12, abs=1e-12)
            assert found.effective_step == pytest.approx(expected["effective_step"], rel=1e-12)


def test_twins_part_where_rounding_decides():
    """Where unstable directions decay below rounding and come back, the twins part; where nothing is unstable they stay together."""
    h, u = np.geomspace(1, 320, 30), np.random.default_rng(3).standard_normal(30)
    u /= np.linalg.norm(u)
    calm = in_lanes("bngd", h, u, None, 1.0, 1.0, 1e-3, 1000, twins=True)
    assert calm["apart"] < 1e-9
    against = truth.reference(h, error_form(h, u), 1000)
    parted = [in_lanes("bngd", h, u, None, 0.01, eps_a, eps, 1000, twins=True)["apart"] for eps_a in (1e-4, 1e-3) for eps in (1.0, 3.0, 10.0)]
    assert max(parted) > truth.APART
    assert against.step == pytest.approx(2 / 321)


def test_small_eps_a_and_one_dimension():
    """eps_a = 2e-10 is not rounded away, and in one dimension, where e = 0, only a is left to converge."""
    h, u = np.array([1.0, 3.0]), np.array([1.0, -2.0])
    for case in ((h, u, [1.0, 0.5], 1e-9, 2e-10, 0.5, 300), (h[:1], u[:1], [3.0], 0.5, 0.25, 0.5, 20)):
        expected, found = by_definition("bngd", *case), in_lanes("bngd", *case)
        for name in ("log_loss", "a", "effective_step", "projection"):
            assert found[name] == pytest.approx(expected[name], rel=1e-11), name
