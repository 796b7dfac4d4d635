"""Labelled images from files: MNIST and Fashion-MNIST, CIFAR-10, and the small digits that come with scikit-learn.

Files are read as plain bytes and checked before they are used; nothing is downloaded and nothing is unpickled.
"""

from __future__ import annotations

import gzip
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

from verify.certify.rational import InputError, shown

Array: TypeAlias = Any
NAMES = ("digits", "mnist", "fashion-mnist", "cifar10")
CLASSES = 10
LARGEST = 2**31
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
FIRST_LABELS = {"mnist": (5, 0, 4, 1, 9, 2, 1, 3, 1, 4), "fashion-mnist": (9, 0, 0, 3, 0, 2, 7, 2, 5, 5)}
"""How the published label files begin: both sets have the same file names, so this tells one from the other."""
RECORD = 1 + 3 * 32 * 32


@dataclass(frozen=True)
class DataSet:
    """Images for classification, all of a training set.

    images: float32 (n, channels, height, width), scaled to [0, 1]; labels: int64 (n,), in 0 .. classes - 1; source: where they come from.
    """

    name: str
    images: Array
    labels: Array
    classes: int
    source: str

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of an image."""
        channels, height, width = self.images.shape[1:]
        return int(channels), int(height), int(width)

    @cached_property
    def scale(self) -> tuple[Array, Array]:
        """Mean and deviation of each channel over the whole training set, (channels, 1, 1)."""
        n = self.images[:, 0].size
        mean = self.images.sum(axis=(0, 2, 3), dtype=np.float64) / n
        square = np.array([float(np.vdot(part, part)) for part in np.moveaxis(self.images, 1, 0).astype(np.float64)]) / n
        return mean[:, None, None], np.sqrt(np.maximum(square - mean**2, 1e-12))[:, None, None]

    def standardised(self, chosen: Array | slice = slice(None)) -> Array:
        """The chosen images, each channel with mean 0 and deviation 1 over the whole training set (float32)."""
        mean, deviation = (part.astype(np.float32) for part in self.scale)
        return (self.images[chosen] - mean) / deviation


def load(name: str, folder: Path | None = None) -> DataSet:
    """The training set of a name in NAMES; "digits" needs no folder.

    Looks in folder/NAME and in the folder itself for: `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, each also with `.gz`
    (mnist, fashion-mnist); `data_batch_*.bin` (cifar10, the original binary version); one `.npz` with the arrays of images and labels.
    Raises InputError for an unknown name, a missing, truncated or inconsistent file, and labels out of range.
    """
    if name not in NAMES:
        raise InputError(f"data set {shown(name)} is not known: expected one of {', '.join(NAMES)}")
    if name == "digits":
        return digits()
    if folder is None:
        raise InputError(f"data set {name} is read from files: expected the folder that holds them ({wanted(name)})")
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: expected one with {wanted(name)}")
    for place in (folder / name, folder):
        found = read(name, place)
        if found is not None:
            images, labels, files = found
            return checked(name, images, labels, files)
    raise InputError(f"{folder} has no files of {name}: expected {wanted(name)} in it or in {folder / name}")


def wanted(name: str) -> str:
    """The files of a data set, in words."""
    return f"{'data_batch_*.bin' if name == 'cifar10' else f'{IMAGES}[.gz] and {LABELS}[.gz]'}, or {name}*.npz"


def read(name: str, place: Path) -> tuple[Array, Array, list[Path]] | None:
    """The raw images (n, channels, height, width) and labels in a place, and the files; None where there are no such files."""
    if name == "cifar10":
        batches = sorted(place.glob("data_batch_*.bin"))
        if batches:
            return *cifar(batches), batches
    else:
        images, labels = either(place, IMAGES), either(place, LABELS)
        if images and labels:
            return idx(images, 3)[:, None], idx(labels, 1), [images, labels]
        if images or labels:
            raise InputError(f"{place / (LABELS if images else IMAGES)} is not there, with or without .gz: expected images and labels")
    archives = sorted(place.glob(f"{name}*.npz"))
    if len(archives) > 1:
        raise InputError(f"{place} has {len(archives)} files {name}*.npz: expected one")
    return (*archive(archives[0]), archives) if archives else None


def either(place: Path, name: str) -> Path | None:
    """The file of that name, or the compressed one."""
    return next((path for path in (place / name, place / f"{name}.gz") if path.is_file()), None)


def checked(name: str, images: Array, labels: Array, files: list[Path]) -> DataSet:
    """The data set, its images scaled; InputError where images and labels do not belong together."""
    where = files[-1]
    if len(images) != len(labels):
        raise InputError(f"{where} has {len(labels)} labels for {len(images)} images: expected as many")
    if not len(images):
        raise InputError(f"{where} has no images: expected at least one")
    wrong = np.flatnonzero((labels < 0) | (labels >= CLASSES))
    if len(wrong):
        raise InputError(f"{where}: label {labels[wrong[0]]} of image {wrong[0]} is out of range: expected 0 to {CLASSES - 1}")
    for other, first in FIRST_LABELS.items():
        if other != name and len(labels) > 1000 and tuple(int(label) for label in labels[: len(first)]) == first:
            raise InputError(f"{where} has the labels of {other}: expected those of {name}")
    scaled = images.astype(np.float32)
    scaled /= np.float32(255)
    return DataSet(name, scaled, labels.astype(np.int64), CLASSES, ", ".join(path.name for path in files))


def digits() -> DataSet:
    """1797 digits of 8 x 8 pixels, 17 levels of grey (Alpaydin and Kaynak 1998), which come with scikit-learn."""
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError:
        raise InputError("data set digits comes with scikit-learn, which is not installed: pip install '.[deep]'") from None
    found: Any = load_digits()
    return DataSet("digits", (found.images[:, None] / 16).astype(np.float32), found.target.astype(np.int64), CLASSES, "scikit-learn's digits")


def idx(path: Path, dimensions: int) -> Array:
    """An idx file of unsigned bytes, plain or compressed: big-endian magic number, sizes, then exactly the entries."""
    header = 4 * (1 + dimensions)
    try:
        with opened(path) as stream:
            start = stream.read(header)
            if len(start) < header:
                raise InputError(f"{path} is truncated: {len(start)} bytes, expected a header of {header}")
            magic, *sizes = struct.unpack(f">{1 + dimensions}I", start)
            if magic != 0x800 + dimensions:
                raise InputError(f"{path} starts with {magic:#010x}: expected {0x800 + dimensions:#010x}, an idx file of {dimensions} dimensions")
            count = int(np.prod([int(size) for size in sizes], dtype=object))
            if not 0 < count < LARGEST:
                raise InputError(f"{path} declares sizes {' x '.join(map(str, sizes))}: expected between 1 and {LARGEST} entries")
            body = stream.read(count + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} cannot be read ({shown(error)}): expected an idx file, compressed where its name ends in .gz") from None
    if len(body) != count:
        more = "more" if len(body) > count else str(len(body))
        raise InputError(f"{path} has {more} bytes after its header: expected {count} ({' x '.join(map(str, sizes))})")
    return np.frombuffer(body, np.uint8).reshape(sizes)


def opened(path: Path) -> gzip.GzipFile | BinaryIO:
    """The file's bytes, unpacked where its name says so.  Raises OSError."""
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


def cifar(paths: list[Path]) -> tuple[Array, Array]:
    """The original binary batches: records of a label and 3 x 32 x 32 bytes."""
    parts = []
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path} cannot be read ({shown(error)})") from None
        if not content or len(content) % RECORD:
            raise InputError(f"{path} has {len(content)} bytes: expected records of {RECORD}")
        parts.append(np.frombuffer(content, np.uint8).reshape(-1, RECORD))
    records = np.concatenate(parts)
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].astype(np.int64)


def archive(path: Path) -> tuple[Array, Array]:
    """The training images and labels of an .npz: the arrays of bytes and of whole numbers whose names say so."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            names = stored.files
            images, labels = (stored[one(path, names, kind)] for kind in ("x|images?|data", "y|labels?|targets?"))
    except (OSError, ValueError, EOFError, KeyError, MemoryError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} cannot be read ({shown(error)}): expected an .npz of plain arrays") from None
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise InputError(f"{path}: images are {images.dtype} with shape {images.shape}: expected uint8, (n, height, width[, channels])")
    if images.ndim == 3:
        images = images[:, None]
    elif images.shape[1] not in (1, 3):
        images = images.transpose(0, 3, 1, 2)
    if images.shape[1] not in (1, 3):
        raise InputError(f"{path}: images have shape {images.shape}: expected 1 or 3 channels")
    if labels.dtype.kind not in "iu" or labels.size != len(labels):
        raise InputError(f"{path}: labels are {labels.dtype} with shape {labels.shape}: expected whole numbers, (n,)")
    return images, labels.reshape(-1).astype(np.int64)


def one(path: Path, names: list[str], kind: str) -> str:
    """The array of a kind: the one marked as training data where there are several; InputError where none or several fit."""
    fitting = [name for name in names if re.fullmatch(rf"(train_?)?({kind})(_?train)?", name.lower())]
    if len(fitting) != 1:
        raise InputError(f"{path} has the arrays {shown(', '.join(names))}: expected one named like {kind.replace('?', '').replace('|', ' or ')}")
    return fitting[0]
