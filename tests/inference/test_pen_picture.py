"""A pen line's picture: the ink where the pen went, drawn alike whatever the size and the place that it was written in."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.inference.pen_picture import SIZE, drawn, picture, runs
from hcr_desktop.inference.trace import Levelled, level
from tests.inference.made import written


def line_of(text: str, scale: float = 1.0) -> Levelled:
    return level([stroke.xy * scale + 70 * scale for stroke in written(text).strokes])


def test_ink_lies_where_the_pen_went() -> None:
    ink = line_of("word")
    mask = picture(ink)
    assert mask.dtype == np.uint8
    width, height = np.ptp(ink.xy, axis=0) * SIZE
    rows, columns = np.nonzero(mask > 128)
    assert np.ptp(columns) == pytest.approx(width, abs=6)
    assert np.ptp(rows) == pytest.approx(height, abs=6)


@pytest.mark.parametrize("scale", [0.05, 0.3, 9.0])
def test_small_writing_is_drawn_as_large_writing_is(scale: float) -> None:
    large, small = picture(line_of("handwriting")), picture(line_of("handwriting", scale))
    assert np.abs(np.subtract(large.shape, small.shape)).max() <= 1
    height, width = np.minimum(large.shape, small.shape)
    differs = (large[:height, :width] > 128) != (small[:height, :width] > 128)
    assert differs.sum() < 0.05 * (large > 128).sum()


def test_a_dot_is_drawn() -> None:
    mask = picture(Levelled(np.zeros((1, 2)), np.zeros(1, np.int64)))
    assert mask.max() == 255


def test_strokes_are_parted_and_y_is_down_again() -> None:
    ink = Levelled(np.array([[0.0, 1.0], [1.0, 2.0], [3.0, 0.0]]), np.array([4, 4, 1]))
    first, second = runs(ink)
    np.testing.assert_array_equal(first, [[0, -1], [1, -2]])
    np.testing.assert_array_equal(second, [[3, 0]])


def test_every_stroke_may_have_a_pen_of_its_own() -> None:
    strokes = [np.array([[0.0, 0.0], [4.0, 0.0]]), np.array([[0.0, 3.0], [4.0, 3.0]])]
    mask, corner = drawn(strokes, 30, np.array([0.1, 0.3]))
    thin, thick = (int((mask[round((y - corner[1]) * 30) - 9 :][:18, 90] > 128).sum()) for y in (0.0, 3.0))
    assert thick > 2 * thin
