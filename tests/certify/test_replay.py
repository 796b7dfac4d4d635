"""Replaying certificates: what certify_convergence makes is accepted, and nothing else that was tried is."""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from convergence_cases import forged_from, towards_a_saddle

from verify.certify.checking import CertificateError
from verify.certify.convergence import Effort
from verify.checker import CheckError, sealed
from verify.cli import main
from verify.models.basins import certify_box
from verify.models.convergence import ConvergenceCertificate, certify_convergence, proofs_in, proved_theorems, replay, replayed
from verify.models.problem import Problem

REPORT = Path(__file__).parents[2] / "reports"
PROBLEM = Problem.of(H=[[1, 0], [0, 100]], u=[1, 1], w0=[1, 0], a0=1, eps=1000)
SECONDS = 30.0  # for any one file; each bound is well below it


def as_data(found: Any) -> Any:
    """A certificate as it is read from a file."""
    assert isinstance(found, ConvergenceCertificate)
    return json.loads(json.dumps(found.to_json()))


@pytest.fixture(scope="module")
def certificate() -> Any:
    """A certificate as plain data, with the digests of the report's proofs."""
    assert all(theorem.hash in proofs_in(REPORT).entries for theorem in proved_theorems().values()), "an old report: run `verify report`"
    found = certify_convergence(PROBLEM, report=REPORT)
    assert isinstance(found, ConvergenceCertificate) and set(found.proofs) == {t.hash for t in proved_theorems().values()}
    return as_data(found)


def refused(data: Any, match: str | None = None, report: Path = REPORT) -> None:
    """The data are refused in one line, within the seconds."""
    begun = time.process_time()
    with pytest.raises(CertificateError, match=match) as told:
        replay(data, report)
    assert time.process_time() - begun < SECONDS
    assert len(str(told.value).splitlines()) == 1 and len(str(told.value)) < 600 and str(told.value).isprintable()


# ------------------------------------------------------------------------------------------------
# What is accepted

HONEST = {
    "one dimension": {"H": [[7]], "u": [2], "w0": [-2], "a0": "-1/3", "eps": 10**8, "eps_a": "1/2"},
    "one dimension, the wrong sign at first": {"H": [[7]], "u": [2], "w0": [1], "a0": -1, "eps": 1},
    "w0 parallel to u": {"H": [[2, 1], [1, 3]], "u": [1, 1], "w0": [-1, -1], "a0": 1, "eps": 1, "eps_a": "3/2"},
    "w0 orthogonal to g": {"H": [[1, 0], [0, 2]], "u": [1, 1], "w0": [2, -1], "a0": 1, "eps": "1/10"},
    "w0 orthogonal to u": {"H": [[1, 0], [0, 2]], "u": [1, 1], "w0": [1, -1], "a0": 1, "eps": "1/10"},
    "one eigenvalue": {"H": [[2, 0, 0], [0, 2, 0], [0, 0, 2]], "u": [1, 1, 3], "w0": [1, -1, 0], "a0": 1, "eps": "1/10"},
    "u an eigenvector": {"H": [[2, 0, 0], [0, 2, 0], [0, 0, 5]], "u": [0, 0, 3], "w0": [1, -1, 1], "a0": 1, "eps": "1/10"},
    "irrational eigenvalues": {"H": [[2, 1, 0], [1, 3, 1], [0, 1, 5]], "u": [1, -1, 2], "w0": [1, 2, "1/2"], "a0": "1/3", "eps": "1/4", "eps_a": "3/2"},
    "a condition number of 1e16": {"H": [[1, 0], [0, "1e16"]], "u": [1, 1], "w0": [1, "1e-9"], "a0": 1, "eps": "1e-17"},
    "a huge a0": {"H": [[1, 0], [0, 2]], "u": [1, 1], "w0": [1, "1/3"], "a0": "1e300", "eps": "1/10"},
    "a tiny eps": {"H": [[1, 0], [0, 2]], "u": [1, 1], "w0": [1, "1/3"], "a0": 1, "eps": "1e-300"},
    "a loss with noise": {"H": [[1, 0], [0, 2]], "u": [1, 1], "w0": [1, "1/3"], "a0": 1, "eps": "1/10", "c": 7},
}


@pytest.mark.parametrize("case", HONEST)
def test_what_is_certified_is_accepted(case: str) -> None:
    """With and without the digests of proofs, as an object and as data read back."""
    for report in (REPORT, None):
        found = certify_convergence(Problem.of(**HONEST[case]), report=report)
        assert isinstance(found, ConvergenceCertificate)
        assert replay(found, REPORT) is True and replay(as_data(found), REPORT) is True
        assert replayed(as_data(found), REPORT).certificate == found


def test_more_steps_and_bits() -> None:
    """Near a saddle more steps and bits are needed; from any first precision the certificate is the same."""
    problem = Problem.of(H=[[1, 0], [0, 2]], u=[1, 1], w0=[2, "-9/10"], a0="-203/500", eps="1/10", eps_a="1/2")
    near = problem.replace(w0=(problem.w0[0], problem.w0[1] + problem.eps / 10**60), a0=0)
    for start in (problem, near):
        found = [certify_convergence(start, Effort(bits=bits), report=None) for bits in (128, 64, 100)]
        assert found[0] and found[0] == found[1] == found[2]
        assert replay(found[0], REPORT)


def test_boxes() -> None:
    """The certificate of each part of a box is accepted; its problem is the one in the middle of the part."""
    box = certify_box(Problem.of(H=[[1, 0], [0, 4]], u=[1, 1], w0=[1, 1], a0=1, eps=1), eps=("1/100", "1/2"), w0=[("9/10", "11/10"), (1, 1)], depth=5)
    assert box.certificates
    for part, found in box.cut.certified:
        assert replay(found, REPORT)
        middle = [Fraction(int(x.p), int(x.q)) for x in (found.problem.a0, *found.problem.w0, found.problem.eps)]
        assert middle == [(low + high) / 2 for low, high in part]
    data = as_data(box.certificates[0])
    for wider in (("start", "eps", 1, "3/5"), ("start", "w0", 0, 1, "6/5"), ("problem", "eps", "1/50"), ("problem", "w0", 1, "2")):
        refused(sealed(with_value(data, wider[:-1], wider[-1])))


# ------------------------------------------------------------------------------------------------
# Changes of one part


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all parts, the whole excepted."""
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield (*path, key)
        yield from places(data[key], (*path, key))


def with_value(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with one part changed."""
    new = copy.deepcopy(data)
    place = new
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return new


def without(data: Any, path: tuple[Any, ...]) -> Any:
    """A copy without one part."""
    new = copy.deepcopy(data)
    place = new
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return new


def at(data: Any, path: tuple[Any, ...]) -> Any:
    """The part."""
    for key in path:
        data = data[key]
    return data


def others(x: Any) -> list[Any]:
    """Other values in place of one, of its kind and of others; some of them are other texts of the same number."""
    found: list[Any] = [None, True, False, 0, 1, -1, 2**70, 1.0, float("nan"), "", "0", "1", "1e999999999", [], [x], {}, {"x": x}, "\ud800\n"]
    if type(x) is int:
        found += [x + 1, x - 1, 2 * x, float(x), str(x), bool(x)]
    elif isinstance(x, str) and re.fullmatch(r"-?\d+(/\d+)?", x):
        n = Fraction(x)
        found += [str(y) for y in (n + 1, n - 1, -n, n / 2, 2 * n, n * (1 + Fraction(1, 2**30)), n * (1 - Fraction(1, 2**30)))]
        found += [f"{2 * n.numerator}/{2 * n.denominator}", f" {x}", f"+{x}", f"0{x}", f"{x}.0", f"{x}/1", f"{x}e0", f"{x}_0", float(n), int(n)]
    elif isinstance(x, str):
        found += [x + "0", x[:-1], x.upper() + " ", x[::-1] + "x"]
    elif isinstance(x, list):
        found += [[*x, x[-1]], x[:-1], x[1:], [x[-1], *x], {str(i): part for i, part in enumerate(x)}, [*x, None]]
    elif isinstance(x, dict):
        found += [{**x, "extra": None}, list(x.items()), list(x)]
    return [value for value in found if json.dumps(value) != json.dumps(x)]


def test_the_digest_is_of_all_parts(certificate: Any) -> None:
    """Each part changed, the digest kept: refused."""
    for path in places(certificate):
        refused(with_value(certificate, path, others(at(certificate, path))[-1]))
        refused(without(certificate, path))


ONE = {"H": [[7]], "u": [2], "w0": [1], "a0": -1, "eps": 1}  # w stays where it is: the least that a certificate can depend on


@pytest.mark.parametrize("problem", [PROBLEM.replace(c=200), Problem.of(**ONE)])
def test_each_part_changed_and_sealed_again(problem: Problem) -> None:
    """A forger who seals the certificate again is refused, unless it is to the letter what is certified of the changed problem."""
    data = as_data(certify_convergence(problem, report=REPORT))
    accepted = []
    for path in places(data):
        if path == ("digest",):
            continue
        refused(sealed(without(data, path)))
        for value in others(at(data, path)):
            forged = sealed(with_value(data, path, value))
            try:
                replay(forged, REPORT)
            except CertificateError as error:
                assert len(str(error).splitlines()) == 1 and str(error).isprintable()
            else:
                assert as_data(certify_convergence(Problem(**forged["problem"]), report=REPORT)) == forged, (path, value)
                accepted.append(path)
    assert all(path[0] == "problem" and path[1] in ("H", "u", "eps_a", "c") for path in accepted)


@pytest.mark.parametrize("change", [
    {"conclusion": {"limit": "global minimiser", "sign": -1, "norm": ["0", "1000000"], "rate": "1"}},
    {"conclusion": {"limit": "saddle", "sign": 1, "norm": ["0", "1000000"], "rate": "1"}},
    {"conclusion": {"limit": "global minimiser", "sign": 1, "norm": ["100001", "1000000"], "rate": "1"}},
    {"conclusion": {"limit": "global minimiser", "sign": 1, "norm": ["0", "1000000"], "rate": "1/2"}},
    {"conclusion": {"limit": "global minimiser", "sign": 1, "norm": [], "rate": "1"}},
    {"theorems": []}, {"theorems": 7}, {"step": "1"}, {"step": -1}, {"bits": 8}, {"problem": {}}, {"start": None}, {"extra": 1}, {"kind": "proof"},
    {"step": 0}, {"format": 1}, {"format": True}, {"digest": None},
])  # fmt: skip
def test_false_claims(certificate: Any, change: dict[str, Any]) -> None:
    refused(sealed({**certificate, **change}) if "digest" not in change else {**certificate, **change})


# ------------------------------------------------------------------------------------------------
# Forgeries of several parts


def test_the_saddle_is_reached() -> None:
    """The start of the forgeries is carried onto a saddle in one step, in exact arithmetic, and is not certified."""
    bad, after = towards_a_saddle()
    assert after == (0, 0)
    assert not certify_convergence(bad, Effort(most_bits=512, most_steps=400), report=None)


def rewritten(bad: Problem, **parameters: str) -> Callable[[Any], None]:
    """A forgery: the problem and the start are those of the saddle, and the theorems have more parameters."""
    def change(data: Any) -> None:
        forged_from(data, bad)
        for entry in data["theorems"]:
            entry["parameters"].update(parameters)

    return change


def one_theorem_twice(data: Any) -> None:
    data["theorems"] = [data["theorems"][1]] * 2


def another_hash(data: Any) -> None:
    for entry in data["theorems"]:
        entry["hash"] = next(h for h, part in proofs_in(REPORT).entries.items() if h != entry["hash"] and part["evidence"] == "proof")


def exchanged(data: Any) -> None:
    one, two = data["theorems"]
    one["hash"], two["hash"], one["proof"], two["proof"] = two["hash"], one["hash"], two["proof"], one["proof"]


def their_own_statement(data: Any) -> None:
    for entry in data["theorems"]:
        entry["statement"] = {"symbols": [], "definitions": [], "moments": [], "hypotheses": [], "conclusion": ["le", "0", "1"]}


BAD, _ = towards_a_saddle()
SADDLES_START = BAD.to_json()
FORGERIES: dict[str, Callable[[Any], None]] = {
    "parameters replace a0 and eps": rewritten(BAD, a0="43/5", eps="1/1000000"),
    "parameters replace w0 and u": rewritten(BAD, w0="1", u="1"),
    "parameters replace eps_a": rewritten(BAD, eps_a="1"),
    "parameters replace H and d": rewritten(BAD, H="1", d="1"),
    "parameters name an abbreviation": rewritten(BAD, alpha0="1", g="1", Hs="0", B="1"),
    "parameters name what is computed ahead": rewritten(BAD, **{f"constant {i}": "1000000" for i in range(40)}),
    "the saddle's problem, another start": lambda data: data.update(problem=SADDLES_START),
    "the saddle's start, another problem": lambda data: data["start"].update(a0=[SADDLES_START["a0"]] * 2, eps=[SADDLES_START["eps"]] * 2),
    "the saddle's start, told truly": rewritten(BAD),
    "a box that holds the saddle's start": lambda data: data["start"].update(a0=["-43/5", "43/5"], eps=["1/1000000", "1"]),
    "a box from high to low": lambda data: data["start"].update(a0=["43/5", "-43/5"]),
    "one theorem twice": one_theorem_twice,
    "the hash of another proved statement": another_hash,
    "the theorems' hashes exchanged": exchanged,
    "a statement of its own": their_own_statement,
    "a third theorem": lambda data: data["theorems"].append(data["theorems"][0]),
    "the other part": lambda data: data["theorems"][0].update(part="corrected"),
    "one proof named, the other not": lambda data: data["theorems"][0].update(proof=None),
    "a parameter less": lambda data: data["theorems"][1]["parameters"].pop("K"),
    "a parameter more": lambda data: data["theorems"][0]["parameters"].update(K="1"),
    "parameters that allow all": lambda data: data["theorems"][1]["parameters"].update(K="1000000", l="-1", rho="2"),
    "a narrower limit": lambda data: data["conclusion"].update(norm=[data["conclusion"]["norm"][0]] * 2),
    "a wider limit": lambda data: data["conclusion"].update(norm=["0", "1000000"]),
    "no rate": lambda data: data["conclusion"].update(rate="1"),
    "a faster rate": lambda data: data["conclusion"].update(rate="0"),
    "the other sign": lambda data: data["conclusion"].update(sign=-1),
    "a later step": lambda data: data.update(step=1),
    "more bits": lambda data: data.update(bits=256),
    "fewer bits": lambda data: data.update(bits=64),
    "bits between": lambda data: data.update(bits=129),
    "bits without bound": lambda data: data.update(bits=10**12),
    "steps without bound": lambda data: data.update(step=10**12),
    "bits as a truth value": lambda data: data.update(bits=True),
    "eps_a out of range": lambda data: data["problem"].update(eps_a="2"),
    "eps_a negative": lambda data: data["problem"].update(eps_a="-1/2"),
    "eps zero": lambda data: (data["problem"].update(eps="0"), data["start"].update(eps=["0", "0"])),
    "eps negative": lambda data: (data["problem"].update(eps="-1"), data["start"].update(eps=["-1", "-1"])),
    "H not symmetric": lambda data: data["problem"].update(H=[["1", "0"], ["1", "100"]]),
    "H not definite": lambda data: data["problem"].update(H=[["1", "0"], ["0", "-100"]]),
    "H singular": lambda data: data["problem"].update(H=[["1", "1"], ["1", "1"]]),
    "u zero": lambda data: data["problem"].update(u=["0", "0"]),
    "w0 zero": lambda data: (data["problem"].update(w0=["0", "0"]), data["start"].update(w0=[["0", "0"]] * 2)),
    "a box around w0 = 0": lambda data: data["start"].update(w0=[["-3", "3"], ["-3", "3"]]),
    "u of another length": lambda data: data["problem"].update(u=["1", "1", "1"]),
    "no dimension": lambda data: data["problem"].update(H=[], u=[], w0=[]),
    "c below u'Hu": lambda data: data["problem"].update(c="1"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forgeries(name: str) -> None:
    """From an honest certificate near the start that runs into a saddle; sealed again."""
    honest = as_data(certify_convergence(BAD.replace(a0="43/5", eps="1/1000000"), report=REPORT))
    assert replay(honest, REPORT)
    forged = copy.deepcopy(honest)
    FORGERIES[name](forged)
    assert forged != honest
    refused(sealed(forged))


COPRIME = [[str(Fraction(10 * (i == j) + 1, 2**1200 + 7 * (i + j) * (i + j + 3) + 1)) for j in range(20)] for i in range(20)]


@pytest.mark.parametrize(("name", "change"), [
    ("dimension", {"H": [["1"] * 41] * 41, "u": ["1"] * 41, "w0": ["1"] * 41}),
    ("a long number", {"a0": "1" * 5000}), ("a deep fraction", {"eps": f"1/{3**2000}"}),
    ("denominators without common factors", {"H": COPRIME, "u": ["1"] * 20, "w0": ["1"] * 20}),
])  # fmt: skip
def test_sizes_are_bounded(certificate: Any, name: str, change: dict[str, Any]) -> None:
    problem = {**certificate["problem"], **change}
    start = {"a0": [problem["a0"]] * 2, "w0": [[x, x] for x in problem["w0"]], "eps": [problem["eps"]] * 2}
    begun = time.process_time()
    refused(sealed({**certificate, "problem": problem, "start": start}))
    assert time.process_time() - begun < 2


def test_the_most_work_is_bounded(certificate: Any) -> None:
    """As many steps as a certificate may have, with few bits and with many, for a start that no theorem applies to."""
    bad = BAD.to_json()
    start = {"a0": [bad["a0"]] * 2, "w0": [[x, x] for x in bad["w0"]], "eps": [bad["eps"]] * 2}
    for step, bits in ((20000, 128), (18000, 16384)):
        refused(sealed({**certificate, "problem": bad, "start": start, "step": step, "bits": bits}))


def test_eigenvalues_that_no_precision_tells_apart() -> None:
    """Two irrational eigenvalues nearer than 2^-128: nothing is certified with 128 bits, and each step takes as long as any other."""
    near = 1 + Fraction(1, 10**60)
    problem = Problem.of(H=[[2, 1, 0, 0], [1, 3, 0, 0], [0, 0, 2, near], [0, 0, near, 3]], u=[1, 1, 1, 1], w0=[1, "1/3", 2, 1], a0=1, eps=1)
    begun = time.process_time()
    certify_convergence(problem, Effort(most_bits=128, most_steps=200), report=None)
    assert time.process_time() - begun < 10


# ------------------------------------------------------------------------------------------------
# The report


def test_another_theorem_and_another_report(certificate: Any, tmp_path: Path) -> None:
    entries = copy.deepcopy(certificate["theorems"])
    entries[0]["hash"] = "0" * 64
    refused(sealed({**certificate, "theorems": entries}), "theorems.0..hash is")
    refused(sealed({**certificate, "theorems": certificate["theorems"][::-1]}), "theorems.0..claim is")
    with pytest.raises((CertificateError, CheckError), match="expected the folder of a report"):
        replay(certificate, tmp_path)


def small_report(folder: Path) -> dict[str, Path]:
    """A copy of what the two theorems rest on, with a ledger of these rows alone; the files by their claims."""
    (folder / "certificates").mkdir(parents=True)
    proofs, waiting, files = proofs_in(REPORT), [t.hash for t in proved_theorems().values()], {}
    rows = []
    while waiting:
        wanted = waiting.pop()
        entry, data = proofs.entries[wanted], proofs.certificate(wanted)
        if data["claim"] not in files:
            files[data["claim"]] = folder / entry["certificate"]
            files[data["claim"]].write_text(json.dumps(data), encoding="utf-8")
            rows.append({"id": data["claim"], "printed": entry, "corrected": None})
            waiting += data["uses"]
    (folder / "ledger.json").write_text(json.dumps({"claims": rows}), encoding="utf-8")
    return files


def edit(path: Path, change: Callable[[Any], Any]) -> None:
    """A file of JSON changed."""
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")


TRIVIAL = {"symbols": [], "definitions": [], "moments": [], "hypotheses": [], "conclusion": ["le", "0", "1"]}
TAMPERED: dict[str, Callable[[Any], Any]] = {
    "no proof": lambda data: sealed({**data, "body": []}),
    "a proof of another statement": lambda data: sealed({**data, "statement": TRIVIAL}),
    "another verdict": lambda data: sealed({**data, "verdict": "fails"}),
    "fewer hypotheses": lambda data: sealed({**data, "statement": {**data["statement"], "hypotheses": data["statement"]["hypotheses"][1:]}}),
    "another evidence": lambda data: sealed({**data, "evidence": "proof", "cites": []}),
    "another claim": lambda data: sealed({**data, "claim": "new-basin"}),
    "another part": lambda data: sealed({**data, "part": "corrected"}),
    "nothing used": lambda data: sealed({**data, "uses": []}),
    "no object": lambda data: [data],
    "no digest": lambda data: {key: value for key, value in data.items() if key != "digest"},
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    """The folder of a small report, and its files; what a test changes it puts back."""
    folder = tmp_path_factory.mktemp("report")
    return folder, small_report(folder)


def test_a_copied_report_is_as_good(certificate: Any, copied: tuple[Path, dict[str, Path]]) -> None:
    assert replay(certificate, copied[0])


@pytest.mark.parametrize("claim", ["new-projected-basin/rate", "new-projected-basin/growth"])
@pytest.mark.parametrize("name", TAMPERED)
def test_the_proofs_are_accepted_again(certificate: Any, copied: tuple[Path, dict[str, Path]], name: str, claim: str) -> None:
    """The proof of the theorem in the report, or one that it rests on, changed after they were accepted once: refused.

    A lemma is taken by its statement: which claim it is of makes no difference.
    """
    folder, files = copied
    assert replay(certificate, folder)
    text = files[claim].read_text(encoding="utf-8")
    edit(files[claim], TAMPERED[name])
    if name in ("another claim", "another part") and claim.endswith("growth"):
        assert replay(certificate, folder)
    else:
        refused(certificate, report=folder)
    files[claim].write_text(text, encoding="utf-8")
    assert replay(certificate, folder)


def test_a_ledger_cannot_vouch_for_a_proof(certificate: Any, tmp_path: Path) -> None:
    """The theorem's row points to the certificate of 0 <= 1, or says that it does not hold."""
    files = small_report(tmp_path)
    files["trivial"] = tmp_path / "certificates" / "trivial.json"
    any_proof = json.loads(files["new-projected-basin"].read_text(encoding="utf-8"))
    files["trivial"].write_text(json.dumps(sealed({**any_proof, "statement": TRIVIAL, "body": [], "uses": [], "cites": []})), encoding="utf-8")
    text = (tmp_path / "ledger.json").read_text(encoding="utf-8")

    def pointed(ledger: Any) -> Any:
        for row in ledger["claims"]:
            row["printed"]["certificate"] = "certificates/trivial.json"
        return ledger

    def denied(ledger: Any) -> Any:
        for row in ledger["claims"]:
            row["printed"]["verdict"] = "undecided"
        return ledger

    for change in (pointed, denied, lambda ledger: {"claims": []}):
        (tmp_path / "ledger.json").write_text(text, encoding="utf-8")
        edit(tmp_path / "ledger.json", change)
        with pytest.raises((CertificateError, CheckError)):
            replay(certificate, tmp_path)


# ------------------------------------------------------------------------------------------------
# Files

BROKEN = {
    "cut": b"{", "another kind": b"[]", "no text": b"\xff\xfe{}", "a surrogate": b'{"kind": "\\ud800"}', "empty": b"", "too deep": b"[" * 100_000,
    "too long": b" " * 5_000_000, "a key twice": b'{"kind": "convergence", "kind": "convergence"}', "nan": b'{"kind": "convergence", "step": NaN}',
    "a float": b'{"kind": "convergence", "step": 1e999999999}', "digits": b'{"kind": "convergence", "step": ' + b"9" * 10_000 + b"}",
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback, one line, exit code 2."""
    path = tmp_path / "broken\n.json"
    path.write_bytes(BROKEN[name])
    assert main(["recheck", str(path), "--proofs", str(REPORT)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1


def test_a_key_that_stands_twice(certificate: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A certificate whose problem is told twice, first the saddle's: refused, whichever of the two a reader takes."""
    path = tmp_path / "twice.json"
    path.write_text("{" + f'"problem": {json.dumps(SADDLES_START)}, ' + json.dumps(certificate)[1:], encoding="utf-8")
    assert main(["recheck", str(path), "--proofs", str(REPORT)]) == 2
    assert "the key 'problem' stands twice" in capsys.readouterr().err


def test_the_command(certificate: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Accepted: 0, with what was computed again; altered: 1; unreadable or no certificate: 2; each told in one line."""
    for name, text, code in (("good", json.dumps(certificate), 0), ("bad", json.dumps({**certificate, "step": 2}), 1), ("cut", "{", 2), ("other", "[]", 2)):
        path = tmp_path / f"{name}.json"
        path.write_text(text, encoding="utf-8")
        assert main(["recheck", str(path), "--proofs", str(REPORT)]) == code
        said = capsys.readouterr()
        assert len((said.out + said.err).strip().splitlines()) == 1
        if code == 0:
            assert "r > 0" in said.out and "from step 1 on (128 bits)" in said.out and "proof-cited" in said.out
