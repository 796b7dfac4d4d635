"""Training: the kernels against PyTorch, together against one by one, and runs that diverge; on the digits unless stated, seed 7."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from verify.certify.rational import InputError
from verify.deep import compiled, epoch
from verify.deep.architectures import ARCHITECTURES, Convolution, architecture, layers, varied
from verify.deep.datasets import DataSet
from verify.deep.plan import Plan, Run
from verify.deep.training import train

SEED = 7
RUNS = [Run("bngd", 0.1, seed=SEED), Run("gd", 0.05, seed=SEED), Run("bngd", 10.0, rate_a=0.01, eta=100.0, seed=SEED), Run("bngd", 0.1, seed=SEED + 1)]


def pictures(shape: tuple[int, int, int], count: int = 60) -> DataSet:
    """Random images, a part of which is black, as in real ones: equal numbers compete in pooling."""
    draw = np.random.default_rng(SEED)
    images = draw.random((count, *shape), np.float32)
    images[:, :, : shape[1] // 3] = 0
    return DataSet("random", images, draw.integers(0, 10, count), 10, "random")


@pytest.mark.parametrize("normalised", [True, False])
@pytest.mark.parametrize(("name", "shape"), [("1fc", (1, 28, 28)), ("2cnn+2fc", (1, 28, 28)), ("2cnn+2fc", (1, 8, 8)), ("2cnn+3fc", (3, 19, 25))])
def test_kernels_have_the_gradients_of_pytorch(torch, name, shape, normalised):
    """Loss and every derivative to rounding in double precision, with gamma of both signs and biases that are not zero."""
    from verify.deep import network

    base = replace(architecture(name), biases="glorot")
    fitted, data = layers(base, shape, 10), pictures(shape)
    images, labels = data.standardised().astype(np.float64), data.labels
    start = epoch.initial(base, fitted, SEED, 1.0)
    models = compiled.Models(base, fitted, [start, epoch.initial(base, fitted, 0, 2.0)], normalised, 1e-3, len(images), "float64")
    if normalised:
        for part in models.parameters:
            part["gamma"][:] = np.linspace(-1, 2.137, part["gamma"].shape[1])
            part["beta"][:] = 0.1
    parameters = [{key: torch.as_tensor(value) for key, value in part.items()} for part in models.parameters]
    loss, slopes = network.gradients(base, fitted, parameters, torch.as_tensor(images), torch.as_tensor(labels), 1e-3)
    models.given(images)
    for number in range(2 // models.width):
        at = slice(number * models.width, (number + 1) * models.width)
        found, _ = models.forward(number, labels)
        assert found == pytest.approx(loss[at].numpy(), rel=1e-12)
        models.backward(number)
        for slope, dw, (dgamma, dbeta) in zip(slopes, models.work.dw, models.work.dunits):
            ours = {"w": dw, "gamma": dgamma, "beta": dbeta} if normalised else {"w": dw, "b": dbeta}
            for key, value in ours.items():
                expected = slope[key][at].flatten(0, 1).numpy()
                assert np.abs(value - expected).max() <= 1e-12 * np.abs(expected).max()


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_both_engines_train_alike(torch, digits, name):
    """The kernels and PyTorch, five steps in double precision, every output."""
    plan = Plan(name, 500, every=2)
    one, other = (train(plan, digits, RUNS, dtype="float64", engine=engine) for engine in ("compiled", "torch"))
    assert list(one["steps"]) == [0, 2, 4, 5]
    for key, values in one.items():
        assert values == pytest.approx(other[key], rel=1e-9, nan_ok=True), key


@pytest.mark.parametrize("engine", ["compiled", "torch"])
def test_together_is_one_by_one(torch, digits, engine):
    """Models that share their batches do not touch each other."""
    plan = Plan("2cnn+2fc", 500)
    one, other = (train(plan, digits, RUNS, dtype="float64", engine=engine, together=together) for together in (32, 1))
    for key, values in one.items():
        assert values == pytest.approx(other[key], rel=1e-10, nan_ok=True), key


@pytest.mark.parametrize("engine", ["compiled", "torch"])
def test_diverging_runs_do_not_disturb_the_others(torch, digits, engine):
    """Rates at which plain gradient descent overflows, between others: marked, infinite, and of no influence."""
    plan = Plan("2cnn+2fc", 800)
    quiet = [Run("gd", rate, seed=SEED) for rate in (0.01, 0.05)]
    wild = [quiet[0], Run("gd", 1e6, seed=SEED), Run("gd", 1e300, seed=SEED), quiet[1]]
    with np.errstate(all="ignore"):
        alone, among = train(plan, digits, quiet, engine=engine), train(plan, digits, wild, engine=engine)
    assert list(among["finite"]) == [True, False, False, True]
    assert np.isinf(among["loss"][1:3]).all()
    for key in ("loss", "running", "norms"):
        assert among[key][[0, 3]] == pytest.approx(alone[key], rel=1e-3), key


def test_what_a_run_returns(digits):
    """Norms of the initial weights, effective rates, the loss of the first batch, and a loss that falls."""
    plan = Plan("2cnn+2fc", 1500, epochs=2, every=7)
    found = train(plan, digits, RUNS)
    assert list(found["steps"]) == [0, 7, 14, 21, 28, 30]
    assert found["norms"].shape == found["effective_rates"].shape == (4, 4, 6)
    fitted = layers("2cnn+2fc", digits.shape, 10)
    for run, norms in zip(RUNS, found["norms"]):
        start = epoch.initial(ARCHITECTURES["2cnn+2fc"], fitted, run.seed, run.eta)
        assert norms[:, 0] == pytest.approx([np.linalg.norm(part["w"]) for part in start], rel=1e-6)
        for layer, part in zip(fitted, start):
            assert np.abs(part["w"]).max() <= run.eta * layer.bound
    assert np.array_equal(found["effective_rates"][2], 10.0 / found["norms"][2] ** 2)
    assert found["curve"][0, 0] == pytest.approx(2.7, abs=0.5)
    assert found["loss"][0] < 0.6 < found["curve"][0, 0]
    assert found["accuracy"][0] > 0.9
    assert found["finite"].all()


def test_a_seed_fixes_weights_and_batches(digits):
    """Another seed, another run; the same seed, the same, whatever else is trained."""
    plan = Plan("1fc", 500)
    found = train(plan, digits, [Run("bngd", 0.1, seed=1), Run("bngd", 0.1, seed=2), Run("bngd", 0.1, seed=1)])["loss"]
    assert found[0] == found[2] != found[1]
    assert train(plan, digits, [Run("bngd", 0.1, seed=2)])["loss"] == found[1]


def test_networks_that_have_no_kernels(torch, digits):
    """Another activation trains with PyTorch; asking for the kernels is refused."""
    other = varied("2cnn+2fc", activation="tanh")
    assert train(Plan(other, 200), digits, RUNS[:1])["finite"].all()
    with pytest.raises(InputError, match=r"engine = .compiled.: expected torch for this network"):
        train(Plan(other, 200), digits, RUNS[:1], engine="compiled")


def test_layers_follow_the_images():
    """Sizes for MNIST, CIFAR-10 and the digits, and images that are too small."""
    def after(name, shape):
        return [layer.after for layer in layers(name, shape, 10)]

    assert after("2cnn+2fc", (1, 28, 28)) == [(8, 12, 12), (16, 4, 4), (64, 1, 1), (10, 1, 1)]
    assert after("2cnn+3fc", (3, 32, 32)) == [(8, 14, 14), (16, 5, 5), (64, 1, 1), (64, 1, 1), (10, 1, 1)]
    assert after("2cnn+2fc", (1, 8, 8)) == [(8, 4, 4), (16, 2, 2), (64, 1, 1), (10, 1, 1)]
    assert [layer.fan_in for layer in layers("1fc", (1, 28, 28), 10)] == [784]
    with pytest.raises(InputError, match="images of 1 x 1: expected larger ones"):
        layers("2cnn+2fc", (1, 3, 3), 10)


def test_varied_networks():
    """Other channels, kernels and widths, as data."""
    other = varied("2cnn+2fc", channels=(4, 6), kernel=3, hidden=(32, 16), biases="glorot", name="other")
    assert other.convolutions == (Convolution(4, 3), Convolution(6, 3))
    assert (other.hidden, other.biases, other.name, other.loss) == ((32, 16), "glorot", "other", "cross-entropy")
    with pytest.raises(InputError, match="expected 2 numbers"):
        varied("2cnn+2fc", channels=(4,))


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Run("sgd", 0.1), "method = 'sgd': expected gd or bngd"), (lambda: Run("gd", float("nan")), "rate = nan"),
    (lambda: Run("gd", -1.0), "rate = -1.0"), (lambda: Run("gd", 0.1, rate_a=0.1), "with method gd"), (lambda: Run("bngd", 0.1, eta=0.0), "eta = 0.0"),
    (lambda: Run("bngd", 0.1, seed=-1), "seed = -1"), (lambda: Plan("3cnn", 100), "architecture '3cnn' is not known"),
    (lambda: Plan("1fc", 0), "images = 0: expected at least 1"), (lambda: Plan("1fc", 50), "batch = 100 with 50 images"),
    (lambda: Plan("1fc", 100, regularisation=-1e-3), "regularisation = -0.001"),
])  # fmt: skip
def test_bad_plans_and_runs(make, message):
    """One line that names the value."""
    with pytest.raises(InputError, match=message):
        make()


def test_bad_training(torch, digits):
    """More images than there are, another number type, another engine, a device that is not there."""
    plan = Plan("1fc", 100)
    for options, message in (({"dtype": "float16"}, "dtype = 'float16'"), ({"engine": "jax"}, "engine = 'jax'"), ({"device": "tpu"}, "device = 'tpu'"),
                             ({"together": 0}, "together = 0")):  # fmt: skip
        with pytest.raises(InputError, match=message):
            train(plan, digits, RUNS[:1], **options)
    with pytest.raises(InputError, match="images = 1800: expected at most 1797, which digits has"):
        train(Plan("1fc", 1800), digits, RUNS[:1])


def test_on_a_gpu_the_same(torch, digits):
    """CUDA by the same call, where there is one."""
    if not torch.cuda.is_available():
        pytest.skip("PyTorch has no CUDA here")
    plan = Plan("2cnn+2fc", 500)
    one, other = (train(plan, digits, RUNS, device=device, dtype="float64") for device in ("cpu", "cuda"))
    assert one["loss"] == pytest.approx(other["loss"], rel=1e-6)
