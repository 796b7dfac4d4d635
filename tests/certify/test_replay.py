"""Replaying certificates against the report's proofs: what is untouched is accepted, every altered field rejected."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify.certify.checking import CertificateError
from verify.checker.certificates import sealed
from verify.checker.terms import CheckError
from verify.cli import main
from verify.models.convergence import ConvergenceCertificate, certify_convergence, proofs_in, proved_theorems, replay
from verify.models.problem import Problem

REPORT = Path(__file__).parents[2] / "reports"
PROBLEM = Problem.of(H=[[1, 0], [0, 100]], u=[1, 1], w0=[1, 0], a0=1, eps=1000)


@pytest.fixture(scope="module")
def certificate() -> Any:
    """A certificate as plain data, with the digests of the report's proofs."""
    assert all(theorem.hash in proofs_in(REPORT).entries for theorem in proved_theorems().values()), "an old report: run `verify report`"
    found = certify_convergence(PROBLEM, report=REPORT)
    assert isinstance(found, ConvergenceCertificate) and set(found.proofs) == {t.hash for t in proved_theorems().values()}
    return json.loads(json.dumps(found.to_json()))


def test_untouched(certificate: Any) -> None:
    assert replay(certificate, REPORT) is True


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all leaves."""
    if isinstance(data, (dict, list)):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from places(data[key], (*path, key))
    else:
        yield path


def altered(x: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(x, int):
        return x + 1
    if x is None:
        return "1000"
    if re.fullmatch(r"-?\d+(/\d+)?", x):
        return str(Fraction(x) + 1)
    return ("0" if x[0] != "0" else "1") + x[1:]


def with_value(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with one leaf changed."""
    new = copy.deepcopy(data)
    place = new
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return new


def test_every_field_altered(certificate: Any) -> None:
    """Each leaf changed, the digest kept: rejected."""
    for path in places(certificate):
        with pytest.raises(CertificateError):
            replay(with_value(certificate, path, altered(certificate[path[0]] if not path[1:] else leaf(certificate, path))), REPORT)


def leaf(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


WEAKER = {("conclusion", "norm", 1), ("conclusion", "rate")}  # a larger bound is still true


def test_every_field_altered_and_sealed_again(certificate: Any) -> None:
    """A forger who seals the certificate again is rejected too, unless what it then says is true."""
    accepted = set()
    for path in places(certificate):
        if path != ("digest",):
            forged = sealed(with_value(certificate, path, altered(leaf(certificate, path))))
            try:
                replay(forged, REPORT)
                accepted.add(path)
            except CertificateError:
                pass
    true = {path for path in accepted if path[:2] in {("problem", "c"), ("problem", "a0"), ("problem", "w0"), ("problem", "eps")}
            or path in WEAKER or path in {("step",), ("bits",)} or "parameters" in path}  # fmt: skip
    assert accepted == true and accepted >= WEAKER
    assert not accepted & {path for path in places(certificate) if path[0] == "conclusion"} - WEAKER


@pytest.mark.parametrize("change", [
    {"conclusion": {"limit": "global minimiser", "sign": -1, "norm": ["0", "1000000"], "rate": "1"}},
    {"conclusion": {"limit": "saddle", "sign": 1, "norm": ["0", "1000000"], "rate": "1"}},
    {"conclusion": {"limit": "global minimiser", "sign": 1, "norm": ["100001", "1000000"], "rate": "1"}},
    {"conclusion": {"limit": "global minimiser", "sign": 1, "norm": ["0", "1000000"], "rate": "1/2"}},
    {"conclusion": {"limit": "global minimiser", "sign": 1, "norm": [], "rate": "1"}},
    {"theorems": []}, {"theorems": 7}, {"step": "1"}, {"step": -1}, {"bits": 8}, {"problem": {}}, {"start": None}, {"extra": 1}, {"kind": "proof"}, {"step": 0},
])  # fmt: skip
def test_false_claims(certificate: Any, change: dict[str, Any]) -> None:
    with pytest.raises(CertificateError):
        replay(sealed({**certificate, **change}), REPORT)


def test_another_theorem_and_another_report(certificate: Any, tmp_path: Path) -> None:
    entries = copy.deepcopy(certificate["theorems"])
    entries[0]["hash"] = "0" * 64
    with pytest.raises(CertificateError, match="no proof of the statement"):
        replay(sealed({**certificate, "theorems": entries}), REPORT)
    with pytest.raises(CertificateError, match="expected the theorems"):
        replay(sealed({**certificate, "theorems": certificate["theorems"][::-1]}), REPORT)
    with pytest.raises((CertificateError, CheckError), match="expected the folder of a report"):
        replay(certificate, tmp_path)


def test_the_command(certificate: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Accepted: 0; altered: 1; unreadable or no certificate: 2; each told in one line."""
    for name, text, code in (("good", json.dumps(certificate), 0), ("bad", json.dumps({**certificate, "step": 2}), 1), ("cut", "{", 2), ("other", "[]", 2)):
        path = tmp_path / f"{name}.json"
        path.write_text(text, encoding="utf-8")
        assert main(["recheck", str(path), "--proofs", str(REPORT)]) == code
        said = capsys.readouterr()
        assert len((said.out + said.err).strip().splitlines()) == 1
