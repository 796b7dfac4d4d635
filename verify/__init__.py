"""Machine-check mathematics statement by statement, with exact certificates and counterexamples.

    >>> from verify import Setting, decide, eq
    >>> s = Setting()
    >>> H, w, x = s.operator("H", "spd"), s.vector("w", "nonzero"), s.vector("x")
    >>> rest = x - (w @ (H @ x)) / (w @ (H @ w)) * w
    >>> print(decide(s.claim(eq(rest @ (H @ w), 0))))
    holds (proof)

Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "verify.statements": (
        "DIMENSION Decl Evidence Formula Hypothesis IDENTITY Instance Operator Scalar Setting Statement StatementError Vector Verdict "
        "ZERO all_of almost_all any_of at block derivative dot eig eq equivalent exists expectation forall function iff implies "
        "instance le limit lt maximum ne negate nonsingular outer parallel psd sign spectrum sqrt"
    ),
    "verify.outcome": "Outcome decide",
    "verify.auditing.audit": "Audit audit",
    "verify.claims": "Claim Decision Paper Part claim load_paper",
    "verify.checker": "CheckError accept recheck",
    "verify.models.problem": "Problem",
    "verify.models.sample": "SampleProblem",
    "verify.models.recording": "record",
    "verify.models.rates": "compare_rates observed_rate",
    "verify.dynamics.numbers": "arithmetic",
    "verify.models.basins": "certify_box",
    "verify.models.convergence": "certify_convergence replay",
    "verify.models.step_sizes": "insensitivity_interval step_size_bounds",
    "verify.algebra": "directional eigenvalues gradient hessian is_identity normal_form",
}
_WHERE = {name: module for module, names in _HOMES.items() for name in names.split()}
__all__ = sorted(_WHERE)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'verify' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
