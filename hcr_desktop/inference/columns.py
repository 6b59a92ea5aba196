"""Columns: writing beside other writing with a strip of bare paper between, read one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GUTTER, SLIM = 2.2, 1.2
"""Text heights of bare paper between two columns, at least: words stand closer. Between high columns less will do."""

HIGH = 8.0
"""Text heights of high columns: so many words do not end at one place by chance."""

NARROWEST = 4.0
"""A column is at least so many text heights wide: numbers of a list are no column."""

SHORTEST = 4.0
"""And so many high, some three lines: a word far behind another is no column."""

LEVEL = 0.5
"""Part of its height by which the shorter of two columns stands beside the other."""

DENSE = 0.5
"""Where both stand, a column is at least so densely written as the other, line by line: the ends of two long lines are no column."""

Boxes = NDArray[np.float32]  # [n, 4]: left, top, right, bottom


def columns_of(boxes: Boxes, size: float) -> list[NDArray[np.int64]]:
    """The indices of each column's boxes, from left to right; all in one where there is but one.

    Args:
        boxes: float32 [n, 4], n >= 1.
        size: Height of a typical tall one.
    """
    return _parted(np.arange(len(boxes)), boxes, size)


def _parted(own: NDArray[np.int64], boxes: Boxes, size: float) -> list[NDArray[np.int64]]:
    """Some boxes, parted at their widest gutter, and their parts likewise."""
    order = own[np.argsort(boxes[own, 0], kind="stable")]
    reach = np.maximum.accumulate(boxes[order, 2])
    gaps = boxes[order[1:], 0] - reach[:-1]
    for place in np.argsort(-gaps, kind="stable").tolist():
        if gaps[place] < SLIM * size:
            break
        left, right = order[: place + 1], order[place + 1 :]
        shortest = SHORTEST if gaps[place] >= GUTTER * size else HIGH
        if _side_by_side(boxes[left], boxes[right], size, shortest):
            return _parted(left, boxes, size) + _parted(right, boxes, size)
    return [own]


def _side_by_side(left: Boxes, right: Boxes, size: float, shortest: float) -> bool:
    """Whether two groups are columns: each wide and high enough, and level with one another."""
    spans = [(float(each[:, 1].min()), float(each[:, 3].max())) for each in (left, right)]
    widths = [float(each[:, 2].max() - each[:, 0].min()) for each in (left, right)]
    heights = [bottom - top for top, bottom in spans]
    top, bottom = max(top for top, _ in spans), min(bottom for _, bottom in spans)
    if min(widths) < NARROWEST * size or min(heights) < shortest * size or bottom - top < LEVEL * min(heights):
        return False
    rows = np.linspace(top, bottom, 100)
    written = [float(_written(each, rows).mean()) for each in (left, right)]
    return min(written) >= DENSE * max(written)


def _written(boxes: Boxes, rows: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which rows of a page cross a box."""
    return np.asarray(((boxes[:, 1] <= rows[:, None]) & (rows[:, None] <= boxes[:, 3])).any(axis=1))
