"""Crops to tensors, in EMNIST's layout."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hcr_desktop.inference.normalise import NormaliseSpec, normalise, normalise_all
from hcr_desktop.inference.raster import draw_stroke
from tests.inference.made import written

SPEC = NormaliseSpec()

BLOCKS = st.tuples(st.integers(1, 120), st.integers(1, 120))


def block(height: int, width: int, level: int = 255) -> NDArray[np.uint8]:
    return np.full((height, width), level, np.uint8)


def bounds(tensor: NDArray[np.uint8], level: int = 128) -> tuple[int, int, int, int]:
    """Top, bottom, left and right (past the end) of what is at least so bright."""
    rows, columns = np.flatnonzero((tensor >= level).any(axis=1)), np.flatnonzero((tensor >= level).any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def letter() -> NDArray[np.uint8]:
    return draw_stroke(written("S", height=60).strokes[0].xy)[0]


@given(BLOCKS)
def test_the_longer_side_fills_24_and_the_ink_is_centred(shape: tuple[int, int]) -> None:
    tensor = normalise(block(*shape), SPEC)
    assert tensor.shape == (28, 28)
    assert tensor.dtype == np.uint8
    assert tensor.max() == 255
    top, bottom, left, right = bounds(tensor)
    assert abs(max(bottom - top, right - left) - 24) <= 1
    assert abs(top + bottom - 28) <= 1
    assert abs(left + right - 28) <= 1


@given(st.integers(24, 120), st.integers(24, 120))
def test_the_aspect_is_kept(height: int, width: int) -> None:
    top, bottom, left, right = bounds(normalise(block(height, width), SPEC))
    scale = 24 / max(height, width)
    assert abs(bottom - top - height * scale) <= 1.5
    assert abs(right - left - width * scale) <= 1.5


@given(st.tuples(*[st.integers(0, 30)] * 4))
def test_an_empty_margin_changes_nothing(margins: tuple[int, int, int, int]) -> None:
    plain = np.pad(letter(), 20)
    top, bottom, left, right = margins
    padded = np.pad(plain, ((top, bottom), (left, right)))
    difference = np.abs(normalise(padded, SPEC).astype(int) - normalise(plain, SPEC).astype(int))
    assert difference.max() <= 12  # OpenCV places pixels to a 32nd


@given(st.integers(40, 255))
def test_faint_ink_is_as_good_as_dark_ink(peak: int) -> None:
    dark = letter()
    faint = np.round(dark.astype(float) * peak / 255).astype(np.uint8)
    difference = np.abs(normalise(faint, SPEC).astype(int) - normalise(dark, SPEC).astype(int))
    assert difference.mean() < 4


@pytest.mark.parametrize("zoom", [0.5, 2, 5])
def test_the_size_of_the_crop_matters_little(zoom: float) -> None:
    plain = np.pad(letter(), 8)
    zoomed = np.asarray(cv2.resize(plain, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC), np.uint8)
    difference = np.abs(normalise(zoomed, SPEC).astype(int) - normalise(plain, SPEC).astype(int))
    assert difference.mean() < 12


def test_faint_specks_do_not_set_the_frame() -> None:
    clean = np.pad(letter(), 30)
    specked = clean.copy()
    specked[2, 2] = specked[-3, -3] = SPEC.level - 10
    assert np.abs(normalise(specked, SPEC).astype(int) - normalise(clean, SPEC).astype(int)).max() <= 1


@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (0, 0), (0, 5), (300, 2)])
def test_no_ink_gives_an_empty_tensor(shape: tuple[int, int]) -> None:
    assert not normalise(np.zeros(shape, np.uint8), SPEC).any()


def test_a_single_pixel_and_a_giant_both_work() -> None:
    for crop in (block(1, 1, 1), block(1, 2000), block(2000, 1), block(2000, 2000, 3)):
        assert normalise(crop, SPEC).max() == 255


def test_many_crops_are_the_same_as_each() -> None:
    crops = [letter(), block(3, 70), block(1, 1, 9)]
    batch = normalise_all(crops, SPEC)
    assert batch.shape == (3, 28, 28)
    for tensor, crop in zip(batch, crops, strict=True):
        np.testing.assert_array_equal(tensor, normalise(crop, SPEC))
    assert normalise_all([], SPEC).shape == (0, 28, 28)


def test_the_spec_travels_through_a_card() -> None:
    spec = NormaliseSpec.from_json({"size": 32, "fit": 28.0, "level": 50, "blur": 0.3})
    assert spec == NormaliseSpec(32, 28.0, 50, 0.3)
    tensor = normalise(block(50, 50), spec)
    assert tensor.shape == (32, 32)
    assert bounds(tensor) == (2, 30, 2, 30)
    with pytest.raises(KeyError):
        NormaliseSpec.from_json({"size": 28})
