from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from hcr_desktop import InputUnreadable
from tests.trainer.idxfiles import save_idx
from trainer.nist import read_emnist, read_idx, read_mnist


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (5, 28, 28), dtype=np.uint8)


def test_emnist_is_turned_upright(tmp_path: Path, images: np.ndarray) -> None:
    save_idx(tmp_path / "emnist-balanced-test-images-idx3-ubyte.gz", images.swapaxes(1, 2))
    save_idx(tmp_path / "emnist-balanced-test-labels-idx1-ubyte.gz", np.arange(5, dtype=np.uint8))
    read, labels = read_emnist(tmp_path, "balanced-test")
    np.testing.assert_array_equal(read, images)
    assert read.flags.c_contiguous
    assert labels.tolist() == [0, 1, 2, 3, 4]


def test_mnist_is_upright_already_and_may_be_unpacked(tmp_path: Path, images: np.ndarray) -> None:
    save_idx(tmp_path / "t10k-images-idx3-ubyte", images)
    save_idx(tmp_path / "t10k-labels-idx1-ubyte.gz", np.array([7, 2, 1, 0, 4], np.uint8))
    read, labels = read_mnist(tmp_path, "t10k")
    np.testing.assert_array_equal(read, images)
    assert labels.tolist() == [7, 2, 1, 0, 4]


def test_wider_types_are_big_endian(tmp_path: Path) -> None:
    save_idx(tmp_path / "x", np.array([[1, -70000]], ">i4"), 0x0C)
    assert read_idx(tmp_path / "x").tolist() == [[1, -70000]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not idx at all",
        gzip.compress(b"\0\0\x08\x01\0\0\0\x09abc"),
        gzip.compress(b"\0\0\x08\x03\0\0"),
        gzip.compress(b"abc" * 99)[:20],
    ],
    ids=["empty", "text", "short", "header only", "cut gzip"],
)
def test_what_is_no_idx_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.gz"
    path.write_bytes(content)
    with pytest.raises(InputUnreadable, match=r"bad\.gz: it.*\. Give a file"):
        read_idx(path)


def test_a_missing_file_and_an_odd_pair_are_refused(tmp_path: Path, images: np.ndarray) -> None:
    with pytest.raises(InputUnreadable, match="cannot be read"):
        read_mnist(tmp_path, "t10k")
    save_idx(tmp_path / "t10k-images-idx3-ubyte.gz", images)
    save_idx(tmp_path / "t10k-labels-idx1-ubyte.gz", np.zeros(4, np.uint8))
    with pytest.raises(InputUnreadable, match="do not belong together"):
        read_mnist(tmp_path, "t10k")
