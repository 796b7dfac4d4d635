"""Sweeps as data: what is refused, the blocks, the digest, the draws; numbers and spectra as a user writes them."""

from __future__ import annotations

import numpy as np
import pytest

from verify.certify.rational import InputError
from verify.models import bngd
from verify.sweep.engine import run
from verify.sweep.grid import Sweep
from verify.sweep.spectrum import eigenbasis, read_numbers, read_spectrum

PANEL = {"eps": np.logspace(-5, 16, 43), "eps_a": 1.99 * np.logspace(-10, 0, 41), "a0": [0.01, 1.0], "steps": 2000}


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"iteration": "sgd"}, "iteration = 'sgd'"),
        ({"spectrum": []}, "spectrum is empty"),
        ({"spectrum": [1.0, 0.0]}, "eigenvalue 0.0"),
        ({"spectrum": [1.0, float("nan")]}, "nan"),
        ({"eps": [1.0, -1.0]}, "eps = -1.0: expected eps > 0"),
        ({"eps": "big"}, "eps"),
        ({"eps_a": 2.0}, "eps_a = 2.0: expected 0 < eps_a < 2"),
        ({"steps": [10, 5]}, "increasing"),
        ({"steps": 1.5}, "steps = 1.5"),
        ({"a0": [1.0, 1.0]}, "a0 has a value twice"),
        ({"draws": 0}, "draws = 0"),
        ({"seed": -1}, "seed = -1"),
        ({"outputs": ["speed"]}, "output = 'speed'"),
        ({"outputs": []}, "no outputs"),
        ({"outputs": ["class", "a"]}, "output = 'a' is not recomputed"),
        ({"iteration": "gd", "outputs": ["class"]}, "expected iteration bngd or mbngd"),
        ({"target": "cube"}, "target = 'cube'"),
        ({"target": [1.0]}, "target has 1 entries: expected 2"),
        ({"start": [0.0, 0.0]}, "start is zero"),
    ],
)
def test_what_is_no_sweep_is_refused_in_one_line(changes, words):
    """The message names the value and what was expected."""
    given = {"iteration": "bngd", "spectrum": [1.0, 2.0], "eps": [0.1, 1.0]} | changes
    with pytest.raises(InputError) as caught:
        Sweep.of(given.pop("iteration"), given.pop("spectrum"), **given)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_blocks_cover_every_setting_once():
    """Of a panel, of many draws, of classes, and of one setting."""
    for sweep in (
        Sweep.of("bngd", np.geomspace(1, 80, 100), **PANEL),
        Sweep.of("mbngd", {"a": np.ones(500), "b": np.ones(100)}, eps=np.logspace(-3, 3, 50), draws=30, steps=[1, 10, 5000]),
        Sweep.of("bngd", np.geomspace(1, 80, 100), outputs=["class"], **PANEL),
        Sweep.of("bngd", [1.0, 2.0], eps=1.0),
    ):
        times = np.zeros(tuple(sweep.dims.values()), dtype=int)
        for block in sweep.blocks():
            times[tuple(block.values())] += 1
        assert (times == 1).all()
        assert Sweep.from_json(sweep.definition) == sweep
        assert Sweep.from_json(sweep.definition).digest == sweep.digest


def test_the_digest_tells_sweeps_apart():
    """Any change of the definition changes it."""
    base = {"eps": [0.1, 1.0], "eps_a": 0.5, "steps": 10, "seed": 1}
    changes = [{}, {"eps": [0.1, 2.0]}, {"eps_a": 0.6}, {"eps_a": [0.5]}, {"steps": 11}, {"seed": 2}, {"draws": 3}, {"start": "sphere"}, {"outputs": ["a"]}]
    digests = {Sweep.of("bngd", [1.0, 2.0], **(base | change)).digest for change in changes}
    digests |= {Sweep.of("mbngd", [1.0, 2.0], **base).digest, Sweep.of("bngd", [1.0, 3.0], **base).digest}
    assert len(digests) == len(changes) + 2


def test_a_draw_depends_on_its_number_alone():
    """The same draw in a sweep of 3 and of 30; u and w0 differ; each is of unit length."""
    few, many = (Sweep.of("bngd", [1.0, 2.0, 3.0], eps=1.0, draws=n, start="sphere", seed=5) for n in (3, 30))
    for number in range(3):
        (u, w0), (same_u, same_w0) = few.draw(0, number), many.draw(0, number)
        assert np.array_equal(u, same_u) and np.array_equal(w0, same_w0)
        assert not np.array_equal(u, w0)
        assert np.linalg.norm(u) == pytest.approx(1) and np.linalg.norm(w0) == pytest.approx(1)
    assert len({tuple(many.draw(0, number)[0]) for number in range(30)}) == 30


def test_numbers_as_written():
    """NumPy's ranges and lists; anything else is refused."""
    assert read_numbers("logspace:-5:16:43", "eps") == list(np.logspace(-5, 16, 43))
    assert read_numbers("1.99*logspace:-10:0:41", "eps_a") == list(1.99 * np.logspace(-10, 0, 41))
    assert read_numbers("geomspace:1:80:3", "x") == list(np.geomspace(1, 80, 3))
    assert read_numbers("1, 2.5,1e3", "x") == [1.0, 2.5, 1000.0]
    for text in ("", "a", "1;2", "logspace:1:2", "logspace:1:2:3:4", "linspace:a:2:3", "linspace:1:2:0", "__import__('os')", "2*3", "range:1:2:3",
                 "logspace:1:999:3"):  # fmt: skip
        with pytest.raises(InputError):
            read_numbers(text, "x")


def test_the_spectrum_of_a_table(tmp_path):
    """The covariance's eigenvalues; a table that has none is refused by the column's name."""
    generator = np.random.default_rng(20260804)
    rows = generator.standard_normal((50, 3)) @ np.diag([1.0, 2.0, 5.0])
    table = tmp_path / "table.csv"
    table.write_text("a,b,c\n" + "\n".join(",".join(map(repr, map(float, row))) for row in rows))
    assert read_spectrum(f"cov:{table}") == pytest.approx(np.linalg.eigvalsh(np.cov(rows.T, bias=True)))
    for text, words in (("a,b\n1,x\n2,y", "'b' is not numeric"), ("a,b\n1,\n2,3", "'b' has values that are missing"), ("a,b\n1,2", "1 rows"),
                        ("a,b\n1,2\n2,4\n3,6", "singular"), ("a,b\n1,2\n1,3", "singular")):  # fmt: skip
        table.write_text(text)
        with pytest.raises(InputError, match=words):
            read_spectrum(f"cov:{table}")
    with pytest.raises(InputError, match="expected a CSV file"):
        read_spectrum(f"cov:{tmp_path / 'none.csv'}")


def test_any_matrix_is_swept_in_its_eigenbasis():
    """BNGD on a full 4 x 4 matrix and the sweep of its spectrum end at the same loss and effective step."""
    generator = np.random.default_rng(20260804)
    A = generator.standard_normal((4, 4))
    H, u, w0 = A @ A.T + np.eye(4), generator.standard_normal(4), generator.standard_normal(4)
    h, target, start = eigenbasis(H, u, w0)
    found = run(Sweep.of("bngd", h, eps=[0.05, 0.2], a0=0.5, eps_a=0.9, steps=25, target=target, start=start))
    for i, eps in enumerate((0.05, 0.2)):
        state = bngd.State(0.5, w0)
        for _ in range(25):
            state = bngd.step(H, H @ u, state, 0.9, eps)
        loss = bngd.loss(H, H @ u, u @ H @ u, state)
        assert found.log_loss.values[i] == pytest.approx(np.log(loss), rel=1e-6)
        assert found.effective_step.values[i] == pytest.approx(bngd.effective_step(H, H @ u, state, eps))
    for wrong in ([[1.0, 2.0]], [[1.0, 0.5], [0.4, 1.0]], [[1.0, 2.0], [2.0, 1.0]]):
        with pytest.raises(InputError):
            eigenbasis(wrong)
