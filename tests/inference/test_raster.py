"""The one pen: where it draws, how wide, at which scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.page import NO_MARK
from hcr_desktop.inference.raster import (
    MAX_SIDE,
    PEN_WIDTH,
    TEXT_SIZE,
    choose_scale,
    draw_stroke,
    page_from_ink,
    smooth,
    text_size,
    to_pixels,
)
from tests.inference.made import moved, written


def test_smoothing_takes_off_the_staircase_and_keeps_the_ends() -> None:
    x = np.arange(20)
    stairs = np.stack([x, x // 2], axis=1).astype(np.float32)
    smoothed = smooth(stairs)
    assert smoothed.shape == stairs.shape
    np.testing.assert_array_equal(smoothed[[0, -1]], stairs[[0, -1]])
    roughness = [np.abs(np.diff(points[1:-1, 1], 2)).sum() for points in (stairs, smoothed)]
    assert roughness[1] < 0.6 * roughness[0]


def test_smoothing_leaves_straight_and_short_strokes_as_they_are() -> None:
    straight = np.stack([np.arange(9), 2 * np.arange(9)], axis=1).astype(np.float32)
    np.testing.assert_allclose(smooth(straight), straight, atol=1e-6)
    corner = np.array([(0, 0), (5, 9), (10, 0), (15, 9)], np.float32)
    assert smooth(corner) is corner


@pytest.mark.parametrize("width", [3.0, 5.0, 8.0])
def test_a_bar_is_as_wide_as_the_pen(width: float) -> None:
    patch, left, top = draw_stroke(np.array([(10, 20), (110, 20)], np.float32), width)
    across = patch[:, 60 - left]
    # OpenCV's soft edges add about a pixel and a half.
    assert across.sum() / 255 == pytest.approx(width + 1.5, abs=1)
    assert abs(float(np.average(np.arange(len(across)) + top, weights=across)) - 20) < 0.6


@given(st.lists(st.tuples(st.floats(-300, 300), st.floats(-300, 300)), min_size=1, max_size=8))
def test_a_patch_holds_all_of_the_ink_and_its_edge_is_clear(points: list[tuple[float, float]]) -> None:
    xy = np.array(points, np.float32)
    patch, left, top = draw_stroke(xy)
    assert patch.any()
    assert max(edge.max() for edge in (patch[0], patch[-1], patch[:, 0], patch[:, -1])) == 0
    columns, rows = np.floor(xy[:, 0]).astype(int) - left, np.floor(xy[:, 1]).astype(int) - top
    near = [patch[row : row + 2, column : column + 2].max() for row, column in zip(rows, columns, strict=True)]
    assert min(near) > 128


@pytest.mark.parametrize("points", [[(4, 4)], [(4, 4)] * 30, [(4, 4), (4.3, 4.2)]])
def test_a_tap_is_a_round_dot(points: list[tuple[float, float]]) -> None:
    patch, left, top = draw_stroke(np.array(points, np.float32))
    rows, columns = np.nonzero(patch > 127)
    assert PEN_WIDTH - 1 <= np.ptp(rows) + 1 <= PEN_WIDTH + 2
    assert np.ptp(rows) == np.ptp(columns)
    assert (rows.mean() + top, columns.mean() + left) == pytest.approx((4, 4), abs=0.6)


def test_text_size_is_the_height_of_letters_whatever_dots_and_commas_there_are() -> None:
    letters = [np.array([(x, 0), (x, 100)]) for x in range(0, 300, 60)]
    dots = [np.array([(x, 120), (x + 2, 122)]) for x in range(0, 300, 10)]
    assert text_size(Ink.from_arrays(letters + dots)) == 100


def test_text_size_of_dashes_is_a_third_of_their_width() -> None:
    assert text_size(Ink.from_arrays([np.array([(x, 0), (x + 60, 0)]) for x in (0, 100)])) == pytest.approx(20)


@pytest.mark.parametrize("height", [0.01, 20.0, 100.0, 9000.0])
def test_writing_of_any_size_is_drawn_at_the_same_size(height: float) -> None:
    page = page_from_ink(written("Hill", height=height))
    assert page.scale * height == pytest.approx(TEXT_SIZE, rel=0.25)


def test_one_glyph_alone_sets_the_scale_by_its_longer_side() -> None:
    dash = Ink.from_arrays([[(0, 0), (80, 0)]])
    assert page_from_ink(dash, single_glyph=True).scale * 80 == pytest.approx(TEXT_SIZE)


def test_a_far_outlier_keeps_the_page_within_its_limit() -> None:
    ink = Ink.from_arrays([*(stroke.xy for stroke in written("abc").strokes), [(1e6, -1e6), (1e6, -1e6 + 100)]])
    assert max(page_from_ink(ink).mask.shape) <= MAX_SIDE + 20
    assert choose_scale(ink, 0.0) * 1e6 <= MAX_SIDE


def test_marks_say_whose_every_inked_pixel_is() -> None:
    ink = written("Hi!")
    page = page_from_ink(ink)
    assert page.mask.shape == page.marks.shape
    assert page.ink is ink
    np.testing.assert_array_equal(page.mask > 0, page.marks != NO_MARK)
    assert set(np.unique(page.marks[page.mask > 0])) == {stroke.id for stroke in ink.strokes}


def test_boxes_of_pixels_are_where_the_ink_is() -> None:
    ink = moved(written("on"), (500, -300))
    page = page_from_ink(ink)
    for stroke in ink.strokes:
        rows, columns = np.nonzero(page.marks == stroke.id)
        found = page.to_units(Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
        pen = (PEN_WIDTH / 2 + 3) / page.scale
        expected = stroke.box
        for side in ("left", "top", "right", "bottom"):
            assert abs(getattr(found, side) - getattr(expected, side)) <= pen


@settings(max_examples=30)
@given(st.integers(-60_000, 60_000), st.integers(-60_000, 60_000), st.sampled_from([2.0**k for k in range(-8, 9)]))
def test_pixels_do_not_depend_on_where_and_how_large_one_writes(dx: int, dy: int, scale: float) -> None:
    plain = Ink.from_arrays([np.round(stroke.xy) for stroke in written("R2").strokes])
    here, there = page_from_ink(plain), page_from_ink(moved(plain, (dx * scale, dy * scale), scale))
    for one, other in zip(plain.strokes, there.ink.strokes if there.ink else (), strict=True):
        np.testing.assert_allclose(to_pixels(one, here.scale, here.origin), to_pixels(other, there.scale, there.origin), atol=1e-3)


def test_no_ink_is_an_empty_page() -> None:
    page = page_from_ink(Ink())
    assert not page.mask.any()
    assert (page.marks == NO_MARK).all()
