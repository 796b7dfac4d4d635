"""Audits of four data sets: reports/audit/NAME.html, NAME.json and NAME.md.

    python tests/bench/audit_datasets.py [FOLDER [NAME]...]

diabetes is scikit-learn's; longley, ccard and scotland are those of statsmodels.  Each is written to a CSV, with every
double so that it is read back exactly, and audited by the command that is printed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

SETS = ("diabetes", "longley", "ccard", "scotland")


def frame(name: str) -> tuple[Any, str]:
    """A data set as a DataFrame, and its target."""
    if name == "diabetes":
        from sklearn.datasets import load_diabetes

        return load_diabetes(as_frame=True).frame, "target"
    import statsmodels.api

    found = getattr(statsmodels.api.datasets, name).load_pandas()
    return found.data, str(found.endog.name)


def main(folder: str = "reports/audit", *names: str) -> int:
    """Audit all of them, or some."""
    from verify.cli import main as verify

    worst = 0
    with tempfile.TemporaryDirectory() as place:
        for name in names or SETS:
            data, target = frame(name)
            path = Path(place) / f"{name}.csv"
            data.to_csv(path, index=False)
            command = ["audit", str(path), "--target", target, "--standardize", "--out", folder]
            print("$ verify", *command)
            worst = max(worst, verify(command))
    return worst


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
