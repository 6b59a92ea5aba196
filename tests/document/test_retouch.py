"""A picture turned, cropped, without a blot, with another black point."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.document.ink import Box
from hcr_desktop.document.retouch import cropped, toned, turned, within, without_blot

GREY = np.arange(12 * 20, dtype=np.uint8).reshape(12, 20)
COLOUR = np.stack([GREY, 255 - GREY, GREY // 2], axis=2)


@pytest.mark.parametrize("picture", [GREY, COLOUR])
def test_four_turns_to_the_right_make_a_whole_one(picture: np.ndarray) -> None:
    once = turned(picture, 1)
    assert once.shape[:2] == (20, 12)
    np.testing.assert_array_equal(once[0, -1], picture[0, 0], err_msg="what was at the left above is at the right above")
    np.testing.assert_array_equal(turned(turned(once, 1), 2), picture)
    np.testing.assert_array_equal(turned(once, -1), picture)


@pytest.mark.parametrize("picture", [GREY, COLOUR])
def test_cropping_keeps_the_box(picture: np.ndarray) -> None:
    np.testing.assert_array_equal(cropped(picture, Box(2.2, 3, 9.6, 10)), picture[3:10, 2:10])
    np.testing.assert_array_equal(cropped(picture, Box(-50, -50, 500, 500)), picture)


def test_a_box_beside_the_picture_or_too_small_is_none() -> None:
    assert within(GREY, Box(100, 0, 120, 9)) is None
    assert within(GREY, Box(1, 1, 3, 9)) is None


@pytest.mark.parametrize("colours", [(200,), (240, 230, 200)])
def test_a_blot_becomes_the_paper_around_it(colours: tuple[int, ...]) -> None:
    shade = np.linspace(0.7, 1, 60)
    paper = np.round(np.multiply.outer(np.tile(shade, (40, 1)), np.array(colours))).astype(np.uint8).squeeze()
    blotted = paper.copy()
    blotted[10:20, 20:35] = 15
    np.testing.assert_allclose(without_blot(blotted, Box(18, 8, 37, 22)).astype(int), paper.astype(int), atol=6)
    np.testing.assert_array_equal(blotted[10:20, 20:35], 15)


def test_a_blot_at_the_edge_and_over_everything() -> None:
    assert without_blot(GREY, Box(-5, -5, 8, 8)).shape == GREY.shape
    assert without_blot(GREY, Box(-5, -5, 80, 80)).shape == GREY.shape


def test_the_black_point_makes_faint_ink_dark_and_stains_white() -> None:
    greys = np.array([[0, 100, 180, 255]], np.uint8)
    np.testing.assert_array_equal(toned(greys, 0.0), greys)
    assert toned(greys, 0.5).tolist()[0][1] == 0
    assert toned(greys, 0.5).tolist()[0][2] < 180
    assert toned(greys, -0.5).tolist()[0][2:] == [255, 255]
    assert toned(greys, 1.0)[0, 3] == toned(greys, -1.0)[0, 3] == 255
