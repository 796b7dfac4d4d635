"""Readers of data sets: what they return, and one clear line for every file that is not what it should be (seed 7)."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

from verify.certify.rational import InputError
from verify.deep import datasets
from verify.deep.datasets import load

DRAW = np.random.default_rng(7)
IMAGES, LABELS = DRAW.integers(0, 256, (12, 28, 28), np.uint8), DRAW.integers(0, 10, 12).astype(np.uint8)
COLOURS = DRAW.integers(0, 256, (12, 3, 32, 32), np.uint8)


def idx(array, magic=None) -> bytes:
    """An idx file's bytes."""
    return struct.pack(f">{1 + array.ndim}I", 0x800 + array.ndim if magic is None else magic, *array.shape) + array.tobytes()


def put(folder, images=None, labels=None, packed=False):
    """The two files of MNIST."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ((datasets.IMAGES, idx(IMAGES) if images is None else images), (datasets.LABELS, idx(LABELS) if labels is None else labels)):
        (folder / (name + ".gz" if packed else name)).write_bytes(gzip.compress(content) if packed else content)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
@pytest.mark.parametrize("inside", [False, True])
def test_idx_files(tmp_path, name, packed, inside):
    """Plain and compressed, in a folder of their name or directly: images scaled to [0, 1], labels as they are."""
    put(tmp_path / name if inside else tmp_path, packed=packed)
    found = load(name, tmp_path)
    assert (found.name, found.shape, found.classes) == (name, (1, 28, 28), 10)
    assert np.array_equal(found.images[:, 0] * 255, IMAGES.astype(np.float32))
    assert np.array_equal(found.labels, LABELS)
    assert (found.images.dtype, found.labels.dtype) == (np.float32, np.int64)


BROKEN = {
    "truncated header": ({"images": idx(IMAGES)[:10]}, "is truncated: 10 bytes"),
    "truncated": ({"images": idx(IMAGES)[:-1]}, "has 9407 bytes after its header: expected 9408"),
    "trailing": ({"labels": idx(LABELS) + b"!"}, "has more bytes after its header: expected 12"),
    "labels for images": ({"images": idx(LABELS)}, "starts with 0x00000801: expected 0x00000803"),
    "images for labels": ({"labels": idx(IMAGES)}, "starts with 0x00000803: expected 0x00000801"),
    "other magic": ({"images": idx(IMAGES, 0x1F8B0808)}, "starts with 0x1f8b0808"),
    "count": ({"labels": idx(LABELS[:-1])}, "has 11 labels for 12 images"),
    "label": ({"labels": idx(np.where(np.arange(12) == 5, 10, LABELS).astype(np.uint8))}, "label 10 of image 5 is out of range: expected 0 to 9"),
    "huge": ({"images": struct.pack(">4I", 0x803, 2**31, 2**16, 2**16)}, "declares sizes 2147483648 x 65536 x 65536"),
    "none": ({"images": struct.pack(">4I", 0x803, 0, 28, 28)}, "declares sizes 0 x 28 x 28"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("fault", BROKEN)
def test_broken_idx_files(tmp_path, fault, packed):
    """One line that names the file and what was expected."""
    content, message = BROKEN[fault]
    put(tmp_path / "mnist", **content, packed=packed)
    with pytest.raises(InputError) as caught:
        load("mnist", tmp_path)
    assert message in str(caught.value)
    assert "ubyte" in str(caught.value) and "\n" not in str(caught.value)


def test_what_only_claims_to_be_compressed(tmp_path):
    """A name that ends in .gz on a plain file, and a compressed file that was cut."""
    put(tmp_path)
    for name in (datasets.IMAGES, datasets.LABELS):
        (tmp_path / name).rename(tmp_path / f"{name}.gz")
    with pytest.raises(InputError, match="cannot be read"):
        load("mnist", tmp_path)
    put(tmp_path, packed=True)
    whole = (tmp_path / f"{datasets.IMAGES}.gz").read_bytes()
    (tmp_path / f"{datasets.IMAGES}.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="cannot be read"):
        load("mnist", tmp_path)


def test_missing_files(tmp_path):
    """No folder, an empty one, and labels that are not there."""
    for folder, message in ((None, "expected the folder"), (tmp_path / "no", "is not a folder"), (tmp_path, "has no files of mnist")):
        with pytest.raises(InputError, match=message):
            load("mnist", folder)
    put(tmp_path)
    (tmp_path / datasets.LABELS).unlink()
    with pytest.raises(InputError, match="train-labels-idx1-ubyte is not there"):
        load("mnist", tmp_path)
    with pytest.raises(InputError, match="data set 'svhn' is not known: expected one of digits, mnist"):
        load("svhn", tmp_path)


def test_one_set_given_for_the_other(tmp_path):
    """MNIST and Fashion-MNIST have the same file names; the published labels tell one from the other."""
    labels = np.concatenate([datasets.FIRST_LABELS["mnist"], np.zeros(1490)]).astype(np.uint8)
    put(tmp_path, idx(np.zeros((1500, 2, 2), np.uint8)), idx(labels))
    assert len(load("mnist", tmp_path).labels) == 1500
    with pytest.raises(InputError, match="has the labels of mnist: expected those of fashion-mnist"):
        load("fashion-mnist", tmp_path)


def test_original_batches_of_cifar(tmp_path):
    """Records of a label and 3 x 32 x 32 bytes, several files in order; a cut file is named."""
    records = np.concatenate([LABELS[:, None], COLOURS.reshape(12, -1)], axis=1)
    (tmp_path / "data_batch_1.bin").write_bytes(records[:5].tobytes())
    (tmp_path / "data_batch_2.bin").write_bytes(records[5:].tobytes())
    found = load("cifar10", tmp_path)
    assert np.array_equal(found.images * 255, COLOURS.astype(np.float32))
    assert np.array_equal(found.labels, LABELS)
    (tmp_path / "data_batch_2.bin").write_bytes(records[5:].tobytes()[:-1])
    with pytest.raises(InputError, match=r"data_batch_2.bin has 21510 bytes: expected records of 3073"):
        load("cifar10", tmp_path)


@pytest.mark.parametrize("arrays", [
    {"images": COLOURS, "labels": LABELS}, {"x_train": COLOURS.transpose(0, 2, 3, 1), "y_train": LABELS[:, None].astype(np.int64), "x_test": COLOURS},
])  # fmt: skip
def test_npz(tmp_path, arrays):
    """Arrays by the usual names, channels first or last."""
    np.savez(tmp_path / "cifar10_part.npz", **arrays)
    found = load("cifar10", tmp_path)
    assert np.array_equal(found.images * 255, COLOURS.astype(np.float32))
    assert np.array_equal(found.labels, LABELS)


@pytest.mark.parametrize(("arrays", "message"), [
    ({"images": COLOURS}, "expected one named like y or label"), ({"images": COLOURS / 255.0, "labels": LABELS}, "images are float64"),
    ({"images": COLOURS, "labels": LABELS / 2}, "labels are float64"), ({"images": COLOURS[:, :2], "labels": LABELS}, "expected 1 or 3 channels"),
    ({"images": COLOURS, "labels": LABELS.astype(object)}, "cannot be read"), ({"images": COLOURS, "labels": LABELS[:7]}, "has 7 labels for 12 images"),
])  # fmt: skip
def test_broken_npz(tmp_path, arrays, message):
    """Missing, mistyped and pickled arrays."""
    np.savez(tmp_path / "cifar10.npz", **arrays)
    with pytest.raises(InputError, match=message):
        load("cifar10", tmp_path)


def test_what_is_no_npz(tmp_path):
    """Bytes that are no archive."""
    (tmp_path / "cifar10.npz").write_bytes(b"PK but no more")
    with pytest.raises(InputError, match="cannot be read"):
        load("cifar10", tmp_path)


def test_digits(digits):
    """The embedded set; standardised images have mean 0 and deviation 1."""
    assert (digits.shape, len(digits.labels)) == ((1, 8, 8), 1797)
    assert (digits.images.min(), digits.images.max()) == (0, 1)
    scaled = digits.standardised()
    assert scaled.mean(dtype=np.float64) == pytest.approx(0, abs=1e-6)
    assert scaled.std(dtype=np.float64) == pytest.approx(1, abs=1e-6)
    assert np.array_equal(digits.standardised(np.array([5, 3])), scaled[[5, 3]])
