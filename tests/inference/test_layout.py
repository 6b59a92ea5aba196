"""Lines from ink made by code: what belongs together is put together, whatever the order, size and slope."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.inference.layout import boxes_of, find_lines, fit_slope, make_line, text_height
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.segment import segments_of
from tests.inference.made import ANY_INK, lines_of, marks_of, moved, owners, segment, together, written

PAGE = "The quick brown fox\njumps over it, twice.\nIs it 5% of $20?"


def marks_by_line(text: str, seed: int = 0) -> list[frozenset[int]]:
    """The strokes of each line of ``written(text, seed)``."""
    glyphs = iter(owners(text, seed))
    return [frozenset().union(*(next(glyphs) for character in line if character != " ")) for line in text.split("\n")]


@pytest.mark.parametrize("text", [PAGE, "a\nb", "one\ntwo\nthree\nfour\nfive\nsix", "HELLO\nWORLD", "gypsy\nlilt", "12\n34"])
@pytest.mark.parametrize("seed", range(3))
def test_each_written_line_is_found_whole_and_in_order(text: str, seed: int) -> None:
    assert [marks_of(line) for line in lines_of(written(text, seed))] == marks_by_line(text, seed)


@pytest.mark.parametrize("slope", [-0.1, -0.05, 0.05, 0.1])
def test_sloping_lines_are_not_torn_nor_mixed(slope: float) -> None:
    lines = lines_of(moved(written(PAGE), slope=slope))
    assert [marks_of(line) for line in lines] == marks_by_line(PAGE)
    assert [line.slope for line in lines] == pytest.approx([slope] * 3, abs=0.06)


@pytest.mark.parametrize("text", ["Hello, world.", "it's 'so' - yes", "wait... no!", "a; b: c", '"quoted" ~ ^', "x = y - z_"])
def test_small_punctuation_attaches_to_its_line(text: str) -> None:
    page = f"{text}\nand another line\n{text}"
    assert [marks_of(line) for line in lines_of(written(page))] == marks_by_line(page)


def test_late_dots_and_bars_join_the_line_of_their_letter() -> None:
    ink = written("tilt it\nin mini\ntitle")
    late = Ink(tuple(sorted(ink.strokes, key=lambda stroke: len(stroke.xy), reverse=True)))
    assert [marks_of(line) for line in lines_of(late)] == marks_by_line("tilt it\nin mini\ntitle")


def test_segments_stand_from_left_to_right_whenever_they_were_written() -> None:
    ink = written("reading")
    line = find_lines(segments_of(page_from_ink(Ink(ink.strokes[::-1]))))[0]
    middles = [one.box.left + one.box.right for one in line.segments]
    assert middles == sorted(middles)


def test_a_dot_stands_next_to_its_stem() -> None:
    text = "mini"
    line = lines_of(written(text))[0]
    order = [next(iter(one.marks)) for one in line.segments]
    for strokes in owners(text):
        places = sorted(order.index(mark) for mark in strokes)
        assert places == list(range(places[0], places[0] + len(strokes)))


@pytest.mark.parametrize("gap", [60, 120, 260, 700])
def test_two_texts_below_each_other_are_never_one_line(gap: float) -> None:
    above, below = written("upper case", 1), written("lower case", 2)
    ink = together(above, moved(below, (0, 100 + gap)))
    assert len(lines_of(ink)) == 2


@pytest.mark.parametrize("distance", [200, 1500])
def test_words_far_apart_on_one_level_are_one_line(distance: float) -> None:
    left, right = written("left", 1), written("right", 2)
    assert left.box is not None
    assert len(lines_of(together(left, moved(right, (left.box.right + distance, 0))))) == 1


def test_a_tall_brace_over_two_lines_does_not_merge_them() -> None:
    ink = together(written("first\nother"), Ink.from_arrays([[(-60, -20), (-80, 130), (-60, 290)]]))
    assert len(lines_of(ink)) == 2


@pytest.mark.parametrize("sizes", [(60, 150), (150, 60), (40, 100)])
def test_lines_of_very_different_sizes_stay_apart(sizes: tuple[int, int]) -> None:
    upper, lower = written("GOOD NEWS", height=sizes[0]), written("MORE", height=sizes[1])
    page = together(upper, moved(lower, (0, 1.4 * sizes[0])))
    assert [len(marks_of(line)) for line in lines_of(page)] == [len(upper), len(lower)]


def test_joined_words_without_ascenders_are_a_line_of_their_own() -> None:
    boxes = [Box(x, y, x + 160, y + height) for y, height in ((0, 80), (145, 35), (220, 80)) for x in (0, 200)]
    lines = find_lines([segment(box, mark) for mark, box in enumerate(boxes)])
    assert [sorted(marks_of(line)) for line in lines] == [[0, 1], [2, 3], [4, 5]]


def test_single_takes_all_as_one_line() -> None:
    assert len(find_lines(segments_of(page_from_ink(written(PAGE))), single=True)) == 1


def test_no_segments_have_no_lines() -> None:
    assert find_lines([]) == []


def test_baseline_and_x_height_are_near_the_truth() -> None:
    ink = written("can one see our names")
    page = page_from_ink(ink)
    line = find_lines(segments_of(page))[0]
    assert line.baseline / page.scale + page.origin[1] == pytest.approx(100, abs=8)
    assert line.box.bottom >= line.baseline - 4


def test_baseline_follows_the_slope() -> None:
    line = make_line([segment(Box(x, x / 10, x + 20, x / 10 + 40), x) for x in range(0, 800, 40)], 40.0)
    assert line.slope == pytest.approx(0.1, abs=0.01)
    for one in line.segments:
        assert line.baseline_at(one.box.centre[0]) == pytest.approx(one.box.bottom, abs=4)


def test_slope_of_few_boxes_is_taken_for_level() -> None:
    boxes = np.array([(0, 0, 20, 40), (30, 12, 50, 52)], np.float32)
    assert abs(fit_slope(boxes, 40.0)[0]) < 0.02


def test_text_height_is_that_of_letters_among_specks() -> None:
    letters = [segment(Box(x, 0, x + 20, 40), x) for x in range(0, 200, 30)]
    specks = [segment(Box(x, 60, x + 1, 61), x) for x in range(0, 200, 4)]
    assert text_height(boxes_of(letters + specks)) == 40


@settings(max_examples=40, deadline=None)
@given(ANY_INK)
def test_every_segment_is_on_exactly_one_line(ink: Ink) -> None:
    segments = segments_of(page_from_ink(ink))
    lines = find_lines(segments)
    found = [next(iter(one.marks)) for line in lines for one in line.segments]
    assert sorted(found) == [stroke.id for stroke in ink.strokes]
    assert all(a.baseline <= b.baseline for a, b in pairwise(lines))
    assert all(line.x_height >= 0.7 and np.isfinite([line.baseline, line.slope]).all() for line in lines)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(written(PAGE).strokes))))
def test_the_order_of_writing_does_not_matter(order: list[int]) -> None:
    ink = written(PAGE)
    shuffled = Ink(tuple(ink.strokes[index] for index in order))
    assert [marks_of(line) for line in lines_of(shuffled)] == marks_by_line(PAGE)
