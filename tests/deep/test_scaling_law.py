"""The scaling law of BN in double precision without regularisation, layer by layer and step by step, on the digits; seed 7 throughout."""

from __future__ import annotations

import numpy as np
import pytest

from verify.certify.rational import InputError
from verify.deep.plan import Plan

SEED, RATE, ROUNDING = 7, 0.1, 1e-12
NETWORKS = ("1fc", "2cnn+2fc", "2cnn+3fc")


def plan(name: str, steps: int = 5) -> Plan:
    """Some steps of 100 images."""
    return Plan(name, 100 * steps)


@pytest.fixture
def scaling(torch):
    """The module under test, which needs PyTorch."""
    from verify.deep import scaling

    return scaling


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_orthogonal_to_weights(scaling, digits, name):
    """w . dL/dw = 0 for every unit, layer and step; with a regularisation it is gamma dL/dgamma reg / (variance + reg), and not zero."""
    free = scaling.orthogonality(plan(name), digits, RATE, seed=SEED)
    assert free["cosine"].shape[0] == 5
    assert free["cosine"].max() < ROUNDING
    kept = scaling.orthogonality(plan(name), digits, RATE, regularisation=1e-3, seed=SEED)
    assert kept["error"].max() < ROUNDING
    assert kept["cosine"].max() > 1e-6


@pytest.mark.parametrize("r", [2.0**10, 2.0**-10, -2.0])
@pytest.mark.parametrize("name", NETWORKS)
def test_powers_of_two_rescale_a_run_in_every_bit(scaling, digits, name, r):
    """The run from r w0 with rate r^2 lr is r times the run from w0 with rate lr; for r < 0 with the sign of gamma turned."""
    for values in scaling.rescaled_run(plan(name, 3), digits, r, RATE, seed=SEED).values():
        assert len(values) == 4
        assert not values.any()


@pytest.mark.parametrize("r", [3.0, -3.0, 1e-3, 1e3])
def test_any_factor_rescales_a_run_to_rounding(scaling, digits, r):
    """The same for factors that are not exact in binary."""
    for values in scaling.rescaled_run(plan("2cnn+2fc"), digits, r, RATE, seed=SEED).values():
        assert values.max() < ROUNDING


def test_each_layer_has_its_own_factor(scaling, digits):
    """Different factors of different signs in the layers, their rates multiplied by the squares; BN's own rate stays."""
    factors = [5.0, -0.2, 30.0, -1e-2, 7.0]
    for rate_a in (None, 0.01):
        for values in scaling.rescaled_run(plan("2cnn+3fc"), digits, factors, RATE, rate_a, seed=SEED).values():
            assert values.max() < ROUNDING


@pytest.mark.parametrize("name", NETWORKS)
def test_a_negative_factor_needs_the_sign_of_gamma(scaling, digits, name):
    """From -2 w0 with gamma as it was, the run is another one after the first step."""
    found = scaling.rescaled_run(plan(name, 3), digits, -2.0, RATE, seed=SEED, turned=False)
    assert not found["w"][0].any()
    assert (found["w"][1] > 1e-3).all()


def test_the_rate_must_grow_with_the_square(scaling, digits):
    """A run from 2 w0 with rate 4 lr is compared with lr; with another rate of the weights the law would be broken at once."""
    start = scaling.alike(plan("2cnn+2fc", 1), digits, RATE)
    one = scaling.trajectory(plan("2cnn+2fc", 1), digits, start, SEED)
    other = scaling.trajectory(plan("2cnn+2fc", 1), digits, scaling.replace(start, factors=[2.0] * 4, rates=[2 * RATE] * 4), SEED)
    found = scaling.differences(other, one, np.full(4, 2.0), np.ones(4))
    assert (found["w"][1] > 1e-3).all()


def test_regularisation_enters_by_its_ratio_to_the_square_of_the_factor(scaling, digits):
    """From eta w0 with eta^2 lr and reg, and from w0 with lr and reg / eta^2: one run, also for a factor of each layer's own."""
    for factors in (0.25, [0.25, 3.0, -0.1, 10.0]):
        for values in scaling.rescaled_run(plan("2cnn+2fc"), digits, factors, RATE, regularisation=1e-3, seed=SEED).values():
            assert values.max() < ROUNDING
    broken = scaling.rescaled_run(plan("2cnn+2fc"), digits, 0.25, RATE, regularisation=1e-3, seed=SEED, adjusted=False)
    assert broken["w"][1].min() > 1e-5


def test_the_deviation_is_what_the_regularisation_predicts(scaling, digits):
    """A smooth network: the deviation from the law falls as 1/|w|^2, with the factor that a far smaller regularisation has."""
    found = scaling.deviations(plan("1fc"), digits, [1.0, 10.0, 100.0], RATE, seed=SEED)
    assert found["measured"] == pytest.approx(found["predicted"], rel=0.01)
    slope = np.diff(np.log(found["measured"][:, 0])) / np.diff(np.log(found["norm"][:, 0]))
    assert slope == pytest.approx([-2, -2], abs=0.01)
    small = scaling.deviations(plan("1fc"), digits, [0.01], RATE, seed=SEED)
    assert small["share"] > 1
    assert small["measured"] < 0.5 * small["predicted"]


def test_the_variances_that_batch_normalisation_meets(scaling, digits):
    """They grow with the square of the common factor, layer by layer, as long as the regularisation is far below them."""
    free = Plan("2cnn+2fc", 100, regularisation=0.0)
    for one, other in zip(scaling.initial_variances(free, digits, seed=SEED), scaling.initial_variances(free, digits, 8.0, SEED)):
        assert other == pytest.approx(64 * one, rel=1e-12)


def test_the_law_as_a_table(scaling, digits):
    """Every network and factor: to rounding, in every bit for powers of two, and not without turning gamma."""
    rows = scaling.law(digits, steps=2)
    assert len(rows) == 18
    for row in rows:
        assert row["deviation"] < ROUNDING and row["cosine"] < ROUNDING
        assert row["deviation"] == 0 or abs(row["r"]) in (3.0, 1e-3, 1e3)
        assert (row["unturned"] is None) == (row["r"] > 0)
        assert row["unturned"] is None or row["unturned"] > 1e-3


def test_bad_input_is_named(scaling, digits):
    """A factor of zero, and a wrong number of them."""
    with pytest.raises(InputError, match="none of them zero"):
        scaling.rescaled_run(plan("1fc"), digits, 0.0, RATE)
    with pytest.raises(InputError, match="rates has 4 numbers: expected 1"):
        scaling.trajectory(plan("1fc"), digits, scaling.alike(plan("2cnn+2fc"), digits, RATE))
