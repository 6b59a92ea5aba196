"""Columns are told from words that stand far apart."""

from __future__ import annotations

import numpy as np

from hcr_desktop.inference.columns import columns_of
from tests.inference.made import lines_of, marks_of, moved, together, written

SIZE = 10.0


def block(left: float, top: float, lines: int, letters: int) -> list[tuple[float, float, float, float]]:
    """Boxes of letters in lines."""
    places = [(left + 8 * column, top + 20 * row) for row in range(lines) for column in range(letters)]
    return [(x, y, x + 6, y + SIZE) for x, y in places]


def parted(*blocks: list[tuple[float, float, float, float]]) -> list[int]:
    boxes = np.array([box for each in blocks for box in each], np.float32)
    return [len(column) for column in columns_of(boxes, SIZE)]


def test_two_blocks_side_by_side_are_two_columns() -> None:
    assert parted(block(200, 0, 5, 12), block(0, 0, 5, 12)) == [60, 60]


def test_three_columns_come_from_left_to_right() -> None:
    boxes = np.array([*block(400, 0, 4, 10), *block(0, 0, 4, 10), *block(200, 0, 4, 10)], np.float32)
    assert [int(boxes[column, 0].min()) for column in columns_of(boxes, SIZE)] == [0, 200, 400]


def test_words_of_a_line_numbers_of_a_list_and_blocks_below_are_no_columns() -> None:
    assert parted(block(0, 0, 1, 12), block(200, 0, 1, 12)) == [24]
    assert parted(block(0, 0, 6, 2), block(60, 0, 6, 20)) == [132]
    assert parted(block(0, 0, 4, 12), block(200, 200, 4, 12)) == [96]


def test_writing_in_columns_is_read_one_after_the_other() -> None:
    left, right = written("one two\nthree four\nfive six", seed=1), written("seven eight\nnine ten\neleven", seed=2)
    box = left.box
    assert box is not None
    page = together(left, moved(right, (box.right + 500, 35)))
    lines = [min(marks_of(line)) for line in lines_of(page)]
    assert lines == sorted(lines)
    assert len(lines) == 6


def test_high_columns_may_stand_closer_than_low_ones() -> None:
    assert parted(block(0, 0, 8, 12), block(94 + 14, 0, 8, 12)) == [96, 96]
    assert parted(block(0, 0, 3, 12), block(94 + 14, 0, 3, 12)) == [72]


def test_the_ends_of_a_few_long_lines_are_no_column() -> None:
    assert parted(block(0, 0, 8, 12), block(200, 20, 1, 12), block(200, 120, 1, 12)) == [120]
