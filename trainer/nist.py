"""NIST's own files: EMNIST and MNIST as ``gzip`` idx, for whoever brings the official archives.

The idx format (LeCun's MNIST page): two zero bytes, a type byte, the number of dimensions, each dimension as a big-endian
32-bit integer, then the values, big-endian. EMNIST (Cohen et al. 2017, arXiv 1702.05373) stores its images transposed;
MNIST stores them upright.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import InputUnreadable

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""The idx type byte and the NumPy type it means."""


def read_idx(path: Path) -> NDArray[Any]:
    """The array in an idx file, gzipped or plain.

    Raises:
        InputUnreadable: When the file is missing, damaged, or no idx file.
    """
    advice = "Give a file of the official archive, such as t10k-images-idx3-ubyte.gz, whole and unchanged."
    try:
        raw = path.read_bytes()
        content = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise InputUnreadable(str(path), f"it cannot be read ({error})", advice) from error
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES:
        raise InputUnreadable(str(path), "it is no idx file", advice)
    start = 4 + 4 * content[3]
    try:
        shape = struct.unpack(f">{content[3]}I", content[4:start])
        return np.frombuffer(content, TYPES[content[2]], offset=start).reshape(shape)
    except (struct.error, ValueError) as error:
        raise InputUnreadable(str(path), "its length is not what its header says", advice) from error


def read_pair(folder: Path, stem: str, *, transposed: bool) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images and labels of one split.

    Args:
        folder: Where ``{stem}-images-idx3-ubyte[.gz]`` and ``{stem}-labels-idx1-ubyte[.gz]`` lie.
        stem: ``emnist-balanced-test``, ``t10k``, ...
        transposed: Whether the images are stored column by column, as EMNIST's are.

    Returns:
        uint8 [n, 28, 28], white ink on black, upright; and labels int64 [n] as stored: EMNIST Balanced and ByMerge
        number the 47 classes of ``alphabet.ALNUM47`` in its order, ByClass the 62 digits, capitals and small letters,
        Letters counts from 1.

    Raises:
        InputUnreadable: When a file is missing or damaged, or the two do not belong together.
    """
    images, labels = (read_idx(_found(folder, f"{stem}-{kind}-ubyte")) for kind in ("images-idx3", "labels-idx1"))
    if images.ndim != 3 or images.dtype != np.uint8 or labels.shape != (len(images),):
        reason = f"{len(labels)} labels and images of shape {images.shape} do not belong together"
        raise InputUnreadable(str(folder / stem), reason, "Take both files from one archive.")
    upright = images.swapaxes(1, 2) if transposed else images
    return np.ascontiguousarray(upright), labels.astype(np.int64)


def read_emnist(folder: Path, split: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images and labels of an official EMNIST split, such as ``balanced-test`` or ``byclass-train``; see :func:`read_pair`."""
    return read_pair(folder, f"emnist-{split}", transposed=True)


def read_mnist(folder: Path, split: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images and labels of MNIST, split ``train`` or ``t10k``; see :func:`read_pair`."""
    return read_pair(folder, split, transposed=False)


def _found(folder: Path, name: str) -> Path:
    """The file, plain where it was unpacked, else gzipped."""
    plain = folder / name
    return plain if plain.exists() else folder / f"{name}.gz"
