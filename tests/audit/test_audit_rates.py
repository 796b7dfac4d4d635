"""Rates: runs against the definition in high precision, and what is said of runs that fail."""

from __future__ import annotations

import numpy as np
import pytest
from audit_cases import regression

from verify.auditing.audit import audit
from verify.auditing.rates import eigenvectors, observed, run_bngd, run_gd
from verify.auditing.runs import of_run
from verify.auditing.spectrum import spectra
from verify.dynamics.numbers import arithmetic
from verify.models.problem import Problem
from verify.models.recording import record

pytestmark = pytest.mark.usefixtures("quick")
H = np.array([[2.0, 0.5, 0.0], [0.5, 1.0, 0.25], [0.0, 0.25, 0.3]])
U = np.array([1.0, -0.5, 2.0])
W = np.array([0.5, 1.0, 0.125])


@pytest.mark.parametrize("eps", [0.01, 0.5, 20.0])
def test_bngd_against_sixty_digits(eps) -> None:
    values, vectors = np.linalg.eigvalsh(H), eigenvectors(H)
    out = run_bngd(values, vectors.T @ U, 0.3, vectors.T @ W, 1.0, np.array([eps]), 400)
    data = record(Problem.from_floats(H=H, u=U, w0=W, a0=0.3, eps=eps), "bngd", steps=400, arithmetic=arithmetic("gmpy2", digits=60), shadow=False)
    assert np.allclose(out["residual"][:, 0], data.log_e_norm_H / np.log(10), atol=1e-6)
    assert np.allclose(out["effective"][:, 0], data.effective_step, rtol=1e-6)
    assert np.allclose(out["loss"][:, 0], data.log_excess_loss / np.log(10), atol=1e-5)


def test_gd_contracts_by_the_predicted_factor() -> None:
    values, vectors = np.linalg.eigvalsh(H), eigenvectors(H)
    eps = 2 / (values[0] + values[-1])
    residual = run_gd(values, vectors.T @ U, vectors.T @ W, eps, 2000)
    rate, window, settled = observed(residual)
    assert settled and window == (1000, 2000)
    assert rate == pytest.approx((values[-1] - values[0]) / (values[-1] + values[0]), rel=1e-9)


def test_a_constant_effective_step_gives_the_predicted_rate() -> None:
    """Near a minimiser of small step the effective step is constant, and the contraction that of H*."""
    found = audit(*regression(), eps=["1/100"], steps=4000)
    run = found["rates"]["bngd"][0]
    low, high = run["effective_range"]
    assert high - low < 1e-5 * high and run["settled"] and run["rate"] == pytest.approx(run["predicted"], abs=1e-6)


def test_a_run_that_overflows_says_so_and_offers_digits() -> None:
    X, y = regression()
    found = audit(X, y, eps=["1e300", "1e-3"], steps=100)
    (fine, broken) = found["rates"]["bngd"]
    assert fine["ended"] == "" and "overflows" in broken["ended"] and "--digits" in broken["ended"] and broken["rate"] is None
    assert "overflows" in str(found)
    digits = audit(X, y, eps=["1e300"], steps=100, digits=50)["rates"]["bngd"][0]
    assert digits["ended"] == "" and digits["arithmetic"] == "50 digits" and digits["last"] == 100


def test_nan_is_no_rate() -> None:
    s = spectra(Problem.from_floats(H=H, u=U, eps=1.0))
    nothing = np.full(101, np.nan)
    run = of_run(1.0, {"residual": nothing, "effective": nothing, "loss": nothing}, s)
    assert run["rate"] is None and run["predicted"] is None and not run["settled"] and "overflows at step 0" in run["ended"]
    assert observed(nothing)[0] is None


def test_the_rate_of_a_geometric_sequence() -> None:
    rate, _, settled = observed(np.log10(0.9) * np.arange(1001))
    assert settled and rate == pytest.approx(0.9, rel=1e-12)
    bent = np.concatenate([np.log10(0.9) * np.arange(751), 750 * np.log10(0.9) + np.log10(0.5) * np.arange(1, 251)])
    assert not observed(bent)[2]
