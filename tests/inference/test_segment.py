"""Segments, and the glyph hypotheses made of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.page import NO_MARK, Page
from hcr_desktop.inference.cut import cut_line
from hcr_desktop.inference.lattice import Segment
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.scan import page_from_picture
from hcr_desktop.inference.segment import (
    JOIN_FEATURES,
    MOST_SEGMENTS,
    WIDEST,
    WIDEST_GAP,
    compose,
    glyph_hypotheses,
    join_features,
    join_odds,
    segments_of,
)
from tests.inference.made import ANY_INK, line_of_blocks, lines_of, owners, plain_parameters, segment, written
from trainer.pages import render_page


def scan(rows: list[str]) -> Page:
    """A scan drawn in digits, each a component."""
    digits = np.array([[int(cell) for cell in row] for row in rows], np.int32)
    return Page(np.where(digits, 255, 0).astype(np.uint8), np.where(digits, -digits, NO_MARK).astype(np.int32), 1.0, (0.0, 0.0))


def test_every_stroke_is_a_segment_drawn_alone() -> None:
    ink = Ink.from_arrays([[(0, 50), (100, 50)], [(50, 0), (50, 100)]])
    across, down = segments_of(page_from_ink(ink))
    assert (across.marks, down.marks) == ({0}, {1})
    assert across.patch.shape[0] < across.patch.shape[1] / 3
    assert down.patch.shape[1] < down.patch.shape[0] / 3


def test_every_component_of_a_scan_is_a_segment_of_its_own_pixels() -> None:
    found = segments_of(scan(["1110002", "1010002", "1330002", "0000000"]))
    assert {one.marks: (one.left, one.top, int((one.patch > 0).sum())) for one in found} == {
        frozenset({-1}): (0, 0, 6),
        frozenset({-2}): (6, 0, 3),
        frozenset({-3}): (1, 2, 2),
    }


def test_a_scan_without_ink_has_no_segments() -> None:
    assert segments_of(scan(["000", "000"])) == []


def test_components_of_a_picture_have_the_marks_of_its_page() -> None:
    picture, _ = render_page(written("HniS"), np.random.default_rng(0))
    page = page_from_picture(picture)
    found = segments_of(page)
    assert {next(iter(one.marks)) for one in found} == set(np.unique(page.marks[page.mask > 0]))
    assert len(found) == 5  # the strokes of the H touch, the dot of the i does not


def test_composing_lays_patches_where_they_were() -> None:
    parts = (segment(Box(10, 10, 14, 12)), segment(Box(12, 20, 13, 23)))
    canvas = compose(parts)
    assert canvas.shape == (13, 4)
    assert canvas[:2].all()
    assert not canvas[2:10].any()
    assert canvas[10:, 2].all()
    assert canvas[10:, [0, 1, 3]].max() == 0
    assert compose(parts[:1]) is parts[0].patch


def test_composing_takes_the_brighter_where_patches_meet() -> None:
    bright, dim = segment(Box(0, 0, 4, 4)), segment(Box(2, 0, 6, 4))
    faint = Segment(dim.marks, dim.box, dim.patch // 2, dim.left, dim.top, dim.xy)
    for parts in ((bright, faint), (faint, bright)):
        np.testing.assert_array_equal(compose(parts)[0], [255, 255, 255, 255, 127, 127])


def test_hypotheses_are_all_short_runs() -> None:
    line = line_of_blocks([Box(4 * k, 0, 4 * k + 3, 40) for k in range(9)])
    found = {(glyph.start, glyph.stop) for glyph in glyph_hypotheses(line)}
    assert found == {(i, j) for i in range(9) for j in range(i + 1, min(i + MOST_SEGMENTS, 9) + 1)}


def test_a_hypothesis_is_not_too_wide_nor_too_far_apart() -> None:
    size = 50.0
    apart = line_of_blocks([Box(0, 0, 10, 50), Box(11 + WIDEST_GAP * size, 0, 60, 50)], 0.7 * size)
    wide = line_of_blocks([Box(0, 0, 60, 50), Box(61, 0, 1 + WIDEST * size, 50)], 0.7 * size)
    for line in (apart, wide):
        assert [(glyph.start, glyph.stop) for glyph in glyph_hypotheses(line)] == [(0, 1), (1, 2)]


def test_a_hypothesis_has_the_marks_and_box_of_its_segments() -> None:
    line = line_of_blocks([Box(0, 0, 10, 50), Box(12, 20, 22, 60)])
    (whole,) = (glyph for glyph in glyph_hypotheses(line) if glyph.stop - glyph.start == 2)
    assert whole.marks == {0, 1}
    assert whole.box == Box(0, 0, 22, 60)


@pytest.mark.parametrize("text", ["Hidden jig", "fit: xylem! 4 E=mc", "%&#@ ;?"])
def test_the_true_glyphs_are_among_the_hypotheses(text: str) -> None:
    (line,) = lines_of(written(text))
    found = {glyph.marks for glyph in glyph_hypotheses(line)}
    assert set(owners(text)) <= found


@settings(max_examples=40, deadline=None)
@given(ANY_INK)
def test_hypotheses_let_every_line_be_read_through(ink: Ink) -> None:
    for line in lines_of(ink):
        cut = cut_line(line)
        glyphs = glyph_hypotheses(cut)
        singles = [glyph.start for glyph in glyphs if glyph.stop == glyph.start + 1]
        assert singles == list(range(len(cut.segments)))
        assert [glyph.start for glyph in glyphs] == sorted(glyph.start for glyph in glyphs)
        features = join_features(cut)
        assert features.shape == (len(cut.segments) - 1, JOIN_FEATURES)
        assert np.isfinite(features).all()


def test_features_do_not_depend_on_the_size_of_writing() -> None:
    small = line_of_blocks([Box(0, 0, 10, 40), Box(14, 10, 20, 40), Box(15, 0, 18, 4)], 28)
    large = line_of_blocks([Box(0, 0, 100, 400), Box(140, 100, 200, 400), Box(150, 0, 180, 40)], 280)
    np.testing.assert_allclose(join_features(small), join_features(large), atol=1e-5)


def test_join_odds_are_the_logistic_of_the_features_but_at_cuts() -> None:
    line = line_of_blocks([Box(0, 0, 10, 40), Box(14, 0, 20, 40), Box(40, 0, 60, 40)])
    parameters = plain_parameters(cut_join=-7.5)
    parameters.join[:] = np.linspace(-1, 1, JOIN_FEATURES + 1)
    odds = join_odds(line, parameters)
    np.testing.assert_allclose(odds, join_features(line) @ parameters.join[:-1] + 1, rtol=1e-5)
    first, second, third = line.segments
    parted = type(line)(line.box, line.baseline, line.x_height, (first, segment(second.box, 1, cut=True), third))
    assert join_odds(parted, parameters).tolist() == [-7.5, odds[1]]


def test_one_segment_has_no_neighbours() -> None:
    line = line_of_blocks([Box(0, 0, 10, 40)])
    assert join_odds(line, plain_parameters()).shape == (0,)
    assert [(glyph.start, glyph.stop) for glyph in glyph_hypotheses(line)] == [(0, 1)]
