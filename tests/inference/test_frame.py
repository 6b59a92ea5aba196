"""The writing frame: which character may lie where, and the frame that what was read makes likely."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.document.ink import Box
from hcr_desktop.inference.alphabet import CHARACTERS, LABELS, REJECT, label_of
from hcr_desktop.inference.frame import FLOOR, THINNEST, Extents, extent_scores, fit_frame
from hcr_desktop.inference.lattice import Glyph, Line
from hcr_desktop.inference.parameters import DecodeParameters
from tests.inference.made import line_of_blocks, plain_parameters

HIGH = dict.fromkeys("bdfhklABCDEFGHIJKLMNOPQRSTUVWXYZ", (1.6, 0.0)) | dict.fromkeys("gpqy", (1.0, -0.6))


def usual() -> DecodeParameters:
    """Small letters 0..1 high, tall ones to 1.6, descenders to -0.6."""
    parameters = plain_parameters()
    for character, extent in HIGH.items():
        parameters.extent_mean[label_of(character), :2] = extent
    return parameters


def glyphs_of(text: str, baseline: float, x_height: float, slope: float = 0.0) -> tuple[Glyph, ...]:
    """A block for every character, exactly where it should lie about ``x = 0``."""
    glyphs = []
    for number, character in enumerate(text):
        x = 40.0 * (number - (len(text) - 1) / 2)
        top, bottom = HIGH.get(character, (1.0, 0.0))
        level = baseline + slope * x
        box = Box(x - 10, level - top * x_height, x + 10, level - bottom * x_height)
        glyphs.append(Glyph(number, number + 1, frozenset((number,)), box))
    return tuple(glyphs)


def line_of(glyphs: tuple[Glyph, ...], baseline: float, x_height: float) -> Line:
    return replace(line_of_blocks([glyph.box for glyph in glyphs], x_height), baseline=baseline)


def certain(text: str) -> np.ndarray:
    return np.eye(len(CHARACTERS), dtype=np.float32)[[label_of(character) for character in text]]


def test_extents_are_in_x_heights_above_the_baseline() -> None:
    glyphs = glyphs_of("xhg", baseline=100, x_height=20)
    place = Extents.of(glyphs).in_frame(line_of(glyphs, 100, 20))
    np.testing.assert_allclose(place[:, :2], [(1, 0), (1.6, 0), (1, -0.6)], atol=1e-5)


def test_extents_follow_a_sloping_baseline() -> None:
    glyphs = glyphs_of("xxxxx", baseline=100, x_height=20, slope=0.2)
    line = replace(line_of(glyphs, 100, 20), slope=0.2)
    np.testing.assert_allclose(Extents.of(glyphs).in_frame(line)[:, :2], [(1, 0)] * 5, atol=1e-4)


def test_widths_are_compared_by_their_ratio_but_for_thin_bars() -> None:
    boxes = [Box(0, 0, width, 20) for width in (0.0, 20.0, 40.0)]
    glyphs = tuple(Glyph(k, k + 1, frozenset((k,)), box) for k, box in enumerate(boxes))
    widths = Extents.of(glyphs).in_frame(line_of(glyphs, 20, 20))[:, 2]
    np.testing.assert_allclose(widths, np.log(np.array([0, 1, 2]) + THINNEST), rtol=1e-5)


def test_some_extents_can_be_taken() -> None:
    glyphs = glyphs_of("xhg", baseline=100, x_height=20)
    some, all_of_them = Extents.of(glyphs).take([2, 0]), Extents.of(glyphs)
    for name in ("x", "top", "bottom", "width"):
        np.testing.assert_array_equal(getattr(some, name), getattr(all_of_them, name)[[2, 0]])


def test_extents_of_nothing() -> None:
    assert Extents.of(()).x.shape == (0,)


def test_size_tells_a_capital_from_its_small_letter() -> None:
    glyphs = glyphs_of("sS", baseline=0, x_height=30)
    scores = extent_scores(Extents.of(glyphs), line_of(glyphs, 0, 30), usual())
    small, capital = label_of("s"), label_of("S")
    assert scores.shape == (2, LABELS)
    assert scores[0, small] > scores[0, capital] + 1
    assert scores[1, capital] > scores[1, small] + 1


def test_place_says_nothing_of_reject_and_never_more_than_the_floor_against_a_label() -> None:
    glyphs = (Glyph(0, 1, frozenset((0,)), Box(0, -9000, 5, -8000)),)
    scores = extent_scores(Extents.of(glyphs), line_of(glyphs_of("x", 0, 30), 0, 30), usual())
    assert scores[0, REJECT] == 0
    assert (scores[0, :REJECT] >= FLOOR).all()


@pytest.mark.parametrize(("baseline", "x_height", "slope"), [(3, 1.15, 0.03), (-6, 0.8, -0.05), (0, 1, 0)])
def test_the_frame_is_refined_from_a_wrong_guess(baseline: float, x_height: float, slope: float) -> None:
    text, size = "thequickbrownfoxjumps", 30.0
    glyphs = glyphs_of(text, baseline, x_height * size, slope)
    fitted = fit_frame(line_of(glyphs, 0, size), Extents.of(glyphs), certain(text), usual())
    assert fitted.x_height == pytest.approx(x_height * size, rel=0.06)
    assert fitted.baseline == pytest.approx(baseline, abs=2)
    assert fitted.slope == pytest.approx(slope, abs=0.015)


def test_one_wrong_character_hardly_moves_the_frame() -> None:
    text = "thequickbrownfox"
    glyphs = glyphs_of(text, 0, 30)
    right, wrong = (fit_frame(line_of(glyphs, 0, 30), Extents.of(glyphs), certain(t), usual()) for t in (text, "y" + text[1:]))
    assert wrong.baseline == pytest.approx(right.baseline, abs=1.5)
    assert wrong.x_height == pytest.approx(right.x_height, rel=0.05)


@given(
    st.lists(st.tuples(*[st.floats(-1e5, 1e5, width=32)] * 4), min_size=1, max_size=6),
    st.floats(1, 200),
)
def test_any_boxes_give_a_finite_frame_of_bounded_height(corners: list[tuple[float, float, float, float]], x_height: float) -> None:
    boxes = [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    glyphs = tuple(Glyph(k, k + 1, frozenset((k,)), box) for k, box in enumerate(boxes))
    line = line_of_blocks([Box(0, 0, 9, 9)], x_height)
    line = replace(line, box=Box.around(boxes))
    fitted = fit_frame(line, Extents.of(glyphs), np.ones((len(boxes), len(CHARACTERS)), np.float32), usual())
    assert np.isfinite([fitted.baseline, fitted.slope]).all()
    assert 0.39 * x_height <= fitted.x_height <= 2.51 * x_height
    assert np.isfinite(extent_scores(Extents.of(glyphs), fitted, usual())).all()
