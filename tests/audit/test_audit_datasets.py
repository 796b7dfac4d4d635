"""The four data sets of the README: what theory says of them, against NumPy and what is known of them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from verify.auditing.audit import audit

sys.path.append(str(Path(__file__).parents[1] / "bench"))
SETS = {"diabetes": (442, 10, 4.4), "longley": (16, 6, 6.8), "ccard": (72, 4, 41.7), "scotland": (32, 7, 31.6)}


@pytest.mark.parametrize("name", SETS)
def test_a_data_set(name, request) -> None:
    if name != "ccard":  # one of them is audited in full
        request.getfixturevalue("quick")
    pytest.importorskip("sklearn.datasets" if name == "diabetes" else "statsmodels.api", reason="a test extra: pip install '.[test]'")
    from audit_datasets import frame

    rows, features, acceleration = SETS[name]
    data, target = frame(name)
    found = audit(data, target, standardize=True, eps=["1e-13", "1e-9"], steps=200)
    assert (found["data"]["rows"], len(found["data"]["features"])) == (rows, features)
    s = found["spectrum"]
    X = data.drop(columns=target).to_numpy(dtype=float)
    assert s["kappa"]["value"] == pytest.approx(np.linalg.cond(np.corrcoef(X.T)), rel=1e-6)
    assert s["interlaces"] is True and s["relation"] == "<" and s["gd_steps"] / s["bngd_steps"] == pytest.approx(acceleration, rel=0.02)
    fit = np.linalg.lstsq(np.column_stack([np.ones(rows), X]), data[target].to_numpy(dtype=float), rcond=None)[0][1:]
    u = np.array([int(p) / int(q or 1) for p, _, q in (x.partition("/") for x in found["problem"]["u"])]) / np.array(found["data"]["scales"])
    assert np.allclose(u, fit, rtol=1e-6)
    assert found["certificates"][0]["certified"] and not found.refuted
