"""Cuts through wide ink: where it is thin, without losing a pixel."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.inference.cut import APART, WIDE_STROKE, cut_columns, cut_line, cut_segment
from hcr_desktop.inference.lattice import Segment
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.segment import compose, segments_of
from tests.inference.made import ANY_INK, line_of_blocks, lines_of

SIZE = 48.0


def joined(letters: int, mark: int = 0) -> Segment:
    """Letters "o" of 48 by 36 pixels, written in one go, with strokes of 16 pixels between them at mid height."""
    angle = np.linspace(np.pi, 3 * np.pi, 40)
    ring = np.stack([18 + 18 * np.cos(angle), 24 + 24 * np.sin(angle)], axis=1)
    back = np.stack([18 - 18 * np.cos(angle[:20] - np.pi), 24 + 24 * np.sin(angle[:20] - np.pi)], axis=1)
    xy = np.concatenate([np.concatenate([ring, back]) + (52 * k, 0) for k in range(letters)]).astype(np.float32)
    (one,) = segments_of(page_from_ink(Ink.from_arrays([xy])))
    return Segment(frozenset((mark,)), one.box, one.patch, one.left, one.top, one.xy)


def test_joined_letters_are_cut_between_them() -> None:
    parts = cut_segment(joined(3), SIZE)
    edges = [part.left for part in parts[1:]]
    for between in (44, 96):
        assert min(abs(edge - between) for edge in edges) <= 12


@pytest.mark.parametrize("letters", [3, 4, 6])
def test_parts_cover_the_segment_once(letters: int) -> None:
    whole = joined(letters)
    parts = cut_segment(whole, SIZE)
    assert len(parts) > 1
    assert [part.cut for part in parts] == [False] + [True] * (len(parts) - 1)
    assert all(part.marks == whole.marks for part in parts)
    for before, after in pairwise(parts):
        assert before.left + before.patch.shape[1] == after.left
        assert after.left - before.left >= APART * SIZE - 1
    canvas = compose(tuple(parts))
    solid = whole.patch >= 64  # the soft edge above and below may go
    assert (canvas >= 64).sum() == solid.sum()
    assert canvas.shape == (np.flatnonzero(solid.any(axis=1)).size, solid.shape[1])


def test_a_single_letter_is_left_whole() -> None:
    assert cut_segment(one := joined(1), SIZE) == [one]


def test_a_scan_is_cut_sooner_than_a_stroke() -> None:
    stroke = joined(2)
    width = stroke.box.width / WIDE_STROKE
    component = Segment(frozenset((-3,)), stroke.box, stroke.patch, stroke.left, stroke.top, stroke.xy)
    assert len(cut_segment(stroke, width * 1.1)) == 1
    assert len(cut_segment(component, width * 1.1)) > 1


def test_a_long_dash_is_not_cut() -> None:
    (dash,) = segments_of(page_from_ink(Ink.from_arrays([[(0, 0), (300, 3)]])))
    assert cut_segment(dash, SIZE) == [dash]


def test_ink_is_cut_where_it_is_thin_and_only_there() -> None:
    shape = np.zeros((60, 240), np.uint8)
    shape[:, 10:100] = shape[:, 140:230] = 255
    shape[28:33, 100:140] = 255
    columns = cut_columns(shape, SIZE)
    assert columns
    assert all(100 <= column < 140 for column in columns)


def test_nothing_has_nowhere_to_cut() -> None:
    assert cut_columns(np.zeros((60, 200), np.uint8), SIZE) == []


def test_columns_are_apart_from_each_other_and_the_ends() -> None:
    columns = cut_columns(joined(5).patch, SIZE)
    assert all(b - a >= round(APART * SIZE) for a, b in pairwise([0, *columns, joined(5).patch.shape[1]]))


def test_a_line_without_wide_ink_stays_the_same() -> None:
    line = line_of_blocks([Box(0, 0, 20, 40), Box(30, 0, 50, 40)])
    assert cut_line(line) is line


@settings(max_examples=60, deadline=None)
@given(ANY_INK)
def test_parts_of_any_ink_are_in_order_with_boxes_the_right_way_round(ink: Ink) -> None:
    for line in lines_of(ink):
        cut = cut_line(line)
        assert {mark for one in cut.segments for mark in one.marks} == {mark for one in line.segments for mark in one.marks}
        middles = [one.box.left + one.box.right for one in cut.segments]
        assert (np.diff(middles) >= -0.01).all()  # order is settled in float32
        for one in cut.segments:
            assert one.box.width >= 0
            assert one.box.height >= 0
            assert one.patch.size
            assert len(one.xy)
