"""A line's pixels as the image reader's strip: where it lies, how large, how steep and how slanted it is does not matter."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from hcr_desktop.inference.pen_picture import picture
from hcr_desktop.inference.strip import StripSpec, strip, strip_of_path
from hcr_desktop.inference.trace import level
from tests.inference.made import written
from trainer.draw_line import Look, draw_line

SPEC = StripSpec()
CLEAN = Look().scaled(0)

Mask = NDArray[np.uint8]


def mask_of(text: str, scale: float = 24.0, matrix: tuple[tuple[float, float], tuple[float, float]] = ((1, 0), (0, 1))) -> Mask:
    """A text drawn with an x-height of about ``scale`` pixels under a linear map."""
    strokes = [stroke.xy.astype(np.float64) @ np.array(matrix).T * scale / 60 for stroke in written(text).strokes]
    corner = np.min([xy.min(axis=0) for xy in strokes], axis=0) - 10
    width, height = np.ceil(np.max([xy.max(axis=0) for xy in strokes], axis=0) - corner + 10).astype(int)
    mask = np.zeros((height, width), np.uint8)
    cv2.polylines(
        mask,
        [np.rint((xy - corner) * 16).astype(np.int32)[:, None] for xy in strokes],
        False,
        (255,),
        max(1, round(scale / 12)),
        cv2.LINE_AA,
        4,
    )
    return mask


def alike(first: Mask, second: Mask) -> float:
    """Correlation of two strips, blurred a little, cut to the narrower."""
    width = min(first.shape[1], second.shape[1])
    soft = [cv2.GaussianBlur(each[:, :width].astype(np.float32), (0, 0), 1.5).ravel() for each in (first, second)]
    return float(np.corrcoef(*soft)[0, 1])


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 90))))
def test_any_mask_makes_a_strip(mask: Mask) -> None:
    found = strip(mask, SPEC)
    assert found.pixels.dtype == np.uint8
    assert found.pixels.shape[0] == SPEC.height
    assert 0 < found.pixels.shape[1] <= SPEC.widest
    assert np.isfinite(found.matrix).all()
    assert abs(np.linalg.det(found.matrix[:, :2])) > 0


@pytest.mark.parametrize("text", ["handwriting", "One two", "gypsy"])
def test_a_pen_line_is_placed_as_its_picture_would_be(text: str) -> None:
    ink = level([stroke.xy for stroke in written(text).strokes])
    by_path, by_picture = strip_of_path(ink, SPEC), strip(picture(ink), SPEC).pixels
    assert by_path.dtype == np.uint8
    assert by_path.shape[0] == SPEC.height
    assert by_path.shape[1] == pytest.approx(by_picture.shape[1], rel=0.12)
    rows = [np.average(np.arange(SPEC.height), weights=each.sum(axis=1)) for each in (by_path, by_picture)]
    assert rows[0] == pytest.approx(rows[1], abs=1.5)


def test_a_pen_line_of_any_length_is_squeezed_into_the_widest_strip() -> None:
    ink = level([np.array([[0.0, 0.0], [4.0, 9.0], [8.0, 0.0]]) + (place * 12, 0) for place in range(400)])
    pixels = strip_of_path(ink, StripSpec(widest=500))
    assert pixels.shape == (SPEC.height, 500)
    assert np.flatnonzero(pixels.any(axis=0))[[0, -1]] == pytest.approx([SPEC.margin, 499 - SPEC.margin], abs=3)


@pytest.mark.parametrize("scale", [12, 18, 40, 120])
def test_size_does_not_matter(scale: float) -> None:
    shown, larger = strip(mask_of("handwriting", 24), SPEC).pixels, strip(mask_of("handwriting", scale), SPEC).pixels
    assert larger.shape[1] == pytest.approx(shown.shape[1], rel=0.2)


@pytest.mark.parametrize("matrix", [((1, 0), (0.1, 1)), ((1, 0), (-0.15, 1)), ((1, -0.4), (0, 1))], ids=["falling", "rising", "slanted"])
def test_slope_and_slant_do_not_matter(matrix: tuple[tuple[float, float], tuple[float, float]]) -> None:
    plain, moved = strip(mask_of("handwriting"), SPEC).pixels, strip(mask_of("handwriting", matrix=matrix), SPEC).pixels
    assert alike(plain, moved) > 0.5


def test_place_does_not_matter() -> None:
    mask = mask_of("fog")
    moved = cv2.copyMakeBorder(mask, 31, 7, 5, 60, cv2.BORDER_CONSTANT)
    np.testing.assert_array_equal(strip(mask, SPEC).pixels, strip(np.asarray(moved, np.uint8), SPEC).pixels)


def test_small_letters_stand_on_the_baseline_and_are_as_high_as_the_spec_says() -> None:
    rows = np.flatnonzero((strip(mask_of("noxuzemas", 30), SPEC).pixels > 128).sum(axis=1) > 5)
    assert rows[-1] == pytest.approx(SPEC.above, abs=2)
    assert rows[-1] - rows[0] == pytest.approx(SPEC.x_height, abs=5)


def test_columns_lead_back_to_the_mask() -> None:
    mask = mask_of("l l")
    found = strip(mask, SPEC)
    inked = np.flatnonzero(found.pixels.max(axis=0) > 128)
    back = found.in_mask(np.array([(inked[0], SPEC.above), (inked[-1], SPEC.above)], np.float64))
    columns = np.flatnonzero(mask.max(axis=0) > 128)
    np.testing.assert_allclose(back[:, 0], (columns[0], columns[-1]), atol=6)


def test_there_and_back_is_the_identity() -> None:
    found = strip(mask_of("word"), SPEC)
    xy = np.array([(3.0, 4.0), (50.0, 20.0)])
    there = xy @ found.matrix[:, :2].T + found.matrix[:, 2]
    np.testing.assert_allclose(found.in_mask(there), xy, atol=1e-6)


def test_no_ink_is_an_empty_strip() -> None:
    found = strip(np.zeros((20, 30), np.uint8), SPEC)
    assert found.pixels.shape[0] == SPEC.height
    assert not found.pixels.any()


def test_a_dash_and_a_dot_keep_to_the_size_of_the_pen() -> None:
    dash, dot = np.zeros((30, 60), np.uint8), np.zeros((30, 60), np.uint8)
    dash[13:17, 10:40] = 255
    cv2.circle(dot, (30, 15), 4, (255,), -1)
    assert strip(dash, SPEC).pixels.shape[1] < 60
    assert strip(dot, SPEC).pixels.shape[1] < 30


def test_a_line_without_end_is_squeezed() -> None:
    mask = np.tile(mask_of("no end", 12), (1, 60))
    assert strip(mask, SPEC).pixels.shape[1] <= SPEC.widest


def test_thin_strokes_are_not_lost_in_a_large_scan() -> None:
    thin = draw_line(
        level([stroke.xy for stroke in written("thin").strokes]), Look(40, 40.1, 0.04, 0.041).scaled(0), np.random.default_rng(0)
    )
    pixels = strip(thin, SPEC).pixels
    assert pixels[pixels > 24].mean() > 80


def test_a_nudge_moves_what_is_shown() -> None:
    nudge = np.array([[1.2, 0, 0], [0, 1.0, 0.2]])
    plain, moved = strip(mask_of("word"), SPEC), strip(mask_of("word"), SPEC, nudge)
    assert moved.pixels.shape[1] == pytest.approx(1.2 * plain.pixels.shape[1], rel=0.05)
    assert (moved.matrix[1, 2] - plain.matrix[1, 2]) == pytest.approx(-0.2 * SPEC.x_height, abs=1e-6)


def test_a_card_gives_the_spec() -> None:
    assert StripSpec.from_json({"height": 32, "x_height": 9.0}) == StripSpec(32, 9.0)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_dot_beyond_the_letters_is_shown(side: str) -> None:
    letters = cv2.copyMakeBorder(mask_of("a fine long line", 60), 0, 0, 80, 80, cv2.BORDER_CONSTANT)
    columns = np.flatnonzero(letters.any(axis=0))
    x = int(columns[0]) - 40 if side == "left" else int(columns[-1]) + 40
    dotted = cv2.circle(letters.copy(), (x, letters.shape[0] // 2), 2, (255,), -1)
    without, shown = strip(letters, SPEC), strip(dotted, SPEC)
    assert shown.pixels.shape[1] > without.pixels.shape[1] + 4
    edge = shown.pixels[:, : SPEC.margin + 2] if side == "left" else shown.pixels[:, -SPEC.margin - 2 :]
    assert edge.max() > 30


def test_a_long_line_is_as_large_as_its_parts() -> None:
    text = "ten words stand on a line that is long "
    part, whole = (strip(mask_of(text * count), SPEC).pixels.shape[1] for count in (1, 5))
    assert 4.6 < whole / part < 5.4
