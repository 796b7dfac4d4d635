"""`verify audit`: its files, exit codes and one-line errors; what an interrupt keeps; certificates that can be replayed."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from audit_cases import SMALL, regression, table, written

import verify
from verify.auditing import audit as auditing
from verify.auditing.context import Context, Options
from verify.auditing.store import Store
from verify.cli import main
from verify.models.problem import Problem

pytestmark = pytest.mark.usefixtures("quick")
FEW = ["--steps", "100", "--eps", "1e-3", "--eps", "1"]


@pytest.fixture
def data(tmp_path) -> Path:
    """A small CSV file."""
    return written(tmp_path / "points.csv", *table(*regression()))


class Reader(HTMLParser):
    """Tags that are opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attributes) -> None:
        if tag not in ("meta", "link", "col", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def test_files_and_tables(data, tmp_path, capsys) -> None:
    out = tmp_path / "out"
    assert main(["audit", str(data), "--target", "y", "--out", str(out), *FEW]) == 0
    shown = capsys.readouterr().out
    for part in ("40 rows, 3 features", "condition number", "Acceleration", "BNGD, ε = 0.001", "converges: step", "holds", "Tightest margins"):
        assert part in shown, part
    assert sorted(path.name for path in out.iterdir()) == ["points.html", "points.json", "points.md"]
    page = (out / "points.html").read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(page)
    assert not reader.open and page.count("<svg") == 3 and "<script" not in page
    assert "| condition number |" in (out / "points.md").read_text(encoding="utf-8")


def test_every_number_can_be_derived_again(data, tmp_path) -> None:
    out = tmp_path / "out"
    assert main(["audit", str(data), "--target", "y", "--out", str(out), *FEW]) == 0
    found = json.loads((out / "points.json").read_text(encoding="utf-8"))
    p = found["problem"]
    H = found["data"]["H"]
    problem = Problem(H=[[str(auditing.exact(x, "H")) for x in row] for row in H], u=p["u"], **p["start"], eps_a=p["eps_a"], eps=1, c=p["c"])
    assert [float(x) for x in problem.g] == found["data"]["g"]
    values = np.linalg.eigvalsh(np.array(H))
    assert found["spectrum"]["kappa"]["value"] == pytest.approx(values[-1] / values[0], rel=1e-10)
    context = Context(found["data"], Options("y", eps=tuple(p["eps"]), start=p["start"], eps_a=p["eps_a"]))
    assert context.problem.replace(eps=1) == problem and [str(x) for x in context.eps] == p["eps"]


def test_json(data, capsys) -> None:
    assert main(["audit", str(data), "--target", "y", "--json", *FEW]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == 1 and {"data", "problem", "spectrum", "rates", "step_sizes", "certificates", "statements"} <= set(found)


@pytest.mark.parametrize(("arguments", "part"), [
    (["--target", "z"], "no column 'z'"), (["--target", "y", "--eps", "0"], "eps = 0 is not positive"), (["--target", "y", "--eps", "x"], "eps = 'x'"),
    (["--target", "y", "--eps-a", "-1"], "eps_a = -1"), (["--target", "y", "--start", "random:"], "random:SEED"), ([], "--target"),
    (["--target", "y", "--start", "none.json"], "none.json"), (["--target", "y", "--steps", "3"], "steps = 3"),
    (["--target", "y", "--digits", "5"], "digits = 5"), (["--target", "y", "--ignore", "q"], "no column 'q'"),
])  # fmt: skip
def test_bad_options_are_told_in_one_line(data, arguments, part, capsys) -> None:
    assert main(["audit", str(data), *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and part in told.err and told.err.startswith("verify: ")


def test_a_missing_file_is_told_in_one_line(tmp_path, capsys) -> None:
    assert main(["audit", str(tmp_path / "none.csv"), "--target", "y"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_interrupt_keeps_what_is_finished(data, tmp_path, capsys, monkeypatch) -> None:
    out, done = tmp_path / "out", []
    from verify.auditing import steps

    whole = steps.certificate_of

    def interrupted(context, eps):
        if done:
            raise KeyboardInterrupt
        done.append(str(eps))
        return whole(context, eps)

    monkeypatch.setattr(steps, "certificate_of", interrupted)
    assert main(["audit", str(data), "--target", "y", "--out", str(out), *FEW]) == 130
    told = capsys.readouterr()
    assert "condition number" in told.out and "3 finished parts kept" in told.err
    assert [path.name for path in out.iterdir()] == [".points.partial.json"]
    done.clear()
    assert main(["audit", str(data), "--target", "y", "--out", str(out), *FEW]) == 0
    assert len(done) == 1 and not (out / ".points.partial.json").exists()
    assert main(["audit", str(data), "--target", "y", *FEW]) == 130
    assert "nothing is kept" in capsys.readouterr().err


def test_a_damaged_or_foreign_store_is_not_used(tmp_path) -> None:
    path = tmp_path / "store.json"
    path.write_text("{", encoding="utf-8")
    store = Store(path)
    assert len(store) == 0 and store.put(["a", 1], [2]) == [2]
    assert Store(path).get(["a", 1]) == [2] and Store(path).get(["a", 2]) is None


def test_a_false_statement_is_shouted_about(data, capsys, monkeypatch) -> None:
    from verify.auditing import statements

    true = statements.evaluate_all

    def one_false(found, *rest, **named):
        first = next(iter(found)).id
        return {**true(found, *rest, **named), first: statements.Finding("false", "made up")}

    monkeypatch.setattr(statements, "evaluate_all", one_false)
    assert main(["audit", str(data), "--target", "y", *FEW]) == 1
    assert "FALSE HERE: eq-2" in capsys.readouterr().out


def test_the_python_function(tmp_path) -> None:
    X, y = regression()
    found = verify.audit(X, y, eps=["1e-3"], steps=100, start={"a0": "1/2", "w0": ["1", "1/3", "2"]})
    assert found["problem"]["start"] == {"a0": "1/2", "w0": ["1", "1/3", "2"]} and not found.refuted
    (row,) = found["certificates"]
    certificate = found.certificate("1e-3")
    assert row["certified"] and Problem(**certificate["problem"]).eps == Problem(**certificate["problem"]).replace(eps="1/1000").eps
    from verify.models.convergence import KEYS, replay

    assert set(certificate) == KEYS and replay(certificate)
    with pytest.raises(ValueError, match="no step size of the audit"):
        found.certificate(7)
    with pytest.raises(ValueError, match="missing in row 2"):
        verify.audit([[1.0], [float("nan")], [3.0]], [1, 2, 3])
    assert verify.audit(np.array(SMALL[1], dtype=float)[:, :1], [1, 2, 3, 4, 6], eps=["1/10"], steps=50)["spectrum"]["kappa_star"] is None
