"""The paper's figures in the quick profile: what is computed, what is told of it, and that the same comes out again.  Seeds: those of the figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from proofs_checks import experiments
from proofs_checks.experiments import FIGURES, baseline, figure_1, figure_4, figures_5_6, figures_7_8
from verify import figures
from verify.certify.rational import InputError
from verify.cli import main
from verify.sweep.grid import Sweep
from verify.sweep.store import dataset

Json = Any


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every figure, quickly; the folder has `data` and `out`."""
    place = tmp_path_factory.mktemp("figures")
    assert main(["figure", "all", "--quick", "--store", str(place / "data"), "--out", str(place / "out"), "--workers", "1"]) == 0
    return place


def record(quick: Path, name: str) -> Json:
    return json.loads((quick / "out" / f"{name}.json").read_text("utf-8"))


def store(quick: Path, figure: str, name: str) -> Any:
    return dataset(quick / "data" / figure / f"{name}.zarr")


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_pictures_and_findings_that_decide_nothing(quick: Path, name: str) -> None:
    if FIGURES[name].absent:
        pytest.skip(FIGURES[name].absent)
    assert set(FIGURES[name].about) == {finding["about"] for finding in record(quick, name)["findings"] if "about" in finding}
    found = record(quick, name)
    assert found["claim"] == name and found["quick"] and found["findings"]
    for finding in found["findings"]:
        assert (finding["verdict"], finding["evidence"]) == ("undecided", "sampled")
        assert 0 <= finding["contradicted"] <= finding["instances"] > 0
    for picture in found["pictures"]:
        assert ElementTree.parse(quick / "out" / picture).getroot().tag.endswith("svg")
        assert (quick / "out" / picture).with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    for part in found["data"].values():
        assert Path(part["store"]).is_dir()


def test_the_same_comes_out_again(quick: Path, tmp_path: Path) -> None:
    for name in ("fig-1", "fig-2", "fig-3", "fig-4", "fig-5", "fig-8"):
        if FIGURES[name].absent:
            continue
        written = figures.produce(FIGURES[name], quick / "data", tmp_path, quick=True, workers=1, command=record(quick, name)["command"])
        assert all(path.read_bytes() == (quick / "out" / path.name).read_bytes() for path in written)


def test_classes_are_those_of_the_settled_values(quick: Path) -> None:
    cells = store(quick, "fig-1", "cells").isel(draw=0)
    for kappa in figure_1.QUICK_KAPPAS:
        panel = cells.sel(spectrum=str(kappa)).where(cells.sel(spectrum=str(kappa)).open == 0)
        best = 2 / (1 + kappa)
        near = (panel.effective_step > 0.8 * best) & (panel.effective_step < best / 0.8)
        expected = 2 * near + (panel.log_loss < panel.gd_log_loss)
        assert bool(((panel["class"] == expected) | panel["class"].isnull()).all())


def test_the_classes_of_a_panel_are_all_counted(quick: Path) -> None:
    for kappa, a0, cells, flagged, recomputed, changed, still_open, bits, *classes in record(quick, "fig-1")["tables"][0]["rows"]:
        assert sum(classes) + still_open == cells, (kappa, a0)
        assert changed + still_open <= flagged == recomputed and bits >= 53


def test_the_printed_parameters() -> None:
    assert len(figure_1.EPS_A) == 41 and len(figure_1.EPS) == 43 and figure_1.EPS_A[-1] == 1.99
    assert (figure_1.STEPS, figures_5_6.FIVE.tests, figures_5_6.SIX.tests, figures_5_6.STEPS) == (2000, 300, 500, 5000)
    assert [len(case.spectrum) for case in (figures_5_6.FIVE, figures_5_6.SIX)] == [5, 100]
    for case in (figures_5_6.FIVE, figures_5_6.SIX):
        assert case.spectrum[0] == 1 and np.isclose(case.spectrum[-1], 2000)
    assert all(np.isclose(float(kappa), h[-1] / h[0]) for kappa, h in figure_1.spectra(False).items())


def test_the_constants_of_figure_4_are_those_of_the_proof(quick: Path) -> None:
    known = figure_4.constants()
    assert known["delta_0"] < known["delta_1"] * known["delta_2"]
    grid = store(quick, "fig-4", "sets")
    assert set(np.unique(grid.part.values)) == {0, 1, 2}
    distance, one, two = figure_4.closest(grid)
    assert np.isclose(np.linalg.norm(one - two), distance) and distance >= known["gap"]


def test_kappa_star_of_the_plane_is_one() -> None:
    """H* has one eigenvalue besides that of u."""
    assert np.isclose(baseline.condition_star(np.array([1.0, 50.0]), np.array([0.6, 0.8])), 1)


def test_gd_at_its_optimum_in_closed_form(quick: Path) -> None:
    """The loss of optimal GD that Figure 7 compares with: half the sum of h (1 - t h)^2k (u - w0)^2."""
    data = store(quick, "fig-7", "d-10")
    sweep, h = Sweep.from_json(data.attrs["definition"]), np.linspace(1, 2000, 10)
    u, w0 = sweep.draw(0, 3)
    expected = np.log(np.sum(h * (1 - 2 / 2001 * h) ** (2 * figures_7_8.STEPS) * (u - w0) ** 2) / 2)
    assert np.isclose(float(data.gd_log_loss[3, 0]), expected)
    optimal, every = baseline.compared(sweep, 0, figures_7_8.STEPS)
    assert np.isclose(optimal[3], expected) and np.all(every.min(axis=1) <= optimal)


@pytest.mark.parametrize("name", ["fig-9", "../fig-1"])
def test_no_such_figure(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figure", name, "--quick"]) == 2
    error = capsys.readouterr().err
    assert name in error and "expected all or one of fig-1" in error and error.count("\n") == 1


def test_no_folder_with_data_sets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figure", "fig-4", "--quick", "--data", str(tmp_path / "none")]) == 2
    error = capsys.readouterr().err
    assert "expected a folder with data sets" in error and error.count("\n") == 1


def test_figures_whose_library_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One that is asked for by its id is bad input; of `all` it is left out, with one line."""
    lacking = replace(FIGURES["fig-4"], id="fig-x", needs=figures.Library("no_such_module", "Such", "such"), about=("lemma-A.9",))
    monkeypatch.setattr(experiments, "FIGURES", {"fig-4": FIGURES["fig-4"], "fig-x": lacking})
    places = ["--quick", "--store", str(tmp_path / "data"), "--out", str(tmp_path / "out")]
    assert main(["figure", "fig-x", *places]) == 2
    assert capsys.readouterr().err == "verify: fig-x cannot be computed: Such is not installed (pip install '.[such]')\n"
    assert main(["figure", "all", *places]) == 0
    told = capsys.readouterr()
    assert told.err == "verify: left out: fig-x, Such is not installed (pip install '.[such]')\n" and told.out.startswith("fig-4:")
    assert not list((tmp_path / "out").glob("fig-x*"))


def test_data_of_something_else_are_not_taken(quick: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected"):
        figures.produce(FIGURES["fig-8"], quick / "data", tmp_path, quick=False, workers=1)


def test_records_that_decide_are_refused(quick: Path, tmp_path: Path) -> None:
    found = record(quick, "fig-4")
    for name in found["pictures"]:
        (tmp_path / name).write_text("<svg/>")
    (tmp_path / "fig-4.json").write_text(json.dumps(found))
    assert figures.load(tmp_path)[0] == [found]
    found["findings"][0]["verdict"] = "holds"
    (tmp_path / "fig-4.json").write_text(json.dumps(found))
    with pytest.raises(InputError, match=r"fig-4\.json"):
        figures.load(tmp_path)


def test_a_figure_leaves_its_row_undecided(quick: Path) -> None:
    row = {"id": "fig-4", "printed": {"verdict": "undecided", "evidence": None, "hash": None, "note": ""}}
    decided = {"id": "fig-5", "printed": {"verdict": "fails", "evidence": "counterexample", "hash": "a", "note": ""}}
    full = [{**record(quick, name), "quick": False} for name in ("fig-4", "fig-5")]
    found = figures.noted([row, decided], full)
    assert found[0]["printed"]["verdict"] == "undecided" and found[0]["printed"]["evidence"] == "sampled" and found[1] == decided
    assert figures.noted([row], [record(quick, "fig-4")]) == [row]
