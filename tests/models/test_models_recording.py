"""Recorded trajectories: every number type agrees, small residuals keep their digits, and runs that fail say so."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

import flint
import gmpy2
import numpy as np
import pytest
from flint import arb, fmpq
from models_cases import SEED, random_problem, two_rational_steps

from verify import Problem, SampleProblem, arithmetic, record
from verify.certify.rational import InputError
from verify.models import gd, mbngd
from verify.models.observing import METHODS

FLOATS = ("a", "w_norm", "sigma", "wg", "e_norm_H", "loss", "excess_loss", "effective_step", "log_e_norm_H", "log_excess_loss")


def relative(x: Any, y: Any) -> float:
    """The largest relative difference of two arrays; of two zeros it is 0."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return float(np.max(np.abs(x - y) / np.where(y == 0, 1, np.abs(y))))


# ------------------------------------------------------------------------------------------------
# Agreement


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(3))
def test_every_number_type_and_both_forms_agree(method: str, seed: int) -> None:
    problem = random_problem(seed, 2 + seed, eps="1/50" if method == "gd" else "1/3")
    reference = record(problem, method, steps=12, arithmetic=arithmetic("gmpy2", digits=300), form="definition")
    for name in ("mpmath", "gmpy2", "flint", "float"):
        numbers = arithmetic(name) if name == "float" else arithmetic(name, digits=80)
        data = record(problem, method, steps=12, arithmetic=numbers)
        assert data.attrs["stopped"] == "" and data.sizes["step"] == 13
        for variable in reference.data_vars:
            if variable not in ("relative_error", "delta"):
                assert relative(data[variable], reference[variable]) < 1e-11, (name, variable)


def test_wide_numbers_agree_to_their_last_digits() -> None:
    problem = random_problem(5, 3)
    reference = record(problem, steps=20, arithmetic=arithmetic("gmpy2", digits=300), values="own")
    for name in ("mpmath", "flint", "gmpy2"):
        data = record(problem, steps=20, arithmetic=arithmetic(name, digits=100), values="own")
        with gmpy2.context(precision=1000):
            for variable in ("a", "w_norm", "e_norm_H", "excess_loss", "effective_step"):
                for x, y in zip(data[variable].values, reference[variable].values):
                    if name == "flint":
                        with flint.ctx.workprec(1000):
                            assert x.contains(arb(fmpq(*map(int, y.as_integer_ratio()))))
                    else:
                        assert abs(gmpy2.mpfr(str(x)) / y - 1) < 1e-90


@pytest.mark.parametrize("seed", range(4))
def test_fractions_are_exact(seed: int) -> None:
    problem = two_rational_steps(seed, 2 + seed % 2, ("1/2", "1/3"))
    data = record(problem, steps=2, arithmetic="fraction", form="definition")
    other = record(problem, steps=2, arithmetic="fraction")
    for variable in data.data_vars:
        assert np.array_equal(data[variable], other[variable])
    assert data.relative_error.values.tolist() == [0, 0, 0] and data.attrs["precision"] == "exact"
    wide = record(problem, steps=2, arithmetic="gmpy2")
    assert all(relative(wide[variable], data[variable]) < 1e-15 for variable in FLOATS)


def test_exact_own_values_of_gradient_descent() -> None:
    problem = Problem.of(H=[[1, 0], [0, 4]], u=[3, 2], w0=[1, 1], eps="1/8")
    data = record(problem, "gd", steps=3, arithmetic="fraction")
    w = [Fraction(1), Fraction(1)]
    for k in range(4):
        J = Fraction((w[0] - 3) ** 2 + 4 * (w[1] - 2) ** 2) / 2
        assert data.excess_loss.values[k] == float(J)
        w = [w[0] - (w[0] - 3) / 8, w[1] - 4 * (w[1] - 2) / 8]
    with pytest.raises(InputError, match="w_norm has no value among the fractions: 2 is not the square of a rational"):
        record(problem, "gd", steps=3, arithmetic="fraction", values="own")


def test_the_loss_is_that_of_equation_7() -> None:
    problem = random_problem(2, 3).replace(c=10**6)
    data = record(problem, steps=5, arithmetic=arithmetic("gmpy2", digits=60), values="own")
    with gmpy2.context(precision=200):
        for J, excess, a, wg, sigma in zip(*(data[name].values for name in ("loss", "excess_loss", "a", "wg", "sigma"))):
            assert abs(J - (gmpy2.mpfr(10**6) / 2 - wg / sigma * a + a**2 / 2)) < 1e-50
            least = gmpy2.mpfr(gmpy2.mpq(int(problem.noise.p), int(problem.noise.q))) / 2
            assert abs(J - excess - least) < 1e-50


# ------------------------------------------------------------------------------------------------
# No cancellation


@pytest.mark.parametrize(("method", "eps"), [("bngd", "1/3"), ("mbngd", "1/3"), ("gd", "47/100")])
def test_doubles_keep_their_digits_to_a_loss_of_1e_200(method: str, eps: str) -> None:
    problem = Problem.of(H=[[1, 0, 0], [0, "5/4", 0], [0, 0, "3/2"]], u=["2/3", -1, 1], w0=["1/2", "1/3", 1], a0=1, eps=eps, eps_a="3/4")
    exact = record(problem, method, steps=400, every=100, arithmetic=arithmetic("gmpy2", digits=600))
    data = record(problem, method, steps=400, every=100)
    assert data.attrs["stopped"] == "" and data.step.values.tolist() == [0, 100, 200, 300, 400]
    assert float(exact.excess_loss[-1]) < 1e-200
    assert np.max(np.abs(data.log_excess_loss - exact.log_excess_loss)) < 1e-10  # the logarithm of 1 + relative error
    assert relative(data.excess_loss, exact.excess_loss) < 1e-10
    assert float(data.relative_error[-1]) < 1e-10


def test_the_definition_in_doubles_stops_where_its_digits_end() -> None:
    problem = random_problem(1, 3)
    data = record(problem, steps=5000, form="definition")
    assert "no relative accuracy is left in double precision" in data.attrs["stopped"]
    assert "use the arithmetic 'gmpy2' or 'mpmath'" in data.attrs["stopped"]
    assert 1e-34 < float(data.excess_loss[-1]) < 1e-20


def test_the_estimate_of_the_error_covers_it() -> None:
    """30 problems (seed 20260101), also near saddles and with huge steps: the error of the loss is below 100 times the estimate."""
    draw = np.random.default_rng(SEED)
    compared = 0
    for _ in range(30):
        d = int(draw.integers(2, 6))
        h, u, w = np.logspace(0, draw.uniform(0, 5), d), draw.normal(size=d), draw.normal(size=d)
        if draw.random() < 0.5:
            w += (10.0 ** draw.uniform(-12, -2) - (w @ (h * u)) / (h * u @ (h * u))) * h * u
        problem = Problem.from_floats(H=np.diag(h), u=u, w0=w, a0=float(draw.choice([0, 0.1, 10])), eps=10.0 ** draw.uniform(-4, 8),
                                      eps_a=draw.uniform(0.05, 1.95))  # fmt: skip
        data = record(problem, steps=150, every=10)
        exact = record(problem, steps=150, every=10, arithmetic=arithmetic("gmpy2", bits=2000), shadow=False)
        both = exact.sel(step=[k for k in data.step.values if k % 10 == 0])
        error = np.abs(np.expm1(data.log_excess_loss.sel(step=both.step) - both.log_excess_loss))
        assert (error <= 100 * data.relative_error.sel(step=both.step) + 1e-14).all()
        compared += both.sizes["step"]
    assert compared > 400


def test_logarithms_go_on_below_doubles() -> None:
    """H = diag(1, 2), eps = 2/5, w0 = (1, 0), u = (1, 1): e_k = (0, 5^-k)."""
    problem = Problem.of(H=[[1, 0], [0, 2]], u=[1, 1], w0=[1, 0], eps="2/5")
    data = record(problem, "gd", steps=300, every=300, arithmetic="mpmath")
    assert float(data.log_e_norm_H[-1]) == pytest.approx(math.log(2) / 2 - 300 * math.log(5), rel=1e-14)
    assert float(data.log_excess_loss[-1]) == pytest.approx(-600 * math.log(5), rel=1e-14)
    assert data.attrs["beyond_double"] == "loss excess_loss" and data.attrs["stopped"] == ""
    assert float(data.excess_loss[-1]) == 0 and float(data.e_norm_H[-1]) == pytest.approx(math.sqrt(2) * 5.0**-300, rel=1e-12)


def test_doubles_that_underflow_say_so() -> None:
    problem = Problem.of(H=[[1, 0], [0, 2]], u=[1, 1], w0=["1/2", "1/3"], eps="2/5")
    data = record(problem, "gd", steps=2000)
    assert "underflows in double precision; use the arithmetic" in data.attrs["stopped"]
    assert 0 < float(data.excess_loss[-1]) < 1e-300 and data.sizes["step"] < 1500
    exact = record(problem, "gd", steps=int(data.step[-1]), every=100, arithmetic=arithmetic("mpmath", digits=400))
    assert relative(data.excess_loss[-1], exact.excess_loss[-1]) < 1e-10


def test_a_start_at_a_minimiser_stays() -> None:
    problem = Problem.of(H=[[2, 1], [1, 3]], u=[1, 2], w0=[-3, -6], a0=-1, eps=7, eps_a="1/2")
    for name in ("float", "mpmath", "gmpy2", "flint"):
        data = record(problem, steps=30, arithmetic=name)
        assert data.attrs["stopped"] == "" and float(data.e_norm_H[-1]) == 0 and float(data.log_e_norm_H[-1]) == -math.inf
        assert float(data.excess_loss[-1]) == pytest.approx(float(data.excess_loss[0]) / 4**30, rel=1e-12)


# ------------------------------------------------------------------------------------------------
# Huge steps, overflow, signs


@pytest.mark.parametrize("method", ["bngd", "mbngd"])
@pytest.mark.parametrize("eps", ["1000", "100000000"])
def test_huge_steps(method: str, eps: str) -> None:
    for seed in range(3):
        problem = random_problem(seed, 3, eps)
        exact = record(problem, method, steps=300, every=50, arithmetic=arithmetic("gmpy2", digits=400))
        data = record(problem, method, steps=300, every=50)
        assert data.attrs["stopped"] == ""
        assert all(relative(data[variable], exact[variable]) < 1e-9 for variable in ("e_norm_H", "excess_loss", "w_norm", "effective_step"))


def test_overflow_is_reported_and_wide_numbers_go_on() -> None:
    problem = random_problem(0, 2, "1e200")
    data = record(problem, steps=50)
    assert data.attrs["stopped"].startswith("step 1: ") and "is not finite in double precision" in data.attrs["stopped"]
    assert "'gmpy2' or 'mpmath'" in data.attrs["stopped"] and data.step.values.tolist() == [0]
    assert all(np.isfinite(data[variable]).all() for variable in data.data_vars)
    for name in ("gmpy2", "mpmath"):
        wide = record(problem, steps=50, arithmetic=name)
        assert wide.attrs["stopped"] == "" and wide.sizes["step"] == 51
        assert math.isfinite(float(wide.log_excess_loss[-1])) and float(wide.w_norm[-1]) > 1e150


def test_diverging_gradient_descent_overflows_without_a_number_that_is_not_finite() -> None:
    problem = Problem.of(H=[[1, 0], [0, 10]], u=[1, 1], w0=[1, -1], eps="1/3")
    data = record(problem, "gd", steps=3000)
    assert "not finite in double precision" in data.attrs["stopped"] and len(data.step) < 3000
    assert all(np.isfinite(data[variable]).all() for variable in data.data_vars)
    assert record(problem, "gd", steps=3000, every=3000, arithmetic="gmpy2").attrs["beyond_double"] == "w_norm sigma wg e_norm_H loss excess_loss"


def test_nothing_in_a_dataset_says_converged() -> None:
    data = record(random_problem(1, 3), steps=400)
    assert "converge" not in json.dumps(data.attrs).lower()


def test_a_start_on_the_saddle_set() -> None:
    """w0'g = 0 and a0 = 0: the state is fixed. In doubles w0'g is a rounding error, and grows: the run says that it knows nothing."""
    problem = Problem.of(H=[[1, 0, 0], [0, "1/3", 0], [0, 0, "1/7"]], u=[1, 3, 7], w0=["1/3", "1/3", "-2/3"], a0=0, eps=3)
    exact = record(problem, "mbngd", steps=3, arithmetic="fraction")
    assert np.ptp(exact.excess_loss.values) == 0 and exact.wg.values.tolist() == [0] * 4
    data = record(problem, "mbngd", steps=400)
    assert float(data.wg[0]) == 0 or "no relative accuracy is left" in data.attrs["stopped"]


def test_changes_of_sign_keep_every_quantity_right() -> None:
    """eps_a = 19/10 and a0 < 0 < w0'g: alpha and a change their signs on the way."""
    problem = Problem.of(H=[[1, 0], [0, 3]], u=[1, 1], w0=[2, "-1/2"], a0=-3, eps=2, eps_a="19/10")
    exact = record(problem, steps=200, arithmetic=arithmetic("gmpy2", digits=300))
    assert len(set(np.sign(exact.wg.values))) == 2 and len(set(np.sign(exact.a.values))) == 2
    data = record(problem, steps=200)
    assert data.attrs["stopped"] == ""
    assert all(relative(data[variable], exact[variable]) < 1e-9 for variable in FLOATS)


def test_balls_stop_when_they_hold_zero() -> None:
    problem = random_problem(3, 3)
    data = record(problem, steps=2000, arithmetic=arithmetic("flint", bits=200), values="own")
    assert data.attrs["stopped"].startswith(f"step {int(data.step[-1]) + 1}: ") and "use more than 200 bits" in data.attrs["stopped"]
    assert all(x.is_finite() and x > 0 for x in data.excess_loss.values)
    assert (np.diff(data.relative_error.values) >= 0).all() and float(data.relative_error[-1]) < 0.5
    longer = record(problem, steps=2000, arithmetic=arithmetic("flint", bits=400))
    assert longer.sizes["step"] > data.sizes["step"]


def test_fractions_stop_at_an_irrational_root_or_when_too_long() -> None:
    with pytest.raises(InputError, match="step 0: 5 is not the square of a rational; use the arithmetic 'gmpy2' or 'mpmath'"):
        record(Problem.of(H=[[1, 0], [0, 1]], u=[1, 1], w0=[1, 2], eps=1), steps=3, arithmetic="fraction")
    problem = Problem.of(H=[[1, 0], [0, 1]], u=[1, 0], w0=[3, 4], a0=1, eps=1)
    assert record(problem, steps=3, arithmetic="fraction").attrs["stopped"].startswith("step 1: ")
    long = record(random_problem(0, 2), "mbngd", steps=50, arithmetic="fraction")
    assert "the fractions have" in long.attrs["stopped"] and long.sizes["step"] > 3


# ------------------------------------------------------------------------------------------------
# The dataset and the arguments


def test_every_and_the_last_step() -> None:
    problem = random_problem(1, 2)
    assert record(problem, steps=10, every=4).step.values.tolist() == [0, 4, 8, 10]
    assert record(problem, steps=0).step.values.tolist() == [0]
    one, all_of_them = record(problem, steps=10, every=4), record(problem, steps=10)
    assert all(np.array_equal(one[name], all_of_them[name].sel(step=one.step)) for name in FLOATS)


def test_attributes_name_the_run() -> None:
    problem = random_problem(1, 2)
    data = record(problem, "mbngd", steps=3, arithmetic=arithmetic("mpmath", bits=120))
    assert Problem(**json.loads(data.attrs["problem"])) == problem
    assert (data.attrs["method"], data.attrs["form"], data.attrs["arithmetic"], data.attrs["precision"]) == ("mbngd", "errors", "mpmath", "120 bits")
    assert all("long_name" in data[name].attrs for name in data.data_vars)
    assert np.isnan(record(problem, steps=3, shadow=False).relative_error).all()


def test_an_interrupt_is_not_swallowed() -> None:
    calls = []

    def derivative(y: Any, z: Any) -> Any:
        calls.append(z)
        if len(calls) > 40:
            raise KeyboardInterrupt
        return z - y

    problem = SampleProblem.of(X=[[1, 0], [0, 1]], y=[1, 2], derivative=derivative, w0=[1, 1], eps=1)
    before = gmpy2.get_context().precision, flint.ctx.prec
    for name in ("gmpy2", "flint", "float"):
        calls.clear()
        with pytest.raises(KeyboardInterrupt):
            record(problem, steps=1000, arithmetic=name)
    assert (gmpy2.get_context().precision, flint.ctx.prec) == before


@pytest.mark.parametrize(("arguments", "message"), [
    ({"method": "adam"}, "method = 'adam' is unknown: expected one of bngd, mbngd, gd"),
    ({"steps": -1}, "steps = -1: expected an integer of at least 0"),
    ({"steps": 2.5}, "steps = 2.5: expected an integer of at least 0"),
    ({"every": 0}, "every = 0: expected an integer of at least 1"),
    ({"form": "exact"}, "form = 'exact' is unknown: expected one of errors, definition"),
    ({"values": "double"}, "values = 'double' is unknown: expected one of float, own"),
    ({"arithmetic": "decimal"}, "the arithmetic 'decimal' is unknown"),
    ({"arithmetic": 64}, "arithmetic = 64 is unknown"),
])  # fmt: skip
def test_bad_arguments_are_refused_in_one_line(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        record(random_problem(0, 2), **{"steps": 3, **arguments})


def test_what_is_no_problem_is_refused() -> None:
    with pytest.raises(InputError, match="is not a problem: expected a Problem or a SampleProblem"):
        record({"H": [[1]]}, steps=3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"step 0: .* is beyond the range of double precision"):
        record(Problem.of(H=[[1]], u=["1e400"], eps=1), steps=3)


def test_one_step_of_each_definition_is_what_is_recorded() -> None:
    problem = random_problem(4, 3)
    numbers = arithmetic("fraction")
    H, g, w, eps = numbers.matrix(problem.H), numbers.vector(problem.g), numbers.vector(problem.w0), numbers.number(problem.eps)
    for method, after in (("mbngd", mbngd.step(H, g, w, eps)), ("gd", gd.step(H, g, w, eps))):
        data = record(problem, method, steps=1, arithmetic="fraction")
        assert float(data.wg[1]) == float(after @ g) and float(data.sigma[1]) == pytest.approx(math.sqrt(after @ (H @ after)), rel=1e-15)
